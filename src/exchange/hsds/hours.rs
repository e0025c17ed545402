//! Weekly hours between `opening_hours` strings and HSDS schedules. Only plain weeks; the rest stays in words.

use std::fmt::Write as _;

use crate::exchange::hours::{DAYS, days_written};

/// Days of the week as iCalendar writes them.
pub const ICAL: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A span of hours and the days it holds on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Days, Monday = 0, ascending.
    pub days: Vec<usize>,
    /// `HH:MM`.
    pub opens: String,
    /// `HH:MM`.
    pub closes: String,
}

/// The spans of an `opening_hours` string that speaks of days of the week and times only; `None` for any other.
pub fn spans(hours: &str) -> Option<Vec<Span>> {
    let mut week: [Vec<(String, String)>; 7] = Default::default();
    for rule in hours.split(';').map(str::trim).filter(|r| !r.is_empty()) {
        if rule == "24/7" {
            for day in &mut week {
                *day = vec![("00:00".to_owned(), "23:59".to_owned())];
            }
            continue;
        }
        let (days, times) = match rule.split_once(' ') {
            Some((days, times)) if !days.starts_with(|c: char| c.is_ascii_digit()) => (read_days(days)?, times.trim()),
            _ => ((0..7).collect(), rule),
        };
        let open = if times == "off" { Vec::new() } else { read_times(times)? };
        for day in days {
            week.get_mut(day)?.clone_from(&open);
        }
    }
    let mut out: Vec<Span> = Vec::new();
    for (day, open) in week.iter().enumerate() {
        for (opens, closes) in open {
            match out.iter_mut().find(|s| s.opens == *opens && s.closes == *closes) {
                Some(same) => same.days.push(day),
                None => out.push(Span { days: vec![day], opens: opens.clone(), closes: closes.clone() }),
            }
        }
    }
    Some(out)
}

/// Days of "Mo-We,Fr,PH". Holidays are left to the words that go along.
fn read_days(text: &str) -> Option<Vec<usize>> {
    let at = |d: &str| DAYS.iter().position(|o| *o == d);
    let mut out = Vec::new();
    for part in text.split(',') {
        match part.split_once('-') {
            _ if part == "PH" => {}
            None => out.push(at(part)?),
            Some((from, to)) => {
                let (from, to) = (at(from)?, at(to)?);
                let last = if to < from { to + 7 } else { to };
                out.extend((from..=last).map(|d| d % 7));
            }
        }
    }
    Some(out)
}

fn read_times(text: &str) -> Option<Vec<(String, String)>> {
    text.split(',')
        .map(|span| {
            let (opens, closes) = span.trim().split_once('-')?;
            let (opens, closes) = (clock(opens)?, clock(closes)?);
            // Twenty-four hours end at 23:59 in HSDS.
            Some((opens, if closes == "24:00" { "23:59".to_owned() } else { closes }))
        })
        .collect()
}

/// `HH:MM` of "9", "9:00", "09:00:00", "09:00Z", "10:00+02:00", "9.30", "9:00 am"; `None` where it is no time of day.
pub fn clock(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase().replace('.', ":");
    let (text, shift) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(t), _) => (t.trim().to_owned(), Some(12)),
        (_, Some(t)) => (t.trim().to_owned(), Some(0)),
        _ => (text.clone(), None),
    };
    // A zone says where the clock hangs, not what it shows.
    let text = text.trim_end_matches('z').split(['+', '-']).next().unwrap_or_default().trim();
    let mut parts = text.split(':');
    let number = |p: Option<&str>| match p {
        None => Some(0),
        Some(p) if (1..=2).contains(&p.len()) => p.parse::<u32>().ok(),
        Some(_) => None,
    };
    let first = parts.next().filter(|p| !p.is_empty());
    first?;
    let (mut hour, minute) = (number(first)?, number(parts.next())?);
    if let Some(shift) = shift {
        hour = if hour == 12 { shift } else { hour + shift };
    }
    let whole = (hour < 24 && minute < 60) || (hour == 24 && minute == 0);
    whole.then(|| format!("{hour:02}:{minute:02}"))
}

/// The day of "MO", "Monday", "lunedì", "1" (Monday) to "7".
pub fn day(text: &str) -> Option<usize> {
    let text = text.trim().to_lowercase();
    if let Ok(n) = text.parse::<usize>() {
        return (1..=7).contains(&n).then(|| n - 1);
    }
    let head: String = text.chars().take(2).collect();
    let known = |names: [&str; 7]| names.iter().position(|n| *n == head);
    let english = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    let italian = ["lu", "ma", "me", "gi", "ve", "sa", "do"];
    let word = text.chars().all(char::is_alphabetic);
    (word && text.chars().count() >= 2).then(|| known(english).or_else(|| known(italian)))?
}

/// Spans as an `opening_hours` string; empty for none.
pub fn in_osm(spans: &[Span]) -> String {
    let mut week: [Vec<String>; 7] = Default::default();
    for span in spans {
        for day in &span.days {
            if let Some(times) = week.get_mut(*day) {
                times.push(format!("{}-{}", span.opens, span.closes));
            }
        }
    }
    for times in &mut week {
        times.sort();
        times.dedup();
    }
    let mut rules: Vec<(Vec<usize>, String)> = Vec::new();
    for (day, times) in week.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
        let times = times.join(",");
        match rules.iter_mut().find(|(_, t)| *t == times) {
            Some((days, _)) => days.push(day),
            None => rules.push((vec![day], times)),
        }
    }
    let mut out = String::new();
    for (days, times) in rules {
        if !out.is_empty() {
            out.push_str("; ");
        }
        let _ = write!(out, "{} {times}", days_written(&days));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_week_becomes_spans_and_comes_back() {
        let text = "Mo-We,Fr 09:00-12:00; Th 09:00-12:00,15:00-18:00";
        let found = spans(text).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].days.as_slice(), found[0].opens.as_str()), ([0, 1, 2, 3, 4].as_slice(), "09:00"));
        assert_eq!(in_osm(&found), text);
        assert_eq!(spans("24/7").unwrap()[0].closes, "23:59");
        assert_eq!(spans("Mo-Fr 08:00-14:00 \"su appuntamento\""), None);
        assert_eq!(spans("Apr-Oct: Mo 09:00-12:00"), None);
    }

    #[test]
    fn clocks_and_days_are_read_as_they_come() {
        for (text, read) in [
            ("9:00", "09:00"),
            ("09:00:00", "09:00"),
            ("10:00+02:00", "10:00"),
            ("9.30", "09:30"),
            ("5:30 PM", "17:30"),
            ("12am", "00:00"),
        ] {
            assert_eq!(clock(text).as_deref(), Some(read), "{text}");
        }
        for bad in ["", "mattina", "25:00", "9:75", "null"] {
            assert_eq!(clock(bad), None, "{bad}");
        }
        for (text, read) in [("Monday", 0), ("MO", 0), ("7", 6), ("giovedì", 3), ("Sat", 5)] {
            assert_eq!(day(text), Some(read), "{text}");
        }
        assert_eq!(day("1SA"), None);
        assert_eq!(day("0"), None);
    }
}
