//! The catalogue in memory: every reference resolved, every record of every layer in its place.
//!
//! Built by [`super::resolve`], read by everything else. Lists are indexed by small typed numbers, valid for the
//! catalogue they come from only. What a servizio leaves out is answered by its tipologia through [`Entry`].

use chrono::NaiveDate;
use serde_json::Value;

use super::correzioni::Correzione;
use super::fresh::{is_fresh, newest_date};
use super::later::Later;
use super::lingue::Lingue;
use super::record::{
    Altrove, AmbitoRecord, Amount, Area, ComuneRecord, Condizione, Destinatari, Eligibility, Equivalenza, FirstStep,
    FoglioRecord, LegalBasis, LinguaRecord, NumeroUtile, RegioneRecord, Sede, ServizioRecord, Source, Tipologia,
    Urgenza,
};
use super::table::{Position, Table};
use super::term::Term;
use super::text::Text;
use super::values::{Basis, Confidence, PartialDate, Provider, RecordId, Stato};

/// Declares an index type into one of the catalogue's lists.
macro_rules! index {
    ($(#[$doc:meta])* $name:ident($int:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $int);

        impl $name {
            /// Position in the list.
            pub fn at(self) -> usize {
                self.0 as usize
            }

            /// The index of position `at`; the resolver lets in no more records than it can number
            /// ([`super::resolve::MOST`]).
            #[allow(clippy::cast_possible_truncation)]
            pub fn of(at: usize) -> Self {
                Self(at as $int)
            }
        }

        impl Position for $name {
            fn at(self) -> usize {
                self.at()
            }
            fn of(at: usize) -> Self {
                Self::of(at)
            }
        }
    };
}

index!(/** An area strategica. */ AreaIx(u16));
index!(/** A target group. */ TargetIx(u16));
index!(/** A comune. */ ComuneIx(u16));
index!(/** An ambito. */ AmbitoIx(u16));
index!(/** A tipologia. */ TipologiaIx(u16));
index!(/** A sede. */ SedeIx(u32));
index!(/** A servizio. */ ServizioIx(u32));
index!(/** A region, in the order of [`Catalog::regioni`]. */ RegioneIx(u16));
index!(/** A layer. */ LayerIx(u16));

/// Where a servizio is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One ambito.
    Ambito(AmbitoIx),
    /// A whole region.
    Regione(RegioneIx),
    /// The whole country.
    Italia,
}

/// Where somebody asks from, or for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// One comune (and with it its ambito, the region and the State).
    Comune(ComuneIx),
    /// One ambito (and with it the region and the State).
    Ambito(AmbitoIx),
}

impl Place {
    /// Its ambito.
    pub fn ambito(self, catalog: &Catalog) -> AmbitoIx {
        match self {
            Self::Comune(ix) => catalog.comuni[ix].ambito,
            Self::Ambito(ix) => ix,
        }
    }

    /// The comune, where it is one.
    pub fn comune(self) -> Option<ComuneIx> {
        match self {
            Self::Comune(ix) => Some(ix),
            Self::Ambito(_) => None,
        }
    }
}

/// A layer of the catalogue: where records came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Short Italian name: "incluso nel programma", "di sistema", "dell'utente", `SPORTELLO_CATALOG`, `--catalog`.
    pub name: Text,
    /// Its folder or file; absent for the bundled one.
    pub path: Option<Text>,
    /// Records it holds; of the bundled one [`super::bundled::count`] tells.
    pub records: usize,
}

impl Layer {
    /// Its name, and where it lies: "dell'utente (/home/…)".
    pub fn in_words(&self) -> String {
        let path = self.path.as_ref().map_or_else(String::new, |p| format!(" ({p})"));
        format!("{}{path}", self.name)
    }
}

/// A correction that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// As in the file.
    pub record: Correzione,
    /// The layer that has it.
    pub layer: LayerIx,
    /// Fields that changed underneath since, with what stands there now.
    pub conflicts: Vec<(Text, Value)>,
}

/// A comune with its references resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Comune {
    /// As in the file.
    pub record: ComuneRecord,
    /// Its ambito.
    pub ambito: AmbitoIx,
    /// Where the record came from.
    pub layer: LayerIx,
}

/// The target group of what is there for the office itself.
const OFFICE: &str = "operatori";

/// The tipologia that speaks to everybody and that nobody asks for.
const CAMPAIGNS: &str = "campagne-sensibilizzazione-violenza";

/// The ambito of imported records whose own is not known yet: it has no comuni and no province, and is owed nothing.
pub const TO_BE_ASSIGNED: &str = "importati";

