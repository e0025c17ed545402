//! An hour on the telephone: whom to call, what comes of it, what it changes.

use std::collections::BTreeSet;
use std::fs;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use sportello::catalog::bundled;
use sportello::exchange::raw::RawCell;
use sportello::exchange::xlsx;

use crate::desks::{Place, SEDE};

fn calls(place: &Place, more: &[&str]) -> Vec<Value> {
    let all: Vec<&str> = ["catalog", "calls", "--format", "json"].iter().chain(more).copied().collect();
    serde_json::from_str(&place.done(&all)).unwrap()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The sheet with these words in some cells: (code, heading, words).
fn filled(place: &Place, cells: &[(&str, &str, &str)]) -> String {
    let path = place.path("telefonate.xlsx").display().to_string();
    place.done(&["catalog", "calls", "--format", "xlsx", "-o", &path]);
    let tables = xlsx::read(&fs::read(&path).unwrap()).unwrap();
    let table = tables.iter().find(|t| t.name == "Telefonate").unwrap();
    let text = |cell: &RawCell| match cell {
        RawCell::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let heads: Vec<String> = table.rows[0].cells.iter().map(|(_, c)| text(c)).collect();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (line, row) in table.rows.iter().enumerate() {
        let code = row.cells.iter().find(|(at, _)| heads[*at] == "Codice").map(|(_, c)| text(c)).unwrap_or_default();
        for (at, cell) in &row.cells {
            page.write_string(u32::try_from(line).unwrap(), u16::try_from(*at).unwrap(), text(cell)).unwrap();
        }
        for (_, head, words) in cells.iter().filter(|(id, ..)| code.split(' ').any(|c| c == *id)) {
            let at = heads.iter().position(|h| h == head).unwrap();
            page.write_string(u32::try_from(line).unwrap(), u16::try_from(at).unwrap(), *words).unwrap();
        }
    }
    book.save(&path).unwrap();
    path
}

fn upkeep(place: &Place) -> Value {
    let all: Value =
        serde_json::from_str(&place.done(&["catalog", "verify", "--format", "json", "--limit", "1"])).unwrap();
    all["upkeep"].clone()
}

#[test]
fn every_number_of_a_place_stands_on_the_list_once_and_danger_comes_first() {
    let place = Place::new();
    let list = calls(&place, &[]);
    assert_eq!(upkeep(&place)["phones"], list.len(), "what is verified is what is called");
    let catalog = bundled::catalog().unwrap().catalog;
    let own =
        catalog.sedi.iter().flat_map(|s| &s.record.phones).chain(catalog.ambiti.iter().flat_map(|a| &a.record.phones));
    let known: BTreeSet<String> = own.map(|p| digits(p)).collect();
    let listed: Vec<String> = list.iter().map(|c| digits(c["number"].as_str().unwrap())).collect();
    assert_eq!(listed.len(), known.len());
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), known);
    assert!(known.len() >= 82, "{}", known.len());
    let danger = |c: &Value| c["why"].as_str().unwrap().contains("in pericolo");
    assert!(danger(&list[0]) && list.is_sorted_by_key(|c| !danger(c)));
    let ours = list.iter().find(|c| c["places"].to_string().contains(SEDE)).unwrap();
    assert!(ours["services"].as_u64().unwrap() >= 2);
    let asked: Vec<&str> = ours["ask"].as_array().unwrap().iter().map(|a| a["field"].as_str().unwrap()).collect();
    assert!(asked.contains(&"phones") && asked.contains(&"hours"), "{asked:?}");
    assert!(ours["ask"].to_string().contains("0831 776 065"));
    // Of one ambito, and as CSV.
    let few = calls(&place, &["--ambito", "mesagne"]);
    assert!(few.len() > 1 && few.len() < list.len());
    let csv = place.done(&["catalog", "calls", "--format", "csv"]);
    assert!(csv.contains("Esito") && csv.contains("'0831 776065"), "{csv}");
}

#[test]
fn a_number_that_was_reported_is_called_before_the_others_of_its_kind() {
    let place = Place::new();
    let before = calls(&place, &["--ambito", "mesagne"]);
    place.report(&[SEDE, "--topic", "sbagliato", "--set", "telefono", "--by", "PUA"]);
    let after = calls(&place, &["--ambito", "mesagne"]);
    let at = |list: &[Value]| list.iter().position(|c| c["places"].to_string().contains(SEDE)).unwrap();
    assert!(at(&after) <= at(&before));
    assert!(after[at(&after)]["why"].as_str().unwrap().contains("segnalato il"), "{:?}", after[at(&after)]);
}

#[test]
fn the_filled_sheet_comes_back_as_reports_and_accepted_it_moves_the_numbers() {
    let place = Place::new();
    let before = upkeep(&place);
    assert_eq!((&before["places_checked"], &before["phones_checked"]), (&json!(0), &json!(0)));
    let town = "br-mesagne/sede/comune-san-pietro-vernotico";
    let path = filled(
        &place,
        &[
            (SEDE, "Esito", "cambia"),
            (SEDE, "Telefono giusto", "0831 222333"),
            (SEDE, "Orari giusti", "lunedì e giovedì 9-12"),
            (town, "Esito", "Risponde e conferma"),
        ],
    );
    place.done(&["catalog", "import", "--from", "calls", &path, "--by", "Ufficio di Piano"]);
    let waiting = place.proposals();
    assert_eq!(waiting.len(), 3, "{waiting:?}");
    assert_eq!(upkeep(&place)["reports_open"], json!(3));
    let ids: Vec<&str> = waiting.iter().map(|r| r["id"].as_str().unwrap()).collect();
    place.accept(&ids);
    let after = upkeep(&place);
    assert_eq!(
        (&after["places_checked"], &after["phones_checked"], &after["reports_open"]),
        (&json!(1), &json!(3), &json!(0)),
        "{after}"
    );
    let shown = place.done(&["show", crate::desks::SCHEDA, "--comune", "mesagne"]);
    assert!(shown.contains("0831 222 333") && shown.contains("lunedì e giovedì 9-12"), "{shown}");
}

