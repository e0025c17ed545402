//! `sportello catalog apply` and `rollback`: a package in the place of a layer, and back.

use std::path::PathBuf;

use clap::Args;

use super::common::Common;
use super::desk;
use super::files::{read, shown};
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use super::pack::signature_of;
use crate::upkeep::install::{apply, rollback};
use crate::upkeep::package::{MAX_FILE, open};

/// `catalog apply`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogApply {
    /// Il pacchetto; la firma è nel file .minisig accanto
    #[arg(value_name = "FILE", help_heading = "Argomenti")]
    pub file: PathBuf,

    /// Chiave pubblica di minisign: da qui in poi il livello accetta solo pacchetti firmati con questa
    #[arg(long, value_name = "CHIAVE")]
    pub key: Option<PathBuf>,

    /// Il livello da sostituire: una cartella del catalogo
    #[arg(short = 'o', long = "output", value_name = "LIVELLO")]
    pub output: PathBuf,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `catalog rollback`.
#[derive(Debug, Args)]
pub struct CatalogRollback {
    /// Il livello: una cartella del catalogo
    #[arg(value_name = "LIVELLO", help_heading = "Argomenti")]
    pub layer: PathBuf,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// Puts a package in place.
///
/// # Errors
/// [`Failure::Use`] where it is refused, and for a day that is none; the layer is then as it was.
pub(super) fn run(asked: &CatalogApply, common: &Common) -> Result<RunOutcome, Failure> {
    desk::set_clock(common)?;
    let bytes = read(&asked.file, MAX_FILE)?;
    let package = open(&bytes).map_err(|r| Failure::Use(r.0))?;
    let text = |path: &PathBuf| read(path, 16 * 1024).map(|b| String::from_utf8_lossy(&b).into_owned());
    let key = asked.key.as_ref().map(text).transpose()?;
    let beside = signature_of(&asked.file);
    let signature = beside.is_file().then(|| text(&beside)).transpose()?;
    let given = (signature.as_deref(), key.as_deref());
    let state = apply(&asked.output, &package, given, desk::now().date()).map_err(|r| Failure::Use(r.0))?;
    note(&format!("Catalogo aggiornato in «{}»: {} novità.", shown(&asked.output), state.news));
    Ok(RunOutcome::Done)
}

/// Goes back to the version before.
///
/// # Errors
/// [`Failure::Use`] where there is none.
pub(super) fn back(asked: &CatalogRollback) -> Result<RunOutcome, Failure> {
    let state = rollback(&asked.layer).map_err(|r| Failure::Use(r.0))?;
    note(&format!("In «{}» c'è di nuovo la versione del {}.", shown(&asked.layer), state.date.in_words()));
    Ok(RunOutcome::Done)
}
