//! Servizi by kind and by set, so that a look-up counts sets of tipologie and walks no servizio that is no row.
//!
//! What the filters ask of a servizio – target groups, area, status, comuni served – makes its *kind*; few kinds
//! serve a whole region. The servizi of one kind in one scope are one *layer*: a set of tipologie, a bit each (a second
//! servizio of the same tipologia and kind opens a second layer). [`super::index`] builds them, [`super::facets`] counts.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Mutex;

use crate::catalog::model::ComuneIx;

/// All that filters and counts ask of a servizio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ServizioTraits {
    /// Target groups and area, into [`super::index::Index::classes`]; `None` = those of its tipologia.
    pub class: Option<u32>,
    /// Position in `Stato::ALL` of the status between its first and its last day.
    pub stated: u8,
    /// First day on which it can be asked for and last one, counted from the Common Era.
    pub term: (i32, i32),
    /// Last day, counted from the Common Era, on which "attivo" holds.
    pub until: i32,
    /// Into [`Layers::comuni`], where it serves some comuni of its ambito only.
    pub comuni: Option<u32>,
}

/// The layers of a catalogue.
#[derive(Debug, Clone, Default)]
pub(super) struct ServizioLayers {
    /// Words of 64 bits in a set of tipologie.
    pub width: usize,
    /// The kinds.
    pub kinds: Vec<ServizioTraits>,
    /// Tipologie of which some servizio is of each kind: a set for each.
    pub kind_types: Vec<u64>,
    /// Comuni that a servizio may be limited to.
    pub comuni: Vec<Box<[ComuneIx]>>,
    /// First layer of each scope, and the end.
    starts: Vec<u32>,
    /// The kind of each layer.
    kind: Vec<u32>,
    /// The tipologie of each layer: a set for each.
    sets: Vec<u64>,
}

impl ServizioLayers {
    /// Builds the layers from the kind and tipologia of every slot, scope by scope.
    pub fn fill(&mut self, types: usize, slot_kinds: &[u32], slot_types: &[u16], scope_starts: &[u32]) {
        self.width = types.div_ceil(64).max(1);
        self.kind_types = vec![0; self.kinds.len() * self.width];
        for pair in scope_starts.windows(2) {
            let &[from, to] = pair else { continue };
            let slots = from as usize..to as usize;
            self.starts.push(u32::try_from(self.kind.len()).unwrap_or(u32::MAX));
            let of_scope = slot_kinds.get(slots.clone()).unwrap_or_default();
            self.scope(of_scope.iter().copied().zip(slot_types.get(slots).unwrap_or_default().iter().copied()));
        }
        self.starts.push(u32::try_from(self.kind.len()).unwrap_or(u32::MAX));
    }

    fn scope(&mut self, slots: impl Iterator<Item = (u32, u16)>) {
        // Layers of each kind here, and how many servizi of a kind and tipologia have been met beyond the first.
        let mut of_kind: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut met: HashMap<(u32, u16), usize> = HashMap::new();
        let mut last: Option<(u32, usize)> = None;
        for (kind, ty) in slots {
            let first = match last {
                Some((k, layer)) if k == kind => layer,
                _ => match of_kind.get(&kind).and_then(|l| l.first()) {
                    Some(&layer) => layer,
                    None => self.open(kind, &mut of_kind),
                },
            };
            last = Some((kind, first));
            let layer = if has(self.set(first), ty) {
                let n = met.entry((kind, ty)).or_insert(0);
                *n += 1;
                match of_kind.get(&kind).and_then(|l| l.get(*n)) {
                    Some(&layer) => layer,
                    None => self.open(kind, &mut of_kind),
                }
            } else {
                first
            };
            let (word, bit) = place(ty);
            let sets = self.sets.get_mut(layer * self.width + word);
            let kinds = self.kind_types.get_mut(kind as usize * self.width + word);
            for cell in [sets, kinds].into_iter().flatten() {
                *cell |= bit;
            }
        }
    }

    fn open(&mut self, kind: u32, of_kind: &mut HashMap<u32, Vec<usize>>) -> usize {
        let layer = self.kind.len();
        self.kind.push(kind);
        self.sets.resize((layer + 1) * self.width, 0);
        of_kind.entry(kind).or_default().push(layer);
        layer
    }

    /// Scopes, the region's and the State's included.
    pub fn scopes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The layers of a scope.
    pub fn of_scope(&self, scope: usize) -> Range<usize> {
        let at = |n: usize| self.starts.get(n).map_or(0, |&s| s as usize);
        at(scope)..at(scope + 1)
    }

