//! The full-screen look-up.

pub mod clipboard;
pub mod input;
pub mod terminal;
