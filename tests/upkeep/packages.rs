//! The catalogue on a stick: signed or not, whole or not at all, and back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::{Days, NaiveDate};
use sportello::upkeep::install::{apply, installed, rollback};
use sportello::upkeep::package::{open, pack, sign};
use tempfile::TempDir;

use crate::desks::{Place, today};
use crate::office::{GONE, can_trace};
use crate::side_by_side::side_by_side;

fn numero(name: &str) -> String {
    format!(
        r#"[{{"id":"numero-di-prova","number":"0831 000000","name":"{name}","purpose":"Prova","hours_source":"sempre","urgent":false,"keywords":["provalivello"],"sources":[{{"title":"Prova","date":"2026"}}]}}]"#
    )
}

fn files(name: &str) -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([("numeri-utili.json".to_owned(), numero(name).into_bytes())])
}

fn days(n: i64) -> NaiveDate {
    if n < 0 { today() - Days::new(n.unsigned_abs()) } else { today() + Days::new(n.unsigned_abs()) }
}

fn package(version: u64) -> Vec<u8> {
    pack(&files(&format!("Numero {version}")), "novità", version, (today(), days(30))).unwrap()
}

/// Which version's number a layer has.
fn there(layer: &Path) -> Option<u64> {
    let text = fs::read_to_string(layer.join("numeri-utili.json")).ok()?;
    let version = installed(layer).map(|i| i.version);
    let version = version.unwrap_or_else(|| panic!("files without a package in {}", layer.display()));
    assert!(text.contains(&format!("Numero {version}")), "half of one and half of another: {version} {text}");
    Some(version)
}

fn put(layer: &Path, bytes: &[u8]) -> Result<(), String> {
    let package = open(bytes).map_err(|r| r.0)?;
    apply(layer, &package, (None, None), today()).map(drop).map_err(|r| r.0)
}

#[test]
fn newer_ones_come_older_and_expired_ones_do_not_and_the_last_three_are_kept() {
    let dir = TempDir::new().unwrap();
    let layer = dir.path().join("livello");
    for version in 1..=6 {
        put(&layer, &package(version)).unwrap();
        assert_eq!(there(&layer), Some(version));
    }
    assert!(put(&layer, &package(6)).unwrap_err().contains("già quello in uso"));
    assert!(put(&layer, &package(3)).unwrap_err().contains("più vecchio"));
    let expired = pack(&files("Numero 9"), "", 9, (days(-40), days(-1))).unwrap();
    assert!(put(&layer, &expired).unwrap_err().contains("scaduto"));
    let early = pack(&files("Numero 9"), "", 9, (days(5), days(9))).unwrap();
    assert!(put(&layer, &early).unwrap_err().contains("deve ancora venire"));
    assert_eq!(there(&layer), Some(6));
    for version in [5, 4, 3] {
        rollback(&layer).unwrap();
        assert_eq!(there(&layer), Some(version));
    }
    assert!(rollback(&layer).unwrap_err().0.contains("Non c'è una versione prima"));
    put(&layer, &package(7)).unwrap();
    assert_eq!(there(&layer), Some(7));
    let left: Vec<String> =
        fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|n| n == "livello" || n == ".livello.lock"), "{left:?}");
}

#[test]
fn one_byte_that_is_another_is_refused_wherever_it_stands() {
    let bytes = package(1);
    for at in 0..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 1;
        assert!(open(&other).is_err(), "byte {at} of {}", bytes.len());
    }
    for cut in (0..bytes.len()).step_by(7) {
        assert!(open(&bytes[..cut]).is_err());
    }
}

#[test]
fn what_belongs_in_no_layer_gets_into_no_package_and_out_of_none() {
    for name in ["../numeri-utili.json", "/etc/aree.json", ".nascosto/aree.json", "a/b/ambiti/x.json", "script.sh"] {
        let odd = BTreeMap::from([(name.to_owned(), b"[]".to_vec())]);
        assert!(pack(&odd, "", 1, (today(), days(1))).is_err(), "{name}");
    }
    let broken = BTreeMap::from([("aree.json".to_owned(), b"[{".to_vec())]);
    let bytes = pack(&broken, "", 1, (today(), days(1))).unwrap();
    assert!(open(&bytes).unwrap_err().0.contains("non si legge"));
}

