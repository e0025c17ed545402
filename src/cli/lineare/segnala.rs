//! `segnala`: a report on the open scheda, question by question.

use super::{Dialogue, numbered, position, words};
use crate::encounter::deed::{Deed, Errand};
use crate::encounter::report::answered;
use crate::upkeep::offer::TOPICS;
use crate::upkeep::{Offer, Topic, offers, privacy};

impl Dialogue {
    /// Takes in what the desks have reported since.
    pub(super) fn look_at_reports(&mut self) {
        for said in self.outside.look(&mut self.encounter, false) {
            self.say_wrapped(&said);
        }
    }

    /// How much was checked, and once what is new.
    pub(super) fn say_growth(&mut self) {
        self.look_at_reports();
        if self.outside.office.is_none() {
            return;
        }
        let news = self.outside.news(&mut self.encounter);
        self.say_wrapped(&format!("{}.", self.encounter.growth()));
        if let Some(count) = news {
            self.say_wrapped(&words::news(count));
        }
    }

    /// `novità`.
    pub(super) fn say_news(&mut self) {
        let Some(news) = self.encounter.workplace.news.clone() else { return self.say(words::NO_NEWS) };
        news.lines().for_each(|l| self.say_wrapped(l));
    }

    /// `segnala`.
    pub(super) fn report(&mut self) {
        match self.errand() {
            Ok(errand) => self.send(errand),
            Err(why) => why.into_iter().for_each(|why| self.say(why)),
        }
    }

    /// What is reported.
    ///
    /// # Errors
    /// Why nothing is; `None` where nobody is there to be told.
    fn errand(&mut self) -> Result<Errand, Option<&'static str>> {
        self.encounter.may_report()?;
        let scheda = self.encounter.scheda().cloned().ok_or(words::NO_SCHEDA)?;
        let records = std::iter::once(scheda.id.as_str()).chain(scheda.facts.sedi.iter().map(|s| s.id.as_str()));
        let waiting = self.encounter.waiting_about(records);
        let topics = TOPICS.iter().map(|(label, _)| (*label).to_owned());
        let lines = topics.chain(waiting.iter().map(|r| format!("{}{}", words::REPORT_CONFIRM, r.says)));
        let at = self.one_of(lines.collect(), words::REPORT)?;
        let Some((_, topic)) = TOPICS.get(at) else {
            let row = waiting.get(at.saturating_sub(TOPICS.len())).ok_or(words::REPORT_LEFT)?;
            return Ok(Errand::Confirm(row.id.clone(), String::new()));
        };
        let offers = offers(self.catalog(), &scheda, &self.encounter.viewer(), *topic);
        let said =
            |o: &Offer| format!("{}, {}{}{}", o.label, o.place, if o.value.is_empty() { "" } else { ": " }, o.value);
        let mut lines: Vec<String> = offers.iter().map(said).collect();
        if *topic == Topic::Manca {
            lines.push(words::REPORT_OTHER.to_owned());
        }
        if lines.is_empty() {
            return Err(Some(words::REPORT_NOTHING));
        }
        let at = self.one_of(lines, words::REPORT_WHAT)?;
        let blank = self.encounter.blank_report(&scheda.id, *topic);
        let draft = offers.get(at).map_or_else(|| blank.clone(), |offer| offer.chosen(&blank));
        let question = match (topic, draft.set.first()) {
            (Topic::Sbagliato, Some(_)) => words::REPORT_VALUE,
            (Topic::Manca, Some(_)) => words::REPORT_NEW,
            (Topic::Manca, None) => words::REPORT_MISSING,
            _ => return Ok(Errand::Report(draft)),
        };
        let Some(typed) = self.ask(question) else { return Err(None) };
        Ok(Errand::Report(answered(draft, &typed)))
    }

    /// A position in a list that is said first.
    ///
    /// # Errors
    /// That nothing was chosen.
    fn one_of(&mut self, lines: Vec<String>, question: &str) -> Result<usize, &'static str> {
        let of = lines.len();
        numbered(lines).for_each(|line| self.say_wrapped(&line));
        let typed = self.ask(question).unwrap_or_default();
        position(&typed).filter(|at| *at < of).ok_or(words::REPORT_LEFT)
    }

    /// Sends the report; where it is not known who reports, that is asked first, once.
    fn send(&mut self, errand: Errand) {
        let deed = match self.encounter.signed(errand) {
            Ok(deed) => deed,
            Err(errand) => {
                let Some(typed) = self.ask(words::REPORT_WHO) else { return };
                if let Err(why) = privacy::role(&typed) {
                    return self.say_wrapped(&format!("{}: {why}.", words::REPORT_LEFT.trim_end_matches('.')));
                }
                self.encounter.workplace.role = Some(typed.clone());
                Deed::Report(errand.signed(typed))
            }
        };
        self.carry_out(&deed);
        self.look_at_reports();
    }
}
