//! Every screen at 80 x 24 in every look, in one picture each: the text, where which style stands, what each style is in
//! each look, and the same screen as a terminal gets it that knows nothing but ASCII.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};
use sportello::tui::DeskPlace;
use sportello::tui::input::Key;
use sportello::tui::theme::{Theme, ThemeChoice};

use crate::desk::{Operator, comune};

const LOOKS: [(&str, ThemeChoice); 7] = [
    ("plain", ThemeChoice::Plain),
    ("palette", ThemeChoice::Palette),
    ("dark", ThemeChoice::Dark),
    ("light", ThemeChoice::Light),
    ("contrast", ThemeChoice::HighContrast),
    ("monochrome", ThemeChoice::Monochrome),
    ("vt", ThemeChoice::Vt),
];

/// The style of a cell in each look.
type Styles = [(Color, Color, Modifier); LOOKS.len()];

type Role = (char, &'static str, fn(&Theme) -> Style);

const ROLES: [Role; 10] = [
    ('.', "text", |t| t.text),
    ('d', "dim", |t| t.dim),
    ('S', "strong", |t| t.strong),
    ('h', "hit", |t| t.hit),
    ('R', "selected", |t| t.selected),
    ('+', "good", |t| t.good),
    ('!', "careful", |t| t.careful),
    ('k', "key", |t| t.key),
    ('q', "code", |t| t.code),
    ('Q', "code, reversed", |t| t.code.add_modifier(Modifier::REVERSED)),
];

fn styles_of(role: &Role) -> Styles {
    LOOKS.map(|(_, look)| {
        let style = (role.2)(&Theme::of(look));
        (style.fg.unwrap_or(Color::Reset), style.bg.unwrap_or(Color::Reset), style.add_modifier)
    })
}

fn said((fg, bg, modifier): (Color, Color, Modifier)) -> String {
    let mut words = Vec::new();
    let names =
        [(Modifier::BOLD, "bold"), (Modifier::DIM, "dim"), (Modifier::UNDERLINED, "ul"), (Modifier::REVERSED, "rev")];
    words.extend(names.iter().filter(|(m, _)| modifier.contains(*m)).map(|(_, name)| (*name).to_owned()));
    if fg != Color::Reset {
        words.push(format!("{fg}").to_lowercase());
    }
    if bg != Color::Reset {
        words.push(format!("on {bg}").to_lowercase());
    }
    if words.is_empty() { "-".to_owned() } else { words.join(" ") }
}

/// The letter of each style, and those that are met.
#[derive(Default)]
struct Legend {
    letters: BTreeMap<char, (String, Styles)>,
    others: Vec<Styles>,
}

impl Legend {
    /// A figure for what is no style of its own: a sign on the selected row.
    fn other(&mut self, styles: Styles) -> char {
        let at = self.others.iter().position(|s| *s == styles).unwrap_or_else(|| {
            self.others.push(styles);
            self.others.len() - 1
        });
        char::from_digit(u32::try_from(at).unwrap() + 1, 36).unwrap()
    }

    fn letter(&mut self, styles: Styles) -> char {
        let role = ROLES.iter().find(|r| styles_of(r) == styles);
        let (letter, name) =
            role.map_or_else(|| (self.other(styles), "two in one"), |(letter, name, _)| (*letter, name));
        let name = name.to_owned();
        self.letters.insert(letter, (name, styles));
        letter
    }
}

fn look(cell: &Cell) -> (Color, Color, Modifier) {
    (cell.fg, cell.bg, cell.modifier)
}

/// The screen in every look. Fails where a look changes more than styles.
fn picture(operator: &mut Operator) -> String {
    let drawn: Vec<_> = LOOKS
        .iter()
        .map(|(_, look)| {
            operator.model.theme = Theme::of(*look);
            operator.drawn().backend().buffer().clone()
        })
        .collect();
    let width = usize::from(drawn[0].area.width);
    let (mut legend, mut map) = (Legend::default(), String::new());
    for y in 0..usize::from(drawn[0].area.height) {
        let mut row = String::new();
        for x in 0..width {
            let cells: Vec<&Cell> = drawn.iter().map(|b| &b.content[y * width + x]).collect();
            assert!(cells.iter().all(|c| c.symbol() == cells[0].symbol()), "a look changes the text at {x},{y}");
            let styles = std::array::from_fn(|at| look(cells[at]));
            let plain = styles == styles_of(&ROLES[0]);
            row.push(if plain && cells[0].symbol() == " " { ' ' } else { legend.letter(styles) });
        }
        let _ = writeln!(map, "{}", row.trim_end());
    }
    operator.model.theme = Theme::of(ThemeChoice::default());
    let (x, y) = operator.cursor();
    let mut out = format!("{}\n\n== cursor: column {x}, row {y}\n== styles\n{map}", operator.picture());
    let _ = writeln!(out, "{:19}{}", "== legend", LOOKS.map(|(name, _)| format!("{name:22}")).concat().trim_end());
    for (letter, (name, styles)) in &legend.letters {
        let said = styles.map(|s| format!("{:22}", said(s))).concat();
        let _ = writeln!(out, "{letter} {name:17}{}", said.trim_end());
    }
    let _ = write!(out, "== ascii\n{}", operator.in_ascii());
    out
}

type Screen = (&'static str, fn() -> Operator);

fn latiano(open: fn(&mut Operator) -> &mut Operator) -> Operator {
    let mut operator = Operator::of("Latiano");
    open(&mut operator);
    operator
}

fn for_a_person(o: &mut Operator) -> &mut Operator {
    o.press(Key::F(5)).types("84").press(Key::Down).types("60000");
    o.types("non auto").press(Key::Enter)
}

fn code() -> Operator {
    let mut o = Operator::of("Casarano");
    o.types("segretariato").press(Key::Enter).press(Key::F(9)).types("qr chiamare").press(Key::Enter);
    o
}

const SCREENS: &[Screen] = &[
    ("first_start", || Operator::with(|_| {})),
    ("home", || latiano(|o| o)),
    ("home_starred", || latiano(|o| o.types("sad").press(Key::F(7)).press(Key::F(8)))),
    ("list", || latiano(|o| o.types("assistenza"))),
    ("list_marked", || latiano(|o| o.types("violenza").press(Key::Down).press(Key::Insert))),
    ("list_region", || {
        let mut o = Operator::of_the_region();
        o.types("sad");
        o
    }),
    ("group", || {
        let mut o = Operator::of_the_region();
        o.types("sad").press(Key::Enter);
        o
    }),
    ("relaxed", || latiano(|o| o.types("nido carcere"))),
    ("no_match", || latiano(|o| o.types("xyzzy"))),
    ("scheda", || latiano(|o| o.types("sad").press(Key::Enter))),
    ("scheda_person", || {
        latiano(|o| for_a_person(o).press(Key::F(5)).press(Key::Ctrl('v')).types("sad").press(Key::Enter))
    }),
    ("ambito", || latiano(|o| o.press(Key::Ctrl('s')))),
    ("picker_place", || latiano(|o| o.press(Key::F(2)).types("ca"))),
    ("picker_targets", || latiano(|o| o.press(Key::F(3)).types("anz").press(Key::Tab))),
    ("picker_area", || latiano(|o| o.press(Key::F(4)).press(Key::Down))),
    ("picker_links", || latiano(|o| o.types("sad").press(Key::Enter).press(Key::Enter))),
    ("picker_empty", || latiano(|o| o.press(Key::F(2)).types("xyzzy"))),
    ("numeri", || latiano(|o| o.press(Key::F(6)))),
    ("hand_over", || latiano(|o| o.types("sad").press(Key::F(9)))),
    ("plain_page", || latiano(|o| o.types("sad").press(Key::Ctrl('y')))),
    ("code", code),
    ("code_flipped", || {
        let mut o = code();
        o.press(Key::Enter);
        o
    }),
    ("help", || latiano(|o| o.press(Key::F(1)))),
    ("profile_form", || latiano(|o| for_a_person(o))),
    ("profile_list", || latiano(|o| for_a_person(o).press(Key::F(5)))),
    ("message", || latiano(|o| o.types("sad").press(Key::Esc))),
    ("notice", || {
        Operator::with(|s| {
            s.desk = DeskPlace::Place(comune("Latiano"));
            s.notices = vec!["Il file «ambiti/x.json» non si legge.".to_owned()];
        })
    }),
    ("too_small", || Operator::of("Latiano").sized(30, 8)),
];

#[test]
fn every_screen_in_every_look() {
    for (name, open) in SCREENS {
        let mut operator = open();
        let drawn = picture(&mut operator);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(*name, drawn);
        });
    }
}

