//! The terminal by its descriptors: its modes, its size, what is written to it, and the signals that speak of it.

use std::io;
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use rustix::process::{Signal, getpid, getsid, kill_current_process_group, kill_process};
use rustix::stdio;
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM,
    SIGXCPU,
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
pub(crate) fn keyboard() -> BorrowedFd<'static> {
    if isatty(stdio::stdin()) { stdio::stdin() } else { stdio::stdout() }
}

/// Columns and rows of standard output.
pub(crate) fn size() -> io::Result<(u16, u16)> {
    let size = tcgetwinsize(stdio::stdout())?;
    Ok((size.ws_col, size.ws_row))
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

/// The whole job is asked to stop, so that a script around us does too: [`Told::Stop`] for ourselves.
pub(crate) fn stop() {
    let _ = kill_current_process_group(Signal::TSTP);
}

/// Whether there is a shell that could wake us: somebody above in our session who is not of our job. The kernel throws a
/// stop away where there is none, but only while nobody has a handler for it.
pub(crate) fn can_be_woken() -> bool {
    let Some(we) = Kin::of(getpid().as_raw_pid()) else {
        // Where the system does not tell, a leader of a session has nobody above in it.
        return getsid(None).is_ok_and(|session| session != getpid());
    };
    let mut above = we.parent;
    while let Some(one) = Kin::of(above) {
        if one.session != we.session {
            return false;
        }
        if one.job != we.job {
            return true;
        }
        above = one.parent;
    }
    false
}

/// To whom a process belongs, by number; 0 is somebody outside the container that we run in. The calls of the system are
/// not asked: they give the same zeros, and no library takes them for numbers of processes.
#[derive(Debug, PartialEq)]
struct Kin {
    parent: i32,
    job: i32,
    session: i32,
}

impl Kin {
    /// Of process `pid`, where the system tells.
    fn of(pid: i32) -> Option<Self> {
        Self::read(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// As the line of proc(5) has it. The name of the program stands in brackets and may hold any.
    fn read(stat: &str) -> Option<Self> {
        let (_, after_the_name) = stat.rsplit_once(')')?;
        let mut numbers = after_the_name.split_whitespace().skip(1).map_while(|n| n.parse().ok());
        Some(Self { parent: numbers.next()?, job: numbers.next()?, session: numbers.next()? })
    }
}

/// Stops this process, here and now.
pub(crate) fn halt() {
    let _ = kill_process(getpid(), Signal::STOP);
}

/// Wakes whoever waits for the terminal: a change of size is something.
pub(crate) fn wake() {
    let _ = kill_process(getpid(), Signal::WINCH);
}

/// Listens for signals and for the loss of the terminal, each on a thread that sleeps until there is one.
pub(crate) fn listen(hear: fn(Told), lost: i32) -> io::Result<()> {
    // A handler replaces the "ignore" that nohup leaves behind, so a lost connection is heard of in any case.
    let mut signals = Signals::new([SIGCONT, SIGTSTP].iter().chain(&DEADLY))?;
    thread::Builder::new().name("segnali".into()).stack_size(STACK).spawn(move || {
        for signal in signals.forever() {
            hear(match signal {
                SIGCONT => Told::GoesOn,
                SIGTSTP => Told::Stop,
                _ => Told::End(128 + signal),
            });
        }
    })?;

    // Whoever draws may be waiting for a line that takes nothing, and then does not read: somebody else has to notice.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_outside_the_container_is_a_parent() {
        let kin = Kin::read("7 (a ) (name) S 0 7 0 0 -1 4194560 2004").unwrap();
        assert_eq!(kin, Kin { parent: 0, job: 7, session: 0 });
        assert_eq!(Kin::read("7 (cut"), None);
        assert_eq!(Kin::of(0), None);
    }
}
