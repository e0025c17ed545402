//! The sheet as plain text and as Markdown: the same lines in the same order as on the page.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::paper::{BY_PEN, Paper, PaperSheet, REFERRAL};
use crate::lingua::lines::wrap;
use crate::scheda::foglio::lingua as words;
use crate::scheda::foglio::{Foglio, FoglioLine, PartKind, Said};
use crate::scheda::markdown::escape;

/// Lines left free for a stamp.
const STAMP_LINES: usize = 4;

/// How a line of either form is made.
trait Hand {
    fn title(&mut self, text: &str);
    fn heading(&mut self, text: &str);
    fn paragraph(&mut self, text: &str);
    fn item(&mut self, text: &str);
    fn tick(&mut self, text: &str);
    fn blank(&mut self, lines: usize);
    fn apart(&mut self);
    fn done(self) -> String;
}

pub(super) fn plain(sheet: &PaperSheet<'_>, columns: usize) -> String {
    write(sheet, Plain { out: String::new(), columns: columns.max(1) })
}

pub(super) fn markdown(sheet: &PaperSheet<'_>) -> String {
    write(sheet, Markdown { out: String::new() })
}

fn write<H: Hand>(sheet: &PaperSheet<'_>, mut hand: H) -> String {
    match sheet.paper {
        Paper::List => {
            hand.title(&both(&sheet.lingua.say(words::SERVICES)));
            for foglio in sheet.fogli {
                hand.heading(&foglio.title);
                PaperSheet::in_the_list(foglio).for_each(|l| line(l, &mut hand));
            }
            foot(sheet, &mut hand);
        }
        Paper::Each | Paper::Referral => {
            for (at, foglio) in sheet.fogli.iter().enumerate() {
                if at > 0 {
                    hand.apart();
                }
                if sheet.paper == Paper::Each {
                    one(foglio, sheet, &mut hand);
                } else {
                    referral(foglio, &mut hand);
                }
                foot(sheet, &mut hand);
            }
        }
    }
    hand.done()
}

fn one(foglio: &Foglio, sheet: &PaperSheet<'_>, hand: &mut impl Hand) {
    hand.title(&foglio.title);
    said(&foglio.what, |text| hand.paragraph(text));
    for part in &foglio.parts {
        hand.heading(&both(&part.heading));
        part.lines.iter().for_each(|l| line(l, hand));
    }
    hand.heading(&both(&sheet.lingua.say(words::STAMP)));
    hand.blank(STAMP_LINES);
}

fn referral(foglio: &Foglio, hand: &mut impl Hand) {
    hand.title(REFERRAL);
    hand.paragraph(&foglio.title);
    for part in foglio.parts.iter().filter(|p| matches!(p.kind, PartKind::Where | PartKind::When | PartKind::Bring)) {
        hand.heading(&both(&part.heading));
        part.lines.iter().for_each(|l| line(l, hand));
    }
    for (label, lines) in BY_PEN {
        hand.heading(label);
        (0..lines).for_each(|_| hand.item(&"_".repeat(40)));
    }
}

fn line(line: &FoglioLine, hand: &mut impl Hand) {
    match line {
        FoglioLine::Name(name) => hand.item(name),
        FoglioLine::Phone(number, None) => hand.item(&format!("{}: {number}", words::PHONE)),
        // Whose it is stands behind: before it, a label from right to left would turn the groups of the number round.
        FoglioLine::Phone(number, Some(whose)) => hand.item(&format!("{}: {number} ({})", words::PHONE, both(whose))),
        FoglioLine::Text(text) => said(text, |text| hand.item(text)),
        FoglioLine::Tick(paper) => hand.tick(&both(paper)),
    }
}

fn foot(sheet: &PaperSheet<'_>, hand: &mut impl Hand) {
    hand.blank(1);
    said(&sheet.foot(), |text| hand.paragraph(text));
    if let Some(courtesy) = sheet.courtesy() {
        said(&courtesy, |text| hand.paragraph(text));
    }
}

/// The Italian, then the other language.
fn said(text: &Said, mut say: impl FnMut(&str)) {
    say(&text.it);
    if let Some(other) = &text.other {
        say(other);
    }
}

/// Both on one line.
fn both(text: &Said) -> String {
    text.other.as_ref().map_or_else(|| text.it.clone(), |other| format!("{} / {other}", text.it))
}

/// A heading in capitals, where its script has the habit: Latin, Greek and Cyrillic do. Georgian has capitals too, and nobody reads
/// them with ease.
fn capitals(text: &str) -> String {
    let habit = |c: &char| matches!(c, '\0'..='\u{52f}' | '\u{1e00}'..='\u{1fff}');
    text.chars().flat_map(|c| if habit(&c) { c.to_uppercase().collect() } else { vec![c] }).collect()
}

struct Plain {
    out: String,
    columns: usize,
}

impl Plain {
    fn hanging(&mut self, first: &str, text: &str) {
        let rest = " ".repeat(first.width());
        for (at, line) in wrap(text, self.columns.saturating_sub(first.width()).max(8)).iter().enumerate() {
            let lead = if at == 0 { first } else { rest.as_str() };
            let _ = writeln!(self.out, "{lead}{line}");
        }
    }
}

impl Hand for Plain {
    fn title(&mut self, text: &str) {
        self.hanging("", &capitals(text));
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.out.push('\n');
        self.hanging("", &capitals(text));
    }

    fn paragraph(&mut self, text: &str) {
        self.hanging("", text);
    }

    fn item(&mut self, text: &str) {
        self.hanging("  ", text);
    }

    fn tick(&mut self, text: &str) {
        self.hanging("  [ ] ", text);
    }

    fn blank(&mut self, lines: usize) {
        self.out.push_str(&"\n".repeat(lines));
    }

    fn apart(&mut self) {
        // A form feed: whatever prints the text begins a new page.
        self.out.push_str("\n\u{c}");
    }

    fn done(self) -> String {
        self.out
    }
}

struct Markdown {
    out: String,
}

impl Hand for Markdown {
    fn title(&mut self, text: &str) {
        let _ = write!(self.out, "# {}\n\n", escape(text));
    }

    fn heading(&mut self, text: &str) {
        let _ = write!(self.out, "\n## {}\n\n", escape(text));
    }

    fn paragraph(&mut self, text: &str) {
        let _ = write!(self.out, "{}\n\n", escape(text));
    }

    fn item(&mut self, text: &str) {
        let _ = writeln!(self.out, "- {}", escape(text));
    }

    fn tick(&mut self, text: &str) {
        let _ = writeln!(self.out, "- [ ] {}", escape(text));
    }

    fn blank(&mut self, _: usize) {
        self.out.push('\n');
    }

    fn apart(&mut self) {
        self.out.push_str("\n---\n\n");
    }

    fn done(self) -> String {
        self.out
    }
}
