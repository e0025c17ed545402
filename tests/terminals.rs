//! The program itself in terminals of several kinds: each gets only what it understands, little of it, and nothing at all
//! while nobody touches a key.
//!
//! `SPORTELLO_SOAK=1 cargo test --test terminals` watches an idle session for a whole minute.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tempfile::TempDir;

#[path = "support/pty.rs"]
mod pty;
#[path = "support/side_by_side.rs"]
mod side_by_side;

use pty::{Program, Pty, Usage};
use side_by_side::side_by_side;

/// Terminals in which a morning passes at once.
const TERMINALS: usize = 6;

/// How long a program may outlive its last key.
const GONE: Duration = Duration::from_secs(5);

/// How long it is quiet before a key counts as answered.
const CALM: Duration = Duration::from_millis(60);

fn at_latiano(home: &TempDir, arguments: &[&str]) -> Program {
    let program = Program::new(env!("CARGO_BIN_EXE_sportello")).env("HOME", home.path());
    program.args(["--comune", "latiano"]).args(arguments)
}

fn ready(program: Program) -> Pty {
    let mut pty = program.start();
    pty.see("Cerca:");
    pty.settle(CALM);
    pty
}

/// One encounter after the other through every part of the screen, with plain keys alone; what was written.
fn a_morning(program: Program) -> String {
    let mut pty = ready(program);
    for (typed, seen) in [
        ("sad", "sad"),
        ("\r", "Prossimo passo"),
        ("\x1b[6~", "righe"),
        ("\r", "Servizi collegati"),
        ("\x1b", "Scheda"),
        ("\x0b", "Consegna"),
        ("schermo\r", "CHE COSA PORTARE"),
        ("\x1b", "Cerca"),
        ("\x18", "prossima persona"),
        ("\x0f", "Comune o ambito"),
        ("ca", "ca"),
        ("\x1b", "Da dove"),
        ("\x14", "Destinatari"),
        ("\x1b", "Da dove"),
        ("\x12", "Tutte le aree"),
        ("\x1b", "Da dove"),
        ("\x05", "112"),
        ("\x1b", "Da dove"),
        ("\x07", "La persona"),
        ("84\r60000\r", "60"),
        ("\x07", "nascosti"),
        ("\x18", "Da dove"),
        ("violenza", "antiviolenza"),
        ("\x00", "1 segnato"),
        ("\x18", "Da dove"),
        ("\x13", "Scheda"),
        ("\x1b", "Da dove"),
        ("?", "Tasti"),
        ("\x1b", "Da dove"),
        ("xyzzy", "Nessun servizio"),
    ] {
        pty.send(typed);
        pty.see(seen);
        pty.settle(CALM);
    }
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    pty.output()
}

/// What was asked of a terminal.
#[derive(Debug, Default)]
struct Asked {
    /// Parameters of "select graphic rendition", one a number.
    styles: BTreeSet<u16>,
    /// Last letters of the other control sequences.
    finals: BTreeSet<char>,
    /// Private modes.
    modes: BTreeSet<u16>,
    /// What is none of these.
    others: Vec<String>,
}

impl Asked {
    fn of(output: &str) -> Self {
        let mut asked = Self::default();
        for piece in output.split('\x1b').skip(1) {
            let Some(sequence) = piece.strip_prefix('[') else {
                asked.others.push(piece.chars().take(12).collect());
                continue;
            };
            let end = sequence.find(|c: char| ('@'..='~').contains(&c)).unwrap();
            let (parameters, end) = (&sequence[..end], sequence[end..].chars().next().unwrap());
            let numbers = |text: &str| -> Vec<u16> { text.split(';').map(|n| n.parse().unwrap_or(0)).collect() };
            match (parameters.strip_prefix('?'), end) {
                (Some(modes), 'h' | 'l') => asked.modes.extend(numbers(modes)),
                (None, 'm') => asked.styles.extend(numbers(parameters)),
                (None, end) => drop(asked.finals.insert(end)),
                _ => asked.others.push(sequence.chars().take(12).collect()),
            }
        }
        asked
    }

