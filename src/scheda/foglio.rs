//! What a person takes home of a service: where, by which number, when, what to bring, the first step, what it costs and
//! until when, in plain words that fit one page; beside each Italian line the same in another language, where there is one.
//!
//! The words come from `foglio.json` and `lingue/*.json`, the place and the number from [`super::answer`]. Says nothing to
//! the office and nothing of the person. How it looks is the business of [`crate::consegna`].

use chrono::{Datelike, NaiveDate};

use super::Viewer;
use super::answer::{Answer, Who, is_for_violence, is_measure, pronto_intervento};
use super::entry::{Desk, title};
use super::reach::{Here, Reach};
use super::words::{phone, unended, upper_first};
use crate::catalog::hours;
use crate::catalog::model::{Catalog, Comune, Entry, SedePlace};
use crate::catalog::record::{LinguaRecord, NumeroUtile};
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, Direction, Stato};

/// Most telephone numbers of one sheet.
const PHONES: usize = 3;

/// Columns of a sentence of the catalogue's own that a sheet takes over where nobody wrote a plainer one.
const SENTENCE: usize = 160;

/// Declares the fixed words of the sheet, which every language has to translate.
macro_rules! words {
    ($($name:ident = $text:literal;)+) => {
        $(pub(crate) const $name: &str = $text;)+

        /// The fixed words of the sheet.
        const WORDS: &[&str] = &[$($text),+];
    };
}

words! {
    WHERE = "Dove";
    PHONE = "Telefono";
    WHEN = "Quando";
    BRING = "Che cosa portare";
    STEP = "Primo passo";
    COST = "Quanto costa";
    UNTIL = "Entro quando";
    STAMP = "Note e timbro dell'ufficio";
    CALL_FIRST = "Chiami prima di andare.";
    OTHERWISE = "Se non risponde";
    SWITCHBOARD = "Centralino del Comune";
    IN_DANGER = "In pericolo";
    INFORMS = "Per informazioni";
    ASK_SOCIAL = "Al centralino chieda dei servizi sociali.";
    ASK_THIS = "Al centralino chieda di questo servizio.";
    ASK_WHERE = "Chieda per telefono dov'è.";
    ASK_RESIDENCE = "Chieda ai servizi sociali del suo Comune.";
    SECRET = "L'indirizzo è segreto. Ci si arriva con il centro antiviolenza.";
    IS_IT_THERE = "Chiami e chieda se questo servizio c'è nel suo Comune.";
    CLOSED = "Adesso non si può fare la domanda. Chieda quando riapre.";
    NOT_YET = "Non è ancora partito. Chieda quando inizia.";
    STILL_THERE = "Chiami e chieda se c'è ancora.";
    ASK_PAPERS = "Chieda all'ufficio che cosa portare.";
    ASK_HOURS = "Chieda gli orari per telefono.";
    AT_ONCE = "Chiami subito.";
    AT_NIGHT = "Di notte e nei festivi chiami il 112.";
    SERVICES = "Servizi per lei";
    SHEET_OF = "Foglio del";
    COURTESY = "Traduzione di cortesia: vale il testo italiano.";
    DATE = "{giorno} {mese} {anno}";
}

/// The words of [`hours::on_paper`] and of what the catalogue says beside hours.
const HOURS: [&str; 14] = [
    "sempre aperto, 24 ore su 24",
    "24 ore su 24",
    "tutti i giorni",
    "chiuso nei festivi",
    "nei giorni di festa",
    "chiuso",
    "su appuntamento",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
];

/// The months, as [`DATE`] takes them.
const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// Every Italian text that a sheet may say whatever the service is: what a language has to have besides `foglio.json`.
pub fn fixed() -> impl Iterator<Item = &'static str> {
    WORDS.iter().copied().chain(HOURS).chain(MONTHS)
}

/// The language that faces the Italian, if any.
#[derive(Debug, Clone, Copy)]
pub struct Lingua<'a>(Option<&'a LinguaRecord>);

impl<'a> Lingua<'a> {
    /// Italian alone, or with another language beside it.
    pub fn new(other: Option<&'a LinguaRecord>) -> Self {
        Self(other)
    }

