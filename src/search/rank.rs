//! From matched words to scores of tipologie; what servizi add is [`super::own`]'s.
//!
//! Reads postings only. The numbers come from [`super::weights`]; the same function scores and, asked for one record,
//! explains.

use super::index::Index;
use super::matcher::Expansion;
use super::understand::QueryTerm;
use super::vocab::WordId;
use super::weights::{
    BACKGROUND, COMPLETE, FROM_THE_FIRST, Field, IN_ORDER, MEETING, MEETING_IN_TEXT, MEETING_MOST, REPEATED,
    REPEATED_MOST, Tier, rarity,
};

/// The best match of one word of the query in one tipologia.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Best {
    /// Tier times field, hundredths, before rarity; 0 = none.
    pub value: u32,
    /// How, where and through which word; absent with value 0.
    pub how: Option<How>,
    /// Names and keywords that have the word.
    phrases: u32,
}

/// How a match came about.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub tier: Tier,
    pub field: Field,
    /// The word of the catalogue; absent when the whole tipologia was meant.
    pub word: Option<WordId>,
    /// The phrase it stands in.
    pub phrase: Option<u32>,
}

/// Scores of all tipologie.
#[derive(Debug, Clone, Default)]
pub(super) struct TypeScores {
    /// Words of the query.
    terms: usize,
    /// Best match of each word: `best[ty * terms + term]`.
    best: Vec<Best>,
    /// Which words of the query matched, a bit each.
    pub mask: Vec<u32>,
    /// Sum of the words, rarity counted, and the bonus.
    pub score: Vec<u32>,
    /// The same without what the order of the words adds: what decides which rows there are must not hang on it.
    pub unordered: Vec<u32>,
    /// Bonus of the best phrase, and which.
    pub bonus: Vec<(u32, u32)>,
    /// Rarity of each word of the query.
    pub rarity: Vec<u32>,
    /// Names and keywords of which the query says every word, as it is written or with a slip: which of its words they are.
    pub whole: Vec<u32>,
}

impl TypeScores {
    /// The best match of word `term` in tipologia `ty`.
    pub fn best(&self, ty: usize, term: usize) -> Best {
        self.best.get(ty * self.terms + term).copied().unwrap_or_default()
    }
}

/// What words met in one phrase.
#[derive(Debug, Clone, Copy, Default)]
struct Meeting {
    /// Words of the query, a bit each.
    terms: u32,
    /// Words of the phrase, a bit each.
    positions: u32,
    /// What they are worth together.
    sum: u32,
    /// Which word of the query was counted last, from 1, for how much, and where it stands.
    last: (u8, u32, u8),
    /// Where the word typed just before it stands, plus one; 0 = not here.
    before: u8,
    /// Whether the last word follows the one typed before it.
    follows: bool,
    /// Words that follow the one typed before them.
    in_order: u32,
    /// Words of the query that are words of the phrase, not what they stand for.
    said: u32,
}

/// Scores every tipologia.
pub(super) fn score_types(index: &Index, terms: &[QueryTerm], expansions: &[Expansion], servizi: usize) -> TypeScores {
    let types = index.type_rank.len();
    let background = |term: usize| terms.get(term).is_some_and(|t| t.background);
    let terms = expansions.len();
    let mut scores = TypeScores {
        terms,
        best: vec![Best::default(); types * terms],
        mask: vec![0; types],
        score: vec![0; types],
        unordered: vec![0; types],
        bonus: vec![(0, 0); types],
        rarity: Vec::with_capacity(terms),
        whole: Vec::new(),
    };
    for (term, expansion) in expansions.iter().enumerate() {
        let mut raise = |ty: u16, value: u32, how: How| {
            if let Some(cell) = scores.best.get_mut(usize::from(ty) * terms + term) {
                cell.phrases += u32::from(how.field.is_phrase() && how.tier <= Tier::Stem);
                if value > cell.value {
                    (cell.value, cell.how) = (value, Some(how));
                }
            }
        };
        for meant in &expansion.words {
            for p in index.in_types(meant.word) {
                if meant.short_only && !p.field.is_phrase() {
                    continue;
                }
                let how = How { tier: meant.tier, field: p.field, word: Some(meant.word), phrase: Some(p.phrase) };
                raise(p.ty, (meant.worth * p.field.weight() / 100).max(1), how);
            }
        }
        for meant in &expansion.types {
            let field = meant.phrase.and_then(|p| index.phrases.get(p as usize)).map_or(Field::Name, |p| p.field);
            raise(meant.ty, meant.worth.max(1), How { tier: meant.tier, field, word: None, phrase: meant.phrase });
        }
        for cell in scores.best.iter_mut().skip(term).step_by(terms) {
            let again = cell.phrases.saturating_sub(1).min(REPEATED_MOST);
            cell.value += cell.value * REPEATED * again / 100;
        }
        let rarity = rarity_of(index, expansion, &scores.best, (term, terms), servizi);
        scores.rarity.push(if background(term) { (rarity * BACKGROUND / 100).max(1) } else { rarity });
    }
    for ty in 0..types {
        let (mut mask, mut sum) = (0_u32, 0_u32);
        for (term, rarity) in scores.rarity.iter().enumerate() {
            let value = scores.best(ty, term).value;
            if value > 0 {
                mask |= 1 << term;
                sum += value * rarity;
            }
        }
        if let (Some(m), Some(s)) = (scores.mask.get_mut(ty), scores.score.get_mut(ty)) {
            (*m, *s) = (mask, sum);
        }
    }
    meetings(index, expansions, &mut scores);
    scores
}

