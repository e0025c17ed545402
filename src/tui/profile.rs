//! The person at the desk on the screen: what was told, what it says of each row, how the list shows it.
//!
//! Everything about a person is in [`Person`], which says nothing when it is printed for debugging and goes with
//! [`super::update`]'s next citizen. Asks [`crate::eligibility`]; [`super::profile_form`] is the page that is filled in.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;

use super::app::{Focus, Model, Popup};
use super::layout::Layout;
use super::profile_form::{Form, Step};
use super::rows::{self, ListLine};
use super::{choices, words};
use crate::catalog::model::Entry;
use crate::eligibility::rank::worth;
use crate::eligibility::{
    Assessment, Facts, FieldId, Mark, Nearness, Outcome, Profile, Question, Verdict, assess, next_question,
};
use crate::scheda::{Block, Pair, Scheda, Section, Tone};
use crate::search::{Hit, Row};

/// The person at the desk.
#[derive(Clone, Default, PartialEq)]
pub struct Person {
    /// What was told, without the comune: that is the place of the look-up.
    told: Profile,
    /// What is not compatible is shown too.
    pub show_all: bool,
    /// The marks of the answer's rows.
    marks: HashMap<Hit, Mark>,
    /// Rows of the answer, by outcome.
    counts: Counts,
    /// What to ask next, for the rows of the answer.
    question: Option<Question>,
}

/// Rows by outcome.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All requirements met.
    pub compatible: usize,
    /// Something to ask.
    pub to_verify: usize,
    /// No requirement is stated.
    pub not_stated: usize,
    /// A requirement is not met.
    pub not_compatible: usize,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person { … }")
    }
}

impl Person {
    /// Whether anything was told. The comune alone says nothing of a person.
    pub fn is_told(&self) -> bool {
        !self.told.is_empty()
    }

    /// The mark of a row; `None` where nothing was told.
    pub fn mark(&self, row: &Row) -> Option<Mark> {
        self.marks.get(&row.hit).copied()
    }

    /// Rows of the answer by outcome; nothing where nothing was told.
    pub fn counts(&self) -> Option<Counts> {
        self.is_told().then_some(self.counts)
    }

    /// What to ask next.
    pub fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// The age that was told, whole years.
    pub fn age(&self) -> Option<u8> {
        self.told.age
    }

    /// How many rows of the answer are not shown.
    pub fn hidden(&self) -> usize {
        if self.show_all { 0 } else { self.counts.not_compatible }
    }
}

/// What is known of the person, the place included.
fn profile(model: &Model) -> Profile {
    Profile { comune: model.comune_now(), ..model.person.told.clone() }
}

/// Assesses the rows of the answer.
pub(super) fn judge(model: &mut Model) {
    let person = &mut model.person;
    person.marks.clear();
    person.counts = Counts::default();
    person.question = None;
    if !model.person.is_told() {
        return;
    }
    let catalog = model.lookup.catalog.clone();
    let profile = profile(model);
    let facts = Facts::of(&catalog, &profile, model.today());
    let mut entries = Vec::with_capacity(model.answer.rows.len());
    let mut marks = HashMap::with_capacity(model.answer.rows.len());
    let mut counts = Counts::default();
    for row in &model.answer.rows {
        let Some(entry) = rows::entry(&catalog, row) else { continue };
        let Some(mark) = facts.mark_of(&entry) else { continue };
        let count = match mark.outcome {
            Outcome::Compatibile => &mut counts.compatible,
            Outcome::DaVerificare => &mut counts.to_verify,
            Outcome::RequisitiNonIndicati => &mut counts.not_stated,
            Outcome::NonCompatibile => &mut counts.not_compatible,
        };
        *count += 1;
        marks.insert(row.hit, mark);
        entries.push(entry);
    }
    model.person.question = next_question(&catalog, &profile, &entries, model.today());
    model.person.marks = marks;
    model.person.counts = counts;
}

