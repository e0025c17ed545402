//! "Forse volevi": which known word or name somebody may have meant by one that nobody knows.
//!
//! A guess to be shown, never acted on; what is acted on is a slip of the fingers ([`super::slip`]).

use strsim::{damerau_levenshtein, jaro_winkler, normalized_damerau_levenshtein};

/// Letters wrong, missing, too many or swapped between two words, whatever stands between the swapped ones.
pub fn apart(a: &str, b: &str) -> usize {
    damerau_levenshtein(a, b)
}

/// The known word nearest to one that is not known; of several the first in the alphabet. `most` says how far it may be;
/// `None` where none is that near.
pub fn nearest<'w>(
    word: &str,
    known: impl IntoIterator<Item = &'w str>,
    most: impl Fn(&str) -> usize,
) -> Option<&'w str> {
    let near = known.into_iter().map(|k| (apart(word, k), k)).filter(|(far, k)| *far <= most(k));
    near.min().map(|(_, k)| k)
}

/// How near two folded names are, 0 to 1.1: slips of the fingers first, then a shared beginning.
pub fn likeness(typed: &str, name: &str) -> f64 {
    let start: String = name.chars().take(typed.chars().count()).collect();
    let whole = normalized_damerau_levenshtein(typed, name);
    let beginning = normalized_damerau_levenshtein(typed, &start) * 0.9;
    whole.max(beginning) + jaro_winkler(typed, name) * 0.1
}

/// How near a typed text is to a longer name, both folded: for each word that they share 1, and up to 1 for the letters.
pub fn shared_words(typed: &str, name: &str) -> f64 {
    let shared = typed.split(' ').filter(|w| w.len() > 3 && name.contains(w)).count();
    f64::from(u16::try_from(shared).unwrap_or(u16::MAX)) + jaro_winkler(name, typed)
}

/// At most `most` of what was measured, the likest first; of equals the earlier.
pub fn likest<T>(measured: impl IntoIterator<Item = (f64, T)>, most: usize) -> Vec<T> {
    let mut ranked: Vec<(f64, T)> = measured.into_iter().collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(most).map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_one_that_is_near() {
        let known = ["comune", "theme", "starred", "mouse"];
        for (word, near) in [("comme", Some("comune")), ("tema", Some("theme")), ("star", None), ("xyzzy", None)] {
            assert_eq!(nearest(word, known, |_| 2), near, "{word}");
        }
        assert_eq!(nearest("ab", ["ac", "aa"], |_| 1), Some("aa"));
        assert_eq!((apart("ca", "abc"), apart("casa", "csaa")), (2, 1));
    }

    #[test]
    fn names_are_told_by_their_likeness() {
        let likest_of = |typed: &str, names: &[&'static str]| likest(names.iter().map(|n| (likeness(typed, n), *n)), 2);
        assert_eq!(likest_of("latinao", &["lecce", "latiano", "latina"]), ["latiano", "latina"]);
        assert!(shared_words("nido asilo", "asilo nido") > shared_words("nido", "centro diurno"));
        assert_eq!(likest([(1.0, 'a'), (2.0, 'b'), (1.0, 'c')], 3), ['b', 'a', 'c']);
    }
}
