//! One service of a Carta in plain words: for whom, how, where, when, with which papers, at what price, how accessible.

use chrono::NaiveDate;

use super::outline::{CartaBlock, CartaFact, CartaLine, CartaPlace, FactValue};
use crate::catalog::hours;
use crate::catalog::model::{Catalog, Entry, SedePlace};
use crate::catalog::record::{FoglioRecord, LegalBasis, Sede, Source, Tipologia};
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, PartialDate, Provider, Stato};
use crate::lingua::dates::ago;
use crate::lingua::phone::phone;
use crate::scheda::call::{self, CallNumber};
use crate::scheda::words::check_is_old;
use crate::scheda::{Block as SchedaBlock, access, term};

/// What is laid out of a record, and what it does not say: the one place that decides both, so that the office's list and the
/// text cannot disagree.
pub(super) struct LaidOut<T> {
    pub(super) what: T,
    /// The columns of the sheet that would say what is left out.
    pub(super) missing: Vec<&'static str>,
}

/// What a service says of itself. `contacts`: the number of the section that holds the contacts of the comuni.
pub(super) fn lay_out(entry: &Entry<'_>, contacts: &str, today: NaiveDate) -> LaidOut<Vec<CartaBlock>> {
    let told = SourcedEntry::of(entry, today);
    let mut out = vec![CartaBlock::Paragraph(told.what())];
    if let Some(details) = entry.own().and_then(|r| r.details.as_deref()).filter(|d| !d.is_empty()) {
        out.push(CartaBlock::Paragraph(CartaLine::of(&told.own, details)));
    }
    let mut missing = Vec::new();
    if let Some((said, unsure)) = state(entry, &told.own, today) {
        out.push(CartaBlock::Notice(said));
        missing.extend(unsure.then_some("Stato"));
    }
    let how = told.how(contacts);
    missing.extend((how.is_none() || told.is_planned_only()).then_some("Come fare"));
    let places = told.places(contacts, today);
    missing.extend((!matches!(places, Some(FactValue::Places(_)))).then_some("Sedi"));
    let call = told.call(how.as_ref(), contacts);
    let access = told.access();
    let rows: [(Option<&str>, &str, Option<FactValue>); 10] = [
        (Some("A chi è rivolto"), "Per chi", told.who()),
        (Some("Cosa si ottiene"), "Che cosa si ottiene", told.outcome()),
        (None, "Come si chiede", how),
        (None, "Chi chiamare", call),
        (None, "Dove e quando", places),
        (Some("Cosa serve"), "Che cosa portare", told.papers()),
        (Some("Quanto costa"), "Quanto costa", told.cost()),
        (Some("Tempi e scadenze"), "Tempi", told.times(today)),
        (None, "Accessibilità", access.what),
        (Some("Condizioni di servizio"), "Diritti e doveri", told.conditions()),
    ];
    let mut facts = Vec::new();
    for (column, label, value) in rows {
        match value {
            Some(value) => facts.push(CartaFact { label, value }),
            None => missing.extend(column),
        }
    }
    missing.extend(access.missing);
    out.push(CartaBlock::Facts(facts));
    missing.extend((!speaks_of_appointments(&out)).then_some(access::APPOINTMENT));
    let from = if is_norm(entry) { Origin::Norms(entry.legal_basis()) } else { Origin::Sources(entry.sources()) };
    let by = entry.own().and_then(|r| r.checked_by.as_deref());
    let small = checked(&told.own, entry.checked(), by, from, today);
    missing.extend(small.missing);
    out.push(CartaBlock::Small(small.what));
    LaidOut { what: out, missing }
}

pub(super) fn is_norm(entry: &Entry<'_>) -> bool {
    entry.servizio.is_some_and(|s| s.basis == Basis::Norma)
}

/// What has to be said where it is not sure that a service can be had, and whether that is because no source says so.
fn state(entry: &Entry<'_>, own: &str, today: NaiveDate) -> Option<(CartaLine, bool)> {
    let (said, unsure) = match entry.status(today)? {
        Stato::DaConfermare if is_norm(entry) => (NORM_ONLY.to_owned(), true),
        Stato::Attivo => return None,
        Stato::Programmato => ("In programma: la fonte non dice che è già attivo.".to_owned(), true),
        Stato::AvvisoChiuso => {
            (format!("{}.", crate::lingua::sentences::upper_first(&term::over_in_words(entry, today))), false)
        }
        Stato::DaConfermare | Stato::Storico => {
            ("Da confermare: nessuna fonte recente dice che è attivo.".to_owned(), true)
        }
    };
    Some((CartaLine::about(own, said), unsure))
}

