//! What the ear is worth: sets of queries asked with the words alone, with the ear alone, with both, and with an ear that was
//! learned without the sentences; and how far a row that is called likely is right.
//!
//! `cargo run -p impara -- --senza-frasi target/bare.bin`, then `cargo bench --bench ear -- target/bare.bin FILE…`. Prints
//! tables and writes nothing. Judges by [`relevance`].
#![allow(clippy::indexing_slicing, clippy::cast_precision_loss, missing_docs)]

#[allow(dead_code)] // shared with the tests; some hundred queries
#[path = "../tests/support/relevance.rs"]
mod relevance;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use chrono::NaiveDateTime;
use sportello::catalog::bundled;
use sportello::catalog::model::Catalog;
use sportello::learn::linear::Linear;
use sportello::lingua::fold::fold;
use sportello::search::weights::{LIKELY, SURE};
use sportello::search::{Answer, Index, Request, ear, explain, look_up};

use crate::relevance::{Case, Figures, types};

/// Rows that are asked for, as a desk sees them in a window.
const ROWS: usize = 10;

/// Upper ends of the bins of likelihood, beside those that decide whether a row is there and whether it is sure.
const BINS: [f32; 6] = [LIKELY, SURE, 0.25, 0.5, 0.75, 0.9];

/// Line of all queries that a service answers, and of those that none does.
const ALL: &str = "tutte";
const ELSEWHERE: &str = "altrove";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let Some(file) = args.next() else {
        println!("ear: nothing to compare with; see the head of benches/ear.rs");
        return Ok(());
    };
    // Read where it lies, like the one that the program carries.
    let bytes: &'static [u8] = Vec::leak(std::fs::read(&file).map_err(|e| format!("{file}: {e}"))?);
    let bare: &'static Linear = Box::leak(Box::new(Linear::read(bytes).ok_or("not a model")?));
    let catalog = bundled::catalog()?.catalog;
    let mut cases: Vec<(String, Case)> = Vec::new();
    for path in args {
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
        let of = Case::all(&text).map_err(|e| format!("{path}: {e}"))?;
        let name = Path::new(&path).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        cases.extend(of.into_iter().map(|case| (name.clone(), case)));
    }
    let single = cases.iter().filter(|(_, case)| fold(&case.q).split(' ').count() < 2).count();
    println!("{} richieste, {single} di una parola sola (lì l'orecchio non parla)\n", cases.len());
    let whole = ear::carried();
    let ways = [
        ("parole", Index::measured(&catalog, None, true)),
        ("orecchio", Index::measured(&catalog, whole, false)),
        ("insieme", Index::build(&catalog)),
        ("orecchio senza frasi", Index::measured(&catalog, Some(bare), false)),
        ("insieme, senza frasi", Index::measured(&catalog, Some(bare), true)),
    ];
    let now: NaiveDateTime = "2026-11-21T10:30:00".parse()?;
    let mut lines: BTreeMap<(usize, String), Vec<Figures>> = BTreeMap::new();
    let mut reliability = Reliability::default();
    for (set, case) in &cases {
        let request = case.request(&catalog).ok_or_else(|| format!("{}: il comune non esiste", case.q))?;
        let request = Request { limit: ROWS, ..request };
        let mut heads = vec![of_case(&catalog, case)?];
        if !case.accept.is_empty() {
            heads.push((0, ALL.to_owned()));
            heads.push((usize::MAX, set.clone()));
        }
        for (way, (_, index)) in ways.iter().enumerate() {
            let answer = look_up(&catalog, index, &request, now);
            let rank = rank(&catalog, case, &answer);
            for head in &heads {
                let line = lines.entry(head.clone()).or_insert_with(|| vec![Figures::default(); ways.len()]);
                if let Some(figures) = line.get_mut(way) {
                    figures.count(rank);
                }
            }
        }
        let (_, index) = &ways[2];
        let answer = look_up(&catalog, index, &request, now);
        let likely = explain(&catalog, index, &request, now).into_iter().map(|e| e.likely);
        for (at, (row, likely)) in answer.rows.iter().zip(likely).enumerate() {
            let id = catalog.tipologie[row.hit.tipologia(&catalog)].record.id.as_str();
            reliability.count(at == 0, likely, row.sure, case.accept.iter().any(|right| right == id));
        }
    }
    println!("Prima riga giusta / una delle prime tre, in centesimi\n");
    println!("| | richieste | {} |", ways.each_ref().map(|w| w.0).join(" | "));
    println!("|---|--:|{}", "--:|".repeat(ways.len()));
    for ((_, name), line) in lines {
        let cells: Vec<String> = line.iter().map(Figures::shares).map(|(one, three, _)| pair(one, three)).collect();
        println!("| {name} | {} | {} |", line.first().map_or(0, |f| f.queries), cells.join(" | "));
    }
    reliability.print();
    Ok(())
}

