//! What holds whatever the size and whatever is pressed.

use proptest::prelude::*;
use sportello::tui::app::{Focus, Popup};
use sportello::tui::input::Key;
use sportello::tui::keymap::{Context, TABLE, find};
use sportello::tui::message::Message;
use sportello::tui::update::update;

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
        1 => (1u16..=300, 1u16..=100).prop_map(|(c, r)| Message::Resize(c, r)),
        1 => (0u16..300, 0u16..100).prop_map(|(x, y)| Message::Click(x, y)),
        1 => (-5i16..5).prop_map(Message::Wheel),
        1 => ".{0,20}".prop_map(Message::Paste),
    ]
}

fn check(o: &Operator) -> Result<(), TestCaseError> {
    let (columns, rows) = o.model.size;
    let (x, y) = o.cursor();
    prop_assert!(x < columns && y < rows, "cursor {x},{y} in {columns}x{rows}");
    let Some(layout) = o.model.layout() else { return Ok(()) };
    match o.model.popups.last() {
        Some(Popup::Picker(p)) => {
            let shown = usize::from(layout.body.height) - 1;
            prop_assert!(p.visible.is_empty() || (p.top <= p.selected && p.selected < p.top + shown));
        }
        Some(Popup::Reader(_)) => {}
        Some(Popup::Profile(f)) => {
            let shown = usize::from(layout.body.height);
            prop_assert!(f.top <= f.selected && f.selected < f.top + shown);
            let marked = o.rows().iter().any(|r| r.starts_with('>'));
            prop_assert!(marked, "no marker:\n{}", o.picture());
        }
        None => {
            let shown = usize::from(layout.list.height);
            prop_assert!(o.model.top <= o.model.selected && o.model.selected < o.model.top + shown);
            if o.model.focus == Focus::List && o.model.current().is_some() {
                let marked = o.rows().iter().any(|r| r.starts_with('>'));
                prop_assert!(marked, "no marker:\n{}", o.picture());
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
    }

    #[test]
    fn whatever_is_pressed_the_selection_and_the_cursor_stay_in_sight(
        size in (1u16..=160, 1u16..=60),
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
