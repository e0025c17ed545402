//! From a tree to typed records, with every problem of a record and not only its first.
//!
//! A record is decoded; what its type refuses is reported with its place and taken out; then it is decoded again, until
//! it holds. Fields that had to be filled in that way are remembered, so that no later check blames them.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::kinds::{FileKind, each_kind};
use super::super::later::Later;
use super::super::load::{Records, Shelf};
use super::super::record::{AmbitoFile, AmbitoRecord, Sede, ServizioRecord};
use super::super::spans::{Member, Node, NodeKind, Step};
use super::super::typed::{self, TypeError, Wrong};
use super::super::{correzioni, lingue, record};
use super::codes::Code;
use super::report::{Report, nearest};

/// Most problems of one record: past that it is not worth repairing field by field.
const MAX_REPAIRS: usize = 50;

/// A record and where it stands.
#[derive(Debug)]
pub struct FoundNode<'n, T> {
    /// Where, as written.
    pub node: &'n Node,
    /// The same without what was refused, where something was: its lists are those of the record.
    repaired: Option<Node>,
    /// What could be read of it.
    pub record: T,
    /// Fields that hold a stand-in, because what was there was missing or refused.
    pub patched: Vec<String>,
    /// Nothing was refused.
    pub sound: bool,
    /// It only hides the record of a lower layer.
    pub removed: bool,
}

impl<T> FoundNode<'_, T> {
    /// The tree that the record was read from: item by item what its lists hold.
    pub fn tree(&self) -> &Node {
        self.repaired.as_ref().unwrap_or(self.node)
    }
}

/// The parts of a file of an ambito.
#[derive(Debug, Default)]
pub struct Parts<'n> {
    pub(super) ambito: Vec<FoundNode<'n, AmbitoRecord>>,
    pub(super) sedi: Vec<FoundNode<'n, Sede>>,
    pub(super) servizi: Vec<FoundNode<'n, ServizioRecord>>,
}

impl Parts<'_> {
    /// What of them nothing was refused of, as a file.
    fn sound(&self) -> Option<AmbitoFile> {
        let ambito = sound(&self.ambito).into_iter().next_back();
        let file = AmbitoFile { ambito, sedi: sound(&self.sedi), servizi: sound(&self.servizi) };
        (file.ambito.is_some() || !file.sedi.is_empty() || !file.servizi.is_empty()).then_some(file)
    }
}

