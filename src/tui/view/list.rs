//! The list: one line a service, in columns that stay where they are while one types.

use std::collections::HashMap;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use super::parts::{mark_style, title};
use crate::encounter::calls::hours;
use crate::encounter::names::with_gap;
use crate::encounter::rows::{self, BETWEEN, RowText};
use crate::lingua::lines::{CUT, cut_around_number, cut_middle, wrap_within};
use crate::search::Row;
use crate::search::weights::Field;
use crate::tui::app::{Focus, Model};
use crate::tui::layout::Layout;
use crate::tui::lines::{Act, ListLine};
use crate::tui::pen::{paint, put, put_cut, put_right, width};
use crate::tui::words;

/// Sign of the outcome for the person at the desk, and a space.
const SIGN: u16 = 2;

/// RowColumns of the title line that its text does not have: the line around it, and the position at its end.
const ROUND_TITLE: u16 = 13;

/// How a width is shared: the name, and the marks behind it.
struct RowColumns {
    name: u16,
    marks: u16,
}

impl RowColumns {
    fn of(columns: u16, told: bool) -> Self {
        // Marker and star take two columns.
        let room = columns.saturating_sub(2);
        let room = if told { room.saturating_sub(SIGN) } else { room };
        let marks = match room {
            0..=43 => 0,
            44..=55 => 15,
            56..=69 => 22,
            70..=89 => 27,
            _ => 38,
        };
        let gap = u16::from(marks > 0);
        Self { name: room - marks - gap, marks }
    }
}

/// Draws the lines from the first one in sight; answers where the selected one begins.
pub(super) fn draw(model: &Model, layout: &Layout, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let area = layout.list;
    let heading = heading(model, layout);
    let selectable = model.lines.iter().filter(|l| l.is_found()).count();
    let before = model.lines.iter().take(model.selected + 1).filter(|l| l.is_found()).count();
    let position = if selectable > 0 && before > 0 { words::position(before, selectable) } else { String::new() };
    let bar = Rect { width: area.width, ..layout.title };
    title(buffer, bar, &heading, &position, &model.theme, layout.wide && model.focus == Focus::List);
    let names = names(model, area.height);
    let pieces = |line: &ListLine| match line {
        ListLine::Note(text) => wrap_within(text, usize::from(area.width)).len(),
        _ => 1,
    };
    // Advice is wrapped only where every row stays in sight.
    let whole = model.lines.iter().map(pieces).sum::<usize>() <= usize::from(area.height);
    let (mut y, mut selected) = (area.top(), None);
    for (at, line) in model.lines.iter().enumerate().skip(model.top) {
        match line {
            // Where nothing was found, what to do next is said in full.
            ListLine::Note(text) if whole && model.encounter.answer.rows.is_empty() && !model.is_home() => {
                for piece in wrap_within(text, usize::from(area.width)) {
                    if y < area.bottom() {
                        put(buffer, (area.x, y), area.right(), &piece, theme_of(model, text));
                    }
                    y += 1;
                }
                continue;
            }
            _ if y >= area.bottom() => break,
            _ => draw_line(model, &names, (at, line), Rect { y, height: 1, ..area }, buffer),
        }
        if at == model.selected && line.is_selectable() {
            selected = Some((area.x, y));
        }
        y += 1;
    }
    selected
}

fn theme_of(model: &Model, note: &str) -> ratatui::style::Style {
    if note == words::NO_MATCH { model.theme.strong } else { model.theme.text }
}

/// The title of the list, and beside it what is true of every row: who answers where a row names nobody else, and that none
/// was verified, as far as there is room.
fn heading(model: &Model, layout: &Layout) -> String {
    let mut heading = match model.encounter.request.only_type {
        _ if model.is_home() => return words::HOME.to_owned(),
        None => words::LIST.to_owned(),
        Some(tipologia) => words::group_title(&model.catalog().tipologie[tipologia].record.name),
    };
    let room = layout.list.width.saturating_sub(ROUND_TITLE);
    let usual = model.encounter.seen().usual(model.catalog()).map(|u| words::usual(u.label, &u.phone));
    if let Some(usual) = usual.as_deref().filter(|_| !has_marks(layout.list.width)) {
        // Where no row has room for a number, this one is worth more than the title.
        return usual.to_owned();
    }
    let rows = model.lines.iter().filter_map(|l| if let ListLine::Item(row) = l { Some(row) } else { None });
    let unverified: &[&str] = if rows::none_is_verified(model.catalog(), rows) { &words::NONE_VERIFIED } else { &[] };
    for said in [usual.as_deref().as_slice(), unverified] {
        let fits = |said: &&&str| width(&heading) + width(BETWEEN) + width(said) <= room;
        if let Some(said) = said.iter().find(fits) {
            heading = format!("{heading}{BETWEEN}{said}");
        }
    }
    heading
}

