//! At the edges of what terminals do: the program itself, in a pseudo-terminal, is sent what no keyboard sends, at sizes
//! that no window has, and ended in every way there is.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

#[path = "support/pty.rs"]
mod pty;
#[path = "support/side_by_side.rs"]
mod side_by_side;

use pty::{Program, Pty, signal_pid, state};
use side_by_side::side_by_side;

/// How long a program may outlive its last key, on a machine that has other things to do.
const GONE: Duration = Duration::from_secs(20);

/// How long a terminal is silent before keys are surely keys again.
const SILENCE: Duration = Duration::from_millis(1_050);

fn at_latiano(home: &TempDir) -> Program {
    let program = Program::new(env!("CARGO_BIN_EXE_sportello")).env("HOME", home.path());
    program.args(["--comune", "latiano"])
}

fn ready(program: Program) -> Pty {
    let mut pty = program.start();
    pty.see("Cerca:");
    pty.settle(Duration::from_millis(60));
    pty
}

fn query(pty: &Pty) -> String {
    let text = pty.text();
    let line = text.lines().next().unwrap_or_default();
    // What stands on an empty line is no word of anybody's.
    line.strip_prefix("Cerca: ").unwrap_or(line).trim_end().replace(" scrivi cosa chiede la persona", "")
}

/// Waits until the words on the search line are `wanted`.
#[track_caller]
fn reads(pty: &mut Pty, wanted: &str, after: &str) {
    let start = Instant::now();
    while query(pty) != wanted {
        pty.pump(Duration::from_millis(5));
        let late = start.elapsed() > pty::PATIENCE;
        assert!(!late, "after {after:?} it reads {:?} and not {wanted:?}\n{}", query(pty), pty.text());
    }
}

fn quits(pty: &mut Pty, after: &str) {
    pty.send("\x11");
    let start = Instant::now();
    while pty.status().is_none() {
        pty.pump(Duration::from_millis(5));
        assert!(start.elapsed() < GONE, "after {after:?} it does not end\n{}", pty.text());
    }
    assert_eq!(pty.status(), Some(0));
}

/// What a terminal without an alternate screen would have kept of `output`: its screen and all that left it. A screen that
/// is erased whole goes to what can be scrolled back to, as PuTTY and tmux do.
fn kept_without_an_alternate_screen(output: &str) -> String {
    let mut terminal = vt100::Parser::new(24, 80, 4_000);
    let mut kept = String::new();
    let output = output.replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
    for piece in output.split_inclusive('J') {
        let erases = piece.ends_with("\x1b[2J") || piece.ends_with("\x1b[J");
        let before = piece.strip_suffix("\x1b[2J").or_else(|| piece.strip_suffix("\x1b[J")).unwrap_or(piece);
        terminal.process(before.as_bytes());
        let at_home = terminal.screen().cursor_position() == (0, 0);
        if piece.ends_with("\x1b[2J") || (erases && at_home) {
            kept += &terminal.screen().contents();
        }
        terminal.process(&piece.as_bytes()[before.len()..]);
    }
    for back in 0..4_000 {
        terminal.screen_mut().set_scrollback(back);
        if terminal.screen().scrollback() != back {
            break;
        }
        kept += &terminal.screen().contents();
    }
    kept
}

#[track_caller]
fn nothing_stays(output: &str, after: &str) {
    let kept = kept_without_an_alternate_screen(output);
    for word in ["picchia", "marito", "Cerca", "antiviolenza"] {
        assert!(!kept.contains(word), "{word:?} stays after {after}:\n{kept}");
    }
}

const SAID: &str = "mio marito mi picchia";

