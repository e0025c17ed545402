//! `sportello catalog export`: the catalogue in other people's formats.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::Common;
use super::desk::Desk;
use super::files::{shown, write, write_all};
use super::output::note;
use super::{Failure, Outcome, values};
use crate::catalog::model::{AmbitoIx, Scope, ServizioIx};
use crate::exchange::hsds::{Shape, export, package};
use crate::exchange::layer::{self, File};
use crate::exchange::tables::Refusal;
use crate::exchange::{cpsv_ap, csv, tables, xlsx};

/// `catalog export`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogExport {
    /// Formato: xlsx (foglio di calcolo), csv, json, hsds, cpsv-ap
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
pub(super) fn run(asked: &CatalogExport, common: &Common) -> Result<Outcome, Failure> {
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
            let entries = chosen(&desk, only).into_iter().filter_map(|ix| catalog.entry(ix));
            let services: Vec<_> = entries.map(|entry| export::service(entry, today)).collect();
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
    match made {
        Made::File(bytes) if asked.output.as_os_str() == "-" => io::stdout().lock().write_all(&bytes)?,
        Made::File(bytes) => {
            write(&asked.output, &bytes)?;
            note(&format!("Scritto «{}»: {said}.", shown(&asked.output)));
        }
        Made::Folder(_) if asked.output.as_os_str() == "-" || asked.output.is_file() => {
            return Err(Failure::Use("Questo formato scrive più file: con -o va indicata una cartella.".to_owned()));
        }
        Made::Folder(files) => {
            write_all(&asked.output, &files)?;
            note(&format!("Scritta la cartella «{}»: {said}.", shown(&asked.output)));
        }
    }
    Ok(Outcome::Done)
}

/// The servizi of one ambito, or all.
fn chosen(desk: &Desk, only: Option<AmbitoIx>) -> Vec<ServizioIx> {
    let all = desk.catalog.servizi.iter().enumerate();
    let wanted = |scope: Scope| only.is_none_or(|ix| scope == Scope::Ambito(ix));
    all.filter(|(_, s)| wanted(s.scope)).map(|(at, _)| ServizioIx::of(at)).collect()
}
