//! `sportello show`: a scheda for the office, as text to read, Markdown, HTML or JSON; or the sheet that a person takes home.

use std::io::{self, Write};

use super::args::{Show, ShowFormat};
use super::common::Common;
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use super::output::{json, note};
use super::{report, values};
use crate::consegna::Form;
use crate::consegna::foglio::{Paper, PaperSheet};
use crate::exchange::schema_org;
use crate::lingua::signs::glimpse;
use crate::scheda::foglio::{Foglio, Lingua};
use crate::scheda::{Page, Scheda, Viewer, html, markdown, text};
use crate::upkeep::{Reports, Review, notices};

/// Writes the scheda or the sheet; says which ones come near where there is none of this id.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--comune` or `--lingua`, several schede as JSON, a sheet as JSON; [`Failure::Output`].
pub(super) fn run(asked: &Show, common: &Common) -> Result<RunOutcome, Failure> {
    let first = asked.id.first().map(|id| id.to_string_lossy()).unwrap_or_default();
    let desk = Desk::open(common)?.moved_to_scope(&first)?;
    let viewer = Viewer { age: asked.eta, ..Viewer::at(desk.one_comune()?, desk.now) };
    let mut schede = Vec::with_capacity(asked.id.len());
    for id in &asked.id {
        let id = id.to_string_lossy();
        let Some(scheda) = Scheda::find(&desk.catalog, &id, &viewer) else {
            let shown = glimpse(&id, 80);
            let near = values::nearest_ids(&desk.catalog, &id);
            note(&format!("Nessuna scheda «{shown}». Le più vicine: {}.", near.join(", ")));
            return Ok(RunOutcome::Nothing);
        };
        schede.push(scheda);
    }
    // Without a folder of reports there is none to show.
    if let Ok(folder) = report::folder(common, None) {
        let mut reports = Reports::of(folder);
        reports.look(desk.now.date());
        let review = Review::of(&desk.catalog, reports.open(), desk.now.date());
        for scheda in &mut schede {
            notices::add(scheda, &review, &desk.catalog, &viewer);
        }
    }
    if let Some(paper) = paper(asked) {
        return sheet(asked, paper, &desk, &viewer, &schede);
    }
    let page = Page::screen(desk.style.width);
    let whole = match (asked.format, schede.as_slice()) {
        (ShowFormat::Json, [one]) => {
            json(&mut io::stdout().lock(), desk.style, one, true)?;
            return Ok(RunOutcome::Done);
        }
        (ShowFormat::Json, _) => return Err(Failure::Use("con «--format json» si indica un solo ID".to_owned())),
        (ShowFormat::Text, all) => text::render(all, &page),
        (ShowFormat::Markdown, all) => markdown::render(all, &page),
        (ShowFormat::Html, all) => {
            let data = schema_org::of_schede(&desk.catalog, all, &viewer);
            html::render_with(all, &data, desk.now.date())
        }
    };
    written(&whole, asked.format, &desk)
}

/// Which paper is asked for; `None` for the scheda of the office.
fn paper(asked: &Show) -> Option<Paper> {
    match (asked.invio, asked.elenco, asked.foglio || asked.lingua.is_some()) {
        (true, ..) => Some(Paper::Referral),
        (_, true, _) => Some(Paper::List),
        (.., true) => Some(Paper::Each),
        _ => None,
    }
}

fn sheet(asked: &Show, paper: Paper, desk: &Desk, viewer: &Viewer, schede: &[Scheda]) -> Result<RunOutcome, Failure> {
    let form = match asked.format {
        ShowFormat::Text => Form::Text,
        ShowFormat::Markdown => Form::Markdown,
        ShowFormat::Html => Form::Html,
        ShowFormat::Json => return Err(Failure::Use("il foglio si scrive come text, markdown o html".to_owned())),
    };
    let lingua = match &asked.lingua {
        Some(raw) => Some(values::lingua(&desk.catalog, raw).map_err(Failure::Use)?),
        None => None,
    };
    let lingua = Lingua::new(lingua);
    let fogli: Vec<Foglio> = schede.iter().filter_map(|s| Foglio::find(&desk.catalog, &s.id, viewer, lingua)).collect();
    let data = if form == Form::Html { schema_org::of_schede(&desk.catalog, schede, viewer) } else { Vec::new() };
    let sheet = PaperSheet { fogli: &fogli, paper, lingua, date: desk.now.date() };
    written(&sheet.written(form, &data, desk.style.width), asked.format, desk)
}

/// A page of HTML says which characters it is written in; text has to do with what the terminal can show.
fn written(whole: &str, format: ShowFormat, desk: &Desk) -> Result<RunOutcome, Failure> {
    let shown = if format == ShowFormat::Html { whole.into() } else { desk.style.text(whole) };
    let mut out = io::stdout().lock();
    out.write_all(shown.as_bytes())?;
    out.flush()?;
    Ok(RunOutcome::Done)
}
