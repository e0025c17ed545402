//! What can be said before a word is typed: how many services each area and each place has.
//!
//! Counted from the catalogue alone, so that the first frame does not wait for the index.

use chrono::NaiveDate;

use crate::catalog::model::{AmbitoIx, Catalog, Scope, Servizio, ServizioIx};
use crate::catalog::values::Stato;
use crate::search::Place;

/// Services that can be asked for at `place`, by area, in the catalogue's order; then all of them. Without a place
/// each tipologia counts once.
pub fn areas(catalog: &Catalog, place: Option<Place>, today: NaiveDate) -> (Vec<u32>, usize) {
    let mut counts = vec![0; catalog.aree.len()];
    let mut total = 0;
    let mut count = |area: usize| {
        total += 1;
        if let Some(n) = counts.get_mut(area) {
            *n += 1;
        }
    };
    match place {
        None => {
            for tipologia in &catalog.tipologie {
                count(tipologia.area.at());
            }
        }
        Some(place) => {
            let mut known = vec![false; catalog.tipologie.len()];
            for (at, servizio) in catalog.servizi.iter().enumerate() {
                if serves(catalog, servizio, place) && !is_past(catalog, at, today) {
                    count(servizio.area.at());
                    if let Some(known) = known.get_mut(servizio.tipologia.at()) {
                        *known = true;
                    }
                }
            }
            // A tipologia of which nothing is known here is a row too: it says whom to ask.
            catalog.tipologie.iter().zip(known).filter(|(_, known)| !known).for_each(|(t, _)| count(t.area.at()));
        }
    }
    (counts, total)
}

/// Services of each ambito's own, in the catalogue's order.
pub fn ambiti(catalog: &Catalog, today: NaiveDate) -> Vec<u32> {
    let own = |servizi: &[ServizioIx]| servizi.iter().filter(|ix| !is_past(catalog, ix.at(), today)).count();
    catalog.ambiti.iter().map(|a| u32::try_from(own(&a.servizi)).unwrap_or(u32::MAX)).collect()
}

/// The ambito of a place.
pub fn ambito_of(catalog: &Catalog, place: Place) -> Option<AmbitoIx> {
    match place {
        Place::Ambito(ix) => Some(ix),
        Place::Comune(ix) => catalog.comuni.get(ix.at()).map(|c| c.ambito),
    }
}

fn serves(catalog: &Catalog, servizio: &Servizio, place: Place) -> bool {
    match servizio.scope {
        Scope::Ambito(ix) if ambito_of(catalog, place) != Some(ix) => false,
        _ => match (place, &servizio.comuni) {
            (Place::Comune(comune), Some(only)) => only.contains(&comune),
            _ => true,
        },
    }
}

fn is_past(catalog: &Catalog, at: usize, today: NaiveDate) -> bool {
    let entry = catalog.entry(ServizioIx::of(at));
    entry.and_then(|e| e.status(today)) == Some(Stato::Storico)
}
