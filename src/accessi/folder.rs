//! The counters on disk: a file a month in a folder that all desks share.
//!
//! One is added under a lock that all sessions share, and the file is put in its place in one step: an encounter is counted
//! once or not at all, whatever dies when. The counters stand in the order of what they count, never in that of counting.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::accesso::{Accesso, Month};
use crate::lingua::system::{shown, why};
use crate::platform::{For, files};
use crate::state::{is_anybodys, lock_for, replace_for};

/// Largest file of a month, bytes.
pub const LIMIT: u64 = 32 << 20;

/// What the name of a month's file begins with.
const BEGINS: &str = "accessi-";

/// Name of the lock.
const LOCK: &str = ".accessi.lock";

/// The counters of a month.
pub type Counters = BTreeMap<Accesso, u64>;

/// What was wrong with the folder. Its words are one Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CounterTrouble {
    /// It is not there: who may write and read it is the administrator's to say, so nobody else makes it.
    #[error("La cartella degli accessi {} non c'è: la crea l'amministratore.", shown(.0))]
    Missing(PathBuf),
    /// The folder could be anybody's.
    #[error("Nella cartella degli accessi {} può scrivere chiunque: non la uso. L'amministratore toglie il permesso.", shown(.0))]
    Anybodys(PathBuf),
    /// Another session does not give the lock back.
    #[error("La cartella degli accessi {} è occupata: riprovare più tardi.", shown(.0))]
    Busy(PathBuf),
    /// Something cannot be read.
    #[error("{} non si legge: {why}.", shown(path))]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// Why, as an Italian clause.
        why: &'static str,
    },
    /// A file that holds no counters; it stays as it is.
    #[error("{} non contiene contatori: l'amministratore lo sposti altrove, qui non si tocca.", shown(.0))]
    Strange(PathBuf),
    /// One could not be added.
    #[error("In {} non si scrive: {why}.", shown(path))]
    NotWritten {
        /// The folder.
        path: PathBuf,
        /// Why, as an Italian clause.
        why: &'static str,
    },
}

/// The folder of the counters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterFolder {
    path: PathBuf,
}

/// A month's file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    mese: Month,
    contatori: Vec<Counter>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counter {
    cosa: Accesso,
    n: u64,
}

impl CounterFolder {
    /// The folder at a path. The administrator makes it.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Counts an encounter in a month.
    ///
    /// # Errors
    /// [`CounterTrouble`]; then it was not counted.
    pub fn count(&self, month: Month, accesso: &Accesso) -> Result<(), CounterTrouble> {
        let failed = |e: io::Error| CounterTrouble::NotWritten { path: self.path.clone(), why: why(&e) };
        let whose = self.whose()?;
        let busy = || CounterTrouble::Busy(self.path.clone());
        let _lock = lock_for(&self.path.join(LOCK), whose).map_err(|e| e.map_or_else(busy, failed))?;
        let mut counters = self.read(month)?;
        let n = counters.entry(accesso.clone()).or_default();
        *n = n.saturating_add(1);
        let contatori = counters.into_iter().map(|(cosa, n)| Counter { cosa, n }).collect();
        let mut text = serde_json::to_vec_pretty(&Kept { mese: month, contatori }).map_err(|e| failed(e.into()))?;
        text.push(b'\n');
        if text.len() as u64 > LIMIT {
            return Err(failed(io::ErrorKind::FileTooLarge.into()));
        }
        replace_for(&self.file(month), &text, whose).map_err(failed)
    }

