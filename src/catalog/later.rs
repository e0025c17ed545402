//! Parts of the records that the first frame does without: where the program carries them they are read when somebody asks.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::laid::LATER;
use super::reading::decode;
use super::text::{carrying, lying};

/// A `T`, or where it lies in a file that the program carries.
#[derive(Clone, Default)]
pub struct Later<T> {
    /// Still to be read; empty where there is nothing.
    carried: &'static str,
    read: OnceLock<T>,
}

impl<T: DeserializeOwned + Default> Later<T> {
    /// For who looks at all of them once: what has not been read yet is not kept.
    pub fn in_passing(&self) -> Cow<'_, T>
    where
        T: Clone,
    {
        self.read.get().map_or_else(|| Cow::Owned(self.decoded()), Cow::Borrowed)
    }

    /// What the program carries, still to be read.
    pub(super) const fn carried(carried: &'static str) -> Self {
        Self { carried, read: OnceLock::new() }
    }

    /// Whether nobody has asked for it yet.
    pub(super) fn is_unread(&self) -> bool {
        !self.carried.is_empty() && self.read.get().is_none()
    }

    /// All of it.
    pub(super) fn into_read(mut self) -> T {
        self.read.take().unwrap_or_else(|| self.decoded())
    }

    /// Changes it.
    pub fn change<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut read = self.read.take().unwrap_or_else(|| self.decoded());
        let out = change(&mut read);
        *self = Self::from(read);
        out
    }

    fn decoded(&self) -> T {
        if self.carried.is_empty() {
            return T::default();
        }
        // That it reads, a test shows.
        carrying(self.carried, || decode(self.carried)).unwrap_or_default()
    }
}

impl<T> From<T> for Later<T> {
    fn from(read: T) -> Self {
        Self { carried: "", read: OnceLock::from(read) }
    }
}

impl<T: DeserializeOwned + Default> Deref for Later<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.read.get_or_init(|| self.decoded())
    }
}

impl<'a, T: DeserializeOwned> IntoIterator for &'a Later<Vec<T>> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: DeserializeOwned + Default + PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: DeserializeOwned + Default + fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: DeserializeOwned + Default + Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visited<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visited<T> {
            type Value = Later<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("un valore")
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Later<T>, D::Error> {
                T::deserialize(deserializer).map(Later::from)
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Later<T>, E> {
                let carried = lying(text).ok_or_else(|| E::invalid_type(Unexpected::Str(text), &self))?;
                Ok(Later { carried, read: OnceLock::new() })
            }
        }
        deserializer.deserialize_newtype_struct(LATER, Visited(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Later<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
