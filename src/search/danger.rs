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
use crate::catalog::record::Urgenza;
use crate::learn::linear::{Linear, Words};

use super::fold::{fold, is_stop_word};

/// The model that `cargo run --bin impara` learned; a test holds it against the sentences.
static LEARNED: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/imparato/pericolo.bin"));

/// The model, read once; `None` would be a program without recognition, which a test excludes.
pub(super) static MODEL: LazyLock<Option<Linear>> = LazyLock::new(|| Linear::read(LEARNED));

/// From this lead over "no danger" a situation is sure: above it at most one and a half in a hundred near-misses stand.
const CERTO: f32 = 0.10;

/// From this lead a situation is possible.
const POSSIBILE: f32 = -0.80;

/// A situation that was shown stays until its lead falls below this: one more word does not make the line flicker.
const STAYS: f32 = -1.30;

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
}

/// Recognises the danger that `text` speaks of, if any. `before`: what was shown for the text a letter ago; `typing`:
/// its last word may still be going on.
pub(super) fn recognise(catalog: &Catalog, text: &str, typing: bool, before: Option<&Danger>) -> Option<Danger> {
    let folded = fold(text);
    let mut words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    if words.len() > HEARD {
        words.drain(..words.len() - HEARD);
    }
    if words.is_empty() {
        return None;
    }
    by_phrases(catalog, &words).or_else(|| by_model(catalog, MODEL.as_ref()?, &words, before))
}

/// The parts of a text that are held against the model: all of it, and where it is long every run of [`PART`] words.
fn parts(words: usize) -> impl Iterator<Item = Range<usize>> {
    let runs = words.saturating_sub(PART);
    std::iter::once(0..words).chain((1..=runs).filter(|_| runs > 0).step_by(2).map(|from| from..from + PART))
}
