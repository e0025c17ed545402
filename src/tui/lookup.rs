//! The catalogue and its index, as the screen asks them.
//!
//! The index is built on a thread of its own that is started before the first frame: an empty query does without it,
//! the first letter waits for it. Everything here is pure once built.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::catalog::model::{Catalog, ComuneIx};
use crate::scheda::Scheda;
use crate::search::{Answer, Request};

/// Finds rows for a request.
type Seek = dyn Fn(&Request, NaiveDateTime) -> Answer + Send + Sync;
/// Lays out the scheda of an identifier.
type LayOut = dyn Fn(&str, Option<ComuneIx>, NaiveDateTime) -> Option<Scheda> + Send + Sync;

/// The catalogue, ready to be asked. Clones share it.
#[derive(Clone)]
pub struct Lookup {
    /// The catalogue.
    pub catalog: Arc<Catalog>,
    seek: Arc<Seek>,
    lay_out: Arc<LayOut>,
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookup").field("servizi", &self.catalog.servizi.len()).finish_non_exhaustive()
    }
}

impl Lookup {
    /// A catalogue with its own ways of seeking and laying out.
    pub fn with(catalog: Arc<Catalog>, seek: Arc<Seek>, lay_out: Arc<LayOut>) -> Self {
        Self { catalog, seek, lay_out }
    }

    /// The answer to a request at this hour. Waits for the index the first time.
    pub fn seek(&self, request: &Request, now: NaiveDateTime) -> Answer {
        (self.seek)(request, now)
    }

    /// The scheda of `id` for somebody who asks from `comune`. `None` where there is no such record.
    pub fn scheda(&self, id: &str, comune: Option<ComuneIx>, now: NaiveDateTime) -> Option<Scheda> {
        (self.lay_out)(id, comune, now)
    }
}
