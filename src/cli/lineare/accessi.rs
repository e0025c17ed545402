//! How an encounter ended, asked in words where accesses are counted. What is no answer is the next person's words.

use super::{Dialogue, position, words};
use crate::accessi::{Canale, Esito, Month};
use crate::encounter::Encounter;
use crate::encounter::deed::Deed;
use crate::encounter::outside::Done;
use crate::lingua::fold::fold;

impl Dialogue {
    /// `nuovo`: the next person, and how the encounter that has just ended came and went. A line that answers neither comes
    /// back.
    pub(super) fn end_encounter(&mut self) -> Option<String> {
        let Encounter { request, marks, .. } = &self.encounter;
        let begun = !request.text.is_empty() || !self.listed.is_empty() || !marks.is_empty();
        let matter = self.encounter.to_count(begun);
        self.next_citizen();
        let matter = matter?;
        let month = Month::of(self.encounter.today());
        let line = self.ask(words::COUNT_CHANNEL)?;
        let Some(canale) = chosen(&line, Canale::ALL, Canale::label) else { return self.left(line) };
        let line = self.ask(words::COUNT_OUTCOME)?;
        let Some(esito) = chosen(&line, &Esito::ASKED, Esito::label) else { return self.left(line) };
        let accesso = self.encounter.accesso(matter.scheda().as_deref(), canale, esito);
        match self.outside.carry_out(&Deed::Count(month, accesso), &self.encounter) {
            Done::Counted(Err(why)) => self.say_wrapped(&words::could_not_count(&why)),
            _ => self.say(words::counted(canale, esito)),
        }
        None
    }

    fn left(&mut self, line: String) -> Option<String> {
        self.say(words::NOT_COUNTED);
        Some(line).filter(|line| !line.is_empty())
    }
}

/// What a line chooses: the word, the beginning of one alone, or its number.
fn chosen<T: Copy>(line: &str, all: &[T], label: fn(T) -> &'static str) -> Option<T> {
    let typed = fold(line);
    if typed.parse::<usize>().is_ok() {
        return all.get(position(&typed)?).copied();
    }
    let mut begin = all.iter().filter(|one| !typed.is_empty() && label(**one).starts_with(typed.as_str()));
    begin.next().copied().filter(|_| begin.next().is_none())
}
