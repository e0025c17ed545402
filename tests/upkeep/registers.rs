//! Public registers against the catalogue: rows of our own in the shapes in which they are published.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::desks::{Place, SCHEDA, SEDE};

const IPA: &str = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Codice_uni_uo,Codice_uni_aoo,Codice_uni_uo_padre,Descrizione_uo,Data_istituzione,Nome_responsabile,Cognome_responsabile,Mail_responsabile,Telefono_responsabile,Codice_comune_ISTAT,Codice_catastale_comune,CAP,Indirizzo,Telefono,Fax,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2,Mail3,Tipo_Mail3,Data_aggiornamento,Url\n";

/// A unit of an office: name, ISTAT code, street, telephone, mail and its kind.
fn unit(name: &str, istat: &str, street: &str, phone: &str, mail: &str, kind: &str) -> String {
    format!(
        "c_x,ENTE,00000000000,U,A,P,{name},2010-01-01,Pasqualina,Cognomello,p.cognomello@ente.it,333 9876543,{istat},X000,72023,\"{street}\",{phone},NULL,{mail},{kind},pasqualina.cognomello@ente.it,altro,,,2026-10-05,n.d.\n"
    )
}

const PERSONS: [&str; 5] = ["Pasqualina", "Cognomello", "cognomello", "9876543", "Legalini"];

fn reconcile(place: &Place, text: &[u8], from: &str, more: &[&str]) -> Value {
    let path = place.path("registro.csv");
    fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let mut all = vec!["catalog", "reconcile", &path, "--from", from, "--format", "json"];
    all.extend(more);
    // Of nothing in it there is nothing to say: that is status 1.
    serde_json::from_slice(&place.run(&all).stdout).unwrap()
}

#[track_caller]
fn nobody(text: &str) {
    for person in PERSONS {
        assert!(!text.contains(person), "{person} in {text}");
    }
}

