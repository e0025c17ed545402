//! `sportello list`: the catalogue's lists, whole.
//!
//! JSON gives the records as the catalogue's files hold them (tipologie and ambiti in short, with their counts); CSV
//! and tables give the fields that people sort and filter by. With `--comune`, ambiti, comuni and tipologie are those
//! of that place; the other lists are the same everywhere.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::args::{List, ListFormat, Listed};
use super::common::Common;
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use super::output::{ListedLine, Style, TableRow, TextColumn, csv_line, json, table};
use super::scadenze;
use crate::catalog::model::{Ambito, AmbitoIx, Scope, Type};
use crate::catalog::record::{Area, ComuneRecord, Destinatari, NumeroUtile};
use crate::catalog::text::Text;
use crate::catalog::values::{Form, Level, Slug};
use crate::encounter::calls::numeri_in_order;

/// Writes the list that was asked for.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--comune`, [`Failure::Output`].
pub(super) fn run(asked: &List, common: &Common) -> Result<RunOutcome, Failure> {
    if asked.format == ListFormat::Ics && asked.what != Listed::Scadenze {
        let how = "Un calendario («ics») si fa solo delle scadenze: sportello list scadenze --format ics.";
        return Err(Failure::Use(how.to_owned()));
    }
    let desk = Desk::open(common)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let rows = write(&desk, asked, &mut out)?;
    out.flush()?;
    Ok(if rows == 0 { RunOutcome::Nothing } else { RunOutcome::Done })
}

/// Writes the list and gives its length.
fn write(desk: &Desk, asked: &List, out: &mut dyn Write) -> io::Result<usize> {
    let c = &desk.catalog;
    let places: Vec<AmbitoIx> = c.comuni.each(&desk.comuni).map(|c| c.ambito).collect();
    let (style, format) = (desk.style, asked.format);
    match asked.what {
        Listed::Ambiti => {
            let here = c.ambiti.iter().enumerate();
            let here = here.filter(|(at, _)| places.is_empty() || places.contains(&AmbitoIx::of(*at)));
            lines(out, style, format, here.map(|(_, a)| AmbitoLine::of(desk, a)))
        }
        Listed::Comuni => {
            let here = c.comuni.iter().enumerate();
            let here = here.filter(|(at, _)| desk.comuni.is_empty() || desk.comuni.iter().any(|ix| ix.at() == *at));
            lines(out, style, format, here.map(|(_, comune)| &comune.record))
        }
        Listed::Aree => lines(out, style, format, c.aree.iter()),
        Listed::Target => lines(out, style, format, c.destinatari.iter()),
        Listed::Tipologie => {
            lines(out, style, format, c.tipologie.iter().filter_map(|t| TipologiaLine::of(desk, t, &places)))
        }
        Listed::Scadenze => {
            let soon = scadenze::soon(desk, asked.entro);
            if format == ListFormat::Ics {
                out.write_all(scadenze::calendar(&soon, desk.now).as_bytes())?;
                return Ok(soon.len());
            }
            lines(out, style, format, soon.iter().map(|s| scadenze::ScadenzaLine::of(desk, s)))
        }
        Listed::Numeri => lines(out, style, format, numeri_in_order(c).into_iter().filter_map(|at| c.numeri.get(at))),
    }
}

fn lines<T: ListedLine>(
    out: &mut dyn Write,
    style: Style,
    format: ListFormat,
    rows: impl Iterator<Item = T>,
) -> io::Result<usize> {
    let rows: Vec<T> = rows.collect();
    match format {
        ListFormat::Json => json(out, style, &rows, true)?,
        ListFormat::Csv => {
            csv_line(out, style, T::HEADER.iter().copied())?;
            for row in &rows {
                csv_line(out, style, row.fields().iter().map(String::as_str))?;
            }
        }
        ListFormat::Table | ListFormat::Ics => {
            let rows: Vec<TableRow> = rows.iter().map(|r| TableRow { cells: r.cells(), below: r.below() }).collect();
            table(out, style, T::COLUMNS, &rows)?;
        }
    }
    Ok(rows.len())
}

/// What is absent is an empty field.
fn or_empty(value: Option<impl AsRef<str>>) -> String {
    value.map(|v| v.as_ref().to_owned()).unwrap_or_default()
}

fn joined(words: &[Text], by: &str) -> String {
    words.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(by)
}

/// An ambito in short.
#[derive(Serialize)]
struct AmbitoLine<'a> {
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

impl<'a> AmbitoLine<'a> {
    fn of(desk: &'a Desk, ambito: &'a Ambito) -> Self {
        let r = &ambito.record;
        let names = desk.catalog.comuni.each(&ambito.comuni);
        Self {
            id: &r.id,
            name: &r.name,
            short: &r.short,
            code: r.code.as_deref(),
            province: &r.province,
            capofila: r.capofila.as_deref(),
            form: r.form.map(Form::word),
            distretto: r.distretto.as_deref(),
            website: r.website.as_deref(),
            comuni: names.map(|c| c.record.name.as_str()).collect(),
            servizi: ambito.servizi.len(),
        }
    }
}

impl ListedLine for AmbitoLine<'_> {
    const HEADER: &'static [&'static str] =
        &["id", "name", "short", "code", "province", "capofila", "form", "distretto", "website", "comuni", "servizi"];
    const COLUMNS: &'static [TextColumn] =
        &[TextColumn::whole("ID"), TextColumn::text("AMBITO"), TextColumn::whole("PROV"), TextColumn::whole("COMUNI")];

    fn fields(&self) -> Vec<String> {
        vec![
            self.id.into(),
            self.name.into(),
            self.short.into(),
            or_empty(self.code),
            self.province.into(),
            or_empty(self.capofila),
            or_empty(self.form),
            or_empty(self.distretto),
            or_empty(self.website),
            self.comuni.join("; "),
            self.servizi.to_string(),
        ]
    }

    fn cells(&self) -> Vec<String> {
        vec![self.id.into(), self.short.into(), self.province.into(), self.comuni.len().to_string()]
    }
}

