//! The terminal manners, in a real pseudo-terminal: whatever happens, the terminal is given back whole and the process is
//! gone. The program under test is this very test program, started again with a part to play.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::format_push_string,
    clippy::unchecked_time_subtraction
)]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use rustix::process::Signal;
use sportello::tui::clipboard::{Wrap, sequence};
use sportello::tui::input::{InputEvent, Key, MouseKind};
use sportello::tui::terminal::{End, Flow, LOST, Options, Screen, Session};

#[path = "support/pty.rs"]
mod pty;

use pty::{Program, Pty, Usage, runs, state};

const PART: &str = "SPORTELLO_PTY_PART";

/// How long a program may outlive its session.
const GONE: Duration = Duration::from_secs(2);

/// Bytes that give the terminal back, in any order.
const GIVEN_BACK: [&str; 5] = ["\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1000l", "\x1b[?1006l"];

/// A screen that shows what it gets.
#[derive(Default)]
struct Echo {
    text: String,
    events: usize,
    draws: usize,
    dirty: bool,
    broken: bool,
}

/// Breaks in turn while the program breaks.
struct Brittle;

impl Drop for Brittle {
    fn drop(&mut self) {
        panic!("e poi ancora");
    }
}

impl Screen for Echo {
    fn handle(&mut self, event: InputEvent) -> Flow {
        self.dirty = true;
        self.events += 1;
        match event {
            InputEvent::Key(Key::Char('§')) => panic!("prova\x1b[31m"),
            InputEvent::Key(Key::Char('°')) => {
                std::thread::spawn(|| panic!("prova altrove"));
                self.dirty = false;
            }
            InputEvent::Key(Key::Char('ç')) => self.broken = true,
            InputEvent::Key(Key::Char('ò')) => {
                let _brittle = Brittle;
                panic!("prova doppia");
            }
            InputEvent::Key(Key::Char('ù')) => {
                std::thread::spawn(|| {
                    std::thread::sleep(Duration::from_millis(400));
                    panic!("prova altrove");
                });
            }
            InputEvent::Key(Key::Char(c)) => self.text.push(c),
            InputEvent::Key(Key::Backspace) => {
                self.text.pop();
            }
            InputEvent::Key(Key::Ctrl('q')) => return Flow::Quit,
            InputEvent::Key(Key::Ctrl('z')) => return Flow::Suspend,
            InputEvent::Key(Key::Ctrl('l')) => return Flow::Redraw,
            InputEvent::Key(Key::Ctrl('y')) => {
                return sequence(&self.text, Wrap::Plain).map_or(Flow::Continue, Flow::Send);
            }
            InputEvent::Key(Key::Ctrl('t')) => self.dirty = false,
            InputEvent::Key(key) => self.text += &format!("<{key:?}>"),
            InputEvent::Paste(text) => self.text += &format!("<Paste {text}>"),
            InputEvent::Mouse(mouse) if mouse.kind == MouseKind::Press => {
                self.text += &format!("<{},{}>", mouse.column, mouse.row);
            }
            InputEvent::Mouse(_) => self.text += "<Wheel>",
            InputEvent::Resize { columns, rows } => self.text += &format!("<{columns}x{rows}>"),
        }
        Flow::Continue
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        self.dirty = false;
        self.draws += 1;
        let [top, low] = Layout::vertical([Constraint::Length(1), Constraint::Min(1)]).areas(frame.area());
        frame.render_widget(format!("pronto {}", self.draws), top);
        assert!(!self.broken, "prova nel disegno");
        frame.render_widget(
            ratatui::widgets::Paragraph::new(format!("> {}", self.text)).wrap(ratatui::widgets::Wrap::default()),
            low,
        );
        frame.set_cursor_position((2, 1));
    }

    fn dirty(&self) -> bool {
        self.dirty
    }
}

/// Not a test by itself: the program under test, when this file is started with a part.
#[test]
fn part() {
    let Ok(part) = std::env::var(PART) else { return };
    if part == "handled" {
        for signal in [signal_hook::consts::SIGHUP, signal_hook::consts::SIGTERM] {
            signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false))).unwrap();
        }
    }
    let options = Options { mouse: part == "mouse", ascii: part == "ascii" };
    let session = match Session::enter(options) {
        Ok(session) => session,
        Err(error) => {
            println!("niente schermo: {error}");
            std::process::exit(2);
        }
    };
    if part == "error" {
        drop(session);
        println!("errore detto dopo");
        std::process::exit(2);
    }
    let end = session.run(&mut Echo::default());
    std::process::exit(match end {
        Ok(End::Quit) => 0,
        Ok(End::TerminalLost) => LOST,
        Err(_) => 3,
    });
}

fn arguments() -> [String; 4] {
    let program = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    [program, "part".into(), "--exact".into(), "--nocapture".into()]
}

