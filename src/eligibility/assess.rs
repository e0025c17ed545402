//! Requirement by requirement: met, not met, or not to be told from what is known, with the reason in words.
//!
//! Three-valued logic after Kleene: all of a list is the least of its values, one of a list the greatest. A requirement
//! that only an office can judge is never met and never denied here. Verdicts allocate nothing; reasons are made when
//! somebody reads them. Neighbours: [`super::facts`] knows what was said, [`mod@super::rank`] puts marks in order.

use chrono::NaiveDate;

use super::facts::Facts;
use super::field::FieldId;
use super::leads::{Fit, NO_LEAD};
use super::near::Nearness;
use super::profile::{Isee, Profile};
use super::verdict::{Outcome, Verdict};
use crate::catalog::model::{Ambito, Entry, Scope};
use crate::catalog::record::{AgeOf, IseeAlternative, IseeVariant, Requirement, ResidencePlace};
use crate::catalog::values::Slug;
use crate::lingua::amounts::euro;
use crate::lingua::lists::count;
use crate::lingua::sentences::upper_first;
use crate::scheda::requirement_in_words;
use crate::scheda::term::over_in_words;
use crate::scheda::words::{value_in_force, value_of};

/// The end of an age without an upper bound, years.
const OLDEST: u8 = 100;
/// Years that an age may span and still tell a person from most others: 65 and over does, 18 and over does not.
const YEARS_OF_FEW: u8 = 40;

/// What a row shows of an assessment, and what it is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The outcome.
    pub outcome: Outcome,
    /// Requirements met.
    pub met: u16,
    /// How much these tell this person from others: one for an age of few or a condition that follows from what was said,
    /// two for a condition that was said outright, nothing for a residence, an income or being of age.
    pub told: u16,
    /// Requirements that cannot be told yet.
    pub open: u16,
    /// How near the service is to what was said.
    pub near: Nearness,
    /// For whom it is.
    pub fit: Fit,
    /// Its place among what a social worker reaches for first; [`leads::NO_LEAD`](super::leads::NO_LEAD) where it has none.
    pub lead: u16,
}

/// One requirement and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The requirement in words, as the scheda has it.
    pub requirement: String,
    /// Met, not met, not to be told.
    pub verdict: Verdict,
    /// A whole sentence for the operator: the requirement, and why it is so or what to ask.
    pub text: String,
    /// What to ask to tell it; `None` where nothing is open or only an office can tell.
    pub ask: Option<FieldId>,
}

/// A service against a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The mark of its row.
    pub mark: Mark,
    /// Why: that its term has passed, then requirement by requirement, in the order of the record.
    pub reasons: Vec<Reason>,
}

/// Assesses a service on `today` with all its reasons. `None` where nothing is known of the person.
///
/// ```
/// use sportello::catalog::bundled;
/// use sportello::eligibility::{Outcome, Profile, assess};
///
/// let catalog = bundled::catalog()?.catalog;
/// let entry = catalog.find("it/assegno-sociale").ok_or("no such service")?;
/// let today = "2026-11-21".parse()?;
/// assert_eq!(assess(&entry, &Profile::default(), today), None);
/// // Too young: the age is stated, and the office decides all the same.
/// let young = Profile { age: Some(40), ..Profile::default() };
/// assert_eq!(assess(&entry, &young, today).map(|a| a.mark.outcome), Some(Outcome::NonCompatibile));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn assess(entry: &Entry<'_>, profile: &Profile, today: NaiveDate) -> Option<Assessment> {
    let facts = Facts::of(entry.catalog, profile, today);
    facts.mark_of(entry).map(|mark| Assessment { mark, reasons: facts.all_reasons(entry) })
}

/// The outcome alone. `None` where nothing is known of the person.
pub fn outcome(entry: &Entry<'_>, profile: &Profile, today: NaiveDate) -> Option<Outcome> {
    Facts::of(entry.catalog, profile, today).mark_of(entry).map(|mark| mark.outcome)
}

