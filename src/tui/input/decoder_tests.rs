#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::*;
use crate::tui::input::{Mouse, MouseKind};

/// What the decoder makes of pieces, each so many milliseconds after the one before, and a second of silence.
fn pieces(pieces: &[(u64, &[u8])]) -> Vec<InputEvent> {
    let (mut decoder, mut out) = (Decoder::new(false), VecDeque::new());
    let mut now = Instant::now();
    for &(wait, piece) in pieces {
        now += Duration::from_millis(wait);
        decoder.expire(now, &mut out);
        decoder.feed(piece, now, &mut out);
    }
    decoder.expire(now + Duration::from_secs(1), &mut out);
    assert_eq!(decoder.deadline(), None);
    out.into()
}

fn only_keys(events: Vec<InputEvent>) -> Vec<Key> {
    events
        .into_iter()
        .map(|event| match event {
            InputEvent::Key(key) => key,
            other => panic!("{other:?}"),
        })
        .collect()
}

/// The keys of bytes that come one at a time.
fn torn(text: impl AsRef<[u8]>, wait: u64) -> Vec<Key> {
    let bytes: Vec<(u64, &[u8])> = text.as_ref().chunks(1).map(|byte| (wait, byte)).collect();
    only_keys(pieces(&bytes))
}

/// The keys of bytes that come at once.
fn whole(text: impl AsRef<[u8]>) -> Vec<Key> {
    only_keys(pieces(&[(0, text.as_ref())]))
}

fn typed(text: &str) -> Vec<Key> {
    text.chars().map(Key::Char).collect()
}

#[test]
fn a_sequence_is_the_key_it_was_whole_or_torn_by_a_slow_line() {
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
        ("\x1b[5^", Key::PageUp),
        ("\x1b[3~", Key::Delete),
        ("\x1b[Z", Key::BackTab),
        ("\x1bOP", Key::F(1)),
        ("\x1bOM", Key::Enter),
        ("\x1b[11~", Key::F(1)),
        ("\x1b[[B", Key::F(2)),
        ("\x1b[R", Key::F(3)),
        ("\x1b[15~", Key::F(5)),
        ("\x1b[17~", Key::F(6)),
        ("\x1b[21~", Key::F(10)),
        ("\x1b[24~", Key::F(12)),
    ] {
        assert_eq!(torn(text, 40), [key], "{text:?}");
        assert_eq!(torn(text, 0), [key], "{text:?}");
        assert_eq!(whole(text), [key], "{text:?}");
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
        ("\x1b[19;1:2~", Key::F(8)),
        ("\x1b[19;129~", Key::F(8)),
    ] {
        assert_eq!(torn(text, 5), [key], "{text:?}");
    }
}

#[test]
fn esc_alone_is_esc_and_what_is_typed_after_it_is_text() {
    assert_eq!(torn("\x1b", 0), [Key::Esc]);
    assert_eq!(torn("\x1bsad", 1), [Key::Esc, Key::Char('s'), Key::Char('a'), Key::Char('d')]);
    assert_eq!(torn("\x1bO", 0), [Key::Esc, Key::Char('O')]);
    assert_eq!(torn("\x1bO", 60), [Key::Esc, Key::Char('O')]);
    assert_eq!(torn("\x1b\x1b", 10), [Key::Esc, Key::Esc]);
    assert_eq!(torn("\x1b\x1b[A", 10), [Key::Esc, Key::Up]);
    assert_eq!(whole("\x1b\x1b[A"), [Key::Esc, Key::Up]);
    assert_eq!(torn("\x1b[", 10), [Key::Esc]);
    assert_eq!(torn("\x1b[", 60), [Key::Esc, Key::Char('[')]);
}

#[test]
fn esc_is_decided_50_milliseconds_later_and_not_before() {
    let (mut decoder, mut out, now) = (Decoder::new(false), VecDeque::new(), Instant::now());
    decoder.feed(b"\x1b", now, &mut out);
    assert_eq!(decoder.deadline(), Some(now + ESCAPE_WAIT));
    decoder.expire(now + Duration::from_millis(49), &mut out);
    assert!(out.is_empty());
    decoder.expire(now + Duration::from_millis(50), &mut out);
    assert_eq!(out, [InputEvent::Key(Key::Esc)]);
}

