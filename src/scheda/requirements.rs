//! Typed requirements in words, one a line, as they are read to a citizen.
//!
//! Says no more than the types hold; the full rule in words stands below them on the scheda.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::words::{value_in_force, value_of};
use super::{Block, Pair, Tone};
use crate::catalog::record::{AgeOf, Eligibility, IseeVariant, Requirement, ResidencePlace};
use crate::catalog::values::PartialDate;
use crate::lingua::amounts::euro;
use crate::lingua::dates::until_date;
use crate::lingua::sentences::{lower_first, unended, upper_first};

/// The section "A chi è rivolto", after the destinatari.
pub(super) fn blocks(eligibility: &Eligibility, today: NaiveDate) -> Vec<Block> {
    let lines: Vec<String> = eligibility.requirements.iter().map(|r| in_words(r, today)).collect();
    let mut out = Vec::new();
    if lines.is_empty() && eligibility.text.is_empty() {
        let value = "non indicati".to_owned();
        return vec![Block::Pairs(vec![Pair { label: "Requisiti", value, tone: Tone::Careful }])];
    }
    if !lines.is_empty() {
        out.push(Block::Bullets(lines));
    }
    if !eligibility.text.is_empty() {
        out.push(Block::Paragraph(eligibility.text.to_string()));
    }
    out.extend(threshold_note(eligibility, today));
    out
}

/// "Soglia ISEE, valore 2026 (norma): verificare l'avviso in corso."; a caution where one of them has ended: "Soglia ISEE,
/// valore del 2023: verificare (norma)."
fn threshold_note(eligibility: &Eligibility, today: NaiveDate) -> Option<Block> {
    let mut found: Vec<(String, bool)> = Vec::new();
    collect(&eligibility.requirements, today, &mut found);
    let said: Vec<&str> = found.iter().map(|(said, _)| said.as_str()).collect();
    let said = said.join("; ");
    match found.iter().any(|(_, ended)| *ended) {
        _ if found.is_empty() => None,
        true => Some(Block::Caution(format!("Soglia ISEE, {said}."))),
        false => Some(Block::Paragraph(format!("Soglia ISEE, {said}: verificare l'avviso in corso."))),
    }
}

fn collect(requirements: &[Requirement], today: NaiveDate, found: &mut Vec<(String, bool)>) {
    for requirement in requirements {
        match requirement {
            Requirement::Isee { year, valid_until, norm, .. } => {
                let ended = requirement.ended_year(today);
                let value = ended.map_or_else(|| value_in_force(*year, *valid_until), value_of);
                let said = norm.as_ref().map_or_else(|| value.clone(), |norm| format!("{value} ({norm})"));
                let one = (said, ended.is_some());
                if !found.contains(&one) {
                    found.push(one);
                }
            }
            Requirement::UnoDi { any, .. } => collect(any, today, found),
            _ => {}
        }
    }
}