    /// Only moves, erasing and modes that every terminal since the VT220 knows or ignores.
    #[track_caller]
    fn is_plain(&self) {
        assert!(self.others.is_empty(), "{:?}", self.others);
        assert!(self.finals.is_subset(&['C', 'H', 'J', 'K'].into()), "{:?}", self.finals);
        assert!(self.modes.is_subset(&[25, 1000, 1002, 1003, 1006, 1015, 1049, 2004].into()), "{:?}", self.modes);
    }

    fn colours(&self) -> Vec<u16> {
        self.styles.iter().copied().filter(|s| *s >= 30).collect()
    }
}

#[test]
fn a_vt220_gets_bold_underline_and_reverse_and_nothing_more() {
    let home = TempDir::new().unwrap();
    side_by_side(TERMINALS, ["vt220", "vt100", "vt102"], |term| {
        let asked = Asked::of(&a_morning(at_latiano(&home, &[]).env("TERM", term)));
        asked.is_plain();
        assert!(asked.styles.is_subset(&[0, 1, 4, 7, 22, 24, 27].into()), "{term}: {:?}", asked.styles);
        assert!(asked.styles.contains(&7), "{term}: the selected row is not seen");
    });
}

#[test]
fn the_console_and_everybody_else_get_no_colour_that_a_ground_could_swallow() {
    let home = TempDir::new().unwrap();
    std::fs::create_dir_all(home.path().join("c")).unwrap();
    // The whole way once a terminal; the themes have the same sequences.
    let terminals = ["linux", "xterm-256color", "putty", "screen"].map(|term| (term, ""));
    let themes = ["scuro", "chiaro", "contrasto", "monocromo"].map(|theme| ("linux", theme));
    side_by_side(TERMINALS, terminals.into_iter().chain(themes), |(term, theme)| {
        let config = home.path().join("c").join(format!("{term}-{theme}.json"));
        let text = if theme.is_empty() { "{}\n".to_owned() } else { format!("{{\"theme\": \"{theme}\"}}\n") };
        std::fs::write(&config, text).unwrap();
        let program = at_latiano(&home, &["--config", config.to_str().unwrap()]).env("TERM", term);
        let asked = Asked::of(&a_morning(program));
        asked.is_plain();
        // Of the palette of 256 only what is readable on black and on white, where the terminal has it and nobody has
        // said what the ground is.
        let palette = theme.is_empty() && term.contains("256color");
        let of_palette = |s: u16| palette && matches!(s, 38 | 5 | 243 | 28 | 130);
        let known = |s: &u16| matches!(s, 0 | 1 | 4 | 7 | 22 | 24 | 27 | 30..=37 | 39..=47 | 49 | 90..=97);
        let may = |s: &u16| known(s) || of_palette(*s) || (*s == 2 && theme == "scuro");
        assert!(asked.styles.iter().all(may), "{term} {theme}: {:?}", asked.styles);
        let none = matches!(theme, "contrasto" | "monocromo") || (theme.is_empty() && !palette);
        assert_eq!(asked.colours().is_empty(), none, "{term} {theme}: {:?}", asked.styles);
    });
}

#[test]
fn no_color_means_none_and_bold_and_reverse_stay() {
    let home = TempDir::new().unwrap();
    let programs = [
        at_latiano(&home, &[]).env("NO_COLOR", "1"),
        at_latiano(&home, &["--color", "never"]),
        at_latiano(&home, &[]).env("NO_COLOR", "1").env("TERM", "linux"),
    ];
    side_by_side(TERMINALS, programs, |program| {
        let asked = Asked::of(&a_morning(program));
        assert!(asked.colours().is_empty(), "{:?}", asked.styles);
        assert!(asked.styles.contains(&7) && asked.styles.contains(&1), "{:?}", asked.styles);
    });
}

