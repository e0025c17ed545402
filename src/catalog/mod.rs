//! The catalogue: what its records are, how they are read, checked, layered and resolved.
//!
//! Knows neither search nor terminal. The way of a record: file -> [`record`] (what is written) -> [`resolve`] (what is
//! meant) -> [`model`] (what everything else reads). [`italia`] knows every comune, [`narrow`] leaves of several regions the
//! one that a desk is in. [`text`] is the gate that no hostile character passes.

pub mod bundled;
pub mod correzioni;
pub mod distance;
pub mod ending;
pub mod first_names;
pub mod fresh;
pub mod hours;
pub mod italia;
pub mod kinds;
pub mod laid;
pub mod later;
pub mod layers;
pub mod lingue;
pub mod load;
pub mod model;
pub mod narrow;
pub mod persons;
pub mod plain;
pub mod reading;
pub mod record;
pub mod regions;
pub mod resolve;
pub mod scadenze;
pub mod schema;
pub mod spans;
pub mod table;
pub mod term;
pub mod text;
pub mod typed;
pub mod validate;
pub mod values;
pub mod verify;
