//! Reports and corrections under fire: many desks at once, a kill or an error at every system call, full and read-only disks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use sportello::upkeep::office::{accept_into, reject};
use sportello::upkeep::{Draft, Folder, Proposal, Reports, Topic};
use tempfile::TempDir;

use crate::desks::{Place, SEDE, today};
use crate::office::{can_trace, skipped};

const FOLDER: &str = "SPORTELLO_UPKEEP_PART";

fn report(n: usize) -> Proposal {
    let mut proposal = Proposal::new(Topic::Sbagliato, SEDE, "PUA", today()).unwrap();
    proposal.field = Some("address".into());
    proposal.after = format!("Via {n}").into();
    proposal
}

fn open(folder: &Path) -> Vec<Proposal> {
    let mut reports = Reports::of(Folder::new(folder.to_owned()));
    reports.look(today());
    assert_eq!(reports.troubles, vec![]);
    reports.open().cloned().collect()
}

#[test]
fn four_desks_report_at_once_and_a_fifth_that_reads_misses_none() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("proposte");
    let mut reader = Reports::of(Folder::new(folder.clone()));
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|desk| {
                let folder = folder.clone();
                scope.spawn(move || {
                    for n in 0..100 {
                        Folder::new(folder.clone()).put(&report(desk * 1000 + n)).unwrap();
                    }
                })
            })
            .collect();
        while writers.iter().any(|w| !w.is_finished()) {
            reader.look(today());
            assert_eq!(reader.troubles, vec![], "half a report was read");
        }
    });
    reader.look(today());
    assert_eq!(reader.open().count(), 400);
}

#[test]
fn a_report_that_comes_in_the_same_instant_is_not_missed() {
    let dir = TempDir::new().unwrap();
    let folder = Folder::new(dir.path().join("proposte"));
    let mut reader = Reports::of(folder.clone());
    for n in 0..50 {
        folder.put(&report(n)).unwrap();
        assert!(reader.look(today()));
        assert_eq!(reader.open().count(), n + 1);
    }
}

/// Not a test by itself: another process that reports, accepts or rejects.
#[test]
fn part_writer() {
    let Some(place) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let folder = Folder::new(place.join("proposte"));
    let done = match std::env::var("SPORTELLO_UPKEEP_ACT").unwrap().as_str() {
        "report" => folder.put(&report(7)).is_ok(),
        act => {
            let catalog = sportello::catalog::bundled::catalog().unwrap().catalog;
            let mut reports = Reports::of(folder.clone());
            reports.look(today());
            let review = sportello::upkeep::Review::of(&catalog, reports.open(), today());
            let row = review.rows.first().unwrap();
            match act {
                "accept" => {
                    accept_into((&catalog, &folder), row, &place.join("livello"), "Ufficio di Piano", today()).is_ok()
                }
                _ => reject((&catalog, &folder), row, "il dato è giusto", today()).is_ok(),
            }
        }
    };
    std::process::exit(if done { 0 } else { 7 });
}

fn writer(place: &Path, act: &str, log: &Path, fault: Option<&str>) -> ExitStatus {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(log);
    strace.args(["-e", "trace=openat,open,write,fsync,rename,renameat,renameat2,mkdir,unlink"]);
    if let Some(fault) = fault {
        strace.arg("-e").arg(format!("inject={fault}"));
    }
    strace.arg(std::env::current_exe().unwrap()).args(["part_writer", "--nocapture", "--test-threads=1"]);
    strace.env(FOLDER, place).env("SPORTELLO_UPKEEP_ACT", act);
    strace.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap()
}

/// A place with a report that was there before.
fn fresh(before: bool) -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let place = fs::canonicalize(dir.path()).unwrap().join("luogo");
    fs::create_dir_all(place.join("proposte")).unwrap();
    fs::create_dir_all(place.join("livello")).unwrap();
    if before {
        Folder::new(place.join("proposte")).put(&report(1)).unwrap();
    }
    (dir, place)
}

