//! A report as it lies in the proposals folder: one file, one record, at most one field.
//!
//! Whoever can write the folder can write anything: what is read passes the gate of hostile text, is held to the fields
//! that a desk may speak of, and loses a note that should not be there.

use std::time::SystemTime;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fields::{self, ReportField};
use super::privacy;
use crate::catalog::correzioni::CorrectionSubject;
use crate::catalog::record::Source;
use crate::catalog::text::Text;
use crate::catalog::values::{PartialDate, Slug, closed_list};
use crate::lingua::signs::clean;

/// Days after which a report that nobody has confirmed lapses.
pub const LAPSES: i64 = 30;

closed_list! {
    /// What is reported.
    Topic {
        /// A number or another fact is wrong.
        Sbagliato = "sbagliato";
        /// A field, or the whole place, was checked just now and is right.
        Verificato = "verificato";
        /// It has closed.
        Chiuso = "chiuso";
        /// Something is missing.
        Manca = "manca";
        /// Somebody called and nobody answered: that is all it says.
        NonRisponde = "non-risponde";
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Identifier: the day, then signs that no other has and that grow with time.
    pub id: Slug,
    /// What is reported.
    pub topic: Topic,
    /// The record, as [`CorrectionSubject`] reads it.
    pub record: Text,
    /// The field, where it is one; [`fields::NEW_SEDE`] for a place that the catalogue does not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Text>,
    /// What the desk read.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub before: Value,
    /// What is right; null where nobody knows.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub after: Value,
    /// Who reports: a role, not a name.
    pub by: Text,
    /// On which day.
    pub on: PartialDate,
    /// Free text, at most [`privacy::MOST`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Where it comes from, where it is no desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Why it was not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Rejected>,
}

/// Why a report was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// On which day.
    pub on: PartialDate,
    /// Why.
    pub why: Text,
}

impl Proposal {
    /// A report of today, with an identifier of its own.
    pub fn new(topic: Topic, record: &str, by: &str, today: NaiveDate) -> Option<Self> {
        let id = Slug::new(&format!("{}-{}", today.format("%Y%m%d"), unheard_of())).ok()?;
        Some(Self {
            id,
            topic,
            record: Text::new(record),
            field: None,
            before: Value::Null,
            after: Value::Null,
            by: Text::new(by),
            on: PartialDate::from_day(today),
            note: None,
            source: None,
            rejected: None,
        })
    }

    /// Reads a file. `None` where it is no report that could be used: another's format, a field that nobody may speak of,
    /// a day that has not come.
    pub fn read(bytes: &[u8], today: NaiveDate) -> Option<Self> {
        let mut read: Self = serde_json::from_slice(bytes).ok()?;
        let subject = CorrectionSubject::of(&read.record)?;
        let known = |f: &Text| fields::of(&subject).any(|k| k.key == f.as_str());
        let new = matches!(subject, CorrectionSubject::Sede(_)) && read.field.as_deref() == Some(fields::NEW_SEDE);
        if !new && read.field.as_ref().is_some_and(|f| !known(f)) {
            return None;
        }
        if read.on.earliest() > today.checked_add_days(Days::new(1))? || privacy::signature(&read.by).is_err() {
            return None;
        }
        read.note = read.note.filter(|n| privacy::note(n, |_| false).is_ok());
        // Before and after lie on the disk as they were typed: whoever wrote the file was not this program for certain.
        for value in [&mut read.before, &mut read.after] {
            scrub(value);
            if !holds(value, 0) {
                return None;
            }
        }
        Some(read)
    }

