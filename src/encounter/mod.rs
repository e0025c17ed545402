//! One person at the desk, without a terminal: what is asked and where, the answer, what was told of the person, what is
//! marked, opened and handed over.
//!
//! The screen and the lines each hold one [`Encounter`] and show it in their own way. The rules are here: where is looked,
//! what a mark, a star and a filter change, how the answer is held against the person, what is handed over and reported,
//! what the next person does not find. It asks the catalogue, which is pure; what has to be done outside comes back as a
//! [`deed::Deed`], which [`outside::Outside`] carries out.

pub mod calls;
pub mod deed;
pub mod handover;
pub mod lookup;
pub mod matter;
pub mod names;
pub mod outside;
pub mod person;
pub mod place;
mod renew;
pub mod report;
pub mod rows;
pub mod words;

use std::mem;

use chrono::{NaiveDate, NaiveDateTime};

use crate::accessi::{Accesso, Canale, Esito, Subject};
use crate::catalog::model::{Ambito, AmbitoIx, Catalog, ComuneIx};
use crate::eligibility::Profile;
use crate::scheda::{Need, Scheda, Section, Viewer};
use crate::search::danger::Circumstances;
use crate::search::{Answer, Place, Request, Row};
use lookup::Lookup;
use matter::Matter;
use person::Person;
use rows::Seen;

/// What is true at this desk, whoever sits before it.
// Each flag is a fact of its own: no two of them make a state together.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workplace {
    /// The place every encounter starts from; `None` = the whole region.
    pub place: Option<Place>,
    /// The place that a kiosk starts from, whatever the last person chose.
    pub first_place: Option<Place>,
    /// Identifiers of the starred schede, in the order in which they were starred.
    pub starred: Vec<String>,
    /// Nothing is kept, nothing is started.
    pub kiosk: bool,
    /// The printer may be used.
    pub printer: bool,
    /// The terminal is somewhere else: files that are written stay on the server.
    pub remote: bool,
    /// Accesses are counted.
    pub counts: bool,
    /// Reports have somewhere to go.
    pub reports: bool,
    /// Who sits here, as they once said for a report: a role.
    pub role: Option<String>,
    /// What is new in the catalogue.
    pub news: Option<String>,
}

/// A scheda that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenScheda {
    /// What it says.
    pub scheda: Scheda,
    /// The first line that is in sight, where it is read on a page.
    pub top: usize,
}

/// One person at the desk.
#[derive(Debug, Clone)]
pub struct Encounter {
    /// The catalogue and its index.
    pub lookup: Lookup,
    /// Local date and time of what happens now.
    pub now: NaiveDateTime,
    /// The desk.
    pub workplace: Workplace,
    /// What is asked: words, place, filters, the tipologia whose places are listed.
    pub request: Request,
    /// What the look-up answered.
    pub answer: Answer,
    /// The person.
    pub person: Person,
    /// Identifiers of the marked schede, in the order in which they were marked.
    pub marks: Vec<String>,
    /// The open schede: each but the first was opened from the one before it.
    pub schede: Vec<OpenScheda>,
    /// What it was about so far.
    pub matter: Matter,
    /// The language that faces the Italian on what is handed over, by its code.
    pub lingua: Option<String>,
}

impl Encounter {
    /// An encounter in which nothing was asked yet, at a desk of the whole region.
    pub fn new(lookup: Lookup, now: NaiveDateTime) -> Self {
        Self {
            lookup,
            now,
            workplace: Workplace::default(),
            request: Request::default(),
            answer: Answer::default(),
            person: Person::default(),
            marks: Vec::new(),
            schede: Vec::new(),
            matter: Matter::default(),
            lingua: None,
        }
    }

    /// Ready for the next person. Made anew, so that whatever an encounter learns to hold is forgotten too.
    pub fn next(&mut self) {
        let workplace = mem::take(&mut self.workplace);
        let request = Request { place: workplace.place, ..Request::default() };
        *self = Self { workplace, request, ..Self::new(self.lookup.clone(), self.now) };
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        &self.lookup.catalog
    }

    /// Today.
    pub fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// The place that holds now: one recognised in the words goes before the chosen one.
    pub fn place_now(&self) -> Option<Place> {
        self.answer.understood.place.as_ref().map(|(p, _)| *p).or(self.request.place)
    }

    /// Whether the words moved the place away from the chosen one.
    pub fn place_from_words(&self) -> bool {
        self.answer.understood.place.as_ref().is_some_and(|(p, _)| Some(*p) != self.request.place)
    }

    /// The comune that schede are laid out for.
    pub fn comune_now(&self) -> Option<ComuneIx> {
        match self.place_now() {
            Some(Place::Comune(ix)) => Some(ix),
            _ => None,
        }
    }

    /// The ambito of a place.
    pub fn ambito_of(&self, place: Place) -> (AmbitoIx, &Ambito) {
        let ix = place.ambito(self.catalog());
        (ix, &self.catalog().ambiti[ix])
    }

    /// From where and when rows are looked at: the words tell when it is needed.
    pub fn seen(&self) -> Seen {
        Seen {
            now: self.now,
            need: Need::of(&self.request.text),
            place: self.place_now(),
            by_place: self.request.only_type.is_some(),
            age: self.person.age(),
        }
    }

