//! From what an operator says of a scheda to reports: which record is meant, which field, what stands there now.

use std::cell::OnceCell;
use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::fields::{self, ReportField};
use super::privacy;
use super::proposal::{Proposal, Topic};
use crate::catalog::correzioni::CorrectionSubject;
use crate::catalog::model::{Catalog, ComuneIx, Entry, SedePlace};
use crate::catalog::text::Text;
use crate::catalog::values::{SedeKind, Stato};
use crate::lingua::fold::fold;
use crate::lingua::fold::slug;
use crate::lingua::signs::{clean, glimpse};

/// What an operator says of a scheda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The scheda, or a record of its own.
    pub id: String,
    /// The place that is meant, where the scheda has several: its identifier or part of its name.
    pub sede: Option<String>,
    /// The comune that is chosen: where a new place stands.
    pub comune: Option<ComuneIx>,
    /// What is reported.
    pub topic: Topic,
    /// Fields, as typed, with their right value where it is known.
    pub set: Vec<(String, Option<String>)>,
    /// Who reports: a role.
    pub by: String,
    /// Free text.
    pub note: Option<String>,
}

/// Why a report cannot be made: one Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DraftRefused(pub String);

fn refused<T>(sentence: impl Into<String>) -> Result<T, DraftRefused> {
    Err(DraftRefused(sentence.into()))
}

impl Draft {
    /// The reports it comes to: one a field.
    ///
    /// # Errors
    /// [`DraftRefused`].
    pub fn proposals(&self, catalog: &Catalog, today: NaiveDate) -> Result<Vec<Proposal>, DraftRefused> {
        let by = clean(self.by.trim()).into_owned();
        privacy::role(&by).map_err(|why| DraftRefused(format!("Non segnalato: {why}.")))?;
        let note = self.note(catalog)?;
        let scheda = self.subject(catalog)?;
        let place = self.sede.as_deref().map(|s| Self::place(catalog, &scheda, s)).transpose()?;
        if is_secret(catalog, &scheda) || place.as_ref().is_some_and(|(_, place)| is_secret(catalog, place)) {
            let values = self.set.iter().filter_map(|(_, value)| value.as_deref());
            for text in values.chain(note.as_deref()) {
                privacy::secret(text).map_err(|why| DraftRefused(format!("Non segnalato: {why}.")))?;
            }
        }
        let of = |record: &str| {
            let proposal = Proposal::new(self.topic, record, &by, today);
            proposal
                .map(|p| Proposal { note: note.as_deref().map(Text::new), ..p })
                .ok_or_else(|| DraftRefused("Non segnalato.".to_owned()))
        };
        if self.set.is_empty() {
            if self.topic == Topic::Sbagliato {
                return refused("Manca il dato sbagliato: --set CAMPO, o --set CAMPO=VALORE se quello giusto si sa.");
            }
            if self.topic == Topic::Manca && note.is_none() {
                return refused("Manca che cosa manca: --set CAMPO=VALORE oppure --note.");
            }
            let (id, subject) = place.unwrap_or((self.id.clone(), scheda));
            let closes = matches!(subject, CorrectionSubject::Servizio(_) | CorrectionSubject::Sede(_));
            if matches!(self.topic, Topic::Chiuso | Topic::Verificato) && !closes {
                return refused("Chiuso o verificato per intero può essere un servizio o una sede.");
            }
            let mut proposal = of(&id)?;
            if self.topic == Topic::Chiuso {
                let record = fields::record(catalog, &subject).unwrap_or_default();
                proposal.field = Some(Text::new("status"));
                proposal.before = record.get("status").cloned().unwrap_or_default();
                proposal.after = json!(Stato::Storico);
            }
            return Ok(vec![proposal]);
        }
        if self.topic == Topic::Chiuso {
            return refused("«Chiuso» non ha campi: vale per tutta la sede o per tutto il servizio.");
        }
        let mut out = Vec::new();
        let mut new = Map::new();
        for (typed, value) in &self.set {
            let (key, one) = one_of(typed);
            let (id, subject, field) = match self.target(catalog, &scheda, place.as_ref(), key)? {
                DraftTarget::Known(id, subject, field) => (id, subject, field),
                DraftTarget::NewPlace(id, field) => {
                    let subject =
                        CorrectionSubject::of(&id).ok_or_else(|| DraftRefused("Non segnalato.".to_owned()))?;
                    if let Some(one) = one {
                        return refused(not_there(key, one, ""));
                    }
                    let Some(value) = value.as_deref().filter(|v| !v.trim().is_empty()) else {
                        return refused(format!("«{key}»: il servizio non ha una sede in catalogo, manca il valore."));
                    };
                    let (key, value) = fields::typed(&subject, field, value).map_err(|why| said(key, &why))?;
                    new.insert(key.to_owned(), value);
                    continue;
                }
            };
            let record = fields::record(catalog, &subject).unwrap_or_default();
            let mut proposal = of(&id)?;
            let mut name = field.key;
            let value = value.as_deref().filter(|v| !v.trim().is_empty());
            if let Some(value) = value.filter(|_| self.topic == Topic::Verificato) {
                let (name, found) = fields::typed(&subject, field, value).map_err(|why| said(key, &why))?;
                let held = record.get(name).cloned().unwrap_or_default();
                if !fields::holds(name, &held, &found) {
                    return refused(format!(
                        "«{key}»: in catalogo non è così. Un valore nuovo si segnala con «sbagliato», non con «verificato»."
                    ));
                }
            } else if let Some(value) = value {
                (name, proposal.after) = fields::typed(&subject, field, value).map_err(|why| said(key, &why))?;
            } else if name == "hours" && record.get(name).is_none() && record.get("hours_source").is_some() {
                name = "hours_source";
            }
            proposal.before = record.get(name).cloned().unwrap_or_default();
            if proposal.before.is_null() && self.topic == Topic::Verificato {
                return refused(format!("«{key}»: in catalogo non c'è niente da verificare."));
            }
            proposal.after = self.within(name, (key, one), &proposal.before, proposal.after)?;
            if !proposal.after.is_null() {
                fields::check(&subject, &record, &json!({ name: proposal.after })).map_err(|why| said(key, &why))?;
            }
            if !proposal.after.is_null() && fields::same(name, &proposal.after, &proposal.before) {
                return refused(format!("«{key}»: in catalogo è già così."));
            }
            proposal.field = Some(Text::new(name));
            out.push(proposal);
        }
        if !new.is_empty() {
            out.push(self.new_place(catalog, &scheda, new, of)?);
        }
        Ok(out)
    }

