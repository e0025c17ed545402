//! `sportello paths`: which files are read and written, and what a kiosk is kept from.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::common::Common;
use super::desk::{layer_places, style};
use super::kiosk;
use super::outcome::{Failure, RunOutcome};
use super::output::{TableRow, TextColumn, table};
use crate::catalog::layers::Layers;
use crate::platform::{Lock, desk};
use crate::state::Places;

/// Writes them.
///
/// # Errors
/// [`Failure::Use`] for what a kiosk refuses, [`Failure::Output`].
pub(super) fn run(common: &Common) -> Result<RunOutcome, Failure> {
    kiosk::refuse(common)?;
    let places = if common.kiosk { Places::kiosk() } else { common.places() };
    let layers = Layers::new(&layer_places(common));

    let mut rows = Vec::new();
    for file in places.system_files() {
        rows.push(row("preferenze di sistema", &file, "non c'è"));
    }
    match places.user_file() {
        Some(file) => rows.push(row("preferenze dell'utente", &file, "non c'è ancora")),
        None if common.kiosk => rows.push(said("preferenze dell'utente", "nessuna: non si legge e non si scrive")),
        None => rows.push(said("preferenze dell'utente", "nessuna cartella personale: non si conserva niente")),
    }
    if let Some(folder) = places.user_data.as_deref().filter(|_| !common.kiosk) {
        rows.push(row("dati dell'utente", folder, "non c'è"));
    }
    match super::report::folder(common, None) {
        _ if common.kiosk => {
            rows.push(said("segnalazioni", "nessuna: da una postazione aperta a tutti non si segnala"));
        }
        Ok(folder) => rows.push(row("segnalazioni", folder.path(), "non c'è ancora")),
        Err(_) => rows.push(said("segnalazioni", "nessuna cartella personale: le indica --proposals")),
    }
    rows.push(said("catalogo", "compreso nel programma"));
    for (name, path) in layers.paths() {
        rows.push(row(&format!("catalogo {name}"), path, "non c'è"));
    }
    if common.kiosk {
        let locks = kiosk::lock(layers.paths().map(|(_, path)| path));
        rows.push(said(
            "vietato dal sistema",
            match locks.landlock {
                Lock::Whole => "scrivere file, leggere altri file, avviare programmi, aprire connessioni (Landlock)",
                Lock::Part => "scrivere file, leggere altri file, avviare programmi (Landlock, in parte)",
                Lock::None => "niente: questo sistema non ha Landlock; valgono le regole del programma",
            },
        ));
        let privileges = if locks.no_new_privs { "vietati (no_new_privs)" } else { "non vietati da questo sistema" };
        rows.push(said("nuovi privilegi", privileges));
    }
    rows.extend(desk::WITHOUT.iter().map(|missing| said("qui non c'è", missing)));
    let mut out = BufWriter::new(io::stdout().lock());
    // Paths are there to be copied: nothing is cut.
    table(
        &mut out,
        style(common),
        &[TextColumn::whole("COSA"), TextColumn::whole("DOVE"), TextColumn::whole("STATO")],
        &rows,
    )?;
    out.flush()?;
    Ok(RunOutcome::Done)
}

fn row(what: &str, path: &Path, missing: &str) -> TableRow {
    let state = if path.exists() { "c'è" } else { missing };
    let cells = vec![what.to_owned(), path.to_string_lossy().into_owned(), state.to_owned()];
    TableRow { cells, below: Vec::new() }
}

fn said(what: &str, sentence: &str) -> TableRow {
    TableRow { cells: vec![what.to_owned(), sentence.to_owned()], below: Vec::new() }
}
