//! Which column of an office's own list is which field: by what it is called, and by what stands in it.
//!
//! A guess is shown and confirmed before anything is read with it; [`apply`] gives a list the headings that the sheets have, so that
//! [`super::intake`] reads it like any other sheet.

use std::collections::HashMap;

use super::cells::{Reader, plain};
use super::headings_of::{columns, named};
use super::intake::contact_values;
use super::raw::{RawCell, RawRow, RawTable, Refusal, folded, says_nothing};
use super::sheet::{Column, SEDI, Sheet};
use super::{hours, outline};
use crate::catalog::model::Catalog;
use crate::catalog::persons::is_personal_column;
use crate::catalog::values::Stato;

/// Most rows that are looked at.
const LOOKED_AT: usize = 200;

/// A column of the list and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guessed {
    /// Its place, from 0.
    pub at: usize,
    /// Its heading.
    pub heading: String,
    /// The column of the sheet, where there is one.
    pub field: Option<&'static str>,
    /// What stands in its first cell that is not empty.
    pub example: String,
}

/// Words with which an address begins.
const STREETS: [&str; 19] = [
    "via",
    "v.",
    "viale",
    "v.le",
    "piazza",
    "p.zza",
    "p.za",
    "piazzale",
    "corso",
    "c.so",
    "largo",
    "contrada",
    "c.da",
    "strada",
    "vico",
    "vicolo",
    "localita",
    "località",
    "borgo",
];

/// Fields that several columns of a list may make up, and what stands between their cells: "Telefono 1" and "Telefono 2",
/// "Indirizzo" and "Civico", a column a weekday, "Giorni" and "Orario".
const JOINED: [(&str, &str); 5] =
    [("Telefono", " | "), ("E-mail", " | "), ("PEC", " | "), ("Indirizzo", " "), ("Orari", "; ")];

/// What stands between the cells of several columns that are one field; `None` where only one column can be it.
pub fn joined(field: &str) -> Option<&'static str> {
    JOINED.iter().find(|(title, _)| *title == field).map(|(_, between)| *between)
}

/// The row of the headings: the one with most that are known among the first, else the one with most cells.
fn head<'t>(sheet: &'static Sheet, table: &'t RawTable) -> Option<(usize, &'t RawRow)> {
    let is_known = |said: &str| named(sheet, said).is_some() || hours::days_of(said).is_some();
    let known = |row: &RawRow| row.cells.iter().filter(|(_, c)| plain(c).is_ok_and(|h| is_known(&words(&h)))).count();
    let texts = |row: &RawRow| row.cells.iter().filter(|(_, c)| matches!(c, RawCell::Text(_))).count();
    table.rows.iter().take(10).enumerate().max_by_key(|(at, row)| (known(row), texts(row), usize::MAX - at))
}

/// What stands above the headings: the lines, which are not read.
pub fn above(sheet: &'static Sheet, table: &RawTable) -> Vec<usize> {
    let at = head(sheet, table).map_or(0, |(at, _)| at);
    table.rows.iter().take(at).map(|row| row.line).collect()
}

/// A heading in words: `NOME_SPORTELLO`, `lunediMattina`.
fn words(heading: &str) -> String {
    let mut out = String::new();
    for c in heading.trim().chars() {
        if c.is_uppercase() && out.ends_with(char::is_lowercase) {
            out.push(' ');
        }
        out.push(if c == '_' { ' ' } else { c });
    }
    out
}

/// Columns of which the first word of a heading says enough: "DENOMINAZIONE STRUTTURA", "Telefono sede".
const BEGUN: [&str; 12] = [
    "Nome",
    "Comune",
    "Indirizzo",
    "CAP",
    "Telefono",
    "E-mail",
    "PEC",
    "Sito",
    "Orari",
    "Cosa serve",
    "Latitudine",
    "Longitudine",
];

/// Pieces of headings under which the name of a place may stand.
const PLACES: [&str; 6] = ["nome", "denominazione", "descrizione", "sede", "ufficio", "struttura"];

