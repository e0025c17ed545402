//! One servizio, or one tipologia by itself, as a scheda.
//!
//! Decides what each section says and where a thing stands; the words for sedi come from [`super::contact`], those for
//! requirements from [`super::requirements`].

use std::fmt::Write as _;

use super::answer::SchedaAnswer;
use super::contact::{self, body_contacts, careful, comune_contacts, instead, is_repeated, pair, place};
use super::opening::{self, Besides};
use super::reach::{Here, comune_in, offices, places};
use super::words::{check_is_old, last_check};
use super::{Block, Heading, Link, Pair, Scheda, SchedaFacts, Section, SourceFacts, Tone, Viewer, requirements, term};
use crate::catalog::model::{Ambito, AmbitoIx, Comune, Entry, Scope, Servizio, TipologiaIx};
use crate::catalog::record::{Orientation, Source};
use crate::catalog::regions::is_unknown_ambito;
use crate::catalog::text::Text;
use crate::catalog::values::{Basis, Provider, Stato};
use crate::lingua::dates::{of_date, on_date};
use crate::lingua::lists::{count, join};
use crate::lingua::sentences::upper_first;

/// Most related services shown.
const RELATED: usize = 5;

/// Most comuni named in the header.
const COMUNI_NAMED: usize = 6;

/// What stands before the duties of the operator.
const WHO_DECIDES: &str = "Questo è un orientamento: decide il responsabile.";

/// What may be said of an entry that only a norm requires.
pub(super) const ONLY_THE_NORM: &str = "previsto dalla norma – presenza locale da confermare con l'Ufficio di Piano";

pub(super) fn lay_out(entry: Entry<'_>, viewer: &Viewer) -> Scheda {
    let desk = EntryDesk::new(entry, viewer);
    let access = desk.access();
    let contacts = desk.contacts(&access);
    let (related, links) = desk.related();
    let title = title(&entry);
    let besides = Besides { title: &title, only: desk.only(), unknown_here: desk.is_unknown_here() };
    let (opening, timetable) = opening::lay_out(&entry, &desk.answer, &besides);
    let sections = [
        (Heading::Whom, desk.who()),
        (Heading::Description, desk.description()),
        (Heading::Steps, desk.steps()),
        (Heading::Papers, list(entry.documents(), Block::Bullets)),
        (Heading::Outcome, desk.outcome()),
        (Heading::Times, term::times(&entry, desk.today())),
        (Heading::Cost, paragraph(entry.cost())),
        (Heading::Access, access),
        (Heading::Conditions, desk.conditions()),
        (Heading::Contacts, contacts),
        (Heading::Orientation, desk.orientation()),
        (Heading::Related, related),
        (Heading::References, desk.references()),
        (Heading::Sources, desk.provenance()),
    ];
    Scheda {
        id: entry.id(),
        opening,
        timetable,
        header: desk.header(),
        summary: entry.summary().to_owned(),
        sections: Section::told(sections),
        next_step: desk.answer.next_step(&entry),
        links,
        facts: desk.facts(),
        title,
    }
}

/// Name with the acronyms in brackets, unless the name says them already.
pub(crate) fn title(entry: &Entry<'_>) -> String {
    let name = entry.name();
    let new: Vec<&str> = entry.acronyms().iter().map(Text::as_str).filter(|a| !name.contains(a)).collect();
    match new.join(", ") {
        none if none.is_empty() => name.to_owned(),
        new if name.ends_with(')') => format!("{name} – {new}"),
        new => format!("{name} ({new})"),
    }
}

fn list(items: &[Text], block: fn(Vec<String>) -> Block) -> Vec<Block> {
    let items: Vec<String> = items.iter().filter(|i| !i.is_empty()).map(ToString::to_string).collect();
    if items.is_empty() { Vec::new() } else { vec![block(items)] }
}

fn paragraph(text: Option<&str>) -> Vec<Block> {
    text.filter(|t| !t.is_empty()).map(|t| Block::Paragraph(t.to_owned())).into_iter().collect()
}

/// An entry as it is seen from a desk.
pub(super) struct EntryDesk<'a> {
    entry: Entry<'a>,
    viewer: Viewer,
    /// The chosen comune.
    comune: Option<&'a Comune>,
    /// The entry's ambito; for what is offered everywhere, that of the chosen comune.
    ambito: Option<&'a Ambito>,
    /// Whom to call and what to do first.
    pub(super) answer: SchedaAnswer<'a>,
}

