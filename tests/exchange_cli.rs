//! The Ufficio di Piano at the command line: out to a spreadsheet, back as a catalogue, what changed, something new.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/run.rs"]
mod run;

use run::sportello;
use std::path::Path;
use std::process::{Command, Output};

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn an_ambito_goes_to_a_spreadsheet_and_back_and_nothing_has_changed() {
    let home = tempfile::tempdir().unwrap();
    for (format, out) in [("xlsx", "ambito.xlsx"), ("csv", "fogli")] {
        let done =
            sportello(home.path(), &["catalog", "export", "--format", format, "--ambito", "br-mesagne", "-o", out]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let done = sportello(home.path(), &["catalog", "import", "--from", format, out, "-o", "nuovo"]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let done = sportello(home.path(), &["catalog", "diff", "nuovo"]);
        assert_eq!(String::from_utf8(done.stdout).unwrap(), "Nessuna differenza.\n");
    }
}

#[test]
fn a_wrong_cell_leaves_the_folder_untouched_and_says_where_it_is() {
    let home = tempfile::tempdir().unwrap();
    let text = "Codice;Tipologia;Base;Stato\nle-casarano/asilo-nido-9;asilo-nido;piano;attivo\nle-casarano/pronto;asilo-nido;piano;aperto\n";
    std::fs::write(home.path().join("servizi.csv"), text).unwrap();
    let done = sportello(home.path(), &["catalog", "import", "--from", "csv", "servizi.csv", "-o", "nuovo"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(said(&done).contains("riga 3, colonna D «Stato»: «aperto» non va bene"), "{}", said(&done));
    assert!(!home.path().join("nuovo").exists());
    let done =
        sportello(home.path(), &["catalog", "import", "--from", "csv", "servizi.csv", "-o", "nuovo", "--partial"]);
    assert_eq!(done.status.code(), Some(1));
    let written = std::fs::read_to_string(home.path().join("nuovo/ambiti/le-casarano.json")).unwrap();
    assert!(written.contains("asilo-nido-9") && !written.contains("pronto"));
}

#[test]
fn a_difference_is_said_in_words() {
    let home = tempfile::tempdir().unwrap();
    let done = sportello(home.path(), &["catalog", "export", "--format", "json", "-o", "tutto"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(
        String::from_utf8(sportello(home.path(), &["catalog", "diff", "tutto"]).stdout).unwrap(),
        "Nessuna differenza.\n"
    );
    let file = home.path().join("tutto/numeri-utili.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("\"urgent\": true", "\"urgent\": false", 1)).unwrap();
    let said = String::from_utf8(sportello(home.path(), &["catalog", "diff", "tutto"]).stdout).unwrap();
    assert!(said.starts_with("Numeri utili\n") && said.contains("era «true», ora «false»"), "{said}");
    assert!(said.ends_with("In tutto: 0 in più, 0 in meno, 1 cambiati.\n"), "{said}");
}

#[test]
fn what_is_begun_stands_up_to_the_checks_once_it_is_filled_in() {
    let home = tempfile::tempdir().unwrap();
    for names in [
        &["ambito", "le-nuovo", "Matino", "075016"][..],
        &["servizio", "le-casarano", "asilo-nido"],
        &["sede", "le-casarano", "pua-centro"],
    ] {
        let mut arguments = vec!["catalog", "new"];
        arguments.extend(names);
        arguments.extend(["-o", "nuovo"]);
        let done = sportello(home.path(), &arguments);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        if names[0] == "ambito" {
            let done = sportello(home.path(), &["catalog", "validate", "nuovo"]);
            assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stdout));
        }
    }
    let done = sportello(home.path(), &["catalog", "validate", "nuovo"]);
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(!told.is_empty() && told.lines().all(|l| l.contains("[da-completare]")), "{told}");
    let file = home.path().join("nuovo/ambiti/le-casarano.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("DA COMPLETARE: ", "")).unwrap();
    let done = sportello(home.path(), &["catalog", "validate", "nuovo"]);
    assert_eq!(done.status.code(), Some(0), "{}{}", String::from_utf8_lossy(&done.stdout), said(&done));
    let guide = std::fs::read_to_string(home.path().join("nuovo/ambiti/le-casarano.leggimi.txt")).unwrap();
    assert!(guide.contains("non si inventa nulla") && guide.contains("hours"));
}

#[test]
fn other_formats_are_written_where_they_are_asked_for() {
    let home = tempfile::tempdir().unwrap();
    for (format, shape, out) in [
        ("hsds", "page", "pagina.json"),
        ("hsds", "ndjson", "righe.ndjson"),
        ("hsds", "folder", "cartella"),
        ("hsds", "csv", "tabelle"),
        ("cpsv-ap", "page", "grafo.jsonld"),
    ] {
        let arguments =
            ["catalog", "export", "--format", format, "--shape", shape, "--ambito", "le-casarano", "-o", out];
        let done = sportello(home.path(), &arguments);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        assert!(home.path().join(out).exists());
    }
    for from in ["pagina.json", "righe.ndjson", "cartella", "tabelle"] {
        let done = sportello(home.path(), &["catalog", "import", "--from", "hsds", from, "-o", "nuovo"]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        assert!(said(&done).contains("respinti 0"), "{}", said(&done));
        let diff = sportello(home.path(), &["catalog", "diff", "nuovo"]);
        assert_eq!(String::from_utf8(diff.stdout).unwrap(), "Nessuna differenza.\n", "{from}");
    }
}

/// The commands of the guide for the Ufficio di Piano, in its order, as they stand there. What only an administrator can do
/// is done in a folder of the test.
#[test]
fn the_commands_of_the_guide_work_as_written() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guida-ufficio-di-piano.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    assert!(guide.lines().count() <= 100, "one page");
    let lines: Vec<&str> = guide.lines().filter_map(|l| l.strip_prefix("    ")).collect();
    assert!(lines.len() >= 12, "{lines:?}");
    let home = tempfile::tempdir().unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_sportello")).parent().unwrap().display().to_string();
    for line in lines {
        let mut command = line.replace("sudo ", "").replace("/usr/local/share", "condivisa");
        if line.contains("--catalog") {
            // The screen needs a terminal; the look-up behind it does not.
            command.push_str(" badante");
        }
        if line.contains("archivio.json") {
            command = format!("cp servizi.json archivio.json && {command}");
        }
        let done = Command::new("bash")
            .args(["-e", "-c", &command])
            .current_dir(home.path())
            .env_clear()
            .env("HOME", home.path())
            .env("XDG_DATA_DIRS", home.path().join("condivisa"))
            .env("LANG", "it_IT.UTF-8")
            .env("PATH", format!("{bin}:/usr/bin:/bin"))
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(0), "{line}: {}{}", String::from_utf8_lossy(&done.stdout), said(&done));
        if line.contains("catalog diff") {
            assert_eq!(String::from_utf8_lossy(&done.stdout), "Nessuna differenza.\n");
        }
    }
    let info = sportello(home.path(), &["--catalog", "condivisa/sportello", "catalog", "info"]);
    assert!(String::from_utf8_lossy(&info.stdout).contains("condivisa"), "{}", String::from_utf8_lossy(&info.stdout));
}

/// The rows of the tables below a heading of the guide: headings first.
fn table(guide: &str, sheet: &str) -> Vec<Vec<String>> {
    let below = guide.split(&format!("Foglio **{sheet}**")).nth(1).unwrap();
    let rows = below.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|'));
    rows.filter(|l| !l.starts_with("|---"))
        .map(|l| l.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect())
        .collect()
}

/// The guide for another region, word by word: its commands in their order, its cells in the sheet that it exports.
#[test]
fn another_region_is_begun_as_the_guide_says() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guida-nuova-regione.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let lines: Vec<&str> = guide.lines().filter_map(|l| l.strip_prefix("    ")).collect();
    let tables: Vec<(&str, Vec<Vec<String>>)> = ["Servizi", "Sedi"].map(|s| (s, table(&guide, s))).to_vec();
    let cells: usize = tables.iter().flat_map(|(_, rows)| rows.iter().skip(1)).map(Vec::len).sum();
    // Ten seconds a cell, a minute a command: well under half an hour.
    assert_eq!((lines.len(), tables[0].1.len() - 1, tables[1].1.len() - 1), (6, 10, 3));
    assert!(guide.contains(&format!("6 comandi e {cells} celle")), "{cells}");
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    for line in lines {
        let mut words: Vec<&str> = line.split_whitespace().skip(1).collect();
        if line.ends_with("--comune modena") {
            // The screen needs a terminal; the look-up behind it does not.
            words.extend(["search", "asilo nido"]);
        }
        let done = sportello(dir, &words);
        assert_eq!(done.status.code(), Some(0), "{line}: {}{}", String::from_utf8_lossy(&done.stdout), said(&done));
        assert!(!said(&done).contains("non è stato usato"), "{line}: {}", said(&done));
        if line.contains("export") {
            fill(&dir.join("modena.xlsx"), &tables);
        }
        if dir.join("er").exists() {
            let checked = sportello(dir, &["catalog", "validate", "er"]);
            assert_eq!(checked.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&checked.stdout));
        }
    }
    let found = sportello(dir, &["--catalog", "er", "search", "segretariato", "--comune", "carpi", "--format", "json"]);
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(found.contains("mo-modena/segretariato-sociale") && !found.to_lowercase().contains("pugli"), "{found}");
    let sheet = sportello(dir, &["--catalog", "er", "show", "mo-modena/asilo-nido"]);
    let sheet = String::from_utf8_lossy(&sheet.stdout).into_owned();
    assert!(sheet.contains("Asilo nido") && !sheet.to_lowercase().contains("pugli"), "{sheet}");
    let sheet = sportello(dir, &["--catalog", "er", "show", "mo-modena/segretariato-sociale", "--comune", "carpi"]);
    assert!(
        String::from_utf8_lossy(&sheet.stdout).contains("059 649 851"),
        "{}",
        String::from_utf8_lossy(&sheet.stdout)
    );
    let info = sportello(dir, &["--catalog", "er", "catalog", "info"]);
    assert!(String::from_utf8_lossy(&info.stdout).contains("Catalogo della Puglia e dell'Emilia-Romagna"));
}

/// What a person types into the exported workbook: rows below the headings, a column more where the table has one.
fn fill(path: &Path, tables: &[(&str, Vec<Vec<String>>)]) {
    use sportello::exchange::raw::RawCell;
    let all = sportello::exchange::xlsx::read_all(&std::fs::read(path).unwrap()).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    for sheet in &all {
        let page = book.add_worksheet();
        page.set_name(&sheet.name).unwrap();
        let mut heads: Vec<(u16, String)> = Vec::new();
        for row in &sheet.rows {
            for (column, cell) in &row.cells {
                let RawCell::Text(text) = cell else { continue };
                let column = u16::try_from(*column).unwrap();
                page.write_string(u32::try_from(row.line - 1).unwrap(), column, text).unwrap();
                if row.line == 1 {
                    heads.push((column, text.clone()));
                }
            }
        }
        let Some((_, rows)) = tables.iter().find(|(name, _)| *name == sheet.name) else { continue };
        for head in &rows[0] {
            if heads.iter().all(|(_, known)| known != head) {
                let next = heads.iter().map(|(c, _)| *c).max().unwrap() + 1;
                page.write_string(0, next, head).unwrap();
                heads.push((next, head.clone()));
            }
        }
        let from = u32::try_from(sheet.rows.len()).unwrap();
        for (at, row) in (from..).zip(&rows[1..]) {
            for (head, cell) in rows[0].iter().zip(row) {
                let column = heads.iter().find(|(_, known)| known == head).unwrap().0;
                page.write_string(at, column, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}
