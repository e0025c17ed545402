//! One message in, the model changed, effects out. Does no input or output; asks the catalogue, which is pure.
//!
//! Keys go first to what is on top (a picker's input, a page), then to the table of commands, then into the query.

use super::app::{Focus, Group, Model, Popup, Sheet};
use super::keymap::{self, Context, Id};
use super::layout::{READABLE, follow};
use super::line_edit::LineEdit;
use super::message::{Effect, Keep, Key, Message};
use super::picker::Purpose;
use super::reader::Reader;
use super::rows::{self, Act, ListLine};
use super::{browse, choices, hand, page, pick, profile, words};
use crate::search::{Answer, Hit, Request, Row};

/// Takes one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let effects = match message {
        Message::Key(key) => {
            model.message = None;
            on_key(model, key)
        }
        Message::Paste(text) => {
            model.message = None;
            type_text(model, &text);
            Vec::new()
        }
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Message::Click(x, y) => {
            model.message = None;
            on_click(model, x, y)
        }
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
    let context = model.context();
    let nothing_typed = match model.picker() {
        Some(picker) => picker.input.is_empty(),
        None => model.query.is_empty(),
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
    match model.popups.last_mut() {
        Some(Popup::Picker(picker)) => {
            picker.input.insert(text);
            picker.narrow();
            return;
        }
        Some(Popup::Profile(form)) => {
            form.type_text(text);
            return profile::changed(model);
        }
        Some(Popup::Reader(_)) | None => {}
    }
    model.popups.clear();
    model.query.insert(text);
    query_changed(model);
}

fn query_changed(model: &mut Model) {
    model.focus = Focus::List;
    model.group = None;
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
    let in_form = model.form().is_some();
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
    match id {
        Id::Open => open(model),
        Id::Links => push_picker(model, choices::links),
        Id::Link => open_link(model, key),
        Id::Choose => return pick::choose(model),
        Id::Mark => pick::mark(model),
        Id::Back => back(model),
        Id::SwitchPane => {
            model.focus = if model.focus == Focus::List { Focus::Scheda } else { Focus::List };
            if model.sheets.is_empty() {
                model.focus = Focus::List;
                model.message = Some(words::NO_SCHEDA_HERE.to_owned());
            }
        }
        Id::Up => scroll(model, -1),
        Id::Down => scroll(model, 1),
        Id::PageUp => scroll(model, -page_rows),
        Id::PageDown => scroll(model, page_rows),
        Id::Top => scroll(model, isize::MIN / 2),
        Id::Bottom => scroll(model, isize::MAX / 2),
        Id::Place => push_picker(model, choices::place),
        Id::Targets => {
            count_facets(model);
            push_picker(model, choices::targets);
        }
        Id::Area => push_picker(model, choices::area),
        Id::Profile => profile::toggle(model),
        Id::FieldDone => profile::enter(model),
        Id::Field => scroll(model, if key == Key::BackTab { -1 } else { 1 }),
        Id::Question => profile::ask(model),
        Id::ClearProfile => profile::clear(model),
        Id::NotCompatible => not_compatible(model),
        Id::Numeri => push_picker(model, choices::numeri),
        Id::Star => return star(model),
        Id::NextCitizen => {
            next_citizen(model);
            model.message = Some(words::NEXT_CITIZEN.to_owned());
        }
        Id::Copy => return copy(model),
        Id::Help => push(model, Popup::Reader(Reader::help())),
        Id::Redraw => return vec![Effect::Redraw],
        Id::Suspend => return vec![Effect::Suspend],
        Id::Quit => return vec![Effect::Quit],
        Id::HandOver => push_picker(model, hand::picker),
        Id::MarkRow => mark_row(model),
        Id::Ambito => open_ambito(model),
    }
    Vec::new()
}

/// What Esc and the filters of the list come back to: the answer to everything that was typed and chosen.
pub(super) fn refresh(model: &mut Model) {
    let catalog = model.lookup.catalog.clone();
    if model.is_home() {
        let (counts, total) = browse::areas(&catalog, model.place);
        let starred: Vec<Row> = model.starred.iter().filter_map(|id| rows::of_id(&catalog, id)).collect();
        model.lines = rows::of_home(&catalog, &starred, &counts);
        model.answer = Answer { total, place: model.place, ..Answer::default() };
    } else {
        let request = request(model);
        model.answer = model.lookup.seek(&request, model.now);
        if model.group.is_some() {
            let mut found = std::mem::take(&mut model.answer.rows);
            found.sort_by_cached_key(|row| place_order(model, row));
            model.answer.rows = found;
        }
    }
    lay_list(model);
}

