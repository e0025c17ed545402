//! From what the terminal sends to the keys that the look-up knows.
//!
//! [`Decoder`] is a pure state machine over the events of `crossterm` and the time they came: it puts sequences together
//! that a slow link has split, drops what is no key of ours, and cleans what was pasted. [`Input`] feeds it from the
//! terminal and does the waiting. Nothing outside this module sees `crossterm`.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{
    self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use crate::catalog::text::is_hostile;
use crate::platform::tty;

/// How long a lone ESC may be the beginning of something longer.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(50);

/// How long the rest of a sequence may take once `ESC [` is there: nobody types that by hand.
pub const SEQUENCE_WAIT: Duration = Duration::from_millis(250);

/// The most characters that one paste brings; the rest is dropped.
pub const PASTE_LIMIT: usize = 4_000;

/// The longest reply of a terminal that is swallowed in silence, in characters.
const REPLY_LIMIT: usize = 4_096;

/// By how much a function key with a modifier is higher.
const WITH_MODIFIER: u8 = 12;

/// The longest escape sequence put together from pieces, in characters.
const SEQUENCE_LIMIT: usize = 64;

/// One key as the look-up knows it. Modifiers on keys that move or delete are left out: they cannot be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Text: a character that may be inserted; never a control or an invisible one.
    Char(char),
    /// Ctrl and a character: a lower-case letter, a space, or one of `\ ] ^ _` and other signs. Never `h`: that is
    /// [`Key::Backspace`].
    Ctrl(char),
    /// A function key, from 1. With Shift, Ctrl or Alt it is another one, 12 higher, as on a terminal that has so many:
    /// Shift-F10 is the menu of Windows, not F10.
    F(u8),
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Enter.
    Enter,
    /// Esc, when nothing followed that would make it another key.
    Esc,
    /// Backspace, as 0x7f or 0x08.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// The wheel turned towards the beginning.
    ScrollUp,
    /// The wheel turned towards the end.
    ScrollDown,
}

/// The mouse, only where it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// Column from 0.
    pub column: u16,
    /// Row from 0.
    pub row: u16,
}

/// One thing that happened at the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// A key.
    Key(Key),
    /// Pasted text: one line, clean, at most [`PASTE_LIMIT`] characters, never empty.
    Paste(String),
    /// The terminal has another size, in cells.
    Resize {
        /// Columns.
        columns: u16,
        /// Rows.
        rows: u16,
    },
    /// The mouse.
    Mouse(Mouse),
}

/// Where events come from: the terminal, or a list in a test.
pub trait Source {
    /// The next event. Blocks without limit where `wait` is `None`, otherwise for at most `wait`; `Ok(None)` says that
    /// nothing came in that time. A wait of zero only looks.
    ///
    /// # Errors
    /// When the terminal cannot be read any more.
    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<Event>>;
}

/// The terminal as a [`Source`].
#[derive(Debug)]
pub struct Input {
    decoder: Decoder,
    ready: VecDeque<Event>,
    last: Instant,
}

impl Input {
    /// Starts listening. From here on no change of size is missed.
    ///
    /// # Errors
    /// When there is no terminal to listen to.
    pub fn new(mouse: bool) -> io::Result<Self> {
        // The first look installs the listener for changes of size: do it before the first frame is measured.
        event::poll(Duration::ZERO)?;
        Ok(Self { decoder: Decoder::new(mouse), ready: VecDeque::new(), last: Instant::now() })
    }

    fn feed(&mut self, raw: Raw, at: Instant) {
        self.last = at;
        let raw = match raw {
            Raw::Resize(columns, rows) => {
                let (columns, rows) = tty::new_size((columns, rows));
                Raw::Resize(columns, rows)
            }
            raw => raw,
        };
        self.decoder.feed(raw, at, &mut self.ready);
    }
}