#[test]
fn where_the_locale_is_not_utf_8_every_byte_is_ascii() {
    let home = TempDir::new().unwrap();
    let in_locale = |name, value| at_latiano(&home, &[]).env(name, value);
    let ascii = [("LANG", "C"), ("LANG", "it_IT.ISO-8859-1"), ("LC_ALL", "POSIX"), ("LANG", "")]
        .map(|(name, value)| (format!("{name}={value}"), in_locale(name, value), true));
    let others = [
        ("--ascii".to_owned(), at_latiano(&home, &["--ascii"]), true),
        ("LC_ALL=it_IT.UTF-8".to_owned(), in_locale("LC_ALL", "it_IT.UTF-8"), false),
    ];
    side_by_side(TERMINALS, ascii.into_iter().chain(others), |(what, program, ascii)| {
        let output = a_morning(program);
        assert_eq!(output.is_ascii(), ascii, "{what}");
        assert!(!ascii || output.contains("Famiglie e minori") && output.contains("---"), "{what}");
    });
}

#[test]
fn a_dumb_terminal_is_asked_line_by_line_without_an_escape() {
    let home = TempDir::new().unwrap();
    let mut pty = at_latiano(&home, &[]).env("TERM", "dumb").start();
    pty.see("Cosa chiede la persona?");
    pty.send("sad\r");
    pty.see("1. Assistenza domiciliare");
    pty.send("esci\r");
    assert_eq!(pty.end(GONE).0, 0);
    assert!(!pty.output().contains('\x1b'));
}

