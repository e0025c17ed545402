//! `sportello show`: one scheda, as text to read, as Markdown or HTML to hand over, as JSON to process.

use std::io::{self, Write};

use super::args::{Common, Show, ShowFormat};
use super::desk::Desk;
use super::output::{json, note};
use super::{Failure, Outcome, values};
use crate::catalog::text::clean;
use crate::exchange::schema_org;
use crate::scheda::{Page, Scheda, Viewer, html, markdown, text};

/// Writes the scheda; says which ones come near where there is none of this id.
///
/// # Errors
/// [`Failure::Use`] for a wrong `--comune`, [`Failure::Output`].
pub(super) fn run(asked: &Show, common: &Common) -> Result<Outcome, Failure> {
    let desk = Desk::open(common)?.moved_to_scope(&asked.id.to_string_lossy())?;
    let viewer = Viewer::at(desk.one_comune()?, desk.now);
    let id = asked.id.to_string_lossy();
    let Some(scheda) = Scheda::find(&desk.catalog, &id, &viewer) else {
        let shown: String = clean(&id).chars().take(80).collect();
        let near = values::nearest_ids(&desk.catalog, &id);
        note(&format!("Nessuna scheda «{shown}». Le più vicine: {}.", near.join(", ")));
        return Ok(Outcome::Nothing);
    };
    let one = std::slice::from_ref(&scheda);
    let page = Page::screen(desk.style.width);
    let mut out = io::stdout().lock();
    let whole = match asked.format {
        ShowFormat::Json => {
            json(&mut out, desk.style, &scheda, true)?;
            return Ok(Outcome::Done);
        }
        ShowFormat::Text => text::render(one, &page),
        ShowFormat::Markdown => markdown::render(one, &page),
        ShowFormat::Html => {
            let data = schema_org::of_schede(&desk.catalog, one, &viewer);
            html::render_with(one, &data, desk.now.date())
        }
    };
    // A page of HTML says which characters it is written in; text has to do with what the terminal can show.
    let shown = if asked.format == ShowFormat::Html { whole.into() } else { desk.style.text(&whole) };
    out.write_all(shown.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Done)
}
