//! Lists of an office's own come in: columns are guessed, shown, corrected, confirmed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/run.rs"]
mod run;

use std::collections::HashMap;
use std::path::Path;
use std::process::Output;
use std::sync::LazyLock;

use proptest::prelude::*;
use run::sportello;
use serde_json::Value;
use sportello::catalog::bundled;
use sportello::catalog::model::Catalog;
use sportello::exchange::guess;
use sportello::exchange::raw::{RawCell, RawRow, RawTable};
use sportello::exchange::sheet::SEDI;
use sportello::exchange::tables::{IntakeAsked, import_over};

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

/// A list as a comune publishes it, read with the columns that are proposed.
fn list(dir: &Path, name: &str, text: &str) -> Output {
    std::fs::write(dir.join(name), text).unwrap();
    let more = ["--sheet", "sedi", "--map", "auto", "--comune", "mesagne", "-o", "nuovo"];
    sportello(dir, &[&["catalog", "import", "--from", "csv", name][..], &more].concat())
}

#[test]
fn the_e_mail_of_a_person_is_no_contact_of_an_office() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let text = "Ufficio;Telefono;E-mail;PEC;Referente;Mail referente;Cell. referente\n\
        Servizi sociali;0831 732211;servizi.sociali@comune.it | m.rossi@comune.it;protocollo@pec.comune.it;Mario Rossi;mario.rossi@comune.it;347 1234567\n\
        PUA;0831 725000;giovanna.bianchi@asl.it;;Giovanna Bianchi;pua@asl.it;\n\
        CAV;0831 725001;cavlaluna@gmail.com;;;;\n\
        Centro diurno;0831 725002;rossimario72@libero.it;anna.verdi@pec.it;;;\n";
    let done = list(dir, "uffici.csv", text);
    let said = told(&done);
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("Mail referente=-\nCell. referente=-\n"), "{said}");
    let sedi = sedi(dir, "nuovo", "br-mesagne");
    let of = |name: &str| sedi.iter().find(|s| s["name"] == name).unwrap();
    assert_eq!(of("Servizi sociali")["emails"], serde_json::json!(["servizi.sociali@comune.it"]));
    assert_eq!(of("Servizi sociali")["phones"], serde_json::json!(["0831 732211"]));
    assert_eq!(of("CAV")["emails"], serde_json::json!(["cavlaluna@gmail.com"]));
    for name in ["PUA", "Centro diurno"] {
        assert_eq!((of(name).get("emails"), of(name).get("pec")), (None, None), "{name}");
    }
    // Each is named with its place, and none is lost.
    for place in [
        "Foglio Sedi, righe 2-3, 5, colonna C «E-mail»: «m.rossi@comune.it», «giovanna.bianchi@asl.it», «rossimario72@libero.it»",
        "Foglio Sedi, riga 5, colonna D «PEC»: «anna.verdi@pec.it»",
    ] {
        assert!(said.contains(place) && said.contains("scrivi quello dell'ufficio"), "{place}: {said}");
    }
    let aside = std::fs::read_to_string(dir.join("nuovo/colonne-proprie/sedi.csv")).unwrap();
    for mail in ["m.rossi@comune.it", "giovanna.bianchi@asl.it", "rossimario72@libero.it", "anna.verdi@pec.it"] {
        assert!(aside.contains(mail), "{aside}");
    }
}

#[test]
fn the_e_mail_of_a_person_is_none_in_the_sheet_of_contacts_either() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let text = "Riferito a;Tipo di contatto;Contatto\nbr-mesagne;e-mail;mario.rossi@comune.mesagne.br.it\nbr-mesagne;e-mail;sociale@comune.mesagne.br.it\n";
    std::fs::write(dir.join("contatti.csv"), text).unwrap();
    let done = sportello(dir, &["catalog", "import", "--from", "csv", "contatti.csv", "-o", "nuovo"]);
    let said = told(&done);
    assert!(
        said.contains("Foglio Contatti, riga 2, colonna C «Contatto»: «mario.rossi@comune.mesagne.br.it»"),
        "{said}"
    );
    let file = std::fs::read_to_string(dir.join("nuovo/ambiti/br-mesagne.json")).unwrap();
    assert!(file.contains("sociale@comune.mesagne.br.it") && !file.contains("mario.rossi"), "{file}");
}

