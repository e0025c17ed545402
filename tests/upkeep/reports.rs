//! From what a desk reports to what the catalogue says, by the command line.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::desks::{Place, SCHEDA, SEDE, short, today};

const WRONG: [&str; 6] = [SEDE, "--topic", "sbagliato", "--by", "segretariato", "--set"];

fn wrong(place: &Place, set: &str) -> String {
    let all: Vec<&str> = WRONG.iter().copied().chain([set]).collect();
    place.report(&all).remove(0)
}

#[test]
fn two_desks_report_a_dead_number_a_third_confirms_the_office_accepts_and_a_newer_edition_leaves_it() {
    let place = Place::new();
    let first = wrong(&place, "telefono=0831 222333");
    wrong(&place, "telefono=0831/222333");
    place.report(&[SCHEDA, "--sede", "mesagne", "--topic", "sbagliato", "--set", "tel=0831 222333", "--by", "PUA"]);
    let waiting = place.proposals();
    assert_eq!(waiting.len(), 1, "the same words are one report: {waiting:?}");
    let row = &waiting[0];
    assert_eq!(
        (row["id"].as_str(), row["record"].as_str(), row["field"].as_str()),
        (Some(first.as_str()), Some(SEDE), Some("phones"))
    );
    assert_eq!((&row["before"], &row["after"]), (&json!(["0831 776065"]), &json!(["0831 222333"])));
    assert_eq!((row["by"].as_str(), row["state"].as_str()), (Some("segretariato"), Some("aperta")));
    assert_eq!(row["confirmed"].as_array().map(Vec::len), Some(2));

    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]).replace("\n          ", " ");
    let said = format!("segnalato il {} (3 segnalazioni): il numero non risponde", short());
    assert!(shown.contains(&said) && shown.contains("0831 776 065"), "{shown}");

    place.accept(&[&first]);
    assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
    assert!(shown.contains(&format!("0831 222 333 – verificato {} (PUA)", short())), "{shown}");
    assert!(!shown.contains("segnalato il"), "{shown}");

    let file = fs::read_dir(place.path("livello/correzioni")).unwrap().next().unwrap().unwrap().path();
    let written: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(written["patch"]["phones"], json!(["0831 222333"]));
    assert_eq!(written["audit"][0]["previous_value"], json!(["0831 776065"]));
    assert_eq!(written["audit"][0]["updated_by"], json!("PUA"));
    assert_eq!(written["by"], json!("Ufficio di Piano"));
    assert_eq!(written["reports"].as_array().map(Vec::len), Some(3));
    place.done(&["catalog", "validate", &place.path("livello").display().to_string()]);

    // The edition changes another field: both hold.
    place.edition("0831 776065");
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
    assert!(shown.contains("Via Nuova 9") && shown.contains("0831 222 333"), "{shown}");
    assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());

    // It changes the same one: the correction still holds, and both are shown.
    place.edition("0831 999999");
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]).replace("\n          ", " ");
    assert!(
        shown.contains("0831 222 333") && shown.contains("in conflitto") && shown.contains("0831 999 999"),
        "{shown}"
    );
    let conflict = place.proposals();
    assert_eq!((conflict[0]["state"].as_str(), &conflict[0]["now"]), (Some("in-conflitto"), &json!(["0831 999999"])));
    // Accepted again it is one no longer; taken back it is gone.
    let id = conflict[0]["id"].as_str().unwrap().to_owned();
    place.accept(&[&id]);
    assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());
    place.edition("0831 888888");
    place.done(&["catalog", "reject", &id, "--why", "il numero nuovo è giusto"]);
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
    assert!(shown.contains("0831 888 888") && !shown.contains("conflitto"), "{shown}");
}

