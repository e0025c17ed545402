//! The fields that a desk can speak of: what each is called, of which records it is one, how a value is typed and said.

use serde_json::{Map, Value, json};

use crate::catalog::correzioni::CorrectionSubject;
use crate::catalog::hours;
use crate::catalog::model::{Catalog, SedeIx, ServizioIx};
use crate::catalog::record::{AmbitoRecord, ComuneRecord, NumeroUtile, Sede, ServizioRecord, Tipologia};
use crate::catalog::typed;
use crate::catalog::values::{Basis, PartialDate, Phone};
use crate::lingua::fold::fold;
use crate::lingua::phone::phone;
use crate::lingua::signs::clean;

use super::privacy;

/// A field.
#[derive(Debug, PartialEq, Eq)]
pub struct ReportField {
    /// Its name in the files.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Other names that may be typed, folded.
    aliases: &'static [&'static str],
    /// What is said of it when it is wrong.
    pub wrong: &'static str,
    /// What is said of it when it was found right.
    pub right: &'static str,
}

const fn field(
    key: &'static str,
    label: &'static str,
    aliases: &'static [&'static str],
    wrong: &'static str,
    right: &'static str,
) -> ReportField {
    ReportField { key, label, aliases, wrong, right }
}

/// Every field, in the order in which they are offered.
pub const FIELDS: &[ReportField] = &[
    field(
        "phones",
        "Telefono",
        &["telefono", "telefoni", "tel", "phone"],
        "il numero non risponde",
        "il numero risponde",
    ),
    field(
        "switchboard",
        "Centralino",
        &["centralino", "telefono", "phones"],
        "il centralino non risponde",
        "il centralino risponde",
    ),
    field("number", "Numero", &["numero", "telefono", "phones"], "il numero non risponde", "il numero risponde"),
    field("hours", "Orari", &["orari", "orario"], "gli orari non sono giusti", "gli orari sono giusti"),
    field("hours_source", "Orari", &["orari"], "gli orari non sono giusti", "gli orari sono giusti"),
    field("address", "Indirizzo", &["indirizzo", "via"], "l'indirizzo non è giusto", "l'indirizzo è giusto"),
    field("cap", "CAP", &[], "il CAP non è giusto", "il CAP è giusto"),
    field("emails", "E-mail", &["email", "e-mail", "mail", "posta"], "l'e-mail non è giusta", "l'e-mail è giusta"),
    field("pec", "PEC", &[], "la PEC non è giusta", "la PEC è giusta"),
    field("website", "Sito", &["sito", "web"], "il sito non è giusto", "il sito è giusto"),
    field("name", "Nome", &["nome"], "il nome non è giusto", "il nome è giusto"),
    field("note", "Nota", &["nota"], "la nota non è giusta", "la nota è giusta"),
    field("summary", "Descrizione breve", &["sintesi"], "la descrizione non è giusta", "la descrizione è giusta"),
    field("details", "In questo ambito", &["dettagli"], "i dettagli non sono giusti", "i dettagli sono giusti"),
    field("how_to_apply", "Come fare", &["come-fare", "come fare"], "come fare non è giusto", "come fare è giusto"),
    field(
        "documents",
        "Cosa serve",
        &["documenti", "cosa-serve", "cosa serve"],
        "i documenti non sono giusti",
        "i documenti sono giusti",
    ),
    field(
        "outcome",
        "Cosa si ottiene",
        &["cosa-si-ottiene"],
        "cosa si ottiene non è giusto",
        "cosa si ottiene è giusto",
    ),
    field(
        "timing",
        "Tempi e scadenze",
        &["tempi", "scadenze"],
        "tempi e scadenze non sono giusti",
        "tempi e scadenze sono giusti",
    ),
    field("cost", "Quanto costa", &["costo"], "il costo non è giusto", "il costo è giusto"),
    field("conditions", "Condizioni", &["condizioni"], "le condizioni non sono giuste", "le condizioni sono giuste"),
    field("period", "Periodo", &["periodo"], "il periodo non è giusto", "il periodo è giusto"),
    field("status", "Stato", &["stato"], "lo stato non è giusto", "lo stato è giusto"),
];

/// The fields that say where a place is.
pub const WHERE: [&str; 5] = ["address", "comune", "cap", "lat", "lon"];

/// The field of a new sede: its value is the whole record.
pub const NEW_SEDE: &str = "sede";

