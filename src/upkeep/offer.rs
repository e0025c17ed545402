//! What an operator can say of the scheda on the screen, in the order in which it is offered.

use std::collections::HashSet;

use serde_json::Value;

use super::draft::Draft;
use super::proposal::Topic;
use super::{fields, notices};
use crate::catalog::correzioni::CorrectionSubject;
use crate::catalog::model::Catalog;
use crate::catalog::values::{Phone, Stato};
use crate::lingua::lines::unbroken;
use crate::lingua::phone::phone;
use crate::scheda::opening::CALL;
use crate::scheda::{Page, Scheda, Viewer, text};

/// Fields of a place that are asked about.
const OF_PLACE: [&str; 9] = ["phones", "switchboard", "number", "hours", "address", "emails", "pec", "website", "note"];

/// Fields of the service itself that are asked about.
const OF_SERVICE: [&str; 7] = ["documents", "how_to_apply", "cost", "timing", "outcome", "details", "conditions"];

/// Columns in which a scheda is looked through: no name is broken between two lines.
const WHOLE_LINES: usize = 100_000;

/// Roles that are offered to whoever reports.
pub const ROLES: [&str; 6] =
    ["segretariato sociale", "PUA", "assistente sociale", "Ufficio di Piano", "sportello del Comune", "centralino"];

/// What can be reported, as it is offered: what it is called and what it is.
pub const TOPICS: [(&str, Topic); 4] = [
    ("Numero o dato sbagliato", Topic::Sbagliato),
    ("Ho verificato adesso", Topic::Verificato),
    ("Chiuso", Topic::Chiuso),
    ("Manca qualcosa", Topic::Manca),
];

/// One thing that can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it is called: "Telefono", "Tutta la sede".
    pub label: String,
    /// Of which place.
    pub place: String,
    /// What the catalogue says now, in words.
    pub value: String,
    /// The place as [`Draft::sede`] wants it.
    pub sede: Option<String>,
    /// The field; absent where all of it is meant.
    pub field: Option<&'static str>,
    /// Which of the field's list, where it has several.
    pub one: Option<String>,
}

impl Offer {
    /// What is reported where this is chosen.
    #[must_use]
    pub fn chosen(&self, draft: &Draft) -> Draft {
        let named = |field: &str| self.one.as_ref().map_or(field.to_owned(), |one| format!("{field} {one}"));
        let set = self.field.map(|f| (named(f), None)).into_iter().collect();
        Draft { sede: self.sede.clone(), set, ..draft.clone() }
    }
}

/// The records whose number or address stands on a scheda, with their names: its own places first, then whoever else is
/// named there, in the order of the page. Whoever answers in the place of a service may be wrong as well.
pub fn shown(catalog: &Catalog, scheda: &Scheda) -> Vec<(String, String)> {
    let page = text::render(std::slice::from_ref(scheda), &Page::screen(WHOLE_LINES));
    let numbers: HashSet<String> = page.lines().flat_map(unbroken).map(|word| digits(&word)).collect();
    let dials = |phones: &[Phone]| phones.iter().any(|p| numbers.contains(&digits(&phone(p))));
    let own = notices::in_sight_first(scheda).into_iter().map(|s| (s.id.clone(), s.name.clone()));
    let mut out: Vec<(String, String)> = own.collect();
    let mut others: Vec<(usize, String, String)> = Vec::new();
    let mut add = |id: String, name: &str, label: String| {
        others.extend(page.find(name).map(|at| (at, id, label)));
    };
    for sede in &catalog.sedi {
        let r = &sede.record;
        let found = r.address.as_deref().is_some_and(|a| page.contains(a)) || dials(&r.phones);
        if found && r.status != Some(Stato::Storico) && !out.iter().any(|(id, _)| *id == *r.id) {
            add(r.id.to_string(), &r.name, r.name.to_string());
        }
    }
    for r in catalog.ambiti.iter().map(|a| &a.record).filter(|r| dials(&r.phones)) {
        let id = format!("ambito/{}", r.id);
        if id != scheda.id {
            add(id, &r.name, r.name.to_string());
        }
    }
    for r in catalog.comuni.iter().map(|c| &c.record) {
        if r.switchboard.as_ref().is_some_and(|p| dials(std::slice::from_ref(p))) {
            add(format!("comune/{}", r.istat), &r.name, format!("Comune di {}", r.name));
        }
    }
    for r in catalog.numeri.iter().filter(|n| dials(std::slice::from_ref(&n.number))) {
        add(format!("numero/{}", r.id), &phone(&r.number), r.name.to_string());
    }
    others.sort();
    out.extend(others.into_iter().map(|(_, id, name)| (id, name)));
    // The number that the scheda opens with is the first that somebody dials.
    let opens = scheda.opening.iter().filter(|p| p.label == CALL).flat_map(|p| unbroken(&p.value));
    let opens: HashSet<String> = opens.map(|word| digits(&word)).filter(|d| !d.is_empty()).collect();
    let dialled = |id: &str| {
        let record = CorrectionSubject::of(id).and_then(|s| fields::record(catalog, &s)).unwrap_or_default();
        let held = ["phones", "switchboard", "number"].iter().filter_map(|key| record.get(*key));
        held.flat_map(fields::items).filter_map(|p| Phone::new(p).ok()).any(|p| opens.contains(&digits(&phone(&p))))
    };
    out.sort_by_key(|(id, _)| !dialled(id));
    out
}

