//! The scheda: its sections scroll, the next step stays.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{page_line, title};
use crate::tui::app::{Focus, Model};
use crate::tui::layout::Layout;
use crate::tui::page;
use crate::tui::pen::rule;
use crate::tui::words;

/// Draws the scheda on the screen.
pub(super) fn draw(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let area = layout.scheda;
    if layout.wide {
        for y in layout.title.y + 1..area.bottom() {
            crate::tui::pen::put(buffer, (area.x.saturating_sub(2), y), area.right(), "│", model.theme.dim);
        }
    }
    let Some(sheet) = model.shown_scheda() else { return };
    let lines = page::lines(&sheet.scheda, model.scheda_columns());
    let (rows, step_rows) = model.scheda_rows(&sheet.scheda);
    let last = (sheet.top + rows).min(lines.len());
    let position = if lines.len() > rows { words::lines_of(sheet.top + 1, last, lines.len()) } else { String::new() };
    let bar = Rect { x: area.x, width: area.width, ..layout.title };
    title(buffer, bar, words::SCHEDA, &position, &model.theme, layout.wide && model.focus == Focus::Scheda);
    for (y, line) in (area.top()..area.bottom()).zip(lines.iter().skip(sheet.top).take(rows)) {
        page_line(buffer, (area.x, y), area.right(), line, &model.theme);
    }
    let step = page::next_step(&sheet.scheda, model.scheda_columns());
    let y = area.bottom().saturating_sub(u16::try_from(step_rows).unwrap_or(0));
    if area.height >= 10 {
        rule(buffer, Rect { y: y.saturating_sub(1), height: 1, ..area }, model.theme.dim);
    }
    for (y, line) in (y..area.bottom()).zip(&step) {
        page_line(buffer, (area.x, y), area.right(), line, &model.theme);
    }
}
