//! Laws of the look-up, held against queries that nobody would think of, and what it understands besides words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::NaiveDateTime;
use proptest::prelude::*;
use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, ServizioIx};
use sportello::catalog::values::Stato;
use sportello::lingua::fold::{fold, words};
use sportello::lingua::stop::{STOP_WORDS, is_background};
use sportello::search::{Answer, Hit, Index, Place, Request, explain, look_up, query};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

fn desk() -> &'static (Catalog, Index) {
    static DESK: OnceLock<(Catalog, Index)> = OnceLock::new();
    DESK.get_or_init(|| {
        let catalog = bundled::catalog().unwrap().catalog;
        let index = Index::build(&catalog);
        (catalog, index)
    })
}

fn now() -> NaiveDateTime {
    "2026-11-21T10:30:00".parse().unwrap()
}

fn look(request: &Request) -> Answer {
    let (catalog, index) = desk();
    look_up(catalog, index, request, now())
}

fn ask(text: &str) -> Answer {
    look(&Request { text: text.to_owned(), words_only: true, ..Request::default() })
}

fn hits(answer: &Answer) -> BTreeSet<String> {
    answer.rows.iter().map(|r| id(r.hit)).collect()
}

fn id(hit: Hit) -> String {
    let (catalog, _) = desk();
    match hit {
        Hit::Tipologia(ix) => catalog.type_entry(ix).id(),
        Hit::Servizio(ix) => catalog.entry(ix).id(),
    }
}

fn comune(name: &str) -> Place {
    let (catalog, _) = desk();
    let at = catalog.comuni.iter().position(|c| c.record.name.as_str() == name).unwrap();
    Place::Comune(sportello::catalog::model::ComuneIx::of(at))
}

