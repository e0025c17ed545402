//! Lists of an office's own come in: columns are guessed, shown, corrected, confirmed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/run.rs"]
mod run;

use std::path::Path;
use std::process::Output;

use run::sportello;
use serde_json::Value;

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const OFFICES: &str = "RECAPITO,NOME,NUMERO,LON,LAT\n\
    \"Via Roma 1\",Ufficio servizi sociali,0831 732211,\"17,8098\",\"40,5590\"\n\
    \"Piazza Umberto I, 5\",Punto unico di accesso,0831 725000,\"17,7153\",\"40,5520\"\n\
    \"Contrada Torre\",Centro diurno L'Aquilone,347 1234567,\"17,8001\",\"40,5601\"\n";

fn sedi(home: &Path, folder: &str, ambito: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(home.join(folder).join(format!("ambiti/{ambito}.json"))).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["sedi"].as_array().unwrap().clone()
}

#[test]
fn a_list_of_offices_is_guessed_shown_and_written_only_when_confirmed() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    std::fs::write(dir.join("uffici.csv"), OFFICES).unwrap();
    let list =
        ["catalog", "import", "--from", "csv", "uffici.csv", "--sheet", "sedi", "--comune", "mesagne", "-o", "nuovo"];
    let done = sportello(dir, &list);
    assert_eq!(done.status.code(), Some(1), "{}", told(&done));
    let mapping = "RECAPITO=Indirizzo\nNOME=Nome\nNUMERO=Telefono\nLON=Longitudine\nLAT=Latitudine\n";
    assert_eq!(String::from_utf8_lossy(&done.stdout), mapping, "{}", told(&done));
    assert!(
        told(&done).contains("--map \"RECAPITO=Indirizzo,NOME=Nome,NUMERO=Telefono,LON=Longitudine,LAT=Latitudine\""),
        "{}",
        told(&done)
    );
    assert!(!dir.join("nuovo").exists());
    // Confirmed: as printed, from a file that was kept, or as it was guessed.
    std::fs::write(dir.join("mappa.txt"), mapping).unwrap();
    for (folder, map) in [
        ("uno", "RECAPITO=Indirizzo,NOME=Nome,NUMERO=Telefono,LON=Longitudine,LAT=Latitudine"),
        ("due", "mappa.txt"),
        ("tre", "auto"),
    ] {
        let done = sportello(
            dir,
            &[
                "catalog",
                "import",
                "--from",
                "csv",
                "uffici.csv",
                "--sheet",
                "sedi",
                "--map",
                map,
                "--comune",
                "mesagne",
                "-o",
                folder,
            ],
        );
        assert_eq!(done.status.code(), Some(0), "{map}: {}", told(&done));
        let sedi = sedi(dir, folder, "br-mesagne");
        let one = sedi.iter().find(|s| s["name"] == "Ufficio servizi sociali").unwrap();
        assert_eq!(one["address"], "Via Roma 1");
        assert_eq!(one["phones"], serde_json::json!(["0831 732211"]));
        assert_eq!((one["lat"].as_f64(), one["lon"].as_f64()), (Some(40.559), Some(17.8098)));
        assert!(one["sources"][0]["title"].as_str().unwrap().contains("uffici.csv"));
        assert_eq!(sportello(dir, &["catalog", "validate", folder]).status.code(), Some(0));
    }
    // A trial writes nothing.
    let done = sportello(
        dir,
        &[
            "catalog",
            "import",
            "--from",
            "csv",
            "uffici.csv",
            "--sheet",
            "sedi",
            "--map",
            "auto",
            "--comune",
            "mesagne",
            "-o",
            "quattro",
            "--dry-run",
        ],
    );
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    assert!(!dir.join("quattro").exists() && told(&done).contains("È una prova"));
}

#[test]
fn columns_are_known_by_what_stands_in_them() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    // Latitude and longitude under each other's name, a telephone under "recapito", everything under names of their own.
    let text = "DENOMINAZIONE;RECAPITO;UBICAZIONE;CITTA;COD POSTALE;MAIL;POSTA CERT;PAGINA;LAT;LON;ORARIO RICEVIMENTO;NOTE\n\
        Ufficio A;0831 732211;Via Roma 1;Mesagne;72023;a@comune.it;b@pec.comune.it;https://a.it;17,80;40,55;lun-ven 9-12;x\n\
        Ufficio B;0831 732212;Via Bari 2;Latiano;72022;c@comune.it;d@pec.comune.it;https://b.it;17,71;40,55;mar 9-12;\n";
    std::fs::write(dir.join("elenco.csv"), text).unwrap();
    let done = sportello(dir, &["catalog", "import", "--from", "csv", "elenco.csv", "--sheet", "sedi", "--dry-run"]);
    let wanted = "DENOMINAZIONE=Nome\nRECAPITO=Telefono\nUBICAZIONE=Indirizzo\nCITTA=Comune\nCOD POSTALE=CAP\nMAIL=E-mail\nPOSTA CERT=PEC\nPAGINA=Sito\nLAT=Longitudine\nLON=Latitudine\nORARIO RICEVIMENTO=Orari\nNOTE=Nota\n";
    assert_eq!(String::from_utf8_lossy(&done.stdout), wanted, "{}", told(&done));
}

