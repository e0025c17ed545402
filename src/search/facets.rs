//! Filters and their live counts.
//!
//! A filter is decided once for each class (target groups and area) and each status, not for each servizio. While the rows
//! are found, everything that fails no filter, or one only, is tallied: that is what each option of each facet would
//! leave. Three values: what is not stated passes.

use chrono::{Datelike, NaiveDateTime};

use crate::catalog::hours::{self, OpenState};
use crate::catalog::model::{AmbitoIx, AreaIx, Catalog, ComuneIx, TargetIx};
use crate::catalog::values::Stato;

use super::answer::{Facet, FacetCounts, Request, Understood};
use super::index::{Index, SOME_COMUNI};

const TARGET: u8 = 1;
const AREA: u8 = 2;
const STATO: u8 = 4;
const OPEN: u8 = 8;

/// What the filters say of a servizio.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    /// The filters it fails, a bit each.
    fails: u8,
    class: u32,
    stato: u8,
}

/// Whether a place is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Open {
    /// Not asked yet.
    #[default]
    NotAsked,
    Yes,
    No,
    Unknown,
}

/// What a grouped row gathers from its servizi.
#[derive(Debug, Clone, Default)]
struct Group {
    passes: bool,
    surely_open: bool,
    ambiti: u32,
    last_ambito: Option<usize>,
    /// Classes of what fails no other filter than the targets', and than the area's.
    by_target: Vec<u32>,
    by_area: Vec<u32>,
    /// Statuses likewise, a bit each.
    stati: u8,
    open: bool,
}

/// Counts while the rows are found.
pub(super) struct Tally<'a> {
    catalog: &'a Catalog,
    index: &'a Index,
    now: NaiveDateTime,
    today: i32,
    with_storico: bool,
    open_now: bool,
    /// Filters that each class fails.
    class_fails: Vec<u8>,
    /// Whether a status passes.
    stato_passes: Vec<bool>,
    hours: Vec<Open>,
    sets: Vec<Open>,
    groups: Vec<Group>,
    /// Rows by class, by what is counted.
    class_by_target: Vec<u32>,
    class_by_area: Vec<u32>,
    targets: Vec<u32>,
    areas: Vec<u32>,
    stati: Vec<u32>,
    ambiti: Vec<u32>,
    comuni: Vec<u32>,
    open: u32,
}

fn position(stato: Stato) -> usize {
    Stato::ALL.iter().position(|&s| s == stato).unwrap_or(0)
}

