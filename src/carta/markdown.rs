//! A Carta as Markdown. Whatever a record says is text: nothing in it can become markup.

use std::fmt::Write as _;

use super::outline::{Carta, CartaBlock, CartaFact, CartaLine, CartaPlace, FactValue, TITLE};
use crate::scheda::markdown::escape;

/// The document.
pub fn render(carta: &Carta) -> String {
    let mut out = format!("# {TITLE}\n\n**{}**\n\n", escape(&carta.ambito.text));
    let _ = writeln!(out, "{} – preparata il {}", escape(&carta.edition), carta.day.in_words());
    if let Some(draft) = &carta.draft {
        let _ = write!(out, "\n> {}\n", escape(&draft.text));
    }
    out.push_str("\n## Indice\n\n");
    for section in &carta.sections {
        let indent = if section.level == 1 { "" } else { "  " };
        let _ = writeln!(out, "{indent}- [{}](#{})", escape(&section.heading()), section.anchor());
    }
    for section in &carta.sections {
        let sign = if section.level == 1 { "##" } else { "###" };
        let _ = write!(out, "\n<a id=\"{}\"></a>\n\n{sign} {}\n", section.anchor(), escape(&section.heading()));
        for block in &section.blocks {
            self::block(block, &mut out);
        }
    }
    out
}

fn block(block: &CartaBlock, out: &mut String) {
    match block {
        CartaBlock::Paragraph(line) => {
            let _ = write!(out, "\n{}\n", escape(&line.text));
        }
        CartaBlock::Notice(line) => {
            let _ = write!(out, "\n> {}\n", escape(&line.text));
        }
        CartaBlock::Small(line) => {
            let _ = write!(out, "\n*{}*\n", escape(&line.text));
        }
        CartaBlock::Facts(facts) if facts.is_empty() => {}
        CartaBlock::Facts(facts) => {
            out.push('\n');
            for stated in facts {
                fact(stated, out);
            }
        }
        CartaBlock::Place(place) => {
            out.push('\n');
            self::place(place, "", out);
        }
        CartaBlock::Table(table) => {
            let _ = write!(out, "\n**{}**\n\n| {} |\n", escape(&table.caption), table.head.join(" | "));
            let _ = writeln!(out, "|{}", "---|".repeat(table.head.len()));
            for (_, cells) in &table.rows {
                let cells: Vec<String> = cells.iter().map(|c| escape(c)).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
        }
        CartaBlock::Index(entries) => {
            out.push('\n');
            for (title, number) in entries {
                let _ = writeln!(out, "- {}: [{number}](#s-{})", escape(title), number.replace('.', "-"));
            }
        }
    }
}

fn fact(fact: &CartaFact, out: &mut String) {
    let list = |lines: &[CartaLine], sign: &dyn Fn(usize) -> String, out: &mut String| {
        let _ = writeln!(out, "- **{}:**", fact.label);
        for (at, line) in lines.iter().enumerate() {
            let _ = writeln!(out, "  {} {}", sign(at), escape(&line.text));
        }
    };
    match &fact.value {
        FactValue::Lines(lines) => match lines.as_slice() {
            [one] => {
                let _ = writeln!(out, "- **{}:** {}", fact.label, escape(&one.text));
            }
            several => list(several, &|_| "-".to_owned(), out),
        },
        FactValue::Bullets(lines) => list(lines, &|_| "-".to_owned(), out),
        FactValue::Steps(lines) => list(lines, &|at| format!("{}.", at + 1), out),
        FactValue::Places(places) => {
            let _ = writeln!(out, "- **{}:**", fact.label);
            for at in places {
                place(at, "  ", out);
            }
        }
    }
}

fn place(place: &CartaPlace, indent: &str, out: &mut String) {
    let _ = writeln!(out, "{indent}- **{}**", escape(&place.name.text));
    for line in &place.lines {
        let _ = writeln!(out, "{indent}  - {}", escape(&line.text));
    }
}
