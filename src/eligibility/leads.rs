//! What a good social worker reaches for first, once she knows what is the matter; and for whom a service is at all.
//!
//! [`LEADS`] orders what may fit; it never decides a requirement, and what is out of place for this person stays so.
//! [`Fit`] tells what was said for apart from what is for everybody and from what hangs on facts that nothing speaks for.
//! Neighbours: [`super::nearness`] has the signs and how near a service is, [`mod@super::rank`] puts in order.

use super::facts::Facts;
use super::field::FieldId;
use super::near::Nearness;
use super::near::Sign::{self, Age, Both, Is, Within};
use super::profile::Isee;
use super::verdict::{Outcome, Verdict};
use crate::catalog::model::Entry;
use crate::catalog::record::Requirement;

/// For whom a service is, as far as somebody told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Something that was said speaks for it, or one question that follows from it decides.
    Person,
    /// It is for everybody: where to ask, the CAF, the patronato.
    Everybody,
    /// It hangs on facts that nothing speaks for.
    Others,
}

impl Fit {
    /// The word of the command line's JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "persona",
            Self::Everybody => "tutti",
            Self::Others => "altri",
        }
    }
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Lead {
    /// Any of these brings it.
    pub when: &'static [Sign],
    /// Tipologie that come before all others, in this order.
    pub first: &'static [&'static str],
    /// Tipologie that come next.
    pub then: &'static [&'static str],
    /// Why.
    pub because: &'static str,
}

const fn lead(
    when: &'static [Sign],
    first: &'static [&'static str],
    then: &'static [&'static str],
    because: &'static str,
) -> Lead {
    Lead { when, first, then, because }
}

/// The place of what no line names.
pub const NO_LEAD: u16 = u16::MAX;
/// Places of a line.
const LINE: usize = 16;
/// The first place of what comes next.
const THEN: usize = 0x1000;

