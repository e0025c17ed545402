//! A list of options that narrows as one types: comune, destinatari, area, numeri utili, related services.
//!
//! Knows nothing of what its options mean: [`super::choices`] fills it and [`super::update`] acts on what was chosen.

use super::layout::follow;
use super::line_edit::LineEdit;
use crate::catalog::italia;
use crate::catalog::model::{AmbitoIx, AreaIx, ComuneIx, TargetIx};
use crate::consegna::Form;
use crate::consegna::foglio::Paper;
use crate::lingua::fold::folded_words;
use crate::lingua::lines::{cut, cut_around_number, wrap_within};
use crate::lingua::slip;
use crate::upkeep::{Offer, Topic};

/// What a picker is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The desk's comune, asked at the first start.
    FirstPlace,
    /// The place of this encounter.
    Place,
    /// Target groups; several may be chosen.
    Targets,
    /// The area.
    Area,
    /// Numbers to call.
    Numeri,
    /// The related services of the open scheda.
    Links,
    /// How the marked or the open schede are handed over.
    HandOver,
    /// What is reported of the open scheda, step by step.
    Report,
    /// The right value, or what is missing: what is typed is kept and narrows nothing.
    ReportText,
    /// What waits to be accepted.
    Approve,
}

/// What an option stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ChoiceValue {
    WholeRegion,
    Comune(ComuneIx),
    /// A comune that the catalogue does not have, by its ISTAT code.
    Elsewhere(String),
    Ambito(AmbitoIx),
    /// The present place becomes the desk's.
    MakeDesk,
    AllTargets,
    Target(TargetIx),
    AllAreas,
    Area(AreaIx),
    /// Position in the catalogue's numbers.
    Numero(usize),
    /// A scheda by its identifier.
    Scheda(String),
    /// A way of handing over.
    Hand(HandingWay),
    /// A step of a report, or of accepting one.
    Report(ReportStep),
}

/// A way of handing over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandingWay {
    /// To the printer of this desk.
    Print,
    /// To a file.
    File(Form, Paper),
    /// The long scheda of the office, to a file.
    Whole,
    /// On the screen, without borders.
    Screen,
    /// To the terminal's clipboard.
    Copy,
    /// The words of a sheet as QR codes: which of the sheets.
    Words(usize),
    /// As a QR code: what it says, and how a person reads it.
    Code(String, String),
    /// Which languages there are.
    Languages,
    /// In Italian and another language, by its code; in Italian alone.
    Language(Option<String>),
}

/// A step of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportStep {
    /// What is reported.
    Topic(Topic),
    /// The same as a report that waits.
    Confirm(String),
    /// The field or place.
    What(Offer),
    /// Something else is missing.
    Other,
    /// What was typed is all.
    Send,
    /// Who reports.
    Role(&'static str),
    /// The list of what waits.
    Approvals,
    /// One of them.
    Decide(String),
    /// It is right.
    Accept(String),
    /// It is not, and why.
    Reject(String, &'static str),
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it stands for.
    pub value: ChoiceValue,
    /// What it is called.
    pub label: String,
    /// What else to say of it, dim.
    pub hint: String,
    /// Results it would leave; absent where counting says nothing.
    pub count: Option<u32>,
    /// Chosen now.
    pub chosen: bool,
    /// A sentence for the line under the list.
    pub detail: String,
    words: Vec<String>,
}

impl Choice {
    /// An option found by the words of its label.
    pub fn new(value: ChoiceValue, label: String) -> Self {
        let words = folded_words(&label);
        Self { value, label, hint: String::new(), count: None, chosen: false, detail: String::new(), words }
    }

    /// With something more to say.
    #[must_use]
    pub fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }

    /// With a count.
    #[must_use]
    pub fn count(mut self, count: Option<u32>) -> Self {
        self.count = count;
        self
    }

    /// Chosen already, or not.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// With a sentence for the line under the list.
    #[must_use]
    pub fn detail(mut self, detail: String) -> Self {
        self.detail = detail;
        self
    }

    /// Found by these words too.
    #[must_use]
    pub fn also(mut self, text: &str) -> Self {
        self.words.extend(folded_words(text));
        self
    }
}

