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
    ///
    /// ```
    /// use sportello::catalog::bundled;
    /// use sportello::consegna::Form;
    /// use sportello::consegna::foglio::{Paper, PaperSheet};
    /// use sportello::scheda::Viewer;
    /// use sportello::scheda::foglio::{Foglio, Lingua};
    ///
    /// let catalog = bundled::catalog()?.catalog;
    /// let viewer = Viewer::at(None, "2026-11-21T10:30:00".parse()?);
    /// let foglio = Foglio::find(&catalog, "it/assegno-sociale", &viewer, Lingua::new(None)).ok_or("no such service")?;
    /// let (paper, lingua) = (Paper::Each, Lingua::new(None));
    /// let sheet = PaperSheet { fogli: &[foglio], paper, lingua, date: "2026-11-21".parse()? };
    /// assert_eq!(sheet.file_name(Form::Text), "foglio-it-assegno-sociale-2026-11-21.txt");
    /// assert!(sheet.written(Form::Text, &[], 76).contains("CHE COSA PORTARE"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
