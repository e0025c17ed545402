//! Whom to call from a place, in the order of dialling.

use chrono::NaiveDate;

use super::words;
use crate::catalog::model::{Catalog, Entry};
use crate::catalog::record::NumeroUtile;
use crate::catalog::values::Stato;
use crate::search::Place;

/// Tipologie whose local desks stand among the numbers.
const URGENT_TYPES: [&str; 2] = ["pronto-intervento-sociale", "centro-antiviolenza"];

/// Numbers that stand before all others, in the order of dialling.
const FIRST_DIALLED: [&str; 2] = ["112", "118"];

/// Most local desks of one kind that stand among the numbers; the others are one search away.
const URGENT_EACH: usize = 2;

/// Somebody to call.
pub enum ToCall<'a> {
    /// One of the catalogue's numbers, and its position among them.
    Numero(usize, &'a NumeroUtile),
    /// An ambito's own urgent service, and its telephone where one is known.
    Local(Option<String>, Entry<'a>),
}

impl ToCall<'_> {
    /// The number, whose it is, and when it answers or where it is.
    pub fn said(&self, catalog: &Catalog) -> [String; 3] {
        match self {
            Self::Numero(_, numero) => [numero.number.to_string(), numero.name.to_string(), hours(numero)],
            Self::Local(phone, entry) => {
                let number = phone.as_deref().unwrap_or(words::NO_NUMBER).to_owned();
                let place = entry.scope().map(|s| catalog.scope_label(s)).unwrap_or_default();
                [number, entry.name().to_owned(), place]
            }
        }
    }
}

/// Everybody to call from a place, in the order of dialling: 112 and 118, the ambito's own urgent services, the other
/// numbers, urgent ones first; last of all the services that nobody knows a number of.
pub fn calls(catalog: &Catalog, place: Option<Place>, today: NaiveDate) -> Vec<ToCall<'_>> {
    let numeri = numeri_in_order(catalog).into_iter();
    let numeri = numeri.filter_map(|at| Some(ToCall::Numero(at, catalog.numeri.get(at)?)));
    let is_first = |call: &ToCall<'_>| matches!(call, ToCall::Numero(_, n) if dialled(n) < FIRST_DIALLED.len());
    let (first, others): (Vec<_>, Vec<_>) = numeri.partition(is_first);
    let (known, unknown): (Vec<_>, Vec<_>) =
        urgent_here(catalog, place, today).into_iter().partition(|(phone, _)| phone.is_some());
    let local = |(phone, entry)| ToCall::Local(phone, entry);
    let first = first.into_iter().chain(known.into_iter().map(local));
    first.chain(others).chain(unknown.into_iter().map(local)).collect()
}

/// The ambito's own urgent services at a place, each with its telephone where one is known.
fn urgent_here(catalog: &Catalog, place: Option<Place>, today: NaiveDate) -> Vec<(Option<String>, Entry<'_>)> {
    let here = place.map(|p| p.ambito(catalog));
    let servizi = here.map(|ix| catalog.ambiti[ix].servizi.as_slice()).unwrap_or_default();
    let mut urgent = Vec::new();
    for slug in URGENT_TYPES {
        let here = catalog.entries_of(servizi).filter(|e| {
            let stato = e.status(today);
            e.tipologia.record.id.as_str() == slug && !matches!(stato, Some(Stato::Storico | Stato::Programmato))
        });
        let mut here: Vec<_> = here.map(|e| (phone(place, e), e)).collect();
        here.sort_by_key(|(phone, _)| phone.is_none());
        urgent.extend(here.into_iter().take(URGENT_EACH));
    }
    urgent
}

/// The catalogue's numbers as positions: 112, 118, the other urgent ones, the rest.
pub fn numeri_in_order(catalog: &Catalog) -> Vec<usize> {
    let mut order: Vec<usize> = (0..catalog.numeri.len()).collect();
    order.sort_by_key(|at| catalog.numeri.get(*at).map(|n| (dialled(n), !n.urgent)));
    order
}

/// Where a number stands among those that are dialled before all others; past their end for any other.
fn dialled(numero: &NumeroUtile) -> usize {
    FIRST_DIALLED.iter().position(|n| *n == numero.number.as_str()).unwrap_or(FIRST_DIALLED.len())
}

/// The first telephone of a servizio: of its sede in the chosen comune if there is one.
fn phone(place: Option<Place>, entry: Entry<'_>) -> Option<String> {
    let sedi = entry.sedi_for(place.and_then(Place::comune));
    sedi.into_iter().find_map(|s| s.record.phones.first()).map(ToString::to_string)
}

/// When a number answers, in words; empty where no source says it.
pub fn hours(numero: &NumeroUtile) -> String {
    match (&numero.hours, &numero.hours_source) {
        (Some(hours), _) if hours.as_str() == "24/7" => words::AROUND_THE_CLOCK.to_owned(),
        (_, Some(said)) => said.to_string(),
        _ => String::new(),
    }
}