/// Fewest letters by which a comune is looked for in all Italy.
const FEWEST_LETTERS: usize = 3;

/// Most comuni of all Italy that are offered.
const MOST_ELSEWHERE: usize = 50;

/// The picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picker {
    /// What it is for.
    pub purpose: Purpose,
    /// Its question or name.
    pub title: String,
    /// What has to be read before choosing, above the options.
    pub about: Vec<String>,
    /// What was typed to narrow it.
    pub input: LineEdit,
    /// Every option.
    pub options: Vec<Choice>,
    /// Options that pass, as positions in `options`.
    pub visible: Vec<usize>,
    /// Selected, as a position in `visible`.
    pub selected: usize,
    /// First row shown.
    pub top: usize,
    /// Something was marked since it was opened: Enter on an empty input takes the marks as they are.
    pub marked: bool,
    /// Columns of the widest label, so that what follows stands in line.
    pub label_columns: u16,
}

impl Picker {
    /// A picker whose first chosen option is selected.
    pub fn new(purpose: Purpose, title: &str, options: Vec<Choice>) -> Self {
        let visible = (0..options.len()).collect();
        let selected = options.iter().position(|c| c.chosen).unwrap_or(0);
        let label_columns = options.iter().map(|c| super::pen::width(&c.label)).max().unwrap_or(0);
        let title = title.to_owned();
        let input = LineEdit::default();
        let about = Vec::new();
        Self { purpose, title, about, input, options, visible, selected, top: 0, marked: false, label_columns }
    }

    /// What has to be read before choosing, in a window of so many columns and rows; room for one option stays. Where it
    /// is too much each line is cut, and never a number in it.
    pub fn about_in(&self, columns: usize, rows: usize) -> Vec<String> {
        let rows = rows.saturating_sub(2);
        let whole: Vec<String> = self.about.iter().flat_map(|line| wrap_within(line, columns)).collect();
        if whole.len() <= rows {
            return whole;
        }
        let one = |line: &String| cut_around_number(line, columns).unwrap_or_else(|| cut(line, columns).into_owned());
        self.about.iter().take(rows).map(one).collect()
    }

    /// Whether several options may be chosen.
    pub fn is_multi(&self) -> bool {
        self.purpose == Purpose::Targets
    }

    /// The selected option.
    pub fn current(&self) -> Option<&Choice> {
        self.visible.get(self.selected).and_then(|at| self.options.get(*at))
    }

    /// Keeps what the typed words leave: every one begins a word of the option. Options whose label begins with what
    /// was typed come first. Where nothing is left, the options that differ by the fewest slips.
    pub fn narrow(&mut self) {
        if self.purpose == Purpose::ReportText {
            return;
        }
        let typed = folded_words(self.input.text());
        let passes = |c: &Choice| typed.iter().all(|t| c.words.iter().any(|w| w.starts_with(t.as_str())));
        let begins = |c: &Choice| match (typed.first(), c.words.first()) {
            (Some(t), Some(w)) => w.starts_with(t.as_str()),
            _ => true,
        };
        let passing = self.options.iter().enumerate().filter(|(_, c)| passes(c));
        let (first, rest): (Vec<_>, Vec<_>) = passing.partition(|(_, c)| begins(c));
        self.visible = first.into_iter().chain(rest).map(|(at, _)| at).collect();
        self.selected = 0;
        self.top = 0;
        self.look_elsewhere();
        self.look_for_slips(&typed);
    }

    /// Where nothing begins as it was typed: the options that differ from it by the fewest slips.
    fn look_for_slips(&mut self, typed: &[String]) {
        if !self.visible.is_empty() {
            return;
        }
        let away = |c: &Choice| {
            let words: Vec<&str> = c.words.iter().map(String::as_str).collect();
            slip::from_name(typed.iter().map(String::as_str), &words)
        };
        let here = self.options.iter().enumerate().filter(|(_, c)| !matches!(c.value, ChoiceValue::Elsewhere(_)));
        let found: Vec<(usize, usize)> = here.filter_map(|(at, c)| Some((away(c)?, at))).collect();
        let nearest = found.iter().map(|(slips, _)| *slips).min();
        self.visible = found.into_iter().filter(|(slips, _)| Some(*slips) == nearest).map(|(_, at)| at).collect();
    }

