//! One service laid out for a person: the sections of the national "scheda servizio", in their order.
//!
//! [`Scheda::of`] decides what is said and in which order; [`text`], [`markdown`], [`html`] and [`json`] decide how it
//! looks. The screen draws the same sections. Knows the catalogue, no terminal; the clock comes in with [`Viewer`].

pub mod access;
mod ambito;
mod answer;
pub(crate) mod call;
mod contact;
mod entry;
pub mod foglio;
pub mod glance;
mod heading;
pub mod html;
pub mod json;
pub mod markdown;
mod need;
pub mod opening;
mod parts;
mod reach;
mod requirements;
pub mod term;
pub mod text;
pub mod words;

pub(crate) use entry::title;
pub use heading::Heading;
pub use need::Need;
pub use parts::{
    ABOUT, Block, Link, NEXT_STEP, NextStep, Page, Pair, Part, RIGHT_NOW, Scheda, SchedaFacts, Section, SedeFacts,
    SourceFacts, Tone, Viewer,
};
pub use requirements::in_words as requirement_in_words;

use crate::catalog::model::{AmbitoIx, Catalog, Entry};

impl Scheda {
    /// Lays out a servizio, or a tipologia by itself.
    pub fn of(entry: Entry<'_>, viewer: &Viewer) -> Self {
        entry::lay_out(entry, viewer)
    }

    /// Lays out an ambito.
    pub fn of_ambito(catalog: &Catalog, ambito: AmbitoIx, viewer: &Viewer) -> Self {
        ambito::lay_out(catalog, ambito, viewer)
    }

    /// The scheda of an id: `le-casarano/asilo-nido`, `it/naspi`, `tipologia/asilo-nido`, `ambito/le-casarano`.
    /// `None` where the catalogue has no such record.
    pub fn find(catalog: &Catalog, id: &str, viewer: &Viewer) -> Option<Self> {
        match id.strip_prefix("ambito/") {
            Some(slug) => catalog.find_ambito(slug).map(|ix| Self::of_ambito(catalog, ix, viewer)),
            None => catalog.find(id).map(|entry| Self::of(entry, viewer)),
        }
    }
}
