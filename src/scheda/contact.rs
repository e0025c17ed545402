//! Sedi, bodies and numbers in words, and the blocks that say where to ask when nothing local is known.
//!
//! A historic sede is never a contact, and a protected one never has an address. Nothing is made up: what no record
//! states is not said.

use chrono::{NaiveDate, NaiveDateTime};

use super::answer::{SchedaAnswer, Who, centres, national_numbers, numero};
use super::reach::{age_of, offices};
use super::words::checked_on;
use super::{Block, Pair, SedeFacts, Tone, Viewer, access};
use crate::catalog::fresh::newest_date;
use crate::catalog::hours::{self, OpenState};
use crate::catalog::model::{Ambito, Catalog, Comune, Entry, SedePlace, effective_status};
use crate::catalog::record::{NumeroUtile, Sede};
use crate::catalog::values::{Email, Phone, Stato};
use crate::lingua::phone::phone;

/// Most offices listed where the servizio has no sede of its own.
const OFFICES_SHOWN: usize = 3;

/// A pair with a plain value.
pub(super) fn pair(label: &'static str, value: impl Into<String>) -> Pair {
    Pair { label, value: value.into(), tone: Tone::Plain }
}

/// A pair that must be seen.
pub(super) fn careful(label: &'static str, value: impl Into<String>) -> Pair {
    Pair { label, value: value.into(), tone: Tone::Careful }
}

/// Name, address, hours, phones and the rest of a sede, for a person.
pub(super) fn place(catalog: &Catalog, sede: &SedePlace, now: NaiveDateTime) -> Block {
    let record = &sede.record;
    let comune = sede.comune.map(|ix| &catalog.comuni[ix]);
    let mut details = Vec::new();
    if record.riservato {
        details.push(careful("Indirizzo", format!("riservato: {}", how_to_reach_a_refuge(catalog))));
    } else if let Some(address) = address(record, comune) {
        details.push(checked(record, "address", now.date(), pair("Indirizzo", address)));
    }
    let with = |field, pair: Option<Pair>| pair.map(|p| checked(record, field, now.date(), p));
    details.extend(hours(record, now));
    details.extend(access::of_sede(record).into_iter().map(|(label, said)| pair(label, said)));
    details.extend(with("phones", phones(&record.phones)));
    details.extend(with("emails", reach("E-mail", &record.emails)));
    details.extend(with("pec", reach("PEC", &record.pec)));
    details.extend(with("website", record.website.as_ref().map(|url| pair("Sito", url.as_str()))));
    details.extend(record.note.as_ref().map(|note| pair("Nota", note.as_str())));
    details.push(origin(record, now.date()));
    Block::Place { name: record.name.to_string(), details }
}

/// A value and, where somebody asked for that field alone, when and who.
fn checked(record: &Sede, field: &str, today: NaiveDate, pair: Pair) -> Pair {
    match record.checks.get(field) {
        Some(check) => Pair { value: format!("{} – {}", pair.value, checked_on(check, today)), ..pair },
        None => pair,
    }
}

/// "indirizzo riservato": the ways in, and the national number if the catalogue has it.
fn how_to_reach_a_refuge(catalog: &Catalog) -> String {
    let number = numero(catalog, "1522").map_or_else(String::new, |n| format!(", il numero {}", n.number));
    format!("si arriva solo tramite il centro antiviolenza{number} o i servizi sociali")
}

/// "Via Albanese 63, 72022 Latiano". `None` where neither street nor comune is known.
fn address(record: &Sede, comune: Option<&Comune>) -> Option<String> {
    let town = comune.map(|c| {
        let cap = record.cap.as_deref().filter(|_| record.address.is_some());
        cap.map_or_else(|| c.record.name.to_string(), |cap| format!("{cap} {}", c.record.name))
    });
    match (record.address.as_deref(), town) {
        (Some(street), Some(town)) => Some(format!("{street}, {town}")),
        (Some(street), None) => Some(street.to_owned()),
        (None, Some(town)) => Some(format!("{town} – via non indicata")),
        (None, None) => None,
    }
}

/// The hours of a sede; an old source's are said to be so.
fn hours(record: &Sede, now: NaiveDateTime) -> Vec<Pair> {
    let doubt = if age_of(record, hours::FIELDS, now.date()).is_empty() { "" } else { " – orario da confermare" };
    let mut pairs = opening(record.hours.as_deref(), record.hours_source.as_deref(), doubt, now);
    let check = hours::FIELDS.iter().find_map(|field| record.checks.get(*field));
    if let (Some(check), Some(last)) = (check, pairs.last_mut()) {
        last.value = format!("{} – {}", last.value, checked_on(check, now.date()));
    }
    pairs
}

