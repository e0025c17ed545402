//! What several parts of the window are made of: titles, lines of a page, how an outcome looks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::eligibility::{Mark, Outcome};
use crate::tui::layout::SIDE_BY_SIDE;
use crate::tui::page::{Ink, PageLine};
use crate::tui::pen::{put, put_cut, put_right, width};
use crate::tui::theme::Theme;

/// A title on the separator, and where one is in what stands below, at its right end. Where two things stand side by side
/// the sign of the selected row says which of them has the keys.
pub(super) fn title(buffer: &mut Buffer, area: Rect, title: &str, position: &str, theme: &Theme, strong: bool) {
    let style = if strong { theme.strong } else { theme.dim };
    let room = area.width.saturating_sub(4 + width(position));
    if !title.is_empty() && room > 3 {
        let has_keys = strong && buffer.area.width >= SIDE_BY_SIDE;
        let shown = if has_keys { format!(" > {title} ") } else { format!(" {title} ") };
        put_cut(buffer, (area.x + 1, area.y), room, &shown, style);
    }
    if !position.is_empty() {
        put_right(buffer, area.right().saturating_sub(1), area.y, &format!(" {position} "), theme.dim);
    }
}

/// A line of a page.
pub(super) fn page_line(buffer: &mut Buffer, (x, y): (u16, u16), end: u16, line: &PageLine, theme: &Theme) {
    let mut x = x;
    for (ink, text) in line {
        x = put(buffer, (x, y), end, text, ink_style(*ink, theme));
    }
}

fn ink_style(ink: Ink, theme: &Theme) -> Style {
    match ink {
        Ink::Text => theme.text,
        Ink::Strong => theme.strong,
        Ink::Dim => theme.dim,
        Ink::Good => theme.good,
        Ink::Careful => theme.careful,
        Ink::Code => theme.code,
        Ink::Block => theme.code.add_modifier(Modifier::REVERSED),
    }
}

/// How the sign and the word of a mark are drawn.
pub(super) fn mark_style(mark: Mark, theme: &Theme) -> Style {
    match mark.outcome {
        Outcome::Compatibile => theme.good,
        Outcome::DaVerificare => theme.text,
        Outcome::RequisitiNonIndicati | Outcome::NonCompatibile => theme.dim,
    }
}
