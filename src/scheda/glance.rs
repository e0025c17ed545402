//! A service at a glance: who answers, by which number, whether somebody is there now, how far it is.
//!
//! What a row of a list says of an answer ([`super::answer`]) before its scheda is opened. Costs about what one scheda's
//! opening does: made for the rows that are shown, never for all.

use chrono::{Datelike, NaiveDateTime};

use super::answer::{SchedaAnswer, Who, numero, pronto_intervento};
use super::opening::{name_of, street};
use super::reach::{Here, Reach};
use super::{Need, Viewer};
use crate::catalog::model::{Ambito, Catalog, Entry, Scope, SedePlace};
use crate::catalog::record::NumeroUtile;
use crate::catalog::values::{Basis, PartialDate, Phone, Stato};
use crate::catalog::{distance, hours};
use crate::lingua::phone::phone;

/// Who is asked where a service has no place or number of its own: the comune, or the office of the ambito. By which
/// number stands once beside the list.
pub const COMUNE: &str = "Comune";
/// The same for the ambito.
pub const AMBITO: &str = "Ambito";

/// It is asked for on a web site.
pub const ONLINE: &str = "online";

/// Widest hours by appointment that a row has room for, columns.
const SHORT: usize = 26;

/// A service as a row of a list says it.
pub struct Glance<'a> {
    entry: Entry<'a>,
    answer: SchedaAnswer<'a>,
    /// The number to dial.
    dialled: Option<&'a Phone>,
    /// The office that answers about anything here.
    usual: Option<Reach<'a>>,
}

impl<'a> Glance<'a> {
    /// `entry` as it is asked for by `viewer`, whose place lies in `ambito`.
    pub fn of(entry: Entry<'a>, ambito: Option<&'a Ambito>, viewer: &Viewer) -> Self {
        let own = entry.ambito().or(ambito);
        let here = Here::new(entry.catalog, own, viewer);
        let usual = if own == ambito { here.answering(true) } else { None };
        let answer = SchedaAnswer::of(&entry, here);
        Self { entry, dialled: dialled(&answer), answer, usual }
    }