/// The system calls of an undisturbed run that touch the place: name, and the how-manieth of its name.
fn calls(act: &str) -> Vec<(String, usize)> {
    let (dir, place) = fresh(act != "report");
    let log = dir.path().join("log");
    assert!(writer(&place, act, &log, None).success());
    let mut seen: Vec<(String, usize)> = Vec::new();
    let mut hits = Vec::new();
    let (mut begun, root) = (false, place.display().to_string());
    for line in fs::read_to_string(&log).unwrap().lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((name, rest)) = call.split_once('(') else { continue };
        let nth = seen.iter().filter(|(n, _)| n == name).count() + 1;
        seen.push((name.to_owned(), nth));
        // From the first file that is made: before it nothing can be lost.
        begun |= rest.contains(&root) && (rest.contains("O_CREAT") || name.starts_with("mkdir"));
        if begun && (rest.contains(&root) || matches!(name, "write" | "fsync")) {
            hits.push((name.to_owned(), nth));
        }
    }
    hits
}

fn corrections(place: &Path) -> Vec<serde_json::Value> {
    let Ok(entries) = fs::read_dir(place.join("livello/correzioni")) else { return Vec::new() };
    let json =
        entries.map(|e| e.unwrap().path()).filter(|p| !p.file_name().unwrap().to_string_lossy().starts_with('.'));
    json.map(|p| serde_json::from_slice(&fs::read(p).unwrap()).unwrap()).collect()
}

#[test]
fn a_kill_or_an_error_at_every_system_call_loses_no_report_and_leaves_no_half_one() {
    if !can_trace("kills and errors at every system call of a report, an acceptance, a refusal") {
        return;
    }
    for act in ["report", "accept", "reject"] {
        let calls = calls(act);
        assert!(
            calls.iter().any(|(n, _)| n == "fsync") && calls.iter().any(|(n, _)| n.starts_with("rename")),
            "{calls:?}"
        );
        for fault in ["signal=KILL", "error=EIO", "error=ENOSPC"] {
            for (name, nth) in &calls {
                let (_dir, place) = fresh(act != "report");
                let status = writer(&place, act, Path::new("/dev/null"), Some(&format!("{name}:{fault}:when={nth}")));
                let what = format!("{act}: {fault} at {name} number {nth}");
                let waiting = open(&place.join("proposte"));
                let corrected = corrections(&place);
                let closed = place.join("proposte/chiuse");
                let closed = fs::read_dir(closed).map_or(0, |d| {
                    d.filter(|e| !e.as_ref().unwrap().file_name().to_string_lossy().starts_with('.')).count()
                });
                match act {
                    "report" => assert!(waiting.len() <= 1 && (waiting.len() == 1 || !status.success()), "{what}"),
                    // Said to be accepted only where the correction is there; the report is never gone without it.
                    "accept" => {
                        assert!(corrected.len() == 1 || waiting.len() == 1, "{what}: lost");
                        assert!(!status.success() || corrected.len() == 1, "{what}: said and not done");
                    }
                    _ => {
                        assert!(closed == 1 || waiting.len() == 1, "{what}: lost");
                        assert!(!status.success() || waiting.is_empty(), "{what}: said and not done");
                    }
                }
                // Whatever was left behind, the next one goes through.
                Folder::new(place.join("proposte")).put(&report(99)).unwrap();
                assert!(open(&place.join("proposte")).iter().any(|p| p.after == "Via 99"), "{what}");
            }
        }
    }
}

/// A small disk in memory; taken away with this value.
struct Disk(PathBuf, #[allow(dead_code)] TempDir);

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).stderr(Stdio::null()).status();
    }
}

fn small_disk() -> Option<Disk> {
    let dir = TempDir::new().unwrap();
    let at = dir.path().join("disco");
    fs::create_dir(&at).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs"])
        .arg(&at)
        .stderr(Stdio::null())
        .status();
    if mount.is_ok_and(|status| status.success()) {
        return Some(Disk(at, dir));
    }
    skipped("no file system may be mounted here: a full and a read-only disk");
    None
}

