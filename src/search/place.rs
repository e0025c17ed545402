//! Names of comuni and ambiti, as people say them.
//!
//! Finds where words say a name: the whole of it, or whole words that begin this name and no other. Never by a slip of the
//! fingers: a comune is one letter away from many an ordinary word. Knows the names only; whether a name that is said is
//! where the person lives, [`super::home`] tells by what stands around it.

use std::collections::HashMap;
use std::ops::Range;

use crate::catalog::model::Catalog;

use super::answer::Place;
use crate::lingua::fold::{Word, each_word, fold};
use crate::lingua::slip::slips;
use crate::lingua::stop::is_stop_word;

/// A name and the place it names.
#[derive(Debug, Clone)]
struct PlaceName {
    /// Its words without the small ones ("san", "vito", "normanni").
    words: Vec<Box<str>>,
    place: Place,
    /// The record writes it so; otherwise people do, and say all of it.
    own: bool,
}

/// All names of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct PlaceNames {
    names: Vec<PlaceName>,
    /// Names by their first word, every saint's title the same.
    by_first: HashMap<Box<str>, Vec<u32>>,
}

/// A name among words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidPlace {
    /// What it names.
    pub place: Place,
    /// The words that say it, as positions.
    pub words: Range<usize>,
    /// All of the name is said.
    pub whole: bool,
    /// How many of the name's words are said, the small ones not counted.
    pub of_name: usize,
}

/// Fewest letters of a beginning that stands for the name: "torre" and "porto" are too little.
const BEGINNING_FROM: usize = 6;

/// Small words inside names, which people leave out and put in.
const SMALL: &[&str] =
    &["a", "al", "d", "da", "de", "degli", "dei", "del", "della", "delle", "di", "in", "l", "la", "le", "nel"];

/// Names that are written in one word with their saint, and what people write after "san".
const GROWN_TOGETHER: &[(&str, &str)] =
    &[("sannicandro", "nicandro"), ("sammichele", "michele"), ("santeramo", "eramo")];

impl PlaceNames {
    /// The names of a catalogue's comuni and ambiti.
    pub fn of(catalog: &Catalog) -> Self {
        let mut this = Self::default();
        for (ix, c) in catalog.comuni.pairs() {
            this.add_spelled(&c.record.name, Place::Comune(ix));
        }
        for (ix, a) in catalog.ambiti.pairs() {
            let place = Place::Ambito(ix);
            this.add_spelled(&a.record.short, place);
            if let Some(code) = &a.record.code {
                this.add(spoken(code), place, true);
                this.add(vec![fold(code).replace(' ', "")], place, true);
            }
        }
        this
    }

    /// Adds a name in every spelling that people use: "Sant'Agata" and "santagata", "Sannicandro" and "san nicandro".
    fn add_spelled(&mut self, name: &str, place: Place) {
        let words = spoken(name);
        for (at, pair) in words.windows(2).enumerate() {
            let [saint, whose] = pair else { continue };
            if is_saint(saint) {
                let joined = format!("{saint}{whose}");
                let rest = words.iter().skip(at + 2).cloned();
                self.add(words.iter().take(at).cloned().chain([joined]).chain(rest).collect(), place, false);
            }
        }
        if let Some(first) = words.first()
            && let Some((_, whose)) = GROWN_TOGETHER.iter().find(|(joined, _)| joined == first)
        {
            let rest = words.iter().skip(1).cloned();
            self.add(["san", whose].map(str::to_owned).into_iter().chain(rest).collect(), place, false);
        }
        self.add(words, place, true);
    }

    fn add(&mut self, words: Vec<String>, place: Place, own: bool) {
        let words: Vec<Box<str>> = words.into_iter().map(String::into_boxed_str).collect();
        let Some(first) = words.first() else { return };
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.by_first.entry(saint(first).into()).or_default().push(id);
        self.names.push(PlaceName { words, place, own });
    }

