//! What hands do by themselves: reflexes of people who live in Windows, letters typed over a page, a key pressed twice.

use sportello::tui::app::{Focus, Model, Popup};
use sportello::tui::command::Id;
use sportello::tui::input::Key;
use sportello::tui::keymap::TABLE;
use sportello::tui::message::{Effect, Message};
use sportello::tui::update::update;
use sportello::tui::{DeskPlace, words};

use crate::desk::{Operator, comune};

/// Everything of a person's encounter that was typed, chosen, marked or told.
fn work(model: &Model) -> String {
    let form = |popup: &Popup| match popup {
        Popup::Profile(form) => Some(form.written.iter().map(|w| w.input.text()).collect::<Vec<_>>().join("|")),
        _ => None,
    };
    // What stands in the form and could not be understood is there again when it is opened.
    let mut again = model.clone();
    if !again.popups.iter().any(|p| matches!(p, Popup::Profile(_))) {
        again.popups.clear();
        update(&mut again, Message::Key(Key::F(5)));
    }
    let form = again.popups.iter().find_map(form);
    let told: Vec<_> = again
        .popups
        .iter()
        .find_map(|p| if let Popup::Profile(f) = p { Some(f) } else { None })
        .map(|f| f.ticks.iter().filter_map(|t| t.answer.map(|a| format!("{} {a}", t.id))).collect::<Vec<_>>())
        .unwrap_or_default();
    format!(
        "{:?} {:?} {:?} {:?} {form:?} {told:?}",
        model.query.text(),
        model.encounter.marks,
        model.encounter.request.targets,
        model.encounter.request.areas
    )
}

type Open = fn(&mut Operator) -> &mut Operator;

