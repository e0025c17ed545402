//! Whatever an argument, the environment, a file or its name says: nothing of it acts on a terminal.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use sportello::lingua::signs::is_hostile;

use crate::office::{Office, Run};

/// Colours, a cleared screen, a title, a reversed line, a C1 sequence, what nobody sees, and a flood of accents.
const HOSTILE: &str = "sad\u{1b}[31m\u{1b}]0;preso\u{7}\u{202e}\u{9b}2J\u{200b}\u{feff}\u{2066}\u{e0041}\r\u{8}fine";

#[track_caller]
fn harmless(what: &str, run: &Run) {
    for (name, text) in [("out", &run.out), ("err", &run.err)] {
        let found = text.chars().find(|&c| is_hostile(c) && c != '\n' && c != '\r');
        assert_eq!(found, None, "{what}: standard {name}: {text:?}");
        assert!(!text.replace("\r\n", "").contains('\r'), "{what}: standard {name}: {text:?}");
    }
}

/// Every place of a command line where somebody may write what he likes; `@` stands for it.
const COMMANDS: &[&str] = &[
    "@",
    "--@",
    "-@",
    "--limit=@",
    "search @",
    "search --format csv @",
    "search --format json @",
    "search --format jsonl @",
    "search --explain @",
    "search sad --@",
    "search sad --comune @",
    "search sad --ambito @",
    "search sad --target @",
    "search sad --area @",
    "search sad --stato @",
    "search sad --tipologia @",
    "search sad --limit @",
    "search sad --format @",
    "search sad --color @",
    "search sad --catalog @",
    "search sad --config @",
    "show @",
    "show @ --format html",
    "list @",
    "list comuni --comune @",
    "orienta --eta @",
    "orienta --isee @",
    "orienta --condizione @",
    "orienta --comune @",
    "paths --config @",
    "paths --catalog @",
    "paths --kiosk --config @",
    "completions @",
    "catalog @",
    "catalog info --catalog @",
    "catalog info --catalog @ --format json",
    "catalog validate @",
    "catalog validate --catalog @",
    "catalog verify --ambito @",
    "catalog schema @",
    "catalog export --format @ -o x",
    "catalog export --format csv -o @",
    "catalog export --format csv --ambito @ -o x",
    "catalog import --from csv @ -o x",
    "catalog import --from xlsx @ -o x",
    "catalog import --from hsds @ -o x",
    "catalog diff @",
    "catalog diff @ @",
    "catalog new ambito @",
    "catalog new servizio @ @",
    "catalog new sede mesagne @ -o @",
    "@ search",
];

#[test]
fn no_argument_reaches_the_terminal_as_it_is() {
    let office = Office::new();
    for there in [false, true] {
        if there {
            // The same words as the name of a folder that is there, with a file of the same name.
            let folder = office.path().join(HOSTILE);
            // An export of the first round may have made it.
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{HOSTILE}.json")), "{}").unwrap();
            fs::write(folder.join("aree.json"), format!("[{{\"{}\": 1}}", "x\u{202e}y")).unwrap();
            fs::write(folder.join("servizi.csv"), format!("{HOSTILE};{HOSTILE}\n=1,{HOSTILE}\n")).unwrap();
        }
        let paths = |command: &&&str| ["catalog", "config", "-o"].iter().any(|word| command.contains(word));
        for command in COMMANDS.iter().filter(|command| !there || paths(command)) {
            let arguments: Vec<OsString> = command.split(' ').map(|a| a.replace('@', HOSTILE).into()).collect();
            harmless(command, &office.run(&arguments));
        }
    }
}

#[test]
fn no_variable_of_the_environment_reaches_the_terminal_as_it_is() {
    let office = Office::new();
    let home = office.path().join(HOSTILE);
    fs::create_dir(&home).unwrap();
    let names = [
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_DATA_DIRS",
        "XDG_CONFIG_DIRS",
        "SPORTELLO_CATALOG",
        "TERM",
        "LANG",
        "COLUMNS",
        "TZ",
        "NO_COLOR",
    ];
    for command in [&["paths"][..], &["paths", "--kiosk"], &["search", "sad"], &["catalog", "info"], &["--lineare"]] {
        let mut all = office.command(command);
        for name in names {
            all.env(name, &home);
        }
        harmless(&format!("{command:?}, all at once"), &all.output().unwrap().into());
        for name in names {
            harmless(
                &format!("{command:?}, {name}"),
                &office.command(command).env(name, &home).output().unwrap().into(),
            );
        }
    }
}

/// A layer whose every text is hostile, as far as JSON can say it.
fn layer(folder: &Path) {
    let text = |word: &str| serde_json::to_string(&format!("{word}{HOSTILE}{}", "\u{301}".repeat(3000))).unwrap();
    let name = text("Numero");
    let source = format!(r#"[{{"title":{name},"url":"https://esempio.it/","date":"2026"}}]"#);
    fs::write(
        folder.join("numeri-utili.json"),
        format!(
            r#"[{{"id":"numero-di-prova","number":"0831 000000","name":{name},"purpose":{name},"hours_source":{name},"urgent":true,"keywords":["provalivello",{name}],"sources":{source}}}]"#
        ),
    )
    .unwrap();
    fs::write(
        folder.join("misure.json"),
        format!(
            r#"[{{"id":"it/misura-di-prova","scope":"it","type":"segretariato-sociale","name":{name},"summary":{name},"description":{name},"keywords":["provalivello",{name}],"sources":{source},{name}:1}}]"#
        ),
    )
    .unwrap();
}

#[test]
fn no_text_of_a_catalogue_or_of_preferences_reaches_the_terminal_as_it_is() {
    let office = Office::new();
    let folder = office.path().join("livello");
    fs::create_dir(&folder).unwrap();
    layer(&folder);
    let preferences = format!(
        "{{{}: 1, \"theme\": {}}}",
        serde_json::to_string(HOSTILE).unwrap(),
        serde_json::to_string(HOSTILE).unwrap()
    );
    office.file("XDG_CONFIG_HOME/sportello/preferenze.json", preferences);
    for command in [
        "search provalivello",
        "search provalivello --format csv",
        "search provalivello --format json",
        "show it/misura-di-prova",
        "show it/misura-di-prova --format markdown",
        "show it/misura-di-prova --format html",
        "show it/misura-di-prova --format json",
        "list numeri",
        "list numeri --format csv",
        "list numeri --format json",
        "catalog info",
        "catalog validate",
        "catalog verify --limit 0",
        "catalog diff livello",
        "catalog export --format json -o -",
        "catalog export --format hsds -o -",
        "catalog export --format cpsv-ap -o -",
        "completions bash",
    ] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.extend(["--catalog", "livello"]);
        let run = office.run(&arguments);
        harmless(command, &run);
        let marks = run.out.split(|c: char| c != '\u{301}').map(str::len).max();
        assert!(marks.is_none_or(|bytes| bytes <= 64), "{command}: a flood of accents");
    }
    let mut child = office
        .command(["--lineare", "--catalog", "livello"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = format!("provalivello\n1\nnumeri\n{HOSTILE}\ncomune {HOSTILE}\nconsegna\nesci\n");
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let run: Run = child.wait_with_output().unwrap().into();
    harmless("--lineare", &run);
    assert!(run.err.contains("non è una preferenza"), "the preferences' trouble is said: {}", run.err);
}
