//! `sportello catalog validate`: every problem of every file, one a line.
//!
//! Without a path, the bundled catalogue and every layer in use are checked, each over what lies below it. With paths,
//! those files are checked together: as a whole catalogue where they are one, otherwise over the layers in use.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::args::CatalogValidate;
use super::common::Common;
use super::desk::{layer_places, now, set_clock};
use super::folder;
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use crate::catalog::bundled;
use crate::catalog::kinds::FileKind;
use crate::catalog::layers::{FileText, read_layer};
use crate::catalog::load::Records;
use crate::catalog::validate::{Input, Problem, check};
use crate::lingua::lists::count;
use crate::lingua::signs::clean;

/// Checks and writes.
///
/// # Errors
/// [`Failure::Use`] for a path that does not exist, [`Failure::Output`].
pub(super) fn run(asked: &CatalogValidate, common: &Common) -> Result<RunOutcome, Failure> {
    set_clock(common)?;
    let mut files = 0;
    let problems = if asked.paths.is_empty() {
        let mut problems = bundled_problems(&mut files);
        let mut base = bundled::layer().map(|(_, records)| records).unwrap_or_default();
        let places = layer_places(common);
        let there = |p: &&PathBuf| p.exists();
        let layers =
            places.system.iter().filter(there).chain(&places.administrator).chain(places.user.iter().filter(there));
        for path in layers.chain(&places.variable).chain(&places.given) {
            problems.extend(over(&base, std::slice::from_ref(path), &mut files)?);
            folder::add(path, &mut base);
        }
        problems
    } else {
        over(&folder::below(common), &asked.paths, &mut files)?
    };
    let mut out = BufWriter::new(io::stdout().lock());
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    out.flush()?;
    let checked = count(files, "file controllato", "file controllati");
    if problems.is_empty() {
        note(&format!("Nessun problema, {checked}."));
        return Ok(RunOutcome::Done);
    }
    note(&format!("{}, {checked}.", count(problems.len(), "problema", "problemi")));
    Ok(RunOutcome::Nothing)
}

fn bundled_problems(files: &mut usize) -> Vec<Problem> {
    *files += bundled::FILES.len();
    let names: Vec<(String, &str)> = bundled::FILES.iter().map(|(n, t)| (format!("catalog/{n}"), *t)).collect();
    let inputs: Vec<Input> = names.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    check(&inputs, None, now().date())
}

/// The problems of the files at `paths`: as a whole catalogue where they are one, otherwise over `base`.
fn over(base: &Records, paths: &[PathBuf], files: &mut usize) -> Result<Vec<Problem>, Failure> {
    let mut texts: Vec<FileText> = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        if !path.exists() {
            return Err(Failure::Use(format!("«{}» non esiste.", clean(&path.to_string_lossy()))));
        }
        let (mut read, mut trouble) = read_layer(path, true);
        texts.append(&mut read);
        problems.append(&mut trouble);
    }
    *files += texts.len();
    let has = |kind| texts.iter().any(|t| FileKind::of_path(&t.name) == Some(kind));
    let whole = [FileKind::Regione, FileKind::Aree, FileKind::Comuni, FileKind::Tipologie].into_iter().all(has);
    let inputs: Vec<Input> = texts.iter().map(|t| Input { name: &t.name, bytes: &t.bytes }).collect();
    problems.extend(check(&inputs, (!whole).then_some(base), now().date()));
    Ok(problems)
}
