//! The look-up: from what the citizen said to ranked rows.
//!
//! Knows no terminal and no file system: a catalogue, an index built from it, a request and the hour go in, an answer
//! comes out. The way of a query: [`fold`] -> [`query`] (words, filters, place) -> [`matcher`] (each word against the
//! vocabulary) -> [`index`] (postings) -> [`rank`] -> [`facets`].

pub mod answer;

pub use answer::{Answer, Facet, FacetCounts, Hit, Place, Request, Row, Suggestion, Understood, Why};
