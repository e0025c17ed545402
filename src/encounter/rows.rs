//! What a row of an answer says: name, where, number, whether somebody is there; in columns, which whoever shows it joins.

use chrono::NaiveDateTime;

use super::names::width;
use super::words;
use crate::catalog::distance;
use crate::catalog::model::{Ambito, Catalog, Entry, Scope, TipologiaIx};
use crate::lingua::lines::cut;
use crate::scheda::glance::{self, Glance, Usual};
use crate::scheda::{Need, Viewer};
use crate::search::weights::Field;
use crate::search::{Hit, Place, Row};

/// What stands between two things that a row says behind its name.
pub const BETWEEN: &str = " · ";

/// Fewest columns of a place that is cut for its number.
const FEWEST: u16 = 5;

/// A row without highlights, for an identifier; `None` where the catalogue has no such record.
pub fn of_id(catalog: &Catalog, id: &str) -> Option<Row> {
    let (hit, ambiti) = match id.strip_prefix("tipologia/") {
        Some(slug) => {
            let ix = catalog.find_type(slug)?;
            (Hit::Tipologia(ix), ambiti_of(catalog, ix))
        }
        None => (Hit::Servizio(catalog.servizi.position(|s| s.id.as_str() == id)?), 0),
    };
    Some(Row { hit, ambiti, score: 0, highlights: Vec::new(), why: Vec::new(), sure: true })
}

fn ambiti_of(catalog: &Catalog, ix: TipologiaIx) -> u32 {
    let servizi = catalog.servizi.each(&catalog.tipologie[ix].servizi);
    let mut ambiti: Vec<_> = servizi
        .filter_map(|s| match s.scope {
            Scope::Ambito(ix) => Some(ix),
            _ => None,
        })
        .collect();
    ambiti.sort_unstable();
    ambiti.dedup();
    u32::try_from(ambiti.len()).unwrap_or(u32::MAX)
}

/// What a row says, column by column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowText {
    /// Name; the highlights of the row fall on it.
    pub name: String,
    /// Acronyms in brackets with a space before, or nothing.
    pub acronyms: String,
    /// What is exceptional about how far it can be trusted: "avviso chiuso", "verificato 10/2026".
    pub trust: String,
    /// Where it is: "Mesagne", "Comune", "tutta Italia", "38 ambiti", "non noto qui"; empty in the chosen comune.
    pub place: String,
    /// The number to dial, where it is not the one that stands beside the list for all.
    pub phone: String,
    /// Whether somebody is there: "aperto ora", "chiuso, apre lun 9"; "online". Nothing where nobody knows for sure.
    pub now: String,
    /// How far it is, where it is elsewhere: "a 8 km".
    pub far: String,
    /// What no column has room for: that what is known of the place is old.
    pub age: String,
    /// The number to dial, be it the one of all.
    pub dial: String,
    /// Why it matched, or the summary.
    pub detail: String,
}

/// From where and when rows are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Local date and time.
    pub now: NaiveDateTime,
    /// When it is needed, as far as the words tell.
    pub need: Need,
    /// The place that holds.
    pub place: Option<Place>,
    /// In an opened group the ambito is the name.
    pub by_place: bool,
    /// Age of the person who is helped, whole years, where it is known.
    pub age: Option<u8>,
}

impl Seen {
    /// Where and when it is asked from.
    pub fn viewer(&self) -> Viewer {
        Viewer { comune: self.place.and_then(Place::comune), now: self.now, need: self.need, age: self.age }
    }

    /// The ambito of the place that holds.
    pub fn ambito<'a>(&self, catalog: &'a Catalog) -> Option<&'a Ambito> {
        self.place.map(|p| &catalog.ambiti[p.ambito(catalog)])
    }

    /// Whether somebody is there for a row when it is needed; `None` where nobody knows.
    pub fn is_open(&self, catalog: &Catalog, row: &Row) -> Option<bool> {
        Glance::of(row.hit.entry(catalog), self.ambito(catalog), &self.viewer()).is_open()
    }

    /// Who answers about anything here: said once beside the list.
    pub fn usual(&self, catalog: &Catalog) -> Option<Usual> {
        glance::usual(catalog, self.ambito(catalog), &self.viewer())
    }
}

