//! What signs a text may hold that comes from outside: none that could act on a terminal.
//!
//! [`clean`] takes them out. [`crate::catalog::text::Text`] is a text that has been through it.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// Most characters without a width of their own (accents and the like) that may follow one another. Written languages
/// need four; a thousand draw over the lines above and below, and make one column cost kilobytes.
pub const MAX_MARKS: usize = 8;

/// `raw` without anything that could act on a terminal; borrowed when there is nothing to remove.
pub fn clean(raw: &str) -> Cow<'_, str> {
    if is_plain(raw) || (!raw.chars().any(is_hostile) && !is_flooded(raw)) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut marks = 0;
    for c in raw.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c if is_hostile(c) => {}
            c => {
                marks = if is_mark(c) { marks + 1 } else { 0 };
                if marks <= MAX_MARKS {
                    out.push(c);
                }
            }
        }
    }
    Cow::Owned(out.trim_end().to_owned())
}

/// The first signs of a text from outside, cleaned: what a sentence quotes of it.
pub fn glimpse(raw: &str, most: usize) -> String {
    clean(raw).chars().take(most).collect()
}

/// Whether `c` takes no column of its own.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && c.width() == Some(0)
}

/// Whether `raw` has more than [`MAX_MARKS`] marks in a row.
pub fn is_flooded(raw: &str) -> bool {
    let mut marks = 0;
    raw.chars().any(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks > MAX_MARKS
    })
}

/// Whether a text is plain at the first look. Nearly all is printable ASCII and the accented letters of Latin-1 (lead byte
/// 0xc3): one pass over the bytes, without a branch so that the compiler may take many at a time, settles it.
pub fn is_plain(text: &str) -> bool {
    let plain = |b: u8| matches!(b, 0x20..=0x7e | 0x80..=0xbf | 0xc3);
    text.bytes().fold(true, |all, b| all & plain(b))
}

/// Whether `c` must not reach a terminal: controls (C0, C1, DEL), bidirectional marks and overrides, zero-width and
/// other invisible format characters, tags, private use, noncharacters. The plain soft hyphen is one of them too.
pub fn is_hostile(c: char) -> bool {
    // Nearly every character of Italian text is settled here; the catalogue holds a million of them.
    if matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}') {
        return false;
    }
    matches!(c,
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{10ffff}'
    ) || (u32::from(c) & 0xfffe) == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bidi_overrides_and_invisible_characters_vanish() {
        assert_eq!(clean("via\u{202e} Rossi\u{200b}\u{2066}\u{feff}"), "via Rossi");
    }

    #[test]
    fn a_heap_of_accents_loses_its_height() {
        let heap = format!("a{}b", "\u{301}".repeat(5000));
        assert_eq!(clean(&heap), format!("a{}b", "\u{301}".repeat(MAX_MARKS)));
        // Invisible characters between them do not hide it.
        let heap = format!("a{}", "\u{301}\u{200b}".repeat(5000));
        assert_eq!(clean(&heap), format!("a{}", "\u{301}".repeat(MAX_MARKS)));
        assert!(matches!(clean("ế ộ פָּ"), Cow::Borrowed(_)));
    }

    #[test]
    fn line_breaks_become_one_space() {
        assert_eq!(clean("uno\r\n\tdue\n"), "uno due");
    }

    #[test]
    fn italian_text_is_left_alone_and_not_copied() {
        assert!(matches!(clean("perché l’età è già «nota»"), Cow::Borrowed(_)));
    }
}
