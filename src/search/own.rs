//! What servizi add to their tipologie through words of their own.
//!
//! For each word of the query the slots that have it are a set, a bit each, and the same again by worth: whole sets are
//! joined 64 servizi at a time, and what one servizio gains is read off where it may be among the rows that are shown.

use super::index::Index;
use super::matcher::{Expansion, Meant};
use super::rank::TypeScores;
use super::weights::Field;

/// Whether a set has a slot.
pub(super) fn has(set: &[u64], slot: usize) -> bool {
    set.get(slot / 64).is_some_and(|w| w >> (slot % 64) & 1 == 1)
}

/// Adds a slot to a set.
fn put(set: &mut [u64], slot: u32) {
    if let Some(cell) = set.get_mut(slot as usize / 64) {
        *cell |= 1 << (slot % 64);
    }
}

/// Adds what `from` has to `set`.
fn join(set: &mut [u64], from: &[u64]) {
    for (cell, from) in set.iter_mut().zip(from) {
        *cell |= from;
    }
}

/// Most sets that are kept.
const MOST_KEPT: usize = 64;

/// A set of slots: one of the index, or one made for this query.
#[derive(Debug)]
enum SlotSet<'a> {
    Of(&'a [u64]),
    Made(Vec<u64>),
}

impl SlotSet<'_> {
    fn bits(&self) -> &[u64] {
        match self {
            Self::Of(bits) => bits,
            Self::Made(bits) => bits,
        }
    }
}

/// The slots that have one word of the query.
#[derive(Debug, Default)]
struct OwnWord<'a> {
    /// By what the word is worth there before rarity, best first; a slot may be in several.
    levels: Vec<(u32, SlotSet<'a>)>,
    /// All of them, where there are several levels.
    all: Option<SlotSet<'a>>,
}

impl OwnWord<'_> {
    fn all(&self) -> &[u64] {
        self.all.as_ref().or(self.levels.first().map(|(_, set)| set)).map_or(&[], SlotSet::bits)
    }
}

/// What the servizi add to their tipologie through words of their own.
#[derive(Debug)]
pub(super) struct OwnScores<'a> {
    index: &'a Index,
    /// By word of the query.
    words: Vec<OwnWord<'a>>,
    kept: Vec<Vec<u64>>,
}

impl<'a> OwnScores<'a> {
    /// No servizio has any.
    pub fn none(index: &'a Index) -> Self {
        Self { index, words: Vec::new(), kept: Vec::new() }
    }

    /// The servizi that have words which the query may mean.
    pub fn of(index: &'a Index, expansions: &[Expansion]) -> Self {
        let kept = index.scratch.0.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default();
        let mut this = Self { index, words: Vec::with_capacity(expansions.len()), kept };
        for expansion in expansions {
            let word = this.word(expansion);
            this.words.push(word);
        }
        this
    }

    fn word(&mut self, expansion: &Expansion) -> OwnWord<'a> {
        let index = self.index;
        let mut word = OwnWord::default();
        for meant in expansion.words.iter().filter(|m| !m.short_only) {
            for (field, set) in index.own.sets(meant.word) {
                let value = worth(meant, field);
                match word.levels.iter().position(|(v, _)| *v == value) {
                    None => word.levels.push((value, SlotSet::Of(set))),
                    Some(at) => join(self.made(&mut word, at), set),
                }
            }
            for run in index.own.list(meant.word).chunk_by(|a, b| a & 15 == b & 15) {
                let value = worth(meant, Field::of(run.first().map_or(0, |p| p & 15)));
                let at = word.levels.iter().position(|(v, _)| *v == value).unwrap_or_else(|| {
                    word.levels.push((value, SlotSet::Of(&[])));
                    word.levels.len() - 1
                });
                let set = self.made(&mut word, at);
                for p in run {
                    put(set, p >> 4);
                }
            }
        }
        word.levels.sort_unstable_by_key(|(value, _)| std::cmp::Reverse(*value));
        if word.levels.len() > 1 {
            let mut all = self.empty();
            for (_, set) in &word.levels {
                join(&mut all, set.bits());
            }
            word.all = Some(SlotSet::Made(all));
        }
        word
    }

    /// The set of a level, made one that can be added to.
    fn made<'w>(&mut self, word: &'w mut OwnWord<'a>, at: usize) -> &'w mut [u64] {
        let Some((_, slots)) = word.levels.get_mut(at) else { return &mut [] };
        if let SlotSet::Of(bits) = slots {
            let mut set = self.empty();
            join(&mut set, bits);
            *slots = SlotSet::Made(set);
        }
        match slots {
            SlotSet::Made(set) => set,
            SlotSet::Of(_) => &mut [],
        }
    }

    fn empty(&mut self) -> Vec<u64> {
        let mut set = self.kept.pop().unwrap_or_default();
        set.clear();
        set.resize(self.index.own.width(), 0);
        set
    }

    /// The slots that have word `term` of the query as their own; empty where none has.
    pub fn slots(&self, term: usize) -> &[u64] {
        self.words.get(term).map_or(&[], OwnWord::all)
    }

    /// Whether servizio `slot` has word `term` by itself.
    pub fn has(&self, slot: usize, term: usize) -> bool {
        has(self.slots(term), slot)
    }

    /// Which words of the query servizio `slot` has by itself, a bit each.
    pub fn mask(&self, slot: usize) -> u32 {
        (0..self.words.len()).filter(|&term| self.has(slot, term)).fold(0, |mask, term| mask | 1 << term)
    }

    /// What they are worth beyond what its tipologia has: of each word the best counts.
    pub fn gain(&self, slot: usize, ty: usize, types: &TypeScores) -> u32 {
        let words = self.words.iter().zip(&types.rarity).enumerate();
        words
            .map(|(term, (word, rarity))| {
                let value = word.levels.iter().find(|(_, set)| has(set.bits(), slot)).map_or(0, |(value, _)| *value);
                value.saturating_sub(types.best(ty, term).value) * rarity
            })
            .sum()
    }

    /// The most that a servizio of a tipologia can gain.
    pub fn most(&self, ty: usize, types: &TypeScores) -> u32 {
        let words = self.words.iter().zip(&types.rarity).enumerate();
        words
            .map(|(term, (word, rarity))| {
                let value = word.levels.first().map_or(0, |(value, _)| *value);
                value.saturating_sub(types.best(ty, term).value) * rarity
            })
            .sum()
    }
}

impl Drop for OwnScores<'_> {
    fn drop(&mut self) {
        let mut kept = std::mem::take(&mut self.kept);
        for word in self.words.drain(..) {
            let sets = word.levels.into_iter().map(|(_, set)| set).chain(word.all);
            kept.extend(sets.filter_map(|set| if let SlotSet::Made(bits) = set { Some(bits) } else { None }));
        }
        kept.truncate(MOST_KEPT);
        if let Ok(mut scratch) = self.index.scratch.0.lock() {
            *scratch = kept;
        }
    }
}

/// What a word is worth in a field of a servizio.
pub(super) fn worth(meant: &Meant, field: Field) -> u32 {
    (meant.worth * field.weight() / 100).max(1)
}
