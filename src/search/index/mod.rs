//! What is built once of a catalogue, so that a keystroke touches words and not records.
//!
//! Two kinds of documents: every tipologia with all its words, and every servizio with only the words that its tipologia
//! does not already have in as good a field. Servizi are numbered here by *slot*: by ambito (then region, then State), by
//! name, by what they rest on, by id – so that a place is one range and the order of equals is the order of numbers.
//! Knows the catalogue and [`super::vocab`]; [`super::matcher`] asks it.

mod build;
mod kinds;
mod own;
mod slots;
mod text;

use std::ops::Range;

use crate::catalog::model::{Catalog, ServizioIx};

use super::ear::Classes;
use super::facets::HoursMemo;
use super::layers::Layers;
use super::numeri::Numeri;
use super::own::Scratch;
use super::place::Places;
use super::vocab::{Vocab, WordId};
use super::weights::Field;
use build::Builder;
use slots::Slots;

pub(super) use kinds::{Class, HoursSet, Profile};
pub(super) use own::OwnPostings;
pub(super) use text::own_texts;

/// A word in a tipologia.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypePosting {
    /// Which tipologia.
    pub ty: u16,
    /// Where.
    pub field: Field,
    /// The how-manieth word of its phrase, stop words not counted, up to 31.
    pub position: u8,
    /// Which name, keyword, sentence…: into [`Index::phrases`].
    pub phrase: u32,
}

/// A name, keyword, sentence of a tipologia.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    /// Whose.
    pub ty: u16,
    /// What.
    pub field: Field,
    /// Words that are no stop words, up to 255.
    pub content: u8,
    /// The how-manieth of its field; for targets `target * 256 + synonym` with 0 for the label.
    pub instance: u16,
}

/// Stems of what must all be said, and what it stands for: into [`Index::meanings`].
pub(super) type Equivalence = (Vec<Box<str>>, u32);

/// The words and phrases that something stands for.
pub(super) type Meaning = Vec<Vec<WordId>>;

/// Everything a look-up needs besides the catalogue. Pure data: built once, shared between threads.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(super) vocab: Vocab,
    /// Postings of word `w` in tipologie: `type_postings[type_starts[w]..type_starts[w + 1]]`.
    type_starts: Vec<u32>,
    type_postings: Vec<TypePosting>,
    /// Where words stand in servizi.
    pub(super) own: OwnPostings,
    pub(super) phrases: Vec<Phrase>,
    /// Rank of each tipologia by name.
    pub(super) type_rank: Vec<u16>,
    /// What each tipologia's name adds for being plain: see [`super::weights::PLAIN_NAME`].
    pub(super) type_plain: Vec<u32>,
    /// Class of each tipologia.
    pub(super) type_class: Vec<u32>,
    /// Folded name and initials of each tipologia, for abbreviations.
    pub(super) type_names: Vec<String>,
    pub(super) classes: Vec<Class>,
    pub(super) hours: Vec<Box<str>>,
    pub(super) hours_sets: Vec<HoursSet>,
    pub(super) slots: Slots,
    pub(super) profiles: Vec<Profile>,
    pub(super) layers: Layers,
    pub(super) numeri: Numeri,
    /// Everyday equivalences…
    pub(super) equivalences: Vec<Equivalence>,
    /// …and what they stand for: several are said for the same.
    pub(super) meanings: Vec<Meaning>,
    /// First words of the equivalences, sorted, with their position.
    pub(super) equivalence_words: Vec<(Box<str>, u32)>,
    pub(super) places: Places,
    pub(super) hours_memo: HoursMemo,
    pub(super) scratch: Scratch,
    /// What the classes of the learned model are in this catalogue.
    pub(super) ear: Classes,
}

impl Index {
    /// Builds the index of a catalogue. Pure; cost follows the catalogue's text, once.
    pub fn build(catalog: &Catalog) -> Self {
        let mut this = Self { places: Places::of(catalog), ear: Classes::of(catalog), ..Self::default() };
        this.rank_types(catalog);
        let order = this.order_slots(catalog);
        let mut builder = Builder::default();
        builder.types(catalog, &mut this.phrases);
        builder.numeri(catalog);
        let types = this.slots.ty.clone();
        builder.servizi(catalog, &order, &types, || this.sort_out_kinds(catalog));
        builder.equivalences(catalog);
        builder.finish(&mut this);
        this
    }

    /// Bytes the index takes in memory, close enough to compare.
    pub fn bytes(&self) -> usize {
        let slots = &self.slots;
        self.vocab.bytes()
            + self.own.bytes()
            + 4 * self.type_starts.capacity()
            + size_of::<TypePosting>() * self.type_postings.capacity()
            + size_of::<Phrase>() * self.phrases.capacity()
            + 4 * (slots.servizio.capacity() + slots.profile.capacity())
            + size_of::<Profile>() * self.profiles.capacity()
            + 2 * (slots.ty.capacity() + slots.scope.capacity())
            + self.layers.bytes()
            + self.hours_sets.iter().map(|s| 32 + 4 * s.known.len()).sum::<usize>()
            + self.classes.iter().map(|c| 32 + 2 * c.targets.len()).sum::<usize>()
            + self.type_names.iter().map(|n| 24 + n.len()).sum::<usize>()
    }

    /// Distinct words.
    pub fn words(&self) -> usize {
        self.vocab.len()
    }

    /// Where a word stands in tipologie.
    pub(super) fn in_types(&self, word: WordId) -> &[TypePosting] {
        self.type_postings.get(span(&self.type_starts, word)).unwrap_or_default()
    }

    /// Slots of a scope: an ambito's number, one past the last for the region, two for the State.
    pub(super) fn scope_slots(&self, scope: usize) -> Range<usize> {
        let at = |n: usize| self.slots.starts.get(n).map_or(0, |&s| s as usize);
        at(scope)..at(scope + 1)
    }

    /// The kind of a servizio: what filters ask of it, by the number of its kind.
    pub(super) fn kind_of(&self, slot: usize) -> usize {
        let profile = self.slots.profile.get(slot).and_then(|&p| self.profiles.get(p as usize));
        profile.map_or(usize::MAX, |p| p.kind as usize)
    }

    /// The servizio of a slot.
    pub(super) fn servizio(&self, slot: usize) -> ServizioIx {
        ServizioIx(self.slots.servizio.get(slot).copied().unwrap_or(u32::MAX))
    }
}

fn span(starts: &[u32], word: WordId) -> Range<usize> {
    let at = |n: usize| starts.get(n).map_or(0, |&s| s as usize);
    at(word as usize)..at(word as usize + 1)
}

/// Where the postings of each begin, given how many each has; and the end.
fn starts(counts: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sum = 0;
    let mut starts: Vec<u32> = Vec::with_capacity(counts.size_hint().0 + 1);
    starts.push(0);
    starts.extend(counts.map(|n| {
        sum += n;
        sum
    }));
    starts
}
