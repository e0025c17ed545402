//! A console of Windows as a source of events: it tells keys, not bytes, so there is no grammar to read.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{
    self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use super::event::{EventSource, InputEvent, Key, Mouse, MouseKind, pasted};
use crate::lingua::signs::is_hostile;
use crate::platform::tty;
use crate::tui::window::bounded;

/// By how much a function key with a modifier is higher.
const WITH_MODIFIER: u8 = 12;

/// The console as a [`EventSource`].
#[derive(Debug)]
pub struct TerminalInput {
    mouse: bool,
}

impl TerminalInput {
    /// Starts listening. From here on no change of size is missed.
    ///
    /// # Errors
    /// When there is no console to listen to.
    pub fn new(mouse: bool) -> io::Result<Self> {
        event::poll(Duration::ZERO)?;
        Ok(Self { mouse })
    }

    fn event(&self, raw: Raw) -> Option<InputEvent> {
        match raw {
            Raw::Key(key) if key.kind != KeyEventKind::Release => translate(key).map(InputEvent::Key),
            Raw::Paste(text) => pasted(&text),
            Raw::Resize(columns, rows) => {
                let (columns, rows) = bounded(tty::new_size((columns, rows)));
                Some(InputEvent::Resize { columns, rows })
            }
            Raw::Mouse(mouse) if self.mouse => {
                let kind = match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
                    MouseEventKind::ScrollUp => MouseKind::ScrollUp,
                    MouseEventKind::ScrollDown => MouseKind::ScrollDown,
                    _ => return None,
                };
                Some(InputEvent::Mouse(Mouse { kind, column: mouse.column, row: mouse.row }))
            }
            Raw::Key(_) | Raw::Mouse(_) | Raw::FocusGained | Raw::FocusLost => None,
        }
    }
}

impl EventSource for TerminalInput {
    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<InputEvent>> {
        let until = wait.and_then(|wait| Instant::now().checked_add(wait));
        loop {
            if let Some(until) = until
                && !event::poll(until.saturating_duration_since(Instant::now()))?
            {
                return Ok(None);
            }
            let raw = event::read()?;
            if let Some(event) = self.event(raw) {
                return Ok(Some(event));
            }
        }
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
