//! A scheda as a JSON object for programs. Its keys are a promise: they are added to, never renamed; a key that does not
//! apply is absent, never null.
//!
//! | key | value |
//! |---|---|
//! | `id` | identifier, as `show` takes it |
//! | `type` | the tipologia's id; absent for an ambito |
//! | `name`, `acronyms`, `title` | name, acronyms, name with the acronyms in brackets |
//! | `scope` | `it`, the region's id, an ambito's id, or `tipologia` |
//! | `ambito`, `area`, `targets`, `comuni` | identifiers of ambito, area and target groups; names of the comuni, where it does not serve the whole scope |
//! | `status`, `basis`, `checked` | as in the files; `status` as it may be believed today |
//! | `opens`, `closes`, `valid_until` | as in the files, where it or its tipologia states them |
//! | `summary` | one sentence |
//! | `opening` | what it opens with: `[{label, value}]`, labels `CHI`, `DOVE`, `TELEFONO`, `QUANDO`, `PORTARE`, `COME` |
//! | `header` | `[{label, value}]` |
//! | `sections` | `[{heading, blocks}]`; a block is `{kind: paragraph or caution, text}`, `{kind: bullets or steps, items}`, `{kind: pairs, pairs: [{label, value}]}` or `{kind: place, name, details: [{label, value}]}` |
//! | `next_step` | the last line of the scheda |
//! | `links` | `[{id, title}]` |
//! | `sedi` | `[{id, name, kind, riservato, comune, address, phones, emails, pec, website, hours, hours_source, note}]` |
//! | `sources` | `[{title, url, date, read}]` |

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::{Block, Link, Pair, Scheda, Section, SedeFacts, SourceFacts};

/// One scheda as indented JSON, ended by a line break.
///
/// # Errors
/// None in practice: every key is a string.
pub fn render(scheda: &Scheda) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(scheda).map(|text| text + "\n")
}

/// One scheda as a value, to be put into a larger document.
///
/// # Errors
/// None in practice: every key is a string.
pub fn value(scheda: &Scheda) -> Result<Value, serde_json::Error> {
    serde_json::to_value(scheda)
}

/// A map that leaves out what is absent or empty.
struct Sparse<M>(M);

impl<M: SerializeMap> Sparse<M> {
    fn some<T: Serialize>(&mut self, key: &str, value: Option<&T>) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.0.serialize_entry(key, value))
    }

    fn list<T: Serialize>(&mut self, key: &str, value: &[T]) -> Result<(), M::Error> {
        if value.is_empty() { Ok(()) } else { self.0.serialize_entry(key, value) }
    }
}

impl Serialize for Scheda {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let facts = &self.facts;
        let mut map = Sparse(serializer.serialize_map(None)?);
        map.some("id", Some(&self.id))?;
        map.some("type", facts.tipologia.as_ref())?;
        map.some("name", Some(&facts.name))?;
        map.list("acronyms", &facts.acronyms)?;
        map.some("title", Some(&self.title))?;
        map.some("scope", Some(&facts.scope))?;
        map.some("ambito", facts.ambito.as_ref())?;
        map.some("area", facts.area.as_ref())?;
        map.list("targets", &facts.targets)?;
        map.list("comuni", &facts.comuni)?;
        map.some("status", facts.status.as_ref())?;
        map.some("basis", facts.basis.as_ref())?;
        map.some("opens", facts.term.opens.as_ref())?;
        map.some("closes", facts.term.closes.as_ref())?;
        map.some("valid_until", facts.term.valid_until.as_ref())?;
        map.some("summary", Some(&self.summary))?;
        map.some("checked", facts.checked.as_ref())?;
        map.list("opening", &self.opening)?;
        map.list("header", &self.header)?;
        map.list("sections", &self.sections)?;
        map.some("next_step", Some(&self.next_step))?;
        map.list("links", &self.links)?;
        map.list("sedi", &facts.sedi)?;
        map.list("sources", &facts.sources)?;
        map.0.end()
    }
}

impl Serialize for Section {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("heading", self.heading.label())?;
        map.serialize_entry("blocks", &self.blocks)?;
        map.end()
    }
}

impl Serialize for Block {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Paragraph(text) => {
                map.serialize_entry("kind", "paragraph")?;
                map.serialize_entry("text", text)?;
            }
            Self::Caution(text) => {
                map.serialize_entry("kind", "caution")?;
                map.serialize_entry("text", text)?;
            }
            Self::Bullets(items) => {
                map.serialize_entry("kind", "bullets")?;
                map.serialize_entry("items", items)?;
            }
            Self::Steps(items) => {
                map.serialize_entry("kind", "steps")?;
                map.serialize_entry("items", items)?;
            }
            Self::Pairs(pairs) => {
                map.serialize_entry("kind", "pairs")?;
                map.serialize_entry("pairs", pairs)?;
            }
            Self::Place { name, details } => {
                map.serialize_entry("kind", "place")?;
                map.serialize_entry("name", name)?;
                map.serialize_entry("details", details)?;
            }
        }
        map.end()
    }
}

impl Serialize for Pair {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("label", self.label)?;
        map.serialize_entry("value", &self.value)?;
        map.end()
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("title", &self.title)?;
        map.end()
    }
}

impl Serialize for SedeFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = Sparse(serializer.serialize_map(None)?);
        map.some("id", Some(&self.id))?;
        map.some("name", Some(&self.name))?;
        map.some("kind", Some(&self.kind))?;
        map.some("riservato", Some(&true).filter(|_| self.riservato))?;
        map.some("comune", self.comune.as_ref())?;
        map.some("address", self.address.as_ref())?;
        map.list("phones", &self.phones)?;
        map.list("emails", &self.emails)?;
        map.list("pec", &self.pec)?;
        map.some("website", self.website.as_ref())?;
        map.some("hours", self.hours.as_ref())?;
        map.some("hours_source", self.hours_source.as_ref())?;
        map.some("note", self.note.as_ref())?;
        map.0.end()
    }
}

impl Serialize for SourceFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = Sparse(serializer.serialize_map(None)?);
        map.some("title", Some(&self.title))?;
        map.some("url", self.url.as_ref())?;
        map.some("date", self.date.as_ref())?;
        map.some("read", self.read.as_ref())?;
        map.0.end()
    }
}