fn raise(counts: &mut [u32], at: usize) {
    if let Some(cell) = counts.get_mut(at) {
        *cell += 1;
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
        let class_fails = index
            .classes
            .iter()
            .map(|c| {
                let target =
                    targets.is_empty() || c.targets.is_empty() || c.targets.iter().any(|t| targets.contains(t));
                let area = areas.is_empty() || areas.contains(&c.area);
                (if target { 0 } else { TARGET }) | (if area { 0 } else { AREA })
            })
            .collect();
        let (hours, sets) = index.take_hours(now);
        Self {
            catalog,
            index,
            now,
            today: now.date().num_days_from_ce(),
            with_storico: request.with_storico,
            open_now: request.open_now,
            class_fails,
            stato_passes: Stato::ALL.iter().map(|s| request.stati.is_empty() || request.stati.contains(s)).collect(),
            hours,
            sets,
            groups: vec![Group::default(); catalog.tipologie.len()],
            class_by_target: vec![0; index.classes.len()],
            class_by_area: vec![0; index.classes.len()],
            targets: vec![0; catalog.destinatari.len()],
            areas: vec![0; catalog.aree.len()],
            stati: vec![0; Stato::ALL.len()],
            ambiti: vec![0; catalog.ambiti.len()],
            comuni: vec![0; catalog.comuni.len()],
            open: 0,
        }
    }

    /// Looks at a servizio that the words call for: `None` if it is historic and those are left out. Counts it for its
    /// ambito and comuni.
    pub fn servizio(&mut self, slot: usize, scope: usize) -> Option<Verdict> {
        let slots = &self.index.slots;
        let stated = slots.stated.get(slot).copied().unwrap_or_default();
        let mut stato = usize::from(stated & !SOME_COMUNI);
        if stato == position(Stato::Attivo) && slots.until.get(slot).is_none_or(|&until| self.today > until) {
            stato = position(Stato::DaConfermare);
        }
        if stato == position(Stato::Storico) && !self.with_storico {
            return None;
        }
        let class = slots.class.get(slot).copied().unwrap_or_default();
        let mut fails = self.class_fails.get(class as usize).copied().unwrap_or_default();
        if !self.stato_passes.get(stato).copied().unwrap_or(true) {
            fails |= STATO;
        }
        if self.open_now && self.open(slot) == Open::No {
            fails |= OPEN;
        }
        if fails == 0 && scope < self.ambiti.len() {
            raise(&mut self.ambiti, scope);
            if stated & SOME_COMUNI != 0 {
                self.count_comuni(slot, scope);
            }
        }
        Some(Verdict { fails, class, stato: u8::try_from(stato).unwrap_or_default() })
    }

    /// A servizio for some comuni only: counted for them, and taken off the others of its ambito, which are counted whole
    /// in the end.
    fn count_comuni(&mut self, slot: usize, scope: usize) {
        let servizio = self.catalog.servizi.get(self.index.servizio(slot).at());
        let served = servizio.and_then(|s| s.comuni.as_deref()).unwrap_or_default();
        for comune in self.catalog.ambiti.get(scope).map(|a| a.comuni.as_slice()).unwrap_or_default() {
            if !served.contains(comune)
                && let Some(cell) = self.comuni.get_mut(comune.at())
            {
                *cell += 1;
            }
        }
    }

    /// Counts a servizio that is a row of its own; whether it passes all filters.
    pub fn row(&mut self, slot: usize, verdict: Verdict) -> bool {
        let Verdict { fails, class, stato } = verdict;
        if fails & !TARGET == 0 {
            raise(&mut self.class_by_target, class as usize);
        }
        if fails & !AREA == 0 {
            raise(&mut self.class_by_area, class as usize);
        }
        if fails & !STATO == 0 {
            raise(&mut self.stati, usize::from(stato));
        }
        if fails & !OPEN == 0 && self.open(slot) != Open::No {
            self.open += 1;
        }
        fails == 0
    }

    /// Gathers a servizio into the row of its tipologia.
    pub fn grouped(&mut self, slot: usize, ty: usize, scope: usize, verdict: Verdict) {
        let Verdict { fails, class, stato } = verdict;
        let ask_open = fails & !OPEN == 0 && self.groups.get(ty).is_some_and(|g| !g.open || self.open_now);
        let open = if ask_open { self.open(slot) } else { Open::NotAsked };
        let Some(group) = self.groups.get_mut(ty) else { return };
        if fails & !TARGET == 0 && !group.by_target.contains(&class) {
            group.by_target.push(class);
        }
        if fails & !AREA == 0 && !group.by_area.contains(&class) {
            group.by_area.push(class);
        }
        if fails & !STATO == 0 {
            group.stati |= 1 << stato;
        }
        group.open |= ask_open && open != Open::No;
        if fails == 0 {
            group.passes = true;
            group.surely_open |= open == Open::Yes;
            if scope < self.ambiti.len() && group.last_ambito != Some(scope) {
                // Slots come by scope: an ambito's servizi of a tipologia are met in one go.
                group.last_ambito = Some(scope);
                group.ambiti += 1;
            }
        }
    }

    /// Counts the grouped row of a tipologia; its ambiti and whether it is there only because hours are not known, if it
    /// passes all filters.
    pub fn group(&mut self, ty: usize) -> Option<(u32, bool)> {
        let group = self.groups.get_mut(ty).map(std::mem::take)?;
        let mut targets: Vec<usize> = Vec::new();
        for class in group.by_target.iter().filter_map(|&c| self.index.classes.get(c as usize)) {
            if class.targets.is_empty() {
                targets.extend(0..self.targets.len());
            }
            targets.extend(class.targets.iter().map(|t| t.at()));
        }
        let mut areas: Vec<usize> =
            group.by_area.iter().filter_map(|&c| self.index.classes.get(c as usize)).map(|c| c.area.at()).collect();
        for list in [&mut targets, &mut areas] {
            list.sort_unstable();
            list.dedup();
        }
        for t in targets {
            raise(&mut self.targets, t);
        }
        for a in areas {
            raise(&mut self.areas, a);
        }
        for stato in 0..self.stati.len() {
            if group.stati & 1 << stato != 0 {
                raise(&mut self.stati, stato);
            }
        }
        self.open += u32::from(group.open);
        group.passes.then_some((group.ambiti, self.open_now && !group.surely_open))
    }

    /// Counts a tipologia of which no servizio is known here; whether it passes all filters. Its status is to be
    /// confirmed, its hours are not known.
    pub fn bare(&mut self, ty: usize) -> bool {
        let class = self.index.type_class.get(ty).copied().unwrap_or_default();
        let mut fails = self.class_fails.get(class as usize).copied().unwrap_or_default();
        let stato = position(Stato::DaConfermare);
        if !self.stato_passes.get(stato).copied().unwrap_or(true) {
            fails |= STATO;
        }
        if fails & !TARGET == 0 {
            raise(&mut self.class_by_target, class as usize);
        }
        if fails & !AREA == 0 {
            raise(&mut self.class_by_area, class as usize);
        }
        if fails & !STATO == 0 {
            raise(&mut self.stati, stato);
        }
        self.open += u32::from(fails == 0);
        fails == 0
    }

    /// Whether a servizio is there only because its hours are not known.
    pub fn hours_unknown(&mut self, slot: usize) -> bool {
        self.open_now && self.open(slot) == Open::Unknown
    }

    /// Whether some sede of a servizio is open now.
    fn open(&mut self, slot: usize) -> Open {
        let set = self.index.slots.hours.get(slot).copied().unwrap_or(u32::MAX) as usize;
        match self.sets.get(set).copied() {
            Some(Open::NotAsked) => {}
            Some(known) => return known,
            None => return Open::Unknown,
        }
        let Some(hours) = self.index.hours_sets.get(set) else { return Open::Unknown };
        let mut found = if hours.some_unknown { Open::Unknown } else { Open::No };
        for &id in &hours.known {
            let Some(cell) = self.hours.get_mut(id as usize) else { continue };
            if *cell == Open::NotAsked {
                let text = self.index.hours.get(id as usize).map_or("", |h| h);
                *cell = state(text, self.now);
            }
            match *cell {
                Open::Yes => {
                    found = Open::Yes;
                    break;
                }
                Open::Unknown => found = Open::Unknown,
                _ => {}
            }
        }
        if let Some(cell) = self.sets.get_mut(set) {
            *cell = found;
        }
        found
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
                for t in &class.targets {
                    if let Some(cell) = self.targets.get_mut(t.at()) {
                        *cell += by_target;
                    }
                }
            }
            if let Some(cell) = self.areas.get_mut(class.area.at()) {
                *cell += by_area;
            }
        }
        // `comuni` holds what each comune goes without of its ambito's.
        let ambiti = &self.ambiti;
        let comuni = self.catalog.comuni.iter().zip(&self.comuni).enumerate().map(|(at, (c, without))| Facet {
            value: ComuneIx::of(at),
            count: ambiti.get(c.ambito.at()).copied().unwrap_or_default().saturating_sub(*without),
        });
        let counts = FacetCounts {
            comuni: comuni.collect(),
            targets: list(&self.targets, TargetIx::of),
            areas: list(&self.areas, AreaIx::of),
            ambiti: list(&self.ambiti, AmbitoIx::of),
            stati: Stato::ALL.iter().zip(&self.stati).map(|(&value, &count)| Facet { value, count }).collect(),
            open_now: self.open,
        };
        self.index.keep_hours(self.now, self.hours, self.sets);
        counts
    }
}

