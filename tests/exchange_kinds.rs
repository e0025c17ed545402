//! What people do to a sheet between export and import, kind by kind: nothing is lost without a word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/run.rs"]
mod run;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::process::Output;
use std::sync::LazyLock;

use proptest::prelude::*;
use run::sportello;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::Value;
use sportello::catalog::bundled;
use sportello::catalog::load::Records;
use sportello::catalog::model::Catalog;
use sportello::exchange::raw::{Merged, RawCell, RawRow, RawTable};
use sportello::exchange::tables::{Import, IntakeAsked};
use sportello::exchange::{csv, tables, xlsx};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| bundled::catalog().unwrap().catalog);

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn ok(home: &Path, arguments: &[&str]) -> String {
    let done = sportello(home, arguments);
    assert_eq!(done.status.code(), Some(0), "{arguments:?}: {}{}", String::from_utf8_lossy(&done.stdout), said(&done));
    said(&done) + &String::from_utf8_lossy(&done.stdout)
}

fn refused(home: &Path, arguments: &[&str]) -> String {
    let done = sportello(home, arguments);
    assert_ne!(done.status.code(), Some(0), "{arguments:?}: {}", said(&done));
    said(&done) + &String::from_utf8_lossy(&done.stdout)
}

/// The sheets of an ambito as they come back untouched.
fn sheets(ambito: &str) -> Vec<RawTable> {
    let export = tables::export(&CATALOG, CATALOG.find_ambito(ambito));
    xlsx::read(&xlsx::write(&export, CATALOG.regione.release).unwrap()).unwrap()
}

fn sheet<'t>(tables: &'t mut [RawTable], name: &str) -> &'t mut RawTable {
    tables.iter_mut().find(|t| t.name == name).unwrap()
}

fn column(table: &RawTable, title: &str) -> usize {
    let is = |c: &RawCell| matches!(c, RawCell::Text(t) if t == title);
    table.rows[0].cells.iter().find(|(_, c)| is(c)).unwrap().0
}

fn report(import: &Import) -> String {
    let problems = import.problems.iter().map(ToString::to_string);
    let lines = problems
        .chain(import.notes.iter().cloned())
        .chain(import.gone.iter().cloned())
        .chain(import.taken.iter().cloned());
    lines.collect::<Vec<_>>().join("\n")
}

/// A workbook of texts: sheets, rows, cells.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let page = book.add_worksheet();
        page.set_name(*name).unwrap();
        for (r, row) in (0u32..).zip(*rows) {
            for (c, cell) in (0u16..).zip(*row) {
                if !cell.is_empty() {
                    page.write_string(r, c, *cell).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The workbook with `change` made to the XML of a sheet.
fn with_xml(bytes: &[u8], sheet: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name.ends_with(sheet) {
            text = change(std::str::from_utf8(&text).unwrap()).into_bytes();
        }
        made.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        made.write_all(&text).unwrap();
    }
    made.finish().unwrap().into_inner()
}

// Export.

#[test]
fn an_export_never_writes_over_a_week_of_work() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let export = |format: &str, out: &str| {
        sportello(dir, &["catalog", "export", "--format", format, "--ambito", "mesagne", "-o", out])
    };
    for (format, out) in
        [("xlsx", "m.xlsx"), ("csv", "fogli"), ("hsds", "s.json"), ("json", "cat"), ("cpsv-ap", "g.jsonld")]
    {
        assert_eq!(export(format, out).status.code(), Some(0), "{format}");
        // Nothing has changed: the second export is the first.
        assert_eq!(export(format, out).status.code(), Some(0), "{format}");
    }
    std::fs::write(dir.join("README.md"), "# appunti").unwrap();
    std::fs::write(dir.join("fogli/sedi.csv"), "appunti").unwrap();
    std::fs::write(dir.join("cat/ambiti/br-mesagne.json"), "{}").unwrap();
    std::fs::write(dir.join("s.json"), "[]").unwrap();
    for (format, out, kept) in [
        ("xlsx", "README.md", "README.md"),
        ("hsds", "README.md", "README.md"),
        ("csv", "fogli", "fogli/sedi.csv"),
        ("json", "cat", "cat/ambiti/br-mesagne.json"),
        ("hsds", "s.json", "s.json"),
    ] {
        let before = std::fs::read(dir.join(kept)).unwrap();
        let done = export(format, out);
        assert_eq!(done.status.code(), Some(2), "{format} {out}");
        assert!(
            said(&done).contains("non lo sovrascrivo") && said(&done).contains(kept.rsplit('/').next().unwrap()),
            "{}",
            said(&done)
        );
        assert_eq!(std::fs::read(dir.join(kept)).unwrap(), before);
    }
}

#[test]
fn a_sheet_that_nobody_touched_is_replaced_and_an_edited_one_is_not() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    ok(dir, &["catalog", "export", "--format", "xlsx", "--ambito", "mesagne", "-o", "m.xlsx"]);
    let untouched = std::fs::read(dir.join("m.xlsx")).unwrap();
    // Of another ambito, untouched: its place may be taken.
    ok(dir, &["catalog", "export", "--format", "xlsx", "--ambito", "casarano", "-o", "m.xlsx"]);
    // One cell other than before.
    let edited = with_xml(&untouched, "sharedStrings.xml", |xml| xml.replacen("Mesagne", "Mesagne!", 1));
    assert_ne!(edited, untouched);
    std::fs::write(dir.join("m.xlsx"), &edited).unwrap();
    refused(dir, &["catalog", "export", "--format", "xlsx", "--ambito", "mesagne", "-o", "m.xlsx"]);
    assert_eq!(std::fs::read(dir.join("m.xlsx")).unwrap(), edited);
    // An own sheet beside the others is work too.
    ok(dir, &["catalog", "export", "--format", "csv", "--ambito", "mesagne", "-o", "fogli"]);
    ok(dir, &["catalog", "export", "--format", "csv", "--ambito", "casarano", "-o", "fogli"]);
    std::fs::remove_file(dir.join("fogli/contatti.csv")).unwrap();
    refused(dir, &["catalog", "export", "--format", "csv", "--ambito", "mesagne", "-o", "fogli"]);
}

// What is in the folder stays.

#[test]
fn what_was_begun_in_the_folder_is_there_after_the_next_import() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    ok(dir, &["catalog", "export", "--format", "xlsx", "--ambito", "mesagne", "-o", "m.xlsx"]);
    ok(dir, &["catalog", "import", "--from", "xlsx", "m.xlsx", "-o", "nuovo"]);
    ok(dir, &["catalog", "new", "servizio", "mesagne", "asilo-nido", "-o", "nuovo"]);
    ok(dir, &["catalog", "new", "sede", "mesagne", "pua-centro", "-o", "nuovo"]);
    let told = ok(dir, &["catalog", "import", "--from", "xlsx", "m.xlsx", "-o", "nuovo"]);
    let file = std::fs::read_to_string(dir.join("nuovo/ambiti/br-mesagne.json")).unwrap();
    assert!(file.contains("br-mesagne/sede/pua-centro"), "{told}");
    assert!(told.contains("nessuna riga per «br-mesagne/sede/pua-centro»"), "{told}");
    assert!(file.matches("\"type\": \"asilo-nido\"").count() >= 1 && file.contains("DA COMPLETARE"));
    // Only when it is asked for it goes, and it is named.
    let told = ok(dir, &["catalog", "import", "--from", "xlsx", "m.xlsx", "-o", "nuovo", "--togli-mancanti"]);
    let file = std::fs::read_to_string(dir.join("nuovo/ambiti/br-mesagne.json")).unwrap();
    assert!(told.contains("Tolto: foglio Sedi: nessuna riga per «br-mesagne/sede/pua-centro»"), "{told}");
    assert!(!file.contains("pua-centro"));
}