    /// The free text, where there is one and it speaks of nobody.
    fn note(&self, catalog: &Catalog) -> Result<Option<String>, DraftRefused> {
        let note = self.note.as_deref().map(|n| clean(n.trim()).into_owned()).filter(|n| !n.is_empty());
        let Some(note) = note else { return Ok(None) };
        privacy::note(&note, |digits| services(catalog).contains(digits))
            .map_err(|why| DraftRefused(format!("Non segnalato: {why}.")))?;
        let known = OnceCell::new();
        match privacy::surname(&note, |w| known.get_or_init(|| called(catalog)).contains(w)) {
            Some(word) => refused(format!(
                "Non segnalato: «{word}» sembra il cognome di una persona: si scrive il ruolo. Se è un luogo o un ente, in minuscolo."
            )),
            None => Ok(Some(note)),
        }
    }

    /// The whole field once what was typed stands in it: one wrong number leaves the others of its list.
    fn within(
        &self,
        name: &str,
        (key, one): (&str, Option<&str>),
        before: &Value,
        typed: Value,
    ) -> Result<Value, DraftRefused> {
        let (held, came) = (fields::items(before), fields::items(&typed));
        match (self.topic, one) {
            (Topic::Verificato, Some(_)) => refused(format!("«{key}»: si verifica il dato intero, senza dire quale.")),
            (_, Some(one)) if !held.iter().any(|h| fields::same_one(name, h, one)) => {
                refused(not_there(key, one, &fields::in_words(name, before)))
            }
            (Topic::Sbagliato, Some(one)) if before.is_array() => Ok(fields::put_in(name, &held, &[one], &came)),
            (Topic::Manca, _) if fields::is_contacts(name) && before.is_array() && !came.is_empty() => {
                Ok(fields::put_in(name, &held, &[], &came))
            }
            (Topic::Sbagliato, None) if fields::is_contacts(name) && held.len() > 1 && came.len() < 2 => {
                let key = glimpse(key, 40);
                let first = fields::in_words(name, &json!(held.first()));
                let value = if came.is_empty() { "" } else { "=VALORE" };
                refused(format!(
                    "«{key}»: ce n'è più d'uno, {}. Dire quale, per esempio --set \"{key} {first}{value}\", o scriverli tutti con la virgola.",
                    fields::in_words(name, before)
                ))
            }
            _ => Ok(typed),
        }
    }

