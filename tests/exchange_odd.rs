//! Archives as they really come: old, broken, hostile. Whatever it is, the import ends, says what it read, changed, lost and
//! refused, and what it writes stands up to `catalog validate`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

struct Desk {
    home: tempfile::TempDir,
}

/// What an import came to.
struct Done {
    status: Option<i32>,
    said: String,
    /// Services of the file that was written, if one was.
    ambito: Option<Value>,
}

impl Desk {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.home.path()
    }

    fn sportello(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sportello"))
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("XDG_DATA_DIRS", self.path())
            .env("LANG", "it_IT.UTF-8")
            .output()
            .unwrap()
    }

    /// Imports files, one or a folder of them, and checks what was written.
    fn import(&self, files: &[(&str, &[u8])], more: &[&str]) -> Done {
        let from = self.path().join("da");
        let _ = std::fs::remove_dir_all(&from);
        let _ = std::fs::remove_dir_all(self.path().join("nuovo"));
        std::fs::create_dir(&from).unwrap();
        for (name, bytes) in files {
            std::fs::write(from.join(name), bytes).unwrap();
        }
        let what = if let [(name, _)] = files { format!("da/{name}") } else { "da".to_owned() };
        let done = self.sportello(&[&["catalog", "import", "--from", "hsds", &what, "-o", "nuovo"], more].concat());
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(!said.contains("panicked") && !said.contains('\u{1b}'), "{said}");
        assert!(said.contains("Servizi letti "), "{said}");
        let written = self.path().join("nuovo").exists();
        assert_eq!(written, done.status.code() == Some(0), "{said}");
        if written {
            let check = self.sportello(&["catalog", "validate", "nuovo"]);
            assert_eq!(check.status.code(), Some(0), "{said}\n{}", String::from_utf8_lossy(&check.stdout));
            let look =
                self.sportello(&["--catalog", "nuovo", "search", "--tipologia", "servizio-importato", "--limit", "1"]);
            assert!(look.status.code() <= Some(1), "{}", String::from_utf8_lossy(&look.stderr));
        }
        let ambito = std::fs::read(self.path().join("nuovo/ambiti/importati.json")).ok();
        let ambito = ambito.map(|bytes| serde_json::from_slice(&bytes).unwrap());
        Done { status: done.status.code(), said, ambito }
    }
}

fn uuid(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

fn service(n: usize, more: &Value) -> Value {
    let mut value = json!({"id": uuid(n), "name": format!("Servizio {n}")});
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        made.start_file(*name, options).unwrap();
        made.write_all(bytes).unwrap();
    }
    made.finish().unwrap().into_inner()
}

#[test]
fn every_way_to_pack_services_is_read() {
    let desk = Desk::new();
    let two = [service(1, &json!({"status": "active"})), service(2, &json!({"description": null}))];
    let [a, b] = &two;
    let list = json!(two).to_string();
    let lines = format!("{a}\r\n\r\n{b}\r\n");
    let wide = |unit: fn(u16) -> [u8; 2]| "\u{feff}".encode_utf16().chain(list.encode_utf16()).flat_map(unit).collect();
    let csv = format!("id\tname\tstatus\n{}\tUno\tactive\n{}\tDue\t\n", uuid(1), uuid(2));
    let ways: Vec<(&str, Vec<u8>)> = vec![
        ("elenco.json", list.clone().into_bytes()),
        ("bom.json", format!("\u{feff}{list}").into_bytes()),
        ("utf16le.json", wide(u16::to_le_bytes)),
        ("utf16be.json", wide(u16::to_be_bytes)),
        ("pagina.json", json!({"total_items": 2, "contents": two}).to_string().into_bytes()),
        ("uk.json", json!({"totalElements": 2, "content": two}).to_string().into_bytes()),
        ("servizi.json", json!({"services": two}).to_string().into_bytes()),
        ("per-id.json", json!({"services": {"a": a, "b": b}}).to_string().into_bytes()),
        ("righe.ndjson", lines.clone().into_bytes()),
        ("righe.json", lines.into_bytes()),
        ("services.csv", csv.clone().into_bytes()),
        ("services.csv", csv.replace('\t', ";").into_bytes()),
        ("services.csv", csv.replace('\t', ",").replace('\n', "\r\n").into_bytes()),
        (
            "pacchetto.zip",
            zip(&[("p/services.csv", csv.as_bytes()), ("p/datapackage.json", b"{}"), ("p/leggimi.txt", b"x")]),
        ),
        ("fuori.zip", zip(&[("../../../services.csv", csv.as_bytes())])),
    ];
    for (name, bytes) in ways {
        let done = desk.import(&[(name, &bytes)], &[]);
        assert_eq!(done.status, Some(0), "{name}: {}", done.said);
        assert!(done.said.contains("Servizi letti 2, importati 2"), "{name}: {}", done.said);
        assert!(done.said.contains("1 servizi senza stato"), "{name}: {}", done.said);
        let servizi = done.ambito.unwrap()["servizi"].clone();
        assert_eq!((&servizi[0]["status"], servizi[1].get("status")), (&json!("attivo"), None), "{name}");
    }
    assert!(!desk.path().parent().unwrap().join("services.csv").exists());
}

