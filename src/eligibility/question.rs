//! What to ask next: the field not yet filled that would settle the most services that could concern this person.
//!
//! Found by trying: every open field that one would ask this person is answered in the ways that matter (below and above
//! each bound, yes and no), and the services that stop being "da verificare" are counted, those that nothing speaks for last.
//! What cannot wait is asked before all else. Neighbours: [`mod@super::assess`], [`super::facts`], [`super::nearness`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::assess::THRESHOLD_RISES_BY;
use super::facts::Facts;
use super::field::FieldId;
use super::leads::Fit;
use super::near::Nearness;
use super::profile::{FieldValue, Isee, Profile};
use super::verdict::Outcome;
use crate::catalog::model::{AmbitoIx, Catalog, Entry, Scope};
use crate::catalog::record::{IseeVariant, Requirement};
use crate::lingua::amounts::euro;

/// A question to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The field that the answer fills.
    pub field: FieldId,
    /// The question as it is asked aloud: "Chiedi: l'ISEE è sotto 10.140 euro?".
    pub text: String,
    /// How many of the services an answer may settle: compatible or not, no longer to be verified.
    pub settles: usize,
}

/// Services that every answer treats alike: one of them stands for all.
struct QuestionKind<'a> {
    entry: &'a Entry<'a>,
    count: usize,
    fit: Fit,
    near: Nearness,
}

/// How questions are compared: whether it cannot wait, how many services for this person it settles, how near it is to what
/// was said, how many it settles that are not remote.
type Weight = (bool, usize, Nearness, usize);

/// The question whose answer would settle the most of `entries` that could concern this person. `None` where no question
/// that one would ask her settles any of those.
pub fn next_question(
    catalog: &Catalog,
    profile: &Profile,
    entries: &[Entry<'_>],
    today: NaiveDate,
) -> Option<Question> {
    let facts = Facts::of(catalog, profile, today);
    let kinds = open_kinds(&facts, entries);
    let mut asked: BTreeMap<FieldId, BTreeSet<usize>> = BTreeMap::new();
    for (at, kind) in kinds.iter().enumerate() {
        for requirement in &kind.entry.eligibility().requirements {
            facts.each_open_field(requirement, kind.entry, &mut |field| {
                asked.entry(field).or_default().insert(at);
            });
        }
    }
    let mut best: Option<(Weight, &FieldId, Vec<&QuestionKind>)> = None;
    for field in asked.keys() {
        let near = facts.near_field(field);
        if near <= Nearness::Remote {
            continue;
        }
        let settled = settled(&facts, field, &asked, &kinds);
        let count = |of: fn(&QuestionKind) -> bool| settled.iter().filter(|k| of(k)).map(|k| k.count).sum::<usize>();
        let plausible = count(|k| k.near > Nearness::Remote);
        let weight = (near == Nearness::Pressing, count(|k| k.fit == Fit::Person), near, plausible);
        if plausible > 0 && best.as_ref().is_none_or(|(most, ..)| weight > *most) {
            best = Some((weight, field, settled));
        }
    }
    let (_, field, settled) = best?;
    let settles = settled.iter().map(|k| k.count).sum();
    Some(Question { text: text(&facts, field, &settled), field: field.clone(), settles })
}

/// The kinds that some answer to `field` settles: those that ask for it, and those that ask for what follows from it.
fn settled<'a>(
    facts: &Facts<'_>,
    field: &FieldId,
    asked: &BTreeMap<FieldId, BTreeSet<usize>>,
    kinds: &'a [QuestionKind<'a>],
) -> Vec<&'a QuestionKind<'a>> {
    let direct: Vec<&QuestionKind> = asked.get(field).into_iter().flatten().filter_map(|at| kinds.get(*at)).collect();
    let mut done: BTreeSet<usize> = BTreeSet::new();
    for answer in answers(facts, field, &direct) {
        let then = facts.with(field, answer);
        let mut touched: BTreeSet<usize> = asked.get(field).cloned().unwrap_or_default();
        for news in facts.news(&then) {
            touched.extend(asked.get(&news).into_iter().flatten());
        }
        let settles = |at: &usize| kinds.get(*at).is_some_and(|k| then.outcome_of(k.entry) != Outcome::DaVerificare);
        done.extend(touched.difference(&done).copied().filter(settles).collect::<Vec<usize>>());
    }
    done.into_iter().filter_map(|at| kinds.get(at)).collect()
}

/// The services that are to be verified, grouped by what decides on them: requirements and place.
fn open_kinds<'a>(facts: &Facts<'_>, entries: &'a [Entry<'a>]) -> Vec<QuestionKind<'a>> {
    type Standing = (usize, Option<AmbitoIx>, usize, usize, bool);
    let mut kinds: Vec<QuestionKind<'a>> = Vec::new();
    let mut seen: HashMap<Standing, Option<usize>> = HashMap::new();
    for entry in entries {
        let ambito = match entry.scope() {
            Some(Scope::Ambito(ix)) => Some(ix),
            _ => None,
        };
        let comuni = entry.servizio.and_then(|s| s.comuni.as_ref()).map_or(0, |list| std::ptr::from_ref(list).addr());
        let (rules, targets) = (std::ptr::from_ref(entry.eligibility()).addr(), entry.targets().as_ptr().addr());
        let key = (rules, ambito, comuni, targets, facts.is_over(entry));
        match seen.get(&key) {
            Some(Some(at)) => {
                if let Some(kind) = kinds.get_mut(*at) {
                    kind.count += 1;
                }
            }
            Some(None) => {}
            None => {
                let mark = facts.tally(entry);
                let open = mark.outcome == Outcome::DaVerificare;
                seen.insert(key, open.then_some(kinds.len()));
                kinds.extend(open.then_some(QuestionKind { entry, count: 1, fit: mark.fit, near: mark.near }));
            }
        }
    }
    kinds
}

