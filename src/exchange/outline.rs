//! Lists and small structures inside one cell of a sheet, in words a person can edit.
//!
//! A list of words is joined by ` | `. A list of structures has one item a line (Alt+Enter), its parts joined by ` | ` and
//! named (`url=…`), what hangs below it on the following lines after a hyphen (`- fonte: …`). A backslash stands before
//! a sign that would be read otherwise, so that every text comes back as it was. Knows nothing of sheets or records: JSON
//! values in, text out, and back.

use std::iter::Peekable;

use serde_json::{Map, Number, Value};

/// What an empty text or an empty list looks like: an empty cell means "not stated".
pub const EMPTY: &str = "(vuoto)";

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 8;

/// What a part of an item holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentPart {
    /// A text.
    Text,
    /// A number.
    Number,
    /// `sì` or `no`.
    YesNo,
    /// Words joined by commas.
    Words,
}

/// How one kind of structure is written: the field at the head of its line, the named parts, what hangs below.
#[derive(Debug)]
pub struct OutlineItem {
    /// Field at the head of the line.
    pub head: &'static str,
    /// Name in the cell, field, what it holds.
    pub parts: &'static [(&'static str, &'static str, DocumentPart)],
    /// Name in the cell, field, how it is written.
    pub below: &'static [(&'static str, &'static str, &'static OutlineItem)],
}