/// How rare what a word means is: tipologie count by how well they match, servizi as a share of all.
fn rarity_of(
    index: &Index,
    expansion: &Expansion,
    best: &[Best],
    (term, terms): (usize, usize),
    servizi: usize,
) -> u32 {
    let types = index.type_rank.len();
    let values = || best.iter().skip(term).step_by(terms.max(1)).map(|b| b.value);
    let most = values().max().unwrap_or(0);
    let having = values().sum::<u32>().checked_div(most).unwrap_or(0) as usize;
    let own: usize = expansion.words.iter().filter(|m| !m.short_only).map(|m| index.own.count(m.word)).sum();
    let share = (types * own.min(servizi)).checked_div(servizi).unwrap_or(0);
    rarity(types, having.max(if most == 0 { share } else { 0 }))
}

/// Adds the bonus for words that meet in one name, keyword or sentence.
fn meetings(index: &Index, expansions: &[Expansion], scores: &mut TypeScores) {
    // Few of the phrases have any: where in `met` each stands, plus one.
    let mut places = vec![0_u32; index.phrases.len()];
    let mut met: Vec<(u32, Meeting)> = Vec::new();
    for (term, (expansion, &rarity)) in expansions.iter().zip(&scores.rarity).enumerate() {
        let number = u8::try_from(term + 1).unwrap_or(u8::MAX);
        let mut meet = |phrase: u32, position: u8, value: u32, said: bool| {
            let Some(place) = places.get_mut(phrase as usize) else { return };
            if *place == 0 {
                met.push((phrase, Meeting::default()));
                *place = u32::try_from(met.len()).unwrap_or(u32::MAX);
            }
            let Some((_, meeting)) = met.get_mut(*place as usize - 1) else { return };
            meeting.terms |= 1 << term;
            meeting.said |= u32::from(said) << term;
            meeting.positions |= 1 << position;
            let worth = value * rarity;
            if meeting.last.0 != number {
                meeting.before = if meeting.last.0 + 1 == number { meeting.last.2 + 1 } else { 0 };
                meeting.last = (number, 0, 0);
                meeting.follows = false;
            }
            if worth > meeting.last.1 {
                meeting.sum += worth - meeting.last.1;
                meeting.last = (number, worth, position);
            }
            if meeting.before > 0 && position == meeting.before && !meeting.follows {
                meeting.follows = true;
                meeting.in_order += 1;
            }
        };
        for meant in &expansion.words {
            for p in index.in_types(meant.word) {
                if !meant.short_only || p.field.is_phrase() {
                    meet(p.phrase, p.position, meant.worth * p.field.weight() / 100, meant.tier <= Tier::Slip);
                }
            }
        }
    }
    // Of equal bonuses the first phrase's counts.
    met.sort_unstable_by_key(|&(id, _)| id);
    for (id, meeting) in met {
        let Some(phrase) = index.phrases.get(id as usize) else { continue };
        let met = meeting.terms.count_ones().min(meeting.positions.count_ones());
        let (hundredths, in_order) = if phrase.field.is_phrase() {
            let complete = if u32::from(phrase.content) <= met { COMPLETE } else { 0 };
            if u32::from(phrase.content) <= meeting.said.count_ones().min(meeting.positions.count_ones()) {
                scores.whole.push(meeting.said);
            }
            let first = met > 1 && phrase.field == Field::Name && meeting.positions.trailing_ones() == met;
            let first = if first { FROM_THE_FIRST } else { 0 };
            ((MEETING * (met - 1)).min(MEETING_MOST) + complete + first, IN_ORDER * meeting.in_order)
        } else {
            ((MEETING_IN_TEXT * (met - 1)).min(MEETING_IN_TEXT * 3), 0)
        };
        let ty = usize::from(phrase.ty);
        let bonus = meeting.sum / 100 * (hundredths + in_order);
        if let Some(best) = scores.bonus.get_mut(ty)
            && bonus > best.0
        {
            *best = (bonus, id);
        }
        if let Some(best) = scores.unordered.get_mut(ty) {
            *best = (*best).max(meeting.sum / 100 * hundredths);
        }
    }
    let bonuses = scores.bonus.iter().zip(&mut scores.unordered);
    for ((score, (&(bonus, _), unordered)), plain) in scores.score.iter_mut().zip(bonuses).zip(&index.type_plain) {
        if *score > 0 {
            *unordered += *score + plain;
            *score += bonus + plain;
        }
    }
}
