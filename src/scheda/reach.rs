//! Who answers where the question is asked from: the service's own sede, the offices of the ambito, and at the end the
//! switchboard of the comune, so that nobody is left without a number.
//!
//! A historic sede is never a contact, and a protected one never has an address. Nothing is made up: what no record
//! states is not said.

use chrono::{NaiveDate, NaiveDateTime};

use super::words::checked_on;
use super::{Need, Viewer};
use crate::catalog::fresh::{is_fresh, known_since, newest_date};
use crate::catalog::model::{Ambito, Catalog, Comune, ComuneIx, Entry, SedePlace};
use crate::catalog::record::Sede;
use crate::catalog::values::{Phone, SedeKind};
use crate::catalog::{distance, hours};
use crate::lingua::dates::of_date;
use crate::lingua::phone::phone;

/// What is asked for at a switchboard where nothing else is stated.
const SOCIAL_SERVICES: &str = "dei servizi sociali";

/// Somebody who answers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach<'a> {
    /// An office or structure.
    Sede(&'a SedePlace),
    /// The ambito's own telephone.
    Ambito(&'a Ambito),
    /// The switchboard of a comune.
    Comune(&'a Comune),
}

impl<'a> Reach<'a> {
    /// The number to dial.
    pub(super) fn phone(self) -> Option<&'a Phone> {
        match self {
            Self::Sede(sede) => sede.record.phones.first(),
            Self::Ambito(ambito) => ambito.record.phones.first(),
            Self::Comune(comune) => comune.record.switchboard.as_ref(),
        }
    }

    /// How old what is known of it is, in brackets; empty where it is recent.
    pub(super) fn age(self, today: NaiveDate) -> String {
        match self {
            Self::Sede(sede) => age_of(&sede.record, PHONES, today),
            Self::Ambito(_) | Self::Comune(_) => String::new(),
        }
    }

    /// When and by whom its number was checked; where nobody did, how old it is.
    pub(super) fn check(self, today: NaiveDate) -> String {
        let check = match self {
            Self::Sede(sede) => sede.record.checks.get("phones"),
            Self::Ambito(ambito) => ambito.record.checks.get("phones"),
            Self::Comune(comune) => comune.record.checks.get("switchboard"),
        };
        check.map_or_else(|| self.age(today), |check| format!(" – {}", checked_on(check, today)))
    }
}

/// Where a question is asked from: the ambito it is about, and the comune of it where one is chosen or there is only one.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) ambito: Option<&'a Ambito>,
    pub(super) comune: Option<&'a Comune>,
    pub(super) ix: Option<ComuneIx>,
    /// Where ways begin: the chosen comune, even outside the ambito.
    pub(super) from: Option<ComuneIx>,
    pub(super) now: NaiveDateTime,
    pub(super) need: Need,
    /// Age of the person who is helped, where it is known.
    pub(super) age: Option<u8>,
}

impl<'a> Here<'a> {
    pub(super) fn new(catalog: &'a Catalog, ambito: Option<&'a Ambito>, viewer: &Viewer) -> Self {
        let ix = ambito.and_then(|a| comune_in(a, viewer).or_else(|| only_comune(a)));
        let comune = ix.map(|ix| &catalog.comuni[ix]);
        let from = viewer.comune.or(ix);
        Self { catalog, ambito, comune, ix, from, now: viewer.now, need: viewer.need, age: viewer.age }
    }

    fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// Two letters of the province it is asked from.
    pub(super) fn province(&self) -> Option<&'a str> {
        let of_comune = self.comune.map(|c| c.record.province.as_str());
        of_comune.or_else(|| self.ambito.map(|a| a.record.province.as_str()))
    }

    /// The living, open sedi of the ambito.
    fn sedi(&self) -> impl Iterator<Item = &'a SedePlace> + use<'a> {
        let catalog = self.catalog;
        let all = self.ambito.map(|a| a.sedi.as_slice()).unwrap_or_default();
        catalog.sedi.each(all).filter(|s| s.is_living() && !s.record.riservato)
    }

    /// The sedi of the ambito where `tipologia` is served, the nearest and easiest to call first.
    pub(super) fn serving(&self, tipologia: &str) -> Vec<&'a SedePlace> {
        let mut found: Vec<&SedePlace> =
            self.sedi().filter(|s| s.record.types.iter().any(|t| t.as_str() == tipologia)).collect();
        found.sort_by_key(|s| self.rank(s));
        found
    }

    /// Whether a sede is known to be open when it is needed.
    pub(super) fn is_open(&self, sede: &SedePlace) -> bool {
        hours::of_sede(&sede.record, self.today()).is_some_and(|h| self.need.finds_open(h, self.now))
    }

    /// Which of several sedi is named first: where it was said when it is needed, one that is open then; then the
    /// nearest, those that can be called, those that are open now.
    pub(super) fn rank(&self, sede: &SedePlace) -> (bool, u32, bool, bool) {
        let closed = !self.is_open(sede);
        (closed && self.need != Need::NotSaid, self.metres(sede), sede.record.phones.is_empty(), closed)
    }

    /// Metres from the chosen comune, for putting sedi in order: what cannot be measured is farthest.
    fn metres(&self, sede: &SedePlace) -> u32 {
        let Some(from) = self.from else { return 0 };
        let km = distance::to_sede(self.catalog, from, sede);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        km.map_or(u32::MAX, |km| (km * 1000.0) as u32)
    }

    /// Who answers about anything: the Ufficio di Piano or the ambito, then the social services of the comune, then its
    /// switchboard. With `comune_first` the social services of the comune come before the ambito.
    pub(super) fn answering(&self, comune_first: bool) -> Option<Reach<'a>> {
        let called = |kind: SedeKind, here: bool| {
            self.sedi()
                .find(|s| s.record.kind == kind && (!here || s.comune == self.ix) && !s.record.phones.is_empty())
                .map(Reach::Sede)
        };
        let plan = || called(SedeKind::UfficioDiPiano, false).or_else(|| self.of_ambito());
        let own = || {
            self.ix?;
            called(SedeKind::SegretariatoSociale, true)
                .or_else(|| called(SedeKind::Pua, true))
                .or_else(|| self.office_of_the_comune())
        };
        let near = if comune_first { own().or_else(plan) } else { plan().or_else(own) };
        near.or_else(|| self.segretariato_elsewhere()).or_else(|| self.switchboard())
    }

    fn of_ambito(&self) -> Option<Reach<'a>> {
        self.ambito.filter(|a| !a.record.phones.is_empty()).map(Reach::Ambito)
    }

    fn office_of_the_comune(&self) -> Option<Reach<'a>> {
        self.sedi()
            .find(|s| is_office_of_the_comune(s) && s.comune == self.ix && !s.record.phones.is_empty())
            .map(Reach::Sede)
    }

    /// Where no comune is chosen: the Segretariato of one of them.
    fn segretariato_elsewhere(&self) -> Option<Reach<'a>> {
        let is_one = |s: &&SedePlace| s.record.kind == SedeKind::SegretariatoSociale && !s.record.phones.is_empty();
        self.sedi().find(is_one).filter(|_| self.ix.is_none()).map(Reach::Sede)
    }

    /// The switchboard of the comune; where none is chosen, that of the comune that leads the ambito or gives it its name.
    pub(super) fn switchboard(&self) -> Option<Reach<'a>> {
        let comune = self.comune.or_else(|| self.leading_comune())?;
        comune.record.switchboard.is_some().then_some(Reach::Comune(comune))
    }

    fn leading_comune(&self) -> Option<&'a Comune> {
        let record = &self.ambito?.record;
        let all = || self.ambito.into_iter().flat_map(|a| &a.comuni).map(|ix| &self.catalog.comuni[*ix]);
        let seat = record.seat.as_ref().and_then(|s| s.comune.as_deref());
        let named = |name: Option<&str>| all().find(|c| name == Some(c.record.name.as_str()));
        named(record.capofila.as_deref())
            .or_else(|| all().find(|c| seat == Some(c.record.istat.as_str())))
            .or_else(|| named(Some(record.short.as_str())))
    }

    /// The switchboard to call where `sede` itself has no number, or only an old one.
    pub(super) fn instead_of(&self, sede: &SedePlace) -> Option<Reach<'a>> {
        let theirs = || sede.comune.map(|ix| &self.catalog.comuni[ix]).map(Reach::Comune);
        let own = self.comune.map(Reach::Comune);
        own.or_else(theirs).filter(|r| r.phone().is_some()).or_else(|| self.switchboard())
    }

    /// Whether `reach` answers for the residents of one comune among several, none of which is chosen.
    pub(super) fn is_one_of_many(&self, reach: Reach<'a>) -> Option<&'a Comune> {
        let several = self.ix.is_none() && self.ambito.is_some_and(|a| a.comuni.len() > 1);
        let comune = match reach {
            Reach::Sede(s) if s.record.kind == SedeKind::SegretariatoSociale => {
                s.comune.map(|ix| &self.catalog.comuni[ix])
            }
            Reach::Comune(comune) => Some(comune),
            _ => None,
        };
        comune.filter(|_| several)
    }

    /// "Servizi sociali di Latiano, 0831 … (dato del 2020, da verificare)".
    pub(super) fn by_number(&self, sede: &SedePlace) -> String {
        let number = sede.record.phones.first().map(phone).unwrap_or_default();
        format!("{}, {number}{}", named(self.catalog, sede), age_of(&sede.record, PHONES, self.today()))
    }

    /// The same with the number to call where an old one no longer answers; "centralino del Comune di Latiano, 0831 …: chiedere dei servizi sociali".
    pub(super) fn words(&self, reach: Reach<'a>, ask_for: Option<&str>) -> String {
        let number = reach.phone().map(phone).unwrap_or_default();
        match reach {
            Reach::Sede(sede) => {
                let age = reach.age(self.today());
                let reserve = if age.is_empty() { None } else { self.instead_of(sede) };
                let reserve = reserve.map(|r| format!("; se non risponde: {}", self.words(r, ask_for)));
                format!("{}{}", self.by_number(sede), reserve.unwrap_or_default())
            }
            Reach::Ambito(ambito) => format!("{}, {number}", ambito.record.name),
            Reach::Comune(comune) => {
                let what = ask_for.unwrap_or(SOCIAL_SERVICES);
                format!("centralino del Comune di {}, {number}: chiedere {what}", comune.record.name)
            }
        }
    }

    /// The same for whoever may live elsewhere: the office of one comune among several answers for its own residents, and
    /// that is said first.
    pub(super) fn whom(&self, reach: Reach<'a>, ask_for: Option<&str>) -> String {
        let words = self.words(reach, ask_for);
        match self.is_one_of_many(reach) {
            Some(comune) => format!("servizi sociali del comune di residenza; per {}: {words}", comune.record.name),
            None => words,
        }
    }

    /// The way to a sede: by telephone, else on foot or by letter; where it is the only one (`alone`), with the number that
    /// can be called instead. `None` where no way is known, and for a protected place: nobody is sent there.
    pub(super) fn go_to(&self, sede: &'a SedePlace, ask_for: Option<&str>, alone: bool) -> Option<String> {
        let record = &sede.record;
        if record.riservato {
            return None;
        }
        if !record.phones.is_empty() {
            let whom = if alone { self.words(Reach::Sede(sede), ask_for) } else { self.by_number(sede) };
            return Some(format!("Chiamare: {whom}"));
        }
        let name = named(self.catalog, sede);
        let way = if let Some(street) = &record.address {
            let hours = hours_in_words(record).map_or_else(String::new, |h| format!(", {h}"));
            let email = record.emails.first().map_or_else(String::new, |e| format!(", {e}"));
            format!("Andare a: {name}, {street}{hours}{email}{}", age_of(record, PHONES, self.today()))
        } else {
            format!("Scrivere a: {name}, {}", record.emails.first().or(record.pec.first())?)
        };
        let call =
            self.instead_of(sede).filter(|_| alone).map(|r| format!("; per telefono: {}", self.words(r, ask_for)));
        Some(format!("{way}{}", call.unwrap_or_default()))
    }

    /// Whom to ask about anything here, in one sentence.
    pub(super) fn ask(&self) -> String {
        match self.answering(true) {
            Some(reach) => format!("Chiamare: {}", self.whom(reach, None)),
            None => "Chiedere ai servizi sociali del comune di residenza: numero non noto".to_owned(),
        }
    }

    /// The same as part of a sentence: "servizi sociali di Latiano, 0831 …, lun-ven 9-12".
    pub(super) fn by_day(&self) -> String {
        let unknown = "servizi sociali del comune di residenza, numero non noto";
        match self.answering(true) {
            Some(Reach::Sede(sede)) if self.is_one_of_many(Reach::Sede(sede)).is_none() => {
                let record = &sede.record;
                let hours = hours_in_words(record).map_or_else(String::new, |h| format!(", {h}"));
                let number = record.phones.first().map(phone).unwrap_or_default();
                format!("{}, {number}{hours}{}", named(self.catalog, sede), age_of(record, PHONES, self.today()))
            }
            Some(reach) => self.whom(reach, None),
            None if self.ambito.is_none() => format!("{unknown}: scegliere il comune"),
            None => unknown.to_owned(),
        }
    }

    /// "ASL della provincia di Brindisi": the body that answers for health services here; "ASL" where no comune tells.
    pub(super) fn asl(&self) -> String {
        let code = self.comune.map(|c| &c.record.province).or_else(|| self.ambito.map(|a| &a.record.province));
        let province = self.catalog.regione.provinces.iter().find(|p| Some(&p.code) == code);
        province.map_or_else(|| "ASL".to_owned(), |p| format!("ASL della provincia di {}", p.name))
    }
}

