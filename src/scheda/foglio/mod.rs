//! What a person takes home of a service: where, by which number, when, what to bring, the first step, what it costs and
//! until when, in plain words that fit one page; beside each Italian line the same in another language, where there is one.
//!
//! The words come from `foglio.json` and `lingue/*.json`, the place and the number from [`super::answer`]. Says nothing to
//! the office and nothing of the person. How it looks is the business of [`crate::consegna`].

pub(crate) mod lingua;
mod part;
mod place;

pub use lingua::{Lingua, Said, missing, phrases, sentences};
pub use part::{FoglioLine, FoglioPart, PartKind};

use lingua::{ASK_PAPERS, ASK_RESIDENCE, AT_ONCE, CLOSED, IN_DANGER, IS_IT_THERE, NOT_YET, STILL_THERE, WHERE};
use place::FoglioPlace;

use super::Viewer;
use super::answer::{SchedaAnswer, Who, is_for_violence, is_measure};
use super::entry::{EntryDesk, title};
use super::reach::Here;
use crate::catalog::model::{Catalog, Entry};
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, Stato};
use crate::lingua::sentences::{unended, upper_first};

/// Columns of a sentence of the catalogue's own that a sheet takes over where nobody wrote a plainer one.
const SENTENCE: usize = 160;

/// The sheet of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foglio {
    /// Identifier, as of the scheda.
    pub id: String,
    /// Name, with the acronyms in brackets.
    pub title: String,
    /// What it is.
    pub what: Said,
    /// The parts that have something to say, in the order of [`PartKind`]; of what may not be had now the step comes first, and says
    /// so.
    pub parts: Vec<FoglioPart>,
}

impl Foglio {
    /// The sheet of an id as [`super::Scheda::find`] takes it; `None` where the catalogue has no such record.
    pub fn find(catalog: &Catalog, id: &str, viewer: &Viewer, lingua: Lingua<'_>) -> Option<Self> {
        let Some(slug) = id.strip_prefix("ambito/") else {
            return catalog.find(id).map(|entry| Self::of(entry, viewer, lingua));
        };
        let ambito = &catalog.ambiti[catalog.find_ambito(slug)?];
        let here = Here::new(catalog, Some(ambito), viewer);
        let mut place = FoglioPlace::new(here, lingua);
        match here.answering(true) {
            Some(reach) => place.reach(reach, None),
            None => place.text(ASK_RESIDENCE),
        }
        let parts = [(PartKind::Where, place.lines), (PartKind::When, place.hours)];
        let title = ambito.record.name.to_string();
        Some(Self::laid_out(id.to_owned(), title, lingua.say(ASK_RESIDENCE), parts.into(), lingua))
    }

    /// The sheet of a servizio, or of a tipologia by itself.
    pub fn of(entry: Entry<'_>, viewer: &Viewer, lingua: Lingua<'_>) -> Self {
        let desk = EntryDesk::new(entry, viewer);
        let plain = entry.catalog.foglio(&entry.tipologia.record.id);
        let own = entry.own();
        let mut place = FoglioPlace::new(desk.answer.here, lingua);
        place.of(&entry, &desk.answer);
        let say = |text: &str| FoglioLine::Text(lingua.say(text));
        let cost = own
            .and_then(|r| r.cost.as_ref())
            .or(plain.map_or(entry.tipologia.record.cost.as_ref(), |p| p.cost.as_ref()));
        let until = own
            .and_then(|r| r.timing.as_ref())
            .or(plain.map_or(entry.tipologia.record.timing.as_ref(), |p| p.until.as_ref()));
        let short = |text: &&Text| text.chars().count() <= SENTENCE;
        let doubt = doubt(&entry, &desk);
        let mut step: Vec<FoglioLine> = doubt.map(say).into_iter().collect();
        let mut bring = Vec::new();
        // Nobody gathers papers for what cannot be asked for now.
        if doubt != Some(CLOSED) {
            step.extend(first_step(&entry, &desk.answer).map(|s| say(&s)));
            bring = papers(&entry, &desk.answer, lingua);
        }
        let mut parts = vec![
            (PartKind::Where, place.lines),
            (PartKind::When, place.hours),
            (PartKind::Bring, bring),
            (PartKind::Step, step),
            (PartKind::Cost, cost.filter(short).map(|c| say(c)).into_iter().collect()),
            (PartKind::Until, until.filter(short).map(|u| say(u)).into_iter().collect()),
        ];
        if doubt.is_some_and(|d| [CLOSED, NOT_YET, STILL_THERE].contains(&d)) {
            parts.sort_by_key(|(kind, _)| *kind != PartKind::Step);
        }
        let what = own.and_then(|r| r.summary.as_ref()).or(plain.map(|p| &p.what));
        let what = what.map_or(entry.summary(), Text::as_str);
        Self::laid_out(entry.id(), title(&entry), lingua.say(what), parts, lingua)
    }

