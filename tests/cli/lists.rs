//! `sportello list`: whole lists, for people and for spreadsheets.

use std::collections::BTreeMap;

use crate::office::sportello;

#[test]
fn every_comune_is_in_exactly_one_ambito() {
    let comuni = sportello(["list", "comuni", "--format", "json"]).json();
    let comuni = comuni.as_array().unwrap();
    assert_eq!(comuni.len(), 257);
    let ambiti = sportello(["list", "ambiti", "--format", "json"]).json();
    let ambiti = ambiti.as_array().unwrap();
    assert_eq!(ambiti.len(), 45);
    let mut of: BTreeMap<&str, &str> = BTreeMap::new();
    for ambito in ambiti {
        for comune in ambito["comuni"].as_array().unwrap() {
            assert!(of.insert(comune.as_str().unwrap(), ambito["id"].as_str().unwrap()).is_none(), "{comune}");
        }
    }
    for comune in comuni {
        assert_eq!(of[comune["name"].as_str().unwrap()], comune["ambito"].as_str().unwrap());
        for key in ["istat", "province", "cap"] {
            assert!(comune[key].is_string(), "{comune}");
        }
    }
}

#[test]
fn every_list_comes_in_every_form() {
    for what in ["ambiti", "comuni", "aree", "target", "tipologie", "numeri"] {
        let json = sportello(["list", what, "--format", "json"]);
        assert_eq!((json.status, json.err.as_str()), (0, ""));
        assert!(!json.out.contains("null"));
        let rows = json.json().as_array().unwrap().len();
        let table = sportello(["list", what]);
        assert_eq!(table.out.lines().count(), rows + 1, "{what}");
        assert!(table.out.lines().all(|l| l.chars().count() <= 80), "{}", table.out);
        let csv = sportello(["list", what, "--format", "csv"]).out;
        assert!(csv.ends_with("\r\n"));
        assert_eq!(records(&csv), rows + 1, "{what}");
    }
}

/// 112, then 118; and on the narrowest line it is the words beside a number that are cut.
#[test]
fn the_numbers_are_listed_in_the_order_of_dialling_and_whole() {
    let json = sportello(["list", "numeri", "--format", "json"]).json();
    let numbers: Vec<&str> = json.as_array().unwrap().iter().map(|n| n["number"].as_str().unwrap()).collect();
    assert_eq!(numbers[..2], ["112", "118"]);
    let urgent: Vec<bool> = json.as_array().unwrap().iter().map(|n| n["urgent"].as_bool().unwrap()).collect();
    assert!(urgent.is_sorted_by(|a, b| a >= b), "{urgent:?}");
    for table in [sportello(["list", "numeri"]), sportello(["list", "numeri", "--ascii"])] {
        let lines: Vec<&str> = table.out.lines().skip(1).collect();
        assert_eq!(lines.len(), numbers.len());
        for (line, number) in lines.iter().zip(&numbers) {
            assert!(line.starts_with(&format!("{number}  ")), "{line}");
        }
    }
}

/// Records of a CSV text: line ends outside quotes.
fn records(csv: &str) -> usize {
    let mut quoted = false;
    csv.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            *c == '\n' && !quoted
        })
        .count()
}

#[test]
fn lists_of_a_place_are_that_place() {
    let ambiti = sportello(["list", "ambiti", "--comune", "latiano", "--format", "json"]).json();
    assert_eq!(ambiti.as_array().unwrap().len(), 1);
    assert_eq!(ambiti[0]["id"], "br-mesagne");
    let comuni = sportello(["list", "comuni", "--comune", "latiano", "--format", "json"]).json();
    assert_eq!(comuni[0]["name"], "Latiano");
}
