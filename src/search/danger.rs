//! Danger, before anything is ranked: whether what was typed speaks of a life, a body or a child at risk, and whom to call.
//!
//! A text is held against the learned model of situations ([`crate::learn`]) as a whole and, where it is long, in
//! [`parts`]: what was said around a danger does not thin it out. The ear is asked too: what it hears for something else is
//! doubtful. What the model has never heard of, the situations that a layer of the catalogue adds, is recognised by its
//! phrases. Two levels, so that recall need not be paid for with alarms: [`Level::Certo`] is a banner, [`Level::Possibile`]
//! one quiet line. Knows neither places nor filters nor rows: nothing of those can take a danger away.

use std::sync::LazyLock;

use crate::catalog::model::Catalog;
use crate::catalog::record::{NumeroUtile, Urgenza};
use crate::catalog::values::closed_list;
use crate::learn::linear::Linear;
use crate::learn::parts;

use super::ear::{ELSEWHERE, Harmless};
use super::slip::as_met;
use crate::lingua::fold::fold;
use crate::lingua::stop::is_stop_word;

/// The model that `cargo run -p impara` learned; a test holds it against the sentences.
static LEARNED: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/imparato/pericolo.bin"));

/// The model, read once; `None` would be a program without recognition, which a test excludes.
static MODEL: LazyLock<Option<Linear>> = LazyLock::new(|| Linear::read(LEARNED));

/// From this lead over "no danger", less the doubt, a situation is sure. With an eighth of all sentences left out of the
/// learning, some 65 in a hundred dangers stand above it, 3 of what only looks like one, 1 of what is asked for every day.
const CERTO: f32 = 0.0;

/// From this lead nothing that the words ask for comes before who helps.
const STRONG: f32 = 1.0;

/// From this lead a situation is possible: some 89, 14 and 5 in a hundred of the same.
const POSSIBILE: f32 = -1.15;

/// How much doubt there is where the ear hears something that is no danger: it takes away some three in five false lines from
/// everyday requests, one in four from what only looks like danger, and one possible danger in fifty. More of it, and a
/// harmless sentence that runs into a danger hides it.
const DOUBT: f32 = 0.5;

/// Situations so near to the likeliest may be meant as well.
const CLOSE: f32 = 0.5;

/// A situation that was shown stays until its lead falls below this: one more word does not make the line flicker.
const STAYS: f32 = -4.50;

/// Letters of the shortest last word, and fewest words, that raise a quiet line while they are being typed.
const SHORTEST_HEARD: usize = 4;
const FEWEST_HEARD: usize = 3;

/// Letters of the shortest word that says anything.
const SHORTEST_WORD: usize = 3;

/// Letters of a word that says enough by itself: "violenza", "suicidio".
const TELLING: usize = 8;

/// Most words that are heard: the last ones, for a text that goes on and on.
const HEARD: usize = 96;

closed_list! {
    /// How sure.
    Level {
        /// One quiet line.
        Possibile = "possibile";
        /// The banner.
        Certo = "certo";
    }
}

/// A danger that was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    /// Which situation, as a position in the catalogue's list.
    pub situation: usize,
    /// How sure.
    pub level: Level,
    /// It is beyond doubt: its helpers come before everything.
    pub strong: bool,
    /// What else the words may speak of: who would be hurt there is not put first either.
    pub others: Vec<usize>,
    /// Numbers in the order in which to dial, as positions in the catalogue's list.
    pub numbers: Vec<usize>,
    /// How many words the text had.
    pub words: usize,
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
pub struct Circumstances {
    /// Its last word may still be going on: it is being typed.
    pub typing: bool,
    /// What was shown for it a letter ago.
    pub before: Option<Danger>,
}

/// Recognises the danger that `text` speaks of, if any. Costs some thousand additions a word; never fails.
///
/// ```
/// use sportello::catalog::bundled;
/// use sportello::search::danger::{Circumstances, Level, recognise};
///
/// let catalog = bundled::catalog()?.catalog;
/// let danger = recognise(&catalog, "mi picchia il marito", &Circumstances::default()).ok_or("no danger")?;
/// assert_eq!(danger.level, Level::Certo);
/// assert_eq!(danger.call(&catalog), "1522 · 112");
/// assert!(recognise(&catalog, "bonus bollette", &Circumstances::default()).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn recognise(catalog: &Catalog, text: &str, heard: &Circumstances) -> Option<Danger> {
    let words = fold(text);
    if words.is_empty() {
        return None;
    }
    let count = words.split(' ').count();
    // Where words were taken back, what was shown for them counts no more.
    let before = heard.before.as_ref().filter(|before| before.words <= count);
    let now = judge(catalog, text, heard.typing, before);
    let open = heard.typing && text.ends_with(char::is_alphanumeric);
    let last = words.split(' ').next_back().unwrap_or_default();
    // A word that is still becoming another, or says nothing by itself, changes nothing; so few words that nothing is said
    // yet raise no quiet line.
    let small = last.chars().count() < SHORTEST_HEARD || is_unfinished(last);
    let shown = match (&now, before) {
        // A short word ("gas") may say what is beyond doubt.
        (Some(danger), Some(_)) if danger.strong && !is_unfinished(last) => now,
        (_, Some(before)) if heard.typing && small => Some(before.clone()),
        (Some(danger), None) if open && danger.level == Level::Possibile => {
            let telling = last.chars().count() >= TELLING || count >= FEWEST_HEARD;
            now.filter(|_| !small && telling)
        }
        _ => now,
    };
    shown.map(|danger| Danger { words: count, ..danger })
}

