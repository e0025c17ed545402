//! `sportello orienta` as an operator or a script meets it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::process::{Command, Output};

use serde_json::Value;

fn orienta(args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sportello"));
    command.arg("orienta").args(args).env_clear().env("HOME", home.path()).env("TERM", "dumb");
    let output = command.output().unwrap();
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "nothing is stored");
    output
}

fn json(args: &[&str]) -> Value {
    let output = orienta(&[args, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const MOTHER: [&str; 8] =
    ["--comune", "latiano", "--eta", "84", "--isee", "9000", "--condizione", "non-autosufficiente"];

#[test]
fn the_mother_of_latiano_in_json() {
    let said = json(&MOTHER);
    let expected = serde_json::json!({
        "comune": "Latiano", "age": 84, "isee": 9000.0, "conditions": {"non-autosufficienza": true}
    });
    assert_eq!(said["profile"], expected);
    let question = &said["next_question"];
    assert!(question["settles"].as_u64().unwrap() > 0 && question["field"].is_string());
    assert!(question["text"].as_str().unwrap().starts_with("Chiedi: "));
    let results = said["results"].as_array().unwrap();
    let first = &results[0];
    assert_eq!(first["id"], "br-mesagne/punto-unico-di-accesso-pua");
    assert_eq!(first["type"], "punto-unico-di-accesso-pua");
    assert_eq!(first["scope"], "br-mesagne");
    assert_eq!(first["outcome"], "compatibile");
    let outcomes = ["compatibile", "da-verificare", "requisiti-non-indicati", "non-compatibile"];
    assert!(results.iter().all(|r| outcomes.iter().any(|o| r["outcome"] == *o)));
    let fits = ["persona", "tutti", "altri"];
    let order: Vec<usize> =
        results.iter().map(|r| fits.iter().position(|f| r["fit"] == *f).unwrap_or(fits.len())).collect();
    assert!(order.is_sorted(), "what is for the person first");
    let shown = |r: &&Value| r["outcome"] == "da-verificare" && r["fit"] != "altri";
    assert!(results.iter().filter(shown).count() <= 25);
    for result in results {
        let keys: Vec<&str> = result.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys.len(), 6 + usize::from(result["outcome"] != "non-compatibile"), "{keys:?}");
        for reason in result["reasons"].as_array().unwrap() {
            assert!(["si", "no", "non-indicato"].iter().any(|o| reason["outcome"] == *o));
            assert!(reason["text"].as_str().unwrap().len() > reason["requirement"].as_str().unwrap().len() / 2);
        }
    }
}

#[test]
fn without_a_comune_every_tipologia_is_assessed() {
    let said = json(&["--condizione", "subisce violenza", "--minori", "2", "--isee", "Non ce l'ha"]);
    assert_eq!(said["profile"]["isee"], "non-ce-l-ha");
    let results = said["results"].as_array().unwrap();
    assert_eq!(results.len(), 137);
    let cav = results.iter().find(|r| r["id"] == "tipologia/centro-antiviolenza").unwrap();
    assert_eq!((&cav["outcome"], &cav["scope"]), (&"compatibile".into(), &"tipologia".into()));
}

#[test]
fn the_text_says_who_decides_and_hides_nothing() {
    let output = orienta(&MOTHER);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with(
            "Per orientare: decide sempre l'ufficio competente.\nDetto: Latiano, 84 anni, ISEE 9.000 euro"
        )
    );
    let parts =
        ["\nPer questa persona: ", "\nPer tutti: ", "\nAltri ", "\nNon compatibili con ciò che è stato detto: "];
    let places: Vec<usize> = parts.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part}"))).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(!text.contains("spetta"), "no promise");
    let (near, others) = text.split_once(", poco probabili:\n").unwrap();
    assert!(near.contains("? Assistenza domiciliare sociale") && near.contains("+ CAF"), "{text}");
    assert!(others.contains("? Asilo nido") && !others.contains("poco probabili"), "{text}");
}

#[test]
fn a_wrong_value_is_answered_with_the_nearest() {
    for (args, said) in [
        (vec!["--condizione", "non-autosuficente"], "non autosufficiente"),
        (vec!["--condizione", "figlio"], "figlio con disabilità"),
        (vec!["--isee", "novemila"], "non-ce-l-ha"),
        (vec!["--eta", "200"], "«200» è troppo per «--eta»: al massimo 120"),
        (vec!["--eta", "70000"], "al massimo 120"),
        (vec!["--eta", "-3"], "«-3» non va bene per «--eta»"),
        (vec!["--eta", "ottanta"], "«ottanta» non va bene per «--eta»: atteso un numero intero"),
        (vec!["--minori", "21"], "«--minori»"),
        (vec!["--mesi-di-residenza", "1501"], "«--mesi-di-residenza»"),
        (vec!["--isee", "-5"], "«-5» non è un ISEE"),
        (vec!["--isee", "1e9"], "«1e9» non è un ISEE"),
        (vec!["--comune", "Latinao", "--eta", "84"], "Latiano"),
        (vec!["--minori", "1", "--sotto-3-anni", "2"], "minorenni"),
        (vec!["--condizione", "caregiver", "--senza", "caregiver"], "caregiver"),
        (vec![], "Di' qualcosa della persona"),
    ] {
        let output = orienta(&args);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?} {told}");
        assert!(told.contains(said), "{args:?}: {told}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn what_the_person_has_not_is_told_too() {
    let said = json(&["--comune", "bari", "--senza", "straniero con permesso", "--senza", "cittadino-italiano-o-ue"]);
    let bonus = said["results"].as_array().unwrap().iter().find(|r| r["id"] == "it/bonus-nuovi-nati").unwrap();
    assert_eq!(bonus["outcome"], "non-compatibile");
}
