//! One service of a Carta in plain words: for whom, how, where, when, with which papers, at what price, how accessible.

use chrono::NaiveDate;

use super::{Block, Fact, Line, Place, Value};
use crate::catalog::hours;
use crate::catalog::model::{Catalog, Entry, SedePlace};
use crate::catalog::record::{FoglioRecord, Source};
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, PartialDate, Provider, Stato};
use crate::scheda::words::{ago, check_is_old, phone};
use crate::scheda::{Block as SchedaBlock, access, term};

/// The living sedi of an entry.
pub(super) fn sedi<'a>(entry: &Entry<'a>) -> Vec<&'a SedePlace> {
    let all = entry.servizio.map(|s| s.sedi.as_slice()).unwrap_or_default();
    let found = all.iter().filter_map(|ix| entry.catalog.sedi.get(ix.at()));
    found.filter(|s| s.record.status != Some(Stato::Storico)).collect()
}

/// What a service says of itself. `contacts`: the number of the section that holds the contacts of the comuni.
pub(super) fn lay_out(entry: &Entry<'_>, contacts: &str, today: NaiveDate) -> Vec<Block> {
    let told = Told::of(entry);
    let mut out = vec![Block::Paragraph(told.what())];
    if let Some(details) = entry.own().and_then(|r| r.details.as_deref()).filter(|d| !d.is_empty()) {
        out.push(Block::Paragraph(Line::of(&told.own, details)));
    }
    out.extend(state(entry, &told.own, today).map(Block::Notice));
    let facts = [
        ("Per chi", told.who()),
        ("Che cosa si ottiene", told.outcome()),
        ("Come si chiede", told.how()),
        ("Dove e quando", told.places(contacts, today)),
        ("Che cosa portare", told.papers()),
        ("Quanto costa", told.cost()),
        ("Tempi", told.times(today)),
        ("Accessibilità", told.access()),
        ("Diritti e doveri", told.conditions()),
    ];
    let facts = facts.into_iter().filter_map(|(label, value)| Some(Fact { label, value: value? }));
    out.push(Block::Facts(facts.collect()));
    out.push(Block::Small(checked(&told.own, entry.checked(), by(entry), entry.sources(), today)));
    out
}

fn by<'a>(entry: &Entry<'a>) -> Option<&'a str> {
    entry.own().and_then(|r| r.checked_by.as_deref())
}

/// What has to be said where it is not sure that a service can be had.
fn state(entry: &Entry<'_>, own: &str, today: NaiveDate) -> Option<Line> {
    let only_norm = entry.servizio.is_some_and(|s| s.basis == Basis::Norma);
    let said = match entry.status(today)? {
        Stato::DaConfermare if only_norm => NORM_ONLY.to_owned(),
        Stato::Attivo => return None,
        Stato::Programmato => "In programma: la fonte non dice che è già attivo.".to_owned(),
        Stato::AvvisoChiuso => format!("{}.", crate::scheda::words::upper_first(&term::over_in_words(entry, today))),
        Stato::DaConfermare | Stato::Storico => "Da confermare: nessuna fonte recente dice che è attivo.".to_owned(),
    };
    Some(Line::about(own, said))
}

/// What is said of a service that only a norm requires.
pub(super) const NORM_ONLY: &str = "Previsto dalla norma in ogni ambito: se c'è anche qui, e dove, è da confermare.";

/// "Da verificare. Fonte: `LeccePrima` (29 aprile 2024).", "Verificato a ottobre 2026 (Ufficio di Piano)."
fn checked(from: &str, checked: Option<PartialDate>, by: Option<&str>, sources: &[Source], today: NaiveDate) -> Line {
    let by = by.map_or_else(String::new, |by| format!(" ({by})"));
    let mut said = match checked {
        Some(day) if check_is_old(Some(day), today) => {
            format!("Verificato {}{by}: da verificare di nuovo.", ago(day, today))
        }
        Some(day) => format!("Verificato il {}{by}.", day.in_words()),
        None => "Da verificare.".to_owned(),
    };
    let titles: Vec<String> = sources
        .iter()
        .map(|s| match s.date {
            Some(date) => format!("{} ({})", s.title, date.in_words()),
            None => s.title.to_string(),
        })
        .collect();
    if !titles.is_empty() {
        let word = if titles.len() == 1 { "Fonte" } else { "Fonti" };
        said = format!("{said} {word}: {}.", titles.join("; ").trim_end_matches('.'));
    }
    Line::about(from, said)
}

