//! What an encounter wants done outside: to keep something, to count, to report, to write, to print. Plain values.

use crate::accessi::{Accesso, Month};
use crate::search::Place;
use crate::upkeep::Draft;

/// Something that has to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Keep something for the next start.
    Keep(Keep),
    /// Count an access in a month.
    Count(Month, Accesso),
    /// Report something, or say what becomes of a report.
    Report(Errand),
    /// Write a sheet to a new file of about this name.
    Write {
        /// Name without folder.
        name: String,
        /// What it says.
        sheet: String,
    },
    /// Send a sheet to the printer.
    Print(String),
}

/// What is kept between two starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// Where the desk is; `None` = the whole region.
    Desk(Option<Place>),
    /// A scheda was starred or unstarred.
    Star {
        /// Its identifier.
        id: String,
        /// Starred.
        on: bool,
    },
}

/// What the office is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// Write a report.
    Report(Draft),
    /// Say the same as a report that waits: its identifier, and who says it.
    Confirm(String, String),
    /// Accept a report: its identifier, and who accepts.
    Accept(String, String),
    /// Turn a report down: its identifier, and why.
    Reject(String, String),
}

impl Errand {
    /// The same with who says it.
    #[must_use]
    pub fn signed(self, role: String) -> Self {
        match self {
            Self::Report(draft) => Self::Report(Draft { by: role, ..draft }),
            Self::Confirm(id, _) => Self::Confirm(id, role),
            Self::Accept(id, _) => Self::Accept(id, role),
            other @ Self::Reject(..) => other,
        }
    }
}
