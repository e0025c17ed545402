//! The binary: parse the arguments, run, turn the outcome into an exit code.

use std::process::ExitCode;

use sportello::cli;

fn main() -> ExitCode {
    cli::end_at_a_fault();
    match cli::parse(std::env::args_os()).and_then(|typed| cli::run(&typed)) {
        Ok(outcome) => outcome.into(),
        Err(failure) => failure.report(),
    }
}
