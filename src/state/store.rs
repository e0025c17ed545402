//! Reading and writing preferences so that nothing is lost: not by two sessions at once, not by a power cut, not by a
//! full disk, not by a file that somebody edited by hand.
//!
//! A change is made under a lock: read the file again, change the one thing, write a new file beside it, put it in its
//! place in one step. Whoever reads sees the old file or the new one, never half.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Map, Value};

use super::limits::LIMIT;
use super::places::Places;
use super::preferences::{Owner, PreferenceChange, Preferences};
use super::problem::StateProblem;
use crate::lingua::system::why;
use crate::platform::{For, files};

/// How long a change waits for another session's change.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was read at the start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoadedPreferences {
    /// The preferences of all files together.
    pub preferences: Preferences,
    /// What was wrong, to be said once.
    pub problems: Vec<StateProblem>,
}

/// Reads the administrator's files and the user's over them. A missing file is no problem; a broken one is reported and
/// left out.
pub fn load(places: &Places) -> LoadedPreferences {
    let mut loaded = LoadedPreferences::default();
    let system = places.system_files().into_iter().map(|path| (path, Owner::System));
    let user = places.user_file().into_iter().map(|path| (path, Owner::User));
    for (path, owner) in system.chain(user) {
        match read(&path) {
            Ok(Some(_)) if owner == Owner::System && anybody_may_write(&path) => {
                loaded.problems.push(StateProblem::NotTheAdministrators { path });
            }
            Ok(Some(file)) => loaded.preferences.lay_over(&file, &path, owner, &mut loaded.problems),
            Ok(None) => {}
            Err(problem) => loaded.problems.push(problem),
        }
    }
    loaded
}

/// Makes one change in the user's file and returns what the files say then. What another session changed meanwhile is
/// kept. A file that cannot be understood is moved aside (`preferenze.json.rotto-1`) before a new one is written.
///
/// # Errors
/// Every [`StateProblem`] that speaks of saving; the file is then as it was.
pub fn change(places: &Places, change: &PreferenceChange) -> Result<Preferences, StateProblem> {
    let path = places.user_file().ok_or(StateProblem::NoHome)?;
    let not_saved = |error: io::Error| StateProblem::NotSaved { path: path.clone(), why: why(&error) };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::make_folders(folder, For::Owner).map_err(not_saved)?;
    let _lock = lock(&beside(&path, ".lock")).map_err(|e| e.map_or(StateProblem::Busy, not_saved))?;

    // A file kept elsewhere and linked here stays where it is kept.
    let target = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    let mut file = match read(&path) {
        Ok(file) => file.unwrap_or_default(),
        Err(StateProblem::Corrupt { .. } | StateProblem::TooLarge { .. }) => {
            set_aside(&target).map_err(not_saved)?;
            Map::new()
        }
        Err(StateProblem::Unreadable { path, why }) => return Err(StateProblem::NotSaved { path, why }),
        Err(problem) => return Err(problem),
    };
    let before = file.clone();
    change.apply(&mut file)?;
    if file != before || !target.exists() {
        let mut text = serde_json::to_vec_pretty(&Value::Object(file)).map_err(|e| not_saved(e.into()))?;
        text.push(b'\n');
        if text.len() as u64 > LIMIT {
            return Err(StateProblem::TooLarge { path });
        }
        replace(&target, &text).map_err(not_saved)?;
    }
    Ok(load(places).preferences)
}

/// The object in a file; `None` where there is no file.
fn read(path: &Path) -> Result<Option<Map<String, Value>>, StateProblem> {
    let at = || path.to_owned();
    let unreadable = |error: io::Error| StateProblem::Unreadable { path: at(), why: why(&error) };
    let file = match files::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(StateProblem::NotAFile { path: at() });
    }
    let mut text = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut text).map_err(unreadable)?;
    if text.len() as u64 > LIMIT {
        return Err(StateProblem::TooLarge { path: at() });
    }
    serde_json::from_slice(&text).map(Some).map_err(|e| StateProblem::Corrupt {
        path: at(),
        line: e.line().max(1),
        column: e.column().max(1),
    })
}

/// Whether everybody on this machine may write a file or put another one in its place: then it is not known whose it is.
fn anybody_may_write(path: &Path) -> bool {
    let open = |path: &Path| fs::metadata(path).is_ok_and(|meta| files::anybody_writes(&meta));
    open(path) || path.parent().is_some_and(open)
}

/// Everybody may write into the folder itself, or put another one in its place.
pub(crate) fn is_anybodys(path: &Path) -> bool {
    let open = |path: &Path, sticky_is_fine: bool| {
        fs::metadata(path)
            .is_ok_and(|meta| files::anybody_writes(&meta) && !(sticky_is_fine && files::each_their_own(&meta)))
    };
    // In a folder like /tmp nobody can replace what is another's.
    open(path, false) || path.parent().is_some_and(|p| open(p, true))
}

/// `path` with something after its name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The lock that a change is made under; given back when the file is closed, by a crash too. The error is `None` when
/// another session does not give it back.
pub(crate) fn lock(path: &Path) -> Result<File, Option<io::Error>> {
    lock_for(path, For::Owner)
}

/// As [`lock`], for whoever is let write: users of one machine that share a folder wait for each other.
pub(crate) fn lock_for(path: &Path, whose: For) -> Result<File, Option<io::Error>> {
    files::lock(path, whose, PATIENCE)
}

/// Moves a file that nobody understands to the first free `.rotto-N`: whoever wrote it may want it back.
fn set_aside(path: &Path) -> io::Result<()> {
    for n in 1..1000 {
        let kept = beside(path, &format!(".rotto-{n}"));
        if fs::symlink_metadata(&kept).is_err() {
            return fs::rename(path, kept);
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Puts `text` in the place of `path` in one step, on the disk when it returns.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    replace_for(path, text, For::Owner)
}

/// As [`replace`], for whoever is let read and write.
pub(crate) fn replace_for(path: &Path, text: &[u8], whose: For) -> io::Result<()> {
    let fresh = beside(path, ".nuovo");
    // Under the lock nobody else writes it: what is there was left by a crash.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written = write_for(&fresh, text, whose).and_then(|()| files::replace(&fresh, path));
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
        return written;
    }
    // The new name is on the disk only when the folder is. A file system that cannot do that has done its best.
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let _ = files::sync_folder(folder);
    }
    Ok(())
}

fn write_for(path: &Path, text: &[u8], whose: For) -> io::Result<()> {
    let mut file = files::create_new(path, whose)?;
    file.write_all(text)?;
    file.sync_all()
}

/// Puts a new file into a folder that others read: whole or not at all, and never over one that is there.
///
/// # Errors
/// Those of the system; `AlreadyExists` where the name is taken. The folder is then as it was.
pub(crate) fn put_new(path: &Path, text: &[u8]) -> io::Result<()> {
    let (folder, name) = (path.parent().unwrap_or(Path::new(".")), path.file_name().unwrap_or_default());
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}", std::process::id()));
    let fresh = folder.join(hidden);
    // The number of a process comes again: what is there was left by one that died.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let put = write_for(&fresh, text, For::Everybody).and_then(|()| files::move_to_free(&fresh, path));
    if put.is_err() {
        let _ = fs::remove_file(&fresh);
        return put;
    }
    let _ = files::sync_folder(folder);
    Ok(())
}
