//! Filters and their live counts.
//!
//! A filter is decided once for each class (target groups and area) and each kind (status: see [`super::layers`]),
//! not for each servizio; grouped rows are counted as sets of tipologie. Everything that fails no filter, or one only, is
//! tallied: that is what each option of each facet would leave. Three values: what is not stated passes.

use std::slice::IterMut;

use chrono::{Datelike, NaiveDateTime};

use crate::catalog::model::{AmbitoIx, AreaIx, Catalog, ComuneIx, TargetIx};
use crate::catalog::table::{Position, Table};
use crate::catalog::values::Stato;

use super::answer::{Facet, FacetCounts, Request, Understood};
use super::index::Index;
use super::layers::{LayerCounters, ServizioTraits, add, has, place, set_of, shared};
use super::own;

const TARGET: u8 = 1;
const AREA: u8 = 2;
const STATO: u8 = 4;

/// What the filters say of a servizio.
#[derive(Debug, Clone, Copy)]
pub(super) struct FacetVerdict {
    /// The filters it fails, a bit each.
    fails: u8,
    class: u32,
    stato: u8,
}

impl FacetVerdict {
    /// Whether it passes all filters.
    pub fn passes(self) -> bool {
        self.fails == 0
    }
}

/// What filters say of all servizi of a kind, whatever their tipologia.
#[derive(Debug, Clone, Copy, Default)]
struct OfKind {
    /// Historic, and those are left out.
    left_out: bool,
    /// [`STATO`], where it fails it.
    fails: u8,
    stato: u8,
}

/// The grouped rows of a look-up: sets of tipologie.
pub(super) struct FacetGroups {
    /// Tipologie of which some servizio is known.
    pub present: Vec<u64>,
    passes: Vec<u64>,
    ambiti: LayerCounters,
}

impl FacetGroups {
    /// The ambiti of the grouped row of a tipologia, if it passes all filters.
    pub fn row(&self, ty: usize) -> Option<u32> {
        has(&self.passes, id(ty)).then(|| self.ambiti.of(ty))
    }
}

/// Counts while the rows are found.
pub(super) struct Tally<'a> {
    catalog: &'a Catalog,
    index: &'a Index,
    /// Filters that each class fails.
    class_fails: Vec<u8>,
    /// Tipologie whose own class passes the targets' filter, and the area's.
    target_passes: Vec<u64>,
    area_passes: Vec<u64>,
    /// No tipologia, and all.
    none: Vec<u64>,
    all: Vec<u64>,
    /// Whether a status passes.
    stato_passes: Vec<bool>,
    kinds: Vec<OfKind>,
    /// Rows by class, by what is counted.
    class_by_target: Vec<u32>,
    class_by_area: Vec<u32>,
    targets: Table<TargetIx, u32>,
    areas: Table<AreaIx, u32>,
    stati: Vec<u32>,
    ambiti: Table<AmbitoIx, u32>,
    comuni: Table<ComuneIx, u32>,
}

fn position(stato: Stato) -> usize {
    Stato::ALL.iter().position(|&s| s == stato).unwrap_or(0)
}

fn raise(counts: &mut [u32], at: usize, by: u32) {
    if let Some(cell) = counts.get_mut(at) {
        *cell += by;
    }
}

impl<'a> Tally<'a> {
    pub fn new(
        catalog: &'a Catalog,
        index: &'a Index,
        request: &Request,
        understood: &Understood,
        now: NaiveDateTime,
    ) -> Self {
        let targets: Vec<TargetIx> =
            request.targets.iter().copied().chain(understood.targets.iter().map(|t| t.0)).collect();
        let areas: Vec<AreaIx> = request.areas.iter().copied().chain(understood.areas.iter().map(|a| a.0)).collect();
        let class_fails: Vec<u8> = index
            .classes
            .iter()
            .map(|c| {
                let target =
                    targets.is_empty() || c.targets.is_empty() || c.targets.iter().any(|t| targets.contains(t));
                let area = areas.is_empty() || areas.contains(&c.area);
                (if target { 0 } else { TARGET }) | (if area { 0 } else { AREA })
            })
            .collect();
        let stato_passes: Vec<bool> =
            Stato::ALL.iter().map(|s| request.stati.is_empty() || request.stati.contains(s)).collect();
        let today = now.date().num_days_from_ce();
        let of_kind = |kind: &ServizioTraits| {
            let stated = usize::from(kind.stated);
            let stato = match kind.term {
                (_, last) if today > last => position(Stato::AvvisoChiuso),
                (first, _) if today < first => position(Stato::Programmato),
                _ if stated == position(Stato::Attivo) && today > kind.until => position(Stato::DaConfermare),
                _ => stated,
            };
            OfKind {
                left_out: stato == position(Stato::Storico) && !request.with_storico,
                fails: if stato_passes.get(stato).copied().unwrap_or(true) { 0 } else { STATO },
                stato: u8::try_from(stato).unwrap_or_default(),
            }
        };
        let width = index.layers.width;
        let passing = |filter: u8| {
            set_of(index.type_class.len(), width, |ty| {
                let class = index.type_class.get(ty).map_or(usize::MAX, |&c| c as usize);
                class_fails.get(class).is_none_or(|f| f & filter == 0)
            })
        };
        Self {
            catalog,
            index,
            target_passes: passing(TARGET),
            area_passes: passing(AREA),
            none: vec![0; width],
            all: vec![u64::MAX; width],
            kinds: index.layers.kinds.iter().map(of_kind).collect(),
            class_fails,
            stato_passes,
            class_by_target: vec![0; index.classes.len()],
            class_by_area: vec![0; index.classes.len()],
            targets: catalog.destinatari.beside(0),
            areas: catalog.aree.beside(0),
            stati: vec![0; Stato::ALL.len()],
            ambiti: catalog.ambiti.beside(0),
            comuni: catalog.comuni.beside(0),
        }
    }

