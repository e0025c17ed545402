//! A scheda as Markdown. Whatever a record says is text: nothing in it can become markup, a link or HTML.

use std::fmt::Write as _;

use super::{ABOUT, Block, NEXT_STEP, NextStep, Page, Pair, Part, Scheda};

/// One or more schede, with a rule between them.
pub fn render(schede: &[Scheda], page: &Page) -> String {
    let mut out = String::new();
    for (i, scheda) in schede.iter().enumerate() {
        if i > 0 {
            out.push_str("\n---\n\n");
        }
        one(&scheda.laid_out(page), page, &mut out);
    }
    if let Some(date) = page.date.filter(|_| !schede.is_empty()) {
        let _ = write!(out, "\n{}\n", escape(&super::html::footnote(date)));
    }
    out
}

fn one(scheda: &Scheda, page: &Page, out: &mut String) {
    let next = format!("**{NEXT_STEP}:** {}\n", escape(&scheda.next_step));
    let _ = write!(out, "# {}\n\n", escape(&scheda.title));
    if page.next_step == NextStep::First {
        out.push_str(&next);
        out.push('\n');
    }
    pairs(&scheda.opening, "", out);
    if !scheda.summary.is_empty() {
        let _ = write!(out, "\n{}\n", escape(&scheda.summary));
    }
    for part in scheda.parts() {
        match part {
            Part::Section(section) => {
                let _ = write!(out, "\n## {}\n", section.heading.label());
                for block in &section.blocks {
                    out.push('\n');
                    self::block(block, out);
                }
            }
            Part::Header(header) => {
                let _ = write!(out, "\n## {ABOUT}\n\n");
                pairs(header, "", out);
            }
        }
    }
    if page.next_step == NextStep::Last {
        let _ = write!(out, "\n## {NEXT_STEP}\n\n{}\n", escape(&scheda.next_step));
    }
}

fn block(block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(text) => {
            let _ = writeln!(out, "{}", escape(text));
        }
        Block::Caution(text) => {
            let _ = writeln!(out, "**Attenzione:** {}", escape(text));
        }
        Block::Bullets(items) => items.iter().for_each(|i| {
            let _ = writeln!(out, "- {}", escape(i));
        }),
        Block::Steps(items) => {
            for (n, item) in items.iter().enumerate() {
                let _ = writeln!(out, "{}. {}", n + 1, escape(item));
            }
        }
        Block::Pairs(all) => pairs(all, "", out),
        Block::Place { name, details } => {
            let _ = writeln!(out, "- **{}**", escape(name));
            pairs(details, "  ", out);
        }
    }
}

fn pairs(pairs: &[Pair], indent: &str, out: &mut String) {
    for pair in pairs {
        let _ = writeln!(out, "{indent}- {}: {}", pair.label, escape(&pair.value));
    }
}

/// `text` so that Markdown (`CommonMark` and GitHub's) shows it as it is: every ASCII character that could open markup is
/// escaped, wherever it stands; line breaks are spaces.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let leading_number = text.trim_start().chars().take_while(char::is_ascii_digit).count();
    for (seen, c) in text.trim_start().chars().enumerate() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' | '^' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '-' | '+' | '=' if seen == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if seen == leading_number && seen > 0 => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}
