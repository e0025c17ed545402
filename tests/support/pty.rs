//! A program in a real pseudo-terminal: fed with bytes, read through a terminal emulator, weighed, signalled, hung up.
//!
//! One thread only: the harness reads while it waits, so that letting go of the [`Pty`] really hangs up. Nothing sleeps
//! for a fixed time; every wait has a condition and a deadline.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::manual_assert,
    clippy::indexing_slicing,
    clippy::missing_panics_doc
)]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use filedescriptor::{AsRawFileDescriptor, FileDescriptor};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// How long a test waits for something that has to happen, unless it says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A program about to be started.
pub struct Program {
    command: CommandBuilder,
    columns: u16,
    rows: u16,
}

impl Program {
    /// `program` at 80 x 24 in a UTF-8 locale, with nothing else of this process's environment but `PATH` and `HOME`.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        for name in ["PATH", "HOME"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.cwd(std::env::current_dir().unwrap());
        Self { command, columns: 80, rows: 24 }
    }

    /// `/bin/sh -c script`, with `arguments` as `$1`, `$2`…
    pub fn shell<S: AsRef<OsStr>>(script: &str, arguments: impl IntoIterator<Item = S>) -> Self {
        Self::new("/bin/sh").arg("-c").arg(script).arg("sh").args(arguments)
    }

    /// One more argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// More arguments.
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// A variable of the environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// The directory it starts in.
    pub fn directory(mut self, directory: &Path) -> Self {
        self.command.cwd(directory);
        self
    }

    /// The size of the terminal, in cells.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Starts it, as leader of a session whose terminal this is.
    pub fn start(self) -> Pty {
        let size = PtySize { rows: self.rows, cols: self.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let modes = modes(&*pair.master);
        let started = Instant::now();
        let child = pair.slave.spawn_command(self.command).unwrap();
        drop(pair.slave);
        // Not the writer of the crate: when it goes it types an end-of-file, which a lost connection does not.
        let line = FileDescriptor::dup(&pair.master.as_raw_fd().unwrap()).unwrap();
        Pty {
            line: Some((pair.master, line)),
            child,
            screen: vt100::Parser::new(self.rows, self.columns, 0),
            written: Vec::new(),
            modes,
            started,
            heard: started,
            ended: false,
        }
    }
}

/// A program in its terminal. Dropping it kills the program.
pub struct Pty {
    /// Our end; `None` once hung up.
    line: Option<(Box<dyn MasterPty + Send>, FileDescriptor)>,
    child: Box<dyn Child + Send + Sync>,
    screen: vt100::Parser,
    written: Vec<u8>,
    modes: String,
    started: Instant,
    heard: Instant,
    ended: bool,
}

/// What a process has used so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Time on a processor, all threads.
    pub cpu: Duration,
    /// Context switches, voluntary or not, all threads: how often it was woken.
    pub switches: u64,
}

impl Usage {
    /// Of process `pid`.
    pub fn of(pid: u32) -> Self {
        let mut usage = Self { cpu: Duration::ZERO, switches: 0 };
        for task in fs::read_dir(format!("/proc/{pid}/task")).unwrap() {
            let task = task.unwrap().path();
            let Ok(status) = fs::read_to_string(task.join("status")) else { continue };
            usage.switches += status
                .lines()
                .filter(|line| line.contains("ctxt_switches"))
                .filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok())
                .sum::<u64>();
            let stat = fs::read_to_string(task.join("schedstat")).unwrap_or_default();
            let ran = stat.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0);
            usage.cpu += Duration::from_nanos(ran);
        }
        usage
    }

    /// What was used since `before`.
    pub fn since(self, before: Self) -> Self {
        Self { cpu: self.cpu.saturating_sub(before.cpu), switches: self.switches - before.switches }
    }
}

impl Pty {
    /// The started process's id.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// When it was started.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// When it last wrote something.
    pub fn heard(&self) -> Instant {
        self.heard
    }

    /// Types `text`.
    pub fn send(&mut self, text: impl AsRef<[u8]>) {
        self.line.as_mut().unwrap().1.write_all(text.as_ref()).unwrap();
    }

