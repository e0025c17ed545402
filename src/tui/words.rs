//! Every word the look-up shows that is not the catalogue's. Italian, short, without technical words.

#![allow(missing_docs)]

use std::fmt::Write as _;

use crate::eligibility::Outcome;

pub const QUERY: &str = "Cerca: ";
pub const QUERY_HINT: &str = "scrivi cosa chiede la persona";
pub const TOO_SMALL: &str = "Allarga la finestra: servono almeno 40 colonne e 10 righe";

pub const ALL_TARGETS: &str = "Tutti i destinatari";
pub const ALL_AREAS: &str = "Tutte le aree";
pub const FROM_QUERY: &str = "(dalla ricerca)";

pub const LIST: &str = "Servizi";
pub const HOME: &str = "Da dove cominciare";
pub const STARRED: &str = "Preferiti";
pub const AREAS: &str = "Aree";
pub const SCHEDA: &str = "Scheda";
pub const RELAXED: &str = "Nessun servizio con tutte le parole: i più vicini";
pub const NO_MATCH: &str = "Nessun servizio trovato.";
pub const NO_MATCH_NEXT: [&str; 1] =
    ["Prova con una parola sola, anche quella della persona: badante, affitto, bonus. Oppure:"];
pub const DID_YOU_MEAN: &str = "Forse cercavi: ";
pub const FOUND_IN: &str = "trovato in: ";
pub const NEVER_CHECKED: &str = "mai verif.";
pub const NO_LOCAL: &str = "non noto qui";
pub const AROUND_THE_CLOCK: &str = "24 ore su 24";
pub const HOURS_UNKNOWN: &str = "orari non indicati";
pub const NEXT_STEP: &str = "Prossimo passo";
pub const LINKS: &str = "Servizi collegati";

pub const FIRST_PLACE: &str = "In quale comune lavori?";
pub const FIRST_PLACE_DETAIL: &str = "Scrivi le prime lettere e premi Invio. Si cambia quando vuoi, con F2.";
pub const PLACE: &str = "Comune o ambito";
pub const TARGETS: &str = "Destinatari";
pub const AREA: &str = "Area";
pub const NUMERI: &str = "Numeri utili e urgenze";
pub const HELP: &str = "Aiuto";
pub const PLAIN_PAGE: &str = "Testo da copiare";
pub const BARE_KEYS: &str = "Esc torna alla scheda. Frecce e Pag su, Pag giù scorrono.";
pub const NOTICES: &str = "Avvisi";
pub const PICKER_INPUT: &str = "Scrivi per restringere: ";
pub const PICKER_EMPTY: &str = "Niente comincia così. Cancella qualche lettera.";
pub const CHOSEN_BEFORE: &str = "[x] ";
pub const NOT_CHOSEN: &str = "[ ] ";
pub const NO_MARK: &str = "    ";
pub const CALL: &str = "tel. ";

pub const NEXT_CITIZEN: &str = "Pronto per la prossima persona.";
pub const SENT: &str = "Testo inviato al terminale. Se non si incolla: selezionalo qui con il mouse.";
pub const STAR_ON: &str = "Aggiunto ai preferiti: lo trovi in cima quando la ricerca è vuota.";
pub const STAR_OFF: &str = "Tolto dai preferiti.";
pub const STAR_NOT_KEPT: &str = "Aggiunto ai preferiti solo per ora: qui non si conserva niente.";
pub const DESK_NOT_KEPT: &str = "Vale solo per ora: qui non si conserva niente.";
pub const DESK_LATER: &str = "Cerco in tutta la regione. Con F2 scegli il comune.";

