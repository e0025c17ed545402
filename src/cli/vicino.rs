//! `sportello search --vicino`: among equal services the nearest first, and where none is known here, the nearest elsewhere.
//!
//! Distances are between comuni, as the crow flies ([`crate::catalog::distance`]). A protected place is never measured.

use std::cmp::Ordering;

use super::desk::Desk;
use super::outcome::Failure;
use crate::catalog::model::{Catalog, TipologiaIx};
use crate::encounter::rows::Seen;
use crate::scheda::glance::Glance;
use crate::search::{Answer, Hit, Index, Request, Row, look_up};

/// Most places elsewhere that are told of one tipologia.
const ELSEWHERE: usize = 3;

/// A row and where it stands among its equals: not known to be open where that was asked for, kilometres.
struct Measured {
    row: Row,
    closed: bool,
    km: Option<f64>,
}

impl Measured {
    fn of(catalog: &Catalog, row: Row, seen: Seen, open_now: bool) -> Self {
        let glance = Glance::of(row.hit.entry(catalog), seen.ambito(catalog), &seen.viewer());
        Self { closed: open_now && glance.is_open() != Some(true), km: glance.km(), row }
    }

    /// What cannot be measured comes last.
    fn order(&self, other: &Self) -> Ordering {
        let km = |m: &Self| m.km.unwrap_or(f64::INFINITY);
        self.closed.cmp(&other.closed).then(km(self).total_cmp(&km(other)))
    }
}

/// Puts the rows of an answer in order, those of one tipologia among the places they have, and adds the nearest places of
/// what nobody knows of here. `answer` holds all rows.
///
/// # Errors
/// [`Failure::Use`] where no comune is chosen: there is nothing to measure from.
pub(super) fn nearest_first(
    desk: &Desk,
    index: &Index,
    request: &Request,
    seen: Seen,
    open_now: bool,
    answer: &mut Answer,
) -> Result<(), Failure> {
    let catalog = &desk.catalog;
    if seen.viewer().comune.is_none() {
        return Err(Failure::Use("Per «--vicino» serve il comune da cui misurare: dirlo con «--comune».".to_owned()));
    }
    let mut found: Vec<(TipologiaIx, Measured)> = Vec::new();
    for row in std::mem::take(&mut answer.rows) {
        let tipologia = row.hit.tipologia(catalog);
        let near = match row.hit {
            Hit::Tipologia(ix) => elsewhere(desk, index, request, (seen, open_now), &row, ix),
            Hit::Servizio(_) => Vec::new(),
        };
        answer.total += near.len();
        found.push((tipologia, Measured::of(catalog, row, seen, open_now)));
        found.extend(near.into_iter().map(|near| (tipologia, near)));
    }
    answer.rows = in_order(found);
    Ok(())
}

/// The rows, those of each tipologia in order among the places that they take together.
fn in_order(found: Vec<(TipologiaIx, Measured)>) -> Vec<Row> {
    let (kinds, mut left): (Vec<_>, Vec<_>) =
        found.into_iter().map(|(kind, measured)| (kind, (kind, measured))).unzip();
    // Stable: equals keep the order of their scores.
    left.sort_by(|(_, a), (_, b)| a.order(b));
    let mut rows = Vec::with_capacity(kinds.len());
    for kind in kinds {
        if let Some(at) = left.iter().position(|(of, _)| *of == kind) {
            rows.push(left.remove(at).1.row);
        }
    }
    rows
}

/// The nearest places of a tipologia of which nobody knows here.
fn elsewhere(
    desk: &Desk,
    index: &Index,
    request: &Request,
    (seen, open_now): (Seen, bool),
    row: &Row,
    ix: TipologiaIx,
) -> Vec<Measured> {
    let everywhere = Request { text: String::new(), place: None, only_type: Some(ix), limit: 0, ..request.clone() };
    let all = look_up(&desk.catalog, index, &everywhere, desk.now).rows.into_iter();
    let all = all.map(|near| Row { score: row.score, sure: row.sure, ..near });
    let mut near: Vec<Measured> =
        all.map(|near| Measured::of(&desk.catalog, near, seen, open_now)).filter(|near| near.km.is_some()).collect();
    near.sort_by(Measured::order);
    near.truncate(ELSEWHERE);
    near
}
