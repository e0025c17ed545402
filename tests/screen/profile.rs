//! The person at the desk: the form key by key, what the list and the scheda say, and that nothing of it stays.

use sportello::consegna::Form;
use sportello::eligibility::{Outcome, candidates};
use sportello::encounter::person::Person;
use sportello::search::Hit;
use sportello::tui::input::Key;
use sportello::tui::lines::ListLine;
use sportello::tui::message::{Effect, Message};
use sportello::tui::update::update;
use sportello::tui::{DeskPlace, words};

use crate::desk::Operator;

/// "My mother is 84, lives alone in Latiano, her ISEE is 9,000, she is not self-sufficient."
fn mother(o: &mut Operator) {
    o.press(Key::F(5)).types("84").press(Key::Down).types("9000");
    o.types("viv").press(Key::Enter).types("non").press(Key::Enter).press(Key::F(5));
}

/// Somebody who needs none of what is there for those in need.
fn well_off(o: &mut Operator) {
    o.press(Key::F(5)).types("30").press(Key::Down).types("60000").press(Key::F(5));
}

fn outcomes(o: &Operator) -> Vec<Outcome> {
    let rows = o.model.lines.iter().filter_map(|l| match l {
        ListLine::Item(row) => o.model.encounter.person.mark(row),
        _ => None,
    });
    rows.map(|m| m.outcome).collect()
}

fn pictures(name: &str, open: impl Fn(&mut Operator)) {
    for (columns, rows) in crate::pictures::SIZES {
        let mut o = Operator::of("Latiano").sized(columns, rows);
        open(&mut o);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), o.picture());
        });
    }
}

#[test]
fn the_mother_of_latiano_in_few_keys() {
    let mut o = Operator::today("Latiano");
    mother(&mut o);
    // At a hurried two keys a second that is nine seconds.
    assert!(o.keys <= 17, "{} keys", o.keys);
    let said = o.model.encounter.person.question().unwrap();
    assert_eq!(said.text, "Chiedi: la persona ha una disabilità certificata con un verbale?");
    let outcomes = outcomes(&o);
    assert!(outcomes.contains(&Outcome::Compatibile) && outcomes.contains(&Outcome::DaVerificare), "{}", o.picture());
    assert!(outcomes.iter().filter(|o| **o == Outcome::DaVerificare).count() <= 25);
    let rows = o.rows();
    for wanted in ["Indennità di accompagnamento", "(SAD)", "Assegno di inclusione", "Buoni servizio"] {
        assert!(rows[4..10].iter().any(|r| r.contains(wanted)), "{wanted}\n{}", o.picture());
    }
    assert!(o.model.popups.is_empty());
    let profile = sportello::eligibility::Profile { comune: o.model.encounter.comune_now(), ..Default::default() };
    assert!(outcomes.len() + o.model.encounter.person.hidden(false) >= candidates(o.model.catalog(), &profile).len());
}

#[test]
fn the_others_open_with_enter_and_close_again() {
    let mut o = Operator::today("Latiano");
    mother(&mut o);
    let n = o.model.encounter.person.counts().unwrap().others;
    let shown = outcomes(&o).len();
    assert!(n > 20, "{n}");
    for _ in 0..shown + 3 {
        o.press(Key::Down);
    }
    o.press(Key::Up);
    assert!(o.selected().contains(&format!("altri {n}, poco probabili: Invio li mostra")), "{}", o.picture());
    o.press(Key::Enter);
    assert_eq!(outcomes(&o).len(), shown + n);
    assert!(o.selected().contains("Invio li nasconde"), "{}", o.picture());
    o.press(Key::Down);
    assert!(o.model.current_id().is_some(), "the others stand below their line");
    o.press(Key::Up).press(Key::Enter);
    assert_eq!(outcomes(&o).len(), shown);
    // The next person begins with them closed.
    o.press(Key::Enter).press(Key::F(8));
    mother(&mut o);
    assert_eq!(outcomes(&o).len(), shown);
}

#[test]
fn words_find_what_is_put_away() {
    let mut o = Operator::today("Latiano");
    mother(&mut o);
    o.types("asilo nido");
    assert!(o.selected().contains("Asilo nido"), "{}", o.picture());
}