/// The field called so, whatever the record.
pub fn named(key: &str) -> Option<&'static ReportField> {
    FIELDS.iter().find(|f| f.key == key)
}

/// The field that somebody means by `typed` of this kind of record.
pub fn meant(subject: &CorrectionSubject, typed: &str) -> Option<&'static ReportField> {
    let typed = fold(typed.trim());
    let mut own = of(subject);
    let exact = own.clone().find(|f| f.key == typed);
    exact.or_else(|| own.find(|f| f.aliases.contains(&typed.as_str())))
}

/// The fields of a kind of record, in the order in which they are offered.
pub fn of(subject: &CorrectionSubject) -> impl Iterator<Item = &'static ReportField> + Clone {
    let names: &'static [&'static str] = match subject {
        CorrectionSubject::Servizio(_) => ServizioRecord::FIELDS,
        CorrectionSubject::Sede(_) => Sede::FIELDS,
        CorrectionSubject::Ambito(_) => AmbitoRecord::FIELDS,
        CorrectionSubject::Comune(_) => ComuneRecord::FIELDS,
        CorrectionSubject::Numero(_) => NumeroUtile::FIELDS,
        CorrectionSubject::Tipologia(_) => Tipologia::FIELDS,
    };
    FIELDS.iter().filter(|f| names.contains(&f.key))
}

/// Whether the value of a field is a list.
fn is_list(subject: &CorrectionSubject, key: &str) -> bool {
    match key {
        "pec" => !matches!(subject, CorrectionSubject::Comune(_)),
        "phones" | "emails" | "how_to_apply" | "documents" | "conditions" => true,
        _ => false,
    }
}

/// Whether a field lists ways to reach somebody: one of them can be wrong while the others hold.
pub fn is_contacts(key: &str) -> bool {
    matches!(key, "phones" | "emails" | "pec")
}

/// What a value lists; a value by itself is a list of one.
pub fn items(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether two items of a field are the same one, however they are spelt: a spreadsheet takes the first zero away.
pub fn same_one(key: &str, a: &str, b: &str) -> bool {
    let digits = |text: &str| {
        let all: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let own = all.strip_prefix("+39").or_else(|| all.strip_prefix("0039")).unwrap_or(&all);
        own.trim_start_matches('0').to_owned()
    };
    if is_phone(key) { digits(a) == digits(b) } else { a.trim().eq_ignore_ascii_case(b.trim()) }
}

/// What goes and what comes from one list to another.
pub fn difference<'v>(key: &str, before: &'v Value, after: &'v Value) -> (Vec<&'v str>, Vec<&'v str>) {
    let missing = |from: &'v Value, other: &Value| {
        let there = items(other);
        items(from).into_iter().filter(|item| !there.iter().any(|t| same_one(key, t, item))).collect()
    };
    (missing(before, after), missing(after, before))
}

/// What a report makes of a list that has changed since: only what the report is about changes. `None` where that is no
/// longer there to be changed.
pub fn carried(key: &str, before: &Value, after: &Value, now: &Value) -> Option<Value> {
    if !is_contacts(key) || !before.is_array() || !after.is_array() || !now.is_array() || same(key, before, now) {
        return None;
    }
    let (went, came) = difference(key, before, after);
    let is_one_of = |all: &[&str], item: &str| all.iter().any(|a| same_one(key, a, item));
    let held = items(now);
    let is_done = came.iter().all(|c| is_one_of(&held, c)) && !went.iter().any(|w| is_one_of(&held, w));
    if is_done {
        return Some(now.clone());
    }
    let is_there = went.iter().all(|w| is_one_of(&held, w));
    is_there.then(|| put_in(key, &held, &went, &came))
}

/// A list with some items in the place of others; behind the rest where they are in nobody's place.
pub fn put_in(key: &str, held: &[&str], went: &[&str], came: &[&str]) -> Value {
    let is_one_of = |all: &[&str], item: &str| all.iter().any(|a| same_one(key, a, item));
    let at = held.iter().position(|h| is_one_of(went, h)).unwrap_or(held.len());
    let (before, after) = held.split_at(at);
    let mut out: Vec<&str> = Vec::new();
    for item in before.iter().chain(came).chain(after) {
        if (is_one_of(came, item) || !is_one_of(went, item)) && !is_one_of(&out, item) {
            out.push(item);
        }
    }
    if out.is_empty() { Value::Null } else { json!(out) }
}

