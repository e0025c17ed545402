//! What a scheda opens with: for whom, where, when, with which papers, and the first step, short enough for the first screen.
//!
//! Lays out an [`SchedaAnswer`]; what is left out for want of room is said to stand below.

use chrono::NaiveDate;

use super::answer::{IF_AGAIN, SchedaAnswer, Who, pronto_intervento};
use super::contact::{careful, pair};
use super::reach::{Here, Reach, age_of, hours_in_words, named};
use super::requirements;
use super::words::value_of;
use super::{Pair, Tone, term};
use crate::catalog::model::{Entry, SedeIx, SedePlace};
use crate::catalog::record::{NumeroUtile, Requirement};
use crate::catalog::values::{Basis, Stato};
use crate::catalog::{distance, hours};
use crate::lingua::lines::wrap;
use crate::lingua::lists::at;
use crate::lingua::phone::phone;
use crate::lingua::sentences::{lower_first, unended};

/// Label of for whom it is.
pub const WHO: &str = "CHI";
/// Label of where to go.
pub const WHERE: &str = "DOVE";
/// Label of the number to dial.
pub const CALL: &str = "TELEFONO";
/// Label of when somebody is there.
pub const WHEN: &str = "QUANDO";
/// Label of the papers.
pub const BRING: &str = "PORTARE";
/// Label of the first step.
pub const HOW: &str = "COME";

/// Columns of the values at the size the screen is designed for.
const COLUMNS: usize = 68;

/// Columns of the title there.
const TITLE: usize = 78;

/// Lines that title and opening may take at 80x24, the next step below them.
pub(super) const LINES: usize = 13;

/// What is said where no hours are known.
pub const NO_HOURS: &str = "orari non noti";

/// Who answers where no comune is chosen.
const RESIDENTS: &str = "servizi sociali del comune di residenza";

/// What the opening says of a scheda besides its answer.
pub(super) struct Besides<'a> {
    /// Title, whose lines count.
    pub title: &'a str,
    /// The comuni it is limited to.
    pub only: Option<Pair>,
    /// No service of this tipologia is known where the question is asked from.
    pub unknown_here: bool,
}

/// The opening, and its line of hours as it goes on paper: without what holds only now.
pub(super) fn lay_out(entry: &Entry<'_>, answer: &SchedaAnswer<'_>, besides: &Besides<'_>) -> (Vec<Pair>, Pair) {
    let place = OpeningPlace::of(entry, answer, besides.unknown_here);
    let taken = wrap(besides.title, TITLE).len();
    // The papers give way first, then for whom it is, then the first step.
    let steps = [(2, 2, 3), (2, 2, 2), (2, 1, 2), (1, 1, 2), (1, 1, 1)];
    let mut opening = Vec::new();
    for (who_lines, bring_lines, how_lines) in steps {
        opening = vec![who(entry, answer, besides.only.as_ref(), who_lines)];
        opening.extend(place.pairs());
        opening.push(bring(entry, bring_lines));
        opening.push(how(entry, answer, place.call.tone == Tone::Call, how_lines));
        let lines: usize = opening.iter().map(|p| wrap(&p.value, COLUMNS).len()).sum();
        if taken + lines <= LINES {
            break;
        }
    }
    let timetable = place.timetable();
    (opening, timetable)
}

/// Where, by which number, and when.
pub(super) struct OpeningPlace {
    address: Pair,
    call: Pair,
    when: Pair,
    timetable: String,
}

impl OpeningPlace {
    pub(super) fn pairs(&self) -> [Pair; 3] {
        [self.address.clone(), self.call.clone(), self.when.clone()]
    }

    pub(super) fn timetable(&self) -> Pair {
        pair(WHEN, self.timetable.clone())
    }

