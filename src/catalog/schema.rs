//! The JSON Schema of every kind of file, generated from the records' types.
//!
//! What an editor checks while somebody types and what the program checks when it reads come from one definition, so
//! that they cannot disagree. Only what one file can tell is here: references, dates and doubles are the business of
//! [`super::validate`].

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::correzioni::Correzione;
use super::load::FileKind;
use super::record::{
    Altrove, AmbitoFile, Area, ComuneRecord, Condizione, Destinatari, Equivalenza, FoglioRecord, LinguaRecord,
    NumeroUtile, RegioneRecord, ServizioRecord, Tipologia, Urgenza,
};

/// The JSON Schema (draft 2020-12) of the files of one kind.
pub fn schema(kind: FileKind) -> Value {
    match kind {
        FileKind::Regione => of::<RegioneRecord>(kind),
        FileKind::Aree => of::<Vec<Area>>(kind),
        FileKind::Destinatari => of::<Vec<Destinatari>>(kind),
        FileKind::Condizioni => of::<Vec<Condizione>>(kind),
        FileKind::Equivalenze => of::<Vec<Equivalenza>>(kind),
        FileKind::Tipologie => of::<Vec<Tipologia>>(kind),
        FileKind::Comuni => of::<Vec<ComuneRecord>>(kind),
        FileKind::Misure => of::<Vec<ServizioRecord>>(kind),
        FileKind::Numeri => of::<Vec<NumeroUtile>>(kind),
        FileKind::Urgenze => of::<Vec<Urgenza>>(kind),
        FileKind::Altrove => of::<Vec<Altrove>>(kind),
        FileKind::Foglio => of::<Vec<FoglioRecord>>(kind),
        FileKind::Lingua => of::<LinguaRecord>(kind),
        FileKind::Ambito => of::<AmbitoFile>(kind),
        FileKind::Correzione => of::<Correzione>(kind),
    }
}

/// Every schema by the place of its files: `{"aree.json": {…}, "ambiti/<ambito>.json": {…}}`.
pub fn all() -> Value {
    Value::Object(FileKind::ALL.into_iter().map(|kind| (kind.pattern().to_owned(), schema(kind))).collect())
}

/// What the files of a kind hold, for people: the schema's title.
pub fn title(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Regione => "La regione, le sue province e la data del catalogo",
        FileKind::Aree => "Aree strategiche",
        FileKind::Destinatari => "Gruppi di destinatari",
        FileKind::Condizioni => "Condizioni della persona a cui i requisiti rimandano",
        FileKind::Equivalenze => "Parole di tutti i giorni e parole del catalogo",
        FileKind::Tipologie => "Tipologie di servizio di un'area",
        FileKind::Comuni => "Comuni e ambito di ciascuno",
        FileKind::Misure => "Misure nazionali e regionali",
        FileKind::Numeri => "Numeri utili",
        FileKind::Urgenze => "Situazioni di pericolo e numeri da chiamare",
        FileKind::Altrove => "Uffici che non sono servizi sociali",
        FileKind::Foglio => "Che cosa dice il foglio di una tipologia, in parole semplici",
        FileKind::Lingua => "Una lingua in cui il foglio è tradotto",
        FileKind::Ambito => "Un ambito territoriale sociale con le sue sedi e i suoi servizi",
        FileKind::Correzione => "Una correzione accettata: che cosa cambia di un record, chi l'ha detto e quando",
    }
}

fn of<T: JsonSchema>(kind: FileKind) -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(may_be_removed).transform(&mut schema);
    schema.insert("title".to_owned(), json!(title(kind)));
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
