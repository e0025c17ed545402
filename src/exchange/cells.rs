//! One cell of a sheet: from a value to its text, and from what a cell held to a value or to what was expected.

use serde_json::Value;

use super::outline;
use super::sheet::{Kind, check_istat};
use super::tables::{MAX_CELL, RawCell, folded};
use crate::catalog::model::Catalog;
use crate::catalog::text::clean;
use crate::catalog::values::PartialDate;

pub(super) fn write_cell(catalog: &Catalog, kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Yes, Value::Bool(yes)) => if *yes { "sì" } else { "no" }.to_owned(),
        (Kind::List(_), Value::Array(list)) => outline::write_list(list),
        (Kind::Comune, Value::String(istat)) => comune(catalog, istat),
        (Kind::Comuni, Value::Array(list)) if !list.is_empty() => {
            let named: Vec<String> = list.iter().filter_map(Value::as_str).map(|i| comune(catalog, i)).collect();
            named.join(" | ")
        }
        (Kind::Comuni, Value::Array(_)) => outline::EMPTY.to_owned(),
        (Kind::Items(item), Value::Array(list)) => outline::write(list, item),
        (_, Value::String(text)) => outline::write_text(text),
        (_, other) => outline::number_in_words(other),
    }
}

fn comune(catalog: &Catalog, istat: &str) -> String {
    match catalog.find_comune(istat).and_then(|ix| catalog.comuni.get(ix.at())) {
        Some(c) => format!("{} ({istat})", c.record.name),
        None => istat.to_owned(),
    }
}

pub(super) fn shown(cell: &RawCell) -> String {
    match cell {
        RawCell::Text(t) | RawCell::Error(t) => t.clone(),
        RawCell::TooLong(_) => String::new(),
        RawCell::Formula(t) => format!("={t}"),
        RawCell::Number(n) => n.to_string(),
        RawCell::Flag(b) => if *b { "VERO" } else { "FALSO" }.to_owned(),
    }
}

/// At most 60 characters of a value, safe to print.
pub(super) fn shorten(value: &str) -> String {
    let head: String = value.chars().take(60).collect();
    let more = value.chars().nth(60).is_some();
    format!("{}{}", clean(&head), if more { "…" } else { "" })
}

/// The text of a cell.
pub(super) fn plain(cell: &RawCell) -> Result<String, String> {
    match cell {
        RawCell::Text(text) if text.len() > MAX_CELL && text.chars().count() > MAX_CELL => {
            Err(format!("testo di {} caratteri, al più {MAX_CELL}", text.chars().count()))
        }
        RawCell::Text(text) => {
            let control = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
            match control {
                Some(c) => Err(format!("c'è un carattere di controllo (U+{:04X}): riscrivi la cella", u32::from(c))),
                None => Ok(text.clone()),
            }
        }
        RawCell::TooLong(bytes) => Err(format!("testo troppo lungo ({bytes} byte): al più {MAX_CELL} caratteri")),
        RawCell::Number(n) => Ok(n.to_string()),
        RawCell::Flag(yes) => Ok(if *yes { "sì" } else { "no" }.to_owned()),
        RawCell::Formula(_) => Err("le formule non si leggono: scrivi il valore".to_owned()),
        RawCell::Error(_) => Err("la cella contiene un errore del foglio: scrivi il valore".to_owned()),
    }
}