/// The table, what cannot wait first.
#[rustfmt::skip]
pub const LEADS: &[Lead] = &[
    lead(&[Is("vittima-di-violenza")],
        &["centro-antiviolenza", "casa-rifugio", "pronto-intervento-sociale"],
        &["reddito-di-liberta", "equipe-maltrattamento-violenza", "congedo-vittime-violenza", "consultorio-familiare",
          "patrocinio-a-spese-dello-stato"],
        "her safety before money"),
    lead(&[Is("vittima-di-tratta")], &["protezione-vittime-tratta"], &["sportello-immigrati"], "her safety before money"),
    lead(&[Is("emergenza-sociale")], &["pronto-intervento-sociale"], &[], "it cannot wait"),
    lead(&[Is("senza-dimora")],
        &["pronto-intervento-sociale", "dormitorio", "centro-servizi-poverta-estrema", "residenza-fittizia"],
        &["mensa-sociale", "housing-temporaneo", "alloggio-sociale-adulti"],
        "a roof for the night, then the residence that every right hangs on"),
    lead(&[Is("sfratto")],
        &["morosita-incolpevole", "housing-temporaneo", "casa-popolare-erp"], &["contributo-affitto"],
        "the house before it is lost"),
    lead(&[Is("gravidanza")],
        &["consultorio-familiare", "assegno-unico-universale", "assegno-maternita-comuni", "bonus-nuovi-nati"],
        &["accoglienza-gestanti-madri", "congedi-genitori"],
        "the visits begin now, the cheques are asked for at the birth"),
    lead(&[Is("figlio-neonato"), Is("figlio-sotto-3-anni")],
        &["assegno-unico-universale", "bonus-nuovi-nati", "assegno-maternita-comuni", "asilo-nido", "bonus-asilo-nido"],
        &["consultorio-familiare", "congedi-genitori", "buoni-educativi-zerotre"],
        "terms run from the birth"),
    lead(&[Both(&[Is("non-autosufficienza"), Age(60, u8::MAX)]), Both(&[Is("demenza"), Age(60, u8::MAX)])],
        &["punto-unico-di-accesso-pua", "indennita-di-accompagnamento", "assistenza-domiciliare-sociale",
          "assistenza-domiciliare-integrata", "buoni-servizio-anziani-disabili"],
        &["accertamento-disabilita", "dimissioni-protette", "prestazione-universale-anziani", "ausili-e-protesi", "telesoccorso",
          "centro-diurno-demenze", "centro-diurno-anziani"],
        "help at home and what pays for it, before a house to live in"),
    lead(&[Is("figlio-con-disabilita"), Is("alunno-con-disabilita"), Both(&[Is("disabilita-riconosciuta"), Age(0, 17)])],
        &["integrazione-scolastica-disabili", "accertamento-disabilita", "invalidita-civile-prestazioni",
          "permessi-legge-104", "assistenza-domiciliare-disabili"],
        &["assegno-unico-universale", "indennita-di-accompagnamento", "progetto-di-vita", "congedo-straordinario",
          "sostegno-caregiver-familiare", "buoni-servizio-anziani-disabili", "centro-diurno-disabili"],
        "school and recognition first, then time off for who cares"),
    lead(&[Both(&[Is("non-autosufficienza"), Age(0, 59)]), Is("disabilita-grave-104"), Is("disabilita-riconosciuta")],
        &["punto-unico-di-accesso-pua", "invalidita-civile-prestazioni", "indennita-di-accompagnamento",
          "assistenza-domiciliare-disabili", "assistenza-domiciliare-integrata", "progetto-di-vita"],
        &["carta-europea-disabilita", "contrassegno-disabili", "collocamento-mirato", "pro-vi", "ausili-e-protesi",
          "centro-diurno-disabili", "trasporto-sociale"],
        "recognition and help at home, then a life of one's own"),
    lead(&[Is("autismo")], &["autismo-rete-servizi"], &[], "the network for autism opens the rest"),
    lead(&[Is("caregiver")],
        &["sostegno-caregiver-familiare", "permessi-legge-104", "congedo-straordinario"], &["buoni-servizio-anziani-disabili"],
        "time and money for who cares"),
    lead(&[Is("perdita-del-lavoro")], &["naspi"], &["dis-coll", "disoccupazione-agricola"], "it must be asked for within 68 days (D.Lgs. 22/2015)"),
    lead(&[Both(&[Is("figlio-minore"), Is("disoccupato")]), Both(&[Is("figlio-minore"), Is("perdita-del-lavoro")])],
        &["assegno-unico-universale"], &[], "what every family with children has, and more where the ISEE is low"),
    lead(&[Is("uscito-dal-carcere")],
        &["tirocini-inclusione", "servizio-sociale-professionale", "alloggio-sociale-adulti"],
        &["supporto-formazione-lavoro", "residenza-fittizia", "housing-temporaneo", "mensa-sociale"],
        "work and a roof against the way back"),
    lead(&[Is("dipendenza")], &["serd"], &[], "care comes first"),
    lead(&[Is("disagio-psichico")], &["salute-mentale-csm"], &[], "care comes first"),
    lead(&[Is("debiti")], &["sostegno-antiusura"], &[], "before the usurer does"),
    lead(&[Is("cittadino-straniero")], &["sportello-immigrati"], &["sai", "mediazione-linguistico-culturale"], "somebody who speaks the language"),
    lead(&[Within("assegno-di-inclusione")],
        &["assegno-di-inclusione"],
        &["assegno-sociale", "supporto-formazione-lavoro", "bonus-sociale-bollette", "carta-acquisti",
          "contributi-economici-comunali", "esenzione-ticket", "emporio-solidale", "reddito-di-dignita",
          "assegno-unico-universale", "carta-dedicata-a-te"],
        "with an ISEE as low as the one for inclusion"),
    lead(&[Is("disoccupato")],
        &["supporto-formazione-lavoro"], &["formazione-professionalizzante", "tirocini-inclusione", "esenzione-ticket", "naspi"],
        "a way back to work"),
];

