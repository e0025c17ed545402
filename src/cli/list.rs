//! `sportello list`: the catalogue's lists, whole.
//!
//! JSON gives the records as the catalogue's files hold them (tipologie and ambiti in short, with their counts); CSV
//! and tables give the fields that people sort and filter by. With `--comune`, ambiti, comuni and tipologie are those
//! of that place; the other lists are the same everywhere.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::args::{Common, List, Listed, TableFormat};
use super::desk::Desk;
use super::output::{Column, Style, TableRow, csv_line, json, table};
use super::{Failure, Outcome};
use crate::catalog::model::{Ambito, AmbitoIx, Scope, Type};
use crate::catalog::text::Text;

/// A list ready to be written in any form.
struct Sheet<'a, T> {
    rows: Vec<T>,
    /// Names of the CSV fields, which are the JSON keys too.
    header: &'a [&'a str],
    fields: fn(&T) -> Vec<String>,
    columns: &'a [Column],
    cells: fn(&T) -> Vec<String>,
}

impl<T: Serialize> Sheet<'_, T> {
    fn write(&self, out: &mut dyn Write, style: Style, format: TableFormat) -> io::Result<()> {
        match format {
            TableFormat::Json => json(out, style, &self.rows, true),
            TableFormat::Csv => {
                csv_line(out, style, self.header.iter().copied())?;
                self.rows.iter().try_for_each(|row| {
                    let fields = (self.fields)(row);
                    csv_line(out, style, fields.iter().map(String::as_str))
                })
            }
            TableFormat::Table => {
                let rows: Vec<TableRow> =
                    self.rows.iter().map(|r| TableRow { cells: (self.cells)(r), below: Vec::new() }).collect();
                table(out, style, self.columns, &rows)
            }
        }
    }
}

/// An ambito in short.
#[derive(Serialize)]
struct AmbitoRow<'a> {
    id: &'a str,
    name: &'a str,
    short: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    province: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    capofila: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distretto: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<&'a str>,
    comuni: Vec<&'a str>,
    servizi: usize,
}

/// A tipologia in short.
#[derive(Serialize)]
struct TipologiaRow<'a> {
    id: &'a str,
    name: &'a str,
    acronyms: &'a [Text],
    area: &'a str,
    targets: Vec<&'a str>,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    provider: &'static str,
    ambiti: usize,
}

/// Writes the list that was asked for.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--comune`, [`Failure::Output`].
pub(super) fn run(asked: &List, common: &Common) -> Result<Outcome, Failure> {
    let desk = Desk::open(common)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let rows = write(&desk, asked, &mut out)?;
    out.flush()?;
    Ok(if rows == 0 { Outcome::Nothing } else { Outcome::Done })
}

