//! What the citizen said, looked up from a shell.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::office::{Office, search, sportello};

const SAD: &str = "assistenza-domiciliare-sociale";

#[test]
fn finds_the_sad_of_latiano_however_it_is_asked() {
    let asked = sportello(["search", "sad", "--comune", "Latiano", "--format", "json", "--limit", "1"]);
    assert_eq!((asked.status, asked.types()), (0, vec![SAD.to_owned()]), "{}", asked.err);
    for query in ["sad latiano", "asistenza domicilare anziani", "anziani assistenza", "ASSISTENZA DOMICILIARE SOCIALE"]
    {
        let run = search(query, &["--limit", "1"]);
        assert_eq!(run.types(), [SAD], "{query}");
    }
}

#[test]
fn a_comune_in_the_words_is_the_place() {
    let run = search("sad latiano", &["--limit", "1"]);
    let json = run.json();
    assert_eq!(json["filters"], serde_json::json!({"comune": "Latiano", "ambito": "br-mesagne"}));
    assert_eq!(json["results"][0]["id"], format!("br-mesagne/{SAD}"));
    assert_eq!(json["results"][0]["ambito"], "br-mesagne");
    let option = search("sad", &["--comune", "LATIANO", "--limit", "1"]);
    assert_eq!(option.json()["filters"], json["filters"]);
    assert_eq!(option.ids(), run.ids());
    let table = sportello(["search", "sad latiano"]);
    assert!(table.err.contains("Luogo preso dalle parole: Latiano."), "{}", table.err);
}

#[test]
fn the_shape_is_the_promised_one_and_nothing_is_null() {
    let run = search("", &["--comune", "latiano", "--limit", "0"]);
    assert!(!run.out.contains("null"));
    let json = run.json();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["filters", "query", "relaxed", "results", "total"]);
    let results = json["results"].as_array().unwrap();
    assert_eq!(json["total"], results.len());
    let known = [
        "id", "type", "name", "acronyms", "scope", "ambito", "ambiti", "area", "targets", "comuni", "status", "basis",
        "summary", "checked", "score", "sure", "where", "phone", "now",
    ];
    for result in results {
        let object = result.as_object().unwrap();
        assert!(object.keys().all(|k| known.contains(&k.as_str())), "{result}");
        for key in ["id", "type", "name", "acronyms", "scope", "area", "targets", "summary", "score"] {
            assert!(object.contains_key(key), "{key} in {result}");
        }
        let scope = result["scope"].as_str().unwrap();
        assert!(["it", "puglia", "br-mesagne", "tipologia"].contains(&scope), "{scope}");
        assert_eq!(result.get("ambito").is_some(), scope == "br-mesagne", "{result}");
    }
}

#[test]
fn without_a_place_a_tipologia_is_one_row() {
    let run = search("assistenza domiciliare sociale", &["--limit", "1"]);
    let first = &run.json()["results"][0];
    assert_eq!(first["id"], format!("tipologia/{SAD}"));
    assert_eq!(first["scope"], "tipologia");
    assert!(first["ambiti"].as_u64().unwrap() >= 40, "{first}");
    assert!(first.get("status").is_none() && first.get("ambito").is_none(), "{first}");
}

#[test]
fn one_tipologia_can_be_opened_on_its_ambiti() {
    let run = search("", &["--tipologia", SAD, "--limit", "0"]);
    assert!(run.types().iter().all(|t| t == SAD));
    let ambiti: BTreeSet<String> = run.ids().iter().map(|id| id.split('/').next().unwrap().to_owned()).collect();
    assert_eq!(ambiti.len(), 45);
}

#[test]
fn casarano_has_every_area_of_its_plan() {
    let run = search("", &["--ambito", "le-casarano", "--limit", "500"]);
    let json = run.json();
    let areas: BTreeSet<&str> =
        json["results"].as_array().unwrap().iter().map(|r| r["area"].as_str().unwrap()).collect();
    assert_eq!(areas.len(), 7, "{areas:?}");
    assert_eq!(json["filters"], serde_json::json!({"ambito": "le-casarano"}));
}

