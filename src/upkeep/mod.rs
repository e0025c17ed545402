//! What keeps the catalogue true: reports from the desks, what is accepted of them, whom to call and to write to, public
//! registers, packages, and the numbers that show whether it grows.
//!
//! Knows the catalogue and how schede speak; no screen and no arguments. The file system is touched in [`folder`],
//! [`office`] and [`install`] only, the clock comes in as a day. Whoever may write a folder may do what it is for: the
//! file system decides.

pub mod call_sheet;
pub mod calls;
pub mod draft;
pub mod fields;
pub mod folder;
pub mod install;
pub mod letters;
pub mod notices;
pub mod numbers;
pub mod offer;
pub mod office;
pub mod package;
pub mod privacy;
pub mod proposal;
pub mod registers;
pub mod review;

pub use draft::{Draft, DraftRefused};
pub use folder::{Folder, Reports, Trouble};
pub use offer::{Offer, offers};
pub use proposal::{Proposal, Rejected, Topic};
pub use review::{Review, ReviewRow, State};