/// The digits of a word that is a number, be it followed by a comma; empty for any other.
fn digits(word: &str) -> String {
    let word = word.trim_matches([',', '.', ';', ':', '(', ')', '/']);
    let number = word.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    if number { word.replace(' ', "") } else { String::new() }
}

/// Everything that can be said on a topic.
pub fn offers(catalog: &Catalog, scheda: &Scheda, viewer: &Viewer, topic: Topic) -> Vec<Offer> {
    let mut places = shown(catalog, scheda);
    // Where the service has no place of its own the comune's switchboard answers.
    let comune = viewer.comune.map(|ix| &catalog.comuni[ix]);
    let switchboard = comune.map(|c| (format!("comune/{}", c.record.istat), format!("Comune di {}", c.record.name)));
    if let Some(switchboard) = switchboard.filter(|s| scheda.facts.sedi.is_empty() && !places.contains(s)) {
        places.push(switchboard);
    }
    let own = CorrectionSubject::of(&scheda.id);
    let service = matches!(own, Some(CorrectionSubject::Servizio(_)));
    let mut out = Vec::new();
    if matches!(topic, Topic::Verificato | Topic::Chiuso) {
        let closes = |id: &str| matches!(CorrectionSubject::of(id), Some(CorrectionSubject::Sede(_)));
        let label = if topic == Topic::Chiuso { "La sede è chiusa" } else { "Tutta la sede è giusta" };
        out.extend(places.iter().filter(|(id, _)| closes(id)).map(|(id, name)| whole(label, name, Some(id))));
        if service {
            let label =
                if topic == Topic::Chiuso { "Il servizio non c'è più" } else { "Il servizio c'è ed è giusto" };
            out.push(whole(label, &scheda.facts.name, None));
        }
    }
    if topic == Topic::Chiuso {
        return out;
    }
    for (id, name) in &places {
        out.extend(of_record(catalog, id, Some(id), name, &OF_PLACE, topic));
    }
    if topic == Topic::Manca && service && scheda.facts.sedi.is_empty() {
        let none = |key: &'static str| fields::named(key).map(|f| offer(f, "sede nuova", String::new(), None));
        out.extend(["phones", "hours", "address", "emails"].into_iter().filter_map(none));
    }
    let listed: &[&'static str] =
        if matches!(own, Some(CorrectionSubject::Ambito(_))) { &OF_PLACE } else { &OF_SERVICE };
    out.extend(of_record(catalog, &scheda.id, None, &scheda.facts.name, listed, topic));
    out
}

fn whole(label: &str, place: &str, sede: Option<&String>) -> Offer {
    Offer {
        label: label.to_owned(),
        place: place.to_owned(),
        value: String::new(),
        sede: sede.cloned(),
        field: None,
        one: None,
    }
}

fn offer(field: &'static fields::ReportField, place: &str, value: String, sede: Option<&String>) -> Offer {
    Offer {
        label: field.label.to_owned(),
        place: place.to_owned(),
        value,
        sede: sede.cloned(),
        field: Some(field.key),
        one: None,
    }
}

fn of_record(
    catalog: &Catalog,
    id: &str,
    sede: Option<&String>,
    place: &str,
    listed: &[&str],
    topic: Topic,
) -> Vec<Offer> {
    let Some(subject) = CorrectionSubject::of(id) else { return Vec::new() };
    let Some(record) = fields::record(catalog, &subject) else { return Vec::new() };
    let protected = record.get("riservato") == Some(&Value::Bool(true));
    let held = |key: &str| match key {
        "hours" => record.get("hours").or_else(|| record.get("hours_source")),
        key => record.get(key),
    };
    fields::of(&subject)
        .filter(|f| listed.contains(&f.key) && !(protected && f.key == "address"))
        .flat_map(|f| {
            // Of several numbers one is wrong: it is picked.
            let several = record.get(f.key).map(fields::items).filter(|i| i.len() > 1).unwrap_or_default();
            if topic == Topic::Sbagliato && fields::is_contacts(f.key) && !several.is_empty() {
                let one = |item: &str| Offer {
                    one: Some(item.to_owned()),
                    ..offer(f, place, fields::in_words(f.key, &Value::from(item)), sede)
                };
                return several.into_iter().map(one).collect();
            }
            let value = held(f.key).map(|v| fields::in_words(f.key, v)).unwrap_or_default();
            // What the service says in the words of its tipologia can be wrong here, though no record says it.
            let inherited = matches!(subject, CorrectionSubject::Servizio(_)) && topic == Topic::Sbagliato;
            let fits = if topic == Topic::Manca { value.is_empty() } else { !value.is_empty() || inherited };
            if fits { vec![offer(f, place, value, sede)] } else { Vec::new() }
        })
        .collect()
}
