//! The sheets the Ufficio di Piano works on: which columns they have, what each may hold, how it is explained.
//!
//! One table of columns draws the sheets, their drop-down lists, the page that explains them and the checks of what comes
//! back, so that they cannot disagree. Knows the fields of the records by name; reading and writing cells is the business
//! of [`super::tables`].

use super::outline::{DocumentPart, OutlineItem};
use crate::catalog::values::{
    Appointment, Basis, Cap, Confidence, DocumentKind, Email, Form, InvalidValue, Istat, Phone, RecordId, SedeKind,
    Sender, SignLanguage, Slug, Stato, StepFree, Url,
};

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text.
    Text,
    /// A text with a rule of its own.
    Checked(fn(&str) -> Result<(), InvalidValue>),
    /// A number.
    Number,
    /// A date of which the day, the month or only the year is known.
    Date,
    /// `sì` or empty.
    Yes,
    /// One of a closed list: the words and their labels.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    /// Words joined by ` | `, each with a rule.
    List(fn(&str) -> Result<(), InvalidValue>),
    /// One comune: name and ISTAT code in brackets.
    Comune,
    /// Comuni, joined by ` | `.
    Comuni,
    /// Structures, one a line.
    Items(&'static OutlineItem),
    /// What the record is called by the program; where it is empty it is made.
    Code(fn(&str) -> Result<(), InvalidValue>),
    /// The code of another record, or its name.
    Ref(Ref),
    /// Codes of other records, or their names, joined by ` | `.
    Refs(Ref),
    /// Opening hours, as the records hold them or as people write them.
    Hours,
    /// For the eye only; what stands there is not read back.
    ReadOnly,
}

/// What a cell refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ref {
    /// A tipologia.
    Tipologia,
    /// An area strategica.
    Area,
    /// A target group.
    Destinatari,
    /// A sede.
    Sede,
    /// A sede or an ambito.
    Owner,
    /// An ambito.
    Ambito,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Heading.
    pub title: &'static str,
    /// Field of the record, with a dot inside a structure: `seat.cap`.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// A record cannot do without it.
    pub required: bool,
    /// Width on the screen, characters.
    pub width: u16,
    /// What to write there.
    pub help: &'static str,
}

/// A sheet.
#[derive(Debug)]
pub struct Sheet {
    /// Name of the sheet, and of the CSV file in lower case.
    pub name: &'static str,
    /// What one row is.
    pub help: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
}

const fn column(title: &'static str, key: &'static str, kind: Kind, width: u16, help: &'static str) -> Column {
    Column { title, key, kind, required: false, width, help }
}

const fn required(title: &'static str, key: &'static str, kind: Kind, width: u16, help: &'static str) -> Column {
    Column { title, key, kind, required: true, width, help }
}

macro_rules! check {
    ($ty:ty) => {
        |raw| <$ty>::new(raw).map(|_| ())
    };
}

macro_rules! choice {
    ($ty:ty) => {
        Kind::Choice(|| <$ty>::ALL.iter().map(|v| (v.word(), v.label())).collect())
    };
}

const ANY: fn(&str) -> Result<(), InvalidValue> = |_| Ok(());

/// How a source is written.
pub static SOURCE: OutlineItem = OutlineItem {
    head: "title",
    parts: &[
        ("url", "url", DocumentPart::Text),
        ("data", "date", DocumentPart::Text),
        ("letto", "read", DocumentPart::Text),
        ("per", "supports", DocumentPart::Text),
    ],
    below: &[],
};

static NORM: OutlineItem = OutlineItem { head: "ref", parts: &[("cosa", "what", DocumentPart::Text)], below: &[] };

static BODY: OutlineItem = OutlineItem {
    head: "role",
    parts: &[("descrizione", "description", DocumentPart::Text)],
    below: &[("fonte", "sources", &SOURCE)],
};

