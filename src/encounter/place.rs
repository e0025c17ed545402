//! What can be said before a word is typed: how many services each area and each place has.
//!
//! Counted from the catalogue alone, so that the first frame does not wait for the index.

use crate::catalog::model::{Ambito, AmbitoIx, AreaIx, Catalog, Comune, ComuneIx, Scope, Servizio};
use crate::catalog::table::Table;
use crate::catalog::values::Basis;
use crate::search::Place;

/// Services that can be asked for at `place`, by area, in the catalogue's order; then all of them. Without a place
/// each tipologia counts once in every area that it has.
pub fn areas(catalog: &Catalog, place: Option<Place>) -> (Table<AreaIx, u32>, usize) {
    let mut counts = catalog.aree.beside(0);
    let mut count = |area: AreaIx| counts[area] += 1;
    let Some(place) = place else {
        let mut areas: Vec<AreaIx> = Vec::new();
        for tipologia in &catalog.tipologie {
            let servizi = catalog.servizi.each(&tipologia.servizi);
            areas.extend(servizi.filter(|s| !is_past(s)).map(|s| s.area));
            if areas.is_empty() {
                areas.push(tipologia.area);
            }
            areas.sort_unstable();
            areas.dedup();
            areas.drain(..).for_each(&mut count);
        }
        return (counts, catalog.tipologie.len());
    };
    let mut total = 0;
    let mut known = catalog.tipologie.beside(false);
    for servizio in &catalog.servizi {
        if serves(catalog, servizio, place) && !is_past(servizio) {
            count(servizio.area);
            total += 1;
            known[servizio.tipologia] = true;
        }
    }
    // A tipologia of which nothing is known here is a row too: it says whom to ask.
    for (tipologia, _) in catalog.tipologie.iter().zip(&known).filter(|(_, known)| !**known) {
        count(tipologia.area);
        total += 1;
    }
    (counts, total)
}

/// Services of each ambito's own, in the catalogue's order.
pub fn ambiti(catalog: &Catalog) -> Table<AmbitoIx, u32> {
    let servizi = |a: &Ambito| catalog.servizi.each(&a.servizi).filter(|s| !is_past(s)).count();
    catalog.ambiti.iter().map(|a| u32::try_from(servizi(a)).unwrap_or(u32::MAX)).collect::<Vec<_>>().into()
}

/// Services that each comune's ambito offers there, in the catalogue's order.
pub fn comuni(catalog: &Catalog) -> Table<ComuneIx, u32> {
    let serves = |s: &Servizio, ix| s.comuni.as_ref().is_none_or(|only| only.contains(&ix));
    let count = |(ix, comune): (ComuneIx, &Comune)| {
        let servizi = catalog.servizi.each(&catalog.ambiti[comune.ambito].servizi);
        let here = servizi.filter(|s| !is_past(s) && serves(s, ix)).count();
        u32::try_from(here).unwrap_or(u32::MAX)
    };
    catalog.comuni.pairs().map(count).collect::<Vec<_>>().into()
}

fn serves(catalog: &Catalog, servizio: &Servizio, place: Place) -> bool {
    match servizio.scope {
        Scope::Ambito(ix) if place.ambito(catalog) != ix => false,
        _ => match (place, &servizio.comuni) {
            (Place::Comune(comune), Some(only)) => only.contains(&comune),
            _ => true,
        },
    }
}

/// Ended by its own record. Asked of every servizio before the first frame, so it looks at nothing else.
fn is_past(servizio: &Servizio) -> bool {
    servizio.basis != Basis::Norma && !servizio.is_living()
}
