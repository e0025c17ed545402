//! What a query means in this catalogue: its place and filters, and the words that are left to look for.
//!
//! Sits between [`super::query`] (text only) and [`super::matcher`]. A place is taken out of the words only when it is
//! unmistakable ([`super::home`]) and no part of a service's name.

use std::collections::HashSet;
use std::ops::Range;

use crate::catalog::model::{AreaIx, Catalog, TargetIx};

use super::answer::{Place, Understood};
use super::ear::is_said;
use super::home::{Home, Services, home};
use super::index::{Index, TypePosting};
use super::query::{Filter, FilterKey, Parsed};
use super::weights::Field;
use crate::lingua::fold::{Word, fold};
use crate::lingua::lemma::stem;
use crate::lingua::slip::begins_alike;
use crate::lingua::stop::{begins_stop_word, is_background, is_stop_word};

/// Most words that are looked for at once; what people say at a desk is shorter.
pub(super) const MOST_TERMS: usize = 32;

/// A word to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryTerm {
    /// Folded.
    pub folded: String,
    /// Where it stands in the query, bytes.
    pub range: Range<usize>,
    /// It is the last word, still being typed.
    pub last: bool,
    /// It is background: it counts, and no row has to have it.
    pub background: bool,
}

/// A query, understood.
#[derive(Debug, Clone, Default)]
pub(super) struct Meaning {
    pub terms: Vec<QueryTerm>,
    pub phrases: Vec<Vec<String>>,
    pub excluded: Vec<String>,
    pub understood: Understood,
}

/// `literal`: no place is taken from free words. `danger`: the query speaks of danger, and a place must be beyond doubt.
impl Meaning {
    /// The words of a query without those that say where, folded.
    pub fn said(&self, text: &str) -> String {
        match &self.understood.place {
            Some((_, range)) => {
                let part = |range: Range<usize>| fold(text.get(range).unwrap_or_default());
                format!("{} {}", part(0..range.start), part(range.end..text.len()))
            }
            None => fold(text),
        }
    }
}

pub(super) fn understand(catalog: &Catalog, index: &Index, parsed: Parsed, literal: bool, danger: bool) -> Meaning {
    let mut meaning = Meaning { phrases: parsed.phrases, excluded: parsed.excluded, ..Meaning::default() };
    let mut words = parsed.words;
    for filter in parsed.filters {
        if !apply(catalog, index, &filter, &mut meaning.understood) {
            words.extend(filter.words);
        }
    }
    words.sort_by_key(|w| w.range.start);
    let last = words.last().map(|w| w.range.end);

    let home = if meaning.understood.place.is_none() && meaning.phrases.is_empty() {
        find_home(index, catalog, &words, danger)
    } else {
        Home::default()
    };
    let mut place_words = home.elsewhere;
    if let Some((place, said)) = home.place {
        place_words.extend(said.clone());
        let ends = words.get(said).and_then(|said| Some((said.first()?, said.last()?)));
        meaning.understood.place =
            ends.filter(|_| !literal).map(|(first, last)| (place, first.range.start..last.range.end));
    }
    // A place that was taken back still counts as words, and no row has to have them.
    let taken_back = if literal { std::mem::take(&mut place_words) } else { Vec::new() };
    let taken_back: Vec<&Word> = taken_back.into_iter().filter_map(|at| words.get(at)).collect();
    let left: Vec<&Word> = words.iter().enumerate().filter(|(i, _)| !place_words.contains(i)).map(|(_, w)| w).collect();
    let told = meaning.understood.place.is_some()
        || !meaning.understood.targets.is_empty()
        || !meaning.understood.areas.is_empty();
    let in_phrase = |w: &Word| meaning.phrases.iter().flatten().any(|p| *p == w.folded);
    let is_stop = |w: &Word| w.elided || is_stop_word(&w.folded);
    let waiting: Vec<bool> = left.iter().map(|w| !is_stop(w) && !in_phrase(w) && is_stub(index, &w.folded)).collect();
    let all_wait = waiting.iter().all(|&waits| waits);
    let all_stop = left.iter().zip(&waiting).all(|(w, &waits)| waits || is_stop(w));
    for (word, waits) in left.into_iter().zip(waiting) {
        let drop = is_stop(word) && !in_phrase(word);
        let keep = (if all_stop { !told } else { !drop }) && (all_wait || !waits);
        if !keep {
            continue;
        }
        let is_last = Some(word.range.end) == last;
        for folded in split(index, &word.folded) {
            if meaning.terms.len() < MOST_TERMS && !meaning.terms.iter().any(|t| t.folded == folded) {
                meaning.terms.push(QueryTerm {
                    folded: folded.to_owned(),
                    range: word.range.clone(),
                    last: is_last,
                    background: (is_background(folded) || is_mere_number(index, folded) || taken_back.contains(&word))
                        && !in_phrase(word),
                });
            }
        }
    }
    meaning
}

