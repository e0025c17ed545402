//! Files in and out for the commands that exchange whole catalogues: read within limits, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::outcome::Failure;
use super::output::note;
use crate::exchange::layer::File as LayerFile;
pub(super) use crate::lingua::system::shown;
use crate::lingua::system::why;
use crate::platform::desk::interrupted;
use crate::upkeep::{Folder, Proposal};

/// Most files of a folder that are read.
const MAX_FILES: usize = 20_000;

/// Deepest folder that is looked into.
const MAX_DEPTH: usize = 3;

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::Use(format!("Non riesco a {what} «{}»: {}.", shown(path), why(error)))
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

/// What was begun and is not in its place yet, in the order in which it was begun.
static HALF_DONE: Mutex<Vec<Begun>> = Mutex::new(Vec::new());

/// Something that goes where the work is broken off.
enum Begun {
    /// A file beside its place.
    File(PathBuf),
    /// A folder beside its place, with all that is in it.
    Tree(PathBuf),
    /// A folder in its place, which was not there: it goes if nothing came into it.
    Folder(PathBuf),
}

fn half_done() -> MutexGuard<'static, Vec<Begun>> {
    HALF_DONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn undo(begun: &mut Vec<Begun>) {
    for one in begun.drain(..).rev() {
        // What cannot be removed is of no use and no harm.
        let _ = match one {
            Begun::File(path) => fs::remove_file(path),
            Begun::Tree(path) => fs::remove_dir_all(path),
            Begun::Folder(path) => fs::remove_dir(path),
        };
    }
}

/// From now on whoever breaks the work off (Ctrl-C, a supervisor, a line that is cut) finds everything as it was: what lies
/// beside its place is removed. A change of names that has begun is brought to its end.
pub(super) fn leave_nothing_half_done() {
    interrupted(|| {
        let mut begun = half_done();
        super::progress::clear();
        undo(&mut begun);
        // Nothing is begun any more.
        std::mem::forget(begun);
    });
}

/// `path` with something behind its name that nobody else has.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().map(ToOwned::to_owned).unwrap_or_default();
    name.push(format!(".{}.nuovo", std::process::id()));
    path.with_file_name(name)
}

fn make_folders(folder: &Path) -> Result<(), Failure> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.is_dir()).collect();
    for folder in missing.into_iter().rev() {
        half_done().push(Begun::Folder(folder.to_owned()));
        fs::create_dir(folder).map_err(|e| failed("creare", folder, &e))?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a file beside its place; where.
fn draft(path: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
    if let Some(folder) = path.parent() {
        make_folders(folder)?;
    }
    let beside = beside(path);
    half_done().push(Begun::File(beside.clone()));
    put(&beside, bytes).map_err(|e| failed("scrivere", path, &e))?;
    Ok(beside)
}

/// Gives what lies beside its place its name: all of it, whoever breaks off meanwhile.
fn settle(drafts: &[(PathBuf, &Path)]) -> Result<(), Failure> {
    let mut begun = half_done();
    for (beside, path) in drafts {
        fs::rename(beside, path).map_err(|e| failed("scrivere", path, &e))?;
    }
    begun.clear();
    Ok(())
}

/// `work`, after which nothing is half done, however it ended.
fn whole(work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let done = work();
    undo(&mut half_done());
    done
}

/// Writes a file whole: first beside its place, then in it. The folders above are made.
///
/// # Errors
/// [`Failure::Use`] where it cannot be written; then nothing has changed.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    whole(|| settle(&[(draft(path, bytes)?, path)]))
}

/// Writes a document to standard output, or to the file that was asked for: then `more` is said behind its name.
///
/// # Errors
/// As [`write`], [`Failure::Output`].
pub(super) fn write_or_print(output: Option<&Path>, bytes: &[u8], more: &str) -> Result<(), Failure> {
    if let Some(path) = output.filter(|o| o.as_os_str() != "-") {
        write(path, bytes)?;
        note(&format!("Scritto «{}»{more}.", shown(path)));
    } else {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()?;
    }
    Ok(())
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

/// Writes files below `folder`, names with forward slashes. A folder that is not there yet comes whole; in one that is there
/// the files change their names when the last of them is written.
///
/// # Errors
/// [`Failure::Use`] for the first that cannot be written; then nothing has changed.
pub(super) fn write_all<'f>(folder: &Path, files: impl Iterator<Item = &'f LayerFile>) -> Result<(), Failure> {
    whole(|| {
        if fs::symlink_metadata(folder).is_err() {
            if let Some(above) = folder.parent() {
                make_folders(above)?;
            }
            let tree = beside(folder);
            half_done().push(Begun::Tree(tree.clone()));
            for (name, bytes) in files {
                let path = tree.join(name);
                let made = path.parent().map_or(Ok(()), fs::create_dir_all);
                made.and_then(|()| put(&path, bytes)).map_err(|e| failed("scrivere", &folder.join(name), &e))?;
            }
            return settle(&[(tree, folder)]);
        }
        let mut drafts = Vec::new();
        let mut paths = Vec::new();
        for (name, bytes) in files {
            let path = folder.join(name);
            drafts.push(draft(&path, bytes)?);
            paths.push(path);
        }
        settle(&drafts.into_iter().zip(paths.iter().map(PathBuf::as_path)).collect::<Vec<_>>())
    })
}

/// Writes reports into their folder, all of them or none. `part` hears how many are done. Returns how many.
///
/// # Errors
/// [`Failure::Use`] for the first that cannot be written; then none is there.
pub(super) fn write_reports<'p>(
    folder: &Folder,
    reports: impl Iterator<Item = &'p Proposal>,
    part: &dyn Fn(u64),
) -> Result<u64, Failure> {
    let mut written = 0;
    whole(|| {
        for report in reports {
            // Whoever breaks off waits until this one is whole, and takes it away with the others.
            let mut begun = half_done();
            folder.put(report).map_err(|trouble| Failure::Use(trouble.to_string()))?;
            begun.push(Begun::File(folder.place_of(report)));
            written += 1;
            part(written);
        }
        half_done().clear();
        Ok(())
    })?;
    Ok(written)
}

/// A path as a word of a command that can be typed as it is printed.
pub(super) fn as_word(path: &Path) -> String {
    let shown = shown(path);
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%=\\".contains(c);
    if !shown.is_empty() && shown.chars().all(plain) {
        return shown;
    }
    format!("'{}'", shown.replace('\'', "'\\''"))
}
