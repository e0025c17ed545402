//! What reading the catalogue costs: bundled, and a generated one of 60,000 servizi, against the bare reader.
//!
//! `cargo bench --bench load`. Prints medians and, for each size, the time per megabyte: it must not grow with the size.
//! The bare reader is `serde_json` over the same text into its own `Value`, the least that "reading the JSON" can mean.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

mod generate;

use std::hint::black_box;
use std::time::{Duration, Instant};

use sportello::catalog::bundled;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::load::Records;
use sportello::catalog::model::Layer;
use sportello::catalog::resolve::resolve;
use sportello::catalog::text::Text;

fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut took: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    took.sort();
    took.get(runs / 2).copied().unwrap_or_default()
}

fn report(what: &str, bytes: usize, took: Duration) {
    let (ms, mb) = (took.as_secs_f64() * 1e3, bytes as f64 / 1e6);
    println!("{what:<44} {ms:>9.2} ms  {mb:>7.2} MB  {:>6.2} ms/MB", ms / mb);
}

fn main() {
    let bytes: usize = bundled::FILES.iter().map(|(_, text)| text.len()).sum();
    report(
        "bundled: bare reader",
        bytes,
        median(21, || {
            for (_, text) in bundled::FILES {
                black_box(serde_json::from_str::<serde_json::Value>(text).unwrap());
            }
        }),
    );
    report("bundled: records", bytes, median(21, || drop(black_box(bundled::layer().unwrap()))));
    report("bundled: records and references", bytes, median(21, || drop(black_box(bundled::catalog().unwrap()))));

    let files = generate::ambiti_json(60_000);
    let bytes: usize = files.iter().map(String::len).sum();
    report(
        "60,000 servizi: bare reader",
        bytes,
        median(5, || {
            for text in &files {
                black_box(serde_json::from_str::<serde_json::Value>(text).unwrap());
            }
        }),
    );
    report(
        "60,000 servizi: records and references",
        bytes,
        median(5, || {
            let mut records = Records::default();
            for text in &files {
                records.add(FileKind::Ambito, text).unwrap();
            }
            let layer = Layer { name: Text::new("generato"), path: None, records: records.count() };
            drop(black_box(resolve(vec![bundled::layer().unwrap(), (layer, records)]).unwrap()));
        }),
    );
}
