//! Folding: what makes "PERCHE'", "perché" and its decomposed form one word.
//!
//! Compatibility decomposition, marks stripped, lower case; apostrophes of every kind separate words (so that the
//! typewriter accent vanishes and elisions fall off), dotted acronyms close up. Whatever compares two texts does it folded;
//! [`Word`] knows the way back to the text as it was written.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_segmentation::GraphemeCursor;

use super::signs::is_hostile;

/// A word of a text, folded, with the way back to where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: lower-case letters and digits only, never empty.
    pub folded: String,
    /// Where it stands in the text, bytes, on grapheme boundaries.
    pub range: Range<usize>,
    /// It lost its last vowel before an apostrophe ("dell'", "l'").
    pub elided: bool,
    /// For every character of `folded`, the bytes of the text it comes from.
    origins: Vec<(usize, usize)>,
}

impl Word {
    /// Bytes of the text that the first `chars` characters of the folded word come from, on grapheme boundaries.
    pub fn beginning(&self, text: &str, chars: usize) -> Range<usize> {
        let last = self.origins.get(chars.min(self.origins.len()).saturating_sub(1));
        let end = last.map_or(self.range.end, |&(_, end)| end);
        self.range.start..boundary_after(text, end).min(self.range.end)
    }
}

/// `text` folded: its words, joined by single spaces. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_word(text, |word, _| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    });
    out
}

/// The words of `text`, each with its place in it.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    scan::<true>(text, &mut String::new(), |folded, elided, range, origins| {
        let range = boundary_before(text, range.start)..boundary_after(text, range.end);
        found.push(Word { folded: folded.to_owned(), range, elided, origins: origins.to_vec() });
    });
    found
}

/// The folded words of `text`, without their places: what a list of names is narrowed by.
pub fn folded_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_word(text, |word, _| out.push(word.to_owned()));
    out
}

/// `text` as a piece of an identifier: its folded words, ASCII only, joined by hyphens. Empty where none is left.
pub fn slug(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Calls `each` with every folded word of `text` and whether it was elided. The same words as [`words`], without the way
/// back: what the index is built with. Allocates once for a text.
pub fn each_word(text: &str, mut each: impl FnMut(&str, bool)) {
    let mut room = String::with_capacity(32);
    let mut rest = text;
    // No word goes over a space. Most are small letters up to one, or up to a comma or full stop before it: as they stand.
    while !rest.is_empty() {
        let run = rest.bytes().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit())).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(run);
        let ends = behind.bytes().position(|b| b == b' ').unwrap_or(behind.len());
        if behind.bytes().take(ends).all(|b| matches!(b, b'.' | b',' | b';' | b':')) {
            if !word.is_empty() {
                each(word, false);
            }
        } else if let Some(piece) = rest.get(..run + ends) {
            scan::<false>(piece, &mut room, |folded, elided, _, _| each(folded, elided));
        }
        rest = rest.get(run + ends + 1..).unwrap_or_default();
    }
}

/// Where the first word that folds to `folded` stands in `text`, on grapheme boundaries. Allocates once for a text.
pub fn find_word(text: &str, folded: &str) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    scan::<false>(text, &mut String::new(), |word, _, range, _| {
        if found.is_none() && word == folded {
            found = Some(range);
        }
    });
    found.map(|range| boundary_before(text, range.start)..boundary_after(text, range.end))
}

/// Beginnings that an apostrophe cuts off; before one of these the apostrophe is no typewriter accent.
#[rustfmt::skip]
const ELISIONS: &[&str] = &[
    "l", "d", "c", "s", "m", "t", "v", "n", "un", "dell", "nell", "all", "sull", "dall", "coll", "quell", "quest", "bell",
    "gl", "ch", "anch", "com", "dov", "cos", "senz", "degl", "agl", "dagl", "negl", "sugl", "tutt", "nient", "mezz",
];

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '′' | '`' | '´' | '＇' | '‛')
}

