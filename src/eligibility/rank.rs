//! Which services are looked at for a person, and in which order they are told.
//!
//! The order is total and stable: what is for this person; what is for everybody; what nothing speaks for; what does not
//! fit. In each what a social worker reaches for first; then what fits, what is to be asked, what states no requirement;
//! then what is near to what was said, fewer open questions, more that was said outright, more requirements met. Then
//! ambito before region before State, name, identifier. Nothing is dropped.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::assess::Mark;
use super::facts::Facts;
use super::leads::Fit;
use super::near::Nearness;
use super::profile::Profile;
use super::verdict::Outcome;
use crate::catalog::model::{Catalog, Entry, Scope};
use crate::catalog::values::Stato;
use crate::lingua::fold::fold;

/// A service with its mark; without one where nothing is known of the person.
#[derive(Debug, Clone, Copy)]
pub struct Assessed<'a> {
    /// The service.
    pub entry: Entry<'a>,
    /// Its position among those that were given.
    pub at: usize,
    /// Its mark.
    pub mark: Option<Mark>,
}

/// Most services to be verified that are told before the others: what one can ask about while somebody stands there.
pub const AT_MOST: usize = 25;

/// What is there for somebody: with a comune, the servizi that serve it (its ambito's, the region's, the State's) without
/// the historic ones; without, every tipologia.
pub fn candidates<'a>(catalog: &'a Catalog, profile: &Profile) -> Vec<Entry<'a>> {
    let Some(ix) = profile.comune else {
        return catalog.type_entries().collect();
    };
    let ambito = catalog.comuni[ix].ambito;
    let all = catalog.entries();
    all.filter(|e| match e.scope() {
        Some(Scope::Ambito(own)) => own == ambito,
        _ => true,
    })
    .filter(|e| e.servizio.and_then(|s| s.comuni.as_ref()).is_none_or(|list| list.contains(&ix)))
    .filter(|e| e.own().and_then(|r| r.status) != Some(Stato::Storico))
    .collect()
}

/// Services with their marks on `today`, best first. Without a profile they stay as they came, without marks.
pub fn rank<'a>(catalog: &Catalog, profile: &Profile, entries: &[Entry<'a>], today: NaiveDate) -> Vec<Assessed<'a>> {
    let facts = Facts::of(catalog, profile, today);
    let mut marked: Vec<Assessed<'a>> =
        entries.iter().enumerate().map(|(at, e)| Assessed { entry: *e, at, mark: facts.mark_of(e) }).collect();
    if !profile.is_empty() {
        arrange(&mut marked);
    }
    marked
}

/// Puts services with marks in order, best first. Of those to be verified at most [`AT_MOST`] stay before the others:
/// further places of the same tipologia give way first, then the last ones.
fn arrange(marked: &mut [Assessed<'_>]) {
    marked.sort_by_cached_key(|a| (a.mark.map(worth), scope_rank(a.entry.scope()), fold(a.entry.name()), a.entry.id()));
    let asked = |a: &Assessed<'_>| a.mark.is_some_and(|m| m.outcome == Outcome::DaVerificare && m.fit != Fit::Others);
    let mut too_many = marked.iter().filter(|a| asked(a)).count().saturating_sub(AT_MOST);
    for only_repeated in [true, false] {
        for at in (0..marked.len()).rev() {
            let Some((this, before)) = marked.get(at).copied().zip(marked.get(..at)) else { continue };
            let same = |a: &Assessed<'_>| asked(a) && std::ptr::eq(a.entry.tipologia, this.entry.tipologia);
            if too_many == 0 || !asked(&this) || (only_repeated && !before.iter().any(same)) {
                continue;
            }
            if let Some(mark) = marked.get_mut(at).and_then(|a| a.mark.as_mut()) {
                mark.fit = Fit::Others;
                too_many -= 1;
            }
        }
    }
    marked.sort_by_key(|a| a.mark.map(part));
}

/// The part of the list that a mark belongs to.
fn part(mark: Mark) -> (bool, Fit) {
    let denied = mark.outcome == Outcome::NonCompatibile;
    (denied, if denied { Fit::Others } else { mark.fit })
}

/// What a mark is worth: smaller is better. Comparable across catalogues.
type Worth = ((bool, Fit), u16, Outcome, Reverse<Nearness>, bool, u16, Reverse<(u16, u16)>);

fn worth(mark: Mark) -> Worth {
    let part = part(mark);
    let near = Reverse(mark.near);
    match mark.outcome {
        Outcome::Compatibile | Outcome::DaVerificare => {
            (part, mark.lead, mark.outcome, near, mark.told == 0, mark.open, Reverse((mark.told, mark.met)))
        }
        Outcome::RequisitiNonIndicati => (part, mark.lead, mark.outcome, near, false, 0, Reverse((0, 0))),
        Outcome::NonCompatibile => (part, mark.lead, mark.outcome, Reverse(Nearness::Open), false, 0, Reverse((0, 0))),
    }
}

fn scope_rank(scope: Option<Scope>) -> u8 {
    match scope {
        Some(Scope::Ambito(_)) => 0,
        Some(Scope::Regione(_)) => 1,
        Some(Scope::Italia) => 2,
        None => 3,
    }
}
