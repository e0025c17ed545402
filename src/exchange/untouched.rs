//! Whether a sheet is still as it was exported: then a new export may stand in its place.
//!
//! The page that explains ends with a mark made of every cell. Saved again by another program the cells say the same; edited
//! they do not.

use std::fmt::Write as _;

use uuid::Uuid;

use super::raw::{RawCell, RawRow, RawTable};
use super::sheet::{LEGGIMI, explained};
use super::tables::SheetTable;

/// What the row of the mark is called.
pub const MARK: &str = "Impronta";

const SPACE: Uuid = uuid::uuid!("5d1f1c3e-8a61-5d4e-9a0b-6b4e2f8f7c11");

fn table(name: &str, rows: impl Iterator<Item = Vec<String>>) -> RawTable {
    let rows = rows.enumerate().map(|(at, cells)| RawRow {
        line: at + 1,
        cells: cells
            .into_iter()
            .enumerate()
            .filter(|(_, c)| !c.is_empty())
            .map(|(at, c)| (at, RawCell::Text(c)))
            .collect(),
    });
    RawTable { name: name.to_owned(), rows: rows.collect(), merged: Vec::new() }
}

/// The mark of sheets that are going to be written, with the page that explains; `more` are further pages: name and columns.
pub fn mark_of(tables: &[SheetTable], more: &[(&str, Vec<Vec<String>>)]) -> String {
    let mut all: Vec<RawTable> = tables
        .iter()
        .map(|t| {
            let head = t.sheet.columns.iter().map(|c| c.title.to_owned()).collect();
            table(t.sheet.name, std::iter::once(head).chain(t.rows.iter().cloned()))
        })
        .collect();
    let head = EXPLAINED.map(str::to_owned).to_vec();
    all.push(table(LEGGIMI, std::iter::once(head).chain(explained().into_iter().map(|line| line.to_vec()))));
    all.extend(more.iter().map(|(name, rows)| table(name, rows.iter().cloned())));
    mark(&all)
}

/// Headings of the page that explains.
pub const EXPLAINED: [&str; 3] = ["Foglio", "Colonna", "Che cosa contiene"];

/// The mark of what was read: the row that holds one does not count.
fn mark(tables: &[RawTable]) -> String {
    let mut pages: Vec<(String, String)> = tables.iter().map(|t| (t.name.to_lowercase(), cells(t))).collect();
    pages.sort();
    let text = pages.iter().fold(String::new(), |mut text, (name, cells)| {
        let _ = write!(text, "\u{1c}{name}\u{1d}{cells}");
        text
    });
    Uuid::new_v5(&SPACE, text.as_bytes()).to_string()
}

fn cells(table: &RawTable) -> String {
    let mut out = String::new();
    for row in
        table.rows.iter().filter(|row| row.cells.iter().any(|(_, c)| !said(c).is_empty()) && !is_mark(table, row))
    {
        out.push('\u{1e}');
        for (at, cell) in row.cells.iter().filter(|(_, c)| !said(c).is_empty()) {
            let _ = write!(out, "\u{1f}{at}={}", said(cell).replace("\r\n", "\n"));
        }
    }
    out
}

fn said(cell: &RawCell) -> String {
    super::cells::shown(cell)
}

fn is_mark(table: &RawTable, row: &RawRow) -> bool {
    table.name.eq_ignore_ascii_case(LEGGIMI) && row.cells.first().is_some_and(|(_, c)| said(c) == MARK)
}

/// Whether every sheet, the page that explains among them, is as it was written.
pub fn is_untouched(tables: &[RawTable]) -> bool {
    let page = tables.iter().find(|t| t.name.eq_ignore_ascii_case(LEGGIMI));
    let marks = page.into_iter().flat_map(|page| page.rows.iter().filter(|row| is_mark(page, row)));
    let held = marks.filter_map(|row| row.cells.last()).map(|(_, cell)| said(cell)).next();
    held.is_some_and(|held| held == mark(tables)) && tables.iter().all(|t| t.merged.is_empty())
}
