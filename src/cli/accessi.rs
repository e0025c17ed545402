//! `sportello accessi`: what the counters say, with what would point to a few persons hidden.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::common::Common;
use super::desk::{self, Desk};
use super::files::write_or_print;
use super::outcome::{Failure, RunOutcome};
use super::output::{Style, TableRow, TextColumn, json, note, table};
use super::values;
use crate::accessi::tavola::{Per, Period, Tavola, TavolaPart, WHOLE_PERIOD, gather, small_rows};
use crate::accessi::{CounterFolder, Month};
use crate::catalog::model::AmbitoIx;
use crate::catalog::values::PartialDate;
use crate::encounter::outside::Counting;
use crate::exchange::csv;
use crate::exchange::pages::{SheetPage, workbook};
use crate::lingua::lines::wrap;
use crate::lingua::signs::glimpse;
use crate::state::{self, Preferences};

/// What is said where nobody counts.
const NOBODY_COUNTS: &str = "Qui gli accessi non si contano: l'amministratore indica la cartella con «accessi» in \
                             /etc/sportello/preferenze.json. Una cartella già piena si legge con --cartella.";

/// `accessi`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct Accessi {
    /// Dal mese, per esempio 2026-01
    #[arg(long, value_name = "MESE")]
    pub da: Option<String>,

    /// Fino al mese compreso, per esempio 2026-12
    #[arg(long, value_name = "MESE")]
    pub a: Option<String>,

    /// Solo gli sportelli di questo ambito: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// Una riga per: area, tipologia, canale
    #[arg(long, value_name = "COSA", default_value = "area", hide_default_value = true, hide_possible_values = true)]
    pub per: RowsBy,

    /// Forma: table (tabella), csv, xlsx, json
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: AccessiFormat,

    /// Il file da scrivere; senza, l'uscita standard
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Cartella degli accessi, se non è quella dell'amministratore
    #[arg(long, value_name = "CARTELLA")]
    pub cartella: Option<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// What the rows are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum RowsBy {
    /// Areas.
    #[default]
    Area,
    /// Tipologie.
    Tipologia,
    /// How people came.
    Canale,
}

/// How the table is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum AccessiFormat {
    /// For people.
    #[default]
    Table,
    /// For spreadsheets.
    Csv,
    /// A workbook.
    Xlsx,
    /// One array.
    Json,
}

/// Counting for a session, where the administrator wants it. A day that was asked for is a rehearsal: nothing is counted.
pub(super) fn counting(preferences: &Preferences, common: &Common) -> Option<Counting> {
    let path = preferences.accessi.clone().filter(|_| !common.kiosk && desk::as_if().is_none())?;
    let folder = CounterFolder::new(path);
    Some(Box::new(move |month, accesso| folder.count(month, accesso).map_err(|trouble| trouble.to_string())))
}

/// The folder of the counters: the one asked for, or the administrator's.
pub(super) fn folder(common: &Common, asked: Option<&Path>) -> Option<CounterFolder> {
    let places = common.places();
    let administrator = || state::load(&places).preferences.accessi;
    asked.map(Path::to_path_buf).or_else(administrator).map(CounterFolder::new)
}

/// The table of a folder, of the desks of one ambito where it is given; `None` where nothing was counted.
///
/// # Errors
/// [`Failure::Use`] where the folder cannot be read, or too little was counted.
pub(super) fn tavola(
    desk: &Desk,
    folder: &CounterFolder,
    period: Period,
    ambito: Option<AmbitoIx>,
    per: Per,
) -> Result<Option<Tavola>, Failure> {
    let months = gather(folder, period, &desk.catalog, ambito).map_err(|t| Failure::Use(t.to_string()))?;
    if months.iter().all(|(_, counters)| counters.is_empty()) {
        return Ok(None);
    }
    let few = || Failure::Use("Troppo pochi accessi per una tabella che non li riveli: chiedere più mesi.".to_owned());
    Tavola::of(&desk.catalog, &months, per).map(Some).ok_or_else(few)
}

