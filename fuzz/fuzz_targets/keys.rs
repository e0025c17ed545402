//! Whatever a terminal sends, torn anywhere and at any pace: no panic, no character of control in what is typed, nothing
//! stays half-read for ever, and a second of silence later Ctrl-Q is Ctrl-Q.
//!
//! The first byte says whether the mouse is on. Then pieces: a byte for the milliseconds before it (times four), a byte for
//! its length, and its bytes, which are what the terminal sends. `dictionaries/keys.dict` holds the words of terminals.

#![no_main]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;
use sportello::lingua::signs::is_hostile;
use sportello::tui::input::{Decoder, InputEvent, Key, PASTE_LIMIT};

fuzz_target!(|data: &[u8]| {
    let Some((first, mut rest)) = data.split_first() else { return };
    let mut now = Instant::now();
    let mut decoder = Decoder::new(first & 1 == 1);
    let mut out = VecDeque::new();
    while let [wait, length, more @ ..] = rest {
        let (piece, later) = more.split_at(usize::from(*length).min(more.len()));
        now += Duration::from_millis(u64::from(*wait) * 4);
        decoder.feed(piece, now, &mut out);
        let until = decoder.deadline();
        assert!(until.is_none_or(|until| until <= now + Duration::from_secs(1)), "something may stay half-read");
        rest = later;
    }
    now += Duration::from_secs(1);
    decoder.expire(now, &mut out);
    assert_eq!(decoder.deadline(), None, "something stays half-read");
    for event in std::mem::take(&mut out) {
        match event {
            InputEvent::Key(Key::Char(c)) => assert!(!is_hostile(c), "{c:?} may be typed"),
            InputEvent::Key(Key::Ctrl(c)) => assert!(c != 'h' && !is_hostile(c), "Ctrl and {c:?}"),
            InputEvent::Paste(text) => {
                assert!(!text.is_empty() && text.chars().count() <= PASTE_LIMIT);
                assert!(!text.chars().any(is_hostile), "{text:?} may be pasted");
            }
            _ => {}
        }
    }
    decoder.feed(b"\x11", now, &mut out);
    assert_eq!(out, [InputEvent::Key(Key::Ctrl('q'))], "Ctrl-Q is not heard");
});