#[test]
fn nothing_of_a_person_stays_on_a_terminal_without_an_alternate_screen() {
    let home = TempDir::new().unwrap();
    let ends: [(&str, Option<Signal>); 5] = [
        ("Ctrl-Q", None),
        ("a hang-up", Some(Signal::HUP)),
        ("SIGTERM", Some(Signal::TERM)),
        ("SIGINT", Some(Signal::INT)),
        ("SIGQUIT", Some(Signal::QUIT)),
    ];
    side_by_side(5, ends, |(name, signal)| {
        let mut pty = ready(at_latiano(&home));
        pty.send(SAID);
        reads(&mut pty, SAID, name);
        // What is drawn anew is not pushed up either.
        pty.send("\x0c");
        pty.settle(Duration::from_millis(60));
        match signal {
            Some(signal) => pty.signal(signal),
            None => pty.send("\x11"),
        }
        pty.end(GONE);
        nothing_stays(&pty.output(), name);
    });
}

#[test]
fn nothing_of_a_person_stays_while_it_is_suspended() {
    let home = TempDir::new().unwrap();
    let binary = env!("CARGO_BIN_EXE_sportello");
    for (name, outside) in [("its own key", false), ("a stop from outside", true)] {
        let mut pty = Program::new("/bin/bash")
            .args(["--norc", "--noprofile", "-i"])
            .env("HOME", home.path())
            .env("PS1", "conchiglia> ")
            .start();
        pty.see("conchiglia>");
        let shell_modes = pty.modes();
        pty.send(format!("'{binary}' --comune latiano\r"));
        pty.see("Cerca:");
        pty.send(SAID);
        reads(&mut pty, SAID, name);
        pty.settle(Duration::from_millis(60));
        let path = format!("/proc/{0}/task/{0}/children", pty.pid());
        let job: u32 = std::fs::read_to_string(path).unwrap().split_whitespace().next().unwrap().parse().unwrap();
        if outside {
            signal_pid(job, Signal::TSTP);
        } else {
            pty.send("\x1c");
        }
        pty.wait_until("be stopped", GONE, |_| state(job) == Some('T'));
        pty.see("Stopped");
        pty.wait_until("find the shell's own modes", GONE, |pty| pty.modes() == shell_modes);
        let output = pty.output();
        let shown = &output[output.find("\x1b[?1049h").unwrap()..];
        nothing_stays(shown, name);
        pty.send("fg\r");
        reads(&mut pty, SAID, "fg");
        pty.send("\x11");
        pty.gone("Cerca:");
        pty.see("conchiglia>");
        pty.send("exit\r");
        pty.end(GONE);
    }
}

#[test]
fn a_stop_where_nobody_could_wake_it_does_not_stop_it() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home));
    pty.signal(Signal::TSTP);
    pty.watch(Duration::from_millis(300));
    pty.send("sad");
    reads(&mut pty, "sad", "a stop without a shell");
    quits(&mut pty, "a stop without a shell");
}

/// The most memory that process `pid` has used, in kilobytes.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_window_is_never_larger_than_a_wall_nor_smaller_than_a_cell() {
    let home = TempDir::new().unwrap();
    let sizes = [(65_535, 65_535), (8_000, 8_000), (0, 0), (1, 1), (65_535, 1), (1, 65_535), (0, 24), (3_000, 0)];
    side_by_side(2, sizes.chunks(4), |sizes| {
        let mut pty = ready(at_latiano(&home));
        for &(columns, rows) in sizes {
            pty.stretch(columns, rows);
            pty.watch(Duration::from_millis(400));
            assert_eq!(pty.status(), None, "{columns}x{rows}");
        }
        for at in 0..200_u16 {
            pty.stretch(at.wrapping_mul(7_919), at.wrapping_mul(104).wrapping_add(1));
        }
        pty.stretch(80, 24);
        pty.settle(Duration::from_millis(300));
        let memory = peak(pty.pid());
        println!("at most {memory} kB");
        assert!(memory < 250_000, "{memory} kB");
        pty.send("sad");
        pty.watch(Duration::from_millis(300));
        quits(&mut pty, "a storm of sizes");
        assert_eq!(pty.modes(), pty.first_modes());
    });
}