    fn of(entry: &Entry<'_>, answer: &SchedaAnswer<'_>, unknown_here: bool) -> Self {
        let here = &answer.here;
        let mut found = match &answer.who {
            Who::AtOnce => at_once(here),
            Who::Place(sede) => {
                let own = sede.record.phones.iter().take(2).map(phone).collect::<Vec<_>>().join(" / ");
                let call = if own.is_empty() {
                    here.instead_of(sede)
                        .filter(|_| answer.number.is_none())
                        .map(|r| number_of(here, r, answer.ask_for))
                } else {
                    Some(format!("{own}{}", Reach::Sede(sede).check(here.now.date())))
                };
                let call = match (call, answer.number.map(|n| phone(&n.number))) {
                    (Some(call), Some(number)) if answer.is_closed(sede) => Some(format!("{number} oppure {call}")),
                    (Some(call), Some(number)) => Some(format!("{call} oppure {number}")),
                    (call, number) => call.or(number),
                };
                Self::new(street(here, sede), call, hours_of(here, sede))
            }
            Who::Unsure(sede, reach) => {
                let ask = format!("di «{}»", sede.record.name);
                let place = format!("{}: chiamare prima", street(here, sede));
                let office = number_of(here, *reach, Some(&ask));
                // Who answers for it at any hour comes before an office that only passes the call on.
                let call =
                    answer.number.map_or_else(|| office.clone(), |n| format!("{} oppure {office}", phone(&n.number)));
                Self::new(place, Some(call), hours_of(here, sede))
            }
            Who::Asked { body, reach } => asked(answer, body.as_deref(), *reach),
        };
        if entry.servizio.is_some_and(|s| s.sedi.iter().any(|ix| is_protected(here, *ix))) {
            found.address.value = format!("indirizzo riservato, si arriva tramite: {}", found.address.value);
        }
        // What only a norm requires, or nobody knows of here, is never passed off as a service that is there.
        let only_norm = entry.servizio.is_some_and(|s| s.basis == Basis::Norma).then_some("presenza da confermare");
        let doubt = if unknown_here { Some("non noto qui") } else { only_norm };
        if let (Some(doubt), Who::Asked { body: None, .. }) = (doubt, &answer.who) {
            found.address = careful(WHERE, format!("{doubt} – {}", found.address.value));
        }
        let today = here.now.date();
        let status = match entry.status(today) {
            Some(Stato::AvvisoChiuso) => term::over_in_words(entry, today),
            Some(Stato::Programmato) => term::to_come(entry.term(), today)
                .unwrap_or_else(|| "programmato, non è detto che sia partito".to_owned()),
            Some(Stato::Storico) => "c'era in passato, oggi non è confermato".to_owned(),
            _ => return found,
        };
        found.when = careful(WHEN, format!("{status}; {}", found.when.value));
        found.timetable = format!("{status}; {}", found.timetable);
        found
    }

    fn new(place: String, call: Option<String>, hours: Presence) -> Self {
        let call = match call {
            Some(value) => Pair { label: CALL, value, tone: Tone::Call },
            None => careful(CALL, "scegliere il comune per il numero"),
        };
        let when = Pair { label: WHEN, value: hours.now, tone: hours.tone };
        Self { address: pair(WHERE, place), call, when, timetable: hours.table }
    }

    /// Who answers about an ambito as a whole.
    pub(super) fn of_ambito(here: &Here<'_>) -> Self {
        let reach = here.answering(true);
        let place = reach.map_or_else(|| RESIDENTS.to_owned(), |r| residents_first(here, r, None));
        let hours = reach.map_or_else(Presence::unknown, |r| hours_of_reach(here, r));
        Self::new(place, reach.map(|r| number_of(here, r, None)), hours)
    }
}

fn is_protected(here: &Here<'_>, ix: SedeIx) -> bool {
    here.catalog.sedi[ix].record.riservato
}

