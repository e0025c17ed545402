//! Finds, reads and puts together the layers of the catalogue: bundled, the system's, the user's, the given ones.
//!
//! The only part of the catalogue that touches the file system; which places to look at comes in from the edge. Every
//! limit on untrusted files is here. What cannot be read is reported and left out, everything else works. A running
//! program asks [`Layers::changed`] before a search instead of watching anything.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::bundled::{self, Broken};
use super::italia;
use super::kinds::FileKind;
use super::load::Records;
use super::model::Layer;
use super::narrow::narrow;
use super::record::UNFINISHED;
use super::regions::Regione;
use super::resolve::{Resolved, resolve};
use super::text::Text;
use super::validate::{Code, Problem, not_utf8, salvage};
use crate::lingua::system::why;
use crate::platform::files;

/// Largest file, bytes: the whole bundled catalogue has about one megabyte.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;

/// Largest layer, bytes.
pub const MAX_LAYER: u64 = 256 * 1024 * 1024;

/// Most entries of a layer's folders that are looked at.
pub const MAX_ENTRIES: usize = 10_000;

/// Deepest folder below a layer's own. The catalogue needs one level.
pub const MAX_FOLDERS: usize = 8;

/// Folder of the desk's reports in the user's data folder: beside the records of a layer, and none of them.
pub const REPORTS: &str = "segnalazioni";

/// Most unknown `.json` files of a layer that are named.
const MAX_UNKNOWN: usize = 5;

/// Where layers may lie, lowest first within each list. Filled in by the caller from arguments and environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayerPlaces {
    /// The system's data folders. Those that do not exist are passed over.
    pub system: Vec<PathBuf>,
    /// The layers of the administrator's preferences. Each must exist.
    pub administrator: Vec<PathBuf>,
    /// The user's data folder. Passed over when it does not exist.
    pub user: Option<PathBuf>,
    /// `SPORTELLO_CATALOG`. Each must exist.
    pub variable: Vec<PathBuf>,
    /// `--catalog`. Each must exist.
    pub given: Vec<PathBuf>,
}

/// The layers above the bundled one.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    sources: Vec<LayerSource>,
    /// The region that the desk is in, where it is not the only one.
    regione: Option<&'static Regione>,
}

#[derive(Debug, Clone)]
struct LayerSource {
    name: &'static str,
    path: PathBuf,
    /// Somebody asked for it: that it does not exist is worth a word.
    asked: bool,
}

/// What the layers looked like: enough to notice a change without reading them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint(Vec<(PathBuf, Option<(u64, SystemTime)>)>);

/// The catalogue of all layers and what was wrong with them.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The catalogue, and the records that could not be used.
    pub resolved: Resolved,
    /// What could not be read. Empty when every layer was read whole.
    pub problems: Vec<Problem>,
    /// To ask [`Layers::changed`] with.
    pub fingerprint: Fingerprint,
}

