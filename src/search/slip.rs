//! A word with a slip of the fingers, as a learned model knows it.
//!
//! Knows a word and those that a model has met; what a slip is, is [`crate::lingua::slip`]'s.

use crate::learn::linear::Linear;
use crate::lingua::slip::{FROM, most, slips, spellings, undoubled};

/// So many last letters say who and whom ("picchiarmi", "picchiarti"; "ammazzi", "ammazzo").
const ENDING: usize = 2;

/// The word that the model has met in place of one that it has not, where double letters or a slip lie between, two in a
/// long word, however it was spelt ("phiscologa"): of several the nearest, then the one that goes on alike for longest.
/// Costs a comparison for each word with the same first letter.
pub fn as_met<'a>(model: &Linear, word: &'a str) -> &'a str {
    let letters = word.bytes().all(|b| b.is_ascii_lowercase());
    if !letters || word.len() <= FROM || model.knows(word) {
        return word;
    }
    let mut best: Option<(SlipOrder, &'static str)> = None;
    for spelling in spellings(word) {
        let Some(first) = spelling.chars().next() else { continue };
        let plain = undoubled(&spelling);
        let letters = sorted(&spelling);
        // Who does what to whom is said at the end of a word: "ammazzi" is no slip of "ammazzo". The same letters in another
        // order say nothing else: "consultoiro".
        let ending = spelling.get(spelling.len() - ENDING..).unwrap_or_default();
        for other in model.beginning(first) {
            if !other.ends_with(ending) && sorted(other) != letters {
                continue;
            }
            let doubles = other.len().abs_diff(spelling.len()) <= 2 && undoubled(other) == plain;
            let Some(slips) = slips(&spelling, other, most(spelling.len())).or(doubles.then_some(1)) else { continue };
            let common = other.bytes().zip(spelling.bytes()).take_while(|(a, b)| a == b).count();
            let nearness = (doubles, std::cmp::Reverse(slips), common);
            if best.is_none_or(|(nearest, _)| nearness >= nearest) {
                best = Some((nearness, other));
            }
        }
    }
    best.map_or(word, |(_, other)| other)
}

/// Whether only double letters lie between two words, how few slips, how many first letters are the same.
type SlipOrder = (bool, std::cmp::Reverse<usize>, usize);

fn sorted(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    letters.sort_unstable();
    letters
}
