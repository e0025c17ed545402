//! Days and months, and a date as it stands in a sentence: "del 29 aprile 2024", "dall'8 maggio", "a novembre 2022".
//!
//! Knows a date as far as it is known and no calendar: what today is comes in. What a record holds as a date is the
//! catalogue's business; it becomes a [`Date`] to be said.

use chrono::{Datelike, NaiveDate};

/// The days of the week, Monday first; the first three letters of each are how people shorten it.
pub const DAYS: [&str; 7] = ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"];

/// The months of the year.
pub const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// A date as far as it is known: a year, a month of it, or a day of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31; nothing where the month is not known.
    pub day: Option<u8>,
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        let small = |n: u32| u8::try_from(n).ok();
        Self { year: day.year(), month: small(day.month()), day: small(day.day()) }
    }
}

impl Date {
    /// As people write it: `2026`, `novembre 2026`, `21 novembre 2026`, `1º novembre 2026`.
    pub fn in_words(self) -> String {
        match self.month {
            Some(_) => format!("{} {}", self.without_year(), self.year),
            None => self.year.to_string(),
        }
    }

    /// `novembre`, `21 novembre`, `1º novembre`; empty for a year.
    pub fn without_year(self) -> String {
        let month = self.month.map(month_name).unwrap_or_default();
        match (self.month, self.day) {
            (Some(_), Some(1)) => format!("1º {month}"),
            (Some(_), Some(day)) => format!("{day} {month}"),
            _ => month.to_owned(),
        }
    }

    /// The day, where it is known.
    pub fn full(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month?.into(), self.day?.into())
    }

    /// The words of a date behind a preposition: before a year, before a month, and what becomes one word with the article
    /// of a day ("del", "dell'").
    fn behind(self, year: &str, month: &str, [day, before_vowel]: [&str; 2]) -> String {
        let words = self.in_words();
        match (self.month, self.day) {
            (None, _) => format!("{year} {words}"),
            (Some(_), None) => format!("{month} {words}"),
            (Some(_), Some(8 | 11)) => format!("{before_vowel}{words}"),
            (Some(_), Some(_)) => format!("{day} {words}"),
        }
    }
}

/// The month of a number from 1 to 12; empty for any other.
pub fn month_name(month: u8) -> &'static str {
    usize::from(month).checked_sub(1).and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// The day of the week of a date.
pub fn day_name(date: NaiveDate) -> &'static str {
    DAYS.get(date.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}

/// "il 7 gennaio", "l'8 gennaio".
pub fn with_article(day: NaiveDate) -> String {
    let article = if matches!(day.day(), 8 | 11) { "l'" } else { "il " };
    format!("{article}{}", Date::from(day).without_year())
}

/// "del 2022", "di novembre 2022", "del 29 aprile 2024", "dell'8 maggio 2025".
pub fn of_date(date: impl Into<Date>) -> String {
    date.into().behind("del", "di", ["del", "dell'"])
}

/// "nel 2022", "a novembre 2022", "il 29 aprile 2024", "l'8 maggio 2025".
pub fn on_date(date: impl Into<Date>) -> String {
    let date = date.into();
    date.behind("nel", at_month(date), ["il", "l'"])
}

/// What stands after "fino": "al 2026", "a maggio 2026", "al 30 giugno 2026", "all'8 aprile 2026".
pub fn until_date(date: impl Into<Date>) -> String {
    let date = date.into();
    date.behind("al", at_month(date), ["al", "all'"])
}

/// "dal 2025", "da maggio 2025", "dal 28 aprile 2025", "dall'8 aprile 2025".
pub fn from_date(date: impl Into<Date>) -> String {
    date.into().behind("dal", "da", ["dal", "dall'"])
}

/// "a" or "ad", as the month begins.
fn at_month(date: Date) -> &'static str {
    super::lists::to(date.month.map(month_name).unwrap_or_default())
}

/// How long ago: "oggi", "3 giorni fa", "5 mesi fa", "2 anni fa"; for a date known by year or month only, or in the
/// future, the date itself: "nel 2022", "a novembre 2025".
pub fn ago(date: impl Into<Date>, today: NaiveDate) -> String {
    let date = date.into();
    match date.full().map(|day| (today - day).num_days()) {
        Some(0) => "oggi".to_owned(),
        Some(1) => "ieri".to_owned(),
        Some(days @ 2..=30) => format!("{days} giorni fa"),
        Some(31..=60) => "1 mese fa".to_owned(),
        Some(days @ 61..=364) => format!("{} mesi fa", days * 12 / 365),
        Some(365..=729) => "1 anno fa".to_owned(),
        Some(days @ 730..) => format!("{} anni fa", days / 365),
        _ => on_date(date),
    }
}

