//! What is built once of a catalogue, so that a keystroke touches words and not records.
//!
//! Two kinds of documents: every tipologia with all its words, and every servizio with only the words that its tipologia
//! does not already have in as good a field. Servizi are numbered here by *slot*: by ambito (then region, then State), by
//! name, by what they rest on, by id – so that a place is one range and the order of equals is the order of numbers.
//! Knows the catalogue and [`super::vocab`]; [`super::matcher`] asks it.

use std::collections::HashMap;
use std::ops::Range;

use chrono::Datelike;

use crate::catalog::model::{
    AmbitoIx, AreaIx, Catalog, ComuneIx, Entry, Scope, Servizio, ServizioIx, TargetIx, TipologiaIx, newest_date,
};
use crate::catalog::values::{Basis, Stato};

use super::facets::HoursMemo;
use super::fold::{each_word, fold, is_negation, is_stop_word};
use super::layers::{Kind, Layers};
use super::matcher::everyday;
use super::place::Places;
use super::rank::Scratch;
use super::vocab::{Interner, Vocab, WordId};
use super::weights::{Field, PLAIN_NAME};

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

/// Target groups and area of a servizio: few distinct ones, so that a filter is decided once for each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Class {
    /// Target groups; empty = not stated.
    pub targets: Vec<TargetIx>,
    /// Area.
    pub area: AreaIx,
}

/// The hours of the sedi of a servizio.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct HoursSet {
    /// Numbers into [`Index::hours`].
    pub known: Vec<u32>,
    /// Some sede (or all, or there is none) says nothing of its hours.
    pub some_unknown: bool,
}

/// What a look-up needs of the servizi, by slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    /// Number in the catalogue.
    pub servizio: Vec<u32>,
    /// Tipologia.
    pub ty: Vec<u16>,
    /// Ambito, or one past the ambiti for the region, two for the State.
    pub scope: Vec<u16>,
    /// Into [`Layers::kinds`].
    pub kind: Vec<u32>,
    /// First slot of each scope, and the end.
    pub starts: Vec<u32>,
}

/// Stems of what must all be said, and the words and phrases it stands for.
pub(super) type Equivalence = (Vec<Box<str>>, Vec<Vec<WordId>>);

/// Everything a look-up needs besides the catalogue. Pure data: built once, shared between threads.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(super) vocab: Vocab,
    /// Postings of word `w` in tipologie: `type_postings[type_starts[w]..type_starts[w + 1]]`.
    type_starts: Vec<u32>,
    type_postings: Vec<TypePosting>,
    /// Postings of word `w` in servizi, ascending: slot * 16 + field.
    own_starts: Vec<u32>,
    own_postings: Vec<u32>,
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
    pub(super) layers: Layers,
    /// Words of numeri utili: word, position in the catalogue's list, worth.
    pub(super) numeri: Vec<(WordId, u16, u8)>,
    /// Everyday equivalences: stems of what must all be said, and the words it stands for.
    pub(super) equivalences: Vec<Equivalence>,
    /// First words of the equivalences, sorted, with their position.
    pub(super) equivalence_words: Vec<(Box<str>, u32)>,
    pub(super) places: Places,
    pub(super) hours_memo: HoursMemo,
    pub(super) scratch: Scratch,
}

impl Index {
    /// Builds the index of a catalogue. Pure; cost follows the catalogue's text, once.
    pub fn build(catalog: &Catalog) -> Self {
        let mut this = Self { places: Places::of(catalog), ..Self::default() };
        this.rank_types(catalog);
        let order = this.order_slots(catalog);
        let mut builder = Builder::default();
        builder.types(catalog, &mut this.phrases);
        builder.numeri(catalog);
        builder.servizi(catalog, &order, &this.slots);
        builder.equivalences(catalog);
        builder.finish(&mut this, order.len());
        this
    }