#[test]
fn it_starts_in_a_window_of_any_size() {
    let home = TempDir::new().unwrap();
    side_by_side(4, [(65_535, 65_535), (0, 0), (1, 1), (65_535, 2)], |(rows, columns)| {
        let script = format!("stty rows {rows} cols {columns}; exec \"$@\"");
        let arguments = [env!("CARGO_BIN_EXE_sportello"), "--comune", "latiano"];
        let mut pty = Program::shell(&script, arguments).env("HOME", home.path()).start();
        let start = Instant::now();
        while !pty.output().contains("\x1b[?1049h") {
            pty.pump(Duration::from_millis(20));
            assert!(start.elapsed() < pty::PATIENCE && pty.status().is_none(), "{rows}x{columns}: {}", pty.output());
        }
        pty.settle(Duration::from_millis(300));
        quits(&mut pty, "a strange window");
    });
}

#[test]
fn a_paste_that_never_ends_is_over_after_a_second() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home));
    pty.send("\x1b[200~badante");
    pty.watch(SILENCE);
    reads(&mut pty, "badante", "a paste without an end");
    pty.send("x");
    reads(&mut pty, "badantex", "a key after it");
    pty.send("\x1b[200~\x11\x03 e altro");
    pty.watch(SILENCE);
    pty.send("y");
    reads(&mut pty, "badantex e altroy", "a second one");
    quits(&mut pty, "a paste without an end");
}

/// Complete replies and reports: nobody asked, nobody typed them.
const REPORTS: [&str; 58] = [
    // DA1, DA2, DA3, XTVERSION, the terminal's parameters.
    "\x1b[?1;2c",
    "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c",
    "\x1b[?62c",
    "\x1b[>41;354;0c",
    "\x1b[>0;136;0c",
    "\x1b[=1;0c",
    "\x1bP!|00000000\x1b\\",
    "\x1bP>|XTerm(354)\x1b\\",
    "\x1bP>|tmux 3.4\x1b\\",
    "\x1b[2;1;1;128;128;1;0x",
    // DECRPM, DECRQSS, modes.
    "\x1b[?2026;2$y",
    "\x1b[?1;0$y",
    "\x1b[4;2$y",
    "\x1bP1$r0m\x1b\\",
    "\x1bP0$r\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\",
    // Status, cursor, window.
    "\x1b[0n",
    "\x1b[3n",
    "\x1b[?10n",
    "\x1b[24;80R",
    "\x1b[1;1R",
    "\x1b[?12;40;1R",
    "\x1b[8;24;80t",
    "\x1b[4;600;800t",
    "\x1b[1t",
    "\x1b[48;24;80;600;800t",
    // The colour scheme, colours, titles, the clipboard.
    "\x1b[?997;1n",
    "\x1b[?997;2n",
    "\x1b]4;0;rgb:0000/0000/0000\x07",
    "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "\x1b]11;rgb:1a1a/1b1b/1c1c\x1b\\",
    "\x1b]12;rgba:ff/ff/ff/80\x07",
    "\x1b]52;c;bWlvIG1hcml0bw==\x1b\\",
    "\x1b]lIl titolo è questo\x1b\\",
    "\x1b]LIcona\x07",
    "\x1b]21;foreground=rgb:ff/ff/ff\x1b\\",
    // Graphics, privacy, start of string.
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b^privato\x1b\\",
    "\x1bXqualcosa\x1b\\",
    "\x1b[?1;0;256S",
    // Focus and the mouse: X10, SGR, SGR in pixels, urxvt.
    "\x1b[I",
    "\x1b[O",
    "\x1b[M !!",
    "\x1b[M#!!",
    "\x1b[<0;10;5M",
    "\x1b[<0;10;5m",
    "\x1b[<64;1;1M",
    "\x1b[<35;400;900M",
    "\x1b[32;10;5M",
    "\x1b[96;200;100M",
    "\x1b[1;2;3;4&w",
    // Keys: what kitty says of itself, releases, modifiers alone, unbound chords, modifyOtherKeys.
    "\x1b[?0u",
    "\x1b[?31u",
    "\x1b[97;1:3u",
    "\x1b[57441;2u",
    "\x1b[1;1:3A",
    "\x1b[>4;2m",
    "\x1b[27;3;120~",
];

