//! Where words stand in servizi: their own words only, those that their tipologia does not already have in as good a
//! field.
//!
//! A word in few servizi keeps a list of them; one that many share – at a million servizi, one in every sentence – keeps a
//! set, a bit for each slot, which is smaller from one servizio in 32 on and is joined with others 64 servizi at a time.

use std::ops::Range;

use super::super::vocab::WordId;
use super::super::weights::Field;

/// From one servizio in so many on, a set takes less room than a list.
const SET_FROM: usize = 32;

/// The own words of all servizi.
#[derive(Debug, Clone, Default)]
pub(in crate::search) struct OwnPostings {
    /// 64-bit words in a set of slots.
    width: usize,
    /// Postings of word `w`: `list[starts[w]..starts[w + 1]]`, ascending: slot * 16 + field.
    starts: Vec<u32>,
    list: Vec<u32>,
    /// The sets, by word and field…
    common: Vec<CommonWord>,
    /// …and their bits, one set after the other.
    bits: Vec<u64>,
}

/// A word that stands in one field of many servizi.
#[derive(Debug, Clone, Copy)]
struct CommonWord {
    word: WordId,
    field: Field,
    servizi: u32,
}

/// Own words of some servizi, as they were read.
pub(super) struct Round<'a> {
    /// The final number of each word.
    pub words: &'a [WordId],
    /// Word * 16 + field, one servizio after the other…
    pub packed: Vec<u32>,
    /// …and where each one's end.
    pub ends: Vec<u32>,
}

impl OwnPostings {
    /// Puts the postings of all servizi in order, given round by round; `words` is how many words there are.
    pub(super) fn of(words: usize, mut rounds: Vec<Round<'_>>) -> Self {
        let slots = rounds.iter().map(|r| r.ends.len()).sum::<usize>();
        let mut this = Self { width: slots.div_ceil(64), ..Self::default() };
        let mut counts = vec![0_u32; words];
        for round in &mut rounds {
            for p in &mut round.packed {
                let word = round.words.get((*p >> 4) as usize).copied().unwrap_or_default();
                *p = word << 4 | (*p & 15);
                if let Some(cell) = counts.get_mut(word as usize) {
                    *cell += 1;
                }
            }
        }
        let set_of = this.choose_sets(&mut counts, &rounds, slots);
        this.starts = starts(counts.iter().copied());
        this.list = vec![0; this.starts.last().map_or(0, |&n| n as usize)];
        this.bits = vec![0; this.common.len() * this.width];
        let mut next = this.starts.clone();
        let mut slot = 0;
        for Round { packed, ends, .. } in rounds {
            let mut from = 0;
            for to in ends {
                for &p in packed.get(from..to as usize).unwrap_or_default() {
                    let word = (p >> 4) as usize;
                    let first = set_of.get(word).copied().unwrap_or(0);
                    if first > 0 && this.set(first as usize - 1, word, Field::of(p & 15), slot) {
                        continue;
                    }
                    if let Some(cursor) = next.get_mut(word) {
                        if let Some(cell) = this.list.get_mut(*cursor as usize) {
                            *cell = slot << 4 | (p & 15);
                        }
                        *cursor += 1;
                    }
                }
                from = to as usize;
                slot += 1;
            }
        }
        this
    }

