//! The high form of the arguments: the catalogue read, the place found, the hour known.
//!
//! The edge of the program: clock, environment and file system are read here and handed on as values.

use chrono::{NaiveDateTime, Utc};
use chrono_tz::Europe::Rome;

use super::Failure;
use super::args::Common;
use super::output::{Style, note};
use super::values;
use crate::catalog::bundled;
use crate::catalog::model::{Catalog, ComuneIx};

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
}

impl Desk {
    /// Reads the catalogue, tells what could not be read, finds the comuni.
    ///
    /// # Errors
    /// [`Failure::Use`] for a comune that is not in the catalogue.
    pub fn open(common: &Common) -> Result<Self, Failure> {
        let desk = Self::open_silently(common)?;
        for problem in &desk.problems {
            note(problem);
        }
        Ok(desk)
    }

    /// As [`Self::open`], but [`Self::problems`] are left to the caller to tell.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_silently(common: &Common) -> Result<Self, Failure> {
        let resolved = bundled::catalog().map_err(|e| Failure::Use(format!("Il catalogo non si legge: {e}.")))?;
        let catalog = resolved.catalog;
        let comuni = common.comune.iter().map(|raw| values::comune(&catalog, raw)).collect::<Result<_, _>>();
        Ok(Self {
            comuni: comuni.map_err(Failure::Use)?,
            problems: Vec::new(),
            catalog,
            now: Utc::now().with_timezone(&Rome).naive_local(),
            style: style(common),
        })
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

/// What standard output can show, by the options and the environment.
pub fn style(common: &Common) -> Style {
    Style::of_stdout(common.color.unwrap_or_default(), common.ascii, |name| std::env::var(name).ok())
}