    /// The names that `words` say, in their order: at each word the longest, and of a comune and its ambito the one that
    /// is meant. `as_ambito`: the word "ambito" stands among them.
    pub fn said(&self, words: &[Word], as_ambito: bool) -> Vec<SaidPlace> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let here = self.said_at(words, at, as_ambito);
            at = here.as_ref().map_or(at + 1, |said| said.words.end);
            found.extend(here);
        }
        found
    }

    fn said_at(&self, words: &[Word], at: usize, as_ambito: bool) -> Option<SaidPlace> {
        let first = words.get(at).filter(|w| !w.elided)?;
        let ids = self.by_first.get(saint(&first.folded))?;
        let names = ids.iter().filter_map(|&id| self.names.get(id as usize));
        let said = names.filter_map(|name| {
            let (of_name, end) = reach(name, words, at);
            let whole = of_name == name.words.len();
            let said = SaidPlace { place: name.place, words: at..end, whole, of_name };
            let is_it =
                if whole { of_name > 1 || !self.is_tail(name, words, at) } else { self.is_beginning(name, of_name) };
            is_it.then_some(said)
        });
        said.max_by_key(|s| (s.whole, s.of_name, matches!(s.place, Place::Ambito(_)) == as_ambito))
    }

    /// Whether the first `count` words of a name begin no other comune's: "francavilla", "martina".
    fn is_beginning(&self, name: &PlaceName, count: usize) -> bool {
        let Some(said) = name.words.get(..count).filter(|_| name.own) else { return false };
        let letters: usize = said.iter().map(|w| w.len()).sum();
        let comune = |place: Place| matches!(place, Place::Comune(_)).then_some(place);
        let alike = self.names.iter().filter(|n| n.words.starts_with(said)).map(|n| comune(n.place));
        letters >= BEGINNING_FROM && alike.flatten().all(|place| comune(name.place) == Some(place))
    }

    /// Whether a name of one word ends a longer one that was said with a slip: "Monteron di Lecce" is not Lecce.
    fn is_tail(&self, name: &PlaceName, words: &[Word], at: usize) -> bool {
        let before = words.get(..at).unwrap_or_default();
        let Some(said) = before.iter().rposition(|w| !is_small(&w.folded)).filter(|said| said + 1 < at) else {
            return false;
        };
        let said = before.get(said).map_or("", |w| w.folded.as_str());
        self.names.iter().any(|longer| match &*longer.words {
            [.., word, last] => Some(last) == name.words.first() && slips(said, word, 1).is_some(),
            _ => false,
        })
    }

    /// The place of a written filter's value: a name, or a beginning that only one has.
    pub fn named(&self, value: &str, ambito: bool) -> Option<Place> {
        let said = spoken(value);
        let names = || self.names.iter().filter(|n| matches!(n.place, Place::Ambito(_)) == ambito);
        let is_it =
            |n: &&PlaceName| n.words.len() == said.len() && n.words.iter().zip(&said).all(|(w, s)| is_said_as(w, s));
        if let Some(name) = names().find(is_it) {
            return Some(name.place);
        }
        let said = said.join(" ");
        let mut found = names().filter(|n| n.own && n.words.join(" ").starts_with(&said)).map(|n| n.place);
        let first = found.next()?;
        found.all(|p| p == first).then_some(first)
    }
}

/// The words of a name without the small ones; all of them where there is no other ("Salve" is a greeting too).
fn spoken(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(name, |w, _| words.push(w.to_owned()));
    let falls = |w: &String| w != "s" && (is_stop_word(w) || is_small(w));
    if !words.iter().all(falls) {
        words.retain(|w| !falls(w));
    }
    words
}

/// Whether a word is a small one inside a name.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// Whether a word is a saint's title.
pub(super) fn is_saint(word: &str) -> bool {
    matches!(word, "san" | "sant" | "santa" | "santo")
}

/// Every saint's title as one: "San", "Santa", "Sant'", "S."
fn saint(word: &str) -> &str {
    if is_saint(word) || word == "s" { "san" } else { word }
}

fn is_said_as(word: &str, said: &str) -> bool {
    word == said || (is_saint(word) && saint(said) == "san")
}

/// How many words of a name are said from `at` on, one after the other, and where they end.
fn reach(name: &PlaceName, words: &[Word], at: usize) -> (usize, usize) {
    let (mut said, mut end) = (0, at);
    let folded = |at: usize| words.get(at).map_or("", |w| w.folded.as_str());
    for wanted in &name.words {
        let mut next = end;
        while said > 0 && is_small(folded(next)) && folded(next) != &**wanted {
            next += 1;
        }
        if !is_said_as(wanted, folded(next)) {
            break;
        }
        // "S.ta Cesarea" comes as "s", "ta".
        let cut = is_saint(wanted) && folded(next) == "s" && matches!(folded(next + 1), "ta" | "to");
        said += 1;
        end = next + 1 + usize::from(cut);
    }
    (said, end)
}
