//! How an encounter ended, asked in words where accesses are counted. What is no answer is the next person's words.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::accessi::{Canale, Esito, Month};
use crate::encounter::deed::Deed;
use crate::encounter::matter::Matter;
use crate::encounter::outside::Done;
use crate::encounter::words as shared;
use crate::lingua::fold::fold;
use crate::platform::Awaited;

impl<R: Read + Awaited, W: Write> Dialogue<R, W> {
    /// Whether somebody has asked for something.
    pub(super) fn has_begun(&self) -> bool {
        let encounter = &self.encounter;
        let asked = !encounter.request.text.is_empty() || !self.listed.is_empty() || !encounter.marks.is_empty();
        asked || encounter.matter.is_known()
    }

    /// Asks how the encounter that has just ended came and went; `None`: there was none. A line that answers neither comes
    /// back.
    pub(super) fn ask_how_it_ended(&mut self, matter: Option<Matter>) -> io::Result<Option<String>> {
        let workplace = &self.encounter.workplace;
        let Some(matter) = matter.filter(|_| workplace.counts && !workplace.kiosk) else { return Ok(None) };
        let month = Month::of(self.encounter.today());
        let Some(line) = self.ask(words::COUNT_CHANNEL)? else { return Ok(None) };
        let Some(canale) = chosen(&line, Canale::ALL, Canale::label) else { return self.left(line) };
        let Some(line) = self.ask(words::COUNT_OUTCOME)? else { return Ok(None) };
        let Some(esito) = chosen(&line, &Esito::ASKED, Esito::label) else { return self.left(line) };
        let accesso = self.encounter.accesso(matter.scheda().as_deref(), canale, esito);
        match self.outside.carry_out(&Deed::Count(month, accesso), &self.encounter) {
            Done::Counted(Err(why)) => self.say_wrapped(&shared::could_not_count(&why))?,
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
