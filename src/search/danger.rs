//! Danger, before anything is ranked: whether what was typed speaks of a life, a body or a child at risk, and whom to call.
//!
//! A text is held against the learned model of situations ([`crate::learn`]) as a whole and, where it is long, in parts of
//! [`PART`] words: what was said around a danger does not thin it out. What the model has never heard of, the situations
//! that a layer of the catalogue adds, is recognised by its phrases. Two levels, so that recall need not be paid for with
//! alarms: [`Level::Certo`] is a banner, [`Level::Possibile`] one quiet line. Knows neither places nor filters nor rows:
//! nothing of those can take a danger away.

use std::ops::Range;
use std::sync::LazyLock;

use crate::catalog::model::Catalog;
use crate::catalog::record::{NumeroUtile, Urgenza};
use crate::learn::linear::Linear;

use super::fold::{fold, is_stop_word};

/// The model that `cargo run --bin impara` learned; a test holds it against the sentences.
static LEARNED: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/imparato/pericolo.bin"));

/// The model, read once; `None` would be a program without recognition, which a test excludes.
pub(super) static MODEL: LazyLock<Option<Linear>> = LazyLock::new(|| Linear::read(LEARNED));

/// From this lead over "no danger" a situation is sure: above it at most one and a half in a hundred near-misses stand.
const CERTO: f32 = 0.20;

/// From this lead a situation is possible.
const POSSIBILE: f32 = -0.75;

/// A situation that was shown stays until its lead falls below this: one more word does not make the line flicker.
const STAYS: f32 = -1.30;

/// Letters of the shortest word that stands for a longer one still being typed.
const SHORTEST_SETTLED: usize = 3;

/// Words of a part of a long text: what makes "mi ammazza" harmless ("la burocrazia mi ammazza") stands that near.
const PART: usize = 14;

/// Most words that are heard: the last ones, for a text that goes on and on.
const HEARD: usize = 96;

/// How sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One quiet line.
    Possibile,
    /// The banner.
    Certo,
}

impl Level {
    /// As JSON says it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Possibile => "possibile",
            Self::Certo => "certo",
        }
    }
}

/// A danger that was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    /// Which situation, as a position in the catalogue's list.
    pub situation: usize,
    /// How sure.
    pub level: Level,
    /// Numbers in the order in which to dial, as positions in the catalogue's list.
    pub numbers: Vec<usize>,
}

impl Danger {
    /// The record of the situation.
    pub fn record<'a>(&self, catalog: &'a Catalog) -> Option<&'a Urgenza> {
        catalog.urgenze.get(self.situation)
    }

    /// The numbers to dial, in their order.
    pub fn to_dial<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = &'a NumeroUtile> {
        self.numbers.iter().filter_map(|at| catalog.numeri.get(*at))
    }

    /// What the operator reads, at most two lines, a number first: what to do where it is sure, one quiet line where it
    /// is not.
    pub fn lines(&self, catalog: &Catalog) -> Vec<String> {
        let said = self.record(catalog).map(|u| u.say.as_slice()).unwrap_or_default();
        match self.level {
            Level::Certo => said.iter().take(2).map(ToString::to_string).collect(),
            Level::Possibile => {
                vec![format!("Se c'è pericolo: {}", self.call(catalog))]
            }
        }
    }

    /// The numbers to dial in their order: "112 · 1522".
    pub fn call(&self, catalog: &Catalog) -> String {
        self.to_dial(catalog).map(|n| n.number.as_str()).collect::<Vec<_>>().join(" · ")
    }
}

/// What is known of a text besides its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Its last word may still be going on: it is being typed.
    pub typing: bool,
    /// What was shown for it a letter ago.
    pub before: Option<Danger>,
}

/// Recognises the danger that `text` speaks of, if any.
pub(super) fn recognise(catalog: &Catalog, text: &str, heard: &Heard) -> Option<Danger> {
    let model = MODEL.as_ref()?;
    let mut found = Best::default();
    for (at, sentence) in std::iter::once(text).chain(sentences(text)).enumerate() {
        let folded = fold(sentence);
        let mut words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        if heard.typing && text.ends_with(sentence) && text.ends_with(char::is_alphanumeric) {
            settle_last(model, &mut words);
        }
        words.drain(..words.len().saturating_sub(HEARD));
        // A word by itself is heard where it is all that was said.
        if words.is_empty() || (at > 0 && words.len() < 2) {
            continue;
        }
        if let Some(situation) = by_phrases(catalog, &words) {
            let numbers = numbers(catalog, situation, &[]);
            return Some(Danger { situation, level: Level::Certo, numbers });
        }
        found.hear(catalog, model, &words, heard.before.as_ref());
    }
    found.danger(catalog, heard.before.as_ref())
}

