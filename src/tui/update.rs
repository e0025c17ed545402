//! One message in, the model changed, effects out. Does no input or output; asks the catalogue, which is pure.
//!
//! Keys go first to what is on top (a picker's input, a page), then to the table of commands, then into the query.

use chrono::{NaiveDateTime, TimeDelta};

use super::accessi::{self, Taken};
use super::app::{Focus, Model, Popup};
use super::command::{Context, Id};
use super::input::Key;
use super::line_edit::LineEdit;
use super::listing::{not_compatible, push, push_picker, query_changed, refresh};
use super::message::{Effect, Message};
use super::moves::{fit, on_click, page_rows, scroll, show_sheet};
use super::{choices, hand, keymap, opening, pick, profile, report, undo, words};
use crate::encounter::deed::{Deed, Keep};

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
            // A digit that numbers no related service is the beginning of words.
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
    // A line that is full takes nothing more: the words are the same, and no search is needed.
    if model.query.insert(text) {
        query_changed(model);
    }
}

/// Words typed over a scheda or a page begin another search. Where the page lies over a picker or a form, they are typed
/// into that.
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
        Id::Help => {
            let news = model.encounter.workplace.news.as_deref();
            let help = keymap::help_with(news, &model.catalog().regione.name);
            push(model, Popup::Reader(help));
        }
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

/// The counts of the target groups, which an empty query has not asked for yet.
fn count_facets(model: &mut Model) {
    if model.is_home() && model.encounter.answer.facets.targets.is_empty() {
        model.encounter.answer.facets = model.encounter.sought(true).facets;
    }
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
