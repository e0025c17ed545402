//! Accesses under fire: fifty sessions at once, a kill or an error at every system call, nothing typed in any file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sportello::accessi::{Accesso, Canale, CounterFolder, Esito, Month};
use tempfile::TempDir;

use crate::office::{GONE, at_latiano, binary, can_trace, home, ready};
use crate::pty::Program;

const FOLDER: &str = "SPORTELLO_ACCESSI_PART";

fn november() -> Month {
    "2026-11".parse().unwrap()
}

fn one(esito: Esito) -> Accesso {
    Accesso { comune: None, scheda: None, canale: Canale::Sportello, esito }
}

/// How many were counted, outcome by outcome.
fn counted(folder: &Path) -> BTreeMap<Esito, u64> {
    let counters = CounterFolder::new(folder.to_owned()).read(november()).unwrap();
    counters.into_iter().map(|(accesso, n)| (accesso.esito, n)).collect()
}

/// Not a test by itself: another session that counts one.
#[test]
fn part_counter() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let done = CounterFolder::new(PathBuf::from(folder)).count(november(), &one(Esito::Urgenza));
    std::process::exit(if done.is_ok() { 0 } else { 7 });
}

fn part(folder: &Path, mut command: Command) -> Command {
    command.args(["part_counter", "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn fifty_sessions_count_at_once_and_each_counts_once() {
    let dir = TempDir::new().unwrap();
    let begin = || part(dir.path(), Command::new(std::env::current_exe().unwrap())).spawn().unwrap();
    let mut sessions: Vec<Child> = (0..50).map(|_| begin()).collect();
    let done = sessions.iter_mut().map(|s| s.wait().unwrap()).filter(std::process::ExitStatus::success).count();
    let sum: u64 = counted(dir.path()).values().sum();
    assert_eq!(sum, u64::try_from(done).unwrap(), "said and not done, or done and not said");
    assert_eq!(done, 50, "some did not come to count");
}

#[test]
fn sessions_that_are_killed_while_fifty_count_lose_only_their_own() {
    let dir = TempDir::new().unwrap();
    let begin = || part(dir.path(), Command::new(std::env::current_exe().unwrap())).spawn().unwrap();
    let mut sessions: Vec<Child> = (0..50).map(|_| begin()).collect();
    for session in sessions.iter_mut().step_by(3) {
        session.kill().unwrap();
    }
    let ends: Vec<_> = sessions.iter_mut().map(|s| s.wait().unwrap()).collect();
    let done = ends.iter().filter(|s| s.success()).count();
    let killed = ends.iter().filter(|s| s.code().is_none()).count();
    let sum = usize::try_from(counted(dir.path()).values().sum::<u64>()).unwrap();
    assert!((done..=done + killed).contains(&sum), "{sum} counted, {done} done, {killed} killed");
}

fn traced(folder: &Path, log: &Path, fault: Option<&str>) -> std::process::ExitStatus {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(log);
    for name in ["accessi-2026-11.json", "accessi-2026-11.json.nuovo", ".accessi.lock"] {
        strace.arg("-P").arg(folder.join(name));
    }
    strace.arg("-P").arg(folder);
    if let Some(fault) = fault {
        strace.arg("-e").arg(format!("inject={fault}"));
    }
    strace.arg(std::env::current_exe().unwrap());
    part(folder, strace).status().unwrap()
}

#[test]
fn a_kill_or_an_error_at_every_system_call_counts_once_or_not_at_all() {
    if !can_trace("kills and errors at every system call of a counted access") {
        return;
    }
    let fresh = || {
        let dir = TempDir::new().unwrap();
        // strace compares real paths.
        let folder = fs::canonicalize(dir.path()).unwrap().join("accessi");
        fs::create_dir(&folder).unwrap();
        for esito in [Esito::Urgenza, Esito::Urgenza, Esito::Informato] {
            CounterFolder::new(folder.clone()).count(november(), &one(esito)).unwrap();
        }
        (dir, folder)
    };
    let (dir, folder) = fresh();
    let log = dir.path().join("log");
    assert!(traced(&folder, &log, None).success());
    assert_eq!(counted(&folder), BTreeMap::from([(Esito::Urgenza, 3), (Esito::Informato, 1)]));
    let mut calls: Vec<(String, usize)> = Vec::new();
    for line in fs::read_to_string(&log).unwrap().lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((name, _)) = call.split_once('(') else { continue };
        let before = calls.iter().filter(|(n, _)| n == name).count();
        calls.push((name.to_owned(), before + 1));
    }
    let has = |wanted: &str| calls.iter().any(|(name, _)| name.starts_with(wanted));
    assert!(has("flock") && has("write") && has("fsync") && has("rename"), "{calls:?}");

    let (mut before, mut after) = (0, 0);
    for fault in ["signal=KILL", "error=EIO", "error=ENOSPC"] {
        // Closing cannot be refused.
        for (name, nth) in calls.iter().filter(|(name, _)| fault == "signal=KILL" || name != "close") {
            let (_dir, folder) = fresh();
            let status = traced(&folder, Path::new("/dev/null"), Some(&format!("{name}:{fault}:when={nth}")));
            let what = format!("{fault} at {name} number {nth}");
            let (urgent, others) = (counted(&folder)[&Esito::Urgenza], counted(&folder)[&Esito::Informato]);
            assert!((urgent == 2 || urgent == 3) && others == 1, "{what}: {urgent} and {others}");
            assert!(urgent == 3 || !status.success(), "{what}: said and not done");
            if urgent == 2 {
                before += 1;
            } else {
                after += 1;
            }
            // Whatever was left behind, the next one is counted.
            CounterFolder::new(folder.clone()).count(november(), &one(Esito::Urgenza)).unwrap();
            assert_eq!(counted(&folder)[&Esito::Urgenza], urgent + 1, "{what}");
        }
    }
    assert!(before > 5 && after > 0, "{before} not counted, {after} counted");
}

/// The administrator's folder of a home, with what it says.
fn administrator(home: &Path, preferences: &str) -> PathBuf {
    let folder = home.join("etc/sportello");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("preferenze.json"), preferences).unwrap();
    home.join("etc")
}

