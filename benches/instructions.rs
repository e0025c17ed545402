//! What a keystroke costs in instructions: the same number on a loaded machine and on an idle one, so that a change shows
//! where times only flicker.
//!
//! `cargo bench --bench instructions` runs itself under valgrind (callgrind counts within [`keystroke`] only) for the
//! bundled catalogue and for 4,000 servizi; `SPORTELLO_BENCH_SIZE=60000` for that size (a minute). Each count stands
//! beside the one kept in `benches/instructions.txt`; `SPORTELLO_GOLDEN=write` writes that file anew. Counts change with
//! the compiler by a few per cent, so a difference is told, never a failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::cast_precision_loss, missing_docs)]

mod generate;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use generate::queries::{QUERIES, now, request, two_facets};
use sportello::catalog::model::Catalog;
use sportello::search::{Index, Request, look_up};

/// What is counted: one look-up.
#[inline(never)]
fn keystroke(catalog: &Catalog, index: &Index, request: &Request) {
    black_box(look_up(catalog, index, request, now()));
}

/// What the run under valgrind does: every query once to warm what is kept between keystrokes, then once to be counted.
fn work(size: usize) {
    let catalog = generate::made(size).0;
    let index = Index::build(&catalog);
    for query in QUERIES.iter().copied().map(Some).chain([None]) {
        let request = query.map_or_else(two_facets, request);
        black_box(look_up(&catalog, &index, &request, now()));
        keystroke(&catalog, &index, &request);
    }
}

/// Instructions of each query, in the order of [`QUERIES`], the empty one with two facets last.
fn count(size: usize) -> Option<Vec<u64>> {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no", "--toggle-collect=*instructions*keystroke*"])
        .arg("--dump-after=*instructions*keystroke*")
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe().unwrap())
        .env("SPORTELLO_BENCH_COUNTED", size.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    assert!(status.success(), "the run under valgrind failed");
    let dumps = (1..=QUERIES.len() + 1).map(|n| {
        let text = fs::read_to_string(dir.path().join(format!("out.{n}"))).expect("a dump for each keystroke");
        let of = |line: &str| line.strip_prefix("summary: ").or(line.strip_prefix("totals: "))?.trim().parse().ok();
        text.lines().rev().find_map(of).expect("a dump says its sum")
    });
    Some(dumps.collect())
}

fn kept_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.txt")
}

/// Counts kept from before, by size and query.
fn kept() -> BTreeMap<(usize, String), u64> {
    let text = fs::read_to_string(kept_file()).unwrap_or_default();
    let line = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let (size, count) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(((size, parts.next()?.to_owned()), count))
    };
    text.lines().filter_map(line).collect()
}

fn main() {
    if let Some(size) = env::var("SPORTELLO_BENCH_COUNTED").ok().and_then(|s| s.parse().ok()) {
        return work(size);
    }
    let sizes = match env::var("SPORTELLO_BENCH_SIZE").ok().and_then(|s| s.parse().ok()) {
        Some(size) => vec![size],
        None => vec![0, 4_000],
    };
    let mut all = kept();
    for size in sizes {
        let Some(counts) = count(size) else {
            eprintln!("valgrind does not start: nothing is counted");
            return;
        };
        println!("{}", if size == 0 { "bundled catalogue".to_owned() } else { format!("{size} generated servizi") });
        for (query, count) in QUERIES.iter().copied().chain(["(empty, two facets)"]).zip(counts) {
            let before = all.insert((size, query.to_owned()), count);
            let change =
                before.map_or(String::new(), |b| format!("{:+7.1} %", (count as f64 / b as f64 - 1.0) * 100.0));
            println!("    {query:36} {:9.3} million instructions {change}", count as f64 / 1e6);
        }
    }
    if env::var_os("SPORTELLO_GOLDEN").is_some_and(|v| v == "write") {
        let mut text = String::from("# servizi (0 = the bundled catalogue), instructions of one keystroke, query\n");
        for ((size, query), count) in all {
            writeln!(text, "{size}\t{count}\t{query}").unwrap();
        }
        fs::write(kept_file(), text).unwrap();
    }
}
