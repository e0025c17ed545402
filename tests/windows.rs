//! The program for Windows against this one: the same questions, the same answers to the byte, line ends aside.
//!
//! `SPORTELLO_EXE` names the `sportello.exe` (`dist/windows` makes it), `SPORTELLO_RUNNER` what starts it (`wine` where
//! nothing is said): a program that takes the exe and its arguments and runs it in the folder it stands in. Without an exe
//! these tests say so and are not run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use pty::Program;

/// How long Wine may take for what Windows does at once.
const PATIENCE: Duration = Duration::from_secs(120);

/// The exe in a folder as people have them, and a folder beside it for the program of this machine.
struct Desk {
    _home: tempfile::TempDir,
    theirs: PathBuf,
    ours: PathBuf,
    runner: OsString,
}

impl Desk {
    fn open(what: &str) -> Option<Self> {
        let Some(exe) = std::env::var_os("SPORTELLO_EXE").filter(|v| !v.is_empty()) else {
            let _ = writeln!(io::stderr(), "SALTATO: {what}: SPORTELLO_EXE non dice dov'è sportello.exe");
            return None;
        };
        let runner = std::env::var_os("SPORTELLO_RUNNER").filter(|v| !v.is_empty()).unwrap_or_else(|| "wine".into());
        let home = tempfile::tempdir().unwrap();
        let (theirs, ours) = (home.path().join("Città e comunità"), home.path().join("qui"));
        fs::create_dir(&theirs).unwrap();
        fs::create_dir(&ours).unwrap();
        fs::copy(exe, theirs.join("sportello.exe")).unwrap();
        Some(Self { _home: home, theirs, ours, runner })
    }

    /// Starts the exe from its folder, without `HOME`.
    fn theirs(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.runner);
        command.arg("./sportello.exe").args(arguments).current_dir(&self.theirs).env_remove("HOME");
        command
    }

    fn ours(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sportello"));
        command.args(arguments).current_dir(&self.ours).env_clear();
        command.env("HOME", &self.ours).env("XDG_DATA_DIRS", &self.ours).env("LANG", "it_IT.UTF-8");
        command
    }

    /// Both answer alike: status, what is found, what is said beside it.
    fn agree(&self, arguments: &[&str]) -> String {
        let (theirs, ours) = (told(&mut self.theirs(arguments)), told(&mut self.ours(arguments)));
        assert_eq!(theirs.2, ours.2, "{arguments:?}: beside the answer");
        assert!(theirs.1 == ours.1, "{arguments:?}:\n{}\ninstead of\n{}", theirs.1, ours.1);
        assert_eq!(theirs.0, ours.0, "{arguments:?}: the exit status");
        ours.1
    }
}

fn plain(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n", "\n")
}

fn told(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    (status.code(), plain(&stdout), plain(&stderr))
}

/// The files of a folder by their name below it, as they are.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

const DAY: &str = "2026-11-24T10:00:00";

#[test]
fn the_same_question_gets_the_same_answer_to_the_byte() {
    let Some(desk) = Desk::open("le risposte di sportello.exe") else { return };
    for arguments in [
        &["search", "badante"][..],
        &["search", "non", "arrivo", "a", "fine", "mese"],
        &["search", "sad", "latiano", "--limit", "5", "--format", "json"],
        &["search", "perché è già così", "--comune", "latiano", "--explain"],
        &["search", "mi", "picchia"],
        &["search", "qwertyuiop"],
        &["show", "it/assegno-di-inclusione"],
        &["show", "it/assegno-di-inclusione", "--format", "json"],
        &["show", "le-casarano/sad", "--format", "markdown"],
        &["show", "le-casarano/sad", "--format", "html"],
        &["show", "non/c-e"],
        &["orienta", "--comune", "latiano", "--eta", "80"],
        &["orienta", "--comune", "latiano", "--eta", "80", "--format", "json"],
        &["list", "ambiti"],
        &["list", "comuni", "--format", "csv"],
        &["list", "tipologie", "--format", "json"],
        &["list", "scadenze"],
        &["catalog", "validate"],
        &["catalog", "info"],
        &["completions", "powershell"],
        &["catalog", "schema"],
        &["search"],
        &["--help"],
    ] {
        let mut arguments = arguments.to_vec();
        if arguments.len() > 1 && !["completions", "schema", "info", "validate"].iter().any(|w| arguments.contains(w)) {
            arguments.extend(["--al", DAY]);
        }
        desk.agree(&arguments);
    }
}

