//! Reads the files that the program carries by the way they are laid out: a field or an element begins a line, and what it
//! holds stands two columns further in, up to the bracket below its own beginning. So a part that nobody asks for yet costs
//! a look at its lines and not at its letters.
//!
//! A value that stands in one line is read as any JSON; a file that is laid out in another way is refused, and read as any
//! JSON too. A test holds the two readers against each other.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::Error;

/// Asked of a reader by this name, a value is a text that has still to be read; any other reader reads it.
pub(super) const LATER: &str = "Later";

/// Reads a whole file, or a part of one.
///
/// # Errors
/// That it is laid out otherwise, or wrong: the reader of any JSON tells where.
pub fn read<'de, T: Deserialize<'de>>(file: &'de str) -> Result<T, Error> {
    let rest = file.trim_ascii_end();
    // What goes on in further lines is closed as far in as it begins.
    let inside = rest.rfind('\n').map_or(0, |last| rest.len().saturating_sub(last + 2));
    let mut laid = Laid { rest, inside };
    let read = T::deserialize(&mut laid)?;
    if laid.rest.is_empty() { Ok(read) } else { Err(otherwise()) }
}

fn otherwise() -> Error {
    Error::custom("altra disposizione")
}

/// Where `wanted` stands, or the end: many bytes are looked at at a time.
fn find(bytes: &[u8], wanted: u8) -> usize {
    const ONES: u64 = u64::MAX / 255;
    let mut passed = 0;
    let (blocks, rest) = bytes.as_chunks();
    for block in blocks {
        // A byte that is wanted is zero here, and the lowest of them is the first whose highest bit comes out set.
        let differs = u64::from_le_bytes(*block) ^ (ONES * u64::from(wanted));
        let found = differs.wrapping_sub(ONES) & !differs & (ONES << 7);
        if found != 0 {
            return passed + found.trailing_zeros() as usize / 8;
        }
        passed += 8;
    }
    passed + rest.iter().position(|b| *b == wanted).unwrap_or(rest.len())
}

/// Where the reader stands.
struct Laid<'de> {
    /// Begins with a value; behind one with the next line.
    rest: &'de str,
    /// Columns before the line of the value.
    inside: usize,
}

impl<'de> Laid<'de> {
    /// Takes so many bytes.
    fn take(&mut self, bytes: usize) -> Result<&'de str, Error> {
        let (taken, rest) = self.rest.split_at_checked(bytes).ok_or_else(otherwise)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Takes what ends a value.
    fn comma(&mut self) {
        self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
    }

    /// Takes a value that stands in one line.
    fn line(&mut self) -> Result<&'de str, Error> {
        let line = self.take(find(self.rest.as_bytes(), b'\n'))?;
        Ok(line.strip_suffix(',').unwrap_or(line))
    }

    /// Whether the value is such a list or object and goes on in the next line.
    fn opens(&self, bracket: u8) -> bool {
        matches!(self.rest.as_bytes(), [first, b'\n', ..] if *first == bracket)
    }

    /// Whether `text` begins with a line that begins so many columns in, and there with `first`.
    fn begins(text: &[u8], inside: usize, first: u8) -> bool {
        matches!(text.get(inside..), Some([b' ' | b'\n', begin, ..]) if *begin == first)
    }

    /// Takes the whole value unread.
    fn pass(&mut self) -> Result<&'de str, Error> {
        let bytes = self.rest.as_bytes();
        let close = match bytes {
            [b'[', b'\n', ..] => b']',
            [b'{', b'\n', ..] => b'}',
            _ => return self.line(),
        };
        let mut at = 1;
        while let Some(lines) = bytes.get(at..).filter(|lines| !lines.is_empty()) {
            if Self::begins(lines, self.inside, close) {
                let value = self.take(at + self.inside + 2)?;
                self.comma();
                return Ok(value);
            }
            at += 1 + find(lines.get(1..).unwrap_or_default(), b'\n');
        }
        Err(otherwise())
    }

    /// Reads what stands between brackets of several lines.
    fn within<V>(&mut self, read: impl FnOnce(&mut Self) -> Result<V, Error>) -> Result<V, Error> {
        self.take(1)?;
        self.inside += 2;
        let out = read(self)?;
        self.inside -= 2;
        self.take(self.inside + 2)?;
        self.comma();
        Ok(out)
    }

    /// Goes to the next part; `false` where the bracket closes.
    fn next(&mut self, close: u8) -> Result<bool, Error> {
        let bytes = self.rest.as_bytes();
        if Self::begins(bytes, self.inside - 2, close) {
            return Ok(false);
        }
        self.take(self.inside + 1)?;
        Ok(true)
    }
}

