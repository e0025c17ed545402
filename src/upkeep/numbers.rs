//! The numbers that show whether the catalogue grows truer: how much of it was checked in the last twelve months, what
//! waits, how old the news are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::calls::{DUE, key};
use super::review::Review;
use crate::catalog::model::{AmbitoIx, Catalog, Entry, Scope};
use crate::catalog::record::Checks;
use crate::catalog::values::{PartialDate, Stato};

/// The numbers, of one ambito or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// Living services.
    pub services: usize,
    /// Of which checked in the last twelve months.
    pub services_checked: usize,
    /// Living places.
    pub places: usize,
    /// Of which checked as a whole in the last twelve months.
    pub places_checked: usize,
    /// Different telephone numbers: those of the list of calls, which asks about what is said to be closed too.
    pub phones: usize,
    /// Of which checked in the last twelve months, by themselves or with their place.
    pub phones_checked: usize,
    /// Reports that wait.
    pub reports_open: usize,
    /// Median age of what is known of the services, days: since the last check, else since the newest source. Absent where
    /// nothing has a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_age_days: Option<i64>,
}

impl Numbers {
    /// Counts.
    pub fn of(catalog: &Catalog, review: &Review, only: Option<AmbitoIx>, today: NaiveDate) -> Self {
        let news = |e: Entry<'_>| e.checked().or_else(|| e.source_date());
        let ages = living(catalog, only).filter_map(news).map(|d| (today - d.latest()).num_days().max(0));
        let mut ages: Vec<i64> = ages.collect();
        ages.sort_unstable();
        let median_age_days = ages.get(ages.len() / 2).copied();
        Self { median_age_days, ..Self::in_sight(catalog, review, only, today) }
    }

    /// The same without the age, for which every source is looked at: the first screen says nothing of it.
    pub fn in_sight(catalog: &Catalog, review: &Review, only: Option<AmbitoIx>, today: NaiveDate) -> Self {
        let mut numbers = Self::default();
        let fresh = |d: Option<PartialDate>| d.is_some_and(|d| (today - d.latest()).num_days() <= DUE);
        for entry in living(catalog, only) {
            numbers.services += 1;
            numbers.services_checked += usize::from(fresh(entry.checked()));
        }
        let mut phones: BTreeMap<String, bool> = BTreeMap::new();
        let mut dial = |phone: String, checked: Option<PartialDate>, checks: &Checks| {
            let seen = checked.max(checks.get("phones").map(|c| c.on));
            *phones.entry(phone).or_default() |= fresh(seen);
        };
        for sede in catalog.sedi.iter().filter(|s| only.is_none_or(|ix| s.ambito == ix)) {
            let r = &sede.record;
            r.phones.iter().for_each(|p| dial(key(p), r.checked, &r.checks));
            if r.status != Some(Stato::Storico) {
                numbers.places += 1;
                numbers.places_checked += usize::from(fresh(r.checked));
            }
        }
        for (_, ambito) in catalog.ambiti.pairs().filter(|(ix, _)| only.is_none_or(|only| only == *ix)) {
            let r = &ambito.record;
            r.phones.iter().for_each(|p| dial(key(p), r.checked, &r.checks));
        }
        numbers.phones = phones.len();
        numbers.phones_checked = phones.values().filter(|checked| **checked).count();
        let ambito = only.map(|ix| catalog.ambiti[ix].record.id.as_str());
        numbers.reports_open = review.waiting().filter(|r| ambito.is_none_or(|a| r.is_of(catalog, a))).count();
        numbers
    }

    /// "Verificati negli ultimi 12 mesi: 12 servizi su 1425, 8 sedi su 230, 6 numeri su 76. Segnalazioni aperte: 3. Età
    /// mediana: 412 giorni."
    pub fn in_words(&self) -> String {
        let age = self.median_age_days.map_or_else(String::new, |d| format!(" Età mediana delle notizie: {d} giorni."));
        format!(
            "Verificati negli ultimi 12 mesi: {} servizi su {}, {} sedi su {}, {} numeri su {}. Segnalazioni aperte: {}.{age}",
            self.services_checked,
            self.services,
            self.places_checked,
            self.places,
            self.phones_checked,
            self.phones,
            self.reports_open,
        )
    }

    /// The same for the first screen, in one row of 80 columns.
    pub fn in_short(&self) -> String {
        let open = match self.reports_open {
            0 => String::new(),
            1 => " · 1 segnalazione".to_owned(),
            n => format!(" · {n} segnalazioni"),
        };
        format!(
            "Verificati in 12 mesi: {} numeri su {}, {} servizi su {}{open}",
            self.phones_checked, self.phones, self.services_checked, self.services
        )
    }
}

/// The services that are not of the past, of one ambito or of all.
fn living(catalog: &Catalog, only: Option<AmbitoIx>) -> impl Iterator<Item = Entry<'_>> {
    let all = catalog.entries();
    let here = move |e: &Entry<'_>| only.is_none_or(|ix| e.scope() == Some(Scope::Ambito(ix)));
    all.filter(here).filter(|e| e.own().is_none_or(|r| r.status != Some(Stato::Storico)))
}
