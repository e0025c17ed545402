//! The sheet of the calls, and that of a letter: what we hold, a column to tick, columns to correct, and what comes of it
//! when it is back.
//!
//! One line a number or a place. What is left empty says nothing; "non risponde" is kept as that and never as closed.

use chrono::NaiveDate;

use super::calls::{Call, held};
use super::draft::Draft;
use super::fields;
use super::proposal::{Proposal, Topic};
use crate::catalog::correzioni::CorrectionSubject;
use crate::catalog::model::Catalog;
use crate::catalog::text::Text;
use crate::catalog::values::PartialDate;
use crate::exchange::raw::{RawCell, RawTable, Refusal, letters, says_nothing};
use crate::exchange::sheet::{Column, Kind, Sheet};
use crate::exchange::tables::SheetTable;
use crate::exchange::{csv, xlsx};
use crate::lingua::fold::fold;
use crate::lingua::signs::clean;

/// What can have come of a call.
const OUTCOMES: [&str; 4] = ["risponde e conferma", "cambia", "non risponde", "chiuso"];

const fn column(title: &'static str, key: &'static str, kind: Kind, width: u16, help: &'static str) -> Column {
    Column { title, key, kind, required: false, width, help }
}

/// The columns.
static COLUMNS: [Column; 13] = [
    column("Numero", "", Kind::ReadOnly, 16, "Il numero da chiamare"),
    column("Chi risponde", "", Kind::ReadOnly, 40, "Sedi e uffici che si raggiungono con questo numero"),
    column("Servizi", "", Kind::ReadOnly, 9, "Quanti servizi dipendono da questo numero"),
    column("Perché", "", Kind::ReadOnly, 34, "Perché chiamare adesso"),
    column("Che cosa chiedere", "", Kind::ReadOnly, 60, "Ciò che sappiamo: è giusto?"),
    column(
        "Esito",
        "outcome",
        Kind::Choice(|| OUTCOMES.iter().map(|o| (*o, *o)).collect()),
        20,
        "Com'è andata. «non risponde» non vuol dire chiuso",
    ),
    column(
        "Telefono giusto",
        "phones",
        Kind::Text,
        18,
        "Al posto del numero della riga; se la riga non ne ha, VECCHIO = NUOVO. Più d'uno con la virgola",
    ),
    column("Orari giusti", "hours", Kind::Text, 28, "Solo se sono cambiati: lun-ven 9-12"),
    column("Indirizzo giusto", "address", Kind::Text, 28, "Solo se è cambiato"),
    column(
        "E-mail giusta",
        "emails",
        Kind::Text,
        28,
        "Solo se è cambiata: dell'ufficio, non di una persona. Se ce n'è più d'una, VECCHIA = NUOVA",
    ),
    column("Sito giusto", "website", Kind::Text, 28, "Solo se è cambiato"),
    column("Nota", "note", Kind::Text, 34, "Al massimo 80 caratteri, senza niente delle persone"),
    column("Codice", "id", Kind::ReadOnly, 40, "Non cambiare: serve a riconoscere la riga"),
];

static SHEET: Sheet = Sheet { name: "Telefonate", help: "Una riga per numero o per sede", columns: &COLUMNS };

/// Where the columns that are read stand.
const NUMBER: usize = 0;
const OUTCOME: usize = 5;
const FIRST_FIELD: usize = 6;
const NOTE: usize = 11;
const CODE: usize = 12;

/// A line of the sheet: what is for the eye, and the records that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    /// The number, where there is one.
    pub number: String,
    /// Names of the places.
    pub who: String,
    /// Services that hang on it.
    pub services: String,
    /// Why.
    pub why: String,
    /// What to ask.
    pub ask: String,
    /// The records.
    pub ids: Vec<String>,
}

impl CallLine {
    /// Of a number.
    pub fn of_call(call: &Call) -> Self {
        let label = |key: &str| fields::named(key).map_or(key.to_owned(), |f| f.label.to_owned());
        let name = |id: &str| call.places.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default();
        let ask = call.ask.iter().map(|a| {
            let value = if a.value.is_empty() { "non lo sappiamo" } else { &a.value };
            let place = a.place.as_deref().map(|id| format!("{} – ", name(id))).unwrap_or_default();
            format!("{place}{}: {value}", label(a.field))
        });
        let who = call.places.iter().map(|p| match &p.comune {
            Some(comune) => format!("{} ({comune})", p.name),
            None => p.name.clone(),
        });
        Self {
            number: call.number.clone(),
            who: who.collect::<Vec<_>>().join("; "),
            services: call.services.to_string(),
            why: call.why.clone(),
            ask: ask.collect::<Vec<_>>().join("\n"),
            ids: call.places.iter().map(|p| p.id.clone()).collect(),
        }
    }

