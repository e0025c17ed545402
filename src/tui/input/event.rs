//! What can happen at a terminal: keys, pasted text, the mouse, another size.

use std::io;
use std::time::Duration;

use crate::lingua::signs::is_hostile;

/// The most characters that one paste brings; the rest is dropped.
pub const PASTE_LIMIT: usize = 4_000;

/// One key as the look-up knows it. Modifiers on keys that move or delete are left out: they cannot be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Text: a character that may be inserted; never a control or an invisible one.
    Char(char),
    /// Ctrl and a character: a lower-case letter, a space, or one of `\ ] ^ _` and other signs. Never `h`: that is
    /// [`Key::Backspace`].
    Ctrl(char),
    /// A function key, from 1. With Shift, Ctrl or Alt it is another one, 12 higher, as on a terminal that has so many:
    /// Shift-F10 is the menu of Windows, not F10.
    F(u8),
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Enter.
    Enter,
    /// Esc, when nothing followed that would make it another key.
    Esc,
    /// Backspace, as 0x7f or 0x08.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// The wheel turned towards the beginning.
    ScrollUp,
    /// The wheel turned towards the end.
    ScrollDown,
}

/// The mouse, only where it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// Column from 0.
    pub column: u16,
    /// Row from 0.
    pub row: u16,
}

/// One thing that happened at the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InputEvent {
    /// A key.
    Key(Key),
    /// Pasted text: one line, clean, at most [`PASTE_LIMIT`] characters, never empty.
    Paste(String),
    /// The terminal has another size, in cells.
    Resize {
        /// Columns.
        columns: u16,
        /// Rows.
        rows: u16,
    },
    /// The mouse.
    Mouse(Mouse),
}

/// Where events come from: the terminal, or a list in a test.
pub trait EventSource {
    /// The next event. Blocks without limit where `wait` is `None`, otherwise for at most `wait`; `Ok(None)` says that
    /// nothing came in that time. A wait of zero only looks.
    ///
    /// # Errors
    /// When the terminal cannot be read any more.
    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<InputEvent>>;
}

/// Pasted text as one clean line: breaks and controls are one space between words, invisible characters are gone.
pub(super) fn pasted(raw: &str) -> Option<InputEvent> {
    let mut text = String::new();
    let mut gap = false;
    let mut length = 0;
    for c in raw.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            gap = length > 0;
            continue;
        }
        if is_hostile(c) {
            continue;
        }
        if gap && !text.ends_with(' ') && c != ' ' {
            text.push(' ');
            length += 1;
        }
        gap = false;
        if length >= PASTE_LIMIT {
            break;
        }
        text.push(c);
        length += 1;
    }
    (!text.is_empty()).then_some(InputEvent::Paste(text))
}
