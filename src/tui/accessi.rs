//! The question after an encounter, where accesses are counted: one key for how the person came, one for how it ended.
//!
//! It takes one line and stops nothing: a key that is no answer ends the question and does what it always does, a letter goes into the
//! search. It waits for a key and not for a time, since nobody counts who is called away; in a kiosk it is never asked. The
//! answer is taken a moment late, so that «112» typed at once is a number and no answer.

use chrono::TimeDelta;

use super::app::Model;
use super::input::Key;
use super::message::Effect;
use super::question::AccessQuestion;
use super::words;
use crate::accessi::{Canale, Esito, Month};
use crate::encounter::deed::Deed;

/// Within how long after an answer another figure makes a number of both.
const TYPED_ON: TimeDelta = TimeDelta::milliseconds(1500);

/// As long as an answer waits for the rest of a number.
pub(super) const SETTLES: std::time::Duration = std::time::Duration::from_millis(1500);

/// What became of a key.
pub(super) enum Taken {
    /// It answered.
    Done,
    /// It and the figures before it are the beginning of words.
    Words(String),
    /// It does what it always does, after this.
    Passed(Vec<Effect>),
}

/// Asks about the encounter that ends, where there was one.
pub(super) fn ask(model: &mut Model, begun: bool) {
    model.question = model.encounter.to_count(begun).map(|matter| AccessQuestion {
        scheda: matter.scheda(),
        month: Month::of(model.today()),
        figures: String::new(),
        canale: None,
        esito: None,
        at: model.encounter.now,
    });
}

/// Holds a key against the question.
pub(super) fn key(model: &mut Model, key: Key) -> Taken {
    let now = model.encounter.now;
    let Some(mut question) = model.question.take() else { return Taken::Passed(Vec::new()) };
    let figure = |c: char| c.to_digit(10).and_then(|n| usize::try_from(n).ok()?.checked_sub(1));
    let hurried = !question.figures.is_empty() && now - question.at < TYPED_ON;
    match key {
        Key::Esc if !question.is_held() || hurried => {
            model.message = Some(words::NOT_COUNTED.to_owned());
            return Taken::Done;
        }
        Key::Backspace if !question.figures.is_empty() && (!question.is_held() || hurried) => {
            question.figures.pop();
            if question.esito.take().is_none() {
                question.canale = None;
            }
            model.question = Some(question);
            return Taken::Done;
        }
        Key::Char(c) if question.canale.is_none() => {
            if let Some(canale) = figure(c).and_then(|at| Canale::ALL.get(at)) {
                question.canale = Some(*canale);
                question.figures.push(c);
                model.question = Some(AccessQuestion { at: now, ..question });
                return Taken::Done;
            }
        }
        Key::Char(c) if question.esito.is_none() => {
            if let Some(esito) = figure(c).and_then(|at| Esito::ASKED.get(at)) {
                question.esito = Some(*esito);
                question.figures.push(c);
                model.question = Some(AccessQuestion { at: now, ..question });
                return Taken::Done;
            }
            if hurried && !c.is_alphabetic() {
                return Taken::Words(format!("{}{c}", question.figures));
            }
        }
        Key::Char(c) if hurried && !c.is_alphabetic() => return Taken::Words(format!("{}{c}", question.figures)),
        _ => {}
    }
    Taken::Passed(count(model, question))
}

/// What is not asked by keys: the answer stands, or the question ends.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    match model.question.take() {
        Some(question) => count(model, question),
        None => Vec::new(),
    }
}

/// Whether an answer waits.
pub(super) fn is_held(model: &Model) -> bool {
    model.question.as_ref().is_some_and(AccessQuestion::is_held)
}

/// An answered question is counted, and what it was about is not counted again.
fn count(model: &mut Model, question: AccessQuestion) -> Vec<Effect> {
    let AccessQuestion { scheda, month, canale: Some(canale), esito: Some(esito), .. } = question else {
        return Vec::new();
    };
    if let Some(before) = model.cleared.as_mut() {
        before.encounter.matter.counted = true;
    }
    let accesso = model.encounter.accesso(scheda.as_deref(), canale, esito);
    vec![Effect::Outside(Deed::Count(month, accesso))]
}
