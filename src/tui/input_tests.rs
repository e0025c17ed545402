#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// What the decoder makes of characters that come one at a time, each so many milliseconds after the one before.
fn slowly(raw: &[(u64, KeyEvent)]) -> Vec<Event> {
    let (mut decoder, mut out) = (Decoder::new(false), VecDeque::new());
    let mut now = Instant::now();
    for &(wait, key) in raw {
        now += Duration::from_millis(wait);
        decoder.feed(Raw::Key(key), now, &mut out);
    }
    now += Duration::from_secs(1);
    decoder.expire(now, &mut out);
    assert_eq!(decoder.deadline(), None);
    out.into()
}

/// As `crossterm` gives the bytes of `text` when each arrives alone.
fn torn(text: &str) -> Vec<KeyEvent> {
    text.chars()
        .map(|c| match c {
            '\x1b' => KeyCode::Esc.into(),
            '\r' => KeyCode::Enter.into(),
            c if c.is_ascii_uppercase() => KeyEvent::new(KeyCode::Char(c), KeyModifiers::SHIFT),
            c => KeyCode::Char(c).into(),
        })
        .collect()
}

fn keys(text: &str, wait: u64) -> Vec<Key> {
    let raw: Vec<_> = torn(text).into_iter().map(|key| (wait, key)).collect();
    slowly(&raw)
        .into_iter()
        .map(|event| match event {
            Event::Key(key) => key,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn one(code: KeyCode, modifiers: KeyModifiers) -> Option<Event> {
    let mut events = slowly(&[(0, KeyEvent::new(code, modifiers))]);
    assert!(events.len() < 2);
    events.pop()
}

#[test]
fn a_sequence_torn_by_a_slow_line_is_the_key_it_was() {
    for (text, key) in [
        ("\x1b[A", Key::Up),
        ("\x1b[B", Key::Down),
        ("\x1bOC", Key::Right),
        ("\x1b[1;5D", Key::Left),
        ("\x1b[H", Key::Home),
        ("\x1bOF", Key::End),
        ("\x1b[1~", Key::Home),
        ("\x1b[4~", Key::End),
        ("\x1b[5~", Key::PageUp),
        ("\x1b[6~", Key::PageDown),
        ("\x1b[3~", Key::Delete),
        ("\x1b[Z", Key::BackTab),
        ("\x1bOP", Key::F(1)),
        ("\x1b[11~", Key::F(1)),
        ("\x1b[[B", Key::F(2)),
        ("\x1b[15~", Key::F(5)),
        ("\x1b[17~", Key::F(6)),
        ("\x1b[21~", Key::F(10)),
        ("\x1b[24~", Key::F(12)),
    ] {
        assert_eq!(keys(text, 40), [key], "{text:?}");
        assert_eq!(keys(text, 0), [key], "{text:?}");
    }
}

/// Shift-F10 opens a menu in Windows: it must neither quit nor, as F8 with Ctrl, clear.
#[test]
fn a_function_key_with_shift_ctrl_or_alt_is_another_key() {
    for (text, key) in [
        ("\x1b[19;2~", Key::F(20)),
        ("\x1b[21;2~", Key::F(22)),
        ("\x1b[21;3~", Key::F(22)),
        ("\x1b[21;5~", Key::F(22)),
        ("\x1b[1;2P", Key::F(13)),
        ("\x1b[19;1~", Key::F(8)),
    ] {
        assert_eq!(keys(text, 5), [key], "{text:?}");
    }
    for modifiers in [KeyModifiers::SHIFT, KeyModifiers::ALT, KeyModifiers::CONTROL] {
        assert_eq!(one(KeyCode::F(10), modifiers), Some(Event::Key(Key::F(22))));
    }
    assert_eq!(one(KeyCode::F(20), KeyModifiers::NONE), Some(Event::Key(Key::F(20))));
}

#[test]
fn esc_alone_is_esc_and_what_is_typed_after_it_is_text() {
    assert_eq!(keys("\x1b", 0), [Key::Esc]);
    assert_eq!(keys("\x1bsad", 1), [Key::Esc, Key::Char('s'), Key::Char('a'), Key::Char('d')]);
    assert_eq!(keys("\x1bO", 0), [Key::Esc, Key::Char('O')]);
    assert_eq!(keys("\x1bO", 60), [Key::Esc, Key::Char('O')]);
    assert_eq!(keys("\x1b\x1b", 10), [Key::Esc, Key::Esc]);
    assert_eq!(keys("\x1b\x1b[A", 10), [Key::Esc, Key::Up]);
    assert_eq!(keys("\x1b[", 10), [Key::Esc]);
}

#[test]
fn esc_is_decided_50_milliseconds_later_and_not_before() {
    let (mut decoder, mut out, now) = (Decoder::new(false), VecDeque::new(), Instant::now());
    decoder.feed(Raw::Key(KeyCode::Esc.into()), now, &mut out);
    assert_eq!(decoder.deadline(), Some(now + ESCAPE_WAIT));
    decoder.expire(now + Duration::from_millis(49), &mut out);
    assert!(out.is_empty());
    decoder.expire(now + Duration::from_millis(50), &mut out);
    assert_eq!(out, [Event::Key(Key::Esc)]);
}

#[test]
fn what_is_no_key_of_ours_types_nothing() {
    for text in ["\x1b[I", "\x1b[<0;10;5M", "\x1b[?1;2c", "\x1b[24;80R", "\x1b[201~", "\x1bOj", "\x1b[99~"] {
        assert_eq!(keys(text, 5), [], "{text:?}");
    }
}

#[test]
fn the_late_reply_to_somebody_elses_question_is_not_typed_into_the_search() {
    let alt = |c| (0, KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT));
    let mut reply = vec![alt(']')];
    reply.extend(torn("11;rgb:1a1a/1b1b/1c1c").into_iter().map(|key| (0, key)));
    let with_bell = [&reply[..], &[(0, KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL))]].concat();
    let with_end = [&reply[..], &[alt('\\')]].concat();
    let typed = (0, KeyCode::Char('s').into());
    for reply in [with_bell, with_end] {
        assert_eq!(slowly(&reply), []);
        assert_eq!(slowly(&[&reply[..], &[typed]].concat()), [Event::Key(Key::Char('s'))]);
    }
    assert_eq!(slowly(&[&reply[..], &[(100, KeyCode::Char('s').into())]].concat()), [Event::Key(Key::Char('s'))]);
}

#[test]
fn ctrl_h_is_backspace() {
    assert_eq!(one(KeyCode::Char('h'), KeyModifiers::CONTROL), Some(Event::Key(Key::Backspace)));
    assert_eq!(one(KeyCode::Backspace, KeyModifiers::NONE), Some(Event::Key(Key::Backspace)));
}

#[test]
fn ctrl_underscore_arrives_as_ctrl_7() {
    assert_eq!(one(KeyCode::Char('7'), KeyModifiers::CONTROL), Some(Event::Key(Key::Ctrl('_'))));
    assert_eq!(one(KeyCode::Char('Y'), KeyModifiers::CONTROL), Some(Event::Key(Key::Ctrl('y'))));
}

#[test]
fn alt_chords_insert_nothing_and_altgr_inserts_its_sign() {
    let altgr = KeyModifiers::ALT | KeyModifiers::CONTROL;
    assert_eq!(one(KeyCode::Char('x'), KeyModifiers::ALT), None);
    assert_eq!(one(KeyCode::Char('x'), altgr), None);
    assert_eq!(one(KeyCode::Char('x'), KeyModifiers::SUPER), None);
    for sign in ['@', '#', '[', ']', '{', '}', '€', '~'] {
        assert_eq!(one(KeyCode::Char(sign), altgr), Some(Event::Key(Key::Char(sign))));
    }
}

#[test]
fn releases_focus_and_an_unwanted_mouse_are_ignored() {
    let (mut decoder, mut out, now) = (Decoder::new(false), VecDeque::new(), Instant::now());
    let press =
        event::MouseEvent { kind: MouseEventKind::ScrollDown, column: 3, row: 4, modifiers: KeyModifiers::NONE };
    let release = KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, KeyEventKind::Release);
    for raw in [Raw::Key(release), Raw::FocusGained, Raw::FocusLost, Raw::Mouse(press)] {
        decoder.feed(raw, now, &mut out);
    }
    assert!(out.is_empty());
    Decoder::new(true).feed(Raw::Mouse(press), now, &mut out);
    let (kind, column, row) = (MouseKind::ScrollDown, 3, 4);
    assert_eq!(out, [Event::Mouse(Mouse { kind, column, row })]);
    let repeat = KeyEvent::new_with_kind(KeyCode::Down, KeyModifiers::NONE, KeyEventKind::Repeat);
    decoder.feed(Raw::Key(repeat), now, &mut out);
    assert_eq!(out.back(), Some(&Event::Key(Key::Down)));
}

