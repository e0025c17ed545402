//! A sheet to paper, as this system does it: the print queue, or the page of a browser that asks for the printer.

use crate::platform::desk;

/// Prints `sheet` on the printer of the system.
///
/// # Errors
/// One Italian clause, without a full stop.
pub fn print(sheet: &str) -> Result<(), String> {
    desk::print(sheet)
}
