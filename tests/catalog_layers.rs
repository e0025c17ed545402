//! Layers on a bad day: whatever lies in a catalogue's folder, the operator's look-up works and says what was left out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use sportello::catalog::bundled;
use sportello::catalog::distance::to_sede;
use sportello::catalog::layers::{LayerPlaces, Layers, Loaded, MAX_FILE};
use sportello::catalog::load::Records;
use sportello::catalog::model::{ComuneIx, Layer};
use sportello::catalog::record::{
    AmbitoFile, AmbitoRecord, ComuneRecord, Destinatari, NumeroUtile, Sede, ServizioRecord, Tipologia,
};
use sportello::catalog::resolve::{Resolved, resolve};
use sportello::catalog::validate::Code;
use sportello::catalog::values::{Istat, RecordId, Slug};
use sportello::search::{Hit, Index, Request, look_up};

/// A layer folder with one good record in it, so that each test sees that the rest works.
struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { dir: tempfile::tempdir().unwrap() };
        desk.write("numeri-utili.json", NUMBER.as_bytes());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn layers(&self) -> Layers {
        given(self.dir.path())
    }

    /// Loads, and holds that the bundled catalogue and the good record are there.
    fn load(&self) -> Loaded {
        let loaded = self.layers().load().unwrap();
        assert!(loaded.resolved.catalog.numeri.iter().any(|n| &*n.name == "Numero di prova"));
        assert_eq!(loaded.resolved.catalog.comuni.len(), 257);
        loaded
    }

    fn codes(&self) -> Vec<Code> {
        self.load().problems.iter().map(|p| p.code).collect()
    }
}

const NUMBER: &str = r#"[{"id": "prova", "number": "0833 1234", "name": "Numero di prova", "purpose": "Prova.",
    "urgent": false, "sources": [{"title": "Prova"}]}]"#;

fn given(path: &Path) -> Layers {
    Layers::new(&LayerPlaces { given: vec![path.to_owned()], ..LayerPlaces::default() })
}

#[test]
fn no_layers_are_the_bundled_catalogue() {
    let loaded = Layers::new(&LayerPlaces::default()).load().unwrap();
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.resolved, bundled::catalog().unwrap());
}

#[test]
fn a_higher_layer_replaces_adds_and_hides() {
    let folder = |name: &str| {
        let dir = tempfile::tempdir().unwrap();
        let number = NUMBER.replace("Numero di prova", name);
        fs::write(dir.path().join("numeri-utili.json"), number).unwrap();
        dir
    };
    let dirs = [folder("sistema"), folder("utente"), folder("variabile"), folder("argomento")];
    let path = |at: usize| dirs[at].path().to_owned();
    let mut places = LayerPlaces {
        system: vec![path(0), PathBuf::from("/non/esiste")],
        user: Some(path(1)),
        administrator: Vec::new(),
        variable: vec![path(2)],
        given: vec![path(3)],
    };
    let name = |places: &LayerPlaces| {
        let loaded = Layers::new(places).load().unwrap();
        assert_eq!(loaded.problems, []);
        loaded.resolved.catalog.numeri.iter().find(|n| &*n.id == "prova").map(|n| n.name.to_string())
    };
    assert_eq!(name(&places).as_deref(), Some("argomento"));
    places.given.clear();
    assert_eq!(name(&places).as_deref(), Some("variabile"));
    places.variable.clear();
    assert_eq!(name(&places).as_deref(), Some("utente"));
    places.user = None;
    assert_eq!(name(&places).as_deref(), Some("sistema"));

    let top = tempfile::tempdir().unwrap();
    fs::write(top.path().join("numeri-utili.json"), r#"[{"id": "prova", "removed": true}]"#).unwrap();
    places.given.push(top.path().to_owned());
    assert_eq!(name(&places), None);
}

#[test]
fn a_layer_corrects_one_phrase_of_a_language_and_keeps_the_others() {
    let desk = Desk::new();
    let ro = r#"{"id": "ro", "name": "Română", "italian": "rumeno", "dir": "ltr", "phrases": {"Dove": "La"}}"#;
    desk.write("lingue/ro.json", ro.as_bytes());
    let loaded = desk.load();
    let said =
        |italian: &str| loaded.resolved.catalog.lingua("ro").unwrap().phrases.get(italian).map(ToString::to_string);
    assert_eq!((said("Dove").as_deref(), said("Quando").as_deref()), (Some("La"), Some("Când")));
    desk.write("lingue/ro.json", ro.replace("\"phrases\"", "\"removed\": true, \"phrases\"").as_bytes());
    assert!(desk.load().resolved.catalog.lingua("ro").is_none());
}

#[test]
fn a_record_that_only_hides_needs_nothing_but_its_identifier() {
    let desk = Desk::new();
    desk.write("ambiti/le-casarano.json", br#"{"servizi": [{"id": "le-casarano/asilo-nido", "removed": true}]}"#);
    let loaded = desk.load();
    assert_eq!(loaded.problems, []);
}

#[test]
fn a_truncated_file_is_named_with_its_place_and_left_out() {
    let desk = Desk::new();
    desk.write("aree.json", b"[\n {\"id\": \"prova\"");
    let problems = desk.load().problems;
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].code, problems[0].line, problems[0].column), (Code::Troncato, 2, 16));
    assert!(problems[0].file.ends_with("aree.json"));
}

