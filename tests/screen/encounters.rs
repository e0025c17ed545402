//! The operator's day, key by key.

use sportello::encounter::deed::{Deed, Keep};
use sportello::tui::app::Focus;
use sportello::tui::input::Key;
use sportello::tui::message::{Effect, Message};
use sportello::tui::update::update;
use sportello::tui::{DeskPlace, words};

use crate::desk::{Operator, comune};

#[test]
fn four_keys_to_the_home_care_of_latiano() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter);
    assert_eq!(o.keys, 4);
    assert!(o.sees("Assistenza domiciliare sociale"), "{}", o.picture());
    assert!(o.sees("Prossimo passo:"));
    assert!(o.sees("Cerca: sad"));
}

#[test]
fn the_next_person_starts_from_the_desks_comune_with_nothing_typed() {
    let mut o = Operator::of("Latiano");
    o.types("nido").press(Key::Ctrl('o')).types("casar").press(Key::Enter);
    assert!(o.sees("Casarano · ambito di Casarano"), "{}", o.picture());
    o.press(Key::Ctrl('t')).types("anz").press(Key::Enter).press(Key::Enter);
    o.press(Key::F(8));
    assert!(o.sees("Latiano · ambito di Mesagne"));
    assert!(o.sees(words::QUERY_HINT) && o.sees(words::NEXT_CITIZEN));
    assert!(o.model.encounter.request.targets.is_empty() && o.model.popups.is_empty());
}

#[test]
fn esc_goes_one_step_back_and_keeps_what_was_typed() {
    let mut o = Operator::of_the_region();
    o.types("sad").press(Key::Enter);
    assert!(o.sees("dove si trova"), "{}", o.picture());
    o.press(Key::Down).press(Key::Enter);
    assert_eq!(o.model.focus, Focus::Scheda);
    o.press(Key::Esc);
    assert!(o.sees("dove si trova"));
    o.press(Key::Esc);
    assert!(o.selected().contains("(SAD)"), "{}", o.picture());
    o.press(Key::Esc);
    assert!(o.sees(words::ESC_NEVER_QUITS) && o.sees("Cerca: sad"));
    assert!(o.effects.is_empty());
}

#[test]
fn the_first_start_asks_once_and_keeps_the_answer() {
    let mut o = Operator::with(|_| {});
    assert!(o.sees(words::FIRST_PLACE));
    o.types("latia").press(Key::Enter);
    assert_eq!(o.effects, [Effect::Outside(Deed::Keep(Keep::Desk(Some(comune("Latiano")))))]);
    assert!(o.sees("Latiano · ambito di Mesagne"));
    o.types("asilo").press(Key::F(8));
    assert!(!o.sees(words::FIRST_PLACE));
}

#[test]
fn the_whole_region_is_an_answer_too() {
    let mut o = Operator::with(|_| {});
    o.press(Key::Enter);
    assert_eq!(o.effects, [Effect::Outside(Deed::Keep(Keep::Desk(None)))]);
    assert!(o.sees("Tutta la Puglia"));
}

#[test]
fn a_kiosk_keeps_nothing() {
    let mut o = Operator::with(|s| s.kiosk = true);
    o.types("latia").press(Key::Enter);
    assert!(o.effects.is_empty());
    o.types("sad").press(Key::Ctrl('f'));
    assert!(o.effects.is_empty() && o.sees(words::STAR_NOT_KEPT));
    o.press(Key::Ctrl('\\'));
    assert!(o.effects.is_empty() && o.sees(words::NO_SUSPEND));
    update(&mut o.model, Message::Idle);
    assert!(o.model.query.is_empty());
}

#[test]
fn the_place_of_this_encounter_can_become_the_desks_for_good() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(2)).types("casarano").press(Key::Enter);
    o.press(Key::F(2)).types("lavoro").press(Key::Enter);
    assert_eq!(o.effects, [Effect::Outside(Deed::Keep(Keep::Desk(Some(comune("Casarano")))))]);
    o.press(Key::F(8));
    assert!(o.sees("Casarano · ambito di Casarano"));
}

#[test]
fn several_target_groups_are_marked_with_tab_and_taken_with_enter() {
    let mut o = Operator::of("Latiano");
    o.press(Key::Ctrl('t')).types("anz").press(Key::Tab).types("minor").press(Key::Tab).press(Key::Enter);
    assert_eq!(o.model.encounter.request.targets.len(), 2);
    assert!(o.model.popups.is_empty() && o.sees("Anziani"), "{}", o.picture());
    o.press(Key::Ctrl('t')).press(Key::Up).press(Key::Up).press(Key::Home);
    assert!(o.sees("[x] Anziani"), "{}", o.picture());
}

