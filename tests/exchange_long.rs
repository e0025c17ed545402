//! Long work at the command line: it shows that it goes on, and whoever breaks it off finds everything as it was.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/run.rs"]
mod run;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
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
