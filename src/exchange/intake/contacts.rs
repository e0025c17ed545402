//! The sheet of contacts, and contacts that stand in the row of a sede: numbers and addresses one by one, each with its owner.
//!
//! A contact has no code. Where an owner has fewer rows of a kind than contacts, rows are gone and what they held stays,
//! unless it is asked that it goes; where it has as many, the new ones stand in the place of the old ones.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::import::Import;
use super::page::{IntakePage, Rows};
use super::row;
use crate::catalog::values::{Email, Phone, Url};
use crate::exchange::cells::Reader;
use crate::exchange::raw::{CellProblem, letters};
use crate::exchange::raw::{reason, shorten};
use crate::exchange::sheet::{CONTACT_FIELDS, check_contact};

/// Contacts of one owner by field ("phones", "emails", "pec", "website"), in the order of the rows.
#[derive(Debug, Default)]
pub(super) struct Own {
    fields: BTreeMap<&'static str, Vec<String>>,
    /// The line of the first row.
    pub(super) first: Option<usize>,
}

/// Contacts by owner.
pub(super) type Contacts = HashMap<String, Own>;

/// A record that has contacts.
pub(super) struct Slots<'r> {
    pub(super) phones: &'r mut Vec<Phone>,
    pub(super) emails: &'r mut Vec<Email>,
    pub(super) pec: &'r mut Vec<Email>,
    pub(super) website: &'r mut Option<Url>,
}

impl Slots<'_> {
    fn get(&self, field: &str) -> Vec<String> {
        let texts = |list: &[Email]| list.iter().map(ToString::to_string).collect();
        match field {
            "phones" => self.phones.iter().map(ToString::to_string).collect(),
            "emails" => texts(self.emails),
            "pec" => texts(self.pec),
            _ => self.website.iter().map(ToString::to_string).collect(),
        }
    }

    fn set(&mut self, field: &str, values: &[String]) {
        match field {
            "phones" => *self.phones = values.iter().filter_map(|v| v.parse().ok()).collect(),
            "emails" => *self.emails = values.iter().filter_map(|v| v.parse().ok()).collect(),
            "pec" => *self.pec = values.iter().filter_map(|v| v.parse().ok()).collect(),
            _ => *self.website = values.first().and_then(|v| v.parse().ok()),
        }
    }
}

/// Reads the sheet.
pub(super) fn read(
    reader: &Reader<'_>,
    page: &IntakePage,
    rows: &Rows,
    refused: &HashSet<String>,
    import: &mut Import,
) -> Contacts {
    let mut out = Contacts::new();
    for raw in rows {
        let before = import.problems.len();
        let Some(draft) = row::read(reader, page, raw, import) else { continue };
        import.read += 1;
        if draft.refused.contains("Riferito a") && raw_owner(page, raw).is_some_and(|said| refused.contains(&said)) {
            // The sede itself was refused: that its contacts have nowhere to go is no second fault.
            import.problems.truncate(before);
            continue;
        }
        for title in ["Riferito a", "Contatto"] {
            let column = page.sheet.columns.iter().find(|c| c.title == title);
            let place = column.and_then(|c| page.place(c.key)).filter(|_| draft.blank.iter().any(|c| c.title == title));
            if place.is_some() {
                import.problems.push(page.problem(
                    raw.line,
                    place,
                    String::new(),
                    "cella vuota: qui serve un valore".to_owned(),
                ));
            }
        }
        if import.problems.len() > before {
            continue;
        }
        let owner = draft.text("owner").unwrap_or_default().to_owned();
        let typed = draft.text("value").unwrap_or_default().to_owned();
        let kind = draft.text("kind").map(str::to_owned);
        let held = import.known_contact(&owner, &typed);
        let kind = kind.or(held.map(str::to_owned)).unwrap_or_else(|| guess(&typed).to_owned());
        match values(&kind, &typed) {
            Ok(values) => {
                import.kept += 1;
                let place = page.place("value").unwrap_or_default();
                let values = import.of_an_office(page.sheet.name, raw.line, place, Some(&owner), values);
                import.places.contact(&owner, &values, page, raw.line);
                let own = out.entry(owner).or_default();
                own.first.get_or_insert(raw.line);
                let list = own.fields.entry(field_of(&kind)).or_default();
                for value in values {
                    if list.contains(&value) {
                        import.notes.push(format!(
                            "Foglio {}, riga {}: «{}» c'è già per questo codice, contato una volta.",
                            page.sheet.name,
                            raw.line,
                            shorten(&value)
                        ));
                    } else {
                        list.push(value);
                    }
                }
            }
            Err(expected) => {
                import.problems.push(page.problem(raw.line, page.place("value"), shorten(&typed), expected));
            }
        }
    }
    out
}

fn raw_owner(page: &IntakePage, raw: &crate::exchange::raw::RawRow) -> Option<String> {
    let (at, _) = page.place("owner")?;
    raw.cells
        .iter()
        .find(|(place, _)| *place == at)
        .map(|(_, cell)| crate::exchange::cells::shown(cell).trim().to_owned())
}

fn field_of(kind: &str) -> &'static str {
    CONTACT_FIELDS.iter().find(|(k, _)| *k == kind).map_or("emails", |(_, field)| *field)
}

/// What a contact is where nobody says so.
fn guess(value: &str) -> &'static str {
    let low = value.to_lowercase();
    if low.contains('@') {
        return if low.contains("pec.") || low.contains("@pec") || low.contains("cert.") { "pec" } else { "e-mail" };
    }
    if low.contains("http") || low.starts_with("www.") { "sito" } else { "telefono" }
}

