//! `segnala`: a report on the open scheda, question by question.

use std::io::{self, Write};

use super::{Dialogue, words};
use crate::encounter::deed::{Deed, Errand};
use crate::encounter::report::answered;
use crate::encounter::words as shared;
use crate::platform::Awaited;
use crate::upkeep::numbers::Numbers;
use crate::upkeep::offer::TOPICS;
use crate::upkeep::{Topic, offers, privacy};

impl<R: io::Read + Awaited, W: Write> Dialogue<R, W> {
    /// Takes in what the desks have reported since.
    pub(super) fn look_at_reports(&mut self) -> io::Result<()> {
        let said = self.outside.look(&mut self.encounter, false);
        said.iter().try_for_each(|s| self.say_wrapped(s))
    }

    /// How much was checked, and once what is new.
    pub(super) fn say_growth(&mut self) -> io::Result<()> {
        self.look_at_reports()?;
        if self.outside.office.is_none() {
            return Ok(());
        }
        let news = self.outside.news(&mut self.encounter);
        let numbers = Numbers::in_sight(self.catalog(), &self.encounter.lookup.review, None, self.encounter.today());
        self.say_wrapped(&format!("{}.", numbers.in_short()))?;
        match news {
            Some(count) => self.say_wrapped(&words::news(count)),
            None => Ok(()),
        }
    }

    /// `novità`.
    pub(super) fn say_news(&mut self) -> io::Result<()> {
        let Some(news) = self.encounter.workplace.news.clone() else { return self.say(words::NO_NEWS) };
        news.lines().try_for_each(|l| self.say_wrapped(l))
    }

    /// `segnala`.
    pub(super) fn report(&mut self) -> io::Result<()> {
        if self.encounter.workplace.kiosk {
            return self.say(shared::NO_REPORT_IN_KIOSK);
        }
        if !self.encounter.workplace.reports {
            return self.say(shared::NO_REPORTS);
        }
        let Some(scheda) = self.encounter.scheda().cloned() else { return self.say(words::NO_SCHEDA) };
        let records = std::iter::once(scheda.id.as_str()).chain(scheda.facts.sedi.iter().map(|s| s.id.as_str()));
        let waiting = self.encounter.waiting_about(records);
        let mut lines: Vec<String> = TOPICS.iter().map(|(label, _)| (*label).to_owned()).collect();
        lines.extend(waiting.iter().map(|r| format!("{}{}", shared::REPORT_CONFIRM, r.says)));
        let Some(at) = self.one_of(&lines, words::REPORT)? else { return self.say(words::REPORT_LEFT) };
        let Some((_, topic)) = TOPICS.get(at) else {
            let Some(row) = waiting.get(at.saturating_sub(TOPICS.len())) else { return self.say(words::REPORT_LEFT) };
            return self.send(Errand::Confirm(row.id.clone(), String::new()));
        };
        let offers = offers(self.catalog(), &scheda, &self.encounter.viewer(), *topic);
        let mut lines: Vec<String> = offers
            .iter()
            .map(|o| format!("{}, {}{}{}", o.label, o.place, if o.value.is_empty() { "" } else { ": " }, o.value))
            .collect();
        if *topic == Topic::Manca {
            lines.push(shared::REPORT_OTHER.to_owned());
        }
        if lines.is_empty() {
            return self.say(shared::REPORT_NOTHING);
        }
        let Some(at) = self.one_of(&lines, words::REPORT_WHAT)? else { return self.say(words::REPORT_LEFT) };
        let blank = self.encounter.blank_report(&scheda.id, *topic);
        let mut draft = offers.get(at).map_or_else(|| blank.clone(), |offer| offer.chosen(&blank));
        let question = match (topic, draft.set.first()) {
            (Topic::Sbagliato, Some(_)) => Some(words::REPORT_VALUE),
            (Topic::Manca, Some(_)) => Some(words::REPORT_NEW),
            (Topic::Manca, None) => Some(words::REPORT_MISSING),
            _ => None,
        };
        if let Some(question) = question {
            let Some(typed) = self.ask(question)? else { return Ok(()) };
            draft = answered(draft, &typed);
        }
        self.send(Errand::Report(draft))
    }

    /// A number out of a list that is said first; `None` where none was chosen.
    fn one_of(&mut self, lines: &[String], question: &str) -> io::Result<Option<usize>> {
        for (at, line) in lines.iter().enumerate() {
            self.say_wrapped(&format!("{}. {line}", at + 1))?;
        }
        let typed = self.ask(question)?.unwrap_or_default();
        Ok(typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|at| *at < lines.len()))
    }

    /// Sends the report; where it is not known who reports, that is asked first, once.
    fn send(&mut self, errand: Errand) -> io::Result<()> {
        let deed = match self.encounter.signed(errand) {
            Ok(deed) => deed,
            Err(errand) => {
                let Some(typed) = self.ask(words::REPORT_WHO)? else { return Ok(()) };
                if let Err(why) = privacy::role(&typed) {
                    return self.say_wrapped(&format!("{}: {why}.", words::REPORT_LEFT.trim_end_matches('.')));
                }
                self.encounter.workplace.role = Some(typed.clone());
                Deed::Report(errand.signed(typed))
            }
        };
        self.carry_out(&deed)?;
        self.look_at_reports()
    }
}
