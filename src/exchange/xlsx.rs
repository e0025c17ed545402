//! The sheets as an Excel workbook.
//!
//! Writes texts only, never formulas: what begins with `=` stays a text. Reading looks at the archive's directory first
//! and then unpacks it against a limit, takes one cell at a time and refuses formulas, so that a hostile workbook costs a
//! bounded amount of memory. Neighbour: [`super::tables`] knows what the cells mean.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::inline;
use super::raw::{MAX_CELL, MAX_COLUMNS, MAX_ROWS, Merged, RawCell, RawRow, RawTable, Refusal};
use super::sheet::{ELENCHI, Kind, LEGGIMI, Sheet, explained};
use super::tables::SheetTable;
use super::untouched::{EXPLAINED, MARK, mark_of};
use super::zipped::{any_tag, guarded};
use crate::catalog::values::PartialDate;

/// Largest workbook that is read, bytes.
pub const MAX_FILE: usize = 16 << 20;

/// Largest sum of what it unpacks to, bytes.
pub const MAX_UNPACKED: u64 = 160 << 20;

/// Most cells of a workbook, each some 100 bytes while it is read: 100,000 rows of 20 columns that are filled in.
const MAX_CELLS: usize = 2_000_000;

/// Most text of all cells together, bytes: one long text may be used by many cells.
const MAX_TEXT: usize = 64 << 20;

/// Rows below the last one that have drop-down lists too.
const SPARE_ROWS: u32 = 500;

/// The workbook. `release` is its date, so that two exports of one catalogue are the same bytes.
///
/// # Errors
/// [`Refusal`] where a text is longer than a cell can hold.
pub fn write(tables: &[SheetTable], release: PartialDate) -> Result<Vec<u8>, Refusal> {
    write_explained(tables, release, &explained())
}

/// The workbook with a page of its own that explains it: sheet, column, what it holds.
///
/// # Errors
/// As [`write()`].
pub fn write_explained(
    tables: &[SheetTable],
    release: PartialDate,
    explained: &[[String; 3]],
) -> Result<Vec<u8>, Refusal> {
    for table in tables {
        for (at, row) in table.rows.iter().enumerate() {
            for (cell, column) in row.iter().zip(table.sheet.columns) {
                if cell.chars().count() > MAX_CELL {
                    return Err(Refusal(format!(
                        "Foglio {}, riga {}, colonna «{}»: testo più lungo di {MAX_CELL} caratteri, una cella non lo contiene. Usa --format csv o json.",
                        table.sheet.name,
                        at + 2,
                        column.title
                    )));
                }
            }
        }
    }
    build(tables, release, explained).map_err(|e| Refusal(format!("Non riesco a comporre il foglio di calcolo: {e}.")))
}

