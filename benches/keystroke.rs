//! What a keystroke costs: query to ranked rows with highlights and counts, on the bundled catalogue and on generated ones,
//! and the same queries through matchers that read whole records.
//!
//! `cargo bench --bench keystroke`; a million servizi only with `SPORTELLO_BENCH_MILLION=1` (it wants 3 GB of memory),
//! one size only with `SPORTELLO_BENCH_SIZE=60000`, only the table of medians with `SPORTELLO_BENCH_QUICK=1`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::cast_precision_loss, missing_docs)]

mod generate;

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use sportello::catalog::bundled;
use sportello::catalog::model::{AreaIx, Catalog, ServizioIx, TargetIx};
use sportello::catalog::record::AmbitoFile;
use sportello::search::{Index, Request, look_up};

/// While "assistenza domiciliare mesagne" is typed, a slip, an everyday sentence, a word that is nowhere, a quoted phrase.
const QUERIES: &[&str] = &[
    "a",
    "ass",
    "assistenza",
    "assistenza dom",
    "assistenza domiciliare",
    "assistenza domiciliare mes",
    "assistenza domiciliare mesagne",
    "asistenza domicilare",
    "mi hanno tagliato la luce",
    "xyzzyqwk",
    "\"dopo di noi\"",
];

fn now() -> NaiveDateTime {
    "2026-11-21T10:30:00".parse().unwrap()
}

fn request(text: &str) -> Request {
    Request { text: text.to_owned(), limit: 200, ..Request::default() }
}

/// Only the table of medians, no statistics.
fn quick() -> bool {
    std::env::var_os("SPORTELLO_BENCH_QUICK").is_some()
}

fn sizes() -> Vec<usize> {
    if let Some(size) = std::env::var("SPORTELLO_BENCH_SIZE").ok().and_then(|s| s.parse().ok()) {
        return vec![size];
    }
    let million = std::env::var_os("SPORTELLO_BENCH_MILLION").is_some();
    if million { vec![0, 4_000, 60_000, 1_000_000] } else { vec![0, 4_000, 60_000] }
}

fn made(servizi: usize) -> (Catalog, Vec<String>) {
    if servizi == 0 {
        return (bundled::catalog().unwrap().catalog, Vec::new());
    }
    let files = generate::ambiti_json(servizi);
    (generate::catalog(&files), files)
}

fn keystrokes(c: &mut Criterion) {
    for size in sizes() {
        let (catalog, files) = made(size);
        let began = Instant::now();
        let index = Index::build(&catalog);
        let built = began.elapsed();
        let began = Instant::now();
        for file in &files {
            black_box(serde_json::from_str::<AmbitoFile>(file).unwrap());
        }
        let read = began.elapsed();
        let text: usize = files.iter().map(String::len).sum();
        eprintln!(
            "{} servizi: JSON {:.1} MB read in {read:.1?}, index {:.1} MB built in {built:.1?}, {} words; p99 of a keystroke {:.3} ms",
            catalog.servizi.len(),
            text as f64 / 1e6,
            index.bytes() as f64 / 1e6,
            index.words(),
            p99(&catalog, &index)
        );
        if quick() {
            continue;
        }
        let mut group = c.benchmark_group(format!("keystroke/{}", catalog.servizi.len()));
        group.sample_size(20).measurement_time(Duration::from_secs(2));
        for query in QUERIES {
            group.bench_function(BenchmarkId::from_parameter(query), |b| {
                let request = request(query);
                b.iter(|| black_box(look_up(&catalog, &index, &request, now())));
            });
        }
        group.bench_function("empty, two facets", |b| {
            let request = two_facets();
            b.iter(|| black_box(look_up(&catalog, &index, &request, now())));
        });
        group.finish();
    }
}

/// 99th percentile of a keystroke over all queries, milliseconds; the median of each query goes to the terminal, so that a
/// slow one can be told from a slow machine.
fn p99(catalog: &Catalog, index: &Index) -> f64 {
    let rounds = if catalog.servizi.len() > 500_000 { 9 } else { 40 };
    let mut by_query: Vec<Vec<f64>> = vec![Vec::new(); QUERIES.len() + 1];
    for _ in 0..rounds {
        for (query, times) in QUERIES.iter().map(Some).chain([None]).zip(&mut by_query) {
            let request = query.map_or_else(two_facets, |q| request(q));
            let began = Instant::now();
            black_box(look_up(catalog, index, &request, now()));
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    for (name, times) in QUERIES.iter().chain(&["(empty, two facets)"]).zip(&mut by_query) {
        times.sort_by(f64::total_cmp);
        eprintln!("    {name:36} median {:8.3} ms   least {:8.3} ms", times[times.len() / 2], times[0]);
    }
    let mut all = by_query.concat();
    all.sort_by(f64::total_cmp);
    all[all.len() * 99 / 100]
}

/// Nothing typed, one target group and one area chosen.
fn two_facets() -> Request {
    Request { targets: vec![TargetIx(5)], areas: vec![AreaIx(3)], limit: 200, ..Request::default() }
}

/// The same queries through matchers that read every record.
fn whole_records(c: &mut Criterion) {
    if quick() {
        return;
    }
    let (catalog, _) = made(60_000);
    let lines: Vec<String> = (0..catalog.servizi.len())
        .map(|at| {
            let e = catalog.entry(ServizioIx::of(at)).unwrap();
            let own = e.own().and_then(|r| r.details.as_deref()).unwrap_or_default();
            format!("{} {} {} {own}", e.name(), e.summary(), e.description())
        })
        .collect();
    let mut group = c.benchmark_group("whole records/60000");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    for query in ["assistenza", "assistenza domiciliare mesagne", "asistenza domicilare", "xyzzyqwk"] {
        group.bench_function(BenchmarkId::new("fuzzy-matcher", query), |b| {
            let matcher = SkimMatcherV2::default();
            b.iter(|| lines.iter().filter(|l| matcher.fuzzy_match(l, query).is_some()).count());
        });
        group.bench_function(BenchmarkId::new("nucleo-matcher", query), |b| {
            let mut matcher = Matcher::new(Config::DEFAULT);
            let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
            let prepared: Vec<Utf32String> = lines.iter().map(|l| l.as_str().into()).collect();
            b.iter(|| prepared.iter().filter(|l| pattern.score(l.slice(..), &mut matcher).is_some()).count());
        });
        group.bench_function(BenchmarkId::new("frizbee, one typo", query), |b| {
            let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
            let mut matcher = frizbee::Matcher::new(query, &frizbee::Config::default().max_typos(Some(1)));
            b.iter(|| matcher.match_list(&refs).len());
        });
    }
    group.finish();
}

criterion_group!(benches, keystrokes, whole_records);
criterion_main!(benches);