#[test]
fn a_folder_that_does_not_read_is_not_touched() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    ok(dir, &["catalog", "export", "--format", "xlsx", "--ambito", "mesagne", "-o", "m.xlsx"]);
    std::fs::create_dir_all(dir.join("nuovo/ambiti")).unwrap();
    std::fs::write(dir.join("nuovo/ambiti/br-mesagne.json"), "{ \"ambito\": ").unwrap();
    let told = refused(dir, &["catalog", "import", "--from", "xlsx", "m.xlsx", "-o", "nuovo"]);
    assert!(told.contains("non lo tocco"), "{told}");
    assert_eq!(std::fs::read_to_string(dir.join("nuovo/ambiti/br-mesagne.json")).unwrap(), "{ \"ambito\": ");
}

#[test]
fn an_archive_adds_to_the_folder_and_stands_by_itself() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let one = |name: &str| {
        format!("[{{\"id\":\"{name}\",\"name\":\"Servizio {name}\",\"phones\":[{{\"number\":\"0831 725000\"}}]}}]")
    };
    std::fs::write(dir.join("uno.json"), one("uno")).unwrap();
    ok(dir, &["catalog", "import", "--from", "hsds", "uno.json", "-o", "arrivati"]);
    ok(
        dir,
        &["--catalog", "arrivati", "catalog", "export", "--format", "xlsx", "--ambito", "importati", "-o", "i.xlsx"],
    );
    ok(dir, &["--catalog", "arrivati", "catalog", "import", "--from", "xlsx", "i.xlsx", "-o", "altrove"]);
    for folder in ["arrivati", "altrove"] {
        ok(dir, &["catalog", "validate", folder]);
        let found = ok(dir, &["--catalog", folder, "show", "importati/servizio-importato"]);
        assert!(found.contains("Servizio uno") && !found.contains("non è stato usato"), "{folder}: {found}");
    }
    // Out and in again as HSDS, as it is printed.
    ok(
        dir,
        &[
            "--catalog",
            "arrivati",
            "catalog",
            "export",
            "--format",
            "hsds",
            "--ambito",
            "importati",
            "-o",
            "fuori.json",
        ],
    );
    ok(dir, &["--catalog", "arrivati", "catalog", "import", "--from", "hsds", "fuori.json", "-o", "terzo"]);
    let found = ok(dir, &["--catalog", "terzo", "show", "importati/servizio-importato"]);
    assert!(found.contains("Servizio uno") && !found.contains("non è stato usato"), "{found}");
}

// Edits.

#[test]
fn joined_cells_are_refused_with_their_place() {
    let mut tables = sheets("br-mesagne");
    let servizi = sheet(&mut tables, "Servizi");
    let stato = column(servizi, "Stato");
    servizi.merged.push(Merged { lines: (2, 5), columns: (stato, stato) });
    let told = report(&tables::import(&CATALOG, &tables));
    assert!(told.contains("foglio Servizi, riga 2, colonna H «Stato»: celle unite (H2:H5): dividile"), "{told}");
    // As a real file, over two columns.
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Servizi").unwrap();
    for (c, title) in (0u16..).zip(["Codice", "Tipologia", "Base", "Stato"]) {
        page.write_string(0, c, title).unwrap();
    }
    page.write_string(1, 0, "le-casarano/asilo-nido").unwrap();
    page.write_string(1, 1, "asilo-nido").unwrap();
    page.merge_range(1, 2, 1, 3, "piano", &rust_xlsxwriter::Format::new()).unwrap();
    let tables = xlsx::read(&book.save_to_buffer().unwrap()).unwrap();
    let told = report(&tables::import(&CATALOG, &tables));
    assert!(told.contains("riga 2, colonna C «Base»: celle unite (C2:D2)"), "{told}");
}

#[test]
fn a_title_joined_above_the_headings_is_no_fault() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Sedi").unwrap();
    page.merge_range(0, 0, 0, 4, "Elenco delle sedi", &rust_xlsxwriter::Format::new()).unwrap();
    for (c, title) in (0u16..).zip(["Codice", "Nome", "Tipo", "Fonti"]) {
        page.write_string(2, c, title).unwrap();
    }
    for (c, cell) in (0u16..).zip(["le-casarano/sede/x", "Ufficio", "altro", "Sito"]) {
        page.write_string(3, c, cell).unwrap();
    }
    let import = tables::import(&CATALOG, &xlsx::read(&book.save_to_buffer().unwrap()).unwrap());
    assert_eq!(import.problems, [], "{}", report(&import));
    assert_eq!(import.records.ambiti[0].sedi[0].name.as_str(), "Ufficio");
}

#[test]
fn a_missing_sheet_or_column_leaves_what_was_known() {
    let whole = tables::import(&CATALOG, &sheets("br-mesagne"));
    for name in ["Servizi", "Sedi", "Contatti", "Ambito"] {
        let mut tables = sheets("br-mesagne");
        tables.retain(|t| t.name != name);
        let import = tables::import(&CATALOG, &tables);
        assert_eq!(import.problems, [], "{name}");
        assert!(report(&import).contains(&format!("Il foglio «{name}» manca: ciò che si sapeva resta")), "{name}");
        same_facts(&import.records, &whole.records, name);
    }
    for (name, title) in [
        ("Servizi", "Stato"),
        ("Servizi", "Fonti"),
        ("Sedi", "Riservata"),
        ("Sedi", "Orari"),
        ("Ambito", "Piano: nome"),
        ("Sedi", "Tipo"),
    ] {
        let mut tables = sheets("br-mesagne");
        let table = sheet(&mut tables, name);
        let at = column(table, title);
        table.rows.iter_mut().for_each(|row| row.cells.retain(|(c, _)| *c != at));
        let import = tables::import(&CATALOG, &tables);
        assert_eq!(import.problems, [], "{title}");
        assert!(report(&import).contains(&format!("«{title}»")), "{title}: {}", report(&import));
        same_facts(&import.records, &whole.records, title);
    }
}

#[test]
fn a_row_that_is_gone_is_named_and_takes_nothing_away_unless_asked() {
    for (name, key) in [("Servizi", "Codice"), ("Sedi", "Codice"), ("Contatti", "Contatto")] {
        let mut tables = sheets("br-mesagne");
        let table = sheet(&mut tables, name);
        let at = column(table, key);
        let row = table.rows.remove(1);
        let RawCell::Text(lost) = row.cells.iter().find(|(c, _)| *c == at).unwrap().1.clone() else { panic!("text") };
        let whole = tables::import(&CATALOG, &sheets("br-mesagne"));
        let import = tables::import(&CATALOG, &tables);
        assert!(import.gone.iter().any(|line| line.contains(&lost)), "{lost}: {:?}", import.gone);
        assert_eq!(import.problems, []);
        if name == "Contatti" {
            same_facts(&import.records, &whole.records, name);
        }
        let asked = IntakeAsked { remove_missing: true, ..IntakeAsked::default() };
        let import = tables::import_over(&CATALOG, tables.clone(), asked);
        let text = serde_json::to_string(&import.records.ambiti).unwrap();
        if name == "Contatti" {
            let owner = match &row.cells[0].1 {
                RawCell::Text(t) => t.clone(),
                _ => String::new(),
            };
            let contacts =
                facts(&import.records).into_iter().filter(|((id, _), _)| *id == owner).map(|(_, v)| v.to_string());
            assert!(contacts.into_iter().all(|v| !v.contains(&lost)), "{lost}");
        } else {
            let record = import
                .records
                .ambiti
                .iter()
                .flat_map(|f| {
                    f.servizi
                        .iter()
                        .map(|s| (s.id.as_str(), s.removed))
                        .chain(f.sedi.iter().map(|s| (s.id.as_str(), s.removed)))
                })
                .find(|(id, _)| *id == lost);
            assert_eq!(record.map(|(_, removed)| removed), Some(true), "{text}");
        }
    }
}

