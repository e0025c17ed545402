//! Italian where only ASCII can be shown: the typewriter's accents, and plain neighbours of typographic signs.
//!
//! One table of signs with two columns, since a text may grow and a cell of a screen may not: "€" is "euro" in a line, "E" in
//! a cell.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Signs, what stands for each in a text, and in one cell of a screen.
const SIGNS: [(&str, &str, char); 24] = [
    ("’‘′ʼ", "'", '\''),
    ("“”«»„″", "\"", '"'),
    ("–—‐‑−─━═", "-", '-'),
    ("·", "-", '.'),
    ("•", "-", '*'),
    ("…", "...", '.'),
    ("€", "euro", 'E'),
    ("→", "->", '>'),
    ("×", "x", '*'),
    ("º°", "o", 'o'),
    ("ª", "a", 'a'),
    ("ø", "o", 'o'),
    ("Ø", "O", 'O'),
    ("ß", "ss", 's'),
    ("│┃║¦", "|", '|'),
    ("┌┐└┘├┤┬┴┼", "+", '+'),
    ("\u{a0}\u{202f}\u{2009}", " ", ' '),
    ("☆", "*", '.'),
    ("★●", "*", '*'),
    ("▸►›▶", ">", '>'),
    ("◂◄‹←◀", "<", '<'),
    ("▲↑△", "^", '^'),
    ("▼↓▽", "v", 'v'),
    ("█▓▒░■", "#", '#'),
];

/// Signs for which one cell has no room.
const OF_SEVERAL_LETTERS: [(char, &str); 3] = [('≤', "<="), ('≥', ">="), ('½', "1/2")];

/// What stands for anything else.
const UNKNOWN: char = '?';

/// `text` in ASCII: accents become the typewriter's apostrophe after a vowel at the end of a word and vanish elsewhere,
/// typographic signs become their plain neighbours, anything else a question mark.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut chars = text.nfd().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_ascii() => out.push(c),
            '\u{300}' | '\u{301}' => {
                if chars.peek().is_none_or(|next| !next.is_alphanumeric()) {
                    out.push('\'');
                }
            }
            c if is_combining_mark(c) => {}
            c => match (row(c), OF_SEVERAL_LETTERS.iter().find(|(sign, _)| *sign == c)) {
                (Some((_, plain, _)), _) | (None, Some((_, plain))) => out.push_str(plain),
                (None, None) if ('\u{2500}'..='\u{257f}').contains(&c) => out.push('+'),
                (None, None) => out.push(UNKNOWN),
            },
        }
    }
    Cow::Owned(out)
}

/// What a cell holds, in ASCII and as long as it has letters: an accented letter loses its accent, a line becomes a hyphen.
pub fn cell(symbol: &str) -> String {
    let plain = |c: char| match c {
        ' '..='~' => Some(c),
        // A mark goes with its letter.
        '\u{300}'..='\u{36f}' => None,
        c => Some(row(c).map_or(UNKNOWN, |(_, _, one)| *one)),
    };
    symbol.nfd().filter_map(plain).collect()
}

fn row(c: char) -> Option<&'static (&'static str, &'static str, char)> {
    SIGNS.iter().find(|(signs, ..)| signs.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_typewriter_accent_and_a_cell_has_none() {
        for (written, in_text, in_cells) in [
            ("Comunità", "Comunita'", "Comunita"),
            ("è l’età «già» nota", "e' l'eta' \"gia'\" nota", "e l'eta \"gia\" nota"),
            ("5 €…", "5 euro...", "5 E."),
            ("a → b · c", "a -> b - c", "a > b . c"),
            ("┌─┐│", "+-+|", "+-+|"),
            ("║═╬", "|-+", "|-?"),
            ("≤ 3 ½", "<= 3 1/2", "? 3 ?"),
            ("ü 漢", "u ?", "u ?"),
            ("plain", "plain", "plain"),
        ] {
            assert_eq!(text(written), in_text);
            assert_eq!(cell(written), in_cells);
        }
    }

    #[test]
    fn every_sign_stands_once_and_is_ascii_afterwards() {
        let mut all: Vec<char> = SIGNS.iter().flat_map(|(signs, ..)| signs.chars()).collect();
        all.extend(OF_SEVERAL_LETTERS.iter().map(|(sign, _)| *sign));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(SIGNS.iter().all(|(_, text, cell)| text.is_ascii() && cell.is_ascii()));
    }
}
