//! Reads the catalogue's text, once, into words and postings.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::catalog::model::{Catalog, Servizio, TipologiaIx};
use crate::catalog::values::Slug;

use super::super::vocab::{Interner, WordId};
use super::super::weights::Field;
use super::data::{Equivalence, Index, Meaning, Phrase, TypePosting};
use super::numeri::Numeri;
use super::own::{OwnPostings, Round, span, starts};
use super::text::own_texts;
use crate::lingua::fold::each_word;
use crate::lingua::lemma::sure_stem;
use crate::lingua::stop::{is_negation, is_stop_word};

/// From so many servizi on a second thread saves more time than it takes to begin.
const IN_TWO_FROM: usize = 8_000;

/// Servizi that a reader takes at a time: enough to make the taking cheap, few enough that both end together.
const ROUND: usize = 1_000;

/// Words in the order of arrival.
#[derive(Clone, Default)]
struct WordTable {
    all: Interner,
    /// Whether a word is a stop word, by its number of arrival.
    stop: Vec<bool>,
}

impl WordTable {
    /// The number of a folded word, and whether it is a stop word.
    fn add(&mut self, folded: &str) -> (WordId, bool) {
        let id = self.all.add(folded);
        if id as usize >= self.stop.len() {
            self.stop.push(is_stop_word(folded) || is_negation(folded));
        }
        (id, self.stop.get(id as usize).copied().unwrap_or(false))
    }
}

/// Where words stand in tipologie, by their numbers of arrival.
#[derive(Default)]
struct InTypes {
    /// Those of word `w`: `postings[starts[w]..starts[w + 1]]`, by tipologia and field.
    starts: Vec<u32>,
    postings: Vec<TypePosting>,
}

impl InTypes {
    /// Puts what was met, tipologia after tipologia, in order.
    fn of(mut met: Vec<MetWord>, phrases: &[Phrase], words: usize) -> Self {
        // By arrival within a word; in place, as all of this is, since the index is built while somebody types.
        met.sort_unstable_by_key(|m| (m.word, m.place));
        let mut counts = vec![0_u32; words];
        for m in &met {
            if let Some(cell) = counts.get_mut(m.word as usize) {
                *cell += 1;
            }
        }
        for same in met.chunk_by_mut(|a, b| a.word == b.word) {
            same.sort_by_key(|m| m.phrase(phrases).map(|p| (p.ty, p.field)));
        }
        let postings = met.into_iter().map(|m| m.posting(phrases)).collect();
        Self { starts: starts(counts.into_iter()), postings }
    }

    fn of_word(&self, word: WordId) -> &[TypePosting] {
        self.postings.get(span(&self.starts, word)).unwrap_or_default()
    }

    /// Whether the tipologia has the word in a field at least as good.
    fn cover(&self, ty: u16, word: WordId, field: Field) -> bool {
        let postings = self.of_word(word);
        let best = postings.get(postings.partition_point(|p| p.ty < ty));
        best.is_some_and(|best| best.ty == ty && best.field <= field)
    }
}

/// A word met in a phrase of a tipologia.
#[derive(Debug, Clone, Copy)]
struct MetWord {
    word: WordId,
    /// Phrase * 32 + position.
    place: u32,
}

impl MetWord {
    fn phrase(self, phrases: &[Phrase]) -> Option<Phrase> {
        phrases.get((self.place >> 5) as usize).copied()
    }

    #[allow(clippy::cast_possible_truncation)] // five bits
    fn posting(self, phrases: &[Phrase]) -> TypePosting {
        let (ty, field) = self.phrase(phrases).map_or((u16::MAX, Field::Sede), |p| (p.ty, p.field));
        TypePosting { ty, field, position: (self.place & 31) as u8, phrase: self.place >> 5 }
    }
}

/// Collects words and postings in the order of arrival.
#[derive(Default)]
pub(super) struct Builder {
    words: WordTable,
    met: Vec<MetWord>,
    in_types: InTypes,
    own: Vec<OwnWords>,
    /// For each word of the second reader's own, its number here.
    other: Vec<WordId>,
    numeri: Numeri,
    equivalences: Vec<Equivalence>,
    meanings: Vec<Meaning>,
}

/// The own words of a round of servizi, in the order of slots.
struct OwnWords {
    /// First servizio / [`ROUND`].
    round: usize,
    /// Numbered by the second reader.
    other: bool,
    /// Word * 16 + field, one servizio after the other…
    packed: Vec<u32>,
    /// …and where each one's end.
    ends: Vec<u32>,
}