/// Whether a sede is no more than the comune's general telephone.
fn is_office_of_the_comune(sede: &SedePlace) -> bool {
    sede.record.kind == SedeKind::Altro && sede.record.name.starts_with("Comune di ") && sede.record.types.is_empty()
}

/// Where to go for `entry`: in the order of [`Here::rank`], else in that of the catalogue; never a historic one.
pub(super) fn places<'a>(entry: &Entry<'a>, here: &Here<'a>) -> Vec<&'a SedePlace> {
    let mut found: Vec<&SedePlace> = entry.sedi().collect();
    found.sort_by_key(|s| {
        let (closed_then, far, _, closed_now) = here.rank(s);
        (closed_then, far, closed_now)
    });
    found
}

/// Offices of `ambito` that can be asked about any service, best first: those of the chosen comune (Segretariato
/// sociale, PUA, Ufficio di Piano, then its switchboard), then the ambito's Ufficio di Piano and PUA; among equals those
/// that can be called. The Segretariato of another comune is offered only where no comune is chosen.
pub(super) fn offices<'a>(catalog: &'a Catalog, ambito: &Ambito, comune: Option<ComuneIx>) -> Vec<&'a SedePlace> {
    let mut found: Vec<((bool, u8, u8), &SedePlace)> = Vec::new();
    for sede in catalog.sedi.each(&ambito.sedi) {
        let record = &sede.record;
        let here = comune.is_some() && sede.comune == comune;
        let kind = match (record.kind, here, comune) {
            (SedeKind::SegretariatoSociale, true, _) | (SedeKind::UfficioDiPiano, false, _) => 0,
            (SedeKind::Pua, _, _) => 1,
            (SedeKind::UfficioDiPiano, true, _) | (SedeKind::SegretariatoSociale, false, None) => 2,
            (SedeKind::Altro, true, _) if is_office_of_the_comune(sede) => 3,
            _ => continue,
        };
        let reach = match record {
            r if !r.phones.is_empty() => 0,
            r if !r.emails.is_empty() => 1,
            r if !r.pec.is_empty() || r.address.is_some() => 2,
            _ => continue,
        };
        if !sede.is_living() || record.riservato {
            continue;
        }
        let rank = if here { (false, kind, reach) } else { (true, reach, kind) };
        found.push((rank, sede));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, sede)| sede).collect()
}

