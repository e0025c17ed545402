//! Putting a package in the place of a layer, and going back: whole or not at all, whatever happens in between.
//!
//! The new folder is made whole beside the old one and changes places with it in one step of the file system. It carries
//! its own past: the packages of the last versions, from which any of them can be made again. Corrections that were
//! accepted into the layer are no package's and stay.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::office::CORRECTIONS;
use super::package::{self, Package};
use crate::catalog::bundled;
use crate::catalog::kinds::FileKind;
use crate::catalog::layers::read_layer;
use crate::catalog::load::Records;
use crate::catalog::model::{Catalog, Layer};
use crate::catalog::resolve::resolve;
use crate::catalog::text::Text;
use crate::catalog::values::PartialDate;
use crate::exchange::diff::diff;
use crate::lingua::signs::clean;
use crate::lingua::system::{shown, why};
use crate::platform::{For, files};
use crate::state::lock;

/// Folder in which a layer carries its past; hidden, so that no record is looked for there.
const PAST: &str = ".pacchetti";

/// Versions that are kept besides the one in place.
const KEPT: usize = 3;

/// Most lines of news that are kept.
const NEWS_LINES: usize = 200;

/// What is in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// Its version.
    pub version: u64,
    /// When it was made.
    pub date: PartialDate,
    /// Until when it could be put in place.
    pub expires: PartialDate,
    /// How much of the catalogue was another before.
    pub news: usize,
}

/// Why a package was not put in place: one Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InstallRefused(pub String);

fn refused<T>(sentence: impl Into<String>) -> Result<T, InstallRefused> {
    Err(InstallRefused(sentence.into()))
}

/// What a layer has in place. `None` where no package was put there.
pub fn installed(layer: &Path) -> Option<Installed> {
    let bytes = fs::read(layer.join(PAST).join("attuale.json")).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// What was new with the version in place, for people.
pub fn news(layer: &Path) -> Option<String> {
    let text = fs::read_to_string(layer.join(PAST).join("novita.txt")).ok()?;
    Some(text.lines().map(clean).collect::<Vec<_>>().join("\n"))
}

/// What is new in a catalogue that came as a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The version that brought it.
    pub version: u64,
    /// How much of the catalogue was another before.
    pub count: usize,
    /// What, for people, one line a piece.
    pub text: String,
}

/// The newest news of these layers.
pub fn newest<'p>(layers: impl Iterator<Item = &'p Path>) -> Option<News> {
    let all = layers.filter_map(|path| {
        let there = installed(path)?;
        Some(News { version: there.version, count: there.news, text: news(path).unwrap_or_default() })
    });
    all.max_by_key(|n| n.version)
}

/// The key whose packages alone a layer takes, once one was given.
fn pinned(layer: &Path) -> Option<String> {
    fs::read_to_string(layer.join(PAST).join("chiave.pub")).ok()
}

/// Puts a package in place: whose it is where a key is known, newer than what is there, not expired.
///
/// # Errors
/// [`InstallRefused`]; the layer is then as it was.
pub fn apply(
    layer: &Path,
    package: &Package,
    (signature, key): (Option<&str>, Option<&str>),
    today: NaiveDate,
) -> Result<Installed, InstallRefused> {
    let _lock = begin(layer)?;
    let known = key.map(str::to_owned).or_else(|| pinned(layer));
    if let Some(key) = &known {
        let Some(signature) = signature else {
            return refused("Il pacchetto non è firmato, o manca il file .minisig accanto: non lo uso.");
        };
        package::verify(package, signature, key).map_err(|r| InstallRefused(r.0))?;
    }
    let manifest = &package.manifest;
    if manifest.expires.latest() < today {
        return refused(format!("Il pacchetto è scaduto ({}): chiederne uno nuovo.", manifest.expires.in_words()));
    }
    if today.checked_add_days(Days::new(1)).is_some_and(|tomorrow| manifest.date.earliest() > tomorrow) {
        return refused("Il pacchetto è di un giorno che deve ancora venire: controllare la data di questo computer.");
    }
    match installed(layer) {
        Some(there) if there.version == manifest.version => {
            return refused("Questo pacchetto è già quello in uso.");
        }
        Some(there) if there.version > manifest.version => {
            return refused(format!(
                "Il pacchetto è più vecchio di quello in uso ({}): per tornare indietro c'è «sportello catalog rollback».",
                there.date.in_words()
            ));
        }
        None if !is_free(layer) => {
            return refused(format!(
                "In «{}» c'è un catalogo che non viene da un pacchetto: non lo sostituisco, indicare un'altra cartella.",
                shown(layer)
            ));
        }
        Some(_) | None => {}
    }
    put(layer, package, known.as_deref())
}

