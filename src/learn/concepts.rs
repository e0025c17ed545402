//! Concepts: one name for the many forms of a word or a turn of phrase ("picchia", "mena", "alza le mani").
//!
//! They let a model recognise a sentence by what it says where it has never met the words.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::hash;
use crate::lingua::dialect::in_italian;
use crate::lingua::fold::fold;

/// The concepts as their file holds them: `concetti.json`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConceptFile {
    /// Forms of each concept, as people write them.
    pub concepts: BTreeMap<String, Vec<String>>,
    /// For each class, the concepts that together speak of it.
    #[serde(default)]
    pub together: BTreeMap<String, Vec<Vec<String>>>,
}

/// Concepts met within so many words of each other belong together.
const NEAR: usize = 8;

/// A concept met in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// Its number.
    pub concept: u8,
    /// The first word of it, and the one behind its last.
    pub at: (usize, usize),
}

/// The concepts, ready to be met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concepts {
    /// Their names, by number.
    names: Vec<String>,
    /// Hashes of the forms' words, sorted, four bytes each: where they lie in a model.
    forms: Cow<'static, [u8]>,
    /// The concept of each form.
    of_forms: Cow<'static, [u8]>,
    /// Concepts that speak of a class when they stand near each other: the number of the class's name, and theirs.
    together: Vec<(u8, Vec<u8>)>,
    /// Words of the longest form.
    longest: usize,
}

/// Kinds of hashed text that are no features.
const FORM: u8 = b'#';

impl Concepts {
    /// Reads a file; `class` numbers the classes. Concepts or classes past 255 are left out.
    pub fn of(file: &ConceptFile, class: impl Fn(&str) -> Option<u8>) -> Self {
        let mut this = Self::default();
        let mut all: Vec<(u32, u8)> = Vec::new();
        let number = |name: &str| file.concepts.keys().position(|k| k == name).and_then(|at| u8::try_from(at).ok());
        this.names = file.concepts.keys().cloned().collect();
        for (name, forms) in &file.concepts {
            let Some(concept) = number(name) else { continue };
            for form in forms {
                let folded = fold(form);
                let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).map(in_italian).collect();
                if !words.is_empty() {
                    this.longest = this.longest.max(words.len());
                    all.push((hash(FORM, &words), concept));
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        this.forms = all.iter().flat_map(|(form, _)| form.to_le_bytes()).collect();
        this.of_forms = all.iter().map(|(_, concept)| *concept).collect();
        for (name, sets) in &file.together {
            let Some(class) = class(name) else { continue };
            let sets = sets.iter().map(|set| set.iter().filter_map(|c| number(c)).collect::<Vec<u8>>());
            this.together.extend(sets.filter(|set| !set.is_empty()).map(|set| (class, set)));
        }
        this
    }

    /// The concepts in these words, by where they begin.
    pub fn in_words(&self, words: &[&str]) -> Vec<Met> {
        let mut met = Vec::new();
        for start in 0..words.len() {
            for end in start + 1..=words.len().min(start + self.longest) {
                let form = hash(FORM, words.get(start..end).unwrap_or_default());
                met.extend(self.of_form(form).map(|concept| Met { concept, at: (start, end) }));
            }
        }
        met
    }

    /// The concepts that have a form of this hash.
    fn of_form(&self, form: u32) -> impl Iterator<Item = u8> {
        let (hashes, _) = self.forms.as_chunks::<4>();
        let from = hashes.partition_point(|hash| u32::from_le_bytes(*hash) < form);
        let here = hashes.iter().zip(self.of_forms.iter()).skip(from);
        here.take_while(move |(hash, _)| u32::from_le_bytes(**hash) == form).map(|(_, concept)| *concept)
    }

    /// Names of the concepts in these words, in their order.
    pub fn names_in<'a>(&'a self, words: &[&str]) -> impl Iterator<Item = &'a str> {
        let italian: Vec<&str> = words.iter().map(|word| in_italian(word)).collect();
        self.in_words(&italian).into_iter().filter_map(|m| self.names.get(usize::from(m.concept))).map(String::as_str)
    }

    /// Which sets of concepts stand together in what was met: class and position of the set.
    pub fn together<'a>(&'a self, met: &'a [Met]) -> impl Iterator<Item = (u8, usize)> + 'a {
        let stands = |set: &[u8]| {
            let Some((first, others)) = set.split_first() else { return false };
            met.iter().filter(|m| m.concept == *first).any(|m| {
                let near = |other: &Met| other.at.0.abs_diff(m.at.0) <= NEAR;
                others.iter().all(|c| met.iter().any(|o| o.concept == *c && near(o)))
            })
        };
        self.together.iter().enumerate().filter(move |(_, (_, set))| stands(set)).map(|(at, (class, _))| (*class, at))
    }

    /// As bytes of a model.
    pub fn write(&self, out: &mut Vec<u8>) {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let names = self.names.join("\n");
        out.extend(count(names.len()));
        out.extend(names.bytes());
        out.extend(count(self.of_forms.len()));
        out.extend(count(self.together.len()));
        out.extend(count(self.longest));
        out.extend(self.forms.iter());
        out.extend(self.of_forms.iter());
        for (class, set) in &self.together {
            out.extend([*class, u8::try_from(set.len()).unwrap_or(u8::MAX)]);
            out.extend(set);
        }
    }

    /// From the bytes of a model, which are read where they lie; `None` where they end too early.
    pub fn read(bytes: &mut super::bytes::Bytes<'static>) -> Option<Self> {
        let names = bytes.count()?;
        let names = std::str::from_utf8(bytes.take(names)?).ok()?.split('\n').map(str::to_owned).collect();
        let (forms, together, longest) = (bytes.count()?, bytes.count()?, bytes.count()?);
        let hashes = Cow::Borrowed(bytes.take(forms.checked_mul(4)?)?);
        let of_forms = Cow::Borrowed(bytes.take(forms)?);
        let mut sets = Vec::with_capacity(together.min(4096));
        for _ in 0..together {
            let &[class, len] = bytes.take(2)? else { return None };
            sets.push((class, bytes.take(usize::from(len))?.to_vec()));
        }
        Some(Self { names, forms: hashes, of_forms, together: sets, longest })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::bytes::Bytes;
    use super::*;

    #[test]
    fn what_was_written_is_met_where_it_lies() {
        let file = r#"{"concepts": {"mani": ["alza le mani", "mena"], "marito": ["marito", "mena"]},
                       "together": {"violenza": [["mani", "marito"]]}}"#;
        let file: ConceptFile = serde_json::from_str(file).unwrap();
        let made = Concepts::of(&file, |class| (class == "violenza").then_some(7));
        let mut bytes = Vec::new();
        made.write(&mut bytes);
        let read = Concepts::read(&mut Bytes(bytes.leak())).unwrap();
        assert_eq!(read, made);
        let met = read.in_words(&["mio", "marito", "alza", "le", "mani"]);
        assert_eq!(met, [Met { concept: 1, at: (1, 2) }, Met { concept: 0, at: (2, 5) }]);
        assert_eq!(read.together(&met).collect::<Vec<_>>(), [(7, 0)]);
        assert_eq!(read.names_in(&["mena"]).collect::<Vec<_>>(), ["mani", "marito"]);
    }
}