#[test]
fn where_a_shelter_is_gets_into_no_report_and_no_catalogue() {
    let place = Place::new();
    let base = ["catalog", "report", "le-casarano/casa-rifugio", "--by", "PUA", "--comune", "casarano"];
    let refused = |more: &[&str]| {
        let all: Vec<&str> = base.iter().chain(more).copied().collect();
        place.refused(&all)
    };
    assert!(refused(&["--topic", "sbagliato", "--set", "indirizzo=Via Segreta 1"]).contains("riservat"));
    assert!(refused(&["--topic", "manca", "--set", "indirizzo=casa gialla dopo il ponte"]).contains("riservat"));
    assert!(
        refused(&["--topic", "sbagliato", "--set", "telefono", "--note", "ora in via Segreta 1"]).contains("riservat")
    );
    assert!(refused(&["--topic", "manca", "--set", "nota=sta in Piazza Segreta"]).contains("riservat"));
    // Nor by a file that somebody writes by hand.
    fs::create_dir_all(place.path("livello/ambiti")).unwrap();
    let sede = json!({ "id": "le-casarano/sede/casa-rifugio", "name": "Casa rifugio", "kind": "altro",
        "types": ["casa-rifugio"], "address": "Via Segreta 1", "sources": [{ "title": "x", "date": "2026" }] });
    let file = json!({ "ambito": { "id": "le-casarano" }, "sedi": [sede], "servizi": [] });
    fs::write(place.path("livello/ambiti/le-casarano.json"), file.to_string()).unwrap();
    let level = place.path("livello").display().to_string();
    let shown = place.done(&["--catalog", &level, "show", "le-casarano/casa-rifugio", "--comune", "casarano"]);
    assert!(!shown.contains("Segreta"), "{shown}");
    let checked = place.run(&["catalog", "validate", &level]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("sede-riservata"), "{checked:?}");
}

#[test]
fn a_report_is_about_a_service_and_never_about_a_person() {
    let place = Place::new();
    let base = [SEDE, "--topic", "sbagliato", "--set", "telefono"];
    let with = |more: &[&str]| {
        let all: Vec<&str> = ["catalog", "report"].iter().chain(&base).chain(more).copied().collect();
        place.refused(&all)
    };
    assert!(with(&["--by", "Maria Bianchi"]).contains("ruolo"));
    assert!(with(&["--by", "PUA", "--note", "RSSMRA80A01H501U"]).contains("codice fiscale"));
    assert!(with(&["--by", "PUA", "--note", "parlato con la signora Bianchi"]).contains("nome di una persona"));
    assert!(with(&["--by", "PUA", "--note", "richiamare 333 1234567"]).contains("cellulare"));
    let noted = [SEDE, "--topic", "sbagliato", "--set", "nota=cell privato 339 1234567", "--by", "PUA"];
    let noted: Vec<&str> = ["catalog", "report"].iter().chain(&noted).copied().collect();
    assert!(place.refused(&noted).contains("cellulare"));
    // What is not what the catalogue says was not verified.
    let other = ["catalog", "report", SEDE, "--topic", "verificato", "--set", "telefono=0831 111222", "--by", "PUA"];
    assert!(place.refused(&other).contains("sbagliato"));
    assert!(with(&["--by", "PUA", "--note", "scrivere a anna.verdi@comune.it"]).contains("e-mail"));
    assert!(with(&["--by", "PUA", "--note", &"x".repeat(81)]).contains("80 caratteri"));
    assert_eq!(fs::read_dir(place.path("proposte")).unwrap().count(), 0, "nothing was written");
    // A mobile that is a service's passes.
    let known = "br-mesagne/sede/servizi-sociali-mesagne";
    place.report(&[
        known,
        "--topic",
        "sbagliato",
        "--set",
        "telefono",
        "--by",
        "PUA",
        "--note",
        "rispondono allo 0831 776065",
    ]);
}

