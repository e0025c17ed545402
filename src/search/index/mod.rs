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
mod own;
mod slots;
mod text;

use crate::catalog::model::Catalog;
use crate::learn::linear::Linear;

use super::ear::{self, Ear};
use super::place::PlaceNames;
use build::Builder;

pub use data::Index;
pub(super) use data::TypePosting;
pub(super) use kinds::Profile;
pub(super) use numeri::{Numeri, Part};
pub(super) use text::own_texts;

impl Index {
    /// Builds the index of a catalogue. Pure; cost follows the catalogue's text, once.
    ///
    /// ```
    /// use sportello::catalog::bundled;
    /// use sportello::search::{Index, Request, look_up};
    ///
    /// let catalog = bundled::catalog()?.catalog;
    /// let index = Index::build(&catalog);
    /// // One index answers every request: this one names its place among the words.
    /// let request = Request { text: "sad latiano".to_owned(), ..Request::default() };
    /// let place = look_up(&catalog, &index, &request, "2026-11-21T10:30:00".parse()?).place;
    /// let comune = place.and_then(|p| p.comune()).ok_or("no place")?;
    /// assert_eq!(catalog.comuni[comune].record.name.as_str(), "Latiano");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn build(catalog: &Catalog) -> Self {
        let mut this =
            Self { places: PlaceNames::of(catalog), ear: Ear::of(catalog, ear::carried()), ..Self::default() };
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

    /// The index of a catalogue with another ear or none, and with what the words say or without it: for measuring what
    /// each is worth (`benches/ear.rs`). Places and dangers are recognised as ever.
    pub fn measured(catalog: &Catalog, ear: Option<&'static Linear>, words: bool) -> Self {
        Self { ear: Ear::of(catalog, ear), wordless: !words, ..Self::build(catalog) }
    }
}
