//! What must not get into a report: tax codes, addresses and mobile numbers of persons, names.
//!
//! A report is about services. A program cannot know every name; it refuses what looks like a person and says why, so that
//! the operator can write the same without.

use crate::catalog::first_names::{FIRST_NAMES, LIKE_WORDS};
use crate::catalog::persons::is_personal_mail;
use crate::lingua::dates::{DAYS, MONTHS};
use crate::lingua::fold::fold;

/// Most characters of a free text.
pub const MOST: usize = 80;

/// Most characters of a role.
const MOST_OF_ROLE: usize = 60;

/// Why a text is refused, as an Italian sentence without its full stop.
pub type PrivacyRefusal = &'static str;

/// The text is too long.
pub const TOO_LONG: PrivacyRefusal = "la nota è più lunga di 80 caratteri";
const TAX_CODE: PrivacyRefusal = "c'è un codice fiscale: qui non si scrive niente delle persone";
const PERSONAL_MAIL: PrivacyRefusal = "c'è l'e-mail di una persona: si scrive solo quella di un ufficio";
const MOBILE: PrivacyRefusal = "c'è un cellulare che non è di un servizio: non si scrive qui";
const NAME: PrivacyRefusal = "c'è il nome di una persona: si scrive il ruolo, non il nome";
const ROLE: PrivacyRefusal = "chi segnala si dice con il ruolo (segretariato, PUA, Ufficio di Piano), non con il nome";

const SECRET: PrivacyRefusal = "è una sede riservata: dove si trova non si scrive";

/// With which an address begins.
const STREETS: [&str; 18] = [
    "via",
    "viale",
    "vico",
    "vicolo",
    "piazza",
    "piazzetta",
    "piazzale",
    "corso",
    "largo",
    "strada",
    "contrada",
    "lungomare",
    "traversa",
    "stradone",
    "borgo",
    "rione",
    "quartiere",
    "palazzo",
];

/// Before which a name is that of a saint or, without a word between, of a house: "centro Maria Montessori".
const NAMED_AFTER: [&str; 36] = [
    "san",
    "sant",
    "santa",
    "santi",
    "santo",
    "ss",
    "beata",
    "beato",
    "asilo",
    "asp",
    "associazione",
    "biblioteca",
    "cav",
    "casa",
    "centro",
    "chiesa",
    "comprensivo",
    "comunita",
    "consultorio",
    "coop",
    "cooperativa",
    "fondazione",
    "istituto",
    "liceo",
    "nido",
    "onlus",
    "ospedale",
    "palestra",
    "parrocchia",
    "plesso",
    "residenza",
    "rsa",
    "rssa",
    "scuola",
    "sociale",
    "villa",
];

/// Words that lead from a house to somebody in it.
const LEADING: [&str; 14] =
    ["a", "al", "alla", "con", "da", "dal", "dalla", "di", "del", "della", "e", "per", "risponde", "chiede"];

/// After which a name follows.
const TITLES: [&str; 12] = [
    "signora",
    "signor",
    "signore",
    "signorina",
    "sig",
    "sigra",
    "sigr",
    "sigg",
    "dott",
    "dottssa",
    "dottoressa",
    "dottor",
];

/// After a title these are no name.
const NO_NAME: [&str; 40] = [
    "ha", "che", "non", "e", "al", "alla", "allo", "del", "della", "dello", "di", "ci", "si", "mi", "le", "lo", "la",
    "dice", "ha", "risponde", "era", "sta", "chiede", "per", "con", "in", "da", "anziana", "anziano", "era", "viene",
    "manda", "vive", "sola", "solo", "allo", "dal", "dalla", "o", "allo",
];

/// What stands between somebody and a verb.
const BEFORE_A_VERB: [&str; 9] = ["non", "ci", "mi", "ne", "gli", "lo", "la", "le", "si"];

/// What somebody does who is spoken of in a note.
const DOES: [&str; 14] = [
    "risponde",
    "rispondeva",
    "dice",
    "ha",
    "chiede",
    "chiama",
    "conferma",
    "riferisce",
    "richiama",
    "sostituisce",
    "riceve",
    "lavora",
    "manca",
    "sa",
];

