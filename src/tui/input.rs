//! From what the terminal sends to the keys that the look-up knows.
//!
//! [`Decoder`] is a pure state machine over the bytes of a terminal and the time they came: the grammar of ECMA-48, so
//! that a report of a kind never seen is still a report. `sequence` says what a finished one means. [`TerminalInput`] feeds it from
//! the terminal and does the waiting. Where a terminal tells events and not bytes there is no grammar to read: `console`.

pub use self::event::{EventSource, InputEvent, Key, Mouse, MouseKind, PASTE_LIMIT};

pub use self::decoder::{Decoder, ESCAPE_WAIT, PASTE_WAIT, REPLY_WAIT, SEQUENCE_WAIT};

#[cfg(windows)]
pub use self::console::TerminalInput;
#[cfg(unix)]
pub use self::tty::TerminalInput;

#[cfg(windows)]
mod console;
mod decoder;
mod event;
mod sequence;
#[cfg(unix)]
mod tty;
