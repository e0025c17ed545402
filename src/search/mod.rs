//! The look-up: from what the citizen said to ranked rows.
//!
//! Knows no terminal and no file system: a catalogue, an index built from it, a request and the hour go in, an answer
//! comes out. The way of a query: [`query`] (words, phrases, written filters; [`crate::lingua::fold`] makes words equal) ->
//! `understand` (place, targets, areas) -> `matcher` (each word against the vocabulary) -> `rank` (postings of the
//! [`index`] to scores, by the table of [`weights`]) -> `look` (rows and their order) -> `ask` (the answer) with `facets` (counts), `numeri` (the
//! numbers above the rows) and `highlight` (for the rows that are shown).

pub mod answer;
mod ask;
pub mod danger;
pub mod ear;
mod explain;
mod facets;
mod highlight;
mod home;
pub mod index;
mod layers;
mod lead;
mod look;
mod matcher;
mod numeri;
mod office;
mod own;
mod own_rows;
mod phrases;
mod place;
pub mod query;
mod rank;
mod slip;
#[cfg(test)]
mod stage_tests;
mod understand;
pub mod vocab;
pub mod weights;

pub use answer::{Answer, Facet, FacetCounts, Hit, Place, Request, Row, Suggestion, Understood, Why};
pub use ask::look_up;
pub use explain::{Explained, WordWorth, explain};
pub use index::Index;
