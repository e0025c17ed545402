//! What goes into [`super::update`] and what comes out: messages and effects, both plain values.
//!
//! Knows nothing of terminals; the loop turns events into messages and carries effects out.

use super::input::Key;
use crate::encounter::deed::Deed;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: never a command.
    Paste(String),
    /// The window has another size: columns, rows.
    Resize(u16, u16),
    /// A click at column, row (only where the mouse was asked for).
    Click(u16, u16),
    /// The wheel turned by so many rows; negative is up.
    Wheel(i16),
    /// Nobody has touched the keyboard for long (kiosk).
    Idle,
    /// No key has come since an access was told: it is one.
    Settle,
}

/// Something that the loop has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Do outside what the encounter wants done, and say what became of it.
    Outside(Deed),
    /// Read the catalogue for a comune that this one does not have, by its ISTAT code: the desk is there.
    Move(String),
    /// Write the whole screen again.
    Redraw,
    /// Give the terminal back until the person returns.
    Suspend,
    /// End.
    Quit,
}
