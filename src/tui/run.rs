//! The look-up on a terminal: events become messages, effects are carried out.
//!
//! The only part of the screen that does input and output. Everything that can be wrong was found out before: a [`Setup`]
//! is complete.

use std::fmt;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDateTime;
use ratatui::{Frame, Terminal};

use super::app::{Model, Popup};
use super::clipboard::{Wrap, sequence};
use super::damage::Damage;
use super::input::{InputEvent, Key, MouseKind};
use super::line_edit::LineEdit;
use super::message::{Effect, Message};
use super::reader::ReaderPage;
use super::terminal::{self, End, Flow, Options, Screen, Session};
use super::theme::{Theme, ThemeChoice};
use super::window::is_lost;
use super::{accessi, renew, update, view, words};
use crate::catalog::model::Catalog;
use crate::encounter::Workplace;
use crate::encounter::deed::Deed;
use crate::encounter::lookup::Lookup;
use crate::encounter::outside::{Done, Outside};
use crate::lingua::sentences::{lower_first, unended};
use crate::search::Place;

/// How long a kiosk waits before it is ready for the next person, where nobody says otherwise.
const IDLE: Duration = Duration::from_secs(180);

/// Rows that one turn of the wheel moves.
const WHEEL: i16 = 3;

/// Where the desk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeskPlace {
    /// Nobody has said yet: the first start asks.
    #[default]
    Unknown,
    /// It serves the whole region.
    Region,
    /// It serves a comune or an ambito.
    Place(Place),
}

/// Asks whether the catalogue has changed, before a search. `None`: it has not. A new catalogue comes with what is to be
/// said about it, one Italian sentence each; an error is one Italian sentence, and the old catalogue stays.
pub type Reload = Box<dyn FnMut() -> Option<Result<(Arc<Catalog>, Vec<String>), String>>>;

/// Reads the catalogue for a comune that the one in use does not have, by its ISTAT code; an error is one Italian sentence.
pub type ReadElsewhere = Box<dyn FnMut(&str) -> Result<Arc<Catalog>, String>>;

/// Everything the look-up needs, found and checked before the terminal is touched.
// Each flag is a fact of its own: no two of them make a state together.
#[allow(clippy::struct_excessive_bools)]
pub struct Setup {
    /// The catalogue and its index, the building of which may still be under way.
    pub lookup: Lookup,
    /// What went wrong so far, one Italian sentence each: broken layers, unreadable preferences.
    pub notices: Vec<String>,
    /// Where the desk is, from the preferences or from `--comune`.
    pub desk: DeskPlace,
    /// Identifiers of the starred schede.
    pub starred: Vec<String>,
    /// Where preferences, sheets, reports and counters go. Not called in kiosk mode.
    pub outside: Outside,
    /// Where a catalogue that changed while the look-up was open comes from; `None`: it never changes.
    pub reload: Option<Reload>,
    /// Where the catalogue of a desk in another region comes from; `None`: there is no other.
    pub elsewhere: Option<ReadElsewhere>,
    /// The words of the command line.
    pub query: String,
    /// How things look.
    pub look: ThemeChoice,
    /// Nothing above 0x7f is written.
    pub ascii: bool,
    /// Clicks and wheel.
    pub mouse: bool,
    /// Nothing is kept, nothing is started, idle time leads back to the first screen.
    pub kiosk: bool,
    /// How long a kiosk waits without a key before it is ready for the next person.
    pub idle: Duration,
    /// What stands between the program and the terminal's clipboard.
    pub clipboard: Wrap,
    /// Local date and time.
    pub clock: fn() -> NaiveDateTime,
    /// The administrator allows the printer.
    pub printer: bool,
    /// The terminal is somewhere else (SSH).
    pub remote: bool,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("desk", &self.desk).field("query", &self.query).finish_non_exhaustive()
    }
}

impl Setup {
    /// A look-up without preferences and with no words typed.
    pub fn new(lookup: Lookup, clock: fn() -> NaiveDateTime) -> Self {
        Self {
            lookup,
            notices: Vec::new(),
            desk: DeskPlace::Unknown,
            starred: Vec::new(),
            outside: Outside::nowhere(),
            reload: None,
            elsewhere: None,
            query: String::new(),
            look: ThemeChoice::default(),
            ascii: false,
            mouse: false,
            kiosk: false,
            idle: IDLE,
            clipboard: Wrap::Plain,
            clock,
            printer: false,
            remote: false,
        }
    }
}

/// The terminal did not do what it should.
#[derive(Debug, thiserror::Error)]
#[error("{}", words::terminal_trouble(.0))]
pub struct ScreenTrouble(#[from] std::io::Error);

/// How the look-up ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Quit,
    /// The terminal is gone: end without a word, exit status 129.
    TerminalLost,
}

