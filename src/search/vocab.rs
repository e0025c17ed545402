//! The vocabulary: every distinct folded word of the catalogue, once, sorted, in one piece of memory.
//!
//! Answers the four questions that a typed word asks: the word itself, the words that begin with it, those of the same
//! stem, those a slip of the fingers away. Knows words only; which records hold them is [`super::index`]'s business.

use std::ops::Range;

use crate::lingua::lemma::Stems;
use crate::lingua::slip::slips;

/// Number of a word in the vocabulary; words are numbered in alphabetical order.
pub type WordId = u32;

/// Longest word that slips of the fingers are looked for, characters. Longer ones are no words people type.
const LONGEST: usize = 40;

/// The distinct words of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct Vocab {
    arena: String,
    ends: Vec<u32>,
    /// Which letters each word has: see [`signature`].
    signatures: Vec<u32>,
    /// Words by length in characters: `by_length[lengths[n]..lengths[n + 1]]`, all from [`LONGEST`] on in the last.
    by_length: Vec<WordId>,
    lengths: Vec<u32>,
    /// Hash of the stem and the word, sorted. Half of the hash is enough: who asks looks at the stem too.
    stems: Vec<(u32, WordId)>,
}

impl Vocab {
    /// Builds the vocabulary of sorted, distinct words.
    pub fn of_sorted<'a>(words: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let (many, mut this) = (words.len(), Self::default());
        this.ends.reserve_exact(many);
        this.signatures.reserve_exact(many);
        this.by_length.reserve_exact(many);
        let mut per_length: Vec<Vec<WordId>> = vec![Vec::new(); LONGEST + 1];
        let stems = Stems::new();
        for (id, word) in (0..).zip(words) {
            this.arena.push_str(word);
            this.ends.push(u32::try_from(this.arena.len()).unwrap_or(u32::MAX));
            this.signatures.push(signature(word));
            if let Some(bucket) = per_length.get_mut(word.chars().count().min(LONGEST)) {
                bucket.push(id);
            }
            if let Some(stem) = stems.of(word) {
                this.stems.push((short_hash(stem.as_bytes()), id));
            }
        }
        this.stems.sort_unstable();
        this.lengths.push(0);
        for bucket in per_length {
            this.by_length.extend(bucket);
            this.lengths.push(u32::try_from(this.by_length.len()).unwrap_or(u32::MAX));
        }
        this
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The word of a number; empty for a number of another vocabulary.
    pub fn word(&self, id: WordId) -> &str {
        let at = id as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).map_or(0, |&e| e as usize) };
        let end = self.ends.get(at).map_or(start, |&e| e as usize);
        self.arena.get(start..end).unwrap_or_default()
    }

    /// The number of a folded word. Cost: the logarithm of the vocabulary.
    pub fn get(&self, word: &str) -> Option<WordId> {
        let at = self.lower_bound(word);
        (self.word(at) == word && (at as usize) < self.len()).then_some(at)
    }

    /// The words that begin with `prefix`, itself included.
    pub fn with_prefix(&self, prefix: &str) -> Range<WordId> {
        let start = self.lower_bound(prefix);
        let mut low = start;
        let mut high = u32::try_from(self.len()).unwrap_or(u32::MAX);
        while low < high {
            let mid = low + (high - low) / 2;
            if self.word(mid).starts_with(prefix) { low = mid + 1 } else { high = mid }
        }
        start..low
    }

    fn lower_bound(&self, word: &str) -> WordId {
        let (mut low, mut high) = (0, u32::try_from(self.len()).unwrap_or(u32::MAX));
        while low < high {
            let mid = low + (high - low) / 2;
            if self.word(mid) < word { low = mid + 1 } else { high = mid }
        }
        low
    }

    /// The words with the same Italian stem, itself included. Words under four letters and numbers have none.
    pub fn with_stem_of(&self, word: &str) -> Vec<WordId> {
        let stems = Stems::new();
        let Some(stem) = stems.of(word) else { return Vec::new() };
        let wanted = short_hash(stem.as_bytes());
        let start = self.stems.partition_point(|&(h, _)| h < wanted);
        self.stems
            .iter()
            .skip(start)
            .take_while(|&&(h, _)| h == wanted)
            .map(|&(_, id)| id)
            .filter(|&id| stems.of(self.word(id)).as_ref() == Some(&stem))
            .collect()
    }

    /// The words at most `most` slips away (a letter wrong, missing, too many, or two swapped), with their distance.
    /// Looks at words of a like length that share the letters; no text is read.
    pub fn near(&self, word: &str, most: usize, mut each: impl FnMut(WordId, usize)) {
        let length = word.chars().count();
        if length > LONGEST - 3 {
            return;
        }
        let wanted = signature(word);
        let most_bits = u32::try_from(most).unwrap_or(0);
        let from = self.lengths.get(length.saturating_sub(most)).map_or(0, |&n| n as usize);
        let to = self.lengths.get(length + most + 1).map_or(0, |&n| n as usize);
        for &id in self.by_length.get(from..to).unwrap_or_default() {
            let has = self.signatures.get(id as usize).copied().unwrap_or_default();
            if (has & !wanted).count_ones() > most_bits || (wanted & !has).count_ones() > most_bits {
                continue;
            }
            if let Some(distance) = slips(word, self.word(id), most) {
                each(id, distance);
            }
        }
    }

    /// Bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        self.arena.capacity()
            + 4 * (self.ends.capacity()
                + self.signatures.capacity()
                + self.by_length.capacity()
                + self.lengths.capacity())
            + 8 * self.stems.capacity()
    }
}