/// The lines for the answer and the person, the first service selected.
pub(super) fn lay_list(model: &mut Model) {
    profile::judge(model);
    if model.group.is_some() {
        model.lines = model.answer.rows.iter().cloned().map(ListLine::Item).collect();
    } else if !model.is_home() {
        model.lines = profile::lines(model);
        if model.answer.rows.is_empty() {
            let whom = ask_whom(model);
            model.lines.extend([ListLine::Act(Act::Numeri), whom]);
        }
    }
    let first = |wanted: fn(&ListLine) -> bool| model.lines.iter().position(wanted);
    model.selected = first(|l| matches!(l, ListLine::Item(_) | ListLine::Area(..)))
        .or_else(|| first(ListLine::is_selectable))
        .unwrap_or(0);
    model.top = 0;
    if model.focus == Focus::List {
        model.sheets.clear();
    }
}

/// Whom to ask where nothing was found: the ambito's best office, or first the comune.
fn ask_whom(model: &Model) -> ListLine {
    let ambito = model.ambito_now();
    let scheda = ambito.and_then(|id| model.lookup.scheda(&id, model.comune_now(), model.now));
    ListLine::Act(scheda.map_or(Act::ChoosePlace, |s| Act::Ask { id: s.id, how: s.next_step }))
}

/// The answer to everything that was typed and chosen, be it nothing.
pub(super) fn sought(model: &Model) -> Answer {
    model.lookup.seek(&request(model), model.now)
}

fn not_compatible(model: &mut Model) {
    model.person.show_all = !model.person.show_all;
    let (selected, top) = (model.selected, model.top);
    lay_list(model);
    (model.selected, model.top) = (selected, top);
}

fn request(model: &Model) -> Request {
    Request {
        text: model.query.text().to_owned(),
        place: model.place,
        targets: model.targets.clone(),
        areas: model.areas.clone(),
        only_type: model.group.map(|g| g.tipologia),
        ..Request::default()
    }
}

/// The order of an opened group: ambiti by name, then region and State.
fn place_order(model: &Model, row: &Row) -> (bool, String) {
    let entry = rows::entry(model.catalog(), row);
    match entry.and_then(|e| e.ambito()) {
        Some(ambito) => (false, ambito.record.short.to_string()),
        None => (true, String::new()),
    }
}

/// The counts of the target groups, which an empty query has not asked for yet.
fn count_facets(model: &mut Model) {
    if model.is_home() && model.answer.facets.targets.is_empty() {
        model.answer.facets = model.lookup.seek(&request(model), model.now).facets;
    }
}

