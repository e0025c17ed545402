//! From words to features: what a linear model weighs.
//!
//! Words and pairs say what was said; stems and groups of letters carry over slips, dialect and forms that no sentence had;
//! concepts and their neighbours carry over words that no sentence had. Which kinds a model weighs, and how much each counts,
//! was found by leaving sentences out ([`Kinds`]).

use super::concepts::{Concepts, Met};
use super::hash;
use crate::lingua::lemma::stem;
use crate::lingua::stop::is_stop_word;

/// How much a kind of feature counts before anything is learned.
mod weight {
    pub const WORD: f32 = 1.0;
    pub const PAIR: f32 = 1.0;
    pub const CONCEPT: f32 = 1.0;
    /// Two concepts, one behind the other within a few words.
    pub const CONCEPTS: f32 = 0.7;
    /// A concept and the word beside it.
    pub const BESIDE: f32 = 0.7;
    /// A concept and the word next but one, or those on both sides.
    pub const AROUND: f32 = 0.5;
    /// Concepts that a class names together.
    pub const TOGETHER: f32 = 0.7;
}

/// The features of a model that others do without, or weigh otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kinds {
    /// A pair with one or two words between.
    apart: f32,
    letters: f32,
    /// What a word has in common with its other forms: "pago", "pagato".
    stem: f32,
    /// The words around a concept: who does what to whom.
    neighbours: bool,
}

impl Default for Kinds {
    fn default() -> Self {
        Self::NEED
    }
}

impl Kinds {
    /// For what is asked for, whoever asks.
    pub const NEED: Self = Self { apart: 0.25, letters: 0.55, stem: 1.0, neighbours: false };

    /// For danger, where the end of a word says who is in it.
    pub const DANGER: Self = Self { apart: 0.5, letters: 0.4, stem: 0.0, neighbours: true };

    /// As a byte of a model.
    pub fn write(self) -> u8 {
        u8::from(self.neighbours)
    }

    /// From the byte of a model.
    pub fn read(byte: u8) -> Self {
        if byte == 0 { Self::NEED } else { Self::DANGER }
    }
}

/// Longest and shortest group of letters.
const GROUPS: std::ops::RangeInclusive<usize> = 3..=4;

/// Two concepts further apart have nothing to do with each other, words.
const REACH: usize = 5;

/// Begin and end of a text among its words.
const BEGIN: &str = "^";
const END: &str = "$";

/// Calls `emit` with the features of one word by itself: what does not depend on its neighbours.
pub fn of_word(word: &str, kinds: Kinds, mut emit: impl FnMut(u32, f32)) {
    emit(hash(b'w', &[word]), weight::WORD);
    if kinds.stem > 0.0 && !is_stop_word(word) {
        emit(hash(b'S', &[&stem(word)]), kinds.stem);
    }
    let letters: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
    let mut group = String::with_capacity(8);
    for length in GROUPS {
        for window in letters.windows(length) {
            group.clear();
            group.extend(window);
            emit(hash(b'g', &[&group]), kinds.letters);
        }
    }
}

/// Calls `emit` with the features of words beside each other and of the concepts among them.
pub fn of_words(words: &[&str], kinds: Kinds, concepts: Option<&Concepts>, mut emit: impl FnMut(u32, f32)) {
    let word = |at: usize| words.get(at).copied();
    for at in 0..=words.len() {
        let before = at.checked_sub(1).and_then(word).unwrap_or(BEGIN);
        emit(hash(b'b', &[before, word(at).unwrap_or(END)]), weight::PAIR);
    }
    for apart in 2..=3 {
        for pair in words.windows(apart + 1) {
            if let (Some(a), Some(b)) = (pair.first(), pair.last()) {
                emit(hash(b's', &[a, b]), kinds.apart);
            }
        }
    }
    if let Some(concepts) = concepts {
        let met = concepts.in_words(words);
        of_concepts(words, &met, kinds.neighbours, &mut emit);
        let mut classes: Vec<u8> = Vec::new();
        for (class, set) in concepts.together(&met) {
            emit(hash(b'k', &[&set.to_string()]), weight::TOGETHER);
            if !classes.contains(&class) {
                classes.push(class);
                emit(hash(b'K', &[&class.to_string()]), weight::TOGETHER);
            }
        }
    }
}

fn of_concepts(words: &[&str], met: &[Met], neighbours: bool, emit: &mut impl FnMut(u32, f32)) {
    let word = |at: Option<usize>| at.and_then(|at| words.get(at)).copied();
    let name = |m: &Met| m.concept.to_string();
    for m in met {
        let (this, (start, end)) = (name(m), m.at);
        emit(hash(b'c', &[&this]), weight::CONCEPT);
        if neighbours {
            let before = word(start.checked_sub(1)).unwrap_or(BEGIN);
            let behind = word(Some(end)).unwrap_or(END);
            emit(hash(b'l', &[before, &this]), weight::BESIDE);
            emit(hash(b'r', &[&this, behind]), weight::BESIDE);
            emit(hash(b'm', &[before, &this, behind]), weight::AROUND);
            if let Some(further) = word(start.checked_sub(2)) {
                emit(hash(b'L', &[further, &this]), weight::AROUND);
            }
            if let Some(further) = word(Some(end + 1)) {
                emit(hash(b'R', &[&this, further]), weight::AROUND);
            }
        }
        for other in met {
            if other.concept != m.concept && start < other.at.0 && other.at.0 <= end + REACH {
                emit(hash(b'p', &[&this, &name(other)]), weight::CONCEPTS);
            }
        }
    }
}

/// All features of some words.
pub fn all(words: &[&str], kinds: Kinds, concepts: Option<&Concepts>) -> Vec<(u32, f32)> {
    let mut out = Vec::with_capacity(words.len() * 40);
    for word in words {
        of_word(word, kinds, |f, v| out.push((f, v)));
    }
    of_words(words, kinds, concepts, |f, v| out.push((f, v)));
    out
}
