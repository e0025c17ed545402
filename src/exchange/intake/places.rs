//! From a record back to its row: what the catalogue's checks say of a line of a file is told by sheet, row and column.

use std::collections::HashMap;

use super::page::IntakePage;
use crate::catalog::spans::{self, LineStarts, Node};
use crate::catalog::validate::Problem;
use crate::exchange::layer::File;
use crate::exchange::raw::letters;
use crate::exchange::sheet::CONTACT_FIELDS;

/// Where a record stands.
#[derive(Debug, Clone)]
struct PlaceRow {
    sheet: &'static str,
    line: usize,
    /// Place and heading of its columns, by key.
    columns: Columns,
}

/// Columns by their title: position and name.
type Columns = std::rc::Rc<HashMap<&'static str, (usize, &'static str)>>;

/// Rows by the code of their record, and of contacts by owner and value.
#[derive(Debug, Clone, Default)]
pub(super) struct IntakePlaces {
    rows: HashMap<String, PlaceRow>,
    contacts: HashMap<(String, String), PlaceRow>,
    columns: HashMap<&'static str, Columns>,
}

impl IntakePlaces {
    fn row(&mut self, page: &IntakePage, line: usize) -> PlaceRow {
        let columns = self
            .columns
            .entry(page.sheet.name)
            .or_insert_with(|| std::rc::Rc::new(page.columns.iter().map(|(at, c)| (c.key, (*at, c.title))).collect()));
        PlaceRow { sheet: page.sheet.name, line, columns: columns.clone() }
    }

    pub(super) fn record(&mut self, code: &str, page: &IntakePage, line: usize) {
        let row = self.row(page, line);
        self.rows.insert(code.to_owned(), row);
    }

    pub(super) fn contact(&mut self, owner: &str, values: &[String], page: &IntakePage, line: usize) {
        for value in values {
            let row = self.row(page, line);
            self.contacts.insert((owner.to_owned(), value.clone()), row);
        }
    }

    /// The code of the record of each row, by sheet and line.
    pub(super) fn codes(&self) -> HashMap<(&'static str, usize), String> {
        self.rows.iter().map(|(code, row)| ((row.sheet, row.line), code.clone())).collect()
    }

    pub(super) fn in_sheets(&self, files: &[File], problems: &[Problem]) -> Vec<(bool, String)> {
        let texts: HashMap<&str, &str> =
            files.iter().filter_map(|(name, bytes)| Some((name.as_str(), std::str::from_utf8(bytes).ok()?))).collect();
        let mut trees: HashMap<&str, Option<Node>> = HashMap::new();
        problems
            .iter()
            .map(|problem| {
                let name = problem.file.as_str();
                let told = texts.get_key_value(name).and_then(|(name, text)| {
                    let tree = trees.entry(name).or_insert_with(|| spans::parse(text).ok());
                    self.told(tree.as_ref()?, text, problem)
                });
                told.map_or_else(|| (false, problem.to_string()), |told| (true, told))
            })
            .collect()
    }

    fn told(&self, root: &Node, text: &str, problem: &Problem) -> Option<String> {
        let lines = LineStarts::of(text);
        let holds = |node: &Node| {
            let (from, to) = (lines.place(node.start), lines.place(node.end));
            (from..=to).contains(&(problem.line, problem.column))
        };
        let members = root.members().iter().flat_map(|m| std::iter::once(&m.value).chain(m.value.items()));
        let record = members.chain(root.items()).find(|node| node.get("id").is_some() && holds(node))?;
        let id = record.get("id")?.text()?;
        let row = self.rows.get(id)?;
        let member = record.members().iter().find(|m| holds(&m.value));
        let field = member.map(|m| m.name.to_string()).unwrap_or_default();
        if is_contact(&field) {
            let mut found = None;
            member?.value.walk(&mut |_, node| {
                if let Some(value) = node.text().filter(|_| holds(node)) {
                    found = self.contacts.get(&(id.to_owned(), value.to_owned()));
                }
            });
            if let Some(contact) = found {
                return Some(contact.said(contact.columns.get("value").copied(), problem));
            }
        }
        let inner = member
            .and_then(|m| m.value.members().iter().find(|inner| holds(&inner.value)))
            .map(|inner| format!("{field}.{}", inner.name));
        let place = inner
            .and_then(|key| row.columns.get(key.as_str()).copied())
            .or_else(|| row.columns.get(field.as_str()).copied());
        // A fault of the record as a whole that speaks of what it lacks.
        let place = place
            .or_else(|| row.columns.get(if problem.message.contains("fonte") { "sources" } else { "id" }).copied());
        Some(row.said(place, problem))
    }
}

impl PlaceRow {
    fn said(&self, place: Option<(usize, &'static str)>, problem: &Problem) -> String {
        let column = place.map(|(at, title)| format!(", colonna {} «{title}»", letters(at))).unwrap_or_default();
        format!("foglio {}, riga {}{column}: {} – {}", self.sheet, self.line, problem.message, problem.remedy)
    }
}

/// Whether a field of [`CONTACT_FIELDS`] has this name.
fn is_contact(field: &str) -> bool {
    CONTACT_FIELDS.iter().any(|(_, f)| *f == field)
}
