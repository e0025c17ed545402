//! `sportello catalog new`: a region, an ambito, a servizio or a sede to be filled in.

use std::collections::HashSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::common::Common;
use super::desk::Desk;
use super::files::{read, shown, write, write_all};
use super::folder::OutputFolder;
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use super::values;
use crate::catalog::italia;
use crate::catalog::model::Catalog;
use crate::catalog::reading::decode;
use crate::catalog::record::{AmbitoFile, ComuneRecord};
use crate::catalog::regions::{self, Regione};
use crate::exchange::layer::pretty;
use crate::exchange::skeleton::{NewRecord, skeleton};
use crate::lingua::fold::fold;

/// `catalog new`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogNew {
    /// Che cosa: regione, ambito, servizio, sede
    #[arg(value_name = "COSA", help_heading = "Argomenti", hide_possible_values = true, display_order = 0)]
    pub what: NewKind,

    /// regione: il nome (emilia-romagna) – ambito: il codice e i suoi comuni (le-casarano Casarano Matino) – servizio: ambito e tipologia – sede: ambito e nome corto (pua-centro)
    #[arg(value_name = "NOMI", help_heading = "Argomenti", required = true, num_args = 1..=100)]
    pub names: Vec<String>,

    /// Cartella del catalogo in cui aggiungerlo; senza, si scrive sullo schermo
    #[arg(short = 'o', long = "output", value_name = "CARTELLA")]
    pub output: Option<PathBuf>,

    /// Per ambito: la regione, se non è quella del catalogo
    #[arg(long, value_name = "REGIONE")]
    pub regione: Option<String>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// What can be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// A region with all its comuni.
    Regione,
    /// An ambito.
    Ambito,
    /// A servizio.
    Servizio,
    /// A sede.
    Sede,
}

/// Writes the skeleton and what goes where.
///
/// # Errors
/// [`Failure::Use`] for names that are wrong and places that cannot be written.
pub(super) fn run(asked: &CatalogNew, common: &Common) -> Result<RunOutcome, Failure> {
    let folder = OutputFolder::read(asked.output.as_deref().unwrap_or(Path::new("")))?;
    let desk = Desk::open(&folder.over(common))?;
    let catalog = &desk.catalog;
    let ambito = |raw: &str| {
        let ix = values::ambito(catalog, raw).map_err(Failure::Use)?;
        Ok::<_, Failure>(catalog.ambiti[ix].record.id.to_string())
    };
    let new = match (asked.what, asked.names.as_slice()) {
        (NewKind::Regione, [name]) => {
            return begin_region(asked, catalog, values::regione(name).map_err(Failure::Use)?);
        }
        (NewKind::Ambito, [id, comuni @ ..]) if !comuni.is_empty() => {
            let regione = region_of(asked, id)?;
            if let Some(output) = &asked.output
                && catalog.regioni().all(|r| r.id.as_str() != regione.id)
            {
                // Without its region an ambito would hang on nothing.
                begin_region(asked, catalog, regione)?;
                note(&format!("La regione non c'era: cominciata anche lei in «{}».", shown(output)));
            }
            let comuni = comuni.iter().map(|raw| comune_of(catalog, regione, raw)).collect::<Result<_, _>>()?;
            NewRecord::Ambito { id: id.clone(), regione, comuni, today: desk.now.date() }
        }
        (NewKind::Servizio, [scope, tipologia]) => {
            let ix = values::tipologia(catalog, tipologia).map_err(Failure::Use)?;
            let slug = catalog.tipologie[ix].record.id.to_string();
            NewRecord::Servizio(ambito(scope)?, slug)
        }
        (NewKind::Sede, [scope, name]) => NewRecord::Sede(ambito(scope)?, name.clone()),
        (NewKind::Regione, _) => {
            return Err(Failure::Use("Serve il nome della regione: «catalog new regione emilia-romagna».".to_owned()));
        }
        (NewKind::Ambito, _) => {
            return Err(Failure::Use(
                "Servono il codice e almeno un comune: «catalog new ambito le-casarano Casarano Matino».".to_owned(),
            ));
        }
        (NewKind::Servizio, _) => {
            return Err(Failure::Use(
                "Servono ambito e tipologia: «catalog new servizio le-casarano asilo-nido».".to_owned(),
            ));
        }
        (NewKind::Sede, _) => {
            return Err(Failure::Use(
                "Servono ambito e nome corto: «catalog new sede le-casarano pua-centro».".to_owned(),
            ));
        }
    };
    let made = skeleton(catalog, &new).map_err(|r| Failure::Use(r.0))?;
    let Some(folder) = &asked.output else {
        io::stdout().lock().write_all(&made.json)?;
        for comune in &made.comuni {
            note(&format!("In comuni.json, «{}» va all'ambito «{}».", comune.name, comune.ambito));
        }
        note(&format!("Questo va in {} della cartella del catalogo.\n{}", made.path, made.guide));
        return Ok(RunOutcome::Done);
    };
    let path = folder.join(&made.path);
    let mut bytes = made.json;
    if path.exists() {
        bytes = added(&read(&path, 32 << 20)?, &bytes, &shown(&path))?;
    }
    let comuni = folder.join("comuni.json");
    let moved = if made.comuni.is_empty() { None } else { Some(moved(&comuni, &made.comuni)?) };
    write(&path, &bytes)?;
    if let Some(moved) = moved {
        write(&comuni, &moved)?;
        note(&format!("I comuni del nuovo ambito stanno in «{}».", shown(&comuni)));
    }
    write(&path.with_extension("leggimi.txt"), made.guide.as_bytes())?;
    note(&format!(
        "Scritto «{}»; che cosa va dove sta in «{}».",
        shown(&path),
        shown(&path.with_extension("leggimi.txt"))
    ));
    Ok(RunOutcome::Done)
}

