//! How large the letters of a page can be: as large as one side of A4 allows, estimated before a browser lays it out.
//!
//! Widths and heights are those of the page's own style sheet, in hundredths of a millimetre; letters are taken a little
//! wider than those of Verdana and `DejaVu` are, so that the page never comes out longer than was thought.

use super::paper::PaperSheet;
use crate::lingua::lines::wrap;
use crate::scheda::foglio::{FoglioLine, Said};

/// Sizes, points, largest first.
const SIZES: [usize; 3] = [14, 13, 12];

/// What does not fit at this size goes on to a second page.
const SMALLEST: usize = 11;

/// Height of a page of A4 between its margins.
const HEIGHT: usize = 27_700;

/// A point.
const POINT: usize = 35;

/// Widths: of the whole page, of headings, of what stands beside them, of the box before a paper, between two languages.
const WHOLE: usize = 18_600;
const HEAD: usize = 3_600;
const BESIDE: usize = 14_600;
const TICK: usize = 700;
const GAP: usize = 500;

/// Width of a letter and of a bold one, in hundredths of the size.
const LETTER: usize = 60;
const BOLD: usize = 69;

/// Space below a paragraph; what stamp and lines between parts take.
const BELOW: usize = 100;
const STAMP: usize = 3_000;
const ROW: usize = 400;

/// A row of the page: its heading, each language by itself, and its lines.
pub(super) type PageRow<'a> = (Vec<&'a str>, Vec<&'a FoglioLine>);

/// The largest size, points, at which a page of these rows is one page.
pub(super) fn largest(title: &str, what: Option<&Said>, rows: &[PageRow<'_>], sheet: &PaperSheet<'_>) -> usize {
    let two = sheet.lingua.other().is_some();
    let fits = |points: &usize| {
        let page = PaperPage { em: points * POINT, leading: if two { 120 } else { 130 } };
        page.height(title, what, rows, sheet) <= HEIGHT
    };
    SIZES.into_iter().find(fits).unwrap_or(SMALLEST)
}

struct PaperPage {
    /// The size of the letters.
    em: usize,
    /// Height of a line, in hundredths of the size.
    leading: usize,
}

impl PaperPage {
    fn height(&self, title: &str, what: Option<&Said>, rows: &[PageRow<'_>], sheet: &PaperSheet<'_>) -> usize {
        let title = self.text(title, WHOLE, 145, BOLD) + 3 * BELOW;
        let what = what.map_or(0, |what| self.said(what, WHOLE));
        let rows: usize = rows.iter().map(|row| self.row(row)).sum();
        let foot = Self { em: self.em * 3 / 4, ..*self };
        let foot =
            std::iter::once(sheet.foot()).chain(sheet.courtesy()).map(|said| foot.said(&said, WHOLE)).sum::<usize>();
        title + what + rows + STAMP + foot + ROW
    }

    fn row(&self, (heading, lines): &PageRow<'_>) -> usize {
        let heading: usize = heading.iter().map(|h| self.text(h, HEAD, 100, BOLD)).sum();
        let lines: usize = lines.iter().map(|line| self.line(line)).sum();
        heading.max(lines) + ROW
    }

    fn line(&self, line: &FoglioLine) -> usize {
        match line {
            FoglioLine::Name(name) => self.text(name, BESIDE, 100, BOLD) + BELOW,
            FoglioLine::Phone(number, whose) => {
                let whose = whose.as_ref().map_or(0, |whose| self.said(whose, BESIDE));
                whose + self.text(number, BESIDE, 160, BOLD) + BELOW
            }
            FoglioLine::Text(said) => self.said(said, BESIDE),
            FoglioLine::Tick(said) => self.said(said, BESIDE - TICK),
        }
    }

    /// A paragraph, in two columns where it is translated.
    fn said(&self, said: &Said, width: usize) -> usize {
        let tall = |text: &str, width| self.text(text, width, 100, LETTER);
        let height = match &said.other {
            Some(other) => tall(&said.it, (width - GAP) / 2).max(tall(other, (width - GAP) / 2)),
            None => tall(&said.it, width),
        };
        height + BELOW
    }

    /// A text in letters of so many hundredths of the size.
    fn text(&self, text: &str, width: usize, share: usize, letter: usize) -> usize {
        let em = self.em * share / 100;
        let lines = wrap(text, (width * 100 / (em * letter)).max(1)).len();
        lines * em * self.leading / 100
    }
}
