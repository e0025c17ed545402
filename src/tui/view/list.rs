//! The list: one line a service, in columns that stay where they are while one types.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::{profile, title};
use crate::search::Row;
use crate::tui::app::{Focus, Model};
use crate::tui::choices::hours;
use crate::tui::layout::Layout;
use crate::tui::pen::{paint, put, put_cut, put_right, width, wrap};
use crate::tui::rows::{self, ListLine, RowText};
use crate::tui::words;

const PLACE: u16 = 15;
const STATUS: u16 = 13;
const AGE: u16 = 11;
const OUTCOME: u16 = 15;
/// Sign of the outcome and a space.
const SIGN: u16 = 2;

#[allow(clippy::struct_excessive_bools)] // each column is there or not
/// Which columns a width has room for.
struct Columns {
    name: u16,
    outcome: bool,
    place: bool,
    status: bool,
    age: bool,
}

impl Columns {
    fn of(columns: u16, told: bool) -> Self {
        // Marker and star take two columns.
        let room = columns.saturating_sub(2);
        let taken = |shown: bool, columns: u16| if shown { columns + 1 } else { 0 };
        let outcome = told && room >= 28 + OUTCOME;
        let room = if told { room.saturating_sub(SIGN + taken(outcome, OUTCOME)) } else { room };
        let place = room >= 28 + PLACE;
        // Beside the outcome a name keeps more of itself: the rest stands in the sentence below.
        let name = if told { 40 } else { 30 };
        let status = room >= name + PLACE + STATUS + 2;
        let age = room >= name + 2 + PLACE + STATUS + AGE + 3;
        let name = room - taken(place, PLACE) - taken(status, STATUS) - taken(age, AGE);
        Self { name, outcome, place, status, age }
    }
}

/// Draws the lines from the first one in sight.
pub(super) fn draw(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let area = layout.list;
    let heading = heading(model);
    let selectable = model.lines.iter().filter(|l| l.is_found()).count();
    let before = model.lines.iter().take(model.selected + 1).filter(|l| l.is_found()).count();
    let position = if selectable > 0 && before > 0 { words::position(before, selectable) } else { String::new() };
    let bar = Rect { width: area.width, ..layout.title };
    title(buffer, bar, &heading, &position, &model.theme, layout.wide && model.focus == Focus::List);
    let mut y = area.top();
    for (at, line) in model.lines.iter().enumerate().skip(model.top) {
        match line {
            // Where nothing was found, what to do next is said in full.
            ListLine::Note(text) if model.answer.rows.is_empty() && !model.is_home() => {
                for piece in wrap(text, usize::from(area.width)) {
                    if y < area.bottom() {
                        put(buffer, (area.x, y), area.right(), &piece, theme_of(model, text));
                    }
                    y += 1;
                }
                continue;
            }
            _ if y >= area.bottom() => break,
            _ => draw_line(model, line, at == model.selected, Rect { y, height: 1, ..area }, buffer),
        }
        y += 1;
    }
}

fn theme_of(model: &Model, note: &str) -> ratatui::style::Style {
    if note == words::NO_MATCH { model.theme.strong } else { model.theme.text }
}

fn heading(model: &Model) -> String {
    match model.group {
        _ if model.is_home() => words::HOME.to_owned(),
        None => words::LIST.to_owned(),
        Some(group) => {
            let name = model.catalog().tipologie.get(group.tipologia.at()).map(|t| t.record.name.as_str());
            words::group_title(name.unwrap_or_default())
        }
    }
}

fn draw_line(model: &Model, line: &ListLine, selected: bool, area: Rect, buffer: &mut Buffer) {
    let theme = &model.theme;
    let selected = selected && line.is_selectable();
    let at = (area.x + 2, area.y);
    let room = area.width.saturating_sub(2);
    if selected {
        put(buffer, (area.x, area.y), area.right(), ">", theme.strong);
    }
    let end = match line {
        ListLine::Note(text) => {
            put_cut(buffer, (area.x, area.y), area.width, text, theme.strong);
            return;
        }
        ListLine::Numero(ix) => {
            let Some(numero) = model.catalog().numeri.get(*ix) else { return };
            let x = put_cut(buffer, at, room, &format!("{} {}", numero.number, numero.name), theme.strong);
            let hours = hours(numero);
            if !hours.is_empty() {
                put_cut(buffer, (x, area.y), area.right().saturating_sub(x), &format!(" – {hours}"), theme.text);
            }
            x
        }
        ListLine::Ask => {
            let Some(asked) = model.person.question() else { return };
            put_cut(buffer, at, room, &words::question(&asked.text, asked.settles), theme.strong)
        }
        ListLine::NotCompatible => {
            let n = model.person.counts().map_or(0, |c| c.not_compatible);
            put_cut(buffer, at, room, &words::not_compatible(n, !model.person.show_all), theme.text)
        }
        ListLine::Suggest(suggestion) => {
            let x = put_cut(buffer, at, room, words::DID_YOU_MEAN, theme.text);
            put_cut(buffer, (x, area.y), area.right().saturating_sub(x), &suggestion.query, theme.strong)
        }
        ListLine::Area(ix, count) => {
            let Some(record) = model.catalog().aree.get(ix.at()) else { return };
            let end = area.right().min(area.x + 44);
            put_right(buffer, end, area.y, &count.to_string(), theme.dim);
            put_cut(buffer, at, end.saturating_sub(at.0 + 5), &record.short, theme.text)
        }
        ListLine::Item(row) => draw_row(model, row, area, buffer),
    };
    if selected {
        paint(buffer, Rect { x: at.0, width: end.saturating_sub(at.0), ..area }, theme.selected);
    }
}

