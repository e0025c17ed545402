//! Of several regions the one that a desk is in: what holds elsewhere alone is left out before the catalogue is resolved.
//!
//! A region's own records go by their place (comuni, ambiti, measures, tipologie that it alone has). The tipologie that every
//! region has were written with one region before the eyes: sentences that name it, its law or its money are left out, so
//! that a desk elsewhere reads what the State's norms say and nothing that does not hold there.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::load::Records;
use super::model::Layer;
use super::record::{RegioneRecord, Urgenza};
use super::values::Slug;
use crate::lingua::sentences::sentences;

/// How regional law is cited.
const LAWS: [&str; 13] = [
    "l.r.",
    "r.r.",
    "d.g.r.",
    "dgr ",
    "a.d. ",
    "legge regionale",
    "leggi regionali",
    "regolamento regionale",
    "piano regionale",
    "avviso regionale",
    "bando regionale",
    "giunta regionale",
    "catalogo regionale",
];

/// What stands where nothing else is left of a text that may not be missing.
const ASK: &str = "Lo dice il Comune di residenza: chiedere ai servizi sociali.";

/// Leaves of `layers` what belongs to the region `keep` or to all of Italy.
pub fn narrow(layers: &mut [(Layer, Records)], keep: &str) {
    let others: Vec<RegioneRecord> =
        layers.iter().flat_map(|(_, r)| r.regioni.clone()).filter(|r| r.id.as_str() != keep).collect();
    if others.is_empty() {
        return;
    }
    let foreign = Foreign::of(&others, layers);
    for (_, records) in layers.iter_mut() {
        let is_own = records.regioni.iter().any(|r| r.id.as_str() == keep);
        foreign.leave_out(records);
        if !is_own {
            foreign.redact_all(records);
        }
    }
}

/// What belongs to other regions.
struct Foreign {
    ids: HashSet<String>,
    provinces: HashSet<String>,
    ambiti: HashSet<String>,
    types: HashSet<String>,
    numeri: HashSet<String>,
    /// Whole words, in small letters.
    names: HashSet<String>,
    /// Beginnings of words.
    stems: Vec<String>,
    /// Words that stand together or hold signs, anywhere in a text.
    phrases: Vec<String>,
    /// Names of comuni, as they are written, by their first word.
    comuni: HashMap<String, Vec<String>>,
    /// Tipologie of which there is a national measure: their amounts are the State's.
    national: HashSet<String>,
}

impl Foreign {
    fn of(others: &[RegioneRecord], layers: &[(Layer, Records)]) -> Self {
        let texts = |list: Vec<String>| list.into_iter().map(|t| t.to_lowercase());
        let provinces: HashSet<String> = others.iter().flat_map(|r| &r.provinces).map(|p| p.code.to_string()).collect();
        let files = || layers.iter().flat_map(|(_, r)| &r.ambiti);
        let ambiti = files().filter_map(|f| f.ambito.as_ref()).filter(|a| provinces.contains(a.province.as_str()));
        let own: Vec<String> =
            texts(others.iter().flat_map(|r| r.words.iter().map(ToString::to_string)).collect()).collect();
        let (phrases, words): (Vec<String>, Vec<String>) = own.into_iter().partition(|w| w.contains([' ', '.']));
        let comuni = layers.iter().flat_map(|(_, r)| &r.comuni).filter(|c| provinces.contains(c.province.as_str()));
        let misure = layers.iter().flat_map(|(_, r)| &r.misure);
        let mut foreign = Self {
            ids: others.iter().map(|r| r.id.to_string()).collect(),
            ambiti: ambiti.map(|a| a.id.to_string()).collect(),
            types: others.iter().flat_map(|r| &r.types).map(ToString::to_string).collect(),
            numeri: HashSet::new(),
            names: others
                .iter()
                .flat_map(|r| &r.provinces)
                .flat_map(|p| p.name.to_lowercase().split('-').map(str::to_owned).collect::<Vec<_>>())
                .collect(),
            // "pugli" for Puglia, pugliese, pugliesi.
            stems: others
                .iter()
                .map(|r| r.name.to_lowercase().trim_end_matches(['a', 'e', 'i', 'o']).to_owned())
                .chain(words)
                .collect(),
            phrases,
            comuni: comuni.fold(HashMap::new(), |mut by, c| {
                let first = c.name.split(' ').next().unwrap_or_default().to_owned();
                by.entry(first).or_insert_with(Vec::new).push(c.name.to_string());
                by
            }),
            national: misure.filter_map(|m| m.id.strip_prefix("it/").map(str::to_owned)).collect(),
            provinces,
        };
        let numeri = layers.iter().flat_map(|(_, r)| &r.numeri);
        foreign.numeri = numeri.filter(|n| foreign.speaks_of(&n.name)).map(|n| n.id.to_string()).collect();
        foreign
    }