    /// Bytes the index takes in memory, close enough to compare.
    pub fn bytes(&self) -> usize {
        let slots = &self.slots;
        self.vocab.bytes()
            + 4 * (self.type_starts.capacity() + self.own_starts.capacity() + self.own_postings.capacity())
            + size_of::<TypePosting>() * self.type_postings.capacity()
            + size_of::<Phrase>() * self.phrases.capacity()
            + 4 * (slots.servizio.capacity() + slots.kind.capacity())
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

    /// Where a word stands in servizi, their own words only: slot and field, ascending.
    pub(super) fn in_servizi(&self, word: WordId) -> &[u32] {
        self.own_postings.get(span(&self.own_starts, word)).unwrap_or_default()
    }

    /// The field in which servizio `slot` has `word` as its own.
    pub(super) fn own_field(&self, word: WordId, slot: u32) -> Option<Field> {
        let list = self.in_servizi(word);
        let at = list.partition_point(|&p| p >> 4 < slot);
        list.get(at).filter(|&&p| p >> 4 == slot).map(|&p| Field::of(p & 15))
    }

    /// Slots of a scope: an ambito's number, one past the last for the region, two for the State.
    pub(super) fn scope_slots(&self, scope: usize) -> Range<usize> {
        let at = |n: usize| self.slots.starts.get(n).map_or(0, |&s| s as usize);
        at(scope)..at(scope + 1)
    }

    /// The servizio of a slot.
    pub(super) fn servizio(&self, slot: usize) -> ServizioIx {
        ServizioIx(self.slots.servizio.get(slot).copied().unwrap_or(u32::MAX))
    }

    /// The text of a phrase as the record writes it.
    pub(super) fn phrase_text(catalog: &Catalog, phrase: Phrase) -> &str {
        let Some(ty) = catalog.tipologie.get(usize::from(phrase.ty)) else { return "" };
        let record = &ty.record;
        let n = usize::from(phrase.instance);
        match phrase.field {
            Field::Name => &record.name,
            Field::Acronym => record.acronyms.get(n).map_or("", |t| t.as_str()),
            Field::Keyword => record.keywords.get(n).map_or("", |t| t.as_str()),
            Field::Alias => record.aliases.get(n).map_or("", |t| t.as_str()),
            Field::Target => {
                let target = catalog.destinatari.get(n / 256);
                match n % 256 {
                    0 => target.map_or("", |t| t.label.as_str()),
                    s => target.and_then(|t| t.synonyms.get(s - 1)).map_or("", |t| t.as_str()),
                }
            }
            Field::Area => catalog.aree.get(n).map_or("", |a| a.label.as_str()),
            Field::Summary => &record.summary,
            Field::Outcome => record.outcome.as_deref().unwrap_or_default(),
            Field::Description => &record.description,
            Field::Eligibility => &record.eligibility.text,
            Field::Norm => record.legal_basis.get(n).map_or("", |b| b.norm.as_str()),
            Field::Plan | Field::Details | Field::Sede => "",
        }
    }

    fn rank_types(&mut self, catalog: &Catalog) {
        let names: Vec<String> = catalog.tipologie.iter().map(|t| fold(&t.record.name)).collect();
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|&a, &b| names.get(a).cmp(&names.get(b)).then(a.cmp(&b)));
        self.type_rank = vec![0; names.len()];
        for (rank, at) in order.into_iter().enumerate() {
            if let Some(cell) = self.type_rank.get_mut(at) {
                *cell = TipologiaIx::of(rank).0;
            }
        }
        let content = |name: &str| name.split(' ').filter(|w| !is_stop_word(w)).count();
        let plain = |name: &str| PLAIN_NAME.saturating_sub(u32::try_from(content(name)).unwrap_or(PLAIN_NAME));
        self.type_plain = names.iter().map(|n| plain(n)).collect();
        self.type_names = names;
    }

