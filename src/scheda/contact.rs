//! Whom to call and where to go: sedi in words, the offices that can be asked when nothing local is known, and the next
//! step that follows from them.
//!
//! A historic sede is never a contact, and a protected one never has an address. Nothing is made up: what no record
//! states is not said.

use chrono::{NaiveDate, NaiveDateTime};

use super::words::{lower_first, of_date, phone, unended};
use super::{Block, Pair, SedeFacts, Tone, Viewer};
use crate::catalog::hours::{self, OpenState};
use crate::catalog::model::{
    Ambito, Catalog, Comune, ComuneIx, Entry, Scope, SedePlace, effective_status, newest_date,
};
use crate::catalog::record::{NumeroUtile, Sede};
use crate::catalog::values::{Email, Phone, Provider, SedeKind, Stato};

/// Papers named in the next step; the others are under "Cosa serve".
const PAPERS_IN_NEXT_STEP: usize = 3;

/// Most offices listed where the servizio has no sede of its own.
const OFFICES_SHOWN: usize = 3;

/// The tipologia that answers at once, at any hour.
const PRONTO_INTERVENTO: &str = "pronto-intervento-sociale";

/// The number that answers everywhere at any hour (Directive (EU) 2018/1972, art. 109).
const EMERGENCY: &str = "112";

/// A pair with a plain value.
pub(super) fn pair(label: &'static str, value: impl Into<String>) -> Pair {
    Pair { label, value: value.into(), tone: Tone::Plain }
}

/// A pair that must be seen.
pub(super) fn careful(label: &'static str, value: impl Into<String>) -> Pair {
    Pair { label, value: value.into(), tone: Tone::Careful }
}

fn is_storico(sede: &SedePlace) -> bool {
    sede.record.status == Some(Stato::Storico)
}

/// Where to go for `entry`: those of the chosen comune first, then the rest in the order of the catalogue; never a
/// historic one.
pub(super) fn places<'a>(entry: &Entry<'a>, viewer: &Viewer) -> Vec<&'a SedePlace> {
    let all = entry.servizio.map(|s| s.sedi.as_slice()).unwrap_or_default();
    let mut found: Vec<&SedePlace> =
        all.iter().filter_map(|ix| entry.catalog.sedi.get(ix.at())).filter(|s| !is_storico(s)).collect();
    found.sort_by_key(|s| viewer.comune.is_none() || s.comune != viewer.comune);
    found
}

/// Offices of `ambito` that can be asked about any service, best first: those of the chosen comune (Segretariato
/// sociale, PUA, Ufficio di Piano, then its switchboard), then the ambito's Ufficio di Piano and PUA; among equals those
/// that can be called. The Segretariato of another comune is offered only where no comune is chosen.
pub(super) fn offices<'a>(catalog: &'a Catalog, ambito: &Ambito, comune: Option<ComuneIx>) -> Vec<&'a SedePlace> {
    let mut found: Vec<((bool, u8, u8), &SedePlace)> = Vec::new();
    for sede in ambito.sedi.iter().filter_map(|ix| catalog.sedi.get(ix.at())) {
        let record = &sede.record;
        let here = comune.is_some() && sede.comune == comune;
        let kind = match (record.kind, here, comune) {
            (SedeKind::SegretariatoSociale, true, _) | (SedeKind::UfficioDiPiano, false, _) => 0,
            (SedeKind::Pua, _, _) => 1,
            (SedeKind::UfficioDiPiano, true, _) | (SedeKind::SegretariatoSociale, false, None) => 2,
            (SedeKind::Altro, true, _) if record.name.starts_with("Comune di ") && record.types.is_empty() => 3,
            _ => continue,
        };
        let reach = match record {
            r if !r.phones.is_empty() => 0,
            r if !r.emails.is_empty() => 1,
            r if !r.pec.is_empty() || r.address.is_some() => 2,
            _ => continue,
        };
        if is_storico(sede) || record.riservato {
            continue;
        }
        let rank = if here { (false, kind, reach) } else { (true, reach, kind) };
        found.push((rank, sede));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, sede)| sede).collect()
}