    /// Of a record by itself. `None` where there is none.
    pub fn of_record(catalog: &Catalog, id: &str) -> Option<Self> {
        let subject = CorrectionSubject::of(id)?;
        let record = fields::record(catalog, &subject)?;
        let asked = fields::of(&subject).filter(|f| {
            super::calls::ASKED.contains(&f.key) || matches!(f.key, "switchboard" | "documents" | "cost" | "timing")
        });
        let ask = asked.map(|f| {
            let value = held(&record, f.key);
            format!("{}: {}", f.label, if value.is_empty() { "non lo sappiamo" } else { &value })
        });
        Some(Self {
            number: String::new(),
            who: fields::name(catalog, &subject)?,
            services: String::new(),
            why: String::new(),
            ask: ask.collect::<Vec<_>>().join("\n"),
            ids: vec![id.to_owned()],
        })
    }

    fn cells(&self) -> Vec<String> {
        let mut cells =
            vec![self.number.clone(), self.who.clone(), self.services.clone(), self.why.clone(), self.ask.clone()];
        cells.resize(CODE, String::new());
        cells.push(self.ids.join(" "));
        cells
    }
}

fn explained() -> Vec<[String; 3]> {
    let line = |a: &str, b: &str, c: &str| [a.to_owned(), b.to_owned(), c.to_owned()];
    let mut lines = vec![
        line(
            "Come si usa",
            "",
            "Per ogni riga si sceglie l'esito e si scrive solo ciò che cambia. Poi: sportello catalog import --from calls FILE --by RUOLO. Diventano segnalazioni, che accetta chi cura il catalogo.",
        ),
        line("Non risponde", "", "Non vuol dire chiuso: si richiama un altro giorno."),
    ];
    lines.extend(COLUMNS.iter().map(|c| line(SHEET.name, c.title, c.help)));
    lines
}

/// The sheet as a workbook.
///
/// # Errors
/// [`Refusal`] where a text is longer than a cell can hold.
pub fn workbook(lines: &[CallLine], day: PartialDate) -> Result<Vec<u8>, Refusal> {
    let table = SheetTable { sheet: &SHEET, rows: lines.iter().map(CallLine::cells).collect(), choices: Vec::new() };
    xlsx::write_explained(&[table], day, &explained())
}

/// The sheet as CSV.
///
/// # Errors
/// [`Refusal`] where the text cannot be composed.
pub fn csv_file(lines: &[CallLine]) -> Result<Vec<u8>, Refusal> {
    let head = COLUMNS.iter().map(|c| c.title.to_owned()).collect();
    let rows = lines.iter().map(|l| l.cells().iter().map(|c| csv::defused(c)).collect());
    csv::compose(std::iter::once(head).chain(rows))
}

/// What came back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Back {
    /// What was ticked and written, as reports.
    pub proposals: Vec<Proposal>,
    /// Lines with an outcome or a correction.
    pub rows: usize,
    /// Lines that could not be used, one Italian sentence each.
    pub problems: Vec<String>,
}