#[test]
fn the_form() {
    pictures("profile_form", |o| {
        o.press(Key::Ctrl('g')).types("84").press(Key::Enter).types("9.000");
    });
}

#[test]
fn the_form_with_a_condition() {
    pictures("profile_condition", |o| {
        o.press(Key::Ctrl('g')).types("84").press(Key::Enter).types("9.000").types("non auto").press(Key::Enter);
    });
}

#[test]
fn the_list_for_a_person() {
    pictures("profile_list", mother);
}

#[test]
fn the_list_with_something_hidden() {
    pictures("profile_hidden", well_off);
}

#[test]
fn the_list_for_a_person_and_words() {
    pictures("profile_words", |o| {
        well_off(o);
        o.types("contributo").press(Key::Ctrl('v'));
    });
}

#[test]
fn the_scheda_for_a_person() {
    pictures("profile_scheda", |o| {
        mother(o);
        o.types("sad").press(Key::Enter);
    });
}

#[test]
fn a_space_ticks_what_is_found_and_enter_goes_on_to_no_and_to_not_said() {
    let mut o = Operator::of("Latiano");
    o.press(Key::Ctrl('g')).types("non auto ");
    assert!(o.sees("[x] non autosufficiente"), "{}", o.picture());
    o.press(Key::Enter);
    assert!(o.sees("[-] non autosufficiente"));
    o.press(Key::Char(' '));
    assert!(o.sees("[ ] non autosufficiente") && !o.model.encounter.person.is_told());
}

#[test]
fn enter_on_the_last_line_shows_the_services() {
    let mut o = Operator::of("Latiano");
    o.press(Key::Ctrl('g')).types("84");
    for _ in 0..100 {
        o.press(Key::Down);
    }
    o.press(Key::Enter);
    assert!(o.model.popups.is_empty() && !outcomes(&o).is_empty());
}

#[test]
fn esc_closes_the_form_and_keeps_what_was_told() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).types("84").press(Key::Esc);
    assert!(o.model.encounter.person.is_told() && o.model.popups.is_empty());
    o.press(Key::F(5));
    assert!(o.rows().iter().any(|r| r.contains("Età") && r.contains("84")), "{}", o.picture());
}

#[test]
fn the_comune_is_changed_on_the_way_and_the_form_is_there_again() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).types("84").press(Key::F(2)).types("casarano").press(Key::Enter);
    assert!(o.model.form().is_some() && o.sees("Casarano · ambito di Casarano"), "{}", o.picture());
    o.press(Key::Up).press(Key::Enter);
    assert!(o.model.picker().is_some());
    o.press(Key::Esc);
    assert!(o.model.form().is_some());
}

#[test]
fn the_counts_follow_every_figure() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).press(Key::Down).types("6000");
    let poor = o.picture();
    o.types("0");
    assert!(o.rows()[2] != poor.lines().nth(2).unwrap(), "{}", o.picture());
}

#[test]
fn nothing_that_does_not_fit_is_dropped() {
    let mut o = Operator::today("Latiano");
    mother(&mut o);
    let n = o.model.encounter.person.counts().unwrap().not_compatible;
    let others = o.model.encounter.person.counts().unwrap().others;
    assert!(
        n > 0 && o.model.encounter.person.hidden(false) == n + others && o.model.encounter.person.hidden(true) == n
    );
    assert!(o.sees("nascosti"), "{}", o.picture());
    assert!(!outcomes(&o).contains(&Outcome::NonCompatibile));
    let shown = outcomes(&o).len();
    o.press(Key::Ctrl('v'));
    assert_eq!(outcomes(&o).len(), shown + n);
    assert_eq!(outcomes(&o).len() + others, o.model.encounter.answer.total);
    o.press(Key::Ctrl('v'));
    for _ in 0..200 {
        o.press(Key::Down);
    }
    assert!(o.selected().contains("Ctrl-V li mostra"), "{}", o.picture());
    o.press(Key::Enter);
    assert_eq!(outcomes(&o).len(), shown + n);
}