fn open(model: &mut Model) {
    match model.current().cloned() {
        Some(ListLine::Item(row)) => match row.hit {
            Hit::Tipologia(tipologia) => open_group(model, tipologia),
            Hit::Servizio(_) => open_selected(model),
        },
        Some(ListLine::Area(area, _)) => {
            model.areas = vec![area];
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
        Some(ListLine::Act(Act::Numeri)) => push_picker(model, choices::numeri),
        Some(ListLine::Act(Act::Ask { id, .. })) => {
            model.sheets.clear();
            open_id(model, &id);
        }
        Some(ListLine::Act(Act::ChoosePlace)) => push_picker(model, choices::place),
        Some(ListLine::Ask) => profile::toggle(model),
        Some(ListLine::NotCompatible) => not_compatible(model),
        Some(ListLine::Note(_)) | None => {}
    }
}

fn open_selected(model: &mut Model) {
    if let Some(id) = model.current_id() {
        model.sheets.clear();
        open_id(model, &id);
    }
}

/// Shows the scheda of `id` over the ones that are open.
pub(super) fn open_id(model: &mut Model, id: &str) {
    match model.lookup.scheda(id, model.comune_now(), model.now) {
        Some(scheda) => {
            if model.sheets.last().is_none_or(|s| s.scheda.id != scheda.id) {
                model.sheets.push(Sheet { scheda, top: 0 });
            }
            model.focus = Focus::Scheda;
        }
        None => model.message = Some(words::NO_SCHEDA_HERE.to_owned()),
    }
}

fn open_group(model: &mut Model, tipologia: crate::catalog::model::TipologiaIx) {
    let group = Group { tipologia, selected: model.selected, top: model.top };
    let before = (model.answer.clone(), model.lines.clone());
    model.group = Some(group);
    refresh(model);
    let found = model.lines.len();
    if found <= 1 {
        // One place, or none known: its scheda is the answer, a list would be a key too many.
        let only = model.current_id();
        model.group = None;
        (model.answer, model.lines) = before;
        (model.selected, model.top) = (group.selected, group.top);
        match only.or_else(|| model.current_id()) {
            Some(id) => {
                model.sheets.clear();
                open_id(model, &id);
            }
            None => model.message = Some(words::NOTHING_TO_OPEN.to_owned()),
        }
    }
}

fn open_link(model: &mut Model, key: Key) {
    let Key::Char(digit) = key else { return };
    let at = digit.to_digit(10).unwrap_or(0) as usize;
    let id = model.shown_scheda().and_then(|s| s.scheda.links.get(at.wrapping_sub(1))).map(|l| l.id.clone());
    match id {
        Some(id) => open_id(model, &id),
        None => model.message = Some(words::NO_LINKS_HERE.to_owned()),
    }
}

fn back(model: &mut Model) {
    if let Some(popup) = model.popups.pop() {
        if let Popup::Picker(picker) = popup
            && picker.purpose == Purpose::FirstPlace
        {
            model.message = Some(words::DESK_LATER.to_owned());
        }
    } else if model.focus == Focus::Scheda {
        if model.sheets.len() > 1 {
            model.sheets.pop();
        } else {
            model.focus = Focus::List;
        }
    } else if let Some(group) = model.group.take() {
        refresh(model);
        (model.selected, model.top) = (group.selected, group.top);
    } else if model.browsed {
        let area = model.areas.first().copied();
        model.areas.clear();
        model.browsed = false;
        refresh(model);
        let at = model.lines.iter().position(|l| matches!(l, ListLine::Area(ix, _) if Some(*ix) == area));
        model.selected = at.unwrap_or(model.selected);
    }
}

pub(super) fn push(model: &mut Model, popup: Popup) {
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

fn push_picker(model: &mut Model, fill: fn(&Model) -> super::picker::Picker) {
    let picker = fill(model);
    push(model, Popup::Picker(picker));
}

fn next_citizen(model: &mut Model) {
    model.query.clear();
    model.place = model.desk;
    model.targets.clear();
    model.areas.clear();
    model.marks.clear();
    model.browsed = false;
    model.group = None;
    model.person = profile::Person::default();
    model.popups.clear();
    model.focus = Focus::List;
    refresh(model);
}

/// Marks the scheda or takes its mark away, and goes on to the next row.
fn mark_row(model: &mut Model) {
    let Some(id) = model.current_id() else { return };
    let before = model.marks.len();
    model.marks.retain(|m| *m != id);
    if model.marks.len() == before {
        model.marks.push(id);
    }
    if model.focus == Focus::List {
        scroll(model, 1);
    }
    model.message = Some(words::marked(model.marks.len()));
}

fn open_ambito(model: &mut Model) {
    let Some(id) = model.ambito_now() else { return };
    if model.focus == Focus::List {
        model.sheets.clear();
    }
    open_id(model, &id);
}

fn star(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.current_id() else { return Vec::new() };
    let on = !model.starred.remove(&id);
    if on {
        model.starred.insert(id.clone());
    }
    let said = match (on, model.kiosk) {
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
    if model.kiosk { Vec::new() } else { vec![Effect::Keep(Keep::Star { id, on })] }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let shown = if model.focus == Focus::Scheda { model.shown_scheda().map(|s| s.scheda.clone()) } else { None };
    let by_id = || model.current_id().and_then(|id| model.lookup.scheda(&id, model.comune_now(), model.now));
    let Some(scheda) = shown.or_else(by_id) else { return Vec::new() };
    let text = page::plain(&scheda, usize::from(READABLE));
    let shown = page::plain(&scheda, usize::from(model.size.0.min(READABLE)));
    push(model, Popup::Reader(Reader::plain(&shown)));
    model.message = Some(words::SENT.to_owned());
    vec![Effect::Copy(text)]
}

/// Moves the selection or the page on top by so many rows.
fn scroll(model: &mut Model, by: isize) {
    match model.popups.last_mut() {
        Some(Popup::Picker(picker)) => return picker.move_by(by),
        Some(Popup::Reader(reader)) => {
            reader.top = reader.top.saturating_add_signed(by);
            return;
        }
        Some(Popup::Profile(form)) => return form.move_by(by),
        None => {}
    }
    if model.focus == Focus::Scheda {
        if let Some(sheet) = model.sheets.last_mut() {
            sheet.top = sheet.top.saturating_add_signed(by);
        }
        return;
    }
    let target = model.selected.saturating_add_signed(by).min(model.lines.len().saturating_sub(1));
    let selectable = |at: &usize| model.lines.get(*at).is_some_and(ListLine::is_selectable);
    let found = if by < 0 {
        (0..=target).rev().find(selectable).or_else(|| (target..model.selected).find(selectable))
    } else {
        (target..model.lines.len()).find(selectable).or_else(|| (model.selected..target).rev().find(selectable))
    };
    if let Some(at) = found {
        model.selected = at;
    }
}

fn on_click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
    let Some(layout) = model.layout() else { return Vec::new() };
    let position = ratatui::layout::Position::new(x, y);
    if let Some(Popup::Picker(picker)) = model.popups.last_mut() {
        if layout.body.contains(position) && y > layout.body.y {
            let at = picker.top + usize::from(y - layout.body.y - 1);
            if at == picker.selected {
                return pick::choose(model);
            }
            if at < picker.visible.len() {
                picker.selected = at;
            }
        }
        return Vec::new();
    }
    if !model.popups.is_empty() {
        return Vec::new();
    }
    if layout.list.contains(position) && (layout.wide || model.focus == Focus::List) {
        let at = model.top + usize::from(y - layout.list.y);
        if at == model.selected && model.focus == Focus::List {
            open(model);
        } else if model.lines.get(at).is_some_and(ListLine::is_selectable) {
            model.selected = at;
            model.focus = Focus::List;
        }
    } else if layout.wide && layout.scheda.contains(position) && !model.sheets.is_empty() {
        model.focus = Focus::Scheda;
    }
    Vec::new()
}

/// Rows of a page of what is on top.
fn page_rows(model: &Model) -> usize {
    let Some(layout) = model.layout() else { return 1 };
    let rows = match (model.popups.last(), model.shown_scheda()) {
        (Some(Popup::Reader(r)), _) if r.bare => usize::from(model.size.1.saturating_sub(1)),
        (Some(_), _) => usize::from(layout.body.height),
        (None, Some(sheet)) if model.focus == Focus::Scheda => model.scheda_page(&sheet.scheda).rows,
        _ => usize::from(layout.list.height),
    };
    rows.saturating_sub(1).max(1)
}

/// Keeps the scheda of the selected row ready where it is on screen.
fn show_sheet(model: &mut Model) {
    if model.focus == Focus::Scheda {
        if model.sheets.is_empty() {
            model.focus = Focus::List;
        }
        return;
    }
    if !model.layout().is_some_and(|l| l.wide) {
        model.sheets.clear();
        return;
    }
    let Some(id) = model.current_id() else {
        model.sheets.clear();
        return;
    };
    let is_there = model.sheets.len() == 1 && model.sheets.first().is_some_and(|s| s.scheda.id == id);
    if !is_there {
        let scheda = model.lookup.scheda(&id, model.comune_now(), model.now);
        model.sheets = scheda.map(|scheda| Sheet { scheda, top: 0 }).into_iter().collect();
    }
}

/// Keeps selections and scroll positions inside what there is, and the selected row in sight.
fn fit(model: &mut Model) {
    let Some(layout) = model.layout() else { return };
    let rows = usize::from(layout.list.height);
    model.selected = model.selected.min(model.lines.len().saturating_sub(1));
    model.top = follow(model.top, model.selected, rows, model.lines.len());
    let first = model.lines.iter().position(ListLine::is_selectable).unwrap_or(0);
    if model.selected == first && first < rows {
        // What stands above the first row is said to be read.
        model.top = 0;
    }
    let page = model.shown_scheda().map(|s| model.scheda_page(&s.scheda));
    if let (Some(page), Some(sheet)) = (page, model.sheets.last_mut()) {
        sheet.top = sheet.top.min(page.lines.len().saturating_sub(page.rows));
    }
    let size = model.size;
    match model.popups.last_mut() {
        Some(Popup::Picker(picker)) => picker.fit(usize::from(layout.body.height.saturating_sub(1))),
        Some(Popup::Reader(reader)) => {
            let rows = usize::from(if reader.bare { size.1.saturating_sub(1) } else { layout.body.height });
            let total = reader.laid_out(usize::from(size.0)).len();
            reader.top = reader.top.min(total.saturating_sub(rows));
        }
        Some(Popup::Profile(form)) => form.fit(profile::form_rows(&layout)),
        None => {}
    }
}