#[test]
fn complete_replies_and_reports_are_not_typed_and_eat_no_key() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home));
    pty.send("badante");
    reads(&mut pty, "badante", "typing");
    // With the next key right behind it, in one piece.
    for report in REPORTS {
        pty.send(format!("{report}o"));
        reads(&mut pty, "badanteo", report);
        pty.send("\x7f");
        reads(&mut pty, "badante", report);
    }
    // All of them in one burst.
    pty.send(format!("{}o", REPORTS.concat()));
    reads(&mut pty, "badanteo", "all of them");
    quits(&mut pty, "all of them");
}

#[test]
fn replies_that_come_in_pieces_are_not_typed() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home));
    pty.send("badante");
    reads(&mut pty, "badante", "typing");
    for report in [
        "\x1b[?64;1c",
        "\x1b]11;rgb:1a1a/1b1b/1c1c\x1b\\",
        "\x1bP>|XTerm(354)\x1b\\",
        "\x1b[?2026;2$y",
        "\x1b[M !!",
        "\x1b[<0;10;5M",
    ] {
        // ESC alone is a key after 50 ms, and a busy machine may take longer than that between two bytes.
        pty.send(&report[..2]);
        for byte in report[2..].bytes() {
            pty.watch(Duration::from_millis(12));
            pty.send([byte]);
        }
        pty.send("o\x7f");
        pty.watch(Duration::from_millis(60));
        reads(&mut pty, "badante", report);
    }
    for pieces in [["\x1b]11;rgb:1a1a/", "1b1b/1c1c", "\x1b\\"], ["\x1b]52;c;bWlv", "IG1hcml0bw==", "\x07"]] {
        for piece in pieces {
            pty.send(piece);
            pty.watch(Duration::from_millis(150));
        }
        pty.send("o");
        reads(&mut pty, "badanteo", pieces[0]);
        pty.send("\x7f");
        reads(&mut pty, "badante", pieces[0]);
    }
    quits(&mut pty, "pieces");
}

/// Sends each beginning of a reply, waits, and goes on typing. Each in a terminal of its own: what takes long is the
/// silence.
fn expire(cuts: &[&str]) {
    let home = TempDir::new().unwrap();
    side_by_side(cuts.len(), cuts, |cut| {
        let mut pty = ready(at_latiano(&home));
        pty.send("nido");
        reads(&mut pty, "nido", "typing");
        pty.send(cut);
        pty.watch(SILENCE);
        pty.send("e");
        reads(&mut pty, "nidoe", cut);
        // And a command at once: no reply contains one.
        pty.send(format!("{cut}\x0c"));
        pty.watch(SILENCE);
        reads(&mut pty, "nidoe", cut);
        // Nothing of it is left for the next key.
        pty.send("e");
        reads(&mut pty, "nidoee", cut);
        quits(&mut pty, cut);
    });
}

#[test]
fn replies_that_are_cut_off_expire() {
    expire(&[
        "\x1b[?1",
        "\x1b[<0;1",
        "\x1b[>41;3",
        "\x1b[?2026;2$",
        "\x1b[M",
        "\x1b[M ",
        "\x1b[",
        "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1",
        "\u{9b}1;",
        "\x1b[[",
    ]);
}

#[test]
fn replies_with_a_text_that_are_cut_off_expire() {
    expire(&["\x1b]11;rgb:1a", "\x1b]52;c;", "\x1bP>|XT", "\x1b_Gi=1", "\x1b^", "\x1bX"]);
}

#[test]
fn ctrl_q_right_after_a_reply_that_was_cut_off_ends_it() {
    let home = TempDir::new().unwrap();
    let cuts = ["\x1b[?1", "\x1b]11;rgb:1a", "\x1bP>|XT", "\x1b[<0;1", "\x1b[M", "\u{1b}_x", "\x1bO"];
    side_by_side(cuts.len(), cuts, |cut| {
        let mut pty = ready(at_latiano(&home));
        pty.send(cut);
        quits(&mut pty, cut);
    });
}