/// Writes the table.
///
/// # Errors
/// [`Failure::Use`] for a wrong month or ambito or a folder that cannot be read, [`Failure::Output`].
pub(super) fn run(asked: &Accessi, common: &Common) -> Result<RunOutcome, Failure> {
    let period = (month("--da", asked.da.as_deref())?, month("--a", asked.a.as_deref())?);
    if let (Some(from), Some(to)) = period
        && from > to
    {
        return Err(Failure::Use(format!("Il periodo va da {from} a {to}: il primo mese viene dopo il secondo.")));
    }
    let folder = folder(common, asked.cartella.as_deref()).ok_or_else(|| Failure::Use(NOBODY_COUNTS.to_owned()))?;
    let desk = Desk::open(common)?;
    let ambito = asked.ambito.as_deref().map(|a| values::ambito(&desk.catalog, a)).transpose().map_err(Failure::Use)?;
    let per = match asked.per {
        RowsBy::Area => Per::Area,
        RowsBy::Tipologia => Per::Tipologia,
        RowsBy::Canale => Per::Canale,
    };
    let Some(tavola) = tavola(&desk, &folder, period, ambito, per)? else {
        note("Nessun accesso contato in questo periodo.");
        return Ok(RunOutcome::Nothing);
    };
    let refused = |r: crate::exchange::raw::Refusal| Failure::Use(r.0);
    let mut bytes = Vec::new();
    match asked.format {
        AccessiFormat::Csv => bytes = csv::compose(tavola.sheet().into_iter()).map_err(refused)?,
        AccessiFormat::Xlsx => {
            let page = SheetPage::of_texts("Accessi", tavola.sheet());
            bytes = workbook("Accessi", &[page], PartialDate::from_day(desk.now.date())).map_err(refused)?;
        }
        AccessiFormat::Json => json(&mut bytes, desk.style, &tavola, true)?,
        AccessiFormat::Table => page(&tavola, desk.style, &mut bytes)?,
    }
    write_or_print(asked.output.as_deref(), &bytes, "")?;
    Ok(RunOutcome::Done)
}

fn month(option: &str, raw: Option<&str>) -> Result<Option<Month>, Failure> {
    let wrong = |raw: &str, why: &str| {
        let shown = glimpse(raw, 40);
        Failure::Use(format!("«{shown}» non va bene per «{option}»: {why}."))
    };
    raw.map(|raw| raw.trim().parse::<Month>().map_err(|why| wrong(raw, why))).transpose()
}

/// The table for people, part by part.
///
/// # Errors
/// What writing gives.
pub(super) fn page(tavola: &Tavola, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for part in &tavola.slices {
        part_of_page(tavola.per, part, style, out)?;
        writeln!(out)?;
    }
    let legend = "<5: da zero a quattro. –: cinque o più, non scritto perché farebbe scoprire un numero piccolo.";
    for line in wrap(legend, style.width) {
        writeln!(out, "{}", style.text(&line))?;
    }
    Ok(())
}

fn part_of_page(per: Per, part: &TavolaPart, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let first = match per {
        Per::Area => "AREA",
        Per::Tipologia => "TIPOLOGIA",
        Per::Canale => "CANALE",
    };
    let columns = [
        TextColumn::text(first),
        TextColumn::whole("NESSUN SERVIZIO"),
        TextColumn::whole("URGENZA"),
        TextColumn::whole("INVIATO"),
        TextColumn::whole("INFORMATO"),
        TextColumn::whole("TOTALE"),
    ];
    let name = if part.name == WHOLE_PERIOD { "Tutto il periodo" } else { part.name.as_str() };
    writeln!(out, "{}", style.bold(&style.text(name)))?;
    let small = small_rows(part);
    let rows: Vec<TableRow> = part
        .rows
        .iter()
        .filter(|row| small.len() < 2 || !row.is_small() || !small.contains(&row.label.as_str()))
        .map(|row| TableRow {
            cells: std::iter::once(row.label.clone()).chain(row.cells.iter().map(ToString::to_string)).collect(),
            below: Vec::new(),
        })
        .collect();
    table(out, style, &columns, &rows)?;
    if small.len() >= 2 {
        // Dozens of names (tipologie) would bury the table.
        let named = if per == Per::Tipologia { format!("{} tipologie", small.len()) } else { small.join("; ") };
        for line in wrap(&format!("Sempre meno di cinque: {named}"), style.width) {
            writeln!(out, "{}", style.text(&line))?;
        }
    }
    Ok(())
}