#[test]
fn a_layer_that_knows_a_key_takes_nothing_else_from_then_on() {
    let dir = TempDir::new().unwrap();
    let layer = dir.path().join("livello");
    let pair = |_| minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    let (ours, other) = (pair(0), pair(1));
    let secret = ours.sk.to_box(None).unwrap().into_string();
    let public = ours.pk.to_box().unwrap().into_string();
    let bytes = package(1);
    let opened = open(&bytes).unwrap();
    let signature = sign(&bytes, &secret, &opened.manifest).unwrap();
    let strange = sign(&bytes, &other.sk.to_box(None).unwrap().into_string(), &opened.manifest).unwrap();
    assert!(
        apply(&layer, &opened, (Some(&strange), Some(&public)), today())
            .unwrap_err()
            .0
            .contains("non è di questa chiave")
    );
    assert!(apply(&layer, &opened, (None, Some(&public)), today()).unwrap_err().0.contains("non è firmato"));
    assert_eq!(there(&layer), None);
    apply(&layer, &opened, (Some(&signature), Some(&public)), today()).unwrap();
    // Without the key being named again: unsigned, another's, and a signature of another version.
    let next = open(&package(2)).unwrap();
    assert!(apply(&layer, &next, (None, None), today()).unwrap_err().0.contains("non è firmato"));
    assert!(apply(&layer, &next, (Some(&signature), None), today()).is_err());
    let of_one = sign(&next.bytes, &secret, &opened.manifest).unwrap();
    assert!(apply(&layer, &next, (Some(&of_one), None), today()).unwrap_err().0.contains("un'altra versione"));
    let right = sign(&next.bytes, &secret, &next.manifest).unwrap();
    apply(&layer, &next, (Some(&right), None), today()).unwrap();
    assert_eq!(there(&layer), Some(2));
}

#[test]
fn what_was_accepted_into_the_layer_stays_and_what_was_written_by_hand_is_not_replaced() {
    let dir = TempDir::new().unwrap();
    let layer = dir.path().join("livello");
    fs::create_dir_all(layer.join("correzioni")).unwrap();
    let correction =
        r#"{"id":"c-1","record":"numero/numero-di-prova","patch":{"name":"Corretto"},"by":"PUA","on":"2026"}"#;
    fs::write(layer.join("correzioni/c-1.json"), correction).unwrap();
    put(&layer, &package(1)).unwrap();
    put(&layer, &package(2)).unwrap();
    assert_eq!(fs::read_to_string(layer.join("correzioni/c-1.json")).unwrap(), correction);
    let by_hand = dir.path().join("amano");
    fs::create_dir(&by_hand).unwrap();
    fs::write(by_hand.join("numeri-utili.json"), numero("A mano")).unwrap();
    assert!(put(&by_hand, &package(1)).unwrap_err().contains("non viene da un pacchetto"));
    assert!(fs::read_to_string(by_hand.join("numeri-utili.json")).unwrap().contains("A mano"));
}

const PART: &str = "SPORTELLO_PACKAGE_PART";

/// Not a test by itself: another process that puts version 2 in place.
#[test]
fn part_of_a_package() {
    let Some(folder) = std::env::var_os(PART).map(PathBuf::from) else { return };
    let bytes = fs::read(folder.join("due.zip")).unwrap();
    let done = put(&folder.join("livello"), &bytes);
    std::process::exit(if done.is_ok() { 0 } else { 7 });
}

