//! The words of the sheet, and what stands for them in another language (`lingue/*.json`): a whole line or nothing.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use unicode_width::UnicodeWidthStr as _;

use super::super::answer::{for_mobiles, is_pronto_intervento, national_numbers};
use crate::catalog::model::{Catalog, Scope};
use crate::catalog::record::LinguaRecord;
use crate::catalog::text::Text;
use crate::catalog::values::Direction;
use crate::lingua::dates::{DAYS, MONTHS};

/// Declares the fixed words of the sheet, which every language has to translate.
macro_rules! words {
    ($($name:ident = $text:literal;)+) => {
        $(pub(crate) const $name: &str = $text;)+

        /// The fixed words of the sheet.
        const WORDS: &[&str] = &[$($text),+];
    };
}

words! {
    WHERE = "Dove";
    PHONE = "Telefono";
    WHEN = "Quando";
    BRING = "Che cosa portare";
    STEP = "Primo passo";
    COST = "Quanto costa";
    UNTIL = "Entro quando";
    STAMP = "Note e timbro dell'ufficio";
    CALL_FIRST = "Chiami prima di andare.";
    OTHERWISE = "Se non risponde";
    SWITCHBOARD = "Centralino del Comune";
    IN_DANGER = "In pericolo";
    INFORMS = "Per informazioni";
    ASK_SOCIAL = "Al centralino chieda dei servizi sociali.";
    ASK_THIS = "Al centralino chieda di questo servizio.";
    ASK_WHERE = "Chieda per telefono dov'è.";
    ASK_RESIDENCE = "Chieda ai servizi sociali del suo Comune.";
    SECRET = "L'indirizzo è segreto. Ci si arriva con il centro antiviolenza.";
    IS_IT_THERE = "Chiami e chieda se questo servizio c'è nel suo Comune.";
    CLOSED = "Adesso non si può fare la domanda. Chieda quando riapre.";
    NOT_YET = "Non è ancora partito. Chieda quando inizia.";
    STILL_THERE = "Chiami e chieda se c'è ancora.";
    ASK_PAPERS = "Chieda all'ufficio che cosa portare.";
    ASK_HOURS = "Chieda gli orari per telefono.";
    AT_ONCE = "Chiami subito.";
    AT_NIGHT = "Di notte e nei festivi chiami il 112.";
    SERVICES = "Servizi per lei";
    SHEET_OF = "Foglio del";
    COURTESY = "Traduzione di cortesia: vale il testo italiano.";
    DATE = "{giorno} {mese} {anno}";
}

/// The words of [`hours::on_paper`] and of what the catalogue says beside hours.
const HOURS: [&str; 8] = [
    ",",
    "sempre aperto, 24 ore su 24",
    "24 ore su 24",
    "tutti i giorni",
    "chiuso nei festivi",
    "nei giorni di festa",
    "chiuso",
    "su appuntamento",
];

/// Every Italian text that a sheet may say in this catalogue and that a language has to have, some of them more than once:
/// the words of all sheets, what `foglio.json` says of each tipologia and a measure of itself, whose the national numbers are.
pub fn phrases(catalog: &Catalog) -> impl Iterator<Item = &str> {
    let fixed = WORDS.iter().copied().chain(HOURS).chain(DAYS).chain(MONTHS);
    let sheets = catalog.fogli.iter().flat_map(|f| {
        let lines = [Some(&f.what), Some(&f.step), f.cost.as_ref(), f.until.as_ref()];
        lines.into_iter().flatten().chain(&f.papers)
    });
    let entries = catalog.type_entries();
    // Where one calls at once, the sheet says so in words of its own.
    let entries = entries.filter(|entry| !is_pronto_intervento(entry));
    let numbers = entries.filter_map(|entry| national_numbers(&entry).into_iter().next());
    let numbers = numbers.flat_map(|number| [Some(number), for_mobiles(catalog, number)]).flatten().map(|n| &n.name);
    let measures = catalog.servizi.iter().filter(|s| !matches!(s.scope, Scope::Ambito(_)));
    let measures = measures.filter_map(|s| s.record.as_ref()?.summary.as_ref());
    fixed.chain(sheets.chain(measures).chain(numbers).map(Text::as_str))
}

/// The language that faces the Italian, if any.
#[derive(Debug, Clone, Copy)]
pub struct Lingua<'a>(Option<&'a LinguaRecord>);

impl<'a> Lingua<'a> {
    /// Italian alone, or with another language beside it.
    pub fn new(other: Option<&'a LinguaRecord>) -> Self {
        Self(other)
    }

    /// The other language.
    pub fn other(self) -> Option<&'a LinguaRecord> {
        self.0
    }

    /// Whether the other language is written from right to left.
    pub fn is_rtl(self) -> bool {
        self.0.is_some_and(|l| l.dir == Direction::Rtl)
    }

    /// Whether a printer that is sent plain text writes its letters: none from right to left, none that take two columns.
    pub fn prints_as_text(self) -> bool {
        !self.is_rtl() && self.0.is_none_or(|l| l.name.width() == l.name.chars().count())
    }

    /// What stands for an Italian text: as a whole, else sentence by sentence. `None` where a part of it has no translation.
    pub fn translate(self, italian: &str) -> Option<String> {
        let phrases = &self.0?.phrases;
        if let Some(whole) = phrases.get(italian) {
            return Some(whole.to_string());
        }
        let parts: Option<Vec<&str>> = sentences(italian).map(|s| phrases.get(s).map(Text::as_str)).collect();
        // Chinese needs no space between sentences; one does no harm.
        parts.map(|parts| parts.join(" "))
    }

    /// An Italian text and its translation.
    pub fn say(self, italian: &str) -> Said {
        Said { it: italian.to_owned(), other: self.translate(italian) }
    }

    /// A day, by the habits of each language.
    pub fn date(self, day: NaiveDate) -> Said {
        let month = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
        let written = |pattern: &str, month: &str| {
            let (of_month, year) = (day.day().to_string(), day.year().to_string());
            pattern.replace("{giorno}", &of_month).replace("{mese}", month).replace("{anno}", &year)
        };
        let other = || Some(written(&self.translate(DATE)?, &self.translate(month)?));
        Said { it: written(DATE, month), other: other() }
    }
}

/// The sentences of a text, each with its full stop.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim).filter(|s| !s.is_empty())
}

/// An Italian line and the same in the other language; absent where it is not translated, never half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In Italian.
    pub it: String,
    /// In the other language.
    pub other: Option<String>,
}

/// What a sheet may say in this catalogue and the language has no words for.
pub fn missing<'c>(catalog: &'c Catalog, lingua: &'c LinguaRecord) -> Vec<&'c str> {
    let lingua = Lingua::new(Some(lingua));
    let missing: BTreeSet<&str> = phrases(catalog).filter(|italian| lingua.translate(italian).is_none()).collect();
    missing.into_iter().collect()
}
