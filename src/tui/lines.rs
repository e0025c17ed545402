//! The lines of the list: which there are for an answer, and for nothing asked yet.

use super::words;
use crate::catalog::model::AreaIx;
use crate::catalog::table::Table;
use crate::search::{Answer, Row, Suggestion};

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListLine {
    /// Something said between the rows; cannot be selected.
    Note(&'static str),
    /// A number to call, as a position in the catalogue's list.
    Numero(usize),
    /// What to ask the person next.
    Ask,
    /// What nothing that was said speaks for, hidden or shown below it.
    Others,
    /// What does not fit the person, hidden or shown.
    NotCompatible,
    /// An office that is no social service, as a position in the catalogue's list.
    Elsewhere(usize),
    /// "Forse cercavi: …"
    Suggest(Suggestion),
    /// A service, or a tipologia with all its services.
    Item(Row),
    /// An area to browse, and how many services it holds.
    Area(AreaIx, u32),
    /// Something to do where nothing was found.
    Act(Act),
}

/// What can be done where nothing was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Numbers to call.
    Numeri,
    /// Ask somebody who knows.
    Ask {
        /// The scheda that says more.
        id: String,
        /// Whom, and how to reach them.
        how: String,
    },
    /// Say first in which comune.
    ChoosePlace,
}

impl ListLine {
    /// Whether the selection can stand on it.
    pub fn is_selectable(&self) -> bool {
        !matches!(self, Self::Note(_))
    }

    /// Whether it counts among what was found.
    pub fn is_found(&self) -> bool {
        !matches!(self, Self::Note(_) | Self::Ask | Self::Others | Self::NotCompatible)
    }
}

/// The lines of an answer: numbers to call, that nothing was found, an office elsewhere, other words to try, then the rows.
pub fn of_answer(answer: &Answer) -> Vec<ListLine> {
    let mut lines: Vec<ListLine> = answer.numeri.iter().map(|at| ListLine::Numero(*at)).collect();
    if answer.rows.is_empty() {
        lines.push(ListLine::Note(words::NO_MATCH));
    }
    lines.extend(answer.elsewhere.map(ListLine::Elsewhere));
    lines.extend(answer.suggestions.iter().cloned().map(ListLine::Suggest));
    if answer.rows.is_empty() {
        lines.extend(words::NO_MATCH_NEXT.map(ListLine::Note));
    }
    // Rows stand in the order of their scores: from the first that is not likely on the reader is told.
    let likely = answer.rows.iter().take_while(|row| row.sure).count();
    for (at, row) in answer.rows.iter().enumerate() {
        if at == likely {
            let unknown = likely == 0 && answer.elsewhere.is_none();
            lines.push(ListLine::Note(if unknown { words::DONT_KNOW } else { words::LESS_LIKELY }));
        }
        lines.push(ListLine::Item(row.clone()));
    }
    lines
}

/// The lines of an empty query: the starred, then the areas.
pub fn of_home(starred: &[Row], counts: &Table<AreaIx, u32>) -> Vec<ListLine> {
    let mut lines = Vec::new();
    if !starred.is_empty() {
        lines.push(ListLine::Note(words::STARRED));
        lines.extend(starred.iter().cloned().map(ListLine::Item));
        lines.push(ListLine::Note(words::AREAS));
    }
    lines.extend(counts.pairs().map(|(ix, count)| ListLine::Area(ix, *count)));
    lines
}