#[test]
fn version_1_1_in_tables_comes_in_with_its_losses_told() {
    let tables: [(&str, &str); 14] = [
        (
            "services.csv",
            "id,organization_id,name,description,status\n1,1,Mensa,\"Pasti, \"\"caldi\"\"\",active\n2,9,Senza stato,,\n",
        ),
        ("organizations.csv", "id,name,tax_id\n1,Opera pia,IT1\n"),
        ("locations.csv", "id,organization_id,name,latitude,longitude\n1,1,Sede,\"40,55\",\"17,72\"\n"),
        ("services_at_location.csv", "id,service_id,location_id\n1,1,1\n2,1,77\n"),
        (
            "physical_addresses.csv",
            "id,location_id,address_1,city,state_province,postal_code,country\n1,1,Via Roma 1,Latiano,BR,72022,IT\n",
        ),
        (
            "regular_schedules.csv",
            "id,location_id,weekday,opens_at,closes_at\n1,1,1,,\n2,1,Tuesday,,\n3,1,mercoledì,,\n",
        ),
        ("holiday_schedules.csv", "id,service_id,closed,start_date,end_date\n1,1,true,2026-12-25,2026-12-26\n"),
        ("services_taxonomy.csv", "id,service_id,taxonomy_id\n1,1,5\n"),
        ("taxonomy.csv", "id,name,vocabulary\n5,Food,openeligibility\n"),
        ("phones.csv", "id,location_id,number,extension,type\n1,1,\"\"\"0831 725000\"\"\",3,voice\n"),
        ("eligibility.csv", "id,service_id,eligibility\n1,1,adulti\n"),
        ("accessibility_for_disabilities.csv", "id,location_id,accessibility,details\n1,1,rampa,larga\n"),
        ("languages.csv", "id,service_id,language\n1,1,it\n"),
        ("datapackage.json", "{\"name\":\"x\"}"),
    ];
    let desk = Desk::new();
    let files: Vec<(&str, &[u8])> = tables.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let done = desk.import(&files, &[]);
    for lost in [
        "organization.tax_id",
        "accessibility.details",
        "phone.extension",
        "holiday_schedule (per intero)",
        "language (per intero)",
        "taxonomy (per intero)",
        "service_at_location senza la sua location",
    ] {
        assert!(done.said.contains(&format!("Perso: {lost}: 1 volte")), "{lost}: {}", done.said);
    }
    assert!(done.said.contains("1 servizi nominano un'organizzazione che nei file non c'è"), "{}", done.said);
    let ambito = done.ambito.unwrap();
    let sede = &ambito["sedi"][0];
    assert_eq!(sede["phones"], json!(["0831 725000"]));
    assert_eq!((&sede["comune"], &sede["lat"]), (&json!("074009"), &json!(40.55)));
    assert_eq!(sede.get("hours"), None, "hours without times are no hours");
    let words = sede["hours_source"].as_str().unwrap();
    assert!(words.contains("lun (ore non indicate)") && words.contains("mer"), "{words}");
    assert_eq!(ambito["servizi"][1].get("status"), None);
}

