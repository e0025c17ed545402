//! What follows from a profile: for every condition of the catalogue, what speaks for it and what against.
//!
//! A few tables hold all that the program knows about the world: which condition follows from which, which exclude each
//! other or are each other's opposite, which numbers of the household answer a condition. Contradictory answers cancel each other: the condition
//! counts as not stated. So further information may turn "no" into "to be asked", but never into "yes".

use std::sync::Arc;

use chrono::NaiveDate;

pub use super::field::{COUNTED, Counted};

use super::field::FieldId;
use super::near::AppliedNear;
use super::profile::{FieldValue, Profile};
use super::verdict::Verdict;
use crate::catalog::model::Catalog;
use crate::catalog::values::Slug;

/// Whoever has the first has the second; whoever has not the second has not the first.
///
/// From what the norms of the catalogue say: accompagnamento is for total invalids (L. 18/1980), a higher degree of
/// invalidity includes the lower ones, a gravissima disability presupposes non-autosufficienza (D.M. 26 settembre 2016).
pub const IMPLIES: [(&str, &str); 25] = [
    ("accompagnamento", "invalidita-totale"),
    ("invalidita-totale", "invalidita-80"),
    ("invalidita-80", "invalidita-74"),
    ("invalidita-74", "invalidita-67"),
    ("invalidita-67", "disabilita-riconosciuta"),
    ("disabilita-grave-104", "disabilita-riconosciuta"),
    ("disabilita-gravissima", "disabilita-riconosciuta"),
    ("disabilita-gravissima", "non-autosufficienza"),
    ("cecita", "disabilita-riconosciuta"),
    ("non-autosufficienza", "autonomia-ridotta"),
    ("disabilita-riconosciuta", "componente-con-disabilita"),
    ("figlio-con-disabilita", "componente-con-disabilita"),
    ("familiare-con-104-grave", "caregiver"),
    ("assiste-gravissimo", "caregiver"),
    ("alunno-con-disabilita", "eta-scolare"),
    ("alunno-con-disabilita", "componente-con-disabilita"),
    ("figlio-neonato", "figlio-minore"),
    ("figlio-sotto-3-anni", "figlio-minore"),
    ("quattro-figli", "famiglia-numerosa"),
    ("percorso-antiviolenza", "vittima-di-violenza"),
    ("senza-dimora", "disagio-abitativo"),
    ("straniero-con-permesso", "cittadino-straniero"),
    ("straniero-senza-permesso", "cittadino-straniero"),
    ("richiedente-o-protetto", "cittadino-straniero"),
    ("minore-straniero-solo", "cittadino-straniero"),
];

/// Nobody has both.
pub const EXCLUDES: [(&str, &str); 7] = [
    ("non-autosufficienza", "autosufficiente"),
    ("lavoratore-dipendente", "disoccupato"),
    ("straniero-con-permesso", "straniero-senza-permesso"),
    ("straniero-con-permesso", "cittadino-italiano-o-ue"),
    ("straniero-senza-permesso", "cittadino-italiano-o-ue"),
    ("richiedente-o-protetto", "cittadino-italiano-o-ue"),
    ("vive-solo", "nucleo-tre-componenti"),
];

/// Whoever has not the one has the other.
pub const ONE_OF_TWO: [(&str, &str); 1] = [("autonomia-ridotta", "autosufficiente")];

/// Ages (years, both ends included) that answer a condition about the household with yes: the person belongs to it.
pub const AGED: [(u8, u8, &str); 3] =
    [(0, 17, "figlio-minore"), (0, 2, "figlio-sotto-3-anni"), (60, u8::MAX, "componente-over-60")];

/// What speaks for a condition and what against it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Something says yes.
    pub yes: bool,
    /// Something says no.
    pub no: bool,
}

impl Evidence {
    /// Yes or no where only one is said; both or neither is not stated.
    pub fn verdict(self) -> Verdict {
        match (self.yes, self.no) {
            (true, false) => Verdict::Si,
            (false, true) => Verdict::No,
            _ => Verdict::NonIndicato,
        }
    }

