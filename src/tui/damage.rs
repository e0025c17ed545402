//! Damage: which cells differ from what the terminal shows. A backend between the look-up and the painter, which remembers
//! what is shown and passes on as little as possible, for slow lines.
//!
//! Two things a plain difference of frames does not know: jumping over one or two cells that stay costs more bytes than
//! writing them again, and a row whose end becomes empty is cheaper to erase than to overwrite with spaces.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// From this many written cells at the end of a row, erasing is cheaper than spaces.
const ERASE_FROM: usize = 10;

/// The widest gap that may be cheaper to write again than to jump over, in cells.
const GAP: u16 = 4;

/// Bytes of a jump over one cell, and over several.
const JUMPS: (usize, usize) = (3, 4);

/// A backend that writes through another one, and less.
#[derive(Debug)]
pub struct Damage<B> {
    inner: B,
    shown: Vec<Cell>,
    size: Size,
}

impl<B: Backend> Damage<B> {
    /// Writes through `inner`, whose screen is empty until it is told otherwise.
    pub fn new(inner: B) -> Self {
        Self { inner, shown: Vec::new(), size: Size::ZERO }
    }

    fn forget(&mut self) -> Result<(), B::Error> {
        self.size = self.inner.size()?;
        self.shown.clear();
        self.shown.resize(usize::from(self.size.width) * usize::from(self.size.height), Cell::default());
        Ok(())
    }

    fn at(&self, x: u16, y: u16) -> Option<usize> {
        let inside = x < self.size.width && y < self.size.height;
        inside.then(|| usize::from(y) * usize::from(self.size.width) + usize::from(x))
    }

    fn row(&self, y: u16) -> &[Cell] {
        let start = usize::from(y) * usize::from(self.size.width);
        self.shown.get(start..start + usize::from(self.size.width)).unwrap_or_default()
    }

    /// The cells between two changed ones, where writing them again costs less than a jump.
    fn bridge(&self, (ax, y, a): &ChangedCell, (bx, by, b): &ChangedCell) -> Option<Vec<ChangedCell>> {
        let gap = bx.checked_sub(ax + 1).filter(|gap| *gap > 0 && *gap <= GAP && y == by)?;
        if a.symbol().width() != 1 {
            return None;
        }
        let between: Vec<ChangedCell> =
            (ax + 1..*bx).filter_map(|x| Some((x, *y, self.shown.get(self.at(x, *y)?)?.clone()))).collect();
        let look = |c: &Cell| (c.fg, c.bg, c.modifier);
        let as_before = between.iter().all(|(_, _, c)| look(c) == look(a));
        let as_after = between.iter().all(|(_, _, c)| look(c) == look(b));
        let bytes: usize = between.iter().map(|(_, _, c)| c.symbol().len()).sum();
        let single = between.iter().all(|(_, _, c)| c.symbol().width() == 1);
        let jump = if gap == 1 { JUMPS.0 } else { JUMPS.1 };
        (single && (as_before || as_after) && bytes <= jump && between.len() == usize::from(gap)).then_some(between)
    }
}

type ChangedCell = (u16, u16, Cell);

fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.fg == Color::Reset && cell.bg == Color::Reset && cell.modifier == Modifier::empty()
}

/// The column after the last cell that is not blank.
fn end_of(row: &[Cell]) -> usize {
    row.iter().rposition(|c| !is_blank(c)).map_or(0, |at| {
        // A wide sign covers the cell after it.
        at + row.get(at).map_or(1, |c| c.symbol().width().max(1))
    })
}

impl<B: Backend> Backend for Damage<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), B::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        if self.size == Size::ZERO {
            self.forget()?;
        }
        let changes: Vec<ChangedCell> = content.map(|(x, y, cell)| (x, y, cell.clone())).collect();
        let mut write: Vec<ChangedCell> = Vec::with_capacity(changes.len());
        let mut erase: Vec<(u16, u16)> = Vec::new();
        for row in changes.chunk_by(|a, b| a.1 == b.1) {
            let Some(y) = row.first().map(|c| c.1) else { continue };
            let before = end_of(self.row(y));
            for (x, y, cell) in row {
                if let Some(at) = self.at(*x, *y)
                    && let Some(shown) = self.shown.get_mut(at)
                {
                    *shown = cell.clone();
                }
            }
            let after = end_of(self.row(y));
            let erased = before >= after + ERASE_FROM;
            if erased {
                erase.push((u16::try_from(after).unwrap_or(u16::MAX), y));
            }
            for change in row.iter().filter(|c| !erased || usize::from(c.0) < after) {
                if let Some(last) = write.last()
                    && let Some(between) = self.bridge(last, change)
                {
                    write.extend(between);
                }
                write.push(change.clone());
            }
        }
        self.inner.draw(write.iter().map(|(x, y, cell)| (*x, *y, cell)))?;
        for (x, y) in erase {
            self.inner.set_cursor_position(Position { x, y })?;
            self.inner.clear_region(ClearType::UntilNewLine)?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), B::Error> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), B::Error> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, B::Error> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), B::Error> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), B::Error> {
        self.inner.clear()?;
        self.forget()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), B::Error> {
        self.inner.clear_region(clear_type)?;
        self.forget()
    }

    fn size(&self) -> Result<Size, B::Error> {
        self.inner.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, B::Error> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> Result<(), B::Error> {
        self.inner.flush()
    }
}
