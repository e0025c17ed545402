//! What an encounter was about, for the counters: schede by identifier, never words.

use super::Encounter;
use crate::accessi::{Accesso, Canale, Esito, Subject};
use crate::search::Place;

/// What an encounter was about so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matter {
    /// The scheda that was opened last.
    pub opened: Option<String>,
    /// The scheda that was handed over last; of several, the first.
    pub handed: Option<String>,
    /// It was counted: brought back, it is not counted again.
    pub counted: bool,
}

impl Matter {
    /// A scheda was opened. That of an ambito is no service.
    pub fn opens(&mut self, id: &str) {
        if !id.starts_with("ambito/") {
            self.opened = Some(id.to_owned());
        }
    }

    /// Whether a scheda was opened or handed over.
    pub fn is_known(&self) -> bool {
        self.opened.is_some() || self.handed.is_some()
    }

    /// The one scheda that it was about.
    pub fn scheda(self) -> Option<String> {
        self.handed.or(self.opened)
    }
}

impl Encounter {
    /// What is counted of an encounter at this desk that was about `scheda`.
    pub fn accesso(&self, scheda: Option<&str>, canale: Canale, esito: Esito) -> Accesso {
        let comune = match self.workplace.place {
            Some(Place::Comune(ix)) => Some(self.catalog().comuni[ix].record.istat.clone()),
            _ => None,
        };
        Accesso { comune, scheda: scheda.and_then(|id| Subject::of(self.catalog(), id)), canale, esito }
    }
}