/// A service; answers the column after its name.
fn draw_row(model: &Model, row: &Row, area: Rect, buffer: &mut Buffer) -> u16 {
    let theme = &model.theme;
    let text = RowText::of(model.catalog(), row, model.today(), model.group.is_some());
    let mark = model.person.mark(row);
    let columns = Columns::of(area.width, model.person.is_told());
    if is_starred(model, row) {
        put(buffer, (area.x + 1, area.y), area.right(), "*", theme.strong);
    }
    let mut start = (area.x + 2, area.y);
    if model.person.is_told() {
        if let Some(mark) = mark {
            let sign = mark.outcome.sign().to_string();
            put(buffer, start, area.right(), &sign, profile::style_of(mark, theme));
        }
        start.0 += SIGN;
    }
    // A name that is too long is cut before its acronym: that is what people ask for.
    let acronyms = width(&text.acronyms);
    let kept = if model.group.is_none() && acronyms <= columns.name / 3 { acronyms } else { 0 };
    let name_end = put_cut(buffer, start, columns.name - kept, &text.name, theme.text);
    let rest = (start.0 + columns.name).saturating_sub(name_end);
    let end = put_cut(buffer, (name_end, area.y), rest, &text.acronyms, theme.text);
    if model.group.is_none() {
        highlight(buffer, start, name_end, &text.name, row, theme.hit);
        for why in row.why.iter().filter(|w| w.field == rows::ACRONYM) {
            if let Some(at) = text.acronyms.find(&why.text) {
                let x = name_end + text.acronyms.get(..at).map_or(0, width);
                let columns = width(&why.text).min(end.saturating_sub(x));
                paint(buffer, Rect::new(x, area.y, columns, 1), theme.hit);
            }
        }
    }
    let mut x = start.0 + columns.name + 1;
    if columns.outcome {
        if let Some(mark) = mark {
            let said = words::outcome_short(mark.outcome);
            put_cut(buffer, (x, area.y), OUTCOME, said, profile::style_of(mark, theme));
        }
        x += OUTCOME + 1;
    }
    if columns.place {
        put_cut(buffer, (x, area.y), PLACE, &text.place, theme.text);
        x += PLACE + 1;
    }
    if columns.status {
        put_cut(buffer, (x, area.y), STATUS, text.status, theme.text);
        x += STATUS + 1;
    }
    if columns.age {
        put_cut(buffer, (x, area.y), AGE, &text.age, theme.dim);
    }
    end
}

fn is_starred(model: &Model, row: &Row) -> bool {
    !model.starred.is_empty() && rows::entry(model.catalog(), row).is_some_and(|e| model.starred.contains(&e.id()))
}

/// Marks the graphemes of the name that matched, as far as they are shown.
fn highlight(buffer: &mut Buffer, (x, y): (u16, u16), end: u16, name: &str, row: &Row, style: ratatui::style::Style) {
    if row.highlights.is_empty() {
        return;
    }
    // The ellipsis of a cut name did not match.
    let end = if width(name) > end - x { end.saturating_sub(1) } else { end };
    let mut column = x;
    for (at, grapheme) in name.grapheme_indices(true) {
        let columns = width(grapheme);
        if column + columns > end {
            break;
        }
        if row.highlights.iter().any(|h| h.contains(&at)) {
            paint(buffer, Rect::new(column, y, columns, 1), style);
        }
        column += columns;
    }
}

/// The selected row in a sentence: why it matched or what it is, and what the columns have no room for.
pub(super) fn detail(model: &Model, layout: &Layout) -> String {
    let catalog = model.catalog();
    match model.current() {
        Some(ListLine::Item(row)) => {
            let text = RowText::of(catalog, row, model.today(), model.group.is_some());
            let mark = model.person.mark(row);
            let columns = Columns::of(layout.list.width, mark.is_some());
            let mut parts: Vec<String> = Vec::new();
            let mut add = |hidden: bool, part: &str| {
                if hidden && !part.is_empty() {
                    parts.push(part.to_owned());
                }
            };
            add(!columns.outcome, mark.map_or("", |m| m.outcome.label()));
            add(!columns.place, &text.place);
            add(!columns.status, text.status);
            add(!columns.age, &text.age);
            add(true, &text.detail);
            parts.join(" · ")
        }
        Some(ListLine::Area(ix, _)) => catalog.aree.get(ix.at()).map(|a| a.description.to_string()).unwrap_or_default(),
        Some(ListLine::Numero(ix)) => catalog.numeri.get(*ix).map(|n| n.purpose.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}
