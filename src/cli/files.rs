//! Files in and out for the commands that exchange whole catalogues: read within limits, written whole or not at all.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{Failure, reason};
use crate::catalog::text::clean;

/// Most files of a folder that are read.
const MAX_FILES: usize = 20_000;

/// Deepest folder that is looked into.
const MAX_DEPTH: usize = 3;

/// A path as it may be shown.
pub(super) fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy()).into_owned()
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::Use(format!("Non riesco a {what} «{}»: {}.", shown(path), reason(error)))
}

/// The bytes of one file.
///
/// # Errors
/// [`Failure::Use`] where it cannot be read or has more than `most` bytes.
pub(super) fn read(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let known = fs::metadata(path).map_err(|e| failed("leggere", path, &e))?;
    if !known.is_file() {
        return Err(Failure::Use(format!("«{}» non è un file.", shown(path))));
    }
    let file = File::open(path).map_err(|e| failed("leggere", path, &e))?;
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|e| failed("leggere", path, &e))?;
    if bytes.len() > most {
        return Err(Failure::Use(format!("«{}» supera {} MB: non lo leggo.", shown(path), most >> 20)));
    }
    Ok(bytes)
}

/// The file itself, or the files of a folder whose name ends in one of `endings`: names below the folder, in order.
///
/// # Errors
/// [`Failure::Use`] as [`read`], and where there is none.
pub(super) fn read_all(path: &Path, endings: &[&str], most: usize) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut found = Vec::new();
    if path.is_dir() {
        gather(path, 0, endings, &mut found)?;
        found.sort();
    } else {
        found.push(path.to_owned());
    }
    if found.is_empty() {
        return Err(Failure::Use(format!("In «{}» non c'è nessun file {}.", shown(path), endings.join(" o "))));
    }
    let mut left = most;
    let mut out = Vec::new();
    for file in found {
        let name = file.strip_prefix(path).ok().filter(|n| !n.as_os_str().is_empty());
        let name = name.map_or_else(|| file.file_name().map(PathBuf::from).unwrap_or_default(), Path::to_path_buf);
        let bytes = read(&file, left)?;
        left -= bytes.len();
        out.push((name.to_string_lossy().replace('\\', "/"), bytes));
    }
    Ok(out)
}

fn gather(folder: &Path, depth: usize, endings: &[&str], found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(|e| failed("leggere", folder, &e))? {
        let path = entry.map_err(|e| failed("leggere", folder, &e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() {
            if depth < MAX_DEPTH {
                gather(&path, depth + 1, endings, found)?;
            }
        } else if endings.iter().any(|e| name.ends_with(e)) {
            found.push(path);
        }
        if found.len() > MAX_FILES {
            return Err(Failure::Use(format!("«{}» ha più di {MAX_FILES} file.", shown(folder))));
        }
    }
    Ok(())
}

/// Writes a file whole: first beside its place, then in it. The folders above are made.
///
/// # Errors
/// [`Failure::Use`] where it cannot be written; then nothing has changed.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| failed("creare", folder, &e))?;
    }
    let mut name = path.file_name().map(ToOwned::to_owned).unwrap_or_default();
    name.push(format!(".{}.nuovo", std::process::id()));
    let beside = path.with_file_name(name);
    let put = || -> std::io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    put().map_err(|e| {
        // What is left beside is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
        failed("scrivere", path, &e)
    })
}

/// As [`write`], but never over somebody's work: a file that is there already must be empty or what is written anyway.
///
/// # Errors
/// As [`write`], and where such a file is there.
pub(super) fn write_beside(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let there = fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() > 0);
    if there && fs::read(path).ok().as_deref() != Some(bytes) {
        return Err(somebodys(path));
    }
    write(path, bytes)
}

/// That a file is there and is not as it would be written.
pub(super) fn somebodys(path: &Path) -> Failure {
    Failure::Use(format!(
        "«{}» c'è già e non è come lo scriverei: non lo sovrascrivo. Scegli un altro nome con -o, oppure spostalo.",
        shown(path)
    ))
}

/// Writes files below `folder`, names with forward slashes.
///
/// # Errors
/// [`Failure::Use`] for the first that cannot be written.
pub(super) fn write_all(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| failed("creare", folder, &e))?;
    for (name, bytes) in files {
        write(&folder.join(name), bytes)?;
    }
    Ok(())
}
