//! What a Carta is made of: chapters, their pieces, and lines each with the record that it comes from.

use crate::catalog::values::PartialDate;

/// The title of every Carta.
pub const TITLE: &str = "Carta dei servizi sociali";

/// The heading of what the office has still to fill in.
pub const TO_COMPLETE: &str = "Da completare prima di pubblicare";

/// A Carta, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carta {
    /// The ambito's name.
    pub ambito: Line,
    /// "Edizione di novembre 2026".
    pub edition: String,
    /// The day on which it was made.
    pub day: PartialDate,
    /// What stands on the cover where much of it is unchecked.
    pub draft: Option<Line>,
    /// Chapters and sections in order, each with its number.
    pub sections: Vec<Section>,
}

/// A chapter (level 1), or a section of one (level 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 1 or 2.
    pub level: u8,
    /// "3", "3.2"; empty for the annex of the office.
    pub number: String,
    /// The heading.
    pub title: String,
    /// What stands below it, before the next heading.
    pub blocks: Vec<Block>,
}

impl Section {
    /// Where a link leads: "s-3-2".
    pub fn anchor(&self) -> String {
        if self.number.is_empty() { "da-completare".to_owned() } else { format!("s-{}", self.number.replace('.', "-")) }
    }

    /// Number and title, as in the index.
    pub fn heading(&self) -> String {
        if self.number.is_empty() { self.title.clone() } else { format!("{} {}", self.number, self.title) }
    }
}

/// A line and the record that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The words.
    pub text: String,
    /// `le-casarano/asilo-nido`, `le-casarano/sede/pua`, `tipologia/asilo-nido`, `ambito/le-casarano`, `comune/075016`,
    /// `numero/1522`, `area/disabilita`, `norma/eguaglianza`.
    pub from: String,
    /// The words are the record's own; otherwise the program says something of it ("da verificare").
    pub own: bool,
}

impl Line {
    pub(super) fn of(from: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), from: from.to_owned(), own: true }
    }

    pub(super) fn about(from: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), from: from.to_owned(), own: false }
    }
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Line),
    /// A paragraph that must be seen.
    Notice(Line),
    /// Where it comes from and whether somebody checked it, small.
    Small(Line),
    /// Labels and what is said under each.
    Facts(Vec<Fact>),
    /// An office or structure: its name, then its lines. No page ends inside it.
    Place(Place),
    /// A table.
    Table(Table),
    /// Titles and the number of their section.
    Index(Vec<(String, String)>),
}

/// A label and what is said under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// "Per chi".
    pub label: &'static str,
    /// What is said.
    pub value: Value,
}

/// What stands beside a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Lines one below the other.
    Lines(Vec<Line>),
    /// Things to bring, amounts.
    Bullets(Vec<Line>),
    /// Steps in their order.
    Steps(Vec<Line>),
    /// Places to go to.
    Places(Vec<Place>),
}

/// An office or structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: Line,
    /// Street, town, telephone, hours…
    pub lines: Vec<Line>,
}

/// A table with a heading for each column; the first cell of a row is the row's heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The headings.
    pub head: Vec<&'static str>,
    /// The rows: the record of each, and its cells.
    pub rows: Vec<(String, Vec<String>)>,
}

impl Carta {
    /// Every line with its record, in order; the cells of a table one by one.
    pub fn lines(&self) -> Vec<Line> {
        let mut out = vec![self.ambito.clone()];
        out.extend(self.draft.clone());
        self.sections.iter().flat_map(|s| &s.blocks).for_each(|b| b.lines_into(&mut out));
        out
    }
}

impl Block {
    pub(super) fn lines_into(&self, out: &mut Vec<Line>) {
        match self {
            Self::Paragraph(line) | Self::Notice(line) | Self::Small(line) => out.push(line.clone()),
            Self::Facts(facts) => facts.iter().for_each(|f| match &f.value {
                Value::Lines(lines) | Value::Bullets(lines) | Value::Steps(lines) => out.extend(lines.clone()),
                Value::Places(places) => places.iter().for_each(|p| p.lines_into(out)),
            }),
            Self::Place(place) => place.lines_into(out),
            Self::Table(table) => {
                let cells = table.rows.iter().flat_map(|(from, cells)| cells.iter().map(move |c| (from, c)));
                out.extend(cells.filter(|(_, c)| !c.is_empty()).map(|(from, cell)| Line::about(from, cell)));
            }
            Self::Index(_) => {}
        }
    }
}

impl Place {
    fn lines_into(&self, out: &mut Vec<Line>) {
        out.push(self.name.clone());
        out.extend(self.lines.clone());
    }
}