#[test]
fn control_characters_are_keys() {
    for (byte, key) in [
        (0x00, Key::Ctrl(' ')),
        (0x01, Key::Ctrl('a')),
        (0x08, Key::Backspace),
        (0x09, Key::Tab),
        (0x0a, Key::Ctrl('j')),
        (0x0d, Key::Enter),
        (0x11, Key::Ctrl('q')),
        (0x1a, Key::Ctrl('z')),
        (0x1c, Key::Ctrl('\\')),
        (0x1f, Key::Ctrl('_')),
        (0x7f, Key::Backspace),
    ] {
        assert_eq!(whole([byte]), [key], "{byte:#x}");
    }
}

#[test]
fn alt_chords_insert_nothing_and_altgr_inserts_its_sign() {
    for chord in ["\x1bx", "\x1bj", "\x1b.", "\x1bè", "\x1b7", "\x1b(B"] {
        assert_eq!(whole(chord), [], "{chord:?}");
        assert_eq!(whole(format!("{chord}o")), typed("o"), "{chord:?}");
    }
    assert_eq!(whole("\x1b\x7f"), [Key::Backspace]);
    assert_eq!(whole("\x1b[120;3u"), []);
    assert_eq!(whole("\x1b[120;7u"), []);
    assert_eq!(whole("\x1b[120;9u"), []);
    for sign in ['@', '#', '[', ']', '{', '}', '€', '~'] {
        assert_eq!(whole(format!("\x1b[{};7u", u32::from(sign))), [Key::Char(sign)]);
    }
}

/// A sign of each grammar: what no keyboard sends is dropped, and the key behind it is not.
#[test]
fn a_report_of_any_kind_types_nothing_and_eats_nothing() {
    for report in [
        "\x1b[I",
        "\x1b[O",
        "\x1b[<0;10;5M",
        "\x1b[<0;10;5m",
        "\x1b[?1;2c",
        "\x1b[>41;354;0c",
        "\x1b[=0c",
        "\x1b[24;80R",
        "\x1b[1;1R",
        "\x1b[?2026;2$y",
        "\x1b[?997;1n",
        "\x1b[201~",
        "\x1bOj",
        "\x1b[99~",
        "\x1b[32;10;5M",
        "\x1b[M !!",
        "\x1b]11;rgb:1a/1b/1c\x07",
        "\x1b]4;1;rgb:1a/1b/1c\x1b\\",
        "\x1bP>|XTerm(354)\x1b\\",
        "\x1b_Gi=1;OK\x1b\\",
        "\x1b^x\x1b\\",
        "\x1bXx\x1b\\",
        "\x1b[?31u",
        "\x1b[97;5:3u",
        "\x1b[57441u",
        "\x1b[8;24;80t",
        "\x1b[ q",
        "\x1b[!p",
        "\u{9b}?1;2c",
        "\u{90}1$r0m\x1b\\",
    ] {
        for wait in [0, 5] {
            assert_eq!(torn(format!("{report}o"), wait), typed("o"), "{report:?}");
        }
        assert_eq!(whole(format!("a{report}o")), typed("ao"), "{report:?}");
        // Cut anywhere, a while later a key is a key, and a command is one at once.
        for cut in 2..report.len() {
            let cut = &report.as_bytes()[..cut];
            let events = only_keys(pieces(&[(0, cut), (500, b"o"), (10, b"\x11")]));
            assert_eq!(events.last(), Some(&Key::Ctrl('q')), "{cut:?}");
            assert!(events.contains(&Key::Char('o')), "{cut:?}: {events:?}");
            assert_eq!(only_keys(pieces(&[(0, cut), (1, b"\x11")])).last(), Some(&Key::Ctrl('q')), "{cut:?}");
        }
    }
    assert_eq!(whole(b"\x9b?1;2co"), typed("o"));
    assert_eq!(whole(b"\x9d11;rgb:1/2/3\x07o"), typed("o"));
}

#[test]
fn a_reply_that_never_ends_gives_the_keyboard_back_to_who_types_on() {
    // With less than half a second between the letters, so that silence never decides.
    let word: Vec<(u64, &[u8])> =
        std::iter::once((0, b"\x1b]11;rgb:".as_slice())).chain([(200, b"a".as_slice()); 20]).collect();
    let heard = only_keys(pieces(&word));
    assert!(heard.len() >= 10, "{heard:?}");
}

