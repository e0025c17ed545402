//! What opens, closes, ends and changes soon, in a place: the calendar of a front desk.
//!
//! Every date comes from a record's own fields. What several ambiti inherit from one tipologia is one line: the region's or
//! the State's measure where there is one. Knows no words but the records' own.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};

use super::model::{AmbitoIx, Catalog, ComuneIx, Entry, Scope, TipologiaIx};
use super::record::StepVariant;
use super::values::{Basis, PartialDate, Stato, closed_list};

/// Days ahead that are looked at where nobody says how many.
pub const DAYS_AHEAD: u16 = 60;

closed_list! {
    /// What happens on a day.
    Event {
        /// It can be asked for from this day on.
        Apre = "apre";
        /// Last day for asking.
        Chiude = "chiude", "ultimo giorno per la domanda";
        /// Last day of what is given.
        Finisce = "finisce";
        /// A term that comes back every year.
        OgniAnno = "ogni-anno", "ogni anno";
        /// From this day on it is asked for in another way.
        Cambia = "cambia";
    }
}

/// A day to know of.
#[derive(Debug, Clone, Copy)]
pub struct Scadenza<'a> {
    /// The day.
    pub day: NaiveDate,
    /// What happens.
    pub event: Event,
    /// To what.
    pub entry: Entry<'a>,
    /// What a record says of it: the term of every year, the new way to ask.
    pub what: Option<&'a str>,
}

/// Where deadlines are looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Where {
    /// The ambito; none = the whole region.
    pub ambito: Option<AmbitoIx>,
    /// The comune of it.
    pub comune: Option<ComuneIx>,
}

impl Where {
    /// A comune and its ambito.
    pub fn of_comune(catalog: &Catalog, comune: ComuneIx) -> Self {
        Self { ambito: Some(catalog.comuni[comune].ambito), comune: Some(comune) }
    }

    /// Two letters of the province.
    fn province(self, catalog: &Catalog) -> Option<&str> {
        let of_comune = self.comune.map(|ix| catalog.comuni[ix].record.province.as_str());
        let ambito = self.ambito.map(|ix| &catalog.ambiti[ix]);
        of_comune.or_else(|| ambito.map(|a| a.record.province.as_str()))
    }

    fn has(self, entry: &Entry<'_>) -> bool {
        let Some(servizio) = entry.servizio else { return true };
        let near = match servizio.scope {
            Scope::Ambito(ix) => self.ambito.is_none_or(|own| own == ix),
            Scope::Regione(_) | Scope::Italia => true,
        };
        let serves = |only: &Vec<ComuneIx>| self.comune.is_none_or(|c| only.contains(&c));
        near && servizio.comuni.as_ref().is_none_or(serves)
    }
}

/// What happens from `from` on for so many days, that day included; by day, then by what happens, then by name.
pub fn scadenze(catalog: &Catalog, place: Where, from: NaiveDate, days: u16) -> Vec<Scadenza<'_>> {
    let until = from.checked_add_days(Days::new(days.into())).unwrap_or(from);
    let soon = |day: NaiveDate| (from..=until).contains(&day);
    let province = place.province(catalog);
    let mut found = Vec::new();
    for ix in catalog.tipologie.indices() {
        let Some(entry) = shown(catalog, ix, place) else { continue };
        of_term(entry, &soon, &mut found);
        for yearly in &entry.tipologia.record.yearly {
            let day = yearly.day.next(from);
            let what = Some(yearly.what.as_str());
            found.extend(soon(day).then_some(Scadenza { day, event: Event::OgniAnno, entry, what }));
        }
        let variants = entry.first_step().map(|s| s.variants.as_slice()).unwrap_or_default();
        for variant in variants {
            let Some(day) = variant.from.map(PartialDate::earliest).filter(|day| soon(*day)) else { continue };
            // A way that another one goes before changes nothing here.
            let chosen = variants.iter().find(|v| holds(v, province, day));
            if province.is_none() || chosen.is_some_and(|v| std::ptr::eq(v, variant)) {
                let what = Some(variant.say.as_str());
                found.push(Scadenza { day, event: Event::Cambia, entry, what });
            }
        }
    }
    // What a servizio states for itself.
    let here = catalog.entries().filter(|e| place.has(e) && is_living(e));
    for entry in here.filter(|e| e.own().is_some_and(|r| r.term().is_stated())) {
        of_term(entry, &soon, &mut found);
    }
    let mut told: HashSet<(NaiveDate, Event, String, Option<&str>)> = HashSet::new();
    found.retain(|s| told.insert((s.day, s.event, s.entry.id(), s.what)));
    found.sort_by_cached_key(|s| (s.day, s.event, s.entry.name().to_owned(), s.entry.id()));
    found
}

fn of_term<'a>(entry: Entry<'a>, soon: &impl Fn(NaiveDate) -> bool, found: &mut Vec<Scadenza<'a>>) {
    let term = entry.term();
    let days = [
        (Event::Apre, term.opens.map(PartialDate::earliest)),
        (Event::Chiude, term.closes.map(PartialDate::latest)),
        (Event::Finisce, term.valid_until.map(PartialDate::latest)),
    ];
    for (event, day) in days {
        if let Some(day) = day.filter(|day| soon(*day)) {
            found.push(Scadenza { day, event, entry, what: None });
        }
    }
}

/// Whether a variant is taken in a province on a day, whatever the age and the hour.
fn holds(variant: &StepVariant, province: Option<&str>, day: NaiveDate) -> bool {
    let here = || province.is_some_and(|own| variant.provinces.iter().any(|p| p.as_str() == own));
    let plain = variant.when.is_none() && variant.min_age.is_none() && variant.max_age.is_none();
    plain
        && (variant.provinces.is_empty() || here())
        && variant.from.is_none_or(|d| d.earliest() <= day)
        && variant.until.is_none_or(|d| day <= d.latest())
}

/// What stands for a tipologia in a place: the State's or the region's measure, the one servizio of the place, else the
/// tipologia itself. `None` where nobody gives it there.
fn shown(catalog: &Catalog, tipologia: TipologiaIx, place: Where) -> Option<Entry<'_>> {
    let here = catalog.entries_of(&catalog.tipologie[tipologia].servizi);
    let here: Vec<Entry<'_>> = here.filter(|e| place.has(e) && is_living(e)).collect();
    let wide = here.iter().find(|e| !matches!(e.scope(), Some(Scope::Ambito(_))));
    match (wide, here.as_slice()) {
        (Some(measure), _) => Some(*measure),
        (None, []) => None,
        (None, [one]) => Some(*one),
        (None, _) => Some(catalog.type_entry(tipologia)),
    }
}

fn is_living(entry: &Entry<'_>) -> bool {
    let only_norm = entry.servizio.is_some_and(|s| s.basis == Basis::Norma);
    !only_norm && entry.own().and_then(|r| r.status) != Some(Stato::Storico)
}
