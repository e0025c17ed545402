//! Handing over line by line: which schede, in which form, to a file or to the printer; and what is kept for the next start.

use std::io::{self, Read, Write};

use super::{Dialogue, words};
use crate::cli::values;
use crate::consegna::Form;
use crate::consegna::foglio::Paper;
use crate::encounter::deed::{Deed, Keep};
use crate::encounter::handover::NoPaper;
use crate::encounter::rows;
use crate::platform::Awaited;
use crate::search::Place;

/// How something is handed over.
struct Asked {
    form: Form,
    /// `None`: the long scheda of the office.
    paper: Option<Paper>,
    print: bool,
    /// Code of the language that faces the Italian.
    lingua: Option<String>,
}

impl<R: Read + Awaited, W: Write> Dialogue<R, W> {
    /// `segna`, `segna 2`: marks or takes the mark away.
    pub(super) fn mark(&mut self, number: Option<usize>) -> io::Result<()> {
        let id = match number {
            Some(n) => n.checked_sub(1).and_then(|at| self.id_of(at)),
            None => self.encounter.scheda().map(|s| s.id.clone()),
        };
        let Some(id) = id else {
            return self.say(if number.is_some() { words::NO_SUCH } else { words::NO_SCHEDA });
        };
        let marked = self.encounter.mark(id);
        self.say(&words::marked(marked))
    }

    /// `segnati`.
    pub(super) fn say_marks(&mut self) -> io::Result<()> {
        let schede = self.encounter.schede_of(&self.encounter.marks);
        schede.iter().try_for_each(|s| self.say(&s.title))?;
        self.say(&words::marked(schede.len()))
    }

    /// `consegna`, `consegna testo in rumeno`: of the marked services, else of the open one.
    pub(super) fn hand_over(&mut self, asked: &str) -> io::Result<()> {
        if self.encounter.workplace.kiosk {
            return self.say(words::KIOSK);
        }
        let mut ids = self.encounter.marks.clone();
        if ids.is_empty() {
            ids.extend(self.encounter.scheda().map(|s| s.id.clone()));
        }
        if ids.is_empty() {
            return self.say(words::NO_SCHEDA);
        }
        let asked = match self.asked(asked) {
            Ok(asked) => asked,
            Err(why) => return self.say(&why),
        };
        self.encounter.lingua = asked.lingua;
        match self.encounter.may_print() {
            Err(NoPaper::NotAllowed) if asked.print => return self.say(words::NO_PRINTER),
            Err(NoPaper::NoLetters) if asked.print => return self.say(words::NO_LETTERS),
            _ => {}
        }
        self.encounter.matter.handed = ids.first().cloned();
        let (name, sheet) = self.encounter.written(&ids, asked.form, asked.paper);
        self.carry_out(&if asked.print { Deed::Print(sheet) } else { Deed::Write { name, sheet } })
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
                    let lingua = values::lingua(self.catalog(), words.next().unwrap_or_default())?;
                    asked.lingua = Some(lingua.id.to_string());
                }
                _ => return Err(super::words::FORMS.to_owned()),
            }
        }
        Ok(asked)
    }

    /// `lingue`.
    pub(super) fn say_languages(&mut self) -> io::Result<()> {
        let names: Vec<&str> = self.catalog().lingue.iter().map(|l| l.italian.as_str()).collect();
        let said = words::languages(&names);
        self.say(&said)
    }

    /// `preferito`: the open scheda.
    pub(super) fn star(&mut self) -> io::Result<()> {
        let id = self.encounter.scheda().map(|s| s.id.clone()).filter(|id| !id.starts_with("ambito/"));
        let Some(id) = id else { return self.say(words::NO_SCHEDA) };
        let on = self.encounter.star(&id);
        self.say(if on { words::STAR_ON } else { words::STAR_OFF })?;
        self.keep(Keep::Star { id, on })
    }

    /// `preferiti`: as results, so that their numbers open them.
    pub(super) fn say_stars(&mut self) -> io::Result<()> {
        let starred = &self.encounter.workplace.starred;
        let found: Vec<_> = starred.iter().filter_map(|id| rows::of_id(self.catalog(), id)).collect();
        if found.is_empty() {
            return self.say(words::NO_STARS);
        }
        self.encounter.answer.rows = found;
        self.show_rows()
    }

    /// `sempre qui`: the place of this encounter becomes the desk's.
    pub(super) fn keep_desk(&mut self) -> io::Result<()> {
        let place = self.encounter.place_now();
        if matches!(place, Some(Place::Ambito(_))) {
            return self.say(words::DESK_IS_COMUNE);
        }
        self.encounter.workplace.place = place;
        self.encounter.request.place = place;
        let name = self.place_name();
        self.say(&words::desk_is(&name))?;
        self.keep(Keep::Desk(place))
    }

    fn keep(&mut self, keep: Keep) -> io::Result<()> {
        if self.encounter.workplace.kiosk {
            return self.say(words::NOT_KEPT);
        }
        self.carry_out(&Deed::Keep(keep))
    }
}