/// One requirement on one line, as it holds on `today`: a value that has ended is to be verified.
pub fn in_words(requirement: &Requirement, today: NaiveDate) -> String {
    let ended = requirement.ended_year(today).map(value_of);
    let of_year = |line: String, valid_until: &Option<PartialDate>| match (&ended, valid_until) {
        (Some(doubt), _) => format!("{line} ({doubt})"),
        (None, Some(until)) => format!("{line} ({})", until.year()),
        (None, None) => line,
    };
    match requirement {
        Requirement::Eta { of, min, max, indicative, valid_until, text } => {
            of_year(age(*of, *min, *max, *indicative, text.as_deref()), valid_until)
        }
        Requirement::Isee { max, year, valid_until, variant, alternatives, text, .. } => {
            let value = match (&ended, year, valid_until) {
                (Some(doubt), ..) => doubt.clone(),
                (None, Some(year), _) => year.to_string(),
                (None, None, Some(until)) => format!("fino {}", until_date(*until)),
                (None, None, None) => "anno non indicato".to_owned(),
            };
            let which = variant.map_or("ISEE", IseeVariant::label);
            if let Some(text) = text.as_deref().filter(|t| t.contains("euro")) {
                return format!("{which}: {} ({value})", lower_first(unended(text)));
            }
            let mut line = format!("{which} fino a {} ({value})", euro(*max));
            for other in alternatives {
                let _ = write!(line, "; fino a {} se: {}", euro(other.max), unended(&other.when));
            }
            with(line, text.as_deref())
        }
        Requirement::Residenza { place, months, text } => {
            let place = match place {
                ResidencePlace::Comune => "nel comune",
                ResidencePlace::Ambito => "in un comune dell'ambito",
                ResidencePlace::Regione => "nella regione",
                ResidencePlace::Italia => "in Italia",
            };
            let since = match months {
                None | Some(0) => String::new(),
                Some(1) => " da almeno un mese".to_owned(),
                Some(12) => " da almeno un anno".to_owned(),
                Some(m) if m % 12 == 0 => format!(" da almeno {} anni", m / 12),
                Some(m) => format!(" da almeno {m} mesi"),
            };
            with(format!("Residenza {place}{since}"), text.as_deref())
        }
        Requirement::Condizione { text, valid_until, .. } => of_year(unended(text).to_owned(), valid_until),
        Requirement::UnoDi { any, text } => {
            let lead = text.as_deref().map_or("Almeno uno fra", |t| unended(t).trim_end_matches(':'));
            let choices: Vec<String> = any.iter().map(|r| lower_first(&in_words(r, today))).collect();
            format!("{lead}: {}", choices.join("; oppure "))
        }
    }
}

fn with(line: String, text: Option<&str>) -> String {
    match text.map(unended).filter(|t| !t.is_empty()) {
        Some(text) => format!("{line} – {}", lower_first(text)),
        None => line,
    }
}

