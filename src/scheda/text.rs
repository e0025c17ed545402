//! A scheda as plain text, wrapped at a width: what `show` prints, what is copied, what the mouse selects.
//!
//! Needs no terminal and writes no escape sequence.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::{ABOUT, Block, NEXT_STEP, NextStep, Page, Pair, Part, Scheda};
use crate::lingua::lines::wrap;

/// Widest column of labels.
const LABELS: usize = 18;

/// Narrowest column of values before they move under their label.
const NARROW: usize = 16;

/// One or more schede, one below the other, each line ended.
///
/// ```
/// use sportello::catalog::bundled;
/// use sportello::scheda::{Page, Scheda, Viewer, text};
///
/// let catalog = bundled::catalog()?.catalog;
/// let viewer = Viewer::at(None, "2026-11-21T10:30:00".parse()?);
/// let scheda = Scheda::find(&catalog, "it/assegno-sociale", &viewer).ok_or("no such service")?;
/// let page = text::render(&[scheda], &Page::plain(76));
/// assert!(page.starts_with("Assegno sociale"));
/// assert!(page.contains("INPS"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render(schede: &[Scheda], page: &Page) -> String {
    let mut out = String::new();
    for (i, scheda) in schede.iter().enumerate() {
        if i > 0 {
            let cut = if page.rules { "=".repeat(page.width.clamp(1, 200)) } else { String::new() };
            let _ = write!(out, "\n{cut}\n\n");
        }
        for line in lines(&scheda.laid_out(page), page) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    if let Some(date) = page.date.filter(|_| !schede.is_empty()) {
        let note = super::html::footnote(date);
        out.push('\n');
        for line in wrap(&note, page.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// The lines of one scheda.
fn lines(scheda: &Scheda, page: &Page) -> Vec<String> {
    let width = page.width.max(1);
    let mut out = wrap(&scheda.title, width);
    if page.rules {
        let longest = out.iter().map(|l| l.width()).max().unwrap_or_default();
        out.push("=".repeat(longest.min(width)));
    }
    if page.next_step == NextStep::First {
        out.push(String::new());
        out.extend(next_step(scheda, width));
    }
    out.push(String::new());
    out.extend(pairs(&scheda.opening, width, ""));
    out.push(String::new());
    out.extend(wrap(&scheda.summary, width));
    for part in scheda.parts() {
        out.push(String::new());
        match part {
            Part::Section(section) => {
                out.extend(heading(section.heading.label(), page));
                out.extend(blocks(&section.blocks, width));
            }
            Part::Header(header) => {
                out.extend(heading(ABOUT, page));
                out.extend(pairs(header, width, ""));
            }
        }
    }
    if page.next_step == NextStep::Last {
        out.push(String::new());
        out.extend(next_step(scheda, width));
    }
    out
}

fn heading(text: &str, page: &Page) -> Vec<String> {
    let mut out = wrap(text, page.width.max(1));
    if page.rules {
        out.push("-".repeat(text.width().min(page.width.max(1))));
    }
    out
}

fn next_step(scheda: &Scheda, width: usize) -> Vec<String> {
    wrap(&format!("{}: {}", NEXT_STEP.to_uppercase(), scheda.next_step), width)
}

/// The blocks of a section; prose and places are set apart by an empty line.
fn blocks(blocks: &[Block], width: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let apart = matches!(block, Block::Place { .. } | Block::Caution(_));
        let before = i.checked_sub(1).and_then(|at| blocks.get(at));
        let after_list =
            matches!(before, Some(Block::Bullets(_) | Block::Steps(_))) && matches!(block, Block::Paragraph(_));
        if i > 0 && (apart || after_list || matches!(before, Some(Block::Place { .. }))) {
            out.push(String::new());
        }
        match block {
            Block::Paragraph(text) => out.extend(wrap(text, width)),
            Block::Caution(text) => out.extend(hanging("! ", "  ", text, width)),
            Block::Bullets(items) => out.extend(items.iter().flat_map(|i| hanging("- ", "  ", i, width))),
            Block::Steps(items) => {
                for (n, item) in items.iter().enumerate() {
                    let number = format!("{}. ", n + 1);
                    out.extend(hanging(&number, &" ".repeat(number.len()), item, width));
                }
            }
            Block::Pairs(all) => out.extend(pairs(all, width, "")),
            Block::Place { name, details } => {
                out.extend(wrap(name, width));
                out.extend(pairs(details, width, "  "));
            }
        }
    }
    out
}

/// `text` behind `first`, its further lines behind `rest`.
fn hanging(first: &str, rest: &str, text: &str, width: usize) -> Vec<String> {
    let room = width.saturating_sub(first.width()).max(1);
    let mut lines = wrap(text, room).into_iter();
    let head = lines.next().map(|line| format!("{first}{line}"));
    head.into_iter().chain(lines.map(|line| format!("{rest}{line}"))).collect()
}

/// Labels in a column, values beside; on a narrow page values stand under their labels.
fn pairs(pairs: &[Pair], width: usize, indent: &str) -> Vec<String> {
    let column = pairs.iter().map(|p| p.label.width()).max().unwrap_or_default().min(LABELS);
    let taken = indent.width() + column + 2;
    let mut out = Vec::new();
    for pair in pairs {
        if taken + NARROW <= width {
            let pad = " ".repeat(column.saturating_sub(pair.label.width()));
            let first = format!("{indent}{}:{pad} ", pair.label);
            out.extend(hanging(&first, &" ".repeat(taken), &pair.value, width));
        } else {
            out.push(format!("{indent}{}:", pair.label));
            let inner = format!("{indent}  ");
            out.extend(hanging(&inner, &inner, &pair.value, width));
        }
    }
    out
}
