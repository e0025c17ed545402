//! From a tree to a typed record; where it is refused, the way to the value and what is wrong with it, in Italian.
//!
//! serde tells what is wrong part by part – a field's name, the words that are known – and they are kept as parts: no
//! sentence of a library is read. Neighbours: [`super::spans`] knows where the values of a text stand,
//! [`super::reading`] and [`super::validate`] say it to people.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Deserializer, forward_to_deserialize_any};
use serde_json::{Number, Value};

use super::spans::{Member, Node, NodeKind, Step, written};

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Of another type: what was found and what was expected.
    Type(String, String),
    /// Of the right type and yet none that may be there: the same two.
    Value(String, String),
    /// A word that is none of these.
    Word(String, &'static [&'static str]),
    /// A field that is none of these.
    Unknown(String, &'static [&'static str]),
    /// A field that is not there.
    Missing(&'static str),
    /// What a check of ours says.
    Own(String),
}

/// Why a value was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeError {
    /// From the value on the way back to the top.
    back: Vec<Step>,
    /// What is wrong.
    pub wrong: Wrong,
}

impl TypeError {
    /// The way from the top to the value; of a tagged object, which serde reads in two passes, to the object.
    pub fn way(&self) -> Vec<Step> {
        self.back.iter().rev().cloned().collect()
    }

    fn below(mut self, step: Step) -> Self {
        self.back.push(step);
        self
    }
}

impl From<Wrong> for TypeError {
    fn from(wrong: Wrong) -> Self {
        Self { back: Vec::new(), wrong }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one_of = |known: &[&str]| known.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Type(found, expected) => write!(f, "tipo sbagliato: {found}, atteso {expected}"),
            Self::Value(found, expected) => write!(f, "valore sbagliato: {found}, atteso {expected}"),
            Self::Word(word, known) => write!(f, "parola non prevista \"{word}\", attesa una di {}", one_of(known)),
            Self::Unknown(name, known) => write!(f, "campo sconosciuto \"{name}\", atteso uno di {}", one_of(known)),
            Self::Missing(name) => write!(f, "manca il campo \"{name}\""),
            Self::Own(said) => f.write_str(said),
        }
    }
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = written(&self.way());
        if field.is_empty() { self.wrong.fmt(f) } else { write!(f, "campo «{field}»: {}", self.wrong) }
    }
}

impl std::error::Error for TypeError {}

impl Error for TypeError {
    fn custom<T: fmt::Display>(said: T) -> Self {
        Wrong::Own(said.to_string()).into()
    }
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Wrong::Type(in_words(found), expected_in_words(expected)).into()
    }
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Wrong::Value(in_words(found), expected_in_words(expected)).into()
    }
    fn invalid_length(found: usize, expected: &dyn Expected) -> Self {
        Wrong::Value(format!("elenco di {found}"), expected_in_words(expected)).into()
    }
    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Wrong::Word(word.to_owned(), known).into()
    }
    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Wrong::Unknown(name.to_owned(), known).into()
    }
    fn missing_field(name: &'static str) -> Self {
        Wrong::Missing(name).into()
    }
    fn duplicate_field(name: &'static str) -> Self {
        Wrong::Own(format!("campo ripetuto \"{name}\"")).into()
    }
}

fn in_words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(said) => said.to_string(),
        Unexpected::Unsigned(n) => format!("numero \"{n}\""),
        Unexpected::Signed(n) => format!("numero \"{n}\""),
        Unexpected::Float(n) => format!("numero \"{n}\""),
        Unexpected::Str(text) => format!("testo \"{text}\""),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Seq => "elenco".to_owned(),
        Unexpected::Map => "oggetto".to_owned(),
        _ => "un altro valore".to_owned(),
    }
}

/// What a type waits for. Our own say it in Italian; those of the standard library are known by their names.
fn expected_in_words(expected: &dyn Expected) -> String {
    let named = expected.to_string();
    match named.as_str() {
        "a string" => "un testo",
        "a sequence" => "un elenco",
        "a map" => "un oggetto",
        "a boolean" => "true o false",
        "f64" => "un numero",
        "u8" => "un numero intero fra 0 e 255",
        "u16" => "un numero intero fra 0 e 65535",
        "u32" | "u64" | "usize" => "un numero intero",
        name if name.starts_with("struct ") => "un oggetto",
        own => own,
    }
    .to_owned()
}