/// The lines of an answer for the person: without words by outcome; with words as they were found. What does not fit is
/// hidden behind the last line, never dropped.
pub(super) fn lines(model: &Model) -> Vec<ListLine> {
    let mut lines = rows::of_answer(&model.answer);
    let person = &model.person;
    if !person.is_told() {
        return lines;
    }
    let outcome = |line: &ListLine| match line {
        ListLine::Item(row) => person.mark(row),
        _ => None,
    };
    if model.query.text().trim().is_empty() {
        lines.sort_by_key(|line| outcome(line).map(worth));
        let remote = |mark: Mark| mark.outcome == Outcome::DaVerificare && mark.near <= Nearness::Remote;
        if let Some(at) = lines.iter().position(|line| outcome(line).is_some_and(remote)) {
            lines.insert(at, ListLine::Note(words::REMOTE));
        }
    }
    if !person.show_all {
        lines.retain(|line| outcome(line).is_none_or(|mark| mark.outcome != Outcome::NonCompatibile));
    }
    if !model.answer.rows.is_empty() && !lines.iter().any(|l| matches!(l, ListLine::Item(_))) {
        lines.push(ListLine::Note(words::ONLY_NOT_COMPATIBLE));
    }
    if person.question.is_some() {
        lines.insert(0, ListLine::Ask);
    }
    if person.counts.not_compatible > 0 {
        lines.push(ListLine::NotCompatible);
    }
    lines
}

/// What the scheda says to this person; `None` where nothing was told. Not part of the scheda: it is neither copied nor
/// handed over.
pub fn section(model: &Model, scheda: &Scheda) -> Option<Section> {
    if !model.person.is_told() {
        return None;
    }
    section_of(&model.catalog().find(&scheda.id)?, &profile(model), model.today())
}

/// What a service says to a person on `today`, with the reasons. `None` for what nobody is entitled to or not.
pub fn section_of(entry: &Entry<'_>, profile: &Profile, today: NaiveDate) -> Option<Section> {
    let Assessment { mark, reasons } = assess(entry, profile, today)?;
    let said = format!("{} {}", words::outcome_said(mark.outcome), words::OFFICE_DECIDES);
    let mut blocks = vec![Block::Paragraph(said)];
    let pairs = reasons.into_iter().map(|reason| {
        let (label, tone) = match reason.verdict {
            Verdict::Si => (words::REASON_YES, Tone::Good),
            Verdict::No => (words::REASON_NO, Tone::Careful),
            Verdict::NonIndicato if reason.ask.is_none() => (words::REASON_OFFICE, Tone::Plain),
            Verdict::NonIndicato => (words::REASON_ASK, Tone::Plain),
        };
        Pair { label, value: reason.text, tone }
    });
    let pairs: Vec<Pair> = pairs.collect();
    if !pairs.is_empty() {
        blocks.push(Block::Pairs(pairs));
    }
    Some(Section { heading: words::FOR_THIS_PERSON, blocks })
}

/// Opens the form, at the field of the next question where there is one; closes it where it is open.
pub(super) fn toggle(model: &mut Model) {
    if matches!(model.popups.last(), Some(Popup::Profile(_))) {
        model.popups.pop();
        return;
    }
    let asked = model.person.question.as_ref().map(|q| q.field.clone());
    let mut form = Form::open(model.catalog(), &model.person.told, model.today());
    if let Some(field) = asked {
        form.jump(&field);
    }
    model.popups.clear();
    model.focus = Focus::List;
    model.popups.push(Popup::Profile(form));
    if model.answer.rows.is_empty() && model.is_home() {
        // The first figure is answered at once: what there is at this place is looked up before.
        model.answer = super::update::sought(model);
    }
}

/// Selects the field of the next question in the open form.
pub(super) fn ask(model: &mut Model) {
    let field: Option<FieldId> = model.person.question.as_ref().map(|q| q.field.clone());
    if let (Some(Popup::Profile(form)), Some(field)) = (model.popups.last_mut(), field) {
        form.jump(&field);
    }
}

/// Empties the profile and the form.
pub(super) fn clear(model: &mut Model) {
    if let Some(Popup::Profile(form)) = model.popups.last_mut() {
        form.clear();
    }
    changed(model);
    model.message = Some(words::PROFILE_CLEARED.to_owned());
}

/// Enter in the form.
pub(super) fn enter(model: &mut Model) {
    let Some(Popup::Profile(form)) = model.popups.last_mut() else { return };
    match form.enter() {
        Step::Stay => changed(model),
        Step::Close => {
            model.popups.pop();
        }
        Step::Place => {
            let picker = choices::place(model);
            model.popups.push(Popup::Picker(picker));
        }
    }
}

/// Takes over what the form says and shows the list anew.
pub(super) fn changed(model: &mut Model) {
    let Some(Popup::Profile(form)) = model.popups.last() else { return };
    let told = form.read();
    if told == model.person.told {
        return;
    }
    let was_home = model.is_home();
    model.person.told = told;
    if model.is_home() == was_home {
        super::update::lay_list(model);
    } else {
        super::update::refresh(model);
    }
}

/// Rows that the form has for its lines.
pub(super) fn form_rows(layout: &Layout) -> usize {
    usize::from(layout.body.height)
}
