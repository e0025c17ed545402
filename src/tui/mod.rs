//! The full-screen look-up: model, message, update, view. Nothing else imports it.
//!
//! [`app`] is what there is, [`message`] what happens, [`update`] what follows, [`view`] how it looks. A keystroke is a
//! [`message::Message`]; what has to be done outside (copying, keeping a preference, quitting) comes back as a value and is
//! carried out by the loop. [`keymap`] is the one table of commands, [`words`] every visible word.

pub mod accessi;
pub mod app;
pub mod choices;
pub mod clipboard;
pub mod command;
pub mod damage;
pub mod hand;
pub mod input;
pub mod keymap;
pub mod layout;
pub mod line_edit;
pub mod lines;
mod listing;
pub mod message;
mod moves;
mod opening;
pub mod page;
pub mod pen;
mod pick;
pub mod picker;
pub mod profile;
pub mod profile_form;
pub mod question;
pub mod reader;
mod renew;
pub mod report;
mod run;
pub mod terminal;
pub mod theme;
mod undo;
pub mod update;
pub mod view;
mod window;
pub mod words;

pub use run::{DeskPlace, Ended, LiveScreen, ReadElsewhere, Reload, ScreenTrouble, Setup, first_model, run};
