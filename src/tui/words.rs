//! Every word the look-up shows that is not the catalogue's. Italian, short, without technical words.

#![allow(missing_docs)]

use super::command::Id;
use super::input::Key;
use crate::accessi::{Canale, Esito};
use crate::catalog::regions;
// What the lines say too.
pub use crate::encounter::words::{
    DONT_KNOW, ELSEWHERE, FOR_THIS_PERSON, NEXT_CITIZEN, NO_LINKS, NO_LINKS_HERE, NO_LOCAL, NO_MATCH, NO_PRINTER,
    NONE_VERIFIED, NOT_KEPT, OFFICE_DECIDES, ONLY_NOT_COMPATIBLE, PRINTED, REPORT_CONFIRM, REPORT_NOTHING,
    REPORT_OTHER, STAR_OFF, ambito_of, as_the_crow_flies, could_not_count, counted, how_to_write, not_printed,
    not_saved, not_written, others_are, tally, whole_region,
};
use crate::lingua::lists::count;
use crate::scheda::glance::{AMBITO, COMUNE};

pub const QUERY: &str = "Cerca: ";
pub const QUERY_HINT: &str = "scrivi cosa chiede la persona";
pub const TOO_SMALL: &str = "Allarga la finestra: servono almeno 40 colonne e 10 righe";

pub const ALL_TARGETS: &str = "Tutti i destinatari";
pub const ALL_AREAS: &str = "Tutte le aree";
/// Beside a place that words of the query say: how it is taken back.
pub const FROM_QUERY: [&str; 2] = ["(dalla ricerca: ^D toglie)", "(^D toglie)"];

pub const LIST: &str = "Servizi";
pub const HOME: &str = "Da dove cominciare";
pub const STARRED: &str = "Preferiti";
pub const AREAS: &str = "Aree";
pub const SCHEDA: &str = "Scheda";
pub const LESS_LIKELY: &str = "Meno probabili";
pub const NO_MATCH_NEXT: [&str; 1] =
    ["Prova con una parola sola, anche quella della persona: badante, affitto, bonus. Oppure:"];
pub const DID_YOU_MEAN: &str = "Forse cercavi: ";
const CHECKED: &str = "verificato 10/2026";
pub const NEXT_STEP: &str = "Prossimo passo";
pub const LINKS: &str = "Servizi collegati";

pub const FIRST_PLACE: &str = "In quale comune lavori?";
pub const FIRST_PLACE_DETAIL: &str = "Scrivi le prime lettere e premi Invio. Si cambia quando vuoi, con F2.";
pub const NOT_ELSEWHERE: &str = "Questo comune non è nel catalogo.";
pub const PLACE: &str = "Comune o ambito";
pub const TARGETS: &str = "Destinatari";
pub const AREA: &str = "Area";
pub const NUMERI: &str = "Numeri utili e urgenze";
pub const HELP: &str = "Aiuto";
pub const PLAIN_PAGE: &str = "Testo da copiare";
pub const BARE_KEYS: &str = "Esc torna indietro, le frecce scorrono.";
pub const NOTICES: &str = "Avvisi";
pub const PICKER_INPUT: &str = "Scrivi per restringere: ";
pub const PICKER_EMPTY: &str = "Niente comincia così. Cancella qualche lettera.";
pub const CHOSEN_BEFORE: &str = "[x] ";
pub const NOT_CHOSEN: &str = "[ ] ";
pub const NO_MARK: &str = "    ";

