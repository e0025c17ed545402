//! What is reported of an open scheda: what waits already, the draft that is filled in, who says it.

use super::deed::{Deed, Errand};
use super::{Encounter, Workplace, words};
use crate::upkeep::numbers::Numbers;
use crate::upkeep::{Draft, ReviewRow, Topic, privacy};

impl Encounter {
    /// Whether something can be reported at this desk.
    ///
    /// # Errors
    /// Why not, one Italian sentence.
    pub fn may_report(&self) -> Result<(), &'static str> {
        match self.workplace {
            Workplace { kiosk: true, .. } => Err(words::NO_REPORT_IN_KIOSK),
            Workplace { reports: false, .. } => Err(words::NO_REPORTS),
            _ => Ok(()),
        }
    }

    /// How much of the catalogue in sight was checked, in a line.
    pub fn growth(&self) -> String {
        Numbers::in_sight(self.catalog(), &self.lookup.review, None, self.today()).in_short()
    }

    /// A report on a scheda that says nothing yet.
    pub fn blank_report(&self, id: &str, topic: Topic) -> Draft {
        let comune = self.comune_now();
        Draft { id: id.to_owned(), sede: None, comune, topic, set: Vec::new(), by: String::new(), note: None }
    }

    /// Reports that wait about these records: one can be confirmed instead of being written again.
    pub fn waiting_about<'a>(&self, records: impl IntoIterator<Item = &'a str>) -> Vec<ReviewRow> {
        let waiting = records.into_iter().flat_map(|record| self.lookup.review.about(record));
        waiting.filter(|r| !r.accepted && !r.gone).cloned().collect()
    }

    /// The report as it is sent, where it is known who reports: a role, never a name.
    ///
    /// # Errors
    /// The errand: who says it has to be asked first.
    #[allow(clippy::result_large_err)] // what comes back is what was handed in
    pub fn signed(&self, errand: Errand) -> Result<Deed, Errand> {
        match &self.workplace.role {
            Some(role) if privacy::role(role).is_ok() => Ok(Deed::Report(errand.signed(role.clone()))),
            _ => Err(errand),
        }
    }
}

/// A draft with what was typed: the right value, which nobody need know, or in words what is missing.
pub fn answered(mut draft: Draft, typed: &str) -> Draft {
    match draft.set.first_mut() {
        Some((_, value)) => *value = Some(typed.to_owned()).filter(|t| !t.is_empty()),
        None => draft.note = Some(typed.to_owned()),
    }
    draft
}