pub const ESC_NEVER_QUITS: &str = "Sei già alla lista. Per uscire: F10 o Ctrl-Q.";
pub const NOTHING_TO_OPEN: &str = "Non c'è niente da aprire: scrivi un'altra parola.";
pub const NO_SCHEDA_HERE: &str = "Prima scegli un servizio con le frecce.";
pub const NO_LINKS: &str = "Questa scheda non ha servizi collegati.";
pub const NO_LINKS_HERE: &str = "Nessun servizio collegato ha questo numero.";
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
pub const HELP_EDIT: &str = "Scrivere";
pub const HELP_EDITING: [(&str, &str); 5] = [
    ("Backspace, Ctrl-H", "cancella la lettera prima"),
    ("Ctrl-W", "cancella la parola prima"),
    ("Ctrl-U", "cancella tutto quello che viene prima"),
    ("frecce sinistra e destra", "spostano il cursore"),
    ("Home, Fine", "inizio e fine della riga"),
];
pub const HELP_SEARCH: &str = "Cercare meglio";
pub const HELP_SEARCHING: [(&str, &str); 4] = [
    ("-parola", "senza questa parola"),
    ("\"due parole\"", "proprio così, una dopo l'altra"),
    ("target:anziani", "solo per questi destinatari"),
    ("area:disabilita", "solo in quest'area"),
];
pub const HELP_SIGNS: &str = "Segni nella lista";
pub const HELP_SIGN_LIST: [(&str, &str); 13] = [
    ("*", "preferito"),
    ("#", "segnato per la consegna, con Ctrl-Spazio o Ins"),
    ("38 ambiti", "il servizio c'è in 38 ambiti: Invio li mostra"),
    ("non noto qui", "nessuna fonte dice se c'è: la scheda dice a chi chiedere"),
    ("aperto ora", "adesso c'è qualcuno in una delle sedi"),
    ("chiuso", "adesso è chiuso: la scheda dice quando apre"),
    ("da confermare", "nessuna fonte recente dice che è attivo: telefona prima"),
    ("mai verif.", "nessuno l'ha ancora controllato con chi risponde"),
    ("+", "compatibile con quello che è stato detto della persona"),
    ("?", "da verificare: manca qualche risposta"),
    (".", "requisiti non indicati"),
    ("-", "non compatibile con quello che è stato detto"),
    ("verif. 2024", "ultimo controllo nel 2024, più di un anno fa"),
];

pub fn services(n: usize) -> String {
    match n {
        0 => "nessun servizio".to_owned(),
        1 => "1 servizio".to_owned(),
        n => format!("{n} servizi"),
    }
}

pub fn ambiti(n: u32) -> String {
    if n == 1 { "1 ambito".to_owned() } else { format!("{n} ambiti") }
}

pub fn whole_region(name: &str) -> String {
    format!("Tutta la {name}")
}

pub fn ambito_of(short: &str) -> String {
    format!("Ambito di {short}")
}

pub fn comune_and_ambito(comune: &str, ambito: &str) -> String {
    format!("{comune} · ambito di {ambito}")
}

