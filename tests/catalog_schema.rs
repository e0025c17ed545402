//! The printed JSON Schemas against the bundled files, through an independent validator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::{Value, json};
use sportello::catalog::bundled;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::schema::{all, schema};

fn problems(kind: FileKind, file: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema(kind)).unwrap();
    validator.iter_errors(file).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn every_bundled_file_is_what_its_schema_says() {
    let mut seen = 0;
    for kind in FileKind::ALL {
        let validator = jsonschema::validator_for(&schema(kind)).unwrap();
        for (path, text) in bundled::FILES.iter().filter(|(path, _)| FileKind::of_path(path) == Some(kind)) {
            let file: Value = serde_json::from_str(text).unwrap();
            let problems: Vec<String> =
                validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(problems.is_empty(), "{path}: {problems:#?}");
            seen += 1;
        }
    }
    assert_eq!(seen, bundled::FILES.len());
}

#[test]
fn a_misspelt_field_a_wrong_word_and_a_phone_with_letters_are_refused() {
    let sede = |field: &str, value: Value| {
        let mut sede = json!({"id": "le-casarano/sede/pua", "name": "PUA", "kind": "pua", "sources": [{"title": "x"}]});
        sede[field] = value;
        json!({ "sedi": [sede] })
    };
    assert!(problems(FileKind::Ambito, &sede("phones", json!(["0833 123456"]))).is_empty());
    assert!(!problems(FileKind::Ambito, &sede("phone", json!(["0833 123456"]))).is_empty());
    assert!(!problems(FileKind::Ambito, &sede("phones", json!(["0833 interno"]))).is_empty());
    assert!(!problems(FileKind::Ambito, &sede("kind", json!("bar"))).is_empty());
    assert!(!problems(FileKind::Ambito, &sede("checked", json!("domani"))).is_empty());
}

#[test]
fn a_record_that_only_hides_another_needs_no_more_than_its_identifier() {
    assert!(problems(FileKind::Aree, &json!([{"id": "disabilita", "removed": true}])).is_empty());
    assert!(!problems(FileKind::Aree, &json!([{"id": "disabilita"}])).is_empty());
    assert!(problems(FileKind::Comuni, &json!([{"istat": "075016", "removed": true}])).is_empty());
}

#[test]
fn every_kind_of_file_has_a_schema_with_a_title() {
    let all = all();
    assert_eq!(all.as_object().unwrap().len(), FileKind::ALL.len());
    for (place, schema) in all.as_object().unwrap() {
        assert!(schema["title"].as_str().is_some_and(|t| !t.is_empty()), "{place}");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{place}");
    }
}
