//! What keeps the catalogue true, as desks and an Ufficio di Piano live it: reports, decisions, calls, letters, registers,
//! packages; and what a shared folder goes through.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unchecked_time_subtraction,
    clippy::zombie_processes,
    dead_code,
    missing_docs
)]

#[path = "../months/office.rs"]
mod office;
#[path = "../support/pty.rs"]
mod pty;
#[path = "../support/side_by_side.rs"]
mod side_by_side;

mod desks;
mod fire;
mod packages;
mod post;
mod registers;
mod reports;
mod sessions;
mod telephone;
