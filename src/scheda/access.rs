//! How accessible a service is, in words: appointment, who must send, sign language, steps, waiting. What nobody stated is
//! not said: an unknown is never a no.

use crate::catalog::record::{Sede, ServizioRecord, Waiting};
use crate::catalog::values::{SignLanguage, StepFree};
use crate::lingua::lists::{count, join};
use crate::lingua::sentences::upper_first;

/// Whether it can be entered without steps.
pub const STEP_FREE: &str = "Ingresso senza gradini";
/// Whether the sign language is spoken.
pub const SIGN_LANGUAGE: &str = "Lingua dei segni (LIS)";
/// Whether an appointment is needed.
pub const APPOINTMENT: &str = "Appuntamento";
/// Who must send a person.
pub const SENT_BY: &str = "Chi deve inviare";
/// How long one waits.
pub const WAITING: &str = "Attesa";

/// A fact: what it is about and what is so.
pub type Fact = (&'static str, String);

/// What is stated of a servizio.
pub fn of_servizio(record: &ServizioRecord) -> Vec<Fact> {
    let mut out = Vec::new();
    out.extend(record.appointment.map(|a| (APPOINTMENT, upper_first(a.label()))));
    let senders: Vec<&str> = record.sent_by.iter().flatten().map(|s| s.label()).collect();
    out.extend((!senders.is_empty()).then(|| (SENT_BY, upper_first(&senders.join(" oppure ")))));
    out.extend(record.sign_language.map(sign_language));
    out.extend(record.waiting.as_ref().and_then(waiting).map(|said| (WAITING, said)));
    out
}

/// What is stated of a sede.
pub fn of_sede(record: &Sede) -> Vec<Fact> {
    let mut out = Vec::new();
    out.extend(record.step_free.map(step_free));
    out.extend(record.sign_language.map(sign_language));
    out.extend(record.appointment.map(|a| (APPOINTMENT, upper_first(a.label()))));
    out
}

fn step_free(said: StepFree) -> Fact {
    (STEP_FREE, upper_first(said.label()))
}

fn sign_language(said: SignLanguage) -> Fact {
    (SIGN_LANGUAGE, upper_first(said.label()))
}

/// "Di solito 30 giorni, 12 persone in lista (al 1º novembre 2026)". `None` where no number is stated.
pub fn waiting(waiting: &Waiting) -> Option<String> {
    let many = |n: u32, one: &str, more: &str| count(usize::try_from(n).unwrap_or(usize::MAX), one, more);
    let mut said: Vec<String> = Vec::new();
    said.extend(waiting.days.map(|d| format!("di solito {}", many(u32::from(d), "giorno", "giorni"))));
    said.extend(waiting.people.map(|n| format!("{} in lista", many(n, "persona", "persone"))));
    said.extend(waiting.places.map(|n| many(n, "posto", "posti")));
    said.extend(waiting.free.map(|n| many(n, "posto libero", "posti liberi")));
    let day = crate::lingua::dates::until_date(waiting.on);
    (!said.is_empty()).then(|| format!("{} ({day})", upper_first(&join(&said))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_stated_is_not_said_and_the_rest_is_dated() {
        let json = r#"{"id": "x/y", "type": "y", "basis": "piano", "appointment": "non-serve", "sent_by": ["medico", "pua"],
            "waiting": {"on": "2026-11-01", "days": 30, "people": 1}}"#;
        let record: ServizioRecord = serde_json::from_str(json).unwrap();
        let said = of_servizio(&record);
        assert_eq!(said[0], (APPOINTMENT, "Si va senza appuntamento".to_owned()));
        assert_eq!(said[1], (SENT_BY, "Il medico di famiglia o il pediatra oppure la PUA".to_owned()));
        assert_eq!(said[2], (WAITING, "Di solito 30 giorni e 1 persona in lista (al 1º novembre 2026)".to_owned()));
        assert_eq!(said.len(), 3);
        let bare: ServizioRecord = serde_json::from_str(r#"{"id": "x/y", "type": "y", "basis": "piano"}"#).unwrap();
        assert!(of_servizio(&bare).is_empty());
    }
}
