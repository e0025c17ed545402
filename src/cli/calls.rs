//! `sportello catalog calls`: whom to call today, one line a number.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::common::Common;
use super::desk::Desk;
use super::files::write_or_print;
use super::outcome::{Failure, RunOutcome};
use super::output::{TableRow, TextColumn, json, table};
use super::report::reports;
use super::values;
use crate::catalog::values::PartialDate;
use crate::upkeep::call_sheet::{CallLine, csv_file, workbook};
use crate::upkeep::calls::{Call, calls};
use crate::upkeep::{Review, fields};

/// `catalog calls`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogCalls {
    /// Solo questo ambito: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// Forma: table (tabella), xlsx (foglio da compilare), csv, json
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: CallsFormat,

    /// Il file da scrivere; senza, l'uscita standard
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Cartella delle segnalazioni
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// How the list is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum CallsFormat {
    /// For people.
    #[default]
    Table,
    /// To be filled in.
    Xlsx,
    /// For spreadsheets.
    Csv,
    /// One array.
    Json,
}

/// Writes the list.
///
/// # Errors
/// [`Failure::Use`] for an unknown ambito or a file that cannot be written, [`Failure::Output`].
pub(super) fn run(asked: &CatalogCalls, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let only = asked.ambito.as_deref().map(|a| values::ambito(&desk.catalog, a)).transpose().map_err(Failure::Use)?;
    // Without a folder nobody has reported anything.
    let review = match reports(&desk, common, asked.proposals.as_deref()) {
        Ok(reports) => Review::of(&desk.catalog, reports.open(), desk.now.date()),
        Err(_) => Review::default(),
    };
    let list = calls(&desk.catalog, &review, only, desk.now.date());
    let lines: Vec<CallLine> = list.iter().map(CallLine::of_call).collect();
    let mut bytes = Vec::new();
    match asked.format {
        CallsFormat::Xlsx => {
            bytes = workbook(&lines, PartialDate::from_day(desk.now.date())).map_err(|r| Failure::Use(r.0))?;
        }
        CallsFormat::Csv => bytes = csv_file(&lines).map_err(|r| Failure::Use(r.0))?,
        CallsFormat::Json => json(&mut bytes, desk.style, &list, true)?,
        CallsFormat::Table => {
            let columns = [TextColumn::whole("NUMERO"), TextColumn::whole("SERVIZI"), TextColumn::text("PERCHÉ")];
            table(&mut bytes, desk.style, &columns, &list.iter().map(row).collect::<Vec<_>>())?;
        }
    }
    write_or_print(asked.output.as_deref(), &bytes, &format!(": {} numeri", list.len()))?;
    Ok(if list.is_empty() { RunOutcome::Nothing } else { RunOutcome::Done })
}

fn row(call: &Call) -> TableRow {
    let mut below: Vec<String> = call.places.iter().map(|p| format!("{} ({})", p.name, p.id)).collect();
    let known = call.ask.iter().filter(|a| !a.value.is_empty() && a.field != "phones");
    below.extend(known.map(|a| {
        let label = fields::named(a.field).map_or(a.field, |f| f.label);
        format!("chiedere – {label}: {}", a.value)
    }));
    TableRow { cells: vec![call.number.clone(), call.services.to_string(), call.why.clone()], below }
}
