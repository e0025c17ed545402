//! Each stage of a look-up by itself, on a catalogue small enough to be read: a table a stage, so that a failure names the
//! stage and the row. What the stages come to together is held by `tests/search.rs`, `search_laws` and `search_recount`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use crate::catalog::kinds::FileKind;
use crate::catalog::load::Records;
use crate::catalog::model::{Catalog, ComuneIx, Layer, Place, TargetIx, TipologiaIx};
use crate::catalog::resolve::resolve;

use super::answer::{Hit, Request};
use super::facets::Tally;
use super::index::Index;
use super::look::Look;
use super::matcher::{Expansion, expand_all};
use super::phrases::{servizio_has_phrases, type_has_phrases};
use super::query::parse;
use super::rank::score_types;
use super::understand::{Meaning, QueryTerm, understand};
use super::weights::{Field, Tier};

/// Five tipologie in two areas; two comuni of one ambito, with three servizi.
fn tiny() -> (Catalog, Index) {
    let source = json!([{"title": "prova", "date": "2026"}]);
    let ty = |id: &str, name: &str, area: &str, targets: &[&str], keywords: &[&str], description: &str| {
        json!({"id": id, "name": name, "area": area, "targets": targets, "keywords": keywords, "summary": "x",
            "description": description, "eligibility": {"text": "x"}, "provider": "ambito", "sources": source,
            "confidence": "media"})
    };
    let mut sad = ty(
        "prova-domiciliare",
        "Assistenza domiciliare anziani",
        "cura",
        &["anziani"],
        &["badante a ore", "aiuto per lavarsi"],
        "Un operatore aiuta con i pasti e con l'igiene.",
    );
    sad["acronyms"] = json!(["SAD"]);
    let misura = |id: &str, ty: &str, name: &str| {
        json!({"id": id, "type": ty, "name": name, "basis": "piano", "status": "attivo", "sources": source,
            "confidence": "media"})
    };
    let mut nido = misura("zz-prova/prova-nido", "prova-nido", "Nido Girasole");
    nido["comuni"] = json!(["074008"]);
    nido["details"] = json!("Posti per i lattanti.");
    let files: [(FileKind, Value); 8] = [
        (
            FileKind::Regione,
            json!({"id": "puglia", "name": "Puglia", "release": "2026-11-21", "provinces": [], "sources": source}),
        ),
        (
            FileKind::Aree,
            json!([
                {"id": "cura", "label": "Cura", "short": "Cura", "description": "x"},
                {"id": "casa", "label": "Casa", "short": "Casa", "description": "x"}]),
        ),
        (
            FileKind::Destinatari,
            json!([
                {"id": "anziani", "label": "Anziani", "synonyms": ["terza età"]},
                {"id": "minori", "label": "Minori", "synonyms": ["figli piccoli"]}]),
        ),
        (FileKind::Equivalenze, json!([{"words": ["nonna", "nonno"], "means": ["anziani"]}])),
        (
            FileKind::Tipologie,
            json!([
                sad,
                ty(
                    "prova-diurno",
                    "Centro diurno anziani",
                    "cura",
                    &["anziani"],
                    &["compagnia di giorno"],
                    "Pasti e attività dal mattino alla sera."
                ),
                ty("prova-nido", "Asilo nido", "cura", &["minori"], &["posto per il bambino"], "Per i primi tre anni."),
                ty("prova-affitto", "Contributo per l'affitto", "casa", &[], &["sfratto in arrivo"], "Un contributo."),
                ty("prova-mensa", "Mensa sociale", "casa", &[], &["pasto caldo"], "Un pasto al giorno.")
            ]),
        ),
        (
            FileKind::Comuni,
            json!([
                {"istat": "074008", "name": "Latiano", "province": "BR", "cap": "72022", "ambito": "zz-prova", "sources": source},
                {"istat": "074010", "name": "Mesagne", "province": "BR", "cap": "72023", "ambito": "zz-prova", "sources": source}]),
        ),
        (
            FileKind::Ambito,
            json!({
                "ambito": {"id": "zz-prova", "name": "Ambito di prova", "short": "Prova", "province": "BR", "sources": source},
                "sedi": [{"id": "zz-prova/sede/aperta", "name": "Sportello", "kind": "altro", "types": ["prova-domiciliare"],
                    "hours": "24/7", "sources": source}],
                "servizi": [misura("zz-prova/prova-domiciliare", "prova-domiciliare", "SAD di prova"), nido]}),
        ),
        (FileKind::Misure, json!([misura("puglia/prova-affitto", "prova-affitto", "Fondo affitti")])),
    ];
    let mut records = Records::default();
    for (kind, value) in &files {
        records.add(*kind, &value.to_string()).unwrap();
    }
    let layer = Layer { name: "di prova".into(), path: None, records: records.count() };
    let resolved = resolve(vec![(layer, records)]).unwrap();
    assert_eq!(resolved.dropped, []);
    let index = Index::build(&resolved.catalog);
    (resolved.catalog, index)
}

