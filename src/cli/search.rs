//! `sportello search`: the look-up that answers and ends.
//!
//! The filters' words become a [`Request`]; the [`Answer`] becomes a table for people or JSON and CSV for programs. The
//! shape of the JSON is a promise, told in `docs/json.md`: keys that do not apply are absent, never null.

use std::cmp::Reverse;
use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::args::{Search, SearchFormat};
use super::common::Common;
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use super::output::{csv_line, json, note};
use super::result::{HEADER, ResultPage, ResultRecord};
use super::{explain, values, vicino};
use crate::catalog::model::{AmbitoIx, Catalog, Scope};
use crate::catalog::record::NumeroUtile;
use crate::catalog::text::Text;
use crate::encounter::rows::Seen;
use crate::lingua::sentences::lower_first;
use crate::lingua::signs::clean;
use crate::scheda::{Need, glance};
use crate::search::danger::{Circumstances, Danger};
use crate::search::{Answer, Index, Place, Request, look_up};

/// The whole answer as JSON.
#[derive(Serialize)]
struct Found<'a> {
    query: &'a str,
    filters: Filters<'a>,
    total: usize,
    relaxed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    danger: Option<Alarm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<Elsewhere<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    useful_numbers: Vec<Number<'a>>,
    results: &'a [ResultRecord<'a>],
}

/// A danger that the words speak of.
#[derive(Serialize)]
struct Alarm<'a> {
    id: &'a str,
    label: &'a str,
    level: &'static str,
    say: &'a [Text],
    numbers: Vec<Number<'a>>,
}

impl<'a> Alarm<'a> {
    fn of(catalog: &'a Catalog, danger: &'a Danger) -> Option<Self> {
        let record = danger.record(catalog)?;
        Some(Self {
            id: record.id.as_str(),
            label: record.label.as_str(),
            level: danger.level.word(),
            say: &record.say,
            numbers: danger.to_dial(catalog).map(Number::of).collect(),
        })
    }
}

/// An office that is no social service.
#[derive(Serialize)]
struct Elsewhere<'a> {
    id: &'a str,
    name: &'a str,
    say: &'a str,
}

/// A number to call. Its fields are named as the JSON names them.
#[allow(clippy::struct_field_names)]
#[derive(Serialize)]
struct Number<'a> {
    id: &'a str,
    number: &'a str,
    name: &'a str,
}

impl<'a> Number<'a> {
    fn of(record: &'a NumeroUtile) -> Self {
        Self { id: record.id.as_str(), number: record.number.as_str(), name: record.name.as_str() }
    }
}

/// The line of JSON Lines that goes before the rows where the words speak of danger.
#[derive(Serialize)]
struct AlarmLine<'a> {
    danger: Alarm<'a>,
}

/// The filters that held, a place recognised in the text included.
#[derive(Serialize, Default)]
struct Filters<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    comune: Option<OneOrMany<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ambito: Option<OneOrMany<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    target: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    area: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stato: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tipologia: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    aperto_ora: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    con_storico: bool,
}

