//! The form: which facts about a person the catalogue's requirements ask for, most useful first, in groups.
//!
//! The list comes from the requirements, so that a layer with a new condition gets its box without a change here. Knows
//! the catalogue only; [`super::profile`] holds the values, [`super::question`] picks what to ask first.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{EXCLUDES, IMPLIES, ONE_OF_TWO};
use super::field::FieldId;
use super::leads::LEADS;
use super::near::Sign;
use crate::catalog::model::{AreaIx, Catalog};
use crate::catalog::record::{AgeOf, Requirement};
use crate::catalog::values::Slug;

/// Where a field stands in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The person: comune, age, ISEE, months of residence.
    Persona,
    /// Numbers of the household.
    Famiglia,
    /// A condition, under the area strategica whose tipologie ask for it most.
    Area(AreaIx),
}

impl Group {
    /// Heading.
    pub fn label(self, catalog: &Catalog) -> &str {
        match self {
            Self::Persona => "Persona",
            Self::Famiglia => "Famiglia",
            Self::Area(ix) => catalog.aree[ix].short.as_str(),
        }
    }
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileField {
    /// Which.
    pub id: FieldId,
    /// Short name.
    pub label: String,
    /// The question as it is asked aloud.
    pub question: String,
    /// Where it stands.
    pub group: Group,
    /// How many tipologie ask for it.
    pub tipologie: usize,
}

/// The fields that the catalogue's requirements ask for: the person first, then the household, then the conditions by
/// area, areas and conditions by how many tipologie ask for them. Conditions that only decide others (a permit that a
/// person has not) stand after their neighbours.
pub fn fields(catalog: &Catalog) -> Vec<ProfileField> {
    let mut asked: BTreeMap<FieldId, BTreeMap<AreaIx, usize>> = BTreeMap::new();
    for tipologia in &catalog.tipologie {
        let own = catalog.servizi.each(&tipologia.servizi);
        let own = own.filter_map(|s| s.record.as_ref()?.eligibility.as_ref());
        let mut here = BTreeSet::new();
        for eligibility in own.chain([&tipologia.record.eligibility]) {
            for requirement in &eligibility.requirements {
                collect(requirement, &mut here);
            }
        }
        for field in here {
            *asked.entry(field).or_default().entry(tipologia.area).or_default() += 1;
        }
    }
    let numbered = |id: &FieldId| asked.get(id).map(|areas| areas.values().sum()).unwrap_or_default();
    let make = |id: FieldId, group, tipologie| ProfileField {
        label: id.label(catalog),
        question: id.question(catalog),
        group,
        tipologie,
        id,
    };
    let mut form = Vec::new();
    let fixed = [
        (Group::Persona, [FieldId::Comune, FieldId::Age, FieldId::Isee, FieldId::Months]),
        (Group::Famiglia, [FieldId::Minors, FieldId::UnderThree, FieldId::OverSixty, FieldId::WithDisability]),
    ];
    for (group, ids) in fixed {
        form.extend(ids.into_iter().filter(|id| numbered(id) > 0).map(|id| {
            let n = numbered(&id);
            make(id, group, n)
        }));
    }
    let mut ticks: Vec<ProfileField> = Vec::new();
    let mut beside = Group::Persona;
    for record in &catalog.condizioni {
        let id = FieldId::of_condition(&record.id);
        if !matches!(id, FieldId::Condition(_)) || !(numbered(&id) > 0 || decides(record.id.as_str(), &asked)) {
            continue;
        }
        let most =
            asked.get(&id).and_then(|areas| areas.iter().max_by_key(|(area, n)| (**n, std::cmp::Reverse(**area))));
        let group = most.map_or(beside, |(area, _)| Group::Area(*area));
        beside = group;
        let n = numbered(&id);
        ticks.push(make(id, group, n));
    }
    let mut weight: BTreeMap<Group, usize> = BTreeMap::new();
    for field in &ticks {
        *weight.entry(field.group).or_default() += field.tipologie;
    }
    let weight_of = |group: Group| weight.get(&group).copied().unwrap_or_default();
    ticks.sort_by_key(|f| (std::cmp::Reverse(weight_of(f.group)), f.group, std::cmp::Reverse(f.tipologie)));
    form.extend(ticks);
    form
}

/// Whether a condition that no requirement names decides one that is named, counts for a residence, or says what to reach
/// for first.
fn decides(id: &str, asked: &BTreeMap<FieldId, BTreeMap<AreaIx, usize>>) -> bool {
    let named = |other: &str| Slug::new(other).is_ok_and(|s| asked.contains_key(&FieldId::of_condition(&s)));
    let pairs = IMPLIES.iter().chain(&EXCLUDES).chain(&ONE_OF_TWO);
    let tied = |(a, b): &(&str, &str)| (*a == id && named(b)) || (*b == id && named(a));
    pairs.into_iter().any(tied)
        || (id == "senza-residenza" && asked.contains_key(&FieldId::Comune))
        || LEADS.iter().flat_map(|lead| lead.when).any(|sign| matches!(sign, Sign::Is(known) if *known == id))
}

fn collect(requirement: &Requirement, into: &mut BTreeSet<FieldId>) {
    match requirement {
        Requirement::Eta { of: None, .. } => {
            into.insert(FieldId::Age);
        }
        Requirement::Eta { of: Some(AgeOf::Figlio), min, max, .. } => {
            into.insert(FieldId::Minors);
            if max.is_some_and(|max| max <= 2) || min.is_some_and(|min| min > 0) {
                into.insert(FieldId::UnderThree);
            }
        }
        Requirement::Eta { of: Some(AgeOf::Assistito), .. } | Requirement::Condizione { condition: None, .. } => {}
        Requirement::Isee { alternatives, .. } => {
            into.insert(FieldId::Isee);
            into.extend(alternatives.iter().filter_map(|a| a.condition.as_ref()).map(FieldId::of_condition));
        }
        Requirement::Residenza { months, .. } => {
            into.insert(FieldId::Comune);
            if months.is_some_and(|m| m > 0) {
                into.insert(FieldId::Months);
            }
        }
        Requirement::Condizione { condition: Some(id), .. } => {
            into.insert(FieldId::of_condition(id));
        }
        Requirement::UnoDi { any, .. } => any.iter().for_each(|r| collect(r, into)),
    }
}
