//! The person at the desk: what was told of her, how the rows of an answer fit, what a service says to her.
//!
//! Everything told is in [`Person`], which says nothing when it is printed for debugging and goes with the encounter. Asks
//! [`crate::eligibility`].

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;

use super::words;
use crate::catalog::model::{Catalog, ComuneIx, Entry};
use crate::eligibility::{Assessment, Fit, Mark, Outcome, Profile, Question, Verdict, assess, next_question, rank};
use crate::scheda::{Block, Heading, Pair, Section, Tone};
use crate::search::{Hit, Row};

/// The person at the desk.
#[derive(Clone, Default, PartialEq)]
pub struct Person {
    /// What was told, without the comune: that is the place of the look-up.
    pub told: Profile,
    /// What is not compatible is shown too.
    pub show_all: bool,
    /// What nothing speaks for is shown too.
    pub show_others: bool,
    /// Where each row of the answer stands, and its mark.
    ranked: HashMap<Hit, (usize, Option<Mark>)>,
    /// Rows of the answer, by outcome.
    counts: Counts,
    /// What to ask next, for the rows of the answer.
    question: Option<Question>,
}

/// Rows by outcome.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All requirements met.
    pub compatible: usize,
    /// Something to ask, and something speaks for it.
    pub to_verify: usize,
    /// Nothing that was said speaks for them.
    pub others: usize,
    /// No requirement is stated.
    pub not_stated: usize,
    /// A requirement is not met.
    pub not_compatible: usize,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person { … }")
    }
}

impl Person {
    /// Whether anything was told. The comune alone says nothing of a person.
    pub fn is_told(&self) -> bool {
        !self.told.is_empty()
    }

    /// What is known of the person in a comune.
    pub fn profile(&self, comune: Option<ComuneIx>) -> Profile {
        Profile { comune, ..self.told.clone() }
    }

    /// The age that was told, whole years.
    pub fn age(&self) -> Option<u8> {
        self.told.age
    }

    /// The mark of a row; `None` where nothing was told, and for what nobody is entitled to or not.
    pub fn mark(&self, row: &Row) -> Option<Mark> {
        self.ranked.get(&row.hit).and_then(|(_, mark)| *mark)
    }

    /// Where a row stands among those of the answer, what is for the person first.
    pub fn rank(&self, row: &Row) -> Option<usize> {
        self.ranked.get(&row.hit).map(|(place, _)| *place)
    }

    /// Whether a row does not fit.
    pub fn is_denied(&self, row: &Row) -> bool {
        self.mark(row).is_some_and(|m| m.outcome == Outcome::NonCompatibile)
    }

    /// Whether nothing that was said speaks for a row that may fit.
    pub fn is_other(&self, row: &Row) -> bool {
        self.mark(row).is_some_and(|m| m.fit == Fit::Others) && !self.is_denied(row)
    }

    /// Rows of the answer by outcome; nothing where nothing was told.
    pub fn counts(&self) -> Option<Counts> {
        self.is_told().then_some(self.counts)
    }

    /// What to ask next.
    pub fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// How many rows of an answer to no words are not shown; with words all are that may fit.
    pub fn hidden(&self, words: bool) -> usize {
        let others = if self.show_others || words { 0 } else { self.counts.others };
        others + if self.show_all { 0 } else { self.counts.not_compatible }
    }

    /// Holds rows against what was told.
    pub(super) fn judge(&mut self, catalog: &Catalog, found: &[Row], comune: Option<ComuneIx>, today: NaiveDate) {
        self.ranked.clear();
        self.counts = Counts::default();
        self.question = None;
        if !self.is_told() {
            return;
        }
        let profile = self.profile(comune);
        let row = |row: &Row| (row.hit, row.hit.entry(catalog));
        let (hits, entries): (Vec<Hit>, Vec<Entry<'_>>) = found.iter().map(row).unzip();
        for (place, assessed) in rank(catalog, &profile, &entries, today).into_iter().enumerate() {
            let Some(hit) = hits.get(assessed.at) else { continue };
            self.ranked.insert(*hit, (place, assessed.mark));
            let Some(mark) = assessed.mark else { continue };
            *match (mark.outcome, mark.fit) {
                (Outcome::NonCompatibile, _) => &mut self.counts.not_compatible,
                (_, Fit::Others) => &mut self.counts.others,
                (Outcome::Compatibile, _) => &mut self.counts.compatible,
                (Outcome::DaVerificare, _) => &mut self.counts.to_verify,
                (Outcome::RequisitiNonIndicati, _) => &mut self.counts.not_stated,
            } += 1;
        }
        self.question = next_question(catalog, &profile, &entries, today);
    }
}

/// What a service says to a person on `today`, with the reasons. `None` for what nobody is entitled to or not.
pub fn section_of(entry: &Entry<'_>, profile: &Profile, today: NaiveDate) -> Option<Section> {
    let Assessment { mark, reasons } = assess(entry, profile, today)?;
    let said = format!("{} {}", words::outcome_said(mark.outcome), words::OFFICE_DECIDES);
    let mut blocks = vec![Block::Paragraph(said)];
    let pairs = reasons.into_iter().map(|reason| {
        let (label, tone) = match reason.verdict {
            Verdict::Si => (words::REASON_YES, Tone::Good),
            Verdict::No => (words::REASON_NO, Tone::Careful),
            Verdict::NonIndicato if reason.ask.is_none() => (words::REASON_OFFICE, Tone::Plain),
            Verdict::NonIndicato => (words::REASON_ASK, Tone::Plain),
        };
        Pair { label, value: reason.text, tone }
    });
    let pairs: Vec<Pair> = pairs.collect();
    if !pairs.is_empty() {
        blocks.push(Block::Pairs(pairs));
    }
    Some(Section { heading: Heading::ThisPerson, blocks })
}
