//! From the catalogue to the rows of the sheets; [`super::raw`] is what they are on the way back.
//!
//! A row carries a record's own fields and nothing that is inherited or derived, so that what comes back is what went
//! out. Knows the catalogue and the columns; the bytes of workbooks and CSV are the business of [`super::xlsx`] and
//! [`super::csv`], what rows mean that of [`super::intake`].

use serde::Serialize;
use serde_json::Value;

pub use super::cells::is_refuge;
use super::cells::write_cell;
pub use super::intake::{Import, IntakeAsked, import, import_over, own_columns};
use super::outline;
use super::raw::value_at;
use super::sheet::{AMBITO, CONTACT_FIELDS, Column, Kind, Ref, SEDI, SERVIZI, SHEETS, Sheet};
use crate::catalog::model::{AmbitoIx, Catalog, Scope};

/// A sheet ready to be written: a heading a column, a text a cell.
#[derive(Debug, Clone)]
pub struct SheetTable {
    /// The sheet.
    pub sheet: &'static Sheet,
    /// Its rows, one text a column.
    pub rows: Vec<Vec<String>>,
    /// What may be chosen in a column: its place, from 0, and the names.
    pub choices: Vec<(usize, Vec<String>)>,
}

/// The sheets of the catalogue: of `only` that ambito, or of everything.
///
/// ```
/// use sportello::catalog::bundled;
/// use sportello::exchange::{tables, xlsx};
///
/// let catalog = bundled::catalog()?.catalog;
/// let sheets = tables::export(&catalog, catalog.find_ambito("br-mesagne"));
/// let workbook = xlsx::write(&sheets, catalog.regione.release)?;
/// // What comes back untouched changes nothing.
/// let import = tables::import(&catalog, &xlsx::read(&workbook)?);
/// assert!(import.problems.is_empty() && import.read > 0);
/// assert_eq!((import.kept, import.new, import.changed), (import.read, 0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn export(catalog: &Catalog, only: Option<AmbitoIx>) -> Vec<SheetTable> {
    let wanted = |ix: AmbitoIx| only.is_none_or(|o| o == ix);
    let mut servizi = Vec::new();
    for servizio in &catalog.servizi {
        let Some(record) = &servizio.record else { continue };
        let in_scope = match servizio.scope {
            Scope::Ambito(ix) => wanted(ix),
            Scope::Regione(_) | Scope::Italia => only.is_none(),
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
    tables.map(|(sheet, rows)| SheetTable { sheet, rows, choices: choices(catalog, sheet) }).collect()
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