/// The letters of a word as a set: a bit for each of a-z, one for digits, five shared by everything else.
fn signature(word: &str) -> u32 {
    word.chars().fold(0, |bits, c| {
        bits | match c {
            'a'..='z' => 1 << (u32::from(c) - u32::from('a')),
            '0'..='9' => 1 << 26,
            c => 1 << (27 + u32::from(c) % 5),
        }
    })
}

/// FNV-1a, 64 bits: short keys, no adversary (a collision is checked).
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// The same, 32 bits.
#[allow(clippy::cast_possible_truncation)] // folding is the purpose
fn short_hash(bytes: &[u8]) -> u32 {
    let hash = hash(bytes);
    (hash ^ (hash >> 32)) as u32
}

/// Gives each distinct word a number in the order of arrival, until [`Interner::finish`] sorts them.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    arena: String,
    ends: Vec<u32>,
    /// Open addressing: a word's first eight bytes, and its number plus one, 0 for a free place. A power of two long.
    table: Vec<(u64, u32)>,
}

impl Interner {
    /// The number of `word`, a new one if it is new.
    pub fn add(&mut self, word: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let first = first_eight(word.as_bytes());
        let mask = self.table.len() - 1;
        let mut at = place(word.as_bytes(), first, mask);
        loop {
            match self.table.get(at).copied() {
                Some((_, 0)) | None => break,
                // Up to seven bytes are all there is to compare: no word has a zero in it.
                Some((f, n)) if f == first && (first >> 56 == 0 || self.word(n - 1) == word) => return n - 1,
                Some(_) => at = (at + 1) & mask,
            }
        }
        self.arena.push_str(word);
        self.ends.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        if let Some(cell) = self.table.get_mut(at) {
            *cell = (first, id);
        }
        id - 1
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The word of a number.
    pub fn word(&self, id: u32) -> &str {
        let at = id as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).map_or(0, |&e| e as usize) };
        let end = self.ends.get(at).map_or(start, |&e| e as usize);
        self.arena.get(start..end).unwrap_or_default()
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1024);
        let mask = size - 1;
        let mut table = vec![(0, 0); size];
        for id in 0..self.ends.len() {
            let id = u32::try_from(id).unwrap_or(u32::MAX);
            let word = self.word(id).as_bytes();
            let first = first_eight(word);
            let mut at = place(word, first, mask);
            while table.get(at).is_some_and(|&(_, n)| n != 0) {
                at = (at + 1) & mask;
            }
            if let Some(cell) = table.get_mut(at) {
                *cell = (first, id + 1);
            }
        }
        self.table = table;
    }

    /// The sorted vocabulary, and for each number of arrival the number in it.
    pub fn finish(mut self) -> (Vocab, Vec<WordId>) {
        // No word is looked up any more: what finds them is given back before the vocabulary is built.
        self.table = Vec::new();
        // By their first eight bytes: most words need no look at the text.
        let mut order: Vec<(u64, u32)> = (0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX))
            .map(|id| (beginning(self.word(id).as_bytes()), id))
            .collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.word(a.1).cmp(self.word(b.1))));
        let vocab = Vocab::of_sorted(order.iter().map(|&(_, id)| self.word(id)));
        let mut rank = vec![0; order.len()];
        for (new, &(_, old)) in (0..).zip(&order) {
            if let Some(cell) = rank.get_mut(old as usize) {
                *cell = new;
            }
        }
        (vocab, rank)
    }
}