#[test]
fn an_emptied_cell_is_told_with_what_it_took_away() {
    let mut tables = sheets("br-mesagne");
    let servizi = sheet(&mut tables, "Servizi");
    let stato = column(servizi, "Stato");
    let (line, was) = servizi.rows[1..]
        .iter_mut()
        .find_map(|row| {
            let at = row.cells.iter().position(|(c, _)| *c == stato)?;
            let RawCell::Text(was) = row.cells.remove(at).1 else { return None };
            Some((row.line, was))
        })
        .unwrap();
    let import = tables::import(&CATALOG, &tables);
    let wanted = format!("foglio Servizi, riga {line}, colonna H «Stato»: la cella è vuota, tolto «{was}»");
    assert!(import.taken.contains(&wanted), "{:?}", import.taken);
}

#[test]
fn a_hidden_row_and_a_hidden_column_are_read_like_the_others() {
    let export = tables::export(&CATALOG, CATALOG.find_ambito("br-mesagne"));
    let bytes = xlsx::write(&export, CATALOG.regione.release).unwrap();
    let hidden = with_xml(&bytes, "xl/worksheets/sheet1.xml", |xml| {
        assert!(xml.contains("<row r=\"3\""));
        xml.replacen("<row r=\"3\"", "<row hidden=\"1\" r=\"3\"", 1).replacen(
            "<col min=\"8\"",
            "<col hidden=\"1\" min=\"8\"",
            1,
        )
    });
    let import = tables::import(&CATALOG, &xlsx::read(&hidden).unwrap());
    assert_eq!(report(&import), "");
    same_facts(&import.records, &tables::import(&CATALOG, &sheets("br-mesagne")).records, "hidden");
}

