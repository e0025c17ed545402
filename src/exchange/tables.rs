//! From the catalogue to the rows of the sheets, and from rows back to records.
//!
//! A row carries a record's own fields and nothing that is inherited or derived, so that what comes back is what went
//! out. Every cell that cannot be read is a [`Problem`] with its place; the caller decides whether anything is written.
//! Knows the catalogue and the columns; the bytes of workbooks and CSV are the business of [`super::xlsx`] and
//! [`super::csv`].

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::cells::{plain, read_cell, reason, shorten, shown, write_cell};
use super::outline;
use super::sheet::{AMBITO, CONTACT_FIELDS, CONTATTI, Column, Kind, SEDI, SERVIZI, SHEETS, Sheet, check_contact};
use crate::catalog::load::{Records, in_italian};
use crate::catalog::model::{AmbitoIx, Catalog, Scope};
use crate::catalog::record::{AmbitoFile, AmbitoRecord, Sede, ServizioRecord};
use crate::catalog::text::{clean, is_hostile};

/// Longest text of a cell, characters: what a spreadsheet can hold.
pub const MAX_CELL: usize = 32_767;

/// Most columns that are read.
pub const MAX_COLUMNS: usize = 200;

/// Most rows of a sheet that are read.
pub const MAX_ROWS: usize = 200_000;

/// A sheet ready to be written: a heading a column, a text a cell.
#[derive(Debug, Clone)]
pub struct Table {
    /// The sheet.
    pub sheet: &'static Sheet,
    /// Its rows, one text a column.
    pub rows: Vec<Vec<String>>,
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
}

/// A cell that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Sheet.
    pub sheet: String,
    /// Line, from 1.
    pub line: usize,
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
        write!(f, "foglio {}, riga {}, colonna {}", self.sheet, self.line, letters(self.column))?;
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

/// A file that cannot be read, or a sheet that cannot be written, as a whole: one Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

/// What came back from the sheets.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// The records that could be read.
    pub records: Records,
    /// The cells that could not.
    pub problems: Vec<Problem>,
    /// What was changed or ignored on the way, in Italian.
    pub notes: Vec<String>,
    /// Rows read.
    pub read: usize,
    /// Rows kept.
    pub kept: usize,
}

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
            let of_type = catalog.tipologie.get(servizio.tipologia.at()).map(|t| t.record.name.as_str());
            servizi.push(row(catalog, &SERVIZI, record.as_ref(), of_type.unwrap_or_default()));
        }
    }
    let (mut sedi, mut contatti, mut ambiti) = (Vec::new(), Vec::new(), Vec::new());
    for ambito in catalog.ambiti.iter().enumerate().filter(|(at, _)| wanted(AmbitoIx::of(*at))).map(|(_, a)| a) {
        ambiti.push(row(catalog, &AMBITO, &ambito.record, ""));
        contacts(&ambito.record, ambito.record.id.as_str(), &ambito.record.name, &mut contatti);
    }
    for sede in catalog.sedi.iter().filter(|s| wanted(s.ambito)) {
        sedi.push(row(catalog, &SEDI, &sede.record, ""));
        contacts(&sede.record, sede.record.id.as_str(), &sede.record.name, &mut contatti);
    }
    SHEETS.iter().zip([servizi, sedi, contatti, ambiti]).map(|(sheet, rows)| Table { sheet, rows }).collect()
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

fn row<T: Serialize>(catalog: &Catalog, sheet: &Sheet, record: &T, shown: &str) -> Vec<String> {
    let value = serde_json::to_value(record).unwrap_or_default();
    let cell = |column: &Column| match column.kind {
        Kind::ReadOnly => shown.to_owned(),
        kind => value_at(&value, column.key).map(|v| write_cell(catalog, kind, v)).unwrap_or_default(),
    };
    sheet.columns.iter().map(cell).collect()
}

fn value_at<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(value, |v, k| v.get(k))
}