/// Whether it is open now, the hours in words, and the source's own words beside. `doubt` follows what is said of now.
fn opening(written: Option<&str>, source: Option<&str>, doubt: &str, now: NaiveDateTime) -> Vec<Pair> {
    let Some(written) = written else {
        return source.map(|words| pair("Orari", words)).into_iter().collect();
    };
    let state = hours::state(written, now);
    let tone = if doubt.is_empty() && matches!(state, OpenState::Open { .. }) { Tone::Good } else { Tone::Careful };
    let doubt = if state == OpenState::Unknown { "" } else { doubt };
    let value = format!("{}{doubt}", hours::now_in_words(written, now));
    let mut pairs = vec![Pair { label: super::RIGHT_NOW, value, tone }];
    match (hours::in_words(written), source.map(|s| (s, s.replace('.', ":")))) {
        // The source's words are kept beside ours: they may say more ("su appuntamento", "orario 2023").
        (Some(ours), Some((source, alike))) if ours != alike => {
            pairs.push(pair("Orari", ours));
            pairs.push(pair("Secondo la fonte", source));
        }
        (Some(ours), _) => pairs.push(pair("Orari", ours)),
        (None, source) => pairs.extend(source.map(|(words, _)| pair("Orari", words))),
    }
    pairs
}

fn phones(numbers: &[Phone]) -> Option<Pair> {
    let value: Vec<String> = numbers.iter().map(phone).collect();
    (!value.is_empty()).then(|| Pair { label: "Telefono", value: value.join(" / "), tone: Tone::Call })
}

fn reach(label: &'static str, addresses: &[Email]) -> Option<Pair> {
    let value: Vec<&str> = addresses.iter().map(Email::as_str).collect();
    (!value.is_empty()).then(|| pair(label, value.join(", ")))
}

/// How old what we know of a sede is: "notizia del 2022, da confermare".
fn origin(record: &Sede, today: NaiveDate) -> Pair {
    let newest = newest_date(&record.sources);
    let stated = record.status.unwrap_or(Stato::Attivo);
    let status = effective_status(Some(stated), newest, record.checked, today);
    let tail = match status {
        Stato::Attivo => "",
        Stato::Programmato => ", sede programmata",
        Stato::AvvisoChiuso => ", avviso chiuso",
        Stato::DaConfermare | Stato::Storico => ", da confermare",
    };
    let value = match (record.checked, newest) {
        (Some(checked), _) => {
            let by = record.checked_by.as_ref().map_or_else(String::new, |by| format!(" ({by})"));
            format!("verificata {}{by}{tail}", crate::lingua::dates::ago(checked, today))
        }
        (None, Some(date)) => format!("{}{tail}", date.in_words()),
        (None, None) => format!("senza data{tail}"),
    };
    let tone = if tail.is_empty() { Tone::Plain } else { Tone::Careful };
    Pair { label: "Notizia", value, tone }
}

/// The blocks that say where to ask when the servizio has no sede of its own.
pub(super) fn instead(entry: &Entry<'_>, answer: &SchedaAnswer<'_>, viewer: &Viewer) -> Vec<Block> {
    let (catalog, here) = (entry.catalog, &answer.here);
    let numbers = national_numbers(entry);
    let mut out: Vec<Block> = numbers.iter().map(|n| number_place(n, viewer.now)).collect();
    let Some(ambito) = here.ambito else {
        if numbers.is_empty() {
            out.push(Block::Paragraph("Scegliere il comune per vedere a chi rivolgersi.".to_owned()));
        }
        return out;
    };
    let offices = offices(catalog, ambito, here.ix);
    match &answer.who {
        Who::Place(sede) | Who::Unsure(sede, _) => out.push(place(catalog, sede, viewer.now)),
        Who::Asked { body: Some(body), .. } => {
            out.push(Block::Caution(format!("Risponde: {body}. Sede e numero non noti; si può chiedere qui:")));
        }
        _ if numbers.is_empty() => {
            out.push(Block::Caution("Nessuna sede nota per questo servizio. Si può chiedere qui:".to_owned()));
        }
        _ if !offices.is_empty() || here.comune.is_some() => {
            out.push(Block::Paragraph("Per un aiuto sul posto:".to_owned()));
        }
        _ => {}
    }
    let centres = centres(entry, here);
    let callable = offices.iter().any(|s| !s.record.phones.is_empty()) || !centres.is_empty();
    if !callable {
        // The nearest thing that can be asked is the comune itself, before an address in another one.
        out.extend(here.comune.and_then(comune_contacts));
    }
    for sede in centres.iter().chain(&offices).take(OFFICES_SHOWN) {
        let block = place(catalog, sede, viewer.now);
        if !is_repeated(&block, &out) {
            out.push(block);
        }
    }
    if !callable {
        let body = body_contacts(ambito).filter(|b| !is_repeated(b, &out));
        out.extend(body);
        if here.comune.is_none() {
            out.push(Block::Paragraph(
                "Altrimenti: i servizi sociali del comune di residenza (scegliere il comune per i recapiti)."
                    .to_owned(),
            ));
        }
    }
    out
}

