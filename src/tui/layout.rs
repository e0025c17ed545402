//! Where things stand, from the size of the window alone, so that nothing jumps between two keystrokes.

use ratatui::layout::Rect;

/// Fewest columns and rows that the look-up can be used in.
pub const SMALLEST: (u16, u16) = (40, 10);

/// From this many columns list and scheda stand side by side.
pub const SIDE_BY_SIDE: u16 = 100;

/// Widest text that is read with ease, columns.
pub const READABLE: u16 = 78;

/// The parts of the window. Parts that a size has no room for are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// "Cerca: …"
    pub query: Rect,
    /// Place, destinatari, area, total.
    pub chips: Rect,
    /// The separator, which carries the title of what is below it.
    pub title: Rect,
    /// Whom to call at once, above everything that was found; no rows where no danger was spoken of.
    pub banner: Rect,
    /// The list; the whole width in a narrow window.
    pub list: Rect,
    /// The scheda; the place of the list in a narrow window.
    pub scheda: Rect,
    /// The whole of list and scheda: where popups stand.
    pub body: Rect,
    /// The selected row in a sentence, or the message of the moment.
    pub detail: Rect,
    /// The keys of the moment.
    pub footer: Rect,
    /// List and scheda stand side by side.
    pub wide: bool,
}

impl Layout {
    /// The parts of a window of so many columns and rows; `None` when it is too small to be used.
    pub fn of((columns, rows): (u16, u16)) -> Option<Self> {
        if columns < SMALLEST.0 || rows < SMALLEST.1 {
            return None;
        }
        let footer_rows = if rows >= 20 { 2 } else { 1 };
        let row = |y: u16, height: u16| Rect::new(0, y, columns, height);
        let body_rows = rows - 4 - footer_rows;
        let body = row(3, body_rows);
        let wide = columns >= SIDE_BY_SIDE;
        let (list, scheda) = if wide {
            let share = (columns / 2).clamp(50, 96);
            (
                Rect { width: share, ..body },
                // Two columns for the line between them.
                Rect { x: share + 2, width: columns - share - 2, ..body },
            )
        } else {
            (body, body)
        };
        Some(Self {
            query: row(0, 1),
            chips: row(1, 1),
            title: row(2, 1),
            banner: row(3, 0),
            list,
            scheda,
            body,
            detail: row(3 + body_rows, 1),
            footer: row(4 + body_rows, footer_rows),
            wide,
        })
    }

    /// The same with so many rows for the banner, at most two: what stands below makes room.
    #[must_use]
    pub fn with_banner(mut self, rows: u16) -> Self {
        let rows = rows.min(2);
        self.banner.height = rows;
        for part in [&mut self.list, &mut self.scheda, &mut self.body] {
            part.y += rows;
            part.height = part.height.saturating_sub(rows);
        }
        self
    }
}

/// The first row to show so that `selected` is seen, moving as little as possible from `top`.
pub fn follow(top: usize, selected: usize, rows: usize, total: usize) -> usize {
    let rows = rows.max(1);
    let top = top.min(total.saturating_sub(rows));
    if selected < top {
        selected
    } else if selected >= top + rows {
        selected + 1 - rows
    } else {
        top
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_fill_the_window_without_overlap(columns in 1u16..=300, rows in 1u16..=100) {
            let Some(l) = Layout::of((columns, rows)) else {
                prop_assert!(columns < 40 || rows < 10);
                return Ok(());
            };
            let heights = l.query.height + l.chips.height + l.title.height + l.body.height + l.detail.height + l.footer.height;
            prop_assert_eq!(heights, rows);
            prop_assert!(l.scheda.right() <= columns && l.list.right() <= columns);
            prop_assert!(!l.wide || l.list.right() < l.scheda.left());
        }

        #[test]
        fn the_selected_row_is_always_seen(top in 0usize..500, selected in 0usize..300, rows in 1usize..60) {
            let top = follow(top, selected, rows, 300);
            prop_assert!(top <= selected && selected < top + rows);
        }
    }
}
