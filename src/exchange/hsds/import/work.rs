//! The work in hand, what it has to ask of the files again and again, and what it comes to.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use super::names::HsdsNames;
use super::sedi::Sedi;
use crate::catalog::load::Records;
use crate::catalog::model::{AmbitoIx, Catalog, TO_BE_ASSIGNED};
use crate::catalog::values::RecordId;
use crate::exchange::hsds::read::{HsdsRow, HsdsSource, text, tidy};

/// The tipologia of services whose own is not known.
pub const UNKNOWN_TYPE: &str = "servizio-importato";

/// The ambito of services whose own is not known.
pub const UNKNOWN_AMBITO: &str = TO_BE_ASSIGNED;

/// What came in.
#[derive(Debug, Default)]
pub struct HsdsImport {
    /// The records.
    pub records: Records,
    /// Services read.
    pub read: usize,
    /// Services imported.
    pub imported: usize,
    /// Sedi imported.
    pub sedi: usize,
    /// What was changed or assumed, in Italian, with its place.
    pub changed: Vec<String>,
    /// What has no place in the catalogue: field, how often, where first.
    pub lost: Vec<String>,
    /// What was refused, with its place and the reason.
    pub rejected: Vec<String>,
}

/// What is asked again and again: rows by what they belong to.
pub(super) struct HsdsIndex<'a> {
    tables: HashMap<(&'static str, &'static str), HashMap<String, Vec<&'a HsdsRow>>>,
}

const LINKS: [(&str, &str); 28] = [
    ("phone", "contact_id"),
    ("contact", "service_at_location_id"),
    ("organization", "id"),
    ("program", "id"),
    ("location", "id"),
    ("taxonomy_term", "id"),
    ("service_at_location", "service_id"),
    ("phone", "service_id"),
    ("phone", "location_id"),
    ("phone", "service_at_location_id"),
    ("contact", "service_id"),
    ("contact", "location_id"),
    ("address", "location_id"),
    ("schedule", "service_id"),
    ("schedule", "location_id"),
    ("schedule", "service_at_location_id"),
    ("service_area", "service_id"),
    ("required_document", "service_id"),
    ("funding", "service_id"),
    ("eligibility", "service_id"),
    ("payment_accepted", "service_id"),
    ("fee", "service_id"),
    ("cost_option", "service_id"),
    ("attribute", "link_id"),
    ("attribute", "service_id"),
    ("accessibility", "location_id"),
    ("service_capacity", "service_id"),
    ("holiday_schedule", "service_id"),
];

impl<'a> HsdsIndex<'a> {
    pub(super) fn of(source: &'a HsdsSource) -> Self {
        let mut tables: HashMap<(&'static str, &'static str), HashMap<String, Vec<&'a HsdsRow>>> = HashMap::new();
        for (table, rows) in &source.tables {
            let keys = || LINKS.iter().filter(|(t, _)| t == table);
            for row in rows.iter().filter(|_| keys().next().is_some()) {
                let fields = row.fields();
                for link in keys() {
                    if let Some(id) = text(&fields, link.1) {
                        tables.entry(*link).or_default().entry(id).or_default().push(row);
                    }
                }
            }
        }
        Self { tables }
    }

    pub(super) fn rows(&self, table: &'static str, key: &'static str, id: &str) -> &[&'a HsdsRow] {
        self.tables.get(&(table, key)).and_then(|by| by.get(id)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The parts of `owner`: those nested under any of `names`, then the rows of `table` that name it by `key`.
    pub(super) fn parts(
        &self,
        owner: &Map<String, Value>,
        names: &[&str],
        table: &'static str,
        key: &'static str,
    ) -> Vec<Map<String, Value>> {
        let mut out: Vec<Map<String, Value>> = Vec::new();
        for name in names {
            match owner.get(*name) {
                Some(Value::Array(list)) => {
                    out.extend(list.iter().filter_map(Value::as_object).map(|o| tidy(table, o.clone())));
                }
                Some(Value::Object(one)) => out.push(tidy(table, one.clone())),
                _ => {}
            }
        }
        if let Some(id) = text(owner, "id") {
            let rows = self.rows(table, key, &id).iter();
            out.extend(rows.inspect(|row| row.meet()).map(|row| row.fields()));
        }
        out
    }

    /// The row of `table` whose id is `id`.
    pub(super) fn one(&self, table: &'static str, id: &str) -> Option<Map<String, Value>> {
        let row = self.rows(table, "id", id).first()?;
        row.meet();
        Some(row.fields())
    }

    /// Whether there is such a row.
    pub(super) fn has(&self, table: &'static str, id: &str) -> bool {
        !self.rows(table, "id", id).is_empty()
    }

    /// Notes that what hangs below a service belongs to one.
    pub(super) fn meet_all(&self, service: &Map<String, Value>) {
        for (table, key) in LINKS.iter().filter(|(_, key)| *key == "service_id") {
            self.parts(service, &[], table, key);
        }
        for (table, key) in [("organization", "organization_id"), ("program", "program_id")] {
            let _ = text(service, key).and_then(|id| self.one(table, &id));
        }
    }
}

/// The work in hand.
pub(super) struct HsdsWork<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) index: HsdsIndex<'a>,
    pub(super) names: HsdsNames<'a>,
    pub(super) title: String,
    pub(super) ambito: Option<AmbitoIx>,
    pub(super) lost: BTreeMap<String, (usize, String)>,
    /// What hangs on no service, a line a table.
    pub(super) alone: Vec<String>,
    pub(super) changed: Vec<String>,
    pub(super) taken: HashSet<String>,
    /// The number that comes next for a base of which one is taken: otherwise every service would count from one again.
    pub(super) next: HashMap<String, usize>,
    /// Services that the catalogue does not have, by where they stood.
    pub(super) foreign: HashSet<String>,
    /// Those that it has.
    pub(super) ours: Vec<RecordId>,
    pub(super) sedi: Sedi,
    pub(super) sede_of: HashMap<String, RecordId>,
    pub(super) organizations_missing: usize,
    pub(super) norms: usize,
    pub(super) no_status: usize,
}