    /// Numbers the servizi by slot, fills [`Slots`], returns the servizi in the order of slots.
    fn order_slots<'a>(&mut self, catalog: &'a Catalog) -> Vec<&'a Servizio> {
        let type_keys: Vec<u64> = self.type_names.iter().map(|n| name_key(n)).collect();
        let ambiti = catalog.ambiti.len();
        let mut order: Vec<(u16, u64, u32)> = (0..)
            .zip(&catalog.servizi)
            .map(|(at, s)| {
                let scope = match s.scope {
                    Scope::Ambito(a) => a.0,
                    Scope::Regione => AmbitoIx::of(ambiti).0,
                    Scope::Italia => AmbitoIx::of(ambiti + 1).0,
                };
                let own = s.record.as_deref().and_then(|r| r.name.as_deref());
                let key = match own {
                    Some(name) if name.is_ascii() => name_key(&name.to_ascii_lowercase()),
                    Some(name) => name_key(&fold(name)),
                    None => type_keys.get(s.tipologia.at()).copied().unwrap_or_default(),
                };
                (scope, key, at)
            })
            .collect();
        let servizio = |at: u32| catalog.servizi.get(at as usize);
        let basis = |s: &Servizio| match s.basis {
            Basis::Piano => 0_u8,
            Basis::Misura => 1,
            Basis::Norma => 2,
        };
        order.sort_unstable_by(|a, b| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| {
                let key = |at: u32| {
                    servizio(at).map(|s| {
                        let name = catalog.entry(ServizioIx(at)).map(|e| e.name());
                        (name, basis(s), s.id.as_str())
                    })
                };
                key(a.2).cmp(&key(b.2)).then(a.2.cmp(&b.2))
            })
        });
        let mut kinds = Kinds::default();
        self.type_class =
            catalog.tipologie.iter().map(|t| kinds.class(Class { targets: t.targets.clone(), area: t.area })).collect();
        let type_until: Vec<i32> = catalog.tipologie.iter().map(|t| until(newest_date(&t.record.sources))).collect();
        let slots = &mut self.slots;
        let mut found = Vec::with_capacity(order.len());
        for (scope, _, at) in order {
            let (Some(s), Some(entry)) = (servizio(at), catalog.entry(ServizioIx(at))) else { continue };
            while slots.starts.len() <= usize::from(scope) {
                slots.starts.push(u32::try_from(found.len()).unwrap_or(u32::MAX));
            }
            found.push(s);
            slots.servizio.push(at);
            slots.ty.push(s.tipologia.0);
            slots.scope.push(scope);
            // A class of its own only where it is not its tipologia's.
            let own = || Class { targets: entry.targets().to_vec(), area: s.area };
            let same = s.targets.is_none() && s.area == entry.tipologia.area;
            let class =
                (!same).then(|| kinds.class(own())).filter(|c| self.type_class.get(s.tipologia.at()) != Some(c));
            let (stated, until) = stated(&entry, &type_until);
            let kind = Kind {
                class,
                stated,
                until,
                hours: kinds.hours(catalog, s),
                comuni: s.comuni.as_deref().map(|c| kinds.comuni(c)),
            };
            slots.kind.push(kinds.kind(kind));
        }
        while slots.starts.len() <= ambiti + 2 {
            slots.starts.push(u32::try_from(found.len()).unwrap_or(u32::MAX));
        }
        self.layers.kinds = kinds.seen;
        self.layers.comuni = kinds.comuni_list;
        self.layers.fill(catalog.tipologie.len(), &slots.kind, &slots.ty, &slots.starts);
        self.classes = kinds.class_list;
        self.hours = kinds.hours_list;
        self.hours_sets = kinds.set_list;
        found
    }
}

fn span(starts: &[u32], word: WordId) -> Range<usize> {
    let at = |n: usize| starts.get(n).map_or(0, |&s| s as usize);
    at(word as usize)..at(word as usize + 1)
}

/// The first eight bytes of a folded name, as a number that sorts like them.
fn name_key(name: &str) -> u64 {
    let mut bytes = [0_u8; 8];
    for (cell, byte) in bytes.iter_mut().zip(name.bytes()) {
        *cell = byte;
    }
    u64::from_be_bytes(bytes)
}

/// The last day on which a status "attivo" of that date holds: see [`crate::catalog::model::effective_status`].
fn until(date: Option<crate::catalog::values::PartialDate>) -> i32 {
    date.map_or(i32::MIN, |d| d.latest().num_days_from_ce() + 731)
}

