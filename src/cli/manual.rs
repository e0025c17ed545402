//! `sportello man`: the page of the manual, from the one definition of the arguments, so that it never says anything else
//! than `--help`. What is no argument (files, variables, exit status) stands here and nowhere else.

use std::io::{self, Write as _};

use clap::{Arg, Command, CommandFactory as _};
use roff::{Roff, bold, italic, roman};

use super::args::Typed;
use super::common::COMMON;
use super::outcome::{Failure, RunOutcome};
use crate::catalog::bundled;
use crate::lingua::sentences::lower_first;

const DESCRIPTION: [&str; 3] = [
    "Si scrivono le parole del cittadino («badante», «non arrivo a fine mese», «sad latiano») e la prima riga è la scheda \
     giusta: a chi è rivolto, che cosa serve, dove si va, quando è aperto, qual è il prossimo passo. Senza comando si apre la \
     ricerca a tutto schermo; F1 elenca i tasti.",
    "Il catalogo è compreso nel programma; altri si aggiungono sopra, e un record con lo stesso identificativo sostituisce \
     quello di sotto. Non usa la rete e non conserva nulla del cittadino.",
    "I valori delle opzioni sono identificativi, nomi o inizi non ambigui di nomi, senza riguardo a maiuscole e accenti. I \
     dati vanno sull'uscita standard, tutto il resto sull'uscita degli errori.",
];

const STATUS: [(&str, &str); 5] = [
    ("0", "trovato o fatto"),
    (
        "1",
        "nessun risultato; per «catalog validate» problemi trovati; per «catalog import» celle da correggere o nulla da scrivere",
    ),
    ("2", "uso errato o dati che non si possono leggere"),
    ("129", "il terminale è sparito durante la ricerca a tutto schermo"),
    ("130", "interrotto"),
];

const FILES: [(&str, &str); 6] = [
    (
        "~/.config/sportello/preferenze.json",
        "Il comune dello sportello, i preferiti, tema, mouse e ascii. «--config» ne usa un altro.",
    ),
    (
        "/etc/sportello/preferenze.json",
        "Lo stesso, dell'amministratore; anche «printer» (dalla consegna si stampa), «idle_minutes», «catalog» (cataloghi per tutti), «proposals» (la cartella delle segnalazioni di tutti gli sportelli) e «accessi» (la cartella in cui contarli, senza nomi: se non c'è, non si contano). Una postazione «--kiosk» legge solo questo.",
    ),
    ("/etc/xdg/sportello/preferenze.json", "Lo stesso, sotto a quello dell'amministratore."),
    ("/usr/share/sportello/, /usr/local/share/sportello/", "Cataloghi per tutti gli utenti."),
    (
        "~/.local/share/sportello/",
        "Catalogo dell'utente, sopra a quelli di sistema; in «segnalazioni» ciò che si segnala, se l'amministratore non dice altro.",
    ),
    ("/usr/share/doc/sportello/", "Le guide e gli esempi per il server SSH, se il programma viene da un pacchetto."),
];

const VARIABLES: [(&str, &str); 8] = [
    (
        "SPORTELLO_CATALOG",
        "Cataloghi da aggiungere, cartelle o file separati da due punti: sopra a quello dell'utente, sotto a «--catalog».",
    ),
    ("XDG_DATA_DIRS, XDG_DATA_HOME", "Dove stanno i cataloghi di sistema e dell'utente."),
    ("XDG_CONFIG_DIRS, XDG_CONFIG_HOME", "Dove stanno le preferenze di sistema e dell'utente."),
    ("NO_COLOR", "Se non è vuota, niente colori."),
    ("ACCESSIBLE", "Se non è vuota né 0, domande e risposte riga per riga come con «--lineare»."),
    ("TERM", "Con «dumb» niente colori, e domande e risposte riga per riga."),
    ("LC_ALL, LC_CTYPE, LANG", "Se non sono UTF-8, si scrivono solo lettere e segni semplici come con «--ascii»."),
    ("TMUX, STY", "Dentro tmux e screen la copia passa al terminale di fuori."),
];

/// Writes the page of the manual.
///
/// # Errors
/// [`Failure::Output`].
pub(super) fn run() -> Result<RunOutcome, Failure> {
    let mut command = Typed::command();
    command.build();
    io::stdout().lock().write_all(page(&command).render().as_bytes())?;
    Ok(RunOutcome::Done)
}

