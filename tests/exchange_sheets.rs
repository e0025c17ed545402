//! The Ufficio di Piano takes the catalogue into a spreadsheet and brings it back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{Cursor, Write as _};
use std::process::Command;

use rust_xlsxwriter::{Formula, Workbook};
use sportello::catalog::bundled;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::load::Records;
use sportello::catalog::model::Catalog;
use sportello::exchange::raw::RawTable;
use sportello::exchange::tables::Import;
use sportello::exchange::{csv, layer, tables, xlsx};

fn catalog() -> Catalog {
    bundled::catalog().unwrap().catalog
}

/// What the sheets carry of the bundled catalogue: ambiti with sedi and servizi, and the misure.
fn carried() -> Records {
    let all = bundled::layer().unwrap().1;
    let mut ambiti = all.ambiti;
    ambiti.sort_by_key(|f| f.ambito.as_ref().unwrap().id.clone());
    Records { misure: all.misure, ambiti, ..Records::default() }
}

fn clean(import: &Import) {
    let problems: Vec<String> = import.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(import.notes, Vec::<String>::new());
    assert_eq!(import.read, import.kept);
}

/// Row by row, so that a difference names its record.
fn same(got: &Records, wanted: &Records) {
    assert_eq!(got.misure.len(), wanted.misure.len());
    for (g, w) in got.ambiti.iter().zip(&wanted.ambiti) {
        assert_eq!(g.ambito, w.ambito);
        let by_id = |s: &sportello::catalog::record::AmbitoFile| {
            let mut s = s.clone();
            s.sedi.sort_by(|a, b| a.id.cmp(&b.id));
            s.servizi.sort_by(|a, b| a.id.cmp(&b.id));
            s
        };
        let (g, w) = (by_id(g), by_id(w));
        for (a, b) in g.sedi.iter().zip(&w.sedi) {
            assert_eq!(a, b);
        }
        for (a, b) in g.servizi.iter().zip(&w.servizi) {
            assert_eq!(a, b);
        }
        assert_eq!((g.sedi.len(), g.servizi.len()), (w.sedi.len(), w.servizi.len()));
    }
    assert_eq!(got.ambiti.len(), wanted.ambiti.len());
    let sorted = |r: &Records| {
        let mut m = r.misure.clone();
        m.sort_by(|a, b| a.id.cmp(&b.id));
        m
    };
    assert_eq!(sorted(got), sorted(wanted));
}

fn read_csv(files: &[(String, Vec<u8>)]) -> Vec<RawTable> {
    files
        .iter()
        .filter(|(name, _)| name != "leggimi.csv")
        .map(|(name, bytes)| csv::read(name.trim_end_matches(".csv"), bytes).unwrap().0)
        .collect()
}

#[test]
fn a_workbook_brings_back_every_record() {
    let c = catalog();
    let bytes = xlsx::write(&tables::export(&c, None), c.regione.release).unwrap();
    eprintln!("xlsx: {} byte", bytes.len());
    let import = tables::import(&c, &xlsx::read(&bytes).unwrap());
    clean(&import);
    same(&import.records, &carried());
}

#[test]
fn two_exports_are_the_same_bytes() {
    let c = catalog();
    let write = || xlsx::write(&tables::export(&c, None), c.regione.release).unwrap();
    assert_eq!(write(), write());
}

#[test]
fn csv_files_bring_back_every_record() {
    let c = catalog();
    let files = csv::write(&tables::export(&c, None)).unwrap();
    assert_eq!(files.len(), 5);
    let import = tables::import(&c, &read_csv(&files));
    clean(&import);
    same(&import.records, &carried());
}

