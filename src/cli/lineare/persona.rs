//! The person at the desk, question by question: the same as the form of the screen, and what it says of each result.
//!
//! Everything told is in the encounter and goes with the next person; nothing of it is written or handed over.

use super::{Dialogue, numbered, position, words};
use crate::cli::orienta::in_short;
use crate::eligibility::field::ConditionWords;
use crate::eligibility::{Facts, FieldId, FieldValue, Isee, ProfileField, fields, written};
use crate::encounter::person::{Counts, Person};
use crate::lingua::fold::folded_words;
use crate::lingua::sentences::upper_first;
use crate::scheda::{Block, Scheda};

/// Most conditions that are read out to choose from.
const READ_OUT: usize = 9;

impl Dialogue {
    /// Holds the answer against the person and numbers the results: what does not fit is hidden, and without words what is
    /// for the person comes first.
    pub(super) fn judge(&mut self) {
        self.encounter.judge();
        let person = &self.encounter.person;
        let mut listed = self.encounter.answer.rows.clone();
        listed.retain(|row| person.show_all || !person.is_denied(row));
        if self.is_in_order() {
            listed.sort_by_key(|row| person.rank(row));
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
        let first = self.listed.iter().position(|row| person.is_other(row));
        let others = person.counts().filter(|_| first == Some(at) && self.is_in_order())?.others;
        Some(format!("{}:", upper_first(&words::others_are(others))))
    }

    /// What stands below the results: how many there are of each kind, what is hidden, what to ask.
    pub(super) fn say_person(&mut self) {
        let person = &self.encounter.person;
        let Some(counts) = person.counts() else { return };
        let not_compatible = if person.show_all { counts.not_compatible } else { 0 };
        let question = person.question().cloned();
        let tally = words::tally(Counts { not_compatible, ..counts }, true);
        self.say(format!("{tally}. {}", words::OFFICE_DECIDES));
        if self.hidden() > 0 {
            self.say(words::hidden(self.hidden()));
        }
        if let Some(question) = question {
            self.say_wrapped(&question.text);
            self.hint(&words::ask_next(question.settles));
        }
    }

    /// `profilo`: every question in turn, then the conditions by their words.
    pub(super) fn ask_profile(&mut self) {
        self.say_wrapped(words::PROFILE);
        let asked = fields(self.catalog()).into_iter().map(|field| field.id);
        let mut asked = asked.filter(|id| !matches!(id, FieldId::Comune | FieldId::Condition(_)));
        if asked.all(|id| self.ask_field(&id)) {
            while let Some(line) = self.ask(words::CONDITION).filter(|l| !l.is_empty() && !is_enough(l)) {
                self.ask_conditions(&line);
            }
        }
        self.look_for_person();
    }

    /// `chiedi`: the question that decides most.
    pub(super) fn ask_question(&mut self) {
        let Some(question) = self.encounter.person.question().cloned() else { return self.say(words::NOTHING_TO_ASK) };
        self.ask_field(&question.field);
        self.look_for_person();
    }

    /// `profilo vuoto`.
    pub(super) fn forget_person(&mut self) {
        self.encounter.person = Person::default();
        self.say(words::PROFILE_CLEARED);
        self.look_again();
    }

    /// `tutti`.
    pub(super) fn toggle_hidden(&mut self) {
        let person = &mut self.encounter.person;
        if person.hidden(true) == 0 && !person.show_all {
            return self.say(words::NOTHING_HIDDEN);
        }
        person.show_all = !person.show_all;
        self.look();
    }

    fn look_for_person(&mut self) {
        if self.away {
            // The person has gone away: nothing is said.
            return;
        }
        if !self.encounter.person.is_told() {
            return self.say(words::PROFILE_EMPTY);
        }
        self.say_told();
        self.look();
    }

    /// "Detto: 84 anni, ISEE 9.000 euro."
    pub(super) fn say_told(&mut self) {
        if self.encounter.person.is_told() {
            let facts = Facts::of(self.catalog(), &self.encounter.person.told, self.encounter.today());
            self.say_wrapped(&in_short(&facts));
        }
    }

    /// One question, until the answer is understood or it is skipped; `false`: no more questions.
    fn ask_field(&mut self, field: &FieldId) -> bool {
        let how = match field {
            FieldId::Age => words::AGE_HOW,
            FieldId::Isee => words::ISEE_HOW,
            FieldId::Condition(_) => words::YES_OR_NO,
            _ => words::NUMBER_HOW,
        };
        let question = format!("{} ({how}): ", field.question(self.catalog()));
        while let Some(line) = self.ask(&question).filter(|line| !is_enough(line)) {
            if line.is_empty() {
                return true;
            }
            let (today, told) = (self.encounter.today(), &mut self.encounter.person.told);
            match written::answer(field, &line, told.household.minors.map(u16::from), today) {
                Ok(value) if value != FieldValue::Isee(Isee::Unknown) => {
                    told.set(field, value);
                    return true;
                }
                _ => self.say_wrapped(&words::again(words::how_to_write(field))),
            }
        }
        false
    }

    /// The conditions that `text` means, one of them asked.
    fn ask_conditions(&mut self, text: &str) {
        let found = self.conditions(text);
        let at = match found.len() {
            0 => return self.say(words::NO_CONDITION),
            1 => Some(0),
            _ => {
                self.say_each(numbered(found.iter().map(|field| &field.label)));
                self.ask(words::WHICH).and_then(|line| position(&line))
            }
        };
        if let Some(field) = at.and_then(|at| found.get(at)) {
            self.ask_field(&field.id);
        }
    }

    /// Conditions of which every word of `text` begins a word, those of the label before those of what people say.
    fn conditions(&self, text: &str) -> Vec<ProfileField> {
        let (typed, catalog) = (folded_words(text), self.catalog());
        let by_synonym = |field: &ProfileField| match &field.id {
            FieldId::Condition(id) => Some(ConditionWords::of(catalog, id).begun_by(&typed)?.0),
            _ => None,
        };
        let mut found: Vec<_> = fields(catalog).into_iter().filter_map(|f| Some((by_synonym(&f)?, f))).collect();
        found.sort_by_key(|(by_synonym, _)| *by_synonym);
        found.into_iter().take(READ_OUT).map(|(_, field)| field).collect()
    }

    /// What the open scheda says to this person.
    pub(super) fn say_reasons(&mut self, scheda: &Scheda) {
        let Some(section) = self.encounter.reasons(scheda) else { return };
        self.say(section.heading.label());
        for block in section.blocks {
            match block {
                Block::Paragraph(text) => self.say_wrapped(&text),
                Block::Pairs(pairs) => {
                    for pair in pairs {
                        self.say_wrapped(&format!("{}: {}", pair.label, pair.value));
                    }
                }
                _ => {}
            }
        }
        self.say("");
    }
}

/// Whether a line ends the questions.
fn is_enough(line: &str) -> bool {
    line.eq_ignore_ascii_case(words::ENOUGH)
}
