//! Handing over: which schede are meant, in which language, as which sheet. What was told of the person is on none.

use super::Encounter;
use crate::consegna::foglio::{Paper, PaperSheet};
use crate::consegna::{COLUMNS, Form};
use crate::exchange::schema_org;
use crate::platform::desk::PAPER_IS_TEXT;
use crate::scheda::Scheda;
use crate::scheda::foglio::{Foglio, Lingua};

/// Why no sheet comes out on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPaper {
    /// The administrator does not allow it.
    NotAllowed,
    /// The printer takes text alone, and has no such letters.
    NoLetters,
}

impl Encounter {
    /// The number to dial first, where the words speak of a danger.
    fn in_danger(&self) -> Option<String> {
        self.answer.danger.as_ref().map(|d| d.call(self.catalog()))
    }

    /// The language that faces the Italian.
    pub fn lingua(&self) -> Lingua<'_> {
        Lingua::new(self.lingua.as_deref().and_then(|code| self.catalog().lingua(code)))
    }

    /// Whether a sheet can come out on paper.
    ///
    /// # Errors
    /// Why not.
    pub fn may_print(&self) -> Result<(), NoPaper> {
        if !self.workplace.printer {
            Err(NoPaper::NotAllowed)
        } else if PAPER_IS_TEXT && !self.lingua().prints_as_text() {
            Err(NoPaper::NoLetters)
        } else {
            Ok(())
        }
    }

    /// What is handed over: the marked schede, else the one that is `open`.
    pub fn to_hand_over(&self, open: Option<String>) -> Vec<String> {
        if self.marks.is_empty() { open.into_iter().collect() } else { self.marks.clone() }
    }

    /// Schede as they are handed over.
    pub fn schede_of(&self, ids: &[String]) -> Vec<Scheda> {
        let (viewer, call) = (self.viewer(), self.in_danger());
        let find = |id: &String| Some(self.lookup.scheda(id, &viewer)?.calling_first(call.as_deref()));
        ids.iter().filter_map(find).collect()
    }

    /// The sheet of one service, in the language that was chosen.
    pub fn foglio_of(&self, id: &str) -> Option<Foglio> {
        let lingua = self.lingua();
        let foglio = Foglio::find(self.catalog(), id, &self.viewer(), lingua)?;
        Some(foglio.calling_first(self.in_danger().as_deref(), lingua))
    }

    /// The sheets of services.
    pub fn fogli_of(&self, ids: &[String]) -> Vec<Foglio> {
        ids.iter().filter_map(|id| self.foglio_of(id)).collect()
    }

    /// Sheets on a kind of paper.
    pub fn sheet<'a>(&'a self, fogli: &'a [Foglio], paper: Paper) -> PaperSheet<'a> {
        PaperSheet { fogli, paper, lingua: self.lingua(), date: self.today() }
    }

    /// The name of a file and what it says: sheets on a kind of paper, or without one the long schede of the office.
    pub fn written(&self, ids: &[String], form: Form, paper: Option<Paper>) -> (String, String) {
        let Some(paper) = paper else {
            let (schede, today) = (self.schede_of(ids), self.today());
            return (form.file_name(&schede, today), form.sheet(&schede, &self.data(ids, form), today));
        };
        let fogli = self.fogli_of(ids);
        let sheet = self.sheet(&fogli, paper);
        // Whoever receives the person fills a referral by pen: no program reads it.
        let data = if paper == Paper::Referral { Vec::new() } else { self.data(ids, form) };
        (sheet.file_name(form), sheet.written(form, &data, COLUMNS))
    }

    /// What a page tells programs.
    fn data(&self, ids: &[String], form: Form) -> Vec<serde_json::Value> {
        if form != Form::Html {
            return Vec::new();
        }
        schema_org::of_schede(self.catalog(), &self.schede_of(ids), &self.viewer())
    }
}
