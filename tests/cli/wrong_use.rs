//! Wrong use: one Italian sentence with what comes nearest, exit status 2, nothing on standard output.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::office::{Office, sportello};

#[test]
fn a_wrong_value_is_answered_with_the_nearest() {
    for (arguments, said) in [
        (["search", "sad", "--comune", "xyz"], "Nessun comune «xyz». I più vicini: "),
        (["search", "sad", "--comune", "Latinao"], "I più vicini: Latiano"),
        (["search", "sad", "--ambito", "mesange"], "Nessun ambito «mesange». I più vicini: Mesagne"),
        (["search", "sad", "--target", "anzini"], "Nessun gruppo di destinatari «anzini». I più vicini: "),
        (["search", "sad", "--area", "wlfare"], "Nessuna area strategica «wlfare». I più vicini: "),
        (["search", "sad", "--stato", "attvo"], "Nessuno stato «attvo». I più vicini: attivo"),
        (["search", "sad", "--tipologia", "asilo-nidi"], "Nessuna tipologia «asilo-nidi». I più vicini: Asilo nido"),
        (["search", "sad", "--comune", "san"], "«san» può essere: San "),
        (["list", "comuni", "--comune", "xyz"], "Nessun comune «xyz»."),
    ] {
        let run = sportello(arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
}

#[test]
fn beginnings_labels_and_codes_are_enough() {
    for place in ["latiano", "LATIANO", "latian", "074009"] {
        let run = sportello(["search", "sad", "--comune", place, "--format", "json", "--limit", "1"]);
        assert_eq!(run.json()["filters"]["comune"], "Latiano", "{place}: {}", run.err);
    }
    for ambito in ["mesagne", "br-mesagne", "Mesag", "BR/4"] {
        let run = sportello(["search", "sad", "--ambito", ambito, "--format", "json", "--limit", "1"]);
        assert_eq!(run.json()["filters"]["ambito"], "br-mesagne", "{ambito}: {}", run.err);
    }
}

#[test]
fn mistyped_options_and_commands_speak_italian() {
    for (arguments, said) in [
        (vec!["search", "--formt", "json"], "L'opzione «--formt» non esiste. Forse volevi scrivere «--format»."),
        (
            vec!["search", "--format", "xml"],
            "«xml» non va bene per «--format». Si può scegliere fra: table, json, jsonl, csv.",
        ),
        (vec!["search", "--limit", "tanti"], "«tanti» non va bene per «--limit»: atteso un numero intero."),
        (vec!["search", "--limit"], "Dopo «--limit» manca il valore."),
        (vec!["search", "-x"], "Per cercare una parola che comincia con «-», scrivi prima «--»."),
        (vec!["list"], "Manca ELENCO."),
        (vec!["list", "comune"], "«comune» non va bene per «ELENCO». Forse volevi scrivere «comuni»."),
        (vec!["show"], "Manca ID."),
        (vec!["catalog", "report", "br-mesagne/pro-vi", "--topic", "chiuso"], "Manca --by."),
        (vec!["catalog", "accept", "20260101-a"], "Mancano --output e --by."),
        (vec!["catalog"], "Manca il comando."),
        (vec!["catalog", "inf"], "Il comando «inf» non esiste. Forse volevi scrivere «info»."),
    ] {
        let run = Office::new().run(&arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
        let english = ["error", "Usage", "For more", "try", "possible", "tip"];
        assert!(!english.iter().any(|w| run.err.contains(w)), "{}", run.err);
    }
}

#[test]
fn every_page_of_help_is_italian() {
    let pages: [&[&str]; 7] = [
        &["--help"],
        &["search", "-h"],
        &["show", "--help"],
        &["list", "--help"],
        &["catalog", "--help"],
        &["catalog", "info", "--help"],
        &["catalog", "validate", "--help"],
    ];
    for page in pages {
        let run = Office::new().run(page);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{page:?}");
        assert!(run.out.contains("Uso: sportello") && run.out.contains("Mostra questo aiuto"), "{}", run.out);
        for english in ["Usage", "Options:", "Commands", "Arguments", "Print", "[default", "[possible", "help for"] {
            assert!(!run.out.contains(english), "{english}: {}", run.out);
        }
        assert!(run.out.lines().all(|l| l.chars().count() <= 80), "{}", run.out);
    }
    assert_eq!(sportello(["-V"]).out, format!("sportello {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn where_there_is_no_screen_the_words_are_looked_up() {
    let run = sportello(["--comune", "latiano", "sad"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.starts_with("SERVIZIO"), "{}", run.out);
    assert_eq!(run.out, sportello(["search", "sad", "--comune", "latiano"]).out);
    let nothing = sportello([]);
    assert_eq!((nothing.status, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("sportello search PAROLE"), "{}", nothing.err);
    assert!(!run.out.contains('\u{1b}') && !nothing.err.contains('\u{1b}'));
    // A guest of a kiosk has no other command to be told of.
    let guest = sportello(["--kiosk"]);
    assert_eq!((guest.status, guest.out.as_str()), (2, ""));
    assert!(guest.err.contains("Qui non c'è un terminale") && guest.err.contains("«ssh -t»"), "{}", guest.err);
}

#[test]
fn a_reader_that_leaves_early_is_no_fault() {
    let office = Office::new();
    for arguments in [
        vec!["list", "comuni", "--format", "json"],
        vec!["search", "", "--limit", "0", "--format", "jsonl", "--ambito", "casarano"],
        vec!["show", "tipologia/assistenza-domiciliare-sociale", "--format", "html"],
    ] {
        let mut child = office.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked") && output.status.code() == Some(0), "{arguments:?}: {err}");
    }
}

#[test]
fn a_full_disk_is_said() {
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
    let run = Office::new().command(["list", "comuni"]).stdout(full).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let err = String::from_utf8(run.stderr).unwrap();
    assert!(err.contains("Non riesco a scrivere il risultato: il disco è pieno."), "{err}");
}

#[test]
fn options_count_before_and_after_the_command() {
    let before = sportello(["--comune", "latiano", "search", "sad", "--format", "json"]);
    let after = sportello(["search", "sad", "--format", "json", "--comune", "latiano"]);
    assert_eq!(before.out, after.out);
}
