//! From the text of a file to its records.
//!
//! Knows which file holds what and turns a refusal into a place (line, column, field) and what was expected there. Files
//! come in as text: finding and reading them is the business of the layers, putting them together that of
//! [`super::resolve`].

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::correzioni::Correzione;
use super::laid;
use super::later::Later;
use super::lingue::Lingua;
use super::record::{
    Altrove, AmbitoFile, Area, ComuneRecord, Condizione, Destinatari, Equivalenza, FoglioRecord, LinguaRecord,
    NumeroUtile, RegioneRecord, ServizioRecord, Tipologia, Urgenza,
};
use super::text::{Text, carrying, lying};
use super::validate::UNFINISHED;

/// What a file of the catalogue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// `regione.json`
    Regione,
    /// `aree.json`
    Aree,
    /// `destinatari.json`
    Destinatari,
    /// `condizioni.json`
    Condizioni,
    /// `equivalenze.json`
    Equivalenze,
    /// `comuni.json`
    Comuni,
    /// `tipologie/*.json`
    Tipologie,
    /// `misure.json`
    Misure,
    /// `numeri-utili.json`
    Numeri,
    /// `urgenze.json`
    Urgenze,
    /// `altrove.json`
    Altrove,
    /// `foglio.json`
    Foglio,
    /// `lingue/<code>.json`
    Lingua,
    /// `ambiti/<id>.json`
    Ambito,
    /// `correzioni/<id>.json`
    Correzione,
}

impl FileKind {
    /// Every kind, in the order of the design.
    pub const ALL: [Self; 15] = [
        Self::Regione,
        Self::Aree,
        Self::Destinatari,
        Self::Condizioni,
        Self::Equivalenze,
        Self::Tipologie,
        Self::Comuni,
        Self::Misure,
        Self::Numeri,
        Self::Urgenze,
        Self::Altrove,
        Self::Foglio,
        Self::Lingua,
        Self::Ambito,
        Self::Correzione,
    ];

    /// The kind of the file at `path`, by its name and folder; both kinds of slash are understood.
    pub fn of_path(path: &str) -> Option<Self> {
        let mut parts = path.rsplit(['/', '\\']);
        let name = parts.next()?;
        let folder = parts.next();
        match name {
            "regione.json" => Some(Self::Regione),
            "aree.json" => Some(Self::Aree),
            "destinatari.json" => Some(Self::Destinatari),
            "condizioni.json" => Some(Self::Condizioni),
            "equivalenze.json" => Some(Self::Equivalenze),
            "comuni.json" => Some(Self::Comuni),
            "misure.json" => Some(Self::Misure),
            "numeri-utili.json" => Some(Self::Numeri),
            "urgenze.json" => Some(Self::Urgenze),
            "altrove.json" => Some(Self::Altrove),
            "foglio.json" => Some(Self::Foglio),
            _ if std::path::Path::new(name).extension().is_none_or(|e| e != "json") => None,
            _ => match folder {
                Some("tipologie") => Some(Self::Tipologie),
                Some("ambiti") => Some(Self::Ambito),
                Some("lingue") => Some(Self::Lingua),
                Some("correzioni") => Some(Self::Correzione),
                _ => None,
            },
        }
    }

    /// Where such a file stands in a catalogue's folder.
    pub fn pattern(self) -> &'static str {
        match self {
            Self::Regione => "regione.json",
            Self::Aree => "aree.json",
            Self::Destinatari => "destinatari.json",
            Self::Condizioni => "condizioni.json",
            Self::Equivalenze => "equivalenze.json",
            Self::Comuni => "comuni.json",
            Self::Tipologie => "tipologie/<area>.json",
            Self::Misure => "misure.json",
            Self::Numeri => "numeri-utili.json",
            Self::Urgenze => "urgenze.json",
            Self::Altrove => "altrove.json",
            Self::Foglio => "foglio.json",
            Self::Lingua => "lingue/<codice>.json",
            Self::Ambito => "ambiti/<ambito>.json",
            Self::Correzione => "correzioni/<id>.json",
        }
    }
}

