//! Dates that open and end things: what they make of a status, and which values of an entry hold only for a time.
//!
//! The clock alone decides: nothing here is stated twice. A date of which only the month or the year is known opens with
//! its first day and ends with its last. Knows no words for people: those are the scheda's.

use chrono::{Datelike, NaiveDate};

use super::model::Entry;
use super::record::{Amount, Requirement};
use super::values::{PartialDate, Stato};

/// From when and until when something can be asked for, and until when it is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Term {
    /// First day on which it can be asked for.
    pub opens: Option<PartialDate>,
    /// Last day on which it can be asked for.
    pub closes: Option<PartialDate>,
    /// Last day of what is given.
    pub valid_until: Option<PartialDate>,
}

impl Term {
    /// Whether any date is stated.
    pub fn is_stated(self) -> bool {
        self != Self::default()
    }

    /// Whether it is an edition with a window in which it is asked for.
    pub fn is_edition(self) -> bool {
        self.opens.is_some() || self.closes.is_some()
    }

    /// First day on which it can be asked for, where one is stated.
    pub fn begins(self) -> Option<NaiveDate> {
        self.opens.map(PartialDate::earliest)
    }

    /// Last day on which it can be asked for, where one is stated: what is no longer given cannot be asked for.
    pub fn ends(self) -> Option<NaiveDate> {
        [self.closes, self.valid_until].into_iter().flatten().map(PartialDate::latest).min()
    }

    /// When it ended, seen on `today`: the last day of what was given, else that of asking for it. `None` while it lasts.
    pub fn ended(self, today: NaiveDate) -> Option<PartialDate> {
        let past = |date: &PartialDate| date.latest() < today;
        self.valid_until.filter(past).or(self.closes.filter(past))
    }

    /// What a stated status means between the first and the last day: where the window says that it is open, a word that
    /// says the contrary was written before or after it.
    pub fn within(self, stated: Option<Stato>) -> Option<Stato> {
        match stated {
            Some(Stato::AvvisoChiuso) if self.closes.is_some() => Some(Stato::Attivo),
            Some(Stato::Programmato) if self.opens.is_some() => Some(Stato::Attivo),
            other => other,
        }
    }

    /// The status on `today`, from what was stated: the dates decide wherever there are any. What is of the past stays so.
    pub fn status(self, stated: Option<Stato>, today: NaiveDate) -> Option<Stato> {
        match stated {
            Some(Stato::Storico) => stated,
            _ if self.ended(today).is_some() => Some(Stato::AvvisoChiuso),
            _ if self.begins().is_some_and(|day| today < day) => Some(Stato::Programmato),
            _ => self.within(stated),
        }
    }
}

/// Last day on which a value holds: the stated one, else the end of its year.
pub fn last_day(year: Option<u16>, valid_until: Option<PartialDate>) -> Option<NaiveDate> {
    valid_until.map(PartialDate::latest).or_else(|| NaiveDate::from_ymd_opt(i32::from(year?), 12, 31))
}

/// The year of a value that has ended by `today`. `None` while it holds, or where nothing says until when.
pub fn ended_year(year: Option<u16>, valid_until: Option<PartialDate>, today: NaiveDate) -> Option<i32> {
    let last = last_day(year, valid_until).filter(|last| *last < today)?;
    Some(year.map_or_else(|| last.year(), i32::from))
}

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

/// What kind of thing ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// An edition, or the whole measure.
    Edizione,
    /// An ISEE threshold.
    Soglia,
    /// An amount.
    Importo,
    /// An age or another requirement.
    Requisito,
    /// A way to ask for it that holds until a day.
    Procedura,
}

impl Ending {
    /// The word in JSON, CSV and the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Edizione => "edizione",
            Self::Soglia => "soglia",
            Self::Importo => "importo",
            Self::Requisito => "requisito",
            Self::Procedura => "procedura",
        }
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps)] // a term holds them so
    fn date(raw: &str) -> Option<PartialDate> {
        Some(PartialDate::new(raw).unwrap())
    }

    fn day(raw: &str) -> NaiveDate {
        raw.parse().unwrap()
    }

    #[test]
    fn an_edition_is_open_between_its_days_and_the_clock_alone_decides() {
        let term = Term { opens: date("2026-12-01"), closes: date("2027-01-15"), valid_until: date("2027-06") };
        for (today, stato) in [
            ("2026-11-28", Stato::Programmato),
            ("2026-12-01", Stato::Attivo),
            ("2027-01-15", Stato::Attivo),
            ("2027-01-16", Stato::AvvisoChiuso),
            ("2027-07-01", Stato::AvvisoChiuso),
        ] {
            for stated in [Stato::Attivo, Stato::AvvisoChiuso, Stato::Programmato] {
                assert_eq!(term.status(Some(stated), day(today)), Some(stato), "{stated} {today}");
            }
            assert_eq!(term.status(Some(Stato::Storico), day(today)), Some(Stato::Storico));
        }
        assert_eq!(term.ended(day("2027-01-16")), date("2027-01-15"), "closed, and still given");
        assert_eq!(term.ended(day("2027-06-30")), date("2027-01-15"));
        assert_eq!(term.ended(day("2027-07-01")), date("2027-06"), "over altogether");
    }

    #[test]
    fn a_word_that_no_date_contradicts_stays() {
        let until = Term { valid_until: date("2026-12"), ..Term::default() };
        assert_eq!(until.status(Some(Stato::AvvisoChiuso), day("2026-11-28")), Some(Stato::AvvisoChiuso));
        assert_eq!(until.status(None, day("2026-11-28")), None);
        assert_eq!(until.status(None, day("2027-01-01")), Some(Stato::AvvisoChiuso));
        assert_eq!(Term::default().status(Some(Stato::Programmato), day("2026-11-28")), Some(Stato::Programmato));
    }

    #[test]
    fn a_value_ends_with_its_year_or_on_its_day() {
        assert_eq!(ended_year(Some(2026), None, day("2026-12-31")), None);
        assert_eq!(ended_year(Some(2026), None, day("2027-01-01")), Some(2026));
        assert_eq!(ended_year(Some(2025), date("2026-06-30"), day("2026-06-30")), None);
        assert_eq!(ended_year(Some(2025), date("2026-06-30"), day("2026-07-01")), Some(2025));
        assert_eq!(ended_year(None, date("2026-06"), day("2026-07-01")), Some(2026));
        assert_eq!(ended_year(None, None, day("2030-01-01")), None);
    }
}
