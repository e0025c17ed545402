//! A word with a slip of the fingers, as a learned model knows it.
//!
//! Knows a word and those that a model has met; what a slip is, is [`crate::lingua::slip`]'s.

use crate::learn::linear::Linear;
use crate::lingua::slip::{FROM, slips, undoubled};

/// So many last letters say who and whom ("picchiarmi", "picchiarti"; "ammazzi", "ammazzo").
const ENDING: usize = 2;

/// The word that the model has met in place of one that it has not, where double letters or a single slip lie between: of
/// several the one that goes on alike for longest. Costs a comparison for each word with the same first letter.
pub fn as_met<'a>(model: &Linear, word: &'a str) -> &'a str {
    let letters = word.bytes().all(|b| b.is_ascii_lowercase());
    let Some(first) = word.chars().next().filter(|_| letters && word.len() > FROM && !model.knows(word)) else {
        return word;
    };
    let common = |other: &str| other.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
    let plain = undoubled(word);
    // Who does what to whom is said at the end of a word: "ammazzi" is no slip of "ammazzo". The same letters in another
    // order say nothing else: "consultoiro".
    let ending = word.get(word.len() - ENDING..).unwrap_or_default();
    let ends_alike = |other: &str| other.ends_with(ending) || sorted(other) == sorted(word);
    let near = model.beginning(first).filter(|other| ends_alike(other)).filter_map(|other| {
        let doubles = other.len().abs_diff(word.len()) <= 2 && undoubled(other) == plain;
        (doubles || slips(word, other, 1).is_some()).then_some(((doubles, common(other)), other))
    });
    near.max_by_key(|(how, _)| *how).map_or(word, |(_, other)| other)
}

fn sorted(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    letters.sort_unstable();
    letters
}