static DOCUMENT: OutlineItem = OutlineItem {
    head: "title",
    parts: &[
        ("tipo", "kind", DocumentPart::Text),
        ("periodo", "period", DocumentPart::Text),
        ("url", "url", DocumentPart::Text),
        ("nota", "note", DocumentPart::Text),
    ],
    below: &[("fonte", "sources", &SOURCE)],
};

static NOTICE: OutlineItem = OutlineItem {
    head: "title",
    parts: &[
        ("testo", "text", DocumentPart::Text),
        ("comuni", "comuni", DocumentPart::Words),
        ("stato", "status", DocumentPart::Text),
        ("periodo", "period", DocumentPart::Text),
        ("finanziamento", "funding", DocumentPart::Text),
        ("affidabilità", "confidence", DocumentPart::Text),
    ],
    below: &[("fonte", "sources", &SOURCE)],
};

static AMOUNT: OutlineItem = OutlineItem {
    head: "what",
    parts: &[
        ("euro", "euro", DocumentPart::Number),
        ("anno", "year", DocumentPart::Number),
        ("fino al", "valid_until", DocumentPart::Text),
        ("nota", "note", DocumentPart::Text),
    ],
    below: &[],
};

static OTHER_ISEE: OutlineItem = OutlineItem {
    head: "when",
    parts: &[("massimo", "max", DocumentPart::Number), ("condizione", "condition", DocumentPart::Text)],
    below: &[],
};

static REQUIREMENT: OutlineItem = OutlineItem {
    head: "kind",
    parts: &[
        ("di", "of", DocumentPart::Text),
        ("minimo", "min", DocumentPart::Number),
        ("massimo", "max", DocumentPart::Number),
        ("indicativa", "indicative", DocumentPart::YesNo),
        ("anno", "year", DocumentPart::Number),
        ("fino al", "valid_until", DocumentPart::Text),
        ("norma", "norm", DocumentPart::Text),
        ("isee", "variant", DocumentPart::Text),
        ("luogo", "place", DocumentPart::Text),
        ("mesi", "months", DocumentPart::Number),
        ("condizione", "condition", DocumentPart::Text),
        ("testo", "text", DocumentPart::Text),
    ],
    below: &[("altra soglia", "alternatives", &OTHER_ISEE), ("oppure", "any", &REQUIREMENT)],
};

const SOURCES_HELP: &str = "Da dove vengono i fatti, una fonte per riga (Alt+Invio): titolo | url=https://… | data=2025-03 (della fonte) | letto=2026-10-02 (quando l'hai letta) | per=che cosa dice";
const OPENS_HELP: &str = "Primo giorno per la domanda: 2026, 2026-11 o 2026-11-21. Lo stato lo dice la data";
const CLOSES_HELP: &str = "Ultimo giorno per la domanda: dal giorno dopo la scheda dice da sola «avviso chiuso»";
const UNTIL_HELP: &str = "Ultimo giorno di ciò che si riceve, o di tutta la misura";
const CHECKED_HELP: &str =
    "Quando qualcuno l'ha verificato con chi risponde del servizio: 2026, 2026-11 o 2026-11-21 (anche 21/11/2026)";
const BY_HELP: &str = "Chi ha verificato: il ruolo, mai il nome di una persona (per esempio «Ufficio di Piano»)";
const SIGN_HELP: &str = "Se qualcuno parla la lingua dei segni italiana (LIS). Vuoto = non si sa";
const APPOINTMENT_HELP: &str = "Se serve l'appuntamento. Vuoto = non si sa";
const REMOVED_HELP: &str = "Scrivi sì per nascondere questa scheda, che resta nel catalogo di sotto";
const EMPTY_HELP: &str = "Vuoto = vale quello della tipologia";

