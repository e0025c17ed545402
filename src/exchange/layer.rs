//! Records as the files of a layer: what the loader reads back.

use serde::Serialize;

use crate::catalog::load::Records;
use crate::catalog::record::AmbitoFile;

/// A file to be written: its path below the layer's folder, with forward slashes, and its bytes.
pub type File = (String, Vec<u8>);

/// The files of a layer that holds `records`: ambiti and misure, the only ones that come from other formats.
///
/// # Errors
/// A value that JSON cannot hold (a coordinate that is no number).
pub fn files(records: &Records) -> Result<Vec<File>, serde_json::Error> {
    let mut out = Vec::new();
    if !records.misure.is_empty() {
        out.push(("misure.json".to_owned(), pretty(&records.misure)?));
    }
    for file in &records.ambiti {
        out.push((format!("ambiti/{}.json", name(file)), pretty(file)?));
    }
    Ok(out)
}

/// The ambito a file speaks of: by its record, or by the scope of what hangs below.
fn name(file: &AmbitoFile) -> &str {
    let own = file.ambito.as_ref().map(|a| a.id.as_str());
    let sede = file.sedi.first().map(|s| s.id.scope());
    let servizio = file.servizi.first().map(|s| s.id.scope());
    own.or(sede).or(servizio).unwrap_or("senza-nome")
}

/// JSON with two blanks a level and a last line end, as the catalogue's own files are written.
///
/// # Errors
/// A value that JSON cannot hold.
pub fn pretty<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