/// Nearly always one place; a list where the option was repeated.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMany<'a> {
    One(&'a str),
    Many(Vec<&'a str>),
}

impl<'a> OneOrMany<'a> {
    fn of(mut list: Vec<&'a str>) -> Option<Self> {
        list.dedup();
        match list.as_slice() {
            [] => None,
            [one] => Some(Self::One(one)),
            _ => Some(Self::Many(list)),
        }
    }
}

/// Searches and writes.
///
/// # Errors
/// [`Failure::Use`] for filter values that the catalogue does not have, [`Failure::Output`].
pub(super) fn run(asked: &Search, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let (request, places) = request(&desk, asked)?;
    let index = Index::build(&desk.catalog);
    let mut out = BufWriter::new(io::stdout().lock());
    if asked.explain {
        let rows = explain::write(&desk, &index, &request, &places, &mut out)?;
        out.flush()?;
        return Ok(if rows == 0 { RunOutcome::Nothing } else { RunOutcome::Done });
    }
    // Who is near and who is there is told of all rows; then the first of them are taken.
    let of_all = asked.vicino || asked.aperto_ora;
    let mut answer =
        ask(&desk, &index, &Request { limit: if of_all { 0 } else { request.limit }, ..request.clone() }, &places);
    let held = held(&answer, &places);
    let seen = seen(&desk, asked, &request, &held);
    if asked.vicino {
        vicino::nearest_first(&desk, &index, &request, seen, asked.aperto_ora, &mut answer)?;
    }
    if asked.aperto_ora {
        // By what the rows say: what nobody knows stays, what they call closed goes.
        answer.rows.retain(|row| seen.is_open(&desk.catalog, row) != Some(false));
        answer.total = answer.rows.len();
    }
    if of_all && request.limit > 0 {
        answer.rows.truncate(request.limit);
    }
    let page = ResultPage { desk: &desk, seen, measured: asked.vicino, open_now: asked.aperto_ora };
    write(&page, asked, &request, &held, &answer, &mut out)?;
    out.flush()?;
    remark(&page, &answer, asked.format);
    Ok(if answer.rows.is_empty() { RunOutcome::Nothing } else { RunOutcome::Done })
}

/// The words as one query. What is not Unicode becomes a replacement character: no query is an error.
pub(super) fn query(words: &[std::ffi::OsString]) -> String {
    words.iter().map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// From the words of the filters to their meaning. Several places are asked one by one: a [`Request`] holds one.
fn request(desk: &Desk, asked: &Search) -> Result<(Request, Vec<Place>), Failure> {
    let c = &desk.catalog;
    let ambiti: Vec<AmbitoIx> = all(&asked.ambito, |raw| values::ambito(c, raw))?;
    let mut places: Vec<Place> = Vec::new();
    for ix in &desk.comuni {
        let comune = &c.comuni[*ix];
        if !ambiti.is_empty() && !ambiti.contains(&comune.ambito) {
            let own = c.scope_label(Scope::Ambito(comune.ambito));
            return Err(Failure::Use(format!(
                "{} non è nell'ambito chiesto: è nell'{}.",
                comune.record.name,
                lower_first(&own)
            )));
        }
        places.push(Place::Comune(*ix));
    }
    if places.is_empty() {
        places.extend(ambiti.into_iter().map(Place::Ambito));
    }
    let only_type = asked.tipologia.as_deref().map(|raw| values::tipologia(c, raw)).transpose();
    let request = Request {
        text: query(&asked.words),
        place: None,
        targets: all(&asked.target, |raw| values::target(c, raw))?,
        areas: all(&asked.area, |raw| values::area(c, raw))?,
        stati: all(&asked.stato, values::stato)?,
        with_storico: asked.con_storico,
        only_type: only_type.map_err(Failure::Use)?,
        literal: false,
        words_only: false,
        heard: Circumstances::default(),
        limit: asked.limit,
    };
    Ok((request, places))
}

fn all<T: PartialEq>(raw: &[String], find: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, Failure> {
    let mut found = Vec::with_capacity(raw.len());
    for value in raw {
        let value = find(value).map_err(Failure::Use)?;
        if !found.contains(&value) {
            found.push(value);
        }
    }
    Ok(found)
}

/// Asks once for each place and puts the answers together: every row once, best first.
fn ask(desk: &Desk, index: &Index, request: &Request, places: &[Place]) -> Answer {
    let search = |request: &Request| look_up(&desk.catalog, index, request, desk.now);
    match places {
        [] => search(request),
        [one] => search(&Request { place: Some(*one), ..request.clone() }),
        several => {
            let each = several.iter().map(|p| search(&Request { place: Some(*p), limit: 0, ..request.clone() }));
            together(each.collect(), request.limit)
        }
    }
}

/// Answers to the same words in several places as one answer. Nearest matches count only where no place has better.
fn together(mut answers: Vec<Answer>, limit: usize) -> Answer {
    if answers.iter().any(|a| !a.relaxed && !a.rows.is_empty()) {
        answers.retain(|a| !a.relaxed);
    }
    let mut answers = answers.into_iter();
    let mut whole = answers.next().unwrap_or_default();
    for answer in answers {
        for row in answer.rows {
            if !whole.rows.iter().any(|r| r.hit == row.hit) {
                whole.rows.push(row);
            }
        }
    }
    // Stable: where scores are equal, the place named first comes first.
    whole.rows.sort_by_key(|row| Reverse(row.score));
    whole.total = whole.rows.len();
    if limit > 0 {
        whole.rows.truncate(limit);
    }
    whole
}

/// The places that held: one in the words takes precedence over the options; with several options, each of them did.
fn held(answer: &Answer, places: &[Place]) -> Vec<Place> {
    match (&answer.understood.place, places) {
        (Some((place, _)), _) => vec![*place],
        (None, []) => answer.place.into_iter().collect(),
        (None, places) => places.to_vec(),
    }
}

/// From where and when the results are looked at. Whoever asks for what is open now meets open places first.
fn seen(desk: &Desk, asked: &Search, request: &Request, held: &[Place]) -> Seen {
    let said = Need::of(&request.text);
    let need = if asked.aperto_ora { glance::open_first(said) } else { said };
    Seen { now: desk.now, need, place: held.first().copied(), by_place: false, age: None }
}

fn write(
    page: &ResultPage<'_>,
    asked: &Search,
    request: &Request,
    held: &[Place],
    answer: &Answer,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (desk, format) = (page.desk, asked.format);
    let records = || answer.rows.iter().map(|row| ResultRecord::of(page, row));
    let alarm = answer.danger.as_ref().and_then(|d| Alarm::of(&desk.catalog, d));
    if format == SearchFormat::Table {
        // What must be read first stands first.
        let call = answer.danger.as_ref().map(|d| d.lines(&desk.catalog)).unwrap_or_default();
        let office = answer.elsewhere.and_then(|at| desk.catalog.altrove.get(at));
        let office = office.map(|o| format!("Altrove: {}. {}", o.name, o.say));
        for line in call.into_iter().chain(office) {
            writeln!(out, "{}", desk.style.bold(&desk.style.text(&line)))?;
        }
    }
    match format {
        SearchFormat::Json => {
            let query = clean(&request.text);
            let records: Vec<ResultRecord> = records().collect();
            let numeri = answer.numeri.iter().filter_map(|at| desk.catalog.numeri.get(*at));
            let found = Found {
                query: &query,
                filters: filters(&desk.catalog, asked, request, held, answer),
                total: answer.total,
                relaxed: answer.relaxed,
                danger: alarm,
                elsewhere: answer.elsewhere.and_then(|at| desk.catalog.altrove.get(at)).map(|a| Elsewhere {
                    id: a.id.as_str(),
                    name: a.name.as_str(),
                    say: a.say.as_str(),
                }),
                useful_numbers: numeri.map(Number::of).collect(),
                results: &records,
            };
            json(out, desk.style, &found, true)
        }
        SearchFormat::Jsonl => {
            if let Some(danger) = alarm {
                json(out, desk.style, &AlarmLine { danger }, false)?;
            }
            records().try_for_each(|r| json(out, desk.style, &r, false))
        }
        SearchFormat::Csv => {
            csv_line(out, desk.style, HEADER)?;
            records().try_for_each(|r| {
                let fields = r.fields();
                csv_line(out, desk.style, fields.iter().map(String::as_str))
            })
        }
        SearchFormat::Table if answer.rows.is_empty() => Ok(()),
        SearchFormat::Table => page.table(&answer.rows, out),
    }
}

fn filters<'a>(c: &'a Catalog, asked: &Search, request: &Request, held: &[Place], answer: &Answer) -> Filters<'a> {
    let comuni = held.iter().filter_map(|p| match p {
        Place::Comune(ix) => Some(&c.comuni[*ix]),
        Place::Ambito(_) => None,
    });
    let comuni: Vec<_> = comuni.collect();
    let ambiti = held.iter().map(|p| c.ambiti[p.ambito(c)].record.id.as_str()).collect();
    let understood = &answer.understood;
    let mut targets = request.targets.clone();
    targets.extend(understood.targets.iter().map(|(t, _)| *t).filter(|t| !request.targets.contains(t)));
    let mut areas = request.areas.clone();
    areas.extend(understood.areas.iter().map(|(a, _)| *a).filter(|a| !request.areas.contains(a)));
    Filters {
        comune: OneOrMany::of(comuni.iter().map(|c| c.record.name.as_str()).collect()),
        ambito: OneOrMany::of(ambiti),
        target: c.destinatari.each(&targets).map(|t| t.id.as_str()).collect(),
        area: c.aree.each(&areas).map(|a| a.id.as_str()).collect(),
        stato: request.stati.iter().map(|s| s.word()).collect(),
        tipologia: request.only_type.map(|t| c.tipologie[t].record.id.as_str()),
        aperto_ora: asked.aperto_ora,
        con_storico: request.with_storico,
    }
}

fn place_name(c: &Catalog, place: Place) -> &str {
    match place {
        Place::Comune(ix) => &c.comuni[ix].record.name,
        Place::Ambito(ix) => &c.ambiti[ix].record.name,
    }
}

/// What a person should know beside the rows: on standard error.
fn remark(page: &ResultPage<'_>, answer: &Answer, format: SearchFormat) {
    let desk = page.desk;
    if let (SearchFormat::Table, Some((place, _))) = (format, &answer.understood.place) {
        note(&format!("Luogo preso dalle parole: {}.", place_name(&desk.catalog, *place)));
    }
    if answer.rows.is_empty() {
        note("Nessun servizio trovato.");
    } else if answer.rows.first().is_some_and(|row| !row.sure) && answer.elsewhere.is_none() {
        note("Non so: chiedi per chi è e che cosa serve. I più vicini:");
    }

    for suggestion in &answer.suggestions {
        note(&format!("Forse cercavi «{}».", suggestion.query));
    }
    if format != SearchFormat::Table {
        return;
    }
    if !answer.rows.is_empty() {
        page.remark(&answer.rows);
    }
    if answer.rows.len() < answer.total {
        note(&format!("Mostrati {} di {}: con «--limit 0» tutti.", answer.rows.len(), answer.total));
    }
    for numero in answer.numeri.iter().filter_map(|at| desk.catalog.numeri.get(*at)) {
        note(&format!("Numero utile: {} – {}.", numero.number, numero.name));
    }
}
