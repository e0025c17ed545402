//! What every command understands, and the forms that several are written in.

use std::env;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use crate::state::Places;

/// Heading of what every command understands.
pub(super) const COMMON: &str = "Opzioni generali";

/// What every command understands.
// Each switch is one of its own: no two of them make a state together.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Default, Args)]
#[command(next_help_heading = COMMON)]
pub struct Common {
    /// Aggiunge un catalogo (cartella o file) sopra agli altri; si può ripetere
    #[arg(long, value_name = "PERCORSO")]
    pub catalog: Vec<PathBuf>,

    /// Usa questo file di preferenze
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Comune di tutta Italia: nome, inizio del nome, codice ISTAT o CAP; nelle ricerche si può ripetere
    #[arg(long, value_name = "COMUNE")]
    pub comune: Vec<String>,

    /// Come se fosse quel giorno, per esempio 2027-01-15: che cosa sarà aperto, finito o da verificare
    #[arg(long, value_name = "GIORNO")]
    pub al: Option<String>,

    /// Scrive solo lettere e segni semplici, senza accenti
    #[arg(long)]
    pub ascii: bool,

    /// Domande e risposte riga per riga, per lettori di schermo e terminali semplici
    #[arg(long)]
    pub lineare: bool,

    /// Usa il mouse nella ricerca a tutto schermo
    #[arg(long)]
    pub mouse: bool,

    /// Colori: auto, always (sempre) o never (mai)
    #[arg(long, value_name = "QUANDO", hide_possible_values = true)]
    pub color: Option<ColorWhen>,

    /// A kiosk was asked for: [`super::args::Typed::kiosk`] or [`super::args::Paths::kiosk`].
    #[arg(skip)]
    pub kiosk: bool,

    /// Mostra questo aiuto
    #[arg(short = 'h', long, action = ArgAction::Help)]
    help: Option<bool>,
}

impl Common {
    /// Where the state of whoever runs the program is, with the preferences that were asked for.
    pub(super) fn places(&self) -> Places {
        Places { config_file: self.config.clone(), ..Places::of_this_machine(|name| env::var_os(name)) }
    }

    /// Options typed before and after the command's name, put together: lists grow, the last single value holds.
    #[must_use]
    pub fn and(&self, later: &Self) -> Self {
        Self {
            catalog: self.catalog.iter().chain(&later.catalog).cloned().collect(),
            config: later.config.clone().or_else(|| self.config.clone()),
            comune: self.comune.iter().chain(&later.comune).cloned().collect(),
            al: later.al.clone().or_else(|| self.al.clone()),
            ascii: self.ascii || later.ascii,
            lineare: self.lineare || later.lineare,
            mouse: self.mouse || later.mouse,
            kiosk: self.kiosk || later.kiosk,
            color: later.color.or(self.color),
            help: None,
        }
    }
}

/// When colours are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal that can show them.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people.
    #[default]
    Table,
    /// One array.
    Json,
    /// For spreadsheets.
    Csv,
}

/// How `catalog info` is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum InfoFormat {
    /// For people.
    #[default]
    Table,
    /// One object.
    Json,
}