/// The contacts in a cell: one, or several numbers that stand together.
///
/// # Errors
/// What is expected, for the first that is none.
pub(super) fn values(kind: &str, typed: &str) -> Result<Vec<String>, String> {
    let typed = typed.trim();
    let refused = match check_contact(kind, typed) {
        Ok(()) => return Ok(vec![typed.to_owned()]),
        Err(refused) => reason(&refused.0),
    };
    let parts: Vec<String> = parts(kind, typed);
    let right = |part: &String| check_contact(kind, part).is_ok();
    if !parts.is_empty() && parts.iter().all(right) { Ok(parts) } else { Err(refused) }
}

/// "tel. 0831 123456 – 0831 654321" in pieces; "www.comune.it" with its beginning.
fn parts(kind: &str, typed: &str) -> Vec<String> {
    let cut: Vec<&str> = match kind {
        "sito" => vec![typed],
        "telefono" => typed
            .split(['|', ';', ',', '\n', '/'])
            .flat_map(|p| p.split(" - "))
            .flat_map(|p| p.split(" – "))
            .flat_map(|p| p.split(" e "))
            .collect(),
        _ => typed.split(['|', ';', ',', '\n', ' ']).collect(),
    };
    let bare = |part: &str| -> String {
        let part = part.trim().trim_end_matches('.');
        match kind {
            "telefono" => {
                let low = part.to_lowercase();
                let head = ["telefono", "tel", "cell", "cellulare", "fisso", "centralino", "numero verde", "n"]
                    .iter()
                    .filter(|p| low.starts_with(**p))
                    .map(|p| p.len())
                    .max()
                    .unwrap_or(0);
                part.get(head..).unwrap_or(part).trim_start_matches(['.', ':', ' ']).trim().to_owned()
            }
            "sito" if !part.contains("://") => format!("https://{part}"),
            _ => part.trim_start_matches("mailto:").to_owned(),
        }
    };
    cut.iter().map(|p| bare(p)).filter(|p| !p.is_empty()).collect()
}

/// Gives a record what the sheets say of its contacts. `sheet`: whether there is a sheet of contacts at all; what stands in
/// the row of the sede itself is added.
pub(super) fn give(
    id: &str,
    own: Option<&Own>,
    beside: &[(&'static str, String)],
    sheet: bool,
    slots: &mut Slots<'_>,
    import: &mut Import,
) {
    for (kind, field) in CONTACT_FIELDS {
        let before = slots.get(field);
        let mut now = match own.and_then(|o| o.fields.get(field)) {
            Some(said) => said.clone(),
            None if sheet => Vec::new(),
            None => before.clone(),
        };
        let gone: Vec<&String> = before.iter().filter(|v| !now.contains(v)).collect();
        let new = now.iter().filter(|v| !before.contains(v)).count();
        if gone.len() > new {
            for value in gone {
                import.gone_contact(id, kind, value);
                if !import.remove_missing {
                    now.push(value.clone());
                }
            }
        } else {
            for value in gone {
                import.taken.push(format!("«{id}»: {kind} «{value}» cambiato"));
            }
        }
        for (_, value) in beside.iter().filter(|(f, _)| *f == field) {
            if !now.contains(value) {
                now.push(value.clone());
            }
        }
        if field == "website" && now.len() > 1 {
            let line = own.and_then(|o| o.first).unwrap_or(1);
            import.problems.push(two_sites(id, line, &now));
            continue;
        }
        slots.set(field, &now);
    }
}

fn two_sites(id: &str, line: usize, all: &[String]) -> CellProblem {
    let sheet = crate::exchange::sheet::CONTATTI.name.to_owned();
    let expected = format!("«{id}» ha {} siti: atteso uno solo", all.len());
    CellProblem {
        sheet,
        line,
        also: Vec::new(),
        column: 3,
        title: "Contatto".to_owned(),
        value: shorten(&all.join(" | ")),
        expected,
    }
}

/// Contacts that stand in the row of a sede or ambito, by field.
pub(super) fn beside(page: &IntakePage, draft: &row::RowDraft, import: &mut Import) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for (field, place, text) in &draft.contacts {
        let kind = CONTACT_FIELDS.iter().find(|(_, f)| f == field).map_or("e-mail", |(k, _)| *k);
        let title = page.columns.get(place).map(|c| c.title).unwrap_or_default();
        match values(kind, text) {
            Ok(values) => {
                let values =
                    import.of_an_office(page.sheet.name, draft.line, (*place, title), draft.code.as_deref(), values);
                out.extend(values.into_iter().map(|v| (*field, v)));
            }
            Err(expected) => {
                import.problems.push(page.problem(draft.line, Some((*place, title)), shorten(text), expected));
            }
        }
    }
    out
}

/// Names what a column that is only to be read says otherwise than the record.
pub(super) fn only_shown(
    page: &IntakePage,
    line: usize,
    shown: Option<&(usize, String)>,
    real: &[&str],
    import: &mut Import,
) {
    if let Some((at, said)) = shown
        && !said.is_empty()
        && !real.iter().any(|r| crate::exchange::raw::folded(r) == crate::exchange::raw::folded(said))
    {
        import.notes.push(format!(
            "Foglio {}, riga {line}, colonna {}: «{}» è solo da leggere e non conta.",
            page.sheet.name,
            letters(*at),
            shorten(said)
        ));
    }
}

/// Everything a record holds of contacts, as texts: for what a sheet may say of it.
pub(super) fn held(value: &Value) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for (kind, field) in CONTACT_FIELDS {
        match value.get(field) {
            Some(Value::Array(list)) => out.extend(list.iter().filter_map(Value::as_str).map(|v| (kind, v.to_owned()))),
            Some(Value::String(one)) => out.push((kind, one.clone())),
            _ => {}
        }
    }
    out
}