    /// The other language.
    pub fn other(self) -> Option<&'a LinguaRecord> {
        self.0
    }

    /// Whether the other language is written from right to left.
    pub fn is_rtl(self) -> bool {
        self.0.is_some_and(|l| l.dir == Direction::Rtl)
    }

    /// What stands for an Italian text: as a whole, else sentence by sentence. `None` where a part of it has no translation.
    pub fn translate(self, italian: &str) -> Option<String> {
        let phrases = &self.0?.phrases;
        if let Some(whole) = phrases.get(italian) {
            return Some(whole.to_string());
        }
        let parts: Option<Vec<&str>> = sentences(italian).map(|s| phrases.get(s).map(Text::as_str)).collect();
        // Chinese needs no space between sentences; one does no harm.
        parts.map(|parts| parts.join(" "))
    }

    /// An Italian text and its translation.
    pub fn say(self, italian: &str) -> Said {
        Said { it: italian.to_owned(), other: self.translate(italian) }
    }

    /// A day, by the habits of each language.
    pub fn date(self, day: NaiveDate) -> Said {
        let month = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
        let written = |pattern: &str, month: &str| {
            let (of_month, year) = (day.day().to_string(), day.year().to_string());
            pattern.replace("{giorno}", &of_month).replace("{mese}", month).replace("{anno}", &year)
        };
        let other = || Some(written(&self.translate(DATE)?, &self.translate(month)?));
        Said { it: written(DATE, month), other: other() }
    }
}

/// The sentences of a text, each with its full stop.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim).filter(|s| !s.is_empty())
}

/// An Italian line and the same in the other language; absent where it is not translated, never half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In Italian.
    pub it: String,
    /// In the other language.
    pub other: Option<String>,
}

/// What a part of the sheet is about, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Names, street, numbers.
    Where,
    /// Hours.
    When,
    /// Papers.
    Bring,
    /// The first step.
    Step,
    /// The price.
    Cost,
    /// The deadline.
    Until,
}

impl Kind {
    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Where => WHERE,
            Self::When => WHEN,
            Self::Bring => BRING,
            Self::Step => STEP,
            Self::Cost => COST,
            Self::Until => UNTIL,
        }
    }
}

/// A line of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A name, a street, a comune: the same in every language.
    Name(String),
    /// A number to dial, in groups to be read aloud, and whose it is where that is not said above.
    Phone(String, Option<Said>),
    /// A sentence.
    Text(Said),
    /// A paper: a box to tick.
    Tick(Said),
}

/// A part of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub kind: Kind,
    /// Its heading.
    pub heading: Said,
    /// Its lines, at least one.
    pub lines: Vec<Line>,
}

/// The sheet of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foglio {
    /// Identifier, as of the scheda.
    pub id: String,
    /// Name, with the acronyms in brackets.
    pub title: String,
    /// What it is.
    pub what: Said,
    /// The parts that have something to say, in the order of [`Kind`].
    pub parts: Vec<Part>,
}

impl Foglio {
    /// The sheet of an id as [`super::Scheda::find`] takes it; `None` where the catalogue has no such record.
    pub fn find(catalog: &Catalog, id: &str, viewer: &Viewer, lingua: Lingua<'_>) -> Option<Self> {
        let Some(slug) = id.strip_prefix("ambito/") else {
            return catalog.find(id).map(|entry| Self::of(entry, viewer, lingua));
        };
        let ambito = catalog.ambiti.get(catalog.find_ambito(slug)?.at())?;
        let here = Here::new(catalog, Some(ambito), viewer);
        let mut place = Place::new(here, lingua);
        match here.answering(true) {
            Some(reach) => place.reach(reach, None),
            None => place.text(ASK_RESIDENCE),
        }
        let parts = [(Kind::Where, place.lines), (Kind::When, place.hours)];
        let title = ambito.record.name.to_string();
        Some(Self::laid_out(id.to_owned(), title, lingua.say(ASK_RESIDENCE), parts.into(), lingua))
    }

