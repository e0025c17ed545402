//! Servizi that are rows through words of their own: which they are, how many by place and filter, and the best of them.
//!
//! Everything but the words is decided once for each profile (tipologia and kind: see [`super::index`]); the words are
//! sets, joined 64 servizi at a time. A servizio is looked at by itself only to be counted, and scored only where it may
//! still be one of the rows that are shown.

use std::ops::{ControlFlow, Range};

use crate::catalog::values::Stato;

use super::facets::{FacetVerdict, Tally};
use super::index::Profile;
use super::look::{BestRows, Look};

/// No group: no servizio of the tipologia can be such a row.
const NONE: u16 = u16::MAX;

/// Tipologie that have the same words of the query, so that their servizi need the same words of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OwnGroup {
    /// Words that count, a bit each…
    words: u32,
    /// …and whether all of them are needed, or any.
    all: bool,
    /// Weight of the words that the tipologia has, and what must come together; 0 = whatever there is will do.
    base: u32,
    least: u32,
}

/// The groups of a look-up, and that of each profile.
#[derive(Debug, Default)]
struct Groups {
    groups: Vec<OwnGroup>,
    of_profile: Vec<u16>,
}

/// What is decided for all servizi of a profile.
struct ProfilePlan {
    ty: usize,
    verdict: Option<FacetVerdict>,
    serves: bool,
    some_comuni: bool,
    reads_text: bool,
    /// No servizio of it scores more.
    most: u32,
}