/// Name, address, hours, phones and the rest of a sede, for a person.
pub(super) fn place(catalog: &Catalog, sede: &SedePlace, now: NaiveDateTime) -> Block {
    let record = &sede.record;
    let comune = sede.comune.and_then(|ix| catalog.comuni.get(ix.at()));
    let mut details = Vec::new();
    if record.riservato {
        details.push(careful("Indirizzo", format!("riservato: {}", how_to_reach_a_refuge(catalog))));
    } else if let Some(address) = address(record, comune) {
        details.push(pair("Indirizzo", address));
    }
    details.extend(hours(record, now));
    details.extend(phones(&record.phones));
    details.extend(reach("E-mail", &record.emails));
    details.extend(reach("PEC", &record.pec));
    details.extend(record.website.as_ref().map(|url| pair("Sito", url.as_str())));
    details.extend(record.note.as_ref().map(|note| pair("Nota", note.as_str())));
    details.push(origin(record, now.date()));
    Block::Place { name: record.name.to_string(), details }
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
    let doubt = if age_of(record, now.date()).is_empty() { "" } else { " – orario da confermare" };
    opening(record.hours.as_deref(), record.hours_source.as_deref(), doubt, now)
}

/// Whether it is open now, the hours in words, and the source's own words beside. `doubt` follows what is said of now.
fn opening(written: Option<&str>, source: Option<&str>, doubt: &str, now: NaiveDateTime) -> Vec<Pair> {
    let Some(written) = written else {
        return source.map(|words| pair("Orari", words)).into_iter().collect();
    };
    let state = hours::state(written, now);
    let tone = if matches!(state, OpenState::Open { .. }) { Tone::Good } else { Tone::Careful };
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
            format!("verificata {}{by}{tail}", super::words::ago(checked, today))
        }
        (None, Some(date)) => format!("{}{tail}", date.in_words()),
        (None, None) => format!("senza data{tail}"),
    };
    let tone = if tail.is_empty() { Tone::Plain } else { Tone::Careful };
    Pair { label: "Notizia", value, tone }
}

/// The blocks that say where to ask when the servizio has no sede of its own.
pub(super) fn instead(entry: &Entry<'_>, ambito: Option<&Ambito>, viewer: &Viewer) -> Vec<Block> {
    let catalog = entry.catalog;
    let mut out = Vec::new();
    let numbers = national_numbers(entry);
    if !numbers.is_empty() {
        out.extend(numbers.iter().map(|n| number_place(n, viewer.now)));
    }
    let comune = viewer.comune.and_then(|ix| catalog.comuni.get(ix.at()));
    let Some(ambito) = ambito else {
        if numbers.is_empty() {
            out.push(Block::Paragraph("Scegliere il comune per vedere a chi rivolgersi.".to_owned()));
        }
        return out;
    };
    let offices = offices(catalog, ambito, comune_in(ambito, viewer));
    if numbers.is_empty() {
        out.push(Block::Caution("Nessuna sede nota per questo servizio. Si può chiedere qui:".to_owned()));
    } else if !offices.is_empty() || comune.is_some() {
        out.push(Block::Paragraph("Per un aiuto sul posto:".to_owned()));
    }
    let here = comune.filter(|_| comune_in(ambito, viewer).is_some()).or_else(|| only_comune(catalog, ambito));
    let callable = offices.iter().any(|s| !s.record.phones.is_empty()) || !centres(entry, ambito, viewer).is_empty();
    if !callable {
        // The nearest thing that can be asked is the comune itself, before an address in another one.
        out.extend(here.and_then(comune_contacts));
    }
    let centres = centres(entry, ambito, viewer);
    out.extend(centres.iter().chain(&offices).take(OFFICES_SHOWN).map(|sede| place(catalog, sede, viewer.now)));
    if !callable {
        let body = body_contacts(ambito).filter(|b| !is_repeated(b, &out));
        out.extend(body);
        if here.is_none() {
            out.push(Block::Paragraph(
                "Altrimenti: i servizi sociali del comune di residenza (scegliere il comune per i recapiti)."
                    .to_owned(),
            ));
        }
    }
    out
}

/// The chosen comune, where it belongs to `ambito`.
pub(super) fn comune_in(ambito: &Ambito, viewer: &Viewer) -> Option<ComuneIx> {
    viewer.comune.filter(|ix| ambito.comuni.contains(ix))
}

fn only_comune<'a>(catalog: &'a Catalog, ambito: &Ambito) -> Option<&'a Comune> {
    match ambito.comuni.as_slice() {
        [one] => catalog.comuni.get(one.at()),
        _ => None,
    }
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