/// The records of which nothing was refused.
fn sound<T: Clone>(found: &[FoundNode<'_, T>]) -> Vec<T> {
    found.iter().filter(|f| f.sound).map(|f| f.record.clone()).collect()
}

/// What is found in a file, by its layout.
macro_rules! found {
    (parts, $life:lifetime, $record:ty) => { Parts<$life> };
    ($other:ident, $life:lifetime, $record:ty) => { Vec<FoundNode<$life, $record>> };
}

/// Reads a file by its layout.
macro_rules! read {
    (one, $into:expr, $root:ident, $report:ident) => {
        $into.extend(record($root, $report))
    };
    (list, $into:expr, $root:ident, $report:ident) => {
        $into = list($root, $report)
    };
    (parts, $into:expr, $root:ident, $report:ident) => {
        $into = parts($root, $report)
    };
}

/// The sound records of a file, by its layout.
macro_rules! sound {
    (parts, $found:expr) => {
        $found.sound().into_iter().collect()
    };
    ($other:ident, $found:expr) => {
        sound(&$found)
    };
}

/// A record's smallest form: what stands in for a required field that is missing or was refused.
pub(super) trait Standin: DeserializeOwned {
    /// As JSON.
    const JSON: &'static str;
}

/// Makes what knows every kind of record.
macro_rules! decoded {
    ($($kind:ident: $file:literal, $title:literal, $layout:ident, $field:ident: $shelf:ty, $unfinished:ident,
       $smallest:literal;)+) => {
        /// The records of one file: the lists are those of [`Records`].
        #[derive(Debug, Default)]
        pub struct Decoded<'n> {
            pub(super) root: Option<&'n Node>,
            $(pub(super) $field: found!($layout, 'n, <$shelf as Shelf>::Record),)+
        }

        impl Decoded<'_> {
            /// Adds the records of which nothing was refused.
            pub fn sound_into(&self, records: &mut Records) {
                $(records.$field.put(sound!($layout, self.$field));)+
            }
        }

        $(impl Standin for <$shelf as Shelf>::Record {
            const JSON: &'static str = $smallest;
        })+

        /// Every record of a file.
        pub(super) fn file<'n>(kind: FileKind, root: &'n Node, report: &mut Report<'_>) -> Decoded<'n> {
            let mut out = Decoded { root: Some(root), ..Decoded::default() };
            doubled_names(root, report);
            match kind {
                $(FileKind::$kind => read!($layout, out.$field, root, report),)+
            }
            out
        }
    };
}

each_kind!(decoded);

impl Standin for AmbitoRecord {
    const JSON: &'static str = r#"{"id":"x","name":"x","short":"x","province":"x","sources":[]}"#;
}

impl Standin for Sede {
    const JSON: &'static str = r#"{"id":"x/sede/x","name":"x","kind":"altro","sources":[]}"#;
}

/// The kind of a file whose name says nothing, by what its first record looks like.
pub(super) fn guess(root: &Node) -> Option<FileKind> {
    let has = |node: &Node, name: &str| node.get(name).is_some();
    if has(root, "ambito") || has(root, "sedi") || has(root, "servizi") {
        return Some(FileKind::Ambito);
    }
    if has(root, "phrases") {
        return Some(FileKind::Lingua);
    }
    if has(root, "provinces") {
        return Some(FileKind::Regione);
    }
    if has(root, "patch") {
        return Some(FileKind::Correzione);
    }
    let first = root.item(0)?;
    let signs = [
        ("istat", FileKind::Comuni),
        ("words", FileKind::Equivalenze),
        ("number", FileKind::Numeri),
        ("priority", FileKind::Urgenze),
        ("say", FileKind::Altrove),
        ("what", FileKind::Foglio),
        ("question", FileKind::Condizioni),
        ("basis", FileKind::Misure),
        ("eligibility", FileKind::Tipologie),
        ("short", FileKind::Aree),
        ("label", FileKind::Destinatari),
    ];
    signs.into_iter().find(|(name, _)| has(first, name)).map(|(_, kind)| kind)
}

/// The parts of a file of an ambito.
fn parts<'n>(root: &'n Node, report: &mut Report<'_>) -> Parts<'n> {
    let mut out = Parts::default();
    if !matches!(root.kind, NodeKind::Object(_)) {
        report.at(root.start, Code::Tipo, "atteso un oggetto {…} con «ambito», «sedi» e «servizi»");
    }
    for member in root.members() {
        match &*member.name {
            "ambito" => out.ambito.extend(record(&member.value, report)),
            "sedi" => out.sedi = list(&member.value, report),
            "servizi" => out.servizi = list(&member.value, report),
            name => unknown_field(member.at, name, AmbitoFile::FIELDS, report),
        }
    }
    out
}

fn list<'n, T: Standin>(node: &'n Node, report: &mut Report<'_>) -> Vec<FoundNode<'n, T>> {
    if !matches!(node.kind, NodeKind::List(_)) {
        report.at(node.start, Code::Tipo, "atteso un elenco […]");
    }
    node.items().iter().filter_map(|item| record(item, report)).collect()
}

/// Of an object with no more members than this each is held against those before it: a set costs more.
const FEW: usize = 24;

/// The members that are called like one before them.
fn doubled(node: &Node) -> Vec<&Member> {
    let members = node.members();
    if members.len() > FEW {
        let mut seen = HashSet::new();
        return members.iter().filter(|member| !seen.insert(&*member.name)).collect();
    }
    let is_double = |(at, member): &(usize, &Member)| members.iter().take(*at).any(|m| m.name == member.name);
    members.iter().enumerate().filter(is_double).map(|(_, member)| member).collect()
}

fn doubled_names(root: &Node, report: &mut Report<'_>) {
    root.walk(&mut |_, node| {
        for member in doubled(node) {
            report.at(member.at, Code::CampoDoppio, &format!("il campo «{}» compare due volte", member.name));
        }
    });
}

fn has_doubled_names(root: &Node) -> bool {
    let mut found = false;
    root.walk(&mut |_, node| found |= !doubled(node).is_empty());
    found
}

fn record<'n, T: Standin>(node: &'n Node, report: &mut Report<'_>) -> Option<FoundNode<'n, T>> {
    if !matches!(node.kind, NodeKind::Object(_)) {
        report.at(node.start, Code::Tipo, "atteso un oggetto {…}");
        return None;
    }
    let removed = node.get("removed").is_some_and(|n| n.kind == NodeKind::Bool(true));
    let has_doubles = has_doubled_names(node);
    if !has_doubles && let Ok(record) = typed::read(node) {
        return Some(FoundNode { node, repaired: None, record, patched: Vec::new(), sound: true, removed });
    }
    let standin: Value = serde_json::from_str(T::JSON).unwrap_or_default();
    let mut repair =
        Repair { original: node, tree: node.clone(), patched: Vec::new(), blamed: HashSet::new(), sound: true };
    if removed {
        repair.fill(&standin);
    }
    repair.sound &= !has_doubles;
    repair.tree.keep_last();
    numbers_out_of_range(node, report, &mut repair.sound);
    for _ in 0..MAX_REPAIRS {
        let refused = match typed::read(&repair.tree) {
            Ok(record) => {
                let Repair { tree, patched, sound, .. } = repair;
                return Some(FoundNode { node, repaired: Some(tree), record, patched, sound, removed });
            }
            Err(refused) => refused,
        };
        if !repair.once(refused, &standin, report) {
            return None;
        }
    }
    report.at(node.start, Code::Troppo, "troppi problemi in questo record: gli altri non sono elencati");
    None
}

fn numbers_out_of_range(node: &Node, report: &mut Report<'_>, sound: &mut bool) {
    node.walk(&mut |_, n| {
        if n.is_too_large() {
            *sound = false;
            report.at(n.start, Code::Numero, "numero troppo grande");
        }
    });
}

/// A record while it is being repaired.
struct Repair<'n> {
    original: &'n Node,
    tree: Node,
    patched: Vec<String>,
    /// Where a field was taken out: that it is now missing is no news.
    blamed: HashSet<(usize, String)>,
    sound: bool,
}

