//! `sportello catalog export`: the catalogue in other people's formats.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::common::Common;
use super::desk::Desk;
use super::files::{as_word, read, shown, somebodys, write, write_all};
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use super::progress::Progress;
use super::values;
use crate::catalog::model::{AmbitoIx, Scope, ServizioIx};
use crate::exchange::hsds::{Shape, export, package};
use crate::exchange::layer::{self, File};
use crate::exchange::raw::{RawTable, Refusal};
use crate::exchange::untouched::is_untouched;
use crate::exchange::{cpsv_ap, csv, tables, xlsx};

/// `catalog export`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogExport {
    /// Formato: xlsx (foglio di calcolo), csv, json (i file del catalogo), hsds, cpsv-ap
    #[arg(long, value_name = "FORMATO", hide_possible_values = true)]
    pub format: ExportFormat,

    /// Dove scrivere: un file, o una cartella per csv, json e le forme folder e csv di hsds; - per l'uscita standard
    #[arg(short = 'o', long = "output", value_name = "PERCORSO")]
    pub output: PathBuf,

    /// Per hsds: page (una pagina), ndjson (uno per riga), folder (cartella), csv (tabelle con datapackage.json)
    #[arg(long, value_name = "FORMA", hide_possible_values = true)]
    pub shape: Option<ShapeArg>,

    /// Solo questo ambito: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// The formats that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The files of a catalogue.
    Json,
    /// Human Services Data Specification 3.1.
    Hsds,
    /// HSDS as CSV tables: the same as `--format hsds --shape csv`.
    HsdsCsv,
    /// CPSV-AP_IT and CPSV-AP 3.2, JSON-LD.
    CpsvAp,
    /// A folder of CSV files for a spreadsheet.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// How HSDS is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShapeArg {
    /// One page of the API.
    Page,
    /// One service a line.
    Ndjson,
    /// A folder.
    Folder,
    /// Tables.
    Csv,
}

/// One file or several.
enum Made {
    File(Vec<u8>),
    Folder(Vec<File>),
}

/// Makes and writes.
///
/// # Errors
/// [`Failure::Use`] for an unknown ambito or a place that cannot be written.
pub(super) fn run(asked: &CatalogExport, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let catalog = &desk.catalog;
    let only = asked.ambito.as_deref().map(|a| values::ambito(catalog, a)).transpose().map_err(Failure::Use)?;
    let refused = |r: Refusal| Failure::Use(r.0);
    let odd = |e: serde_json::Error| Failure::Use(format!("Non riesco a comporre il file: {e}."));
    let shape = match (asked.format, asked.shape) {
        (ExportFormat::HsdsCsv, _) | (_, Some(ShapeArg::Csv)) => Shape::Csv,
        (_, Some(ShapeArg::Ndjson)) => Shape::Ndjson,
        (_, Some(ShapeArg::Folder)) => Shape::Folder,
        (_, None | Some(ShapeArg::Page)) => Shape::Page,
    };
    let today = desk.now.date();
    let mut progress = Progress::of(2);
    progress.stage("compongo");
    let (made, said) = match asked.format {
        ExportFormat::Xlsx | ExportFormat::Csv => {
            let sheets = tables::export(catalog, only);
            let rows: Vec<String> =
                sheets.iter().map(|t| format!("{} {}", t.sheet.name.to_lowercase(), t.rows.len())).collect();
            let made = if asked.format == ExportFormat::Xlsx {
                Made::File(xlsx::write(&sheets, catalog.regione.release).map_err(refused)?)
            } else {
                Made::Folder(csv::write(&sheets).map_err(refused)?)
            };
            (made, rows.join(", "))
        }
        ExportFormat::Json => {
            if only.is_none() && !catalog.altre_regioni.is_empty() {
                let all: Vec<&str> = catalog.regioni().map(|r| r.name.as_str()).collect();
                return Err(Failure::Use(format!(
                    "Il catalogo ha più regioni ({}): scegline una con --comune, oppure un ambito con --ambito.",
                    all.join(", ")
                )));
            }
            let files = layer::of_catalog(catalog, only).map_err(odd)?;
            let said = format!("{} file", files.len());
            (Made::Folder(files), said)
        }
        ExportFormat::CpsvAp => {
            let chosen = chosen(&desk, only);
            let graph = cpsv_ap::graph_of(catalog, &chosen, today);
            (Made::File(layer::pretty(&graph).map_err(odd)?), format!("{} servizi", chosen.len()))
        }
        ExportFormat::Hsds | ExportFormat::HsdsCsv => {
            let chosen = chosen(&desk, only);
            let entries = catalog.entries_of(&chosen).enumerate();
            let one = |(at, entry)| {
                progress.part(at as u64, chosen.len() as u64);
                export::service(entry, today)
            };
            let services: Vec<_> = entries.map(one).collect();
            let said = format!("{} servizi", services.len());
            let made = match shape {
                Shape::Page => Made::File(layer::pretty(&export::page(&services)).map_err(odd)?),
                Shape::Ndjson => Made::File(export::ndjson(&services).map_err(odd)?),
                Shape::Folder => Made::Folder(export::folder(&services).map_err(odd)?),
                Shape::Csv => Made::Folder(package::files(&services).map_err(refused)?),
            };
            (made, said)
        }
    };
    progress.stage("scrivo");
    match made {
        Made::File(bytes) if asked.output.as_os_str() == "-" => io::stdout().lock().write_all(&bytes)?,
        Made::File(bytes) => {
            keep_what_was_edited(asked.format, &asked.output, &[(String::new(), &bytes)])?;
            write(&asked.output, &bytes)?;
            drop(progress);
            note(&format!("Scritto «{}»: {said}.", shown(&asked.output)));
            tell_how_back(asked, common);
        }
        Made::Folder(_) if asked.output.as_os_str() == "-" || asked.output.is_file() => {
            return Err(Failure::Use("Questo formato scrive più file: con -o va indicata una cartella.".to_owned()));
        }
        Made::Folder(files) => {
            let new: Vec<(String, &[u8])> =
                files.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect();
            keep_what_was_edited(asked.format, &asked.output, &new)?;
            write_all(&asked.output, files.iter())?;
            drop(progress);
            note(&format!("Scritta la cartella «{}»: {said}.", shown(&asked.output)));
            tell_how_back(asked, common);
        }
    }
    Ok(RunOutcome::Done)
}