/// An entry, and where each of its words comes from.
struct Told<'a> {
    entry: Entry<'a>,
    /// The servizio.
    own: String,
    /// Its tipologia.
    base: String,
    plain: Option<&'a FoglioRecord>,
}

impl<'a> Told<'a> {
    fn of(entry: &Entry<'a>) -> Self {
        let slug = &entry.tipologia.record.id;
        Self { entry: *entry, own: entry.id(), base: format!("tipologia/{slug}"), plain: entry.catalog.foglio(slug) }
    }

    fn line(&self, own: Option<&str>, plain: Option<&str>, base: Option<&str>) -> Option<Line> {
        let says = |t: &&str| !t.trim().is_empty();
        let own = own.filter(says).map(|t| Line::of(&self.own, t));
        let plain = plain.filter(says).map(|t| Line::of(&self.base, t));
        own.or(plain).or_else(|| base.filter(says).map(|t| Line::of(&self.base, t)))
    }

    fn what(&self) -> Line {
        let own = self.entry.own();
        let own = own.and_then(|r| r.description.as_deref().or(r.summary.as_deref()));
        let base = self.entry.tipologia.record.summary.as_str();
        let said = self.line(own, self.plain.map(|p| p.what.as_str()), Some(base));
        said.unwrap_or_else(|| Line::of(&self.own, self.entry.name()))
    }

    fn who(&self) -> Option<Value> {
        let own = self.entry.own().and_then(|r| r.eligibility.as_ref()).map(|e| e.text.as_str());
        let base = self.entry.tipologia.record.eligibility.text.as_str();
        one(self.line(own, None, Some(base)))
    }

    fn outcome(&self) -> Option<Value> {
        let own = self.entry.own().and_then(|r| r.outcome.as_deref());
        one(self.line(own, None, self.entry.tipologia.record.outcome.as_deref()))
    }

    fn how(&self) -> Option<Value> {
        let own = self.entry.own().and_then(|r| r.how_to_apply.as_deref()).unwrap_or_default();
        if !own.is_empty() {
            return Some(Value::Steps(lines(&self.own, own)));
        }
        match self.plain {
            Some(plain) => one(self.line(None, Some(&plain.step), None)),
            None => some(lines(&self.base, &self.entry.tipologia.record.how_to_apply)).map(Value::Steps),
        }
    }

    fn places(&self, contacts: &str, today: NaiveDate) -> Option<Value> {
        let sedi = sedi(&self.entry);
        if !sedi.is_empty() {
            return Some(Value::Places(sedi.into_iter().map(|s| place(self.entry.catalog, s, today)).collect()));
        }
        // What is asked for elsewhere says where in its first step.
        let local = matches!(self.entry.tipologia.record.provider, Provider::Ambito | Provider::Comune);
        let said = format!("Chiedere ai servizi sociali del comune di residenza: i recapiti sono al punto {contacts}.");
        local.then(|| Value::Lines(vec![Line::about(&self.own, said)]))
    }

    fn papers(&self) -> Option<Value> {
        let own = self.entry.own().and_then(|r| r.documents.as_deref());
        let plain = self.plain.map(|p| p.papers.as_slice()).filter(|p| !p.is_empty());
        let papers = match own {
            Some(own) => lines(&self.own, own),
            None => lines(&self.base, plain.unwrap_or(&self.entry.tipologia.record.documents)),
        };
        some(papers).map(Value::Bullets)
    }

    fn cost(&self) -> Option<Value> {
        let own = self.entry.own().and_then(|r| r.cost.as_deref());
        let plain = self.plain.and_then(|p| p.cost.as_deref());
        one(self.line(own, plain, self.entry.tipologia.record.cost.as_deref()))
    }