impl ListedLine for &ComuneRecord {
    const HEADER: &'static [&'static str] = &[
        "istat",
        "name",
        "province",
        "cap",
        "cadastral",
        "ambito",
        "website",
        "pec",
        "lat",
        "lon",
        "population",
        "switchboard",
    ];
    const COLUMNS: &'static [TextColumn] = &[
        TextColumn::whole("ISTAT"),
        TextColumn::text("COMUNE"),
        TextColumn::whole("PROV"),
        TextColumn::text("CAP"),
        TextColumn::whole("AMBITO"),
    ];

    fn fields(&self) -> Vec<String> {
        vec![
            self.istat.to_string(),
            self.name.to_string(),
            self.province.to_string(),
            self.cap.to_string(),
            or_empty(self.cadastral.as_ref()),
            self.ambito.to_string(),
            or_empty(self.website.as_deref()),
            or_empty(self.pec.as_deref()),
            or_empty(self.lat.map(|n| n.to_string())),
            or_empty(self.lon.map(|n| n.to_string())),
            or_empty(self.population.map(|n| n.to_string())),
            or_empty(self.switchboard.as_deref()),
        ]
    }

    fn cells(&self) -> Vec<String> {
        let cap = self.cap.replace('|', " ");
        vec![self.istat.to_string(), self.name.to_string(), self.province.to_string(), cap, self.ambito.to_string()]
    }
}

impl ListedLine for &Area {
    const HEADER: &'static [&'static str] = &["id", "label", "short", "description"];
    const COLUMNS: &'static [TextColumn] = &[TextColumn::whole("ID"), TextColumn::text("AREA STRATEGICA")];

    fn fields(&self) -> Vec<String> {
        vec![self.id.to_string(), self.label.to_string(), self.short.to_string(), self.description.to_string()]
    }

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.label.to_string()]
    }
}

impl ListedLine for &Destinatari {
    const HEADER: &'static [&'static str] = &["id", "label", "synonyms"];
    const COLUMNS: &'static [TextColumn] =
        &[TextColumn::whole("ID"), TextColumn::text("DESTINATARI"), TextColumn::text("ANCHE")];

    fn fields(&self) -> Vec<String> {
        vec![self.id.to_string(), self.label.to_string(), joined(&self.synonyms, "; ")]
    }

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.label.to_string(), joined(&self.synonyms, ", ")]
    }
}

/// A tipologia in short.
#[derive(Serialize)]
struct TipologiaLine<'a> {
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

impl<'a> TipologiaLine<'a> {
    /// `None` when nobody offers it in `places` (no places are everywhere).
    fn of(desk: &'a Desk, tipologia: &'a Type, places: &[AmbitoIx]) -> Option<Self> {
        let mut ambiti: Vec<AmbitoIx> = Vec::new();
        let mut wider = false;
        for servizio in desk.catalog.servizi.each(&tipologia.servizi) {
            match servizio.scope {
                Scope::Ambito(ix) => ambiti.push(ix),
                Scope::Regione(_) | Scope::Italia => wider = true,
            }
        }
        ambiti.sort_unstable();
        ambiti.dedup();
        if !places.is_empty() && !wider && !ambiti.iter().any(|a| places.contains(a)) {
            return None;
        }
        let r = &tipologia.record;
        Some(Self {
            id: &r.id,
            name: &r.name,
            acronyms: &r.acronyms,
            area: &r.area,
            targets: r.targets.iter().map(Slug::as_str).collect(),
            summary: &r.summary,
            level: r.level.map(Level::word),
            provider: r.provider.word(),
            ambiti: ambiti.len(),
        })
    }
}

impl ListedLine for TipologiaLine<'_> {
    const HEADER: &'static [&'static str] =
        &["id", "name", "acronyms", "area", "targets", "summary", "level", "provider", "ambiti"];
    const COLUMNS: &'static [TextColumn] =
        &[TextColumn::whole("ID"), TextColumn::text("TIPOLOGIA"), TextColumn::whole("AMBITI")];

    fn fields(&self) -> Vec<String> {
        vec![
            self.id.into(),
            self.name.into(),
            joined(self.acronyms, "; "),
            self.area.into(),
            self.targets.join("; "),
            self.summary.into(),
            or_empty(self.level),
            self.provider.into(),
            self.ambiti.to_string(),
        ]
    }

    fn cells(&self) -> Vec<String> {
        vec![self.id.into(), self.name.into(), self.ambiti.to_string()]
    }
}

impl ListedLine for &NumeroUtile {
    const HEADER: &'static [&'static str] =
        &["id", "number", "name", "purpose", "hours", "hours_source", "free", "urgent", "note"];
    const COLUMNS: &'static [TextColumn] = &[
        TextColumn::whole("NUMERO"),
        TextColumn::text("CHI RISPONDE"),
        TextColumn::text("QUANDO CHIAMARE"),
        TextColumn::text("ORARIO"),
    ];

    fn fields(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.number.to_string(),
            self.name.to_string(),
            self.purpose.to_string(),
            or_empty(self.hours.as_ref()),
            or_empty(self.hours_source.as_ref()),
            or_empty(self.free.map(|f| f.to_string())),
            self.urgent.to_string(),
            or_empty(self.note.as_ref()),
        ]
    }

    fn cells(&self) -> Vec<String> {
        let hours = or_empty(self.hours_source.as_ref());
        vec![self.number.to_string(), self.name.to_string(), self.purpose.to_string(), hours]
    }
}