type State = (&'static str, Open);

fn in_the_middle(o: &mut Operator) {
    o.press(Key::F(5)).types("84").press(Key::Down).types("9000").types("non auto").press(Key::Enter).press(Key::F(5));
    o.press(Key::F(3)).types("anz").press(Key::Enter);
    o.types("assistenza").press(Key::Insert);
}

const STATES: &[State] = &[
    ("list", |o| o),
    ("row", |o| o.press(Key::Down)),
    ("scheda", |o| o.press(Key::Enter)),
    ("linked scheda", |o| o.press(Key::Enter).press(Key::Char('1'))),
    ("place", |o| o.press(Key::F(2))),
    ("targets", |o| o.press(Key::F(3))),
    ("area", |o| o.press(Key::F(4))),
    ("profile", |o| o.press(Key::F(5))),
    ("profile with nonsense", |o| {
        o.press(Key::F(5));
        (0..60).for_each(|_| {
            o.press(Key::Up);
        });
        o.press(Key::Down).types("7");
        assert!(o.rows().iter().any(|r| r.contains("Età") && r.contains("847")), "{}", o.picture());
        o
    }),
    ("place over the profile", |o| o.press(Key::F(5)).press(Key::F(2))),
    ("help over the profile", |o| o.press(Key::F(5)).press(Key::F(1))),
    ("numbers", |o| o.press(Key::F(6))),
    ("handing over", |o| o.press(Key::F(9))),
    ("help", |o| o.press(Key::F(1))),
    ("text to copy", |o| o.press(Key::Ctrl('y'))),
    ("links", |o| o.press(Key::Enter).press(Key::Enter)),
    ("ambito", |o| o.press(Key::Ctrl('s'))),
    ("leaving", |o| o.press(Key::Ctrl('c'))),
];

/// Ctrl and F keys as terminals send them, those with Shift, Ctrl or Alt beside an F key included.
fn chords() -> Vec<Key> {
    let letters = ('a'..='z').filter(|c| !"him".contains(*c)).chain([' ', '\\', ']', '^', '_']).map(Key::Ctrl);
    letters.chain((1..=36).map(Key::F)).chain([Key::Tab, Key::BackTab, Key::Enter, Key::Insert]).collect()
}

#[test]
fn no_key_of_windows_habits_loses_what_was_typed() {
    // The documented keys that clear, and the one that ends; Ins and Enter are there to mark, to tick and to choose.
    let clears = |key: Key, state: &str| {
        let id = |id: Id| TABLE.iter().any(|c| c.id == id && (c.keys.contains(&key) || c.f.map(Key::F) == Some(key)));
        let chooses = matches!(key, Key::Enter | Key::Insert | Key::Ctrl(' ')) || key == Key::Tab && state == "targets";
        key == Key::Ctrl('c') && state == "leaving" || chooses || id(Id::NextCitizen) || id(Id::Quit)
    };
    for size in [(80, 24), (120, 40)] {
        for (name, open) in STATES {
            let mut there = Operator::of("Latiano").sized(size.0, size.1);
            in_the_middle(&mut there);
            open(&mut there);
            let before = work(&there.model);
            assert!(before.contains("assistenza") && before.contains("9.000"), "{name}: {before}");
            for key in chords() {
                if clears(key, name) {
                    continue;
                }
                let mut o = Operator { model: there.model.clone(), effects: Vec::new(), keys: 0 };
                o.press(key);
                if matches!(key, Key::Ctrl('w' | 'u')) && work(&o.model) != before {
                    // They delete a word or a line: that is undone.
                    o.press(Key::Ctrl('z'));
                }
                assert_eq!(work(&o.model), before, "{key:?} in {name}\n{}", o.picture());
                assert!(!o.effects.contains(&Effect::Quit), "{key:?} in {name}");
                if key != Key::Ctrl('\\') {
                    assert!(!o.effects.contains(&Effect::Suspend), "{key:?} in {name} drops into a shell");
                }
            }
        }
    }
}

#[test]
fn what_the_form_could_not_understand_is_there_when_it_is_opened_again() {
    for close in [Key::F(5), Key::Esc, Key::Ctrl('s'), Key::Ctrl('g')] {
        let mut o = Operator::of("Latiano");
        o.press(Key::F(5)).types("999").press(close);
        assert!(o.model.popups.is_empty() && !o.model.encounter.person.is_told());
        o.press(Key::Ctrl('c'));
        assert!(o.effects.is_empty(), "it is work");
        o.press(Key::F(5));
        assert!(o.rows().iter().any(|r| r.contains("Età") && r.contains("999")), "{close:?}\n{}", o.picture());
    }
}

#[test]
fn ctrl_s_in_the_profile_shows_the_services_and_loses_nothing() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).types("84").press(Key::Ctrl('s'));
    assert!(o.model.popups.is_empty() && o.model.encounter.person.is_told(), "{}", o.picture());
    o.press(Key::F(5));
    assert!(o.rows().iter().any(|r| r.contains("Età") && r.contains("84")), "{}", o.picture());
}

#[test]
fn letters_typed_over_an_open_scheda_begin_a_new_search() {
    for size in [(80, 24), (40, 10), (120, 40)] {
        let mut o = Operator::of("Latiano").sized(size.0, size.1);
        o.types("sad").press(Key::Enter);
        assert_eq!(o.model.focus, Focus::Scheda);
        o.types("asilo nido");
        assert_eq!((o.model.focus, o.model.query.text()), (Focus::List, "asilo nido"), "{size:?}");
        o.press(Key::Enter);
        update(&mut o.model, Message::Paste("carrozzina".to_owned()));
        assert_eq!(o.model.query.text(), "carrozzina");
    }
}

#[test]
fn letters_typed_over_a_page_that_is_only_read_begin_a_new_search() {
    for page in [Key::F(1), Key::Ctrl('y')] {
        let mut o = Operator::of("Latiano");
        o.types("sad").press(page);
        assert!(o.model.reader().is_some());
        o.types("nido");
        assert!(o.model.popups.is_empty() && o.model.query.text() == "nido", "{}", o.picture());
        o.press(Key::Enter).press(page).types("sad");
        assert_eq!((o.model.focus, o.model.query.text()), (Focus::List, "sad"));
    }
}

