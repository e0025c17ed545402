//! Amounts, dates, lists and phone numbers as an operator says them aloud, and the wrapping of lines.
//!
//! Pure functions from values to Italian words; every renderer and the screen use the same ones.

use chrono::{Datelike, NaiveDate};
use unicode_width::UnicodeWidthStr;

use crate::catalog::record::Check;
use crate::catalog::values::{PartialDate, Phone};

/// An amount as it is written in Italy: "10.140 euro", "20.668,26 euro". Rounded to the cent; never negative zero.
pub fn euro(amount: f64) -> String {
    let written = format!("{:.2}", amount.abs());
    let (whole, cents) = written.split_once('.').unwrap_or((&written, "00"));
    let grouped = grouped(whole);
    let sign = if amount <= -0.005 { "-" } else { "" };
    if cents == "00" { format!("{sign}{grouped} euro") } else { format!("{sign}{grouped},{cents} euro") }
}

/// The digits of a whole number in groups: "70.345".
pub fn grouped(whole: &str) -> String {
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// "a", "a e b", "a, b e c"; empty for nothing.
pub fn join<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} e {}", first.join(", "), last.as_ref())
        }
    }
}

/// "a Latiano", "ad Andria", "ad aprile".
pub fn at(name: &str) -> String {
    let a = if name.starts_with(['a', 'A']) { "ad" } else { "a" };
    format!("{a} {name}")
}

/// `one` or `many` after the number: "1 ambito", "38 ambiti".
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// The text with a small first letter, unless it starts with an acronym or is one letter long.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(a), Some(b)) if a.is_uppercase() && b.is_lowercase() => {
            a.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// The text with a capital first letter.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The text without full stops and spaces at its end, to be continued.
pub fn unended(text: &str) -> &str {
    text.trim_end_matches([' ', '.', ';', ','])
}

/// How exactly a date is known.
enum Known {
    Day,
    Month,
    Year,
}

fn known(date: PartialDate) -> Known {
    let (first, last) = (date.earliest(), date.latest());
    if first == last {
        Known::Day
    } else if first.month() == last.month() {
        Known::Month
    } else {
        Known::Year
    }
}

/// "del 2022", "di novembre 2022", "del 29 aprile 2024", "dell'8 maggio 2025".
pub fn of_date(date: PartialDate) -> String {
    let words = date.in_words();
    match known(date) {
        Known::Month => format!("di {words}"),
        Known::Day if matches!(date.earliest().day(), 8 | 11) => format!("dell'{words}"),
        _ => format!("del {words}"),
    }
}

/// "nel 2022", "a novembre 2022", "il 29 aprile 2024", "l'8 maggio 2025".
pub fn on_date(date: PartialDate) -> String {
    let words = date.in_words();
    match known(date) {
        Known::Year => format!("nel {words}"),
        Known::Month => at(&words),
        Known::Day if matches!(date.earliest().day(), 8 | 11) => format!("l'{words}"),
        Known::Day => format!("il {words}"),
    }
}

/// What stands after "fino": "al 2026", "a maggio 2026", "al 30 giugno 2026", "all'8 aprile 2026".
pub fn until_date(date: PartialDate) -> String {
    let words = date.in_words();
    match known(date) {
        Known::Month => at(&words),
        Known::Day if matches!(date.earliest().day(), 8 | 11) => format!("all'{words}"),
        _ => format!("al {words}"),
    }
}

/// "dal 2025", "da maggio 2025", "dal 28 aprile 2025", "dall'8 aprile 2025".
pub fn from_date(date: PartialDate) -> String {
    let words = date.in_words();
    match known(date) {
        Known::Month => format!("da {words}"),
        Known::Day if matches!(date.earliest().day(), 8 | 11) => format!("dall'{words}"),
        _ => format!("dal {words}"),
    }
}

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

