//! The model as a picture. Pure: the same model gives the same cells.
//!
//! One file a part of the window; widths, cutting and clipping are [`super::pen`]'s business.

mod footer;
mod list;
mod parts;
mod popup;
mod profile;
mod query;
mod scheda;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{Focus, Model, Popup};
use super::layout::Layout;
use super::pen::{paint, put, put_cut, rule};
use super::words;
use crate::search::danger::Level;

/// Draws the model and places the cursor.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let cursor = draw(model, frame.buffer_mut());
    let area = frame.area();
    if let Some((x, y)) = cursor
        && !area.is_empty()
    {
        frame.set_cursor_position((x.min(area.right() - 1), y.min(area.bottom() - 1)));
    }
}

/// Draws into a buffer; answers where the cursor stands.
fn draw(model: &Model, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let Some(layout) = model.layout() else {
        let area = buffer.area;
        for (y, line) in
            (0..area.height).zip(crate::lingua::lines::wrap_within(words::TOO_SMALL, usize::from(area.width)))
        {
            put(buffer, (0, y), area.right(), &line, model.theme.text);
        }
        return Some((0, 0));
    };
    if let Some(Popup::Reader(reader)) = model.popups.last()
        && reader.bare
    {
        return Some(popup::bare(model, reader, buffer));
    }
    let query_cursor = query::draw(model, &layout, buffer);
    query::chips(model, &layout, buffer);
    rule(buffer, layout.title, model.theme.dim);
    banner(model, &layout, buffer);
    let popup_cursor = match model.popups.last() {
        Some(Popup::Picker(picker)) => Some(popup::picker(model, picker, &layout, buffer)),
        Some(Popup::Reader(reader)) => Some(popup::reader(model, reader, &layout, buffer)),
        Some(Popup::Profile(form)) => Some(profile::form(model, form, &layout, buffer)),
        None => {
            let shown = layout.wide || model.focus == Focus::List;
            let selected = if shown { list::draw(model, &layout, buffer) } else { None };
            if layout.wide || model.focus == Focus::Scheda {
                scheda::draw(model, &layout, buffer);
            }
            selected.filter(|_| model.in_list && model.focus == Focus::List)
        }
    };
    footer::detail(model, &layout, buffer);
    footer::keys(model, &layout, buffer);
    popup_cursor.or(Some(query_cursor))
}

/// Whom to call at once. A danger that is only possible is said quietly.
fn banner(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let sure = model.encounter.answer.danger.as_ref().is_some_and(|d| d.level == Level::Certo);
    let style = if sure { model.theme.alarm } else { model.theme.strong };
    for (y, line) in (layout.banner.top()..layout.banner.bottom()).zip(model.banner(layout.banner.width)) {
        if sure {
            paint(buffer, Rect { y, height: 1, ..layout.banner }, style);
        }
        put_cut(buffer, (layout.banner.x, y), layout.banner.width, &line, style);
    }
}
