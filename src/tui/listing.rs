//! What the list shows after every change: the answer looked up anew, its lines for the person, and what lies over it.
//!
//! Everything that changes what is asked ends here: words, filters, the form, what Esc leads back to.

use super::app::{Focus, Model, Popup};
use super::lines::{self, Act, ListLine};
use super::picker::Picker;
use super::words;
use crate::encounter::{place, rows};
use crate::search::{Answer, Row};

/// What follows from other words: a new list, and the arrows go there.
pub(super) fn query_changed(model: &mut Model) {
    model.focus = Focus::List;
    model.encounter.request.only_type = None;
    model.encounter.request.literal &= !model.query.is_empty();
    refresh(model);
}

/// What Esc and the filters of the list come back to: the answer to everything that was typed and chosen.
pub(super) fn refresh(model: &mut Model) {
    let encounter = &mut model.encounter;
    model.query.text().clone_into(&mut encounter.request.text);
    if model.is_home() {
        let encounter = &mut model.encounter;
        let place = encounter.request.place;
        let (counts, total) = place::areas(encounter.catalog(), place);
        let mut starred: Vec<&String> = encounter.workplace.starred.iter().collect();
        starred.sort_unstable();
        let starred: Vec<Row> = starred.into_iter().filter_map(|id| rows::of_id(encounter.catalog(), id)).collect();
        model.lines = lines::of_home(&starred, &counts);
        encounter.answer = Answer { total, place, ..Answer::default() };
    } else {
        model.encounter.look(true);
    }
    lay_list(model);
}

/// The lines for the answer and the person, the first service selected.
pub(super) fn lay_list(model: &mut Model) {
    model.encounter.judge();
    if model.is_group() {
        model.lines = model.encounter.answer.rows.iter().cloned().map(ListLine::Item).collect();
    } else if !model.is_home() {
        model.lines = told_lines(model);
        if model.encounter.answer.rows.is_empty() {
            // The numbers are one key away in any case.
            let whom = ask_whom(model);
            model.lines.extend([whom, ListLine::Act(Act::Numeri)]);
        }
    }
    let first = |wanted: fn(&ListLine) -> bool| model.lines.iter().position(wanted);
    model.selected = first(|l| matches!(l, ListLine::Item(_) | ListLine::Area(..)))
        .or_else(|| first(ListLine::is_selectable))
        .unwrap_or(0);
    model.top = 0;
    if model.focus == Focus::List {
        model.encounter.schede.clear();
    }
}

/// Whom to ask where nothing was found: the ambito's best office, or first the comune.
fn ask_whom(model: &Model) -> ListLine {
    let ambito = model.ambito_now();
    let scheda = ambito.and_then(|id| model.encounter.lookup.scheda(&id, &model.encounter.viewer()));
    ListLine::Act(scheda.map_or(Act::ChoosePlace, |s| Act::Ask { id: s.id, how: s.next_step }))
}

/// Shows or hides what does not fit the person.
pub(super) fn not_compatible(model: &mut Model) {
    model.encounter.person.show_all = !model.encounter.person.show_all;
    lay_again(model);
}

/// Shows or hides what nothing that was said speaks for.
pub(super) fn others(model: &mut Model) {
    model.encounter.person.show_others = !model.encounter.person.show_others;
    lay_again(model);
}

/// The same list with other lines, the selection where it was.
fn lay_again(model: &mut Model) {
    let (selected, top) = (model.selected, model.top);
    lay_list(model);
    (model.selected, model.top) = (selected, top);
}

/// The lines of an answer for the person: without words what is for her first; with words as they were found. What nothing
/// speaks for and what does not fit is hidden behind a line each, never dropped.
fn told_lines(model: &Model) -> Vec<ListLine> {
    let mut lines = lines::of_answer(&model.encounter.answer);
    let person = &model.encounter.person;
    let Some(counts) = person.counts() else { return lines };
    let denied = |line: &ListLine| matches!(line, ListLine::Item(row) if person.is_denied(row));
    if model.query.text().trim().is_empty() {
        lines.sort_by_key(|line| match line {
            // Services without a mark (a number to call, say) stay before the rest, in the order of the answer.
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

/// Lays a popup over the list.
pub(super) fn push(model: &mut Model, popup: Popup) {
    model.in_list = false;
    // A picker takes the place of the one that is open: Esc then leads to the list and not through all of them. A page
    // such as the help lies over whatever is open.
    let over_form = model.popups.iter().position(|p| matches!(p, Popup::Profile(_)));
    if !matches!(popup, Popup::Reader(_)) {
        // A picker that was opened from the form lies over it: after the choice the form is there again.
        model.popups.truncate(over_form.map_or(0, |at| at + 1));
    } else if model.reader().is_some() {
        model.popups.pop();
    }
    model.popups.push(popup);
}

/// Lays a picker over the list.
pub(super) fn push_picker(model: &mut Model, fill: fn(&Model) -> Picker) {
    let picker = fill(model);
    push(model, Popup::Picker(picker));
}