/// The comune's own site and PEC, said to be the comune's.
pub(super) fn comune_contacts(comune: &Comune) -> Option<Block> {
    let record = &comune.record;
    let mut details = Vec::new();
    details.extend(record.pec.as_ref().map(|pec| pair("PEC", pec.as_str())));
    details.extend(record.website.as_ref().map(|url| pair("Sito", url.as_str())));
    if details.is_empty() {
        return None;
    }
    details.push(pair("Nota", "recapiti generali del Comune: chiedere dei servizi sociali"));
    Some(Block::Place { name: format!("Comune di {}", record.name), details })
}

/// A number of the catalogue's list.
pub(super) fn numero<'a>(catalog: &'a Catalog, id: &str) -> Option<&'a NumeroUtile> {
    catalog.numeri.iter().find(|n| n.id.as_str() == id)
}

/// The national numbers that answer for an entry: INPS for what INPS pays, 112 for what cannot wait, the anti-violence
/// number for what is there first of all for women who suffer violence.
pub(super) fn national_numbers<'a>(entry: &Entry<'a>) -> Vec<&'a NumeroUtile> {
    let catalog = entry.catalog;
    if is_pronto_intervento(entry) {
        return numero(catalog, EMERGENCY).into_iter().collect();
    }
    if entry.tipologia.record.provider == Provider::Inps {
        return catalog.numeri.iter().filter(|n| n.id.starts_with("inps-") || n.name.starts_with("INPS")).collect();
    }
    if is_for_violence(entry) { numero(catalog, "1522").into_iter().collect() } else { Vec::new() }
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
        comune: open(sede.comune.and_then(|ix| catalog.comuni.get(ix.at())).map(|c| c.record.name.to_string())),
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

/// The one line that every scheda ends with: whom to call or where to go, with which papers.
pub(super) fn next_step(entry: &Entry<'_>, ambito: Option<&Ambito>, viewer: &Viewer) -> String {
    let today = viewer.now.date();
    let status = entry.status(today);
    let measure = is_measure(entry);
    let mut sentences = if is_pronto_intervento(entry) {
        at_once(entry.catalog, ambito, viewer)
    } else {
        vec![whom(entry, ambito, viewer, measure)]
    };
    sentences.extend(caution(status, measure).map(ToOwned::to_owned));
    let papers = entry.documents();
    if !papers.is_empty() && !matches!(status, Some(Stato::Storico | Stato::AvvisoChiuso)) {
        let named: Vec<String> = papers.iter().take(PAPERS_IN_NEXT_STEP).map(|p| lower_first(unended(p))).collect();
        let more = if papers.len() > PAPERS_IN_NEXT_STEP { "; il resto è in «Cosa serve»" } else { "" };
        sentences.push(format!("Portare: {}{more}", named.join("; ")));
    }
    let whole: Vec<&str> = sentences.iter().map(|s| unended(s)).collect();
    format!("{}.", whole.join(". "))
}

fn is_pronto_intervento(entry: &Entry<'_>) -> bool {
    entry.tipologia.record.id.as_str() == PRONTO_INTERVENTO
}

/// What to do in a social emergency, now and when offices are closed: 112, then the pronto intervento sociale of `ambito`
/// where its number is known, else the office that answers by day. Offices keep hours: none is named without saying that
/// at night and on holidays it is 112.
fn at_once(catalog: &Catalog, ambito: Option<&Ambito>, viewer: &Viewer) -> Vec<String> {
    let danger = format!("In pericolo: {EMERGENCY}");
    let Some((number, sede)) = ambito.and_then(|a| pronto_intervento(catalog, a)) else {
        let by_day = by_day(catalog, ambito, viewer);
        return vec![danger, format!("Di notte e nei festivi: {EMERGENCY}; di giorno: {by_day}")];
    };
    let (number, age) = (phone(number), age_of(&sede.record, viewer.now.date()));
    if is_always_open(sede) {
        let unsure = if age.is_empty() { String::new() } else { format!("; se non risponde: {EMERGENCY}") };
        return vec![danger, format!("Pronto intervento sociale: {number} (24 ore){age}{unsure}")];
    }
    let hours = hours_in_words(&sede.record).unwrap_or_else(|| "orario non noto".to_owned());
    vec![
        danger,
        format!("Pronto intervento sociale: {number}, {hours}{age}"),
        format!("Di notte e nei festivi, se non risponde: {EMERGENCY}"),
    ]
}

