//! Accepting and rejecting: corrections into a layer, reports out of the way. The file system decides who may.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::folder::Folder;
use super::proposal::Rejected;
use super::review::{ReviewRow, accept, replaced};
use crate::catalog::correzioni::{Correzione, Withdrawn};
use crate::catalog::model::Catalog;
use crate::catalog::text::Text;
use crate::catalog::values::PartialDate;
use crate::lingua::signs::clean;
use crate::lingua::system::why;
use crate::platform::{For, files};
use crate::state::{put_new, replace};

/// Folder of a layer's corrections.
pub const CORRECTIONS: &str = "correzioni";

/// What became of a report, one Italian sentence.
pub type OfficeSaid = Result<String, String>;

/// Whether this user may write a layer.
pub fn may_write(layer: &Path) -> bool {
    layer.is_dir() && files::may_write(layer)
}

/// Accepts a row into a layer. The reports that it settles go out of the way.
///
/// # Errors
/// Why not, an Italian sentence; then nothing has changed.
pub fn accept_into(
    (catalog, folder): (&Catalog, &Folder),
    row: &ReviewRow,
    layer: &Path,
    by: &str,
    today: NaiveDate,
) -> OfficeSaid {
    super::privacy::role(by).map_err(|why| format!("Non accettata: {why}."))?;
    let correzione = accept(catalog, row, by, today).map_err(|why| format!("{}: non accettata, {why}.", row.id))?;
    let _alone = folder.alone().map_err(|t| t.to_string())?;
    still(folder, row)?;
    let text = match &correzione {
        None => format!("{}: letta e chiusa, non c'è un dato da cambiare.", row.id),
        Some(c) if row.accepted => {
            rewrite(catalog, c)?;
            format!("{}: la correzione vale ancora.", row.id)
        }
        Some(c) => {
            write(layer, c)?;
            let replaced = replaced(row).map_or_else(String::new, |r| format!(" {r}"));
            format!("{}: accettata.{replaced}", row.id)
        }
    };
    if correzione.is_none() {
        let why = Rejected { on: PartialDate::from_day(today), why: Text::new("letta") };
        for proposal in &row.proposals {
            folder.reject(proposal, why.clone()).map_err(|t| t.to_string())?;
        }
    } else {
        for proposal in &row.proposals {
            // The correction names it: that it stays in the folder changes nothing.
            let _ = folder.close(proposal);
        }
    }
    Ok(text)
}

/// Turns a row down. A correction under which the catalogue has changed is taken back.
///
/// # Errors
/// Why not, an Italian sentence; then nothing has changed.
pub fn reject((catalog, folder): (&Catalog, &Folder), row: &ReviewRow, reason: &str, today: NaiveDate) -> OfficeSaid {
    let reason = clean(reason.trim()).into_owned();
    if reason.is_empty() {
        return Err("Serve il motivo: --why.".to_owned());
    }
    super::privacy::note(&reason, |_| false).map_err(|why| format!("Non respinta: {why}."))?;
    let on = PartialDate::from_day(today);
    let _alone = folder.alone().map_err(|t| t.to_string())?;
    still(folder, row)?;
    if row.accepted {
        let applied = catalog.correzioni.iter().find(|c| c.record.id.as_str() == row.id);
        let mut record = applied.map(|c| c.record.clone()).ok_or("La correzione non c'è più.")?;
        record.withdrawn = Some(Withdrawn { on, why: Text::new(&reason) });
        rewrite(catalog, &record)?;
        return Ok(format!("{}: correzione ritirata.", row.id));
    }
    for proposal in &row.proposals {
        folder.reject(proposal, Rejected { on, why: Text::new(&reason) }).map_err(|t| t.to_string())?;
    }
    Ok(format!("{}: respinta.", row.id))
}

/// Checks that nobody else has decided since the report was read.
fn still(folder: &Folder, row: &ReviewRow) -> Result<(), String> {
    if row.proposals.iter().all(|p| folder.waits(p)) {
        return Ok(());
    }
    Err(format!("{}: nel frattempo l'ha già decisa qualcun altro.", row.id))
}

fn not_written(path: &Path, error: &io::Error) -> String {
    format!("La correzione non è stata scritta in {}: {}.", clean(&path.to_string_lossy()), why(error))
}

fn text(correzione: &Correzione) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(correzione)?;
    text.push(b'\n');
    Ok(text)
}

/// Puts a correction into a layer, whole or not at all.
fn write(layer: &Path, correzione: &Correzione) -> Result<(), String> {
    let failed = |e: io::Error| not_written(layer, &e);
    if layer.exists() && !layer.is_dir() {
        return Err(format!("«{}» non è una cartella.", clean(&layer.to_string_lossy())));
    }
    let folder = layer.join(CORRECTIONS);
    files::make_folders(&folder, For::Everybody).map_err(failed)?;
    match put_new(&folder.join(format!("{}.json", correzione.id)), &text(correzione).map_err(failed)?) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(format!("{}: è già stata accettata.", correzione.id))
        }
        other => other.map_err(failed),
    }
}

/// Writes a correction again where it stands, unless somebody else has since it was read.
fn rewrite(catalog: &Catalog, correzione: &Correzione) -> Result<(), String> {
    let applied = catalog.correzioni.iter().find(|c| c.record.id == correzione.id);
    let layer = applied.and_then(|c| catalog.layers[c.layer].path.as_ref());
    let layer = PathBuf::from(layer.ok_or("La correzione non c'è più.")?.as_str());
    let path = layer.join(CORRECTIONS).join(format!("{}.json", correzione.id));
    if !fs::symlink_metadata(&path).is_ok_and(|m| m.is_file()) {
        return Err(format!("La correzione {} sta in un file di altro nome: cambiarla a mano.", correzione.id));
    }
    let now = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Correzione>(&bytes).ok());
    if now.as_ref() != applied.map(|c| &c.record) {
        return Err(format!("{}: nel frattempo l'ha già decisa qualcun altro.", correzione.id));
    }
    let bytes = text(correzione).map_err(|e| not_written(&path, &e))?;
    replace(&path, &bytes).map_err(|e| not_written(&path, &e))
}