/// The servizi.
pub static SERVIZI: Sheet = Sheet {
    name: "Servizi",
    help: "Una riga per servizio di un ambito (o misura nazionale e regionale). Ciò che lasci vuoto vale come nella tipologia.",
    columns: &[
        required(
            "Codice",
            "id",
            Kind::Code(check!(RecordId)),
            34,
            "ambito/tipologia, con -2, -3 se ce n'è più d'uno: «le-casarano/asilo-nido-2». Non cambiarlo: è il nome della scheda. In una riga nuova si può lasciare vuoto",
        ),
        column(
            "Nome della tipologia",
            "",
            Kind::ReadOnly,
            34,
            "Solo da leggere: il nome che il servizio ha se la colonna «Nome» è vuota",
        ),
        required(
            "Tipologia",
            "type",
            Kind::Ref(Ref::Tipologia),
            26,
            "Nome o codice della tipologia: sono tutte nell'elenco a discesa e nel foglio «Elenchi»",
        ),
        column("Nome", "name", Kind::Text, 34, EMPTY_HELP),
        column(
            "Sigle",
            "acronyms",
            Kind::List(ANY),
            12,
            "Sigle separate da una barra: SAD | ADI. Vuoto = quelle della tipologia",
        ),
        column(
            "Area",
            "area",
            Kind::Ref(Ref::Area),
            20,
            "Nome o codice dell'area strategica, se il piano lo mette in un'altra",
        ),
        column(
            "Destinatari",
            "targets",
            Kind::Refs(Ref::Destinatari),
            24,
            "Nomi o codici dei destinatari separati da una barra. Vuoto = quelli della tipologia",
        ),
        column("Stato", "status", choice!(Stato), 14, "Che cosa dice la fonte alla sua data"),
        required(
            "Base",
            "basis",
            choice!(Basis),
            10,
            "piano = lo nomina un piano o una pagina dell'ambito; misura = misura nazionale o regionale",
        ),
        column(
            "In breve",
            "summary",
            Kind::Text,
            40,
            "Una frase, al più 160 caratteri. Vuoto = quella della tipologia",
        ),
        column("Descrizione", "description", Kind::Text, 50, EMPTY_HELP),
        column("Qui da noi", "details", Kind::Text, 50, "Che cosa ha di particolare in questo ambito"),
        column("A chi è rivolto", "eligibility.text", Kind::Text, 40, EMPTY_HELP),
        column(
            "Requisiti",
            "eligibility.requirements",
            Kind::Items(&REQUIREMENT),
            34,
            "Uno per riga: eta | minimo=65 — isee | massimo=10140 | anno=2025 (o fino al=2026-06-30) — residenza | luogo=ambito — condizione | condizione=vive-solo | testo=Vive da solo — uno-di, e sotto le alternative con il trattino: - oppure: eta | minimo=65",
        ),
        column(
            "Come fare",
            "how_to_apply",
            Kind::List(ANY),
            40,
            "I passi separati da una barra. Vuoto = quelli della tipologia",
        ),
        column(
            "Cosa serve",
            "documents",
            Kind::List(ANY),
            40,
            "I documenti separati da una barra. Vuoto = quelli della tipologia",
        ),
        column("Cosa si ottiene", "outcome", Kind::Text, 34, EMPTY_HELP),
        column(
            "Importi",
            "amounts",
            Kind::Items(&AMOUNT),
            30,
            "Uno per riga, con l'anno o l'ultimo giorno: Importo al mese | euro=500 | anno=2026. Vuoto = quelli della tipologia",
        ),
        column("Apre il", "opens", Kind::Date, 13, OPENS_HELP),
        column("Chiude il", "closes", Kind::Date, 13, CLOSES_HELP),
        column("Vale fino al", "valid_until", Kind::Date, 13, UNTIL_HELP),
        column("Tempi e scadenze", "timing", Kind::Text, 34, EMPTY_HELP),
        column("Appuntamento", "appointment", choice!(Appointment), 14, APPOINTMENT_HELP),
        column(
            "Chi deve inviare",
            "sent_by",
            Kind::List(sender),
            20,
            "Chi manda la persona, uno o più separati da una barra: nessuno (si chiede da soli), medico, servizi-sociali, pua, asl, ospedale, scuola, autorita-giudiziaria. Vuoto = non si sa",
        ),
        column("Lingua dei segni", "sign_language", choice!(SignLanguage), 14, SIGN_HELP),
        column(
            "Attesa: al giorno",
            "waiting.on",
            Kind::Date,
            13,
            "Il giorno a cui i numeri dell'attesa si riferiscono",
        ),
        column("Attesa: giorni", "waiting.days", Kind::Number, 10, "Quanti giorni si aspetta di solito"),
        column("Attesa: persone", "waiting.people", Kind::Number, 10, "Quante persone sono in lista d'attesa"),
        column("Posti", "waiting.places", Kind::Number, 10, "Quanti posti ci sono"),
        column("Posti liberi", "waiting.free", Kind::Number, 10, "Quanti posti sono liberi quel giorno"),
        column("Quanto costa", "cost", Kind::Text, 34, EMPTY_HELP),
        column(
            "Condizioni di servizio",
            "conditions",
            Kind::List(ANY),
            34,
            "Diritti, doveri e reclami, separati da una barra",
        ),
        column(
            "Norme",
            "legal_basis",
            Kind::Items(&NORM),
            30,
            "Una per riga: L.R. 19/2006 | cosa=di che si tratta. Vuoto = quelle della tipologia",
        ),
        column(
            "Parole di tutti",
            "keywords",
            Kind::List(ANY),
            30,
            "Altre parole che la gente usa, separate da una barra",
        ),
        column(
            "Servizi collegati",
            "related",
            Kind::Refs(Ref::Tipologia),
            26,
            "Nomi o codici di tipologie separati da una barra. Vuoto = quelli della tipologia",
        ),
        column(
            "Comuni",
            "comuni",
            Kind::Comuni,
            34,
            "Comuni serviti, separati da una barra: «Casarano (075016) | Matino (075042)». Vuoto = tutto l'ambito",
        ),
        column("Periodo", "period", Kind::Text, 12, "Anni di cui la fonte parla"),
        column("Finanziamento", "funding", Kind::Text, 24, "Chi paga: PNRR, FNPS, PrInS…"),
        column("Azione del piano", "plan_action", Kind::Text, 18, "consolidamento, potenziamento, attivazione…"),
        column("Voce del piano", "plan_item", Kind::Text, 30, "Come la chiama il piano, in breve"),
        column(
            "Sedi",
            "sedi",
            Kind::Refs(Ref::Sede),
            34,
            "Nomi o codici delle sedi separati da una barra. Vuoto = ogni sede dell'ambito che ha questa tipologia",
        ),
        column("Fonti", "sources", Kind::Items(&SOURCE), 50, SOURCES_HELP),
        column("Affidabilità", "confidence", choice!(Confidence), 12, "Quanto la fonte è sicura"),
        column("Verificato il", "checked", Kind::Date, 13, CHECKED_HELP),
        column("Verificato da", "checked_by", Kind::Text, 18, BY_HELP),
        column("Modificato il", "modified", Kind::Date, 13, "Quando la scheda è stata cambiata: non è una verifica"),
        column("Nascondi", "removed", Kind::Yes, 10, REMOVED_HELP),
    ],
};