fn list<T>(counts: &[u32], of: impl Fn(usize) -> T) -> Vec<Facet<T>> {
    counts.iter().enumerate().map(|(at, &count)| Facet { value: of(at), count }).collect()
}

/// Whether hours say "open" at that moment.
fn state(hours: &str, now: NaiveDateTime) -> Open {
    match hours::state(hours, now) {
        OpenState::Open { .. } => Open::Yes,
        OpenState::Closed { .. } => Open::No,
        OpenState::Unknown => Open::Unknown,
    }
}

/// What is known of the hours at one minute, kept from one keystroke to the next.
#[derive(Debug, Default)]
pub(super) struct HoursMemo(std::sync::Mutex<Option<HoursAt>>);

/// A moment, and what is known then: by hours, by set.
type HoursAt = (NaiveDateTime, Vec<Open>, Vec<Open>);

impl Clone for HoursMemo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Index {
    /// What is already known of the hours at this minute: by hours, by set.
    fn take_hours(&self, now: NaiveDateTime) -> (Vec<Open>, Vec<Open>) {
        let kept = self.hours_memo.0.lock().ok().and_then(|mut memo| memo.take());
        match kept {
            Some((at, hours, sets)) if minute(at) == minute(now) => (hours, sets),
            _ => (vec![Open::NotAsked; self.hours.len()], vec![Open::NotAsked; self.hours_sets.len()]),
        }
    }

    fn keep_hours(&self, now: NaiveDateTime, hours: Vec<Open>, sets: Vec<Open>) {
        if let Ok(mut memo) = self.hours_memo.0.lock() {
            *memo = Some((now, hours, sets));
        }
    }
}

fn minute(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp().div_euclid(60)
}