    /// What the scheda is about.
    fn subject(&self, catalog: &Catalog) -> Result<CorrectionSubject, DraftRefused> {
        let shown = glimpse(&self.id, 80);
        let subject = CorrectionSubject::of(&self.id).filter(|s| fields::record(catalog, s).is_some());
        subject.ok_or_else(|| DraftRefused(format!("Nessuna scheda «{shown}».")))
    }

    /// The place that is meant by `typed`.
    fn place(
        catalog: &Catalog,
        scheda: &CorrectionSubject,
        typed: &str,
    ) -> Result<(String, CorrectionSubject), DraftRefused> {
        if let Some(subject) = CorrectionSubject::of(typed).filter(|s| fields::record(catalog, s).is_some()) {
            return Ok((typed.to_owned(), subject));
        }
        let folded = fold(typed);
        let own = places(catalog, scheda);
        let found: Vec<&SedePlace> = own
            .iter()
            .copied()
            .filter(|s| {
                s.record.id.as_str().ends_with(&format!("/sede/{typed}")) || fold(&s.record.name).contains(&folded)
            })
            .collect();
        match found.as_slice() {
            [one] => Ok((one.record.id.to_string(), CorrectionSubject::Sede(one.record.id.clone()))),
            _ => refused(format!("Quale sede? {}", names(if found.is_empty() { &own } else { &found }))),
        }
    }

    fn target(
        &self,
        catalog: &Catalog,
        scheda: &CorrectionSubject,
        place: Option<&(String, CorrectionSubject)>,
        key: &str,
    ) -> Result<DraftTarget, DraftRefused> {
        let known = |subject: &CorrectionSubject| fields::meant(subject, key);
        if let Some((id, subject)) = place {
            return match known(subject) {
                Some(field) => Ok(DraftTarget::Known(id.clone(), subject.clone(), field)),
                None => Err(no_field(subject, key)),
            };
        }
        if let Some(field) = known(scheda) {
            return Ok(DraftTarget::Known(self.id.clone(), scheda.clone(), field));
        }
        let example = CorrectionSubject::of("x/sede/x");
        let Some(field) = example.as_ref().and_then(known) else { return Err(no_field(scheda, key)) };
        let own = places(catalog, scheda);
        match own.as_slice() {
            [one] => {
                let id = &one.record.id;
                Ok(DraftTarget::Known(id.to_string(), CorrectionSubject::Sede(id.clone()), field))
            }
            [] if matches!(self.topic, Topic::Manca | Topic::Sbagliato) => {
                let id = new_id(catalog, scheda, self.comune);
                id.map(|id| DraftTarget::NewPlace(id, field)).ok_or_else(|| no_field(scheda, key))
            }
            [] => refused(format!("«{key}»: il servizio non ha una sede in catalogo.")),
            several => refused(format!("Il servizio ha più sedi, dire quale con --sede. {}", names(several))),
        }
    }

