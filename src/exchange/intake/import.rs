//! What comes of the sheets: records, faults, and everything that is told of the way.

use std::collections::{BTreeMap, HashMap};

use super::places::IntakePlaces;
use crate::catalog::load::Records;
use crate::catalog::persons::is_somebodys_mail;
use crate::exchange::raw::{CellProblem, letters, lines, shorten};
use crate::exchange::sheet::CONTATTI;

/// Most values of a column that one line names.
const TOLD: usize = 5;

/// Lines and addresses by sheet, column and heading.
pub(super) type Persons = BTreeMap<(&'static str, usize, &'static str), Vec<(usize, String)>>;

/// What came back from the sheets.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// The records that could be read, over those that the folder held in the same files.
    pub records: Records,
    /// The cells that could not.
    pub problems: Vec<CellProblem>,
    /// What was assumed, changed or ignored on the way, in Italian.
    pub notes: Vec<String>,
    /// Facts that an empty or a changed cell took away, with their place.
    pub taken: Vec<String>,
    /// Records and contacts that no row speaks of: they stay, unless [`super::IntakeAsked::remove_missing`].
    pub gone: Vec<String>,
    /// Rows read.
    pub read: usize,
    /// Rows kept.
    pub kept: usize,
    /// Records that are new, records that are other than before.
    pub new: usize,
    /// Records that are other than before.
    pub changed: usize,
    /// Cells of columns that are the office's own.
    pub own: Vec<OwnCell>,
    /// E-mail addresses of persons.
    pub(super) persons: Persons,
    pub(super) remove_missing: bool,
    pub(super) list: bool,
    pub(super) held: HashMap<String, Vec<(&'static str, String)>>,
    pub(super) places: IntakePlaces,
}

/// A cell of a column that the sheets do not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCell {
    /// Sheet.
    pub sheet: &'static str,
    /// Line, from 1.
    pub line: usize,
    /// The code of the row, where it has one.
    pub code: String,
    /// Heading.
    pub title: String,
    /// What stands there.
    pub text: String,
}

impl Import {
    /// The kind of a contact that its owner has already.
    pub(super) fn known_contact(&self, owner: &str, value: &str) -> Option<&'static str> {
        self.held.get(owner)?.iter().find(|(_, v)| v == value).map(|(kind, _)| *kind)
    }

    /// The contacts of a cell without the e-mail addresses of persons, which are kept aside. What `owner` is reached by already
    /// was looked at when it came in.
    pub(super) fn of_an_office(
        &mut self,
        sheet: &'static str,
        line: usize,
        (column, title): (usize, &'static str),
        owner: Option<&str>,
        values: Vec<String>,
    ) -> Vec<String> {
        let is_held = |value: &str| owner.is_some_and(|owner| self.known_contact(owner, value).is_some());
        let is_persons = |value: &String| value.contains('@') && is_somebodys_mail(value) && !is_held(value);
        let (aside, kept): (Vec<String>, Vec<String>) = values.into_iter().partition(is_persons);
        for text in aside {
            let at = self.persons.entry((sheet, column, title)).or_default();
            at.push((line, text.clone()));
            self.own.push(OwnCell { sheet, line, code: String::new(), title: title.to_owned(), text });
        }
        kept
    }

    /// Names the columns that are the office's own, and gives their cells the code of their row.
    pub(super) fn tell_own(&mut self) {
        let codes = self.places.codes();
        let mut count: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        for cell in &mut self.own {
            cell.code = codes.get(&(cell.sheet, cell.line)).cloned().unwrap_or_default();
            if !self.persons.keys().any(|(sheet, _, title)| (*sheet, *title) == (cell.sheet, cell.title.as_str())) {
                *count.entry((cell.sheet, cell.title.clone())).or_default() += 1;
            }
        }
        for ((sheet, column, title), cells) in &self.persons {
            let (first, also) = cells.split_first().map_or((0, &[][..]), |((line, _), rest)| (*line, rest));
            let also: Vec<usize> = also.iter().map(|(line, _)| *line).filter(|line| *line != first).collect();
            let some: Vec<String> = cells.iter().take(TOLD).map(|(_, text)| format!("«{}»", shorten(text))).collect();
            let more = if cells.len() > TOLD { format!(" e altri {}", cells.len() - TOLD) } else { String::new() };
            self.notes.push(format!(
                "Foglio {sheet}, {}, colonna {} «{title}»: {}{more}: è l'indirizzo di una persona, tenuto da parte; scrivi quello dell'ufficio.",
                lines(first, &also),
                letters(*column),
                some.join(", ")
            ));
        }
        for ((sheet, title), n) in count {
            let cells = if n == 1 { "una cella tenuta" } else { &format!("{n} celle tenute") };
            self.notes.push(format!("Foglio {sheet}: la colonna «{title}» non è del catalogo: {cells} da parte."));
        }
    }

    pub(super) fn gone_contact(&mut self, owner: &str, kind: &str, value: &str) {
        self.gone.push(format!("foglio {}: nessuna riga per «{owner}», {kind} {value}", CONTATTI.name));
    }

    /// Problems that the catalogue's own checks found in `files`: told by sheet, row and column (`true`) where they come from
    /// there.
    pub fn in_sheets(
        &self,
        files: &[crate::exchange::layer::File],
        problems: &[crate::catalog::validate::Problem],
    ) -> Vec<(bool, String)> {
        self.places.in_sheets(files, problems)
    }
}
