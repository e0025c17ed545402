//! Months on a shared server: the real program in real terminals, through a real OpenSSH server, under injected faults,
//! for a long time, and many at once.
//!
//! What a machine lacks (strace, sshd, the right to mount) is said loudly and not counted as passed. The long versions:
//! `SPORTELLO_SOAK=200000` (operations), `SPORTELLO_SESSIONS=100`, `SPORTELLO_BINARY=target/release/sportello`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unchecked_time_subtraction,
    clippy::zombie_processes,
    clippy::cast_precision_loss,
    missing_docs
)]

#[path = "../support/pty.rs"]
mod pty;

mod accessi;
mod disk;
mod hundred;
mod kiosk;
mod office;
mod places;
mod reload;
mod session;
mod soak;
mod ssh;
