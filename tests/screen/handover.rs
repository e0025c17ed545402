//! Handing over: one key, one popup, and the sheet says what to do first.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use sportello::consegna::Form;
use sportello::consegna::foglio::{PHONE_BYTES, Paper, PaperSheet, pieces};
use sportello::encounter::deed::Deed;
use sportello::scheda::foglio::Lingua;
use sportello::tui::hand;
use sportello::tui::input::Key;
use sportello::tui::message::Effect;
use sportello::tui::theme::ThemeChoice;
use sportello::tui::words;

use crate::desk::Operator;
use crate::outside;

fn with_a_printer() -> Operator {
    Operator::with(|s| {
        s.desk = sportello::tui::DeskPlace::Place(crate::desk::comune("Latiano"));
        s.printer = true;
    })
}

#[test]
fn two_keys_print_the_sheet_where_a_printer_is_allowed() {
    let mut o = with_a_printer();
    o.types("sad").press(Key::F(9)).press(Key::Enter);
    assert_eq!(o.keys, 5);
    let [Effect::Outside(Deed::Print(sheet))] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    let at = ["DOVE", "CHE COSA PORTARE", "PRIMO PASSO", "21 novembre 2026"].map(|word| sheet.find(word).unwrap());
    assert!(at.is_sorted() && sheet.lines().count() <= 60 && !sheet.contains("Fonte"), "{sheet}");
}

#[test]
fn two_keys_write_a_page_where_there_is_no_printer() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Ctrl('k'));
    assert!(o.sees(words::HAND_HTML) && o.sees("foglio-br-mesagne-"), "{}", o.picture());
    o.press(Key::Enter);
    let [Effect::Outside(Deed::Write { name, sheet })] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    assert_eq!(name, "foglio-br-mesagne-assistenza-domiciliare-sociale-2026-11-21.html");
    assert!(sheet.starts_with("<!DOCTYPE html>"));
}

#[test]
fn the_printer_that_is_not_allowed_says_who_can_allow_it() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::F(9)).types("stampa su").press(Key::Enter);
    assert!(o.effects.is_empty() && o.sees("amministratore"), "{}", o.picture());
}

#[test]
fn marked_rows_are_handed_over_together_and_the_next_person_has_none() {
    let mut o = Operator::of("Latiano");
    o.types("violenza").press(Key::Down).press(Key::Down).press(Key::Ctrl(' ')).press(Key::Insert);
    assert_eq!(o.model.encounter.marks.len(), 2, "{}", o.picture());
    assert!(o.sees("2 segnati"), "{}", o.picture());
    o.press(Key::F(9));
    assert!(o.sees("2 servizi"), "{}", o.picture());
    o.press(Key::Enter);
    let [Effect::Outside(Deed::Write { name, sheet })] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    assert_eq!(name, "fogli-2-2026-11-21.html");
    assert_eq!(sheet.matches("<article>").count(), 2);
    o.press(Key::F(8));
    assert!(o.model.encounter.marks.is_empty() && !o.sees("segnati"));
}

#[test]
fn nothing_that_was_typed_reaches_the_sheet() {
    let mut o = Operator::of("Latiano");
    o.types("sad mario rossi via garibaldi");
    let (fogli, lingue) = (hand::fogli(&o.model), &o.model.catalog().lingue);
    let mut sheets = Vec::new();
    for form in [Form::Html, Form::Text, Form::Markdown] {
        sheets.push(form.sheet(&hand::schede(&o.model), &[], o.model.today()));
        for lingua in std::iter::once(None).chain(lingue.iter().map(Some)).map(Lingua::new) {
            for paper in [Paper::Each, Paper::List, Paper::Referral] {
                let sheet = PaperSheet { fogli: &fogli, paper, lingua, date: o.model.today() };
                sheets.push(sheet.written(form, &[], 72));
                sheets.push(sheet.file_name(form));
            }
        }
    }
    sheets.extend(fogli.iter().flat_map(|f| pieces(f, PHONE_BYTES)));
    for sheet in sheets {
        let sheet = sheet.to_lowercase();
        assert!(!sheet.contains("mario") && !sheet.contains("rossi ") && !sheet.contains("garibaldi"), "{sheet}");
    }
}

#[test]
fn the_language_of_a_person_is_chosen_and_not_kept_for_the_next() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::F(9)).types("altra lingua").press(Key::Enter).types("rumeno").press(Key::Enter);
    assert!(o.sees("Consegna in rumeno") && o.sees("-ro-2026-11-21.h"), "{}", o.picture());
    o.press(Key::Enter);
    let [Effect::Outside(Deed::Write { name, sheet })] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    assert_eq!(name, "foglio-br-mesagne-assistenza-domiciliare-sociale-ro-2026-11-21.html");
    assert!(sheet.contains("Ce trebuie să aduceți") && sheet.contains("Che cosa portare"), "{sheet}");
    o.press(Key::F(9));
    assert!(!o.sees("rumeno") && !o.sees("-ro-"), "{}", o.picture());
}

