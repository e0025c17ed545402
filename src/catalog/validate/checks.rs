//! What the types alone cannot tell: references, doubles, places, dates, lengths, hidden characters.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use super::super::hours;
use super::super::kinds::FileKind;
use super::super::load::Records;
use super::super::model::{Layer, TO_BE_ASSIGNED};
use super::super::record::{
    Amount, Eligibility, FirstStep, LinguaRecord, Requirement, ServizioRecord, Source, StepVariant, UNFINISHED,
    Urgenza, Waiting,
};
use super::super::regions::is_unknown_ambito;
use super::super::resolve::resolve;
use super::super::spans::{Node, NodeKind};
use super::super::term::Term;
use super::super::text::Text;
use super::super::values::{Basis, PartialDate, Sender, When, in_italy};
use super::codes::Code;
use super::decode::{Decoded, FoundNode};
use super::known::Known;
use super::money;
use super::report::{Report, nearest};
use crate::lingua::signs::{is_hostile, is_plain};

/// Columns of a first step: two lines of the first screen.
const FIRST_STEP: usize = 120;

/// Years that a value may be of.
const YEARS: std::ops::RangeInclusive<u16> = 2000..=2199;

/// Fields in which an amount is said to a citizen.
const PROSE: [&str; 11] = [
    "summary",
    "description",
    "details",
    "eligibility",
    "how_to_apply",
    "first_step",
    "documents",
    "outcome",
    "timing",
    "cost",
    "conditions",
];

/// Fields that the list or a picker shows on one line, and the columns they may take: record, field, columns.
pub const LENGTHS: [(&str, &str, usize); 31] = [
    ("aree", "label", 120),
    ("aree", "short", 32),
    ("destinatari", "label", 48),
    ("condizioni", "label", 60),
    ("condizioni", "question", 120),
    ("tipologie", "name", 80),
    ("tipologie", "summary", 160),
    ("tipologie", "description", 4_000),
    ("tipologie", "acronyms", 24),
    ("first_step", "say", FIRST_STEP),
    ("first_step", "pays", FIRST_STEP),
    ("tipologie", "keywords", 60),
    ("servizi", "name", 80),
    ("servizi", "summary", 160),
    ("servizi", "acronyms", 24),
    ("servizi", "keywords", 60),
    ("numeri", "name", 80),
    ("numeri", "purpose", 160),
    ("altrove", "name", 100),
    ("altrove", "say", 160),
    ("foglio", "what", 160),
    ("foglio", "step", 100),
    ("foglio", "cost", 100),
    ("foglio", "until", 100),
    ("foglio", "papers", 60),
    ("urgenze", "label", 80),
    ("urgenze", "say", 80),
    ("comuni", "name", 40),
    ("sedi", "name", 100),
    ("ambito", "name", 100),
    ("ambito", "short", 32),
];

/// The first hidden character of a text.
fn hostile(text: &str) -> Option<char> {
    if is_plain(text) { None } else { text.chars().find(|c| is_hostile(*c)) }
}

/// Hidden characters in any name or text of the file, escaped ones too.
pub(super) fn strings(root: &Node, report: &mut Report<'_>) {
    let mut found: Vec<(usize, usize, char)> = Vec::new();
    root.walk(&mut |member, node| {
        if let Some(member) = member
            && let Some(c) = hostile(&member.name)
        {
            found.push((member.at, node.start, c));
        }
        if let NodeKind::Text(text) = &node.kind
            && let Some(c) = hostile(text)
        {
            found.push((node.start, node.end, c));
        }
    });
    root.walk(&mut |_, node| {
        if node.text().is_some_and(|text| text.contains(UNFINISHED)) {
            report.at(node.start, Code::DaCompletare, &format!("qui c'è ancora scritto «{UNFINISHED}»"));
        }
    });
    for (start, end, c) in found {
        // An escaped character has no place of its own: the text's beginning is near enough.
        let raw = report.lines.slice(start, end);
        let at = start + raw.find(c).unwrap_or(0);
        report.at(at, Code::Carattere, &format!("carattere nascosto U+{:04X} in un testo", u32::from(c)));
    }
}

/// Everything that needs the records of all files.
pub(super) fn records(files: &[Decoded<'_>], reports: &mut [Report<'_>], base: Option<&Records>, today: NaiveDate) {
    let known = Known::of(base, files);
    let mut ids = Ids::default();
    for (file, report) in files.iter().zip(reports.iter_mut()) {
        let mut checker = Checker { known: &known, today, report };
        checker.file(file, &mut ids);
    }
    left_out(files, reports, base);
}

