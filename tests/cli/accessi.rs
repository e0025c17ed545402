//! `sportello accessi` and `sportello catalog profilo`: what may be shown of what was counted, and what an ambito has.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sportello::accessi::{Accesso, Canale, CounterFolder, Esito, Subject};
use sportello::catalog::bundled;
use tempfile::TempDir;

use crate::office::sportello;

/// A folder in which the desk of Latiano has counted: scheda, outcome, how many, in a month.
fn counted(rows: &[(&str, &str, Esito, u64)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    let catalog = bundled::catalog().unwrap().catalog;
    let latiano = &catalog.comuni[catalog.find_comune("074009").unwrap()];
    let mut months: BTreeMap<&str, Vec<serde_json::Value>> = BTreeMap::new();
    for (month, scheda, esito, n) in rows {
        let accesso = Accesso {
            comune: Some(latiano.record.istat.clone()),
            scheda: Subject::of(&catalog, scheda),
            canale: Canale::Sportello,
            esito: *esito,
        };
        months.entry(month).or_default().push(serde_json::json!({ "cosa": accesso, "n": n }));
    }
    for (month, contatori) in months {
        let text = serde_json::json!({ "mese": month, "contatori": contatori }).to_string();
        fs::write(dir.path().join(format!("accessi-{month}.json")), text).unwrap();
    }
    dir
}

fn year() -> TempDir {
    counted(&[
        ("2026-01", "tipologia/assistenza-domiciliare-sociale", Esito::Informato, 40),
        ("2026-01", "tipologia/assistenza-domiciliare-sociale", Esito::NessunServizio, 3),
        ("2026-01", "tipologia/asilo-nido", Esito::NessunServizio, 12),
        ("2026-02", "tipologia/asilo-nido", Esito::Inviato, 25),
        ("2026-02", "tipologia/asilo-nido", Esito::NessunServizio, 9),
    ])
}

fn path(dir: &Path) -> &str {
    dir.to_str().unwrap()
}

#[test]
fn small_numbers_are_never_written_and_unmet_need_comes_first() {
    let dir = year();
    for format in ["table", "csv", "json"] {
        let run = sportello(["accessi", "--cartella", path(dir.path()), "--format", format]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{format}");
        assert!(run.out.contains("<5"), "{format}: {}", run.out);
    }
    let json = sportello(["accessi", "--cartella", path(dir.path()), "--format", "json"]).json();
    let rows = json.as_array().unwrap();
    assert_eq!(rows[0]["mese"], "2026-01");
    // Within a month the need that nobody met goes down, as far as it is shown; the sums come last.
    let in_january: Vec<_> = rows.iter().filter(|r| r["mese"] == "2026-01").collect();
    let unmet: Vec<u64> =
        in_january.iter().filter(|r| r["id"] != "totale").filter_map(|r| r["nessun_servizio"].as_u64()).collect();
    assert!(unmet.is_sorted_by(|a, b| a >= b), "{unmet:?}");
    assert_eq!(in_january.last().unwrap()["id"], "totale");
    for row in rows {
        for key in ["nessun_servizio", "urgenza", "inviato", "informato", "totale"] {
            assert!(row[key].as_u64().is_none_or(|n| n >= 5), "{row}");
        }
    }
    assert!(rows.iter().any(|r| r["mese"] == "periodo" && r["id"] == "totale"));
}

#[test]
fn months_and_ambiti_are_chosen_and_wrong_ones_are_told() {
    let dir = year();
    let folder = path(dir.path());
    let january = sportello(["accessi", "--cartella", folder, "--a", "2026-01", "--format", "csv"]);
    assert!(january.out.contains("2026-01") && !january.out.contains("2026-02"), "{}", january.out);
    let elsewhere = sportello(["accessi", "--cartella", folder, "--ambito", "casarano"]);
    assert_eq!(elsewhere.status, 1, "{}", elsewhere.err);
    assert_eq!(sportello(["accessi", "--cartella", folder, "--ambito", "mesagne"]).status, 0);
    for wrong in ["gennaio", "2026-13", "2026"] {
        let run = sportello(["accessi", "--cartella", folder, "--da", wrong]);
        assert!(run.status == 2 && run.err.contains("un mese come 2026-01"), "{}", run.err);
    }
    let backwards = sportello(["accessi", "--cartella", folder, "--da", "2026-03", "--a", "2026-01"]);
    assert!(backwards.status == 2 && backwards.err.contains("viene dopo"), "{}", backwards.err);
}

#[test]
fn where_nobody_counts_it_is_said_how_it_is_switched_on() {
    let run = sportello(["accessi"]);
    assert!(run.status == 2 && run.err.contains("non si contano"), "{}", run.err);
    let dir = TempDir::new().unwrap();
    assert_eq!(sportello(["accessi", "--cartella", path(dir.path())]).status, 1);
    assert_eq!(CounterFolder::new(dir.path().to_owned()).months().unwrap(), []);
}

#[test]
fn a_workbook_of_accesses_holds_the_same_table() {
    let dir = year();
    let file = dir.path().join("accessi.xlsx");
    let run = sportello(["accessi", "--cartella", path(dir.path()), "--format", "xlsx", "-o", file.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(fs::read(&file).unwrap().starts_with(b"PK"));
}

#[test]
fn a_profile_says_who_lives_there_what_there_is_and_what_is_owed() {
    let json =
        sportello(["catalog", "profilo", "--ambito", "mesagne", "--al", "2026-11-28", "--format", "json"]).json();
    let comuni = json["comuni"].as_array().unwrap();
    let sum: u64 = comuni.iter().map(|c| c["abitanti"].as_u64().unwrap()).sum();
    assert_eq!(json["abitanti"].as_u64(), Some(sum));
    let of_areas = |key: &str| json["aree"].as_array().unwrap().iter().map(|a| a[key].as_u64().unwrap()).sum::<u64>();
    let owed = json["servizi"].as_array().unwrap().iter().filter(|s| s["base"] == "norma").count();
    assert_eq!(of_areas("solo_dovuti"), u64::try_from(owed).unwrap());
    let levels = json["livelli"].as_array().unwrap();
    assert!(levels.iter().all(|l| l["livello"] == "leps" || l["livello"] == "obiettivo-di-servizio"));
    assert_eq!(levels[0]["come"], "solo-dovuto", "what is missing comes first");
}

#[test]
fn the_same_day_gives_the_same_profile() {
    for format in ["table", "html", "csv", "json"] {
        let ask =
            || sportello(["catalog", "profilo", "--ambito", "casarano", "--al", "2026-11-28", "--format", format]);
        let (one, other) = (ask(), ask());
        assert_eq!((one.status, one.out.as_str()), (0, other.out.as_str()), "{format}");
    }
}

#[test]
fn the_page_of_a_profile_is_read_without_seeing_it() {
    let dir = year();
    let html =
        sportello(["catalog", "profilo", "--ambito", "mesagne", "--format", "html", "--accessi", path(dir.path())]).out;
    assert!(html.contains("<html lang=\"it\">") && html.contains("<title>") && html.matches("<h1>").count() == 1);
    assert!(html.matches("<table>").count() >= 4);
    assert_eq!(html.matches("<table>").count(), html.matches("<caption>").count());
    assert!(!html.contains("<th>") && html.contains("<th scope=\"col\"") && html.contains("<th scope=\"row\">"));
    let svg = &html[html.find("<svg").unwrap()..html.find("</svg>").unwrap()];
    assert!(svg.contains("role=\"img\"") && svg.contains("<title id=") && svg.contains("<desc id="), "{svg}");
    assert!(html.contains("&lt;5") && !html.contains("<script"));
}

#[test]
fn the_profile_shows_the_places_that_sources_state_in_every_form() {
    let ask = |format: &str| {
        sportello(["catalog", "profilo", "--ambito", "mesagne", "--al", "2026-11-28", "--format", format])
    };
    let json = ask("json").json();
    let posti = json["posti"].as_array().unwrap();
    let of = |id: &str| posti.iter().find(|p| p["id"] == id).unwrap_or_else(|| panic!("{id}: {posti:?}"));
    let people = |istat: &str| {
        let comuni = json["comuni"].as_array().unwrap();
        comuni.iter().find(|c| c["istat"] == istat).unwrap()["abitanti"].as_f64().unwrap()
    };
    let centre = of("br-mesagne/centro-diurno-anziani");
    assert_eq!((centre["posti"].as_u64(), centre["al"].as_str()), (Some(20), Some("2018-07-07")));
    let coverage = (200_000.0 / people("074010") * 10.0).round() / 10.0;
    assert_eq!(centre["ogni_10000"].as_f64(), Some(coverage));
    // Where only words count them, the words are shown and no number is read out of them.
    let counted = of("br-mesagne/rsa-non-autosufficienti");
    assert!(
        counted["frase"].as_str().unwrap().contains("140 a Mesagne e 24 a Latiano") && counted.get("posti").is_none()
    );
    let said = format!("{coverage:.1}").replace('.', ",");
    for format in ["table", "html", "csv"] {
        // A table breaks the sentence where the line ends.
        let out = ask(format).out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.contains("140 a Mesagne e 24 a Latiano") && out.contains(&said), "{format}: {out}");
        assert!(!out.contains("nessuna fonte del catalogo li indica"), "{format}");
    }
    // Elsewhere too: whatever counts places in digits is there.
    let catalog = bundled::catalog().unwrap().catalog;
    let today = "2026-11-28".parse().unwrap();
    for (at, ambito) in catalog.ambiti.iter().enumerate() {
        let ix = sportello::catalog::model::AmbitoIx::of(at);
        let profilo = sportello::profilo::Profilo::of(&catalog, ix, today, None);
        for entry in catalog.entries_of(&ambito.servizi) {
            let Some(own) = entry.own().filter(|r| r.status != Some(sportello::catalog::values::Stato::Storico)) else {
                continue;
            };
            let details = own.details.as_deref().unwrap_or_default();
            let counts =
                details.match_indices(" posti").any(|(at, _)| details[..at].ends_with(|c: char| c.is_ascii_digit()));
            let stated = own.waiting.as_ref().and_then(|w| w.places);
            let shown = profilo.posti.iter().find(|p| p.id == entry.id());
            assert!(shown.is_some() || !counts && stated.is_none(), "{}: {details}", entry.id());
            assert_eq!(shown.and_then(|p| p.posti), stated, "{}", entry.id());
            assert!(shown.is_none_or(|p| p.ogni_10000.is_some() == (p.posti.is_some() && p.abitanti.is_some())));
        }
    }
}

#[test]
fn the_numbers_of_a_profile_are_numbers_in_a_spreadsheet() {
    let dir = TempDir::new().unwrap();
    let ask = |format: &str, file: &str| {
        let out = dir.path().join(file);
        let all = ["catalog", "profilo", "--ambito", "mesagne", "--format", format, "-o", path(&out)];
        assert_eq!(sportello(all).status, 0);
        out
    };
    let csv = fs::read_to_string(ask("csv", "p.csv")).unwrap();
    let numeric = |head: &str| {
        ["abitanti", "attivi", "programmati", "solo dovuti", "posti"].contains(&head) || head.contains("10.000")
    };
    let mut seen = 0;
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        if numeric(cells[3]) && !["non indicato", "nella frase"].contains(&cells[4]) {
            seen += 1;
            assert!(cells[4].replace(',', ".").parse::<f64>().is_ok(), "{line}");
        }
    }
    assert!(seen > 40, "{seen}");
    let mut archive = zip::ZipArchive::new(fs::File::open(ask("xlsx", "p.xlsx")).unwrap()).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet2.xml").unwrap(), &mut sheet).unwrap();
    // The coverage of the areas, in column G below its heading.
    let cells: Vec<&str> = sheet.split("<c r=\"G").skip(2).map(|c| c.split("</c>").next().unwrap()).collect();
    assert!(cells.len() >= 7 && cells.iter().all(|c| !c.contains("t=\"s\"")), "{cells:?}");
}

#[test]
fn the_bars_are_plain_signs_where_the_terminal_knows_no_others() {
    let run = sportello(["--ascii", "catalog", "profilo", "--ambito", "mesagne"]);
    assert!(run.status == 0 && run.out.is_ascii() && run.out.contains('#'), "{}", run.out);
    assert!(run.out.lines().all(|line| line.len() <= 80), "{}", run.out);
}
