//! The lines of the list: which there are for an answer, and what each says.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::{browse, words};
use crate::catalog::hours::{self, OpenState};
use crate::catalog::model::{AreaIx, Catalog, Entry, Scope, SedePlace, effective_status, newest_date};
use crate::catalog::values::{PartialDate, Stato};
use crate::search::{Answer, Hit, Place, Row, Suggestion};

/// The field of a match that the row shows beside its name.
pub const ACRONYM: &str = "sigla";

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListLine {
    /// Something said between the rows; cannot be selected.
    Note(&'static str),
    /// A number to call, as a position in the catalogue's list.
    Numero(usize),
    /// What to ask the person next.
    Ask,
    /// What nothing that was said speaks for, hidden or shown below it.
    Others,
    /// What does not fit the person, hidden or shown.
    NotCompatible,
    /// An office that is no social service, as a position in the catalogue's list.
    Elsewhere(usize),
    /// "Forse cercavi: …"
    Suggest(Suggestion),
    /// A service, or a tipologia with all its services.
    Item(Row),
    /// An area to browse, and how many services it holds.
    Area(AreaIx, u32),
    /// Something to do where nothing was found.
    Act(Act),
}

/// What can be done where nothing was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Numbers to call.
    Numeri,
    /// Ask somebody who knows.
    Ask {
        /// The scheda that says more.
        id: String,
        /// Whom, and how to reach them.
        how: String,
    },
    /// Say first in which comune.
    ChoosePlace,
}

impl ListLine {
    /// Whether the selection can stand on it.
    pub fn is_selectable(&self) -> bool {
        !matches!(self, Self::Note(_))
    }

    /// Whether it counts among what was found.
    pub fn is_found(&self) -> bool {
        !matches!(self, Self::Note(_) | Self::Ask | Self::Others | Self::NotCompatible)
    }
}

/// The lines of an answer: numbers to call first, then what nobody knows, then the rows.
pub fn of_answer(answer: &Answer) -> Vec<ListLine> {
    let mut lines: Vec<ListLine> = answer.numeri.iter().map(|at| ListLine::Numero(*at)).collect();
    if answer.rows.is_empty() {
        lines.push(ListLine::Note(words::NO_MATCH));
    }
    lines.extend(answer.elsewhere.map(ListLine::Elsewhere));
    lines.extend(answer.suggestions.iter().cloned().map(ListLine::Suggest));
    if answer.rows.is_empty() {
        lines.extend(words::NO_MATCH_NEXT.map(ListLine::Note));
    }
    // Rows stand in the order of their scores: from the first that is not likely on the reader is told.
    let likely = answer.rows.iter().take_while(|row| row.sure).count();
    for (at, row) in answer.rows.iter().enumerate() {
        if at == likely {
            let unknown = likely == 0 && answer.elsewhere.is_none();
            lines.push(ListLine::Note(if unknown { words::DONT_KNOW } else { words::LESS_LIKELY }));
        }
        lines.push(ListLine::Item(row.clone()));
    }
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
    Some(Row { hit, ambiti, score: 0, highlights: Vec::new(), why: Vec::new(), hours_unknown: false, sure: true })
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
    /// Where it is, where it is not the chosen ambito's own: "Puglia", "Italia", "38 ambiti", "non noto qui".
    pub place: String,
    /// Status where it is not "attivo".
    pub status: &'static str,
    /// "aperto ora", "chiuso", or nothing where nobody knows for sure.
    pub open: &'static str,
    /// "verif. 2024" where that is more than a year ago; "mai verif." where the status does not say so already.
    pub age: String,
    /// Why it matched, or the summary.
    pub detail: String,
}

/// From where and when rows are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Local date and time.
    pub now: NaiveDateTime,
    /// The place that holds.
    pub place: Option<Place>,
    /// In an opened group the ambito is the name.
    pub by_place: bool,
}

impl RowText {
    /// The columns of `row`.
    pub fn of(catalog: &Catalog, row: &Row, seen: Seen) -> Self {
        let Some(entry) = entry(catalog, row) else { return Self::default() };
        let acronyms = entry.acronyms().iter().map(AsRef::as_ref);
        let acronyms: Vec<&str> = acronyms.filter(|a| !entry.name().contains(*a)).collect();
        let today = seen.now.date();
        let status = entry.status(today);
        let mut text = Self {
            name: entry.name().to_owned(),
            acronyms: if acronyms.is_empty() { String::new() } else { format!(" ({})", acronyms.join(", ")) },
            place: place(catalog, &entry, row.ambiti, seen.place),
            status: match status {
                None | Some(Stato::Attivo) => "",
                Some(other) => other.label(),
            },
            open: open(&entry, seen),
            age: if row.hit_is_servizio() { age(entry.checked(), status, today) } else { String::new() },
            detail: why(row).unwrap_or_else(|| entry.summary().to_owned()),
        };
        if seen.by_place
            && let Some(scope) = entry.scope()
        {
            let name = std::mem::replace(&mut text.name, catalog.scope_label(scope));
            text.acronyms.clear();
            text.place = entry.ambito().map(|a| a.record.province.to_string()).unwrap_or_default();
            if name != entry.tipologia.record.name.as_str() {
                text.acronyms = format!(": {name}");
            }
        }
        text
    }

