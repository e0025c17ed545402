//! What the operator sees, at the size the screen is designed for, at the smallest and at wider ones.

use sportello::tui::input::Key;

use crate::desk::Operator;

pub const SIZES: [(u16, u16); 5] = [(80, 24), (40, 10), (100, 30), (132, 43), (200, 60)];

fn pictures(name: &str, open: impl Fn(&mut Operator)) {
    for_each_size(name, || Operator::of("Latiano"), open);
}

fn for_each_size(name: &str, who: impl Fn() -> Operator, open: impl Fn(&mut Operator)) {
    for (columns, rows) in SIZES {
        let mut operator = who().sized(columns, rows);
        open(&mut operator);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), operator.picture());
        });
    }
}

#[test]
fn first_start() {
    for_each_size("first_start", || Operator::with(|_| {}), |_| {});
}

#[test]
fn empty_query() {
    pictures("empty_query", |_| {});
}

#[test]
fn sad_typed() {
    pictures("sad_typed", |o| {
        o.types("sad");
    });
}

#[test]
fn sad_typed_for_the_whole_region() {
    for_each_size("sad_region", Operator::of_the_region, |o| {
        o.types("sad");
    });
}

#[test]
fn scheda() {
    pictures("scheda", |o| {
        o.types("sad").press(Key::Enter);
    });
}

/// With a banner above and without, the next step below.
#[test]
fn the_first_screen_of_a_scheda_holds_the_answer() {
    for typed in ["sad", "assegno di inclusione", "violenza", "mi picchia", "centro antiviolenza"] {
        let mut o = Operator::of("Latiano").sized(80, 24);
        o.types(typed).press(Key::Enter);
        for label in ["CHI", "DOVE", "TELEFONO", "QUANDO", "PORTARE", "COME", "Prossimo passo"] {
            assert!(o.rows().iter().any(|r| r.starts_with(label)), "{typed}: {label}\n{}", o.picture());
        }
    }
}

#[test]
fn grouped_row_opened() {
    for_each_size("group", Operator::of_the_region, |o| {
        o.types("sad").press(Key::Enter);
    });
}

#[test]
fn comune_picker() {
    pictures("comune_picker", |o| {
        o.press(Key::Ctrl('o')).types("ca");
    });
}

#[test]
fn destinatari_picker() {
    pictures("destinatari_picker", |o| {
        o.press(Key::F(3)).types("anz").press(Key::Tab);
    });
}

#[test]
fn numeri() {
    pictures("numeri", |o| {
        o.press(Key::F(6));
    });
}

#[test]
fn numbers_of_an_ambito_that_has_its_own() {
    for_each_size(
        "numeri_own",
        || Operator::of("Poggiardo"),
        |o| {
            o.press(Key::F(6));
        },
    );
}

#[test]
fn violence_shows_who_helps() {
    pictures("violenza", |o| {
        o.types("violenza");
    });
}

#[test]
fn help() {
    pictures("help", |o| {
        o.press(Key::Char('?'));
    });
}

#[test]
fn no_match() {
    pictures("no_match", |o| {
        o.types("xyzzy");
    });
}

#[test]
fn hand_over() {
    pictures("hand_over", |o| {
        o.types("sad").press(Key::F(9));
    });
}

#[test]
fn rows_with_a_place_chosen() {
    pictures("violenza_area", |o| {
        (0..5).for_each(|_| {
            o.press(Key::Down);
        });
        o.press(Key::Enter).press(Key::Insert);
    });
}

#[test]
fn ambito() {
    pictures("ambito", |o| {
        o.press(Key::Ctrl('s'));
    });
}

#[test]
fn plain_page() {
    pictures("plain_page", |o| {
        o.types("sad").press(Key::Enter).press(Key::Ctrl('y'));
    });
}

#[test]
fn a_window_that_is_too_small_says_so() {
    let operator = Operator::of("Latiano").sized(30, 8);
    assert!(operator.picture().replace('\n', " ").contains("servono almeno 40 colonne e 10 righe"));
}