fn write(desk: &Desk, asked: &List, out: &mut dyn Write) -> io::Result<usize> {
    const NUMERI: [Column; 4] =
        [Column::whole("NUMERO"), Column::text("CHI RISPONDE"), Column::text("QUANDO CHIAMARE"), Column::text("ORARIO")];

    let catalog = &desk.catalog;
    let (style, format) = (desk.style, asked.format);
    let places: Vec<AmbitoIx> =
        desk.comuni.iter().filter_map(|c| catalog.comuni.get(c.at())).map(|c| c.ambito).collect();
    let here = |ix: AmbitoIx| places.is_empty() || places.contains(&ix);
    macro_rules! sheet {
        ($rows:expr, $header:expr, $fields:expr, $columns:expr, $cells:expr) => {{
            let sheet = Sheet { rows: $rows, header: $header, fields: $fields, columns: $columns, cells: $cells };
            sheet.write(out, style, format)?;
            sheet.rows.len()
        }};
    }
    Ok(match asked.what {
        Listed::Ambiti => sheet!(
            catalog
                .ambiti
                .iter()
                .enumerate()
                .filter(|(at, _)| here(AmbitoIx::of(*at)))
                .map(|(_, a)| ambito(desk, a))
                .collect(),
            &["id", "name", "short", "code", "province", "capofila", "form", "distretto", "website", "comuni", "servizi"],
            |a: &AmbitoRow| vec![
                a.id.into(),
                a.name.into(),
                a.short.into(),
                a.code.unwrap_or_default().into(),
                a.province.into(),
                a.capofila.unwrap_or_default().into(),
                a.form.unwrap_or_default().into(),
                a.distretto.unwrap_or_default().into(),
                a.website.unwrap_or_default().into(),
                a.comuni.join("; "),
                a.servizi.to_string(),
            ],
            &[Column::whole("ID"), Column::text("AMBITO"), Column::whole("PROV"), Column::whole("COMUNI")],
            |a: &AmbitoRow| vec![a.id.into(), a.short.into(), a.province.into(), a.comuni.len().to_string()]
        ),
        Listed::Comuni => sheet!(
            catalog
                .comuni
                .iter()
                .enumerate()
                .filter(|(at, _)| desk.comuni.is_empty() || desk.comuni.iter().any(|c| c.at() == *at))
                .map(|(_, c)| &c.record)
                .collect(),
            &["istat", "name", "province", "cap", "cadastral", "ambito", "website", "pec", "lat", "lon", "population"],
            |c: &&crate::catalog::record::ComuneRecord| {
                let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
                vec![
                    c.istat.to_string(),
                    c.name.to_string(),
                    c.province.to_string(),
                    c.cap.to_string(),
                    c.cadastral.as_deref().unwrap_or_default().into(),
                    c.ambito.to_string(),
                    c.website.as_deref().unwrap_or_default().into(),
                    c.pec.as_deref().unwrap_or_default().into(),
                    number(c.lat),
                    number(c.lon),
                    c.population.map(|n| n.to_string()).unwrap_or_default(),
                ]
            },
            &[
                Column::whole("ISTAT"),
                Column::text("COMUNE"),
                Column::whole("PROV"),
                Column::text("CAP"),
                Column::whole("AMBITO"),
            ],
            |c: &&crate::catalog::record::ComuneRecord| vec![
                c.istat.to_string(),
                c.name.to_string(),
                c.province.to_string(),
                c.cap.to_string(),
                c.ambito.to_string(),
            ]
        ),
        Listed::Aree => sheet!(
            catalog.aree.iter().collect(),
            &["id", "label", "short", "description"],
            |a: &&crate::catalog::record::Area| [a.id.as_str(), &a.label, &a.short, &a.description]
                .map(str::to_owned)
                .to_vec(),
            &[Column::whole("ID"), Column::text("AREA STRATEGICA")],
            |a: &&crate::catalog::record::Area| vec![a.id.to_string(), a.label.to_string()]
        ),
        Listed::Target => sheet!(
            catalog.destinatari.iter().collect(),
            &["id", "label", "synonyms"],
            |d: &&crate::catalog::record::Destinatari| vec![d.id.to_string(), d.label.to_string(), joined(&d.synonyms, "; ")],
            &[Column::whole("ID"), Column::text("DESTINATARI"), Column::text("ANCHE")],
            |d: &&crate::catalog::record::Destinatari| vec![d.id.to_string(), d.label.to_string(), joined(&d.synonyms, ", ")]
        ),
        Listed::Tipologie => sheet!(
            catalog.tipologie.iter().filter_map(|t| tipologia(desk, t, &places)).collect(),
            &["id", "name", "acronyms", "area", "targets", "summary", "level", "provider", "ambiti"],
            |t: &TipologiaRow| vec![
                t.id.into(),
                t.name.into(),
                joined(t.acronyms, "; "),
                t.area.into(),
                t.targets.join("; "),
                t.summary.into(),
                t.level.unwrap_or_default().into(),
                t.provider.into(),
                t.ambiti.to_string(),
            ],
            &[Column::whole("ID"), Column::text("TIPOLOGIA"), Column::whole("AMBITI")],
            |t: &TipologiaRow| vec![t.id.into(), t.name.into(), t.ambiti.to_string()]
        ),
        Listed::Numeri => sheet!(
            catalog.numeri.iter().collect(),
            &["id", "number", "name", "purpose", "hours", "hours_source", "free", "urgent", "note"],
            |n: &&crate::catalog::record::NumeroUtile| vec![
                n.id.to_string(),
                n.number.to_string(),
                n.name.to_string(),
                n.purpose.to_string(),
                n.hours.as_deref().unwrap_or_default().into(),
                n.hours_source.as_deref().unwrap_or_default().into(),
                n.free.map(|f| f.to_string()).unwrap_or_default(),
                n.urgent.to_string(),
                n.note.as_deref().unwrap_or_default().into(),
            ],
            &NUMERI,
            |n: &&crate::catalog::record::NumeroUtile| vec![
                n.number.to_string(),
                n.name.to_string(),
                n.purpose.to_string(),
                n.hours_source.as_deref().unwrap_or_default().into(),
            ]
        ),
    })
}

fn joined(words: &[Text], by: &str) -> String {
    words.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(by)
}

fn ambito<'a>(desk: &'a Desk, ambito: &'a Ambito) -> AmbitoRow<'a> {
    let r = &ambito.record;
    let names = ambito.comuni.iter().filter_map(|c| desk.catalog.comuni.get(c.at()));
    AmbitoRow {
        id: &r.id,
        name: &r.name,
        short: &r.short,
        code: r.code.as_deref(),
        province: &r.province,
        capofila: r.capofila.as_deref(),
        form: r.form.map(crate::catalog::values::Form::word),
        distretto: r.distretto.as_deref(),
        website: r.website.as_deref(),
        comuni: names.map(|c| c.record.name.as_str()).collect(),
        servizi: ambito.servizi.len(),
    }
}

/// A tipologia in short; `None` when nobody offers it in `places` (an empty list of places is everywhere).
fn tipologia<'a>(desk: &'a Desk, tipologia: &'a Type, places: &[AmbitoIx]) -> Option<TipologiaRow<'a>> {
    let scopes = tipologia.servizi.iter().filter_map(|s| desk.catalog.servizi.get(s.at())).map(|s| s.scope);
    let mut ambiti: Vec<AmbitoIx> = Vec::new();
    let mut wider = false;
    for scope in scopes {
        match scope {
            Scope::Ambito(ix) => ambiti.push(ix),
            Scope::Regione | Scope::Italia => wider = true,
        }
    }
    ambiti.sort_unstable();
    ambiti.dedup();
    if !places.is_empty() && !wider && !ambiti.iter().any(|a| places.contains(a)) {
        return None;
    }
    let r = &tipologia.record;
    Some(TipologiaRow {
        id: &r.id,
        name: &r.name,
        acronyms: &r.acronyms,
        area: &r.area,
        targets: r.targets.iter().map(|t| t.as_str()).collect(),
        summary: &r.summary,
        level: r.level.map(crate::catalog::values::Level::word),
        provider: r.provider.word(),
        ambiti: ambiti.len(),
    })
}
