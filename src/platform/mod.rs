//! What one operating system does in another way than the other: the only room with two faces.
//!
//! [`files`] opens, locks and moves, [`tty`] is the terminal, [`line`] the line that is read, [`desk`] the rest: where the
//! administrator's folders are, what a kiosk gives up, how paper comes out. Both faces have the same functions, but for
//! one each that only `tui::input` calls, since one terminal sends bytes and the other tells keys; what a system does not
//! have is said by [`desk::WITHOUT`] and not hidden. No room but these two asks which system it is on.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{desk, files, line, tty};
#[cfg(windows)]
pub(crate) use windows::{desk, files, line, tty};

use std::time::Duration;

/// Whose a new file or folder is to be. Where rights come with the folder above, it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Nobody else reads it.
    Owner,
    /// Everybody reads it, the owner writes.
    Everybody,
    /// Whoever a folder lets, as the bits of its rights.
    #[cfg_attr(windows, allow(dead_code))]
    Sharers(u32),
}

/// What the system tells a program that has the terminal. Windows tells nothing.
#[cfg_attr(windows, allow(dead_code))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It has to stop: nothing but [`tty::halt`] does it.
    Stop,
    /// It was stopped and goes on.
    GoesOn,
    /// It has to end, with this exit status.
    End(i32),
}

/// How far the system went along with a lock. Windows does not at all.
#[cfg_attr(windows, allow(dead_code))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// As wished.
    Whole,
    /// As far as this kernel can.
    Part,
    /// Not at all.
    None,
}

/// What a process has given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locks {
    /// Landlock: no file but those of the catalogue can be read, none written, no program started, no connection made.
    pub(crate) landlock: Lock,
    /// `no_new_privs`: no program that it might start has more rights than it.
    pub(crate) no_new_privs: bool,
}

/// A line that is read and can be waited for.
pub(crate) trait Awaited: std::io::Read {
    /// Whether something comes within `wait`: some bytes, or the end.
    fn comes(&self, wait: Duration) -> bool;
}
