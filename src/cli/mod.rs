//! The command line, one file a command.
//!
//! [`args`] is what was typed, [`desk`] what it means here and now (catalogue, place, hour, colours), [`output`] how it
//! is written. Data goes to standard output, everything else to standard error. Nothing else imports this module.

pub mod args;
pub mod common;
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
mod keep;
mod kiosk;
mod letters;
mod lineare;
mod list;
mod manual;
mod mapping;
mod new;
mod office;
mod orienta;
mod outcome;
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
mod start;
mod usage;
mod validate;
mod verify;
mod vicino;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use args::{CatalogCommand, Command, Typed};
pub use outcome::{Failure, RunOutcome};

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
pub fn run(typed: &Typed) -> Result<RunOutcome, Failure> {
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
