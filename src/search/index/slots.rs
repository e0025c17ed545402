//! The order of servizi: by ambito (then region, then State), by name, by what they rest on, by id.

use chrono::Datelike;

use crate::catalog::fresh::{last_day, newest_date};
use crate::catalog::model::{AmbitoIx, Catalog, Entry, Scope, Servizio, ServizioIx, TipologiaIx};
use crate::catalog::table::Table;
use crate::catalog::term::Term;
use crate::catalog::values::{Basis, PartialDate, Stato};

use super::super::layers::ServizioTraits;
use super::super::vocab::beginning;
use super::super::weights::PLAIN_NAME;
use super::data::Index;
use super::kinds::{Class, Kinds};
use crate::lingua::fold::fold;
use crate::lingua::stop::is_stop_word;

impl Index {
    /// Ranks the tipologie by name.
    pub(super) fn rank_types(&mut self, catalog: &Catalog) {
        let names: Vec<String> = catalog.tipologie.iter().map(|t| fold(&t.record.name)).collect();
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|&a, &b| names.get(a).cmp(&names.get(b)).then(a.cmp(&b)));
        self.type_rank = vec![0; names.len()];
        for (rank, at) in order.into_iter().enumerate() {
            if let Some(cell) = self.type_rank.get_mut(at) {
                *cell = TipologiaIx::of(rank).0;
            }
        }
        let content = |name: &str| name.split(' ').filter(|w| !is_stop_word(w)).count();
        let plain = |name: &str| PLAIN_NAME.saturating_sub(u32::try_from(content(name)).unwrap_or(PLAIN_NAME));
        self.type_plain = names.iter().map(|n| plain(n)).collect();
        self.type_names = names;
    }

    /// Numbers the servizi by slot, fills [`Slots`] but for the profiles, returns the servizi in the order of slots.
    pub(super) fn order_slots<'a>(&mut self, catalog: &'a Catalog) -> Vec<&'a Servizio> {
        let keys: Vec<u64> = self.type_names.iter().map(|n| beginning(n.as_bytes())).collect();
        let type_keys: Table<TipologiaIx, u64> = keys.into();
        let ambiti = catalog.ambiti.len();
        let mut order: Vec<(u16, u64, u32)> = (0..)
            .zip(&catalog.servizi)
            .map(|(at, s)| {
                let scope = match s.scope {
                    Scope::Ambito(a) => a.0,
                    Scope::Regione(_) => AmbitoIx::of(ambiti).0,
                    Scope::Italia => AmbitoIx::of(ambiti + 1).0,
                };
                let own = s.record.as_deref().and_then(|r| r.name.as_deref());
                let key = match own {
                    Some(name) => name_key(name),
                    None => type_keys[s.tipologia],
                };
                (scope, key, at)
            })
            .collect();
        let basis = |s: &Servizio| match s.basis {
            Basis::Piano => 0_u8,
            Basis::Misura => 1,
            Basis::Norma => 2,
        };
        order.sort_unstable_by(|a, b| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| {
                let key = |at: u32| {
                    let s = &catalog.servizi[ServizioIx(at)];
                    (catalog.entry(ServizioIx(at)).name(), basis(s), s.id.as_str())
                };
                key(a.2).cmp(&key(b.2)).then(a.2.cmp(&b.2))
            })
        });
        let slots = &mut self.slots;
        let mut found = Vec::with_capacity(order.len());
        for (scope, _, at) in order {
            let s = &catalog.servizi[ServizioIx(at)];
            while slots.starts.len() <= usize::from(scope) {
                slots.starts.push(u32::try_from(found.len()).unwrap_or(u32::MAX));
            }
            found.push(s);
            slots.servizio.push(at);
            slots.ty.push(s.tipologia.0);
            slots.scope.push(scope);
        }
        while slots.starts.len() <= ambiti + 2 {
            slots.starts.push(u32::try_from(found.len()).unwrap_or(u32::MAX));
        }
        found
    }

    /// Finds the profile of every slot, and with it layers, classes and hours.
    pub(super) fn sort_out_kinds(&mut self, catalog: &Catalog) {
        let mut kinds = Kinds::default();
        self.type_class =
            catalog.tipologie.iter().map(|t| kinds.class(Class { targets: t.targets.clone(), area: t.area })).collect();
        let untils: Vec<i32> =
            catalog.tipologie.iter().map(|t| until(newest_date(&t.record.sources.in_passing()))).collect();
        let type_until: Table<TipologiaIx, i32> = untils.into();
        let slots = &mut self.slots;
        let mut slot_kinds = Vec::with_capacity(slots.servizio.len());
        for &at in &slots.servizio {
            let (entry, s) = (catalog.entry(ServizioIx(at)), &catalog.servizi[ServizioIx(at)]);
            // A class of its own only where it is not its tipologia's.
            let own = || Class { targets: entry.targets().to_vec(), area: s.area };
            let same = s.targets.is_none() && s.area == entry.tipologia.area;
            let class =
                (!same).then(|| kinds.class(own())).filter(|c| self.type_class.get(s.tipologia.at()) != Some(c));
            let (stated, term, until) = stated(&entry, &type_until);
            let kind =
                ServizioTraits { class, stated, term, until, comuni: s.comuni.as_deref().map(|c| kinds.comuni(c)) };
            let kind = kinds.kind(kind);
            slots.profile.push(kinds.profile(s.tipologia.0, kind));
            slot_kinds.push(kind);
        }
        self.layers.kinds = kinds.seen;
        self.layers.comuni = kinds.comuni_list;
        self.layers.fill(catalog.tipologie.len(), &slot_kinds, &slots.ty, &slots.starts);
        self.profiles = kinds.profile_list;
        self.classes = kinds.class_list;
    }
}