#[test]
fn a_line_of_the_sheet_changes_its_own_number_and_leaves_the_other_of_the_place() {
    let place = Place::new();
    let town = "br-mesagne/sede/comune-san-pietro-vernotico";
    let path = place.path("telefonate.csv").display().to_string();
    let head = "Numero;Esito;Telefono giusto;E-mail giusta;Codice";
    let back = |rows: &[&str]| {
        fs::write(&path, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
        let output = place.run(&["catalog", "import", "--from", "calls", &path, "--by", "PUA"]);
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    // As a spreadsheet gives the number back, too.
    for number in ["'0831 653763", "831653763"] {
        let (done, said) = back(&[&format!("{number};cambia;0831 111 222;;{town}")]);
        assert!(done, "{said}");
    }
    let waiting = place.proposals();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["after"], json!(["0831 654741", "0831 111 222"]));
    place.accept(&[waiting[0]["id"].as_str().unwrap()]);
    let numbers: Vec<String> = calls(&place, &["--ambito", "mesagne"])
        .iter()
        .filter(|c| c["places"].to_string().contains(town))
        .map(|c| digits(c["number"].as_str().unwrap()))
        .collect();
    assert!(numbers.contains(&"0831654741".to_owned()) && numbers.contains(&"0831111222".to_owned()), "{numbers:?}");
    assert!(!numbers.contains(&"0831653763".to_owned()), "{numbers:?}");
    // A line of a number that is there no more, and one without a number, change nothing.
    let (_, said) = back(&[&format!("0831 653763;cambia;0831 777888;;{town}")]);
    assert!(said.contains("non è in catalogo"), "{said}");
    let (_, said) = back(&[&format!(";cambia;0831 777888;;{town}")]);
    assert!(said.contains("VECCHIO = NUOVO"), "{said}");
    assert_eq!(place.proposals(), Vec::<Value>::new());
    let (done, said) = back(&[&format!(";cambia;0831 654741 = 0831 777888;;{town}")]);
    assert!(done, "{said}");
    assert_eq!(place.proposals()[0]["after"], json!(["0831 777888", "0831 111 222"]));
}

#[test]
fn nobody_answered_is_said_and_closes_nothing() {
    let place = Place::new();
    let path = filled(&place, &[(SEDE, "Esito", "non risponde"), (SEDE, "Nota", "tre volte, di mattina")]);
    place.done(&["catalog", "import", "--from", "calls", &path, "--by", "PUA"]);
    let waiting = place.proposals();
    assert_eq!((waiting.len(), waiting[0]["topic"].as_str()), (1, Some("non-risponde")));
    let shown = place.done(&["show", crate::desks::SCHEDA, "--comune", "mesagne"]).replace("\n          ", " ");
    assert!(
        shown.contains("il numero non risponde (tre volte, di mattina)") && shown.contains("0831 776 065"),
        "{shown}"
    );
    let layer = place.path("livello").display().to_string();
    let id = waiting[0]["id"].as_str().unwrap();
    place.refused(&["catalog", "accept", id, "-o", &layer, "--by", "PUA"]);
}

#[test]
fn lines_that_cannot_be_used_are_told_and_the_others_count() {
    let place = Place::new();
    let town = "br-mesagne/sede/comune-san-pietro-vernotico";
    let path = filled(
        &place,
        &[
            (SEDE, "Esito", "forse"),
            (town, "Esito", "risponde e conferma"),
            (town, "Nota", "gentile la sig.ra Bianchi"),
        ],
    );
    let output = place.run(&["catalog", "import", "--from", "calls", &path, "--by", "PUA"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("l'esito «forse»") && said.contains("nome di una persona"), "{said}");
    assert_eq!(place.proposals(), Vec::<Value>::new());
    let other = place.path("altro.csv");
    fs::write(&other, "a;b\n1;2\n").unwrap();
    let said = place.refused(&["catalog", "import", "--from", "calls", &other.display().to_string(), "--by", "PUA"]);
    assert!(said.contains("Non è il foglio delle telefonate"), "{said}");
}

#[test]
fn a_cell_of_the_sheet_that_is_no_text_is_told_and_not_passed_over() {
    let place = Place::new();
    let path = place.path("telefonate.xlsx");
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (at, head) in (0u16..).zip(["Numero", "Esito", "Telefono giusto", "Orari giusti", "Codice"]) {
        page.write_string(0, at, head).unwrap();
    }
    for line in 1..=3 {
        page.write_string(line, 0, "0831 776065").unwrap();
        page.write_string(line, 1, "cambia").unwrap();
        page.write_string(line, 4, SEDE).unwrap();
    }
    page.write_formula(1, 2, "=A2").unwrap();
    page.write_string(2, 2, "831222333").unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 12, 9).unwrap();
    page.write_with_format(3, 3, &day, &rust_xlsxwriter::Format::new().set_num_format("d-mmm")).unwrap();
    book.save(&path).unwrap();
    let path = path.display().to_string();
    let said = place.refused(&["catalog", "import", "--from", "calls", &path, "--by", "PUA"]);
    assert!(said.contains("Riga 2: la cella C2 non è un testo"), "{said}");
    assert!(said.contains("Riga 3:") && said.contains("0831222333"), "{said}");
    assert!(said.contains("Riga 4:") && said.contains("lun-ven 9-12"), "{said}");
    assert_eq!(place.proposals(), Vec::<Value>::new());
}