/// Words an operator may type that name no place: from names and keywords of the catalogue, whole, cut and misspelt.
fn typed_word() -> impl Strategy<Value = String> {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    let (catalog, _) = desk();
    let all = ALL.get_or_init(|| {
        catalog
            .tipologie
            .iter()
            .flat_map(|t| t.record.keywords.iter().map(|k| fold(k)).chain([fold(&t.record.name)]))
            .flat_map(|k| k.split(' ').map(str::to_owned).collect::<Vec<_>>())
            .filter(|w| {
                w.len() > 1
                    && !STOP_WORDS.contains(&w.as_str())
                    && !catalog.comuni.iter().any(|c| fold(&c.record.name).contains(w.as_str()))
            })
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    });
    (proptest::sample::select(all.as_slice()), 0_u8..4, any::<prop::sample::Index>()).prop_map(|(word, how, at)| {
        let at = at.index(word.len());
        match how {
            0 if at > 2 => word[..at].to_owned(),
            1 if word.len() > 4 => format!("{}{}", &word[..at], &word[at + 1..]),
            _ => word.clone(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_is_folding_once(text in any::<String>()) {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }

    #[test]
    fn with_the_way_back_or_without_it_the_words_are_the_same(odd in any::<String>(), plain in "[a-cAS0è.,;:'’ \\u{301}\\u{ad}-]{0,40}") {
        for text in [&odd, &plain] {
            let words: Vec<String> = words(text).into_iter().map(|w| w.folded).collect();
            prop_assert_eq!(fold(text), words.join(" "));
        }
    }

    #[test]
    fn words_know_where_they_stand(text in any::<String>()) {
        for word in words(&text) {
            prop_assert!(text.is_char_boundary(word.range.start) && text.is_char_boundary(word.range.end));
            let beginning = word.beginning(&text, 1);
            prop_assert!(beginning.start == word.range.start && beginning.end <= word.range.end);
        }
    }

    #[test]
    fn no_query_is_an_error(text in any::<String>(), literal in any::<bool>(), local in any::<bool>()) {
        let _ = query::parse(&text);
        let place = local.then(|| comune("Latiano"));
        let answer = look(&Request { text, literal, place, limit: 20, ..Request::default() });
        prop_assert!(answer.rows.len() <= 20 && answer.rows.len() <= answer.total);
    }

    #[test]
    fn word_order_never_changes_the_rows(words in prop::collection::vec(prop_oneof![5 => typed_word(), 1 => (typed_word(), typed_word()).prop_map(|(a, b)| a + &b)], 1..5).prop_shuffle()) {
        let mut sorted = words.clone();
        sorted.sort();
        let (one, other) = (ask(&words.join(" ")), ask(&sorted.join(" ")));
        prop_assume!(one.understood.place.is_none() && other.understood.place.is_none());
        prop_assert_eq!(one.relaxed, other.relaxed);
        prop_assert_eq!(hits(&one), hits(&other));
    }

    #[test]
    fn another_word_never_brings_back_what_lacks_it(words in prop::collection::vec(typed_word(), 1..4), more in typed_word()) {
        let fewer = ask(&words.join(" "));
        let longer = ask(&format!("{} {more}", words.join(" ")));
        prop_assume!(longer.understood.place.is_none() && fewer.understood.place.is_none());
        if !longer.relaxed {
            // A servizio may step out of its tipologia's row, through a word of its own.
            let (catalog, _) = desk();
            let before = hits(&fewer);
            let with_more = hits(&ask(&more));
            for row in &longer.rows {
                let own_type = match row.hit {
                    Hit::Servizio(ix) => catalog.type_entry(catalog.servizi[ix].tipologia).id(),
                    Hit::Tipologia(_) => id(row.hit),
                };
                let (own, of_type) = (id(row.hit), own_type);
                let known = |set: &BTreeSet<String>| set.contains(&own) || set.contains(&of_type);
                prop_assert!(fewer.relaxed || known(&before) || known(&with_more), "{own}");
            }
        }
    }

    #[test]
    fn a_row_has_every_word_in_some_form(words in prop::collection::vec(typed_word(), 1..4), local in any::<bool>()) {
        let (catalog, index) = desk();
        let place = local.then(|| comune("Latiano"));
        let request = Request { text: words.join(" "), place, limit: 40, words_only: true, ..Request::default() };
        if !look(&request).relaxed {
            // Words of the story around a need count, and no row has to have them.
            let needed = |word: &str| !is_background(word) && !word.bytes().all(|b| b.is_ascii_digit());
            for row in explain(catalog, index, &request, now()) {
                let lacking = row.words.iter().filter(|w| needed(&w.word) && w.value == 0);
                prop_assert_eq!(lacking.count(), 0, "{} {:?}", row.name, row.words);
            }
        }
    }

    #[test]
    fn the_way_a_word_is_written_changes_nothing(typed in prop::collection::vec(typed_word(), 1..4)) {
        let text = typed.join(" ");
        let plain = ask(&text);
        let accented = format!("{text}'");
        // "com'" is no accent: it cuts a word off.
        let accented = if words(&accented).iter().any(|w| w.elided) { text.clone() } else { accented };
        for other in [text.to_uppercase(), text.nfd().collect(), accented, text.replace(' ', "  "), format!(" {text}")] {
            let answer = ask(&other);
            prop_assert_eq!(&answer.rows, &plain.rows, "{}", other);
        }
    }

    #[test]
    fn the_order_is_stable_and_a_limit_only_cuts(words in prop::collection::vec(typed_word(), 0..3), limit in 1_usize..30) {
        let all = look(&Request { text: words.join(" "), ..Request::default() });
        let cut = look(&Request { text: words.join(" "), limit, ..Request::default() });
        prop_assert_eq!(cut.total, all.rows.len());
        prop_assert_eq!(&cut.rows[..], &all.rows[..limit.min(all.rows.len())]);
        prop_assert_eq!(&cut.facets, &all.facets);
    }

    #[test]
    fn highlights_fall_on_graphemes(words in prop::collection::vec(typed_word(), 1..4), local in any::<bool>()) {
        let place = local.then(|| comune("Casarano"));
        for row in look(&Request { text: words.join(" "), place, ..Request::default() }).rows {
            let (catalog, _) = desk();
            let name = match row.hit {
                Hit::Tipologia(ix) => catalog.type_entry(ix).name(),
                Hit::Servizio(ix) => catalog.entry(ix).name(),
            };
            let edges: BTreeSet<usize> = name.grapheme_indices(true).map(|(at, _)| at).chain([name.len()]).collect();
            let mut last = 0;
            for range in row.highlights {
                prop_assert!(edges.contains(&range.start) && edges.contains(&range.end));
                prop_assert!(range.start >= last && range.start < range.end);
                last = range.end;
            }
        }
    }

    #[test]
    fn a_count_is_what_choosing_the_option_leaves(words in prop::collection::vec(typed_word(), 0..2), local in any::<bool>(), target in 0_usize..23, area in 0_usize..7) {
        let (catalog, _) = desk();
        let place = local.then(|| comune("Mesagne"));
        let base = Request { text: words.join(" "), place, words_only: true, ..Request::default() };
        let answer = look(&base);
        prop_assume!(answer.understood.place.is_none());
        let target = answer.facets.targets[target];
        let area = answer.facets.areas[area];
        prop_assert_eq!(look(&Request { targets: vec![target.value], ..base.clone() }).total, target.count as usize);
        let both = look(&Request { areas: vec![area.value], targets: vec![target.value], ..base.clone() });
        let one = look(&Request { areas: vec![area.value], ..base.clone() });
        prop_assert_eq!(one.total, area.count as usize);
        prop_assert_eq!(one.facets.targets[target.value.at()].count as usize, both.total);
        for stato in &answer.facets.stati {
            prop_assert_eq!(look(&Request { stati: vec![stato.value], ..base.clone() }).total, stato.count as usize);
        }
        let ambito = &answer.facets.ambiti[catalog.find_ambito("le-casarano").unwrap().at()];
        let there = look(&Request { place: Some(Place::Ambito(ambito.value)), ..base.clone() });
        let own = there.rows.iter().filter(|r| id(r.hit).starts_with("le-casarano/")).count();
        prop_assert!(there.relaxed != answer.relaxed || own == ambito.count as usize, "{own} {}", ambito.count);
    }
}

#[test]
fn perche_is_perche_however_it_is_written() {
    for forms in [
        ["perche", "perché", "PERCHE'", "perche\u{301}"],
        ["disabilita", "disabilità", "DISABILITA'", "disabilita\u{300}"],
    ] {
        let first = ask(forms[0]);
        for form in forms {
            assert_eq!(ask(form).rows, first.rows, "{form}");
        }
    }
}

#[test]
fn the_comune_in_the_query_is_the_place() {
    for text in
        ["sad latiano", "latiano sad", "SAD Latiano", "sad a latiano", "sad comune di latiano", "sad comune:latiano"]
    {
        let answer = ask(text);
        assert_eq!(answer.place, Some(comune("Latiano")), "{text}");
        assert_eq!(id(answer.rows[0].hit), "br-mesagne/assistenza-domiciliare-sociale", "{text}");
        let (_, range) = answer.understood.place.unwrap();
        assert!(fold(&text[range]).contains("latian"));
    }
    let literal = look(&Request { text: "sad latiano".into(), literal: true, ..Request::default() });
    assert_eq!(literal.place, None);
}

#[test]
fn places_of_several_words_with_accents_and_by_code() {
    let of = |text: &str| ask(text).place;
    assert_eq!(of("asilo nido torre santa susanna"), Some(comune("Torre Santa Susanna")));
    assert_eq!(of("torre santa susanna asilo nido"), Some(comune("Torre Santa Susanna")));
    assert_eq!(of("susanna nido torre asilo santa"), None, "a name is said in one piece");
    assert_eq!(of("cav san vito dei normanni"), Some(comune("San Vito dei Normanni")));
    assert_eq!(of("nido nardo'"), Some(comune("Nardò")));
    assert_eq!(of("cav francavilla"), Some(comune("Francavilla Fontana")));
    assert_eq!(of("cav mesange"), None, "a slip is no place");
    let (catalog, _) = desk();
    let mesagne = catalog.find_ambito("br-mesagne").map(Place::Ambito);
    for text in ["sad ambito mesagne", "sad ambito di Mesagne", "sad ambito:mesagne", "sad br4", "sad br/4", "sad BR/4"]
    {
        assert_eq!(of(text), mesagne, "{text}");
    }
}

/// What a person says of somebody else, of the past or of a thing does not send her to another comune's offices.
#[test]
fn the_desks_comune_holds_unless_another_is_unmistakable() {
    let desk = comune("Latiano");
    let of = |text: &str| look(&Request { text: text.into(), place: Some(desk), ..Request::default() }).place;
    for text in [
        "mio marito mi ha chiamata troia e mi picchia",
        "mi serve una candela",
        "mi servono panni",
        "mio figlio va a scuola a lecce",
        "sono nato a bari cerco casa",
        "segretariato sociale salve",
        "vengo in mattinata",
    ] {
        assert_eq!(of(text), Some(desk), "{text}");
    }
    for (text, there) in [
        ("sad troia", "Troia"),
        ("centro diurno panni", "Panni"),
        ("asilo nido a muro leccese", "Muro Leccese"),
        ("sad S. Cassiano", "San Cassiano"),
        ("sad Sannicandro garganico", "San Nicandro Garganico"),
    ] {
        assert_eq!(of(text), Some(comune(there)), "{text}");
    }
    let cry = "mio marito mi ha chiamata troia e mi picchia";
    let answer = look(&Request { text: cry.into(), place: Some(desk), ..Request::default() });
    assert!(answer.rows.iter().take(3).any(|r| id(r.hit) == "br-mesagne/centro-antiviolenza"));
}

#[test]
fn a_written_filter_reads_every_name() {
    assert_eq!(ask("sad comune:salve").place, Some(comune("Salve")));
    assert_eq!(ask("sad comune:s.cassiano").place, Some(comune("San Cassiano")));
    assert_eq!(ask("sad comune:santa-ces").place, Some(comune("Santa Cesarea Terme")));
}

#[test]
fn a_place_never_eats_a_service() {
    for text in [
        "carta europea disabilita",
        "casa",
        "casa rifugio",
        "levrano",
        "terapie a lecce",
        "affido",
        "sanatoria",
        "mensa",
    ] {
        assert_eq!(ask(text).place, None, "{text}");
    }
}

#[test]
fn a_word_of_an_office_finds_its_service_and_not_the_others_there() {
    let answer = ask("Marcella Di Levrano");
    assert!(!answer.relaxed);
    assert_eq!(id(answer.rows[0].hit), "br-mesagne/centro-servizi-famiglie");
    let (catalog, _) = desk();
    for row in &answer.rows {
        // Only what says so itself: in its record or at the office that was opened for it.
        let Hit::Servizio(ix) = row.hit else { panic!("{row:?}") };
        let servizio = &catalog.servizi[ix];
        let record = serde_json::to_string(&servizio.record).unwrap();
        let offices = servizio.sedi.iter().map(|s| &catalog.sedi[*s]).filter(|s| s.types[0] == servizio.tipologia);
        let says = |text: &str| text.contains("Levrano");
        assert!(says(&record) || offices.into_iter().any(|s| says(&s.record.name)), "{}", id(row.hit));
        assert!(!row.why.is_empty() || !row.highlights.is_empty());
    }
}

#[test]
fn with_a_place_come_its_services_then_the_regions_then_the_states_then_what_is_not_known() {
    let answer = look(&Request { place: Some(comune("Casarano")), ..Request::default() });
    let ids: Vec<String> = answer.rows.iter().map(|r| id(r.hit)).collect();
    assert!(ids.iter().any(|i| i.starts_with("le-casarano/")) && ids.iter().any(|i| i.starts_with("it/")));
    assert!(ids.iter().any(|i| i.starts_with("tipologia/")));
    assert!(!ids.iter().any(|i| i.starts_with("br-")));
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    // Every area, in the plan's order; then what is for the office, likewise.
    let (catalog, _) = desk();
    let entries = answer.rows.iter().map(|r| match r.hit {
        Hit::Tipologia(ix) => catalog.type_entry(ix),
        Hit::Servizio(ix) => catalog.entry(ix),
    });
    let order: Vec<(bool, usize)> = entries.map(|e| (e.is_for_office(), e.area().at())).collect();
    assert!(order.iter().map(|(office, _)| office).is_sorted());
    assert!(order.iter().filter(|(office, _)| !office).is_sorted());
    assert_eq!(order.iter().map(|(_, area)| area).collect::<BTreeSet<_>>().len(), catalog.aree.len());
}

#[test]
fn historic_entries_are_left_out_unless_asked_for() {
    let (catalog, _) = desk();
    let storico = |with: bool| {
        let request = Request {
            with_storico: with,
            place: catalog.find_ambito("br-mesagne").map(Place::Ambito),
            ..Request::default()
        };
        look(&request).rows.iter().filter(|r| matches!(r.hit, Hit::Servizio(ix) if catalog.entry(ix).status(now().date()) == Some(Stato::Storico))).count()
    };
    assert_eq!(storico(false), 0);
    let all = catalog.servizi.iter().enumerate().filter(|(at, s)| {
        s.id.as_str().starts_with("br-mesagne/")
            && catalog.entry(ServizioIx::of(*at)).status(now().date()) == Some(Stato::Storico)
    });
    assert_eq!(storico(true), all.count());
}

#[test]
fn a_word_nobody_knows_is_said_and_the_nearest_is_offered() {
    let answer = ask("ludotecaria xyzzyqwk");
    assert!(answer.relaxed);
    let answer = ask("sad zzzz");
    assert!(answer.relaxed && !answer.rows.is_empty());
    assert_eq!(
        id(answer.rows[0].hit).split('/').next_back().map(|s| s.starts_with("assistenza-domiciliare")),
        Some(true)
    );
}

#[test]
fn written_filters_exclusions_and_phrases() {
    let (catalog, _) = desk();
    let answer = ask("centro target:anziani");
    assert_eq!(answer.understood.targets.len(), 1);
    let anziani = answer.understood.targets[0].0;
    for row in &answer.rows {
        let Hit::Tipologia(ix) = row.hit else { continue };
        assert!(catalog.type_entry(ix).targets().contains(&anziani) || row.ambiti > 0);
    }
    assert_eq!(ask("area:disabilita").understood.areas.len(), 1);
    let without = hits(&ask("centro diurno -anziani"));
    assert!(
        !without.contains("tipologia/centro-diurno-anziani") && without.contains("tipologia/centro-diurno-disabili")
    );
    let phrase = ask("\"dopo di noi\"");
    assert!(phrase.rows.iter().all(|r| id(r.hit).contains('/')) && !phrase.relaxed);
    assert!(phrase.rows.iter().take(2).all(|r| id(r.hit).contains("dopo-di-noi")));
}

#[test]
fn numbers_to_call_answer_to_number_and_need() {
    let (catalog, _) = desk();
    let first = |text: &str| ask(text).numeri.first().map(|&at| catalog.numeri[at].number.to_string());
    assert_eq!(first("1522").as_deref(), Some("1522"));
    assert_eq!(first("emergenza sanitaria").as_deref(), Some("118"));
    assert_eq!(first("slot").as_deref(), Some("800 558 822"));
    assert!(ask("asilo nido").numeri.is_empty());
}

#[test]
fn statuses_are_those_of_the_record() {
    // The index keeps a day for each servizio instead of reading its sources again: the two must agree on any day.
    let (catalog, _) = desk();
    for today in ["2022-01-01", "2024-06-30", "2026-11-21", "2027-12-31", "2031-01-01"] {
        let at: NaiveDateTime = format!("{today}T12:00:00").parse().unwrap();
        let (catalog2, index) = desk();
        for &stato in Stato::ALL {
            let request = Request {
                stati: vec![stato],
                with_storico: true,
                place: catalog.find_ambito("le-casarano").map(Place::Ambito),
                ..Request::default()
            };
            for row in look_up(catalog2, index, &request, at).rows {
                let Hit::Servizio(ix) = row.hit else { continue };
                assert_eq!(catalog.entry(ix).status(at.date()), Some(stato), "{} {today}", id(row.hit));
            }
        }
    }
}

#[test]
fn every_word_of_a_row_can_be_explained() {
    let (catalog, index) = desk();
    let request = Request { text: "asistenza nonna".into(), limit: 5, ..Request::default() };
    let answer = look_up(catalog, index, &request, now());
    let explained = explain(catalog, index, &request, now());
    assert_eq!(explained.len(), answer.rows.len());
    for (row, told) in answer.rows.iter().zip(&explained) {
        assert_eq!((row.hit, row.score), (told.hit, told.score));
        assert_eq!(told.words.len(), 2);
        let sum: u32 = told.words.iter().map(|w| w.value * w.rarity).sum::<u32>()
            + told.bonus.as_ref().map_or(0, |b| b.1)
            + told.ear;
        assert!(answer.relaxed || sum + told.plain_name == told.score, "{told:?}");
    }
}

#[test]
fn who_asks_for_what_is_open_gets_what_the_rows_call_open() {
    use sportello::encounter::rows::{RowText, Seen};
    use sportello::scheda::{Need, glance};
    let (catalog, index) = desk();
    let mut wrong = Vec::new();
    let mut told = [0; 3];
    for comune in catalog.ambiti.iter().filter_map(|ambito| ambito.comuni.first()) {
        let place = Some(Place::Comune(*comune));
        // A working morning, an afternoon, a night, a Sunday; and a day on which every source of today is old.
        for at in ["2026-11-23T10:15", "2026-11-24T16:30", "2026-11-26T22:00", "2026-11-29T11:00", "2031-11-24T10:15"] {
            let at = format!("{at}:00").parse().unwrap();
            let seen = Seen { now: at, need: glance::open_first(Need::NotSaid), place, by_place: false, age: None };
            for row in look_up(catalog, index, &Request { place, ..Request::default() }, at).rows {
                let open = seen.is_open(catalog, &row);
                let said = RowText::of(catalog, &row, seen).now;
                let by_row = match said.as_str() {
                    "aperto ora" | "sempre aperto" => Some(true),
                    said if said.starts_with("chiuso") => Some(false),
                    _ => None,
                };
                told[open.map_or(2, usize::from)] += 1;
                // What the row has no room for or leaves out is still no other answer.
                if by_row.is_some() && open != by_row {
                    wrong.push(format!("{at} {}: the filter {open:?}, the row «{said}»", id(row.hit)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
    assert!(told.iter().all(|n| *n > 100), "{told:?}");
}

#[test]
fn hours_of_an_old_source_say_neither_open_nor_closed() {
    use sportello::catalog::fresh::{is_fresh, known_since};
    use sportello::catalog::hours;
    let (catalog, _) = desk();
    let today = now().date();
    let (mut old, mut believed) = (0, 0);
    for sede in catalog.sedi.iter().map(|s| &s.record).filter(|s| s.hours.is_some()) {
        if is_fresh(known_since(sede, hours::FIELDS), today) && !sede.riservato {
            believed += 1;
            assert_eq!(hours::of_sede(sede, today), sede.hours.as_deref(), "{}", sede.id);
        } else {
            old += 1;
            assert_eq!(hours::of_sede(sede, today), None, "{}", sede.id);
        }
    }
    assert!(old > 20 && believed > 10, "{old} {believed}");
}