/// An ambito with its references resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Ambito {
    /// As in the file.
    pub record: AmbitoRecord,
    /// Its comuni, by name.
    pub comuni: Vec<ComuneIx>,
    /// Its sedi.
    pub sedi: Vec<SedeIx>,
    /// Its servizi, the derived ones included.
    pub servizi: Vec<ServizioIx>,
    /// Where the record came from.
    pub layer: LayerIx,
}

/// A tipologia with its references resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// As in the file.
    pub record: Tipologia,
    /// Its area.
    pub area: AreaIx,
    /// Other areas it serves.
    pub other_areas: Vec<AreaIx>,
    /// Its target groups.
    pub targets: Vec<TargetIx>,
    /// Related tipologie.
    pub related: Vec<TipologiaIx>,
    /// Every servizio of this tipologia.
    pub servizi: Vec<ServizioIx>,
    /// Where the record came from.
    pub layer: LayerIx,
}

/// A sede with its references resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct SedePlace {
    /// As in the file.
    pub record: Sede,
    /// The ambito it hangs below.
    pub ambito: AmbitoIx,
    /// The comune it stands in.
    pub comune: Option<ComuneIx>,
    /// Tipologie served here.
    pub types: Vec<TipologiaIx>,
    /// Where the record came from.
    pub layer: LayerIx,
}

impl SedePlace {
    /// Whether it is still there, as far as anybody said: a place of the past is named to nobody.
    pub fn is_living(&self) -> bool {
        self.record.status != Some(Stato::Storico)
    }
}

/// A servizio with its references resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Servizio {
    /// Identifier: `le-casarano/asilo-nido-2`.
    pub id: RecordId,
    /// Its tipologia.
    pub tipologia: TipologiaIx,
    /// Where it is offered.
    pub scope: Scope,
    /// What it rests on.
    pub basis: Basis,
    /// As in the file; absent for an entry that only the norm requires.
    pub record: Option<Box<ServizioRecord>>,
    /// The area it is shown under.
    pub area: AreaIx,
    /// Target groups, where they are not the tipologia's.
    pub targets: Option<Vec<TargetIx>>,
    /// Comuni it serves; `None` = the whole scope.
    pub comuni: Option<Vec<ComuneIx>>,
    /// Where to go.
    pub sedi: Vec<SedeIx>,
    /// Where the record came from.
    pub layer: LayerIx,
}

impl Servizio {
    /// Whether it is still there, as far as its record says.
    pub fn is_living(&self) -> bool {
        self.record.as_ref().is_none_or(|r| r.status != Some(Stato::Storico))
    }
}

/// The whole catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// The region.
    pub regione: RegioneRecord,
    /// Further regions that layers bring, where the catalogue was not narrowed to one.
    pub altre_regioni: Vec<RegioneRecord>,
    /// The layers it was made from, lowest first.
    pub layers: Table<LayerIx, Layer>,
    /// Areas strategiche, in the plan's order.
    pub aree: Table<AreaIx, Area>,
    /// Target groups.
    pub destinatari: Table<TargetIx, Destinatari>,
    /// Conditions that requirements refer to.
    pub condizioni: Later<Vec<Condizione>>,
    /// Everyday equivalences.
    pub equivalenze: Later<Vec<Equivalenza>>,
    /// Comuni, by name.
    pub comuni: Table<ComuneIx, Comune>,
    /// Ambiti, by identifier.
    pub ambiti: Table<AmbitoIx, Ambito>,
    /// Tipologie, in the order of their areas.
    pub tipologie: Table<TipologiaIx, Type>,
    /// Sedi.
    pub sedi: Table<SedeIx, SedePlace>,
    /// Servizi.
    pub servizi: Table<ServizioIx, Servizio>,
    /// Numbers to call, urgent ones first.
    pub numeri: Vec<NumeroUtile>,
    /// Situations of danger.
    pub urgenze: Later<Vec<Urgenza>>,
    /// Offices that are no social service.
    pub altrove: Later<Vec<Altrove>>,
    /// What the sheet of a tipologia tells, in plain words.
    pub fogli: Later<Vec<FoglioRecord>>,
    /// Languages into which the sheet is translated.
    pub lingue: Lingue,
    /// Corrections that hold, in the order in which they were made.
    pub correzioni: Vec<Applied>,
}

/// One tipologia, or one servizio over its tipologia: every question a scheda asks, answered by the nearest record.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The catalogue.
    pub catalog: &'a Catalog,
    /// The tipologia.
    pub tipologia: &'a Type,
    /// The servizio; absent when the tipologia itself is meant.
    pub servizio: Option<&'a Servizio>,
}