/// The records of one layer, as its files hold them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// From `regione.json`: of one layer one, of several together as many as they speak of.
    pub regioni: Vec<RegioneRecord>,
    /// From `aree.json`.
    pub aree: Vec<Area>,
    /// From `destinatari.json`.
    pub destinatari: Vec<Destinatari>,
    /// From `condizioni.json`.
    pub condizioni: Later<Vec<Condizione>>,
    /// From `equivalenze.json`.
    pub equivalenze: Later<Vec<Equivalenza>>,
    /// From `comuni.json`.
    pub comuni: Vec<ComuneRecord>,
    /// From `tipologie/*.json`.
    pub tipologie: Vec<Tipologia>,
    /// From `misure.json`.
    pub misure: Vec<ServizioRecord>,
    /// From `numeri-utili.json`.
    pub numeri: Vec<NumeroUtile>,
    /// From `urgenze.json`.
    pub urgenze: Later<Vec<Urgenza>>,
    /// From `altrove.json`.
    pub altrove: Later<Vec<Altrove>>,
    /// From `foglio.json`.
    pub foglio: Later<Vec<FoglioRecord>>,
    /// From `lingue/*.json`.
    pub lingue: Vec<Lingua>,
    /// From `ambiti/*.json`.
    pub ambiti: Vec<AmbitoFile>,
    /// From `correzioni/*.json`.
    pub correzioni: Vec<Correzione>,
}

impl Records {
    /// How many records there are, whatever their kind.
    pub fn count(&self) -> usize {
        self.regioni.len()
            + self.aree.len()
            + self.destinatari.len()
            + self.condizioni.len()
            + self.equivalenze.len()
            + self.comuni.len()
            + self.tipologie.len()
            + self.misure.len()
            + self.numeri.len()
            + self.urgenze.len()
            + self.altrove.len()
            + self.foglio.len()
            + self.lingue.len()
            + self.correzioni.len()
            + self
                .ambiti
                .iter()
                .map(|a| usize::from(a.ambito.is_some()) + a.sedi.len() + a.servizi.len())
                .sum::<usize>()
    }

    /// Takes out the records that hold [`UNFINISHED`]; their identifiers.
    pub fn without_unfinished(&mut self) -> Vec<String> {
        fn sift<T: serde::Serialize>(list: &mut Vec<T>, out: &mut Vec<String>) {
            list.retain(|record| {
                let Ok(value) = serde_json::to_value(record) else { return true };
                let waits = value.to_string().contains(UNFINISHED);
                if waits {
                    let id = value.get("id").or(value.get("istat")).and_then(serde_json::Value::as_str);
                    out.push(id.unwrap_or_default().to_owned());
                }
                !waits
            });
        }
        let mut out = Vec::new();
        sift(&mut self.aree, &mut out);
        sift(&mut self.destinatari, &mut out);
        self.condizioni.change(|all| sift(all, &mut out));
        self.equivalenze.change(|all| sift(all, &mut out));
        sift(&mut self.comuni, &mut out);
        sift(&mut self.tipologie, &mut out);
        sift(&mut self.misure, &mut out);
        sift(&mut self.numeri, &mut out);
        self.urgenze.change(|all| sift(all, &mut out));
        self.altrove.change(|all| sift(all, &mut out));
        for file in &mut self.ambiti {
            let mut ambito: Vec<_> = file.ambito.take().into_iter().collect();
            sift(&mut ambito, &mut out);
            file.ambito = ambito.pop();
            sift(&mut file.sedi, &mut out);
            sift(&mut file.servizi, &mut out);
        }
        out
    }

    /// Adds the records of `more` behind.
    pub fn extend(&mut self, mut more: Self) {
        self.regioni.append(&mut more.regioni);
        self.aree.append(&mut more.aree);
        self.destinatari.append(&mut more.destinatari);
        append(&mut self.condizioni, more.condizioni.into_read());
        append(&mut self.equivalenze, more.equivalenze.into_read());
        self.comuni.append(&mut more.comuni);
        self.tipologie.append(&mut more.tipologie);
        self.misure.append(&mut more.misure);
        self.numeri.append(&mut more.numeri);
        append(&mut self.urgenze, more.urgenze.into_read());
        append(&mut self.altrove, more.altrove.into_read());
        append(&mut self.foglio, more.foglio.into_read());
        self.lingue.append(&mut more.lingue);
        self.ambiti.append(&mut more.ambiti);
        self.correzioni.append(&mut more.correzioni);
    }