impl Source for Input {
    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<Event>> {
        let until = wait.and_then(|wait| Instant::now().checked_add(wait));
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let pending = self.decoder.deadline();
            if event::poll(Duration::ZERO)? {
                // What already lies there came while we were busy: for a half-read sequence no time has passed.
                let at = if pending.is_some() { self.last } else { Instant::now() };
                let raw = event::read()?;
                self.feed(raw, at);
                continue;
            }
            let now = Instant::now();
            if pending.is_some_and(|deadline| deadline <= now) {
                self.decoder.expire(now, &mut self.ready);
                continue;
            }
            if until.is_some_and(|deadline| deadline <= now) {
                return Ok(None);
            }
            let wake = match (pending, until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            if let Some(wake) = wake {
                event::poll(wake.saturating_duration_since(now))?;
            } else {
                let raw = event::read()?;
                self.feed(raw, Instant::now());
            }
        }
    }
}

/// What has been read of something longer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum State {
    #[default]
    Plain,
    /// ESC.
    Escape,
    /// `ESC [` and what followed.
    Sequence(String),
    /// `ESC O`.
    Short,
    /// A reply to a question that somebody else asked: swallowed up to its end. `true` after an ESC inside it.
    Reply { length: usize, escape: bool },
    /// A paste whose first bracket was split, so that `crossterm` did not see it.
    Paste(String),
}

/// From raw events to [`Event`]s. Knows the time only as an argument.
#[derive(Debug, Default)]
pub struct Decoder {
    mouse: bool,
    state: State,
    since: Option<Instant>,
}

impl Decoder {
    /// A decoder in its first state; without `mouse`, the mouse is ignored.
    pub fn new(mouse: bool) -> Self {
        Self { mouse, ..Self::default() }
    }

    /// When [`Decoder::expire`] has something to do; `None` while nothing is half-read.
    pub fn deadline(&self) -> Option<Instant> {
        let wait = match self.state {
            State::Plain => return None,
            State::Escape | State::Short | State::Reply { .. } | State::Paste(_) => ESCAPE_WAIT,
            State::Sequence(_) => SEQUENCE_WAIT,
        };
        self.since.map(|since| since + wait)
    }

