//! The texts behind the numbers: what a phrase says, and what a servizio says for itself.

use crate::catalog::model::{AreaIx, Catalog, Servizio, TargetIx, TipologiaIx};

use super::super::weights::Field;
use super::data::{Index, Phrase};

impl Index {
    /// The text of a phrase as the record writes it.
    pub(in crate::search) fn phrase_text(catalog: &Catalog, phrase: Phrase) -> &str {
        let record = &catalog.tipologie[TipologiaIx(phrase.ty)].record;
        let n = phrase.instance as usize;
        match phrase.field {
            Field::Name => &record.name,
            Field::Acronym => record.acronyms.get(n).map_or("", |t| t.as_str()),
            Field::Keyword => record.keywords.get(n).map_or("", |t| t.as_str()),
            Field::Alias => record.aliases.get(n).map_or(record.id.as_str(), |t| t.as_str()),
            Field::Target => {
                let target = &catalog.destinatari[TargetIx::of(n / 256)];
                match n % 256 {
                    0 => &target.label,
                    s => target.synonyms.get(s - 1).map_or("", |t| t.as_str()),
                }
            }
            Field::Area => &catalog.aree[AreaIx::of(n)].label,
            Field::Summary => &record.summary,
            Field::Outcome => record.outcome.as_deref().unwrap_or_default(),
            Field::Description => &record.description,
            Field::Eligibility => &record.eligibility.text,
            Field::Norm => record.legal_basis.get(n).map_or("", |b| b.norm.as_str()),
            Field::Plan | Field::Details | Field::Sede => "",
        }
    }
}

/// The texts that a servizio has for itself.
pub(in crate::search) fn own_texts<'a>(catalog: &'a Catalog, servizio: &'a Servizio, out: &mut Vec<(Field, &'a str)>) {
    if let Some(r) = servizio.record.as_deref() {
        out.extend(r.name.as_deref().map(|t| (Field::Name, t)));
        out.extend(r.acronyms.iter().flatten().map(|t| (Field::Acronym, t.as_str())));
        out.extend(r.keywords.iter().map(|t| (Field::Keyword, t.as_str())));
        out.extend(r.summary.as_deref().map(|t| (Field::Summary, t)));
        out.extend(r.plan_item.as_deref().map(|t| (Field::Plan, t)));
        out.extend(r.details.as_deref().map(|t| (Field::Details, t)));
        out.extend(r.outcome.as_deref().map(|t| (Field::Outcome, t)));
        out.extend(r.description.as_deref().map(|t| (Field::Description, t)));
        out.extend(r.eligibility.as_ref().map(|e| (Field::Eligibility, e.text.as_str())));
    }
    for sede in catalog.sedi.each(&servizio.sedi) {
        // A sede's words belong to the service it was opened for: an office that many services share says nothing of the
        // others.
        if sede.types.first().is_none_or(|&first| first == servizio.tipologia) {
            out.push((Field::Sede, &sede.record.name));
            out.extend(sede.record.address.as_deref().map(|t| (Field::Sede, t)));
        }
    }
}