    /// What the filters say of a servizio: `None` if it is historic and those are left out.
    pub fn verdict(&self, slot: usize) -> Option<FacetVerdict> {
        self.verdict_of(self.index.slots.profile.get(slot).map_or(usize::MAX, |&p| p as usize))
    }

    /// What the filters say of all servizi of a profile.
    pub fn verdict_of(&self, profile: usize) -> Option<FacetVerdict> {
        let profile = self.index.profiles.get(profile)?;
        let at = profile.kind as usize;
        let of_kind = self.kinds.get(at).copied().unwrap_or_default();
        if of_kind.left_out {
            return None;
        }
        let own = self.index.layers.kinds.get(at).and_then(|k| k.class);
        let class = own.or(self.index.type_class.get(usize::from(profile.ty)).copied()).unwrap_or_default();
        let by_class = self.class_fails.get(class as usize).copied().unwrap_or_default();
        Some(FacetVerdict { fails: of_kind.fails | by_class, class, stato: of_kind.stato })
    }

    /// Counts servizi that pass all filters for an ambito.
    pub fn count_ambito(&mut self, ambito: usize, servizi: u32) {
        // The region and the State are no option.
        if ambito < self.ambiti.len() {
            self.ambiti[AmbitoIx::of(ambito)] += servizi;
        }
    }

    /// Takes servizi of a kind that serve some comuni only off the others of their ambito, which are counted whole in the
    /// end.
    pub fn count_others(&mut self, ambito: usize, kind: usize, servizi: u32) {
        let Some(served) = self.index.layers.kinds.get(kind).and_then(|k| k.comuni) else { return };
        let served = self.index.layers.comuni.get(served as usize).map_or(&[][..], |c| c);
        if ambito >= self.ambiti.len() {
            return;
        }
        for comune in self.catalog.ambiti[AmbitoIx::of(ambito)].comuni.iter().filter(|comune| !served.contains(comune))
        {
            self.comuni[*comune] += servizi;
        }
    }

    /// Counts a servizio that is a row of its own; whether it passes all filters.
    pub fn row(&mut self, verdict: FacetVerdict) -> bool {
        self.rows(verdict, 1)
    }

    /// Counts servizi that are rows of their own; whether they pass all filters.
    pub fn rows(&mut self, verdict: FacetVerdict, servizi: u32) -> bool {
        let FacetVerdict { fails, class, stato } = verdict;
        if fails & !TARGET == 0 {
            raise(&mut self.class_by_target, class as usize, servizi);
        }
        if fails & !AREA == 0 {
            raise(&mut self.class_by_area, class as usize, servizi);
        }
        if fails & !STATO == 0 {
            raise(&mut self.stati, usize::from(stato), servizi);
        }
        fails == 0
    }

    /// The tipologie whose servizi of a kind pass the targets' filter, and the area's.
    fn class_sets(&self, kind: usize) -> (&[u64], &[u64]) {
        match self.index.layers.kinds.get(kind).and_then(|k| k.class) {
            None => (&self.target_passes, &self.area_passes),
            Some(class) => {
                let fails = self.class_fails.get(class as usize).copied().unwrap_or_default();
                let set = |filter: u8| if fails & filter == 0 { &*self.all } else { &*self.none };
                (set(TARGET), set(AREA))
            }
        }
    }