    /// The sheet of a servizio, or of a tipologia by itself.
    pub fn of(entry: Entry<'_>, viewer: &Viewer, lingua: Lingua<'_>) -> Self {
        let desk = Desk::new(entry, viewer);
        let plain = entry.catalog.foglio(&entry.tipologia.record.id);
        let own = entry.own();
        let mut place = Place::new(desk.answer.here, lingua);
        place.of(&entry, &desk.answer);
        let say = |text: &str| Line::Text(lingua.say(text));
        let cost = own
            .and_then(|r| r.cost.as_ref())
            .or(plain.map_or(entry.tipologia.record.cost.as_ref(), |p| p.cost.as_ref()));
        let until = own
            .and_then(|r| r.timing.as_ref())
            .or(plain.map_or(entry.tipologia.record.timing.as_ref(), |p| p.until.as_ref()));
        let short = |text: &&Text| text.chars().count() <= SENTENCE;
        let mut step: Vec<Line> = doubt(&entry, &desk).map(say).into_iter().collect();
        step.extend(first_step(&entry, &desk.answer).map(|s| say(&s)));
        let parts = vec![
            (Kind::Where, place.lines),
            (Kind::When, place.hours),
            (Kind::Bring, papers(&entry, &desk.answer, lingua)),
            (Kind::Step, step),
            (Kind::Cost, cost.filter(short).map(|c| say(c)).into_iter().collect()),
            (Kind::Until, until.filter(short).map(|u| say(u)).into_iter().collect()),
        ];
        let what = plain.map_or(entry.summary(), |p| p.what.as_str());
        Self::laid_out(entry.id(), title(&entry), lingua.say(what), parts, lingua)
    }

    fn laid_out(id: String, title: String, what: Said, parts: Vec<(Kind, Vec<Line>)>, lingua: Lingua<'_>) -> Self {
        let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
        let parts = parts.map(|(kind, lines)| Part { kind, heading: lingua.say(kind.heading()), lines }).collect();
        Self { id, title, what, parts }
    }

    /// The sheet of somebody in danger: the numbers to call come before all others.
    #[must_use]
    pub fn calling_first(mut self, numbers: Option<&str>, lingua: Lingua<'_>) -> Self {
        let Some(numbers) = numbers else { return self };
        let line = Line::Phone(numbers.to_owned(), Some(lingua.say(IN_DANGER)));
        match self.parts.iter_mut().find(|p| p.kind == Kind::Where) {
            Some(part) => part.lines.insert(0, line),
            None => self.parts.insert(0, Part { kind: Kind::Where, heading: lingua.say(WHERE), lines: vec![line] }),
        }
        self
    }

    /// The lines of a part, none where it has nothing to say.
    pub fn lines(&self, kind: Kind) -> &[Line] {
        self.parts.iter().find(|p| p.kind == kind).map(|p| p.lines.as_slice()).unwrap_or_default()
    }
}

/// What to say first where it is not sure that the service can be had.
fn doubt(entry: &Entry<'_>, desk: &Desk<'_>) -> Option<&'static str> {
    let here = &desk.answer.here;
    if matches!(desk.answer.who, Who::AtOnce) {
        return None;
    }
    match entry.status(here.now.date()) {
        Some(Stato::AvvisoChiuso) => return Some(CLOSED),
        Some(Stato::Programmato) => return Some(NOT_YET),
        Some(Stato::Storico) => return Some(STILL_THERE),
        _ => {}
    }
    let by_norm = entry.servizio.is_some_and(|s| s.basis == Basis::Norma);
    let unknown = desk.is_unknown_here() && !is_measure(entry);
    let without_place = matches!(desk.answer.who, Who::Asked { .. });
    ((by_norm || unknown) && without_place).then_some(IS_IT_THERE)
}

/// What to do first, in plain words; in those of the record where it has steps of its own, or nobody wrote plainer ones.
fn first_step(entry: &Entry<'_>, answer: &Answer<'_>) -> Option<String> {
    let own = entry.own().and_then(|r| r.how_to_apply.as_ref()).and_then(|steps| steps.first());
    if let Some(own) = own {
        return Some(own.to_string());
    }
    if matches!(answer.who, Who::AtOnce) {
        return Some(AT_ONCE.to_owned());
    }
    if let Some(plain) = entry.catalog.foglio(&entry.tipologia.record.id) {
        return Some(plain.step.to_string());
    }
    let said = answer.say.clone().or_else(|| entry.how_to_apply().first().map(ToString::to_string))?;
    Some(format!("{}.", upper_first(unended(&said))))
}