#[test]
fn the_units_of_comuni_agree_differ_and_are_new_and_nobody_s_name_comes_along() {
    let place = Place::new();
    let mut text = IPA.to_owned();
    // Ours, with its number and another street; one that we do not have; one that is no social service; one of elsewhere.
    text += &unit(
        "UFFICIO POLITICHE SOCIALI",
        "074010",
        "VIA ROMA, 12",
        "0831 776065",
        "POLITICHESOCIALI@COMUNE.MESAGNE.BR.IT",
        "altro",
    );
    text += &unit(
        "SEGRETARIATO SOCIALE - DOTT. COGNOMELLO PASQUALINA",
        "074009",
        "PIAZZA LIBERTA', 1",
        "0831-111222",
        "sociali@pec.comune.latiano.br.it",
        "pec",
    );
    text += &unit("UFFICIO TRIBUTI", "074009", "VIA ROMA, 1", "0831-111223", "tributi@comune.it", "altro");
    text += &unit("SERVIZI SOCIALI", "015146", "VIA LARGA, 12", "02 1111111", "sociali@comune.milano.it", "altro");
    let found =
        reconcile(&place, text.as_bytes(), "ipa", &["--proposals", &place.path("proposte").display().to_string()]);
    assert_eq!((found["read"].as_u64(), found["wanted"].as_u64()), (Some(4), Some(2)), "{found}");
    let differs: Vec<(&str, &str)> = found["differs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["record"].as_str().unwrap(), d["field"].as_str().unwrap()))
        .collect();
    assert_eq!(differs, [(SEDE, "address"), (SEDE, "cap")], "{found}");
    let new = &found["new"][0];
    assert_eq!(
        (new["name"].as_str(), new["comune"].as_str()),
        (Some("Segretariato Sociale"), Some("Latiano")),
        "{found}"
    );
    assert_eq!(new["says"]["address"], "Piazza Libertà, 1");
    assert_eq!(new["says"]["pec"][0], "sociali@pec.comune.latiano.br.it");
    nobody(&found.to_string());
    for entry in fs::read_dir(place.path("proposte")).unwrap() {
        nobody(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    // What agrees counts as a check of that day, once it is accepted.
    let agrees: Vec<Value> = place.proposals().into_iter().filter(|r| r["topic"] == "verificato").collect();
    let mut agreed: Vec<&str> = agrees.iter().map(|r| r["field"].as_str().unwrap()).collect();
    agreed.sort_unstable();
    assert_eq!(agreed, ["emails", "phones"], "{agrees:?}");
    let all = place.proposals();
    let ids: Vec<&str> = all.iter().map(|r| r["id"].as_str().unwrap()).collect();
    place.accept(&ids);
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
    assert!(shown.contains("0831 776 065 – verificato 5/10") && shown.contains("registro IndicePA"), "{shown}");
    assert!(shown.contains("Via Roma, 12"), "{shown}");
    let shown = place.done(&["show", SCHEDA, "--comune", "latiano"]);
    assert!(shown.contains("0831 111 222"), "{shown}");
    // Read once more it agrees, and says nothing new.
    let again = reconcile(&place, text.as_bytes(), "ipa", &[]);
    assert_eq!(
        (again["differs"].as_array().map(Vec::len), again["new"].as_array().map(Vec::len)),
        (Some(0), Some(0)),
        "{again}"
    );
    assert_eq!(again["agrees"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_regional_register_says_the_tipologia_by_its_article() {
    let place = Place::new();
    let text = "REGISTRO;ARTICOLO;TIPOLOGIA;DENOMINAZIONE_TITOLARE;DENOMINAZIONE_SEDE_OP;INDIRIZZO_SEDE_OP;COMUNE_SEDE_OP;COGNOME_LEGALE;NOME_LEGALE;CANCELLATO;NOTE\r\n\
        MINORI;Art. 53;Asilo nido;COOP X;\"NIDO L'AQUILONE\";\"VIA FORZA D'AGRO', 3\";LATIANO;LEGALINI;Legalini;NO;\r\n\
        MINORI;Art. 53;Asilo nido;COMUNE;\"ASILO NIDO CAVALIERE\";\"VIA X, 3\";S. PANCRAZIO SALENTINO;Legalini;Pasqualina;NO;\r\n\
        MINORI;Art. 53;Asilo nido;COMUNE;Asilo Nido Comunale \"\"Vincenzo Cavaliere\"\";;MESAGNE;Legalini;Pasqualina;SI;\r\n\
        DONNE;Art. 80;Casa rifugio;X;CASA RIFUGIO LUNA;VIA SEGRETA 1;MESAGNE;Legalini;P;NO;\r\n\
        ALTRO;Art. 999;?;X;STRUTTURA;VIA Y 1;MESAGNE;Legalini;P;NO;\r\n";
    // As a Windows program writes it.
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let found = reconcile(&place, &bytes, "registro-puglia", &[]);
    let new: Vec<(&str, &str)> = found["new"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| (n["name"].as_str().unwrap(), n["types"][0].as_str().unwrap()))
        .collect();
    assert!(
        new.contains(&("Nido l'Aquilone", "asilo-nido")) || new.contains(&("Nido L'Aquilone", "asilo-nido")),
        "{found}"
    );
    assert_eq!(found["new"][0]["says"]["address"], "Via Forza d'Agrò, 3".replace("d'", "D'"), "{found}");
    assert_eq!(found["unknown"]["999"], 1, "{found}");
    let text = found.to_string();
    nobody(&text);
    assert!(!text.to_lowercase().contains("segreta"), "{text}");
    let table = {
        let path = place.path("registro.csv").display().to_string();
        place.done(&["catalog", "reconcile", &path, "--from", "registro-puglia"])
    };
    nobody(&table);
    assert!(table.contains("art. 999 (1)"), "{table}");
}

#[test]
fn any_csv_with_a_mapping_but_no_column_of_persons() {
    let place = Place::new();
    let text = "Nome;Citta;Tel;Cognome legale\nSportello Prova;Mesagne;0831 555666;Legalini\n";
    let found = reconcile(&place, text.as_bytes(), "csv", &["--map", "name=Nome,comune=Citta,phones=Tel"]);
    assert_eq!(found["new"][0]["says"]["phones"][0], "0831 555666", "{found}");
    nobody(&found.to_string());
    let path = place.path("registro.csv").display().to_string();
    let said =
        place.refused(&["catalog", "reconcile", &path, "--from", "csv", "--map", "name=Cognome legale,comune=Citta"]);
    assert!(said.contains("parla di persone"), "{said}");
    assert!(place.refused(&["catalog", "reconcile", &path, "--from", "csv"]).contains("--map"));
    assert!(place.refused(&["catalog", "reconcile", &path, "--from", "ipa"]).contains("è il file giusto?"));
}

#[test]
fn a_hundred_and_thirty_thousand_rows_in_ten_seconds_and_a_hundred_megabytes() {
    let place = Place::new();
    let mut text = IPA.to_owned();
    for n in 0..130_000 {
        let istat =
            if n % 50 == 0 { format!("0740{:02}", 1 + n / 50 % 20) } else { format!("{:06}", 1001 + n % 90_000) };
        let name = ["SERVIZI SOCIALI", "TRIBUTI", "ANAGRAFE", "UFFICIO TECNICO"][n % 4];
        text += &unit(&format!("{name} {n}"), &istat, "VIA ROMA, 12", "0831 000000", "ufficio@comune.it", "altro");
        let _ = write!(text, "");
    }
    let path = place.path("grande.csv");
    fs::write(&path, text).unwrap();
    let mut child = place
        .command()
        .args(["catalog", "reconcile", &path.display().to_string(), "--from", "ipa", "--format", "json"])
        .stdout(Stdio::from(fs::File::create(place.path("detto.json")).unwrap()))
        .spawn()
        .unwrap();
    let (mut most, mut worked) = (0, 0_u64);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let said = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = said.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0);
        most = most.max(kilobytes);
        // Ticks of the processor, a hundredth of a second each: what others do on this machine is not counted.
        let ticks = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
        let ticks = ticks
            .rsplit(") ")
            .next()
            .unwrap_or_default()
            .split(' ')
            .skip(11)
            .take(2)
            .filter_map(|n| n.parse::<u64>().ok())
            .sum();
        worked = worked.max(ticks);
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(status.success());
    println!("130,000 rows in {worked} hundredths of a second of work, {} MB", most / 1024);
    assert!(worked <= 1_000, "{worked} hundredths of a second");
    assert!(most / 1024 <= 100, "{most} kB");
    let found: Value = serde_json::from_slice(&fs::read(place.path("detto.json")).unwrap()).unwrap();
    assert_eq!(found["read"].as_u64(), Some(130_000));
    nobody(&found.to_string());
}

/// Two offices of one name stand in two comuni: the comune tells them apart, and a code tells it better than a name.
#[test]
fn an_office_of_the_same_name_elsewhere_is_another() {
    let place = Place::new();
    let columns = "name=Nome,comune=Citta,istat=Istat,phones=Tel,address=Via";
    let compared = |rows: &str| {
        let text = format!("Nome;Citta;Istat;Tel;Via\n{rows}");
        let found = reconcile(&place, text.as_bytes(), "csv", &["--map", columns]);
        let count = |key: &str| found[key].as_array().map_or(0, Vec::len);
        (count("agrees") + count("differs"), count("new"), found)
    };
    // The code of Milano: the name in the other column is no excuse.
    let (met, new, found) = compared("Servizi Sociali del Comune di Mesagne;Mesagne;015146;02 1111111;\n");
    assert_eq!((met, new), (0, 0), "{found}");
    let (met, _, found) = compared("Servizi Sociali del Comune di Mesagne;Mesagne;074010;0831 776065;\n");
    assert_eq!(met, 1, "{found}");
    // The help desk of another comune, though its rooms are in this one.
    let row = |name: &str| format!("{name};Ischitella;071025;;\n");
    let (met, new, found) = compared(&row("Sportello antiviolenza di Peschici"));
    assert_eq!((met, new), (0, 1), "{found}");
    let (met, new, found) = compared(&row("Sportello antiviolenza di Ischitella"));
    assert_eq!((met, new), (1, 0), "{found}");
    // Castro is in Puglia and in Lombardia: without a code the name does not say which.
    let (met, new, found) = compared("Servizi sociali;Castro;;;\n");
    assert_eq!((met, new), (0, 0), "{found}");
    let (_, new, found) = compared("Servizi sociali;Castro;075096;;\n");
    assert_eq!(new, 1, "{found}");
}

#[test]
fn of_several_numbers_the_one_that_differs_is_proposed() {
    const OFFICE: &str = "br-mesagne/sede/comune-san-pietro-vernotico";
    let place = Place::new();
    let proposed = |phones: &str| {
        let text =
            format!("Nome;Citta;Istat;Tel\nComune di San Pietro Vernotico;San Pietro Vernotico;074016;\"{phones}\"\n");
        let found =
            reconcile(&place, text.as_bytes(), "csv", &["--map", "name=Nome,comune=Citta,istat=Istat,phones=Tel"]);
        let differs = found["differs"].as_array().unwrap().clone();
        assert!(differs.iter().all(|d| d["record"] == OFFICE), "{found}");
        differs.into_iter().map(|d| (d["before"].clone(), d["after"].clone())).collect::<Vec<_>>()
    };
    // We hold 0831 654741 and 0831 653763.
    assert_eq!(proposed("0831 654741, 0831 653763"), []);
    assert_eq!(proposed("0831654741"), [], "one of ours is none that differs");
    let json = serde_json::json!(["0831 111222"]);
    assert_eq!(proposed("0831 654741, 0831 111222"), [(serde_json::json!(["0831 653763"]), json.clone())]);
    // Which of ours is wrong nobody knows where it says a third beside both.
    assert_eq!(proposed("0831 654741, 0831 653763, 0831 111222"), [(Value::Null, json.clone())]);
    // As reports: the others of the list stay.
    let path = place.path("registro.csv").display().to_string();
    fs::write(&path, "Nome;Citta;Istat;Tel\nComune di San Pietro Vernotico;San Pietro Vernotico;074016;\"0831 654741, 0831 111222\"\n").unwrap();
    let folder = place.path("proposte").display().to_string();
    let map = "name=Nome,comune=Citta,istat=Istat,phones=Tel";
    place.done(&["catalog", "reconcile", &path, "--from", "csv", "--map", map, "--proposals", &folder]);
    let all = place.proposals();
    let report = all.iter().find(|r| r["field"] == "phones").unwrap();
    assert_eq!(report["says"], "il numero 0831 653 763 non risponde, quello giusto è 0831 111 222", "{report}");
    assert_eq!(report["after"], serde_json::json!(["0831 654741", "0831 111222"]), "{report}");
}