/// A file of a layer, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileText {
    /// Its path as shown.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Layers {
    /// The layers of these places.
    pub fn new(places: &LayerPlaces) -> Self {
        let source = |name, asked| move |path: &PathBuf| LayerSource { name, path: path.clone(), asked };
        let mut sources: Vec<LayerSource> = places.system.iter().map(source("di sistema", false)).collect();
        sources.extend(places.administrator.iter().map(source("dell'amministratore", true)));
        sources.extend(places.user.iter().map(source("dell'utente", false)));
        sources.extend(places.variable.iter().map(source("SPORTELLO_CATALOG", true)));
        sources.extend(places.given.iter().map(source("--catalog", true)));
        Self { sources, regione: None }
    }

    /// The same, read for a desk in `regione`: what holds in other regions alone is left out, and comuni of it that no layer
    /// speaks of come from the table of Italy.
    #[must_use]
    pub fn within(mut self, regione: &'static Regione) -> Self {
        self.regione = Some(regione);
        self
    }

    /// The folders and files of the layers, lowest first, each with its name, whether they exist or not.
    pub fn paths(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        self.sources.iter().map(|source| (source.name, source.path.as_path()))
    }

    /// Reads everything, whole. Records of files that are broken in part come in where they are sound; the rest is in
    /// [`Loaded::problems`].
    ///
    /// # Errors
    /// [`Broken`] when the bundled catalogue itself does not read.
    pub fn load(&self) -> Result<Loaded, Broken> {
        let fingerprint = self.fingerprint();
        let mut layers = vec![bundled::layer()?];
        let mut problems = Vec::new();
        for source in &self.sources {
            let (files, mut trouble) = read_layer(&source.path, source.asked);
            problems.append(&mut trouble);
            if files.is_empty() && !source.path.exists() {
                continue;
            }
            let mut records = Records::default();
            for file in &files {
                add(file, &mut records, &mut problems);
            }
            let path = Some(Text::new(&source.path.to_string_lossy()));
            layers.push((Layer { name: Text::new(source.name), path, records: records.count() }, records));
        }
        if let Some(regione) = self.regione {
            into_region(&mut layers, regione);
        }
        Ok(Loaded { resolved: resolve(layers)?, problems, fingerprint })
    }

    /// What the layers look like now.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut seen = Vec::new();
        for source in &self.sources {
            let mut walk = Walk::default();
            walk.enter(&source.path, 0);
            if walk.files.is_empty() {
                seen.push((source.path.clone(), stamp(&source.path)));
            }
            let paths = walk.folders.into_iter().chain(walk.files.into_iter().map(|(path, _)| path));
            seen.extend(paths.map(|path| (path.clone(), stamp(&path))));
        }
        Fingerprint(seen)
    }

    /// Whether a layer has changed since. Costs a look at each folder and file, no reading.
    pub fn changed(&self, since: &Fingerprint) -> bool {
        !self.sources.is_empty() && self.fingerprint() != *since
    }
}

/// Leaves of the layers what holds in `regione`, over all its comuni.
fn into_region(layers: &mut Vec<(Layer, Records)>, regione: &'static Regione) {
    let known: HashSet<String> = layers.iter().flat_map(|(_, r)| &r.comuni).map(|c| c.istat.to_string()).collect();
    let release = layers.iter().flat_map(|(_, r)| &r.regioni).next().map(|r| r.release);
    if let Some(release) = release {
        let mut records = italia::region(regione, &known, release);
        if layers.iter().flat_map(|(_, r)| &r.regioni).any(|r| r.id.as_str() == regione.id) {
            records.regioni.clear();
        }
        let layer = Layer { name: Text::new("comuni d'Italia"), path: None, records: records.count() };
        // Under the layers that somebody made, which know better.
        layers.insert(1.min(layers.len()), (layer, records));
    }
    narrow(layers, regione.id);
}

/// Reads the known files of a folder, or one file. Those that cannot be read are in the problems. Nothing and no
/// problem when the path does not exist and `asked` is false.
pub fn read_layer(path: &Path, asked: bool) -> (Vec<FileText>, Vec<Problem>) {
    if !asked && !path.exists() && fs::symlink_metadata(path).is_err() {
        return (Vec::new(), Vec::new());
    }
    let mut walk = Walk::default();
    walk.enter(path, 0);
    let Walk { files: found, mut problems, .. } = walk;
    let mut files = Vec::new();
    let (mut total, mut unknown) = (0u64, 0usize);
    let alone = path.is_file();
    for (path, known) in found {
        let name = path.to_string_lossy().into_owned();
        if !known && !alone {
            unknown += 1;
            if unknown <= MAX_UNKNOWN {
                problems.push(Problem::of_file(
                    &name,
                    Code::FileSconosciuto,
                    "file che il catalogo non conosce: non è stato letto",
                ));
            }
            continue;
        }
        match read_file(&path, &mut || {}) {
            Ok(bytes) => {
                total = total.saturating_add(bytes.len() as u64);
                if total > MAX_LAYER {
                    let message =
                        format!("il livello supera i {} MB: da qui in poi non è stato letto", MAX_LAYER >> 20);
                    problems.push(Problem::of_file(&name, Code::TroppoGrande, &message));
                    break;
                }
                files.push(FileText { name, bytes });
            }
            Err(trouble) => problems.push(trouble.problem(&name)),
        }
    }
    (files, problems)
}