#[test]
fn the_files_of_an_import_load_as_a_layer() {
    let c = catalog();
    let bytes = xlsx::write(&tables::export(&c, c.find_ambito("br-mesagne")), c.regione.release).unwrap();
    let import = tables::import(&c, &xlsx::read(&bytes).unwrap());
    clean(&import);
    let files = layer::files(&import.records).unwrap();
    assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["ambiti/br-mesagne.json"]);
    let mut back = Records::default();
    for (name, bytes) in &files {
        back.add(FileKind::of_path(name).unwrap(), std::str::from_utf8(bytes).unwrap()).unwrap();
    }
    assert_eq!(back, import.records);
    // The officer's file and the one of the catalogue say the same, byte by byte.
    let own = bundled::FILES.iter().find(|(name, _)| *name == "ambiti/br-mesagne.json").unwrap().1;
    assert_eq!(String::from_utf8(files[0].1.clone()).unwrap(), own);
}

#[test]
fn no_cell_of_the_workbook_is_a_formula() {
    let c = catalog();
    let mut export = tables::export(&c, c.find_ambito("br-mesagne"));
    export[0].rows[0][11] = "=HYPERLINK(\"http://x\")".to_owned();
    let bytes = xlsx::write(&export, c.regione.release).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for at in 0..archive.len() {
        let part = std::io::read_to_string(archive.by_index(at).unwrap()).unwrap();
        assert!(!part.contains("<f>") && !part.contains("<f "), "{at}");
    }
    let import = tables::import(&c, &xlsx::read(&bytes).unwrap());
    clean(&import);
    let csv = csv::write(&export).unwrap();
    assert!(
        String::from_utf8_lossy(&csv[0].1).contains(";\"'=HYPERLINK(")
            || String::from_utf8_lossy(&csv[0].1).contains(";'=HYPERLINK(")
    );
}

