//! The ear: which service, or which office that is no social service, a whole sentence asks for.
//!
//! A linear model ([`crate::learn`]) over the words of the query, learned from sentences as people say them. What it hears
//! is added to what the words say; alone it decides nothing that a complete name or acronym says otherwise. Tipologie that
//! a layer adds and the model has never heard of are found by their words.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::catalog::model::{Catalog, TipologiaIx};
use crate::learn::features::{Kinds, of_word};
use crate::learn::linear::{Linear, Words};

use super::slip::as_met;
use super::weights::A_NAME;
use crate::lingua::fold::fold;
use crate::lingua::stop::{begins_stop_word, is_stop_word};

/// The model that `cargo run -p impara` learned; a test holds it against the sentences.
static LEARNED: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/imparato/orecchio.bin"));

static MODEL: LazyLock<Option<Linear>> = LazyLock::new(|| Linear::read(LEARNED));

/// Before the identifier of an office that is no social service.
pub(super) const ELSEWHERE: &str = "altrove/";

/// How much sharper likelihoods are than the model's scores: found so that of rows said to be likely about that many are.
const SHARPNESS: f32 = 4.5;

/// A text whose best class has less more than all on average says nothing that was learned.
const HEARD: f32 = 1.1;

/// A best class that has so much is no more than any text's…
const OF_ANY: f32 = 1.1;

/// …and one that has twice this more is sure.
const HALF_SURE: f32 = 2.2;

/// How fast nearness to the best class falls with the distance of the scores.
const FALL: f32 = 2.6;

/// What a part of a sentence says counts so much beside what all of it says: a second need is heard too.
const PART: f32 = 0.6;

/// Words between two things that are asked for.
const BETWEEN: [&str; 8] = ["e", "ed", "anche", "inoltre", "poi", "ma", "pure", "oppure"];

/// What a class of the model is in this catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Tipologia(TipologiaIx),
    Elsewhere(usize),
    Unknown,
}

/// A model, and what its classes are in a catalogue. Without a model it hears nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Ear {
    model: Option<&'static Linear>,
    classes: Vec<Class>,
}

/// The model that the program carries.
pub fn carried() -> Option<&'static Linear> {
    MODEL.as_ref()
}

impl Ear {
    /// Finds each class of a model in the catalogue.
    pub fn of(catalog: &Catalog, model: Option<&'static Linear>) -> Self {
        let find = |name: &String| match name.strip_prefix(ELSEWHERE) {
            Some(id) => catalog.altrove.iter().position(|a| a.id.as_str() == id).map(Class::Elsewhere),
            None => catalog.find_type(name).map(Class::Tipologia),
        };
        let names = model.map(|m| m.classes.as_slice()).unwrap_or_default();
        Self { model, classes: names.iter().map(|name| find(name).unwrap_or(Class::Unknown)).collect() }
    }

    /// Whether a tipologia was learned: those of layers are not. Looks through all classes.
    pub fn knows(&self, ty: usize) -> bool {
        self.classes.iter().any(|class| matches!(class, Class::Tipologia(ix) if ix.at() == ty))
    }
}

/// What was heard.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    /// How likely each tipologia is meant, 0 to 1; empty where nothing was said.
    pub types: Vec<f32>,
    /// How near each is to the best class of all, 1 = it is the best: what is added to the words.
    pub near: Vec<f32>,
    /// The likeliest office that is no social service, as a position in the catalogue's list, and how likely.
    pub elsewhere: Option<(usize, f32)>,
}

impl Heard {
    /// How likely a tipologia is meant.
    pub fn of_type(&self, ty: usize) -> f32 {
        self.types.get(ty).copied().unwrap_or(0.0)
    }

    /// Nothing was heard of services.
    pub fn is_silent(&self) -> bool {
        self.types.iter().all(|likely| *likely <= 0.0)
    }

    /// The likeliest tipologia's likelihood.
    pub fn best(&self) -> f32 {
        self.types.iter().copied().fold(0.0, f32::max)
    }
}

/// How much more each class has for a part of a text than all have on average: what every class has for common words says
/// nothing.
fn above_all(model: &Linear, said: &Words<'_>, part: Range<usize>) -> Vec<f32> {
    let scores = model.scores(said, part);
    let many = u16::try_from(scores.len().max(1)).unwrap_or(u16::MAX);
    let mean = scores.iter().sum::<f32>() / f32::from(many);
    scores.into_iter().map(|score| score - mean).collect()
}