/// Nobody whose place is known.
fn asked(answer: &SchedaAnswer<'_>, body: Option<&str>, reach: Option<Reach<'_>>) -> OpeningPlace {
    let here = &answer.here;
    let call = reach.map(|r| number_of(here, r, answer.ask_for));
    let hours = || reach.map_or_else(Presence::unknown, |r| hours_of_reach(here, r));
    if let Some(body) = body {
        return OpeningPlace::new(format!("{body}: sede non nota qui, chiedere dov'è"), call, hours());
    }
    match (answer.number, reach) {
        (Some(number), _) => {
            let hours = hours_of_number(here, number);
            OpeningPlace::new(number.name.to_string(), Some(phone(&number.number)), hours)
        }
        (None, Some(reach)) => {
            let name = residents_first(here, reach, answer.ask_for);
            let place = if answer.informs { format!("per informazioni, {name}") } else { name };
            OpeningPlace::new(place, call, hours())
        }
        (None, None) => OpeningPlace::new(RESIDENTS.to_owned(), None, Presence::unknown()),
    }
}

/// A social emergency: 112 and whoever answers at once.
fn at_once(here: &Here<'_>) -> OpeningPlace {
    if let Some((number, sede)) = pronto_intervento(here) {
        let age = Reach::Sede(sede).age(here.now.date());
        let call = format!("{}{age} · in pericolo: 112", phone(number));
        return OpeningPlace::new(named(here.catalog, sede), Some(call), hours_of(here, sede));
    }
    let reach = here.answering(true);
    let by_day = reach.map(|r| format!(" · di giorno: {}", number_of(here, r, None))).unwrap_or_default();
    let hours = reach.map_or_else(Presence::unknown, |r| hours_of_reach(here, r));
    let place = "pronto intervento sociale: numero non noto qui".to_owned();
    let when = Presence {
        now: format!("112: sempre · di giorno: {}", hours.now),
        table: format!("112: sempre · di giorno: {}", hours.table),
        tone: hours.tone,
    };
    OpeningPlace::new(place, Some(format!("112{by_day}")), when)
}

/// "Sportello sociale, Via Finta 5, 73998 Casal Finto"; that it is in another comune is said, and how far it is.
pub(super) fn street(here: &Here<'_>, sede: &SedePlace) -> String {
    let record = &sede.record;
    let comune = sede.comune.map(|ix| &here.catalog.comuni[ix]);
    let elsewhere = match here.comune {
        Some(own) if here.ix != sede.comune && comune.is_some() => {
            let km = here.from.and_then(|from| distance::to_sede(here.catalog, from, sede));
            let far = km.map_or_else(String::new, |km| format!(": {} in linea d'aria", distance::in_words(km)));
            format!(" (non {}{far})", at(&own.record.name))
        }
        _ => String::new(),
    };
    match (&record.address, comune) {
        (Some(street), Some(comune)) => format!("{}, {street}, {}{elsewhere}", record.name, comune.record.name),
        (Some(street), None) => format!("{}, {street}", record.name),
        (None, _) => format!("{}{elsewhere}", named(here.catalog, sede)),
    }
}

/// Who it is that is called; where it is the office of one comune among several, that its own residents call it.
fn residents_first(here: &Here<'_>, reach: Reach<'_>, ask_for: Option<&str>) -> String {
    let name = name_of(here, reach, ask_for);
    match here.is_one_of_many(reach) {
        Some(comune) => format!("{RESIDENTS}; per {}: {name}", comune.record.name),
        None => name,
    }
}

pub(super) fn name_of(here: &Here<'_>, reach: Reach<'_>, ask_for: Option<&str>) -> String {
    match reach {
        Reach::Sede(sede) => street(here, sede),
        Reach::Ambito(ambito) => ambito.record.name.to_string(),
        Reach::Comune(comune) => {
            format!("Comune di {}: chiedere {}", comune.record.name, ask_for.unwrap_or("dei servizi sociali"))
        }
    }
}

