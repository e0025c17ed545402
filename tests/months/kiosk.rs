//! A screen that anybody may use: nothing is kept, nothing started, nothing read but the catalogue.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDateTime;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rustix::process::Signal;
use sportello::catalog::bundled;
use sportello::catalog::resolve::resolve;
use sportello::encounter::lookup::Lookup;
use sportello::encounter::outside::Outside;
use sportello::tui::input::{InputEvent, Key};
use sportello::tui::terminal::Screen;
use sportello::tui::{LiveScreen, Setup};

use crate::office::{FOUND, GONE, binary, can_trace, given_back, home, ready, shell};
use crate::pty::{PATIENCE, Program, signal_pid};

/// A kiosk in an environment that wants it to read and write files.
fn kiosk(home: &std::path::Path) -> Program {
    let layer = home.join("livello");
    fs::create_dir_all(layer.join("sportello")).unwrap();
    fs::create_dir_all(home.join(".config/sportello")).unwrap();
    fs::write(home.join(".config/sportello/preferenze.json"), r#"{"comune":"tutta","starred":["it/naspi"]}"#).unwrap();
    fs::write(layer.join("sportello/regione.json"), "rotto {").unwrap();
    tempting(Program::new(binary()), home).args(["--kiosk", "--comune", "latiano"])
}

/// Every variable of the environment that may name a file or a folder, here or in a library, names one of `home`.
fn tempting(program: Program, home: &std::path::Path) -> Program {
    const NAMES: [&str; 16] = [
        "SPORTELLO_CATALOG",
        "XDG_DATA_DIRS",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CONFIG_DIRS",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
        "XDG_DOCUMENTS_DIR",
        "XDG_RUNTIME_DIR",
        "TMPDIR",
        "TZ",
        "TZDIR",
        "TERMINFO",
        "TERMCAP",
        "LOCPATH",
        "PAGER",
    ];
    NAMES.iter().fold(program.env("HOME", home), |program, name| program.env(name, home.join("livello")))
}

#[test]
fn the_environment_and_the_home_are_not_believed_and_suspending_says_why() {
    let home = home();
    let mut pty = ready(kiosk(home.path()));
    pty.see("Latiano");
    assert!(!pty.text().contains("Avvisi"), "a layer of the environment was read:\n{}", pty.text());
    pty.send("\x1c");
    pty.see("non si può sospendere");
    pty.send("badante");
    pty.see("badante");
    pty.send("\x06");
    pty.see("non si conserva niente");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    given_back(&pty);
    let kept = fs::read_to_string(home.path().join(".config/sportello/preferenze.json")).unwrap();
    assert_eq!(kept, r#"{"comune":"tutta","starred":["it/naspi"]}"#);
}

#[test]
fn nothing_takes_it_off_the_terminal_even_under_a_shell_with_jobs() {
    let home = home();
    for (more, first, leave) in [("", "Cerca:", "\x11"), (" --lineare", "Cosa chiede la persona?", "esci\r")] {
        let mut pty = shell(home.path());
        pty.send(format!("'{}' --kiosk --comune latiano{more}\r", binary().display()));
        pty.see(first);
        let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", pty.pid())).unwrap();
        signal_pid(children.trim().parse().unwrap(), Signal::TSTP);
        // In lines the terminal itself turns the key into the signal.
        pty.send("\x1a");
        pty.settle(Duration::from_millis(100));
        pty.send("badante\r");
        pty.see("Assistenza domiciliare");
        assert!(!pty.output().contains("Stopped"), "{}", pty.text());
        pty.send(leave);
        pty.wait("be back in the shell", |screen| screen.contents().trim_end().ends_with("conchiglia>"));
        pty.send("exit\r");
        pty.end(PATIENCE);
    }
}

#[test]
fn only_the_administrator_chooses_catalogue_and_preferences() {
    for arguments in [["--kiosk", "--catalog", "/tmp"], ["--kiosk", "--config", "/tmp/x"]] {
        let output = Command::new(binary()).args(arguments).arg("paths").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("li sceglie solo l'amministratore") && said.lines().count() == 1, "{said}");
        let mut pty = Program::new(binary()).args(arguments).start();
        pty.see("li sceglie solo");
        assert_eq!(pty.end(GONE).0, 2);
    }
    for arguments in [&["--kiosk", "search", "sad"][..], &["--kiosk", "catalog", "validate", "/etc"]] {
        let output = Command::new(binary()).args(arguments).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    }
}

#[test]
fn paths_says_what_is_read_and_what_the_kernel_forbids() {
    let home = home();
    let paths = |arguments: &[&str]| {
        let output = Command::new(binary()).args(arguments).env("HOME", home.path()).env("LANG", "C.UTF-8").output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let said = paths(&["paths"]);
    for part in
        ["/etc/sportello/preferenze.json", "preferenze dell'utente", "compreso nel programma", "catalogo dell'utente"]
    {
        assert!(said.contains(part), "{part} is missing:\n{said}");
    }
    let said = paths(&["paths", "--kiosk"]);
    assert!(!said.contains(home.path().to_str().unwrap()), "{said}");
    assert!(said.contains("nuovi privilegi") && said.contains("vietato dal sistema"), "{said}");
    println!("{said}");
}

/// What a kiosk may open while it starts: the loader's libraries, the catalogue, the administrator's preferences.
const MAY_READ: [&str; 10] = [
    "/etc/ld.so",
    "/lib",
    "/usr/lib",
    "/etc/sportello",
    "/usr/share/sportello",
    "/usr/local/share/sportello",
    "/usr/share\"",
    "/usr/local/share\"",
    "/proc/self/",
    "/sys/fs/cgroup",
];

#[test]
fn traced_it_starts_nothing_and_writes_nowhere_but_to_the_terminal() {
    if !can_trace("that a kiosk starts no program and writes no file") {
        return;
    }
    let home = home();
    let trace = home.path().join("trace");
    // Its files are there to be found.
    drop(kiosk(home.path()));
    let traced = "trace=%process,%file,%network,/write,/^send,fsync,ftruncate";
    let mut pty = tempting(Program::new("strace"), home.path())
        .args(["-f", "-qq", "-y", "-s", "200", "-e", traced, "-o"])
        .arg(&trace)
        .arg(binary())
        .args(["--kiosk", "--comune", "latiano", "badante"])
        .start();
    pty.see("badante");
    pty.see(FOUND);
    // A scheda, its text to the clipboard, a star, help, the numbers, another person, another place.
    for keys in [
        "\r", "\x19", "\x1b", "\x06", "\x1b", "\x18", "?", "\x1b", "\x05", "\x1b", "\x0f", "bari\r", "\x1a", "\x1c",
        "mensa", "\r",
    ] {
        pty.send(keys);
        pty.settle(Duration::from_millis(120));
    }
    pty.send("\x11");
    pty.end(PATIENCE);
    let trace = fs::read_to_string(trace).unwrap();
    // The rest of a call that another thread's came between ("<... write resumed>") says nothing that its beginning does
    // not.
    let calls: Vec<&str> = trace
        .lines()
        .map(|line| line.split_once(' ').map_or(line, |(_, call)| call.trim()))
        .filter(|call| !call.starts_with("<..."))
        .collect();
    let named = |name: &'static str| calls.iter().copied().filter(move |c| c.starts_with(name)).collect::<Vec<_>>();
    assert_eq!(named("execve").len(), 1, "{:?}", named("execve"));
    for name in [
        "fork",
        "vfork",
        "socket(",
        "connect",
        "bind",
        "unlink",
        "rename",
        "mkdir",
        "creat",
        "link",
        "symlink",
        "chmod",
        "ftruncate",
        "fsync",
        "truncate",
        "mknod",
    ] {
        assert_eq!(named(name), Vec::<&str>::new());
    }
    // Bytes go to the terminal, and to what wakes a thread of its own.
    let mut wrote = 0;
    for call in calls.iter().filter(|call| call.contains("write") || call.starts_with("send")) {
        let (_, to) = call.split_once('<').unwrap_or_default();
        let own = ["/dev/pts/", "/dev/tty", "socket:[", "UNIX", "anon_inode:[eventfd]", "pipe:["];
        assert!(own.iter().any(|own| to.starts_with(own)), "{call}");
        wrote += 1;
    }
    assert!(wrote > 0);
    // What the environment names is not even looked at; the program itself and its trace are named before it starts.
    let tempted = home.path().join("livello").to_str().unwrap().to_owned();
    let looked = calls.iter().filter(|call| call.contains(&tempted) || call.contains("/.config"));
    assert_eq!(looked.collect::<Vec<_>>(), Vec::<&&str>::new());
    // Threads only, no processes.
    for clone in named("clone") {
        assert!(clone.contains("CLONE_THREAD"), "{clone}");
    }
    let opens: Vec<&str> = calls.iter().copied().filter(|c| c.starts_with("open")).collect();
    assert!(opens.len() > 2, "{opens:?}");
    let mut read = BTreeSet::new();
    for open in opens {
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"].iter().any(|flag| open.contains(flag));
        assert!(!writes || open.contains("\"/dev/tty\""), "{open}");
        // The name as it was asked for; strace adds what it led to.
        let path = open.split_once('"').map_or("", |(_, rest)| rest);
        let may = MAY_READ.iter().any(|may| path.starts_with(may))
            || path.starts_with("/dev/tty\"")
            || open.contains("O_PATH");
        assert!(may, "{open}");
        read.insert(path.split('"').next().unwrap_or_default().to_owned());
    }
    println!("{} system calls looked at; read: {read:?}", calls.len());
}

fn saturday_at_ten() -> NaiveDateTime {
    "2026-11-21T10:00:00".parse().unwrap()
}

#[test]
fn after_minutes_without_a_key_nothing_of_the_last_person_is_left() {
    let catalog = resolve(vec![bundled::layer().unwrap()]).unwrap().catalog;
    let saved = std::rc::Rc::new(Cell::new(0));
    let count = std::rc::Rc::clone(&saved);
    let setup = Setup {
        kiosk: true,
        idle: Duration::from_secs(180),
        outside: Outside {
            keep: Box::new(move |_| {
                count.set(count.get() + 1);
                Ok(())
            }),
            ..Outside::nowhere()
        },
        ..Setup::new(Lookup::over(Arc::new(catalog)), saturday_at_ten)
    };
    let mut counter = LiveScreen::new(setup);
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let mut picture = |counter: &mut LiveScreen| {
        terminal.draw(|frame| counter.draw(frame)).unwrap();
        terminal.backend().to_string()
    };
    let first = picture(&mut counter);
    assert_eq!(counter.patience(), None, "an untouched screen never wakes");

    // A place for good, words, a target group, a star, an open scheda, a page above it.
    for keys in ["latiano\r", "\x0f", "Lavoro\r", "badante", "\x14", "anziani\r", "\r", "\x06", "\x19", "\x1b", "1"] {
        for c in keys.chars() {
            counter.handle(InputEvent::Key(match c {
                '\r' => Key::Enter,
                '\x1b' => Key::Esc,
                '\x01'..='\x1a' => Key::Ctrl(char::from(u8::try_from(c).unwrap() + 0x60)),
                c => Key::Char(c),
            }));
        }
    }
    assert_ne!(picture(&mut counter), first);
    assert!(
        !counter.model().encounter.workplace.starred.is_empty() && counter.model().encounter.request.place.is_some()
    );
    assert_eq!(counter.patience(), Some(Duration::from_secs(180)));
    counter.waited();
    assert_eq!(picture(&mut counter), first);
    let model = counter.model();
    assert!(
        model.query.is_empty()
            && model.encounter.workplace.starred.is_empty()
            && model.encounter.request.targets.is_empty()
            && model.encounter.schede.is_empty()
    );
    assert_eq!((model.encounter.request.place, model.encounter.workplace.place), (None, None));
    assert_eq!(counter.patience(), None);
    assert_eq!(saved.get(), 0, "a kiosk kept something");
}
