//! A service as schema.org `GovernmentService`, for the page that is handed over.
//!
//! Machines that read the page find the same facts as people do. The clock and the desk's comune come in with the viewer.

use serde_json::{Map, Value, json};

use super::hsds::hours;
use crate::catalog::model::{Catalog, Entry, Scope};
use crate::catalog::record::Sede;
use crate::catalog::values::Provider;
use crate::scheda::{Scheda, Viewer};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The service as JSON-LD; sedi of the viewer's comune first, historic ones never.
pub fn schema_org(entry: Entry<'_>, viewer: &Viewer) -> Value {
    let catalog = entry.catalog;
    let comuni = entry.servizio.and_then(|s| s.comuni.as_ref()).or(entry.ambito().map(|a| &a.comuni));
    let city = |name: &str| json!({"@type": "City", "name": name});
    let served: Vec<Value> = match (comuni, entry.scope()) {
        (Some(list), _) => catalog.comuni.each(list).map(|c| city(&c.record.name)).collect(),
        (None, Some(Scope::Italia)) => vec![json!({"@type": "Country", "name": "Italia"})],
        (None, _) => vec![json!({"@type": "AdministrativeArea", "name": entry.region().name.as_str()})],
    };
    let provider = match (entry.ambito(), entry.provider()) {
        (Some(ambito), _) => json!({
            "@type": "GovernmentOrganization",
            "name": ambito.record.name.as_str(),
            "url": ambito.record.website.as_ref().map(super::super::catalog::values::Url::as_str),
            "telephone": ambito.record.phones.first().map(super::super::catalog::values::Phone::as_str),
        }),
        (None, Provider::Regione) => {
            json!({"@type": "GovernmentOrganization", "name": format!("Regione {}", entry.region().name)})
        }
        (None, Provider::TerzoSettore) => json!({"@type": "Organization", "name": Provider::TerzoSettore.label()}),
        (None, other) => json!({"@type": "GovernmentOrganization", "name": other.label()}),
    };
    let sedi = entry.sedi_for(viewer.comune);
    let channels: Vec<Value> = sedi.into_iter().map(|s| channel(entry, &s.record)).collect();
    let audience: Vec<Value> = catalog
        .destinatari
        .each(entry.targets())
        .map(|t| json!({"@type": "Audience", "audienceType": t.label.as_str()}))
        .collect();
    let acronyms: Vec<&str> = entry.acronyms().iter().map(super::super::catalog::text::Text::as_str).collect();
    stated(json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "identifier": entry.id(),
        "name": entry.name(),
        "alternateName": acronyms,
        "description": entry.description(),
        "disambiguatingDescription": entry.summary(),
        "serviceType": entry.tipologia.record.name.as_str(),
        "inLanguage": "it",
        "areaServed": served,
        "provider": provider,
        "audience": audience,
        "availableChannel": channels,
        "serviceOutput": entry.outcome().map(|o| json!({"@type": "Thing", "name": o})),
    }))
}

/// The services among `schede`, each as JSON-LD: what [`crate::scheda::html::render_with`] puts in the head of the page. An
/// ambito is no service and gives nothing.
pub fn of_schede(catalog: &Catalog, schede: &[Scheda], viewer: &Viewer) -> Vec<Value> {
    schede.iter().filter_map(|s| catalog.find(&s.id)).map(|entry| schema_org(entry, viewer)).collect()
}

fn channel(entry: Entry<'_>, sede: &Sede) -> Value {
    let catalog = entry.catalog;
    let town = sede.comune.as_ref().and_then(|i| catalog.find_comune(i)).map(|ix| &catalog.comuni[ix]);
    let open: Vec<Value> = sede
        .hours
        .as_deref()
        .and_then(hours::spans)
        .unwrap_or_default()
        .iter()
        .map(|span| {
            let days: Vec<&str> = span.days.iter().filter_map(|d| DAYS.get(*d).copied()).collect();
            json!({"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": span.opens, "closes": span.closes})
        })
        .collect();
    // Of a protected place nothing says where it is.
    let address = (!sede.riservato && (sede.address.is_some() || town.is_some())).then(|| {
        json!({
            "@type": "PostalAddress",
            "streetAddress": sede.address.as_ref().map(super::super::catalog::text::Text::as_str),
            "postalCode": sede.cap.as_ref().map(super::super::catalog::values::Cap::as_str),
            "addressLocality": town.map(|t| t.record.name.as_str()),
            "addressRegion": town.map(|t| t.record.province.as_str()),
            "addressCountry": "IT",
        })
    });
    let geo = sede.lat.zip(sede.lon).filter(|_| !sede.riservato);
    json!({
        "@type": "ServiceChannel",
        "servicePhone": sede.phones.first().map(|p| json!({"@type": "ContactPoint", "telephone": p.as_str()})),
        "serviceUrl": sede.website.as_ref().map(super::super::catalog::values::Url::as_str),
        "serviceLocation": {
            "@type": "Place",
            "name": sede.name.as_str(),
            "address": address,
            "geo": geo.map(|(lat, lon)| json!({"@type": "GeoCoordinates", "latitude": lat, "longitude": lon})),
            "telephone": sede.phones.first().map(super::super::catalog::values::Phone::as_str),
            "openingHoursSpecification": open,
        },
    })
}

/// Without the keys that say nothing.
fn stated(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept: Map<String, Value> = object.into_iter().map(|(k, v)| (k, stated(v))).collect();
            let says = |v: &Value| !v.is_null() && v.as_str() != Some("") && v.as_array().is_none_or(|a| !a.is_empty());
            Value::Object(kept.into_iter().filter(|(_, v)| says(v)).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(stated).collect()),
        other => other,
    }
}
