//! Opening, locking and moving where rights are bits and a name can be moved in one step.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::{Access, CWD, FlockOperation, OFlags, RenameFlags, access, flock, renameat_with};
use rustix::io::Errno;

use crate::platform::For;

fn opening(flags: OFlags) -> OpenOptions {
    let mut options = OpenOptions::new();
    // Without NONBLOCK the opening of a named pipe that nobody writes to would never return.
    let flags = flags | OFlags::NONBLOCK | OFlags::NOCTTY;
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    options
}

/// Opens for reading, never waiting for whoever should write. A folder opens too: the caller looks at what it has.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    opening(OFlags::empty()).read(true).open(path)
}

/// As [`open`], but a link is an error: it may lead elsewhere.
pub(crate) fn open_no_link(path: &Path) -> io::Result<File> {
    opening(OFlags::NOFOLLOW).read(true).open(path)
}

fn rights(whose: For) -> u32 {
    match whose {
        For::Owner => 0o600,
        For::Everybody => 0o644,
        For::Sharers(mode) => mode,
    }
}

/// Those that may read and write what is put into a folder: whoever may the folder.
pub(crate) fn sharers(folder: &Metadata) -> For {
    For::Sharers((folder.permissions().mode() & 0o664) | 0o600)
}

/// Makes a file that must not be there yet, for writing.
pub(crate) fn create_new(path: &Path, whose: For) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(rights(whose)).open(path)?;
    if let For::Sharers(mode) = whose {
        // The user's mask must not shut out a group that shares a folder.
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    Ok(file)
}

fn builder(whose: For) -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.mode(match whose {
        For::Owner => 0o700,
        For::Everybody | For::Sharers(_) => 0o755,
    });
    builder
}

/// Makes a folder; it is an error when it is there.
pub(crate) fn make_folder(path: &Path, whose: For) -> io::Result<()> {
    builder(whose).create(path)
}

/// Makes a folder and those above it, where they are missing.
pub(crate) fn make_folders(path: &Path, whose: For) -> io::Result<()> {
    builder(whose).recursive(true).create(path)
}

/// Holds a lock until the file is closed, by a crash too. The error is `None` when another process does not give it back
/// in time.
pub(crate) fn lock(path: &Path, whose: For, patience: Duration) -> Result<File, Option<io::Error>> {
    let mut options = opening(OFlags::empty());
    options.create(true).truncate(false).write(true).mode(rights(whose));
    let file = options.open(path).map_err(Some)?;
    if let For::Sharers(mode) = whose {
        // What the user's mask took away. Whose file it is not may not, and need not.
        let _ = file.set_permissions(Permissions::from_mode(mode));
    }
    let start = Instant::now();
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(file),
            Err(Errno::WOULDBLOCK | Errno::INTR) if start.elapsed() < patience => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(Errno::WOULDBLOCK | Errno::INTR) => return Err(None),
            Err(error) => return Err(Some(error.into())),
        }
    }
}

/// Puts a file under the name of another, in one step.
pub(crate) fn replace(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Renames where nothing has the new name. A file system that cannot refuse is asked first.
pub(crate) fn move_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) if fs::symlink_metadata(to).is_err() => {
            fs::rename(from, to)
        }
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) => Err(error.into()),
    }
}

/// Lets two folders change places in one step; `false` where the file system cannot do that.
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Has the names in a folder on the disk when it returns.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Gives `to` the rights that `from` has.
pub(crate) fn copy_rights(from: &Metadata, to: &Path) -> io::Result<()> {
    fs::set_permissions(to, Permissions::from_mode(from.permissions().mode() & 0o7777))
}

/// Whether everybody on the machine may write it.
pub(crate) fn anybody_writes(meta: &Metadata) -> bool {
    meta.permissions().mode() & 0o002 != 0
}

/// Whether it is a folder like `/tmp`, where nobody can replace what is another's.
pub(crate) fn each_their_own(meta: &Metadata) -> bool {
    meta.permissions().mode() & 0o1000 != 0
}

/// Whether this user may put files into a folder.
pub(crate) fn may_write(folder: &Path) -> bool {
    access(folder, Access::WRITE_OK).is_ok()
}

/// What tells a file from another one that took its name.
pub(crate) fn identity(meta: &Metadata) -> u64 {
    meta.ino()
}

/// Whether an error says that links lead round and round.
pub(crate) fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
}