/// "28/11", with the year where it is another; a month or a year alone as they are.
pub fn short_date(date: impl Into<Date>, today: NaiveDate) -> String {
    let date = date.into();
    match date.full() {
        Some(day) if day.year() == today.year() => format!("{}/{}", day.day(), day.month()),
        Some(day) => format!("{}/{}/{}", day.day(), day.month(), day.year()),
        None => date.in_words(),
    }
}

/// Numbers that follow one another, as first and last of each run: 0, 1, 2 and 4 are 0 to 2 and 4 to 4. `ascending` says
/// what it has to be. Days of the week are shortened by it: "lun-mer e ven".
pub fn runs(ascending: &[usize]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for &at in ascending {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => out.push((at, at)),
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn date(raw: &str) -> Date {
        let mut parts = raw.split('-');
        let year = parts.next().unwrap().parse().unwrap();
        let mut small = || parts.next().map(|p| p.parse().unwrap());
        Date { year, month: small(), day: small() }
    }

    #[test]
    fn dates_take_the_right_preposition() {
        for (raw, of, on, until, from) in [
            ("2022", "del 2022", "nel 2022", "al 2022", "dal 2022"),
            ("2022-11", "di novembre 2022", "a novembre 2022", "a novembre 2022", "da novembre 2022"),
            ("2022-04", "di aprile 2022", "ad aprile 2022", "ad aprile 2022", "da aprile 2022"),
            ("2024-04-29", "del 29 aprile 2024", "il 29 aprile 2024", "al 29 aprile 2024", "dal 29 aprile 2024"),
            ("2024-04-08", "dell'8 aprile 2024", "l'8 aprile 2024", "all'8 aprile 2024", "dall'8 aprile 2024"),
            ("2024-04-11", "dell'11 aprile 2024", "l'11 aprile 2024", "all'11 aprile 2024", "dall'11 aprile 2024"),
            ("2024-05-01", "del 1º maggio 2024", "il 1º maggio 2024", "al 1º maggio 2024", "dal 1º maggio 2024"),
        ] {
            let d = date(raw);
            assert_eq!([of_date(d), on_date(d), until_date(d), from_date(d)], [of, on, until, from]);
        }
    }

    #[test]
    fn how_long_ago_is_said_by_days_months_and_years() {
        let today = "2026-11-21".parse().unwrap();
        for (raw, said) in [
            ("2026-11-21", "oggi"),
            ("2026-11-20", "ieri"),
            ("2026-11-18", "3 giorni fa"),
            ("2026-10-10", "1 mese fa"),
            ("2026-08-21", "3 mesi fa"),
            ("2025-11-21", "1 anno fa"),
            ("2023-11-21", "3 anni fa"),
            ("2026-12-01", "il 1º dicembre 2026"),
            ("2023-01", "a gennaio 2023"),
            ("2022", "nel 2022"),
        ] {
            assert_eq!(ago(date(raw), today), said, "{raw}");
        }
    }

    #[test]
    fn a_short_date_leaves_this_year_out() {
        let today = "2026-11-21".parse().unwrap();
        for (raw, said) in
            [("2026-11-28", "28/11"), ("2025-11-28", "28/11/2025"), ("2025-11", "novembre 2025"), ("2025", "2025")]
        {
            assert_eq!(short_date(date(raw), today), said);
        }
    }

    #[test]
    fn days_and_months_have_names() {
        assert_eq!((month_name(1), month_name(12), month_name(13), month_name(0)), ("gennaio", "dicembre", "", ""));
        assert_eq!(day_name("2026-11-30".parse().unwrap()), "lunedì");
        let with_article = |raw: &str| with_article(raw.parse().unwrap());
        assert_eq!(
            (with_article("2027-01-07"), with_article("2027-01-08")),
            ("il 7 gennaio".into(), "l'8 gennaio".into())
        );
    }

    #[test]
    fn what_follows_one_another_is_a_run() {
        for (days, found) in [
            (&[][..], &[][..]),
            (&[3], &[(3, 3)]),
            (&[0, 1, 2, 4], &[(0, 2), (4, 4)]),
            (&[0, 2, 4, 5], &[(0, 0), (2, 2), (4, 5)]),
        ] {
            assert_eq!(runs(days), found);
        }
    }
}
