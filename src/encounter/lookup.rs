//! The catalogue and its index, as an encounter asks them.
//!
//! The index is built on a thread of its own that is started with the first key: an empty query and a first letter do
//! without it, the second letter waits for it. Everything here is pure once built.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::thread;

use chrono::NaiveDateTime;

use super::names::Telling;
use super::words;
use crate::catalog::model::Catalog;
use crate::scheda::{Pair, Scheda, Tone, Viewer};
use crate::search::{Answer, Index, Request, look_up};
use crate::upkeep::{Review, notices};

/// The catalogue, ready to be asked. Clones share it.
#[derive(Clone)]
pub struct Lookup {
    /// The catalogue.
    pub catalog: Arc<Catalog>,
    index: Arc<OnceLock<Index>>,
    telling: Arc<OnceLock<Telling>>,
    /// What the desks have reported and nobody has accepted yet.
    pub review: Arc<Review>,
    /// Whoever sits here may accept it.
    pub may_approve: bool,
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookup").field("servizi", &self.catalog.servizi.len()).finish_non_exhaustive()
    }
}

impl Lookup {
    /// A catalogue whose index is still to be built: by [`Self::prepare`], or by the first look-up that needs it.
    pub fn over(catalog: Arc<Catalog>) -> Self {
        Self { catalog, index: Arc::default(), telling: Arc::default(), review: Arc::default(), may_approve: false }
    }

    /// Builds the index on a thread of its own from now on. Called with the first key: a screen that nobody has touched
    /// yet needs none, and a server has many of those.
    pub fn prepare(&self) {
        if self.index.get().is_some() {
            return;
        }
        let builder = self.clone();
        // Where there is no thread to be had, the first look-up builds the index itself.
        let _ = thread::Builder::new().name("indice".into()).spawn(move || {
            builder.index();
        });
    }

    /// The answer to a request at this hour. Waits for the index the first time.
    pub fn seek(&self, request: &Request, now: NaiveDateTime) -> Answer {
        look_up(&self.catalog, self.index(), request, now)
    }

    /// The scheda of `id` for somebody who asks. `None` where there is no such record.
    pub fn scheda(&self, id: &str, viewer: &Viewer) -> Option<Scheda> {
        let mut scheda = Scheda::find(&self.catalog, id, viewer)?;
        notices::add(&mut scheda, &self.review, &self.catalog, viewer);
        if let Some(ambito) = scheda.id.strip_prefix("ambito/").filter(|_| self.may_approve) {
            let waiting = self.waiting_in(ambito);
            if waiting > 0 {
                let value = words::approve_with_key(waiting);
                scheda.opening.push(Pair { label: notices::LABEL, value, tone: Tone::Careful });
            }
        }
        Some(scheda)
    }

    /// How many reports wait in an ambito.
    fn waiting_in(&self, ambito: &str) -> usize {
        self.review.waiting().filter(|row| row.is_of(&self.catalog, ambito)).count()
    }

    /// How much each word of a name tells.
    pub fn telling(&self) -> &Telling {
        self.telling.get_or_init(|| Telling::of(&self.catalog))
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::build(&self.catalog))
    }
}