fn program(part: &str) -> Program {
    let [program, rest @ ..] = arguments();
    Program::new(program).args(rest).arg("--test-threads=1").env(PART, part)
}

/// The program through a shell that runs `before` and then `$@` as it says.
fn through_shell(script: &str, part: &str) -> Program {
    Program::shell(script, arguments()).arg("--test-threads=1").env(PART, part)
}

fn ready(program: Program) -> Pty {
    let mut pty = program.start();
    pty.see("pronto");
    pty
}

#[track_caller]
fn given_back(pty: &Pty) {
    let output = pty.output();
    let entered = output.rfind("\x1b[?1049h").unwrap();
    for bytes in GIVEN_BACK {
        assert!(output[entered..].contains(bytes), "{bytes:?} is missing in {:?}", &output[entered..]);
    }
    assert!(!pty.screen().alternate_screen());
    assert!(!pty.screen().hide_cursor());
    assert!(!pty.screen().bracketed_paste());
    assert_eq!(pty.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert_eq!(pty.modes(), pty.first_modes());
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut pty = ready(program(""));
    assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
    assert_ne!(pty.modes(), pty.first_modes());
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    given_back(&pty);
}

#[test]
fn every_signal_gives_the_terminal_back_and_ends_the_program() {
    for (signal, status) in [
        (Signal::HUP, 129),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
        (Signal::ABORT, 134),
        (Signal::USR1, 138),
        (Signal::USR2, 140),
        (Signal::ALARM, 142),
        (Signal::TERM, 143),
        (Signal::XCPU, 152),
    ] {
        for part in ["", "handled"] {
            let mut pty = ready(program(part));
            pty.signal(signal);
            assert_eq!(pty.end(GONE).0, status);
            given_back(&pty);
        }
    }
}

#[test]
fn nohup_does_not_keep_it_alive() {
    let mut pty = ready(through_shell("trap '' HUP; exec \"$@\"", ""));
    pty.signal(Signal::HUP);
    assert_eq!(pty.end(GONE).0, 129);
    given_back(&pty);
}

#[test]
fn a_lost_connection_ends_it_at_once_and_burns_nothing() {
    for (name, program) in [
        ("default", program("")),
        ("ignored", through_shell("trap '' HUP; exec \"$@\"", "")),
        ("handled", program("handled")),
    ] {
        let mut pty = ready(program);
        pty.hang_up();
        let (status, time) = pty.end(GONE);
        assert_eq!(status, 129, "{name}");
        println!("{name}: gone after {time:?}");
    }
}

#[test]
fn a_lost_terminal_is_noticed_even_where_no_signal_comes() {
    // In a session of its own, without a controlling terminal, the kernel tells it nothing.
    let mut pty = through_shell("setsid --wait \"$@\"", "").start();
    pty.see("pronto");
    let children = format!("/proc/{0}/task/{0}/children", pty.pid());
    let find = |path: &str| std::fs::read_to_string(path).unwrap().split_whitespace().next().unwrap().parse::<u32>();
    let mut pid = find(&children).unwrap();
    while let Ok(child) = find_child(pid) {
        pid = child;
    }
    let before = Usage::of(pid).cpu;
    pty.hang_up();
    let start = std::time::Instant::now();
    while runs(pid) {
        assert!(start.elapsed() < GONE, "still running, {:?} of processor", Usage::of(pid).cpu - before);
        std::thread::yield_now();
    }
    println!("without a signal: gone after {:?}", start.elapsed());
}

fn find_child(pid: u32) -> Result<u32, std::num::ParseIntError> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    children.split_whitespace().next().unwrap_or_default().parse()
}

#[test]
fn a_panic_says_so_in_italian_on_a_whole_terminal() {
    // Where it is handled, on another thread, in the middle of a frame, and where it would break once more on the way.
    for (key, word) in [("§", "prova[31m"), ("°", "prova altrove"), ("ç", "prova nel disegno"), ("ò", "prova doppia")]
    {
        let mut pty = ready(program(""));
        pty.send(key);
        let status = pty.end(GONE).0;
        assert_eq!(status, 101, "{}", pty.text());
        given_back(&pty);
        let text = pty.text().replace('\n', "");
        assert!(text.contains("Sportello si è chiuso per un errore interno") && text.contains(word), "{text}");
        let output = pty.output();
        assert!(output.rfind("\x1b[?1049l") < output.find("Sportello si è chiuso"));
    }
}

#[test]
fn without_utf_8_not_a_byte_is_above_ascii() {
    let mut pty = ready(program("ascii"));
    pty.send("città");
    pty.see("> citta");
    pty.send("§");
    assert_eq!(pty.end(GONE).0, 101);
    pty.wait("read the farewell", |screen| screen.contents().contains("Sportello si e chiuso"));
    assert!(pty.output().is_ascii());
}

