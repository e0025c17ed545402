//! One cell of a sheet: from a value to its text, and from what a cell held to a value or to what was expected.

use serde_json::Value;

use super::comuni::Comuni;
use super::intake::labels::Labels;
use super::raw::{MAX_CELL, RawCell, folded, reason, shorten};
use super::sheet::{Column, Kind, Ref};
use super::{hours, outline};
use crate::catalog::model::Catalog;
use crate::catalog::values::{PartialDate, SedeKind};
use crate::lingua::dates::MONTHS;
use crate::lingua::signs::clean;

pub(super) fn write_cell(catalog: &Catalog, kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Yes, Value::Bool(yes)) => if *yes { "sì" } else { "no" }.to_owned(),
        (Kind::List(_) | Kind::Refs(_), Value::Array(list)) => outline::write_list(list),
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
    match catalog.find_comune(istat).map(|ix| &catalog.comuni[ix]) {
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
                None if is_garbled(text) => {
                    Err("le lettere accentate sono rovinate: esporta di nuovo il file in UTF-8, o riscrivile"
                        .to_owned())
                }
                // Spaces that keep words together come along from pages and are none in numbers and names.
                None => Ok(text.replace(['\u{a0}', '\u{2007}', '\u{202f}'], " ")),
            }
        }
        RawCell::TooLong(bytes) => Err(format!("testo troppo lungo ({bytes} byte): al più {MAX_CELL} caratteri")),
        RawCell::Number(n) => Ok(n.to_string()),
        RawCell::Flag(yes) => Ok(if *yes { "sì" } else { "no" }.to_owned()),
        RawCell::Formula(_) => Err("le formule non si leggono: scrivi il valore".to_owned()),
        RawCell::Error(_) => Err("la cella contiene un errore del foglio: scrivi il valore".to_owned()),
    }
}

/// How people say that a cell holds what the one above it does.
const DITTO: [&str; 9] = ["idem", "id.", "c.s.", "come sopra", "vedi sopra", "v. sopra", "\"", "''", "〃"];

/// Whether letters with accents are two signs each: UTF-8 that was read as Windows-1252 and saved ("cittÃ ", "lâ€™ufficio").
fn is_garbled(text: &str) -> bool {
    let next = |sign: &str| text.split(sign).skip(1).any(|rest| !rest.starts_with(char::is_alphanumeric));
    text.contains("â€") || next("Ã") || text.contains("Â°")
}

/// What a cell was understood as.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Its value; `None` where nothing is to be read.
    pub(super) value: Option<Value>,
    /// What was read as something else, in Italian.
    pub(super) notes: Vec<String>,
}

/// Reads cells: what the names in them mean.
pub(super) struct Reader<'a> {
    comuni: Comuni<'a>,
    pub(super) labels: Labels,
    /// The ambito whose sedi and comuni come first.
    pub(super) scope: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        Self { comuni: Comuni::of(catalog), labels: Labels::of(catalog), scope: None }
    }

    /// The value of a cell. `code`: that of the row, where it has one.
    ///
    /// # Errors
    /// What is expected there, in Italian.
    pub(super) fn read(&self, column: &Column, text: &str, code: Option<&str>) -> Result<Reading, String> {
        if text.contains(crate::catalog::record::UNFINISHED) {
            return Err("da completare: scrivi il dato, o lascia vuoto ciò che non si sa".to_owned());
        }
        if text.len() < 12 && DITTO.contains(&folded(text).as_str()) {
            return Err("che cosa dice la riga sopra si scrive di nuovo: ogni riga sta da sola".to_owned());
        }
        let scope = code.and_then(|c| c.split('/').next()).or(self.scope.as_deref());
        let mut notes = Vec::new();
        let value = match column.kind {
            Kind::Ref(what) => Some(Value::String(self.refer(what, text, scope, &mut notes)?)),
            Kind::Refs(what) => {
                let words = self.words(what, text, scope);
                let codes: Result<Vec<Value>, String> =
                    words.iter().map(|w| self.refer(what, w, scope, &mut notes).map(Value::String)).collect();
                Some(Value::Array(codes?))
            }
            Kind::Choice(words) => Some(Value::String(chosen(column.key, &words(), text)?)),
            kind => read_cell(&self.comuni, kind, text, scope)?,
        };
        Ok(Reading { value, notes })
    }

    fn refer(&self, what: Ref, said: &str, scope: Option<&str>, notes: &mut Vec<String>) -> Result<String, String> {
        let said = clean(&outline::read_text(said)).into_owned();
        let meant = self.labels.find(what, &said, scope).map_err(|e| format!("«{}»: {e}", shorten(&said)))?;
        if let Some(name) = meant.read_as {
            notes.push(format!("«{}» letto come «{name}» ({})", shorten(&said), meant.code));
        }
        Ok(meant.code)
    }

    /// The names in a list: joined by bars, else one a line, else by semicolons or commas where the whole is no name.
    fn words(&self, what: Ref, text: &str, scope: Option<&str>) -> Vec<String> {
        if text.trim() == outline::EMPTY {
            return Vec::new();
        }
        let cut = |signs: &[char]| -> Vec<String> {
            text.split(signs).map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect()
        };
        if text.contains(['|', '\n']) {
            return cut(&['|', '\n']);
        }
        // A name with a comma in it is understood; a semicolon is in none.
        match self.labels.find(what, text, scope) {
            Ok(meant) if meant.read_as.is_none() || !text.contains(';') => vec![text.trim().to_owned()],
            _ if text.contains(';') => cut(&[';']),
            _ => cut(&[',']),
        }
    }
}

