//! `sportello catalog report`: what a desk has noticed, as a proposal for whoever may write the catalogue.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::common::Common;
use super::desk::Desk;
use super::outcome::{Failure, RunOutcome};
use super::output::note;
use crate::catalog::layers::REPORTS;
use crate::state;
use crate::upkeep::{Draft, Folder, Reports, Topic, Trouble};

/// `catalog report`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogReport {
    /// La scheda: identificativo, come lo scrive «sportello search»
    #[arg(value_name = "ID", help_heading = "Argomenti")]
    pub id: String,

    /// La sede, se la scheda ne ha più d'una: identificativo o parte del nome
    #[arg(long, value_name = "SEDE")]
    pub sede: Option<String>,

    /// Che cosa: sbagliato, verificato (risponde ed è giusto), chiuso, manca
    #[arg(long, value_name = "COSA", hide_possible_values = true)]
    pub topic: TopicArg,

    /// Il dato, con il valore giusto se si sa: telefono="0831 123456", orari, indirizzo…; di più numeri si dice quale è
    /// sbagliato: "telefono 0831 653763=0831 123456"; si può ripetere
    #[arg(long, value_name = "CAMPO=VALORE")]
    pub set: Vec<String>,

    /// Chi segnala: un ruolo, non un nome
    #[arg(long, value_name = "RUOLO")]
    pub by: String,

    /// Una nota, al massimo 80 caratteri, senza niente delle persone
    #[arg(long, value_name = "TESTO")]
    pub note: Option<String>,

    /// Cartella delle segnalazioni
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// What can be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TopicArg {
    /// A fact is wrong.
    Sbagliato,
    /// It was checked.
    Verificato,
    /// It has closed.
    Chiuso,
    /// Something is missing.
    Manca,
}

impl TopicArg {
    fn topic(self) -> Topic {
        match self {
            Self::Sbagliato => Topic::Sbagliato,
            Self::Verificato => Topic::Verificato,
            Self::Chiuso => Topic::Chiuso,
            Self::Manca => Topic::Manca,
        }
    }
}

/// Writes the report, and the identifiers of what it came to, one a line.
///
/// # Errors
/// [`Failure::Use`] for what cannot be reported or written.
pub(super) fn run(asked: &CatalogReport, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let folder = folder(common, asked.proposals.as_deref())?;
    let set = asked.set.iter().map(|pair| match pair.split_once('=') {
        Some((field, value)) => (field.to_owned(), Some(value.to_owned())),
        None => (pair.clone(), None),
    });
    let draft = Draft {
        id: asked.id.clone(),
        sede: asked.sede.clone(),
        comune: desk.one_comune()?,
        topic: asked.topic.topic(),
        set: set.collect(),
        by: asked.by.clone(),
        note: asked.note.clone(),
    };
    let proposals = draft.proposals(&desk.catalog, desk.now.date()).map_err(|r| Failure::Use(r.0))?;
    let mut out = io::stdout().lock();
    for proposal in &proposals {
        folder.put(proposal).map_err(|t| Failure::Use(t.to_string()))?;
        writeln!(out, "{}", proposal.id)?;
        note(&format!("Segnalato: {} – da confermare.", proposal.sentence()));
    }
    Ok(RunOutcome::Done)
}

/// The proposals folder: the one asked for, the administrator's, the user's own.
///
/// # Errors
/// [`Failure::Use`] where there is none.
pub(super) fn folder(common: &Common, asked: Option<&Path>) -> Result<Folder, Failure> {
    let places = common.places();
    let administrator = || state::load(&places).preferences.proposals;
    let own = || places.user_data.as_ref().map(|dir| dir.join(REPORTS));
    let path = asked.map(Path::to_path_buf).or_else(administrator).or_else(own);
    path.map(Folder::new).ok_or_else(|| Failure::Use(Trouble::Nowhere.to_string()))
}

/// The reports of that folder, and what was wrong with it told.
///
/// # Errors
/// As [`folder`].
pub(super) fn reports(desk: &Desk, common: &Common, asked: Option<&Path>) -> Result<Reports, Failure> {
    let mut reports = Reports::of(folder(common, asked)?);
    reports.look(desk.now.date());
    for trouble in &reports.troubles {
        note(&trouble.to_string());
    }
    Ok(reports)
}
