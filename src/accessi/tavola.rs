//! What may be shown of the counters: months, and in each the areas (or tipologie, or channels) by outcome, unmet need first.
//!
//! Rows and outcomes are the catalogue's, whether anybody came or not: a row that is missing would say that nobody did. What
//! a number hides is [`super::suppress`]'s business; the order of rows follows what is shown and nothing else.

use std::cmp::Reverse;
use std::fmt;

use serde::{Serialize, Serializer};

use super::folder::{CounterFolder, CounterTrouble, Counters};
use super::suppress::{SMALL, Shown, Slice, protect};
use super::{Accesso, Canale, Esito, Month};
use crate::catalog::model::{AmbitoIx, Catalog};

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Per {
    /// Areas strategiche.
    #[default]
    Area,
    /// Tipologie.
    Tipologia,
    /// How people came.
    Canale,
}

impl Per {
    /// The heading of the column.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Tipologia => "tipologia",
            Self::Canale => "canale",
        }
    }
}

/// The row of encounters without a scheda, or with one that the catalogue no longer has.
const NO_SCHEDA: [&str; 2] = ["nessuna", "Nessuna scheda aperta, o non più nel catalogo"];

/// The sums.
const ALL: [&str; 2] = ["totale", "Totale"];

/// The name of the slice that sums the months up.
pub const WHOLE_PERIOD: &str = "periodo";

/// Which months: the first and the last, where they were said.
pub type Period = (Option<Month>, Option<Month>);

/// A table as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tavola {
    /// What its rows are.
    pub per: Per,
    /// The months, oldest first; where there are several, then all together.
    pub slices: Vec<TavolaPart>,
}

/// A month, or all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TavolaPart {
    /// `2026-01`, or [`WHOLE_PERIOD`].
    pub name: String,
    /// The rows, the sums last.
    pub rows: Vec<TavolaRow>,
}

/// A row of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TavolaRow {
    /// Identifier.
    pub id: String,
    /// For people.
    pub label: String,
    /// By outcome in the order of [`Esito::ALL`], then the sum.
    pub cells: Vec<Shown>,
}

impl TavolaRow {
    /// Whether nothing of it is shown.
    pub fn is_small(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Shown::Under)
    }

    fn is_sum(&self) -> bool {
        self.id == ALL[0]
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => f.pad(&n.to_string()),
            Self::Under => f.pad(&format!("<{SMALL}")),
            Self::Hidden => f.pad("–"),
        }
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(n) => serializer.serialize_u64(*n),
            other => serializer.collect_str(other),
        }
    }
}

/// The counters of a folder within a period, of the desks of one ambito where it is given.
///
/// # Errors
/// [`CounterTrouble`] where something cannot be read.
pub fn gather(
    folder: &CounterFolder,
    (from, to): Period,
    catalog: &Catalog,
    ambito: Option<AmbitoIx>,
) -> Result<Vec<(Month, Counters)>, CounterTrouble> {
    let wanted = |month: &Month| from.is_none_or(|from| from <= *month) && to.is_none_or(|to| *month <= to);
    let of_ambito = |accesso: &Accesso| {
        ambito.is_none_or(|wanted| {
            let comune = accesso.comune.as_ref().and_then(|istat| catalog.find_comune(istat));
            comune.is_some_and(|ix| catalog.comuni[ix].ambito == wanted)
        })
    };
    let mut out = Vec::new();
    for month in folder.months()?.into_iter().filter(wanted) {
        let mut counters = folder.read(month)?;
        counters.retain(|accesso, _| of_ambito(accesso));
        out.push((month, counters));
    }
    Ok(out)
}