impl Repair<'_> {
    /// Adds what is missing at the top from the stand-in.
    fn fill(&mut self, standin: &Value) {
        for name in standin.as_object().into_iter().flat_map(|o| o.keys()) {
            if self.tree.get(name).is_none() {
                self.stand_in(name, standin);
            }
        }
    }

    fn stand_in(&mut self, name: &str, standin: &Value) -> bool {
        let start = self.tree.start;
        let Some(value) = standin.get(name) else { return false };
        let NodeKind::Object(members) = &mut self.tree.kind else { return false };
        members.push(Member { name: name.into(), at: start, value: Node::of(value, start) });
        self.patched.push(name.to_owned());
        true
    }

    /// Reports one refusal and takes its cause away. `false` when nothing can be taken away any more.
    fn once(&mut self, refused: TypeError, standin: &Value, report: &mut Report<'_>) -> bool {
        self.sound = false;
        let steps = refused.way();
        match refused.wrong {
            Wrong::Unknown(name, known) => self.unknown_field(&steps, &name, known, report),
            Wrong::Missing(name) => self.missing_field(&steps, name, standin, report),
            wrong => {
                let Some(node) = self.tree.at(&steps) else { return false };
                if !node.is_too_large() {
                    let (code, message, remedy) = blame(&wrong, &steps);
                    let field = self.path(&steps);
                    let message = if field.is_empty() { message } else { format!("campo «{field}»: {message}") };
                    report.with(node.start, code, &message, remedy.as_deref().unwrap_or(code.remedy()));
                }
                self.take_out(&steps, standin)
            }
        }
    }

    fn unknown_field(&mut self, steps: &[Step], name: &str, known: &[&str], report: &mut Report<'_>) -> bool {
        let mut whole = steps.to_vec();
        // A tagged requirement is read in two passes: its path ends at the requirement, the field may be deeper.
        let direct = self.tree.at(steps).is_some_and(|n| n.get(name).is_some());
        if !direct {
            let Some(below) = self.tree.at(steps).and_then(|n| way_to(n, name)) else { return false };
            whole.extend(below);
        }
        let at = self
            .tree
            .at(&whole)
            .and_then(|n| n.members().iter().find(|m| &*m.name == name))
            .map_or(self.tree.start, |m| m.at);
        unknown_field(at, name, known, report);
        match follow_mut(&mut self.tree, &whole).map(|n| &mut n.kind) {
            Some(NodeKind::Object(members)) => {
                members.retain(|m| &*m.name != name);
                true
            }
            _ => false,
        }
    }

    fn missing_field(&mut self, steps: &[Step], name: &str, standin: &Value, report: &mut Report<'_>) -> bool {
        let Some(node) = self.tree.at(steps) else { return false };
        if !self.blamed.contains(&(node.start, name.to_owned())) {
            let place = self.path(steps);
            let message = match (name, place.as_str()) {
                ("sources", _) => "manca la fonte".to_owned(),
                (name, "") => format!("manca il campo «{name}»"),
                (name, place) => format!("manca il campo «{name}» di «{place}»"),
            };
            let code = if name == "sources" { Code::SenzaFonte } else { Code::CampoMancante };
            report.at(node.start, code, &message);
        }
        if steps.is_empty() { self.stand_in(name, standin) } else { self.take_out(steps, standin) }
    }

    /// Takes the value at `steps` out; a required one at the top gets its stand-in.
    fn take_out(&mut self, steps: &[Step], standin: &Value) -> bool {
        let Some((last, before)) = steps.split_last() else { return false };
        let Some(parent) = follow_mut(&mut self.tree, before) else { return false };
        let start = parent.start;
        match (&mut parent.kind, last) {
            (NodeKind::Object(members), Step::Key(key)) => {
                members.retain(|m| *m.name != **key);
                self.blamed.insert((start, key.clone()));
                if before.is_empty() && !self.stand_in(key, standin) {
                    self.patched.push(key.clone());
                }
                true
            }
            (NodeKind::List(items), Step::Index(at)) if *at < items.len() => {
                items.remove(*at);
                true
            }
            _ => false,
        }
    }

    /// `phones[2]`, from the record on, counted as in the file.
    fn path(&self, steps: &[Step]) -> String {
        let mut out = String::new();
        let (mut now, mut then) = (Some(&self.tree), Some(self.original));
        for step in steps {
            now = now.and_then(|n| n.at(std::slice::from_ref(step)));
            match step {
                Step::Key(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(key);
                    then = then.and_then(|n| n.get(key));
                }
                Step::Index(at) => {
                    // What was taken out before has moved the others up.
                    let items = then.map(Node::items).unwrap_or_default();
                    let at = items.iter().position(|i| now.is_some_and(|n| n.start == i.start)).unwrap_or(*at);
                    let _ = write!(out, "[{at}]");
                    then = items.get(at);
                }
            }
        }
        out
    }
}