    /// Types all of `bytes`, however slowly they are taken, reading all the while.
    pub fn flood(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let fd = self.line.as_ref().unwrap().1.as_raw_file_descriptor();
            let mut waiting = [filedescriptor::pollfd { fd, events: filedescriptor::POLLOUT, revents: 0 }];
            let room = filedescriptor::poll(&mut waiting, Some(Duration::from_millis(5))).unwrap() > 0;
            if room {
                // Little at a time: a write of more than the line holds would wait.
                let (now, later) = rest.split_at(rest.len().min(256));
                self.send(now);
                rest = later;
            }
            if !self.pump(Duration::ZERO) {
                return;
            }
        }
    }

    /// Reads whatever comes within `wait`; `false` once the program's side is closed.
    pub fn pump(&mut self, wait: Duration) -> bool {
        let Some((_, line)) = self.line.as_mut().filter(|_| !self.ended) else { return false };
        let mut waiting =
            [filedescriptor::pollfd { fd: line.as_raw_file_descriptor(), events: filedescriptor::POLLIN, revents: 0 }];
        if filedescriptor::poll(&mut waiting, Some(wait)).unwrap() == 0 {
            return true;
        }
        let mut buffer = [0; 8192];
        match line.read(&mut buffer) {
            Ok(count) if count > 0 => {
                self.heard = Instant::now();
                self.screen.process(&buffer[..count]);
                self.written.extend_from_slice(&buffer[..count]);
            }
            // EIO: nobody holds the other side any more.
            _ => self.ended = true,
        }
        !self.ended
    }

    /// Waits until `condition` holds of the screen.
    pub fn wait(&mut self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) -> Duration {
        self.wait_until(what, PATIENCE, |pty| condition(pty.screen.screen()))
    }

    /// Waits until `text` is on the screen; the time it took.
    pub fn see(&mut self, text: &str) -> Duration {
        self.wait(&format!("see {text:?}"), |screen| screen.contents().contains(text))
    }

    /// Waits until `text` is on the screen or the program has ended; whether it has ended.
    pub fn end_or_see(&mut self, text: &str) -> bool {
        let mut ended = false;
        self.wait_until(&format!("see {text:?} or the end"), PATIENCE, |pty| {
            ended = pty.status().is_some();
            ended || pty.text().contains(text)
        });
        ended
    }

    /// Waits until `text` is no longer on the screen.
    pub fn gone(&mut self, text: &str) -> Duration {
        self.wait(&format!("miss {text:?}"), |screen| !screen.contents().contains(text))
    }

    /// Waits until `condition` holds, reading all the while.
    pub fn wait_until(
        &mut self,
        what: &str,
        limit: Duration,
        mut condition: impl FnMut(&mut Self) -> bool,
    ) -> Duration {
        let start = Instant::now();
        loop {
            if condition(self) {
                return start.elapsed();
            }
            let over = start.elapsed() > limit;
            let ended = !self.pump(Duration::from_millis(5));
            if ended && !over {
                std::thread::yield_now();
            }
            if over || (ended && self.status().is_some() && !condition(self)) {
                panic!("waited in vain to {what}; the screen:\n{}\nbytes: {}", self.text(), self.tail());
            }
        }
    }

    /// Reads until nothing has come for `calm`.
    pub fn settle(&mut self, calm: Duration) {
        let mut quiet_since = Instant::now();
        let mut length = self.written.len();
        while quiet_since.elapsed() < calm && self.pump(calm) {
            if self.written.len() != length {
                (length, quiet_since) = (self.written.len(), Instant::now());
            }
        }
    }

    /// Waits until something comes after `mark` and then nothing for `calm`; when the last byte came. `None` where nothing
    /// comes within `limit`.
    pub fn answer(&mut self, mark: usize, calm: Duration, limit: Duration) -> Option<Instant> {
        let start = Instant::now();
        while self.written.len() == mark {
            if start.elapsed() > limit || !self.pump(limit) {
                return None;
            }
        }
        while self.heard.elapsed() < calm && self.pump(calm.saturating_sub(self.heard.elapsed())) {}
        Some(self.heard)
    }

    /// Reads for all of `time`, whatever comes.
    pub fn watch(&mut self, time: Duration) {
        let start = Instant::now();
        while start.elapsed() < time && self.pump(time.saturating_sub(start.elapsed())) {}
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The screen as the emulator sees it.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// How many bytes the program has written so far; also a mark for [`Pty::since`].
    pub fn mark(&self) -> usize {
        self.written.len()
    }

    /// What was written since `mark`.
    pub fn since(&self, mark: usize) -> &[u8] {
        &self.written[mark..]
    }

    /// Everything written, as text.
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&self.written).into_owned()
    }

    fn tail(&self) -> String {
        let start = self.written.len().saturating_sub(600);
        let mut out = String::new();
        let _ = write!(out, "{:?}", String::from_utf8_lossy(&self.written[start..]));
        out
    }

    /// Another size of the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let (master, _) = self.line.as_ref().unwrap();
        master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.screen.screen_mut().set_size(rows, columns);
    }

    /// As [`Pty::resize`], but only the program is told: an emulator of such a size would take all memory.
    pub fn stretch(&mut self, columns: u16, rows: u16) {
        let (master, _) = self.line.as_ref().unwrap();
        master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends `signal` to the program.
    pub fn signal(&self, signal: Signal) {
        signal_pid(self.pid(), signal);
    }

    /// The modes of the terminal's line discipline, to be compared.
    pub fn modes(&self) -> String {
        modes(&*self.line.as_ref().unwrap().0)
    }

    /// The modes before the program was started.
    pub fn first_modes(&self) -> &str {
        &self.modes
    }

    /// The exit status; 128 where a signal killed it. `None` while it runs.
    pub fn status(&mut self) -> Option<u32> {
        let status = self.child.try_wait().unwrap()?;
        Some(if status.signal().is_some() { 128 } else { status.exit_code() })
    }

    /// Waits for the end; status, and the time it took.
    pub fn end(&mut self, limit: Duration) -> (u32, Duration) {
        let start = Instant::now();
        loop {
            self.pump(Duration::from_millis(1));
            if let Some(status) = self.status() {
                while self.pump(Duration::from_millis(20)) && start.elapsed() < limit {}
                return (status, start.elapsed());
            }
            if self.ended {
                std::thread::yield_now();
            }
            assert!(start.elapsed() < limit, "still running after {limit:?}; the screen:\n{}", self.text());
        }
    }

    /// Closes the terminal under the program, as a lost connection does.
    pub fn hang_up(&mut self) {
        self.line = None;
        self.ended = true;
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Sends `signal` to process `pid`.
pub fn signal_pid(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

/// Whether process `pid` still runs (a zombie does not).
pub fn runs(pid: u32) -> bool {
    state(pid).is_some_and(|state| state != 'Z')
}

/// The state letter of process `pid`: `R`, `S`, `T` (stopped), `Z`…; `None` where there is none.
pub fn state(pid: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}
