//! How answers are written: tables, JSON, CSV, colours, and notes beside them.
//!
//! Knows nothing of services. Everything that goes to standard output is written to a [`Write`] that the caller gives,
//! so that a reader who leaves early is an error value and not a panic.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::common::ColorWhen;
use crate::exchange::csv;
use crate::lingua::ascii;
use crate::lingua::lines::{CUT, cut_name, wrap};
use crate::lingua::signs::clean;
use crate::platform::tty;

/// Width of a table where standard output is no terminal, columns.
pub const PAGE_WIDTH: usize = 80;

/// What standard output can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Escape sequences for bold and dim may be used.
    pub colour: bool,
    /// Only bytes below 0x80 are written.
    pub ascii: bool,
    /// Columns of a line.
    pub width: usize,
}

impl Style {
    /// The style for this process's standard output; `env` reads a variable of the environment.
    pub fn of_stdout(when: ColorWhen, ascii: bool, env: impl Fn(&str) -> Option<String>) -> Self {
        let terminal = io::stdout().is_terminal();
        let width = if terminal { tty::size().ok() } else { None };
        Self::new(when, ascii, terminal, width.map(|w| usize::from(w.0)), env)
    }

    /// The style for an output that is a terminal or not, `columns` wide where that is known.
    pub fn new(
        when: ColorWhen,
        ascii: bool,
        terminal: bool,
        columns: Option<usize>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let set = |name: &str| env(name).filter(|v| !v.is_empty());
        let plain = set("NO_COLOR").is_some() || set("TERM").is_none_or(|t| t == "dumb");
        let utf8 = is_utf8(&env);
        Self {
            colour: match when {
                ColorWhen::Always => true,
                ColorWhen::Never => false,
                ColorWhen::Auto => terminal && !plain,
            },
            // A file or a pipe gets UTF-8 whatever the locale says: its reader is a program.
            ascii: ascii || (terminal && !utf8),
            width: columns.filter(|c| *c > 0).map_or(PAGE_WIDTH, |c| c.clamp(40, 200)),
        }
    }

    /// `text` as this output can show it.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.ascii { ascii::text(text) } else { Cow::Borrowed(text) }
    }

    /// `text` in at most `width` columns; a short bracket at its end (an acronym) stays.
    pub fn cut<'a>(&self, text: &'a str, width: usize) -> Cow<'a, str> {
        cut_name(text, width, if self.ascii { "..." } else { CUT })
    }

    fn wrapped(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Stands out.
    pub fn bold(self, text: &str) -> String {
        self.wrapped("1", text)
    }

    /// Stands back.
    pub fn dim(self, text: &str) -> String {
        self.wrapped("2", text)
    }
}

