//! The catalogue in other people's formats: what goes out is valid, what comes in is told to the last field.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::NaiveDate;
use serde_json::{Value, json};
use sportello::catalog::bundled;
use sportello::catalog::load::Records;
use sportello::catalog::model::{Catalog, Layer, Scope};
use sportello::catalog::resolve::{Resolved, resolve};
use sportello::catalog::text::Text;
use sportello::catalog::values::Stato;
use sportello::exchange::hsds::{export, import, package, read};
use sportello::exchange::{cpsv_ap, layer, schema_org};
use sportello::scheda::{Scheda, Viewer, html};

fn catalog() -> Catalog {
    bundled::catalog().unwrap().catalog
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// The folder with the official schemas and samples; says loudly that a test was skipped where there is none.
fn standards(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SPORTELLO_STANDARDS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SALTATO: {test} – manca SPORTELLO_STANDARDS, la cartella con gli schemi ufficiali");
    }
    folder
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// `additionalProperties: false` on every object of the schema: a misspelt name is then an error.
fn strict(schema: &mut Value) {
    if let Value::Object(object) = schema {
        if object.get("properties").is_some_and(Value::is_object) {
            object.insert("additionalProperties".to_owned(), json!(false));
        }
        object.values_mut().for_each(strict);
    } else if let Value::Array(list) = schema {
        list.iter_mut().for_each(strict);
    }
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

#[test]
fn every_service_passes_the_official_schema_open_and_strict() {
    let Some(folder) = standards("schema HSDS 3.1") else { return };
    let mut schema = json(&folder.join("hsds-3.1-schema/compiled/service_with_definitions.json"));
    let open = validator(&schema);
    strict(&mut schema);
    let strict = validator(&schema);
    let started = Instant::now();
    let services = export::services(&catalog(), today());
    eprintln!("HSDS: {} servizi in {:?}", services.len(), started.elapsed());
    for service in &services {
        for v in [&open, &strict] {
            let errors: Vec<String> = v.iter_errors(service).map(|e| format!("{} {e}", e.instance_path())).collect();
            assert_eq!(errors, Vec::<String>::new(), "{}", service["name"]);
        }
    }
    // The strict schema does refuse what it should.
    let mut wrong = services[0].clone();
    wrong["naem"] = json!("x");
    assert!(open.is_valid(&wrong) && !strict.is_valid(&wrong));
}

/// What the official schema lets through and must not be there: see the walk below.
fn walk(value: &Value, path: &str, problems: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                let here = format!("{path}/{key}");
                if let Value::String(text) = inner {
                    let time = |t: &str| chrono::NaiveTime::parse_from_str(t, "%H:%M:%S").is_ok() && t.len() == 8;
                    let ok = match key.as_str() {
                        "opens_at" | "closes_at" => time(text),
                        "assured_date" => text.parse::<NaiveDate>().is_ok(),
                        "url" | "website" | "uri" => text.starts_with("https://") || text.starts_with("http://"),
                        "postal_code" => text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()),
                        "country" => text == "IT",
                        "byday" => text.split(',').all(|d| ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].contains(&d)),
                        "id" => text.len() == 36 && text.as_bytes()[14] == b'5',
                        _ => !text.is_empty(),
                    };
                    if !ok {
                        problems.push(format!("{here}: {text}"));
                    }
                }
                if inner.is_null() {
                    problems.push(format!("{here}: null"));
                }
                walk(inner, &here, problems);
            }
        }
        Value::Array(list) => list.iter().enumerate().for_each(|(n, v)| walk(v, &format!("{path}/{n}"), problems)),
        _ => {}
    }
}

