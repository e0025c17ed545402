//! The catalogue's entries as nested HSDS 3.1 services.
//!
//! Only facts: what nobody stated has no key. A protected place has its name and its telephone, never an address. Every
//! identifier is made from the record's own, so that two exports of one catalogue are the same bytes.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::{hours, id, status};
use crate::catalog::model::{Ambito, Catalog, Entry, Scope, SedePlace};
use crate::catalog::record::{LegalBasis, Requirement, Sede, Waiting};
use crate::catalog::values::{Basis, Email, PartialDate, Phone, Provider, Stato};
use crate::exchange::{outline, sheet};
use crate::lingua::sentences::upper_first;
use crate::scheda::access;
use crate::scheda::term::{amount_in_words, ended_values, ended_values_said, over_in_words};

/// Name of the taxonomy of tipologie.
const TIPOLOGIE: &str = "tipologie";

/// Every servizio of the catalogue as a nested service, in the catalogue's order. The status is what may be believed on
/// `today`.
pub fn services(catalog: &Catalog, today: NaiveDate) -> Vec<Value> {
    catalog.entries().map(|entry| service(entry, today)).collect()
}

/// One servizio.
pub fn service(entry: Entry<'_>, today: NaiveDate) -> Value {
    let slug = entry.id();
    let own = entry.own();
    let stato = entry.status(today).unwrap_or(Stato::DaConfermare);
    let (youngest, oldest) = ages(&entry.eligibility().requirements);
    let mut description = entry.description().to_owned();
    if let Some(details) = own.and_then(|r| r.details.as_deref()) {
        description = format!("{description}\n\n{details}");
    }
    let value = json!({
        "id": id("servizio", &slug),
        "name": entry.name(),
        "alternate_name": joined(entry.acronyms().iter().map(crate::catalog::text::Text::as_str), ", "),
        "description": description,
        "status": status(stato),
        "alert": alert(entry, stato, today),
        "application_process": joined(entry.how_to_apply().iter().map(crate::catalog::text::Text::as_str), "\n"),
        "eligibility_description": entry.eligibility().text.as_str(),
        "interpretation_services": own.and_then(|r| r.sign_language).map(|s| fact(access::SIGN_LANGUAGE, s.label())),
        "fees_description": entry.cost(),
        "minimum_age": youngest,
        "maximum_age": oldest,
        "assured_date": entry.checked().filter(|d| is_day(*d)).map(|d| d.to_string()),
        "organization": organization(entry),
        "program": program(entry),
        "service_areas": areas(entry, &slug),
        "required_documents": list(entry.documents(), |at, d| json!({"id": id("documento", &format!("{slug}:{at}")), "document": d.as_str()})),
        "funding": own.and_then(|r| r.funding.as_deref()).map(|f| json!([{"id": id("finanziamento", &slug), "source": f}])),
        "service_at_locations": places(entry, &slug),
        "capacities": own.and_then(|r| r.waiting.as_ref()).and_then(|w| capacity(w, &slug)),
        "attributes": attributes(entry, &slug, stato, today),
    });
    without_nulls(value)
}

fn joined<'a>(words: impl Iterator<Item = &'a str>, with: &str) -> Option<String> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| words.join(with))
}

fn list<T>(items: &[T], make: impl Fn(usize, &T) -> Value) -> Option<Vec<Value>> {
    (!items.is_empty()).then(|| items.iter().enumerate().map(|(at, i)| make(at, i)).collect())
}

