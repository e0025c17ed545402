//! A field of the profile, and which conditions a number of the household answers.

use crate::catalog::model::Catalog;
use crate::catalog::regions::within;
use crate::catalog::values::Slug;
use crate::lingua::fold::folded_words;

/// A field of the profile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldId {
    /// Where the person lives.
    Comune,
    /// Age.
    Age,
    /// ISEE.
    Isee,
    /// Persons under 18 in the family.
    Minors,
    /// Of these, under 3.
    UnderThree,
    /// Persons of 60 and over in the household.
    OverSixty,
    /// Persons with a disability in the household.
    WithDisability,
    /// Months of residence in the region.
    Months,
    /// A condition to tick.
    Condition(Slug),
}

impl FieldId {
    /// The field that answers a condition: a number of the household where there is one, else the condition itself.
    pub fn of_condition(id: &Slug) -> Self {
        let counted = COUNTED.into_iter().find(|c| c.denies && c.condition == id.as_str());
        counted.map_or_else(|| Self::Condition(id.clone()), |c| c.field)
    }

    /// The field's name in the command line's JSON; for a condition its identifier.
    pub fn word(&self) -> &str {
        match self {
            Self::Comune => "comune",
            Self::Age => "age",
            Self::Isee => "isee",
            Self::Minors => "minors",
            Self::UnderThree => "under_three",
            Self::OverSixty => "over_sixty",
            Self::WithDisability => "with_disability",
            Self::Months => "months",
            Self::Condition(id) => id,
        }
    }

    /// The greatest number that is believed: years, months, persons. Nothing for what is no number.
    pub fn most(&self) -> Option<u16> {
        match self {
            Self::Age => Some(120),
            Self::Months => Some(1_500),
            Self::Minors | Self::UnderThree | Self::OverSixty | Self::WithDisability => Some(20),
            Self::Comune | Self::Isee | Self::Condition(_) => None,
        }
    }

    /// Short name for a form.
    pub fn label(&self, catalog: &Catalog) -> String {
        match self {
            Self::Comune => "Comune di residenza".to_owned(),
            Self::Age => "Età".to_owned(),
            Self::Isee => "ISEE".to_owned(),
            Self::Minors => "Minorenni in famiglia".to_owned(),
            Self::UnderThree => "di cui sotto i 3 anni".to_owned(),
            Self::OverSixty => "Persone di 60 anni o più".to_owned(),
            Self::WithDisability => "Persone con disabilità".to_owned(),
            Self::Months => format!("Mesi di residenza {}", within(&catalog.regione.name)),
            Self::Condition(id) => condition(catalog, id, |c| &c.label),
        }
    }

    /// The question as it is asked aloud.
    pub fn question(&self, catalog: &Catalog) -> String {
        match self {
            Self::Comune => "In quale comune risiede?".to_owned(),
            Self::Age => "Quanti anni ha?".to_owned(),
            Self::Isee => "Quant'è l'ISEE della famiglia?".to_owned(),
            Self::Minors => "Quanti minorenni in famiglia, anche i figli che vivono altrove?".to_owned(),
            Self::UnderThree => "Quanti bambini hanno meno di 3 anni?".to_owned(),
            Self::OverSixty => "Quante persone del nucleo hanno almeno 60 anni?".to_owned(),
            Self::WithDisability => "Quante persone del nucleo hanno una disabilità?".to_owned(),
            Self::Months => format!("Da quanti mesi risiede {}?", within(&catalog.regione.name)),
            Self::Condition(id) => condition(catalog, id, |c| &c.question),
        }
    }
}

fn condition(
    catalog: &Catalog,
    id: &Slug,
    text: impl Fn(&crate::catalog::record::Condizione) -> &crate::catalog::text::Text,
) -> String {
    let found = catalog.condizioni.iter().find(|c| c.id == *id);
    found.map_or_else(|| id.to_string(), |c| text(c).to_string())
}

/// The words that a condition is found by: those of its label, and what people say.
#[derive(Clone, PartialEq, Eq)]
pub struct ConditionWords {
    label: Vec<String>,
    synonyms: Vec<String>,
}

impl ConditionWords {
    /// Those of a condition of the catalogue.
    pub fn of(catalog: &Catalog, id: &Slug) -> Self {
        let record = catalog.condizioni.iter().find(|c| c.id == *id);
        Self {
            label: folded_words(&FieldId::Condition(id.clone()).label(catalog)),
            synonyms: record.iter().flat_map(|c| &c.synonyms).flat_map(|s| folded_words(s)).collect(),
        }
    }

    /// How well every word of `typed` begins one of them, best first: those of the label alone, then its first word.
    /// `None` where one begins none.
    pub fn begun_by(&self, typed: &[String]) -> Option<(bool, bool)> {
        let begins = |words: &[String], typed: &String| words.iter().any(|w| w.starts_with(typed.as_str()));
        if !typed.iter().all(|t| begins(&self.label, t) || begins(&self.synonyms, t)) {
            return None;
        }
        let first = typed.first().zip(self.label.first()).is_none_or(|(t, w)| w.starts_with(t.as_str()));
        Some((!typed.iter().all(|t| begins(&self.label, t)), !first))
    }
}

/// A condition that a number of the household answers.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The condition.
    pub condition: &'static str,
    /// The field with the number.
    pub field: FieldId,
    /// From how many persons on the condition holds.
    pub at_least: u16,
    /// Whether fewer persons deny it. Children who are of age may be dependants too: fewer minors deny nothing there.
    pub denies: bool,
}

/// The conditions that numbers answer.
pub const COUNTED: [Counted; 6] = [
    Counted { condition: "figlio-minore", field: FieldId::Minors, at_least: 1, denies: true },
    Counted { condition: "figlio-sotto-3-anni", field: FieldId::UnderThree, at_least: 1, denies: true },
    Counted { condition: "componente-over-60", field: FieldId::OverSixty, at_least: 1, denies: true },
    Counted { condition: "componente-con-disabilita", field: FieldId::WithDisability, at_least: 1, denies: true },
    Counted { condition: "famiglia-numerosa", field: FieldId::Minors, at_least: 3, denies: false },
    Counted { condition: "quattro-figli", field: FieldId::Minors, at_least: 4, denies: false },
];
