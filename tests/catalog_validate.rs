//! `catalog validate` as the Ufficio di Piano meets it: what is wrong, where, and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use chrono::NaiveDate;
use serde_json::{Value, json};
use sportello::catalog::bundled;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::load::Records;
use sportello::catalog::validate::{Code, Input, Problem, check, codes_table};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 28).unwrap()
}

fn base() -> Records {
    bundled::layer().unwrap().1
}

fn lines(name: &str, bytes: &[u8]) -> Vec<String> {
    check(&[Input { name, bytes }], Some(&base()), today()).iter().map(ToString::to_string).collect()
}

fn codes(problems: &[Problem]) -> Vec<Code> {
    problems.iter().map(|p| p.code).collect()
}

#[test]
fn the_bundled_catalogue_has_no_problem() {
    let files: Vec<Input> = bundled::FILES.iter().map(|(name, text)| Input { name, bytes: text.as_bytes() }).collect();
    let problems: Vec<String> = check(&files, None, today()).iter().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
}

/// A file in which nearly everything is wrong that can be wrong.
const BAD_AMBITO: &str = include_str!("data/catalog-bad-ambito.json");

#[test]
fn every_problem_of_a_file_shows_up_in_one_run() {
    insta::assert_snapshot!(lines("ambiti/le-casarano.json", BAD_AMBITO.as_bytes()).join("\n"));
}

const BAD_TYPES: &str = include_str!("data/catalog-bad-tipologie.json");

#[test]
fn a_tipologia_with_wrong_requirements_is_told_each_of_them() {
    insta::assert_snapshot!(lines("tipologie/prova.json", BAD_TYPES.as_bytes()).join("\n"));
}

#[test]
fn what_is_asked_of_the_operator_has_its_norm() {
    let mut tipologia = serde_json::to_value(&base().tipologie[0]).unwrap();
    let mut said = |orientation: Value| {
        tipologia["orientation"] = orientation;
        lines("tipologie/prova.json", json!([tipologia]).to_string().as_bytes())
    };
    assert_eq!(
        said(json!([{ "text": "Si denuncia.", "sources": [{ "title": "Legge", "date": "1930-10-19" }] }])),
        [""; 0]
    );
    assert!(said(json!([{ "text": "Si denuncia.", "sources": [] }]))[0].contains("[senza-fonte]"));
    assert!(said(json!([{ "text": " ", "sources": [{ "title": "Legge" }] }]))[0].contains("[testo-vuoto]"));
    let wrong = said(json!([{ "testo": "Si denuncia.", "sources": [{ "title": "Legge" }] }]));
    assert!(wrong.iter().any(|line| line.contains("«testo»")), "{wrong:?}");
}

#[test]
fn a_first_step_is_short_and_refers_to_numbers_that_exist() {
    let mut tipologia = serde_json::to_value(&base().tipologie[0]).unwrap();
    let mut said = |step: Value| {
        tipologia["first_step"] = step;
        lines("tipologie/prova.json", json!([tipologia]).to_string().as_bytes())
    };
    let night = json!({ "when": "uffici-chiusi", "say": "Chiamare.", "whom": "pronto-intervento" });
    let right = json!({ "say": "Andare.", "whom": "pua", "numbers": ["112"], "variants": [night] });
    assert_eq!(said(right), [""; 0]);
    assert!(said(json!({ "say": "x".repeat(121) }))[0].contains("[testo-lungo]"));
    assert!(said(json!({ "say": " " }))[0].contains("[testo-vuoto]"));
    assert!(said(json!({ "say": "Andare.", "numbers": ["911"] }))[0].contains("[riferimento]"));
    assert!(said(json!({ "say": "Andare.", "whom": "nessuno" }))[0].contains("[parola-non-prevista]"));
    assert!(said(json!({ "say": "Andare.", "variants": [night, night] }))[0].contains("[id-doppio]"));
    let long = json!({ "when": "urgente", "say": "x".repeat(121) });
    assert!(said(json!({ "say": "Andare.", "variants": [long] }))[0].contains("[testo-lungo]"));
}

#[test]
fn a_sheet_is_of_a_tipologia_and_short_and_a_translation_is_not_empty() {
    let sheet = |id: &str, step: &str| {
        let sheet = json!([{ "id": id, "what": "Un posto.", "step": step, "papers": ["Documento"] }]);
        lines("foglio.json", sheet.to_string().as_bytes())
    };
    assert_eq!(sheet("asilo-nido", "Si iscriva."), [""; 0]);
    assert!(sheet("asilo-vecchio", "Si iscriva.")[0].contains("asilo-vecchio"));
    assert!(!sheet("asilo-nido", &"Si iscriva al nido. ".repeat(9)).is_empty());
    let lingua = |said: &str| {
        let lingua =
            json!({ "id": "ro", "name": "Română", "italian": "rumeno", "dir": "ltr", "phrases": { "Dove": said } });
        lines("lingue/ro.json", lingua.to_string().as_bytes())
    };
    assert_eq!(lingua("Unde"), [""; 0]);
    assert!(lingua(" ")[0].contains("[testo-vuoto]"));
}

