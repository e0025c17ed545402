//! The catalogue as JSON-LD in two vocabularies at once: Italy's CPSV-AP_IT and the European CPSV-AP 3.2.
//!
//! Each service is a `cpsvit:PublicService` and a `cpsv:PublicService`, with both sets of properties; the context stands
//! inside the file and every outside concept is typed in the graph, so that shapes can be checked without a network. What
//! no source states is left out even where the Italian profile asks for one (how one is identified online, the level of
//! interaction of a benefit of INPS): an absent property is true, an invented one is not.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::hsds::{export::ambito_organization, id};
use crate::catalog::model::{Catalog, ComuneIx, Entry, RegioneIx, Scope, ServizioIx};
use crate::catalog::record::{RegioneRecord, Sede};
use crate::catalog::values::{Provider, Stato};
use crate::scheda::access;
use crate::scheda::term::ended_values;

const CLASSES: &str = "https://w3id.org/italia/controlled-vocabulary/classifications-for-public-services/";

/// The nodes of a graph by identifier: what many services share stands there once.
type Nodes = BTreeMap<String, Value>;

/// The whole catalogue. The status is what may be believed on `today`.
pub fn graph(catalog: &Catalog, today: NaiveDate) -> Value {
    let all: Vec<ServizioIx> = catalog.servizi.indices().collect();
    graph_of(catalog, &all, today)
}

/// The servizi of `chosen` only.
pub fn graph_of(catalog: &Catalog, chosen: &[ServizioIx], today: NaiveDate) -> Value {
    let mut nodes = Nodes::new();
    for entry in catalog.entries_of(chosen) {
        service(entry, today, &mut nodes);
    }
    json!({"@context": context(), "@graph": nodes.into_values().collect::<Vec<_>>()})
}

/// Prefixes and terms that hold a plain value.
const PLAIN: &[(&str, &str)] = &[
    ("cpsvit", "https://w3id.org/italia/onto/CPSV/"),
    ("l0", "https://w3id.org/italia/onto/l0/"),
    ("ro", "https://w3id.org/italia/onto/RO/"),
    ("cov", "https://w3id.org/italia/onto/COV/"),
    ("clv", "https://w3id.org/italia/onto/CLV/"),
    ("cpsv", "http://purl.org/vocab/cpsv#"),
    ("cv", "http://data.europa.eu/m8g/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("adms", "http://www.w3.org/ns/adms#"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("identifier", "dct:identifier"),
    ("notation", "skos:notation"),
    ("codice", "l0:identifier"),
    ("telephone", "cv:telephone"),
    ("email", "cv:email"),
];

/// Terms that hold words: both vocabularies ask for their language.
const ITALIAN: &[(&str, &str)] = &[
    ("title", "dct:title"),
    ("description", "dct:description"),
    ("keyword", "dcat:keyword"),
    ("prefLabel", "skos:prefLabel"),
    ("fullAddress", "locn:fullAddress"),
    ("nome", "l0:name"),
    ("descrizione", "l0:description"),
];

/// Terms that lead to another node.
const LINKS: &[(&str, &str)] = &[
    ("spatial", "dct:spatial"),
    ("hasCompetentAuthority", "cv:hasCompetentAuthority"),
    ("hasInputType", "cv:hasInputType"),
    ("hasInput", "cpsvit:hasInput"),
    ("produces", "cpsv:produces"),
    ("producesOutput", "cpsvit:hasOutput"),
    ("hasCost", "cv:hasCost"),
    ("follows", "cpsv:follows"),
    ("hasLegalResource", "cv:hasLegalResource"),
    ("channel", "cv:hasChannel"),
    ("canale", "cpsvit:hasChannel"),
    ("contactPoint", "cv:contactPoint"),
    ("thematicArea", "cv:thematicArea"),
    ("sector", "cv:sector"),
    ("isClassifiedBy", "cv:isClassifiedBy"),
    ("status", "adms:status"),
    ("serviceTheme", "cpsvit:serviceTheme"),
    ("serviceSector", "cpsvit:serviceSector"),
    ("hasServiceStatus", "cpsvit:hasServiceStatus"),
    ("hasAuthenticationMethod", "cpsvit:hasAuthenticationMethod"),
    ("hasiInteractivityLevel", "cpsvit:hasiInteractivityLevel"),
    ("hasChannelType", "cpsvit:hasChannelType"),
    ("hasRiT", "ro:hasRiT"),
    ("withRole", "ro:withRole"),
    ("isRoleInTimeOf", "ro:isRoleInTimeOf"),
    ("type", "dct:type"),
    ("homepage", "foaf:homepage"),
    ("address", "locn:address"),
    ("openingHours", "cv:openingHours"),
];

/// The context stands inside the file: reading it needs no network.
fn context() -> Value {
    let mut out = Map::new();
    for (term, iri) in PLAIN {
        out.insert((*term).to_owned(), json!(iri));
    }
    for (term, iri) in ITALIAN {
        out.insert((*term).to_owned(), json!({"@id": iri, "@language": "it"}));
    }
    for (term, iri) in LINKS {
        out.insert((*term).to_owned(), json!({"@id": iri, "@type": "@id"}));
    }
    Value::Object(out)
}

fn urn(kind: &str, slug: &str) -> String {
    format!("urn:uuid:{}", id(kind, slug))
}

/// Adds a node, without the keys that say nothing.
fn add(nodes: &mut Nodes, iri: &str, types: &[&str], fields: Value) -> String {
    let mut node = Map::new();
    node.insert("@id".to_owned(), json!(iri));
    node.insert("@type".to_owned(), json!(types));
    if let Value::Object(fields) = fields {
        let says = |v: &Value| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty());
        node.extend(fields.into_iter().filter(|(_, v)| says(v)));
    }
    nodes.entry(iri.to_owned()).or_insert(Value::Object(node));
    iri.to_owned()
}

