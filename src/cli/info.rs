//! `sportello catalog info`: what is loaded, from where, and what could not be.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::args::CatalogInfo;
use super::common::{Common, InfoFormat};
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use super::output::{TableRow, TextColumn, json, table};
use crate::catalog::bundled;
use crate::catalog::model::{Entry, Layer};
use crate::catalog::regions;
use crate::catalog::values::{Basis, Stato};

/// What there is to say about the catalogue.
#[derive(Serialize)]
struct Info<'a> {
    region: &'a str,
    release: String,
    layers: Vec<LayerInfo<'a>>,
    comuni: usize,
    ambiti: usize,
    tipologie: usize,
    servizi: usize,
    sedi: usize,
    numeri: usize,
    by_area: Vec<Count<'a>>,
    by_status: Vec<Count<'a>>,
    by_basis: Vec<Count<'a>>,
    problems: &'a [String],
}

#[derive(Serialize)]
struct LayerInfo<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    records: usize,
}

#[derive(Serialize)]
struct Count<'a> {
    id: &'a str,
    label: &'a str,
    servizi: usize,
}

/// Writes it.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--comune`, [`Failure::Output`].
pub(super) fn run(asked: &CatalogInfo, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open_silently(common)?;
    let info = describe(&desk);
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        InfoFormat::Json => json(&mut out, desk.style, &info, true)?,
        InfoFormat::Table => page(&desk, &info, &mut out)?,
    }
    out.flush()?;
    Ok(RunOutcome::Done)
}

fn records(layer: &Layer) -> usize {
    if layer.name.as_str() == bundled::LAYER { bundled::count() } else { layer.records }
}

fn describe(desk: &Desk) -> Info<'_> {
    let c = &desk.catalog;
    let today = desk.now.date();
    let entries: Vec<Entry> = c.entries().collect();
    let count = |fits: &dyn Fn(&Entry) -> bool| entries.iter().filter(|e| fits(e)).count();
    Info {
        region: &c.regione.name,
        release: c.regione.release.to_string(),
        layers: c
            .layers
            .iter()
            .map(|l| LayerInfo { name: &l.name, path: l.path.as_deref(), records: records(l) })
            .collect(),
        comuni: c.comuni.len(),
        ambiti: c.ambiti.len(),
        tipologie: c.tipologie.len(),
        servizi: c.servizi.len(),
        sedi: c.sedi.len(),
        numeri: c.numeri.len(),
        by_area: c
            .aree
            .iter()
            .enumerate()
            .map(|(at, a)| Count { id: &a.id, label: &a.label, servizi: count(&|e| e.area().at() == at) })
            .collect(),
        by_status: Stato::ALL
            .iter()
            .map(|s| Count { id: s.word(), label: s.label(), servizi: count(&|e| e.status(today) == Some(*s)) })
            .collect(),
        by_basis: Basis::ALL
            .iter()
            .map(|b| Count {
                id: b.word(),
                label: b.label(),
                servizi: count(&|e| e.servizio.is_some_and(|s| s.basis == *b)),
            })
            .collect(),
        problems: &desk.problems,
    }
}

fn page(desk: &Desk, info: &Info, out: &mut dyn Write) -> io::Result<()> {
    let style = desk.style;
    let line = |out: &mut dyn Write, text: &str| writeln!(out, "{}", style.text(text));
    let released = desk.catalog.regione.release.in_words();
    line(
        out,
        &format!(
            "Catalogo {}, edizione: {released}",
            desk.catalog.regioni().map(|r| regions::of(&r.name)).collect::<Vec<_>>().join(" e ")
        ),
    )?;
    line(
        out,
        &format!(
            "{} comuni in {} ambiti, {} tipologie, {} servizi, {} sedi, {} numeri utili",
            info.comuni, info.ambiti, info.tipologie, info.servizi, info.sedi, info.numeri
        ),
    )?;
    line(out, "")?;
    let layers: Vec<TableRow> = info
        .layers
        .iter()
        .map(|l| TableRow {
            cells: vec![l.name.to_owned(), l.records.to_string()],
            below: l.path.map(str::to_owned).into_iter().collect(),
        })
        .collect();
    table(out, style, &[TextColumn::text("DA DOVE (l'ultimo vince)"), TextColumn::whole("VOCI")], &layers)?;
    for (title, counts) in [("AREA", &info.by_area), ("STATO", &info.by_status), ("BASE", &info.by_basis)] {
        line(out, "")?;
        let rows: Vec<TableRow> = counts
            .iter()
            .map(|c| TableRow { cells: vec![c.label.to_owned(), c.servizi.to_string()], below: Vec::new() })
            .collect();
        table(out, style, &[TextColumn::text(title), TextColumn::whole("SERVIZI")], &rows)?;
    }
    line(out, "")?;
    if info.problems.is_empty() {
        return line(out, "Nessun problema di lettura.");
    }
    line(out, &format!("Problemi: {}", info.problems.len()))?;
    info.problems.iter().try_for_each(|p| line(out, &format!("- {p}")))
}
