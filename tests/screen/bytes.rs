//! What a slow line has to carry, counted with the painter that writes to the terminal, on the catalogue that is shipped.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;
use sportello::catalog::bundled;
use sportello::catalog::model::ComuneIx;
use sportello::encounter::lookup::Lookup;
use sportello::search::Place;
use sportello::tui::damage::Damage;
use sportello::tui::input::Key;
use sportello::tui::message::Message;
use sportello::tui::terminal::{Glass, Painter};
use sportello::tui::update::update;
use sportello::tui::view::view;
use sportello::tui::{DeskPlace, Setup, first_model};

use crate::desk::saturday_at_ten;

/// What goes to the terminal.
#[derive(Debug, Clone, Default)]
pub struct Line(pub Rc<RefCell<Vec<u8>>>);

impl Glass for Line {
    fn show(&mut self, frame: &[u8]) -> io::Result<()> {
        self.0.borrow_mut().extend_from_slice(frame);
        Ok(())
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        Ok((80, 24))
    }
}

struct Wire {
    line: Line,
    terminal: Terminal<Damage<Painter<Line>>>,
    model: sportello::tui::app::Model,
}

impl Wire {
    fn new(ascii: bool) -> Self {
        let lookup = Lookup::over(Arc::new(bundled::catalog().unwrap().catalog));
        let at = lookup.catalog.comuni.iter().position(|c| c.record.name.as_str() == "Latiano").unwrap();
        let mut setup = Setup::new(lookup, saturday_at_ten);
        setup.desk = DeskPlace::Place(Place::Comune(ComuneIx::of(at)));
        let line = Line::default();
        let terminal = Terminal::new(Damage::new(Painter::new(line.clone(), ascii))).unwrap();
        Self { line, terminal, model: first_model(&setup) }
    }

    fn draw(&mut self) -> Vec<u8> {
        self.line.0.borrow_mut().clear();
        self.terminal.draw(|frame| view(&self.model, frame)).unwrap();
        self.line.0.borrow().clone()
    }

    fn press(&mut self, key: Key) -> usize {
        update(&mut self.model, Message::Key(key));
        self.draw().len()
    }
}

#[test]
fn the_first_frame_fits_in_four_kilobytes() {
    let first = Wire::new(false).draw().len();
    assert!(first <= 4096, "{first} bytes");
}

#[test]
fn a_typed_letter_and_a_move_are_cheap() {
    let mut wire = Wire::new(false);
    wire.draw();
    let (mut letters, mut moves) = (Vec::new(), Vec::new());
    // A session as it comes: every eighth of the queries that relevance is measured with.
    let session = include_str!("../data/queries.jsonl").lines().step_by(8);
    for query in session.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
        let query = query["q"].as_str().unwrap();
        letters.extend(query.chars().map(|c| wire.press(Key::Char(c))));
        moves.extend((0..6).map(|_| wire.press(Key::Down)));
        wire.press(Key::F(8));
    }
    letters.sort_unstable();
    moves.sort_unstable();
    let median = letters[letters.len() / 2];
    assert!(median <= 600, "letters: {letters:?}");
    assert!(moves.iter().all(|m| *m <= 250), "moves: {moves:?}");
}

#[test]
fn what_arrives_is_what_was_drawn() {
    let mut wire = Wire::new(false);
    let mut screen = vt100::Parser::new(24, 80, 0);
    screen.process(&wire.draw());
    let keys = "non arrivo a fine mese".chars().map(Key::Char);
    let more = [Key::Down, Key::F(8), Key::F(2), Key::Char('b'), Key::Esc, Key::Char('s'), Key::Enter, Key::PageDown];
    for key in keys.chain(more).chain([Key::Esc, Key::Backspace, Key::Char('日'), Key::Char('x'), Key::F(1)]) {
        update(&mut wire.model, Message::Key(key));
        let sent = wire.draw();
        screen.process(&sent);
        let mut meant = Terminal::new(TestBackend::new(80, 24)).unwrap();
        meant.draw(|frame| view(&wire.model, frame)).unwrap();
        for y in 0..24 {
            for x in 0..80 {
                let seen = screen.screen().cell(y, x).unwrap();
                let cell = &meant.backend().buffer()[(x, y)];
                let symbol = if seen.is_wide_continuation() || !seen.has_contents() { " " } else { seen.contents() };
                // Nobody sees whether an empty cell is bold.
                let ink = symbol != " ";
                let look = (ink && seen.bold(), seen.underline(), seen.inverse());
                let has = |m| cell.modifier.contains(m);
                let wanted = (ink && has(Modifier::BOLD), has(Modifier::UNDERLINED), has(Modifier::REVERSED));
                assert_eq!(
                    (symbol, look),
                    (cell.symbol(), wanted),
                    "{key:?} at {x},{y}: {}",
                    String::from_utf8_lossy(&sent).escape_debug()
                );
            }
        }
    }
}

#[test]
fn ascii_means_every_byte() {
    let mut wire = Wire::new(true);
    assert!(wire.draw().is_ascii());
    for key in "disabilità".chars().map(Key::Char).chain([Key::Enter, Key::Esc, Key::F(1), Key::Esc, Key::F(6)]) {
        update(&mut wire.model, Message::Key(key));
        assert!(wire.draw().is_ascii());
    }
}
