//! The lines of the list: which there are for an answer, and what each says.

use chrono::{Datelike, NaiveDate};

use super::words;
use crate::catalog::model::{AreaIx, Catalog, Entry, Scope};
use crate::catalog::values::{PartialDate, Stato};
use crate::search::{Answer, Hit, Row, Suggestion};

/// The field of a match that the row shows beside its name.
pub const ACRONYM: &str = "sigla";

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListLine {
    /// Something said between the rows; cannot be selected.
    Note(&'static str),
    /// A number to call, as a position in the catalogue's list.
    Numero(usize),
    /// "Forse cercavi: …"
    Suggest(Suggestion),
    /// A service, or a tipologia with all its services.
    Item(Row),
    /// An area to browse, and how many services it holds.
    Area(AreaIx, u32),
}

impl ListLine {
    /// Whether the selection can stand on it.
    pub fn is_selectable(&self) -> bool {
        !matches!(self, Self::Note(_))
    }
}

/// The lines of an answer: numbers to call first, then what nobody knows, then the rows.
pub fn of_answer(answer: &Answer) -> Vec<ListLine> {
    let mut lines: Vec<ListLine> = answer.numeri.iter().map(|at| ListLine::Numero(*at)).collect();
    if answer.rows.is_empty() {
        lines.push(ListLine::Note(words::NO_MATCH));
    }
    lines.extend(answer.suggestions.iter().cloned().map(ListLine::Suggest));
    if answer.rows.is_empty() {
        lines.extend(words::NO_MATCH_NEXT.map(ListLine::Note));
    } else if answer.relaxed {
        lines.push(ListLine::Note(words::RELAXED));
    }
    lines.extend(answer.rows.iter().cloned().map(ListLine::Item));
    lines
}

/// The lines of an empty query: the starred, then the areas.
pub fn of_home(catalog: &Catalog, starred: &[Row], counts: &[u32]) -> Vec<ListLine> {
    let mut lines = Vec::new();
    if !starred.is_empty() {
        lines.push(ListLine::Note(words::STARRED));
        lines.extend(starred.iter().cloned().map(ListLine::Item));
        lines.push(ListLine::Note(words::AREAS));
    }
    let areas = (0..catalog.aree.len()).zip(counts);
    lines.extend(areas.map(|(at, count)| ListLine::Area(AreaIx::of(at), *count)));
    lines
}

/// A row without highlights, for an identifier; `None` where the catalogue has no such record.
pub fn of_id(catalog: &Catalog, id: &str) -> Option<Row> {
    use crate::catalog::model::ServizioIx;
    let (hit, ambiti) = match id.strip_prefix("tipologia/") {
        Some(slug) => {
            let ix = catalog.find_type(slug)?;
            (Hit::Tipologia(ix), ambiti_of(catalog, ix))
        }
        None => (Hit::Servizio(ServizioIx::of(catalog.servizi.iter().position(|s| s.id.as_str() == id)?)), 0),
    };
    Some(Row { hit, ambiti, score: 0, highlights: Vec::new(), why: Vec::new(), hours_unknown: false })
}

fn ambiti_of(catalog: &Catalog, ix: crate::catalog::model::TipologiaIx) -> u32 {
    let servizi = catalog.tipologie.get(ix.at()).map(|t| t.servizi.as_slice()).unwrap_or_default();
    let mut ambiti: Vec<_> = servizi
        .iter()
        .filter_map(|s| catalog.servizi.get(s.at()))
        .filter_map(|s| match s.scope {
            Scope::Ambito(ix) => Some(ix),
            _ => None,
        })
        .collect();
    ambiti.sort_unstable();
    ambiti.dedup();
    u32::try_from(ambiti.len()).unwrap_or(u32::MAX)
}

/// The entry a row stands for.
pub fn entry<'a>(catalog: &'a Catalog, row: &Row) -> Option<Entry<'a>> {
    match row.hit {
        Hit::Tipologia(ix) => catalog.type_entry(ix),
        Hit::Servizio(ix) => catalog.entry(ix),
    }
}

/// What a row says, column by column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowText {
    /// Name; the highlights of the row fall on it.
    pub name: String,
    /// Acronyms in brackets with a space before, or nothing.
    pub acronyms: String,
    /// "Mesagne", "tutta la Puglia", "nazionale", "38 ambiti".
    pub place: String,
    /// Status where it is not "attivo".
    pub status: &'static str,
    /// "mai verif.", "verif. 2024", or nothing when checked within a year.
    pub age: String,
    /// Why it matched, or the summary.
    pub detail: String,
}

impl RowText {
    /// The columns of `row` as of `today`. In an opened group (`by_place`) the ambito is the name.
    pub fn of(catalog: &Catalog, row: &Row, today: NaiveDate, by_place: bool) -> Self {
        let Some(entry) = entry(catalog, row) else { return Self::default() };
        let acronyms: Vec<&str> = entry.acronyms().iter().map(AsRef::as_ref).collect();
        let mut text = Self {
            name: entry.name().to_owned(),
            acronyms: if acronyms.is_empty() { String::new() } else { format!(" ({})", acronyms.join(", ")) },
            place: place(catalog, &entry, row.ambiti),
            status: match entry.status(today) {
                None | Some(Stato::Attivo) => "",
                Some(other) => other.label(),
            },
            age: if row.hit_is_servizio() { age(entry.checked(), today) } else { String::new() },
            detail: why(row).unwrap_or_else(|| entry.summary().to_owned()),
        };
        if by_place && let Some(scope) = entry.scope() {
            let name = std::mem::replace(&mut text.name, catalog.scope_label(scope));
            text.acronyms.clear();
            text.place = entry.ambito().map(|a| a.record.province.to_string()).unwrap_or_default();
            if name != entry.tipologia.record.name.as_str() {
                text.acronyms = format!(": {name}");
            }
        }
        text
    }
}

impl Row {
    fn hit_is_servizio(&self) -> bool {
        matches!(self.hit, Hit::Servizio(_))
    }
}

fn place(catalog: &Catalog, entry: &Entry<'_>, ambiti: u32) -> String {
    let label = |scope| match scope {
        Scope::Ambito(ix) => catalog.ambiti.get(ix.at()).map(|a| a.record.short.to_string()).unwrap_or_default(),
        other => catalog.scope_label(other),
    };
    if let Some(scope) = entry.scope() {
        return label(scope);
    }
    let mut scopes = entry.tipologia.servizi.iter().filter_map(|s| catalog.servizi.get(s.at())).map(|s| s.scope);
    match (ambiti, scopes.next()) {
        // Known elsewhere only: naming that place would send the person there.
        (0, Some(Scope::Ambito(_))) => words::NO_LOCAL.to_owned(),
        (0 | 1, Some(scope)) if scopes.all(|s| s == scope) => label(scope),
        (0, _) => words::NO_LOCAL.to_owned(),
        (n, _) => words::ambiti(n),
    }
}

fn age(checked: Option<PartialDate>, today: NaiveDate) -> String {
    match checked {
        None => words::NEVER_CHECKED.to_owned(),
        Some(date) if (today - date.latest()).num_days() > 365 => words::checked_in(date.latest().year()),
        Some(_) => String::new(),
    }
}

fn why(row: &Row) -> Option<String> {
    // The row shows its acronyms, highlighted: that needs no saying.
    let said: Vec<String> =
        row.why.iter().filter(|w| w.field != ACRONYM).map(|w| format!("{} ({})", w.text, w.field)).collect();
    if said.is_empty() {
        return None;
    }
    Some(format!("{}{}", words::FOUND_IN, said.join(", ")))
}
