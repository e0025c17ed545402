//! The screen as an operator meets it: pictures of every part at several sizes, and encounters typed key by key.
//!
//! The catalogue is a small one of our own (`tests/screen/catalog`), so that a correction of the data never changes a picture.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod accessi;
mod bytes;
mod choose;
mod day;
mod desk;
mod encounters;
mod handover;
mod laws;
mod looks;
#[path = "../support/outside.rs"]
mod outside;
mod pictures;
mod profile;
mod reflexes;
mod words;
