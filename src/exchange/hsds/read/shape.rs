//! What an object is that no file name and no list names: told from its fields. A JSON file of anything has names and
//! identifiers; only what looks like a service is taken for one.

use serde_json::{Map, Value};

use crate::lingua::signs::clean;

/// Fields that nothing but a service has, in any version or profile.
const OF_A_SERVICE: [&str; 22] = [
    "service_at_locations",
    "services_at_location",
    "application_process",
    "eligibility_description",
    "interpretation_services",
    "fees_description",
    "minimum_age",
    "maximum_age",
    "assured_date",
    "assurer_email",
    "service_areas",
    "required_documents",
    "cost_options",
    "payments_accepted",
    "accepted_payments",
    "program_id",
    "program",
    "accreditations",
    "licenses",
    "wait_time",
    "capacities",
    "funding",
];

/// Further fields of a service, that other things have too.
const ALSO: [&str; 22] = [
    "id",
    "name",
    "alternate_name",
    "description",
    "short_description",
    "url",
    "website",
    "email",
    "status",
    "fees",
    "eligibility",
    "alert",
    "last_modified",
    "organization",
    "organization_id",
    "location_id",
    "phones",
    "contacts",
    "schedules",
    "regular_schedules",
    "languages",
    "attributes",
];

/// Words that HSDS has for the status of a service, and nothing else has.
const STATUS: [&str; 4] = ["active", "inactive", "defunct", "temporarily closed"];

/// Fields by which the other tables are known, the surest first.
const OTHERS: [(&str, &[&str]); 8] = [
    ("location", &["location_type", "latitude", "addresses", "physical_addresses", "physical_address"]),
    ("address", &["address_1"]),
    ("schedule", &["opens_at", "closes_at", "byday", "weekday", "freq"]),
    (
        "organization",
        &[
            "tax_id",
            "tax_status",
            "legal_status",
            "year_incorporated",
            "organization_identifiers",
            "programs",
            "locations",
        ],
    ),
    ("taxonomy_term", &["term_uri", "taxonomy_id", "taxonomy_detail", "taxonomy", "vocabulary", "parent_id", "code"]),
    ("service_area", &["extent", "extent_type"]),
    ("contact", &["department", "title"]),
    ("phone", &["extension"]),
];

/// The table that an object belongs to; `holds`: it holds services.
///
/// # Errors
/// Why it is none, in Italian.
pub(super) fn of(fields: &Map<String, Value>, holds: bool) -> Result<&'static str, &'static str> {
    let has = |name: &str| fields.contains_key(name);
    if has("location") && holds {
        return Ok("service_at_location");
    }
    let status = text(fields, "status").is_some_and(|s| STATUS.contains(&s.to_lowercase().as_str()));
    let named = text(fields, "name").is_some();
    if !holds && (status || OF_A_SERVICE.iter().any(|f| has(f))) {
        return Ok("service");
    }
    if let Some((table, _)) = OTHERS.iter().find(|(_, signs)| signs.iter().any(|f| has(f))) {
        return Ok(table);
    }
    if holds {
        return Ok("organization");
    }
    if !named && has("number") {
        return Ok("phone");
    }
    let known = fields.keys().filter(|f| ALSO.contains(&f.as_str())).count();
    if known == 0 || named && known < 2 || known * 2 < fields.len() + usize::from(!named) {
        return Err("non ha la forma di un servizio di HSDS: i suoi campi sono altri");
    }
    // The site of a service is its url. One that lacks its name is told so.
    let site = has("website") && !["status", "organization", "organization_id", "location_id"].iter().any(|f| has(f));
    Ok(if site { "organization" } else { "service" })
}

/// A field as a text: numbers and booleans are written out, wrapping quotes and control characters taken away.
pub fn text(fields: &Map<String, Value>, key: &str) -> Option<String> {
    let raw = match fields.get(key)? {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        _ => return None,
    };
    let mut trimmed = raw.trim();
    while trimmed.len() >= 2 && trimmed.starts_with('"') && trimmed.ends_with('"') {
        trimmed = trimmed.get(1..trimmed.len() - 1).unwrap_or_default().trim();
    }
    let plain = clean(trimmed).trim().to_owned();
    (!plain.is_empty() && plain != "null").then_some(plain)
}