    /// Where the desk is, asked at the first start, may be anywhere: what no comune of the catalogue is called is looked for in
    /// all Italy.
    fn look_elsewhere(&mut self) {
        if self.purpose != Purpose::FirstPlace {
            return;
        }
        let typed = self.input.text().trim();
        if self.visible.is_empty() && typed.chars().count() >= FEWEST_LETTERS {
            let found = italia::named(typed);
            self.options.retain(|o| !matches!(o.value, ChoiceValue::Elsewhere(_)));
            let from = self.options.len();
            self.options.extend(found.into_iter().take(MOST_ELSEWHERE).map(|comune| {
                let hint = format!("{}, {}", comune.province, comune.regione.name);
                Choice::new(ChoiceValue::Elsewhere(comune.istat), comune.name).also(&comune.province).hint(hint)
            }));
            self.visible = (from..self.options.len()).collect();
        }
    }

    /// Moves the selection, stopping at the ends.
    pub fn move_by(&mut self, by: isize) {
        let last = self.visible.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    /// Selects a number by its position in the catalogue's list.
    pub fn select_numero(&mut self, at: usize) {
        let wanted = ChoiceValue::Numero(at);
        let found = |ix: &usize| self.options.get(*ix).is_some_and(|o| o.value == wanted);
        self.selected = self.visible.iter().position(found).unwrap_or(self.selected);
    }

    /// Keeps the selected row in a window of so many rows.
    pub fn fit(&mut self, rows: usize) {
        self.selected = self.selected.min(self.visible.len().saturating_sub(1));
        self.top = follow(self.top, self.selected, rows, self.visible.len());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn comuni() -> Picker {
        let names = ["Bari", "Mesagne", "San Cesario di Lecce", "Lecce", "Nardò"];
        let options = names.iter().enumerate();
        let options =
            options.map(|(at, n)| Choice::new(ChoiceValue::Comune(ComuneIx::of(at)), (*n).to_owned())).collect();
        Picker::new(Purpose::Place, "Comune", options)
    }

    fn typed(text: &str) -> Vec<String> {
        let mut picker = comuni();
        picker.input.insert(text);
        picker.narrow();
        picker.visible.iter().map(|at| picker.options.get(*at).unwrap().label.clone()).collect()
    }

    #[test]
    fn any_word_of_the_name_finds_it_and_the_first_word_comes_first() {
        assert_eq!(typed("lec"), ["Lecce", "San Cesario di Lecce"]);
        assert_eq!(typed("ces san"), ["San Cesario di Lecce"]);
        assert_eq!(typed("NARDO'"), ["Nardò"]);
        assert!(typed("xyz").is_empty());
    }

    #[test]
    fn what_is_read_before_choosing_keeps_a_line_each_in_the_smallest_window() {
        let about =
            ["Prima – Telefono: 0831 776 065, 0831 776 066, 0831 776 067", "Dopo – 0831 222 333", "Da – PUA (21/11)"];
        let picker = Picker { about: about.map(str::to_owned).to_vec(), ..comuni() };
        let lines = picker.about_in(40, 5);
        assert_eq!(lines.len(), 3, "one option stays in sight: {lines:?}");
        assert!(lines.iter().all(|l| super::super::pen::width(l) <= 40), "{lines:?}");
        assert!(lines.first().is_some_and(|l| l.contains("0831 776 065 …")), "{lines:?}");
        assert_eq!(picker.about_in(76, 18).len(), 3);
        assert!(picker.about_in(40, 2).is_empty());
    }

    #[test]
    fn a_slip_of_the_fingers_finds_what_was_meant() {
        assert_eq!(typed("mesange"), ["Mesagne"]);
        assert_eq!(typed("messagne"), ["Mesagne"]);
        assert_eq!(typed("san cesarrio"), ["San Cesario di Lecce"]);
        // What is called just so leaves nothing else.
        assert_eq!(typed("bari"), ["Bari"]);
    }
}