pub const NEXT_CITIZEN_UNDO: &str = "Pronto per la prossima persona. Ctrl-Z riporta quella di prima.";
pub const NOT_COUNTED: &str = "Non contato. Pronto per la prossima persona.";
const COUNT_NOTHING: &str = "Esc non contare";
pub const NEW_SEARCH: &str = "Nuova ricerca. Ctrl-Z riporta quella di prima.";
pub const BROUGHT_BACK: &str = "È tornato quello che c'era prima.";
pub const NOTHING_TO_BRING_BACK: &str = "Non c'è niente da riportare indietro.";
pub const NOTHING_COMES_BACK: &str = "Su questa postazione quello che si cancella non torna.";
pub const LEAVE_AGAIN: &str = "Per uscire premi ancora Ctrl-C: quello che hai scritto andrà perso.";
pub const SENT: &str = "Testo inviato al terminale. Se non si incolla: selezionalo qui con il mouse.";
pub const STAR_ON: &str = "Aggiunto ai preferiti: lo trovi in cima quando la ricerca è vuota.";
pub const STAR_NOT_KEPT: &str = "Aggiunto ai preferiti solo per ora: qui non si conserva niente.";
pub const DESK_LATER: &str = "Cerco in tutta la regione. Con F2 scegli il comune.";

pub const ESC_NEVER_QUITS: &str = "Sei già alla lista. Per uscire: F10 o Ctrl-Q.";
pub const PLACE_IS_OWN: &str = "Il luogo non viene dalle parole della ricerca.";
pub const NOTHING_TO_OPEN: &str = "Non c'è niente da aprire: scrivi un'altra parola.";
pub const NO_SCHEDA_HERE: &str = "Prima scegli un servizio con le frecce.";
pub const ONE_PANE: &str = "Qui si vede una cosa alla volta: Invio apre la scheda, Esc torna alla lista.";
pub const CATALOG_RENEWED: &str = "Il catalogo è stato aggiornato: si cerca in quello nuovo.";
pub const NO_SUSPEND: &str = "Su questa postazione il programma non si può sospendere.";
pub const ALREADY_NUMERI: &str = "I numeri utili sono già aperti.";
pub const NOTHING_TO_CLEAR: &str = "Non c'è niente da cancellare.";
pub const UNKNOWN_KEY: &str = "Questo tasto qui non fa niente. Aiuto: F1.";
pub const CALL_IT: &str = "Numero da comporre: ";

pub const HELP_TOP: [&str; 3] = [
    "Scrivi quello che dice la persona e premi Invio sul servizio giusto.",
    "Un comune scritto nella ricerca vale come luogo: «sad latiano».",
    "Ctrl-O vuol dire: tieni premuto Ctrl e premi O. In basso è scritto ^O.",
];
pub const HELP_KEYS: &str = "Tasti";
pub const KEYS_TABLE: &str = "| tasti | che cosa fanno |\n|---|---|\n";
pub const HELP_EDIT: &str = "Scrivere";
pub const HELP_EDITING: [(&str, &str); 5] = [
    ("Backspace, Ctrl-H", "cancella la lettera prima"),
    ("Ctrl-W", "cancella la parola prima"),
    ("Ctrl-U", "cancella tutto quello che viene prima"),
    ("frecce sinistra e destra", "spostano il cursore"),
    ("Home, Fine", "inizio e fine della riga"),
];
pub const HELP_SEARCH: &str = "Cercare meglio";
pub const HELP_SEARCHING: [(&str, &str); 5] = [
    ("-parola", "senza questa parola"),
    ("\"due parole\"", "proprio così, una dopo l'altra"),
    ("target:anziani", "solo per questi destinatari"),
    ("area:disabilita", "solo in quest'area"),
    ("comune:latiano", "solo in quel comune; anche «ambito:casarano»"),
];
pub const HELP_SIGNS: &str = "Segni davanti al nome";
pub const HELP_SIGN_LIST: [(&str, &str); 7] = [
    (">", "la riga scelta: Invio la apre; nel titolo: dove vanno i tasti, se lista e scheda si vedono insieme"),
    ("*", "preferito"),
    ("#", "segnato per la consegna, con Ctrl-Spazio o Ins"),
    ("+", "con il profilo: compatibile con quello che è stato detto della persona"),
    ("?", "con il profilo: da verificare, manca qualche risposta"),
    (".", "con il profilo: requisiti non indicati, chiedere all'ufficio"),
    ("-", "con il profilo: non compatibile con quello che è stato detto"),
];
pub const HELP_MARKS: &str = "Parole accanto al nome";
/// What stands in the list of the marks for the name of the region.
pub const A_WHOLE_REGION: &str = "tutta la regione";
pub const HELP_MARK_LIST: [(&str, &str); 19] = [
    (COMUNE, "rispondono i servizi sociali del comune: il numero è scritto una volta sola, sopra la lista"),
    (AMBITO, "lo stesso, quando risponde l'ufficio dell'ambito"),
    ("Mesagne", "dove si va, se non è il comune scelto; il numero accanto è il suo"),
    ("a 8 km", "quanto è lontano dal comune scelto, in linea d'aria"),
    ("38 ambiti", "il servizio c'è in 38 ambiti: Invio li mostra"),
    ("tutta la regione, tutta Italia", "lo dà la Regione o lo Stato, non l'ambito"),
    (NO_LOCAL, "nessuna fonte dice se c'è: la scheda dice a chi chiedere"),
    ("compatibile", "con il profilo: tutti i requisiti noti sono soddisfatti; decide l'ufficio"),
    ("da verificare", "con il profilo: manca qualche risposta, o la dà solo l'ufficio"),
    ("requisiti non indicati", "con il profilo: nessuna fonte dice i requisiti"),
    ("non compatibile", "con il profilo: un requisito non c'è"),
    ("programmato", "è previsto, ma nessuna fonte dice che è cominciato"),
    ("avviso chiuso", "il termine per fare domanda è passato"),
    ("solo previsto dalla norma", "nessuna fonte dice che c'è: chiedere prima"),
    ("da confermare", "nella scheda: nessuna fonte recente dice che è attivo, telefona prima"),
    ("storico", "è finito: non mandarci nessuno"),
    (OPEN_NOW, "adesso c'è qualcuno"),
    (CLOSED_NOW, "adesso è chiuso"),
    (CHECKED, "ultimo controllo con l'ufficio; dove non c'è, il servizio non è stato verificato"),
];