#[test]
fn an_error_after_the_screen_was_entered_is_read_on_a_normal_one() {
    let mut pty = program("error").start();
    assert_eq!(pty.end(GONE).0, 2);
    given_back(&pty);
    assert!(pty.text().contains("errore detto dopo"));
}

#[test]
fn output_that_is_no_terminal_never_gets_the_screen() {
    let mut pty = through_shell("\"$@\" | cat", "").start();
    pty.see("niente schermo: l'uscita non è un terminale");
    pty.end(GONE);
    assert!(!pty.output().contains('\x1b'));
}

#[test]
fn ctrl_z_goes_back_to_the_shell_and_fg_returns() {
    // An interactive shell, so that there is a job to stop; fg brings it back.
    let mut pty = Program::new("/bin/bash")
        .args(["--norc", "--noprofile", "-i"])
        .env("PS1", "conchiglia> ")
        .env(PART, "")
        .start();
    pty.see("conchiglia>");
    let shell_modes = pty.modes();
    let [program, part, exact, nocapture] = arguments();
    pty.send(format!("'{program}' {part} {exact} {nocapture} --test-threads=1\r"));
    pty.see("pronto 1");
    pty.send("sad");
    pty.see("> sad");
    let job = find_child(pty.pid()).unwrap();
    for _ in 0..2 {
        let mark = pty.mark();
        pty.send("\x1a");
        pty.wait_until("be stopped", GONE, |_| state(job) == Some('T'));
        pty.see("Stopped");
        let bytes = String::from_utf8_lossy(pty.since(mark)).into_owned();
        assert!(GIVEN_BACK.iter().all(|back| bytes.contains(back)), "{bytes:?}");
        assert!(!pty.screen().alternate_screen());
        pty.wait_until("find the shell's own modes", GONE, |pty| pty.modes() == shell_modes);
        let mark = pty.mark();
        pty.send("fg\r");
        pty.see("> sad");
        assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
        pty.settle(Duration::from_millis(100));
        let bytes = String::from_utf8_lossy(pty.since(mark)).into_owned();
        assert!(!bytes.contains("\x1b[6n"));
        pty.send("\x14");
    }
    pty.send(" latiano");
    pty.see("> sad latiano");
    pty.send("\x11");
    pty.gone("> sad");
    pty.see("conchiglia>");
    pty.send("exit\r");
    pty.end(GONE);
}

#[test]
fn where_there_is_no_shell_to_return_to_ctrl_z_only_draws_again() {
    let mut pty = ready(program(""));
    pty.send("\x1a");
    pty.see("pronto 2");
    assert!(pty.screen().alternate_screen());
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    given_back(&pty);
}

#[test]
fn stopped_and_continued_from_outside_it_repairs_the_terminal() {
    let mut pty = ready(program(""));
    pty.send("sad");
    pty.see("> sad");
    pty.signal(Signal::STOP);
    let pid = pty.pid();
    pty.wait_until("be stopped", GONE, |_| state(pid) == Some('T'));
    let mark = pty.mark();
    pty.signal(Signal::CONT);
    pty.wait_until("be drawn again", GONE, |pty| {
        let bytes = String::from_utf8_lossy(pty.since(mark)).into_owned();
        bytes.contains("\x1b[?1049h") && bytes.contains("\x1b[?2004h") && bytes.contains("sad")
    });
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    given_back(&pty);
}

#[test]
fn keys_torn_by_a_slow_line_are_keys_and_esc_is_esc() {
    let mut pty = ready(program(""));
    // Each byte is sent when the one before has been taken in, so that crossterm sees each alone.
    let mut wanted = String::from("> ");
    for (sequence, key) in [("\x1b[A", "<Up>"), ("\x1bOB", "<Down>"), ("\x1b[15~", "<F(5)>"), ("\x1b[1;5D", "<Left>")] {
        wanted += key;
        for byte in sequence.chars() {
            pty.send(byte.to_string());
            pty.watch(Duration::from_millis(15));
        }
        pty.see(&wanted);
    }
    pty.send("\x1b");
    wanted += "<Esc>";
    let time = pty.see(&wanted);
    assert!(time >= Duration::from_millis(40), "{time:?}");
    pty.send("\x1b[A\x1b[6~");
    wanted += "<Up><PageDown>";
    pty.see(&wanted);
    pty.send("\x11");
    pty.end(GONE);
}

#[test]
fn backspace_is_backspace_as_0x08_and_as_0x7f() {
    let mut pty = ready(program(""));
    pty.send("badante\x08\x08\x7f");
    pty.see("> bada");
    pty.gone("> badan");
    pty.send("\x11");
    pty.end(GONE);
}