/// The sedi.
pub static SEDI: Sheet = Sheet {
    name: "Sedi",
    help: "Una riga per ufficio o struttura. Telefoni, e-mail, PEC e sito stanno nel foglio «Contatti».",
    columns: &[
        required(
            "Codice",
            "id",
            Kind::Code(check!(RecordId)),
            34,
            "ambito/sede/nome: «le-casarano/sede/pua». Non cambiarlo. In una riga nuova si può lasciare vuoto",
        ),
        required("Nome", "name", Kind::Text, 34, "Come si chiama"),
        required("Tipo", "kind", choice!(SedeKind), 18, "Che luogo è"),
        column(
            "Riservata",
            "riservato",
            Kind::Yes,
            10,
            "sì per i luoghi protetti (case rifugio): allora indirizzo, CAP, comune e coordinate vanno lasciati vuoti",
        ),
        column("Comune", "comune", Kind::Comune, 24, "Nome e codice ISTAT: «Casarano (075016)»"),
        column("Indirizzo", "address", Kind::Text, 30, "Via e numero"),
        column("CAP", "cap", Kind::Checked(check!(Cap)), 8, "Cinque cifre"),
        column("Latitudine", "lat", Kind::Number, 10, "Gradi, per esempio 40,0123"),
        column("Longitudine", "lon", Kind::Number, 10, "Gradi, per esempio 18,1601"),
        column(
            "Orari",
            "hours",
            Kind::Hours,
            34,
            "Come si scrivono: «lun-ven 9-12; gio 15:30-17:30», oppure nella forma Mo-Fr 09:00-12:00; Th 15:30-17:30",
        ),
        column(
            "Orari della fonte",
            "hours_source",
            Kind::Text,
            34,
            "Con le parole della fonte: «lun-ven 9-12 e gio 15-18»",
        ),
        column(
            "Ingresso senza gradini",
            "step_free",
            choice!(StepFree),
            14,
            "Se si entra e si arriva allo sportello senza gradini, anche in carrozzina. Vuoto = non si sa",
        ),
        column("Lingua dei segni", "sign_language", choice!(SignLanguage), 14, SIGN_HELP),
        column("Appuntamento", "appointment", choice!(Appointment), 14, APPOINTMENT_HELP),
        column(
            "Tipologie",
            "types",
            Kind::Refs(Ref::Tipologia),
            30,
            "Nomi o codici delle tipologie servite qui, separati da una barra",
        ),
        column(
            "Stato",
            "status",
            choice!(Stato),
            14,
            "Che cosa dice la fonte alla sua data; «storico» non serve mai da contatto",
        ),
        column("Nota", "note", Kind::Text, 40, "Altro da sapere"),
        required("Fonti", "sources", Kind::Items(&SOURCE), 50, SOURCES_HELP),
        column("Affidabilità", "confidence", choice!(Confidence), 12, "Quanto la fonte è sicura"),
        column("Verificato il", "checked", Kind::Date, 13, CHECKED_HELP),
        column("Verificato da", "checked_by", Kind::Text, 18, BY_HELP),
        column("Modificato il", "modified", Kind::Date, 13, "Quando la scheda è stata cambiata: non è una verifica"),
        column("Nascondi", "removed", Kind::Yes, 10, REMOVED_HELP),
    ],
};