fn concept(nodes: &mut Nodes, iri: &str, label: &str, code: &str) -> String {
    add(nodes, iri, &["skos:Concept"], json!({"prefLabel": label, "notation": code}))
}

#[allow(clippy::too_many_lines)] // one table of properties: cutting it would only hide it
fn service(entry: Entry<'_>, today: NaiveDate, nodes: &mut Nodes) {
    let slug = entry.id();
    let catalog = entry.catalog;
    let stato = entry.status(today).unwrap_or(Stato::DaConfermare);
    let theme =
        concept(nodes, &format!("{CLASSES}public-services-subject-matters/2"), "Salute, benessere e assistenza", "2");
    let sector = sector(entry, nodes);
    let spatial = spatial(entry, nodes);
    let authority = authority(entry, nodes);
    let status = concept(nodes, &urn("stato", stato.word()), stato.label(), stato.word());
    let mut classes = vec![concept(
        nodes,
        &urn("tipologie", &entry.tipologia.record.id),
        &entry.tipologia.record.name,
        &entry.tipologia.record.id,
    )];
    let area = &catalog.aree[entry.area()];
    classes.push(concept(nodes, &urn("aree", &area.id), &area.label, &area.id));
    for target in catalog.destinatari.each(entry.targets()) {
        classes.push(concept(nodes, &urn("destinatari", &target.id), &target.label, &target.id));
    }
    let papers: Vec<String> = entry
        .documents()
        .iter()
        .map(|d| {
            let iri = urn("documento-richiesto", d);
            let kind = concept(nodes, &format!("{CLASSES}service-input-output/OTHDOC"), "Altro documento", "OTHDOC");
            let fields = json!({"identifier": id("documento-richiesto", d), "title": d.as_str(), "nome": d.as_str(), "cpsvit:hasServiceInputOutputType": {"@id": kind}});
            add(nodes, &iri, &["cv:EvidenceType", "cpsvit:Input"], fields)
        })
        .collect();
    let one = |nodes: &mut Nodes, kind: &str, types: &[&str], title: &str, text: Option<&str>| {
        text.map(|t| {
            let fields = json!({"identifier": id(kind, &slug), "title": title, "description": t, "nome": title, "descrizione": t, "codice": id(kind, &slug)});
            add(nodes, &urn(kind, &slug), types, fields)
        })
    };
    let output = one(nodes, "esito", &["cv:Output", "cpsvit:Output"], "Cosa si ottiene", entry.outcome());
    let cost = one(nodes, "costo", &["cv:Cost"], "Quanto costa", entry.cost());
    let steps: Vec<&str> = entry.how_to_apply().iter().map(super::super::catalog::text::Text::as_str).collect();
    let steps = (!steps.is_empty()).then(|| steps.join(" "));
    let rule = one(nodes, "regola", &["cpsv:Rule", "cpsvit:Rule"], "Come fare", steps.as_deref());
    let who = entry.eligibility().text.to_string();
    let who = ended_values(&entry, today).map_or_else(|| who.clone(), |doubt| format!("{who} {doubt}"));
    let who = one(
        nodes,
        "requisiti",
        &["cpsv:Rule", "cpsvit:Rule"],
        "A chi è rivolto",
        (!who.is_empty()).then_some(who.as_str()),
    );
    let access = access_in_words(entry);
    let access =
        one(nodes, "accessibilita", &["cpsv:Rule", "cpsvit:Rule"], "Accesso e accessibilità", access.as_deref());
    let rules: Vec<String> = [rule, who, access].into_iter().flatten().collect();
    let norms: Vec<String> = entry
        .legal_basis()
        .iter()
        .map(|b| {
            let iri = urn("norma", &b.norm);
            add(nodes, &iri, &["eli:LegalResource", "cpsvit:FormalFramework"], json!({"codice": id("norma", &b.norm), "title": b.norm.as_str(), "nome": b.norm.as_str(), "descrizione": b.what.as_ref().unwrap_or(&b.norm).as_str()}))
        })
        .collect();
    let (channels, points) = channels(entry, &slug, nodes);
    let provider = provider_role(nodes);
    let in_time = json!({"withRole": provider, "isRoleInTimeOf": authority});
    let role = add(nodes, &urn("ruolo", &format!("{slug}:provider")), &["ro:TimeIndexedRole"], in_time);
    let at_the_desk = matches!(entry.provider(), Provider::Ambito | Provider::Comune | Provider::TerzoSettore);
    let none = |nodes: &mut Nodes, list: &str| {
        at_the_desk.then(|| concept(nodes, &format!("{CLASSES}{list}/NONE"), "Nessuno", "NONE"))
    };
    let (authentication, level) = (none(nodes, "authentication-type"), none(nodes, "interactivity-level"));
    let mut description = entry.description().to_owned();
    if let Some(details) = entry.own().and_then(|r| r.details.as_deref()) {
        description = format!("{description} {details}");
    }
    let keywords: Vec<&str> = entry
        .acronyms()
        .iter()
        .chain(&entry.tipologia.record.keywords)
        .map(super::super::catalog::text::Text::as_str)
        .collect();
    let italian = match stato {
        Stato::Attivo => Some("cpsvit:Active"),
        Stato::Programmato => Some("cpsvit:UnderDev"),
        Stato::Storico | Stato::AvvisoChiuso => Some("cpsvit:NonActive"),
        Stato::DaConfermare => None,
    };
    add(
        nodes,
        &urn("servizio", &slug),
        &["cpsvit:PublicService", "cpsv:PublicService"],
        json!({
            "identifier": slug, "codice": slug,
            "title": entry.name(), "nome": entry.name(),
            "description": description, "descrizione": description,
            "keyword": keywords,
            "hasCompetentAuthority": authority,
            "hasRiT": role,
            "spatial": spatial,
            "thematicArea": theme, "serviceTheme": theme,
            "sector": sector, "serviceSector": sector,
            "isClassifiedBy": classes,
            "status": status, "hasServiceStatus": italian,
            "hasInputType": papers, "hasInput": papers,
            "produces": output, "producesOutput": output,
            "hasCost": cost,
            "follows": rules,
            "hasLegalResource": norms,
            "channel": channels, "canale": channels,
            "contactPoint": points,
            "hasAuthenticationMethod": authentication,
            "hasiInteractivityLevel": level,
        }),
    );
}

