//! `sportello catalog reconcile`: a public register held against the catalogue.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::common::{Common, InfoFormat};
use super::desk::Desk;
use super::files::{shown, write_reports};
use super::outcome::{Failure, RunOutcome};
use super::output::{json, note};
use super::progress::{Progress, TellingReader};
use super::{report, values};
use crate::lingua::system::why;
use crate::upkeep::fields;
use crate::upkeep::registers::{Reconciled, Register, mapping, reconcile};

/// `catalog reconcile`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogReconcile {
    /// Il registro, un file CSV
    #[arg(value_name = "FILE", help_heading = "Argomenti")]
    pub file: PathBuf,

    /// Quale: ipa (IndicePA, unità organizzative), registro-puglia, csv (con --map)
    #[arg(long, value_name = "REGISTRO", hide_possible_values = true)]
    pub from: RegisterArg,

    /// Per csv: quale colonna dice che cosa (name=Denominazione, comune=Comune, phones=Tel…); si può ripetere
    #[arg(long, value_name = "CAMPO=COLONNA")]
    pub map: Vec<String>,

    /// Solo questo ambito: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: Option<String>,

    /// Cartella delle segnalazioni: ciò che differisce, è nuovo o non c'è più vi diventa una proposta
    #[arg(long, value_name = "CARTELLA")]
    pub proposals: Option<PathBuf>,

    /// Forma: table (tabella), json
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: InfoFormat,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// The registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RegisterArg {
    /// `IndicePA`.
    Ipa,
    /// The region's.
    RegistroPuglia,
    /// Any other.
    Csv,
}

/// Compares, writes what came of it, and the proposals where a folder was given.
///
/// # Errors
/// [`Failure::Use`] for a file that is not this register, [`Failure::Output`].
pub(super) fn run(asked: &CatalogReconcile, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let only = asked.ambito.as_deref().map(|a| values::ambito(&desk.catalog, a)).transpose().map_err(Failure::Use)?;
    let register = match asked.from {
        RegisterArg::Ipa => Register::Ipa,
        RegisterArg::RegistroPuglia => Register::Puglia,
        RegisterArg::Csv => Register::Csv(mapping(&asked.map).map_err(Failure::Use)?),
    };
    let failed = |e: io::Error| Failure::Use(format!("Non riesco a leggere «{}»: {}.", shown(&asked.file), why(&e)));
    let file = File::open(&asked.file).map_err(failed)?;
    let known = file.metadata().map_err(failed)?;
    if !known.is_file() {
        return Err(Failure::Use(format!("«{}» non è un file.", shown(&asked.file))));
    }
    let mut progress = Progress::of(1);
    progress.stage("leggo il registro");
    let file = TellingReader::of(file, known.len(), &progress);
    let found = reconcile(&desk.catalog, file, &register, only, desk.now.date()).map_err(|r| Failure::Use(r.0))?;
    drop(progress);
    let mut out = BufWriter::new(io::stdout().lock());
    match asked.format {
        InfoFormat::Json => json(&mut out, desk.style, &found, true)?,
        InfoFormat::Table => {
            for line in lines(&found) {
                writeln!(out, "{}", desk.style.text(&line))?;
            }
        }
    }
    out.flush()?;
    if asked.proposals.is_some() {
        let there = report::reports(&desk, common, asked.proposals.as_deref())?;
        // A register that is read once more says nothing new.
        let known: HashSet<_> = there.open().map(|p| (p.by.clone(), p.matter())).collect();
        let new: Vec<_> = found.proposals.iter().filter(|p| !known.contains(&(p.by.clone(), p.matter()))).collect();
        let mut progress = Progress::of(1);
        progress.stage("scrivo le segnalazioni");
        let all = new.len() as u64;
        let written = write_reports(there.folder(), new.into_iter(), &|done| progress.part(done, all))?;
        drop(progress);
        note(&format!("Scritte {written} segnalazioni in «{}».", shown(there.folder().path())));
    }
    Ok(if found.wanted == 0 { RunOutcome::Nothing } else { RunOutcome::Done })
}

fn lines(found: &Reconciled) -> Vec<String> {
    let mut out = vec![format!(
        "{}: {} righe lette, {} di servizi sociali; uguali {}, diversi {}, nuovi {}, non ci sono più {}.",
        found.source,
        found.read,
        found.wanted,
        found.agrees.len(),
        found.differs.len(),
        found.new.len(),
        found.gone.len()
    )];
    if found.protected > 0 {
        out.push(format!("Case rifugio e simili: {} righe, non lette.", found.protected));
    }
    if !found.unknown.is_empty() {
        let articles: Vec<String> = found.unknown.iter().map(|(a, n)| format!("art. {a} ({n})")).collect();
        out.push(format!("Articoli senza tipologia in catalogo: {}.", articles.join(", ")));
    }
    for row in &found.differs {
        let said = |v: &serde_json::Value| {
            let words = fields::in_words(row.field, v);
            if words.is_empty() { "–".to_owned() } else { words }
        };
        let label = fields::named(row.field).map_or(row.field, |f| f.label);
        out.push(format!(
            "diverso  {} ({}) – {label}: {} → {}",
            row.name,
            row.record,
            said(&row.before),
            said(&row.after)
        ));
    }
    out.extend(found.new.iter().map(|n| format!("nuovo    {} – {}", n.name, n.comune)));
    out.extend(found.gone.iter().map(|g| format!("non c'è  {} ({})", g.name, g.record)));
    out
}
