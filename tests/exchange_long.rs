//! Long work at the command line: it shows that it goes on, and whoever breaks it off finds everything as it was.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/run.rs"]
mod run;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;

#[path = "support/pty.rs"]
mod pty;

use pty::{Program, Pty};
use run::sportello;

/// How long a whole import may take where the machine is busy.
const PATIENCE: Duration = Duration::from_secs(240);

fn in_terminal(home: &Path, arguments: &[&str]) -> Pty {
    Program::new(env!("CARGO_BIN_EXE_sportello"))
        .args(arguments)
        .directory(home)
        .env("HOME", home)
        .env("XDG_DATA_DIRS", home)
        .size(120, 30)
        .start()
}

/// Services enough for the import to last.
fn many(home: &Path, count: usize) {
    let mut text = String::new();
    for n in 0..count {
        writeln!(
            text,
            "{{\"id\":\"{n}\",\"name\":\"Servizio {n}\",\"status\":\"active\",\"phones\":[{{\"number\":\"0831 {}\"}}]}}",
            720_000 + n
        )
        .unwrap();
    }
    std::fs::write(home.join("tanti.ndjson"), text).unwrap();
}

/// Every file below a folder and what it holds.
fn all(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                out.insert(format!("{name}/"), Vec::new());
                waiting.push(path);
            } else {
                out.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    out
}

#[test]
fn a_long_import_shows_a_bar_on_a_terminal_and_nothing_elsewhere() {
    let home = tempfile::tempdir().unwrap();
    many(home.path(), 6_000);
    let import = ["catalog", "import", "--from", "hsds", "tanti.ndjson", "-o", "nuovo"];
    let mut pty = in_terminal(home.path(), &import);
    pty.wait_until("see the bar", PATIENCE, |pty| {
        pty.text().contains("ne ricavo i servizi [") && pty.text().contains('%')
    });
    let (status, _) = pty.end(PATIENCE);
    assert_eq!(status, 0, "{}", pty.text());
    // Plain signs only, and the bar is gone.
    assert!(pty.text().contains("Scritti ") && !pty.text().contains('%'), "{}", pty.text());
    let output = pty.output();
    let bars = output.split("sportello: ").next().unwrap();
    let shares: std::collections::BTreeSet<&str> = bars.split_whitespace().filter(|w| w.ends_with('%')).collect();
    assert!(bars.is_ascii() && shares.len() > 1, "{bars}");
    std::fs::remove_dir_all(home.path().join("nuovo")).unwrap();
    let done = sportello(home.path(), &import);
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(!said.contains(['%', '\r', '\u{1b}']), "{said}");
    assert!(done.stdout.is_empty());
}

#[test]
fn the_other_long_commands_show_one_too() {
    let home = tempfile::tempdir().unwrap();
    let mut register = "Descrizione_uo,Codice_comune_ISTAT,Telefono\n".to_owned();
    (0..60_000).for_each(|n| writeln!(register, "Servizi sociali {n},000000,0831 {n}").unwrap());
    std::fs::write(home.path().join("ipa.csv"), register).unwrap();
    for (arguments, said) in [
        (&["catalog", "export", "--format", "hsds", "-o", "tutto.json"][..], "compongo ["),
        (&["catalog", "export", "--format", "xlsx", "-o", "tutto.xlsx"], "compongo ["),
        (&["catalog", "letters", "--ambito", "le-casarano", "-o", "lettere"], "compongo le lettere ["),
        (&["catalog", "reconcile", "ipa.csv", "--from", "ipa"], "leggo il registro ["),
    ] {
        let mut pty = in_terminal(home.path(), arguments);
        pty.end(PATIENCE);
        assert!(pty.output().contains(said), "{arguments:?}: {}", pty.output());
        assert!(!pty.text().contains('%'), "{arguments:?}: {}", pty.text());
        let done = sportello(home.path(), &[arguments, &["--ascii"]].concat());
        let err = String::from_utf8(done.stderr).unwrap();
        assert!(!err.contains(['%', '\u{1b}']), "{arguments:?}: {err}");
    }
}

/// Whenever it comes, Ctrl-C leaves the folder as it was or as it was to be.
#[test]
fn an_import_that_is_broken_off_leaves_nothing_half_done() {
    let home = tempfile::tempdir().unwrap();
    many(home.path(), 1_500);
    let import = ["catalog", "import", "--from", "hsds", "tanti.ndjson", "-o", "nuovo"];
    let before = all(home.path());
    let done = sportello(home.path(), &import);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let after = all(home.path());
    std::fs::remove_dir_all(home.path().join("nuovo")).unwrap();
    for (stage, signal) in [
        ("leggo i file", Signal::INT),
        ("ne ricavo i servizi", Signal::TERM),
        ("controllo", Signal::INT),
        ("scrivo", Signal::INT),
    ] {
        let mut pty = in_terminal(home.path(), &import);
        let mut ended = false;
        pty.wait_until(stage, PATIENCE, |pty| {
            ended = pty.status().is_some();
            ended || pty.output().contains(stage)
        });
        if !ended {
            pty.signal(signal);
        }
        let (status, _) = pty.end(PATIENCE);
        let now = all(home.path());
        assert!(now == before || now == after, "{stage}: {:?}", now.keys().collect::<Vec<_>>());
        assert!(stage == "scrivo" || status == 128 && now == before, "{stage}: {status}");
        if now == after {
            std::fs::remove_dir_all(home.path().join("nuovo")).unwrap();
        }
    }
}