/// The number, and whose it is where the line above does not say it.
fn number_of(here: &Here<'_>, reach: Reach<'_>, ask_for: Option<&str>) -> String {
    let number = reach.phone().map(phone).unwrap_or_default();
    match (reach, ask_for) {
        (Reach::Sede(sede), _) => {
            let all: Vec<String> = sede.record.phones.iter().take(2).map(phone).collect();
            format!("{}{}", all.join(" / "), reach.check(here.now.date()))
        }
        (Reach::Ambito(_), _) => number,
        (Reach::Comune(c), None) => format!("{number} (centralino del Comune di {})", c.record.name),
        (Reach::Comune(c), Some(what)) => {
            format!("{number} (centralino del Comune di {}: chiedere {what})", c.record.name)
        }
    }
}

/// When somebody is there.
struct Presence {
    /// As it is at this moment, then the hours.
    now: String,
    /// The hours alone.
    table: String,
    tone: Tone,
}

impl Presence {
    fn unknown() -> Self {
        Self { now: NO_HOURS.to_owned(), table: NO_HOURS.to_owned(), tone: Tone::Careful }
    }

    fn of(here: &Here<'_>, written: Option<&str>, table: Option<String>, doubt: &str) -> Self {
        let Some(table) = table else { return Self::unknown() };
        let table = format!("{table}{doubt}");
        let Some(written) = written else {
            return Self { now: table.clone(), table, tone: Tone::Plain };
        };
        // What an old source says is never sure, and that it is old is said beside it.
        let open = doubt.is_empty() && here.need.finds_open(written, here.now);
        let state = here.need.on_the_day(written, here.now).unwrap_or_else(|| hours::now_in_words(written, here.now));
        // "Sempre aperto" says it of now too.
        let whole = if table.starts_with("sempre aperto") { table.clone() } else { format!("{state} – {table}") };
        let now =
            if wrap(&whole, COLUMNS).len() <= 2 { whole } else { format!("{state}{doubt} – orari: vedi sotto") };
        Self { now, table, tone: if open { Tone::Good } else { Tone::Careful } }
    }
}

fn hours_of(here: &Here<'_>, sede: &SedePlace) -> Presence {
    let old = !age_of(&sede.record, hours::FIELDS, here.now.date()).is_empty();
    let doubt = if old { " (da confermare)" } else { "" };
    Presence::of(here, sede.record.hours.as_deref(), hours_in_words(&sede.record), doubt)
}

fn hours_of_reach(here: &Here<'_>, reach: Reach<'_>) -> Presence {
    match reach {
        Reach::Sede(sede) => hours_of(here, sede),
        Reach::Ambito(_) | Reach::Comune(_) => Presence::unknown(),
    }
}

fn hours_of_number(here: &Here<'_>, number: &NumeroUtile) -> Presence {
    let written = number.hours.as_deref();
    let table = written.and_then(hours::in_words).or_else(|| number.hours_source.as_ref().map(ToString::to_string));
    Presence::of(here, written, table, "")
}

/// For whom: the first group it is for, then what decides, the most telling first.
fn who(entry: &Entry<'_>, answer: &SchedaAnswer<'_>, only: Option<&Pair>, lines: usize) -> Pair {
    let today = answer.here.now.date();
    let mut all: Vec<&Requirement> = entry.eligibility().requirements.iter().collect();
    all.sort_by_key(|r| match r {
        Requirement::Eta { .. } => 0,
        Requirement::Isee { .. } => 1,
        Requirement::Condizione { condition: Some(_), .. } => 2,
        Requirement::UnoDi { .. } => 3,
        Requirement::Condizione { condition: None, .. } => 4,
        Requirement::Residenza { .. } => 5,
    });
    // Where somebody lives, and what only an office can assess, do not tell for whom it is.
    let tells = all
        .first()
        .is_some_and(|r| !matches!(r, Requirement::Residenza { .. } | Requirement::Condizione { condition: None, .. }));
    let group = entry.targets().first().map(|t| &entry.catalog.destinatari[*t]);
    let group = group.filter(|_| !tells).map(|g| lower_first(&g.label));
    let mut items: Vec<String> = group.into_iter().chain(all.into_iter().map(|r| in_short(r, today))).collect();
    if entry.eligibility().requirements.is_empty() {
        items.push(lower_first(unended(&entry.eligibility().text)));
    }
    items.retain(|i| !i.is_empty());
    if let [group, next, ..] = items.as_slice()
        && next.starts_with(group.as_str())
    {
        items.remove(0);
    }
    let doubt = entry.eligibility().requirements.iter().filter_map(|r| r.ended_year(today)).min().map(value_of);
    match only {
        Some(only) => {
            let all: Vec<String> = std::iter::once(only.value.clone()).chain(items).collect();
            Pair { label: WHO, value: fitting(&all, lines, doubt.as_deref()), tone: only.tone }
        }
        None if items.is_empty() => careful(WHO, "requisiti non indicati"),
        None => pair(WHO, fitting(&items, lines, doubt.as_deref())),
    }
}

