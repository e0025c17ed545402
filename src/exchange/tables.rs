//! From the catalogue to the rows of the sheets, and what a row, a cell and a fault are on the way back.
//!
//! A row carries a record's own fields and nothing that is inherited or derived, so that what comes back is what went
//! out. Knows the catalogue and the columns; the bytes of workbooks and CSV are the business of [`super::xlsx`] and
//! [`super::csv`], what rows mean that of [`super::intake`].

use std::fmt;

use serde::Serialize;
use serde_json::Value;

pub use super::cells::is_refuge;
use super::cells::write_cell;
pub use super::intake::{Asked, Import, import, import_over, own_columns};
use super::outline;
use super::sheet::{AMBITO, CONTACT_FIELDS, Column, Kind, Ref, SEDI, SERVIZI, SHEETS, Sheet};
use crate::catalog::model::{AmbitoIx, Catalog, Scope};

/// Longest text of a cell, characters: what a spreadsheet can hold.
pub const MAX_CELL: usize = 32_767;

/// Most columns that are read.
pub const MAX_COLUMNS: usize = 200;

/// Most rows of a sheet that are read.
pub const MAX_ROWS: usize = 200_000;

/// What people write into a cell that has nothing to say.
const NOTHING: [&str; 9] = ["", "-", "—", "?", "null", "n.d.", "n.d", "nd", "n/d"];

/// Whether a cell says nothing, whichever way that is written.
pub fn says_nothing(text: &str) -> bool {
    NOTHING.iter().any(|nothing| text.trim().eq_ignore_ascii_case(nothing))
}

/// A sheet ready to be written: a heading a column, a text a cell.
#[derive(Debug, Clone)]
pub struct Table {
    /// The sheet.
    pub sheet: &'static Sheet,
    /// Its rows, one text a column.
    pub rows: Vec<Vec<String>>,
    /// What may be chosen in a column: its place, from 0, and the names.
    pub choices: Vec<(usize, Vec<String>)>,
}

/// What a cell held.
#[derive(Debug, Clone, PartialEq)]
pub enum RawCell {
    /// A text.
    Text(String),
    /// A text too long to be looked at: its length, bytes.
    TooLong(usize),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A formula, as text.
    Formula(String),
    /// An error value of the spreadsheet: `#N/D`.
    Error(String),
}

/// A row as it was read: line from 1, cells by column from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRow {
    /// Line in the sheet, from 1.
    pub line: usize,
    /// Cells that hold something.
    pub cells: Vec<(usize, RawCell)>,
}

/// A sheet as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct RawTable {
    /// Its name.
    pub name: String,
    /// Rows that hold something, the headings first.
    pub rows: Vec<RawRow>,
    /// Cells that were joined into one: only the first of them holds anything.
    pub merged: Vec<Merged>,
}

/// Cells joined into one: first and last line, from 1; first and last column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// First and last line, from 1.
    pub lines: (usize, usize),
    /// First and last column, from 0.
    pub columns: (usize, usize),
}

/// A cell that was refused, or several below one another for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Sheet.
    pub sheet: String,
    /// Line, from 1.
    pub line: usize,
    /// Further lines with the very same fault in the same column.
    pub also: Vec<usize>,
    /// Column, from 0.
    pub column: usize,
    /// Its heading; empty where there is none.
    pub title: String,
    /// The value, shortened.
    pub value: String,
    /// What is wrong and what is expected, in Italian.
    pub expected: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "foglio {}, {}, colonna {}", self.sheet, lines(self.line, &self.also), letters(self.column))?;
        if !self.title.is_empty() {
            write!(f, " «{}»", self.title)?;
        }
        if self.value.is_empty() {
            write!(f, ": {}", self.expected)
        } else {
            write!(f, ": «{}» non va bene: {}", self.value, self.expected)
        }
    }
}

/// "riga 2", "righe 2, 4-9".
pub(super) fn lines(first: usize, also: &[usize]) -> String {
    if also.is_empty() {
        return format!("riga {first}");
    }
    let mut spans: Vec<(usize, usize)> = vec![(first, first)];
    for line in also {
        match spans.last_mut() {
            Some(last) if last.1 + 1 == *line => last.1 = *line,
            _ => spans.push((*line, *line)),
        }
    }
    let spans = spans.into_iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") });
    format!("righe {}", spans.collect::<Vec<_>>().join(", "))
}