#[test]
fn the_query_stays_what_the_person_meant() {
    let home = TempDir::new().unwrap();
    let mut pty = ready(at_latiano(&home, &[]));
    // Whether it came as a terminal tears it: ESC alone is a key after 50 ms, and a busy machine may take longer than that
    // between two bytes.
    let torn = |pty: &mut Pty, bytes: &str| {
        let (mut quick, mut before) = (true, Instant::now());
        for byte in bytes.chars() {
            let now = Instant::now();
            pty.send(byte.to_string());
            quick &= before.elapsed() < Duration::from_millis(45);
            before = now;
            pty.watch(Duration::from_millis(10));
        }
        quick
    };
    let query = |pty: &Pty| pty.text().lines().next().unwrap_or_default().trim_end().to_owned();
    let is = |pty: &mut Pty, wanted: &str, after: &str| {
        pty.settle(CALM);
        assert_eq!(query(pty), format!("Cerca: {wanted}"), "after {after}\n{}", pty.text());
    };
    pty.send("badx");
    pty.see("Cerca: badx");
    pty.send("\x08ante");
    pty.see("ante");
    is(&mut pty, "badante", "a Backspace that is Ctrl-H");
    for arrow in ["\x1b[A", "\x1b[B", "\x1bOB", "\x1b[1;5D", "\x1b[5~", "\x1b[1;2C"] {
        let start = Instant::now();
        while !torn(&mut pty, arrow) {
            assert!(start.elapsed() < pty::PATIENCE, "never quick enough to be one key");
            // What it made of the pieces is taken back.
            pty.settle(Duration::from_millis(90));
            pty.send("\x18");
            pty.wait("miss the words", |screen| !screen.contents().starts_with("Cerca: badante"));
            pty.send("badante");
            pty.wait("see the words", |screen| screen.contents().starts_with("Cerca: badante"));
        }
        is(&mut pty, "badante", "a torn arrow");
    }
    torn(&mut pty, "\x1b");
    is(&mut pty, "badante", "Esc");
    pty.send("\x1b[F");
    // A release and a repeat as newer terminals tell them, a focus, a mouse nobody asked for, a late answer to
    // somebody's question, keys that are nobody's, an Alt chord.
    for odd in [
        "\x1b[97;1:3u",
        "\x1b[I",
        "\x1b[O",
        "\x1b[<0;10;5M",
        "\x1b[?1;2c",
        "\x1b]11;rgb:1a1a/1b1b/1c1c\x07",
        "\x1b[57~",
        "\x1b[25~",
        "\x1bj",
        "\x02",
    ] {
        pty.send(odd);
        pty.settle(Duration::from_millis(90));
        is(&mut pty, "badante", odd);
    }
    pty.send("\x18");
    pty.see("prossima persona");
    pty.send("\x1b[200~asilo\r\nnido\r\n\x1b[201~");
    pty.see("Cerca: asilo nido");
    assert!(
        pty.text().contains("Servizi") && !pty.text().contains("Prossimo passo"),
        "a pasted line end opened a scheda"
    );
    pty.send(" latiano");
    pty.see("latiano");
    is(&mut pty, "asilo nido latiano", "a paste");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

#[test]
fn a_session_is_light_on_the_line() {
    let home = TempDir::new().unwrap();
    let weigh = |pty: &mut Pty, key: &str, limit: Duration| {
        let mark = pty.mark();
        pty.send(key);
        pty.answer(mark, CALM, limit);
        pty.mark() - mark
    };
    // Nothing comes where the selection is at the end of a short list.
    let soon = Duration::from_secs(1);
    let queries = ["sad", "asilo nido", "badante", "non arrivo a fine mese", "mi hanno sfrattato", "violenza", "104"];
    let weighed = side_by_side(4, queries, |query| {
        let mut pty = ready(at_latiano(&home, &[]));
        let first = pty.mark();
        assert!(first <= 4096, "the first frame: {first} bytes");
        // The index is there once the first word is answered.
        pty.send("sad");
        pty.see("Assistenza domiciliare");
        pty.settle(CALM);
        pty.send("\x18");
        pty.settle(CALM);
        let letters: Vec<usize> = query.chars().map(|c| weigh(&mut pty, &c.to_string(), GONE)).collect();
        let moves = ["\x1b[B", "\x1b[B", "\x1b[B", "\x1b[B", "\x1b[A", "\x1b[A"].map(|key| weigh(&mut pty, key, soon));
        pty.send("\x11");
        pty.end(GONE);
        (first, letters, moves)
    });
    let first = weighed.iter().map(|w| w.0).max();
    let mut letters: Vec<usize> = weighed.iter().flat_map(|w| w.1.iter().copied()).collect();
    let mut moves: Vec<usize> = weighed.iter().flat_map(|w| w.2).collect();
    letters.sort_unstable();
    moves.sort_unstable();
    let median = letters[letters.len() / 2];
    println!(
        "first frame {first:?} B; a letter {median} B (median of {}); a move at most {:?} B",
        letters.len(),
        moves.last()
    );
    assert!(letters[0] > 0, "a letter that is not shown");
    assert!(median <= 600, "letters: {letters:?}");
    assert!(moves.iter().all(|m| *m <= 250), "moves: {moves:?}");
}

#[test]
fn while_nobody_touches_a_key_nothing_is_written_and_nobody_wakes() {
    let watched = if std::env::var_os("SPORTELLO_SOAK").is_some() { 60 } else { 5 };
    let home = TempDir::new().unwrap();
    let mut sessions: Vec<Pty> = side_by_side(3, ["", "sad", "sad\r", "\x0f", "\x07", "?"], |typed| {
        let mut pty = ready(at_latiano(&home, &[]));
        // The thread that builds the index ends when a search was answered.
        pty.send("sad");
        pty.see("Assistenza domiciliare");
        pty.send("\x18");
        pty.see("Da dove");
        pty.settle(CALM);
        pty.send(typed);
        pty.settle(Duration::from_millis(300));
        pty
    });
    let before: Vec<(Usage, usize)> = sessions.iter().map(|pty| (Usage::of(pty.pid()), pty.mark())).collect();
    sessions[0].watch(Duration::from_secs(watched));
    for (pty, (usage, mark)) in sessions.iter_mut().zip(before) {
        pty.pump(Duration::ZERO);
        assert_eq!(pty.since(mark), b"");
        assert_eq!(Usage::of(pty.pid()).since(usage), Usage { cpu: Duration::ZERO, switches: 0 });
    }
    println!("{watched} s, {} sessions: 0 bytes, 0 wake-ups", sessions.len());
}
