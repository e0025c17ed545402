//! What stands where files should be: each is said once, in Italian, and the work goes on.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::office::{FOUND, GONE, at_latiano, binary, home, ready, skipped};
use crate::pty::{Program, Pty};

/// Where the preferences of `home` are.
fn preferences(home: &Path) -> PathBuf {
    let folder = home.join(".config/sportello");
    fs::create_dir_all(&folder).unwrap();
    folder.join("preferenze.json")
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// The first screen tells `said` and nothing else, once it is read it is gone, and one finds and leaves.
#[track_caller]
fn said_once_and_the_work_goes_on(program: Program, what: &str, said: &str) {
    let mut pty = program.start();
    pty.see("Avvisi");
    let text = pty.text().replace(['\n', '│', '|'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(said), "{what}: {said:?} is missing:\n{}", pty.text());
    pty.send("\x1b");
    pty.gone("Avvisi");
    works(&mut pty);
}

fn works(pty: &mut Pty) {
    pty.send("badante");
    pty.see(FOUND);
    assert!(!pty.text().contains("Avvisi"));
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

type Placing = fn(&Path);

#[test]
fn whatever_stands_in_the_place_of_the_preferences() {
    let places: [(&str, Placing, &str); 9] = [
        ("a folder", |at| fs::create_dir(at).unwrap(), "c'è altro"),
        ("a pipe", fifo, "c'è altro"),
        ("a device", |at| symlink("/dev/zero", at).unwrap(), "c'è altro"),
        ("a socket", |at| drop(std::os::unix::net::UnixListener::bind(at).unwrap()), "non si leggono"),
        ("a link to itself", |at| symlink(at, at).unwrap(), "non si leggono"),
        ("half a file", |at| fs::write(at, "{\"comune\": \"07").unwrap(), "sono rovinate"),
        ("no text", |at| fs::write(at, [0xff; 400]).unwrap(), "sono rovinate"),
        (
            "ten gigabytes of nothing",
            |at| fs::File::create(at).unwrap().set_len(10 << 30).unwrap(),
            "più grandi di 64 KiB",
        ),
        ("an unknown key", |at| fs::write(at, "{\"tema\": \"scuro\"}").unwrap(), "non è una preferenza"),
    ];
    let mut faults = 0;
    for (what, put, said) in places {
        let home = home();
        put(&preferences(home.path()));
        said_once_and_the_work_goes_on(at_latiano(home.path()), what, said);
        faults += 1;
    }
    println!("{faults} things in the place of the preferences, each said once");
}

#[test]
fn whatever_stands_in_the_place_of_a_catalogue() {
    let places: [(&str, Placing, &str); 7] = [
        ("a pipe", fifo, "non è un file normale"),
        ("a device", |at| symlink("/dev/zero", at).unwrap(), "non è un file normale"),
        ("a link to itself", |at| symlink(at, at).unwrap(), "un collegamento che porta a se stesso"),
        ("nothing", |_| (), "non esiste"),
        (
            "ten gigabytes of nothing",
            |at| fs::File::create(at).unwrap().set_len(10 << 30).unwrap(),
            "il file è di 10240 MB",
        ),
        ("half a file", |at| fs::write(at, "[{\"id\": \"").unwrap(), "il file finisce a metà"),
        (
            "a folder with a pipe",
            |at| {
                fs::create_dir(at).unwrap();
                fifo(&at.join("aree.json"));
            },
            "non è un file normale",
        ),
    ];
    let mut faults = 0;
    for (what, put, said) in places {
        let home = home();
        let at = home.path().join("numeri-utili.json");
        put(&at);
        said_once_and_the_work_goes_on(at_latiano(home.path()).arg("--catalog").arg(&at), what, said);
        faults += 1;
    }
    println!("{faults} things in the place of a catalogue, each said once");
}

#[test]
fn a_home_that_is_none_costs_nothing_but_the_saving() {
    let nowhere = home();
    // A file where a folder should be stops even root, whom permissions do not.
    let wall = nowhere.path().join("muro");
    fs::write(&wall, "").unwrap();
    // A relative one would be somewhere else in every folder: nothing is written where one happens to stand.
    for (what, said, program) in [
        ("a file", "una parte del percorso", at_latiano(&wall)),
        ("a relative one", "non ha una cartella personale", at_latiano(Path::new("altrove")).directory(nowhere.path())),
    ] {
        let mut pty = ready(program);
        pty.send("badante");
        pty.see(FOUND);
        pty.send("\x06");
        pty.wait(what, |screen| screen.contents().replace('\n', " ").contains(said));
        pty.send("\x15mensa");
        pty.see("Mensa");
        pty.send("\x11");
        assert_eq!(pty.end(GONE).0, 0, "{what}");
    }
    assert!(!nowhere.path().join("altrove").exists());
    // One that is not there yet is made.
    let mut pty = ready(at_latiano(&nowhere.path().join("non-c-e")));
    works(&mut pty);
}

#[test]
fn a_user_whom_the_system_does_not_know_has_no_home_and_is_told() {
    let program = binary().to_str().unwrap().to_owned();
    let script = "unset HOME; exec setpriv --reuid 54321 --regid 54321 --clear-groups \"$@\"";
    let mut pty = Program::shell(script, [program, "--comune".into(), "latiano".into()]).start();
    if !rustix::process::geteuid().is_root() || pty.end_or_see("Cerca:") {
        return skipped("only root can be somebody else: a user without a home");
    }
    pty.send("badante");
    pty.see(FOUND);
    pty.send("\x06");
    pty.see("non ha una cartella");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

/// Taken away with this value.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_home_that_cannot_be_written_costs_nothing_but_the_saving() {
    let home = home();
    let at = home.path().join("casa");
    fs::create_dir(&at).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "ro,size=64k", "tmpfs"]).arg(&at).status();
    if !mounted.is_ok_and(|status| status.success()) {
        return skipped("no file system may be mounted here: a read-only home");
    }
    let _disk = Mounted(&at);
    let mut pty = ready(at_latiano(&at));
    pty.send("badante");
    pty.see(FOUND);
    pty.send("\x06");
    // Near the end of a line: the last words are on the next one.
    pty.see("il disco è di");
    pty.send("\x15mensa");
    pty.gone("il disco è di");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

#[test]
fn a_file_that_may_not_grow_is_said_and_does_not_kill() {
    let home = home();
    let program = binary().to_str().unwrap().to_owned();
    let mut pty = ready(
        Program::shell("ulimit -f 0; exec \"$@\"", [program, "--comune".into(), "latiano".into()])
            .env("HOME", home.path()),
    );
    pty.send("badante");
    pty.see(FOUND);
    pty.send("\x06");
    pty.see("il file non può crescere");
    pty.send("\x15mensa");
    pty.see("Mensa");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

#[test]
fn a_file_of_somebody_else_is_read_and_saved_where_that_is_allowed() {
    if !rustix::process::geteuid().is_root() {
        return skipped("only root can give a file away: preferences of another user");
    }
    let home = home();
    let file = preferences(home.path());
    fs::write(&file, r#"{"mouse":false}"#).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::chown(&file, Some(65534), Some(65534)).unwrap();
    let mut pty = ready(at_latiano(home.path()));
    pty.send("badante");
    pty.see(FOUND);
    pty.send("\x06");
    pty.see("Aggiunto ai preferiti");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    let kept = fs::read_to_string(&file).unwrap();
    assert!(kept.contains("starred") && kept.contains("mouse"), "{kept}");
}

#[test]
fn what_was_said_at_the_desk_is_in_no_image_of_the_memory() {
    let home = home();
    for program in
        [at_latiano(home.path()), at_latiano(home.path()).arg("--kiosk"), at_latiano(home.path()).arg("--lineare")]
    {
        let mut pty = program.start();
        pty.wait("start", |screen| screen.contents().contains("Cerca:") || screen.contents().contains("Cosa chiede"));
        let limits = fs::read_to_string(format!("/proc/{}/limits", pty.pid())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["1", "1"], "{core}");
    }
}
