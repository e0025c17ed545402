//! Nested services as the CSV tables of a tabular data package, with their `datapackage.json`.
//!
//! Each table has all the columns of the specification, empty ones too, because validators ask for them; only tables with
//! rows are written, and foreign keys to the others are left out.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::id;
use crate::exchange::layer::{File, pretty};
use crate::exchange::raw::Refusal;

/// A table: name of the resource, file, columns, where each nested list of it stands in its parent.
struct PackageTable {
    name: &'static str,
    file: &'static str,
    columns: &'static [&'static str],
}

const TABLES: [PackageTable; 15] = [
    PackageTable {
        name: "organization",
        file: "organizations.csv",
        columns: &[
            "id",
            "name",
            "alternate_name",
            "description",
            "email",
            "website",
            "tax_status",
            "tax_id",
            "year_incorporated",
            "legal_status",
            "logo",
            "uri",
            "parent_organization_id",
        ],
    },
    PackageTable {
        name: "program",
        file: "programs.csv",
        columns: &["id", "organization_id", "name", "alternate_name", "description"],
    },
    PackageTable {
        name: "service",
        file: "services.csv",
        columns: &[
            "id",
            "organization_id",
            "program_id",
            "name",
            "alternate_name",
            "description",
            "url",
            "email",
            "status",
            "interpretation_services",
            "application_process",
            "fees_description",
            "wait_time",
            "fees",
            "accreditations",
            "eligibility_description",
            "minimum_age",
            "maximum_age",
            "assured_date",
            "assurer_email",
            "licenses",
            "alert",
            "last_modified",
        ],
    },
    PackageTable {
        name: "attribute",
        file: "attributes.csv",
        columns: &["id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value", "label"],
    },
    PackageTable {
        name: "service_at_location",
        file: "service_at_location.csv",
        columns: &["id", "service_id", "location_id", "description"],
    },
    PackageTable {
        name: "location",
        file: "locations.csv",
        columns: &[
            "id",
            "location_type",
            "url",
            "organization_id",
            "name",
            "alternate_name",
            "description",
            "transportation",
            "latitude",
            "longitude",
            "external_identifier",
            "external_identifier_type",
        ],
    },
    PackageTable {
        name: "phone",
        file: "phones.csv",
        columns: &[
            "id",
            "location_id",
            "service_id",
            "organization_id",
            "contact_id",
            "service_at_location_id",
            "number",
            "extension",
            "type",
            "description",
        ],
    },
    PackageTable {
        name: "contact",
        file: "contacts.csv",
        columns: &[
            "id",
            "organization_id",
            "service_id",
            "service_at_location_id",
            "location_id",
            "name",
            "title",
            "department",
            "email",
        ],
    },
    PackageTable {
        name: "address",
        file: "addresses.csv",
        columns: &[
            "id",
            "location_id",
            "attention",
            "address_1",
            "address_2",
            "city",
            "region",
            "state_province",
            "postal_code",
            "country",
            "address_type",
        ],
    },
    PackageTable {
        name: "schedule",
        file: "schedules.csv",
        columns: &[
            "id",
            "service_id",
            "location_id",
            "service_at_location_id",
            "valid_from",
            "valid_to",
            "dtstart",
            "timezone",
            "until",
            "count",
            "wkst",
            "freq",
            "interval",
            "byday",
            "byweekno",
            "bymonthday",
            "byyearday",
            "description",
            "opens_at",
            "closes_at",
            "schedule_link",
            "attending_type",
            "notes",
        ],
    },
    PackageTable { name: "funding", file: "funding.csv", columns: &["id", "organization_id", "service_id", "source"] },
    PackageTable {
        name: "service_area",
        file: "service_areas.csv",
        columns: &["id", "service_id", "service_at_location_id", "name", "description", "extent", "extent_type", "uri"],
    },
    PackageTable {
        name: "required_document",
        file: "required_documents.csv",
        columns: &["id", "service_id", "document", "uri"],
    },
    PackageTable {
        name: "accessibility",
        file: "accessibility.csv",
        columns: &["id", "location_id", "description", "details", "url"],
    },
    PackageTable {
        name: "service_capacity",
        file: "service_capacity.csv",
        columns: &["id", "service_id", "unit_id", "available", "maximum", "description", "updated"],
    },
];

/// Tables that hold terms; apart from the others because they hang below attributes.
const TERMS: [PackageTable; 4] = [
    PackageTable {
        name: "taxonomy_term",
        file: "taxonomy_terms.csv",
        columns: &["id", "code", "name", "description", "parent_id", "taxonomy", "language", "taxonomy_id", "term_uri"],
    },
    PackageTable {
        name: "taxonomy",
        file: "taxonomies.csv",
        columns: &["id", "name", "description", "uri", "version"],
    },
    PackageTable {
        name: "organization_identifier",
        file: "organization_identifiers.csv",
        columns: &["id", "organization_id", "identifier_scheme", "identifier_type", "identifier"],
    },
    PackageTable { name: "unit", file: "units.csv", columns: &["id", "name", "scheme", "identifier", "uri"] },
];

/// Field of a nested part and the table it belongs to.
const NESTED: [(&str, &str); 19] = [
    ("organization", "organization"),
    ("program", "program"),
    ("attributes", "attribute"),
    ("service_at_locations", "service_at_location"),
    ("location", "location"),
    ("phones", "phone"),
    ("contacts", "contact"),
    ("addresses", "address"),
    ("schedules", "schedule"),
    ("funding", "funding"),
    ("service_areas", "service_area"),
    ("required_documents", "required_document"),
    ("taxonomy_term", "taxonomy_term"),
    ("taxonomy_detail", "taxonomy"),
    ("organization_identifiers", "organization_identifier"),
    ("organizations", "organization"),
    ("accessibility", "accessibility"),
    ("capacities", "service_capacity"),
    ("unit", "unit"),
];

