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
            let unknown = self.path().join("nuovo/tipologie").exists();
            let words =
                if unknown { ["--tipologia", "servizio-importato"] } else { ["--tipologia", "segretariato-sociale"] };
            let look = self.sportello(&[&["--catalog", "nuovo", "search"][..], &words, &["--limit", "1"]].concat());
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
fn what_a_person_is_reached_by_is_no_contact_of_an_office() {
    let desk = Desk::new();
    let one = service(
        1,
        &json!({
            "email": "mario.rossi@comune.it",
            "phones": [{"number": "0831 725000"}],
            "contacts": [
                {"name": "Anna Verdi", "title": "Responsabile", "email": "sociale@comune.it", "phones": [{"number": "347 1234567"}, {"number": "0831 725001"}]},
                {"title": "E-mail", "email": "a.verdi@comune.it", "phones": [{"number": "347 7654321"}]},
            ],
        }),
    );
    let done = desk.import(&[("uno.json", json!([one]).to_string().as_bytes())], &[]);
    for lost in [
        "email (di una persona, non di un ufficio): 2 volte",
        "phone (cellulare di una persona, non di un ufficio): 1 volte",
        "contact.name",
        "contact.title: 1 volte",
    ] {
        assert!(done.said.contains(&format!("Perso: {lost}")), "{lost}: {}", done.said);
    }
    let sede = &done.ambito.unwrap()["sedi"][0];
    assert_eq!(sede["emails"], json!(["sociale@comune.it"]));
    assert_eq!(sede["phones"], json!(["0831 725000", "0831 725001", "347 7654321"]));
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
    let deep = format!("[{{\"id\":\"1\",\"name\":\"x\",\"phones\":[{}{{}}]}}]", "{},".repeat(1_000_000));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("fondo.json", format!("{{\"a\":{}", "[".repeat(200_000)).into_bytes(), "parentesi una dentro l'altra"),
        ("oggetti.json", "{\"a\":".repeat(100_000).into_bytes(), "parentesi una dentro l'altra"),
        ("tanti.json", many.into_bytes(), "più di 1000000 oggetti"),
        ("dentro.json", deep.into_bytes(), "più di 1000000 valori"),
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

/// What is no service is none because it has a name.
#[test]
fn a_file_of_other_things_is_refused_with_the_reason() {
    let desk = Desk::new();
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    let comuni = std::fs::read(catalog.join("comuni.json")).unwrap();
    let aree = std::fs::read(catalog.join("aree.json")).unwrap();
    let package = br#"{"name": "pacchetto", "version": "1.0", "scripts": {"a": "b"}, "dependencies": {"c": "1"}}"#;
    let people = br#"[{"name": "Maria", "age": 40, "city": "Lecce"}, {"name": "Ugo", "age": 41, "city": "Bari"}]"#;
    let features =
        br#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Sede"}}]}"#;
    for (name, bytes, more) in [
        ("comuni.json", comuni.as_slice(), " e altri 256"),
        ("aree.json", aree.as_slice(), " e altri "),
        ("package.json", package.as_slice(), ""),
        ("persone.json", people.as_slice(), " e altri 1"),
        ("mappa.geojson.json", features.as_slice(), ""),
    ] {
        let done = desk.import(&[(name, bytes)], &[]);
        assert_eq!(done.status, Some(1), "{name}: {}", done.said);
        let said = done.said.lines().find(|l| l.contains("non ha la forma di un servizio di HSDS"));
        let said = said.unwrap_or_else(|| panic!("{name}: {}", done.said));
        assert!(said.contains("Respinto: ") && said.contains(name) && said.contains(more), "{name}: {said}");
        assert!(done.said.contains("Servizi letti 0, importati 0"), "{name}: {}", done.said);
    }
    // A page of another kind of thing is that thing.
    let page = json!({"total_items": 1, "contents": [
        {"id": "o", "name": "Opera", "description": "Ente", "website": "https://opera.example", "legal_status": "ONLUS"},
        {"id": "t", "code": "F1", "name": "Cibo", "description": "Voce", "taxonomy": "open"},
        {"id": "l", "location_type": "physical", "name": "Sede vuota"},
        {"id": "p", "number": "0831 725000"},
    ], "volontari": [{"name": "Ugo"}]});
    let done = desk.import(&[("pagina.json", page.to_string().as_bytes())], &[]);
    assert_eq!(done.status, Some(1), "{}", done.said);
    assert!(done.said.contains("Respinto: pagina.json#/volontari: non è una tabella di HSDS"), "{}", done.said);
    for lost in ["organization, 1", "taxonomy_term, 1", "location, 1", "phone, 1"] {
        assert!(
            done.said.contains(&format!("Perso: {lost} che nessun servizio nomina: pagina.json#/contents/")),
            "{lost}: {}",
            done.said
        );
    }
}

/// A row that hangs on nothing is named with its place, beside services that come in.
#[test]
fn one_page_of_several_says_that_the_others_are_missing() {
    let desk = Desk::new();
    let page = |n: usize| json!({"total_items": 2, "page_number": n, "contents": [service(n, &json!({}))]}).to_string();
    let (first, second) = (page(1), page(2));
    let done = desk.import(&[("1.json", first.as_bytes())], &[]);
    assert!(done.said.contains("Respinto: 1.json: sono 1 voci di 2, le altre pagine mancano"), "{}", done.said);
    let done = desk.import(&[("1.json", first.as_bytes()), ("2.json", second.as_bytes())], &[]);
    assert!(!done.said.contains("pagine mancano") && done.said.contains("importati 2"), "{}", done.said);
    let done = desk.import(&[("tabelle.xlsx", &zip(&[("xl/workbook.xml", b"<x/>")]))], &[]);
    assert!(done.said.contains("dentro non c'è nessun file .json o .csv"), "{}", done.said);
}

#[test]
fn where_somebody_hides_does_not_come_in() {
    let desk = Desk::new();
    let address =
        json!([{"address_1": "Via Segreta 1", "city": "Mesagne", "postal_code": "72023", "address_type": "physical"}]);
    let place = json!([{"location": {"id": uuid(9), "name": "Casa", "description": "dietro la chiesa", "latitude": 40.5,
        "longitude": 17.8, "addresses": address, "phones": [{"number": "0831 111222"}]}}]);
    let refuge = service(1, &json!({"name": "Casa rifugio Aurora", "service_at_locations": place}));
    let done = desk.import(&[("rifugio.json", refuge.to_string().as_bytes())], &[]);
    let written = done.ambito.unwrap().to_string();
    assert!(!written.contains("Segreta") && !written.contains("chiesa") && !written.contains("40.5"), "{written}");
    assert!(written.contains("0831 111222"), "{written}");
    assert!(done.said.contains("casa rifugio: dove si trova non si scrive"), "{}", done.said);
}

#[test]
fn what_hangs_on_nothing_is_listed_as_lost() {
    let desk = Desk::new();
    let tables: [(&str, &str); 12] = [
        ("services.csv", "id,organization_id,name,status\ns1,o1,Mensa,active\n"),
        ("organizations.csv", "id,name\no1,Opera pia\no2,Nessuno\n"),
        ("service_at_location.csv", "id,service_id,location_id\nx1,s1,l1\nx2,s9,l2\n"),
        (
            "locations.csv",
            "id,organization_id,location_type,name\nl1,o1,physical,Sede\nl2,o1,physical,Sola\nl3,o1,physical,Sola anche questa\n",
        ),
        (
            "addresses.csv",
            "id,location_id,address_1,city,state_province,postal_code,country,address_type\na1,l1,Via Roma 1,Latiano,BR,72022,IT,physical\na2,l2,Via Po 2,Latiano,BR,72022,IT,physical\n",
        ),
        (
            "phones.csv",
            "id,location_id,service_id,organization_id,number\np1,l1,,,0831 725000\np2,l2,,,0831 725001\np3,,,o1,0831 725002\np4,,,,0831 725003\n",
        ),
        (
            "schedules.csv",
            "id,location_id,freq,byday,opens_at,closes_at\nh1,l1,WEEKLY,MO,09:00,12:00\nh2,l3,WEEKLY,MO,09:00,12:00\n",
        ),
        ("contacts.csv", "id,service_id,email\nc1,s1,mensa@operapia.example\nc2,s7,altra@operapia.example\n"),
        ("taxonomy_terms.csv", "id,code,name,taxonomy_id\nt1,segretariato-sociale,Segretariato,x\nt2,F2,Mai usata,x\n"),
        ("attributes.csv", "id,link_id,link_entity,taxonomy_term_id\nb1,s1,service,t1\nb2,s8,service,t1\n"),
        ("service_areas.csv", "id,service_id,name\nr1,s1,Latiano\nr2,,Mesagne\n"),
        ("colonne.csv", "a,b\n1,2\n"),
    ];
    let parts: Vec<(&str, &[u8])> = tables.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let packed = zip(&parts);
    for files in [parts.as_slice(), &[("tabelle.zip", packed.as_slice())]] {
        let done = desk.import(files, &[]);
        assert_eq!(done.status, Some(0), "{}", done.said);
        assert!(done.said.contains("Servizi letti 1, importati 1, sedi 2"), "{}", done.said);
        for (table, lines) in [
            ("organization", &["organizations.csv:3"][..]),
            ("service_at_location", &["service_at_location.csv:3"]),
            ("location", &["locations.csv:3", "locations.csv:4"]),
            ("address", &["addresses.csv:3"]),
            ("phone", &["phones.csv:3", "phones.csv:4", "phones.csv:5"]),
            ("schedule", &["schedules.csv:3"]),
            ("contact", &["contacts.csv:3"]),
            ("taxonomy_term", &["taxonomy_terms.csv:3"]),
            ("attribute", &["attributes.csv:3"]),
            ("service_area", &["service_areas.csv:3"]),
        ] {
            let head = format!("Perso: {table}, {} che nessun servizio nomina: ", lines.len());
            let said = done.said.lines().find_map(|l| l.split_once(head.as_str()));
            let (_, places) = said.unwrap_or_else(|| panic!("{head}\n{}", done.said));
            let places: Vec<&str> = places.split(", ").map(|p| p.rsplit('/').next().unwrap()).collect();
            assert_eq!(places, lines, "{table}");
        }
        assert!(done.said.contains("colonne.csv: non è una tabella di HSDS, non letta"), "{}", done.said);
        let ambito = done.ambito.unwrap();
        assert_eq!(ambito["servizi"][0]["type"], "segretariato-sociale");
        let names: Vec<&str> = ambito["sedi"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Sede", "Contatti: Mensa"]);
    }
}

/// Ohana ties by `location_id` what HSDS ties by a table: services, telephones, contacts, hours, programs.
#[test]
fn places_tied_without_a_table_between_are_kept() {
    let desk = Desk::new();
    let tables: [(&str, &str); 8] = [
        (
            "services.csv",
            "id,location_id,program_id,name,status,website,audience\n1,7,,Mensa,active,https://opera.example/mensa,tutti\n2,,3,Ascolto,active,,\n3,,,Doccia,active,,\n",
        ),
        (
            "programs.csv",
            "id,organization_id,location_id,name\n3,1,8,Accoglienza\n4,1,9,Orto sociale\n5,1,,Senza luogo\n",
        ),
        ("organizations.csv", "id,name\n1,Opera pia\n"),
        ("locations.csv", "id,organization_id,name\n7,1,Mensa di via Roma\n8,1,Casa\n9,1,Orto\n10,1,Bagni\n"),
        (
            "addresses.csv",
            "id,location_id,address_1,city,state_province,postal_code,country\n1,7,Via Roma 1,Latiano,BR,72022,IT\n2,8,Via Po 2,Latiano,BR,72022,IT\n3,9,Via Adige 3,Latiano,BR,72022,IT\n4,10,Via Arno 4,Latiano,BR,72022,IT\n",
        ),
        (
            "phones.csv",
            "id,location_id,service_id,number,number_type\n1,9,,0831 725009,voice\n2,10,3,0831 725010,voice\n",
        ),
        ("regular_schedules.csv", "id,location_id,service_id,weekday,opens_at,closes_at\n1,10,3,Monday,09:00,12:00\n"),
        (
            "mail_addresses.csv",
            "id,location_id,address_1,city,state_province,postal_code,country\n1,7,CP 1,Latiano,BR,72022,IT\n",
        ),
    ];
    let files: Vec<(&str, &[u8])> = tables.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let done = desk.import(&files, &[]);
    assert_eq!(done.status, Some(0), "{}", done.said);
    let ambito = done.ambito.unwrap();
    let sede = |id: &Value| -> Value {
        let sedi = ambito["sedi"].as_array().unwrap();
        sedi.iter().find(|s| s["id"] == *id).unwrap_or_else(|| panic!("{id}")).clone()
    };
    let addresses: Vec<Value> = (0..3).map(|n| sede(&ambito["servizi"][n]["sedi"][0])["address"].clone()).collect();
    assert_eq!(addresses, ["Via Roma 1", "Via Po 2", "Via Arno 4"]);
    // The telephone and the hours of the third stand with its place, once.
    let bagni = sede(&ambito["servizi"][2]["sedi"][0]);
    assert_eq!((&bagni["phones"], &bagni["hours"]), (&json!(["0831 725010"]), &json!("Mo 09:00-12:00")));
    assert_eq!(ambito["servizi"][2]["sedi"].as_array().unwrap().len(), 1);
    let orto = ambito["sedi"].as_array().unwrap().iter().find(|s| s["name"] == "Orto").expect("the place of a program");
    assert_eq!((&orto["address"], &orto["phones"]), (&json!("Via Adige 3"), &json!(["0831 725009"])));
    assert!(done.said.contains("il programma «Orto sociale» non ha servizi, il suo luogo è la sede "), "{}", done.said);
    assert!(done.said.contains("Perso: program, 1 che nessun servizio nomina: programs.csv:4"), "{}", done.said);
    assert!(done.said.contains("Perso: service.audience: 1 volte"), "{}", done.said);
    assert!(ambito["servizi"][0]["details"].as_str().unwrap().contains("Opera pia"));
    assert_eq!(ambito["servizi"][0]["sources"][0]["url"], "https://opera.example/mensa");
    // The same as JSON, the services below their places.
    let nested = json!([
        {"id": "7", "name": "Mensa di via Roma", "latitude": 40.55, "longitude": 17.72,
         "services": [{"id": "1", "name": "Mensa", "status": "active"}, {"id": "2", "name": "Ascolto", "status": "active"}],
         "phones": [{"number": "0831 725000", "number_type": "voice"}]},
        {"id": "8", "name": "Vuota", "latitude": 40.56, "longitude": 17.73},
    ]);
    let done = desk.import(&[("luoghi.json", nested.to_string().as_bytes())], &[]);
    assert!(done.said.contains("Servizi letti 2, importati 2, sedi 1"), "{}", done.said);
    assert!(done.said.contains("Perso: location, 1 che nessun servizio nomina: luoghi.json#/1"), "{}", done.said);
    let ambito = done.ambito.unwrap();
    assert_eq!(ambito["sedi"][0]["phones"], json!(["0831 725000"]));
    assert_eq!(ambito["servizi"][0]["sedi"], ambito["servizi"][1]["sedi"]);
}

/// A folder with a file a service, as the compiled JSON of 3.1 is published, and one of organizations beside it.
#[test]
fn one_service_a_file_is_read_with_what_stands_beside_it() {
    let desk = Desk::new();
    let one = |n: usize| {
        service(
            n,
            &json!({
                "status": "active",
                "organization": {"id": uuid(900), "name": "Opera pia", "description": "Ente", "website": "https://opera.example"},
                "service_at_locations": [{"id": uuid(500 + n), "location": {"id": uuid(300), "location_type": "physical", "name": "Sede",
                    "addresses": [{"id": uuid(301), "address_1": "Via Roma 1", "city": "Latiano", "state_province": "BR", "postal_code": "72022", "country": "IT", "address_type": "physical"}]},
                    "phones": [{"id": uuid(600 + n), "number": format!("0831 72500{n}")}]}],
                "x-locale": {"livello": 3},
            }),
        )
        .to_string()
    };
    let files = [("a.json", one(1)), ("b.json", one(2)), ("c.json", "{\"id\": 5, \"titolo\": \"altro\"}".to_owned())];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let done = desk.import(&files, &[]);
    assert!(done.said.contains("Servizi letti 2, importati 2, sedi 1"), "{}", done.said);
    assert!(done.said.contains("Respinto: c.json#/"), "{}", done.said);
    assert!(done.said.contains("Perso: service.x-locale: 2 volte"), "{}", done.said);
    // What the link of the second says beside goes to the one sede of both.
    assert_eq!(done.ambito.unwrap()["sedi"][0]["phones"], json!(["0831 725001", "0831 725002"]));
}

/// The command that `said` prints for using what was written, as words.
fn printed(said: &str, before: &str) -> Vec<String> {
    let line = said.lines().find_map(|l| l.split_once(before)).unwrap_or_else(|| panic!("{before}: {said}")).1;
    let line = line.trim().strip_prefix("sportello ").unwrap().to_owned();
    // As a shell takes them apart: quotes hold blanks together.
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

/// Out and in again by nothing but the commands that are printed: what is found and shown is the same.
#[test]
fn the_commands_that_are_printed_bring_the_same_facts_back() {
    let desk = Desk::new();
    let first = json!([
        service(
            1,
            &json!({"status": "active", "description": "Pasti caldi ogni sera.", "eligibility_description": "Chiunque.",
            "service_at_locations": [{"location": {"id": "l", "location_type": "physical", "name": "Casa della carità",
                "addresses": [{"address_1": "Via Roma 1", "city": "Latiano", "state_province": "BR", "postal_code": "72022", "country": "IT"}],
                "phones": [{"number": "0831 725000"}],
                "schedules": [{"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00"}]}}]})
        ),
        service(2, &json!({"name": "Mensa degli amici", "phones": [{"number": "0831 725001"}]})),
    ]);
    std::fs::write(desk.path().join("primo.json"), first.to_string()).unwrap();
    let run = |words: &[String]| -> (Option<i32>, String, String) {
        let done = desk.sportello(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    };
    let words = |line: &str| -> Vec<String> { line.split('|').map(str::to_owned).collect() };
    let (status, _, said) = run(&words("catalog|import|--from|hsds|primo.json|-o|le mie cose"));
    assert_eq!(status, Some(0), "{said}");
    let first_use = printed(&said, "Per usarli: ");
    let look = |with: &[String], id: &str| -> String {
        let (status, shown, said) = run(&[with, &words(&format!("show|{id}"))].concat());
        assert_eq!((status, said.as_str()), (Some(0), ""), "{id}: {shown}");
        let found = run(&[with, &words("search|mensa|--format|json|--limit|3")].concat());
        assert_eq!(found.0, Some(0), "{}", found.2);
        // Which file and folder it was read from differs, and nothing else.
        let place = |l: &&str| l.contains("Archivio HSDS") || l.starts_with("Catalogo:");
        let lines: Vec<&str> = shown.lines().filter(|l| !place(l)).collect();
        lines.join("\n") + &found.1
    };
    for shape in ["page", "ndjson", "folder", "csv"] {
        let out = format!("fuori {shape}");
        let export = format!("catalog|export|--format|hsds|--shape|{shape}|--ambito|importati|-o|{out}");
        let (status, _, said) = run(&[first_use.as_slice(), &words(&export)].concat());
        assert_eq!(status, Some(0), "{said}");
        let (status, _, said) = run(&printed(&said, "Per rileggerlo: "));
        assert_eq!(status, Some(0), "{shape}: {said}");
        let again = printed(&said, "Per usarli: ");
        assert_ne!(again, first_use);
        for id in ["importati/servizio-importato", "importati/servizio-importato-2"] {
            assert_eq!(look(&first_use, id), look(&again, id), "{shape} {id}");
        }
    }
}
