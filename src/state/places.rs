//! Where preferences are read from and written to.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::platform::desk;

/// Name of the preferences file in each of its folders.
pub const FILE: &str = "preferenze.json";

/// Name of the program's folder below the system's and the user's.
const FOLDER: &str = "sportello";

/// The folders of the program on this machine. Tests use temporary ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// The user's configuration folder (`~/.config/sportello`); `None` without a home: then nothing can be saved.
    pub user_config: Option<PathBuf>,
    /// The user's data folder (`~/.local/share/sportello`), where a catalogue layer may lie.
    pub user_data: Option<PathBuf>,
    /// The administrator's configuration folders, lowest first: what a later one says holds.
    pub system: Vec<PathBuf>,
    /// A preferences file that takes the place of the user's (`--config`).
    pub config_file: Option<PathBuf>,
}

impl Places {
    /// The folders of this machine and user. `env` answers for an environment variable (`std::env::var_os` at the edge):
    /// `XDG_CONFIG_DIRS` names further folders of the administrator, highest first, below `/etc/sportello`.
    pub fn of_this_machine(env: impl Fn(&str) -> Option<OsString>) -> Self {
        // A relative home, and relative system folders, would be other ones wherever one stands.
        let user = directories::ProjectDirs::from("", "", FOLDER);
        let user = user.filter(|u| u.config_dir().is_absolute() && u.data_dir().is_absolute());
        Self {
            user_config: user.as_ref().map(|u| u.config_dir().to_owned()),
            user_data: user.as_ref().map(|u| u.data_dir().to_owned()),
            system: desk::system_config(env),
            config_file: None,
        }
    }

    /// For a kiosk: the administrator's file in `/etc` alone, whatever the environment says; nothing can be saved.
    pub fn kiosk() -> Self {
        Self { system: desk::kiosk_config(), ..Self::default() }
    }

    /// The user's preferences file, whether it exists or not.
    pub fn user_file(&self) -> Option<PathBuf> {
        self.config_file.clone().or_else(|| self.user_config.as_ref().map(|dir| dir.join(FILE)))
    }

    /// The administrator's preferences files, lowest first, whether they exist or not.
    pub fn system_files(&self) -> Vec<PathBuf> {
        self.system.iter().map(|dir| dir.join(FILE)).collect()
    }
}