fn traced(folder: &Path, log: &Path, fault: Option<&str>) -> bool {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(log);
    strace.args([
        "-e",
        "trace=openat,write,fsync,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir,chmod,fchmodat",
    ]);
    if let Some(fault) = fault {
        strace.arg("-e").arg(format!("inject={fault}"));
    }
    strace.arg(std::env::current_exe().unwrap()).args(["part_of_a_package", "--nocapture", "--test-threads=1"]);
    strace.env(PART, folder).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn a_cut_or_an_error_at_every_write_leaves_the_old_version_or_the_new_one() {
    if !can_trace("cuts and errors at every system call of a package") {
        return;
    }
    // Made once: putting a package in place is the long part.
    let template = TempDir::new().unwrap();
    let first = template.path().join("luogo");
    fs::create_dir_all(first.join("livello/correzioni")).unwrap();
    let correction = r#"{"id":"c-1","record":"numero/numero-di-prova","patch":{"note":"x"},"by":"PUA","on":"2026"}"#;
    fs::write(first.join("livello/correzioni/c-1.json"), correction).unwrap();
    put(&first.join("livello"), &package(1)).unwrap();
    fs::write(first.join("due.zip"), package(2)).unwrap();
    let fresh = || {
        let dir = TempDir::new().unwrap();
        let folder = fs::canonicalize(dir.path()).unwrap().join("luogo");
        assert!(Command::new("cp").arg("-a").args([&first, &folder]).status().unwrap().success());
        (dir, folder)
    };
    let (dir, folder) = fresh();
    let log = dir.path().join("log");
    assert!(traced(&folder, &log, None));
    let (mut seen, mut calls, mut begun): (Vec<String>, Vec<(String, usize)>, bool) = (Vec::new(), Vec::new(), false);
    for line in fs::read_to_string(&log).unwrap().lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((name, rest)) = call.split_once('(') else { continue };
        seen.push(name.to_owned());
        begun |= rest.contains(".livello.nuovo");
        if begun && (rest.contains("livello") || matches!(name, "write" | "fsync")) {
            calls.push((name.to_owned(), seen.iter().filter(|n| *n == name).count()));
        }
    }
    assert!(calls.iter().any(|(n, _)| n == "renameat2"), "{calls:?}");
    let faults = ["signal=KILL", "error=ENOSPC"].into_iter().flat_map(|fault| {
        // A full disk is met where something grows.
        let grows = |name: &str| matches!(name, "openat" | "write" | "mkdir") || name.starts_with("rename");
        let met = calls.iter().filter(move |(name, _)| fault == "signal=KILL" || grows(name));
        met.map(move |(name, nth)| (fault, name, nth))
    });
    let there_after = side_by_side(2, faults, |(fault, name, nth)| {
        let (_dir, folder) = fresh();
        traced(&folder, Path::new("/dev/null"), Some(&format!("{name}:{fault}:when={nth}")));
        let layer = folder.join("livello");
        let what = format!("{fault} at {name} number {nth}");
        let version = there(&layer);
        assert!(matches!(version, Some(1 | 2)), "{what}: {version:?}");
        assert!(layer.join("correzioni/c-1.json").is_file(), "{what}: a correction is lost");
        // Whatever was left, the next one goes through, and back again.
        put(&layer, &package(3)).unwrap_or_else(|e| panic!("{what}: {e}"));
        rollback(&layer).unwrap();
        assert!(matches!(there(&layer), Some(1 | 2)), "{what}");
        version
    });
    let old = there_after.iter().filter(|v| **v == Some(1)).count();
    let new = there_after.len() - old;
    println!("{} faults: {old} with the old version, {new} with the new", old + new);
    assert!(old > 0 && new > 0);
}

#[test]
fn the_desk_says_once_what_is_new_and_the_help_keeps_it() {
    let place = Place::new();
    let source = place.path("sorgente");
    fs::create_dir(&source).unwrap();
    fs::write(source.join("numeri-utili.json"), numero("Numero Nuovo")).unwrap();
    let pair = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    fs::write(place.path("segreta.key"), pair.sk.to_box(None).unwrap().into_string()).unwrap();
    fs::write(place.path("pubblica.pub"), pair.pk.to_box().unwrap().into_string()).unwrap();
    let p = |name: &str| place.path(name).display().to_string();
    let output = Command::new(crate::office::binary())
        .args(["--catalog", &p("sorgente"), "catalog", "pack", "-o", &p("c.zip"), "--sign", &p("segreta.key")])
        .env("HOME", place.path("home"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("firmato"));
    fs::remove_dir(place.path("livello")).unwrap();
    let said = place.refused(&["catalog", "apply", &p("c.zip"), "--key", &p("segreta.key"), "-o", &p("livello")]);
    assert!(said.contains("chiave pubblica"), "{said}");
    place.done(&["catalog", "apply", &p("c.zip"), "--key", &p("pubblica.pub"), "-o", &p("livello")]);
    let desk = || {
        crate::office::ready(
            crate::pty::Program::new(crate::office::binary())
                .args(["--comune", "mesagne"])
                .arg("--catalog")
                .arg(place.path("livello"))
                .env("HOME", place.path("home"))
                .env("XDG_CONFIG_DIRS", place.path("etc")),
        )
    };
    let mut pty = desk();
    pty.see("Catalogo aggiornato: 1 novità (F1)");
    pty.send("?");
    pty.see("Novità del catalogo");
    pty.see("numero-di-prova");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    let mut pty = desk();
    pty.see("Verificati in 12 mesi: 0 numeri su");
    pty.gone("novità (F1)");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    assert!(place.refused(&["catalog", "rollback", &p("livello")]).contains("versione prima"));
}

#[test]
fn a_package_is_looked_at_as_on_the_day_that_is_asked_for() {
    let place = Place::new();
    let (file, layer) = (place.path("pacchetto.zip"), place.path("nuovo"));
    fs::write(&file, pack(&files("Numero 1"), "", 1, (days(-2), days(30))).unwrap()).unwrap();
    let (file, layer) = (file.to_str().unwrap(), layer.to_str().unwrap());
    let later = days(60).to_string();
    let said = place.refused(&["catalog", "apply", file, "-o", layer, "--al", &later]);
    assert!(said.contains("scaduto"), "{said}");
    place.done(&["catalog", "apply", file, "-o", layer]);
}