/// The contacts of sedi and ambiti.
pub static CONTATTI: Sheet = Sheet {
    name: "Contatti",
    help: "Una riga per telefono, e-mail, PEC o sito di una sede o di un ambito. Dopo importa l'ordine: il primo è quello che si mostra per primo.",
    columns: &[
        required("Riferito a", "owner", Kind::Ref(Ref::Owner), 34, "Codice o nome della sede o dell'ambito"),
        column("Nome di chi risponde", "", Kind::ReadOnly, 34, "Solo da leggere"),
        required("Tipo di contatto", "kind", Kind::Choice(contact_kinds), 14, "telefono, e-mail, pec o sito"),
        required("Contatto", "value", Kind::Text, 40, "Il numero come si fa, l'indirizzo, il sito con https://"),
    ],
};

/// The ambiti.
pub static AMBITO: Sheet = Sheet {
    name: "Ambito",
    help: "Una riga per ambito: dati, piano di zona, documenti, avvisi.",
    columns: &[
        required("Codice", "id", Kind::Code(check!(Slug)), 24, "Come nel nome del file: «le-casarano». Non cambiarlo"),
        required("Nome", "name", Kind::Text, 40, "Nome per esteso"),
        required("Nome breve", "short", Kind::Text, 18, "Per gli elenchi"),
        column("Sigla ufficiale", "code", Kind::Text, 10, "Per esempio BR/4"),
        required("Provincia", "province", Kind::Text, 10, "Due lettere"),
        column("Capofila", "capofila", Kind::Text, 24, "Comune o ente capofila"),
        column("Forma", "form", choice!(Form), 16, "Come i comuni gestiscono insieme i servizi"),
        column("Distretto", "distretto", Kind::Text, 24, "Distretto sociosanitario"),
        column("Indirizzo della sede", "seat.address", Kind::Text, 30, "Via e numero"),
        column("CAP della sede", "seat.cap", Kind::Checked(check!(Cap)), 8, "Cinque cifre"),
        column("Comune della sede", "seat.comune", Kind::Comune, 24, "Nome e codice ISTAT"),
        column("Descrizione", "description", Kind::Text, 50, "Che cosa c'è da sapere"),
        column(
            "Organi",
            "bodies",
            Kind::Items(&BODY),
            40,
            "Uno per riga, con il ruolo e mai con nomi di persone: Assemblea dei sindaci | descrizione=… e sotto «- fonte: titolo | url=…»",
        ),
        column("Piano: nome", "plan.name", Kind::Text, 30, "Piano di zona in vigore, o l'ultimo noto"),
        column("Piano: periodo", "plan.period", Kind::Text, 12, "Anni"),
        column("Piano: approvato il", "plan.approved", Kind::Date, 13, "Data: 2023, 2023-02 o 2023-02-15"),
        column("Piano: descrizione", "plan.description", Kind::Text, 50, "A che cosa mira"),
        column("Piano: sito", "plan.url", Kind::Checked(check!(Url)), 30, "Dove si legge"),
        column("Piano: fonti", "plan.sources", Kind::Items(&SOURCE), 50, SOURCES_HELP),
        column(
            "Documenti",
            "documents",
            Kind::Items(&DOCUMENT),
            50,
            "Uno per riga: titolo | tipo=carta-dei-servizi | periodo=2024 | url=… | nota=… e sotto «- fonte: titolo | url=…»",
        ),
        column(
            "Diritti",
            "rights",
            Kind::List(ANY),
            40,
            "Diritti, doveri e reclami dalla carta dei servizi, separati da una barra",
        ),
        column(
            "Avvisi",
            "notices",
            Kind::Items(&NOTICE),
            50,
            "Uno per riga: titolo | testo=… | comuni=075016, 075042 | stato=attivo | periodo=2026 | finanziamento=PNRR | affidabilità=media e sotto «- fonte: titolo | url=…»",
        ),
        required("Fonti", "sources", Kind::Items(&SOURCE), 50, SOURCES_HELP),
        column("Affidabilità", "confidence", choice!(Confidence), 12, "Quanto la fonte è sicura"),
        column("Verificato il", "checked", Kind::Date, 13, CHECKED_HELP),
        column("Verificato da", "checked_by", Kind::Text, 18, BY_HELP),
        column("Nascondi", "removed", Kind::Yes, 10, REMOVED_HELP),
    ],
};