/// `null` and empty texts out, everywhere: HSDS knows absence only as a missing key.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.into_iter().map(|(k, v)| (k, without_nulls(v)));
            Value::Object(kept.filter(|(_, v)| !v.is_null() && v.as_str() != Some("")).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

fn is_day(date: PartialDate) -> bool {
    date.earliest() == date.latest()
}

/// The strict ages of the person herself, where the requirements state them flatly.
fn ages(requirements: &[Requirement]) -> (Option<u8>, Option<u8>) {
    let mut out = (None, None);
    for requirement in requirements {
        if let Requirement::Eta { of: None, min, max, indicative: false, .. } = requirement {
            out = (out.0.max(*min), if out.1.is_none() { *max } else { out.1.min(max.or(out.1)) });
        }
    }
    out
}

/// Whether an alert is one that [`service`] wrote: it follows from the record, and tells nothing that the record does not.
pub(super) fn is_own_alert(alert: &str) -> bool {
    let begins = ["Da confermare:", "Programmato:", "I termini dell'avviso", "Avviso chiuso", "Finito "];
    begins.iter().any(|b| alert.starts_with(b)) || ended_values_said(alert)
}

fn alert(entry: Entry<'_>, stato: Stato, today: NaiveDate) -> Option<String> {
    let fixed = match (entry.servizio.map(|s| s.basis), stato) {
        (Some(Basis::Norma), Stato::DaConfermare) => {
            Some("Previsto dalla norma: presenza locale da confermare con l'Ufficio di Piano.")
        }
        (_, Stato::DaConfermare) => Some("Da confermare: nessuna fonte recente dice che il servizio è attivo."),
        (_, Stato::Programmato) => Some("Programmato: nessuna fonte dice che è già attivo."),
        (_, Stato::AvvisoChiuso) => return Some(format!("{}.", upper_first(&over_in_words(&entry, today)))),
        _ => None,
    };
    let said: Vec<String> = fixed.map(ToOwned::to_owned).into_iter().chain(ended_values(&entry, today)).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// Who answers for it: the ambito, or the body that gives a national or regional benefit.
fn organization(entry: Entry<'_>) -> Value {
    if let Some(ambito) = entry.ambito() {
        return ambito_organization(entry.catalog, ambito);
    }
    let region = entry.region();
    let (slug, name, description) = match entry.provider() {
        Provider::Inps => {
            ("inps".to_owned(), "INPS".to_owned(), "Istituto nazionale della previdenza sociale.".to_owned())
        }
        Provider::Stato => ("stato".to_owned(), "Stato".to_owned(), "Amministrazioni dello Stato.".to_owned()),
        Provider::Regione => {
            (region.id.to_string(), format!("Regione {}", region.name), format!("Regione {}.", region.name))
        }
        Provider::Asl => ("asl".to_owned(), "ASL".to_owned(), "Aziende sanitarie locali.".to_owned()),
        Provider::Comune => ("comuni".to_owned(), "Comuni".to_owned(), "Il comune di chi chiede.".to_owned()),
        Provider::Ambito => (
            "ambiti".to_owned(),
            "Ambiti territoriali sociali".to_owned(),
            "L'ambito territoriale sociale di chi chiede.".to_owned(),
        ),
        Provider::TerzoSettore => (
            "terzo-settore".to_owned(),
            "Terzo settore".to_owned(),
            "Enti senza scopo di lucro (CAF, patronati, cooperative).".to_owned(),
        ),
    };
    json!({"id": id("organizzazione", &slug), "name": name, "description": description})
}

/// An ambito as an organization.
pub fn ambito_organization(catalog: &Catalog, ambito: &Ambito) -> Value {
    let record = &ambito.record;
    let slug = record.id.as_str();
    let comuni: Vec<&str> = catalog.comuni.each(&ambito.comuni).map(|c| c.record.name.as_str()).collect();
    let description = match &record.description {
        Some(text) => text.to_string(),
        None => format!("Ambito territoriale sociale di {}.", comuni.join(", ")),
    };
    let code = record
        .code
        .as_deref()
        .map(|code| json!([{"id": id("sigla", slug), "identifier_type": "Sigla dell'ambito", "identifier": code}]));
    json!({
        "id": id("organizzazione", slug),
        "name": record.name.as_str(),
        "alternate_name": record.short.as_str(),
        "description": description,
        "website": record.website.as_ref().map(crate::catalog::values::Url::as_str),
        "email": record.emails.first().map(crate::catalog::values::Email::as_str),
        "phones": phones(&record.phones, slug),
        "contacts": contacts(&record.pec, record.emails.get(1..).unwrap_or_default(), slug),
        "organization_identifiers": code,
    })
}

fn phones(numbers: &[Phone], slug: &str) -> Option<Vec<Value>> {
    list(numbers, |at, n| json!({"id": id("telefono", &format!("{slug}:{at}")), "number": n.as_str(), "type": "voice"}))
}

/// Certified and further addresses: HSDS has no field for a PEC.
fn contacts(pec: &[Email], emails: &[Email], slug: &str) -> Option<Vec<Value>> {
    let pec = pec.iter().map(|e| ("PEC", e));
    let all: Vec<(&str, &Email)> = pec.chain(emails.iter().map(|e| ("E-mail", e))).collect();
    list(
        &all,
        |at, (title, e)| json!({"id": id("contatto", &format!("{slug}:{at}")), "title": title, "email": e.as_str()}),
    )
}

/// The ambito's plan, for what the plan names.
fn program(entry: Entry<'_>) -> Option<Value> {
    let ambito = entry.ambito()?;
    let plan = ambito.record.plan.as_ref()?;
    (entry.servizio?.basis == Basis::Piano).then(|| {
        let description = plan.description.as_ref().or(plan.period.as_ref()).unwrap_or(&plan.name);
        json!({
            "id": id("piano", ambito.record.id.as_str()),
            "organization_id": id("organizzazione", ambito.record.id.as_str()),
            "name": plan.name.as_str(),
            "description": description.as_str(),
        })
    })
}

fn areas(entry: Entry<'_>, slug: &str) -> Vec<Value> {
    let catalog = entry.catalog;
    let one = |name: &str, what: String| json!({"id": id("territorio", &format!("{slug}:{name}")), "name": name, "description": what});
    let own = entry.servizio.and_then(|s| s.comuni.as_ref());
    match (own.or(entry.ambito().map(|a| &a.comuni)), entry.scope()) {
        (Some(comuni), _) => catalog
            .comuni
            .each(comuni)
            .map(|c| one(&c.record.name, format!("Comune, codice ISTAT {}", c.record.istat)))
            .collect(),
        (None, Some(Scope::Italia)) => vec![one("Italia", "Tutto il territorio nazionale".to_owned())],
        (None, _) => vec![one(&entry.region().name, "Tutta la regione".to_owned())],
    }
}

fn places(entry: Entry<'_>, slug: &str) -> Option<Vec<Value>> {
    let sedi: Vec<&SedePlace> = entry.sedi().collect();
    list(&sedi, |_, p| {
        json!({
            "id": id("servizio-sede", &format!("{slug}:{}", p.record.id)),
            "location": location(entry.catalog, &p.record),
        })
    })
}

/// A sede as a location. Of a protected place nothing that says where it is.
pub fn location(catalog: &Catalog, sede: &Sede) -> Value {
    let slug = sede.id.as_str();
    let mut said: Vec<String> = Vec::new();
    let address = if sede.riservato { None } else { address(catalog, sede) };
    if sede.riservato {
        said.push("Luogo protetto: l'indirizzo è riservato.".to_owned());
    } else if address.is_none() {
        let comune = sede.comune.as_ref().and_then(|i| catalog.find_comune(i)).map(|ix| &catalog.comuni[ix]);
        let words =
            sede.address.iter().map(std::string::ToString::to_string).chain(comune.map(|c| c.record.name.to_string()));
        said.extend(joined(words.collect::<Vec<_>>().iter().map(String::as_str), ", "));
    }
    said.extend(sede.note.as_ref().map(ToString::to_string));
    json!({
        "id": id("sede", slug),
        "location_type": "physical",
        "name": sede.name.as_str(),
        "description": joined(said.iter().map(String::as_str), "\n"),
        "url": sede.website.as_ref().map(crate::catalog::values::Url::as_str),
        "latitude": sede.lat.filter(|_| !sede.riservato),
        "longitude": sede.lon.filter(|_| !sede.riservato),
        "external_identifier": slug,
        "external_identifier_type": "Codice della sede in Sportello",
        "addresses": address.map(|a| vec![a]),
        "phones": phones(&sede.phones, slug),
        "contacts": contacts(&sede.pec, &sede.emails, slug),
        "schedules": schedules(sede),
        "accessibility": accessibility(sede),
        "attributes": sede.appointment.map(|a| json!([{
            "id": id("attributo", &format!("{slug}:appuntamento")),
            "link_id": id("sede", slug),
            "link_entity": "location",
            "link_type": "sportello",
            "label": "appuntamento",
            "value": a.word(),
        }])),
    })
}

/// "Ingresso senza gradini: sì".
fn fact(label: &str, said: &str) -> String {
    format!("{label}: {said}")
}

/// The typed facts, one an object: the words of the description are those that the import knows again.
fn accessibility(sede: &Sede) -> Option<Vec<Value>> {
    let steps = sede.step_free.map(|s| ("gradini", fact(access::STEP_FREE, s.label())));
    let signs = sede.sign_language.map(|s| ("lis", fact(access::SIGN_LANGUAGE, s.label())));
    let all: Vec<(&str, String)> = steps.into_iter().chain(signs).collect();
    list(
        &all,
        |_, (kind, said)| json!({"id": id("accessibilita", &format!("{}:{kind}", sede.id)), "description": said}),
    )
}

/// Places that are there and free. HSDS asks for the free ones and for the moment: without them there is no capacity to tell,
/// and the labelled value says what is known.
fn capacity(waiting: &Waiting, slug: &str) -> Option<Value> {
    let free = waiting.free?;
    Some(json!([{
        "id": id("posti", slug),
        "unit": {"id": id("unita", "posto"), "name": "Posto"},
        "available": free,
        "maximum": waiting.places,
        "description": access::waiting(waiting),
        "updated": format!("{}T00:00:00.000Z", waiting.on.earliest()),
    }]))
}

/// The parts of a waiting time as the labelled value holds them: "al=2026-11-01; giorni=30".
fn waiting_in_parts(waiting: &Waiting) -> String {
    let number = |name: &str, n: Option<u32>| n.map(|n| format!("; {name}={n}")).unwrap_or_default();
    let [on, days, people, places, free] = WAITING_PARTS;
    format!(
        "{on}={}{}{}{}{}",
        waiting.on,
        number(days, waiting.days.map(u32::from)),
        number(people, waiting.people),
        number(places, waiting.places),
        number(free, waiting.free)
    )
}

/// Names of the parts: day, days, people, places, free places.
const WAITING_PARTS: [&str; 5] = ["al", "giorni", "persone", "posti", "liberi"];

/// The waiting time that a labelled value holds. `None` where it is none of ours.
pub(super) fn waiting_of_parts(value: &str) -> Option<Waiting> {
    let part = |name: &str| value.split("; ").find_map(|p| p.strip_prefix(name)?.strip_prefix('='));
    let [on, days, people, places, free] = WAITING_PARTS;
    Some(Waiting {
        on: PartialDate::new(part(on)?).ok()?,
        days: part(days).and_then(|n| n.parse().ok()),
        people: part(people).and_then(|n| n.parse().ok()),
        places: part(places).and_then(|n| n.parse().ok()),
        free: part(free).and_then(|n| n.parse().ok()),
    })
}

/// An address is valid only with a CAP: the sede's own, or that of a comune that has one only.
fn address(catalog: &Catalog, sede: &Sede) -> Option<Value> {
    let street = sede.address.as_ref()?;
    let comune = sede.comune.as_ref().and_then(|i| catalog.find_comune(i)).map(|ix| &catalog.comuni[ix])?;
    let only = (!comune.record.cap.contains('|')).then_some(comune.record.cap.as_str());
    let cap = sede.cap.as_deref().or(only)?;
    Some(json!({
        "id": id("indirizzo", sede.id.as_str()),
        "address_1": street.as_str(),
        "city": comune.record.name.as_str(),
        "state_province": comune.record.province.as_str(),
        "region": catalog.regione.name.as_str(),
        "postal_code": cap,
        "country": "IT",
        "address_type": "physical",
    }))
}

fn schedules(sede: &Sede) -> Option<Vec<Value>> {
    let slug = sede.id.as_str();
    let hours_text = sede.hours.as_deref();
    let words = sede
        .hours_source
        .as_ref()
        .map(ToString::to_string)
        .or_else(|| hours_text.and_then(crate::catalog::hours::in_words))
        .or_else(|| hours_text.map(str::to_owned));
    words.as_ref()?;
    let spans = hours_text.and_then(hours::spans).unwrap_or_default();
    if spans.is_empty() {
        return Some(vec![json!({"id": id("orario", slug), "description": words})]);
    }
    list(&spans, |at, span| {
        let days: Vec<&str> = span.days.iter().filter_map(|d| hours::ICAL.get(*d).copied()).collect();
        json!({
            "id": id("orario", &format!("{slug}:{at}")),
            "freq": "WEEKLY",
            "wkst": "MO",
            "byday": days.join(","),
            "opens_at": format!("{}:00", span.opens),
            "closes_at": format!("{}:00", span.closes),
            "description": words,
        })
    })
}

/// Amounts one a line, each with its year.
fn amounts(entry: Entry<'_>, today: NaiveDate) -> Option<String> {
    let lines: Vec<String> = entry.amounts().iter().map(|a| amount_in_words(a, today)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Terms of our own lists, and what HSDS has no field for, as labelled values.
fn attributes(entry: Entry<'_>, slug: &str, stato: Stato, today: NaiveDate) -> Vec<Value> {
    let mut out = Vec::new();
    let catalog = entry.catalog;
    let t = &entry.tipologia.record;
    out.push(term(slug, TIPOLOGIE, "Tipologie di servizio", t.id.as_str(), &t.name, &t.summary));
    let area = &catalog.aree[entry.area()];
    out.push(term(slug, "aree", "Aree strategiche", area.id.as_str(), &area.label, &area.description));
    for target in catalog.destinatari.each(entry.targets()) {
        out.push(term(slug, "destinatari", "Destinatari", target.id.as_str(), &target.label, &target.label));
    }
    let own = entry.own();
    let text = |t: Option<&crate::catalog::text::Text>| t.map(ToString::to_string);
    let date = |d: Option<PartialDate>| d.map(|d| d.to_string());
    let labelled = [
        ("codice", Some(slug.to_owned())),
        ("stato", Some(stato.label().to_owned())),
        ("base", entry.servizio.map(|s| s.basis.word().to_owned())),
        ("in breve", Some(entry.summary().to_owned())),
        ("cosa si ottiene", entry.outcome().map(str::to_owned)),
        ("apre il", date(entry.term().opens)),
        ("chiude il", date(entry.term().closes)),
        ("vale fino al", date(entry.term().valid_until)),
        ("importi", amounts(entry, today)),
        ("tempi e scadenze", entry.timing().map(str::to_owned)),
        (
            "condizioni di servizio",
            own.and_then(|r| r.conditions.as_ref())
                .and_then(|c| joined(c.iter().map(crate::catalog::text::Text::as_str), "\n")),
        ),
        ("appuntamento", own.and_then(|r| r.appointment).map(|a| a.word().to_owned())),
        (
            "chi deve inviare",
            own.and_then(|r| r.sent_by.as_ref()).and_then(|all| joined(all.iter().map(|s| s.word()), "\n")),
        ),
        ("lingua dei segni", own.and_then(|r| r.sign_language).map(|s| s.word().to_owned())),
        ("attesa", own.and_then(|r| r.waiting.as_ref()).map(waiting_in_parts)),
        ("norme", norms(entry.legal_basis())),
        ("periodo", text(own.and_then(|r| r.period.as_ref()))),
        ("azione del piano", text(own.and_then(|r| r.plan_action.as_ref()))),
        ("voce del piano", text(own.and_then(|r| r.plan_item.as_ref()))),
        ("fonti", sources(entry)),
        ("affidabilità", Some(entry.confidence().word().to_owned())),
        ("verificato il", date(entry.checked())),
        ("verificato da", text(own.and_then(|r| r.checked_by.as_ref()))),
        ("modificato il", date(own.and_then(|r| r.modified))),
    ];
    for (label, value) in labelled {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            out.push(json!({
                "id": id("attributo", &format!("{slug}:{label}")),
                "link_id": id("servizio", slug),
                "link_entity": "service",
                "link_type": "sportello",
                "label": label,
                "value": value,
            }));
        }
    }
    out
}

fn norms(basis: &[LegalBasis]) -> Option<String> {
    let line = |b: &LegalBasis| match &b.what {
        Some(what) => format!("{} ({what})", b.norm),
        None => b.norm.to_string(),
    };
    let lines: Vec<String> = basis.iter().map(line).collect();
    joined(lines.iter().map(String::as_str), "\n")
}

/// The sources as the sheets write them: titolo | url=… | data=….
fn sources(entry: Entry<'_>) -> Option<String> {
    let values: Vec<Value> = entry.sources().iter().filter_map(|s| serde_json::to_value(s).ok()).collect();
    (!values.is_empty()).then(|| outline::write(&values, &sheet::SOURCE))
}

fn term(slug: &str, taxonomy: &str, title: &str, code: &str, name: &str, description: &str) -> Value {
    let detail = json!({"id": id("tassonomia", taxonomy), "name": title, "description": format!("{title} del catalogo Sportello.")});
    json!({
        "id": id("attributo", &format!("{slug}:{taxonomy}:{code}")),
        "link_id": id("servizio", slug),
        "taxonomy_term_id": id(taxonomy, code),
        "link_entity": "service",
        "link_type": taxonomy,
        "taxonomy_term": {
            "id": id(taxonomy, code),
            "code": code,
            "name": name,
            "description": description,
            "language": "it",
            "taxonomy_id": id("tassonomia", taxonomy),
            "taxonomy_detail": detail,
        },
    })
}

/// All services as one page of the API.
pub fn page(services: &[Value]) -> Value {
    let n = services.len();
    json!({
        "total_items": n,
        "total_pages": 1,
        "page_number": 1,
        "size": n,
        "first_page": true,
        "last_page": true,
        "empty": n == 0,
        "contents": services,
    })
}

/// One service a line.
///
/// # Errors
/// A value that JSON cannot hold.
pub fn ndjson(services: &[Value]) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::new();
    for service in services {
        serde_json::to_writer(&mut out, service)?;
        out.push(b'\n');
    }
    Ok(out)
}

/// A folder: the root of the API, one file a service, one an organization.
///
/// # Errors
/// A value that JSON cannot hold.
pub fn folder(services: &[Value]) -> Result<Vec<crate::exchange::layer::File>, serde_json::Error> {
    let root = json!({
        "version": "3.1",
        "profile": "https://docs.openreferral.org/en/3.1/hsds/",
        "openapi_url": "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/openapi.json",
    });
    let mut out = vec![("base.json".to_owned(), crate::exchange::layer::pretty(&root)?)];
    let mut organizations = Map::new();
    for service in services {
        let name = service.get("id").and_then(Value::as_str).unwrap_or_default();
        out.push((format!("services/{name}.json"), crate::exchange::layer::pretty(service)?));
        if let Some(organization) = service.get("organization")
            && let Some(id) = organization.get("id").and_then(Value::as_str)
        {
            organizations.insert(id.to_owned(), organization.clone());
        }
    }
    for (id, organization) in &organizations {
        out.push((format!("organizations/{id}.json"), crate::exchange::layer::pretty(organization)?));
    }
    Ok(out)
}