#[test]
fn a_page_over_something_to_write_in_gives_the_letters_to_it() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::F(5)).types("8").press(Key::F(1)).types("4");
    assert!(o.model.form().is_some() && o.sees("Cerca: sad"), "{}", o.picture());
    assert!(o.rows().iter().any(|r| r.contains("Età") && r.contains("84")), "{}", o.picture());
    o.press(Key::F(2)).press(Key::F(1)).types("casar");
    assert!(o.model.picker().is_some_and(|p| p.input.text() == "casar"));
}

#[test]
fn a_blank_over_a_scheda_searches_for_nothing() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter).types(" ");
    assert_eq!((o.model.focus, o.model.query.text()), (Focus::Scheda, "sad"));
    o.types("?");
    assert!(o.sees(words::HELP) && o.model.query.text() == "sad", "{}", o.picture());
}

#[test]
fn a_number_typed_over_a_scheda_is_a_word_and_a_single_figure_a_related_service() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter).types("104");
    assert_eq!((o.model.focus, o.model.query.text()), (Focus::List, "104"), "{}", o.picture());
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter).types("1");
    assert_eq!(o.model.encounter.schede.len(), 2);
    // Who reads the scheda that has opened means the next figure as a figure.
    o.model.encounter.now += chrono::TimeDelta::seconds(4);
    o.types("1");
    assert_eq!((o.model.focus, o.model.query.text()), (Focus::Scheda, "sad"));
    o.press(Key::Esc).types("1").press(Key::Down).types("x");
    assert_eq!(o.model.query.text(), "x", "not 1x");
}

#[test]
fn a_key_that_deletes_leads_from_the_scheda_back_to_the_words() {
    for key in [Key::Backspace, Key::Delete, Key::Ctrl('w'), Key::Ctrl('u')] {
        let mut o = Operator::of("Latiano");
        o.types("sad").press(Key::Enter).press(key);
        assert_eq!((o.model.focus, o.model.query.text()), (Focus::List, "sad"), "{key:?}");
    }
}

#[test]
fn ctrl_z_brings_back_once_what_was_cleared() {
    for clear in [Key::F(8), Key::Ctrl('x')] {
        let mut o = Operator::of("Latiano");
        in_the_middle(&mut o);
        o.press(Key::F(2)).types("casar").press(Key::Enter).press(Key::Enter);
        let (before, picture) = (work(&o.model), o.picture());
        o.press(clear);
        assert!(o.sees("Ctrl-Z") && o.sees(words::HOME), "{}", o.picture());
        assert_ne!(work(&o.model), before);
        // Twice is a slip too.
        o.press(clear).press(Key::Ctrl('z'));
        assert_eq!(work(&o.model), before);
        assert!(
            o.sees(words::BROUGHT_BACK) && o.model.encounter.request.place == Some(comune("Casarano")),
            "{}",
            o.picture()
        );
        o.press(Key::Ctrl('z'));
        assert!(o.sees(words::NOTHING_TO_BRING_BACK));
        assert_eq!(work(&o.model), before);
        assert_eq!(o.rows()[..20], picture.lines().collect::<Vec<_>>()[..20]);
    }
}

#[test]
fn what_was_cleared_with_the_form_open_comes_back_with_it() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).types("84").press(Key::F(8)).press(Key::Ctrl('z'));
    assert!(o.model.encounter.person.is_told() && o.model.form().is_some(), "{}", o.picture());
}

#[test]
fn ctrl_z_brings_back_what_a_new_search_or_an_emptied_line_took() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter).types("x").press(Key::Ctrl('z'));
    assert_eq!((o.model.focus, o.model.query.text()), (Focus::Scheda, "sad"));
    o.press(Key::Esc).press(Key::Ctrl('u')).press(Key::Ctrl('z'));
    assert_eq!(o.model.query.text(), "sad");
}

