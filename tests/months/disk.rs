//! Preferences under fire: a full disk, a kill or an error at every system call of a write, two sessions at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sportello::state::{FILE, Places, PreferenceChange, StateProblem, change, load};
use tempfile::TempDir;

use crate::office::{FOUND, GONE, at_latiano, can_trace, home, ready, skipped};

const FOLDER: &str = "SPORTELLO_DISK_PART";

const OLD: &str = "{\n  \"starred\": [\n    \"it/naspi\"\n  ]\n}\n";
const NEW: &str = "{\n  \"starred\": [\n    \"it/naspi\",\n    \"tipologia/asilo-nido\"\n  ]\n}\n";

fn places(folder: &Path) -> Places {
    Places { user_config: Some(folder.to_owned()), ..Places::default() }
}

fn star() -> PreferenceChange {
    PreferenceChange::Star("tipologia/asilo-nido".to_owned())
}

/// Not a test by itself: another process that stars something.
#[test]
fn part_writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let done = change(&places(Path::new(&folder)), &star());
    std::process::exit(if done.is_ok() { 0 } else { 7 });
}

/// The writer under strace, which looks at the system calls that touch the file or its neighbours; `fault`: an injection.
fn writer(folder: &Path, log: &Path, fault: Option<&str>) -> std::process::ExitStatus {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(log);
    for name in [FILE.to_owned(), format!("{FILE}.nuovo"), format!("{FILE}.lock")] {
        strace.arg("-P").arg(folder.join(name));
    }
    strace.arg("-P").arg(folder);
    if let Some(fault) = fault {
        strace.arg("-e").arg(format!("inject={fault}"));
    }
    strace.arg(std::env::current_exe().unwrap()).args(["part_writer", "--nocapture", "--test-threads=1"]);
    strace.env(FOLDER, folder).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap()
}

/// Old or new, never half; and the next change works whatever was left behind.
#[track_caller]
fn whole(folder: &Path, what: &str) -> bool {
    let text = fs::read_to_string(folder.join(FILE)).unwrap();
    assert!(text == OLD || text == NEW, "{what}: {text:?}");
    let loaded = load(&places(folder));
    assert_eq!(loaded.problems, vec![], "{what}");
    let after = change(&places(folder), &star()).unwrap();
    assert_eq!(after.starred, ["it/naspi", "tipologia/asilo-nido"], "{what}");
    text == NEW
}

#[test]
fn a_kill_or_an_error_at_every_system_call_leaves_the_old_file_or_the_new_one() {
    if !can_trace("kills and errors at every system call of a write") {
        return;
    }
    let fresh = || {
        let dir = TempDir::new().unwrap();
        // strace compares real paths.
        let folder = fs::canonicalize(dir.path()).unwrap().join("sportello");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(FILE), OLD).unwrap();
        (dir, folder)
    };
    // What a write does when nobody disturbs it: each call by name, and the how-manieth of its name it is.
    let (dir, folder) = fresh();
    let log = dir.path().join("log");
    assert!(writer(&folder, &log, None).success());
    assert!(whole(&folder, "undisturbed"));
    let mut calls: Vec<(String, usize)> = Vec::new();
    for line in fs::read_to_string(&log).unwrap().lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((name, _)) = call.split_once('(') else { continue };
        let before = calls.iter().filter(|(n, _)| n == name).count();
        calls.push((name.to_owned(), before + 1));
    }
    let names: Vec<&str> = calls.iter().map(|(name, _)| name.as_str()).collect();
    for wanted in ["flock", "write", "fsync"] {
        assert!(names.contains(&wanted), "{names:?}");
    }
    assert!(names.iter().any(|name| name.starts_with("rename")), "{names:?}");

    let (mut faults, mut old) = (0, 0);
    for fault in ["signal=KILL", "error=EIO", "error=ENOSPC"] {
        for (name, nth) in &calls {
            // Closing cannot be refused.
            if name == "close" && fault != "signal=KILL" {
                continue;
            }
            let (_dir, folder) = fresh();
            let status = writer(&folder, Path::new("/dev/null"), Some(&format!("{name}:{fault}:when={nth}")));
            let what = format!("{fault} at {name} number {nth}");
            assert!(fault != "signal=KILL" || !status.success(), "{what} did not hit");
            old += usize::from(!whole(&folder, &what));
            faults += 1;
        }
    }
    println!(
        "{faults} faults at {} system calls survived: {old} with the old file, {} with the new",
        calls.len(),
        faults - old
    );
    assert!(old > 0 && old < faults);
}

/// A small disk in memory; taken away with this value.
struct Disk(PathBuf, #[allow(dead_code)] TempDir);

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).stderr(Stdio::null()).status();
    }
}

fn small_disk() -> Option<Disk> {
    let dir = TempDir::new().unwrap();
    let at = dir.path().join("disco");
    fs::create_dir(&at).unwrap();
    let mount =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&at).stderr(Stdio::null()).status();
    if mount.is_ok_and(|status| status.success()) {
        return Some(Disk(at, dir));
    }
    skipped("no file system may be mounted here: a full disk");
    None
}

fn fill(disk: &Disk) {
    let room = vec![b'x'; 4096];
    let mut filler = fs::OpenOptions::new().create(true).append(true).open(disk.0.join("pieno")).unwrap();
    while std::io::Write::write_all(&mut filler, &room).is_ok() {}
    while std::io::Write::write_all(&mut filler, b"x").is_ok() {}
}

#[test]
fn on_a_full_disk_the_file_stays_and_the_work_goes_on() {
    let Some(disk) = small_disk() else { return };
    let config = disk.0.join(".config/sportello");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join(FILE), OLD).unwrap();
    fill(&disk);
    match change(&places(&config), &star()) {
        Err(StateProblem::NotSaved { why, .. }) => assert_eq!(why, "il disco è pieno"),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read_to_string(config.join(FILE)).unwrap(), OLD);

    // The same from the screen: said once, and one goes on searching.
    let mut pty = ready(at_latiano(&disk.0));
    pty.send("badante");
    pty.see(FOUND);
    pty.send("\x06");
    pty.see("il disco è pieno");
    pty.send("\x15mensa");
    pty.gone("il disco è pieno");
    pty.see("Mensa");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    assert_eq!(fs::read_to_string(config.join(FILE)).unwrap(), OLD);

    // Emptied and not removed: see `fire` of the upkeep tests.
    fs::File::create(disk.0.join("pieno")).unwrap();
    assert_eq!(change(&places(&config), &star()).unwrap().starred.len(), 2);
}

#[test]
fn two_sessions_of_one_operator_star_at_once_and_lose_nothing() {
    let home = home();
    let mut sessions: Vec<_> = ["badante", "mensa"].map(|_| ready(at_latiano(home.path()))).into_iter().collect();
    for (pty, word) in sessions.iter_mut().zip(["badante", "mensa"]) {
        pty.send(word);
        pty.see(&format!("Cerca: {word}"));
        pty.wait("see a result", |screen| screen.contents().contains("> "));
    }
    for round in 0..3 {
        for pty in &mut sessions {
            pty.send("\x06");
        }
        for pty in &mut sessions {
            pty.see(if round % 2 == 0 { "Aggiunto ai preferiti" } else { "Tolto dai preferiti" });
        }
    }
    for pty in &mut sessions {
        pty.send("\x11");
        assert_eq!(pty.end(GONE).0, 0);
    }
    let kept = load(&places(&home.path().join(".config/sportello")));
    assert_eq!((kept.preferences.starred.len(), kept.problems), (2, vec![]));
}
