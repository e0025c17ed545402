//! The one gate between untrusted text and a terminal.
//!
//! Whatever a catalogue, a preference file, an argument or a terminal reply says becomes a [`Text`] before anything is
//! drawn, printed or exported. A `Text` holds no control character, no escape sequence, no bidirectional override, no
//! invisible character and no heap of accents; line breaks and tabs are single spaces. Knows nothing of files or screens.

use std::borrow::{Borrow, Cow};
use std::cell::Cell;
use std::fmt;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use unicode_width::UnicodeWidthChar;

/// Most characters without a width of their own (accents and the like) that may follow one another. Written languages
/// need four; a thousand draw over the lines above and below, and make one column cost kilobytes.
pub const MAX_MARKS: usize = 8;

/// The letters of a record: where they lie in the program itself, or copied.
pub(super) type Letters = Cow<'static, str>;

thread_local! {
    /// What is being read of the program's own files.
    static CARRIED: Cell<&'static str> = const { Cell::new("") };
}

/// Reads `file`, a text that the program carries: what it says stays where it lies and is believed, since a test has read
/// it as any other.
pub(super) fn carrying<T>(file: &'static str, read: impl FnOnce() -> T) -> T {
    CARRIED.set(file);
    let out = read();
    CARRIED.set("");
    out
}

/// `text` where it lies in the program's own file that is being read; `None` where it lies elsewhere.
pub(super) fn lying(text: &str) -> Option<&'static str> {
    let file = CARRIED.get();
    let from = text.as_ptr().addr().checked_sub(file.as_ptr().addr())?;
    file.get(from..from.checked_add(text.len())?)
}

/// The same as the letters of a record.
pub(super) fn carried(text: &str) -> Option<Letters> {
    lying(text).map(Cow::Borrowed)
}

/// One line of text that may reach a terminal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Text(Letters);

impl Text {
    /// Cleans `raw`: see the module's description. Never fails; hostile text may come out empty.
    pub fn new(raw: &str) -> Self {
        Self(Cow::Owned(clean(raw).into_owned()))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("un testo")
            }
            fn visit_str<E>(self, v: &str) -> Result<Text, E> {
                Ok(Text::new(v))
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Text, E> {
                Ok(carried(v).map_or_else(|| Text::new(v), Text))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

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
pub(super) fn is_plain(text: &str) -> bool {
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
    fn an_escape_sequence_loses_its_teeth() {
        assert_eq!(Text::new("SAD\u{1b}[2J\u{7}\u{9b}31m").as_str(), "SAD[2J31m");
    }

    #[test]
    fn a_text_that_the_program_carries_stays_where_it_lies() {
        let file = r#"["perché", "uno\ndue"]"#;
        let read = || serde_json::from_str::<Vec<Text>>(file).unwrap();
        let lies_in_it = |text: &Text| file.as_bytes().as_ptr_range().contains(&text.as_ptr());
        let carried = carrying(file, read);
        assert_eq!(carried, read());
        assert!(lies_in_it(&carried[0]) && !lies_in_it(&carried[1]));
        assert!(!read().iter().any(lies_in_it), "no file of the program's is being read");
    }

    #[test]
    fn bidi_overrides_and_invisible_characters_vanish() {
        assert_eq!(Text::new("via\u{202e} Rossi\u{200b}\u{2066}\u{feff}").as_str(), "via Rossi");
    }

    #[test]
    fn a_heap_of_accents_loses_its_height() {
        let heap = format!("a{}b", "\u{301}".repeat(5000));
        assert_eq!(Text::new(&heap).as_str(), format!("a{}b", "\u{301}".repeat(MAX_MARKS)));
        // Invisible characters between them do not hide it.
        let heap = format!("a{}", "\u{301}\u{200b}".repeat(5000));
        assert_eq!(Text::new(&heap).as_str(), format!("a{}", "\u{301}".repeat(MAX_MARKS)));
        assert!(matches!(clean("ế ộ פָּ"), Cow::Borrowed(_)));
    }

    #[test]
    fn line_breaks_become_one_space() {
        assert_eq!(Text::new("uno\r\n\tdue\n").as_str(), "uno due");
    }

    #[test]
    fn italian_text_is_left_alone_and_not_copied() {
        assert!(matches!(clean("perché l’età è già «nota»"), Cow::Borrowed(_)));
    }
}
