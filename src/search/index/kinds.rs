//! What many servizi share – target groups and area, comuni served, status – kept once and numbered.

use std::collections::HashMap;

use crate::catalog::model::{AreaIx, ComuneIx, TargetIx};

use super::super::layers::ServizioTraits;

/// Target groups and area of a servizio: few distinct ones, so that a filter is decided once for each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::search) struct Class {
    /// Target groups; empty = not stated.
    pub targets: Vec<TargetIx>,
    /// Area.
    pub area: AreaIx,
}

/// The tipologia and the kind of a servizio. Servizi of one profile are alike to everything but words of their own and
/// the place: what is decided for the profile is decided for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::search) struct Profile {
    /// Tipologia.
    pub ty: u16,
    /// Into [`super::super::layers::ServizioLayers::kinds`].
    pub kind: u32,
}

/// Interns what many servizi share.
#[derive(Default)]
pub(super) struct Kinds {
    classes: HashMap<Class, u32>,
    pub class_list: Vec<Class>,
    comuni: HashMap<Box<[ComuneIx]>, u32>,
    pub comuni_list: Vec<Box<[ComuneIx]>>,
    numbers: HashMap<ServizioTraits, u32>,
    pub seen: Vec<ServizioTraits>,
    /// The kind of the servizio before, which is most often the next one's too.
    last: Option<(ServizioTraits, u32)>,
    profiles: HashMap<Profile, u32>,
    pub profile_list: Vec<Profile>,
    /// Of each tipologia the profile met last: most have only one.
    last_of_type: Vec<Option<(u32, u32)>>,
}

impl Kinds {
    /// The number of a tipologia and kind.
    pub fn profile(&mut self, ty: u16, kind: u32) -> u32 {
        let at = usize::from(ty);
        if let Some((_, id)) = self.last_of_type.get(at).copied().flatten().filter(|last| last.0 == kind) {
            return id;
        }
        let list = &mut self.profile_list;
        let id = *self.profiles.entry(Profile { ty, kind }).or_insert_with_key(|profile| {
            list.push(*profile);
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        });
        if at >= self.last_of_type.len() {
            self.last_of_type.resize(at + 1, None);
        }
        if let Some(cell) = self.last_of_type.get_mut(at) {
            *cell = Some((kind, id));
        }
        id
    }

    /// The number of a kind.
    pub fn kind(&mut self, kind: ServizioTraits) -> u32 {
        if let Some((last, id)) = self.last
            && last == kind
        {
            return id;
        }
        let list = &mut self.seen;
        let id = *self.numbers.entry(kind).or_insert_with_key(|kind| {
            list.push(*kind);
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        });
        self.last = Some((kind, id));
        id
    }

    /// The number of a list of comuni.
    pub fn comuni(&mut self, comuni: &[ComuneIx]) -> u32 {
        let list = &mut self.comuni_list;
        *self.comuni.entry(comuni.into()).or_insert_with_key(|comuni| {
            list.push(comuni.clone());
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The number of a class.
    pub fn class(&mut self, class: Class) -> u32 {
        let list = &mut self.class_list;
        *self.classes.entry(class).or_insert_with_key(|class| {
            list.push(class.clone());
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        })
    }
}