#[test]
fn a_formula_takes_no_fact_away_even_in_part() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Sedi").unwrap();
    for (c, title) in (0u16..).zip(["Codice", "Nome", "Tipo", "Indirizzo", "Fonti"]) {
        page.write_string(0, c, title).unwrap();
    }
    let id = CATALOG
        .sedi
        .iter()
        .find(|s| s.record.address.is_some() && s.record.id.scope() == "br-mesagne")
        .unwrap()
        .record
        .id
        .to_string();
    for (c, cell) in (0u16..).zip([id.as_str(), "Nome", "altro"]) {
        page.write_string(1, c, cell).unwrap();
    }
    page.write_formula(1, 3, Formula::new("=A1")).unwrap();
    page.write_string(1, 4, "Sito").unwrap();
    std::fs::write(dir.join("s.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    let told = refused(dir, &["catalog", "import", "--from", "xlsx", "s.xlsx", "-o", "n"]);
    assert!(told.contains("riga 2, colonna D «Indirizzo»") && told.contains("formule"), "{told}");
    refused(dir, &["catalog", "import", "--from", "xlsx", "s.xlsx", "-o", "n", "--partial"]);
    assert!(!dir.join("n/ambiti/br-mesagne.json").exists());
}

#[test]
fn what_stands_beside_the_cells_is_told() {
    use rust_xlsxwriter::{Format, Note, Shape};
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Sedi & uffici").unwrap();
    page.write_string(0, 0, "Nome").unwrap();
    page.write_string_with_format(1, 0, "Chiuso da un anno", &Format::new().set_font_strikethrough()).unwrap();
    page.write_blank(4, 0, &Format::new().set_font_strikethrough()).unwrap();
    page.write_string(2, 0, "Ufficio").unwrap();
    page.insert_note(2, 0, &Note::new("da marzo 0831 999111")).unwrap();
    page.write_number_with_format(1, 1, 0.5, &Format::new().set_num_format("0%")).unwrap();
    page.write_number_with_format(2, 1, 50, &Format::new().set_num_format("#,##0.00 [$€-410]")).unwrap();
    page.write_number_with_format(3, 1, 46_000, &Format::new().set_num_format("d mmmm yyyy")).unwrap();
    page.write_string_with_format(3, 2, "50%", &Format::new().set_num_format("0%")).unwrap();
    page.insert_shape(6, 4, &Shape::textbox().set_text("il PUA è al primo piano")).unwrap();
    let told = sportello::exchange::beside::told(&book.save_to_buffer().unwrap()).join("\n");
    for said in [
        "Foglio Sedi & uffici, A2: la cella è barrata",
        "Foglio Sedi & uffici, celle B2, B3: il foglio mostra % o un'unità",
        "Foglio Sedi & uffici, A3: c'è un commento",
        "Foglio Sedi & uffici: 1 caselle di testo",
    ] {
        assert!(told.contains(said), "{told}");
    }
    assert_eq!(told.lines().count(), 4, "{told}");
    // Of our own export nothing is told; on the way in it is.
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    ok(dir, &["catalog", "export", "--format", "xlsx", "--ambito", "mesagne", "-o", "m.xlsx"]);
    assert_eq!(sportello::exchange::beside::told(&std::fs::read(dir.join("m.xlsx")).unwrap()), Vec::<String>::new());
    std::fs::write(dir.join("altro.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    let said = refused(dir, &["catalog", "import", "--from", "xlsx", "altro.xlsx", "-o", "n"]);
    assert!(said.contains("c'è un commento, che non si legge"), "{said}");
}

#[test]
fn a_day_with_an_hour_keeps_its_hour() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let moment = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 1).unwrap().and_hms(9, 30, 0).unwrap();
    page.write_with_format(0, 0, &moment, &rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy hh:mm")).unwrap();
    let tables = xlsx::read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(tables[0].rows[0].cells[0].1, RawCell::Text("2026-03-01 09:30".to_owned()));
    // Where a day belongs it is that day.
    let text = "Codice;Nome;Tipo;Fonti;Verificato il;Verificato da\nbr-mesagne/sede/x;Ufficio;altro;Sito;2026-03-01 09:30;PUA\n";
    let import = tables::import(&CATALOG, &[csv::read("sedi", text.as_bytes()).unwrap().0]);
    assert_eq!(import.problems, []);
    let sede = import.records.ambiti[0].sedi.iter().find(|s| s.name.as_str() == "Ufficio").unwrap();
    assert_eq!(sede.checked.map(|d| d.to_string()).as_deref(), Some("2026-03-01"));
}

#[test]
fn headings_that_are_repeated_on_every_page_are_no_rows() {
    let mut tables = sheets("br-mesagne");
    let sedi = sheet(&mut tables, "Sedi");
    let head = RawRow { line: 9, ..sedi.rows[0].clone() };
    sedi.rows.insert(8, head);
    let import = tables::import(&CATALOG, &tables);
    assert_eq!(import.problems, [], "{}", report(&import));
    assert!(
        report(&import).contains("le intestazioni ripetute più sotto non sono schede (riga 9)"),
        "{}",
        report(&import)
    );
    let whole = tables::import(&CATALOG, &sheets("br-mesagne"));
    same_facts(&import.records, &whole.records, "headings");
}

#[test]
fn a_sign_for_nothing_is_an_empty_cell() {
    for sign in ["n.d.", "-", "?", "N/D", "—"] {
        let mut tables = sheets("br-mesagne");
        let sedi = sheet(&mut tables, "Sedi");
        let at = column(sedi, "Indirizzo");
        let cell = sedi.rows.iter_mut().skip(1).find_map(|r| r.cells.iter_mut().find(|(c, _)| *c == at)).unwrap();
        cell.1 = RawCell::Text(sign.to_owned());
        let import = tables::import(&CATALOG, &tables);
        assert_eq!(import.problems, [], "{sign}");
        assert!(import.taken.iter().any(|t| t.contains("«Indirizzo»: la cella è vuota")), "{sign}: {:?}", import.taken);
        let shown = |s: &sportello::catalog::record::Sede| s.address.as_deref() == Some(sign);
        assert!(!import.records.ambiti[0].sedi.iter().any(shown), "{sign}");
    }
}

#[test]
fn spaces_of_a_page_are_spaces() {
    let text = "Riferito a;Tipo di contatto;Contatto\nbr-mesagne;telefono;0831\u{a0}111\u{202f}222\n";
    let import = tables::import(&CATALOG, &[csv::read("contatti", text.as_bytes()).unwrap().0]);
    assert_eq!(import.problems, [], "{}", report(&import));
    let phones = &import.records.ambiti[0].ambito.as_ref().unwrap().phones;
    assert!(phones.iter().any(|p| p.as_str() == "0831 111 222"), "{phones:?}");
}

#[test]
fn a_house_where_somebody_hides_comes_in_without_its_address() {
    let row = |more: &str| {
        let text = format!(
            "Codice;Nome;Tipo;Riservata;Indirizzo;Fonti\nbr-mesagne/sede/x;Casa rifugio Aurora;altro;{more};Sito\n"
        );
        tables::import(&CATALOG, &[csv::read("sedi", text.as_bytes()).unwrap().0])
    };
    let import = row(";Via Segreta 1");
    assert!(report(&import).contains("Dove si trova non si scrive"), "{}", report(&import));
    assert_eq!(import.kept, 0);
    assert_eq!(row("sì;").problems, []);
    assert_eq!(row("no;Via del canile 1").problems, []);
}

#[test]
fn a_telephone_without_its_zero_is_refused_with_the_cure() {
    for (cell, cure) in [
        ("831777777", "forse «0831777777»"),
        ("80 5234567", "forse «080 5234567»"),
        ("12345678901234567", "solo cifre"),
        ("0831", "controlla le cifre"),
    ] {
        let text = format!("Riferito a;Tipo di contatto;Contatto\nbr-mesagne;telefono;{cell}\n");
        let (table, _) = csv::read("contatti", text.as_bytes()).unwrap();
        let told = report(&tables::import(&CATALOG, &[table]));
        assert!(
            told.contains(&format!("foglio Contatti, riga 2, colonna C «Contatto»: «{cell}» non va bene"))
                && told.contains(cure),
            "{cell}: {told}"
        );
    }
    // As a number, which is how it loses the zero.
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Contatti").unwrap();
    for (c, cell) in (0u16..).zip(["Riferito a", "Tipo di contatto", "Contatto"]) {
        page.write_string(0, c, cell).unwrap();
    }
    page.write_string(1, 0, "br-mesagne").unwrap();
    page.write_string(1, 1, "telefono").unwrap();
    page.write_number(1, 2, 831_777_777.0).unwrap();
    let told = report(&tables::import(&CATALOG, &xlsx::read(&book.save_to_buffer().unwrap()).unwrap()));
    assert!(told.contains("forse «0831777777»"), "{told}");
}

#[test]
fn what_is_to_be_completed_is_an_error_and_no_desk_sees_it() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    ok(dir, &["catalog", "new", "servizio", "mesagne", "ludoteca", "-o", "nuovo"]);
    ok(dir, &["catalog", "new", "sede", "mesagne", "pua-centro", "-o", "nuovo"]);
    let told = refused(dir, &["catalog", "validate", "nuovo"]);
    assert!(told.contains("[da-completare]") && told.contains("ambiti/br-mesagne.json:"), "{told}");
    for arguments in [
        &["search", "ludoteca", "--comune", "mesagne"][..],
        &["show", "br-mesagne/ludoteca"],
        &["show", "ambito/br-mesagne"],
    ] {
        let mut all = vec!["--catalog", "nuovo"];
        all.extend(arguments);
        let shown = sportello(dir, &all).stdout;
        assert!(!String::from_utf8_lossy(&shown).contains("DA COMPLETARE"), "{arguments:?}");
    }
    let text = "Codice;Nome;Tipo;Fonti\nbr-mesagne/sede/x;DA COMPLETARE: come si chiama;altro;Sito\n";
    let (table, _) = csv::read("sedi", text.as_bytes()).unwrap();
    let told = report(&tables::import(&CATALOG, &[table]));
    assert!(told.contains("foglio Sedi, riga 2, colonna B «Nome»") && told.contains("da completare"), "{told}");
}

#[test]
fn a_fault_that_only_the_whole_shows_is_told_by_sheet_row_and_column() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let cases = [
        (
            "servizi",
            "Codice;Tipologia;Base;Fonti\nbr-mesagne/asilo-nido-8;asilo-nido;piano;\n",
            "foglio Servizi, riga 2, colonna D «Fonti»",
        ),
        (
            "servizi",
            "Codice;Tipologia;Base;Fonti;Verificato il\nbr-mesagne/asilo-nido-8;asilo-nido;piano;Sito;2099\n",
            "foglio Servizi, riga 2, colonna E «Verificato il»",
        ),
        (
            "servizi",
            "Codice;Tipologia;Base;Comuni;Fonti\nbr-mesagne/asilo-nido-8;asilo-nido;piano;Casarano;Sito\n",
            "foglio Servizi, riga 2, colonna D «Comuni»",
        ),
        (
            "sedi",
            "Codice;Nome;Tipo;Latitudine;Longitudine;Fonti\nbr-mesagne/sede/x;X;altro;12;44;Sito\n",
            "foglio Sedi, riga 2, colonna D «Latitudine»",
        ),
        (
            "sedi",
            "Codice;Nome;Tipo;Riservata;Indirizzo;Fonti\nbr-mesagne/sede/x;X;altro;sì;Via Roma;Sito\n",
            "foglio Sedi, riga 2, colonna E «Indirizzo»",
        ),
        (
            "servizi",
            "Codice;Tipologia;Base;Fonti\nbr-mesagne/ludoteca;asilo-nido;piano;Sito\n",
            "foglio Servizi, riga 2, colonna A «Codice»",
        ),
    ];
    for (name, text, place) in cases {
        std::fs::write(dir.join(format!("{name}.csv")), text).unwrap();
        let told = refused(dir, &["catalog", "import", "--from", "csv", &format!("{name}.csv"), "-o", "nuovo"]);
        assert!(told.contains(place), "{place}: {told}");
        assert!(!told.contains(".json:") && !dir.join("nuovo").exists(), "{told}");
    }
}

