//! `publiccode.yml` holds what Italy's catalogue of public software demands: every mandatory key of the standard, with
//! values that it allows. What only whoever publishes can know is told, and is no fault here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use yaml_rust2::{Yaml, YamlLoader};

/// Categories of the standard that a look-up of services may claim; the whole list is in its `categories-list`.
const CATEGORIES: [&str; 5] =
    ["call-center-management", "customer-service-and-support", "help-desk", "knowledge-management", "office"];

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Every way in which `text` falls short of the standard, in the order of its keys.
fn problems(text: &str) -> Vec<String> {
    let docs = YamlLoader::load_from_str(text).unwrap();
    let doc = &docs[0];
    let mut out = Vec::new();
    let at = |path: &str| path.split('/').fold(doc, |d, k| &d[k]);
    let mut must = |path: &str, fits: &dyn Fn(&Yaml) -> bool| {
        if !fits(at(path)) {
            out.push(path.to_owned());
        }
    };
    let said = |y: &Yaml| y.as_str().is_some_and(|s| !s.trim().is_empty());
    let one_of = |allowed: &'static [&'static str]| move |y: &Yaml| y.as_str().is_some_and(|s| allowed.contains(&s));
    let words = |y: &Yaml| y.as_vec().is_some_and(|v| !v.is_empty() && v.iter().all(said));
    let long = |least: usize, most: usize| {
        move |y: &Yaml| y.as_str().is_some_and(|s| (least..=most).contains(&s.chars().count()))
    };
    must("publiccodeYmlVersion", &one_of(&["0.2", "0.3", "0.4", "0.5"]));
    must("name", &said);
    must("url", &|y| y.as_str().is_some_and(|s| s.starts_with("https://") && !s.contains(' ')));
    must("platforms", &words);
    must("categories", &|y| words(y) && y.as_vec().unwrap().iter().all(|c| CATEGORIES.contains(&c.as_str().unwrap())));
    must("developmentStatus", &one_of(&["concept", "development", "beta", "stable", "obsolete"]));
    must("softwareType", &one_of(&["standalone/desktop", "standalone/other"]));
    must("description/it/shortDescription", &|y| long(1, 150)(y) && !y.as_str().unwrap().contains('\n'));
    must("description/it/longDescription", &long(150, 10_000));
    must("description/it/features", &words);
    must("legal/license", &said);
    must("maintenance/type", &one_of(&["internal", "contract", "community", "none"]));
    must("localisation/localisationReady", &|y| y.as_bool().is_some());
    must("localisation/availableLanguages", &words);
    let people = match at("maintenance/type").as_str() {
        Some("internal" | "community") => Some("maintenance/contacts"),
        Some("contract") => Some("maintenance/contractors"),
        _ => None,
    };
    if let Some(path) = people {
        must(path, &|y| y.as_vec().is_some_and(|v| !v.is_empty() && v.iter().all(|p| said(&p["name"]))));
    }
    must("releaseDate", &|y| y.is_badvalue() || y.as_str().is_some_and(|s| s.parse::<chrono::NaiveDate>().is_ok()));
    out
}

#[test]
fn every_mandatory_key_is_there_and_allowed() {
    let text = file("publiccode.yml");
    assert_eq!(problems(&text), Vec::<String>::new());
    let doc = &YamlLoader::load_from_str(&text).unwrap()[0];
    for (key, what) in [("url", "l'indirizzo del repository"), ("maintenance", "chi se ne occupa")] {
        let open = match key {
            "url" => doc["url"].as_str().unwrap().contains(".invalid/"),
            _ => doc["maintenance"]["type"].as_str() == Some("none"),
        };
        if open {
            eprintln!("publiccode.yml, da completare alla pubblicazione: {key} ({what})");
        }
    }
}

#[test]
fn it_says_the_same_as_the_package() {
    let doc = &YamlLoader::load_from_str(&file("publiccode.yml")).unwrap()[0];
    assert_eq!(doc["softwareVersion"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(doc["legal"]["license"].as_str(), Some(env!("CARGO_PKG_LICENSE")));
}

#[test]
fn what_is_missing_or_not_allowed_is_named() {
    let text = file("publiccode.yml");
    for (from, to, key) in [
        ("name: Sportello\n", "", "name"),
        ("https://da-completare.invalid/sportello.git", "sportello", "url"),
        ("  - linux\n", "  []\n", "platforms"),
        ("knowledge-management", "welfare", "categories"),
        ("developmentStatus: beta", "developmentStatus: alpha", "developmentStatus"),
        ("  license: MIT OR Apache-2.0\n", "", "legal/license"),
        ("type: none", "type: community", "maintenance/contacts"),
        ("localisationReady: false", "localisationReady: forse", "localisation/localisationReady"),
    ] {
        assert!(text.contains(from), "{from}");
        assert_eq!(problems(&text.replacen(from, to, 1)), [key], "{from} -> {to}");
    }
}