/// Site, phones and addresses of the ambito itself.
pub(super) fn body_contacts(ambito: &Ambito) -> Option<Block> {
    let record = &ambito.record;
    let mut details = Vec::new();
    details.extend(phones(&record.phones));
    details.extend(reach("E-mail", &record.emails));
    details.extend(reach("PEC", &record.pec));
    details.extend(record.website.as_ref().map(|url| pair("Sito", url.as_str())));
    (!details.is_empty()).then(|| Block::Place { name: record.name.to_string(), details })
}

/// Whether some place of `shown` has the name or every detail of `block` already.
pub(super) fn is_repeated(block: &Block, shown: &[Block]) -> bool {
    let Block::Place { name, details } = block else { return false };
    shown.iter().any(|other| match other {
        Block::Place { name: theirs, details: all } => {
            name == theirs || details.iter().all(|d| all.iter().any(|t| t.value == d.value))
        }
        _ => false,
    })
}

/// The comune's own switchboard, site and PEC, said to be the comune's.
pub(super) fn comune_contacts(comune: &Comune) -> Option<Block> {
    let record = &comune.record;
    let mut details = Vec::new();
    details.extend(phones(record.switchboard.as_slice()));
    details.extend(record.pec.as_ref().map(|pec| pair("PEC", pec.as_str())));
    details.extend(record.website.as_ref().map(|url| pair("Sito", url.as_str())));
    if details.is_empty() {
        return None;
    }
    let note = if record.switchboard.is_some() {
        "centralino e recapiti generali del Comune, non verificati: chiedere dei servizi sociali"
    } else {
        "recapiti generali del Comune: chiedere dei servizi sociali"
    };
    details.push(pair("Nota", note));
    Some(Block::Place { name: format!("Comune di {}", record.name), details })
}

/// A number of the catalogue's list as a place to turn to.
fn number_place(number: &NumeroUtile, now: NaiveDateTime) -> Block {
    let mut details = vec![Pair { label: "Telefono", value: phone(&number.number), tone: Tone::Call }];
    details.extend((number.free == Some(true)).then(|| pair("Costo", "chiamata gratuita")));
    details.extend(opening(number.hours.as_deref(), number.hours_source.as_deref(), "", now));
    details.extend(number.note.as_ref().map(|note| pair("Nota", note.as_str())));
    Block::Place { name: number.name.to_string(), details }
}

/// The sede's facts for programs.
pub(super) fn facts(catalog: &Catalog, sede: &SedePlace) -> SedeFacts {
    let r = &sede.record;
    let open = |text: Option<String>| text.filter(|_| !r.riservato);
    SedeFacts {
        id: r.id.to_string(),
        name: r.name.to_string(),
        kind: r.kind.word(),
        riservato: r.riservato,
        comune: open(sede.comune.map(|ix| catalog.comuni[ix].record.name.to_string())),
        address: open(r.address.as_ref().map(ToString::to_string)),
        phones: r.phones.iter().map(ToString::to_string).collect(),
        emails: r.emails.iter().map(ToString::to_string).collect(),
        pec: r.pec.iter().map(ToString::to_string).collect(),
        website: r.website.as_ref().map(ToString::to_string),
        hours: r.hours.as_ref().map(ToString::to_string),
        hours_source: r.hours_source.as_ref().map(ToString::to_string),
        note: r.note.as_ref().map(ToString::to_string),
    }
}
