//! The form of the profile: fields that are written, conditions that are ticked, words that narrow the conditions.
//!
//! Knows no catalogue once it is made and no model: [`super::profile`] opens it, reads what it holds after every key and
//! acts on what [`ProfileForm::enter`] answers. Says nothing when it is printed for debugging.

use std::fmt;

use chrono::NaiveDate;

use super::input::Key;
use super::layout::follow;
use super::line_edit::LineEdit;
use super::words;
use crate::catalog::model::Catalog;
use crate::catalog::values::Slug;
use crate::eligibility::field::ConditionWords;
use crate::eligibility::written::{self, Unread};
use crate::eligibility::{FieldId, FieldValue, Group, Isee, Profile, fields};
use crate::lingua::amounts::figure;
use crate::lingua::fold::folded_words;

/// A field that is written.
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenField {
    /// Which.
    pub id: FieldId,
    /// What it is called.
    pub label: String,
    /// What was typed.
    pub input: LineEdit,
}

/// A condition that is ticked.
#[derive(Clone, PartialEq, Eq)]
pub struct Tick {
    /// Which.
    pub id: Slug,
    /// What it is called.
    pub label: String,
    /// The area whose services ask for it most.
    pub area: String,
    /// Yes, no, not said.
    pub answer: Option<bool>,
    words: ConditionWords,
}

/// A line of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormLine {
    /// The comune, which is the place of the look-up.
    Comune,
    /// A field, as a position in [`ProfileForm::written`].
    Written(usize),
    /// The words that narrow the conditions. The selection never stands on it: what is typed goes there from anywhere below.
    Narrow,
    /// A condition, as a position in [`ProfileForm::ticks`].
    Tick(usize),
    /// Closes.
    Done,
}

/// What a key leads to outside the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormStep {
    /// Nothing.
    Stay,
    /// The comune is to be chosen.
    Place,
    /// Everything was filled in: the form closes and the list is shown.
    Close,
}

/// The form.
#[derive(Clone, PartialEq, Eq)]
pub struct ProfileForm {
    /// Fields that are written, the person's before the household's.
    pub written: Vec<WrittenField>,
    /// Conditions, those that most services ask for first.
    pub ticks: Vec<Tick>,
    /// What narrows the conditions.
    pub narrow: LineEdit,
    /// Every line, from top to bottom.
    pub lines: Vec<FormLine>,
    /// The selected line.
    pub selected: usize,
    /// The first line shown.
    pub top: usize,
    /// The narrowing words have found what was ticked: the next letter begins anew.
    spent: bool,
    /// The selection was moved since the last letter: a space ticks.
    moved: bool,
    today: NaiveDate,
}

impl fmt::Debug for ProfileForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProfileForm { … }")
    }
}

impl ProfileForm {
    /// The form that the catalogue's requirements ask for, holding `profile`. The first field is selected.
    pub fn open(catalog: &Catalog, profile: &Profile, today: NaiveDate) -> Self {
        let mut form = Self {
            written: Vec::new(),
            ticks: Vec::new(),
            narrow: LineEdit::default(),
            lines: Vec::new(),
            selected: 0,
            top: 0,
            spent: false,
            moved: false,
            today,
        };
        for field in fields(catalog) {
            match (field.id, field.group) {
                (FieldId::Comune, _) => {}
                (FieldId::Condition(id), group) => {
                    let area = match group {
                        Group::Area(_) => group.label(catalog).to_owned(),
                        _ => String::new(),
                    };
                    let words = ConditionWords::of(catalog, &id);
                    form.ticks.push(Tick { answer: profile.condition(&id), label: field.label, id, area, words });
                }
                (id, _) => {
                    let input = LineEdit::new(&shown(profile.get(&id)));
                    form.written.push(WrittenField { id, label: field.label, input });
                }
            }
        }
        form.lay_out();
        form.selected = form.lines.iter().position(|l| matches!(l, FormLine::Written(_))).unwrap_or(0);
        form
    }

