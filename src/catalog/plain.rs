//! How easily the sheet that a person takes home is read: the Gulpease index of its sentences.
//!
//! From 80 on a text is easy for whoever finished primary school, from 60 on for whoever finished middle school.

use serde::Serialize;

use super::model::Catalog;
use super::record::FoglioRecord;
use super::text::Text;

/// Least index of a whole sheet.
pub const SHEET: i64 = 60;

/// Least index of the first step and of the papers.
pub const STEP: i64 = 80;

/// The Gulpease index of an Italian text, 0 to 100: 89 and 300 times the sentences less 10 times the letters, by the words.
/// An elided article is a word of its own, digits are letters. A text without words is easy.
pub fn gulpease(text: &str) -> i64 {
    let (mut letters, mut words, mut sentences) = (0, 0, 0);
    for sentence in text.split(['.', '!', '?']) {
        let before = words;
        for word in sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            words += 1;
            letters += i64::try_from(word.chars().count()).unwrap_or(i64::MAX);
        }
        sentences += i64::from(words > before);
    }
    if words == 0 { 100 } else { (89 + (300 * sentences - 10 * letters) / words).clamp(0, 100) }
}

/// How the sheet of a tipologia reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlainRow {
    /// Identifier of the tipologia.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Index of all that its sheet says; absent where nobody wrote one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<i64>,
    /// Index of the first step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<i64>,
    /// Index of the papers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub papers: Option<i64>,
}

impl PlainRow {
    /// Whether it reads as easily as it has to.
    pub fn is_plain(&self) -> bool {
        self.sheet.is_some_and(|n| n >= SHEET) && [self.step, self.papers].iter().flatten().all(|n| *n >= STEP)
    }
}

/// How the sheets of all tipologie read.
pub fn measure(catalog: &Catalog) -> Vec<PlainRow> {
    let row = |record: &super::record::Tipologia| {
        let foglio = catalog.foglio(&record.id);
        PlainRow {
            id: record.id.to_string(),
            name: record.name.to_string(),
            sheet: foglio.map(|f| gulpease(&whole(f))),
            step: foglio.map(|f| gulpease(&f.step)),
            papers: foglio.map(|f| gulpease(&papers(f))),
        }
    };
    catalog.tipologie.iter().map(|t| row(&t.record)).collect()
}

/// Each paper as a sentence of its own.
fn papers(foglio: &FoglioRecord) -> String {
    let papers: Vec<&str> = foglio.papers.iter().map(Text::as_str).collect();
    papers.join(". ")
}

fn whole(foglio: &FoglioRecord) -> String {
    let lines = [Some(&foglio.what), Some(&foglio.step), foglio.cost.as_ref(), foglio.until.as_ref()];
    let mut said: Vec<&str> = lines.into_iter().flatten().map(Text::as_str).collect();
    let papers = papers(foglio);
    said.push(&papers);
    said.join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_index_is_that_of_the_formula() {
        assert_eq!(gulpease("Chiami l'ufficio."), 100);
        // 10 words, 76 letters, 1 sentence: 89 + (300 - 760) / 10.
        let hard = "Presentare l'istanza all'ufficio competente unitamente alla documentazione attestante";
        assert_eq!(gulpease(hard), 89 + (300 - 760) / 10);
        assert_eq!(gulpease(""), 100);
    }

    #[test]
    fn every_tipologia_has_a_sheet_that_reads_easily() {
        let rows = measure(&super::super::bundled::catalog().unwrap().catalog);
        let hard: Vec<&PlainRow> = rows.iter().filter(|r| !r.is_plain()).collect();
        assert!(!rows.is_empty() && hard.is_empty(), "{hard:?}");
    }
}
