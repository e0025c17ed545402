//! `sportello list scadenze`: what opens, closes and ends soon, as lines or as a calendar.

use chrono::{Duration, NaiveDateTime};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use serde::Serialize;

use super::desk::Desk;
use super::output::{ListedLine, TextColumn};
use super::rome;
use crate::catalog::scadenze::{Scadenza, Where, scadenze};
use crate::catalog::values::PartialDate;
use crate::lingua::sentences::upper_first;
use crate::scheda::term::event_in_words;

/// What happens at the desk's comuni within so many days; without a comune, in the whole region.
pub(super) fn soon(desk: &Desk, days: u16) -> Vec<Scadenza<'_>> {
    let (catalog, today) = (&desk.catalog, desk.now.date());
    if desk.comuni.is_empty() {
        return scadenze(catalog, Where::default(), today, days);
    }
    let each = desk.comuni.iter().map(|ix| Where::of_comune(catalog, *ix));
    let mut all: Vec<Scadenza<'_>> = each.flat_map(|place| scadenze(catalog, place, today, days)).collect();
    all.sort_by_cached_key(|s| (s.day, s.event, s.entry.name().to_owned(), s.entry.id(), s.what));
    all.dedup_by_key(|s| (s.day, s.event, s.entry.id(), s.what));
    all
}

/// A day in a line. Its keys are a promise: `date` (ISO 8601), `days` from today, `event` (`apre`, `chiude`, `finisce`,
/// `ogni-anno`, `cambia`), `id` as `show` takes it, `type`, `name`, `scope`, `text`.
#[derive(Serialize)]
pub(super) struct ScadenzaLine {
    date: String,
    days: i64,
    event: &'static str,
    id: String,
    #[serde(rename = "type")]
    tipologia: String,
    name: String,
    scope: String,
    text: String,
}

impl ScadenzaLine {
    /// The line of a day, seen from the desk's.
    pub(super) fn of(desk: &Desk, scadenza: &Scadenza<'_>) -> Self {
        let Scadenza { day, event, entry, .. } = scadenza;
        Self {
            date: day.to_string(),
            days: (*day - desk.now.date()).num_days(),
            event: event.word(),
            id: entry.id(),
            tipologia: entry.tipologia.record.id.to_string(),
            name: entry.name().to_owned(),
            scope: entry.scope().map_or("tipologia", |s| desk.catalog.scope_id(s)).to_owned(),
            text: event_in_words(scadenza),
        }
    }
}

impl ListedLine for ScadenzaLine {
    const HEADER: &'static [&'static str] = &["date", "days", "event", "id", "type", "name", "scope", "text"];
    const COLUMNS: &'static [TextColumn] =
        &[TextColumn::whole("GIORNO"), TextColumn::whole("FRA"), TextColumn::text("SERVIZIO")];

    fn fields(&self) -> Vec<String> {
        let Self { date, days, event, id, tipologia, name, scope, text } = self;
        let texts = [date, &days.to_string(), &(*event).to_owned(), id, tipologia, name, scope, text];
        texts.map(Clone::clone).to_vec()
    }

    fn cells(&self) -> Vec<String> {
        let days = match self.days {
            0 => "oggi".to_owned(),
            1 => "1 giorno".to_owned(),
            n => format!("{n} giorni"),
        };
        vec![self.date.clone(), days, self.name.clone()]
    }

    fn below(&self) -> Vec<String> {
        vec![self.text.clone(), self.id.clone()]
    }
}

/// The days as an iCalendar file (RFC 5545): whole days that take nobody's time. The same day of the same thing has the same
/// identifier in every file, so that a calendar that reads a second one keeps one of each.
pub(super) fn calendar(soon: &[Scadenza<'_>], now: NaiveDateTime) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in
        [("VERSION", "2.0"), ("PRODID", "-//sportello//scadenze//IT"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")]
    {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name("Scadenze dei servizi sociali");
    for scadenza in soon {
        let Scadenza { day, event, entry, what } = scadenza;
        let summary = match what {
            Some(_) => entry.name().to_owned(),
            None => format!("{}: {}", upper_first(event.word()), entry.name()),
        };
        let said = upper_first(&event_in_words(scadenza));
        let description = format!("{said}. {} (sportello show {})", PartialDate::from_day(*day).in_words(), entry.id());
        let whole = Event::new()
            .uid(&format!("{day}-{}-{}@sportello", event.word(), entry.id().replace('/', "-")))
            .timestamp(rome::universal(now))
            .all_day(*day)
            .ends(*day + Duration::days(1))
            .summary(&summary)
            .description(&description)
            .add_property("TRANSP", "TRANSPARENT")
            .done();
        calendar.push(whole);
    }
    calendar.done().to_string()
}
