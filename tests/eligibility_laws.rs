//! The laws of orientation, on the bundled catalogue and any person.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proptest::prelude::*;
use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, ComuneIx, Entry};
use sportello::catalog::record::Requirement;
use sportello::eligibility::facts::{AGED, COUNTED, EXCLUDES, IMPLIES, ONE_OF_TWO};
use sportello::eligibility::{
    Facts, FieldId, FieldValue, Isee, Outcome, Profile, Verdict, candidates, fields, next_question, rank,
};

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| bundled::catalog().unwrap().catalog)
}

/// The day on which these people come.
fn today() -> chrono::NaiveDate {
    "2026-11-28".parse().unwrap()
}

/// Every tipologia, and the servizi of a few ambiti.
fn entries() -> &'static [Entry<'static>] {
    static ENTRIES: OnceLock<Vec<Entry<'static>>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let types = catalog().type_entries();
        let servizi = catalog().entries().step_by(11);
        types.chain(servizi).collect()
    })
}

fn form() -> &'static [FieldId] {
    static FORM: OnceLock<Vec<FieldId>> = OnceLock::new();
    FORM.get_or_init(|| fields(catalog()).into_iter().map(|f| f.id).collect())
}

/// An answer to some field: which, and a number that becomes a value of its kind. Plain numbers, so that a failure can be
/// read although a profile prints nothing.
type Answer = (usize, u16);

fn answer_of((which, n): Answer) -> (FieldId, FieldValue) {
    let field = form()[which % form().len()].clone();
    let value = match field {
        FieldId::Comune => FieldValue::Comune(ComuneIx::of(usize::from(n) % catalog().comuni.len())),
        FieldId::Isee if n % 13 == 0 => FieldValue::Isee(Isee::None),
        FieldId::Isee => FieldValue::Isee(Isee::Amount(f64::from(n) * 7.0)),
        FieldId::Age => FieldValue::Number(n % 100),
        FieldId::Months => FieldValue::Number(n % 40),
        FieldId::Condition(_) => FieldValue::Answer(n % 2 == 0),
        _ => FieldValue::Number(n % 5),
    };
    (field, value)
}

fn profile_of(answers: &[Answer]) -> Profile {
    let mut profile = Profile::default();
    for answer in answers {
        let (field, value) = answer_of(*answer);
        assert!(profile.set(&field, value));
    }
    profile
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    prop::collection::vec((0..200_usize, 0..2000_u16), 0..12)
}

/// The words of the fields that were answered.
fn answered(profile: &Profile) -> BTreeSet<String> {
    let mut told: BTreeSet<String> =
        form().iter().filter(|f| profile.get(f).is_some()).map(|f| f.word().to_owned()).collect();
    // The number of minors and of small children answer together.
    if told.contains("minors") || told.contains("under_three") || told.contains("age") {
        told.insert("children".to_owned());
    }
    told
}

/// The words of the fields that may decide a requirement: its own, and of a condition all that the tables tie to it.
fn bearing(requirement: &Requirement) -> BTreeSet<String> {
    match requirement {
        Requirement::Eta { of: None, .. } => ["age".to_owned()].into(),
        Requirement::Eta { .. } => {
            let mut words = tied("figlio-minore");
            words.append(&mut tied("figlio-sotto-3-anni"));
            words.insert("children".to_owned());
            words
        }
        Requirement::Isee { .. } => ["isee".to_owned()].into(),
        Requirement::Residenza { .. } => {
            let mut words = tied("senza-residenza");
            words.extend(["comune".to_owned(), "months".to_owned()]);
            words
        }
        Requirement::Condizione { condition, .. } => condition.as_ref().map(|c| tied(c)).unwrap_or_default(),
        Requirement::UnoDi { any, .. } => any.iter().flat_map(bearing).collect(),
    }
}