#[test]
fn keys_told_as_kitty_and_xterm_tell_them_are_keys() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home));
    for (told, wanted) in [
        ("\x1b[97u", "a"),
        ("\x1b[98;1:1u", "ab"),
        ("\x1b[98;1:2u", "abb"),
        ("\x1b[98;1:3u", "abb"),
        ("\x1b[127u", "ab"),
        ("\x1b[97:65;2u", "abA"),
        ("\x1b[97;2;65u", "abAA"),
        ("\x1b[224u", "abAAà"),
        ("\x1b[27;5;119~", ""),
        ("\x1b[57400u", "1"),
        ("\x1b[27;2;65~", "1A"),
    ] {
        pty.send(told);
        pty.watch(Duration::from_millis(40));
        reads(&mut pty, wanted, told);
    }
    // Ctrl-Q as xterm tells it where somebody has left modifyOtherKeys on.
    pty.send("\x1b[27;5;113~");
    assert_eq!(pty.end(GONE).0, 0);
    let mut pty = ready(at_latiano(&home));
    pty.send("\x1b[113;5u");
    assert_eq!(pty.end(GONE).0, 0);
}

#[test]
fn a_flood_leaves_the_keys_responsive() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home));
    pty.flood(&b"badante ".repeat(4_180 / 8));
    pty.send("\x18");
    reads(&mut pty, "", "4180 bytes without brackets");
    quits(&mut pty, "4180 bytes without brackets");
    let floods = [
        ("letters", b"badante ".repeat(112_000)),
        ("mouse reports", b"\x1b[<35;10;10M".repeat(40_000)),
        ("numbers of a sequence", [b"\x1b[".as_slice(), &b"1;".repeat(200_000)].concat()),
        ("a reply without an end", [b"\x1b]11;".as_slice(), &b"rgb:".repeat(100_000)].concat()),
        ("bytes of no text", b"\xff\xfe\x80".repeat(100_000)),
        ("escapes", b"\x1b".repeat(50_000)),
    ];
    // Two in a row: what the first has left must not hold the second back either.
    side_by_side(3, floods.chunks(2), |row| {
        let mut pty = ready(at_latiano(&home));
        for (name, flood) in row {
            pty.flood(flood);
            pty.watch(SILENCE);
            pty.send("\x18");
            reads(&mut pty, "", name);
        }
        quits(&mut pty, "floods");
    });
}

#[test]
fn a_latin_1_keyboard_types_its_letters_and_loses_no_key() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home));
    pty.send(b"perch\xe9 citt\xe0 gi\xf9 cos\xec per\xf2 \xe8\xe9");
    pty.watch(SILENCE);
    reads(&mut pty, "perché città giù così però èé", "Latin-1");
    pty.send("\x18");
    reads(&mut pty, "", "Ctrl-X");
    pty.send(b"perch\xe9\x1b[B");
    reads(&mut pty, "perché", "an arrow behind it");
    pty.send("\x18");
    pty.send(b"sad\x80\x93\xbf latiano\xff\xfe");
    pty.watch(SILENCE);
    assert!(query(&pty).starts_with("sad latiano"), "{}", query(&pty));
    pty.send("\x18");
    // UTF-8 in pieces stays UTF-8.
    for byte in "è€".bytes() {
        pty.send([byte]);
        pty.watch(Duration::from_millis(20));
    }
    reads(&mut pty, "è€", "UTF-8 in pieces");
    pty.send("\x18");
    reads(&mut pty, "", "Ctrl-X");
    pty.send(b"citt\xe0\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

/// Starts a program at an hour that is not; `None` where nothing here makes a clock wrong.
fn at_another_hour() -> Option<&'static str> {
    let known = Command::new("faketime").arg("--version").output().is_ok();
    if !known {
        eprintln!("SALTATO: l'orologio sbagliato: faketime non c'è (apt-get install faketime)");
    }
    known.then_some("faketime")
}

