//! The proposals folder: one file a report, put there whole; read again only where it has changed.
//!
//! Files are never changed by a desk, so two sessions cannot lose each other's. What was settled goes into `chiuse/`. A
//! folder that everybody on the machine may write is not believed: nobody knows whose words lie there.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::NaiveDate;

use super::proposal::{Proposal, Rejected};
use crate::lingua::system::{shown, why};
use crate::platform::{For, files};
use crate::state::{is_anybodys, lock_for, put_new};

/// Largest report, bytes.
pub const LIMIT: u64 = 16 * 1024;

/// Most reports that are read, the newest first.
pub const MOST: usize = 20_000;

/// Where what was settled goes.
const CLOSED: &str = "chiuse";

/// What is held while somebody decides.
const LOCK: &str = ".segnalazioni.lock";

/// As long as a change is this young, another may have come in the same instant of the file system's clock.
const YOUNG: Duration = Duration::from_secs(2);

/// What was wrong with the folder. Its words are one Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nobody said where reports go, and this user has no folder.
    #[error("Le segnalazioni non hanno dove stare: questo utente non ha una cartella personale. Indicare --proposals.")]
    Nowhere,
    /// The folder could be anybody's.
    #[error("Nella cartella delle segnalazioni {} può scrivere chiunque: non la uso.", shown(.0))]
    Anybodys(PathBuf),
    /// It cannot be read.
    #[error("La cartella delle segnalazioni {} non si legge: {why}.", shown(path))]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// Why, as an Italian clause.
        why: &'static str,
    },
    /// A report could not be written.
    #[error("La segnalazione non è stata scritta in {}: {why}.", shown(path))]
    NotWritten {
        /// The folder.
        path: PathBuf,
        /// Why, as an Italian clause.
        why: &'static str,
    },
    /// Files that are no reports.
    #[error(
        "Nella cartella delle segnalazioni {} ci sono {count} file che non sono segnalazioni: non li uso.",
        shown(path)
    )]
    Strange {
        /// The folder.
        path: PathBuf,
        /// How many.
        count: usize,
    },
    /// Somebody else decides and does not come to an end.
    #[error("Nella cartella delle segnalazioni {} sta decidendo qualcun altro: riprovare tra poco.", shown(.0))]
    Busy(PathBuf),
    /// More than [`MOST`].
    #[error("Nella cartella delle segnalazioni {} ci sono più di {MOST} file: leggo i più recenti.", shown(.0))]
    TooMany(PathBuf),
}

/// The folder of the reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

/// When a folder last changed.
type Stamp = Option<SystemTime>;

/// The reports of a folder, kept between two looks.
#[derive(Debug)]
pub struct Reports {
    folder: Folder,
    stamp: Option<(Stamp, Stamp)>,
    /// By file name; `None` for what is no report.
    read: BTreeMap<String, Option<Proposal>>,
    closed: HashSet<String>,
    /// What was wrong at the last look.
    pub troubles: Vec<Trouble>,
}

impl Folder {
    /// The folder at a path. It is made when the first report is written.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether what lies in it can be believed.
    ///
    /// # Errors
    /// [`Trouble::Anybodys`].
    pub fn trusted(&self) -> Result<(), Trouble> {
        if is_anybodys(&self.path) {
            return Err(Trouble::Anybodys(self.path.clone()));
        }
        Ok(())
    }

    /// Writes a report, whole or not at all.
    ///
    /// # Errors
    /// [`Trouble`]; then nothing was written.
    pub fn put(&self, proposal: &Proposal) -> Result<(), Trouble> {
        self.trusted()?;
        let failed = |e: io::Error| Trouble::NotWritten { path: self.path.clone(), why: why(&e) };
        if !self.path.is_dir() {
            files::make_folders(&self.path, For::Owner).map_err(failed)?;
        }
        let text = written(proposal).map_err(failed)?;
        put_new(&self.place_of(proposal), &text).map_err(failed)
    }

    /// Where a report lies that waits.
    pub fn place_of(&self, proposal: &Proposal) -> PathBuf {
        self.path.join(file_name(proposal))
    }

