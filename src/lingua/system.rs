//! What the system said about a file, in Italian: one clause, to stand behind the name of the file.

use std::io::{Error, ErrorKind};
use std::path::Path;

use super::signs::clean;

/// A path as it may be shown: nothing in it reaches a terminal as a command.
pub fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy()).into_owned()
}

/// Why reading or writing failed.
pub fn why(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "non esiste",
        ErrorKind::PermissionDenied => "manca il permesso",
        ErrorKind::AlreadyExists => "c'è già",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "il disco è pieno",
        ErrorKind::ReadOnlyFilesystem => "il disco è di sola lettura",
        ErrorKind::NotADirectory => "una parte del percorso non è una cartella",
        ErrorKind::IsADirectory => "è una cartella",
        ErrorKind::InvalidData => "il testo non è UTF-8",
        ErrorKind::FileTooLarge => "il file non può crescere",
        _ => "errore di lettura o scrittura",
    }
}
