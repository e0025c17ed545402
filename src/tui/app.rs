//! The model: everything the screen is drawn from, and the questions that the table of commands asks of it.
//!
//! Holds no terminal and no clock: the hour is a field that the loop sets before each message.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::accessi::{Encounter, Question};
use super::keymap::Context;
use super::layout::{Layout, READABLE};
use super::line_edit::LineEdit;
use super::lookup::Lookup;
use super::picker::Picker;
use super::profile::{self, Person};
use super::profile_form::Form;
use super::reader::Reader;
use super::report::Errand;
use super::rows::{self, ListLine};
use super::theme::Theme;
use super::{browse, page, words};
use crate::catalog::model::{AreaIx, Catalog, ComuneIx, TargetIx, TipologiaIx};
use crate::lingua::lines::wrap_within;
use crate::scheda::{Need, Scheda, Viewer};
use crate::search::{Answer, Place};

/// Who the arrows and Enter are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The list.
    #[default]
    List,
    /// The scheda; in a narrow window it covers the list.
    Scheda,
}

/// A scheda on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it says.
    pub scheda: Scheda,
    /// First line shown.
    pub top: usize,
}

/// A scheda laid out for the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedaPage {
    /// What scrolls; the next step is its end where it had to be cut below.
    pub lines: Vec<page::Line>,
    /// Rows in which it scrolls.
    pub rows: usize,
    /// The next step, always in sight.
    pub step: Vec<page::Line>,
    /// A line divides the two.
    pub ruled: bool,
}

/// A layer over the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Popup {
    /// Options to choose from.
    Picker(Picker),
    /// A page to read.
    Reader(Reader),
    /// The profile of the person.
    Profile(Form),
}

/// A grouped row that was opened, and where to come back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The tipologia.
    pub tipologia: TipologiaIx,
    /// The row it was opened from.
    pub selected: usize,
    /// The first row shown then.
    pub top: usize,
}

/// Everything the screen is drawn from.
// Each flag is a fact of its own: no two of them make a state together.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone)]
pub struct Model {
    /// The catalogue and its index.
    pub lookup: Lookup,
    /// Local date and time of the message at hand.
    pub now: NaiveDateTime,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// How things look.
    pub theme: Theme,
    /// Nothing is kept, nothing is started.
    pub kiosk: bool,

    /// What was typed.
    pub query: LineEdit,
    /// The place of this encounter; `None` = the whole region.
    pub place: Option<Place>,
    /// The place every encounter starts from.
    pub desk: Option<Place>,
    /// The place that a kiosk starts from, whatever the last person chose.
    pub first_desk: Option<Place>,
    /// The first screen asks where the desk is.
    pub asks_place: bool,
    /// The place among the words was taken back: they are words and nothing else.
    pub literal: bool,
    /// Chosen target groups.
    pub targets: Vec<TargetIx>,
    /// Chosen areas.
    pub areas: Vec<AreaIx>,
    /// The area was entered from the empty query: Esc goes back there.
    pub browsed: bool,
    /// The opened grouped row.
    pub group: Option<Group>,
    /// Identifiers of the starred schede.
    pub starred: BTreeSet<String>,

    /// The person at the desk.
    pub person: Person,

    /// What the look-up answered.
    pub answer: Answer,
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
    /// The scheda of the selected row, and those opened from it through links.
    pub sheets: Vec<Sheet>,
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

    /// Identifiers of the marked schede, in the order in which they were marked.
    pub marks: Vec<String>,
    /// The printer may be used.
    pub printer: bool,
    /// The terminal is somewhere else: files that are written stay on the server.
    pub remote: bool,
    /// The language that faces the Italian on what is handed over, by its code.
    pub lingua: Option<String>,
    /// Nothing above 0x7f is written.
    pub ascii: bool,

    /// Accesses are counted.
    pub counts: bool,
    /// What this encounter was about so far.
    pub encounter: Encounter,
    /// How the last encounter ended is asked.
    pub question: Option<Question>,

    /// Reports have somewhere to go.
    pub reports: bool,
    /// Who sits here, as they once said for a report: a role.
    pub role: Option<String>,
    /// What is new in the catalogue, for the help.
    pub news: Option<String>,
    /// The report that is being made.
    pub errand: Option<Errand>,
}

impl Model {
    /// A model with an empty query, before its first look-up.
    pub fn new(lookup: Lookup, now: NaiveDateTime, size: (u16, u16), theme: Theme) -> Self {
        Self {
            lookup,
            now,
            size,
            theme,
            kiosk: false,
            query: LineEdit::default(),
            place: None,
            desk: None,
            first_desk: None,
            asks_place: false,
            literal: false,
            targets: Vec::new(),
            areas: Vec::new(),
            browsed: false,
            group: None,
            starred: BTreeSet::new(),
            person: Person::default(),
            answer: Answer::default(),
            lines: Vec::new(),
            selected: 0,
            top: 0,
            in_list: false,
            focus: Focus::List,
            sheets: Vec::new(),
            popups: Vec::new(),
            message: None,
            leaving: false,
            figure: None,
            cleared: None,
            marks: Vec::new(),
            printer: false,
            remote: false,
            lingua: None,
            ascii: false,
            counts: false,
            encounter: Encounter::default(),
            question: None,
            reports: false,
            role: None,
            news: None,
            errand: None,
        }
    }

