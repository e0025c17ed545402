//! What is counted of an encounter, and the month in which it is counted.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::catalog::model::Catalog;
use crate::catalog::values::{Istat, Slug, closed_list};

closed_list! {
    /// How the person came.
    Canale {
        /// To the desk.
        Sportello = "sportello", "sportello";
        /// On the telephone.
        Telefono = "telefono", "telefono";
        /// Any other way.
        Altro = "altro", "altro";
    }
}

closed_list! {
    /// How the encounter ended; the need that nobody met comes first where they are shown.
    Esito {
        /// There was no service for it.
        NessunServizio = "nessun-servizio", "nessun servizio";
        /// It could not wait.
        Urgenza = "urgenza", "urgenza";
        /// The person was sent on.
        Inviato = "inviato", "inviato";
        /// The person was told what there is.
        Informato = "informato", "informato";
    }
}

impl Esito {
    /// In the order in which the keys ask for them: the most frequent first.
    pub const ASKED: [Self; 4] = [Self::Informato, Self::Inviato, Self::NessunServizio, Self::Urgenza];
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        let year = u16::try_from(day.year()).unwrap_or_default();
        Self { year, month: u8::try_from(day.month()).unwrap_or(1) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "atteso un mese come 2026-01";
        let digits = text.bytes().enumerate().all(|(at, b)| if at == 4 { b == b'-' } else { b.is_ascii_digit() });
        let (year, month) = text.split_once('-').filter(|_| digits && text.len() == 7).ok_or(EXPECTED)?;
        let year: u16 = year.parse().map_err(|_| EXPECTED)?;
        let month: u8 = month.parse().map_err(|_| EXPECTED)?;
        if (1900..2200).contains(&year) && (1..=12).contains(&month) { Ok(Self { year, month }) } else { Err(EXPECTED) }
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What the encounter was about: the scheda that was handed over, else the one that was opened, by what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The area of the scheda.
    pub area: Slug,
    /// Its tipologia.
    pub tipologia: Slug,
}

impl Subject {
    /// What a scheda is about; `None` for the scheda of an ambito, and for what is not in the catalogue.
    pub fn of(catalog: &Catalog, id: &str) -> Option<Self> {
        let entry = catalog.find(id)?;
        let area = &catalog.aree[entry.area()];
        Some(Self { area: area.id.clone(), tipologia: entry.tipologia.record.id.clone() })
    }
}

/// What is counted of one encounter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accesso {
    /// The desk's comune; absent for a desk of the whole region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comune: Option<Istat>,
    /// What it was about; absent where no scheda was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheda: Option<Subject>,
    /// How the person came.
    pub canale: Canale,
    /// How it ended.
    pub esito: Esito,
}
