//! Handing over line by line: which schede, in which form, to a file or to the printer; and what is kept for the next start.

use super::{Dialogue, words};
use crate::cli::values;
use crate::consegna::Form;
use crate::consegna::foglio::Paper;
use crate::encounter::deed::{Deed, Keep};
use crate::encounter::handover::NoPaper;
use crate::encounter::rows;
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

impl Dialogue {
    /// `segna`, `segna 2`: marks or takes the mark away; `otherwise`: why there is nothing to mark.
    pub(super) fn mark(&mut self, id: Option<String>, otherwise: &str) {
        let Some(id) = id else { return self.say(otherwise) };
        let marked = self.encounter.mark(id);
        self.say(words::marked(marked));
    }

    /// `segnati`.
    pub(super) fn say_marks(&mut self) {
        let schede = self.encounter.schede_of(&self.encounter.marks);
        self.say_each(schede.iter().map(|s| &s.title));
        self.say(words::marked(schede.len()));
    }

    /// `consegna`, `consegna testo in rumeno`: of the marked services, else of the open one.
    pub(super) fn hand_over(&mut self, asked: &str) {
        if self.encounter.workplace.kiosk {
            return self.say(words::KIOSK);
        }
        let ids = self.encounter.to_hand_over(self.open_now());
        if ids.is_empty() {
            return self.say(words::NO_SCHEDA);
        }
        let asked = match self.asked(asked) {
            Ok(asked) => asked,
            Err(why) => return self.say(why),
        };
        self.encounter.lingua = asked.lingua;
        match self.encounter.may_print() {
            Err(NoPaper::NotAllowed) if asked.print => return self.say(words::NO_PRINTER),
            Err(NoPaper::NoLetters) if asked.print => return self.say(words::NO_LETTERS),
            _ => {}
        }
        self.encounter.matter.handed = ids.first().cloned();
        let (name, sheet) = self.encounter.written(&ids, asked.form, asked.paper);
        self.carry_out(&if asked.print { Deed::Print(sheet) } else { Deed::Write { name, sheet } });
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
    pub(super) fn say_languages(&mut self) {
        let names: Vec<&str> = self.catalog().lingue.iter().map(|l| l.italian.as_str()).collect();
        self.say(words::about(words::LANGUAGES, &names.join(", ")));
    }

    /// `preferito`: the open scheda.
    pub(super) fn star(&mut self) {
        let id = self.open_now().filter(|id| !id.starts_with("ambito/"));
        let Some(id) = id else { return self.say(words::NO_SCHEDA) };
        let on = self.encounter.star(&id);
        self.say(if on { words::STAR_ON } else { words::STAR_OFF });
        self.keep(Keep::Star { id, on });
    }

    /// `preferiti`: as results, so that their numbers open them.
    pub(super) fn say_stars(&mut self) {
        let starred = &self.encounter.workplace.starred;
        let found: Vec<_> = starred.iter().filter_map(|id| rows::of_id(self.catalog(), id)).collect();
        if found.is_empty() {
            return self.say(words::NO_STARS);
        }
        self.encounter.answer.rows = found;
        self.show_rows();
    }

    /// `sempre qui`: the place of this encounter becomes the desk's.
    pub(super) fn keep_desk(&mut self) {
        let place = self.encounter.place_now();
        if matches!(place, Some(Place::Ambito(_))) {
            return self.say(words::DESK_IS_COMUNE);
        }
        self.encounter.workplace.place = place;
        self.encounter.request.place = place;
        self.say(words::about(words::FROM_HERE_ON, &self.place_name()));
        self.keep(Keep::Desk(place));
    }

    fn keep(&mut self, keep: Keep) {
        if self.encounter.workplace.kiosk {
            return self.say(words::NOT_KEPT);
        }
        self.carry_out(&Deed::Keep(keep));
    }
}
