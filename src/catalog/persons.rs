//! What of a file is a person's and gets into no record: columns by their heading, e-mail addresses by their form.
//!
//! A program cannot know every name; it knows how addresses are made of them.

use super::first_names::FIRST_NAMES;
use crate::lingua::fold::fold;

/// Pieces of words by which a column speaks of a person.
const PERSONAL: [&str; 13] = [
    "resp",
    "cognome",
    "legale",
    "fiscale",
    "nascita",
    "rappresentante",
    "referent",
    "nominativo",
    "dirigente",
    "direttor",
    "president",
    "coordinator",
    "coordinatric",
];

/// Providers of addresses that anybody can have.
const FREE_MAIL: [&str; 14] = [
    "gmail.",
    "libero.it",
    "hotmail.",
    "outlook.",
    "yahoo.",
    "virgilio.it",
    "tiscali.it",
    "alice.it",
    "icloud.",
    "live.",
    "tin.it",
    "inwind.it",
    "email.it",
    "fastwebnet.it",
];

/// Pieces of words by which an address is an office's.
const OFFICE: [&str; 48] = [
    "serviz",
    "social",
    "uffici",
    "comun",
    "protocol",
    "info",
    "segret",
    "ambit",
    "pian",
    "udp",
    "pua",
    "welfare",
    "polit",
    "centr",
    "sportell",
    "urp",
    "asl",
    "distrett",
    "consult",
    "csm",
    "serd",
    "cav",
    "antiviolenza",
    "antitratta",
    "casa",
    "asilo",
    "nido",
    "minori",
    "anziani",
    "famigl",
    "disabil",
    "immigr",
    "direzione",
    "amministr",
    "contabil",
    "coop",
    "assoc",
    "onlus",
    "caritas",
    "mensa",
    "settore",
    "area",
    "zona",
    "sindac",
    "anagraf",
    "person",
    "affari",
    "scuola",
];

/// A name after one of these is that of a house or of a saint: "villa.claudia".
const NAMED_AFTER: [&str; 7] = ["villa", "san", "santa", "santo", "sant", "rsa", "istituto"];

/// Whether the heading of a column speaks of a person.
pub fn is_personal_column(heading: &str) -> bool {
    let heading = fold(heading);
    PERSONAL.iter().any(|w| heading.contains(w))
}

/// `name.surname@…`, or a provider that anybody can use.
pub fn is_personal_mail(address: &str) -> bool {
    is_named(address) || is_anybodys(&address.to_lowercase())
}

/// As [`is_personal_mail`], but that small offices have their address at such a provider too: there its name decides.
pub fn is_somebodys_mail(address: &str) -> bool {
    is_personal_mail(address) && !(is_anybodys(&address.to_lowercase()) && is_office(local(&address.to_lowercase())))
}

fn local(address: &str) -> &str {
    address.split('@').next().unwrap_or_default()
}

fn is_anybodys(address: &str) -> bool {
    let host = address.split_once('@').map_or("", |(_, host)| host);
    FREE_MAIL.iter().any(|f| host.starts_with(f) || host.contains(&format!(".{f}")))
}

fn is_office(part: &str) -> bool {
    OFFICE.iter().any(|o| part.contains(o))
}

/// Whether an address is made of a person's name: "mario.rossi", "m.rossi", "rossi.m", "maria.rosa.bianchi", "giovanna".
/// "servizi.sociali" and "protocollo.comune" are offices.
pub fn is_named(address: &str) -> bool {
    let address = address.to_lowercase();
    let parts: Vec<&str> = local(&address)
        .split(['.', '_', '-'])
        .map(|p| p.trim_end_matches(|c: char| c.is_ascii_digit()))
        .filter(|p| !p.is_empty())
        .collect();
    if !address.contains('@') || parts.iter().any(|p| is_office(p) || !p.chars().all(char::is_alphabetic)) {
        return false;
    }
    let first_name = |at: usize| {
        let after_a_house = at.checked_sub(1).and_then(|at| parts.get(at)).is_some_and(|p| NAMED_AFTER.contains(p));
        parts.get(at).is_some_and(|p| FIRST_NAMES.binary_search(p).is_ok()) && !after_a_house
    };
    let pair = matches!(parts.as_slice(), [a, b] if !NAMED_AFTER.contains(a)
        && (a.len() > 2 && b.len() > 2 || a.len() == 1 && b.len() > 2 || a.len() > 2 && b.len() == 1));
    pair || (0..parts.len()).any(first_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_made_of_a_name_is_a_person_s() {
        for somebodys in [
            "mario.rossi@comune.it",
            "m.rossi@comune.it",
            "rossi.m@comune.it",
            "M.Rossi2@comune.it",
            "maria-bianchi@asl.it",
            "anna.maria.verdi@comune.it",
            "giovanna@comune.it",
            "rossimario72@libero.it",
        ] {
            assert!(is_somebodys_mail(somebodys), "{somebodys}");
        }
        for an_offices in [
            "servizi.sociali@comune.it",
            "sociale@comune.it",
            "protocollo.comune@pec.it",
            "villa.claudia@coop.it",
            "san.giovanni@parrocchie.it",
            "cav.laluna@gmail.com",
            "assistenzaudp2018@gmail.com",
            "info@aquilone.it",
            "aquilone@libera.it",
        ] {
            assert!(!is_somebodys_mail(an_offices), "{an_offices}");
        }
        assert!(["Cell. referente", "MAIL_RESPONSABILE", "Nome e cognome"].iter().all(|h| is_personal_column(h)));
        assert!(!["Coordinate geografiche", "Telefono", "Struttura"].iter().any(|h| is_personal_column(h)));
    }
}
