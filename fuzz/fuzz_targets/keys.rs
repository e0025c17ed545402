//! Whatever a terminal sends, torn anywhere and at any pace: no panic, no character of control in what is typed, and
//! nothing stays half-read for ever.
//!
//! Each pair of bytes is a byte from the terminal and the milliseconds before the next one.

#![no_main]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crossterm::event::{Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEvent, MouseEventKind};
use libfuzzer_sys::fuzz_target;
use sportello::catalog::text::is_hostile;
use sportello::tui::input::{Decoder, Event, Key, PASTE_LIMIT};

/// The event that crossterm makes of a byte; some bytes stand for what is no key.
fn raw(byte: u8, next: u8) -> Raw {
    let plain = |code| Raw::Key(KeyEvent::new(code, KeyModifiers::NONE));
    match byte {
        0x1b => plain(KeyCode::Esc),
        b'\r' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        0x7f => plain(KeyCode::Backspace),
        0x01..=0x1a => Raw::Key(KeyEvent::new(KeyCode::Char(char::from(byte + 0x60)), KeyModifiers::CONTROL)),
        0x80..=0x8f => Raw::Resize(u16::from(byte) * 5, u16::from(next)),
        0x90..=0x9f => Raw::Paste(char::from_u32(u32::from(byte) * 256 + u32::from(next)).unwrap_or('\n').to_string().repeat(usize::from(next) * 40)),
        0xa0..=0xa7 => Raw::Mouse(MouseEvent { kind: MouseEventKind::ScrollUp, column: u16::from(next), row: 0, modifiers: KeyModifiers::NONE }),
        0xa8..=0xaf => Raw::Key(KeyEvent::new_with_kind(KeyCode::Char(char::from(next)), KeyModifiers::ALT, KeyEventKind::Release)),
        0xb0..=0xbf => Raw::Key(KeyEvent::new(KeyCode::F(byte), KeyModifiers::from_bits_truncate(next))),
        0xc0..=0xcf => plain(KeyCode::Char(char::from_u32(u32::from(byte) * 0x200 + u32::from(next)).unwrap_or('à'))),
        _ => plain(KeyCode::Char(char::from(byte))),
    }
}

fuzz_target!(|data: &[u8]| {
    let mut now = Instant::now();
    let mut decoder = Decoder::new(data.first().is_some_and(|b| b & 1 == 1));
    let mut out = VecDeque::new();
    for pair in data.chunks_exact(2) {
        decoder.feed(raw(pair[0], pair[1]), now, &mut out);
        now += Duration::from_millis(u64::from(pair[1]));
    }
    for _ in 0..4 {
        now += Duration::from_secs(1);
        decoder.expire(now, &mut out);
    }
    assert_eq!(decoder.deadline(), None, "something stays half-read");
    for event in out {
        match event {
            Event::Key(Key::Char(c)) => assert!(!is_hostile(c), "{c:?} may be typed"),
            Event::Key(Key::Ctrl('h')) => panic!("Ctrl-H is Backspace"),
            Event::Paste(text) => {
                assert!(text.chars().count() <= PASTE_LIMIT);
                assert!(!text.chars().any(is_hostile), "{text:?} may be pasted");
            }
            _ => {}
        }
    }
});
