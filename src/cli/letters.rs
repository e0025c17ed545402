//! `sportello catalog letters`: one letter a comune or Ufficio di Piano, where a call does not reach.

use std::path::PathBuf;

use clap::Args;

use super::common::Common;
use super::desk::Desk;
use super::files::{shown, write_all};
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use super::progress::Progress;
use super::values;
use crate::exchange::csv;
use crate::upkeep::letters::{To, letters, list};

/// `catalog letters`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogLetters {
    /// Solo a questo ambito e ai suoi comuni: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// Cartella in cui scrivere le lettere
    #[arg(short = 'o', long = "output", value_name = "CARTELLA")]
    pub output: PathBuf,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// Writes them, and a list of whom they are for.
///
/// # Errors
/// [`Failure::Use`] for an unknown ambito or comune, or a folder that cannot be written.
pub(super) fn run(asked: &CatalogLetters, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let ambito = asked.ambito.as_deref().map(|a| values::ambito(&desk.catalog, a)).transpose().map_err(Failure::Use)?;
    let to = match (desk.one_comune()?, ambito) {
        (Some(_), Some(_)) => return Err(Failure::Use("O un ambito o un comune, non tutti e due.".to_owned())),
        (Some(comune), None) => To::Comune(comune),
        (None, Some(ambito)) => To::Ambito(ambito),
        (None, None) => To::All,
    };
    let mut progress = Progress::of(2);
    progress.stage("compongo le lettere");
    let written = letters(&desk.catalog, to, desk.now.date()).map_err(|r| Failure::Use(r.0))?;
    if written.is_empty() {
        drop(progress);
        note("Nessuna lettera: non si conosce né una PEC né un sito.");
        return Ok(RunOutcome::Nothing);
    }
    let rows = list(&written).into_iter().map(|row| row.iter().map(|c| csv::defused(c)).collect());
    let mut files = vec![("elenco.csv".to_owned(), csv::compose(rows).map_err(|r| Failure::Use(r.0))?)];
    let count = written.len();
    for letter in written {
        files.push((format!("{}.txt", letter.file), letter.text.into_bytes()));
        files.push((format!("{}.html", letter.file), letter.html.into_bytes()));
        files.push((format!("{}.xlsx", letter.file), letter.sheet));
    }
    progress.stage("scrivo le lettere");
    write_all(&asked.output, files.iter())?;
    drop(progress);
    note(&format!(
        "Scritte {count} lettere in «{}»: testo per la PEC, pagina A4 e foglio da compilare per ognuna; «elenco.csv» dice a chi.",
        shown(&asked.output)
    ));
    Ok(RunOutcome::Done)
}
