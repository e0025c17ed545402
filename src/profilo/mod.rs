//! The profilo di comunità, as far as the catalogue can give it: who lives in an ambito, what services are known there, and
//! how they stand to the levels that a norm owes.
//!
//! Counts records and states nothing else: what no source says is "not stated", never nought. [`html`] makes a page of it.
//! Knows catalogue and schede's words; neither files nor terminal.

pub mod html;
mod posti;

use chrono::NaiveDate;
use serde::Serialize;

use crate::accessi::tavola::Tavola;
use crate::catalog::model::{AmbitoIx, AreaIx, Catalog, Entry};
use crate::catalog::values::{Basis, Level, PartialDate, Stato, closed_list};
use crate::lingua::amounts::grouped;

pub use posti::{IN_WORDS, Posti};

use posti::per_10000;

/// The profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profilo {
    /// Identifier of the ambito.
    pub id: String,
    /// Its name.
    pub ambito: String,
    /// The period of its plan, where it is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub piano: Option<String>,
    /// The day it speaks of, ISO 8601.
    pub al: PartialDate,
    /// Inhabitants of all comuni together; absent where one of them is not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abitanti: Option<u32>,
    /// The comuni, by name.
    pub comuni: Vec<Abitanti>,
    /// The areas, in the plan's order.
    pub aree: Vec<InArea>,
    /// What sources say of places, by area.
    pub posti: Vec<Posti>,
    /// The levels that a norm owes, those that are missing first.
    pub livelli: Vec<Livello>,
    /// Every servizio of the ambito, by area.
    pub servizi: Vec<Voce>,
    /// Accesses, where they are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessi: Option<Tavola>,
}

/// A comune and who lives there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Abitanti {
    /// ISTAT code.
    pub istat: String,
    /// Name.
    pub nome: String,
    /// Inhabitants by the census of 2021; absent where they are not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abitanti: Option<u32>,
}

/// How many servizi of an area stand how.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InArea {
    /// Identifier of the area.
    pub id: String,
    /// Its name.
    pub nome: String,
    /// Its short name.
    pub breve: String,
    /// Running, by a recent source.
    pub attivi: usize,
    /// Planned.
    pub programmati: usize,
    /// Named by a plan or page; nothing recent says that they run.
    pub da_confermare: usize,
    /// Required by a norm; no source says that they are there.
    pub solo_dovuti: usize,
    /// Those that a source names, for 10,000 inhabitants; absent where the inhabitants are not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noti_per_10000: Option<f64>,
}

impl InArea {
    /// Those that a source names.
    pub fn noti(&self) -> usize {
        self.attivi + self.programmati + self.da_confermare
    }

    /// The counts in the order of the bars, each with its name.
    pub fn parts(&self) -> [(usize, &'static str); 4] {
        let [attivi, programmati, confermare, dovuti] = PARTS;
        [
            (self.attivi, attivi),
            (self.programmati, programmati),
            (self.da_confermare, confermare),
            (self.solo_dovuti, dovuti),
        ]
    }

    /// The coverage in words: "1,2", or that it is not stated.
    pub fn coverage(&self) -> String {
        ratio(self.noti_per_10000)
    }
}

/// "1,2", or that it is not stated.
pub fn ratio(n: Option<f64>) -> String {
    n.map_or_else(|| NOT_STATED.to_owned(), |n| format!("{n:.1}").replace('.', ","))
}

/// What stands in the bars, first to last.
pub const PARTS: [&str; 4] = ["attivi", "programmati", "da confermare", "solo dovuti"];

/// Said where no source states a number.
pub const NOT_STATED: &str = "non indicato";

closed_list! {
    /// How a level that is owed stands, what is missing first.
    Come {
        /// Nothing but the norm speaks of it.
        SoloDovuto = "solo-dovuto", "solo dovuto: nessuna fonte dice che c'è";
        /// Planned.
        Programmato = "programmato";
        /// Named by a plan or page; nothing recent says that it runs.
        DaConfermare = "da-confermare", "nominato, da confermare";
        /// In some of the comuni.
        InParte = "in-parte", "c'è in alcuni comuni";
        /// There.
        Presente = "presente", "c'è";
    }
}

impl Come {
    fn of(entry: &Entry<'_>, today: NaiveDate) -> Self {
        let Some(servizio) = entry.servizio.filter(|s| s.basis != Basis::Norma) else { return Self::SoloDovuto };
        match entry.status(today) {
            Some(Stato::Attivo) if servizio.comuni.is_some() => Self::InParte,
            Some(Stato::Attivo) => Self::Presente,
            Some(Stato::Programmato) => Self::Programmato,
            Some(Stato::DaConfermare | Stato::AvvisoChiuso) => Self::DaConfermare,
            Some(Stato::Storico) | None => Self::SoloDovuto,
        }
    }
}

/// A level that is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Livello {
    /// Identifier of the tipologia.
    pub id: String,
    /// Its name.
    pub nome: String,
    /// Short name of its area.
    pub area: String,
    /// What makes it owed: `leps` or `obiettivo-di-servizio`.
    pub livello: Level,
    /// How it stands.
    pub come: Come,
}

