//! The terminal is taken once and given back whole, however the program ends.
//!
//! [`Session`] is the one owner: quitting, a panic on any thread, a signal, a lost connection and suspending all go
//! through the same `leave`. It asks the terminal nothing, since answers that come late would be typed into the search
//! box. [`run()`] is the loop and [`Painter`] what it draws on; neither knows the look-up itself.

use std::io::{self, IsTerminal};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

pub use self::painter::{Glass, Painter};
pub use self::run::{End, Flow, Host, Screen, run};
use super::clipboard::Sequence;
use super::input::TerminalInput;
use super::window::{USUAL, is_lost, window};
use super::words;
use crate::lingua::ascii;
use crate::platform::Told;
use crate::platform::tty::{self, Modes, write_all};

mod painter;
mod run;

/// Exit status of a program whose terminal has gone: that of SIGHUP.
pub const LOST: i32 = 129;

/// How long a dying program tries to give the terminal back: a dead line may never take the bytes.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// How long a suspended program waits for the kernel to stop it; where there is no shell to return to, it never does.
const STOP_WAIT: Duration = Duration::from_millis(100);

const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?2004h";
/// Clicks and wheel only, with SGR coordinates; no movement, which would be a stream of events.
const MOUSE: &str = "\x1b[?1000h\x1b[?1006h";
/// Everything back, whether it was on or not, and what others might have left on.
const LEAVE: &str = "\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// What a session asks of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Clicks and wheel. It takes away the terminal's own select-to-copy.
    pub mouse: bool,
    /// Nothing but ASCII is written.
    pub ascii: bool,
}

/// The state of the one terminal. Every byte is written under its lock, so that no frame comes after the farewell.
struct Tty {
    /// The modes before we came; `None` while the terminal is not ours.
    before: Option<Modes>,
    options: Options,
}

static TTY: Mutex<Tty> = Mutex::new(Tty { before: None, options: Options { mouse: false, ascii: false } });

/// There is a session. Apart from [`TTY`]: who panics must know it while a dead line holds that lock.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The process ends: from now on nobody takes the terminal again, or a shell would be left without its modes. Apart from
/// [`TTY`] for the same reason.
static ENDING: AtomicBool = AtomicBool::new(false);

/// The screen has to be drawn anew.
static REDRAW: AtomicBool = AtomicBool::new(false);

/// `true` between suspending and the return.
static STOPPED: Mutex<bool> = Mutex::new(false);
static RETURNED: Condvar = Condvar::new();

/// Somebody else has stopped us, and the terminal was given back for that time.
static AWAY: AtomicBool = AtomicBool::new(false);

/// Nothing but its end takes the program off its terminal.
static STAYS: AtomicBool = AtomicBool::new(false);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a stop from outside is not heard: for a screen that anybody may use.
pub(super) fn stay() {
    STAYS.store(true, Ordering::Release);
}

/// The terminal, taken. There is one at a time; it is given back when this value goes, or by [`Session::leave`].
#[derive(Debug)]
pub struct Session {
    options: Options,
}

impl Session {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, hidden cursor, the mouse if asked for. Starts the
    /// threads that listen for signals and for the loss of the terminal; both sleep until there is one.
    ///
    /// # Errors
    /// When standard output is no terminal, or the terminal does not obey. Nothing is changed then.
    pub fn enter(options: Options) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::new(io::ErrorKind::Unsupported, words::NO_TERMINAL));
        }
        guard()?;
        TAKEN.store(true, Ordering::Release);
        enter(options)?;
        Ok(Self { options })
    }

    /// Gives the terminal back. Does nothing where that has happened already, on whatever thread.
    pub fn leave(&self) {
        leave();
    }

    /// What frames are drawn on.
    pub fn painter(&self) -> Painter<Stdout> {
        Painter::new(Stdout(()), self.options.ascii)
    }

    /// Where events come from.
    ///
    /// # Errors
    /// When the terminal cannot be listened to.
    pub fn input(&self) -> io::Result<TerminalInput> {
        TerminalInput::new(self.options.mouse)
    }

    /// Runs `screen` on this terminal until it ends, and gives the terminal back.
    ///
    /// # Errors
    /// Whatever goes wrong with the terminal and is not its loss.
    pub fn run<S: Screen>(mut self, screen: &mut S) -> io::Result<End> {
        let mut terminal = match ratatui::Terminal::new(self.painter()) {
            Ok(terminal) => terminal,
            Err(error) if is_lost(&error) => return Ok(End::TerminalLost),
            Err(error) => return Err(error),
        };
        let mut input = self.input()?;
        run(&mut self, &mut terminal, &mut input, screen)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        leave();
    }
}

impl Host for Session {
    fn suspend(&mut self) -> io::Result<()> {
        leave();
        let mut stopped = lock(&STOPPED);
        *stopped = true;
        // Ourselves in `stop`, unless nobody could wake us again.
        tty::stop();
        let _ = RETURNED.wait_timeout_while(stopped, STOP_WAIT, |stopped| *stopped);
        *lock(&STOPPED) = false;
        REDRAW.store(true, Ordering::Release);
        enter(self.options)
    }

