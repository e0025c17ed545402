//! Why the first rows stand where they stand: which word matched what, how, and what it was worth.

use chrono::NaiveDateTime;

use crate::catalog::model::Catalog;

use super::answer::{Answer, Hit, Request};
use super::ask::look_up;
use super::danger;
use super::ear;
use super::highlight::best_own;
use super::index::Index;
use super::look::Look;

/// One row, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The row.
    pub hit: Hit,
    /// Its name.
    pub name: String,
    /// Its score, as in the answer.
    pub score: u32,
    /// Word by word, in the order of the query.
    pub words: Vec<WordWorth>,
    /// The phrase whose words met, and what that added.
    pub bonus: Option<(String, u32)>,
    /// What the ear added.
    pub ear: u32,
    /// How likely the ear finds that this is meant, thousandths: see [`super::weights::SURE`].
    pub likely: u32,
    /// The keyword that is most like what was said.
    pub like: Option<String>,
    /// What the name added for being plain: of equals, the most general first.
    pub plain_name: u32,
}

/// What one word of the query was worth for one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordWorth {
    /// The word of the query, folded.
    pub word: String,
    /// The word or phrase of the catalogue; empty when nothing matched.
    pub matched: String,
    /// How: "parola uguale", "inizio di parola"…
    pub how: &'static str,
    /// In which field: "nome", "parola chiave"…
    pub field: &'static str,
    /// Worth of tier and field, and of being said again and again: 0 to 169.
    pub value: u32,
    /// How rare the word is: the factor.
    pub rarity: u32,
}

/// Explains the first rows of a look-up (`request.limit`, or all).
///
/// ```
/// use sportello::catalog::bundled;
/// use sportello::search::{Index, Request, explain};
///
/// let catalog = bundled::catalog()?.catalog;
/// let index = Index::build(&catalog);
/// let request = Request { text: "sad".to_owned(), limit: 1, ..Request::default() };
/// let rows = explain(&catalog, &index, &request, "2026-11-21T10:30:00".parse()?);
/// let word = rows.first().and_then(|row| row.words.first()).ok_or("no word")?;
/// assert_eq!((word.how, word.field), ("parola uguale", "sigla"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain(catalog: &Catalog, index: &Index, request: &Request, now: NaiveDateTime) -> Vec<Explained> {
    let Answer { rows, .. } = look_up(catalog, index, request, now);
    let danger = danger::recognise(catalog, &request.text, &request.heard);
    let look = Look::of(catalog, index, request, danger.as_ref());
    rows.into_iter().map(|row| explained(&look, row.hit, row.score)).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 1
fn thousandths(likely: f32) -> u32 {
    (likely * 1000.0) as u32
}

fn explained(look: &Look<'_>, hit: Hit, score: u32) -> Explained {
    let entry = hit.entry(look.catalog);
    let ty = hit.tipologia(look.catalog).at();
    let slot = match hit {
        Hit::Servizio(ix) => {
            look.index.slots.servizio.iter().position(|&s| s == ix.0).and_then(|at| u32::try_from(at).ok())
        }
        Hit::Tipologia(_) => None,
    };
    let words = look
        .meaning
        .terms
        .iter()
        .enumerate()
        .map(|(term, typed)| {
            let best = look.types.best(ty, term);
            let rarity = look.types.rarity.get(term).copied().unwrap_or(0);
            let none =
                WordWorth { word: typed.folded.clone(), matched: String::new(), how: "", field: "", value: 0, rarity };
            let own = slot.and_then(|slot| best_own(look, slot, term));
            if let Some((field, meant)) = own {
                let value = (meant.worth * field.weight() / 100).max(1);
                if value > best.value {
                    let matched = look.index.vocab.word(meant.word).to_owned();
                    return WordWorth { matched, how: meant.tier.label(), field: field.label(), value, ..none };
                }
            }
            let Some(how) = best.how else { return none };
            let phrase = how.phrase.and_then(|p| look.index.phrases.get(p as usize));
            let matched = match (how.word, phrase) {
                (Some(word), _) => look.index.vocab.word(word),
                (None, Some(phrase)) => Index::phrase_text(look.catalog, *phrase),
                (None, None) => entry.tipologia.record.name.as_str(),
            };
            WordWorth {
                matched: matched.to_owned(),
                how: how.tier.label(),
                field: how.field.label(),
                value: best.value,
                ..none
            }
        })
        .collect();
    let bonus = look.types.bonus.get(ty).filter(|b| b.0 > 0).and_then(|&(worth, phrase)| {
        let phrase = look.index.phrases.get(phrase as usize)?;
        Some((Index::phrase_text(look.catalog, *phrase).to_owned(), worth))
    });
    let terms: Vec<&str> = look.meaning.terms.iter().map(|t| t.folded.as_str()).collect();
    let like =
        ear::most_like(&terms, entry.tipologia.record.keywords.iter().map(super::super::catalog::text::Text::as_str));
    Explained {
        hit,
        name: entry.name().to_owned(),
        score,
        words,
        bonus,
        ear: look.ear_adds(ty),
        likely: thousandths(look.heard.of_type(ty)),
        like: like.map(str::to_owned),
        plain_name: if look.expansions.is_empty() { 0 } else { look.index.type_plain.get(ty).copied().unwrap_or(0) },
    }
}
