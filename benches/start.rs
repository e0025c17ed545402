//! What it costs to come to the first frame, in figures that are the same on a loaded machine and on an idle one: size of
//! the program, instructions until it is asked to end (under valgrind), bytes written, memory.
//!
//! ```sh
//! cargo bench --bench start                                    # the program of this profile
//! cargo bench --bench start -- target/release/sportello …      # others, one line each
//! ```
//! Peak: the most that was resident, pages of files included, after the first frame and after two letters, when the index
//! is there. Own: what no other process shares, which is what one session more costs.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pty::{Program, Pty};

#[path = "../tests/support/pty.rs"]
mod pty;

/// What the first frame shows.
const FIRST: &str = "Da dove cominciare";

/// The letters after which the index is there.
const LETTERS: [&str; 2] = ["b", "a"];

const CALM: Duration = Duration::from_millis(80);

/// Valgrind makes everything some fifty times slower.
const PATIENCE: Duration = Duration::from_secs(240);

fn at_latiano(program: Program, home: &Path) -> Program {
    program.args(["--comune", "latiano"]).env("HOME", home)
}

/// Millions of instructions from the beginning to the end, which is asked for with the first frame; `None` without valgrind.
fn instructions(binary: &Path, home: &Path) -> Option<f64> {
    let log = home.join("valgrind");
    let program = Program::new("valgrind").args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let program = program.arg(format!("--log-file={}", log.display())).arg(binary);
    if std::process::Command::new("valgrind").arg("--version").output().is_err() {
        return None;
    }
    let mut pty = at_latiano(program, home).start();
    pty.wait_until("see the first frame", PATIENCE, |pty| pty.text().contains(FIRST));
    pty.send("\x11");
    pty.end(PATIENCE);
    let told = fs::read_to_string(log).unwrap();
    let count: f64 = told.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())?;
    Some(count / 1e6)
}

/// A figure in KiB of a file below `/proc`, as MiB.
fn figure(pty: &Pty, file: &str, name: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{}/{file}", pty.pid())).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<f64>().ok());
    lines.sum::<f64>() / 1024.0
}

fn main() {
    let mut named: Vec<PathBuf> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).map(PathBuf::from).collect();
    if named.is_empty() {
        named.push(PathBuf::from(env!("CARGO_BIN_EXE_sportello")));
    }
    println!(
        "{:>9} {:>12} {:>8} {:>9} {:>9} {:>9} {:>9}  program",
        "MiB", "M instr.", "bytes", "peak MiB", "own MiB", "2: peak", "2: own"
    );
    for binary in named {
        let binary = binary.canonicalize().unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut pty = at_latiano(Program::new(&binary), home.path()).start();
        pty.see(FIRST);
        pty.settle(CALM);
        let memory = |pty: &Pty| (figure(pty, "status", "VmHWM:"), figure(pty, "smaps_rollup", "Private_Dirty:"));
        let (bytes, first) = (pty.mark(), memory(&pty));
        for letter in LETTERS {
            pty.send(letter);
            pty.settle(CALM * 4);
        }
        let typed = memory(&pty);
        pty.send("\x11");
        pty.end(pty::PATIENCE);
        let counted = instructions(&binary, home.path()).map_or("–".to_owned(), |count| format!("{count:.2}"));
        println!(
            "{:>9.2} {counted:>12} {bytes:>8} {:>9.2} {:>9.2} {:>9.2} {:>9.2}  {}",
            fs::metadata(&binary).unwrap().len() as f64 / 1024.0 / 1024.0,
            first.0,
            first.1,
            typed.0,
            typed.1,
            binary.display(),
        );
    }
}