/// A condition, whatever the tables tie to it, and the fields that count or age them.
fn tied(condition: &str) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = [condition.to_owned()].into();
    loop {
        let before = found.len();
        for (a, b) in IMPLIES.iter().chain(&EXCLUDES).chain(&ONE_OF_TWO) {
            if found.contains(*a) || found.contains(*b) {
                found.extend([(*a).to_owned(), (*b).to_owned()]);
            }
        }
        if found.len() == before {
            break;
        }
    }
    let counted = COUNTED.iter().filter(|c| found.contains(c.condition)).map(|c| c.field.word().to_owned());
    let aged = AGED.iter().any(|a| found.contains(a.2)).then(|| "age".to_owned());
    let fields: Vec<String> = counted.chain(aged).collect();
    found.extend(fields);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn more_information_never_turns_not_met_into_met(said in answers(), more in (0..200_usize, 0..2000_u16)) {
        let before = profile_of(&said);
        let (field, value) = answer_of(more);
        prop_assume!(before.get(&field).is_none());
        let then = Facts::of(catalog(), &before, today()).with(&field, value);
        let before = Facts::of(catalog(), &before, today());
        for entry in entries() {
            for requirement in &entry.eligibility().requirements {
                let (was, is) = (before.verdict(requirement, entry), then.verdict(requirement, entry));
                prop_assert!(!(was == Verdict::No && is == Verdict::Si), "{}: {requirement:?}", entry.id());
            }
        }
    }

    #[test]
    fn what_only_an_office_can_judge_is_never_met_and_never_denied(said in answers()) {
        let facts = Facts::of(catalog(), &profile_of(&said), today());
        for entry in entries() {
            for requirement in &entry.eligibility().requirements {
                if matches!(requirement, Requirement::Condizione { condition: None, .. }) {
                    prop_assert_eq!(facts.verdict(requirement, entry), Verdict::NonIndicato);
                    prop_assert_ne!(facts.mark_of(entry).map(|m| m.outcome), Some(Outcome::Compatibile));
                }
            }
        }
    }

    #[test]
    fn an_unknown_counts_neither_as_met_nor_as_not_met(said in answers()) {
        let profile = profile_of(&said);
        let facts = Facts::of(catalog(), &profile, today());
        let told: BTreeSet<String> = answered(&profile);
        for entry in entries() {
            for requirement in &entry.eligibility().requirements {
                if facts.verdict(requirement, entry) != Verdict::NonIndicato {
                    let words = bearing(requirement);
                    prop_assert!(words.iter().any(|w| told.contains(w)), "{}: {requirement:?} {words:?}", entry.id());
                }
            }
        }
    }

    #[test]
    fn without_a_profile_there_are_no_marks(said in answers()) {
        // A field that is emptied again is as if it had never been filled.
        let mut profile = profile_of(&said);
        for field in form() {
            profile.clear(field);
        }
        let facts = Facts::of(catalog(), &profile, today());
        for entry in entries() {
            prop_assert!(facts.mark_of(entry).is_none());
            for requirement in &entry.eligibility().requirements {
                prop_assert_eq!(facts.verdict(requirement, entry), Verdict::NonIndicato, "{:?}", requirement);
            }
        }
        prop_assert!(rank(catalog(), &profile, entries(), today()).iter().all(|a| a.mark.is_none()));
    }

    #[test]
    fn one_of_is_the_greatest_and_a_reason_says_what_its_verdict_is(said in answers()) {
        let facts = Facts::of(catalog(), &profile_of(&said), today());
        for entry in entries().iter().step_by(5) {
            for (requirement, reason) in entry.eligibility().requirements.iter().zip(facts.reasons(entry)) {
                prop_assert_eq!(reason.verdict, facts.verdict(requirement, entry));
                prop_assert!(reason.verdict == Verdict::NonIndicato || reason.ask.is_none());
                if let Requirement::UnoDi { any, .. } = requirement {
                    let most = any.iter().map(|r| facts.verdict(r, entry)).max().unwrap();
                    prop_assert_eq!(reason.verdict, most);
                }
            }
        }
    }

    #[test]
    fn the_order_is_total_and_does_not_depend_on_where_one_starts(said in answers(), turn in 0..500_usize) {
        let profile = profile_of(&said);
        prop_assume!(!profile.is_empty());
        let mut entries = candidates(catalog(), &profile);
        let ids = |entries: &[Entry<'_>]| -> Vec<String> {
            rank(catalog(), &profile, entries, today()).iter().map(|a| a.entry.id()).collect()
        };
        let first = ids(&entries);
        prop_assert_eq!(first.len(), entries.len());
        let turn = turn % entries.len();
        entries.rotate_left(turn);
        entries.reverse();
        prop_assert_eq!(ids(&entries), first);
    }

    #[test]
    fn the_next_question_asks_for_an_empty_field_and_settles_something(said in answers()) {
        let profile = profile_of(&said);
        let entries = candidates(catalog(), &profile);
        if let Some(question) = next_question(catalog(), &profile, &entries, today()) {
            prop_assert!(profile.get(&question.field).is_none());
            prop_assert!(question.settles > 0 && question.settles <= entries.len());
            prop_assert!(question.text.starts_with("Chiedi: ") && question.text.ends_with('?'));
        }
    }
}

/// Every pair of answers to conditions: what one denies, another never turns into yes.
#[test]
fn no_second_answer_turns_what_the_first_denies_into_a_yes() {
    let conditions: Vec<&FieldId> = form().iter().filter(|f| matches!(f, FieldId::Condition(_))).collect();
    for first in &conditions {
        for yes in [true, false] {
            let mut profile = Profile::default();
            assert!(profile.set(first, FieldValue::Answer(yes)));
            let before = Facts::of(catalog(), &profile, today());
            for second in conditions.iter().filter(|c| c != &first) {
                for also in [true, false] {
                    let then = before.with(second, FieldValue::Answer(also));
                    for condition in &catalog().condizioni {
                        let (was, is) = (before.evidence(&condition.id), then.evidence(&condition.id));
                        let turned = was.verdict() == Verdict::No && is.verdict() == Verdict::Si;
                        assert!(!turned, "{} {yes}, then {} {also}: {}", first.word(), second.word(), condition.id);
                    }
                }
            }
        }
    }
}
