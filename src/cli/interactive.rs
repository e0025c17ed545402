//! `sportello [PAROLE]`: the full screen, where there is one.
//!
//! Everything that can be wrong with arguments, catalogue and preferences is found before the terminal is touched. Where
//! standard input or output is no terminal, the words are looked up as `sportello search` does.

use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex, PoisonError};

use super::args::{Search, Typed};
use super::desk::{self, Desk};
use super::outcome::{Failure, RunOutcome};
use super::start::Start;
use super::{kiosk, lineare, search};
use crate::catalog::italia;
use crate::catalog::layers::{Fingerprint, Layers};
use crate::catalog::model::Catalog;
use crate::encounter::lookup::Lookup;
use crate::platform;
use crate::search::Place;
use crate::state;
use crate::tui::clipboard::Wrap;
use crate::tui::theme::ThemeChoice;
use crate::tui::{self, Ended, Reload, Setup};

/// Said to whoever comes to a kiosk without a terminal: nothing else would be answered there.
const NO_TERMINAL: &str = "Qui non c'è un terminale e la ricerca ne ha bisogno. Da un altro computer: «ssh -t» al posto di \
                           «ssh», senza altri comandi.";

/// Opens the screen, or answers without it.
///
/// # Errors
/// [`Failure`], to be reported.
pub(super) fn run(typed: &Typed) -> Result<RunOutcome, Failure> {
    let is_screen = io::stdin().is_terminal() && io::stdout().is_terminal();
    let is_dumb = platform::desk::env("TERM").is_some_and(|term| term == "dumb");
    // Who asks every program for plain lines asks this one too; words that are piped somewhere stay a search.
    let wants_lines = platform::desk::env("ACCESSIBLE").is_some_and(|value| !value.is_empty() && value != "0");
    let is_talk = is_screen || typed.words.is_empty();
    if typed.common.lineare || (is_screen && is_dumb) || (wants_lines && is_talk) {
        return lineare::run(typed);
    }
    if is_screen {
        return open(typed);
    }
    if typed.common.kiosk {
        return Err(Failure::Use(NO_TERMINAL.to_owned()));
    }
    if typed.words.is_empty() {
        return Err(Failure::Use(
            "Qui non c'è uno schermo su cui aprire la ricerca. Prova «sportello search PAROLE» o «sportello --help»."
                .to_owned(),
        ));
    }
    let asked = Search { words: typed.words.clone(), limit: 20, ..Search::default() };
    search::run(&asked, &typed.common)
}

