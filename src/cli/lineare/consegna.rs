//! Handing over line by line: which schede, in which form, to a file or to the printer; and what is kept for the next start.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::cli::{desk, values};
use crate::consegna::foglio::{Paper, Sheet};
use crate::consegna::{COLUMNS, Form, file, printer};
use crate::exchange::schema_org;
use crate::lingua::signs::clean;
use crate::platform::Awaited;
use crate::platform::desk::PAPER_IS_TEXT;
use crate::scheda::Scheda;
use crate::scheda::foglio::{Foglio, Lingua};
use crate::search::Place;
use crate::state::{self, Change};
use crate::tui::rows;

/// How something is handed over.
struct Asked {
    form: Form,
    /// `None`: the long scheda of the office.
    paper: Option<Paper>,
    print: bool,
    /// Code of the language that faces the Italian.
    lingua: Option<String>,
}

impl<R: Read + Awaited, W: Write> Dialogue<'_, R, W> {
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

    /// `consegna`, `consegna testo in rumeno`: of the marked services, else of the open one.
    pub(super) fn hand_over(&mut self, asked: &str) -> io::Result<()> {
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
        let asked = match self.asked(asked) {
            Ok(asked) => asked,
            Err(why) => return self.say(&why),
        };
        if asked.print && !self.printer {
            return self.say(words::NO_PRINTER);
        }
        let lingua = Lingua::new(asked.lingua.as_deref().and_then(|code| self.desk.catalog.lingua(code)));
        if asked.print && PAPER_IS_TEXT && !lingua.prints_as_text() {
            return self.say(words::NO_LETTERS);
        }
        self.handed = schede.first().map(|scheda| scheda.id.clone());
        let (name, sheet) = self.sheet(&asked, schede);
        if asked.print {
            let said = match printer::print(&sheet) {
                Ok(()) => words::PRINTED.to_owned(),
                Err(why) => words::not_printed(&why),
            };
            return self.say(&said);
        }
        let said = match file::write(&self.folders, &name, &sheet) {
            Ok(path) => words::written(&clean(&path.display().to_string()), desk::is_remote()),
            Err(why) => words::not_written(&clean(&why)),
        };
        self.say(&said)
    }

    /// What the words behind `consegna` mean.
    ///
    /// # Errors
    /// The sentence that says what can be written there.
    fn asked(&self, words: &str) -> Result<Asked, String> {
        let mut asked = Asked { form: Form::Html, paper: Some(Paper::Each), print: false, lingua: None };
        let lower = words.to_lowercase();
        let mut words = lower.split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "html" => asked.form = Form::Html,
                "testo" => asked.form = Form::Text,
                "markdown" => asked.form = Form::Markdown,
                "stampa" => (asked.form, asked.print) = (Form::Text, true),
                "elenco" => asked.paper = Some(Paper::List),
                "invio" => asked.paper = Some(Paper::Referral),
                "completa" => asked.paper = None,
                "in" => {
                    let lingua = values::lingua(&self.desk.catalog, words.next().unwrap_or_default())?;
                    asked.lingua = Some(lingua.id.to_string());
                }
                _ => return Err(super::words::FORMS.to_owned()),
            }
        }
        Ok(asked)
    }

    /// The name of the file, and what it says.
    fn sheet(&self, asked: &Asked, schede: Vec<Scheda>) -> (String, String) {
        let (catalog, today) = (&self.desk.catalog, desk::now().date());
        let call = self.answer.danger.as_ref().map(|d| d.call(catalog));
        let viewer = self.viewer();
        let html = asked.form == Form::Html;
        let data = if html { schema_org::of_schede(catalog, &schede, &viewer) } else { Vec::new() };
        let Some(paper) = asked.paper else {
            let schede: Vec<Scheda> = schede.into_iter().map(|s| s.calling_first(call.as_deref())).collect();
            return (asked.form.file_name(&schede, today), asked.form.sheet(&schede, &data, today));
        };
        let lingua = Lingua::new(asked.lingua.as_deref().and_then(|code| catalog.lingua(code)));
        let find = |s: &Scheda| Foglio::find(catalog, &s.id, &viewer, lingua);
        let fogli = schede.iter().filter_map(find).map(|f| f.calling_first(call.as_deref(), lingua));
        let fogli: Vec<Foglio> = fogli.collect();
        let sheet = Sheet { fogli: &fogli, paper, lingua, date: today };
        (sheet.file_name(asked.form), sheet.written(asked.form, &data, COLUMNS))
    }

    /// `lingue`.
    pub(super) fn say_languages(&mut self) -> io::Result<()> {
        let names: Vec<&str> = self.desk.catalog.lingue.iter().map(|l| l.italian.as_str()).collect();
        let said = words::languages(&names);
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
            Some(Place::Comune(ix)) => {
                let comune = &self.desk.catalog.comuni[ix].record;
                Change::Comune(state::Desk::Comune(comune.istat.clone()))
            }
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
