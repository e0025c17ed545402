//! What is handed over, and what every form of it says besides the services.

use chrono::NaiveDate;

use crate::scheda::foglio::lingua as words;
use crate::scheda::foglio::{Foglio, FoglioLine, Lingua, PartKind, Said};

/// What is handed over of the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// A page a service.
    #[default]
    Each,
    /// One page for all: names, numbers, what to bring.
    List,
    /// A page a service, with empty lines for the office that receives the person. Filled by pen: nothing is typed in.
    Referral,
}

/// The sheets of one or more services.
#[derive(Debug, Clone, Copy)]
pub struct PaperSheet<'a> {
    /// The services.
    pub fogli: &'a [Foglio],
    /// What is handed over of them.
    pub paper: Paper,
    /// The language that faces the Italian.
    pub lingua: Lingua<'a>,
    /// The day it is handed over.
    pub date: NaiveDate,
}

/// What whoever sends a person writes by pen: a label, and how many lines it takes.
pub(super) const BY_PEN: [(&str, usize); 8] = [
    ("Nome e cognome", 1),
    ("Nata o nato a, il", 1),
    ("Codice fiscale", 1),
    ("Indirizzo e telefono", 1),
    ("Chi chiede, se è un'altra persona", 1),
    ("Perché si invia", 3),
    ("Chi invia: ufficio, operatore, telefono", 1),
    ("Firma della persona, che è d'accordo", 1),
];

/// Title of the sheet for the receiving office.
pub(super) const REFERRAL: &str = "Foglio d'invio";

impl PaperSheet<'_> {
    /// "Foglio del 21 novembre 2026. Chiami prima di andare."
    pub(super) fn foot(&self) -> Said {
        let (label, day) = (self.lingua.say(words::SHEET_OF), self.lingua.date(self.date));
        let call = self.lingua.say(words::CALL_FIRST);
        let other = || Some(format!("{} {}. {}", label.other?, day.other?, call.other?));
        Said { it: format!("{} {}. {}", label.it, day.it, call.it), other: other() }
    }

    /// That the translation is a courtesy, where there is one.
    pub(super) fn courtesy(&self) -> Option<Said> {
        self.lingua.other().map(|_| self.lingua.say(words::COURTESY))
    }

    /// The lines of a service on the one page of several: that it may not be had now, where and by which number, what to bring.
    pub(super) fn in_the_list(foglio: &Foglio) -> impl Iterator<Item = &FoglioLine> {
        let first = foglio.parts.first().filter(|p| p.kind == PartKind::Step);
        let parts = [PartKind::Where, PartKind::Bring].into_iter().flat_map(|kind| foglio.lines(kind));
        first.into_iter().flat_map(|p| &p.lines).chain(parts)
    }
}
