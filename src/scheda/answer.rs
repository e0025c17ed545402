//! The answer to "whom do I call, and what do I do first?": one choice, which the opening lays out in five lines
//! ([`super::opening`]) and the next step says in a sentence ([`SchedaAnswer::next_step`]).
//!
//! What a tipologia's `first_step` says goes before what can be derived; the place and the number come from [`super::reach`].

use chrono::NaiveDate;

use super::reach::{Here, Reach, hours_in_words, places};
use super::term::{over_in_words, to_come};
use crate::catalog::model::{Catalog, Entry, Scope, SedePlace};
use crate::catalog::record::{FirstStep, NumeroUtile, StepVariant};
use crate::catalog::text::Text;
use crate::catalog::values::{Phone, Provider, SedeKind, Stato, When, Whom};
use crate::lingua::phone::phone;
use crate::lingua::sentences::{lower_first, unended, upper_first};

/// Papers named in the next step; the others are under "Cosa serve".
const PAPERS_IN_NEXT_STEP: usize = 3;

/// The tipologia that answers at once, at any hour.
const PRONTO_INTERVENTO: &str = "pronto-intervento-sociale";

/// The tipologia of the PUA.
const PUA: &str = "punto-unico-di-accesso-pua";

/// The number that answers everywhere at any hour (Directive (EU) 2018/1972, art. 109).
pub(super) const EMERGENCY: &str = "112";

/// Who answers.
pub(super) enum Who<'a> {
    /// The pronto intervento sociale, else 112.
    AtOnce,
    /// A place of the service itself.
    Place(&'a SedePlace),
    /// A place known from an old source only, and the office that is called before anybody goes there.
    Unsure(&'a SedePlace, Reach<'a>),
    /// Nobody whose place is known: who is asked instead, and the body that answers for it where that is not the same.
    Asked {
        /// "ASL della provincia di Brindisi".
        body: Option<String>,
        /// Who is called.
        reach: Option<Reach<'a>>,
    },
}

/// Whom to call and what to do first.
pub(super) struct SchedaAnswer<'a> {
    /// Where it is asked from.
    pub(super) here: Here<'a>,
    /// What is done first, where it is more than to call.
    pub(super) say: Option<String>,
    /// The same where it is another one at the age that was told.
    pub(super) of_age: Option<&'a str>,
    /// Who pays, where that is the question.
    pub(super) pays: Option<&'a str>,
    /// Who answers.
    pub(super) who: Who<'a>,
    /// The national number that answers for it.
    pub(super) number: Option<&'a NumeroUtile>,
    /// What is asked for at a switchboard, where it is not the social services.
    pub(super) ask_for: Option<&'a str>,
    /// It is asked for elsewhere: who is named only informs.
    pub(super) informs: bool,
    /// The steps of this case, where they are not those of the entry.
    case: Option<&'a [Text]>,
}

impl<'a> SchedaAnswer<'a> {
    pub(super) fn of(entry: &Entry<'a>, here: Here<'a>) -> Self {
        let step = entry.first_step();
        let measure = is_measure(entry);
        let variant = step.and_then(|s| in_this_case(s, &here, own_place(entry, &here, measure)));
        let whom = variant.and_then(|v| v.whom).or(step.and_then(|s| s.whom));
        let said = variant.map(|v| &v.say).or(step.map(|s| &s.say)).map(|s| unended(s).to_owned());
        let case = variant.map(|v| v.how_to_apply.as_slice()).filter(|steps| !steps.is_empty());
        let derived = || entry.how_to_apply().first().filter(|_| measure).map(|s| unended(s).to_owned());
        let ask_for = step.and_then(|s| s.ask_for.as_deref());
        let number = national_numbers(entry).first().copied();
        let at_once = whom == Some(Whom::ProntoIntervento) || is_pronto_intervento(entry);
        Self {
            here,
            say: said.or_else(derived),
            of_age: variant.filter(|v| v.min_age.or(v.max_age).is_some()).map(|v| v.say.as_str()),
            pays: step.and_then(|s| s.pays.as_deref()),
            who: if at_once { Who::AtOnce } else { who(entry, &here, whom, ask_for.is_some()) },
            number: number.filter(|_| !at_once && !matches!(whom, Some(Whom::ServiziSociali | Whom::Pua))),
            ask_for,
            case,
            informs: match whom {
                Some(whom) => whom == Whom::Altrove,
                None => measure && (number.is_none() || entry.provider() == Provider::Inps),
            },
        }
    }

