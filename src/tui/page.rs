//! A scheda as lines of a given width: what [`super::view`] draws and [`super::update`] counts.

use unicode_width::UnicodeWidthStr;

use super::words;
use crate::lingua::lines::unbroken;
use crate::lingua::lines::{CUT, cut_around_number, is_dialled, is_number, wrap_within};
use crate::scheda::{ABOUT, Block, Heading, Pair, Part, Scheda, Section, Tone};

/// How a piece of a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Running text.
    Text,
    /// Names and headings.
    Strong,
    /// Labels.
    Dim,
    /// Good news.
    Good,
    /// Cautions.
    Careful,
    /// A QR code: what is written is its light part.
    Code,
    /// The same in reverse: the light part of a code made of spaces.
    Block,
}

impl From<Tone> for Ink {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Plain => Self::Text,
            Tone::Good => Self::Good,
            Tone::Careful => Self::Careful,
            Tone::Call => Self::Strong,
        }
    }
}

/// A line: pieces from left to right.
pub type PageLine = Vec<(Ink, String)>;

/// From this width labels stand in a column of their own.
const COLUMNS: usize = 50;
/// Widest column of labels.
const LABELS: usize = 16;

/// Every line of the scheda but the next step, at most `width` columns wide; a section of its own under the opening.
pub fn lines(scheda: &Scheda, first: Option<&Section>, width: usize) -> Vec<PageLine> {
    let mut page = PageWriter { width: width.max(8), lines: opening(scheda, width) };
    if let Some(section) = first {
        page.space();
        page.flow("", section.heading.label(), Ink::Strong);
        section.blocks.iter().for_each(|b| page.block(b));
    }
    if !scheda.summary.is_empty() {
        page.space();
        page.flow("", &scheda.summary, Ink::Text);
    }
    let mut links_shown = false;
    for part in scheda.parts() {
        page.space();
        let section = match part {
            Part::Section(section) => section,
            Part::Header(header) => {
                page.flow("", ABOUT, Ink::Strong);
                page.pairs(2, header);
                continue;
            }
        };
        page.flow("", section.heading.label(), Ink::Strong);
        if section.heading == Heading::Related && !scheda.links.is_empty() {
            page.links(scheda);
            links_shown = true;
            continue;
        }
        for block in &section.blocks {
            page.block(block);
        }
    }
    if !links_shown && !scheda.links.is_empty() {
        page.space();
        page.flow("", words::LINKS, Ink::Strong);
        page.links(scheda);
    }
    page.lines
}

/// Title and opening: what the first screen shows.
pub fn opening(scheda: &Scheda, width: usize) -> Vec<PageLine> {
    let mut page = PageWriter { width: width.max(8), lines: Vec::new() };
    page.flow("", &scheda.title, Ink::Strong);
    page.pairs(0, &scheda.opening);
    page.lines
}

/// The next step in lines of at most `width` columns; none where the opening says the very same.
pub fn next_step(scheda: &Scheda, width: usize) -> Vec<PageLine> {
    headed(step(scheda, width))
}

fn step(scheda: &Scheda, width: usize) -> Vec<String> {
    if scheda.opening.iter().any(|p| p.value == scheda.next_step.trim_end_matches('.')) {
        return Vec::new();
    }
    wrap_within(&format!("{}: {}", words::NEXT_STEP, scheda.next_step), width.max(8))
}

/// The lines of a next step, its label strong.
fn headed(lines: Vec<String>) -> Vec<PageLine> {
    let head = format!("{}:", words::NEXT_STEP);
    let line = |(at, line): (usize, String)| match line.strip_prefix(&head) {
        Some(rest) if at == 0 => vec![(Ink::Strong, head.clone()), (Ink::Text, rest.to_owned())],
        _ => vec![(Ink::Text, line)],
    };
    lines.into_iter().enumerate().map(line).collect()
}

/// The same in at most `rows` lines: where it goes on, that is marked, and the number to dial stays whole whatever has to give
/// way before it.
pub fn next_step_in(scheda: &Scheda, width: usize, rows: usize) -> Vec<PageLine> {
    let mut lines = step(scheda, width);
    if lines.len() <= rows {
        return headed(lines);
    }
    let rest = lines.split_off(rows.saturating_sub(1)).join(" ");
    let mut plain = headed(lines.iter().cloned().chain(wrap_within(&rest, width.max(8)).into_iter().take(1)).collect());
    cut_last(&mut plain, width);
    let dialled = plain.iter().flatten().any(|(_, text)| unbroken(text).iter().any(|w| is_dialled(w)));
    match cut_around_number(&rest, width.max(8)).filter(|_| !dialled) {
        Some(last) => {
            lines.push(last);
            headed(lines)
        }
        None => plain,
    }
}

