//! What a reference may lead to: the identifiers of the layer below and of the files being checked, taken together.

use std::collections::{HashMap, HashSet};

use super::super::load::Records;
use super::super::record::{ComuneRecord, Tipologia};
use super::decode::{Decoded, FoundNode};

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
        let mut known = Self::default();
        if let Some(base) = base {
            known.below(base);
        }
        for file in files {
            known.add(file);
        }
        known
    }

    fn tipologia(&mut self, t: &Tipologia) {
        self.tipologie.insert(t.id.to_string());
        self.tipologie.extend(t.aliases.iter().map(ToString::to_string));
        for slug in t.aliases.iter().chain([&t.id]) {
            if t.riservata {
                self.riservate.insert(slug.to_string())
            } else {
                self.riservate.remove(slug.as_str())
            };
        }
    }

    fn comune(&mut self, c: &ComuneRecord) {
        self.istat.insert(c.istat.to_string());
        self.comuni.insert(c.istat.to_string(), c.ambito.to_string());
    }

    fn below(&mut self, base: &Records) {
        for regione in &base.regioni {
            self.regioni.insert(regione.id.to_string());
            self.provinces.extend(regione.provinces.iter().map(|p| p.code.to_string()));
        }
        self.aree.extend(base.aree.iter().map(|r| r.id.to_string()));
        self.destinatari.extend(base.destinatari.iter().map(|r| r.id.to_string()));
        self.condizioni.extend(base.condizioni.iter().map(|r| r.id.to_string()));
        self.numeri.extend(base.numeri.iter().map(|r| r.id.to_string()));
        base.tipologie.iter().for_each(|t| self.tipologia(t));
        base.comuni.iter().for_each(|c| self.comune(c));
        for file in &base.ambiti {
            self.ambiti.extend(file.ambito.iter().map(|a| a.id.to_string()));
            self.sedi.extend(file.sedi.iter().map(|s| s.id.to_string()));
        }
    }

    fn add(&mut self, file: &Decoded<'_>) {
        fn put<T>(set: &mut HashSet<String>, found: &[FoundNode<'_, T>], id: impl Fn(&T) -> String) {
            for f in found {
                if f.removed {
                    set.remove(&id(&f.record));
                } else {
                    set.insert(id(&f.record));
                }
            }
        }
        for f in &file.regioni {
            self.regioni.insert(f.record.id.to_string());
            self.provinces.extend(f.record.provinces.iter().map(|p| p.code.to_string()));
        }
        put(&mut self.aree, &file.aree, |r| r.id.to_string());
        put(&mut self.destinatari, &file.destinatari, |r| r.id.to_string());
        put(&mut self.condizioni, &file.condizioni, |r| r.id.to_string());
        put(&mut self.numeri, &file.numeri, |r| r.id.to_string());
        put(&mut self.ambiti, &file.ambiti.ambito, |r| r.id.to_string());
        put(&mut self.sedi, &file.ambiti.sedi, |r| r.id.to_string());
        for f in &file.tipologie {
            if f.removed {
                self.tipologie.remove(f.record.id.as_str());
            } else {
                self.tipologia(&f.record);
            }
        }
        for f in &file.comuni {
            if f.removed {
                self.comuni.remove(f.record.istat.as_str());
                self.istat.remove(f.record.istat.as_str());
            } else {
                self.comune(&f.record);
            }
        }
    }
}