/// Words with a capital that are nobody's surname, beside days and months: feasts, what telephones and computers are called by, and
/// words with which a note begins.
const NO_SURNAME: [&str; 41] = [
    "natale",
    "pasqua",
    "pasquetta",
    "ferragosto",
    "capodanno",
    "epifania",
    "carnevale",
    "patrono",
    "internet",
    "facebook",
    "instagram",
    "telegram",
    "google",
    "skype",
    "zoom",
    "teams",
    "covid",
    "telecom",
    "tim",
    "vodafone",
    "fastweb",
    "iliad",
    "enel",
    "segreteria",
    "risponditore",
    "messaggio",
    "voce",
    "fax",
    "nessuno",
    "qualcuno",
    "chi",
    "custode",
    "portiere",
    "portineria",
    "guardia",
    "cellulare",
    "telefonista",
    "cittadino",
    "utente",
    "sede",
    "personale",
];

/// Words of which at least one stands in the name of a role.
const ROLES: [&str; 65] = [
    "segretariato",
    "pua",
    "sportello",
    "ufficio",
    "uffici",
    "udp",
    "assistente",
    "assistenti",
    "operatore",
    "operatrice",
    "operatori",
    "ambito",
    "comune",
    "servizio",
    "servizi",
    "coordinatore",
    "coordinatrice",
    "centro",
    "cav",
    "consultorio",
    "asl",
    "piano",
    "urp",
    "patronato",
    "caf",
    "associazione",
    "cooperativa",
    "educatore",
    "educatrice",
    "centralino",
    "responsabile",
    "direzione",
    "segreteria",
    "registro",
    "sociale",
    "sociali",
    "front",
    "addetta",
    "addetti",
    "addetto",
    "amministrazione",
    "amministrativa",
    "amministrativo",
    "ats",
    "cooperante",
    "direttore",
    "direttrice",
    "dirigente",
    "funzionaria",
    "funzionario",
    "impiegata",
    "impiegato",
    "infermiera",
    "infermiere",
    "istruttore",
    "istruttrice",
    "mediatore",
    "mediatrice",
    "protocollo",
    "provincia",
    "psicologa",
    "psicologo",
    "redazione",
    "referente",
    "volontari",
];

/// Whether a free text may be kept. `is_of_a_service` knows the numbers of the services, digits only.
///
/// # Errors
/// Why not.
pub fn note(text: &str, is_of_a_service: impl Fn(&str) -> bool) -> Result<(), PrivacyRefusal> {
    if text.chars().count() > MOST {
        return Err(TOO_LONG);
    }
    names_and_codes(text)?;
    if addresses(text).any(is_personal_mail) {
        return Err(PERSONAL_MAIL);
    }
    if numbers(text).iter().any(|n| is_mobile(n) && !is_of_a_service(n)) {
        return Err(MOBILE);
    }
    no_first_name(text)
}

/// Whether a value of a field of a record may be kept: what a service is reached by is no person's. A mobile number stands
/// in a field for numbers only, where everybody sees that it is the service's.
///
/// # Errors
/// Why not.
pub fn value(text: &str, of_numbers: bool) -> Result<(), PrivacyRefusal> {
    names_and_codes(text)?;
    if !of_numbers && numbers(text).iter().any(|n| is_mobile(n)) {
        return Err(MOBILE);
    }
    if addresses(text).any(is_personal_mail) { Err(PERSONAL_MAIL) } else { Ok(()) }
}

/// Words of letters, and folded.
fn words(text: &str) -> (Vec<&str>, Vec<String>) {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let folded = words.iter().map(|w| fold(w)).collect();
    (words, folded)
}

/// Whether the word at `at` says after whom a house or a street is named: "via Aldo Moro", "centro sociale Carlo Levi",
/// "istituto Giovanni Paolo II"; but "a casa di Maria" is somebody.
fn is_named_after(folded: &[String], at: usize) -> bool {
    let before = |by: usize| at.checked_sub(by).and_then(|at| folded.get(at)).map_or("", String::as_str);
    let is_house = |word: &str| NAMED_AFTER.contains(&word) || STREETS.contains(&word);
    is_house(before(1)) || (is_house(before(2)) && !LEADING.contains(&before(1)))
}

