//! The high form of the arguments: the catalogue read, the place found, the hour known.
//!
//! The edge of the program: clock, environment and file system are read here and handed on as values.

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::common::Common;
use super::outcome::Failure;
use super::output::{Style, note};
use super::{rome, values};
use crate::catalog::italia;
use crate::catalog::layers::{self, Fingerprint, Layers};
use crate::catalog::model::{Catalog, ComuneIx};
use crate::catalog::regions::{self, Regione};
use crate::catalog::values::PartialDate;
use crate::lingua::dates::on_date;
use crate::lingua::fold::fold;
use crate::lingua::signs::glimpse;
use crate::platform;
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
        if let Some(said) = as_if() {
            note(&said);
        }
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
        set_clock(common)?;
        let mut layers = Layers::new(&layer_places(common));
        let mut loaded = read(&layers)?;
        let mut asked = common.comune.clone();
        if let Some(regione) = elsewhere(&loaded.resolved.catalog, &mut asked).map_err(Failure::Use)? {
            layers = layers.within(regione);
            loaded = read(&layers)?;
        }
        let problems = problems_of(&loaded);
        let (catalog, fingerprint) = (loaded.resolved.catalog, loaded.fingerprint);
        let _ = RELEASE.set(catalog.regione.release.earliest());
        let comuni = asked.iter().map(|raw| values::comune(&catalog, raw)).collect::<Result<_, _>>();
        let comuni = comuni.map_err(Failure::Use)?;
        Ok(Self { comuni, problems, catalog, now: now(), style: style(common), layers, fingerprint })
    }

    /// The same desk in another region: the catalogue is read again for it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn moved_to(self, regione: &'static Regione) -> Result<Self, Failure> {
        let layers = self.layers.within(regione);
        let loaded = read(&layers)?;
        let problems = problems_of(&loaded);
        Ok(Self {
            catalog: loaded.resolved.catalog,
            fingerprint: loaded.fingerprint,
            problems,
            layers,
            comuni: Vec::new(),
            ..self
        })
    }

    /// The same desk where the ambito of `id` is, if the catalogue speaks of several regions.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn moved_to_scope(self, id: &str) -> Result<Self, Failure> {
        let scope = id.split('/').next().unwrap_or_default();
        let of = |catalog: &Catalog| {
            let ambito = catalog.find_ambito(scope).map(|ix| &catalog.ambiti[ix]);
            ambito.and_then(|a| regions::of_province(&a.record.province)).or_else(|| regions::by_id(scope))
        };
        let several = self.catalog.regioni().count() > 1 && self.comuni.is_empty();
        match of(&self.catalog).filter(|_| several) {
            Some(regione) => self.moved_to(regione),
            None => Ok(self),
        }
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

fn read(layers: &Layers) -> Result<layers::Loaded, Failure> {
    layers.load().map_err(|e| Failure::Use(format!("Il catalogo non si legge: {e}.")))
}

/// The region to read the catalogue for, where the comuni that were asked for are not all of the one that it speaks of. What was
/// typed becomes the ISTAT code of what is meant.
///
/// # Errors
/// The Italian sentence that says which comuni it could be.
fn elsewhere(catalog: &Catalog, asked: &mut [String]) -> Result<Option<&'static Regione>, String> {
    let mut found: Option<(&'static Regione, String)> = None;
    let several = catalog.regioni().count() > 1;
    let mut outside = false;
    for raw in asked.iter_mut() {
        let known = values::comune(catalog, raw);
        let record = known.as_ref().ok().map(|ix| &catalog.comuni[*ix].record);
        let called_so = record.filter(|r| fold(&r.name) == fold(raw) || r.istat.as_str() == raw.trim());
        let regione = match called_so {
            Some(record) => regions::of_province(&record.province),
            // A beginning of a name is no answer where a comune of Italy is called just so.
            None => match (values::comune_of_italy(raw), record) {
                (Ok(comune), _) if catalog.find_comune(&comune.istat).is_none() => {
                    outside = true;
                    raw.clone_from(&comune.istat);
                    Some(comune.regione)
                }
                (Ok(comune), _) => {
                    raw.clone_from(&comune.istat);
                    Some(comune.regione)
                }
                (Err(_), Some(record)) => regions::of_province(&record.province),
                // Of several that begin so, those of the catalogue are told.
                (Err(Some(said)), None) => {
                    return known.map(|_| None).map_err(|own| if own.contains("può essere") { own } else { said });
                }
                (Err(None), None) => {
                    regions::of_province(&catalog.comuni[values::comune(catalog, raw)?].record.province)
                }
            },
        };
        match (&found, regione) {
            (Some((first, name)), Some(regione)) if *first != regione => {
                return Err(format!("«{name}» e «{raw}» sono in regioni diverse: qui va una regione sola."));
            }
            (_, Some(regione)) => found = Some((regione, raw.clone())),
            _ => {}
        }
        if let Some(record) = called_so {
            record.istat.as_str().clone_into(raw);
        }
    }
    Ok(found.map(|(regione, _)| regione).filter(|_| outside || several))
}

