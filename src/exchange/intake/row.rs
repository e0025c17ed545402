//! One row: its cells as fields, over the record that it names.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::import::{Import, OwnCell};
use super::page::IntakePage;
use crate::catalog::model::Catalog;
use crate::exchange::cells::{Reader, plain, shown, write_cell};
use crate::exchange::raw::shorten;
use crate::exchange::raw::{CellProblem, RawRow, letters, says_nothing, value_at};
use crate::exchange::sheet::{AMBITO_COLUMN, CONTACT_COLUMNS, Column, Kind};
use crate::lingua::signs::{clean, is_hostile};

/// A row as it was read: nothing of what is known already is in it yet.
pub(super) struct RowDraft {
    pub(super) line: usize,
    /// Fields by key, as the records write them; none while it is packed.
    pub(super) fields: Map<String, Value>,
    /// The same as the bytes of JSON, a fifth of the tree.
    packed: Box<[u8]>,
    /// Of the packed ones those that are asked for before.
    early: Vec<(&'static str, String)>,
    /// The first comune that is served.
    first_comune: Option<String>,
    /// Columns whose cell is empty.
    pub(super) blank: Vec<&'static Column>,
    /// What stands in the column of the code, and is one.
    pub(super) code: Option<String>,
    /// What stands there and is no code: "1", "pua".
    pub(super) typed_code: Option<String>,
    /// The ambito of a column "Ambito".
    pub(super) ambito: Option<String>,
    /// Contacts that stand in the row itself: field and text.
    pub(super) contacts: Vec<(&'static str, usize, String)>,
    /// What a column that is only to be read holds.
    pub(super) shown: Option<(usize, String)>,
    /// Titles of columns whose cell was refused.
    pub(super) refused: HashSet<&'static str>,
}

/// What is asked of a row before its record is made.
const EARLY: [&str; 4] = ["name", "short", "type", "comune"];

/// The fields of a row; `None` for an empty one.
pub(super) fn read(reader: &Reader<'_>, page: &IntakePage, row: &RawRow, import: &mut Import) -> Option<RowDraft> {
    let mut draft = RowDraft {
        line: row.line,
        fields: Map::new(),
        packed: Box::default(),
        early: Vec::new(),
        first_comune: None,
        blank: Vec::new(),
        code: None,
        typed_code: None,
        ambito: None,
        contacts: Vec::new(),
        shown: None,
        refused: HashSet::new(),
    };
    let mut filled: Vec<usize> = Vec::with_capacity(row.cells.len());
    let mut some = false;
    for (place, cell) in &row.cells {
        let text = match plain(cell) {
            Ok(text) if says_nothing(&text) => continue,
            Ok(text) => Ok(text),
            Err(expected) => Err(expected),
        };
        let Some(column) = page.columns.get(place).copied() else {
            own_cell(page, row.line, *place, &shown(cell), import);
            continue;
        };
        some |= !matches!(column.kind, Kind::ReadOnly);
        filled.push(*place);
        let here = Some((*place, column.title));
        match text {
            Ok(text) => {
                if text.chars().any(|c| is_hostile(c) && c != '\n' && c != '\r' && c != '\t') {
                    import.notes.push(format!(
                        "Foglio {}, riga {}, colonna {}: tolti caratteri invisibili.",
                        page.sheet.name,
                        row.line,
                        letters(*place)
                    ));
                }
                if let Err(expected) = draft.take(reader, column, *place, &text, page, import) {
                    draft.refused.insert(column.title);
                    import.problems.push(page.problem(row.line, here, shorten(&text), expected));
                }
            }
            Err(expected) => {
                draft.refused.insert(column.title);
                import.problems.push(page.problem(row.line, here, shorten(&shown(cell)), expected));
            }
        }
    }
    if !some {
        return None;
    }
    draft.blank.extend(page.columns.iter().filter(|(at, _)| !filled.contains(at)).map(|(_, c)| *c));
    draft.blank.sort_by_cached_key(|c| page.place(c.key));
    Some(draft)
}

impl RowDraft {
    fn take(
        &mut self,
        reader: &Reader<'_>,
        column: &'static Column,
        place: usize,
        text: &str,
        page: &IntakePage,
        import: &mut Import,
    ) -> Result<(), String> {
        match column.kind {
            Kind::ReadOnly => {
                self.shown = Some((place, clean(text).trim().to_owned()));
                return Ok(());
            }
            Kind::Code(check) => {
                let said = clean(text).trim().to_owned();
                match check(&said) {
                    Ok(()) => self.code = Some(said),
                    // A number or a word of the office's own is no slip of a code.
                    Err(_) if !said.contains('/') && page.place("type").or(page.place("kind")).is_some() => {
                        self.typed_code = Some(said);
                    }
                    Err(refused) => return Err(crate::exchange::raw::reason(&refused.0)),
                }
                return Ok(());
            }
            _ => {}
        }
        if CONTACT_COLUMNS.iter().any(|c| std::ptr::eq(c, column)) {
            self.contacts.push((column.key, place, text.to_owned()));
            return Ok(());
        }
        let read = reader.read(column, text, self.code.as_deref())?;
        for said in read.notes {
            import.notes.push(format!(
                "Foglio {}, riga {}, colonna {} «{}»: {said}.",
                page.sheet.name,
                self.line,
                letters(place),
                column.title
            ));
        }
        let Some(value) = read.value else {
            self.blank.push(column);
            return Ok(());
        };
        if std::ptr::eq(column, &raw const AMBITO_COLUMN) {
            self.ambito = value.as_str().map(str::to_owned);
        } else {
            put(&mut self.fields, column.key, value);
        }
        Ok(())
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        let early = || self.early.iter().find(|(known, _)| *known == key).map(|(_, text)| text.as_str());
        self.fields.get(key).and_then(Value::as_str).or_else(early)
    }

    /// The first of the comuni that are served.
    pub(super) fn first_comune(&self) -> Option<&str> {
        self.first_comune.as_deref()
    }

    /// Puts a text in the place of what is not there.
    pub(super) fn set(&mut self, key: &'static str, text: String) {
        self.early.push((key, text));
    }

    /// Waits as bytes, which are composed in `scratch`: one that grows anew for each row is grown over and over.
    pub(super) fn pack(&mut self, scratch: &mut Vec<u8>) {
        let early = EARLY.into_iter().filter_map(|key| Some((key, self.fields.get(key)?.as_str()?.to_owned())));
        self.early = early.collect();
        let comuni = self.fields.get("comuni").and_then(Value::as_array);
        self.first_comune = comuni.and_then(|c| c.first()).and_then(Value::as_str).map(str::to_owned);
        // A tree that was made of texts and finite numbers always is JSON.
        scratch.clear();
        if serde_json::to_writer(&mut *scratch, &self.fields).is_ok() {
            self.packed = scratch.as_slice().into();
            self.fields = Map::new();
        }
        self.blank.shrink_to_fit();
    }

    /// Comes back from bytes, with what was put to it since.
    pub(super) fn unpack(&mut self) {
        let packed = std::mem::take(&mut self.packed);
        if let Ok(fields) = serde_json::from_slice(&packed) {
            self.fields = fields;
        }
        for (key, text) in self.early.drain(..) {
            self.fields.insert(key.to_owned(), Value::String(text));
        }
    }

    /// The fields over those of `base`: what the sheet has no column for stays, what an empty cell takes away is told.
    pub(super) fn over<T: Serialize>(
        self,
        base: Option<&T>,
        catalog: &Catalog,
        page: &IntakePage,
        import: &mut Import,
    ) -> Map<String, Value> {
        let base = base.and_then(|record| serde_json::to_value(record).ok());
        let Some(Value::Object(mut object)) = base else { return self.fields };
        let before = Value::Object(object.clone());
        for column in self.blank.iter().filter(|c| !c.key.is_empty() && !matches!(c.kind, Kind::Code(_))) {
            let Some(was) = value_at(&before, column.key) else { continue };
            remove(&mut object, column.key);
            // That an obligatory cell is empty is a fault, told elsewhere.
            if !column.required
                && let Some((at, title)) = page.place(column.key)
            {
                let was = shorten(&write_cell(catalog, column.kind, was));
                import.taken.push(format!(
                    "foglio {}, riga {}, colonna {} «{title}»: la cella è vuota, tolto «{was}»",
                    page.sheet.name,
                    self.line,
                    letters(at)
                ));
            }
        }
        merge(&mut object, self.fields);
        object.retain(|_, value| !value.as_object().is_some_and(Map::is_empty));
        object
    }
}

fn own_cell(page: &IntakePage, line: usize, place: usize, text: &str, import: &mut Import) {
    if let Some((_, title)) = page.own.iter().find(|(at, _)| *at == place) {
        import.own.push(OwnCell {
            sheet: page.sheet.name,
            line,
            code: String::new(),
            title: title.clone(),
            text: clean(text).into_owned(),
        });
        return;
    }
    let expected = "questa colonna non ha un'intestazione: scrivila, o svuota la colonna";
    // One fault, however many cells it hides: the first of them stands for all.
    let is_it = |p: &&mut CellProblem| p.sheet == page.sheet.name && p.column == place && p.expected == expected;
    if let Some(known) = import.problems.iter_mut().find(is_it) {
        known.also.push(line);
        return;
    }
    import.problems.push(page.problem(line, Some((place, "")), shorten(text), expected.to_owned()));
}

fn put(object: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            object.insert(key.to_owned(), value);
        }
        Some((head, rest)) => {
            let inner = object.entry(head).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

fn remove(object: &mut Map<String, Value>, key: &str) {
    match key.split_once('.') {
        None => {
            object.remove(key);
        }
        Some((head, rest)) => {
            if let Some(Value::Object(inner)) = object.get_mut(head) {
                remove(inner, rest);
            }
        }
    }
}

fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => merge(inner, value),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}
