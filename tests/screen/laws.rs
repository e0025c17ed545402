//! What holds whatever the size and whatever is pressed.

use proptest::prelude::*;
use sportello::tui::app::{Focus, Popup};
use sportello::tui::command::{Context, Id};
use sportello::tui::input::Key;
use sportello::tui::keymap::{TABLE, all_keys, find};
use sportello::tui::lines::ListLine;
use sportello::tui::message::Message;
use sportello::tui::update::update;
use sportello::tui::words;

use crate::desk::Operator;

#[test]
fn every_command_is_reachable_without_function_keys_alt_or_mouse() {
    for command in TABLE {
        let plain = command.keys.iter().filter(|k| !matches!(k, Key::F(_)));
        for context in command.at {
            let reached = plain.clone().any(|k| find(*k, *context, true).is_some_and(|c| c.id == command.id));
            assert!(reached, "{:?} in {context:?}", command.id);
        }
    }
}

#[test]
fn no_command_needs_more_than_one_plain_key() {
    // What a person without F-keys, Alt and mouse presses: letters, Ctrl with a letter, and the keys of the middle block.
    for command in TABLE {
        let plain = |k: &&Key| match k {
            Key::Char(c) => c.is_ascii_digit() || *c == '?',
            // The key of `\` stands beside the 1 of an Italian keyboard; only who has a shell to return to presses it.
            Key::Ctrl('\\') => command.id == Id::Suspend,
            Key::Ctrl(c) => c.is_ascii_lowercase() || *c == ' ' || *c == '_',
            Key::F(_) => false,
            _ => true,
        };
        let shown = command.keys.iter().find(plain);
        assert!(shown.is_some(), "{:?}", command.id);
        assert!(!all_keys(command).is_empty());
    }
}

#[test]
fn no_key_calls_two_commands_in_one_place() {
    for context in [Context::List, Context::Scheda, Context::Picker, Context::Multi, Context::Reader, Context::Profile]
    {
        let mut seen = std::collections::HashMap::new();
        for command in TABLE.iter().filter(|c| c.at.contains(&context)) {
            for key in command.keys.iter().copied().chain(command.f.map(Key::F)) {
                if let Some(other) = seen.insert(key, command.id) {
                    panic!("{key:?} calls {other:?} and {:?} in {context:?}", command.id);
                }
            }
        }
    }
}

#[test]
fn no_binding_needs_a_key_that_an_italian_keyboard_lacks() {
    for command in TABLE {
        for key in command.keys {
            assert!(!matches!(key, Key::Char('[' | ']' | '{' | '}' | '@' | '#' | '~' | '`')), "{:?}", command.id);
        }
    }
}

fn key() -> impl Strategy<Value = Key> {
    let named = vec![
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
    prop_oneof![
        6 => prop::sample::select("saditnor 1?è\u{301}日".chars().collect::<Vec<_>>()).prop_map(Key::Char),
        6 => prop::sample::select(named),
        2 => prop::char::range('a', 'z').prop_map(Key::Ctrl),
        1 => (1u8..=12).prop_map(Key::F),
    ]
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        20 => key().prop_map(Message::Key),
        1 => size().prop_map(|(c, r)| Message::Resize(c, r)),
        1 => (0u16..300, 0u16..100).prop_map(|(x, y)| Message::Click(x, y)),
        1 => (-5i16..5).prop_map(Message::Wheel),
        1 => ".{0,20}".prop_map(Message::Paste),
    ]
}

/// A size, mostly one that people have.
fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![3 => (40u16..=130, 10u16..=50), 1 => (1u16..=60, 1u16..=24), 1 => (1u16..=300, 1u16..=100)]
}