#[test]
fn words_keep_their_order_and_get_marks() {
    let mut plain = Operator::of("Latiano");
    plain.types("assistenza");
    let mut o = Operator::of("Latiano");
    well_off(&mut o);
    o.press(Key::Ctrl('v')).types("assistenza");
    let hits = |o: &Operator| -> Vec<Hit> {
        let items = o.model.lines.iter().filter_map(|l| if let ListLine::Item(r) = l { Some(r.hit) } else { None });
        items.collect()
    };
    assert_eq!(hits(&o), hits(&plain));
    assert_eq!(outcomes(&o).len(), hits(&o).len());
}

#[test]
fn the_next_question_stands_above_the_list_and_leads_to_its_field() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).types("84").press(Key::F(5));
    let field = o.model.encounter.person.question().unwrap().field.clone();
    assert!(o.rows()[3].starts_with("  Chiedi: ") && o.rows()[3].contains('?'), "{}", o.picture());
    o.press(Key::Up);
    assert!(o.sees("La risposta decide "), "{}", o.picture());
    o.press(Key::Enter);
    let label = field.label(o.model.catalog());
    assert!(o.selected().contains(&label), "{label}\n{}", o.picture());
    o.press(Key::Up).press(Key::Ctrl('d'));
    assert!(o.selected().contains(&label));
}

#[test]
fn without_a_profile_there_are_no_marks() {
    let mut o = Operator::of("Latiano");
    o.types("assistenza");
    assert!(outcomes(&o).is_empty());
    o.press(Key::Ctrl('g')).press(Key::Esc);
    assert!(outcomes(&o).is_empty() && !o.model.encounter.person.is_told());
}

#[test]
fn the_scheda_says_why_and_that_the_office_decides() {
    let mut o = Operator::of("Latiano").sized(80, 60);
    mother(&mut o);
    o.types("sad").press(Key::Enter);
    for said in [words::FOR_THIS_PERSON, "orienta, decide l'ufficio.", "sì, ha 84 anni"] {
        assert!(o.sees(said), "{said}\n{}", o.picture());
    }
}

#[test]
fn the_next_citizen_and_the_idle_time_out_leave_nothing() {
    for wipe in [Message::Key(Key::F(8)), Message::Key(Key::Ctrl('x')), Message::Idle] {
        for open in [false, true] {
            let mut o = Operator::of("Latiano");
            mother(&mut o);
            o.press(Key::Ctrl('v'));
            if open {
                o.press(Key::F(5));
            }
            update(&mut o.model, wipe.clone());
            assert!(
                !o.model.encounter.person.is_told() && o.model.form().is_none() && !o.model.encounter.person.show_all
            );
            assert!(o.sees(words::HOME) && !o.sees("Chiedi"), "{}", o.picture());
            o.press(Key::F(5));
            assert!(!o.sees("9.000") && !o.sees("[x]"), "{}", o.picture());
        }
    }
}

#[test]
fn a_scheda_left_open_says_nothing_of_the_last_person_to_the_next() {
    for wipe in [Message::Key(Key::F(8)), Message::Idle] {
        let mut o = Operator::of("Latiano");
        mother(&mut o);
        o.types("sad").press(Key::Enter);
        assert!(o.sees(words::FOR_THIS_PERSON));
        update(&mut o.model, wipe.clone());
        assert!(!o.sees(words::FOR_THIS_PERSON) && o.model.encounter.person == Person::default(), "{}", o.picture());
        o.types("sad").press(Key::Enter);
        assert!(!o.sees(words::FOR_THIS_PERSON) && !o.sees("84 anni"), "{}", o.picture());
    }
}