/// Runs the look-up until the person leaves. The terminal is given back whole.
///
/// # Errors
/// [`ScreenTrouble`] when the terminal cannot be taken or written to.
pub fn run(setup: Setup) -> Result<Ended, ScreenTrouble> {
    let options = Options { mouse: setup.mouse, ascii: setup.ascii };
    if setup.kiosk {
        terminal::stay();
    }
    // Never given back: freeing each record and word takes longer than all else that leaving needs.
    let mut desk = ManuallyDrop::new(LiveScreen::new(setup));
    let mut session = Session::enter(options)?;
    let mut terminal = match Terminal::new(Damage::new(session.painter())) {
        Ok(terminal) => terminal,
        Err(error) if is_lost(&error) => return Ok(Ended::TerminalLost),
        Err(error) => return Err(error.into()),
    };
    let mut input = session.input()?;
    match terminal::run(&mut session, &mut terminal, &mut input, &mut *desk)? {
        End::Quit => Ok(Ended::Quit),
        End::TerminalLost => Ok(Ended::TerminalLost),
    }
}

/// The model as it is before the first key.
pub fn first_model(setup: &Setup) -> Model {
    let now = (setup.clock)();
    let mut model = Model::new(setup.lookup.clone(), now, (80, 24), Theme::of(setup.look));
    let place = if let DeskPlace::Place(place) = setup.desk { Some(place) } else { None };
    model.encounter.workplace = Workplace {
        place,
        first_place: place,
        starred: setup.starred.clone(),
        kiosk: setup.kiosk,
        printer: setup.printer && !setup.kiosk,
        remote: setup.remote,
        counts: setup.outside.counting.is_some() && !setup.kiosk,
        ..Workplace::default()
    };
    model.encounter.next();
    model.ascii = setup.ascii;
    model.query = LineEdit::new(&setup.query);
    model.asks_place = setup.desk == DeskPlace::Unknown;
    update::begin(&mut model);
    if !setup.notices.is_empty() {
        model.popups.push(Popup::Reader(ReaderPage::notices(&setup.notices)));
    }
    model
}

/// The look-up as the loop sees it.
pub struct LiveScreen {
    model: Model,
    outside: Outside,
    reload: Option<Reload>,
    elsewhere: Option<ReadElsewhere>,
    clipboard: Wrap,
    clock: fn() -> NaiveDateTime,
    idle: Duration,
    changed: bool,
    touched: bool,
    /// The index of the catalogue in use is being built.
    prepared: bool,
}

impl fmt::Debug for LiveScreen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveScreen").field("changed", &self.changed).finish_non_exhaustive()
    }
}

impl LiveScreen {
    /// Ready for the first frame.
    pub fn new(mut setup: Setup) -> Self {
        if setup.kiosk {
            setup.outside = Outside::nowhere();
        }
        if let Some(office) = setup.outside.office.as_mut() {
            let today = (setup.clock)().date();
            if let Some((review, said)) = office.look(&setup.lookup.catalog, today, true) {
                setup.lookup.review = Arc::new(review);
                setup.notices.extend(said);
            }
            setup.lookup.may_approve = office.may_approve();
        }
        let mut model = first_model(&setup);
        if setup.outside.office.is_some() {
            model.encounter.workplace.reports = true;
            model.message = Some(model.encounter.growth());
            if let Some(count) = setup.outside.news(&mut model.encounter) {
                model.message = Some(words::news(count));
            }
        }
        // Words that came with the command line are the first person's.
        let touched = !setup.query.is_empty();
        let Setup { outside, reload, elsewhere, clipboard, clock, idle, .. } = setup;
        Self { model, outside, reload, elsewhere, clipboard, clock, idle, changed: true, touched, prepared: false }
    }

    /// What the screen is drawn from.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Takes in a catalogue that has changed; what is to be said about it.
    fn renew(&mut self) -> Option<Vec<String>> {
        match self.reload.as_mut()?()? {
            Ok((catalog, mut said)) => {
                let mut lookup = Lookup::over(catalog);
                lookup.may_approve = self.model.encounter.lookup.may_approve;
                renew::take(&mut self.model, lookup);
                self.outside.look(&mut self.model.encounter, true);
                self.prepared = false;
                let news = self.outside.news(&mut self.model.encounter);
                said.insert(0, news.map_or_else(|| words::CATALOG_RENEWED.to_owned(), words::news));
                Some(said)
            }
            Err(why) => Some(vec![why]),
        }
    }