impl Tavola {
    /// Lays counters out; `None` where there are none, or too few to show anything.
    pub fn of(catalog: &Catalog, months: &[(Month, Counters)], per: Per) -> Option<Self> {
        if months.iter().all(|(_, counters)| counters.values().all(|n| *n == 0)) {
            return None;
        }
        let labels = labels(catalog, per);
        let place = |accesso: &Accesso| {
            let id = match per {
                Per::Canale => accesso.canale.word(),
                Per::Area => accesso.scheda.as_ref().map_or(NO_SCHEDA[0], |s| s.area.as_str()),
                Per::Tipologia => accesso.scheda.as_ref().map_or(NO_SCHEDA[0], |s| s.tipologia.as_str()),
            };
            labels.iter().position(|(known, _)| known == id).unwrap_or(labels.len().saturating_sub(1))
        };
        let slice = |counters: &Counters| {
            let mut slice: Slice<u64> = vec![vec![0; Esito::ALL.len()]; labels.len()];
            for (accesso, n) in counters {
                let column = Esito::ALL.iter().position(|esito| *esito == accesso.esito);
                let row = slice.get_mut(place(accesso));
                if let Some(cell) = row.zip(column).and_then(|(row, column)| row.get_mut(column)) {
                    *cell += n;
                }
            }
            slice
        };
        let inner: Vec<Slice<u64>> = months.iter().map(|(_, counters)| slice(counters)).collect();
        let shown = protect(&inner)?;
        let names = months.iter().map(|(month, _)| month.to_string()).chain([WHOLE_PERIOD.to_owned()]);
        let sums = [(ALL[0].to_owned(), ALL[1].to_owned())];
        let part = |(name, cells): (String, Slice<Shown>)| {
            let rows = labels.iter().chain(&sums).zip(cells);
            let mut rows: Vec<TavolaRow> =
                rows.map(|((id, label), cells)| TavolaRow { id: id.clone(), label: label.clone(), cells }).collect();
            // By what is shown of unmet need, then as the catalogue has them; the order must say no more than the numbers.
            rows.sort_by_key(|row| match row.cells.first() {
                _ if row.is_sum() => (2, Reverse(0)),
                Some(Shown::Number(n)) => (0, Reverse(*n)),
                _ => (1, Reverse(0)),
            });
            TavolaPart { name, rows }
        };
        Some(Self { per, slices: names.zip(shown).map(part).collect() })
    }

    /// The headings and rows of a sheet, all parts one below the other.
    pub fn sheet(&self) -> Vec<Vec<String>> {
        let head = ["mese", "id", self.per.heading()].map(str::to_owned).into_iter();
        let head: Vec<String> =
            head.chain(Esito::ALL.iter().map(|e| e.label().to_owned())).chain([ALL[0].to_owned()]).collect();
        let row = |part: &TavolaPart, row: &TavolaRow| -> Vec<String> {
            let begin = [part.name.clone(), row.id.clone(), row.label.clone()].into_iter();
            begin.chain(row.cells.iter().map(ToString::to_string)).collect()
        };
        let rows = self.slices.iter().flat_map(|part| part.rows.iter().map(move |r| row(part, r)));
        std::iter::once(head).chain(rows).collect()
    }
}

fn labels(catalog: &Catalog, per: Per) -> Vec<(String, String)> {
    let pair = |id: &str, label: &str| (id.to_owned(), label.to_owned());
    let none = [pair(NO_SCHEDA[0], NO_SCHEDA[1])];
    match per {
        Per::Area => catalog.aree.iter().map(|a| pair(&a.id, &a.label)).chain(none).collect(),
        Per::Tipologia => catalog.tipologie.iter().map(|t| pair(&t.record.id, &t.record.name)).chain(none).collect(),
        Per::Canale => {
            let label = |canale: &Canale| pair(canale.word(), canale.label());
            Canale::ALL.iter().map(label).collect()
        }
    }
}

/// A part in short for people: rows of which nothing is shown are named together.
pub fn small_rows(part: &TavolaPart) -> Vec<&str> {
    part.rows.iter().filter(|r| r.is_small() && !r.is_sum()).map(|r| r.label.as_str()).collect()
}

#[derive(Serialize)]
struct JsonRow<'a> {
    mese: &'a str,
    id: &'a str,
    nome: &'a str,
    nessun_servizio: Shown,
    urgenza: Shown,
    inviato: Shown,
    informato: Shown,
    totale: Shown,
}

impl Serialize for Tavola {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_seq(self.slices.iter().flat_map(|part| part.rows.iter().filter_map(move |r| JsonRow::of(part, r))))
    }
}

impl<'a> JsonRow<'a> {
    fn of(part: &'a TavolaPart, row: &'a TavolaRow) -> Option<Self> {
        let [nessun_servizio, urgenza, inviato, informato, totale] = *row.cells.as_slice() else { return None };
        let (mese, id, nome) = (part.name.as_str(), row.id.as_str(), row.label.as_str());
        Some(Self { mese, id, nome, nessun_servizio, urgenza, inviato, informato, totale })
    }
}
