//! The program as the tests start it, and what has to hold when it has gone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::pty::{Program, Pty};

/// How long a program may outlive its session.
pub const GONE: Duration = Duration::from_secs(2);

/// The first row for «badante», which the first screen does not show.
pub const FOUND: &str = "Assistenza domiciliare sociale (anziani)";

/// Bytes that give the terminal back, in any order.
pub const GIVEN_BACK: [&str; 5] = ["\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1000l", "\x1b[?1006l"];

/// The program under test.
pub fn binary() -> PathBuf {
    std::env::var_os("SPORTELLO_BINARY").map_or_else(|| env!("CARGO_BIN_EXE_sportello").into(), PathBuf::from)
}

/// An operator's home, empty.
pub fn home() -> TempDir {
    TempDir::new().unwrap()
}

/// The program at home, at the desk of Latiano.
pub fn at_latiano(home: &Path) -> Program {
    Program::new(binary()).args(["--comune", "latiano"]).env("HOME", home)
}

/// Started, its first frame seen.
pub fn ready(program: Program) -> Pty {
    let mut pty = program.start();
    pty.see("Cerca:");
    pty
}

/// A shell with jobs, ready for a command.
pub fn shell(home: &Path) -> Pty {
    let mut pty = Program::new("/bin/bash")
        .args(["--norc", "--noprofile", "-i"])
        .env("PS1", "conchiglia> ")
        .env("HOME", home)
        .start();
    pty.see("conchiglia>");
    pty
}

/// The terminal is as it was.
#[track_caller]
pub fn given_back(pty: &Pty) {
    let output = pty.output();
    let entered = output.rfind("\x1b[?1049h").unwrap();
    for bytes in GIVEN_BACK {
        assert!(output[entered..].contains(bytes), "{bytes:?} is missing in {:?}", &output[entered..]);
    }
    assert!(!pty.screen().alternate_screen() && !pty.screen().hide_cursor() && !pty.screen().bracketed_paste());
    assert_eq!(pty.modes(), pty.first_modes());
}

/// Whether a tool is there; says loudly where it is not.
pub fn has(tool: &str, tests: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let there = folders.into_iter().any(|folder| folder.join(tool).is_file());
    if !there {
        skipped(&format!("{tool} is not installed: {tests}"));
    }
    there
}

/// Says, past the test harness, that something was not tested.
pub fn skipped(what: &str) {
    use std::io::Write;
    // Standard error of the tests is shown only where one fails: this has to be seen.
    let line = format!("\n*** NOT TESTED, and not to be counted as passed: {what}\n");
    let terminal = std::fs::OpenOptions::new().append(true).open("/proc/self/fd/2");
    match terminal {
        Ok(mut terminal) => drop(terminal.write_all(line.as_bytes())),
        Err(_) => eprintln!("{line}"),
    }
}

/// Whether strace may trace here.
pub fn can_trace(tests: &str) -> bool {
    if !has("strace", tests) {
        return false;
    }
    let status = Command::new("strace").args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    let can = status.is_ok_and(|status| status.success());
    if !can {
        skipped(&format!("strace may not trace here: {tests}"));
    }
    can
}
