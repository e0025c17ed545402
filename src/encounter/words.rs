//! The words that whoever shows an encounter says alike: the screen and the lines. Italian, short, without technical words.

#![allow(missing_docs)]

use std::fmt::Write as _;

use super::person::Counts;
use crate::accessi::{Canale, Esito};
use crate::catalog::regions;
use crate::eligibility::{FieldId, Outcome};
use crate::lingua::lists::count;
use crate::lingua::sentences::upper_first;

pub const NO_MATCH: &str = "Nessun servizio trovato.";
pub const DONT_KNOW: &str = "Non so. Chiedi per chi è e che cosa serve. I più vicini:";
pub const ELSEWHERE: &str = "Altrove: ";
pub const NONE_VERIFIED: [&str; 2] = ["nessuno verificato: telefonare prima", "nessuno verificato"];
pub const NO_LOCAL: &str = "non noto qui";
pub const AROUND_THE_CLOCK: &str = "24 ore su 24";
pub const NO_NUMBER: &str = "numero non noto:";
pub const NO_LINKS: &str = "Questa scheda non ha servizi collegati.";
pub const NO_LINKS_HERE: &str = "Nessun servizio collegato ha questo numero.";
pub const NEXT_CITIZEN: &str = "Pronto per la prossima persona.";
pub const STAR_OFF: &str = "Tolto dai preferiti.";
pub const NOT_KEPT: &str = "Vale solo per ora: qui non si conserva niente.";
pub const NO_PRINTER: &str = "Su questa postazione la stampa non è permessa: la permette l'amministratore.";
pub const PRINTED: &str = crate::platform::desk::PRINTED;
pub const REPORT_OTHER: &str = "Altro";
pub const REPORT_NOTHING: &str = "In questa scheda non c'è niente di simile da segnalare.";
pub const REPORT_CONFIRM: &str = "Confermo: ";
pub const NO_REPORT_IN_KIOSK: &str = "Da questa postazione non si segnala.";
pub const NO_REPORTS: &str = "Qui le segnalazioni non hanno dove stare: le abilita l'amministratore.";
pub const ONLY_NOT_COMPATIBLE: &str = "Niente che vada bene per quello che è stato detto.";
pub const FOR_THIS_PERSON: &str = crate::scheda::Heading::ThisPerson.label();
pub const OFFICE_DECIDES: &str = "Il programma orienta, decide l'ufficio.";
pub const REASON_YES: &str = "sì";
pub const REASON_NO: &str = "no";
pub const REASON_ASK: &str = "da chiedere";
pub const REASON_OFFICE: &str = "da verificare";

pub fn ambiti(n: u32) -> String {
    count(n as usize, "ambito", "ambiti")
}

pub fn whole_region(name: &str) -> String {
    upper_first(&regions::whole(name))
}

// An ambito that is called like a region only holds comuni whose own is not known: it is not spoken of.
pub fn ambito_of(short: &str) -> String {
    if regions::is_one(short) { format!("Comuni {}", regions::of(short)) } else { format!("Ambito di {short}") }
}

/// "perché: «non arrivo a fine mese»"
pub fn because(said: &[&str]) -> String {
    format!("perché: «{}»", said.join("», «"))
}

/// "a 8 km, Mesagne"
pub fn far_in(comune: &str, far: &str) -> String {
    format!("{far}, {comune}")
}

/// "a 8 km, Mesagne, in linea d'aria"; nothing where it is not known how far.
pub fn as_the_crow_flies(far: &str) -> String {
    match far {
        "" => String::new(),
        far if far.contains(',') => format!("{far}, in linea d'aria"),
        far => format!("{far} in linea d'aria"),
    }
}

pub fn approve_with_key(n: usize) -> String {
    format!("da approvare ({n}): F6")
}

pub fn outcome_said(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Compatibile => "Compatibile con quello che è stato detto.",
        Outcome::DaVerificare => "Da verificare: manca qualche risposta, o la dà solo l'ufficio.",
        Outcome::RequisitiNonIndicati => "I requisiti non sono indicati: chiedere all'ufficio.",
        Outcome::NonCompatibile => "Non compatibile con quello che è stato detto.",
    }
}

/// What to write instead of an answer that was not understood.
pub fn how_to_write(field: &FieldId) -> &'static str {
    match field {
        FieldId::Age => "scrivi 84 oppure 3/5/1942",
        FieldId::Isee => "scrivi 9000 oppure non ce l'ha",
        FieldId::Condition(_) => "scrivi sì oppure no",
        _ => "scrivi un numero",
    }
}

pub fn others_are(n: usize) -> String {
    format!("altri {n}, poco probabili")
}

pub fn tally(counts: Counts, wide: bool) -> String {
    let Counts { compatible, to_verify, others, not_compatible, .. } = counts;
    if !wide {
        return format!("+ {compatible}  ? {to_verify}  - {not_compatible}");
    }
    let plural = |n: usize| if n == 1 { "compatibile" } else { "compatibili" };
    let mut said = format!("{compatible} {}, {to_verify} da verificare", plural(compatible));
    if others > 0 {
        let _ = write!(said, ", altri {others}");
    }
    if not_compatible > 0 {
        let _ = write!(said, ", {not_compatible} non {}", plural(not_compatible));
    }
    said
}

pub fn counted(canale: Canale, esito: Esito) -> String {
    format!("Contato: {}, {}.", canale.label(), esito.label())
}

pub fn could_not_count(why: &str) -> String {
    format!("Non contato. {why}")
}

pub fn not_saved(why: &str) -> String {
    format!("Non è stato possibile conservare la scelta: {why}")
}

pub fn not_written(why: &str) -> String {
    format!("Il file non è stato scritto: {why}.")
}

pub fn not_printed(why: &str) -> String {
    format!("Non stampato: {why}.")
}
