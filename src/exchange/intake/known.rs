//! What is there already: the records of the catalogue, and over them those of the folder that is going to be written.
//!
//! A row changes the record that it names; what the sheet has no column for stays as it was.

use std::collections::{BTreeMap, HashSet};

use crate::catalog::load::Records;
use crate::catalog::model::Catalog;
use crate::catalog::record::{AmbitoRecord, Sede, ServizioRecord};

/// A record and where it comes from.
pub(super) struct Held<'a, T> {
    pub(super) record: &'a T,
    /// The catalogue has it too: to take it out of the folder would not take it away.
    pub(super) below: bool,
}

/// Records by code.
pub(super) type HeldCodes<'a, T> = BTreeMap<&'a str, Held<'a, T>>;

/// All that is known.
pub(super) struct KnownRecords<'a> {
    pub(super) ambiti: HeldCodes<'a, AmbitoRecord>,
    pub(super) sedi: HeldCodes<'a, Sede>,
    pub(super) servizi: HeldCodes<'a, ServizioRecord>,
}

impl<'a> KnownRecords<'a> {
    /// `below`: what lies below the folder, where the catalogue may hold the folder's own records too.
    pub(super) fn of(catalog: &'a Catalog, own: &'a Records, below: Option<&Records>) -> Self {
        let held = |record| Held { record, below: true };
        let mut known = Self {
            ambiti: catalog
                .ambiti
                .iter()
                .map(|a| (a.record.id.as_str(), Held { record: &a.record, below: true }))
                .collect(),
            sedi: catalog
                .sedi
                .iter()
                .map(|s| (s.record.id.as_str(), Held { record: &s.record, below: true }))
                .collect(),
            servizi: catalog
                .servizi
                .iter()
                .filter_map(|s| s.record.as_deref().map(|r| (s.id.as_str(), held(r))))
                .collect(),
        };
        for record in own.misure.iter().chain(own.ambiti.iter().flat_map(|f| &f.servizi)) {
            put(&mut known.servizi, record.id.as_str(), record, record.removed);
        }
        for file in &own.ambiti {
            if let Some(record) = &file.ambito {
                put(&mut known.ambiti, record.id.as_str(), record, record.removed);
            }
            for record in &file.sedi {
                put(&mut known.sedi, record.id.as_str(), record, record.removed);
            }
        }
        if let Some(below) = below {
            known.settle(below);
        }
        known
    }

    fn settle(&mut self, below: &Records) {
        let files = &below.ambiti;
        let servizi: HashSet<&str> =
            below.misure.iter().chain(files.iter().flat_map(|f| &f.servizi)).map(|r| r.id.as_str()).collect();
        let sedi: HashSet<&str> = files.iter().flat_map(|f| &f.sedi).map(|r| r.id.as_str()).collect();
        self.servizi.iter_mut().for_each(|(id, held)| held.below = servizi.contains(id));
        self.sedi.iter_mut().for_each(|(id, held)| held.below = sedi.contains(id));
    }
}

fn put<'a, T>(codes: &mut HeldCodes<'a, T>, id: &'a str, record: &'a T, removed: bool) {
    if removed {
        codes.remove(id);
        return;
    }
    let below = codes.get(id).is_some_and(|held| held.below);
    codes.insert(id, Held { record, below });
}
