//! The sheets as a folder of CSV files, one a sheet.
//!
//! Written for a double click in an Italian Excel: UTF-8 with its mark, semicolons, CRLF. A text that a spreadsheet
//! would run or change (a formula, a telephone number, a date) is preceded by an apostrophe, which reading takes away
//! again. Read back in that form, with commas or tabs, in UTF-8 or Windows-1252.

use std::borrow::Cow;

use super::raw::{MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawCell, RawRow, RawTable, Refusal};
use super::sheet::LEGGIMI;
use super::tables::SheetTable;
use super::untouched::{EXPLAINED, MARK as STAMP, mark_of};

/// Largest file that is read, bytes.
pub const MAX_FILE: usize = 32 << 20;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// File name and bytes of every sheet, the page that explains among them.
///
/// # Errors
/// [`Refusal`] where the text cannot be composed.
pub fn write(tables: &[SheetTable]) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let mut out = Vec::new();
    for table in tables {
        let head = table.sheet.columns.iter().map(|c| c.title.to_owned()).collect();
        let rows = std::iter::once(head).chain(table.rows.iter().map(|row| row.iter().map(|c| defused(c)).collect()));
        out.push((format!("{}.csv", table.sheet.name.to_lowercase()), compose(rows)?));
    }
    let head = EXPLAINED.map(str::to_owned).to_vec();
    let mark = [STAMP.to_owned(), String::new(), mark_of(tables, &[])];
    let rows = super::sheet::explained().into_iter().chain([mark]).map(|line| line.map(|c| defused(&c)).to_vec());
    out.push((format!("{}.csv", LEGGIMI.to_lowercase()), compose(std::iter::once(head).chain(rows))?));
    Ok(out)
}

/// A file of texts with a heading, as a spreadsheet opens it.
///
/// # Errors
/// [`Refusal`] where the text cannot be composed.
pub fn plain(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Refusal> {
    let head = head.iter().map(|h| (*h).to_owned()).collect();
    compose(std::iter::once(head).chain(rows.map(|row| row.iter().map(|c| defused(c)).collect())))
}

/// Rows as the bytes of a CSV file for a double click.
///
/// # Errors
/// [`Refusal`] where the text cannot be composed.
pub fn compose(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Refusal> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec());
    for row in rows {
        writer.write_record(row).map_err(|e| Refusal(format!("Non riesco a comporre il CSV: {e}.")))?;
    }
    writer.into_inner().map_err(|e| Refusal(format!("Non riesco a comporre il CSV: {e}.")))
}

/// Whether `rest`, after an apostrophe, is a text that [`defused`] protected.
fn is_protected(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_digit() || "=+-@\t\r'".contains(c))
}

/// Whether a spreadsheet would take a text for a formula and run it.
pub fn runs(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// `text` with an apostrophe before it where a spreadsheet would run it or change it.
pub fn defused(text: &str) -> String {
    let number = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || " ./:,-".contains(c));
    let looks_protected = text.strip_prefix('\'').is_some_and(is_protected);
    if runs(text) || number || looks_protected { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`defused`] wrote.
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_protected(rest) => rest,
        _ => cell,
    }
}