/// The selected row is on the screen, marked, and the cursor stands where it may.
fn check(o: &Operator) -> Result<(), TestCaseError> {
    let (columns, rows) = o.model.size;
    let (x, y) = o.cursor();
    prop_assert!(x < columns && y < rows, "cursor {x},{y} in {columns}x{rows}");
    let Some(layout) = o.model.layout() else { return Ok(()) };
    let screen = o.rows();
    let picture = || screen.join("\n");
    // Side by side the scheda stands at the right of the list: only the first column counts.
    let marked: Vec<usize> = (0..screen.len()).filter(|y| screen[*y].starts_with('>')).collect();
    let body = usize::from(layout.body.top())..usize::from(layout.body.bottom());
    let cursor_in = |from: u16, to: u16| (from..to).contains(&y);
    match o.model.popups.last() {
        Some(Popup::Picker(p)) => {
            let shown = usize::from(layout.body.height) - 1;
            prop_assert!(p.visible.is_empty() || (p.top <= p.selected && p.selected < p.top + shown));
            if let Some(choice) = p.current() {
                let [at] = marked[..] else { return Err(TestCaseError::fail(picture())) };
                let begins: String = choice.label.chars().take(10).collect();
                prop_assert!(
                    body.contains(&at) && screen[at].contains(&begins),
                    "{begins} is not marked:\n{}",
                    picture()
                );
            }
            let at = if o.model.in_list { marked.first().copied() } else { None };
            let wanted = at.unwrap_or(usize::from(layout.body.top()));
            prop_assert_eq!(usize::from(y), wanted, "the cursor stands neither in the input nor on the row");
        }
        Some(Popup::Reader(r)) => {
            let rows = usize::from(if r.bare { rows - 1 } else { layout.body.height });
            let total = r.laid_out(usize::from(columns)).len();
            prop_assert!(r.top <= total.saturating_sub(rows), "scrolled past the end:\n{}", picture());
        }
        Some(Popup::Profile(f)) => {
            let shown = usize::from(layout.body.height);
            prop_assert!(f.top <= f.selected && f.selected < f.top + shown);
            let [at] = marked[..] else { return Err(TestCaseError::fail(picture())) };
            prop_assert!(body.contains(&at), "{}", picture());
            prop_assert!(cursor_in(layout.body.top(), layout.body.bottom()), "the cursor is not in the form");
        }
        None => {
            let shown = usize::from(layout.list.height);
            prop_assert!(o.model.top <= o.model.selected && o.model.selected < o.model.top + shown);
            let in_list = o.model.in_list && o.model.focus == Focus::List;
            let at = if in_list { marked.first().copied() } else { None };
            prop_assert_eq!(usize::from(y), at.unwrap_or(0), "the cursor stands neither in the query nor on the row");
            if let Some(line) = o.model.current().filter(|_| layout.wide || o.model.focus == Focus::List) {
                let [at] = marked[..] else { return Err(TestCaseError::fail(picture())) };
                prop_assert!(body.contains(&at), "{}", picture());
                if let ListLine::Item(row) = line
                    && !o.model.is_group()
                {
                    let name = row.hit.entry(o.model.catalog()).name();
                    // A long name loses its middle, never its first word.
                    let begins: String = name.chars().take_while(|c| *c != ' ').take(8).collect();
                    prop_assert!(screen[at].contains(&begins), "{begins} is not marked:\n{}", picture());
                }
            }
            if o.model.focus == Focus::Scheda {
                prop_assert!(picture().contains(words::NEXT_STEP), "{}", picture());
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_size_draws(columns in 1u16..=300, rows in 1u16..=100) {
        let mut o = Operator::of_the_region().sized(columns, rows);
        check(&o)?;
        o.types("sad");
        check(&o)?;
        o.press(Key::Enter).press(Key::Enter);
        check(&o)?;
        for key in [Key::F(9), Key::F(2), Key::F(3), Key::F(4), Key::F(5), Key::F(6), Key::F(1), Key::Ctrl('y')] {
            o.press(key);
            check(&o)?;
        }
    }

    #[test]
    fn whatever_is_pressed_the_selection_and_the_cursor_stay_in_sight(
        size in size(),
        messages in prop::collection::vec(message(), 0..40),
        in_the_form: bool,
    ) {
        let mut o = Operator::of("Latiano").sized(size.0, size.1);
        if in_the_form {
            o.press(Key::F(5));
        }
        for message in messages {
            update(&mut o.model, message);
            check(&o)?;
        }
    }
}
