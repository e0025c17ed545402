//! Slips of the fingers: one rule for everything that is typed, be it a word of a query or a name in a list.
//!
//! Knows two words only. Which words are tried, and what one that was met is worth, is the caller's business.

use super::dialect::in_italian;

/// Fewest letters of a word in which a slip is told from another word.
pub const FROM: usize = 4;

/// Fewest letters of a beginning in which one is.
pub const BEGUN_FROM: usize = 5;

/// How many slips a word of so many letters may have.
pub const fn most(length: usize) -> usize {
    if length >= 8 { 2 } else { 1 }
}

/// Damerau-Levenshtein distance (adjacent swaps, no letter edited twice) if it is at most `most`.
pub fn slips(a: &str, b: &str, most: usize) -> Option<usize> {
    if !(a.is_ascii() && b.is_ascii()) {
        return Some(strsim::osa_distance(a, b)).filter(|&d| d <= most);
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > most || b.len() >= 64 {
        return None;
    }
    // Three rows of the table, on the stack.
    let (mut before, mut above, mut row) = ([0_usize; 64], [0_usize; 64], [0_usize; 64]);
    for (j, cell) in above.iter_mut().enumerate() {
        *cell = j;
    }
    let at = |row: &[usize; 64], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
    let mut last_a = None;
    for (i, &ca) in a.iter().enumerate() {
        if let Some(cell) = row.get_mut(0) {
            *cell = i + 1;
        }
        let mut best = i + 1;
        let mut last_b = None;
        for (j, &cb) in b.iter().enumerate() {
            let mut cost = (at(&above, j) + usize::from(ca != cb)).min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            if last_a == Some(cb) && last_b == Some(ca) && j > 0 {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = cost;
            }
            best = best.min(cost);
            last_b = Some(cb);
        }
        if best > most {
            return None;
        }
        last_a = Some(ca);
        (before, above, row) = (above, row, before);
    }
    Some(at(&above, b.len())).filter(|&d| d <= most)
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

/// A word that the South ends in "u" has so many letters at least ("maritu"); shorter ones are others ("menu").
const SOUTHERN: usize = 5;

/// What a word may be as Italian writes it: [`respelt`], with "ph" where the h is nothing ("phiscologa"), with "o" where the
/// South says "u" ("maritu"), the Italian word for one of a dialect ("vagnone").
pub fn spellings(word: &str) -> impl Iterator<Item = String> {
    let without = word.contains("ph").then(|| respelt(&word.replace("ph", "p")));
    let stem = word.strip_suffix('u').filter(|_| word.len() >= SOUTHERN);
    let dialect = Some(in_italian(word)).filter(|italian| *italian != word).map(str::to_owned);
    std::iter::once(respelt(word)).chain(without).chain(stem.map(|stem| respelt(&format!("{stem}o")))).chain(dialect)
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

    #[test]
    fn the_distance_is_the_known_one() {
        for (a, b) in [("", "ab"), ("abc", "acb"), ("casa", "cosa"), ("abcdef", "azced"), ("caro", "ca"), ("ca", "abc")]
        {
            assert_eq!(slips(a, b, 9), Some(strsim::osa_distance(a, b)), "{a} {b}");
        }
    }
}
