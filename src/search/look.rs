//! A look-up, from request to answer.
//!
//! Puts the others to work – [`super::query`], [`super::understand`], [`super::matcher`], [`super::rank`],
//! [`super::facets`], [`super::highlight`] – and decides which rows there are and in which order.

use std::cmp::Reverse;

use chrono::NaiveDateTime;

use crate::catalog::model::{Catalog, TipologiaIx};

use super::answer::{Answer, Hit, Place, Request, Row, Suggestion};
use super::facets::Tally;
use super::highlight;
use super::index::{Index, SOME_COMUNI};
use super::matcher::{Expansion, expand_all, nearest_word};
use super::query::parse;
use super::rank::{OwnScores, TypeScores, score_own, score_types};
use super::understand::{Meaning, understand};
use super::weights::{MISSING, NOT_KNOWN_HERE};

/// Looks up what `request` asks for. Never fails; `now` decides statuses and what is open.
pub fn look_up(catalog: &Catalog, index: &Index, request: &Request, now: NaiveDateTime) -> Answer {
    let look = Look::of(catalog, index, request);
    let mut tally = Tally::new(catalog, index, request, &look.meaning.understood, now);
    let found = look.rows(&mut tally);
    look.answer(found, tally)
}

/// A row before it is dressed: what it is and the key it is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub hit: Hit,
    pub slot: Option<u32>,
    pub ambiti: u32,
    pub score: u32,
    /// Area (for a look-up without words), scope, order of names: smaller comes first.
    pub order: (u16, u8, u32),
    pub hours_unknown: bool,
}

/// Everything about a look-up that does not depend on the hour.
pub(super) struct Look<'a> {
    pub catalog: &'a Catalog,
    pub index: &'a Index,
    pub request: &'a Request,
    pub meaning: Meaning,
    pub expansions: Vec<Expansion>,
    pub types: TypeScores,
    pub own: OwnScores,
    pub place: Option<Place>,
    /// Whether a tipologia, or a servizio, has an excluded word.
    excluded_types: Vec<bool>,
    excluded_slots: Vec<bool>,
    /// Tipologie that do not hold a quoted phrase themselves.
    without_phrase: Vec<bool>,
    /// Least weight of matched words that a row must have, and the weight of all.
    needed: u32,
    all: u32,
    /// The words that a row must have, a bit each: all but background, or all where background is all there is.
    required: u32,
}

impl<'a> Look<'a> {
    pub fn of(catalog: &'a Catalog, index: &'a Index, request: &'a Request) -> Self {
        let meaning = understand(catalog, index, parse(&request.text), request.literal);
        let expansions = expand_all(index, &meaning.terms);
        let types = score_types(index, &meaning.terms, &expansions, index.slots.servizio.len());
        let own = score_own(index, &expansions, &types);
        let place = meaning.understood.place.as_ref().map(|p| p.0).or(request.place);
        let bits = |wanted: &dyn Fn(usize) -> bool| {
            (0..expansions.len()).filter(|&t| wanted(t)).fold(0_u32, |bits, t| bits | 1 << t)
        };
        let background = |t: usize| meaning.terms.get(t).is_some_and(|t| t.background);
        let known = |t: usize| expansions.get(t).is_some_and(|e| !e.is_empty());
        let required = match bits(&|t| !background(t) && known(t)) {
            0 => bits(&|_| true),
            _ => bits(&|t| !background(t)),
        };
        let mut look = Self {
            catalog,
            index,
            request,
            meaning,
            expansions,
            types,
            own,
            place,
            excluded_types: Vec::new(),
            excluded_slots: Vec::new(),
            without_phrase: Vec::new(),
            needed: 0,
            all: 0,
            required,
        };
        look.all = look.coverage(required);
        look.exclude();
        look.keep_phrases();
        look.needed = look.best_coverage();
        look
    }

    /// Whether no row has all the words.
    pub fn relaxed(&self) -> bool {
        self.needed < self.all
    }

    /// Finds what has an excluded word, as it stands or in another form.
    fn exclude(&mut self) {
        for word in &self.meaning.excluded {
            let mut ids = self.index.vocab.with_stem_of(word);
            ids.extend(self.index.vocab.get(word));
            for id in ids {
                self.excluded_types.resize(self.index.type_rank.len(), false);
                for p in self.index.in_types(id) {
                    if let Some(cell) = self.excluded_types.get_mut(usize::from(p.ty)) {
                        *cell = true;
                    }
                }
                let own = self.index.in_servizi(id);
                if !own.is_empty() {
                    self.excluded_slots.resize(self.index.slots.servizio.len(), false);
                }
                for p in own {
                    if let Some(cell) = self.excluded_slots.get_mut((p >> 4) as usize) {
                        *cell = true;
                    }
                }
            }
        }
    }