/// Identifiers already met in the files: a layer may replace what lies below, but not itself.
#[derive(Default)]
struct Ids {
    /// By kind and identifier: file and line of the first.
    seen: HashMap<(&'static str, String), (Text, usize)>,
    comuni: HashMap<String, String>,
}

struct Checker<'c, 'r, 't> {
    known: &'c Known,
    today: NaiveDate,
    report: &'r mut Report<'t>,
}

/// A field that holds what the file says, and no stand-in.
fn field<'f, T>(found: &'f FoundNode<'_, T>, name: &str) -> Option<&'f Node> {
    if found.patched.iter().any(|p| p == name) { None } else { found.tree().get(name) }
}

impl Checker<'_, '_, '_> {
    fn file(&mut self, file: &Decoded<'_>, ids: &mut Ids) {
        for f in &file.regioni {
            self.sources(f, &f.record.sources);
            self.date(field(f, "release"), f.record.release);
            for (at, tool) in f.record.tools.iter().enumerate() {
                let node = f.tree().get("tools").and_then(|n| n.item(at));
                self.source_list(node.unwrap_or(f.node), node.and_then(|n| n.get("sources")), &tool.sources, true);
            }
            for (node, said) in field(f, "carta").map(Node::items).unwrap_or_default().iter().zip(&f.record.carta) {
                for (name, text) in [("text", &said.text), ("norm", &said.norm)] {
                    if text.trim().is_empty() {
                        let at = node.get(name).map_or(node.start, |n| n.start);
                        self.report.at(at, Code::TestoVuoto, &format!("«{name}» è vuoto"));
                    }
                }
                self.source_list(node, node.get("sources"), &said.sources, true);
            }
        }
        for f in &file.aree {
            self.named(ids, "area", "aree", f, &f.record.id);
        }
        for f in &file.destinatari {
            self.named(ids, "gruppo di destinatari", "destinatari", f, &f.record.id);
        }
        for f in &file.condizioni {
            self.named(ids, "condizione", "condizioni", f, &f.record.id);
        }
        for f in &file.equivalenze {
            for (name, empty) in [("words", f.record.words.is_empty()), ("means", f.record.means.is_empty())] {
                if empty && let Some(node) = field(f, name) {
                    self.report.at(node.start, Code::TestoVuoto, &format!("l'elenco «{name}» è vuoto"));
                }
            }
        }
        for f in &file.comuni {
            self.comune(f, ids);
        }
        for f in &file.tipologie {
            self.tipologia(f, ids);
        }
        for f in &file.misure {
            self.servizio(f, ids, None);
        }
        for f in &file.numeri {
            self.named(ids, "numero", "numeri", f, &f.record.id);
            self.hours(f, f.record.hours.as_deref());
            self.sources(f, &f.record.sources);
        }
        for f in &file.altrove {
            self.named(ids, "ufficio", "altrove", f, &f.record.id);
            self.refer_all(f, "near", "la tipologia", &self.known.tipologie);
        }
        for f in &file.urgenze {
            self.urgenza(f, ids);
        }
        for f in &file.foglio {
            self.named(ids, "foglio", "foglio", f, &f.record.id);
            self.refers(field(f, "id"), "la tipologia", &f.record.id, &self.known.tipologie);
        }
        for f in &file.lingue {
            self.lingua(f, ids);
        }
        self.ambito(file, ids);
    }

    fn lingua(&mut self, f: &FoundNode<'_, LinguaRecord>, ids: &mut Ids) {
        self.unique(ids, "lingua", f, &f.record.id);
        for member in field(f, "phrases").map(Node::members).unwrap_or_default() {
            if member.value.text().is_some_and(|said| said.trim().is_empty()) {
                self.report.at(member.value.start, Code::TestoVuoto, &format!("«{}» non è tradotto", member.name));
            }
        }
    }

    fn urgenza(&mut self, f: &FoundNode<'_, Urgenza>, ids: &mut Ids) {
        self.named(ids, "situazione", "urgenze", f, &f.record.id);
        if f.removed {
            return;
        }
        let known = self.known;
        self.refer_all(f, "numbers", "il numero utile", &known.numeri);
        for member in field(f, "numbers_if").map(Node::members).unwrap_or_default() {
            for item in member.value.items() {
                self.refers(Some(item), "il numero utile", item.text().unwrap_or_default(), &known.numeri);
            }
        }
        self.refer_all(f, "types", "la tipologia", &known.tipologie);
        self.refer_all(f, "not_first", "la tipologia", &known.tipologie);
        for (name, empty) in [("numbers", f.record.numbers.is_empty()), ("say", f.record.say.is_empty())] {
            if empty && let Some(node) = field(f, name) {
                self.report.at(node.start, Code::TestoVuoto, &format!("l'elenco «{name}» è vuoto"));
            }
        }
    }

    /// That nothing else in the files is called by its identifier, and how long its fields are.
    fn named<T>(&mut self, ids: &mut Ids, what: &'static str, kind: &str, found: &FoundNode<'_, T>, id: &str) {
        self.unique(ids, what, found, id);
        self.lengths(kind, found);
    }

    fn unique<T>(&mut self, ids: &mut Ids, what: &'static str, found: &FoundNode<'_, T>, id: &str) {
        let Some(node) = field(found, "id") else { return };
        let place = (self.report.file.clone(), self.report.lines.line(node.start));
        if let Some((file, line)) = ids.seen.get(&(what, id.to_owned())) {
            let message = format!("«{id}» ({what}) c'è già in {file}, riga {line}");
            self.report.at(node.start, Code::IdDoppio, &message);
        } else {
            ids.seen.insert((what, id.to_owned()), place);
        }
    }

    fn lengths<T>(&mut self, record: &str, found: &FoundNode<'_, T>) {
        if found.removed {
            return;
        }
        self.lengths_of(record, |name| field(found, name));
    }

    /// The lengths of an object that stands inside a record.
    fn texts(&mut self, record: &str, object: &Node) {
        self.lengths_of(record, |name| object.get(name));
    }

    fn lengths_of<'n>(&mut self, record: &str, field: impl Fn(&str) -> Option<&'n Node>) {
        for (_, name, columns) in LENGTHS.iter().filter(|(kind, ..)| *kind == record) {
            let Some(node) = field(name) else { continue };
            for text in std::iter::once(node).chain(node.items()) {
                let width = text.text().map_or(0, UnicodeWidthStr::width);
                if width > *columns {
                    let message = format!("«{name}» è di {width} caratteri, al massimo {columns}");
                    self.report.at(text.start, Code::TestoLungo, &message);
                }
                if text.text().is_some_and(|t| t.trim().is_empty()) {
                    self.report.at(text.start, Code::TestoVuoto, &format!("«{name}» è vuoto"));
                }
            }
        }
    }

    /// A reference: where it stands, what it names, what there is.
    fn refers(&mut self, node: Option<&Node>, what: &str, id: &str, known: &HashSet<String>) {
        let Some(node) = node else { return };
        if known.contains(id) {
            return;
        }
        let message = format!("{what} «{id}» non c'è");
        // Between codes that are numbers nearness means nothing.
        let number = id.bytes().all(|b| b.is_ascii_digit());
        match nearest(id, known.iter().map(String::as_str).filter(|_| !number)) {
            Some(near) => {
                let remedy = format!("forse si voleva scrivere «{near}»");
                self.report.with(node.start, Code::Riferimento, &message, &remedy);
            }
            None => self.report.at(node.start, Code::Riferimento, &message),
        }
    }

    /// A list of references.
    fn refer_all<T>(&mut self, found: &FoundNode<'_, T>, name: &str, what: &str, known: &HashSet<String>) {
        for item in field(found, name).map(Node::items).unwrap_or_default() {
            if let Some(id) = item.text() {
                self.refers(Some(item), what, id, known);
            }
        }
    }

    fn date(&mut self, node: Option<&Node>, date: PartialDate) {
        if let Some(node) = node
            && date.earliest() > self.today
        {
            self.report.at(node.start, Code::DataFutura, &format!("la data {} non è ancora venuta", date.in_words()));
        }
    }

    fn sources<T>(&mut self, found: &FoundNode<'_, T>, sources: &[Source]) {
        if found.removed || found.patched.iter().any(|p| p == "sources") {
            return;
        }
        self.source_list(found.node, found.tree().get("sources"), sources, true);
    }

    fn source_list(&mut self, owner: &Node, node: Option<&Node>, sources: &[Source], needed: bool) {
        if sources.is_empty() && needed {
            self.report.at(node.map_or(owner.start, |n| n.start), Code::SenzaFonte, "manca la fonte");
        }
        for (item, source) in node.map(Node::items).unwrap_or_default().iter().zip(sources) {
            for (name, date) in [("date", source.date), ("read", source.read)] {
                if let Some(date) = date {
                    self.date(item.get(name), date);
                }
            }
            if source.title.trim().is_empty() {
                self.report.at(item.start, Code::TestoVuoto, "il titolo della fonte è vuoto");
            }
        }
    }

    fn hours<T>(&mut self, found: &FoundNode<'_, T>, written: Option<&str>) {
        if let (Some(node), Some(written)) = (field(found, "hours"), written)
            && !hours::can_be_read(written)
            && let Err(problem) = hours::parse(written)
        {
            self.report.at(node.start, Code::Orario, &problem.to_string());
        }
    }

    fn coordinates<T>(&mut self, found: &FoundNode<'_, T>, lat: Option<f64>, lon: Option<f64>) {
        let at = field(found, "lat").or_else(|| field(found, "lon"));
        let Some(at) = at else { return };
        match (lat, lon) {
            (Some(lat), Some(lon)) if in_italy(lat, lon) => {}
            (Some(lat), Some(lon)) => {
                self.report.at(at.start, Code::Coordinate, &format!("{lat}, {lon} non è in Italia"));
            }
            _ => self.report.at(at.start, Code::Coordinate, "latitudine e longitudine vanno insieme"),
        }
    }

    fn province<T>(&mut self, found: &FoundNode<'_, T>, code: &str) {
        if !found.removed {
            self.refers(field(found, "province"), "la provincia", code, &self.known.provinces);
        }
    }

    fn comune(&mut self, f: &FoundNode<'_, super::super::record::ComuneRecord>, ids: &mut Ids) {
        let (istat, ambito) = (f.record.istat.to_string(), f.record.ambito.to_string());
        if let Some(node) = field(f, "istat") {
            match ids.comuni.get(&istat) {
                Some(other) if *other != ambito => {
                    let message = format!("{} ({istat}) sta sia in «{other}» sia in «{ambito}»", f.record.name);
                    self.report.at(node.start, Code::ComuneDoppio, &message);
                }
                Some(_) => {
                    self.report.at(node.start, Code::IdDoppio, &format!("{} ({istat}) c'è due volte", f.record.name));
                }
                None => {
                    ids.comuni.insert(istat, ambito.clone());
                }
            }
        }
        if f.removed {
            return;
        }
        self.lengths("comuni", f);
        self.refers(field(f, "ambito"), "l'ambito", &ambito, &self.known.ambiti);
        self.province(f, &f.record.province);
        self.coordinates(f, f.record.lat, f.record.lon);
        self.source_list(f.node, f.tree().get("sources"), &f.record.sources, false);
    }

    fn tipologia(&mut self, f: &FoundNode<'_, super::super::record::Tipologia>, ids: &mut Ids) {
        self.unique(ids, "tipologia", f, &f.record.id);
        for (at, alias) in f.record.aliases.iter().enumerate() {
            let Some(node) = field(f, "aliases").and_then(|n| n.item(at)) else { continue };
            if ids.seen.contains_key(&("tipologia", alias.to_string())) {
                let message = format!("«{alias}» è già l'identificativo di una tipologia");
                self.report.at(node.start, Code::IdDoppio, &message);
            }
        }
        if f.removed {
            return;
        }
        self.lengths("tipologie", f);
        self.refers(field(f, "area"), "l'area", &f.record.area, &self.known.aree);
        self.refer_all(f, "other_areas", "l'area", &self.known.aree);
        self.refer_all(f, "targets", "il gruppo di destinatari", &self.known.destinatari);
        self.refer_all(f, "related", "la tipologia", &self.known.tipologie);
        if let Some(node) = field(f, "related").and_then(|n| n.items().iter().find(|i| i.text() == Some(&f.record.id)))
        {
            self.report.at(node.start, Code::Riferimento, "una tipologia collegata a se stessa");
        }
        self.eligibility(f.tree().get("eligibility"), &f.record.eligibility);
        self.term(f, f.record.term());
        self.amounts(field(f, "amounts"), &f.record.amounts);
        self.amounts_in_words(f, &f.record.amounts, &f.record.eligibility.requirements);
        if let (Some(node), Some(step)) = (field(f, "first_step"), &f.record.first_step) {
            self.first_step(node, step);
        }
        let list = field(f, "orientation").map(Node::items).unwrap_or_default();
        for (node, orientation) in list.iter().zip(&f.record.orientation) {
            if orientation.text.trim().is_empty() {
                self.report.at(node.start, Code::TestoVuoto, "il testo dell'orientamento è vuoto");
            }
            self.source_list(node, node.get("sources"), &orientation.sources, true);
        }
        self.sources(f, &f.record.sources);
    }

    fn first_step(&mut self, node: &Node, step: &FirstStep) {
        let known = self.known;
        self.texts("first_step", node);
        let variants = node.get("variants").map(Node::items).unwrap_or_default();
        for variant in variants {
            self.texts("first_step", variant);
        }
        for (item, id) in node.get("numbers").map(Node::items).unwrap_or_default().iter().zip(&step.numbers) {
            self.refers(Some(item), "il numero utile", id, &known.numeri);
        }
        for (at, (item, variant)) in variants.iter().zip(&step.variants).enumerate() {
            let case = case_of(variant);
            if step.variants.iter().take(at).any(|v| case_of(v) == case) {
                self.report.at(item.start, Code::IdDoppio, "lo stesso caso è detto due volte");
            }
            if case == Case::default() {
                self.report.at(item.start, Code::CampoMancante, "un caso senza momento, luogo, età né giorno");
            }
            self.in_order(item, ("from", variant.from), ("until", variant.until));
            if variant.min_age.zip(variant.max_age).is_some_and(|(min, max)| min > max) {
                self.report.at(item.start, Code::Requisito, "l'età minima del caso supera la massima");
            }
            for province in item.get("provinces").map(Node::items).unwrap_or_default() {
                self.refers(Some(province), "la provincia", province.text().unwrap_or_default(), &known.provinces);
            }
        }
    }

    /// Two dates of which the second may not come before the first.
    fn in_order(&mut self, node: &Node, first: (&str, Option<PartialDate>), last: (&str, Option<PartialDate>)) {
        if let (Some(from), Some(until)) = (first.1, last.1)
            && until.latest() < from.earliest()
        {
            let at = node.get(last.0).map_or(node.start, |n| n.start);
            self.report.at(at, Code::Data, &format!("«{}» viene prima di «{}»", last.0, first.0));
        }
    }

    fn term<T>(&mut self, f: &FoundNode<'_, T>, term: Term) {
        let (opens, closes, last) = (("opens", term.opens), ("closes", term.closes), ("valid_until", term.valid_until));
        self.in_order(f.tree(), opens, closes);
        self.in_order(f.tree(), opens, last);
        self.in_order(f.tree(), closes, last);
    }

    fn amounts(&mut self, node: Option<&Node>, amounts: &[Amount]) {
        for (node, amount) in node.map(Node::items).unwrap_or_default().iter().zip(amounts) {
            let Amount { what, euro, year, valid_until, .. } = amount;
            if year.is_none() && valid_until.is_none() {
                self.report.at(node.start, Code::SenzaAnno, &format!("l'importo di {euro} euro è senza anno"));
            }
            if let Some(year) = year.filter(|year| !YEARS.contains(year)) {
                self.report.at(node.start, Code::Numero, &format!("l'anno {year} dell'importo"));
            }
            if !(0.0..=10_000_000.0).contains(euro) {
                self.report.at(node.start, Code::Numero, &format!("un importo di {euro} euro"));
            }
            if what.trim().is_empty() {
                self.report.at(node.start, Code::TestoVuoto, "non è detto di che cosa è l'importo");
            }
        }
    }

    /// Amounts in the prose of a record: each stands in a text that says its year, or among the typed ones.
    fn amounts_in_words<T>(&mut self, f: &FoundNode<'_, T>, amounts: &[Amount], requirements: &[Requirement]) {
        let mut typed: Vec<f64> = amounts.iter().map(|a| a.euro).collect();
        thresholds(requirements, &mut typed);
        // What a record tells of its years holds for what is particular about it.
        let period = field(f, "period").and_then(Node::text).is_some_and(money::says_a_year);
        for name in PROSE {
            if let Some(node) = field(f, name).filter(|_| !(period && name == "details")) {
                // A row of the list shows the summary alone, without the amounts.
                let typed = if name == "summary" { &[][..] } else { &typed };
                self.amounts_without_year(node, typed);
            }
        }
    }

    fn amounts_without_year(&mut self, node: &Node, typed: &[f64]) {
        let mut found: Vec<(usize, String)> = Vec::new();
        money::without_year(node, typed, &mut found);
        for (at, amount) in found {
            self.report.at(at, Code::SenzaAnno, &format!("«{amount}» è senza anno"));
        }
    }

    fn eligibility(&mut self, node: Option<&Node>, eligibility: &Eligibility) {
        let list = node.and_then(|n| n.get("requirements")).map(Node::items).unwrap_or_default();
        for (node, requirement) in list.iter().zip(&eligibility.requirements) {
            self.requirement(node, requirement);
        }
    }

    fn requirement(&mut self, node: &Node, requirement: &Requirement) {
        let mut bad = |node: &Node, message: &str| self.report.at(node.start, Code::Requisito, message);
        match requirement {
            Requirement::Eta { min, max, .. } => match (min, max) {
                (Some(min), Some(max)) if min > max => bad(node, &format!("età da {min} a {max} anni")),
                (None, None) => bad(node, "un'età senza «min» né «max»"),
                _ => {}
            },
            Requirement::Isee { max, year, valid_until, alternatives, .. } => {
                for max in std::iter::once(*max).chain(alternatives.iter().map(|a| a.max)) {
                    if !(0.0..=1_000_000.0).contains(&max) {
                        bad(node, &format!("un ISEE massimo di {max} euro"));
                    }
                }
                if let Some(year) = year.filter(|year| !YEARS.contains(year)) {
                    bad(node, &format!("l'anno {year} della soglia ISEE"));
                }
                if year.is_none() && valid_until.is_none() {
                    self.report.at(node.start, Code::SenzaAnno, &format!("la soglia ISEE di {max} euro è senza anno"));
                }
                let list = node.get("alternatives").map(Node::items).unwrap_or_default();
                for (node, alternative) in list.iter().zip(alternatives) {
                    if let Some(id) = &alternative.condition {
                        self.refers(node.get("condition"), "la condizione", id, &self.known.condizioni);
                    }
                }
            }
            Requirement::Residenza { .. } => {}
            Requirement::Condizione { condition, .. } => {
                if let Some(id) = condition {
                    self.refers(node.get("condition"), "la condizione", id, &self.known.condizioni);
                }
            }
            Requirement::UnoDi { any, .. } => {
                let list = node.get("any").map(Node::items).unwrap_or_default();
                if any.is_empty() {
                    bad(node, "«uno-di» senza alternative");
                }
                for (node, requirement) in list.iter().zip(any) {
                    self.requirement(node, requirement);
                }
            }
        }
    }

    /// `scope`: the ambito of the file; `None` in `misure.json`.
    fn servizio(&mut self, f: &FoundNode<'_, ServizioRecord>, ids: &mut Ids, scope: Option<&str>) {
        let record = &f.record;
        self.unique(ids, "servizio", f, &record.id);
        if let Some(node) = field(f, "id") {
            let found = record.id.scope();
            match scope {
                Some(scope) if found != scope => {
                    let message = format!("«{}» sta nel file dell'ambito «{scope}»", record.id);
                    self.report.at(node.start, Code::Id, &message);
                }
                None if found != "it" && !self.known.regioni.contains(found) => {
                    let message = format!("«{}» non è una misura nazionale («it/…») né regionale", record.id);
                    self.report.at(node.start, Code::Id, &message);
                }
                _ => {}
            }
            let slug = record.id.split_once('/').map_or("", |(_, rest)| rest);
            let own = slug.strip_prefix(record.tipologia.as_str()).is_some_and(|rest| {
                let number = rest.strip_prefix('-').and_then(|n| n.parse::<u32>().ok());
                rest.is_empty() || number.is_some_and(|n| n >= 2)
            });
            if !own && !f.removed && field(f, "type").is_some() {
                let message = format!("«{}» non finisce con la sua tipologia, «{}»", record.id, record.tipologia);
                self.report.at(node.start, Code::Id, &message);
            }
        }
        if f.removed {
            return;
        }
        self.lengths("servizi", f);
        self.refers(field(f, "type"), "la tipologia", &record.tipologia, &self.known.tipologie);
        if let Some(area) = &record.area {
            self.refers(field(f, "area"), "l'area", area, &self.known.aree);
        }
        self.refer_all(f, "targets", "il gruppo di destinatari", &self.known.destinatari);
        self.refer_all(f, "related", "la tipologia", &self.known.tipologie);
        self.refer_all(f, "comuni", "il comune", &self.known.istat);
        self.refer_all(f, "sedi", "la sede", &self.known.sedi);
        if let (Some(scope), Some(list)) = (scope.filter(|s| *s != TO_BE_ASSIGNED), field(f, "comuni")) {
            for item in list.items() {
                let other = item.text().and_then(|istat| self.known.comuni.get(istat)).filter(|a| *a != scope);
                if let Some(other) = other {
                    let message = format!("il comune {} è dell'ambito «{other}»", item.text().unwrap_or_default());
                    self.report.at(item.start, Code::FuoriAmbito, &message);
                }
            }
        }
        if let Some(eligibility) = &record.eligibility {
            self.eligibility(f.tree().get("eligibility"), eligibility);
        }
        self.term(f, record.term());
        let amounts = record.amounts.as_deref().unwrap_or_default();
        self.amounts(field(f, "amounts"), amounts);
        let requirements = record.eligibility.as_ref().map(|e| e.requirements.as_slice()).unwrap_or_default();
        self.amounts_in_words(f, amounts, requirements);
        self.access(f);
        self.source_list(f.node, f.tree().get("sources"), &record.sources, record.basis == Basis::Piano);
        for (name, date) in [("checked", record.checked), ("modified", record.modified)] {
            if let Some(date) = date {
                self.date(field(f, name), date);
            }
        }
    }

    /// Who must send a person, and how long one waits.
    fn access(&mut self, f: &FoundNode<'_, ServizioRecord>) {
        let senders = f.record.sent_by.as_deref().unwrap_or_default();
        if let Some(node) = field(f, "sent_by") {
            let twice = senders.iter().enumerate().any(|(at, s)| senders.iter().take(at).any(|other| other == s));
            if f.record.sent_by.is_some() && senders.is_empty() {
                self.report.at(node.start, Code::TestoVuoto, "l'elenco «sent_by» è vuoto");
            } else if twice || (senders.contains(&Sender::Nessuno) && senders.len() > 1) {
                let remedy = "lasciare ogni parola una volta, e «nessuno» da solo";
                self.report.with(node.start, Code::Valore, "«sent_by» si contraddice o si ripete", remedy);
            }
        }
        let (Some(node), Some(waiting)) = (field(f, "waiting"), &f.record.waiting) else { return };
        self.date(node.get("on"), waiting.on);
        let Waiting { days, people, places, free, .. } = waiting;
        if days.is_none() && people.is_none() && places.is_none() && free.is_none() {
            self.report.at(node.start, Code::CampoMancante, "un'attesa senza giorni, persone né posti");
        }
        if places.zip(*free).is_some_and(|(places, free)| free > places) {
            let at = node.get("free").map_or(node.start, |n| n.start);
            self.report.at(at, Code::Numero, "i posti liberi sono più dei posti");
        }
    }

    fn ambito(&mut self, file: &Decoded<'_>, ids: &mut Ids) {
        let stem = Path::new(&*self.report.file).file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        let own = file.ambiti.ambito.iter().find(|f| field(f, "id").is_some());
        let scope = own.map_or(stem.clone(), |f| f.record.id.to_string());
        for f in &file.ambiti.ambito {
            self.unique(ids, "ambito", f, &f.record.id);
            if let Some(node) = field(f, "id")
                && *f.record.id != *stem
            {
                let message = format!("l'ambito «{}» sta nel file «{stem}.json»", f.record.id);
                let remedy = format!("chiamare il file «{}.json»", f.record.id);
                self.report.with(node.start, Code::Id, &message, &remedy);
            }
            if f.removed {
                continue;
            }
            self.lengths("ambito", f);
            let waiting = f.record.id.as_str() == TO_BE_ASSIGNED || is_unknown_ambito(&f.record.id);
            if !waiting {
                self.province(f, &f.record.province);
            }
            if !waiting && field(f, "id").is_some() && !self.known.comuni.values().any(|a| *a == *f.record.id) {
                self.report.at(f.node.start, Code::AmbitoVuoto, &format!("nessun comune è di «{}»", f.record.id));
            }
            self.ambito_parts(f);
        }
        for f in &file.ambiti.sedi {
            self.sede(f, ids, &scope);
        }
        for f in &file.ambiti.servizi {
            self.servizio(f, ids, Some(&scope));
        }
    }

    fn ambito_parts(&mut self, f: &FoundNode<'_, super::super::record::AmbitoRecord>) {
        let record = &f.record;
        self.sources(f, &record.sources);
        if let Some(comune) = record.seat.as_ref().and_then(|s| s.comune.as_ref()) {
            let node = f.tree().get("seat").and_then(|n| n.get("comune"));
            self.refers(node, "il comune", comune, &self.known.istat);
        }
        if let Some(date) = record.checked {
            self.date(field(f, "checked"), date);
        }
        if let (Some(plan), Some(node)) = (&record.plan, field(f, "plan")) {
            self.source_list(node, node.get("sources"), &plan.sources, true);
            if let Some(date) = plan.approved {
                self.date(node.get("approved"), date);
            }
        }
        let items = |name| f.tree().get(name).map(Node::items).unwrap_or_default();
        for (node, notice) in items("notices").iter().zip(&record.notices) {
            if !notice.period.as_deref().is_some_and(money::says_a_year)
                && let Some(text) = node.get("text")
            {
                self.amounts_without_year(text, &[]);
            }
            self.source_list(node, node.get("sources"), &notice.sources, true);
            for (item, istat) in
                node.get("comuni").map(Node::items).unwrap_or_default().iter().zip(notice.comuni.iter().flatten())
            {
                self.refers(Some(item), "il comune", istat, &self.known.istat);
            }
        }
        for (node, document) in items("documents").iter().zip(&record.documents) {
            self.source_list(node, node.get("sources"), &document.sources, false);
        }
        for (node, body) in items("bodies").iter().zip(&record.bodies) {
            self.source_list(node, node.get("sources"), &body.sources, false);
        }
    }

    fn sede(&mut self, f: &FoundNode<'_, super::super::record::Sede>, ids: &mut Ids, scope: &str) {
        let record = &f.record;
        self.unique(ids, "sede", f, &record.id);
        if let Some(node) = field(f, "id")
            && record.id.strip_prefix(scope).and_then(|rest| rest.strip_prefix("/sede/")).is_none()
        {
            let message = format!("«{}» non comincia con «{scope}/sede/»", record.id);
            self.report.at(node.start, Code::Id, &message);
        }
        if f.removed {
            return;
        }
        // On the file's own words, not on the record: a refused address is an address all the same.
        let is_secret = |slug: &super::super::values::Slug| self.known.riservate.contains(slug.as_str());
        if record.riservato || (!record.types.is_empty() && record.types.iter().all(is_secret)) {
            for name in ["address", "cap", "comune", "lat", "lon"] {
                if let Some(node) = f.node.get(name) {
                    self.report.at(node.start, Code::Riservata, &format!("una sede riservata con il campo «{name}»"));
                }
            }
        }
        self.lengths("sedi", f);
        self.hours(f, record.hours.as_deref());
        self.coordinates(f, record.lat, record.lon);
        if let Some(comune) = &record.comune {
            self.refers(field(f, "comune"), "il comune", comune, &self.known.istat);
        }
        self.refer_all(f, "types", "la tipologia", &self.known.tipologie);
        self.sources(f, &record.sources);
        for (name, date) in [("checked", record.checked), ("modified", record.modified)] {
            if let Some(date) = date {
                self.date(field(f, name), date);
            }
        }
    }
}

