//! The preferences themselves: what a file may say, how layers of files add up, and the changes a session can make.
//!
//! Works on JSON objects already read; touches no file.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::limits::MAX_STARRED;
use super::problem::StateProblem;
use crate::catalog::values::{Istat, RecordId};
use crate::lingua::near::nearest;
use crate::lingua::signs::glimpse;
use crate::platform::desk;

/// Every key that a preferences file may have.
pub const KEYS: &[&str] = &[
    "comune",
    "theme",
    "mouse",
    "ascii",
    "starred",
    "printer",
    "idle_minutes",
    "catalog",
    "proposals",
    "accessi",
    "novita",
];

/// Names of the themes.
pub const THEMES: &[&str] = &["colori", "scuro", "chiaro", "contrasto", "monocromo"];

/// What a desk looks at when nobody says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskHome {
    /// One comune, by its ISTAT code.
    Comune(Istat),
    /// The whole region: the question at first start was answered, and not with a comune.
    Tutta,
}

impl DeskHome {
    /// The word that stands for the whole region in the file.
    const TUTTA: &'static str = "tutta";

    fn word(&self) -> &str {
        match self {
            Self::Comune(istat) => istat.as_str(),
            Self::Tutta => Self::TUTTA,
        }
    }

    fn read(word: &str) -> Option<Self> {
        if word == Self::TUTTA { Some(Self::Tutta) } else { Istat::new(word).ok().map(Self::Comune) }
    }
}

/// What the files say, all layers together. `None` = nobody said anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The desk's comune; `None` = the first start, the question is still to be asked.
    pub comune: Option<DeskHome>,
    /// Name of the theme.
    pub theme: Option<String>,
    /// Whether the mouse is used.
    pub mouse: Option<bool>,
    /// Whether only ASCII is written.
    pub ascii: Option<bool>,
    /// Starred schede by identifier, in the order in which they were starred; no one twice.
    pub starred: Vec<String>,
    /// Whether the printer may be used. Only the administrator can allow it; the user can switch it off.
    pub printer: Option<bool>,
    /// Minutes without a key after which a kiosk goes back to its first screen; 1 to 1440.
    pub idle_minutes: Option<u16>,
    /// Catalogue layers of the administrator, lowest first; absolute paths. What a user's file says does not count.
    pub catalog: Vec<PathBuf>,
    /// Where desks put their reports, for all of them: the administrator's, absolute. What a user's file says does not count.
    pub proposals: Option<PathBuf>,
    /// Where accesses are counted, for all desks: the administrator's, absolute; `None` = nobody counts. What a user's file
    /// says does not count.
    pub accessi: Option<PathBuf>,
    /// The version of the catalogue package whose news this user has seen.
    pub novita: Option<u64>,
}

/// One change to the user's preferences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreferenceChange {
    /// The desk's comune.
    Comune(DeskHome),
    /// The theme.
    Theme(String),
    /// The mouse.
    Mouse(bool),
    /// ASCII only.
    Ascii(bool),
    /// A star for the scheda of this identifier.
    Star(String),
    /// No star any more.
    Unstar(String),
    /// The news of this version of a catalogue package were seen.
    Novita(u64),
}

/// Whose file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    System,
    User,
}

impl Preferences {
    /// Lays a file over what the lower ones said. Unknown keys and wrong values are reported and left out.
    pub(super) fn lay_over(
        &mut self,
        file: &Map<String, Value>,
        path: &Path,
        owner: Owner,
        problems: &mut Vec<StateProblem>,
    ) {
        for (key, value) in file {
            if let Err(expected) = self.take(key, value, owner) {
                problems.push(match KEYS.iter().find(|known| *known == key) {
                    Some(known) => StateProblem::WrongValue { path: path.to_owned(), key: known, expected },
                    None => StateProblem::UnknownKey { path: path.to_owned(), key: glimpse(key, 60), near: meant(key) },
                });
            }
        }
    }