    /// What it says of the person. What cannot be understood counts as not said.
    pub fn read(&self) -> Profile {
        let mut profile = Profile::default();
        for field in &self.written {
            if let Ok(Some(value)) = self.value(field) {
                profile.set(&field.id, value);
            }
        }
        for tick in &self.ticks {
            if let Some(yes) = tick.answer {
                profile.set(&FieldId::Condition(tick.id.clone()), FieldValue::Answer(yes));
            }
        }
        profile
    }

    /// What a field says: nothing, a value, or why it says neither.
    ///
    /// # Errors
    /// What to write instead, in a few words.
    pub fn value(&self, field: &WrittenField) -> Result<Option<FieldValue>, &'static str> {
        let text = field.input.text().trim();
        if text.is_empty() {
            return Ok(None);
        }
        let minors = self.written.iter().find(|w| w.id == FieldId::Minors);
        let minors = minors.and_then(|w| w.input.text().trim().parse::<u16>().ok());
        match written::answer(&field.id, text, minors, self.today) {
            Ok(FieldValue::Isee(Isee::Unknown)) => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(Unread::MoreThanMinors) => Err(words::PROFILE_TOO_MANY),
            Err(Unread::NotUnderstood) => Err(words::how_to_write(&field.id)),
        }
    }

    /// The selected line.
    pub fn line(&self) -> Option<FormLine> {
        self.lines.get(self.selected).copied()
    }

    /// The line that what is typed goes to, where it is a condition's or the last one.
    fn narrows(&self) -> bool {
        matches!(self.line(), Some(FormLine::Tick(_) | FormLine::Done | FormLine::Narrow))
    }

    /// Selects the field of a question.
    pub fn jump(&mut self, field: &FieldId) {
        self.settle();
        if !self.narrow.is_empty() {
            self.narrow.clear();
            self.lay_out();
        }
        let is_it = |line: &FormLine| match line {
            FormLine::Comune => *field == FieldId::Comune,
            FormLine::Written(at) => self.written.get(*at).is_some_and(|w| w.id == *field),
            FormLine::Tick(at) => {
                matches!(field, FieldId::Condition(id) if self.ticks.get(*at).is_some_and(|t| t.id == *id))
            }
            FormLine::Narrow | FormLine::Done => false,
        };
        self.selected = self.lines.iter().position(is_it).unwrap_or(self.selected);
        self.moved = true;
    }

    /// Moves the selection, stopping at the ends.
    pub fn move_by(&mut self, by: isize) {
        self.settle();
        let last = self.lines.len().saturating_sub(1);
        let target = self.selected.saturating_add_signed(by).min(last);
        let over = self.lines.get(target) == Some(&FormLine::Narrow);
        self.selected = match (over, by < 0) {
            (false, _) => target,
            (true, true) => target.saturating_sub(1),
            (true, false) => (target + 1).min(last),
        };
        self.moved = true;
    }

    /// Ready to be opened again: fields show what was understood, no word narrows, the first field is selected.
    pub fn leave(&mut self) {
        self.settle();
        self.narrow.clear();
        self.lay_out();
        self.selected = self.lines.iter().position(|l| matches!(l, FormLine::Written(_))).unwrap_or(0);
        self.top = 0;
    }

    /// Whether anything stands in it.
    pub fn has_text(&self) -> bool {
        let written = self.written.iter().any(|w| !w.input.is_empty());
        written || !self.narrow.is_empty() || self.ticks.iter().any(|t| t.answer.is_some())
    }

    /// Letters and what was pasted: into the field where it can take them, else they narrow the conditions.
    pub fn type_text(&mut self, text: &str) {
        if text == " " && self.space_ticks() {
            self.tick();
            return;
        }
        if let Some(FormLine::Written(at)) = self.line()
            && let Some(field) = self.written.get_mut(at)
        {
            match take(field, text) {
                None => return,
                Some(rest) if rest.trim().is_empty() => return,
                Some(rest) => {
                    self.settle();
                    self.begin_words(&rest);
                    return;
                }
            }
        }
        self.begin_words(text);
    }

    fn begin_words(&mut self, text: &str) {
        if self.spent {
            self.narrow.clear();
        }
        self.narrow.insert(text.trim_start_matches(|c: char| self.narrow.is_empty() && c == ' '));
        self.narrowed();
    }

    /// Whether a space ticks and is no part of what is being written.
    fn space_ticks(&self) -> bool {
        let found = self.lines.iter().filter(|l| matches!(l, FormLine::Tick(_))).count();
        let is_tick = matches!(self.line(), Some(FormLine::Tick(_)));
        is_tick && (self.narrow.is_empty() || self.spent || self.moved || found == 1)
    }

    /// An editing key, in the field or in the words that narrow. `None` where it edits nothing; whether anything changed.
    pub fn edit(&mut self, key: Key, change: impl Fn(&mut LineEdit, Key) -> Option<bool>) -> Option<bool> {
        if self.narrows() {
            let changed = change(&mut self.narrow, key);
            if changed == Some(true) {
                self.narrowed();
            }
            return changed;
        }
        match self.line() {
            Some(FormLine::Written(at)) => self.written.get_mut(at).and_then(|field| change(&mut field.input, key)),
            _ => Some(false),
        }
    }

    /// Enter: on to the next line, ticks a condition, or is done.
    pub fn enter(&mut self) -> FormStep {
        match self.line() {
            Some(FormLine::Comune) => return FormStep::Place,
            Some(FormLine::Written(_)) => self.move_by(1),
            Some(FormLine::Tick(_)) => self.tick(),
            Some(FormLine::Done) if self.lines.iter().any(|l| matches!(l, FormLine::Tick(_))) => {
                return FormStep::Close;
            }
            // Nothing has such a name: the words go, not the form.
            Some(FormLine::Done) if !self.narrow.is_empty() => {
                self.narrow.clear();
                self.narrowed();
            }
            _ => return FormStep::Close,
        }
        FormStep::Stay
    }

    fn tick(&mut self) {
        let Some(FormLine::Tick(at)) = self.line() else { return };
        if let Some(tick) = self.ticks.get_mut(at) {
            tick.answer = match tick.answer {
                None => Some(true),
                Some(true) => Some(false),
                Some(false) => None,
            };
            self.spent = !self.narrow.is_empty();
        }
    }

    /// The narrowing words changed: the conditions that they leave, the first one selected.
    fn narrowed(&mut self) {
        self.spent = false;
        self.moved = false;
        self.lay_out();
        let first = self.lines.iter().position(|l| matches!(l, FormLine::Tick(_)));
        self.selected = first.unwrap_or(self.lines.len().saturating_sub(1));
    }

    /// A field that is left shows what was understood: 84 where a date of birth was written.
    fn settle(&mut self) {
        let Some(FormLine::Written(at)) = self.line() else { return };
        let understood = self.written.get(at).map(|field| self.value(field));
        if let (Some(Ok(value)), Some(field)) = (understood, self.written.get_mut(at)) {
            field.input = LineEdit::new(&shown(value));
        }
    }

    fn lay_out(&mut self) {
        let typed = folded_words(self.narrow.text());
        let ticks = self.ticks.iter().enumerate();
        let mut found: Vec<_> = ticks.filter_map(|(at, tick)| Some((tick.words.begun_by(&typed)?, at))).collect();
        found.sort_unstable();
        self.lines = vec![FormLine::Comune];
        self.lines.extend((0..self.written.len()).map(FormLine::Written));
        if !self.ticks.is_empty() {
            self.lines.push(FormLine::Narrow);
        }
        self.lines.extend(found.into_iter().map(|(_, at)| FormLine::Tick(at)));
        self.lines.push(FormLine::Done);
    }

    /// Keeps the selected line in a window of so many rows, and the narrowing words above the conditions.
    pub fn fit(&mut self, rows: usize) {
        self.selected = self.selected.min(self.lines.len().saturating_sub(1));
        self.top = follow(self.top, self.selected, rows, self.lines.len());
        if rows > 1 && self.pins(self.top) && self.selected == self.top {
            self.top -= 1;
        }
    }

    /// Whether the narrowing words have scrolled away and stand in the first row of the window, over the line at `top`.
    pub fn pins(&self, top: usize) -> bool {
        self.narrows() && self.lines.iter().position(|l| *l == FormLine::Narrow).is_some_and(|at| at < top)
    }
}