    /// The months of which something was counted, oldest first.
    ///
    /// # Errors
    /// [`CounterTrouble`] where the folder cannot be read.
    pub fn months(&self) -> Result<Vec<Month>, CounterTrouble> {
        self.whose()?;
        let failed = |e: io::Error| CounterTrouble::Unreadable { path: self.path.clone(), why: why(&e) };
        let mut months = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_str().and_then(|n| n.strip_prefix(BEGINS)?.strip_suffix(".json"));
            months.extend(name.and_then(|n| n.parse::<Month>().ok()));
        }
        months.sort_unstable();
        Ok(months)
    }

    /// The counters of a month; none where nothing was counted.
    ///
    /// # Errors
    /// [`CounterTrouble`] where the file cannot be read or holds something else.
    pub fn read(&self, month: Month) -> Result<Counters, CounterTrouble> {
        let path = self.file(month);
        let failed = |e: io::Error| CounterTrouble::Unreadable { path: path.clone(), why: why(&e) };
        // Neither a pipe that nobody writes to nor a link that leads elsewhere.
        let file = match files::open_no_link(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Counters::new()),
            opened => opened.map_err(failed)?,
        };
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(CounterTrouble::Strange(path));
        }
        let mut text = Vec::new();
        file.take(LIMIT + 1).read_to_end(&mut text).map_err(failed)?;
        let kept: Option<Kept> = if text.len() as u64 > LIMIT { None } else { serde_json::from_slice(&text).ok() };
        let kept = kept.filter(|kept| kept.mese == month).ok_or_else(|| CounterTrouble::Strange(path.clone()))?;
        let mut counters = Counters::new();
        for Counter { cosa, n } in kept.contatori {
            let sum = counters.entry(cosa).or_default();
            *sum = u64::saturating_add(*sum, n);
        }
        Ok(counters)
    }

    fn file(&self, month: Month) -> PathBuf {
        self.path.join(format!("{BEGINS}{month}.json"))
    }

    /// Who may read and write what is put here: whoever may the folder. The folder has to be there and be somebody's.
    fn whose(&self) -> Result<For, CounterTrouble> {
        let meta = match fs::metadata(&self.path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(CounterTrouble::Missing(self.path.clone())),
            Err(e) => return Err(CounterTrouble::Unreadable { path: self.path.clone(), why: why(&e) }),
            Ok(meta) if !meta.is_dir() => return Err(CounterTrouble::Missing(self.path.clone())),
            Ok(meta) => meta,
        };
        if is_anybodys(&self.path) {
            return Err(CounterTrouble::Anybodys(self.path.clone()));
        }
        Ok(files::sharers(&meta))
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::accessi::{Canale, Esito};

    fn one() -> Accesso {
        Accesso { comune: None, scheda: None, canale: Canale::Telefono, esito: Esito::Inviato }
    }

    fn november() -> Month {
        "2026-11".parse().unwrap()
    }

    fn folder(mode: u32) -> (tempfile::TempDir, CounterFolder) {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("accessi");
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (dir, CounterFolder::new(path))
    }

    #[test]
    fn what_was_counted_is_a_number_beside_what_it_counts() {
        let (_dir, folder) = folder(0o700);
        folder.count(november(), &one()).unwrap();
        folder.count(november(), &one()).unwrap();
        assert_eq!(folder.read(november()).unwrap(), Counters::from([(one(), 2)]));
        assert_eq!(folder.months().unwrap(), [november()]);
        let text = fs::read_to_string(folder.file(november())).unwrap();
        assert!(text.contains("\"mese\": \"2026-11\"") && text.contains("\"n\": 2"), "{text}");
    }

    #[test]
    fn desks_of_several_users_share_what_the_folder_lets_them_share() {
        for (mode, kept) in [(0o700, 0o600), (0o2770, 0o660), (0o750, 0o640), (0o2775, 0o664)] {
            let (_dir, folder) = folder(mode);
            folder.count(november(), &one()).unwrap();
            for name in ["accessi-2026-11.json", LOCK] {
                let meta = fs::metadata(folder.path().join(name)).unwrap();
                assert_eq!(meta.permissions().mode() & 0o777, kept, "{name} in {mode:o}");
            }
        }
    }

    #[test]
    fn a_folder_that_anybody_may_write_or_that_is_not_there_is_not_used() {
        let (dir, open) = folder(0o777);
        assert_eq!(open.count(november(), &one()), Err(CounterTrouble::Anybodys(open.path().to_owned())));
        let missing = CounterFolder::new(dir.path().join("altrove"));
        assert_eq!(missing.count(november(), &one()), Err(CounterTrouble::Missing(missing.path().to_owned())));
        assert!(!missing.path().exists());
    }

    #[test]
    fn a_file_that_holds_something_else_stays_and_is_said() {
        let (_dir, folder) = folder(0o700);
        for text in ["", "[]", "{\"mese\":\"2026-10\",\"contatori\":[]}", "{\"mese\":\"2026-11\"}"] {
            fs::write(folder.file(november()), text).unwrap();
            let said = folder.count(november(), &one()).unwrap_err();
            assert_eq!(said, CounterTrouble::Strange(folder.file(november())));
            assert_eq!(fs::read_to_string(folder.file(november())).unwrap(), text);
        }
    }

    #[test]
    fn a_month_is_a_year_and_a_month() {
        for wrong in ["", "2026", "2026-13", "2026-1", "26-01", "2026-00", "2026/01", "+026-01", "1800-01", "２０26-01"]
        {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
        assert_eq!("2026-01".parse::<Month>().unwrap().to_string(), "2026-01");
    }
}