/// Reads a sheet that came back.
///
/// # Errors
/// [`Refusal`] where it is not this sheet.
pub fn read(catalog: &Catalog, tables: &[RawTable], by: &str, today: NaiveDate) -> Result<Back, Refusal> {
    let none = || Refusal("Non è il foglio delle telefonate: mancano le colonne «Esito» e «Codice».".to_owned());
    let table = tables.iter().find(|t| t.rows.first().is_some_and(|r| heads(r).is_some())).ok_or_else(none)?;
    let at = table.rows.first().and_then(heads).ok_or_else(none)?;
    let mut back = Back::default();
    for row in table.rows.iter().skip(1) {
        let at = |column: usize| at.get(column).copied().flatten();
        let unread = row
            .cells
            .iter()
            .find(|(place, cell)| written(cell).is_none() && (OUTCOME..=CODE).any(|column| at(column) == Some(*place)));
        if let Some((place, _)) = unread {
            back.rows += 1;
            let column = letters(*place);
            back.problems.push(format!(
                "Riga {}: la cella {column}{} non è un testo: scrivi il valore, senza formule.",
                row.line, row.line
            ));
            continue;
        }
        let cell = |column: usize| {
            let found = row.cells.iter().find(|(c, _)| Some(*c) == at(column)).map(|(_, cell)| cell);
            found.and_then(written).unwrap_or_default()
        };
        let outcome = fold(&cell(OUTCOME));
        let corrections: Vec<(String, String)> = COLUMNS
            .iter()
            .enumerate()
            .skip(FIRST_FIELD)
            .take(NOTE - FIRST_FIELD)
            .map(|(at, column)| (column.key.to_owned(), cell(at)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        if outcome.is_empty() && corrections.is_empty() {
            continue;
        }
        back.rows += 1;
        let code = cell(CODE);
        let ids: Vec<&str> = code.split_whitespace().collect();
        match proposals(catalog, (&ids, &cell(NUMBER)), (&outcome, &corrections, &cell(NOTE)), by, today) {
            Ok(mut made) => back.proposals.append(&mut made),
            Err(why) => back.problems.push(format!("Riga {}: {why}", row.line)),
        }
    }
    Ok(back)
}

/// The columns of a heading, by ours. `None` where what is needed is not among them.
fn heads(row: &crate::exchange::raw::RawRow) -> Option<Vec<Option<usize>>> {
    let find = |title: &str| {
        let wanted = fold(title);
        row.cells.iter().find(|(_, cell)| written(cell).is_some_and(|c| fold(&c) == wanted)).map(|(at, _)| *at)
    };
    let at: Vec<Option<usize>> = COLUMNS.iter().map(|c| find(c.title)).collect();
    let has = |column: usize| at.get(column).copied().flatten().is_some();
    (has(OUTCOME) && has(CODE)).then_some(at)
}

fn written(cell: &RawCell) -> Option<String> {
    match cell {
        RawCell::Text(text) if says_nothing(text) => Some(String::new()),
        RawCell::Text(text) => Some(clean(text.trim()).into_owned()),
        RawCell::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

fn proposals(
    catalog: &Catalog,
    (ids, number): (&[&str], &str),
    (outcome, corrections, note): (&str, &[(String, String)], &str),
    by: &str,
    today: NaiveDate,
) -> Result<Vec<Proposal>, String> {
    if ids.is_empty() {
        return Err("manca il codice.".to_owned());
    }
    let draft = |id: &str, topic: Topic, set: Vec<(String, Option<String>)>| Draft {
        id: id.to_owned(),
        sede: None,
        comune: None,
        topic,
        set,
        by: by.to_owned(),
        note: Some(note.to_owned()).filter(|n| !n.is_empty()),
    };
    let mut out = Vec::new();
    let mut make = |draft: Draft| -> Result<(), String> {
        out.extend(draft.proposals(catalog, today).map_err(|r| r.0)?);
        Ok(())
    };
    match outcome {
        "risponde e conferma" => {
            for id in ids {
                for set in confirmed(id, corrections) {
                    make(draft(id, Topic::Verificato, set))?;
                }
            }
        }
        "chiuso" => {
            for id in ids {
                make(draft(id, Topic::Chiuso, Vec::new()))?;
            }
        }
        "non risponde" => {
            for id in ids {
                let subject = CorrectionSubject::of(id).ok_or("il codice non si capisce.")?;
                let before = fields::record(catalog, &subject).ok_or("il record non c'è più.")?;
                let field = fields::meant(&subject, "telefono").ok_or("il record non ha telefono.")?;
                let mut blank = draft(id, Topic::Verificato, Vec::new()).proposals(catalog, today).unwrap_or_default();
                let mut proposal = blank
                    .pop()
                    .or_else(|| Proposal::new(Topic::NonRisponde, id, by, today))
                    .ok_or("il codice non si capisce.")?;
                proposal.topic = Topic::NonRisponde;
                proposal.field = Some(Text::new(field.key));
                proposal.before = before.get(field.key).cloned().unwrap_or_default();
                out.push(proposal);
            }
            return Ok(out);
        }
        "" | "cambia" if corrections.is_empty() => return Err("«cambia» senza il valore giusto.".to_owned()),
        "" | "cambia" => {}
        other => {
            let known = OUTCOMES.join(", ");
            return Err(format!("l'esito «{}» non è uno di: {known}.", other.chars().take(30).collect::<String>()));
        }
    }
    for (field, value) in corrections {
        // A number may have several places; an address or hours are of one.
        if ids.len() > 1 && field != "phones" {
            return Err("il numero ha più sedi: ciò che cambia si segnala dalla scheda di ciascuna.".to_owned());
        }
        for id in ids {
            let set = meant(catalog, id, number, (field, value))?;
            make(draft(id, Topic::Sbagliato, vec![set]))?;
        }
    }
    Ok(out)
}

/// The field that a cell corrects, with which of its list: that of the line, or the one before the sign of equality.
fn meant(
    catalog: &Catalog,
    id: &str,
    number: &str,
    (field, value): (&str, &str),
) -> Result<(String, Option<String>), String> {
    let (one, value) = match value.split_once('=') {
        Some((one, value)) if fields::is_contacts(field) => (one.trim(), value.trim()),
        _ if field == "phones" => (number, value),
        _ => ("", value),
    };
    let record = CorrectionSubject::of(id).and_then(|s| fields::record(catalog, &s)).unwrap_or_default();
    let held = record.get(field).map(fields::items).unwrap_or_default();
    if fields::is_contacts(field) && one.is_empty() && held.len() > 1 && !value.contains([',', ';']) {
        return Err(format!(
            "ce n'è più d'uno, {}: scrivere VECCHIO = NUOVO, o tutti con la virgola.",
            fields::in_words(field, record.get(field).unwrap_or(&serde_json::Value::Null))
        ));
    }
    let key = if one.is_empty() { field.to_owned() } else { format!("{field} {one}") };
    Ok((key, Some(value.to_owned())))
}

/// What a call that found everything right says of a record: the whole of it, or only its number where it is no place, or
/// something else changes.
fn confirmed(id: &str, corrections: &[(String, String)]) -> Vec<Vec<(String, Option<String>)>> {
    let whole = matches!(CorrectionSubject::of(id), Some(CorrectionSubject::Sede(_) | CorrectionSubject::Servizio(_)));
    if whole && corrections.is_empty() {
        return vec![Vec::new()];
    }
    let number_changes = corrections.iter().any(|(f, _)| f == "phones");
    if number_changes { Vec::new() } else { vec![vec![("telefono".to_owned(), None)]] }
}
