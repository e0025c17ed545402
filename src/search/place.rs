//! Names of comuni and ambiti, as people say them.
//!
//! A place in a query is taken as the place only when it is unmistakable: a whole name, its unmistakable beginning, or one
//! slip away from it where it means nothing else. Knows the names; what else a word may mean is told by who asks.

use std::collections::HashMap;

use crate::catalog::model::{AmbitoIx, Catalog, ComuneIx};

use super::answer::Place;
use super::fold::{each_word, fold, is_stop_word};
use super::vocab::slips;

/// A name and the place it names.
#[derive(Debug, Clone)]
struct Name {
    /// Its words without stop words ("san", "vito", "normanni").
    words: Vec<Box<str>>,
    place: Place,
}

/// All names of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct Places {
    names: Vec<Name>,
    /// Names by each of their words.
    by_word: HashMap<Box<str>, Vec<u32>>,
    /// Sorted words of all names, for beginnings and slips.
    words: Vec<Box<str>>,
}

/// A place found in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The place.
    pub place: Place,
    /// Positions of the words that say it.
    pub words: Vec<usize>,
}

/// Shortest word in which a slip is forgiven, letters: "Oira" may be many things, "Mesange" only one.
const SLIP_FROM: usize = 6;

/// Shortest beginning that is completed to a name, letters.
const BEGINNING_FROM: usize = 4;

impl Places {
    /// The names of a catalogue's comuni and ambiti.
    pub fn of(catalog: &Catalog) -> Self {
        let mut this = Self::default();
        for (at, c) in catalog.comuni.iter().enumerate() {
            this.add(&c.record.name, Place::Comune(ComuneIx::of(at)));
        }
        for (at, a) in catalog.ambiti.iter().enumerate() {
            let place = Place::Ambito(AmbitoIx::of(at));
            this.add(&a.record.short, place);
            if let Some(code) = &a.record.code {
                this.add(code, place);
                this.add(&fold(code).replace(' ', ""), place);
            }
        }
        this.words = this.by_word.keys().cloned().collect();
        this.words.sort_unstable();
        this
    }

    fn add(&mut self, name: &str, place: Place) {
        let mut words: Vec<Box<str>> = Vec::new();
        each_word(name, |w, _| {
            if !is_stop_word(w) && !words.iter().any(|x| &**x == w) {
                words.push(w.into());
            }
        });
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        for word in &words {
            self.by_word.entry(word.clone()).or_default().push(id);
        }
        if !words.is_empty() {
            self.names.push(Name { words, place });
        }
    }

    /// The place that these words name, in whatever order. `as_ambito`: the word "ambito" stands among them.
    /// `means_something(positions)`: whether the words there are better taken as words; `is_known(word)`: whether a word
    /// means something in the catalogue, so that neither slip nor beginning is read into it.
    pub fn find(
        &self,
        words: &[&str],
        as_ambito: bool,
        means_something: impl Fn(&[usize]) -> bool,
        is_known: impl Fn(&str) -> bool,
    ) -> Option<Found> {
        // What each word may be: itself, or the one name's word that it is a beginning or a slip of.
        let readings: Vec<Vec<&str>> = words
            .iter()
            .map(|&w| if self.by_word.contains_key(w) || is_known(w) { vec![w] } else { self.nearest(w) })
            .collect();
        let mut best: Option<(bool, usize, bool, Found)> = None;
        for name in self.candidates(&readings) {
            let mut at = Vec::with_capacity(name.words.len());
            for wanted in &name.words {
                at.extend(readings.iter().position(|r| r.contains(&&**wanted)));
            }
            at.sort_unstable();
            at.dedup();
            let whole = at.len() == name.words.len();
            if at.is_empty() || !(whole || self.begins_only(name, &readings, &at)) || means_something(&at) {
                continue;
            }
            let is_ambito = matches!(name.place, Place::Ambito(_));
            let key = (whole, at.len(), is_ambito == as_ambito);
            if best.as_ref().is_none_or(|b| (b.0, b.1, b.2) < key) {
                best = Some((key.0, key.1, key.2, Found { place: name.place, words: at }));
            }
        }
        best.map(|b| b.3)
    }

    /// The place of a written filter's value: a name, or a beginning that only one has.
    pub fn named(&self, value: &str, ambito: bool) -> Option<Place> {
        let of_kind = |p: Place| matches!(p, Place::Ambito(_)) == ambito;
        let content =
            |text: &str| text.split(' ').filter(|w| !is_stop_word(w)).map(str::to_owned).collect::<Vec<_>>().join(" ");
        let value = content(value);
        let key = |n: &Name| n.words.join(" ");
        if let Some(name) = self.names.iter().find(|n| of_kind(n.place) && key(n) == value) {
            return Some(name.place);
        }
        let mut found = self.names.iter().filter(|n| of_kind(n.place) && key(n).starts_with(&value)).map(|n| n.place);
        let first = found.next()?;
        found.all(|p| p == first).then_some(first)
    }

    fn candidates<'a>(&'a self, readings: &[Vec<&str>]) -> impl Iterator<Item = &'a Name> {
        let mut ids: Vec<u32> =
            readings.iter().flatten().filter_map(|w| self.by_word.get(*w)).flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| self.names.get(id as usize))
    }

    /// Whether the words at `at` begin this name and no other place's: "francavilla", "martina".
    fn begins_only(&self, name: &Name, readings: &[Vec<&str>], at: &[usize]) -> bool {
        let said: Vec<&str> = name.words.iter().take(at.len()).map(|w| &**w).collect();
        let all_said = said.iter().all(|w| at.iter().any(|&i| readings.get(i).is_some_and(|r| r.contains(w))));
        let long = said.iter().map(|w| w.len()).sum::<usize>() > BEGINNING_FROM + 1;
        let mine = Self::ambito_free(name.place);
        all_said
            && long
            && self
                .names
                .iter()
                .filter(|n| n.words.iter().zip(&said).filter(|(a, b)| &***a == **b).count() == said.len())
                .all(|n| Self::ambito_free(n.place) == mine || matches!(n.place, Place::Ambito(_)))
    }

    fn ambito_free(place: Place) -> Option<Place> {
        matches!(place, Place::Comune(_)).then_some(place)
    }

    /// The names' words that `word` may stand for: the one it begins, or those one slip away.
    fn nearest(&self, word: &str) -> Vec<&str> {
        let length = word.chars().count();
        if length >= BEGINNING_FROM {
            let start = self.words.partition_point(|w| &**w < word);
            let mut begun = self.words.iter().skip(start).take_while(|w| w.starts_with(word));
            match (begun.next(), begun.next()) {
                (Some(one), None) => return vec![one],
                (Some(_), Some(_)) => return Vec::new(),
                _ => {}
            }
        }
        if length < SLIP_FROM || word.bytes().any(|b| b.is_ascii_digit()) {
            return Vec::new();
        }
        self.words.iter().filter(|w| w.len() >= SLIP_FROM && slips(word, w, 1).is_some()).map(|w| &**w).collect()
    }
}