/// Whether a list of so many columns says anything behind a name.
fn has_marks(columns: u16) -> bool {
    RowColumns::of(columns, false).marks > 0
}

/// How often each name is in sight: twins have to be told apart.
fn names(model: &Model, height: u16) -> HashMap<String, usize> {
    let mut names = HashMap::new();
    if model.is_group() {
        return names;
    }
    for line in model.lines.iter().skip(model.top).take(usize::from(height)) {
        let ListLine::Item(row) = line else { continue };
        let name = row.hit.entry(model.catalog()).name();
        *names.entry(name.to_owned()).or_default() += 1;
    }
    names
}

fn draw_line(
    model: &Model,
    names: &HashMap<String, usize>,
    (at, line): (usize, &ListLine),
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &model.theme;
    let selected = at == model.selected && line.is_selectable();
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
            let Some(asked) = model.encounter.person.question() else { return };
            let settles = words::settles(asked.settles);
            let x = put_cut(buffer, at, room, &ask_parts(&asked.text, room).0, theme.strong);
            // The question is read aloud: it comes whole, and how much it decides where there is room for that too.
            if width(&asked.text) + width(&settles) <= room {
                put(buffer, (x, area.y), area.right(), &settles, theme.strong)
            } else {
                x
            }
        }
        ListLine::Others => {
            let n = model.encounter.person.counts().map_or(0, |c| c.others);
            put_cut(buffer, at, room, &words::others(n, !model.encounter.person.show_others), theme.text)
        }
        ListLine::NotCompatible => {
            let n = model.encounter.person.counts().map_or(0, |c| c.not_compatible);
            put_cut(buffer, at, room, &words::not_compatible(n, !model.encounter.person.show_all), theme.text)
        }
        ListLine::Elsewhere(ix) => {
            let Some(office) = model.catalog().altrove.get(*ix) else { return };
            let x = put_cut(buffer, at, room, words::ELSEWHERE, theme.text);
            put_cut(buffer, (x, area.y), area.right().saturating_sub(x), &office.name, theme.strong)
        }
        ListLine::Suggest(suggestion) => {
            let x = put_cut(buffer, at, room, words::DID_YOU_MEAN, theme.text);
            put_cut(buffer, (x, area.y), area.right().saturating_sub(x), &suggestion.query, theme.strong)
        }
        ListLine::Area(ix, count) => {
            let record = &model.catalog().aree[*ix];
            let end = area.right().min(area.x + 52);
            let count = if area.width >= 60 { words::services(*count as usize) } else { count.to_string() };
            let start = put_right(buffer, end, area.y, &count, theme.dim);
            put_cut(buffer, at, start.saturating_sub(at.0 + 1), &record.short, theme.text)
        }
        ListLine::Act(act) => {
            let said = match act {
                Act::Numeri => words::ACT_NUMERI,
                Act::ChoosePlace => words::ACT_PLACE,
                Act::Ask { how, .. } => &cut_around_number(how, usize::from(room))
                    .unwrap_or_else(|| cut_middle(how, usize::from(room)).into_owned()),
            };
            put_cut(buffer, at, room, said, theme.text)
        }
        ListLine::Item(row) => draw_row(model, names, row, area, buffer),
    };
    if selected {
        paint(buffer, Rect { x: at.0, width: end.saturating_sub(at.0), ..area }, theme.selected);
    }
}

/// A question in a row of `room` columns, and what of it is left for the line below the list.
fn ask_parts(text: &str, room: u16) -> (String, String) {
    let lines = wrap_within(text, usize::from(room.saturating_sub(2)));
    match lines.split_first() {
        Some((first, rest)) if !rest.is_empty() && width(text) > room => {
            (format!("{first} {CUT}"), format!("{CUT} {}", rest.join(" ")))
        }
        _ => (text.to_owned(), String::new()),
    }
}