/// Whether the locale is one of UTF-8.
fn is_utf8(env: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| env(name).filter(|v| !v.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// One sentence to standard error, clean. A standard error that is closed is no reason to stop.
pub fn note(sentence: &str) {
    let sentence = clean(sentence);
    let ascii = io::stderr().is_terminal() && !is_utf8(|name| std::env::var(name).ok());
    let sentence = if ascii { ascii::text(&sentence) } else { sentence };
    let _ = writeln!(io::stderr(), "sportello: {sentence}");
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct TextColumn {
    /// Its heading.
    pub title: &'static str,
    /// It gives way (is cut) when the line is too short. Columns to be copied never do.
    pub gives_way: bool,
}

impl TextColumn {
    /// A column that is never cut.
    pub const fn whole(title: &'static str) -> Self {
        Self { title, gives_way: false }
    }

    /// A column that is cut when the line is too short.
    pub const fn text(title: &'static str) -> Self {
        Self { title, gives_way: true }
    }
}

/// A row of a table: its cells, then lines that hang below it.
#[derive(Debug, Clone, Default)]
pub struct TableRow {
    /// One cell a column.
    pub cells: Vec<String>,
    /// Further lines, indented, never cut.
    pub below: Vec<String>,
}

/// Writes a table: columns two spaces apart, cells cut so that a line fits where columns give way.
///
/// # Errors
/// What writing gives.
pub fn table(out: &mut dyn Write, style: Style, columns: &[TextColumn], rows: &[TableRow]) -> io::Result<()> {
    const GAP: usize = 2;
    // What a cell holds may come from an argument or the environment, a path for one.
    let safe = |text| style.text(&clean(text)).into_owned();
    let shown: Vec<Vec<String>> = rows.iter().map(|r| r.cells.iter().map(|c| safe(c)).collect()).collect();
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, c)| {
            let cells = shown.iter().filter_map(|r| r.get(at)).map(|c| c.width());
            cells.max().unwrap_or(0).max(c.title.width())
        })
        .collect();
    let room = style.width.saturating_sub(GAP * columns.len().saturating_sub(1));
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    while over > 0 {
        // The widest column that gives way loses one, until the line fits or none can lose more.
        let yielding = widths.iter_mut().zip(columns).filter(|(w, c)| c.gives_way && **w > 12);
        match yielding.max_by_key(|(w, _)| **w) {
            Some((width, _)) => *width -= 1,
            None => break,
        }
        over -= 1;
    }
    // On a terminal too narrow for columns that must stay whole, cells stand below each other.
    if over > 0 && style.width < PAGE_WIDTH {
        return below_each_other(out, style, columns, &shown, rows);
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut line = String::new();
        for (cell, width) in cells.zip(&widths) {
            let cell = style.cut(cell, *width);
            line.push_str(&cell);
            line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + GAP));
        }
        line.truncate(line.trim_end().len());
        line
    };
    let heading = line(&mut columns.iter().map(|c| c.title));
    writeln!(out, "{}", style.bold(&heading))?;
    for (cells, row) in shown.iter().zip(rows) {
        writeln!(out, "{}", line(&mut cells.iter().map(AsRef::as_ref)))?;
        for below in &row.below {
            writeln!(out, "  {}", style.dim(&safe(below)))?;
        }
    }
    Ok(())
}

/// The first cell of each row, and below it the others with their headings.
fn below_each_other(
    out: &mut dyn Write,
    style: Style,
    columns: &[TextColumn],
    shown: &[Vec<String>],
    rows: &[TableRow],
) -> io::Result<()> {
    if let Some(first) = columns.first() {
        writeln!(out, "{}", style.bold(first.title))?;
    }
    for (cells, row) in shown.iter().zip(rows) {
        let mut cells = cells.iter().zip(columns);
        if let Some((first, _)) = cells.next() {
            wrap(first, style.width).iter().try_for_each(|l| writeln!(out, "{}", style.bold(l)))?;
        }
        for (cell, column) in cells.filter(|(cell, _)| !cell.is_empty()) {
            let said = format!("{}: {cell}", column.title);
            wrap(&said, style.width - 2).iter().try_for_each(|l| writeln!(out, "  {l}"))?;
        }
        for below in &row.below {
            writeln!(out, "  {}", style.dim(&style.text(&clean(below))))?;
        }
    }
    Ok(())
}

/// Writes `value` as JSON: indented, or on one line.
///
/// # Errors
/// What writing gives.
pub fn json(out: &mut dyn Write, style: Style, value: &impl Serialize, indented: bool) -> io::Result<()> {
    let text = if indented { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    let text = text.map_err(io::Error::other)?;
    if !style.ascii || text.is_ascii() {
        return writeln!(out, "{text}");
    }
    // Outside ASCII there are only characters within strings: the JSON escape keeps the meaning whole.
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c.is_ascii() {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    writeln!(out, "{escaped}")
}

/// Writes one line of CSV (RFC 4180: quotes where needed, CRLF). A field that a spreadsheet would take for a formula is
/// defused with an apostrophe.
///
/// # Errors
/// What writing gives.
pub fn csv_line<'a>(out: &mut dyn Write, style: Style, fields: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let field = style.text(field);
        let guard = if csv::runs(&field) { "'" } else { "" };
        if guard.is_empty() && !field.contains(['"', ',', '\n', '\r']) {
            out.write_all(field.as_bytes())?;
        } else {
            write!(out, "\"{guard}{}\"", field.replace('"', "\"\""))?;
        }
    }
    out.write_all(b"\r\n")
}