impl<'a> EntryDesk<'a> {
    pub(super) fn new(entry: Entry<'a>, viewer: &Viewer) -> Self {
        let comune = viewer.comune.map(|ix| &entry.catalog.comuni[ix]);
        let of_comune = || comune.map(|c| &entry.catalog.ambiti[c.ambito]);
        let ambito = entry.ambito().or_else(of_comune);
        let answer = SchedaAnswer::of(&entry, Here::new(entry.catalog, ambito, viewer));
        Self { entry, viewer: *viewer, comune, ambito, answer }
    }

    fn today(&self) -> chrono::NaiveDate {
        self.viewer.now.date()
    }

    fn names_of_comuni(&self, ambito: &Ambito) -> Vec<&'a str> {
        let all = self.entry.catalog;
        all.comuni.each(&ambito.comuni).map(|c| c.record.name.as_str()).collect()
    }

    fn header(&self) -> Vec<Pair> {
        let entry = &self.entry;
        let mut header = vec![pair("Area", entry.catalog.aree[entry.area()].label.as_str())];
        match entry.scope() {
            Some(Scope::Ambito(_)) => {
                if let Some(ambito) = entry.ambito() {
                    header.push(pair("Ambito", self.ambito_in_words(ambito)));
                }
            }
            Some(scope @ (Scope::Regione(_) | Scope::Italia)) => {
                let value = match scope {
                    Scope::Italia => "in tutta Italia".to_owned(),
                    _ => format!("in {}", entry.catalog.scope_label(scope)),
                };
                header.push(pair("Dove", value));
            }
            None => header.extend(self.presence()),
        }
        header.extend(self.only());
        header.extend(entry.tipologia.record.level.map(|level| pair("Livello", level.label())));
        if entry.servizio.is_some() {
            header.push(self.status_in_words());
            let by = entry.own().and_then(|r| r.checked_by.as_deref());
            let check = last_check(entry.checked(), by, self.today());
            let tone = if check_is_old(entry.checked(), self.today()) { Tone::Careful } else { Tone::Plain };
            header.push(Pair { label: "Ultimo controllo", value: check, tone });
        } else if entry.is_over(self.today()) {
            header.push(careful("Stato", term::over_in_words(entry, self.today())));
        }
        header
    }

    /// What one gets, then the amounts.
    fn outcome(&self) -> Vec<Block> {
        let mut blocks = paragraph(self.entry.outcome());
        blocks.extend(term::amounts(self.entry.amounts(), self.today()));
        blocks
    }

    /// The steps to ask for it; before those of what is over, that it is.
    fn steps(&self) -> Vec<Block> {
        let steps = list(self.answer.steps(&self.entry), Block::Steps);
        let over = self.entry.is_over(self.today()) && !steps.is_empty();
        let said = || Block::Caution(format!("{}: i passi valgono se riapre.", upper_first(term::over(&self.entry))));
        over.then(said).into_iter().chain(steps).collect()
    }

    /// The comuni it is limited to.
    fn only(&self) -> Option<Pair> {
        let only = self.entry.servizio.and_then(|s| s.comuni.as_ref())?;
        let all = &self.entry.catalog.comuni;
        let names: Vec<&str> = all.each(only).map(|c| c.record.name.as_str()).collect();
        let elsewhere = self.viewer.comune.is_some_and(|c| !only.contains(&c));
        let said = format!("solo {}", join(&names));
        Some(match self.comune {
            Some(c) if elsewhere => careful("Comuni", format!("{said} – non risulta per {}", c.record.name)),
            _ => pair("Comuni", said),
        })
    }

    /// Whether this is a tipologia of which the ambito it is seen from has nothing.
    pub(super) fn is_unknown_here(&self) -> bool {
        let own = self.entry.catalog.find_type(&self.entry.tipologia.record.id);
        self.entry.servizio.is_none() && self.ambito.is_some() && self.nearest(own).is_none()
    }

    /// "Mesagne: Cellino San Marco, Erchie e altri 7 comuni".
    fn ambito_in_words(&self, ambito: &Ambito) -> String {
        let names = self.names_of_comuni(ambito);
        if is_unknown_ambito(&ambito.record.id) {
            return "non è nel catalogo: risponde il Comune".to_owned();
        }
        let short = &ambito.record.short;
        match names.len() {
            0 | 1 => short.to_string(),
            n if n <= COMUNI_NAMED + 1 => format!("{short}: {}", join(&names)),
            n => {
                let named: Vec<&str> = names.into_iter().take(COMUNI_NAMED).collect();
                format!("{short}: {} e altri {} comuni", named.join(", "), n - COMUNI_NAMED)
            }
        }
    }

    /// For a tipologia: whether the ambito of the chosen comune has it, or in how many ambiti it is known.
    fn presence(&self) -> Option<Pair> {
        let known = self.known_in();
        let noto = count(known, "ambito", "ambiti");
        let Some(ambito) = self.ambito else {
            return (known > 0).then(|| pair("Dove", format!("noto in {noto}")));
        };
        let short = &ambito.record.short;
        if self.nearest(self.entry.catalog.find_type(&self.entry.tipologia.record.id)).is_some() {
            return Some(pair(
                "Dove",
                format!("c'è una scheda per l'ambito di {short}: è la prima dei servizi collegati"),
            ));
        }
        if is_unknown_ambito(&ambito.record.id) {
            return Some(careful("Dove", "qui non si sa se c'è: chiedere ai servizi sociali del Comune".to_owned()));
        }
        let elsewhere = if known == 0 { String::new() } else { format!(" (altrove noto in {noto})") };
        Some(careful(
            "Dove",
            format!(
                "nessun servizio noto nell'ambito di {short}{elsewhere}: chiedere al Segretariato sociale o all'Ufficio di Piano"
            ),
        ))
    }

    /// In how many ambiti a plan or page names this tipologia.
    fn known_in(&self) -> usize {
        let servizi = self.entry.catalog.servizi.each(&self.entry.tipologia.servizi);
        let mut ambiti: Vec<AmbitoIx> = servizi
            .filter(|s| s.basis != Basis::Norma && s.is_living())
            .filter_map(|s| if let Scope::Ambito(ix) = s.scope { Some(ix) } else { None })
            .collect();
        ambiti.sort_unstable();
        ambiti.dedup();
        ambiti.len()
    }

    fn status_in_words(&self) -> Pair {
        let entry = &self.entry;
        let status = entry.status(self.today()).unwrap_or(Stato::DaConfermare);
        if status == Stato::DaConfermare && entry.servizio.is_some_and(|s| s.basis == Basis::Norma) {
            return careful("Stato", ONLY_THE_NORM);
        }
        let source = entry.source_date();
        let age = source.map_or_else(|| "la fonte è senza data".to_owned(), |d| format!("la fonte è {}", of_date(d)));
        let to_come = term::to_come(entry.term(), self.today());
        let mut value = match (status, to_come) {
            (Stato::Attivo, to_come) => {
                let until = to_come.map(|said| format!(", {said}")).unwrap_or_default();
                let source = source.map(|d| format!(" – fonte {}", of_date(d))).unwrap_or_default();
                format!("attivo{until}{source}")
            }
            (Stato::Programmato, Some(opens)) => format!("programmato, {opens} – {age}"),
            (Stato::Programmato, None) => format!("programmato, non è detto che sia partito – {age}"),
            (Stato::AvvisoChiuso, _) => format!("{} – {age}", term::over_in_words(entry, self.today())),
            (Stato::DaConfermare, _) => format!("da confermare – {age}"),
            (Stato::Storico, _) => format!("storico: c'era in passato, oggi non è confermato – {age}"),
        };
        if let Some(period) = entry.own().and_then(|r| r.period.as_ref()) {
            let _ = write!(value, "; periodo {period}");
        }
        Pair { label: "Stato", value, tone: if status == Stato::Attivo { Tone::Good } else { Tone::Careful } }
    }

    fn who(&self) -> Vec<Block> {
        let all = self.entry.catalog;
        let targets: Vec<&str> = all.destinatari.each(self.entry.targets()).map(|t| t.label.as_str()).collect();
        let mut blocks = Vec::new();
        if !targets.is_empty() {
            blocks.push(Block::Pairs(vec![pair("Destinatari", targets.join("; "))]));
        }
        blocks.extend(requirements::blocks(self.entry.eligibility(), self.today()));
        blocks
    }

    fn description(&self) -> Vec<Block> {
        let mut blocks = paragraph(Some(self.entry.description()));
        if let Some(details) = self.entry.own().and_then(|r| r.details.as_deref()).filter(|d| !d.is_empty()) {
            let label = if self.entry.ambito().is_some() { "In questo ambito" } else { "In particolare" };
            blocks.push(Block::Pairs(vec![pair(label, details)]));
        }
        blocks
    }

    fn access(&self) -> Vec<Block> {
        let stated = self.entry.own().map(super::access::of_servizio).unwrap_or_default();
        let pairs: Vec<Pair> = stated.into_iter().map(|(label, said)| pair(label, said)).collect();
        let mut blocks = if pairs.is_empty() { Vec::new() } else { vec![Block::Pairs(pairs)] };
        blocks.extend(self.where_to_go());
        blocks
    }

    fn where_to_go(&self) -> Vec<Block> {
        let catalog = self.entry.catalog;
        let sedi = places(&self.entry, &self.answer.here);
        if self.entry.servizio.is_none() && self.ambito.is_none() {
            let known = self.known_in();
            let numbers = instead(&self.entry, &self.answer, &self.viewer);
            return match known {
                0 => numbers,
                n => {
                    let text = format!(
                        "Noto in {}. Scegliere il comune per vedere a chi rivolgersi.",
                        count(n, "ambito", "ambiti")
                    );
                    let choose = |b: &Block| matches!(b, Block::Paragraph(_));
                    std::iter::once(Block::Paragraph(text)).chain(numbers.into_iter().filter(|b| !choose(b))).collect()
                }
            };
        }
        if sedi.is_empty() {
            return instead(&self.entry, &self.answer, &self.viewer);
        }
        let mut blocks: Vec<Block> = sedi.iter().map(|s| place(catalog, s, self.viewer.now)).collect();
        // Offices that nobody can call or find do not answer the question where to go.
        let reachable = sedi.iter().any(|s| {
            let r = &s.record;
            !r.phones.is_empty() || !r.emails.is_empty() || r.address.is_some() || !r.pec.is_empty()
        });
        if !reachable {
            blocks.extend(instead(&self.entry, &self.answer, &self.viewer).into_iter().map(|b| match b {
                Block::Caution(_) => {
                    Block::Caution("Come raggiungerla non è indicato. Si può chiedere qui:".to_owned())
                }
                other => other,
            }));
        }
        blocks
    }

    fn conditions(&self) -> Vec<Block> {
        let own = self.entry.own().and_then(|r| r.conditions.as_deref()).unwrap_or_default();
        if !own.is_empty() {
            return list(own, Block::Bullets);
        }
        let local = matches!(self.entry.scope(), Some(Scope::Ambito(_)));
        self.ambito.filter(|_| local).map_or_else(Vec::new, |a| list(&a.record.rights, Block::Bullets))
    }

    /// Who answers for it, and what "Accedi al servizio" (`access`) has not named already.
    fn contacts(&self, access: &[Block]) -> Vec<Block> {
        let provider = self.entry.provider();
        let answers = match (provider, self.ambito, self.comune) {
            (Provider::Ambito, Some(ambito), _) => ambito.record.name.to_string(),
            (Provider::Comune, Some(ambito), Some(comune)) if comune_in(ambito, &self.viewer).is_some() => {
                format!("Comune di {}", comune.record.name)
            }
            (Provider::Comune, _, _) => "il comune di residenza".to_owned(),
            (Provider::TerzoSettore, _, _) => {
                "enti del terzo settore (associazioni, CAF, patronati, cooperative)".to_owned()
            }
            (Provider::Asl, _, _) => self.answer.here.asl(),
            (other, _, _) => other.label().to_owned(),
        };
        let mut blocks = vec![Block::Pairs(vec![pair("Ne risponde", answers)])];
        let local = matches!(provider, Provider::Ambito | Provider::Comune);
        if let Some(ambito) = self.ambito.filter(|_| local || self.comune.is_some()) {
            let offices = offices(self.entry.catalog, ambito, comune_in(ambito, &self.viewer));
            let office = offices.first().map(|s| place(self.entry.catalog, s, self.viewer.now));
            let comune = self.comune.filter(|_| comune_in(ambito, &self.viewer).is_some());
            for block in office.into_iter().chain(body_contacts(ambito)).chain(comune.and_then(comune_contacts)) {
                if !is_repeated(&block, access) && !is_repeated(&block, &blocks) {
                    blocks.push(block);
                }
            }
        }
        blocks
    }

    /// What the norms ask of who sits at the desk, each with its norm.
    fn orientation(&self) -> Vec<Block> {
        let cited = |o: &Orientation| {
            let norms: Vec<&str> = o.sources.iter().map(|s| s.title.as_str()).collect();
            if norms.is_empty() { o.text.to_string() } else { format!("{} [{}]", o.text, norms.join("; ")) }
        };
        let all: Vec<String> = self.entry.tipologia.record.orientation.iter().map(cited).collect();
        if all.is_empty() {
            return Vec::new();
        }
        vec![Block::Paragraph(WHO_DECIDES.to_owned()), Block::Bullets(all)]
    }

    fn related(&self) -> (Vec<Block>, Vec<Link>) {
        let catalog = self.entry.catalog;
        let own: Option<Vec<TipologiaIx>> = self
            .entry
            .own()
            .and_then(|r| r.related.as_ref())
            .map(|slugs| slugs.iter().filter_map(|slug| catalog.find_type(slug)).collect());
        let tipologie = own.as_deref().unwrap_or(&self.entry.tipologia.related);
        let mut links: Vec<Link> = Vec::new();
        if self.entry.servizio.is_none() {
            // A tipologia seen from a comune leads to what that comune has of it.
            links.extend(self.nearest(catalog.find_type(&self.entry.tipologia.record.id)));
        }
        let mut lines: Vec<String> = links.iter().map(|l| l.title.clone()).collect();
        for &ix in tipologie {
            let link = self.nearest(Some(ix)).unwrap_or_else(|| link_to(&catalog.type_entry(ix)));
            if links.len() < RELATED && link.id != self.entry.id() && links.iter().all(|l| l.id != link.id) {
                lines.push(link.title.clone());
                links.push(link);
            }
        }
        (if lines.is_empty() { Vec::new() } else { vec![Block::Bullets(lines)] }, links)
    }

    /// The servizio of a tipologia that is nearest to this entry's place: its comune's, its ambito's, the region's, the
    /// State's.
    fn nearest(&self, tipologia: Option<TipologiaIx>) -> Option<Link> {
        let catalog = self.entry.catalog;
        let servizi = &catalog.tipologie[tipologia?].servizi;
        let here = self.ambito.and_then(|a| catalog.find_ambito(&a.record.id));
        let distance = |s: &Servizio| match s.scope {
            Scope::Ambito(ix) if Some(ix) == here => {
                let serves = s.comuni.as_ref().is_none_or(|only| self.viewer.comune.is_none_or(|c| only.contains(&c)));
                Some(u8::from(!serves))
            }
            Scope::Ambito(_) => None,
            Scope::Regione(_) => Some(2),
            Scope::Italia => Some(3),
        };
        let living = servizi.iter().filter(|ix| catalog.servizi[**ix].is_living());
        let measured = living.filter_map(|ix| Some((distance(&catalog.servizi[*ix])?, *ix)));
        measured.min_by_key(|(d, _)| *d).map(|(_, ix)| link_to(&catalog.entry(ix)))
    }

    fn references(&self) -> Vec<Block> {
        let entry = &self.entry;
        let norms: Vec<String> = entry
            .legal_basis()
            .iter()
            .map(|n| n.what.as_ref().map_or_else(|| n.norm.to_string(), |what| format!("{} – {what}", n.norm)))
            .collect();
        let mut pairs = Vec::new();
        if let (Some(plan), true) = (self.ambito.and_then(|a| a.record.plan.as_ref()), self.is_from_the_plan()) {
            let period = plan.period.as_ref().map_or_else(String::new, |p| format!(" ({p})"));
            pairs.push(pair("Piano", format!("{}{period}", plan.name)));
        }
        if let Some(own) = entry.own() {
            let texts = [
                ("Azione del piano", &own.plan_action),
                ("Voce del piano", &own.plan_item),
                ("Finanziamento", &own.funding),
            ];
            pairs.extend(texts.into_iter().filter_map(|(l, t)| t.as_ref().map(|t| pair(l, t.as_str()))));
        }
        pairs.extend(entry.tipologia.record.nomenclatore.as_ref().map(|n| pair("Nomenclatore", n.as_str())));
        let mut blocks = Vec::new();
        if !norms.is_empty() {
            blocks.push(Block::Bullets(norms));
        }
        if !pairs.is_empty() {
            blocks.push(Block::Pairs(pairs));
        }
        blocks
    }

    fn is_from_the_plan(&self) -> bool {
        self.entry.servizio.is_some_and(|s| s.basis == Basis::Piano)
    }

    fn provenance(&self) -> Vec<Block> {
        let entry = &self.entry;
        let own = entry.own().map(|r| r.sources.as_slice()).unwrap_or_default();
        let mut pairs = Vec::new();
        if let Some(servizio) = entry.servizio {
            pairs.push(match servizio.basis {
                Basis::Norma => careful("Da dove viene", ONLY_THE_NORM),
                // No plan names it: somebody asked and was told.
                Basis::Piano if own.is_empty() && entry.checked().is_some() => {
                    pair("Da dove viene", "verificato con chi lo offre")
                }
                other => pair("Da dove viene", other.label()),
            });
        }
        pairs.push(pair("Attendibilità", entry.confidence().label()));
        if let Some(record) = entry.own() {
            let by = record.checked_by.as_deref();
            let tone = if check_is_old(record.checked, self.today()) { Tone::Careful } else { Tone::Plain };
            pairs.push(Pair { label: "Ultimo controllo", value: last_check(record.checked, by, self.today()), tone });
            pairs.extend(record.modified.map(|d| pair("Scheda modificata", d.in_words())));
        } else if entry.servizio.is_some() {
            pairs.push(careful("Ultimo controllo", last_check(None, None, self.today())));
        }
        let layer = entry.servizio.map_or(entry.tipologia.layer, |s| s.layer);
        pairs.push(pair("Catalogo", entry.catalog.layers[layer].in_words()));
        let mut blocks = vec![Block::Pairs(pairs)];
        if !own.is_empty() {
            blocks.push(Block::Paragraph("Fonti di questo servizio:".to_owned()));
            blocks.push(sources_in_words(own));
        }
        // Those may be of another ambito: of what only a norm requires here they say nothing.
        let by_norm = entry.servizio.is_some_and(|s| s.basis == Basis::Norma);
        if !own.is_empty() || by_norm {
            blocks.push(Block::Paragraph("Fonti della descrizione generale:".to_owned()));
        }
        blocks.push(sources_in_words(&entry.tipologia.record.sources));
        blocks
    }

    fn facts(&self) -> SchedaFacts {
        let entry = &self.entry;
        let all = entry.catalog;
        let own = entry.own().map(|r| r.sources.as_slice()).unwrap_or_default();
        let served = entry.servizio.and_then(|s| s.comuni.as_deref());
        SchedaFacts {
            tipologia: Some(entry.tipologia.record.id.to_string()),
            name: entry.name().to_owned(),
            acronyms: entry.acronyms().iter().map(ToString::to_string).collect(),
            scope: entry.scope().map_or("tipologia", |s| all.scope_id(s)).to_owned(),
            ambito: entry.ambito().map(|a| a.record.id.to_string()),
            area: Some(all.aree[entry.area()].id.to_string()),
            targets: all.destinatari.each(entry.targets()).map(|t| t.id.to_string()).collect(),
            comuni: all.comuni.each(served.unwrap_or_default()).map(|c| c.record.name.to_string()).collect(),
            status: entry.status(self.today()),
            basis: entry.servizio.map(|s| s.basis),
            term: entry.term(),
            checked: entry.checked(),
            sedi: places(entry, &self.answer.here).into_iter().map(|s| contact::facts(all, s)).collect(),
            sources: own.iter().chain(&entry.tipologia.record.sources).map(source_facts).collect(),
        }
    }
}

/// A source for programs.
pub(super) fn source_facts(source: &Source) -> SourceFacts {
    SourceFacts {
        title: source.title.to_string(),
        url: source.url.as_ref().map(ToString::to_string),
        date: source.date,
        read: source.read,
    }
}

/// Sources one a line: title, what they support, their own date and when they were read, address.
pub(super) fn sources_in_words(sources: &[Source]) -> Block {
    let line = |s: &Source| {
        let date = match (s.date, s.read) {
            (Some(date), None) => date.in_words(),
            (Some(date), Some(read)) => format!("{}, letta {}", date.in_words(), on_date(read)),
            (None, Some(read)) => format!("senza data, letta {}", on_date(read)),
            (None, None) => "senza data".to_owned(),
        };
        let supports = s.supports.as_ref().map_or_else(String::new, |what| format!(" [{what}]"));
        let url = s.url.as_ref().map_or_else(String::new, |url| format!(" – {url}"));
        format!("{}{supports} – {date}{url}", s.title)
    };
    Block::Bullets(sources.iter().map(line).collect())
}

fn link_to(entry: &Entry<'_>) -> Link {
    Link { id: entry.id(), title: title(entry) }
}
