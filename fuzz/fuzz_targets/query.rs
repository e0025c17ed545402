//! Any text as a query: no panic, and what comes back can be shown. Ranges lie on character boundaries of the name, the
//! understood place stands in the text, the same question gives the same answer.

#![no_main]

use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime};
use libfuzzer_sys::fuzz_target;
use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, ComuneIx};
use sportello::catalog::resolve::resolve;
use sportello::search::query::parse;
use sportello::search::{Hit, Index, Place, Request, look_up};

static DESK: LazyLock<(Catalog, Index)> = LazyLock::new(|| {
    let layer = bundled::layer().expect("the bundled catalogue reads");
    let catalog = resolve(vec![layer]).expect("the bundled catalogue resolves").catalog;
    let index = Index::build(&catalog);
    (catalog, index)
});

fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 21).and_then(|d| d.and_hms_opt(10, 0, 0)).unwrap_or_default()
}

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = parse(text);
    let (catalog, index) = &*DESK;
    let place = (first & 1 == 1).then(|| Place::Comune(ComuneIx::of(usize::from(*first) % catalog.comuni.len())));
    let request = Request { text: text.to_owned(), place, limit: 20, with_storico: first & 2 == 2, ..Request::default() };
    let answer = look_up(catalog, index, &request, now());
    assert!(answer.rows.len() <= 20 && answer.rows.len() <= answer.total);
    for row in &answer.rows {
        let entry = match row.hit {
            Hit::Tipologia(ix) => catalog.type_entry(ix),
            Hit::Servizio(ix) => catalog.entry(ix),
        };
        let name = entry.expect("a row of this catalogue").name();
        for range in &row.highlights {
            assert!(name.get(range.clone()).is_some(), "{range:?} in {name:?}");
        }
    }
    if let Some((_, range)) = &answer.understood.place {
        assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
    }
    assert_eq!(answer, look_up(catalog, index, &request, now()));
});