/// Declares the questions that a servizio may answer and its tipologia answers otherwise.
macro_rules! inherited {
    ($($(#[$doc:meta])* $name:ident -> $ty:ty, own $own:expr, base $base:expr;)+) => {
        $($(#[$doc])* pub fn $name(&self) -> $ty {
            let own: Option<$ty> = self.own().and_then($own);
            own.unwrap_or_else(|| { let base: fn(&'a Tipologia) -> $ty = $base; base(&self.tipologia.record) })
        })+
    };
}

impl<'a> Entry<'a> {
    /// The servizio's own record, if it has one.
    pub fn own(&self) -> Option<&'a ServizioRecord> {
        self.servizio.and_then(|s| s.record.as_deref())
    }

    /// Identifier: the servizio's, or `tipologia/<id>`.
    pub fn id(&self) -> String {
        match self.servizio {
            Some(s) => s.id.to_string(),
            None => format!("tipologia/{}", self.tipologia.record.id),
        }
    }

    inherited! {
        /// Name.
        name -> &'a str, own |r| r.name.as_deref(), base |t| t.name.as_str();
        /// Acronyms.
        acronyms -> &'a [Text], own |r| r.acronyms.as_deref(), base |t| &t.acronyms;
        /// One sentence.
        summary -> &'a str, own |r| r.summary.as_deref(), base |t| t.summary.as_str();
        /// What it is.
        description -> &'a str, own |r| r.description.as_deref(), base |t| t.description.as_str();
        /// Who may ask.
        eligibility -> &'a Eligibility, own |r| r.eligibility.as_ref(), base |t| &t.eligibility;
        /// The steps to ask for it.
        how_to_apply -> &'a [Text], own |r| r.how_to_apply.as_deref(), base |t| &t.how_to_apply;
        /// Papers to bring.
        documents -> &'a [Text], own |r| r.documents.as_deref(), base |t| &t.documents;
        /// What one gets.
        outcome -> Option<&'a str>, own |r| r.outcome.as_deref().map(Some), base |t| t.outcome.as_deref();
        /// Amounts, each with its year or its last day.
        amounts -> &'a [Amount], own |r| r.amounts.as_deref(), base |t| &t.amounts;
        /// When it opens, closes and ends.
        term -> Term, own |r| Some(r.term()).filter(|t| t.is_stated()), base |t| t.term();
        /// Times and deadlines that no date can say.
        timing -> Option<&'a str>, own |r| r.timing.as_deref().map(Some), base |t| t.timing.as_deref();
        /// What it costs.
        cost -> Option<&'a str>, own |r| r.cost.as_deref().map(Some), base |t| t.cost.as_deref();
        /// Norms.
        legal_basis -> &'a [LegalBasis], own |r| r.legal_basis.as_deref(), base |t| &t.legal_basis;
        /// How sure.
        confidence -> Confidence, own |r| r.confidence, base |t| t.confidence;
        /// Sources.
        sources -> &'a [Source], own |r| (!r.sources.is_empty()).then_some(r.sources.as_slice()), base |t| &t.sources;
    }

    /// What to do first. `None` where the servizio has steps of its own: the tipologia's may not hold there.
    pub fn first_step(&self) -> Option<&'a FirstStep> {
        let own = self.own().is_some_and(|r| r.how_to_apply.is_some());
        self.tipologia.record.first_step.as_ref().filter(|_| !own)
    }

    /// The area it is shown under.
    pub fn area(&self) -> AreaIx {
        self.servizio.map_or(self.tipologia.area, |s| s.area)
    }

    /// Target groups.
    pub fn targets(&self) -> &'a [TargetIx] {
        self.servizio.and_then(|s| s.targets.as_deref()).unwrap_or(&self.tipologia.targets)
    }

    /// Where it is offered; `None` for a tipologia.
    pub fn scope(&self) -> Option<Scope> {
        self.servizio.map(|s| s.scope)
    }

    /// The ambito, where it is one's.
    pub fn ambito(&self) -> Option<&'a Ambito> {
        match self.scope() {
            Some(Scope::Ambito(ix)) => Some(&self.catalog.ambiti[ix]),
            _ => None,
        }
    }

    /// The region it is offered in; the first of the catalogue for what no region alone offers.
    pub fn region(&self) -> &'a RegioneRecord {
        match self.scope() {
            Some(Scope::Regione(ix)) => self.catalog.region(ix),
            _ => &self.catalog.regione,
        }
    }

    /// Its living sedi, in the order in which they are named; a tipologia by itself has none.
    pub fn sedi(&self) -> impl Iterator<Item = &'a SedePlace> + use<'a> {
        let all = self.servizio.map(|s| s.sedi.as_slice()).unwrap_or_default();
        self.catalog.sedi.each(all).filter(|s| s.is_living())
    }

    /// Its living sedi, those in the chosen comune first.
    pub fn sedi_for(&self, comune: Option<ComuneIx>) -> Vec<&'a SedePlace> {
        let mut sedi: Vec<_> = self.sedi().collect();
        sedi.sort_by_key(|s| comune.is_none() || s.comune != comune);
        sedi
    }

    /// The status as it may be believed on `today`; of a tipologia only that its edition is over. What only a norm requires
    /// says of itself what its tipologia does, and is to be confirmed until that is over. See [`Term::status`] and
    /// [`effective_status`].
    pub fn status(&self, today: NaiveDate) -> Option<Stato> {
        let Some(own) = self.own() else {
            let over = self.is_over(today).then_some(Stato::AvvisoChiuso);
            let between = || self.servizio.map(|_| self.term().status(None, today).unwrap_or(Stato::DaConfermare));
            return over.or_else(between);
        };
        let stated = self.term().status(own.status, today);
        Some(effective_status(stated, newest_date(self.sources()), own.checked, today))
    }

    /// When it ended, seen on `today`; `None` while it can still be asked for, or where no date says it.
    pub fn ended(&self, today: NaiveDate) -> Option<PartialDate> {
        self.term().ended(today)
    }

    /// Whether it can no longer be asked for on `today`: by its dates or, where it has none, by what was stated; a tipologia,
    /// and what only a norm requires, also where every measure of the region or the State that gives it is over.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        let closed = |stated| self.term().status(stated, today) == Some(Stato::AvvisoChiuso);
        if let Some(own) = self.own() {
            return closed(own.status);
        }
        let mut measures = self.measures().peekable();
        closed(None) || (measures.peek().is_some() && measures.all(|e| e.is_over(today)))
    }

    /// Who answers for it. Where the region has a measure of its own, that of the State is the State's.
    pub fn provider(&self) -> Provider {
        let of_type = self.tipologia.record.provider;
        let regional = || self.measures().any(|e| matches!(e.scope(), Some(Scope::Regione(_))));
        let is_the_states = of_type == Provider::Regione && self.scope() == Some(Scope::Italia) && regional();
        if is_the_states { Provider::Stato } else { of_type }
    }

    /// The measures of the region and the State that give what its tipologia is.
    pub fn measures(&self) -> impl Iterator<Item = Self> {
        self.catalog.entries_of(&self.tipologia.servizi).filter(|e| !matches!(e.scope(), Some(Scope::Ambito(_))))
    }

    /// Whether it is there for the office itself (supervision, training, campaigns, counts of places) and no citizen asks
    /// for it.
    pub fn is_for_office(&self) -> bool {
        let only = |t: TargetIx| self.catalog.destinatari[t].id.as_str() == OFFICE;
        matches!(self.targets(), [one] if only(*one)) || self.tipologia.record.id.as_str() == CAMPAIGNS
    }

    /// When somebody last checked it with who answers for it.
    pub fn checked(&self) -> Option<PartialDate> {
        self.own().and_then(|r| r.checked)
    }

    /// The newest date of its sources.
    pub fn source_date(&self) -> Option<PartialDate> {
        newest_date(self.sources())
    }
}

