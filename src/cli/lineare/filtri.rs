//! Where and for whom is looked: place, target groups and areas, chosen and told line by line.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::cli::values;
use crate::encounter::words as shared;
use crate::platform::Awaited;
use crate::search::Place;

impl<R: Read + Awaited, W: Write> Dialogue<R, W> {
    pub(super) fn place_name(&self) -> String {
        let both = |comune: &str, ambito: &str| format!("{comune}, {}", shared::ambito_of(ambito));
        self.encounter.place_said(self.encounter.place_now(), both)
    }

    pub(super) fn say_place(&mut self) -> io::Result<()> {
        let said = match self.encounter.place_now() {
            None => words::whole_region(&self.catalog().regione.name),
            Some(_) => words::place(&self.place_name()),
        };
        self.say(&said)
    }

    pub(super) fn say_how_to_take_it_back(&mut self) -> io::Result<()> {
        if self.hints && self.encounter.place_from_words() { self.say(words::FROM_WORDS) } else { Ok(()) }
    }

    /// `qui`: takes back the place that the words say, or lets them say it again.
    pub(super) fn take_place_back(&mut self) -> io::Result<()> {
        if !self.encounter.request.literal && !self.encounter.place_from_words() {
            return self.say(words::PLACE_IS_OWN);
        }
        self.encounter.own_place();
        if self.encounter.request.literal {
            self.encounter.answer.understood.place = None;
            self.say_place()?;
        }
        self.look()
    }

    /// `filtri`: everything that was typed and chosen.
    pub(super) fn say_filters(&mut self) -> io::Result<()> {
        self.say_place()?;
        let (catalog, request) = (self.catalog(), &self.encounter.request);
        let join = |labels: Vec<&str>| labels.join(", ");
        let targets = catalog.destinatari.each(&request.targets);
        let targets = join(targets.map(|d| d.label.as_str()).collect());
        let areas = catalog.aree.each(&request.areas);
        let areas = join(areas.map(|a| a.short.as_str()).collect());
        let asked = request.text.trim().to_owned();
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
        let marked = self.encounter.marks.len();
        if marked == 0 { Ok(()) } else { self.say(&words::marked(marked)) }
    }

    /// `destinatari`, `area`: what can be chosen, with the results each would leave.
    pub(super) fn say_options(&mut self, which: &str) -> io::Result<()> {
        let catalog = self.catalog();
        let facets = self.encounter.sought(false).facets;
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
        let encounter = &self.encounter;
        !encounter.request.text.is_empty() || encounter.is_filtered() || encounter.person.is_told()
    }

    pub(super) fn filter(&mut self, which: &str, value: &str) -> io::Result<()> {
        if let Err(why) = self.choose(which, value) {
            return self.say(&why);
        }
        if matches!(which, "comune" | "ambito") {
            self.say_place()?;
        }
        self.encounter.request.only_type = None;
        if self.is_asked() { self.look() } else { Ok(()) }
    }

    /// Chooses a place, target groups or areas by their names.
    ///
    /// # Errors
    /// Which names there are.
    fn choose(&mut self, which: &str, value: &str) -> Result<(), String> {
        let catalog = &self.encounter.lookup.catalog;
        let all = matches!(value.to_lowercase().as_str(), "tutti" | "tutte" | "tutta");
        // Several at once, with commas between them.
        let several = || value.split(',').map(str::trim).filter(|v| !v.is_empty());
        match which {
            "comune" | "ambito" if all => self.encounter.set_place(None),
            "comune" => {
                let ix = values::comune_as_typed(catalog, value)?;
                self.encounter.set_place(Some(Place::Comune(ix)));
            }
            "ambito" => {
                let ix = values::ambito(catalog, value)?;
                self.encounter.set_place(Some(Place::Ambito(ix)));
            }
            "destinatari" if all => self.encounter.request.targets.clear(),
            "destinatari" => {
                let chosen: Result<_, _> = several().map(|v| values::target(catalog, v)).collect();
                self.encounter.request.targets = chosen?;
            }
            _ if all => self.encounter.request.areas.clear(),
            _ => {
                let chosen: Result<_, _> = several().map(|v| values::area(catalog, v)).collect();
                self.encounter.request.areas = chosen?;
            }
        }
        Ok(())
    }
}