    /// The kind of a layer.
    pub fn kind_of(&self, layer: usize) -> usize {
        self.kind.get(layer).map_or(usize::MAX, |&k| k as usize)
    }

    /// The tipologie of a layer.
    pub fn set(&self, layer: usize) -> &[u64] {
        self.sets.get(layer * self.width..(layer + 1) * self.width).unwrap_or_default()
    }

    /// Bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        size_of::<ServizioTraits>() * self.kinds.capacity()
            + 8 * (self.kind_types.capacity() + self.sets.capacity())
            + 4 * (self.starts.capacity() + self.kind.capacity())
            + self.comuni.iter().map(|c| 16 + 2 * c.len()).sum::<usize>()
    }
}

/// Word and bit of a tipologia in a set.
pub(super) fn place(ty: u16) -> (usize, u64) {
    (usize::from(ty) / 64, 1 << (ty % 64))
}

/// Whether a set has a tipologia.
pub(super) fn has(set: &[u64], ty: u16) -> bool {
    let (word, bit) = place(ty);
    set.get(word).is_some_and(|w| w & bit != 0)
}

/// Adds what `from` has to `set`, where `mask` has it too.
pub(super) fn add(set: &mut [u64], from: &[u64], mask: &[u64]) {
    for ((cell, from), mask) in set.iter_mut().zip(from).zip(mask) {
        *cell |= from & mask;
    }
}

/// How many tipologie two sets share.
pub(super) fn shared(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}

/// The tipologie of a set, ascending.
pub(super) fn members(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(word, &bits)| {
        let mut left = bits;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                word * 64 + bit
            })
        })
    })
}

/// The set of the tipologie that pass a test.
pub(super) fn set_of(types: usize, width: usize, test: impl Fn(usize) -> bool) -> Vec<u64> {
    let mut set = vec![0; width];
    for ty in (0..types).filter(|&ty| test(ty)) {
        if let Some(cell) = set.get_mut(ty / 64) {
            *cell |= 1 << (ty % 64);
        }
    }
    set
}

/// For each tipologia, in how many sets it was: numbers held a binary digit at a time, so that adding a set costs what
/// a set costs and not what its members would.
#[derive(Debug, Default)]
pub(super) struct LayerCounters {
    width: usize,
    /// Digits, least first: a set for each.
    digits: Vec<u64>,
}

impl LayerCounters {
    pub fn new(width: usize) -> Self {
        Self { width, digits: Vec::new() }
    }

    /// Counts one for every tipologia of the set.
    pub fn add(&mut self, set: &[u64]) {
        for (word, &bits) in set.iter().enumerate() {
            let mut carry = bits;
            let mut at = word;
            while carry != 0 {
                if at >= self.digits.len() {
                    self.digits.resize(self.digits.len() + self.width, 0);
                }
                let Some(cell) = self.digits.get_mut(at) else { break };
                let next = *cell & carry;
                *cell ^= carry;
                carry = next;
                at += self.width;
            }
        }
    }

    /// The count of a tipologia.
    pub fn of(&self, ty: usize) -> u32 {
        let digits = self.digits.iter().skip(ty / 64).step_by(self.width.max(1));
        digits.enumerate().map(|(n, d)| u32::from(d >> (ty % 64) & 1 == 1) << n).sum()
    }
}

/// Sets of slots, kept from one keystroke to the next, so that none has to be asked for anew.
#[derive(Debug, Default)]
pub(super) struct Scratch(pub(super) Mutex<Vec<Vec<u64>>>);

impl Clone for Scratch {
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_servizio_of_a_kind_opens_a_second_layer() {
        let kind = ServizioTraits { class: None, stated: 0, term: (0, 0), until: 0, comuni: None };
        let mut layers = ServizioLayers { kinds: vec![kind; 2], ..ServizioLayers::default() };
        layers.fill(70, &[0, 0, 1, 0, 0], &[3, 69, 3, 3, 3], &[0, 4, 4, 5]);
        assert_eq!(layers.scopes(), 3);
        let seen: Vec<Vec<(usize, Vec<usize>)>> = (0..3)
            .map(|s| layers.of_scope(s).map(|l| (layers.kind_of(l), members(layers.set(l)).collect())).collect())
            .collect();
        assert_eq!(seen, [vec![(0, vec![3, 69]), (1, vec![3]), (0, vec![3])], vec![], vec![(0, vec![3])]]);
    }

    #[test]
    fn counters_count() {
        let mut counters = LayerCounters::new(2);
        for n in 1..=9_u64 {
            counters.add(&[n, 1]);
        }
        assert_eq!([0, 1, 2, 3, 64, 65].map(|ty| counters.of(ty)), [5, 4, 4, 2, 9, 0]);
    }
}