#[test]
fn areas_are_a_way_to_browse_and_esc_comes_back() {
    let mut o = Operator::of("Latiano");
    assert!(o.selected().contains("Accesso"), "{}", o.picture());
    o.press(Key::Down).press(Key::Enter);
    assert!(o.sees("Famiglie e minori"));
    assert!(o.sees("Asilo nido"), "{}", o.picture());
    o.press(Key::Esc);
    assert!(o.selected().contains("Famiglie e minori"), "{}", o.picture());
}

#[test]
fn the_count_beside_an_area_is_what_opening_it_shows() {
    for mut o in [Operator::of("Latiano"), Operator::of_the_region()] {
        for at in 0..7 {
            o.press(Key::F(8));
            (0..at).for_each(|_| {
                o.press(Key::Down);
            });
            let row = o.selected();
            let count = match row.split_whitespace().rev().nth(1).unwrap() {
                "nessun" => 0,
                count => count.parse::<usize>().unwrap(),
            };
            o.press(Key::Enter);
            assert_eq!(o.model.encounter.answer.total, count, "{row}\n{}", o.picture());
        }
    }
}

#[test]
fn starred_services_come_first_when_nothing_is_typed() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Ctrl('f'));
    assert!(matches!(o.effects.as_slice(), [Effect::Outside(Deed::Keep(Keep::Star { on: true, .. }))]));
    assert!(o.sees(words::STAR_ON));
    o.press(Key::F(8));
    assert!(o.rows()[4].starts_with(">*Assistenza domiciliare"), "{}", o.picture());
    assert!(o.sees(words::STARRED));
    o.press(Key::F(7)).press(Key::F(8));
    assert!(!o.sees(words::STARRED));
}

#[test]
fn copying_sends_the_text_and_shows_it_bare() {
    let mut o = Operator::of("Latiano");
    o.press(Key::Ctrl('y'));
    assert!(o.sees(words::NO_SCHEDA_HERE) && o.effects.is_empty());
    o.types("sad").press(Key::Ctrl('y'));
    let [Effect::Copy(text)] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    assert!(text.contains("CHE COSA PORTARE"));
    assert!(!o.sees("─") && !o.sees("│") && o.sees("inviato al terminale"), "{}", o.picture());
    o.press(Key::Esc);
    assert!(o.sees("Cerca: sad"));
}

#[test]
fn urgent_numbers_are_one_key_away_in_the_order_of_dialling() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter).press(Key::Ctrl('e'));
    let rows = o.rows();
    let at = |text: &str| rows.iter().position(|r| r.contains(text)).unwrap_or(usize::MAX);
    assert!(at("112 ") < at("118 ") && at("118 ") < at("1522 "), "{}", o.picture());
    assert!(at("1522 ") < at("numero non noto: Pronto intervento sociale"), "{}", o.picture());
    assert!(at("numero non noto: Pronto") < usize::MAX, "{}", o.picture());
    o.types("1522").press(Key::Enter);
    assert!(o.sees("Numero da comporre: 1522"), "{}", o.picture());
}

/// The number is what is dialled: where a row is too narrow it is the name that is cut.
#[test]
fn a_number_to_call_is_whole_in_any_window() {
    for (columns, rows) in [(80, 24), (40, 10)] {
        let mut o = Operator::of("Poggiardo").sized(columns, rows);
        o.press(Key::F(6));
        assert!(o.sees("112 Numero unico") && o.sees("328 8212906 Centro antiviolenza"), "{}", o.picture());
        let local = o.rows().into_iter().find(|r| r.contains("328 8212906")).unwrap();
        assert_eq!(local.contains('…'), columns == 40, "{local}");
    }
}

#[test]
fn a_key_that_does_nothing_says_so_and_types_nothing() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Ctrl('b'));
    assert!(o.sees(words::UNKNOWN_KEY) && o.model.query.text() == "sad");
    o.press(Key::F(11));
    assert!(o.sees(words::UNKNOWN_KEY));
    o.press(Key::Tab);
    assert!(o.sees(words::ONE_PANE));
}

