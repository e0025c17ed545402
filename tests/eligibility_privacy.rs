//! What was told at the desk leaves no trace: not in a file, not in the process's title, not in what is handed over. The
//! real program in a real terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

#[path = "support/pty.rs"]
mod pty;

use pty::Program;

/// Words of the person that no service of the catalogue says of itself.
const TOLD: [&str; 6] = ["117", "9876", "9.876", "1908", "sovraindebitat", "debiti o rischio di usura"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn tells(text: &str) -> Option<&'static str> {
    TOLD.into_iter().find(|secret| text.contains(secret))
}

#[test]
fn a_profile_leaves_no_trace_in_files_title_or_sheet() {
    let home = tempfile::tempdir().unwrap();
    let desk = home.path().join("desk");
    fs::create_dir(&desk).unwrap();
    let program = Program::new(env!("CARGO_BIN_EXE_sportello"))
        .args(["--comune", "latiano"])
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("TMPDIR", home.path())
        .directory(&desk);
    let mut pty = program.start();
    pty.see("Latiano");
    // F5, a date of birth that makes 117 or 118 years, an ISEE, a condition.
    pty.send("\x07");
    pty.see("Scrivi quello che sai");
    pty.send("3/5/1908\r9876,43");
    pty.see("9876,43");
    pty.send("debiti");
    pty.see("[ ] debiti");
    pty.send("\r");
    pty.see("[x] debiti");
    pty.send("\x07");
    pty.gone("La persona");
    // Star a service, so that something is written; copy it; write its sheet.
    pty.send("assegno di inclusione\r");
    pty.see("Per questa persona");
    // What speaks for and against stands below the opening.
    pty.send("\x1b[6~");
    pty.see("9.876,43");
    pty.send("\x1b[5~");
    let mark = pty.mark();
    pty.send("\x06");
    pty.send("\x19");
    pty.see("inviato al terminale");
    let copied = String::from_utf8_lossy(pty.since(mark)).into_owned();
    let osc = copied.split("\x1b]52;").nth(1).expect("a copy").split(['\x07', '\x1b']).next().unwrap().to_owned();
    let base64 = osc.rsplit(';').next().unwrap();
    pty.send("\x1b");
    pty.see("Per questa persona");
    pty.send("\x0b");
    pty.see("foglio-it-assegno-di-inclusione");
    pty.send("\r");
    pty.see("Scritto: ");
    // And in every other form.
    for form in ["solo testo", "markdown", "invio per", "completa"] {
        pty.send("\x0b");
        pty.gone("Scritto: ");
        pty.send(form);
        pty.send("\r");
        pty.see("Scritto: ");
    }
    for language in ["rumeno", "arabo"] {
        pty.send("\x0b");
        pty.gone("Scritto: ");
        pty.send("altra lingua\r");
        pty.see("albanese");
        pty.send(language);
        pty.send("\r");
        pty.see(&format!("Consegna in {language}"));
        pty.send("\r");
        pty.see("Scritto: ");
    }

    let proc = PathBuf::from(format!("/proc/{}", pty.pid()));
    for title in ["cmdline", "comm", "environ"] {
        let said = fs::read(proc.join(title)).unwrap();
        assert_eq!(tells(&String::from_utf8_lossy(&said)), None, "{title}");
    }
    pty.send("\x11");
    assert_eq!(pty.end(pty::PATIENCE).0, 0);

    let written = files(home.path());
    assert!(written.len() >= 8, "preferences and seven sheets: {written:?}");
    let mut sheets = 0;
    for path in written {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        assert_eq!(tells(&text), None, "{}", path.display());
        assert_eq!(tells(&path.to_string_lossy()), None);
        sheets += usize::from(text.contains("<article"));
        assert!(!text.contains("Per questa persona"));
    }
    assert_eq!(sheets, 5, "in Italian, for the office that receives, whole, in two languages");
    assert_eq!(tells(&decoded(base64)), None);
    assert!(decoded(base64).contains("ASSEGNO DI INCLUSIONE") || decoded(base64).contains("Assegno di inclusione"));
}

/// Base 64 as OSC 52 carries it.
fn decoded(base64: &str) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sextets = base64.bytes().filter_map(|b| alphabet.iter().position(|a| *a == b));
    let (mut bits, mut count, mut bytes) = (0_usize, 0, Vec::new());
    for sextet in sextets {
        (bits, count) = (bits << 6 | sextet, count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
            bits &= (1 << count) - 1;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
