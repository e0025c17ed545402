//! Sportello: the look-up of social services that an Italian front desk keeps open all day.
//!
//! The house, one paragraph a room (`docs/architecture.md` tells how they stand to each other):
//!
//! - [`lingua`] – Italian as it is written and read: what makes words equal, which say little, how a value is said. Knows no
//!   service.
//! - [`catalog`] – what a service is, how records are read, checked and put together. Knows neither search nor terminal.
//! - [`learn`] – what is learned from sentences as people say them: features, a linear model, how it is learned.
//! - [`search`] – from what the citizen said to ranked rows. Knows no terminal and no file system.
//! - [`eligibility`] – a citizen's profile against what services require: yes, no, to be asked. Keeps nothing.
//! - [`exchange`] – other people's formats, in and out: spreadsheets, HSDS, CPSV-AP_IT, schema.org; what changed between two
//!   catalogues. Bytes in, bytes out: knows no files and no terminal.
//! - [`scheda`] – one service laid out as sections, then as text, Markdown, HTML or JSON.
//! - [`carta`] – the Carta dei servizi of an ambito: one outline of what the catalogue holds, as HTML, docx or Markdown. Knows
//!   no files.
//! - [`consegna`] – what a person takes home: the sheet to a file or a printer, the QR code.
//! - [`state`] – preferences and starred services on disk.
//! - [`accessi`] – encounters counted without names, where the administrator wants it; what of them may be shown.
//! - [`profilo`] – what the catalogue knows of an ambito as a whole: who lives there, what there is, what is owed.
//! - [`tui`] – the full-screen look-up: model, message, update, view. Nothing else imports it.
//! - `platform` – what Windows does in another way than Unix: files, terminal, folders of all users, paper. Knows no other
//!   room; nobody else asks which system it is on.
//! - [`upkeep`] – what keeps the catalogue true: reports from the desks, corrections, calls, letters, registers, packages.
//! - [`cli`] – the command line, one file a command. Nothing else imports it.

pub mod accessi;
pub mod carta;
pub mod catalog;
pub mod cli;
pub mod consegna;
pub mod eligibility;
pub mod encounter;
pub mod exchange;
pub mod learn;
pub mod lingua;
pub(crate) mod platform;
pub mod profilo;
pub mod scheda;
pub mod search;
pub mod state;
pub mod tui;
pub mod upkeep;
