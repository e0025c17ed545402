//! Amounts in prose: which of them nobody can tell the year of.
//!
//! "Assegno di 700 euro" is read as the amount of today, for ever. So a number before "euro" or "€" stands in a text that
//! says a year, in a requirement that says until when it holds, or among the typed amounts of its record.

use super::super::spans::{Node, NodeKind};
use crate::lingua::amounts::said as said_amount;

/// Fields below a record in which no citizen reads an amount.
const NOT_PROSE: [&str; 3] = ["norm", "sources", "condition"];

/// Adds the amounts below `node` that are without a year and are none of `typed`: where the text begins, and the amount.
pub(super) fn without_year(node: &Node, typed: &[f64], found: &mut Vec<(usize, String)>) {
    match &node.kind {
        NodeKind::Text(text) if !says_a_year(text) => {
            let known = |euro: f64| typed.iter().any(|t| (t - euro).abs() < 0.005);
            found.extend(amounts(text).filter(|(euro, _)| !known(*euro)).map(|(_, said)| (node.start, said)));
        }
        NodeKind::List(items) => items.iter().for_each(|item| without_year(item, typed, found)),
        // A requirement that says until when it holds says it of its wording too.
        NodeKind::Object(_) if node.get("valid_until").is_some() => {}
        NodeKind::Object(members) => {
            let prose = members.iter().filter(|m| !NOT_PROSE.contains(&&*m.name));
            prose.for_each(|m| without_year(&m.value, typed, found));
        }
        _ => {}
    }
}

/// Whether a text says a year of this century.
pub(super) fn says_a_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|number| number.len() == 4 && number.starts_with("20"))
}

/// The amounts of a text, euro, and as it says them: "10.140 euro".
fn amounts(text: &str) -> impl Iterator<Item = (f64, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '€').to_lowercase();
    for pair in words.windows(2) {
        let &[first, second] = pair else { continue };
        let (number, said) = match (plain(first).as_str(), plain(second).as_str()) {
            (_, "euro" | "€") => (first, format!("{first} euro")),
            ("€", _) => (second, format!("€ {second}")),
            _ => continue,
        };
        if let Some(euro) = said_amount(number) {
            found.push((euro, said.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '€').to_owned()));
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_found_as_people_write_them() {
        let found: Vec<(f64, String)> =
            amounts("Fino a 10.140 euro (20.668,26 euro con figli), € 300; 25 ore, mille euro.").collect();
        let expected = [(10_140.0, "10.140 euro"), (20_668.26, "20.668,26 euro"), (300.0, "€ 300;")];
        assert_eq!(found, expected.map(|(euro, said)| (euro, said.to_owned())));
        assert!(says_a_year("valori 2026, poi"));
        assert!(!says_a_year("2.026 euro per 20266 persone"));
    }
}