/// What could not be read of the layers or had to be left out, one Italian sentence each.
pub(super) fn problems_of(loaded: &layers::Loaded) -> Vec<String> {
    let mut problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    problems.extend(loaded.resolved.dropped.iter().map(|dropped| {
        let layer = &loaded.resolved.catalog.layers[dropped.layer].name;
        format!("«{}» (catalogo {layer}) non è stato usato: {}", dropped.id, dropped.reason)
    }));
    problems
}

/// Where the layers of the catalogue lie, by the options, the environment and the administrator's preferences; for a
/// kiosk by the latter alone.
pub fn layer_places(common: &Common) -> layers::LayerPlaces {
    let administrator = state::load(&state::Places::kiosk()).preferences.catalog;
    if common.kiosk {
        let system = platform::desk::kiosk_layers();
        return layers::LayerPlaces { system, administrator, ..layers::LayerPlaces::default() };
    }
    let paths = |name: &str| -> Vec<PathBuf> {
        let value = env::var_os(name).filter(|v| !v.is_empty());
        value.map(|v| env::split_paths(&v).filter(|p| !p.as_os_str().is_empty()).collect()).unwrap_or_default()
    };
    layers::LayerPlaces {
        system: platform::desk::system_layers(|name| env::var_os(name)),
        administrator,
        user: state::Places::of_this_machine(|name| env::var_os(name)).user_data,
        variable: paths("SPORTELLO_CATALOG"),
        given: common.catalog.clone(),
    }
}

/// What standard output can show, by the options and the environment.
pub fn style(common: &Common) -> Style {
    Style::of_stdout(common.color.unwrap_or_default(), common.ascii, platform::desk::env)
}

/// Whether paper may be offered: where the administrator allows it, and where the system has nothing to allow.
pub(super) fn may_print(preferences: &state::Preferences) -> bool {
    preferences.printer.unwrap_or(platform::desk::HAS_PAPER && !is_remote())
}