#[test]
fn pasted_newlines_are_no_enter() {
    let mut pty = ready(program(""));
    pty.send("\x1b[200~asilo\r\nnido\x1b[31m\r\x1b[201~");
    pty.see("<Paste asilo nido [31m>");
    assert!(!pty.text().contains("Enter"));
    pty.send("\x11");
    pty.end(GONE);
}

#[test]
fn the_mouse_is_asked_for_only_where_wanted() {
    let mut pty = ready(program(""));
    assert!(!pty.output().contains("\x1b[?1000h"));
    pty.send("\x1b[<0;3;2Msad");
    pty.see("> sad");
    pty.send("\x11");
    pty.end(GONE);

    let mut pty = ready(program("mouse"));
    pty.send("\x1b[<0;3;2M\x1b[<65;3;2M");
    pty.see("> <2,1><Wheel>");
    pty.send("\x11");
    pty.end(GONE);
    given_back(&pty);
}

#[test]
fn a_change_of_size_is_drawn() {
    let mut pty = ready(program(""));
    pty.resize(100, 30);
    pty.see("<100x30>");
    pty.resize(1, 1);
    pty.watch(Duration::from_millis(100));
    pty.resize(60, 10);
    pty.see("<60x10>");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

#[test]
fn idle_it_writes_nothing_and_is_never_woken() {
    let mut pty = ready(program(""));
    pty.settle(Duration::from_millis(200));
    let (mark, before) = (pty.mark(), Usage::of(pty.pid()));
    pty.watch(Duration::from_secs(5));
    assert_eq!(pty.since(mark), b"");
    assert_eq!(Usage::of(pty.pid()).since(before), Usage { cpu: Duration::ZERO, switches: 0 });
    pty.send("\x11");
    pty.end(GONE);
}

#[test]
fn a_key_costs_few_bytes_and_one_that_changes_nothing_none() {
    let mut pty = ready(program(""));
    let mark = pty.mark();
    pty.send("\x14");
    pty.watch(Duration::from_millis(150));
    assert_eq!(pty.since(mark), b"");
    pty.send("s");
    pty.see("> s");
    pty.settle(Duration::from_millis(50));
    assert!(pty.since(mark).len() <= 40, "{:?}", String::from_utf8_lossy(pty.since(mark)));
    pty.send("\x11");
    pty.end(GONE);
}

#[test]
fn it_never_asks_the_terminal_anything() {
    let mut pty = ready(program(""));
    pty.send("sad\x0c\x1a");
    pty.see("> sad");
    pty.send("\x19");
    pty.watch(Duration::from_millis(200));
    pty.send("\x11");
    pty.end(GONE);
    let output = pty.output();
    for question in ["\x1b[6n", "\x1b[5n", "\x1b[c", "\x1b[>c", "\x1b[?u", "\x1b]10;?", "\x1b]11;?"] {
        assert!(!output.contains(question), "{question:?}");
    }
    assert!(output.contains("\x1b]52;c;c2Fk\x07"));
}

/// Gone within its time although nobody reads.
#[track_caller]
fn ends_unread(pty: &mut Pty, status: u32) {
    let start = std::time::Instant::now();
    while runs(pty.pid()) {
        assert!(start.elapsed() < GONE);
        std::thread::yield_now();
    }
    pty.wait_until("have a status", GONE, |pty| pty.status().is_some());
    assert_eq!(pty.status(), Some(status));
}

#[test]
fn a_panic_elsewhere_ends_it_although_the_line_takes_nothing() {
    let mut pty = ready(program(""));
    pty.send("ù");
    for _ in 0..2000 {
        pty.send("\x0c");
    }
    ends_unread(&mut pty, 101);
}

#[test]
fn woken_on_a_line_that_takes_nothing_it_still_hears_the_next_signal() {
    let mut pty = ready(program(""));
    for _ in 0..2000 {
        pty.send("\x0c");
    }
    pty.signal(Signal::STOP);
    pty.signal(Signal::CONT);
    pty.signal(Signal::CONT);
    pty.signal(Signal::TERM);
    ends_unread(&mut pty, 143);
}

#[test]
fn a_reader_that_stalls_does_not_keep_a_dying_program() {
    let mut pty = ready(program(""));
    // Fill the line: nobody reads while the whole screen is drawn again and again.
    for _ in 0..2000 {
        pty.send("\x0c");
    }
    pty.signal(Signal::TERM);
    ends_unread(&mut pty, 143);
}

#[test]
fn the_harness_itself_sees_a_plain_program() {
    let mut pty = Program::shell("printf 'ciao %s' \"$1\"; exit 7", ["mondo"]).size(40, 10).start();
    pty.see("ciao mondo");
    assert_eq!(pty.end(GONE).0, 7);
}