/// Every sheet, in the order of the workbook.
pub static SHEETS: [&Sheet; 4] = [&SERVIZI, &SEDI, &CONTATTI, &AMBITO];

/// Name of the sheet that explains the others.
pub const LEGGIMI: &str = "Leggimi";

/// Name of the sheet that holds the drop-down lists.
pub const ELENCHI: &str = "Elenchi";

/// What the sheet Sedi and the sheet Ambito may have too: most offices keep telephones beside the address. What stands there
/// is added to the contacts.
pub static CONTACT_COLUMNS: [Column; 4] = [
    column("Telefono", "phones", Kind::Text, 20, "Il numero come si fa; più d'uno separati da una barra"),
    column("E-mail", "emails", Kind::Text, 28, "Indirizzo di posta"),
    column("PEC", "pec", Kind::Text, 28, "Posta certificata"),
    column("Sito", "website", Kind::Text, 28, "Pagina web"),
];

/// What the sheets Servizi and Sedi may have too: of which ambito a row without a code is.
pub static AMBITO_COLUMN: Column = column("Ambito", "", Kind::Ref(Ref::Ambito), 20, "Nome o codice dell'ambito");

/// Other headings that offices give to a column: title of the column, and what else it is called.
const ALSO_CALLED: &[(&str, &[&str])] = &[
    ("Codice", &["id", "codice scheda", "codice servizio", "codice sede", "identificativo"]),
    (
        "Nome",
        &[
            "denominazione",
            "nome servizio",
            "nome del servizio",
            "servizio",
            "titolo",
            "nome sede",
            "nome della sede",
            "ufficio",
            "struttura",
        ],
    ),
    ("Tipologia", &["tipologia servizio", "tipologia di servizio", "tipo di servizio", "tipo servizio"]),
    ("Tipo", &["tipo sede", "tipo di sede", "tipo struttura"]),
    ("Indirizzo", &["recapito", "via", "ubicazione", "indirizzo sede"]),
    ("Comune", &["citta", "città", "localita", "località", "sede comune", "comune sede"]),
    ("Comuni", &["comune", "comuni serviti", "territorio"]),
    ("CAP", &["c.a.p.", "codice postale", "cod. postale"]),
    ("Latitudine", &["lat", "latitude", "y"]),
    ("Longitudine", &["lon", "lng", "long", "longitude", "x"]),
    (
        "Orari",
        &[
            "orario",
            "orari apertura",
            "orario apertura",
            "orari di apertura",
            "orario di apertura",
            "orario al pubblico",
            "apertura al pubblico",
            "giorni e orari",
        ],
    ),
    (
        "Telefono",
        &[
            "tel",
            "tel.",
            "telefoni",
            "numero",
            "numero di telefono",
            "numero telefono",
            "recapito telefonico",
            "recapiti telefonici",
            "n. telefono",
            "cellulare",
            "cell.",
            "phone",
        ],
    ),
    ("E-mail", &["email", "mail", "posta elettronica", "indirizzo e-mail", "indirizzo email"]),
    ("PEC", &["posta certificata", "p.e.c.", "indirizzo pec"]),
    ("Sito", &["sito web", "web", "url", "pagina web", "link", "website"]),
    ("Descrizione", &["descrizione servizio", "descrizione del servizio"]),
    ("A chi è rivolto", &["destinatari del servizio", "beneficiari", "utenza", "chi può accedere", "a chi si rivolge"]),
    ("Come fare", &["come accedere", "modalità di accesso", "modalita di accesso", "accesso"]),
    ("Cosa serve", &["documenti", "documenti necessari", "documentazione"]),
    ("Quanto costa", &["costo", "costi", "tariffa"]),
    ("Tempi e scadenze", &["tempi", "scadenza", "scadenze"]),
    ("Fonti", &["fonte"]),
    ("Nota", &["note", "annotazioni"]),
    ("Riferito a", &["riferimento", "sede", "ufficio", "codice sede"]),
    ("Tipo di contatto", &["tipo", "tipo contatto"]),
    ("Contatto", &["valore", "numero", "recapito"]),
    ("Ambito", &["ambito territoriale", "ats", "ambito sociale"]),
];