#[test]
fn keys_told_in_numbers_are_the_keys_they_are() {
    for (told, key) in [
        ("\x1b[97u", Key::Char('a')),
        ("\x1b[97;2u", Key::Char('A')),
        ("\x1b[97:65;2:2u", Key::Char('A')),
        ("\x1b[97;5u", Key::Ctrl('a')),
        ("\x1b[104;5u", Key::Backspace),
        ("\x1b[13u", Key::Enter),
        ("\x1b[13;2u", Key::Enter),
        ("\x1b[27u", Key::Esc),
        ("\x1b[9;2u", Key::BackTab),
        ("\x1b[0;;232u", Key::Char('è')),
        ("\x1b[57404u", Key::Char('5')),
        ("\x1b[57419u", Key::Up),
        ("\x1b[1;1:1A", Key::Up),
        ("\x1b[27;5;113~", Key::Ctrl('q')),
        ("\x1b[27;2;65~", Key::Char('A')),
        ("\x1b[27;5;13~", Key::Enter),
    ] {
        assert_eq!(whole(told), [key], "{told:?}");
    }
}

#[test]
fn the_mouse_is_heard_in_every_dialect_where_it_was_asked_for() {
    for told in ["\x1b[<0;4;5M", "\x1b[M $%", "\x1b[32;4;5M"] {
        let (mut decoder, mut out) = (Decoder::new(true), VecDeque::new());
        decoder.feed(told.as_bytes(), Instant::now(), &mut out);
        let (kind, column, row) = (MouseKind::Press, 3, 4);
        assert_eq!(out, [InputEvent::Mouse(Mouse { kind, column, row })], "{told:?}");
        assert_eq!(whole(told), [], "{told:?}");
    }
    let (mut decoder, mut out) = (Decoder::new(true), VecDeque::new());
    decoder.feed(
        b"\x1b[<64;4;5M\x1b[<65;4;5M\x1b[<35;4;5M\x1b[<0;4;5m\x1b[<0;0;0M\x1b[<0;99999;1M",
        Instant::now(),
        &mut out,
    );
    let at = |kind| InputEvent::Mouse(Mouse { kind, column: 3, row: 4 });
    assert_eq!(out, [at(MouseKind::ScrollUp), at(MouseKind::ScrollDown)]);
}

#[test]
fn a_byte_that_is_no_utf_8_is_a_letter_of_latin_1_or_nothing() {
    assert_eq!(whole(b"perch\xe9\x1b[B"), [typed("perché"), vec![Key::Down]].concat());
    assert_eq!(whole(b"perch\xe9\r"), [typed("perché"), vec![Key::Enter]].concat());
    assert_eq!(whole(b"citt\xe0\x11"), [typed("città"), vec![Key::Ctrl('q')]].concat());
    assert_eq!(whole(b"pi\xf9 cos\xec per\xf2 \xe8\xe9 \xc8"), typed("più così però èé È"));
    assert_eq!(whole("più così però €"), typed("più così però €"));
    assert_eq!(torn("più così però €", 100), typed("più così però €"));
    for byte in 0x80..=0xff {
        let heard = whole([byte, b'o']);
        assert_eq!(heard.last(), Some(&Key::Char('o')), "{byte:#x}");
        assert!(heard.len() <= 2, "{byte:#x}: {heard:?}");
        let heard = only_keys(pieces(&[(0, &[byte]), (300, b"o")]));
        assert_eq!(heard.last(), Some(&Key::Char('o')), "{byte:#x}");
    }
}

fn paste_of(text: &str) -> Option<InputEvent> {
    let mut events = pieces(&[(0, format!("\x1b[200~{text}\x1b[201~").as_bytes())]);
    assert!(events.len() < 2);
    events.pop()
}

#[test]
fn pasted_lines_are_one_line() {
    let text = |text: &str| Some(InputEvent::Paste(text.into()));
    assert_eq!(paste_of("asilo nido\r\nlatiano\n"), text("asilo nido latiano"));
    assert_eq!(paste_of("\n\tsad \n latiano"), text("sad  latiano"));
    assert_eq!(paste_of("a\x1b[31mb\u{202e}\u{200b}c\x07"), text("a [31mbc"));
    assert_eq!(paste_of("\x1b\x1b[20\x1b"), text("[20"));
    assert_eq!(paste_of("\n\r\x1b"), None);
    assert_eq!(paste_of(&"è".repeat(PASTE_LIMIT + 9)), text(&"è".repeat(PASTE_LIMIT)));
    assert_eq!(pieces(&[(0, b"\x1b[200~citt\xe0\x1b[201~")]), [InputEvent::Paste("città".into())]);
}

