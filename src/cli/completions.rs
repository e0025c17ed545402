//! `sportello completions`: what a shell wants to know, from the one definition of the arguments, so that it never says
//! anything else than `--help`.
//!
//! The scripts hold commands and options. Values of the catalogue (comuni, ambiti, schede…) are asked of the program when
//! they are wanted (`completions --valori`), so that they are those of the layers in use.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _};

use clap::builder::{PossibleValue, PossibleValuesParser, Resettable};
use clap::{Command, CommandFactory};

use super::args::{Completions, Shell, Typed, Values};
use super::common::Common;
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use crate::catalog::model::Catalog;
use crate::catalog::values::Stato;

/// An option, the name of its value in the help, and the list it is completed from.
const OPTIONS: [(&str, &str, &str); 9] = [
    ("comune", "COMUNE", "comuni"),
    ("ambito", "AMBITO", "ambiti"),
    ("target", "DESTINATARI", "target"),
    ("area", "AREA", "aree"),
    ("stato", "STATO", "stati"),
    ("tipologia", "TIPOLOGIA", "tipologie"),
    ("condizione", "CONDIZIONE", "condizioni"),
    ("senza", "CONDIZIONE", "condizioni"),
    ("lingua", "LINGUA", "lingue"),
];

/// Writes the script of a shell, or the values of a list.
///
/// # Errors
/// [`Failure::Use`] where there is no catalogue, [`Failure::Output`].
pub(super) fn run(asked: &Completions, common: &Common) -> Result<RunOutcome, Failure> {
    if let Some(list) = asked.valori {
        let desk = Desk::open(common)?;
        let mut out = BufWriter::new(io::stdout().lock());
        for value in values(&desk.catalog, list) {
            writeln!(out, "{value}")?;
        }
        out.flush()?;
        return Ok(RunOutcome::Done);
    }
    let shell = asked.shell.unwrap_or(Shell::Bash);
    let mut made = Vec::new();
    let kind = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Windows => clap_complete::Shell::PowerShell,
    };
    clap_complete::generate(kind, &mut command(), "sportello", &mut made);
    let script = String::from_utf8_lossy(&made);
    let script = match shell {
        Shell::Bash => bash(&script),
        Shell::Zsh => zsh(&script),
        Shell::Fish => fish(&script),
        Shell::Windows => powershell(&script),
    };
    io::stdout().lock().write_all(script.as_bytes())?;
    Ok(RunOutcome::Done)
}

/// What the scripts are made of: without the free words, which would stand where a command is completed, and without the
/// notes of closed values, which are no Italian.
fn command() -> Command {
    let typed = Typed::command();
    let bare = Command::new("sportello").version(env!("CARGO_PKG_VERSION"));
    let bare = bare.disable_help_flag(true).disable_version_flag(true).disable_help_subcommand(true);
    let options = typed.get_arguments().filter(|a| !a.is_positional()).cloned();
    plain(bare.args(options).subcommands(typed.get_subcommands().cloned()))
}

fn plain(command: Command) -> Command {
    let command = command.mut_args(|arg| {
        let values = arg.get_possible_values();
        // A switch has values too (true, false) that nobody types.
        if values.is_empty() || !arg.get_action().takes_values() {
            return arg;
        }
        let bare: Vec<PossibleValue> = values.into_iter().map(|v| v.help(Resettable::Reset)).collect();
        arg.value_parser(PossibleValuesParser::new(bare))
    });
    command.mut_subcommands(plain)
}

/// The values of a list that a shell can be trusted with: a layer may say what it likes.
fn values(catalog: &Catalog, list: Values) -> Vec<String> {
    let all: Vec<String> = match list {
        Values::Comuni => catalog.comuni.iter().map(|c| c.record.name.to_string()).collect(),
        Values::Ambiti => catalog.ambiti.iter().map(|a| a.record.id.to_string()).collect(),
        Values::Target => catalog.destinatari.iter().map(|d| d.id.to_string()).collect(),
        Values::Aree => catalog.aree.iter().map(|a| a.id.to_string()).collect(),
        Values::Stati => Stato::ALL.iter().map(|s| s.word().to_owned()).collect(),
        Values::Tipologie => catalog.tipologie.iter().map(|t| t.record.id.to_string()).collect(),
        Values::Condizioni => catalog.condizioni.iter().map(|c| c.id.to_string()).collect(),
        Values::Lingue => catalog.lingue.iter().map(|l| l.id.to_string()).collect(),
        Values::Schede => {
            let servizi = catalog.servizi.iter().map(|s| s.id.to_string());
            let tipologie = catalog.tipologie.iter().map(|t| format!("tipologia/{}", t.record.id));
            servizi.chain(tipologie).chain(catalog.ambiti.iter().map(|a| format!("ambito/{}", a.record.id))).collect()
        }
    };
    let known = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\'' | '-' | '.' | '/');
    all.into_iter().filter(|v| v.chars().all(known)).collect()
}

