//! The JSON Schema of every kind of file, generated from the records' types.
//!
//! What an editor checks while somebody types and what the program checks when it reads come from one definition, so
//! that they cannot disagree. Only what one file can tell is here: references, dates and doubles are the business of
//! [`super::validate`].

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::kinds::{FileKind, each_kind};
use super::later::Later;
use super::load::Shelf;
use super::{correzioni, lingue, record};

/// The schema of a file by its layout.
macro_rules! of_layout {
    (list, $record:ty, $kind:ident) => {
        of::<Vec<$record>>($kind)
    };
    ($one:ident, $record:ty, $kind:ident) => {
        of::<$record>($kind)
    };
}

/// Makes the function that knows the type of every kind.
macro_rules! schemas {
    ($($kind:ident: $file:literal, $title:literal, $layout:ident, $field:ident: $shelf:ty, $unfinished:ident,
       $smallest:literal;)+) => {
        /// The JSON Schema (draft 2020-12) of the files of one kind.
        pub fn schema(kind: FileKind) -> Value {
            match kind {
                $(FileKind::$kind => of_layout!($layout, <$shelf as Shelf>::Record, kind),)+
            }
        }
    };
}

each_kind!(schemas);

/// Every schema by the place of its files: `{"aree.json": {…}, "ambiti/<ambito>.json": {…}}`.
pub fn all() -> Value {
    Value::Object(FileKind::ALL.into_iter().map(|kind| (kind.pattern().to_owned(), schema(kind))).collect())
}

fn of<T: JsonSchema>(kind: FileKind) -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(may_be_removed).transform(&mut schema);
    schema.insert("title".to_owned(), json!(kind.title()));
    schema.to_value()
}

/// A record that only hides the one of a lower layer needs nothing but its identifier and `"removed": true`.
fn may_be_removed(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    let properties = object.get("properties").and_then(Value::as_object);
    let Some(key) = properties.filter(|p| p.contains_key("removed")).and_then(identifier) else { return };
    if let Some(required) = object.remove("required") {
        let hides = json!({ "required": [key, "removed"], "properties": { "removed": { "const": true } } });
        object.insert("anyOf".to_owned(), json!([{ "required": required }, hides]));
    }
}

fn identifier(properties: &Map<String, Value>) -> Option<&'static str> {
    ["id", "istat"].into_iter().find(|key| properties.contains_key(*key))
}
