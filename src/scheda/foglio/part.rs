//! The parts of a sheet and their lines.

use super::lingua::{BRING, COST, STEP, Said, UNTIL, WHEN, WHERE};

/// What a part of the sheet is about, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// Names, street, numbers.
    Where,
    /// Hours.
    When,
    /// Papers.
    Bring,
    /// The first step.
    Step,
    /// The price.
    Cost,
    /// The deadline.
    Until,
}

impl PartKind {
    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Where => WHERE,
            Self::When => WHEN,
            Self::Bring => BRING,
            Self::Step => STEP,
            Self::Cost => COST,
            Self::Until => UNTIL,
        }
    }
}

/// A line of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoglioLine {
    /// A name, a street, a comune: the same in every language.
    Name(String),
    /// A number to dial, in groups to be read aloud, and whose it is where that is not said above.
    Phone(String, Option<Said>),
    /// A sentence.
    Text(Said),
    /// A paper: a box to tick.
    Tick(Said),
}

/// A part of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoglioPart {
    /// What it is about.
    pub kind: PartKind,
    /// Its heading.
    pub heading: Said,
    /// Its lines, at least one.
    pub lines: Vec<FoglioLine>,
}
