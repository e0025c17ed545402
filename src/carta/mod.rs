//! The Carta dei servizi of an ambito: a printable document made of what the catalogue holds, and nothing else.
//!
//! [`compose`] makes one outline, every line of it with the record it comes from; [`html`], [`docx`] and [`markdown`] are forms
//! of it. What no source states is not written for the citizen but listed for the office at the end, by the column of the
//! sheet where it is filled in. Knows the catalogue and the words of a scheda, no files; the day comes in as an argument.

mod compose;
pub mod docx;
mod entries;
mod gaps;
pub mod html;
pub mod markdown;
mod outline;
mod service;

pub use compose::compose;
pub use outline::{
    Carta, CartaBlock, CartaFact, CartaLine, CartaPlace, CartaSection, CartaTable, FactValue, TITLE, TO_COMPLETE,
};
