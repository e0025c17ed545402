//! A look-up, from request to answer.
//!
//! Puts the others to work – [`super::query`], [`super::understand`], [`super::matcher`], [`super::rank`],
//! [`super::facets`], [`super::highlight`] – and decides which rows there are and in which order.

use std::cmp::Reverse;

use crate::catalog::model::{Catalog, TipologiaIx};

use super::answer::{Hit, Place, Request};
use super::danger::{Danger, Level};
use super::ear::{self, Heard};
use super::facets::Tally;
use super::index::Index;
use super::layers::{has, members, place, set_of};
use super::matcher::{Expansion, expand_all};
use super::own::{self, OwnScores};
use super::phrases;
use super::query::parse;
use super::rank::{TypeScores, score_types};
use super::understand::{Meaning, understand};
use super::weights::{
    A_NAME, EAR, EAR_ALONE, EAR_NAMED, EAR_SENTENCE, EAR_STORY, ELSEWHERE, ELSEWHERE_LEAST, ELSEWHERE_OF_ONE, FEW,
    Field, LIKELY, MISSING, NOT_KNOWN_HERE, NOTHING_SAID, SURE, SURE_BEHIND, Tier,
};

/// A row before it is dressed: what it is and the key it is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FoundRow {
    pub hit: Hit,
    pub slot: Option<u32>,
    pub ambiti: u32,
    pub score: u32,
    /// Area (for a look-up without words), scope, order of names: smaller comes first.
    pub order: (u16, u8, u32),
}

/// So many hundredths of a score.
fn share(score: u32, hundredths: u32) -> u32 {
    u32::try_from(u64::from(score) * u64::from(hundredths) / 100).unwrap_or(u32::MAX)
}

impl FoundRow {
    /// Smaller comes first.
    fn key(&self) -> (Reverse<u32>, (u16, u8, u32)) {
        (Reverse(self.score), self.order)
    }
}

/// The best rows, and how many there were.
#[derive(Debug, Default)]
pub(super) struct BestRows {
    /// Most rows to keep; 0 = all.
    limit: usize,
    pub total: usize,
    rows: Vec<FoundRow>,
    /// No row behind this key can be among the best.
    worst: Option<(Reverse<u32>, (u16, u8, u32))>,
}

impl BestRows {
    fn push(&mut self, row: FoundRow) {
        self.total += 1;
        self.offer(row);
    }

    /// Takes a row that is counted elsewhere, if it is among the best.
    pub fn offer(&mut self, row: FoundRow) {
        if self.worst.is_some_and(|worst| row.key() > worst) {
            return;
        }
        self.rows.push(row);
        if self.limit > 0 && self.rows.len() >= 2 * self.limit + 256 {
            self.cut();
            self.worst = self.rows.iter().map(FoundRow::key).max();
        }
    }

    /// Whether a servizio of at most this score, which comes after all rows so far in the order of equals, can be none of
    /// the best.
    pub fn is_behind(&self, most: u32) -> bool {
        self.worst.is_some_and(|(Reverse(worst), _)| most <= worst)
    }

    fn cut(&mut self) {
        if self.limit > 0 && self.limit < self.rows.len() {
            self.rows.select_nth_unstable_by_key(self.limit, FoundRow::key);
            self.rows.truncate(self.limit);
        }
    }

    pub fn sorted(mut self) -> Vec<FoundRow> {
        self.cut();
        self.rows.sort_unstable_by_key(FoundRow::key);
        self.rows
    }
}

/// Everything about a look-up that does not depend on the hour.
pub(super) struct Look<'a> {
    pub catalog: &'a Catalog,
    pub index: &'a Index,
    pub request: &'a Request,
    pub meaning: Meaning,
    pub expansions: Vec<Expansion>,
    pub types: TypeScores,
    pub own: OwnScores<'a>,
    pub place: Option<Place>,
    /// Whether a tipologia, or a servizio, has an excluded word.
    excluded_types: Vec<bool>,
    /// A set of slots; empty when nothing is excluded.
    pub excluded: Vec<u64>,
    /// Tipologie that do not hold a quoted phrase themselves.
    without_phrase: Vec<bool>,
    /// Least weight of matched words that a row must have, and the weight of all.
    pub needed: u32,
    pub all: u32,
    /// Rows are tipologie, not servizi.
    pub grouped: bool,
    /// Whether a scope's servizi may be rows.
    pub in_place: Vec<bool>,
    /// What the ear heard.
    pub heard: Heard,
    /// The best score that the words gave.
    most: u32,
    /// A name says all the words as they were typed.
    named: bool,
    /// The words speak of danger.
    pub danger: bool,
    /// The words that a row must have, a bit each: all but background, or all where background is all there is.
    pub required: u32,
}