/// The answers that make a difference to some of `kinds`.
fn answers(facts: &Facts<'_>, field: &FieldId, kinds: &[&QuestionKind<'_>]) -> Vec<FieldValue> {
    let numbers = |list: &[u16]| list.iter().map(|n| FieldValue::Number(*n)).collect();
    match field {
        FieldId::Comune => facts.catalog.comuni.indices().take(1).map(FieldValue::Comune).collect(),
        FieldId::Condition(_) => vec![FieldValue::Answer(true), FieldValue::Answer(false)],
        FieldId::Minors => numbers(&[0, 1, 3, 4]),
        FieldId::UnderThree => {
            let all = facts.profile.household.minors.map_or(1, u16::from);
            numbers(&[0, 1, all])
        }
        FieldId::OverSixty | FieldId::WithDisability => numbers(&[0, 1]),
        FieldId::Age | FieldId::Months | FieldId::Isee => {
            let mut found = Vec::new();
            for requirement in kinds.iter().flat_map(|k| &k.entry.eligibility().requirements) {
                bounds(field, requirement, &mut found);
            }
            found.sort_by(f64::total_cmp);
            found.dedup();
            found.into_iter().filter_map(|bound| value(field, bound)).collect()
        }
    }
}

/// The numbers at and just beyond the bounds that a requirement sets for a field.
fn bounds(field: &FieldId, requirement: &Requirement, found: &mut Vec<f64>) {
    match (field, requirement) {
        (FieldId::Age, Requirement::Eta { of: None, min, max, .. }) => {
            for bound in [min.map(f64::from), max.map(f64::from)].into_iter().flatten() {
                found.extend([bound - 1.0, bound, bound + 1.0]);
            }
        }
        (FieldId::Isee, Requirement::Isee { max, alternatives, .. }) => {
            for bound in std::iter::once(*max).chain(alternatives.iter().map(|a| a.max)) {
                // What lies far beyond denies what has ended, too.
                found.extend([bound, bound + 1.0, THRESHOLD_RISES_BY * bound + 1.0]);
            }
        }
        (FieldId::Months, Requirement::Residenza { months: Some(months), .. }) => {
            found.extend([f64::from(*months) - 1.0, f64::from(*months)]);
        }
        // An age answers conditions of the household too.
        (FieldId::Age, Requirement::Condizione { condition: Some(_), .. }) => found.extend([17.0, 60.0]),
        (_, Requirement::UnoDi { any, .. }) => any.iter().for_each(|r| bounds(field, r, found)),
        _ => {}
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // bounds are small whole numbers, checked here
fn value(field: &FieldId, bound: f64) -> Option<FieldValue> {
    match field {
        FieldId::Isee => Some(FieldValue::Isee(Isee::Amount(bound))),
        _ if (0.0..=255.0).contains(&bound) => Some(FieldValue::Number(bound as u16)),
        _ => None,
    }
}

/// The question aloud. For the ISEE it names the threshold that decides the most services, the lowest of several.
fn text(facts: &Facts<'_>, field: &FieldId, settled: &[&QuestionKind<'_>]) -> String {
    if *field == FieldId::Isee {
        let mut counts: Vec<(f64, usize)> = Vec::new();
        for kind in settled {
            for requirement in &kind.entry.eligibility().requirements {
                count_thresholds(requirement, facts.today, kind.count, &mut counts);
            }
        }
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0)));
        if let Some((threshold, _)) = counts.first() {
            return format!("Chiedi: l'ISEE è sotto {}?", euro(*threshold));
        }
    }
    format!("Chiedi: {}", continued(&field.question(facts.catalog)))
}

/// A question with a small first letter, "È" and "C'è" included, unless it begins with an acronym.
fn continued(question: &str) -> String {
    let mut chars = question.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => first.to_lowercase().chain(chars).collect(),
        _ => question.to_owned(),
    }
}

/// Counts the thresholds in force: one that has ended is asked of nobody.
fn count_thresholds(requirement: &Requirement, today: NaiveDate, count: usize, counts: &mut Vec<(f64, usize)>) {
    match requirement {
        Requirement::Isee { .. } if requirement.ended_year(today).is_some() => {}
        Requirement::Isee { max, variant: None | Some(IseeVariant::Ordinario | IseeVariant::Familiare), .. } => {
            match counts.iter_mut().find(|(known, _)| known.total_cmp(max).is_eq()) {
                Some((_, n)) => *n += count,
                None => counts.push((*max, count)),
            }
        }
        Requirement::UnoDi { any, .. } => any.iter().for_each(|r| count_thresholds(r, today, count, counts)),
        _ => {}
    }
}
