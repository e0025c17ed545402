//! Reads the catalogue's text, once, into words and postings.

use std::thread;

use crate::catalog::model::{Catalog, Servizio, TipologiaIx};

use super::super::fold::{each_word, is_negation, is_stop_word};
use super::super::matcher::everyday;
use super::super::vocab::{Interner, WordId};
use super::super::weights::Field;
use super::own::OwnPostings;
use super::slots::Slots;
use super::text::own_texts;
use super::{Equivalence, Index, Phrase, TypePosting, starts};

/// From so many servizi on a second thread saves more time than it takes to begin.
const IN_TWO_FROM: usize = 8_000;

/// No field.
const NOWHERE: u8 = u8::MAX;

/// Collects words and postings in the order of arrival.
#[derive(Default)]
pub(super) struct Builder {
    words: Interner,
    /// Whether a word is a stop word, by its number of arrival.
    stop: Vec<bool>,
    types: Vec<(WordId, TypePosting)>,
    /// Best field of each word of each tipologia, a row of [`Self::known`] cells a tipologia; [`NOWHERE`] = it has it not.
    best: Vec<u8>,
    /// Words that tipologie have, their numbers of arrival below this.
    known: usize,
    /// Own words of the servizi, word * 16 + field, one servizio after the other in the order of slots…
    own: Vec<u32>,
    /// …and where each one's end.
    own_ends: Vec<u32>,
    numeri: Vec<(WordId, u16, u8)>,
    equivalences: Vec<Equivalence>,
}

impl Builder {
    fn word(&mut self, folded: &str) -> (WordId, bool) {
        let id = self.words.add(folded);
        if id as usize >= self.stop.len() {
            self.stop.push(is_stop_word(folded) || is_negation(folded));
        }
        (id, self.stop.get(id as usize).copied().unwrap_or(false))
    }

    pub fn types(&mut self, catalog: &Catalog, phrases: &mut Vec<Phrase>) {
        for (at, ty) in catalog.tipologie.iter().enumerate() {
            let ix = TipologiaIx::of(at).0;
            let r = &ty.record;
            let mut say = |field: Field, instance: usize, text: &str| {
                self.phrase(phrases, ix, field, u16::try_from(instance).unwrap_or(u16::MAX), text);
            };
            say(Field::Name, 0, &r.name);
            for (n, text) in r.acronyms.iter().enumerate() {
                say(Field::Acronym, n, text);
            }
            for (n, text) in r.keywords.iter().enumerate() {
                say(Field::Keyword, n, text);
            }
            for (n, text) in r.aliases.iter().enumerate() {
                say(Field::Alias, n, text);
            }
            for target in &ty.targets {
                if let Some(t) = catalog.destinatari.get(target.at()) {
                    say(Field::Target, target.at() * 256, &t.label);
                    for (n, text) in t.synonyms.iter().enumerate().take(255) {
                        say(Field::Target, target.at() * 256 + n + 1, text);
                    }
                }
            }
            for area in std::iter::once(&ty.area).chain(&ty.other_areas) {
                if let Some(a) = catalog.aree.get(area.at()) {
                    say(Field::Area, area.at(), &a.label);
                }
            }
            say(Field::Summary, 0, &r.summary);
            say(Field::Outcome, 0, r.outcome.as_deref().unwrap_or_default());
            say(Field::Description, 0, &r.description);
            say(Field::Eligibility, 0, &r.eligibility.text);
            for (n, basis) in r.legal_basis.iter().enumerate() {
                say(Field::Norm, n, &basis.norm);
            }
        }
        self.known = self.words.len();
        self.best = vec![NOWHERE; catalog.tipologie.len() * self.known];
        for (word, p) in &self.types {
            if let Some(cell) = self.best.get_mut(usize::from(p.ty) * self.known + *word as usize) {
                *cell = (*cell).min(p.field as u8);
            }
        }
    }