impl RowText {
    /// The columns of `row`.
    pub fn of(catalog: &Catalog, row: &Row, seen: Seen) -> Self {
        let entry = row.hit.entry(catalog);
        let acronyms = entry.acronyms().iter().map(AsRef::as_ref);
        let acronyms: Vec<&str> = acronyms.filter(|a| !entry.name().contains(*a)).collect();
        let viewer = seen.viewer();
        let glance = Glance::of(entry, seen.ambito(catalog), &viewer);
        let spread = spread(catalog, &entry, row.ambiti, seen.place);
        let nearest = (spread.as_deref() == Some(words::NO_LOCAL)).then(|| glance::nearest(&entry, &viewer)).flatten();
        let own = glance.km().filter(|km| *km > 0.0);
        let online = || if glance.is_online() { glance::ONLINE.to_owned() } else { String::new() };
        let mut text = Self {
            name: entry.name().to_owned(),
            acronyms: if acronyms.is_empty() { String::new() } else { format!(" ({})", acronyms.join(", ")) },
            trust: glance.trust(),
            phone: glance.own_phone().unwrap_or_default(),
            now: glance.now_shortly().unwrap_or_else(online),
            far: match (own, nearest) {
                (Some(km), _) => distance::in_words(km),
                (None, Some((comune, km))) => words::far_in(comune, &distance::in_words(km)),
                (None, None) => String::new(),
            },
            age: glance.age(),
            dial: glance.phone().unwrap_or_default(),
            detail: why(row).unwrap_or_else(|| entry.summary().to_owned()),
            place: spread.unwrap_or_else(|| glance.place()),
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

    /// What stands behind the name in so many columns, and what there is no room for, most important first. A place is cut
    /// before its number, and anything else only where it stands alone.
    pub fn fit(&self, columns: u16) -> (String, Vec<String>) {
        let (mut shown, mut hidden) = (String::new(), Vec::new());
        for (place, rest) in [("", &self.trust), (&self.place, &self.phone), ("", &self.now), ("", &self.far)] {
            let whole = joined(place, rest);
            if whole.is_empty() {
                continue;
            }
            let between = if shown.is_empty() { "" } else { BETWEEN };
            let left = columns.saturating_sub(width(&shown) + width(between));
            let for_place = left.saturating_sub(width(rest) + width(BETWEEN));
            if width(&whole) <= left {
                shown = format!("{shown}{between}{whole}");
            } else if !rest.is_empty() && for_place >= FEWEST && width(place) > for_place {
                shown = format!("{shown}{between}{}", joined(&cut(place, usize::from(for_place)), rest));
            } else if shown.is_empty() && columns > 0 {
                let kept = if rest.is_empty() { place } else { rest };
                shown = cut(kept, usize::from(columns)).into_owned();
                hidden.push(whole);
            } else {
                hidden.push(whole);
            }
        }
        (shown, hidden)
    }
}

/// A place and its number, as far as there are any.
pub fn joined(place: &str, rest: &str) -> String {
    let between = if place.is_empty() || rest.is_empty() { "" } else { BETWEEN };
    format!("{place}{between}{rest}")
}

/// Where the first sede of a servizio is, to tell it from one of the same name; empty where that is not known or not to
/// be said.
pub fn town(catalog: &Catalog, row: &Row) -> String {
    let mut sedi = row.hit.entry(catalog).sedi().filter(|s| !s.record.riservato);
    let comune = sedi.find_map(|s| s.comune).map(|ix| &catalog.comuni[ix]);
    comune.map(|c| c.record.name.to_string()).unwrap_or_default()
}

/// How a tipologia is spread: "38 ambiti"; that nobody knows of it here. `None` where one place tells more.
fn spread(catalog: &Catalog, entry: &Entry<'_>, ambiti: u32, chosen: Option<Place>) -> Option<String> {
    if entry.servizio.is_some() {
        return None;
    }
    let here = chosen.map(|p| p.ambito(catalog));
    let servizi = catalog.servizi.each(&entry.tipologia.servizi);
    let scopes: Vec<Scope> = servizi.map(|s| s.scope).collect();
    let is_local = |s: &Scope| matches!(s, Scope::Ambito(_));
    // Known elsewhere only: naming that place as if it were here would send the person there.
    let elsewhere = here.is_some_and(|ix| scopes.iter().any(is_local) && !scopes.contains(&Scope::Ambito(ix)));
    match scopes.first() {
        Some(first) if !elsewhere && ambiti <= 1 && scopes.iter().all(|s| s == first) => match *first {
            Scope::Ambito(_) if ambiti == 0 => Some(words::NO_LOCAL.to_owned()),
            Scope::Ambito(ix) if Some(ix) == here => None,
            Scope::Ambito(ix) => Some(catalog.ambiti[ix].record.short.to_string()),
            scope => glance::everywhere(catalog, scope),
        },
        _ if elsewhere || ambiti == 0 => Some(words::NO_LOCAL.to_owned()),
        _ => Some(words::ambiti(ambiti)),
    }
}

/// Whether there are rows and none was ever verified with who answers for it: then that is said once.
pub fn none_is_verified<'a>(catalog: &Catalog, rows: impl IntoIterator<Item = &'a Row>) -> bool {
    let mut checks = rows.into_iter().map(|r| r.hit.entry(catalog).checked().is_none()).peekable();
    checks.peek().is_some() && checks.all(|never| never)
}

fn why(row: &Row) -> Option<String> {
    // The row shows its acronyms, highlighted: that needs no saying.
    let said: Vec<&str> = row.why.iter().filter(|w| w.field != Field::Acronym).map(|w| w.text.as_str()).collect();
    (!said.is_empty()).then(|| words::because(&said))
}
