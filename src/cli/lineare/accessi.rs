//! How an encounter ended, asked in words where accesses are counted. What is no answer is the next person's words.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::accessi::{Accesso, Canale, Esito, Month, Subject};
use crate::cli::desk;
use crate::lingua::fold::fold;
use crate::platform::Awaited;
use crate::search::Place;
use crate::tui::words as shared;

impl<R: Read + Awaited, W: Write> Dialogue<'_, R, W> {
    /// Whether somebody has asked for something.
    pub(super) fn has_begun(&self) -> bool {
        let asked = !self.request.text.is_empty() || !self.answer.rows.is_empty() || !self.marks.is_empty();
        asked || self.opened.is_some() || self.handed.is_some()
    }

    /// Asks how the encounter that has just ended came and went. A line that answers neither comes back.
    pub(super) fn ask_how_it_ended(&mut self, begun: bool) -> io::Result<Option<String>> {
        let scheda = self.handed.take().or(self.opened.take());
        if !begun || self.kiosk || self.counting.is_none() {
            return Ok(None);
        }
        let month = Month::of(desk::now().date());
        let Some(line) = self.ask(words::COUNT_CHANNEL)? else { return Ok(None) };
        let Some(canale) = chosen(&line, Canale::ALL, Canale::label) else { return self.left(line) };
        let Some(line) = self.ask(words::COUNT_OUTCOME)? else { return Ok(None) };
        let Some(esito) = chosen(&line, &Esito::ASKED, Esito::label) else { return self.left(line) };
        let catalog = &self.desk.catalog;
        let comune = match self.home {
            Some(Place::Comune(ix)) => Some(catalog.comuni[ix].record.istat.clone()),
            _ => None,
        };
        let accesso = Accesso { comune, scheda: scheda.and_then(|id| Subject::of(catalog, &id)), canale, esito };
        match self.counting.as_mut().map(|count| count(month, &accesso)) {
            Some(Err(why)) => self.say_wrapped(&shared::could_not_count(&why))?,
            _ => self.say(&shared::counted(canale, esito))?,
        }
        Ok(None)
    }

    fn left(&mut self, line: String) -> io::Result<Option<String>> {
        self.say(words::NOT_COUNTED)?;
        Ok(Some(line).filter(|line| !line.is_empty()))
    }
}

/// What a line chooses: the word, the beginning of one alone, or its number.
fn chosen<T: Copy>(line: &str, all: &[T], label: fn(T) -> &'static str) -> Option<T> {
    let typed = fold(line);
    if let Ok(number) = typed.parse::<usize>() {
        return all.get(number.checked_sub(1)?).copied();
    }
    let mut begin = all.iter().filter(|one| !typed.is_empty() && label(**one).starts_with(typed.as_str()));
    begin.next().copied().filter(|_| begin.next().is_none())
}