#[test]
fn one_fault_is_one_line() {
    let sedi = "Codice;Nome;Tipo;CAP;Fonti\nbr-mesagne/sede/x;X;altro;7202;Sito\n";
    let contatti = "Riferito a;Tipo di contatto;Contatto\nbr-mesagne/sede/x;telefono;0831 123456\nbr-mesagne/sede/x;e-mail;a@b.it\n";
    let tables = [csv::read("sedi", sedi.as_bytes()).unwrap().0, csv::read("contatti", contatti.as_bytes()).unwrap().0];
    let import = tables::import(&CATALOG, &tables);
    let told: Vec<String> = import.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["foglio Sedi, riga 2, colonna D «CAP»: «7202» non va bene: atteso un CAP di cinque cifre; forse «07202»"]
    );
    // The same fault ten times over is one too.
    let rows: Vec<String> = (0..10).map(|n| format!("br-mesagne/sede/x{n};X{n};altro;72020;\n")).collect();
    let rows = rows.concat();
    let text = format!("Codice;Nome;Tipo;CAP;Fonti\n{rows}");
    let import = tables::import(&CATALOG, &[csv::read("sedi", text.as_bytes()).unwrap().0]);
    assert_eq!(import.problems.len(), 1);
    assert!(
        import.problems[0].to_string().starts_with("foglio Sedi, righe 2-11, colonna E «Fonti»: cella vuota: scrivi"),
        "{}",
        import.problems[0]
    );
}

#[test]
fn own_columns_are_kept_aside_and_said() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let text =
        "Codice;Nome;Tipo;Fonti;Referente;Note interne\nbr-mesagne/sede/x;X;altro;Sito;Dott.ssa;chiamare prima\n";
    std::fs::write(dir.join("sedi.csv"), text).unwrap();
    let told = ok(dir, &["catalog", "import", "--from", "csv", "sedi.csv", "-o", "nuovo"]);
    assert!(
        told.contains("la colonna «Referente» non è del catalogo") && told.contains("colonne-proprie/sedi.csv"),
        "{told}"
    );
    let kept = std::fs::read_to_string(dir.join("nuovo/colonne-proprie/sedi.csv")).unwrap();
    assert!(kept.contains("br-mesagne/sede/x;Referente;Dott.ssa") && kept.contains("chiamare prima"), "{kept}");
    ok(dir, &["catalog", "validate", "nuovo"]);
}

#[test]
fn names_are_understood_for_codes_and_the_lists_hold_them_all() {
    let rows = "Codice;Tipologia;Base;Stato;Comuni;Destinatari;Area;Fonti\n\
                br-mesagne/asilo-nido-8;Asilo nido, micronido e sezione primavera;piano;Attivo;Mesagne, Latiano;Anziani;Famiglie e minori;Sito\n\
                br-mesagne/asilo-nido-9;Asilo nido;Piano;attiva;Mesagne;;;https://www.comune.mesagne.br.it/nido\n";
    let import = tables::import(&CATALOG, &[csv::read("servizi", rows.as_bytes()).unwrap().0]);
    assert!(import.problems.iter().all(|p| p.title == "Area"), "{}", report(&import));
    let export = tables::export(&CATALOG, CATALOG.find_ambito("br-mesagne"));
    let bytes = xlsx::write(&export, CATALOG.regione.release).unwrap();
    let all = xlsx::read_all(&bytes).unwrap();
    let lists = all.iter().find(|t| t.name == "Elenchi").unwrap();
    let texts: Vec<&String> = lists
        .rows
        .iter()
        .flat_map(|r| &r.cells)
        .filter_map(|(_, c)| match c {
            RawCell::Text(t) => Some(t),
            _ => None,
        })
        .collect();
    for t in &CATALOG.tipologie {
        assert!(texts.iter().any(|x| x.as_str() == t.record.name.as_str()), "{}", t.record.name);
        let row =
            format!("Codice;Tipologia;Base;Fonti\nbr-mesagne/{}-8;\"{}\";piano;Sito\n", t.record.id, t.record.name);
        let import = tables::import(&CATALOG, &[csv::read("servizi", row.as_bytes()).unwrap().0]);
        assert_eq!(import.problems, [], "{}", t.record.name);
    }
    let sheet = with_xml(&bytes, "xl/worksheets/sheet1.xml", |xml| {
        assert!(xml.contains("Elenchi!$A$2:$A$"), "the drop-down list of the tipologie");
        xml.to_owned()
    });
    drop(sheet);
}

#[test]
fn a_column_that_is_only_to_be_read_says_that_it_does_not_count() {
    let mut tables = sheets("br-mesagne");
    let servizi = sheet(&mut tables, "Servizi");
    let at = column(servizi, "Nome della tipologia");
    let cell = servizi.rows[1].cells.iter_mut().find(|(c, _)| *c == at).unwrap();
    cell.1 = RawCell::Text("Nido Arcobaleno".to_owned());
    let told = report(&tables::import(&CATALOG, &tables));
    assert!(told.contains("«Nido Arcobaleno» è solo da leggere e non conta"), "{told}");
}

#[test]
fn inline_texts_are_read_wherever_a_program_puts_them() {
    let cell = |place: &str, inner: &str| format!("<c r=\"{place}\" t=\"inlineStr\">{inner}</c>");
    for (kind, made) in [
        ("v", [cell("A2", "<v>br-mesagne/sede/x</v>"), cell("B2", "<v>Caf&#233; &amp; Ufficio</v>")]),
        ("is", [cell("A2", "<is><t>br-mesagne/sede/x</t></is>"), cell("B2", "<is><t>Café &amp; Ufficio</t></is>")]),
        (
            "rich",
            [
                cell("A2", "<is><t>br-mesagne/sede/x</t></is>"),
                cell("B2", "<is><r><t xml:space=\"preserve\">Café &amp; </t></r><r><t>Ufficio</t></r></is>"),
            ],
        ),
        ("both", [cell("A2", "<v>br-mesagne/sede/x</v>"), cell("B2", "<is><t>Café &amp; Ufficio</t></is>")]),
    ] {
        let base = workbook(&[("Sedi", &[&["Codice", "Nome", "Tipo", "Fonti"]])]);
        let more = format!(
            "<row r=\"2\">{}{}{}{}</row></sheetData>",
            made[0],
            made[1],
            cell("C2", "<v>altro</v>"),
            cell("D2", "<v>Sito</v>")
        );
        let bytes = with_xml(&base, "xl/worksheets/sheet1.xml", |xml| xml.replacen("</sheetData>", &more, 1));
        let import = tables::import(&CATALOG, &xlsx::read(&bytes).unwrap());
        assert_eq!(import.problems, [], "{kind}: {}", report(&import));
        assert_eq!(import.records.ambiti[0].sedi[0].name.as_str(), "Café & Ufficio", "{kind}");
    }
}

#[test]
fn a_comune_that_is_written_short_is_understood_or_the_nearest_is_named() {
    let read = |said: &str| {
        let text = format!("Codice;Nome;Tipo;Comune;Fonti\nbr-mesagne/sede/x;X;altro;{said};Sito\n");
        tables::import(&CATALOG, &[csv::read("sedi", text.as_bytes()).unwrap().0])
    };
    for (said, istat) in [
        ("S. Donaci", "074013"),
        ("S.Donaci", "074013"),
        ("SAN DONACI (BR)", "074013"),
        ("S.ta Cesarea Terme", "075072"),
        ("Torre S. Susanna", "074019"),
    ] {
        let import = read(said);
        assert_eq!(import.problems, [], "{said}: {}", report(&import));
        let sede = import.records.ambiti[0].sedi.iter().find(|s| s.name.as_str() == "X").unwrap();
        assert_eq!(sede.comune.as_ref().map(ToString::to_string).as_deref(), Some(istat), "{said}");
    }
    for (said, nearest) in [
        ("S. Pancrazio", "forse «San Pancrazio Salentino (074015)»"),
        ("S. Vito", "forse «San Vito dei Normanni (074017)»"),
        ("S.Vito d. Normanni", "forse «San Vito dei Normanni (074017)»"),
        ("Mesange", "forse «Mesagne (074010)»"),
        ("Latiano (LE)", "forse «Latiano (074009)»"),
        ("Fasano / Savelletri", "forse «Fasano (074007)»"),
    ] {
        let told = report(&read(said));
        let place = format!("foglio Sedi, riga 2, colonna D «Comune»: «{said}» non va bene");
        assert!(told.contains(&place) && told.contains(nearest), "{said}: {told}");
    }
    // Nothing is near: how it is written.
    assert!(report(&read("Timbuctù")).contains("atteso per esempio «Casarano (075016)»"));
}