#[test]
fn a_broken_record_is_left_out_and_its_neighbours_are_not() {
    let desk = Desk::new();
    let wrong = NUMBER.replace("0833 1234", "chiamare").replace("\"prova\"", "\"altro\"");
    let both = format!("{},{}", NUMBER.trim_end_matches(']'), wrong.trim_start_matches('['));
    desk.write("numeri-utili.json", both.as_bytes());
    let loaded = desk.load();
    assert_eq!(loaded.problems.iter().map(|p| p.code).collect::<Vec<_>>(), [Code::Telefono]);
    assert!(!loaded.resolved.catalog.numeri.iter().any(|n| &*n.id == "altro"));
}

#[test]
fn bytes_that_are_not_utf8_have_a_place() {
    let desk = Desk::new();
    desk.write("destinatari.json", b"[\n  {\"id\": \"x\", \"label\": \"et\xe0\"}]");
    let problems = desk.load().problems;
    assert_eq!((problems[0].code, problems[0].line, problems[0].column), (Code::Codifica, 2, 27));
}

#[test]
fn a_byte_order_mark_is_read_past() {
    let desk = Desk::new();
    desk.write("numeri-utili.json", format!("\u{feff}{NUMBER}").as_bytes());
    assert_eq!(desk.codes(), []);
}

#[test]
fn two_hundred_thousand_brackets_are_one_problem() {
    let desk = Desk::new();
    desk.write("comuni.json", "[".repeat(200_000).as_bytes());
    desk.write("ambiti/le-casarano.json", "{\"servizi\":[".repeat(200_000).as_bytes());
    assert_eq!(desk.codes(), [Code::Profondita, Code::Profondita]);
}

#[test]
fn half_a_gigabyte_is_refused_before_it_is_read() {
    let desk = Desk::new();
    let file = fs::File::create(desk.path("comuni.json")).unwrap();
    file.set_len(500 * 1024 * 1024).unwrap();
    assert_eq!(desk.codes(), [Code::TroppoGrande]);
    file.set_len(MAX_FILE).unwrap();
    assert_eq!(desk.codes(), [Code::Sintassi]);
}

