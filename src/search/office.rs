//! What is there for the office itself comes after everything that is for citizens, unless it is asked for by name.

use crate::catalog::model::Entry;

use super::look::{FoundRow, Look};
use super::weights::{ASKED_FOR, Tier};
use crate::lingua::fold::words;

impl Look<'_> {
    /// A row in its turn: `said` is its tipologia and the words of the query that the servizio has by itself.
    pub fn in_turn(&self, row: FoundRow, entry: Entry<'_>, said: (usize, u32)) -> FoundRow {
        if !entry.is_for_office() || self.names(&entry, said) {
            return row;
        }
        let (_, kind, rank) = row.order;
        FoundRow { score: row.score.min(1), order: (u16::MAX, kind, rank), ..row }
    }

    /// Whether the query asks for a service of the office: it says what names it ("supervisione", "posti" in "RSA: posti") and
    /// nothing that it has not, or the whole sentence speaks of it.
    fn names(&self, entry: &Entry<'_>, (ty, own): (usize, u32)) -> bool {
        let name = entry.name().rsplit(':').next().unwrap_or_default();
        let first = words(name).into_iter().next().and_then(|w| self.index.vocab.get(&w.folded));
        let meant = |id: u32| self.expansions.iter().filter_map(|e| e.meant(id)).any(|m| m.tier <= Tier::Stem);
        let said = self.has_all(self.type_mask(ty) | own) && first.is_some_and(meant);
        // The ear knows tipologie only.
        let whole = Entry { servizio: None, ..*entry };
        said || (whole.is_for_office() && self.heard.of_type(ty) >= ASKED_FOR)
    }
}