fn follow_mut<'n>(node: &'n mut Node, steps: &[Step]) -> Option<&'n mut Node> {
    steps.iter().try_fold(node, |node, step| match (&mut node.kind, step) {
        (NodeKind::Object(members), Step::Key(key)) => {
            members.iter_mut().rev().find(|m| *m.name == **key).map(|m| &mut m.value)
        }
        (NodeKind::List(items), Step::Index(at)) => items.get_mut(*at),
        _ => None,
    })
}

/// The way to the first object below `node` that has a field of that name.
fn way_to(node: &Node, name: &str) -> Option<Vec<Step>> {
    let below = |step: Step, child: &Node| {
        if child.get(name).is_some() {
            return Some(vec![step]);
        }
        way_to(child, name).map(|rest| std::iter::once(step).chain(rest).collect())
    };
    let in_list = node.items().iter().enumerate().find_map(|(at, child)| below(Step::Index(at), child));
    in_list.or_else(|| node.members().iter().find_map(|m| below(Step::Key(m.name.to_string()), &m.value)))
}

fn unknown_field(at: usize, name: &str, known: &[&str], report: &mut Report<'_>) {
    let message = format!("campo sconosciuto «{name}»");
    match nearest(name, known.iter().copied()) {
        Some(near) => report.with(at, Code::CampoSconosciuto, &message, &format!("forse si voleva scrivere «{near}»")),
        None => report.at(at, Code::CampoSconosciuto, &message),
    }
}

/// Code, message and, where it knows better than the code, remedy of a refusal.
fn blame(wrong: &Wrong, steps: &[Step]) -> (Code, String, Option<String>) {
    let message = wrong.to_string();
    match wrong {
        Wrong::Word(word, known) => {
            let remedy = match nearest(word, known.iter().copied()) {
                Some(near) => format!("forse si voleva scrivere «{near}»"),
                None => format!("parole previste: {}", known.join(", ")),
            };
            return (Code::Parola, format!("«{word}» non è una parola prevista"), Some(remedy));
        }
        Wrong::Type(..) => return (Code::Tipo, message, None),
        Wrong::Value(..) => return (Code::Numero, message, None),
        _ => {}
    }
    let field = steps.iter().rev().find_map(|s| match s {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    let code = match field.unwrap_or_default() {
        "phones" | "number" | "switchboard" => Code::Telefono,
        "emails" | "pec" => Code::Posta,
        "url" | "website" => Code::Sito,
        "date" | "read" | "checked" | "modified" | "approved" | "release" | "opens" | "closes" | "valid_until"
        | "from" | "until" | "day" => Code::Data,
        "id" => Code::Id,
        _ => Code::Valore,
    };
    (code, message, None)
}