/// Position of the stated status in `Stato::ALL`, and until when "attivo" holds.
fn stated(entry: &Entry<'_>, type_until: &[i32]) -> (u8, i32) {
    let position = |s: Stato| u8::try_from(Stato::ALL.iter().position(|&x| x == s).unwrap_or(0)).unwrap_or(0);
    let Some(servizio) = entry.servizio else { return (position(Stato::DaConfermare), i32::MIN) };
    match entry.own() {
        Some(own) if servizio.basis != Basis::Norma => {
            let source = if own.sources.is_empty() {
                type_until.get(servizio.tipologia.at()).copied().unwrap_or(i32::MIN)
            } else {
                until(newest_date(&own.sources))
            };
            (position(own.status.unwrap_or(Stato::DaConfermare)), source.max(until(own.checked)))
        }
        _ => (position(Stato::DaConfermare), i32::MIN),
    }
}

/// Interns what many servizi share.
#[derive(Default)]
struct Kinds {
    classes: HashMap<Class, u32>,
    class_list: Vec<Class>,
    hours: HashMap<Box<str>, u32>,
    hours_list: Vec<Box<str>>,
    sets: HashMap<HoursSet, u32>,
    set_list: Vec<HoursSet>,
    comuni: HashMap<Box<[ComuneIx]>, u32>,
    comuni_list: Vec<Box<[ComuneIx]>>,
    numbers: HashMap<Kind, u32>,
    seen: Vec<Kind>,
    /// The kind of the servizio before, which is most often the next one's too.
    last: Option<(Kind, u32)>,
}

impl Kinds {
    fn kind(&mut self, kind: Kind) -> u32 {
        if let Some((last, id)) = self.last
            && last == kind
        {
            return id;
        }
        let list = &mut self.seen;
        let id = *self.numbers.entry(kind).or_insert_with_key(|kind| {
            list.push(*kind);
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        });
        self.last = Some((kind, id));
        id
    }