#[test]
fn times_dates_addresses_and_caps_are_what_they_say() {
    let mut problems = Vec::new();
    for service in export::services(&catalog(), today()) {
        walk(&service, service["name"].as_str().unwrap(), &mut problems);
    }
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn every_entry_is_exported_once_and_twice_alike() {
    let c = catalog();
    let services = export::services(&c, today());
    assert_eq!(services.len(), c.servizi.len());
    let ids: BTreeSet<&str> = services.iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), services.len());
    let page = |s: Vec<serde_json::Value>| serde_json::to_vec(&export::page(&s)).unwrap();
    let (a, b) = (page(services.clone()), page(export::services(&c, today())));
    assert_eq!(a, b);
    eprintln!("HSDS page: {} byte, ndjson: {} byte", a.len(), export::ndjson(&services).unwrap().len());
}

#[test]
fn only_what_may_be_believed_today_is_active() {
    let c = catalog();
    for (servizio, service) in c.servizi.iter().zip(export::services(&c, today())) {
        let stato = c.find(&servizio.id).unwrap().status(today()).unwrap();
        assert_eq!(service["status"] == "active", stato == Stato::Attivo, "{}", servizio.id);
        let said = service["attributes"].as_array().unwrap().iter().find(|a| a["label"] == "stato").unwrap();
        assert_eq!(said["value"], stato.label());
    }
}

/// A catalogue with a refuge house whose record holds, against the rule, where it is.
fn with_refuge() -> Catalog {
    let mut c = catalog();
    let at = c.sedi.position(|s| s.record.address.is_some() && !s.types.is_empty()).unwrap();
    c.sedi[at].record.riservato = true;
    c.sedi[at].record.address = Some(Text::new("Via Segretissima 99"));
    c.sedi[at].record.cap = Some("72999".parse().unwrap());
    (c.sedi[at].record.lat, c.sedi[at].record.lon) = (Some(41.987_654), Some(17.123_456));
    c
}

