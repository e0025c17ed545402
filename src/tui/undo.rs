//! What was cleared comes back, once: the screen as it was before F8, before a new search or before a line was emptied.
//!
//! It is kept in memory until the next work begins, so that the words of one person never come back before another; a
//! kiosk keeps nothing. Neighbour: [`super::update`] says when.

use super::app::{Model, Popup};
use super::profile_form::ProfileForm;
use super::words;
use crate::encounter::Encounter;

impl Model {
    /// Whether something that was typed, marked or told stands on the screen.
    pub fn has_work(&self) -> bool {
        let typed = self.popups.iter().any(|popup| match popup {
            Popup::Picker(picker) => !picker.input.is_empty(),
            Popup::Profile(form) => form.has_text(),
            Popup::Reader(_) => false,
        });
        typed || !self.query.is_empty() || !self.encounter.marks.is_empty() || self.has_told()
    }

    /// Whether somebody's encounter is under way: more than a letter that may have been a slip.
    pub(super) fn has_begun(&self) -> bool {
        !self.is_home() || !self.encounter.marks.is_empty()
    }

    /// Whether anything was told of the person, or stands in the form that was closed.
    fn has_told(&self) -> bool {
        self.encounter.person.is_told() || self.left_form.as_ref().is_some_and(ProfileForm::has_text)
    }
}

/// The screen as it is.
pub(super) fn picture(model: &Model) -> Box<Model> {
    Box::new(Model { cleared: None, message: None, ..model.clone() })
}

/// Keeps a screen that is being cleared, where something stands on it. A slip of one letter does not take the place of
/// what was cleared before.
pub(super) fn keep(model: &mut Model, before: Box<Model>) {
    let slip = model.cleared.is_none() && before.has_work();
    let elsewhere = before.encounter.request.place != before.encounter.workplace.place;
    if !model.encounter.workplace.kiosk && (before.has_begun() || elsewhere || slip) {
        model.cleared = Some(before);
    }
}

/// Keeps the screen before it is cleared.
pub(super) fn remember(model: &mut Model) {
    let before = picture(model);
    keep(model, before);
}

/// Forgets what was cleared as soon as the next person has asked something.
pub(super) fn forget_in_time(model: &mut Model) {
    if model.has_begun() {
        model.cleared = None;
    }
}

/// Whether something can come back.
///
/// # Errors
/// Why not, one Italian sentence.
pub(super) fn available(model: &Model) -> Result<(), &'static str> {
    match model.cleared {
        Some(_) => Ok(()),
        None if model.encounter.workplace.kiosk => Err(words::NOTHING_COMES_BACK),
        None => Err(words::NOTHING_TO_BRING_BACK),
    }
}

/// Brings back the screen that was cleared. What belongs to the desk and to the window stays as it is now.
pub(super) fn bring_back(model: &mut Model) {
    let Some(before) = model.cleared.take() else { return };
    let workplace = std::mem::take(&mut model.encounter.workplace);
    *model = Model {
        encounter: Encounter { now: model.encounter.now, workplace, ..before.encounter },
        size: model.size,
        theme: model.theme,
        message: Some(words::BROUGHT_BACK.to_owned()),
        ..*before
    };
}
