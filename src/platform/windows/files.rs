//! Opening, locking and moving where rights come from the folder above and open files stand in the way.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::platform::For;

/// `FILE_FLAG_BACKUP_SEMANTICS`: folders open too, so that one in a file's place is told from a missing right.
const FOLDERS_TOO: u32 = 0x0200_0000;

/// `FILE_FLAG_OPEN_REPARSE_POINT`: a link opens as itself.
const NO_LINK: u32 = 0x0020_0000;

/// `FILE_ADD_FILE`: the right to put a file into a folder.
const ADD_FILE: u32 = 0x0002;

/// `ERROR_SHARING_VIOLATION`: somebody has the file open.
const IN_USE: i32 = 32;

/// `ERROR_CANT_RESOLVE_FILENAME`: links lead round and round.
const ROUND_AND_ROUND: i32 = 1921;

/// How long a virus scanner or a reader may keep a file that is to be replaced.
const PATIENCE: Duration = Duration::from_secs(1);

/// Opens for reading. A folder opens too: the caller looks at what it has.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(FOLDERS_TOO).open(path)
}

/// As [`open`], but a link is not followed: it is no file.
pub(crate) fn open_no_link(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(FOLDERS_TOO | NO_LINK).open(path)
}

/// Those that may read and write what is put into a folder: the rights come with it.
pub(crate) fn sharers(_folder: &Metadata) -> For {
    For::Everybody
}

/// Makes a file that must not be there yet, for writing.
pub(crate) fn create_new(path: &Path, _whose: For) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Makes a folder; it is an error when it is there.
pub(crate) fn make_folder(path: &Path, _whose: For) -> io::Result<()> {
    fs::create_dir(path)
}

/// Makes a folder and those above it, where they are missing.
pub(crate) fn make_folders(path: &Path, _whose: For) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Holds a lock until the file is closed, by a crash too: as long as it is open, nobody else can open it. The error is
/// `None` when another process does not give it back in time.
pub(crate) fn lock(path: &Path, _whose: For, patience: Duration) -> Result<File, Option<io::Error>> {
    let start = Instant::now();
    loop {
        match OpenOptions::new().create(true).truncate(false).write(true).share_mode(0).open(path) {
            Ok(file) => return Ok(file),
            Err(error) if error.raw_os_error() != Some(IN_USE) => return Err(Some(error)),
            Err(_) if start.elapsed() >= patience => return Err(None),
            Err(_) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Puts a file under the name of another, in one step. Where a scanner has just opened it, it is tried again.
pub(crate) fn replace(from: &Path, to: &Path) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match fs::rename(from, to) {
            Err(error) if in_use(&error) && start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(20));
            }
            done => return done,
        }
    }
}

fn in_use(error: &io::Error) -> bool {
    error.raw_os_error() == Some(IN_USE) || error.kind() == io::ErrorKind::PermissionDenied
}

/// Renames where nothing has the new name. A second name never takes another's place; a file system without second names
/// is asked first.
pub(crate) fn move_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => {
            // The file has its name. Where a scanner holds the old one, that stays: hidden, and no record.
            let _ = fs::remove_file(from);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if fs::symlink_metadata(to).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => replace(from, to),
    }
}

/// Lets two folders change places in one step, which Windows cannot: always `false`.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn exchange(_one: &Path, _other: &Path) -> io::Result<bool> {
    Ok(false)
}

/// The names in a folder are the file system's own matter here.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Rights come from the folder above.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn copy_rights(_from: &Metadata, _to: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether everybody may write it is not known: access lists are not read.
pub(crate) fn anybody_writes(_meta: &Metadata) -> bool {
    false
}

/// Folders like `/tmp` are not known here.
pub(crate) fn each_their_own(_meta: &Metadata) -> bool {
    false
}

/// Whether this user may put files into a folder: it is opened with that right, and nothing is written.
pub(crate) fn may_write(folder: &Path) -> bool {
    OpenOptions::new().access_mode(ADD_FILE).custom_flags(FOLDERS_TOO).open(folder).is_ok()
}

/// What tells a file from another one that took its name: when it was made.
pub(crate) fn identity(meta: &Metadata) -> u64 {
    meta.creation_time()
}

/// Whether an error says that links lead round and round.
pub(crate) fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(ROUND_AND_ROUND)
}