fn judge(catalog: &Catalog, text: &str, typing: bool, before: Option<&Danger>) -> Option<Danger> {
    let model = MODEL.as_ref()?;
    let open = typing && text.ends_with(char::is_alphanumeric);
    let pieces: Vec<&str> = sentences(text).collect();
    let mut found = BestSituation::default();
    // A sentence that is sure by itself is what matters, whatever stands before or behind it.
    for sentence in pieces.iter().copied().chain([text]) {
        if sentence == text && found.is_sure() {
            break;
        }
        let folded = fold(sentence);
        let mut words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        if open && text.ends_with(sentence) && words.last().is_some_and(|last| is_unfinished(last)) {
            words.pop();
        }
        words.drain(..words.len().saturating_sub(HEARD));
        // A word by itself is heard where it is all that was said; a letter or two are no word.
        let is_a_word = words.iter().any(|w| w.chars().count() >= SHORTEST_WORD);
        if !is_a_word || (words.len() < 2 && sentence != text) {
            continue;
        }
        if let Some(situation) = by_phrases(catalog, &words) {
            let numbers = numbers(catalog, situation, &[]);
            return Some(Danger {
                situation,
                level: Level::Certo,
                strong: true,
                others: Vec::new(),
                numbers,
                words: 0,
            });
        }
        found.hear(catalog, model, &words);
        // A slip hides nothing, and what was typed says what it says.
        let meant: Vec<&str> = words.iter().map(|word| as_met(model, word)).collect();
        if meant != words {
            found.hear(catalog, model, &meant);
        }
    }
    found.danger(catalog, before)
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

/// Whether a folded word is certainly still being typed: it is no word, and begins one. A word that begins none has a slip in
/// it, and is heard.
pub fn is_unfinished(word: &str) -> bool {
    MODEL.as_ref().is_some_and(|model| !model.knows(word) && model.begins(word))
}

/// The situation of which a phrase is said: all its words, in any order.
fn by_phrases(catalog: &Catalog, words: &[&str]) -> Option<usize> {
    let says = |phrase: &str| {
        let folded = fold(phrase);
        let mut wanted = folded.split(' ').filter(|w| !w.is_empty() && !is_stop_word(w)).peekable();
        wanted.peek().is_some() && wanted.all(|w| words.contains(&w))
    };
    catalog.urgenze.iter().position(|u| u.phrases.iter().any(|p| says(p)) && !u.unless.iter().any(|p| says(p)))
}

/// What the model says of a text so far.
#[derive(Debug, Default)]
struct BestSituation {
    /// The best lead over "no danger" of each situation of the catalogue that the model knows.
    leads: Vec<(usize, f32)>,
    /// Names of the concepts that were met.
    concepts: Vec<String>,
}

impl BestSituation {
    fn is_sure(&self) -> bool {
        self.leads.iter().any(|(_, lead)| *lead >= CERTO)
    }

    fn hear(&mut self, catalog: &Catalog, model: &Linear, words: &[&str]) {
        if let Some(concepts) = &model.concepts {
            for name in concepts.names_in(words) {
                if !self.concepts.iter().any(|c| c == name) {
                    self.concepts.push(name.to_owned());
                }
            }
        }
        let said = model.words(words);
        let mut ear = None;
        for part in parts(words.len()) {
            let scores = model.scores(&said, part.clone());
            let mut none = scores.first().copied().unwrap_or_default();
            let best = scores.iter().skip(1).copied().fold(f32::MIN, f32::max);
            if best - none >= POSSIBILE {
                let ear = ear.get_or_insert_with(|| Harmless::hear(words, |class| helps(catalog, class)));
                none += DOUBT * ear.as_ref().map_or(0.0, |ear| ear.of(part));
            }
            for (class, score) in model.classes.iter().zip(&scores).skip(1) {
                let lead = score - none;
                let Some(situation) = catalog.urgenze.iter().position(|u| u.id.as_str() == class) else { continue };
                match self.leads.iter_mut().find(|(s, _)| *s == situation) {
                    Some((_, best)) => *best = best.max(lead),
                    None => self.leads.push((situation, lead)),
                }
            }
        }
    }

    fn danger(self, catalog: &Catalog, before: Option<&Danger>) -> Option<Danger> {
        let (situation, lead) = self.leads.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let level = match lead {
            l if l >= CERTO => Level::Certo,
            l if l >= POSSIBILE => Level::Possibile,
            // One more word does not take a line away unless it says something else.
            _ => {
                let stays = |b: &&Danger| self.leads.iter().any(|l| l.0 == b.situation && l.1 >= STAYS);
                return before.filter(stays).map(|b| Danger { level: Level::Possibile, ..b.clone() });
            }
        };
        let numbers = numbers(catalog, situation, &self.concepts);
        // The same call stays as sure as it was.
        let level = before.filter(|b| b.numbers.first() == numbers.first()).map_or(level, |b| b.level.max(level));
        let others =
            self.leads.iter().filter(|(s, l)| *s != situation && *l >= (lead - CLOSE).max(POSSIBILE)).map(|(s, _)| *s);
        Some(Danger { situation, level, strong: lead >= STRONG, others: others.collect(), numbers, words: 0 })
    }
}

/// Whether whoever a class of the ear names may be needed in a danger: hearing them is no doubt.
fn helps(catalog: &Catalog, class: &str) -> bool {
    match class.strip_prefix(ELSEWHERE) {
        Some(office) => catalog.altrove.iter().any(|a| a.urgent && a.id.as_str() == office),
        None => catalog.urgenze.iter().any(|u| u.types.iter().any(|ty| ty.as_str() == class)),
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

/// Digest of the sentences that the model was learned from; `None` where there is no model.
pub fn learned_from() -> Option<u64> {
    MODEL.as_ref().map(|m| m.digest)
}
