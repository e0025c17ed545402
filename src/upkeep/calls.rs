//! "Chi chiamare oggi": one entry a telephone number, however many places and services hang on it, worst first.
//!
//! A call asks of each place what we hold, field by field. Numbers that are dialled in need (112, 1522…) are nobody's to
//! be verified and are not here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::fields;
use super::review::Review;
use crate::catalog::correzioni::CorrectionSubject;
use crate::catalog::fresh::newest_date;
use crate::catalog::model::{AmbitoIx, Catalog, SedeIx, SedePlace, ServizioIx};
use crate::catalog::record::Checks;
use crate::catalog::table::Table;
use crate::catalog::values::{PartialDate, Phone, Stato};
use crate::lingua::dates::short_date;

/// What is asked of every place.
pub const ASKED: [&str; 6] = ["phones", "hours", "address", "emails", "pec", "website"];

/// A check that is this old, days, is due again.
pub const DUE: i64 = 365;

/// A place that a number reaches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reached {
    /// Its record.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its comune, where it has one that may be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comune: Option<String>,
}

/// A field to ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ask {
    /// The field.
    pub field: &'static str,
    /// What we hold, in words; empty where we hold nothing.
    pub value: String,
    /// Of which place, where the number reaches several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A number to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// As it is dialled.
    pub number: String,
    /// Whom it reaches.
    pub places: Vec<Reached>,
    /// Services that hang on it.
    pub services: usize,
    /// What to ask.
    pub ask: Vec<Ask>,
    /// Why it stands where it stands.
    pub why: String,
}

/// Order of urgency: services of danger, what was reported, what nobody ever checked, the oldest news; lowest first.
type Rank = (bool, bool, bool, Option<PartialDate>, String);

/// What is known of a number while it is gathered.
#[derive(Default)]
struct Gathered {
    dialled: String,
    places: BTreeSet<Reached>,
    services: BTreeSet<ServizioIx>,
    danger: bool,
    reported: Vec<String>,
    checked: Option<PartialDate>,
    newest: Option<PartialDate>,
    historic: bool,
}

/// Every number of the places and bodies, of one ambito or of all.
pub fn calls(catalog: &Catalog, review: &Review, only: Option<AmbitoIx>, today: NaiveDate) -> Vec<Call> {
    let mut numbers: BTreeMap<String, Gathered> = BTreeMap::new();
    let services = services_of_places(catalog);
    for (ix, sede) in catalog.sedi.pairs().filter(|(_, s)| only.is_none_or(|o| o == s.ambito)) {
        let hanging = &services[ix];
        for phone in &sede.record.phones {
            let entry = numbers.entry(key(phone)).or_default();
            entry.take(phone, reached(catalog, sede));
            entry.services.extend(hanging);
            entry.danger |= hanging.iter().any(|at| is_of_danger(catalog, *at));
            let r = &sede.record;
            entry.historic |= r.status == Some(Stato::Storico);
            entry.times(r.checked, &r.checks, newest_date(&r.sources));
            entry.reported.extend(review.about(&r.id).map(|row| row.in_words(today)));
        }
    }
    for (_, ambito) in catalog.ambiti.pairs().filter(|(ix, _)| only.is_none_or(|o| o == *ix)) {
        let r = &ambito.record;
        for phone in &r.phones {
            let entry = numbers.entry(key(phone)).or_default();
            let id = format!("ambito/{}", r.id);
            entry.take(phone, Reached { id: id.clone(), name: r.name.to_string(), comune: None });
            entry.times(r.checked, &r.checks, newest_date(&r.sources));
            entry.reported.extend(review.about(&id).map(|row| row.in_words(today)));
            if ambito.sedi.is_empty() {
                entry.services.extend(&ambito.servizi);
            }
        }
    }
    let mut ranked: Vec<(Rank, Call)> = numbers.into_values().map(|g| g.call(catalog, today)).collect();
    ranked.sort_by(|a, b| a.0.cmp(&b.0));
    ranked.into_iter().map(|(_, call)| call).collect()
}

