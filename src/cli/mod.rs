//! The command line, one file a command.
//!
//! [`args`] is what was typed, [`desk`] what it means here and now (catalogue, place, hour, colours), [`output`] how it
//! is written. Data goes to standard output, everything else to standard error. Nothing else imports this module.

pub mod args;
pub mod desk;
pub mod output;
pub mod values;

mod accessi;
mod apply;
mod calls;
mod carta;
mod check;
mod completions;
mod diff;
mod explain;
mod export;
mod files;
mod folder;
mod import;
mod info;
mod interactive;
mod kiosk;
mod letters;
mod lineare;
mod list;
mod manual;
mod mapping;
mod new;
mod office;
mod orienta;
mod pack;
mod paths;
mod profilo;
mod progress;
mod proposals;
mod reconcile;
mod report;
mod result;
mod rome;
mod scadenze;
mod schema;
mod search;
mod show;
mod usage;
mod validate;
mod verify;
mod vicino;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{CatalogCommand, Command, Typed};

/// How a command ended when nothing was wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Found or done: 0.
    Done,
    /// Nothing found, or a check found problems: 1.
    Nothing,
    /// The terminal went away under the screen: 129, as after a hang-up.
    TerminalLost,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Nothing => Self::from(1),
            Outcome::TerminalLost => Self::from(129),
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Help or version was asked for: no failure at all, the text goes to standard output. Exit status 0.
    #[error("{0}")]
    Asked(String),
    /// Wrong use or unreadable input, one Italian sentence. Exit status 2.
    #[error("{0}")]
    Use(String),
    /// Standard output could not be written. A reader that left early is no failure: exit status 0; otherwise 2.
    #[error("non riesco a scrivere il risultato")]
    Output(#[from] io::Error),
}

impl Failure {
    /// Tells the person, once, and gives the exit status.
    pub fn report(self) -> ExitCode {
        let quiet = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        match self {
            Self::Asked(text) => match io::stdout().lock().write_all(shown(&text).as_bytes()) {
                Err(error) if !quiet(&error) => Self::Output(error).report(),
                _ => ExitCode::SUCCESS,
            },
            Self::Use(sentence) => {
                output::note(&sentence);
                ExitCode::from(2)
            }
            Self::Output(error) if quiet(&error) => ExitCode::SUCCESS,
            Self::Output(error) => {
                output::note(&format!("Non riesco a scrivere il risultato: {}.", reason(&error)));
                ExitCode::from(2)
            }
        }
    }
}

/// Help as standard output can show it.
fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    output::Style::of_stdout(args::When::default(), false, |name| std::env::var(name).ok()).text(text)
}

/// The reason of an input or output error in Italian words.
pub fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "non esiste",
        io::ErrorKind::PermissionDenied => "manca il permesso",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "il disco è pieno",
        io::ErrorKind::FileTooLarge => "il file non può crescere",
        io::ErrorKind::InvalidData => "il testo non è UTF-8",
        _ => "errore di lettura o scrittura",
    }
}

/// From now on a fault of the program's own ends it at once, on whatever thread, with the status that Rust has for it. What
/// would follow otherwise in a program that does not unwind is an image of its memory, and a person's words may be in it.
pub fn end_at_a_fault() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |fault| {
        tell(fault);
        std::process::exit(101);
    }));
}

/// Reads the arguments, the program's name first.
///
/// # Errors
/// [`Failure::Asked`] for help and version, [`Failure::Use`] for what cannot be understood.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Typed, Failure> {
    let typed = Typed::try_parse_from(arguments).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Failure::Asked(error.render().to_string()),
        _ => Failure::Use(usage::sentence(&error)),
    });
    typed.map(|mut typed| {
        typed.common.kiosk = typed.kiosk || matches!(&typed.command, Some(Command::Paths(paths)) if paths.kiosk);
        typed
    })
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`], to be reported.
pub fn run(typed: &Typed) -> Result<Outcome, Failure> {
    if typed.common.kiosk && !matches!(typed.command, None | Some(Command::Paths(_))) {
        return Err(Failure::Use(kiosk::ONLY_THE_SCREEN.to_owned()));
    }
    crate::platform::desk::outlive_a_full_file();
    match &typed.command {
        None => interactive::run(typed),
        Some(_) if !typed.words.is_empty() => {
            Err(Failure::Use("Il comando va scritto per primo: le parole da cercare vengono dopo.".to_owned()))
        }
        Some(Command::Search(search)) => search::run(search, &typed.common.and(&search.common)),
        Some(Command::Show(show)) => show::run(show, &typed.common.and(&show.common)),
        Some(Command::Orienta(orienta)) => orienta::run(orienta, &typed.common.and(&orienta.common)),
        Some(Command::List(list)) => list::run(list, &typed.common.and(&list.common)),
        Some(Command::Accessi(asked)) => accessi::run(asked, &typed.common.and(&asked.common)),
        Some(Command::Paths(paths)) => paths::run(&typed.common.and(&paths.common)),
        Some(Command::Completions(asked)) => completions::run(asked, &typed.common.and(&asked.common)),
        Some(Command::Man(_)) => manual::run(),
        Some(Command::Catalog(catalog)) => {
            files::leave_nothing_half_done();
            let common = typed.common.and(&catalog.common);
            match &catalog.command {
                CatalogCommand::Info(info) => info::run(info, &common.and(&info.common)),
                CatalogCommand::Validate(validate) => validate::run(validate, &common.and(&validate.common)),
                CatalogCommand::Verify(verify) => verify::run(verify, &common.and(&verify.common)),
                CatalogCommand::Schema(schema) => schema::run(schema, &common.and(&schema.common)),
                CatalogCommand::Export(export) => export::run(export, &common.and(&export.common)),
                CatalogCommand::Import(import) => import::run(import, &common.and(&import.common)),
                CatalogCommand::Diff(diff) => diff::run(diff, &common.and(&diff.common)),
                CatalogCommand::New(new) => new::run(new, &common.and(&new.common)),
                CatalogCommand::Report(report) => report::run(report, &common.and(&report.common)),
                CatalogCommand::Proposals(asked) => proposals::list(asked, &common.and(&asked.common)),
                CatalogCommand::Accept(asked) => proposals::accept(asked, &common.and(&asked.common)),
                CatalogCommand::Carta(asked) => carta::run(asked, &common.and(&asked.common)),
                CatalogCommand::Letters(asked) => letters::run(asked, &common.and(&asked.common)),
                CatalogCommand::Pack(asked) => pack::run(asked, &common.and(&asked.common)),
                CatalogCommand::Apply(asked) => apply::run(asked, &common.and(&asked.common)),
                CatalogCommand::Rollback(asked) => apply::back(asked),
                CatalogCommand::Reconcile(asked) => reconcile::run(asked, &common.and(&asked.common)),
                CatalogCommand::Profilo(asked) => profilo::run(asked, &common.and(&asked.common)),
                CatalogCommand::Calls(asked) => calls::run(asked, &common.and(&asked.common)),
                CatalogCommand::Reject(asked) => proposals::turn_down(asked, &common.and(&asked.common)),
            }
        }
    }
}
