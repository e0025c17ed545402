//! Accesses, counted without names: how many encounters a month, by the desk's comune, area, tipologia, channel and outcome.
//!
//! Only counters are kept, and only where the administrator's preferences name a folder: no order, no time of day, no
//! letter of what was typed. [`folder`] keeps them on disk, [`suppress`] hides what would point to a few persons, [`tavola`]
//! lays out what may be shown. Knows the catalogue and files; neither search nor terminal.

mod accesso;
pub mod folder;
pub mod suppress;
pub mod tavola;

pub use accesso::{Accesso, Canale, Esito, Month, Subject};
pub use folder::{CounterFolder, CounterTrouble};