/// Invisible characters inside a word ("ass\u{ad}istenza") do not break it; controls and line breaks do.
fn is_ignored(c: char) -> bool {
    is_combining_mark(c) || (is_hostile(c) && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Calls `emit` with every folded word, whether it was elided, where it stands, and with `MAP` where each of its characters
/// comes from. `word` is room to put it together in.
fn scan<const MAP: bool>(
    text: &str,
    word: &mut String,
    mut emit: impl FnMut(&str, bool, Range<usize>, &[(usize, usize)]),
) {
    word.clear();
    let mut origins: Vec<(usize, usize)> = Vec::new();
    let (mut start, mut end) = (0, 0);
    // A run of single letters with full stops between them: "p.i.p.p.i."
    let mut dotted = false;
    let mut close = |word: &mut String, origins: &mut Vec<(usize, usize)>, elided: bool, range: Range<usize>| {
        if !word.is_empty() {
            let elided = elided && ELISIONS.contains(&word.as_str());
            emit(word, elided, range, origins);
            word.clear();
            origins.clear();
        }
    };
    let mut next = 0;
    while let Some(c) = text.get(next..).and_then(|rest| rest.chars().next()) {
        let at = next;
        next += c.len_utf8();
        if c.is_ascii_alphanumeric() {
            if word.is_empty() {
                start = at;
                dotted = false;
            }
            // Most text is such runs: a piece at a time.
            let run = text.bytes().skip(next).take_while(u8::is_ascii_alphanumeric).count();
            next += run;
            let from = word.len();
            word.push_str(text.get(at..next).unwrap_or_default());
            if let Some(pushed) = word.get_mut(from..) {
                pushed.make_ascii_lowercase();
            }
            if MAP {
                origins.extend((at..next).map(|b| (b, b + 1)));
            }
            end = next;
        } else if c == '.' && (dotted || word.chars().nth(1).is_none()) && !word.is_empty() {
            dotted = single_letter_follows(text.get(next..).unwrap_or_default())
                && !word.ends_with(|c: char| c.is_ascii_digit());
            if !dotted {
                close(word, &mut origins, false, start..end);
            }
        } else if c.is_ascii() {
            close(word, &mut origins, is_apostrophe(c), start..end);
        } else if is_apostrophe(c) {
            close(word, &mut origins, true, start..end);
        } else if is_ignored(c) {
            if !word.is_empty() {
                end = next;
            }
        } else {
            decompose_compatible(c, |d| {
                for l in d.to_lowercase() {
                    decompose_compatible(l, |f| {
                        let f = if f == 'ς' { 'σ' } else { f };
                        if is_ignored(f) {
                        } else if f.is_alphanumeric() {
                            if word.is_empty() {
                                start = at;
                                dotted = false;
                            }
                            word.push(f);
                            if MAP {
                                origins.push((at, next));
                            }
                            end = next;
                        } else {
                            close(word, &mut origins, false, start..end);
                        }
                    });
                }
            });
        }
    }
    close(word, &mut origins, false, start..end);
}

/// Whether `rest` begins with one letter that no letter or digit follows.
fn single_letter_follows(rest: &str) -> bool {
    let mut chars = rest.chars().filter(|&c| !is_ignored(c));
    chars.next().is_some_and(char::is_alphabetic) && !chars.next().is_some_and(char::is_alphanumeric)
}

/// The nearest grapheme boundary at or before byte `at`.
pub fn boundary_before(text: &str, at: usize) -> usize {
    edge(text, at, |cursor, text| cursor.prev_boundary(text, 0).ok().flatten()).unwrap_or(0)
}

/// The nearest grapheme boundary at or after byte `at`.
pub fn boundary_after(text: &str, at: usize) -> usize {
    edge(text, at, |cursor, text| cursor.next_boundary(text, 0).ok().flatten()).unwrap_or(text.len())
}

fn edge(text: &str, at: usize, step: impl Fn(&mut GraphemeCursor, &str) -> Option<usize>) -> Option<usize> {
    let mut cursor = GraphemeCursor::new(at.min(text.len()), text.len(), true);
    if cursor.is_boundary(text, 0).unwrap_or(true) { Some(at.min(text.len())) } else { step(&mut cursor, text) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn every_way_to_write_an_accent_is_the_same_word() {
        for form in ["perché", "perche", "PERCHE'", "perche\u{301}", "Perche’", "perche`", "per\u{ad}ché"] {
            assert_eq!(fold(form), "perche", "{form}");
        }
    }

    #[test]
    fn elisions_fall_off_and_say_so() {
        let found = words("Sostegno all'affitto, l’età e citta'");
        let seen: Vec<_> = found.iter().map(|w| (w.folded.as_str(), w.elided)).collect();
        assert_eq!(
            seen,
            [
                ("sostegno", false),
                ("all", true),
                ("affitto", false),
                ("l", true),
                ("eta", false),
                ("e", false),
                ("citta", false)
            ]
        );
    }

    #[test]
    fn dotted_acronyms_close_up() {
        assert_eq!(fold("P.I.P.P.I.: programma"), "pippi programma");
        assert_eq!(fold("s.a.d. o S.A.D"), "sad o sad");
        assert_eq!(fold("PRO.V.I. e L. 104/1992, c.so Roma, n.104"), "pro vi e l 104 1992 c so roma n 104");
    }

    #[test]
    fn a_piece_of_an_identifier_is_plain() {
        for (name, slug) in [
            ("L'Ufficio di Piano – Nardò", "l-ufficio-di-piano-nardo"),
            ("P.U.A. (Latiano)", "pua-latiano"),
            ("漢 2", "2"),
            ("…", ""),
        ] {
            assert_eq!(super::slug(name), slug);
        }
    }

    #[test]
    fn the_way_back_ends_on_graphemes() {
        let text = "citta\u{300} e disabilità";
        let found = words(text);
        assert_eq!(&text[found[0].range.clone()], "citta\u{300}");
        assert_eq!(&text[found[0].beginning(text, 5)], "citta\u{300}");
        assert_eq!(&text[found[2].beginning(text, 6)], "disabi");
        assert_eq!(&text[found[2].range.clone()], "disabilità");
    }
}