/// Whether a word is too little to mean anything beside others: a letter or two that are no word, or the beginning of a
/// stop word and of no service's name. Who types "mi hanno sfrattato" does not see the list jump at "mi ha" and "mi han",
/// nor does a slow line carry it.
fn is_stub(index: &Index, word: &str) -> bool {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    // A single letter stands in keywords too ("n. 104"), and says nothing.
    if word.len() > 1 && index.vocab.get(word).is_some_and(|id| index.is_telling(id)) {
        return false;
    }
    let in_name = |id: u32| index.in_types(id).iter().any(|p| matches!(p.field, Field::Name));
    word.len() < 3 || (begins_stop_word(word) && !index.vocab.with_prefix(word).any(in_name))
}

/// Longest word that is looked at for words in it, bytes.
const LONGEST_COMPOUND: usize = 40;

/// The words that were typed without a space between them: "l104", "isee2026", "dopodinoi". Only where the word as it
/// stands begins nothing in the catalogue; otherwise the word itself.
fn split<'a>(index: &Index, word: &'a str) -> Vec<&'a str> {
    let whole = vec![word];
    if !word.is_ascii() || word.len() > LONGEST_COMPOUND || !index.vocab.with_prefix(word).is_empty() {
        return whole;
    }
    let runs: Vec<&str> = word
        .as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .filter_map(|r| std::str::from_utf8(r).ok())
        .collect();
    if runs.len() > 1 {
        let said: Vec<&str> = runs.iter().copied().filter(|r| r.len() > 1 && !is_stop_word(r)).collect();
        return if said.is_empty() { whole } else { said };
    }
    if word.len() < 7 || is_known(index, word) {
        return whole;
    }
    let mut parts = Vec::new();
    // A last part that is only begun ("assegnounic"), be it the last word or not: the order of words decides no rows. But
    // "negligene" is a slip, not "negli" and "gene…".
    let slipped = || {
        let mut any = false;
        index.vocab.near(word, 1, |_, _| any = true);
        any
    };
    if compound(index, word, false, &mut parts) || (compound(index, word, true, &mut parts) && !slipped()) {
        parts.retain(|p| !is_stop_word(p));
        return parts;
    }
    // "adomicilio" is one letter away from "domicilio", and no slip of it: the first letter is right.
    let mistyped = || {
        let mut any = false;
        index.vocab.near(word, 1, |id, _| any |= begins_alike(word, index.vocab.word(id)));
        any
    };
    if !is_said(word) && !mistyped() {
        return behind_a_small_word(index, word).map_or(whole, |rest| vec![rest]);
    }
    whole
}

/// Small words that are written together with what follows: "unacasa", "lapensione", "adomicilio".
#[rustfmt::skip]
const WRITTEN_BEFORE: &[&str] = &[
    "a", "ad", "agli", "ai", "al", "alla", "alle", "allo", "che", "con", "da", "dal", "dalla", "dei", "del", "della", "delle", "di",
    "e", "ed", "gli", "ho", "i", "il", "in", "l", "la", "le", "lo", "mi", "mia", "mio", "nel", "nella", "per", "su", "sul", "sulla",
    "un", "una", "uno",
];

/// Fewest letters of what stands behind one of them; behind a single letter soon another word begins ("amorale").
const BEHIND: usize = 4;
const BEHIND_A_LETTER: usize = 7;