/// Listens to the folded words of a query; the last one is left to the other words' rules while it is `open`, still being
/// typed, so that the list does not jump at every letter. Hears nothing where no word says anything to it. Costs some thousand additions a
/// word.
pub(super) fn listen(ear: &Ear, types: usize, words: &[&str], open: bool) -> Heard {
    let Some(model) = ear.model else { return Heard::default() };
    let words = match words.split_last() {
        Some((_, before)) if open => before,
        _ => words,
    };
    // The beginning of a stop word is none yet.
    let begun = |w: &str| !model.knows(w) && begins_stop_word(w);
    let words: Vec<&str> = words.iter().copied().filter(|w| !begun(w)).collect();
    // A word with a slip, or what it is a slip of: of a few words, which may be a name, the latter; in a sentence what says
    // more counts.
    let met: Vec<&str> = words.iter().map(|w| as_met(model, w)).collect();
    let says = |words: &[&str]| {
        let said = model.words(words);
        above_all(model, &said, 0..words.len()).into_iter().fold(f32::MIN, f32::max)
    };
    let words = if words == met || words.len() <= A_NAME || says(&met) > says(&words) { met } else { words };
    if !words.iter().any(|w| model.knows(w) && !is_stop_word(w)) {
        return Heard::default();
    }
    let said = model.words(&words);
    let mut heard = Heard { types: vec![0.0; types], near: vec![0.0; types], elsewhere: None };
    let mut ends: Vec<usize> =
        words.iter().enumerate().filter(|(_, w)| BETWEEN.contains(w)).map(|(at, _)| at).collect();
    ends.push(words.len());
    let mut parts = vec![(0..words.len(), 1.0)];
    let mut from = 0;
    for end in ends {
        if end >= from + 2 && end - from < words.len() {
            parts.push((from..end, PART));
        }
        from = end + 1;
    }
    for (part, share) in parts {
        let scores = above_all(model, &said, part);
        let best = scores.iter().copied().fold(f32::MIN, f32::max);
        if best < HEARD {
            continue;
        }
        let sum: f32 = scores.iter().map(|s| (SHARPNESS * (s - best)).exp()).sum();
        for (class, score) in ear.classes.iter().zip(&scores) {
            let likely = share * (SHARPNESS * (score - best)).exp() / sum;
            match class {
                Class::Tipologia(ix) => {
                    let near = share * (FALL * (score - best)).exp();
                    for (list, value) in [(&mut heard.types, likely), (&mut heard.near, near)] {
                        if let Some(cell) = list.get_mut(ix.at()) {
                            *cell = cell.max(value);
                        }
                    }
                }
                // Half a sentence is about many things.
                Class::Elsewhere(at) if share >= 1.0 && heard.elsewhere.is_none_or(|(_, best)| best < likely) => {
                    heard.elsewhere = Some((*at, likely));
                }
                Class::Elsewhere(_) | Class::Unknown => {}
            }
        }
    }
    // Of one word the catalogue knows more than the ear, unless it is nothing of ours.
    if words.len() < 2 {
        heard.types.fill(0.0);
        heard.near.fill(0.0);
    }
    heard
}

/// What the ear says of a text in which danger may be spoken of.
#[derive(Debug)]
pub(super) struct Harmless<'w> {
    model: &'static Linear,
    said: Words<'w>,
    /// Of each class, whether it may be needed in a danger.
    helps: Vec<bool>,
}

impl<'w> Harmless<'w> {
    /// Listens to folded words. Costs as much as [`listen`].
    pub fn hear(words: &[&'w str], helps: impl Fn(&str) -> bool) -> Option<Self> {
        let model = MODEL.as_ref()?;
        Some(Self { model, said: model.words(words), helps: model.classes.iter().map(|class| helps(class)).collect() })
    }

    /// How clearly a part of the text asks for something that is needed in no danger: 0 = not at all, about 2 = surely.
    pub fn of(&self, part: Range<usize>) -> f32 {
        let scores = above_all(self.model, &self.said, part);
        let others = scores.into_iter().zip(&self.helps).filter(|(_, helps)| !**helps);
        ((others.map(|(score, _)| score).fold(f32::MIN, f32::max) - OF_ANY) / HALF_SURE).max(0.0)
    }
}

/// Whether people say this folded word in the sentences that the model was learned from.
pub(super) fn is_said(word: &str) -> bool {
    MODEL.as_ref().is_some_and(|m| m.knows(word))
}

/// The phrase that is most like `words`, by their letters: what a service is explained by. `None` where none is.
pub(super) fn most_like<'a>(words: &[&str], phrases: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let features = |words: &[&str]| {
        let mut all: BTreeMap<u32, f32> = BTreeMap::new();
        for word in words.iter().filter(|w| !is_stop_word(w)) {
            of_word(word, Kinds::NEED, |feature, worth| *all.entry(feature).or_default() += worth);
        }
        all
    };
    let said = features(words);
    let likeness = |phrase: &str| {
        let folded = fold(phrase);
        let of = features(&folded.split(' ').collect::<Vec<_>>());
        let length: f32 = of.values().map(|v| v * v).sum();
        let common: f32 = of.iter().filter_map(|(feature, worth)| Some(said.get(feature)? * worth)).sum();
        common / length.sqrt().max(f32::MIN_POSITIVE)
    };
    let best = phrases.map(|p| (likeness(p), p)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.0).then_some(best.1)
}

/// Digest of the sentences that the model was learned from; `None` where there is no model.
pub fn learned_from() -> Option<u64> {
    MODEL.as_ref().map(|m| m.digest)
}
