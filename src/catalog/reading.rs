//! From a JSON text to one value, or to the place that was refused and what was expected there, in Italian.

use std::fmt;

use serde::Deserialize;

use super::laid;
use super::text::{Text, lying};

/// Why a file could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in bytes.
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

/// Reads a whole JSON text as a `T`.
///
/// # Errors
/// [`ParseError`] with the place, the field and what was expected.
pub fn decode<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ParseError> {
    // What the program carries is laid out in one way.
    if lying(text).is_some()
        && let Ok(read) = laid::read(text)
    {
        return Ok(read);
    }
    // The plain reader is twice as fast as the one that keeps track of the path: the second runs only to explain.
    serde_json::from_str(text).map_err(|plain| explain::<T>(text, &plain))
}

fn explain<'a, T: Deserialize<'a>>(text: &'a str, plain: &serde_json::Error) -> ParseError {
    let mut reader = serde_json::Deserializer::from_str(text);
    // A path that ends in the middle of a name ends in "?": the object is what can be named.
    let field = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) => Text::new(error.path().to_string().trim_end_matches(['?', '.'])),
        Ok(_) => Text::default(),
    };
    ParseError { line: plain.line(), column: plain.column().max(1), field, expected: Text::new(&in_italian(plain)) }
}

/// What `serde_json` and serde say, and the same in Italian. Our own checks already speak Italian.
const STOCK: [(&str, &str); 27] = [
    ("EOF while parsing a list", "il file finisce a metà di un elenco: manca «]»"),
    ("EOF while parsing an object", "il file finisce a metà di un oggetto: manca «}»"),
    ("EOF while parsing a string", "il file finisce a metà di un testo: mancano le virgolette"),
    ("EOF while parsing a value", "il file finisce dove era atteso un valore"),
    ("expected `,` or `]`", "attesa una virgola o la fine dell'elenco «]»"),
    ("expected `,` or `}`", "attesa una virgola o la fine dell'oggetto «}»"),
    ("expected `:`", "attesi i due punti dopo il nome del campo"),
    ("expected value", "atteso un valore"),
    ("expected ident", "attesa una delle parole true, false, null"),
    ("key must be a string", "il nome del campo va scritto fra virgolette"),
    ("trailing comma", "virgola di troppo prima della chiusura"),
    ("trailing characters", "testo di troppo dopo la fine"),
    ("control character (\\u0000-\\u001F) found while parsing a string", "carattere di controllo dentro un testo"),
    ("invalid escape", "sequenza con la barra rovescia non valida"),
    ("lone leading surrogate in hex escape", "sequenza \\u spezzata"),
    ("unexpected end of hex escape", "sequenza \\u spezzata"),
    ("invalid number", "numero scritto male"),
    ("number out of range", "numero troppo grande"),
    ("invalid unicode code point", "carattere non valido"),
    ("recursion limit exceeded", "troppe parentesi una dentro l'altra"),
    ("invalid type: ", "tipo sbagliato: "),
    ("invalid value: ", "valore sbagliato: "),
    ("invalid length ", "lunghezza sbagliata "),
    ("unknown variant ", "parola non prevista "),
    ("unknown field ", "campo sconosciuto "),
    ("missing field ", "manca il campo "),
    ("duplicate field ", "campo ripetuto "),
];

/// The words inside those sentences.
const WORDS: [(&str, &str); 17] = [
    (", expected one of ", ", attesa una di "),
    (", expected a string", ", atteso un testo"),
    (", expected a sequence", ", atteso un elenco"),
    (", expected a boolean", ", atteso true o false"),
    (", expected a map", ", atteso un oggetto"),
    (", expected f64", ", atteso un numero"),
    (", expected u8", ", atteso un numero intero fra 0 e 255"),
    (", expected u16", ", atteso un numero intero fra 0 e 65535"),
    (", expected u32", ", atteso un numero intero"),
    (", expected struct ", ", atteso un oggetto "),
    (", expected ", ", atteso "),
    ("invalid type: ", "tipo sbagliato: "),
    ("string ", "testo "),
    ("integer ", "numero "),
    ("floating point ", "numero "),
    ("sequence", "elenco"),
    ("map", "oggetto"),
];

/// What serde says, in Italian, without its place.
pub fn in_italian(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let said = match whole.rfind(" at line ") {
        Some(end) => whole.get(..end).unwrap_or(&whole),
        None => whole.as_str(),
    };
    for (english, italian) in STOCK {
        if let Some(rest) = said.strip_prefix(english) {
            let mut rest = rest.to_owned();
            for (english, italian) in WORDS {
                // Only serde's frame is translated, never what it quotes.
                let (frame, quoted) = match rest.find(['`', '"']) {
                    Some(at) => rest.split_at(at),
                    None => (rest.as_str(), ""),
                };
                rest = match quoted.rfind(", expected ") {
                    Some(at) => {
                        let (quoted, tail) = quoted.split_at(at);
                        format!("{}{quoted}{}", frame.replace(english, italian), tail.replace(english, italian))
                    }
                    None => format!("{}{quoted}", frame.replace(english, italian)),
                };
            }
            return format!("{italian}{}", rest.replace('`', "\""));
        }
    }
    said.to_owned()
}