/// Whether a text names nobody by a first name. A street or a house is named after somebody: see [`NAMED_AFTER`].
///
/// # Errors
/// Why not.
pub fn no_first_name(text: &str) -> Result<(), PrivacyRefusal> {
    let (words, folded) = words(text);
    let capital = |word: Option<&&str>| word.is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase));
    let found = folded.iter().enumerate().any(|(at, word)| {
        let like_a_word = LIKE_WORDS.binary_search(&word.as_str()).is_ok();
        let name = FIRST_NAMES.binary_search(&word.as_str()).is_ok()
            || (like_a_word && capital(words.get(at)) && capital(words.get(at + 1)));
        name && !is_named_after(&folded, at)
            && !(word == "martina" && folded.get(at + 1).is_some_and(|n| n == "franca"))
    });
    if found { Err(NAME) } else { Ok(()) }
}

/// The word of a note that may be a surname: a capital where no sentence begins, or where one begins with what somebody does
/// ("Rossi non risponde"). `is_known` tells the words that services and places are called by; they are nobody's name.
pub fn surname(text: &str, is_known: impl Fn(&str) -> bool) -> Option<&str> {
    let (words, folded) = words(text);
    let mut from = 0;
    words.iter().enumerate().find_map(|(at, word)| {
        let begins = text.get(from..).and_then(|rest| rest.find(word)).map_or(from, |found| from + found);
        from = begins + word.len();
        let mut letters = word.chars();
        let is_written_so = letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
        if !is_written_so || word.chars().count() < 3 {
            return None;
        }
        let lead = text.get(..begins).unwrap_or_default();
        let after = folded.get(at + 1..).unwrap_or_default();
        let piece = lead.strip_suffix(['\'', '’']).and_then(|l| l.rsplit(|c: char| !c.is_alphabetic()).next());
        // "D'Amico" is somebody, "L'Aquilone" a house.
        if matches!(piece, Some("D" | "Dell")) {
            return Some(*word);
        }
        let suspect = if begins_a_sentence(lead) { is_what_somebody_does(after) } else { piece.is_none() };
        let called = folded.get(at).map_or("", String::as_str);
        let of_a_place = is_named_after(&folded, at) || NAMED_AFTER.contains(&called) || STREETS.contains(&called);
        let of_the_calendar = MONTHS.contains(&called) || DAYS.iter().any(|day| fold(day) == called);
        let nobody = of_a_place
            || of_the_calendar
            || ROLES.contains(&called)
            || NO_SURNAME.contains(&called)
            || is_known(called);
        (suspect && !nobody).then_some(*word)
    })
}

/// Whether a sentence begins after `lead`: at the start, after a stop that ends no abbreviation, in quotation marks.
fn begins_a_sentence(lead: &str) -> bool {
    let lead = lead.trim_end();
    let shortened = lead.strip_suffix('.').is_some_and(|l| {
        let last = l.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        (1..=4).contains(&last.chars().count())
    });
    lead.is_empty()
        || lead.ends_with(['!', '?', ':', ';', '«', '"', '(', '-', '–'])
        || (lead.ends_with('.') && !shortened)
}

/// Whether these words say what a person does: "non risponde", "è in ferie".
fn is_what_somebody_does(folded: &[String]) -> bool {
    let mut words = folded.iter().map(String::as_str).skip_while(|w| BEFORE_A_VERB.contains(w));
    match words.next() {
        Some("e") => words.next().is_some_and(|w| matches!(w, "in" | "assente" | "andato" | "andata")),
        Some(verb) => DOES.contains(&verb),
        None => false,
    }
}

/// Whether a text on a secret place names no street or square.
///
/// # Errors
/// Why not.
pub fn secret(text: &str) -> Result<(), PrivacyRefusal> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let street = words.windows(2).any(|pair| matches!(pair, [word, _] if STREETS.contains(word)));
    if street { Err(SECRET) } else { Ok(()) }
}