/// Whether the value of a field is a number to dial.
pub fn is_phone(key: &str) -> bool {
    matches!(key, "phones" | "switchboard" | "number")
}

/// What was typed as the value of a field. Hours in people's words go beside the ones that a program reads: the key may
/// change.
///
/// # Errors
/// Why it cannot be one, an Italian clause.
pub fn typed(
    subject: &CorrectionSubject,
    field: &'static ReportField,
    text: &str,
) -> Result<(&'static str, Value), String> {
    let text = clean(text.trim()).trim().to_owned();
    privacy::value(&text, is_phone(field.key)).map_err(str::to_owned)?;
    // Places and streets are named after people; what is written in sentences names nobody.
    if !["name", "address", "emails", "pec", "website"].contains(&field.key) {
        privacy::no_first_name(&text).map_err(str::to_owned)?;
    }
    if text.chars().count() > 500 {
        return Err("è troppo lungo".to_owned());
    }
    if field.key == "hours" && PartialDate::new(&text).is_ok() {
        return Err("è una data: il foglio di calcolo ha cambiato «9-12»; scrivere «lun-ven 9-12»".to_owned());
    }
    let key = if field.key == "hours" && hours::parse(&text).is_err() { "hours_source" } else { field.key };
    if is_list(subject, key) {
        let signs: &[char] = if matches!(key, "phones" | "emails" | "pec") { &[',', ';'] } else { &[';'] };
        let items: Vec<&str> = text.split(signs).map(str::trim).filter(|t| !t.is_empty()).collect();
        return Ok((key, json!(items)));
    }
    Ok((key, json!(text)))
}

