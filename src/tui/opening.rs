//! What Enter, the digits, the ambito's key and Esc lead to: a scheda, the ambiti of a grouped row, an area, and back.
//!
//! Called by [`super::update`] and by what is chosen in a picker ([`super::pick`]); does no input or output.

use super::app::{Focus, Model, Popup, Spot};
use super::input::Key;
use super::line_edit::LineEdit;
use super::lines::{Act, ListLine};
use super::listing::{not_compatible, others, push, push_picker, query_changed, refresh};
use super::picker::Purpose;
use super::{choices, profile, words};
use crate::catalog::model::TipologiaIx;
use crate::search::Hit;

/// Enter on the selected row.
pub(super) fn open(model: &mut Model) {
    match model.current().cloned() {
        Some(ListLine::Item(row)) => match row.hit {
            Hit::Tipologia(tipologia) => open_group(model, tipologia),
            Hit::Servizio(_) => open_selected(model),
        },
        Some(ListLine::Area(area, _)) => {
            model.encounter.request.areas = vec![area];
            model.browsed = true;
            refresh(model);
        }
        Some(ListLine::Suggest(suggestion)) => {
            model.query = LineEdit::new(&suggestion.query);
            query_changed(model);
        }
        Some(ListLine::Numero(at)) => {
            let mut picker = choices::numeri(model);
            picker.select_numero(at);
            push(model, Popup::Picker(picker));
        }
        Some(ListLine::Elsewhere(at)) => {
            model.message = model.catalog().altrove.get(at).map(|a| a.say.to_string());
        }
        Some(ListLine::Act(Act::Numeri)) => push_picker(model, choices::numeri),
        Some(ListLine::Act(Act::Ask { id, .. })) => {
            model.encounter.schede.clear();
            open_id(model, &id);
        }
        Some(ListLine::Act(Act::ChoosePlace)) => push_picker(model, choices::place),
        Some(ListLine::Ask) => profile::toggle(model),
        Some(ListLine::Others) => others(model),
        Some(ListLine::NotCompatible) => not_compatible(model),
        Some(ListLine::Note(_)) | None => {}
    }
}

fn open_selected(model: &mut Model) {
    if let Some(id) = model.current_id() {
        model.encounter.schede.clear();
        open_id(model, &id);
    }
}

/// Shows the scheda of `id` over the ones that are open.
pub(super) fn open_id(model: &mut Model, id: &str) {
    if model.encounter.open(id) {
        model.focus = Focus::Scheda;
    } else {
        model.message = Some(words::NO_SCHEDA_HERE.to_owned());
    }
}

fn open_group(model: &mut Model, tipologia: TipologiaIx) {
    let spot = Spot { selected: model.selected, top: model.top };
    let before = (model.encounter.answer.clone(), model.lines.clone());
    model.encounter.request.only_type = Some(tipologia);
    model.came_from = spot;
    refresh(model);
    let found = model.lines.len();
    if found <= 1 {
        // One place, or none known: its scheda is the answer, a list would be a key too many.
        let only = model.current_id();
        model.encounter.request.only_type = None;
        (model.encounter.answer, model.lines) = before;
        (model.selected, model.top) = (spot.selected, spot.top);
        match only.or_else(|| model.current_id()) {
            Some(id) => {
                model.encounter.schede.clear();
                open_id(model, &id);
            }
            None => model.message = Some(words::NOTHING_TO_OPEN.to_owned()),
        }
    }
}

/// Opens the related service that is numbered with this digit.
pub(super) fn open_link(model: &mut Model, key: Key) {
    let Key::Char(digit) = key else { return };
    let at = digit.to_digit(10).unwrap_or(0) as usize;
    let id = model.shown_scheda().and_then(|s| s.scheda.links.get(at.wrapping_sub(1))).map(|l| l.id.clone());
    match id {
        Some(id) => open_id(model, &id),
        None => model.message = Some(words::NO_LINKS_HERE.to_owned()),
    }
}

/// One step back.
pub(super) fn back(model: &mut Model) {
    if let Some(popup) = model.popups.pop() {
        match popup {
            Popup::Picker(picker) if picker.purpose == Purpose::FirstPlace => {
                model.message = Some(words::DESK_LATER.to_owned());
            }
            Popup::Profile(form) => profile::put_away(model, form),
            Popup::Picker(_) | Popup::Reader(_) => {}
        }
    } else if model.focus == Focus::Scheda {
        if model.encounter.schede.len() > 1 {
            model.encounter.schede.pop();
        } else {
            model.focus = Focus::List;
        }
    } else if model.encounter.request.only_type.take().is_some() {
        let Spot { selected, top } = model.came_from;
        refresh(model);
        (model.selected, model.top) = (selected, top);
    } else if model.browsed {
        let area = model.encounter.request.areas.first().copied();
        model.encounter.request.areas.clear();
        model.browsed = false;
        refresh(model);
        let at = model.lines.iter().position(|l| matches!(l, ListLine::Area(ix, _) if Some(*ix) == area));
        model.selected = at.unwrap_or(model.selected);
    }
}

/// The scheda of the ambito of the place that holds.
pub(super) fn open_ambito(model: &mut Model) {
    let Some(id) = model.ambito_now() else { return };
    if model.focus == Focus::List {
        model.encounter.schede.clear();
    }
    open_id(model, &id);
}
