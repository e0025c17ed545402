//! `sportello catalog import`: a layer of the catalogue from a spreadsheet or from HSDS.
//!
//! From a spreadsheet nothing is written unless every cell can be read and the whole stands up to the checks of
//! `catalog validate`, or `--partial` asks for what can. HSDS comes from elsewhere and is never perfect: what can be read
//! comes in, and the report says what did not. What the folder holds already stays, but for what is told.

use std::path::Path;

use super::args::{CatalogImport, ImportFormat};
use super::check::{Checked, Say, check};
use super::common::Common;
use super::desk::Desk;
use super::files::{as_word, read, read_all, shown, write_reports};
use super::folder::{OutputFolder, below};
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use super::progress::Progress;
use super::{report, values};
use crate::catalog::layers::MAX_FILE;
use crate::catalog::load::Records;
use crate::exchange::hsds::{import as hsds, read as hsds_read};
use crate::exchange::layer::File;
use crate::exchange::raw::{RawTable, Refusal};
use crate::exchange::tables::{Import, IntakeAsked};
use crate::exchange::{beside, csv, tables, xlsx, zipped};
use crate::upkeep::call_sheet;

/// Most cells, or lines of a report's part, that are told one by one.
const TOLD: usize = 200;

/// Reads, checks and writes.
///
/// # Errors
/// [`Failure::Use`] where the input is unreadable or the place cannot be written.
pub(super) fn run(asked: &CatalogImport, common: &Common) -> Result<RunOutcome, Failure> {
    if asked.from == ImportFormat::Calls {
        return from_calls(asked, common, &Desk::open(common)?);
    }
    if asked.output.is_none() && asked.sheet.is_none() && !asked.dry_run {
        return Err(Failure::Use("Manca «-o CARTELLA»: dove scrivere il catalogo letto.".to_owned()));
    }
    let folder = OutputFolder::read(asked.output.as_deref().unwrap_or(Path::new("")))?;
    let desk = Desk::open(&folder.over(common))?;
    let job = Job { asked, common, desk: &desk, folder };
    match asked.from {
        ImportFormat::Hsds => job.read_hsds(),
        ImportFormat::Csv | ImportFormat::Xlsx | ImportFormat::Calls => job.read_sheets(),
    }
}

/// A sheet of calls that came back: what was ticked and written becomes reports.
fn from_calls(asked: &CatalogImport, common: &Common, desk: &Desk) -> Result<RunOutcome, Failure> {
    let folder = report::folder(common, asked.proposals.as_deref())?;
    let bytes = read(&asked.path, xlsx::MAX_FILE)?;
    let tables = if bytes.starts_with(zipped::MARK) {
        workbook(&bytes)?
    } else {
        vec![csv::read("telefonate", &bytes).map_err(|r| Failure::Use(r.0))?.0]
    };
    let by = asked.by.as_deref().unwrap_or_default();
    let back = call_sheet::read(&desk.catalog, &tables, by, desk.now.date()).map_err(|r| Failure::Use(r.0))?;
    for problem in back.problems.iter().take(TOLD) {
        note(problem);
    }
    write_reports(&folder, back.proposals.iter(), &|_| {})?;
    note(&format!(
        "Righe con un esito {}, segnalazioni scritte {}, righe che non vanno {}.",
        back.rows,
        back.proposals.len(),
        back.problems.len()
    ));
    Ok(if back.problems.is_empty() && back.rows > 0 { RunOutcome::Done } else { RunOutcome::Nothing })
}

/// The sheets of a workbook; what it holds besides is told.
fn workbook(bytes: &[u8]) -> Result<Vec<RawTable>, Failure> {
    let tables = xlsx::read(bytes).map_err(|r| Failure::Use(r.0))?;
    tell_some(beside::told(bytes).into_iter(), "voci");
    Ok(tables)
}

/// What was asked for, over what there is.
struct Job<'a> {
    asked: &'a CatalogImport,
    common: &'a Common,
    desk: &'a Desk,
    folder: OutputFolder,
}

