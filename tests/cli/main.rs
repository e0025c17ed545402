//! The command line as a person or a script meets it: the binary, its two outputs and its exit status.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod accessi;
mod answers;
mod catalog;
mod dates;
mod hostile;
mod lineare;
mod lists;
mod lookups;
mod office;
mod schede;
mod wrong_use;
