//! From a JSON text to one value, or to the place that was refused and what was expected there, in Italian.

use std::fmt;

use serde::de::DeserializeOwned;

use super::spans::{self, LineStarts, Node, written};
use super::text::{Text, lying};
use super::{laid, typed};

/// Why a file could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// The field, as a path: `servizi[3].phones[0]`. Empty at the top.
    pub field: Text,
    /// What is wrong and what was expected, in Italian.
    pub expected: Text,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "riga {}, colonna {}", self.line, self.column)?;
        if !self.field.is_empty() {
            write!(f, ", campo «{}»", self.field)?;
        }
        write!(f, ": {}", self.expected)
    }
}

impl std::error::Error for ParseError {}

/// What is said of a text where nothing tells more.
pub const NO_JSON: &str = "non è JSON come deve essere";

/// Reads a whole JSON text as a `T`.
///
/// # Errors
/// [`ParseError`] with the place, the field and what was expected.
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, ParseError> {
    // What the program carries is laid out in one way.
    if lying(text).is_some()
        && let Ok(read) = laid::read(text)
    {
        return Ok(read);
    }
    // The plain reader is fast; the one that knows where everything stands runs only to explain.
    serde_json::from_str(text).map_err(|plain| match no_json(text, &plain) {
        Ok(tree) => explain::<T>(text, &tree),
        Err(error) => error,
    })
}

/// The tree of a text that `serde_json` refused for what is in it.
///
/// # Errors
/// Where it is no JSON at all, and what was expected there.
pub fn no_json(text: &str, plain: &serde_json::Error) -> Result<Node, ParseError> {
    let refused = |at: usize, said: &str| {
        let (line, column) = LineStarts::of(text).place(at);
        ParseError { line, column, field: Text::default(), expected: Text::new(said) }
    };
    let tree = spans::parse(text).map_err(|refusal| refused(refusal.at, &refusal.why.to_string()))?;
    if let Some(at) = tree.first_too_large() {
        return Err(refused(at, "numero troppo grande"));
    }
    if plain.is_data() {
        return Ok(tree);
    }
    let (line, column) = (plain.line(), plain.column().max(1));
    Err(ParseError { line, column, field: Text::default(), expected: Text::new(NO_JSON) })
}

fn explain<T: DeserializeOwned>(text: &str, tree: &Node) -> ParseError {
    let (way, said) = match typed::read::<T>(tree) {
        Err(refused) => (refused.way(), refused.wrong.to_string()),
        Ok(_) => (Vec::new(), "un campo compare due volte".to_owned()),
    };
    let (line, column) = LineStarts::of(text).place(tree.at(&way).map_or(tree.start, |node| node.start));
    ParseError { line, column, field: Text::new(&written(&way)), expected: Text::new(&said) }
}
