//! What a keystroke costs: query to ranked rows with highlights and counts, on the bundled catalogue and on generated ones,
//! and the same queries through matchers that read whole records.
//!
//! `cargo bench --bench keystroke`; a million servizi only with `SPORTELLO_BENCH_MILLION=1` (it wants 3 GB of memory),
//! one size only with `SPORTELLO_BENCH_SIZE=60000`, only the table of medians with `SPORTELLO_BENCH_QUICK=1`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::cast_precision_loss, missing_docs)]

mod generate;

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use generate::made;
use generate::queries::{QUERIES, now, request, two_facets};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use sportello::catalog::model::{Catalog, ServizioIx};
use sportello::catalog::record::AmbitoFile;
use sportello::search::{Index, look_up};

/// Only the table of medians, no statistics.
fn quick() -> bool {
    env::var_os("SPORTELLO_BENCH_QUICK").is_some()
}

fn sizes() -> Vec<usize> {
    if let Some(size) = env::var("SPORTELLO_BENCH_SIZE").ok().and_then(|s| s.parse().ok()) {
        return vec![size];
    }
    let million = env::var_os("SPORTELLO_BENCH_MILLION").is_some();
    if million { vec![0, 4_000, 60_000, 1_000_000] } else { vec![0, 4_000, 60_000] }
}

/// The least of `runs` runs: what the work takes where nothing else does.
fn least<T>(runs: usize, mut run: impl FnMut() -> T) -> (Duration, T) {
    let timed = |run: &mut dyn FnMut() -> T| {
        let began = Instant::now();
        let out = run();
        (began.elapsed(), out)
    };
    let mut best = timed(&mut run);
    for _ in 1..runs {
        let next = timed(&mut run);
        if next.0 < best.0 {
            best = next;
        }
    }
    best
}

fn keystrokes(c: &mut Criterion) {
    for size in sizes() {
        let (catalog, files) = made(size);
        let runs = if size > 500_000 { 1 } else { 5 };
        let (built, index) = least(runs, || Index::build(&catalog));
        let (read, ()) = least(runs, || {
            for file in &files {
                black_box(serde_json::from_str::<AmbitoFile>(file).unwrap());
            }
        });
        let text: usize = files.iter().map(String::len).sum();
        eprintln!("{} servizi", catalog.servizi.len());
        if text > 0 {
            eprintln!(
                "    JSON {:.1} MB read in {read:.1?}; index {:.1} MB built in {built:.1?} ({:.2} x), {} words",
                text as f64 / 1e6,
                index.bytes() as f64 / 1e6,
                built.as_secs_f64() / read.as_secs_f64(),
                index.words(),
            );
        } else {
            eprintln!("    index {:.2} MB built in {built:.1?}, {} words", index.bytes() as f64 / 1e6, index.words());
        }
        drop(files);
        table(&catalog, &index);
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

/// Median, 99th percentile and least of every query, and the percentile over all of them, milliseconds: a slow query can be
/// told from a slow machine.
fn table(catalog: &Catalog, index: &Index) {
    let rounds = match catalog.servizi.len() {
        0..20_000 => 400,
        20_000..500_000 => 200,
        _ => 60,
    };
    let mut by_query: Vec<Vec<f64>> = vec![Vec::new(); QUERIES.len() + 1];
    for _ in 0..rounds {
        for (query, times) in QUERIES.iter().map(Some).chain([None]).zip(&mut by_query) {
            let request = query.map_or_else(two_facets, |q| request(q));
            let began = Instant::now();
            black_box(look_up(catalog, index, &request, now()));
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    let line = |name: &str, times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        let (median, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        eprintln!("    {name:60} median {median:8.3}   p99 {p99:8.3}   least {:8.3} ms", times[0]);
    };
    let mut all = by_query.concat();
    for (name, times) in QUERIES.iter().chain(&["(empty, two facets)"]).zip(&mut by_query) {
        line(name, times);
    }
    line("all of them", &mut all);
}

/// The same queries through matchers that read every record, in the same run.
fn whole_records(c: &mut Criterion) {
    if env::var_os("SPORTELLO_BENCH_SIZE").is_some() {
        return;
    }
    let (catalog, _) = made(60_000);
    let lines: Vec<String> = (0..catalog.servizi.len())
        .map(|at| {
            let e = catalog.entry(ServizioIx::of(at));
            let own = e.own().and_then(|r| r.details.as_deref()).unwrap_or_default();
            format!("{} {} {} {own}", e.name(), e.summary(), e.description())
        })
        .collect();
    compare(&catalog, &Index::build(&catalog), &lines);
    if quick() {
        return;
    }
    let mut group = c.benchmark_group("whole records/60000");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    for query in COMPARED {
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

/// What is asked of the other matchers too.
const COMPARED: [&str; 4] = ["assistenza", "assistenza domiciliare mesagne", "asistenza domicilare", "xyzzyqwk"];

/// How many times slower they are: each matcher in turn, the least of three rounds.
fn compare(catalog: &Catalog, index: &Index, lines: &[String]) {
    let prepared: Vec<Utf32String> = lines.iter().map(|l| l.as_str().into()).collect();
    let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
    let skim = SkimMatcherV2::default();
    let mut nucleo = Matcher::new(Config::DEFAULT);
    eprintln!("{} servizi, least of three, milliseconds (times ours)", lines.len());
    for query in COMPARED {
        let request = request(query);
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let mut frizbee = frizbee::Matcher::new(query, &frizbee::Config::default().max_typos(Some(1)));
        let mut took = [Duration::MAX; 4];
        for _ in 0..3 {
            let now_took = [
                least(3, || look_up(catalog, index, &request, now()).total).0,
                least(1, || lines.iter().filter(|l| skim.fuzzy_match(l, query).is_some()).count()).0,
                least(1, || prepared.iter().filter(|l| pattern.score(l.slice(..), &mut nucleo).is_some()).count()).0,
                least(1, || frizbee.match_list(&refs).len()).0,
            ];
            for (best, now) in took.iter_mut().zip(now_took) {
                *best = now.min(*best);
            }
        }
        let [ours, others @ ..] = took.map(|d| d.as_secs_f64() * 1e3);
        let other = |name: &str, ms: f64| format!("{name} {ms:.1} ({:.0})", ms / ours);
        let told: Vec<String> = ["fuzzy-matcher", "nucleo-matcher", "frizbee, one typo"]
            .into_iter()
            .zip(others)
            .map(|(name, ms)| other(name, ms))
            .collect();
        eprintln!("    {query:36} ours {ours:.3}, {}", told.join(", "));
    }
}

criterion_group!(benches, keystrokes, whole_records);
criterion_main!(benches);
