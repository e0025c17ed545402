//! How a command ends: the exit status, and what is said where it could not do its work.

use std::io::{self, Write};
use std::process::ExitCode;

use super::common::ColorWhen;
use super::output;
use crate::lingua::system::why;

/// How a command ended when nothing was wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// Found or done: 0.
    Done,
    /// Nothing found, or a check found problems: 1.
    Nothing,
    /// The terminal went away under the screen: 129, as after a hang-up.
    TerminalLost,
}

impl From<RunOutcome> for ExitCode {
    fn from(outcome: RunOutcome) -> Self {
        match outcome {
            RunOutcome::Done => Self::SUCCESS,
            RunOutcome::Nothing => Self::from(1),
            RunOutcome::TerminalLost => Self::from(129),
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
                output::note(&format!("Non riesco a scrivere il risultato: {}.", why(&error)));
                ExitCode::from(2)
            }
        }
    }
}

/// Help as standard output can show it.
fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    output::Style::of_stdout(ColorWhen::default(), false, |name| std::env::var(name).ok()).text(text)
}