/// The day of the page: that of the catalogue inside. An empty one is not written, and the version would stand in its place.
fn day() -> &'static str {
    let region = bundled::FILES.iter().find(|(path, _)| *path == "regione.json").map_or("", |(_, text)| *text);
    let release = region.split("\"release\": \"").nth(1).and_then(|rest| rest.split('"').next());
    release.unwrap_or("-")
}

fn page(command: &Command) -> Roff {
    let mut page = Roff::new();
    let version = format!("sportello {}", command.get_version().unwrap_or_default());
    page.control("TH", ["SPORTELLO", "1", day(), version.as_str(), "Manuale di Sportello"]);
    page.control("SH", ["NOME"]);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.text([roman(format!("sportello - {}", lower_first(about.trim_end_matches('.'))))]);
    page.control("SH", ["SINTASSI"]);
    usage(&mut page, command);
    page.control("SH", ["DESCRIZIONE"]);
    for (at, paragraph) in DESCRIPTION.iter().enumerate() {
        if at > 0 {
            page.control("PP", []);
        }
        page.text([roman(*paragraph)]);
    }
    page.control("SH", ["OPZIONI GENERALI"]);
    page.text([roman("Valgono per ogni comando, prima o dopo il suo nome.")]);
    arguments(&mut page, command.get_arguments().filter(|a| !a.is_positional()));
    page.control("SH", ["COMANDI"]);
    commands(&mut page, command, "");
    for (title, rows) in [("STATO D'USCITA", &STATUS[..]), ("FILE", &FILES[..]), ("AMBIENTE", &VARIABLES[..])] {
        page.control("SH", [title]);
        for (head, words) in rows {
            page.control("TP", []);
            page.text([bold(*head)]);
            page.text([roman(*words)]);
        }
    }
    page.control("SH", ["ESEMPI"]);
    after(&mut page, command, Some("Esempi:"));
    page.control("SH", ["VERSIONE"]);
    page.text([roman(version)]);
    page
}

/// Command by command, those of `catalog` under their whole name.
fn commands(page: &mut Roff, above: &Command, before: &str) {
    for command in above.get_subcommands().filter(|c| !c.is_hide_set()) {
        let name = format!("{before}{}", command.get_name());
        page.control("SS", [name.as_str()]);
        page.text([roman(format!("{}.", command.get_about().map(ToString::to_string).unwrap_or_default()))]);
        page.control("PP", []);
        usage(page, command);
        arguments(page, command.get_arguments().filter(|a| a.get_help_heading() != Some(COMMON)));
        after(page, command, None);
        commands(page, command, &format!("{name} "));
    }
}

fn usage(page: &mut Roff, command: &Command) {
    let forms = command.get_overridden_usage().map(ToString::to_string).unwrap_or_default();
    for (at, form) in forms.lines().map(str::trim).enumerate() {
        if at > 0 {
            page.control("br", []);
        }
        let rest = form.strip_prefix("sportello").unwrap_or(form);
        page.text([bold("sportello"), roman(rest)]);
    }
}

fn arguments<'a>(page: &mut Roff, list: impl Iterator<Item = &'a Arg>) {
    for arg in list.filter(|a| !a.is_hide_set()) {
        let mut head = Vec::new();
        if let Some(short) = arg.get_short() {
            head.extend([bold(format!("-{short}")), roman(", ")]);
        }
        if let Some(long) = arg.get_long() {
            head.push(bold(format!("--{long}")));
        }
        let takes = arg.get_num_args().is_some_and(|n| n.takes_values());
        if let Some(name) = arg.get_value_names().and_then(|n| n.first()).filter(|_| takes) {
            if !arg.is_positional() {
                head.push(roman(" "));
            }
            head.push(italic(name.to_string()));
        }
        page.control("TP", []);
        page.text(head);
        page.text([roman(arg.get_help().map(ToString::to_string).unwrap_or_default())]);
    }
}

/// What stands below a command's help: the lines of examples stay lines. `without` is a line that a heading says already.
fn after(page: &mut Roff, command: &Command, without: Option<&str>) {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut literal = false;
    if without.is_none() && !text.is_empty() {
        page.control("PP", []);
    }
    for line in text.lines().filter(|l| Some(*l) != without) {
        let example = line.starts_with("  ");
        if example != literal {
            page.control(if example { "nf" } else { "fi" }, []);
            literal = example;
        }
        if line.is_empty() {
            page.control("PP", []);
        } else {
            page.text([roman(line)]);
        }
    }
    if literal {
        page.control("fi", []);
    }
}