#[derive(Default)]
struct PackageRows {
    rows: BTreeMap<&'static str, Vec<Map<String, Value>>>,
    seen: HashSet<(&'static str, String)>,
}

impl PackageRows {
    /// Takes `value` apart into a row of `table` and the rows of what hangs below it.
    fn take(&mut self, table: &'static str, value: &Value, parent: Option<(&'static str, &str)>) {
        let Some(object) = value.as_object() else { return };
        let own = object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let columns = columns(table);
        let mut row = Map::new();
        if let Some((parent, id)) = parent {
            let key = format!("{parent}_id");
            if columns.contains(&key.as_str()) {
                row.insert(key, Value::String(id.to_owned()));
            }
        }
        for (key, part) in object {
            match NESTED.iter().find(|(field, _)| field == key) {
                None if columns.contains(&key.as_str()) => {
                    row.insert(key.clone(), part.clone());
                }
                None => {}
                Some((_, below)) => match part {
                    Value::Array(list) => list.iter().for_each(|p| self.take(below, p, Some((table, &own)))),
                    one => {
                        self.take(below, one, Some((table, &own)));
                        let key = format!("{}_id", if *below == "taxonomy" { "taxonomy" } else { below });
                        if columns.contains(&key.as_str())
                            && let Some(id) = one.get("id")
                        {
                            row.insert(key, id.clone());
                        }
                    }
                },
            }
        }
        if table == "attribute" && !row.contains_key("taxonomy_term_id") {
            let label = object.get("label").and_then(Value::as_str).unwrap_or_default();
            row.insert("taxonomy_term_id".to_owned(), Value::String(self.field(label)));
        }
        // An organization or a sede comes with each of its services: one row is enough.
        if self.seen.insert((table, own)) {
            self.rows.entry(table).or_default().push(row);
        }
    }

    /// The term of a labelled value: in the tables, unlike in JSON, no attribute goes without one.
    fn field(&mut self, label: &str) -> String {
        let (taxonomy, term) = (id("tassonomia", "campi"), id("campi", label));
        let name = "Campi di Sportello";
        let all = json!({"id": taxonomy, "name": name, "description": "Campi del catalogo che HSDS non ha."});
        let one = json!({
            "id": term,
            "name": label,
            "description": format!("Campo «{label}» del catalogo."),
            "language": "it",
            "taxonomy_id": taxonomy,
        });
        self.take("taxonomy", &all, None);
        self.take("taxonomy_term", &one, None);
        term
    }
}

/// The rows of these services, by table and identifier.
pub(super) fn ids(services: &[Value]) -> HashSet<(&'static str, String)> {
    let mut rows = PackageRows::default();
    for service in services {
        rows.take("service", service, None);
    }
    rows.seen
}

fn columns(table: &str) -> &'static [&'static str] {
    TABLES.iter().chain(&TERMS).find(|t| t.name == table).map_or(&[], |t| t.columns)
}

/// The files of the package.
///
/// # Errors
/// [`Refusal`] where a table cannot be composed.
pub fn files(services: &[Value]) -> Result<Vec<File>, Refusal> {
    let failed = |e: &dyn std::fmt::Display| Refusal(format!("Non riesco a comporre le tabelle: {e}."));
    let mut rows = PackageRows::default();
    for service in services {
        rows.take("service", service, None);
    }
    let mut out = Vec::new();
    let mut resources = Vec::new();
    for table in TABLES.iter().chain(&TERMS) {
        let Some(found) = rows.rows.get(table.name) else { continue };
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(table.columns).map_err(|e| failed(&e))?;
        for row in found {
            let cells = table.columns.iter().map(|c| match row.get(*c) {
                None => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            });
            writer.write_record(cells).map_err(|e| failed(&e))?;
        }
        out.push((table.file.to_owned(), writer.into_inner().map_err(|e| failed(&e))?));
        resources.push(resource(table, &rows));
    }
    let package = json!({
        "name": "sportello-hsds",
        "title": "Catalogo dei servizi sociali",
        "description": "Servizi sociali in Human Services Data Specification 3.1. Gli orari sono nell'ora di Roma (Europe/Rome).",
        "profile": "tabular-data-package",
        "version": "3.1",
        "resources": resources,
    });
    out.push(("datapackage.json".to_owned(), pretty(&package).map_err(|e| failed(&e))?));
    Ok(out)
}

fn resource(table: &PackageTable, rows: &PackageRows) -> Value {
    let number = ["latitude", "longitude", "minimum_age", "maximum_age", "available", "maximum"];
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|c| {
            let kind = match *c {
                c if number.contains(&c) => "number",
                "opens_at" | "closes_at" => "time",
                _ => "string",
            };
            json!({"name": c, "type": kind})
        })
        .collect();
    let keys: Vec<Value> = table
        .columns
        .iter()
        .filter_map(|c| c.strip_suffix("_id").map(|to| (*c, to)))
        .filter(|(_, to)| rows.rows.contains_key(to))
        .map(|(c, to)| json!({"fields": c, "reference": {"resource": to, "fields": "id"}}))
        .collect();
    let mut schema = json!({"primaryKey": "id", "fields": fields});
    if !keys.is_empty()
        && let Some(object) = schema.as_object_mut()
    {
        object.insert("foreignKeys".to_owned(), Value::Array(keys));
    }
    json!({
        "name": table.name,
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": schema,
    })
}

/// The tables and their columns, as they are written: file and headings.
pub fn headings() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    TABLES.iter().chain(&TERMS).map(|t| (t.file, t.columns))
}
