//! Many sessions at once on one machine: what each costs, and that idle ones cost nothing.
//!
//! `SPORTELLO_SESSIONS=100 SPORTELLO_BINARY=target/release/sportello cargo test --test months hundred -- --nocapture`

use std::fs;
use std::time::{Duration, Instant};

use crate::office::{FOUND, GONE, at_latiano, home};
use crate::pty::{Pty, Usage};

/// Sessions of the short version.
const FEW: usize = 12;

/// Proportional set size of a process, KiB: what is shared is divided among those who share it.
fn pss(pid: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

#[test]
fn a_hundred_sessions_at_once() {
    let count = std::env::var("SPORTELLO_SESSIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW);
    let home = home();
    let mut sessions: Vec<Pty> = Vec::new();
    let mut first_frames = Vec::new();
    for _ in 0..count {
        let mut pty = at_latiano(home.path()).start();
        let started = Instant::now();
        pty.see("Cerca:");
        first_frames.push(started.elapsed());
        sessions.push(pty);
    }
    for pty in &mut sessions {
        pty.send("badante");
    }
    for pty in &mut sessions {
        pty.see(FOUND);
    }
    for pty in &mut sessions {
        pty.settle(Duration::from_millis(30));
    }
    let before: Vec<Usage> = sessions.iter().map(|pty| Usage::of(pty.pid())).collect();
    let marks: Vec<usize> = sessions.iter().map(Pty::mark).collect();
    sessions[0].watch(Duration::from_secs(3));
    for ((pty, before), mark) in sessions.iter_mut().zip(before).zip(marks) {
        assert_eq!(
            Usage::of(pty.pid()).since(before),
            Usage { cpu: Duration::ZERO, switches: 0 },
            "an idle session woke"
        );
        pty.pump(Duration::ZERO);
        assert_eq!(pty.mark(), mark, "an idle session wrote");
    }
    let sizes: Vec<u64> = sessions.iter().map(|pty| pss(pty.pid())).collect();
    let total: u64 = sizes.iter().sum();
    let last = first_frames[count - 1];
    first_frames.sort_unstable_by_key(|time| std::cmp::Reverse(*time));
    println!(
        "{count} sessions: {} KiB PSS each ({} MiB together), idle processor zero; first frame of the last {last:?}, the slowest {:?}, the median {:?}",
        total / count as u64,
        total / 1024,
        first_frames[0],
        first_frames[count / 2],
    );
    assert!(total / (count as u64) < 64 * 1024, "more than 64 MiB a session");
    for pty in &mut sessions {
        pty.send("\x11");
    }
    for pty in &mut sessions {
        assert_eq!(pty.end(GONE * 5).0, 0);
    }
}
