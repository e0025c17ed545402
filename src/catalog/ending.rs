//! Which values of an entry hold only for a time, and until when.

use chrono::NaiveDate;

use super::model::Entry;
use super::record::{Amount, Requirement};
use super::term::{ended_year, last_day};
use super::values::{PartialDate, closed_list};

impl Amount {
    /// The year it is of, where it has ended by `today`.
    pub fn ended_year(&self, today: NaiveDate) -> Option<i32> {
        ended_year(self.year, self.valid_until, today)
    }
}

impl Requirement {
    /// The year of its value, where that has ended by `today`; of several, the oldest.
    pub fn ended_year(&self, today: NaiveDate) -> Option<i32> {
        match self {
            Self::Isee { year, valid_until, .. } => ended_year(*year, *valid_until, today),
            Self::Eta { valid_until, .. } | Self::Condizione { valid_until, .. } => {
                ended_year(None, *valid_until, today)
            }
            Self::UnoDi { any, .. } => any.iter().filter_map(|r| r.ended_year(today)).min(),
            Self::Residenza { .. } => None,
        }
    }
}

closed_list! {
    /// What kind of thing ends.
    Ending {
        /// An edition, or the whole measure.
        Edizione = "edizione";
        /// An ISEE threshold.
        Soglia = "soglia";
        /// An amount.
        Importo = "importo";
        /// An age or another requirement.
        Requisito = "requisito";
        /// A way to ask for it that holds until a day.
        Procedura = "procedura";
    }
}

/// A value or an edition with its last day.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<'a> {
    /// What kind of thing.
    pub kind: Ending,
    /// Its last day.
    pub last: NaiveDate,
    /// The requirement it is of, where it is one's.
    pub requirement: Option<&'a Requirement>,
    /// The amount, where it is one.
    pub amount: Option<&'a Amount>,
    /// The step that is taken until then, where it is one.
    pub step: Option<&'a str>,
}

/// Everything of an entry that has a last day, in the order of the scheda. What an entry inherits is its tipologia's: see
/// [`own_endings`].
pub fn endings<'a>(entry: &Entry<'a>) -> Vec<Dated<'a>> {
    let plain = |kind, last| Dated { kind, last, requirement: None, amount: None, step: None };
    let mut found = Vec::new();
    let term = entry.term();
    let last = term.valid_until.or(term.closes).map(PartialDate::latest);
    found.extend(last.map(|last| plain(Ending::Edizione, last)));
    of_requirements(&entry.eligibility().requirements, &mut found);
    let amounts = entry.amounts().iter();
    found.extend(amounts.filter_map(|amount| {
        let last = last_day(amount.year, amount.valid_until)?;
        Some(Dated { amount: Some(amount), ..plain(Ending::Importo, last) })
    }));
    let variants = entry.first_step().map(|s| s.variants.as_slice()).unwrap_or_default();
    found.extend(variants.iter().filter_map(|variant| {
        Some(Dated { step: Some(variant.say.as_str()), ..plain(Ending::Procedura, variant.until?.latest()) })
    }));
    found
}

/// As [`endings`], without what a servizio only inherits.
pub fn own_endings<'a>(entry: &Entry<'a>) -> Vec<Dated<'a>> {
    let Some(own) = entry.servizio.map(|s| s.record.as_deref()) else { return endings(entry) };
    let Some(own) = own else { return Vec::new() };
    let mut found = endings(entry);
    found.retain(|dated| match dated.kind {
        Ending::Edizione => own.term().is_stated(),
        Ending::Soglia | Ending::Requisito => own.eligibility.is_some(),
        Ending::Importo => own.amounts.is_some(),
        Ending::Procedura => false,
    });
    found
}

fn of_requirements<'a>(requirements: &'a [Requirement], found: &mut Vec<Dated<'a>>) {
    for requirement in requirements {
        let (kind, last) = match requirement {
            Requirement::Isee { year, valid_until, .. } => (Ending::Soglia, last_day(*year, *valid_until)),
            Requirement::Eta { valid_until, .. } | Requirement::Condizione { valid_until, .. } => {
                (Ending::Requisito, last_day(None, *valid_until))
            }
            Requirement::UnoDi { any, .. } => {
                of_requirements(any, found);
                continue;
            }
            Requirement::Residenza { .. } => continue,
        };
        found.extend(last.map(|last| Dated { kind, last, requirement: Some(requirement), amount: None, step: None }));
    }
}
