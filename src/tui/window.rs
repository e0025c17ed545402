//! The size of the terminal, as far as it is believed, and whether there still is one.

use std::io;

use crate::platform::tty;

/// The window where the terminal does not know: serial lines, job runners.
pub(super) const USUAL: (u16, u16) = (80, 24);

/// The largest window that is believed, in cells: a wall of screens. Every cell costs memory and time, and a number costs
/// whoever says it nothing.
const LARGEST: (u16, u16) = (1_000, 500);

/// Columns and rows of the terminal, within bounds.
///
/// # Errors
/// When the terminal is gone.
pub(super) fn window() -> io::Result<(u16, u16)> {
    tty::size().map(bounded)
}

/// A window as it is believed.
pub(super) fn bounded(window: (u16, u16)) -> (u16, u16) {
    match window {
        (0, _) | (_, 0) => USUAL,
        (columns, rows) => (columns.min(LARGEST.0), rows.min(LARGEST.1)),
    }
}

/// Whether `error` says that the terminal is gone, so that there is nobody to tell.
pub(super) fn is_lost(error: &io::Error) -> bool {
    tty::is_lost(error)
}
