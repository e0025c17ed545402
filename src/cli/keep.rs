//! What an encounter wants kept, into the preferences of whoever sits here.

use std::sync::{Arc, Mutex, PoisonError};

use crate::catalog::model::Catalog;
use crate::encounter::deed::Keep;
use crate::encounter::outside::Keeper;
use crate::search::Place;
use crate::state::{self, Places, PreferenceChange};

/// Keeps what is wanted kept in the user's preferences. The place it is told is one of the catalogue in use.
pub(super) fn keeper(current: Arc<Mutex<Arc<Catalog>>>, places: Places) -> Keeper {
    Box::new(move |keep| {
        let catalog = Arc::clone(&current.lock().unwrap_or_else(PoisonError::into_inner));
        let change = match keep {
            Keep::Desk(None) => PreferenceChange::Comune(state::DeskHome::Tutta),
            Keep::Desk(Some(Place::Comune(ix))) => match catalog.comuni.find(*ix) {
                Some(comune) => PreferenceChange::Comune(state::DeskHome::Comune(comune.record.istat.clone())),
                None => return Err("Questo comune non è più nel catalogo.".to_owned()),
            },
            Keep::Desk(Some(Place::Ambito(_))) => {
                return Err("Il luogo dello sportello può essere un comune o tutta la regione.".to_owned());
            }
            Keep::Star { id, on: true } => PreferenceChange::Star(id.clone()),
            Keep::Star { id, on: false } => PreferenceChange::Unstar(id.clone()),
        };
        state::change(&places, &change).map(drop).map_err(|problem| problem.to_string())
    })
}
