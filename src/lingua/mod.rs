//! Italian as it is written and read, once for the whole house.
//!
//! The ground floor: knows no service, no file and no screen, and imports no other room. [`signs`] says which signs may come
//! in at all, [`fold`] makes words equal that people write in several ways, [`stop`] and [`verbs`] know those that say little,
//! [`lemma`] those of one family, [`dialect`] those of Puglia's dialects, [`slip`] those that the fingers got wrong, [`near`] those that may have been meant. Values
//! become words in [`amounts`], [`dates`], [`lists`], [`phone`] and [`system`], words sentences in [`sentences`], and sentences what fits a
//! terminal in [`lines`] and [`ascii`], or is heard in [`spoken`].

pub mod amounts;
pub mod ascii;
pub mod dates;
pub mod dialect;
pub mod fold;
pub mod lemma;
pub mod lines;
pub mod lists;
pub mod near;
pub mod phone;
pub mod sentences;
pub mod signs;
pub mod slip;
pub mod spoken;
pub mod stop;
pub mod system;
pub mod verbs;