/// A workbook with one sheet of servizi: the headings and some rows.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Servizi").unwrap();
    for (r, row) in (0u32..).zip(rows) {
        for (c, cell) in (0u16..).zip(*row) {
            page.write_string(r, c, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

const HEAD: &[&str] = &["Codice", "Tipologia", "Base", "Stato", "Comuni", "Fonti", "Verificato il"];

fn said(bytes: &[u8]) -> Vec<String> {
    let import = tables::import(&catalog(), &xlsx::read(bytes).unwrap());
    import.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_wrong_cell_is_named_with_what_is_expected() {
    let bytes = workbook(&[
        HEAD,
        &["le-casarano/asilo-nido", "asilo-nido", "piano", "aperto", "Matino (075016)", "Piano | ulr=x", "31/11/2026"],
        &["Asilo", "asilo-nido", "", "attivo", "", "", ""],
        &["le-casarano/asilo-nido", "asilo-nido", "piano", "attivo", "Casarano (075016)", "", ""],
        &["le-casarano/asilo-nido", "asilo-nido", "piano", "attivo", "Casarano", "", ""],
    ]);
    insta::assert_snapshot!(said(&bytes).join("\n"));
}

#[test]
fn a_misspelt_heading_is_a_refusal_with_the_nearest_one() {
    let bytes = workbook(&[&["Codice", "Tipologia", "Base", "Descrizone"], &["le-casarano/x", "x", "piano", "testo"]]);
    assert_eq!(
        said(&bytes),
        [
            "foglio Servizi, riga 1, colonna D: «Descrizone» non va bene: intestazione non prevista, la più vicina è «Descrizione»"
        ]
    );
}

#[test]
fn a_formula_is_refused_and_not_computed() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Servizi").unwrap();
    for (c, title) in (0u16..).zip(["Codice", "Tipologia", "Base", "Nome"]) {
        page.write_string(0, c, title).unwrap();
    }
    for (c, cell) in (0u16..).zip(["le-casarano/asilo-nido", "asilo-nido", "piano"]) {
        page.write_string(1, c, cell).unwrap();
    }
    page.write_formula(1, 3, Formula::new("=1+1").set_result("2")).unwrap();
    let said = said(&book.save_to_buffer().unwrap());
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("foglio Servizi, riga 2, colonna D «Nome»"), "{}", said[0]);
    assert!(said[0].contains("formule"));
}

#[test]
fn escape_sequences_are_refused_and_not_echoed() {
    let csv_text = "Codice;Tipologia;Base;Nome\r\nle-casarano/asilo-nido;asilo-nido;piano;Nido\u{1b}[2J\u{7}\r\n";
    let (table, _) = csv::read("servizi", csv_text.as_bytes()).unwrap();
    let import = tables::import(&catalog(), &[table]);
    let said: Vec<String> = import.problems.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("carattere di controllo (U+001B)") && !said[0].contains('\u{1b}'), "{}", said[0]);
}

#[test]
fn a_cell_of_a_megabyte_is_refused() {
    let long = "x".repeat(1 << 20);
    let csv_text = format!("Codice;Tipologia;Base;Nome\nle-casarano/asilo-nido;asilo-nido;piano;{long}\n");
    let (table, _) = csv::read("servizi", csv_text.as_bytes()).unwrap();
    let import = tables::import(&catalog(), &[table]);
    let said = import.problems[0].to_string();
    assert!(said.contains("riga 2, colonna D «Nome»") && said.contains("troppo lungo") && said.len() < 300, "{said}");
}

#[test]
fn sixteen_thousand_columns_are_refused() {
    let head = vec!["x"; 16_384].join(";");
    assert!(csv::read("servizi", head.as_bytes()).unwrap_err().to_string().contains("16384 colonne"));
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Servizi").unwrap();
    page.write_string(0, 0, "Codice").unwrap();
    page.write_string(1_048_575, 16_383, "x").unwrap();
    let said = xlsx::read(&book.save_to_buffer().unwrap()).unwrap_err().to_string();
    assert!(said.contains("colonna XFD"), "{said}");
}

/// A workbook whose strings unpack to 200 MB, with an honest directory.
#[test]
fn a_zip_bomb_is_refused_by_its_directory_and_by_what_comes_out() {
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    bomb.start_file("xl/sharedStrings.xml", options).unwrap();
    for _ in 0..200 {
        bomb.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    let mut bytes = bomb.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    let said = xlsx::read(&bytes).unwrap_err().to_string();
    assert!(said.contains("riempire la memoria"), "{said}");
    // The same with a directory that claims a hundred bytes.
    let size = (200u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    assert!(xlsx::read(&bytes).is_err());
}

/// A workbook of one sheet whose cells are the XML given.
fn raw_workbook(cells: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook(&[HEAD]))).unwrap();
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            text = text.replacen("</sheetData>", &format!("{cells}</sheetData>"), 1);
        }
        made.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        made.write_all(text.as_bytes()).unwrap();
    }
    made.finish().unwrap().into_inner()
}

#[test]
fn a_cell_where_no_cell_can_be_is_refused() {
    for place in ["ZZZZZZ99999999999", "A99999999", "ABCD1", "1A", "", "A-1"] {
        let cells = format!("<row r=\"2\"><c r=\"{place}\" t=\"inlineStr\"><is><t>x</t></is></c></row>");
        if let Ok(tables) = xlsx::read(&raw_workbook(&cells)) {
            assert!(place.is_empty(), "{place}: {tables:?}");
        }
    }
    let broken = raw_workbook("<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>&e;</t></is></c></row>");
    let said = xlsx::read(&broken).unwrap_err().to_string();
    assert!(said.contains("una sua parte è rovinata"), "{said}");
}

#[test]
fn old_and_foreign_workbooks_are_told_what_to_do() {
    let compound = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 2000]].concat();
    assert!(xlsx::read(&compound).unwrap_err().to_string().contains("password"));
    let mut ods = zip::ZipWriter::new(Cursor::new(Vec::new()));
    ods.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let said = xlsx::read(&ods.finish().unwrap().into_inner()).unwrap_err().to_string();
    assert!(said.contains("OpenDocument"), "{said}");
}

