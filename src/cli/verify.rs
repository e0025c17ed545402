//! `sportello catalog verify`: what each scheda lacks, worst first, with totals by ambito: a work list.

use std::io::{self, BufWriter, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::args::CatalogVerify;
use super::common::{Common, TableFormat};
use super::desk::{self, Desk};
use super::outcome::{Failure, RunOutcome};
use super::output::{Style, TableRow, TextColumn, csv_line, json, table};
use super::report::reports;
use super::values;
use crate::catalog::ending::own_endings;
use crate::catalog::model::Catalog;
use crate::catalog::plain::{SHEET, STEP};
use crate::catalog::verify::{SchedaRow, ScopeRow, VerifyReport, is_living, verify};
use crate::lingua::lines::wrap;
use crate::scheda::foglio::missing;
use crate::scheda::term::ending_in_words;
use crate::upkeep::Review;
use crate::upkeep::numbers::Numbers;

/// The work list and the numbers that show whether it gets shorter.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    report: &'a VerifyReport,
    upkeep: &'a Numbers,
}

/// Schede that a table shows, where nobody says how many.
const SHOWN: usize = 20;

/// Writes the work list, of everybody or of the ambiti asked for.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--ambito` or `--comune`, [`Failure::Output`].
pub(super) fn run(asked: &CatalogVerify, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let c = &desk.catalog;
    let mut ambiti = Vec::new();
    for raw in &asked.ambito {
        ambiti.push(values::ambito(c, raw).map_err(Failure::Use)?);
    }
    ambiti.extend(c.comuni.each(&desk.comuni).map(|c| c.ambito));
    let ids: Vec<&str> = c.ambiti.each(&ambiti).map(|a| a.record.id.as_str()).collect();

    if asked.scadenze {
        return endings(asked, &desk, &ids);
    }
    let mut report = verify(c, desk.now.date());
    let review = match reports(&desk, common, None) {
        Ok(reports) => Review::of(c, reports.open(), desk.now.date()),
        Err(_) => Review::default(),
    };
    // Of several ambiti the numbers of all are said: they do not add up.
    let one = if let [ix] = ambiti.as_slice() { Some(*ix) } else { None };
    let numbers = Numbers::of(c, &review, one, desk.now.date());
    if !ids.is_empty() {
        report.schede.retain(|row| ids.contains(&row.scope.as_str()));
        report.scopes.retain(|row| ids.contains(&row.scope.as_str()));
    }
    let limit = asked.limit.unwrap_or(if asked.format == TableFormat::Table { SHOWN } else { 0 });
    let total = report.schede.len();
    if limit > 0 {
        report.schede.truncate(limit);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        TableFormat::Json => json(&mut out, desk.style, &Whole { report: &report, upkeep: &numbers }, true)?,
        TableFormat::Csv => {
            csv_line(&mut out, desk.style, SchedaRow::COLUMNS)?;
            for row in &report.schede {
                csv_line(&mut out, desk.style, row.cells().iter().map(String::as_str))?;
            }
        }
        TableFormat::Table => {
            page(&report, c, total, desk.style, &mut out)?;
            writeln!(out)?;
            for line in wrap(&numbers.in_words(), desk.style.width) {
                writeln!(out, "{}", desk.style.text(&line))?;
            }
        }
    }
    out.flush()?;
    Ok(RunOutcome::Done)
}

fn page(report: &VerifyReport, catalog: &Catalog, total: usize, style: Style, out: &mut dyn Write) -> io::Result<()> {
    const TOTALS: [TextColumn; 8] = [
        TextColumn::text("AMBITO"),
        TextColumn::whole("SCHEDE"),
        TextColumn::whole("CONF."),
        TextColumn::whole("TOLL."),
        TextColumn::whole("NON C."),
        TextColumn::whole("PIENE %"),
        TextColumn::whole("VECCHIE"),
        TextColumn::whole("SENZA CONTATTI"),
    ];
    let line = |out: &mut dyn Write, text: &str| writeln!(out, "{}", style.text(text));
    let numbers = |row: &ScopeRow| {
        [row.total, row.conformi, row.tollerate, row.non_conformi, row.completeness, row.stale, row.no_contact]
            .map(|n| n.to_string())
    };
    let row = |row: &ScopeRow| TableRow {
        cells: std::iter::once(row.name.trim_start_matches("Ambito di ").to_owned()).chain(numbers(row)).collect(),
        below: Vec::new(),
    };
    table(out, style, &TOTALS, &report.scopes.iter().map(row).collect::<Vec<_>>())?;
    line(out, "")?;
    line(out, &format!("Schede da completare per prime: {} di {total}", report.schede.len()))?;
    line(out, "")?;
    let columns = [
        TextColumn::text("SCHEDA"),
        TextColumn::whole("ESITO"),
        TextColumn::whole("VERIFICATA"),
        TextColumn::whole("FONTE"),
    ];
    let rows: Vec<TableRow> = report.schede.iter().map(scheda).collect();
    table(out, style, &columns, &rows)?;
    if !report.empty_terms.is_empty() {
        let terms: Vec<String> = report.empty_terms.iter().map(|t| format!("{} ({})", t.label, t.kind)).collect();
        line(out, "")?;
        line(out, &format!("Voci dei filtri che non trovano nulla: {}", terms.join(", ")))?;
    }
    line(out, "")?;
    sheets(report, catalog).iter().try_for_each(|text| line(out, text))
}

