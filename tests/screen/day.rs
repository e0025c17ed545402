//! A day at the desk, typed: what people say, with the catalogue that is built in. Of each encounter the first line, a
//! telephone in sight, and the keys beside the words.

use sportello::encounter::deed::Deed;
use sportello::search::Place;
use sportello::tui::app::Focus;
use sportello::tui::input::Key;
use sportello::tui::message::Effect;
use sportello::tui::words;

use crate::desk::Operator;

/// Somebody says something.
struct Said {
    at: &'static str,
    words: &'static str,
    /// What the first line below the title says: a number to call at once, or the first row.
    first: &'static str,
    /// What the selected row says; nothing where the number alone counts.
    row: &'static str,
    /// The telephone that is in sight without a key.
    phone: &'static str,
}

const fn said(
    at: &'static str,
    words: &'static str,
    first: &'static str,
    row: &'static str,
    phone: &'static str,
) -> Said {
    Said { at, words, first, row, phone }
}

#[rustfmt::skip]
const DAY: [Said; 28] = [
    // A life in danger: the number stands there before any key.
    said("Latiano", "mio marito mi ha chiamata troia e mi picchia", "1522", "Centri antiviolenza", "1522"),
    said("Latiano", "ho paura di mio marito", "1522", "Centri antiviolenza", "1522"),
    said("Latiano", "mio padre mi picchia", "112", "Pronto intervento sociale", "112"),
    said("Latiano", "mia nonna viene picchiata dalla badante", "112", "Pronto intervento sociale", "112"),
    said("Latiano", "la maestra segnala lividi su un bambino", "112", "Pronto intervento sociale", "114"),
    said("Latiano", "ho visto un bambino legato", "112", "Pronto intervento sociale", "114"),
    said("Latiano", "mio figlio non torna a casa da due giorni", "112", "Pronto intervento sociale", "116000"),
    said("Latiano", "il nonno con l'alzheimer è uscito e non torna", "112", "Pronto intervento sociale", "112"),
    said("Latiano", "mia figlia ha 14 anni e si taglia", "112", "", "19696"),
    said("Lecce", "mi voglio ammazzare", "112", "Centro di salute mentale", "112"),
    said("Latiano", "tentato suicidio", "112", "Centro di salute mentale", "112"),
    said("Latiano", "ha preso tutte le pastiglie", "112", "", "112"),
    said("Latiano", "ha bevuto la candeggina", "112", "", "0881 732326"),
    said("Latiano", "caduto anziano per terra", "112", "", "112"),
    said("Latiano", "si sono rotte le acque", "112", "", "112"),
    said("Latiano", "mi ha puntato la pistola", "112", "", "112"),
    said("Latiano", "aggredito dal vicino", "112", "", "112"),
    said("Foggia", "puzza di gas", "112 (anche 115)", "", "112"),
    said("Foggia", "dormo in macchina con i bambini", "112", "Pronto intervento sociale", "112"),
    said("Latiano", "siamo in strada con i figli stanotte", "112", "Pronto intervento sociale", "112"),
    // The others: the telephone stands beside the row or above the list, and again on the first screen of the scheda.
    said("Lecce", "siamo senza soldi", "> Contributi economici comunali", "Contributi", "0832 682 477"),
    said("Latiano", "sfratto la settimana prossima", "> Contributo per morosità incolpevole", "", "0831 721 72 21"),
    said("Latiano", "mamma anziana dimessa domani dall'ospedale", "> Dimissioni protette", "", "0831 721 72 21"),
    said("Latiano", "chi paga la rsa", "> Residenze", "RSA", "0831 721 72 21"),
    said("Latiano", "non arrivo a fine mese", "> Contributi economici comunali", "", "0831 721 72 21"),
    said("Foggia", "pronto intervento sociale", "> Pronto intervento sociale", "PIS", "0881 792 111"),
    said("Latiano", "segretariato sociale", "> Segretariato sociale", "", "0831 776 065"),
    said("Latiano", "serd", "> Servizio per le dipendenze", "SerD", "0831 721 72 21"),
];

