//! `sportello catalog schema`: the JSON Schema of the catalogue's files, for editors and for whoever prepares one.

use std::io::{self, BufWriter, Write};

use super::args::CatalogSchema;
use super::common::Common;
use super::desk::style;
use super::outcome::{Failure, RunOutcome};
use super::output::json;
use crate::catalog::kinds::FileKind;
use crate::catalog::schema;
use crate::lingua::signs::clean;

/// Writes the schema of one file, or of all.
///
/// # Errors
/// [`Failure::Use`] for a file that a catalogue does not have, [`Failure::Output`].
pub(super) fn run(asked: &CatalogSchema, common: &Common) -> Result<RunOutcome, Failure> {
    let value = match asked.file.as_deref().map(std::ffi::OsStr::to_string_lossy) {
        None => schema::all(),
        Some(file) => schema::schema(kind(&file).ok_or_else(|| {
            let known = FileKind::ALL.map(FileKind::pattern).join(", ");
            Failure::Use(format!("Il catalogo non ha un file «{}». Ci sono: {known}.", clean(&file)))
        })?),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    json(&mut out, style(common), &value, true)?;
    out.flush()?;
    Ok(RunOutcome::Done)
}

/// The kind of a file called by its path, its pattern, or its folder or name alone: `ambiti`, `comuni`.
fn kind(file: &str) -> Option<FileKind> {
    let bare = |pattern: &'static str| pattern.split(['/', '.']).next();
    FileKind::of_path(file).or_else(|| {
        FileKind::ALL.into_iter().find(|k| k.pattern() == file || bare(k.pattern()) == Some(file.trim_end_matches('/')))
    })
}