/// Everything that can be handed over of the open scheda: files, printer, codes, plain page, copy.
fn handed_over(o: &mut Operator) -> Vec<String> {
    let schede = sportello::tui::hand::schede(&o.model);
    assert_eq!(schede.len(), 1);
    let mut all: Vec<String> =
        [Form::Html, Form::Text, Form::Markdown].iter().map(|form| form.sheet(&schede, &[], o.model.today())).collect();
    o.press(Key::Ctrl('y'));
    all.push(format!("{:?}", o.effects));
    all.push(o.picture());
    o.press(Key::Esc);
    let ways = [
        "pagina",
        "copia il testo",
        "solo testo",
        "markdown",
        "stampa",
        "schermo",
        "qr",
        "qr chiamare",
        "invio per",
        "completa",
    ];
    let languages = o.model.catalog().lingue.iter().map(|l| l.italian.to_string());
    let translated = languages.flat_map(|l| ["pagina", "schermo", "qr"].map(|way| (l.clone(), way)));
    let choices: Vec<(String, &str)> = ways.into_iter().map(|way| (String::new(), way)).chain(translated).collect();
    for (language, choice) in choices {
        o.press(Key::Ctrl('k'));
        if !language.is_empty() {
            o.types("altra lingua").press(Key::Enter).types(&language).press(Key::Enter);
        }
        o.types(choice).press(Key::Enter);
        all.push(format!("{choice} {:?}", o.effects));
        let is_sheet = !o.sees(words::FOR_THIS_PERSON);
        all.push(if is_sheet { o.picture() } else { String::new() });
        o.press(Key::Esc);
        if o.model.encounter.schede.is_empty() {
            o.press(Key::Enter);
        }
    }
    all
}

#[test]
fn what_is_handed_over_is_the_same_whoever_stands_there() {
    for query in ["sad", "assegno di inclusione", "segretariato"] {
        let plain = {
            let mut o = with_printer();
            o.types(query).press(Key::Enter);
            handed_over(&mut o)
        };
        let mut o = with_printer();
        mother(&mut o);
        o.press(Key::Ctrl('v')).types(query).press(Key::Enter);
        assert!(o.sees(words::FOR_THIS_PERSON), "{}", o.picture());
        let told = handed_over(&mut o);
        assert_eq!(plain.len(), told.len());
        for (plain, told) in plain.iter().zip(&told) {
            assert!(!told.contains(words::FOR_THIS_PERSON) && !told.contains("84 anni"), "{told}");
            if !plain.is_empty() && !told.is_empty() {
                assert_eq!(plain, told);
            }
        }
        let written = told.iter().filter(|t| t.contains("Write {") || t.contains("Print")).count();
        assert!(written >= 7, "{told:#?}");
    }
}

fn with_printer() -> Operator {
    Operator::with(|setup| {
        setup.desk = DeskPlace::Place(crate::desk::comune("Latiano"));
        setup.printer = true;
    })
}

#[test]
fn what_was_told_is_in_no_debug_print_no_effect_and_no_copy() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).types("117").press(Key::Down).types("98765,43").types("non auto").press(Key::Enter);
    let secret = |text: &str| ["98765", "98.765", "117 anni", "9876543"].iter().any(|s| text.contains(s));
    assert!(!secret(&format!("{:?}", o.model)), "the form");
    assert_eq!(
        format!("{:?} {:?}", o.model.encounter.person, o.model.form().unwrap()),
        "Person { … } ProfileForm { … }"
    );
    o.press(Key::F(5)).press(Key::Ctrl('v')).types("assegno di inclusione").press(Key::Enter).press(Key::PageDown);
    assert!(secret(&o.picture()), "the scheda says it to the operator: {}", o.picture());
    assert!(!secret(&format!("{:?}", o.model)), "the scheda");
    o.press(Key::Ctrl('y'));
    let Some(Effect::Copy(text)) = o.effects.first() else { panic!("{:?}", o.effects) };
    assert!(!secret(text) && !text.contains(words::FOR_THIS_PERSON) && !secret(&o.picture()));
    o.press(Key::Esc).press(Key::Ctrl('f'));
    assert!(!secret(&format!("{:?}", o.effects)));
}

#[test]
fn a_date_of_birth_is_kept_as_an_age() {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(5)).types("3/5/1942").press(Key::F(5)).press(Key::F(5));
    assert!(!o.sees("1942") || o.sees(words::PROFILE_AGE_HINT), "{}", o.picture());
    assert!(o.rows().iter().any(|r| r.contains("Età") && r.contains("84")));
}
