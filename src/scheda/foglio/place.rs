//! Where a service is, by which number and when: the first two parts of the sheet.

use super::super::answer::{SchedaAnswer, Who, for_mobiles, is_always_open, pronto_intervento};
use super::super::reach::{Here, Reach};
use super::lingua::{
    ASK_HOURS, ASK_RESIDENCE, ASK_SOCIAL, ASK_THIS, ASK_WHERE, AT_NIGHT, CALL_FIRST, IN_DANGER, INFORMS, Lingua,
    OTHERWISE, SECRET, SWITCHBOARD, Said,
};
use super::part::FoglioLine;
use crate::catalog::hours;
use crate::catalog::model::{Comune, Entry, SedeIx, SedePlace};
use crate::catalog::record::NumeroUtile;
use crate::lingua::phone::phone;

/// Most telephone numbers of one sheet.
const PHONES: usize = 3;

/// Where to go, whom to call and when.
pub(super) struct FoglioPlace<'a> {
    here: Here<'a>,
    lingua: Lingua<'a>,
    pub(super) lines: Vec<FoglioLine>,
    pub(super) hours: Vec<FoglioLine>,
    /// Hours of national numbers, each with its number: a place that is named beside it has others.
    number_hours: Vec<FoglioLine>,
    phones: usize,
}

impl<'a> FoglioPlace<'a> {
    pub(super) fn new(here: Here<'a>, lingua: Lingua<'a>) -> Self {
        Self { here, lingua, lines: Vec::new(), hours: Vec::new(), number_hours: Vec::new(), phones: 0 }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.lines.push(FoglioLine::Text(self.lingua.say(text)));
    }

    fn name(&mut self, name: impl Into<String>) {
        let name = FoglioLine::Name(name.into());
        if !self.lines.contains(&name) {
            self.lines.push(name);
        }
    }

    fn phone(&mut self, number: String, whose: Option<Said>) {
        let known = self.lines.iter().any(|l| matches!(l, FoglioLine::Phone(n, _) if *n == number));
        if !known && self.phones < PHONES {
            self.phones += 1;
            self.lines.push(FoglioLine::Phone(number, whose));
        }
    }

    pub(super) fn of(&mut self, entry: &Entry<'a>, answer: &SchedaAnswer<'a>) {
        let protected = |ix: &SedeIx| entry.catalog.sedi[*ix].record.riservato;
        if entry.servizio.is_some_and(|s| s.sedi.iter().any(protected)) {
            self.text(SECRET);
        }
        let number = answer.number;
        match &answer.who {
            Who::AtOnce => self.at_once(),
            Who::Place(sede) => {
                let first = number.filter(|_| sede.record.phones.is_empty() || answer.is_closed(sede));
                self.called(first);
                self.sede(sede, answer.ask_for);
                self.called(number);
            }
            Who::Unsure(sede, reach) => {
                self.called(number);
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
        let named = self.lines.iter().any(|l| matches!(l, FoglioLine::Name(_)));
        if self.hours.is_empty() && self.phones > 0 && (named || self.number_hours.is_empty()) {
            self.hours.push(FoglioLine::Text(self.lingua.say(ASK_HOURS)));
        }
        self.hours.append(&mut self.number_hours);
    }

    /// The pronto intervento sociale and 112, else 112 and who answers by day.
    fn at_once(&mut self) {
        let danger = self.lingua.say(IN_DANGER);
        self.phone("112".to_owned(), Some(danger));
        let Some((number, sede)) = pronto_intervento(&self.here) else {
            self.text(AT_NIGHT);
            return match self.here.answering(true) {
                Some(reach) => self.reach(reach, None),
                None => self.text(ASK_RESIDENCE),
            };
        };
        self.named(sede);
        self.phone(phone(number), None);
        self.hours_of(sede);
        if !is_always_open(sede) {
            self.text(AT_NIGHT);
        }
    }

    fn called(&mut self, number: Option<&NumeroUtile>) {
        if let Some(number) = number {
            self.number(number, None);
        }
    }

    /// A number of the national list, and beside it the one for who calls from a mobile.
    fn number(&mut self, number: &NumeroUtile, informs: Option<&str>) {
        if let Some(informs) = informs {
            self.text(informs);
        }
        let lingua = self.lingua;
        let whose = |number: &NumeroUtile| Some(lingua.say(&number.name));
        let dialled = phone(&number.number);
        self.phone(dialled.clone(), whose(number));
        if let Some(mobile) = for_mobiles(self.here.catalog, number) {
            let line = FoglioLine::Phone(phone(&mobile.number), whose(mobile));
            if !self.lines.contains(&line) {
                self.lines.push(line);
            }
        }
        // A space would let a text from right to left turn the groups of the number round.
        let unbroken = dialled.replace(' ', "\u{a0}");
        let hours = self.hours_in_words(number.hours.as_deref(), None).into_iter().filter_map(|line| match line {
            FoglioLine::Text(Said { it, other }) => {
                let other = other.map(|other| format!("{unbroken}: {other}"));
                Some(FoglioLine::Text(Said { it: format!("{dialled}: {it}"), other }))
            }
            _ => None,
        });
        for line in hours {
            if !self.number_hours.contains(&line) {
                self.number_hours.push(line);
            }
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
            // A certified address answers nobody who has none.
            if let Some(email) = sede.record.emails.first() {
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
        let comune = sede.comune.map(|ix| self.here.catalog.comuni[ix].record.name.as_str());
        if let Some(street) = record.address.as_deref() {
            self.name(street);
        }
        if let Some(comune) = comune.filter(|c| record.address.is_some() || !record.name.contains(c)) {
            let cap = record.cap.as_deref().map(|cap| format!("{cap} ")).unwrap_or_default();
            self.name(format!("{cap}{comune}"));
        }
    }

    /// Whoever answers; at a comune's switchboard, what is asked for there.
    pub(super) fn reach(&mut self, reach: Reach<'a>, ask: Option<&str>) {
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
    fn hours_in_words(&self, written: Option<&str>, source: Option<&str>) -> Vec<FoglioLine> {
        let Some(ours) = written.and_then(|w| hours::on_paper(w, &|word| Some(word.to_owned()))) else {
            return source.map(|s| FoglioLine::Text(Said { it: s.to_owned(), other: None })).into_iter().collect();
        };
        let theirs = written.and_then(|w| hours::on_paper(w, &|word| self.lingua.translate(word)));
        let theirs: Vec<Option<String>> =
            theirs.map_or_else(|| vec![None; ours.len()], |lines| lines.into_iter().map(Some).collect());
        ours.into_iter().zip(theirs).map(|(it, other)| FoglioLine::Text(Said { it, other })).collect()
    }
}