#[test]
fn what_the_row_above_says_and_broken_letters_are_no_values() {
    let read =
        |name: &str, text: &str| report(&tables::import(&CATALOG, &[csv::read(name, text.as_bytes()).unwrap().0]));
    for ditto in ["idem", "Vedi sopra", "c.s.", "\"\"\"\"", "come sopra"] {
        let told = read("sedi", &format!("Codice;Nome;Tipo;Fonti\nbr-mesagne/sede/x;X;altro;{ditto}\n"));
        assert!(
            told.contains("riga 2, colonna D «Fonti»") && told.contains("ogni riga sta da sola"),
            "{ditto}: {told}"
        );
    }
    for broken in ["CittÃ  dei ragazzi", "LunedÃ¬", "lâ€™ufficio", "PerchÃ©"] {
        let told = read("sedi", &format!("Codice;Nome;Tipo;Fonti\nbr-mesagne/sede/x;{broken};altro;Sito\n"));
        assert!(
            told.contains("riga 2, colonna B «Nome»") && told.contains("esporta di nuovo il file in UTF-8"),
            "{broken}: {told}"
        );
    }
    // The mark of UTF-8 that was read as letters hides no heading.
    let text = "ï»¿Codice;Nome;Tipo;Fonti\nbr-mesagne/sede/x;X;altro;Sito\n";
    let import = tables::import(&CATALOG, &[csv::read("sedi", text.as_bytes()).unwrap().0]);
    assert_eq!((import.problems.as_slice(), import.own.as_slice()), (&[][..], &[][..]), "{}", report(&import));
}

#[test]
fn an_hour_that_became_a_date_says_what_happened() {
    let text = "Codice;Nome;Tipo;Orari;Fonti\nbr-mesagne/sede/x;X;altro;2026-12-09;Sito\n";
    let told = report(&tables::import(&CATALOG, &[csv::read("sedi", text.as_bytes()).unwrap().0]));
    assert!(
        told.contains(
            "riga 2, colonna D «Orari»: «2026-12-09» non va bene: il foglio di calcolo ha fatto di un orario una data"
        ),
        "{told}"
    );
}

#[test]
fn a_column_without_a_heading_is_one_fault() {
    let mut tables = sheets("br-mesagne");
    let sedi = sheet(&mut tables, "Sedi");
    let at = column(sedi, "Indirizzo");
    sedi.rows[0].cells.retain(|(c, _)| *c != at);
    let import = tables::import(&CATALOG, &tables);
    assert_eq!(import.problems.len(), 1, "{}", report(&import));
    assert!(import.problems[0].to_string().starts_with("foglio Sedi, righe 2-8"), "{}", import.problems[0]);
}

#[test]
fn what_only_the_record_refuses_says_the_value_and_how_it_is_written() {
    for (title, cell, cure) in [
        ("Importi", "500 euro al mese", "euro=500 | anno=2026"),
        ("Requisiti", "ISEE sotto 10.000", "isee | massimo=10140"),
    ] {
        let text =
            format!("Codice;Tipologia;Base;{title};Fonti\nbr-mesagne/asilo-nido-8;asilo-nido;piano;{cell};Sito\n");
        let told = report(&tables::import(&CATALOG, &[csv::read("servizi", text.as_bytes()).unwrap().0]));
        let place = format!("foglio Servizi, riga 2, colonna D «{title}»: «{cell}» non va bene");
        assert!(told.contains(&place) && told.contains(cure), "{told}");
    }
}

#[test]
fn a_servizio_is_sent_to_no_office_of_another_ambito() {
    for (said, wanted) in
        [("\"Ufficio di Piano; Servizi sociali\"", "«Servizi sociali»"), ("Consultorio di Altamura", "non")]
    {
        let text = format!("Codice;Tipologia;Base;Sedi;Fonti\nbr-mesagne/asilo-nido-8;asilo-nido;piano;{said};Sito\n");
        let import = tables::import(&CATALOG, &[csv::read("servizi", text.as_bytes()).unwrap().0]);
        assert!(report(&import).contains(wanted), "{}", report(&import));
        let text = serde_json::to_string(&import.records.ambiti).unwrap();
        for elsewhere in ["fg-manfredonia/sede", "ba-altamura/sede"] {
            assert!(!text.contains(elsewhere), "{said}: {}", report(&import));
        }
    }
}

// The law.

/// Every fact of the records: record and field, value.
fn facts(records: &Records) -> BTreeMap<(String, String), Value> {
    let mut out = BTreeMap::new();
    let mut put = |value: Value| {
        let id = value["id"].as_str().unwrap_or_default().to_owned();
        for (key, value) in value.as_object().unwrap() {
            out.insert((id.clone(), key.clone()), value.clone());
        }
    };
    records.misure.iter().for_each(|r| put(serde_json::to_value(r).unwrap()));
    for file in &records.ambiti {
        file.ambito.iter().for_each(|r| put(serde_json::to_value(r).unwrap()));
        file.sedi.iter().for_each(|r| put(serde_json::to_value(r).unwrap()));
        file.servizi.iter().for_each(|r| put(serde_json::to_value(r).unwrap()));
    }
    out
}

/// What `got` says of a fact is what `wanted` says; a record that is not in it at all stays as it lies below.
fn same_facts(got: &Records, wanted: &Records, what: &str) {
    let got = facts(got);
    for ((id, key), value) in facts(wanted) {
        if got.keys().any(|(other, _)| *other == id) {
            assert_eq!(got.get(&(id.clone(), key.clone())), Some(&value), "{what}: {id} {key}");
        }
    }
}

