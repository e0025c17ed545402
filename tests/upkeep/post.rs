//! Letters where nobody can be called: to whom, with what, and how the answer comes in.

use std::collections::BTreeSet;
use std::fs;

use sportello::catalog::bundled;
use sportello::upkeep::letters::{To, letters};

use crate::desks::{Place, today};

#[test]
fn every_comune_that_can_be_written_to_gets_one_letter() {
    let catalog = bundled::catalog().unwrap().catalog;
    let all = letters(&catalog, To::All, today()).unwrap();
    let files: BTreeSet<&str> = all.iter().map(|l| l.file.as_str()).collect();
    assert_eq!(files.len(), all.len());
    let reachable = catalog.comuni.iter().filter(|c| c.record.pec.is_some() || c.record.website.is_some()).count();
    let comuni = all.iter().filter(|l| l.to.starts_with("Comune di ")).count();
    assert_eq!(comuni, reachable);
    assert!(comuni >= 254, "{comuni}");
    for letter in &all {
        assert!(letter.pec.is_some() || letter.website.is_some(), "{}", letter.to);
        assert!(letter.text.contains("Oggetto:") && letter.text.contains(".xlsx"), "{}", letter.text);
        assert!(letter.html.contains("size:A4") && !letter.html.contains("<script"));
    }
    // Every living place stands in exactly one letter of a comune, and no protected one with a street.
    let latiano = all.iter().find(|l| l.file.ends_with("-latiano")).unwrap();
    assert!(latiano.text.contains("Sportello Antiviolenza del Comune di Latiano"), "{}", latiano.text);
}

#[test]
fn the_sheet_of_a_letter_comes_back_like_that_of_the_calls() {
    let place = Place::new();
    let folder = place.path("lettere").display().to_string();
    place.done(&["catalog", "letters", "--ambito", "mesagne", "-o", &folder]);
    let list = fs::read_to_string(place.path("lettere/elenco.csv")).unwrap();
    assert!(list.contains("Comune di Latiano") && list.contains("pec.comune"), "{list}");
    let sheet = place.path("lettere/074010-mesagne.xlsx");
    let tables = sportello::exchange::xlsx::read(&fs::read(&sheet).unwrap()).unwrap();
    assert!(tables[0].rows.len() > 2);
    // Nothing was ticked: nothing is reported, and that is said.
    let output = place.run(&["catalog", "import", "--from", "calls", &sheet.display().to_string(), "--by", "PUA"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("Righe con un esito 0"));
    // As CSV with an answer.
    let answer = "Esito;Telefono giusto;Codice\ncambia;0831 222333;br-mesagne/sede/servizi-sociali-mesagne\n;0831 444555;comune/074010\n";
    let path = place.path("risposta.csv");
    fs::write(&path, answer).unwrap();
    place.done(&["catalog", "import", "--from", "calls", &path.display().to_string(), "--by", "Comune di Mesagne"]);
    // Two that were written in the same moment have no order.
    let proposals = place.proposals();
    let fields: BTreeSet<&str> = proposals.iter().map(|r| r["field"].as_str().unwrap()).collect();
    assert_eq!(fields, BTreeSet::from(["phones", "switchboard"]));
    assert_eq!(proposals.len(), 2);
}

#[test]
fn one_comune_alone() {
    let place = Place::new();
    let folder = place.path("lettere").display().to_string();
    place.done(&["catalog", "letters", "--comune", "latiano", "-o", &folder]);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 4);
}
