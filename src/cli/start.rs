//! What the screen and the lines start from alike: the desk at its place, what is kept of it, and the world outside.
//!
//! Called once, before anything is shown: from here on a kiosk has given up whatever it does not need.

use std::sync::{Arc, Mutex};

use super::common::Common;
use super::desk::{self, Desk};
use super::outcome::Failure;
use super::output::Style;
use super::{accessi, keep, kiosk, office, report};
use crate::catalog::layers::{Fingerprint, Layers};
use crate::catalog::model::{Catalog, ComuneIx};
use crate::consegna::file;
use crate::encounter::outside::{Outside, ReportOffice};
use crate::platform;
use crate::state::{self, LoadedPreferences, Places, Preferences, StateProblem};

/// A desk that is ready for the first person.
pub(super) struct Start {
    /// The comune that was asked for.
    pub(super) comune: Option<ComuneIx>,
    pub(super) preferences: Preferences,
    /// What was wrong with the preferences.
    pub(super) problems: Vec<StateProblem>,
    /// What was wrong with the catalogue.
    pub(super) dropped: Vec<String>,
    pub(super) catalog: Arc<Catalog>,
    /// The catalogue that is in use, for whoever writes down where the desk is.
    pub(super) current: Arc<Mutex<Arc<Catalog>>>,
    pub(super) layers: Layers,
    pub(super) fingerprint: Fingerprint,
    pub(super) style: Style,
    pub(super) outside: Outside,
}

impl Start {
    /// Starts from a desk whose catalogue was read.
    ///
    /// # Errors
    /// [`Failure::Use`] for several comuni, and where the catalogue of the desk's own region cannot be read.
    pub(super) fn at(mut desk: Desk, common: &Common) -> Result<Self, Failure> {
        let comune = desk.one_comune()?;
        let places = if common.kiosk { Places::kiosk() } else { common.places() };
        let LoadedPreferences { preferences, problems } = state::load(&places);
        if comune.is_none() {
            desk = desk::at_home(desk, preferences.comune.as_ref())?;
        }
        // Whoever may come to a kiosk reports nothing.
        let folder = if common.kiosk { None } else { report::folder(common, None).ok() };
        let office = folder.map(|folder| {
            Box::new(office::ReportDesk::of(folder, &desk.layers, &places, preferences.novita)) as Box<dyn ReportOffice>
        });
        let counting = accessi::counting(&preferences, common);
        if common.kiosk {
            kiosk::lock(desk.layers.paths().map(|(_, path)| path));
            kiosk::stay();
        }
        platform::desk::leave_no_core();
        let Desk { catalog, problems: dropped, style, layers, fingerprint, .. } = desk;
        let catalog = Arc::new(catalog);
        let current = Arc::new(Mutex::new(Arc::clone(&catalog)));
        let outside = Outside {
            keep: keep::keeper(Arc::clone(&current), places),
            counting,
            office,
            // A kiosk writes nowhere, and does not even look where it could.
            folders: if common.kiosk { Vec::new() } else { file::folders() },
        };
        Ok(Self { comune, preferences, problems, dropped, catalog, current, layers, fingerprint, style, outside })
    }
}