/// Marks that something follows the last line, within `width` columns. A number at its end is left out as a whole where it
/// has no room: half of one would be dialled.
pub fn cut_last(lines: &mut [PageLine], width: usize) {
    let Some(line) = lines.last_mut() else { return };
    let used: usize = line.iter().map(|(_, t)| t.width()).sum();
    if let Some((_, text)) = line.last_mut() {
        let room = (text.width() + width).saturating_sub(used);
        let number = unbroken(text).pop().filter(|w| is_number(w));
        if let Some(before) = number.and_then(|n| text.strip_suffix(n.as_str())).filter(|_| text.width() + 2 > room) {
            *text = before.trim_end().to_owned();
        }
        *text = crate::lingua::lines::cut(&format!("{text} {CUT}"), room).into_owned();
    }
}

struct PageWriter {
    width: usize,
    lines: Vec<PageLine>,
}

impl PageWriter {
    fn space(&mut self) {
        self.lines.push(Vec::new());
    }

    /// `text` wrapped, the first line after `head`, the others under its end.
    fn flow(&mut self, head: &str, text: &str, ink: Ink) {
        let indent = head.width().min(self.width / 2);
        for (at, line) in wrap_within(text, self.width - indent).into_iter().enumerate() {
            let start = if at == 0 { head.to_owned() } else { " ".repeat(indent) };
            self.lines.push(vec![(Ink::Text, start), (ink, line)]);
        }
    }

    fn pairs(&mut self, indent: usize, pairs: &[Pair]) {
        let widest = pairs.iter().map(|p| p.label.width()).max().unwrap_or(0).min(LABELS);
        for pair in pairs {
            let margin = " ".repeat(indent);
            if self.width < COLUMNS {
                let hanging = indent + 2;
                let whole = format!("{}: {}", pair.label, pair.value);
                for (at, line) in wrap_within(&whole, self.width - hanging).into_iter().enumerate() {
                    let head = format!("{}:", pair.label);
                    let pieces = match line.strip_prefix(&head) {
                        Some(rest) if at == 0 => {
                            vec![(Ink::Text, margin.clone()), (Ink::Dim, head), (pair.tone.into(), rest.to_owned())]
                        }
                        _ => vec![(Ink::Text, " ".repeat(hanging)), (pair.tone.into(), line)],
                    };
                    self.lines.push(pieces);
                }
                continue;
            }
            let column = indent + widest + 2;
            for (at, line) in wrap_within(&pair.value, self.width - column).into_iter().enumerate() {
                let gap = (widest + 2).saturating_sub(pair.label.width()).max(1);
                let pieces = if at == 0 {
                    vec![
                        (Ink::Text, margin.clone()),
                        (Ink::Dim, pair.label.to_owned()),
                        (Ink::Text, " ".repeat(gap)),
                        (pair.tone.into(), line),
                    ]
                } else {
                    vec![(Ink::Text, " ".repeat(column)), (pair.tone.into(), line)]
                };
                self.lines.push(pieces);
            }
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.flow("  ", text, Ink::Text),
            Block::Bullets(items) => items.iter().for_each(|i| self.flow("  - ", i, Ink::Text)),
            Block::Steps(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.flow(&format!("  {}. ", at + 1), item, Ink::Text);
                }
            }
            Block::Pairs(pairs) => self.pairs(2, pairs),
            Block::Place { name, details } => {
                self.flow("  ", name, Ink::Strong);
                self.pairs(4, details);
            }
            Block::Caution(text) => self.flow("  ! ", text, Ink::Careful),
        }
    }

    fn links(&mut self, scheda: &Scheda) {
        for (at, link) in scheda.links.iter().enumerate() {
            let head = if at < 9 { format!("  {} ", at + 1) } else { "    ".to_owned() };
            self.flow(&head, &link.title, Ink::Text);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_goes_on_never_ends_in_half_a_number() {
        let last = |text: &str, width| {
            let mut lines = vec![vec![(Ink::Text, text.to_owned())]];
            cut_last(&mut lines, width);
            lines.pop().unwrap().pop().unwrap().1
        };
        assert_eq!(last("di giorno: Sportello, 0831 776 065", 40), "di giorno: Sportello, 0831 776 065 …");
        assert_eq!(last("di giorno: Sportello, 0831 776 065", 34), "di giorno: Sportello, …");
        assert_eq!(last("di giorno: Sportello", 20), "di giorno: Sportell…");
    }
}