/// The first eight bytes, as a number that sorts like them.
pub fn beginning(bytes: &[u8]) -> u64 {
    first_eight(bytes).swap_bytes()
}

/// The first eight bytes, the first one lowest; zeroes for what is missing.
fn first_eight(bytes: &[u8]) -> u64 {
    if let Some(eight) = bytes.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    match (bytes.first_chunk(), bytes.last_chunk()) {
        // Four to seven: two fours that overlap.
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4))
        }
        _ => bytes.iter().rev().fold(0, |all, &b| all << 8 | u64::from(b)),
    }
}

/// Where a word goes in the interner's table: eight bytes a step, since every word of the catalogue's text comes by here.
#[allow(clippy::cast_possible_truncation)]
fn place(word: &[u8], first: u64, mask: usize) -> usize {
    let step = |h: u64, eight: u64| (h.rotate_left(5) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let rest = word.get(8..).unwrap_or_default();
    let hash = rest.chunks(8).fold(step(0, first), |h, chunk| step(h, first_eight(chunk)));
    ((hash ^ (hash >> 32)) as usize) & mask
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn vocab(words: &[&str]) -> Vocab {
        let mut interner = Interner::default();
        for word in words {
            interner.add(word);
        }
        interner.finish().0
    }

    #[test]
    fn finds_words_beginnings_and_stems() {
        let v = vocab(&["sfratto", "sad", "sfrattato", "affitto", "sfrattata", "sadismo", "104"]);
        assert_eq!(v.get("sad").map(|id| v.word(id)), Some("sad"));
        assert_eq!(v.get("sfr"), None);
        let starting: Vec<_> = v.with_prefix("sad").map(|id| v.word(id)).collect();
        assert_eq!(starting, ["sad", "sadismo"]);
        let mut same: Vec<_> = v.with_stem_of("sfrattati").into_iter().map(|id| v.word(id)).collect();
        same.sort_unstable();
        assert_eq!(same, ["sfrattata", "sfrattato", "sfratto"]);
    }

    #[test]
    fn finds_what_the_fingers_meant() {
        let v = vocab(&["assistenza", "domiciliare", "inclusione", "ludoteca", "alzheimer", "caregiver"]);
        for (typed, meant) in [
            ("asistenza", "assistenza"),
            ("domicilare", "domiciliare"),
            ("inlcusione", "inclusione"),
            ("ludoteka", "ludoteca"),
            ("alzaimer", "alzheimer"),
            ("careghiver", "caregiver"),
        ] {
            let mut found = Vec::new();
            v.near(typed, 2, |id, _| found.push(v.word(id)));
            assert_eq!(found, [meant], "{typed}");
        }
    }
}