/// A home in which accesses are counted: the folder, and the administrator's one.
fn counting(home: &Path) -> (PathBuf, PathBuf) {
    let accessi = home.join("contati");
    fs::create_dir_all(&accessi).unwrap();
    let said = serde_json::json!({ "accessi": accessi }).to_string();
    (accessi, administrator(home, &said))
}

fn files(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).to_lowercase();
            found.push((path, text));
        }
    }
}

/// The one counter of a folder, whatever the month is.
fn only_counter(folder: &Path) -> Option<(Accesso, u64)> {
    let kept = CounterFolder::new(folder.to_owned());
    let months = kept.months().unwrap();
    let mut counters = kept.read(*months.first()?).unwrap().into_iter();
    let first = counters.next();
    assert!(counters.next().is_none());
    first
}

#[test]
fn an_encounter_is_counted_and_no_three_letters_of_what_was_typed_are_in_any_file() {
    // Letters that no name of the catalogue and no field of a file has in this order.
    for typed in ["zqxjkw badante hwyqz", "kjwxq", "mia figlia zxqwy 104 yykwx"] {
        let home = home();
        let (accessi, etc) = counting(home.path());
        let mut pty = ready(at_latiano(home.path()).env("XDG_CONFIG_DIRS", &etc));
        pty.send(typed);
        pty.see(&format!("Cerca: {typed}"));
        pty.send("\x06");
        pty.send("\x1b[19~");
        pty.see("1 sportello");
        pty.send("2");
        pty.see("1 informato");
        pty.send("3");
        pty.see("Contato: telefono, nessun servizio.");
        pty.send("zzqqkk");
        pty.see("Cerca: zzqqkk");
        pty.send("\x11");
        assert_eq!(pty.end(GONE).0, 0);
        let (accesso, n) = only_counter(&accessi).expect("nothing was counted");
        assert_eq!((accesso.canale, accesso.esito, n), (Canale::Telefono, Esito::NessunServizio, 1));
        assert_eq!(accesso.comune.as_deref(), Some("074009"));

        let mut found = Vec::new();
        files(home.path(), &mut found);
        assert!(found.iter().any(|(path, _)| path.starts_with(&accessi)));
        let nonsense = |word: &&str| word.contains(['q', 'x', 'k', 'w', 'y']);
        let words: Vec<&str> = typed.split(' ').chain(["zzqqkk"]).filter(nonsense).collect();
        let threes: Vec<&str> = words.iter().flat_map(|w| (0..w.len() - 2).map(move |at| &w[at..at + 3])).collect();
        for (path, text) in &found {
            for three in &threes {
                assert!(!text.contains(three), "{three} is in {}: {text}", path.display());
            }
        }
    }
}