fn is_role(text: &str) -> bool {
    fold(text).split(|c: char| !c.is_alphanumeric()).any(|w| ROLES.contains(&w))
}

/// Whether this is a role and no name: it holds a word that is one.
///
/// # Errors
/// Why not.
pub fn role(text: &str) -> Result<(), PrivacyRefusal> {
    if is_role(text) { signature(text) } else { Err(ROLE) }
}

/// Whether what an existing report is signed with may be shown: whatever it calls the desk, it names nobody. A report is not
/// lost because its role is none that [`role`] knows.
///
/// # Errors
/// Why not.
pub fn signature(text: &str) -> Result<(), PrivacyRefusal> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().any(char::is_lowercase);
    let looks_like_a_name = !is_role(text) && words.iter().filter(|w| capital(w)).count() >= 2;
    if words.is_empty() || text.chars().count() > MOST_OF_ROLE || text.contains('@') || looks_like_a_name {
        return Err(ROLE);
    }
    names_and_codes(text).and_then(|()| no_first_name(text)).map_err(|_| ROLE)?;
    if numbers(text).iter().any(|n| n.len() >= 6) { Err(ROLE) } else { Ok(()) }
}

fn names_and_codes(text: &str) -> Result<(), PrivacyRefusal> {
    if has_tax_code(text) {
        return Err(TAX_CODE);
    }
    if has_name(text) { Err(NAME) } else { Ok(()) }
}

/// Sixteen signs: six letters, two digits, a letter, two digits, a letter, three digits, a letter; letters stand in for
/// digits where two persons would have the same. Written together or in groups.
fn has_tax_code(text: &str) -> bool {
    const LETTERS: [usize; 9] = [0, 1, 2, 3, 4, 5, 8, 11, 15];
    let signs: Vec<char> =
        text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '/')).map(|c| c.to_ascii_uppercase()).collect();
    signs.windows(16).any(|w| {
        w.iter().enumerate().all(|(at, c)| {
            let replaced = "LMNPQRSTUV".contains(*c);
            if LETTERS.contains(&at) { c.is_ascii_uppercase() } else { c.is_ascii_digit() || replaced }
        }) && w.iter().filter(|c| c.is_ascii_digit()).count() >= 3
    })
}

/// A title and what follows it.
fn has_name(text: &str) -> bool {
    let words: Vec<&str> =
        text.split([' ', ',', ';', ':', '(', ')', '«', '»', '"']).filter(|w| !w.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| {
        // "sig.rossi", "sig.ra Rossi", "dott.ssa Rossi".
        let parts: Vec<String> = word.split('.').map(fold).filter(|p| !p.is_empty()).collect();
        let title = |w: &str| TITLES.contains(&w);
        let joined: String = parts.concat();
        if title(&joined) {
            return words.get(at + 1).is_some_and(|next| {
                let folded = fold(next);
                let folded = folded.split(['\'', '.']).next().unwrap_or_default();
                !NO_NAME.contains(&folded) && folded.chars().any(char::is_alphabetic)
            });
        }
        match parts.as_slice() {
            [first, rest @ ..] if title(first) => rest.iter().any(|p| p.len() > 3),
            _ => false,
        }
    })
}

fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', ';', '<', '>', '(', ')', '"']).filter(|w| w.contains('@'))
}

/// Every number of a text, digits only, groups that belong together joined.
fn numbers(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in text.chars() {
        match (c, out.last_mut()) {
            ('0'..='9', Some(last)) => last.push(c),
            (' ' | '.' | '/' | '-' | '+', _) => {}
            (_, Some(last)) if !last.is_empty() => out.push(String::new()),
            _ => {}
        }
    }
    out.retain(|n| !n.is_empty());
    out
}