    fn phrase(&mut self, phrases: &mut Vec<Phrase>, ty: u16, field: Field, instance: u16, text: &str) {
        let id = u32::try_from(phrases.len()).unwrap_or(u32::MAX);
        let (mut position, mut content) = (0_u8, 0_u8);
        let mut found: Vec<(WordId, u8)> = Vec::new();
        each_word(text, |folded, elided| {
            let (word, stop) = self.word(folded);
            let stop = elided || (stop && !(field.is_phrase() && is_negation(folded)));
            // Stop words are kept where they are part of a name ("dopo di noi"), not in running text.
            if !stop || (field.is_phrase() && !elided) {
                found.push((word, position));
            }
            if !stop {
                content = content.saturating_add(1);
                position = position.saturating_add(1).min(31);
            }
        });
        if found.is_empty() {
            return;
        }
        phrases.push(Phrase { ty, field, content, instance });
        for (word, position) in found {
            self.types.push((word, TypePosting { ty, field, position, phrase: id }));
        }
    }

    pub fn numeri(&mut self, catalog: &Catalog) {
        for (at, n) in catalog.numeri.iter().enumerate() {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            let digits: String = n.number.normalised();
            let texts = [(digits.as_str(), 10), (n.number.as_str(), 6), (n.name.as_str(), 6), (n.purpose.as_str(), 3)];
            for (text, worth) in texts.into_iter().chain(n.keywords.iter().map(|k| (k.as_str(), 5))) {
                each_word(text, |folded, elided| {
                    let (word, stop) = self.word(folded);
                    if !stop && !elided {
                        self.numeri.push((word, at, worth));
                    }
                });
            }
        }
    }

    /// Reads the servizi, numbered by slot; a great many of them in two halves at once.
    pub fn servizi(&mut self, catalog: &Catalog, order: &[&Servizio], slots: &Slots) {
        if order.len() < IN_TWO_FROM {
            self.read(catalog, order, &slots.ty);
        } else {
            self.read_in_two(catalog, order, &slots.ty);
        }
    }

    /// The same as [`Self::read`] with half the waiting: the other half numbers its new words for itself, and they are
    /// numbered anew when both are done.
    fn read_in_two(&mut self, catalog: &Catalog, order: &[&Servizio], types: &[u16]) {
        let (first, second) = order.split_at(order.len() / 2);
        let (first_types, second_types) = types.split_at(first.len().min(types.len()));
        let shared = self.words.len();
        let mut other = Self {
            words: self.words.clone(),
            stop: self.stop.clone(),
            best: self.best.clone(),
            known: self.known,
            ..Self::default()
        };
        let at_once = thread::scope(|scope| {
            let began =
                thread::Builder::new().spawn_scoped(scope, || other.read(catalog, second, second_types)).is_ok();
            self.read(catalog, first, first_types);
            began
        });
        if !at_once {
            other.read(catalog, second, second_types);
        }
        let from = WordId::try_from(shared).unwrap_or(WordId::MAX);
        let until = WordId::try_from(other.words.len()).unwrap_or(WordId::MAX);
        let numbers: Vec<WordId> = (from..until).map(|word| self.word(other.words.word(word)).0).collect();
        let anew = |p: u32| {
            let word = (p >> 4).checked_sub(from).and_then(|at| numbers.get(at as usize));
            word.map_or(p, |word| word << 4 | (p & 15))
        };
        let before = u32::try_from(self.own.len()).unwrap_or(u32::MAX);
        self.own.extend(other.own.into_iter().map(anew));
        self.own_ends.extend(other.own_ends.into_iter().map(|end| end.saturating_add(before)));
    }

