//! One service laid out for a person: the sections of the national "scheda servizio", in their order.
//!
//! [`Scheda::of`] decides what is said and in which order; [`text`], [`markdown`], [`html`] and [`json`] decide how it
//! looks. The screen draws the same sections. Knows the catalogue, no terminal.

/// A service, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheda {
    /// Identifier: `le-casarano/asilo-nido`, `it/naspi`, `tipologia/asilo-nido`, `ambito/le-casarano`.
    pub id: String,
    /// Name, with the acronyms in brackets.
    pub title: String,
    /// The lines under the title: area, ambito and comuni, stato, age of the last check.
    pub header: Vec<Pair>,
    /// One sentence.
    pub summary: String,
    /// The sections that have something to say, in the order of the design. "Prossimo passo" is not among them.
    pub sections: Vec<Section>,
    /// The last line, always there: whom to call or where to go, with which papers.
    pub next_step: String,
    /// Schede that open from here.
    pub links: Vec<Link>,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading, one of [`HEADINGS`].
    pub heading: &'static str,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// "Area", "Stato", "Telefono"…
    pub label: &'static str,
    /// The value, in words.
    pub value: String,
    /// How it is meant.
    pub tone: Tone,
}

/// How a value is meant; a screen may colour it, the words say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Plain.
    #[default]
    Plain,
    /// Good news: active, open, free.
    Good,
    /// To be confirmed, old, closed, not known.
    Careful,
    /// Read aloud or dialled: phone numbers.
    Call,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// Items, one a line.
    Bullets(Vec<String>),
    /// Steps, numbered.
    Steps(Vec<String>),
    /// Labels and values, aligned.
    Pairs(Vec<Pair>),
    /// A place: its name, then its particulars.
    Place {
        /// Name of the sede.
        name: String,
        /// Address, hours, phones, e-mail, PEC, site, notes.
        details: Vec<Pair>,
    },
    /// A caution that must be seen.
    Caution(String),
}

/// A scheda that opens from this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Identifier, as in [`Scheda::id`].
    pub id: String,
    /// Its name.
    pub title: String,
}

/// The headings, in their order (national scheda servizio, conformity rule C.SI.1.3).
pub const HEADINGS: [&str; 13] = [
    "A chi è rivolto",
    "Descrizione",
    "Come fare",
    "Cosa serve",
    "Cosa si ottiene",
    "Tempi e scadenze",
    "Quanto costa",
    "Accedi al servizio",
    "Condizioni di servizio",
    "Contatti",
    "Servizi collegati",
    "Riferimenti",
    "Fonte e verifica",
];

/// Heading of the last line.
pub const NEXT_STEP: &str = "Prossimo passo";