#[test]
fn the_long_scheda_is_still_there_for_the_office() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::F(9)).types("completa").press(Key::Enter);
    let [Effect::Outside(Deed::Write { name, sheet })] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    assert_eq!(name, "scheda-br-mesagne-assistenza-domiciliare-sociale-2026-11-21.html");
    assert!(sheet.contains("Fonte e verifica"));
    o.press(Key::F(9)).types("invio per").press(Key::Enter);
    let [Effect::Outside(Deed::Write { name, sheet })] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    assert_eq!(name, "invio-br-mesagne-assistenza-domiciliare-sociale-2026-11-21.html");
    assert!(sheet.contains("Foglio d&#39;invio") || sheet.contains("Foglio d'invio"), "{sheet}");
}

#[test]
fn several_services_fit_one_list() {
    let mut o = Operator::of("Latiano");
    o.types("violenza").press(Key::Down).press(Key::Insert).press(Key::Insert).press(Key::F(9));
    o.types("per tutti").press(Key::Enter);
    let [Effect::Outside(Deed::Write { name, sheet })] = o.effects.as_slice() else {
        panic!("{:?}\n{}", o.effects, o.picture())
    };
    assert_eq!((name.as_str(), sheet.matches("<article").count()), ("elenco-2-2026-11-21.html", 1));
}

#[test]
fn over_ssh_it_says_where_the_file_stays() {
    let mut o = Operator::with(|s| {
        s.desk = sportello::tui::DeskPlace::Place(crate::desk::comune("Latiano"));
        s.remote = true;
    });
    o.types("sad").press(Key::F(9));
    assert!(o.sees("Resta sul server: foglio-"), "{}", o.picture());
}

#[test]
fn a_copy_is_the_page_that_is_handed_over() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::Ctrl('y'));
    let [Effect::Copy(text)] = o.effects.as_slice() else { panic!("{:?}", o.effects) };
    assert!(text.contains("CHE COSA PORTARE") && !text.contains("Fonte e verifica"), "{text}");
}

/// The modules of a code of half blocks, as they stand on the screen.
fn half_blocks(o: &Operator) -> Vec<Vec<bool>> {
    let rows = o.rows();
    let is_code = |r: &&String| r.contains(['█', '▀', '▄']);
    let code: Vec<&String> = rows.iter().filter(is_code).collect();
    let wide = code.iter().map(|r| r.chars().count()).max().unwrap();
    let lines: Vec<String> = code.iter().map(|r| format!("{r:<wide$}")).collect();
    outside::modules_of(&lines)
}

#[test]
fn at_80x24_the_sheet_is_read_from_the_screen_code_after_code() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::F(9)).types("qr con il foglio").press(Key::Enter);
    assert!(o.sees("Codice 1 di "), "{}", o.picture());
    let expected = pieces(&hand::fogli(&o.model)[0], sportello::consegna::qr::bytes_in(80, 22).unwrap());
    let reader = outside::first_of(&["zbarimg"], "QR codes read from the screen");
    for (at, piece) in expected.iter().enumerate() {
        assert!(o.sees(&format!("Codice {} di {}", at + 1, expected.len())), "{}", o.picture());
        if let Some(reader) = reader {
            assert_eq!(outside::read_code(reader, &half_blocks(&o)), *piece, "{}", o.picture());
        }
        o.press(Key::PageDown);
    }
    let mut large = Operator::of("Latiano").sized(120, 70);
    large.types("sad").press(Key::F(9)).types("qr con il foglio").press(Key::Enter);
    assert!(large.sees("Da inquadrare con il telefono"), "{}", large.picture());
}

#[test]
fn a_kiosk_hands_over_on_the_screen_only() {
    let mut o = Operator::with(|s| {
        s.desk = sportello::tui::DeskPlace::Place(crate::desk::comune("Latiano"));
        s.kiosk = true;
        s.printer = true;
    });
    o.types("sad").press(Key::F(9));
    assert!(o.sees(words::HAND_SCREEN) && !o.sees(words::HAND_HTML) && !o.sees(words::HAND_PRINT), "{}", o.picture());
    o.press(Key::Enter);
    assert!(o.effects.is_empty() && o.sees("CHE COSA PORTARE"), "{}", o.picture());
}

#[test]
fn the_plain_page_has_no_borders() {
    let mut o = Operator::of("Latiano");
    o.types("sad").press(Key::F(9)).types("schermo").press(Key::Enter);
    for sign in ["─", "│", "===", "---"] {
        assert!(!o.sees(sign), "{}", o.picture());
    }
}

#[test]
fn a_code_is_drawn_where_it_fits_and_says_what_it_is() {
    let mut o = Operator::of("Casarano");
    o.types("segretariato").press(Key::Enter).press(Key::F(9)).types("qr chiamare");
    assert!(o.sees("Codice QR per chiamare"), "{}", o.picture());
    o.press(Key::Enter);
    assert!(o.sees("Inquadra: ") && o.sees("Invio inverte"), "{}", o.picture());
    let mut small = Operator::of("Casarano").sized(40, 10);
    small.types("segretariato").press(Key::Enter).press(Key::F(9)).types("qr chiamare").press(Key::Enter);
    assert!(small.sees("non ci sta"), "{}", small.picture());
}

