//! Concepts: one name for the many forms of a word or a turn of phrase ("picchia", "mena", "alza le mani").
//!
//! They let a model recognise a sentence by what it says where it has never met the words.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::hash;
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
    /// Hash of a form's words, and the concept; sorted.
    forms: Vec<(u32, u8)>,
    /// Concepts that speak of a class when they stand near each other: the number of the class's name, and theirs.
    together: Vec<(u8, Vec<u8>)>,
    /// Words of the longest form.
    longest: usize,
    /// The words around a concept are features too.
    pub neighbours: bool,
}

/// Kinds of hashed text that are no features.
const FORM: u8 = b'#';

impl Concepts {
    /// Reads a file; `class` numbers the classes, with `neighbours` the words around a concept count. Concepts or classes
    /// past 255 are left out.
    pub fn of(file: &ConceptFile, neighbours: bool, class: impl Fn(&str) -> Option<u8>) -> Self {
        let mut this = Self { neighbours, ..Self::default() };
        let number = |name: &str| file.concepts.keys().position(|k| k == name).and_then(|at| u8::try_from(at).ok());
        this.names = file.concepts.keys().cloned().collect();
        for (name, forms) in &file.concepts {
            let Some(concept) = number(name) else { continue };
            for form in forms {
                let folded = fold(form);
                let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
                if !words.is_empty() {
                    this.longest = this.longest.max(words.len());
                    this.forms.push((hash(FORM, &words), concept));
                }
            }
        }
        this.forms.sort_unstable();
        this.forms.dedup();
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
                let from = self.forms.partition_point(|f| f.0 < form);
                let here = self.forms.iter().skip(from).take_while(|f| f.0 == form);
                met.extend(here.map(|&(_, concept)| Met { concept, at: (start, end) }));
            }
        }
        met
    }

    /// Names of the concepts in these words, in their order.
    pub fn names_in<'a>(&'a self, words: &[&str]) -> impl Iterator<Item = &'a str> {
        self.in_words(words).into_iter().filter_map(|m| self.names.get(usize::from(m.concept))).map(String::as_str)
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
        out.extend(count(self.forms.len()));
        out.extend(count(self.together.len()));
        out.extend(count(self.longest));
        out.push(u8::from(self.neighbours));
        self.forms.iter().for_each(|(form, _)| out.extend(form.to_le_bytes()));
        out.extend(self.forms.iter().map(|(_, concept)| concept));
        for (class, set) in &self.together {
            out.extend([*class, u8::try_from(set.len()).unwrap_or(u8::MAX)]);
            out.extend(set);
        }
    }

    /// From the bytes of a model; `None` where they end too early.
    pub fn read(bytes: &mut super::linear::Bytes<'_>) -> Option<Self> {
        let names = bytes.count()?;
        let names = std::str::from_utf8(bytes.take(names)?).ok()?.split('\n').map(str::to_owned).collect();
        let (forms, together, longest) = (bytes.count()?, bytes.count()?, bytes.count()?);
        let neighbours = bytes.take(1)?.first().is_some_and(|b| *b != 0);
        let hashes =
            bytes.take(4 * forms)?.chunks_exact(4).filter_map(|c| Some(u32::from_le_bytes(c.try_into().ok()?)));
        let hashes: Vec<u32> = hashes.collect();
        let forms = hashes.into_iter().zip(bytes.take(forms)?.iter().copied()).collect();
        let mut sets = Vec::with_capacity(together.min(4096));
        for _ in 0..together {
            let &[class, len] = bytes.take(2)? else { return None };
            sets.push((class, bytes.take(usize::from(len))?.to_vec()));
        }
        Some(Self { names, forms, together: sets, longest, neighbours })
    }
}