/// Other headings of the column called `title`.
pub fn also_called(title: &str) -> &'static [&'static str] {
    ALSO_CALLED.iter().find(|(known, _)| *known == title).map(|(_, others)| *others).unwrap_or_default()
}

/// Kinds of contact: the word in the cell and the field of the record.
pub const CONTACT_FIELDS: [(&str, &str); 4] =
    [("telefono", "phones"), ("e-mail", "emails"), ("pec", "pec"), ("sito", "website")];

fn contact_kinds() -> Vec<(&'static str, &'static str)> {
    vec![("telefono", "telefono"), ("e-mail", "email"), ("pec", "posta certificata"), ("sito", "sito web")]
}

/// The rule of a contact of `kind` ("telefono", "e-mail", "pec", "sito").
///
/// # Errors
/// [`InvalidValue`] with what was expected.
pub fn check_contact(kind: &str, value: &str) -> Result<(), InvalidValue> {
    match kind {
        "telefono" => Phone::new(value).map(|_| ()),
        "sito" => Url::new(value).map(|_| ()),
        _ => Email::new(value).map(|_| ()),
    }
}

/// The rule of a word of who must send a person.
fn sender(raw: &str) -> Result<(), InvalidValue> {
    if Sender::ALL.iter().any(|s| s.word() == raw) {
        return Ok(());
    }
    let all: Vec<&str> = Sender::ALL.iter().map(|s| s.word()).collect();
    Err(InvalidValue(format!("attesa una di {}", all.join(", "))))
}

