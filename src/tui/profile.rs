//! The person at the desk on the screen: the form that is opened, filled in and closed.
//!
//! What was told and what it says of each row is [`crate::encounter::person`]'s; [`super::profile_form`] is the page.

use super::app::{Focus, Model, Popup};
use super::choices;
use super::layout::Layout;
use super::listing::{lay_list, refresh};
use super::profile_form::{FormStep, ProfileForm};
use crate::eligibility::FieldId;

/// Opens the form, at the field of the next question where there is one; closes it where it is open.
pub(super) fn toggle(model: &mut Model) {
    if close(model) {
        return;
    }
    let asked = model.encounter.person.question().map(|q| q.field.clone());
    let under = model.popups.drain(..).find_map(|p| if let Popup::Profile(form) = p { Some(form) } else { None });
    let left = under.or_else(|| model.left_form.take()).filter(|form| form.read() == model.encounter.person.told);
    let mut form =
        left.unwrap_or_else(|| ProfileForm::open(model.catalog(), &model.encounter.person.told, model.today()));
    if let Some(field) = asked {
        form.jump(&field);
    }
    model.focus = Focus::List;
    model.popups.push(Popup::Profile(form));
    if model.encounter.answer.rows.is_empty() && model.is_home() {
        // Looked up before anything is written, so that the first figure already changes the list.
        model.encounter.answer = model.encounter.sought(true);
    }
}

/// Keeps a form that is closed.
pub(super) fn put_away(model: &mut Model, mut form: ProfileForm) {
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
        FormStep::Stay => changed(model),
        FormStep::Close => {
            close(model);
        }
        FormStep::Place => {
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
        lay_list(model);
    } else {
        refresh(model);
    }
}

/// Rows that the form has for its lines.
pub(super) fn form_rows(layout: &Layout) -> usize {
    usize::from(layout.body.height)
}