#[test]
fn a_protected_place_leaks_nowhere() {
    let c = with_refuge();
    let services = export::services(&c, today());
    let tables = package::files(&services).unwrap();
    let mut all = serde_json::to_string(&services).unwrap();
    for (_, bytes) in &tables {
        all.push_str(&String::from_utf8_lossy(bytes));
    }
    all.push_str(&cpsv_ap::graph(&c, today()).to_string());
    let viewer = Viewer::at(None, today().and_hms_opt(9, 0, 0).unwrap());
    for servizio in &c.servizi {
        all.push_str(&html::data_block(&schema_org::schema_org(c.find(&servizio.id).unwrap(), &viewer)));
    }
    for secret in ["Segretissima", "72999", "41.987", "17.123"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(all.contains("l'indirizzo è riservato"));
}

#[test]
fn the_tables_have_the_official_columns() {
    let Some(folder) = standards("tabelle HSDS") else { return };
    let official = json(&folder.join("hsds-3.1-schema/datapackage.json"));
    for (file, columns) in package::headings() {
        let resource = official["resources"].as_array().unwrap().iter().find(|r| r["path"] == file).expect(file);
        let fields = resource["schema"]["fields"].as_array().unwrap().iter();
        let mut names: Vec<String> = fields.map(|f| f["name"].as_str().unwrap().to_owned()).collect();
        // The published description of the table of capacities has only its keys: the published example has its columns.
        if !names.iter().any(|name| name == "id") {
            let example = std::fs::read_to_string(folder.join("hsds-3.1-spec-csv").join(file)).unwrap();
            names = example.lines().next().unwrap().split(',').map(str::to_owned).collect();
        }
        assert_eq!(columns, names, "{file}");
    }
}

#[test]
fn no_cell_that_the_tables_demand_is_empty() {
    let Some(folder) = standards("celle obbligatorie delle tabelle HSDS") else { return };
    let official = json(&folder.join("hsds-3.1-schema/datapackage.json"));
    let services = export::services(&catalog(), today());
    let files = package::files(&services).unwrap();
    for resource in official["resources"].as_array().unwrap() {
        let Some((name, bytes)) = files.iter().find(|(n, _)| resource["path"] == n.as_str()) else { continue };
        let fields = resource["schema"]["fields"].as_array().unwrap().iter();
        let demanded: Vec<&str> =
            fields.filter(|f| f["constraints"]["required"] == true).map(|f| f["name"].as_str().unwrap()).collect();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let heads = reader.headers().unwrap().clone();
        for record in reader.records() {
            let record = record.unwrap();
            for (head, cell) in heads.iter().zip(&record) {
                assert!(!cell.is_empty() || !demanded.contains(&head), "{name} {head}: {record:?}");
            }
        }
    }
}

#[test]
fn the_tables_hold_together() {
    let services = export::services(&catalog(), today());
    let files = package::files(&services).unwrap();
    let package: Value =
        serde_json::from_slice(&files.iter().find(|(n, _)| n == "datapackage.json").unwrap().1).unwrap();
    let column = |file: &str, name: &str| -> Vec<String> {
        let bytes = &files.iter().find(|(n, _)| n == file).unwrap().1;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let at = reader.headers().unwrap().iter().position(|h| h == name).unwrap();
        reader.records().map(|r| r.unwrap()[at].to_owned()).collect()
    };
    for resource in package["resources"].as_array().unwrap() {
        let file = resource["path"].as_str().unwrap();
        let ids = column(file, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{file}");
        for key in resource["schema"]["foreignKeys"].as_array().into_iter().flatten() {
            let to = key["reference"]["resource"].as_str().unwrap();
            let other = package["resources"].as_array().unwrap().iter().find(|r| r["name"] == to).unwrap();
            let known: BTreeSet<String> = column(other["path"].as_str().unwrap(), "id").into_iter().collect();
            for id in column(file, key["fields"].as_str().unwrap()) {
                assert!(id.is_empty() || known.contains(&id), "{file} {key} {id}");
            }
        }
    }
    let size: usize = files.iter().map(|(_, b)| b.len()).sum();
    eprintln!("HSDS csv: {} file, {size} byte", files.len());
}

fn bring_in(files: &[(String, Vec<u8>)]) -> import::HsdsImport {
    import::import(&catalog(), &read::HsdsSource::of(files), None, "Archivio di prova")
}

/// The imported records as a layer above the bundled one: nothing is dropped.
fn loads(import: &import::HsdsImport) -> Catalog {
    let bundled = bundled::layer().unwrap();
    let layer = Layer { name: Text::new("prova"), path: None, records: import.records.count() };
    let Resolved { catalog, dropped } = resolve(vec![bundled, (layer, import.records.clone())]).unwrap();
    assert_eq!(dropped, []);
    catalog
}

fn of_text(name: &str, text: &str) -> Vec<(String, Vec<u8>)> {
    vec![(name.to_owned(), text.as_bytes().to_vec())]
}

#[test]
fn our_own_export_comes_back_as_our_own_records() {
    let c = catalog();
    let services = export::services(&c, today());
    let own = c.servizi.iter().filter(|s| s.record.is_some()).count();
    let ways = [
        of_text("page.json", &export::page(&services).to_string()),
        vec![("s.ndjson".to_owned(), export::ndjson(&services).unwrap())],
        export::folder(&services).unwrap(),
        package::files(&services).unwrap(),
    ];
    for files in ways {
        let import = bring_in(&files);
        eprintln!("letti {}, importati {}, sedi {}", import.read, import.imported, import.sedi);
        assert_eq!(import.rejected, Vec::<String>::new());
        assert_eq!((import.read, import.imported, import.sedi), (c.servizi.len(), own, 0));
        let back = loads(&import);
        let mut other = 0;
        for servizio in &c.servizi {
            let again = &back.find(&servizio.id).unwrap().servizio.unwrap().record;
            if &servizio.record != again {
                other += 1;
                if other <= 3 {
                    eprintln!("era {:?}\nora {:?}", servizio.record, again);
                }
            }
        }
        assert_eq!(other, 0, "records that are not the same after the round trip");
    }
}

/// A catalogue that does not know our records: every code is another one.
#[test]
fn elsewhere_a_regional_measure_stays_a_measure() {
    let c = catalog();
    let at = c.servizi.position(|s| matches!(s.scope, Scope::Regione(_)) && s.record.is_some()).unwrap();
    let id = c.servizi[at].id.to_string();
    let strange = id.replacen('/', "/straniero-", 1);
    let service = export::service(c.find(&id).unwrap(), today()).to_string().replace(&id, &strange);
    let import = bring_in(&of_text("uno.json", &service));
    let [record] = import.records.misure.as_slice() else { panic!("{:?}", import.records) };
    let own = c.servizi[at].record.as_ref().unwrap();
    assert_eq!((record.id.as_str(), record.basis), (strange.as_str(), own.basis));
}

#[test]
fn the_official_samples_come_in_with_a_report() {
    let Some(folder) = standards("campioni HSDS") else { return };
    let read_all = |dir: &str| -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = std::fs::read_dir(folder.join(dir)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(p).unwrap()))
            .collect()
    };
    let tables = bring_in(&read_all("hsds-3.1-spec-csv"));
    loads(&tables);
    eprintln!("csv: {tables:#?}");
    assert_eq!((tables.read, tables.imported), (1, 1));
    assert!(!tables.lost.is_empty());
    for (name, bytes) in read_all("hsds-3.1-spec-json") {
        let import = bring_in(&[(name.clone(), bytes)]);
        loads(&import);
        eprintln!("{name}: letti {}, importati {}, respinti {:?}", import.read, import.imported, import.rejected);
        let with = ["service_full", "service_list", "service_at_location", "organization_full", "tabular"];
        let services = with.iter().any(|w| name.starts_with(w));
        assert_eq!(import.imported > 0, services, "{name}");
        assert!(import.imported > 0 || !import.rejected.is_empty());
    }
}

