//! Which services are looked at for a person, and in which order they are told.
//!
//! The order is total and stable: what fits; what is to be asked; what states no requirement; what does not fit. In the
//! first two what is near to what was said comes first and what only a stranger would need last; then where something that
//! was said speaks for it, fewer open questions, more that was said outright, more requirements met. Then ambito before region before State, name,
//! identifier. Nothing is dropped.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::assess::{Mark, Outcome};
use super::facts::Facts;
use super::nearness::Nearness;
use super::profile::Profile;
use crate::catalog::model::{Catalog, Entry, Scope, ServizioIx, TipologiaIx};
use crate::catalog::values::Stato;
use crate::search::fold::fold;

/// A service with its mark; without one where nothing is known of the person.
#[derive(Debug, Clone, Copy)]
pub struct Assessed<'a> {
    /// The service.
    pub entry: Entry<'a>,
    /// Its mark.
    pub mark: Option<Mark>,
}

/// What is there for somebody: with a comune, the servizi that serve it (its ambito's, the region's, the State's) without
/// the historic ones; without, every tipologia.
pub fn candidates<'a>(catalog: &'a Catalog, profile: &Profile) -> Vec<Entry<'a>> {
    let Some(ix) = profile.comune else {
        return (0..catalog.tipologie.len()).filter_map(|at| catalog.type_entry(TipologiaIx::of(at))).collect();
    };
    let ambito = catalog.comuni.get(ix.at()).map(|c| c.ambito);
    let all = (0..catalog.servizi.len()).filter_map(|at| catalog.entry(ServizioIx::of(at)));
    all.filter(|e| match e.scope() {
        Some(Scope::Ambito(own)) => Some(own) == ambito,
        _ => true,
    })
    .filter(|e| e.servizio.and_then(|s| s.comuni.as_ref()).is_none_or(|list| list.contains(&ix)))
    .filter(|e| e.own().and_then(|r| r.status) != Some(Stato::Storico))
    .collect()
}

/// Services with their marks on `today`, best first. Without a profile they stay as they came, without marks.
pub fn rank<'a>(catalog: &Catalog, profile: &Profile, entries: &[Entry<'a>], today: NaiveDate) -> Vec<Assessed<'a>> {
    let facts = Facts::of(catalog, profile, today);
    let mut marked: Vec<Assessed<'a>> =
        entries.iter().map(|e| Assessed { entry: *e, mark: facts.mark_of(e) }).collect();
    if !profile.is_empty() {
        marked.sort_by_cached_key(|a| {
            (a.mark.map(worth), scope_rank(a.entry.scope()), fold(a.entry.name()), a.entry.id())
        });
    }
    marked
}

/// What a mark is worth: smaller is better. Comparable across catalogues.
pub type Worth = (Outcome, Reverse<Nearness>, bool, u16, Reverse<(u16, u16)>);

/// The worth of a mark.
pub fn worth(mark: Mark) -> Worth {
    match mark.outcome {
        Outcome::Compatibile | Outcome::DaVerificare => {
            (mark.outcome, Reverse(mark.near), mark.told == 0, mark.open, Reverse((mark.told, mark.met)))
        }
        Outcome::RequisitiNonIndicati => (mark.outcome, Reverse(mark.near), false, 0, Reverse((0, 0))),
        Outcome::NonCompatibile => (mark.outcome, Reverse(Nearness::Open), false, 0, Reverse((0, 0))),
    }
}

fn scope_rank(scope: Option<Scope>) -> u8 {
    match scope {
        Some(Scope::Ambito(_)) => 0,
        Some(Scope::Regione) => 1,
        Some(Scope::Italia) => 2,
        None => 3,
    }
}
