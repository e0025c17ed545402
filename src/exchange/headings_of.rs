//! The columns that a sheet may have and the names that people give them.

use super::raw::folded;
use super::sheet::{AMBITO, AMBITO_COLUMN, CONTACT_COLUMNS, CONTATTI, Column, SEDI, Sheet, also_called};

/// The columns that `sheet` may have: its own, then those that are understood besides.
pub fn columns(sheet: &'static Sheet) -> impl Iterator<Item = &'static Column> {
    let contacts: &[Column] = if std::ptr::eq(sheet, &raw const SEDI) || std::ptr::eq(sheet, &raw const AMBITO) {
        &CONTACT_COLUMNS
    } else {
        &[]
    };
    let ambito = (!std::ptr::eq(sheet, &raw const AMBITO) && !std::ptr::eq(sheet, &raw const CONTATTI))
        .then_some(&AMBITO_COLUMN);
    sheet.columns.iter().chain(contacts).chain(ambito)
}

/// The column that a heading names: by its own name, else by another that offices use.
pub fn named(sheet: &'static Sheet, text: &str) -> Option<&'static Column> {
    let said = folded(text);
    let said = said.trim_end_matches([':', '*', ' ']);
    let exact = columns(sheet).find(|c| folded(c.title) == said);
    exact.or_else(|| columns(sheet).find(|c| also_called(c.title).iter().any(|other| folded(other) == said)))
}
