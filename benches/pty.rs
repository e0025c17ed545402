//! `sportello` beside the measuring stick `examples/minimo.rs`, both in a pseudo-terminal of 80 x 24, turn by turn.
//!
//! ```sh
//! cargo build --release --example minimo && cargo bench --bench pty [-- repetitions]
//! ```
//! Start: from exec to the last byte of the first frame. Key: from the key to the last byte of its frame, one key at a
//! time, all keys together. Bytes: what each wrote. Memory: the most it held. Medians, and the 90th of a hundred for keys.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::indexing_slicing
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use pty::Program;

#[path = "../tests/support/pty.rs"]
mod pty;

const QUERY: &str = "assistenza";
const CALM: Duration = Duration::from_millis(40);
const LIMIT: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Figures {
    start: Vec<f64>,
    key: Vec<f64>,
    first_bytes: Vec<f64>,
    key_bytes: Vec<f64>,
    memory: Vec<f64>,
    end: Vec<f64>,
}

fn measure(program: Program, quit: &str, figures: &mut Figures) {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let mut pty = program.start();
    let Some(ready) = pty.answer(0, CALM, LIMIT) else { return };
    figures.start.push(ms(ready - pty.started()));
    figures.first_bytes.push(pty.mark() as f64);
    for key in QUERY.chars() {
        let (mark, sent) = (pty.mark(), std::time::Instant::now());
        pty.send(key.to_string());
        if let Some(shown) = pty.answer(mark, CALM, LIMIT) {
            figures.key.push(ms(shown - sent));
            figures.key_bytes.push((pty.mark() - mark) as f64);
        }
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", pty.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
    figures.memory.push(peak.unwrap_or(0.0) / 1024.0);
    pty.send(quit);
    figures.end.push(ms(pty.end(LIMIT).1));
}

/// The value that `part` of a hundred stay under.
fn quantile(values: &[f64], part: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() * part / 100).or(sorted.last()).copied().unwrap_or(f64::NAN)
}

fn main() {
    let repetitions = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(15);
    let sportello = PathBuf::from(env!("CARGO_BIN_EXE_sportello"));
    let minimo = sportello.parent().unwrap_or(Path::new(".")).join("examples/minimo");
    assert!(minimo.exists(), "first: cargo build --release --example minimo");
    let home = tempfile::tempdir().unwrap();
    let (mut ours, mut stick) = (Figures::default(), Figures::default());
    for _ in 0..repetitions {
        measure(Program::new(&minimo), "\x1b", &mut stick);
        let program = Program::new(&sportello).args(["--comune", "latiano"]).env("HOME", home.path());
        measure(program, "\x11", &mut ours);
    }
    println!(
        "{:<10} {:>9} {:>8} {:>8} {:>9} {:>9} {:>8} {:>7}",
        "", "start ms", "key ms", "key p90", "frame B", "10 keys B", "MiB", "end ms"
    );
    for (name, figures) in [("minimo", &stick), ("sportello", &ours)] {
        println!(
            "{name:<10} {:>9.2} {:>8.2} {:>8.2} {:>9.0} {:>9.0} {:>8.1} {:>7.2}",
            quantile(&figures.start, 50),
            quantile(&figures.key, 50),
            quantile(&figures.key, 90),
            quantile(&figures.first_bytes, 50),
            figures.key_bytes.iter().sum::<f64>() / figures.start.len().max(1) as f64,
            quantile(&figures.memory, 50),
            quantile(&figures.end, 50),
        );
    }
}