    fn send(&mut self, sequence: &Sequence) -> io::Result<()> {
        Stdout(()).show(sequence.as_bytes())
    }

    fn take_redraw(&mut self) -> bool {
        REDRAW.swap(false, Ordering::AcqRel)
    }
}

/// Standard output as the place where frames go. Only a [`Session`] makes one; without it nothing is written.
#[derive(Debug)]
pub struct Stdout(());

impl Glass for Stdout {
    fn show(&mut self, frame: &[u8]) -> io::Result<()> {
        let tty = lock(&TTY);
        if tty.before.is_none() {
            return Ok(());
        }
        write_all(frame)
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        window()
    }
}

fn enter(options: Options) -> io::Result<()> {
    let mut tty = lock(&TTY);
    // Under the lock: what was taken before this moment is given back by whoever ends the process.
    if ENDING.load(Ordering::Acquire) {
        return Ok(());
    }
    let before = match &tty.before {
        Some(before) => before.clone(),
        None => Modes::now()?,
    };
    before.make_raw(options.mouse)?;
    tty.before = Some(before);
    tty.options = options;
    let greeting = [ENTER, if options.mouse { MOUSE } else { "" }].concat();
    let written = write_all(greeting.as_bytes());
    drop(tty);
    if written.is_err() {
        leave();
    }
    written
}

/// Gives the terminal back, once. Never fails: there may be nobody left.
fn leave() {
    let mut tty = lock(&TTY);
    let Some(before) = tty.before.take() else { return };
    // Where there is no alternate screen to leave, what stands on this one would stay for the next person.
    let rows = window().map_or(USUAL.1, |(_, rows)| rows);
    let _ = write_all([painter::erased(rows).as_slice(), LEAVE.as_bytes()].concat().as_slice());
    before.give_back();
}

/// Gives the terminal back and says `last` if it takes them in time, and ends the process.
fn leave_and_exit(status: i32, last: Option<String>) -> ! {
    ENDING.store(true, Ordering::Release);
    let (done, wait) = mpsc::channel();
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        leave();
        last.as_deref().map(say);
        let _ = done.send(());
    });
    match thread {
        Ok(_) => drop(wait.recv_timeout(LAST_WORDS)),
        // No thread to be had: then without a limit of time.
        Err(_) => leave(),
    }
    process::exit(status)
}

/// Stack of the threads that only sleep, in bytes.
const STACK: usize = 128 * 1024;

/// Installs, once for the whole process, what gives the terminal back when the program cannot.
fn guard() -> io::Result<()> {
    static ONCE: Once = Once::new();
    let mut result = Ok(());
    ONCE.call_once(|| result = install());
    result
}

fn install() -> io::Result<()> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !TAKEN.load(Ordering::Acquire) {
            return before(panic);
        }
        // At once, whichever thread it is: the loop may sleep in front of a screen that is no longer there, and a released
        // program does not unwind.
        leave_and_exit(101, Some(farewell(panic)));
    }));

    let hear = |told| match told {
        Told::GoesOn => welcome_back(),
        // As in `welcome_back`: whoever listens has to hear the next signal.
        Told::Stop => drop(thread::Builder::new().stack_size(STACK).spawn(stop)),
        Told::End(status) => leave_and_exit(status, None),
    };
    tty::listen(hear, LOST)
}

/// After SIGTSTP, ours or somebody else's: stops, on a terminal that was given back.
fn stop() {
    if STAYS.load(Ordering::Acquire) || !tty::can_be_woken() {
        return;
    }
    if !*lock(&STOPPED) && lock(&TTY).before.is_some() {
        leave();
        AWAY.store(true, Ordering::Release);
    }
    tty::halt();
}

/// After SIGCONT: whoever stopped us may have left the terminal in any state.
fn welcome_back() {
    let mut stopped = lock(&STOPPED);
    if *stopped {
        *stopped = false;
        RETURNED.notify_all();
        return;
    }
    drop(stopped);
    // A line that takes nothing keeps whoever writes waiting, and this thread has to hear the next signal.
    let _ = thread::Builder::new().stack_size(STACK).spawn(take_again);
}

/// Takes a terminal that is ours once more, and has everything drawn.
fn take_again() {
    let (ours, options) = {
        let tty = lock(&TTY);
        (tty.before.is_some() || AWAY.swap(false, Ordering::AcqRel), tty.options)
    };
    if ours && enter(options).is_ok() {
        REDRAW.store(true, Ordering::Release);
        // The loop sleeps until something comes from the terminal; a change of size is something.
        tty::wake();
    }
}

/// What the person reads when the program breaks.
fn farewell(panic: &std::panic::PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or_default();
    let place = panic.location().map(|place| format!(" [{}:{}]", place.file(), place.line()));
    words::farewell(&crate::lingua::signs::clean(message), &place.unwrap_or_default())
}

/// A line for the person, once the terminal is theirs again.
fn say(line: &str) {
    use std::io::Write;
    let line = if lock(&TTY).options.ascii { ascii::cell(line) } else { line.to_owned() };
    // Not eprintln: it would panic in turn where standard error is closed.
    let _ = writeln!(io::stderr(), "{line}");
}
