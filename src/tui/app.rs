//! The model: everything the screen is drawn from, and the questions that the table of commands asks of it.
//!
//! Holds no terminal and no clock: the hour is a field that the loop sets before each message.

use chrono::{NaiveDate, NaiveDateTime};

use super::command::Context;
use super::layout::{Layout, READABLE};
use super::line_edit::LineEdit;
use super::lines::ListLine;
use super::picker::Picker;
use super::profile_form::ProfileForm;
use super::question::AccessQuestion;
use super::reader::ReaderPage;
use super::theme::Theme;
use super::{page, words};
use crate::catalog::model::Catalog;
use crate::encounter::deed::Errand;
use crate::encounter::lookup::Lookup;
use crate::encounter::{Encounter, OpenScheda, Workplace};
use crate::lingua::lines::wrap_within;
use crate::scheda::Scheda;
use crate::search::Place;

/// Who the arrows and Enter are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The list.
    #[default]
    List,
    /// The scheda; in a narrow window it covers the list.
    Scheda,
}

/// A scheda laid out for the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedaPage {
    /// What scrolls; the next step is its end where it had to be cut below.
    pub lines: Vec<page::PageLine>,
    /// Rows in which it scrolls.
    pub rows: usize,
    /// The next step, always in sight.
    pub step: Vec<page::PageLine>,
    /// A line divides the two.
    pub ruled: bool,
}

/// A layer over the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Popup {
    /// Options to choose from.
    Picker(Picker),
    /// A page to read.
    Reader(ReaderPage),
    /// The profile of the person.
    Profile(ProfileForm),
}

/// Where the selection stood in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spot {
    /// The row that was selected.
    pub selected: usize,
    /// The first row shown.
    pub top: usize,
}

/// Everything the screen is drawn from.
// Each flag is a fact of its own: no two of them make a state together.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone)]
pub struct Model {
    /// The person at the desk.
    pub encounter: Encounter,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// How things look.
    pub theme: Theme,
    /// Nothing above 0x7f is written.
    pub ascii: bool,

    /// What is typed; the encounter asks its text.
    pub query: LineEdit,
    /// The first screen asks where the desk is.
    pub asks_place: bool,
    /// The area was entered from the empty query: Esc goes back there.
    pub browsed: bool,
    /// Where the grouped row stands whose places are listed: Esc goes back there.
    pub came_from: Spot,
    /// The form of the profile as it was left: what could not be understood is there again when it is opened.
    pub left_form: Option<ProfileForm>,

    /// The lines of the list.
    pub lines: Vec<ListLine>,
    /// The selected line, as a position in `lines`.
    pub selected: usize,
    /// The first line shown.
    pub top: usize,
    /// The selection was moved since the last letter: the cursor stands on the selected row, where a screen magnifier or
    /// a braille display looks for it. What is typed goes to the query all the same.
    pub in_list: bool,

    /// Who the arrows are for.
    pub focus: Focus,
    /// Layers over the list, the last one on top.
    pub popups: Vec<Popup>,
    /// Said until the next key.
    pub message: Option<String>,
    /// Ctrl-C was pressed and the line says so: pressed again it ends.
    pub leaving: bool,
    /// A figure that has just opened a related service, and when: followed at once by more it is the beginning of words.
    pub figure: Option<(char, NaiveDateTime)>,
    /// The screen before it was cleared.
    pub cleared: Option<Box<Model>>,

    /// How the last encounter ended is asked.
    pub question: Option<AccessQuestion>,
    /// The report that is being made.
    pub errand: Option<Errand>,
}

impl Model {
    /// A model with an empty query, before its first look-up.
    pub fn new(lookup: Lookup, now: NaiveDateTime, size: (u16, u16), theme: Theme) -> Self {
        Self {
            encounter: Encounter::new(lookup, now),
            size,
            theme,
            ascii: false,
            query: LineEdit::default(),
            asks_place: false,
            browsed: false,
            came_from: Spot::default(),
            left_form: None,
            lines: Vec::new(),
            selected: 0,
            top: 0,
            in_list: false,
            focus: Focus::List,
            popups: Vec::new(),
            message: None,
            leaving: false,
            figure: None,
            cleared: None,
            question: None,
            errand: None,
        }
    }

    /// The model as it was before anybody touched it: nothing that was typed, chosen or marked is left. Made anew, so that
    /// whatever the model learns to hold is forgotten too.
    #[must_use]
    pub fn untouched(&self) -> Self {
        let Encounter { lookup, now, workplace, .. } = &self.encounter;
        let first = workplace.first_place;
        let mut model = Self::new(lookup.clone(), *now, self.size, self.theme);
        model.encounter.workplace =
            Workplace { kiosk: workplace.kiosk, place: first, first_place: first, ..Workplace::default() };
        model.encounter.next();
        model.asks_place = self.asks_place;
        model
    }

    /// What the line above the keys says before anything else: what just happened, or the question that waits.
    pub fn said(&self) -> Option<String> {
        self.message.clone().or_else(|| self.question.as_ref().map(AccessQuestion::text))
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        self.encounter.catalog()
    }

    /// Today.
    pub fn today(&self) -> NaiveDate {
        self.encounter.today()
    }

    /// The parts of the window; `None` when it is too small.
    pub fn layout(&self) -> Option<Layout> {
        let layout = Layout::of(self.size)?;
        let rows = self.banner(layout.banner.width).len();
        Some(layout.with_banner(u16::try_from(rows).unwrap_or(u16::MAX)))
    }

