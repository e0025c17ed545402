//! Sportello among the other programs of a shell: completions in the shells themselves, the page of the manual, the help
//! of every command, the recipes of their page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A home of its own with `sportello` first among the programs, in which scripts are run.
struct Shell {
    home: tempfile::TempDir,
}

impl Shell {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let bin = Path::new(env!("CARGO_BIN_EXE_sportello")).parent().unwrap().to_owned();
        let others = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&others))).unwrap();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.home.path()).env_clear().env("HOME", self.home.path());
        command.env("XDG_DATA_DIRS", self.home.path()).env("LANG", "C.UTF-8").env("PATH", path);
        command
    }

    fn sportello(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_sportello"), arguments).output().unwrap()
    }

    fn said(&self, arguments: &[&str]) -> String {
        let output = self.sportello(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// What a script prints; `None`, said loudly, where its program is not on this machine.
    fn script(&self, program: &str, package: &str, text: &str) -> Option<String> {
        let path = self.file("script", text);
        match self.command(program, &[path.to_str().unwrap()]).stdin(Stdio::null()).output() {
            Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
            Err(error) => {
                eprintln!("SALTATO: {program} – {error} (apt-get install {package})");
                None
            }
        }
    }
}

#[test]
fn bash_completes_commands_closed_words_and_values_of_the_catalogue() {
    let shell = Shell::new();
    shell.file("sportello.bash", &shell.said(&["completions", "bash"]));
    let text = r#"source ./sportello.bash
        f="$(complete -p sportello)"; f="${f##*-F }"; f="${f%% *}"
        try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
            "$f" sportello "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; echo "${COMPREPLY[*]}"; }
        try sportello orie
        try sportello search --comune lati
        try sportello --comune 'San\ Pancr'
        try sportello search --comune = lati
        try sportello catalog export --ambito br-m
        try sportello search --target famig
        try sportello search --area welf
        try sportello search --stato avv
        try sportello search --tipologia asilo
        try sportello orienta --senza non-auto
        try sportello show br-mesagne/asilo-nido-4
        try sportello show tipologia/asilo
        try sportello show ambito/br-m
        try sportello show --format h
        try sportello list c"#;
    let Some(said) = shell.script("bash", "bash", text) else { return };
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "orienta",
            "Latiano",
            "San\\ Pancrazio\\ Salentino",
            "Latiano",
            "br-mesagne",
            "famiglie",
            "welfare-accesso",
            "avviso-chiuso",
            "asilo-nido",
            "non-autosufficienza",
            "br-mesagne/asilo-nido-4",
            "tipologia/asilo-nido",
            "ambito/br-mesagne",
            "html",
            "comuni",
        ]
    );
}

#[test]
fn fish_completes_the_same() {
    let shell = Shell::new();
    let text = format!(
        "{}\nfor line in 'orie' 'search --comune lati' 'search --comune \"San Pancr' 'catalog export --ambito br-m' \
         'orienta --senza non-auto' 'show br-mesagne/asilo-nido-4' 'list comu' 'completions zs'\n    \
         complete -C \"sportello $line\" | cut -f1\nend\n",
        shell.said(&["completions", "fish"])
    );
    let Some(said) = shell.script("fish", "fish", &text) else { return };
    let wanted = ["orienta", "Latiano", "San Pancrazio Salentino", "br-mesagne", "non-autosufficienza"];
    assert_eq!(said.lines().collect::<Vec<_>>(), [&wanted[..], &["br-mesagne/asilo-nido-4", "comuni", "zsh"]].concat());
}

