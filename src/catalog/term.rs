//! Dates that open and end things, and what they make of a status; [`super::ending`] tells which values of an entry end.
//!
//! The clock alone decides: nothing here is stated twice. A date of which only the month or the year is known opens with
//! its first day and ends with its last. Knows no words for people: those are the scheda's.

use chrono::{Datelike, NaiveDate};

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
