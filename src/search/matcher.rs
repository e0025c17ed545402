//! One word of the query against the vocabulary: which words of the catalogue it may mean, how, and how surely.
//!
//! Work follows the vocabulary, never the records. The doors open one after the other: typing slips are looked for only
//! where the word as it stands means nothing to any tipologia, abbreviations only where slips do not either.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::ear;
use super::index::Index;
use super::understand::QueryTerm;
use super::vocab::WordId;
use super::weights::{LONGER_LETTER, PREFIX_REACH, Tier};
use crate::lingua::lemma::{SURE_STEM, stem, sure_stem};
use crate::lingua::slip::{self, respelt};
use crate::lingua::stop::is_background;

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
        let said_as = sure_stem(word);
        self.equivalences.iter().any(|(said, _)| said.iter().any(|s| **s == *said_as))
    }
}

/// Under this a stem says so little that the words must be of a length too: "bariere" is no form of "bara".
const SHORT_STEM: usize = 4;

/// So few letters are soon one letter away from another word.
const SHORT_WORD: usize = 5;

/// What each word of the query may mean.
pub(super) fn expand_all(index: &Index, terms: &[QueryTerm]) -> Vec<Expansion> {
    let mut equivalents = equivalents(index, terms);
    join(index, terms, &mut equivalents);
    terms
        .iter()
        .map(|term| {
            let mut found = if equivalents.is_empty() { Expansion::default() } else { equivalents.remove(0) };
            expand(index, term, &mut found);
            found
        })
        .collect()
}

/// Most words of a query in which two are tried as one.
const JOINED_MOST: usize = 10;

/// Two words that the catalogue writes as one ("tele soccorso", "scuola bus"), whichever comes first.
fn join(index: &Index, terms: &[QueryTerm], found: &mut [Expansion]) {
    let joinable = |t: &&QueryTerm| t.folded.len() >= 3 && t.folded.bytes().all(|b| b.is_ascii_lowercase());
    if terms.len() > JOINED_MOST || terms.iter().filter(joinable).count() < 2 {
        return;
    }
    let mut both = String::new();
    for (a, first) in terms.iter().enumerate().filter(|(_, t)| joinable(t)) {
        for (b, second) in terms.iter().enumerate().filter(|(b, t)| *b != a && joinable(t)) {
            both.clear();
            both.push_str(&first.folded);
            both.push_str(&second.folded);
            let Some(word) = index.vocab.get(&both).filter(|&id| index.is_telling(id)) else { continue };
            for at in [a, b] {
                if let Some(expansion) = found.get_mut(at) {
                    let tier = Tier::Stem;
                    expansion.words.push(Meant { word, tier, worth: tier.weight(), short_only: false });
                }
            }
        }
    }
}

/// Endings that make a word small or big, pet or bad.
const DIMINUTIVES: &[&str] =
    &["in", "ett", "ucc", "uzz", "ell", "on", "acc", "icin", "icell", "olin", "iell", "arell", "erell", "ottin"];

/// The stem of a folded word; of a diminutive that nobody knows, the stem of what it is made of ("mammina", "soldini").
fn root(index: &Index, word: &str) -> String {
    let stemmed = stem(word);
    if word.len() < 6 || stemmed.len() == word.len() || is_known_stem(index, word, &stemmed) {
        return stemmed;
    }
    let whole = word.get(..word.len() - 1).unwrap_or(word);
    DIMINUTIVES
        .iter()
        .filter_map(|ending| whole.strip_suffix(ending).filter(|base| base.len() >= 3))
        .find(|base| is_known_stem(index, &format!("{base}o"), base))
        .map_or(stemmed, str::to_owned)
}

fn is_known_stem(index: &Index, word: &str, stem: &str) -> bool {
    let said = stem.len() >= SURE_STEM && index.equivalence_words.binary_search_by(|(w, _)| (**w).cmp(stem)).is_ok();
    said || index.vocab.with_stem_of(word).into_iter().any(|id| !index.in_types(id).is_empty())
}