    /// Its field.
    pub fn known_field(&self) -> Option<&'static ReportField> {
        self.field.as_deref().and_then(fields::named)
    }

    /// What it says of the field, for comparing with others: the same words from two desks are one report confirmed.
    pub fn matter(&self) -> (String, Option<String>, bool, String) {
        // What is missing and what is wrong come to the same: the field should say this.
        let kind = match self.topic {
            Topic::Verificato => "v",
            Topic::Chiuso => "c",
            Topic::NonRisponde => "n",
            Topic::Sbagliato | Topic::Manca => "s",
        };
        // Of two free texts without a field each is its own.
        let free = self.field.is_none() && matches!(self.topic, Topic::Sbagliato | Topic::Manca);
        let own = if free { self.note.as_deref().unwrap_or_default().to_owned() } else { String::new() };
        (
            self.record.to_string(),
            self.field.as_ref().map(ToString::to_string),
            kind == "v",
            format!("{kind}{}{own}", fields::plain(&self.after)),
        )
    }

    /// "il numero non risponde, quello giusto è 0831 222 333".
    pub fn sentence(&self) -> String {
        let note = self.note.as_deref().unwrap_or_default();
        let key = self.field.as_deref().unwrap_or_default();
        let (went, came) = fields::difference(key, &self.before, &self.after);
        // Of a list in which something stays, only what goes and what comes is said.
        let kept = fields::is_contacts(key) && self.after.is_array() && went.len() < fields::items(&self.before).len();
        let after = fields::in_words(key, &if kept { json!(came) } else { self.after.clone() });
        let field = self.known_field();
        let said = match (self.topic, field) {
            (Topic::NonRisponde, _) => "il numero non risponde".to_owned(),
            (Topic::Chiuso, _) => "risulta chiuso".to_owned(),
            (Topic::Verificato, None) => "verificato, tutto giusto".to_owned(),
            (Topic::Verificato, Some(f)) => f.right.to_owned(),
            (Topic::Manca, Some(f)) if !after.is_empty() => format!("manca {}: {after}", f.label.to_lowercase()),
            (Topic::Manca, Some(f)) => format!("manca {}", f.label.to_lowercase()),
            (Topic::Manca, None) if !after.is_empty() => format!("manca il recapito: {after}"),
            (Topic::Sbagliato, Some(f)) if kept && !went.is_empty() => {
                let went = fields::in_words(key, &json!(went));
                match (fields::is_phone(key), after.as_str()) {
                    (true, "") => format!("il numero {went} non risponde"),
                    (true, after) => format!("il numero {went} non risponde, quello giusto è {after}"),
                    (false, "") => format!("{} ({went})", f.wrong),
                    (false, after) => format!("{} ({went}): {after}", f.wrong),
                }
            }
            (Topic::Sbagliato, Some(f)) if self.after.is_null() => f.wrong.to_owned(),
            (Topic::Sbagliato, Some(f)) if fields::is_phone(f.key) => format!("{}, quello giusto è {after}", f.wrong),
            (Topic::Sbagliato, Some(f)) => format!("{}: {after}", f.wrong),
            (Topic::Sbagliato, None) => "un dato non è giusto".to_owned(),
            (Topic::Manca, None) => "manca qualcosa".to_owned(),
        };
        if note.is_empty() { said } else { format!("{said} ({note})") }
    }
}

/// Signs that no other report has; those of a later one come later.
fn unheard_of() -> String {
    use std::hash::{BuildHasher, RandomState};
    let random = RandomState::new().hash_one(std::process::id());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_millis());
    format!("{now:011x}{:06x}", random & 0xff_ffff)
}

/// Takes away what could act on a terminal, from every text of a value.
fn scrub(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean(text).into_owned(),
        Value::Array(items) => items.iter_mut().for_each(scrub),
        Value::Object(map) => map.values_mut().for_each(scrub),
        _ => {}
    }
}

/// Whether a value is of a size and depth that a field can have.
fn holds(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(items) => depth < 3 && items.len() <= 50 && items.iter().all(|v| holds(v, depth + 1)),
        Value::Object(map) => depth < 3 && map.len() <= 30 && map.values().all(|v| holds(v, depth + 1)),
        Value::String(text) => text.chars().count() <= 2_000,
        _ => true,
    }
}