#[test]
fn what_people_say_finds_its_first_line_and_a_telephone() {
    let mut wrong = Vec::new();
    for said in DAY {
        let mut o = Operator::today(said.at);
        // The space ends the last word: until then it may be the beginning of another.
        o.types(&format!("{} ", said.words));
        let (first, row, place) = (o.rows()[3].clone(), o.selected(), o.model.encounter.place_now());
        let mut right =
            first.starts_with(said.first) && row.contains(said.row) && place == o.model.encounter.workplace.place;
        right &= o.sees(said.phone);
        if o.model.encounter.answer.danger.is_none() {
            o.press(Key::Enter);
            right &= o.model.focus == Focus::Scheda && o.sees(said.phone);
        }
        // Beside the words at most the key that opens the scheda.
        right &= o.keys <= said.words.chars().count() + 2;
        if !right {
            wrong.push(format!("{}, {}\n{first}\n{row}\n{}", said.words, said.at, o.picture()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// An insult, a thing and a school are no places.
#[test]
fn a_word_that_is_a_comune_too_moves_nobody() {
    for words in ["mi ha chiamata troia", "mi serve una candela", "mi servono panni", "mio figlio va a scuola a lecce"]
    {
        let mut o = Operator::today("Latiano");
        o.types(words);
        assert_eq!(o.model.encounter.place_now(), o.model.encounter.workplace.place, "{words}\n{}", o.picture());
    }
    let mut o = Operator::today("Latiano");
    o.types("mi serve una candela");
    assert!(o.selected().contains("0831 721 72 21"), "{}", o.picture());
}

#[test]
fn what_is_no_social_service_says_where_it_is_done() {
    let mut o = Operator::today("Latiano");
    o.types("medico di base");
    assert!(o.rows()[3].contains("Altrove: Medico e pediatra di famiglia"), "{}", o.picture());
}

#[test]
fn the_number_of_a_cav_is_whole_among_the_numbers() {
    let mut o = Operator::today("Casarano");
    o.press(Key::F(6));
    let rows = o.rows();
    let at = |number: &str| rows.iter().position(|r| r.trim_start_matches(['>', ' ']).starts_with(number));
    assert!(at("112 ").is_some() && at("112 ") < at("118 ") && at("118 ") < at("328 821"), "{}", o.picture());
}

/// Pads for the grandmother, then a wheelchair, then what her daughter read about the 104: nobody goes back in between.
#[test]
fn one_question_follows_another_over_the_open_scheda() {
    let mut o = Operator::today("Latiano");
    o.types("pannoloni").press(Key::Enter).types("carrozzina");
    assert!(o.sees("Cerca: carrozzina") && o.selected().contains("Ausili"), "{}", o.picture());
    o.press(Key::Enter).types("104");
    assert_eq!((o.model.focus, o.model.query.text()), (Focus::List, "104"));
    assert!(o.selected().contains("Permessi Legge 104"), "{}", o.picture());
    o.press(Key::Enter);
    assert!(o.sees("803 164"), "{}", o.picture());
    let letters = "pannolonicarrozzina104".len();
    assert_eq!(o.keys - letters, 3);
}

/// The operator clears too early, takes it back, goes on, and clears for good.
#[test]
fn a_person_who_comes_back_to_the_desk_is_found_again() {
    let mut o = Operator::today("Latiano");
    o.types("sad").press(Key::Enter).press(Key::F(8));
    assert!(o.sees(words::HOME));
    o.press(Key::Ctrl('z'));
    assert!(o.sees("Cerca: sad") && o.model.focus == Focus::Scheda, "{}", o.picture());
    o.press(Key::F(8)).types("nido");
    o.press(Key::Ctrl('z'));
    assert!(o.sees("Cerca: nido"), "{}", o.picture());
}

/// From the first letter to the sheet in the printer: at most four keys beside the words. A number here may only go down.
#[test]
fn ten_encounters_from_the_first_letter_to_the_printed_sheet() {
    type Meet = fn(&mut Operator);
    /// Who comes, the letters of what is typed, the keys beside them, what the sheet holds, the encounter.
    type Printed = (&'static str, usize, usize, &'static [&'static str], Meet);
    let encounters: [Printed; 12] = [
        ("help at home, known by its name", 3, 2, &["Assistenza domiciliare sociale", "0831 721 72 21"], |o| {
            o.types("sad").press(Key::F(9)).press(Key::Enter);
        }),
        ("help at home, read before it is given", 3, 3, &["Assistenza domiciliare sociale"], |o| {
            o.types("sad").press(Key::Enter).press(Key::F(9)).press(Key::Enter);
        }),
        ("a woman who fears her husband", 22, 2, &["antiviolenza", "1522"], |o| {
            o.types("ho paura di mio marito").press(Key::F(9)).press(Key::Enter);
        }),
        ("two services on two sheets", 8, 4, &["antiviolenza", "1522"], |o| {
            o.types("violenza").press(Key::Insert).press(Key::Insert).press(Key::F(9)).press(Key::Enter);
            assert_eq!(o.model.encounter.marks.len(), 2);
        }),
        ("somebody of another comune", 12, 2, &["Assistenza domiciliare", "Casarano"], |o| {
            o.types("sad casarano").press(Key::F(9)).press(Key::Enter);
        }),
        ("the second row", 10, 3, &["Bonus asilo nido"], |o| {
            o.types("asilo nido").press(Key::Down).press(Key::F(9)).press(Key::Enter);
        }),
        ("a discharge tomorrow", 42, 2, &["Dimissioni protette"], |o| {
            o.types("mamma anziana dimessa domani dall'ospedale").press(Key::F(9)).press(Key::Enter);
        }),
        ("an eviction", 29, 2, &["morosità incolpevole", "0831 721 72 21"], |o| {
            o.types("sfratto la settimana prossima").press(Key::F(9)).press(Key::Enter);
        }),
        ("the office of the ambito", 0, 3, &["Mesagne"], |o| {
            o.press(Key::Ctrl('s')).press(Key::F(9)).press(Key::Enter);
        }),
        ("a word that nobody knows", 5, 3, &["Mesagne", "0831"], |o| {
            o.types("xyzzy").press(Key::Enter).press(Key::F(9)).press(Key::Enter);
        }),
        ("what goes with home care", 3, 4, &["PRIMO PASSO"], |o| {
            o.types("sad").press(Key::Enter).press(Key::Char('1')).press(Key::F(9)).press(Key::Enter);
        }),
        ("the next question of the same person, over the open scheda", 3, 2, &["803 164"], |o| {
            o.types("pannoloni").press(Key::Enter);
            o.keys = 0;
            o.types("104").press(Key::F(9)).press(Key::Enter);
        }),
    ];
    for (who, letters, keys, holds, meet) in encounters {
        let mut o = Operator::today_with("Latiano", |setup| setup.printer = true);
        meet(&mut o);
        let [Effect::Outside(Deed::Print(sheet))] = o.effects.as_slice() else {
            panic!("{who}: {:?}\n{}", o.effects, o.picture())
        };
        let sheet_folded = sheet.to_lowercase();
        for held in holds {
            assert!(sheet_folded.contains(&held.to_lowercase()), "{who}: {held}\n{sheet}");
        }
        assert!(keys <= 4);
        assert_eq!(o.keys, letters + keys, "{who}");
        o.press(Key::F(8));
        assert!(!o.model.has_work() && o.model.encounter.request.place == o.model.encounter.workplace.place, "{who}");
        assert!(matches!(o.model.encounter.request.place, Some(Place::Comune(_))));
    }
}
