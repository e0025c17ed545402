//! From HSDS to records: what the files say and nothing more, with a list of all that was changed, lost or refused.
//!
//! A service that came from this program finds its own record again; any other hangs below the ambito that was chosen,
//! or below one that is still to be assigned. A status that nobody states stays unknown. Neighbours: [`super::read`] makes
//! one shape of the files, [`place`] turns locations into sedi.

mod facts;
mod names;
mod place;
mod sedi;
mod settle;
mod unread;
mod work;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use self::names::HsdsNames;
pub use self::names::slug;
use self::sedi::Sedi;
pub use self::work::{HsdsImport, UNKNOWN_AMBITO, UNKNOWN_TYPE};
use self::work::{HsdsIndex, HsdsWork};
use super::read::{HsdsSource, text, tidy};
use crate::catalog::model::{AmbitoIx, Catalog};
use crate::catalog::record::ServizioRecord;
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, RecordId, Stato};

/// Fields of a service that find a place, or that only tie it to others.
const KNOWN: [&str; 42] = [
    "id",
    "name",
    "alternate_name",
    "description",
    "url",
    "status",
    "application_process",
    "eligibility_description",
    "eligibility",
    "fees_description",
    "fees",
    "minimum_age",
    "maximum_age",
    "assured_date",
    "last_modified",
    "wait_time",
    "capacities",
    "interpretation_services",
    "alert",
    "organization",
    "organization_id",
    "program",
    "program_id",
    "service_areas",
    "required_documents",
    "funding",
    "service_at_locations",
    "location",
    "locations",
    "location_id",
    "location_ids",
    "attributes",
    "cost_options",
    "phones",
    "email",
    "contacts",
    "schedules",
    "regular_schedules",
    "operating_hours",
    "events",
    "payments_accepted",
    "services_at_location",
];

/// Longest name that a list can show, characters.
const MAX_NAME: usize = 80;

/// Records from HSDS. Services whose ambito is not known go below `ambito`, or below one to be assigned. `title` names the
/// files as a source.
pub fn import(catalog: &Catalog, source: &HsdsSource, ambito: Option<AmbitoIx>, title: &str) -> HsdsImport {
    import_told(catalog, source, ambito, title, &|_, _| {})
}

/// As [`import`]; `told` hears how many services of how many are done.
pub fn import_told(
    catalog: &Catalog,
    source: &HsdsSource,
    ambito: Option<AmbitoIx>,
    title: &str,
    told: &dyn Fn(usize, usize),
) -> HsdsImport {
    let taken = catalog
        .servizi
        .iter()
        .filter(|s| s.record.is_some())
        .map(|s| s.id.to_string())
        .chain(catalog.sedi.iter().map(|s| s.record.id.to_string()))
        .collect();
    let mut work = HsdsWork {
        catalog,
        index: HsdsIndex::of(source),
        names: HsdsNames::of(catalog),
        title: title.to_owned(),
        ambito,
        lost: BTreeMap::new(),
        alone: Vec::new(),
        changed: source.changed.clone(),
        taken,
        next: HashMap::new(),
        foreign: HashSet::new(),
        ours: Vec::new(),
        sedi: Sedi::default(),
        sede_of: HashMap::new(),
        organizations_missing: 0,
        norms: 0,
        no_status: 0,
    };
    let mut out = HsdsImport { rejected: source.rejected.clone(), ..HsdsImport::default() };
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut servizi: BTreeMap<String, Vec<ServizioRecord>> = BTreeMap::new();
    for row in source.rows("service") {
        out.read += 1;
        told(out.read, source.rows("service").len());
        let fields = row.fields();
        if let Some(id) = text(&fields, "id")
            && let Some(first) = seen.insert(id, &row.place)
        {
            out.rejected.push(format!("{}: stesso identificativo di {first}", row.place));
            continue;
        }
        match work.servizio(&fields, &row.place) {
            Ok(Some(mut record)) => {
                record.sources.change(Vec::shrink_to_fit);
                servizi.entry(record.id.scope().to_owned()).or_default().push(record);
            }
            Ok(None) => {}
            Err(reason) => out.rejected.push(format!("{}: {reason}", row.place)),
        }
    }
    if out.read == 0 {
        out.rejected.push("nei file non c'è nessun servizio (service)".to_owned());
    }
    work.places_of_programs(source);
    out.imported = servizi.values().map(Vec::len).sum();
    out.sedi = work.sedi.len();
    work.unread(source);
    work.close(servizi, &mut out);
    out
}

