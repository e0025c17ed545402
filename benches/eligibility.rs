//! A keystroke in the profile: the whole bundled catalogue assessed again and put in order, and the next question found.
//! Prints medians; a frame is 16 ms. Run with `cargo bench --bench eligibility`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use sportello::catalog::bundled;
use sportello::catalog::model::{ComuneIx, Entry};
use sportello::catalog::values::Slug;
use sportello::eligibility::{Facts, FieldId, FieldValue, Isee, Profile, candidates, next_question, rank};

/// The day on which these people come.
fn today() -> chrono::NaiveDate {
    "2026-11-28".parse().unwrap()
}

fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times.get(runs / 2).copied().unwrap_or_default()
}

fn main() {
    let catalog = bundled::catalog().unwrap().catalog;
    let latiano = catalog.comuni.iter().position(|c| c.record.name.as_str() == "Latiano").map(ComuneIx::of);
    let mut profile = Profile { comune: latiano, age: Some(84), isee: Isee::Amount(9000.0), ..Profile::default() };
    profile.set(&FieldId::Condition(Slug::new("non-autosufficienza").unwrap()), FieldValue::Answer(true));
    let all: Vec<Entry<'_>> = catalog.entries().collect();
    let here = candidates(&catalog, &profile);
    let marks = median(200, || {
        let facts = Facts::of(&catalog, &profile, today());
        for entry in &all {
            black_box(facts.mark_of(entry));
        }
    });
    let ranked = median(200, || {
        black_box(rank(&catalog, &profile, &here, today()));
    });
    let question = median(200, || {
        black_box(next_question(&catalog, &profile, &here, today()));
    });
    println!("marks of all {} servizi            {marks:>10.1?}", all.len());
    println!("rank of the {} of one comune       {ranked:>10.1?}", here.len());
    println!("next question for one comune        {question:>10.1?}");
}