    /// The steps to ask for it, as they are for this place, age and day.
    pub(super) fn steps(&self, entry: &Entry<'a>) -> &'a [Text] {
        self.case.unwrap_or_else(|| entry.how_to_apply())
    }

    /// The one line that every scheda ends with: what to do first, whom to call or where to go, with which papers.
    pub(super) fn next_step(&self, entry: &Entry<'_>) -> String {
        let status = entry.status(self.here.now.date());
        let say = self.say.clone().filter(|_| !is_pronto_intervento(entry));
        let caution = caution(entry, status, self.here.now.date());
        let mut sentences: Vec<String> = Vec::new();
        // Nobody sets out to ask for what cannot be asked for now: that comes first, and whom to ask about it.
        if status.is_some_and(is_not_now) && !matches!(self.who, Who::AtOnce) {
            sentences.extend(caution);
            let asked = self.contact();
            sentences.extend(if asked.is_empty() { vec![ASK_AT_HOME.to_owned()] } else { asked });
            sentences.extend(say.map(|s| match status {
                Some(Stato::AvvisoChiuso) => format!("{IF_AGAIN}{}", lower_first(&s)),
                _ => s,
            }));
            sentences.extend(self.pays.map(ToOwned::to_owned));
        } else {
            sentences.extend(say);
            sentences.extend(self.contact());
            sentences.extend(self.pays.map(ToOwned::to_owned));
            sentences.extend(caution);
        }
        let papers = entry.documents();
        if !papers.is_empty() && !matches!(status, Some(Stato::Storico | Stato::AvvisoChiuso)) {
            let named: Vec<String> = papers.iter().take(PAPERS_IN_NEXT_STEP).map(|p| lower_first(unended(p))).collect();
            let more = if papers.len() > PAPERS_IN_NEXT_STEP { "; il resto è in «Cosa serve»" } else { "" };
            sentences.push(format!("Portare: {}{more}", named.join("; ")));
        }
        let whole: Vec<&str> = sentences.iter().map(|s| unended(s)).collect();
        format!("{}.", whole.join(". "))
    }

    /// Whom to call or where to go, sentence by sentence.
    fn contact(&self) -> Vec<String> {
        let here = &self.here;
        let number = self.number.map(|n| format!("{} ({})", phone(&n.number), n.name));
        match &self.who {
            Who::AtOnce => at_once(here),
            Who::Place(sede) => {
                let way = here.go_to(sede, self.ask_for, number.is_none()).unwrap_or_default();
                vec![match number {
                    // Where nobody at the place answers when it is needed, the number that always does comes first.
                    Some(number) if sede.record.phones.is_empty() || self.is_closed(sede) => {
                        format!("Chiamare {number}; oppure {}", lower_first(&way))
                    }
                    Some(number) => format!("{way}; oppure {number}"),
                    None => way,
                }]
            }
            Who::Unsure(sede, reach) => {
                let ask_for = format!("di «{}»", sede.record.name);
                let way = match reach {
                    Reach::Comune(_) => here.whom(*reach, Some(&ask_for)),
                    _ => format!("{}; chiedere {ask_for}", here.whom(*reach, None)),
                };
                vec![match number {
                    Some(number) => format!("Chiamare {number}; oppure {way}"),
                    None => format!("Chiamare: {way}"),
                }]
            }
            Who::Asked { body, reach } => self.asked(body.as_deref(), *reach, number),
        }
    }

    /// Whether nobody is at a place when it is needed.
    pub(super) fn is_closed(&self, sede: &SedePlace) -> bool {
        let here = &self.here;
        here.need.finds_offices_closed(here.now) && !here.is_open(sede)
    }

    fn asked(&self, body: Option<&str>, reach: Option<Reach<'a>>, number: Option<String>) -> Vec<String> {
        let whom = reach.map(|r| self.here.whom(r, self.ask_for));
        if let Some(body) = body {
            let mut out = vec![format!("Risponde: {body}, sede e numero non noti qui")];
            out.extend(number.map(|n| format!("Per informazioni: {n}")));
            out.extend(whom.map(|w| format!("Per sapere dove: {w}")));
            return out;
        }
        let lead = if self.informs { "Per informazioni" } else { "Chiamare" };
        match (number, whom) {
            (Some(number), _) if self.informs => vec![format!("{lead}: {number}")],
            (Some(number), Some(whom)) => vec![format!("{lead} {number}; oppure {whom}")],
            (Some(number), None) => vec![format!("{lead} {number}")],
            (None, Some(whom)) => vec![format!("{lead}: {whom}")],
            (None, None) if self.say.is_some() => Vec::new(),
            (None, None) => vec![ASK_AT_HOME.to_owned()],
        }
    }
}

/// Whom to ask where no comune is chosen and nobody else answers.
const ASK_AT_HOME: &str = "Chiedere al Segretariato sociale del comune di residenza";

/// What leads to the first step of a call that is closed.
pub(super) const IF_AGAIN: &str = "Se riapre: ";

/// Whether what has this status cannot be asked for now, or nobody knows that it can.
pub(super) fn is_not_now(status: Stato) -> bool {
    matches!(status, Stato::AvvisoChiuso | Stato::Programmato | Stato::Storico)
}

/// The variant of a first step that holds now, here and at this age. Closed offices matter to nobody who goes to a place that is open.
fn in_this_case<'a>(step: &'a FirstStep, here: &Here<'_>, own: Option<&SedePlace>) -> Option<&'a StepVariant> {
    let open = own.is_some_and(|s| step.whom.is_none() && here.is_open(s));
    let today = here.now.date();
    let needed = |v: &StepVariant| match v.when {
        None => true,
        Some(When::UfficiChiusi) => !open && here.need.finds_offices_closed(here.now),
        Some(When::Urgente) => here.need.is_urgent(here.now),
    };
    let is_here = |v: &StepVariant| {
        v.provinces.is_empty() || here.province().is_some_and(|own| v.provinces.iter().any(|p| p.as_str() == own))
    };
    let of_age = |v: &StepVariant| match (v.min_age, v.max_age) {
        (None, None) => true,
        (min, max) => here.age.is_some_and(|age| age >= min.unwrap_or(0) && age <= max.unwrap_or(u8::MAX)),
    };
    let on_the_day =
        |v: &StepVariant| v.from.is_none_or(|d| d.earliest() <= today) && v.until.is_none_or(|d| today <= d.latest());
    step.variants.iter().find(|v| needed(v) && is_here(v) && of_age(v) && on_the_day(v))
}

/// Whose place it is, or who is asked instead.
fn who<'a>(entry: &Entry<'a>, here: &Here<'a>, whom: Option<Whom>, by_switchboard: bool) -> Who<'a> {
    let provider = entry.provider();
    let comune_first = whom == Some(Whom::ServiziSociali) || provider != Provider::Ambito;
    let switchboard = || here.switchboard().filter(|_| by_switchboard);
    let asked =
        |body: Option<String>| Who::Asked { body, reach: switchboard().or_else(|| here.answering(comune_first)) };
    match whom {
        Some(Whom::ServiziSociali | Whom::Altrove) => return asked(None),
        Some(Whom::Pua) => {
            let pua = here.serving(PUA).into_iter().find(|s| here.go_to(s, None, true).is_some());
            return pua.map_or_else(|| asked(Some(format!("PUA, {}", here.asl()))), Who::Place);
        }
        _ => {}
    }
    if let Some(sede) = own_place(entry, here, is_measure(entry)) {
        // Nobody is sent to an address that only an old source knows, while there is an office to call.
        let record = &sede.record;
        let answers = !record.phones.is_empty() || !record.emails.is_empty();
        let old = !Reach::Sede(sede).age(here.now.date()).is_empty();
        return match here.answering(true).filter(|_| !answers && old) {
            Some(reach) => Who::Unsure(sede, reach),
            None => Who::Place(sede),
        };
    }
    if let Some(centre) = centres(entry, here).into_iter().next() {
        return Who::Place(centre);
    }
    let is_asl = whom == Some(Whom::Asl) || (whom.is_none() && provider == Provider::Asl);
    asked(is_asl.then(|| here.asl()))
}

/// The service's own place that is named first.
fn own_place<'a>(entry: &Entry<'a>, here: &Here<'a>, measure: bool) -> Option<&'a SedePlace> {
    let is_here = |s: &&SedePlace| !measure || here.ambito.is_some_and(|a| here.catalog.ambiti[s.ambito] == *a);
    let mut all: Vec<&SedePlace> = places(entry, here).into_iter().filter(is_here).collect();
    all.sort_by_key(|s| here.rank(s));
    all.into_iter().find(|s| here.go_to(s, None, true).is_some())
}

/// What to do in a social emergency, now and when offices are closed: 112, then the pronto intervento sociale of the
/// ambito where its number is known, else the office that answers by day. Offices keep hours: none is named without
/// saying that at night and on holidays it is 112.
fn at_once(here: &Here<'_>) -> Vec<String> {
    let danger = format!("In pericolo: {EMERGENCY}");
    let Some((number, sede)) = pronto_intervento(here) else {
        return vec![danger, format!("Di notte e nei festivi: {EMERGENCY}; di giorno: {}", here.by_day())];
    };
    let (number, age) = (phone(number), Reach::Sede(sede).age(here.now.date()));
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

/// The number of the pronto intervento sociale here and where it is answered, one that is always answered first.
pub(super) fn pronto_intervento<'a>(here: &Here<'a>) -> Option<(&'a Phone, &'a SedePlace)> {
    here.serving(PRONTO_INTERVENTO)
        .into_iter()
        .filter(|s| s.record.kind == SedeKind::Altro)
        .filter_map(|s| Some((s.record.phones.first()?, s)))
        .min_by_key(|(_, s)| !is_always_open(s))
}

pub(super) fn is_always_open(sede: &SedePlace) -> bool {
    sede.record.hours.as_deref() == Some("24/7")
}

pub(super) fn is_pronto_intervento(entry: &Entry<'_>) -> bool {
    entry.tipologia.record.id.as_str() == PRONTO_INTERVENTO
}

/// The anti-violence centres that can be called, the nearest first, for what goes through them; none otherwise.
pub(super) fn centres<'a>(entry: &Entry<'a>, here: &Here<'a>) -> Vec<&'a SedePlace> {
    if !is_for_violence(entry) {
        return Vec::new();
    }
    let all = here.ambito.map(|a| a.sedi.as_slice()).unwrap_or_default();
    let usable = |s: &&SedePlace| {
        s.record.kind == SedeKind::CentroAntiviolenza
            && s.is_living()
            && !s.record.riservato
            && !s.record.phones.is_empty()
    };
    let mut found: Vec<&SedePlace> = here.catalog.sedi.each(all).filter(usable).collect();
    found.sort_by_key(|s| here.rank(s));
    found
}

/// Whether an entry is there first of all for women who suffer violence.
pub(super) fn is_for_violence(entry: &Entry<'_>) -> bool {
    let first = entry.targets().first().map(|t| &entry.catalog.destinatari[*t]);
    let area = &entry.catalog.aree[entry.area()];
    first.is_some_and(|t| t.id.as_str() == "donne-vittime-di-violenza") && area.id.as_str() == "violenza-maltrattamento"
}

/// Whether it is asked for where its norm says, and not at an office of the ambito: national and regional measures, and
/// the tipologie that somebody else answers for.
pub(super) fn is_measure(entry: &Entry<'_>) -> bool {
    match entry.scope() {
        Some(Scope::Ambito(_)) => false,
        Some(Scope::Regione(_) | Scope::Italia) => true,
        None => !matches!(entry.provider(), Provider::Ambito | Provider::Comune),
    }
}

/// A number of the catalogue's list.
pub(super) fn numero<'a>(catalog: &'a Catalog, id: &str) -> Option<&'a NumeroUtile> {
    catalog.numeri.iter().find(|n| n.id.as_str() == id)
}

