//! Tables of figures as a workbook to read: a page each, numbers as numbers, the same bytes for the same figures.
//!
//! Sheets that come back are the business of [`super::xlsx`]; nothing is read here.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::tables::Refusal;
use crate::catalog::values::PartialDate;

/// Widest column, characters.
const WIDEST: usize = 60;

/// A page: its name (at most 31 characters), the headings, the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its name.
    pub name: &'static str,
    /// The headings, then the rows.
    pub rows: Vec<Vec<String>>,
}

/// The workbook. `day` is its date, so that two of the same figures are the same bytes. A cell of nothing but figures is a
/// number, unless its heading says that it is a code.
///
/// # Errors
/// [`Refusal`] where a text is longer than a cell can hold.
pub fn workbook(title: &str, pages: &[Page], day: PartialDate) -> Result<Vec<u8>, Refusal> {
    build(title, pages, day).map_err(|e| Refusal(format!("Non riesco a comporre il foglio di calcolo: {e}.")))
}

fn build(title: &str, pages: &[Page], day: PartialDate) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let mut about = DocProperties::new().set_title(title).set_author("Sportello");
    if let Ok(date) = ExcelDateTime::parse_from_str(&day.earliest().to_string()) {
        about = about.set_creation_datetime(&date);
    }
    book.set_properties(&about);
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap();
    for page in pages {
        let sheet = book.add_worksheet();
        sheet.set_name(page.name)?;
        let heads = page.rows.first().map(Vec::as_slice).unwrap_or_default();
        for (row, cells) in (0u32..).zip(&page.rows) {
            for (column, (cell, heading)) in (0u16..).zip(cells.iter().zip(heads)) {
                let number = cell.parse::<u32>().ok().filter(|_| heading != "istat");
                match number {
                    _ if row == 0 => sheet.write_string_with_format(row, column, cell, &head)?,
                    Some(number) => sheet.write_number(row, column, number)?,
                    None => sheet.write_string_with_format(row, column, cell, &text)?,
                };
            }
        }
        for column in 0..heads.len() {
            let longest = page.rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max();
            let width = u32::try_from(longest.unwrap_or(0).clamp(8, WIDEST)).unwrap_or(8);
            sheet.set_column_width(u16::try_from(column).unwrap_or_default(), f64::from(width) + 2.0)?;
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}