    fn new_place(
        &self,
        catalog: &Catalog,
        scheda: &CorrectionSubject,
        set: Map<String, Value>,
        of: impl Fn(&str) -> Result<Proposal, DraftRefused>,
    ) -> Result<Proposal, DraftRefused> {
        let none = || DraftRefused("Non segnalato: non si sa di quale ambito è il servizio.".to_owned());
        let id = new_id(catalog, scheda, self.comune).ok_or_else(none)?;
        let entry = entry(catalog, scheda).ok_or_else(none)?;
        let mut record = Map::new();
        record.insert("id".to_owned(), json!(id));
        record.insert("name".to_owned(), json!(entry.name()));
        let served = entry.tipologia.record.id.as_str();
        let is_of = |k: &&SedeKind| served.starts_with(k.word()) || served.split('-').any(|piece| piece == k.word());
        let kind = SedeKind::ALL.iter().find(is_of).map_or(SedeKind::Altro, |k| *k);
        record.insert("kind".to_owned(), json!(kind.word()));
        let comune = self.comune.map(|ix| &catalog.comuni[ix]);
        let secret = entry.tipologia.record.riservata;
        if secret {
            record.insert("riservato".to_owned(), json!(true));
        }
        let inside = comune.filter(|c| !secret && entry.ambito().is_some_and(|a| catalog.ambiti[c.ambito] == *a));
        if let Some(comune) = inside {
            record.insert("comune".to_owned(), json!(comune.record.istat));
        }
        record.insert("types".to_owned(), json!([entry.tipologia.record.id]));
        record.extend(set);
        let subject = CorrectionSubject::of(&id).ok_or_else(none)?;
        let mut whole = record.clone();
        whole.insert("sources".to_owned(), json!([]));
        fields::check(&subject, &Value::Object(whole), &json!({})).map_err(|why| said("sede", &why))?;
        let mut proposal = of(&id)?;
        proposal.field = Some(Text::new(fields::NEW_SEDE));
        proposal.after = Value::Object(record);
        Ok(proposal)
    }
}

/// What a field belongs to.
enum DraftTarget {
    Known(String, CorrectionSubject, &'static ReportField),
    NewPlace(String, &'static ReportField),
}

/// The field that was typed, and which of its list: "telefono 0831 653763".
fn one_of(typed: &str) -> (&str, Option<&str>) {
    match typed.trim().split_once(char::is_whitespace) {
        Some((key, one)) if one.contains(|c: char| c.is_ascii_digit() || c == '@') => (key, Some(one.trim())),
        _ => (typed, None),
    }
}

fn not_there(key: &str, one: &str, held: &str) -> String {
    let short = |text: &str| glimpse(text, 60);
    let held = if held.is_empty() { "niente" } else { held };
    format!("«{}»: {} non è in catalogo. C'è: {held}.", short(key), short(one))
}

fn said(key: &str, why: &str) -> DraftRefused {
    let key = glimpse(key, 40);
    DraftRefused(format!("«{key}» non va bene: {why}."))
}

fn no_field(subject: &CorrectionSubject, key: &str) -> DraftRefused {
    let key = glimpse(key, 40);
    let mut known: Vec<String> = fields::of(subject).map(|f| f.label.to_lowercase()).collect();
    known.dedup();
    DraftRefused(format!("«{key}» non è un dato che si possa segnalare qui. Si può: {}.", known.join(", ")))
}

fn names(places: &[&SedePlace]) -> String {
    let all: Vec<String> = places.iter().take(8).map(|s| format!("{} ({})", s.record.name, s.record.id)).collect();
    if all.is_empty() { "In catalogo non ce n'è.".to_owned() } else { format!("Ci sono: {}.", all.join("; ")) }
}

fn entry<'c>(catalog: &'c Catalog, scheda: &CorrectionSubject) -> Option<Entry<'c>> {
    match scheda {
        CorrectionSubject::Servizio(id) => catalog.find(id),
        _ => None,
    }
}