/// Whether the terminal is somewhere else: what is written stays on this machine.
pub fn is_remote() -> bool {
    ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// By how much the program's clock is ahead of the machine's, where a day was asked for.
static AHEAD: OnceLock<TimeDelta> = OnceLock::new();

/// Puts the clock on the day that `--al` says, at this hour; a day with an hour, for trying hours out, is taken as it is.
///
/// # Errors
/// [`Failure::Use`] for what is no day.
pub fn set_clock(common: &Common) -> Result<(), Failure> {
    let Some(raw) = common.al.as_deref() else { return Ok(()) };
    let today = today_outside();
    let asked = raw.parse::<NaiveDate>().map(|day| day.and_time(today.time())).or_else(|_| raw.parse());
    let asked: NaiveDateTime = asked.map_err(|_| {
        let shown = glimpse(raw, 40);
        Failure::Use(format!("«{shown}» non è un giorno: scrivilo come 2027-01-15."))
    })?;
    if !(1900..2200).contains(&asked.year()) {
        return Err(Failure::Use("Il giorno di «--al» va dal 1900 al 2199.".to_owned()));
    }
    let _ = AHEAD.set(asked - today);
    Ok(())
}

/// What is told where the clock is on another day: "Come se fosse il 15 gennaio 2027."
pub fn as_if() -> Option<String> {
    let day = |at: NaiveDateTime| on_date(PartialDate::from_day(at.date()));
    if AHEAD.get().is_some() {
        return Some(format!("Come se fosse {}.", day(now())));
    }
    let said = clock();
    let is = believed(said, RELEASE.get().copied());
    (said != is).then(|| {
        let (said, is) = (day(said), day(is));
        format!("L'orologio del computer segna {said}, prima del catalogo: vale {is}. Data e ora vanno corrette.")
    })
}

/// The day of the catalogue's release. A clock that says an earlier one is wrong: a battery that is empty begins in 1970.
static RELEASE: OnceLock<NaiveDate> = OnceLock::new();

/// The hour in Italy, whatever the machine's time zone; on the day that was asked for.
pub fn now() -> NaiveDateTime {
    match AHEAD.get() {
        Some(ahead) => clock().checked_add_signed(*ahead).unwrap_or_default(),
        None => believed(clock(), RELEASE.get().copied()),
    }
}

/// The hour in Italy, whatever day was asked for.
pub fn today_outside() -> NaiveDateTime {
    believed(clock(), RELEASE.get().copied())
}

/// What the clock says, or the same hour of the first day that can be.
fn believed(said: NaiveDateTime, first: Option<NaiveDate>) -> NaiveDateTime {
    match first {
        Some(first) if said.date() < first => first.and_time(said.time()),
        _ => said,
    }
}

/// What the machine's clock says, in Italy.
fn clock() -> NaiveDateTime {
    rome::in_italy(universal(SystemTime::now()))
}

/// The universal time, of any day: a clock may say one before 1970.
pub(super) fn universal(now: SystemTime) -> DateTime<Utc> {
    let since = match now.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => TimeDelta::from_std(after),
        Err(before) => TimeDelta::from_std(before.duration()).map(|before| -before),
    };
    since.ok().and_then(|since| DateTime::UNIX_EPOCH.checked_add_signed(since)).unwrap_or(DateTime::UNIX_EPOCH)
}

/// The desk where the comune of the preferences is: it may be one that the catalogue does not have.
///
/// # Errors
/// As [`Desk::open`].
pub(super) fn at_home(desk: Desk, kept: Option<&state::DeskHome>) -> Result<Desk, Failure> {
    let Some(state::DeskHome::Comune(istat)) = kept else { return Ok(desk) };
    let known = desk.catalog.find_comune(istat).map(|ix| &desk.catalog.comuni[ix]);
    let several = desk.catalog.regioni().count() > 1;
    let regione = match known {
        Some(_) if !several => None,
        Some(comune) => regions::of_province(&comune.record.province),
        None => italia::named(istat).first().map(|comune| comune.regione),
    };
    match regione {
        Some(regione) => desk.moved_to(regione),
        None => Ok(desk),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_before_the_catalogue_is_not_believed_and_one_after_it_is() {
        let first = NaiveDate::from_ymd_opt(2026, 11, 21);
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        for (said, is) in [
            ("1901-01-01T00:00:00", "2026-11-21T00:00:00"),
            ("1970-01-01T08:30:00", "2026-11-21T08:30:00"),
            ("2024-06-03T10:00:00", "2026-11-21T10:00:00"),
            ("2026-11-21T00:00:00", "2026-11-21T00:00:00"),
            ("2026-11-28T12:00:00", "2026-11-28T12:00:00"),
            ("2100-02-28T12:00:00", "2100-02-28T12:00:00"),
        ] {
            assert_eq!(believed(at(said), first), at(is), "{said}");
            assert_eq!(believed(at(said), None), at(said));
        }
    }

    #[test]
    fn the_clock_may_say_any_day_without_a_panic() {
        let epoch = SystemTime::UNIX_EPOCH;
        let century = Duration::from_secs(69 * 365 * 86_400);
        assert_eq!(universal(epoch - century).format("%Y").to_string(), "1901");
        assert_eq!(universal(epoch).timestamp(), 0);
        assert_eq!(universal(epoch + 2 * century).format("%Y").to_string(), "2107");
        for seconds in [1 << 36, 1 << 42, 1 << 50] {
            let far = Duration::from_secs(seconds);
            for time in [epoch.checked_add(far), epoch.checked_sub(far)].into_iter().flatten() {
                let _ = rome::in_italy(universal(time));
            }
        }
    }
}