    /// The model as it was before anybody touched it: nothing that was typed, chosen or marked is left. Made anew, so that
    /// whatever the model learns to hold is forgotten too.
    #[must_use]
    pub fn untouched(&self) -> Self {
        Self {
            kiosk: self.kiosk,
            place: self.first_desk,
            desk: self.first_desk,
            first_desk: self.first_desk,
            asks_place: self.asks_place,
            ..Self::new(self.lookup.clone(), self.now, self.size, self.theme)
        }
    }

    /// What the line above the keys says before anything else: what just happened, or the question that waits.
    pub fn said(&self) -> Option<String> {
        self.message.clone().or_else(|| self.question.as_ref().map(Question::text))
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        &self.lookup.catalog
    }

    /// Today.
    pub fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// The parts of the window; `None` when it is too small.
    pub fn layout(&self) -> Option<Layout> {
        let layout = Layout::of(self.size)?;
        let rows = self.banner(layout.banner.width).len();
        Some(layout.with_banner(u16::try_from(rows).unwrap_or(u16::MAX)))
    }

    /// Whom to call at once, in lines of so many columns: at most two. What the first needs the second does not get.
    pub fn banner(&self, columns: u16) -> Vec<String> {
        let said = self.answer.danger.as_ref().map(|d| d.lines(self.catalog())).unwrap_or_default();
        let mut lines: Vec<String> = said.iter().flat_map(|line| wrap_within(line, usize::from(columns))).collect();
        lines.truncate(2);
        lines
    }

    /// Nothing was asked yet: the list shows where to begin.
    pub fn is_home(&self) -> bool {
        let filtered = !self.targets.is_empty() || !self.areas.is_empty() || self.group.is_some();
        // One letter asks nothing: a list of all that begins with it would only cross the line.
        self.query.text().trim().chars().nth(1).is_none() && !filtered && !self.person.is_told()
    }

    /// The place that holds now: one recognised in the query goes before the chosen one.
    pub fn place_now(&self) -> Option<Place> {
        self.answer.understood.place.as_ref().map(|(p, _)| *p).or(self.place)
    }

    /// Whether words of the query moved the place away from the chosen one.
    pub fn place_from_query(&self) -> bool {
        self.answer.understood.place.as_ref().is_some_and(|(p, _)| Some(*p) != self.place)
    }

    /// The ambito of the open scheda, else of the place that holds now.
    pub fn ambito_now(&self) -> Option<String> {
        let shown = if self.focus == Focus::Scheda { self.shown_scheda() } else { None };
        let here = || {
            let ix = browse::ambito_of(self.catalog(), self.place_now()?);
            Some(self.catalog().ambiti[ix].record.id.to_string())
        };
        shown.and_then(|s| s.scheda.facts.ambito.clone()).or_else(here).map(|id| format!("ambito/{id}"))
    }

    /// The comune that schede are laid out for.
    pub fn comune_now(&self) -> Option<ComuneIx> {
        match self.place_now() {
            Some(Place::Comune(ix)) => Some(ix),
            _ => None,
        }
    }

    /// For whom and when schede are laid out: the words of the query tell when it is needed.
    pub fn viewer(&self) -> Viewer {
        Viewer { comune: self.comune_now(), now: self.now, need: Need::of(self.query.text()), age: self.person.age() }
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
        match self.current() {
            Some(ListLine::Item(row)) => rows::entry(self.catalog(), row).map(|e| e.id()),
            _ => None,
        }
    }

    /// The scheda on the screen.
    pub fn shown_scheda(&self) -> Option<&Sheet> {
        let wide = self.layout().is_some_and(|l| l.wide);
        if wide || self.focus == Focus::Scheda { self.sheets.last() } else { None }
    }

    /// The picker on top.
    pub fn picker(&self) -> Option<&Picker> {
        match self.popups.last() {
            Some(Popup::Picker(p)) => Some(p),
            _ => None,
        }
    }

    /// The page on top.
    pub fn reader(&self) -> Option<&Reader> {
        match self.popups.last() {
            Some(Popup::Reader(r)) => Some(r),
            _ => None,
        }
    }

    /// The form on top.
    pub fn form(&self) -> Option<&Form> {
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
            (Some(Popup::Reader(r)), _) => r.context(),
            (Some(Popup::Profile(_)), _) => Context::Profile,
            (None, Focus::Scheda) => Context::Scheda,
            (None, Focus::List) => Context::List,
        }
    }

    /// Whether Esc has somewhere to go.
    pub fn can_go_back(&self) -> bool {
        !self.popups.is_empty()
            || self.focus == Focus::Scheda
            || self.sheets.len() > 1
            || self.group.is_some()
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
        let mut lines = page::lines_with(scheda, profile::section(self, scheda).as_ref(), columns);
        if step.len() > room {
            lines.push(page::Line::new());
            lines.extend(step.iter().cloned());
            step = page::next_step_in(scheda, columns, room);
        }
        SchedaPage { rows: rows.saturating_sub(step.len() + usize::from(ruled)), lines, step, ruled }
    }

    /// A place in words: "Latiano · ambito di Mesagne".
    pub fn place_label(&self, place: Option<Place>) -> String {
        let catalog = self.catalog();
        let ambito = |p| catalog.ambiti[browse::ambito_of(catalog, p)].record.short.as_str();
        match place {
            None => words::whole_region(&catalog.regione.name),
            Some(p @ Place::Ambito(_)) => words::ambito_of(ambito(p)),
            Some(p @ Place::Comune(ix)) => {
                let name = catalog.comuni[ix].record.name.as_str();
                words::comune_and_ambito(name, ambito(p))
            }
        }
    }
}