#[test]
fn a_column_a_weekday_is_the_hours_of_that_day() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    for (n, (text, columns, hours)) in [
        (
            "Ufficio;Telefono;Lun;Mar;Mer;Gio;Ven;Sab\nPUA;0831 725000;9-12;9-12 15-17;9-12;9-12 e 15.30-17.30;9-12;chiuso\n",
            "Lun=Orari\nMar=Orari\nMer=Orari\nGio=Orari\nVen=Orari\nSab=Orari\n",
            "Mo,We,Fr 09:00-12:00; Tu 09:00-12:00,15:00-17:00; Th 09:00-12:00,15:30-17:30",
        ),
        (
            "Ufficio;LUNEDÌ MATTINA;LUNEDÌ POMERIGGIO;MARTEDÌ MATTINA;MARTEDÌ POM.;VENERDI'\nPUA;9.00-12.00;15.00-17.00;-;15-17;\n",
            "LUNEDÌ MATTINA=Orari\nLUNEDÌ POMERIGGIO=Orari\nMARTEDÌ MATTINA=Orari\nMARTEDÌ POM.=Orari\nVENERDI'=Orari\n",
            "Mo 09:00-12:00,15:00-17:00; Tu 15:00-17:00",
        ),
        (
            "Ufficio;orario_lunedi;orarioMartedi;Sab-Dom\nPUA;9-12;dalle 9 alle 13;8-10\n",
            "orario_lunedi=Orari\norarioMartedi=Orari\nSab-Dom=Orari\n",
            "Mo 09:00-12:00; Tu 09:00-13:00; Sa,Su 08:00-10:00",
        ),
        ("Ufficio;Telefono;Sabato\nPUA;0831 725000;9-12\n", "Sabato=Orari\n", "Sa 09:00-12:00"),
        (
            "Ufficio;Giorni di apertura;Orario\nPUA;lun - ven;9-12\n",
            "Giorni di apertura=Orari\nOrario=Orari\n",
            "Mo-Fr 09:00-12:00",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let _ = std::fs::remove_dir_all(dir.join("nuovo"));
        let done = list(dir, &format!("uffici{n}.csv"), text);
        assert_eq!(done.status.code(), Some(0), "{text}{}", told(&done));
        assert!(told(&done).contains(columns), "{}", told(&done));
        let sedi = sedi(dir, "nuovo", "br-mesagne");
        assert_eq!(sedi.iter().find(|s| s["name"] == "PUA").unwrap()["hours"], hours, "{text}");
    }
    // What cannot be read names its day.
    let done = list(dir, "x.csv", "Ufficio;Lun;Mar\nPUA;9-12;x\n");
    assert_eq!(done.status.code(), Some(1));
    assert!(told(&done).contains("riga 2, colonna B «Orari»: «Lun 9-12; Mar x» non va bene"), "{}", told(&done));
}