#[test]
fn pasted_lines_are_one_line() {
    let paste = |text: &str| {
        let (mut decoder, mut out) = (Decoder::new(false), VecDeque::new());
        decoder.feed(Raw::Paste(text.into()), Instant::now(), &mut out);
        out.pop_front()
    };
    let text = |text: &str| Some(Event::Paste(text.into()));
    assert_eq!(paste("asilo nido\r\nlatiano\n"), text("asilo nido latiano"));
    assert_eq!(paste("\n\tsad \n latiano"), text("sad  latiano"));
    assert_eq!(paste("a\x1b[31mb\u{202e}\u{200b}c\x07"), text("a [31mbc"));
    assert_eq!(paste("\n\r\x1b"), None);
    assert_eq!(paste(&"è".repeat(PASTE_LIMIT + 9)), text(&"è".repeat(PASTE_LIMIT)));
}

#[test]
fn a_paste_whose_bracket_was_torn_is_still_no_enter() {
    let raw: Vec<_> = torn("\x1b[200~sad\rlatiano\r").into_iter().map(|key| (1, key)).collect();
    assert_eq!(slowly(&raw), [Event::Paste("sad latiano".into())]);
}

fn any_raw() -> impl Strategy<Value = Raw> {
    let modifiers = (0u8..64).prop_map(KeyModifiers::from_bits_truncate);
    let code = prop_oneof![
        8 => any::<char>().prop_map(KeyCode::Char),
        8 => "[\\[O\\]P0-9;~A-Z\\\\]".prop_map(|s| KeyCode::Char(s.chars().next().unwrap())),
        4 => Just(KeyCode::Esc),
        1 => Just(KeyCode::Enter),
        1 => Just(KeyCode::Backspace),
        1 => any::<u8>().prop_map(KeyCode::F),
    ];
    prop_oneof![
        9 => (code, prop_oneof![3 => Just(KeyModifiers::NONE), 1 => modifiers]).prop_map(|(c, m)| Raw::Key(KeyEvent::new(c, m))),
        1 => ".*".prop_map(Raw::Paste),
        1 => any::<(u16, u16)>().prop_map(|(w, h)| Raw::Resize(w, h)),
    ]
}

proptest! {
    #[test]
    fn nothing_that_could_act_on_a_terminal_becomes_text(raw in prop::collection::vec((0u64..80, any_raw()), 0..60)) {
        let (mut decoder, mut out, mut now) = (Decoder::new(false), VecDeque::new(), Instant::now());
        for (wait, raw) in raw {
            now += Duration::from_millis(wait);
            decoder.feed(raw, now, &mut out);
        }
        decoder.expire(now + Duration::from_secs(1), &mut out);
        prop_assert_eq!(decoder.deadline(), None);
        for event in out {
            match event {
                Event::Key(Key::Char(c)) => prop_assert!(!is_hostile(c)),
                Event::Paste(text) => {
                    prop_assert!(!text.is_empty() && !text.chars().any(is_hostile));
                    prop_assert!(text.chars().count() <= PASTE_LIMIT);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn typed_text_comes_out_as_it_went_in(text in "[a-zàèéìòù' ]{0,40}", wait in 0u64..200) {
        let expected: Vec<_> = text.chars().map(Key::Char).collect();
        prop_assert_eq!(keys(&text, wait), expected);
    }
}
