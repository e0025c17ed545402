//! A long day: thousands of keys, resizes and new catalogues, in the real loop and in a real terminal. Memory stays flat
//! and the screen at the end is the screen at the beginning.
//!
//! `SPORTELLO_SOAK=200000 cargo test --test months soak -- --nocapture`

use std::cell::Cell;
use std::error::Error;
use std::fs;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use sportello::catalog::bundled;
use sportello::catalog::model::Catalog;
use sportello::catalog::resolve::resolve;
use sportello::encounter::lookup::Lookup;
use sportello::tui::clipboard::Sequence;
use sportello::tui::input::{EventSource, InputEvent, Key};
use sportello::tui::terminal::{End, Host, Screen, run};
use sportello::tui::{DeskPlace, LiveScreen, Setup};

use crate::office::{GONE, binary, given_back, home, ready};
use crate::pty::Program;

/// Operations of the short version.
const FEW: usize = 2_000;

/// Memory that may be gained after warm-up, KiB: the allocator's own habits.
const SLACK: u64 = 6 * 1024;

/// Keys between two catalogues.
const RENEWAL: usize = 500;

/// Numbers that are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % end
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const WORDS: [&str; 12] = [
    "badante",
    "sad latiano",
    "104",
    "asilo nido",
    "sfrattato",
    "perché",
    "citta'",
    "mensa bari",
    "zzzz",
    "-casa",
    "\"pronto intervento\"",
    "target:anziani",
];

/// Everything an operator can do but leave.
fn operation(dice: &mut Dice) -> Vec<InputEvent> {
    const KEYS: [Key; 15] = [
        Key::Enter,
        Key::Esc,
        Key::Backspace,
        Key::Delete,
        Key::Insert,
        Key::Tab,
        Key::BackTab,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
    ];
    match dice.below(100) {
        0..30 => vec![InputEvent::Key(dice.of(&KEYS))],
        30..40 => vec![InputEvent::Key(Key::Down)],
        40..70 => vec![InputEvent::Key(Key::Char(dice.of(&['a', 'b', 's', 'o', 'i', ' ', 'è', '1', '?', '-'])))],
        70..80 => dice.of(&WORDS).chars().map(|c| InputEvent::Key(Key::Char(c))).collect(),
        80..85 => {
            vec![InputEvent::Key(Key::Ctrl(dice.of(&['o', 't', 'r', 'e', 'x', 'y', 'f', 'u', 'w', 'l', 'z', 'g'])))]
        }
        85..90 => vec![InputEvent::Key(Key::F(u8::try_from(1 + dice.below(9)).unwrap()))],
        90..93 => vec![InputEvent::Key(Key::Ctrl('x'))],
        93..96 => vec![InputEvent::Paste(dice.of(&WORDS).to_owned())],
        96..99 => vec![InputEvent::Resize {
            columns: u16::try_from(1 + dice.below(200)).unwrap(),
            rows: u16::try_from(1 + dice.below(60)).unwrap(),
        }],
        _ => vec![InputEvent::Resize { columns: 80, rows: 24 }],
    }
}

/// Keys without end, then home and out.
struct Day {
    dice: Dice,
    left: usize,
    waiting: std::collections::VecDeque<InputEvent>,
    seen: Rc<dyn Fn(usize)>,
}

impl EventSource for Day {
    fn next(&mut self, _: Option<Duration>) -> io::Result<Option<InputEvent>> {
        if let Some(event) = self.waiting.pop_front() {
            return Ok(Some(event));
        }
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        (self.seen)(self.left);
        self.waiting.extend(operation(&mut self.dice));
        // One operation at a time: a frame for each.
        Ok(self.waiting.pop_front())
    }
}

struct NoTerminal;

impl Host for NoTerminal {
    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn send(&mut self, _: &Sequence) -> io::Result<()> {
        Ok(())
    }

    fn take_redraw(&mut self) -> bool {
        false
    }
}

/// A screen that ends when its day does.
struct Until<'a>(&'a mut LiveScreen);

impl Screen for Until<'_> {
    fn handle(&mut self, event: InputEvent) -> sportello::tui::terminal::Flow {
        self.0.handle(event)
    }

    fn draw(&mut self, frame: &mut ratatui::Frame<'_>) {
        self.0.draw(frame);
    }

    fn dirty(&self) -> bool {
        self.0.dirty()
    }

    fn waited(&mut self) -> sportello::tui::terminal::Flow {
        sportello::tui::terminal::Flow::Quit
    }
}