fn comune(catalog: &Catalog, name: &str) -> ComuneIx {
    catalog.comuni.position(|c| c.record.name.as_str() == name).unwrap()
}

fn ty(catalog: &Catalog, id: &str) -> TipologiaIx {
    catalog.find_type(&format!("prova-{id}")).unwrap()
}

fn now() -> NaiveDateTime {
    "2026-11-21T10:30:00".parse().unwrap()
}

/// A request by words alone: what the ear hears is measured elsewhere.
fn words(text: &str) -> Request {
    Request { text: text.to_owned(), words_only: true, ..Request::default() }
}

fn meant(catalog: &Catalog, index: &Index, text: &str, literal: bool) -> Meaning {
    understand(catalog, index, parse(text), literal, false)
}

#[test]
fn understand_takes_place_and_filters_out_of_the_words() {
    let (catalog, index) = tiny();
    // What is typed; the words that are left, a bracket around those that no row must have; place; targets; excluded.
    let table = [
        ("sad", "sad", None, "", ""),
        ("mi serve la badante", "badante", None, "", ""),
        ("sad latiano", "sad", Some("Latiano"), "", ""),
        ("abito a Mesagne e cerco un nido", "abito nido", Some("Mesagne"), "", ""),
        ("comune:mesagne nido", "nido", Some("Mesagne"), "", ""),
        ("comune:atlantide nido", "atlantide nido", None, "", ""),
        ("target:anziani centro", "centro", None, "anziani", ""),
        ("nido -centro", "nido", None, "", "centro"),
        ("mia madre 84 anni pasti", "(madre) (84) (anni) pasti", None, "", ""),
    ];
    for (text, terms, place, targets, excluded) in table {
        let meaning = meant(&catalog, &index, text, false);
        let left: Vec<String> = meaning.terms.iter().map(term).collect();
        assert_eq!(left.join(" "), terms, "{text}: words");
        let at = meaning.understood.place.map(|(place, _)| place);
        assert_eq!(at, place.map(|name| Place::Comune(comune(&catalog, name))), "{text}: place");
        let found: Vec<&str> =
            meaning.understood.targets.iter().map(|t| catalog.destinatari[t.0].id.as_str()).collect();
        assert_eq!(found.join(" "), targets, "{text}: targets");
        assert_eq!(meaning.excluded.join(" "), excluded, "{text}: excluded");
    }
    // A place that was taken back is a word again, which no row must have.
    let literal = meant(&catalog, &index, "sad latiano", true);
    assert!(literal.understood.place.is_none());
    assert_eq!(literal.terms.iter().map(term).collect::<Vec<_>>(), ["sad", "(latiano)"]);
}

fn term(term: &QueryTerm) -> String {
    if term.background { format!("({})", term.folded) } else { term.folded.clone() }
}

/// The query's words as they are expanded.
fn expanded(catalog: &Catalog, index: &Index, text: &str) -> (Vec<QueryTerm>, Vec<Expansion>) {
    let terms = meant(catalog, index, text, false).terms;
    let expansions = expand_all(index, &terms);
    (terms, expansions)
}