/// How a person's residence stands to the place that a requirement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dwelling {
    Here,
    Elsewhere,
    /// In the ambito, but the service is stated for other comuni of it.
    OtherComune,
    NoResidence,
    /// Without a home: residence has to be checked.
    Unsure,
    Unknown,
    /// Here, but for how long is not known.
    Since,
    TooShort,
}

impl Dwelling {
    fn verdict(self, months: bool) -> Verdict {
        match self {
            Self::Here => Verdict::Si,
            Self::Elsewhere | Self::TooShort => Verdict::No,
            // Residence can be asked for, even without a home; months of it cannot.
            Self::NoResidence if months => Verdict::No,
            Self::NoResidence | Self::OtherComune | Self::Unsure | Self::Unknown | Self::Since => Verdict::NonIndicato,
        }
    }
}

impl Facts<'_> {
    /// The mark of a service. `None` where nothing is known of the person. Allocates nothing.
    pub fn mark_of(&self, entry: &Entry<'_>) -> Option<Mark> {
        (!self.profile.is_empty()).then(|| self.tally(entry))
    }

    /// The mark that [`Self::mark_of`] gives, for an empty profile too.
    pub(super) fn tally(&self, entry: &Entry<'_>) -> Mark {
        let requirements = &entry.eligibility().requirements;
        let (mut met, mut told, mut open, mut worst) = (0, 0, 0, Verdict::Si);
        let mut of_her = false;
        for requirement in requirements {
            let verdict = self.verdict(requirement, entry);
            worst = worst.min(verdict);
            match verdict {
                Verdict::Si => {
                    met += 1;
                    let tells = self.tells(requirement, entry);
                    told += tells;
                    of_her |= tells > 0 && !self.only_children(requirement, entry);
                }
                Verdict::NonIndicato => open += 1,
                Verdict::No => {}
            }
        }
        if self.is_over(entry) {
            worst = worst.min(Verdict::NonIndicato);
            open += 1;
        }
        let lead = self.lead(entry);
        let near = self.near_service(entry, told > 0, lead != NO_LEAD);
        let outcome = Outcome::of(worst, requirements.is_empty());
        let of_her = of_her || (told > 0 && outcome == Outcome::Compatibile);
        let fit = self.fit(entry, outcome, of_her || lead != NO_LEAD, near);
        Mark { outcome, met, told, open, near, fit, lead }
    }

    /// The outcome alone.
    pub(super) fn outcome_of(&self, entry: &Entry<'_>) -> Outcome {
        let requirements = &entry.eligibility().requirements;
        let worst = requirements.iter().map(|r| self.verdict(r, entry)).min();
        let over = self.is_over(entry).then_some(Verdict::NonIndicato);
        Outcome::of(worst.into_iter().chain(over).min().unwrap_or(Verdict::Si), worst.is_none())
    }

    /// Whether its term has passed: nobody can be said to be entitled to what can no longer be asked for.
    pub(super) fn is_over(&self, entry: &Entry<'_>) -> bool {
        entry.is_over(self.today)
    }

    /// How much a requirement that is met tells of this person: nothing where most people meet it, twice what follows
    /// where it was said outright.
    fn tells(&self, requirement: &Requirement, entry: &Entry<'_>) -> u16 {
        match requirement {
            Requirement::Eta { of: None, min, max, .. } => {
                u16::from(max.unwrap_or(OLDEST).saturating_sub(min.unwrap_or(0)) <= YEARS_OF_FEW)
            }
            Requirement::Eta { .. } | Requirement::Condizione { condition: None, .. } => 1,
            Requirement::Condizione { condition: Some(id), .. } => {
                1 + u16::from(self.profile.condition(id) == Some(true))
            }
            Requirement::Isee { .. } | Requirement::Residenza { .. } => 0,
            Requirement::UnoDi { any, .. } => {
                let met = any.iter().filter(|r| self.verdict(r, entry) == Verdict::Si);
                met.map(|r| self.tells(r, entry)).max().unwrap_or(0)
            }
        }
    }

    /// What can be said of one requirement of a service.
    pub fn verdict(&self, requirement: &Requirement, entry: &Entry<'_>) -> Verdict {
        match requirement {
            Requirement::Eta { of, min, max, indicative, .. } => match self.age(*of, *min, *max) {
                Verdict::No if *indicative => Verdict::NonIndicato,
                // What has ended affirms nothing, and denies only what lies far from it.
                verdict if self.has_ended(requirement) => {
                    let wider = self.age(
                        *of,
                        min.map(|min| min.saturating_sub(AGE_MOVES_BY)),
                        max.map(|max| max.saturating_add(AGE_MOVES_BY)),
                    );
                    verdict.max(wider).min(Verdict::NonIndicato)
                }
                verdict => verdict,
            },
            Requirement::Isee { max, variant, alternatives, .. } if self.has_ended(requirement) => {
                self.ended_isee(*max, *variant, alternatives)
            }
            Requirement::Isee { max, variant, alternatives, .. } => self.isee(*max, *variant, alternatives),
            Requirement::Residenza { place, months, .. } => {
                self.home(*place, *months, entry).verdict(months.is_some_and(|m| m > 0))
            }
            Requirement::Condizione { condition: Some(id), .. } => {
                let verdict = self.evidence(id).verdict();
                if self.has_ended(requirement) { verdict.min(Verdict::NonIndicato) } else { verdict }
            }
            Requirement::Condizione { condition: None, .. } => Verdict::NonIndicato,
            Requirement::UnoDi { any, .. } => {
                any.iter().map(|r| self.verdict(r, entry)).max().unwrap_or(Verdict::NonIndicato)
            }
        }
    }

    fn has_ended(&self, requirement: &Requirement) -> bool {
        requirement.ended_year(self.today).is_some()
    }

    fn age(&self, of: Option<AgeOf>, min: Option<u8>, max: Option<u8>) -> Verdict {
        let (lo, hi) = (min.unwrap_or(0), max.unwrap_or(u8::MAX));
        match of {
            _ if min.is_none() && max.is_none() => Verdict::NonIndicato,
            None => match self.profile.age {
                Some(age) if (lo..=hi).contains(&age) => Verdict::Si,
                Some(_) => Verdict::No,
                None => Verdict::NonIndicato,
            },
            Some(AgeOf::Figlio) => self.child(lo, hi),
            Some(AgeOf::Assistito) => Verdict::NonIndicato,
        }
    }

    /// Whether there is a child between `lo` and `hi` years, from what is known of minors: the person may be one.
    pub(super) fn child(&self, lo: u8, hi: u8) -> Verdict {
        let (minor, small) = (self.evidence("figlio-minore"), self.evidence("figlio-sotto-3-anni"));
        let own = self.profile.age.is_some_and(|age| age <= 17 && (lo..=hi).contains(&age));
        let counts = self.profile.household.minors.zip(self.profile.household.under_three);
        let counts = counts.map(|(all, small)| all > small);
        let (some_older, none_older) = (counts == Some(true), counts == Some(false));
        let yes = own
            || (lo == 0 && hi >= 17 && minor.yes)
            || (lo == 0 && hi >= 2 && small.yes)
            || (lo <= 3 && hi >= 17 && some_older);
        let no = (hi <= 17 && minor.no) || (hi <= 2 && small.no) || (lo >= 3 && hi <= 17 && none_older);
        super::facts::Evidence { yes, no }.verdict()
    }

    fn isee(&self, max: f64, variant: Option<IseeVariant>, alternatives: &[IseeAlternative]) -> Verdict {
        let Isee::Amount(euro) = self.profile.isee else { return Verdict::NonIndicato };
        if is_other_isee(variant) {
            return Verdict::NonIndicato;
        }
        if euro <= max {
            return Verdict::Si;
        }
        let other =
            |a: &IseeAlternative| a.condition.as_ref().map_or(Verdict::NonIndicato, |c| self.evidence(c).verdict());
        let found = alternatives.iter().filter(|a| euro <= a.max).map(other).max().unwrap_or(Verdict::No);
        if may_be_lower(variant, euro, max) { found.max(Verdict::NonIndicato) } else { found }
    }

    /// A threshold that has ended: the new one is not known, but it will not be much higher.
    fn ended_isee(&self, max: f64, variant: Option<IseeVariant>, alternatives: &[IseeAlternative]) -> Verdict {
        let Isee::Amount(euro) = self.profile.isee else { return Verdict::NonIndicato };
        let highest = alternatives.iter().map(|a| a.max).fold(max, f64::max);
        let far = euro > highest * THRESHOLD_RISES_BY && !is_other_isee(variant);
        if far { Verdict::No } else { Verdict::NonIndicato }
    }

    fn home(&self, place: ResidencePlace, months: Option<u16>, entry: &Entry<'_>) -> Dwelling {
        let months = months.filter(|m| *m > 0);
        let territory = self.territory(place, entry);
        if territory == Dwelling::Elsewhere {
            return territory;
        }
        match self.evidence("senza-residenza").verdict() {
            Verdict::Si => return Dwelling::NoResidence,
            Verdict::NonIndicato if self.evidence("senza-dimora").verdict() == Verdict::Si => {
                return Dwelling::Unsure;
            }
            _ if territory != Dwelling::Here => return territory,
            _ => {}
        }
        match (months, self.profile.months) {
            (None, _) => Dwelling::Here,
            (Some(_), None) => Dwelling::Since,
            // The months are those in the region: they say less of the comune and more may have passed in Italy.
            (Some(needed), Some(known)) => match place {
                ResidencePlace::Regione | ResidencePlace::Italia if known >= needed => Dwelling::Here,
                ResidencePlace::Italia => Dwelling::Since,
                _ if known < needed => Dwelling::TooShort,
                _ => Dwelling::Since,
            },
        }
    }

    fn territory(&self, place: ResidencePlace, entry: &Entry<'_>) -> Dwelling {
        let Some(ix) = self.profile.comune else { return Dwelling::Unknown };
        let ambito = self.catalog.comuni[ix].ambito;
        let within = entry.servizio.and_then(|s| s.comuni.as_ref()).is_none_or(|list| list.contains(&ix));
        match (place, entry.scope()) {
            (ResidencePlace::Comune | ResidencePlace::Ambito, Some(Scope::Ambito(own))) => match place {
                _ if ambito != own => Dwelling::Elsewhere,
                _ if within => Dwelling::Here,
                ResidencePlace::Comune => Dwelling::Elsewhere,
                _ => Dwelling::OtherComune,
            },
            _ => Dwelling::Here,
        }
    }

    /// The reasons of a service, in the order of its record.
    pub fn reasons(&self, entry: &Entry<'_>) -> Vec<Reason> {
        entry.eligibility().requirements.iter().map(|r| self.reason(r, entry)).collect()
    }

    /// As [`Self::reasons`]; before them, where its term has passed, that it has.
    pub fn all_reasons(&self, entry: &Entry<'_>) -> Vec<Reason> {
        let over = self.is_over(entry).then(|| {
            let text = upper_first(&over_in_words(entry, self.today));
            Reason { requirement: "Termine".to_owned(), verdict: Verdict::NonIndicato, text, ask: None }
        });
        over.into_iter().chain(self.reasons(entry)).collect()
    }

    /// One requirement, what is said of it and why.
    pub fn reason(&self, requirement: &Requirement, entry: &Entry<'_>) -> Reason {
        let verdict = self.verdict(requirement, entry);
        let ask = if verdict == Verdict::NonIndicato { self.ask(requirement, entry) } else { None };
        let words = requirement_in_words(requirement, self.today);
        let why = self.why(requirement, verdict, entry);
        let lead = match requirement {
            Requirement::Isee { .. } => threshold(requirement, self.today),
            _ => words.clone(),
        };
        Reason { requirement: words, verdict, text: format!("{}: {why}", upper_first(&lead)), ask }
    }

    fn why(&self, requirement: &Requirement, verdict: Verdict, entry: &Entry<'_>) -> String {
        match requirement {
            Requirement::Eta { of, .. } if self.has_ended(requirement) => self.why_ended_age(*of, verdict),
            Requirement::Eta { of, indicative, .. } => self.why_age(*of, *indicative, verdict),
            Requirement::Isee { max, .. } if self.has_ended(requirement) => {
                self.why_ended_isee(*max, requirement.ended_year(self.today).unwrap_or_default(), verdict)
            }
            Requirement::Isee { max, variant, .. } => self.why_isee(*max, *variant, verdict),
            Requirement::Residenza { place, months, .. } => self.why_home(self.home(*place, *months, entry), entry),
            Requirement::Condizione { condition: None, .. } => "lo verifica l'ufficio".to_owned(),
            Requirement::Condizione { condition: Some(id), .. } => match verdict {
                Verdict::Si => "sì".to_owned(),
                Verdict::No => "no".to_owned(),
                Verdict::NonIndicato if self.evidence(id).contradicts() => {
                    "le risposte si contraddicono, da chiarire".to_owned()
                }
                // It is met, by an amount that has ended.
                Verdict::NonIndicato if self.evidence(id).yes => "sì, ma da verificare".to_owned(),
                Verdict::NonIndicato => "non indicato".to_owned(),
            },
            Requirement::UnoDi { any, .. } => match verdict {
                Verdict::Si => {
                    let met = any.iter().find(|r| self.verdict(r, entry) == Verdict::Si);
                    met.map_or_else(|| "sì".to_owned(), |r| format!("sì («{}»)", requirement_in_words(r, self.today)))
                }
                Verdict::No => "nessuno di questi".to_owned(),
                Verdict::NonIndicato if self.ask(requirement, entry).is_none() => "lo verifica l'ufficio".to_owned(),
                Verdict::NonIndicato => "non indicato".to_owned(),
            },
        }
    }

    fn why_age(&self, of: Option<AgeOf>, indicative: bool, verdict: Verdict) -> String {
        match (of, self.profile.age, verdict) {
            (None, Some(age), Verdict::Si) => format!("sì, ha {}", years(age)),
            (None, Some(age), Verdict::No) => format!("no, ha {}", years(age)),
            (None, Some(age), _) if indicative => {
                format!("ha {}, ma il limite è indicativo: sentire l'ufficio", years(age))
            }
            (_, _, Verdict::Si) => "sì".to_owned(),
            (Some(AgeOf::Figlio), _, Verdict::No) => "nessun minorenne di questa età in famiglia".to_owned(),
            (_, _, Verdict::No) => "no".to_owned(),
            _ => "non indicato".to_owned(),
        }
    }

    fn why_ended_age(&self, of: Option<AgeOf>, verdict: Verdict) -> String {
        match (of, self.profile.age, verdict) {
            (None, Some(age), Verdict::No) => format!("no, ha {}", years(age)),
            (None, Some(age), _) => format!("ha {}: verificare l'età richiesta oggi", years(age)),
            (_, _, Verdict::No) => "no".to_owned(),
            _ => "non indicato; verificare l'età richiesta oggi".to_owned(),
        }
    }

    fn why_ended_isee(&self, max: f64, year: i32, verdict: Verdict) -> String {
        let Isee::Amount(amount) = self.profile.isee else { return self.why_isee(max, None, verdict) };
        let said = euro(amount);
        if verdict == Verdict::No {
            return format!("no, l'ISEE è {said}, ben oltre la soglia del {year}");
        }
        let side = if amount <= max { "entro" } else { "oltre" };
        format!("l'ISEE è {said}, {side} la soglia del {year}: verificare quella di oggi")
    }

    fn why_isee(&self, max: f64, variant: Option<IseeVariant>, verdict: Verdict) -> String {
        match self.profile.isee {
            Isee::Unknown => "non indicato".to_owned(),
            Isee::None => "l'ISEE non c'è ancora, va chiesto (CAF o INPS)".to_owned(),
            Isee::Amount(amount) => {
                let amount_in_words = euro(amount);
                match verdict {
                    Verdict::Si if amount <= max => format!("sì, l'ISEE è {amount_in_words}"),
                    Verdict::Si => format!("sì, con l'ISEE di {amount_in_words} vale la soglia più alta"),
                    Verdict::No => format!("no, l'ISEE è {amount_in_words}"),
                    Verdict::NonIndicato if is_other_isee(variant) => {
                        let side = if amount <= max { "entro" } else { "oltre" };
                        format!(
                            "l'ISEE indicato, {amount_in_words}, sarebbe {side} la soglia, ma vale quello di questo tipo: \
                             da controllare sull'attestazione"
                        )
                    }
                    Verdict::NonIndicato if may_be_lower(variant, amount, max) => {
                        format!(
                            "l'ISEE è {amount_in_words}, ma vale quello per prestazioni familiari e inclusione, che può \
                             essere più basso: chiedere al CAF"
                        )
                    }
                    Verdict::NonIndicato => {
                        format!(
                            "l'ISEE è {amount_in_words}: è entro la soglia solo in un caso più favorevole, da chiedere"
                        )
                    }
                }
            }
        }
    }

    fn why_home(&self, home: Dwelling, entry: &Entry<'_>) -> String {
        let comune = self.profile.comune.map(|ix| &self.catalog.comuni[ix]);
        let name = comune.map(|c| c.record.name.as_str()).unwrap_or_default();
        match home {
            Dwelling::Here if entry.ambito().is_some() => format!("sì, {name}"),
            Dwelling::Here => "sì".to_owned(),
            Dwelling::Elsewhere => match comune.map(|c| &self.catalog.ambiti[c.ambito]) {
                Some(Ambito { record, .. }) if entry.ambito().is_some_and(|a| a.record.id != record.id) => {
                    format!("no, {name} è nell'ambito di {}", record.short)
                }
                _ => format!("no, il servizio non è indicato per {name}"),
            },
            Dwelling::OtherComune => format!("il servizio è indicato per altri comuni dell'ambito, non per {name}"),
            Dwelling::NoResidence => {
                "la persona è senza residenza; si può chiedere la residenza fittizia al Comune".to_owned()
            }
            Dwelling::Unsure => "la persona è senza dimora, da chiedere se ha una residenza".to_owned(),
            Dwelling::Unknown => "non indicato".to_owned(),
            Dwelling::Since => "da quanto tempo non è indicato".to_owned(),
            Dwelling::TooShort => "no, vi risiede da meno tempo".to_owned(),
        }
    }

    /// The first field that could tell an open requirement; `None` where only an office can.
    fn ask(&self, requirement: &Requirement, entry: &Entry<'_>) -> Option<FieldId> {
        let mut first = None;
        self.each_open_field(requirement, entry, &mut |field| {
            first.get_or_insert(field);
        });
        first
    }

    /// Calls `each` with every field, not yet filled, that could tell an open requirement.
    pub(super) fn each_open_field(&self, requirement: &Requirement, entry: &Entry<'_>, each: &mut dyn FnMut(FieldId)) {
        if self.verdict(requirement, entry) != Verdict::NonIndicato {
            return;
        }
        let mut unfilled = |field: FieldId| {
            if self.profile.get(&field).is_none() {
                each(field);
            }
        };
        match requirement {
            Requirement::Eta { of: None, .. } => unfilled(FieldId::Age),
            Requirement::Eta { of: Some(AgeOf::Figlio), min, max, .. } => {
                let (small, any) = (max.is_some_and(|max| max <= 2), min.is_none_or(|min| min == 0));
                if small {
                    unfilled(FieldId::UnderThree);
                }
                unfilled(FieldId::Minors);
                if !small && !any {
                    unfilled(FieldId::UnderThree);
                }
            }
            Requirement::Isee { variant, alternatives, .. } => {
                if !is_other_isee(*variant) {
                    unfilled(FieldId::Isee);
                }
                if matches!(self.profile.isee, Isee::Amount(_)) {
                    for id in alternatives.iter().filter_map(|a| a.condition.as_ref()) {
                        unfilled(FieldId::of_condition(id));
                    }
                }
            }
            Requirement::Residenza { place, months, .. } => match self.home(*place, *months, entry) {
                Dwelling::Unknown => unfilled(FieldId::Comune),
                Dwelling::Since => unfilled(FieldId::Months),
                Dwelling::Unsure => {
                    if let Ok(id) = Slug::new("senza-residenza") {
                        unfilled(FieldId::Condition(id));
                    }
                }
                _ => {}
            },
            Requirement::Condizione { condition: Some(id), .. } => unfilled(FieldId::of_condition(id)),
            Requirement::Eta { of: Some(AgeOf::Assistito), .. } | Requirement::Condizione { condition: None, .. } => {}
            Requirement::UnoDi { any, .. } => {
                for requirement in any {
                    self.each_open_field(requirement, entry, each);
                }
            }
        }
    }
}