#[test]
fn doubled_names_leave_the_record_out() {
    let desk = Desk::new();
    desk.write("aree.json", br#"[{"id":"a","id":"b","label":"x","short":"x","description":"x"}]"#);
    assert_eq!(desk.codes(), [Code::CampoDoppio]);
    assert_eq!(desk.load().resolved.catalog.aree.len(), 7);
}

#[test]
fn a_loop_of_links_is_told_and_not_followed() {
    let desk = Desk::new();
    fs::create_dir(desk.path("ambiti")).unwrap();
    symlink(desk.dir.path(), desk.path("ambiti/di-nuovo")).unwrap();
    symlink(desk.path("se-stesso"), desk.path("se-stesso")).unwrap();
    assert_eq!(desk.codes(), [Code::Ciclo, Code::Ciclo]);
}

#[test]
fn an_unreadable_file_is_told() {
    let desk = Desk::new();
    desk.write("aree.json", b"[]");
    fs::set_permissions(desk.path("aree.json"), fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything: then there is nothing to tell.
    let expected: &[Code] = if fs::read(desk.path("aree.json")).is_ok() { &[] } else { &[Code::Illeggibile] };
    assert_eq!(desk.codes(), expected);
    symlink("/non/esiste.json", desk.path("destinatari.json")).unwrap();
    assert_eq!(desk.codes().last(), Some(&Code::Illeggibile));
}

#[test]
fn a_pipe_and_a_device_are_no_files_and_do_not_hang() {
    let desk = Desk::new();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        desk.path("aree.json"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    symlink("/dev/zero", desk.path("comuni.json")).unwrap();
    assert_eq!(desk.codes(), [Code::NonFile, Code::NonFile]);
}

#[test]
fn an_unknown_file_is_told_and_not_read() {
    let desk = Desk::new();
    desk.write("package.json", b"{");
    desk.write("LEGGIMI.txt", b"ciao");
    desk.write(".git/config.json", b"{");
    assert_eq!(desk.codes(), [Code::FileSconosciuto]);
}

#[test]
fn a_given_layer_that_does_not_exist_is_told_and_a_default_one_is_not() {
    let loaded = given(Path::new("/non/esiste")).load().unwrap();
    assert_eq!(loaded.problems.iter().map(|p| p.code).collect::<Vec<_>>(), [Code::Illeggibile]);
    assert_eq!(loaded.resolved.catalog.layers.len(), 1);
    let places =
        LayerPlaces { user: Some("/non/esiste".into()), system: vec!["/non/esiste".into()], ..LayerPlaces::default() };
    assert_eq!(Layers::new(&places).load().unwrap().problems, []);
}

#[test]
fn a_single_file_is_a_layer_whatever_its_name() {
    let desk = Desk::new();
    desk.write("miei-numeri.json", NUMBER.as_bytes());
    let loaded = given(&desk.path("miei-numeri.json")).load().unwrap();
    assert_eq!(loaded.problems, []);
    assert!(loaded.resolved.catalog.numeri.iter().any(|n| &*n.id == "prova"));
    desk.write("miei-numeri.json", b"[\n  {]");
    let loaded = given(&desk.path("miei-numeri.json")).load().unwrap();
    assert_eq!((loaded.problems[0].code, loaded.problems[0].line, loaded.problems[0].column), (Code::Sintassi, 2, 4));
}

#[test]
fn a_protected_address_never_comes_in_from_a_layer() {
    let desk = Desk::new();
    desk.write(
        "ambiti/le-casarano.json",
        br#"{"sedi": [{"id": "le-casarano/sede/rifugio", "name": "Casa rifugio", "kind": "altro", "riservato": true,
            "address": "Via Segreta 1", "sources": [{"title": "x"}]}]}"#,
    );
    let loaded = desk.load();
    assert!(!format!("{:?}", loaded.resolved.catalog).contains("Via Segreta"));
    assert!(loaded.resolved.dropped.iter().any(|d| &*d.id == "le-casarano/sede/rifugio"));
}

#[test]
fn a_protected_place_with_coordinates_never_comes_in_and_is_never_measured() {
    let desk = Desk::new();
    desk.write(
        "ambiti/le-casarano.json",
        br#"{"sedi": [{"id": "le-casarano/sede/rifugio", "name": "Casa rifugio", "kind": "altro", "riservato": true,
            "lat": 40.0123, "lon": 18.1601, "sources": [{"title": "x"}]}]}"#,
    );
    let loaded = desk.load();
    assert!(loaded.resolved.dropped.iter().any(|d| &*d.id == "le-casarano/sede/rifugio"));
    // Nor would it be, had it come in.
    let mut catalog = loaded.resolved.catalog;
    let sede = catalog.sedi.iter_mut().find(|s| s.comune.is_some()).unwrap();
    (sede.record.lat, sede.record.lon, sede.record.riservato) = (Some(40.0), Some(18.0), true);
    let sede = catalog.sedi.iter().find(|s| s.record.riservato).unwrap();
    for from in catalog.comuni.indices() {
        assert_eq!(to_sede(&catalog, from, sede), None);
    }
}

#[test]
fn the_point_of_a_sede_counts_before_the_middle_of_its_comune() {
    let mut catalog = bundled::catalog().unwrap().catalog;
    let from = ComuneIx::of(0);
    let at = catalog.sedi.position(|s| s.comune.is_some_and(|c| c != from) && !s.record.riservato).unwrap();
    let by_comune = to_sede(&catalog, from, &catalog.sedi[at]).unwrap();
    let (lat, lon) = catalog.comuni[from].record.lat.zip(catalog.comuni[from].record.lon).unwrap();
    (catalog.sedi[at].record.lat, catalog.sedi[at].record.lon) = (Some(lat), Some(lon));
    let by_point = to_sede(&catalog, from, &catalog.sedi[at]).unwrap();
    assert!(by_comune > 1.0 && by_point < 0.01, "{by_comune} {by_point}");
}

