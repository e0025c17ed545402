//! What a person may be entitled to: a profile against the requirements of services.
//!
//! Pure: a catalogue and a profile go in, verdicts with their reasons come out; nothing is kept, written or logged. The
//! way of an answer: [`profile`] (what is known of the person) -> [`facts`] (what follows from it) -> [`mod@assess`]
//! (requirement by requirement) -> [`mod@rank`] (best first) and [`question`] (what to ask next), both by how near something is to the
//! person ([`nearness`]). [`mod@fields`] is the form that
//! the catalogue's requirements ask for. The program orients, the office decides: what nobody stated counts neither as
//! met nor as not met.

pub mod assess;
pub mod facts;
pub mod field;
pub mod fields;
pub mod leads;
pub mod near;
pub mod nearness;
pub mod profile;
pub mod question;
pub mod rank;
pub mod verdict;
pub mod written;

pub use assess::{Assessment, Mark, Reason, assess, outcome};
pub use facts::Facts;
pub use field::FieldId;
pub use fields::{Group, ProfileField, fields};
pub use leads::Fit;
pub use near::Nearness;
pub use profile::{FieldValue, Household, Isee, Profile};
pub use question::{Question, next_question};
pub use rank::{Assessed, candidates, rank};
pub use verdict::{Outcome, Verdict};