impl Job<'_> {
    fn tables(&self) -> Result<Vec<RawTable>, Failure> {
        let refused = |r: Refusal| Failure::Use(r.0);
        if self.asked.from == ImportFormat::Xlsx {
            return workbook(&read(&self.asked.path, xlsx::MAX_FILE)?);
        }
        let mut tables = Vec::new();
        for (name, bytes) in read_all(&self.asked.path, &[".csv"], csv::MAX_FILE)? {
            let stem = Path::new(&name).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            let (table, said) = csv::read(&stem, &bytes).map_err(refused)?;
            if let Some(said) = said {
                note(&said);
            }
            tables.push(table);
        }
        Ok(tables)
    }

    fn read_sheets(&self) -> Result<RunOutcome, Failure> {
        let catalog = &self.desk.catalog;
        let ambito =
            self.asked.ambito.as_deref().map(|a| values::ambito(catalog, a)).transpose().map_err(Failure::Use)?;
        let ambito = ambito.map(|ix| catalog.ambiti[ix].record.id.to_string());
        let mut progress = Progress::of(4);
        progress.stage("leggo i fogli");
        let mut tables = self.tables()?;
        let mut confirmed = true;
        if let Some(kind) = self.asked.sheet {
            drop(progress);
            let list = super::mapping::list(self.asked, kind, self.desk, tables)?;
            progress = Progress::of(4);
            progress.stage("leggo i fogli");
            confirmed = list.confirmed;
            tables = list.tables;
        }
        let own = self.folder.records.clone();
        let reading = IntakeAsked {
            own,
            below: Some(below(self.common)),
            ambito,
            remove_missing: self.asked.togli_mancanti,
            list: self.asked.sheet.is_some(),
        };
        progress.stage("ne ricavo le schede");
        let mut import = tables::import_over(catalog, tables, reading);
        drop(progress);
        import.notes.iter().for_each(|n| note(n));
        tell_some(import.problems.iter().map(ToString::to_string), "celle");
        let counts = format!(
            "Righe lette {}, buone {}, celle che non vanno {}; schede nuove {}, cambiate {}",
            import.read,
            import.kept,
            import.problems.len(),
            import.new,
            import.changed
        );
        if !import.problems.is_empty() && !self.asked.partial {
            note(&format!("{counts}. Non ho scritto nulla: correggi e ripeti, oppure aggiungi --partial."));
            return Ok(RunOutcome::Nothing);
        }
        if import.kept == 0 {
            note(&format!("{counts}. Non c'è nulla da scrivere."));
            return Ok(RunOutcome::Nothing);
        }
        self.tell_losses(&import);
        let clean = import.problems.is_empty();
        let (told, files) =
            self.check(std::mem::take(&mut import.records), &|files, problems| import.in_sheets(files, problems))?;
        let stops = told.iter().any(|(from_sheet, _)| *from_sheet) && !self.asked.partial;
        tell_some(told.into_iter().map(|(_, said)| said), "problemi");
        if stops {
            note("Non ho scritto nulla: correggi e ripeti, oppure aggiungi --partial.");
            return Ok(RunOutcome::Nothing);
        }
        if self.asked.dry_run || !confirmed {
            note(&format!("{counts}. È una prova: non ho scritto nulla."));
            return Ok(if clean && confirmed { RunOutcome::Done } else { RunOutcome::Nothing });
        }
        let aside = tables::own_columns(&import).map_err(|r| Failure::Use(r.0))?;
        self.write(&files, &aside)?;
        for (name, _) in &aside {
            let place = self.asked.output.as_deref().unwrap_or(Path::new("")).join(name);
            note(&format!("Le colonne che non sono del catalogo stanno in «{}».", shown(&place)));
        }
        note(&format!("{counts}."));
        Ok(if clean { RunOutcome::Done } else { RunOutcome::Nothing })
    }

    /// What an edit takes away, and what it leaves without a row.
    fn tell_losses(&self, import: &Import) {
        let tell = |head: &str, lines: &[String]| tell_some(lines.iter().map(|line| format!("{head}: {line}")), "voci");
        tell("Tolto", &import.taken);
        if import.gone.is_empty() {
            return;
        }
        if self.asked.togli_mancanti {
            tell("Tolto", &import.gone);
        } else {
            tell("Manca", &import.gone);
            note("Ciò che non ha più una riga resta com'era. Per toglierlo davvero ripeti con --togli-mancanti.");
        }
    }

    fn read_hsds(&self) -> Result<RunOutcome, Failure> {
        let (asked, catalog) = (self.asked, &self.desk.catalog);
        let ambito = asked.ambito.as_deref().map(|a| values::ambito(catalog, a)).transpose().map_err(Failure::Use)?;
        let name = asked.path.file_name().map(|n| shown(Path::new(n))).unwrap_or_default();
        let mut progress = Progress::of(4);
        progress.stage("leggo i file");
        let source = {
            let files = read_all(&asked.path, &hsds_read::ENDINGS, hsds_read::MAX_FILE)?;
            hsds_read::HsdsSource::of(&files)
        };
        progress.stage("ne ricavo i servizi");
        let title = format!("Archivio HSDS «{name}»");
        let mut import = hsds::import_told(catalog, &source, ambito, &title, &|done, all| {
            progress.part(done as u64, all as u64);
        });
        drop(source);
        drop(progress);
        import.changed.extend(self.folder.merge(&mut import.records));
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
        if import.imported == 0 && import.sedi == 0 {
            note(&format!("{counts} Non c'è nulla da scrivere."));
            return Ok(RunOutcome::Nothing);
        }
        let records = std::mem::take(&mut import.records);
        let (told, files) =
            self.check(records, &|_, problems| problems.iter().map(|p| (false, p.to_string())).collect())?;
        tell_some(told.into_iter().map(|(_, said)| said), "problemi");
        if asked.dry_run {
            note(&format!("{counts} È una prova: non ho scritto nulla."));
            return Ok(RunOutcome::Done);
        }
        self.write(&files, &[])?;
        note(&counts);
        Ok(RunOutcome::Done)
    }

    /// The files that hold the records, with all that they lean on, and what the checks say of them: `say` puts it in words.
    fn check(&self, mut records: Records, say: Say<'_>) -> Result<Checked, Failure> {
        self.folder.complete(&mut records, &self.desk.catalog, self.common);
        let mut base = below(self.common);
        base.extend(self.folder.records.clone());
        let mut progress = Progress::of(2);
        progress.stage("controllo");
        let (told, files) = check(records, &base, self.desk.now.date(), say, &|done, all| progress.part(done, all))?;
        match files.iter().find(|(_, bytes)| bytes.len() as u64 > MAX_FILE) {
            Some((name, bytes)) => Err(Failure::Use(format!(
                "«{name}» sarebbe di {} MB e un file del catalogo ne ha al massimo {}: dividi ciò che si importa. Non ho scritto nulla.",
                bytes.len() >> 20,
                MAX_FILE >> 20
            ))),
            None => Ok((told, files)),
        }
    }

    fn write(&self, files: &[File], beside: &[File]) -> Result<(), Failure> {
        let mut progress = Progress::of(1);
        progress.stage("scrivo");
        let written = self.folder.write(files, beside)?;
        drop(progress);
        let folder = self.asked.output.as_deref().unwrap_or(Path::new(""));
        let place = shown(folder);
        note(&match written {
            0 => format!("In «{place}» c'era già tutto: nessun file è cambiato."),
            _ => format!("Scritti {written} file in «{place}». Per usarli: sportello --catalog {}", as_word(folder)),
        });
        Ok(())
    }
}

/// Tells the first lines of many.
fn tell_some(lines: impl ExactSizeIterator<Item = String>, what: &str) {
    let all = lines.len();
    lines.take(TOLD).for_each(|line| note(&line));
    if all > TOLD {
        note(&format!("e altre {} {what}.", all - TOLD));
    }
}