/// The number of the pronto intervento sociale of `ambito` and where it is answered, one that is always answered first.
fn pronto_intervento<'a>(catalog: &'a Catalog, ambito: &Ambito) -> Option<(&'a Phone, &'a SedePlace)> {
    let all = ambito.sedi.iter().filter_map(|ix| catalog.sedi.get(ix.at()));
    all.filter(|s| s.record.kind == SedeKind::Altro && !is_storico(s) && !s.record.riservato)
        .filter(|s| s.record.types.iter().any(|t| t.as_str() == PRONTO_INTERVENTO))
        .filter_map(|s| Some((s.record.phones.first()?, s)))
        .min_by_key(|(_, s)| !is_always_open(s))
}

fn is_always_open(sede: &SedePlace) -> bool {
    sede.record.hours.as_deref() == Some("24/7")
}

/// The office that answers by day, with its telephone and, where they are known, its hours; without a telephone that is
/// said.
fn by_day(catalog: &Catalog, ambito: Option<&Ambito>, viewer: &Viewer) -> String {
    let here = ambito.and_then(|a| comune_in(a, viewer));
    let office = ambito.into_iter().flat_map(|a| offices(catalog, a, here).into_iter().map(move |s| (a, s)));
    let mut office = office.filter(|(a, s)| here.is_some() || !is_one_of_many(a, s));
    let called = office.find_map(|(_, s)| Some((named(catalog, s), phone(s.record.phones.first()?), &s.record)));
    if let Some((name, number, record)) = called {
        let hours = hours_in_words(record).map_or_else(String::new, |h| format!(", {h}"));
        return format!("{name}, {number}{hours}{}", age_of(record, viewer.now.date()));
    }
    if let Some((ambito, number)) = ambito.and_then(|a| Some((a, a.record.phones.first()?))) {
        return format!("{}, {}", ambito.record.name, phone(number));
    }
    let Some(ambito) = ambito else {
        return "servizi sociali del comune di residenza, numero non noto: scegliere il comune".to_owned();
    };
    let ask = lower_first(&ask_body(catalog, ambito, viewer));
    match ask.split_once(": ") {
        Some((whom, way)) => format!("{whom}, numero non noto ({way})"),
        None => format!("{ask}, numero non noto"),
    }
}

/// The hours of a sede in our words, else in those of its source.
fn hours_in_words(record: &Sede) -> Option<String> {
    let ours = record.hours.as_deref().and_then(hours::in_words);
    ours.or_else(|| record.hours_source.as_ref().map(ToString::to_string))
}

/// The anti-violence centres of `ambito`, that of the chosen comune first, for what goes through them; none otherwise.
fn centres<'a>(entry: &Entry<'a>, ambito: &Ambito, viewer: &Viewer) -> Vec<&'a SedePlace> {
    if !is_for_violence(entry) {
        return Vec::new();
    }
    let all = ambito.sedi.iter().filter_map(|ix| entry.catalog.sedi.get(ix.at()));
    let usable = |s: &&SedePlace| {
        s.record.kind == SedeKind::CentroAntiviolenza
            && !is_storico(s)
            && !s.record.riservato
            && !s.record.phones.is_empty()
    };
    let mut found: Vec<&SedePlace> = all.filter(usable).collect();
    found.sort_by_key(|s| viewer.comune.is_none() || s.comune != viewer.comune);
    found
}

/// Whether an entry is there first of all for women who suffer violence.
fn is_for_violence(entry: &Entry<'_>) -> bool {
    let first = entry.targets().first().and_then(|t| entry.catalog.destinatari.get(t.at()));
    let area = entry.catalog.aree.get(entry.area().at());
    first.is_some_and(|t| t.id.as_str() == "donne-vittime-di-violenza")
        && area.is_some_and(|a| a.id.as_str() == "violenza-maltrattamento")
}

/// Whether it is asked for where its norm says, and not at an office of the ambito: national and regional measures, and
/// the tipologie that somebody else answers for.
fn is_measure(entry: &Entry<'_>) -> bool {
    match entry.scope() {
        Some(Scope::Ambito(_)) => false,
        Some(Scope::Regione | Scope::Italia) => true,
        None => !matches!(entry.tipologia.record.provider, Provider::Ambito | Provider::Comune),
    }
}