fn age(of: Option<AgeOf>, min: Option<u8>, max: Option<u8>, indicative: bool, text: Option<&str>) -> String {
    // A wording that gives the ages itself ("Bambini da 3 a 36 mesi") says it better than the whole years can.
    let says_it = |t: &&str| {
        let digit = t.contains(|c: char| c.is_ascii_digit());
        let bound =
            |n: Option<u8>| n.is_some_and(|n| t.split(|c: char| !c.is_alphanumeric()).any(|w| w == n.to_string()));
        digit && (t.contains("anni") || t.contains("mesi") || bound(min) || bound(max))
    };
    if let Some(text) = text.filter(says_it) {
        return upper_first(unended(text));
    }
    let (span, whole) = match (min.filter(|&m| m > 0), max) {
        (Some(min), Some(max)) if min == max => (format!("{min} anni"), true),
        (Some(min), Some(max)) => (format!("da {min} a {max} anni"), true),
        (Some(min @ (8 | 11 | 80..=89)), None) => (format!("dagli {min} anni in su"), true),
        (Some(min), None) => (format!("dai {min} anni in su"), true),
        (None, Some(max)) => (format!("fino a {max} anni compiuti"), true),
        (None, None) => (String::new(), false),
    };
    let subject = match of {
        None => "Età",
        Some(AgeOf::Figlio) => "Età del figlio o della figlia",
        Some(AgeOf::Assistito) => "Età di chi è assistito",
    };
    let twice = text.is_some_and(|t| t.to_lowercase().starts_with("di norma"));
    let usual = if indicative && !twice { "di norma " } else { "" };
    match (whole, text) {
        (true, text) => with(format!("{subject}: {usual}{span}"), text),
        (false, Some(text)) => format!("{subject}: {}", lower_first(unended(text))),
        (false, None) => format!("{subject}: non indicata"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn said(json: &str) -> String {
        said_on("2026-11-21", json)
    }

    fn said_on(today: &str, json: &str) -> String {
        in_words(&serde_json::from_str(json).unwrap(), today.parse().unwrap())
    }

    #[test]
    fn every_kind_of_requirement_is_one_line_in_words() {
        for (json, words) in [
            (r#"{"kind":"eta","min":65,"indicative":true}"#, "Età: di norma dai 65 anni in su"),
            (r#"{"kind":"eta","min":80}"#, "Età: dagli 80 anni in su"),
            (r#"{"kind":"eta","min":18,"max":59}"#, "Età: da 18 a 59 anni"),
            (r#"{"kind":"eta","min":16,"max":66,"text":"Avviso 2025"}"#, "Età: da 16 a 66 anni – avviso 2025"),
            (r#"{"kind":"eta","of":"figlio","max":17}"#, "Età del figlio o della figlia: fino a 17 anni compiuti"),
            (
                r#"{"kind":"eta","of":"figlio","min":0,"max":2,"text":"Bambini da 3 a 36 mesi"}"#,
                "Bambini da 3 a 36 mesi",
            ),
            (r#"{"kind":"isee","max":10140,"year":2026}"#, "ISEE fino a 10.140 euro (2026)"),
            (
                r#"{"kind":"isee","max":60000,"year":2025,"variant":"sociosanitario","alternatives":[{"max":80000,"when":"beneficiario minorenne"}]}"#,
                "ISEE sociosanitario fino a 60.000 euro (valore del 2025: verificare); fino a 80.000 euro se: beneficiario minorenne",
            ),
            (r#"{"kind":"residenza","place":"regione","months":24}"#, "Residenza nella regione da almeno 2 anni"),
            (r#"{"kind":"condizione","text":"Autonomia ridotta."}"#, "Autonomia ridotta"),
            (
                r#"{"kind":"uno-di","text":"Nel nucleo almeno uno tra","any":[{"kind":"eta","min":60,"text":"Almeno un componente over 60"},{"kind":"condizione","text":"Almeno un minore"}]}"#,
                "Nel nucleo almeno uno tra: almeno un componente over 60; oppure almeno un minore",
            ),
        ] {
            assert_eq!(said(json), words);
        }
    }

    #[test]
    fn a_value_that_has_ended_is_to_be_verified_wherever_it_is_said() {
        for (json, last, day, words) in [
            (
                r#"{"kind":"isee","max":10140,"year":2026}"#,
                "2026-12-31",
                "2027-01-01",
                "ISEE fino a 10.140 euro (valore del 2026: verificare)",
            ),
            (
                r#"{"kind":"isee","max":20000,"valid_until":"2026-06-30"}"#,
                "2026-06-30",
                "2026-07-01",
                "ISEE fino a 20.000 euro (valore del 2026: verificare)",
            ),
            (
                r#"{"kind":"eta","min":67,"valid_until":"2026"}"#,
                "2026-12-31",
                "2027-01-01",
                "Età: dai 67 anni in su (valore del 2026: verificare)",
            ),
            (
                r#"{"kind":"condizione","text":"Reddito fino a 7.101,12 euro","valid_until":"2026"}"#,
                "2026-12-31",
                "2027-01-01",
                "Reddito fino a 7.101,12 euro (valore del 2026: verificare)",
            ),
        ] {
            assert!(!said_on(last, json).contains("verificare"), "{json} {last}");
            assert_eq!(said_on(day, json), words);
        }
    }

    #[test]
    fn what_nobody_states_is_said_to_be_not_stated() {
        let none: Eligibility = serde_json::from_str(r#"{"text":""}"#).unwrap();
        let blocks = blocks(&none, "2026-11-21".parse().unwrap());
        assert!(
            matches!(blocks.as_slice(), [Block::Pairs(p)] if p[0].label == "Requisiti" && p[0].value == "non indicati")
        );
    }

    #[test]
    fn a_threshold_of_a_past_year_is_a_caution() {
        let of = |year: u16| -> Eligibility {
            serde_json::from_str(&format!(
                r#"{{"text":"Sì.","requirements":[{{"kind":"isee","max":9360,"year":{year},"norm":"Avviso ReD"}}]}}"#
            ))
            .unwrap()
        };
        let today = "2026-11-21".parse().unwrap();
        let note = "Soglia ISEE, valore del 2023: verificare (Avviso ReD).".to_owned();
        assert_eq!(blocks(&of(2023), today).last(), Some(&Block::Caution(note)));
        assert!(matches!(blocks(&of(2026), today).last(), Some(Block::Paragraph(p)) if p.contains("valore 2026")));
    }
}