/// Records from sheets. `catalog` is what the sheets were drawn from, or any other: it names the comuni and the region.
pub fn import(catalog: &Catalog, tables: &[RawTable]) -> Import {
    let mut import = Import::default();
    let mut files: BTreeMap<String, AmbitoFile> = BTreeMap::new();
    let found = |sheet: &'static Sheet| tables.iter().find(|t| folded(&t.name) == folded(sheet.name));
    for table in tables {
        let known = SHEETS.iter().any(|s| folded(s.name) == folded(&table.name));
        if !known && folded(&table.name) != folded(super::sheet::LEGGIMI) {
            import.notes.push(format!("Il foglio «{}» non è fra quelli previsti: non letto.", clean(&table.name)));
        }
    }
    if SHEETS.iter().all(|s| found(s).is_none()) {
        let names = SHEETS.map(|s| s.name).join(", ");
        import.problems.push(Problem {
            sheet: "–".to_owned(),
            line: 1,
            column: 0,
            title: String::new(),
            value: String::new(),
            expected: format!("non c'è nessuno dei fogli attesi: {names}"),
        });
        return import;
    }
    for sheet in SHEETS {
        if found(sheet).is_none() {
            import.notes.push(format!("Il foglio «{}» manca: non se ne legge nulla.", sheet.name));
        }
    }
    let ambiti: Vec<Read<AmbitoRecord>> =
        found(&AMBITO).map(|t| read(catalog, &AMBITO, t, &mut import)).unwrap_or_default();
    let sedi: Vec<Read<Sede>> = found(&SEDI).map(|t| read(catalog, &SEDI, t, &mut import)).unwrap_or_default();
    let servizi: Vec<Read<ServizioRecord>> =
        found(&SERVIZI).map(|t| read(catalog, &SERVIZI, t, &mut import)).unwrap_or_default();
    let mut contacts = found(&CONTATTI).map(|t| read_contacts(catalog, t, &mut import)).unwrap_or_default();

    for mut ambito in ambiti {
        if let Some(own) = contacts.remove(ambito.record.id.as_str()) {
            let r = &mut ambito.record;
            own.give(&mut r.phones, &mut r.emails, &mut r.pec, &mut r.website, &mut import);
        }
        let file = files.entry(ambito.record.id.to_string()).or_insert_with(blank);
        file.ambito = Some(ambito.record);
    }
    for mut sede in sedi {
        if let Some(own) = contacts.remove(sede.record.id.as_str()) {
            let r = &mut sede.record;
            own.give(&mut r.phones, &mut r.emails, &mut r.pec, &mut r.website, &mut import);
        }
        files.entry(sede.record.id.scope().to_owned()).or_insert_with(blank).sedi.push(sede.record);
    }
    for servizio in servizi {
        let scope = servizio.record.id.scope();
        if scope == "it" || scope == catalog.regione.id.as_str() {
            import.records.misure.push(servizio.record);
        } else {
            files.entry(scope.to_owned()).or_insert_with(blank).servizi.push(servizio.record);
        }
    }
    let mut orphans: Vec<Contact> = contacts.into_values().flat_map(|c| c.rows).collect();
    orphans.sort_by_key(|c| c.line);
    for orphan in orphans {
        import.kept -= 1;
        import.problems.push(orphan.problem(0, &orphan.owner, "nessuna riga di «Sedi» o «Ambito» ha questo codice"));
    }
    import.records.ambiti = files.into_values().collect();
    import
}

/// A file that holds nothing yet.
fn blank() -> AmbitoFile {
    AmbitoFile { ambito: None, sedi: Vec::new(), servizi: Vec::new() }
}

/// A record and the line it came from.
struct Read<T> {
    record: T,
}