/// The rule of an ISTAT code.
///
/// # Errors
/// [`InvalidValue`] with what was expected.
pub fn check_istat(raw: &str) -> Result<(), InvalidValue> {
    Istat::new(raw).map(|_| ())
}

/// The words that a document's kind may be, for the page that explains.
pub fn document_kinds() -> String {
    DocumentKind::ALL.iter().map(|k| k.word()).collect::<Vec<_>>().join(", ")
}

/// The lines of the page that explains: sheet, column, what it holds.
pub fn explained() -> Vec<[String; 3]> {
    let mut lines = vec![
        ["Come si usa".to_owned(), String::new(), "Modifica i fogli, salva, poi: sportello catalog import --from xlsx FILE -o CARTELLA. Se una cella non va bene non si scrive nulla e ti viene detto foglio, riga, colonna e che cosa è atteso.".to_owned()],
        ["Celle vuote".to_owned(), String::new(), "Vuoto = non indicato. Non inventare: ciò che nessuna fonte dice resta vuoto. Per dire «proprio niente» dove la tipologia ha qualcosa, scrivi (vuoto).".to_owned()],
        ["Elenchi".to_owned(), String::new(), "Le voci si separano con una barra verticale: uno | due. Se la barra fa parte del testo scrivi \\| e per la barra rovescia \\\\.".to_owned()],
        ["Strutture".to_owned(), String::new(), "Fonti, norme, requisiti, organi, documenti, avvisi: uno per riga nella stessa cella (Alt+Invio); le parti si separano con la barra e si nominano: url=…; ciò che sta sotto comincia con un trattino.".to_owned()],
        ["Righe e colonne".to_owned(), String::new(), "Una riga tolta non toglie la scheda: viene detto quali mancano, e per toglierle davvero si aggiunge --togli-mancanti. Le colonne aggiunte da te si tengono da parte. Le celle unite si rifiutano.".to_owned()],
        ["Formule".to_owned(), String::new(), "Le formule non si scrivono e non si calcolano: una cella con una formula viene rifiutata.".to_owned()],
        ["Tipi di documento".to_owned(), String::new(), document_kinds()],
    ];
    for sheet in SHEETS {
        lines.push([sheet.name.to_owned(), String::new(), sheet.help.to_owned()]);
        for column in sheet.columns {
            let mut help = column.help.to_owned();
            if let Kind::Choice(words) = column.kind {
                let words: Vec<String> =
                    words().iter().map(|(w, l)| if w == l { (*w).to_owned() } else { format!("{w} ({l})") }).collect();
                help = format!("{help}. Una di: {}", words.join(", "));
            }
            if column.required {
                help.push_str(". Obbligatoria");
            }
            lines.push([sheet.name.to_owned(), column.title.to_owned(), help]);
        }
    }
    lines
}