#[test]
fn every_comune_can_be_measured_from() {
    let catalog = bundled::catalog().unwrap().catalog;
    assert!(catalog.comuni.iter().all(|c| c.record.lat.is_some() && c.record.lon.is_some()));
}

#[test]
fn a_running_program_notices_a_change_at_the_next_search() {
    let desk = Desk::new();
    let layers = desk.layers();
    let seen = layers.load().unwrap().fingerprint;
    assert!(!layers.changed(&seen));
    desk.write("numeri-utili.json", NUMBER.replace("prova", "prova!").as_bytes());
    assert!(layers.changed(&seen));
    let seen = layers.fingerprint();
    desk.write("ambiti/nuovo.json", b"{}");
    assert!(layers.changed(&seen));
    let seen = layers.fingerprint();
    fs::remove_file(desk.path("ambiti/nuovo.json")).unwrap();
    assert!(layers.changed(&seen));
    // A place that does not exist yet is watched too.
    let later = given(&desk.path("piu-tardi"));
    let seen = later.fingerprint();
    assert!(!later.changed(&seen));
    desk.write("piu-tardi/aree.json", b"[]");
    assert!(later.changed(&seen));
}

#[test]
fn what_another_region_gives_is_said_to_be_given_there() {
    let desk = Desk::new();
    desk.write(
        "regione.json",
        br#"{"id": "lazio", "name": "Lazio", "release": "2026-11", "provinces": [], "sources": [{"title": "Prova"}]}"#,
    );
    desk.write(
        "misure.json",
        br#"[{"id": "lazio/nidi", "type": "asilo-nido", "basis": "misura", "sources": [{"title": "Prova"}]}]"#,
    );
    let catalog = desk.load().resolved.catalog;
    let scope = |id: &str| catalog.find(id).and_then(|entry| entry.scope()).unwrap();
    let said = |id: &str| sportello::scheda::glance::everywhere(&catalog, scope(id));
    assert_eq!(said("lazio/nidi").as_deref(), Some("tutto il Lazio"));
    assert_eq!(said("puglia/accoglienza-gestanti-madri").as_deref(), Some("tutta la Puglia"));
    assert_eq!(catalog.scope_id(scope("lazio/nidi")), "lazio");
}

#[test]
fn an_ambito_without_comuni_is_owed_nothing() {
    let desk = Desk::new();
    desk.write(
        "ambiti/importati.json",
        br#"{"ambito": {"id": "importati", "name": "Da assegnare", "short": "Da assegnare", "province": "LE", "sources": [{"title": "Prova"}]}, "servizi": [
            {"id": "importati/mensa", "type": "asilo-nido", "basis": "piano", "sources": [{"title": "Prova"}]}]}"#,
    );
    let catalog = desk.load().resolved.catalog;
    let ambito = catalog.ambiti.iter().find(|a| &*a.record.id == "importati").unwrap();
    assert_eq!(ambito.servizi.len(), 1, "only what was written down");
    assert!(catalog.ambiti.iter().filter(|a| !a.comuni.is_empty()).all(|a| a.servizi.len() > 1));
}

/// More than two bytes number.
const VERY_MANY: usize = 70_000;

/// The bundled catalogue and a generated layer over it.
fn with(records: Records) -> Resolved {
    let layer = Layer { name: "generato".into(), path: None, records: records.count() };
    resolve(vec![bundled::layer().unwrap(), (layer, records)]).unwrap()
}