    fn times(&self, today: NaiveDate) -> Option<Value> {
        let mut out: Vec<Line> = Vec::new();
        for block in term::dates(&self.entry, today) {
            match block {
                SchedaBlock::Paragraph(said) | SchedaBlock::Caution(said) => out.push(Line::about(&self.own, said)),
                SchedaBlock::Bullets(all) => out.extend(all.into_iter().map(|said| Line::about(&self.own, said))),
                _ => {}
            }
        }
        let own = self.entry.own().and_then(|r| r.timing.as_deref());
        let plain = self.plain.and_then(|p| p.until.as_deref());
        out.extend(self.line(own, plain, self.entry.tipologia.record.timing.as_deref()));
        some(out).map(Value::Lines)
    }

    fn access(&self) -> Option<Value> {
        let facts = self.entry.own().map(access::of_servizio).unwrap_or_default();
        some(facts.iter().map(|(label, said)| Line::about(&self.own, format!("{label}: {said}."))).collect())
            .map(Value::Lines)
    }

    fn conditions(&self) -> Option<Value> {
        some(lines(&self.own, self.entry.own().and_then(|r| r.conditions.as_deref()).unwrap_or_default()))
            .map(Value::Bullets)
    }
}

fn one(line: Option<Line>) -> Option<Value> {
    line.map(|l| Value::Lines(vec![l]))
}

fn some(lines: Vec<Line>) -> Option<Vec<Line>> {
    (!lines.is_empty()).then_some(lines)
}

fn lines(from: &str, texts: &[Text]) -> Vec<Line> {
    texts.iter().filter(|t| !t.trim().is_empty()).map(|t| Line::of(from, t.as_str())).collect()
}

/// An office as it is printed. Of a protected place nothing that says where it is.
pub(super) fn place(catalog: &Catalog, sede: &SedePlace, today: NaiveDate) -> Place {
    let record = &sede.record;
    let from = record.id.as_str();
    let mut out = Vec::new();
    if record.riservato {
        out.push(Line::about(
            from,
            "L'indirizzo è riservato: ci si arriva tramite un centro antiviolenza o i servizi sociali.",
        ));
    } else {
        out.extend(record.address.as_ref().map(|a| Line::of(from, a.as_str())));
        let comune = sede.comune.and_then(|ix| catalog.comuni.get(ix.at()));
        let cap = record.cap.as_deref().filter(|_| record.address.is_some());
        let town: Vec<&str> = cap.into_iter().chain(comune.map(|c| c.record.name.as_str())).collect();
        if !town.is_empty() {
            out.push(Line::about(from, town.join(" ")));
        }
    }
    let phones: Vec<String> = record.phones.iter().map(phone).collect();
    let mails =
        record.emails.iter().map(|e| format!("E-mail: {e}")).chain(record.pec.iter().map(|e| format!("PEC: {e}")));
    out.extend((!phones.is_empty()).then(|| Line::about(from, format!("Telefono: {}", phones.join(" – ")))));
    out.extend(mails.map(|said| Line::about(from, said)));
    out.extend(record.website.as_ref().map(|url| Line::about(from, format!("Sito: {}", url.as_str()))));
    let when = record.hours.as_deref().and_then(hours::in_words);
    let when = when.or_else(|| record.hours_source.as_ref().map(ToString::to_string));
    out.extend(when.map(|said| Line::about(from, format!("Orari: {said}"))));
    let facts = access::of_sede(record);
    out.extend(facts.iter().map(|(label, said)| Line::about(from, format!("{label}: {said}"))));
    out.extend(record.note.as_ref().map(|note| Line::of(from, note.as_str())));
    let newest = crate::catalog::model::newest_date(&record.sources);
    out.push(match (record.checked, newest) {
        (Some(day), _) => checked(from, Some(day), record.checked_by.as_deref(), &[], today),
        (None, Some(day)) => {
            Line::about(from, format!("Da verificare: notizia {}.", crate::scheda::words::of_date(day)))
        }
        (None, None) => Line::about(from, "Da verificare: notizia senza data."),
    });
    Place { name: Line::of(from, record.name.as_str()), lines: out }
}
