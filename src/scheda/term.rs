//! Dates that open and end things, in words: the editions, the terms of every year, the amounts.
//!
//! [`crate::catalog::term`] decides what has ended; here it is said, the same way on the scheda, on paper, in a profile and
//! in what is exported.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::Block;
use super::requirements::in_words as requirement_in_words;
use super::words::{value_in_force, value_of};
use crate::catalog::ending::Dated;
use crate::catalog::model::Entry;
use crate::catalog::record::Amount;
use crate::catalog::scadenze::Scadenza;
use crate::catalog::term::Term;
use crate::catalog::values::{PartialDate, Stato};
use crate::lingua::amounts::euro;
use crate::lingua::dates::{from_date, on_date, until_date};
use crate::lingua::sentences::{lower_first, unended, upper_first};

/// "avviso chiuso" of what was asked for in a window; "finito" of the rest.
pub(super) fn over(entry: &Entry<'_>) -> &'static str {
    let is_call = entry.term().is_edition() || entry.own().and_then(|r| r.status) == Some(Stato::AvvisoChiuso);
    if is_call { Stato::AvvisoChiuso.label() } else { "finito" }
}

/// What is said of something that can no longer be asked for: "avviso chiuso il 30 giugno 2026: chiedere del nuovo",
/// "finito il 31 dicembre 2026: chiedere del nuovo".
pub fn over_in_words(entry: &Entry<'_>, today: NaiveDate) -> String {
    const NEXT: &str = "chiedere del nuovo";
    let (term, word) = (entry.term(), over(entry));
    match entry.ended(today) {
        None => format!("{}: {NEXT}", Stato::AvvisoChiuso.label()),
        Some(date) => match term.valid_until.filter(|last| last.latest() >= today) {
            Some(last) => {
                format!("{word} {}: {NEXT} (chi è già ammesso, fino {})", on_date(date), until_date(last))
            }
            None => format!("{word} {}: {NEXT}", on_date(date)),
        },
    }
}

/// What its dates say of something that is not over: "apre il 10 gennaio 2027", "domande fino al 31 gennaio 2028", "fino al
/// 31 dicembre 2026". `None` where there are none to come.
pub(super) fn to_come(term: Term, today: NaiveDate) -> Option<String> {
    if let Some(opens) = term.opens.filter(|opens| today < opens.earliest()) {
        return Some(format!("apre {}", on_date(opens)));
    }
    match (term.closes, term.valid_until) {
        (Some(closes), _) => Some(format!("domande fino {}", until_date(closes))),
        (None, Some(last)) => Some(format!("fino {}", until_date(last))),
        (None, None) => None,
    }
}

/// "Domande dal 28 aprile 2025 al 28 maggio 2025; vale fino al 30 giugno 2026".
fn window(term: Term) -> Option<String> {
    let mut said = match (term.opens, term.closes) {
        (Some(opens), Some(closes)) => format!("domande {} {}", from_date(opens), until_date(closes)),
        (Some(opens), None) => format!("in corso {}", from_date(opens)),
        (None, Some(closes)) => format!("domande fino {}", until_date(closes)),
        (None, None) => String::new(),
    };
    if let Some(last) = term.valid_until {
        let also = if said.is_empty() { "" } else { "; " };
        let _ = write!(said, "{also}vale fino {}", until_date(last));
    }
    (!said.is_empty()).then(|| upper_first(&said))
}

/// What its dates say, then what comes back every year.
pub(crate) fn dates(entry: &Entry<'_>, today: NaiveDate) -> Vec<Block> {
    let mut blocks = Vec::new();
    if entry.ended(today).is_some() {
        blocks.push(Block::Caution(format!("{}.", upper_first(&over_in_words(entry, today)))));
    }
    blocks.extend(window(entry.term()).map(|said| Block::Paragraph(format!("{said}."))));
    let yearly: Vec<String> = entry
        .tipologia
        .record
        .yearly
        .iter()
        .map(|y| {
            let next = PartialDate::from_day(y.day.next(today));
            format!(
                "Ogni anno entro {}: {} (prossima scadenza: {})",
                the(&y.day.in_words()),
                unended(&y.what),
                next.in_words()
            )
        })
        .collect();
    if !yearly.is_empty() {
        blocks.push(Block::Bullets(yearly));
    }
    blocks
}

/// The section "Tempi e scadenze": [`dates`], then what no date can say.
pub(super) fn times(entry: &Entry<'_>, today: NaiveDate) -> Vec<Block> {
    let mut blocks = dates(entry, today);
    blocks.extend(entry.timing().filter(|t| !t.is_empty()).map(|t| Block::Paragraph(t.to_owned())));
    blocks
}

/// "il 31 marzo", "l'8 aprile".
fn the(day: &str) -> String {
    if day.starts_with("8 ") || day.starts_with("11 ") { format!("l'{day}") } else { format!("il {day}") }
}

/// Amounts one by one, those that have ended as cautions.
pub(super) fn amounts(amounts: &[Amount], today: NaiveDate) -> Vec<Block> {
    let (ended, valid): (Vec<&Amount>, Vec<&Amount>) = amounts.iter().partition(|a| a.ended_year(today).is_some());
    let valid: Vec<String> = valid.into_iter().map(|a| amount_in_words(a, today)).collect();
    let bullets = (!valid.is_empty()).then_some(Block::Bullets(valid));
    let ended = ended.into_iter().map(|a| Block::Caution(format!("{}.", amount_in_words(a, today))));
    bullets.into_iter().chain(ended).collect()
}

/// "Importo al mese: 551,53 euro (valore 2026), una sola fonte"; "… (valore del 2026: verificare)".
pub fn amount_in_words(amount: &Amount, today: NaiveDate) -> String {
    let value = match amount.ended_year(today) {
        Some(year) => value_of(year),
        None => value_in_force(amount.year, amount.valid_until),
    };
    let mut said = format!("{}: {} ({value})", amount.what, euro(amount.euro));
    if let Some(note) = &amount.note {
        let _ = write!(said, ", {}", lower_first(unended(note)));
    }
    said
}

/// What happens on a day of the calendar, after the day and the name: "finisce", "ogni anno: domanda per l'anno prima".
pub fn event_in_words(scadenza: &Scadenza<'_>) -> String {
    match scadenza.what {
        Some(what) => format!("{}: {}", scadenza.event.label(), lower_first(unended(what))),
        None => scadenza.event.label().to_owned(),
    }
}

/// What ends: "Domande fino all'8 aprile 2026", "ISEE fino a 10.140 euro (2026)", "Importo al mese: 700 euro (valore 2023)".
pub fn ending_in_words(entry: &Entry<'_>, dated: &Dated<'_>) -> String {
    match (dated.amount, dated.requirement, dated.step) {
        (Some(amount), ..) => amount_in_words(amount, dated.last),
        (None, Some(requirement), _) => requirement_in_words(requirement, dated.last),
        (None, None, Some(step)) => step.to_owned(),
        (None, None, None) => window(entry.term()).unwrap_or_default(),
    }
}

/// "Soglie e importi, valore del 2026: verificare.": that values of an entry have ended; the oldest year of them.
pub fn ended_values(entry: &Entry<'_>, today: NaiveDate) -> Option<String> {
    let requirements = entry.eligibility().requirements.iter().filter_map(|r| r.ended_year(today));
    let amounts = entry.amounts().iter().filter_map(|a| a.ended_year(today));
    let oldest = requirements.chain(amounts).min()?;
    Some(format!("{ENDED_VALUES}, {}.", value_of(oldest)))
}

/// What [`ended_values`] begins with.
const ENDED_VALUES: &str = "Soglie e importi";

/// Whether a text is what [`ended_values`] says of some entry.
pub fn ended_values_said(text: &str) -> bool {
    text.starts_with(ENDED_VALUES)
}
