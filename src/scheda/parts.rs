//! What a scheda is made of: sections of blocks, labels with their values, the same facts for programs; for whom it is laid out
//! and how wide. How it is filled is the business of its neighbours, how it looks that of [`super::text`] and the other forms.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};

use super::{Heading, Need};
use crate::catalog::model::ComuneIx;
use crate::catalog::term::Term;
use crate::catalog::values::{Basis, PartialDate, Stato};
use crate::lingua::spoken::spoken;

/// For whom and when a scheda is laid out. Says nothing about a citizen: only where the question is asked from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The chosen comune: its offices come first.
    pub comune: Option<ComuneIx>,
    /// Local date and time: decides what is open and how old a source is.
    pub now: NaiveDateTime,
    /// When it is needed, as far as the words of the question tell.
    pub need: Need,
    /// Age of the person who is helped, whole years, where it is known.
    pub age: Option<u8>,
}

impl Viewer {
    /// Somebody who asks from `comune` at `now` and has not said when it is needed.
    pub fn at(comune: Option<ComuneIx>, now: NaiveDateTime) -> Self {
        Self { comune, now, need: Need::NotSaid, age: None }
    }
}

/// A service, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheda {
    /// Identifier: `le-casarano/asilo-nido`, `it/naspi`, `tipologia/asilo-nido`, `ambito/le-casarano`.
    pub id: String,
    /// Name, with the acronyms in brackets.
    pub title: String,
    /// What it opens with: for whom, where, by which number, when, with which papers, the first step; short enough for the
    /// first screen.
    pub opening: Vec<Pair>,
    /// The opening's hours as they go on paper: without what holds only at this moment.
    pub timetable: Pair,
    /// The lines that stand before the sources: area, ambito and comuni, stato, age of the last check.
    pub header: Vec<Pair>,
    /// One sentence.
    pub summary: String,
    /// The sections that have something to say, in the order of the design. "Prossimo passo" is not among them.
    pub sections: Vec<Section>,
    /// The last line, always there: whom to call or where to go, with which papers.
    pub next_step: String,
    /// Schede that open from here.
    pub links: Vec<Link>,
    /// The same facts for programs.
    pub facts: SchedaFacts,
}

impl Scheda {
    /// The scheda of somebody in danger: the next step begins with the numbers to call, where it does not already.
    #[must_use]
    pub fn calling_first(mut self, numbers: Option<&str>) -> Self {
        const DANGER: &str = "In pericolo: ";
        if let Some(numbers) = numbers.filter(|_| !self.next_step.starts_with(DANGER)) {
            self.next_step = format!("{DANGER}{numbers}. {}", self.next_step);
        }
        self
    }

    /// The same for somebody who listens: abbreviations are words.
    #[must_use]
    pub fn spoken(mut self) -> Self {
        let text = |text: &mut String| *text = spoken(text);
        let pairs = |pairs: &mut Vec<Pair>| pairs.iter_mut().for_each(|pair| text(&mut pair.value));
        [&mut self.title, &mut self.summary, &mut self.next_step].into_iter().for_each(text);
        [&mut self.opening, &mut self.header].into_iter().for_each(pairs);
        text(&mut self.timetable.value);
        for block in self.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            match block {
                Block::Paragraph(said) | Block::Caution(said) => text(said),
                Block::Bullets(lines) | Block::Steps(lines) => lines.iter_mut().for_each(text),
                Block::Pairs(of) => pairs(of),
                Block::Place { name, details } => {
                    text(name);
                    pairs(details);
                }
            }
        }
        self
    }

    /// Its parts in the order in which they are read: the sections, what is said of the record itself before the sources.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let (body, sources): (Vec<&Section>, Vec<&Section>) =
            self.sections.iter().partition(|s| s.heading != Heading::Sources);
        let header = (!self.header.is_empty()).then_some(Part::Header(&self.header));
        body.into_iter().map(Part::Section).chain(header).chain(sources.into_iter().map(Part::Section))
    }

    /// The section under `heading`, if it has anything to say.
    pub fn section(&self, heading: Heading) -> Option<&Section> {
        self.sections.iter().find(|s| s.heading == heading)
    }

    /// The scheda as it is handed over: as it goes on paper, without what is for the operator only.
    pub(crate) fn for_citizen(&self) -> Self {
        let mut sheet = self.for_paper();
        sheet.sections.retain(|s| s.heading != Heading::Orientation);
        sheet
    }

    /// The scheda as `page` lays it out.
    pub(super) fn laid_out(&self, page: &Page) -> Cow<'_, Self> {
        match (page.date, page.next_step) {
            (Some(_), _) => Cow::Owned(self.for_citizen()),
            (None, NextStep::First) => Cow::Owned(self.for_paper()),
            (None, NextStep::Last) => Cow::Borrowed(self),
        }
    }

    /// The scheda as it goes on paper: without what holds only at this moment.
    pub(super) fn for_paper(&self) -> Self {
        let mut paper = self.clone();
        for pair in paper.opening.iter_mut().filter(|p| p.label == self.timetable.label) {
            pair.clone_from(&self.timetable);
        }
        for block in paper.sections.iter_mut().flat_map(|s| &mut s.blocks) {
            if let Block::Place { details, .. } = block {
                details.retain(|d| d.label != RIGHT_NOW);
            }
        }
        paper
    }
}

