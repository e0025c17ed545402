//! The terminal as a source of events: its bytes, and changes of its size.
//!
//! Reads for itself and not through a library that keeps an edge-triggered queue: whatever lies there is seen at every look.
//! A terminal that is gone is an error at once.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::SigId;
use signal_hook::consts::SIGWINCH;
use signal_hook::low_level::{pipe, unregister};

use super::decoder::Decoder;
use super::event::{EventSource, InputEvent};
use crate::platform::tty::keyboard;
use crate::tui::window::window;

/// Bytes read at once: as many as a terminal's line holds.
const AT_ONCE: usize = 4_096;

/// The terminal as a [`EventSource`].
#[derive(Debug)]
pub struct TerminalInput {
    decoder: Decoder,
    ready: VecDeque<InputEvent>,
    /// Says that the size has changed.
    resized: UnixStream,
    listener: SigId,
    buffer: Vec<u8>,
}

impl TerminalInput {
    /// Starts listening. From here on no change of size is missed.
    ///
    /// # Errors
    /// When there is no terminal to listen to.
    pub fn new(mouse: bool) -> io::Result<Self> {
        let (resized, told) = UnixStream::pair()?;
        resized.set_nonblocking(true)?;
        told.set_nonblocking(true)?;
        let listener = pipe::register(SIGWINCH, told)?;
        let (decoder, ready) = (Decoder::new(mouse), VecDeque::new());
        Ok(Self { decoder, ready, resized, listener, buffer: vec![0; AT_ONCE] })
    }

    /// Takes in what lies there, or comes within `wait`; whether anything did.
    fn look(&mut self, wait: Option<Duration>) -> io::Result<bool> {
        let wait =
            wait.map(|wait| Timespec::try_from(wait).unwrap_or(Timespec { tv_sec: i64::from(u32::MAX), tv_nsec: 0 }));
        let keys = keyboard();
        let mut watched = [PollFd::new(&keys, PollFlags::IN), PollFd::new(&self.resized, PollFlags::IN)];
        match poll(&mut watched, wait.as_ref()) {
            Ok(0) => return Ok(false),
            Ok(_) => {}
            // A signal: whoever waits looks again at the time.
            Err(Errno::INTR) => return Ok(true),
            Err(error) => return Err(error.into()),
        }
        let [typed, resized] = watched.map(|fd| !fd.revents().is_empty());
        if resized {
            while matches!(self.resized.read(&mut [0; 64]), Ok(count) if count > 0) {}
            let (columns, rows) = window()?;
            self.ready.push_back(InputEvent::Resize { columns, rows });
        }
        if typed {
            let count = match rustix::io::read(keys, &mut self.buffer) {
                Ok(0) => return Err(Errno::IO.into()),
                Ok(count) => count,
                Err(Errno::INTR | Errno::AGAIN) => return Ok(true),
                Err(error) => return Err(error.into()),
            };
            // What lies there came before anybody looked: a half-read sequence that was not given up is still in time.
            let now = Instant::now();
            let late = self.decoder.deadline().filter(|deadline| *deadline <= now);
            let at = late.and_then(|deadline| deadline.checked_sub(Duration::from_millis(1))).unwrap_or(now);
            let bytes = self.buffer.get(..count).unwrap_or_default();
            self.decoder.feed(bytes, at, &mut self.ready);
        }
        Ok(true)
    }
}

impl EventSource for TerminalInput {
    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<InputEvent>> {
        let until = wait.and_then(|wait| Instant::now().checked_add(wait));
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let came = self.look(Some(Duration::ZERO))?;
            let now = Instant::now();
            if !came && self.decoder.deadline().is_some_and(|deadline| deadline <= now) {
                self.decoder.expire(now, &mut self.ready);
                continue;
            }
            if !self.ready.is_empty() {
                continue;
            }
            if until.is_some_and(|deadline| deadline <= now) {
                return Ok(None);
            }
            if came {
                continue;
            }
            let wake = match (self.decoder.deadline(), until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            // A hair longer, so that the time is over when it wakes.
            let wait = wake.map(|wake| wake.saturating_duration_since(now).max(Duration::from_micros(100)));
            self.look(wait)?;
        }
    }
}

impl Drop for TerminalInput {
    fn drop(&mut self) {
        unregister(self.listener);
    }
}