pub fn ambito_hint(short: &str) -> String {
    format!("ambito di {short}")
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

pub fn checked_in(year: i32) -> String {
    format!("verif. {year}")
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

pub fn not_saved(why: &str) -> String {
    format!("Non è stato possibile conservare la scelta: {why}")
}

pub const COUNTED: &str = "servizi";
pub const OPEN_NOW: &str = "aperto ora";
pub const CLOSED_NOW: &str = "chiuso";
pub const STATE: &str = "Italia";
pub const ACT_NUMERI: &str = "Numeri utili e urgenze";
pub const ACT_PLACE: &str = "Scegli il comune: così so dirti a chi chiedere";
pub const AMBITO_HINT: &str = "recapiti, comuni, piano";
pub const NO_AMBITO: &str = "Prima scegli il comune con F2.";
pub const TYPE_TO_NARROW: (&str, &str) = ("lettere", "restringono");
pub const ARROWS: (&str, &str) = ("frecce", "scorrono");

pub const CODE_PAGE: &str = "Codice QR";
pub const HAND_PRINT: &str = "Stampa su carta";
pub const HAND_PRINT_DETAIL: &str = "Esce dalla stampante di questa postazione.";
pub const HAND_HTML: &str = "File da stampare, a caratteri grandi (HTML)";
pub const HAND_TEXT: &str = "File di solo testo";
pub const HAND_MARKDOWN: &str = "File di testo per documenti e siti (Markdown)";
pub const HAND_SCREEN: &str = "Sullo schermo, senza bordi";
pub const HAND_SCREEN_DETAIL: &str = "Da leggere insieme o da selezionare con il mouse.";
pub const HAND_COPY: &str = "Copia il testo";
pub const HAND_COPY_DETAIL: &str = "Il testo è inviato al terminale; se non si incolla, si seleziona con il mouse.";
pub const HAND_CODE_DETAIL: &str = "La persona lo inquadra con il telefono e non deve scrivere niente.";
pub const NO_PRINTER: &str = "Su questa postazione la stampa non è permessa: la permette l'amministratore.";
pub const NOT_HERE: &str = "qui non si può";
pub const PRINTED: &str = "Foglio inviato alla stampante.";

pub fn marks(n: usize) -> String {
    if n == 1 { "1 segnato".to_owned() } else { format!("{n} segnati") }
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
    format!("Consegna: {n} schede")
}

pub fn hand_code(label: &str, is_phone: bool) -> String {
    if is_phone { format!("Codice QR per chiamare {label}") } else { format!("Codice QR di {label}") }
}

pub fn file_will_be(name: &str) -> String {
    format!("Nome del file: {name}")
}

pub fn point_the_phone(label: &str) -> String {
    format!("Inquadra con il telefono: {label}. Esc torna indietro.")
}

pub fn no_room_for_code(label: &str) -> String {
    format!("Il codice QR qui non ci sta: allarga la finestra. Dice: {label}")
}

pub fn written(path: &str) -> String {
    format!("Scritto: {path}")
}

pub fn not_written(why: &str) -> String {
    format!("Il file non è stato scritto: {why}.")
}

pub fn not_printed(why: &str) -> String {
    format!("Non stampato: {why}.")
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
pub const PROFILE_WRITE_AGE: &str = "scrivi 84 oppure 3/5/1942";
pub const PROFILE_WRITE_ISEE: &str = "scrivi 9000 oppure non ce l'ha";
pub const PROFILE_WRITE_NUMBER: &str = "scrivi un numero";
pub const PROFILE_TOO_MANY: &str = "più dei minorenni: controlla";
pub const PROFILE_YES: &str = "[x] ";
pub const PROFILE_NO: &str = "[-] ";
pub const PROFILE_UNSAID: &str = "[ ] ";
pub const REMOTE: &str = "Poco legati a quanto detto:";
pub const PROFILE_CLEARED: &str = "Profilo svuotato.";
pub const PROFILE_IS_EMPTY: &str = "Il profilo è già vuoto.";
pub const NO_QUESTION: &str = "Per ora non c'è altro da chiedere.";
pub const NONE_NOT_COMPATIBLE: &str = "Nessun servizio è nascosto. Il profilo della persona si apre con F5.";
pub const ONLY_NOT_COMPATIBLE: &str = "Niente che vada bene per quello che è stato detto.";
pub const FOR_THIS_PERSON: &str = "Per questa persona";
pub const OFFICE_DECIDES: &str = "Il programma orienta, decide l'ufficio.";
pub const REASON_YES: &str = "sì";
pub const REASON_NO: &str = "no";
pub const REASON_ASK: &str = "da chiedere";
pub const REASON_OFFICE: &str = "da verificare";

pub fn outcome_said(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Compatibile => "Compatibile con quello che è stato detto.",
        Outcome::DaVerificare => "Da verificare: manca qualche risposta, o la dà solo l'ufficio.",
        Outcome::RequisitiNonIndicati => "I requisiti non sono indicati: chiedere all'ufficio.",
        Outcome::NonCompatibile => "Non compatibile con quello che è stato detto.",
    }
}

/// "Chiedi: l'ISEE è sotto 10.140 euro? (decide 9 servizi)"
pub fn question(text: &str, settles: usize) -> String {
    format!("{text}{}", self::settles(settles))
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

/// The total of the list, and what is hidden.
pub fn services_and_hidden(shown: usize, hidden: usize, wide: bool) -> String {
    match (hidden, wide) {
        (0, _) => services(shown),
        (1, false) => format!("{shown}, 1 nascosto"),
        (n, false) => format!("{shown}, {n} nascosti"),
        (1, true) => format!("{}, 1 non compatibile nascosto", services(shown)),
        (n, true) => format!("{}, {n} non compatibili nascosti", services(shown)),
    }
}

pub fn tally(compatible: usize, to_verify: usize, not_compatible: usize, wide: bool) -> String {
    if !wide {
        return format!("+ {compatible}  ? {to_verify}  - {not_compatible}");
    }
    let plural = |n: usize| if n == 1 { "compatibile" } else { "compatibili" };
    let mut said = format!("{compatible} {}, {to_verify} da verificare", plural(compatible));
    if not_compatible > 0 {
        let _ = write!(said, ", {not_compatible} non {}", plural(not_compatible));
    }
    said
}