/// A value that stands in one line, as any JSON.
macro_rules! line {
    ($laid:expr, $($read:tt)+) => {{
        let mut any = serde_json::Deserializer::from_str($laid.line()?);
        let out = any.$($read)+?;
        any.end()?;
        Ok(out)
    }};
}

impl<'de> Deserializer<'de> for &mut Laid<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // What holds a tagged object is read whole.
        let value = self.pass()?;
        let text = value.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        // Without a branch, so that the compiler may take many at a time.
        let plain = |b: u8| b != b'\\';
        if let Some(text) = text.filter(|text| text.bytes().fold(true, |all, b| all & plain(b))) {
            return visitor.visit_borrowed_str(text);
        }
        let mut any = serde_json::Deserializer::from_str(value);
        let out = any.deserialize_any(visitor)?;
        any.end()?;
        Ok(out)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name == LATER { visitor.visit_borrowed_str(self.pass()?) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        line!(self, deserialize_enum(name, variants, visitor))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.opens(b'[') {
            return self.within(|laid| visitor.visit_seq(LaidList(laid)));
        }
        line!(self, deserialize_seq(visitor))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.opens(b'{') {
            return self.within(|laid| visitor.visit_map(Object(laid)));
        }
        line!(self, deserialize_map(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct
        identifier ignored_any
    }
}

/// The elements of a list.
struct LaidList<'l, 'de>(&'l mut Laid<'de>);

impl<'de> SeqAccess<'de> for LaidList<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        if self.0.next(b']')? { seed.deserialize(&mut *self.0).map(Some) } else { Ok(None) }
    }

    /// Of texts, which stand in a line each.
    fn size_hint(&self) -> Option<usize> {
        let (mut lines, mut texts) = (self.0.rest.as_bytes(), 0);
        while Laid::begins(lines, self.0.inside, b'"') {
            texts += 1;
            let line = lines.get(1..).unwrap_or_default();
            lines = line.get(find(line, b'\n')..).unwrap_or_default();
        }
        (texts > 0).then_some(texts)
    }
}

/// The fields of an object.
struct Object<'l, 'de>(&'l mut Laid<'de>);

impl<'de> MapAccess<'de> for Object<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        if !self.0.next(b'}')? {
            return Ok(None);
        }
        self.0.rest = self.0.rest.strip_prefix('"').ok_or_else(otherwise)?;
        let name = self.0.take(find(self.0.rest.as_bytes(), b'"'))?;
        self.0.rest = self.0.rest.strip_prefix("\": ").ok_or_else(otherwise)?;
        if name.contains('\\') {
            return Err(otherwise());
        }
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(&mut *self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Altrove, RegioneRecord};
    use super::super::text::carrying;
    use super::*;

    #[test]
    fn lines_are_read_as_any_json_is() {
        let file = r#"[
  {
    "id": "uno",
    "name": "Un \"nome\", che finisce così,",
    "say": "[\n",
    "near": [
      "asilo-nido",
      "sad"
    ],
    "switchboard": true
  },
  {
    "id": "due", "name": "x", "say": "y"
  },
  {"id": "tre", "name": "{", "say": "}", "near": ["a", "b"]}
]
"#;
        let read = |file: &str| read::<Vec<Altrove>>(file).map_err(drop);
        assert_eq!(read(file), Err(()), "several fields in a line");
        let file = file.replace(
            "\"id\": \"due\", \"name\": \"x\", \"say\"",
            "\"id\": \"due\",\n    \"name\": \"x\",\n    \"say\"",
        );
        assert_eq!(read(&file), serde_json::from_str(&file).map_err(drop));
        assert_eq!(read(&file.replace("\n  ", "\n    ")), Err(()), "further in");
        assert_eq!(read(file.trim_end_matches("]\n")), Err(()), "cut off");
        assert_eq!(read("[]").map(|list| list.len()), Ok(0));
    }

    #[test]
    fn what_waits_is_the_same_when_it_is_read() {
        let file = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/regione.json"));
        let carried: RegioneRecord = carrying(file, || read(file)).unwrap();
        assert!(carried.sources.is_unread() && carried.carta.is_unread());
        assert_eq!(carried, serde_json::from_str(file).unwrap());
        assert!(!carried.sources.is_unread() && !carried.sources.is_empty());
    }

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for length in 0..40 {
            for at in 0..=length {
                let mut bytes = vec![b'\x0b'; length];
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = b'\n');
                assert_eq!(find(&bytes, b'\n'), at);
            }
        }
    }
}