pub fn services(n: usize) -> String {
    match n {
        0 => "nessun servizio".to_owned(),
        1 => "1 servizio".to_owned(),
        n => format!("{n} servizi"),
    }
}

pub fn comune_and_ambito(comune: &str, ambito: &str) -> String {
    if regions::is_one(ambito) { comune.to_owned() } else { format!("{comune} · ambito di {ambito}") }
}

pub fn ambito_hint(short: &str) -> String {
    if regions::is_one(short) { String::new() } else { format!("ambito di {short}") }
}

pub fn make_desk(place: &str) -> String {
    format!("Lavoro sempre qui: {place}")
}

pub fn desk_is(place: &str) -> String {
    format!("D'ora in poi si parte da: {place}")
}

pub fn place_is(place: &str) -> String {
    format!("Luogo: {place}. Con F8 si torna al comune di questa postazione.")
}

pub fn place_taken_back(place: &str) -> String {
    format!("Luogo: {place}. Ctrl-D rimette quello della ricerca.")
}

pub fn place_taken(place: &str) -> String {
    format!("Luogo dalla ricerca: {place}. Ctrl-D lo toglie.")
}

/// Who answers about anything, beside the title of the list: "Comune: 0831 721 72 21".
pub fn usual(label: &str, phone: &str) -> String {
    format!("{label}: {phone}")
}

pub fn position(at: usize, of: usize) -> String {
    format!("{at}/{of}")
}

pub fn lines_of(from: usize, to: usize, of: usize) -> String {
    format!("righe {from}-{to} di {of}")
}

pub fn group_title(name: &str) -> String {
    format!("{name}: dove si trova")
}

