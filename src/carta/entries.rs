//! The entries of an ambito, sorted by what a Carta does with them.

use crate::catalog::model::{Ambito, Catalog, Entry};
use crate::catalog::values::{Basis, Stato};
use crate::lingua::fold::fold;

/// The entries of an ambito, sorted by what a Carta does with them.
pub(super) struct Entries<'a> {
    /// A plan or page names them.
    pub(super) known: Vec<Entry<'a>>,
    /// Only a norm requires them.
    pub(super) required: Vec<Entry<'a>>,
    /// Known only from the past.
    pub(super) past: Vec<Entry<'a>>,
    /// There for the office itself.
    pub(super) office: Vec<Entry<'a>>,
}

impl<'a> Entries<'a> {
    pub(super) fn of(catalog: &'a Catalog, ambito: &Ambito) -> Self {
        let mut out = Self { known: Vec::new(), required: Vec::new(), past: Vec::new(), office: Vec::new() };
        for entry in catalog.entries_of(&ambito.servizi) {
            let list = if entry.is_for_office() {
                &mut out.office
            } else if entry.own().is_some_and(|r| r.status == Some(Stato::Storico)) {
                &mut out.past
            } else if entry.servizio.is_some_and(|s| s.basis == Basis::Norma) {
                &mut out.required
            } else {
                &mut out.known
            };
            list.push(entry);
        }
        for list in [&mut out.known, &mut out.required, &mut out.past, &mut out.office] {
            list.sort_by_cached_key(|e| (fold(e.name()), e.id()));
        }
        out
    }
}