    /// Leaves out what does not hold every quoted phrase word by word.
    fn keep_phrases(&mut self) {
        if self.meaning.phrases.is_empty() {
            return;
        }
        // Texts are read only where all the words are.
        let types = self.index.type_rank.len();
        let has_all = |mask: u32| mask & self.required == self.required;
        let type_mask = |ty: usize| self.types.mask.get(ty).copied().unwrap_or(0);
        let phrases = &self.meaning.phrases;
        let lacks: Vec<bool> = (0..types)
            .map(|ty| !(has_all(type_mask(ty)) && highlight::type_has_phrases(self.catalog, ty, phrases)))
            .collect();
        // A servizio may say the phrase where its tipologia does not: then it is a row of its own.
        let mut excluded = std::mem::take(&mut self.excluded_slots);
        excluded.resize(self.index.slots.servizio.len(), false);
        for (slot, cell) in excluded.iter_mut().enumerate() {
            let ty = self.index.slots.ty.get(slot).map_or(0, |&t| usize::from(t));
            let own = self.own.mask.get(slot).copied().unwrap_or(0);
            if lacks.get(ty).copied().unwrap_or(true) {
                *cell |= own == 0
                    || !has_all(own | type_mask(ty))
                    || !highlight::servizio_has_phrases(self.catalog, self.index.servizio(slot), phrases);
            }
        }
        self.excluded_slots = excluded;
        self.without_phrase = lacks;
    }

    fn type_excluded(&self, ty: usize) -> bool {
        self.excluded_types.get(ty).copied().unwrap_or(false)
            || self.request.only_type.is_some_and(|only| only.at() != ty)
    }

    fn lacks_phrase(&self, ty: usize) -> bool {
        self.without_phrase.get(ty).copied().unwrap_or(false)
    }

    fn slot_excluded(&self, slot: usize) -> bool {
        self.excluded_slots.get(slot).copied().unwrap_or(false)
    }

    /// Weight of the required words in `mask`.
    fn coverage(&self, mask: u32) -> u32 {
        let mut sum = 0;
        let mut left = mask & self.required;
        while left != 0 {
            sum += self.types.rarity.get(left.trailing_zeros() as usize).copied().unwrap_or(0);
            left &= left - 1;
        }
        sum
    }

    /// The weight of words that a row needs: all of them where some row of the place has them, else half of what the best
    /// row has.
    fn best_coverage(&self) -> u32 {
        let full = self.required;
        if full == 0 {
            return 0;
        }
        let mut best = 0;
        let mut raise = |mask: u32| {
            if mask & full == full {
                best = self.all;
            } else if best < self.all {
                best = best.max(self.coverage(mask));
            }
        };
        for (ty, &mask) in self.types.mask.iter().enumerate() {
            if !self.type_excluded(ty) && !self.lacks_phrase(ty) {
                raise(mask);
            }
        }
        if !self.own.mask.is_empty() {
            for scope in self.scopes() {
                for slot in self.index.scope_slots(scope) {
                    let own = self.own.mask.get(slot).copied().unwrap_or(0);
                    let ty = self.index.slots.ty.get(slot).map_or(0, |&t| usize::from(t));
                    let mask = self.types.mask.get(ty).copied().unwrap_or(0);
                    if (own & !mask != 0 || self.lacks_phrase(ty))
                        && !self.type_excluded(ty)
                        && !self.slot_excluded(slot)
                    {
                        raise(own | mask);
                    }
                }
            }
        }
        if best == self.all { best } else { (best / 2).max(1) }
    }

    /// The scopes whose servizi may be rows: the place's ambito, the region and the State, or all.
    fn scopes(&self) -> Vec<usize> {
        let ambiti = self.catalog.ambiti.len();
        let ambito = match self.place {
            None => return (0..ambiti + 2).collect(),
            Some(Place::Ambito(a)) => Some(a.at()),
            Some(Place::Comune(c)) => self.catalog.comuni.get(c.at()).map(|c| c.ambito.at()),
        };
        ambito.into_iter().chain([ambiti, ambiti + 1]).collect()
    }

