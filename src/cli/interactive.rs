//! `sportello [PAROLE]`: the full screen, where there is one.
//!
//! Everything that can be wrong with arguments, catalogue and preferences is found before the terminal is touched. Where
//! standard input or output is no terminal, the words are looked up as `sportello search` does.

use std::env;
use std::io::{self, IsTerminal};
use std::sync::Arc;

use super::args::{Search, Typed};
use super::desk::{self, Desk};
use super::{Failure, Outcome, lineare, search};
use crate::catalog::model::Catalog;
use crate::search::Place;
use crate::state::{self, Change, Loaded, Places};
use crate::tui::clipboard::Wrap;
use crate::tui::lookup::Lookup;
use crate::tui::message::Keep;
use crate::tui::theme::Look;
use crate::tui::{self, Ended, Keeper, Setup};

/// Opens the screen, or answers without it.
///
/// # Errors
/// [`Failure`], to be reported.
pub(super) fn run(typed: &Typed) -> Result<Outcome, Failure> {
    let is_screen = io::stdin().is_terminal() && io::stdout().is_terminal();
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    if typed.common.lineare || (is_screen && is_dumb) {
        return lineare::run(typed);
    }
    if is_screen {
        return open(typed);
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

fn open(typed: &Typed) -> Result<Outcome, Failure> {
    let common = &typed.common;
    let env = |name: &str| env::var(name).ok();
    let desk = Desk::open_silently(common)?;
    let comune = desk.one_comune()?;
    let places = Places { config_file: common.config.clone(), ..Places::of_this_machine(|name| env::var_os(name)) };
    let Loaded { preferences, problems } = state::load(&places);
    let mut notices = desk.problems;
    notices.extend(problems.iter().map(ToString::to_string));

    let wanted = match (comune, &preferences.comune) {
        (Some(ix), _) => tui::Desk::Place(Place::Comune(ix)),
        (None, Some(state::Desk::Comune(istat))) => {
            if let Some(ix) = desk.catalog.find_comune(istat) {
                tui::Desk::Place(Place::Comune(ix))
            } else {
                notices.push(format!("Il comune delle preferenze ({istat}) non è nel catalogo."));
                tui::Desk::Unknown
            }
        }
        (None, Some(state::Desk::Tutta)) => tui::Desk::Region,
        (None, None) => tui::Desk::Unknown,
    };
    let style = desk::style(common);
    let catalog = Arc::new(desk.catalog);
    let setup = Setup {
        notices,
        desk: wanted,
        starred: preferences.starred.into_iter().collect(),
        keep: keeper(Arc::clone(&catalog), places),
        query: search::query(&typed.words),
        look: match preferences.theme.as_deref() {
            _ if !style.colour || has_no_colours(env("TERM").as_deref()) => Look::Monochrome,
            Some("contrasto") => Look::HighContrast,
            Some("scuro") => Look::Dark,
            Some("chiaro") => Look::Light,
            Some("monocromo") => Look::Monochrome,
            _ => Look::Colours,
        },
        ascii: style.ascii || preferences.ascii.unwrap_or_default(),
        mouse: common.mouse || preferences.mouse.unwrap_or_default(),
        printer: preferences.printer.unwrap_or_default(),
        folders: crate::consegna::file::folders(),
        clipboard: Wrap::detect(env("TMUX").as_deref(), env("STY").as_deref(), env("TERM").as_deref()),
        ..Setup::new(Lookup::over(catalog), desk::now)
    };
    match tui::run(setup) {
        Ok(Ended::Quit) => Ok(Outcome::Done),
        Ok(Ended::TerminalLost) => Ok(Outcome::TerminalLost),
        Err(trouble) => Err(Failure::Use(format!("{trouble}."))),
    }
}

/// Whether a terminal is known to have no colours: the VT series, real or emulated.
fn has_no_colours(term: Option<&str>) -> bool {
    term.is_some_and(|t| t.starts_with("vt"))
}

/// Keeps what the screen wants kept in the user's preferences.
fn keeper(catalog: Arc<Catalog>, places: Places) -> Keeper {
    Box::new(move |keep| {
        let change = match keep {
            Keep::Desk(None) => Change::Comune(state::Desk::Tutta),
            Keep::Desk(Some(Place::Comune(ix))) => match catalog.comuni.get(ix.at()) {
                Some(comune) => Change::Comune(state::Desk::Comune(comune.record.istat.clone())),
                None => return Err("questo comune non è più nel catalogo".to_owned()),
            },
            Keep::Desk(Some(Place::Ambito(_))) => {
                return Err("il luogo dello sportello può essere un comune o tutta la regione".to_owned());
            }
            Keep::Star { id, on: true } => Change::Star(id.clone()),
            Keep::Star { id, on: false } => Change::Unstar(id.clone()),
        };
        // The screen wants a clause: the sentence without its full stop.
        state::change(&places, &change).map(drop).map_err(|p| p.to_string().trim_end_matches('.').to_owned())
    })
}