/// How long ago: "oggi", "3 giorni fa", "5 mesi fa", "2 anni fa"; for a date known by year or month only, or in the
/// future, the date itself: "nel 2022", "a novembre 2025".
pub fn ago(date: PartialDate, today: NaiveDate) -> String {
    let days = (today - date.latest()).num_days();
    match (known(date), days) {
        (Known::Day, 0) => "oggi".to_owned(),
        (Known::Day, 1) => "ieri".to_owned(),
        (Known::Day, 2..=30) => format!("{days} giorni fa"),
        (Known::Day, 31..=60) => "1 mese fa".to_owned(),
        (Known::Day, 61..=364) => format!("{} mesi fa", days * 12 / 365),
        (Known::Day, 365..=729) => "1 anno fa".to_owned(),
        (Known::Day, 730..) => format!("{} anni fa", days / 365),
        _ => on_date(date),
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

/// "28/11", with the year where it is another; a month or a year alone as they are.
pub fn short_date(date: PartialDate, today: NaiveDate) -> String {
    let day = date.earliest();
    match known(date) {
        Known::Day if day.year() == today.year() => format!("{}/{}", day.day(), day.month()),
        Known::Day => format!("{}/{}/{}", day.day(), day.month(), day.year()),
        _ => date.in_words(),
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

/// Italian area codes of three digits, 02 and 06 have two, all others four.
const THREE_DIGIT_PREFIXES: [&str; 28] = [
    "010", "011", "015", "019", "030", "031", "035", "039", "040", "041", "045", "049", "050", "051", "055", "059",
    "070", "071", "075", "079", "080", "081", "085", "089", "090", "091", "095", "099",
];

/// A telephone number in groups that are easy to read aloud: "0831 776 065", "328 821 29 06", "800 290 290". What does
/// not look like an Italian number is left as the source writes it.
pub fn phone(number: &Phone) -> String {
    let all = number.normalised();
    let (country, digits) = match all.strip_prefix("+39").or_else(|| all.strip_prefix("0039")) {
        Some(rest) => ("+39 ", rest),
        None => ("", all.as_str()),
    };
    let prefix = match digits {
        d if d.starts_with("02") || d.starts_with("06") => 2,
        d if THREE_DIGIT_PREFIXES.iter().any(|p| d.starts_with(p)) => 3,
        d if d.starts_with('0') => 4,
        d if d.starts_with('3') || d.starts_with('8') || d.starts_with("19") => 3,
        _ => 0,
    };
    let plausible = digits.bytes().all(|b| b.is_ascii_digit()) && (6..=11).contains(&digits.len()) && prefix > 0;
    match digits.split_at_checked(prefix) {
        Some((head, tail)) if plausible && tail.len() >= 3 => format!("{country}{head} {}", groups(tail)),
        _ => number.to_string(),
    }
}

/// Digits in groups of three and two: 4 = 2+2, 5 = 3+2, 6 = 3+3, 7 = 3+2+2, 8 = 2+2+2+2.
fn groups(digits: &str) -> String {
    let sizes: &[usize] = match digits.len() {
        4 => &[2, 2],
        5 => &[3, 2],
        6 => &[3, 3],
        7 => &[3, 2, 2],
        8 => &[2, 2, 2, 2],
        9 => &[3, 3, 3],
        _ => return digits.to_owned(),
    };
    let mut rest = digits;
    let mut parts = Vec::new();
    for &size in sizes {
        let (part, after) = rest.split_at_checked(size).unwrap_or((rest, ""));
        parts.push(part);
        rest = after;
    }
    parts.join(" ")
}

/// Breaks `text` between words into lines of at most `width` columns. A single wider word (a web address) keeps a line
/// to itself, and the groups of a phone number stay together. No lines for an empty text.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in unbroken(text) {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The words of a text; groups of digits that follow one another are one word. A no-break space ends none.
pub fn unbroken(text: &str) -> Vec<String> {
    let digits = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty()) {
        let continues = digits(word.trim_end_matches([',', '.', ';', ':', ')', '/']));
        match words.last_mut() {
            Some(last) if continues && last.rsplit(' ').next().is_some_and(digits) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(raw: &str) -> PartialDate {
        PartialDate::new(raw).unwrap()
    }

    #[test]
    fn amounts_are_written_the_italian_way() {
        for (amount, words) in [
            (0.0, "0 euro"),
            (950.0, "950 euro"),
            (10140.0, "10.140 euro"),
            (20668.26, "20.668,26 euro"),
            (8230.5, "8.230,50 euro"),
            (1_000_000.0, "1.000.000 euro"),
        ] {
            assert_eq!(euro(amount), words);
        }
    }

    #[test]
    fn phone_numbers_are_grouped_to_be_read_aloud() {
        for (dialled, read) in [
            ("0831 776065", "0831 776 065"),
            ("080/3210743", "080 321 07 43"),
            ("328 8212906", "328 821 29 06"),
            ("800 955028", "800 955 028"),
            ("803164", "803 164"),
            ("06164164", "06 164 164"),
            ("+39 0831 776065", "+39 0831 776 065"),
            ("112", "112"),
            ("1522", "1522"),
            ("116000", "116000"),
        ] {
            assert_eq!(phone(&Phone::new(dialled).unwrap()), read, "{dialled}");
        }
    }

    #[test]
    fn dates_take_the_right_preposition() {
        assert_eq!(of_date(date("2022")), "del 2022");
        assert_eq!(of_date(date("2022-11")), "di novembre 2022");
        assert_eq!(of_date(date("2024-04-29")), "del 29 aprile 2024");
        assert_eq!(of_date(date("2024-04-11")), "dell'11 aprile 2024");
        assert_eq!(on_date(date("2024-04-08")), "l'8 aprile 2024");
        let until: Vec<String> =
            ["2026", "2026-05", "2026-06-30", "2026-04-08"].iter().map(|d| until_date(date(d))).collect();
        assert_eq!(until, ["al 2026", "a maggio 2026", "al 30 giugno 2026", "all'8 aprile 2026"]);
        assert_eq!(from_date(date("2025-04-28")), "dal 28 aprile 2025");
        assert_eq!(from_date(date("2025-04")), "da aprile 2025");
    }

    #[test]
    fn the_age_of_a_check_is_said_in_words() {
        let today = "2026-11-21".parse().unwrap();
        let said = |d: &str| last_check(Some(date(d)), None, today);
        assert_eq!(last_check(None, None, today), "mai verificato con l'ufficio");
        assert_eq!(said("2026-11-21"), "verificato oggi");
        assert_eq!(said("2026-11-18"), "verificato 3 giorni fa");
        assert_eq!(said("2026-08-21"), "verificato 3 mesi fa");
        assert_eq!(said("2025-11-21"), "verificato 1 anno fa");
        assert_eq!(said("2023-01"), "verificato a gennaio 2023");
        assert_eq!(last_check(Some(date("2026-11-20")), Some("PUA"), today), "verificato ieri (PUA)");
    }

    #[test]
    fn a_phone_number_is_never_broken_over_two_lines() {
        let lines = wrap("Chiamare: Segretariato, 0833 000 002. Portare il documento", 34);
        assert_eq!(lines, ["Chiamare: Segretariato,", "0833 000 002. Portare il documento"]);
    }

    #[test]
    fn acronyms_keep_their_capitals() {
        assert_eq!(lower_first("Documento di identità"), "documento di identità");
        assert_eq!(lower_first("ISEE in corso di validità"), "ISEE in corso di validità");
        assert_eq!(lower_first("È già"), "È già");
    }

    proptest! {
        #[test]
        fn a_wrapped_line_is_never_wider_than_asked_unless_it_is_one_word(text in "[a-zà-ù ]{0,200}", width in 1_usize..60) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width || !line.contains(' '));
            }
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(lines.join(" "), words.join(" "));
        }

        #[test]
        fn grouping_never_changes_the_digits_that_are_dialled(raw in "[+]?[0-9][0-9 ./-]{2,14}") {
            if let Ok(number) = Phone::new(&raw) {
                let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
                let read = phone(&number);
                let (read, dialled) = (digits(&read), digits(&number));
                prop_assert!(read == dialled || dialled.strip_prefix("00") == Some(&read));
            }
        }
    }
}