/// One line of a list, in any form.
pub(super) trait ListedLine: Serialize {
    /// Names of the CSV fields, which are the JSON keys too.
    const HEADER: &'static [&'static str];
    /// Columns of the table.
    const COLUMNS: &'static [TextColumn];
    /// One value for each field of the header.
    fn fields(&self) -> Vec<String>;
    /// One cell for each column.
    fn cells(&self) -> Vec<String>;
    /// What stands below the row, a line each.
    fn below(&self) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { colour: false, ascii: false, width: 40 };

    fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn on_a_narrow_terminal_cells_stand_below_each_other_and_none_is_cut() {
        let columns = [TextColumn::text("SERVIZIO"), TextColumn::whole("LIVELLO"), TextColumn::whole("COME STA")];
        let cells = ["Centro aperto polivalente per minori", "obiettivo di servizio", "da confermare"];
        let row = TableRow { cells: cells.map(str::to_owned).to_vec(), below: Vec::new() };
        let mut out = Vec::new();
        table(&mut out, PLAIN, &columns, &[row]).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|l| l.width() <= 40), "{text}");
        assert!(
            text.contains("polivalente per minori\n  LIVELLO: obiettivo di servizio\n  COME STA: da confermare"),
            "{text}"
        );
    }

    #[test]
    fn a_formula_is_only_text_in_a_spreadsheet() {
        let line = written(|out| csv_line(out, PLAIN, ["=1+1", "a,b", "dice \"no\"", "+39 080", "caffè"]));
        assert_eq!(line, "\"'=1+1\",\"a,b\",\"dice \"\"no\"\"\",\"'+39 080\",caffè\r\n");
    }

    #[test]
    fn a_table_fits_the_line_and_keeps_what_is_copied() {
        let columns = [TextColumn::whole("ID"), TextColumn::text("NOME")];
        let cells = |id: &str, name: &str| TableRow { cells: vec![id.into(), name.into()], below: vec![] };
        let rows = [cells("le-casarano/sad", "Assistenza domiciliare per persone anziane"), cells("x", "breve")];
        let text = written(|out| table(out, PLAIN, &columns, &rows));
        assert_eq!(text, "ID               NOME\nle-casarano/sad  Assistenza domiciliare…\nx                breve\n");
        assert!(text.lines().all(|l| l.width() <= 40));
    }

    #[test]
    fn colour_only_on_a_terminal_that_wants_it() {
        let env = |name: &str| (name == "TERM").then(|| "xterm".to_owned());
        let no = |name: &str| Some(if name == "NO_COLOR" { "1" } else { "xterm" }.to_owned());
        assert!(Style::new(ColorWhen::Auto, false, true, None, env).colour);
        assert!(!Style::new(ColorWhen::Auto, false, false, None, env).colour);
        assert!(!Style::new(ColorWhen::Auto, false, true, None, no).colour);
        assert!(Style::new(ColorWhen::Always, false, false, None, no).colour);
        assert!(!Style::new(ColorWhen::Auto, false, true, None, |_| None).colour);
    }

    #[test]
    fn ascii_writes_the_typewriter_accent() {
        assert_eq!(
            ascii::text("Comunità – è l’età «già» nota, 5 €…"),
            "Comunita' - e' l'eta' \"gia'\" nota, 5 euro..."
        );
        let ascii = Style { ascii: true, ..PLAIN };
        assert_eq!(written(|out| json(out, ascii, &"è 𝒳", false)), "\"\\u00e8 \\ud835\\udcb3\"\n");
    }
}
