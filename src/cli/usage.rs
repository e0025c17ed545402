//! What clap says, in one Italian sentence.
//!
//! clap reports a wrong use as a kind and a context (which option, which value, what comes near); the sentence is
//! ours. Everything echoed passes the gate of [`crate::catalog::text`].

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::lingua::lists::join;
use crate::lingua::signs::{clean, glimpse};

/// The sentence for `error`: what is wrong, then what comes nearest. Help and version are not for this function.
pub fn sentence(error: &clap::Error) -> String {
    let said = |kind| one(error, kind);
    let arg = said(ContextKind::InvalidArg).map(|a| bare(&a)).unwrap_or_default();
    let value = said(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("Dopo «{arg}» manca il valore."),
        ErrorKind::InvalidValue => format!("«{value}» non va bene per «{arg}»."),
        ErrorKind::ValueValidation => format!("«{value}» non va bene per «{arg}»: atteso un numero intero."),
        ErrorKind::UnknownArgument if arg.starts_with("--") => format!("L'opzione «{arg}» non esiste."),
        ErrorKind::UnknownArgument if arg.starts_with('-') => {
            format!("L'opzione «{arg}» non esiste. Per cercare una parola che comincia con «-», scrivi prima «--».")
        }
        ErrorKind::UnknownArgument => format!("«{arg}» è di troppo."),
        ErrorKind::InvalidSubcommand => {
            format!("Il comando «{}» non esiste.", said(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => missing(error),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "Manca il comando.".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("«{arg}» non si può usare qui, o è scritto due volte."),
        ErrorKind::NoEquals | ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("«{arg}» vuole un valore, uno solo.")
        }
        ErrorKind::InvalidUtf8 => "Un argomento contiene caratteri illeggibili.".to_owned(),
        _ => "Comando non capito.".to_owned(),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(said)
        .filter(|s| !s.is_empty())
        // Several come with the likeliest last; one is enough to go on.
        .map(|s| format!(" Forse volevi scrivere «{}».", bare(s.rsplit(", ").next().unwrap_or(&s))));
    let choices = || {
        [ContextKind::ValidValue, ContextKind::ValidSubcommand]
            .into_iter()
            .find_map(said)
            .filter(|s| !s.is_empty())
            .map(|s| format!(" Si può scegliere fra: {s}."))
    };
    format!("{what}{}", near.or_else(choices).unwrap_or_else(|| " Aiuto: sportello --help.".to_owned()))
}

/// All that is missing, by name: "Manca ID.", "Mancano --output e --by."
fn missing(error: &clap::Error) -> String {
    let all: Vec<String> = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(list)) => list.iter().map(|arg| bare(&clean(arg))).collect(),
        _ => Vec::new(),
    };
    match all.len() {
        0 => "Manca qualcosa.".to_owned(),
        1 => format!("Manca {}.", join(&all)),
        _ => format!("Mancano {}.", join(&all)),
    }
}

/// The context's value as clean text; lists are joined by commas.
fn one(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let raw = match error.get(kind)? {
        ContextValue::String(s) => s.clone(),
        ContextValue::Strings(list) => list.iter().map(|s| bare(s)).collect::<Vec<_>>().join(", "),
        ContextValue::Bool(_) | ContextValue::Number(_) => return None,
        other => other.to_string(),
    };
    Some(glimpse(&raw, 120))
}

/// An argument without its value's placeholder: `--limit <N>` is `--limit`, `<ID>` is `ID`, `[PAROLE]...` is `PAROLE`.
fn bare(arg: &str) -> String {
    let arg = if arg.starts_with('-') { arg.split([' ', '=']).next().unwrap_or(arg) } else { arg };
    arg.trim_end_matches('.').trim_matches(['<', '>', '[', ']']).to_owned()
}
