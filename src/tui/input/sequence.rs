//! What a finished sequence means: a key, the mouse, or a report that nobody asked for.
//!
//! Only what is surely a key is one. Everything else is `None`, whatever it says.

use super::event::{InputEvent, Key, Mouse, MouseKind};
use crate::lingua::signs::is_hostile;

/// By how much a function key with a modifier is higher.
const WITH_MODIFIER: u8 = 12;

const SHIFT: u16 = 1;
const ALT: u16 = 2;
const CTRL: u16 = 4;
/// Super, Hyper and Meta: no text.
const OTHERS: u16 = 8 | 16 | 32;

/// The key of a control character; ESC is not one here.
pub(super) fn control(byte: u8) -> Option<Key> {
    Some(match byte {
        0x00 => Key::Ctrl(' '),
        0x08 | 0x7f => Key::Backspace,
        b'\t' => Key::Tab,
        b'\r' => Key::Enter,
        0x01..=0x1a => Key::Ctrl(char::from(byte + 0x60)),
        0x1c => Key::Ctrl('\\'),
        0x1d => Key::Ctrl(']'),
        0x1e => Key::Ctrl('^'),
        0x1f => Key::Ctrl('_'),
        _ => return None,
    })
}

/// The key of `ESC O`, perhaps numbers, and `last`.
pub(super) fn function_key(last: u8) -> Option<Key> {
    Some(match last {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'F' => Key::End,
        b'H' => Key::Home,
        b'M' => Key::Enter,
        b'P' => Key::F(1),
        b'Q' => Key::F(2),
        b'R' => Key::F(3),
        b'S' => Key::F(4),
        _ => return None,
    })
}

/// What `ESC [`, `read` and `last` mean; without `mouse`, the mouse is ignored.
pub(super) fn control_sequence(read: &[u8], last: u8, mouse: bool) -> Option<InputEvent> {
    if let Some(at) = read.strip_prefix(b"<") {
        return if mouse { sgr_mouse(at, last) } else { None };
    }
    // A private sign, or something before the last byte: a report.
    let text = std::str::from_utf8(read).ok()?;
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b';' || b == b':') {
        // The Linux console: ESC [ [ A to E.
        return (text == "[").then(|| console_key(last)).flatten().map(InputEvent::Key);
    }
    let parameters: Vec<&str> = text.split(';').collect();
    let number = |at: usize| parameters.get(at).and_then(|p| sub(p, 0));
    if last == b'M' && parameters.len() == 3 {
        return if mouse { old_mouse(number(0)?.checked_sub(32)?, number(1)?, number(2)?) } else { None };
    }
    let (modifiers, is_release) = modifiers(parameters.get(1).copied());
    if is_release {
        return None;
    }
    let key = match last {
        b'u' => return spoken_key(&parameters).map(InputEvent::Key),
        b'~' | b'^' | b'@' if number(0) == Some(27) && parameters.len() == 3 => {
            return typed(number(2)?, number(2)?, modifiers).map(InputEvent::Key);
        }
        b'Z' => Some(Key::BackTab),
        // With numbers it is where the cursor stands.
        b'R' if !text.is_empty() => None,
        b'A'..=b'S' if last != b'M' && parameters.len() <= 2 && matches!(number(0), None | Some(1)) => {
            function_key(last)
        }
        // "^" and "@" are what rxvt says for Ctrl.
        b'~' | b'^' | b'@' => numbered(number(0)?),
        _ => None,
    };
    let key = match key? {
        Key::F(n) if modifiers != 0 => Key::F(n + WITH_MODIFIER),
        key => key,
    };
    Some(InputEvent::Key(key))
}

/// The number at `at` among those that colons divide.
fn sub(parameter: &str, at: usize) -> Option<u32> {
    parameter.split(':').nth(at).and_then(|n| n.parse().ok())
}

/// Modifiers as bits, and whether the key was let go.
fn modifiers(parameter: Option<&str>) -> (u16, bool) {
    let told = parameter.and_then(|p| sub(p, 0)).unwrap_or(1).saturating_sub(1);
    let is_release = parameter.and_then(|p| sub(p, 1)) == Some(3);
    // Caps lock and num lock are no chord.
    ((told & 63).try_into().unwrap_or_default(), is_release)
}

fn numbered(n: u32) -> Option<Key> {
    let n = u8::try_from(n).ok()?;
    Some(match n {
        1 | 7 => Key::Home,
        2 => Key::Insert,
        3 => Key::Delete,
        4 | 8 => Key::End,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => Key::F(n - 10),
        17..=21 => Key::F(n - 11),
        23..=24 => Key::F(n - 12),
        _ => return None,
    })
}

