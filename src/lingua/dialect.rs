//! What Puglia says and Italian writes otherwise: "vagnone" is a ragazzo, "nun" is non.
//!
//! Knows words, one by one: how a word of a dialect is spelt is anybody's guess, so each spelling that is met at a desk is
//! one of `catalog/frasi/dialetti/parole.json`. A word that Italian has as well is none of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The list as it is written.
pub const LIST: &str = include_str!("../../catalog/frasi/dialetti/parole.json");

/// By the folded word, the folded Italian one. An empty list would be a program that knows Italian only, which a test
/// excludes.
static WORDS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| serde_json::from_str(LIST).unwrap_or_default());

/// The Italian word for a folded one of a dialect; the word itself where it is none.
///
/// ```
/// use sportello::lingua::dialect::in_italian;
///
/// assert_eq!(in_italian("moglierema"), "moglie");
/// assert_eq!(in_italian("moglie"), "moglie");
/// ```
pub fn in_italian(word: &str) -> &str {
    WORDS.get(word).copied().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::{WORDS, in_italian};
    use crate::lingua::fold::fold;

    #[test]
    fn a_word_of_a_dialect_is_one_folded_word_and_so_is_the_italian() {
        assert!(WORDS.len() > 800);
        for (dialect, italian) in WORDS.iter() {
            assert_eq!(fold(dialect), *dialect);
            assert_eq!(fold(italian), *italian);
            assert!(!dialect.contains(' ') && !italian.contains(' '), "{dialect}: {italian}");
            assert_eq!(in_italian(italian), *italian, "{dialect} leads to a word of a dialect");
        }
    }
}