/// What a scheda says, for programs: the keys of [`super::json`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchedaFacts {
    /// Identifier of the tipologia; absent for an ambito.
    pub tipologia: Option<String>,
    /// Name without acronyms.
    pub name: String,
    /// Acronyms.
    pub acronyms: Vec<String>,
    /// `it`, the region's id, an ambito's id, or `tipologia`.
    pub scope: String,
    /// Identifier of the ambito, where it is one's.
    pub ambito: Option<String>,
    /// Identifier of the area.
    pub area: Option<String>,
    /// Identifiers of the target groups.
    pub targets: Vec<String>,
    /// Names of the comuni it serves, where it is not the whole scope (as in the answers of a search); for an ambito,
    /// those that belong to it.
    pub comuni: Vec<String>,
    /// Status as it may be believed on the viewer's day.
    pub status: Option<Stato>,
    /// What it rests on.
    pub basis: Option<Basis>,
    /// When it opens, closes and ends.
    pub term: Term,
    /// When somebody last checked it.
    pub checked: Option<PartialDate>,
    /// Where to go; historic places are never among them.
    pub sedi: Vec<SedeFacts>,
    /// Where the facts come from; the servizio's own first, then its tipologia's.
    pub sources: Vec<SourceFacts>,
}

/// A sede, for programs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SedeFacts {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind, as in the files.
    pub kind: &'static str,
    /// A protected place: it has no address and no comune.
    pub riservato: bool,
    /// Name of the comune.
    pub comune: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// Telephones, as dialled.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Certified e-mail addresses.
    pub pec: Vec<String>,
    /// Web page.
    pub website: Option<String>,
    /// Hours as an `opening_hours` string.
    pub hours: Option<String>,
    /// Hours in the source's words.
    pub hours_source: Option<String>,
    /// What else to know.
    pub note: Option<String>,
}

/// A source, for programs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceFacts {
    /// Title.
    pub title: String,
    /// Web address.
    pub url: Option<String>,
    /// The source's own date.
    pub date: Option<PartialDate>,
    /// When somebody read it.
    pub read: Option<PartialDate>,
}

/// Where the next step stands in a rendered scheda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NextStep {
    /// First, as on a sheet that is handed over; where to go and what to bring follow.
    First,
    /// Last, as on the screen.
    #[default]
    Last,
}

/// How a scheda is laid out as text or Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns; a single longer word (a web address) stays whole. Markdown does not wrap.
    pub width: usize,
    /// Where the next step stands.
    pub next_step: NextStep,
    /// Rules under the headings; without them nothing but words is on the page, for selecting with the mouse.
    pub rules: bool,
    /// Day of printing, said at the foot of a sheet that is handed over.
    pub date: Option<NaiveDate>,
}

impl Page {
    /// As on the screen, `width` columns wide.
    pub fn screen(width: usize) -> Self {
        Self { width, next_step: NextStep::Last, rules: true, date: None }
    }

    /// Without borders, for selecting with the mouse.
    pub fn plain(width: usize) -> Self {
        Self { rules: false, ..Self::screen(width) }
    }

    /// A sheet that is handed over on `date`.
    pub fn hand_over(width: usize, date: NaiveDate) -> Self {
        Self { width, next_step: NextStep::First, rules: true, date: Some(date) }
    }
}

/// A part of a scheda below its opening.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A section.
    Section(&'a Section),
    /// Area, ambito, stato, age of the last check.
    Header(&'a [Pair]),
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it tells.
    pub heading: Heading,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

impl Section {
    /// Those of the sections that have anything to say.
    pub(super) fn told(all: impl IntoIterator<Item = (Heading, Vec<Block>)>) -> Vec<Self> {
        let all = all.into_iter().filter(|(_, blocks)| !blocks.is_empty());
        all.map(|(heading, blocks)| Self { heading, blocks }).collect()
    }
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// "Area", "Stato", "Telefono"…
    pub label: &'static str,
    /// The value, in words.
    pub value: String,
    /// How it is meant.
    pub tone: Tone,
}

/// How a value is meant; a screen may colour it, the words say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Plain.
    #[default]
    Plain,
    /// Good news: active, open, free.
    Good,
    /// To be confirmed, old, closed, not known.
    Careful,
    /// Read aloud or dialled: phone numbers.
    Call,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// Items, one a line.
    Bullets(Vec<String>),
    /// Steps, numbered.
    Steps(Vec<String>),
    /// Labels and values, aligned.
    Pairs(Vec<Pair>),
    /// A place: its name, then its particulars.
    Place {
        /// Name of the sede.
        name: String,
        /// Address, hours, phones, e-mail, PEC, site, notes.
        details: Vec<Pair>,
    },
    /// A caution that must be seen.
    Caution(String),
}

/// A scheda that opens from this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Identifier, as in [`Scheda::id`].
    pub id: String,
    /// Its name.
    pub title: String,
}

/// Label of what holds at the viewer's moment only ("aperto ora, chiude alle 12"): on the screen, not on paper.
pub const RIGHT_NOW: &str = "Adesso";

/// Heading of the header, where it needs one.
pub const ABOUT: &str = "Inquadramento";

/// Heading of the last line.
pub const NEXT_STEP: &str = "Prossimo passo";