/// One sheet from a CSV file. `name` is the file's name without folder and ending.
///
/// # Errors
/// [`Refusal`] where the file passes the limits or is no CSV. The second value says how the text was read where it was
/// not UTF-8.
pub fn read(name: &str, bytes: &[u8]) -> Result<(RawTable, Option<String>), Refusal> {
    let shown = crate::lingua::signs::glimpse(name, 40);
    if bytes.len() > MAX_FILE {
        return Err(Refusal(format!("{shown}.csv supera {} MB: non lo leggo.", MAX_FILE >> 20)));
    }
    let (text, note) = decoded(bytes);
    // Otherwise the lines of a file from Windows would be counted one short, and one of a Mac's would be a single line.
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text };
    // The mark of UTF-8 once more, as Windows-1252: it would stand before the first heading.
    let text = match text.strip_prefix("ï»¿") {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => text,
    };
    let (text, sign) = hinted(text);
    let note =
        note.then(|| format!("{shown}.csv non è in UTF-8: letto come Windows-1252, controlla le lettere accentate."));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sign.unwrap_or_else(|| delimiter(&text)))
        .from_reader(text.as_bytes());
    let mut table = RawTable { name: shown.clone(), rows: Vec::new(), merged: Vec::new() };
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => return Err(Refusal(format!("{shown}.csv non si legge: non è un file di testo con colonne."))),
        }
        let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(usize::MAX));
        if is_unclosed(&text, &record) {
            return Err(Refusal(format!(
                "{shown}.csv, riga {line}: una virgoletta (\") aperta non si chiude, il resto del file finirebbe in una cella. Chiudila o toglila."
            )));
        }
        if record.len() > MAX_COLUMNS {
            return Err(Refusal(format!(
                "{shown}.csv, riga {line}: {} colonne, se ne leggono al più {MAX_COLUMNS}.",
                record.len()
            )));
        }
        if table.rows.len() >= MAX_ROWS {
            return Err(Refusal(format!("{shown}.csv: più di {MAX_ROWS} righe.")));
        }
        let cells = record.iter().enumerate().filter(|(_, c)| !c.is_empty()).map(|(at, c)| {
            let value = if c.len() > 4 * MAX_CELL {
                RawCell::TooLong(c.len())
            } else if c.starts_with('=') {
                RawCell::Formula(c.chars().skip(1).take(60).collect())
            } else {
                RawCell::Text(restored(c).to_owned())
            };
            (at, value)
        });
        let row = RawRow { line, cells: cells.collect() };
        if !row.cells.is_empty() {
            table.rows.push(row);
        }
    }
    Ok((table, note))
}

/// A text without the line in which a spreadsheet names the sign between the cells (`sep=;`), which stays an empty line, and
/// that sign.
fn hinted(text: Cow<'_, str>) -> (Cow<'_, str>, Option<u8>) {
    let first = text.lines().next().unwrap_or_default().to_owned();
    match first.strip_prefix("sep=").map(str::as_bytes) {
        Some([sign]) => (Cow::Owned(text.replacen(&first, "", 1)), Some(*sign)),
        _ => (text, None),
    }
}

/// Whether the last record of `text` ran over the lines below it because of a quotation mark that nothing closes.
pub fn is_unclosed(text: &str, last: &csv::StringRecord) -> bool {
    // A closed cell would have its mark behind it.
    last.iter().next_back().is_some_and(|cell| cell.contains('\n') && text.ends_with(&cell.replace('"', "\"\"")))
}

/// The sign between the cells: the one that the first line has most of.
pub fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|b| *b == sign).count();
    let most = [b'|', b',', b'\t', b';'].into_iter().max_by_key(|d| count(*d));
    most.filter(|d| count(*d) > 0).unwrap_or(b';')
}

/// The text of a file, and whether it had to be read as Windows-1252. UTF-16 is known by its mark.
pub fn decoded(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).filter_map(|two| two.try_into().ok()).map(unit).collect();
        (Cow::Owned(String::from_utf16_lossy(&units)), false)
    };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return wide(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return wide(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (bytes.iter().map(|b| windows_1252(*b)).collect(), true),
    }
}

/// Windows-1252, which holds ISO-8859-1 but for the controls from 0x80 to 0x9f.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_is_written_as_a_text() {
        assert_eq!(defused("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(defused("0831 776065"), "'0831 776065");
        assert_eq!(defused("2026-11"), "'2026-11");
        assert_eq!(defused("'ndrangheta"), "'ndrangheta");
    }

    proptest! {
        #[test]
        fn what_is_defused_comes_back(text in "['=+\\-@0-9a-z ]{0,8}") {
            let cell = defused(&text);
            prop_assert_eq!(restored(&cell), text);
        }
    }
}