fn build(tables: &[SheetTable], release: PartialDate, explained: &[[String; 3]]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let mut about = DocProperties::new().set_title("Catalogo dei servizi sociali").set_author("Sportello");
    let day = release.earliest();
    if let Ok(date) = ExcelDateTime::parse_from_str(&day.to_string()) {
        about = about.set_creation_datetime(&date);
    }
    book.set_properties(&about);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x00D9_E2EC))
        .set_border_bottom(FormatBorder::Thin);
    // The text format keeps telephone numbers, dates and codes as they are typed.
    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap();
    let shown = Format::new().set_num_format("@").set_align(FormatAlign::Top).set_font_color(Color::Gray);
    let lists = lists(tables);
    for table in tables {
        let page = book.add_worksheet();
        page.set_name(table.sheet.name)?;
        fill(page, table, &lists, [&head, &text, &shown])?;
    }
    let page = book.add_worksheet();
    page.set_name(LEGGIMI)?;
    for (column, (title, width)) in EXPLAINED.into_iter().zip([14, 24, 110]).enumerate() {
        let column = u16::try_from(column).unwrap_or_default();
        page.write_string_with_format(0, column, title, &head)?;
        page.set_column_width(column, width)?;
    }
    let mark = [MARK.to_owned(), String::new(), mark_of(tables, &[(ELENCHI, rows_of(&lists))])];
    for (at, line) in explained.iter().chain([&mark]).enumerate() {
        for (column, words) in line.iter().enumerate() {
            let (row, column) = (u32::try_from(at + 1).unwrap_or(u32::MAX), u16::try_from(column).unwrap_or_default());
            page.write_string_with_format(row, column, words, &text)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    let page = book.add_worksheet();
    page.set_name(ELENCHI)?;
    for (at, (title, names)) in lists.iter().enumerate() {
        let column = u16::try_from(at).unwrap_or(u16::MAX);
        page.write_string_with_format(0, column, *title, &head)?;
        page.set_column_width(column, 50)?;
        for (row, name) in names.iter().enumerate() {
            page.write_string_with_format(u32::try_from(row + 1).unwrap_or(u32::MAX), column, name, &text)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// The lists of names that columns choose from, each once: the heading of the first column that has it, and the names.
fn lists(tables: &[SheetTable]) -> Vec<(&'static str, &Vec<String>)> {
    let mut out: Vec<(&'static str, &Vec<String>)> = Vec::new();
    for table in tables {
        for (at, names) in &table.choices {
            let title = table.sheet.columns.get(*at).map(|c| c.title).unwrap_or_default();
            if out.iter().all(|(_, known)| *known != names) {
                out.push((title, names));
            }
        }
    }
    out
}

/// The lists as the rows of a sheet.
fn rows_of(lists: &[(&'static str, &Vec<String>)]) -> Vec<Vec<String>> {
    let longest = lists.iter().map(|(_, names)| names.len()).max().unwrap_or(0);
    let head = lists.iter().map(|(title, _)| (*title).to_owned()).collect();
    let row = |at: usize| lists.iter().map(|(_, names)| names.get(at).cloned().unwrap_or_default()).collect();
    std::iter::once(head).chain((0..longest).map(row)).collect()
}

/// The cells of the sheet [`ELENCHI`] that hold `names`.
fn place_of(lists: &[(&'static str, &Vec<String>)], names: &Vec<String>) -> Option<String> {
    let at = lists.iter().position(|(_, known)| *known == names)?;
    let column = super::raw::letters(at);
    Some(format!("={ELENCHI}!${column}$2:${column}${}", names.len() + 1))
}

fn fill(
    page: &mut Worksheet,
    table: &SheetTable,
    lists: &[(&'static str, &Vec<String>)],
    [head, text, shown]: [&Format; 3],
) -> Result<(), XlsxError> {
    let sheet: &Sheet = table.sheet;
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).saturating_add(SPARE_ROWS);
    for (at, column) in sheet.columns.iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        let style = if matches!(column.kind, Kind::ReadOnly) { shown } else { text };
        page.set_column_width(at, column.width)?;
        page.set_column_format(at, style)?;
        page.write_string_with_format(0, at, column.title, head)?;
        let choice = table.choices.iter().find(|(place, _)| *place == usize::from(at));
        if let Some(range) = choice.and_then(|(_, names)| place_of(lists, names)) {
            // Codes stand there too, and several names joined by a bar: the list offers, it does not forbid.
            let rule = DataValidation::new().allow_list_formula(Formula::new(range)).show_error_message(false);
            page.add_data_validation(1, at, last, at, &rule)?;
            continue;
        }
        let list: Vec<&str> = match column.kind {
            Kind::Choice(words) => words().iter().map(|(w, _)| *w).collect(),
            Kind::Yes => vec!["sì"],
            _ => continue,
        };
        let rule = DataValidation::new()
            .allow_list_strings(&list)?
            .set_error_title("Valore non previsto")?
            .set_error_message("Scegli una voce dell'elenco oppure lascia vuoto.")?;
        page.add_data_validation(1, at, last, at, &rule)?;
    }
    for (at, row) in table.rows.iter().enumerate() {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let kind = sheet.columns.get(column).map(|c| c.kind);
            let style = if matches!(kind, Some(Kind::ReadOnly)) { shown } else { text };
            page.write_string_with_format(line, u16::try_from(column).unwrap_or(u16::MAX), cell, style)?;
        }
    }
    page.set_freeze_panes(1, 1)?;
    let width = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.autofilter(0, 0, u32::try_from(table.rows.len()).unwrap_or(u32::MAX), width)?;
    Ok(())
}

/// The sheets of a workbook, without those that explain and hold the lists.
///
/// # Errors
/// [`Refusal`] where it is no workbook or passes the limits.
pub fn read(bytes: &[u8]) -> Result<Vec<RawTable>, Refusal> {
    let mut all = read_all(bytes)?;
    all.retain(|table| ![LEGGIMI, ELENCHI].iter().any(|own| table.name.trim().eq_ignore_ascii_case(own)));
    Ok(all)
}

/// Every sheet of a workbook.
///
/// # Errors
/// As [`read`].
pub fn read_all(bytes: &[u8]) -> Result<Vec<RawTable>, Refusal> {
    guard(bytes)?;
    let readable = inline::readable(bytes)?;
    let bytes = readable.as_deref().unwrap_or(bytes);
    let unreadable = |_: calamine::XlsxError| {
        Refusal(
            "Non è un foglio di calcolo .xlsx leggibile: una sua parte è rovinata. Aprilo e salvalo di nuovo."
                .to_owned(),
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let (mut cells, mut text) = (0, 0);
    let mut out = Vec::new();
    for name in book.sheet_names() {
        let shown = crate::lingua::signs::glimpse(&name, 40);
        let mut table = RawTable { name: name.clone(), rows: Vec::new(), merged: Vec::new() };
        table.merged = book.merge_cells_by_sheet_name(&name).map_err(unreadable)?.iter().map(merged).collect();
        let mut reader = book.worksheet_cells_reader(&name).map_err(unreadable)?;
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(unreadable)? {
            let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
            let value = match (cell.formula, cell.value) {
                (Some(_), _) => RawCell::Formula("…".to_owned()),
                (None, DataRef::Empty | DataRef::SharedString("")) => continue,
                (None, DataRef::String(s)) if s.is_empty() => continue,
                (None, value) => raw(value),
            };
            if column >= MAX_COLUMNS {
                let said = super::raw::letters(column);
                return Err(Refusal(format!(
                    "Foglio {shown}, riga {}: c'è qualcosa nella colonna {said}, se ne leggono al più {MAX_COLUMNS}.",
                    row + 1
                )));
            }
            if row >= MAX_ROWS {
                return Err(Refusal(format!("Foglio {shown}: più di {MAX_ROWS} righe, al più se ne leggono tante.")));
            }
            cells += 1;
            text += if let RawCell::Text(t) = &value { t.len() } else { 0 };
            if cells > MAX_CELLS || text > MAX_TEXT {
                return Err(Refusal(format!(
                    "Foglio {shown}: troppo grande, al più {MAX_CELLS} celle e {} MB di testo.",
                    MAX_TEXT >> 20
                )));
            }
            match table.rows.last_mut() {
                Some(last) if last.line == row + 1 => last.cells.push((column, value)),
                _ => table.rows.push(RawRow { line: row + 1, cells: vec![(column, value)] }),
            }
        }
        out.push(table);
    }
    Ok(out)
}

fn merged(cells: &calamine::Dimensions) -> Merged {
    let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let ((top, left), (bottom, right)) = (cells.start, cells.end);
    Merged { lines: (at(top).saturating_add(1), at(bottom).saturating_add(1)), columns: (at(left), at(right)) }
}

fn raw(value: DataRef<'_>) -> RawCell {
    let text = |s: &str| if s.len() > 4 * MAX_CELL { RawCell::TooLong(s.len()) } else { RawCell::Text(s.to_owned()) };
    match value {
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => text(&s),
        DataRef::SharedString(s) => text(s),
        #[allow(clippy::cast_precision_loss)] // a spreadsheet's own numbers are doubles
        DataRef::Int(n) => RawCell::Number(n as f64),
        DataRef::Float(n) => RawCell::Number(n),
        DataRef::Bool(b) => RawCell::Flag(b),
        // A cell that the program turned into a date: back to the day it shows.
        DataRef::DateTime(d) => {
            let (y, m, day, hour, minute, ..) = d.to_ymd_hms_milli();
            let (date, time) = (format!("{y:04}-{m:02}-{day:02}"), format!("{hour:02}:{minute:02}"));
            // Less than a day is an hour.
            RawCell::Text(match (hour, minute) {
                _ if (0.0..1.0).contains(&d.as_f64()) => time,
                (0, 0) => date,
                _ => format!("{date} {time}"),
            })
        }
        DataRef::Error(e) => RawCell::Error(e.to_string()),
        DataRef::Empty => RawCell::Text(String::new()),
    }
}

/// What an Excel of before 2007 writes, and every Excel that puts a password on a file.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// Refuses what is no workbook, with what to do about it, and an archive that unpacks to more than the limits.
fn guard(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > MAX_FILE {
        return Err(Refusal(format!("Il file supera {} MB: non lo leggo.", MAX_FILE >> 20)));
    }
    if bytes.starts_with(COMPOUND) {
        return Err(Refusal(
            "È un file .xls di una vecchia versione o protetto da una password: aprilo, togli la password e salvalo come .xlsx."
                .to_owned(),
        ));
    }
    let mut archive = guarded(bytes, MAX_UNPACKED, "Non è un foglio di calcolo .xlsx: l'archivio non si apre.")?;
    if archive.file_names().any(|n| n.is_ok_and(|n| n == "content.xml")) {
        return Err(Refusal("È un foglio OpenDocument (.ods): aprilo e salvalo come .xlsx.".to_owned()));
    }
    let sheets: Vec<usize> = (0..archive.len())
        .filter(|at| archive.name_for_index(*at).is_some_and(|n| n.is_ok_and(|n| n.starts_with("xl/worksheets/"))))
        .collect();
    for at in sheets {
        // A part that does not read is told by the reader that comes next.
        let Ok(part) = archive.by_index(at) else { continue };
        if any_tag(part, |tag| !places_exist(tag)) {
            return Err(Refusal("Il foglio ha celle in un posto che non esiste: non lo leggo.".to_owned()));
        }
    }
    Ok(())
}

/// Whether every cell and row stands where a sheet has one: three letters and seven digits at most. The reader computes
/// with what stands there.
fn places_exist(sheet: &[u8]) -> bool {
    let mut rest = sheet;
    while let Some(at) = rest.windows(4).position(|w| w == b" r=\"" || w == b" r='") {
        rest = rest.get(at + 4..).unwrap_or_default();
        let place = rest.split(|b| matches!(b, b'"' | b'\'')).next().unwrap_or_default();
        let letters = place.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let digits = place.iter().skip(letters).take_while(|b| b.is_ascii_digit()).count();
        if letters > 3 || digits > 7 || letters + digits != place.len() {
            return false;
        }
    }
    true
}
