//! Numeri utili among the answers: which number to call for what was typed.
//!
//! They stand above the list and are read first, so a word said in passing brings none: a number answers to itself or to
//! its name where nothing else is said ("numero 112", "guardia costiera", not "concorso operatore 118"), and one that is
//! not urgent to a whole keyword too ("gratta e vinci", not "vinci"). What speaks of danger is recognised elsewhere.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::index::{Index, Numeri, Part};
use super::matcher::{Expansion, Meant};
use super::understand::QueryTerm;
use super::vocab::WordId;
use super::weights::Tier;
use crate::lingua::fold::each_word;

/// Most numbers above a list.
const MOST: usize = 3;

/// A slip in a shorter word is too often another word.
const SLIP_FROM: usize = 5;

/// A beginning with fewer letters may still become anything.
const BEGINNING_FROM: usize = 3;

/// What is said before a number or its name and adds nothing to it.
const BEFORE: [&str; 4] = ["numero", "telefono", "telefonare", "tel"];

/// What of a phrase was said.
#[derive(Debug, Default)]
struct SaidPhrase {
    /// Its words that were.
    words: Vec<WordId>,
    /// Words of the query, a bit each.
    terms: u32,
    /// What they are worth, rarity counted.
    worth: u32,
    /// The word of the query counted last, from one, and for how much.
    last: (usize, u32),
    /// One of its words was said to its end.
    ended: bool,
}

impl SaidPhrase {
    /// Whether so much of a name calls it: all of it, or two words that are half of it ("numero unico"). A single word
    /// has to be there to its end: "poli" is "polivalente" sooner than "polizia".
    fn calls(&self, content: usize) -> bool {
        let said = self.words.len().min(self.terms.count_ones() as usize);
        if said >= 2 { said * 2 >= content } else { said == content && self.ended }
    }
}

/// What of a number was said.
#[derive(Debug, Default)]
struct SaidNumero {
    /// Words of the query that it has anywhere, a bit each.
    terms: u32,
    /// It was called by its number or its name.
    called: bool,
    /// What number and name are worth, and its best whole keyword.
    by_name: u32,
    whole: u32,
}

impl Numeri {
    /// The numbers for a query, positions in the catalogue's list, best first: at most [`MOST`]. `rarity` is that of each
    /// of its words.
    pub fn of(
        &self,
        index: &Index,
        text: &str,
        terms: &[QueryTerm],
        expansions: &[Expansion],
        rarity: &[u32],
    ) -> Vec<usize> {
        // Whoever types digits means this number and no other: "116 117" is not 117, nor is "800 713 931" some other 800.
        if let Some(dialled) = dialled(text) {
            let begin = self.digits.iter().enumerate().filter(|(_, digits)| digits.starts_with(&dialled));
            return begin.map(|(at, _)| at).take(MOST).collect();
        }
        let mut met: BTreeMap<u32, SaidPhrase> = BTreeMap::new();
        // What anything is known of, and the words that say something, known or not.
        let (mut all, mut telling) = (0, 0_u32);
        for (at, ((term, expansion), &rarity)) in terms.iter().zip(expansions).zip(rarity).enumerate() {
            if !term.background && !BEFORE.contains(&term.folded.as_str()) {
                telling |= 1 << at;
            }
            if expansion.is_empty() {
                continue;
            }
            all += rarity;
            for meant in expansion.words.iter().filter(|m| counts(term, m)) {
                for (id, phrase) in self.phrases_of(meant.word) {
                    // A name is called by its name.
                    if matches!(phrase.part, Part::Head | Part::Beside) && meant.tier == Tier::Equivalent {
                        continue;
                    }
                    let met = met.entry(id).or_default();
                    if !met.words.contains(&meant.word) {
                        met.words.push(meant.word);
                    }
                    met.terms |= 1 << at;
                    met.ended |= !matches!(meant.tier, Tier::Typing | Tier::Prefix);
                    let worth = meant.worth * phrase.part.weight() * rarity;
                    let before = if met.last.0 == at + 1 { met.last.1 } else { 0 };
                    if worth > before {
                        met.worth += worth - before;
                        met.last = (at + 1, worth);
                    }
                }
            }
        }
        if met.is_empty() {
            return Vec::new();
        }
        let mut said: Vec<WordId> = Vec::new();
        each_word(text, |folded, _| said.extend(index.vocab.get(folded)));
        let worth_of =
            |mask: u32| -> u32 { (0..).zip(rarity).filter(|(at, _)| mask >> at & 1 == 1).map(|(_, r)| r).sum() };
        let mut numbers: BTreeMap<u32, SaidNumero> = BTreeMap::new();
        for (id, met) in met {
            let Some(phrase) = self.phrases.get(id as usize) else { continue };
            let own = numbers.entry(phrase.numero).or_default();
            own.terms |= met.terms;
            let whole = || {
                met.words.len() == phrase.content
                    && met.terms.count_ones() as usize >= phrase.content
                    && phrase.beside.iter().all(|word| said.contains(word))
            };
            match phrase.part {
                Part::Number => {
                    own.called |= whole();
                    own.by_name += met.worth;
                }
                Part::Head => {
                    own.called |= met.calls(phrase.content);
                    own.by_name += met.worth;
                }
                Part::Beside => own.by_name += met.worth,
                Part::Keyword if whole() => own.whole = met.worth.max(own.whole),
                Part::Keyword | Part::Purpose => {}
            }
        }
        let worth = |own: &SaidNumero| {
            // The need, and not something beside it.
            let about = worth_of(own.terms) * 2 >= all;
            let by_name = own.called && own.terms & telling == telling;
            let whole = if about { own.whole } else { 0 };
            whole.max(if by_name { own.by_name } else { 0 })
        };
        let mut found: Vec<(u32, u32)> =
            numbers.iter().map(|(&numero, own)| (worth(own), numero)).filter(|&(worth, _)| worth > 0).collect();
        found.sort_by_key(|&(worth, numero)| (Reverse(worth), numero));
        found.truncate(MOST);
        found.into_iter().map(|(_, numero)| numero as usize).collect()
    }
}

/// The digits of a text that is nothing but a number to call, as far as it is typed.
fn dialled(text: &str) -> Option<String> {
    let mut digits = String::new();
    let mut number = |folded: &str| {
        digits.push_str(folded);
        folded.bytes().all(|b| b.is_ascii_digit())
    };
    let mut only = true;
    each_word(text, |folded, _| only &= BEFORE.contains(&folded) || number(folded));
    (only && digits.len() >= BEGINNING_FROM).then_some(digits)
}

/// Whether a word met like this is sure enough for a number to call.
fn counts(term: &QueryTerm, meant: &Meant) -> bool {
    !meant.short_only
        && match meant.tier {
            Tier::Exact | Tier::Stem | Tier::Equivalent => true,
            Tier::Typing | Tier::Prefix => term.folded.len() >= BEGINNING_FROM,
            Tier::Slip => term.folded.len() >= SLIP_FROM,
            Tier::Family | Tier::TwoSlips | Tier::SlipInPrefix | Tier::Subsequence | Tier::Longer => false,
        }
}