    /// Takes one raw event that came at `now` and puts what it means, if anything, at the end of `out`.
    pub fn feed(&mut self, raw: Raw, now: Instant, out: &mut VecDeque<Event>) {
        self.expire(now, out);
        match raw {
            Raw::Key(key) if key.kind != KeyEventKind::Release => self.key(key, now, out),
            Raw::Paste(text) => {
                self.give_up(out);
                out.extend(pasted(&text));
            }
            Raw::Resize(columns, rows) => out.push_back(Event::Resize { columns, rows }),
            Raw::Mouse(mouse) if self.mouse => {
                let kind = match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
                    MouseEventKind::ScrollUp => MouseKind::ScrollUp,
                    MouseEventKind::ScrollDown => MouseKind::ScrollDown,
                    _ => return,
                };
                let (column, row) = (mouse.column, mouse.row);
                out.push_back(Event::Mouse(Mouse { kind, column, row }));
            }
            Raw::Key(_) | Raw::Mouse(_) | Raw::FocusGained | Raw::FocusLost => {}
        }
    }

    /// Ends what was half-read once its time is over: a lone ESC becomes [`Key::Esc`].
    pub fn expire(&mut self, now: Instant, out: &mut VecDeque<Event>) {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.give_up(out);
        }
    }

    /// Nothing more will come: half-read things become what they are by themselves.
    fn give_up(&mut self, out: &mut VecDeque<Event>) {
        self.since = None;
        match std::mem::take(&mut self.state) {
            State::Escape => out.push_back(Event::Key(Key::Esc)),
            State::Sequence(rest) if rest.is_empty() => out.push_back(Event::Key(Key::Esc)),
            State::Short => out.extend([Event::Key(Key::Esc), Event::Key(Key::Char('O'))]),
            State::Paste(text) => out.extend(pasted(&text)),
            // A torn sequence or a reply: whatever it was, it was no text.
            State::Plain | State::Sequence(_) | State::Reply { .. } => {}
        }
    }

    fn wait(&mut self, state: State, now: Instant) {
        self.state = state;
        self.since = Some(now);
    }

    fn key(&mut self, key: KeyEvent, now: Instant, out: &mut VecDeque<Event>) {
        let typed = plain_char(key);
        match (std::mem::take(&mut self.state), typed) {
            (State::Plain, _) => self.plain(key, now, out),
            (State::Escape, Some('[')) => self.wait(State::Sequence(String::new()), now),
            (State::Escape, Some('O')) => self.wait(State::Short, now),
            (State::Escape, _) => {
                out.push_back(Event::Key(Key::Esc));
                self.plain(key, now, out);
            }
            (State::Short, Some(last)) => {
                self.since = None;
                out.extend(function_key(last).map(Event::Key));
            }
            (State::Sequence(mut read), Some(c)) => {
                let first = read.is_empty();
                read.push(c);
                let last = ('@'..='~').contains(&c) && !(first && c == '[');
                if !last && c.is_ascii() && read.len() < SEQUENCE_LIMIT {
                    self.wait(State::Sequence(read), now);
                } else if read == "200~" {
                    self.wait(State::Paste(String::new()), now);
                } else {
                    self.since = None;
                    out.extend(sequence(&read).map(Event::Key));
                }
            }
            (State::Sequence(_), None) => {
                self.since = None;
                self.plain(key, now, out);
            }
            (State::Reply { length, escape }, typed) => {
                let over = match key.code {
                    KeyCode::Char('\\') => escape || key.modifiers.contains(KeyModifiers::ALT),
                    KeyCode::Char('g') => key.modifiers == KeyModifiers::CONTROL,
                    KeyCode::Esc => false,
                    _ => typed.is_none(),
                };
                self.since = None;
                if !over && length < REPLY_LIMIT {
                    let escape = key.code == KeyCode::Esc;
                    let length = length + 1;
                    self.wait(State::Reply { length, escape }, now);
                }
            }
            (State::Paste(mut text), Some(c)) => {
                if text.len() < PASTE_LIMIT * 4 {
                    text.push(c);
                }
                self.wait(State::Paste(text), now);
            }
            (State::Paste(text), None) if key.code == KeyCode::Esc => {
                self.state = State::Paste(text);
                self.give_up(out);
                self.wait(State::Escape, now);
            }
            (State::Paste(mut text), None) => {
                text.push('\n');
                self.wait(State::Paste(text), now);
            }
            (state @ State::Short, None) => {
                self.state = state;
                self.give_up(out);
                self.plain(key, now, out);
            }
        }
    }

    /// A key while nothing is half-read.
    fn plain(&mut self, key: KeyEvent, now: Instant, out: &mut VecDeque<Event>) {
        self.since = None;
        let alt = key.modifiers == KeyModifiers::ALT || key.modifiers == KeyModifiers::ALT | KeyModifiers::SHIFT;
        match key.code {
            KeyCode::Esc => self.wait(State::Escape, now),
            // ESC with one of these opens a reply (OSC, DCS, APC) to a question that we never asked.
            KeyCode::Char(']' | 'P' | '_') if alt => {
                let (length, escape) = (0, false);
                self.wait(State::Reply { length, escape }, now);
            }
            _ => out.extend(translate(key).map(Event::Key)),
        }
    }
}

/// The character of a key pressed without Ctrl or Alt.
fn plain_char(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(c) if key.modifiers.difference(KeyModifiers::SHIFT).is_empty() => Some(c),
        _ => None,
    }
}

fn translate(key: KeyEvent) -> Option<Key> {
    Some(match key.code {
        KeyCode::Char(c) => return character(c, key.modifiers),
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Enter => Key::Enter,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => Key::BackTab,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::F(n) if key.modifiers.is_empty() => Key::F(n),
        KeyCode::F(n) => Key::F(n.saturating_add(WITH_MODIFIER)),
        KeyCode::Esc => Key::Esc,
        _ => return None,
    })
}