#[test]
fn a_pasted_sentence_is_text_and_never_a_command() {
    let mut o = Operator::of("Latiano");
    update(&mut o.model, Message::Paste("sad\nlatiano\u{3}".to_owned()));
    assert_eq!(o.model.query.text(), "sad latiano");
}

#[test]
fn side_by_side_the_scheda_follows_the_selection_and_tab_goes_there() {
    let mut o = Operator::of("Latiano").sized(120, 40);
    o.types("asilo");
    assert!(o.sees("Prossimo passo:") && o.sees("Asilo nido"));
    o.press(Key::Tab).press(Key::End);
    assert!(o.model.encounter.schede[0].top > 0);
    o.press(Key::Esc);
    assert_eq!(o.model.focus, Focus::List);
}

#[test]
fn a_related_service_opens_with_its_digit_and_esc_comes_back() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Enter);
    let first = o.model.encounter.schede[0].scheda.id.clone();
    let linked = o.model.encounter.schede[0].scheda.links[0].id.clone();
    o.press(Key::Char('1'));
    assert_eq!(o.model.encounter.schede.last().unwrap().scheda.id, linked);
    o.press(Key::Esc);
    assert_eq!(o.model.encounter.schede.last().unwrap().scheda.id, first);
    o.press(Key::Enter);
    assert!(o.sees(words::LINKS));
    o.press(Key::Enter);
    assert_eq!(o.model.encounter.schede.last().unwrap().scheda.id, linked);
}

#[test]
fn a_comune_in_the_query_is_the_place_and_a_new_choice_replaces_it() {
    let mut o = Operator::of("Casarano");
    o.types("sad latiano");
    assert!(o.sees("Latiano · ambito di Mesagne (dalla ricerca: ^D toglie)"), "{}", o.picture());
    o.press(Key::F(2)).types("poggiardo").press(Key::Enter);
    assert_eq!(o.model.query.text(), "sad");
    assert!(o.sees("Poggiardo · ambito di Poggiardo"));
}

#[test]
fn a_place_taken_from_the_words_is_undone_with_one_key_and_the_line_says_which() {
    for size in [(80, 24), (40, 10), (120, 40)] {
        let mut o = Operator::of("Casarano").sized(size.0, size.1);
        o.types("sad latiano");
        assert!(o.rows()[1].contains("^D toglie)"), "{}", o.picture());
        o.press(Key::Ctrl('d'));
        assert_eq!(o.model.encounter.place_now(), Some(comune("Casarano")));
        assert!(o.rows()[1].starts_with("Casarano · ambito") && !o.rows()[1].contains("^D"), "{}", o.picture());
        assert!(o.sees("Ctrl-D") && o.sees("Cerca: sad latiano"), "{}", o.picture());
        assert!(!o.model.encounter.answer.relaxed && !o.model.encounter.answer.rows.is_empty());
        // What is typed on does not bring it back; the key does.
        o.types(" casa");
        assert_eq!(o.model.encounter.place_now(), Some(comune("Casarano")));
        o.press(Key::Ctrl('w')).press(Key::Ctrl('d'));
        assert_eq!(o.model.encounter.place_now(), Some(comune("Latiano")));
        // The next words are heard again.
        o.press(Key::Ctrl('d')).press(Key::Ctrl('u')).types("sad latiano");
        assert_eq!(o.model.encounter.place_now(), Some(comune("Latiano")));
    }
}

#[test]
fn a_place_that_was_undone_stays_so_when_another_is_chosen() {
    let mut o = Operator::of("Casarano");
    o.types("sad latiano").press(Key::Ctrl('d')).press(Key::F(2)).types("poggiardo").press(Key::Enter);
    assert_eq!((o.model.encounter.place_now(), o.model.query.text()), (Some(comune("Poggiardo")), "sad latiano"));
    o.press(Key::F(8)).types("sad latiano");
    assert_eq!(o.model.encounter.place_now(), Some(comune("Latiano")), "the next person starts anew");
}

#[test]
fn the_key_says_why_where_no_word_moved_the_place() {
    let mut o = Operator::of("Latiano");
    for words in ["sad", " latiano"] {
        o.types(words).press(Key::Ctrl('d'));
        assert!(o.sees(words::PLACE_IS_OWN) && !o.sees("toglie"), "{}", o.picture());
    }
}