/// A heading without case, spaces and accents of habit.
pub(super) fn folded(text: &str) -> String {
    let plain = text.trim().to_lowercase().replace('’', "'").replace("a'", "à").replace("e'", "è");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which column of the sheet stands where.
fn headings(sheet: &'static Sheet, table: &RawTable, import: &mut Import) -> Option<HashMap<usize, &'static Column>> {
    let mut at = HashMap::new();
    let Some(first) = table.rows.first() else {
        import.notes.push(format!("Il foglio «{}» è vuoto.", sheet.name));
        return None;
    };
    let before = import.problems.len();
    let problem = |column: usize, value: &str, expected: String| Problem {
        sheet: sheet.name.to_owned(),
        line: first.line,
        column,
        title: String::new(),
        value: shorten(value),
        expected,
    };
    let mut seen = HashSet::new();
    for (column, cell) in &first.cells {
        let RawCell::Text(text) = cell else {
            import.problems.push(problem(*column, &shown(cell), "attesa un'intestazione".to_owned()));
            continue;
        };
        match sheet.columns.iter().find(|c| folded(c.title) == folded(text)) {
            Some(known) if seen.insert(known.title) => {
                at.insert(*column, known);
            }
            Some(_) => import.problems.push(problem(*column, text, "questa colonna c'è due volte".to_owned())),
            None => {
                let near = sheet.columns.iter().max_by_key(|c| {
                    let score = strsim::jaro_winkler(&folded(c.title), &folded(text)) * 1000.0;
                    #[allow(clippy::cast_possible_truncation)]
                    let score = score as i64;
                    score
                });
                let near = near.map(|c| format!(", la più vicina è «{}»", c.title)).unwrap_or_default();
                import.problems.push(problem(*column, text, format!("intestazione non prevista{near}")));
            }
        }
    }
    for column in sheet.columns {
        if !seen.contains(column.title) && !matches!(column.kind, Kind::ReadOnly) {
            if column.required {
                import.problems.push(problem(0, "", format!("manca la colonna «{}»", column.title)));
            } else {
                import.notes.push(format!(
                    "Foglio {}: manca la colonna «{}»: quei campi restano non indicati.",
                    sheet.name, column.title
                ));
            }
        }
    }
    (import.problems.len() == before).then_some(at)
}

fn read<T: DeserializeOwned>(
    catalog: &Catalog,
    sheet: &'static Sheet,
    table: &RawTable,
    import: &mut Import,
) -> Vec<Read<T>> {
    let mut out = Vec::new();
    let Some(at) = headings(sheet, table, import) else { return out };
    let mut ids: HashMap<String, usize> = HashMap::new();
    for row in table.rows.iter().skip(1) {
        let before = import.problems.len();
        let Some(object) = read_row(catalog, sheet, &at, row, import) else { continue };
        import.read += 1;
        let place = |key: &str| at.iter().find(|(_, c)| c.key == key).map(|(at, c)| (*at, c.title));
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !id.is_empty()
            && let Some(line) = ids.insert(id.clone(), row.line)
        {
            let (column, title) = place("id").unwrap_or_default();
            import.problems.push(Problem {
                sheet: sheet.name.to_owned(),
                line: row.line,
                column,
                title: title.to_owned(),
                value: id,
                expected: format!("questo codice c'è già alla riga {line}"),
            });
        }
        if import.problems.len() > before {
            continue;
        }
        // What no single cell could tell (a plan without a name, an unknown kind of document) is refused by the record.
        match serde_path_to_error::deserialize::<_, T>(Value::Object(object)) {
            Ok(record) => {
                import.kept += 1;
                out.push(Read { record });
            }
            Err(error) => {
                let path = error.path().to_string();
                let column = sheet
                    .columns
                    .iter()
                    .filter(|c| {
                        !c.key.is_empty() && (path == c.key || path.starts_with(c.key) || c.key.starts_with(&path))
                    })
                    .max_by_key(|c| c.key.len());
                let (column, title) = column.and_then(|c| place(c.key)).unwrap_or_default();
                import.problems.push(Problem {
                    sheet: sheet.name.to_owned(),
                    line: row.line,
                    column,
                    title: title.to_owned(),
                    value: String::new(),
                    expected: clean(&in_italian(error.inner())).into_owned(),
                });
            }
        }
    }
    out
}

/// The fields of a row; `None` for an empty one.
fn read_row(
    catalog: &Catalog,
    sheet: &'static Sheet,
    at: &HashMap<usize, &'static Column>,
    row: &RawRow,
    import: &mut Import,
) -> Option<Map<String, Value>> {
    let mut object = Map::new();
    let mut filled = HashSet::new();
    let mut some = false;
    for (place, cell) in &row.cells {
        let column = at.get(place).copied();
        let problem = |value: String, expected: String| Problem {
            sheet: sheet.name.to_owned(),
            line: row.line,
            column: *place,
            title: column.map(|c| c.title).unwrap_or_default().to_owned(),
            value,
            expected,
        };
        let Some(column) = column else {
            import.problems.push(problem(shorten(&shown(cell)), "questa colonna non ha un'intestazione".to_owned()));
            continue;
        };
        let text = match plain(cell) {
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => text,
            Err(expected) => {
                some = true;
                import.problems.push(problem(shorten(&shown(cell)), expected));
                continue;
            }
        };
        some |= !matches!(column.kind, Kind::ReadOnly);
        match read_cell(catalog, column.kind, &text) {
            Ok(None) => {}
            Ok(Some(value)) => {
                if text.chars().any(|c| is_hostile(c) && c != '\n' && c != '\r' && c != '\t') {
                    import.notes.push(format!(
                        "Foglio {}, riga {}, colonna {}: tolti caratteri invisibili.",
                        sheet.name,
                        row.line,
                        letters(*place)
                    ));
                }
                filled.insert(column.title);
                put(&mut object, column.key, value);
            }
            Err(expected) => {
                filled.insert(column.title);
                import.problems.push(problem(shorten(&text), expected));
            }
        }
    }
    if !some {
        return None;
    }
    for column in sheet.columns.iter().filter(|c| c.required && !filled.contains(c.title)) {
        let place = at.iter().find(|(_, c)| c.title == column.title).map(|(p, _)| *p);
        import.problems.push(Problem {
            sheet: sheet.name.to_owned(),
            line: row.line,
            column: place.unwrap_or_default(),
            title: column.title.to_owned(),
            value: String::new(),
            expected: "cella vuota: qui serve un valore".to_owned(),
        });
    }
    Some(object)
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

/// A row of the sheet of contacts.
#[derive(Debug, Clone)]
struct Contact {
    line: usize,
    owner: String,
    kind: &'static str,
    value: String,
}

impl Contact {
    fn problem(&self, key: usize, value: &str, expected: &str) -> Problem {
        let title = CONTATTI.columns.get(key).map(|c| c.title).unwrap_or_default();
        Problem {
            sheet: CONTATTI.name.to_owned(),
            line: self.line,
            column: key,
            title: title.to_owned(),
            value: shorten(value),
            expected: expected.to_owned(),
        }
    }
}

/// The contacts of one sede or ambito.
#[derive(Debug, Clone, Default)]
struct Contacts {
    rows: Vec<Contact>,
}

impl Contacts {
    fn give(
        self,
        phones: &mut Vec<crate::catalog::values::Phone>,
        emails: &mut Vec<crate::catalog::values::Email>,
        pec: &mut Vec<crate::catalog::values::Email>,
        website: &mut Option<crate::catalog::values::Url>,
        import: &mut Import,
    ) {
        for row in self.rows {
            let kept = match row.kind {
                "telefono" => row.value.parse().map(|v| phones.push(v)).is_ok(),
                "e-mail" => row.value.parse().map(|v| emails.push(v)).is_ok(),
                "pec" => row.value.parse().map(|v| pec.push(v)).is_ok(),
                _ if website.is_none() => row.value.parse().map(|v| *website = Some(v)).is_ok(),
                _ => false,
            };
            if !kept {
                import.kept -= 1;
                import.problems.push(row.problem(3, &row.value, "c'è già un sito: atteso uno solo"));
            }
        }
    }
}

fn read_contacts(catalog: &Catalog, table: &RawTable, import: &mut Import) -> HashMap<String, Contacts> {
    let mut out: HashMap<String, Contacts> = HashMap::new();
    let Some(at) = headings(&CONTATTI, table, import) else { return out };
    for row in table.rows.iter().skip(1) {
        let before = import.problems.len();
        let Some(object) = read_row(catalog, &CONTATTI, &at, row, import) else { continue };
        import.read += 1;
        if import.problems.len() > before {
            continue;
        }
        let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let said = text("kind");
        let kind = CONTACT_FIELDS.iter().map(|(k, _)| *k).find(|k| *k == said).unwrap_or("e-mail");
        let contact = Contact { line: row.line, owner: text("owner"), kind, value: text("value") };
        if let Err(refused) = check_contact(kind, &contact.value) {
            import.problems.push(contact.problem(3, &contact.value, &reason(&refused.0)));
            continue;
        }
        import.kept += 1;
        out.entry(contact.owner.clone()).or_default().rows.push(contact);
    }
    out
}
