//! `sportello catalog carta`: the Carta dei servizi of an ambito, to print and to publish.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::common::Common;
use super::desk::Desk;
use super::files::{shown, write_beside};
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use super::values;
use crate::carta::{compose, docx, html, markdown};
use crate::lingua::signs::clean;

/// Longest name of an edition, characters.
const EDITION: usize = 80;

/// `catalog carta`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogCarta {
    /// L'ambito: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: String,

    /// File da scrivere; - per l'uscita standard
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: PathBuf,

    /// Forma: html (da stampare e pubblicare), docx (Word, LibreOffice), markdown
    #[arg(long, value_name = "FORMA", default_value = "html", hide_default_value = true, hide_possible_values = true)]
    pub format: CartaFormat,

    /// Nome dell'edizione, per esempio «Edizione 2027»; se non si dice, il mese
    #[arg(long, value_name = "NOME")]
    pub edizione: Option<String>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// How a Carta is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum CartaFormat {
    /// A page that prints well.
    #[default]
    Html,
    /// For a word processor.
    Docx,
    /// Text with signs.
    Markdown,
}

/// Composes and writes it.
///
/// # Errors
/// [`Failure::Use`] for an unknown ambito, or a file that cannot be written or is somebody's.
pub(super) fn run(asked: &CatalogCarta, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let ambito = values::ambito(&desk.catalog, &asked.ambito).map_err(Failure::Use)?;
    let edition = asked.edizione.as_deref().map(|e| clean(e.trim()).trim().to_owned()).filter(|e| !e.is_empty());
    if edition.as_ref().is_some_and(|e| e.chars().count() > EDITION) {
        return Err(Failure::Use(format!("Il nome dell'edizione è troppo lungo: al massimo {EDITION} caratteri.")));
    }
    let carta = compose(&desk.catalog, ambito, edition.as_deref(), desk.now.date());
    let bytes = match asked.format {
        CartaFormat::Html => html::render(&carta).into_bytes(),
        CartaFormat::Markdown => markdown::render(&carta).into_bytes(),
        CartaFormat::Docx => docx::render(&carta).map_err(|r| Failure::Use(r.0))?,
    };
    if asked.output.as_os_str() == "-" {
        io::stdout().lock().write_all(&bytes)?;
        return Ok(RunOutcome::Done);
    }
    write_beside(&asked.output, &bytes)?;
    note(&format!(
        "Scritta la Carta dei servizi in «{}». Prima di pubblicarla: l'ultima parte dice all'ufficio che cosa manca.",
        shown(&asked.output)
    ));
    Ok(RunOutcome::Done)
}