fn catalog() -> Arc<Catalog> {
    Arc::new(resolve(vec![bundled::layer().unwrap()]).unwrap().catalog)
}

fn saturday_at_ten() -> NaiveDateTime {
    "2026-11-21T10:00:00".parse().unwrap()
}

/// Memory held now, KiB, freed pages not counted.
fn held(pid: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

fn operations() -> usize {
    std::env::var("SPORTELLO_SOAK").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW)
}

const PART: &str = "SPORTELLO_SOAK_PART";

/// The soak in a process of its own, where nobody else's memory is counted.
#[test]
fn soak_in_the_real_loop() -> Result<(), Box<dyn Error>> {
    if std::env::var_os(PART).is_none() {
        let status = std::process::Command::new(std::env::current_exe()?)
            .args(["soak::soak_in_the_real_loop", "--exact", "--nocapture", "--test-threads=1"])
            .env(PART, "1")
            // One arena: what is freed by one thread is there for the others.
            .env("MALLOC_ARENA_MAX", "1")
            .status()?;
        assert!(status.success());
        return Ok(());
    }
    let total = operations();
    let (one, other) = (catalog(), catalog());
    let asked = Cell::new(0_usize);
    let renewed = Rc::new(Cell::new(0_usize));
    let count = Rc::clone(&renewed);
    let setup = Setup {
        desk: DeskPlace::Region,
        reload: Some(Box::new(move || {
            asked.set(asked.get() + 1);
            asked.get().is_multiple_of(RENEWAL).then(|| {
                count.set(count.get() + 1);
                Ok((Arc::clone(if count.get().is_multiple_of(2) { &one } else { &other }), Vec::new()))
            })
        })),
        ..Setup::new(Lookup::over(catalog()), saturday_at_ten)
    };
    let mut counter = LiveScreen::new(setup);
    let mut terminal = Terminal::new(TestBackend::new(80, 24))?;
    terminal.draw(|frame| counter.draw(frame))?;
    let first = picture(&mut counter)?;

    let warm = Rc::new(Cell::new(0));
    let noted = Rc::clone(&warm);
    let start = Instant::now();
    let mut day = Day {
        dice: Dice(0x5350_4f52_5445_4c4c),
        left: total,
        waiting: std::collections::VecDeque::new(),
        seen: Rc::new(move |left| {
            if left == total - total / 3 {
                noted.set(held("self"));
            }
        }),
    };
    let end = run(&mut NoTerminal, &mut terminal, &mut day, &mut Until(&mut counter))?;
    assert_eq!(end, End::Quit);
    let time = start.elapsed();
    let (before, after) = (warm.get(), held("self"));
    println!(
        "soak: {total} operations, {} catalogues in {time:?}; memory {before} KiB when warm, {after} KiB at the end",
        renewed.get()
    );
    assert!(after <= before + SLACK, "memory grew from {before} to {after} KiB");

    // Home again: the picture of a program that is started now, with the stars and the place that were kept.
    let (starred, place) =
        (counter.model().encounter.workplace.starred.clone(), counter.model().encounter.workplace.place);
    println!("soak: {} stars kept", starred.len());
    let fresh = Setup {
        desk: place.map_or(DeskPlace::Region, DeskPlace::Place),
        starred,
        ..Setup::new(Lookup::over(catalog()), saturday_at_ten)
    };
    let mut fresh = LiveScreen::new(fresh);
    go_home(&mut counter);
    assert_eq!(picture(&mut counter)?, picture(&mut fresh)?);
    if counter.model().encounter.workplace.starred.is_empty() && place.is_none() {
        assert_eq!(picture(&mut fresh)?, first);
    }
    Ok(())
}

/// Whatever lies open is closed, and the next person comes.
fn go_home(counter: &mut LiveScreen) {
    counter.handle(InputEvent::Resize { columns: 80, rows: 24 });
    for _ in 0..12 {
        counter.handle(InputEvent::Key(Key::Esc));
    }
    counter.handle(InputEvent::Key(Key::Ctrl('x')));
}

/// What stands on a screen of 80 x 24, once every message has been read.
fn picture(counter: &mut LiveScreen) -> Result<String, Box<dyn Error>> {
    for key in [Key::Down, Key::Up] {
        counter.handle(InputEvent::Key(key));
    }
    let mut terminal = Terminal::new(TestBackend::new(80, 24))?;
    terminal.draw(|frame| counter.draw(frame))?;
    Ok(terminal.backend().to_string())
}

