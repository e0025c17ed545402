//! `sportello [PAROLE]`: the full screen, where there is one.
//!
//! Everything that can be wrong with the arguments is said before the terminal is touched. Where standard input or
//! output is no terminal, the words are looked up as `sportello search` does.

use std::io::{self, IsTerminal};

use super::args::{Search, Typed};
use super::{Failure, Outcome, search};

/// Opens the screen, or answers without it.
///
/// # Errors
/// [`Failure`], to be reported.
pub(super) fn run(typed: &Typed) -> Result<Outcome, Failure> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return screen(typed);
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

fn screen(typed: &Typed) -> Result<Outcome, Failure> {
    let _ = typed;
    Err(Failure::Use("La ricerca a tutto schermo non c'è ancora.".to_owned()))
}