/// The columns of real lists: what they are called by comuni, regions and registers, and what they are.
#[test]
fn the_columns_of_real_lists_are_known() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    for (n, (text, wanted)) in [
        (
            "NOME_SPORTELLO;QUARTIERE;VIA;CIVICO;CAP;TEL;EMAIL;LUN;GIO\nSportello sociale;Navile;VIA PO;59;40129;051 4151330;sociale@comune.it;8.30-13;8.30-18\n",
            "NOME_SPORTELLO=Nome QUARTIERE=- VIA=Indirizzo CIVICO=Indirizzo CAP=CAP TEL=Telefono EMAIL=E-mail LUN=Orari GIO=Orari",
        ),
        (
            "ATS;COD STRUTTURA;DENOMINAZIONE STRUTTURA;INDIRIZZO STRUTTURA;CAP STRUTTURA;COMUNE STRUTTURA;TELEFONO STRUTTURA;E_MAIL STRUTTURA;SITO INTERNET;ENTE GESTORE\nATS BRINDISI;32001;RSA SAN RAFFAELE;VIA ROMA 1;72023;MESAGNE;0831-732211;info@rsa.it;www.rsa.it;SAN RAFFAELE SPA\n",
            "ATS=- COD STRUTTURA=- DENOMINAZIONE STRUTTURA=Nome INDIRIZZO STRUTTURA=Indirizzo CAP STRUTTURA=CAP COMUNE STRUTTURA=Comune TELEFONO STRUTTURA=Telefono E_MAIL STRUTTURA=E-mail SITO INTERNET=Sito ENTE GESTORE=-",
        ),
        (
            "Comune;Cod. ISTAT;Nome Struttura;Referente;Cell. referente;Telefono struttura\nMesagne;74010;CAV Luna;Rita Bianchi;3471234567;0831 666111\n",
            "Comune=Comune Cod. ISTAT=- Nome Struttura=Nome Referente=- Cell. referente=- Telefono struttura=Telefono",
        ),
        (
            "MUNICIPIO;SEDE;INDIRIZZO;TELEFONI;GIORNI APERTURA;MATTINA;POMERIGGIO\nMunicipio I;Segretariato sociale;Via Roma 50;06 69601650;lunedì mercoledì;9.00-12.00;15-17\n",
            "MUNICIPIO=- SEDE=Nome INDIRIZZO=Indirizzo TELEFONI=Telefono GIORNI APERTURA=Orari MATTINA=Orari POMERIGGIO=Orari",
        ),
        (
            "nomeDelloSpazio,indirizzo,comune,telefono,lunediMattina,lunediPomeriggio,sabatoMattina\nPunto digitale,Via Roma 4,Mesagne,0831732211,09:00-12:00,15:00-17:00,chiuso\n",
            "nomeDelloSpazio=Nome indirizzo=Indirizzo comune=Comune telefono=Telefono lunediMattina=Orari lunediPomeriggio=Orari sabatoMattina=Orari",
        ),
        (
            "name,formatted_address,international_phone_number,lat,lng\nServizi Sociali,\"Via Roma, 4\",+39 0831 732211,40.5590,17.8098\n",
            "name=Nome formatted_address=Indirizzo international_phone_number=Telefono lat=Latitudine lng=Longitudine",
        ),
        (
            "DENOMINAZIONE_TITOLARE;DENOMINAZIONE_SEDE_OP;INDIRIZZO_SEDE_OP;COMUNE_SEDE_OP;EMAIL_SEDE_OP;COGNOME_LEGALE\nCOOP SOLE;NIDO ARCOBALENO;VIA ROMA 1;MESAGNE;info@coopsole.it;ROSSI\n",
            "DENOMINAZIONE_TITOLARE=- DENOMINAZIONE_SEDE_OP=Nome INDIRIZZO_SEDE_OP=Indirizzo COMUNE_SEDE_OP=Comune EMAIL_SEDE_OP=E-mail COGNOME_LEGALE=-",
        ),
        (
            "Codice_IPA,Denominazione_ente,Descrizione_uo,Mail_responsabile,Telefono_responsabile,Telefono,Mail1\nc_f152,Comune di Mesagne,Servizi Sociali,mario.rossi@comune.it,0831777777,0831732211,sociale@comune.it\n",
            "Codice_IPA=- Denominazione_ente=- Descrizione_uo=Nome Mail_responsabile=- Telefono_responsabile=- Telefono=Telefono Mail1=E-mail",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{n}.csv");
        std::fs::write(dir.join(&name), text).unwrap();
        let done = sportello(dir, &["catalog", "import", "--from", "csv", &name, "--sheet", "sedi", "--dry-run"]);
        let lines = String::from_utf8_lossy(&done.stdout).lines().collect::<Vec<_>>().join(" ");
        assert_eq!(lines, wanted, "{}", told(&done));
    }
}

#[test]
fn no_row_is_taken_for_the_headings_and_no_heading_for_a_row() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    // A title above, a column without a heading, a sum below.
    let text = "ELENCO UFFICI 2026;;;\n;;;\nUfficio;Ubicazione;Tel.;\nServizi sociali;Via Roma 4;0831 732211;primo piano\nTotale uffici: 1;;;\n";
    let done = list(dir, "titolo.csv", text);
    let said = told(&done);
    assert_eq!(done.status.code(), Some(1), "{said}");
    for wanted in [
        "Ufficio=Nome\nUbicazione=Indirizzo\nTel.=Telefono\n",
        "sopra i nomi delle colonne (riga 1) non si legge",
        "riga 4, colonna D: «primo piano» non va bene: questa colonna non ha un'intestazione",
        "riga 5: «Totale uffici: 1» non è una scheda",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let done = list(dir, "titolo.csv", &text.replace("Tel.;", "Tel.;Piano"));
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    assert_eq!(sedi(dir, "nuovo", "br-mesagne").iter().filter(|s| s["name"] == "Servizi sociali").count(), 1);
    // No headings at all: the first office is not lost.
    let done = list(dir, "nuda.csv", "Servizi sociali;Via Roma 4;0831 732211\nPUA;Piazza Po 5;0831 725000\n");
    assert_eq!(done.status.code(), Some(2), "{}", told(&done));
    assert!(told(&done).contains("riga 1: qui ci sono già dati e non i nomi delle colonne"), "{}", told(&done));
}