/// The column that a heading, in words, names.
fn called(sheet: &'static Sheet, heading: &str) -> Option<&'static Column> {
    // "Telefono 2" is a telephone as "Telefono" is.
    let bare = heading.trim_end_matches(|c: char| c.is_ascii_digit() || " .°º_-".contains(c));
    let begun = || {
        let first = bare.split_once(' ').map(|(first, _)| first).filter(|_| !bare.to_lowercase().contains("istat"))?;
        let mail = bare.to_lowercase().starts_with("e mail").then(|| named(sheet, "E-mail")).flatten();
        let column = mail.or_else(|| named(sheet, first)).filter(|column| BEGUN.contains(&column.title));
        column.filter(|column| column.title != "Nome" || !is_of_who_runs_it(bare))
    };
    named(sheet, heading)
        .or_else(|| named(sheet, bare))
        .or_else(|| named(sheet, "Indirizzo").filter(|_| folded(heading).ends_with("civico")))
        .or_else(|| named(sheet, "Nome").filter(|_| folded(heading) == "name"))
        .or_else(|| named(sheet, "Orari").filter(|_| hours::days_of(heading).is_some() || is_of_days(heading)))
        .or_else(|| named(sheet, "Stato").filter(|_| is_of_the_closed(heading)))
        .or_else(begun)
}

/// Whether a column is about who runs a place: that is not what it is called.
fn is_of_who_runs_it(heading: &str) -> bool {
    folded(heading).split(' ').any(|word| matches!(word, "titolare" | "gestore" | "ente"))
}

/// Whether a column says yes of what is no more.
fn is_of_the_closed(heading: &str) -> bool {
    matches!(
        folded(heading).as_str(),
        "cancellato" | "cancellata" | "cessato" | "cessata" | "chiuso" | "chiusa" | "soppresso"
    )
}

/// Whether a column holds the days of the hours that stand in another.
fn is_of_days(heading: &str) -> bool {
    folded(heading).starts_with("giorni")
}

/// What every column of `table` is taken for, as a list of `sheet`.
///
/// # Errors
/// [`Refusal`] where there is nothing to read.
pub fn guess(catalog: &Catalog, sheet: &'static Sheet, table: &RawTable) -> Result<Vec<Guessed>, Refusal> {
    let Some((at, row)) = head(sheet, table) else { return Err(Refusal("Il file è vuoto.".to_owned())) };
    let rows = table.rows.get(at + 1..).unwrap_or_default();
    let is_a_contact = |cell: &RawCell| {
        let value = plain(cell).unwrap_or_default();
        ["telefono", "e-mail"].iter().any(|kind| contact_values(kind, &value).is_ok())
    };
    if row.cells.iter().any(|(_, cell)| is_a_contact(cell)) {
        return Err(Refusal(format!(
            "Foglio {}, riga {}: qui ci sono già dati e non i nomi delle colonne. Aggiungi sopra una riga che li dice, poi ripeti.",
            table.name, row.line
        )));
    }
    let headings: Vec<String> = row.cells.iter().filter_map(|(_, cell)| plain(cell).ok()).collect();
    let has_days = headings.iter().any(|heading| is_of_days(&words(heading)));
    let reader = Reader::of(catalog);
    let mut out: Vec<Guessed> = Vec::new();
    let mut scored: Vec<(u32, usize, &'static str, bool)> = Vec::new();
    for (place, cell) in &row.cells {
        let Ok(heading) = plain(cell) else { continue };
        let said = words(&heading);
        let day = hours::days_of(&said);
        let texts = rows.iter().filter_map(|row| row.cells.iter().find(|(p, _)| p == place));
        let texts: Vec<String> =
            texts.filter_map(|(_, cell)| plain(cell).ok()).filter(|t| !says_nothing(t)).take(LOOKED_AT).collect();
        let example = texts.first().cloned().unwrap_or_default();
        let mut called =
            called(sheet, &said).or_else(|| named(sheet, "Orari").filter(|_| has_days && hours::is_of_a_part(&said)));
        // Whom a service is for is mostly said in words, and then is no list of groups.
        if let Some(groups) = called.filter(|c| c.title == "Destinatari")
            && texts.iter().all(|text| reader.read(groups, text, None).is_err())
        {
            called = columns(sheet).find(|c| c.title == "A chi è rivolto");
        }
        let texts = match &day {
            Some(day) => texts.iter().map(|text| format!("{day} {text}")).collect(),
            None => texts,
        };
        // What is a person's stays aside: a telephone, an e-mail, a name.
        let read = !folded(&heading).contains("fax") && !is_personal_column(&heading);
        for column in columns(sheet).filter(|_| read) {
            // Five digits are a CAP where somebody says so.
            let is_cap = ["cap", "c.a.p", "post"].iter().any(|word| folded(&said).contains(word));
            if column.title == "CAP" && !is_cap {
                continue;
            }
            if let Some(points) = points(&reader, sheet, column, called, &texts) {
                let by_name = called.is_some_and(|c| c.title == column.title);
                scored.push((points, *place, column.title, by_name && joined(column.title).is_some()));
            }
        }
        out.push(Guessed {
            at: *place,
            heading: crate::lingua::signs::clean(heading.trim()).into_owned(),
            field: None,
            example,
        });
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, place, title, one_of_several) in scored {
        let free = one_of_several || out.iter().all(|g| g.field != Some(title));
        if let Some(guessed) = out.iter_mut().find(|g| g.at == place && g.field.is_none())
            && free
        {
            guessed.field = Some(title);
        }
    }
    // A list without a column that is called so has its names somewhere: under a word for a place, else in the first text.
    if sheet.name == SEDI.name && out.iter().all(|g| g.field != Some("Nome")) {
        let heading = |g: &Guessed| folded(&words(&g.heading));
        let is_free = |g: &Guessed| {
            let text = g.example.chars().any(char::is_alphabetic) && !heading(g).starts_with("cod");
            g.field.is_none() && text && !is_personal_column(&g.heading)
        };
        let is_place =
            |g: &Guessed| PLACES.iter().any(|word| heading(g).contains(word)) && !is_of_who_runs_it(&heading(g));
        let at = out.iter().position(|g| is_free(g) && is_place(g)).or_else(|| out.iter().position(is_free));
        if let Some(found) = at.and_then(|at| out.get_mut(at)) {
            found.field = Some("Nome");
        }
    }
    Ok(out)
}

/// How well a column fits: by its name, less where what stands in it is nothing of the kind; by its content alone.
fn points(
    reader: &Reader<'_>,
    sheet: &Sheet,
    column: &Column,
    called: Option<&'static Column>,
    texts: &[String],
) -> Option<u32> {
    let by_name = called.is_some_and(|c| c.title == column.title);
    let share = fits(reader, sheet, column).map(|fits| {
        let good = texts.iter().filter(|t| fits(t.trim())).count();
        u32::try_from(good * 100 / texts.len().max(1)).unwrap_or(0)
    });
    match (by_name, share) {
        (true, None) => Some(90),
        (true, Some(_)) if texts.is_empty() => Some(90),
        (true, Some(share)) if share >= 30 => Some(100 + share),
        // Of which ambito a row is cannot be told by a word that means another thing ("ATS").
        (true, Some(_)) if column.title == "Ambito" => None,
        // Called so and nothing of the kind: kept only where nothing fits better.
        (true, Some(_)) => Some(20),
        (false, Some(share)) if share >= 70 && !texts.is_empty() => Some(share),
        (false, _) => None,
    }
}

/// Whether a text looks like what a column holds.
type Fits<'r> = Box<dyn Fn(&str) -> bool + 'r>;

/// What a text of the column looks like, where that can be told.
fn fits<'r>(reader: &'r Reader<'_>, sheet: &Sheet, column: &'r Column) -> Option<Fits<'r>> {
    let number = |range: std::ops::RangeInclusive<f64>| {
        move |t: &str| {
            outline::read_number(t)
                .and_then(|n| n.as_f64())
                .is_some_and(|n| range.contains(&n) && t.contains(['.', ',']))
        }
    };
    let contact = |kind: &'static str| move |t: &str| contact_values(kind, t).is_ok();
    Some(match (sheet.name, column.title) {
        (_, "Telefono") => Box::new(contact("telefono")),
        (_, "E-mail") => Box::new(move |t: &str| contact("e-mail")(t) && !t.to_lowercase().contains("pec")),
        (_, "PEC") => Box::new(move |t: &str| contact("pec")(t) && t.to_lowercase().contains("pec")),
        (_, "Sito") => Box::new(|t: &str| t.starts_with("http") || t.starts_with("www.")),
        (_, "CAP") => Box::new(|t: &str| t.len() == 5 && t.bytes().all(|b| b.is_ascii_digit())),
        (_, "Latitudine") => Box::new(number(35.0..=48.0)),
        (_, "Longitudine") => Box::new(number(6.0..=19.0)),
        (_, "Comune" | "Comuni" | "Tipologia" | "Ambito") => {
            Box::new(move |t: &str| t.chars().any(char::is_alphabetic) && reader.read(column, t, None).is_ok())
        }
        (_, "Orari") => Box::new(|t: &str| hours::read(t).is_ok()),
        (_, "Indirizzo") => Box::new(|t: &str| {
            let low = folded(t);
            STREETS.iter().any(|s| low.strip_prefix(s).is_some_and(|rest| rest.starts_with([' ', '.'])))
        }),
        _ => return None,
    })
}

