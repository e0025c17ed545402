//! Moving about: arrows, pages, wheel and clicks, and what is kept in sight after every message.
//!
//! Called by [`super::update`]; changes selections and scroll positions, never what was asked or found.

use super::app::{Focus, Model, Popup};
use super::layout::{READABLE, follow};
use super::lines::ListLine;
use super::message::Effect;
use super::{opening, pick, profile};
use crate::encounter::OpenScheda;

/// Moves the selection or the page on top by so many rows.
pub(super) fn scroll(model: &mut Model, by: isize) {
    match model.popups.last_mut() {
        Some(Popup::Picker(picker)) => return picker.move_by(by),
        Some(Popup::Reader(reader)) => {
            reader.top = reader.top.saturating_add_signed(by);
            return;
        }
        Some(Popup::Profile(form)) => return form.move_by(by),
        None => {}
    }
    if model.focus == Focus::Scheda {
        if let Some(sheet) = model.encounter.schede.last_mut() {
            sheet.top = sheet.top.saturating_add_signed(by);
        }
        return;
    }
    let target = model.selected.saturating_add_signed(by).min(model.lines.len().saturating_sub(1));
    let selectable = |at: &usize| model.lines.get(*at).is_some_and(ListLine::is_selectable);
    let found = if by < 0 {
        (0..=target).rev().find(selectable).or_else(|| (target..model.selected).find(selectable))
    } else {
        (target..model.lines.len()).find(selectable).or_else(|| (model.selected..target).rev().find(selectable))
    };
    if let Some(at) = found {
        model.selected = at;
    }
}

/// A click selects; on what is selected already it opens.
pub(super) fn on_click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
    let Some(layout) = model.layout() else { return Vec::new() };
    let position = ratatui::layout::Position::new(x, y);
    if let Some(Popup::Picker(picker)) = model.popups.last_mut() {
        if layout.body.contains(position) && y > layout.body.y {
            let at = picker.top + usize::from(y - layout.body.y - 1);
            if at == picker.selected {
                return pick::choose(model);
            }
            if at < picker.visible.len() {
                picker.selected = at;
            }
        }
        return Vec::new();
    }
    if !model.popups.is_empty() {
        return Vec::new();
    }
    if layout.list.contains(position) && (layout.wide || model.focus == Focus::List) {
        let at = model.top + usize::from(y - layout.list.y);
        model.in_list = true;
        if at == model.selected && model.focus == Focus::List {
            opening::open(model);
        } else if model.lines.get(at).is_some_and(ListLine::is_selectable) {
            model.selected = at;
            model.focus = Focus::List;
        }
    } else if layout.wide && layout.scheda.contains(position) && !model.encounter.schede.is_empty() {
        model.focus = Focus::Scheda;
    }
    Vec::new()
}

/// Rows of a page of what is on top.
pub(super) fn page_rows(model: &Model) -> usize {
    let Some(layout) = model.layout() else { return 1 };
    if let Some(step) = model.reader().and_then(|r| r.step) {
        return step;
    }
    let rows = match (model.popups.last(), model.shown_scheda()) {
        (Some(Popup::Reader(r)), _) if r.bare => usize::from(model.size.1.saturating_sub(1)),
        (Some(_), _) => usize::from(layout.body.height),
        (None, Some(sheet)) if model.focus == Focus::Scheda => model.scheda_page(&sheet.scheda).rows,
        _ => usize::from(layout.list.height),
    };
    rows.saturating_sub(1).max(1)
}

/// Keeps the scheda of the selected row ready where it is on screen.
pub(super) fn show_sheet(model: &mut Model) {
    if model.focus == Focus::Scheda {
        if model.encounter.schede.is_empty() {
            model.focus = Focus::List;
        }
        return;
    }
    if !model.layout().is_some_and(|l| l.wide) {
        model.encounter.schede.clear();
        return;
    }
    let Some(id) = model.current_id() else {
        model.encounter.schede.clear();
        return;
    };
    let is_there =
        model.encounter.schede.len() == 1 && model.encounter.schede.first().is_some_and(|s| s.scheda.id == id);
    if !is_there {
        let scheda = model.encounter.lookup.scheda(&id, &model.encounter.viewer());
        model.encounter.schede = scheda.map(|scheda| OpenScheda { scheda, top: 0 }).into_iter().collect();
    }
}

/// Keeps selections and scroll positions inside what there is, and the selected row in sight.
pub(super) fn fit(model: &mut Model) {
    let Some(layout) = model.layout() else { return };
    let rows = usize::from(layout.list.height);
    model.selected = model.selected.min(model.lines.len().saturating_sub(1));
    model.top = follow(model.top, model.selected, rows, model.lines.len());
    let first = model.lines.iter().position(ListLine::is_selectable).unwrap_or(0);
    if model.selected == first && first < rows {
        // The notes above the first row are shown with it.
        model.top = 0;
    }
    let page = model.shown_scheda().map(|s| model.scheda_page(&s.scheda));
    if let (Some(page), Some(sheet)) = (page, model.encounter.schede.last_mut()) {
        sheet.top = sheet.top.min(page.lines.len().saturating_sub(page.rows));
    }
    let size = model.size;
    match model.popups.last_mut() {
        Some(Popup::Picker(picker)) => {
            let (columns, rows) = (usize::from(layout.body.width.min(READABLE)), usize::from(layout.body.height));
            let about = picker.about_in(columns, rows).len();
            picker.fit(rows.saturating_sub(1 + about));
        }
        Some(Popup::Reader(reader)) => {
            let rows = usize::from(if reader.bare { size.1.saturating_sub(1) } else { layout.body.height });
            let total = reader.laid_out(usize::from(size.0)).len();
            reader.top = reader.top.min(total.saturating_sub(rows));
        }
        Some(Popup::Profile(form)) => form.fit(profile::form_rows(&layout)),
        None => {}
    }
}