    /// Reads the text of one file into the layer. On a refusal nothing is added.
    ///
    /// # Errors
    /// [`ParseError`] with the first place that could not be read.
    pub fn add(&mut self, kind: FileKind, text: &str) -> Result<(), ParseError> {
        match kind {
            FileKind::Regione => self.regioni.push(decode(text)?),
            FileKind::Aree => self.aree.append(&mut decode(text)?),
            FileKind::Destinatari => self.destinatari.append(&mut decode(text)?),
            FileKind::Condizioni => append(&mut self.condizioni, decode(text)?),
            FileKind::Equivalenze => append(&mut self.equivalenze, decode(text)?),
            FileKind::Comuni => self.comuni.append(&mut decode(text)?),
            FileKind::Tipologie => self.tipologie.append(&mut decode(text)?),
            FileKind::Misure => self.misure.append(&mut decode(text)?),
            FileKind::Numeri => self.numeri.append(&mut decode(text)?),
            FileKind::Urgenze => append(&mut self.urgenze, decode(text)?),
            FileKind::Altrove => append(&mut self.altrove, decode(text)?),
            FileKind::Foglio => append(&mut self.foglio, decode(text)?),
            FileKind::Lingua => self.lingue.push(decode::<LinguaRecord>(text)?.into()),
            FileKind::Ambito => self.ambiti.push(decode(text)?),
            FileKind::Correzione => self.correzioni.push(decode(text)?),
        }
        Ok(())
    }

    /// The same of a file that the program carries: its texts are not copied, what the first frame does without is left for
    /// whoever asks for it.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn add_carried(&mut self, kind: FileKind, text: &'static str) -> Result<(), ParseError> {
        match kind {
            FileKind::Condizioni => self.condizioni = Later::carried(text),
            FileKind::Equivalenze => self.equivalenze = Later::carried(text),
            FileKind::Urgenze => self.urgenze = Later::carried(text),
            FileKind::Altrove => self.altrove = Later::carried(text),
            FileKind::Foglio => self.foglio = Later::carried(text),
            FileKind::Lingua => self.lingue.push(Lingua::Carried(text)),
            _ => carrying(text, || self.add(kind, text))?,
        }
        Ok(())
    }
}

fn append<T: DeserializeOwned>(list: &mut Later<Vec<T>>, mut more: Vec<T>) {
    list.change(|all| all.append(&mut more));
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: FileKind, text: &str) -> String {
        Records::default().add(kind, text).unwrap_err().to_string()
    }

    #[test]
    fn a_truncated_file_says_where_it_ends() {
        assert_eq!(
            refused(FileKind::Aree, "[\n {\"id\": \"a\""),
            "riga 2, colonna 11, campo «[0]»: il file finisce a metà di un oggetto: manca «}»"
        );
    }

    #[test]
    fn a_wrong_type_names_the_field_and_what_was_expected() {
        let said = refused(FileKind::Equivalenze, "[{\"words\": 3, \"means\": []}]");
        assert_eq!(said, "riga 1, colonna 12, campo «[0].words»: tipo sbagliato: numero \"3\", atteso un elenco");
    }

    #[test]
    fn an_unknown_field_is_a_refusal() {
        let said = refused(FileKind::Equivalenze, "[{\"words\": [], \"meens\": []}]");
        assert!(
            said.contains("campo sconosciuto \"meens\", attesa una di \"words\", \"means\"")
                || said.contains("campo sconosciuto"),
            "{said}"
        );
    }

    #[test]
    fn our_own_checks_speak_for_themselves() {
        let said = refused(
            FileKind::Aree,
            "[{\"id\": \"Area Uno\", \"label\": \"a\", \"short\": \"a\", \"description\": \"a\"}]",
        );
        assert!(said.contains("campo «[0].id»: «Area Uno» non va bene: attese parole minuscole"), "{said}");
    }

    #[test]
    fn files_are_known_by_name_and_folder() {
        assert_eq!(FileKind::of_path("/a/ambiti/le-casarano.json"), Some(FileKind::Ambito));
        assert_eq!(FileKind::of_path("comuni.json"), Some(FileKind::Comuni));
        assert_eq!(FileKind::of_path("note.txt"), None);
        assert_eq!(FileKind::of_path("altrove.json"), Some(FileKind::Altrove));
        assert_eq!(FileKind::of_path("altro.json"), None);
    }
}