#[test]
fn what_a_register_calls_cancelled_is_no_open_office() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    let text = "DENOMINAZIONE_SEDE_OP;TELEFONO;CANCELLATO\nNIDO UNO;0831 732211;NO\nNIDO DUE;0831 725000;SI\nNIDO TRE;0831 725001;\n";
    let done = list(dir, "registro.csv", text);
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    assert!(told(&done).contains("CANCELLATO=Stato\n"), "{}", told(&done));
    let sedi = sedi(dir, "nuovo", "br-mesagne");
    let of = |name: &str| sedi.iter().find(|s| s["name"] == name).unwrap().get("status").and_then(Value::as_str);
    assert_eq!((of("NIDO UNO"), of("NIDO DUE"), of("NIDO TRE")), (None, Some("storico"), None));
}

// The law.

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| bundled::catalog().unwrap().catalog);

/// What columns of lists are called.
const HEADINGS: [&str; 34] = [
    "Indirizzo",
    "VIA",
    "N. civico",
    "CAP",
    "Comune",
    "LOCALITA'",
    "Telefono",
    "Telefono 2",
    "Cell. referente",
    "Fax",
    "E-mail",
    "MAIL_STRUTTURA",
    "PEC",
    "Sito web",
    "Orario",
    "Giorni di apertura",
    "Lun",
    "MARTEDÌ POM.",
    "sabatoMattina",
    "Note",
    "Responsabile",
    "Quartiere",
    "Cod. ISTAT",
    "Codice",
    "Tipo",
    "Ambito",
    "CANCELLATO",
    "Stato",
    "Latitudine",
    "X",
    "Tipologie",
    "Fonte",
    "Verificato il",
    "Riservata",
];

/// What stands in cells that are what they are called.
const CELLS: [&str; 16] = [
    "0831 732211",
    "0831 732211 / 0831 732212",
    "a@comune.it",
    "mario.rossi@comune.it",
    "lun-ven 9-12",
    "9-12",
    "Mesagne",
    "S. Donaci",
    "72023",
    "www.comune.it",
    "n.d.",
    "idem",
    "SI",
    "40,55",
    "Via Roma 1",
    "2026",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_cell_of_a_list_comes_in_stays_aside_or_is_told(
        headings in proptest::collection::vec(0..HEADINGS.len(), 1..7),
        cells in proptest::collection::vec(proptest::collection::vec(proptest::option::of(0..CELLS.len()), 6), 1..4),
    ) {
        let text = |at: usize, text: &str| (at, RawCell::Text(text.to_owned()));
        let head = headings.iter().enumerate().map(|(at, n)| text(at + 1, HEADINGS[*n]));
        let mut rows = vec![RawRow { line: 1, cells: std::iter::once(text(0, "Ufficio")).chain(head).collect() }];
        for (n, cells) in cells.iter().enumerate() {
            let line = n + 2;
            // Where no value is drawn a word of the cell's own tells where it went.
            let said = |at: usize| cells[at].map_or(format!("valore {line} {at}"), |n| CELLS[n].to_owned());
            let cells = (0..headings.len()).map(|at| text(at + 1, &said(at)));
            rows.push(RawRow { line, cells: std::iter::once(text(0, &format!("Ufficio {line}"))).chain(cells).collect() });
        }
        let table = RawTable { name: "elenco".to_owned(), rows: rows.clone(), merged: Vec::new() };
        let guessed = guess::guess(&CATALOG, &SEDI, &table).unwrap();
        let fields: HashMap<usize, &'static str> = guessed.iter().filter_map(|g| Some((g.at, g.field?))).collect();
        let list = guess::apply(&SEDI, &table, &fields, "Elenco", Some("074010"));
        let asked = IntakeAsked { ambito: Some("br-mesagne".to_owned()), list: true, ..IntakeAsked::default() };
        let import = import_over(&CATALOG, vec![list], asked);
        let kept = serde_json::to_string(&import.records.ambiti).unwrap();
        for row in &rows[1..] {
            if import.problems.iter().any(|p| p.line == row.line || p.line == 1 || p.also.contains(&row.line)) {
                continue;
            }
            for (at, cell) in &row.cells {
                let RawCell::Text(said) = cell else { continue };
                let aside = import.own.iter().any(|own| own.line == row.line && own.text.contains(said.as_str()));
                let is_own = said.starts_with("valore") || said.starts_with("Ufficio");
                prop_assert!(aside || !is_own || kept.contains(said.as_str()), "{fields:?} {at} «{said}» of {row:?}\n{:?}", import.own);
            }
        }
        let contact = ["emails", "pec"].iter().any(|field| kept.contains(&format!("\"{field}\":[\"mario.rossi@")));
        prop_assert!(!contact, "{fields:?} {kept}");
    }
}