/// The number that whoever calls from a mobile dials instead of one that only fixed telephones reach.
pub(super) fn for_mobiles<'a>(catalog: &'a Catalog, number: &NumeroUtile) -> Option<&'a NumeroUtile> {
    numero(catalog, &format!("{}-da-cellulare", number.id.strip_suffix("-da-fisso")?))
}

/// The national numbers that answer for an entry: those its first step names, INPS for what INPS pays, 112 for what cannot
/// wait, the anti-violence number for what is there first of all for women who suffer violence.
pub(super) fn national_numbers<'a>(entry: &Entry<'a>) -> Vec<&'a NumeroUtile> {
    let catalog = entry.catalog;
    if is_pronto_intervento(entry) {
        return numero(catalog, EMERGENCY).into_iter().collect();
    }
    let stated: Vec<&NumeroUtile> =
        entry.first_step().into_iter().flat_map(|s| &s.numbers).filter_map(|id| numero(catalog, id)).collect();
    if !stated.is_empty() {
        return stated;
    }
    if entry.provider() == Provider::Inps {
        return catalog.numeri.iter().filter(|n| n.id.starts_with("inps-") || n.name.starts_with("INPS")).collect();
    }
    if is_for_violence(entry) { numero(catalog, "1522").into_iter().collect() } else { Vec::new() }
}

/// What to ask besides, where the service may not be there.
fn caution(entry: &Entry<'_>, status: Option<Stato>, today: NaiveDate) -> Option<String> {
    let said = match status? {
        Stato::Attivo => return None,
        Stato::AvvisoChiuso => return Some(upper_first(&over_in_words(entry, today))),
        Stato::DaConfermare if is_measure(entry) => "Verificare che la misura sia ancora attiva",
        Stato::DaConfermare => "Verificare che il servizio sia attivo",
        Stato::Programmato if entry.term().begins().is_some_and(|day| today < day) => {
            return to_come(entry.term(), today).map(|said| upper_first(&said));
        }
        Stato::Programmato => "Verificare che il servizio sia partito",
        Stato::Storico => "Verificare se c'è ancora o che cosa lo ha sostituito",
    };
    Some(said.to_owned())
}
