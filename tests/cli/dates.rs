//! The clock on another day, the calendar of what opens and closes, the list of what has ended.

use crate::office::{Office, sportello};

#[test]
fn a_day_that_was_asked_for_is_said_and_changes_what_the_scheda_says() {
    let id = "it/prestazione-universale-anziani";
    let run = sportello(["show", id, "--al", "2026-12-31"]);
    assert_eq!((run.status, run.err.as_str()), (0, "sportello: Come se fosse il 31 dicembre 2026.\n"));
    assert!(run.out.contains("attivo, fino al 31 dicembre 2026"), "{}", run.out);
    let run = sportello(["--al", "2027-01-01", "show", id, "--format", "json"]);
    assert_eq!(run.json()["status"], "avviso-chiuso");
    for wrong in ["domani", "2027-13-01", "31/12/2026", "", "99999-01-01"] {
        let run = sportello(["show", id, "--al", wrong]);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{wrong}");
    }
}

#[test]
fn a_search_filters_by_the_status_of_the_day() {
    let ids = |day: &str| {
        let run = Office::new().run([
            "search",
            "prestazione universale",
            "--comune",
            "latiano",
            "--stato",
            "attivo",
            "--limit",
            "0",
            "--format",
            "json",
            "--al",
            day,
        ]);
        run.ids()
    };
    let has = |ids: &[String]| ids.iter().any(|id| id == "it/prestazione-universale-anziani");
    assert!(has(&ids("2026-12-31")));
    for day in ["2027-01-01", "2027-01-15", "2027-07-01"] {
        assert!(!has(&ids(day)), "{day}");
    }
}

#[test]
fn orienta_promises_nothing_on_a_value_that_has_ended() {
    for day in ["2026-11-28", "2027-01-01", "2027-01-15", "2027-07-01"] {
        let run = Office::new()
            .run(["orienta", "--comune", "latiano", "--eta", "70", "--isee", "8000", "--format", "json", "--al", day]);
        let json = run.json();
        let of = |id: &str| {
            let all = json["results"].as_array().unwrap();
            all.iter().find(|r| r["id"] == id).unwrap_or_else(|| panic!("{id}")).clone()
        };
        let closed = of("puglia/buoni-servizio-anziani-disabili");
        assert_ne!(closed["outcome"], "compatibile");
        assert_eq!(closed["reasons"][0]["text"], "Avviso chiuso il 30 giugno 2026: chiedere del nuovo");
        let bills = of("it/bonus-sociale-bollette");
        let text = bills["reasons"].to_string();
        if day == "2026-11-28" {
            assert!(text.contains("valore 2026") && text.contains("sì, l'ISEE è 8.000 euro"), "{text}");
        } else {
            assert_ne!(bills["outcome"], "compatibile", "{day}");
            assert!(text.contains("valore del 2026: verificare"), "{text}");
        }
    }
}