    /// What stands behind the name, most important first.
    pub fn marks(&self) -> [&str; 4] {
        [&self.place, self.status, self.open, &self.age]
    }
}

/// Where the first sede of a servizio is, to tell it from one of the same name; empty where that is not known or not to
/// be said.
pub fn town(catalog: &Catalog, row: &Row) -> String {
    let sedi = entry(catalog, row).and_then(|e| e.servizio).map(|s| s.sedi.as_slice()).unwrap_or_default();
    let mut sedi = sedi.iter().filter_map(|ix| catalog.sedi.get(ix.at())).filter(|s| !s.record.riservato);
    let comune = sedi.find_map(|s| s.comune).and_then(|ix| catalog.comuni.get(ix.at()));
    comune.map(|c| c.record.name.to_string()).unwrap_or_default()
}

impl Row {
    fn hit_is_servizio(&self) -> bool {
        matches!(self.hit, Hit::Servizio(_))
    }
}

fn place(catalog: &Catalog, entry: &Entry<'_>, ambiti: u32, chosen: Option<Place>) -> String {
    let here = chosen.and_then(|p| browse::ambito_of(catalog, p));
    let label = |scope| match scope {
        Scope::Ambito(ix) if Some(ix) == here => String::new(),
        Scope::Ambito(ix) => catalog.ambiti.get(ix.at()).map(|a| a.record.short.to_string()).unwrap_or_default(),
        Scope::Regione => catalog.regione.name.to_string(),
        Scope::Italia => words::STATE.to_owned(),
    };
    if let Some(scope) = entry.scope() {
        return label(scope);
    }
    let servizi = entry.tipologia.servizi.iter().filter_map(|s| catalog.servizi.get(s.at()));
    let scopes: Vec<Scope> = servizi.map(|s| s.scope).collect();
    let is_local = |s: &Scope| matches!(s, Scope::Ambito(_));
    match scopes.first() {
        // Known elsewhere only: naming that place would send the person there.
        _ if here.is_some_and(|ix| scopes.iter().any(is_local) && !scopes.contains(&Scope::Ambito(ix))) => {
            words::NO_LOCAL.to_owned()
        }
        Some(Scope::Ambito(_)) if ambiti == 0 => words::NO_LOCAL.to_owned(),
        Some(first) if ambiti <= 1 && scopes.iter().all(|s| s == first) => label(*first),
        _ if ambiti == 0 => words::NO_LOCAL.to_owned(),
        _ => words::ambiti(ambiti),
    }
}

/// Whether somebody is there now: at the places of the chosen comune, else at any. What an old source says of hours is
/// left to the scheda, which can say that it is old.
fn open(entry: &Entry<'_>, seen: Seen) -> &'static str {
    let sedi = entry.servizio.map(|s| s.sedi.as_slice()).unwrap_or_default();
    let sedi: Vec<&SedePlace> = sedi.iter().filter_map(|ix| entry.catalog.sedi.get(ix.at())).collect();
    let is_here = |s: &&&SedePlace| matches!((seen.place, s.comune), (Some(Place::Comune(a)), Some(b)) if a == b);
    let only_here = sedi.iter().any(|s| is_here(&s));
    let today = seen.now.date();
    let fresh = |s: &&&SedePlace| {
        let record = &s.record;
        record.status.unwrap_or(Stato::Attivo) == Stato::Attivo
            && effective_status(Some(Stato::Attivo), newest_date(&record.sources), record.checked, today)
                == Stato::Attivo
    };
    let asked = sedi.iter().filter(|s| !only_here || is_here(s)).filter(fresh);
    let states = asked.filter_map(|s| s.record.hours.as_deref()).map(|written| hours::state(written, seen.now));
    let mut said = "";
    for state in states {
        match state {
            OpenState::Open { .. } => return words::OPEN_NOW,
            OpenState::Closed { .. } => said = words::CLOSED_NOW,
            OpenState::Unknown => {}
        }
    }
    said
}

fn age(checked: Option<PartialDate>, status: Option<Stato>, today: NaiveDate) -> String {
    match checked {
        None if status == Some(Stato::DaConfermare) => String::new(),
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
