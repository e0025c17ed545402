//! Handing over: the sheet that a person takes home, to a file, to the printer or as a QR code.
//!
//! [`Form`] lays the schede out through [`crate::scheda`]; [`mod@file`] and [`printer`] are the only parts that touch the
//! machine, [`qr`] only draws. Knows no terminal; nothing about the citizen is on the sheet or in its name.

pub mod file;
pub mod foglio;
pub mod printer;
pub mod qr;

use chrono::NaiveDate;
use serde_json::Value;

use crate::scheda::{Block, Page, Pair, Scheda, Tone, html, markdown, text};

/// Columns of a sheet of text: what a printer puts on a line of A4.
pub const COLUMNS: usize = 76;

/// Most phones, and most web addresses, that are offered as a QR code.
const CODES_EACH: usize = 3;

/// How a sheet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One page that any browser shows and prints, in large type.
    Html,
    /// Plain text.
    Text,
    /// Text that office programs and sites understand.
    Markdown,
}

impl Form {
    /// The end of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "txt",
            Self::Markdown => "md",
        }
    }

    /// The schede as a sheet of `date`: the next step first. `data` is what a page tells programs, as JSON-LD; the other
    /// forms have no place for it.
    pub fn sheet(self, schede: &[Scheda], data: &[Value], date: NaiveDate) -> String {
        let page = Page::hand_over(COLUMNS, date);
        match self {
            Self::Html => html::render_with(schede, data, date),
            Self::Text => text::render(schede, &page),
            Self::Markdown => markdown::render(schede, &page),
        }
    }

    /// `scheda-br-mesagne-asilo-nido-2026-11-21.html`, `schede-3-2026-11-21.html`.
    pub fn file_name(self, schede: &[Scheda], date: NaiveDate) -> String {
        let what = match schede {
            [one] => format!("scheda-{}", one.id),
            several => format!("schede-{}", several.len()),
        };
        format!("{}-{date}.{}", stem(&what), self.extension())
    }
}

/// The beginning of a file's name: letters and digits, at most 120.
fn stem(what: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    what.chars().map(plain).take(120).collect()
}

/// What a QR code can hold of a scheda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachCode {
    /// As a person reads it: `0831 123456`, `www.comune.latiano.br.it`.
    pub label: String,
    /// What the code says: `tel:0831123456`, `https://…`.
    pub code: String,
}

/// Phones first, then web addresses: those of the places to go to, then whatever else the scheda tells to call.
pub fn reaches(scheda: &Scheda) -> Vec<ReachCode> {
    let mut pairs: Vec<&Pair> = Vec::new();
    for block in scheda.sections.iter().flat_map(|s| &s.blocks) {
        match block {
            Block::Pairs(all) => pairs.extend(all),
            Block::Place { details, .. } => pairs.extend(details),
            _ => {}
        }
    }
    let mut phones: Vec<ReachCode> = Vec::new();
    for pair in pairs.iter().filter(|p| p.tone == Tone::Call) {
        for label in pair.value.split(" / ") {
            let digits: String = label.chars().filter(char::is_ascii_digit).collect();
            let plus = if label.trim_start().starts_with('+') { "+" } else { "" };
            let code = format!("tel:{plus}{digits}");
            if (3..=15).contains(&digits.len()) && phones.iter().all(|r| r.code != code) {
                phones.push(ReachCode { label: label.trim().to_owned(), code });
            }
        }
    }
    let mut sites: Vec<ReachCode> = Vec::new();
    for pair in pairs {
        let url = pair.value.as_str();
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if is_web && !url.contains(char::is_whitespace) && sites.iter().all(|r| r.code != url) {
            sites.push(ReachCode { label: url.to_owned(), code: url.to_owned() });
        }
    }
    phones.truncate(CODES_EACH);
    sites.truncate(CODES_EACH);
    phones.into_iter().chain(sites).collect()
}