#[test]
fn the_calendar_is_a_list_a_table_and_a_file_for_a_calendar() {
    let list = |more: &[&str]| {
        let mut arguments = vec!["list", "scadenze", "--al", "2026-11-28"];
        arguments.extend(more);
        Office::new().run(arguments)
    };
    let json = list(&["--comune", "bari", "--format", "json"]).json();
    let all = json.as_array().unwrap();
    let ends = all.iter().find(|s| s["id"] == "it/prestazione-universale-anziani").unwrap();
    assert_eq!(
        (ends["date"].as_str(), ends["days"].as_i64(), ends["event"].as_str()),
        (Some("2026-12-31"), Some(33), Some("finisce"))
    );
    assert!(all.iter().all(|s| s["days"].as_i64().unwrap() <= 60));
    let csv = list(&["--format", "csv", "--entro", "5"]);
    assert_eq!((csv.status, csv.out.trim_end()), (1, "date,days,event,id,type,name,scope,text"));
    let table = list(&["--comune", "bari"]);
    assert!(table.out.contains("2026-12-31") && table.out.contains("33 giorni"), "{}", table.out);

    let ics = list(&["--comune", "bari", "--format", "ics"]);
    assert_eq!(ics.status, 0);
    assert!(ics.out.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"), "{}", ics.out);
    assert!(ics.out.ends_with("END:VCALENDAR\r\n"));
    assert!(ics.out.lines().all(|line| line.len() <= 76), "lines are folded at 75 octets");
    let events = ics.out.split("BEGIN:VEVENT\r\n").skip(1);
    assert_eq!(events.clone().count(), all.len());
    for event in events {
        for property in ["UID:", "DTSTAMP:", "DTSTART;VALUE=DATE:", "DTEND;VALUE=DATE:", "SUMMARY:"] {
            assert_eq!(event.matches(property).count(), 1, "{property} {event}");
        }
    }
    let again = list(&["--comune", "bari", "--format", "ics"]);
    let ids = |out: &str| out.lines().filter(|l| l.starts_with("UID:")).map(ToOwned::to_owned).collect::<Vec<_>>();
    assert_eq!(ids(&ics.out), ids(&again.out), "the same day of the same thing has the same identifier");
    assert_eq!(sportello(["list", "comuni", "--format", "ics"]).status, 2);
}

#[test]
fn the_page_of_the_ambito_has_the_next_deadlines() {
    let run = sportello(["show", "ambito/ba-bari", "--al", "2026-11-28"]);
    assert!(run.out.to_lowercase().contains("scadenze nei prossimi 60 giorni"), "{}", run.out);
    assert!(run.out.contains("31 dicembre 2026 – Prestazione universale"), "{}", run.out);
}

#[test]
fn an_editor_learns_what_will_have_ended_by_a_day() {
    let run = sportello(["catalog", "verify", "--scadenze", "--al", "2027-01-15", "--format", "json"]);
    assert_eq!(run.status, 0);
    let json = run.json();
    let rows = json.as_array().unwrap();
    let has = |id: &str, kind: &str, ends: &str| {
        assert!(rows.iter().any(|r| r["id"] == id && r["kind"] == kind && r["ends"] == ends), "{id} {kind} {ends}");
    };
    has("tipologia/assegno-di-inclusione", "soglia", "2026-12-31");
    has("tipologia/indennita-di-accompagnamento", "importo", "2026-12-31");
    has("tipologia/prestazione-universale-anziani", "edizione", "2026-12-31");
    has("tipologia/assegno-sociale", "requisito", "2026-12-31");
    has("tipologia/accertamento-disabilita", "procedura", "2026-12-31");
    assert!(rows.iter().all(|r| r["ends"].as_str().unwrap() < "2027-01-15"));
    let before = sportello(["catalog", "verify", "--scadenze", "--al", "2026-12-31", "--format", "json"]).json();
    assert!(!before.as_array().unwrap().iter().any(|r| r["ends"] == "2026-12-31"), "its last day is not over");
    assert!(sportello(["catalog", "verify", "--scadenze", "--al", "2027-01-15"]).out.contains("Da rivedere: "));
}

#[test]
fn an_export_of_january_has_nothing_active_that_ended_in_december() {
    for day in ["2026-11-28", "2027-01-01", "2027-01-15", "2027-07-01"] {
        let run = sportello(["catalog", "export", "--format", "hsds", "--shape", "ndjson", "-o", "-", "--al", day]);
        let of = |name: &str| {
            let line = run.out.lines().find(|l| l.contains(name)).unwrap_or_else(|| panic!("{name}"));
            serde_json::from_str::<serde_json::Value>(line).unwrap()
        };
        let measure = of("\"name\":\"Prestazione universale per anziani non autosufficienti\"");
        let status = if day == "2026-11-28" { "active" } else { "temporarily closed" };
        assert_eq!(measure["status"], status, "{day}");
        assert_eq!(of("Buoni servizio per anziani")["status"], "temporarily closed", "{day}");
    }
}

#[test]
fn an_amount_without_a_year_is_refused() {
    let office = Office::new();
    let file = office.file(
        "nuovo/misure.json",
        r#"[{"id": "puglia/reddito-di-dignita", "type": "reddito-di-dignita", "basis": "misura",
  "outcome": "Assegno di 700 euro al mese.",
  "amounts": [{"what": "Al mese", "euro": 700.5}, {"what": "Al mese", "euro": 600, "valid_until": "2026-12"}],
  "opens": "2027-02-01", "closes": "2027-01-01",
  "eligibility": {"text": "Chi ha un ISEE basso.", "requirements": [{"kind": "isee", "max": 9360}]}}]"#,
    );
    let run = office.run(["catalog", "validate", &file]);
    assert_eq!(run.status, 1);
    for said in [
        "«700 euro» è senza anno",
        "l'importo di 700.5 euro è senza anno",
        "la soglia ISEE di 9360 euro è senza anno",
        "«closes» viene prima di «opens»",
    ] {
        assert!(run.out.contains(said), "{said}\n{}", run.out);
    }
    assert_eq!(run.out.matches("[senza-anno]").count(), 3, "{}", run.out);
    assert_eq!(sportello(["catalog", "validate"]).out, "", "the catalogue itself has none");
}

#[test]
fn a_threshold_in_a_notice_of_an_ambito_says_its_year_too() {
    let lecce = include_str!("../../catalog/ambiti/le-lecce.json");
    let office = Office::new();
    let undated = lecce.replace("sotto 10.000 euro (2025)", "sotto 10.000 euro");
    assert_ne!(undated, lecce);
    let file = office.file("nuovo/ambiti/le-lecce.json", undated);
    let run = office.run(["catalog", "validate", &file]);
    assert_eq!(run.out.matches("«10.000 euro» è senza anno").count(), 1, "{}", run.out);
}
