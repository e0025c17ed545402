//! Where and for whom is looked: place, target groups and areas, chosen and told line by line.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::cli::{desk, values};
use crate::platform::Awaited;
use crate::search::{Place, look_up};
use crate::tui::{browse, words as shared};

impl<R: Read + Awaited, W: Write> Dialogue<'_, R, W> {
    /// The place that holds: one written among the words goes before the chosen one.
    pub(super) fn place(&self) -> Option<Place> {
        self.answer.understood.place.as_ref().map(|(p, _)| *p).or(self.request.place)
    }

    pub(super) fn place_name(&self) -> String {
        let catalog = &self.desk.catalog;
        let short = |p| catalog.ambiti[browse::ambito_of(catalog, p)].record.short.as_str();
        match self.place() {
            None => shared::whole_region(&catalog.regione.name),
            Some(p @ Place::Comune(ix)) => {
                let name = catalog.comuni[ix].record.name.as_str();
                format!("{name}, {}", shared::ambito_of(short(p)))
            }
            Some(p @ Place::Ambito(_)) => shared::ambito_of(short(p)),
        }
    }

    pub(super) fn say_place(&mut self) -> io::Result<()> {
        let said = match self.place() {
            None => words::whole_region(&self.desk.catalog.regione.name),
            Some(_) => words::place(&self.place_name()),
        };
        self.say(&said)
    }

    fn place_from_words(&self) -> bool {
        self.answer.understood.place.as_ref().is_some_and(|(p, _)| Some(*p) != self.request.place)
    }

    pub(super) fn say_how_to_take_it_back(&mut self) -> io::Result<()> {
        if self.hints && self.place_from_words() { self.say(words::FROM_WORDS) } else { Ok(()) }
    }

    /// `qui`: takes back the place that the words say, or lets them say it again.
    pub(super) fn take_place_back(&mut self) -> io::Result<()> {
        if !self.request.literal && !self.place_from_words() {
            return self.say(words::PLACE_IS_OWN);
        }
        self.request.literal = !self.request.literal;
        self.request.only_type = None;
        if self.request.literal {
            self.answer.understood.place = None;
            self.say_place()?;
        }
        self.look()
    }

    /// `filtri`: everything that was typed and chosen.
    pub(super) fn say_filters(&mut self) -> io::Result<()> {
        self.say_place()?;
        let catalog = &self.desk.catalog;
        let join = |labels: Vec<&str>| labels.join(", ");
        let targets = catalog.destinatari.each(&self.request.targets);
        let targets = join(targets.map(|d| d.label.as_str()).collect());
        let areas = catalog.aree.each(&self.request.areas);
        let areas = join(areas.map(|a| a.short.as_str()).collect());
        let asked = self.request.text.trim().to_owned();
        if !targets.is_empty() {
            self.say(&words::chosen_targets(&targets))?;
        }
        if !areas.is_empty() {
            self.say(&words::chosen_areas(&areas))?;
        }
        if !asked.is_empty() {
            self.say(&words::searched(&asked))?;
        }
        self.say_told()?;
        if self.marks.is_empty() { Ok(()) } else { self.say(&words::marked(self.marks.len())) }
    }

    /// `destinatari`, `area`: what can be chosen, with the results each would leave.
    pub(super) fn say_options(&mut self, which: &str) -> io::Result<()> {
        let catalog = &self.desk.catalog;
        let facets = look_up(catalog, self.index, &self.request, desk::now()).facets;
        let line = |label: &str, count: u32| format!("{label}: {}", words::services(count as usize));
        let lines: Vec<String> = if which == "area" {
            facets.areas.iter().map(|f| line(&catalog.aree[f.value].short, f.count)).collect()
        } else {
            facets.targets.iter().map(|f| line(&catalog.destinatari[f.value].label, f.count)).collect()
        };
        lines.iter().try_for_each(|l| self.say(l))
    }

    /// Something was typed, chosen or told: there is a list to show.
    pub(super) fn is_asked(&self) -> bool {
        let r = &self.request;
        !r.text.is_empty() || !r.targets.is_empty() || !r.areas.is_empty() || !self.person.is_empty()
    }

    pub(super) fn filter(&mut self, which: &str, value: &str) -> io::Result<()> {
        let catalog = &self.desk.catalog;
        let all = matches!(value.to_lowercase().as_str(), "tutti" | "tutte" | "tutta");
        // Several at once, with commas between them.
        let several = || value.split(',').map(str::trim).filter(|v| !v.is_empty());
        let chosen: Result<(), String> = match which {
            "comune" | "ambito" if all => {
                self.request.place = None;
                Ok(())
            }
            "comune" => values::comune_as_typed(catalog, value).map(|ix| self.request.place = Some(Place::Comune(ix))),
            "ambito" => values::ambito(catalog, value).map(|ix| self.request.place = Some(Place::Ambito(ix))),
            "destinatari" if all => {
                self.request.targets.clear();
                Ok(())
            }
            "destinatari" => several()
                .map(|v| values::target(catalog, v))
                .collect::<Result<_, _>>()
                .map(|targets| self.request.targets = targets),
            _ if all => {
                self.request.areas.clear();
                Ok(())
            }
            _ => several()
                .map(|v| values::area(catalog, v))
                .collect::<Result<_, _>>()
                .map(|areas| self.request.areas = areas),
        };
        if let Err(why) = chosen {
            return self.say(&why);
        }
        // A place among the words would go before the one just chosen: its words have done their work.
        if matches!(which, "comune" | "ambito") {
            if let Some((_, range)) = self.answer.understood.place.take() {
                let text = &mut self.request.text;
                if text.get(range.clone()).is_some() {
                    text.replace_range(range, "");
                }
            }
            self.say_place()?;
        }
        self.request.only_type = None;
        if self.is_asked() { self.look() } else { Ok(()) }
    }
}