/// What is said of a service that only a norm requires.
pub(super) const NORM_ONLY: &str = "Previsto dalla norma in ogni ambito: se c'è anche qui, e dove, è da confermare.";

/// What a record rests on.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// Somebody says it.
    Sources(&'a [Source]),
    /// Only norms do: what sources say of the same tipologia elsewhere is nothing that they say of this ambito.
    Norms(&'a [LegalBasis]),
}

impl Origin<'_> {
    fn in_words(self) -> Option<String> {
        let (one, more, titles): (_, _, Vec<String>) = match self {
            Self::Sources(sources) => {
                let titled = sources.iter().map(|s| match s.date {
                    Some(date) => format!("{} ({})", s.title, date.in_words()),
                    None => s.title.to_string(),
                });
                ("Fonte", "Fonti", titled.collect())
            }
            Self::Norms(norms) => ("Norma", "Norme", norms.iter().map(|n| n.norm.to_string()).collect()),
        };
        let word = if titles.len() == 1 { one } else { more };
        (!titles.is_empty()).then(|| format!("{word}: {}.", titles.join("; ").trim_end_matches('.')))
    }
}

/// "Da verificare. Fonte: `LeccePrima` (29 aprile 2024).", "Verificato a ottobre 2026 (Ufficio di Piano)."
pub(super) fn checked(
    from: &str,
    checked: Option<PartialDate>,
    by: Option<&str>,
    origin: Origin<'_>,
    today: NaiveDate,
) -> LaidOut<CartaLine> {
    let by = by.map_or_else(String::new, |by| format!(" ({by})"));
    let (said, unsure) = match checked {
        Some(day) if check_is_old(Some(day), today) => {
            (format!("Verificato {}{by}: da verificare di nuovo.", ago(day, today)), true)
        }
        Some(day) => (format!("Verificato il {}{by}.", day.in_words()), false),
        None => ("Da verificare.".to_owned(), true),
    };
    let words: Vec<String> = std::iter::once(said).chain(origin.in_words()).collect();
    LaidOut {
        what: CartaLine::about(from, words.join(" ")),
        missing: Vec::from_iter(unsure.then_some("Verificato il")),
    }
}

/// What is said of appointments, piece by piece.
fn of_appointments(blocks: &[CartaBlock]) -> Vec<String> {
    let mut lines = Vec::new();
    blocks.iter().filter(|b| !matches!(b, CartaBlock::Small(_))).for_each(|b| b.lines_into(&mut lines));
    let pieces = lines.iter().flat_map(|l| l.text.split(['.', ';', '–'])).map(str::trim);
    pieces.filter(|p| p.to_lowercase().contains("appuntament")).map(ToOwned::to_owned).collect()
}

fn speaks_of_appointments(blocks: &[CartaBlock]) -> bool {
    !of_appointments(blocks).is_empty()
}

/// The first piece that says one may come without an appointment and the first that asks for one, where both are said.
pub(super) fn contradiction(blocks: &[CartaBlock]) -> Option<[String; 2]> {
    let none = |p: &str| ["non serve", "senza appuntamento"].iter().any(|w| p.contains(w));
    let needed = |p: &str| {
        let words = ["su appuntamento", "previo appuntamento", "un appuntamento", "serve l'appuntamento"];
        !none(p) && words.iter().any(|w| p.contains(w))
    };
    let said = of_appointments(blocks);
    let first = |is: &dyn Fn(&str) -> bool| said.iter().find(|p| is(&p.to_lowercase())).cloned();
    Some([first(&none)?, first(&needed)?])
}

/// Whether words ask to telephone.
pub(super) fn says_to_call(text: &str) -> bool {
    let text = text.to_lowercase();
    ["chiami ", "chiamare ", "telefoni ", "telefonare "].iter().any(|w| text.contains(w))
}

/// An entry, and where each of its words comes from.
struct SourcedEntry<'a> {
    entry: Entry<'a>,
    /// The servizio.
    own: String,
    /// Its tipologia.
    base: String,
    plain: Option<&'a FoglioRecord>,
    /// No source says that it is there already.
    planned: bool,
    today: NaiveDate,
}