    /// Where one goes, where that is known: a place of the service, or an office that helps.
    fn sede(&self) -> Option<&'a SedePlace> {
        match &self.answer.who {
            Who::Place(sede) | Who::Unsure(sede, _) => Some(sede),
            Who::AtOnce => pronto_intervento(&self.answer.here).map(|(_, sede)| sede),
            Who::Asked { reach: Some(Reach::Sede(sede)), body: None } if self.answer.number.is_none() => Some(sede),
            Who::Asked { .. } => None,
        }
    }

    /// Whether nobody else answers than who answers about anything here.
    fn is_usual(&self) -> bool {
        let usual = self.usual.and_then(Reach::phone);
        usual.is_some() && self.dialled == usual
    }

    /// The number to dial, in groups that are easy to read aloud.
    pub fn phone(&self) -> Option<String> {
        self.dialled.map(phone)
    }

    /// The number, where it is not the one that stands beside the list for all.
    pub fn own_phone(&self) -> Option<String> {
        self.phone().filter(|_| !self.is_usual() && !self.is_asked_by_body())
    }

    fn is_asked_by_body(&self) -> bool {
        matches!(self.answer.who, Who::Asked { body: Some(_), .. })
    }

    /// Where it is in a word or two: "Mesagne", "Comune", "ASL", "tutta Italia"; empty in the chosen comune.
    pub fn place(&self) -> String {
        let here = &self.answer.here;
        let name = |sede: &SedePlace| sede.comune.map(|ix| &here.catalog.comuni[ix].record.name);
        let elsewhere = |sede: &&SedePlace| here.ix.is_none() || sede.comune != here.ix;
        let everywhere = self.entry.scope().and_then(|scope| everywhere(here.catalog, scope));
        if let Who::Asked { body: Some(body), .. } = &self.answer.who {
            return body.split([',', ' ']).next().unwrap_or_default().to_owned();
        }
        if let (Some(everywhere), Who::Asked { .. }) = (everywhere, &self.answer.who) {
            return everywhere;
        }
        let town = self.sede().filter(elsewhere).and_then(name).map(ToString::to_string);
        match (self.usual.filter(|_| self.is_usual()), &self.answer.who, town) {
            (_, Who::Place(_), Some(town)) => town,
            (Some(usual), ..) => usual_label(here, usual).to_owned(),
            (None, _, town) => town.unwrap_or_default(),
        }
    }

    /// Whether what one asks for it with is filled in on a web site.
    pub fn is_online(&self) -> bool {
        let steps = self.entry.how_to_apply();
        matches!(self.entry.scope(), Some(Scope::Regione(_) | Scope::Italia))
            && matches!(self.answer.who, Who::Asked { body: None, .. })
            && steps.iter().any(|step| step.contains("omanda") && step.contains(ONLINE))
    }

    /// Where to go in full: name, street and comune of the place, else who is asked. `None` where no comune is chosen and
    /// it depends on that.
    pub fn whereabouts(&self) -> Option<String> {
        let here = &self.answer.here;
        let asked =
            |reach: Reach<'a>| here.is_one_of_many(reach).is_none().then(|| name_of(here, reach, self.answer.ask_for));
        match (&self.answer.who, self.answer.number) {
            (Who::Place(sede) | Who::Unsure(sede, _), _) => Some(street(here, sede)),
            (Who::AtOnce, _) => self.sede().map(|sede| street(here, sede)),
            (Who::Asked { body: None, .. }, Some(number)) => Some(number.name.to_string()),
            (Who::Asked { body: Some(body), .. }, _) => Some(body.clone()),
            (Who::Asked { body: None, reach }, None) => reach.and_then(asked),
        }
    }

    /// The hours that count, as written. Those of an old source are left to the scheda, which can say that they are old.
    fn hours(&self) -> Option<&'a str> {
        if let Some(NumeroUtile { hours, .. }) = self.answer.number.filter(|n| self.dialled == Some(&n.number)) {
            return hours.as_deref();
        }
        let today = self.answer.here.now.date();
        let unsure = matches!(self.answer.who, Who::Unsure(..));
        self.sede().filter(|_| !unsure).and_then(|s| hours::of_sede(&s.record, today))
    }

    /// "aperto ora, chiude alle 12"; of another day where the words of the question say one. `None` where nobody knows.
    pub fn now(&self) -> Option<String> {
        self.said_of_now(hours::now_in_words).filter(|said| said != hours::TO_BE_CHECKED)
    }

    /// The same in few words: "chiuso, apre lun 9".
    pub fn now_shortly(&self) -> Option<String> {
        let closed = matches!(self.status(), Some(Stato::AvvisoChiuso | Stato::Storico));
        let said = if closed { None } else { self.said_of_now(hours::now_shortly) };
        said.filter(|said| !said.is_empty() && said.chars().count() <= SHORT)
    }

    fn said_of_now(&self, say: impl Fn(&str, NaiveDateTime) -> String) -> Option<String> {
        let Here { need, now, .. } = self.answer.here;
        self.hours().map(|written| need.on_the_day(written, now).unwrap_or_else(|| say(written, now)))
    }

    /// Whether somebody is there when it is needed; `None` where nobody knows.
    pub fn is_open(&self) -> Option<bool> {
        let Here { need, now, .. } = self.answer.here;
        self.hours().and_then(|written| need.is_open(written, now))
    }

    /// What is exceptional about how far it can be trusted: that it is not open to whoever asks, that it is known from a
    /// norm only, when it was last verified. Empty for what is true of nearly every row.
    pub fn trust(&self) -> String {
        let entry = &self.entry;
        let only_norm = entry.servizio.is_some_and(|s| s.basis == Basis::Norma);
        match (self.status(), entry.checked()) {
            (Some(status @ (Stato::AvvisoChiuso | Stato::Programmato | Stato::Storico)), _) => {
                status.label().to_owned()
            }
            _ if only_norm => "solo previsto dalla norma".to_owned(),
            (_, Some(date)) => format!("verificato {}", month_of(date)),
            (_, None) => String::new(),
        }
    }

    fn status(&self) -> Option<Stato> {
        self.entry.status(self.answer.here.now.date())
    }

    /// How old what is known of the place is, where it is not recent: "dato di dicembre 2021, da verificare".
    pub fn age(&self) -> String {
        let age = self.sede().map(|s| Reach::Sede(s).age(self.answer.here.now.date())).unwrap_or_default();
        age.trim_start_matches(" (").trim_end_matches(')').to_owned()
    }

    /// Kilometres from the chosen comune to the place, as the crow flies: 0 within the comune. `None` where the place is
    /// not known or is protected, and where no comune is chosen.
    pub fn km(&self) -> Option<f64> {
        let place = match &self.answer.who {
            Who::Place(sede) | Who::Unsure(sede, _) => sede,
            Who::AtOnce | Who::Asked { .. } => return None,
        };
        distance::to_sede(self.entry.catalog, self.answer.here.from?, place)
    }
}