/// The region of a new ambito: the one that was asked for, else that of the province with which its code begins.
fn region_of(asked: &CatalogNew, id: &str) -> Result<&'static Regione, Failure> {
    if let Some(name) = &asked.regione {
        return values::regione(name).map_err(Failure::Use);
    }
    let code = id.split('-').next().unwrap_or_default().to_uppercase();
    regions::of_province(&code).ok_or_else(|| {
        Failure::Use(format!(
            "«{}» deve cominciare con la sigla della provincia, per esempio «mo-modena».",
            crate::lingua::signs::clean(id)
        ))
    })
}

/// A comune of a region: as the catalogue has it, else as the table of Italy does.
fn comune_of(catalog: &Catalog, regione: &'static Regione, raw: &str) -> Result<ComuneRecord, Failure> {
    let found: Vec<_> = italia::named(raw).into_iter().filter(|c| c.regione == regione).collect();
    let one = match found.as_slice() {
        [one] => one,
        // Several that only begin so: the one that is called so.
        several => {
            let mut same = several.iter().filter(|c| fold(&c.name) == fold(raw));
            match (same.next(), same.next()) {
                (Some(one), None) => one,
                _ if several.is_empty() => {
                    let name = crate::lingua::signs::clean(raw).into_owned();
                    return Err(Failure::Use(format!("Nessun comune «{name}» {}.", regions::within(regione.name))));
                }
                _ => {
                    let all: Vec<String> = several.iter().take(8).map(|c| c.shown().to_string()).collect();
                    return Err(Failure::Use(format!("«{raw}» può essere: {}.", all.join(", "))));
                }
            }
        }
    };
    let known = catalog.find_comune(&one.istat).map(|ix| &catalog.comuni[ix]);
    let record = known.map(|c| c.record.clone()).or_else(|| one.record(&regions::unknown_ambito(regione)));
    record.ok_or_else(|| Failure::Use(format!("Il comune «{}» non si legge.", one.name)))
}

