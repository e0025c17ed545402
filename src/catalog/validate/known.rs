//! What a reference may lead to: the identifiers of the layer below and of the files being checked, taken together.

use std::collections::{HashMap, HashSet};

use super::super::load::Records;
use super::super::record::Tipologia;
use super::decode::Decoded;

/// Every identifier there is.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) regioni: HashSet<String>,
    pub(super) provinces: HashSet<String>,
    pub(super) aree: HashSet<String>,
    pub(super) destinatari: HashSet<String>,
    pub(super) condizioni: HashSet<String>,
    pub(super) numeri: HashSet<String>,
    /// Identifiers and aliases.
    pub(super) tipologie: HashSet<String>,
    /// Those of them whose places are secret.
    pub(super) riservate: HashSet<String>,
    pub(super) ambiti: HashSet<String>,
    pub(super) istat: HashSet<String>,
    /// Each comune's ambito.
    pub(super) comuni: HashMap<String, String>,
    pub(super) sedi: HashSet<String>,
}

impl Known {
    pub(super) fn of(base: Option<&Records>, files: &[Decoded<'_>]) -> Self {
        // The records of a kind, those of the layer below first, and whether one only hides another.
        macro_rules! each {
            ($field:ident) => {
                each!($field, base.into_iter().flat_map(|b| b.$field.iter()))
            };
            ($($field:ident).+, $below:expr) => {
                $below
                    .map(|record| (record, false))
                    .chain(files.iter().flat_map(|f| &f.$($field).+).map(|f| (&f.record, f.removed)))
            };
        }
        let parts = || base.into_iter().flat_map(|b| &b.ambiti);
        let mut known = Self {
            aree: ids(each!(aree), |r| &r.id),
            destinatari: ids(each!(destinatari), |r| &r.id),
            condizioni: ids(each!(condizioni), |r| &r.id),
            numeri: ids(each!(numeri), |r| &r.id),
            istat: ids(each!(comuni), |r| &r.istat),
            ambiti: ids(each!(ambiti.ambito, parts().flat_map(|f| &f.ambito)), |r| &r.id),
            sedi: ids(each!(ambiti.sedi, parts().flat_map(|f| &f.sedi)), |r| &r.id),
            ..Self::default()
        };
        for (regione, _) in each!(regioni) {
            known.regioni.insert(regione.id.to_string());
            known.provinces.extend(regione.provinces.iter().map(|p| p.code.to_string()));
        }
        for (comune, removed) in each!(comuni) {
            if removed {
                known.comuni.remove(comune.istat.as_str());
            } else {
                known.comuni.insert(comune.istat.to_string(), comune.ambito.to_string());
            }
        }
        for (tipologia, removed) in each!(tipologie) {
            known.tipologia(tipologia, removed);
        }
        known
    }

    fn tipologia(&mut self, t: &Tipologia, removed: bool) {
        if removed {
            self.tipologie.remove(t.id.as_str());
            return;
        }
        for slug in t.aliases.iter().chain([&t.id]) {
            self.tipologie.insert(slug.to_string());
            if t.riservata {
                self.riservate.insert(slug.to_string())
            } else {
                self.riservate.remove(slug.as_str())
            };
        }
    }
}

fn ids<'r, T: 'r, K: ToString>(records: impl Iterator<Item = (&'r T, bool)>, id: fn(&T) -> &K) -> HashSet<String> {
    records.fold(HashSet::new(), |mut ids, (record, removed)| {
        let id = id(record).to_string();
        if removed {
            ids.remove(&id)
        } else {
            ids.insert(id)
        };
        ids
    })
}
