//! What the program remembers between two starts: the desk's comune, the look of the screen, the starred services.
//!
//! Nothing about a citizen is ever stored: no query, no profile, no history. Knows the file system and neither catalogue
//! nor terminal. Where the files are comes in through [`Places`], built once at the edge; whatever is wrong with them is
//! a [`StateProblem`] with one Italian sentence, and the program goes on.

mod limits;
mod places;
mod preferences;
mod problem;
mod store;

pub use limits::{LIMIT, MAX_STARRED};
pub use places::{FILE, Places};
pub use preferences::{DeskHome, KEYS, PreferenceChange, Preferences};
pub use problem::StateProblem;
pub use store::{LoadedPreferences, change, load};
pub(crate) use store::{is_anybodys, lock, lock_for, put_new, replace, replace_for};