    /// Whom to call at once, in lines of so many columns: at most two. What the first needs the second does not get.
    pub fn banner(&self, columns: u16) -> Vec<String> {
        let said = self.encounter.answer.danger.as_ref().map(|d| d.lines(self.catalog())).unwrap_or_default();
        let mut lines: Vec<String> = said.iter().flat_map(|line| wrap_within(line, usize::from(columns))).collect();
        lines.truncate(2);
        lines
    }

    /// Nothing was asked yet: the list shows where to begin.
    pub fn is_home(&self) -> bool {
        let narrowed = self.encounter.is_filtered() || self.is_group();
        // One letter asks nothing: a list of all that begins with it would only cross the line.
        self.query.text().trim().chars().nth(1).is_none() && !narrowed && !self.encounter.person.is_told()
    }

    /// Whether the places of one tipologia are listed.
    pub fn is_group(&self) -> bool {
        self.encounter.request.only_type.is_some()
    }

    /// The ambito of the open scheda, else of the place that holds now.
    pub fn ambito_now(&self) -> Option<String> {
        let shown = if self.focus == Focus::Scheda { self.shown_scheda() } else { None };
        let here = || {
            let (_, ambito) = self.encounter.ambito_of(self.encounter.place_now()?);
            Some(ambito.record.id.to_string())
        };
        shown.and_then(|s| s.scheda.facts.ambito.clone()).or_else(here).map(|id| format!("ambito/{id}"))
    }

    /// The selected line, if it can be selected.
    pub fn current(&self) -> Option<&ListLine> {
        self.lines.get(self.selected).filter(|l| l.is_selectable())
    }

    /// The identifier of the scheda that is open or selected.
    pub fn current_id(&self) -> Option<String> {
        if self.focus == Focus::Scheda {
            return self.shown_scheda().map(|s| s.scheda.id.clone());
        }
        self.id_of(self.current()?)
    }

    /// The identifier of what stands on a line of the list.
    pub(super) fn id_of(&self, line: &ListLine) -> Option<String> {
        match line {
            ListLine::Item(row) => Some(row.hit.entry(self.catalog()).id()),
            _ => None,
        }
    }

    /// The scheda on the screen.
    pub fn shown_scheda(&self) -> Option<&OpenScheda> {
        let wide = self.layout().is_some_and(|l| l.wide);
        if wide || self.focus == Focus::Scheda { self.encounter.schede.last() } else { None }
    }

    /// The picker on top.
    pub fn picker(&self) -> Option<&Picker> {
        match self.popups.last() {
            Some(Popup::Picker(p)) => Some(p),
            _ => None,
        }
    }

    /// The page on top.
    pub fn reader(&self) -> Option<&ReaderPage> {
        match self.popups.last() {
            Some(Popup::Reader(r)) => Some(r),
            _ => None,
        }
    }

    /// The form on top.
    pub fn form(&self) -> Option<&ProfileForm> {
        match self.popups.last() {
            Some(Popup::Profile(f)) => Some(f),
            _ => None,
        }
    }

    /// Who has the keys that are no letters.
    pub fn context(&self) -> Context {
        match (self.popups.last(), self.focus) {
            (Some(Popup::Picker(p)), _) if p.is_multi() => Context::Multi,
            (Some(Popup::Picker(_)), _) => Context::Picker,
            (Some(Popup::Reader(_)), _) => Context::Reader,
            (Some(Popup::Profile(_)), _) => Context::Profile,
            (None, Focus::Scheda) => Context::Scheda,
            (None, Focus::List) => Context::List,
        }
    }

    /// Whether Esc has somewhere to go.
    pub fn can_go_back(&self) -> bool {
        !self.popups.is_empty()
            || self.focus == Focus::Scheda
            || self.encounter.schede.len() > 1
            || self.is_group()
            || self.browsed
    }

    /// Columns that text of the scheda may fill.
    pub fn scheda_columns(&self) -> usize {
        self.layout().map_or(0, |l| usize::from(l.scheda.width.min(READABLE)))
    }

    /// The scheda as it is laid out in this window.
    pub fn scheda_page(&self, scheda: &Scheda) -> SchedaPage {
        let rows = self.layout().map_or(0, |l| usize::from(l.scheda.height));
        let columns = self.scheda_columns();
        let mut step = page::next_step(scheda, columns);
        // The line above the next step is spared where there is little room.
        let ruled = rows >= 10 && !step.is_empty();
        // The opening is seen whole: the next step takes what is left.
        let opening = page::opening(scheda, columns).len() + usize::from(ruled);
        let room = (rows / 3).min(rows.saturating_sub(opening)).max(2);
        let mut lines = page::lines(scheda, self.encounter.reasons(scheda).as_ref(), columns);
        if step.len() > room {
            lines.push(page::PageLine::new());
            lines.extend(step.iter().cloned());
            step = page::next_step_in(scheda, columns, room);
        }
        SchedaPage { rows: rows.saturating_sub(step.len() + usize::from(ruled)), lines, step, ruled }
    }

    /// A place in words: "Latiano · ambito di Mesagne".
    pub fn place_label(&self, place: Option<Place>) -> String {
        self.encounter.place_said(place, words::comune_and_ambito)
    }
}
