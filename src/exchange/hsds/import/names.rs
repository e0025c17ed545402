//! What the catalogue has, by the names under which files ask for it: each is asked for once a service.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

use crate::catalog::model::{AmbitoIx, Catalog, ComuneIx, SedeIx, ServizioIx, TipologiaIx};
use crate::exchange::hsds::id;

pub(super) struct HsdsNames<'a> {
    servizi: HashMap<&'a str, ServizioIx>,
    sedi: HashMap<&'a str, SedeIx>,
    /// By identifier and by alias.
    tipologie: HashMap<&'a str, TipologiaIx>,
    /// By folded name and acronym.
    types: HashMap<String, TipologiaIx>,
    comuni: HashMap<String, Vec<ComuneIx>>,
    ambiti: HashMap<&'a str, AmbitoIx>,
    /// By the identifier and the folded name of their organization.
    organizations: HashMap<String, AmbitoIx>,
}

impl<'a> HsdsNames<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let mut out = Self {
            servizi: catalog.servizi.pairs().map(|(ix, s)| (s.id.as_str(), ix)).collect(),
            sedi: catalog.sedi.pairs().map(|(ix, s)| (s.record.id.as_str(), ix)).collect(),
            tipologie: HashMap::new(),
            types: HashMap::new(),
            comuni: HashMap::new(),
            ambiti: HashMap::new(),
            organizations: HashMap::new(),
        };
        for (at, t) in catalog.tipologie.iter().enumerate() {
            let ix = TipologiaIx::of(at);
            out.tipologie.insert(&t.record.id, ix);
            for name in std::iter::once(&t.record.name).chain(&t.record.acronyms) {
                out.types.entry(slug(name)).or_insert(ix);
            }
        }
        for (at, t) in catalog.tipologie.iter().enumerate() {
            for alias in &t.record.aliases {
                out.tipologie.entry(alias).or_insert(TipologiaIx::of(at));
            }
        }
        for (at, c) in catalog.comuni.iter().enumerate() {
            out.comuni.entry(slug(&c.record.name)).or_default().push(ComuneIx::of(at));
        }
        for (at, a) in catalog.ambiti.iter().enumerate() {
            let ix = AmbitoIx::of(at);
            out.ambiti.insert(&a.record.id, ix);
            out.organizations.insert(id("organizzazione", &a.record.id), ix);
            out.organizations.entry(slug(&a.record.name)).or_insert(ix);
        }
        out
    }

    pub(super) fn servizio(&self, id: &str) -> Option<ServizioIx> {
        self.servizi.get(id).copied()
    }

    pub(super) fn has_sede(&self, id: &str) -> bool {
        self.sedi.contains_key(id)
    }

    /// By identifier or alias.
    pub(super) fn tipologia(&self, id: &str) -> Option<TipologiaIx> {
        self.tipologie.get(id).copied()
    }

    /// By name or acronym, however it is written.
    pub(super) fn tipologia_named(&self, name: &str) -> Option<TipologiaIx> {
        self.types.get(&slug(name)).copied()
    }

    /// Comuni of that name, however it is written.
    pub(super) fn comuni(&self, name: &str) -> &[ComuneIx] {
        self.comuni.get(&slug(name)).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn scope(&self, id: &str) -> Option<AmbitoIx> {
        self.ambiti.get(id).copied()
    }

    /// The ambito that is an organization, by its identifier in our export or by its name.
    pub(super) fn ambito(&self, id: Option<&str>, name: Option<&str>) -> Option<AmbitoIx> {
        let by_id = id.and_then(|id| self.organizations.get(id));
        by_id.or_else(|| self.organizations.get(&slug(name?))).copied()
    }
}

/// A plain identifier of a name: lower case, no accents, words joined by hyphens, at most 60 characters.
pub fn slug(name: &str) -> String {
    let plain: String = name.nfd().filter(char::is_ascii).collect::<String>().to_lowercase();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut out = String::new();
    for word in words {
        if out.len() + word.len() >= 60 {
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(word);
    }
    if out.is_empty() { "senza-nome".to_owned() } else { out }
}