/// The list with the headings of `sheet`: `fields` says which column, by place, is which. `source` stands for rows without one;
/// `comune` for a list of one comune.
pub fn apply<S: std::hash::BuildHasher>(
    sheet: &'static Sheet,
    table: &RawTable,
    fields: &HashMap<usize, &'static str, S>,
    source: &str,
    comune: Option<&str>,
) -> RawTable {
    let Some((at, row)) = head(sheet, table) else { return table.clone() };
    let mut out = RawTable {
        name: sheet.name.to_owned(),
        rows: table.rows.get(at..).unwrap_or_default().to_vec(),
        merged: table.merged.clone(),
    };
    let next = table.rows.iter().flat_map(|r| r.cells.iter().map(|(p, _)| *p)).max().map_or(0, |m| m + 1);
    let mut more: Vec<(usize, &str, String)> = Vec::new();
    let has = |title: &str| fields.values().any(|f| *f == title);
    if !has("Fonti") {
        more.push((next, "Fonti", source.to_owned()));
    }
    if let Some(comune) = comune
        && !has("Comune")
        && sheet.columns.iter().any(|c| c.title == "Comune")
    {
        more.push((next + 1, "Comune", comune.to_owned()));
    }
    let line = row.line;
    as_their_headings_say(&mut out.rows, fields, line);
    let fields = &one_column_each(&mut out.rows, fields, line);
    for row in &mut out.rows {
        if row.line == line {
            for (place, cell) in &mut row.cells {
                if let Some(field) = fields.get(place) {
                    *cell = RawCell::Text((*field).to_owned());
                } else if let Ok(text) = plain(cell) {
                    // A heading that happens to be one of ours is not what was confirmed.
                    *cell = RawCell::Text(format!("{text} (colonna dell'elenco)"));
                }
            }
        }
        row.cells.extend(more.iter().map(|(place, title, text)| {
            (*place, RawCell::Text(if row.line == line { (*title).to_owned() } else { text.clone() }))
        }));
    }
    out
}

