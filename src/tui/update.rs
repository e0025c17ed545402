//! One message in, the model changed, effects out. Does no input or output; asks the catalogue, which is pure.
//!
//! Keys go first to what is on top (a picker's input, a page), then to the table of commands, then into the query.

use chrono::{NaiveDateTime, TimeDelta};

use super::accessi::{self, Taken};
use super::app::{Focus, Model, Popup};
use super::keymap::{self, Context, Id};
use super::line_edit::LineEdit;
use super::lines::{self, Act, ListLine};
use super::message::{Effect, Key, Message};
use super::moves::{fit, on_click, page_rows, scroll, show_sheet};
use super::reader::Reader;
use super::{choices, hand, opening, pick, profile, report, undo, words};
use crate::encounter::deed::{Deed, Keep};
use crate::encounter::{place, rows};
use crate::search::{Answer, Row};

/// Within how long after a figure more figures and letters are words that go on.
const TYPED_ON: TimeDelta = TimeDelta::milliseconds(1500);

/// Takes one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let acts = matches!(message, Message::Key(_) | Message::Paste(_) | Message::Click(..));
    let could_come_back = acts && model.cleared.is_some();
    let could_leave = acts && model.leaving;
    let effects = match message {
        Message::Key(key) => {
            model.message = None;
            match accessi::key(model, key) {
                Taken::Done => Vec::new(),
                Taken::Words(text) => {
                    type_text(model, &text);
                    Vec::new()
                }
                Taken::Passed(mut effects) => {
                    effects.extend(on_key(model, key));
                    effects
                }
            }
        }
        Message::Paste(text) => {
            model.message = None;
            let effects = accessi::settle(model);
            type_text(model, &text);
            effects
        }
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Message::Click(x, y) => {
            model.message = None;
            let mut effects = accessi::settle(model);
            effects.extend(on_click(model, x, y));
            effects
        }
        Message::Settle if accessi::is_held(model) => {
            let said = model.said();
            let effects = accessi::settle(model);
            model.message = said;
            effects
        }
        Message::Settle => Vec::new(),
        Message::Wheel(by) => {
            scroll(model, isize::from(by));
            Vec::new()
        }
        Message::Idle => {
            *model = model.untouched();
            begin(model);
            Vec::new()
        }
    };
    model.leaving &= !could_leave;
    if could_come_back {
        undo::forget_in_time(model);
    }
    show_sheet(model);
    fit(model);
    effects
}

/// The first look-up, before the first frame.
pub fn begin(model: &mut Model) {
    refresh(model);
    if model.asks_place {
        model.popups.push(Popup::Picker(choices::first_place(model)));
    }
    show_sheet(model);
    fit(model);
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let figure = model.figure.take();
    if let (Some(first), Key::Char(c)) = (hurried(model, figure), key)
        && c.is_alphanumeric()
    {
        // "104" typed over a scheda is a word, not three related services.
        begin_search(model, &format!("{first}{c}"));
        return Vec::new();
    }
    let context = model.context();
    let nothing_typed = match model.picker() {
        Some(picker) => picker.input.is_empty(),
        // Over what is only read a letter begins anew.
        None => matches!(context, Context::Scheda | Context::Reader) || model.query.is_empty(),
    };
    // A space before any letter cannot narrow: it marks.
    let key = if context == Context::Multi && key == Key::Char(' ') && nothing_typed { Key::Insert } else { key };
    if let Some(command) = keymap::find(key, context, nothing_typed) {
        match (command.available)(model) {
            Ok(()) => return run(model, command.id, key),
            // A number is a word like another where no link wears it.
            Err(_) if command.id == Id::Link => {}
            Err(why) => {
                model.message = Some(why.to_owned());
                return Vec::new();
            }
        }
    }
    if let Key::Char(c) = key {
        type_text(model, c.encode_utf8(&mut [0; 4]));
    } else {
        edit(model, key);
    }
    Vec::new()
}

fn type_text(model: &mut Model, text: &str) {
    model.in_list = false;
    match model.popups.last_mut() {
        Some(Popup::Picker(picker)) => {
            if picker.input.insert(text) {
                picker.narrow();
            }
            return;
        }
        Some(Popup::Profile(form)) => {
            form.type_text(text);
            return profile::changed(model);
        }
        Some(Popup::Reader(_)) => return begin_search(model, text),
        None if model.focus == Focus::Scheda => return begin_search(model, text),
        None => {}
    }
    // What is beyond the length of a line costs no search.
    if model.query.insert(text) {
        query_changed(model);
    }
}

/// Over what is only read nobody goes on with the words before: these are another search. A page that lies on something
/// to write in gives the keyboard back to that.
fn begin_search(model: &mut Model, text: &str) {
    if text.trim().is_empty() {
        model.message = Some(words::UNKNOWN_KEY.to_owned());
        return;
    }
    let over_a_page = model.reader().is_some();
    while model.reader().is_some() {
        model.popups.pop();
    }
    if over_a_page && !model.popups.is_empty() {
        return type_text(model, text);
    }
    if !model.query.is_empty() {
        undo::remember(model);
        model.message = model.cleared.as_ref().map(|_| words::NEW_SEARCH.to_owned());
    }
    model.query.clear();
    model.encounter.request.literal = false;
    model.query.insert(text);
    query_changed(model);
}