#[test]
fn broken_layers_are_told_once() {
    let mut o = Operator::with(|s| {
        s.desk = DeskPlace::Region;
        s.notices = vec!["Il file «ambiti/x.json» non si legge.".to_owned()];
    });
    assert!(o.sees("non si legge"));
    o.press(Key::Esc);
    assert!(!o.sees("non si legge") && o.sees(words::HOME));
}

#[test]
fn the_cursor_stands_on_the_row_that_the_arrows_chose_and_in_the_query_while_one_types() {
    let mut o = Operator::of("Latiano");
    o.types("violenza");
    assert_eq!(o.cursor(), (15, 0));
    o.press(Key::Down);
    let row = o.rows().iter().position(|r| r.starts_with('>')).unwrap();
    assert_eq!(usize::from(o.cursor().1), row);
    o.press(Key::Enter).press(Key::Esc);
    assert_eq!(usize::from(o.cursor().1), row);
    o.types("x");
    assert_eq!(o.cursor(), (16, 0));
    o.press(Key::Down).press(Key::F(2));
    assert_eq!(o.cursor().1, 3, "a list that opens waits for letters");
    o.press(Key::Down);
    assert!(o.rows()[usize::from(o.cursor().1)].starts_with('>'));
}

#[test]
fn home_and_ctrl_keys_edit_the_query() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Home).types("x").press(Key::End).types("y z").press(Key::Ctrl('w'));
    assert_eq!(o.model.query.text(), "xsady ");
    o.press(Key::Ctrl('u')).press(Key::Ctrl('u'));
    assert!(o.model.query.is_empty() && o.sees(words::NOTHING_TO_CLEAR));
}

#[test]
fn a_service_known_elsewhere_only_names_no_other_place() {
    for name in ["Latiano", "Casarano", "Poggiardo"] {
        let mut o = Operator::of(name);
        for area in 0..7 {
            o.press(Key::F(8));
            (0..area).for_each(|_| {
                o.press(Key::Down);
            });
            o.press(Key::Enter);
            let list = o.rows()[3..21].join("\n");
            let others = ["Mesagne", "Casarano", "Poggiardo"].into_iter().filter(|a| !o.rows()[1].contains(a));
            for other in others {
                assert!(!list.contains(&format!(" {other} ")), "{other} in {name}\n{list}");
            }
        }
    }
}

/// What a person at the desk asks for, and the keys until the answer is on the screen. A number here may only go down.
#[test]
fn ten_encounters_and_the_keys_they_take() {
    fn keys(name: &str, at_most: usize, meet: impl FnOnce(&mut Operator) -> bool) {
        let mut o = Operator::of("Latiano");
        let answered = meet(&mut o);
        assert!(answered, "{name}\n{}", o.picture());
        assert_eq!(o.keys, at_most, "{name}\n{}", o.picture());
    }
    keys("help at home for an old person", 4, |o| {
        o.types("sad").press(Key::Enter);
        o.sees("Prossimo passo:")
    });
    keys("an emergency of any kind", 1, |o| {
        o.press(Key::F(6));
        o.sees("112 ")
    });
    keys("the sheet for home care, from the list", 5, |o| {
        o.types("sad").press(Key::F(9)).press(Key::Enter);
        matches!(o.effects.as_slice(), [Effect::Outside(Deed::Write { .. })])
    });
    keys("somebody of another comune", 8, |o| {
        o.press(Key::F(2)).types("pog").press(Key::Enter).types("sad");
        o.selected().contains("Assistenza domiciliare") && o.sees("ambito di Poggiardo")
    });
    keys("whom to call at the ambito", 1, |o| {
        o.press(Key::Ctrl('s'));
        o.sees("Prossimo passo:")
    });
    keys("what there is for families", 2, |o| {
        o.press(Key::Down).press(Key::Enter);
        o.sees("Asilo nido")
    });
    keys("two sheets in one file", 8, |o| {
        o.types("viol").press(Key::Insert).press(Key::Insert).press(Key::F(9)).press(Key::Enter);
        matches!(o.effects.as_slice(), [Effect::Outside(Deed::Write { name, .. })] if name.starts_with("fogli-2-"))
    });
    keys("what else goes with home care", 5, |o| {
        o.types("sad").press(Key::Enter).press(Key::Char('1'));
        o.model.encounter.schede.len() == 2
    });
    keys("a word that nobody knows: whom to ask instead", 6, |o| {
        o.types("xyzzy").press(Key::Enter);
        o.model.encounter.schede.last().is_some_and(|s| s.scheda.id == "ambito/br-mesagne")
    });
}