/// A region and all its comuni, in the ambito of those whose own is not known. What the folder has stays.
fn begin_region(asked: &CatalogNew, catalog: &Catalog, regione: &'static Regione) -> Result<RunOutcome, Failure> {
    let odd = |e: serde_json::Error| Failure::Use(format!("Non riesco a comporre il file: {e}."));
    let known: HashSet<String> = catalog.comuni.iter().map(|c| c.record.istat.to_string()).collect();
    let records = italia::region(regione, &known, catalog.regione.release);
    let Some(record) = records.regioni.first() else {
        return Err(Failure::Use(format!("La regione «{}» non si legge.", regione.name)));
    };
    if catalog.regioni().any(|r| r.id.as_str() == regione.id) {
        return Err(Failure::Use(format!(
            "La regione «{}» c'è già: si va avanti con «catalog new ambito».",
            regione.name
        )));
    }
    let Some(folder) = &asked.output else {
        io::stdout().lock().write_all(&pretty(record).map_err(odd)?)?;
        note("Questo va in regione.json della cartella del catalogo. Con -o CARTELLA si scrivono anche i comuni.");
        return Ok(RunOutcome::Done);
    };
    let path = folder.join("regione.json");
    if path.exists() {
        return Err(Failure::Use(format!("In «{}» c'è già un'altra regione: usa un'altra cartella.", shown(folder))));
    }
    let mut files = vec![
        ("regione.json".to_owned(), pretty(record).map_err(odd)?),
        ("comuni.json".to_owned(), moved(&folder.join("comuni.json"), &records.comuni)?),
    ];
    for file in &records.ambiti {
        files.push((format!("ambiti/{}.json", crate::exchange::layer::name(file)), pretty(file).map_err(odd)?));
    }
    write_all(folder, files.iter())?;
    note(&format!(
        "Scritta in «{}» la regione {} con {} comuni. Ora: sportello catalog new ambito {}-nome COMUNI… --regione {} -o {}",
        shown(folder),
        regione.name,
        records.comuni.len(),
        regione.provinces.first().map(|(c, _)| c.to_lowercase()).unwrap_or_default(),
        regione.id,
        shown(folder)
    ));
    Ok(RunOutcome::Done)
}

/// The comuni of the file at `path`, if there is one, with those of `more` in their place or after them.
fn moved(path: &Path, more: &[ComuneRecord]) -> Result<Vec<u8>, Failure> {
    let mut all: Vec<ComuneRecord> = Vec::new();
    if path.exists() {
        let name = shown(path);
        let bytes = read(path, 32 << 20)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Failure::Use(format!("«{name}» non è in UTF-8.")))?;
        all = decode(text).map_err(|e| Failure::Use(format!("{name}: {e}.")))?;
    }
    all.retain(|c| more.iter().all(|m| m.istat != c.istat));
    all.extend(more.iter().cloned());
    pretty(&all).map_err(|e| Failure::Use(format!("Non riesco a comporre il file: {e}.")))
}

/// The records of `more` after those of `file`; an ambito that is there already stays.
fn added(file: &[u8], more: &[u8], name: &str) -> Result<Vec<u8>, Failure> {
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| Failure::Use(format!("«{name}» non è in UTF-8.")));
    let wrong = |e: crate::catalog::reading::ParseError| Failure::Use(format!("{name}: {e}."));
    let mut file: AmbitoFile = decode(text(file)?).map_err(wrong)?;
    let more: AmbitoFile = decode(text(more)?).map_err(wrong)?;
    let taken = |id: &str| Failure::Use(format!("«{id}» c'è già in «{name}»."));
    if let Some(ambito) = more.ambito {
        if file.ambito.is_some() {
            return Err(taken(&ambito.id));
        }
        file.ambito = Some(ambito);
    }
    for sede in more.sedi {
        if file.sedi.iter().any(|s| s.id == sede.id) {
            return Err(taken(&sede.id));
        }
        file.sedi.push(sede);
    }
    for servizio in more.servizi {
        if file.servizi.iter().any(|s| s.id == servizio.id) {
            return Err(taken(&servizio.id));
        }
        file.servizi.push(servizio);
    }
    pretty(&file).map_err(|e| Failure::Use(format!("Non riesco a comporre il file: {e}.")))
}