/// The command that reads HSDS again, as it can be typed.
fn tell_how_back(asked: &CatalogExport, common: &Common) {
    if !matches!(asked.format, ExportFormat::Hsds | ExportFormat::HsdsCsv) {
        return;
    }
    let mut command = "sportello".to_owned();
    for path in &common.catalog {
        command.push_str(" --catalog ");
        command.push_str(&as_word(path));
    }
    let mut folder = asked.output.with_extension("").into_os_string();
    folder.push("-riletto");
    note(&format!(
        "Per rileggerlo: {command} catalog import --from hsds {} -o {}",
        as_word(&asked.output),
        as_word(Path::new(&folder))
    ));
}

/// A file that is there and is other than what would be written is somebody's: only sheets that nobody touched since they were
/// exported may go.
///
/// # Errors
/// [`Failure::Use`] that names it.
fn keep_what_was_edited(format: ExportFormat, place: &Path, new: &[(String, &[u8])]) -> Result<(), Failure> {
    let path = |name: &str| if name.is_empty() { place.to_owned() } else { place.join(name) };
    // What is no file (a pipe, /dev/stdout) holds nothing that could be lost.
    let there = || {
        new.iter()
            .filter(|(name, _)| std::fs::symlink_metadata(path(name)).is_ok_and(|m| m.is_file() || m.is_symlink()))
    };
    let other = there().find(|(name, bytes)| match std::fs::metadata(path(name)) {
        Ok(meta) if !meta.is_file() => false,
        Ok(meta) if meta.len() == 0 => false,
        _ => std::fs::read(path(name)).ok().as_deref() != Some(*bytes),
    });
    let Some((name, _)) = other else { return Ok(()) };
    let untouched = match format {
        ExportFormat::Xlsx => read(place, xlsx::MAX_FILE).ok().and_then(|bytes| xlsx::read_all(&bytes).ok()),
        ExportFormat::Csv => new.iter().map(|(name, _)| sheet(&path(name))).collect(),
        _ => None,
    };
    if untouched.is_some_and(|tables| is_untouched(&tables)) {
        return Ok(());
    }
    Err(somebodys(&path(name)))
}

fn sheet(path: &Path) -> Option<RawTable> {
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    csv::read(&stem, &read(path, csv::MAX_FILE).ok()?).ok().map(|(table, _)| table)
}

/// The servizi of one ambito, or all.
fn chosen(desk: &Desk, only: Option<AmbitoIx>) -> Vec<ServizioIx> {
    let all = desk.catalog.servizi.iter().enumerate();
    let wanted = |scope: Scope| only.is_none_or(|ix| scope == Scope::Ambito(ix));
    all.filter(|(_, s)| wanted(s.scope)).map(|(at, _)| ServizioIx::of(at)).collect()
}
