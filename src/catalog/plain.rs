//! How easily the sheet that a person takes home is read: the index of [`gulpease`] of its sentences.

use serde::Serialize;

use super::model::Catalog;
use super::record::FoglioRecord;
use super::text::Text;
use crate::lingua::sentences::gulpease;

/// Least index of a whole sheet.
pub const SHEET: i64 = 60;

/// Least index of the first step and of the papers.
pub const STEP: i64 = 80;

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
    fn every_tipologia_has_a_sheet_that_reads_easily() {
        let rows = measure(&super::super::bundled::catalog().unwrap().catalog);
        let hard: Vec<&PlainRow> = rows.iter().filter(|r| !r.is_plain()).collect();
        assert!(!rows.is_empty() && hard.is_empty(), "{hard:?}");
    }
}
