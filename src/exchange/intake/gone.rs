//! Rows that are gone: records that the sheets could speak of and do not.
//!
//! They stay as they are and are named. Only where it was asked for they go: out of the folder, and hidden where the catalogue
//! below has them too.

use std::collections::{BTreeMap, BTreeSet};

use super::page::IntakePage;
use super::{Out, Work};
use crate::exchange::sheet::{AMBITO, SEDI, SERVIZI};

/// More rows gone than this, and more than there are rows: a list of a few, not an edited export.
const FEW: usize = 12;

impl Work<'_> {
    pub(super) fn gone(&mut self, pages: &[IntakePage], out: &mut Out) {
        let has = |name: &str| pages.iter().any(|p| p.sheet.name == name);
        let scoped = |scope: &str| self.scopes.contains(scope);
        let rows =
            |sheet: &str, id: &str| self.rows.get(sheet).is_some_and(|r| r.contains(id)) || self.refused.contains(id);
        let mut gone: BTreeMap<(&'static str, String), BTreeSet<String>> = BTreeMap::new();
        let mut put = |sheet: &'static str, id: &str| {
            let scope = id.split('/').next().unwrap_or_default();
            if has(sheet) && scoped(scope) && !rows(sheet, id) {
                gone.entry((sheet, scope.to_owned())).or_default().insert(id.to_owned());
            }
        };
        self.known.servizi.keys().for_each(|id| put(SERVIZI.name, id));
        self.known.sedi.keys().for_each(|id| put(SEDI.name, id));
        self.known.ambiti.keys().for_each(|id| put(AMBITO.name, id));
        for ((sheet, scope), ids) in gone {
            self.tell(sheet, &scope, &ids);
            if self.import.remove_missing && sheet != AMBITO.name {
                for id in &ids {
                    self.take_away(id, out);
                }
            }
        }
    }

    fn tell(&mut self, sheet: &str, scope: &str, ids: &BTreeSet<String>) {
        let there =
            self.rows.get(sheet).map_or(0, |rows| rows.iter().filter(|id| id.split('/').next() == Some(scope)).count());
        if sheet == AMBITO.name && self.import.remove_missing {
            self.import.notes.push(format!(
                "L'ambito «{scope}» non ha una riga, ma non si toglie da qui: i suoi comuni resterebbero soli."
            ));
        }
        if ids.len() > FEW && ids.len() > there && !self.import.remove_missing {
            let all: Vec<&str> = ids.iter().map(String::as_str).collect();
            self.import.gone.push(format!(
                "foglio {sheet}: {} schede di «{scope}» non hanno una riga ({})",
                ids.len(),
                all.join(", ")
            ));
            return;
        }
        self.import.gone.extend(ids.iter().map(|id| format!("foglio {sheet}: nessuna riga per «{id}»")));
    }

    fn take_away(&mut self, id: &str, out: &mut Out) {
        if let Some(held) = self.known.servizi.get(id) {
            if held.below {
                let mut record = held.record.clone();
                record.removed = true;
                out.servizio(record);
            } else {
                out.dropped.insert(id.to_owned());
            }
        }
        if let Some(held) = self.known.sedi.get(id) {
            out.sedi.retain(|s| s.id.as_str() != id);
            if held.below {
                let mut record = held.record.clone();
                record.removed = true;
                out.sedi.push(record);
            } else {
                out.dropped.insert(id.to_owned());
            }
        }
    }
}
