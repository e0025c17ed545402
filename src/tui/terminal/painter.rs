//! The last step before the terminal: changed cells in, as few bytes as possible out, one write a frame.
//!
//! It asks the terminal nothing: where the cursor is, it remembers. It is the last gate as well: no character that could
//! act on a terminal passes, and with `ascii` no byte from 0x80 on. It knows nothing of what is drawn.

use std::borrow::Cow;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::lingua::ascii;
use crate::lingua::signs::{MAX_MARKS, is_flooded, is_hostile};

/// Where finished frames go, and how large the screen is.
pub trait Glass {
    /// Writes a whole frame at once.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn show(&mut self, frame: &[u8]) -> io::Result<()>;

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn size(&self) -> io::Result<(u16, u16)>;
}

/// A [`Backend`] that collects a frame and shows it whole when it is flushed.
#[derive(Debug)]
pub struct Painter<G> {
    glass: G,
    ascii: bool,
    frame: Vec<u8>,
    /// The style that the terminal writes with now; `None` where unknown.
    style: Option<CellLook>,
    /// Where the terminal's cursor stands; `None` where unknown.
    at: Option<Position>,
    cursor: Option<bool>,
    /// Cells that are surely empty and undecorated, row after row, `columns` a row; nothing is known of others.
    blank: Vec<bool>,
    columns: u16,
    /// Something of ours stands on the screen.
    drawn: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CellLook {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl CellLook {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };
}

impl<G: Glass> Painter<G> {
    /// A painter that knows nothing yet of the terminal's state. With `ascii` it writes nothing but ASCII.
    pub fn new(glass: G, ascii: bool) -> Self {
        let frame = Vec::with_capacity(4096);
        Self { glass, ascii, frame, style: None, at: None, cursor: None, blank: Vec::new(), columns: 0, drawn: false }
    }

    fn cell(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.columns) + usize::from(x)
    }

    /// Whether spaces take the cursor from `at` to `to` in fewer bytes than a jump, and change nothing on the way.
    fn by_spaces(&self, at: Position, to: Position) -> bool {
        let invisible = self.style.is_some_and(|style| {
            let seen = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
            style.bg == Color::Reset && !style.modifier.intersects(seen)
        });
        let gap = self.blank.get(self.cell(at.x, at.y)..self.cell(to.x, to.y));
        invisible && to.x - at.x <= 3 && gap.is_some_and(|gap| gap.iter().all(|&blank| blank))
    }

    fn go(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        let (column, row) = (u32::from(to.x) + 1, u32::from(to.y) + 1);
        let spaces = self.at.filter(|&at| at.y == to.y && at.x < to.x && self.by_spaces(at, to));
        let out = &mut self.frame;
        // Writing into a vector cannot fail.
        let _ = match self.at {
            Some(at) if spaces.is_some() => write!(out, "{:1$}", "", usize::from(to.x - at.x)),
            Some(at) if at.y == to.y && to.x == 0 => out.write_all(b"\r"),
            Some(at) if at.y.checked_add(1) == Some(to.y) && to.x == 0 => out.write_all(b"\r\n"),
            Some(at) if at.y == to.y && to.x == at.x + 1 => out.write_all(b"\x1b[C"),
            Some(at) if at.y == to.y && to.x > at.x => write!(out, "\x1b[{}C", to.x - at.x),
            _ if to.x == 0 => write!(out, "\x1b[{row}H"),
            _ => write!(out, "\x1b[{row};{column}H"),
        };
        self.at = Some(to);
    }

    fn dress(&mut self, look: CellLook) {
        if self.style == Some(look) {
            return;
        }
        let mut whole = String::new();
        if look != CellLook::PLAIN {
            whole.push('0');
            add_modifiers(&mut whole, look.modifier);
            add_colours(&mut whole, CellLook::PLAIN, look);
        }
        let best = match self.style {
            Some(from) if look != CellLook::PLAIN => {
                let mut step = String::new();
                drop_modifiers(&mut step, from.modifier, look.modifier);
                add_colours(&mut step, from, look);
                let step = step.strip_prefix(';').unwrap_or(&step).to_owned();
                if step.len() <= whole.len() { step } else { whole }
            }
            _ => whole,
        };
        let _ = write!(self.frame, "\x1b[{best}m");
        self.style = Some(look);
    }

    fn symbol<'a>(&self, symbol: &'a str) -> Cow<'a, str> {
        if symbol.len() == 1 && symbol.bytes().all(|b| (b' '..0x7f).contains(&b)) {
            return Cow::Borrowed(symbol);
        }
        let mut clean = Cow::Borrowed(symbol);
        if symbol.is_empty() || symbol.chars().any(is_hostile) || is_flooded(symbol) {
            let mut kept: String = symbol.chars().filter(|&c| !is_hostile(c)).take(MAX_MARKS).collect();
            // A cell holds one sign: if what is left is more, it was no sign but a sequence. Nor is a cell left out, or
            // the rest of the row would move.
            if kept.width() > 2 {
                kept.clear();
            }
            while kept.width() < symbol.width().clamp(1, 2) {
                kept.push(' ');
            }
            clean = Cow::Owned(kept);
        }
        if self.ascii && !clean.is_ascii() {
            let width = clean.width();
            let plain = ascii::cell(&clean);
            clean = Cow::Owned(if plain.len() == width { plain } else { "?".repeat(width) });
        }
        clean
    }
}