/// The word of the catalogue that is left of `word` without a small one before it, the longest small one first.
fn behind_a_small_word<'a>(index: &Index, word: &'a str) -> Option<&'a str> {
    let telling = |rest: &&str| !is_stop_word(rest) && index.vocab.get(rest).is_some_and(|id| index.is_telling(id));
    let long = |small: &str, rest: &str| rest.len() >= if small.len() == 1 { BEHIND_A_LETTER } else { BEHIND };
    let behind = |small: &&str| word.strip_prefix(*small).filter(|rest| long(small, rest)).filter(telling);
    WRITTEN_BEFORE.iter().filter_map(behind).min_by_key(|rest| rest.len())
}

/// Fills `parts` with the words of the catalogue that `rest` is made of, the longest first part that works; stop words may
/// stand between, and the last part may be `begun` only.
fn compound<'a>(index: &Index, rest: &'a str, begun: bool, parts: &mut Vec<&'a str>) -> bool {
    let known = |part: &str, is_end: bool| match index.vocab.get(part) {
        Some(id) if part.len() >= 4 => index.is_telling(id),
        Some(id) if part.len() == 3 => {
            index.in_types(id).iter().any(|p| matches!(p.field, Field::Acronym | Field::Name))
        }
        _ if is_end && begun && part.len() >= 4 => index.vocab.with_prefix(part).any(|id| index.is_telling(id)),
        _ => false,
    };
    if !parts.is_empty() && known(rest, true) {
        parts.push(rest);
        return true;
    }
    if parts.len() >= 4 {
        return false;
    }
    for at in (2..rest.len().saturating_sub(2)).rev() {
        let Some((part, more)) = rest.split_at_checked(at) else { continue };
        let between = !parts.is_empty() && is_stop_word(part);
        if between || known(part, false) {
            parts.push(part);
            if compound(index, more, begun, parts) {
                return true;
            }
            parts.pop();
        }
    }
    false
}

/// Whether a word is a number that names no service: an age, a percentage, an amount.
fn is_mere_number(index: &Index, word: &str) -> bool {
    let names = |id: u32| index.in_types(id).iter().any(|p| p.field.is_phrase()) || index.numeri.is_named(id);
    // Two digits are an age or a percentage even where a keyword has them; "104", "730", "1522" name something.
    word.bytes().all(|b| b.is_ascii_digit()) && (word.len() < 3 || !index.vocab.get(word).is_some_and(names))
}

/// Where the person lives, by the names of places among the words.
fn find_home(index: &Index, catalog: &Catalog, words: &[Word], danger: bool) -> Home {
    let content = |w: &&Word| !w.elided && !is_stop_word(&w.folded);
    let folded: Vec<&str> = words.iter().filter(content).map(|w| w.folded.as_str()).collect();
    let mut said = index.places.said(words, folded.contains(&"ambito"));
    said.retain(|name| {
        let words = words.get(name.words.clone()).unwrap_or_default();
        let name: Vec<&str> = words.iter().filter(content).map(|w| w.folded.as_str()).collect();
        name.is_empty() || !name.iter().all(|w| names_a_service(index, catalog, w, &name, &folded))
    });
    if said.is_empty() {
        return Home::default();
    }
    let services = Services {
        has_word: &|word| {
            !is_stop_word(word) && index.vocab.get(word).is_some_and(|id| names_types(index, id).next().is_some())
        },
        is_named: &|words| is_one_service(index, words),
    };
    home(&said, words, &services, danger)
}

/// The tipologie that have a word in their name or acronym.
fn names_types(index: &Index, word: u32) -> impl Iterator<Item = u16> {
    let named = |p: &&TypePosting| matches!(p.field, Field::Name | Field::Acronym);
    index.in_types(word).iter().filter(named).map(|p| p.ty)
}

/// Shortest stem that makes words one: that of "tempie" is the one of "tempo" too.
const STEM_FROM: usize = 5;

