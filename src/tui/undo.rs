//! What was cleared comes back, once: the screen as it was before F8, before a new search or before a line was emptied.
//!
//! It is kept in memory until the next work begins, so that the words of one person never come back before another; a
//! kiosk keeps nothing. Neighbour: [`super::update`] says when.

use super::app::{Model, Popup};
use super::words;

impl Model {
    /// Whether something that was typed, marked or told stands on the screen.
    pub fn has_work(&self) -> bool {
        let typed = self.popups.iter().any(|popup| match popup {
            Popup::Picker(picker) => !picker.input.is_empty(),
            Popup::Profile(form) => form.has_text(),
            Popup::Reader(_) => false,
        });
        typed || !self.query.is_empty() || !self.marks.is_empty() || self.person.has_text()
    }

    /// Whether somebody's encounter is under way: more than a letter that may have been a slip.
    pub(super) fn has_begun(&self) -> bool {
        !self.is_home() || !self.marks.is_empty()
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
    if !model.kiosk && (before.has_begun() || before.place != before.desk || slip) {
        model.cleared = Some(before);
    }
}

/// Keeps the screen before it is cleared.
pub(super) fn remember(model: &mut Model) {
    let before = picture(model);
    keep(model, before);
}

/// Forgets what was cleared once the next work has begun.
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
        None if model.kiosk => Err(words::NOTHING_COMES_BACK),
        None => Err(words::NOTHING_TO_BRING_BACK),
    }
}

/// Brings back the screen that was cleared. What belongs to the desk and to the window stays as it is now.
pub(super) fn bring_back(model: &mut Model) {
    let Some(before) = model.cleared.take() else { return };
    *model = Model {
        now: model.now,
        size: model.size,
        theme: model.theme,
        desk: model.desk,
        first_desk: model.first_desk,
        counts: model.counts,
        starred: std::mem::take(&mut model.starred),
        message: Some(words::BROUGHT_BACK.to_owned()),
        ..*before
    };
}
