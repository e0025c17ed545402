//! The one gate between untrusted text and a terminal.
//!
//! Whatever a catalogue, a preference file, an argument or a terminal reply says becomes a [`Text`] before anything is
//! drawn, printed or exported. A `Text` holds no control character, no escape sequence, no bidirectional override, no
//! invisible character and no heap of accents; line breaks and tabs are single spaces: [`crate::lingua::signs`] says which
//! signs those are. Knows nothing of files or screens.

use std::borrow::{Borrow, Cow};
use std::cell::Cell;
use std::fmt;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::lingua::signs::clean;

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
        struct TextVisitor;
        impl<'de> serde::de::Visitor<'de> for TextVisitor {
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
        deserializer.deserialize_str(TextVisitor)
    }
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
}