pub const REPORT: &str = "Segnala";
pub const REPORT_WHAT: &str = "Quale dato?";
pub const REPORT_WHO: &str = "Chi segnala? Un ruolo, non un nome";
pub const REPORT_INPUT: &str = "Scrivi: ";
pub const REPORT_VALUE: &str = "Qual è quello giusto?";
pub const REPORT_MISSING: &str = "Che cosa manca?";
pub const REPORT_SEND: &str = "Invia la segnalazione";
pub const REPORT_SEND_VALUE: &str = "Se quello giusto non si sa, si lascia vuoto e si preme Invio.";
pub const REPORT_SEND_NOTE: &str = "Al massimo 80 caratteri, senza niente delle persone.";
pub const REPORT_WRITE: &str = "Prima scrivi.";
pub const NEWS: &str = "Novità del catalogo";
pub const APPROVE: &str = "Da approvare";
pub const APPROVE_BEFORE: &str = "Prima – ";
pub const APPROVE_AFTER: &str = "Dopo – ";
pub const APPROVE_BY: &str = "Da – ";
pub const APPROVE_NOW: &str = "Intanto il catalogo dice – ";
pub const APPROVE_NOTE: &str = "Nota – ";
pub const APPROVE_NOTHING: &str = "niente";
pub const APPROVE_SAME: &str = "lo stesso, verificato";
pub const APPROVE_UNKNOWN: &str = "niente: quello giusto non si sa";
pub const REPORT_WHOLE: &str = "tutto";
pub const APPROVE_ACCEPT: &str = "Accetta";
pub const APPROVE_ACCEPT_DETAIL: &str = "Diventa una correzione del catalogo, con chi e quando.";
pub const APPROVE_REJECT: &str = "Respingi: ";
pub const APPROVE_REASONS: [&str; 4] =
    ["il dato in catalogo è giusto", "l'ufficio non conferma", "riguarda un altro servizio", "è un doppione"];

/// "Catalogo aggiornato: 12 novità (F1)"
pub fn news(n: usize) -> String {
    format!("Catalogo aggiornato: {n} novità (F1)")
}

pub fn approve(n: usize) -> String {
    format!("{APPROVE} ({n})")
}

pub const COUNTED: &str = "servizi";
pub const OPEN_NOW: &str = "aperto ora";
pub const CLOSED_NOW: &str = "chiuso, apre lun 9";
pub const ACT_NUMERI: &str = "Numeri utili e urgenze";
pub const ACT_PLACE: &str = "Scegli il comune: così so dirti a chi chiedere";
pub const AMBITO_HINT: &str = "recapiti, comuni, piano";
pub const NO_AMBITO: &str = "Prima scegli il comune con F2.";
pub const TYPE_TO_NARROW: (&str, &str) = ("lettere", "restringono");
pub const ARROWS: (&str, &str) = ("frecce", "scorrono");

pub const CODE_PAGE: &str = "Codice QR";
pub const FLIPPED: &str = "Chiaro e scuro scambiati. Invio li rimette, Esc torna indietro.";
pub const NOTHING_TO_FLIP: &str = "Qui si legge soltanto: Esc chiude.";
pub const HAND_PRINT: &str = "Stampa su carta";
pub const HAND_PRINT_DETAIL: &str = crate::platform::desk::PAPER;
pub const HAND_HTML: &str = "File da stampare, una pagina a servizio (HTML)";
pub const HAND_LIST: &str = "File da stampare, una pagina per tutti (HTML)";
pub const HAND_TEXT: &str = "File di solo testo";
pub const HAND_MARKDOWN: &str = "File di testo per documenti e siti (Markdown)";
pub const HAND_REFERRAL: &str = "Foglio d'invio per l'ufficio, da riempire a penna (HTML)";
pub const HAND_REFERRAL_DETAIL: &str = "Le righe per i dati della persona sono vuote: qui non si scrivono.";
pub const HAND_WHOLE: &str = "Scheda completa, per l'ufficio (HTML)";
pub const HAND_LANGUAGE: &str = "Anche in un'altra lingua";
pub const HAND_LANGUAGE_DETAIL: &str = "L'italiano resta a fronte: lo legge qualunque ufficio.";
pub const HAND_WORDS: &str = "Codice QR con il foglio";
pub const LANGUAGES: &str = "In quale lingua, accanto all'italiano?";
pub const ITALIAN_ALONE: &str = "solo italiano";
pub const NO_ROOM_FOR_WORDS: &str =
    "Qui i codici QR del foglio non si possono disegnare: usa lo schermo, la copia o un file.";