/// Adds the records of a file; a broken one adds what is sound of it.
fn add(file: &FileText, records: &mut Records, problems: &mut Vec<Problem>) {
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        problems.push(not_utf8(&file.name, &file.bytes));
        return;
    };
    // A byte-order mark is no reason to refuse a file: `catalog validate` names it, the look-up reads past it.
    let text = text.trim_start_matches('\u{feff}');
    // What somebody has still to write is no fact: the record waits where no desk sees it.
    if text.contains(UNFINISHED) {
        let mut own = Records::default();
        if FileKind::of_path(&file.name).is_none_or(|kind| own.add(kind, text).is_err()) {
            let (salvaged, mut trouble) = salvage(&file.name, text);
            problems.append(&mut trouble);
            own = salvaged.unwrap_or_default();
        }
        for id in own.without_unfinished() {
            let message = format!("«{id}» è da completare: non si mostra");
            problems.push(Problem::of_file(&file.name, Code::DaCompletare, &message));
        }
        records.extend(own);
        return;
    }
    if let Some(kind) = FileKind::of_path(&file.name)
        && records.add(kind, text).is_ok()
    {
        return;
    }
    let (salvaged, mut trouble) = salvage(&file.name, text);
    problems.append(&mut trouble);
    if let Some(more) = salvaged {
        records.extend(more);
    }
}

/// Length and time of last change.
fn stamp(path: &Path) -> Option<(u64, SystemTime)> {
    let meta = fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().unwrap_or(SystemTime::UNIX_EPOCH)))
}

/// A walk through the folders of a layer.
#[derive(Default)]
struct Walk {
    /// Files with a known name, and other `.json` files.
    files: Vec<(PathBuf, bool)>,
    folders: Vec<PathBuf>,
    problems: Vec<Problem>,
    /// Folders on the way here, by their real path: meeting one again is a loop.
    inside: HashSet<PathBuf>,
    entries: usize,
}

impl Walk {
    fn trouble(&mut self, path: &Path, code: Code, message: &str) {
        self.problems.push(Problem::of_file(&path.to_string_lossy(), code, message));
    }

    fn enter(&mut self, path: &Path, depth: usize) {
        let meta = match fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) if files::is_loop(&error) => {
                return self.trouble(path, Code::Ciclo, "un collegamento che porta a se stesso");
            }
            Err(error) => return self.trouble(path, Code::Illeggibile, why(&error)),
        };
        if meta.is_dir() {
            return self.folder(path, depth);
        }
        let name = path.to_string_lossy();
        let known = FileKind::of_path(&name).is_some();
        let json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        if known || json || depth == 0 {
            self.files.push((path.to_owned(), known));
        }
    }

    fn folder(&mut self, path: &Path, depth: usize) {
        if depth > MAX_FOLDERS {
            return self.trouble(path, Code::Profondita, "cartelle una dentro l'altra oltre il limite");
        }
        let Ok(real) = fs::canonicalize(path) else {
            return self.trouble(path, Code::Illeggibile, "la cartella non si può leggere");
        };
        if !self.inside.insert(real.clone()) {
            return self.trouble(path, Code::Ciclo, "la cartella contiene se stessa attraverso un collegamento");
        }
        self.folders.push(path.to_owned());
        match fs::read_dir(path) {
            Ok(entries) => {
                let mut paths: Vec<PathBuf> = Vec::new();
                for entry in entries {
                    self.entries += 1;
                    if self.entries > MAX_ENTRIES {
                        self.trouble(path, Code::Troppo, "più di 10.000 file: gli altri non sono stati letti");
                        break;
                    }
                    paths.extend(entry.ok().map(|e| e.path()));
                }
                // The order must not depend on the file system.
                paths.sort();
                for path in paths {
                    // Sentences are what is learned from, reports what nobody has accepted yet: no records.
                    let no_records = path.file_name().is_some_and(|n| n == "frasi" || n == REPORTS) && path.is_dir();
                    if !hidden(&path) && !no_records && self.entries <= MAX_ENTRIES {
                        self.enter(&path, depth + 1);
                    }
                }
            }
            Err(error) => self.trouble(path, Code::Illeggibile, why(&error)),
        }
        self.inside.remove(&real);
    }
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