fn pair(one: f64, three: f64) -> String {
    format!("{} / {}", cents(one), cents(three))
}

fn cents(share: f64) -> String {
    format!("{:.1}", 100.0 * share).replace('.', ",")
}

/// The line of a query: the area of its likeliest tipologia, in the catalogue's order.
fn of_case(catalog: &Catalog, case: &Case) -> Result<(usize, String), Box<dyn Error>> {
    let Some(id) = case.accept.first() else { return Ok((usize::MAX - 1, ELSEWHERE.to_owned())) };
    let ty = catalog.find_type(id).ok_or_else(|| format!("{}: nessuna tipologia «{id}»", case.q))?;
    let area = catalog.tipologie[ty].area;
    Ok((1 + area.at(), catalog.aree[area].short.to_string()))
}

/// Where the first right row stands. Where no service is right, an answer that says itself that it does not fit is.
fn rank(catalog: &Catalog, case: &Case, answer: &Answer) -> Option<usize> {
    if case.accept.is_empty() {
        let doubts = answer.elsewhere.is_some() || answer.rows.first().is_none_or(|row| !row.sure);
        return doubts.then_some(0);
    }
    case.rank(&types(catalog, answer))
}

/// Rows counted, and how many of them are right.
#[derive(Debug, Clone, Copy, Default)]
struct Right {
    rows: usize,
    right: usize,
}

impl Right {
    fn count(&mut self, right: bool) {
        self.rows += 1;
        self.right += usize::from(right);
    }

    #[allow(clippy::cast_precision_loss)] // some thousand rows
    fn cells(self) -> String {
        let share = if self.rows == 0 { "–".to_owned() } else { cents(self.right as f64 / self.rows as f64) };
        format!("{} | {} | {share}", self.rows, self.right)
    }
}

/// How far a likelihood says how often a row is right: of all rows, and of those that are first.
#[derive(Debug, Default)]
struct Reliability {
    bins: [(Right, Right); BINS.len() + 1],
    /// Not said to be likely, said to be.
    sure: [(Right, Right); 2],
}

impl Reliability {
    fn count(&mut self, first: bool, likely: u32, sure: bool, right: bool) {
        let bin = BINS.iter().filter(|end| likely >= thousandths(**end)).count();
        for cell in [self.bins.get_mut(bin), self.sure.get_mut(usize::from(sure))].into_iter().flatten() {
            cell.0.count(right);
            if first {
                cell.1.count(right);
            }
        }
    }

    fn print(&self) {
        println!("\nQuanto è attendibile una riga: le righe mostrate (al massimo {ROWS}), e le prime sole\n");
        println!("| probabilità | righe | giuste | centesimi | prime | giuste | centesimi |");
        println!("|---|--:|--:|--:|--:|--:|--:|");
        let ends: Vec<u32> = [0].into_iter().chain(BINS.map(thousandths)).chain([1000]).collect();
        for (range, (all, first)) in ends.windows(2).zip(&self.bins) {
            let ends: Vec<String> = range.iter().map(|end| cents(f64::from(*end) / 1000.0)).collect();
            println!("| {} | {} | {} |", ends.join("–"), all.cells(), first.cells());
        }
        for ((all, first), name) in self.sure.iter().zip(["`sure: false`", "`sure: true`"]) {
            println!("| {name} | {} | {} |", all.cells(), first.cells());
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 1
fn thousandths(share: f32) -> u32 {
    (share * 1000.0).round() as u32
}
