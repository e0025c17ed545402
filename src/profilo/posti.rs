//! What sources say of places: the number where a record states it, else the sentence in which a text does.
//!
//! A number is never read out of a sentence: whoever plans with it must see what it counts.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::model::{Ambito, AreaIx, Catalog, ComuneIx, Entry};
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, PartialDate, Stato};
use crate::lingua::fold::fold;

/// Said where a source counts places in its words only.
pub const IN_WORDS: &str = "nella frase";

/// How many of `n` there are for 10,000 of `people`, which is not nought; one decimal.
pub(super) fn per_10000(n: u32, people: u32) -> f64 {
    (f64::from(n) * 100_000.0 / f64::from(people)).round() / 10.0
}

/// What is known of the places of a servizio or a sede.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Posti {
    /// Identifier of the servizio or sede.
    pub id: String,
    /// Its name.
    pub nome: String,
    /// Short name of the area; empty for a sede.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub area: String,
    /// How it stands.
    pub stato: Stato,
    /// How many places there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posti: Option<u32>,
    /// The day of which that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub al: Option<PartialDate>,
    /// Who lives in the comuni that it serves; absent where that is not stated of one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abitanti: Option<u32>,
    /// Places for 10,000 of them; absent where a number is missing, and for what is only planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogni_10000: Option<f64>,
    /// The words of the record that speak of places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frase: Option<String>,
}

impl Posti {
    /// The number, or that it stands in the sentence only.
    pub fn number(&self) -> String {
        self.posti.map_or_else(|| IN_WORDS.to_owned(), |n| n.to_string())
    }
}

/// Everything that sources say of places in an ambito: its servizi by area, then sedi of which only a note speaks.
pub(super) fn list(catalog: &Catalog, ambito: &Ambito, entries: &[Entry<'_>], today: NaiveDate) -> Vec<Posti> {
    let mut found: Vec<(AreaIx, Posti)> =
        entries.iter().filter_map(|e| of_servizio(catalog, ambito, e, today)).collect();
    found.sort_by(|(a, one), (b, other)| (a, &one.nome, &one.id).cmp(&(b, &other.nome, &other.id)));
    let mut out: Vec<Posti> = found.into_iter().map(|(_, posti)| posti).collect();
    let told: Vec<_> =
        entries.iter().filter(|e| out.iter().any(|p| p.id == e.id())).filter_map(|e| e.servizio).collect();
    let quiet = ambito.sedi.iter().filter(|ix| !told.iter().any(|s| s.sedi.contains(ix)));
    out.extend(quiet.filter_map(|ix| {
        let record = &catalog.sedi[*ix].record;
        let status = record.status.unwrap_or(Stato::Attivo);
        let frase = sentence(record.note.as_ref()).filter(|_| status != Stato::Storico && !record.riservato)?;
        Some(Posti {
            id: record.id.to_string(),
            nome: record.name.to_string(),
            area: String::new(),
            stato: status,
            posti: None,
            al: crate::catalog::fresh::newest_date(&record.sources),
            abitanti: None,
            ogni_10000: None,
            frase: Some(frase),
        })
    }));
    out
}

fn of_servizio(catalog: &Catalog, ambito: &Ambito, entry: &Entry<'_>, today: NaiveDate) -> Option<(AreaIx, Posti)> {
    let servizio = entry.servizio.filter(|s| s.basis != Basis::Norma)?;
    let own = entry.own().filter(|r| r.status != Some(Stato::Storico))?;
    let waiting = own.waiting.as_ref().filter(|w| w.places.is_some());
    let posti = waiting.and_then(|w| w.places);
    let frase = sentence(own.details.as_ref()).or_else(|| sentence(own.description.as_ref()));
    if posti.is_none() && frase.is_none() {
        return None;
    }
    let stato = entry.status(today).unwrap_or(Stato::DaConfermare);
    let abitanti = inhabitants(catalog, servizio.comuni.as_deref().unwrap_or(&ambito.comuni));
    let is_there = stato != Stato::Programmato;
    let area = catalog.aree[entry.area()].short.to_string();
    let posti = Posti {
        id: entry.id(),
        nome: entry.name().to_owned(),
        area,
        stato,
        posti,
        al: waiting.map(|w| w.on).or_else(|| entry.source_date()),
        abitanti,
        ogni_10000: posti.zip(abitanti).filter(|_| is_there).map(|(n, people)| per_10000(n, people)),
        frase,
    };
    Some((entry.area(), posti))
}

fn inhabitants(catalog: &Catalog, comuni: &[ComuneIx]) -> Option<u32> {
    let people = catalog.comuni.each(comuni).map(|c| c.record.population);
    people.sum::<Option<u32>>().filter(|n| *n > 0)
}

/// Numbers as they are written out.
const WRITTEN: &str = " due tre quattro cinque sei sette otto nove dieci dodici quindici venti trenta quaranta cinquanta \
                       sessanta settanta ottanta novanta cento ";

/// The sentences of a text that count places.
fn sentence(text: Option<&Text>) -> Option<String> {
    let counts = |sentence: &&str| {
        let folded = fold(sentence);
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
        let number = |w: &&str| w.parse::<u32>().is_ok() || WRITTEN.split_whitespace().any(|n| n == *w);
        words.contains(&"posti") && words.iter().any(number)
    };
    let said: Vec<&str> = text?.split_inclusive(". ").map(str::trim).filter(counts).collect();
    (!said.is_empty()).then(|| said.join(" "))
}
