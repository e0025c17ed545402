//! The hour in Italy, whatever the machine's time zone.
//!
//! Two rules and no table: the time zones of the world since 1900 are a megabyte of pointers that every start would set
//! right and every session would keep.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// What clocks in Italy say: an hour more than the universal time, two from the last Sunday of March to the last of October,
/// one o'clock of the universal time (directive 2000/84/CE, as before it from 1996 on).
pub(super) fn in_italy(at: DateTime<Utc>) -> NaiveDateTime {
    let at = at.naive_utc();
    let turns = |month| last_sunday(at.year(), month).and_then(|day| day.and_hms_opt(1, 0, 0));
    let is_summer = turns(3).is_some_and(|begins| begins <= at) && turns(10).is_some_and(|ends| at < ends);
    at.checked_add_signed(TimeDelta::hours(if is_summer { 2 } else { 1 })).unwrap_or(at)
}

/// The universal time at which clocks in Italy say `now`: of two the later, where none does `now` itself.
pub(super) fn universal(now: NaiveDateTime) -> DateTime<Utc> {
    let ahead = |hours| now.checked_sub_signed(TimeDelta::hours(hours)).map(|at| at.and_utc());
    [1, 2].into_iter().filter_map(ahead).find(|at| in_italy(*at) == now).unwrap_or(now.and_utc())
}

/// The last Sunday of a month of 31 days.
fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    last.checked_sub_days(Days::new(last.weekday().num_days_from_sunday().into()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use chrono::TimeZone;
    use chrono_tz::Europe::Rome;

    use super::*;

    #[test]
    fn every_hour_of_thirty_years_is_that_of_the_time_zones_tables() {
        let first = NaiveDate::from_ymd_opt(2010, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        for hour in 0..30 * 366 * 24 {
            let at = (first + TimeDelta::hours(hour)).and_utc();
            assert_eq!(in_italy(at), at.with_timezone(&Rome).naive_local(), "{at}");
            let said = at.naive_utc();
            let known = Rome.from_local_datetime(&said).latest().map_or(at, |t| t.to_utc());
            assert_eq!(universal(said), known, "{said}");
        }
    }

    #[test]
    fn the_first_and_the_last_instant_have_an_hour() {
        let _ = (in_italy(DateTime::<Utc>::MIN_UTC), in_italy(DateTime::<Utc>::MAX_UTC));
        let _ = (universal(NaiveDateTime::MIN), universal(NaiveDateTime::MAX));
    }
}
