//! The person at the desk, question by question: the same as the form of the screen, and what it says of each result.
//!
//! Everything told is in the encounter and goes with the next person; nothing of it is written or handed over.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::catalog::values::Slug;
use crate::cli::orienta::in_short;
use crate::eligibility::field::ConditionWords;
use crate::eligibility::{Facts, FieldId, FieldValue, Isee, ProfileField, fields, written};
use crate::encounter::person::Person;
use crate::encounter::words as shared;
use crate::lingua::fold::folded_words;
use crate::lingua::sentences::upper_first;
use crate::platform::Awaited;
use crate::scheda::{Block, Scheda};

/// Most conditions that are read out to choose from.
const READ_OUT: usize = 9;

/// What follows from an answer.
enum AfterAnswer {
    /// The answer was taken, or the question skipped.
    Next,
    /// No more questions.
    Enough,
}

impl<R: Read + Awaited, W: Write> Dialogue<R, W> {
    /// Holds the answer against the person and numbers the results: what does not fit is hidden, and without words what is
    /// for the person comes first.
    pub(super) fn judge(&mut self) {
        self.encounter.judge();
        let mut listed = self.encounter.answer.rows.clone();
        let person = &self.encounter.person;
        if person.is_told() {
            listed.retain(|row| person.rank(row).is_some() && (person.show_all || !person.is_denied(row)));
            if self.is_in_order() {
                listed.sort_by_key(|row| person.rank(row));
            }
        }
        self.listed = listed;
    }

    /// Results that are not told because they do not fit the person.
    pub(super) fn hidden(&self) -> usize {
        self.encounter.person.hidden(true)
    }

    /// Whether the results stand in the order of what is for the person.
    fn is_in_order(&self) -> bool {
        self.encounter.request.text.trim().is_empty() && self.encounter.request.only_type.is_none()
    }

    /// What is said before a result, where those begin that nothing speaks for.
    pub(super) fn others_begin(&self, at: usize) -> Option<String> {
        let person = &self.encounter.person;
        let other = |at: usize| self.listed.get(at).is_some_and(|row| person.is_other(row));
        let begins = self.is_in_order() && other(at) && !at.checked_sub(1).is_some_and(other);
        let others = person.counts().filter(|_| begins)?.others;
        Some(format!("{}:", upper_first(&shared::others_are(others))))
    }

    /// What stands below the results: how many there are of each kind, what is hidden, what to ask.
    pub(super) fn say_person(&mut self) -> io::Result<()> {
        let person = &self.encounter.person;
        let Some(counts) = person.counts() else { return Ok(()) };
        let shown = if person.show_all { counts.not_compatible } else { 0 };
        let question = person.question().cloned();
        let tally = shared::tally(counts.compatible, counts.to_verify, counts.others, shown, true);
        self.say(&format!("{tally}. {}", shared::OFFICE_DECIDES))?;
        if self.hidden() > 0 {
            self.say(&words::hidden(self.hidden()))?;
        }
        match question {
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
        for field in fields(self.catalog()) {
            if matches!(field.id, FieldId::Comune | FieldId::Condition(_)) {
                continue;
            }
            if let AfterAnswer::Enough = self.ask_field(&field.id)? {
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
        let Some(question) = self.encounter.person.question().cloned() else { return self.say(words::NOTHING_TO_ASK) };
        self.ask_field(&question.field)?;
        self.look_for_person()
    }

    /// `profilo vuoto`.
    pub(super) fn forget_person(&mut self) -> io::Result<()> {
        self.encounter.person = Person::default();
        self.say(words::PROFILE_CLEARED)?;
        if self.is_asked() { self.look() } else { Ok(()) }
    }

    /// `tutti`.
    pub(super) fn toggle_hidden(&mut self) -> io::Result<()> {
        let person = &mut self.encounter.person;
        if person.hidden(true) == 0 && !person.show_all {
            return self.say(words::NOTHING_HIDDEN);
        }
        person.show_all = !person.show_all;
        self.look()
    }

    fn look_for_person(&mut self) -> io::Result<()> {
        if self.away {
            // The person has gone away: nothing is said.
            return Ok(());
        }
        if !self.encounter.person.is_told() {
            return self.say(words::PROFILE_EMPTY);
        }
        self.say_told()?;
        self.look()
    }

    /// "Detto: 84 anni, ISEE 9.000 euro."
    pub(super) fn say_told(&mut self) -> io::Result<()> {
        if !self.encounter.person.is_told() {
            return Ok(());
        }
        let told = in_short(&Facts::of(self.catalog(), &self.encounter.person.told, self.encounter.today()));
        self.say_wrapped(&told)
    }

    /// One question, until the answer is understood.
    fn ask_field(&mut self, field: &FieldId) -> io::Result<AfterAnswer> {
        let how = match field {
            FieldId::Age => words::AGE_HOW,
            FieldId::Isee => words::ISEE_HOW,
            FieldId::Condition(_) => words::YES_OR_NO,
            _ => words::NUMBER_HOW,
        };
        let question = words::question(&field.question(self.catalog()), how);
        loop {
            let Some(line) = self.ask(&question)? else { return Ok(AfterAnswer::Enough) };
            if line.eq_ignore_ascii_case(words::ENOUGH) {
                return Ok(AfterAnswer::Enough);
            }
            if line.is_empty() {
                return Ok(AfterAnswer::Next);
            }
            let (today, told) = (self.encounter.today(), &mut self.encounter.person.told);
            match written::answer(field, &line, told.household.minors.map(u16::from), today) {
                Ok(value) if value != FieldValue::Isee(Isee::Unknown) => {
                    told.set(field, value);
                    return Ok(AfterAnswer::Next);
                }
                _ => self.say_wrapped(&words::again(shared::how_to_write(field)))?,
            }
        }
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
        let catalog = self.catalog();
        let fits = |field: ProfileField| match field.id {
            FieldId::Condition(id) => Some((ConditionWords::of(catalog, &id).begun_by(&typed)?.0, id, field.label)),
            _ => None,
        };
        let mut found: Vec<_> = fields(catalog).into_iter().filter_map(fits).collect();
        found.sort_by_key(|(by_synonym, ..)| *by_synonym);
        found.into_iter().take(READ_OUT).map(|(_, id, label)| (id, label)).collect()
    }

    /// What the open scheda says to this person.
    pub(super) fn say_reasons(&mut self, scheda: &Scheda) -> io::Result<()> {
        let section = self.encounter.reasons(scheda);
        let Some(section) = section else { return Ok(()) };
        self.say(section.heading.label())?;
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
