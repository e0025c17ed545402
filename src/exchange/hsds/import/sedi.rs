//! The sedi that came in.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::record::Sede;
use crate::catalog::values::RecordId;

/// The sedi that came in, by scope from the beginning: a record is near a thousand bytes by itself, and of many none is moved
/// about.
#[derive(Default)]
pub(super) struct Sedi {
    pub(super) by_scope: BTreeMap<String, Vec<Sede>>,
    /// The place of each in its scope.
    places: HashMap<RecordId, usize>,
}

impl Sedi {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn get_mut(&mut self, id: &RecordId) -> Option<&mut Sede> {
        let at = *self.places.get(id)?;
        self.by_scope.get_mut(id.scope())?.get_mut(at)
    }

    /// Puts a sede in the place of the one with its code, or behind all.
    pub(super) fn put(&mut self, sede: Sede) {
        if let Some(known) = self.get_mut(&sede.id) {
            *known = sede;
            return;
        }
        let scope = self.by_scope.entry(sede.id.scope().to_owned()).or_default();
        self.places.insert(sede.id.clone(), scope.len());
        scope.push(sede);
    }
}