/// The figure that opened a related service a moment ago, where more is typed over the scheda before anybody can have read
/// it.
fn hurried(model: &Model, figure: Option<(char, NaiveDateTime)>) -> Option<char> {
    let (c, at) = figure.filter(|_| model.popups.is_empty() && model.focus == Focus::Scheda)?;
    // A clock that was put back in between says nothing.
    (TimeDelta::zero()..TYPED_ON).contains(&(model.encounter.now - at)).then_some(c)
}

/// Ends, or where there is something to lose says how.
fn leave(model: &mut Model) -> Vec<Effect> {
    if model.leaving || !model.has_work() {
        return vec![Effect::Quit];
    }
    model.leaving = true;
    model.message = Some(words::LEAVE_AGAIN.to_owned());
    Vec::new()
}

/// What follows from other words: a new list, and the arrows go there.
pub(super) fn query_changed(model: &mut Model) {
    model.focus = Focus::List;
    model.encounter.request.only_type = None;
    model.encounter.request.literal &= !model.query.is_empty();
    refresh(model);
}

fn edit(model: &mut Model, key: Key) {
    let change = |line: &mut LineEdit, key: Key| match key {
        Key::Backspace | Key::Ctrl('h') => Some(line.backspace()),
        Key::Delete => Some(line.delete()),
        Key::Ctrl('w') => Some(line.delete_word()),
        Key::Ctrl('u') => Some(line.delete_to_start()),
        Key::Left => {
            line.left();
            Some(false)
        }
        Key::Right => {
            line.right();
            Some(false)
        }
        Key::Home => {
            line.home();
            Some(false)
        }
        Key::End => {
            line.end();
            Some(false)
        }
        _ => None,
    };
    let in_popup = !model.popups.is_empty();
    let deletes = matches!(key, Key::Backspace | Key::Delete | Key::Ctrl('h' | 'w' | 'u'));
    if deletes && !in_popup && model.focus == Focus::Scheda {
        // Nobody sees the words change behind a scheda: the key leads back to them.
        return opening::back(model);
    }
    let in_form = model.form().is_some();
    // Ctrl-W closes a window elsewhere: what it deletes here can come back.
    let before = (deletes && matches!(key, Key::Ctrl(_))).then(|| undo::picture(model));
    let changed = match model.popups.last_mut() {
        Some(Popup::Picker(picker)) => {
            let changed = change(&mut picker.input, key);
            if changed == Some(true) {
                picker.narrow();
            }
            changed
        }
        Some(Popup::Reader(_)) => Some(false),
        Some(Popup::Profile(form)) => form.edit(key, change),
        None => change(&mut model.query, key),
    };
    model.in_list &= changed.is_none();
    if changed == Some(true)
        && let Some(before) = before
    {
        undo::keep(model, before);
    }
    match changed {
        Some(true) if in_form => profile::changed(model),
        Some(true) if !in_popup => query_changed(model),
        Some(false) if matches!(key, Key::Ctrl('w' | 'u')) => model.message = Some(words::NOTHING_TO_CLEAR.to_owned()),
        Some(_) => {}
        None => model.message = Some(words::UNKNOWN_KEY.to_owned()),
    }
}