#[test]
fn the_words_of_one_person_never_come_back_before_the_next() {
    for next in ["casa", "F5", "F3"] {
        let mut o = Operator::of("Latiano");
        o.types("violenza").press(Key::F(8));
        match next {
            "F5" => o.press(Key::F(5)).types("30").press(Key::F(5)),
            "F3" => o.press(Key::F(3)).types("anz").press(Key::Enter),
            words => o.types(words),
        };
        let before = work(&o.model);
        o.press(Key::Ctrl('z'));
        assert!(o.sees(words::NOTHING_TO_BRING_BACK), "{next}\n{}", o.picture());
        assert_eq!(work(&o.model), before);
        // Nor once the words of the next are gone.
        o.press(Key::F(8)).press(Key::Ctrl('z'));
        assert_eq!(work(&o.model), before, "{next}");
        o.press(Key::Ctrl('u'));
        update(&mut o.model, Message::Idle);
        o.press(Key::Ctrl('z'));
        assert!(!o.model.has_work(), "{next}");
    }
}

#[test]
fn in_a_kiosk_nothing_comes_back() {
    let mut o = Operator::with(|s| {
        s.kiosk = true;
        s.desk = DeskPlace::Place(comune("Latiano"));
    });
    o.types("violenza").press(Key::F(8));
    assert!(!o.sees("Ctrl-Z"));
    o.press(Key::Ctrl('z'));
    assert!(o.model.query.is_empty() && o.sees(words::NOTHING_COMES_BACK));
    o.press(Key::Ctrl('\\'));
    assert!(o.effects.is_empty() && o.sees(words::NO_SUSPEND));
}

#[test]
fn ctrl_c_with_something_on_the_screen_quits_only_when_it_is_pressed_twice() {
    let with: [Open; 5] = [
        |o| o.types("sad"),
        |o| o.types("sad").press(Key::Insert).press(Key::Ctrl('u')),
        |o| o.press(Key::F(5)).types("84").press(Key::F(5)),
        |o| o.press(Key::F(5)).types("84"),
        |o| o.press(Key::F(2)).types("casar"),
    ];
    for open in with {
        let mut o = Operator::of("Latiano");
        open(&mut o);
        o.press(Key::Ctrl('c'));
        assert!(o.effects.is_empty() && o.sees("premi ancora Ctrl-C"), "{}", o.picture());
        // Another key between the two: nobody means to go.
        o.press(Key::Down).press(Key::Ctrl('c'));
        assert!(o.effects.is_empty());
        o.press(Key::Ctrl('c'));
        assert_eq!(o.effects, [Effect::Quit]);
    }
}

#[test]
fn ctrl_c_on_an_empty_screen_quits_at_once_and_so_do_ctrl_q_and_f10_anywhere() {
    let mut o = Operator::of("Latiano");
    o.press(Key::Ctrl('c'));
    assert_eq!(o.effects, [Effect::Quit]);
    for key in [Key::Ctrl('q'), Key::F(10)] {
        let mut o = Operator::of("Latiano");
        o.types("sad").press(key);
        assert_eq!(o.effects, [Effect::Quit]);
    }
}

#[test]
fn side_by_side_a_sign_says_which_side_has_the_keys() {
    for size in [(100, 24), (120, 40), (200, 60)] {
        let mut o = Operator::of("Latiano").sized(size.0, size.1);
        o.types("asilo");
        let title = |o: &Operator| o.rows()[2].clone();
        assert!(title(&o).contains("> Servizi") && !title(&o).contains("> Scheda"), "{}", o.picture());
        o.press(Key::Tab);
        assert!(title(&o).contains("> Scheda") && !title(&o).contains("> Servizi"), "{}", o.picture());
    }
    let mut o = Operator::of("Latiano");
    o.types("asilo");
    assert!(!o.rows()[2].contains('>'), "one thing at a time needs no sign");
}