/// A function before clap's own: the values of our options and of `show`, everything else handed on.
fn bash(script: &str) -> String {
    let mut cases = String::new();
    for (option, _, list) in OPTIONS {
        let _ = writeln!(cases, "        --{option}) _sportello_valori {list} \"$cur\"; return ;;");
    }
    format!(
        r#"{script}
_sportello_valori() {{
    local value quoted typed="${{2//\\/}}"
    typed="${{typed#[\"\']}}"
    COMPREPLY=()
    while IFS= read -r value; do
        if [[ "${{value,,}}" == "${{typed,,}}"* ]]; then
            printf -v quoted '%q' "$value"
            COMPREPLY+=("$quoted")
        fi
    done < <(command sportello completions --valori "$1" 2>/dev/null)
}}

_sportello_e_valori() {{
    local cur="${{COMP_WORDS[COMP_CWORD]}}" option="${{COMP_WORDS[COMP_CWORD-1]}}" word
    # --comune=lati comes as three words.
    [[ $cur == = ]] && cur=""
    [[ $option == = ]] && option="${{COMP_WORDS[COMP_CWORD-2]}}"
    case "$option" in
{cases}        --catalog|--config|--format|--color) _sportello "$@"; return ;;
    esac
    if [[ $cur != -* ]]; then
        for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
            if [[ $word == show ]]; then
                _sportello_valori schede "$cur"
                return
            fi
        done
    fi
    _sportello "$@"
}}

complete -F _sportello_e_valori -o bashdefault -o default sportello
"#
    )
}

fn zsh(script: &str) -> String {
    let mut out = script.to_owned();
    for (_, name, list) in OPTIONS {
        // A blank before the name: called as it stands.
        out = out.replace(&format!(":{name}:_default'"), &format!(":{name}: _sportello_valori {list}'"));
    }
    let lines = out.lines().map(|line| match line.strip_suffix(":_default' \\") {
        Some(head) if head.starts_with("'*::id -- ") => {
            format!("{}: _sportello_valori schede' \\\n", head.replacen("*::", "*:", 1))
        }
        _ => format!("{line}\n"),
    });
    let out: String = lines.collect();
    let function = r#"
_sportello_valori() {
    local -a valori
    valori=("${(@f)$(command sportello completions --valori $1 2>/dev/null)}")
    compadd -M 'm:{a-zA-Z}={A-Za-z}' -a valori
}

_sportello() {"#;
    out.replacen("\n_sportello() {", function, 1)
}

fn fish(script: &str) -> String {
    let mut out = String::from(
        "function __sportello_valori\n    command sportello completions --valori $argv[1] 2>/dev/null\nend\n\n",
    );
    for line in script.lines() {
        out.push_str(line);
        let list =
            OPTIONS.iter().find(|(option, ..)| line.contains(&format!(" -l {option} ")) && line.ends_with(" -r"));
        if let Some((_, _, list)) = list {
            let _ = write!(out, " -f -a \"(__sportello_valori {list})\"");
        }
        out.push('\n');
    }
    out.push_str(
        "complete -c sportello -n \"__fish_sportello_using_subcommand show\" -f -a \"(__sportello_valori schede)\"\n",
    );
    // fish is told nothing of closed words that are no option's.
    for sub in command().get_subcommands() {
        let words: Vec<PossibleValue> = sub.get_positionals().flat_map(clap::Arg::get_possible_values).collect();
        if !words.is_empty() {
            let words: Vec<&str> = words.iter().map(PossibleValue::get_name).collect();
            let (name, words) = (sub.get_name(), words.join(" "));
            let _ = writeln!(
                out,
                "complete -c sportello -n \"__fish_sportello_using_subcommand {name}\" -f -a \"{words}\""
            );
        }
    }
    out
}

fn powershell(script: &str) -> String {
    let mut table = String::new();
    for (option, _, list) in OPTIONS {
        let _ = write!(table, "'--{option}' = '{list}'; ");
    }
    let start = "    param($wordToComplete, $commandAst, $cursorPosition)\n";
    let asked = format!(
        r#"{start}
    $valori = @{{ {table}}}
    $prima = @($commandAst.CommandElements | Where-Object {{ $_.Extent.EndOffset -lt $cursorPosition }} | ForEach-Object {{ $_.Extent.Text }})
    $elenco = $null
    if ($prima.Count -gt 1 -and $valori.ContainsKey($prima[-1])) {{
        $elenco = $valori[$prima[-1]]
    }} elseif ($prima -contains 'show' -and -not $wordToComplete.StartsWith('-') -and -not $prima[-1].StartsWith('--')) {{
        $elenco = 'schede'
    }}
    if ($elenco) {{
        $scritto = $wordToComplete.Trim("'", '"')
        & sportello completions --valori $elenco 2>$null | Where-Object {{ $_ -like "$scritto*" }} | ForEach-Object {{
            $testo = if ($_ -match "[ ']") {{ "'" + $_.Replace("'", "''") + "'" }} else {{ $_ }}
            [CompletionResult]::new($testo, $_, [CompletionResultType]::ParameterValue, $_)
        }}
        return
    }}
"#
    );
    script.replacen(start, &asked, 1)
}
