//! A JSON text as a tree whose every value knows where it stands: what problems are reported with.
//!
//! Reads strictly (RFC 8259) with stated limits, so that no text can exhaust stack or memory. Doubled names are kept
//! and named; serde would take either silently. Knows nothing of records. [`super::validate`] and [`super::layers`]
//! read through it where a plain decode has failed.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt::{self, Write as _};

use serde_json::{Map, Number, Value};

/// Deepest nesting of lists and objects. The deepest record of the catalogue has eight levels.
pub const MAX_DEPTH: usize = 64;

/// Most values in one file: about 100,000 servizi.
pub const MAX_NODES: usize = 2_000_000;

/// A value and the bytes it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Byte offset of its first character.
    pub start: usize,
    /// Byte offset after its last character.
    pub end: usize,
    /// What it is.
    pub kind: NodeKind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as written.
    Number(Box<str>),
    /// A text, escapes resolved.
    Text(Box<str>),
    /// A list.
    List(Vec<Node>),
    /// An object: its members in the order of the file, doubled names included.
    Object(Vec<Member>),
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The name, escapes resolved.
    pub name: Box<str>,
    /// Byte offset of the name's opening quote.
    pub at: usize,
    /// The value.
    pub value: Node,
}

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into a field.
    Key(String),
    /// Into a list.
    Index(usize),
}

/// A way as it is written: `servizi[3].phones[0]`.
pub fn written(way: &[Step]) -> String {
    let mut out = String::new();
    for step in way {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => out.extend([".", key]),
            Step::Index(at) => {
                let _ = write!(out, "[{at}]");
            }
        }
    }
    out
}

/// Why a text is no JSON, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeRefusal {
    /// Byte offset.
    pub at: usize,
    /// What is wrong.
    pub why: RefusalReason,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalReason {
    /// It ends too early: what was still expected.
    Truncated(&'static str),
    /// Lists or objects are nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More values than [`MAX_NODES`].
    TooMany,
    /// Anything else: what was expected, in Italian.
    Expected(&'static str),
}

impl fmt::Display for RefusalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated(what) => write!(f, "il file finisce dove era {}", expected(what)),
            Self::TooDeep => write!(f, "più di {MAX_DEPTH} parentesi una dentro l'altra"),
            Self::TooMany => write!(f, "più di {MAX_NODES} valori in un file"),
            Self::Expected(what) => f.write_str(&expected(what)),
        }
    }
}

fn expected(what: &str) -> String {
    format!("atteso {what}").replace("atteso una ", "attesa una ")
}

/// Reads a whole text; a byte-order mark at its beginning is passed over.
///
/// # Errors
/// The first [`DecodeRefusal`].
pub fn parse(text: &str) -> Result<Node, DecodeRefusal> {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = SpanReader { text, bytes: text.as_bytes(), at, nodes: 0 };
    let node = reader.value(0)?;
    reader.blank();
    if reader.at < text.len() {
        return Err(reader.expected("la fine del file: c'è del testo di troppo"));
    }
    Ok(node)
}

