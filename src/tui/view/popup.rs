//! What lies over the list: pickers and pages. They take its place, so that nothing has to be framed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::parts::{page_line, title};
use crate::lingua::lines::{cut, wrap_within};
use crate::tui::app::Model;
use crate::tui::layout::{Layout, READABLE};
use crate::tui::pen::{paint, put, put_cut, put_right, width};
use crate::tui::picker::{Choice, Picker, Purpose};
use crate::tui::reader::ReaderPage;
use crate::tui::words;

/// A picker; answers where the cursor stands.
pub(super) fn picker(model: &Model, picker: &Picker, layout: &Layout, buffer: &mut Buffer) -> (u16, u16) {
    let theme = &model.theme;
    let area = Rect { width: layout.body.width.min(READABLE), ..layout.body };
    let position = match picker.visible.len() {
        0 => String::new(),
        of => words::position(picker.selected + 1, of),
    };
    title(buffer, Rect { width: area.width, ..layout.title }, &picker.title, &position, theme, true);
    let mut end = area.right();
    if picker.options.iter().any(|o| o.count.is_some()) {
        end = put_right(buffer, end, area.y, words::COUNTED, theme.dim).saturating_sub(1);
    }
    let asks = if picker.purpose == Purpose::ReportText { words::REPORT_INPUT } else { words::PICKER_INPUT };
    let x = put(buffer, (area.x, area.y), end, asks, theme.text);
    let (typed, column) = picker.input.window(usize::from(end.saturating_sub(x + 1)));
    put(buffer, (x, area.y), end, typed, theme.strong);
    let mut cursor = (x + u16::try_from(column).unwrap_or(0), area.y);
    let about = picker.about_in(usize::from(area.width), usize::from(area.height));
    for (y, line) in (area.y + 1..area.bottom()).zip(&about) {
        put(buffer, (area.x, y), area.right(), line, theme.text);
    }
    let first = area.y + 1 + u16::try_from(about.len()).unwrap_or(0);
    if picker.visible.is_empty() {
        put_cut(buffer, (area.x + 2, first), area.width.saturating_sub(2), words::PICKER_EMPTY, theme.text);
    }
    let shown = picker.visible.iter().enumerate().skip(picker.top);
    for (y, (at, option)) in (first..area.bottom()).zip(shown) {
        let Some(choice) = picker.options.get(*option) else { continue };
        option_row(model, picker, choice, at == picker.selected, Rect { y, height: 1, ..area }, buffer);
        if at == picker.selected && model.in_list {
            cursor = (area.x, y);
        }
    }
    cursor
}

fn option_row(model: &Model, picker: &Picker, choice: &Choice, selected: bool, area: Rect, buffer: &mut Buffer) {
    let theme = &model.theme;
    if selected {
        put(buffer, (area.x, area.y), area.right(), ">", theme.strong);
    }
    let mut x = area.x + 2;
    let mark = match (picker.purpose, choice.chosen) {
        (Purpose::Targets | Purpose::Area | Purpose::Place, true) => words::CHOSEN_BEFORE,
        (Purpose::Targets, false) => words::NOT_CHOSEN,
        (Purpose::Area | Purpose::Place, false) => words::NO_MARK,
        _ => "",
    };
    x = put(buffer, (x, area.y), area.right(), mark, theme.text).max(x);
    let mut end = area.right();
    if let Some(count) = choice.count {
        end = put_right(buffer, end, area.y, &count.to_string(), theme.dim).saturating_sub(1);
    }
    let start = x;
    x = put_cut(buffer, (x, area.y), end.saturating_sub(x), &choice.label, theme.text);
    if selected {
        paint(buffer, Rect { x: start, width: x - start, ..area }, theme.selected);
    }
    let x = (x + 2).max(start + picker.label_columns.min(area.width / 2) + 2);
    if !choice.hint.is_empty() && x + width(&choice.hint).min(12) <= end {
        put_cut(buffer, (x, area.y), end.saturating_sub(x), &choice.hint, theme.dim);
    }
}

/// A page to read; answers where the cursor stands.
pub(super) fn reader(model: &Model, reader: &ReaderPage, layout: &Layout, buffer: &mut Buffer) -> (u16, u16) {
    let area = layout.body;
    let lines = reader.laid_out(usize::from(area.width));
    let rows = usize::from(area.height);
    let last = (reader.top + rows).min(lines.len());
    let position = if lines.len() > rows { words::lines_of(reader.top + 1, last, lines.len()) } else { String::new() };
    title(buffer, layout.title, &reader.title, &position, &model.theme, true);
    for (y, line) in (area.top()..area.bottom()).zip(lines.iter().skip(reader.top)) {
        page_line(buffer, (area.x, y), area.right(), line, &model.theme);
    }
    (area.x, area.y)
}

/// A page and nothing else, for selecting with the mouse; what it is for stands in the last row.
pub(super) fn bare(model: &Model, reader: &ReaderPage, buffer: &mut Buffer) -> (u16, u16) {
    let area = buffer.area;
    let lines = reader.laid_out(usize::from(area.width));
    let rows = usize::from(area.height.saturating_sub(1));
    let said = model.message.as_deref().unwrap_or(words::BARE_KEYS);
    // What has just happened may cover a row of text until the next key, but never one of a code.
    let has_room = lines.len() < rows || (model.message.is_some() && !reader.is_code());
    let mut said = wrap_within(said, usize::from(area.width));
    if said.len() != 2 || !has_room {
        said = vec![cut(&said.join(" "), usize::from(area.width)).into_owned()];
    }
    for (y, line) in (area.top()..area.bottom().saturating_sub(1)).zip(lines.iter().skip(reader.top).take(rows)) {
        page_line(buffer, (area.x, y), area.right(), line, &model.theme);
    }
    let first = area.bottom().saturating_sub(u16::try_from(said.len()).unwrap_or(1));
    for (y, line) in (first..area.bottom()).zip(&said) {
        put(buffer, (area.x, y), area.right(), line, model.theme.strong);
    }
    (area.x, area.y)
}