    /// One key of a file. The error says what was expected.
    fn take(&mut self, key: &str, value: &Value, owner: Owner) -> Result<(), &'static str> {
        const YES_OR_NO: &str = "atteso true o false";
        const PATHS: &str = desk::WANTED_PATHS;
        let flag = || value.as_bool().ok_or(YES_OR_NO);
        match key {
            "comune" => {
                let desk = value.as_str().and_then(DeskHome::read);
                self.comune = Some(desk.ok_or("atteso il codice ISTAT del comune, sei cifre, o «tutta»")?);
            }
            "theme" => {
                let name = value.as_str().filter(|name| THEMES.contains(name));
                let known = "attesi «colori», «scuro», «chiaro», «contrasto» o «monocromo»";
                self.theme = Some(name.ok_or(known)?.to_owned());
            }
            "mouse" => self.mouse = Some(flag()?),
            "ascii" => self.ascii = Some(flag()?),
            "starred" => {
                let items = value.as_array().ok_or("atteso un elenco di servizi")?;
                let ids = items.iter().filter_map(Value::as_str).filter(|id| RecordId::new(id).is_ok());
                self.starred.clear();
                for id in ids.take(MAX_STARRED) {
                    if self.starred.iter().all(|s| s != id) {
                        self.starred.push(id.to_owned());
                    }
                }
            }
            // A user must not start a printer that the administrator did not allow.
            "printer" => match (owner, flag()?) {
                (Owner::User, true) => {}
                (_, allowed) => self.printer = Some(allowed),
            },
            "idle_minutes" => {
                let minutes = value.as_u64().and_then(|m| u16::try_from(m).ok()).filter(|m| (1..=1440).contains(m));
                self.idle_minutes = Some(minutes.ok_or("atteso un numero di minuti da 1 a 1440")?);
            }
            "catalog" => {
                let paths = value.as_array().ok_or(PATHS)?.iter().map(|p| p.as_str().map(PathBuf::from));
                let paths: Vec<PathBuf> = paths.collect::<Option<_>>().ok_or(PATHS)?;
                if paths.iter().any(|p| !p.is_absolute()) {
                    return Err(PATHS);
                }
                if owner == Owner::System {
                    self.catalog = paths;
                }
            }
            "proposals" | "accessi" => {
                const PATH: &str = desk::WANTED_PATH;
                let path = value.as_str().map(PathBuf::from).filter(|p| p.is_absolute()).ok_or(PATH)?;
                match owner {
                    Owner::System if key == "accessi" => self.accessi = Some(path),
                    Owner::System => self.proposals = Some(path),
                    Owner::User => {}
                }
            }
            "novita" => self.novita = Some(value.as_u64().ok_or("attesa una versione, un numero")?),
            _ => return Err(""),
        }
        Ok(())
    }
}

/// The known key that `key` was probably meant to be.
fn meant(key: &str) -> Option<&'static str> {
    nearest(&key.to_lowercase(), KEYS.iter().copied(), |known| known.len().div_ceil(2))
}

impl PreferenceChange {
    /// Makes the change in the object of the user's file; everything else in it stays, unknown keys too.
    ///
    /// # Errors
    /// [`StateProblem::TooManyStarred`] and [`StateProblem::NotAnId`].
    pub(super) fn apply(&self, file: &mut Map<String, Value>) -> Result<(), StateProblem> {
        let (key, value) = match self {
            Self::Comune(desk) => ("comune", Value::from(desk.word())),
            Self::Theme(name) => ("theme", Value::from(name.as_str())),
            Self::Mouse(on) => ("mouse", Value::from(*on)),
            Self::Ascii(on) => ("ascii", Value::from(*on)),
            Self::Novita(version) => ("novita", Value::from(*version)),
            Self::Star(id) => {
                RecordId::new(id).map_err(|_| StateProblem::NotAnId)?;
                let mut starred = starred(file);
                if starred.iter().all(|s| s.as_str() != Some(id)) {
                    if starred.len() >= MAX_STARRED {
                        return Err(StateProblem::TooManyStarred);
                    }
                    starred.push(Value::from(id.as_str()));
                }
                ("starred", Value::from(starred))
            }
            Self::Unstar(id) => {
                let mut starred = starred(file);
                starred.retain(|s| s.as_str() != Some(id));
                ("starred", Value::from(starred))
            }
        };
        file.insert(key.to_owned(), value);
        Ok(())
    }
}

fn starred(file: &Map<String, Value>) -> Vec<Value> {
    file.get("starred").and_then(Value::as_array).cloned().unwrap_or_default()
}