/// A value as it is read aloud: numbers in groups, lists with commas.
pub fn in_words(key: &str, value: &Value) -> String {
    let one = |text: &str| {
        let text = clean(text);
        match Phone::new(&text) {
            Ok(number) if is_phone(key) => phone(&number),
            _ => text.into_owned(),
        }
    };
    match value {
        Value::Null => String::new(),
        Value::String(text) if key == "hours" => hours::in_words(text).unwrap_or_else(|| one(text)),
        Value::String(text) => one(text),
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(one).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            // Of a new place: its name and how it is reached.
            let said = ["name", "address", "phones", "emails", "hours_source", "hours"];
            let parts = said.iter().filter_map(|k| map.get(*k).map(|v| in_words(k, v)));
            parts.filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Whether two values say the same: numbers by their digits.
pub fn same(key: &str, a: &Value, b: &Value) -> bool {
    a == b || (is_phone(key) && plain(a) == plain(b))
}

/// Whether a value is `held`, or all of it is among several that are.
pub fn holds(key: &str, held: &Value, value: &Value) -> bool {
    let is_among = |one: &Value, all: &[Value]| all.iter().any(|other| same(key, one, other));
    match (value, held) {
        (Value::Array(some), Value::Array(all)) => some.iter().all(|one| is_among(one, all)),
        _ => same(key, value, held),
    }
}

/// A value for comparing.
pub fn plain(value: &Value) -> String {
    let digits = |s: &str| Phone::new(s).map_or_else(|_| s.to_owned(), |p| p.normalised());
    match value {
        Value::String(text) => digits(text),
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(digits).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// A record as JSON. What only a norm requires has none: its smallest form stands in. `None` where there is no such record.
pub fn record(catalog: &Catalog, subject: &CorrectionSubject) -> Option<Value> {
    let value = match subject {
        CorrectionSubject::Servizio(id) => return servizio(catalog, catalog.servizi.position(|s| s.id == *id)?),
        CorrectionSubject::Sede(id) => return sede(catalog, catalog.sedi.position(|s| s.record.id == *id)?),
        CorrectionSubject::Ambito(id) => serde_json::to_value(&catalog.ambiti[catalog.find_ambito(id)?].record),
        CorrectionSubject::Comune(istat) => serde_json::to_value(&catalog.comuni[catalog.find_comune(istat)?].record),
        CorrectionSubject::Numero(id) => serde_json::to_value(catalog.numeri.iter().find(|n| n.id == *id)?),
        CorrectionSubject::Tipologia(id) => {
            serde_json::to_value(&catalog.tipologie.iter().find(|t| t.record.id == *id)?.record)
        }
    };
    value.ok()
}

/// The record of a sede as JSON.
pub fn sede(catalog: &Catalog, ix: SedeIx) -> Option<Value> {
    serde_json::to_value(&catalog.sedi[ix].record).ok()
}

/// The record of a servizio as JSON, or its smallest form.
pub fn servizio(catalog: &Catalog, ix: ServizioIx) -> Option<Value> {
    match &catalog.servizi[ix].record {
        Some(record) => serde_json::to_value(record).ok(),
        None => smallest(catalog, ix).map(Value::Object),
    }
}

/// What a correction of a servizio that only a norm requires must bring along, because no file has it.
pub fn owed(catalog: &Catalog, subject: &CorrectionSubject) -> Option<Map<String, Value>> {
    let CorrectionSubject::Servizio(id) = subject else { return None };
    smallest(catalog, catalog.servizi.position(|s| s.id == *id)?)
}

fn smallest(catalog: &Catalog, ix: ServizioIx) -> Option<Map<String, Value>> {
    let servizio = Some(&catalog.servizi[ix]).filter(|s| s.record.is_none() && s.basis == Basis::Norma)?;
    let tipologia = &catalog.tipologie[servizio.tipologia].record.id;
    let value = json!({ "id": servizio.id, "type": tipologia, "basis": "norma" });
    value.as_object().cloned()
}

/// Checks that a record would still be one with these fields.
///
/// # Errors
/// Why not, an Italian clause.
pub fn check(subject: &CorrectionSubject, below: &Value, patch: &Value) -> Result<(), String> {
    fn is<T: serde::de::DeserializeOwned>(value: &Value) -> Result<(), String> {
        typed::of_value::<T>(value).map(drop).map_err(|refused| clean(&refused.wrong.to_string()).into_owned())
    }
    let mut value = below.clone();
    json_patch::merge(&mut value, patch);
    let set = |key: &str| value.get(key).is_some_and(|v| !v.is_null());
    if value.get("riservato") == Some(&Value::Bool(true)) && WHERE.into_iter().any(set) {
        return Err("è una sede riservata: l'indirizzo non si scrive".to_owned());
    }
    if let Some(written) = value.get("hours").and_then(Value::as_str)
        && hours::parse(written).is_err()
    {
        return Err("gli orari non si leggono".to_owned());
    }
    match subject {
        CorrectionSubject::Servizio(_) => is::<ServizioRecord>(&value),
        CorrectionSubject::Sede(_) => is::<Sede>(&value),
        CorrectionSubject::Ambito(_) => is::<AmbitoRecord>(&value),
        CorrectionSubject::Comune(_) => is::<ComuneRecord>(&value),
        CorrectionSubject::Numero(_) => is::<NumeroUtile>(&value),
        CorrectionSubject::Tipologia(_) => is::<Tipologia>(&value),
    }
}

/// Whether a place with these fields is secret: it says so itself, or everything that is served there is.
pub fn is_secret(catalog: &Catalog, sede: &Map<String, Value>) -> bool {
    let secret = |slug: &Value| {
        let ix = slug.as_str().and_then(|slug| catalog.find_type(slug));
        ix.is_some_and(|ix| catalog.tipologie[ix].record.riservata)
    };
    let served = sede.get("types").and_then(Value::as_array);
    sede.get("riservato") == Some(&Value::Bool(true)) || served.is_some_and(|s| !s.is_empty() && s.iter().all(secret))
}

/// What a record is called.
pub fn name(catalog: &Catalog, subject: &CorrectionSubject) -> Option<String> {
    match subject {
        CorrectionSubject::Servizio(id) => catalog.find(id).map(|e| e.name().to_owned()),
        CorrectionSubject::Sede(id) => {
            catalog.sedi.iter().find(|s| s.record.id == *id).map(|s| s.record.name.to_string())
        }
        CorrectionSubject::Ambito(id) => catalog.find_ambito(id).map(|ix| catalog.ambiti[ix].record.name.to_string()),
        CorrectionSubject::Comune(istat) => {
            let comune = catalog.find_comune(istat).map(|ix| &catalog.comuni[ix]);
            comune.map(|c| format!("Comune di {}", c.record.name))
        }
        CorrectionSubject::Numero(id) => catalog.numeri.iter().find(|n| n.id == *id).map(|n| n.name.to_string()),
        CorrectionSubject::Tipologia(id) => {
            catalog.find_type(id).map(|ix| catalog.tipologie[ix].record.name.to_string())
        }
    }
}