/// The places of the tipologie that some line brings forward for this person, sorted by identifier.
pub(super) fn places(facts: &Facts<'_>) -> Vec<(&'static str, u16)> {
    let mut found: Vec<(&'static str, u16)> = Vec::new();
    for (line, lead) in LEADS.iter().enumerate().filter(|(_, l)| l.when.iter().any(|s| s.holds(facts))) {
        for (start, tipologie) in [(0, lead.first), (THEN, lead.then)] {
            let place = |at: usize| u16::try_from(start + line * LINE + at).unwrap_or(NO_LEAD - 1);
            found.extend(tipologie.iter().enumerate().map(|(at, id)| (*id, place(at))));
        }
    }
    // The first line that names a tipologia decides.
    found.sort_unstable();
    found.dedup_by_key(|(id, _)| *id);
    found
}

/// The group of destinatari of what is for everybody.
const EVERYBODY: &str = "tutti";
/// The area of where to ask.
const ACCESS: &str = "welfare-accesso";

impl Facts<'_> {
    /// The place that the table gives a service; [`NO_LEAD`] where it gives none.
    pub(super) fn lead(&self, entry: &Entry<'_>) -> u16 {
        let id = entry.tipologia.record.id.as_str();
        let places = &self.nearness.leads;
        let at = places.binary_search_by_key(&id, |(id, _)| *id).ok();
        at.and_then(|at| places.get(at)).map_or(NO_LEAD, |(_, place)| *place)
    }

    /// Whether a requirement that is met says only that there are children: true of every family, and so of no use to tell
    /// what this one needs.
    pub(super) fn only_children(&self, requirement: &Requirement, entry: &Entry<'_>) -> bool {
        match requirement {
            Requirement::Eta { of, .. } => of.is_some(),
            Requirement::Condizione { condition, .. } => {
                condition.as_ref().is_some_and(|c| c.as_str() == "figlio-minore")
            }
            Requirement::UnoDi { any, .. } => {
                any.iter().filter(|r| self.verdict(r, entry) == Verdict::Si).all(|r| self.only_children(r, entry))
            }
            Requirement::Isee { .. } | Requirement::Residenza { .. } => false,
        }
    }

    /// For whom a service is: told what its other marks are. Allocates nothing.
    pub(super) fn fit(&self, entry: &Entry<'_>, outcome: Outcome, told: bool, near: Nearness) -> Fit {
        let met = outcome == Outcome::Compatibile;
        match near {
            // What fits is never put away.
            Nearness::Never | Nearness::Remote if met => Fit::Everybody,
            Nearness::Never | Nearness::Remote => Fit::Others,
            _ if told => Fit::Person,
            _ if self.is_for_everybody(entry) => Fit::Everybody,
            Nearness::Near | Nearness::Pressing if self.speaks_for(entry) => Fit::Person,
            _ if met => Fit::Everybody,
            _ => Fit::Others,
        }
    }

    fn is_for_everybody(&self, entry: &Entry<'_>) -> bool {
        let mut groups = self.catalog.destinatari.each(entry.targets());
        let area = &self.catalog.aree[entry.tipologia.area];
        groups.any(|d| d.id.as_str() == EVERYBODY) && area.id.as_str() == ACCESS
    }

    /// Whether what was said points to a requirement: an income within its threshold or not asked for yet, or an open
    /// condition that follows from what was said.
    fn speaks_for(&self, entry: &Entry<'_>) -> bool {
        entry.eligibility().requirements.iter().any(|requirement| match requirement {
            Requirement::Isee { .. } => match self.verdict(requirement, entry) {
                Verdict::Si => true,
                // An ordinary question, which nobody has asked yet.
                Verdict::NonIndicato => {
                    self.profile.isee == Isee::Unknown && self.near_field(&FieldId::Isee) >= Nearness::Near
                }
                Verdict::No => false,
            },
            _ => self.near_open(requirement, entry).is_some_and(|near| near >= Nearness::Near),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::bundled;

    #[test]
    fn the_table_names_tipologie_that_the_catalogue_has_and_each_once_a_line() {
        let catalog = bundled::catalog().unwrap().catalog;
        for lead in LEADS {
            assert!(!lead.because.is_empty() && lead.first.len() <= LINE && lead.then.len() <= LINE);
            let mut seen = std::collections::BTreeSet::new();
            for id in lead.first.iter().chain(lead.then) {
                assert!(catalog.find_type(id).is_some() && seen.insert(id), "{id}");
            }
        }
        assert!(LEADS.len() * LINE < THEN);
    }
}
