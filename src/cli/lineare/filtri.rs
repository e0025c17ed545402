//! Where and for whom is looked: place, target groups and areas, chosen and told line by line.

use std::sync::Arc;

use super::{Dialogue, words};
use crate::cli::values;
use crate::search::Place;

impl Dialogue {
    pub(super) fn place_name(&self) -> String {
        let both = |comune: &str, ambito: &str| format!("{comune}, {}", words::ambito_of(ambito));
        self.encounter.place_said(self.encounter.place_now(), both)
    }

    pub(super) fn say_place(&mut self) {
        self.say(match self.encounter.place_now() {
            None => words::whole_region(&self.catalog().regione.name),
            Some(_) => words::about(words::PLACE, &self.place_name()),
        });
    }

    /// `qui`: takes back the place that the words say, or lets them say it again.
    pub(super) fn take_place_back(&mut self) {
        if !self.encounter.request.literal && !self.encounter.place_from_words() {
            return self.say(words::PLACE_IS_OWN);
        }
        self.encounter.own_place();
        if self.encounter.request.literal {
            self.encounter.answer.understood.place = None;
            self.say_place();
        }
        self.look();
    }

    /// `filtri`: everything that was typed and chosen.
    pub(super) fn say_filters(&mut self) {
        self.say_place();
        let (catalog, request) = (self.catalog(), &self.encounter.request);
        let targets = catalog.destinatari.each(&request.targets).map(|d| d.label.as_str());
        let areas = catalog.aree.each(&request.areas).map(|a| a.short.as_str());
        let chosen = [
            (words::TARGETS, targets.collect::<Vec<_>>().join(", ")),
            (words::AREA, areas.collect::<Vec<_>>().join(", ")),
            (words::SEARCHED, request.text.trim().to_owned()),
        ];
        for (label, value) in chosen.iter().filter(|(_, value)| !value.is_empty()) {
            self.say(words::about(label, value));
        }
        self.say_told();
        if !self.encounter.marks.is_empty() {
            self.say(words::marked(self.encounter.marks.len()));
        }
    }

    /// `destinatari`, `area`: what can be chosen, with the results each would leave.
    pub(super) fn say_options(&mut self, which: &str) {
        let (catalog, facets) = (self.catalog(), self.encounter.sought(false).facets);
        let line = |label: &str, count: u32| format!("{label}: {}", words::services(count as usize));
        let lines: Vec<String> = if which == "area" {
            facets.areas.iter().map(|f| line(&catalog.aree[f.value].short, f.count)).collect()
        } else {
            facets.targets.iter().map(|f| line(&catalog.destinatari[f.value].label, f.count)).collect()
        };
        self.say_each(lines);
    }

    /// Looks again, where something was typed, chosen or told: there is a list to show.
    pub(super) fn look_again(&mut self) {
        let encounter = &self.encounter;
        if !encounter.request.text.is_empty() || encounter.is_filtered() || encounter.person.is_told() {
            self.look();
        }
    }

    pub(super) fn filter(&mut self, which: &str, value: &str) {
        if let Err(why) = self.choose(which, value) {
            return self.say(why);
        }
        if matches!(which, "comune" | "ambito") {
            self.say_place();
        }
        self.encounter.request.only_type = None;
        self.look_again();
    }

    /// Chooses a place, target groups or areas by their names.
    ///
    /// # Errors
    /// Which names there are.
    fn choose(&mut self, which: &str, value: &str) -> Result<(), String> {
        let all = matches!(value.to_lowercase().as_str(), "tutti" | "tutte" | "tutta");
        // Several at once, with commas between them; of all, none is named.
        let several = value.split(',').map(str::trim).filter(|v| !all && !v.is_empty());
        let catalog = Arc::clone(&self.encounter.lookup.catalog);
        let request = &mut self.encounter.request;
        match which {
            "comune" | "ambito" if all => self.encounter.set_place(None),
            "comune" => self.encounter.set_place(Some(Place::Comune(values::comune_as_typed(&catalog, value)?))),
            "ambito" => self.encounter.set_place(Some(Place::Ambito(values::ambito(&catalog, value)?))),
            "destinatari" => {
                request.targets = several.map(|v| values::target(&catalog, v)).collect::<Result<_, _>>()?;
            }
            _ => request.areas = several.map(|v| values::area(&catalog, v)).collect::<Result<_, _>>()?,
        }
        Ok(())
    }
}