/// Whether nobody may write where this is.
fn is_secret(catalog: &Catalog, subject: &CorrectionSubject) -> bool {
    match subject {
        CorrectionSubject::Sede(id) => catalog.sedi.iter().any(|s| s.record.id == *id && s.record.riservato),
        CorrectionSubject::Tipologia(id) => catalog.tipologie.iter().any(|t| t.record.id == *id && t.record.riservata),
        _ => entry(catalog, subject).is_some_and(|e| e.tipologia.record.riservata),
    }
}

/// The living places of a scheda.
pub fn places<'c>(catalog: &'c Catalog, scheda: &CorrectionSubject) -> Vec<&'c SedePlace> {
    let sedi = match scheda {
        CorrectionSubject::Ambito(id) => {
            let ambito = catalog.find_ambito(id).map(|ix| &catalog.ambiti[ix]);
            ambito.map(|a| a.sedi.as_slice()).unwrap_or_default()
        }
        _ => entry(catalog, scheda).and_then(|e| e.servizio).map(|s| s.sedi.as_slice()).unwrap_or_default(),
    };
    catalog.sedi.each(sedi).filter(|s| s.is_living()).collect()
}

/// The identifier of a place that the catalogue does not have: of this tipologia, in this comune.
fn new_id(catalog: &Catalog, scheda: &CorrectionSubject, comune: Option<ComuneIx>) -> Option<String> {
    let entry = entry(catalog, scheda)?;
    let ambito = &entry.ambito()?.record.id;
    let comune = comune.map(|ix| &catalog.comuni[ix]).map(|c| slug(&c.record.name));
    let name =
        [Some(entry.tipologia.record.id.to_string()), comune].into_iter().flatten().collect::<Vec<_>>().join("-");
    let plain = format!("{ambito}/sede/{name}");
    let taken = |id: &str| catalog.sedi.iter().any(|s| s.record.id.as_str() == id);
    if !taken(&plain) {
        return Some(plain);
    }
    (2..100).map(|n| format!("{plain}-{n}")).find(|id| !taken(id))
}

/// Every number of a service, digits only.
fn services(catalog: &Catalog) -> HashSet<String> {
    let sedi = catalog.sedi.iter().flat_map(|s| &s.record.phones);
    let ambiti = catalog.ambiti.iter().flat_map(|a| &a.record.phones);
    let comuni = catalog.comuni.iter().filter_map(|c| c.record.switchboard.as_ref());
    let numeri = catalog.numeri.iter().map(|n| &n.number);
    sedi.chain(ambiti)
        .chain(comuni)
        .chain(numeri)
        .map(|p| p.normalised().trim_start_matches("+39").to_owned())
        .collect()
}

/// Every word, folded, that the catalogue writes with a capital, by which things are called; not those of addresses and
/// sources, which name people.
fn called(catalog: &Catalog) -> HashSet<String> {
    fn take(value: &Value, into: &mut HashSet<String>) {
        match value {
            Value::String(text) => {
                let words = text.split(|c: char| !c.is_alphabetic());
                into.extend(words.filter(|w| w.starts_with(char::is_uppercase)).map(fold));
            }
            Value::Array(items) => items.iter().for_each(|v| take(v, into)),
            Value::Object(map) => {
                map.iter()
                    .filter(|(k, _)| !matches!(k.as_str(), "address" | "sources"))
                    .for_each(|(_, v)| take(v, into));
            }
            _ => {}
        }
    }
    let mut out = HashSet::new();
    let mut all = |value: serde_json::Result<Value>| value.iter().for_each(|v| take(v, &mut out));
    catalog.tipologie.iter().for_each(|t| all(serde_json::to_value(&t.record)));
    catalog.servizi.iter().filter_map(|s| s.record.as_ref()).for_each(|r| all(serde_json::to_value(r)));
    catalog.sedi.iter().for_each(|s| all(serde_json::to_value(&s.record)));
    catalog.ambiti.iter().for_each(|a| all(serde_json::to_value(&a.record)));
    catalog.comuni.iter().for_each(|c| all(serde_json::to_value(&c.record)));
    catalog.numeri.iter().for_each(|n| all(serde_json::to_value(n)));
    out
}