#[test]
fn nothing_is_lost_in_silence() {
    let desk = Desk::new();
    let odd = service(
        1,
        &json!({
            "description": {"it": "testo"},
            "minimum_age": "diciotto",
            "organization": "Opera pia",
            "attributes": [1, null, "x"],
            "languages": [{"name": "it"}],
            "accreditations": "ISO",
            "cost_options": [{"option": "tessera", "amount": 5, "valid_from": "2026-01-01"}],
            "phones": [{"number": "0831 725000", "extension": 3}],
            "service_areas": [{"name": "Latiano", "extent": "{}"}],
            "service_at_locations": [{"location": {
                "name": "Sede", "latitude": "NaN", "longitude": "x",
                "addresses": [{"address_1": "Via Roma 1", "city": "Latiano", "postal_code": "72022", "attention": "a mano"}],
                "schedules": [{"byday": "MO", "opens_at": "9:00", "closes_at": "12:00", "timezone": 1}],
                "contacts": [{"name": "Maria Bianchi", "department": "Servizi", "email": "a@b.it"}],
            }}],
        }),
    );
    let done = desk.import(&[("uno.json", json!([odd]).to_string().as_bytes())], &[]);
    for lost in [
        "service.description (atteso un testo)",
        "service.minimum_age",
        "service.organization (atteso un elenco",
        "service.attributes (atteso un elenco",
        "service.languages",
        "service.accreditations",
        "cost_option.valid_from",
        "phone.extension",
        "service_area.extent",
        "location.latitude e longitude",
        "address.attention",
        "schedule.timezone",
        "contact.name",
        "contact.department",
    ] {
        assert!(done.said.contains(&format!("Perso: {lost}")), "{lost}: {}", done.said);
    }
    let file = done.ambito.unwrap().to_string();
    assert!(!file.contains("Maria") && !file.contains("\"lat\""), "{file}");
}

#[test]
fn what_the_checks_would_refuse_is_put_right_and_told() {
    let desk = Desk::new();
    let far = json!({"name": "US", "latitude": 39.8, "longitude": -89.6,
        "addresses": [{"address_1": "1 Main", "city": "Springfield", "state_province": "IL", "postal_code": "62701", "country": "US"}]});
    let bad = service(
        1,
        &json!({
            "name": format!("Nome {}", "lungo ".repeat(40)),
            "service_areas": [{"name": "Latiano"}, {"name": "Lecce"}],
            "service_at_locations": [{"location": far}],
            "alert": "\u{1b}[2J\u{202e}attenzione",
        }),
    );
    let text = json!([bad]).to_string();
    let done = desk.import(&[("uno.json", text.as_bytes())], &[]);
    assert!(done.said.contains("nome di 244 caratteri, accorciato"), "{}", done.said);
    assert!(done.said.contains("fuori dall'Italia"), "{}", done.said);
    let servizio = &done.ambito.unwrap()["servizi"][0];
    assert!(servizio["name"].as_str().unwrap().chars().count() <= 80);
    assert!(servizio["details"].as_str().unwrap().contains("attenzione"));
    assert_eq!(servizio["comuni"].as_array().unwrap().len(), 2);
    // Below an ambito of ours only its own comuni stay.
    let done = desk.import(&[("uno.json", text.as_bytes())], &["--ambito", "mesagne"]);
    assert!(done.said.contains("Perso: service_area (comuni di un altro ambito): 1 volte"), "{}", done.said);
}

