//! What changed between two catalogues, in words an officer can check before publishing.
//!
//! Compares what the sheets carry, cell by cell and under the sheets' own headings, and of the other records every field.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::tables::{self, SheetTable};
use crate::catalog::model::Catalog;

/// What happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Only in the second catalogue.
    Added,
    /// Only in the first.
    Removed,
    /// In both, with other words: heading, before, after. Empty = not stated.
    Changed(Vec<(String, String, String)>),
}

/// A record that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of record, in the plural: "Servizi".
    pub kind: String,
    /// Its identifier.
    pub id: String,
    /// Its name, in the second catalogue where it has one there.
    pub name: String,
    /// What happened.
    pub what: What,
}

/// All that changed, by kind and identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Diff {
    /// How many records are new, gone, other.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |f: fn(&What) -> bool| self.changes.iter().filter(|c| f(&c.what)).count();
        (count(|w| *w == What::Added), count(|w| *w == What::Removed), count(|w| matches!(w, What::Changed(_))))
    }

    /// Nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kind = "";
        for change in &self.changes {
            if change.kind != kind {
                kind = &change.kind;
                writeln!(f, "{kind}")?;
            }
            let name = if change.name.is_empty() { String::new() } else { format!(" «{}»", change.name) };
            match &change.what {
                What::Added => writeln!(f, "  + {}{name}: in più", change.id)?,
                What::Removed => writeln!(f, "  - {}{name}: non c'è più", change.id)?,
                What::Changed(fields) => {
                    writeln!(f, "  * {}{name}", change.id)?;
                    for (title, before, after) in fields {
                        match (before.is_empty(), after.is_empty()) {
                            (true, _) => writeln!(f, "      {title}: ora «{after}» (prima non indicato)")?,
                            (_, true) => writeln!(f, "      {title}: tolto (era «{before}»)")?,
                            _ => writeln!(f, "      {title}: era «{before}», ora «{after}»")?,
                        }
                    }
                }
            }
        }
        let (added, removed, changed) = self.counts();
        if self.is_empty() {
            writeln!(f, "Nessuna differenza.")
        } else {
            writeln!(f, "In tutto: {added} in più, {removed} in meno, {changed} cambiati.")
        }
    }
}

/// Fields of a record by heading; the name apart.
type DiffRecords = BTreeMap<String, (String, Vec<(String, String)>)>;

/// What changed from `before` to `after`.
pub fn diff(before: &Catalog, after: &Catalog) -> Diff {
    let mut changes = Vec::new();
    let (a, b) = (tables::export(before, None), tables::export(after, None));
    for (one, other) in a.iter().zip(&b) {
        compare(one.sheet.name, &of_table(one), &of_table(other), &mut changes);
    }
    // What it is called, the list it is in, its fields of identifier and name.
    macro_rules! plain {
        ($($kind:literal, $list:ident $(.$record:ident)?, $id:ident, $name:ident;)+) => { $(
            let of = |catalog: &Catalog| {
                let records = catalog.$list.iter();
                records.map(|r| plain(&r$(.$record)?.$id, &r$(.$record)?.$name, &r$(.$record)?)).collect()
            };
            compare($kind, &of(before), &of(after), &mut changes);
        )+ };
    }
    plain! {
        "Tipologie", tipologie.record, id, name; "Comuni", comuni.record, istat, name; "Aree", aree, id, label;
        "Destinatari", destinatari, id, label; "Condizioni", condizioni, id, label; "Numeri utili", numeri, id, name;
        "Situazioni di pericolo", urgenze, id, label; "Altri uffici", altrove, id, name;
        "Fogli per le persone", fogli, id, id; "Lingue dei fogli", lingue, id, italian;
    }
    Diff { changes }
}

fn plain<T: Serialize>(id: &str, name: &str, record: &T) -> (String, (String, Vec<(String, String)>)) {
    let value = serde_json::to_value(record).unwrap_or_default();
    let fields = value.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), in_words(value))).collect();
    (id.to_owned(), (name.to_owned(), fields))
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(in_words).collect::<Vec<_>>().join(" | "),
        Value::Object(object) => {
            object.iter().map(|(k, v)| format!("{k}={}", in_words(v))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Rows by identifier. Contacts have none of their own: those of one sede stand together.
fn of_table(table: &SheetTable) -> DiffRecords {
    let columns = table.sheet.columns;
    let at = |key: &str| columns.iter().position(|c| c.key == key);
    let cell = |row: &[String], at: Option<usize>| at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
    let mut out = DiffRecords::new();
    for row in &table.rows {
        if let (Some(owner), Some(kind), Some(value)) = (at("owner"), at("kind"), at("value")) {
            let entry = out.entry(cell(row, Some(owner))).or_insert_with(|| (cell(row, Some(1)), Vec::new()));
            let kind = cell(row, Some(kind));
            match entry.1.iter_mut().find(|(k, _)| *k == kind) {
                Some((_, all)) => {
                    all.push_str(" | ");
                    all.push_str(&cell(row, Some(value)));
                }
                None => entry.1.push((kind, cell(row, Some(value)))),
            }
            continue;
        }
        let name = Some(cell(row, at("name"))).filter(|n| !n.is_empty()).unwrap_or_else(|| cell(row, at("")));
        let fields = columns.iter().zip(row).filter(|(c, v)| !c.key.is_empty() && !v.is_empty());
        out.insert(
            cell(row, at("id")),
            (name, fields.map(|(c, v)| (c.title.to_owned(), v.replace('\n', " / "))).collect()),
        );
    }
    out
}

fn compare(kind: &str, before: &DiffRecords, after: &DiffRecords, changes: &mut Vec<Change>) {
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for id in ids {
        let change =
            |name: &str, what: What| Change { kind: kind.to_owned(), id: id.clone(), name: name.to_owned(), what };
        match (before.get(id), after.get(id)) {
            (None, Some((name, _))) => changes.push(change(name, What::Added)),
            (Some((name, _)), None) => changes.push(change(name, What::Removed)),
            (Some((_, a)), Some((name, b))) if a != b => {
                let mut titles: Vec<&String> = a.iter().map(|(t, _)| t).collect();
                titles.extend(b.iter().map(|(t, _)| t).filter(|t| a.iter().all(|(o, _)| o != *t)));
                let of = |list: &[(String, String)], title: &str| {
                    list.iter().find(|(t, _)| t == title).map(|(_, v)| v.clone()).unwrap_or_default()
                };
                let fields = titles.into_iter().map(|t| (t.clone(), of(a, t), of(b, t))).filter(|(_, a, b)| a != b);
                changes.push(change(name, What::Changed(fields.collect())));
            }
            _ => {}
        }
    }
}
