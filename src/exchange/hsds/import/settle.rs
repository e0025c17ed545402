//! What the work comes to: the files of a layer, and the report.

use std::collections::BTreeMap;

use super::work::{HsdsImport, HsdsWork, UNKNOWN_AMBITO, UNKNOWN_TYPE};
use crate::catalog::later::Later;
use crate::catalog::model::Catalog;
use crate::catalog::record::{AmbitoFile, AmbitoRecord, Eligibility, ServizioRecord, Source, Tipologia};
use crate::catalog::text::Text;
use crate::catalog::values::{Confidence, Provider, Slug};

impl HsdsWork<'_> {
    /// Puts the records into their files and the report in order.
    pub(super) fn close(self, servizi: BTreeMap<String, Vec<ServizioRecord>>, out: &mut HsdsImport) {
        let mut files: BTreeMap<String, AmbitoFile> = BTreeMap::new();
        let blank = || AmbitoFile { ambito: None, sedi: Vec::new(), servizi: Vec::new() };
        let fonte = Source { title: Text::new(&self.title), url: None, date: None, read: None, supports: None };
        let needs_type = servizi.values().flatten().any(|s| s.tipologia.as_str() == UNKNOWN_TYPE);
        for (scope, servizi) in servizi {
            if scope == "it" || self.catalog.regioni().any(|r| r.id.as_str() == scope) {
                out.records.misure.extend(servizi);
            } else {
                files.entry(scope).or_insert_with(blank).servizi = servizi;
            }
        }
        for (scope, mut sedi) in self.sedi.by_scope {
            sedi.sort_unstable_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
            files.entry(scope).or_insert_with(blank).sedi = sedi;
        }
        if let Some(file) = files.get_mut(UNKNOWN_AMBITO) {
            file.ambito = to_be_assigned(fonte.clone());
            let (count, what) = match file.servizi.len() {
                0 => (file.sedi.len(), "sedi"),
                servizi => (servizi, "servizi"),
            };
            out.changed.push(format!(
                "l'ambito non è noto per {count} {what}: stanno in ambiti/{UNKNOWN_AMBITO}.json, da assegnare (oppure ripeti con --ambito)"
            ));
        }
        if needs_type && self.catalog.find_type(UNKNOWN_TYPE).is_none() {
            out.records.tipologie.extend(unknown_type(self.catalog, fonte));
            out.changed.push(format!("tipologia non riconosciuta: usata «{UNKNOWN_TYPE}», da assegnare a mano"));
        }
        out.records.ambiti = files.into_values().collect();
        out.changed.extend(self.changed);
        if self.no_status > 0 {
            out.changed
                .push(format!("{} servizi senza stato: restano di stato sconosciuto (da confermare)", self.no_status));
        }
        if self.norms > 0 {
            out.changed.push(format!(
                "{} voci previste dalla norma: il programma le ricava da sé, non sono scritte",
                self.norms
            ));
        }
        if self.organizations_missing > 0 {
            out.changed.push(format!(
                "{} servizi nominano un'organizzazione che nei file non c'è",
                self.organizations_missing
            ));
        }
        out.lost =
            self.lost.into_iter().map(|(f, (n, place))| format!("{f}: {n} volte, la prima in {place}")).collect();
        out.lost.extend(self.alone);
    }
}

fn to_be_assigned(fonte: Source) -> Option<AmbitoRecord> {
    let mut record: AmbitoRecord = serde_json::from_value(serde_json::json!({
        "id": UNKNOWN_AMBITO,
        "name": "Servizi importati, ambito da assegnare",
        "short": "da assegnare",
        "province": "–",
        "sources": [],
    }))
    .ok()?;
    record.sources.change(|all| all.push(fonte));
    Some(record)
}

fn unknown_type(catalog: &Catalog, fonte: Source) -> Option<Tipologia> {
    // The area of access to services, where there is one: it says least about what the service is.
    let area = catalog.aree.iter().find(|a| a.id.as_str() == "welfare-accesso").or(catalog.aree.first())?;
    Some(Tipologia {
        riservata: false,
        id: Slug::new(UNKNOWN_TYPE).ok()?,
        name: Text::new("Servizio importato"),
        acronyms: Vec::new(),
        area: area.id.clone(),
        other_areas: Vec::new(),
        targets: Vec::new(),
        summary: Text::new("Servizio letto da un altro archivio: tipologia da assegnare."),
        description: Text::new("Servizio letto da un altro archivio: la tipologia è da assegnare."),
        eligibility: Eligibility { text: Text::new("Non indicato."), requirements: Later::default() },
        how_to_apply: Later::default(),
        first_step: None,
        documents: Later::default(),
        outcome: None,
        amounts: Vec::new(),
        opens: None,
        closes: None,
        valid_until: None,
        yearly: Vec::new(),
        timing: None,
        cost: None,
        level: None,
        provider: Provider::Ambito,
        legal_basis: Later::default(),
        nomenclatore: None,
        keywords: Later::default(),
        related: Vec::new(),
        aliases: Vec::new(),
        orientation: Later::default(),
        sources: vec![fonte].into(),
        confidence: Confidence::Bassa,
        removed: false,
    })
}