/// What may be believed on `today` of a status that a source stated on its date.
///
/// "attivo" holds while the newest source or check is fresh ([`is_fresh`]); after that, or without any date, or where no status
/// was stated, the answer is [`Stato::DaConfermare`]. The other values stay as stated.
pub fn effective_status(
    stated: Option<Stato>,
    newest_source: Option<PartialDate>,
    checked: Option<PartialDate>,
    today: NaiveDate,
) -> Stato {
    match stated {
        Some(Stato::Attivo) if !is_fresh(newest_source.max(checked), today) => Stato::DaConfermare,
        Some(other) => other,
        None => Stato::DaConfermare,
    }
}

impl Catalog {
    /// A servizio over its tipologia.
    pub fn entry(&self, ix: ServizioIx) -> Entry<'_> {
        self.over_tipologia(&self.servizi[ix])
    }

    fn over_tipologia<'a>(&'a self, servizio: &'a Servizio) -> Entry<'a> {
        Entry { catalog: self, tipologia: &self.tipologie[servizio.tipologia], servizio: Some(servizio) }
    }

    /// Every servizio over its tipologia, in the catalogue's order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> + DoubleEndedIterator + Clone {
        self.servizi.iter().map(|servizio| self.over_tipologia(servizio))
    }

    /// The servizi of a list over their tipologie.
    pub fn entries_of(
        &self,
        list: &[ServizioIx],
    ) -> impl ExactSizeIterator<Item = Entry<'_>> + DoubleEndedIterator + Clone {
        self.servizi.each(list).map(|servizio| self.over_tipologia(servizio))
    }

    /// A tipologia by itself.
    pub fn type_entry(&self, ix: TipologiaIx) -> Entry<'_> {
        Entry { catalog: self, tipologia: &self.tipologie[ix], servizio: None }
    }

    /// Every tipologia by itself, in the catalogue's order.
    pub fn type_entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> + DoubleEndedIterator + Clone {
        self.tipologie.iter().map(|tipologia| Entry { catalog: self, tipologia, servizio: None })
    }

    /// The entry of an id: `le-casarano/asilo-nido`, `it/naspi`, `tipologia/asilo-nido`.
    pub fn find(&self, id: &str) -> Option<Entry<'_>> {
        if let Some(slug) = id.strip_prefix("tipologia/") {
            return self.find_type(slug).map(|ix| self.type_entry(ix));
        }
        self.servizi.position(|s| s.id.as_str() == id).map(|ix| self.entry(ix))
    }

    /// A tipologia by its identifier or one of its aliases.
    pub fn find_type(&self, slug: &str) -> Option<TipologiaIx> {
        let by_alias = |t: &Type| t.record.aliases.iter().any(|a| a.as_str() == slug);
        self.tipologie.position(|t| t.record.id.as_str() == slug).or_else(|| self.tipologie.position(by_alias))
    }

    /// An ambito by its identifier.
    pub fn find_ambito(&self, id: &str) -> Option<AmbitoIx> {
        self.ambiti.position(|a| a.record.id.as_str() == id)
    }

    /// What the sheet of a tipologia tells.
    pub fn foglio(&self, tipologia: &str) -> Option<&FoglioRecord> {
        self.fogli.iter().find(|f| f.id.as_str() == tipologia)
    }

    /// A language of the sheet by its code.
    pub fn lingua(&self, code: &str) -> Option<&LinguaRecord> {
        self.lingue.iter().find(|l| l.id.as_str() == code)
    }

    /// A comune by its ISTAT code.
    pub fn find_comune(&self, istat: &str) -> Option<ComuneIx> {
        self.comuni.position(|c| c.record.istat.as_str() == istat)
    }

    /// The regions that the catalogue speaks of.
    pub fn regioni(&self) -> impl Iterator<Item = &RegioneRecord> {
        std::iter::once(&self.regione).chain(&self.altre_regioni)
    }

    /// One of them.
    pub fn region(&self, ix: RegioneIx) -> &RegioneRecord {
        self.regioni().nth(ix.at()).unwrap_or(&self.regione)
    }

    /// Name of a scope for people: "Ambito di Casarano", "tutta la Puglia", "nazionale".
    pub fn scope_label(&self, scope: Scope) -> String {
        match scope {
            Scope::Ambito(ix) => {
                let ambito = &self.ambiti[ix].record;
                if super::regions::is_unknown_ambito(&ambito.id) {
                    return ambito.name.to_string();
                }
                format!("Ambito di {}", ambito.short)
            }
            Scope::Regione(ix) => super::regions::whole(&self.region(ix).name),
            Scope::Italia => "nazionale".to_owned(),
        }
    }

    /// Identifier of a scope: an ambito's id, the region's id, `it`.
    pub fn scope_id(&self, scope: Scope) -> &str {
        match scope {
            Scope::Ambito(ix) => self.ambiti[ix].record.id.as_str(),
            Scope::Regione(ix) => self.region(ix).id.as_str(),
            Scope::Italia => "it",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    #[test]
    fn active_by_an_old_source_is_to_be_confirmed() {
        let today = day("2026-11-21");
        let at = |d: &str| Some(PartialDate::new(d).unwrap());
        assert_eq!(effective_status(Some(Stato::Attivo), at("2025"), None, today), Stato::Attivo);
        assert_eq!(effective_status(Some(Stato::Attivo), at("2024-04-29"), None, today), Stato::DaConfermare);
        assert_eq!(effective_status(Some(Stato::Attivo), at("2022"), at("2026-10"), today), Stato::Attivo);
        assert_eq!(effective_status(Some(Stato::Attivo), None, None, today), Stato::DaConfermare);
        assert_eq!(effective_status(None, at("2026"), None, today), Stato::DaConfermare);
        assert_eq!(effective_status(Some(Stato::Storico), at("2026"), None, today), Stato::Storico);
    }
}
