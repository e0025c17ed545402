//! What happens when an option of a picker is chosen or marked.

use super::app::{Model, Popup};
use super::listing::refresh;
use super::message::Effect;
use super::opening::open_id;
use super::picker::{ChoiceValue, Picker, Purpose};
use super::{hand, report, words};
use crate::encounter::deed::{Deed, Keep};
use crate::search::Place;

/// Enter: takes the selected option and closes, except that a number to call stays in sight.
pub(super) fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(Popup::Picker(picker)) = model.popups.last() else { return Vec::new() };
    let Some(choice) = picker.current() else { return Vec::new() };
    let (value, purpose, label) = (choice.value.clone(), picker.purpose, choice.label.clone());
    let typed = picker.input.text().trim().to_owned();
    let takes_marks_as_they_are = picker.marked && picker.input.is_empty();
    if let ChoiceValue::Numero(_) = value {
        model.message = Some(format!("{}{label}", words::CALL_IT));
        return Vec::new();
    }
    model.popups.pop();
    match value {
        ChoiceValue::WholeRegion => set_place(model, None, purpose),
        // Its catalogue has to be read first.
        ChoiceValue::Elsewhere(istat) => vec![Effect::Move(istat)],
        ChoiceValue::Comune(ix) if purpose == Purpose::FirstPlace && !model.catalog().altre_regioni.is_empty() => {
            // Of several regions one is read, the one the desk is in.
            vec![Effect::Move(model.catalog().comuni[ix].record.istat.to_string())]
        }
        ChoiceValue::Comune(ix) => set_place(model, Some(Place::Comune(ix)), purpose),
        ChoiceValue::Ambito(ix) => set_place(model, Some(Place::Ambito(ix)), purpose),
        ChoiceValue::MakeDesk => keep_desk(model, model.encounter.request.place),
        ChoiceValue::AllTargets | ChoiceValue::Target(_) => {
            if !takes_marks_as_they_are {
                toggle(model, &value);
            }
            look_again(model);
            Vec::new()
        }
        ChoiceValue::AllAreas => {
            model.encounter.request.areas.clear();
            look_again(model);
            Vec::new()
        }
        ChoiceValue::Area(ix) => {
            model.encounter.request.areas = vec![ix];
            look_again(model);
            Vec::new()
        }
        ChoiceValue::Scheda(id) => {
            open_id(model, &id);
            Vec::new()
        }
        ChoiceValue::Numero(_) => Vec::new(),
        ChoiceValue::Hand(way) => hand::carry_out(model, way),
        ChoiceValue::Report(step) => report::chosen(model, step, &typed),
    }
}

/// Adds or takes away the selected option and stays.
pub(super) fn mark(model: &mut Model) {
    let Some(value) = model.picker().and_then(Picker::current).map(|c| c.value.clone()) else { return };
    toggle(model, &value);
    look_again(model);
    let targets = model.encounter.request.targets.clone();
    let Some(Popup::Picker(picker)) = model.popups.last_mut() else { return };
    for option in &mut picker.options {
        option.chosen = match option.value {
            ChoiceValue::Target(ix) => targets.contains(&ix),
            _ => targets.is_empty(),
        };
    }
    picker.marked = true;
    picker.input.clear();
    picker.narrow();
    picker.selected = picker.options.iter().position(|o| o.value == value).unwrap_or(0);
}

fn toggle(model: &mut Model, value: &ChoiceValue) {
    match value {
        ChoiceValue::Target(ix) if model.encounter.request.targets.contains(ix) => {
            model.encounter.request.targets.retain(|t| t != ix);
        }
        ChoiceValue::Target(ix) => model.encounter.request.targets.push(*ix),
        _ => model.encounter.request.targets.clear(),
    }
}

/// A filter changed: the list is looked up again, and Esc no longer leads back to the list of areas.
fn look_again(model: &mut Model) {
    model.browsed = false;
    model.encounter.request.only_type = None;
    model.focus = super::app::Focus::List;
    refresh(model);
}

fn set_place(model: &mut Model, place: Option<Place>, purpose: Purpose) -> Vec<Effect> {
    model.encounter.set_place(place);
    if model.encounter.request.text != model.query.text() {
        model.query = super::line_edit::LineEdit::new(&model.encounter.request.text);
    }
    if purpose == Purpose::FirstPlace {
        return keep_desk(model, place);
    }
    look_again(model);
    if model.encounter.request.place != model.encounter.workplace.place {
        model.message = Some(words::place_is(&model.place_label(place)));
    }
    Vec::new()
}

/// The catalogue of a comune that was chosen from all Italy is in use: the desk is there.
pub(super) fn arrived(model: &mut Model, istat: &str) -> Vec<Effect> {
    let place = model.catalog().find_comune(istat).map(Place::Comune);
    let effects = keep_desk(model, place);
    refresh(model);
    effects
}

fn keep_desk(model: &mut Model, place: Option<Place>) -> Vec<Effect> {
    model.encounter.request.place = place;
    model.encounter.workplace.place = place;
    look_again(model);
    if model.encounter.workplace.kiosk {
        model.message = Some(words::NOT_KEPT.to_owned());
        return Vec::new();
    }
    model.message = Some(words::desk_is(&model.place_label(place)));
    vec![Effect::Outside(Deed::Keep(Keep::Desk(place)))]
}