#[test]
fn line_by_line_the_same_is_asked_in_words() {
    let home = home();
    let (accessi, etc) = counting(home.path());
    let run = |lines: &str| {
        let mut child = Command::new(binary())
            .args(["--lineare", "--comune", "latiano"])
            .env_clear()
            .env("HOME", home.path())
            .env("XDG_CONFIG_DIRS", &etc)
            .env("LANG", "it_IT.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), lines.as_bytes()).unwrap();
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    };
    let said = run("badante\n1\nnuovo\ntelefono\ninviato\nesci\n");
    assert!(said.contains("Come è venuta?") && said.contains("Contato: telefono, inviato."), "{said}");
    let (accesso, n) = only_counter(&accessi).unwrap();
    assert_eq!((accesso.esito, n), (Esito::Inviato, 1));
    assert_eq!(&*accesso.scheda.unwrap().tipologia, "assistenza-domiciliare-sociale");
    // A line that is no answer is the next person's words; an empty one counts nothing.
    let said = run("badante\nnuovo\nmensa\nesci\n");
    assert!(said.contains("Non contato.") && said.contains("Mensa"), "{said}");
    let said = run("badante\nnuovo\n1\n\nnuovo\nesci\n");
    assert_eq!(said.matches("Come è venuta?").count(), 1, "{said}");
    assert_eq!(only_counter(&accessi).unwrap().1, 1);
}

#[test]
fn the_user_s_file_and_a_rehearsal_count_nothing() {
    let home = home();
    let accessi = home.path().join("contati");
    fs::create_dir(&accessi).unwrap();
    let own = home.path().join(".config/sportello");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("preferenze.json"), serde_json::json!({ "accessi": accessi }).to_string()).unwrap();
    let none = home.path().join("nessuno");
    let mut pty = ready(at_latiano(home.path()).env("XDG_CONFIG_DIRS", &none));
    pty.send("badante");
    pty.see("Cerca: badante");
    pty.send("\x18");
    pty.see("Pronto per la prossima persona.");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);

    let (_, etc) = counting(home.path());
    let mut pty = ready(at_latiano(home.path()).args(["--al", "2027-01-15"]).env("XDG_CONFIG_DIRS", &etc));
    pty.send("badante");
    pty.see("Cerca: badante");
    pty.send("\x18");
    pty.see("Pronto per la prossima persona.");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    assert_eq!(fs::read_dir(&accessi).unwrap().count(), 0);
}

#[test]
fn without_the_setting_no_file_is_opened() {
    if !can_trace("that no file of accesses is opened where nobody counts") {
        return;
    }
    let home = home();
    let etc = administrator(home.path(), "{}");
    let log = home.path().join("log");
    let mut pty = Program::new("strace")
        .args(["-f", "-qq", "-e", "trace=%file", "-o", log.to_str().unwrap()])
        .args([binary().to_str().unwrap(), "--comune", "latiano"])
        .env("HOME", home.path())
        .env("XDG_CONFIG_DIRS", &etc)
        .start();
    pty.see("Cerca:");
    // From here on the session only works.
    let begun = fs::read_to_string(&log).unwrap().lines().count();
    pty.send("badante");
    pty.see("Cerca: badante");
    pty.send("\r");
    pty.see("Prossimo passo");
    pty.send("\x18");
    pty.see("Pronto per la prossima persona.");
    pty.send("mensa");
    pty.see("Cerca: mensa");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    let trace = fs::read_to_string(&log).unwrap();
    assert!(!trace.contains("accessi"), "{}", trace.lines().filter(|l| l.contains("accessi")).collect::<String>());
    let made: Vec<&str> =
        trace.lines().skip(begun).filter(|l| l.contains("O_CREAT") || l.contains("rename(")).collect();
    assert!(made.is_empty(), "{made:?}");
}
