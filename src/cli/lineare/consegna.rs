//! Handing over line by line: which schede, in which form, to a file or to the printer; and what is kept for the next start.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;

use super::{Dialogue, words};
use crate::catalog::text::clean;
use crate::cli::desk;
use crate::consegna::{Form, file, printer};
use crate::exchange::schema_org;
use crate::scheda::Scheda;
use crate::search::Place;
use crate::state::{self, Change};
use crate::tui::rows;

impl<R: Read + AsFd, W: Write> Dialogue<'_, R, W> {
    /// `segna`, `segna 2`: marks or takes the mark away.
    pub(super) fn mark(&mut self, number: Option<usize>) -> io::Result<()> {
        let id = match number {
            Some(n) => n.checked_sub(1).and_then(|at| self.id_of(at)),
            None => self.scheda().map(|s| s.id.clone()),
        };
        let Some(id) = id else {
            return self.say(if number.is_some() { words::NO_SUCH } else { words::NO_SCHEDA });
        };
        let before = self.marks.len();
        self.marks.retain(|m| *m != id);
        if self.marks.len() == before {
            self.marks.push(id);
        }
        self.say(&words::marked(self.marks.len()))
    }

    /// `segnati`.
    pub(super) fn say_marks(&mut self) -> io::Result<()> {
        let titles: Vec<String> = self.marked().into_iter().map(|s| s.title).collect();
        titles.iter().try_for_each(|t| self.say(t))?;
        self.say(&words::marked(titles.len()))
    }

    fn marked(&self) -> Vec<Scheda> {
        let viewer = self.viewer();
        self.marks.iter().filter_map(|id| Scheda::find(&self.desk.catalog, id, &viewer)).collect()
    }

    /// `consegna`: the marked schede, else the open one.
    pub(super) fn hand_over(&mut self, form: &str) -> io::Result<()> {
        if self.kiosk {
            return self.say(words::KIOSK);
        }
        let mut schede = self.marked();
        if schede.is_empty() {
            schede.extend(self.scheda().cloned());
        }
        if schede.is_empty() {
            return self.say(words::NO_SCHEDA);
        }
        let call = self.answer.danger.as_ref().map(|d| d.call(&self.desk.catalog));
        let schede: Vec<Scheda> = schede.into_iter().map(|s| s.calling_first(call.as_deref())).collect();
        let today = desk::now().date();
        let form = match form.to_lowercase().as_str() {
            "" | "html" => Form::Html,
            "testo" => Form::Text,
            "markdown" => Form::Markdown,
            "stampa" if !self.printer => return self.say(words::NO_PRINTER),
            "stampa" => {
                let said = match printer::print(&Form::Text.sheet(&schede, &[], today)) {
                    Ok(()) => words::PRINTED.to_owned(),
                    Err(why) => words::not_printed(&why),
                };
                return self.say(&said);
            }
            _ => return self.say(words::FORMS),
        };
        let data = schema_org::of_schede(&self.desk.catalog, &schede, &self.viewer());
        let sheet = form.sheet(&schede, &data, today);
        let said = match file::write(&self.folders, &form.file_name(&schede, today), &sheet) {
            Ok(path) => words::written(&clean(&path.display().to_string())),
            Err(why) => words::not_written(&clean(&why)),
        };
        self.say(&said)
    }

    /// `preferito`: the open scheda.
    pub(super) fn star(&mut self) -> io::Result<()> {
        let id = self.scheda().map(|s| s.id.clone()).filter(|id| !id.starts_with("ambito/"));
        let Some(id) = id else { return self.say(words::NO_SCHEDA) };
        let on = !self.starred.contains(&id);
        if on {
            self.starred.push(id.clone());
        } else {
            self.starred.retain(|s| *s != id);
        }
        self.say(if on { words::STAR_ON } else { words::STAR_OFF })?;
        self.keep(&if on { Change::Star(id) } else { Change::Unstar(id) })
    }

    /// `preferiti`: as results, so that their numbers open them.
    pub(super) fn say_stars(&mut self) -> io::Result<()> {
        let found: Vec<_> = self.starred.iter().filter_map(|id| rows::of_id(&self.desk.catalog, id)).collect();
        if found.is_empty() {
            return self.say(words::NO_STARS);
        }
        self.show_rows(found)
    }

    /// `sempre qui`: the place of this encounter becomes the desk's.
    pub(super) fn keep_desk(&mut self) -> io::Result<()> {
        let place = self.place();
        let change = match place {
            None => Change::Comune(state::Desk::Tutta),
            Some(Place::Comune(ix)) => match self.desk.catalog.comuni.get(ix.at()) {
                Some(comune) => Change::Comune(state::Desk::Comune(comune.record.istat.clone())),
                None => return Ok(()),
            },
            Some(Place::Ambito(_)) => return self.say(words::DESK_IS_COMUNE),
        };
        self.home = place;
        self.request.place = place;
        let name = self.place_name();
        self.say(&words::desk_is(&name))?;
        self.keep(&change)
    }

    fn keep(&mut self, change: &Change) -> io::Result<()> {
        if self.kiosk {
            return self.say(words::NOT_KEPT);
        }
        match state::change(self.places, change) {
            Ok(_) => Ok(()),
            Err(why) => self.say(&words::not_saved(&why.to_string())),
        }
    }
}
