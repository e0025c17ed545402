//! Cells, rows and sheets as they come, what a fault in one is, and how it is told where. Knows neither catalogue nor columns.

use std::fmt;

use serde_json::Value;

use crate::lingua::signs::clean;

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
pub struct CellProblem {
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

impl fmt::Display for CellProblem {
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

pub(super) fn value_at<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(value, |v, k| v.get(k))
}

/// A heading without case, spaces and accents of habit.
pub(super) fn folded(text: &str) -> String {
    let plain = text.trim().to_lowercase().replace('’', "'").replace("a'", "à").replace("e'", "è");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most 60 characters of a value, safe to print.
pub(super) fn shorten(value: &str) -> String {
    let head: String = value.chars().take(60).collect();
    let more = value.chars().nth(60).is_some();
    format!("{}{}", clean(&head), if more { "…" } else { "" })
}

/// What was expected, without the value that [`CellProblem`] already shows.
pub(super) fn reason(refused: &str) -> String {
    refused.split_once("» non va bene: ").map_or(refused, |(_, expected)| expected).to_owned()
}
