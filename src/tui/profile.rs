//! The person at the desk on the screen: how the list shows what was told, and the form that is filled in.
//!
//! What was told and what it says of each row is [`crate::encounter::person`]'s; [`super::profile_form`] is the page.

use super::app::{Focus, Model, Popup};
use super::layout::Layout;
use super::lines::{self, ListLine};
use super::profile_form::{Form, Step};
use super::{choices, words};
use crate::eligibility::FieldId;

/// The lines of an answer for the person: without words what is for her first; with words as they were found. What nothing
/// speaks for and what does not fit is hidden behind a line each, never dropped.
pub(super) fn lines(model: &Model) -> Vec<ListLine> {
    let mut lines = lines::of_answer(&model.encounter.answer);
    let person = &model.encounter.person;
    let Some(counts) = person.counts() else { return lines };
    let denied = |line: &ListLine| matches!(line, ListLine::Item(row) if person.is_denied(row));
    if model.query.text().trim().is_empty() {
        lines.sort_by_key(|line| match line {
            // What nobody is entitled to or not stays before the rest, as it came.
            ListLine::Item(row) => person.mark(row).and_then(|_| person.rank(row)),
            _ => None,
        });
        let other = |line: &ListLine| matches!(line, ListLine::Item(row) if person.is_other(row));
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
    if !model.encounter.answer.rows.is_empty()
        && !lines.iter().any(|l| matches!(l, ListLine::Item(_) | ListLine::Others))
    {
        lines.push(ListLine::Note(words::ONLY_NOT_COMPATIBLE));
    }
    if person.question().is_some() {
        lines.insert(0, ListLine::Ask);
    }
    if counts.not_compatible > 0 {
        lines.push(ListLine::NotCompatible);
    }
    lines
}

/// Opens the form, at the field of the next question where there is one; closes it where it is open.
pub(super) fn toggle(model: &mut Model) {
    if close(model) {
        return;
    }
    let asked = model.encounter.person.question().map(|q| q.field.clone());
    let under = model.popups.drain(..).find_map(|p| if let Popup::Profile(form) = p { Some(form) } else { None });
    let left = under.or_else(|| model.left_form.take()).filter(|form| form.read() == model.encounter.person.told);
    let mut form = left.unwrap_or_else(|| Form::open(model.catalog(), &model.encounter.person.told, model.today()));
    if let Some(field) = asked {
        form.jump(&field);
    }
    model.focus = Focus::List;
    model.popups.push(Popup::Profile(form));
    if model.encounter.answer.rows.is_empty() && model.is_home() {
        // The first figure is answered at once: what there is at this place is looked up before.
        model.encounter.answer = model.encounter.sought(true);
    }
}

/// Keeps a form that is closed.
pub(super) fn put_away(model: &mut Model, mut form: Form) {
    form.leave();
    model.left_form = Some(form);
}

/// Closes the form on top and keeps what it holds; whether there was one.
pub(super) fn close(model: &mut Model) -> bool {
    if model.form().is_none() {
        return false;
    }
    if let Some(Popup::Profile(form)) = model.popups.pop() {
        put_away(model, form);
    }
    true
}

/// Selects the field of the next question in the open form.
pub(super) fn ask(model: &mut Model) {
    let field: Option<FieldId> = model.encounter.person.question().map(|q| q.field.clone());
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
    if told == model.encounter.person.told {
        return;
    }
    let was_home = model.is_home();
    model.encounter.person.told = told;
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
