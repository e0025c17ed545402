//! Any text at all, with any place and filters: no panic, and what an answer promises holds.
//!
//! `cargo +nightly fuzz run search` (the first bytes choose place and filters; the rest is what is typed).

#![no_main]

use std::sync::LazyLock;

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use sportello::catalog::bundled;
use sportello::catalog::model::{AmbitoIx, AreaIx, Catalog, ComuneIx, TargetIx, TipologiaIx};
use sportello::search::danger::Circumstances;
use sportello::lingua::fold::fold;
use sportello::search::query::parse;
use sportello::search::{Index, Place, Request, look_up};

static DESK: LazyLock<Option<(Catalog, Index)>> = LazyLock::new(|| {
    let catalog = bundled::catalog().ok()?.catalog;
    let index = Index::build(&catalog);
    Some((catalog, index))
});

fuzz_target!(|data: &[u8]| {
    let Some((catalog, index)) = DESK.as_ref() else { panic!("the bundled catalogue does not load") };
    let [flags, place, target, area, rest @ ..] = data else { return };
    let text = String::from_utf8_lossy(rest).into_owned();
    let _ = parse(&text);
    assert_eq!(fold(&fold(&text)), fold(&text), "folding twice is not folding once");

    let among = |n: u8, count: usize| usize::from(n) % count.max(1);
    let bit = |n: u8| flags & 1 << n != 0;
    let request = Request {
        text,
        place: bit(0).then(|| match bit(1) {
            true => Place::Comune(ComuneIx::of(among(*place, catalog.comuni.len()))),
            false => Place::Ambito(AmbitoIx::of(among(*place, catalog.ambiti.len()))),
        }),
        targets: bit(2).then(|| TargetIx::of(among(*target, catalog.destinatari.len()))).into_iter().collect(),
        areas: bit(3).then(|| AreaIx::of(among(*area, catalog.aree.len()))).into_iter().collect(),
        with_storico: bit(5),
        only_type: bit(6).then(|| TipologiaIx::of(among(*area, catalog.tipologie.len()))),
        literal: bit(7),
        // Every other text as it is while somebody types it.
        heard: Circumstances { typing: data.len() % 2 == 0, before: None },
        limit: 20,
        ..Request::default()
    };
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default();
    let now = day.and_hms_opt(10, 30, 0).unwrap_or_default();
    let answer = look_up(catalog, index, &request, now);
    assert!(answer.rows.len() <= 20 && answer.rows.len() <= answer.total);
    for row in &answer.rows {
        let name = row.hit.entry(catalog).name();
        for range in &row.highlights {
            assert!(name.get(range.clone()).is_some(), "a highlight cuts a character");
        }
    }
    assert_eq!(answer, look_up(catalog, index, &request, now), "asked twice, answered differently");
});
