//! The line that is read, where nothing can be waited for but another thread: it reads, and hands over what came.

use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use crate::platform::Awaited;

/// Bytes that are read at once.
const AT_ONCE: usize = 4096;

type Piece = io::Result<Vec<u8>>;

/// Standard input, read by a thread of its own.
#[derive(Debug)]
pub(crate) struct Line {
    pieces: Receiver<Piece>,
    /// What came while it was waited for.
    next: RefCell<Option<Piece>>,
    rest: Vec<u8>,
}

/// Standard input.
pub(crate) fn stdin() -> io::Result<Line> {
    let (send, pieces) = sync_channel(0);
    thread::Builder::new().name("riga".into()).spawn(move || {
        let mut input = io::stdin();
        loop {
            let mut bytes = vec![0; AT_ONCE];
            let read = input.read(&mut bytes);
            let over = !matches!(read, Ok(count) if count > 0);
            let piece = read.map(|count| {
                bytes.truncate(count);
                bytes
            });
            if send.send(piece).is_err() || over {
                return;
            }
        }
    })?;
    Ok(Line { pieces, next: RefCell::new(None), rest: Vec::new() })
}

impl Awaited for Line {
    fn comes(&self, wait: Duration) -> bool {
        let mut next = self.next.borrow_mut();
        if !self.rest.is_empty() || next.is_some() {
            return true;
        }
        match self.pieces.recv_timeout(wait) {
            Ok(piece) => {
                *next = Some(piece);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => true,
        }
    }
}

impl Read for Line {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            let piece = self.next.take().or_else(|| self.pieces.recv().ok());
            self.rest = piece.unwrap_or_else(|| Ok(Vec::new()))?;
        }
        let count = self.rest.as_slice().read(into)?;
        self.rest.drain(..count);
        Ok(count)
    }
}
