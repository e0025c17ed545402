//! `sportello catalog import`: a layer of the catalogue from a spreadsheet or from HSDS.
//!
//! From a spreadsheet nothing is written unless every cell can be read and the whole stands up to the checks of
//! `catalog validate`, or `--partial` asks for what can. HSDS comes from elsewhere and is never perfect: what can be read
//! comes in, and the report says what did not.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::Common;
use super::desk::{Desk, layer_places};
use super::files::{read, read_all, shown, write_all};
use super::output::note;
use super::{Failure, Outcome, report, values};
use crate::catalog::bundled;
use crate::catalog::layers::read_layer;
use crate::catalog::load::{FileKind, Records};
use crate::catalog::validate::{Input, check};
use crate::exchange::hsds::{import as hsds, read as hsds_read};
use crate::exchange::tables::Refusal;
use crate::exchange::{csv, layer, tables, xlsx, zipped};
use crate::upkeep::call_sheet;

/// Most cells, or lines of a report's part, that are told one by one.
const TOLD: usize = 200;

/// `catalog import`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogImport {
    /// Il file o la cartella da leggere
    #[arg(value_name = "PERCORSO", help_heading = "Argomenti")]
    pub path: PathBuf,

    /// Formato: xlsx (foglio di calcolo), csv, hsds; calls (telefonate o lettere tornate: diventano segnalazioni)
    #[arg(long, value_name = "FORMATO", hide_possible_values = true)]
    pub from: ImportFormat,

    /// Cartella in cui scrivere il catalogo letto
    #[arg(short = 'o', long = "output", value_name = "CARTELLA", required_unless_present = "by")]
    pub output: Option<PathBuf>,

    /// Per calls: chi ha chiamato, un ruolo e non un nome
    #[arg(long, value_name = "RUOLO", required_if_eq("from", "calls"))]
    pub by: Option<String>,

    /// Per calls: cartella delle segnalazioni
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// Scrive le righe che vanno bene anche se altre non vanno
    #[arg(long)]
    pub partial: bool,

    /// Per hsds: l'ambito dei servizi che non dicono il loro
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// Human Services Data Specification, 1.1 to 3.3.
    Hsds,
    /// A folder of CSV files, or one of them.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// The sheet of the calls or of a letter, filled in.
    Calls,
}

/// Reads, checks and writes.
///
/// # Errors
/// [`Failure::Use`] where the input is unreadable or the place cannot be written.
pub(super) fn run(asked: &CatalogImport, common: &Common) -> Result<Outcome, Failure> {
    let desk = Desk::open(common)?;
    if asked.output.as_ref().is_some_and(|o| o.is_file()) {
        let output = asked.output.as_deref().unwrap_or(Path::new(""));
        return Err(Failure::Use(format!("«{}» è un file: con -o va indicata una cartella.", shown(output))));
    }
    if asked.from != ImportFormat::Calls && asked.output.is_none() {
        return Err(Failure::Use("Manca «-o CARTELLA»: dove scrivere il catalogo letto.".to_owned()));
    }
    match asked.from {
        ImportFormat::Calls => from_calls(asked, common, &desk),
        ImportFormat::Hsds => from_hsds(asked, common, &desk),
        ImportFormat::Csv | ImportFormat::Xlsx => from_sheets(asked, common, &desk),
    }
}

fn from_sheets(asked: &CatalogImport, common: &Common, desk: &Desk) -> Result<Outcome, Failure> {
    let refused = |r: Refusal| Failure::Use(r.0);
    let mut tables = Vec::new();
    if asked.from == ImportFormat::Xlsx {
        tables = xlsx::read(&read(&asked.path, xlsx::MAX_FILE)?).map_err(refused)?;
    } else {
        for (name, bytes) in read_all(&asked.path, &[".csv"], csv::MAX_FILE)? {
            let stem = Path::new(&name).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            let (table, said) = csv::read(&stem, &bytes).map_err(refused)?;
            if let Some(said) = said {
                note(&said);
            }
            tables.push(table);
        }
    }
    let import = tables::import(&desk.catalog, &tables);
    import.notes.iter().for_each(|n| note(n));
    for problem in import.problems.iter().take(TOLD) {
        note(&problem.to_string());
    }
    if import.problems.len() > TOLD {
        note(&format!("e altre {} celle.", import.problems.len() - TOLD));
    }
    let counts =
        format!("Righe lette {}, buone {}, celle che non vanno {}", import.read, import.kept, import.problems.len());
    if !import.problems.is_empty() && !asked.partial {
        note(&format!("{counts}. Non ho scritto nulla: correggi e ripeti, oppure aggiungi --partial."));
        return Ok(Outcome::Nothing);
    }
    if import.kept == 0 {
        note(&format!("{counts}. Non c'è nulla da scrivere."));
        return Ok(Outcome::Nothing);
    }
    let clean = import.problems.is_empty();
    let written = settle(asked, common, desk, &import.records, !asked.partial)?;
    note(&format!("{counts}."));
    Ok(if written && clean { Outcome::Done } else { Outcome::Nothing })
}