fn console_key(last: u8) -> Option<Key> {
    matches!(last, b'A'..=b'E').then(|| Key::F(last - b'A' + 1))
}

/// A key as kitty tells it: `CSI code:shifted ; modifiers:event ; text u`.
fn spoken_key(parameters: &[&str]) -> Option<Key> {
    let code = sub(parameters.first()?, 0)?;
    let (modifiers, is_release) = modifiers(parameters.get(1).copied());
    if is_release {
        return None;
    }
    let shifted = sub(parameters.first()?, 1).filter(|_| modifiers & SHIFT != 0);
    let text = parameters.get(2).and_then(|text| sub(text, 0));
    typed(code, text.or(shifted).unwrap_or(code), modifiers)
}

/// The key with `code`, which types `text`.
fn typed(code: u32, text: u32, modifiers: u16) -> Option<Key> {
    let key = match code {
        13 | 57_414 => Key::Enter,
        27 => Key::Esc,
        9 if modifiers & SHIFT != 0 => Key::BackTab,
        9 => Key::Tab,
        8 | 127 => Key::Backspace,
        57_399..=57_408 => return typed(code - 57_399 + 48, code - 57_399 + 48, modifiers),
        57_409 => Key::Char('.'),
        57_410 => Key::Char('/'),
        57_411 => Key::Char('*'),
        57_412 => Key::Char('-'),
        57_413 => Key::Char('+'),
        57_417 => Key::Left,
        57_418 => Key::Right,
        57_419 => Key::Up,
        57_420 => Key::Down,
        57_421 => Key::PageUp,
        57_422 => Key::PageDown,
        57_423 => Key::Home,
        57_424 => Key::End,
        57_425 => Key::Insert,
        57_426 => Key::Delete,
        // Other keys without a sign: locks, media, modifiers by themselves.
        57_344..=63_743 => return None,
        _ => return sign(code, text, modifiers),
    };
    if matches!(key, Key::Char(_)) && modifiers & (ALT | CTRL | OTHERS) != 0 { None } else { Some(key) }
}

fn sign(code: u32, text: u32, modifiers: u16) -> Option<Key> {
    let c = char::from_u32(text).filter(|c| !is_hostile(*c))?;
    match (modifiers & CTRL != 0, modifiers & (ALT | OTHERS)) {
        (false, 0) if modifiers & SHIFT != 0 && text == code => Some(Key::Char(c.to_uppercase().next().unwrap_or(c))),
        (false, 0) => Some(Key::Char(c)),
        (true, 0) => Some(match char::from_u32(code)?.to_ascii_lowercase() {
            'h' => Key::Backspace,
            'i' => Key::Tab,
            'm' => Key::Enter,
            '/' | '7' => Key::Ctrl('_'),
            '2' => Key::Ctrl(' '),
            '4' => Key::Ctrl('\\'),
            '5' => Key::Ctrl(']'),
            '6' => Key::Ctrl('^'),
            c if is_hostile(c) => return None,
            c => Key::Ctrl(c),
        }),
        // AltGr reaches some terminals as Alt and Ctrl together: then the sign is what the person typed.
        (true, ALT) if !c.is_ascii_alphanumeric() && c != ' ' => Some(Key::Char(c)),
        _ => None,
    }
}

/// `b;x;y` and `M` or `m`: the mouse with plain numbers.
fn sgr_mouse(read: &[u8], last: u8) -> Option<InputEvent> {
    let mut numbers = std::str::from_utf8(read).ok()?.split(';').map(|n| n.parse::<u32>().ok());
    let (button, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    if last == b'M' && numbers.next().is_none() { old_mouse(button, column, row) } else { None }
}

/// The mouse with its button and a place that counts from 1.
pub(super) fn old_mouse(button: u32, column: u32, row: u32) -> Option<InputEvent> {
    // Shift, Alt and Ctrl are left out.
    let kind = match button & !0b1_1100 {
        0 => MouseKind::Press,
        64 => MouseKind::ScrollUp,
        65 => MouseKind::ScrollDown,
        _ => return None,
    };
    let place = |n: u32| n.checked_sub(1).and_then(|n| u16::try_from(n).ok());
    Some(InputEvent::Mouse(Mouse { kind, column: place(column)?, row: place(row)? }))
}