    /// Counts for their ambiti all servizi of these tipologie but the `excluded` slots (a set); for grouped rows,
    /// which of the tipologie they are and in how many ambiti.
    pub fn sweep(&mut self, types: &[u64], excluded: &[u64], grouped: bool) -> FacetGroups {
        let index = self.index;
        let layers = &index.layers;
        let width = layers.width;
        // Of each kind, the tipologie that pass all filters.
        let mut passing = vec![0; layers.kinds.len() * width];
        for (kind, (set, of_kind)) in passing.chunks_exact_mut(width).zip(&self.kinds).enumerate() {
            if !of_kind.left_out && of_kind.fails == 0 {
                let (target, area) = self.class_sets(kind);
                for (((cell, types), target), area) in set.iter_mut().zip(types).zip(target).zip(area) {
                    *cell = types & target & area;
                }
            }
        }
        let mut ambiti = LayerCounters::new(width);
        let mut seen = if excluded.is_empty() { Vec::new() } else { vec![0; layers.kind_types.len()] };
        let mut here = vec![0; width];
        for scope in 0..layers.scopes() {
            let gone: Vec<usize> = match excluded {
                [] => Vec::new(),
                _ => index.scope_slots(scope).filter(|&slot| own::has(excluded, slot)).collect(),
            };
            let left = (!gone.is_empty()).then(|| self.without(scope, &gone));
            here.fill(0);
            for (n, layer) in layers.of_scope(scope).enumerate() {
                let kind = layers.kind_of(layer);
                let set = match &left {
                    None => layers.set(layer),
                    Some(sets) => sets.get(n * width..(n + 1) * width).unwrap_or_default(),
                };
                let span = kind * width..(kind + 1) * width;
                if let Some(seen) = seen.get_mut(span.clone()) {
                    add(seen, set, types);
                }
                let pass = passing.get(span).unwrap_or_default();
                let servizi = shared(set, pass);
                if servizi > 0 {
                    add(&mut here, set, pass);
                    self.count_ambito(scope, servizi);
                    self.count_others(scope, kind, servizi);
                }
            }
            if scope < self.ambiti.len() {
                ambiti.add(&here);
            }
        }
        let seen = if excluded.is_empty() { &layers.kind_types } else { &seen };
        if grouped {
            self.count_groups(types, seen);
        }
        self.groups(types, seen, &passing, ambiti)
    }

    /// The layers of a scope without some slots.
    fn without(&self, scope: usize, gone: &[usize]) -> Vec<u64> {
        let (layers, slots) = (&self.index.layers, &self.index.slots);
        let range = layers.of_scope(scope);
        let mut sets: Vec<u64> = range.clone().flat_map(|layer| layers.set(layer).iter().copied()).collect();
        for &slot in gone {
            let kind = self.index.kind_of(slot);
            let ty = slots.ty.get(slot).copied().unwrap_or_default();
            let (word, bit) = place(ty);
            // Layers of one kind are alike: any that still has the tipologia will do.
            for (n, _) in range.clone().enumerate().filter(|&(_, layer)| layers.kind_of(layer) == kind) {
                if let Some(cell) = sets.get_mut(n * layers.width + word).filter(|c| **c & bit != 0) {
                    *cell &= !bit;
                    break;
                }
            }
        }
        sets
    }

    fn groups(&self, types: &[u64], seen: &[u64], passing: &[u64], ambiti: LayerCounters) -> FacetGroups {
        let width = self.index.layers.width;
        let mut groups = FacetGroups { present: self.none.clone(), passes: self.none.clone(), ambiti };
        for ((seen, pass), of_kind) in seen.chunks_exact(width).zip(passing.chunks_exact(width)).zip(&self.kinds) {
            if !of_kind.left_out {
                add(&mut groups.present, seen, types);
                add(&mut groups.passes, seen, pass);
            }
        }
        groups
    }