/// A requirement without the word that the line says already.
fn in_short(requirement: &Requirement, today: NaiveDate) -> String {
    let words = lower_first(&requirements::in_words(requirement, today));
    words.strip_prefix("età: ").map(ToOwned::to_owned).unwrap_or(words)
}

/// The papers.
fn bring(entry: &Entry<'_>, lines: usize) -> Pair {
    let papers: Vec<String> = entry.documents().iter().map(|p| lower_first(unended(p))).collect();
    if papers.is_empty() {
        pair(BRING, "nessun documento indicato")
    } else {
        pair(BRING, fitting(&papers, lines, None))
    }
}

/// The first step, and who pays.
fn how(entry: &Entry<'_>, answer: &SchedaAnswer<'_>, number_above: bool, lines: usize) -> Pair {
    let first = answer.steps(entry).first().map(|s| unended(s).to_owned());
    let say = answer.say.clone().or(first).unwrap_or_else(|| "chiedere all'ufficio".to_owned());
    let whole = answer.pays.map_or_else(|| say.clone(), |pays| format!("{say}. {}", unended(pays)));
    if entry.status(answer.here.now.date()) != Some(Stato::AvvisoChiuso) {
        return pair(HOW, shortened(&whole, lines, None));
    }
    let whom = if number_above { "per il nuovo chiamare il numero qui sopra" } else { "chiedere del nuovo" };
    let whole = format!("{}: {whom}. {IF_AGAIN}{}", term::over(entry), lower_first(&whole));
    careful(HOW, shortened(&whole, lines, None))
}

/// As many of `items` as fit so many lines, then how many are left for below. Of a single one that is cut, a `doubt` about its
/// value stays.
fn fitting(items: &[String], lines: usize, doubt: Option<&str>) -> String {
    let fits = |text: &str| wrap(text, COLUMNS).len() <= lines;
    let whole = items.join("; ");
    if fits(&whole) {
        return whole;
    }
    let mut said = String::new();
    let mut taken = 0;
    for item in items {
        let longer = if said.is_empty() { item.clone() } else { format!("{said}; {item}") };
        if !fits(&format!("{longer}{}", others(items.len() - taken - 1))) {
            break;
        }
        said = longer;
        taken += 1;
    }
    match (taken, items.first()) {
        (0, Some(first)) => shortened(first, lines, doubt.filter(|doubt| first.contains(doubt))),
        _ => format!("{said}{}", others(items.len() - taken)),
    }
}

fn others(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => "; e un altro: vedi sotto".to_owned(),
        n => format!("; e altri {n}: vedi sotto"),
    }
}

/// `text` cut between words to so many lines; the doubt about its value, or else that it goes on below, is said.
fn shortened(text: &str, lines: usize, doubt: Option<&str>) -> String {
    let more = format!(" … ({})", doubt.unwrap_or("vedi sotto"));
    let fits = |text: &str| wrap(text, COLUMNS).len() <= lines;
    if fits(text) {
        return text.to_owned();
    }
    let mut said = String::new();
    for word in text.split_whitespace() {
        let longer = if said.is_empty() { word.to_owned() } else { format!("{said} {word}") };
        if !fits(&format!("{longer}{more}")) {
            break;
        }
        said = longer;
    }
    format!("{}{more}", unended(&said))
}