/// The beginning of a name as it is folded, as a number that sorts like it.
fn name_key(name: &str) -> u64 {
    // Most names begin with small and great letters: the first eight bytes are the same folded.
    let first = name.as_bytes().get(..8).filter(|first| first.iter().all(|b| b.is_ascii_alphanumeric() || *b == b' '));
    match first {
        Some(first) => beginning(&first.to_ascii_lowercase()),
        None => beginning(fold(name).as_bytes()),
    }
}

/// The last day on which a status "attivo" of that date holds: see [`crate::catalog::model::effective_status`].
fn until(date: Option<PartialDate>) -> i32 {
    date.map_or(i32::MIN, last_day)
}

/// The first and the last day, counted from the Common Era, of what is always there.
const ALWAYS: (i32, i32) = (i32::MIN, i32::MAX);

/// Position in `Stato::ALL` of the status between its first and its last day, these days, and until when "attivo" holds:
/// what [`Entry::status`] says of any day.
fn stated(entry: &Entry<'_>, type_until: &Table<TipologiaIx, i32>) -> (u8, (i32, i32), i32) {
    let position = |s: Stato| u8::try_from(Stato::ALL.iter().position(|&x| x == s).unwrap_or(0)).unwrap_or(0);
    let Some(servizio) = entry.servizio else { return (position(Stato::DaConfermare), ALWAYS, i32::MIN) };
    let own = entry.own();
    let source = match own.map(|r| r.sources.in_passing()) {
        Some(sources) if !sources.is_empty() => until(newest_date(&sources)),
        _ => type_until[servizio.tipologia],
    };
    let (said, term) = (own.and_then(|r| r.status), entry.term());
    let ends = |term: Term| term.ends().map_or(ALWAYS.1, |d| d.num_days_from_ce());
    let days = match said {
        Some(Stato::Storico) => ALWAYS,
        _ => (term.begins().map_or(ALWAYS.0, |d| d.num_days_from_ce()), ends(term)),
    };
    // What only a norm requires is over where every measure that gives it is: see [`Entry::is_over`].
    let last = |e: Entry<'_>| match e.own().and_then(|r| r.status) {
        Some(Stato::AvvisoChiuso) if e.term().closes.is_none() => ALWAYS.0,
        Some(Stato::Storico) => ALWAYS.1,
        _ => ends(e.term()),
    };
    let measured = if own.is_none() { entry.measures().map(last).max() } else { None };
    let days = (days.0, days.1.min(measured.unwrap_or(ALWAYS.1)));
    let stated = term.within(said).unwrap_or(Stato::DaConfermare);
    (position(stated), days, source.max(until(own.and_then(|r| r.checked))))
}