    fn comuni(&mut self, comuni: &[ComuneIx]) -> u32 {
        let list = &mut self.comuni_list;
        *self.comuni.entry(comuni.into()).or_insert_with_key(|comuni| {
            list.push(comuni.clone());
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn class(&mut self, class: Class) -> u32 {
        let list = &mut self.class_list;
        *self.classes.entry(class).or_insert_with_key(|class| {
            list.push(class.clone());
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn hours(&mut self, catalog: &Catalog, servizio: &Servizio) -> u32 {
        let mut set = HoursSet::default();
        for sede in servizio.sedi.iter().filter_map(|ix| catalog.sedi.get(ix.at())) {
            if sede.record.status == Some(Stato::Storico) {
                continue;
            }
            match &sede.record.hours {
                Some(hours) => {
                    let list = &mut self.hours_list;
                    let id = *self.hours.entry(hours.as_str().into()).or_insert_with_key(|hours| {
                        list.push(hours.clone());
                        u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
                    });
                    set.known.push(id);
                }
                None => set.some_unknown = true,
            }
        }
        set.some_unknown |= set.known.is_empty();
        set.known.sort_unstable();
        set.known.dedup();
        let list = &mut self.set_list;
        *self.sets.entry(set).or_insert_with_key(|set| {
            list.push(set.clone());
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

/// Collects words and postings in the order of arrival.
#[derive(Default)]
struct Builder {
    words: Interner,
    /// Whether a word is a stop word, by its number of arrival.
    stop: Vec<bool>,
    types: Vec<(WordId, TypePosting)>,
    /// Best field of each word of each tipologia.
    best: Vec<HashMap<WordId, Field>>,
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

    fn types(&mut self, catalog: &Catalog, phrases: &mut Vec<Phrase>) {
        for (at, ty) in catalog.tipologie.iter().enumerate() {
            let ix = TipologiaIx::of(at).0;
            self.best.push(HashMap::new());
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
            if let Some(best) = self.best.get_mut(usize::from(ty)) {
                let cell = best.entry(word).or_insert(field);
                *cell = (*cell).min(field);
            }
        }
    }

    fn numeri(&mut self, catalog: &Catalog) {
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

    fn servizi(&mut self, catalog: &Catalog, order: &[&Servizio], slots: &Slots) {
        // A sede's words belong to one servizio: the first of the kinds it was opened for. An office that many services
        // share says nothing of any of them.
        let mut seen: Vec<u32> = Vec::new();
        let mut texts: Vec<(Field, &str)> = Vec::new();
        for (slot, servizio) in (1_u32..).zip(order) {
            texts.clear();
            own_texts(catalog, servizio, &mut texts);
            texts.sort_by_key(|&(field, _)| field);
            let ty = slots.ty.get(slot as usize - 1).map_or(0, |&t| usize::from(t));
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
                    if self.best.get(ty).and_then(|b| b.get(&word)).is_some_and(|&f| f <= field) {
                        return;
                    }
                    self.own.push(word << 4 | field as u32);
                });
            }
            self.own_ends.push(u32::try_from(self.own.len()).unwrap_or(u32::MAX));
        }
    }

    fn equivalences(&mut self, catalog: &Catalog) {
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

    fn finish(self, index: &mut Index, slots: usize) {
        let (vocab, rank) = self.words.finish();
        let new = |old: WordId| rank.get(old as usize).copied().unwrap_or_default();
        index.vocab = vocab;
        let words = index.vocab.len();

        let mut types: Vec<(WordId, TypePosting)> = self.types.into_iter().map(|(w, p)| (new(w), p)).collect();
        types.sort_by_key(|&(w, p)| (w, p.ty, p.field, p.phrase));
        index.type_starts = starts(words, types.iter().map(|&(w, _)| w));
        index.type_postings = types.into_iter().map(|(_, p)| p).collect();

        index.own_starts = starts(words, self.own.iter().map(|&p| new(p >> 4)));
        let mut next: Vec<u32> = index.own_starts.clone();
        index.own_postings = vec![0; self.own.len()];
        let mut from = 0;
        for (slot, &to) in (0_u32..).zip(self.own_ends.iter().take(slots)) {
            for &packed in self.own.get(from..to as usize).unwrap_or_default() {
                if let Some(cursor) = next.get_mut(new(packed >> 4) as usize) {
                    if let Some(cell) = index.own_postings.get_mut(*cursor as usize) {
                        *cell = slot << 4 | (packed & 15);
                    }
                    *cursor += 1;
                }
            }
            from = to as usize;
        }

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

/// Where each word's postings begin, given the words of all postings (in any order).
fn starts(words: usize, postings: impl Iterator<Item = WordId>) -> Vec<u32> {
    let mut starts = vec![0_u32; words + 1];
    for word in postings {
        if let Some(cell) = starts.get_mut(word as usize + 1) {
            *cell += 1;
        }
    }
    let mut sum = 0;
    for cell in &mut starts {
        sum += *cell;
        *cell = sum;
    }
    starts
}

/// The texts that a servizio has for itself.
pub(super) fn own_texts<'a>(catalog: &'a Catalog, servizio: &'a Servizio, out: &mut Vec<(Field, &'a str)>) {
    if let Some(r) = servizio.record.as_deref() {
        out.extend(r.name.as_deref().map(|t| (Field::Name, t)));
        out.extend(r.acronyms.iter().flatten().map(|t| (Field::Acronym, t.as_str())));
        out.extend(r.keywords.iter().map(|t| (Field::Keyword, t.as_str())));
        out.extend(r.summary.as_deref().map(|t| (Field::Summary, t)));
        out.extend(r.plan_item.as_deref().map(|t| (Field::Plan, t)));
        out.extend(r.details.as_deref().map(|t| (Field::Details, t)));
        out.extend(r.outcome.as_deref().map(|t| (Field::Outcome, t)));
        out.extend(r.description.as_deref().map(|t| (Field::Description, t)));
        out.extend(r.eligibility.as_ref().map(|e| (Field::Eligibility, e.text.as_str())));
    }
    for sede in servizio.sedi.iter().filter_map(|ix| catalog.sedi.get(ix.at())) {
        // A sede's words belong to the service it was opened for: an office that many services share says nothing of the
        // others.
        if sede.types.first().is_none_or(|&first| first == servizio.tipologia) {
            out.push((Field::Sede, &sede.record.name));
            out.extend(sede.record.address.as_deref().map(|t| (Field::Sede, t)));
        }
    }
}