    fn read(&mut self, catalog: &Catalog, order: &[&Servizio], types: &[u16]) {
        // A sede's words belong to one servizio: the first of the kinds it was opened for. An office that many services
        // share says nothing of any of them.
        let mut seen: Vec<u32> = Vec::new();
        let mut texts: Vec<(Field, &str)> = Vec::new();
        for (slot, servizio) in (1_u32..).zip(order) {
            texts.clear();
            own_texts(catalog, servizio, &mut texts);
            texts.sort_by_key(|&(field, _)| field);
            let ty = types.get(slot as usize - 1).map_or(0, |&t| usize::from(t));
            for &(field, text) in &texts {
                each_word(text, |folded, elided| {
                    let (word, stop) = self.word(folded);
                    if elided || (stop && field != Field::Name) {
                        return;
                    }
                    let at = word as usize;
                    if at >= seen.len() {
                        seen.resize(at + 1 + at / 2, 0);
                    }
                    let Some(cell) = seen.get_mut(at) else { return };
                    if *cell == slot {
                        return;
                    }
                    *cell = slot;
                    if at < self.known && self.best.get(ty * self.known + at).is_some_and(|&f| f <= field as u8) {
                        return;
                    }
                    self.own.push(word << 4 | field as u32);
                });
            }
            self.own_ends.push(u32::try_from(self.own.len()).unwrap_or(u32::MAX));
        }
    }

    pub fn equivalences(&mut self, catalog: &Catalog) {
        for e in &catalog.equivalenze {
            let mut means: Vec<Vec<WordId>> = Vec::new();
            for text in &e.means {
                let mut phrase = Vec::new();
                each_word(text, |folded, elided| {
                    let (word, stop) = self.word(folded);
                    if !stop && !elided {
                        phrase.push(word);
                    }
                });
                if !phrase.is_empty() {
                    means.push(phrase);
                }
            }
            for said in &e.words {
                let mut all: Vec<Box<str>> = Vec::new();
                each_word(said, |folded, elided| {
                    if !elided && !is_stop_word(folded) {
                        all.push(everyday(folded).into());
                    }
                });
                all.sort_unstable();
                all.dedup();
                if !all.is_empty() {
                    self.equivalences.push((all, means.clone()));
                }
            }
        }
    }

    pub fn finish(self, index: &mut Index, slots: usize) {
        let (vocab, rank) = self.words.finish();
        let new = |old: WordId| rank.get(old as usize).copied().unwrap_or_default();
        index.vocab = vocab;
        let words = index.vocab.len();

        let mut types: Vec<(WordId, TypePosting)> = self.types.into_iter().map(|(w, p)| (new(w), p)).collect();
        types.sort_by_key(|&(w, p)| (w, p.ty, p.field, p.phrase));
        let mut counts = vec![0_u32; words];
        for &(word, _) in &types {
            if let Some(cell) = counts.get_mut(word as usize) {
                *cell += 1;
            }
        }
        index.type_starts = starts(counts.into_iter());
        index.type_postings = types.into_iter().map(|(_, p)| p).collect();

        let ends = self.own_ends.get(..slots).unwrap_or(&self.own_ends);
        index.own = OwnPostings::of(words, self.own, ends, new);

        index.numeri = self.numeri.into_iter().map(|(w, at, worth)| (new(w), at, worth)).collect();
        index.numeri.sort_unstable();
        index.equivalences = self
            .equivalences
            .into_iter()
            .map(|(said, means)| (said, means.into_iter().map(|p| p.into_iter().map(new).collect()).collect()))
            .collect();
        index.equivalence_words = (0..)
            .zip(&index.equivalences)
            .filter_map(|(at, (said, _))| said.first().map(|w| (w.clone(), at)))
            .collect();
        index.equivalence_words.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::catalog::bundled;

    #[test]
    fn two_halves_at_once_are_the_same_index() {
        let catalog = bundled::catalog().unwrap().catalog;
        let built = |in_two: bool| {
            let mut index = Index::default();
            index.rank_types(&catalog);
            let order = index.order_slots(&catalog);
            let mut builder = Builder::default();
            builder.types(&catalog, &mut index.phrases);
            let read = if in_two { Builder::read_in_two } else { Builder::read };
            read(&mut builder, &catalog, &order, &index.slots.ty);
            builder.finish(&mut index, order.len());
            format!("{:?} {:?} {:?}", index.vocab, index.own, index.type_postings)
        };
        assert!(built(true) == built(false));
    }
}