#[test]
fn a_surname_alone_is_asked_again_and_a_usual_note_passes() {
    use sportello::catalog::bundled;
    use sportello::upkeep::{Draft, Topic};
    let catalog = bundled::catalog().unwrap().catalog;
    let noted = |note: &str| {
        let draft = Draft {
            id: SEDE.to_owned(),
            sede: None,
            comune: None,
            topic: Topic::Sbagliato,
            set: vec![("telefono".to_owned(), None)],
            by: "PUA".to_owned(),
            note: Some(note.to_owned()),
        };
        draft.proposals(&catalog, today()).map(drop).map_err(|why| why.0)
    };
    for note in [
        "Rossi non risponde",
        "Bianchi è in ferie",
        "Esposito dice di richiamare",
        "il numero di Rossi non risponde",
        "chiedere di Ferrari, int. 3",
        "ora risponde Fumagalli",
        "tel. Ricci chiuso",
        "c/o Marchetti dopo le 10",
        "non c'è D'Amico",
    ] {
        let said = noted(note).unwrap_err();
        assert!(said.contains("sembra il cognome") && said.contains("minuscolo"), "{note}: {said}");
    }
    for note in [
        "il numero non risponde da due settimane",
        "Non risponde mai, né di mattina né di pomeriggio",
        "Nessuno risponde. Provato Lunedì e Martedì",
        "Chiuso ad Agosto, riapre a Settembre",
        "Il centralino dice che il numero è cambiato",
        "Ora rispondono allo 0831 776065, int. 3",
        "Si sono trasferiti in Via Garibaldi, piano terra",
        "ora è presso la Casa della Comunità di San Pancrazio Salentino",
        "rivolgersi al Comune di Latiano o al Consorzio",
        "Ufficio spostato al Palazzo Granafei, 2º piano",
        "il PUA è al Distretto, stanza 4",
        "la PEC torna indietro: casella piena",
        "si accede solo con SPID dal sito dell'Ambito",
        "Aggiornare: ora c'è la Caritas di Mesagne",
        "Messaggio: il numero Telecom è inesistente",
        "Segreteria telefonica sempre piena",
        "L'Assistente Sociale riceve solo su appuntamento",
        "la Cooperativa L'Ala non gestisce più il servizio",
        "Orario estivo: Luglio e Agosto solo mattina",
        "Pagina Facebook aggiornata, sito no",
        "spostato al Polo \u{ab}Girasole\u{bb}",
        "Prenotazione al CUP della ASL Brindisi",
        "Richiamare dopo Natale",
        "Anche per i residenti di Torre Santa Susanna e Erchie",
        "Il servizio lo fa la Regione Puglia, non il Comune",
        "sede chiusa per lavori fino a Pasqua; voce registrata",
    ] {
        assert_eq!(noted(note), Ok(()), "{note}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_what_could_be() {
    let place = Place::new();
    for (arguments, said) in [
        (vec!["br-mesagne/non-esiste", "--topic", "chiuso", "--by", "PUA"], "Nessuna scheda"),
        (vec![SEDE, "--topic", "sbagliato", "--by", "PUA", "--set", "colore=blu"], "telefono"),
        (vec![SEDE, "--topic", "sbagliato", "--by", "PUA", "--set", "telefono=dopo le nove"], "«telefono» non va bene"),
        (vec![SEDE, "--topic", "sbagliato", "--by", "PUA", "--set", "telefono=0831 776065"], "già così"),
        (vec![SEDE, "--topic", "sbagliato", "--by", "PUA"], "--set"),
        (vec![SEDE, "--topic", "manca", "--by", "PUA"], "--note"),
        (vec!["comune/074009", "--topic", "chiuso", "--by", "PUA"], "un servizio o una sede"),
    ] {
        let all: Vec<&str> = ["catalog", "report"].into_iter().chain(arguments).collect();
        let refused = place.refused(&all);
        assert!(refused.contains(said), "{all:?}: {refused}");
    }
}

#[test]
fn a_check_of_one_field_and_of_the_whole_place_are_two_things() {
    let place = Place::new();
    let hours = place.report(&[SEDE, "--topic", "verificato", "--set", "orari", "--by", "PUA"]).remove(0);
    let whole = place.report(&[SEDE, "--topic", "verificato", "--by", "segretariato"]).remove(0);
    place.accept(&[&hours, &whole]);
    let json: serde_json::Value =
        serde_json::from_str(&place.done(&["show", SCHEDA, "--comune", "mesagne", "--format", "json"])).unwrap();
    let text = json.to_string();
    assert!(text.contains(&format!("verificato {} (PUA)", short())), "{text}");
    assert!(text.contains("verificata oggi (segretariato)"), "{text}");
}

#[test]
fn what_only_a_norm_requires_is_there_once_somebody_has_asked() {
    let place = Place::new();
    let id = "br-mesagne/punto-unico-di-accesso-pua";
    let seen = place.report(&[id, "--topic", "verificato", "--by", "segretariato"]).remove(0);
    let number = place
        .report(&[
            id,
            "--comune",
            "mesagne",
            "--topic",
            "manca",
            "--set",
            "telefono=0831 111222",
            "--set",
            "orari=lunedì 9-12",
            "--by",
            "PUA",
        ])
        .remove(0);
    let before = place.done(&["show", id, "--comune", "mesagne"]).replace("\n          ", " ");
    assert!(before.contains("manca il recapito") && before.contains("0831 111 222"), "{before}");
    place.accept(&[&seen, &number]);
    let shown = place.done(&["show", id, "--comune", "mesagne"]);
    assert!(
        shown.contains("0831 111 222") && shown.contains("lunedì 9-12") && !shown.contains("previsto dalla norma"),
        "{shown}"
    );
    place.done(&["catalog", "validate", &place.path("livello").display().to_string()]);
}

#[test]
fn a_place_that_has_closed_is_no_longer_a_contact_and_a_call_nobody_took_closes_nothing() {
    let place = Place::new();
    let closed = place.report(&[SEDE, "--topic", "chiuso", "--by", "PUA", "--note", "trasferiti"]).remove(0);
    place.accept(&[&closed]);
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
    assert!(!shown.contains("0831 776 065"), "{shown}");

    let place = Place::new();
    let called = json!({ "id": "20200101-abc", "topic": "non-risponde", "record": SEDE, "field": "phones",
        "before": ["0831 776065"], "by": "PUA", "on": today().to_string() });
    fs::write(place.path("proposte/20200101-abc.json"), called.to_string()).unwrap();
    let layer = place.path("livello").display().to_string();
    let said = place.refused(&["catalog", "accept", "20200101-abc", "-o", &layer, "--by", "PUA"]);
    assert!(said.contains("non cambia il catalogo"), "{said}");
}

#[test]
fn a_report_nobody_confirms_lapses_after_thirty_days_and_a_confirmed_one_does_not() {
    let place = Place::new();
    let put = |id: &str, days: i64, field: &str| {
        let on = (today() - chrono::Days::new(days.unsigned_abs())).to_string();
        let text = json!({ "id": id, "topic": "sbagliato", "record": SEDE, "field": field, "by": "PUA", "on": on,
            "before": if field == "phones" { json!(["0831 776065"]) } else { json!("Via Roma") } });
        fs::write(place.path(&format!("proposte/{id}.json")), text.to_string()).unwrap();
    };
    put("20260101-a", 31, "phones");
    let states = |place: &Place| -> Vec<String> {
        place.proposals().iter().map(|r| r["state"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(states(&place), ["scaduta"]);
    assert!(!place.done(&["show", SCHEDA, "--comune", "mesagne"]).contains("segnalato"));
    let layer = place.path("livello").display().to_string();
    assert!(place.refused(&["catalog", "accept", "20260101-a", "-o", &layer, "--by", "PUA"]).contains("scaduta"));
    put("20260110-b", 10, "phones");
    assert_eq!(states(&place), ["aperta"]);
}

#[test]
fn a_rejected_report_is_gone_from_the_desks_and_kept_with_its_reason() {
    let place = Place::new();
    let id = wrong(&place, "telefono");
    assert!(place.refused(&["catalog", "reject", &id, "--why", " "]).contains("motivo"));
    place.done(&["catalog", "reject", &id, "--why", "il numero risponde"]);
    assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());
    let kept = fs::read_to_string(place.path(&format!("proposte/chiuse/{id}.json"))).unwrap();
    assert!(kept.contains("il numero risponde"), "{kept}");
    assert!(place.refused(&["catalog", "reject", &id, "--why", "ancora"]).contains("nessuna segnalazione"));
}

#[test]
fn of_two_numbers_for_one_office_only_one_is_accepted_at_a_time() {
    let place = Place::new();
    let (one, other) = (wrong(&place, "telefono=0831 111111"), wrong(&place, "telefono=0831 222222"));
    let layer = place.path("livello").display().to_string();
    let said = place.refused(&["catalog", "accept", &one, &other, "-o", &layer, "--by", "Ufficio di Piano"]);
    assert!(said.contains("accettata.") && said.contains("un'altra"), "{said}");
    let left = place.proposals();
    assert_eq!((left.len(), left[0]["state"].as_str()), (1, Some("in-conflitto")));
    assert_eq!(left[0]["now"], json!(["0831 111111"]));
}

#[test]
fn of_two_reports_of_one_number_the_one_accepted_last_holds_whichever_came_first() {
    for order in [[0, 1], [1, 0]] {
        let place = Place::new();
        let ids = [wrong(&place, "telefono=0831 111001"), wrong(&place, "telefono=0831 111002")];
        let numbers = ["0831 111 001", "0831 111 002"];
        place.accept(&[&ids[order[0]]]);
        let layer = place.path("livello").display().to_string();
        let output = place.run(&["catalog", "accept", &ids[order[1]], "-o", &layer, "--by", "Ufficio di Piano"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        // Who accepts reads what the desk had read, what is replaced and what holds from now on.
        for words in ["in conflitto", "leggeva «0831 776 065»", numbers[order[0]], numbers[order[1]]] {
            assert!(said.contains(words), "{words}: {said}");
        }
        let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
        assert!(shown.contains(numbers[order[1]]) && !shown.contains(numbers[order[0]]), "{shown}");
        assert!(!shown.contains("in conflitto"), "{shown}");
        assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());
        // A third is over both, and a check of the same day in between takes nothing away.
        place.accept(&[&place.report(&[SEDE, "--topic", "verificato", "--set", "telefono", "--by", "PUA"])[0]]);
        place.accept(&[&wrong(&place, "telefono=0831 776065")]);
        assert!(place.done(&["show", SCHEDA, "--comune", "mesagne"]).contains("0831 776 065"));
        assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());
        place.done(&["catalog", "validate", &layer]);
    }
}

/// A town hall with a switchboard and a second number.
const TOWN: &str = "br-mesagne/sede/comune-san-pietro-vernotico";

#[test]
fn of_two_numbers_of_a_place_only_the_wrong_one_is_replaced() {
    let place = Place::new();
    let report =
        |topic: &str, set: &str| place.report(&[TOWN, "--topic", topic, "--by", "PUA", "--set", set]).remove(0);
    let phones = || -> BTreeSet<String> {
        let calls = place.done(&["catalog", "calls", "--ambito", "mesagne", "--format", "json"]);
        let calls: Vec<serde_json::Value> = serde_json::from_str(&calls).unwrap();
        let ours = calls.iter().filter(|c| c["places"].to_string().contains(TOWN));
        ours.map(|c| c["number"].as_str().unwrap().replace(' ', "")).collect()
    };
    let numbers = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<_>>();
    // Which of the two is not known: nothing is written, and it is said how to say it.
    for set in ["telefono=0831 111222", "telefono"] {
        let said = place.refused(&["catalog", "report", TOWN, "--topic", "sbagliato", "--by", "PUA", "--set", set]);
        for words in ["0831 654 741", "0831 653 763", "--set \"telefono 0831 654 741"] {
            assert!(said.contains(words), "{said}");
        }
    }
    let strange = "telefono 0831 999999=0831 111222";
    let said = place.refused(&["catalog", "report", TOWN, "--topic", "sbagliato", "--by", "PUA", "--set", strange]);
    assert!(said.contains("non è in catalogo") && said.contains("0831 653 763"), "{said}");
    assert_eq!(fs::read_dir(place.path("proposte")).unwrap().count(), 0);

    // Two desks, two numbers: the second report is about its own number whatever became of the first.
    let one = report("sbagliato", "telefono 0831 653 763=0831 111222");
    let other = report("sbagliato", "tel 0831/654741=0831 333444");
    let waiting = place.proposals();
    assert_eq!(waiting[0]["after"], json!(["0831 654741", "0831 111222"]));
    assert_eq!(waiting[0]["says"], "il numero 0831 653 763 non risponde, quello giusto è 0831 111 222");
    place.accept(&[&one]);
    assert_eq!(phones(), numbers(&["0831654741", "0831111222"]));
    let left = place.proposals();
    assert_eq!((left.len(), left[0]["state"].as_str()), (1, Some("aperta")), "{left:?}");
    place.accept(&[&other]);
    assert_eq!(phones(), numbers(&["0831333444", "0831111222"]));

    // One that is missing comes beside them; one that is dead goes alone; all of them only where all are said.
    place.accept(&[&report("manca", "telefono=0831 555666")]);
    assert_eq!(phones(), numbers(&["0831333444", "0831111222", "0831555666"]));
    place.accept(&[&report("sbagliato", "telefono 0831 111222")]);
    assert_eq!(phones(), numbers(&["0831333444", "0831555666"]));
    place.accept(&[&report("sbagliato", "telefono=0831 654741, 0831 653763")]);
    assert_eq!(phones(), numbers(&["0831654741", "0831653763"]));
    assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());
}

#[test]
fn a_folder_that_anybody_may_write_is_neither_read_nor_written() {
    let place = Place::new();
    wrong(&place, "telefono");
    let folder = place.path("proposte");
    for mode in [0o777, 0o1777] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
        let output = place.run(&["catalog", "proposals", "--format", "json"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.matches("può scrivere chiunque").count(), 1, "{said}");
        assert_eq!(output.stdout, b"[]\n");
        assert!(!place.done(&["show", SCHEDA, "--comune", "mesagne"]).contains("segnalato"));
        let all: Vec<&str> = ["catalog", "report"].iter().chain(&WRONG).copied().chain(["orari"]).collect();
        assert!(place.refused(&all).contains("può scrivere chiunque"));
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o770)).unwrap();
    assert_eq!(place.proposals().len(), 1);
}

#[test]
fn hostile_files_are_counted_once_and_nothing_of_them_is_shown() {
    let place = Place::new();
    let good = wrong(&place, "telefono");
    let put = |name: &str, text: &str| fs::write(place.path(&format!("proposte/{name}")), text).unwrap();
    let on = today().to_string();
    let report =
        |id: &str, more: &str| format!(r#"{{"id":"{id}","topic":"sbagliato","record":"{SEDE}","on":"{on}",{more}}}"#);
    put("20260101-a.json", "{");
    put("20260101-b.json", &"[".repeat(10_000));
    put("20260101-c.json", &" ".repeat(20_000));
    // Another's name, a field nobody may speak of, the name of a person, a day to come.
    put("20260101-d.json", &report("20260101-x", r#""by":"PUA","field":"phones""#));
    put("20260101-e.json", &report("20260101-e", r#""by":"PUA","field":"riservato","after":false"#));
    put("20260101-f.json", &report("20260101-f", r#""by":"Mario Rossi","field":"phones""#));
    put("20260101-g.json", &report("20260101-g", r#""by":"PUA","field":"phones""#).replace(&on, "2199-01-01"));
    std::os::unix::fs::symlink("/etc/passwd", place.path("proposte/20260101-h.json")).unwrap();
    assert!(
        std::process::Command::new("mkfifo").arg(place.path("proposte/20260101-i.json")).status().unwrap().success()
    );
    // Escape sequences, and a note that should not be there: the report counts, they do not.
    put(
        "20260101-l.json",
        &report(
            "20260101-l",
            "\"by\":\"PUA\\u001b[31m\",\"field\":\"address\",\"before\":\"x\",\"after\":\"Via \\u001b[2J\\u202eRoma 1\",\"note\":\"sig.ra Bianchi \\u001b]0;x\\u0007\"",
        ),
    );
    let output = place.run(&["catalog", "proposals"]);
    let (out, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(out.contains(&good) && out.contains("20260101-l"), "{out}");
    assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}') && !out.contains("Bianchi"), "{out:?}");
    assert_eq!(said.matches("9 file che non sono segnalazioni").count(), 1, "{said}");
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
}

#[test]
fn a_report_for_a_record_that_is_gone_is_listed_and_cannot_be_accepted() {
    let place = Place::new();
    let id = wrong(&place, "telefono=0831 222333");
    let hides = format!(r#"{{"sedi":[{{"id":"{SEDE}","removed":true,"name":"x","kind":"altro","sources":[]}}]}}"#);
    fs::write(place.path("edizione/ambiti/br-mesagne.json"), hides).unwrap();
    let row = &place.proposals()[0];
    assert_eq!((row["state"].as_str(), row["gone"].as_bool()), (Some("in-conflitto"), Some(true)));
    let layer = place.path("livello").display().to_string();
    let said = place.refused(&["catalog", "accept", &id, "-o", &layer, "--by", "PUA"]);
    assert_eq!(said.matches("non c'è più").count(), 1, "{said}");
    // A correction whose record is gone costs the others nothing.
    fs::remove_file(place.path("edizione/ambiti/br-mesagne.json")).unwrap();
    place.accept(&[&id]);
    place.edition("0831 776065");
    let hides = format!(r#"{{"sedi":[{{"id":"{SEDE}","removed":true,"name":"x","kind":"altro","sources":[]}}]}}"#);
    fs::write(place.path("edizione/ambiti/br-mesagne.json"), hides).unwrap();
    let output = place.run(&["show", SCHEDA, "--comune", "mesagne"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success());
    assert_eq!(said.matches("il record non c'è più").count(), 1, "{said}");
}

#[test]
fn a_protected_place_gets_no_address_by_a_report() {
    let place = Place::new();
    let hidden = r#"{"sedi":[{"id":"br-mesagne/sede/rifugio","name":"Casa rifugio","kind":"altro","riservato":true,
        "phones":["0831 777777"],"sources":[{"title":"x"}]}]}"#;
    fs::write(place.path("edizione/ambiti/br-mesagne.json"), hidden).unwrap();
    let said = place.refused(&[
        "catalog",
        "report",
        "br-mesagne/sede/rifugio",
        "--topic",
        "manca",
        "--set",
        "indirizzo=Via Roma 1",
        "--by",
        "PUA",
    ]);
    assert!(said.contains("riservata"), "{said}");
    // Nor by a file that was written by hand.
    let by_hand = json!({ "id": "20260101-a", "topic": "manca", "record": "br-mesagne/sede/rifugio", "field": "address",
        "after": "Via Roma 1", "by": "PUA", "on": today().to_string() });
    fs::write(place.path("proposte/20260101-a.json"), by_hand.to_string()).unwrap();
    let layer = place.path("livello").display().to_string();
    place.refused(&["catalog", "accept", "20260101-a", "-o", &layer, "--by", "PUA"]);
    // Not even those who decide read it.
    assert_eq!(place.proposals(), Vec::<serde_json::Value>::new());
}

#[test]
fn ten_thousand_reports_are_all_there() {
    let place = Place::new();
    for n in 0..10_000 {
        let text = json!({ "id": format!("20260101-{n:05}"), "topic": "sbagliato", "record": SEDE, "field": "address",
            "before": "x", "after": format!("Via {n}"), "by": "PUA", "on": today().to_string() });
        fs::write(place.path(&format!("proposte/20260101-{n:05}.json")), text.to_string()).unwrap();
    }
    let begun = std::time::Instant::now();
    assert_eq!(place.proposals().len(), 10_000);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    let shown = place.done(&["show", SCHEDA, "--comune", "mesagne"]);
    assert!(shown.contains("e altre 9998 segnalazioni"), "{shown}");
}

/// Whatever the screen shows can be said to be wrong: a number that hangs on another office, the 1522, a switchboard.
#[test]
fn every_number_hour_and_address_of_the_open_scheda_can_be_picked() {
    use sportello::catalog::bundled;
    use sportello::lingua::lines::unbroken;
    use sportello::scheda::{Page, Scheda, Viewer, text};
    use sportello::upkeep::{Topic, offers};
    let catalog = bundled::catalog().unwrap().catalog;
    let bare = |word: &str| word.trim_matches([',', '.', ';', ':', '(', ')', '/']).replace(' ', "");
    let mut picked = 0;
    for name in ["Latiano", "Mesagne", "Lecce", "Foggia", "Casarano", "Andria", "Anzano di Puglia"] {
        let at = catalog.comuni.position(|c| c.record.name.as_str() == name).unwrap();
        let viewer = Viewer::at(Some(at), "2026-11-23T10:15:00".parse().unwrap());
        let ambito = &catalog.ambiti[catalog.comuni[at].ambito];
        let own = ambito.servizi.iter().map(|ix| catalog.servizi[*ix].id.to_string());
        let wide = ["it/assegno-unico-universale", "puglia/patto-di-cura", "tipologia/mensa-sociale"].map(String::from);
        for id in own.chain(wide).chain([format!("ambito/{}", ambito.record.id)]) {
            let scheda = Scheda::find(&catalog, &id, &viewer).unwrap();
            let offers = offers(&catalog, &scheda, &viewer, Topic::Sbagliato);
            let values: Vec<&str> = offers.iter().map(|o| o.value.as_str()).collect();
            let numbers: Vec<String> =
                values.iter().flat_map(|v| unbroken(v)).map(|w| bare(&w)).filter(|w| !w.is_empty()).collect();
            for line in text::render(std::slice::from_ref(&scheda), &Page::screen(100_000)).lines() {
                for word in unbroken(line) {
                    let number = bare(&word);
                    let dialled = number.len() >= 6 && number.bytes().all(|b| b.is_ascii_digit());
                    let found =
                        numbers.contains(&number) || values.iter().any(|v| v.replace(' ', "").contains(&number));
                    assert!(!dialled || found, "{name} {id}: {word}\n{line}\n{values:#?}");
                    picked += usize::from(dialled);
                }
            }
            for sede in &scheda.facts.sedi {
                for shown in [&sede.address, &sede.hours_source].into_iter().flatten() {
                    let held = sede.hours.is_some() && Some(shown) == sede.hours_source.as_ref();
                    assert!(held || values.contains(&shown.as_str()), "{name} {id}: {shown}\n{values:#?}");
                }
            }
        }
    }
    assert!(picked > 500, "{picked}");
}