#[test]
fn accents_do_not_change_the_rows() {
    for same in [vec!["perche", "perché", "PERCHE'", "perche\u{301}"], vec!["disabilita", "disabilità", "disabilita'"]]
    {
        let rows: Vec<Vec<String>> = same.iter().map(|q| search(q, &["--limit", "0"]).ids()).collect();
        assert!(rows.windows(2).all(|w| w[0] == w[1]), "{same:?}");
    }
}

#[test]
fn no_query_however_odd_is_an_error() {
    let long = "casa ".repeat(2000);
    for query in [
        "",
        " ",
        "'",
        "\"",
        "\"casa",
        "-",
        "--",
        "- -",
        "comune:",
        "comune:xyz",
        "target:",
        ":::",
        "^!$|\\",
        "\u{202e}x",
        "\u{1b}[2J",
        "l'",
        "🏠",
        "ﬁ",
        "-casa -casa",
        "%00",
        long.as_str(),
    ] {
        let run = search(query, &[]);
        assert!(run.status == 0 || run.status == 1, "{query:?}: {} {}", run.status, run.err);
        assert!(run.json()["results"].is_array());
    }
    let run = Office::new().run([OsStr::new("search"), OsStr::from_bytes(b"\xff\xfecasa")]);
    assert!(run.status == 0 || run.status == 1, "{}", run.err);
}

#[test]
fn nothing_hostile_is_echoed() {
    let hostile = "sad\u{1b}[31m\u{202e}\u{9b}2J\u{7}";
    for run in [
        search(hostile, &[]),
        search("x", &["--comune", hostile]),
        sportello(["show", hostile]),
        sportello(["list", hostile]),
    ] {
        for text in [&run.out, &run.err] {
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']), "{text:?}");
        }
    }
}

#[test]
fn limit_counts_rows_and_total_counts_all() {
    let few = search("assistenza", &["--limit", "3"]).json();
    let all = search("assistenza", &["--limit", "0"]).json();
    assert_eq!(few["results"].as_array().unwrap().len(), 3);
    assert_eq!(few["total"], all["total"]);
    assert_eq!(all["results"].as_array().unwrap().len(), usize::try_from(all["total"].as_u64().unwrap()).unwrap());
    let default = search("", &[]).json();
    assert_eq!(default["results"].as_array().unwrap().len(), 20);
}

#[test]
fn filters_repeat_and_are_answered_by_id() {
    let json = search("", &["--target", "anziani", "--target", "minori", "--area", "disab", "--limit", "0"]).json();
    assert_eq!(json["filters"]["target"].as_array().unwrap().len(), 2, "{}", json["filters"]);
    for result in json["results"].as_array().unwrap() {
        assert!(result["targets"].as_array().unwrap().iter().any(|t| {
            let held = json["filters"]["target"].as_array().unwrap();
            held.contains(t)
        }));
    }
}

#[test]
fn several_places_are_put_together() {
    let both = search("sad", &["--comune", "latiano", "--comune", "casarano", "--limit", "0"]);
    let json = both.json();
    assert_eq!(json["filters"]["comune"], serde_json::json!(["Latiano", "Casarano"]));
    let ids = both.ids();
    assert!(ids.contains(&format!("br-mesagne/{SAD}")) && ids.contains(&format!("le-casarano/{SAD}")), "{ids:?}");
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(once.len(), ids.len());
    assert_eq!(json["total"], ids.len());
}