/// Puts a backslash before the signs in `special`, before a space at either end and before what reads as [`EMPTY`].
fn escape(text: &str, special: &[char]) -> String {
    if text.is_empty() {
        return EMPTY.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let last = text.chars().count() - 1;
    for (at, c) in text.chars().enumerate() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            ' ' if at == 0 || at == last => out.push_str("\\s"),
            c if c.is_whitespace() && c != ' ' && (at == 0 || at == last) => {
                out.push('\\');
                out.push(c);
            }
            '(' if text == EMPTY => out.push_str("\\("),
            c if special.contains(&c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The text that [`escape`] wrote.
fn unescape(cell: &str) -> String {
    let cell = trim(cell);
    if cell == EMPTY {
        return String::new();
    }
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('s') => out.push(' '),
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

/// Without the spaces at both ends, but for one that a backslash protects.
fn trim(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.trim_end();
    let backslashes = end.len() - end.trim_end_matches('\\').len();
    match text.get(end.len()..).and_then(|rest| rest.chars().next()) {
        Some(space) if backslashes % 2 == 1 => text.get(..end.len() + space.len_utf8()).unwrap_or(text),
        _ => end,
    }
}

/// Cuts at `sign` where no backslash stands before it.
fn cut(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == sign {
            parts.push(text.get(start..at).unwrap_or_default());
            start = at + c.len_utf8();
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

/// A plain text as a cell.
pub fn write_text(text: &str) -> String {
    escape(text, &[])
}

/// A plain text from a cell.
pub fn read_text(cell: &str) -> String {
    unescape(cell)
}

/// A list of words as a cell.
pub fn write_list(items: &[Value]) -> String {
    if items.is_empty() {
        return EMPTY.to_owned();
    }
    if let [only] = items
        && only.as_str() == Some("")
    {
        // One empty word is not the empty list.
        return format!("{EMPTY} |");
    }
    let words: Vec<String> = items.iter().map(|v| escape(v.as_str().unwrap_or_default(), &['|'])).collect();
    words.join(" | ")
}

/// The words of a cell; empty ones between two bars are left out.
pub fn read_list(cell: &str) -> Vec<Value> {
    if cell.trim() == EMPTY {
        return Vec::new();
    }
    cut(cell, '|').into_iter().filter(|w| !w.trim().is_empty()).map(|w| Value::String(unescape(w))).collect()
}

/// Structures as a cell.
pub fn write(items: &[Value], item: &OutlineItem) -> String {
    if items.is_empty() {
        return EMPTY.to_owned();
    }
    let mut lines = Vec::new();
    for value in items {
        write_item(value, item, "", 0, &mut lines);
    }
    lines.join("\n")
}

fn write_item(value: &Value, item: &OutlineItem, label: &str, depth: usize, lines: &mut Vec<String>) {
    let mut line = "- ".repeat(depth);
    if depth > 0 {
        line.push_str(label);
        line.push_str(": ");
    }
    let head = value.get(item.head).and_then(Value::as_str).unwrap_or_default();
    let head = escape(head, &['|']);
    if head.starts_with('-') {
        line.push('\\');
    }
    line.push_str(&head);
    for (name, key, part) in item.parts {
        let Some(found) = value.get(key) else { continue };
        let text = match (part, found) {
            (DocumentPart::Text, Value::String(text)) => escape(text, &['|']),
            (DocumentPart::YesNo, Value::Bool(yes)) => if *yes { "sì" } else { "no" }.to_owned(),
            (DocumentPart::Words, Value::Array(words)) if words.is_empty() => EMPTY.to_owned(),
            (DocumentPart::Words, Value::Array(words)) => {
                let words: Vec<String> =
                    words.iter().map(|w| escape(w.as_str().unwrap_or_default(), &['|', ','])).collect();
                // A comma tells the one empty word from the empty list.
                if words.as_slice() == [EMPTY] { format!("{EMPTY},") } else { words.join(", ") }
            }
            (_, other) => number_in_words(other),
        };
        line.push_str(" | ");
        line.push_str(name);
        line.push('=');
        line.push_str(&text);
    }
    lines.push(line);
    for (label, key, below) in item.below {
        for child in value.get(key).and_then(Value::as_array).into_iter().flatten() {
            write_item(child, below, label, depth + 1, lines);
        }
    }
}

/// A number without a useless ".0".
pub fn number_in_words(value: &Value) -> String {
    match value.as_f64() {
        Some(n) if !value.is_i64() && !value.is_u64() => n.to_string(),
        _ => value.to_string(),
    }
}

/// A number as people write it: `12`, `10140.5`, `10140,5`.
pub fn read_number(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Ok(n) = text.parse::<i64>() {
        return Some(Value::Number(n.into()));
    }
    let dotted = if text.contains('.') { text.to_owned() } else { text.replacen(',', ".", 1) };
    let shape = dotted.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    shape.then(|| dotted.parse::<f64>().ok()).flatten().and_then(Number::from_f64).map(Value::Number)
}

/// `sì` or `no`, however written.
pub fn read_yes_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "sì" | "si" | "s" | "x" | "true" | "vero" | "1" | "sì." | "si'" => Some(true),
        "no" | "n" | "false" | "falso" | "0" => Some(false),
        _ => None,
    }
}

/// The structures of a cell.
///
/// # Errors
/// An Italian clause that says what was expected.
pub fn read(cell: &str, item: &OutlineItem) -> Result<Vec<Value>, String> {
    if cell.trim() == EMPTY {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    for raw in cell.lines().filter(|l| !l.trim().is_empty()) {
        let mut rest = raw.trim_start();
        let mut depth = 0;
        while let Some(less) = rest.strip_prefix('-') {
            depth += 1;
            rest = less.trim_start();
        }
        if depth > MAX_DEPTH {
            return Err(format!("attesi al più {MAX_DEPTH} trattini all'inizio della riga"));
        }
        lines.push((depth, rest));
    }
    let mut lines = lines.into_iter().peekable();
    let mut out = Vec::new();
    while let Some((depth, line)) = lines.next() {
        if depth > 0 {
            return Err("la prima riga non può cominciare con un trattino".to_owned());
        }
        out.push(read_item(line, item, 0, &mut lines)?);
    }
    Ok(out)
}

fn read_item<'a>(
    line: &'a str,
    item: &OutlineItem,
    depth: usize,
    lines: &mut Peekable<impl Iterator<Item = (usize, &'a str)>>,
) -> Result<Value, String> {
    let mut parts = cut(line, '|').into_iter();
    let head = unescape(parts.next().unwrap_or_default());
    let mut object = Map::new();
    object.insert(item.head.to_owned(), Value::String(head));
    for part in parts.filter(|p| !p.trim().is_empty()) {
        let names = || item.parts.iter().map(|(n, ..)| format!("{n}=")).collect::<Vec<_>>().join(", ");
        let Some((name, text)) = part.split_once('=') else {
            return Err(format!("«{}» non va bene: dopo la barra è attesa una di {}", part.trim(), names()));
        };
        let name = name.trim().to_lowercase();
        let Some((_, key, kind)) = item.parts.iter().find(|(n, ..)| *n == name) else {
            return Err(format!("«{name}=» non è previsto qui: attesa una di {}", names()));
        };
        let value = match kind {
            DocumentPart::Text => Value::String(unescape(text)),
            DocumentPart::Number => read_number(text).ok_or_else(|| format!("«{name}=»: atteso un numero"))?,
            DocumentPart::YesNo => {
                Value::Bool(read_yes_no(text).ok_or_else(|| format!("«{name}=»: atteso sì oppure no"))?)
            }
            DocumentPart::Words if text.trim() == EMPTY => Value::Array(Vec::new()),
            DocumentPart::Words => {
                let words = cut(text, ',').into_iter().filter(|w| !w.trim().is_empty());
                words.map(|w| Value::String(unescape(w))).collect()
            }
        };
        if object.insert((*key).to_owned(), value).is_some() {
            return Err(format!("«{name}=» c'è due volte nella stessa riga"));
        }
    }
    while let Some(&(below, line)) = lines.peek() {
        if below <= depth {
            break;
        }
        lines.next();
        let labels = || item.below.iter().map(|(l, ..)| format!("«- {l}:»")).collect::<Vec<_>>().join(", ");
        let wanted = line.split_once(':').and_then(|(label, rest)| {
            let label = label.trim().to_lowercase();
            item.below.iter().find(|(l, ..)| *l == label).map(|(_, key, below)| (*key, *below, rest))
        });
        let Some((key, child, rest)) = wanted.filter(|_| below == depth + 1) else {
            return Err(if item.below.is_empty() {
                "qui non sono previste righe con il trattino".to_owned()
            } else {
                format!("dopo il trattino è atteso {}", labels())
            });
        };
        let value = read_item(rest, child, depth + 1, lines)?;
        match object.entry(key).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(list) => list.push(value),
            _ => return Err(format!("dopo il trattino è atteso {}", labels())),
        }
    }
    Ok(Value::Object(object))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    static FONTE: OutlineItem = OutlineItem {
        head: "title",
        parts: &[("url", "url", DocumentPart::Text), ("data", "date", DocumentPart::Text)],
        below: &[],
    };
    static ORGANO: OutlineItem = OutlineItem {
        head: "role",
        parts: &[
            ("comuni", "comuni", DocumentPart::Words),
            ("max", "max", DocumentPart::Number),
            ("solo", "only", DocumentPart::YesNo),
        ],
        below: &[("fonte", "sources", &FONTE), ("oppure", "any", &ORGANO)],
    };

    #[test]
    fn a_source_reads_like_a_line_of_a_list() {
        let sources = [json!({"title": "Piano | sociale", "url": "https://a.it/?x=1", "date": "2026"})];
        let cell = write(&sources, &FONTE);
        assert_eq!(cell, "Piano \\| sociale | url=https://a.it/?x=1 | data=2026");
        assert_eq!(read(&cell, &FONTE).unwrap(), sources);
    }

    #[test]
    fn a_misspelt_part_is_named() {
        assert_eq!(
            read("Piano | ulr=https://a.it", &FONTE).unwrap_err(),
            "«ulr=» non è previsto qui: attesa una di url=, data="
        );
        assert!(read("- fonte: x", &ORGANO).unwrap_err().contains("prima riga"));
        assert!(read("Sindaci\n- fnte: x", &ORGANO).unwrap_err().contains("«- fonte:»"));
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{0,12}",
            "[\\\\|,=: \\-()nsàè\u{a0}]{0,8}",
            Just(EMPTY.to_owned()),
            Just(String::new()),
            Just("- fonte: x".to_owned())
        ]
    }

    fn organo() -> impl Strategy<Value = Value> {
        let fonte = (text(), proptest::option::of(text())).prop_map(|(title, url)| match url {
            Some(url) => json!({"title": title, "url": url}),
            None => json!({"title": title}),
        });
        let leaf = (
            text(),
            proptest::option::of(proptest::collection::vec(text(), 0..3)),
            proptest::collection::vec(fonte, 0..3),
        )
            .prop_map(|(role, comuni, sources)| {
                let mut o = json!({"role": role, "max": 3, "only": true});
                if let Some(comuni) = comuni {
                    o["comuni"] = json!(comuni);
                }
                if !sources.is_empty() {
                    o["sources"] = json!(sources);
                }
                o
            });
        leaf.prop_recursive(3, 8, 2, |inner| {
            (text(), proptest::collection::vec(inner, 1..3)).prop_map(|(role, any)| json!({"role": role, "any": any}))
        })
    }

    proptest! {
        #[test]
        fn every_text_and_list_comes_back(words in proptest::collection::vec(text(), 0..5), one in text()) {
            let values: Vec<Value> = words.iter().map(|w| json!(w)).collect();
            prop_assert_eq!(read_list(&write_list(&values)), values);
            prop_assert_eq!(read_text(&write_text(&one)), one);
        }

        #[test]
        fn every_structure_comes_back(items in proptest::collection::vec(organo(), 0..4)) {
            let cell = write(&items, &ORGANO);
            prop_assert_eq!(read(&cell, &ORGANO), Ok(items));
        }
    }
}
