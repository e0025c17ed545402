//! The scheda: its sections scroll, the next step stays.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::parts::{page_line, title};
use crate::lingua::lines::wrap_within;
use crate::tui::app::{Focus, Model};
use crate::tui::layout::Layout;
use crate::tui::lines::ListLine;
use crate::tui::pen::{put, rule};
use crate::tui::words;

/// Draws the scheda on the screen.
pub(super) fn draw(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let area = layout.scheda;
    if layout.wide {
        for y in area.top()..area.bottom() {
            put(buffer, (area.x.saturating_sub(2), y), area.right(), "│", model.theme.dim);
        }
    }
    let Some(sheet) = model.shown_scheda() else {
        if layout.wide {
            instead(model, area, buffer);
        }
        return;
    };
    let page = model.scheda_page(&sheet.scheda);
    let (total, last) = (page.lines.len(), (sheet.top + page.rows).min(page.lines.len()));
    let position = if total > page.rows { words::lines_of(sheet.top + 1, last, total) } else { String::new() };
    let bar = Rect { x: area.x, width: area.width, ..layout.title };
    title(buffer, bar, words::SCHEDA, &position, &model.theme, layout.wide && model.focus == Focus::Scheda);
    for (y, line) in (area.top()..area.bottom()).zip(page.lines.iter().skip(sheet.top).take(page.rows)) {
        page_line(buffer, (area.x, y), area.right(), line, &model.theme);
    }
    let y = area.bottom().saturating_sub(u16::try_from(page.step.len()).unwrap_or(0));
    if page.ruled {
        rule(buffer, Rect { y: y.saturating_sub(1), height: 1, ..area }, model.theme.dim);
    }
    for (y, line) in (y..area.bottom()).zip(&page.step) {
        page_line(buffer, (area.x, y), area.right(), line, &model.theme);
    }
}

/// Beside a row that has no scheda: what the area or the number is for.
fn instead(model: &Model, area: Rect, buffer: &mut Buffer) {
    let catalog = model.catalog();
    let (name, said) = match model.current() {
        Some(ListLine::Area(ix, _)) => {
            let area = &catalog.aree[*ix];
            (area.label.to_string(), area.description.to_string())
        }
        Some(ListLine::Numero(at)) => match catalog.numeri.get(*at) {
            Some(numero) => (format!("{} {}", numero.number, numero.name), numero.purpose.to_string()),
            None => return,
        },
        Some(ListLine::Elsewhere(at)) => match catalog.altrove.get(*at) {
            Some(office) => (office.name.to_string(), office.say.to_string()),
            None => return,
        },
        _ => return,
    };
    let columns = model.scheda_columns();
    let name = wrap_within(&name, columns).into_iter().map(|l| (l, model.theme.strong));
    let said = wrap_within(&said, columns).into_iter().map(|l| (l, model.theme.text));
    for (y, (line, style)) in (area.top()..area.bottom()).zip(name.chain(said)) {
        put(buffer, (area.x, y), area.right(), &line, style);
    }
}
