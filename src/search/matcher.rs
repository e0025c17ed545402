//! One word of the query against the vocabulary: which words of the catalogue it may mean, how, and how surely.
//!
//! Work follows the vocabulary, never the records. The doors open one after the other: typing slips are looked for only
//! where the word as it stands means nothing to any tipologia, abbreviations only where slips do not either.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rust_stemmers::{Algorithm, Stemmer};

use super::index::Index;
use super::understand::Term;
use super::vocab::{WordId, slips};
use super::weights::{PREFIX_REACH, Tier};

/// A word of the catalogue that a word of the query may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meant {
    /// The word.
    pub word: WordId,
    /// How it was met.
    pub tier: Tier,
    /// How surely, hundredths.
    pub worth: u32,
    /// It counts in names, acronyms and keywords only: a letter or two begin too many words.
    pub short_only: bool,
}

/// A tipologia that a word of the query means as a whole: through an equivalent phrase or an abbreviation of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MeantType {
    /// Which.
    pub ty: u16,
    /// How it was met.
    pub tier: Tier,
    /// How surely, hundredths.
    pub worth: u32,
    /// The phrase that it was met in.
    pub phrase: Option<u32>,
}

/// All that a word of the query may mean.
#[derive(Debug, Clone, Default)]
pub(super) struct Expansion {
    /// Words, each once, by number.
    pub words: Vec<Meant>,
    /// Whole tipologie.
    pub types: Vec<MeantType>,
}

impl Expansion {
    /// Whether it means nothing at all.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.types.is_empty()
    }

    /// How `word` was met, if it was.
    pub fn meant(&self, word: WordId) -> Option<Meant> {
        self.words.binary_search_by_key(&word, |m| m.word).ok().and_then(|at| self.words.get(at)).copied()
    }
}

impl Index {
    /// Whether an everyday equivalence begins with this word.
    pub(super) fn says_equivalence(&self, word: &str) -> bool {
        let stem = stem(word);
        self.equivalences.iter().any(|(said, _)| said.iter().any(|s| **s == *stem))
    }
}

/// Stem of a folded word; words under four letters and numbers are their own.
pub(super) fn stem(word: &str) -> String {
    if word.len() >= 4 && word.bytes().all(|b| b.is_ascii_lowercase()) {
        Stemmer::create(Algorithm::Italian).stem(word).into_owned()
    } else {
        word.to_owned()
    }
}

/// What each word of the query may mean.
pub(super) fn expand_all(index: &Index, terms: &[Term]) -> Vec<Expansion> {
    let mut equivalents = equivalents(index, terms);
    terms
        .iter()
        .map(|term| {
            let mut found = if equivalents.is_empty() { Expansion::default() } else { equivalents.remove(0) };
            expand(index, term, &mut found);
            found
        })
        .collect()
}

/// The words and phrases that the everyday words among `terms` stand for, term by term.
fn equivalents(index: &Index, terms: &[Term]) -> Vec<Expansion> {
    let stems: Vec<String> = terms.iter().map(|t| stem(&t.folded)).collect();
    let mut found = vec![Expansion::default(); terms.len()];
    for said in &stems {
        let start = index.equivalence_words.partition_point(|(w, _)| **w < **said);
        for (_, at) in index.equivalence_words.iter().skip(start).take_while(|(w, _)| **w == **said) {
            let Some((all, means)) = index.equivalences.get(*at as usize) else { continue };
            if !all.iter().all(|w| stems.iter().any(|s| **s == **w)) {
                continue;
            }
            for (stem, expansion) in stems.iter().zip(&mut found) {
                if all.iter().any(|w| **w == **stem) {
                    add_means(index, means, expansion);
                }
            }
        }
    }
    found
}

fn add_means(index: &Index, means: &[Vec<WordId>], expansion: &mut Expansion) {
    let tier = Tier::Equivalent;
    for phrase in means {
        match phrase.as_slice() {
            [word] => {
                expansion.words.push(Meant { word: *word, tier, worth: tier.weight(), short_only: false });
            }
            [first, rest @ ..] => {
                // All its words in one name, keyword or sentence: "centro" alone would mean everything.
                for p in index.in_types(*first) {
                    if rest.iter().all(|w| index.in_types(*w).iter().any(|q| q.phrase == p.phrase)) {
                        let worth = tier.weight() * p.field.weight() / 100;
                        expansion.types.push(MeantType { ty: p.ty, tier, worth, phrase: Some(p.phrase) });
                    }
                }
            }
            [] => {}
        }
    }
}