/// Whether one tipologia has all the words in its name or acronym, in whatever form.
fn is_one_service(index: &Index, words: &[&str]) -> bool {
    let types = |word: &str| -> HashSet<u16> {
        let stemmed = stem(word).len() >= STEM_FROM;
        let others = if stemmed { index.vocab.with_stem_of(word) } else { Vec::new() };
        let ids = index.vocab.get(word).into_iter().chain(others).filter(|_| !is_stop_word(word));
        ids.flat_map(|id| names_types(index, id)).collect()
    };
    let common = words.iter().map(|w| types(w)).reduce(|a, b| a.intersection(&b).copied().collect());
    common.is_some_and(|types| !types.is_empty())
}

/// Whether `word` stands in a name or acronym, or in a keyword that the query says completely: then it is no place.
fn names_a_service(index: &Index, catalog: &Catalog, word: &str, place: &[&str], said: &[&str]) -> bool {
    let Some(id) = index.vocab.get(word) else { return false };
    index.in_types(id).iter().any(|p| match p.field {
        Field::Name | Field::Acronym => true,
        Field::Keyword => index.phrases.get(p.phrase as usize).is_some_and(|phrase| {
            let text = fold(Index::phrase_text(catalog, *phrase));
            let mut others = text.split(' ').filter(|w| !is_stop_word(w) && !place.contains(w)).peekable();
            others.peek().is_some() && others.all(|w| said.contains(&w))
        }),
        _ => false,
    })
}

/// Whether a word means something as it stands, so that no other words are read into it.
fn is_known(index: &Index, word: &str) -> bool {
    let in_types = |id: u32| !index.in_types(id).is_empty();
    index.vocab.get(word).is_some()
        || index.vocab.with_stem_of(word).into_iter().any(in_types)
        || index.vocab.with_prefix(word).any(|id| index.in_types(id).iter().any(|p| p.field.is_phrase()))
        || index.says_equivalence(word)
}

/// Applies a written filter; false if its value names nothing.
fn apply(catalog: &Catalog, index: &Index, filter: &Filter, understood: &mut Understood) -> bool {
    match filter.key {
        FilterKey::Comune | FilterKey::Ambito => {
            let place = index.places.named(&filter.value, filter.key == FilterKey::Ambito).or_else(|| {
                let by_id = |id: &str| fold(id) == filter.value;
                let found = catalog.ambiti.position(|a| by_id(&a.record.id));
                found.filter(|_| filter.key == FilterKey::Ambito).map(Place::Ambito)
            });
            if let Some(place) = place {
                understood.place = Some((place, filter.range.clone()));
            }
            place.is_some()
        }
        FilterKey::Target => {
            let names = catalog.destinatari.iter().map(|t| {
                let mut all = vec![fold(&t.id), fold(&t.label)];
                all.extend(t.synonyms.iter().map(|s| fold(s)));
                all
            });
            let found = choose(names, &filter.value).map(TargetIx::of);
            understood.targets.extend(found.map(|t| (t, filter.range.clone())));
            found.is_some()
        }
        FilterKey::Area => {
            let names = catalog.aree.iter().map(|a| vec![fold(&a.id), fold(&a.short), fold(&a.label)]);
            let found = choose(names, &filter.value).map(AreaIx::of);
            understood.areas.extend(found.map(|a| (a, filter.range.clone())));
            found.is_some()
        }
    }
}

/// The one option with this name; else the one option with a name that begins so, the main names before the others.
fn choose(options: impl Iterator<Item = Vec<String>>, value: &str) -> Option<usize> {
    let options: Vec<Vec<String>> = options.collect();
    let only = |test: &dyn Fn(&[String]) -> bool| {
        let mut found = options.iter().enumerate().filter(|(_, names)| test(names)).map(|(at, _)| at);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    let begins = |names: &[String]| names.iter().any(|n| n.starts_with(value));
    let has_word = |names: &[String]| names.iter().any(|n| n.split(' ').any(|w| w.starts_with(value)));
    only(&|names| names.iter().any(|n| n == value))
        .or_else(|| only(&|names| begins(names.get(..2).unwrap_or(names))))
        .or_else(|| only(&|names| begins(names)))
        .or_else(|| only(&|names| has_word(names.get(..2).unwrap_or(names))))
}
