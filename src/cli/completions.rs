//! `sportello completions` and `sportello man`: what a shell and `man` want to know, from the one definition of the
//! arguments, so that they never say anything else than `--help`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::{Args, CommandFactory, ValueEnum};

use super::args::{Common, Typed};
use super::desk::Desk;
use super::{Failure, Outcome};
use crate::catalog::model::Catalog;

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// La shell: bash, zsh, fish, powershell
    #[arg(value_name = "SHELL", help_heading = "Argomenti", hide_possible_values = true)]
    pub shell: Shell,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// The shells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// The one of Windows.
    #[value(name = "powershell")]
    Windows,
}

/// Writes the completions.
///
/// # Errors
/// [`Failure::Use`] where there is no catalogue, [`Failure::Output`].
pub(super) fn run(asked: &Completions, common: &Common) -> Result<Outcome, Failure> {
    let mut made = Vec::new();
    let shell = match asked.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Windows => clap_complete::Shell::PowerShell,
    };
    clap_complete::generate(shell, &mut Typed::command(), "sportello", &mut made);
    let mut text = String::from_utf8_lossy(&made).into_owned();
    if asked.shell == Shell::Bash {
        text = with_places(&text, &Desk::open(common)?.catalog);
    }
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}

/// The comuni after `--comune` and the ambiti after `--ambito`, where clap offers the files of the folder.
fn with_places(script: &str, catalog: &Catalog) -> String {
    let mut out = String::with_capacity(script.len() * 2);
    let mut lists = String::new();
    let comuni: Vec<&str> = catalog.comuni.iter().map(|c| c.record.name.as_str()).collect();
    let ambiti: Vec<&str> = catalog.ambiti.iter().map(|a| a.record.id.as_str()).collect();
    for (function, names) in [("_sportello_comuni", comuni), ("_sportello_ambiti", ambiti)] {
        // Between quoted marks nothing is expanded; a name of a layer that is more than letters is left out all the same.
        let plain = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '\'' | '-' | '.'));
        let names: Vec<&str> = names.into_iter().filter(plain).collect();
        let _ = write!(
            lists,
            "{function}() {{\n    local name typed=\"${{cur//\\\\/}}\"\n    typed=\"${{typed#[\\\"\\']}}\"\n    COMPREPLY=()\n    \
             while IFS= read -r name; do\n        [[ \"${{name,,}}\" == \"${{typed,,}}\"* ]] && COMPREPLY+=(\"$(printf '%q' \"$name\")\")\n    \
             done <<'__SPORTELLO__'\n{}\n__SPORTELLO__\n}}\n\n",
            names.join("\n")
        );
    }
    let mut option = "";
    for line in script.lines() {
        match line.trim() {
            "--comune)" => option = "_sportello_comuni",
            "--ambito)" => option = "_sportello_ambiti",
            "COMPREPLY=($(compgen -f \"${cur}\"))" if !option.is_empty() => {
                let indent = line.len() - line.trim_start().len();
                let _ = writeln!(out, "{:indent$}{option}", "");
                option = "";
                continue;
            }
            _ => option = "",
        }
        out.push_str(line);
        out.push('\n');
    }
    lists + &out
}

/// Writes the page of the manual.
///
/// # Errors
/// [`Failure::Output`].
pub(super) fn man() -> Result<Outcome, Failure> {
    let mut made = Vec::new();
    clap_mangen::Man::new(Typed::command()).manual("Manuale di Sportello").render(&mut made)?;
    let mut text = String::from_utf8_lossy(&made).into_owned();
    for (english, italian) in [
        (".SH NAME\n", ".SH NOME\n"),
        (".SH SYNOPSIS\n", ".SH SINTASSI\n"),
        (".SH DESCRIPTION\n", ".SH DESCRIZIONE\n"),
        (".SH OPTIONS\n", ".SH OPZIONI\n"),
        (".SH SUBCOMMANDS\n", ".SH COMANDI\n"),
        (".SH Comandi\n", ".SH COMANDI\n"),
        // The lines of the examples stay lines; the commands are in this page, not in pages of their own.
        (".SH EXTRA\nEsempi:\n", ".SH ESEMPI\n.nf\n"),
        (".SH VERSION\n", ".fi\n.SH VERSIONE\n"),
        ("sportello\\-", ""),
        ("(1)\n", "\n"),
    ] {
        text = text.replace(english, italian);
    }
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}