    /// Whether the answers contradict each other.
    pub fn contradicts(self) -> bool {
        self.yes && self.no
    }
}

/// The tables with the catalogue's own positions in the place of identifiers.
#[derive(Debug, PartialEq, Eq)]
struct Rules {
    implies: Vec<(usize, usize)>,
    excludes: Vec<(usize, usize)>,
    one_of_two: Vec<(usize, usize)>,
}

/// A profile and what follows from it, for one catalogue.
#[derive(Clone, PartialEq)]
pub struct Facts<'a> {
    /// The catalogue.
    pub catalog: &'a Catalog,
    /// What was said.
    pub profile: Profile,
    /// The day on which it is asked: what has ended by then entitles nobody.
    pub today: NaiveDate,
    /// The catalogue's conditions, sorted, each with its evidence.
    known: Vec<(&'a str, Evidence)>,
    rules: Arc<Rules>,
    /// How near fields and groups are to what was said; not to what is only tried out with [`Self::with`].
    pub(super) nearness: Arc<AppliedNear>,
}

impl<'a> Facts<'a> {
    /// Draws the conclusions; how near anything is to them is not known yet.
    pub(super) fn drawn(catalog: &'a Catalog, profile: &Profile, today: NaiveDate) -> Self {
        let mut known: Vec<(&'a str, Evidence)> =
            catalog.condizioni.iter().map(|c| (c.id.as_str(), Evidence::default())).collect();
        known.sort_unstable_by_key(|(id, _)| *id);
        // A rule with a half that this catalogue does not have says nothing.
        let at = |id: &str| known.binary_search_by_key(&id, |(id, _)| *id).ok();
        let placed = |table: &[(&str, &str)]| table.iter().filter_map(|(a, b)| at(a).zip(at(b))).collect();
        let (implies, excludes) = (placed(&IMPLIES), placed(&EXCLUDES));
        let rules = Arc::new(Rules { implies, excludes, one_of_two: placed(&ONE_OF_TWO) });
        let profile = profile.clone();
        Self { catalog, profile, today, known, rules, nearness: Arc::default() }.concluded()
    }

    /// The facts with one more answer, tried out: what is near stays as it was.
    #[must_use]
    pub fn with(&self, field: &FieldId, value: FieldValue) -> Self {
        let mut more = self.clone();
        more.profile.set(field, value);
        for (_, evidence) in &mut more.known {
            *evidence = Evidence::default();
        }
        more.concluded()
    }

    /// The fields of the conditions about which `then` knows something else.
    pub(super) fn news(&self, then: &Self) -> impl Iterator<Item = FieldId> {
        let changed = self.known.iter().zip(&then.known).filter(|(was, is)| was.1 != is.1);
        changed.filter_map(|((id, _), _)| Slug::new(id).ok()).map(|id| FieldId::of_condition(&id))
    }

    /// What is known of a condition; nothing of one that the catalogue does not have.
    pub fn evidence(&self, condition: &str) -> Evidence {
        self.position(condition).map(|at| self.at(at)).unwrap_or_default()
    }

    fn position(&self, condition: &str) -> Option<usize> {
        self.known.binary_search_by_key(&condition, |(id, _)| *id).ok()
    }

    fn at(&self, position: usize) -> Evidence {
        self.known.get(position).map(|(_, e)| *e).unwrap_or_default()
    }

    /// Adds evidence; whether it is new.
    fn mark(&mut self, position: usize, yes: bool) -> bool {
        let Some((_, evidence)) = self.known.get_mut(position) else { return false };
        let place = if yes { &mut evidence.yes } else { &mut evidence.no };
        !std::mem::replace(place, true)
    }

    fn say(&mut self, condition: &str, yes: bool) {
        if let Some(at) = self.position(condition) {
            self.mark(at, yes);
        }
    }

    /// Fills in what was said – conditions, numbers, age – and applies the tables until nothing new follows.
    fn concluded(mut self) -> Self {
        let profile = self.profile.clone();
        for (id, yes) in profile.conditions() {
            self.say(id, yes);
        }
        for counted in COUNTED {
            if let Some(FieldValue::Number(n)) = profile.get(&counted.field)
                && (n >= counted.at_least || counted.denies)
            {
                self.say(counted.condition, n >= counted.at_least);
            }
        }
        for (min, max, condition) in AGED {
            if profile.age.is_some_and(|age| (min..=max).contains(&age)) {
                self.say(condition, true);
            }
        }
        let rules = Arc::clone(&self.rules);
        let mut news = true;
        while news {
            news = false;
            for &(first, second) in &rules.implies {
                news |= self.at(first).yes && self.mark(second, true);
                news |= self.at(second).no && self.mark(first, false);
            }
            for &(one, other) in &rules.excludes {
                news |= self.at(one).yes && self.mark(other, false);
                news |= self.at(other).yes && self.mark(one, false);
            }
            for &(one, other) in &rules.one_of_two {
                news |= self.at(one).no && self.mark(other, true);
                news |= self.at(other).no && self.mark(one, true);
            }
        }
        self
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::bundled;

    fn facts_of<'a>(catalog: &'a Catalog, yes: &[&str]) -> Facts<'a> {
        let mut profile = Profile::default();
        for id in yes {
            profile.set(&FieldId::Condition(Slug::new(id).unwrap()), FieldValue::Answer(true));
        }
        Facts::of(catalog, &profile, NaiveDate::default())
    }

