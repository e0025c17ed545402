//! The sheet that a person takes home, in its forms: a page to print, text, Markdown, what QR codes hold.
//!
//! What it says and in which order comes from [`crate::scheda::foglio`]; here is only how it looks. All forms say the same
//! in the same order.

mod html;
mod paper;
mod phone;
mod size;
mod text;

pub use paper::{Paper, PaperSheet};
pub use phone::{PHONE_BYTES, pieces};

use serde_json::Value;

use super::{Form, stem};

impl PaperSheet<'_> {
    /// The sheet in a form; text `columns` wide. `data` is what a page tells programs, as JSON-LD.
    pub fn written(&self, form: Form, data: &[Value], columns: usize) -> String {
        match form {
            Form::Html => html::page(self, data),
            Form::Text => text::plain(self, columns),
            Form::Markdown => text::markdown(self),
        }
    }

    /// `foglio-br-mesagne-asilo-nido-2026-11-21.html`, `fogli-3-ro-2026-11-21.html`.
    pub fn file_name(&self, form: Form) -> String {
        let what = match (self.paper, self.fogli) {
            (Paper::Referral, [one]) => format!("invio-{}", one.id),
            (Paper::Referral, several) => format!("invio-{}", several.len()),
            (Paper::List, several) => format!("elenco-{}", several.len()),
            (Paper::Each, [one]) => format!("foglio-{}", one.id),
            (Paper::Each, several) => format!("fogli-{}", several.len()),
        };
        let code = self.lingua.other().map(|l| format!("-{}", l.id)).unwrap_or_default();
        format!("{}{code}-{}.{}", stem(&what), self.date, form.extension())
    }
}
