//! Italian as it is written and read, once for the whole house.
//!
//! The ground floor: knows no service, no file and no screen, and imports no other room. [`signs`] says which signs may come
//! in at all, [`fold`] makes words equal that people write in several ways, [`stop`] and [`verbs`] know those that say little,
//! [`lemma`] those of one family, [`slip`] those that the fingers got wrong.

pub mod fold;
pub mod lemma;
pub mod signs;
pub mod slip;
pub mod stop;
pub mod verbs;