#[test]
fn expand_meets_each_word_in_the_nearest_way() {
    let (catalog, index) = tiny();
    // What is typed, the how-manieth word of it, the word of the catalogue, how it was met.
    let table = [
        ("badante", 0, "badante", Some(Tier::Exact)),
        ("sfr", 0, "sfratto", Some(Tier::Typing)),
        ("sfrat nido", 0, "sfratto", Some(Tier::Prefix)),
        ("sfrattati", 0, "sfratto", Some(Tier::Stem)),
        ("afitto", 0, "affitto", Some(Tier::Slip)),
        ("affiti", 0, "affitto", Some(Tier::SlipInPrefix)),
        ("badnate", 0, "badante", Some(Tier::Slip)),
        ("nonna", 0, "anziani", Some(Tier::Equivalent)),
        ("nonno nido", 1, "nido", Some(Tier::Exact)),
        ("badante", 0, "nido", None),
        ("wqzk", 0, "nido", None),
    ];
    for (text, at, word, tier) in table {
        let (_, expansions) = expanded(&catalog, &index, text);
        let id = index.vocab.get(word).unwrap();
        assert_eq!(expansions[at].meant(id).map(|m| m.tier), tier, "{text}: {word}");
    }
    assert!(expanded(&catalog, &index, "wqzk").1[0].is_empty());
    // An abbreviation means a whole tipologia.
    let (_, expansions) = expanded(&catalog, &index, "assdom");
    let types: Vec<usize> = expansions[0].types.iter().map(|t| usize::from(t.ty)).collect();
    assert_eq!(types, [ty(&catalog, "domiciliare").at()]);
}

#[test]
fn rank_says_where_a_word_was_met_and_what_that_is_worth() {
    let (catalog, index) = tiny();
    // The identifiers say "mensa" and "affitto" too: once more is five hundredths more.
    let table = [
        ("sad", "domiciliare", Field::Acronym, 130),
        ("mensa", "mensa", Field::Name, 105),
        ("caldo", "mensa", Field::Keyword, 85),
        ("badante", "domiciliare", Field::Keyword, 85),
        ("igiene", "domiciliare", Field::Description, 20),
        // Another form of the word, and another word for it.
        ("affitti", "affitto", Field::Name, 79),
        ("nonna", "diurno", Field::Name, 62),
    ];
    for (text, id, field, value) in table {
        let (terms, expansions) = expanded(&catalog, &index, text);
        let scores = score_types(&index, &terms, &expansions, index.slots.servizio.len());
        let best = scores.best(ty(&catalog, id).at(), 0);
        assert_eq!((best.how.map(|how| how.field), best.value), (Some(field), value), "{text}: {id}");
        assert_eq!(scores.mask[ty(&catalog, id).at()], 1, "{text}: {id}");
    }
}

#[test]
fn score_puts_names_before_words_said_in_passing_and_whole_names_first() {
    let (catalog, index) = tiny();
    // What is typed, and the tipologie that have some of its words, best first.
    let table: [(&str, &[&str]); 5] = [
        ("pasto caldo", &["mensa", "domiciliare", "diurno"]),
        ("centro diurno anziani", &["diurno", "domiciliare"]),
        ("assistenza anziani", &["domiciliare", "diurno"]),
        ("contributo", &["affitto"]),
        ("wqzk", &[]),
    ];
    for (text, wanted) in table {
        let (terms, expansions) = expanded(&catalog, &index, text);
        let scores = score_types(&index, &terms, &expansions, index.slots.servizio.len());
        let mut found: Vec<usize> = (0..scores.score.len()).filter(|ty| scores.score[*ty] > 0).collect();
        found.sort_by_key(|ty| std::cmp::Reverse(scores.score[*ty]));
        let wanted: Vec<usize> = wanted.iter().map(|id| ty(&catalog, id).at()).collect();
        assert_eq!(found, wanted, "{text}: {:?}", scores.score);
    }
    // Words that meet in one name are worth more together, in their order most of all.
    let bonus = |text: &str| {
        let (terms, expansions) = expanded(&catalog, &index, text);
        let scores = score_types(&index, &terms, &expansions, index.slots.servizio.len());
        scores.bonus[ty(&catalog, "diurno").at()].0
    };
    assert!(bonus("centro diurno anziani") > bonus("anziani diurno centro"));
    assert!(bonus("anziani diurno centro") > bonus("centro"));
}

/// The rows of a request, as names.
fn rows(catalog: &Catalog, index: &Index, request: &Request) -> (Vec<String>, bool) {
    let look = Look::of(catalog, index, request, None);
    let mut tally = Tally::new(catalog, index, request, &look.meaning.understood, now());
    let found = look.rows(&mut tally).sorted();
    let name = |hit: Hit| hit.entry(catalog).name().to_owned();
    (found.into_iter().map(|row| name(row.hit)).collect(), look.relaxed())
}

