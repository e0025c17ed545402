//! Other people's formats, in and out.
//!
//! Everything here is bytes in, bytes out: files, folders and the clock belong to the command line. Knows the catalogue
//! and the scheda's facts, no terminal.
//!
//! - [`tables`], [`sheet`], [`outline`] – the sheets of the Ufficio di Piano; [`xlsx`] and [`csv`] are their two coats, [`intake`]
//!   reads what comes back, [`hours`] and [`comuni`] as people write them, [`beside`] tells what no cell says; [`guess`] takes
//!   the columns of other lists for theirs.
//! - [`cpsv_ap`] – CPSV-AP_IT and CPSV-AP as JSON-LD; [`schema_org`] – the same for the page that is handed over.
//! - [`diff`] – what changed between two catalogues; [`skeleton`] – a new record to be filled in.
//! - [`hsds`] – Human Services Data Specification, out and in.
//! - [`zipped`] – archives, within limits.
//! - [`layer`] – records as the files of a catalogue's layer.

pub mod beside;
mod cells;
pub mod comuni;
pub mod cpsv_ap;
pub mod csv;
pub mod diff;
pub mod guess;
pub mod headings_of;
pub mod hours;
pub mod hsds;
mod inline;
pub mod intake;
pub mod layer;
pub mod outline;
pub mod pages;
pub mod raw;
pub mod schema_org;
pub mod sheet;
pub mod skeleton;
pub mod tables;
pub mod untouched;
pub mod xlsx;
pub mod zipped;