    /// Chooses the words and fields that get sets, takes them out of `counts`, and says for each word which of its sets is
    /// the first, plus one; 0 = it has none.
    fn choose_sets(&mut self, counts: &mut [u32], rounds: &[Round<'_>], slots: usize) -> Vec<u32> {
        let many = |servizi: u32| servizi as usize * SET_FROM > slots.max(SET_FROM);
        let mut set_of = vec![0_u32; counts.len()];
        let mut chosen: Vec<(usize, [u32; Field::ALL.len()])> = Vec::new();
        for (word, (count, mark)) in counts.iter().zip(&mut set_of).enumerate() {
            if many(*count) {
                chosen.push((word, [0; Field::ALL.len()]));
                *mark = u32::try_from(chosen.len()).unwrap_or(0);
            }
        }
        if chosen.is_empty() {
            return set_of;
        }
        for &p in rounds.iter().flat_map(|r| &r.packed) {
            let at = set_of.get((p >> 4) as usize).map_or(0, |&n| n as usize);
            if let Some(cell) = at.checked_sub(1).and_then(|at| chosen.get_mut(at)?.1.get_mut((p & 15) as usize)) {
                *cell += 1;
            }
        }
        for (word, fields) in chosen {
            let first = self.common.len();
            for (&field, &servizi) in Field::ALL.iter().zip(&fields).filter(|(_, n)| many(**n)) {
                self.common.push(CommonWord { word: WordId::try_from(word).unwrap_or(WordId::MAX), field, servizi });
                if let Some(count) = counts.get_mut(word) {
                    *count -= servizi;
                }
            }
            let any = self.common.len() > first;
            if let Some(mark) = set_of.get_mut(word) {
                *mark = if any { u32::try_from(first + 1).unwrap_or(0) } else { 0 };
            }
        }
        set_of
    }

    /// Puts `slot` into the set of a word and field; false if there is none.
    fn set(&mut self, first: usize, word: usize, field: Field, slot: u32) -> bool {
        let mut of_word = self.common.iter().enumerate().skip(first).take_while(|(_, c)| c.word as usize == word);
        let Some((at, _)) = of_word.find(|(_, c)| c.field == field) else { return false };
        if let Some(cell) = self.bits.get_mut(at * self.width + slot as usize / 64) {
            *cell |= 1 << (slot % 64);
        }
        true
    }

    /// 64-bit words in a set of slots.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In how many servizi a word stands.
    pub fn count(&self, word: WordId) -> usize {
        self.list(word).len() + self.commons(word).map(|(_, c)| c.servizi as usize).sum::<usize>()
    }

    /// The list of a word that stands in few servizi: slot * 16 + field, ascending.
    pub fn list(&self, word: WordId) -> &[u32] {
        let at = |n: usize| self.starts.get(n).map_or(0, |&s| s as usize);
        self.list.get(at(word as usize)..at(word as usize + 1)).unwrap_or_default()
    }

    /// The sets of a word that many servizi share: field, and a bit for each slot.
    pub fn sets(&self, word: WordId) -> impl Iterator<Item = (Field, &[u64])> {
        self.commons(word).map(|(at, c)| (c.field, self.set_at(at)))
    }

    /// Adds the servizi that have a word to a set of slots.
    pub fn join(&self, word: WordId, set: &mut [u64]) {
        for p in self.list(word) {
            if let Some(cell) = set.get_mut((p >> 4) as usize / 64) {
                *cell |= 1 << (p >> 4 & 63);
            }
        }
        for (_, common) in self.sets(word) {
            for (cell, bits) in set.iter_mut().zip(common) {
                *cell |= bits;
            }
        }
    }

    fn set_at(&self, at: usize) -> &[u64] {
        self.bits.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    fn commons(&self, word: WordId) -> impl Iterator<Item = (usize, &CommonWord)> {
        let first = self.common.partition_point(|c| c.word < word);
        self.common.iter().enumerate().skip(first).take_while(move |(_, c)| c.word == word)
    }

    /// The field in which servizio `slot` has `word` as its own.
    pub fn field(&self, word: WordId, slot: u32) -> Option<Field> {
        let list = self.list(word);
        let at = list.partition_point(|&p| p >> 4 < slot);
        if let Some(&p) = list.get(at).filter(|&&p| p >> 4 == slot) {
            return Some(Field::of(p & 15));
        }
        let has = |set: &[u64]| set.get(slot as usize / 64).is_some_and(|w| w >> (slot % 64) & 1 == 1);
        self.sets(word).find(|(_, set)| has(set)).map(|(field, _)| field)
    }

    /// Bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        4 * (self.starts.capacity() + self.list.capacity())
            + size_of::<CommonWord>() * self.common.capacity()
            + 8 * self.bits.capacity()
    }
}

pub(super) fn span(starts: &[u32], word: WordId) -> Range<usize> {
    let at = |n: usize| starts.get(n).map_or(0, |&s| s as usize);
    at(word as usize)..at(word as usize + 1)
}

/// Where the postings of each begin, given how many each has; and the end.
pub(super) fn starts(counts: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sum = 0;
    let mut starts: Vec<u32> = Vec::with_capacity(counts.size_hint().0 + 1);
    starts.push(0);
    starts.extend(counts.map(|n| {
        sum += n;
        sum
    }));
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_have_lists_and_common_ones_sets() {
        // Word 1 in two servizi of a hundred, word 0 in all: by turns in two fields, once in a third. Read in two rounds,
        // each with numbers of its own.
        let numbers: [[WordId; 2]; 2] = [[1, 0], [0, 1]];
        let mut rounds = Vec::new();
        for (words, slots) in numbers.iter().zip([0..60_u32, 60..100]) {
            let [common, rare] = *words;
            let (mut packed, mut ends) = (Vec::new(), Vec::new());
            for slot in slots {
                if slot == 7 || slot == 70 {
                    packed.push(rare << 4 | Field::Name as u32);
                }
                let field = if slot % 2 == 0 { Field::Details } else { Field::Summary };
                packed.push(common << 4 | if slot == 50 { Field::Sede } else { field } as u32);
                ends.push(u32::try_from(packed.len()).unwrap_or(0));
            }
            rounds.push(Round { words, packed, ends });
        }
        let own = OwnPostings::of(2, rounds);
        assert_eq!((own.count(1), own.count(0)), (2, 100));
        assert_eq!((own.list(1).len(), own.list(0).len()), (2, 1));
        assert_eq!((own.field(1, 70), own.field(1, 71)), (Some(Field::Name), None));
        let fields = [50, 70, 71].map(|slot| own.field(0, slot));
        assert_eq!(fields, [Some(Field::Sede), Some(Field::Details), Some(Field::Summary)]);
        let sizes: Vec<(Field, u32)> =
            own.sets(0).map(|(f, set)| (f, set.iter().map(|w| w.count_ones()).sum())).collect();
        assert_eq!(sizes, [(Field::Summary, 50), (Field::Details, 49)]);
        assert!(own.sets(1).next().is_none() && own.count(9) == 0 && own.field(9, 3).is_none());
    }
}