impl Node {
    /// The member of an object; the last one where the name is doubled, as serde has it.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Object(members) => members.iter().rev().find(|m| &*m.name == name).map(|m| &m.value),
            _ => None,
        }
    }

    /// The element of a list.
    pub fn item(&self, at: usize) -> Option<&Node> {
        self.items().get(at)
    }

    /// The elements of a list; nothing for any other value.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::List(items) => items,
            _ => &[],
        }
    }

    /// The members of an object; nothing for any other value.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            NodeKind::Object(members) => members,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same without places. Of doubled names the last counts; a number too large for the machine is null.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(b) => Value::Bool(*b),
            NodeKind::Number(written) => written.parse::<Number>().map_or(Value::Null, Value::Number),
            NodeKind::Text(text) => Value::String(text.to_string()),
            NodeKind::List(items) => Value::Array(items.iter().map(Node::to_value).collect()),
            NodeKind::Object(members) => {
                let mut map = Map::new();
                for member in members {
                    map.insert(member.name.to_string(), member.value.to_value());
                }
                Value::Object(map)
            }
        }
    }

    /// A value as a tree that stands at one place.
    pub fn of(value: &Value, at: usize) -> Self {
        let kind = match value {
            Value::Null => NodeKind::Null,
            Value::Bool(b) => NodeKind::Bool(*b),
            Value::Number(n) => NodeKind::Number(n.to_string().into()),
            Value::String(s) => NodeKind::Text(s.as_str().into()),
            Value::Array(items) => NodeKind::List(items.iter().map(|v| Self::of(v, at)).collect()),
            Value::Object(map) => NodeKind::Object(
                map.iter().map(|(name, v)| Member { name: name.as_str().into(), at, value: Self::of(v, at) }).collect(),
            ),
        };
        Self { start: at, end: at, kind }
    }

    /// Leaves of doubled names the last, as serde has it.
    pub fn keep_last(&mut self) {
        match &mut self.kind {
            NodeKind::List(items) => items.iter_mut().for_each(Self::keep_last),
            NodeKind::Object(members) => {
                let mut seen = HashSet::new();
                let mut last: Vec<Member> = members.drain(..).rev().filter(|m| seen.insert(m.name.clone())).collect();
                last.reverse();
                for member in &mut last {
                    member.value.keep_last();
                }
                *members = last;
            }
            _ => {}
        }
    }

    /// Whether it is a number that is too large for the machine.
    pub fn is_too_large(&self) -> bool {
        matches!(&self.kind, NodeKind::Number(written) if written.parse::<Number>().is_err())
    }

    /// Where the first such number stands.
    pub fn first_too_large(&self) -> Option<usize> {
        let mut first = None;
        self.walk(&mut |_, node| {
            if first.is_none() && node.is_too_large() {
                first = Some(node.start);
            }
        });
        first
    }

    /// The value at the end of a way.
    pub fn at(&self, way: &[Step]) -> Option<&Self> {
        way.iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(at) => node.item(*at),
        })
    }

    /// Visits every value of the tree, parents first; members' names come with their values.
    pub fn walk<'a>(&'a self, see: &mut dyn FnMut(Option<&'a Member>, &'a Node)) {
        see(None, self);
        self.walk_below(see);
    }

    fn walk_below<'a>(&'a self, see: &mut dyn FnMut(Option<&'a Member>, &'a Node)) {
        for item in self.items() {
            see(None, item);
            item.walk_below(see);
        }
        for member in self.members() {
            see(Some(member), &member.value);
            member.value.walk_below(see);
        }
    }
}

/// Where the lines of a text begin: from byte offsets to what an editor shows.
#[derive(Debug, Clone)]
pub struct LineStarts<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The last place told, as offset and column: a file may be one line of megabytes.
    last: Cell<(usize, usize)>,
}

impl<'a> LineStarts<'a> {
    /// Of a text.
    pub fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, last: Cell::new((0, 1)) }
    }

    /// The text between two byte offsets; nothing where they fall inside a character.
    pub fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let (mut from, mut column) = self.last.get();
        if from < start || from > offset {
            (from, column) = (start, 1);
        }
        let between = self.text.get(from..offset).unwrap_or_default();
        column += between.chars().filter(|c| *c != '\u{feff}').count();
        self.last.set((offset, column));
        (line, column)
    }
}

struct SpanReader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    nodes: usize,
}

