//! `segnala`: a report on the open scheda, question by question.

use std::io::{self, Write};

use super::{Dialogue, words};
use crate::cli::desk;
use crate::platform::Awaited;
use crate::tui::Office;
use crate::tui::message::Errand;
use crate::tui::words as shared;
use crate::upkeep::numbers::Numbers;
use crate::upkeep::offer::TOPICS;
use crate::upkeep::{Draft, Topic, offers, privacy};

impl<R: io::Read + Awaited, W: Write> Dialogue<'_, R, W> {
    /// Takes in what the desks have reported since.
    pub(super) fn look_at_reports(&mut self) -> io::Result<()> {
        let today = desk::now().date();
        let Some(office) = self.office.as_mut() else { return Ok(()) };
        let Some((review, said)) = office.look(&self.desk.catalog, today, false) else { return Ok(()) };
        self.review = review;
        said.iter().try_for_each(|s| self.say_wrapped(s))
    }

    /// How much was checked, and once what is new.
    pub(super) fn say_growth(&mut self) -> io::Result<()> {
        self.look_at_reports()?;
        let Some(office) = self.office.as_mut() else { return Ok(()) };
        let news = office.news();
        let numbers = Numbers::in_sight(&self.desk.catalog, &self.review, None, desk::now().date());
        self.say_wrapped(&format!("{}.", numbers.in_short()))?;
        let Some((news, unseen)) = news else { return Ok(()) };
        self.news = Some(news.text);
        if !unseen {
            return Ok(());
        }
        self.say_wrapped(&format!("Catalogo aggiornato: {} novità. «novità» le dice.", news.count))
    }

    /// `novità`.
    pub(super) fn say_news(&mut self) -> io::Result<()> {
        let Some(news) = self.news.clone() else { return self.say(words::NO_NEWS) };
        news.lines().try_for_each(|l| self.say_wrapped(l))
    }

    /// `segnala`.
    pub(super) fn report(&mut self) -> io::Result<()> {
        if self.kiosk {
            return self.say(shared::NO_REPORT_IN_KIOSK);
        }
        if self.office.is_none() {
            return self.say(shared::NO_REPORTS);
        }
        let Some(scheda) = self.scheda().cloned() else { return self.say(words::NO_SCHEDA) };
        let about = |record: &str| self.review.about(record).cloned().collect::<Vec<_>>();
        let mut waiting = about(&scheda.id);
        waiting.extend(scheda.facts.sedi.iter().flat_map(|s| about(&s.id)));
        waiting.retain(|r| !r.accepted && !r.gone);
        let mut lines: Vec<String> = TOPICS.iter().map(|(label, _)| (*label).to_owned()).collect();
        lines.extend(waiting.iter().map(|r| format!("{}{}", shared::REPORT_CONFIRM, r.says)));
        let Some(at) = self.one_of(&lines, words::REPORT)? else { return self.say(words::REPORT_LEFT) };
        let Some((_, topic)) = TOPICS.get(at) else {
            let Some(row) = waiting.get(at.saturating_sub(TOPICS.len())) else { return self.say(words::REPORT_LEFT) };
            return self.send(Errand::Confirm(row.id.clone(), String::new()));
        };
        let viewer = self.viewer();
        let offers = offers(&self.desk.catalog, &scheda, &viewer, *topic);
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
        let blank = Draft {
            id: scheda.id.clone(),
            sede: None,
            comune: viewer.comune,
            topic: *topic,
            set: Vec::new(),
            by: String::new(),
            note: None,
        };
        let mut draft = offers.get(at).map_or_else(|| blank.clone(), |offer| offer.chosen(&blank));
        let question = match (topic, draft.set.first()) {
            (Topic::Sbagliato, Some(_)) => Some(words::REPORT_VALUE),
            (Topic::Manca, Some(_)) => Some(words::REPORT_NEW),
            (Topic::Manca, None) => Some(words::REPORT_MISSING),
            _ => None,
        };
        if let Some(question) = question {
            let Some(typed) = self.ask(question)? else { return Ok(()) };
            match draft.set.first_mut() {
                Some((_, value)) => *value = Some(typed).filter(|t| !t.is_empty()),
                None => draft.note = Some(typed),
            }
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

    /// Asks once who it is, and off it goes.
    fn send(&mut self, errand: Errand) -> io::Result<()> {
        if self.role.is_none() {
            let Some(typed) = self.ask(words::REPORT_WHO)? else { return Ok(()) };
            if let Err(why) = privacy::role(&typed) {
                return self.say_wrapped(&format!("{}: {why}.", words::REPORT_LEFT.trim_end_matches('.')));
            }
            self.role = Some(typed);
        }
        let by = self.role.clone().unwrap_or_default();
        let errand = match errand {
            Errand::Report(draft) => Errand::Report(Draft { by, ..draft }),
            Errand::Confirm(id, _) => Errand::Confirm(id, by),
            other => other,
        };
        let today = desk::now().date();
        let Some(office) = self.office.as_mut() else { return Ok(()) };
        let said = office.carry_out(&self.desk.catalog, &errand, today).unwrap_or_else(|why| why);
        self.say_wrapped(&said)?;
        self.look_at_reports()
    }
}