#[test]
fn zsh_completes_the_same_at_its_own_prompt() {
    let shell = Shell::new();
    shell.file("funzioni/_sportello", &shell.said(&["completions", "zsh"]));
    // Each answer is waited for: nothing here depends on how fast the machine is.
    let text = r#"zmodload zsh/zpty || exit 1
        zpty z zsh -f -i
        zpty -w z 'PS1="@@"; PS1="$PS1 "; fpath=($HOME/funzioni $fpath); autoload -Uz compinit; compinit -u -D'
        zpty -w z 'zstyle ":completion:*" menu no; bindkey "^I" complete-word; print pron""to'
        zpty -r z out '*pronto*@@ *'
        ask() {
            zpty -w -n z "$1"$'\t'
            if zpty -r z out "*$2*"; then print -r -- "$2"; else print -r -- "$1: no answer"; fi
            zpty -w -n z $'\x15'
        }
        ask 'sportello orie' 'orienta'
        ask 'sportello search --comune lati' 'Latiano'
        ask 'sportello search --comune=San\ Pancr' 'Salentino'
        ask 'sportello catalog export --ambito br-mes' 'br-mesagne'
        ask 'sportello show br-mesagne/asilo-nido-' 'asilo-nido-4'
        ask 'sportello list comu' 'comuni'
        zpty -d z"#;
    let path = shell.file("script", text);
    let mut command = shell.command("timeout", &["60", "zsh", path.to_str().unwrap()]);
    let output = command.env("TERM", "dumb").stdin(Stdio::null()).output().unwrap();
    if output.status.code() == Some(127) {
        eprintln!("SALTATO: zsh – non c'è (apt-get install zsh)");
        return;
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let wanted = ["orienta", "Latiano", "Salentino", "br-mesagne", "asilo-nido-4", "comuni"];
    assert_eq!(said.lines().collect::<Vec<_>>(), wanted, "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_script_asks_the_program_for_each_list_and_is_italian() {
    let shell = Shell::new();
    let lists = ["comuni", "ambiti", "target", "aree", "stati", "tipologie", "condizioni", "schede", "lingue"];
    for name in ["bash", "zsh", "fish", "powershell"] {
        let script = shell.said(&["completions", name]);
        for list in lists {
            assert!(script.contains(list), "{name}: {list}");
        }
        assert!(script.contains("completions --valori"), "{name}");
        for english in ["For people", "One object", "Always", "Human Services"] {
            assert!(!script.contains(english), "{name}: {english}");
        }
    }
    for list in lists {
        let values = shell.said(&["completions", "--valori", list]);
        assert!(values.lines().count() >= 5, "{list}: {values}");
        assert_eq!(values.lines().collect::<BTreeSet<_>>().len(), values.lines().count(), "{list}");
    }
    assert_eq!(shell.said(&["completions", "--valori", "comuni"]).lines().count(), 257);
    let known = shell.said(&["completions", "--valori", "schede"]);
    for id in ["it/assegno-di-inclusione", "tipologia/asilo-nido", "ambito/le-casarano"] {
        assert!(known.lines().any(|l| l == id), "{id}");
        shell.said(&["show", id]);
    }
    for wrong in [&["completions", "tcsh"][..], &["completions"], &["completions", "bash", "--valori", "comuni"]] {
        assert_eq!(shell.sportello(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_name_that_a_shell_would_run_is_not_offered() {
    let shell = Shell::new();
    let sede = r#"[{"istat":"074009","name":"Latiano $(touch preso)`id`","province":"BR","cap":"72022","ambito":"br-mesagne"}]"#;
    shell.file("livello/comuni.json", sede);
    let values = shell.said(&["--catalog", "livello", "completions", "--valori", "comuni"]);
    assert!(!values.contains("touch") && !values.contains('`') && values.contains("Mesagne"), "{values}");
}

/// The commands, those of `catalog` among them, as they are typed.
fn commands(shell: &Shell) -> Vec<Vec<String>> {
    let below = |path: &[&str]| -> Vec<String> {
        let help = shell.said(&[path, &["--help"]].concat());
        let list = help.split("Comandi:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
        let names = list.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   "));
        names.map(|l| l.split_whitespace().next().unwrap().to_owned()).collect()
    };
    let mut out = vec![Vec::new()];
    for name in below(&[]) {
        for inner in below(&[&name]) {
            out.push(vec![name.clone(), inner]);
        }
        out.push(vec![name]);
    }
    assert!(out.len() >= 17, "{out:?}");
    out
}

fn words<'a>(path: &'a [String], more: &'a str) -> Vec<&'a str> {
    path.iter().map(String::as_str).chain((!more.is_empty()).then_some(more)).collect()
}

/// Words that clap says where nobody gives it others.
const ENGLISH: [&str; 18] = [
    "Usage",
    "Options",
    "Commands",
    "Arguments",
    "Print ",
    "[default",
    "[possible",
    "[aliases",
    "[env",
    "help for",
    "error:",
    "tip:",
    "unexpected",
    "required",
    "invalid",
    "For more",
    "cannot be used",
    "subcommand",
];

#[test]
fn every_command_has_an_italian_help_with_examples_that_can_be_copied() {
    let shell = Shell::new();
    for path in commands(&shell) {
        let help = shell.said(&words(&path, "--help"));
        assert!(help.contains("Uso: sportello") && help.contains("Esempi:\n  s"), "{path:?}: {help}");
        for english in ENGLISH {
            assert!(!help.contains(english), "{path:?} {english}: {help}");
        }
        assert!(help.lines().all(|l| l.chars().count() <= 80), "{help}");
        let examples = help.split("Esempi:\n").nth(1).unwrap().lines().take_while(|l| l.starts_with("  "));
        for example in examples {
            let begins = ["  sportello", "  source <(sportello"];
            assert!(begins.iter().any(|b| example.starts_with(b)), "{path:?}: cut in two: {example}");
        }
    }
}

#[test]
fn no_wrong_use_is_answered_in_english() {
    let shell = Shell::new();
    for path in commands(&shell) {
        for wrong in
            ["--nulla", "--nulla=1", "-Z", "--format", "--format=nulla", "--limit=nulla", "--color=nulla", "--config"]
        {
            let output = shell.sportello(&words(&path, wrong));
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{path:?} {wrong}: {said}");
            assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{path:?} {wrong}");
            for english in ENGLISH {
                assert!(!said.contains(english), "{path:?} {wrong}: {said}");
            }
        }
    }
}

#[test]
fn the_page_of_the_manual_has_everything_that_the_help_has() {
    let shell = Shell::new();
    let page = shell.said(&["man"]);
    for heading in ["NOME", "SINTASSI", "DESCRIZIONE", "\"OPZIONI GENERALI\"", "COMANDI", "FILE", "AMBIENTE", "ESEMPI"]
    {
        assert!(page.lines().any(|l| l == format!(".SH {heading}")), "{heading} in {page}");
    }
    assert!(page.contains("STATO D") && page.contains("SPORTELLO_CATALOG") && page.contains("NO_COLOR"));
    let plain = page.replace("\\-", "-").replace("\\*(Aq", "'").replace("\\&", "");
    for path in commands(&shell) {
        let help = shell.said(&words(&path, "--help"));
        for option in
            help.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| w.starts_with("--") && w.len() > 3)
        {
            assert!(plain.contains(option), "{path:?} {option}");
        }
        for example in help.split("Esempi:\n").nth(1).unwrap().lines().take_while(|l| l.starts_with("  ")) {
            assert!(plain.lines().any(|l| l == example), "{path:?}: {example}");
        }
        let quoted = if path.len() > 1 { format!("\"{}\"", path.join(" ")) } else { path.concat() };
        assert!(path.is_empty() || plain.lines().any(|l| l == format!(".SS {quoted}")), "{path:?}");
    }
    for english in ENGLISH {
        assert!(!page.contains(english), "{english}");
    }
}

#[test]
fn the_manual_is_set_without_a_complaint() {
    let shell = Shell::new();
    let page = shell.file("sportello.1", &shell.said(&["man"]));
    let mut man = shell.command("man", &["--warnings", "-E", "UTF-8", "-l", "-Tutf8", page.to_str().unwrap()]);
    let output = match man.env("MANWIDTH", "80").output() {
        Ok(output) => output,
        Err(error) => return eprintln!("SALTATO: man – {error} (apt-get install man-db)"),
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8_lossy(&output.stdout);
    // Bold is typed twice here.
    assert!(text.contains("s\u{8}s") || text.contains("search"), "{text}");
}

/// The page of the command line.
fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/riga-di-comando.md")).unwrap()
}

#[test]
fn the_page_of_the_command_line_names_every_command_and_option() {
    let (shell, page) = (Shell::new(), page());
    for path in commands(&shell) {
        let command = format!("sportello {}", path.join(" "));
        assert!(page.lines().any(|l| l.starts_with(command.trim_end())), "{command}");
        let help = shell.said(&words(&path, "--help"));
        let words = help.split(|c: char| !c.is_alphanumeric() && c != '-');
        let options = words.filter(|w| w.starts_with("--") && w.len() > 2);
        for option in options.filter(|o| !["--help", "--version", "--output"].contains(o)) {
            assert!(page.contains(option), "{command}: {option}");
        }
    }
}

/// The lines of the page that pipe into jq, as they stand there.
#[test]
fn the_recipes_of_the_page_work() {
    let page = page();
    let recipes: Vec<&str> = page.lines().filter(|l| l.starts_with("sportello ") && l.contains("| jq ")).collect();
    assert!(recipes.len() >= 4, "{recipes:?}");
    let shell = Shell::new();
    if shell.command("jq", &["--version"]).output().is_err() {
        return eprintln!("SALTATO: jq – non c'è (apt-get install jq)");
    }
    for recipe in recipes {
        let mut bash = shell.command("bash", &["-e", "-o", "pipefail"]);
        let mut child = bash.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(recipe.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{recipe}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!said.trim().is_empty() && !said.contains("null"), "{recipe}: {said}");
    }
}