impl HsdsWork<'_> {
    pub(super) fn lose(&mut self, field: &str, place: &str) {
        let entry = self.lost.entry(field.to_owned()).or_insert_with(|| (0, place.to_owned()));
        entry.0 += 1;
    }

    pub(super) fn change(&mut self, said: String) {
        self.changed.push(said);
    }

    /// An identifier nobody has yet: `base`, `base-2`…
    pub(super) fn free(&mut self, base: &str) -> Option<RecordId> {
        let n = self.next.entry(base.to_owned()).or_insert(1);
        loop {
            let candidate = if *n == 1 { base.to_owned() } else { format!("{base}-{n}") };
            *n += 1;
            if self.taken.insert(candidate.clone()) {
                return RecordId::new(&candidate).ok();
            }
        }
    }

    fn servizio(&mut self, fields: &Map<String, Value>, place: &str) -> Result<Option<ServizioRecord>, String> {
        let name = text(fields, "name").ok_or("manca il nome (name)")?;
        let labels = self.labels(fields);
        let said = |label: &str| labels.get(label).map(String::as_str);
        let own = said("codice").and_then(|c| RecordId::new(c).ok());
        let entry = own.as_ref().and_then(|id| self.names.servizio(id));
        self.ours.extend(entry.map(|ix| self.catalog.servizi[ix].id.clone()));
        if said("base") == Some("norma") {
            self.norms += 1;
            self.index.meet_all(fields);
            return Ok(None);
        }
        let known = entry.and_then(|ix| self.catalog.entry(ix).own()).cloned();
        let tipologia = self.tipologia(fields, &name, own.as_ref());
        let base = self.names.tipologia(&tipologia).map(|ix| &self.catalog.tipologie[ix].record);
        let scope = match &own {
            Some(id) => id.scope().to_owned(),
            None => self.scope(fields),
        };
        let id = match own {
            Some(id) => id,
            None => self.free(&format!("{scope}/{tipologia}")).ok_or("non se ne ricava un codice")?,
        };
        let is_known = known.is_some();
        if known.is_none() {
            let origin = text(fields, "id").unwrap_or_default();
            let origin =
                if origin.is_empty() { "senza identificativo".to_owned() } else { format!("in origine: {origin}") };
            self.change(format!("{place}: importato come {id} ({origin})"));
            self.foreign.insert(place.to_owned());
        }
        let mut record = match known {
            Some(record) => record,
            None => blank(&id, &tipologia).ok_or("non se ne ricava un codice")?,
        };
        if let Some(basis) = said("base").and_then(|word| Basis::ALL.iter().find(|b| b.word() == word)) {
            record.basis = *basis;
        }
        // "da confermare" may be what age made of another word, and dates make words of their own: a record of ours keeps
        // its own.
        let dated = || entry.is_some_and(|ix| self.catalog.entry(ix).term().is_stated());
        let stays = is_known && (said("stato") == Some(Stato::DaConfermare.label()) || dated());
        if !stays {
            record.status = self.status(fields, said("stato"));
        }
        if base.is_none_or(|t| t.name.as_str() != name) {
            record.name = Some(Text::new(&name));
        }
        if name.chars().count() > MAX_NAME {
            self.change(format!(
                "{place}: nome di {} caratteri, accorciato; intero sta nella descrizione",
                name.chars().count()
            ));
            record.name = Some(Text::new(&facts::first_words(&name, MAX_NAME)));
            record.details = Some(Text::new(&name));
        }
        self.words(fields, base, &mut record, place);
        self.lists(fields, base, &mut record, place);
        self.dates(fields, &labels, &mut record, place);
        facts::term(&labels, base, &mut record);
        self.access(fields, &labels, &mut record, place);
        if !is_known {
            self.origin(fields, &labels, &mut record, place);
        }
        self.territory(fields, &mut record, place);
        if let Some(sedi) = self.places(fields, &id, &name, place)
            && !self.goes_there(&id, &sedi)
        {
            record.sedi = Some(sedi.into_boxed_slice().into_vec());
        }
        Ok(Some(record))
    }

    /// Whether the catalogue sends people of this servizio to these very sedi already.
    fn goes_there(&self, id: &RecordId, sedi: &[RecordId]) -> bool {
        let entry = self.names.servizio(id).map(|ix| &self.catalog.servizi[ix]);
        let now = entry.map(|s| s.sedi.as_slice()).unwrap_or_default();
        let now = self.catalog.sedi.each(now);
        let alive: HashSet<&str> =
            now.filter(|s| s.record.status != Some(Stato::Storico)).map(|s| s.record.id.as_str()).collect();
        alive == sedi.iter().map(crate::catalog::values::RecordId::as_str).collect()
    }

    /// Attributes that this program wrote: label and value.
    fn labels(&mut self, fields: &Map<String, Value>) -> HashMap<String, String> {
        let mut out = HashMap::new();
        for attribute in self.attributes(fields) {
            if text(&attribute, "link_type").as_deref() == Some("sportello")
                && let (Some(label), Some(Value::String(value))) = (text(&attribute, "label"), attribute.get("value"))
            {
                out.insert(label, value.clone());
            }
        }
        out
    }

    fn attributes(&self, fields: &Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut all = self.index.parts(fields, &["attributes", "taxonomy"], "attribute", "link_id");
        all.extend(self.index.parts(fields, &[], "attribute", "service_id"));
        all
    }

    /// The tipologia: named by us, or the one whose name, acronym or alias is the service's.
    fn tipologia(&mut self, fields: &Map<String, Value>, name: &str, own: Option<&RecordId>) -> String {
        // Labelled values of ours name no tipologia.
        let ours = |a: &Map<String, Value>| text(a, "link_type").as_deref() == Some("sportello");
        for attribute in self.attributes(fields).into_iter().filter(|a| !ours(a)) {
            let term = attribute.get("taxonomy_term").and_then(Value::as_object).cloned().or_else(|| {
                let id = text(&attribute, "taxonomy_term_id").or_else(|| text(&attribute, "taxonomy_id"))?;
                self.index.one("taxonomy_term", &id)
            });
            let ours = text(&attribute, "link_type").as_deref() == Some("tipologie");
            match term.and_then(|t| text(&t, "code").or_else(|| text(&t, "name"))) {
                Some(code) if self.names.tipologia(&code).is_some() => return code,
                _ if ours => {}
                Some(_) if own.is_none() => {
                    self.lose("attribute (voci di altre tassonomie)", name);
                }
                _ => {}
            }
        }
        let wanted = [Some(name.to_owned()), text(fields, "alternate_name")];
        let found = wanted.iter().flatten().filter_map(|w| self.names.tipologia_named(w)).min();
        let found = found.map(|ix| &self.catalog.tipologie[ix]);
        found.map_or(UNKNOWN_TYPE.to_owned(), |t| t.record.id.to_string())
    }

    /// The ambito: the organization's, where it is one of ours; the chosen one; the one to be assigned.
    fn scope(&mut self, fields: &Map<String, Value>) -> String {
        let organization = self.organization(fields);
        let nested = fields.get("organization").is_some_and(Value::is_object);
        if !nested && organization.is_none() && fields.contains_key("organization_id") {
            self.organizations_missing += 1;
        }
        let id = organization.as_ref().and_then(|o| text(o, "id")).or_else(|| text(fields, "organization_id"));
        let name = organization.and_then(|o| text(&o, "name"));
        let ours = self.names.ambito(id.as_deref(), name.as_deref()).or(self.ambito);
        let ours = ours.map(|ix| &self.catalog.ambiti[ix]);
        ours.map_or(UNKNOWN_AMBITO.to_owned(), |a| a.record.id.to_string())
    }

    /// The organization of a service: its own, else its program's, else that of the place it names.
    fn organization(&self, fields: &Map<String, Value>) -> Option<Map<String, Value>> {
        if let Some(nested) = fields.get("organization").and_then(Value::as_object) {
            return Some(tidy("organization", nested.clone()));
        }
        let of = |f: &Map<String, Value>| text(f, "organization_id").and_then(|id| self.index.one("organization", &id));
        let location = || text(fields, "location_id").and_then(|id| self.index.one("location", &id));
        of(fields).or_else(|| of(&self.program(fields)?)).or_else(|| of(&location()?))
    }

    /// The program of a service.
    pub(super) fn program(&self, fields: &Map<String, Value>) -> Option<Map<String, Value>> {
        let nested = fields.get("program").and_then(Value::as_object).cloned();
        nested.or_else(|| text(fields, "program_id").and_then(|id| self.index.one("program", &id)))
    }

    /// Never active unless somebody says so; what HSDS calls inactive may be planned, suspended or over.
    fn status(&mut self, fields: &Map<String, Value>, ours: Option<&str>) -> Option<Stato> {
        if let Some(stato) = ours.and_then(|l| Stato::ALL.iter().find(|s| s.label() == l)) {
            return Some(*stato);
        }
        match text(fields, "status").map(|s| s.to_lowercase()).as_deref() {
            Some("active") => Some(Stato::Attivo),
            Some("defunct") => Some(Stato::Storico),
            Some(other) => {
                self.change(format!(
                    "stato «{other}» di «{}»: da confermare",
                    text(fields, "name").unwrap_or_default()
                ));
                Some(Stato::DaConfermare)
            }
            None => {
                self.no_status += 1;
                None
            }
        }
    }
}

fn blank(id: &RecordId, tipologia: &str) -> Option<ServizioRecord> {
    let basis = if id.scope() == "it" { Basis::Misura } else { Basis::Piano };
    serde_json::from_value(serde_json::json!({"id": id.as_str(), "type": tipologia, "basis": basis.word()})).ok()
}