impl<'a> SourcedEntry<'a> {
    fn of(entry: &Entry<'a>, today: NaiveDate) -> Self {
        let slug = &entry.tipologia.record.id;
        Self {
            entry: *entry,
            own: entry.id(),
            base: format!("tipologia/{slug}"),
            plain: entry.catalog.foglio(slug),
            planned: !is_norm(entry) && entry.status(today) == Some(Stato::Programmato),
            today,
        }
    }

    /// Planned, and no source says how it will be asked for.
    fn is_planned_only(&self) -> bool {
        self.planned && self.entry.own().is_none_or(|r| r.how_to_apply.as_ref().is_none_or(Vec::is_empty))
    }

    /// The plain words of its tipologia on how it is had. What is only planned cannot be had as others are: nothing is
    /// inherited there.
    fn inherited_plain(&self) -> Option<&'a FoglioRecord> {
        self.plain.filter(|_| !self.planned)
    }

    /// The same of the tipologia.
    fn inherited(&self) -> Option<&'a Tipologia> {
        (!self.planned).then_some(&self.entry.tipologia.record)
    }

    fn line(&self, own: Option<&str>, plain: Option<&str>, base: Option<&str>) -> Option<CartaLine> {
        let says = |t: &&str| !t.trim().is_empty();
        let own = own.filter(says).map(|t| CartaLine::of(&self.own, t));
        let plain = plain.filter(says).map(|t| CartaLine::of(&self.base, t));
        own.or(plain).or_else(|| base.filter(says).map(|t| CartaLine::of(&self.base, t)))
    }

    fn what(&self) -> CartaLine {
        let own = self.entry.own();
        let own = own.and_then(|r| r.description.as_deref().or(r.summary.as_deref()));
        let base = self.entry.tipologia.record.summary.as_str();
        let said = self.line(own, self.plain.map(|p| p.what.as_str()), Some(base));
        said.unwrap_or_else(|| CartaLine::of(&self.own, self.entry.name()))
    }

    fn who(&self) -> Option<FactValue> {
        let own = self.entry.own().and_then(|r| r.eligibility.as_ref()).map(|e| e.text.as_str());
        let base = self.entry.tipologia.record.eligibility.text.as_str();
        one(self.line(own, None, Some(base)))
    }

    fn outcome(&self) -> Option<FactValue> {
        let own = self.entry.own().and_then(|r| r.outcome.as_deref());
        one(self.line(own, None, self.entry.tipologia.record.outcome.as_deref()))
    }

    fn how(&self, contacts: &str) -> Option<FactValue> {
        let own = self.entry.own().and_then(|r| r.how_to_apply.as_deref()).unwrap_or_default();
        if !own.is_empty() {
            return Some(FactValue::Steps(lines(&self.own, own)));
        }
        if self.planned {
            let said = format!(
                "Il servizio è in programma: nessuna fonte dice che si può già chiedere. Se intanto è partito lo dicono i \
                 servizi sociali del comune di residenza (recapiti al punto {contacts})."
            );
            return one(Some(CartaLine::about(&self.own, said)));
        }
        match self.plain {
            Some(plain) => one(self.line(None, Some(&plain.step), None)),
            None => some(lines(&self.base, &self.entry.tipologia.record.how_to_apply)).map(FactValue::Steps),
        }
    }

    /// The numbers to call: always where it cannot wait, else where one is told to call.
    fn call(&self, how: Option<&FactValue>, contacts: &str) -> Option<FactValue> {
        let told = |calls: Vec<CallNumber>| {
            some(calls.into_iter().map(|c| CartaLine::about(&c.from, format!("{}.", c.words))).collect())
        };
        if call::is_at_once(&self.entry) {
            let ambito = self.entry.ambito()?;
            return told(call::at_once(self.entry.catalog, ambito, self.today)).map(FactValue::Lines);
        }
        let steps = match how {
            Some(FactValue::Lines(lines) | FactValue::Steps(lines)) => lines.as_slice(),
            _ => &[],
        };
        // What is only planned cannot be called; a number that answers everywhere can.
        if self.is_planned_only() {
            return told(call::numbers(&self.entry)).map(FactValue::Lines);
        }
        if !steps.iter().any(|l| says_to_call(&l.text)) {
            return None;
        }
        let has_phone = self.entry.sedi().any(|s| !s.record.phones.is_empty());
        told(call::numbers(&self.entry)).map(FactValue::Lines).or_else(|| {
            let said =
                format!("Il numero non è noto: lo si chiede al comune di residenza (recapiti al punto {contacts}).");
            if has_phone { None } else { one(Some(CartaLine::about(&self.own, said))) }
        })
    }

    fn places(&self, contacts: &str, today: NaiveDate) -> Option<FactValue> {
        let sedi: Vec<&SedePlace> = self.entry.sedi().collect();
        if !sedi.is_empty() {
            return Some(FactValue::Places(
                sedi.into_iter().map(|s| place(self.entry.catalog, s, today).what).collect(),
            ));
        }
        // What is asked for elsewhere says where in its first step.
        let local = matches!(self.entry.provider(), Provider::Ambito | Provider::Comune);
        let said = format!("Chiedere ai servizi sociali del comune di residenza: i recapiti sono al punto {contacts}.");
        local.then(|| FactValue::Lines(vec![CartaLine::about(&self.own, said)]))
    }

    fn papers(&self) -> Option<FactValue> {
        let own = self.entry.own().and_then(|r| r.documents.as_deref());
        let plain = self.inherited_plain().map(|p| p.papers.as_slice()).filter(|p| !p.is_empty());
        let base = self.inherited().map(|t| t.documents.as_slice()).unwrap_or_default();
        let papers = match own {
            Some(own) => lines(&self.own, own),
            None => lines(&self.base, plain.unwrap_or(base)),
        };
        some(papers).map(FactValue::Bullets)
    }

    fn cost(&self) -> Option<FactValue> {
        let own = self.entry.own().and_then(|r| r.cost.as_deref());
        let plain = self.inherited_plain().and_then(|p| p.cost.as_deref());
        one(self.line(own, plain, self.inherited().and_then(|t| t.cost.as_deref())))
    }

    fn times(&self, today: NaiveDate) -> Option<FactValue> {
        let mut out: Vec<CartaLine> = Vec::new();
        for block in term::dates(&self.entry, today) {
            match block {
                SchedaBlock::Paragraph(said) | SchedaBlock::Caution(said) => {
                    out.push(CartaLine::about(&self.own, said));
                }
                SchedaBlock::Bullets(all) => out.extend(all.into_iter().map(|said| CartaLine::about(&self.own, said))),
                _ => {}
            }
        }
        let own = self.entry.own().and_then(|r| r.timing.as_deref());
        let plain = self.inherited_plain().and_then(|p| p.until.as_deref());
        out.extend(self.line(own, plain, self.inherited().and_then(|t| t.timing.as_deref())));
        some(out).map(FactValue::Lines)
    }

    fn access(&self) -> LaidOut<Option<FactValue>> {
        let facts = self.entry.own().map(access::of_servizio).unwrap_or_default();
        let days = self.entry.own().and_then(|r| r.waiting.as_ref()).is_some_and(|w| w.days.is_some());
        let says = |label: &str| facts.iter().any(|(said, _)| *said == label);
        let missing = [
            ("Chi deve inviare", says(access::SENT_BY)),
            ("Lingua dei segni", says(access::SIGN_LANGUAGE)),
            ("Attesa: giorni", days),
        ];
        let said = facts.iter().map(|(label, said)| CartaLine::about(&self.own, format!("{label}: {said}."))).collect();
        LaidOut { what: some(said).map(FactValue::Lines), missing: unsaid(&missing) }
    }

    fn conditions(&self) -> Option<FactValue> {
        some(lines(&self.own, self.entry.own().and_then(|r| r.conditions.as_deref()).unwrap_or_default()))
            .map(FactValue::Bullets)
    }
}