/// Goes back to the version before.
///
/// # Errors
/// [`InstallRefused`]; the layer is then as it was.
pub fn rollback(layer: &Path) -> Result<Installed, InstallRefused> {
    let _lock = begin(layer)?;
    let Some(there) = installed(layer) else {
        return refused(format!("In «{}» non c'è nessun pacchetto.", shown(layer)));
    };
    let before = versions(layer).into_iter().rfind(|v| *v < there.version);
    let Some(before) = before else { return refused("Non c'è una versione prima di questa.") };
    let bytes = fs::read(zip_of(layer, before)).map_err(|e| trouble(layer, &e))?;
    let package = package::open(&bytes).map_err(|r| InstallRefused(r.0))?;
    put(layer, &package, pinned(layer).as_deref())
}

fn trouble(layer: &Path, error: &io::Error) -> InstallRefused {
    InstallRefused(format!("Il catalogo in «{}» è rimasto com'era: {}.", shown(layer), why(error)))
}

/// Nothing is there but corrections, or nothing at all.
fn is_free(layer: &Path) -> bool {
    let Ok(entries) = fs::read_dir(layer) else { return !layer.exists() };
    entries.flatten().all(|e| e.file_name() == CORRECTIONS || e.file_name() == PAST)
}

/// A sibling of the layer by a name of our own.
fn beside(layer: &Path, what: &str) -> PathBuf {
    let name = layer.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    layer.with_file_name(format!(".{name}.{what}"))
}

fn zip_of(layer: &Path, version: u64) -> PathBuf {
    layer.join(PAST).join(format!("{version}.zip"))
}

/// The versions that a layer carries, oldest first.
fn versions(layer: &Path) -> Vec<u64> {
    let entries = fs::read_dir(layer.join(PAST)).into_iter().flatten().flatten();
    let names = entries.filter_map(|e| e.file_name().into_string().ok());
    let found: BTreeSet<u64> = names.filter_map(|n| n.strip_suffix(".zip")?.parse().ok()).collect();
    found.into_iter().collect()
}

/// One at a time, and what a cut left behind put right first.
fn begin(layer: &Path) -> Result<File, InstallRefused> {
    if layer.file_name().is_none() || layer.is_file() {
        return refused(format!("«{}» non è una cartella.", shown(layer)));
    }
    let parent = layer.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|e| trouble(layer, &e))?;
    let held = lock(&beside(layer, "lock")).map_err(|e| {
        e.map_or_else(
            || InstallRefused("Un altro sta cambiando il catalogo: riprovare.".to_owned()),
            |e| trouble(layer, &e),
        )
    })?;
    let (old, new) = (beside(layer, "vecchio"), beside(layer, "nuovo"));
    // Between the two steps of a file system that cannot do it in one.
    if !layer.exists() && old.is_dir() {
        fs::rename(&old, layer).map_err(|e| trouble(layer, &e))?;
    }
    for left in [old, new] {
        if left.is_dir() {
            keep_corrections(&left, layer).map_err(|e| trouble(layer, &e))?;
            fs::remove_dir_all(&left).map_err(|e| trouble(layer, &e))?;
        }
    }
    Ok(held)
}