pub const HAND_SCREEN: &str = "Sullo schermo, senza bordi";
pub const HAND_SCREEN_DETAIL: &str = "Da leggere insieme o da selezionare con il mouse.";
pub const HAND_COPY: &str = "Copia il testo";
pub const HAND_COPY_DETAIL: &str = "Il testo è inviato al terminale; se non si incolla, si seleziona con il mouse.";
pub const HAND_CODE_DETAIL: &str = "La persona lo inquadra con il telefono e non deve scrivere niente.";
pub const NOT_HERE: &str = "qui non si può";
pub const NO_LETTERS: &str =
    "La stampante riceve solo testo: queste lettere non escono giuste. Stampare dal browser il file HTML.";

pub fn marks(n: usize) -> String {
    count(n, "segnato", "segnati")
}

pub fn marked(n: usize) -> String {
    match n {
        0 => "Nessun servizio segnato.".to_owned(),
        1 => "1 servizio segnato. F9 lo consegna, F8 toglie i segni.".to_owned(),
        n => format!("{n} servizi segnati. F9 li consegna insieme, F8 toglie i segni."),
    }
}

pub fn hand_over_one(title: &str) -> String {
    format!("Consegna: {title}")
}

pub fn hand_over_many(n: usize) -> String {
    format!("Consegna: {n} servizi")
}

pub fn hand_words(title: &str) -> String {
    format!("Codice QR con il foglio: {title}")
}

/// "Consegna in rumeno: Asilo nido".
pub fn in_language(what: &str, lingua: &str) -> String {
    what.replacen("Consegna", &format!("Consegna in {lingua}"), 1)
}

/// The line below a code that is one of several.
pub fn code_of(at: usize, all: usize) -> String {
    match (at, all) {
        (1, 1) => "Da inquadrare con il telefono. Non si legge? Invio inverte, o allarga la finestra.".to_owned(),
        (at, all) if at == all => format!("Codice {at} di {all}, l'ultimo. PagSu torna indietro, Invio inverte."),
        (at, all) => format!("Codice {at} di {all}: PagGiù per il prossimo, Invio inverte."),
    }
}

pub fn file_stays(name: &str) -> String {
    format!("Resta sul server: {name}")
}

pub fn hand_code(label: &str, is_phone: bool) -> String {
    if is_phone { format!("Codice QR per chiamare {label}") } else { format!("Codice QR di {label}") }
}

pub fn file_will_be(name: &str) -> String {
    format!("Nome del file: {name}")
}

pub fn point_the_phone(label: &str) -> String {
    format!("Inquadra: {label}. Non si legge? Invio inverte, o allarga la finestra")
}

pub fn no_room_for_code(label: &str) -> String {
    format!("Il codice QR qui non ci sta: allarga la finestra. Dice: {label}")
}

pub fn written(path: &str, remote: bool) -> String {
    let where_it_is = if remote { " (sul server; al cittadino: schermo, copia o codice QR)" } else { "" };
    format!("Scritto: {path}{where_it_is}")
}

pub const PROFILE: &str = "La persona";
pub const PROFILE_INTRO: &str = "Scrivi quello che sai: anche una cosa sola aiuta. Qui non si conserva niente.";
pub const PROFILE_COMUNE: &str = "Comune";
pub const PROFILE_NARROW: &str = "Condizioni: ";
pub const PROFILE_NARROW_HINT: &str = "scrivi per trovarle, Invio segna";
pub const PROFILE_DONE: &str = "Mostra i servizi";
pub const PROFILE_F2: &str = "F2 lo cambia";
pub const PROFILE_AGE_HINT: &str = "anni, o data di nascita: 3/5/1942";
pub const PROFILE_ISEE_HINT: &str = "euro, o «non ce l'ha»";
pub const PROFILE_NO_ISEE: &str = "non ce l'ha";
pub const PROFILE_TOO_MANY: &str = "più dei minorenni: controlla";
pub const PROFILE_YES: &str = "[x] ";
pub const PROFILE_NO: &str = "[-] ";
pub const PROFILE_UNSAID: &str = "[ ] ";
pub const NO_QUESTION: &str = "Per ora non c'è altro da chiedere.";
pub const NONE_NOT_COMPATIBLE: &str = "Nessun servizio è nascosto. Il profilo della persona si apre con F5.";

