//! How old a check or a value is, as an operator says it: every renderer and the screen use the same words.

use chrono::NaiveDate;

use crate::catalog::record::Check;
use crate::catalog::values::PartialDate;
use crate::lingua::dates::{ago, short_date, until_date};

/// "valore del 2026: verificare".
pub fn value_of(year: i32) -> String {
    format!("valore del {year}: verificare")
}

/// "valore 2026", "valore fino al 30 giugno 2026": a value that has not ended.
pub fn value_in_force(year: Option<u16>, valid_until: Option<PartialDate>) -> String {
    match (year, valid_until) {
        (Some(year), _) => format!("valore {year}"),
        (None, Some(until)) => format!("valore fino {}", until_date(until)),
        (None, None) => "anno non indicato".to_owned(),
    }
}

/// The age of the last check, for headers and lists: "mai verificato con l'ufficio", "verificato 3 mesi fa (Ufficio di
/// Piano)".
pub fn last_check(checked: Option<PartialDate>, by: Option<&str>, today: NaiveDate) -> String {
    match (checked, by) {
        (None, _) => "mai verificato con l'ufficio".to_owned(),
        (Some(date), None) => format!("verificato {}", ago(date, today)),
        (Some(date), Some(by)) => format!("verificato {} ({by})", ago(date, today)),
    }
}

/// "verificato 28/11 (segretariato)": that one field was found right.
pub fn checked_on(check: &Check, today: NaiveDate) -> String {
    let by = check.by.as_ref().map_or_else(String::new, |by| format!(" ({by})"));
    format!("verificato {}{by}", short_date(check.on, today))
}

/// Whether a check (or its absence) must be shown as a caution: none, or older than a year.
pub fn check_is_old(checked: Option<PartialDate>, today: NaiveDate) -> bool {
    checked.is_none_or(|d| (today - d.latest()).num_days() > 365)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_a_check_is_said_in_words() {
        let today = "2026-11-21".parse().unwrap();
        let date = |raw: &str| PartialDate::new(raw).unwrap();
        let said = |d: &str| last_check(Some(date(d)), None, today);
        assert_eq!(last_check(None, None, today), "mai verificato con l'ufficio");
        assert_eq!(said("2026-11-21"), "verificato oggi");
        assert_eq!(said("2026-08-21"), "verificato 3 mesi fa");
        assert_eq!(said("2023-01"), "verificato a gennaio 2023");
        assert_eq!(last_check(Some(date("2026-11-20")), Some("PUA"), today), "verificato ieri (PUA)");
        assert!(check_is_old(None, today) && check_is_old(Some(date("2024")), today));
        assert!(!check_is_old(Some(date("2026")), today));
    }
}
