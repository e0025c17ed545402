//! A new catalogue under an encounter: whatever it holds as an index is found again by its identifier.
//!
//! What the new catalogue no longer has is dropped; the words stay. Asks the two catalogues and touches nothing else.

use std::mem;

use super::Encounter;
use super::lookup::Lookup;
use crate::catalog::model::{AreaIx, Catalog, TargetIx};
use crate::scheda::Viewer;
use crate::search::Place;

impl Encounter {
    /// Looks up in `lookup` from now on. What is asked has to be looked up again.
    pub fn renew(&mut self, lookup: Lookup) {
        let old = mem::replace(&mut self.lookup, lookup).catalog;
        let new = self.lookup.catalog.clone();
        for place in [&mut self.request.place, &mut self.workplace.place, &mut self.workplace.first_place] {
            *place = place.and_then(|p| place_again(&old, &new, p));
        }
        let target = |ix: &TargetIx| {
            let id = &old.destinatari[*ix].id;
            new.destinatari.position(|d| d.id == *id)
        };
        self.request.targets = self.request.targets.iter().filter_map(target).collect();
        let area = |ix: &AreaIx| {
            let id = &old.aree[*ix].id;
            new.aree.position(|a| a.id == *id)
        };
        self.request.areas = self.request.areas.iter().filter_map(area).collect();
        self.request.only_type = self.request.only_type.and_then(|ix| new.find_type(&old.tipologie[ix].record.id));

        // The answer still speaks of the old catalogue.
        let said = self.answer.understood.place.as_ref().and_then(|(p, _)| place_again(&old, &new, *p));
        let comune = match said.or(self.request.place) {
            Some(Place::Comune(ix)) => Some(ix),
            _ => None,
        };
        let viewer = Viewer { comune, ..self.viewer() };
        let lookup = &self.lookup;
        self.schede.retain_mut(|open| match lookup.scheda(&open.scheda.id, &viewer) {
            Some(scheda) => {
                open.scheda = scheda;
                true
            }
            None => false,
        });
    }

    /// Lays the open schede out again: more is known about them.
    pub fn lay_out_again(&mut self) {
        let viewer = self.viewer();
        for open in &mut self.schede {
            if let Some(scheda) = self.lookup.scheda(&open.scheda.id, &viewer) {
                open.scheda = scheda;
            }
        }
    }
}

/// The same place in another catalogue.
fn place_again(old: &Catalog, new: &Catalog, place: Place) -> Option<Place> {
    match place {
        Place::Comune(ix) => new.find_comune(&old.comuni[ix].record.istat).map(Place::Comune),
        Place::Ambito(ix) => new.find_ambito(&old.ambiti[ix].record.id).map(Place::Ambito),
    }
}