/// How the sheets read, which of them are too hard, what is not translated.
fn sheets(report: &VerifyReport, catalog: &Catalog) -> Vec<String> {
    let plain = report.sheets.iter().filter(|r| r.is_plain()).count();
    let all = report.sheets.len();
    let mut lines = vec![format!(
        "Fogli per le persone in parole semplici: {plain} di {all} (Gulpease {SHEET}, primo passo e carte {STEP})"
    )];
    for row in report.sheets.iter().filter(|r| !r.is_plain()) {
        lines.push(match (row.sheet, row.step, row.papers) {
            (Some(sheet), Some(step), Some(papers)) => {
                format!("{}: foglio {sheet}, primo passo {step}, carte {papers}", row.name)
            }
            _ => format!("{}: manca in foglio.json", row.name),
        });
    }
    for lingua in &catalog.lingue {
        let missing = missing(catalog, lingua).len();
        if missing > 0 {
            lines.push(format!("Foglio in {}: {missing} frasi senza traduzione", lingua.italian));
        }
    }
    lines
}

fn scheda(row: &SchedaRow) -> TableRow {
    let date =
        |d: Option<crate::catalog::values::PartialDate>, none: &str| d.map_or(none.to_owned(), |d| d.to_string());
    let missing: Vec<&str> = row.missing.iter().map(|p| p.label()).collect();
    let mut below = vec![row.id.clone()];
    if !missing.is_empty() {
        below.push(format!("mancano: {}", missing.join(", ")));
    }
    if row.no_contact {
        below.push("nessun contatto".to_owned());
    }
    let cells = vec![
        row.name.clone(),
        row.outcome.label().to_owned(),
        date(row.checked, "mai"),
        date(row.source, "senza data"),
    ];
    TableRow { cells, below }
}

/// Something that has ended by a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct EndingRow {
    /// Identifier, as `show` takes it: of the record that says it.
    id: String,
    /// Name.
    name: String,
    /// Identifier of the scope; `tipologia` for what holds of every servizio of one.
    scope: String,
    /// `edizione`, `soglia`, `importo`, `requisito` or `procedura`.
    kind: &'static str,
    /// What ends, in words.
    what: String,
    /// Its last day, ISO 8601.
    ends: String,
    /// Whether it had ended already when the question was asked.
    ended: bool,
}

impl EndingRow {
    /// Column names of [`EndingRow::cells`].
    const COLUMNS: [&'static str; 7] = ["id", "nome", "ambito", "che cosa", "valore", "finisce", "già finito"];

    /// The row as text: for CSV.
    fn cells(&self) -> [String; 7] {
        let ended = if self.ended { "sì" } else { "no" }.to_owned();
        let Self { id, name, scope, kind, what, ends, .. } = self;
        [id.clone(), name.clone(), scope.clone(), (*kind).to_owned(), what.clone(), ends.clone(), ended]
    }
}

/// Everything that has ended before `day`, seen on `today`: by its last day, then by what it is of. What servizi inherit is
/// told once, of their tipologia.
fn ended_by(catalog: &Catalog, day: NaiveDate, today: NaiveDate) -> Vec<EndingRow> {
    let types = catalog.type_entries();
    let servizi = catalog.entries().filter(is_living);
    let mut rows: Vec<EndingRow> = Vec::new();
    for entry in types.chain(servizi) {
        let ended = own_endings(&entry).into_iter().filter(|dated| dated.last < day);
        rows.extend(ended.map(|dated| EndingRow {
            id: entry.id(),
            name: entry.name().to_owned(),
            scope: entry.scope().map_or("tipologia", |s| catalog.scope_id(s)).to_owned(),
            kind: dated.kind.word(),
            what: ending_in_words(&entry, &dated),
            ends: dated.last.to_string(),
            ended: dated.last < today,
        }));
    }
    rows.sort_by(|a, b| (&a.ends, &a.id, a.kind, &a.what).cmp(&(&b.ends, &b.id, b.kind, &b.what)));
    rows
}

/// What will have ended by the day that was asked for.
fn endings(asked: &CatalogVerify, desk: &Desk, ids: &[&str]) -> Result<RunOutcome, Failure> {
    let mut rows = ended_by(&desk.catalog, desk.now.date(), desk::today_outside().date());
    if !ids.is_empty() {
        rows.retain(|row| ids.contains(&row.scope.as_str()));
    }
    let total = rows.len();
    if let Some(limit) = asked.limit.filter(|limit| *limit > 0) {
        rows.truncate(limit);
    }
    let (style, mut out) = (desk.style, BufWriter::new(io::stdout().lock()));
    match asked.format {
        TableFormat::Json => json(&mut out, style, &rows, true)?,
        TableFormat::Csv => {
            csv_line(&mut out, style, EndingRow::COLUMNS)?;
            for row in &rows {
                csv_line(&mut out, style, row.cells().iter().map(String::as_str))?;
            }
        }
        TableFormat::Table => {
            let columns = [TextColumn::whole("FINITO IL"), TextColumn::whole("CHE COSA"), TextColumn::text("SCHEDA")];
            let line = |row: &EndingRow| TableRow {
                cells: vec![row.ends.clone(), row.kind.to_owned(), row.name.clone()],
                below: vec![row.what.clone(), row.id.clone()],
            };
            table(&mut out, style, &columns, &rows.iter().map(line).collect::<Vec<_>>())?;
            let to_come = rows.iter().filter(|row| !row.ended).count();
            let said = format!("Da rivedere: {total}, di cui {to_come} che oggi valgono ancora.");
            writeln!(out, "{}", style.text(&said))?;
        }
    }
    out.flush()?;
    Ok(RunOutcome::Done)
}