/// The chosen comune, where it belongs to `ambito`.
pub(super) fn comune_in(ambito: &Ambito, viewer: &Viewer) -> Option<ComuneIx> {
    viewer.comune.filter(|ix| ambito.comuni.contains(ix))
}

fn only_comune(ambito: &Ambito) -> Option<ComuneIx> {
    match ambito.comuni.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The name of a sede, with its comune in brackets where the name does not say it.
pub(super) fn named(catalog: &Catalog, sede: &SedePlace) -> String {
    let name = &sede.record.name;
    match sede.comune.map(|ix| &catalog.comuni[ix]) {
        Some(c) if !name.contains(c.record.name.as_str()) => format!("{name} ({})", c.record.name),
        _ => name.to_string(),
    }
}

/// The hours of a sede in our words, else in those of its source.
pub(super) fn hours_in_words(record: &Sede) -> Option<String> {
    let ours = record.hours.as_deref().and_then(hours::in_words);
    ours.or_else(|| record.hours_source.as_ref().map(ToString::to_string))
}

/// The numbers of a sede, for [`age_of`].
pub(super) const PHONES: &[&str] = &["phones"];

/// " (dato del 2020, da verificare)" where what is known of a sede is older than two years or undated, and nobody has
/// checked it or these fields since.
pub(super) fn age_of(record: &Sede, fields: &[&str], today: NaiveDate) -> String {
    if is_fresh(known_since(record, fields), today) {
        return String::new();
    }
    newest_date(&record.sources).map_or_else(
        || " (senza data, da verificare)".to_owned(),
        |date| format!(" (dato {}, da verificare)", of_date(date)),
    )
}
