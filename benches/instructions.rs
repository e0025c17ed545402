//! What a keystroke costs in instructions: the same number on a loaded machine and on an idle one, so that a change shows
//! where times only flicker.
//!
//! `cargo bench --bench instructions` runs itself under valgrind once for each query (callgrind counts within
//! [`keystroke`] only), on the bundled catalogue; `SPORTELLO_BENCH_SIZE=4000` on a generated one. Each count stands beside
//! the one kept in `benches/instructions.txt`; `SPORTELLO_GOLDEN=write` writes that file anew. Counts change with the
//! compiler by a few per cent, so a difference is told, never a failure.
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

/// The requests, the empty one with two facets last.
fn requests() -> impl Iterator<Item = Request> {
    QUERIES.iter().map(|q| request(q)).chain([two_facets()])
}

/// What a run under valgrind does: the query once to warm what is kept between keystrokes, then once to be counted.
fn work(size: usize, at: usize) {
    let catalog = generate::made(size).0;
    let index = Index::build(&catalog);
    let request = requests().nth(at).unwrap();
    black_box(look_up(&catalog, &index, &request, now()));
    keystroke(&catalog, &index, &request);
}

/// Instructions of one keystroke; `None` where there is no valgrind.
fn count(size: usize, at: usize) -> Option<u64> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=instructions::keystroke*"])
        .arg("--callgrind-out-file=/dev/null")
        .arg(env::current_exe().unwrap())
        .env("SPORTELLO_BENCH_COUNTED", format!("{size}/{at}"))
        .stdout(Stdio::null())
        .output()
        .ok()?;
    assert!(run.status.success(), "the run under valgrind failed");
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    let sum = told.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    Some(sum.expect("callgrind says what it collected"))
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
    if let Ok(counted) = env::var("SPORTELLO_BENCH_COUNTED") {
        let (size, at) = counted.split_once('/').unwrap();
        return work(size.parse().unwrap(), at.parse().unwrap());
    }
    let size = env::var("SPORTELLO_BENCH_SIZE").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    let mut all = kept();
    println!("{}", if size == 0 { "bundled catalogue".to_owned() } else { format!("{size} generated servizi") });
    for (at, query) in QUERIES.iter().copied().chain(["(empty, two facets)"]).enumerate() {
        let Some(count) = count(size, at) else {
            eprintln!("valgrind does not start: nothing is counted");
            return;
        };
        let before = all.insert((size, query.to_owned()), count);
        let change = before.map_or(String::new(), |b| format!("{:+7.1} %", (count as f64 / b as f64 - 1.0) * 100.0));
        println!("    {query:60} {:9.3} million instructions {change}", count as f64 / 1e6);
    }
    if env::var_os("SPORTELLO_GOLDEN").is_some_and(|v| v == "write") {
        let mut text = String::from("# servizi (0 = the bundled catalogue), instructions of one keystroke, query\n");
        for ((size, query), count) in all {
            writeln!(text, "{size}\t{count}\t{query}").unwrap();
        }
        fs::write(kept_file(), text).unwrap();
    }
}
