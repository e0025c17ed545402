//! Why a row is there: the parts of its name that matched, and the words that matched elsewhere.
//!
//! Runs for the rows that are shown, never for all. Goes back from folded words to the bytes of the record's own text.

use std::collections::HashMap;
use std::ops::Range;

use crate::catalog::model::Entry;

use super::answer::Why;
use super::index::{Index, own_texts};
use super::look::{FoundRow, Look};
use super::matcher::Meant;
use super::vocab::WordId;
use super::weights::{Field, Tier};
use crate::lingua::fold::{each_word, find_word, words};
use crate::lingua::stop::is_stop_word;

/// Most reasons that a row gives.
const MOST_WHY: usize = 3;

/// Words of names already looked up: the names of one answer share most of theirs.
#[derive(Debug, Default)]
pub(super) struct KnownWords(HashMap<Box<str>, Option<WordId>>);

impl KnownWords {
    fn id(&mut self, index: &Index, word: &str) -> Option<WordId> {
        if let Some(&id) = self.0.get(word) {
            return id;
        }
        let id = index.vocab.get(word);
        self.0.insert(word.into(), id);
        id
    }
}

/// Highlights of the row's name, and why it matched where the name does not say it.
pub(super) fn of(look: &Look<'_>, found: &FoundRow, known: &mut KnownWords) -> (Vec<Range<usize>>, Vec<Why>) {
    let mut highlights: Vec<Range<usize>> = Vec::new();
    let mut why: Vec<Why> = Vec::new();
    if look.expansions.is_empty() {
        return (highlights, why);
    }
    let entry = found.hit.entry(look.catalog);
    let name = entry.name();
    let mut shown: u32 = 0;
    for word in words(name) {
        let Some(id) = known.id(look.index, &word.folded) else { continue };
        let mut best: Option<Range<usize>> = None;
        for (term, (expansion, typed)) in look.expansions.iter().zip(&look.meaning.terms).enumerate() {
            let Some(meant) = expansion.meant(id) else { continue };
            shown |= 1 << term;
            let range = match meant.tier {
                Tier::Typing | Tier::Prefix | Tier::Longer => word.beginning(name, typed.folded.chars().count()),
                _ => word.range.clone(),
            };
            if best.as_ref().is_none_or(|b| range.end > b.end) {
                best = Some(range);
            }
        }
        highlights.extend(best);
    }
    let ty = found.hit.tipologia(look.catalog).at();
    for term in 0..look.expansions.len() {
        // Words of background ("non", "perché") are no reason.
        if shown & 1 << term == 0
            && !look.meaning.terms.get(term).is_some_and(|t| t.background)
            && let Some(reason) = reason(look, found, &entry, ty, term)
            && reason.field != Field::Name
            && !why.contains(&reason)
            && why.len() < MOST_WHY
        {
            why.push(reason);
        }
    }
    (merged(name, highlights), why)
}

/// Ranges in order, those that touch made one.
fn merged(name: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|r| r.start < r.end && r.end <= name.len());
    ranges.sort_unstable_by_key(|r| (r.start, r.end));
    ranges.dedup_by(|next, kept| {
        let touch = next.start <= kept.end;
        if touch {
            kept.end = kept.end.max(next.end);
        }
        touch
    });
    ranges
}

/// The best reason for word `term`, where the name does not show it.
fn reason(look: &Look<'_>, found: &FoundRow, entry: &Entry<'_>, ty: usize, term: usize) -> Option<Why> {
    let best = look.types.best(ty, term);
    let own = found.slot.and_then(|slot| best_own(look, slot, term));
    if let Some((field, meant)) = own {
        let value = (meant.worth * field.weight() / 100).max(1);
        if value > best.value {
            let text = own_word(look, entry, field, meant.word)?;
            return Some(Why { text, field });
        }
    }
    let how = best.how?;
    let phrase = how.phrase.and_then(|p| look.index.phrases.get(p as usize));
    let text = match (phrase, how.word) {
        (Some(phrase), Some(word)) => {
            let text = Index::phrase_text(look.catalog, *phrase);
            let whole = text.len() <= 60 && is_mostly_said(look, text);
            if whole { text.to_owned() } else { word_in(text, look.index.vocab.word(word))? }
        }
        (Some(phrase), None) => Index::phrase_text(look.catalog, *phrase).to_owned(),
        (None, _) => entry.name().to_owned(),
    };
    Some(Why { text, field: how.field })
}

/// Whether the query says at least half of the words of `text` that count: what is quoted as a reason should not be what
/// nobody said.
fn is_mostly_said(look: &Look<'_>, text: &str) -> bool {
    let (mut said, mut all) = (0, 0);
    each_word(text, |word, _| {
        if !is_stop_word(word) {
            all += 1;
            let id = look.index.vocab.get(word);
            said += usize::from(id.is_some_and(|id| look.expansions.iter().any(|e| e.meant(id).is_some())));
        }
    });
    2 * said >= all
}

/// The best match of word `term` among the servizio's own words.
pub(super) fn best_own(look: &Look<'_>, slot: u32, term: usize) -> Option<(Field, Meant)> {
    if !look.own.has(slot as usize, term) {
        return None;
    }
    let expansion = look.expansions.get(term)?;
    expansion
        .words
        .iter()
        .filter(|m| !m.short_only)
        .filter_map(|m| look.index.own.field(m.word, slot).map(|f| (f, *m)))
        .max_by_key(|(f, m)| m.worth * f.weight())
}

/// A servizio's own word as its record writes it.
fn own_word(look: &Look<'_>, entry: &Entry<'_>, field: Field, word: u32) -> Option<String> {
    let folded = look.index.vocab.word(word);
    let mut texts = Vec::new();
    own_texts(look.catalog, entry.servizio?, &mut texts);
    texts.into_iter().filter(|(f, _)| *f == field).find_map(|(_, text)| {
        let found = word_in(text, folded)?;
        Some(if text.chars().count() <= 60 { text.to_owned() } else { found })
    })
}

/// A folded word as `text` writes it.
fn word_in(text: &str, folded: &str) -> Option<String> {
    text.get(find_word(text, folded)?).map(str::to_owned)
}