#[test]
fn seventy_thousand_servizi_sedi_and_numbers_are_each_found_as_what_they_are() {
    let (_, own) = bundled::layer().unwrap();
    let mut file = own.ambiti.into_iter().find(|f| !f.sedi.is_empty() && !f.servizi.is_empty()).unwrap();
    let scope = file.ambito.as_ref().unwrap().id.to_string();
    let (sede, servizio) = (file.sedi.remove(0), file.servizi.remove(0));
    let numero = own.numeri.into_iter().find(|n| !n.urgent).unwrap();
    let sede_id = |n: usize| RecordId::new(&format!("{scope}/sede/prova-{n}")).unwrap();
    let mut records = Records::default();
    file.sedi = (0..VERY_MANY)
        .map(|n| Sede { id: sede_id(n), name: format!("Sede di prova {n}").as_str().into(), ..sede.clone() })
        .collect();
    // Each names its sede: what is looked for among all of an ambito is looked for in all of them.
    file.servizi = (0..VERY_MANY)
        .map(|n| ServizioRecord {
            id: RecordId::new(&format!("{scope}/{}-{}", servizio.tipologia, n + 1000)).unwrap(),
            name: Some(format!("Zeta{n}").as_str().into()),
            sedi: Some(vec![sede_id(n)]),
            ..servizio.clone()
        })
        .collect();
    records.ambiti.push(file);
    records.numeri = (0..VERY_MANY)
        .map(|n| NumeroUtile {
            id: Slug::new(&format!("prova-{n}")).unwrap(),
            name: format!("Zeta{n}").as_str().into(),
            keywords: vec![format!("omega{n}").as_str().into()],
            ..numero.clone()
        })
        .collect();
    let Resolved { catalog, dropped } = with(records);
    assert_eq!(dropped, []);
    let index = Index::build(&catalog);
    let now = "2026-11-21T10:30:00".parse().unwrap();
    for n in [0, 65_535, 65_536, VERY_MANY - 1] {
        let ask = |text: String| look_up(&catalog, &index, &Request { text, limit: 3, ..Request::default() }, now);
        let only = catalog.find_type(&servizio.tipologia);
        let text = format!("zeta{n}");
        let one = look_up(&catalog, &index, &Request { text, only_type: only, limit: 3, ..Request::default() }, now);
        let Some(Hit::Servizio(ix)) = one.rows.first().map(|row| row.hit) else { panic!("{n}: {:?}", one.rows) };
        let entry = catalog.entry(ix);
        assert_eq!(entry.name(), format!("Zeta{n}"));
        let sedi: Vec<&str> = entry.sedi().map(|s| s.record.name.as_str()).collect();
        assert_eq!(sedi, [format!("Sede di prova {n}")]);
        let called = ask(format!("omega{n}")).numeri;
        assert_eq!(called.iter().map(|at| catalog.numeri[*at].id.as_str()).next(), Some(&*format!("prova-{n}")));
    }
}

#[test]
fn what_is_too_much_for_a_list_is_told_and_never_taken_for_another_record() {
    let (_, own) = bundled::layer().unwrap();
    let (tipologia, comune, target) =
        (own.tipologie.first().unwrap(), own.comuni.first().unwrap(), own.destinatari.first().unwrap());
    let tipologie = (0..VERY_MANY)
        .map(|n| Tipologia {
            id: Slug::new(&format!("prova-{n}")).unwrap(),
            level: None,
            aliases: Vec::new(),
            related: Vec::new(),
            ..tipologia.clone()
        })
        .collect();
    let comuni = (0..VERY_MANY)
        .map(|n| ComuneRecord {
            istat: Istat::new(&format!("{:06}", 200_000 + n)).unwrap(),
            name: format!("Prova {n}").as_str().into(),
            ..comune.clone()
        })
        .collect();
    let destinatari = (0..VERY_MANY)
        .map(|n| Destinatari { id: Slug::new(&format!("prova-{n}")).unwrap(), ..target.clone() })
        .collect();
    let ambito = own.ambiti.first().unwrap().ambito.as_ref().unwrap();
    let file = |n: usize| {
        let ambito = AmbitoRecord { id: Slug::new(&format!("zz-{n}")).unwrap(), ..ambito.clone() };
        AmbitoFile { ambito: Some(ambito), sedi: Vec::new(), servizi: Vec::new() }
    };
    let ambiti = (0..VERY_MANY).map(file).collect();
    let records = Records { tipologie, comuni, destinatari, ambiti, ..Records::default() };
    let Resolved { catalog, dropped } = with(records);
    let told = |what: &str| {
        let reason = format!("troppi: un catalogo tiene al massimo 65533 {what}");
        dropped.iter().filter(|d| d.reason.as_str() == reason).count()
    };
    let bundled = bundled::catalog().unwrap().catalog;
    for (what, kept, before) in [
        ("tipologie", catalog.tipologie.len(), bundled.tipologie.len()),
        ("comuni", catalog.comuni.len(), bundled.comuni.len()),
        ("ambiti", catalog.ambiti.len(), bundled.ambiti.len()),
        ("gruppi di destinatari", catalog.destinatari.len(), bundled.destinatari.len()),
    ] {
        assert_eq!((kept, told(what)), (65_533, before + VERY_MANY - 65_533), "{what}");
    }
    // What came in first stands, and each index leads to its own record.
    for (ix, t) in catalog.tipologie.pairs() {
        assert!(catalog.tipologie[ix].record.id == t.record.id);
    }
    for t in &bundled.tipologie {
        let ix = catalog.find_type(&t.record.id).unwrap();
        assert_eq!(catalog.tipologie[ix].record.id, t.record.id);
    }
}
