//! Counting an encounter, key by key: one line, in nobody's way.

use chrono::{NaiveDateTime, TimeDelta};
use sportello::accessi::{Canale, Esito};
use sportello::encounter::deed::Deed;
use sportello::tui::input::Key;
use sportello::tui::message::{Effect, Message};
use sportello::tui::update::update;
use sportello::tui::{DeskPlace, words};

use crate::desk::{Operator, comune};

const CHANNEL: &str = "1 sportello, 2 telefono, 3 altro";
const OUTCOME: &str = "1 informato, 2 inviato, 3 nessun servizio, 4 urgenza";

fn counting() -> Operator {
    Operator::with(|setup| {
        setup.desk = DeskPlace::Place(comune("Latiano"));
        setup.outside.counting = Some(Box::new(|_, _| Ok(())));
    })
}

fn later(o: &mut Operator, milliseconds: i64) {
    let now: NaiveDateTime = o.model.encounter.now;
    o.model.encounter.now = now + TimeDelta::milliseconds(milliseconds);
}

fn settled(o: &mut Operator) -> Vec<Effect> {
    update(&mut o.model, Message::Settle)
}

fn ended() -> Operator {
    let mut o = counting();
    o.types("sad").press(Key::Enter).press(Key::F(8));
    o
}

#[test]
fn two_keys_after_f8_count_the_encounter_with_the_scheda_that_was_opened() {
    let mut o = ended();
    assert!(o.sees(CHANNEL) && o.sees(words::QUERY_HINT), "{}", o.picture());
    o.press(Key::Char('2'));
    assert!(o.sees(OUTCOME), "{}", o.picture());
    o.press(Key::Char('3'));
    assert!(o.sees("Contato: telefono, nessun servizio.") && o.effects.is_empty(), "{}", o.picture());
    let effects = settled(&mut o);
    let [Effect::Outside(Deed::Count(month, accesso))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(month.to_string(), "2026-11");
    assert_eq!((accesso.canale, accesso.esito), (Canale::Telefono, Esito::NessunServizio));
    assert_eq!(accesso.comune.as_deref(), Some("074009"));
    assert_eq!(&*accesso.scheda.as_ref().unwrap().tipologia, "assistenza-domiciliare-sociale");
    assert!(o.model.question.is_none() && settled(&mut o).is_empty());
    assert!(o.sees("Contato:"));
}

#[test]
fn what_was_handed_over_counts_before_what_was_opened_later() {
    let mut o = counting();
    o.types("nido").press(Key::Ctrl('y')).press(Key::Esc);
    o.press(Key::Ctrl('u')).types("sad").press(Key::Enter).press(Key::F(8));
    o.press(Key::Char('1')).press(Key::Char('2'));
    let effects = settled(&mut o);
    let [Effect::Outside(Deed::Count(_, accesso))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(&*accesso.scheda.as_ref().unwrap().tipologia, "asilo-nido");
}

#[test]
fn esc_counts_nothing() {
    let mut o = ended();
    o.press(Key::Esc);
    assert!(o.sees(words::NOT_COUNTED) && !o.sees(CHANNEL) && settled(&mut o).is_empty());
    let mut o = ended();
    o.press(Key::Char('1')).press(Key::Esc);
    assert!(o.sees(words::NOT_COUNTED) && settled(&mut o).is_empty());
    let mut o = ended();
    o.press(Key::Char('1')).press(Key::Char('1')).press(Key::Esc);
    assert!(o.sees(words::NOT_COUNTED) && settled(&mut o).is_empty());
}

#[test]
fn a_letter_is_the_next_persons_word() {
    for before in ["", "1", "11"] {
        let mut o = ended();
        o.types(before);
        later(&mut o, 3000);
        o.types("badante");
        assert_eq!(o.model.query.text(), "badante", "after {before:?}");
        assert!(o.model.question.is_none() && !o.sees(CHANNEL));
    }
    // What was answered is counted with the letter.
    let mut o = ended();
    o.types("11").press(Key::Char('b'));
    assert!(matches!(o.effects.as_slice(), [Effect::Outside(Deed::Count(..))]), "{:?}", o.effects);
    assert_eq!(o.model.query.text(), "b");
}

#[test]
fn a_number_that_is_typed_is_no_answer() {
    for number in ["112", "114", "104", "118", "1522", "13 anni", "65 anni", "2 figli", "113"] {
        let mut o = ended();
        let mut counted = 0;
        for c in number.chars() {
            o.press(Key::Char(c));
            counted += o.effects.len();
        }
        assert_eq!((o.model.query.text(), counted), (number, 0));
        assert!(settled(&mut o).is_empty() && o.model.question.is_none(), "{number}");
    }
}

#[test]
fn the_keys_of_the_next_person_work_while_it_asks() {
    let mut o = ended();
    o.press(Key::F(2));
    assert!(o.sees(words::PLACE) && o.model.question.is_none(), "{}", o.picture());
    let mut o = ended();
    o.press(Key::Down);
    assert!(o.model.question.is_none());
    let mut o = ended();
    update(&mut o.model, Message::Paste("badante".to_owned()));
    assert!(o.model.query.text() == "badante" && o.model.question.is_none());
    let mut o = ended();
    update(&mut o.model, Message::Resize(80, 30));
    assert!(o.sees(CHANNEL));
}

#[test]
fn a_slip_is_taken_back_with_backspace() {
    let mut o = ended();
    o.press(Key::Char('1')).press(Key::Backspace);
    assert!(o.sees(CHANNEL), "{}", o.picture());
    o.types("24").press(Key::Backspace);
    assert!(o.sees(OUTCOME), "{}", o.picture());
    o.types("1");
    let effects = settled(&mut o);
    let [Effect::Outside(Deed::Count(_, accesso))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((accesso.canale, accesso.esito), (Canale::Telefono, Esito::Informato));
}

#[test]
fn who_comes_back_with_ctrl_z_is_not_counted_twice() {
    let mut o = ended();
    o.types("11").press(Key::Ctrl('z'));
    assert!(matches!(o.effects.as_slice(), [Effect::Outside(Deed::Count(..))]));
    assert!(o.sees(words::BROUGHT_BACK) && o.sees("Cerca: sad"), "{}", o.picture());
    o.press(Key::F(8));
    assert!(o.model.question.is_none());
    // Not answered before it came back: it is asked again.
    let mut o = ended();
    o.press(Key::Ctrl('z')).press(Key::F(8));
    assert!(o.sees(CHANNEL), "{}", o.picture());
}

#[test]
fn where_nothing_was_asked_for_nothing_is_asked() {
    let mut o = counting();
    o.press(Key::F(8));
    assert!(o.model.question.is_none() && o.sees(words::NEXT_CITIZEN));
    let mut o = ended();
    o.press(Key::F(8));
    assert!(o.model.question.is_none());
    // Where the administrator did not say that accesses are counted.
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter).press(Key::F(8));
    assert!(o.model.question.is_none());
}

#[test]
fn a_kiosk_never_counts_and_who_went_away_is_not_asked() {
    let mut o = Operator::with(|setup| {
        setup.desk = DeskPlace::Place(comune("Latiano"));
        setup.kiosk = true;
        setup.outside.counting = Some(Box::new(|_, _| Ok(())));
    });
    o.types("sad").press(Key::Enter).press(Key::F(8));
    assert!(o.model.question.is_none());
    o.types("sad").press(Key::Enter);
    update(&mut o.model, Message::Idle);
    assert!(o.model.question.is_none() && !o.sees(CHANNEL));
}

#[test]
fn the_question_is_read_in_the_smallest_window() {
    let mut o = counting().sized(40, 10);
    o.types("sad").press(Key::Enter).press(Key::F(8));
    assert!(o.sees("1 sportello") && o.sees("3 altro"), "{}", o.picture());
    o.types("1");
    assert!(o.sees("1 informato") && o.sees("4 urgenza"), "{}", o.picture());
}
