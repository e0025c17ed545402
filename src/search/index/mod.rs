//! What is built once of a catalogue, so that a keystroke touches words and not records.
//!
//! Two kinds of documents: every tipologia with all its words, and every servizio with only the words that its tipologia
//! does not already have in as good a field. Servizi are numbered here by *slot*: by ambito (then region, then State), by
//! name, by what they rest on, by id – so that a place is one range and the order of equals is the order of numbers.
//! Knows the catalogue and [`super::vocab`]; [`super::matcher`] asks it.

mod build;
mod data;
mod kinds;
mod numeri;
mod open;
mod own;
mod slots;
mod text;

use crate::catalog::model::Catalog;

use super::ear::Classes;
use super::place::PlaceNames;
use build::Builder;

pub use data::Index;
pub(super) use data::TypePosting;
pub(super) use kinds::Profile;
pub(super) use numeri::{Numeri, Part};
pub(super) use open::Open;
pub(super) use text::own_texts;

impl Index {
    /// Builds the index of a catalogue. Pure; cost follows the catalogue's text, once.
    pub fn build(catalog: &Catalog) -> Self {
        let mut this = Self { places: PlaceNames::of(catalog), ear: Classes::of(catalog), ..Self::default() };
        this.rank_types(catalog);
        let order = this.order_slots(catalog);
        let mut builder = Builder::default();
        builder.types(catalog, &mut this.phrases);
        builder.numeri(catalog);
        let types = this.slots.ty.clone();
        builder.servizi(catalog, &order, &types, || this.sort_out_kinds(catalog));
        builder.equivalences(catalog);
        builder.finish(&mut this);
        this
    }
}