fn papers(entry: &Entry<'_>, answer: &Answer<'_>, lingua: Lingua<'_>) -> Vec<Line> {
    let own = entry.own().and_then(|r| r.documents.as_deref());
    let plain = entry.catalog.foglio(&entry.tipologia.record.id).map(|p| p.papers.as_slice());
    let all = own.or(plain).unwrap_or(&entry.tipologia.record.documents);
    if all.is_empty() {
        let nothing_needed = matches!(answer.who, Who::AtOnce) || is_for_violence(entry);
        return if nothing_needed { Vec::new() } else { vec![Line::Text(lingua.say(ASK_PAPERS))] };
    }
    all.iter().map(|paper| Line::Tick(lingua.say(unended(paper)))).collect()
}

/// Where to go, whom to call and when.
struct Place<'a> {
    here: Here<'a>,
    lingua: Lingua<'a>,
    lines: Vec<Line>,
    hours: Vec<Line>,
    phones: usize,
}

impl<'a> Place<'a> {
    fn new(here: Here<'a>, lingua: Lingua<'a>) -> Self {
        Self { here, lingua, lines: Vec::new(), hours: Vec::new(), phones: 0 }
    }

    fn text(&mut self, text: &str) {
        self.lines.push(Line::Text(self.lingua.say(text)));
    }

    fn name(&mut self, name: impl Into<String>) {
        let name = Line::Name(name.into());
        if !self.lines.contains(&name) {
            self.lines.push(name);
        }
    }

    fn phone(&mut self, number: String, whose: Option<Said>) {
        let known = self.lines.iter().any(|l| matches!(l, Line::Phone(n, _) if *n == number));
        if !known && self.phones < PHONES {
            self.phones += 1;
            self.lines.push(Line::Phone(number, whose));
        }
    }

    fn of(&mut self, entry: &Entry<'a>, answer: &Answer<'a>) {
        let protected =
            |ix: &crate::catalog::model::SedeIx| entry.catalog.sedi.get(ix.at()).is_some_and(|s| s.record.riservato);
        if entry.servizio.is_some_and(|s| s.sedi.iter().any(protected)) {
            self.text(SECRET);
        }
        let number = answer.number;
        match &answer.who {
            Who::AtOnce => self.at_once(),
            Who::Place(sede) => {
                let first = number.filter(|_| sede.record.phones.is_empty() || answer.is_closed(sede));
                first.iter().for_each(|n| self.number(n, None));
                self.sede(sede, answer.ask_for);
                number.iter().for_each(|n| self.number(n, None));
            }
            Who::Unsure(sede, reach) => {
                number.iter().for_each(|n| self.number(n, None));
                self.named(sede);
                self.hours_of(sede);
                self.text(CALL_FIRST);
                self.reach(*reach, Some(ASK_THIS));
            }
            Who::Asked { body, reach } => {
                if let Some(body) = body {
                    self.name(body.clone());
                    self.text(ASK_WHERE);
                }
                let informs = answer.informs.then_some(INFORMS);
                if let Some(number) = number {
                    self.number(number, informs);
                }
                match reach {
                    Some(reach) if number.is_none() || !answer.informs => {
                        if let (Some(informs), None) = (informs, number) {
                            self.text(informs);
                        }
                        self.reach(*reach, answer.ask_for.map(|_| ASK_THIS));
                    }
                    None if number.is_none() => self.text(ASK_RESIDENCE),
                    _ => {}
                }
            }
        }
        if self.hours.is_empty() && self.phones > 0 {
            self.hours.push(Line::Text(self.lingua.say(ASK_HOURS)));
        }
    }

    /// The pronto intervento sociale and 112, else 112 and who answers by day.
    fn at_once(&mut self) {
        let danger = self.lingua.say(IN_DANGER);
        self.phone("112".to_owned(), Some(danger));
        match pronto_intervento(&self.here) {
            Some((number, sede)) => {
                self.named(sede);
                self.phone(phone(number), None);
                self.hours_of(sede);
                if !super::answer::is_always_open(sede) {
                    self.text(AT_NIGHT);
                }
            }
            None => {
                self.text(AT_NIGHT);
                match self.here.answering(true) {
                    Some(reach) => self.reach(reach, None),
                    None => self.text(ASK_RESIDENCE),
                }
            }
        }
    }