/// "Chiedi: l'ISEE è sotto 10.140 euro? (decide 9 servizi)"
pub fn question(text: &str, settles: usize) -> String {
    format!("{text}{}", self::settles(settles))
}

/// The same where the question stands elsewhere.
pub fn decides(n: usize) -> String {
    format!("La risposta decide {}. Invio apre il profilo lì.", services(n))
}

pub fn settles(n: usize) -> String {
    format!(" (decide {})", services(n))
}

pub fn not_compatible(n: usize, hidden: bool) -> String {
    let (one, does) = if n == 1 { ("non compatibile", "nascosto") } else { ("non compatibili", "nascosti") };
    if hidden {
        format!("{n} {one} {does}: Invio o Ctrl-V li mostra")
    } else {
        format!("{n} {one}: Invio o Ctrl-V li nasconde")
    }
}

/// "altri 84, poco probabili: Invio li mostra"
pub fn others(n: usize, hidden: bool) -> String {
    let does = if hidden { "mostra" } else { "nasconde" };
    let (said, them) = if n == 1 { ("un altro, poco probabile".to_owned(), "lo") } else { (others_are(n), "li") };
    format!("{said}: Invio {them} {does}")
}

/// The total of the list, and what is hidden.
pub fn services_and_hidden(shown: usize, hidden: usize, wide: bool) -> String {
    match (hidden, wide) {
        (0, _) => services(shown),
        (1, false) => format!("{shown}, 1 nascosto"),
        (n, false) => format!("{shown}, {n} nascosti"),
        (1, true) => format!("{}, 1 nascosto", services(shown)),
        (n, true) => format!("{}, {n} nascosti", services(shown)),
    }
}

/// What a command is called in the footer, and what the help says of it.
pub const fn command(id: Id) -> (&'static str, &'static str) {
    match id {
        Id::Open => ("apri", "apre la scheda; su «38 ambiti» mostra dove si trova il servizio"),
        Id::Back => ("indietro", "un passo indietro; non esce mai e non cancella quello che hai scritto"),
        Id::Place => ("comune", "sceglie comune o ambito"),
        Id::OwnPlace => ("luogo di prima", "toglie il luogo preso dalle parole della ricerca; di nuovo lo rimette"),
        Id::Targets => ("destinatari", "sceglie i destinatari, anche più d'uno"),
        Id::Area => ("area", "sceglie l'area"),
        Id::Profile => ("profilo", "la persona: età, ISEE, condizioni; la lista dice che cosa è compatibile"),
        Id::Numeri => ("numeri", "numeri utili e urgenze"),
        Id::NextCitizen => {
            ("nuovo", "prossima persona: cancella ricerca, filtri, segni e profilo, torna al comune della postazione")
        }
        Id::Copy => ("copia", "copia la scheda e la mostra senza bordi, da selezionare con il mouse"),
        Id::Star => ("preferito", "mette o toglie il servizio dai preferiti"),
        Id::Help => ("aiuto", "questo aiuto; anche «?» quando la ricerca è vuota"),
        Id::Quit => ("esci", "esce"),
        Id::Leave => ("esci", "esce; con parole, segni o un profilo sullo schermo solo se lo premi due volte"),
        Id::Undo => ("riporta", "riporta, una volta, quello che F8, Ctrl-U o una nuova ricerca ha cancellato"),
        Id::SwitchPane => ("lista/scheda", "passa dalla lista alla scheda, dove si vedono insieme"),
        Id::Links => ("collegati", "nella scheda: elenco dei servizi collegati"),
        Id::Link => ("servizio collegato", "nella scheda: apre il servizio collegato con quel numero"),
        Id::Choose => ("scegli", "negli elenchi: sceglie e chiude"),
        Id::Mark => ("segna", "nei destinatari: aggiunge o toglie e resta nell'elenco"),
        Id::FieldDone => {
            ("avanti/segna", "nel profilo: campo seguente; su una condizione sì [x], no [-], non detto [ ]")
        }
        Id::Field => ("campo", "nel profilo: campo seguente o precedente"),
        Id::Question => ("domanda", "nel profilo: al campo della prossima domanda"),
        Id::ProfileDone => ("fatto", "nel profilo: mostra i servizi; quello che hai scritto resta"),
        Id::NotCompatible => ("non compatibili", "con il profilo: mostra o nasconde i servizi non compatibili"),
        Id::Up => ("su", "una riga su"),
        Id::Down => ("giù", "una riga giù"),
        Id::PageUp => ("pagina su", "una pagina su"),
        Id::PageDown => ("pagina giù", "una pagina giù"),
        Id::Top => ("inizio", "nella scheda: all'inizio"),
        Id::Bottom => ("fine", "nella scheda: alla fine"),
        Id::Redraw => ("ridisegna", "ridisegna lo schermo, se si è sporcato"),
        Id::Suspend => ("sospendi", "sospende il programma; «fg» lo riprende"),
        Id::HandOver => ("consegna", "consegna la scheda, o quelle segnate: stampa, file, codice QR, schermo"),
        Id::MarkRow => ("segna", "segna o toglie il servizio, per consegnarne più d'uno insieme"),
        Id::Report => ("segnala", "nella scheda: segnala un dato sbagliato, verificato, chiuso o mancante"),
        Id::Flip => ("inverti", "sul codice QR: scambia chiaro e scuro, se il telefono non lo legge"),
        Id::Ambito => ("ambito", "l'ambito del luogo scelto: recapiti, comuni, piano di zona"),
    }
}