/// Reads servizi, a round at a time.
struct TextReader<'a> {
    catalog: &'a Catalog,
    order: &'a [&'a Servizio],
    /// Tipologia of each.
    types: &'a [u16],
    in_types: &'a InTypes,
    words: WordTable,
    /// By word, the servizio that it was met in last, counted from one.
    seen: Vec<u32>,
    texts: Vec<(Field, &'a str)>,
    read: Vec<OwnWords>,
}

impl TextReader<'_> {
    /// Reads the rounds that nobody else takes.
    fn read_all(&mut self, next: &AtomicUsize, other: bool) {
        loop {
            let round = next.fetch_add(1, Ordering::Relaxed);
            if round * ROUND >= self.order.len() {
                return;
            }
            let own = self.read(round, other);
            self.read.push(own);
        }
    }

    fn read(&mut self, round: usize, other: bool) -> OwnWords {
        let from = round * ROUND;
        let (mut packed, mut ends) = (Vec::new(), Vec::new());
        for (at, servizio) in self.order.iter().enumerate().skip(from).take(ROUND) {
            let met = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let ty = self.types.get(at).copied().unwrap_or_default();
            self.texts.clear();
            own_texts(self.catalog, servizio, &mut self.texts);
            self.texts.sort_by_key(|&(field, _)| field);
            for &(field, text) in &self.texts {
                each_word(text, |folded, elided| {
                    let (word, stop) = self.words.add(folded);
                    if elided || (stop && field != Field::Name) {
                        return;
                    }
                    let at = word as usize;
                    if at >= self.seen.len() {
                        self.seen.resize(at + 1 + at / 2, 0);
                    }
                    let Some(cell) = self.seen.get_mut(at) else { return };
                    if *cell != met {
                        *cell = met;
                        if !self.in_types.cover(ty, word, field) {
                            packed.push(word << 4 | field as u32);
                        }
                    }
                });
            }
            ends.push(u32::try_from(packed.len()).unwrap_or(u32::MAX));
        }
        OwnWords { round, other, packed, ends }
    }
}

impl Builder {
    fn word(&mut self, folded: &str) -> (WordId, bool) {
        self.words.add(folded)
    }

    pub fn types(&mut self, catalog: &Catalog, phrases: &mut Vec<Phrase>) {
        for (at, ty) in catalog.tipologie.iter().enumerate() {
            let ix = TipologiaIx::of(at).0;
            let r = &ty.record;
            let mut say = |field: Field, instance: usize, text: &str| {
                self.phrase(phrases, ix, field, u32::try_from(instance).unwrap_or(u32::MAX), text);
            };
            say(Field::Name, 0, &r.name);
            for (n, text) in r.acronyms.iter().enumerate() {
                say(Field::Acronym, n, text);
            }
            for (n, text) in r.keywords.in_passing().iter().enumerate() {
                say(Field::Keyword, n, text);
            }
            for (n, text) in r.aliases.iter().map(Slug::as_str).chain([r.id.as_str()]).enumerate() {
                say(Field::Alias, n, text);
            }
            for target in &ty.targets {
                let t = &catalog.destinatari[*target];
                say(Field::Target, target.at() * 256, &t.label);
                for (n, text) in t.synonyms.iter().enumerate().take(255) {
                    say(Field::Target, target.at() * 256 + n + 1, text);
                }
            }
            for area in std::iter::once(&ty.area).chain(&ty.other_areas) {
                say(Field::Area, area.at(), &catalog.aree[*area].label);
            }
            say(Field::Summary, 0, &r.summary);
            say(Field::Outcome, 0, r.outcome.as_deref().unwrap_or_default());
            say(Field::Description, 0, &r.description);
            say(Field::Eligibility, 0, &r.eligibility.text);
            for (n, basis) in r.legal_basis.in_passing().iter().enumerate() {
                say(Field::Norm, n, &basis.norm);
            }
        }
        self.in_types = InTypes::of(std::mem::take(&mut self.met), phrases, self.words.all.len());
    }