/// What is looked at most, at the smallest size and at wider ones than 80x24.
#[test]
fn the_list_and_the_scheda_in_every_look_at_every_size() {
    for (columns, rows) in [(40, 10), (120, 40), (200, 60)] {
        for (name, open) in SCREENS.iter().filter(|(name, _)| ["list", "list_marked", "group", "scheda"].contains(name))
        {
            let mut operator = open().sized(columns, rows);
            let drawn = picture(&mut operator);
            insta::with_settings!({ omit_expression => true }, {
                insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), drawn);
            });
        }
    }
}

#[test]
fn only_signs_that_every_font_of_putty_has_are_drawn() {
    // Latin-1, the punctuation of Windows-1252, plain lines, and the blocks of a code.
    let known = |c: char| c <= '\u{ff}' || "–—‘’“”…•€─│▀▄█".contains(c);
    for (name, open) in SCREENS {
        let operator = open();
        for size in [(80, 24), (132, 43)] {
            let o = Operator { model: operator.model.clone(), effects: Vec::new(), keys: 0 }.sized(size.0, size.1);
            let odd: String = o.picture().chars().filter(|c| !known(*c)).collect();
            assert!(odd.is_empty(), "{name}: {odd:?}");
        }
    }
}

#[test]
fn only_the_looks_with_colours_name_any_and_nothing_is_said_by_colour_alone() {
    for (name, of) in LOOKS {
        let theme = Theme::of(of);
        for role in &ROLES[..8] {
            let style = (role.2)(&theme);
            let named = |colour: Option<Color>| colour.is_some_and(|c| c != Color::Reset);
            let coloured = named(style.fg) || named(style.bg);
            let may = matches!(of, ThemeChoice::Palette | ThemeChoice::Dark | ThemeChoice::Light);
            assert!(may || !coloured, "{name}: {}", role.1);
        }
        let shown = |style: Style| style.add_modifier - Modifier::DIM;
        assert_ne!(shown(theme.selected), shown(theme.text), "{name}");
        assert_ne!(shown(theme.hit), shown(theme.text), "{name}");
        assert_ne!(shown(theme.key), shown(theme.dim), "{name}: a key that cannot act looks like one that can");
    }
    assert!(!said(styles_of(&ROLES[1])[LOOKS.len() - 1]).contains("dim"), "a VT has no faint");
}
