//! The console. It is told in escape sequences what to draw, as every terminal; modes, size and keys go by its own calls,
//! which `crossterm` knows. What is written goes through the standard library, which hands UTF-8 over whatever the code page.

use std::io::{self, Write};

use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::{ansi_support, execute, terminal};

use crate::platform::Told;

/// `ERROR_INVALID_HANDLE`, `ERROR_NO_DATA`, `ERROR_PIPE_NOT_CONNECTED`: the window is closed.
const GONE: [i32; 3] = [6, 232, 233];

/// Nobody takes a stopped program up again.
pub(crate) const CAN_SUSPEND: bool = false;

/// That the console is as the shell wants it.
#[derive(Debug, Clone)]
pub(crate) struct Modes(());

impl Modes {
    /// Those of now.
    pub(crate) fn now() -> io::Result<Self> {
        if ansi_support::supports_ansi() { Ok(Self(())) } else { Err(io::ErrorKind::Unsupported.into()) }
    }

    /// Every key as it comes; with `mouse`, clicks and wheel too, which takes the console's own select-to-copy away.
    // As on the other face: it is these modes that are left.
    #[allow(clippy::unused_self)]
    pub(crate) fn make_raw(&self, mouse: bool) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        if mouse { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
    }

    /// The console has them again, if it is there.
    #[allow(clippy::unused_self)]
    pub(crate) fn give_back(&self) {
        let _ = execute!(io::stdout(), DisableMouseCapture);
        let _ = terminal::disable_raw_mode();
    }
}

/// Columns and rows of the window.
pub(crate) fn size() -> io::Result<(u16, u16)> {
    terminal::size()
}

/// Columns and rows after a change of size: what is told is the size of the buffer behind the window.
pub(crate) fn new_size(told: (u16, u16)) -> (u16, u16) {
    size().unwrap_or(told)
}

/// Writes to standard output, whole.
pub(crate) fn write_all(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Whether `error` says that the window is gone.
pub(crate) fn is_lost(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe || error.raw_os_error().is_some_and(|code| GONE.contains(&code))
}

/// There is nothing to stop: see [`CAN_SUSPEND`].
pub(crate) fn stop() {}

/// Nobody was away: there is nobody to wake.
pub(crate) fn wake() {}

/// There are no signals, and with its window the program ends by itself.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn listen(_hear: fn(Told), _lost: i32) -> io::Result<()> {
    Ok(())
}
