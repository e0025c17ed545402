//! A new catalogue under an open screen: the encounter finds its indices again, and what was made of the old ones closes.

use super::app::{Focus, Model, Popup};
use super::picker::Purpose;
use super::{choices, listing};
use crate::encounter::lookup::Lookup;

/// Looks up in `lookup` from now on.
pub(super) fn take(model: &mut Model, lookup: Lookup) {
    let selected = model.current_id();
    if let Some(before) = &mut model.cleared {
        take(before, lookup.clone());
    }
    model.encounter.renew(lookup);
    model.browsed &= !model.encounter.request.areas.is_empty();
    if model.encounter.schede.is_empty() {
        model.focus = Focus::List;
    }

    // The options of a picker are indices: it closes, but for the question that nobody has answered yet. Another catalogue
    // may ask other things of a person: the form that was closed is of no use to it.
    model.left_form = None;
    let asked = model.picker().is_some_and(|p| p.purpose == Purpose::FirstPlace);
    model.popups.retain(|popup| matches!(popup, Popup::Reader(_)));

    listing::refresh(model);
    if asked {
        model.popups.push(Popup::Picker(choices::first_place(model)));
    }
    if let Some(id) = selected
        && let Some(at) = model.lines.iter().position(|line| model.id_of(line).as_deref() == Some(id.as_str()))
    {
        model.selected = at;
    }
}
