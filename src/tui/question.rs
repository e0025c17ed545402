//! The question after an encounter, as far as it is answered.

use chrono::NaiveDateTime;

use super::words;
use crate::accessi::{Canale, Esito, Month};

/// The question as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessQuestion {
    pub(super) scheda: Option<String>,
    pub(super) month: Month,
    /// The figures that answered so far.
    pub(super) figures: String,
    pub(super) canale: Option<Canale>,
    pub(super) esito: Option<Esito>,
    /// When the last figure came.
    pub(super) at: NaiveDateTime,
}

impl AccessQuestion {
    /// What the line says.
    pub fn text(&self) -> String {
        match (self.canale, self.esito) {
            (None, _) => words::count_channel(),
            (Some(_), None) => words::count_outcome(),
            (Some(canale), Some(esito)) => words::counted(canale, esito),
        }
    }

    /// Answered, and waiting whether the figures go on.
    pub fn is_held(&self) -> bool {
        self.esito.is_some()
    }
}