/// The sentences of a text that has several.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | ';' | '\n');
    let mut rest = text;
    let mut pieces = Vec::new();
    while let Some(end) = rest.char_indices().find_map(|(at, c)| {
        let next = at + c.len_utf8();
        // "S. Vito", "s.a.d.": a full stop after one letter ends nothing.
        let letter = rest.get(..at).is_some_and(|b| b.chars().rev().take_while(|c| c.is_alphanumeric()).count() > 1);
        let is_end = ends(c) && letter && rest.get(next..).is_some_and(|r| r.starts_with(char::is_whitespace));
        is_end.then_some(next)
    }) {
        let (piece, more) = rest.split_at(end);
        pieces.push(piece);
        rest = more;
    }
    if !pieces.is_empty() {
        pieces.push(rest);
    }
    pieces.into_iter()
}

/// Takes the last word, still being typed, for the longest word that it certainly is already: "ammazzar" is heard as
/// "ammazza", "pist" not at all. So no beginning of a word raises a line or takes one away. A word that begins none is
/// one with a slip in it, and is heard.
fn settle_last(model: &Linear, words: &mut Vec<&str>) {
    let Some(last) = words.pop() else { return };
    if model.knows(last) || !model.begins(last) {
        words.push(last);
        return;
    }
    let shorter = last.char_indices().rev().map(|(at, _)| last.get(..at).unwrap_or_default());
    words.extend(shorter.take_while(|w| w.len() >= SHORTEST_SETTLED).find(|w| model.knows(w)));
}

/// The situation of which a phrase is said: all its words, in any order.
fn by_phrases(catalog: &Catalog, words: &[&str]) -> Option<usize> {
    let says = |phrase: &str| {
        let folded = fold(phrase);
        let mut wanted = folded.split(' ').filter(|w| !w.is_empty() && !is_stop_word(w)).peekable();
        wanted.peek().is_some() && wanted.all(|w| words.contains(&w))
    };
    catalog
        .urgenze
        .iter()
        .position(|u| u.phrases.iter().any(|p| says(p)) && !u.unless.iter().any(|p| says(p)))
}

/// The parts of a text that are held against the model: all of it, and where it is long every second run of [`PART`].
fn parts(words: usize) -> impl Iterator<Item = Range<usize>> {
    let last = words.saturating_sub(PART);
    let runs = (0..=last).filter(move |from| last > 0 && (from % 2 == 0 || *from == last));
    std::iter::once(0..words).chain(runs.map(|from| from..from + PART))
}

/// What the model says of a text so far.
#[derive(Debug, Default)]
struct Best {
    /// Situation, its lead over "no danger", numbers of the concepts that were met.
    first: Option<(usize, f32)>,
    /// The lead of the situation that was shown before.
    stays: Option<f32>,
    concepts: Vec<String>,
}

impl Best {
    fn hear(&mut self, catalog: &Catalog, model: &Linear, words: &[&str], before: Option<&Danger>) {
        if let Some(concepts) = &model.concepts {
            for name in concepts.names_in(words) {
                if !self.concepts.iter().any(|c| c == name) {
                    self.concepts.push(name.to_owned());
                }
            }
        }
        let said = model.words(words);
        for part in parts(words.len()) {
            let scores = model.scores(&said, part);
            let none = scores.first().copied().unwrap_or_default();
            for (class, score) in model.classes.iter().zip(&scores).skip(1) {
                let lead = score - none;
                let is_before = before.is_some_and(|b| b.record(catalog).is_some_and(|u| u.id.as_str() == class));
                if is_before && self.stays.is_none_or(|best| best < lead) {
                    self.stays = Some(lead);
                }
                if self.first.is_none_or(|(_, best)| best < lead)
                    && let Some(situation) = catalog.urgenze.iter().position(|u| u.id.as_str() == class)
                {
                    self.first = Some((situation, lead));
                }
            }
        }
    }

    fn danger(self, catalog: &Catalog, before: Option<&Danger>) -> Option<Danger> {
        let (situation, lead) = self.first?;
        let level = match lead {
            l if l >= CERTO => Some(Level::Certo),
            l if l >= POSSIBILE => Some(Level::Possibile),
            _ => None,
        };
        let Some(level) = level else {
            // One more word does not take it away unless it says something else.
            return before.filter(|_| self.stays.is_some_and(|lead| lead >= STAYS)).cloned();
        };
        let numbers = numbers(catalog, situation, &self.concepts);
        // The same call stays as sure as it was.
        let stays = before.filter(|b| b.numbers.first() == numbers.first()).map_or(level, |b| b.level.max(level));
        Some(Danger { situation, level: stays, numbers })
    }
}

/// The numbers of a situation, where these concepts are spoken of: positions in the catalogue's list.
fn numbers(catalog: &Catalog, situation: usize, concepts: &[String]) -> Vec<usize> {
    let Some(record) = catalog.urgenze.get(situation) else { return Vec::new() };
    let more = record.numbers_if.iter().filter(|(concept, _)| concepts.contains(concept)).flat_map(|(_, ids)| ids);
    let mut numbers = Vec::new();
    for id in record.numbers.iter().chain(more) {
        if let Some(at) = catalog.numeri.iter().position(|n| n.id == *id)
            && !numbers.contains(&at)
        {
            numbers.push(at);
        }
    }
    numbers
}
