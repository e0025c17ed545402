//! What is known of the person at the desk. Lives in memory only.
//!
//! Says nothing when it is printed for debugging, so that no log and no panic message can carry it. Neighbours:
//! [`super::facts`] draws conclusions, [`mod@super::fields`] names the fields.

use std::collections::BTreeMap;
use std::fmt;

use super::field::FieldId;
use crate::catalog::model::ComuneIx;
use crate::catalog::values::Slug;

/// The ISEE of the person's household.
#[derive(Clone, Copy, PartialEq, Default)]
pub enum Isee {
    /// Nobody asked, or the person does not know.
    #[default]
    Unknown,
    /// There is none: it has to be requested first.
    None,
    /// Euro, not negative.
    Amount(f64),
}

/// The persons in the household, as far as norms ask. `None` = not stated.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Household {
    /// Persons under 18, children who live elsewhere included.
    pub minors: Option<u8>,
    /// Of these, under 3.
    pub under_three: Option<u8>,
    /// Persons of 60 and over, the person included.
    pub over_sixty: Option<u8>,
    /// Persons with a disability, the person included.
    pub with_disability: Option<u8>,
}

/// The profile. Empty by default; an empty profile assesses nothing.
#[derive(Clone, PartialEq, Default)]
pub struct Profile {
    /// Where the person lives.
    pub comune: Option<ComuneIx>,
    /// For how many months the person has been resident in the region.
    pub months: Option<u16>,
    /// Age, whole years.
    pub age: Option<u8>,
    /// ISEE.
    pub isee: Isee,
    /// The household.
    pub household: Household,
    /// Conditions answered with yes or no; absent = not stated.
    pub conditions: BTreeMap<Slug, bool>,
}

/// The value of a field.
#[derive(Clone, Copy, PartialEq)]
pub enum FieldValue {
    /// For [`FieldId::Comune`].
    Comune(ComuneIx),
    /// For [`FieldId::Age`] (years), [`FieldId::Months`] and the persons of the household.
    Number(u16),
    /// For [`FieldId::Isee`].
    Isee(Isee),
    /// For [`FieldId::Condition`].
    Answer(bool),
}

impl Profile {
    /// Whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Fills a field. Returns `false`, and changes nothing, where the value is not of the field's kind or out of range
    /// (ages and persons up to 255, an ISEE finite and not negative).
    pub fn set(&mut self, field: &FieldId, value: FieldValue) -> bool {
        let small = |n: u16| u8::try_from(n).ok();
        match (field, value) {
            (FieldId::Comune, FieldValue::Comune(ix)) => self.comune = Some(ix),
            (FieldId::Months, FieldValue::Number(n)) => self.months = Some(n),
            (FieldId::Isee, FieldValue::Isee(Isee::Amount(euro))) if !(euro.is_finite() && euro >= 0.0) => {
                return false;
            }
            (FieldId::Isee, FieldValue::Isee(isee)) => self.isee = isee,
            (FieldId::Condition(id), FieldValue::Answer(yes)) => {
                self.conditions.insert(id.clone(), yes);
            }
            (_, FieldValue::Number(n)) if small(n).is_some() => match self.number_mut(field) {
                Some(place) => *place = small(n),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// Empties a field: not stated again.
    pub fn clear(&mut self, field: &FieldId) {
        match field {
            FieldId::Comune => self.comune = None,
            FieldId::Months => self.months = None,
            FieldId::Isee => self.isee = Isee::Unknown,
            FieldId::Condition(id) => {
                self.conditions.remove(id);
            }
            _ => {
                if let Some(place) = self.number_mut(field) {
                    *place = None;
                }
            }
        }
    }

    /// The value of a field; `None` = not stated.
    pub fn get(&self, field: &FieldId) -> Option<FieldValue> {
        let number = |n: Option<u8>| n.map(|n| FieldValue::Number(n.into()));
        match field {
            FieldId::Comune => self.comune.map(FieldValue::Comune),
            FieldId::Months => self.months.map(FieldValue::Number),
            FieldId::Age => number(self.age),
            FieldId::Isee => (self.isee != Isee::Unknown).then_some(FieldValue::Isee(self.isee)),
            FieldId::Minors => number(self.household.minors),
            FieldId::UnderThree => number(self.household.under_three),
            FieldId::OverSixty => number(self.household.over_sixty),
            FieldId::WithDisability => number(self.household.with_disability),
            FieldId::Condition(id) => self.condition(id).map(FieldValue::Answer),
        }
    }

    /// The answer about a condition; `None` = not stated.
    pub fn condition(&self, id: &str) -> Option<bool> {
        self.conditions.get(id).copied()
    }

    /// Every condition that was answered, by identifier.
    pub fn conditions(&self) -> impl Iterator<Item = (&Slug, bool)> {
        self.conditions.iter().map(|(id, yes)| (id, *yes))
    }

    fn number_mut(&mut self, field: &FieldId) -> Option<&mut Option<u8>> {
        match field {
            FieldId::Age => Some(&mut self.age),
            FieldId::Minors => Some(&mut self.household.minors),
            FieldId::UnderThree => Some(&mut self.household.under_three),
            FieldId::OverSixty => Some(&mut self.household.over_sixty),
            FieldId::WithDisability => Some(&mut self.household.with_disability),
            _ => None,
        }
    }
}

/// Declares a debug print that says nothing of the person.
macro_rules! silent {
    ($($name:ident),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), " { … }"))
            }
        })+
    };
}
silent!(Isee, Household, Profile, FieldValue);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_that_is_printed_for_debugging_says_nothing() {
        let mut profile = Profile { age: Some(84), isee: Isee::Amount(9000.0), ..Profile::default() };
        assert!(profile.set(&FieldId::Condition(Slug::new("demenza").unwrap()), FieldValue::Answer(true)));
        let printed = format!("{profile:?} {:?} {:?}", profile.isee, FieldValue::Number(84));
        assert!(!printed.contains("84") && !printed.contains("9000") && !printed.contains("demenza"), "{printed}");
    }

    #[test]
    fn what_is_set_can_be_cleared_and_nonsense_is_refused() {
        let mut profile = Profile::default();
        let condition = FieldId::Condition(Slug::new("caregiver").unwrap());
        for (field, value) in [
            (FieldId::Age, FieldValue::Number(84)),
            (FieldId::Isee, FieldValue::Isee(Isee::None)),
            (FieldId::Minors, FieldValue::Number(0)),
            (FieldId::Months, FieldValue::Number(600)),
            (condition, FieldValue::Answer(false)),
        ] {
            assert!(profile.set(&field, value));
            assert_eq!(profile.get(&field), Some(value));
            profile.clear(&field);
            assert!(profile.is_empty());
        }
        assert!(!profile.set(&FieldId::Age, FieldValue::Number(300)));
        assert!(!profile.set(&FieldId::Age, FieldValue::Answer(true)));
        assert!(!profile.set(&FieldId::Isee, FieldValue::Isee(Isee::Amount(f64::NAN))));
        assert!(!profile.set(&FieldId::Isee, FieldValue::Isee(Isee::Amount(-1.0))));
        assert!(profile.is_empty());
    }
}