/// Whether somewhere in these digits there is a number of a mobile telephone.
fn is_mobile(digits: &str) -> bool {
    let plain =
        digits.strip_prefix("0039").or_else(|| digits.strip_prefix("39").filter(|r| r.len() >= 9)).unwrap_or(digits);
    plain.starts_with('3') && (9..=10).contains(&plain.len())
        // Another number stands before it: "int 2 3331234567".
        || (digits.len() > 10 && digits.char_indices().any(|(at, c)| c == '3' && at > 0 && digits.len() - at == 10))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<PrivacyRefusal> {
        note(text, |n| n == "3282812906").err()
    }

    #[test]
    fn what_looks_like_a_person_is_refused_with_a_reason() {
        for (text, why) in [
            ("RSSMRA80A01H501U non trova", TAX_CODE),
            ("cf rssmra80a01h501u", TAX_CODE),
            ("RSS MRA 80A01 H501U", TAX_CODE),
            ("scrivere a mario.rossi@comune.it", PERSONAL_MAIL),
            ("m.rossi@asl.br.it", PERSONAL_MAIL),
            ("chiedere a pinco@gmail.com", PERSONAL_MAIL),
            ("chiamare 333 1234567", MOBILE),
            ("+39 347-1234567", MOBILE),
            ("risponde la signora Rossi", NAME),
            ("risponde il sig. Bianchi", NAME),
            ("la sig.ra bianchi dice che è chiuso", NAME),
            ("dott.ssa Verdi in ferie", NAME),
            ("sig.Rossi", NAME),
            ("risponde Maria", NAME),
            ("chiedere a giovanna dopo le 10", NAME),
            ("non risponde, a casa di Lucia sì", NAME),
            ("parlare con Rosa Bianchi", NAME),
            ("Chiara Verdi è in ferie", NAME),
        ] {
            assert_eq!(refused(text), Some(why), "{text}");
        }
        assert_eq!(refused(&"x".repeat(81)), Some(TOO_LONG));
    }

    #[test]
    fn what_is_said_of_a_service_passes() {
        for text in [
            "il numero non risponde da due settimane",
            "ora rispondono allo 0831 776065, int. 3",
            "la signora ha detto che si sono trasferiti",
            "scrivere a servizi.sociali@comune.latiano.br.it",
            "ora è 328 2812906",
            "aperto lunedì 9-12 e giovedì 15.30-17.30",
            "chiuso dal 30/6/2026, riapre nel 2027",
            "si sono trasferiti in via Giuseppe Mazzini 12",
            "ora è al centro sociale Carlo Levi, piazza Aldo Moro",
            "sportello di San Michele Salentino e Torre Santa Susanna",
            "anche a Martina Franca, di domenica e a Natale",
            "al massimo 3 ore; sarà chiuso per la pasqua",
            "scuola Maria Montessori: solo per chi è di là",
            &"è".repeat(80),
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }

    #[test]
    fn where_a_secret_place_is_does_not_get_in() {
        for text in ["sta in via Segreta 1", "Piazza Roma", "ora è in c.da: contrada Pozzo 3"] {
            assert_eq!(secret(text), Err(SECRET), "{text}");
        }
        for text in ["il numero non risponde", "si entra su invio del centro antiviolenza", "0831 776065"] {
            assert_eq!(secret(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn who_reports_is_a_role() {
        for by in [
            "segretariato",
            "Segretariato sociale di San Vito dei Normanni",
            "CAV Renata Fonte",
            "PUA",
            "Ufficio di Piano",
            "Segretariato Sociale di Latiano",
            "Assistente Sociale",
        ] {
            assert_eq!(role(by), Ok(()), "{by}");
        }
        for by in [
            "",
            "desk",
            "Maria",
            "giovanna",
            "Rossi",
            "sportello Maria",
            "Anna dell'ufficio",
            "Mario Rossi",
            "mario.rossi@comune.it",
            "sig. Rossi",
            "333 1234567",
            &format!("PUA {}", "x".repeat(60)),
        ] {
            assert_eq!(role(by), Err(ROLE), "{by}");
        }
        // What was signed otherwise before is still read, unless it names somebody.
        assert_eq!(signature("desk"), Ok(()));
        for by in ["", "Maria", "Mario Rossi", "mario.rossi@comune.it", "sig. Rossi", "333 1234567"] {
            assert_eq!(signature(by), Err(ROLE), "{by}");
        }
    }
}