/// What somebody does to a workbook.
#[derive(Debug, Clone)]
enum Edit {
    DeleteRow(usize, usize),
    DeleteColumn(usize, usize),
    DeleteSheet(usize),
    Blank(usize, usize, usize),
    BlankHeading(usize, usize),
    RenameHeading(usize, usize, String),
    RenameSheet(usize, String),
    RenameCode(usize, usize),
    Merge(usize, usize, usize, usize),
    Overwrite(usize, usize, usize, String),
    DoubleRow(usize, usize),
    OnlyHeadings(usize),
    ReverseRows(usize),
    SwapColumns(usize, usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..1000usize;
    let word = || "[A-Za-zàè ]{1,12}";
    prop_oneof![
        (n(), n()).prop_map(|(s, r)| Edit::DeleteRow(s, r)),
        (n(), n()).prop_map(|(s, c)| Edit::DeleteColumn(s, c)),
        n().prop_map(Edit::DeleteSheet),
        (n(), n(), n()).prop_map(|(s, r, c)| Edit::Blank(s, r, c)),
        (n(), n()).prop_map(|(s, c)| Edit::BlankHeading(s, c)),
        (n(), n(), word()).prop_map(|(s, c, w)| Edit::RenameHeading(s, c, w)),
        (n(), word()).prop_map(|(s, w)| Edit::RenameSheet(s, w)),
        (n(), n()).prop_map(|(s, r)| Edit::RenameCode(s, r)),
        (n(), n(), n(), 1..4usize).prop_map(|(s, r, c, m)| Edit::Merge(s, r, c, m)),
        (n(), n(), n(), word()).prop_map(|(s, r, c, w)| Edit::Overwrite(s, r, c, w)),
        (n(), n()).prop_map(|(s, r)| Edit::DoubleRow(s, r)),
        n().prop_map(Edit::OnlyHeadings),
        n().prop_map(Edit::ReverseRows),
        (n(), n(), n()).prop_map(|(s, a, b)| Edit::SwapColumns(s, a, b)),
    ]
}

fn at<T>(list: &[T], n: usize) -> Option<usize> {
    (!list.is_empty()).then(|| n % list.len())
}

fn row_at(table: &RawTable, n: usize) -> Option<usize> {
    (table.rows.len() > 1).then(|| 1 + n % (table.rows.len() - 1))
}

impl Edit {
    fn make(&self, tables: &mut Vec<RawTable>) -> Option<()> {
        let sheet = match self {
            Self::DeleteRow(s, ..)
            | Self::DeleteColumn(s, ..)
            | Self::DeleteSheet(s)
            | Self::Blank(s, ..)
            | Self::BlankHeading(s, ..)
            | Self::RenameHeading(s, ..)
            | Self::RenameSheet(s, ..)
            | Self::RenameCode(s, ..)
            | Self::Merge(s, ..)
            | Self::Overwrite(s, ..)
            | Self::DoubleRow(s, ..)
            | Self::OnlyHeadings(s)
            | Self::ReverseRows(s)
            | Self::SwapColumns(s, ..) => at(tables, *s)?,
        };
        if let Self::DeleteSheet(_) = self {
            tables.remove(sheet);
            return Some(());
        }
        let table = &mut tables[sheet];
        let heading =
            |table: &RawTable, c: usize| at(&table.rows.first()?.cells, c).map(|at| table.rows[0].cells[at].0);
        match self {
            Self::DeleteRow(_, r) => drop(table.rows.remove(row_at(table, *r)?)),
            Self::DeleteColumn(_, c) => {
                let place = heading(table, *c)?;
                table.rows.iter_mut().for_each(|row| row.cells.retain(|(at, _)| *at != place));
            }
            Self::Blank(_, r, c) => {
                let row = row_at(table, *r)?;
                let cell = at(&table.rows[row].cells, *c)?;
                table.rows[row].cells.remove(cell);
            }
            Self::BlankHeading(_, c) => {
                let place = heading(table, *c)?;
                table.rows[0].cells.retain(|(at, _)| *at != place);
            }
            Self::RenameHeading(_, c, word) => {
                let place = heading(table, *c)?;
                table.rows[0]
                    .cells
                    .iter_mut()
                    .filter(|(at, _)| *at == place)
                    .for_each(|(_, cell)| *cell = RawCell::Text(word.clone()));
            }
            Self::RenameSheet(_, word) => table.name.clone_from(word),
            Self::RenameCode(_, r) => {
                let row = row_at(table, *r)?;
                let (_, cell) = table.rows[row].cells.first_mut()?;
                if let RawCell::Text(code) = cell {
                    code.push_str("-77");
                }
            }
            Self::Merge(_, r, c, more) => {
                let (row, place) = (row_at(table, *r)?, heading(table, *c)?);
                let first = table.rows[row].line;
                table
                    .rows
                    .iter_mut()
                    .filter(|row| (first + 1..=first + more).contains(&row.line))
                    .for_each(|row| row.cells.retain(|(at, _)| *at != place));
                table.merged.push(Merged { lines: (first, first + more), columns: (place, place) });
            }
            Self::Overwrite(_, r, c, word) => {
                let row = row_at(table, *r)?;
                let cell = at(&table.rows[row].cells, *c)?;
                table.rows[row].cells[cell].1 = RawCell::Text(word.clone());
            }
            Self::DoubleRow(_, r) => {
                let row = row_at(table, *r)?;
                let twin = RawRow { line: table.rows.last()?.line + 1, cells: table.rows[row].cells.clone() };
                table.rows.push(twin);
            }
            Self::OnlyHeadings(_) => table.rows.truncate(1),
            Self::ReverseRows(_) => {
                let lines: Vec<usize> = table.rows.iter().map(|row| row.line).collect();
                table.rows.get_mut(1..)?.reverse();
                table.rows.iter_mut().zip(lines).for_each(|(row, line)| row.line = line);
            }
            Self::SwapColumns(_, a, b) => {
                let (a, b) = (heading(table, *a)?, heading(table, *b)?);
                for row in &mut table.rows {
                    for (place, _) in &mut row.cells {
                        *place = if *place == a {
                            b
                        } else if *place == b {
                            a
                        } else {
                            *place
                        };
                    }
                    row.cells.sort_by_key(|(place, _)| *place);
                }
            }
            Self::DeleteSheet(_) => {}
        }
        Some(())
    }

    /// Whether the edit itself says what a fact is to be: a cell that was written over.
    fn says(&self) -> bool {
        matches!(self, Self::Overwrite(..))
    }
}

/// Whether two lists hold the same, whatever comes first: rows that changed places say so.
fn same_in_another_order(a: &Value, b: Option<&Value>) -> bool {
    let sorted = |v: &Value| -> Option<Vec<String>> {
        let mut all: Vec<String> = v.as_array()?.iter().map(Value::to_string).collect();
        all.sort();
        Some(all)
    };
    sorted(a).is_some() && sorted(a) == b.and_then(sorted)
}

/// What is told where a whole sheet says nothing any more.
const WHOLE_SHEET: [&str; 3] = ["manca: ciò che si sapeva", "è vuoto", "non è fra quelli previsti"];

static UNTOUCHED: LazyLock<Vec<Vec<RawTable>>> =
    LazyLock::new(|| ["br-mesagne", "le-casarano", "fg-foggia"].map(sheets).to_vec());

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn each_fact_is_unchanged_or_changed_as_the_edit_says_or_named(which in 0..3usize, edits in proptest::collection::vec(edit(), 1..4)) {
        let before = &UNTOUCHED[which];
        let mut tables = before.clone();
        for edit in &edits {
            edit.make(&mut tables);
        }
        let import = tables::import(&CATALOG, &tables);
        // With a fault nothing is written, and the fault is named.
        prop_assume!(import.problems.is_empty());
        let told = report(&import);
        let now = facts(&import.records);
        let overwritten = edits.iter().any(Edit::says);
        for ((id, key), value) in facts(&tables::import(&CATALOG, before).records) {
            let Some(_) = now.keys().find(|(other, _)| *other == id) else {
                // Its row is gone: it stays as it lies below, and is named.
                let named = told.contains(&id) || WHOLE_SHEET.iter().any(|said| told.contains(said));
                prop_assert!(named, "{:?}: {} went without a word\n{}", edits, id, told);
                continue;
            };
            let new = now.get(&(id.clone(), key.clone()));
            let moved = edits.iter().any(|e| matches!(e, Edit::ReverseRows(_)));
            if new == Some(&value) || moved && same_in_another_order(&value, new) {
                continue;
            }
            let lines: Vec<&str> = told.lines().filter(|line| line.contains("tolto") || line.contains(&id)).collect();
            prop_assert!(!lines.is_empty() || overwritten, "{:?}: {} {} was {} is {:?}\n{}", edits, id, key, value, new, told);
        }
    }

