//! A page to read: help, notices, the plain page that the mouse can select.

use unicode_width::UnicodeWidthStr;

use super::layout::READABLE;
use super::page::{Ink, PageLine};
use super::words;
use crate::lingua::lines::wrap_within;

/// A scrolling page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderPage {
    /// Its name.
    pub title: String,
    /// What it says.
    pub lines: Vec<ReaderLine>,
    /// First line shown.
    pub top: usize,
    /// Nothing but the text on the whole screen, for selecting with the mouse.
    pub bare: bool,
    /// Rows from one page to the next, where its pages must not overlap.
    pub step: Option<usize>,
}

/// A piece of a page; wrapped when it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReaderLine {
    /// A heading.
    Heading(String),
    /// A paragraph, or a line as it is where it fits.
    Text(String),
    /// A term and what it means, aligned.
    Pair(String, String),
    /// An empty line.
    Space,
    /// A line as it is, never wrapped.
    Fixed(PageLine),
}

impl ReaderPage {
    /// The plain page of a scheda.
    pub fn plain(text: &str) -> Self {
        let line = |l: &str| if l.is_empty() { ReaderLine::Space } else { ReaderLine::Text(l.to_owned()) };
        Self {
            title: words::PLAIN_PAGE.to_owned(),
            lines: text.lines().map(line).collect(),
            top: 0,
            bare: true,
            step: None,
        }
    }

    /// A QR code on the whole screen.
    pub fn code(lines: Vec<PageLine>) -> Self {
        let lines = lines.into_iter().map(ReaderLine::Fixed).collect();
        Self { title: words::CODE_PAGE.to_owned(), lines, top: 0, bare: true, step: None }
    }

    /// QR codes one after the other, each on a screen of so many rows.
    pub fn codes(codes: Vec<Vec<PageLine>>, rows: usize) -> Self {
        Self { step: Some(rows), ..Self::code(codes.into_iter().flatten().collect()) }
    }

    /// Whether it shows a QR code.
    pub fn is_code(&self) -> bool {
        self.lines.iter().any(|l| matches!(l, ReaderLine::Fixed(_)))
    }

    /// Dark and light of a QR code change places: where the ground of the terminal is not known, nobody else can tell
    /// which is which.
    pub fn flip(&mut self) {
        for line in &mut self.lines {
            let ReaderLine::Fixed(line) = line else { continue };
            for (ink, _) in line {
                *ink = match *ink {
                    Ink::Code => Ink::Block,
                    Ink::Block => Ink::Code,
                    other => other,
                };
            }
        }
    }

    /// What went wrong at the start, one paragraph each.
    pub fn notices(notices: &[String]) -> Self {
        let lines = notices.iter().flat_map(|n| [ReaderLine::Text(n.clone()), ReaderLine::Space]).collect();
        Self { title: words::NOTICES.to_owned(), lines, top: 0, bare: false, step: None }
    }

    /// Its lines in a window of `columns`.
    pub fn laid_out(&self, columns: usize) -> Vec<PageLine> {
        let text_columns = if self.bare { columns } else { columns.min(usize::from(READABLE)) }.max(8);
        let widest = self.lines.iter().map(|l| if let ReaderLine::Pair(a, _) = l { a.width() } else { 0 }).max();
        let column = (widest.unwrap_or(0) + 2).min(text_columns / 2);
        let mut out: Vec<PageLine> = Vec::new();
        for line in &self.lines {
            match line {
                ReaderLine::Space => out.push(Vec::new()),
                ReaderLine::Fixed(line) => out.push(line.clone()),
                ReaderLine::Heading(text) => out.push(vec![(Ink::Strong, text.clone())]),
                ReaderLine::Text(text) if text.width() <= text_columns => out.push(vec![(Ink::Text, text.clone())]),
                ReaderLine::Text(text) => {
                    out.extend(wrap_within(text, text_columns).into_iter().map(|l| vec![(Ink::Text, l)]));
                }
                ReaderLine::Pair(term, meaning) => {
                    let terms = wrap_within(term, column.saturating_sub(2));
                    let meanings = wrap_within(meaning, text_columns - column);
                    for at in 0..terms.len().max(meanings.len()) {
                        let piece = |from: &[String]| from.get(at).cloned().unwrap_or_default();
                        let mut left = piece(&terms);
                        left.push_str(&" ".repeat(column.saturating_sub(left.width())));
                        out.push(vec![(Ink::Strong, left), (Ink::Text, piece(&meanings))]);
                    }
                }
            }
        }
        out
    }
}