    #[test]
    fn the_tables_speak_of_conditions_that_the_catalogue_has() {
        let catalog = bundled::catalog().unwrap().catalog;
        let has = |id: &str| catalog.condizioni.iter().any(|c| c.id.as_str() == id);
        let pairs = IMPLIES.iter().chain(&EXCLUDES).chain(&ONE_OF_TWO).flat_map(|(a, b)| [*a, *b]);
        for id in pairs.chain(COUNTED.iter().map(|c| c.condition)).chain(AGED.iter().map(|a| a.2)) {
            assert!(has(id), "{id}");
        }
    }

    #[test]
    fn who_receives_accompagnamento_is_a_total_invalid_with_a_recognised_disability() {
        let catalog = bundled::catalog().unwrap().catalog;
        let facts = facts_of(&catalog, &["accompagnamento"]);
        for follows in ["invalidita-totale", "invalidita-67", "disabilita-riconosciuta", "componente-con-disabilita"] {
            assert_eq!(facts.evidence(follows).verdict(), Verdict::Si, "{follows}");
        }
        assert_eq!(facts.evidence("disabilita-gravissima").verdict(), Verdict::NonIndicato);
        assert_eq!(facts.evidence("accompagnamento-che-non-esiste").verdict(), Verdict::NonIndicato);
    }

    #[test]
    fn without_the_consequence_there_is_no_cause() {
        let catalog = bundled::catalog().unwrap().catalog;
        let profile = Profile {
            household: super::super::Household { minors: Some(0), ..Default::default() },
            ..Profile::default()
        };
        let facts = Facts::of(&catalog, &profile, NaiveDate::default());
        assert_eq!(facts.evidence("figlio-sotto-3-anni").verdict(), Verdict::No);
        assert_eq!(facts.evidence("famiglia-numerosa").verdict(), Verdict::NonIndicato);
    }

    #[test]
    fn contradictory_answers_count_as_none() {
        let catalog = bundled::catalog().unwrap().catalog;
        let mut profile = Profile { age: Some(10), ..Profile::default() };
        profile.set(&FieldId::Minors, FieldValue::Number(0));
        let evidence = Facts::of(&catalog, &profile, NaiveDate::default()).evidence("figlio-minore");
        assert!(evidence.contradicts());
        assert_eq!(evidence.verdict(), Verdict::NonIndicato);
    }
}
