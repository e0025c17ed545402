//! `sportello catalog proposals`, `accept`, `reject`: what the desks have reported, and what becomes of it.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;

use super::common::{Common, InfoFormat};
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use super::output::{TableRow, TextColumn, json, note, table};
use super::report::reports;
use super::values;
use crate::lingua::signs::glimpse;
use crate::upkeep::office::{accept_into, reject};
use crate::upkeep::{Reports, Review, ReviewRow, fields};

/// `catalog proposals`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogProposals {
    /// Cartella delle segnalazioni
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// Solo questo ambito: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// Forma: table (tabella), json
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: InfoFormat,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `catalog accept`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogAccept {
    /// Le segnalazioni: identificativi di «catalog proposals»
    #[arg(value_name = "ID", help_heading = "Argomenti", required = true)]
    pub ids: Vec<String>,

    /// Il livello in cui scrivere le correzioni: una cartella del catalogo
    #[arg(short = 'o', long = "output", value_name = "LIVELLO")]
    pub output: PathBuf,

    /// Chi accetta: un ruolo, non un nome
    #[arg(long, value_name = "RUOLO")]
    pub by: String,

    /// Cartella delle segnalazioni
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `catalog reject`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogReject {
    /// Le segnalazioni: identificativi di «catalog proposals»
    #[arg(value_name = "ID", help_heading = "Argomenti", required = true)]
    pub ids: Vec<String>,

    /// Perché, al massimo 80 caratteri
    #[arg(long, value_name = "TESTO")]
    pub why: String,

    /// Cartella delle segnalazioni
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// Lists what waits.
///
/// # Errors
/// [`Failure::Use`] for an unknown ambito or where there is no folder, [`Failure::Output`].
pub(super) fn list(asked: &CatalogProposals, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let reports = reports(&desk, common, asked.proposals.as_deref())?;
    let only = asked.ambito.as_deref().map(|a| values::ambito(&desk.catalog, a)).transpose().map_err(Failure::Use)?;
    let mut review = Review::of(&desk.catalog, reports.open(), desk.now.date());
    if let Some(only) = only.map(|ix| &desk.catalog.ambiti[ix]) {
        review.rows.retain(|row| row.is_of(&desk.catalog, &only.record.id));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        InfoFormat::Json => json(&mut out, desk.style, &review.rows, true)?,
        InfoFormat::Table => {
            let columns = [TextColumn::whole("ID"), TextColumn::whole("IL"), TextColumn::whole("STATO")];
            let rows: Vec<TableRow> = review.rows.iter().map(|row| table_row(row, desk.now.date())).collect();
            table(&mut out, desk.style, &columns, &rows)?;
        }
    }
    out.flush()?;
    Ok(if review.rows.is_empty() { RunOutcome::Nothing } else { RunOutcome::Done })
}

fn table_row(row: &ReviewRow, today: chrono::NaiveDate) -> TableRow {
    let field = row.field.as_deref().unwrap_or_default();
    let label = fields::named(field).map_or("tutta la scheda", |f| f.label);
    let said = |value: &serde_json::Value| {
        let words = fields::in_words(field, value);
        if words.is_empty() { "–".to_owned() } else { words }
    };
    let name = if row.name.is_empty() { row.record.clone() } else { format!("{} ({})", row.name, row.record) };
    let what = if row.says.is_empty() { row.in_words(today) } else { row.says.clone() };
    let mut below = vec![what, name, format!("{label}: {} → {}", said(&row.before), said(&row.after))];
    below.extend(row.now.as_ref().map(|now| format!("adesso in catalogo: {}", said(now))));
    if row.gone {
        below.push("il record non c'è più".to_owned());
    }
    let by: Vec<String> = std::iter::once(format!("{} {}", row.by, row.on))
        .chain(row.confirmed.iter().map(|c| format!("{} {}", c.by, c.on)))
        .collect();
    below.push(by.join(", "));
    TableRow { cells: vec![row.id.clone(), row.on.to_string(), row.state.word().to_owned()], below }
}

/// Accepts, each by itself: one that cannot be does not hold up the others.
///
/// # Errors
/// [`Failure::Use`] where there is no folder.
pub(super) fn accept(asked: &CatalogAccept, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let reports = reports(&desk, common, asked.proposals.as_deref())?;
    let mut taken: Vec<(String, Option<String>)> = Vec::new();
    Ok(each(&desk, &reports, &asked.ids, |row| {
        // After the first, the second would be held against what the first has changed.
        let matter = (row.record.clone(), row.field.clone());
        if row.topic != crate::upkeep::Topic::Verificato && taken.contains(&matter) {
            return Err(format!("{}: non accettata, dello stesso dato ne è appena stata accettata un'altra.", row.id));
        }
        let said = accept_into((&desk.catalog, reports.folder()), row, &asked.output, &asked.by, desk.now.date());
        taken.push(matter);
        said
    }))
}

/// Rejects.
///
/// # Errors
/// [`Failure::Use`] where there is no folder.
pub(super) fn turn_down(asked: &CatalogReject, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let reports = reports(&desk, common, asked.proposals.as_deref())?;
    Ok(each(&desk, &reports, &asked.ids, |row| {
        reject((&desk.catalog, reports.folder()), row, &asked.why, desk.now.date())
    }))
}

fn each(
    desk: &Desk,
    reports: &Reports,
    ids: &[String],
    mut act: impl FnMut(&ReviewRow) -> Result<String, String>,
) -> RunOutcome {
    let review = Review::of(&desk.catalog, reports.open(), desk.now.date());
    let (mut done, mut acted) = (true, Vec::new());
    for id in ids {
        let Some(row) = review.rows.iter().find(|row| row.is(id)) else {
            let shown = glimpse(id, 60);
            note(&format!("{shown}: nessuna segnalazione che aspetta ha questo identificativo."));
            done = false;
            continue;
        };
        // Two identifiers of one report are one.
        if acted.contains(&row.id) {
            continue;
        }
        acted.push(row.id.clone());
        match act(row) {
            Ok(said) => note(&said),
            Err(said) => {
                note(&said);
                done = false;
            }
        }
    }
    if done { RunOutcome::Done } else { RunOutcome::Nothing }
}