/// A service; answers the column after its name.
fn draw_row(model: &Model, names: &HashMap<String, usize>, row: &Row, area: Rect, buffer: &mut Buffer) -> u16 {
    let theme = &model.theme;
    let mut text = RowText::of(model.catalog(), row, model.encounter.seen());
    let mark = model.encounter.person.mark(row);
    let columns = RowColumns::of(area.width, model.encounter.person.is_told());
    let mut start = (area.x + 2, area.y);
    // Neither hides the other.
    let (marked, starred) = (is_marked(model, row), is_starred(model, row));
    let signs = [(marked, "#"), (starred, "*")].into_iter().filter(|(is, _)| *is).map(|(_, sign)| sign);
    let signs: String = signs.collect();
    let end = put(buffer, (area.x + 1, area.y), area.right(), &signs, theme.strong);
    let moved = end.saturating_sub(start.0);
    start.0 += moved;
    if model.encounter.person.is_told() {
        if let Some(mark) = mark {
            let sign = mark.outcome.sign().to_string();
            put(buffer, start, area.right(), &sign, mark_style(mark, theme));
        }
        start.0 += SIGN;
    }
    if names.get(&text.name).is_some_and(|n| *n > 1) {
        let town = rows::town(model.catalog(), row);
        if !town.is_empty() && !text.name.contains(&town) {
            text.acronyms = format!(" – {town}");
        }
    }
    let for_name = columns.name.saturating_sub(moved);
    // A name that is too long is cut before its acronym: that is what people ask for.
    let acronyms = width(&text.acronyms);
    let kept = if !model.is_group() && acronyms <= for_name / 3 { acronyms } else { 0 };
    let room = usize::from(for_name - kept);
    let gap = model.encounter.lookup.telling().gap(&text.name, room, usize::from(width(CUT)));
    let shown = with_gap(&text.name, &gap, CUT);
    let name_end = put_cut(buffer, start, for_name - kept, &shown, theme.text);
    let rest = (start.0 + for_name).saturating_sub(name_end);
    let end = put_cut(buffer, (name_end, area.y), rest, &text.acronyms, theme.text);
    if !model.is_group() {
        highlight(buffer, (start.0, area.y, name_end), (&text.name, &gap), row, theme.hit);
        for why in row.why.iter().filter(|w| w.field == Field::Acronym) {
            if let Some(at) = text.acronyms.find(&why.text) {
                let x = name_end + text.acronyms.get(..at).map_or(0, width);
                let columns = width(&why.text).min(end.saturating_sub(x));
                paint(buffer, Rect::new(x, area.y, columns, 1), theme.hit);
            }
        }
    }
    let marks = text.fit(columns.marks).0;
    put_cut(buffer, (start.0 + for_name + 1, area.y), columns.marks, &marks, theme.text);
    end
}

fn is_marked(model: &Model, row: &Row) -> bool {
    !model.encounter.marks.is_empty() && model.encounter.marks.contains(&row.hit.entry(model.catalog()).id())
}

fn is_starred(model: &Model, row: &Row) -> bool {
    !model.encounter.workplace.starred.is_empty()
        && model.encounter.workplace.starred.contains(&row.hit.entry(model.catalog()).id())
}

/// Marks the graphemes of the name that matched, as far as they are shown: none in its gap.
fn highlight(
    buffer: &mut Buffer,
    (x, y, end): (u16, u16, u16),
    (name, gap): (&str, &Range<usize>),
    row: &Row,
    style: ratatui::style::Style,
) {
    let mut column = x;
    for (at, grapheme) in name.grapheme_indices(true) {
        if at == gap.start && !gap.is_empty() {
            column += width(CUT);
        }
        if gap.contains(&at) {
            continue;
        }
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
            let text = RowText::of(catalog, row, model.encounter.seen());
            let columns = RowColumns::of(layout.list.width, model.encounter.person.is_told());
            let outcome = model.encounter.person.mark(row).map_or("", |m| m.outcome.label());
            let mut parts: Vec<String> = vec![outcome.to_owned()];
            let hidden = text.fit(columns.marks).1;
            // Where no column holds a number, it is said here, be it the one of all.
            if columns.marks == 0 {
                parts.push(rows::joined(&text.place, &text.dial));
            }
            let said = rows::joined(&text.place, &text.phone);
            parts.extend(hidden.into_iter().filter(|h| *h != text.far && (columns.marks > 0 || *h != said)));
            parts.extend([words::as_the_crow_flies(&text.far), text.detail, text.age]);
            parts.retain(|p| !p.is_empty());
            parts.join(BETWEEN)
        }
        Some(ListLine::Area(ix, _)) => catalog.aree[*ix].description.to_string(),
        Some(ListLine::Numero(ix)) => catalog.numeri.get(*ix).map(|n| n.purpose.to_string()).unwrap_or_default(),
        Some(ListLine::Elsewhere(ix)) => catalog.altrove.get(*ix).map(|a| a.say.to_string()).unwrap_or_default(),
        Some(ListLine::Act(Act::Ask { how, .. })) => how.clone(),
        Some(ListLine::Ask) => model
            .encounter
            .person
            .question()
            .map(|q| {
                let rest = ask_parts(&q.text, layout.list.width.saturating_sub(2)).1;
                if rest.is_empty() { words::decides(q.settles) } else { rest }
            })
            .unwrap_or_default(),
        _ => String::new(),
    }
}
