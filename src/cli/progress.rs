//! That long work goes on: a bar on standard error where that is a terminal, and nothing anywhere else.
//!
//! The work is done in stages, each of which is as long as the others on the bar. Plain signs only: any terminal has them.

use std::io::{self, IsTerminal as _, Read};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Length of a stage.
const STAGE: u64 = 1_000;

/// How often the bar moves though nothing is told.
const TICK: Duration = Duration::from_millis(120);

/// The bar that is on the screen.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Takes the bar off the screen, whoever drew it.
pub(super) fn clear() {
    if let Some(bar) = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).take() {
        bar.finish_and_clear();
    }
}

/// Work that goes on; the bar goes with it.
pub(super) struct Progress {
    bar: ProgressBar,
    stage: u64,
}

impl Progress {
    /// Work in so many stages.
    pub(super) fn of(stages: u64) -> Self {
        if !io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), stage: 0 };
        }
        let bar = ProgressBar::with_draw_target(Some(stages * STAGE), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{spinner} {msg} [{bar:24}] {percent:>3}%  {elapsed}");
        bar.set_style(
            style.unwrap_or_else(|_| ProgressStyle::default_bar()).tick_chars("|/-\\ ").progress_chars("#> "),
        );
        bar.enable_steady_tick(TICK);
        *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
        Self { bar, stage: 0 }
    }

    /// The next stage begins.
    pub(super) fn stage(&mut self, what: &'static str) {
        self.bar.set_message(what);
        self.bar.set_position(self.stage * STAGE);
        self.stage += 1;
    }

    /// So much of the stage is done.
    pub(super) fn part(&self, done: u64, all: u64) {
        let part = (done.min(all) * STAGE).checked_div(all).unwrap_or(STAGE);
        self.bar.set_position(self.stage.saturating_sub(1) * STAGE + part);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        clear();
    }
}

/// A file that tells how far it is read.
pub(super) struct TellingReader<'p, R> {
    file: R,
    read: u64,
    all: u64,
    progress: &'p Progress,
}

impl<'p, R: Read> TellingReader<'p, R> {
    /// `all`: bytes of the file.
    pub(super) fn of(file: R, all: u64, progress: &'p Progress) -> Self {
        Self { file, read: 0, all, progress }
    }
}

impl<R: Read> Read for TellingReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read += count as u64;
        self.progress.part(self.read, self.all);
        Ok(count)
    }
}