    /// Whether servizio `slot`, which lies in the place's ranges, serves the place's comune.
    fn serves(&self, slot: usize) -> bool {
        let Some(Place::Comune(comune)) = self.place else { return true };
        if self.index.slots.stated.get(slot).is_none_or(|s| s & SOME_COMUNI == 0) {
            return true;
        }
        let servizio = self.catalog.servizi.get(self.index.servizio(slot).at());
        servizio.and_then(|s| s.comuni.as_ref()).is_none_or(|c| c.contains(&comune))
    }

    fn rows(&self, tally: &mut Tally<'_>) -> Vec<Found> {
        let types = self.index.type_rank.len();
        let whole: Vec<bool> = (0..types)
            .map(|ty| {
                let mask = self.types.mask.get(ty).copied().unwrap_or(0);
                !self.type_excluded(ty) && (self.expansions.is_empty() || self.enough(mask))
            })
            .collect();
        let grouped = self.place.is_none() && self.request.only_type.is_none();
        let mut in_place = vec![self.place.is_none(); self.catalog.ambiti.len() + 2];
        for scope in self.scopes() {
            if let Some(cell) = in_place.get_mut(scope) {
                *cell = true;
            }
        }
        let mut found: Vec<Found> = Vec::new();
        let mut present = vec![false; types];
        let slots = &self.index.slots;
        let has_own = !self.own.mask.is_empty();
        for (slot, &ty) in slots.ty.iter().enumerate() {
            let ty = usize::from(ty);
            let own = if has_own { self.own.mask.get(slot).copied().unwrap_or(0) } else { 0 };
            let by_type = whole.get(ty).copied().unwrap_or(false);
            if !by_type {
                if own == 0 || self.type_excluded(ty) {
                    continue;
                }
                let mask = self.types.mask.get(ty).copied().unwrap_or(0);
                if own & !mask == 0 || !self.enough(own | mask) {
                    continue;
                }
            }
            if self.slot_excluded(slot) {
                continue;
            }
            let scope = slots.scope.get(slot).map_or(0, |&s| usize::from(s));
            let here = self.place.is_none() || (in_place.get(scope).copied().unwrap_or(false) && self.serves(slot));
            let Some(verdict) = tally.servizio(slot, scope) else { continue };
            if !here {
                continue;
            }
            if let Some(cell) = present.get_mut(ty) {
                *cell = true;
            }
            if grouped && by_type && !self.lacks_phrase(ty) {
                tally.grouped(slot, ty, scope, verdict);
            } else if tally.row(slot, verdict) {
                found.push(self.servizio_row(slot, ty, own, tally.hours_unknown(slot)));
            }
        }
        for (ty, _) in whole.iter().enumerate().filter(|(ty, w)| **w && !self.lacks_phrase(*ty)) {
            let row = if !present.get(ty).copied().unwrap_or(false) {
                tally.bare(ty).then_some((0, self.request.open_now))
            } else if grouped {
                tally.group(ty)
            } else {
                None
            };
            if let Some((ambiti, hours_unknown)) = row {
                found.push(self.type_row(ty, ambiti, hours_unknown, grouped));
            }
        }
        found
    }

    /// Whether the words in `mask` are enough for a row.
    fn enough(&self, mask: u32) -> bool {
        if self.relaxed() { self.coverage(mask) >= self.needed } else { mask & self.required == self.required }
    }

    /// The score of a row with these words: what is missing costs.
    fn dampened(&self, score: u32, mask: u32) -> u32 {
        if !self.relaxed() || self.all == 0 {
            return score;
        }
        let missing = u64::from(self.all - self.coverage(mask).min(self.all));
        let keep = 100 - u64::from(MISSING) * missing / u64::from(self.all);
        u32::try_from(u64::from(score) * keep / 100).unwrap_or(u32::MAX)
    }

    fn area_order(&self, area: usize) -> u16 {
        if self.expansions.is_empty() { u16::try_from(area).unwrap_or(u16::MAX) } else { 0 }
    }

    fn servizio_row(&self, slot: usize, ty: usize, own: u32, hours_unknown: bool) -> Found {
        let mask = self.types.mask.get(ty).copied().unwrap_or(0) | own;
        let score = self.types.score.get(ty).copied().unwrap_or(0) + self.own.gain.get(slot).copied().unwrap_or(0);
        let ix = self.index.servizio(slot);
        let slots = &self.index.slots;
        let ambiti = self.catalog.ambiti.len();
        let scope = match slots.scope.get(slot).map(|&s| usize::from(s)) {
            Some(scope) if scope < ambiti => 0,
            Some(scope) if scope == ambiti => 1,
            _ => 2,
        };
        let class = slots.class.get(slot).and_then(|&c| self.index.classes.get(c as usize));
        let slot = u32::try_from(slot).unwrap_or(u32::MAX);
        Found {
            hit: Hit::Servizio(ix),
            slot: Some(slot),
            ambiti: 0,
            score: self.dampened(score, mask),
            order: (self.area_order(class.map_or(0, |c| c.area.at())), scope, slot),
            hours_unknown,
        }
    }

