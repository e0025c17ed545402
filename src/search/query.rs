//! What was typed, taken apart: words, phrases, excluded words, written filters.
//!
//! Purely about the text: what a word or a filter's value means is settled by [`super::understand`]. There is no wrong
//! query: what cannot be an operator is a word, what cannot be a word is nothing.

use std::ops::Range;

use crate::lingua::fold::{Word, fold, words};

/// Most characters of a query that are read.
pub const MOST_CHARS: usize = 2_000;

/// Most words of a query that are read.
pub const MOST_WORDS: usize = 64;

/// A filter written in the text: `target:anziani`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKey {
    /// `target:` or `destinatari:`
    Target,
    /// `area:`
    Area,
    /// `comune:`
    Comune,
    /// `ambito:`
    Ambito,
}

/// A written filter and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Which filter.
    pub key: FilterKey,
    /// The value, folded, words joined by spaces ("disabilita non autosufficienza"); never empty.
    pub value: String,
    /// Where filter and value stand in the text, bytes.
    pub range: Range<usize>,
    /// The value's words, for when it is no value that the filter knows.
    pub words: Vec<Word>,
}

/// A query, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Free words, those of phrases included, in their order.
    pub words: Vec<Word>,
    /// Phrases between double quotes, folded word by word; at least two words each.
    pub phrases: Vec<Vec<String>>,
    /// Words with a leading `-`, folded.
    pub excluded: Vec<String>,
    /// Written filters.
    pub filters: Vec<Filter>,
}

impl Parsed {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.excluded.is_empty() && self.filters.is_empty()
    }
}

/// From so many words outside quotes a text is a sentence, in which quotes and dashes are what somebody said, not what is
/// demanded of a row: "il foglio dice «attivare il percorso», a chi lo porto".
const SENTENCE: usize = 6;

/// Takes a text apart. Never fails; cost is bounded by [`MOST_CHARS`].
pub fn parse(text: &str) -> Parsed {
    let parsed = take_apart(text, false);
    let quoted: usize = parsed.phrases.iter().map(Vec::len).sum();
    let demands = !(parsed.phrases.is_empty() && parsed.excluded.is_empty());
    if demands && parsed.words.len() >= quoted + SENTENCE { take_apart(text, true) } else { parsed }
}

/// Takes a text apart, in which quotes and dashes mean nothing where it is a `sentence`.
fn take_apart(text: &str, sentence: bool) -> Parsed {
    let end = text.char_indices().nth(MOST_CHARS).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or(text);
    let mut parsed = Parsed::default();
    let mut at = 0;
    while at < text.len() && parsed.words.len() < MOST_WORDS {
        let rest = text.get(at..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if let Some(length) = quoted(rest).filter(|_| !sentence) {
            let found = words_at(text, at..at + length);
            if found.len() > 1 {
                parsed.phrases.push(found.iter().map(|w| w.folded.clone()).collect());
            }
            parsed.words.extend(found);
            at += length;
        } else {
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            // A quote inside ends the chunk, so that what follows can be a phrase.
            let length = rest.char_indices().skip(1).find(|&(_, c)| is_quote(c)).map_or(length, |(q, _)| q.min(length));
            chunk(text, at..at + length, sentence, &mut parsed);
            at += length;
        }
    }
    parsed.words.truncate(MOST_WORDS);
    parsed.excluded.truncate(MOST_WORDS);
    parsed
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '«' | '»' | '„')
}

/// Length in bytes of the quoted phrase that `rest` begins with, quotes included. An open quote is no quote.
fn quoted(rest: &str) -> Option<usize> {
    let first = rest.chars().next().filter(|&c| is_quote(c))?;
    let inside = rest.get(first.len_utf8()..)?;
    let (close, c) = inside.char_indices().find(|&(_, c)| is_quote(c))?;
    Some(first.len_utf8() + close + c.len_utf8())
}

fn words_at(text: &str, range: Range<usize>) -> Vec<Word> {
    let mut found = words(text.get(range.clone()).unwrap_or_default());
    for word in &mut found {
        word.range = word.range.start + range.start..word.range.end + range.start;
    }
    found
}

fn chunk(text: &str, range: Range<usize>, sentence: bool, parsed: &mut Parsed) {
    let chunk = text.get(range.clone()).unwrap_or_default();
    if let Some(rest) = chunk.strip_prefix('-')
        && rest.starts_with(char::is_alphanumeric)
        && !sentence
    {
        parsed.excluded.extend(words(rest).into_iter().filter(|w| !w.elided).map(|w| w.folded));
        return;
    }
    if let Some((key, value)) = chunk.split_once(':') {
        let key = match fold(key).as_str() {
            "target" | "targets" | "destinatari" | "destinatario" => Some(FilterKey::Target),
            "area" | "aree" => Some(FilterKey::Area),
            "comune" => Some(FilterKey::Comune),
            "ambito" => Some(FilterKey::Ambito),
            _ => None,
        };
        if let Some(key) = key {
            // A filter whose value is still to be typed says nothing yet.
            let folded = fold(value);
            if !folded.is_empty() {
                let words = words_at(text, range.end - value.len()..range.end);
                parsed.filters.push(Filter { key, value: folded, range, words });
            }
            return;
        }
    }
    parsed.words.extend(words_at(text, range));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn folded(parsed: &Parsed) -> Vec<&str> {
        parsed.words.iter().map(|w| w.folded.as_str()).collect()
    }

    #[test]
    fn words_phrases_exclusions_and_filters() {
        let text = "sad -privato \"dopo di noi\" target:non-autosufficienti area: e-mail l'affitto";
        let p = parse(text);
        assert_eq!(folded(&p), ["sad", "dopo", "di", "noi", "e", "mail", "l", "affitto"]);
        assert_eq!(p.phrases, [["dopo", "di", "noi"]]);
        assert_eq!(p.excluded, ["privato"]);
        assert_eq!(p.filters.len(), 1);
        assert_eq!(p.filters[0].value, "non autosufficienti");
        assert_eq!(&text[p.filters[0].range.clone()], "target:non-autosufficienti");
    }

    #[test]
    fn quotes_and_dashes_in_a_sentence_are_what_somebody_said() {
        let p = parse("il foglio dell'ospedale dice \"attivare il percorso\", -subito- mi hanno detto, a chi lo porto");
        assert!(p.phrases.is_empty() && p.excluded.is_empty());
        assert!(folded(&p).contains(&"attivare") && folded(&p).contains(&"subito"));
    }

    #[test]
    fn marks_that_italian_text_is_full_of_mean_nothing() {
        assert_eq!(
            folded(&parse("'sad' ^nido$ !aiuto - ' \" “ ora: 104/92")),
            ["sad", "nido", "aiuto", "ora", "104", "92"]
        );
        assert!(parse(" - \" ' : target:").is_empty());
    }

    #[test]
    fn an_absurdly_long_query_is_cut() {
        assert_eq!(parse(&"a ".repeat(5_000)).words.len(), MOST_WORDS);
        assert!(parse(&"a".repeat(1_000_000)).words[0].folded.len() <= MOST_CHARS);
    }
}