/// The word of a closed list that `text` means.
fn chosen(key: &str, words: &[(&'static str, &'static str)], text: &str) -> Result<String, String> {
    let said = folded(text);
    // "attiva" for «attivo».
    let stem = |w: &str| folded(w).trim_end_matches(['a', 'o', 'e', 'i']).replace(' ', "-");
    let exact = words.iter().find(|(w, l)| folded(w) == said || folded(l) == said);
    let near = || words.iter().find(|(w, l)| stem(w) == stem(&said) || stem(l) == stem(&said));
    if let Some((word, _)) = exact.or_else(near) {
        return Ok((*word).to_owned());
    }
    if key == "kind"
        && words.iter().any(|(w, _)| *w == SedeKind::Altro.word())
        && let Some(kind) = sede_kind(text)
    {
        return Ok(kind.word().to_owned());
    }
    if words.iter().any(|(w, _)| *w == "telefono")
        && let Some(kind) = contact_kind(&said)
    {
        return Ok(kind.to_owned());
    }
    let all: Vec<String> = words.iter().map(|(w, _)| (*w).to_owned()).collect();
    Err(format!("attesa una di {}", all.join(", ")))
}

fn contact_kind(said: &str) -> Option<&'static str> {
    let begins = |words: &[&str]| words.iter().any(|w| said.starts_with(w));
    if begins(&["tel", "cell", "fisso", "mobile", "numero", "centralino", "phone"]) {
        return Some("telefono");
    }
    if begins(&["pec", "p.e.c", "posta cert"]) {
        return Some("pec");
    }
    if begins(&["mail", "email", "e-mail", "posta"]) {
        return Some("e-mail");
    }
    begins(&["sito", "web", "url", "pagina", "link"]).then_some("sito")
}

/// What kind of place a name or a description speaks of.
pub(super) fn sede_kind(said: &str) -> Option<SedeKind> {
    let low = folded(said);
    let word = |w: &str| low.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    let kinds: [(bool, SedeKind); 9] = [
        (low.contains("ufficio di piano"), SedeKind::UfficioDiPiano),
        (word("pua") || low.contains("unico di accesso") || low.contains("unica di accesso"), SedeKind::Pua),
        (word("cav") || low.contains("antiviolenza"), SedeKind::CentroAntiviolenza),
        (
            low.contains("immigrat") || low.contains("stranier") || low.contains("migranti"),
            SedeKind::SportelloImmigrati,
        ),
        (low.contains("diurno"), SedeKind::CentroDiurno),
        (word("rsa") || low.contains("residenza sanitaria"), SedeKind::Rsa),
        (word("nido") || low.contains("micronido"), SedeKind::AsiloNido),
        (
            low.contains("segretariato") || low.contains("servizi sociali") || low.contains("servizio sociale"),
            SedeKind::SegretariatoSociale,
        ),
        (
            ["ufficio", "sportello", "sede", "struttura", "centro", "comune", "municipio", "comunità", "casa"]
                .iter()
                .any(|w| word(w)),
            SedeKind::Altro,
        ),
    ];
    kinds.into_iter().find(|(fits, _)| *fits).map(|(_, kind)| kind)
}

/// Whether a name is that of a house where somebody hides.
pub fn is_refuge(name: &str) -> bool {
    crate::lingua::fold::fold(name).split(|c: char| !c.is_alphabetic()).any(|w| matches!(w, "rifugio" | "rifugi"))
}

