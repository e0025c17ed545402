//! What can be wrong with a preferences file, each with the sentence that the operator reads.

use std::path::PathBuf;

use super::limits::{LIMIT, MAX_STARRED};
use crate::lingua::system::shown;

/// Something wrong with the preferences. Its words are one Italian sentence; none of them stops the program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateProblem {
    /// No home folder: there is nowhere to save to.
    #[error("Le preferenze non si possono salvare: questo utente non ha una cartella personale.")]
    NoHome,
    /// The file could not be read.
    #[error("Le preferenze in {} non si leggono ({why}): si va avanti senza.", shown(path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why, as an Italian clause.
        why: &'static str,
    },
    /// The file is no valid JSON object.
    #[error(
        "Le preferenze in {} sono rovinate (riga {line}, colonna {column}): si va avanti senza, il file resta com'è.",
        shown(path)
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// The file is larger than [`LIMIT`].
    #[error("Le preferenze in {} sono più grandi di {} KiB: si va avanti senza, il file resta com'è.", shown(path), LIMIT / 1024)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A folder, a pipe or a device stands where the file should be.
    #[error("Al posto del file delle preferenze {} c'è altro (una cartella?): si va avanti senza.", shown(path))]
    NotAFile {
        /// What stands there.
        path: PathBuf,
    },
    /// An administrator's file that everybody on the machine may write or replace.
    #[error("Le preferenze di sistema in {} le può scrivere chiunque: si va avanti senza.", shown(path))]
    NotTheAdministrators {
        /// The file.
        path: PathBuf,
    },
    /// A key that nobody knows.
    #[error(
        "«{}» in {} non è una preferenza{}.",
        key,
        shown(path),
        near.map_or_else(String::new, |n| format!(": forse «{n}»"))
    )]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key, cleaned for the screen.
        key: String,
        /// The nearest known key.
        near: Option<&'static str>,
    },
    /// A value of the wrong kind; it is left out.
    #[error("«{key}» in {} non va bene: {expected}.", shown(path))]
    WrongValue {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The file could not be written.
    #[error("Le preferenze non sono state salvate in {}: {why}.", shown(path))]
    NotSaved {
        /// The file.
        path: PathBuf,
        /// Why, as an Italian clause.
        why: &'static str,
    },
    /// Another session holds the file for too long.
    #[error("Le preferenze non sono state salvate: un'altra sessione le sta usando. Riprovare.")]
    Busy,
    /// There are as many stars as a file may hold.
    #[error("Ci sono già {} servizi preferiti: toglierne uno prima.", MAX_STARRED)]
    TooManyStarred,
    /// A star was asked for something that is no identifier.
    #[error("Questa voce non si può mettere fra i preferiti.")]
    NotAnId,
}
