//! Phrases in quotation marks: whether a record says them, word by word.

use crate::catalog::model::{Catalog, ServizioIx, TipologiaIx};
use crate::lingua::fold::each_word;

use super::index::own_texts;

/// Whether a tipologia holds each of the phrases, word by word.
pub(super) fn type_has_phrases(catalog: &Catalog, ty: usize, phrases: &[Vec<String>]) -> bool {
    let texts = type_texts(catalog, ty);
    phrases.iter().all(|phrase| texts.iter().any(|text| has_phrase(text, phrase)))
}

/// Whether a servizio, with its tipologia, holds each of the phrases.
pub(super) fn servizio_has_phrases(catalog: &Catalog, ix: ServizioIx, phrases: &[Vec<String>]) -> bool {
    let servizio = &catalog.servizi[ix];
    let mut own = Vec::new();
    own_texts(catalog, servizio, &mut own);
    let of_type = std::cell::OnceCell::new();
    phrases.iter().all(|phrase| {
        own.iter().any(|(_, text)| has_phrase(text, phrase))
            || of_type
                .get_or_init(|| type_texts(catalog, servizio.tipologia.at()))
                .iter()
                .any(|t| has_phrase(t, phrase))
    })
}

fn type_texts(catalog: &Catalog, ty: usize) -> Vec<&str> {
    let mut texts: Vec<&str> = Vec::new();
    let tipologia = &catalog.tipologie[TipologiaIx::of(ty)];
    let r = &tipologia.record;
    texts.extend([r.name.as_str(), r.summary.as_str(), r.description.as_str(), r.eligibility.text.as_str()]);
    texts.extend(r.keywords.iter().chain(&r.acronyms).map(super::super::catalog::text::Text::as_str));
    texts.extend(r.aliases.iter().map(super::super::catalog::values::Slug::as_str));
    texts.extend(r.outcome.as_deref());
    texts.extend(r.legal_basis.iter().map(|b| b.norm.as_str()));
    for target in catalog.destinatari.each(&tipologia.targets) {
        texts.push(&target.label);
        texts.extend(target.synonyms.iter().map(super::super::catalog::text::Text::as_str));
    }
    texts.push(&catalog.aree[tipologia.area].label);
    texts
}

fn has_phrase(text: &str, phrase: &[String]) -> bool {
    // How many words of the phrase the words just read end with; phrases are short, so starting over is cheap.
    let mut last: Vec<String> = Vec::with_capacity(phrase.len() + 1);
    let mut found = false;
    each_word(text, |word, _| {
        if found || (last.is_empty() && phrase.first().is_none_or(|first| first != word)) {
            return;
        }
        last.push(word.to_owned());
        while !last.is_empty() && !phrase.starts_with(&last) {
            last.remove(0);
        }
        found = last.len() == phrase.len();
    });
    found
}
