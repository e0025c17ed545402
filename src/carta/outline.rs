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
    pub ambito: CartaLine,
    /// "Edizione di novembre 2026".
    pub edition: String,
    /// The day on which it was made.
    pub day: PartialDate,
    /// What stands on the cover where much of it is unchecked.
    pub draft: Option<CartaLine>,
    /// Chapters and sections in order, each with its number.
    pub sections: Vec<CartaSection>,
}

/// A chapter (level 1), or a section of one (level 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartaSection {
    /// 1 or 2.
    pub level: u8,
    /// "3", "3.2"; empty for the annex of the office.
    pub number: String,
    /// The heading.
    pub title: String,
    /// What stands below it, before the next heading.
    pub blocks: Vec<CartaBlock>,
}

impl CartaSection {
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
pub struct CartaLine {
    /// The words.
    pub text: String,
    /// `le-casarano/asilo-nido`, `le-casarano/sede/pua`, `tipologia/asilo-nido`, `ambito/le-casarano`, `comune/075016`,
    /// `numero/1522`, `area/disabilita`, `norma/eguaglianza`.
    pub from: String,
    /// The words are the record's own; otherwise the program says something of it ("da verificare").
    pub own: bool,
}

impl CartaLine {
    pub(super) fn of(from: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), from: from.to_owned(), own: true }
    }

    pub(super) fn about(from: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), from: from.to_owned(), own: false }
    }
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartaBlock {
    /// A paragraph.
    Paragraph(CartaLine),
    /// A paragraph that must be seen.
    Notice(CartaLine),
    /// Where it comes from and whether somebody checked it, small.
    Small(CartaLine),
    /// Labels and what is said under each.
    Facts(Vec<CartaFact>),
    /// An office or structure: its name, then its lines. No page ends inside it.
    Place(CartaPlace),
    /// A table.
    Table(CartaTable),
    /// Titles and the number of their section.
    Index(Vec<(String, String)>),
}

/// A label and what is said under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartaFact {
    /// "Per chi".
    pub label: &'static str,
    /// What is said.
    pub value: FactValue,
}

/// What stands beside a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// Lines one below the other.
    Lines(Vec<CartaLine>),
    /// Things to bring, amounts.
    Bullets(Vec<CartaLine>),
    /// Steps in their order.
    Steps(Vec<CartaLine>),
    /// Places to go to.
    Places(Vec<CartaPlace>),
}

/// An office or structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartaPlace {
    /// Its name.
    pub name: CartaLine,
    /// Street, town, telephone, hours…
    pub lines: Vec<CartaLine>,
}

/// A table with a heading for each column; the first cell of a row is the row's heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartaTable {
    /// What it shows.
    pub caption: String,
    /// The headings.
    pub head: Vec<&'static str>,
    /// The rows: the record of each, and its cells.
    pub rows: Vec<(String, Vec<String>)>,
}

impl Carta {
    /// Every line with its record, in order; the cells of a table one by one.
    pub fn lines(&self) -> Vec<CartaLine> {
        let mut out = vec![self.ambito.clone()];
        out.extend(self.draft.clone());
        self.sections.iter().flat_map(|s| &s.blocks).for_each(|b| b.lines_into(&mut out));
        out
    }
}

impl CartaBlock {
    pub(super) fn lines_into(&self, out: &mut Vec<CartaLine>) {
        match self {
            Self::Paragraph(line) | Self::Notice(line) | Self::Small(line) => out.push(line.clone()),
            Self::Facts(facts) => facts.iter().for_each(|f| match &f.value {
                FactValue::Lines(lines) | FactValue::Bullets(lines) | FactValue::Steps(lines) => {
                    out.extend(lines.clone());
                }
                FactValue::Places(places) => places.iter().for_each(|p| p.lines_into(out)),
            }),
            Self::Place(place) => place.lines_into(out),
            Self::Table(table) => {
                let cells = table.rows.iter().flat_map(|(from, cells)| cells.iter().map(move |c| (from, c)));
                out.extend(cells.filter(|(_, c)| !c.is_empty()).map(|(from, cell)| CartaLine::about(from, cell)));
            }
            Self::Index(_) => {}
        }
    }
}

impl CartaPlace {
    fn lines_into(&self, out: &mut Vec<CartaLine>) {
        out.push(self.name.clone());
        out.extend(self.lines.clone());
    }
}