/// A servizio of the ambito.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voce {
    /// Identifier.
    pub id: String,
    /// Name.
    pub nome: String,
    /// Short name of its area.
    pub area: String,
    /// What it rests on.
    pub base: Basis,
    /// How it stands.
    pub stato: Stato,
}

impl Profilo {
    /// The profile of an ambito on a day.
    pub fn of(catalog: &Catalog, ix: AmbitoIx, today: NaiveDate, accessi: Option<Tavola>) -> Self {
        let ambito = &catalog.ambiti[ix];
        let comuni: Vec<Abitanti> = catalog
            .comuni
            .each(&ambito.comuni)
            .map(|c| Abitanti {
                istat: c.record.istat.to_string(),
                nome: c.record.name.to_string(),
                abitanti: c.record.population,
            })
            .collect();
        let abitanti = comuni.iter().map(|c| c.abitanti).sum::<Option<u32>>().filter(|n| *n > 0);
        let entries: Vec<Entry<'_>> = catalog.entries_of(&ambito.servizi).collect();
        let short = |area: AreaIx| catalog.aree[area].short.to_string();
        let mut servizi: Vec<(AreaIx, Voce)> = entries
            .iter()
            .filter_map(|entry| {
                let servizio = entry.servizio?;
                let voce = Voce {
                    id: entry.id(),
                    nome: entry.name().to_owned(),
                    area: short(entry.area()),
                    base: servizio.basis,
                    stato: entry.status(today).unwrap_or(Stato::DaConfermare),
                };
                Some((entry.area(), voce))
            })
            .collect();
        servizi.sort_by(|(a, one), (b, other)| (a, &one.nome, &one.id).cmp(&(b, &other.nome, &other.id)));
        Self {
            id: ambito.record.id.to_string(),
            ambito: ambito.record.name.to_string(),
            piano: ambito.record.plan.as_ref().and_then(|p| p.period.as_ref()).map(ToString::to_string),
            al: PartialDate::from_day(today),
            abitanti,
            comuni,
            aree: catalog.aree.indices().map(|ix| area(catalog, ix, &entries, today, abitanti)).collect(),
            posti: posti::list(catalog, ambito, &entries, today),
            livelli: levels(catalog, &entries, today, short),
            servizi: servizi.into_iter().map(|(_, voce)| voce).collect(),
            accessi,
        }
    }
}

fn area(catalog: &Catalog, ix: AreaIx, entries: &[Entry<'_>], today: NaiveDate, abitanti: Option<u32>) -> InArea {
    let record = &catalog.aree[ix];
    let here: Vec<&Entry<'_>> = entries.iter().filter(|e| e.area() == ix).collect();
    let owed = |e: &&&Entry<'_>| e.servizio.is_some_and(|s| s.basis == Basis::Norma);
    let stated = |states: &[Stato]| {
        here.iter().filter(|e| !owed(e) && e.status(today).is_some_and(|s| states.contains(&s))).count()
    };
    let mut counted = InArea {
        id: record.id.to_string(),
        nome: record.label.to_string(),
        breve: record.short.to_string(),
        attivi: stated(&[Stato::Attivo]),
        programmati: stated(&[Stato::Programmato]),
        // A call that is closed was there, and may come again.
        da_confermare: stated(&[Stato::DaConfermare, Stato::AvvisoChiuso]),
        solo_dovuti: here.iter().filter(owed).count(),
        noti_per_10000: None,
    };
    let noti = u32::try_from(counted.noti()).unwrap_or_default();
    counted.noti_per_10000 = abitanti.map(|n| per_10000(noti, n));
    counted
}

/// The levels that are owed here, each by the best that is known of it.
fn levels(
    catalog: &Catalog,
    entries: &[Entry<'_>],
    today: NaiveDate,
    short: impl Fn(AreaIx) -> String,
) -> Vec<Livello> {
    let mut levels: Vec<Livello> = catalog
        .tipologie
        .iter()
        .filter_map(|tipologia| {
            let livello = tipologia.record.level?;
            let here = entries.iter().filter(|e| e.tipologia.record.id == tipologia.record.id);
            Some(Livello {
                id: tipologia.record.id.to_string(),
                nome: tipologia.record.name.to_string(),
                area: short(tipologia.area),
                livello,
                come: here.map(|e| Come::of(e, today)).max()?,
            })
        })
        .collect();
    // Within one state as the catalogue has them, by area.
    levels.sort_by_key(|l| l.come);
    levels
}

/// How many people, as it is read: "70.345".
pub fn people(n: Option<u32>) -> String {
    n.map_or_else(|| NOT_STATED.to_owned(), |n| grouped(&n.to_string()))
}

/// How the numbers are to be read.
pub const HOW_TO_READ: &str = "Si contano le schede del catalogo: «attivi» dove una fonte recente lo dice, «da confermare» \
                               dove un piano o una pagina li nomina, «solo dovuti» dove ne parla soltanto una norma. I posti \
                               si danno dove una fonte li dice, con la sua data; altrove il numero non è noto, non è zero.";

/// Said where no source of the ambito speaks of places.
pub const NO_PLACES: &str = "Di nessun servizio di questo ambito una fonte del catalogo dice quanti posti ha.";

/// How small numbers of accesses are written.
pub const HOW_SMALL: &str =
    "<5: da zero a quattro. –: cinque o più, non scritto perché farebbe scoprire un numero piccolo.";