    fn phrase(&mut self, phrases: &mut Vec<Phrase>, ty: u16, field: Field, instance: u32, text: &str) {
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
            self.met.push(MetWord { word, place: id << 5 | u32::from(position) });
        }
    }

    pub fn numeri(&mut self, catalog: &Catalog) {
        self.numeri = Numeri::read(catalog, |folded| self.words.add(folded));
    }

    /// Reads the servizi, numbered by slot, and does what else there is to do; a great many servizi by two readers, the
    /// second on a thread of its own while the first does the rest.
    pub fn servizi(&mut self, catalog: &Catalog, order: &[&Servizio], types: &[u16], rest: impl FnOnce()) {
        self.servizi_by(if order.len() < IN_TWO_FROM { 1 } else { 2 }, catalog, order, types, rest);
    }

    fn servizi_by(
        &mut self,
        readers: usize,
        catalog: &Catalog,
        order: &[&Servizio],
        types: &[u16],
        rest: impl FnOnce(),
    ) {
        let words = std::mem::take(&mut self.words);
        let shared = words.all.len();
        let reader = |words| TextReader {
            catalog,
            order,
            types,
            in_types: &self.in_types,
            words,
            seen: Vec::new(),
            texts: Vec::new(),
            read: Vec::new(),
        };
        let next = AtomicUsize::new(0);
        let mut second = (readers > 1).then(|| reader(words.clone()));
        let mut first = reader(words);
        thread::scope(|scope| {
            if let Some(second) = &mut second {
                // Where there is no thread to be had the first reader reads everything.
                let _ = thread::Builder::new().spawn_scoped(scope, || second.read_all(&next, true));
            }
            rest();
            first.read_all(&next, false);
        });
        let TextReader { words, read, .. } = first;
        let (mut own, second) = (read, second.map(|s| (s.words, s.read)));
        self.words = words;
        if let Some((words, read)) = second {
            // The second reader numbered its new words for itself.
            let all = WordId::try_from(words.all.len()).unwrap_or(WordId::MAX);
            let new = |word| if (word as usize) < shared { word } else { self.words.add(words.all.word(word)).0 };
            self.other = (0..all).map(new).collect();
            own.extend(read);
        }
        own.sort_by_key(|o| o.round);
        self.own = own;
    }

    pub fn equivalences(&mut self, catalog: &Catalog) {
        for (at, e) in (0..).zip(&catalog.equivalenze) {
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
                        all.push(sure_stem(folded).into());
                    }
                });
                all.sort_unstable();
                all.dedup();
                if !all.is_empty() {
                    self.equivalences.push((all, at));
                }
            }
            self.meanings.push(means);
        }
    }

    pub fn finish(self, index: &mut Index) {
        let (vocab, rank) = self.words.all.finish();
        let new = |old: WordId| rank.get(old as usize).copied().unwrap_or_default();
        index.vocab = vocab;
        let words = index.vocab.len();

        let mut old = vec![0; words];
        for (was, &is) in (0..).zip(&rank) {
            if let Some(cell) = old.get_mut(is as usize) {
                *cell = was;
            }
        }
        let in_types = || old.iter().map(|&was| self.in_types.of_word(was));
        index.type_starts = starts(in_types().map(|postings| u32::try_from(postings.len()).unwrap_or(u32::MAX)));
        index.type_postings = Vec::with_capacity(self.in_types.postings.len());
        in_types().for_each(|postings| index.type_postings.extend_from_slice(postings));
        // What is no longer needed makes room for what comes.
        drop((old, self.in_types));

        let other: Vec<WordId> = self.other.into_iter().map(new).collect();
        let rounds = self.own.into_iter().map(|o| Round {
            words: if o.other { &other } else { &rank },
            packed: o.packed,
            ends: o.ends,
        });
        index.own = OwnPostings::of(words, rounds.collect());

        index.numeri = self.numeri;
        index.numeri.renumber(new);
        index.meanings = self.meanings;
        index.meanings.iter_mut().flatten().flatten().for_each(|word| *word = new(*word));
        index.equivalences = self.equivalences;
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
        let built = |readers| {
            let mut index = Index::default();
            index.rank_types(&catalog);
            let order = index.order_slots(&catalog);
            let mut builder = Builder::default();
            builder.types(&catalog, &mut index.phrases);
            builder.servizi_by(readers, &catalog, &order, &index.slots.ty, || {});
            builder.finish(&mut index);
            format!("{:?} {:?} {:?}", index.vocab, index.own, index.type_postings)
        };
        assert!(built(2) == built(1));
    }
}