/// Whom to call or where to go.
fn whom(entry: &Entry<'_>, ambito: Option<&Ambito>, viewer: &Viewer, measure: bool) -> String {
    let catalog = entry.catalog;
    let number = national_numbers(entry).first().map(|n| format!("{} ({})", phone(&n.number), n.name));
    let step = entry.how_to_apply().first().map(|s| unended(s).to_owned());
    let own = places(entry, viewer)
        .into_iter()
        .filter(|sede| !measure || ambito.is_some_and(|a| catalog.ambiti.get(sede.ambito.at()) == Some(a)))
        .find_map(|sede| go_to(catalog, sede, viewer.now).map(|way| (sede, way)));
    if let Some((sede, way)) = own {
        // Nobody is sent to an address that only an old source knows, while there is an office to call.
        let record = &sede.record;
        let answers = !record.phones.is_empty() || !record.emails.is_empty();
        let sure = answers || age_of(record, viewer.now.date()).is_empty();
        let call =
            || callable(catalog, ambito?, viewer).map(|office| format!("{office}; chiedere di: {}", record.name));
        let way = if sure { way } else { call().unwrap_or(way) };
        return match number {
            // Where nobody at the place can be called, the number that always answers comes first.
            Some(number) if record.phones.is_empty() => format!("Chiamare {number}; oppure {}", lower_first(&way)),
            Some(number) => format!("{way}; oppure {number}"),
            None => way,
        };
    }
    let centre = ambito.and_then(|a| centres(entry, a, viewer).into_iter().find_map(|s| go_to(catalog, s, viewer.now)));
    if let (Some(centre), Some(number)) = (centre, &number) {
        return format!("{centre}; oppure {number}");
    }
    match (step, number) {
        (Some(step), Some(number)) if measure => format!("{step}. Per informazioni: {number}"),
        (Some(step), None) if measure => match desk_for(entry, ambito, viewer) {
            Some(desk) => format!("{step}. Per informazioni: {}", lower_first(&desk)),
            None => step,
        },
        (_, Some(number)) => match ambito.map(|a| ask(catalog, a, viewer)) {
            Some(office) => format!("Chiamare {number}; oppure {}", lower_first(&office)),
            None => format!("Chiamare {number}"),
        },
        (step, None) => ambito
            .map(|a| ask(catalog, a, viewer))
            .or(step)
            .unwrap_or_else(|| "Chiedere al Segretariato sociale del comune di residenza".to_owned()),
    }
}

/// The best office of `ambito` that has a phone or an e-mail address.
fn callable(catalog: &Catalog, ambito: &Ambito, viewer: &Viewer) -> Option<String> {
    offices(catalog, ambito, comune_in(ambito, viewer))
        .into_iter()
        .find(|s| !s.record.phones.is_empty() || !s.record.emails.is_empty())
        .and_then(|sede| go_to_office(catalog, ambito, sede, viewer))
}

/// Whether a sede answers for the residents of one comune among several.
fn is_one_of_many(ambito: &Ambito, sede: &SedePlace) -> bool {
    sede.record.kind == SedeKind::SegretariatoSociale && ambito.comuni.len() > 1
}

/// [`go_to`] for an office of `ambito`. The Segretariato of one comune among several answers for its own residents: where
/// no comune is chosen, that is said first.
fn go_to_office(catalog: &Catalog, ambito: &Ambito, sede: &SedePlace, viewer: &Viewer) -> Option<String> {
    let way = go_to(catalog, sede, viewer.now)?;
    let comune = sede.comune.and_then(|ix| catalog.comuni.get(ix.at()));
    Some(match comune.filter(|_| is_one_of_many(ambito, sede) && comune_in(ambito, viewer).is_none()) {
        Some(c) => format!(
            "Chiedere ai servizi sociali del comune di residenza; per {}: {}",
            c.record.name,
            lower_first(&way).replacen(": ", " ", 1)
        ),
        None => way,
    })
}

/// The office of the chosen comune that helps with a measure, where comuni and ambiti have a hand in it and an office
/// can be reached.
fn desk_for(entry: &Entry<'_>, ambito: Option<&Ambito>, viewer: &Viewer) -> Option<String> {
    let provider = entry.tipologia.record.provider;
    let ambito = ambito.filter(|_| matches!(provider, Provider::Comune | Provider::Ambito | Provider::Regione))?;
    callable(entry.catalog, ambito, viewer)
        .or_else(|| (provider == Provider::Comune).then(|| ask_body(entry.catalog, ambito, viewer)))
}

/// What to ask besides, where the service may not be there.
fn caution(status: Option<Stato>, measure: bool) -> Option<&'static str> {
    match status? {
        Stato::Attivo => None,
        Stato::DaConfermare if measure => Some("Verificare che la misura sia ancora attiva"),
        Stato::DaConfermare => Some("Verificare che il servizio sia attivo"),
        Stato::Programmato => Some("Verificare che il servizio sia partito"),
        Stato::AvvisoChiuso => Some("Verificare se è previsto un nuovo avviso"),
        Stato::Storico => Some("Verificare se c'è ancora o che cosa lo ha sostituito"),
    }
}

