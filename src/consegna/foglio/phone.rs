//! What a phone takes along: the sheet's words in QR codes, as many as it takes.

use crate::lingua::lines::wrap;
use crate::scheda::foglio::{Foglio, FoglioLine, FoglioPart, PartKind, Said};

/// Most bytes of one code: what any phone reads from paper or from a large screen.
pub const PHONE_BYTES: usize = 900;

/// The sheet in pieces of at most `bytes`, each of whole lines and numbered where there are several ("1/3"): name, where,
/// numbers, hours, papers, first step. Each line is in the person's language where it is translated.
pub fn pieces(foglio: &Foglio, bytes: usize) -> Vec<String> {
    let lines = lines(foglio);
    let whole = lines.join("\n");
    if whole.len() <= bytes {
        return vec![whole];
    }
    // "12/34" and its line end.
    let room = bytes.saturating_sub(6).max(1);
    let mut pieces: Vec<String> = Vec::new();
    for line in lines.iter().flat_map(|line| short(line, room)) {
        match pieces.last_mut() {
            Some(last) if last.len() + 1 + line.len() <= room => {
                last.push('\n');
                last.push_str(&line);
            }
            _ => pieces.push(line),
        }
    }
    let all = pieces.len();
    pieces.into_iter().enumerate().map(|(at, piece)| format!("{}/{all}\n{piece}", at + 1)).collect()
}

/// A line of more than `bytes`, broken between words.
fn short(line: &str, bytes: usize) -> Vec<String> {
    if line.len() <= bytes {
        return vec![line.to_owned()];
    }
    // No letter of a column takes more than three bytes; Chinese has no spaces to break at.
    wrap(line, (bytes / 3).max(1)).iter().flat_map(|line| cut(line, bytes)).collect()
}

/// A line without a space to break at, cut between letters.
fn cut(line: &str, bytes: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in line.chars() {
        match out.last_mut() {
            Some(last) if last.len() + c.len_utf8() <= bytes => last.push(c),
            _ => out.push(c.to_string()),
        }
    }
    out
}

fn lines(foglio: &Foglio) -> Vec<String> {
    let mut out = vec![foglio.title.clone()];
    for part in foglio
        .parts
        .iter()
        .filter(|p| matches!(p.kind, PartKind::Where | PartKind::When | PartKind::Bring | PartKind::Step))
    {
        lines_of(part, &mut out);
    }
    out
}

fn lines_of(part: &FoglioPart, out: &mut Vec<String>) {
    let own = |said: &Said| said.other.clone().unwrap_or_else(|| said.it.clone());
    // A place needs no heading, and a name none either.
    if part.kind != PartKind::Where {
        out.push(format!("{}:", own(&part.heading)));
    }
    for line in &part.lines {
        match line {
            FoglioLine::Name(name) => out.push(name.clone()),
            FoglioLine::Phone(number, whose) => {
                out.extend(whose.as_ref().map(|w| format!("{}:", own(w))));
                out.push(number.clone());
            }
            FoglioLine::Text(said) => out.push(own(said)),
            FoglioLine::Tick(said) => out.push(format!("- {}", own(said))),
        }
    }
}