impl SpanReader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// A refusal here: truncated when nothing follows.
    fn expected(&self, what: &'static str) -> DecodeRefusal {
        let why =
            if self.at >= self.bytes.len() { RefusalReason::Truncated(what) } else { RefusalReason::Expected(what) };
        DecodeRefusal { at: self.at.min(self.bytes.len()), why }
    }

    fn take(&mut self, byte: u8, what: &'static str) -> Result<(), DecodeRefusal> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.expected(what))
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, DecodeRefusal> {
        self.blank();
        let start = self.at;
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(DecodeRefusal { at: start, why: RefusalReason::TooMany });
        }
        let kind = match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                return Err(DecodeRefusal { at: start, why: RefusalReason::TooDeep });
            }
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => NodeKind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", NodeKind::Bool(true))?,
            Some(b'f') => self.word("false", NodeKind::Bool(false))?,
            Some(b'n') => self.word("null", NodeKind::Null)?,
            _ => return Err(self.expected("un valore")),
        };
        Ok(Node { start, end: self.at, kind })
    }

    fn word(&mut self, word: &str, kind: NodeKind) -> Result<NodeKind, DecodeRefusal> {
        for byte in word.bytes() {
            self.take(byte, "una delle parole true, false, null")?;
        }
        Ok(kind)
    }

    fn list(&mut self, depth: usize) -> Result<NodeKind, DecodeRefusal> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(NodeKind::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.blank();
                    if self.peek() == Some(b']') {
                        return Err(self.expected("un altro valore: c'è una virgola di troppo prima di «]»"));
                    }
                }
                Some(b']') => {
                    self.at += 1;
                    return Ok(NodeKind::List(items));
                }
                _ => return Err(self.expected("una virgola o la fine dell'elenco «]»")),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<NodeKind, DecodeRefusal> {
        self.at += 1;
        let mut members = Vec::new();
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(NodeKind::Object(members));
        }
        loop {
            self.blank();
            let at = self.at;
            if self.peek() == Some(b'}') {
                return Err(self.expected("un altro campo: c'è una virgola di troppo prima di «}»"));
            }
            if self.peek() != Some(b'"') {
                return Err(self.expected("il nome di un campo fra virgolette"));
            }
            let name = self.string()?;
            self.blank();
            self.take(b':', "i due punti dopo il nome del campo")?;
            let value = self.value(depth + 1)?;
            members.push(Member { name, at, value });
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(NodeKind::Object(members));
                }
                _ => return Err(self.expected("una virgola o la fine dell'oggetto «}»")),
            }
        }
    }

    fn digits(&mut self) -> Result<(), DecodeRefusal> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.expected("una cifra"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<NodeKind, DecodeRefusal> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.expected("un numero che non comincia con zero"));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(NodeKind::Number(self.text.get(start..self.at).unwrap_or_default().into()))
    }

    fn string(&mut self) -> Result<Box<str>, DecodeRefusal> {
        self.at += 1;
        let start = self.at;
        while matches!(self.peek(), Some(b) if b != b'"' && b != b'\\' && b >= 0x20) {
            self.at += 1;
        }
        let mut out = self.text.get(start..self.at).unwrap_or_default().to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out.into());
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(0..=0x1f) => return Err(self.expected("un testo su una riga: c'è un carattere di controllo")),
                _ => match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
                    Some(c) => {
                        out.push(c);
                        self.at += c.len_utf8();
                    }
                    None => {
                        return Err(DecodeRefusal {
                            at: self.bytes.len(),
                            why: RefusalReason::Truncated("un testo chiuso fra virgolette"),
                        });
                    }
                },
            }
        }
    }

    fn escape(&mut self) -> Result<char, DecodeRefusal> {
        const WHAT: &str = "una delle sequenze \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX";
        self.at += 1;
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.expected(WHAT)),
        };
        self.at += 1;
        Ok(c)
    }

    fn unicode(&mut self) -> Result<char, DecodeRefusal> {
        const WHAT: &str = "un carattere valido dopo \\u";
        let start = self.at;
        let first = self.hex()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            self.take(b'\\', WHAT)?;
            self.take(b'u', WHAT)?;
            let second = self.hex()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(DecodeRefusal { at: start, why: RefusalReason::Expected(WHAT) });
            }
            0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).ok_or(DecodeRefusal { at: start, why: RefusalReason::Expected(WHAT) })
    }

    fn hex(&mut self) -> Result<u32, DecodeRefusal> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|b| char::from(b).to_digit(16)) else {
                return Err(self.expected("quattro cifre esadecimali dopo \\u"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> (RefusalReason, usize, usize) {
        let refusal = parse(text).unwrap_err();
        let (line, column) = LineStarts::of(text).place(refusal.at);
        (refusal.why, line, column)
    }

    #[test]
    fn a_value_knows_its_line_and_column() {
        let text = "{\n  \"città\": [1,\n   \"è\", {\"a\": true}]\n}";
        let node = parse(text).unwrap();
        let lines = LineStarts::of(text);
        let list = node.get("città").unwrap();
        assert_eq!(lines.place(list.start), (2, 12));
        assert_eq!(lines.place(list.item(1).unwrap().start), (3, 4));
        assert_eq!(lines.place(list.item(2).unwrap().get("a").unwrap().start), (3, 15));
    }

    #[test]
    fn places_do_not_depend_on_the_order_they_are_asked_in() {
        let text = "àb\ncd è\nf";
        let ask = |offsets: &[usize]| {
            let lines = LineStarts::of(text);
            offsets.iter().map(|at| (*at, lines.place(*at))).collect::<std::collections::BTreeMap<_, _>>()
        };
        assert_eq!(ask(&[0, 2, 3, 4, 7, 9, 10]), ask(&[10, 4, 9, 0, 7, 3, 2]));
        assert_eq!(ask(&[9])[&9], (2, 5));
    }

    #[test]
    fn two_hundred_thousand_brackets_are_refused_where_the_limit_is() {
        for bracket in ["[", "{\"a\":"] {
            let text = bracket.repeat(200_000);
            let refusal = parse(&text).unwrap_err();
            assert_eq!(refusal, DecodeRefusal { at: bracket.len() * MAX_DEPTH, why: RefusalReason::TooDeep });
        }
    }

    #[test]
    fn a_byte_order_mark_shifts_no_column() {
        let text = "\u{feff}{\"a\": x}";
        assert_eq!(refused(text), (RefusalReason::Expected("un valore"), 1, 7));
    }

    #[test]
    fn truncated_texts_end_at_their_end() {
        for text in ["", " ", "[", "[1", "[1,", "{", "{\"a\"", "{\"a\":", "\"abc", "\"a\\", "\"\\u12", "tr", "-", "1."]
        {
            let refusal = parse(text).unwrap_err();
            assert!(
                refusal.at == text.len() && matches!(refusal.why, RefusalReason::Truncated(_)),
                "{text}: {refusal:?}"
            );
        }
    }

    #[test]
    fn doubled_names_are_both_there_and_the_last_counts() {
        let node = parse("{\"a\":1,\"a\":2}").unwrap();
        assert_eq!(node.members().len(), 2);
        assert_eq!(node.get("a").unwrap().kind, NodeKind::Number("2".into()));
    }

    #[test]
    fn huge_numbers_are_no_number_of_this_machine() {
        assert_eq!(parse("1e999999").unwrap().to_value(), Value::Null);
        assert!(parse(&"9".repeat(5000)).is_ok());
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|m| Value::Object(m.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_reads_what_serde_json_writes(value in json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            prop_assert_eq!(parse(&text).unwrap().to_value(), value);
        }

        #[test]
        fn it_agrees_with_serde_json_on_what_is_json(text in "[\\[\\]{}:,\"\\\\ntrue0-9.eE+u \u{1}é-]{0,24}") {
            let ours = parse(&text);
            let theirs = serde_json::from_str::<Value>(&text);
            // Numbers out of range are the one difference: they are JSON all the same.
            let range = ours.as_ref().is_ok_and(|node| node.first_too_large().is_some());
            prop_assert!(range || ours.is_ok() == theirs.is_ok(), "{:?} {:?}", ours, theirs);
        }
    }
}
