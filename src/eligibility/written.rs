//! Facts about a person as people write them: amounts, ages, dates of birth.
//!
//! Knows texts only; the command line, the lines and the screen's form read with it. Neighbour: [`super::profile`].

use chrono::{Datelike, NaiveDate};

use super::field::FieldId;
use super::profile::{FieldValue, Isee};
use crate::lingua::amounts;
use crate::lingua::fold::folded_words;

/// An amount as it is written in Italy or by a program ("9000", "9.360", "9360,50", "9.360,50", "9360.5"), or that there
/// is none. A dot before exactly three digits separates thousands. `None` where it is neither.
pub fn isee(raw: &str) -> Option<Isee> {
    let plain: String = raw.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let plain = plain.trim_end_matches("euro");
    let word: String = plain.chars().filter(char::is_ascii_alphabetic).collect();
    match word.as_str() {
        "noncelha" | "no" | "nessuno" => return Some(Isee::None),
        "nonso" | "nonlosa" => return Some(Isee::Unknown),
        "" => {}
        _ => return None,
    }
    amounts::written(plain).map(Isee::Amount)
}

/// Whether letters typed so far may become the answer that there is no ISEE, that it is not known, or "euro".
pub fn begins_isee_word(letters: &str) -> bool {
    let letters: String = letters.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    ["noncelha", "nessuno", "nonso", "nonlosa", "euro"].iter().any(|w| w.starts_with(&letters))
}

fn believed(age: u8) -> bool {
    FieldId::Age.most().is_some_and(|most| u16::from(age) <= most)
}

/// Completed years, from their number or from a date of birth (day, month, year). `None` where it is neither, where the
/// date lies after `today`, or beyond what is believed.
pub fn age(raw: &str, today: NaiveDate) -> Option<u8> {
    let raw = raw.trim();
    if raw.len() <= 3 && !raw.is_empty() && raw.bytes().all(|b| b.is_ascii_digit()) {
        return raw.parse().ok().filter(|age| believed(*age));
    }
    let parts: Vec<&str> = raw.split(['/', '.', '-', ' ']).filter(|p| !p.is_empty()).collect();
    let number = |p: &&str| p.parse::<u32>().ok();
    let [day, month, year] = parts.as_slice() else { return None };
    let year = number(year).filter(|_| year.len() == 4).and_then(|y| i32::try_from(y).ok())?;
    let born = NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)?;
    let had = (today.month(), today.day()) >= (born.month(), born.day());
    let years = today.year() - born.year() - i32::from(!had);
    u8::try_from(years).ok().filter(|age| believed(*age))
}

/// Why what was written is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It means nothing there, or nothing that is believed.
    NotUnderstood,
    /// More small children than children.
    MoreThanMinors,
}

/// What `raw` answers to a field, in a family with so many `minors`.
///
/// # Errors
/// Why it answers nothing.
pub fn answer(field: &FieldId, raw: &str, minors: Option<u16>, today: NaiveDate) -> Result<FieldValue, Unread> {
    let first = || folded_words(raw).into_iter().next().unwrap_or_default();
    let value = match field {
        FieldId::Comune => None,
        FieldId::Condition(_) => match first().as_str() {
            "si" | "s" => Some(FieldValue::Answer(true)),
            "no" | "n" => Some(FieldValue::Answer(false)),
            _ => None,
        },
        FieldId::Isee => isee(raw).map(FieldValue::Isee),
        FieldId::Age => age(raw, today).map(|years| FieldValue::Number(years.into())),
        _ => {
            let none = matches!(first().as_str(), "no" | "nessuno" | "nessuna");
            let number = if none { Some(0) } else { raw.parse::<u16>().ok() };
            let number = number.filter(|n| field.most().is_some_and(|most| *n <= most));
            if *field == FieldId::UnderThree && number.zip(minors).is_some_and(|(small, all)| small > all) {
                return Err(Unread::MoreThanMinors);
            }
            number.map(FieldValue::Number)
        }
    };
    value.ok_or(Unread::NotUnderstood)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_isee_is_read_as_people_write_it() {
        for (raw, euro) in [
            ("9000", 9000.0),
            ("9.000", 9000.0),
            ("9.360,50", 9360.5),
            ("9360.5", 9360.5),
            ("20668.26", 20668.26),
            ("0", 0.0),
            ("10.140 euro", 10140.0),
            ("€ 1.234.567", 1_234_567.0),
        ] {
            assert!(isee(raw) == Some(Isee::Amount(euro)), "{raw}");
        }
        for raw in ["non-ce-l-ha", "Non ce l'ha"] {
            assert!(isee(raw) == Some(Isee::None), "{raw}");
        }
        for raw in ["", "novemila", "-5", "9,000,0", "1.23.456", "1e9", "9.36.0", "NaN", "inf"] {
            assert!(isee(raw).is_none(), "{raw}");
        }
    }

    #[test]
    fn an_age_is_a_number_or_a_date_of_birth() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for (raw, years) in
            [("84", 84), ("0", 0), ("21/11/1942", 84), ("22/11/1942", 83), ("3.5.2026", 0), ("01-01-1942", 84)]
        {
            assert_eq!(age(raw, today), Some(years), "{raw}");
        }
        for raw in ["", "121", "999", "31/2/1990", "3/5", "3/5/42", "22/11/2026", "1/1/1800", "-3", "ottanta"] {
            assert_eq!(age(raw, today), None, "{raw}");
        }
    }

    #[test]
    fn the_beginning_of_an_answer_is_told_from_other_words() {
        assert!(begins_isee_word("non ce") && begins_isee_word("Ness") && begins_isee_word("eu"));
        assert!(!begins_isee_word("non a") && !begins_isee_word("vive"));
    }
}