impl<'a> Look<'a> {
    pub fn of(catalog: &'a Catalog, index: &'a Index, request: &'a Request, danger: Option<&Danger>) -> Self {
        let meaning = understand(
            catalog,
            index,
            parse(&request.text),
            request.literal,
            danger.is_some_and(|d| d.level == Level::Certo),
        );
        let expansions = if index.wordless {
            vec![Expansion::default(); meaning.terms.len()]
        } else {
            expand_all(index, &meaning.terms)
        };
        let types = score_types(index, &meaning.terms, &expansions, index.slots.servizio.len());
        let heard = if request.words_only || request.only_type.is_some() || !meaning.phrases.is_empty() {
            Heard::default()
        } else {
            let said = meaning.said(&request.text);
            let words: Vec<&str> = said.split(' ').filter(|w| !w.is_empty()).collect();
            let open = request.heard.typing && request.text.ends_with(char::is_alphanumeric);
            ear::listen(&index.ear, index.type_rank.len(), &words, open)
        };
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
            own: OwnScores::none(index),
            place,
            grouped: place.is_none() && request.only_type.is_none(),
            in_place: vec![place.is_none(); catalog.ambiti.len() + 2],
            excluded_types: Vec::new(),
            excluded: Vec::new(),
            without_phrase: Vec::new(),
            needed: 0,
            all: 0,
            heard,
            most: 0,
            named: false,
            danger: danger.is_some(),
            required,
        };
        look.all = look.coverage(required);
        for scope in look.place_scopes() {
            if let Some(cell) = look.in_place.get_mut(scope) {
                *cell = true;
            }
        }
        look.exclude();
        look.keep_phrases();
        look.own = OwnScores::of(index, &look.expansions);
        look.needed = look.best_coverage();
        look.named = look.is_named();
        look.most = look.types.score.iter().copied().max().filter(|m| *m > 0).unwrap_or(NOTHING_SAID);
        for ty in 0..look.types.score.len() {
            let more = look.ear_adds(ty);
            for list in [&mut look.types.score, &mut look.types.unordered] {
                if let Some(score) = list.get_mut(ty) {
                    *score = score.saturating_add(more);
                }
            }
        }
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
                self.excluded.resize(self.index.own.width(), 0);
                self.index.own.join(id, &mut self.excluded);
            }
        }
    }

    /// Leaves out what does not hold every quoted phrase word by word.
    fn keep_phrases(&mut self) {
        if self.meaning.phrases.is_empty() {
            return;
        }
        // Texts are read only where all the words are.
        let phrases = &self.meaning.phrases;
        self.without_phrase = (0..self.index.type_rank.len())
            .map(|ty| !(self.has_all(self.type_mask(ty)) && phrases::type_has_phrases(self.catalog, ty, phrases)))
            .collect();
    }

    pub fn is_in_place(&self, scope: usize) -> bool {
        self.in_place.get(scope).copied().unwrap_or(false)
    }

    /// Which words of the query a tipologia has, a bit each.
    pub fn type_mask(&self, ty: usize) -> u32 {
        self.types.mask.get(ty).copied().unwrap_or(0)
    }

    pub fn has_all(&self, mask: u32) -> bool {
        mask & self.required == self.required
    }

    pub fn type_excluded(&self, ty: usize) -> bool {
        self.excluded_types.get(ty).copied().unwrap_or(false)
            || self.request.only_type.is_some_and(|only| only.at() != ty)
    }

    pub fn lacks_phrase(&self, ty: usize) -> bool {
        self.without_phrase.get(ty).copied().unwrap_or(false)
    }

    fn slot_excluded(&self, slot: usize) -> bool {
        own::has(&self.excluded, slot)
    }

    /// Weight of the required words in `mask`.
    pub fn coverage(&self, mask: u32) -> u32 {
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
        let raised = |best: u32, mask: u32| {
            if mask & full == full { self.all } else { best.max(self.coverage(mask)).min(self.all) }
        };
        for (ty, &mask) in self.types.mask.iter().enumerate() {
            if !self.type_excluded(ty) && !self.lacks_phrase(ty) {
                best = raised(best, mask);
            }
        }
        best = self.best_own_coverage(best);
        if best < self.all {
            return (best / 2).max(1);
        }
        // Whoever answers better is among the rows, however few of the words it has.
        self.outshone_by().map_or(best, |nearest| nearest.min(best / 2).max(1))
    }

    /// The weight of the words of the tipologia that lacks one and yet answers better, what is missing already paid for,
    /// than everything that has them all: in a long sentence all the words meet by accident in some description.
    fn outshone_by(&self) -> Option<u32> {
        if !self.meaning.phrases.is_empty() || self.required.count_ones() < 2 {
            return None;
        }
        let score = |ty: usize| self.types.unordered.get(ty).copied().unwrap_or(0);
        let (mut full, mut near, mut weight) = (0, 0, 0);
        for (ty, &mask) in self.types.mask.iter().enumerate().filter(|&(ty, _)| !self.type_excluded(ty)) {
            if self.has_all(mask) {
                full = full.max(score(ty));
            } else {
                let (worth, has) = (self.without_missing(score(ty), mask), self.coverage(mask));
                if has > 0 && (worth, has) > (near, weight) {
                    (near, weight) = (worth, has);
                }
            }
        }
        (full < near && !self.own_row_holds(near)).then_some(weight)
    }

    /// Whether servizio `slot` says the quoted phrases that its tipologia does not. Texts are read only where all the
    /// words are.
    pub fn says_phrases(&self, slot: usize, ty: usize) -> bool {
        if !self.lacks_phrase(ty) {
            return true;
        }
        let own = self.own.mask(slot);
        own != 0
            && self.has_all(own | self.type_mask(ty))
            && phrases::servizio_has_phrases(self.catalog, self.index.servizio(slot), &self.meaning.phrases)
    }

    /// The scopes of the place: its ambito, the region and the State; none without a place.
    pub fn place_scopes(&self) -> Vec<usize> {
        let ambiti = self.catalog.ambiti.len();
        let all = |place: Place| vec![place.ambito(self.catalog).at(), ambiti, ambiti + 1];
        self.place.map(all).unwrap_or_default()
    }

    /// Whether servizio `slot`, which lies in the place's ranges, serves the place's comune.
    pub fn serves(&self, slot: usize) -> bool {
        self.kind_serves(self.index.kind_of(slot))
    }

    /// Whether servizi of a kind, in the place's ranges, serve the place's comune.
    pub fn kind_serves(&self, kind: usize) -> bool {
        let Some(Place::Comune(comune)) = self.place else { return true };
        let layers = &self.index.layers;
        let served = layers.kinds.get(kind).and_then(|k| k.comuni).and_then(|c| layers.comuni.get(c as usize));
        served.is_none_or(|c| c.contains(&comune))
    }

    pub fn rows(&self, tally: &mut Tally<'_>) -> BestRows {
        let types = self.index.type_rank.len();
        let whole: Vec<bool> = (0..types)
            .map(|ty| {
                !self.type_excluded(ty)
                    && (self.expansions.is_empty() || self.enough(self.type_mask(ty)) || self.is_heard(ty))
            })
            .collect();
        let is_whole = |ty: usize| whole.get(ty).copied().unwrap_or(false);
        let named = set_of(types, self.index.layers.width, |ty| is_whole(ty) && !self.lacks_phrase(ty));
        // A danger looks through all rows for those who help.
        let limit = if self.danger && self.request.only_type.is_none() && !self.request.words_only {
            0
        } else {
            self.request.limit
        };
        let mut best = BestRows { limit, ..BestRows::default() };
        self.own_rows(is_whole, tally, &mut best);
        let groups = tally.sweep(&named, &self.excluded, self.grouped);
        let present = if self.grouped { groups.present.clone() } else { self.local_rows(&named, tally, &mut best) };
        for ty in members(&named) {
            let row = if !u16::try_from(ty).is_ok_and(|ty| has(&present, ty)) {
                tally.bare(ty).then_some(0)
            } else if self.grouped {
                groups.row(ty)
            } else {
                None
            };
            if let Some(ambiti) = row {
                best.push(self.type_row(ty, ambiti));
            }
        }
        best
    }

    /// The servizi of the place, or of the one tipologia that was asked for, as rows; which tipologie they are.
    fn local_rows(&self, named: &[u64], tally: &mut Tally<'_>, best: &mut BestRows) -> Vec<u64> {
        let mut present = vec![0; named.len()];
        let scopes = if self.place.is_some() { self.place_scopes() } else { (0..self.in_place.len()).collect() };
        for slot in scopes.into_iter().flat_map(|scope| self.index.scope_slots(scope)) {
            let ty = self.index.slots.ty.get(slot).copied().unwrap_or(u16::MAX);
            if !has(named, ty) || self.slot_excluded(slot) || !self.serves(slot) {
                continue;
            }
            let Some(verdict) = tally.verdict(slot) else { continue };
            let (word, bit) = place(ty);
            if let Some(cell) = present.get_mut(word) {
                *cell |= bit;
            }
            if tally.row(verdict) {
                best.push(self.servizio_row(slot, usize::from(ty)));
            }
        }
        present
    }

    /// Whether a row, the first or one behind it, is likely what was meant: the ear says so, and no other office is
    /// likelier; or it has all of a few words, or of as many as there are where the ear hears nothing.
    pub fn is_sure(&self, row: &FoundRow, first: bool) -> bool {
        let ty = row.hit.tipologia(self.catalog).at();
        let own = row.slot.map_or(0, |slot| self.own.mask(slot as usize));
        let has_all = self.has_all(self.type_mask(ty) | own);
        let few = self.required.count_ones() <= FEW || self.heard.is_silent();
        let elsewhere = self.heard.elsewhere.filter(|_| self.elsewhere().is_some()).map_or(0.0, |(_, likely)| likely);
        let least = if first { SURE } else { SURE_BEHIND }.max(elsewhere);
        // Behind the first row even all of several words are chance where the ear knows the tipologia and does not hear it.
        let is_unheard = !first && !self.heard.is_silent() && !self.is_heard(ty) && self.index.ear.knows(ty);
        self.request.words_only || self.heard.of_type(ty) >= least || (few && has_all && !is_unheard)
    }

    /// The office that is no social service and as likely meant as one that is.
    pub fn elsewhere(&self) -> Option<usize> {
        let (at, likely) = self.heard.elsewhere?;
        // Of one word the ear says nothing of ours that it could be held against.
        let least = if self.heard.is_silent() { ELSEWHERE_OF_ONE } else { ELSEWHERE_LEAST };
        // Who says the name of one of ours and is heard to mean it means it, whatever greeting stands before it.
        let means_ours = self.named && likely < self.heard.best();
        (!means_ours && likely >= least && likely > ELSEWHERE * self.heard.best()).then_some(at)
    }

    /// What the ear adds to the score of a tipologia. Words that all meet in one record weigh more than the ear; where none
    /// has them all, the ear knows better.
    pub fn ear_adds(&self, ty: usize) -> u32 {
        let ear = match (self.relaxed(), self.named) {
            (true, _) if self.expansions.len() <= A_NAME => EAR_ALONE,
            (true, _) => EAR_STORY,
            (_, true) => EAR_NAMED,
            _ if self.expansions.len() > A_NAME => EAR_SENTENCE,
            _ => EAR,
        };
        let near = self.heard.near.get(ty).copied().unwrap_or(0.0);
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let more = (near * ear * self.most as f32) as u32;
        more
    }

    /// Whether the name of some tipologia says all the words that count, as they were typed, or there are several
    /// and they are the words of a name or a keyword, in whatever order: whoever types a name means it.
    fn is_named(&self) -> bool {
        let says = |ty: usize, term: usize| {
            let how = self.types.best(ty, term).how;
            how.is_some_and(|how| how.field <= Field::Name && matches!(how.tier, Tier::Exact | Tier::Typing))
        };
        let terms = || (0..self.expansions.len()).filter(|term| self.required & (1 << term) != 0);
        let words = self.expansions.len();
        let whole = || self.types.whole.iter().any(|said| said.count_ones() as usize == words);
        (words > 1 && whole())
            || (terms().next().is_some() && (0..self.types.score.len()).any(|ty| terms().all(|term| says(ty, term))))
    }

    /// Whether the ear alone makes a tipologia a row.
    fn is_heard(&self, ty: usize) -> bool {
        self.heard.of_type(ty) >= LIKELY
    }

    /// Whether the words in `mask` are enough for a row.
    fn enough(&self, mask: u32) -> bool {
        if self.relaxed() { self.coverage(mask) >= self.needed } else { self.has_all(mask) }
    }

    /// The score of a row with these words: what is missing costs.
    pub fn dampened(&self, score: u32, mask: u32) -> u32 {
        if self.relaxed() { self.without_missing(score, mask) } else { score }
    }

    /// A score less what the words that are not in `mask` cost.
    fn without_missing(&self, score: u32, mask: u32) -> u32 {
        if self.all == 0 {
            return score;
        }
        let missing = u64::from(self.all - self.coverage(mask).min(self.all));
        let keep = 100 - u64::from(MISSING) * missing / u64::from(self.all);
        u32::try_from(u64::from(score) * keep / 100).unwrap_or(u32::MAX)
    }

    fn area_order(&self, area: usize) -> u16 {
        if self.expansions.is_empty() { u16::try_from(area).unwrap_or(u16::MAX) } else { 0 }
    }

    pub fn servizio_row(&self, slot: usize, ty: usize) -> FoundRow {
        let mask = self.type_mask(ty) | self.own.mask(slot);
        let score = self.undampened(slot, ty);
        let ix = self.index.servizio(slot);
        let slots = &self.index.slots;
        let ambiti = self.catalog.ambiti.len();
        let scope = match slots.scope.get(slot).map(|&s| usize::from(s)) {
            Some(scope) if scope < ambiti => 0,
            Some(scope) if scope == ambiti => 1,
            _ => 2,
        };
        let area = if self.expansions.is_empty() { self.area_of(slot, ty) } else { 0 };
        let said = (ty, self.own.mask(slot));
        let slot = u32::try_from(slot).unwrap_or(u32::MAX);
        let found = FoundRow {
            hit: Hit::Servizio(ix),
            slot: Some(slot),
            ambiti: 0,
            score: self.dampened(score, mask),
            order: (self.area_order(area), scope, slot),
        };
        self.in_turn(found, self.catalog.entry(ix), said)
    }

    /// The score of a servizio before anything is taken off for what it lacks.
    pub fn undampened(&self, slot: usize, ty: usize) -> u32 {
        self.types.score.get(ty).copied().unwrap_or(0) + self.own.gain(slot, ty, &self.types)
    }

    fn area_of(&self, slot: usize, ty: usize) -> usize {
        let kind = self.index.layers.kinds.get(self.index.kind_of(slot));
        let class = kind.and_then(|k| k.class).or(self.index.type_class.get(ty).copied());
        class.and_then(|c| self.index.classes.get(c as usize)).map_or(0, |c| c.area.at())
    }

    pub fn type_row(&self, ty: usize, ambiti: u32) -> FoundRow {
        let mask = self.type_mask(ty);
        let rank = self.index.type_rank.get(ty).map_or(u32::MAX, |&r| u32::from(r));
        let ix = TipologiaIx::of(ty);
        let area = self.catalog.tipologie[ix].area.at();
        // What is known to be here comes before what is only not known to be absent.
        let (kind, worth) = if self.grouped { (0, 100) } else { (3, NOT_KNOWN_HERE) };
        let entry = self.catalog.type_entry(ix);
        let found = FoundRow {
            hit: Hit::Tipologia(ix),
            slot: None,
            ambiti,
            score: self.dampened(self.types.score.get(ty).map_or(0, |&s| share(s, worth)), mask),
            order: (self.area_order(area), kind, rank),
        };
        self.in_turn(found, entry, (ty, 0))
    }
}