fn character(c: char, modifiers: KeyModifiers) -> Option<Key> {
    if is_hostile(c) {
        return None;
    }
    let modifiers = modifiers.difference(KeyModifiers::SHIFT);
    if modifiers.is_empty() {
        return Some(Key::Char(c));
    }
    if modifiers == KeyModifiers::CONTROL {
        return match c.to_ascii_lowercase() {
            'h' => Some(Key::Backspace),
            // How `crossterm` names 0x1c to 0x1f.
            '4' => Some(Key::Ctrl('\\')),
            '5' => Some(Key::Ctrl(']')),
            '6' => Some(Key::Ctrl('^')),
            '7' | '/' => Some(Key::Ctrl('_')),
            c => Some(Key::Ctrl(c)),
        };
    }
    // AltGr reaches some terminals as Alt and Ctrl together: then the sign is what the person typed.
    let altgr = modifiers == KeyModifiers::CONTROL | KeyModifiers::ALT;
    (altgr && !c.is_ascii_alphanumeric() && c != ' ').then_some(Key::Char(c))
}

/// The key of `ESC O` and `last`.
fn function_key(last: char) -> Option<Key> {
    Some(match last {
        'A' => Key::Up,
        'B' => Key::Down,
        'C' => Key::Right,
        'D' => Key::Left,
        'F' => Key::End,
        'H' => Key::Home,
        'M' => Key::Enter,
        'P' => Key::F(1),
        'Q' => Key::F(2),
        'R' => Key::F(3),
        'S' => Key::F(4),
        _ => return None,
    })
}

/// The key of `ESC [` and `read`, which ends with a final byte.
fn sequence(read: &str) -> Option<Key> {
    // The Linux console: ESC [ [ A to E.
    if let Some(console) = read.strip_prefix('[') {
        return match console {
            "A" => Some(Key::F(1)),
            "B" => Some(Key::F(2)),
            "C" => Some(Key::F(3)),
            "D" => Some(Key::F(4)),
            "E" => Some(Key::F(5)),
            _ => None,
        };
    }
    let last = read.chars().next_back()?;
    let mut numbers = read.strip_suffix(last)?.split(';');
    let first = numbers.next()?;
    let modified = numbers.next().is_some_and(|n| !n.is_empty() && n != "1");
    let key = match last {
        'Z' => Some(Key::BackTab),
        // Anything but 1 is another thing: the reply `[24;80R` for one.
        'A'..='S' if first.is_empty() || first == "1" => (last != 'M').then(|| function_key(last)).flatten(),
        '~' => Some(match first.parse::<u8>().ok()? {
            1 | 7 => Key::Home,
            2 => Key::Insert,
            3 => Key::Delete,
            4 | 8 => Key::End,
            5 => Key::PageUp,
            6 => Key::PageDown,
            n @ 11..=15 => Key::F(n - 10),
            n @ 17..=21 => Key::F(n - 11),
            n @ 23..=24 => Key::F(n - 12),
            _ => return None,
        }),
        _ => None,
    };
    match key {
        Some(Key::F(n)) if modified => Some(Key::F(n + WITH_MODIFIER)),
        key => key,
    }
}

/// Pasted text as one clean line: breaks and controls are one space between words, invisible characters are gone.
fn pasted(raw: &str) -> Option<Event> {
    let mut text = String::new();
    let mut gap = false;
    let mut length = 0;
    for c in raw.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            gap = length > 0;
            continue;
        }
        if is_hostile(c) {
            continue;
        }
        if gap && !text.ends_with(' ') && c != ' ' {
            text.push(' ');
            length += 1;
        }
        gap = false;
        if length >= PASTE_LIMIT {
            break;
        }
        text.push(c);
        length += 1;
    }
    (!text.is_empty()).then_some(Event::Paste(text))
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