/// An ISEE that is not the ordinary one: what a person says of the ordinary one does not tell it.
fn is_other_isee(variant: Option<IseeVariant>) -> bool {
    matches!(variant, Some(IseeVariant::Sociosanitario | IseeVariant::Minorenni | IseeVariant::Ristretto))
}

/// By how much, at most, the ISEE for family benefits can lie below the ordinary one, euro: the larger exemption of the
/// home, from 52,500 to 120,000 and 2,500 for each child after the first, counts for two thirds and of that a fifth.
const LOWER_BY: f64 = 10_000.0;

/// By how much, at most, a threshold that has ended is believed to rise with the next edition: those of the catalogue have
/// risen by less than a tenth from one to the next.
pub(super) const THRESHOLD_RISES_BY: f64 = 1.1;

/// By how many years, at most, an age that has ended may be another one: ages of pensions move by months.
const AGE_MOVES_BY: u8 = 2;

/// Whether somebody above the threshold by the ordinary ISEE may be below it by the one for family benefits.
fn may_be_lower(variant: Option<IseeVariant>, euro: f64, max: f64) -> bool {
    variant == Some(IseeVariant::Familiare) && euro > max && euro <= max + LOWER_BY
}

/// "84 anni", "1 anno".
fn years(n: u8) -> String {
    count(usize::from(n), "anno", "anni")
}

/// "ISEE fino a 10.140 euro (valore 2026, D.L. n. 48/2023)", with the other cases; a value that has ended is to be verified.
fn threshold(requirement: &Requirement, today: NaiveDate) -> String {
    let Requirement::Isee { max, year, valid_until, norm, variant, alternatives, .. } = requirement else {
        return String::new();
    };
    let which = variant.map_or("ISEE", IseeVariant::label);
    let norm = norm.as_ref().map(|n| format!(", {n}")).unwrap_or_default();
    let others: Vec<String> = alternatives.iter().map(|a| format!("; {} se: {}", euro(a.max), a.when)).collect();
    let value = match requirement.ended_year(today) {
        Some(year) => format!("{}{norm}", value_of(year)),
        None => format!("{}{norm}", value_in_force(*year, *valid_until)),
    };
    format!("{which} fino a {} ({value}){}", euro(*max), others.concat())
}