#[test]
fn csv_files_come_in_from_every_spreadsheet() {
    let text = "Codice;Tipologia;Base;Nome\nle-casarano/asilo-nido;asilo-nido;piano;Città\n";
    let wide = |unit: fn(u16) -> [u8; 2]| "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect();
    let ways: [Vec<u8>; 7] = [
        text.into(),
        text.replace(';', ",").into(),
        text.replace(';', "\t").into(),
        text.replace('\n', "\r").into(),
        format!("sep=;\r\n{text}").into(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ];
    for bytes in ways {
        let (table, note) = csv::read("servizi", &bytes).unwrap();
        assert_eq!(note, None);
        let import = tables::import(&catalog(), &[table]);
        let said: Vec<String> = import.problems.iter().map(ToString::to_string).collect();
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(import.records.ambiti[0].servizi[0].name.as_deref(), Some("Città"));
    }
}

#[test]
fn a_quotation_mark_that_nothing_closes_swallows_no_rows() {
    let row = |n: usize, name: &str| format!("le-casarano/asilo-nido-{n};asilo-nido;piano;{name}\n");
    let text = format!("Codice;Tipologia;Base;Nome\n{}{}{}", row(2, "\"aperta"), row(3, "b"), row(4, "c"));
    let said = csv::read("servizi", text.as_bytes()).unwrap_err().to_string();
    assert!(said.contains("servizi.csv, riga 2: una virgoletta"), "{said}");
    let text = format!("Codice;Tipologia;Base;Nome\n{}{}", row(2, "tubo da 5\""), row(3, "\"due\nrighe\""));
    assert_eq!(csv::read("servizi", text.as_bytes()).unwrap().0.rows.len(), 3);
}

#[test]
fn what_is_no_workbook_is_said_so() {
    assert!(xlsx::read(b"ciao").unwrap_err().to_string().contains("non si apre"));
    assert!(tables::import(&catalog(), &[]).problems[0].to_string().contains("nessuno dei fogli attesi"));
}

#[test]
fn a_csv_saved_by_excel_in_windows_1252_still_reads() {
    let text = "Codice;Tipologia;Base;Nome\r\nle-casarano/asilo-nido;asilo-nido;piano;Citt\u{e0}\r\n";
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let (table, note) = csv::read("servizi", &bytes).unwrap();
    assert!(note.unwrap().contains("Windows-1252"));
    let import = tables::import(&catalog(), &[table]);
    assert_eq!(import.records.ambiti[0].servizi[0].name.as_deref(), Some("Città"));
}

#[test]
fn saved_again_by_libreoffice_nothing_is_lost() {
    let Some(soffice) =
        ["soffice", "libreoffice"].into_iter().find(|p| Command::new(p).arg("--version").output().is_ok())
    else {
        eprintln!(
            "SALTATO: LibreOffice non c'è, il giro per LibreOffice non è stato provato (apt-get install libreoffice-calc)"
        );
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let c = catalog();
    let path = dir.path().join("catalogo.xlsx");
    std::fs::write(&path, xlsx::write(&tables::export(&c, None), c.regione.release).unwrap()).unwrap();
    let out = dir.path().join("di-nuovo");
    let done = Command::new(soffice)
        .arg(format!("-env:UserInstallation=file://{}", dir.path().join("profilo").display()))
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(&out)
        .arg(&path)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    // It can be there for letters alone, without what reads a sheet.
    if String::from_utf8_lossy(&done.stderr).contains("source file could not be loaded") {
        eprintln!("SALTATO: LibreOffice è qui senza Calc (apt-get install libreoffice-calc-nogui)");
        return;
    }
    let bytes = std::fs::read(out.join("catalogo.xlsx")).unwrap();
    let import = tables::import(&c, &xlsx::read(&bytes).unwrap());
    clean(&import);
    same(&import.records, &carried());
}