    fn type_row(&self, ty: usize, ambiti: u32, hours_unknown: bool, grouped: bool) -> Found {
        let mask = self.types.mask.get(ty).copied().unwrap_or(0);
        let rank = self.index.type_rank.get(ty).map_or(u32::MAX, |&r| u32::from(r));
        let area = self.catalog.tipologie.get(ty).map_or(0, |t| t.area.at());
        // What is known to be here comes before what is only not known to be absent.
        let (kind, worth) = if grouped { (0, 100) } else { (3, NOT_KNOWN_HERE) };
        Found {
            hit: Hit::Tipologia(TipologiaIx::of(ty)),
            slot: None,
            ambiti,
            score: self.dampened(self.types.score.get(ty).copied().unwrap_or(0) / 100 * worth, mask),
            order: (self.area_order(area), kind, rank),
            hours_unknown,
        }
    }

    /// Orders, cuts and dresses the rows.
    fn answer(self, mut found: Vec<Found>, tally: Tally<'_>) -> Answer {
        let key = |f: &Found| (Reverse(f.score), f.order);
        let total = found.len();
        let limit = self.request.limit;
        if limit > 0 && limit < total {
            found.select_nth_unstable_by_key(limit, key);
            found.truncate(limit);
        }
        found.sort_unstable_by_key(key);
        let rows = found.into_iter().map(|f| self.dress(f)).collect();
        Answer {
            rows,
            total,
            relaxed: self.relaxed(),
            place: self.place,
            suggestions: self.suggestions(),
            numeri: self.numeri(),
            facets: tally.finish(),
            understood: self.meaning.understood,
        }
    }

    fn dress(&self, found: Found) -> Row {
        let (highlights, why) = highlight::of(self, &found);
        Row {
            hit: found.hit,
            ambiti: found.ambiti,
            score: found.score,
            highlights,
            why,
            hours_unknown: found.hours_unknown,
        }
    }

    fn suggestions(&self) -> Vec<Suggestion> {
        let text = &self.request.text;
        self.meaning
            .terms
            .iter()
            .zip(&self.expansions)
            .filter(|(_, e)| e.is_empty())
            .filter_map(|(term, _)| {
                let known = self.index.vocab.word(nearest_word(self.index, &term.folded)?);
                let (before, after) = (text.get(..term.range.start)?, text.get(term.range.end..)?);
                let unknown = text.get(term.range.clone())?.to_owned();
                Some(Suggestion { unknown, query: format!("{before}{known}{after}") })
            })
            .take(3)
            .collect()
    }

    /// Numeri utili that have words worth at least half of those that mean anything, best first.
    fn numeri(&self) -> Vec<usize> {
        let mut worth = vec![(0_u32, 0_u32); self.catalog.numeri.len()];
        let mut all = 0;
        for (expansion, &rarity) in self.expansions.iter().zip(&self.types.rarity) {
            let mut here: Vec<(u16, u32)> = Vec::new();
            for meant in expansion.words.iter().filter(|m| !m.short_only) {
                let start = self.index.numeri.partition_point(|n| n.0 < meant.word);
                for n in self.index.numeri.iter().skip(start).take_while(|n| n.0 == meant.word) {
                    here.push((n.1, meant.worth * u32::from(n.2)));
                }
            }
            if !expansion.is_empty() {
                all += rarity;
            }
            here.sort_unstable_by_key(|&(at, w)| (at, Reverse(w)));
            here.dedup_by_key(|h| h.0);
            for (at, w) in here {
                if let Some(cell) = worth.get_mut(usize::from(at)) {
                    *cell = (cell.0 + rarity, cell.1 + rarity * w);
                }
            }
        }
        let mut found: Vec<usize> = (0..worth.len())
            .filter(|&at| worth.get(at).is_some_and(|w| w.0 > 0 && w.0 * 2 >= all && w.1 >= 200 * w.0))
            .collect();
        found.sort_by_key(|&at| (Reverse(worth.get(at).map_or(0, |w| w.1)), at));
        found.truncate(3);
        found
    }
}
