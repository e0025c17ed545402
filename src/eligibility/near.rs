//! How near something is to what was said of the person: the words of the table in [`super::nearness`], and the table once it
//! is applied.

use crate::catalog::model::TargetIx;
use crate::catalog::table::Table;

/// How near something is. The order is from far to near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// It cannot concern this person: never asked.
    Never,
    /// Nothing that was said points there: not asked, to be told by the person.
    Remote,
    /// An ordinary question.
    Open,
    /// What was said points there.
    Near,
    /// What was said points there, and it may not be able to wait: asked before all else.
    Pressing,
}

/// Something that may be known of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// An age between these, years, both included.
    Age(u8, u8),
    /// The condition holds.
    Is(&'static str),
    /// The condition does not hold.
    Not(&'static str),
    /// There is no child between these ages in the family, years, both included.
    NoChild(u8, u8),
    /// All of these.
    Both(&'static [Sign]),
    /// The ISEE that was said is within the threshold of this tipologia.
    Within(&'static str),
}

/// The table, applied to a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AppliedNear {
    /// Fields by their word and counted conditions by their identifier, sorted.
    pub(super) fields: Vec<(&'static str, Nearness)>,
    pub(super) groups: Table<TargetIx, Nearness>,
    /// Tipologie that come first for this person, by identifier, with their places.
    pub(super) leads: Vec<(&'static str, u16)>,
}

impl AppliedNear {
    /// How near a field is; what the table does not name is an ordinary question.
    pub(super) fn field(&self, word: &str) -> Nearness {
        let at = self.fields.binary_search_by_key(&word, |(word, _)| *word);
        at.ok().and_then(|at| self.fields.get(at)).map_or(Nearness::Open, |(_, near)| *near)
    }
}
