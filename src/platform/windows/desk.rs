//! Where the administrator's folders are, what a console can do, how paper comes out.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use crossterm::ansi_support;

use super::files;
use crate::platform::{For, Lock, Locks};

/// What this system does not have, in the order of how much it is missed.
pub(crate) const WITHOUT: &[&str] = &[
    "«--kiosk» chiuso dal sistema: valgono le regole del programma",
    "il controllo su chi può scrivere nelle cartelle di tutti",
    "la sospensione del programma",
];

/// Paper is there where nobody says otherwise: it is the person's own browser that prints, after asking.
pub(crate) const HAS_PAPER: bool = true;

/// What is told of paper before it is chosen.
pub(crate) const PAPER: &str = "Si apre nel browser, che chiede con quale stampante.";

/// A browser lays the paper out, in any script.
pub(crate) const PAPER_IS_TEXT: bool = false;

/// What is told when the sheet is there.
pub(crate) const PRINTED: &str = "Foglio aperto nel browser: lì si sceglie la stampante.";

/// What is told where preferences name no path, or no list of paths, from the top.
pub(crate) const WANTED_PATH: &str = "atteso un percorso che comincia con il disco («C:\\…») o con «\\\\»";
pub(crate) const WANTED_PATHS: &str = "atteso un elenco di percorsi che cominciano con il disco («C:\\…») o con «\\\\»";

/// How the name of a page to be printed begins.
const PAGE: &str = "sportello-stampa-";

/// A variable of the environment. Of the terminal, Windows says nothing there: what the console can do is asked instead.
pub(crate) fn env(name: &str) -> Option<String> {
    let said = std::env::var(name).ok();
    match name {
        "TERM" if said.is_none() => {
            Some(if ansi_support::supports_ansi() { "xterm-256color" } else { "dumb" }.to_owned())
        }
        // The console takes any letter, whatever its code page.
        "LANG" if said.is_none() => Some("it_IT.UTF-8".to_owned()),
        _ => said,
    }
}

/// A folder of all users, below `%ProgramData%\sportello`.
fn of_all(env: impl Fn(&str) -> Option<OsString>, folder: &str) -> Vec<PathBuf> {
    let all = env("ProgramData").map(PathBuf::from).filter(|p| p.is_absolute());
    all.map(|p| p.join("sportello").join(folder)).into_iter().collect()
}

/// The folders of the administrator's preferences.
pub(crate) fn system_config(env: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    of_all(env, "config")
}

/// The one that a kiosk reads.
pub(crate) fn kiosk_config() -> Vec<PathBuf> {
    of_all(|name| std::env::var_os(name), "config")
}

/// The folders of the system's layers.
pub(crate) fn system_layers(env: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    of_all(env, "data")
}

/// Those that a kiosk reads.
pub(crate) fn kiosk_layers() -> Vec<PathBuf> {
    of_all(|name| std::env::var_os(name), "data")
}

/// Nothing takes a program off its console.
pub(crate) fn stay() {}

/// A file that may not grow is an error of writing.
pub(crate) fn outlive_a_full_file() {}

/// The console ends the process at once; what lies beside its place is named so that nobody takes it for a file of his.
pub(crate) fn interrupted(_last: impl Fn() + Send + 'static) {}

/// The program leaves no image of its memory.
pub(crate) fn leave_no_core() {}

/// There is nothing that could be given up.
pub(crate) fn give_up(_readable: &[PathBuf]) -> Locks {
    Locks { landlock: Lock::None, no_new_privs: false }
}

/// Opens `sheet` as a page in the browser, which asks for the printer, the usual one first. The page holds what is on
/// paper and nothing of the citizen; the next one takes its place.
///
/// # Errors
/// One Italian clause, without a full stop.
pub(crate) fn print(sheet: &str) -> Result<(), String> {
    let folder = std::env::temp_dir();
    for old in fs::read_dir(&folder).into_iter().flatten().flatten() {
        if old.file_name().to_string_lossy().starts_with(PAGE) {
            let _ = fs::remove_file(old.path());
        }
    }
    let free = (0..100).find_map(|n| {
        let path = folder.join(format!("{PAGE}{}-{n}.html", std::process::id()));
        let file = files::create_new(&path, For::Owner).ok()?;
        Some((path, file))
    });
    let (path, mut file) = free.ok_or("non c'è dove scrivere la pagina da stampare")?;
    file.write_all(page(sheet).as_bytes()).map_err(|_| "la pagina da stampare non si scrive")?;
    drop(file);
    // The shell of Windows opens a page with what opens pages here. It is found by its folder: nothing that lies about by
    // that name is started.
    let shell = std::env::var_os("SystemRoot").map_or_else(|| "C:\\Windows".into(), PathBuf::from).join("explorer.exe");
    let opened = Command::new(shell).arg(&path).spawn();
    opened.map(drop).map_err(|_| "questa postazione non ha un browser".to_owned())
}

/// The sheet as HTML, a page of paper for each form feed.
fn page(sheet: &str) -> String {
    let mut html = "<!doctype html><html lang=\"it\"><meta charset=\"utf-8\"><title>Sportello</title><style>\
                    @page{size:A4;margin:15mm}pre{font:10.5pt/1.2 Consolas,monospace;white-space:pre-wrap;\
                    break-after:page}pre:last-child{break-after:auto}</style><body onload=\"print()\">"
        .to_owned();
    for text in sheet.split('\u{c}') {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        html.extend(["<pre>", &text, "</pre>"]);
    }
    html
}