    #[test]
    fn a_fault_is_never_without_a_place(which in 0..3usize, edits in proptest::collection::vec(edit(), 1..3)) {
        let mut tables = UNTOUCHED[which].clone();
        for edit in &edits {
            edit.make(&mut tables);
        }
        let names: Vec<String> = tables.iter().map(|t| t.name.trim().to_owned()).collect();
        for problem in tables::import(&CATALOG, &tables).problems {
            let is_ours = ["Servizi", "Sedi", "Contatti", "Ambito", "–"].contains(&problem.sheet.as_str()) || names.iter().any(|n| n.contains(problem.sheet.trim_end_matches('…')));
            prop_assert!(is_ours && problem.line > 0 && !problem.expected.is_empty(), "{:?}", problem);
        }
    }
}

// The first sheet of a newcomer.

/// Rows as an office types them that has never seen the program.
#[allow(clippy::too_many_lines)] // one sheet, typed as an office would
fn naive() -> Vec<u8> {
    workbook(&[
        (
            "Servizi",
            &[
                &[
                    "Codice",
                    "Tipologia",
                    "Nome",
                    "Stato",
                    "Base",
                    "In breve",
                    "A chi è rivolto",
                    "Come fare",
                    "Cosa serve",
                    "Quanto costa",
                    "Comuni",
                    "Sedi",
                    "Fonti",
                    "Verificato il",
                    "Referente",
                ],
                &[
                    "1",
                    "Assistenza domiciliare sociale (anziani)",
                    "",
                    "attivo",
                    "",
                    "",
                    "anziani soli",
                    "Domanda al protocollo\nvisita dell'assistente sociale",
                    "ISEE, carta d'identità",
                    "in base all'ISEE",
                    "Mesagne",
                    "Ufficio servizi sociali",
                    "Sito del Comune",
                    "21/11/2026",
                    "dott.ssa Rossi",
                ],
                &[
                    "2",
                    "SAD",
                    "Assistenza domiciliare di Latiano",
                    "Attiva",
                    "piano",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "Latiano",
                    "",
                    "Sito del Comune",
                    "nov 2026",
                    "",
                ],
                &[
                    "3",
                    "Asilo nido",
                    "Nido Girotondo",
                    "attivo",
                    "",
                    "",
                    "bambini 3-36 mesi",
                    "",
                    "",
                    "",
                    "Mesagne",
                    "",
                    "Sito del Comune",
                    "novembre 2026",
                    "",
                ],
                &[
                    "4",
                    "Segretariato sociale",
                    "",
                    "attivo",
                    "",
                    "",
                    "tutti",
                    "",
                    "",
                    "gratuito",
                    "Mesagne, Latiano",
                    "Ufficio servizi sociali",
                    "Sito del Comune",
                    "2026",
                    "",
                ],
                &[
                    "5",
                    "Servizio sociale professionale",
                    "",
                    "Attivo",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "tutti",
                    "",
                    "Sito del Comune",
                    "21.11.2026",
                    "",
                ],
                &[
                    "6",
                    "Centro antiviolenza",
                    "CAV La Luna",
                    "attivo",
                    "",
                    "",
                    "donne",
                    "",
                    "",
                    "gratis",
                    "",
                    "",
                    "Sito del Comune",
                    "21-11-2026",
                    "",
                ],
                &[
                    "7",
                    "Mensa sociale",
                    "",
                    "da confermare",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "Mesagne",
                    "",
                    "Sito del Comune",
                    "",
                    "",
                ],
                &[
                    "8",
                    "PUA",
                    "",
                    "attivo",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "PUA",
                    "Sito del Comune",
                    "21 novembre 2026",
                    "",
                ],
                &[
                    "9",
                    "Centro diurno disabili",
                    "",
                    "attivo",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "Mesagne",
                    "",
                    "Sito del Comune",
                    "",
                    "",
                ],
                &[
                    "10",
                    "Trasporto sociale",
                    "",
                    "programmato",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "Mesagne",
                    "",
                    "Sito del Comune",
                    "",
                    "",
                ],
            ],
        ),
        (
            "Sedi",
            &[
                &[
                    "Codice",
                    "Nome",
                    "Tipo",
                    "Comune",
                    "Indirizzo",
                    "CAP",
                    "Telefono",
                    "E-mail",
                    "Orari",
                    "Tipologie",
                    "Fonti",
                ],
                &[
                    "A",
                    "Ufficio servizi sociali",
                    "Ufficio",
                    "Mesagne",
                    "Via Roma 1",
                    "72023",
                    "tel. 0831 732211 / 0831 732212",
                    "servizi.sociali@comune.mesagne.br.it",
                    "lun–ven 9-12; mar e gio 15.30-17.30",
                    "Segretariato sociale, SAD",
                    "Sito del Comune",
                ],
                &[
                    "B",
                    "PUA",
                    "",
                    "Latiano",
                    "Piazza Umberto I, 5",
                    "72022",
                    "0831 725000",
                    "",
                    "martedì e giovedì 15:30-17:30",
                    "PUA",
                    "Sito del Comune",
                ],
                &[
                    "C",
                    "Centro diurno L'Aquilone",
                    "Centro diurno",
                    "Mesagne (BR)",
                    "Contrada Torre",
                    "72023",
                    "347 1234567",
                    "",
                    "dal lunedì al venerdì dalle 8:30 alle 13:30",
                    "",
                    "Sito del Comune",
                ],
            ],
        ),
        (
            "Contatti",
            &[
                &["Riferito a", "Tipo di contatto", "Contatto"],
                &["A", "PEC", "protocollo@pec.comune.mesagne.br.it"],
                &["PUA", "mail", "pua@asl.brindisi.it"],
                &["C", "sito", "www.aquilone.it"],
            ],
        ),
    ])
}

#[test]
fn the_first_sheet_of_a_newcomer_has_few_faults_and_each_can_be_cured_from_its_line() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    std::fs::write(dir.join("primo.xlsx"), naive()).unwrap();
    let told =
        refused(dir, &["catalog", "import", "--from", "xlsx", "primo.xlsx", "-o", "nuovo", "--ambito", "mesagne"]);
    let faults: Vec<&str> = told
        .lines()
        .filter(|l| l.contains("foglio ") && l.contains("non va bene") || l.contains("cella vuota"))
        .collect();
    assert!(faults.len() <= 3, "{}", faults.join("\n"));
    // Cured as the lines say: SAD may be two things.
    let cured = with_xml(&naive(), "sharedStrings.xml", |xml| {
        xml.replace("<t>SAD</t>", "<t>assistenza-domiciliare-sociale</t>")
            .replace("Segretariato sociale, SAD", "Segretariato sociale | assistenza-domiciliare-sociale")
    });
    std::fs::write(dir.join("primo.xlsx"), cured).unwrap();
    ok(dir, &["catalog", "import", "--from", "xlsx", "primo.xlsx", "-o", "nuovo", "--ambito", "mesagne"]);
    ok(dir, &["catalog", "validate", "nuovo"]);
    // Once more changes nothing: the rows find their own records.
    let before = std::fs::read(dir.join("nuovo/ambiti/br-mesagne.json")).unwrap();
    let told = ok(dir, &["catalog", "import", "--from", "xlsx", "primo.xlsx", "-o", "nuovo", "--ambito", "mesagne"]);
    assert_eq!(std::fs::read(dir.join("nuovo/ambiti/br-mesagne.json")).unwrap(), before, "{told}");
    let sede: Value = serde_json::from_slice(&before).unwrap();
    let pua = sede["sedi"].as_array().unwrap().iter().find(|s| s["name"] == "PUA").unwrap();
    assert_eq!((&pua["kind"], &pua["hours"]), (&Value::from("pua"), &Value::from("Tu,Th 15:30-17:30")));
}
