//! What goes into a look-up and what comes out of it.

use std::ops::Range;

pub use crate::catalog::model::Place;
use crate::catalog::model::{AmbitoIx, AreaIx, Catalog, ComuneIx, Entry, ServizioIx, TargetIx, TipologiaIx};
use crate::catalog::values::Stato;

use super::danger::{Circumstances, Danger};
use super::weights::Field;

/// A look-up. Several values of one filter are OR, several filters are AND; an empty filter filters nothing.
// Each flag is a filter of its own.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// What was typed.
    pub text: String,
    /// Where; `None` = the whole region. A place recognised in the text takes precedence.
    pub place: Option<Place>,
    /// Target groups.
    pub targets: Vec<TargetIx>,
    /// Areas strategiche.
    pub areas: Vec<AreaIx>,
    /// Statuses, as believed today.
    pub stati: Vec<Stato>,
    /// Historic entries too; without it they are left out.
    pub with_storico: bool,
    /// Only entries of this tipologia, ungrouped: what opening a grouped row shows.
    pub only_type: Option<TipologiaIx>,
    /// The text is taken as it is: no place is recognised in free words (it was taken back). The words that would say one
    /// count, and no row has to have them.
    pub literal: bool,
    /// Only the words decide which rows there are and in which order: the ear does not listen, and no danger puts its helpers
    /// first.
    pub words_only: bool,
    /// What is known of the text besides its words.
    pub heard: Circumstances,
    /// Most rows to return; 0 = all.
    pub limit: usize,
}

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hit {
    /// A tipologia with all its servizi (a look-up without place), or one of which no local servizio is known.
    Tipologia(TipologiaIx),
    /// One servizio.
    Servizio(ServizioIx),
}

impl Hit {
    /// What it stands for, with all that can be asked of it.
    pub fn entry(self, catalog: &Catalog) -> Entry<'_> {
        match self {
            Self::Tipologia(ix) => catalog.type_entry(ix),
            Self::Servizio(ix) => catalog.entry(ix),
        }
    }

    /// Its tipologia.
    pub fn tipologia(self, catalog: &Catalog) -> TipologiaIx {
        match self {
            Self::Tipologia(ix) => ix,
            Self::Servizio(ix) => catalog.servizi[ix].tipologia,
        }
    }
}

/// A word that made a row match although the name does not say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The word or phrase of the record, as the record writes it.
    pub text: String,
    /// In which field.
    pub field: Field,
}

/// One row of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub hit: Hit,
    /// For a tipologia: in how many ambiti it is offered, among those that pass the filters. 0 for a servizio.
    pub ambiti: u32,
    /// Higher is better; comparable within one answer.
    pub score: u32,
    /// Byte ranges of the name (as the record writes it) that matched, ascending, on grapheme boundaries.
    pub highlights: Vec<Range<usize>>,
    /// Why it matched, where the name does not say it. At most three.
    pub why: Vec<Why>,
    /// It is likely what was meant.
    pub sure: bool,
}

/// What was understood of the text besides its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// The place, and the byte range of the text that said so.
    pub place: Option<(Place, Range<usize>)>,
    /// Target groups named in the text.
    pub targets: Vec<(TargetIx, Range<usize>)>,
    /// Areas named in the text.
    pub areas: Vec<(AreaIx, Range<usize>)>,
}

/// "Forse cercavi …"
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The word nobody knows.
    pub unknown: String,
    /// The whole query with the nearest known word in its place.
    pub query: String,
}

/// One option of a facet and how many rows choosing it would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet<T> {
    /// The option.
    pub value: T,
    /// Rows left when it is chosen (with the other facets as they are).
    pub count: u32,
}

/// Live counts for every facet, in the catalogue's order; options that would leave nothing are there with 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetCounts {
    /// By target group.
    pub targets: Vec<Facet<TargetIx>>,
    /// By area.
    pub areas: Vec<Facet<AreaIx>>,
    /// By ambito: rows that the ambito alone would give (its own servizi, not region and State).
    pub ambiti: Vec<Facet<AmbitoIx>>,
    /// By comune, likewise.
    pub comuni: Vec<Facet<ComuneIx>>,
    /// By status.
    pub stati: Vec<Facet<Stato>>,
}

/// The answer to a look-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Best first.
    pub rows: Vec<Row>,
    /// All matches, whatever the limit.
    pub total: usize,
    /// The danger that the words speak of.
    pub danger: Option<Danger>,
    /// An office that is no social service and likelier meant than any row: position in the catalogue's list.
    pub elsewhere: Option<usize>,
    /// No row has all the words: these are the nearest.
    pub relaxed: bool,
    /// The place that held, from the request or from the text.
    pub place: Option<Place>,
    /// What was understood besides words.
    pub understood: Understood,
    /// For words nobody knows.
    pub suggestions: Vec<Suggestion>,
    /// Numeri utili that the words call for, as positions in the catalogue's list, best first. At most three.
    pub numeri: Vec<usize>,
    /// Live counts.
    pub facets: FacetCounts,
}
