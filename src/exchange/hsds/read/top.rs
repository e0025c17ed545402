//! The uppermost level of a JSON text: its elements or members as pieces of the text, none of them a tree yet.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Most objects that are read, of all files together: with its place and its links each costs some 300 bytes beside its text.
pub const MAX_OBJECTS: usize = 1_000_000;

/// What a text is at its top.
#[derive(Debug)]
pub(super) enum Top<'t> {
    /// A list and its elements.
    List(Vec<&'t RawValue>),
    /// An object and its members.
    Object(Vec<(Cow<'t, str>, &'t RawValue)>),
    /// A list or an object of more than [`MAX_OBJECTS`].
    TooMany,
    /// Anything else.
    Other,
}

/// The values of an object all of whose values are objects: a list by identifiers.
pub(super) fn by_id(raw: &RawValue) -> Option<Vec<&RawValue>> {
    match serde_json::from_str(raw.get()) {
        Ok(Top::Object(members)) if !members.is_empty() && members.iter().all(|(_, v)| v.get().starts_with('{')) => {
            Some(members.into_iter().map(|(_, v)| v).collect())
        }
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Top<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Uppermost)
    }
}

struct Uppermost;

impl<'de> Visitor<'de> for Uppermost {
    type Value = Top<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Top<'de>, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = list.next_element::<&RawValue>()? {
            if out.len() == MAX_OBJECTS {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(Top::TooMany);
            }
            out.push(item);
        }
        Ok(Top::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Top<'de>, A::Error> {
        let mut out = Vec::new();
        while let Some(member) = members.next_entry::<Name<'de>, &RawValue>()? {
            if out.len() == MAX_OBJECTS {
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(Top::TooMany);
            }
            out.push((member.0.0, member.1));
        }
        Ok(Top::Object(out))
    }

    fn visit_str<E>(self, _: &str) -> Result<Top<'de>, E> {
        Ok(Top::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Top<'de>, E> {
        Ok(Top::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Top<'de>, E> {
        Ok(Top::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Top<'de>, E> {
        Ok(Top::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Top<'de>, E> {
        Ok(Top::Other)
    }

    fn visit_unit<E>(self) -> Result<Top<'de>, E> {
        Ok(Top::Other)
    }
}

/// A member's name, borrowed where it has no escapes.
struct Name<'t>(Cow<'t, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Written)
    }
}
