//! The terminal by its descriptors: its modes, its size, what is written to it, and the signals that speak of it.

use std::io;
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};
use rustix::stdio;
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU,
};
use signal_hook::iterator::Signals;

use crate::platform::Told;

/// Signals that end a program which says nothing about them: a line that is cut, a supervisor, a limit on its time.
const DEADLY: [i32; 12] =
    [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGABRT, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO];

/// Stack of the threads that only sleep, in bytes.
const STACK: usize = 128 * 1024;

/// A program can be stopped and taken up again.
pub(crate) const CAN_SUSPEND: bool = true;

/// The modes of a terminal.
#[derive(Debug, Clone)]
pub(crate) struct Modes(Termios);

impl Modes {
    /// Those of now.
    pub(crate) fn now() -> io::Result<Self> {
        Ok(Self(tcgetattr(keyboard())?))
    }

    /// Every byte as it comes. The mouse is asked for in what is written.
    pub(crate) fn make_raw(&self, _mouse: bool) -> io::Result<()> {
        let mut raw = self.0.clone();
        raw.make_raw();
        Ok(tcsetattr(keyboard(), OptionalActions::Now, &raw)?)
    }

    /// The terminal has them again, if it is there.
    pub(crate) fn give_back(&self) {
        let _ = tcsetattr(keyboard(), OptionalActions::Now, &self.0);
    }
}

/// The descriptor whose modes are ours: the one that is read.
fn keyboard() -> BorrowedFd<'static> {
    if isatty(stdio::stdin()) { stdio::stdin() } else { stdio::stdout() }
}

/// Columns and rows of standard output.
pub(crate) fn size() -> io::Result<(u16, u16)> {
    let size = tcgetwinsize(stdio::stdout())?;
    Ok((size.ws_col, size.ws_row))
}

/// Columns and rows that a change of size has told.
pub(crate) fn new_size(told: (u16, u16)) -> (u16, u16) {
    told
}

/// Writes to standard output, whole.
pub(crate) fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdio::stdout(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // Somebody else made the terminal non-blocking: wait until it takes more.
            Err(Errno::AGAIN) => {
                let out = stdio::stdout();
                let _ = poll(&mut [PollFd::new(&out, PollFlags::OUT)], None);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether `error` says that the terminal is gone.
pub(crate) fn is_lost(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
        || [Errno::IO, Errno::PIPE, Errno::NXIO, Errno::NODEV]
            .iter()
            .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

/// The whole job stops, so that a script around us does too. Where nobody could wake us again (no shell above), the kernel
/// throws the signal away.
pub(crate) fn stop() {
    let _ = kill_current_process_group(Signal::TSTP);
}

/// Wakes whoever waits for the terminal: a change of size is something.
pub(crate) fn wake() {
    let _ = kill_process(getpid(), Signal::WINCH);
}

/// Listens for signals and for the loss of the terminal, each on a thread that sleeps until there is one.
pub(crate) fn listen(hear: fn(Told), lost: i32) -> io::Result<()> {
    // A handler replaces the "ignore" that nohup leaves behind, so a lost connection is heard of in any case.
    let mut signals = Signals::new([SIGCONT].iter().chain(&DEADLY))?;
    thread::Builder::new().name("segnali".into()).stack_size(STACK).spawn(move || {
        for signal in signals.forever() {
            hear(if signal == SIGCONT { Told::GoesOn } else { Told::End(128 + signal) });
        }
    })?;

    // crossterm reads a dead terminal again and again and never comes back: somebody else has to notice.
    thread::Builder::new().name("guardia".into()).stack_size(STACK).spawn(move || {
        let (keys, screen) = (keyboard(), stdio::stdout());
        loop {
            let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
            let mut watched = [PollFd::new(&keys, PollFlags::empty()), PollFd::new(&screen, PollFlags::empty())];
            let woken = poll(&mut watched, None::<&Timespec>);
            if woken.is_ok() && watched.iter().any(|fd| fd.revents().intersects(gone)) {
                hear(Told::End(lost));
            }
        }
    })?;
    Ok(())
}