    /// Counts the grouped rows of these tipologie for every option that they pass all other filters of.
    fn count_groups(&mut self, types: &[u64], seen: &[u64]) {
        let index = self.index;
        let width = index.layers.width;
        let sets = |n: usize| vec![0_u64; n * width];
        // By whose class: each class, and in the end the tipologie's own.
        let own = index.classes.len();
        let (mut by_target, mut by_area) = (sets(own + 1), sets(own + 1));
        let mut stati = sets(self.stati.len());
        for (kind, (seen, of_kind)) in seen.chunks_exact(width).zip(&self.kinds).enumerate() {
            if of_kind.left_out {
                continue;
            }
            let (target, area) = self.class_sets(kind);
            let class = index.layers.kinds.get(kind).and_then(|k| k.class).map_or(own, |c| c as usize);
            let of_class = class * width..(class + 1) * width;
            if of_kind.fails == 0 {
                for (sets, mask) in [(&mut by_target, area), (&mut by_area, target)] {
                    add(sets.get_mut(of_class.clone()).unwrap_or_default(), seen, mask);
                }
            }
            let both: Vec<u64> = target.iter().zip(area).map(|(t, a)| t & a).collect();
            if of_kind.fails & !STATO == 0 {
                let stato = usize::from(of_kind.stato);
                add(stati.get_mut(stato * width..(stato + 1) * width).unwrap_or_default(), seen, &both);
            }
        }
        let (mut of_target, mut of_area) = (sets(self.targets.len()), sets(self.areas.len()));
        let put = |sets: &mut [u64], at: usize, from: &[u64]| {
            add(sets.get_mut(at * width..(at + 1) * width).unwrap_or_default(), from, types);
        };
        let count = self.targets.len();
        let mut spread = |class: usize, target: &[u64], area: &[u64]| {
            let Some(class) = index.classes.get(class) else { return };
            if class.targets.is_empty() {
                (0..count).for_each(|t| put(&mut of_target, t, target));
            }
            class.targets.iter().for_each(|t| put(&mut of_target, t.at(), target));
            put(&mut of_area, class.area.at(), area);
        };
        for (class, (target, area)) in by_target.chunks_exact(width).zip(by_area.chunks_exact(width)).enumerate() {
            if class < own {
                spread(class, target, area);
                continue;
            }
            for ty in 0..index.type_class.len() {
                let class = index.type_class.get(ty).map_or(usize::MAX, |&c| c as usize);
                let (word, bit) = place(id(ty));
                let only = |set: &[u64]| {
                    let mut one = vec![0; width];
                    if let (Some(cell), Some(from)) = (one.get_mut(word), set.get(word)) {
                        *cell = from & bit;
                    }
                    one
                };
                if has(target, id(ty)) || has(area, id(ty)) {
                    spread(class, &only(target), &only(area));
                }
            }
        }
        let raise = |counts: IterMut<'_, u32>, sets: &[u64]| {
            for (cell, set) in counts.zip(sets.chunks_exact(width)) {
                *cell += shared(set, types);
            }
        };
        raise(self.targets.iter_mut(), &of_target);
        raise(self.areas.iter_mut(), &of_area);
        raise(self.stati.iter_mut(), &stati);
    }

    /// Counts a tipologia of which no servizio is known here; whether it passes all filters. Its status is to be
    /// confirmed.
    pub fn bare(&mut self, ty: usize) -> bool {
        let class = self.index.type_class.get(ty).copied().unwrap_or_default();
        let mut fails = self.class_fails.get(class as usize).copied().unwrap_or_default();
        let stato = position(Stato::DaConfermare);
        if !self.stato_passes.get(stato).copied().unwrap_or(true) {
            fails |= STATO;
        }
        if fails & !TARGET == 0 {
            raise(&mut self.class_by_target, class as usize, 1);
        }
        if fails & !AREA == 0 {
            raise(&mut self.class_by_area, class as usize, 1);
        }
        if fails & !STATO == 0 {
            raise(&mut self.stati, stato, 1);
        }
        fails == 0
    }

    /// The counts.
    pub fn finish(mut self) -> FacetCounts {
        for (at, class) in self.index.classes.iter().enumerate() {
            let by_target = self.class_by_target.get(at).copied().unwrap_or_default();
            let by_area = self.class_by_area.get(at).copied().unwrap_or_default();
            if by_target > 0 {
                if class.targets.is_empty() {
                    self.targets.iter_mut().for_each(|t| *t += by_target);
                }
                class.targets.iter().for_each(|t| self.targets[*t] += by_target);
            }
            self.areas[class.area] += by_area;
        }
        // `comuni` holds what each comune goes without of its ambito's.
        let ambiti = &self.ambiti;
        let comuni = self.comuni.pairs().map(|(value, without)| Facet {
            value,
            count: ambiti[self.catalog.comuni[value].ambito].saturating_sub(*without),
        });
        FacetCounts {
            comuni: comuni.collect(),
            targets: list(&self.targets),
            areas: list(&self.areas),
            ambiti: list(&self.ambiti),
            stati: Stato::ALL.iter().zip(&self.stati).map(|(&value, &count)| Facet { value, count }).collect(),
        }
    }
}

fn list<Ix: Position>(counts: &Table<Ix, u32>) -> Vec<Facet<Ix>> {
    counts.pairs().map(|(value, &count)| Facet { value, count }).collect()
}

/// Number of a tipologia, as sets have it.
fn id(ty: usize) -> u16 {
    u16::try_from(ty).unwrap_or(u16::MAX)
}