    /// A number of the national list.
    fn number(&mut self, number: &NumeroUtile, informs: Option<&str>) {
        if let Some(informs) = informs {
            self.text(informs);
        }
        let whose = Said { it: number.name.to_string(), other: None };
        self.phone(phone(&number.number), Some(whose));
        if self.hours.is_empty() {
            self.hours = self.hours_in_words(number.hours.as_deref(), None);
        }
    }

    /// An office or structure that is called, gone to or written to.
    fn sede(&mut self, sede: &'a SedePlace, ask_for: Option<&str>) {
        self.named(sede);
        self.hours_of(sede);
        for number in sede.record.phones.iter().take(2) {
            self.phone(phone(number), None);
        }
        let old = !Reach::Sede(sede).age(self.here.now.date()).is_empty();
        if sede.record.phones.is_empty() {
            let email = sede.record.emails.first().or(sede.record.pec.first());
            if let Some(email) = email {
                self.name(email.as_str());
            }
            if let Some(reach) = self.here.instead_of(sede).filter(|_| self.phones == 0) {
                self.instead(reach, ask_for);
            }
        } else if old && let Some(reach) = self.here.instead_of(sede) {
            self.otherwise(reach);
        }
    }

    /// Its name, street and comune.
    fn named(&mut self, sede: &SedePlace) {
        let record = &sede.record;
        self.name(record.name.as_str());
        let comune = sede.comune.and_then(|ix| self.here.catalog.comuni.get(ix.at())).map(|c| c.record.name.as_str());
        if let Some(street) = record.address.as_deref() {
            self.name(street);
        }
        if let Some(comune) = comune.filter(|c| record.address.is_some() || !record.name.contains(c)) {
            let cap = record.cap.as_deref().map(|cap| format!("{cap} ")).unwrap_or_default();
            self.name(format!("{cap}{comune}"));
        }
    }

    /// Whoever answers; at a comune's switchboard, what is asked for there.
    fn reach(&mut self, reach: Reach<'a>, ask: Option<&str>) {
        if self.here.is_one_of_many(reach).is_some() {
            self.text(ASK_RESIDENCE);
        }
        match reach {
            Reach::Sede(sede) => self.sede(sede, None),
            Reach::Ambito(ambito) => {
                self.name(ambito.record.name.as_str());
                self.number_of(reach, None);
            }
            Reach::Comune(comune) => self.comune(comune, reach, ask.unwrap_or(ASK_SOCIAL)),
        }
    }

    fn comune(&mut self, comune: &Comune, reach: Reach<'_>, ask: &str) {
        self.name(format!("Comune di {}", comune.record.name));
        let whose = self.lingua.say(SWITCHBOARD);
        self.number_of(reach, Some(whose));
        self.text(ask);
    }

    /// Who is called where a place has no number of its own.
    fn instead(&mut self, reach: Reach<'a>, ask_for: Option<&str>) {
        match reach {
            Reach::Comune(comune) => self.comune(comune, reach, if ask_for.is_some() { ASK_THIS } else { ASK_SOCIAL }),
            other => self.reach(other, None),
        }
    }

    /// Who is called where an old number no longer answers.
    fn otherwise(&mut self, reach: Reach<'_>) {
        let whose = self.lingua.say(OTHERWISE);
        self.number_of(reach, Some(whose));
    }

    fn number_of(&mut self, reach: Reach<'_>, whose: Option<Said>) {
        if let Some(number) = reach.phone() {
            self.phone(phone(number), whose);
        }
    }

    fn hours_of(&mut self, sede: &SedePlace) {
        if self.hours.is_empty() {
            self.hours = self.hours_in_words(sede.record.hours.as_deref(), sede.record.hours_source.as_deref());
        }
    }

    /// Hours that were understood, in both languages; else the source's own words.
    fn hours_in_words(&self, written: Option<&str>, source: Option<&str>) -> Vec<Line> {
        let Some(ours) = written.and_then(|w| hours::on_paper(w, &|word| Some(word.to_owned()))) else {
            return source.map(|s| Line::Text(Said { it: s.to_owned(), other: None })).into_iter().collect();
        };
        let theirs = written.and_then(|w| hours::on_paper(w, &|word| self.lingua.translate(word)));
        let theirs: Vec<Option<String>> =
            theirs.map_or_else(|| vec![None; ours.len()], |lines| lines.into_iter().map(Some).collect());
        ours.into_iter().zip(theirs).map(|(it, other)| Line::Text(Said { it, other })).collect()
    }
}
