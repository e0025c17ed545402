//! Words on cells: writing them, cut where there is no room.
//!
//! What fits is [`crate::lingua::lines`]'s to say. Every write is clipped to the buffer, so that no size of window can make a drawing fail.

use crate::lingua::lines::cut;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub use crate::encounter::names::width;

/// Writes `text` at `x`, `y`, at most up to column `end` (exclusive). Returns the column after it.
pub fn put(buffer: &mut Buffer, (x, y): (u16, u16), end: u16, text: &str, style: Style) -> u16 {
    let area = buffer.area;
    let end = end.min(area.right());
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= end {
        return x;
    }
    let after = buffer.set_stringn(x, y, text, usize::from(end - x), Style::reset()).0;
    // A style adds to what a cell has: what stood here before must not shine through.
    buffer.set_style(Rect::new(x, y, after - x, 1), style);
    after
}

/// Writes `text` in at most `columns`, cut with an ellipsis where it is too long. Returns the column after it.
pub fn put_cut(buffer: &mut Buffer, at: (u16, u16), columns: u16, text: &str, style: Style) -> u16 {
    put(buffer, at, at.0.saturating_add(columns), &cut(text, usize::from(columns)), style)
}

/// Writes `text` so that it ends before column `end`. Returns the column where it starts.
pub fn put_right(buffer: &mut Buffer, end: u16, y: u16, text: &str, style: Style) -> u16 {
    let x = end.saturating_sub(width(text));
    put(buffer, (x, y), end, text, style);
    x
}

/// A horizontal line over `area`'s first row.
pub fn rule(buffer: &mut Buffer, area: Rect, style: Style) {
    let line = "─".repeat(usize::from(area.width));
    put(buffer, (area.x, area.y), area.right(), &line, style);
}

/// Sets `style` on the cells of `area` that the buffer has.
pub fn paint(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    buffer.set_style(area, style);
}
