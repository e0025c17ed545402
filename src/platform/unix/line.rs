//! The line that is read, where a descriptor can be waited for.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::platform::Awaited;

/// Standard input, not by way of the standard library's buffer: that does not tell whether it holds a line already.
pub(crate) fn stdin() -> io::Result<File> {
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

impl<T: AsFd + io::Read> Awaited for T {
    fn comes(&self, wait: Duration) -> bool {
        let wait = Timespec::try_from(wait).ok();
        loop {
            match poll(&mut [PollFd::new(self, PollFlags::IN)], wait.as_ref()) {
                Ok(0) => return false,
                Err(rustix::io::Errno::INTR) => {}
                // What cannot be waited for is read.
                Ok(_) | Err(_) => return true,
            }
        }
    }
}