    /// Does outside what the encounter wants done, and says what became of it.
    fn carry_out(&mut self, deed: &Deed) {
        let said = match self.outside.carry_out(deed, &self.model.encounter) {
            Done::Nothing | Done::Kept(Ok(())) | Done::Counted(Ok(())) => return,
            Done::Kept(Err(why)) => words::not_saved(&lower_first(unended(&why))),
            Done::Counted(Err(why)) => words::could_not_count(&why),
            Done::Written(Ok(path)) => words::written(&path, self.model.encounter.workplace.remote),
            Done::Written(Err(why)) => words::not_written(&why),
            Done::Printed(Ok(())) => words::PRINTED.to_owned(),
            Done::Printed(Err(why)) => words::not_printed(&why),
            Done::Reported(said) => said,
        };
        self.model.message = Some(said);
        if matches!(deed, Deed::Report(_)) {
            // What was accepted is in the catalogue now.
            self.renew();
            self.outside.look(&mut self.model.encounter, true);
        }
    }

    /// Takes in the catalogue of another place, and keeps that the desk is there.
    fn go(&mut self, istat: &str) {
        match self.elsewhere.as_mut().map(|elsewhere| elsewhere(istat)) {
            Some(Ok(catalog)) => {
                renew::take(&mut self.model, Lookup::over(catalog));
                self.model.popups.clear();
                self.prepared = false;
                for effect in super::pick::arrived(&mut self.model, istat) {
                    if let Effect::Outside(deed) = effect {
                        self.carry_out(&deed);
                    }
                }
            }
            Some(Err(why)) => self.model.message = Some(why),
            None => self.model.message = Some(words::NOT_ELSEWHERE.to_owned()),
        }
    }

    fn take(&mut self, message: Message) -> Flow {
        self.model.encounter.now = (self.clock)();
        self.changed = true;
        let mut said = None;
        if may_search(&message) {
            said = self.renew();
            let reports = self.outside.look(&mut self.model.encounter, false);
            if !reports.is_empty() {
                said.get_or_insert_default().extend(reports);
            }
            if !std::mem::replace(&mut self.prepared, true) {
                self.model.encounter.lookup.prepare();
            }
        }
        let flow = self.update(message);
        match said.as_deref() {
            None | Some([]) => {}
            Some([one]) => self.model.message = Some(one.clone()),
            Some(more) => self.model.popups.push(Popup::Reader(ReaderPage::notices(more))),
        }
        flow
    }

    fn update(&mut self, message: Message) -> Flow {
        let mut flow = Flow::Continue;
        for effect in update::update(&mut self.model, message) {
            flow = match effect {
                Effect::Copy(text) => match sequence(&text, self.clipboard) {
                    Some(sequence) => Flow::Send(sequence),
                    None => continue,
                },
                Effect::Outside(deed) => {
                    self.carry_out(&deed);
                    continue;
                }
                Effect::Move(istat) => {
                    self.go(&istat);
                    continue;
                }
                Effect::Redraw => Flow::Redraw,
                Effect::Suspend => Flow::Suspend,
                Effect::Quit => Flow::Quit,
            };
        }
        flow
    }
}

/// Whether a message may lead to a new look-up. Moving about in what was found does not: it must cost nothing.
fn may_search(message: &Message) -> bool {
    match message {
        Message::Key(key) => !matches!(
            key,
            Key::Up | Key::Down | Key::Left | Key::Right | Key::PageUp | Key::PageDown | Key::Home | Key::End
        ),
        Message::Paste(_) | Message::Idle => true,
        Message::Resize(..) | Message::Click(..) | Message::Wheel(_) | Message::Settle => false,
    }
}

impl Screen for LiveScreen {
    fn handle(&mut self, event: InputEvent) -> Flow {
        self.touched = true;
        self.take(match event {
            InputEvent::Key(key) => Message::Key(key),
            InputEvent::Paste(text) => Message::Paste(text),
            InputEvent::Resize { columns, rows } => Message::Resize(columns, rows),
            InputEvent::Mouse(mouse) => match mouse.kind {
                MouseKind::Press => Message::Click(mouse.column, mouse.row),
                MouseKind::ScrollUp => Message::Wheel(-WHEEL),
                MouseKind::ScrollDown => Message::Wheel(WHEEL),
            },
        })
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if self.model.size != (area.width, area.height) {
            update::update(&mut self.model, Message::Resize(area.width, area.height));
        }
        view::view(&self.model, frame);
        self.changed = false;
    }

    fn dirty(&self) -> bool {
        self.changed
    }

    fn patience(&self) -> Option<Duration> {
        if accessi::is_held(&self.model) {
            return Some(accessi::SETTLES);
        }
        (self.model.encounter.workplace.kiosk && self.touched).then_some(self.idle)
    }

    fn waited(&mut self) -> Flow {
        if accessi::is_held(&self.model) {
            return self.take(Message::Settle);
        }
        self.touched = false;
        self.take(Message::Idle)
    }
}