/// Reads a tree as a `T`. Doubled names are for whoever gives it to take out.
///
/// # Errors
/// The first value that is refused.
pub fn read<T: DeserializeOwned>(node: &Node) -> Result<T, TypeError> {
    T::deserialize(NodeDeserializer(node))
}

/// Reads a value as a `T`.
///
/// # Errors
/// The first value that is refused.
pub fn of_value<T: DeserializeOwned>(value: &Value) -> Result<T, TypeError> {
    // Where it is wrong is asked only where it is.
    T::deserialize(value).or_else(|_| read(&Node::of(value, 0)))
}

struct NodeDeserializer<'n>(&'n Node);

impl<'de> Deserializer<'de> for NodeDeserializer<'_> {
    type Error = TypeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match &self.0.kind {
            NodeKind::Null => visitor.visit_unit(),
            NodeKind::Bool(said) => visitor.visit_bool(*said),
            NodeKind::Text(text) => visitor.visit_str(text),
            NodeKind::List(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            NodeKind::Object(members) => visitor.visit_map(Members(members.iter(), None)),
            NodeKind::Number(written) => match written.parse::<Number>() {
                Ok(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                    (Some(n), ..) => visitor.visit_u64(n),
                    (_, Some(n), _) => visitor.visit_i64(n),
                    (.., Some(n)) => visitor.visit_f64(n),
                    _ => visitor.visit_unit(),
                },
                Err(_) => visitor.visit_unit(),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        if self.0.kind == NodeKind::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeError> {
        match &self.0.kind {
            NodeKind::Text(word) => visitor.visit_enum(StrDeserializer::new(word)),
            NodeKind::Object(members) => visitor.visit_enum(MapAccessDeserializer::new(Members(members.iter(), None))),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct
        map struct identifier ignored_any
    }
}

struct Items<'n>(std::iter::Enumerate<std::slice::Iter<'n, Node>>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = TypeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, TypeError> {
        let Some((at, item)) = self.0.next() else { return Ok(None) };
        seed.deserialize(NodeDeserializer(item)).map(Some).map_err(|refused| refused.below(Step::Index(at)))
    }
}

/// The members that are still to come, and the one whose name was read.
struct Members<'n>(std::slice::Iter<'n, Member>, Option<&'n Member>);

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = TypeError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, TypeError> {
        self.1 = self.0.next();
        self.1.map(|member| seed.deserialize((&*member.name).into_deserializer())).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, TypeError> {
        let Some(member) = self.1 else { return Err(TypeError::custom("manca un valore")) };
        let read = seed.deserialize(NodeDeserializer(&member.value));
        read.map_err(|refused| refused.below(Step::Key(member.name.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Equivalenza, NumeroUtile, Tipologia};
    use super::super::spans::parse;
    use super::*;

    fn refused<T: DeserializeOwned + fmt::Debug>(text: &str) -> String {
        read::<T>(&parse(text).unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_said_with_the_way_to_it() {
        let numero = r#"{"id": "x", "number": "112", "name": "x", "purpose": "x", "urgent": "sì", "sources": []}"#;
        assert_eq!(refused::<NumeroUtile>(numero), "campo «urgent»: tipo sbagliato: testo \"sì\", atteso true o false");
        let say = |change: &str| numero.replace("\"sì\"", "true").replace("\"sources\": []", change);
        assert_eq!(refused::<NumeroUtile>(&say("\"sources\": [{}]")), "campo «sources[0]»: manca il campo \"title\"");
        assert_eq!(
            refused::<NumeroUtile>(&say("\"sources\": null")),
            "campo «sources»: tipo sbagliato: null, atteso un elenco"
        );
        assert!(
            refused::<NumeroUtile>(&say("\"suorces\": []"))
                .starts_with("campo sconosciuto \"suorces\", atteso uno di \"id\", ")
        );
        assert_eq!(
            refused::<Vec<Equivalenza>>(r#"[{"words": [], "means": [1.5]}]"#),
            "campo «[0].means[0]»: tipo sbagliato: numero \"1.5\", atteso un testo"
        );
    }

    #[test]
    fn a_tree_and_a_text_are_read_alike() {
        let file = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/tipologie/invecchiamento-attivo.json"));
        let plain: Vec<Tipologia> = serde_json::from_str(file).unwrap();
        assert_eq!(read::<Vec<Tipologia>>(&parse(file).unwrap()), Ok(plain));
    }
}
