//! Sets of queries, and how an answer is judged by them.
//!
//! One rule for `benches/ear.rs`, which tells what the ear is worth, and for `tests/search.rs`, which holds the search to
//! its sets. Knows the look-up, and neither files nor how anything is printed.

use serde::Deserialize;
use sportello::catalog::model::Catalog;
use sportello::lingua::fold::fold;
use sportello::search::{Answer, Place, Request};

/// A line of a set.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// What is typed.
    pub q: String,
    /// Tipologie that are right as the first row, the likeliest first; none where no social service is.
    pub accept: Vec<String>,
    /// The kind of query.
    pub class: String,
    /// The comune of the desk.
    pub comune: Option<String>,
}

impl Case {
    /// The lines of a file.
    pub fn all(jsonl: &str) -> Result<Vec<Self>, serde_json::Error> {
        jsonl.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect()
    }

    /// What is asked; `None` where the catalogue has no such comune.
    pub fn request(&self, catalog: &Catalog) -> Option<Request> {
        let at = |name: &String| catalog.comuni.position(|c| fold(&c.record.name) == fold(name));
        let place = self.comune.as_ref().map(|name| at(name).ok_or(())).transpose().ok()?;
        Some(Request { text: self.q.clone(), place: place.map(Place::Comune), ..Request::default() })
    }

    /// Where the first right row stands, from 0.
    pub fn rank(&self, rows: &[&str]) -> Option<usize> {
        rows.iter().position(|id| self.accept.iter().any(|right| right == id))
    }
}

/// The tipologia of each row.
pub fn types<'c>(catalog: &'c Catalog, answer: &Answer) -> Vec<&'c str> {
    answer.rows.iter().map(|row| catalog.tipologie[row.hit.tipologia(catalog)].record.id.as_str()).collect()
}

/// How often an answer was right.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Asked.
    pub queries: usize,
    /// The first row is right.
    pub first: usize,
    /// One of the first three is.
    pub third: usize,
    /// Sum of one by the place of the first right row.
    pub reciprocal: f64,
}

impl Figures {
    /// Counts an answer whose first right row stands there.
    pub fn count(&mut self, rank: Option<usize>) {
        self.queries += 1;
        self.first += usize::from(rank == Some(0));
        self.third += usize::from(rank.is_some_and(|r| r < 3));
        self.reciprocal += rank.map_or(0.0, |r| 1.0 / (r + 1) as f64);
    }

    /// Shares of the queries whose first row is right, and one of whose first three; mean of one by its place.
    pub fn shares(&self) -> (f64, f64, f64) {
        let n = self.queries.max(1) as f64;
        (self.first as f64 / n, self.third as f64 / n, self.reciprocal / n)
    }
}