    /// Whether a text names another region, its provinces or its law.
    fn speaks_of(&self, text: &str) -> bool {
        let low = text.to_lowercase();
        LAWS.iter().any(|law| low.contains(law))
            || self.phrases.iter().any(|phrase| low.contains(phrase.as_str()))
            || self.names_a_comune(text)
            || low
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| self.names.contains(word) || self.stems.iter().any(|stem| word.starts_with(stem.as_str())))
    }

    fn names_a_comune(&self, text: &str) -> bool {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '\''));
        words
            .filter(|w| w.starts_with(char::is_uppercase))
            .filter_map(|w| self.comuni.get(w))
            .flatten()
            .any(|name| is_in(text, name))
    }

    /// Records of another region.
    fn leave_out(&self, records: &mut Records) {
        records.regioni.retain(|r| !self.ids.contains(r.id.as_str()));
        records.comuni.retain(|c| !self.provinces.contains(c.province.as_str()));
        records.ambiti.retain(|f| f.scope().is_none_or(|scope| !self.ambiti.contains(scope)));
        records.misure.retain(|m| !self.ids.contains(m.id.scope()) && !self.types.contains(m.tipologia.as_str()));
        records.tipologie.retain(|t| !self.types.contains(t.id.as_str()));
        records.numeri.retain(|n| !self.numeri.contains(n.id.as_str()));
        for tipologia in &mut records.tipologie {
            without(&mut tipologia.related, &self.types);
            if let Some(step) = &mut tipologia.first_step {
                without(&mut step.numbers, &self.numeri);
            }
        }
        records.urgenze.change(|all| all.iter_mut().for_each(|urgenza| self.leave_out_of(urgenza)));
        records.altrove.change(|all| all.iter_mut().for_each(|a| without(&mut a.near, &self.types)));
        records.misure.iter_mut().filter_map(|m| m.related.as_mut()).for_each(|list| without(list, &self.types));
    }

    fn leave_out_of(&self, urgenza: &mut Urgenza) {
        without(&mut urgenza.numbers, &self.numeri);
        urgenza.numbers_if.values_mut().for_each(|list| without(list, &self.numeri));
        without(&mut urgenza.types, &self.types);
        without(&mut urgenza.not_first, &self.types);
    }

    fn redact_all(&self, records: &mut Records) {
        self.redact(&mut records.tipologie);
        self.redact(&mut records.misure);
        self.redact(&mut records.numeri);
        records.urgenze.change(|all| self.redact(all));
        records.altrove.change(|all| self.redact(all));
        records.condizioni.change(|all| self.redact(all));
        self.redact(&mut records.destinatari);
        self.redact(&mut records.aree);
        records.equivalenze.change(|all| self.redact(all));
    }

    fn redact<T: Serialize + DeserializeOwned>(&self, list: &mut Vec<T>) {
        let redacted = list.iter().filter_map(|record| {
            let Ok(Value::Object(mut object)) = serde_json::to_value(record) else { return None };
            let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
            let type_id = object.get("type").and_then(Value::as_str).unwrap_or(id);
            let local = object.contains_key("provider") && !self.national.contains(type_id);
            // A regional objective binds nobody elsewhere.
            if object.get("level").and_then(Value::as_str) == Some("obiettivo-di-servizio") {
                object.remove("level");
            }
            self.object(&mut object, local);
            serde_json::from_value(Value::Object(object)).ok()
        });
        *list = redacted.collect();
    }

    fn object(&self, object: &mut Map<String, Value>, local: bool) {
        let mut empty = Vec::new();
        for (key, value) in object.iter_mut().filter(|(key, _)| !is_code(key)) {
            match value {
                Value::String(text) => {
                    let left = self.text(text, local);
                    let needed = ["description", "summary", "text", "purpose"].contains(&key.as_str());
                    if !left.is_empty() {
                        *text = left;
                    } else if needed {
                        ASK.clone_into(text);
                    } else {
                        empty.push(key.clone());
                    }
                }
                Value::Array(items) => self.list(items, local),
                Value::Object(inner) => {
                    self.object(inner, local);
                    // A step that says nothing is none.
                    if key == "first_step" && !inner.contains_key("say") {
                        empty.push(key.clone());
                    }
                }
                _ => {}
            }
        }
        for key in empty {
            object.remove(&key);
        }
    }

    fn list(&self, items: &mut Vec<Value>, local: bool) {
        items.retain_mut(|item| match item {
            Value::String(text) => {
                *text = self.text(text, local);
                !text.is_empty()
            }
            Value::Object(inner) => {
                let kind = inner.get("kind").and_then(Value::as_str).unwrap_or_default();
                // A threshold or a source of another region does not hold without its words.
                let whole = ["title", "ref", "norm", "text", "url", "what", "when"];
                let foreign =
                    whole.iter().filter_map(|k| inner.get(*k).and_then(Value::as_str)).any(|t| self.speaks_of(t));
                if foreign || local && kind == "isee" {
                    return false;
                }
                let steps = inner.contains_key("say");
                self.object(inner, local);
                !steps || inner.contains_key("say")
            }
            _ => true,
        });
    }

    /// A text without the sentences that do not hold elsewhere; empty where nothing is left.
    fn text(&self, text: &str, local: bool) -> String {
        let money = |t: &str| local && (t.contains('€') || t.contains(" euro") || t.contains("ISEE fino"));
        if !self.speaks_of(text) && !money(text) {
            return text.to_owned();
        }
        let bare = without_brackets(text, |inside| self.speaks_of(inside) || money(inside));
        let mut out: Vec<String> = Vec::new();
        for sentence in sentences(&bare) {
            let pieces: Vec<&str> = sentence.split(" · ").filter(|p| !self.speaks_of(p) && !money(p)).collect();
            if !pieces.is_empty() {
                out.push(pieces.join(" · ").trim().to_owned());
            }
        }
        out.join(" ")
    }
}

