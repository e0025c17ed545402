//! What goes into [`super::update`] and what comes out: messages and effects, both plain values.
//!
//! Knows the place of a look-up and nothing of terminals; the loop turns events into messages and carries effects out.

pub use super::input::Key;
pub use super::report::Errand;
use crate::accessi::{Accesso, Month};
use crate::search::Place;

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
    /// Keep something for the next start.
    Keep(Keep),
    /// Read the catalogue for a comune that this one does not have, by its ISTAT code: the desk is there.
    Move(String),
    /// Write the whole screen again.
    Redraw,
    /// Give the terminal back until the person returns.
    Suspend,
    /// End.
    Quit,
    /// Write a sheet to a new file of about this name, and say where.
    WriteFile {
        /// Name without folder.
        name: String,
        /// What it says.
        sheet: String,
    },
    /// Send a sheet to the printer, and say whether it went.
    Print(String),
    /// Count an access in a month.
    Count(Month, Accesso),
    /// Report something, or say what becomes of a report, and say whether it went.
    Upkeep(Errand),
}

/// What is kept between two starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// Where the desk is; `None` = the whole region.
    Desk(Option<Place>),
    /// A scheda was starred or unstarred.
    Star {
        /// Its identifier.
        id: String,
        /// Starred.
        on: bool,
    },
}