/// A register that is broken off leaves no part of its reports: they are all there, or none.
#[test]
fn the_reports_of_a_register_come_all_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let mut register = "Descrizione_uo,Codice_comune_ISTAT,Indirizzo,Telefono\n".to_owned();
    (0..600).for_each(|n| writeln!(register, "Servizi sociali {n},074010,Via Roma {n},0831 {}", 720_000 + n).unwrap());
    std::fs::write(home.path().join("ipa.csv"), register).unwrap();
    let reconcile = ["catalog", "reconcile", "ipa.csv", "--from", "ipa", "--proposals", "proposte"];
    let count = || {
        let all = std::fs::read_dir(home.path().join("proposte")).map(Iterator::count);
        all.unwrap_or_default()
    };
    for signal in [Signal::INT, Signal::TERM] {
        let mut pty = in_terminal(home.path(), &reconcile);
        let mut ended = false;
        pty.wait_until("write some", PATIENCE, |pty| {
            ended = pty.status().is_some();
            ended || count() > 20
        });
        assert!(!ended, "too quick to be broken off: {}", pty.text());
        pty.signal(signal);
        let (status, _) = pty.end(PATIENCE);
        assert_eq!((status, count()), (128, 0), "{}", pty.output());
    }
    let done = sportello(home.path(), &reconcile);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(
        count() >= 600 && String::from_utf8_lossy(&done.stderr).contains(&format!("Scritte {} segnalazioni", count()))
    );
}

/// The harder way: no handler runs. What has its name is whole.
#[test]
fn a_writer_that_is_killed_leaves_no_half_file_under_a_name() {
    let home = tempfile::tempdir().unwrap();
    let export = ["catalog", "export", "--format", "json", "-o", "tutto"];
    let done = sportello(home.path(), &export);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let whole = all(&home.path().join("tutto"));
    std::fs::remove_dir_all(home.path().join("tutto")).unwrap();
    for pause in [0, 5, 20, 60] {
        let mut pty = in_terminal(home.path(), &export);
        let mut ended = false;
        pty.wait_until("write", PATIENCE, |pty| {
            ended = pty.status().is_some();
            ended || pty.output().contains("scrivo")
        });
        pty.watch(Duration::from_millis(pause));
        if !ended && pty.status().is_none() {
            pty.signal(Signal::KILL);
        }
        pty.end(PATIENCE);
        if home.path().join("tutto").exists() {
            assert_eq!(all(&home.path().join("tutto")), whole);
            std::fs::remove_dir_all(home.path().join("tutto")).unwrap();
        }
    }
}

/// The most memory that an import takes, bytes. `None` where the system does not tell.
fn most_memory(home: &Path, from: &str, path: &str) -> Option<u64> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(["catalog", "import", "--from", from, path, "-o", &format!("nuovo-{path}")])
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("XDG_DATA_DIRS", home)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = None;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let said = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = said.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(kilobytes.map(|n| n * 1024));
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(status.success(), "{from}");
    most
}

/// A file of so many rows, and its name.
fn rows_of(home: &Path, from: &str, count: usize) -> String {
    let head = ["Codice", "Tipologia", "Nome", "Base", "Stato", "Qui da noi", "Come fare", "Cosa serve", "Fonti"];
    let row = |n: usize| {
        [
            format!("le-casarano/asilo-nido-{}", n + 1000),
            "asilo-nido".to_owned(),
            format!("Asilo nido numero {n}"),
            "piano".to_owned(),
            "attivo".to_owned(),
            format!("Struttura {n} aperta dal lunedì al venerdì."),
            "Fare domanda al Comune | Aspettare la graduatoria".to_owned(),
            "Documento di identità | ISEE".to_owned(),
            format!("Pagina del Comune {} | data=2026-03", n % 97),
        ]
    };
    match from {
        "csv" => {
            let name = format!("servizi{count}");
            std::fs::create_dir(home.join(&name)).unwrap();
            let rows = (0..count).map(|n| row(n).join(";")).collect::<Vec<_>>().join("\n");
            std::fs::write(home.join(&name).join("servizi.csv"), format!("{}\n{rows}\n", head.join(";"))).unwrap();
            name
        }
        "xlsx" => {
            let name = format!("servizi{count}.xlsx");
            let mut book = rust_xlsxwriter::Workbook::new();
            let page = book.add_worksheet();
            page.set_name("Servizi").unwrap();
            page.write_row(0, 0, head).unwrap();
            for n in 0..count {
                page.write_row(u32::try_from(n + 1).unwrap(), 0, row(n)).unwrap();
            }
            book.save(home.join(&name)).unwrap();
            name
        }
        _ => {
            many(home, count);
            let name = format!("tanti{count}.ndjson");
            std::fs::rename(home.join("tanti.ndjson"), home.join(&name)).unwrap();
            name
        }
    }
}

/// What a row more costs, whatever the program takes by itself: bytes of memory at the worst moment.
#[test]
fn a_row_more_is_held_once_and_not_several_times() {
    const FEW: usize = 2_000;
    const MANY: usize = 14_000;
    let home = tempfile::tempdir().unwrap();
    for (from, bound) in [("csv", 4_000), ("xlsx", 4_000), ("hsds", 4_000)] {
        let of = |count| most_memory(home.path(), from, &rows_of(home.path(), from, count));
        let (Some(few), Some(many)) = (of(FEW), of(MANY)) else {
            eprintln!("SALTATO: {from}: il sistema non dice quanta memoria è stata usata");
            continue;
        };
        let a_row = many.saturating_sub(few) / (MANY - FEW) as u64;
        println!("{from}: {} MB for {FEW}, {} MB for {MANY}, {a_row} bytes a row", few >> 20, many >> 20);
        assert!(a_row < bound, "{from}: {a_row} bytes a row");
    }
}