/// What of `text` the field does not take; `None` where it took all.
fn take(field: &mut WrittenField, text: &str) -> Option<String> {
    let figures = |c: char| c.is_ascii_digit() || " ./-,€".contains(c);
    if text.chars().all(figures) {
        field.input.insert(text);
        return None;
    }
    if field.id != FieldId::Isee {
        return Some(text.to_owned());
    }
    let whole = format!("{}{text}", field.input.text());
    let split = whole.find(|c: char| c.is_alphabetic()).unwrap_or(whole.len());
    let (before, letters) = whole.split_at(split);
    if written::begins_isee_word(letters) && !letters.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
        field.input.insert(text);
        return None;
    }
    let letters = letters.to_owned();
    field.input = LineEdit::new(before.trim_end());
    Some(letters)
}

/// A value as it stands in its field.
fn shown(value: Option<FieldValue>) -> String {
    match value {
        Some(FieldValue::Number(n)) => n.to_string(),
        Some(FieldValue::Isee(Isee::None)) => words::PROFILE_NO_ISEE.to_owned(),
        Some(FieldValue::Isee(Isee::Amount(amount))) => figure(amount),
        _ => String::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::bundled;

    fn form() -> ProfileForm {
        let catalog = bundled::catalog().unwrap().catalog;
        ProfileForm::open(&catalog, &Profile::default(), NaiveDate::from_ymd_opt(2026, 11, 21).unwrap())
    }

    fn type_all(form: &mut ProfileForm, text: &str) {
        for c in text.chars() {
            form.type_text(c.encode_utf8(&mut [0; 4]));
        }
    }

    #[test]
    fn a_date_of_birth_becomes_an_age_when_the_field_is_left() {
        let mut form = form();
        type_all(&mut form, "3/5/1942");
        assert_eq!(form.read().age, Some(84));
        form.move_by(1);
        assert_eq!(form.written.first().unwrap().input.text(), "84");
    }

    #[test]
    fn letters_of_a_condition_leave_the_isee_and_letters_of_its_answer_stay() {
        let mut form = form();
        form.jump(&FieldId::Isee);
        type_all(&mut form, "9000non auto");
        assert_eq!(form.narrow.text(), "non auto");
        form.enter();
        let profile = form.read();
        assert!(profile.isee == Isee::Amount(9000.0));
        assert_eq!(profile.condition("non-autosufficienza"), Some(true));
        let mut form = self::form();
        form.jump(&FieldId::Isee);
        type_all(&mut form, "non ce l'ha");
        assert!(form.read().isee == Isee::None && form.narrow.is_empty());
    }

    #[test]
    fn what_is_written_and_read_again_is_the_same() {
        let catalog = bundled::catalog().unwrap().catalog;
        let mut form = form();
        form.jump(&FieldId::Isee);
        type_all(&mut form, "9360,50");
        type_all(&mut form, "vive");
        form.enter();
        form.enter();
        form.jump(&FieldId::Minors);
        type_all(&mut form, "2");
        let profile = form.read();
        assert_eq!(profile.condition("vive-solo"), Some(false));
        let again = ProfileForm::open(&catalog, &profile, form.today);
        assert!(again.read() == profile);
    }

    #[test]
    fn nonsense_counts_as_not_said_and_says_what_to_write() {
        let mut form = form();
        type_all(&mut form, "999");
        assert!(form.read().is_empty());
        let field = form.written.first().unwrap();
        assert!(form.value(field) == Err(words::how_to_write(&FieldId::Age)));
    }

    #[test]
    fn it_prints_nothing_for_debugging() {
        let mut form = form();
        type_all(&mut form, "84");
        assert_eq!(format!("{form:?}"), "ProfileForm { … }");
    }
}
