//! Every comune of Italy, for desks in places that no catalogue speaks of yet.
//!
//! A compressed table inside the program, unpacked only when a comune is asked for that the catalogue does not have: a desk that
//! needs none of this pays neither time nor memory for it. See `catalog/italia/LEGGIMI.md` for its source.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::io::Read as _;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::load::Records;
use super::record::{AmbitoFile, AmbitoRecord, ComuneRecord, RegioneRecord, Source};
use super::regions::{self, Regione};
use super::text::Text;
use super::values::{Email, PartialDate, Phone};
use crate::lingua::fold::fold;

static TABLE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/italia/comuni.csv.gz"));

/// Where the table comes from.
const SOURCE: &str = "Comuni-ITA: comuni italiani da ISTAT e Wikidata";
const SOURCE_URL: &str = "https://github.com/Samurai016/Comuni-ITA";
const SOURCE_DATE: &str = "2026-02-11";

/// A comune of Italy.
#[derive(Debug, Clone, PartialEq)]
pub struct Italiano {
    /// ISTAT code.
    pub istat: String,
    /// Name.
    pub name: String,
    /// Two letters.
    pub province: String,
    /// Postal code; empty where it is not known.
    pub cap: String,
    /// Its region.
    pub regione: &'static Regione,
    phone: String,
    pec: String,
    lat: String,
    lon: String,
    population: String,
}

/// The whole table, in the order of the ISTAT codes. Costs some milliseconds and megabytes.
pub fn comuni() -> Vec<Italiano> {
    let mut text = String::new();
    if GzDecoder::new(TABLE).read_to_string(&mut text).is_err() {
        return Vec::new();
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let regione = regions::of_province(record.get(2)?)?;
        Some(Italiano {
            istat: cell(0),
            name: cell(1),
            province: cell(2),
            cap: cell(3),
            regione,
            phone: cell(4),
            pec: cell(5),
            lat: cell(6),
            lon: cell(7),
            population: cell(8),
        })
    };
    reader.records().filter_map(Result::ok).filter_map(row).collect()
}

/// The comuni that `typed` names: an ISTAT code, a CAP, a whole name, with or without the province ("Castro (BG)", "castro bg").
/// Without such a one, those whose name begins so, or has a word that begins so.
pub fn named(typed: &str) -> Vec<Italiano> {
    let all = comuni();
    let said = fold(typed);
    if said.is_empty() {
        return Vec::new();
    }
    let of = |fits: &dyn Fn(&Italiano) -> bool| -> Vec<Italiano> { all.iter().filter(|c| fits(c)).cloned().collect() };
    if said.bytes().all(|b| b.is_ascii_digit()) {
        return of(&|c| c.istat == said || c.cap == said);
    }
    let with_province = |c: &Italiano| format!("{} {}", fold(&c.name), c.province.to_lowercase());
    let word = format!(" {said}");
    let ways: [&dyn Fn(&Italiano) -> bool; 4] =
        [&|c| fold(&c.name) == said, &|c| with_province(c) == said, &|c| fold(&c.name).starts_with(&said), &|c| {
            fold(&c.name).contains(&word)
        }];
    ways.iter().map(|fits| of(fits)).find(|found| !found.is_empty()).unwrap_or_default()
}

fn source() -> Value {
    json!({"title": SOURCE, "url": SOURCE_URL, "date": SOURCE_DATE, "supports": "comuni, centralini, PEC e coordinate, non verificati uno per uno"})
}

/// The source of the table.
pub fn fonte() -> Option<Source> {
    serde_json::from_value(source()).ok()
}

/// What a catalogue needs to know of a region that it does not speak of: the region, one ambito for all its comuni, the comuni
/// but those in `known`. `release`: that of the catalogue.
pub fn region<S: BuildHasher>(regione: &'static Regione, known: &HashSet<String, S>, release: PartialDate) -> Records {
    let ambito = regions::unknown_ambito(regione);
    let provinces: Vec<Value> =
        regione.provinces.iter().map(|(code, name)| json!({"code": code, "name": name})).collect();
    let record = json!({
        "id": regione.id, "name": regione.name, "release": release.to_string(), "provinces": provinces, "sources": [source()],
    });
    let of_ambito = json!({
        "id": ambito,
        "name": format!("Comuni {}", regions::of(regione.name)),
        "short": regione.name,
        "province": regione.provinces.first().map(|(code, _)| *code).unwrap_or_default(),
        "description": "L'ambito sociale di questi comuni non è nel catalogo: per ogni servizio risponde il Comune.",
        "sources": [source()],
    });
    let comuni: Vec<ComuneRecord> = comuni()
        .iter()
        .filter(|c| c.regione == regione && !known.contains(&c.istat))
        .filter_map(|c| c.record(&ambito))
        .collect();
    let ambito: Option<AmbitoRecord> = serde_json::from_value(of_ambito).ok().filter(|_| !comuni.is_empty());
    Records {
        regioni: serde_json::from_value::<RegioneRecord>(record).ok().into_iter().collect(),
        ambiti: ambito
            .map(|ambito| AmbitoFile { ambito: Some(ambito), sedi: Vec::new(), servizi: Vec::new() })
            .into_iter()
            .collect(),
        comuni,
        ..Records::default()
    }
}

impl Italiano {
    /// As a catalogue has it, in an ambito.
    pub fn record(&self, ambito: &str) -> Option<ComuneRecord> {
        let mut record: ComuneRecord = serde_json::from_value(json!({
            "istat": self.istat,
            "name": self.name,
            "province": self.province,
            "cap": self.cap,
            "ambito": ambito,
        }))
        .ok()?;
        record.switchboard = Phone::new(&self.phone).ok();
        record.pec = Email::new(&self.pec).ok();
        (record.lat, record.lon) = (self.lat.parse().ok(), self.lon.parse().ok());
        record.population = self.population.parse().ok();
        Some(record)
    }

    /// "Castro (BG)".
    pub fn shown(&self) -> Text {
        Text::new(&format!("{} ({})", self.name, self.province))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comune_of_italy_is_there_and_most_have_a_number() {
        let all = comuni();
        assert_eq!(all.len(), 7896);
        let records: Vec<ComuneRecord> = all.iter().filter_map(|c| c.record("x")).collect();
        assert_eq!(records.len(), 7896);
        assert_eq!(records.iter().filter(|c| c.switchboard.is_some()).count(), 7768);
        assert_eq!(records.iter().filter(|c| c.pec.is_some()).count(), 7889, "two that the table has are no addresses");
        assert!(records.iter().all(|c| c.lat.is_some() && c.lon.is_some() && c.population.is_some()));
    }

    #[test]
    fn a_comune_answers_to_name_code_and_cap() {
        let names = |typed: &str| named(typed).iter().map(|c| c.shown().to_string()).collect::<Vec<_>>();
        for typed in ["modena", "MODENA", "036023", "41121", "Modena (MO)", "modena mo"] {
            assert_eq!(names(typed), ["Modena (MO)"], "{typed}");
        }
        assert_eq!(names("castro"), ["Castro (BG)", "Castro (LE)"]);
        assert_eq!(names("castro bg"), ["Castro (BG)"]);
        assert_eq!(names("sant'agata bolognese"), ["Sant'Agata Bolognese (BO)"]);
        assert!(named("xyzzy").is_empty() && named("").is_empty());
    }
}