/// Says in the cells what the heading of their column says of them: the day of hours, that a yes means closed.
fn as_their_headings_say<S: std::hash::BuildHasher>(
    rows: &mut [RawRow],
    fields: &HashMap<usize, &'static str, S>,
    head: usize,
) {
    let Some((first, below)) = rows.split_first_mut().filter(|(first, _)| first.line == head) else { return };
    for (place, cell) in &first.cells {
        let Ok(heading) = plain(cell).map(|heading| words(&heading)) else { continue };
        let said: Box<dyn Fn(&str) -> String> = match fields.get(place) {
            Some(&"Orari") => match hours::days_of(&heading) {
                Some(day) => Box::new(move |text: &str| format!("{day} {text}")),
                None => continue,
            },
            Some(&"Stato") if is_of_the_closed(&heading) => Box::new(|text: &str| match outline::read_yes_no(text) {
                Some(true) => Stato::Storico.word().to_owned(),
                Some(false) => String::new(),
                None => text.to_owned(),
            }),
            _ => continue,
        };
        for (_, cell) in below.iter_mut().flat_map(|row| &mut row.cells).filter(|(at, _)| at == place) {
            if let Some(text) = plain(cell).ok().filter(|text| !says_nothing(text)) {
                *cell = RawCell::Text(said(&text));
            }
        }
    }
}

/// Puts the cells of columns that are one field together, in the first of them, and says which column is which then.
fn one_column_each<S: std::hash::BuildHasher>(
    rows: &mut [RawRow],
    fields: &HashMap<usize, &'static str, S>,
    head: usize,
) -> HashMap<usize, &'static str> {
    let mut out: HashMap<usize, &'static str> = fields.iter().map(|(at, field)| (*at, *field)).collect();
    for (field, between) in JOINED {
        let mut places: Vec<usize> = fields.iter().filter(|(_, f)| **f == field).map(|(at, _)| *at).collect();
        places.sort_unstable();
        let Some((first, others)) = places.split_first().filter(|(_, others)| !others.is_empty()) else { continue };
        out.retain(|at, _| !others.contains(at));
        for row in rows.iter_mut() {
            let (parts, rest): (Vec<_>, Vec<_>) =
                std::mem::take(&mut row.cells).into_iter().partition(|(at, _)| places.contains(at));
            row.cells = rest;
            let texts: Result<Vec<String>, String> = parts.iter().map(|(_, cell)| plain(cell)).collect();
            let cell = match texts {
                _ if row.line == head => Some(RawCell::Text(field.to_owned())),
                Ok(mut texts) => {
                    texts.retain(|text| !says_nothing(text));
                    (!texts.is_empty()).then(|| RawCell::Text(texts.join(between)))
                }
                // A cell that is no text is told like any other.
                Err(_) => parts.into_iter().map(|(_, cell)| cell).find(|cell| plain(cell).is_err()),
            };
            row.cells.extend(cell.map(|cell| (*first, cell)));
        }
    }
    out
}