/// A file that cannot be read, or a sheet that cannot be written, as a whole: one Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

/// The letters of a column: 0 = A, 26 = AA.
pub fn letters(column: usize) -> String {
    let mut out = Vec::new();
    let mut n = column + 1;
    while n > 0 {
        out.push(char::from(b'A' + u8::try_from((n - 1) % 26).unwrap_or(0)));
        n = (n - 1) / 26;
    }
    out.iter().rev().collect()
}

/// The sheets of the catalogue: of `only` that ambito, or of everything.
pub fn export(catalog: &Catalog, only: Option<AmbitoIx>) -> Vec<Table> {
    let wanted = |ix: AmbitoIx| only.is_none_or(|o| o == ix);
    let mut servizi = Vec::new();
    for servizio in &catalog.servizi {
        let Some(record) = &servizio.record else { continue };
        let in_scope = match servizio.scope {
            Scope::Ambito(ix) => wanted(ix),
            Scope::Regione | Scope::Italia => only.is_none(),
        };
        if in_scope {
            let of_type = &catalog.tipologie[servizio.tipologia].record.name;
            servizi.push(row(catalog, &SERVIZI, record.as_ref(), of_type));
        }
    }
    let (mut sedi, mut contatti, mut ambiti) = (Vec::new(), Vec::new(), Vec::new());
    for (_, ambito) in catalog.ambiti.pairs().filter(|(ix, _)| wanted(*ix)) {
        ambiti.push(row(catalog, &AMBITO, &ambito.record, ""));
        contacts(&ambito.record, ambito.record.id.as_str(), &ambito.record.name, &mut contatti);
    }
    for sede in catalog.sedi.iter().filter(|s| wanted(s.ambito)) {
        sedi.push(row(catalog, &SEDI, &sede.record, ""));
        contacts(&sede.record, sede.record.id.as_str(), &sede.record.name, &mut contatti);
    }
    let tables = SHEETS.iter().zip([servizi, sedi, contatti, ambiti]);
    tables.map(|(sheet, rows)| Table { sheet, rows, choices: choices(catalog, sheet) }).collect()
}

/// The names that may be chosen in the columns of a sheet that refer to something.
fn choices(catalog: &Catalog, sheet: &Sheet) -> Vec<(usize, Vec<String>)> {
    let named = |what: Ref| -> Vec<String> {
        match what {
            Ref::Tipologia => catalog.tipologie.iter().map(|t| t.record.name.to_string()).collect(),
            Ref::Area => catalog.aree.iter().map(|a| a.short.to_string()).collect(),
            Ref::Destinatari => catalog.destinatari.iter().map(|d| d.label.to_string()).collect(),
            Ref::Sede | Ref::Owner | Ref::Ambito => Vec::new(),
        }
    };
    let comuni = || catalog.comuni.iter().map(|c| format!("{} ({})", c.record.name, c.record.istat)).collect();
    let of = |column: &Column| match column.kind {
        Kind::Ref(what) | Kind::Refs(what) => named(what),
        Kind::Comune => comuni(),
        _ => Vec::new(),
    };
    sheet.columns.iter().map(of).enumerate().filter(|(_, names)| !names.is_empty()).collect()
}

fn contacts<T: Serialize>(record: &T, owner: &str, name: &str, rows: &mut Vec<Vec<String>>) {
    let Ok(value) = serde_json::to_value(record) else { return };
    for (kind, field) in CONTACT_FIELDS {
        let found = match value.get(field) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        for contact in found {
            rows.push(vec![owner.to_owned(), name.to_owned(), kind.to_owned(), outline::write_text(contact)]);
        }
    }
}

pub(super) fn row<T: Serialize>(catalog: &Catalog, sheet: &Sheet, record: &T, shown: &str) -> Vec<String> {
    let value = serde_json::to_value(record).unwrap_or_default();
    let cell = |column: &Column| match column.kind {
        Kind::ReadOnly => shown.to_owned(),
        kind => value_at(&value, column.key).map(|v| write_cell(catalog, kind, v)).unwrap_or_default(),
    };
    sheet.columns.iter().map(cell).collect()
}

pub(super) fn value_at<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(value, |v, k| v.get(k))
}

/// A heading without case, spaces and accents of habit.
pub(super) fn folded(text: &str) -> String {
    let plain = text.trim().to_lowercase().replace('’', "'").replace("a'", "à").replace("e'", "è");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
