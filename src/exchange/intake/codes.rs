//! The code of a row that has none: the record that it can only mean, or a new one.

use std::collections::HashSet;

use super::row::RowDraft;
use crate::exchange::hsds::import::slug;

/// What a row without a code may be: what is known with the same name, and what nobody is called yet.
pub(super) struct Codes<'a> {
    /// Codes that are taken: those of the rows, of the catalogue and of the folder.
    taken: HashSet<&'a str>,
    /// Codes that rows of the sheet have or were given.
    used: HashSet<String>,
}

impl<'a> Codes<'a> {
    pub(super) fn of(known: impl Iterator<Item = &'a str>, drafts: &[RowDraft]) -> Self {
        Self { taken: known.collect(), used: drafts.iter().filter_map(|d| d.code.clone()).collect() }
    }

    /// The one of `alike`, records that are called like the row, that no other row has; else the first of `base`, `base-2`…
    /// that is free.
    ///
    /// # Errors
    /// The codes that it could be, where there are several.
    pub(super) fn give(&mut self, alike: &[&str], base: &str) -> Result<String, String> {
        let free: Vec<&&str> = alike.iter().filter(|id| !self.used.contains(**id)).collect();
        let code = match free.as_slice() {
            [only] => (**only).to_owned(),
            [] => {
                let is_free = |id: &String| !self.taken.contains(id.as_str()) && !self.used.contains(id);
                std::iter::once(base.to_owned())
                    .chain((2..100_000).map(|n| format!("{base}-{n}")))
                    .find(is_free)
                    .unwrap_or_else(|| base.to_owned())
            }
            several => {
                let all: Vec<String> = several.iter().take(4).map(|id| format!("«{id}»")).collect();
                return Err(format!("codice vuoto: può essere {}; scrivi quale", all.join(" o ")));
            }
        };
        self.used.insert(code.clone());
        Ok(code)
    }
}

/// The last part of a sede's code: what the office calls it, else its name.
pub(super) fn sede(typed: Option<&str>, name: &str) -> String {
    let own = typed.map(slug).filter(|s| s.chars().filter(char::is_ascii_alphabetic).count() > 2 && s != "senza-nome");
    own.unwrap_or_else(|| slug(name))
}