#[test]
fn services_of_a_comune_come_in_by_their_names() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let text = "Servizio;A chi si rivolge;Come si accede;Costo\nAsilo nido;bambini 3-36 mesi;domanda online;secondo ISEE\nTelesoccorso e teleassistenza;anziani soli;chiamare;gratuito\n";
    std::fs::write(dir.join("servizi.csv"), text).unwrap();
    let map = "Servizio=Tipologia,A chi si rivolge=A chi è rivolto,Come si accede=Come fare,Costo=Quanto costa";
    let done = sportello(
        dir,
        &[
            "catalog",
            "import",
            "--from",
            "csv",
            "servizi.csv",
            "--sheet",
            "servizi",
            "--map",
            map,
            "--ambito",
            "mesagne",
            "-o",
            "nuovo",
        ],
    );
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    let file = std::fs::read_to_string(dir.join("nuovo/ambiti/br-mesagne.json")).unwrap();
    assert!(
        file.contains("\"type\": \"asilo-nido\"")
            && file.contains("bambini 3-36 mesi")
            && file.contains("secondo ISEE"),
        "{file}"
    );
}

#[test]
fn a_wrong_mapping_says_what_there_is() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    std::fs::write(dir.join("uffici.csv"), OFFICES).unwrap();
    for (map, wanted) in [
        ("NOME=Nomi", "«Nomi» non è un campo: si può scegliere fra"),
        ("TITOLO=Nome", "Nessuna colonna «TITOLO» nel file: ci sono RECAPITO"),
        ("NOME=Nome,RECAPITO=Nome", "lasciane una"),
    ] {
        let done = sportello(
            dir,
            &["catalog", "import", "--from", "csv", "uffici.csv", "--sheet", "sedi", "--map", map, "-o", "n"],
        );
        assert_eq!(done.status.code(), Some(2), "{}", told(&done));
        assert!(told(&done).contains(wanted), "{map}: {}", told(&done));
    }
    // Without --sheet it says how to begin.
    let done = sportello(dir, &["catalog", "import", "--from", "csv", "uffici.csv", "-o", "n"]);
    assert!(told(&done).contains("--sheet sedi"), "{}", told(&done));
}

#[test]
fn several_columns_that_are_one_field_are_put_together() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let text = "Ufficio;Telefono 1;Telefono 2;Cellulare;Fax;Indirizzo;N. civico\n\
        Servizi sociali;0831 732211;n.d.;347 1234567;0831 732299;Via Roma;1\n\
        Punto unico di accesso;0831 725000;0831 725001;;;Via Bari;2/a\n";
    std::fs::write(dir.join("uffici.csv"), text).unwrap();
    let import = |map: &str| {
        let more = ["--sheet", "sedi", "--map", map, "--comune", "mesagne", "-o", "nuovo"];
        sportello(dir, &[&["catalog", "import", "--from", "csv", "uffici.csv"][..], &more].concat())
    };
    let done = import("auto");
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    let mapping = "Ufficio=Nome\nTelefono 1=Telefono\nTelefono 2=Telefono\nCellulare=Telefono\nFax=-\nIndirizzo=Indirizzo\nN. civico=Indirizzo\n";
    assert_eq!(String::from_utf8_lossy(&done.stdout), mapping);
    let sedi = sedi(dir, "nuovo", "br-mesagne");
    let of = |name: &str| sedi.iter().find(|s| s["name"] == name).unwrap();
    assert_eq!(of("Servizi sociali")["phones"], serde_json::json!(["0831 732211", "347 1234567"]));
    assert_eq!(of("Servizi sociali")["address"], "Via Roma 1");
    assert_eq!(of("Punto unico di accesso")["phones"], serde_json::json!(["0831 725000", "0831 725001"]));
    assert_eq!(of("Punto unico di accesso")["address"], "Via Bari 2/a");
    // Of a list of offices nobody expects the sheets of an export; what is not read is said.
    assert!(!told(&done).contains("mancano le colonne") && !told(&done).contains("Il foglio «Servizi» manca"));
    assert!(told(&done).contains("Colonne che non diventano un campo: «Fax»"), "{}", told(&done));
}

#[test]
fn a_list_with_bars_or_from_an_old_mac_is_read_like_any_other() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    for (name, text) in [
        ("barre.csv", "Ufficio|Telefono\nServizi sociali|0831 732211\nPUA|0831 725000\n"),
        ("mac.csv", "Ufficio;Telefono\rServizi sociali;0831 732211\rPUA;0831 725000\r"),
    ] {
        std::fs::write(dir.join(name), text).unwrap();
        let more = ["--sheet", "sedi", "--map", "auto", "--comune", "mesagne", "-o", name.trim_end_matches(".csv")];
        let done = sportello(dir, &[&["catalog", "import", "--from", "csv", name][..], &more].concat());
        assert_eq!(done.status.code(), Some(0), "{name}: {}", told(&done));
        assert!(told(&done).contains("Righe lette 2, buone 2"), "{name}: {}", told(&done));
    }
}