/// A screen of so many rows erased line by line, the cursor at home. What is erased whole goes, on some terminals without
/// an alternate screen, to what can be scrolled back to: there the next person would read it.
pub(super) fn erased(rows: u16) -> Vec<u8> {
    let mut out = b"\x1b[m\x1b[H".to_vec();
    for row in 0..rows {
        out.extend_from_slice(if row == 0 { b"\x1b[K" } else { b"\n\x1b[K" });
    }
    // A window may be larger than what is believed of it.
    out.extend_from_slice(b"\x1b[J\x1b[H");
    out
}

const MODIFIERS: [(Modifier, &str, &str); 8] = [
    (Modifier::BOLD, ";1", ";22"),
    (Modifier::DIM, ";2", ";22"),
    (Modifier::ITALIC, ";3", ";23"),
    (Modifier::UNDERLINED, ";4", ";24"),
    (Modifier::SLOW_BLINK, ";5", ";25"),
    (Modifier::REVERSED, ";7", ";27"),
    (Modifier::HIDDEN, ";8", ";28"),
    (Modifier::CROSSED_OUT, ";9", ";29"),
];

fn add_modifiers(out: &mut String, modifier: Modifier) {
    for (bit, on, _) in MODIFIERS {
        if modifier.contains(bit) {
            out.push_str(on);
        }
    }
}

/// From one set of modifiers to another; bold and dim are switched off together.
fn drop_modifiers(out: &mut String, from: Modifier, to: Modifier) {
    let mut kept = from;
    for (bit, _, off) in MODIFIERS {
        if kept.contains(bit) && !to.contains(bit) {
            out.push_str(off);
            kept.remove(bit);
            if bit == Modifier::BOLD || bit == Modifier::DIM {
                kept.remove(Modifier::BOLD | Modifier::DIM);
            }
        }
    }
    add_modifiers(out, to.difference(kept));
}

fn add_colours(out: &mut String, from: CellLook, to: CellLook) {
    if from.fg != to.fg {
        add_colour(out, to.fg, 30);
    }
    if from.bg != to.bg {
        add_colour(out, to.bg, 40);
    }
}

/// `base` is 30 for the text, 40 for the ground.
fn add_colour(out: &mut String, colour: Color, base: u8) {
    use std::fmt::Write as _;
    let code = match colour {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(n) => {
            let _ = write!(out, ";{};5;{n}", base + 8);
            return;
        }
        Color::Rgb(r, g, b) => {
            let _ = write!(out, ";{};2;{r};{g};{b}", base + 8);
            return;
        }
    };
    let _ = write!(out, ";{}", base + code);
}

impl<G: Glass> Backend for Painter<G> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        if self.columns == 0 {
            // The first frame: the screen may hold anything.
            self.clear()?;
        }
        self.drawn = true;
        let width = self.columns;
        for (x, y, cell) in content {
            self.go(Position { x, y });
            self.dress(CellLook { fg: cell.fg, bg: cell.bg, modifier: cell.modifier });
            let symbol = self.symbol(cell.symbol());
            self.frame.extend_from_slice(symbol.as_bytes());
            // Terminals disagree on how wide an odd sign is, and on where the cursor stands after the last column.
            let next = x.saturating_add(1);
            let sure = symbol.width() == 1 && next < width;
            let empty = symbol == " " && self.style == Some(CellLook::PLAIN);
            let here = self.cell(x, y);
            for cell in self.blank.iter_mut().skip(here).take(symbol.width()) {
                *cell = empty;
            }
            self.at = sure.then_some(Position { x: next, y });
        }
        // Nobody else writes between two frames, but a clear fills with the colour of the moment.
        if self.style.is_some_and(|style| style != CellLook::PLAIN) {
            self.dress(CellLook::PLAIN);
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Some(false) {
            self.frame.extend_from_slice(b"\x1b[?25l");
            self.cursor = Some(false);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Some(true) {
            self.frame.extend_from_slice(b"\x1b[?25h");
            self.cursor = Some(true);
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        let clear: &[u8] = match clear_type {
            ClearType::All => {
                // A whole new picture: whatever we believed of the terminal may be wrong.
                self.style = None;
                self.at = None;
                self.cursor = None;
                if self.drawn {
                    let (_, rows) = self.glass.size()?;
                    self.frame.extend_from_slice(&erased(rows));
                    b""
                } else {
                    b"\x1b[m\x1b[2J"
                }
            }
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        };
        self.frame.extend_from_slice(clear);
        self.blank.clear();
        if clear_type == ClearType::All {
            let (columns, rows) = self.glass.size()?;
            self.style = Some(CellLook::PLAIN);
            self.columns = columns;
            self.blank.resize(usize::from(columns) * usize::from(rows), true);
        }
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        self.glass.size().map(Size::from)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let shown = self.glass.show(&self.frame);
        self.frame.clear();
        shown
    }
}

#[cfg(test)]
#[path = "painter_tests.rs"]
mod tests;