#[test]
fn old_and_broken_files_come_in_with_everything_said() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exchange-hsds-1.1.json"))
        .unwrap();
    let import = bring_in(&of_text("vecchio.json", &text));
    let c = loads(&import);
    let mut said = format!("letti {}, importati {}, sedi {}\n", import.read, import.imported, import.sedi);
    for (title, lines) in [("cambiati", &import.changed), ("persi", &import.lost), ("respinti", &import.rejected)] {
        writeln!(said, "{title}:").unwrap();
        for line in lines {
            writeln!(said, "  {line}").unwrap();
        }
    }
    for (name, bytes) in layer::files(&import.records).unwrap() {
        write!(said, "--- {name}\n{}", String::from_utf8(bytes).unwrap()).unwrap();
    }
    insta::assert_snapshot!(said);
    for servizio in c.servizi.iter().filter(|s| s.id.scope() == import::UNKNOWN_AMBITO && s.record.is_some()) {
        let status = c.find(&servizio.id).unwrap().status(today());
        assert_ne!(status, Some(Stato::Attivo), "{}", servizio.id);
    }
}

#[test]
fn what_is_no_hsds_is_refused_with_its_place() {
    let import = bring_in(&of_text("rotto.json", "{\"contents\": [\n {\"id\": \"a\", }"));
    assert_eq!(import.read, 0);
    assert!(import.rejected[0].starts_with("rotto.json:2:"), "{:?}", import.rejected);
    let import = bring_in(&of_text(
        "s.ndjson",
        "{\"id\":\"1\",\"name\":\"Uno\"}\n{\"id\":\"2\",\n{\"id\":\"3\"}\n{\"id\":\"4\",\"name\":\"Q\"}\n",
    ));
    assert_eq!((import.read, import.imported), (3, 2));
    assert!(import.rejected.iter().any(|r| r.starts_with("s.ndjson:2:")));
    assert!(import.rejected.iter().any(|r| r == "s.ndjson:3: manca il nome (name)"));
    assert_eq!(Records::default(), bring_in(&[]).records);
}

