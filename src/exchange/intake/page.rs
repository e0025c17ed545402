//! A sheet whose columns are known, as it is read.

use std::collections::HashMap;

use crate::exchange::raw::{CellProblem, RawRow};
use crate::exchange::sheet::{Column, Sheet};

/// A sheet whose columns are known.
pub(super) struct IntakePage {
    pub(super) sheet: &'static Sheet,
    /// By place, from 0.
    pub(super) columns: HashMap<usize, &'static Column>,
    /// Columns of the office's own: place and heading.
    pub(super) own: Vec<(usize, String)>,
}

/// The rows below the headings of a page.
pub(super) type Rows = Vec<RawRow>;

impl IntakePage {
    /// Place and heading of the column with `key`.
    pub(super) fn place(&self, key: &str) -> Option<(usize, &'static str)> {
        self.columns.iter().find(|(_, c)| c.key == key && !key.is_empty()).map(|(at, c)| (*at, c.title))
    }

    pub(super) fn problem(
        &self,
        line: usize,
        place: Option<(usize, &str)>,
        value: String,
        expected: String,
    ) -> CellProblem {
        let (column, title) = place.unwrap_or_default();
        CellProblem {
            sheet: self.sheet.name.to_owned(),
            line,
            also: Vec::new(),
            column,
            title: title.to_owned(),
            value,
            expected,
        }
    }
}