/// The words and phrases that the everyday words among `terms` stand for, term by term.
fn equivalents(index: &Index, terms: &[QueryTerm]) -> Vec<Expansion> {
    let sure = |term: &QueryTerm| Some(root(index, &term.folded)).filter(|r| r.len() >= SURE_STEM);
    let stems: Vec<String> = terms.iter().map(|t| sure(t).unwrap_or_else(|| t.folded.clone())).collect();
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
                    add_means(index, index.meanings.get(*means as usize).map_or(&[], Vec::as_slice), expansion);
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

fn expand(index: &Index, term: &QueryTerm, found: &mut Expansion) {
    let word = term.folded.as_str();
    let length = word.chars().count();
    let add = |found: &mut Expansion, word: WordId, tier: Tier, worth: u32| {
        found.words.push(Meant { word, tier, worth, short_only: length < 3 && tier != Tier::Exact });
    };
    if let Some(id) = index.vocab.get(word) {
        add(found, id, Tier::Exact, Tier::Exact.weight());
    }
    let tier = match index.vocab.get(word) {
        Some(id) if length >= 3 && index.is_telling(id) => Tier::Longer,
        _ if term.last => Tier::Typing,
        _ => Tier::Prefix,
    };
    // An age is not the beginning of a number to call: "15" is not "1522".
    let is_age = term.background && index.vocab.get(word).is_some() && word.bytes().all(|b| b.is_ascii_digit());
    for id in index.vocab.with_prefix(word).filter(|_| !is_age) {
        let whole = index.vocab.word(id).len().max(1);
        let missing = u32::try_from(100 * (whole - word.len().min(whole)) / whole).unwrap_or(100);
        // "trist" may be "tristezza" even where it is a word; "auto" is hardly "autonomia".
        let long =
            if tier == Tier::Longer { LONGER_LETTER * u32::try_from(length.clamp(4, 8) - 4).unwrap_or(0) } else { 0 };
        add(found, id, tier, tier.weight() + long - PREFIX_REACH * missing / 100);
    }
    let alike =
        |stem: &str, id: WordId| stem.len() >= SHORT_STEM || index.vocab.word(id).len().abs_diff(word.len()) <= 2;
    let mut stems = index.vocab.with_stem_of(word);
    let stemmed = stem(word);
    stems.retain(|&id| alike(&stemmed, id));
    let of_stem = if stems.iter().any(|&id| !index.in_types(id).is_empty()) || length < 6 {
        stems
    } else {
        let root = root(index, word);
        // The stemmer takes the vowel away again.
        let mut related = index.vocab.with_stem_of(&format!("{root}o"));
        related.retain(|&id| root != stemmed || alike(&root, id));
        related
    };
    for id in of_stem {
        add(found, id, Tier::Stem, Tier::Stem.weight());
    }
    let in_types = |m: &Meant| !index.in_types(m.word).is_empty();
    let has_digit = word.bytes().any(|b| b.is_ascii_digit());
    // A short word that people say is no slip of another: "aria" is not "ARCA".
    let own_word = length <= SHORT_WORD && ear::is_said(word) && respelt(word) == word;
    if !has_digit && length >= slip::FROM && !own_word && !found.words.iter().any(in_types) && found.types.is_empty() {
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
    let most = slip::most(length);
    let mut near: Vec<(WordId, usize)> = Vec::new();
    for spelling in slip::spellings(word) {
        let plain = slip::undoubled(&spelling);
        index.vocab.near(&spelling, 2, |id, distance| {
            let meant = index.vocab.word(id);
            // Two doubles are one slip.
            let distance = if distance == 2 && slip::undoubled(meant) == plain { 1 } else { distance };
            if distance <= most && slip::begins_alike(&spelling, meant) && (distance < 2 || !is_background(meant)) {
                near.push((id, distance));
            }
        });
    }
    let respelt = respelt(word);
    let word = respelt.as_str();
    let nearest = near.iter().filter(|(id, _)| !index.in_types(*id).is_empty()).map(|&(_, d)| d).min().unwrap_or(most);
    for (id, distance) in near.into_iter().filter(|&(_, d)| d <= nearest) {
        let tier = if distance <= 1 { Tier::Slip } else { Tier::TwoSlips };
        found.words.push(Meant { word: id, tier, worth: tier.weight(), short_only: false });
    }
    let in_types = |m: &Meant| !index.in_types(m.word).is_empty();
    if !found.words.iter().any(in_types) {
        family(index, word, found);
    }
    if length >= slip::BEGUN_FROM && !found.words.iter().any(in_types) {
        let start: String = word.chars().take(1).collect();
        for id in index.vocab.with_prefix(&start) {
            let whole = index.vocab.word(id);
            if index.is_telling(id) && slip::begins(word, whole) {
                let tier = Tier::SlipInPrefix;
                found.words.push(Meant { word: id, tier, worth: tier.weight(), short_only: true });
            }
        }
    }
}

/// Shortest beginning that two words of a family share, letters.
const ROOT_FROM: usize = 6;

/// The words that share the longest beginning with `word`, where it is long enough to be the root of both.
fn family(index: &Index, word: &str, found: &mut Expansion) {
    let shortest = ROOT_FROM.max(word.len().div_ceil(2));
    let roots = (shortest..word.len()).rev().filter_map(|n| word.get(..n));
    let related = roots.map(|root| index.vocab.with_prefix(root)).find(|r| r.clone().any(|id| index.is_telling(id)));
    for word in related.into_iter().flatten() {
        let tier = Tier::Family;
        found.words.push(Meant { word, tier, worth: tier.weight(), short_only: false });
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
