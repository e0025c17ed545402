//! A sheet written to a file that was not there before: nothing is ever written over.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::lingua::system::why;

/// Most numbers that are tried behind a name that is taken.
const NUMBERS: usize = 999;

/// Where a person looks for a document, best first: the documents folder, the home, the folder one stands in.
pub fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(user) = directories::UserDirs::new().filter(|user| user.home_dir().is_absolute()) {
        folders.extend(user.document_dir().map(Path::to_owned));
        folders.extend(["Documenti", "Documents"].map(|name| user.home_dir().join(name)));
    }
    folders.extend(std::env::current_dir());
    folders.dedup();
    folders
}

/// Writes `sheet` under `name` in the first of the folders that takes it, with a number before the name's end where a
/// file of that name is there already. Answers where it was written.
///
/// # Errors
/// One Italian clause, without a full stop.
pub fn write(folders: &[PathBuf], name: &str, sheet: &str) -> Result<PathBuf, String> {
    let mut last = "non c'è una cartella per i documenti".to_owned();
    for folder in folders.iter().filter(|f| f.is_dir()) {
        match write_in(folder, name, sheet.as_bytes()) {
            Ok(path) => return Ok(path),
            Err(error) => last = format!("{} (cartella {})", why(&error), folder.display()),
        }
    }
    Err(last)
}

fn write_in(folder: &Path, name: &str, sheet: &[u8]) -> io::Result<PathBuf> {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "txt"));
    for number in 1..=NUMBERS {
        let tried = if number == 1 { name.to_owned() } else { format!("{stem}-{number}.{end}") };
        let path = folder.join(tried);
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        };
        if let Err(error) = file.write_all(sheet).and_then(|()| file.sync_all()) {
            // Half a sheet helps nobody.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        return Ok(path);
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_second_sheet_gets_a_number_and_the_first_stays() {
        let home = tempfile::tempdir().unwrap();
        let folders = [home.path().join("non-c-e"), home.path().to_owned()];
        let first = write(&folders, "scheda.html", "uno").unwrap();
        let second = write(&folders, "scheda.html", "due").unwrap();
        assert_eq!(first, home.path().join("scheda.html"));
        assert_eq!(second, home.path().join("scheda-2.html"));
        assert_eq!(fs::read_to_string(first).unwrap(), "uno");
        assert_eq!(fs::read_to_string(second).unwrap(), "due");
    }

    #[test]
    fn without_a_folder_it_says_so() {
        assert!(write(&[], "scheda.html", "uno").unwrap_err().contains("cartella"));
    }
}