/// Corrections that are in one folder and not in the other.
fn keep_corrections(from: &Path, to: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(from.join(CORRECTIONS)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let there = to.join(CORRECTIONS).join(&name);
        if name.to_string_lossy().starts_with('.') || there.exists() || !entry.path().is_file() {
            continue;
        }
        fs::create_dir_all(to.join(CORRECTIONS))?;
        write(&there, &fs::read(entry.path())?)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = files::create_new(path, For::Everybody)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn folder(path: &Path) -> io::Result<()> {
    match files::make_folder(path, For::Everybody) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Makes the new folder and lets it take the old one's place.
fn put(layer: &Path, package: &Package, key: Option<&str>) -> Result<Installed, InstallRefused> {
    let new = beside(layer, "nuovo");
    let made = make(layer, &new, package, key);
    let state = made.and_then(|state| exchange(layer, &new).map(|()| state)).map_err(|e| {
        let _ = fs::remove_dir_all(&new);
        trouble(layer, &e)
    })?;
    // In place. What was accepted while it was made is in the old one only.
    let _ = keep_corrections(&new, layer).and_then(|()| if new.exists() { fs::remove_dir_all(&new) } else { Ok(()) });
    Ok(state)
}

fn make(layer: &Path, new: &Path, package: &Package, key: Option<&str>) -> io::Result<Installed> {
    folder(new)?;
    if let Ok(meta) = fs::metadata(layer) {
        files::copy_rights(&meta, new)?;
    }
    for (name, bytes) in &package.files {
        if let Some((sub, _)) = name.split_once('/') {
            folder(&new.join(sub))?;
        }
        write(&new.join(name), bytes)?;
    }
    keep_corrections(layer, new)?;
    let past = new.join(PAST);
    folder(&past)?;
    let version = package.manifest.version;
    let others: Vec<u64> = versions(layer).into_iter().filter(|v| *v != version).collect();
    for kept in others.iter().rev().take(KEPT) {
        write(&zip_of(new, *kept), &fs::read(zip_of(layer, *kept))?)?;
    }
    write(&zip_of(new, version), &package.bytes)?;
    if let Some(key) = key {
        write(&past.join("chiave.pub"), key.as_bytes())?;
    }
    let changes = match (catalog(layer), catalog(new)) {
        (Some(before), Some(after)) => Some(diff(&before, &after)),
        _ => None,
    };
    let count = changes.as_ref().map_or(0, |d| d.changes.len());
    let text = changes.map_or_else(|| package.news.clone(), |d| d.to_string());
    let lines: Vec<&str> = text.lines().take(NEWS_LINES).collect();
    write(&past.join("novita.txt"), lines.join("\n").as_bytes())?;
    let (date, expires) = (package.manifest.date, package.manifest.expires);
    let state = Installed { version, date, expires, news: count };
    write(&past.join("attuale.json"), &serde_json::to_vec_pretty(&state)?)?;
    for folder in [past.as_path(), new] {
        files::sync_folder(folder)?;
    }
    Ok(state)
}

/// A layer over the bundled catalogue. `None` where it cannot be put together.
fn catalog(layer: &Path) -> Option<Catalog> {
    let mut records = Records::default();
    for file in read_layer(layer, false).0 {
        let (kind, text) = (FileKind::of_path(&file.name)?, std::str::from_utf8(&file.bytes).ok()?);
        records.add(kind, text).ok()?;
    }
    let described = Layer { name: Text::new("confronto"), path: None, records: records.count() };
    Some(resolve(vec![bundled::layer().ok()?, (described, records)]).ok()?.catalog)
}

/// The one step: the new folder under the layer's name, the old one under the new one's.
fn exchange(layer: &Path, new: &Path) -> io::Result<()> {
    if layer.exists() {
        if !files::exchange(new, layer)? {
            // A file system that cannot: what a cut leaves between the two steps, the next beginning puts right.
            let old = beside(layer, "vecchio");
            files::replace(layer, &old)?;
            if let Err(error) = files::replace(new, layer) {
                fs::rename(&old, layer)?;
                return Err(error);
            }
            fs::rename(&old, new)?;
        }
    } else {
        fs::rename(new, layer)?;
    }
    if let Some(parent) = layer.parent() {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        let _ = files::sync_folder(parent);
    }
    Ok(())
}
