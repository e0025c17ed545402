//! What an index holds, and how it is asked.

use std::ops::Range;

use crate::catalog::model::ServizioIx;

use super::super::ear::Ear;
use super::super::layers::{Scratch, ServizioLayers};
use super::super::place::PlaceNames;
use super::super::vocab::{Vocab, WordId};
use super::super::weights::Field;
use super::kinds::{Class, Profile};
use super::numeri::Numeri;
use super::own::{OwnPostings, span};

/// A word in a tipologia.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct TypePosting {
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
pub(in crate::search) struct Phrase {
    /// Whose.
    pub ty: u16,
    /// What.
    pub field: Field,
    /// Words that are no stop words, up to 255.
    pub content: u8,
    /// The how-manieth of its field; for targets `target * 256 + synonym` with 0 for the label.
    pub instance: u32,
}

/// Stems of what must all be said, and what it stands for: into [`Index::meanings`].
pub(in crate::search) type Equivalence = (Vec<Box<str>>, u32);

/// The words and phrases that something stands for.
pub(in crate::search) type Meaning = Vec<Vec<WordId>>;

/// Everything a look-up needs besides the catalogue. Pure data: built once, shared between threads.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(in crate::search) vocab: Vocab,
    /// Postings of word `w` in tipologie: `type_postings[type_starts[w]..type_starts[w + 1]]`.
    pub(super) type_starts: Vec<u32>,
    pub(super) type_postings: Vec<TypePosting>,
    /// Where words stand in servizi.
    pub(in crate::search) own: OwnPostings,
    pub(in crate::search) phrases: Vec<Phrase>,
    /// Rank of each tipologia by name.
    pub(in crate::search) type_rank: Vec<u16>,
    /// What each tipologia's name adds for being plain: see [`super::weights::PLAIN_NAME`].
    pub(in crate::search) type_plain: Vec<u32>,
    /// Class of each tipologia.
    pub(in crate::search) type_class: Vec<u32>,
    /// Folded name and initials of each tipologia, for abbreviations.
    pub(in crate::search) type_names: Vec<String>,
    pub(in crate::search) classes: Vec<Class>,
    pub(in crate::search) slots: Slots,
    pub(in crate::search) profiles: Vec<Profile>,
    pub(in crate::search) layers: ServizioLayers,
    pub(in crate::search) numeri: Numeri,
    /// Everyday equivalences…
    pub(in crate::search) equivalences: Vec<Equivalence>,
    /// …and what they stand for: several are said for the same.
    pub(in crate::search) meanings: Vec<Meaning>,
    /// First words of the equivalences, sorted, with their position.
    pub(in crate::search) equivalence_words: Vec<(Box<str>, u32)>,
    pub(in crate::search) places: PlaceNames,
    pub(in crate::search) scratch: Scratch,
    /// What hears which service a sentence asks for.
    pub(in crate::search) ear: Ear,
    /// The words of a query mean nothing: see [`Index::measured`].
    pub(in crate::search) wordless: bool,
}

/// What a look-up needs of the servizi, by slot.
#[derive(Debug, Clone, Default)]
pub(in crate::search) struct Slots {
    /// Number in the catalogue.
    pub servizio: Vec<u32>,
    /// Tipologia.
    pub ty: Vec<u16>,
    /// Ambito, or one past the ambiti for the region, two for the State.
    pub scope: Vec<u16>,
    /// Into [`Index::profiles`].
    pub profile: Vec<u32>,
    /// First slot of each scope, and the end.
    pub starts: Vec<u32>,
}

impl Index {
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
            + self.classes.iter().map(|c| 32 + 2 * c.targets.len()).sum::<usize>()
            + self.type_names.iter().map(|n| 24 + n.len()).sum::<usize>()
    }

    /// Distinct words.
    pub fn words(&self) -> usize {
        self.vocab.len()
    }

    /// Where a word stands in tipologie.
    pub(in crate::search) fn in_types(&self, word: WordId) -> &[TypePosting] {
        self.type_postings.get(span(&self.type_starts, word)).unwrap_or_default()
    }

    /// Slots of a scope: an ambito's number, one past the last for the region, two for the State.
    pub(in crate::search) fn scope_slots(&self, scope: usize) -> Range<usize> {
        let at = |n: usize| self.slots.starts.get(n).map_or(0, |&s| s as usize);
        at(scope)..at(scope + 1)
    }

    /// The kind of a servizio: what filters ask of it, by the number of its kind.
    pub(in crate::search) fn kind_of(&self, slot: usize) -> usize {
        let profile = self.slots.profile.get(slot).and_then(|&p| self.profiles.get(p as usize));
        profile.map_or(usize::MAX, |p| p.kind as usize)
    }

    /// Whether a word stands in the name, an acronym or a keyword of a tipologia.
    pub(in crate::search) fn is_telling(&self, word: WordId) -> bool {
        self.in_types(word).iter().any(|p| p.field.is_phrase())
    }

    /// The servizio of a slot.
    pub(in crate::search) fn servizio(&self, slot: usize) -> ServizioIx {
        ServizioIx(self.slots.servizio.get(slot).copied().unwrap_or(u32::MAX))
    }
}