/// The case of a variant.
#[derive(PartialEq, Default)]
struct Case<'a> {
    when: Option<When>,
    provinces: &'a [Text],
    ages: (Option<u8>, Option<u8>),
    days: (Option<PartialDate>, Option<PartialDate>),
}

fn case_of(variant: &StepVariant) -> Case<'_> {
    Case {
        when: variant.when,
        provinces: &variant.provinces,
        ages: (variant.min_age, variant.max_age),
        days: (variant.from, variant.until),
    }
}

/// The thresholds of requirements, euro.
fn thresholds(requirements: &[Requirement], found: &mut Vec<f64>) {
    for requirement in requirements {
        match requirement {
            Requirement::Isee { max, alternatives, .. } => {
                found.push(*max);
                found.extend(alternatives.iter().map(|a| a.max));
            }
            Requirement::UnoDi { any, .. } => thresholds(any, found),
            _ => {}
        }
    }
}

/// What the program would leave out though nothing above spoke of it.
fn left_out(files: &[Decoded<'_>], reports: &mut [Report<'_>], base: Option<&Records>) {
    let mut records = Records::default();
    for file in files {
        file.sound_into(&mut records);
    }
    let layer = |name: &str| Layer { name: Text::new(name), path: None, records: 0 };
    let mut layers: Vec<(Layer, Records)> = base.into_iter().map(|b| (layer("base"), b.clone())).collect();
    let own = layers.len();
    layers.push((layer("file"), records));
    let Ok(resolved) = resolve(layers) else {
        if let Some(report) = reports.first_mut() {
            let message = format!("manca {}", FileKind::Regione.title().to_lowercase());
            report.at(0, Code::Riferimento, &message);
        }
        return;
    };
    let mut at: HashMap<&str, (usize, &Node)> = HashMap::new();
    for (file, decoded) in files.iter().enumerate() {
        for node in decoded.root.into_iter().flat_map(records_of) {
            if let Some(id) = node.get("id").or_else(|| node.get("istat")).and_then(Node::text) {
                at.insert(id, (file, node));
            }
        }
    }
    // What is left out for a reason already given is not given another line.
    let named: Vec<HashSet<usize>> = reports.iter().map(|r| r.problems.iter().map(|p| p.line).collect()).collect();
    for dropped in resolved.dropped.iter().filter(|d| d.layer.at() == own) {
        let Some(&(file, node)) = at.get(&*dropped.id) else { continue };
        let (Some(report), Some(named)) = (reports.get_mut(file), named.get(file)) else { continue };
        let (first, last) = (report.lines.line(node.start), report.lines.line(node.end));
        if !(first..=last).any(|line| named.contains(&line)) {
            report.at(node.start, Code::Scartato, &format!("«{}»: {}", dropped.id, dropped.reason));
        }
    }
}

/// Every object that may be a record: the file itself, its elements, its members and their elements.
fn records_of(root: &Node) -> impl Iterator<Item = &Node> {
    let members = root.members().iter().flat_map(|m| std::iter::once(&m.value).chain(m.value.items()));
    std::iter::once(root).chain(root.items()).chain(members)
}