fn run(model: &mut Model, id: Id, key: Key) -> Vec<Effect> {
    let page_rows = isize::try_from(page_rows(model)).unwrap_or(1);
    model.in_list |= matches!(id, Id::Up | Id::Down | Id::PageUp | Id::PageDown | Id::MarkRow | Id::Mark);
    match id {
        Id::Open => opening::open(model),
        Id::Links => push_picker(model, choices::links),
        Id::Link => {
            opening::open_link(model, key);
            model.figure = if let Key::Char(c) = key { Some((c, model.encounter.now)) } else { None };
        }
        Id::Choose => return pick::choose(model),
        Id::Mark => pick::mark(model),
        Id::Back => opening::back(model),
        Id::SwitchPane => {
            model.focus = if model.focus == Focus::List { Focus::Scheda } else { Focus::List };
            if model.encounter.schede.is_empty() {
                model.focus = Focus::List;
                model.message = Some(words::NO_SCHEDA_HERE.to_owned());
            } else if model.focus == Focus::Scheda
                && let Some(id) = model.current_id()
            {
                model.encounter.matter.opens(&id);
            }
        }
        Id::Up => scroll(model, -1),
        Id::Down => scroll(model, 1),
        Id::PageUp => scroll(model, -page_rows),
        Id::PageDown => scroll(model, page_rows),
        Id::Top => scroll(model, isize::MIN / 2),
        Id::Bottom => scroll(model, isize::MAX / 2),
        Id::Place => push_picker(model, choices::place),
        Id::OwnPlace => own_place(model),
        Id::Targets => {
            count_facets(model);
            push_picker(model, choices::targets);
        }
        Id::Area => push_picker(model, choices::area),
        Id::Profile => profile::toggle(model),
        Id::FieldDone => profile::enter(model),
        Id::Field => scroll(model, if key == Key::BackTab { -1 } else { 1 }),
        Id::Question => profile::ask(model),
        Id::ProfileDone => {
            profile::close(model);
        }
        Id::NotCompatible => not_compatible(model),
        Id::Numeri => push_picker(model, choices::numeri),
        Id::Star => return star(model),
        Id::NextCitizen => next_citizen(model),
        Id::Copy => return copy(model),
        Id::Help => push(model, Popup::Reader(Reader::help_with(model.encounter.workplace.news.as_deref()))),
        Id::Redraw => return vec![Effect::Redraw],
        Id::Suspend => return vec![Effect::Suspend],
        Id::Undo => undo::bring_back(model),
        Id::Quit => return vec![Effect::Quit],
        Id::Leave => return leave(model),
        Id::HandOver => hand::open(model),
        Id::MarkRow => mark_row(model),
        Id::Ambito => opening::open_ambito(model),
        Id::Flip => flip(model),
        Id::Report => report::begin(model),
    }
    Vec::new()
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
        model.lines = profile::lines(model);
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

/// The counts of the target groups, which an empty query has not asked for yet.
fn count_facets(model: &mut Model) {
    if model.is_home() && model.encounter.answer.facets.targets.is_empty() {
        model.encounter.answer.facets = model.encounter.sought(true).facets;
    }
}

pub(super) fn push(model: &mut Model, popup: Popup) {
    model.in_list = false;
    // A popup replaces one of its kind: F2 from within the numbers is F2, not a pile. Help stands above anything.
    let over_form = model.popups.iter().position(|p| matches!(p, Popup::Profile(_)));
    if !matches!(popup, Popup::Reader(_)) {
        // What is chosen on the way leads back to the form.
        model.popups.truncate(over_form.map_or(0, |at| at + 1));
    } else if model.reader().is_some() {
        model.popups.pop();
    }
    model.popups.push(popup);
}

pub(super) fn push_picker(model: &mut Model, fill: fn(&Model) -> super::picker::Picker) {
    let picker = fill(model);
    push(model, Popup::Picker(picker));
}

fn next_citizen(model: &mut Model) {
    let begun = model.has_begun();
    undo::remember(model);
    accessi::ask(model, begun);
    let said = if model.cleared.is_some() { words::NEXT_CITIZEN_UNDO } else { words::NEXT_CITIZEN };
    // The question takes the line.
    model.message = Some(said.to_owned()).filter(|_| model.question.is_none());
    model.encounter.next();
    model.query.clear();
    model.left_form = None;
    model.in_list = false;
    model.browsed = false;
    model.popups.clear();
    model.focus = Focus::List;
    refresh(model);
}

/// Takes back the place that words of the query say, or lets them say it again.
fn own_place(model: &mut Model) {
    model.encounter.own_place();
    refresh(model);
    let place = model.place_label(model.encounter.place_now());
    model.message = Some(if model.encounter.request.literal {
        words::place_taken_back(&place)
    } else {
        words::place_taken(&place)
    });
}

/// Dark and light change places in the code on the screen.
fn flip(model: &mut Model) {
    if let Some(Popup::Reader(reader)) = model.popups.last_mut() {
        reader.flip();
        model.message = Some(words::FLIPPED.to_owned());
    }
}

/// Marks the scheda or takes its mark away, and goes on to the next row.
fn mark_row(model: &mut Model) {
    let Some(id) = model.current_id() else { return };
    let marked = model.encounter.mark(id);
    if model.focus == Focus::List {
        scroll(model, 1);
    }
    model.message = Some(words::marked(marked));
}

fn star(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.current_id() else { return Vec::new() };
    let on = model.encounter.star(&id);
    let kiosk = model.encounter.workplace.kiosk;
    let said = match (on, kiosk) {
        (true, true) => words::STAR_NOT_KEPT,
        (true, false) => words::STAR_ON,
        (false, _) => words::STAR_OFF,
    };
    model.message = Some(said.to_owned());
    if model.is_home() && model.focus == Focus::List {
        let selected = model.selected;
        refresh(model);
        model.selected = selected;
    }
    if kiosk { Vec::new() } else { vec![Effect::Outside(Deed::Keep(Keep::Star { id, on }))] }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    model.encounter.lingua = None;
    let Some(id) = model.current_id() else { return Vec::new() };
    let Some(foglio) = model.encounter.foglio_of(&id) else { return Vec::new() };
    model.encounter.matter.handed = Some(id);
    hand::copy(model, &[foglio])
}