/// The value of a cell that needs no names; `None` where nothing is to be read.
fn read_cell(comuni: &Comuni<'_>, kind: Kind, text: &str, scope: Option<&str>) -> Result<Option<Value>, String> {
    let one = |check: fn(&str) -> Result<(), crate::catalog::values::InvalidValue>, raw: &str| {
        let value = clean(&outline::read_text(raw)).into_owned();
        check(&value).map(|()| Value::String(value)).map_err(|r| reason(&r.0))
    };
    match kind {
        // Codes, names and choices are the business of who knows the names.
        Kind::ReadOnly | Kind::Code(_) | Kind::Ref(_) | Kind::Refs(_) | Kind::Choice(_) => Ok(None),
        Kind::Text => Ok(Some(Value::String(clean(&outline::read_text(text)).into_owned()))),
        Kind::Checked(check) => one(check, text).map(Some).map_err(|said| short_cap(text, said)),
        Kind::Hours => hours::read(&clean(&outline::read_text(text))).map(|h| Some(Value::String(h))),
        Kind::Date => read_date(text).map(|d| Some(Value::String(d))),
        Kind::Number => outline::read_number(text).map(Some).ok_or_else(|| "atteso un numero".to_owned()),
        Kind::Yes => match outline::read_yes_no(text) {
            Some(yes) => Ok(Some(Value::Bool(yes))),
            None => Err("atteso sì oppure la cella vuota".to_owned()),
        },
        Kind::List(check) => {
            let mut list = Vec::new();
            // A line break inside a cell is never written: who makes one begins the next thing of the list.
            for value in outline::read_list(&text.trim().replace(['\r', '\n'], "|")) {
                let word = clean(value.as_str().unwrap_or_default()).into_owned();
                check(&word).map_err(|r| r.0)?;
                list.push(Value::String(word));
            }
            Ok(Some(Value::Array(list)))
        }
        Kind::Comune => comuni.read(text, scope).map(|i| Some(Value::String(i))),
        Kind::Comuni if text.trim() == outline::EMPTY => Ok(Some(Value::Array(Vec::new()))),
        Kind::Comuni if EVERYWHERE.contains(&folded(text).as_str()) => Ok(None),
        Kind::Comuni => {
            let signs: &[char] = if text.contains('|') { &['|'] } else { &[',', ';', '\n'] };
            let words = text.split(signs).filter(|w| !w.trim().is_empty());
            let codes: Result<Vec<Value>, String> = words.map(|w| comuni.read(w, scope).map(Value::String)).collect();
            codes.map(|c| Some(Value::Array(c)))
        }
        Kind::Items(item) => {
            let mut items = outline::read(&with_titles(text), item)?;
            items.iter_mut().for_each(tidy);
            Ok(Some(Value::Array(items)))
        }
    }
}

/// How people say that a servizio is for the whole ambito, which is what an empty cell says.
const EVERYWHERE: [&str; 5] = ["tutti", "tutti i comuni", "tutto l'ambito", "intero ambito", "ambito"];

/// A CAP that a spreadsheet took for a number lost its zeros.
fn short_cap(text: &str, said: String) -> String {
    let digits = text.trim();
    if said.contains("CAP") && (3..5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{said}; forse «{digits:0>5}»");
    }
    said
}

/// Lines that are a bare web address get the name of the site as their title.
fn with_titles(text: &str) -> String {
    let line = |line: &str| {
        let bare = line.trim();
        let host = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
        match host.filter(|_| !bare.contains([' ', '|'])).and_then(|h| h.split('/').next()).filter(|h| !h.is_empty()) {
            Some(host) => format!("{host} | url={bare}"),
            None => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
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

/// A date as the records write it; as people type it (`21/11/2026`, `11/2026`, "novembre 2026") it is understood.
fn read_date(text: &str) -> Result<String, String> {
    // A stamp of a day and an hour is of that day.
    let text =
        text.trim().split_once([' ', 'T']).filter(|(_, time)| time.contains(':')).map_or(text.trim(), |(d, _)| d);
    let low = text.to_lowercase().replace(['º', '°'], "");
    let parts: Vec<String> = low
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
        .map(|part| {
            let month = part
                .get(..3)
                .and_then(|head| MONTHS.iter().position(|m| m.starts_with(head)))
                .filter(|_| part.chars().all(char::is_alphabetic));
            month.map_or_else(|| part.to_owned(), |at| (at + 1).to_string())
        })
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let turned = match parts.as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [month, year] if year.len() == 4 => format!("{year}-{month:0>2}"),
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [year, month] if year.len() == 4 => format!("{year}-{month:0>2}"),
        _ => text.to_owned(),
    };
    PartialDate::new(&turned)
        .map(|date| date.to_string())
        .map_err(|_| "attesa una data: 2026, 2026-11, 2026-11-21 o 21/11/2026".to_owned())
}