    fn laid_out(
        id: String,
        title: String,
        what: Said,
        parts: Vec<(PartKind, Vec<FoglioLine>)>,
        lingua: Lingua<'_>,
    ) -> Self {
        let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
        let parts =
            parts.map(|(kind, lines)| FoglioPart { kind, heading: lingua.say(kind.heading()), lines }).collect();
        Self { id, title, what, parts }
    }

    /// The sheet of somebody in danger: the numbers to call come before all others.
    #[must_use]
    pub fn calling_first(mut self, numbers: Option<&str>, lingua: Lingua<'_>) -> Self {
        let Some(numbers) = numbers else { return self };
        let line = FoglioLine::Phone(numbers.to_owned(), Some(lingua.say(IN_DANGER)));
        match self.parts.iter_mut().find(|p| p.kind == PartKind::Where) {
            Some(part) => part.lines.insert(0, line),
            None => self
                .parts
                .insert(0, FoglioPart { kind: PartKind::Where, heading: lingua.say(WHERE), lines: vec![line] }),
        }
        self
    }

    /// The lines of a part, none where it has nothing to say.
    pub fn lines(&self, kind: PartKind) -> &[FoglioLine] {
        self.parts.iter().find(|p| p.kind == kind).map(|p| p.lines.as_slice()).unwrap_or_default()
    }
}

/// What to say first where it is not sure that the service can be had.
fn doubt(entry: &Entry<'_>, desk: &EntryDesk<'_>) -> Option<&'static str> {
    let here = &desk.answer.here;
    if matches!(desk.answer.who, Who::AtOnce) {
        return None;
    }
    match entry.status(here.now.date()) {
        Some(Stato::AvvisoChiuso) => return Some(CLOSED),
        Some(Stato::Programmato) => return Some(NOT_YET),
        Some(Stato::Storico) => return Some(STILL_THERE),
        _ => {}
    }
    let by_norm = entry.servizio.is_some_and(|s| s.basis == Basis::Norma);
    let unknown = desk.is_unknown_here() && !is_measure(entry);
    let without_place = matches!(desk.answer.who, Who::Asked { .. });
    ((by_norm || unknown) && without_place).then_some(IS_IT_THERE)
}

/// What to do first, in plain words; in those of the record where it has steps of its own, or nobody wrote plainer ones.
fn first_step(entry: &Entry<'_>, answer: &SchedaAnswer<'_>) -> Option<String> {
    let own = entry.own().and_then(|r| r.how_to_apply.as_ref()).and_then(|steps| steps.first());
    if let Some(own) = own {
        return Some(own.to_string());
    }
    if matches!(answer.who, Who::AtOnce) {
        return Some(AT_ONCE.to_owned());
    }
    // Plain words send everybody to the same door: at this age it is another.
    if let Some(say) = answer.of_age {
        return Some(format!("{}.", upper_first(unended(say))));
    }
    if let Some(plain) = entry.catalog.foglio(&entry.tipologia.record.id) {
        return Some(plain.step.to_string());
    }
    let said = answer.say.clone().or_else(|| entry.how_to_apply().first().map(ToString::to_string))?;
    Some(format!("{}.", upper_first(unended(&said))))
}

fn papers(entry: &Entry<'_>, answer: &SchedaAnswer<'_>, lingua: Lingua<'_>) -> Vec<FoglioLine> {
    let own = entry.own().and_then(|r| r.documents.as_deref());
    let plain = entry.catalog.foglio(&entry.tipologia.record.id).map(|p| p.papers.as_slice());
    let all = own.or(plain).unwrap_or(&entry.tipologia.record.documents);
    if all.is_empty() {
        let nothing_needed = matches!(answer.who, Who::AtOnce) || is_for_violence(entry);
        return if nothing_needed { Vec::new() } else { vec![FoglioLine::Text(lingua.say(ASK_PAPERS))] };
    }
    all.iter().map(|paper| FoglioLine::Tick(lingua.say(unended(paper)))).collect()
}
