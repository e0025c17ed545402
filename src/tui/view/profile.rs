//! The profile of the person: a page of fields, and what the list shows of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::list;
use super::parts::title;
use crate::eligibility::FieldId;
use crate::tui::app::Model;
use crate::tui::layout::Layout;
use crate::tui::pen::{paint, put, put_cut, put_right, width};
use crate::tui::profile_form::{FormLine, ProfileForm, WrittenField};
use crate::tui::theme::Theme;
use crate::tui::words;

/// Columns of the labels of fields that are written, where there is room.
const LABELS: u16 = 29;
/// Columns of the form.
const FORM: u16 = 80;
/// Fewest columns beside the form that show the list.
const BESIDE: u16 = 50;

/// The form; answers where the cursor stands.
pub(super) fn form(model: &Model, form: &ProfileForm, layout: &Layout, buffer: &mut Buffer) -> (u16, u16) {
    let area = Rect { width: layout.body.width.min(FORM), ..layout.body };
    let left = layout.body.width.saturating_sub(FORM + 2);
    if left >= BESIDE {
        // Where there is room, the list answers every key beside the form.
        let beside = |part: Rect| Rect { x: part.x + FORM + 2, width: left, ..part };
        let layout = Layout { list: beside(layout.body), title: beside(layout.title), wide: false, ..*layout };
        list::draw(model, &layout, buffer);
    }
    let wide = area.width >= 70;
    let tally = model.encounter.person.counts().map(|counts| words::tally(counts, wide));
    let bar = Rect { width: area.width, ..layout.title };
    title(buffer, bar, words::PROFILE, &tally.unwrap_or_default(), &model.theme, true);
    let mut cursor = (area.x, area.y);
    let pinned = form.pins(form.top);
    for (y, at) in (area.top()..area.bottom()).zip(form.top..) {
        let row = Rect { y, height: 1, ..area };
        let line = if pinned && y == area.top() { Some(&FormLine::Narrow) } else { form.lines.get(at) };
        let Some(line) = line else { break };
        let selected = at == form.selected && *line != FormLine::Narrow;
        let types_here = draw_line(model, form, *line, selected, row, buffer);
        let narrows = matches!(form.line(), Some(FormLine::Tick(_) | FormLine::Done));
        if selected && !narrows || *line == FormLine::Narrow && narrows {
            cursor = (types_here, y);
        }
    }
    cursor
}

/// Draws a line; answers the column where typing goes on.
fn draw_line(
    model: &Model,
    form: &ProfileForm,
    line: FormLine,
    selected: bool,
    area: Rect,
    buffer: &mut Buffer,
) -> u16 {
    let theme = &model.theme;
    let (x, y, end) = (area.x + 2, area.y, area.right());
    let labels = LABELS.min(area.width.saturating_sub(16));
    if selected {
        put(buffer, (area.x, y), end, ">", theme.strong);
    }
    match line {
        FormLine::Comune => {
            put_cut(buffer, (x, y), labels - 1, words::PROFILE_COMUNE, theme.text);
            let start = x + labels;
            let place = model.place_label(model.encounter.place_now());
            let room = end.saturating_sub(start);
            let after = put_cut(buffer, (start, y), room, &place, theme.strong);
            hint(buffer, (after + 2, y), end, words::PROFILE_F2, theme.dim);
            start
        }
        FormLine::Written(at) => {
            let Some(field) = form.written.get(at) else { return x };
            put_cut(buffer, (x, y), labels - 1, &field.label, theme.text);
            let start = x + labels;
            // One column stays free for the cursor.
            let (shown, column) = field.input.window(usize::from(end.saturating_sub(start + 1)));
            let after = put(buffer, (start, y), end, shown, theme.strong);
            if let Some((said, style)) = remark(form, field, selected, theme) {
                hint(buffer, (after + 2, y), end, said, style);
            }
            start + u16::try_from(column).unwrap_or(0)
        }
        FormLine::Narrow => {
            let start = put(buffer, (area.x, y), end, words::PROFILE_NARROW, theme.strong);
            let (shown, column) = form.narrow.window(usize::from(end.saturating_sub(start + 1)));
            put(buffer, (start, y), end, shown, theme.strong);
            if form.narrow.is_empty() {
                put_cut(buffer, (start + 1, y), end.saturating_sub(start + 1), words::PROFILE_NARROW_HINT, theme.dim);
            } else if !form.lines.iter().any(|l| matches!(l, FormLine::Tick(_))) {
                let after = start + width(shown) + 2;
                put_cut(buffer, (after, y), end.saturating_sub(after), words::PICKER_EMPTY, theme.text);
            }
            start + u16::try_from(column).unwrap_or(0)
        }
        FormLine::Tick(at) => {
            let Some(tick) = form.ticks.get(at) else { return x };
            let (mark, style) = match tick.answer {
                Some(true) => (words::PROFILE_YES, theme.strong),
                Some(false) => (words::PROFILE_NO, theme.strong),
                None => (words::PROFILE_UNSAID, theme.text),
            };
            let start = put(buffer, (x, y), end, mark, style);
            let after = put_cut(buffer, (start, y), end.saturating_sub(start), &tick.label, style);
            if selected {
                paint(buffer, Rect { x: start, width: after - start, ..area }, theme.selected);
            }
            if after + 2 + width(&tick.area) <= end {
                put_right(buffer, end, y, &tick.area, theme.dim);
            }
            start
        }
        FormLine::Done => {
            let after = put_cut(buffer, (x, y), end.saturating_sub(x), words::PROFILE_DONE, theme.strong);
            if selected {
                paint(buffer, Rect { x, width: after - x, ..area }, theme.selected);
            }
            hint(buffer, (after + 2, y), end, words::OFFICE_DECIDES, theme.dim);
            x
        }
    }
}

/// Beside a field: how to write it while it is empty, what is wrong with it once it was left.
fn remark(form: &ProfileForm, field: &WrittenField, selected: bool, theme: &Theme) -> Option<(&'static str, Style)> {
    if field.input.text().trim().is_empty() {
        let said = match field.id {
            FieldId::Age => words::PROFILE_AGE_HINT,
            FieldId::Isee => words::PROFILE_ISEE_HINT,
            _ => return None,
        };
        return Some((said, theme.dim));
    }
    match form.value(field) {
        Err(why) => Some((why, if selected { theme.dim } else { theme.careful })),
        Ok(_) => None,
    }
}

/// Writes what may be left out where it fits as a whole or nearly.
fn hint(buffer: &mut Buffer, (x, y): (u16, u16), end: u16, text: &str, style: Style) {
    let room = end.saturating_sub(x);
    if room >= width(text).min(10) {
        put_cut(buffer, (x, y), room, text, style);
    }
}

/// Under the form: the next question, else what to do.
pub(super) fn below(model: &Model, columns: u16) -> String {
    match model.encounter.person.question() {
        Some(q) => {
            let whole = words::question(&q.text, q.settles);
            if width(&whole) <= columns { whole } else { q.text.clone() }
        }
        None if model.encounter.person.is_told() => words::OFFICE_DECIDES.to_owned(),
        None => words::PROFILE_INTRO.to_owned(),
    }
}