/// Appointment, who must send, waiting, steps and sign language in one text: both vocabularies have no property for them.
fn access_in_words(entry: Entry<'_>) -> Option<String> {
    let own = entry.own().map(access::of_servizio).unwrap_or_default();
    let mut said: Vec<String> = own.iter().map(|(label, said)| format!("{label}: {said}.")).collect();
    for sede in entry.sedi() {
        let facts = access::of_sede(&sede.record);
        said.extend(facts.iter().map(|(label, said)| format!("{} – {label}: {said}.", sede.record.name)));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn provider_role(nodes: &mut Nodes) -> String {
    add(nodes, "cpsvit:Provider", &["ro:Role"], json!({"nome": "Erogatore"}))
}

/// Residential care is NACE 87, all other social work 88.
fn sector(entry: Entry<'_>, nodes: &mut Nodes) -> String {
    let name = entry.tipologia.record.name.to_lowercase();
    let residential =
        (name.contains("residenzial") && !name.contains("semiresidenzial") && !name.contains("non residenzial"))
            || ["rsa", "casa rifugio", "casa famiglia", "comunità educativa"].iter().any(|w| name.contains(w));
    if residential {
        concept(nodes, "http://data.europa.eu/ux2/nace2/87", "Servizi di assistenza sociale residenziale", "87")
    } else {
        concept(nodes, "http://data.europa.eu/ux2/nace2/88", "Assistenza sociale non residenziale", "88")
    }
}

fn comune(catalog: &Catalog, ix: ComuneIx, nodes: &mut Nodes) -> String {
    let record = &catalog.comuni[ix].record;
    // The IRI of the national list needs the day the comune was founded: its code goes along as a notation.
    add(
        nodes,
        &urn("comune", &record.istat),
        &["dct:Location", "clv:City"],
        json!({"prefLabel": record.name.as_str(), "notation": record.istat.as_str()}),
    )
}

fn region(region: &RegioneRecord, nodes: &mut Nodes) -> String {
    let name = region.name.as_str();
    add(nodes, &urn("regione", &region.id), &["dct:Location", "clv:Region"], json!({"prefLabel": name}))
}

fn italy(nodes: &mut Nodes) -> String {
    let iri = "http://publications.europa.eu/resource/authority/country/ITA";
    add(nodes, iri, &["dct:Location", "clv:Country"], json!({"prefLabel": "Italia", "notation": "ITA"}))
}

fn spatial(entry: Entry<'_>, nodes: &mut Nodes) -> Vec<String> {
    let own = entry.servizio.and_then(|s| s.comuni.as_ref()).or(entry.ambito().map(|a| &a.comuni));
    match (own, entry.scope()) {
        (Some(comuni), _) if !comuni.is_empty() => comuni.iter().map(|ix| comune(entry.catalog, *ix, nodes)).collect(),
        (_, Some(Scope::Italia)) => vec![italy(nodes)],
        _ => vec![region(entry.region(), nodes)],
    }
}

const ORGANISATION: [&str; 2] = ["cv:PublicOrganisation", "cov:PublicOrganization"];

fn authority(entry: Entry<'_>, nodes: &mut Nodes) -> String {
    let catalog = entry.catalog;
    if let Some(ambito) = entry.ambito() {
        let mut spatial: Vec<String> = ambito.comuni.iter().map(|ix| comune(catalog, *ix, nodes)).collect();
        if spatial.is_empty() {
            spatial.push(region(entry.region(), nodes));
        }
        let said = ambito_organization(catalog, ambito);
        let name = ambito.record.name.as_str();
        let fields = json!({
            "codice": ambito.record.id.as_str(), "prefLabel": name, "nome": name, "spatial": spatial,
            "description": said.get("description"), "homepage": ambito.record.website.as_ref().map(super::super::catalog::values::Url::as_str),
        });
        return add(nodes, &urn("organizzazione", &ambito.record.id), &ORGANISATION, fields);
    }
    let (place, scope) = match entry.scope() {
        Some(Scope::Regione(RegioneIx(0))) => (region(entry.region(), nodes), "regione"),
        Some(Scope::Regione(_)) => (region(entry.region(), nodes), entry.region().id.as_str()),
        _ => (italy(nodes), "it"),
    };
    let name = match entry.provider() {
        Provider::Regione => format!("Regione {}", entry.region().name),
        other => other.label().to_owned(),
    };
    let slug = format!("{}:{scope}", entry.provider().word());
    add(
        nodes,
        &urn("ente", &slug),
        &ORGANISATION,
        json!({"codice": slug, "prefLabel": name, "nome": name, "spatial": place}),
    )
}

/// Channels and contact points of the sedi; where no source names any, the desk of the body that answers.
fn channels(entry: Entry<'_>, slug: &str, nodes: &mut Nodes) -> (Vec<String>, Vec<String>) {
    let (mut channels, mut points) = (Vec::new(), Vec::new());
    let mut channel = |nodes: &mut Nodes, code: &str, label: &str| {
        let kind = concept(nodes, &format!("{CLASSES}channel/{code}"), label, code);
        let key = format!("{slug}:{code}");
        let fields = json!({"identifier": id("canale", &key), "codice": id("canale", &key), "nome": label, "hasChannelType": kind, "type": kind});
        let iri = add(nodes, &urn("canale", &key), &["cv:Channel", "cpsvit:Channel"], fields);
        if !channels.contains(&iri) {
            channels.push(iri);
        }
    };
    for sede in entry.sedi() {
        let record = &sede.record;
        if record.address.is_some() {
            channel(nodes, "0111", "Sportello della pubblica amministrazione");
        }
        for (some, code, label) in [
            (!record.phones.is_empty(), "031", "Telefono"),
            (!record.pec.is_empty(), "041", "PEC"),
            (!record.emails.is_empty(), "042", "E-mail"),
        ] {
            if some {
                channel(nodes, code, label);
            }
        }
        points.extend(contact_point(entry.catalog, record, nodes));
    }
    if channels.is_empty() {
        let mut only = Vec::new();
        let kind =
            concept(nodes, &format!("{CLASSES}channel/0111"), "Sportello della pubblica amministrazione", "0111");
        let fields = json!({"identifier": id("canale", slug), "codice": id("canale", slug), "nome": "Sportello di chi risponde del servizio", "hasChannelType": kind, "type": kind});
        only.push(add(nodes, &urn("canale", slug), &["cv:Channel", "cpsvit:Channel"], fields));
        return (only, points);
    }
    (channels, points)
}

/// A sede as a contact point; of a protected place telephone and mail only.
fn contact_point(catalog: &Catalog, sede: &Sede, nodes: &mut Nodes) -> Option<String> {
    let emails: Vec<&str> =
        sede.emails.iter().chain(&sede.pec).map(super::super::catalog::values::Email::as_str).collect();
    let phones: Vec<&str> = sede.phones.iter().map(super::super::catalog::values::Phone::as_str).collect();
    let hours = sede
        .hours_source
        .as_ref()
        .map(ToString::to_string)
        .or_else(|| sede.hours.as_deref().and_then(crate::catalog::hours::in_words));
    let place = sede.address.as_ref().filter(|_| !sede.riservato).map(|street| {
        let town = sede.comune.as_ref().and_then(|i| catalog.find_comune(i)).map(|ix| &catalog.comuni[ix]);
        let words: Vec<String> = [
            Some(street.to_string()),
            sede.cap.as_ref().map(ToString::to_string),
            town.map(|t| t.record.name.to_string()),
        ]
        .into_iter()
        .flatten()
        .collect();
        add(nodes, &urn("indirizzo", &sede.id), &["locn:Address"], json!({"fullAddress": words.join(", ")}))
    });
    if emails.is_empty() && phones.is_empty() && hours.is_none() && place.is_none() {
        return None;
    }
    let hours =
        hours.map(|h| add(nodes, &urn("orario", &sede.id), &["time:TemporalEntity"], json!({"description": h})));
    let fields = json!({"prefLabel": sede.name.as_str(), "email": emails, "telephone": phones, "openingHours": hours, "address": place});
    Some(add(nodes, &urn("contatto", &sede.id), &["cv:ContactPoint"], fields))
}