#[test]
fn on_a_full_or_read_only_disk_it_is_said_and_nothing_is_lost() {
    let Some(disk) = small_disk() else { return };
    let folder = Folder::new(disk.0.join("proposte"));
    folder.put(&report(1)).unwrap();
    let mut filler = fs::File::create(disk.0.join("pieno")).unwrap();
    while std::io::Write::write_all(&mut filler, b"xxxxxxxx").is_ok() {}
    let said = folder.put(&report(2)).unwrap_err().to_string();
    assert!(said.contains("il disco è pieno"), "{said}");
    assert_eq!(open(folder.path()).len(), 1);
    // Emptied and not removed: a program that another test is starting at this moment holds the file too, until it runs,
    // and a removed file keeps its room as long as somebody holds it.
    filler.set_len(0).unwrap();
    folder.put(&report(3)).unwrap();
    drop(filler);

    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk.0).status();
    assert!(remount.is_ok_and(|s| s.success()));
    let said = folder.put(&report(4)).unwrap_err().to_string();
    assert!(said.contains("sola lettura"), "{said}");
    assert_eq!(open(folder.path()).len(), 2);
}

#[test]
fn two_officers_accept_the_same_report_and_it_is_accepted_once() {
    let place = Place::new();
    let id = place.report(&[SEDE, "--topic", "sbagliato", "--set", "telefono=0831 222333", "--by", "PUA"]).remove(0);
    let layer = place.path("livello").display().to_string();
    let mut officers: Vec<_> = (0..4)
        .map(|_| {
            let mut command = place.command();
            command.args(["catalog", "accept", &id, "-o", &layer, "--by", "Ufficio di Piano"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let done = officers.iter_mut().map(|o| o.wait().unwrap()).filter(ExitStatus::success).count();
    assert_eq!(done, 1);
    assert_eq!(corrections(place.dir.path()).len(), 1);
}

#[test]
fn one_accepts_and_another_rejects_at_the_same_moment_and_only_one_of_them_did_it() {
    let catalog = sportello::catalog::bundled::catalog().unwrap().catalog;
    for round in 0..60 {
        let (_dir, place) = fresh(true);
        let folder = Folder::new(place.join("proposte"));
        let mut reports = Reports::of(folder.clone());
        reports.look(today());
        let review = sportello::upkeep::Review::of(&catalog, reports.open(), today());
        // Both have read the same; in even rounds one after the other, in odd ones at once.
        let row = review.rows.first().unwrap();
        let start = std::sync::Barrier::new(if round % 2 == 0 { 1 } else { 2 });
        let accepts = || {
            start.wait();
            accept_into((&catalog, &folder), row, &place.join("livello"), "Ufficio di Piano", today())
        };
        let rejects = || {
            start.wait();
            reject((&catalog, &folder), row, "il dato è giusto", today())
        };
        let (accepted, rejected) = match round % 4 {
            0 => (accepts(), rejects()),
            2 => {
                let rejected = rejects();
                (accepts(), rejected)
            }
            _ => std::thread::scope(|scope| {
                let accepted = scope.spawn(accepts);
                let rejected = rejects();
                (accepted.join().unwrap(), rejected)
            }),
        };
        assert_ne!(accepted.is_ok(), rejected.is_ok(), "{round}: {accepted:?}, {rejected:?}");
        let late = accepted.clone().err().or(rejected.err()).unwrap();
        assert!(late.contains("l'ha già decisa qualcun altro"), "{late}");
        assert_eq!(corrections(&place).len(), usize::from(accepted.is_ok()), "{round}");
        assert_eq!(open(&place.join("proposte")), vec![]);
    }
}

#[test]
fn a_draft_says_which_field_of_which_record() {
    let catalog = sportello::catalog::bundled::catalog().unwrap().catalog;
    let draft = Draft {
        id: SEDE.to_owned(),
        sede: None,
        comune: None,
        topic: Topic::Sbagliato,
        set: vec![("telefono".to_owned(), Some("0831 222333".to_owned()))],
        by: "PUA".to_owned(),
        note: None,
    };
    let made = draft.proposals(&catalog, today()).unwrap();
    assert_eq!((made.len(), made[0].record.as_str(), made[0].field.as_deref()), (1, SEDE, Some("phones")));
}