/// The value of a cell; `None` where nothing is to be read.
pub(super) fn read_cell(catalog: &Catalog, kind: Kind, text: &str) -> Result<Option<Value>, String> {
    let one = |check: fn(&str) -> Result<(), crate::catalog::values::Refused>, raw: &str| {
        let value = clean(&outline::read_text(raw)).into_owned();
        check(&value).map(|()| Value::String(value)).map_err(|r| reason(&r.0))
    };
    match kind {
        Kind::ReadOnly => Ok(None),
        Kind::Text => Ok(Some(Value::String(clean(&outline::read_text(text)).into_owned()))),
        Kind::Checked(check) => one(check, text).map(Some),
        Kind::Date => read_date(text).map(|d| Some(Value::String(d))),
        Kind::Number => outline::read_number(text).map(Some).ok_or_else(|| "atteso un numero".to_owned()),
        Kind::Yes => match outline::read_yes_no(text) {
            Some(yes) => Ok(Some(Value::Bool(yes))),
            None => Err("atteso sì oppure la cella vuota".to_owned()),
        },
        Kind::Choice(words) => {
            let words = words();
            let said = folded(text);
            if let Some((word, _)) = words.iter().find(|(w, l)| folded(w) == said || folded(l) == said) {
                Ok(Some(Value::String((*word).to_owned())))
            } else {
                let all: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
                Err(format!("attesa una di {}", all.join(", ")))
            }
        }
        Kind::List(check) => {
            let mut list = Vec::new();
            for value in outline::read_list(text) {
                let word = clean(value.as_str().unwrap_or_default()).into_owned();
                check(&word).map_err(|r| r.0)?;
                list.push(Value::String(word));
            }
            Ok(Some(Value::Array(list)))
        }
        Kind::Comune => read_comune(catalog, text).map(|i| Some(Value::String(i))),
        Kind::Comuni if text.trim() == outline::EMPTY => Ok(Some(Value::Array(Vec::new()))),
        Kind::Comuni => {
            let words = text.split('|').filter(|w| !w.trim().is_empty());
            let codes: Result<Vec<Value>, String> = words.map(|w| read_comune(catalog, w).map(Value::String)).collect();
            codes.map(|c| Some(Value::Array(c)))
        }
        Kind::Items(item) => {
            let mut items = outline::read(text, item)?;
            items.iter_mut().for_each(tidy);
            Ok(Some(Value::Array(items)))
        }
    }
}

/// Cleans every text inside a structure, as the records do.
fn tidy(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let std::borrow::Cow::Owned(cleaned) = clean(text) {
                *text = cleaned;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Object(object) => object.values_mut().for_each(tidy),
        _ => {}
    }
}

/// A date as the records write it; `21/11/2026` and `11/2026`, as people type it, are understood.
fn read_date(text: &str) -> Result<String, String> {
    let text = text.trim();
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let turned = match parts.as_slice() {
        [day, month, year] => format!("{year}-{month:0>2}-{day:0>2}"),
        [month, year] => format!("{year}-{month:0>2}"),
        _ => text.to_owned(),
    };
    PartialDate::new(&turned)
        .map(|date| date.to_string())
        .map_err(|_| "attesa una data: 2026, 2026-11, 2026-11-21 o 21/11/2026".to_owned())
}

/// What was expected, without the value that [`Problem`] already shows.
pub(super) fn reason(refused: &str) -> String {
    refused.split_once("» non va bene: ").map_or(refused, |(_, expected)| expected).to_owned()
}

/// The ISTAT code of "Casarano (075016)", "075016" or "Casarano".
fn read_comune(catalog: &Catalog, text: &str) -> Result<String, String> {
    let text = text.trim();
    let (name, code) = match text.rsplit_once('(') {
        Some((name, code)) => (name.trim(), code.trim_end_matches(')').trim()),
        None if text.chars().all(|c| c.is_ascii_digit()) => ("", text),
        None => (text, ""),
    };
    let named = |code: &str| catalog.find_comune(code).and_then(|ix| catalog.comuni.get(ix.at()));
    if code.is_empty() {
        let mut same = catalog.comuni.iter().filter(|c| folded(&c.record.name) == folded(name));
        return match (same.next(), same.next()) {
            (Some(only), None) => Ok(only.record.istat.to_string()),
            _ => {
                Err(format!("«{}» non è un comune del catalogo: atteso per esempio «Casarano (075016)»", shorten(name)))
            }
        };
    }
    check_istat(code).map_err(|r| format!("«{}»: {}", shorten(text), reason(&r.0)))?;
    match named(code) {
        Some(known) if !name.is_empty() && folded(&known.record.name) != folded(name) => {
            Err(format!("il codice {code} è di {}, non di {}", known.record.name, shorten(name)))
        }
        _ => Ok(code.to_owned()),
    }
}
