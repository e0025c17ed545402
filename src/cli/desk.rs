//! The high form of the arguments: the catalogue read, the place found, the hour known.
//!
//! The edge of the program: clock, environment and file system are read here and handed on as values.

use std::env;
use std::path::PathBuf;

use chrono::{NaiveDateTime, Utc};
use chrono_tz::Europe::Rome;

use super::Failure;
use super::args::Common;
use super::output::{Style, note};
use super::values;
use crate::catalog::layers::{self, Fingerprint, Layers};
use crate::catalog::model::{Catalog, ComuneIx};
use crate::state;

/// Most problems of the catalogue that a command tells beside its answer.
const TOLD: usize = 10;

/// Everything that a command needs to answer.
#[derive(Debug)]
pub struct Desk {
    /// The catalogue, every layer in its place.
    pub catalog: Catalog,
    /// What could not be read or had to be left out, one Italian sentence each.
    pub problems: Vec<String>,
    /// The comuni asked for.
    pub comuni: Vec<ComuneIx>,
    /// The hour in Italy.
    pub now: NaiveDateTime,
    /// What standard output can show.
    pub style: Style,
    /// Where the catalogue was read, to ask whether it has changed.
    pub layers: Layers,
    /// What the layers looked like when they were read.
    pub fingerprint: Fingerprint,
}

impl Desk {
    /// Reads the catalogue, tells what could not be read, finds the comuni.
    ///
    /// # Errors
    /// [`Failure::Use`] for a comune that is not in the catalogue.
    pub fn open(common: &Common) -> Result<Self, Failure> {
        let desk = Self::open_silently(common)?;
        for problem in desk.problems.iter().take(TOLD) {
            note(problem);
        }
        if desk.problems.len() > TOLD {
            let more = desk.problems.len() - TOLD;
            note(&format!("e altri {more} problemi del catalogo: «sportello catalog validate» li dice tutti."));
        }
        Ok(desk)
    }

    /// As [`Self::open`], but [`Self::problems`] are left to the caller to tell.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_silently(common: &Common) -> Result<Self, Failure> {
        let layers = Layers::new(&layer_places(common));
        let loaded = layers.load();
        let loaded = loaded.map_err(|e| Failure::Use(format!("Il catalogo non si legge: {e}.")))?;
        let problems = problems_of(&loaded);
        let (catalog, fingerprint) = (loaded.resolved.catalog, loaded.fingerprint);
        let comuni = common.comune.iter().map(|raw| values::comune(&catalog, raw)).collect::<Result<_, _>>();
        let comuni = comuni.map_err(Failure::Use)?;
        Ok(Self { comuni, problems, catalog, now: now(), style: style(common), layers, fingerprint })
    }

    /// The one comune that a command can use.
    ///
    /// # Errors
    /// [`Failure::Use`] when several were given.
    pub fn one_comune(&self) -> Result<Option<ComuneIx>, Failure> {
        match self.comuni.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(Failure::Use("Qui va un comune solo: «--comune» è scritto più volte.".to_owned())),
        }
    }
}

/// What could not be read of the layers or had to be left out, one Italian sentence each.
pub(super) fn problems_of(loaded: &layers::Loaded) -> Vec<String> {
    let mut problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    problems.extend(loaded.resolved.dropped.iter().map(|dropped| {
        let layer = loaded.resolved.catalog.layers.get(dropped.layer.at());
        let layer = layer.map(|l| l.name.as_str()).unwrap_or_default();
        format!("«{}» (catalogo {layer}) non è stato usato: {}", dropped.id, dropped.reason)
    }));
    problems
}

/// Where the layers of the catalogue lie, by the options, the environment and the administrator's preferences; for a
/// kiosk by the latter alone.
pub fn layer_places(common: &Common) -> layers::Places {
    let administrator = state::load(&state::Places::kiosk()).preferences.catalog;
    if common.kiosk {
        let system = ["/usr/share/sportello", "/usr/local/share/sportello"].map(PathBuf::from).to_vec();
        return layers::Places { system, administrator, ..layers::Places::default() };
    }
    let paths = |name: &str| -> Vec<PathBuf> {
        let value = env::var_os(name).filter(|v| !v.is_empty());
        value.map(|v| env::split_paths(&v).filter(|p| !p.as_os_str().is_empty()).collect()).unwrap_or_default()
    };
    let mut system = paths("XDG_DATA_DIRS");
    if system.is_empty() {
        system = vec![PathBuf::from("/usr/local/share"), PathBuf::from("/usr/share")];
    }
    // The first of the list is the most important one; a layer that comes later wins.
    system.reverse();
    // Relative folders are not allowed there by the XDG specification: they would depend on where one stands.
    let system = system.into_iter().filter(|p| p.is_absolute()).map(|p| p.join("sportello")).collect();
    layers::Places {
        system,
        administrator,
        user: state::Places::of_this_machine(|name| env::var_os(name)).user_data,
        variable: paths("SPORTELLO_CATALOG"),
        given: common.catalog.clone(),
    }
}

/// What standard output can show, by the options and the environment.
pub fn style(common: &Common) -> Style {
    Style::of_stdout(common.color.unwrap_or_default(), common.ascii, |name| env::var(name).ok())
}

/// Whether the terminal is somewhere else: what is written stays on this machine.
pub fn is_remote() -> bool {
    ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The hour in Italy, whatever the machine's time zone.
pub fn now() -> NaiveDateTime {
    Utc::now().with_timezone(&Rome).naive_local()
}