fn one(line: Option<CartaLine>) -> Option<FactValue> {
    line.map(|l| FactValue::Lines(vec![l]))
}

fn some(lines: Vec<CartaLine>) -> Option<Vec<CartaLine>> {
    (!lines.is_empty()).then_some(lines)
}

fn lines(from: &str, texts: &[Text]) -> Vec<CartaLine> {
    texts.iter().filter(|t| !t.trim().is_empty()).map(|t| CartaLine::of(from, t.as_str())).collect()
}

/// The columns of what is not said.
pub(super) fn unsaid(columns: &[(&'static str, bool)]) -> Vec<&'static str> {
    columns.iter().filter(|(_, said)| !said).map(|(column, _)| *column).collect()
}

/// An office as it is printed. Of a protected place nothing that says where it is, and nothing of that is missing.
pub(super) fn place(catalog: &Catalog, sede: &SedePlace, today: NaiveDate) -> LaidOut<CartaPlace> {
    let record = &sede.record;
    let from = record.id.as_str();
    let mut out = Vec::new();
    let mut where_it_is = [("Comune", true), ("Indirizzo", true), ("CAP", true)];
    if record.riservato {
        out.push(CartaLine::about(
            from,
            "L'indirizzo è riservato: ci si arriva tramite un centro antiviolenza o i servizi sociali.",
        ));
    } else {
        out.extend(record.address.as_ref().map(|a| CartaLine::of(from, a.as_str())));
        let comune = sede.comune.map(|ix| catalog.comuni[ix].record.name.as_str());
        let town: Vec<&str> = record.cap.as_deref().into_iter().chain(comune).collect();
        if !town.is_empty() {
            out.push(CartaLine::about(from, town.join(" ")));
        }
        where_it_is =
            [("Comune", comune.is_some()), ("Indirizzo", record.address.is_some()), ("CAP", record.cap.is_some())];
    }
    let phones: Vec<String> = record.phones.iter().map(phone).collect();
    let mails =
        record.emails.iter().map(|e| format!("E-mail: {e}")).chain(record.pec.iter().map(|e| format!("PEC: {e}")));
    out.extend((!phones.is_empty()).then(|| CartaLine::about(from, format!("Telefono: {}", phones.join(" – ")))));
    out.extend(mails.map(|said| CartaLine::about(from, said)));
    out.extend(record.website.as_ref().map(|url| CartaLine::about(from, format!("Sito: {}", url.as_str()))));
    let when = when(record);
    let has_hours = when.is_some();
    out.extend(when.map(|said| CartaLine::about(from, format!("Orari: {said}"))));
    let facts = access::of_sede(record);
    out.extend(facts.iter().map(|(label, said)| CartaLine::about(from, format!("{label}: {said}"))));
    out.extend(record.note.as_ref().map(|note| CartaLine::of(from, note.as_str())));
    let newest = crate::catalog::fresh::newest_date(&record.sources);
    let small = checked(from, record.checked, record.checked_by.as_deref(), Origin::Sources(&[]), today);
    out.push(match (record.checked, newest) {
        (Some(_), _) => small.what,
        (None, Some(day)) => {
            CartaLine::about(from, format!("Da verificare: notizia {}.", crate::lingua::dates::of_date(day)))
        }
        (None, None) => CartaLine::about(from, "Da verificare: notizia senza data."),
    });
    let mut missing = unsaid(&where_it_is);
    missing.extend(unsaid(&[
        ("Telefono (foglio Contatti)", !record.phones.is_empty()),
        ("E-mail (foglio Contatti)", !record.emails.is_empty()),
        ("PEC (foglio Contatti)", !record.pec.is_empty()),
        ("Sito (foglio Contatti)", record.website.is_some()),
        ("Orari", has_hours),
        ("Ingresso senza gradini", record.step_free.is_some()),
        ("Lingua dei segni", record.sign_language.is_some()),
    ]));
    let printed = CartaPlace { name: CartaLine::of(from, record.name.as_str()), lines: out };
    if !speaks_of_appointments(&[CartaBlock::Place(printed.clone())]) {
        missing.push(access::APPOINTMENT);
    }
    missing.extend(small.missing);
    LaidOut { what: printed, missing }
}

/// The hours of an office; with the words of the source where they ask for an appointment and the hours cannot say so.
fn when(record: &Sede) -> Option<String> {
    let source = record.hours_source.as_ref().map(ToString::to_string);
    let Some(ours) = record.hours.as_deref().and_then(hours::in_words) else { return source };
    let asks = |text: &str| text.to_lowercase().contains("appuntament");
    match source.filter(|s| asks(s) && !asks(&ours)) {
        Some(source) => Some(format!("{ours} – secondo la fonte: {source}")),
        None => Some(ours),
    }
}
