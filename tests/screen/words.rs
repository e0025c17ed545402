//! Every visible word of the screen is in one file, and the help speaks of all that the screen shows.

use std::fs;
use std::path::{Path, PathBuf};

use sportello::catalog::values::Stato;
use sportello::eligibility::Outcome;
use sportello::tui::input::Key;
use sportello::tui::keymap::{TABLE, all_keys, help};
use sportello::tui::reader::ReaderLine;
use sportello::tui::words;

use crate::desk::Operator;

/// What is no word for a person: identifiers, names of threads and of debugging, what other modules wrote.
const TECHNICAL: [&str; 27] = [
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "LiveScreen",
    "ProfileForm { … }",
    "Lookup",
    "Outside",
    "Person { … }",
    "Setup",
    " euro",
    "ambito/",
    "centro-antiviolenza",
    "changed",
    "desk",
    "folders",
    "guardia",
    "indice",
    "input_tests.rs",
    "painter_tests.rs",
    "pronto-intervento-sociale",
    "query",
    "run_tests.rs",
    "screen",
    "segnali",
    "servizi",
    "sigla",
    "tel:",
    "tipologia/",
    "tmux",
];

/// The string literals of a source text, up to its tests; comments are not read.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for line in source.lines() {
        let mut rest = line;
        while let Some(at) = rest.find(['"', '/', '\'']) {
            let (sign, after) = (rest.as_bytes()[at], &rest[at + 1..]);
            match sign {
                b'/' if after.starts_with('/') => break,
                b'\'' if after.starts_with("\"'") => rest = &after[2..],
                b'\'' if after.starts_with("\\\"'") => rest = &after[3..],
                b'"' => {
                    let mut escaped = false;
                    let end = after.find(|c| {
                        let ends = c == '"' && !escaped;
                        escaped = c == '\\' && !escaped;
                        ends
                    });
                    let Some(end) = end else { break };
                    found.push(after[..end].to_owned());
                    rest = &after[end + 1..];
                }
                _ => rest = after,
            }
        }
    }
    found
}

/// A format string without what it is filled with.
fn without_places(literal: &str) -> String {
    let mut depth = 0;
    let outside = |c: &char| {
        depth += i32::from(*c == '{');
        let is_outside = depth == 0;
        depth -= i32::from(*c == '}');
        is_outside
    };
    literal.chars().filter(outside).collect()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else {
            files.push(path);
        }
    }
}

#[test]
fn every_visible_word_is_in_one_file() {
    let mut files = Vec::new();
    for room in ["src/tui", "src/encounter"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut files);
    }
    files.retain(|f| !f.ends_with("words.rs") && !f.to_string_lossy().ends_with("_tests.rs"));
    assert!(files.len() > 30, "{files:?}");
    let mut words = Vec::new();
    for file in files {
        for literal in literals(&fs::read_to_string(&file).unwrap()) {
            let shown = without_places(&literal);
            let letters = shown.as_bytes().windows(2).any(|w| w.iter().all(u8::is_ascii_alphabetic));
            let control = literal.contains("\\x1b");
            if letters && !control && !TECHNICAL.contains(&shown.as_str()) && !TECHNICAL.contains(&literal.as_str()) {
                words.push(format!("{}: {literal:?}", file.display()));
            }
        }
    }
    assert!(
        words.is_empty(),
        "words for the words.rs of the room, or technical ones for this test:\n{}",
        words.join("\n")
    );
}

#[test]
fn the_help_names_every_command_and_every_mark_of_a_row() {
    let help = help("Lazio");
    for command in TABLE {
        let said = ReaderLine::Pair(all_keys(command), command.help().to_owned());
        assert!(help.lines.contains(&said) && !command.label().is_empty(), "{said:?}");
    }
    let marks =
        help.lines.iter().filter(|l| matches!(l, ReaderLine::Pair(mark, _) if mark == "tutto il Lazio, tutta Italia"));
    assert_eq!(marks.count(), 1, "the region is called as its rows call it");
    let pages = help_pages();
    for stato in [Stato::Programmato, Stato::AvvisoChiuso, Stato::DaConfermare, Stato::Storico] {
        assert!(pages.iter().any(|r| r.starts_with(stato.label())), "{}", stato.label());
    }
    for outcome in [Outcome::Compatibile, Outcome::DaVerificare, Outcome::RequisitiNonIndicati, Outcome::NonCompatibile]
    {
        assert!(pages.iter().any(|r| r.starts_with(outcome.label())), "{}", outcome.label());
        let sign = outcome.sign();
        assert!(pages.iter().any(|r| r.starts_with(sign) && r.contains("profilo")), "{sign}");
    }
    for mark in [words::NO_LOCAL, words::OPEN_NOW, words::CLOSED_NOW, "verificato 10/2026", "38 ambiti", "Comune"] {
        assert!(pages.iter().any(|r| r.starts_with(mark)), "{mark}");
    }
    assert!(pages.iter().any(|r| r.starts_with('#') && r.contains("segnato")), "{}", pages.join("\n"));
    assert!(pages.iter().any(|r| r.starts_with('*') && r.contains("preferito")));
}

/// The whole help, row by row.
fn help_pages() -> Vec<String> {
    let mut o = Operator::of("Latiano");
    o.press(Key::F(1));
    let mut rows = Vec::new();
    for _ in 0..20 {
        rows.extend(o.rows()[3..21].iter().cloned());
        o.press(Key::PageDown);
    }
    rows
}
