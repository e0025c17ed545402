//! The last lines: the message of the moment or the selected row in a sentence, and the keys of the moment.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::{list, profile};
use crate::lingua::lines::{cut_around_number, wrap_within};
use crate::tui::app::{Focus, Model};
use crate::tui::command::{Context, Id};
use crate::tui::keymap::{self, KeyCommand};
use crate::tui::layout::Layout;
use crate::tui::pen::{put, put_cut, width};
use crate::tui::picker::Purpose;
use crate::tui::words;

/// Most columns of the sentence about the selected row, in a window that may be at the end of a slow line.
const DETAIL: u16 = 66;

/// What just happened, or what the selected row is.
pub(super) fn detail(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let area = layout.detail;
    if let Some(message) = model.said() {
        // In a narrow window a message may take the place of the keys for a moment.
        let lines = wrap_within(&message, usize::from(area.width));
        for (y, line) in (area.y..layout.footer.bottom()).zip(&lines) {
            put(buffer, (area.x, y), area.right(), line, model.theme.strong);
        }
        return;
    }
    let said = match (model.picker(), model.reader()) {
        (Some(picker), _) if picker.purpose == Purpose::FirstPlace => words::FIRST_PLACE_DETAIL.to_owned(),
        (Some(picker), _) => picker.current().map(|c| c.detail.clone()).unwrap_or_default(),
        (None, None) if model.form().is_some() => profile::below(model, area.width),
        (None, None) if layout.wide || model.focus == Focus::List => list::detail(model, layout),
        (None, _) => String::new(),
    };
    // It changes with every move of the selection: a slow line carries it each time.
    let moves = model.popups.is_empty() && !layout.wide;
    let columns = if moves { area.width.min(DETAIL) } else { area.width };
    let said = cut_around_number(&said, usize::from(columns)).unwrap_or(said);
    put_cut(buffer, (area.x, area.y), columns, &said, model.theme.text);
}

/// The keys, both of each command where they fit, most useful first.
pub(super) fn keys(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let area = layout.footer;
    if model.said().is_some_and(|said| width(&said) > area.width) {
        return;
    }
    let (rows, columns) = (usize::from(area.height), area.width);
    let commands = keymap::footer(model);
    let essential: Vec<&KeyCommand> = commands.iter().copied().filter(|c| c.footer <= keymap::ESSENTIAL).collect();
    let both = flow(&hints(model, &essential, true), columns).len() <= rows;
    // Where not all find room, the way to the help does: it names the others.
    let help = commands.iter().position(|c| c.id == Id::Help);
    let shown = fitted(&hints(model, &commands, both), help, columns, rows);
    for (y, row) in (area.top()..area.bottom()).zip(shown) {
        let mut x = area.x;
        for (at, hint) in row.iter().enumerate() {
            let gap = if at == 0 { 0 } else { 2 };
            let style = |when: Style| if hint.can { when } else { model.theme.dim };
            x = put(buffer, (x + gap, y), area.right(), &hint.keys, style(model.theme.key));
            x = put(buffer, (x + 1, y), area.right(), hint.label, style(model.theme.text));
        }
    }
}

/// One thing that the footer says.
#[derive(Clone)]
struct Hint {
    keys: String,
    label: &'static str,
    can: bool,
}

/// What the footer says: the commands, and in popups that letters narrow and arrows move.
fn hints(model: &Model, commands: &[&KeyCommand], both: bool) -> Vec<Hint> {
    let said = commands.iter().map(|c| Hint {
        keys: keymap::footer_keys(c, both),
        label: c.label(),
        can: (c.available)(model).is_ok(),
    });
    let plain: &[(&str, &'static str)] = match model.context() {
        Context::Picker | Context::Multi => &[words::TYPE_TO_NARROW, words::ARROWS],
        Context::Reader => &[words::ARROWS],
        _ => &[],
    };
    said.chain(plain.iter().map(|(keys, label)| Hint { keys: (*keys).to_owned(), label, can: true })).collect()
}

/// As many hints as find room, the one at `kept` in any case.
fn fitted(hints: &[Hint], kept: Option<usize>, columns: u16, rows: usize) -> Vec<Vec<Hint>> {
    let first = |n: usize| {
        let last = kept.filter(|at| *at >= n).and_then(|at| hints.get(at));
        hints.iter().take(n).chain(last).cloned().collect::<Vec<_>>()
    };
    let fits = |n: &usize| flow(&first(*n), columns).len() <= rows;
    flow(&first((0..=hints.len()).rev().find(fits).unwrap_or(0)), columns)
}

/// The hints in rows of at most `columns`.
fn flow(hints: &[Hint], columns: u16) -> Vec<Vec<Hint>> {
    let mut rows: Vec<Vec<Hint>> = vec![Vec::new()];
    let mut used = 0;
    for hint in hints {
        let wide = width(&hint.keys) + 1 + width(hint.label);
        let gap = if used == 0 { 0 } else { 2 };
        if used + gap + wide > columns && used > 0 {
            rows.push(Vec::new());
            used = 0;
        } else {
            used += gap;
        }
        used += wide;
        if let Some(row) = rows.last_mut() {
            row.push(hint.clone());
        }
    }
    rows
}
