//! What is going to be written is checked as `catalog validate` checks a folder. The tree that the checks go through costs
//! many times the bytes of a file: of many records only some are one at a time.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::outcome::Failure;
use crate::catalog::load::Records;
use crate::catalog::record::{AmbitoFile, Sede, ServizioRecord};
use crate::catalog::validate::{self, Input, Problem};
use crate::catalog::values::RecordId;
use crate::exchange::layer::{self, File};

/// Most records that are a tree at once.
const AT_ONCE: usize = 2_500;

/// Puts what is wrong with some files in words; `true` where it says where that comes from.
pub(super) type Say<'a> = &'a dyn Fn(&[File], &[Problem]) -> Vec<(bool, String)>;

/// What the checks say, and the files that are going to be written.
pub(super) type Checked = (Vec<(bool, String)>, Vec<File>);

/// The files that hold `records`, and what the checks say of them over `base`. `part` hears how far it is.
///
/// # Errors
/// [`Failure::Use`] where a file cannot be composed.
pub(super) fn check(
    records: Records,
    base: &Records,
    today: NaiveDate,
    say: Say<'_>,
    part: &dyn Fn(u64, u64),
) -> Result<Checked, Failure> {
    if records.count() <= AT_ONCE {
        let files = files_of(&records)?;
        let problems = problems(&files, base, today);
        return Ok((say(&files, &problems), files));
    }
    let mut found: Vec<(Vec<File>, Vec<Problem>)> = Vec::new();
    let (all, mut done) = (records.count() as u64, 0);
    let mut look = |files: Vec<File>, count: usize, base: &Records| {
        let problems = problems(&files, base, today);
        if !problems.is_empty() {
            found.push((files, problems));
        }
        done += count as u64;
        part(done, all);
    };
    // What the others refer to comes first.
    let few = without_many(&records);
    look(files_of(&few)?, few.count(), base);
    let mut below = referred_to(base);
    below.extend(few);
    for file in &records.ambiti {
        for sedi in file.sedi.chunks(AT_ONCE) {
            look(vec![of_ambito(sedi, &[])?], sedi.len(), &below);
        }
    }
    let sedi: HashMap<&str, &Sede> =
        records.ambiti.iter().flat_map(|f| &f.sedi).map(|sede| (sede.id.as_str(), sede)).collect();
    let misure = records.misure.chunks(AT_ONCE).map(|servizi| (servizi, true));
    let servizi = records.ambiti.iter().flat_map(|file| file.servizi.chunks(AT_ONCE)).map(|servizi| (servizi, false));
    for (servizi, are_misure) in servizi.chain(misure) {
        let named: HashSet<&str> = servizi.iter().flat_map(|s| s.sedi.iter().flatten()).map(RecordId::as_str).collect();
        let named = named.into_iter().filter_map(|id| sedi.get(id)).map(|sede| (*sede).clone()).collect();
        below.ambiti.push(AmbitoFile { ambito: None, sedi: named, servizi: Vec::new() });
        let file = if are_misure { of_misure(servizi)? } else { of_ambito(&[], servizi)? };
        look(vec![file], servizi.len(), &below);
        below.ambiti.pop();
    }
    drop((sedi, below));
    let files = layer::files_of(records).map_err(|e| uncomposed(&e))?;
    let mut told = Vec::new();
    for (part, problems) in found {
        let said = say(&part, &problems);
        told.extend(said.into_iter().zip(&problems).map(|((from, said), problem)| {
            (from, if from { said } else { in_whole(problem, &part, &files).to_string() })
        }));
    }
    Ok((told, files))
}

fn files_of(records: &Records) -> Result<Vec<File>, Failure> {
    layer::files(records).map_err(|e| uncomposed(&e))
}

fn uncomposed(error: &serde_json::Error) -> Failure {
    Failure::Use(format!("Non riesco a comporre i file: {error}."))
}

/// What servizi and sedi refer to: the parts are laid over a copy of it, and of the rest no check of theirs asks.
fn referred_to(base: &Records) -> Records {
    Records {
        regioni: base.regioni.clone(),
        aree: base.aree.clone(),
        destinatari: base.destinatari.clone(),
        condizioni: base.condizioni.clone(),
        comuni: base.comuni.clone(),
        tipologie: base.tipologie.clone(),
        numeri: base.numeri.clone(),
        ambiti: base
            .ambiti
            .iter()
            .map(|f| AmbitoFile { servizi: Vec::new(), sedi: f.sedi.clone(), ambito: f.ambito.clone() })
            .collect(),
        ..Records::default()
    }
}

fn problems(files: &[File], base: &Records, today: NaiveDate) -> Vec<Problem> {
    let inputs: Vec<Input> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    validate::check(&inputs, Some(base), today)
}

/// Everything but the servizi and the sedi.
fn without_many(records: &Records) -> Records {
    let ambiti = records.ambiti.iter().filter_map(|file| file.ambito.clone());
    let ambiti = ambiti.map(|ambito| AmbitoFile { ambito: Some(ambito), sedi: Vec::new(), servizi: Vec::new() });
    Records {
        tipologie: records.tipologie.clone(),
        comuni: records.comuni.clone(),
        ambiti: ambiti.collect(),
        ..Records::default()
    }
}

/// A part of the file of an ambito, composed without a copy of what is in it.
fn of_ambito(sedi: &[Sede], servizi: &[ServizioRecord]) -> Result<File, Failure> {
    #[derive(Serialize)]
    struct LayerPart<'r> {
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        sedi: &'r [Sede],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        servizi: &'r [ServizioRecord],
    }
    let scope = sedi.first().map(|s| s.id.scope()).or(servizi.first().map(|s| s.id.scope())).unwrap_or_default();
    let bytes = layer::pretty(&LayerPart { sedi, servizi }).map_err(|e| uncomposed(&e))?;
    Ok((format!("ambiti/{scope}.json"), bytes))
}

/// A part of the file of the misure.
fn of_misure(servizi: &[ServizioRecord]) -> Result<File, Failure> {
    Ok(("misure.json".to_owned(), layer::pretty(&servizi).map_err(|e| uncomposed(&e))?))
}

/// The problem where it stands in the whole file: the line of the record's code is found again, and from there it is as far.
fn in_whole(problem: &Problem, part: &[File], whole: &[File]) -> Problem {
    let mut problem = problem.clone();
    let text = |files: &'_ [File]| -> Option<String> {
        let (_, bytes) = files.iter().find(|(name, _)| *name == problem.file.as_str())?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    };
    let line = text(part).zip(text(whole)).and_then(|(part, whole)| {
        let lines: Vec<&str> = part.lines().take(problem.line + 1).collect();
        let (at, code) = lines.iter().enumerate().rev().find(|(_, line)| line.trim_start().starts_with("\"id\": "))?;
        let there = whole.lines().position(|line| line == *code)?;
        (there + problem.line).checked_sub(at)
    });
    problem.line = line.unwrap_or(problem.line);
    problem
}