    /// For whom and when schede are laid out.
    pub fn viewer(&self) -> Viewer {
        self.seen().viewer()
    }

    /// Whether something filters the answer, besides words and place.
    pub fn is_filtered(&self) -> bool {
        !self.request.targets.is_empty() || !self.request.areas.is_empty()
    }

    /// A place in words; `both` says a comune and its ambito.
    pub fn place_said(&self, place: Option<Place>, both: impl Fn(&str, &str) -> String) -> String {
        let Some(place) = place else { return words::whole_region(&self.catalog().regione.name) };
        let ambito = self.ambito_of(place).1.record.short.as_str();
        match place {
            Place::Ambito(_) => words::ambito_of(ambito),
            Place::Comune(ix) => both(&self.catalog().comuni[ix].record.name, ambito),
        }
    }

    /// The answer to what is asked, as it comes; `typing`: the words may go on.
    pub fn sought(&self, typing: bool) -> Answer {
        let before = if typing { self.answer.danger.clone() } else { None };
        let request = Request { heard: Circumstances { typing, before }, ..self.request.clone() };
        self.lookup.seek(&request, self.now)
    }

    /// Looks up what is asked. The places of one tipologia stand in order: ambiti by name, then region and State.
    pub fn look(&mut self, typing: bool) {
        self.answer = self.sought(typing);
        if self.request.only_type.is_some() {
            let mut found = mem::take(&mut self.answer.rows);
            let catalog = self.catalog();
            let order = |row: &Row| match row.hit.entry(catalog).ambito() {
                Some(ambito) => (false, ambito.record.short.to_string()),
                None => (true, String::new()),
            };
            found.sort_by_cached_key(order);
            self.answer.rows = found;
        }
    }

    /// Holds the rows of the answer against the person.
    pub fn judge(&mut self) {
        let (comune, today) = (self.comune_now(), self.today());
        self.person.judge(&self.lookup.catalog, &self.answer.rows, comune, today);
    }

    /// What is known of the person, the place included.
    pub fn profile(&self) -> Profile {
        self.person.profile(self.comune_now())
    }

    /// What a scheda says to the person; `None` where nothing was told. Not part of the scheda: it is neither copied nor
    /// handed over.
    pub fn reasons(&self, scheda: &Scheda) -> Option<Section> {
        if !self.person.is_told() {
            return None;
        }
        person::section_of(&self.catalog().find(&scheda.id)?, &self.profile(), self.today())
    }

    /// Looks at another place. One among the words would go before it: its words have done their work.
    pub fn set_place(&mut self, place: Option<Place>) {
        if let Some((_, range)) = self.answer.understood.place.take() {
            let text = &mut self.request.text;
            if text.get(range.clone()).is_some() {
                text.replace_range(range, "");
                *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
        self.request.place = place;
    }

    /// Takes back the place that the words say, or lets them say it again.
    pub fn own_place(&mut self) {
        self.request.literal = !self.request.literal;
        self.request.only_type = None;
    }

    /// Marks a scheda or takes its mark away; how many are marked then.
    pub fn mark(&mut self, id: String) -> usize {
        let before = self.marks.len();
        self.marks.retain(|m| *m != id);
        if self.marks.len() == before {
            self.marks.push(id);
        }
        self.marks.len()
    }

    /// Stars a scheda or takes its star away; whether it is starred then.
    pub fn star(&mut self, id: &str) -> bool {
        let starred = &mut self.workplace.starred;
        let before = starred.len();
        starred.retain(|s| s != id);
        let on = starred.len() == before;
        if on {
            starred.push(id.to_owned());
        }
        on
    }

    /// Opens a scheda over the ones that are open; whether there is one.
    pub fn open(&mut self, id: &str) -> bool {
        let Some(scheda) = self.lookup.scheda(id, &self.viewer()) else { return false };
        self.matter.opens(&scheda.id);
        if self.scheda().is_none_or(|open| open.id != scheda.id) {
            self.schede.push(OpenScheda { scheda, top: 0 });
        }
        true
    }

    /// The scheda that was opened last.
    pub fn scheda(&self) -> Option<&Scheda> {
        self.schede.last().map(|open| &open.scheda)
    }

    /// What the encounter that ends was about, where it is to be counted: somebody had `begun`, or a scheda was opened or
    /// handed over.
    pub fn to_count(&mut self, begun: bool) -> Option<Matter> {
        let matter = mem::take(&mut self.matter);
        let counts = self.workplace.counts && !self.workplace.kiosk && !matter.counted;
        (counts && (begun || matter.is_known())).then_some(matter)
    }

    /// What is counted of an encounter at this desk that was about `scheda`.
    pub fn accesso(&self, scheda: Option<&str>, canale: Canale, esito: Esito) -> Accesso {
        let comune = match self.workplace.place {
            Some(Place::Comune(ix)) => Some(self.catalog().comuni[ix].record.istat.clone()),
            _ => None,
        };
        Accesso { comune, scheda: scheda.and_then(|id| Subject::of(self.catalog(), id)), canale, esito }
    }
}