#[test]
fn rows_are_tipologie_without_a_place_and_servizi_with_one() {
    let (catalog, index) = tiny();
    // What is typed; the rows, best first; whether none has all the words.
    let table: [(&str, &[&str], bool); 8] = [
        ("nido", &["Asilo nido"], false),
        // A word that only a servizio has finds the servizio.
        ("girasole", &["Nido Girasole"], false),
        ("nido latiano", &["Nido Girasole"], false),
        // The servizio serves another comune only: what is left is the tipologia.
        ("nido mesagne", &["Asilo nido"], false),
        ("anziani latiano", &["SAD di prova", "Centro diurno anziani"], false),
        ("affitto mesagne", &["Fondo affitti"], false),
        ("\"pasto caldo\"", &["Mensa sociale"], false),
        ("nido wqzk", &["Asilo nido"], true),
    ];
    for (text, wanted, relaxed) in table {
        assert_eq!(
            rows(&catalog, &index, &words(text)),
            (wanted.iter().map(|w| (*w).to_owned()).collect(), relaxed),
            "{text}"
        );
    }
    // What is excluded is no row, whatever else it has.
    let (found, _) = rows(&catalog, &index, &words("anziani -centro"));
    assert_eq!(found, ["Assistenza domiciliare anziani"]);
}

#[test]
fn facets_count_what_choosing_each_would_leave() {
    let (catalog, index) = tiny();
    let anziani: TargetIx = catalog.destinatari.position(|d| d.id.as_str() == "anziani").unwrap();
    let cura = catalog.aree.position(|a| a.id.as_str() == "cura").unwrap();
    let latiano = Some(Place::Comune(comune(&catalog, "Latiano")));
    let all = words("");
    // The filter; rows that pass; by target (anziani, minori), by area (cura, casa).
    let table = [
        ("nothing chosen", all.clone(), 5, [4, 3], [3, 2]),
        // Who says nothing of targets is for everybody.
        ("for the old", Request { targets: vec![anziani], ..all.clone() }, 4, [4, 3], [2, 2]),
        ("of the area", Request { areas: vec![cura], ..all.clone() }, 3, [2, 1], [3, 2]),
        ("both", Request { targets: vec![anziani], areas: vec![cura], ..all.clone() }, 2, [2, 1], [2, 2]),
        ("here", Request { place: latiano, ..all.clone() }, 5, [4, 3], [3, 2]),
    ];
    for (what, request, passing, targets, areas) in table {
        let look = Look::of(&catalog, &index, &request, None);
        let mut tally = Tally::new(&catalog, &index, &request, &look.meaning.understood, now());
        let total = look.rows(&mut tally).sorted().len();
        let counts = tally.finish();
        assert_eq!(total, passing, "{what}: rows");
        assert_eq!(counts.targets.iter().map(|f| f.count).collect::<Vec<_>>(), targets, "{what}: targets");
        assert_eq!(counts.areas.iter().map(|f| f.count).collect::<Vec<_>>(), areas, "{what}: areas");
    }
}

#[test]
fn phrases_are_held_word_by_word_and_in_their_order() {
    let (catalog, _) = tiny();
    let phrase = |text: &str| vec![text.split(' ').map(str::to_owned).collect::<Vec<_>>()];
    let table = [
        ("domiciliare", "assistenza domiciliare", true),
        ("domiciliare", "domiciliare assistenza", false),
        ("domiciliare", "badante a ore", true),
        ("domiciliare", "badante ore", false),
        // Not across two texts, and not in half of a word.
        ("domiciliare", "anziani badante", false),
        ("domiciliare", "assistenza domicil", false),
        // Begun once in vain, then said.
        ("diurno", "mattino alla sera", true),
        ("diurno", "centro diurno anziani", true),
        // What the target group is called.
        ("nido", "figli piccoli", true),
    ];
    for (id, text, has) in table {
        assert_eq!(type_has_phrases(&catalog, ty(&catalog, id).at(), &phrase(text)), has, "{id}: {text}");
    }
    // A servizio says what it says itself and what its tipologia says.
    let nido = catalog.servizi.position(|s| s.id.as_str() == "zz-prova/prova-nido").unwrap();
    for (text, has) in
        [("nido girasole", true), ("per i lattanti", true), ("asilo nido", true), ("asilo girasole", false)]
    {
        assert_eq!(servizio_has_phrases(&catalog, nido, &phrase(text)), has, "servizio: {text}");
    }
}
