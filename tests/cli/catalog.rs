//! Catalogues of one's own, good and broken, and the commands that look at them.

use crate::office::{Office, sportello};

/// An ambito's file with one servizio of its own.
const OWN: &str = r#"{"servizi":[{"id":"br-mesagne/trasporto-sociale","type":"trasporto-sociale","name":"Navetta di prova",
"basis":"piano","status":"attivo","sources":[{"title":"Prova","date":"2026"}],"confidence":"media"}]}"#;

#[test]
fn a_broken_catalogue_says_where_and_the_look_up_goes_on() {
    let office = Office::new();
    let broken = office.file("mio/comuni.json", "[\n  {\"istat\": 74008}\n]");
    let run = office.run(["search", "sad latiano", "--format", "json", "--limit", "1", "--catalog", "mio"]);
    assert_eq!((run.status, run.types()), (0, vec!["assistenza-domiciliare-sociale".to_owned()]), "{}", run.err);
    assert!(run.err.contains("comuni.json:2:") || run.err.contains("riga 2, colonna"), "{}", run.err);
    assert!(run.err.contains("istat") && run.err.contains("atteso"), "{}", run.err);
    let again = office.run(["search", "sad latiano", "--catalog", &broken]);
    assert_eq!(again.status, 0);
    assert!(again.err.contains("comuni.json"), "{}", again.err);
}

#[test]
fn a_missing_catalogue_is_said_and_the_look_up_goes_on() {
    let run = sportello(["search", "sad latiano", "--catalog", "non-c-e"]);
    assert_eq!(run.status, 0);
    assert!(run.err.contains("non-c-e") && run.err.contains("non esiste"), "{}", run.err);
}

#[test]
fn layers_lie_one_over_the_other() {
    let office = Office::new();
    office.file("uno/ambiti/br-mesagne.json", OWN);
    office.file("due/ambiti/br-mesagne.json", OWN.replace("Navetta di prova", "Navetta seconda"));
    let asked = ["search", "navetta", "--comune", "latiano", "--format", "json", "--limit", "1"];
    let name = |run: crate::office::Run| run.json()["results"][0]["name"].as_str().unwrap_or_default().to_owned();

    let option = office.run(asked.iter().chain(&["--catalog", "uno"]));
    assert_eq!(name(option), "Navetta di prova");
    let both = office.run(["--catalog", "uno"].iter().chain(&asked).chain(&["--catalog", "due"]));
    assert_eq!(name(both), "Navetta seconda");
    let environment = office.command(asked).env("SPORTELLO_CATALOG", "uno").output().unwrap();
    assert_eq!(name(environment.into()), "Navetta di prova");
    let over =
        office.command(asked.iter().chain(&["--catalog", "due"])).env("SPORTELLO_CATALOG", "uno").output().unwrap();
    assert_eq!(name(over.into()), "Navetta seconda");
    let one_file = office.run(asked.iter().chain(&["--catalog", "uno/ambiti/br-mesagne.json"]));
    assert_eq!(name(one_file), "Navetta di prova");
}

#[test]
fn what_is_loaded_from_where_can_be_asked() {
    let office = Office::new();
    office.file("uno/ambiti/br-mesagne.json", OWN);
    let run = office.run(["catalog", "info", "--catalog", "uno", "--format", "json"]);
    let json = run.json();
    assert_eq!(json["layers"][0]["name"], "incluso nel programma");
    assert_eq!(json["layers"][1]["records"], 1, "{json}");
    assert_eq!(
        (json["comuni"].as_u64(), json["ambiti"].as_u64(), json["tipologie"].as_u64()),
        (Some(257), Some(45), Some(137))
    );
    assert_eq!(json["problems"], serde_json::json!([]));
    let sum = |list: &str| json[list].as_array().unwrap().iter().map(|c| c["servizi"].as_u64().unwrap()).sum::<u64>();
    let servizi = json["servizi"].as_u64().unwrap();
    assert_eq!((sum("by_area"), sum("by_status"), sum("by_basis")), (servizi, servizi, servizi));
    let page = sportello(["catalog", "info"]);
    assert_eq!(page.status, 0);
    assert!(page.out.contains("257 comuni in 45 ambiti, 137 tipologie"), "{}", page.out);
}