/// Whether `name` stands in `text` by itself, as it is written.
fn is_in(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Takes the identifiers that are gone out of a list.
fn without(list: &mut Vec<Slug>, gone: &HashSet<String>) {
    list.retain(|id| !gone.contains(id.as_str()));
}

/// Fields that hold codes and not words.
fn is_code(key: &str) -> bool {
    [
        "id",
        "type",
        "area",
        "other_areas",
        "targets",
        "related",
        "aliases",
        "near",
        "types",
        "not_first",
        "numbers",
        "numbers_if",
        "number",
        "hours",
        "phrases",
        "unless",
    ]
    .contains(&key)
}

/// A text without the brackets whose inside is `unwanted`.
fn without_brackets(text: &str, unwanted: impl Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let (before, after) = rest.split_at(open);
        let Some(close) = after.find(')') else { break };
        out.push_str(before);
        let bracket = after.get(..=close).unwrap_or_default();
        if unwanted(bracket) {
            out.truncate(out.trim_end().len());
        } else {
            out.push_str(bracket);
        }
        rest = after.get(close + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_region_goes_with_its_brackets() {
        assert_eq!(
            without_brackets("Centro (ARPAL Puglia) per tutti (gratis)", |t| t.contains("Puglia")),
            "Centro per tutti (gratis)"
        );
    }
}
