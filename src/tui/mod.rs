//! (room tui)