/// The digits that make one number of its spellings.
pub(super) fn key(phone: &Phone) -> String {
    let digits = phone.normalised();
    digits.strip_prefix("+39").or_else(|| digits.strip_prefix("0039")).unwrap_or(&digits).to_owned()
}

fn reached(catalog: &Catalog, sede: &SedePlace) -> Reached {
    let comune = sede.comune.filter(|_| !sede.record.riservato).map(|ix| &catalog.comuni[ix]);
    Reached {
        id: sede.record.id.to_string(),
        name: sede.record.name.to_string(),
        comune: comune.map(|c| c.record.name.to_string()),
    }
}

/// The servizi of each sede.
fn services_of_places(catalog: &Catalog) -> Table<SedeIx, Vec<ServizioIx>> {
    let mut all = catalog.sedi.beside(Vec::new());
    for (ix, servizio) in catalog.servizi.pairs() {
        servizio.sedi.iter().for_each(|sede| all[*sede].push(ix));
    }
    all
}

/// Whether somebody in danger is sent to this service.
fn is_of_danger(catalog: &Catalog, servizio: ServizioIx) -> bool {
    let tipologia = &catalog.tipologie[catalog.servizi[servizio].tipologia].record.id;
    catalog.urgenze.iter().any(|u| u.types.contains(tipologia))
}

impl Gathered {
    fn take(&mut self, phone: &Phone, place: Reached) {
        if self.dialled.is_empty() {
            self.dialled = phone.to_string();
        }
        self.places.insert(place);
    }

    /// What was checked last, of all the number reaches.
    fn times(&mut self, checked: Option<PartialDate>, checks: &Checks, newest: Option<PartialDate>) {
        let phones = checks.get("phones").map(|c| c.on);
        self.checked = self.checked.max(checked).max(phones);
        self.newest = self.newest.max(newest);
    }

    fn call(self, catalog: &Catalog, today: NaiveDate) -> (Rank, Call) {
        let fresh = self.checked.is_some_and(|d| (today - d.latest()).num_days() <= DUE);
        let mut why = Vec::new();
        if self.danger {
            why.push("servizi per chi è in pericolo".to_owned());
        }
        why.extend(self.reported.first().cloned());
        why.push(match (self.checked, self.newest) {
            (Some(d), _) => format!("verificato {}", short_date(d, today)),
            (None, Some(d)) => format!("mai verificato, notizia: {}", d.in_words()),
            (None, None) => "mai verificato, notizia senza data".to_owned(),
        });
        if self.historic {
            why.push("dato per chiuso: chiedere se c'è ancora".to_owned());
        }
        let several = self.places.len() > 1;
        let ask = self.places.iter().flat_map(|p| asks(catalog, p, several)).collect();
        let reported = !self.reported.is_empty();
        let news = self.checked.or(self.newest);
        let rank = (!self.danger || fresh, !reported, self.checked.is_some(), news, self.dialled.clone());
        let places = self.places.into_iter().collect();
        (rank, Call { number: self.dialled, places, services: self.services.len(), ask, why: why.join("; ") })
    }
}

/// What is asked of a place: each field with the value we hold.
fn asks(catalog: &Catalog, place: &Reached, several: bool) -> Vec<Ask> {
    let Some(subject) = CorrectionSubject::of(&place.id) else { return Vec::new() };
    let Some(record) = fields::record(catalog, &subject) else { return Vec::new() };
    let protected = record.get("riservato") == Some(&Value::Bool(true));
    let known = ASKED.into_iter().filter(|f| fields::of(&subject).any(|k| k.key == *f));
    known
        .filter(|f| !(protected && *f == "address"))
        .map(|field| Ask { field, value: held(&record, field), place: several.then(|| place.id.clone()) })
        .collect()
}

/// What a record says of a field, in words; hours in the source's own where no others are known.
pub fn held(record: &Value, field: &str) -> String {
    let value = record.get(field).map(|v| fields::in_words(field, v)).unwrap_or_default();
    if value.is_empty() && field == "hours" {
        return record.get("hours_source").map(|v| fields::in_words("hours_source", v)).unwrap_or_default();
    }
    value
}