#[test]
fn a_comune_outside_the_ambito_is_a_contradiction() {
    let run = search("sad", &["--comune", "latiano", "--ambito", "casarano"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("Latiano non è nell'ambito chiesto: è nell'ambito di Mesagne."), "{}", run.err);
}

#[test]
fn lines_and_spreadsheets_hold_the_same_rows() {
    let json = search("anziani", &["--limit", "7"]);
    let lines = sportello(["search", "anziani", "--limit", "7", "--format", "jsonl"]);
    let from_lines: Vec<String> = lines
        .out
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(from_lines, json.ids());
    let csv = sportello(["search", "anziani", "--limit", "7", "--format", "csv"]).out;
    let mut rows = csv.split_terminator("\r\n");
    assert!(rows.next().unwrap().starts_with("id,type,name,acronyms,scope,"));
    let from_csv: Vec<&str> = rows.map(|r| r.split(',').next().unwrap()).collect();
    assert_eq!(from_csv, json.ids());
}

#[test]
fn the_table_is_italian_and_fits_eighty_columns() {
    let run = sportello(["search", "sad", "latiano", "--limit", "5"]);
    assert_eq!(run.status, 0);
    let mut lines = run.out.lines();
    let heading: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(heading, ["SERVIZIO", "DOVE", "E", "QUANDO"]);
    assert!(lines.next().unwrap().contains("Assistenza domiciliare sociale"));
    assert_eq!(lines.next().unwrap().split(" · ").next().unwrap().trim(), format!("br-mesagne/{SAD}"));
    let cells = run.out.lines().filter(|l| !l.starts_with("  "));
    assert!(cells.into_iter().all(|l| l.chars().count() <= 80), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'));
}

#[test]
fn nothing_found_is_one_and_says_so() {
    let run = search("zzqxkwj", &[]);
    assert_eq!((run.status, run.json()["total"].as_u64()), (1, Some(0)));
    assert!(run.err.contains("Nessun servizio trovato."), "{}", run.err);
}

#[test]
fn nearest_rows_come_under_their_line() {
    let run = sportello(["search", "sad", "zzqxkwj", "--comune", "latiano"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let run = sportello(["search", "tassa malato tutto bambino", "--comune", "latiano"]);
    assert!(run.err.contains("Non so: chiedi per chi è e che cosa serve."), "{} {}", run.err, run.out);
    assert!(!run.out.contains("Non so"));
}

#[test]
fn ascii_and_colour_are_as_asked() {
    let ascii = sportello(["--ascii", "search", "disabilità", "--limit", "5"]);
    assert!(ascii.out.is_ascii(), "{}", ascii.out);
    let json = sportello(["search", "disabilità", "--ascii", "--format", "json"]);
    assert!(json.out.is_ascii());
    assert_eq!(json.json()["query"], "disabilità");
    assert!(sportello(["search", "sad", "--color", "always"]).out.contains("\u{1b}[1m"));
    assert!(!sportello(["search", "sad", "--color", "always", "--format", "json"]).out.contains('\u{1b}'));
}

#[test]
fn a_result_says_where_by_which_number_and_whether_somebody_is_there() {
    let found = search("centro antiviolenza", &["--comune", "latiano", "--limit", "1"]).json();
    let first = &found["results"][0];
    assert!(
        first["where"].as_str().unwrap().contains("Latiano") || first["where"].as_str().unwrap().contains("Mesagne")
    );
    assert!(first["phone"].as_str().unwrap().chars().filter(char::is_ascii_digit).count() >= 4, "{first}");
    assert!(first.get("distance_km").is_none(), "nobody asked how far it is: {first}");
    // Every result of a comune has somebody to call.
    for result in search("", &["--comune", "lecce", "--limit", "0"]).json()["results"].as_array().unwrap() {
        assert!(result["phone"].is_string(), "{result}");
        let placed = result["where"].is_string() || result["phone"] == "112";
        assert!(placed, "{result}");
    }
}

#[test]
fn the_nearest_of_equal_services_comes_first_with_its_distance() {
    let run = search("", &["--comune", "latiano", "--vicino", "--limit", "0"]);
    let json = run.json();
    let mut before: BTreeMap<String, f64> = BTreeMap::new();
    let mut measured = 0;
    for result in json["results"].as_array().unwrap() {
        let km = result["distance_km"].as_f64();
        measured += usize::from(km.is_some_and(|km| km > 0.0));
        let last = before.entry(result["type"].as_str().unwrap().to_owned()).or_insert(0.0);
        assert!(km.unwrap_or(f64::INFINITY) >= *last, "{result}");
        *last = km.unwrap_or(f64::INFINITY);
    }
    assert!(measured > 3, "{}", run.out);
    assert_eq!(json["total"], json["results"].as_array().unwrap().len());
}

#[test]
fn what_nobody_knows_of_here_is_named_where_it_is_nearest() {
    let run = search("mensa sociale", &["--comune", "latiano", "--vicino"]);
    let results = run.json()["results"].clone();
    let mense: Vec<&serde_json::Value> =
        results.as_array().unwrap().iter().filter(|r| r["type"] == "mensa-sociale").collect();
    assert!(mense.len() > 1, "{results}");
    assert!(mense[0]["distance_km"].as_f64().unwrap() > 1.0 && mense[0]["ambito"] != "br-mesagne", "{}", mense[0]);
    assert_eq!(mense.last().unwrap()["id"], "tipologia/mensa-sociale", "whom to ask here comes last");
    let table = sportello(["search", "mensa sociale", "--comune", "latiano", "--vicino"]);
    assert!(table.err.contains("in linea d'aria"), "{}", table.err);
}

#[test]
fn without_a_comune_nothing_can_be_near() {
    let run = sportello(["search", "mensa", "--vicino"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("--comune"), "{}", run.err);
    assert_eq!(sportello(["search", "mensa latiano", "--vicino"]).status, 0, "the words may say it");
}

#[test]
fn what_is_true_of_every_line_of_the_table_is_said_once() {
    let run = sportello(["search", "anziani", "--comune", "latiano"]);
    assert!(!run.out.contains("mai verificato") && !run.out.contains("da confermare"), "{}", run.out);
    assert_eq!(run.err.matches("verificato").count(), 1, "{}", run.err);
    assert_eq!(run.err.matches("0831 721 72 21").count(), 1, "{}", run.err);
    assert!(!run.out.contains("(parola chiave)"), "{}", run.out);
}

#[test]
fn no_service_is_a_row_twice() {
    for query in ["centro antiviolenza aperto ora", "bonus sport bambini"] {
        let ids = search(query, &["--comune", "latiano", "--limit", "0"]).ids();
        let once: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "{query}: {ids:?}");
    }
}

#[test]
fn who_asks_for_what_is_open_now_is_shown_nothing_that_its_row_calls_closed() {
    // INPS answers from Monday to Saturday, 1522 always, whatever the hour.
    let sunday = ["--aperto-ora", "--comune", "lecce", "--limit", "0", "--al", "2026-11-29"];
    for (query, id, stays) in [("naspi", "it/naspi", false), ("mi picchia", "le-lecce/centro-antiviolenza", true)] {
        let run = search(query, &sunday);
        assert_eq!(run.ids().iter().any(|found| found == id), stays, "{query}: {}", run.out);
        let rows = run.json()["results"].as_array().unwrap().clone();
        assert!(
            rows.iter().all(|r| !r["now"].as_str().unwrap_or_default().starts_with("chiuso")),
            "{query}: {}",
            run.out
        );
    }
    let table = Office::new().run([&["search", "mi picchia"][..], &sunday].concat());
    let row = table.out.lines().collect::<Vec<_>>();
    let known = row.windows(2).filter(|pair| pair[0].contains("sempre aperto"));
    assert!(
        known.clone().count() > 0 && known.clone().all(|pair| !pair[1].contains("orari non noti")),
        "{}",
        table.out
    );
}