/// The number to dial.
fn dialled<'a>(answer: &SchedaAnswer<'a>) -> Option<&'a Phone> {
    let SchedaAnswer { here, number, .. } = answer;
    let national = number.map(|n| &n.number);
    match &answer.who {
        Who::AtOnce => {
            let own = pronto_intervento(here).map(|(number, _)| number);
            own.or_else(|| numero(here.catalog, super::answer::EMERGENCY).map(|n| &n.number))
        }
        Who::Place(sede) if national.is_some() && answer.is_closed(sede) => national,
        Who::Place(sede) => {
            let instead = || here.instead_of(sede).and_then(Reach::phone);
            sede.record.phones.first().or(national).or_else(instead)
        }
        Who::Unsure(_, reach) => national.or_else(|| reach.phone()),
        Who::Asked { body: Some(_), reach } => reach.and_then(Reach::phone),
        Who::Asked { body: None, reach } => national.or_else(|| reach.and_then(Reach::phone)),
    }
}

/// "10/2026"; "2026" where the month is not known.
fn month_of(date: PartialDate) -> String {
    let (first, last) = (date.earliest(), date.latest());
    if first.month() == last.month() { format!("{}/{}", first.month(), first.year()) } else { first.year().to_string() }
}

/// "tutta Italia", "tutta la Puglia"; `None` for what one ambito offers.
pub fn everywhere(catalog: &Catalog, scope: Scope) -> Option<String> {
    match scope {
        Scope::Italia => Some("tutta Italia".to_owned()),
        Scope::Regione(_) => Some(catalog.scope_label(scope)),
        Scope::Ambito(_) => None,
    }
}

/// Whether an office that answers about anything is the comune's or the ambito's.
fn usual_label(here: &Here<'_>, reach: Reach<'_>) -> &'static str {
    match reach {
        Reach::Comune(_) => COMUNE,
        Reach::Sede(sede) if sede.comune == here.ix => COMUNE,
        Reach::Sede(_) | Reach::Ambito(_) => AMBITO,
    }
}

/// Who answers about anything from where somebody asks: what stands once beside a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    /// As rows call it: [`COMUNE`] or [`AMBITO`].
    pub label: &'static str,
    /// Its name: "Comune di Latiano: chiedere dei servizi sociali".
    pub name: String,
    /// Its number, in groups that are easy to read aloud.
    pub phone: String,
}

impl Usual {
    /// "Dove è scritto «Comune», il numero è 0831 721 72 21 (Comune di Latiano: chiedere dei servizi sociali)."
    pub fn in_words(&self) -> String {
        format!("Dove è scritto «{}», il numero è {} ({}).", self.label, self.phone, self.name)
    }
}

/// Who answers about anything here. `None` where no ambito is chosen, or each of its comuni answers for itself.
pub fn usual<'a>(catalog: &'a Catalog, ambito: Option<&'a Ambito>, viewer: &Viewer) -> Option<Usual> {
    let here = Here::new(catalog, ambito, viewer);
    let reach = here.answering(true).filter(|r| here.is_one_of_many(*r).is_none())?;
    Some(Usual { label: usual_label(&here, reach), name: name_of(&here, reach, None), phone: phone(reach.phone()?) })
}

/// The place of a tipologia that is nearest to where somebody asks, whoever it is for: its comune, and kilometres as the
/// crow flies. `None` where no comune is chosen, and where no place of it is known.
pub fn nearest<'a>(entry: &Entry<'a>, viewer: &Viewer) -> Option<(&'a str, f64)> {
    let catalog = entry.catalog;
    let from = viewer.comune?;
    let servizi = catalog.servizi.each(&entry.tipologia.servizi);
    let sedi = servizi.filter(|s| matches!(s.scope, Scope::Ambito(_))).flat_map(|s| &s.sedi);
    let sedi = sedi.map(|ix| &catalog.sedi[*ix]).filter(|s| s.is_living());
    let measured = sedi.filter_map(|s| Some((s.comune?, distance::to_sede(catalog, from, s)?)));
    let (comune, km) = measured.min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((catalog.comuni[comune].record.name.as_str(), km))
}

/// When it is needed, for whoever asks for what is open now: open places come first.
#[must_use]
pub fn open_first(need: Need) -> Need {
    if need == Need::NotSaid { Need::Today } else { need }
}