#[test]
fn odd_identifiers_and_statuses_are_neither_confused_nor_believed() {
    let desk = Desk::new();
    let ids = json!({"services": [
        {"id": 1, "name": "Uno"}, {"id": "1", "name": "Uno bis"}, {"id": {"$oid": "x"}, "name": "Oggetto"}, {"name": "Senza"}, {"name": "Senza"},
    ]});
    let done = desk.import(&[("ids.json", ids.to_string().as_bytes())], &[]);
    assert!(done.said.contains("Servizi letti 5, importati 4"), "{}", done.said);
    assert!(
        done.said.contains("Respinto: ids.json#/services/1: stesso identificativo di ids.json#/services/0"),
        "{}",
        done.said
    );
    assert!(done.said.contains("(senza identificativo)"), "{}", done.said);
    let words = ["Active", " ACTIVE ", "inactive", "temporarily_closed", "attivo", "yes", "1"];
    let list: Vec<Value> = words.iter().enumerate().map(|(n, w)| service(n, &json!({"status": w}))).collect();
    let done = desk.import(&[("stati.json", json!(list).to_string().as_bytes())], &[]);
    let servizi = done.ambito.unwrap()["servizi"].clone();
    let active: Vec<bool> = servizi.as_array().unwrap().iter().map(|s| s["status"] == "attivo").collect();
    assert_eq!(active, [true, true, false, false, false, false, false]);
}

#[test]
fn ragged_tables_are_read_and_their_faults_told() {
    let desk = Desk::new();
    let done = desk.import(&[("services.csv", b"id,name,name\n1,A,B\n2,C\n3,D,E,F\n\"4,G\n")], &[]);
    assert!(done.said.contains("la colonna «name» c'è due volte"), "{}", done.said);
    assert!(done.said.contains("services.csv:4: più celle che colonne"), "{}", done.said);
    assert!(done.said.contains("Respinto: services.csv:5: una virgoletta aperta non si chiude"), "{}", done.said);
    assert!(done.said.contains("Servizi letti 3, importati 3"), "{}", done.said);
    let done = desk.import(&[("services.csv", b"id,name\n1,a\x00b\x1b[31m\n")], &[]);
    assert_eq!(done.ambito.unwrap()["servizi"][0]["name"], "ab[31m");
}

#[test]
fn files_made_to_hurt_are_refused_at_once() {
    let desk = Desk::new();
    let many = format!("[{}{{}}]", "{},".repeat(2_000_000));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("fondo.json", format!("{{\"a\":{}", "[".repeat(200_000)).into_bytes(), "troppe parentesi"),
        ("oggetti.json", "{\"a\":".repeat(100_000).into_bytes(), "troppe parentesi"),
        ("tanti.json", many.into_bytes(), "più di 4000000 valori"),
        ("bomba.zip", zip(&[("services.csv", &vec![b'a'; 65 << 20])]), "riempire la memoria"),
        ("vuoto.json", Vec::new(), "finisce dove era atteso un valore"),
        ("testo.json", b"\"ciao\"".to_vec(), "atteso un oggetto o un elenco"),
        ("caso.json", (0..4096u32).map(|n| u8::try_from(n * 7919 % 251).unwrap()).collect(), "caso.json:1:1"),
        ("numero.json", b"[{\"id\":1,\"name\":\"x\",\"minimum_age\":1e400}]".to_vec(), "numero troppo grande"),
        ("rotto.zip", b"PK\x03\x04rotto".to_vec(), "non si apre"),
    ];
    for (name, bytes, why) in cases {
        let done = desk.import(&[(name, &bytes)], &[]);
        assert_eq!(done.status, Some(1), "{name}: {}", done.said);
        assert!(done.said.contains("Respinto: ") && done.said.contains(why), "{name}: {}", done.said);
        assert!(done.said.lines().count() < 10, "{name}: {}", done.said);
    }
}

#[test]
fn a_long_report_stays_readable() {
    let desk = Desk::new();
    let list: Vec<Value> = (0..1500).map(|n| service(n, &json!({"phones": [{"number": "chiamare"}]}))).collect();
    let done = desk.import(&[("tanti.json", json!(list).to_string().as_bytes())], &[]);
    assert!(done.said.contains("Servizi letti 1500, importati 1500"), "{}", done.said);
    assert!(done.said.contains("Cambiato: e altre ") && done.said.lines().count() < 250, "{}", done.said);
}
