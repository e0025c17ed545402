//! What lies outside an encounter: preferences, files, the printer, the counters, the office that takes reports.
//!
//! Only here something is done with what an encounter wants; whoever starts the program says how. At a kiosk nothing is
//! done, whatever is asked.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Encounter;
use super::deed::{Deed, Errand, Keep};
use crate::accessi::{Accesso, Month};
use crate::catalog::model::Catalog;
use crate::consegna::{file, printer};
use crate::lingua::signs::clean;
use crate::upkeep::Review;
use crate::upkeep::install::News;

/// Keeps something for the next start; an error is one Italian sentence.
pub type Keeper = Box<dyn FnMut(&Keep) -> Result<(), String>>;

/// Counts an access in a month; an error is one Italian sentence.
pub type Counting = Box<dyn FnMut(Month, &Accesso) -> Result<(), String>>;

/// Where reports go, and who decides on them. Everything it says is one Italian sentence.
pub trait ReportOffice {
    /// What waits, where that has changed, and what was wrong; `anew`: the catalogue has changed.
    fn look(&mut self, catalog: &Catalog, today: NaiveDate, anew: bool) -> Option<(Review, Vec<String>)>;

    /// Whether whoever sits here may accept.
    fn may_approve(&self) -> bool;

    /// What is new in the catalogue, and whether this user has not seen it yet: that is said once.
    fn news(&mut self) -> Option<(News, bool)>;

    /// Does it.
    ///
    /// # Errors
    /// Why not.
    fn carry_out(&mut self, catalog: &Catalog, errand: &Errand, today: NaiveDate) -> Result<String, String>;
}

/// What became of a [`Deed`]; errors say why not, in Italian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Nothing: there is nobody who does it.
    Nothing,
    /// It is kept, or not.
    Kept(Result<(), String>),
    /// It is counted, or not.
    Counted(Result<(), String>),
    /// What the office says.
    Reported(String),
    /// The path of the file.
    Written(Result<String, String>),
    /// It went to the printer, or not.
    Printed(Result<(), String>),
}

/// The world outside.
pub struct Outside {
    /// Where preferences go. Not called at a kiosk.
    pub keep: Keeper,
    /// Where accesses are counted; `None`: nobody counts. Not called at a kiosk.
    pub counting: Option<Counting>,
    /// Where reports go; `None`: nobody reports here. Not called at a kiosk.
    pub office: Option<Box<dyn ReportOffice>>,
    /// Where sheets are written, best first.
    pub folders: Vec<PathBuf>,
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outside").field("folders", &self.folders).finish_non_exhaustive()
    }
}

impl Outside {
    /// A world in which nothing is kept, counted, reported or written.
    pub fn nowhere() -> Self {
        Self { keep: Box::new(|_| Ok(())), counting: None, office: None, folders: Vec::new() }
    }

    /// Does what the encounter wants done.
    pub fn carry_out(&mut self, deed: &Deed, encounter: &Encounter) -> Done {
        if encounter.workplace.kiosk {
            return Done::Nothing;
        }
        match deed {
            Deed::Keep(keep) => Done::Kept((self.keep)(keep)),
            Deed::Count(month, accesso) => match &mut self.counting {
                Some(count) => Done::Counted(count(*month, accesso)),
                None => Done::Nothing,
            },
            Deed::Report(errand) => match &mut self.office {
                Some(office) => {
                    let said = office.carry_out(encounter.catalog(), errand, encounter.today());
                    Done::Reported(said.unwrap_or_else(|why| why))
                }
                None => Done::Nothing,
            },
            Deed::Write { name, sheet } => {
                let written = file::write(&self.folders, name, sheet);
                Done::Written(
                    written
                        .map(|path| clean(&path.display().to_string()).into_owned())
                        .map_err(|why| clean(&why).into_owned()),
                )
            }
            Deed::Print(sheet) => Done::Printed(printer::print(sheet)),
        }
    }

    /// Takes in what the desks have reported since, as far as it changed; what is to be said about it. `anew`: the
    /// catalogue has changed.
    pub fn look(&mut self, encounter: &mut Encounter, anew: bool) -> Vec<String> {
        let Some(office) = self.office.as_mut() else { return Vec::new() };
        let Some((review, said)) = office.look(&encounter.lookup.catalog, encounter.today(), anew) else {
            return Vec::new();
        };
        encounter.lookup.review = Arc::new(review);
        encounter.lay_out_again();
        said
    }

    /// What is new in the catalogue, kept for whoever asks: how many things, where this user has not seen them yet.
    pub fn news(&mut self, encounter: &mut Encounter) -> Option<usize> {
        let (news, unseen) = self.office.as_mut()?.news()?;
        encounter.workplace.news = Some(news.text);
        unseen.then_some(news.count)
    }
}