#[test]
fn the_bundled_catalogue_is_valid() {
    let run = sportello(["catalog", "validate"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{}", run.err);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog");
    let run = sportello(["catalog", "validate", folder]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{}", run.err);
}

#[test]
fn every_problem_of_a_file_is_one_line() {
    let office = Office::new();
    let path = office.file("mio/ambiti/br-mesagne.json", OWN.replace("trasporto-sociale", "trasporto-lunare"));
    let run = office.run(["catalog", "validate", "mio"]);
    assert_eq!(run.status, 1, "{}{}", run.out, run.err);
    let place = run.out.lines().next().unwrap();
    assert!(place.contains("br-mesagne.json:") && place.contains('['), "{place}");
    let mut parts = place.split_once(".json:").unwrap().1.splitn(3, ':');
    assert!(
        parts.next().unwrap().parse::<usize>().is_ok() && parts.next().unwrap().parse::<usize>().is_ok(),
        "{place}"
    );
    assert!(std::path::Path::new(&path).exists());
    let missing = office.run(["catalog", "validate", "non-c-e"]);
    assert_eq!(missing.status, 2, "{}", missing.err);
}

#[test]
fn the_work_list_of_an_ufficio_di_piano_is_its_own() {
    let run = sportello(["catalog", "verify", "--ambito", "casarano", "--format", "json"]);
    let json = run.json();
    let schede = json["schede"].as_array().unwrap();
    assert!(!schede.is_empty() && schede.iter().all(|s| s["scope"] == "le-casarano"));
    let missing: Vec<usize> = schede.iter().map(|s| s["missing"].as_array().unwrap().len()).collect();
    assert!(missing.windows(2).all(|w| w[0] >= w[1]), "worst first");
    assert_eq!(json["scopes"][0]["total"], schede.len());
    let csv = sportello(["catalog", "verify", "--ambito", "casarano", "--format", "csv"]).out;
    assert_eq!(csv.split_terminator("\r\n").count(), schede.len() + 1);
    let page = sportello(["catalog", "verify", "--comune", "casarano", "--limit", "3"]);
    assert_eq!(page.status, 0);
    assert!(page.out.contains(&format!("Schede da completare per prime: 3 di {}", schede.len())), "{}", page.out);
}

#[test]
fn the_schema_of_one_file_or_of_all() {
    let all = sportello(["catalog", "schema"]).json();
    assert!(all.as_object().unwrap().contains_key("comuni.json"), "{all}");
    let one = sportello(["catalog", "schema", "comuni"]).json();
    assert_eq!(one, all["comuni.json"]);
    assert_eq!(sportello(["catalog", "schema", "ambiti/le-casarano.json"]).json(), all["ambiti/<ambito>.json"]);
    let wrong = sportello(["catalog", "schema", "comun"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("Il catalogo non ha un file «comun»."), "{}", wrong.err);
}

#[test]
fn the_page_of_the_catalogue_knows_every_code() {
    let page = include_str!("../../docs/catalogo.md");
    let table = sportello::catalog::validate::codes_table();
    assert!(page.contains(&table), "the table of docs/catalogo.md is to be:\n{table}");
}

#[test]
fn the_page_of_the_catalogue_tells_the_limits_that_hold() {
    use sportello::catalog::{layers, spans, validate};
    let page: String = include_str!("../../docs/catalogo.md").split_whitespace().collect::<Vec<_>>().join(" ");
    let thousands = |n: usize| format!("{}.{:03}", n / 1_000, n % 1_000);
    for limit in [
        format!("{} MiB per file", layers::MAX_FILE >> 20),
        format!("{} MiB e {} file per livello", layers::MAX_LAYER >> 20, thousands(layers::MAX_ENTRIES)),
        format!("{} cartelle una dentro l'altra", layers::MAX_FOLDERS),
        format!("{} parentesi una dentro l'altra", spans::MAX_DEPTH),
        format!("{}.000 di valori", thousands(spans::MAX_NODES / 1_000)),
        format!("{} problemi", thousands(validate::MAX_PROBLEMS)),
    ] {
        assert!(page.contains(&limit), "{limit}");
    }
}

#[test]
fn the_page_of_the_keys_has_all_that_the_help_has() {
    use sportello::tui::words;
    let page = include_str!("../../docs/tasti.md");
    let table = sportello::tui::keymap::markdown_table();
    assert!(page.contains(&table), "the table of docs/tasti.md is to be:\n{table}");
    let lists: [&[(&str, &str)]; 4] =
        [&words::HELP_EDITING, &words::HELP_SEARCHING, &words::HELP_SIGN_LIST, &words::HELP_MARK_LIST];
    for (term, meaning) in lists.concat() {
        assert!(page.contains(&format!("\n| {term} | {meaning} |\n")), "| {term} | {meaning} |");
    }
}

#[test]
fn the_administrator_s_page_names_every_preference() {
    let page = include_str!("../../docs/amministratore.md");
    for key in sportello::state::KEYS {
        assert!(page.lines().any(|l| l.starts_with('|') && l.contains(&format!("`\"{key}\"`"))), "{key}");
    }
}