#[test]
fn a_paste_that_was_torn_is_still_no_enter() {
    let bytes: Vec<(u64, &[u8])> = b"\x1b[200~sad\rlatiano\r\x1b[201~x".chunks(1).map(|byte| (1, byte)).collect();
    assert_eq!(pieces(&bytes), [InputEvent::Paste("sad latiano".into()), InputEvent::Key(Key::Char('x'))]);
}

#[test]
fn a_paste_without_an_end_is_over_after_a_second_of_silence() {
    let badante = || InputEvent::Paste("badante".into());
    let heard = pieces(&[(0, b"\x1b[200~badante"), (999, b"\r"), (1_000, b"\r")]);
    assert_eq!(heard, [badante(), InputEvent::Key(Key::Enter)]);
    // Whoever wants to leave is heard sooner, even where the program was busy and read it all at once.
    for wait in [90, 999, 1_500] {
        assert_eq!(pieces(&[(0, b"\x1b[200~badante"), (wait, b"\x11")]), [badante(), InputEvent::Key(Key::Ctrl('q'))]);
    }
    assert_eq!(pieces(&[(0, b"\x1b[200~badante\x11")]), [badante(), InputEvent::Key(Key::Ctrl('q'))]);
    assert_eq!(pieces(&[(0, b"\x1b[200~badante\x11\x1b[201~")]), [badante()]);
}

#[test]
fn a_flood_without_brackets_is_one_paste_and_its_commands_stay() {
    let flood = [b"badante ".repeat(100).as_slice(), b"\x18"].concat();
    let heard = pieces(&[(0, &flood)]);
    assert_eq!(heard, [InputEvent::Paste("badante ".repeat(100)), InputEvent::Key(Key::Ctrl('x'))]);
    assert_eq!(whole("mio marito mi picchia"), typed("mio marito mi picchia"));
}

/// Bytes of which many mean something.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => any::<u8>().prop_map(|b| vec![b]),
        3 => "[\\[\\]O0-9;:<>?=$~A-Za-z\\\\ ]".prop_map(String::into_bytes),
        3 => prop::sample::select(vec![
            "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1bO", "\x1b[200~", "\x1b[201~", "\x1b[M", "\x1b[<", "\x07", "\x1b\\", "è",
        ])
        .prop_map(|s| s.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

// `PROPTEST_CASES=20000` for many.
proptest! {
    #[test]
    fn after_any_bytes_and_a_second_of_silence_ctrl_q_is_ctrl_q(
        chunks in prop::collection::vec((0u64..400, any_bytes()), 0..12)
    ) {
        let (mut decoder, mut out, mut now) = (Decoder::new(true), VecDeque::new(), Instant::now());
        for (wait, bytes) in chunks {
            now += Duration::from_millis(wait);
            decoder.feed(&bytes, now, &mut out);
            prop_assert!(decoder.deadline().is_none_or(|deadline| deadline <= now + Duration::from_secs(1)));
        }
        now += Duration::from_secs(1);
        decoder.expire(now, &mut out);
        prop_assert_eq!(decoder.deadline(), None);
        for event in std::mem::take(&mut out) {
            match event {
                InputEvent::Key(Key::Char(c)) => prop_assert!(!is_hostile(c)),
                InputEvent::Key(Key::Ctrl(c)) => prop_assert!(c != 'h' && !is_hostile(c)),
                InputEvent::Paste(text) => {
                    prop_assert!(!text.is_empty() && !text.chars().any(is_hostile));
                    prop_assert!(text.chars().count() <= PASTE_LIMIT);
                }
                _ => {}
            }
        }
        decoder.feed(b"\x11", now, &mut out);
        prop_assert_eq!(out, [InputEvent::Key(Key::Ctrl('q'))]);
    }

    /// Whoever presses a command after whatever came is heard, silence or not, unless it is in a paste or the mouse's.
    #[test]
    fn a_command_is_never_eaten_but_by_a_paste(bytes in any_bytes()) {
        let (mut decoder, mut out, now) = (Decoder::new(false), VecDeque::new(), Instant::now());
        decoder.feed(&bytes, now, &mut out);
        prop_assume!(!matches!(decoder.state, DecoderState::Paste { .. }));
        decoder.feed(b"\x11", now, &mut out);
        prop_assert_eq!(out.back(), Some(&InputEvent::Key(Key::Ctrl('q'))));
    }

    #[test]
    fn typed_text_comes_out_as_it_went_in(text in "[a-zàèéìòù' ]{0,40}", wait in 0u64..200) {
        prop_assert_eq!(torn(&text, wait), typed(&text));
        prop_assert_eq!(whole(&text), typed(&text));
    }
}
