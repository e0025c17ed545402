//! `sportello catalog diff`: what changed between two catalogues, before somebody publishes the second one.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::common::Common;
use super::desk::style;
use super::files::shown;
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use crate::catalog::bundled;
use crate::catalog::kinds::FileKind;
use crate::catalog::layers::read_layer;
use crate::catalog::load::Records;
use crate::catalog::model::{Catalog, Layer};
use crate::catalog::resolve::resolve;
use crate::catalog::text::Text;
use crate::exchange::diff::diff;
use crate::lingua::signs::clean;

/// `catalog diff`.
#[derive(Debug, Args)]
pub struct CatalogDiff {
    /// Il catalogo di prima e quello di dopo: cartelle o file; con uno solo, si confronta con quello incluso nel programma
    #[arg(value_name = "PERCORSO", help_heading = "Argomenti", required = true, num_args = 1..=2)]
    pub paths: Vec<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// Reads both and writes what is not the same.
///
/// # Errors
/// [`Failure::Use`] for a catalogue that does not read, [`Failure::Output`].
pub(super) fn run(asked: &CatalogDiff, common: &Common) -> Result<RunOutcome, Failure> {
    let (before, after) = match asked.paths.as_slice() {
        [before, after, ..] => (load(Some(before))?, load(Some(after))?),
        [after] => (load(None)?, load(Some(after))?),
        [] => (load(None)?, load(None)?),
    };
    let text = diff(&before, &after).to_string();
    let mut out = BufWriter::new(io::stdout().lock());
    let style = style(common);
    for line in text.lines() {
        writeln!(out, "{}", style.text(&clean(line)))?;
    }
    out.flush()?;
    Ok(RunOutcome::Done)
}

/// A catalogue by itself where the folder holds a whole one, otherwise over the bundled one.
fn load(path: Option<&Path>) -> Result<Catalog, Failure> {
    let broken = |e: &dyn std::fmt::Display| Failure::Use(format!("Il catalogo non si legge: {e}."));
    let bundled = bundled::layer().map_err(|e| broken(&e))?;
    let mut layers = vec![bundled];
    if let Some(path) = path {
        if !path.exists() {
            return Err(Failure::Use(format!("«{}» non esiste.", shown(path))));
        }
        let (files, problems) = read_layer(path, true);
        for problem in &problems {
            note(&problem.to_string());
        }
        let mut records = Records::default();
        let mut kinds = Vec::new();
        for file in &files {
            let (Some(kind), Ok(text)) = (FileKind::of_path(&file.name), std::str::from_utf8(&file.bytes)) else {
                continue;
            };
            records.add(kind, text).map_err(|e| Failure::Use(format!("{}: {e}.", clean(&file.name))))?;
            kinds.push(kind);
        }
        if kinds.is_empty() {
            return Err(Failure::Use(format!("In «{}» non c'è nessun file di un catalogo.", shown(path))));
        }
        let whole = [FileKind::Regione, FileKind::Aree, FileKind::Comuni, FileKind::Tipologie];
        if whole.iter().all(|k| kinds.contains(k)) {
            layers.clear();
        }
        let layer =
            Layer { name: Text::new("confronto"), path: Some(Text::new(&shown(path))), records: records.count() };
        layers.push((layer, records));
    }
    let resolved = resolve(layers).map_err(|e| broken(&e))?;
    for dropped in &resolved.dropped {
        note(&format!("«{}» non è stato usato: {}", dropped.id, dropped.reason));
    }
    Ok(resolved.catalog)
}