fn open(typed: &Typed) -> Result<RunOutcome, Failure> {
    let common = &typed.common;
    kiosk::refuse(common)?;
    let env = platform::desk::env;
    let start = Start::at(Desk::open_silently(common)?, common)?;
    let (preferences, catalog) = (start.preferences, start.catalog);
    let trouble = start.dropped.len();
    let mut notices = start.dropped;
    notices.extend(start.problems.iter().map(ToString::to_string));
    notices.extend(desk::as_if());
    let wanted = match (start.comune, &preferences.comune) {
        (Some(ix), _) => tui::DeskPlace::Place(Place::Comune(ix)),
        (None, Some(state::DeskHome::Comune(istat))) => {
            if let Some(ix) = catalog.find_comune(istat) {
                tui::DeskPlace::Place(Place::Comune(ix))
            } else {
                notices.push(format!("Il comune delle preferenze ({istat}) non è nel catalogo."));
                tui::DeskPlace::Unknown
            }
        }
        (None, Some(state::DeskHome::Tutta)) => tui::DeskPlace::Region,
        (None, None) => tui::DeskPlace::Unknown,
    };
    let (style, current) = (start.style, start.current);
    let source =
        Arc::new(Mutex::new(CatalogSource { layers: start.layers, read: start.fingerprint, trouble, told: false }));
    let (idle, printer) = (kiosk::idle(&preferences), desk::may_print(&preferences));
    let setup = Setup {
        notices,
        desk: wanted,
        starred: preferences.starred,
        outside: start.outside,
        elsewhere: Some(elsewhere(Arc::clone(&source), Arc::clone(&current))),
        reload: Some(reload(source, current)),
        kiosk: common.kiosk,
        idle,
        query: search::query(&typed.words),
        look: match preferences.theme.as_deref() {
            _ if has_no_colours(env("TERM").as_deref()) => ThemeChoice::Vt,
            _ if !style.colour => ThemeChoice::Monochrome,
            Some("contrasto") => ThemeChoice::HighContrast,
            Some("scuro") => ThemeChoice::Dark,
            Some("chiaro") => ThemeChoice::Light,
            Some("monocromo") => ThemeChoice::Monochrome,
            _ if env("TERM").is_some_and(|term| term.contains("256color")) => ThemeChoice::Palette,
            _ => ThemeChoice::Plain,
        },
        ascii: style.ascii || preferences.ascii.unwrap_or_default(),
        mouse: common.mouse || preferences.mouse.unwrap_or_default(),
        printer,
        remote: desk::is_remote(),
        clipboard: Wrap::detect(env("TMUX").as_deref(), env("STY").as_deref(), env("TERM").as_deref()),
        ..Setup::new(Lookup::over(catalog), desk::now)
    };
    match tui::run(setup) {
        Ok(Ended::Quit) => Ok(RunOutcome::Done),
        Ok(Ended::TerminalLost) => Ok(RunOutcome::TerminalLost),
        Err(trouble) => Err(Failure::Use(format!("{trouble}."))),
    }
}

/// Where the catalogue comes from, as it was last read.
struct CatalogSource {
    layers: Layers,
    read: Fingerprint,
    trouble: usize,
    told: bool,
}

/// Reads the layers again when they have changed. A layer that has more wrong with it than before is half-written or
/// broken: the old catalogue stays until it has changed once more.
fn reload(source: Arc<Mutex<CatalogSource>>, current: Arc<Mutex<Arc<Catalog>>>) -> Reload {
    Box::new(move || {
        let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
        if !source.layers.changed(&source.read) {
            return None;
        }
        let loaded = match source.layers.load() {
            Ok(loaded) => loaded,
            Err(error) => {
                return Some(Err(format!("Il catalogo nuovo non si legge: {error}. Si usa quello di prima.")));
            }
        };
        source.read = loaded.fingerprint.clone();
        let mut problems = desk::problems_of(&loaded);
        if problems.len() > source.trouble {
            let first = problems.swap_remove(0);
            let said = format!("Il catalogo nuovo non va bene, si usa quello di prima: {first}");
            return (!std::mem::replace(&mut source.told, true)).then_some(Err(said));
        }
        (source.trouble, source.told) = (problems.len(), false);
        let catalog = Arc::new(loaded.resolved.catalog);
        *current.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&catalog);
        Some(Ok((catalog, problems)))
    })
}

/// Reads the catalogue for a comune of another region.
fn elsewhere(source: Arc<Mutex<CatalogSource>>, current: Arc<Mutex<Arc<Catalog>>>) -> tui::ReadElsewhere {
    Box::new(move |istat| {
        let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
        let found = italia::named(istat);
        let regione = found.first().map(|comune| comune.regione).ok_or("Questo comune non è in nessun elenco.")?;
        let layers = source.layers.clone().within(regione);
        let loaded = layers.load().map_err(|e| format!("Il catalogo non si legge: {e}."))?;
        source.trouble = desk::problems_of(&loaded).len();
        (source.layers, source.read) = (layers, loaded.fingerprint);
        let catalog = Arc::new(loaded.resolved.catalog);
        *current.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&catalog);
        Ok(catalog)
    })
}

/// Whether a terminal is known to have no colours: the VT series, real or emulated.
fn has_no_colours(term: Option<&str>) -> bool {
    term.is_some_and(|t| t.starts_with("vt"))
}
