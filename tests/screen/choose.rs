//! The list helps to choose: where, by which number, whether somebody is there, and only what is exceptional besides.

use std::sync::Arc;

use sportello::catalog::model::Catalog;
use sportello::catalog::values::PartialDate;
use sportello::encounter::lookup::Lookup;
use sportello::tui::DeskPlace;
use sportello::tui::input::Key;

use crate::desk::{Operator, catalog, comune};

/// Somebody in a comune over a catalogue that was changed first.
fn over(name: &str, change: impl FnOnce(&mut Catalog)) -> Operator {
    let mut changed = catalog();
    change(&mut changed);
    let place = comune(name);
    Operator::over(Lookup::over(Arc::new(changed)), |setup| setup.desk = DeskPlace::Place(place))
}

/// The office of Mesagne as a source of this autumn knows it.
fn known_this_autumn(catalog: &mut Catalog) {
    let office = catalog.sedi.iter_mut().find(|s| s.record.id.as_str().ends_with("servizi-sociali-mesagne")).unwrap();
    office.record.checked = Some(PartialDate::new("2026-10").unwrap());
}

#[test]
fn a_row_says_where_it_is_and_by_which_number() {
    let mut o = Operator::of("Latiano");
    o.types("segretariato");
    assert!(o.selected().ends_with("Mesagne · 0831 776 065"), "{}", o.picture());
    assert!(o.sees("a 8 km in linea d'aria"), "{}", o.picture());
    let mut there = Operator::of("Mesagne");
    there.types("segretariato");
    assert!(!there.selected().contains("Mesagne ·") && !there.sees("linea d'aria"), "{}", there.picture());
}

#[test]
fn the_number_of_all_stands_once_above_the_list() {
    let mut o = Operator::of("Latiano");
    o.types("assistenza");
    assert_eq!(o.picture().matches("0831 721 72 21").count(), 1, "{}", o.picture());
    assert_eq!(o.picture().matches("verificat").count(), 1, "{}", o.picture());
    assert!(o.selected().ends_with("Comune"), "{}", o.picture());
    // Where no column has room for it, it stands beside the row too.
    let mut small = Operator::of("Latiano").sized(40, 10);
    small.types("segretariato");
    assert!(small.sees("0831 776 065") && small.sees("0831 721 72 21"), "{}", small.picture());
}

#[test]
fn hours_of_a_recent_source_say_when_it_opens() {
    let mut o = over("Mesagne", known_this_autumn);
    o.types("segretariato");
    assert!(o.selected().contains("chiuso, apre lun 9"), "{}", o.picture());
    let mut old = Operator::of("Mesagne");
    old.types("segretariato");
    assert!(!old.selected().contains("chiuso"), "what an old source says is left to the scheda\n{}", old.picture());
    let mut monday = over("Mesagne", known_this_autumn);
    monday.types("segretariato lunedì");
    assert!(monday.sees("lunedì: apre alle 9"), "{}", monday.picture());
}

#[test]
fn what_was_verified_says_so_and_then_nothing_is_said_of_all() {
    let mut o = over("Latiano", |catalog| {
        let sad = catalog.servizi.iter_mut().find(|s| s.id.as_str() == "br-mesagne/assistenza-domiciliare-sociale");
        sad.unwrap().record.as_mut().unwrap().checked = Some(PartialDate::new("2026-10-05").unwrap());
    });
    o.types("sad");
    assert!(o.selected().contains("verificato 10/2026"), "{}", o.picture());
    assert!(!o.sees("nessuno verificato"), "{}", o.picture());
}

#[test]
fn what_only_a_norm_asks_for_says_so() {
    let mut o = Operator::of("Latiano");
    o.types("pronto intervento sociale");
    assert!(o.selected().ends_with("solo previsto dalla norma"), "{}", o.picture());
}

#[test]
fn the_mark_and_the_star_never_hide_each_other() {
    for size in [(80, 24), (40, 10), (120, 40), (200, 60)] {
        let mut o = Operator::of("Latiano").sized(size.0, size.1);
        o.types("sad").press(Key::F(7)).press(Key::Insert);
        assert!(o.rows().iter().any(|r| r.starts_with(">#*Assist")), "{}", o.picture());
        o.press(Key::F(7));
        assert!(o.rows().iter().any(|r| r.starts_with(">#Assist")), "{}", o.picture());
    }
}

#[test]
fn a_row_says_why_it_is_there_in_the_words_of_the_person() {
    let mut o = Operator::of("Latiano");
    o.types("badante");
    assert!(o.sees("perché: «") && !o.sees("parola chiave"), "{}", o.picture());
}

#[test]
fn no_row_cuts_an_acronym() {
    for columns in [50, 60, 70, 80, 100, 120] {
        let mut o = Operator::of("Latiano").sized(columns, 30);
        o.types("sad");
        assert!(o.selected().contains("(SAD)"), "{}", o.picture());
    }
}
