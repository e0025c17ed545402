//! How long what a source says is believed: two years from its date, for a status, for hours, for a telephone.

use chrono::NaiveDate;

use super::record::{Sede, Source};
use super::values::PartialDate;

/// Days of two years, one of them a leap year.
const DAYS: i32 = 731;

/// Whether a date is recent enough on `today` for what it stands beside to be believed; without a date it is not.
pub fn is_fresh(date: Option<PartialDate>, today: NaiveDate) -> bool {
    date.is_some_and(|date| (today - date.latest()).num_days() <= i64::from(DAYS))
}

/// The last day on which what has this date is believed, in days of the Common Era.
pub fn last_day(date: PartialDate) -> i32 {
    use chrono::Datelike as _;
    date.latest().num_days_from_ce() + DAYS
}

/// The newest of the sources' own dates; a reading date counts where a source has no date of its own (web pages).
pub fn newest_date(sources: &[Source]) -> Option<PartialDate> {
    sources.iter().filter_map(|s| s.date.or(s.read)).max()
}

/// The newest date by which these fields of a sede are known: that of its sources, or of a check of them or of all of it.
pub fn known_since(sede: &Sede, fields: &[&str]) -> Option<PartialDate> {
    let checked = fields.iter().filter_map(|field| sede.checks.get(*field)).map(|check| check.on).max();
    newest_date(&sede.sources).max(checked).max(sede.checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_believed_to_the_last_day_is_not_believed_on_the_next() {
        use chrono::Datelike as _;
        let date = PartialDate::new("2024-02-29").unwrap();
        let last = NaiveDate::from_num_days_from_ce_opt(last_day(date)).unwrap();
        assert!(is_fresh(Some(date), last) && !is_fresh(Some(date), last.succ_opt().unwrap()));
        assert_eq!(last.num_days_from_ce(), last_day(date));
        assert!(!is_fresh(None, last));
    }
}
