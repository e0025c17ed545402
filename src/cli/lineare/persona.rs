//! The person at the desk, question by question: the same as the form of the screen, and what it says of each result.
//!
//! Everything told is in [`Dialogue::person`] and goes with the next person; nothing of it is written or handed over.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::catalog::model::Entry;
use crate::catalog::values::Slug;
use crate::cli::desk;
use crate::cli::orienta::in_short;
use crate::eligibility::{
    Facts, FieldId, Fit, Isee, Mark, Outcome, Profile, Question, Value, fields, next_question, rank, written,
};
use crate::lingua::fold::folded_words;
use crate::lingua::sentences::upper_first;
use crate::platform::Awaited;
use crate::scheda::{Block, Scheda};
use crate::search::Row;
use crate::tui::profile::section_of;
use crate::tui::rows;
use crate::tui::words as shared;

/// Most conditions that are read out to choose from.
const READ_OUT: usize = 9;

/// What follows from an answer.
enum Heard {
    /// The answer was taken, or the question skipped.
    Next,
    /// No more questions.
    Enough,
}

impl<R: Read + Awaited, W: Write> Dialogue<'_, R, W> {
    /// What is known of the person, the place included.
    fn profile(&self) -> Profile {
        Profile { comune: self.viewer().comune, ..self.person.clone() }
    }

    /// Puts the results in order for the person and hides what does not fit; a mark for each that is left.
    pub(super) fn judge(&mut self) {
        self.marks_of_rows = Vec::new();
        self.hidden = 0;
        self.question = None;
        if self.person.is_empty() {
            return;
        }
        let profile = self.profile();
        let catalog = &self.desk.catalog;
        let today = desk::now().date();
        let row = |row: Row| rows::entry(catalog, &row).map(|entry| (row, entry));
        let found = std::mem::take(&mut self.answer.rows);
        let (found, entries): (Vec<Row>, Vec<Entry<'_>>) = found.into_iter().filter_map(row).unzip();
        let question: Option<Question> = next_question(catalog, &profile, &entries, today);
        let mut ranked = rank(catalog, &profile, &entries, today);
        // Words keep their order; without any, what is for the person comes first.
        if !self.is_in_order() {
            ranked.sort_by_key(|assessed| assessed.at);
        }
        let mut judged: Vec<(Row, Option<Mark>)> =
            ranked.into_iter().filter_map(|a| found.get(a.at).map(|row| (row.clone(), a.mark))).collect();
        let all = judged.len();
        if !self.show_all {
            judged.retain(|(_, mark)| mark.is_none_or(|m| m.outcome != Outcome::NonCompatibile));
        }
        self.hidden = all - judged.len();
        self.question = question;
        (self.answer.rows, self.marks_of_rows) = judged.into_iter().unzip();
    }

    /// The outcome of a result in a word; empty where nothing is known of the person.
    pub(super) fn outcome(&self, at: usize) -> &'static str {
        self.marks_of_rows.get(at).copied().flatten().map_or("", |mark| mark.outcome.label())
    }

    /// Whether the results stand in the order of what is for the person.
    fn is_in_order(&self) -> bool {
        self.request.text.trim().is_empty() && self.request.only_type.is_none()
    }

    /// How many results nothing speaks for.
    fn others(&self) -> usize {
        let other = |m: &&Mark| m.fit == Fit::Others && m.outcome != Outcome::NonCompatibile;
        self.marks_of_rows.iter().flatten().filter(other).count()
    }

    /// What is said before a result, where those begin that nothing speaks for.
    pub(super) fn others_begin(&self, at: usize) -> Option<String> {
        let other = |at: usize| {
            let mark = self.marks_of_rows.get(at).copied().flatten();
            mark.is_some_and(|m| m.fit == Fit::Others && m.outcome != Outcome::NonCompatibile)
        };
        let begins = self.is_in_order() && other(at) && !at.checked_sub(1).is_some_and(other);
        begins.then(|| format!("{}:", upper_first(&shared::others_are(self.others()))))
    }

    /// What stands below the results: how many there are of each kind, what is hidden, what to ask.
    pub(super) fn say_person(&mut self) -> io::Result<()> {
        if self.person.is_empty() {
            return Ok(());
        }
        let of = |outcome| {
            let is = |m: &&Mark| m.outcome == outcome && (m.fit != Fit::Others || outcome == Outcome::NonCompatibile);
            self.marks_of_rows.iter().flatten().filter(is).count()
        };
        let shown = if self.show_all { of(Outcome::NonCompatibile) } else { 0 };
        let tally = shared::tally(of(Outcome::Compatibile), of(Outcome::DaVerificare), self.others(), shown, true);
        self.say(&format!("{tally}. {}", shared::OFFICE_DECIDES))?;
        if self.hidden > 0 {
            self.say(&words::hidden(self.hidden))?;
        }
        match self.question.clone() {
            Some(q) => {
                self.say_wrapped(&q.text)?;
                self.hint(&words::ask_next(q.settles))
            }
            None => Ok(()),
        }
    }

    /// `profilo`: every question in turn, then the conditions by their words.
    pub(super) fn ask_profile(&mut self) -> io::Result<()> {
        self.say_wrapped(words::PROFILE)?;
        for field in fields(&self.desk.catalog) {
            if matches!(field.id, FieldId::Comune | FieldId::Condition(_)) {
                continue;
            }
            if let Heard::Enough = self.ask_field(&field.id)? {
                return self.look_for_person();
            }
        }
        while let Some(line) = self.ask(words::CONDITION)? {
            if line.is_empty() || line.eq_ignore_ascii_case(words::ENOUGH) {
                break;
            }
            self.ask_conditions(&line)?;
        }
        self.look_for_person()
    }

    /// `chiedi`: the question that decides most.
    pub(super) fn ask_question(&mut self) -> io::Result<()> {
        let Some(question) = self.question.clone() else { return self.say(words::NOTHING_TO_ASK) };
        self.ask_field(&question.field)?;
        self.look_for_person()
    }

    /// `profilo vuoto`.
    pub(super) fn forget_person(&mut self) -> io::Result<()> {
        self.person = Profile::default();
        self.show_all = false;
        self.say(words::PROFILE_CLEARED)?;
        if self.is_asked() { self.look() } else { Ok(()) }
    }

    /// `tutti`.
    pub(super) fn toggle_hidden(&mut self) -> io::Result<()> {
        if self.hidden == 0 && !self.show_all {
            return self.say(words::NOTHING_HIDDEN);
        }
        self.show_all = !self.show_all;
        self.look()
    }

    fn look_for_person(&mut self) -> io::Result<()> {
        if self.away {
            // Nobody is there to be told.
            return Ok(());
        }
        if self.person.is_empty() {
            return self.say(words::PROFILE_EMPTY);
        }
        self.say_told()?;
        self.look()
    }

    /// "Detto: 84 anni, ISEE 9.000 euro."
    pub(super) fn say_told(&mut self) -> io::Result<()> {
        if self.person.is_empty() {
            return Ok(());
        }
        let profile = Profile { comune: None, ..self.person.clone() };
        self.say_wrapped(&in_short(&Facts::of(&self.desk.catalog, &profile, desk::now().date())))
    }

    /// One question, until the answer is understood.
    fn ask_field(&mut self, field: &FieldId) -> io::Result<Heard> {
        let (how, again) = match field {
            FieldId::Age => (words::AGE_HOW, shared::PROFILE_WRITE_AGE),
            FieldId::Isee => (words::ISEE_HOW, shared::PROFILE_WRITE_ISEE),
            FieldId::Condition(_) => (words::YES_OR_NO, words::WRITE_YES_OR_NO),
            _ => (words::NUMBER_HOW, shared::PROFILE_WRITE_NUMBER),
        };
        let question = words::question(&field.question(&self.desk.catalog), how);
        loop {
            let Some(line) = self.ask(&question)? else { return Ok(Heard::Enough) };
            if line.eq_ignore_ascii_case(words::ENOUGH) {
                return Ok(Heard::Enough);
            }
            if line.is_empty() {
                return Ok(Heard::Next);
            }
            match self.understood(field, &line) {
                Some(value) => {
                    self.person.set(field, value);
                    return Ok(Heard::Next);
                }
                None => self.say_wrapped(&words::again(again))?,
            }
        }
    }

    fn understood(&self, field: &FieldId, line: &str) -> Option<Value> {
        Some(match field {
            FieldId::Comune => return None,
            FieldId::Condition(_) => Value::Answer(yes_or_no(line)?),
            FieldId::Isee => Value::Isee(written::isee(line).filter(|isee| *isee != Isee::Unknown)?),
            FieldId::Age => Value::Number(written::age(line, desk::now().date())?.into()),
            field => {
                let most = field.most()?;
                let none = matches!(folded_words(line).first().map(String::as_str), Some("no" | "nessuno" | "nessuna"));
                let number = if none { 0 } else { line.parse::<u16>().ok().filter(|n| *n <= most)? };
                // No more small children than children.
                let minors = self.person.household.minors.map(u16::from);
                if *field == FieldId::UnderThree && minors.is_some_and(|all| number > all) {
                    return None;
                }
                Value::Number(number)
            }
        })
    }

    /// The conditions that `text` means, one of them asked.
    fn ask_conditions(&mut self, text: &str) -> io::Result<()> {
        let found = self.conditions(text);
        let chosen = match found.as_slice() {
            [] => return self.say(words::NO_CONDITION),
            [(id, _)] => id.clone(),
            several => {
                let lines: Vec<String> =
                    several.iter().enumerate().map(|(at, (_, label))| format!("{}. {label}", at + 1)).collect();
                lines.iter().try_for_each(|l| self.say(l))?;
                let answer = self.ask(words::WHICH)?.and_then(|line| line.parse::<usize>().ok());
                let at = answer.and_then(|n| n.checked_sub(1));
                let Some((id, _)) = at.and_then(|at| several.get(at)) else { return Ok(()) };
                id.clone()
            }
        };
        self.ask_field(&FieldId::Condition(chosen)).map(drop)
    }

    /// Conditions of which every word of `text` begins a word, those of the label before those of what people say.
    fn conditions(&self, text: &str) -> Vec<(Slug, String)> {
        let typed = folded_words(text);
        let begins = |all: &[String], typed: &String| all.iter().any(|w| w.starts_with(typed.as_str()));
        let asked: Vec<Slug> = fields(&self.desk.catalog)
            .into_iter()
            .filter_map(|f| if let FieldId::Condition(id) = f.id { Some(id) } else { None })
            .collect();
        let mut found: Vec<(bool, Slug, String)> = Vec::new();
        for id in asked {
            let Some(record) = self.desk.catalog.condizioni.iter().find(|c| c.id == id) else { continue };
            let own = folded_words(&record.label);
            let also: Vec<String> = record.synonyms.iter().flat_map(|s| folded_words(s)).collect();
            if typed.iter().all(|t| begins(&own, t) || begins(&also, t)) {
                found.push((!typed.iter().all(|t| begins(&own, t)), id, record.label.to_string()));
            }
        }
        found.sort_by_key(|(by_synonym, ..)| *by_synonym);
        found.into_iter().take(READ_OUT).map(|(_, id, label)| (id, label)).collect()
    }

    /// What the open scheda says to this person.
    pub(super) fn say_reasons(&mut self, scheda: &Scheda) -> io::Result<()> {
        if self.person.is_empty() {
            return Ok(());
        }
        let section = self
            .desk
            .catalog
            .find(&scheda.id)
            .and_then(|entry| section_of(&entry, &self.profile(), desk::now().date()));
        let Some(section) = section else { return Ok(()) };
        self.say(section.heading)?;
        for block in section.blocks {
            match block {
                Block::Paragraph(text) => self.say_wrapped(&text)?,
                Block::Pairs(pairs) => {
                    for pair in pairs {
                        self.say_wrapped(&format!("{}: {}", pair.label, pair.value))?;
                    }
                }
                _ => {}
            }
        }
        self.say("")
    }
}

fn yes_or_no(line: &str) -> Option<bool> {
    match folded_words(line).first().map(String::as_str) {
        Some("si" | "s") => Some(true),
        Some("no" | "n") => Some(false),
        _ => None,
    }
}
