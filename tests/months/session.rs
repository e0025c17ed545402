//! Every end of a session, with the real program: the terminal is whole, the process gone, no processor burnt.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::office::{FOUND, GIVEN_BACK, GONE, binary, can_trace, given_back, home, ready, shell};
use crate::pty::{PATIENCE, Program, Pty, Usage, runs, state};

/// The program through a shell that runs `script` with it as `$@`.
fn through_shell(script: &str, home: &std::path::Path) -> Program {
    let program = binary().to_str().unwrap().to_owned();
    Program::shell(script, [program, "--comune".into(), "latiano".into()]).env("HOME", home)
}

fn used(program: Program) -> Pty {
    let mut pty = ready(program);
    pty.send("badante\r");
    pty.see("Prossimo passo");
    pty
}

#[test]
fn every_signal_ends_it_on_a_whole_terminal() {
    let home = home();
    for (signal, status) in [(Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131), (Signal::TERM, 143)] {
        for ignored in [false, true] {
            let script = if ignored { "trap '' HUP INT QUIT TERM; exec \"$@\"" } else { "exec \"$@\"" };
            let mut pty = used(through_shell(script, home.path()));
            pty.signal(signal);
            let (ended, time) = pty.end(GONE);
            assert_eq!(ended, status, "{signal:?}, ignored by the parent: {ignored}");
            given_back(&pty);
            println!("{signal:?} (ignored: {ignored}): gone after {time:?}");
        }
    }
}

#[test]
fn a_terminal_that_vanishes_ends_it_and_burns_nothing() {
    let home = home();
    for (name, script) in [("default", "exec \"$@\""), ("ignored", "trap '' HUP; exec \"$@\"")] {
        let mut pty = used(through_shell(script, home.path()));
        pty.settle(Duration::from_millis(100));
        pty.hang_up();
        let (status, time) = pty.end(GONE);
        assert_eq!(status, 129, "{name}");
        println!("vanished, SIGHUP {name}: gone after {time:?}");
    }
    // In a session of its own the kernel tells it nothing.
    let mut pty = used(through_shell("setsid --wait \"$@\"", home.path()));
    let mut pid = pty.pid();
    while let Some(child) = child_of(pid) {
        pid = child;
    }
    let before = Usage::of(pid).cpu;
    pty.hang_up();
    let start = Instant::now();
    while runs(pid) {
        assert!(start.elapsed() < GONE, "still running, {:?} of processor", Usage::of(pid).cpu - before);
        std::thread::yield_now();
    }
    println!("vanished without a signal: gone after {:?}", start.elapsed());
}

fn child_of(pid: u32) -> Option<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

#[test]
fn a_terminal_that_vanishes_ends_the_lines_too() {
    let home = home();
    for kiosk in ["", " --kiosk"] {
        let mut pty = through_shell(&format!("trap '' HUP; exec \"$@\" --lineare{kiosk}"), home.path()).start();
        pty.see("Cosa chiede la persona?");
        pty.send("badante\r");
        pty.see("Numero, parole o comando:");
        pty.hang_up();
        let (_, time) = pty.end(GONE);
        println!("vanished, in lines{kiosk}: gone after {time:?}");
    }
}

#[test]
fn suspended_and_resumed_it_is_where_it_was() {
    let home = home();
    let mut pty = shell(home.path());
    let shell_modes = pty.modes();
    pty.send(format!("'{}' --comune latiano\r", binary().display()));
    pty.see("Cerca:");
    pty.send("badante");
    pty.see(FOUND);
    let job = child_of(pty.pid()).unwrap();
    let mark = pty.mark();
    pty.send("\x1c");
    pty.wait_until("be stopped", GONE, |_| state(job) == Some('T'));
    pty.see("Stopped");
    let bytes = String::from_utf8_lossy(pty.since(mark)).into_owned();
    assert!(GIVEN_BACK.iter().all(|back| bytes.contains(back)), "{bytes:?}");
    pty.wait_until("find the shell's own modes", GONE, |pty| pty.modes() == shell_modes);
    pty.send("fg\r");
    pty.see(FOUND);
    assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
    pty.send("\x11");
    pty.gone(FOUND);
    pty.send("exit\r");
    pty.end(PATIENCE);
}

#[test]
fn an_error_after_the_screen_was_entered_is_read_on_a_whole_terminal() {
    if !can_trace("an error after the screen was entered") {
        return;
    }
    let home = home();
    // The waiting for a key fails: the first thing that is asked for once the screen is ours.
    let call = "ppoll";
    let mut pty = Program::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={call}:error=EMFILE")])
        .arg(binary())
        .args(["--comune", "latiano"])
        .env("HOME", home.path())
        .start();
    let (status, _) = pty.end(PATIENCE);
    assert_eq!(status, 2, "{call}: {}", pty.text());
    given_back(&pty);
    assert!(pty.text().contains("il terminale non risponde come dovrebbe"), "{}", pty.text());
}