#[test]
fn iso_8859_1_is_read_and_said() {
    let bytes = b"id,name,description\n1,Mensa della citt\xe0,Pasti caldi\n".to_vec();
    let import = bring_in(&[("services.csv".to_owned(), bytes)]);
    assert_eq!(import.imported, 1);
    assert!(import.changed.iter().any(|c| c.contains("Windows-1252")));
    assert_eq!(import.records.ambiti[0].servizi[0].name.as_deref(), Some("Mensa della città"));
}

#[test]
fn the_graph_has_every_service_and_types_every_outside_concept() {
    let c = catalog();
    let started = Instant::now();
    let graph = cpsv_ap::graph(&c, today());
    eprintln!(
        "CPSV-AP: {} nodi, {} byte in {:?}",
        graph["@graph"].as_array().unwrap().len(),
        graph.to_string().len(),
        started.elapsed()
    );
    let nodes = graph["@graph"].as_array().unwrap();
    let services = nodes.iter().filter(|n| n["@type"].as_array().unwrap().contains(&json!("cpsvit:PublicService")));
    assert_eq!(services.count(), c.servizi.len());
    let links: BTreeSet<&str> = graph["@context"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, v)| v.get("@type") == Some(&json!("@id")))
        .map(|(k, _)| k.as_str())
        .filter(|k| !["homepage", "hasServiceStatus"].contains(k))
        .collect();
    let known: BTreeSet<&str> = nodes.iter().map(|n| n["@id"].as_str().unwrap()).collect();
    for node in nodes {
        for (key, value) in node.as_object().unwrap().iter().filter(|(k, _)| links.contains(k.as_str())) {
            let targets = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            for target in targets {
                assert!(known.contains(target.as_str().unwrap()), "{} {key} {target}", node["@id"]);
            }
        }
    }
}

#[test]
fn a_script_element_cannot_be_closed_from_inside() {
    let c = catalog();
    let viewer = Viewer::at(c.find_comune("074009"), today().and_hms_opt(9, 0, 0).unwrap());
    let mut value = schema_org::schema_org(c.find("br-mesagne/centro-servizi-famiglie").unwrap(), &viewer);
    assert_eq!(value["@type"], "GovernmentService");
    value["description"] = json!("</script><script>alert(1)</script> & <!--");
    let element = html::data_block(&value);
    assert_eq!(element.matches("</script").count(), 1);
    let inside =
        element.strip_prefix("<script type=\"application/ld+json\">").unwrap().strip_suffix("</script>").unwrap();
    assert_eq!(serde_json::from_str::<Value>(inside).unwrap(), value);
}

#[test]
fn the_page_that_is_handed_over_tells_programs_the_same() {
    let mut c = catalog();
    let evil = "</script><script>alert(1)</script><!-- & \u{2028}";
    let at = c.servizi.position(|s| s.id.as_str() == "br-mesagne/centro-servizi-famiglie").unwrap();
    c.servizi[at].record.as_mut().unwrap().description = Some(Text::new(evil));
    let viewer = Viewer::at(c.find_comune("074009"), today().and_hms_opt(9, 0, 0).unwrap());
    let schede: Vec<Scheda> = ["br-mesagne/centro-servizi-famiglie", "ambito/br-mesagne", "it/naspi"]
        .map(|id| Scheda::find(&c, id, &viewer).unwrap())
        .into();
    let data = schema_org::of_schede(&c, &schede, &viewer);
    let page = html::render_with(&schede, &data, today());
    let head = page.split_once("</head>").unwrap().0;
    let blocks: Vec<Value> = head
        .split("<script type=\"application/ld+json\">")
        .skip(1)
        .map(|rest| serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap())
        .collect();
    assert_eq!(blocks, data);
    assert_eq!(blocks.len(), 2, "an ambito is no service");
    assert_eq!(blocks[0]["identifier"], "br-mesagne/centro-servizi-famiglie");
    assert!(blocks[0]["description"].as_str().unwrap().contains("</script><script>alert(1)</script>"));
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!page.contains("<!--"));
    assert!(page.contains("default-src 'none'"));
}