impl Look<'_> {
    /// The groups by what `group` says of each tipologia.
    fn groups(&self, group: impl Fn(usize) -> Option<OwnGroup>) -> Groups {
        let mut found = Groups::default();
        let of_type: Vec<u16> = (0..self.index.type_rank.len())
            .map(|ty| {
                let Some(group) = group(ty) else { return NONE };
                let at = found.groups.iter().position(|g| *g == group).unwrap_or_else(|| {
                    found.groups.push(group);
                    found.groups.len() - 1
                });
                u16::try_from(at).unwrap_or(NONE)
            })
            .collect();
        // What is history, where nobody asked for that, is no row and decides nothing.
        let storico = Stato::ALL.iter().position(|s| *s == Stato::Storico);
        let left_out = |kind: u32| {
            let kind = self.index.layers.kinds.get(kind as usize);
            !self.request.with_storico && kind.map(|k| usize::from(k.stated)) == storico
        };
        let of = |p: &Profile| {
            let group = of_type.get(usize::from(p.ty)).copied().unwrap_or(NONE);
            if group == NONE || left_out(p.kind) { NONE } else { group }
        };
        found.of_profile = self.index.profiles.iter().map(of).collect();
        found
    }

    /// The words that some servizio has by itself, a bit each.
    fn own_words(&self) -> u32 {
        (0..self.expansions.len()).filter(|&t| !self.own.slots(t).is_empty()).fold(0, |bits, t| bits | 1 << t)
    }

    /// A servizio must bring every word that its tipologia lacks; where its tipologia lacks only the phrase, any will do.
    fn whole_group(&self, ty: usize, own_words: u32) -> Option<OwnGroup> {
        let missing = self.required & !self.type_mask(ty);
        if self.type_excluded(ty) || missing & !own_words != 0 {
            return None;
        }
        match missing {
            0 => self.lacks_phrase(ty).then_some(OwnGroup { words: own_words, all: false, base: 0, least: 0 }),
            words => Some(OwnGroup { words, all: true, base: 0, least: 0 }),
        }
    }

    /// A servizio must bring words that together with its tipologia's are worth at least `least`.
    fn part_group(&self, ty: usize, own_words: u32, least: u32) -> Option<OwnGroup> {
        let mask = self.type_mask(ty);
        if self.type_excluded(ty) || self.lacks_phrase(ty) || self.coverage(mask | own_words) < least {
            return None;
        }
        let words = self.required & own_words & !mask;
        (words != 0).then(|| OwnGroup { words, all: false, base: self.coverage(mask), least })
    }

    /// Calls `each` with every slot of `range` that is in its group's sets, and its profile, ascending, until it breaks.
    fn candidates(
        &self,
        groups: &Groups,
        range: Range<usize>,
        mut each: impl FnMut(usize, usize, &OwnGroup, &[u64; 32]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let needed = groups.groups.iter().fold(0, |bits, g| bits | g.words);
        let sets: Vec<(usize, &[u64])> =
            (0..self.expansions.len()).filter(|t| needed >> t & 1 == 1).map(|t| (t, self.own.slots(t))).collect();
        if sets.is_empty() || range.is_empty() {
            return ControlFlow::Continue(());
        }
        let mut found: Vec<u64> = vec![0; groups.groups.len()];
        let mut of_word = [0_u64; 32];
        for chunk in range.start / 64..range.end.div_ceil(64) {
            let mut any = 0;
            for &(term, set) in &sets {
                let bits = set.get(chunk).copied().unwrap_or(0);
                any |= bits;
                if let Some(cell) = of_word.get_mut(term) {
                    *cell = bits;
                }
            }
            if any == 0 {
                continue;
            }
            let mut left = 0;
            for (cell, group) in found.iter_mut().zip(&groups.groups) {
                *cell = if group.all { meet(&of_word, group.words) } else { any };
                left |= *cell;
            }
            left &= !self.excluded.get(chunk).copied().unwrap_or(0);
            if chunk * 64 < range.start {
                left &= u64::MAX << (range.start % 64);
            }
            if (chunk + 1) * 64 > range.end {
                left &= u64::MAX >> (64 - range.end % 64);
            }
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                let slot = chunk * 64 + bit as usize;
                let profile = self.index.slots.profile.get(slot).map_or(usize::MAX, |&p| p as usize);
                let at = usize::from(groups.of_profile.get(profile).copied().unwrap_or(NONE));
                let (Some(found), Some(group)) = (found.get(at), groups.groups.get(at)) else { continue };
                if found >> bit & 1 == 1
                    && (group.all || group.least == 0 || self.weight(group, &of_word, bit) >= group.least)
                {
                    each(slot, profile, group, &of_word)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// What a servizio's words and its tipologia's are worth together.
    fn weight(&self, group: &OwnGroup, of_word: &[u64; 32], bit: u32) -> u32 {
        let mut sum = group.base;
        let mut left = group.words;
        while left != 0 {
            let term = left.trailing_zeros() as usize;
            left &= left - 1;
            if of_word.get(term).is_some_and(|bits| bits >> bit & 1 == 1) {
                sum += self.types.rarity.get(term).copied().unwrap_or(0);
            }
        }
        sum
    }

    /// The slots of the place.
    fn ranges(&self) -> Vec<Range<usize>> {
        match self.place {
            None => std::iter::once(0..self.index.slots.servizio.len()).collect(),
            Some(_) => self.place_scopes().into_iter().map(|scope| self.index.scope_slots(scope)).collect(),
        }
    }

    /// The best that servizi of the place have through words of their own, in weight of words, where that is more than
    /// `best`.
    pub(super) fn best_own_coverage(&self, best: u32) -> u32 {
        let own_words = self.own_words();
        if own_words == 0 || best >= self.all {
            return best;
        }
        let whole = self.groups(|ty| self.whole_group(ty, own_words));
        let in_ranges = |groups: &Groups, each: &mut dyn FnMut(usize, usize, u32) -> ControlFlow<()>| {
            self.ranges().into_iter().try_for_each(|range| {
                self.candidates(groups, range, |slot, profile, group, of_word| {
                    let bit = u32::try_from(slot % 64).unwrap_or(0);
                    each(slot, profile, self.weight(group, of_word, bit))
                })
            })
        };
        let found = in_ranges(&whole, &mut |slot, profile, _| {
            let ty = self.index.profiles.get(profile).map_or(usize::MAX, |p| usize::from(p.ty));
            if self.says_phrases(slot, ty) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if found.is_break() {
            return self.all;
        }
        let mut best = best;
        let part = self.groups(|ty| self.part_group(ty, own_words, best + 1));
        let most = part.groups.iter().map(|g| g.base + self.coverage(g.words)).max().unwrap_or(0);
        let _ = in_ranges(&part, &mut |_, _, weight| {
            best = best.max(weight);
            if best >= most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        best.min(self.all)
    }

    /// Whether some servizio of the place has all the words and, through its own, a score of at least `least`.
    pub(super) fn own_row_holds(&self, least: u32) -> bool {
        let own_words = self.own_words();
        let score = |ty: usize| self.types.unordered.get(ty).copied().unwrap_or(0);
        let groups = self.groups(|ty| {
            if score(ty) + self.own.most(ty, &self.types) < least {
                None
            } else if !self.grouped && !self.type_excluded(ty) && self.has_all(self.type_mask(ty)) {
                Some(OwnGroup { words: own_words, all: false, base: 0, least: 0 })
            } else {
                self.whole_group(ty, own_words)
            }
        });
        let found = self.ranges().into_iter().try_for_each(|range| {
            self.candidates(&groups, range, |slot, profile, _, _| {
                let ty = self.index.profiles.get(profile).map_or(usize::MAX, |p| usize::from(p.ty));
                let holds = score(ty) + self.own.gain(slot, ty, &self.types) >= least;
                if holds { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        });
        found.is_break()
    }

    /// The servizi that are rows through words of their own.
    pub(super) fn own_rows(&self, is_whole: impl Fn(usize) -> bool, tally: &mut Tally<'_>, best: &mut BestRows) {
        let own_words = self.own_words();
        if own_words == 0 {
            return;
        }
        let groups = self.groups(|ty| {
            if self.lacks_phrase(ty) {
                self.whole_group(ty, own_words)
            } else if is_whole(ty) && (self.relaxed() || !self.grouped) {
                // What the ear heard is a row of the place by itself: not a second time for its words.
                None
            } else if !self.relaxed() {
                self.whole_group(ty, own_words)
            } else {
                self.part_group(ty, own_words, self.needed)
            }
        });
        if groups.groups.is_empty() {
            return;
        }
        let plans = self.plans(own_words, &groups, tally);
        let mut counts: Vec<u32> = vec![0; plans.len()];
        let mut here =
            WalkedScope { scope: 0, end: self.index.scope_slots(0).end, in_place: self.is_in_place(0), passing: 0 };
        let all = 0..self.index.slots.servizio.len();
        let _ = self.candidates(&groups, all, |slot, profile, _, _| {
            let (Some(plan), Some(count)) = (plans.get(profile), counts.get_mut(profile)) else {
                return ControlFlow::Continue(());
            };
            let Some(verdict) = plan.verdict else { return ControlFlow::Continue(()) };
            if plan.reads_text && !self.says_phrases(slot, plan.ty) {
                return ControlFlow::Continue(());
            }
            while slot >= here.end && here.scope < self.in_place.len() {
                here.close(tally);
                here = WalkedScope { scope: here.scope + 1, passing: 0, ..here };
                here.end = self.index.scope_slots(here.scope).end;
                here.in_place = self.is_in_place(here.scope);
            }
            if verdict.passes() {
                here.passing += 1;
                if plan.some_comuni {
                    tally.count_others(here.scope, self.index.kind_of(slot), 1);
                }
            }
            if here.in_place && plan.serves {
                *count += 1;
                // Most have a word in running text only, and fall short of what one with it in its name could have.
                if verdict.passes() && !best.is_behind(plan.most) && !best.is_behind(self.undampened(slot, plan.ty)) {
                    best.offer(self.servizio_row(slot, plan.ty));
                }
            }
            ControlFlow::Continue(())
        });
        here.close(tally);
        for (plan, &count) in plans.iter().zip(&counts).filter(|(_, n)| **n > 0) {
            if let Some(verdict) = plan.verdict
                && tally.rows(verdict, count)
            {
                best.total += count as usize;
            }
        }
    }

    fn plans(&self, own_words: u32, groups: &Groups, tally: &Tally<'_>) -> Vec<ProfilePlan> {
        let types = 0..self.index.type_rank.len();
        let most: Vec<u32> = types
            .map(|ty| {
                let score = self.types.score.get(ty).copied().unwrap_or(0) + self.own.most(ty, &self.types);
                self.dampened(score, self.type_mask(ty) | own_words)
            })
            .collect();
        let plan = |(profile, of): (usize, &Profile)| {
            let ty = usize::from(of.ty);
            let group = groups.of_profile.get(profile).copied().unwrap_or(NONE);
            let verdict = if group == NONE { None } else { tally.verdict_of(profile) };
            let kind = self.index.layers.kinds.get(of.kind as usize);
            ProfilePlan {
                ty,
                verdict,
                serves: self.kind_serves(of.kind as usize),
                some_comuni: kind.is_some_and(|k| k.comuni.is_some()),
                reads_text: self.lacks_phrase(ty),
                most: most.get(ty).copied().unwrap_or(u32::MAX),
            }
        };
        self.index.profiles.iter().enumerate().map(plan).collect()
    }
}

/// The scope that is being walked.
struct WalkedScope {
    scope: usize,
    end: usize,
    in_place: bool,
    /// Servizi that pass all filters.
    passing: u32,
}

impl WalkedScope {
    fn close(&self, tally: &mut Tally<'_>) {
        tally.count_ambito(self.scope, self.passing);
    }
}

/// What all of these words share.
fn meet(of_word: &[u64; 32], words: u32) -> u64 {
    let mut bits = u64::MAX;
    let mut left = words;
    while left != 0 && bits != 0 {
        bits &= of_word.get(left.trailing_zeros() as usize).copied().unwrap_or(0);
        left &= left - 1;
    }
    bits
}
