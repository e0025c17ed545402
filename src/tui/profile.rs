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
use crate::eligibility::{
    Assessment, FieldId, Fit, Mark, Outcome, Profile, Question, Verdict, assess, next_question, rank,
};
use crate::scheda::{Block, Heading, Pair, Scheda, Section, Tone};
use crate::search::{Hit, Row};

/// The person at the desk.
#[derive(Clone, Default, PartialEq)]
pub struct Person {
    /// What was told, without the comune: that is the place of the look-up.
    told: Profile,
    /// The form as it was left: what could not be understood is there again when it is opened.
    form: Option<Form>,
    /// What is not compatible is shown too.
    pub show_all: bool,
    /// What nothing speaks for is shown too.
    pub show_others: bool,
    /// The marks of the answer's rows, and where each row stands.
    marks: HashMap<Hit, (usize, Mark)>,
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
    /// Something to ask, and something speaks for it.
    pub to_verify: usize,
    /// Nothing that was said speaks for them.
    pub others: usize,
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

    /// Whether anything was told, or stands in the form that was closed.
    pub(super) fn has_text(&self) -> bool {
        self.is_told() || self.form.as_ref().is_some_and(Form::has_text)
    }

    /// Keeps the form that is closed.
    pub(super) fn put_away(&mut self, mut form: Form) {
        form.leave();
        self.form = Some(form);
    }

    /// Another catalogue may ask other things: the form that was closed is of no use to it.
    pub(super) fn forget_form(&mut self) {
        self.form = None;
    }

    /// The mark of a row; `None` where nothing was told.
    pub fn mark(&self, row: &Row) -> Option<Mark> {
        self.marks.get(&row.hit).map(|(_, mark)| *mark)
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

    /// How many rows of an answer to no words are not shown; with words all are that may fit.
    pub fn hidden(&self, words: bool) -> usize {
        let others = if self.show_others || words { 0 } else { self.counts.others };
        others + if self.show_all { 0 } else { self.counts.not_compatible }
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
    let row = |row: &Row| (row.hit, row.hit.entry(&catalog));
    let (hits, entries): (Vec<Hit>, Vec<Entry<'_>>) = model.answer.rows.iter().map(row).unzip();
    let mut marks = HashMap::with_capacity(hits.len());
    let mut counts = Counts::default();
    for (place, assessed) in rank(&catalog, &profile, &entries, model.today()).into_iter().enumerate() {
        let Some((hit, mark)) = hits.get(assessed.at).zip(assessed.mark) else { continue };
        let count = match (mark.outcome, mark.fit) {
            (Outcome::NonCompatibile, _) => &mut counts.not_compatible,
            (_, Fit::Others) => &mut counts.others,
            (Outcome::Compatibile, _) => &mut counts.compatible,
            (Outcome::DaVerificare, _) => &mut counts.to_verify,
            (Outcome::RequisitiNonIndicati, _) => &mut counts.not_stated,
        };
        *count += 1;
        marks.insert(*hit, (place, mark));
    }
    model.person.question = next_question(&catalog, &profile, &entries, model.today());
    model.person.marks = marks;
    model.person.counts = counts;
}

/// The lines of an answer for the person: without words what is for her first; with words as they were found. What nothing
/// speaks for and what does not fit is hidden behind a line each, never dropped.
pub(super) fn lines(model: &Model) -> Vec<ListLine> {
    let mut lines = rows::of_answer(&model.answer);
    let person = &model.person;
    if !person.is_told() {
        return lines;
    }
    let mark = |line: &ListLine| match line {
        ListLine::Item(row) => person.mark(row),
        _ => None,
    };
    let denied = |line: &ListLine| mark(line).is_some_and(|m| m.outcome == Outcome::NonCompatibile);
    if model.query.text().trim().is_empty() {
        lines.sort_by_key(|line| match line {
            ListLine::Item(row) => person.marks.get(&row.hit).map(|(place, _)| *place),
            _ => None,
        });
        let other = |line: &ListLine| mark(line).is_some_and(|m| m.fit == Fit::Others) && !denied(line);
        if let Some(at) = lines.iter().position(other) {
            if !person.show_others {
                lines.retain(|line| !other(line));
            }
            lines.insert(at, ListLine::Others);
        }
    }
    if !person.show_all {
        lines.retain(|line| !denied(line));
    }
    if !model.answer.rows.is_empty() && !lines.iter().any(|l| matches!(l, ListLine::Item(_) | ListLine::Others)) {
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
    Some(Section { heading: Heading::ThisPerson, blocks })
}

/// Opens the form, at the field of the next question where there is one; closes it where it is open.
pub(super) fn toggle(model: &mut Model) {
    if close(model) {
        return;
    }
    let asked = model.person.question.as_ref().map(|q| q.field.clone());
    let under = model.popups.drain(..).find_map(|p| if let Popup::Profile(form) = p { Some(form) } else { None });
    let left = under.or_else(|| model.person.form.take()).filter(|form| form.read() == model.person.told);
    let mut form = left.unwrap_or_else(|| Form::open(model.catalog(), &model.person.told, model.today()));
    if let Some(field) = asked {
        form.jump(&field);
    }
    model.focus = Focus::List;
    model.popups.push(Popup::Profile(form));
    if model.answer.rows.is_empty() && model.is_home() {
        // The first figure is answered at once: what there is at this place is looked up before.
        model.answer = super::update::sought(model);
    }
}

/// Closes the form on top and keeps what it holds; whether there was one.
pub(super) fn close(model: &mut Model) -> bool {
    if model.form().is_none() {
        return false;
    }
    if let Some(Popup::Profile(form)) = model.popups.pop() {
        model.person.put_away(form);
    }
    true
}

/// Selects the field of the next question in the open form.
pub(super) fn ask(model: &mut Model) {
    let field: Option<FieldId> = model.person.question.as_ref().map(|q| q.field.clone());
    if let (Some(Popup::Profile(form)), Some(field)) = (model.popups.last_mut(), field) {
        form.jump(&field);
    }
}

/// Enter in the form.
pub(super) fn enter(model: &mut Model) {
    let Some(Popup::Profile(form)) = model.popups.last_mut() else { return };
    match form.enter() {
        Step::Stay => changed(model),
        Step::Close => {
            close(model);
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