fn bytes(events: &[InputEvent]) -> String {
    let key = |key: &Key| match key {
        Key::Char(c) => c.to_string(),
        Key::Ctrl(c) => char::from(u8::try_from(*c).unwrap() - 0x60).to_string(),
        Key::Enter => "\r".to_owned(),
        Key::Backspace => "\x7f".to_owned(),
        Key::Tab => "\t".to_owned(),
        Key::Up => "\x1b[A".to_owned(),
        Key::Down => "\x1b[B".to_owned(),
        Key::PageDown => "\x1b[6~".to_owned(),
        Key::PageUp => "\x1b[5~".to_owned(),
        Key::F(1..=4) => "\x1bOQ".to_owned(),
        _ => String::new(),
    };
    events
        .iter()
        .map(|event| match event {
            InputEvent::Key(k) => key(k),
            InputEvent::Paste(text) => format!("\x1b[200~{text}\x1b[201~"),
            _ => String::new(),
        })
        .collect()
}

/// A layer of one number to call, that says which it is.
fn number(n: usize) -> String {
    format!(
        r#"[{{"id":"numero-di-prova","number":"0831 000000","name":"Numero {n}","purpose":"Prova","hours_source":"sempre","urgent":false,"keywords":["provalivello"],"sources":[{{"title":"Prova","url":"https://esempio.it/","date":"2026"}}]}}]"#
    )
}

#[test]
fn soak_in_a_real_terminal() {
    let home = home();
    let layer = home.path().join("numeri-utili.json");
    let renew = |n: usize| {
        let fresh = home.path().join("nuovo");
        fs::write(&fresh, number(n)).unwrap();
        fs::rename(fresh, &layer).unwrap();
    };
    renew(0);
    // The desk is in the preferences, as the stars: on a long day somebody chooses another.
    let kept = home.path().join(".config/sportello/preferenze.json");
    fs::create_dir_all(kept.parent().unwrap()).unwrap();
    fs::write(kept, r#"{"comune":"074009"}"#).unwrap();
    let start = || ready(Program::new(binary()).env("HOME", home.path()).arg("--catalog").arg(&layer));
    let mut pty = start();
    let pid = pty.pid().to_string();
    // A short day here is shorter: every operation waits for the terminal.
    let total = if operations() > FEW { operations() } else { FEW / 10 };
    let mut dice = Dice(77);
    let mut warm = 0;
    let began = Instant::now();
    for done in 0..total {
        let events = operation(&mut dice);
        for event in &events {
            if let InputEvent::Resize { columns, rows } = event {
                // Of one row the emulator makes less than none, where a line wraps.
                pty.resize(*columns, (*rows).max(2));
            }
        }
        let typed = bytes(&events);
        pty.send(typed);
        if done % RENEWAL == RENEWAL / 5 {
            renew(done);
        }
        pty.pump(Duration::from_millis(if done % 20 == 0 { 40 } else { 2 }));
        if done == total / 2 {
            warm = held(&pid);
        }
    }
    pty.resize(80, 24);
    pty.settle(Duration::from_millis(200));
    let after = held(&pid);
    println!(
        "soak: {total} operations in a terminal, a catalogue every {RENEWAL}, in {:?}; memory {warm} KiB when warm, {after} KiB at the end",
        began.elapsed()
    );
    assert!(after <= warm + SLACK, "memory grew from {warm} to {after} KiB");
    // Home again, drawn from nothing: the picture of a session that starts now in the same home. Esc and what follows it at
    // once is another key, and what was typed before may still be worked off: again until it holds.
    // A star may be kept until the last of it is, so the other session starts anew too.
    let begun = || {
        let mut fresh = start();
        fresh.send("\x1b[B\x1b[A");
        fresh.settle(Duration::from_millis(300));
        fresh
    };
    let mut fresh = begun();
    for _ in 0..20 {
        for keys in ["\x1b", "\x1b", "\x1b", "\x18\x0c", "\x1b[B\x1b[A"] {
            pty.send(keys);
            pty.settle(Duration::from_millis(200));
        }
        if pty.text() == fresh.text() {
            break;
        }
        fresh.send("\x11");
        assert_eq!(fresh.end(GONE).0, 0);
        fresh = begun();
    }
    assert_eq!(pty.text(), fresh.text());
    assert_eq!(pty.screen().cursor_position(), fresh.screen().cursor_position());
    for pty in [&mut pty, &mut fresh] {
        pty.send("\x11");
        assert_eq!(pty.end(GONE).0, 0);
        given_back(pty);
    }
}
