//! `sportello catalog pack`: a layer in one file, signed if somebody wants to know whose it is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{Months, NaiveDate};
use clap::Args;

use super::common::Common;
use super::desk::{Desk, universal};
use super::files::{read, shown, write};
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use crate::catalog::bundled;
use crate::catalog::kinds::FileKind;
use crate::catalog::layers::read_layer;
use crate::exchange::diff::diff;
use crate::exchange::layer;
use crate::upkeep::package::{open, pack, sign};

/// `catalog pack`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogPack {
    /// Il file da scrivere
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: PathBuf,

    /// Chiave segreta di minisign con cui firmare: scrive anche FILE.minisig
    #[arg(long, value_name = "CHIAVE")]
    pub sign: Option<PathBuf>,

    /// Ultimo giorno in cui si può applicare: AAAA-MM-GG (se non si dice, fra un anno)
    #[arg(long, value_name = "GIORNO")]
    pub expires: Option<NaiveDate>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// Packs the layers that were given, or the whole catalogue in use.
///
/// # Errors
/// [`Failure::Use`] for what cannot be read, packed, signed or written.
pub(super) fn run(asked: &CatalogPack, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let today = desk.now.date();
    let files = if common.catalog.is_empty() {
        let odd = |e: serde_json::Error| Failure::Use(format!("Non riesco a comporre il pacchetto: {e}."));
        layer::of_catalog(&desk.catalog, None).map_err(odd)?.into_iter().collect()
    } else {
        of_layers(&common.catalog)?
    };
    let year = today.checked_add_months(Months::new(12)).unwrap_or(today);
    let expires = asked.expires.unwrap_or(year);
    if expires < today {
        return Err(Failure::Use("La scadenza è già passata: un pacchetto così non lo userebbe nessuno.".to_owned()));
    }
    let before = bundled::catalog().map_err(|e| Failure::Use(format!("Il catalogo non si legge: {e}.")))?.catalog;
    let news = diff(&before, &desk.catalog);
    // Larger is newer, on every computer whose clock is right.
    let version = universal(SystemTime::now()).format("%Y%m%d%H%M%S").to_string().parse().unwrap_or(0);
    let bytes = pack(&files, &news.to_string(), version, (today, expires)).map_err(|r| Failure::Use(r.0))?;
    let package = open(&bytes).map_err(|r| Failure::Use(r.0))?;
    let signature = match &asked.sign {
        Some(key) => {
            let key = String::from_utf8_lossy(&read(key, 4096)?).into_owned();
            Some(sign(&bytes, &key, &package.manifest).map_err(|r| Failure::Use(r.0))?)
        }
        None => None,
    };
    write(&asked.output, &bytes)?;
    if let Some(signature) = &signature {
        write(&signature_of(&asked.output), signature.as_bytes())?;
    }
    note(&format!(
        "Scritto «{}»: {} file, {} novità, si può applicare fino al {}{}.",
        shown(&asked.output),
        package.manifest.files,
        news.changes.len(),
        package.manifest.expires.in_words(),
        if signature.is_some() { ", firmato" } else { ", senza firma" }
    ));
    Ok(RunOutcome::Done)
}

/// Where minisign keeps the signature of a file.
pub(super) fn signature_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".minisig");
    PathBuf::from(name)
}

/// The files of the layers, by their name below each.
fn of_layers(layers: &[PathBuf]) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    for path in layers {
        let (found, problems) = read_layer(path, true);
        if let Some(problem) = problems.first() {
            return Err(Failure::Use(format!("Non preparo il pacchetto: {problem}")));
        }
        for file in found {
            let whole = PathBuf::from(&file.name);
            let name = whole.strip_prefix(path).ok().filter(|n| !n.as_os_str().is_empty());
            let name = name.map_or_else(|| whole.file_name().map(PathBuf::from).unwrap_or_default(), Path::to_path_buf);
            let name = name.to_string_lossy().replace('\\', "/");
            if FileKind::of_path(&name).is_none() {
                continue;
            }
            if files.insert(name.clone(), file.bytes).is_some() {
                return Err(Failure::Use(format!(
                    "Due livelli hanno tutti e due «{name}»: prepararne uno alla volta."
                )));
            }
        }
    }
    Ok(files)
}
