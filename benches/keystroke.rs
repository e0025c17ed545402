//! What a keystroke costs: query to ranked rows with highlights and counts, on the bundled catalogue and on generated ones,
//! and the same queries through matchers that read whole records.
//!
//! `cargo bench --bench keystroke`; a million servizi only with `SPORTELLO_BENCH_MILLION=1` (it wants 3 GB of memory).
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

fn sizes() -> Vec<usize> {
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
        let mut group = c.benchmark_group(format!("keystroke/{}", catalog.servizi.len()));
        group.sample_size(20).measurement_time(Duration::from_secs(2));
        for query in QUERIES {
            group.bench_function(BenchmarkId::from_parameter(query), |b| {
                let request = request(query);
                b.iter(|| black_box(look_up(&catalog, &index, &request, now())));
            });
        }
        group.bench_function("empty, two facets", |b| {
            let request =
                Request { targets: vec![TargetIx(5)], areas: vec![AreaIx(3)], limit: 200, ..Request::default() };
            b.iter(|| black_box(look_up(&catalog, &index, &request, now())));
        });
        group.finish();
    }
}

/// 99th percentile of a keystroke over all queries, milliseconds.
fn p99(catalog: &Catalog, index: &Index) -> f64 {
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..30 {
        for query in QUERIES {
            let request = request(query);
            let began = Instant::now();
            black_box(look_up(catalog, index, &request, now()));
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}

/// The same queries through matchers that read every record.
fn whole_records(c: &mut Criterion) {
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
