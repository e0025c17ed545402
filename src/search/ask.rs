//! From a request to an answer: danger first, then the rows in their order, each with why it is there, the numbers above
//! them and what may have been meant.

use chrono::NaiveDateTime;

use crate::catalog::model::Catalog;

use super::answer::{Answer, Request, Row, Suggestion};
use super::danger::{self, Danger, Level};
use super::facets::Tally;
use super::highlight;
use super::index::Index;
use super::lead;
use super::look::{BestRows, FoundRow, Look};
use super::matcher::nearest_word;

/// Looks up what `request` asks for. Never fails; `now` decides statuses and what is open.
///
/// ```
/// use sportello::catalog::bundled;
/// use sportello::search::{Index, Request, look_up};
///
/// let catalog = bundled::catalog()?.catalog;
/// let index = Index::build(&catalog);
/// let text = "mio padre ha l'alzheimer e lavoro tutto il giorno".to_owned();
/// let answer = look_up(&catalog, &index, &Request { text, ..Request::default() }, "2026-11-21T10:30:00".parse()?);
/// let first = answer.rows.first().ok_or("no row")?;
/// assert_eq!(first.hit.entry(&catalog).id(), "tipologia/centro-diurno-demenze");
/// assert!(first.sure);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn look_up(catalog: &Catalog, index: &Index, request: &Request, now: NaiveDateTime) -> Answer {
    // Before anything is understood or ranked.
    let danger = danger::recognise(catalog, &request.text, &request.heard);
    let look = Look::of(catalog, index, request, danger.as_ref());
    let mut tally = Tally::new(catalog, index, request, &look.meaning.understood, now);
    let found = look.rows(&mut tally);
    look.answer(found, tally, danger)
}

impl Look<'_> {
    /// Orders, cuts and dresses the rows.
    fn answer(&self, found: BestRows, tally: Tally<'_>, danger: Option<Danger>) -> Answer {
        let mut total = found.total;
        let mut known = highlight::KnownWords::default();
        let mut rows = found.sorted();
        if let Some(danger) = danger.as_ref().filter(|_| self.request.only_type.is_none() && !self.request.words_only) {
            total = total.saturating_add_signed(lead::safest_first(self, danger, &mut rows));
            rows.truncate(match self.request.limit {
                0 => usize::MAX,
                limit => limit,
            });
        } else if !self.request.words_only {
            lead::authors_apart(self, &mut rows);
        }
        // One line parts what is likely from what is less so: nothing behind it is likely.
        let is_likely = |(at, row): &(usize, &FoundRow)| self.danger || self.is_sure(row, *at == 0);
        let likely = rows.iter().enumerate().take_while(is_likely).count();
        let rows = rows.into_iter().enumerate().map(|(at, row)| self.dress(row, at < likely, &mut known)).collect();
        // Beside the numbers of a danger no other number, and no other office, is read.
        let calls = danger.as_ref().filter(|d| d.level == Level::Certo && !self.request.words_only);
        let mut numeri = self.numeri();
        numeri.retain(|at| calls.is_none_or(|d| d.numbers.contains(at)));
        let elsewhere = self.elsewhere().filter(|_| calls.is_none());
        // Nor is anybody asked what they meant.
        let suggestions = if danger.is_some() { Vec::new() } else { self.suggestions() };
        Answer {
            rows,
            total,
            danger,
            elsewhere,
            relaxed: self.relaxed(),
            place: self.place,
            suggestions,
            numeri,
            facets: tally.finish(),
            understood: self.meaning.understood.clone(),
        }
    }

    fn numeri(&self) -> Vec<usize> {
        let text = &self.request.text;
        self.index.numeri.of(self.index, text, &self.meaning.terms, &self.expansions, &self.types.rarity)
    }

    fn dress(&self, found: FoundRow, sure: bool, known: &mut highlight::KnownWords) -> Row {
        let (highlights, why) = highlight::of(self, &found, known);
        Row { hit: found.hit, ambiti: found.ambiti, score: found.score, highlights, why, sure }
    }

    fn suggestions(&self) -> Vec<Suggestion> {
        let text = &self.request.text;
        self.meaning
            .terms
            .iter()
            .zip(&self.expansions)
            .filter(|(_, e)| e.is_empty())
            .filter_map(|(term, _)| {
                let known = self.index.vocab.word(nearest_word(self.index, &term.folded)?);
                let (before, after) = (text.get(..term.range.start)?, text.get(term.range.end..)?);
                let unknown = text.get(term.range.clone())?.to_owned();
                Some(Suggestion { unknown, query: format!("{before}{known}{after}") })
            })
            .take(3)
            .collect()
    }
}
