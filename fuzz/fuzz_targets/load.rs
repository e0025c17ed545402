//! Any bytes under any name of a catalogue's file: no panic, and the laws of the loader hold.
//!
//! `cargo +nightly fuzz run load` (the first byte chooses the kind of file; seeds: the files under `catalog/`).

#![no_main]

use std::sync::LazyLock;

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::load::Records;
use sportello::catalog::resolve::resolve;
use sportello::catalog::text::Text;
use sportello::lingua::signs::is_hostile;
use sportello::catalog::validate::{Input, check, salvage};
use sportello::catalog::{bundled, model::Layer};

/// The frame of the bundled catalogue: small, so that an input costs little.
static BASE: LazyLock<Records> = LazyLock::new(|| {
    let mut records = Records::default();
    for (file, text) in bundled::FILES {
        if let Some(kind) = FileKind::of_path(file).filter(|k| !matches!(k, FileKind::Ambito | FileKind::Comuni)) {
            let _ = records.add(kind, text);
        }
    }
    records
});

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let kind = FileKind::ALL[usize::from(*first) % FileKind::ALL.len()];
    let name = kind.pattern().replace(['<', '>'], "");

    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default();
    for problem in check(&[Input { name: &name, bytes }], Some(&BASE), today) {
        assert!(!problem.to_string().chars().any(is_hostile), "a hostile character reached the terminal");
    }

    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut quick = Records::default();
    let accepted = quick.add(kind, text).is_ok();
    let (patient, problems) = salvage(&name, text);
    if accepted && problems.is_empty() {
        assert_eq!(patient.map(|r| r.count()), Some(quick.count()), "the two readers disagree");
    }
    if accepted {
        let layer = Layer { name: Text::new("prova"), path: None, records: quick.count() };
        let below = Layer { name: Text::new("sotto"), path: None, records: BASE.count() };
        let resolved = resolve(vec![(below, BASE.clone()), (layer, quick)]);
        assert!(resolved.is_ok(), "a layer took the region away");
    }
});
