//! What an operator's preferences go through on a shared server: two sessions at once, hand-edited files, full disks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use sportello::catalog::values::Istat;
use sportello::state::{DeskHome, FILE, LIMIT, Places, PreferenceChange, Preferences, StateProblem, change, load};
use tempfile::TempDir;

fn home() -> (TempDir, Places, PathBuf) {
    let dir = TempDir::new().unwrap();
    let config = dir.path().join("config");
    let places = Places {
        user_config: Some(config.clone()),
        user_data: Some(dir.path().join("data")),
        system: vec![dir.path().join("xdg"), dir.path().join("etc")],
        config_file: None,
    };
    (dir, places, config.join(FILE))
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn star(id: &str) -> PreferenceChange {
    PreferenceChange::Star(id.to_owned())
}

#[test]
fn the_first_start_knows_nothing_and_says_nothing() {
    let (_dir, places, _) = home();
    let loaded = load(&places);
    assert_eq!(loaded.preferences, Preferences::default());
    assert_eq!(loaded.problems, vec![]);
}

#[test]
fn the_desk_s_comune_is_kept_and_never_asked_again() {
    let (_dir, places, file) = home();
    let latiano = DeskHome::Comune(Istat::new("074009").unwrap());
    change(&places, &PreferenceChange::Comune(latiano.clone())).unwrap();
    assert_eq!(load(&places).preferences.comune, Some(latiano));
    change(&places, &PreferenceChange::Comune(DeskHome::Tutta)).unwrap();
    assert_eq!(load(&places).preferences.comune, Some(DeskHome::Tutta));
    assert_eq!(fs::read_to_string(&file).unwrap(), "{\n  \"comune\": \"tutta\"\n}\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_star_is_kept_once_and_taken_away() {
    let (_dir, places, _) = home();
    for id in ["le-casarano/asilo-nido", "it/naspi", "le-casarano/asilo-nido", "tipologia/mensa-sociale"] {
        change(&places, &star(id)).unwrap();
    }
    let after = change(&places, &PreferenceChange::Unstar("it/naspi".to_owned())).unwrap();
    assert_eq!(after.starred, ["le-casarano/asilo-nido", "tipologia/mensa-sociale"]);
    assert_eq!(change(&places, &star("\u{1b}[2J")), Err(StateProblem::NotAnId));
}

#[test]
fn the_user_s_file_lies_over_the_administrator_s() {
    let (dir, places, file) = home();
    put(&dir.path().join("xdg").join(FILE), r#"{"comune":"074001","ascii":true,"theme":"scuro"}"#);
    put(&dir.path().join("etc").join(FILE), r#"{"comune":"074010","printer":true,"idle_minutes":5}"#);
    put(&file, r#"{"theme":"chiaro"}"#);
    let p = load(&places).preferences;
    assert_eq!(p.comune, Some(DeskHome::Comune(Istat::new("074010").unwrap())));
    assert_eq!(
        (p.ascii, p.theme.as_deref(), p.printer, p.idle_minutes),
        (Some(true), Some("chiaro"), Some(true), Some(5))
    );
}

#[test]
fn a_user_cannot_allow_the_printer_but_can_refuse_it() {
    let (dir, places, file) = home();
    put(&file, r#"{"printer":true}"#);
    assert_eq!(load(&places).preferences.printer, None);
    put(&dir.path().join("etc").join(FILE), r#"{"printer":true}"#);
    put(&file, r#"{"printer":false}"#);
    assert_eq!(load(&places).preferences.printer, Some(false));
}

#[test]
fn an_unknown_theme_is_reported_with_those_that_there_are() {
    let (_dir, places, file) = home();
    put(&file, r#"{"theme":"blu"}"#);
    let loaded = load(&places);
    assert_eq!(loaded.preferences.theme, None);
    let said: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(matches!(said.as_slice(), [one] if one.contains("scuro") && one.contains("contrasto")), "{said:?}");
}

#[test]
fn an_unknown_key_is_reported_with_the_nearest_known_and_kept() {
    let (_dir, places, file) = home();
    put(&file, r#"{"tehme":"scuro","comume":"074009","zzzz":1,"mouse":"sì"}"#);
    let said: Vec<String> = load(&places).problems.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 4);
    assert!(said.iter().any(|s| s.contains("«tehme»") && s.contains("forse «theme»")), "{said:?}");
    assert!(said.iter().any(|s| s.contains("«comume»") && s.contains("forse «comune»")), "{said:?}");
    assert!(said.iter().any(|s| s.contains("«zzzz»") && !s.contains("forse")), "{said:?}");
    assert!(said.iter().any(|s| s.contains("«mouse»") && s.contains("true o false")), "{said:?}");
    change(&places, &PreferenceChange::Ascii(true)).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("tehme") && text.contains("zzzz") && text.contains("\"ascii\": true"), "{text}");
}

#[test]
fn without_a_home_the_program_starts_and_says_why_nothing_is_saved() {
    let places = Places::default();
    assert_eq!(load(&places).problems, vec![]);
    assert_eq!(change(&places, &PreferenceChange::Mouse(true)), Err(StateProblem::NoHome));
    assert!(StateProblem::NoHome.to_string().contains("cartella personale"));
}

#[test]
fn a_corrupt_file_is_reported_and_kept_beside_when_a_new_one_is_written() {
    let (_dir, places, file) = home();
    let garbage = "{\"comune\": \"074009\",\n  starred: [";
    put(&file, garbage);
    let loaded = load(&places);
    assert_eq!(loaded.preferences, Preferences::default());
    assert_eq!(loaded.problems, vec![StateProblem::Corrupt { path: file.clone(), line: 2, column: 3 }]);
    assert_eq!(fs::read_to_string(&file).unwrap(), garbage, "reading changes nothing");

    change(&places, &PreferenceChange::Mouse(true)).unwrap();
    let kept = file.with_file_name(format!("{FILE}.rotto-1"));
    assert_eq!(fs::read_to_string(&kept).unwrap(), garbage);
    assert_eq!(load(&places).problems, vec![]);
    // A second accident does not overwrite the first.
    put(&file, "[]");
    change(&places, &PreferenceChange::Mouse(false)).unwrap();
    assert_eq!(fs::read_to_string(&kept).unwrap(), garbage);
    assert_eq!(fs::read_to_string(file.with_file_name(format!("{FILE}.rotto-2"))).unwrap(), "[]");
}

#[test]
fn binary_rubbish_and_a_bomb_of_brackets_are_only_corrupt() {
    let (_dir, places, file) = home();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    for bytes in [b"\xff\xfe\0\0".to_vec(), vec![b'['; 60_000], b"".to_vec(), b"null".to_vec()] {
        fs::write(&file, &bytes).unwrap();
        assert!(matches!(load(&places).problems.as_slice(), [StateProblem::Corrupt { .. }]));
    }
}

#[test]
fn ten_megabytes_are_not_read() {
    let (_dir, places, file) = home();
    put(&file, &" ".repeat(10 * 1024 * 1024));
    assert_eq!(load(&places).problems, vec![StateProblem::TooLarge { path: file.clone() }]);
    change(&places, &PreferenceChange::Mouse(true)).unwrap();
    assert!(fs::metadata(&file).unwrap().len() < LIMIT);
    assert_eq!(fs::metadata(file.with_file_name(format!("{FILE}.rotto-1"))).unwrap().len(), 10 * 1024 * 1024);
}

#[test]
fn a_folder_or_a_pipe_in_the_place_of_the_file_is_left_alone() {
    let (_dir, places, file) = home();
    fs::create_dir_all(&file).unwrap();
    assert_eq!(load(&places).problems, vec![StateProblem::NotAFile { path: file.clone() }]);
    assert_eq!(change(&places, &PreferenceChange::Mouse(true)), Err(StateProblem::NotAFile { path: file.clone() }));
    assert!(file.is_dir());

    fs::remove_dir(&file).unwrap();
    let made = Command::new("mkfifo").arg(&file).status();
    if made.is_ok_and(|s| s.success()) {
        assert_eq!(load(&places).problems, vec![StateProblem::NotAFile { path: file.clone() }]);
    }
}

#[test]
fn a_pipe_in_the_place_of_the_lock_does_not_keep_anybody_waiting() {
    let (_dir, places, file) = home();
    put(&file, r#"{"mouse":true}"#);
    let lock = file.with_file_name(format!("{FILE}.lock"));
    assert!(Command::new("mkfifo").arg(&lock).status().unwrap().success());
    let (done, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let _ = done.send(change(&places, &PreferenceChange::Ascii(true)));
    });
    let result = told.recv_timeout(std::time::Duration::from_secs(10)).expect("it waits for ever");
    assert!(matches!(result, Err(StateProblem::NotSaved { .. })), "{result:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), r#"{"mouse":true}"#);
}

#[test]
fn a_system_file_that_anybody_may_write_is_not_the_administrator_s() {
    let (dir, places, _) = home();
    let file = dir.path().join("etc").join(FILE);
    put(&file, r#"{"printer":true,"catalog":["/tmp/altrui"]}"#);
    for (file_mode, folder_mode, believed) in [
        (0o644, 0o755, true),
        (0o664, 0o775, true),
        (0o666, 0o755, false),
        (0o644, 0o777, false),
        (0o644, 0o1777, false),
    ] {
        fs::set_permissions(&file, fs::Permissions::from_mode(file_mode)).unwrap();
        fs::set_permissions(file.parent().unwrap(), fs::Permissions::from_mode(folder_mode)).unwrap();
        let loaded = load(&places);
        assert_eq!(loaded.preferences.printer, believed.then_some(true), "{file_mode:o} in {folder_mode:o}");
        assert_eq!(loaded.preferences.catalog.len(), usize::from(believed));
        let said: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), usize::from(!believed), "{said:?}");
        assert!(said.iter().all(|s| s.contains("le può scrivere chiunque")), "{said:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_costs_nothing_but_the_saving() {
    let (dir, mut places, _) = home();
    // A file where a folder should be stops even root, whom permissions do not.
    let wall = dir.path().join("muro");
    fs::write(&wall, "").unwrap();
    places.user_config = Some(wall.join("config"));
    assert_eq!(load(&places).preferences, Preferences::default());
    let problem = change(&places, &star("it/naspi")).unwrap_err();
    assert!(matches!(problem, StateProblem::NotSaved { .. }), "{problem:?}");

    let (_dir, places, file) = home();
    put(&file, r#"{"mouse":true}"#);
    let folder = file.parent().unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o500)).unwrap();
    let root = rustix::process::geteuid().is_root();
    let result = change(&places, &star("it/naspi"));
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(load(&places).preferences.mouse, Some(true));
    if !root {
        assert!(result.unwrap_err().to_string().contains("manca il permesso"));
        assert_eq!(fs::read_to_string(&file).unwrap(), r#"{"mouse":true}"#);
    }
}

#[test]
fn a_linked_file_stays_where_it_is_kept() {
    let (dir, places, file) = home();
    let kept = dir.path().join("dotfiles.json");
    fs::write(&kept, r#"{"mouse":true}"#).unwrap();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&kept, &file).unwrap();
    change(&places, &PreferenceChange::Ascii(true)).unwrap();
    assert!(fs::symlink_metadata(&file).unwrap().file_type().is_symlink());
    assert!(fs::read_to_string(&kept).unwrap().contains("ascii"));
}

#[test]
fn what_a_crash_left_behind_does_not_stop_the_next_change() {
    let (_dir, places, file) = home();
    put(&file, r#"{"mouse":true}"#);
    put(&file.with_file_name(format!("{FILE}.nuovo")), "{\"mou");
    put(&file.with_file_name(format!("{FILE}.lock")), "");
    let after = change(&places, &PreferenceChange::Ascii(false)).unwrap();
    assert_eq!((after.mouse, after.ascii), (Some(true), Some(false)));
    assert!(!file.with_file_name(format!("{FILE}.nuovo")).exists());
}

#[test]
fn two_threads_that_star_at_once_lose_nothing() {
    let (_dir, places, _) = home();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let places = &places;
            scope.spawn(move || {
                for n in 0..25 {
                    change(places, &star(&format!("it/servizio-{writer}-{n}"))).unwrap();
                }
            });
        }
    });
    assert_eq!(load(&places).preferences.starred.len(), 100);
}

/// What the other process of the next test does; on its own it does nothing.
#[test]
fn a_second_session() {
    let Some(config) = std::env::var_os("SPORTELLO_TEST_SESSION") else { return };
    let writer = std::env::var("SPORTELLO_TEST_WRITER").unwrap();
    let places = Places { user_config: Some(config.into()), ..Places::default() };
    for n in 0..25 {
        change(&places, &star(&format!("it/servizio-{writer}-{n}"))).unwrap();
    }
}

fn session(config: &Path, writer: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["a_second_session", "--exact", "--quiet"])
        .env("SPORTELLO_TEST_SESSION", config)
        .env("SPORTELLO_TEST_WRITER", writer)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    command
}

#[test]
fn two_sessions_of_one_user_lose_nothing() {
    let (_dir, places, _) = home();
    let config = places.user_config.clone().unwrap();
    let mut sessions: Vec<_> = ["a", "b", "c"].iter().map(|w| session(&config, w).spawn().unwrap()).collect();
    // A third party reads all the while and never sees half a file.
    while sessions.iter_mut().any(|s| s.try_wait().unwrap().is_none()) {
        assert_eq!(load(&places).problems, vec![]);
    }
    for mut s in sessions {
        assert!(s.wait().unwrap().success());
    }
    assert_eq!(load(&places).preferences.starred.len(), 75);
}

#[test]
fn a_session_killed_while_it_writes_leaves_the_old_file_or_the_new_one() {
    let (_dir, places, _) = home();
    let config = places.user_config.clone().unwrap();
    change(&places, &PreferenceChange::Mouse(true)).unwrap();
    for round in 0..12 {
        let mut child = session(&config, &format!("k{round}")).spawn().unwrap();
        let stars = load(&places).preferences.starred.len();
        // Killed after some of its writes, never at the same place.
        while load(&places).preferences.starred.len() < stars + round && child.try_wait().unwrap().is_none() {}
        child.kill().unwrap();
        child.wait().unwrap();
        let loaded = load(&places);
        assert_eq!(loaded.problems, vec![]);
        assert_eq!(loaded.preferences.mouse, Some(true));
        change(&places, &PreferenceChange::Ascii(round % 2 == 0)).unwrap();
    }
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let (_dir, places, file) = home();
    let config = places.user_config.clone().unwrap();
    put(&file, r#"{"mouse":true}"#);
    // No file may grow: what a full disk does, without one. The signal that comes with it is ignored, as the limit's error
    // is what a full disk gives.
    let status = Command::new("sh")
        .args(["-c", r#"trap "" XFSZ; ulimit -f 0; exec "$0" a_second_session --exact --quiet"#])
        .arg(std::env::current_exe().unwrap())
        .env("SPORTELLO_TEST_SESSION", &config)
        .env("SPORTELLO_TEST_WRITER", "pieno")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success(), "the change must be refused");
    assert_eq!(fs::read_to_string(&file).unwrap(), r#"{"mouse":true}"#);
    assert!(!file.with_file_name(format!("{FILE}.nuovo")).exists());
    assert!(change(&places, &PreferenceChange::Ascii(true)).is_ok(), "and the next one works again");
}

#[test]
fn a_kiosk_reads_the_administrator_s_folder_only() {
    let kiosk = Places::kiosk();
    assert_eq!(kiosk.user_file(), None);
    assert_eq!(kiosk.system_files(), vec![PathBuf::from("/etc/sportello/preferenze.json")]);
}

#[test]
fn relative_system_folders_are_not_believed() {
    let env = |_: &str| Some("altrove:/opt/xdg:/etc/xdg".into());
    let places = Places::of_this_machine(env);
    let system: Vec<PathBuf> =
        ["/etc/xdg/sportello", "/opt/xdg/sportello", "/etc/sportello"].iter().map(PathBuf::from).collect();
    assert_eq!(places.system, system);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_a_file_holds_it_is_read_and_changed_and_no_control_character_is_said(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (_dir, places, file) = home();
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &bytes).unwrap();
        for problem in load(&places).problems {
            prop_assert!(!problem.to_string().chars().any(char::is_control));
        }
        change(&places, &star("it/naspi")).unwrap();
        prop_assert_eq!(load(&places).preferences.starred, vec!["it/naspi"]);
    }

    #[test]
    fn whatever_key_a_file_has_the_others_hold(key in "\\PC{0,20}|[\u{0}-\u{1f}\u{202e}]{1,5}", value in "[1-9][0-9]{0,5}|true|null|\"x\"|\\[1\\]") {
        let (_dir, places, file) = home();
        let key = serde_json::to_string(&key).unwrap();
        put(&file, &format!("{{{key}: {value}, \"starred\": [\"it/naspi\", 3, null, \"../x\"]}}"));
        let loaded = load(&places);
        prop_assert_eq!(loaded.preferences.starred, vec!["it/naspi"]);
        for problem in loaded.problems {
            prop_assert!(!problem.to_string().chars().any(sportello::lingua::signs::is_hostile));
        }
    }
}