#[test]
fn a_spreadsheet_goes_out_and_comes_back_as_it_does_here() {
    let Some(desk) = Desk::open("fogli di calcolo con sportello.exe") else { return };
    for format in ["csv", "xlsx", "json"] {
        let out = if format == "xlsx" { "uscita.xlsx" } else { format };
        desk.agree(&["catalog", "export", "--format", format, "--ambito", "br-mesagne", "-o", out]);
        if format != "json" {
            let back = format!("tornato {format}");
            desk.agree(&["catalog", "import", "--from", format, out, "-o", &back]);
            desk.agree(&["catalog", "validate", &back]);
            desk.agree(&["catalog", "diff", &back]);
        }
    }
    let broken = "Codice;Tipologia;Base;Stato\nle-casarano/pronto;asilo-nido;piano;aperto\n";
    for folder in [&desk.theirs, &desk.ours] {
        fs::write(folder.join("rotto.csv"), broken).unwrap();
        fs::create_dir_all(folder.join("guasto/ambiti")).unwrap();
        fs::write(folder.join("guasto/ambiti/x.json"), "[{\"id\": 3}").unwrap();
    }
    desk.agree(&["catalog", "import", "--from", "csv", "rotto.csv", "-o", "niente"]);
    desk.agree(&["catalog", "validate", "guasto", "--format", "json"]);

    let (mut theirs, ours) = (files(&desk.theirs), files(&desk.ours));
    theirs.remove("sportello.exe");
    assert_eq!(theirs.keys().collect::<Vec<_>>(), ours.keys().collect::<Vec<_>>());
    for (name, bytes) in &ours {
        // A workbook is a zip with the hour in it: it came back the same.
        if Path::new(name).extension().is_none_or(|e| e != "xlsx") {
            assert!(theirs[name] == *bytes, "{name} is another file");
        }
    }
}

#[test]
fn lines_are_asked_and_answered_and_the_place_is_there_the_next_day() {
    let Some(desk) = Desk::open("le righe di sportello.exe") else { return };
    let talk = |lines: &str| {
        let mut command = desk.theirs(&["--lineare", "--config", "preferenze.json"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", plain(&output.stderr));
        plain(&output.stdout)
    };
    let said = talk("comune latiano\nsempre qui\nperché badante\nesci\n");
    assert!(said.contains("Latiano") && said.contains("Assistenza domiciliare"), "{said}");
    let kept = fs::read_to_string(desk.theirs.join("preferenze.json")).unwrap();
    assert!(kept.contains("\"074009\""), "{kept}");
    assert!(talk("esci\n").contains("Latiano"));
    // Two at once: neither loses what the other kept.
    std::thread::scope(|scope| {
        for word in ["badante", "mensa"] {
            scope.spawn(move || talk(&format!("{word}\n1\npreferito\nesci\n")));
        }
    });
    let kept: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.theirs.join("preferenze.json")).unwrap()).unwrap();
    assert_eq!(kept["starred"].as_array().unwrap().len(), 2, "{kept}");
    assert_eq!(kept["comune"], "074009");
}

#[test]
fn the_folders_are_those_of_windows_and_what_is_missing_is_said() {
    let Some(desk) = Desk::open("le cartelle di sportello.exe") else { return };
    let (status, said, _) = told(&mut desk.theirs(&["paths"]));
    assert_eq!(status, Some(0));
    for wanted in [
        r"C:\ProgramData\sportello\config\preferenze.json",
        r"AppData\Roaming\sportello\config\preferenze.json",
        r"AppData\Roaming\sportello\data",
        r"C:\ProgramData\sportello\data",
        "qui non c'è",
        "la sospensione",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in\n{said}");
    }
    let (status, said, _) = told(&mut desk.theirs(&["paths", "--kiosk"]));
    assert_eq!(status, Some(0));
    assert!(said.contains("valgono le regole del programma") && !said.contains("AppData"), "{said}");
}

/// What was drawn, as it was written: Wine breaks what it writes where it likes, so that the picture says little.
fn drawn(screen: &pty::Pty) -> String {
    let mut text = String::new();
    let output = screen.output();
    let mut letters = output.chars().filter(|c| !matches!(c, '\r' | '\n'));
    while let Some(c) = letters.next() {
        if c == '\u{1b}' {
            // A sequence ends with a letter: the first one may only open it.
            letters.by_ref().skip(1).find(|c| ('@'..='~').contains(c));
        } else {
            text.push(c);
        }
    }
    text
}

#[test]
fn the_screen_takes_keys_and_quits() {
    let Some(desk) = Desk::open("lo schermo di sportello.exe") else { return };
    let mut screen = Program::new(&desk.runner)
        .args(["./sportello.exe", "--comune", "latiano"])
        .env("WINEPREFIX", std::env::var_os("WINEPREFIX").unwrap_or_default())
        .directory(&desk.theirs)
        .start();
    screen.wait_until("see the search", PATIENCE, |pty| drawn(pty).contains("Da dove cominciare"));
    screen.send("badante");
    screen.wait_until("see what was found", PATIENCE, |pty| drawn(pty).contains("Home Care Premium (HCP)"));
    screen.send("\r");
    screen.wait_until("see the scheda", PATIENCE, |pty| drawn(pty).contains("Prossimo passo:"));
    screen.send([0x11]);
    screen.wait_until("see the end", PATIENCE, |pty| pty.status().is_some());
    assert_eq!(screen.status(), Some(0));
    let left = screen.output();
    assert!(left.rfind("\u{1b}[?1049l") > left.rfind("Prossimo passo:"), "the first screen is not back");
}