/// A key's name: "Invio", "F2", "Ctrl-O".
pub fn key(key: Key) -> String {
    let name = match key {
        Key::Char(' ') => "Spazio",
        Key::Char(c) => return c.to_string(),
        Key::Ctrl(' ') => "Ctrl-Spazio",
        Key::Ctrl(c) => return format!("Ctrl-{}", c.to_uppercase()),
        Key::F(n) => return format!("F{n}"),
        Key::Enter => "Invio",
        Key::Esc => "Esc",
        Key::Backspace => "Backspace",
        Key::Delete => "Canc",
        Key::Insert => "Ins",
        Key::Tab => "Tab",
        Key::BackTab => "Maiusc-Tab",
        Key::Up => "freccia su",
        Key::Down => "freccia giù",
        Key::Left => "freccia sinistra",
        Key::Right => "freccia destra",
        Key::Home => "Home",
        Key::End => "Fine",
        Key::PageUp => "Pag su",
        Key::PageDown => "Pag giù",
    };
    name.to_owned()
}

/// A key's name where there is little room: "^O".
pub fn short_key(key: Key) -> String {
    match key {
        Key::Ctrl(' ') => "^Spazio".to_owned(),
        Key::Ctrl(c) => format!("^{}", c.to_uppercase()),
        other => self::key(other),
    }
}

pub const NO_TERMINAL: &str = "l'uscita non è un terminale";

pub fn terminal_trouble(why: &std::io::Error) -> String {
    format!("il terminale non risponde come dovrebbe: {why}")
}

/// What the person reads when the program breaks.
pub fn farewell(what: &str, place: &str) -> String {
    format!("Sportello si è chiuso per un errore interno. Riavvialo; se si ripete, segnala questa riga: {what}{place}")
}

/// "Come è venuta? 1 sportello, 2 telefono, 3 altro; Esc non contare"
pub fn count_channel() -> String {
    let keys = Canale::ALL.iter().enumerate().map(|(at, c)| format!("{} {}", at + 1, c.label()));
    format!("Come è venuta? {}; {COUNT_NOTHING}", keys.collect::<Vec<_>>().join(", "))
}

/// "Esito? 1 informato, 2 inviato, 3 nessun servizio, 4 urgenza; Esc non contare"
pub fn count_outcome() -> String {
    let keys = Esito::ASKED.iter().enumerate().map(|(at, e)| format!("{} {}", at + 1, e.label()));
    format!("Esito? {}; {COUNT_NOTHING}", keys.collect::<Vec<_>>().join(", "))
}
