//! What of the files found no place, counted field by field: a loss is never silent.
//!
//! Parts hang inside services or stand in tables of their own; both are looked through once, against the fields that the
//! import reads. A row that nobody asked for hangs on nothing and is lost whole. What the catalogue has already (its own
//! export) is not looked at.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::KNOWN;
use super::work::HsdsWork;
use crate::exchange::hsds::read::{HsdsSource, table, text, tidy};
use crate::exchange::hsds::{export, package};

/// Fields of a part that find a place, or that only tie it to others. What is not listed here is lost whole.
const READ: [(&str, &[&str]); 18] = [
    ("service", &KNOWN),
    ("organization", &["id", "name", "website"]),
    (
        "location",
        &[
            "id",
            "location_type",
            "name",
            "alternate_name",
            "description",
            "url",
            "latitude",
            "longitude",
            "external_identifier",
            "external_identifier_type",
            "addresses",
            "physical_addresses",
            "physical_address",
            "postal_addresses",
            "phones",
            "contacts",
            "schedules",
            "regular_schedules",
            "operating_hours",
            "organization_id",
            "accessibility",
            "accessibility_for_disabilities",
            "attributes",
            "transportation",
        ],
    ),
    (
        "service_at_location",
        &[
            "id",
            "service_id",
            "location_id",
            "location",
            "phones",
            "contacts",
            "schedules",
            "regular_schedules",
            "operating_hours",
        ],
    ),
    (
        "address",
        &[
            "id",
            "location_id",
            "address_1",
            "address_2",
            "city",
            "postal_code",
            "state_province",
            "region",
            "country",
            "address_type",
        ],
    ),
    (
        "phone",
        &[
            "id",
            "number",
            "type",
            "location_id",
            "service_id",
            "contact_id",
            "organization_id",
            "service_at_location_id",
        ],
    ),
    (
        "contact",
        &[
            "id",
            "name",
            "title",
            "email",
            "phones",
            "location_id",
            "service_id",
            "organization_id",
            "service_at_location_id",
        ],
    ),
    (
        "schedule",
        &[
            "id",
            "freq",
            "byday",
            "wkst",
            "interval",
            "opens_at",
            "closes_at",
            "description",
            "notes",
            "valid_from",
            "valid_to",
            "until",
            "service_id",
            "location_id",
            "service_at_location_id",
        ],
    ),
    ("service_area", &["id", "name", "description", "service_id"]),
    ("required_document", &["id", "document", "service_id"]),
    ("funding", &["id", "source", "service_id"]),
    ("eligibility", &["id", "eligibility", "service_id"]),
    ("payment_accepted", &["id", "payment", "service_id"]),
    ("fee", &["id", "fee", "service_id"]),
    ("cost_option", &["id", "option", "amount", "currency", "amount_description", "service_id"]),
    ("accessibility", &["id", "description", "location_id"]),
    ("service_capacity", &["id", "service_id", "unit", "unit_id", "available", "maximum", "description", "updated"]),
    ("unit", &["id", "name"]),
];

/// Parts that are read as a whole elsewhere, with what of them is lost told there.
const TOLD_ELSEWHERE: [&str; 4] = ["attribute", "taxonomy_term", "program", "service"];

/// Most places of a table that are listed.
const MAX_PLACES: usize = 20;

/// Deepest part that is looked into: a service's location's contact's telephone is four down.
const MAX_DEPTH: usize = 6;

impl HsdsWork<'_> {
    /// Counts what the import did not read, and lists what hangs on no service.
    pub(super) fn unread(&mut self, source: &HsdsSource) {
        for row in source.rows("service") {
            if self.foreign.contains(&row.place) {
                self.unread_part("service", &row.fields(), &row.place, 0);
            }
        }
        let entries = self.ours.iter().filter_map(|id| self.names.servizio(id)).map(|ix| self.catalog.entry(ix));
        let ours: Vec<Value> = entries.map(|entry| export::service(entry, NaiveDate::default())).collect();
        // What this program would write again is in the catalogue.
        let ours = package::ids(&ours);
        for (table, rows) in source.tables.iter().filter(|(table, _)| **table != "service") {
            let whole = READ.iter().all(|(name, _)| name != table) && !TOLD_ELSEWHERE.contains(table);
            let mut alone: Vec<&str> = Vec::new();
            for row in rows {
                let fields = row.fields();
                if text(&fields, "id").is_some_and(|id| ours.contains(&(*table, id))) {
                    continue;
                }
                if row.is_met() || whole {
                    self.unread_part(table, &fields, &row.place, 0);
                } else {
                    alone.push(&row.place);
                }
            }
            self.alone(table, &alone);
        }
    }

    /// Rows of a table that no service that came in refers to.
    fn alone(&mut self, table: &str, places: &[&str]) {
        let Some(first) = places.get(..places.len().min(MAX_PLACES)).filter(|p| !p.is_empty()) else { return };
        let more = places.len() - first.len();
        let more = if more > 0 { format!(" e altre {more}") } else { String::new() };
        let said = format!("{table}, {} che nessun servizio nomina: {}{more}", places.len(), first.join(", "));
        self.alone.push(said);
    }

    fn unread_part(&mut self, name: &'static str, fields: &Map<String, Value>, place: &str, depth: usize) {
        let Some((_, read)) = READ.iter().find(|(n, _)| *n == name) else {
            if !TOLD_ELSEWHERE.contains(&name) {
                self.lose(&format!("{name} (per intero)"), place);
            }
            return;
        };
        if depth > MAX_DEPTH {
            return;
        }
        for (key, value) in fields {
            let part = table(key).filter(|p| *p != name);
            match (part, value) {
                _ if !read.contains(&key.as_str()) => self.lose(&format!("{name}.{key}"), place),
                (Some(part), Value::Object(one)) => self.unread_part(part, &tidy(part, one.clone()), place, depth + 1),
                (Some(part), Value::Array(list)) => {
                    for item in list {
                        match item {
                            Value::Object(one) => self.unread_part(part, &tidy(part, one.clone()), place, depth + 1),
                            Value::Null => {}
                            _ => self.lose(&format!("{name}.{key} (atteso un elenco di oggetti)"), place),
                        }
                    }
                }
                (None, Value::Object(_) | Value::Array(_)) => {
                    self.lose(&format!("{name}.{key} (atteso un testo)"), place);
                }
                // Old versions have these two as texts, and as texts they are read.
                (Some(_), _) if name == "service" && matches!(key.as_str(), "eligibility" | "fees") => {}
                (Some(_), _) if text(fields, key).is_some() => {
                    self.lose(&format!("{name}.{key} (atteso un elenco di oggetti)"), place);
                }
                _ => {}
            }
        }
    }
}