#[test]
fn texts_that_are_no_json_are_told_where_they_stop_to_be() {
    let table: [(&str, Vec<u8>); 8] = [
        ("truncated", b"[\n {\"id\": \"prova\", \"label\": \"Pro".to_vec()),
        ("trailing comma", b"[\n {\"id\": \"prova\",}\n]".to_vec()),
        ("not utf-8", b"[\n {\"id\": \"citt\xe0\"}]".to_vec()),
        ("brackets", "[".repeat(200_000).into_bytes()),
        ("byte-order mark", "\u{feff}[]".as_bytes().to_vec()),
        ("doubled", br#"[{"id":"prova","id":"prova-2","label":"Prova"}]"#.to_vec()),
        ("no list", b"{}".to_vec()),
        ("huge number", b"[{\"id\":\"prova\",\"label\":1e999999}]".to_vec()),
    ];
    let found: Vec<String> = table
        .iter()
        .map(|(what, bytes)| format!("{what}\n  {}", lines("destinatari.json", bytes).join("\n  ")))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn a_comune_in_two_ambiti_or_in_none_is_a_problem() {
    let comune = |istat: &str, ambito: &str| json!({"istat": istat, "name": "Prova", "province": "LE", "cap": "73042", "ambito": ambito});
    let file =
        json!([comune("075016", "le-casarano"), comune("075016", "le-maglie"), comune("999999", "le-atlantide")]);
    let bytes = serde_json::to_vec(&file).unwrap();
    let problems = check(&[Input { name: "comuni.json", bytes: &bytes }], Some(&base()), today());
    assert_eq!(codes(&problems), [Code::ComuneDoppio, Code::Riferimento]);

    // Casarano moves away: the ambito of the file is left without any comune.
    let ambito = json!({"ambito": {"id": "le-nuovo", "name": "Ambito nuovo", "short": "Nuovo", "province": "LE",
        "sources": [{"title": "Delibera"}]}});
    let bytes = serde_json::to_vec(&ambito).unwrap();
    let problems = check(&[Input { name: "ambiti/le-nuovo.json", bytes: &bytes }], Some(&base()), today());
    assert_eq!(codes(&problems), [Code::AmbitoVuoto]);
}

#[test]
fn a_layer_may_replace_and_hide_what_lies_below() {
    let file = json!({"servizi": [
        {"id": "le-casarano/assistenza-domiciliare-sociale", "removed": true},
        {"id": "le-casarano/mensa-sociale", "type": "mensa-sociale", "basis": "piano", "status": "attivo",
         "sources": [{"title": "Avviso", "date": "2026-10"}]}
    ]});
    assert_eq!(lines("ambiti/le-casarano.json", &serde_json::to_vec(&file).unwrap()), Vec::<String>::new());
}

#[test]
fn a_reference_to_what_a_layer_hides_leads_nowhere() {
    let hide = serde_json::to_vec(&json!([{"id": "anziani", "removed": true}])).unwrap();
    let uses = bundled::FILES.iter().find(|(name, _)| name.starts_with("tipologie/invecchiamento")).unwrap();
    let files = [Input { name: "destinatari.json", bytes: &hide }, Input { name: uses.0, bytes: uses.1.as_bytes() }];
    let problems = check(&files, Some(&base()), today());
    assert!(problems.iter().any(|p| p.code == Code::Riferimento && p.message.contains("«anziani»")), "{problems:#?}");
}

#[test]
fn what_is_hidden_in_a_text_is_found_even_when_it_is_escaped() {
    let raw = "[{\"id\":\"a\",\"label\":\"citt\u{200b}à\"},\n {\"id\":\"b\",\"label\":\"\\u001b[2J\"},\n {\"id\":\"c\",\"label\":\"\\u202Eabc\"}]";
    let problems = check(&[Input { name: "destinatari.json", bytes: raw.as_bytes() }], Some(&base()), today());
    let places: Vec<(usize, usize, Code)> = problems.iter().map(|p| (p.line, p.column, p.code)).collect();
    assert_eq!(places, [(1, 25, Code::Carattere), (2, 20, Code::Carattere), (3, 20, Code::Carattere)]);
    for problem in &problems {
        assert!(!problem.to_string().chars().any(sportello::lingua::signs::is_hostile));
    }
}

#[test]
fn a_hostile_file_name_does_not_reach_the_terminal() {
    let problems = check(&[Input { name: "a\u{1b}[2J.json", bytes: b"{" }], Some(&base()), today());
    assert!(!problems[0].to_string().contains('\u{1b}'));
}

#[test]
fn no_file_reports_without_end() {
    let many: Vec<Value> = (0..5_000).map(|n| json!({"id": format!("g-{n}"), "label": 1, "nome": 2})).collect();
    let problems = lines("destinatari.json", &serde_json::to_vec(&many).unwrap());
    assert_eq!(problems.len(), sportello::catalog::validate::MAX_PROBLEMS + 1);
    assert!(problems.last().unwrap().contains("non sono elencati"));
}

#[test]
fn a_code_has_one_meaning_and_one_word() {
    let words: std::collections::BTreeSet<&str> = Code::ALL.iter().map(|c| c.word()).collect();
    assert_eq!(words.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(codes_table().contains(&format!("| `{}` | {} |", code.word(), code.meaning())));
        assert!(!code.remedy().is_empty());
    }
}

#[test]
fn a_file_of_another_name_is_known_by_what_it_holds() {
    let numbers = bundled::FILES.iter().find(|(name, _)| *name == "numeri-utili.json").unwrap();
    assert_eq!(lines("prova.json", numbers.1.as_bytes()), Vec::<String>::new());
    assert!(lines("prova.json", b"[1]")[0].contains("[file-sconosciuto]"));
    assert_eq!(FileKind::of_path("prova.json"), None);
}