/// Why a file was not read.
#[derive(Debug)]
enum ReadTrouble {
    System(io::Error),
    NotAFile,
    TooLarge(u64),
    Changed,
}

impl ReadTrouble {
    fn problem(&self, name: &str) -> Problem {
        let (code, message) = match self {
            Self::System(error) => (Code::Illeggibile, why(error).to_owned()),
            Self::NotAFile => (Code::NonFile, "non è un file normale".to_owned()),
            Self::TooLarge(bytes) => {
                (Code::TroppoGrande, format!("il file è di {} MB, al massimo {}", bytes >> 20, MAX_FILE >> 20))
            }
            Self::Changed => (Code::Cambiato, "il file è cambiato mentre veniva letto".to_owned()),
        };
        Problem::of_file(name, code, &message)
    }
}

/// Reads a file whole, or not at all. `between` runs after each reading and before the second look at the file: a test
/// plays the neighbour who writes into it.
fn read_file(path: &Path, between: &mut dyn FnMut()) -> Result<Vec<u8>, ReadTrouble> {
    for _ in 0..2 {
        let mut file = files::open(path).map_err(ReadTrouble::System)?;
        let before = file.metadata().map_err(ReadTrouble::System)?;
        if !before.is_file() {
            return Err(ReadTrouble::NotAFile);
        }
        if before.len() > MAX_FILE {
            return Err(ReadTrouble::TooLarge(before.len()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0));
        (&mut file).take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(ReadTrouble::System)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(ReadTrouble::TooLarge(bytes.len() as u64));
        }
        between();
        let after = file.metadata().map_err(ReadTrouble::System)?;
        // The file may also have been replaced under its name while the old one was read.
        let named = fs::metadata(path).map_err(ReadTrouble::System)?;
        if same(&before, &after) && same(&before, &named) && bytes.len() as u64 == before.len() {
            return Ok(bytes);
        }
    }
    Err(ReadTrouble::Changed)
}

fn same(a: &Metadata, b: &Metadata) -> bool {
    a.len() == b.len() && files::identity(a) == files::identity(b) && a.modified().ok() == b.modified().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_changes_once_while_it_is_read_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("aree.json");
        fs::write(&path, "[]").unwrap();
        let mut first = true;
        let bytes = read_file(&path, &mut || {
            if std::mem::take(&mut first) {
                fs::write(&path, "[ ]").unwrap();
            }
        });
        assert_eq!(bytes.unwrap(), b"[ ]");
    }

    #[test]
    fn a_file_that_keeps_changing_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("aree.json");
        fs::write(&path, "[]").unwrap();
        let mut writer = fs::OpenOptions::new().append(true).open(&path).unwrap();
        let trouble = read_file(&path, &mut || writer.write_all(b" ").unwrap()).unwrap_err();
        assert_eq!(trouble.problem("aree.json").code, Code::Cambiato);
    }

    #[test]
    fn a_file_that_is_replaced_while_it_is_read_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("aree.json");
        fs::write(&path, "[1]").unwrap();
        let mut first = true;
        let bytes = read_file(&path, &mut || {
            if std::mem::take(&mut first) {
                fs::write(dir.path().join("new"), "[2]").unwrap();
                fs::rename(dir.path().join("new"), &path).unwrap();
            }
        });
        assert_eq!(bytes.unwrap(), b"[2]");
    }
}
