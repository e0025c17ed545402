//! A desk to test at: the small catalogue, a fixed hour, a keyboard and a picture of the screen.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDateTime;
use ratatui::backend::TestBackend;
use ratatui::{Terminal, TerminalOptions, Viewport};
use sportello::catalog::bundled;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::load::Records;
use sportello::catalog::model::{Catalog, Layer};
use sportello::catalog::resolve::resolve;
use sportello::encounter::lookup::Lookup;
use sportello::search::Place;
use sportello::tui::app::Model;
use sportello::tui::damage::Damage;
use sportello::tui::input::Key;
use sportello::tui::message::{Effect, Message};
use sportello::tui::terminal::Painter;
use sportello::tui::update::update;
use sportello::tui::view::view;
use sportello::tui::{DeskPlace, Setup, first_model};

use crate::bytes::Line;

static LOOKUP: LazyLock<Lookup> = LazyLock::new(|| Lookup::over(Arc::new(catalog())));

pub fn catalog() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screen/catalog");
    let mut records = Records::default();
    let mut read = |path: &str| {
        let text = std::fs::read_to_string(folder.join(path)).unwrap();
        let kind = FileKind::of_path(path).unwrap();
        if let Err(e) = records.add(kind, &text) {
            panic!("{path}: {e:?}");
        }
    };
    for file in [
        "regione.json",
        "aree.json",
        "destinatari.json",
        "condizioni.json",
        "equivalenze.json",
        "comuni.json",
        "misure.json",
        "numeri-utili.json",
        "tipologie/disabilita-non-autosufficienza.json",
        "tipologie/famiglie-minori.json",
        "tipologie/inclusione-poverta.json",
        "tipologie/invecchiamento-attivo.json",
        "tipologie/violenza-maltrattamento.json",
        "tipologie/welfare-accesso.json",
        "ambiti/br-mesagne.json",
        "ambiti/le-casarano.json",
        "ambiti/le-poggiardo.json",
        "lingue/ro.json",
    ] {
        read(file);
    }
    let count = records.count();
    let layer = Layer { name: "di prova".into(), path: None, records: count };
    let resolved = resolve(vec![(layer, records)]).unwrap();
    assert!(resolved.dropped.is_empty(), "{:?}", resolved.dropped);
    resolved.catalog
}

/// Saturday, 21 November 2026, ten in the morning.
pub fn saturday_at_ten() -> NaiveDateTime {
    "2026-11-21T10:00:00".parse().unwrap()
}

/// The catalogue that is built in.
static TODAY: LazyLock<Lookup> = LazyLock::new(|| Lookup::over(Arc::new(bundled::catalog().unwrap().catalog)));

pub fn lookup() -> Lookup {
    LOOKUP.clone()
}

pub fn comune(name: &str) -> Place {
    let catalog = &LOOKUP.catalog;
    let at = catalog.comuni.iter().position(|c| c.record.name.as_str() == name).unwrap();
    Place::Comune(sportello::catalog::model::ComuneIx::of(at))
}

/// A person in front of the screen.
pub struct Operator {
    pub model: Model,
    pub effects: Vec<Effect>,
    pub keys: usize,
}

impl Operator {
    /// Somebody whose desk is in a comune.
    pub fn of(name: &str) -> Self {
        Self::with(|setup| setup.desk = DeskPlace::Place(comune(name)))
    }

    /// Somebody whose desk is in a comune, with the catalogue that is built in.
    pub fn today(name: &str) -> Self {
        Self::today_with(name, |_| {})
    }

    pub fn today_with(name: &str, prepare: impl FnOnce(&mut Setup)) -> Self {
        let at = TODAY.catalog.comuni.iter().position(|c| c.record.name.as_str() == name).unwrap();
        Self::with(|setup| {
            setup.lookup = TODAY.clone();
            setup.desk = DeskPlace::Place(Place::Comune(sportello::catalog::model::ComuneIx::of(at)));
            prepare(setup);
        })
    }

    /// Somebody who serves the whole region.
    pub fn of_the_region() -> Self {
        Self::with(|setup| setup.desk = DeskPlace::Region)
    }

    pub fn with(prepare: impl FnOnce(&mut Setup)) -> Self {
        Self::over(lookup(), prepare)
    }

    /// Somebody who looks things up in another catalogue.
    pub fn over(lookup: Lookup, prepare: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup::new(lookup, saturday_at_ten);
        prepare(&mut setup);
        Self { model: first_model(&setup), effects: Vec::new(), keys: 0 }
    }

    pub fn sized(mut self, columns: u16, rows: u16) -> Self {
        update(&mut self.model, Message::Resize(columns, rows));
        self
    }

    pub fn press(&mut self, key: Key) -> &mut Self {
        self.keys += 1;
        self.effects = update(&mut self.model, Message::Key(key));
        self
    }

    pub fn types(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(Key::Char(c));
        }
        self
    }

    /// The screen, row by row.
    pub fn rows(&self) -> Vec<String> {
        let terminal = self.drawn();
        let buffer = terminal.backend().buffer();
        buffer
            .content
            .chunks(usize::from(buffer.area.width))
            .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned())
            .collect()
    }

    pub fn picture(&self) -> String {
        self.rows().join("\n")
    }

    pub fn sees(&self, text: &str) -> bool {
        self.picture().contains(text)
    }

    /// The row that the selection stands on.
    pub fn selected(&self) -> String {
        self.rows().into_iter().find(|r| r.starts_with("> ")).unwrap_or_default()
    }

    pub fn drawn(&self) -> Terminal<TestBackend> {
        let (columns, rows) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        terminal
    }

    /// The screen as a terminal shows it that gets nothing but ASCII.
    pub fn in_ascii(&self) -> String {
        let (columns, rows) = self.model.size;
        let line = Line::default();
        let painter = Damage::new(Painter::new(line.clone(), true));
        let area = ratatui::layout::Rect::new(0, 0, columns, rows);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let mut terminal = Terminal::with_options(painter, options).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        let sent = line.0.borrow();
        assert!(sent.is_ascii(), "{}", String::from_utf8_lossy(&sent));
        let mut screen = vt100::Parser::new(rows, columns, 0);
        screen.process(&sent);
        let rows: Vec<String> = screen.screen().rows(0, columns).take(usize::from(rows)).collect();
        rows.iter().map(|r| r.trim_end()).collect::<Vec<_>>().join("\n")
    }

    pub fn cursor(&self) -> (u16, u16) {
        let mut terminal = self.drawn();
        let at = terminal.get_cursor_position().unwrap();
        (at.x, at.y)
    }
}