fn expand(index: &Index, term: &Term, found: &mut Expansion) {
    let word = term.folded.as_str();
    let length = word.chars().count();
    let add = |found: &mut Expansion, word: WordId, tier: Tier, worth: u32| {
        found.words.push(Meant { word, tier, worth, short_only: length < 3 && tier != Tier::Exact });
    };
    if let Some(id) = index.vocab.get(word) {
        add(found, id, Tier::Exact, Tier::Exact.weight());
    }
    let tier = if term.last { Tier::Typing } else { Tier::Prefix };
    for id in index.vocab.with_prefix(word) {
        let whole = index.vocab.word(id).len().max(1);
        let missing = u32::try_from(100 * (whole - word.len().min(whole)) / whole).unwrap_or(100);
        add(found, id, tier, tier.weight() - PREFIX_REACH * missing / 100);
    }
    for id in index.vocab.with_stem_of(word) {
        add(found, id, Tier::Stem, Tier::Stem.weight());
    }
    let in_types = |m: &Meant| !index.in_types(m.word).is_empty();
    let has_digit = word.bytes().any(|b| b.is_ascii_digit());
    if !has_digit && length >= 4 && !found.words.iter().any(in_types) && found.types.is_empty() {
        slipped(index, word, length, found);
    }
    if length >= 3 && !has_digit && !found.words.iter().any(in_types) && found.types.is_empty() {
        abbreviated(index, word, found);
    }
    // The best way to each word.
    found.words.sort_unstable_by_key(|m| (m.word, std::cmp::Reverse(m.worth), m.tier));
    found.words.dedup_by_key(|m| m.word);
}

/// The words that the fingers may have meant.
fn slipped(index: &Index, word: &str, length: usize, found: &mut Expansion) {
    let most = if length >= 8 { 2 } else { 1 };
    let first = word.chars().next();
    let mut near: Vec<(WordId, usize)> = Vec::new();
    index.vocab.near(word, most, |id, distance| {
        // The first letter is the one that people get right, unless it changed places with the second.
        let mut letters = index.vocab.word(id).chars();
        let (meant_first, meant_second) = (letters.next(), letters.next());
        if meant_first == first || (meant_second == first && meant_first == word.chars().nth(1)) {
            near.push((id, distance));
        }
    });
    let nearest = near.iter().filter(|(id, _)| !index.in_types(*id).is_empty()).map(|&(_, d)| d).min().unwrap_or(most);
    for (id, distance) in near.into_iter().filter(|&(_, d)| d <= nearest) {
        let tier = if distance <= 1 { Tier::Slip } else { Tier::TwoSlips };
        found.words.push(Meant { word: id, tier, worth: tier.weight(), short_only: false });
    }
    let in_types = |m: &Meant| !index.in_types(m.word).is_empty();
    if length >= 5 && !found.words.iter().any(in_types) {
        let start: String = first.into_iter().collect();
        for id in index.vocab.with_prefix(&start) {
            let whole = index.vocab.word(id);
            if whole.len() <= word.len() || !index.in_types(id).iter().any(|p| p.field.is_phrase()) {
                continue;
            }
            let near = [word.len(), word.len() + 1, word.len() - 1]
                .into_iter()
                .filter_map(|n| whole.get(..n))
                .any(|beginning| slips(word, beginning, 1).is_some());
            if near {
                let tier = Tier::SlipInPrefix;
                found.words.push(Meant { word: id, tier, worth: tier.weight(), short_only: true });
            }
        }
    }
}

/// Score that [`SkimMatcherV2`] must give for each letter of an abbreviation: letters that follow each other or begin
/// words; less is letters found by accident.
const SKIM_PER_LETTER: i64 = 20;

/// The tipologie whose names hold the letters in this order: "assdom", "cdd". Short fields only, last of all.
fn abbreviated(index: &Index, word: &str, found: &mut Expansion) {
    let skim = SkimMatcherV2::default();
    let letters = i64::try_from(word.chars().count()).unwrap_or(i64::MAX);
    let tier = Tier::Subsequence;
    for (ty, name) in (0..).zip(&index.type_names) {
        let initials: String = name.split(' ').filter_map(|w| w.chars().next()).collect();
        let by_initials = initials.starts_with(word);
        let starts = name.split(' ').any(|w| w.chars().next() == word.chars().next());
        let by_letters = || starts && skim.fuzzy_match(name, word).is_some_and(|s| s >= SKIM_PER_LETTER * letters);
        if by_initials || by_letters() {
            let worth = tier.weight() + if by_initials { 10 } else { 0 };
            found.types.push(MeantType { ty, tier, worth, phrase: None });
        }
    }
}

/// The known word nearest to one that nobody knows, if any is near.
pub(super) fn nearest_word(index: &Index, word: &str) -> Option<WordId> {
    let length = word.chars().count();
    if length < 3 || word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let most = if length >= 8 { 3 } else { 2 };
    let mut best: Option<(usize, usize, WordId)> = None;
    index.vocab.near(word, most, |id, distance| {
        let common = index.vocab.word(id).bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        let key = (distance, usize::MAX - common, id);
        if index.in_types(id).iter().any(|p| p.field.is_phrase()) && best.is_none_or(|b| key < b) {
            best = Some(key);
        }
    });
    best.filter(|&(distance, _, _)| distance * 2 <= length).map(|b| b.2)
}
