//! Whom to call, for what is printed: nobody has chosen a comune there, so that each has its own line.
//!
//! Every line keeps the record that its number comes from. Rests on [`super::reach`] and [`super::answer`], and knows no more
//! than they do.

use chrono::{NaiveDate, NaiveTime};

use super::Viewer;
use super::answer::{EMERGENCY, is_always_open, is_pronto_intervento, national_numbers, numero, pronto_intervento};
use super::reach::{Here, Reach, hours_in_words};
use crate::catalog::model::{Ambito, Catalog, Entry};
use crate::lingua::lists::{at, join};
use crate::lingua::phone::phone;

/// A number to call, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallNumber {
    /// The record that states the number, as a Carta names it: `numero/112`, `comune/075016`, a sede's id.
    pub(crate) from: String,
    /// "Di giorno, a Latiano: centralino del Comune di Latiano, 0831 …: chiedere dei servizi sociali".
    pub(crate) words: String,
}

/// The national numbers that answer for an entry.
pub(crate) fn numbers(entry: &Entry<'_>) -> Vec<CallNumber> {
    let said = national_numbers(entry);
    let call = |n: &crate::catalog::record::NumeroUtile| CallNumber {
        from: format!("numero/{}", n.id),
        words: format!("{}: {}", phone(&n.number), n.name),
    };
    said.into_iter().map(call).collect()
}

/// Whether an entry is there for what cannot wait.
pub(crate) fn is_at_once(entry: &Entry<'_>) -> bool {
    is_pronto_intervento(entry)
}

/// Whom to call in a social emergency: 112, the pronto intervento sociale where its number is known, and by day whoever
/// answers in each comune, unless somebody answers at any hour.
pub(crate) fn at_once(catalog: &Catalog, ambito: &Ambito, today: NaiveDate) -> Vec<CallNumber> {
    let here = Here::new(catalog, Some(ambito), &Viewer::at(None, today.and_time(NaiveTime::MIN)));
    let own = format!("ambito/{}", ambito.record.id);
    let emergency = numero(catalog, EMERGENCY).map_or_else(|| own.clone(), |n| format!("numero/{}", n.id));
    let mut out = vec![CallNumber {
        from: emergency,
        words: format!("In pericolo, di notte e nei giorni festivi: {EMERGENCY}, che risponde sempre"),
    }];
    match pronto_intervento(&here) {
        Some((number, sede)) => {
            let always = is_always_open(sede);
            let hours = if always { Some("24 ore".to_owned()) } else { hours_in_words(&sede.record) };
            let hours = hours.unwrap_or_else(|| "orario non noto".to_owned());
            let age = Reach::Sede(sede).age(today);
            let words = format!("Pronto intervento sociale: {}, {hours}{age}", phone(number));
            out.push(CallNumber { from: sede.record.id.to_string(), words });
            if always && age.is_empty() {
                return out;
            }
        }
        None => out.push(CallNumber {
            from: own,
            words: "Il numero del pronto intervento sociale di questo ambito non è noto".to_owned(),
        }),
    }
    out.extend(by_day(catalog, ambito, today));
    out
}

/// Who is called in some comuni, and who else there where nobody may answer.
struct InComuni<'a> {
    call: CallNumber,
    comuni: Vec<&'a str>,
    otherwise: Vec<InComuni<'a>>,
}

impl<'a> InComuni<'a> {
    /// One more comune in which a number is called: on the line of that number.
    fn add(list: &mut Vec<Self>, call: CallNumber, comune: &'a str, otherwise: Option<CallNumber>) {
        let place = list.iter().position(|known| known.call == call).unwrap_or(list.len());
        if place == list.len() {
            list.push(Self { call, comuni: Vec::new(), otherwise: Vec::new() });
        }
        if let Some(known) = list.get_mut(place) {
            known.comuni.push(comune);
            if let Some(other) = otherwise {
                Self::add(&mut known.otherwise, other, comune, None);
            }
        }
    }

    fn words(self, when: &str) -> CallNumber {
        CallNumber { from: self.call.from, words: format!("{when}, {}: {}", at(&join(&self.comuni)), self.call.words) }
    }
}

/// Who answers by day in each comune of an ambito; comuni for which the same office answers share a line.
fn by_day(catalog: &Catalog, ambito: &Ambito, today: NaiveDate) -> Vec<CallNumber> {
    let mut found: Vec<InComuni<'_>> = Vec::new();
    for &ix in &ambito.comuni {
        let comune = &catalog.comuni[ix];
        let here = Here::new(catalog, Some(ambito), &Viewer::at(Some(ix), today.and_time(NaiveTime::MIN)));
        let Some(reach) = here.answering(true) else { continue };
        // An old number may no longer answer.
        let otherwise = match reach {
            Reach::Sede(sede) if !reach.age(today).is_empty() => here.instead_of(sede),
            _ => None,
        };
        InComuni::add(
            &mut found,
            call(&here, reach),
            comune.record.name.as_str(),
            otherwise.map(|other| call(&here, other)),
        );
    }
    let mut out = Vec::new();
    for mut line in found {
        let otherwise = std::mem::take(&mut line.otherwise);
        out.push(line.words("Di giorno"));
        out.extend(otherwise.into_iter().map(|other| other.words("Di giorno, se non risponde")));
    }
    out
}

fn call(here: &Here<'_>, reach: Reach<'_>) -> CallNumber {
    match reach {
        Reach::Sede(sede) => CallNumber { from: sede.record.id.to_string(), words: here.by_number(sede) },
        Reach::Ambito(ambito) => {
            CallNumber { from: format!("ambito/{}", ambito.record.id), words: here.words(reach, None) }
        }
        Reach::Comune(comune) => {
            CallNumber { from: format!("comune/{}", comune.record.istat), words: here.words(reach, None) }
        }
    }
}