/// "Chiamare: Servizi sociali di Latiano, 0831 …" – by the nearest way that is known. `None` where there is none, and for
/// a protected place: nobody is sent there.
pub(super) fn go_to(catalog: &Catalog, sede: &SedePlace, now: NaiveDateTime) -> Option<String> {
    let record = &sede.record;
    let name = named(catalog, sede);
    if record.riservato {
        return None;
    }
    if let Some(number) = record.phones.first() {
        return Some(format!("Chiamare: {name}, {}{}", phone(number), age_of(record, now.date())));
    }
    if let Some(street) = &record.address {
        let hours = hours_in_words(record).map_or_else(String::new, |h| format!(", {h}"));
        let email = record.emails.first().map_or_else(String::new, |e| format!(", {e}"));
        return Some(format!("Andare a: {name}, {street}{hours}{email}{}", age_of(record, now.date())));
    }
    let address = record.emails.first().or(record.pec.first())?;
    Some(format!("Scrivere a: {name}, {address}"))
}

/// The name of a sede, with its comune in brackets where the name does not say it.
fn named(catalog: &Catalog, sede: &SedePlace) -> String {
    let name = &sede.record.name;
    match sede.comune.and_then(|ix| catalog.comuni.get(ix.at())) {
        Some(c) if !name.contains(c.record.name.as_str()) => format!("{name} ({})", c.record.name),
        _ => name.to_string(),
    }
}

/// " (dato del 2020, da verificare)" where what is known of a sede is older than two years or undated.
fn age_of(record: &Sede, today: NaiveDate) -> String {
    let newest = newest_date(&record.sources);
    match effective_status(Some(Stato::Attivo), newest, record.checked, today) {
        Stato::Attivo => String::new(),
        _ => newest.map_or_else(
            || " (senza data, da verificare)".to_owned(),
            |date| format!(" (dato {}, da verificare)", of_date(date)),
        ),
    }
}

/// Whom to ask about anything in `ambito`: its best office, else the ways of [`ask_body`]. Nobody is sent to another
/// comune on the strength of an address alone.
pub(super) fn ask(catalog: &Catalog, ambito: &Ambito, viewer: &Viewer) -> String {
    let here = comune_in(ambito, viewer);
    let near = |s: &&SedePlace| {
        here.is_none() || s.comune == here || !s.record.phones.is_empty() || !s.record.emails.is_empty()
    };
    // Where no comune is chosen, the ambito's own phone comes before the Segretariato of one comune among several.
    let for_all = |s: &&SedePlace| here.is_some() || ambito.record.phones.is_empty() || !is_one_of_many(ambito, s);
    offices(catalog, ambito, here)
        .into_iter()
        .filter(near)
        .filter(for_all)
        .find_map(|sede| go_to_office(catalog, ambito, sede, viewer))
        .unwrap_or_else(|| ask_body(catalog, ambito, viewer))
}

/// The ambito's own phone, else the comune's site and PEC, else the ambito's.
fn ask_body(catalog: &Catalog, ambito: &Ambito, viewer: &Viewer) -> String {
    let record = &ambito.record;
    if let Some(number) = record.phones.first() {
        return format!("Chiamare: {}, {}", record.name, phone(number));
    }
    let comune = comune_in(ambito, viewer).and_then(|ix| catalog.comuni.get(ix.at()));
    if let Some(comune) = comune.or_else(|| only_comune(catalog, ambito)) {
        let name = &comune.record.name;
        let site = comune.record.website.as_ref().map(|u| format!("recapiti sul sito {}", bare(u)));
        let way = site.or_else(|| comune.record.pec.as_ref().map(|p| format!("PEC {p}")));
        let asks = format!("Chiedere ai servizi sociali del Comune di {name}");
        return way.map_or_else(|| asks.clone(), |way| format!("{asks}: {way}"));
    }
    let site = record.website.as_ref().map(|u| format!("sito {}", bare(u)));
    let mail = record.emails.first().or(record.pec.first()).map(ToString::to_string);
    let asks = "Chiedere ai servizi sociali del comune di residenza o all'Ufficio di Piano";
    mail.or(site).map_or_else(|| asks.to_owned(), |way| format!("{asks}: {way}"))
}

/// A web address as it is read aloud: without `http://` and without the last slash.
fn bare(url: &str) -> &str {
    url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/')
}
