//! Tables of figures as a workbook to read: a page each, numbers as numbers, the same bytes for the same figures.
//!
//! Sheets that come back are the business of [`super::xlsx`]; nothing is read here.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::raw::Refusal;
use crate::catalog::values::PartialDate;

/// Widest column, characters.
const WIDEST: usize = 60;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words, or a code that looks like a number.
    Text(String),
    /// How many.
    Count(u32),
    /// A ratio, with one decimal.
    Ratio(f64),
}

impl Cell {
    /// A count where `text` is nothing but figures, else words.
    pub fn read(text: String) -> Self {
        text.parse().map_or(Self::Text(text), Self::Count)
    }

    /// As an Italian writes it: "1234", "1,2".
    pub fn in_words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(n) => n.to_string(),
            Self::Ratio(n) => format!("{n:.1}").replace('.', ","),
        }
    }

    /// For a CSV file that is opened with a double click: words that a spreadsheet would run or change are protected, numbers
    /// are left to be numbers.
    pub fn in_csv(&self) -> String {
        match self {
            Self::Text(text) => super::csv::defused(text),
            number => number.in_words(),
        }
    }
}

/// A page: its name (at most 31 characters), the headings, the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetPage {
    /// Its name.
    pub name: &'static str,
    /// The headings.
    pub head: Vec<String>,
    /// The rows below them.
    pub rows: Vec<Vec<Cell>>,
}

impl SheetPage {
    /// A page of texts, the first row of which are the headings; a cell of nothing but figures is a count.
    pub fn of_texts(name: &'static str, rows: Vec<Vec<String>>) -> Self {
        let mut rows = rows.into_iter();
        let head = rows.next().unwrap_or_default();
        Self { name, head, rows: rows.map(|row| row.into_iter().map(Cell::read).collect()).collect() }
    }
}

/// The workbook. `day` is its date, so that two of the same figures are the same bytes.
///
/// # Errors
/// [`Refusal`] where a text is longer than a cell can hold.
pub fn workbook(title: &str, pages: &[SheetPage], day: PartialDate) -> Result<Vec<u8>, Refusal> {
    build(title, pages, day).map_err(|e| Refusal(format!("Non riesco a comporre il foglio di calcolo: {e}.")))
}

fn build(title: &str, pages: &[SheetPage], day: PartialDate) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let mut about = DocProperties::new().set_title(title).set_author("Sportello");
    if let Ok(date) = ExcelDateTime::parse_from_str(&day.earliest().to_string()) {
        about = about.set_creation_datetime(&date);
    }
    book.set_properties(&about);
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap();
    let ratio = Format::new().set_num_format("0.0");
    for page in pages {
        let sheet = book.add_worksheet();
        sheet.set_name(page.name)?;
        for (column, heading) in (0u16..).zip(&page.head) {
            sheet.write_string_with_format(0, column, heading, &head)?;
            let cells = page.rows.iter().filter_map(|row| row.get(usize::from(column))).map(Cell::in_words);
            let longest = cells.map(|c| c.chars().count()).chain([heading.chars().count()]).max().unwrap_or(0);
            let width = u32::try_from(longest.clamp(8, WIDEST)).unwrap_or(8);
            sheet.set_column_width(column, f64::from(width) + 2.0)?;
        }
        for (row, cells) in (1u32..).zip(&page.rows) {
            for (column, cell) in (0u16..).zip(cells) {
                match cell {
                    Cell::Text(words) => sheet.write_string_with_format(row, column, words, &text)?,
                    Cell::Count(n) => sheet.write_number(row, column, *n)?,
                    Cell::Ratio(n) => sheet.write_number_with_format(row, column, *n, &ratio)?,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}