#[test]
fn a_clock_that_is_wrong_stops_nothing() {
    let Some(faketime) = at_another_hour() else { return };
    let home = TempDir::new().unwrap();
    let clocks = [
        "1901-01-01 00:00:00",
        "@1901-01-01 00:00:00",
        "@1969-12-31 23:59:58",
        "@2024-03-01 10:00:00 x1000",
        "@2038-01-19 03:14:06",
        "@2106-02-07 06:28:14",
        "@2399-12-31 23:59:58",
    ];
    side_by_side(4, clocks, |clock| {
        let program = Program::new(faketime).args(["-f", clock, env!("CARGO_BIN_EXE_sportello")]);
        let mut pty = ready(program.args(["--comune", "latiano"]).env("HOME", home.path()).env("TZ", "UTC"));
        pty.send("nido");
        reads(&mut pty, "nido", clock);
        pty.see("Asilo nido");
        pty.send("\r");
        pty.see("Prossimo passo");
        quits(&mut pty, clock);
    });
}

#[test]
fn no_day_before_the_edition_of_the_catalogue_is_believed() {
    let Some(faketime) = at_another_hour() else { return };
    let home = TempDir::new().unwrap();
    let told = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).env("HOME", home.path()).env("TZ", "UTC").env("LANG", "C.UTF-8");
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    };
    let sportello = env!("CARGO_BIN_EXE_sportello");
    // The manual has the day of the edition where a page of the manual has its date.
    let (page, _) = told(sportello, &["man"]);
    let edition = page.split_once(".TH SPORTELLO 1 ").unwrap().1.split(' ').next().unwrap().to_owned();
    for question in [&["search", "asilo", "nido", "--comune", "latiano"][..], &["list", "scadenze", "--entro", "900"]] {
        for said in ["1901-01-01 10:00:00", "1969-12-31 10:00:00", "2024-03-01 10:00:00"] {
            let (wrong, beside) = told(faketime, &[&["-f", said, sportello], question].concat());
            let (right, _) = told(sportello, &[question, &["--al", &format!("{edition}T11:00:00")]].concat());
            assert_eq!(wrong, right, "{said}");
            assert!(beside.contains("L'orologio del computer segna"), "{said}: {beside}");
        }
    }
}

/// Bytes that mean something to somebody.
const PIECES: [&[u8]; 24] = [
    b"\x1b",
    b"\x1b[",
    b"\x1b]",
    b"\x1bP",
    b"\x1b_",
    b"\x1b^",
    b"\x1bX",
    b"\x1bO",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[M",
    b"\x1b[<",
    b"\x1b\\",
    b"\x07",
    b"?1;2",
    b"$y",
    b"badante",
    b"\xc3",
    b"\xe8",
    b"\xf2\x9b",
    b"\x9d",
    b"\r",
    b"\t",
    b"104",
];

/// Bytes at random, of those that mean something to somebody and of any.
fn any_bytes(seed: u64) -> Vec<u8> {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        usize::try_from(x >> 33).unwrap()
    };
    let mut bytes = Vec::new();
    for _ in 0..(next() % 120) {
        match next() % 3 {
            0 => bytes.extend_from_slice(PIECES[next() % PIECES.len()]),
            // Not what ends it by itself: Ctrl-Q, and Ctrl-C and F10 in their forms are left to chance.
            _ => bytes.push(u8::try_from(next() % 256).unwrap()),
        }
    }
    bytes
}

#[test]
fn after_any_bytes_a_second_of_silence_and_ctrl_q_it_ends() {
    let home = TempDir::new().unwrap();
    let seeds: Vec<u64> = (1..=36).collect();
    // Several at a time: what takes long is the silence.
    for seeds in seeds.chunks(18) {
        let mut all: Vec<(u64, Pty)> = side_by_side(6, seeds, |&seed| (seed, ready(at_latiano(&home))));
        for (seed, pty) in &mut all {
            for piece in any_bytes(*seed).chunks(7) {
                if pty.status().is_none() {
                    pty.send(piece);
                    pty.pump(Duration::from_millis(2));
                }
            }
        }
        let start = Instant::now();
        while start.elapsed() < SILENCE {
            for (_, pty) in &mut all {
                pty.pump(Duration::from_millis(5));
            }
        }
        for (seed, pty) in &mut all {
            if pty.status().is_none() {
                quits(pty, &format!("the bytes of {seed}: {:?}", any_bytes(*seed)));
            }
            assert_eq!(pty.modes(), pty.first_modes(), "{seed}");
        }
    }
}
