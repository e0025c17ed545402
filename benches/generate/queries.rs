//! The queries that the benches ask, all of them the same ones.

use chrono::NaiveDateTime;
use sportello::catalog::model::{AreaIx, TargetIx};
use sportello::search::Request;

/// While "assistenza domiciliare mesagne" is typed, a slip, an everyday sentence, a word that is nowhere, a quoted phrase,
/// words that stand in the records of many servizi and in no tipologia.
pub const QUERIES: &[&str] = &[
    "a",
    "ass",
    "assistenza",
    "assistenza dom",
    "assistenza domiciliare",
    "assistenza domiciliare mes",
    "assistenza domiciliare mesagne",
    "asistenza domicilare",
    "mi hanno tagliato la luce",
    "xyzzyqwk",
    "\"dopo di noi\"",
    "psicologa garibaldi girasole",
    "psicologa che viene a casa il pomeriggio per la graduatoria",
];

/// A working hour of a working day.
pub fn now() -> NaiveDateTime {
    "2026-11-21T10:30:00".parse().unwrap()
}

/// A keystroke's request.
pub fn request(text: &str) -> Request {
    Request { text: text.to_owned(), limit: 200, ..Request::default() }
}

/// Nothing typed, one target group and one area chosen.
pub fn two_facets() -> Request {
    Request { targets: vec![TargetIx(5)], areas: vec![AreaIx(3)], limit: 200, ..Request::default() }
}