    /// Nobody else decides as long as this is held; a crash gives it back. `None` where this user may not write here: then
    /// the correction alone, which can be made only once, tells who came first.
    ///
    /// # Errors
    /// [`Trouble::Busy`], [`Trouble::NotWritten`].
    pub(super) fn alone(&self) -> Result<Option<File>, Trouble> {
        let failed = |e: io::Error| Trouble::NotWritten { path: self.path.clone(), why: why(&e) };
        let meta = match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(failed)?,
        };
        match lock_for(&self.path.join(LOCK), files::sharers(&meta)) {
            Ok(lock) => Ok(Some(lock)),
            Err(None) => Err(Trouble::Busy(self.path.clone())),
            Err(Some(error))
                if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) =>
            {
                Ok(None)
            }
            Err(Some(error)) => Err(failed(error)),
        }
    }

    /// Whether a report is still there to be decided.
    pub(super) fn waits(&self, proposal: &Proposal) -> bool {
        let name = file_name(proposal);
        let is_there = |path: PathBuf| fs::symlink_metadata(path).is_ok();
        is_there(self.path.join(&name)) && !is_there(self.path.join(CLOSED).join(&name))
    }

    /// Closes a report that was accepted: out of the way, and kept.
    ///
    /// # Errors
    /// Those of the system. The correction that names it closes it too.
    pub fn close(&self, proposal: &Proposal) -> io::Result<()> {
        let closed = self.closed()?;
        fs::rename(self.path.join(file_name(proposal)), closed.join(file_name(proposal)))
    }

    /// Closes a report that was not accepted, with the reason.
    ///
    /// # Errors
    /// [`Trouble::NotWritten`]; then it is as it was.
    pub fn reject(&self, proposal: &Proposal, reason: Rejected) -> Result<(), Trouble> {
        let failed = |e: io::Error| Trouble::NotWritten { path: self.path.clone(), why: why(&e) };
        let proposal = Proposal { rejected: Some(reason), ..proposal.clone() };
        let closed = self.closed().map_err(failed)?;
        let text = written(&proposal).map_err(failed)?;
        match put_new(&closed.join(file_name(&proposal)), &text) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
            _ => {}
        }
        // What stands among the closed ones is closed, whether this goes or not.
        let _ = fs::remove_file(self.path.join(file_name(&proposal)));
        Ok(())
    }

    fn closed(&self) -> io::Result<PathBuf> {
        let closed = self.path.join(CLOSED);
        if !closed.is_dir() {
            match files::make_folder(&closed, For::Everybody) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        Ok(closed)
    }
}

fn written(proposal: &Proposal) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(proposal)?;
    text.push(b'\n');
    if text.len() as u64 > LIMIT { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}

fn file_name(proposal: &Proposal) -> String {
    format!("{}.json", proposal.id)
}

impl Reports {
    /// The reports of a folder, not looked at yet.
    pub fn of(folder: Folder) -> Self {
        Self { folder, stamp: None, read: BTreeMap::new(), closed: HashSet::new(), troubles: Vec::new() }
    }

    /// Their folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Looks again, and reads what is new. Whether anything has changed since the last look. Costs a look at the folder
    /// where nothing has.
    pub fn look(&mut self, today: NaiveDate) -> bool {
        let path = self.folder.path.clone();
        let seen = (changed(&path), changed(&path.join(CLOSED)));
        if self.stamp == Some(seen) && !is_young(seen) {
            return false;
        }
        let first = self.stamp.is_none();
        self.stamp = Some(seen);
        let before = (self.read.len(), self.closed.len(), self.troubles.clone());
        self.troubles.clear();
        if let Err(trouble) = self.folder.trusted() {
            self.read.clear();
            self.troubles.push(trouble);
            return first || before.0 > 0 || before.2 != self.troubles;
        }
        let names = match names(&path) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                self.troubles.push(Trouble::Unreadable { path, why: why(&error) });
                return first || before.2 != self.troubles;
            }
        };
        self.closed = self::names(&path.join(CLOSED)).unwrap_or_default().into_iter().collect();
        let mut other = false;
        if names.len() > MOST {
            self.troubles.push(Trouble::TooMany(path.clone()));
        }
        // Names begin with the day: the last ones are the newest.
        let kept: HashSet<&String> = names.iter().rev().take(MOST).collect();
        let had = self.read.len();
        self.read.retain(|name, _| kept.contains(name));
        other |= self.read.len() != had;
        for name in names.iter().rev().take(MOST) {
            if !self.read.contains_key(name) {
                let proposal = read(&path.join(name)).and_then(|bytes| Proposal::read(&bytes, today));
                // The name says which it is; another's name is no report of ours.
                let proposal = proposal.filter(|p| file_name(p) == *name);
                self.read.insert(name.clone(), proposal);
                other = true;
            }
        }
        let strange = self.read.values().filter(|p| p.is_none()).count();
        if strange > 0 {
            self.troubles.push(Trouble::Strange { path, count: strange });
        }
        first || other || before.1 != self.closed.len() || before.2 != self.troubles
    }

    /// The reports that were not closed, oldest first.
    pub fn open(&self) -> impl Iterator<Item = &Proposal> {
        self.read.iter().filter(|(name, _)| !self.closed.contains(*name)).filter_map(|(_, p)| p.as_ref())
    }
}

fn changed(path: &Path) -> Stamp {
    fs::metadata(path).and_then(|m| m.modified()).ok()
}

fn is_young((folder, closed): (Stamp, Stamp)) -> bool {
    let now = SystemTime::now();
    [folder, closed].into_iter().flatten().any(|t| now.duration_since(t).map_or(true, |age| age < YOUNG))
}

/// The names of the reports of a folder, in order. What begins with a dot is half-written or a crash's.
fn names(path: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        let Ok(name) = entry?.file_name().into_string() else { continue };
        if !name.starts_with('.') && name.strip_suffix(".json").is_some() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read(path: &Path) -> Option<Vec<u8>> {
    // Neither a pipe that nobody writes to nor a link that leads elsewhere.
    let file = files::open_no_link(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= LIMIT).then_some(bytes)
}