/// A sheet of calls that came back: what was ticked and written becomes reports.
fn from_calls(asked: &CatalogImport, common: &Common, desk: &Desk) -> Result<Outcome, Failure> {
    let folder = report::folder(common, asked.proposals.as_deref())?;
    let bytes = read(&asked.path, xlsx::MAX_FILE)?;
    let tables = if bytes.starts_with(zipped::MARK) {
        xlsx::read(&bytes).map_err(|r| Failure::Use(r.0))?
    } else {
        vec![csv::read("telefonate", &bytes).map_err(|r| Failure::Use(r.0))?.0]
    };
    let by = asked.by.as_deref().unwrap_or_default();
    let back = call_sheet::read(&desk.catalog, &tables, by, desk.now.date()).map_err(|r| Failure::Use(r.0))?;
    for problem in back.problems.iter().take(TOLD) {
        note(problem);
    }
    for proposal in &back.proposals {
        folder.put(proposal).map_err(|t| Failure::Use(t.to_string()))?;
    }
    note(&format!(
        "Righe con un esito {}, segnalazioni scritte {}, righe che non vanno {}.",
        back.rows,
        back.proposals.len(),
        back.problems.len()
    ));
    Ok(if back.problems.is_empty() && back.rows > 0 { Outcome::Done } else { Outcome::Nothing })
}

fn from_hsds(asked: &CatalogImport, common: &Common, desk: &Desk) -> Result<Outcome, Failure> {
    let ambito = asked.ambito.as_deref().map(|a| values::ambito(&desk.catalog, a)).transpose().map_err(Failure::Use)?;
    let files = read_all(&asked.path, &hsds_read::ENDINGS, hsds_read::MAX_FILE)?;
    let name = asked.path.file_name().map(|n| shown(Path::new(n))).unwrap_or_default();
    let source = hsds_read::Source::of(&files);
    let import = hsds::import(&desk.catalog, &source, ambito, &format!("Archivio HSDS «{name}»"));
    for (title, lines) in [("Cambiato", &import.changed), ("Perso", &import.lost), ("Respinto", &import.rejected)] {
        for line in lines.iter().take(TOLD) {
            note(&format!("{title}: {line}"));
        }
        if lines.len() > TOLD {
            note(&format!("{title}: e altre {} voci.", lines.len() - TOLD));
        }
    }
    let counts = format!(
        "Servizi letti {}, importati {}, sedi {}; cambiati {}, campi persi {}, respinti {}.",
        import.read,
        import.imported,
        import.sedi,
        import.changed.len(),
        import.lost.len(),
        import.rejected.len()
    );
    if import.imported == 0 {
        note(&format!("{counts} Non c'è nulla da scrivere."));
        return Ok(Outcome::Nothing);
    }
    settle(asked, common, desk, &import.records, false)?;
    note(&counts);
    Ok(Outcome::Done)
}

/// Checks the files as `catalog validate` does and writes them. With `strict`, a problem leaves everything as it was.
/// Returns whether they were written.
fn settle(
    asked: &CatalogImport,
    common: &Common,
    desk: &Desk,
    records: &Records,
    strict: bool,
) -> Result<bool, Failure> {
    let files = layer::files(records).map_err(|e| Failure::Use(format!("Non riesco a comporre i file: {e}.")))?;
    let inputs: Vec<Input> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let problems = check(&inputs, Some(&below(common)), desk.now.date());
    for problem in problems.iter().take(TOLD) {
        note(&problem.to_string());
    }
    if strict && !problems.is_empty() {
        note("Non ho scritto nulla: correggi e ripeti, oppure aggiungi --partial.");
        return Ok(false);
    }
    let output = asked.output.as_deref().unwrap_or(Path::new("."));
    for (name, _) in files.iter().filter(|(name, _)| output.join(name).exists()) {
        note(&format!("{name}: c'era già, sostituito."));
    }
    write_all(output, &files)?;
    note(&format!(
        "Scritti {} file in «{}». Per usarli: sportello --catalog {}",
        files.len(),
        shown(output),
        shown(output)
    ));
    Ok(true)
}

/// The records of the layers in use: what the new ones may refer to.
fn below(common: &Common) -> Records {
    let mut records = bundled::layer().map(|(_, records)| records).unwrap_or_default();
    let places = layer_places(common);
    for path in places.system.iter().chain(&places.user).chain(&places.variable).chain(&places.given) {
        for file in read_layer(path, false).0 {
            // What does not read was told when the catalogue was opened.
            if let (Some(kind), Ok(text)) = (FileKind::of_path(&file.name), std::str::from_utf8(&file.bytes)) {
                let _ = records.add(kind, text);
            }
        }
    }
    records
}
