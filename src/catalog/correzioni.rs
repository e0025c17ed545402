//! Corrections: what somebody who may write a layer has accepted of what a desk reported.
//!
//! A correction is a JSON Merge Patch (RFC 7396) on one record, with an audit row for each field in the words of HSDS
//! `metadata`. The record underneath goes on being updated: where the same field has changed since, the correction still
//! holds and the conflict is kept beside it, so that both can be shown.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::Source;
use super::text::Text;
use super::typed;
use super::values::{Istat, PartialDate, RecordId, Slug};

/// Deepest patch that is laid over a record; the records themselves have five levels.
const MAX_DEPTH: usize = 8;

/// What happened to one field: the audit row of HSDS `metadata`, without what the correction says once for all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The field of the record.
    pub field_name: Text,
    /// What the record said before; null where it said nothing.
    #[serde(default)]
    pub previous_value: Value,
    /// What it says now; null where it says nothing.
    #[serde(default)]
    pub replacement_value: Value,
    /// Who said so: a role, not a name.
    pub updated_by: Text,
    /// When.
    pub last_action_date: PartialDate,
    /// `update`, or `verify` where the value was found right.
    pub last_action_type: Action,
}

/// What was done to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It was given a value.
    Create,
    /// Its value was changed or taken away.
    Update,
    /// Its value was found right.
    Verify,
}

/// A correction that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// When.
    pub on: PartialDate,
    /// Why.
    pub why: Text,
}

/// One file of `correzioni/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correzione {
    /// Identifier: that of the report it comes from.
    pub id: Slug,
    /// The record: `<ambito>/<servizio>`, `<ambito>/sede/<name>`, `ambito/<id>`, `comune/<istat>`, `numero/<id>` or
    /// `tipologia/<id>`.
    pub record: Text,
    /// The JSON Merge Patch.
    pub patch: serde_json::Map<String, Value>,
    /// One row a field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audit: Vec<Audit>,
    /// Who accepted it: a role, not a name.
    pub by: Text,
    /// When it was accepted.
    pub on: PartialDate,
    /// Which of its record's it is on that day: 0 the first. What was accepted last wins.
    #[serde(default, skip_serializing_if = "is_first")]
    pub turn: u32,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
    /// Where the fact comes from, where it is no desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The reports that it settles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<Slug>,
    /// It holds no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks so
const fn is_first(turn: &u32) -> bool {
    *turn == 0
}

impl Correzione {
    /// The fields' names, in the order of the files: what an unknown field is compared with.
    pub const FIELDS: &'static [&'static str] =
        &["id", "record", "patch", "audit", "by", "on", "turn", "why", "source", "reports", "withdrawn"];
}

/// The record that a report or a correction speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CorrectionSubject {
    /// A servizio: `le-casarano/asilo-nido`, `it/naspi`.
    Servizio(RecordId),
    /// A sede: `le-casarano/sede/pua`.
    Sede(RecordId),
    /// An ambito: `ambito/le-casarano`.
    Ambito(Slug),
    /// A comune: `comune/074009`.
    Comune(Istat),
    /// A number to call: `numero/1522`.
    Numero(Slug),
    /// A tipologia: `tipologia/asilo-nido`.
    Tipologia(Slug),
}

impl CorrectionSubject {
    /// Reads an identifier. `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        let (scope, rest) = id.split_once('/')?;
        match scope {
            "ambito" => Slug::new(rest).ok().map(Self::Ambito),
            "comune" => Istat::new(rest).ok().map(Self::Comune),
            "numero" => Slug::new(rest).ok().map(Self::Numero),
            "tipologia" => Slug::new(rest).ok().map(Self::Tipologia),
            _ if rest.starts_with("sede/") => RecordId::new(id).ok().map(Self::Sede),
            _ => RecordId::new(id).ok().map(Self::Servizio),
        }
    }
}

/// `below` with the correction over it, and the fields that changed underneath since it was made.
///
/// # Errors
/// Why there is no such record, in Italian.
pub(super) fn merge<T: DeserializeOwned>(
    mut below: Value,
    correzione: &Correzione,
) -> Result<(T, Vec<(Text, Value)>), Text> {
    let patch = Value::Object(correzione.patch.clone());
    if depth(&patch) > MAX_DEPTH || correzione.patch.contains_key("removed") {
        return Err(Text::new("la correzione non è una che si possa fare"));
    }
    let key = if below.get("istat").is_some() { "istat" } else { "id" };
    let id = below.get(key).cloned();
    let current = |field: &str| below.get(field).cloned().unwrap_or_default();
    let conflicts = correzione.audit.iter().filter_map(|row| {
        let now = current(&row.field_name);
        (now != row.previous_value && now != row.replacement_value).then(|| (row.field_name.clone(), now))
    });
    let conflicts = conflicts.collect();
    json_patch::merge(&mut below, &patch);
    if below.get(key) != id.as_ref() {
        return Err(Text::new("la correzione cambierebbe l'identificativo"));
    }
    let record = typed::of_value(&below)
        .map_err(|wrong| Text::new(&format!("la correzione non si può usare ({wrong}): il record non c'è più?")))?;
    Ok((record, conflicts))
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
