//! `sportello catalog new`: an ambito, a servizio or a sede to be filled in.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::Common;
use super::desk::Desk;
use super::files::{read, shown, write};
use super::output::note;
use super::{Failure, Outcome, values};
use crate::catalog::load::decode;
use crate::catalog::record::{AmbitoFile, ComuneRecord};
use crate::exchange::layer::pretty;
use crate::exchange::skeleton::{New, skeleton};

/// `catalog new`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogNew {
    /// Che cosa: ambito, servizio, sede
    #[arg(value_name = "COSA", help_heading = "Argomenti", hide_possible_values = true, display_order = 0)]
    pub what: NewKind,

    /// ambito: il codice e i suoi comuni (le-casarano Casarano Matino) – servizio: ambito e tipologia – sede: ambito e nome corto (pua-centro)
    #[arg(value_name = "NOMI", help_heading = "Argomenti", required = true, num_args = 1..=100)]
    pub names: Vec<String>,

    /// Cartella del catalogo in cui aggiungerlo; senza, si scrive sullo schermo
    #[arg(short = 'o', long = "output", value_name = "CARTELLA")]
    pub output: Option<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// What can be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
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
pub(super) fn run(asked: &CatalogNew, common: &Common) -> Result<Outcome, Failure> {
    let desk = Desk::open(common)?;
    let catalog = &desk.catalog;
    let ambito = |raw: &str| {
        let ix = values::ambito(catalog, raw).map_err(Failure::Use)?;
        Ok::<_, Failure>(catalog.ambiti.get(ix.at()).map(|a| a.record.id.to_string()).unwrap_or_default())
    };
    let new = match (asked.what, asked.names.as_slice()) {
        (NewKind::Ambito, [id, comuni @ ..]) if !comuni.is_empty() => {
            let code = |raw: &String| {
                let ix = values::comune(catalog, raw).map_err(Failure::Use)?;
                Ok::<_, Failure>(catalog.comuni.get(ix.at()).map(|c| c.record.istat.to_string()).unwrap_or_default())
            };
            New::Ambito(id.clone(), comuni.iter().map(code).collect::<Result<_, _>>()?)
        }
        (NewKind::Servizio, [scope, tipologia]) => {
            let ix = values::tipologia(catalog, tipologia).map_err(Failure::Use)?;
            let slug = catalog.tipologie.get(ix.at()).map(|t| t.record.id.to_string()).unwrap_or_default();
            New::Servizio(ambito(scope)?, slug)
        }
        (NewKind::Sede, [scope, name]) => New::Sede(ambito(scope)?, name.clone()),
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
        return Ok(Outcome::Done);
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
    Ok(Outcome::Done)
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
    let wrong = |e: crate::catalog::load::ParseError| Failure::Use(format!("{name}: {e}."));
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
