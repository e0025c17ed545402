//! Slips of the fingers: one rule for everything that is typed, be it a word of a query or a name in a list.
//!
//! Knows two words only, or a word and those that a model has met. Which words are tried, and what one that was met is
//! worth, is the caller's business.

use crate::learn::linear::Linear;

use super::vocab::slips;

/// Fewest letters of a word in which a slip is told from another word.
pub const FROM: usize = 4;

/// Fewest letters of a beginning in which one is.
pub const BEGUN_FROM: usize = 5;

/// So many last letters say who and whom ("picchiarmi", "picchiarti"; "ammazzi", "ammazzo").
const ENDING: usize = 2;

/// How many slips a word of so many letters may have.
pub const fn most(length: usize) -> usize {
    if length >= 8 { 2 } else { 1 }
}

/// Whether two words may begin as one: the first letter is the one that people get right, unless it changed places with the
/// second, or is an h.
pub fn begins_alike(typed: &str, meant: &str) -> bool {
    let first_two = |word: &str| {
        let mut letters = word.chars();
        (letters.next(), letters.next())
    };
    let ((first, second), (meant_first, meant_second)) = (first_two(typed), first_two(meant));
    let swapped = meant_second == first && (meant_first == second || meant_first == Some('h'));
    meant_first == first || swapped || (first == Some('h') && meant_first == second)
}

/// Whether `typed` begins like a longer word, but for one slip.
pub fn begins(typed: &str, whole: &str) -> bool {
    whole.len() > typed.len()
        && whole.chars().next() == typed.chars().next()
        && [typed.len(), typed.len() + 1, typed.len() - 1]
            .into_iter()
            .filter_map(|n| whole.get(..n))
            .any(|beginning| slips(typed, beginning, 1).is_some())
}

/// What a word may be as Italian writes it: [`respelt`], and with "ph" where the h is nothing ("phiscologa").
pub fn spellings(word: &str) -> impl Iterator<Item = String> {
    let without = word.contains("ph").then(|| respelt(&word.replace("ph", "p")));
    std::iter::once(respelt(word)).chain(without)
}

/// A word with each double letter written once. Doubles are what people get wrong most: "apogio" is "appoggio".
pub fn undoubled(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    word.chars().for_each(|c| {
        if !out.ends_with(c) {
            out.push(c);
        }
    });
    out
}

/// A word as Italian writes it: "kasa", "anke", "skuola", "taxy", "xmesso".
pub fn respelt(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    let rest = match word.strip_prefix('x') {
        Some(rest) if !rest.is_empty() => {
            out.push_str("per");
            rest
        }
        _ => word,
    };
    let mut letters = rest.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            'k' => out.push_str(if matches!(letters.peek(), Some('e' | 'i')) { "ch" } else { "c" }),
            'y' | 'j' => out.push('i'),
            'w' => out.push('v'),
            'p' if letters.peek() == Some(&'h') => {
                letters.next();
                out.push('f');
            }
            c => out.push(c),
        }
    }
    out
}

/// How many slips a folded word is away from the one that may be meant, which it may also only begin; `None` where it is
/// another word.
pub fn from(typed: &str, meant: &str) -> Option<usize> {
    if meant.starts_with(typed) {
        return Some(0);
    }
    let length = typed.chars().count();
    if length < FROM || typed.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = |typed: String| slips(&typed, meant, most(length)).filter(|_| begins_alike(&typed, meant));
    spellings(typed)
        .filter_map(whole)
        .min()
        .or_else(|| (length >= BEGUN_FROM && begins(&respelt(typed), meant)).then_some(1))
}

/// How many slips the words typed are away from a name that has each of them, in whatever order; `None` where it has not.
pub fn from_name<'a>(typed: impl IntoIterator<Item = &'a str>, name: &[&str]) -> Option<usize> {
    typed.into_iter().map(|t| name.iter().filter_map(|word| from(t, word)).min()).sum()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_met_with_a_slip_and_another_word_is_not() {
        assert_eq!(from("lattiano", "latiano"), Some(1));
        assert_eq!(from("lattia", "latiano"), Some(1));
        assert_eq!(from("altiano", "latiano"), Some(1));
        assert_eq!(from("ostuny", "ostuni"), Some(0));
        assert_eq!(from("phiscologa", "psicologa"), Some(1));
        assert_eq!(from("xmesso", "permesso"), Some(0));
        assert_eq!(from("lat", "latiano"), Some(0));
        assert_eq!(undoubled("apogio"), undoubled("appoggio"));
        assert_eq!(from("bar", "bra"), None);
        assert_eq!(from("milano", "latiano"), None);
        assert_eq!(from("72021", "72022"), None);
        assert_eq!(from_name(["pancrazzio", "san"], &["san", "pancrazio", "salentino"]), Some(1));
        assert_eq!(from_name(["pancrazio", "lecce"], &["san", "pancrazio", "salentino"]), None);
    }
}