/// Rows of modules, light or not, as the terminal shows them; on a ground of its own where no colour is named.
fn modules(o: &Operator, ground_is_light: bool) -> Vec<Vec<bool>> {
    let terminal = o.drawn();
    let buffer = terminal.backend().buffer();
    let light = |cell: &Cell| {
        let (ink, ground) = match (cell.fg, cell.bg) {
            (Color::Reset, Color::Reset) => (!ground_is_light, ground_is_light),
            (Color::Gray, Color::Black) => (true, false),
            other => panic!("{other:?}"),
        };
        assert_eq!(cell.symbol(), " ", "half blocks where spaces have room");
        if cell.modifier.contains(Modifier::REVERSED) { ink } else { ground }
    };
    let rows = buffer.content.chunks(usize::from(buffer.area.width)).take(usize::from(buffer.area.height) - 1);
    rows.map(|row| row[..46].iter().step_by(2).map(light).collect()).collect()
}

/// The frame around a finder: light margin, dark ring.
fn is_readable(modules: &[Vec<bool>]) -> bool {
    let corner = |x: usize, y: usize| modules[y][x];
    (0..9).all(|at| corner(at, 0) && corner(0, at)) && (1..8).all(|at| !corner(at, 1) && !corner(1, at))
}

fn code_in(look: ThemeChoice) -> Operator {
    let mut o = Operator::with(|s| {
        s.desk = sportello::tui::DeskPlace::Place(crate::desk::comune("Casarano"));
        s.look = look;
    });
    o.types("segretariato").press(Key::Enter).press(Key::F(9)).types("qr chiamare").press(Key::Enter);
    o
}

#[test]
fn a_code_is_dark_on_light_whatever_the_ground_of_the_terminal() {
    for look in [
        ThemeChoice::Plain,
        ThemeChoice::Palette,
        ThemeChoice::Dark,
        ThemeChoice::Light,
        ThemeChoice::HighContrast,
        ThemeChoice::Monochrome,
    ] {
        let o = code_in(look);
        assert!(is_readable(&modules(&o, false)) && is_readable(&modules(&o, true)), "{look:?}");
    }
}

#[test]
fn where_the_terminal_has_no_colours_one_key_makes_a_code_dark_on_light() {
    let mut o = code_in(ThemeChoice::Vt);
    assert!(is_readable(&modules(&o, false)) && !is_readable(&modules(&o, true)));
    assert!(o.sees("Invio inverte"), "{}", o.picture());
    o.press(Key::Enter);
    assert!(is_readable(&modules(&o, true)) && o.sees(words::FLIPPED));
    o.press(Key::Enter).press(Key::Esc);
    assert!(o.model.popups.is_empty());
}

#[test]
fn a_code_grows_with_the_window() {
    let mut small = Operator::of("Casarano").sized(60, 20);
    small.types("segretariato").press(Key::Enter).press(Key::F(9)).types("qr chiamare").press(Key::Enter);
    assert!(small.sees("▀"), "{}", small.picture());
    let large = code_in(ThemeChoice::Plain);
    assert!(!large.sees("▀"), "{}", large.picture());
}

#[test]
fn in_ascii_a_code_is_made_of_spaces() {
    let mut o = Operator::with(|s| {
        s.desk = sportello::tui::DeskPlace::Place(crate::desk::comune("Casarano"));
        s.ascii = true;
    });
    o.types("segretariato").press(Key::Enter).press(Key::F(9)).types("qr chiamare").press(Key::Enter);
    let rows = o.rows();
    assert!(rows[..23].iter().all(|r| r.trim().is_empty()), "{}", o.picture());
    assert!(is_readable(&modules(&o, false)));
}

#[test]
fn the_ambito_of_the_place_is_one_key_away() {
    let mut o = Operator::of("Latiano");
    o.press(Key::Ctrl('s'));
    assert_eq!(o.model.encounter.schede.last().unwrap().scheda.id, "ambito/br-mesagne");
    o.press(Key::Esc).types("sad").press(Key::Enter).press(Key::Enter).types("ambito").press(Key::Enter);
    assert_eq!(o.model.encounter.schede.last().unwrap().scheda.id, "ambito/br-mesagne");
    let mut region = Operator::of_the_region();
    region.press(Key::Ctrl('s'));
    assert!(region.sees(words::NO_AMBITO));
}

#[test]
fn where_nothing_is_found_the_rows_below_act() {
    let mut o = Operator::of("Latiano");
    o.types("xyzzy").press(Key::Enter);
    assert_eq!(o.model.encounter.schede.last().unwrap().scheda.id, "ambito/br-mesagne");
    o.press(Key::Esc).press(Key::Down).press(Key::Enter);
    assert!(o.sees(words::NUMERI), "{}", o.picture());
    let mut region = Operator::of_the_region();
    region.types("xyzzy").press(Key::Enter);
    assert!(region.sees(words::PLACE), "{}", region.picture());
}
