//! Lists of an office's own, with columns that no sheet has: which is which is guessed, shown, corrected and confirmed.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::args::{CatalogImport, ImportFormat, ListKind};
use super::desk::Desk;
use super::files::{read, shown};
use super::outcome::Failure;
use super::output::note;
use crate::exchange::guess::{self, Guessed};
use crate::exchange::headings_of::{columns, named};
use crate::exchange::raw::RawTable;
use crate::exchange::sheet::{SEDI, SERVIZI, Sheet};
use crate::lingua::signs::clean;

/// A list that can be read as a sheet.
pub(super) struct MappingList {
    pub(super) tables: Vec<RawTable>,
    /// Somebody said which column is which.
    pub(super) confirmed: bool,
}

/// The list in the file, with the headings of the sheet that it stands for.
///
/// # Errors
/// [`Failure::Use`] for a mapping that names what is not there.
pub(super) fn list(
    asked: &CatalogImport,
    kind: ListKind,
    desk: &Desk,
    tables: Vec<RawTable>,
) -> Result<MappingList, Failure> {
    let sheet: &'static Sheet = match kind {
        ListKind::Sedi => &SEDI,
        ListKind::Servizi => &SERVIZI,
    };
    let mut full: Vec<RawTable> = tables.into_iter().filter(|t| !t.rows.is_empty()).collect();
    let at = full.iter().position(|t| t.name.eq_ignore_ascii_case(sheet.name)).unwrap_or(0);
    if full.is_empty() {
        return Err(Failure::Use(format!("In «{}» non c'è niente da leggere.", shown(&asked.path))));
    }
    let table = full.swap_remove(at);
    for other in &full {
        note(&format!("Il foglio «{}» non è stato letto: con --sheet se ne legge uno.", other.name));
    }
    let above: Vec<String> = guess::above(sheet, &table).iter().map(ToString::to_string).collect();
    if !above.is_empty() {
        note(&format!("Ciò che sta sopra i nomi delle colonne (riga {}) non si legge.", above.join(", ")));
    }
    let guessed = guess::guess(&desk.catalog, sheet, &table).map_err(|r| Failure::Use(r.0))?;
    let fields = match asked.map.as_slice() {
        [] => None,
        [auto] if auto == "auto" => Some(guessed.clone()),
        said => Some(corrected(sheet, &guessed, said)?),
    };
    let confirmed = fields.is_some();
    let fields = fields.unwrap_or(guessed);
    tell(asked, kind, sheet, &fields, confirmed)?;
    let by_place: HashMap<usize, &'static str> = fields.iter().filter_map(|g| Some((g.at, g.field?))).collect();
    let name = asked.path.file_name().map(|n| shown(Path::new(n))).unwrap_or_default();
    let source = format!("Elenco «{}» | letto={}", name.replace('|', " "), desk.now.date());
    let comune = desk.one_comune()?.map(|ix| desk.catalog.comuni[ix].record.istat.to_string());
    let table = guess::apply(sheet, &table, &by_place, &source, comune.as_deref());
    Ok(MappingList { tables: vec![table], confirmed })
}

/// The mapping that was typed, or that stands in a file.
fn corrected(sheet: &'static Sheet, guessed: &[Guessed], said: &[String]) -> Result<Vec<Guessed>, Failure> {
    let mut pairs: Vec<String> = Vec::new();
    for word in said {
        if word.contains('=') {
            let parts: Vec<&str> = word.split(',').collect();
            // A comma may stand in a heading: then the word is one pair.
            let several = parts.iter().all(|p| p.contains('='));
            if several { pairs.extend(parts.iter().map(|p| (*p).to_owned())) } else { pairs.push(word.clone()) }
        } else {
            let text = String::from_utf8(read(Path::new(word), 1 << 20)?)
                .map_err(|_| Failure::Use(format!("«{}» non è in UTF-8.", clean(word))))?;
            pairs.extend(text.lines().map(str::to_owned).filter(|l| l.contains('=')));
        }
    }
    let mut out: Vec<Guessed> = guessed.iter().map(|g| Guessed { field: None, ..g.clone() }).collect();
    for pair in pairs {
        let Some((heading, field)) = pair.rsplit_once('=') else { continue };
        let (heading, field) = (heading.trim(), field.trim());
        if field.is_empty() || field == "-" {
            continue;
        }
        let Some(column) = columns(sheet).find(|c| c.key == field && !c.key.is_empty()).or_else(|| named(sheet, field))
        else {
            let all: Vec<&str> = columns(sheet).map(|c| c.title).collect();
            return Err(Failure::Use(format!(
                "«{}» non è un campo: si può scegliere fra {}.",
                clean(field),
                all.join(", ")
            )));
        };
        let same = |g: &&mut Guessed| g.heading.to_lowercase() == heading.to_lowercase();
        let Some(guessed) = out.iter_mut().find(same) else {
            let all: Vec<&str> = guessed.iter().map(|g| g.heading.as_str()).collect();
            return Err(Failure::Use(format!(
                "Nessuna colonna «{}» nel file: ci sono {}.",
                clean(heading),
                all.join(", ")
            )));
        };
        guessed.field = Some(column.title);
    }
    for (at, one) in out.iter().enumerate() {
        let Some(field) = one.field.filter(|field| guess::joined(field).is_none()) else { continue };
        if let Some(other) = out.iter().skip(at + 1).find(|o| o.field == Some(field)) {
            return Err(Failure::Use(format!(
                "«{}» e «{}» sono tutte e due «{field}»: lasciane una.",
                one.heading, other.heading
            )));
        }
    }
    Ok(out)
}

/// The mapping on standard output, so that it can be kept in a file; what to do with it beside.
fn tell(
    asked: &CatalogImport,
    kind: ListKind,
    sheet: &Sheet,
    fields: &[Guessed],
    confirmed: bool,
) -> Result<(), Failure> {
    let mut text = String::new();
    for field in fields {
        let _ = writeln!(text, "{}={}", clean(&field.heading), field.field.unwrap_or("-"));
    }
    std::io::stdout().lock().write_all(text.as_bytes())?;
    let unread: Vec<String> = fields.iter().filter(|g| g.field.is_none()).map(|g| format!("«{}»", g.heading)).collect();
    if !unread.is_empty() {
        note(&format!("Colonne che non diventano un campo: {}.", unread.join(", ")));
    }
    if confirmed {
        return Ok(());
    }
    note(&format!("Queste colonne sono indovinate (foglio {}). Esempi:", sheet.name));
    for field in fields.iter().filter(|g| g.field.is_some()) {
        let example: String = field.example.chars().take(40).collect();
        note(&format!("  {} = {}: «{example}»", field.heading, field.field.unwrap_or_default()));
    }
    let pairs: Vec<String> = fields.iter().filter_map(|g| Some(format!("{}={}", g.heading, g.field?))).collect();
    let name = match kind {
        ListKind::Sedi => "sedi",
        ListKind::Servizi => "servizi",
    };
    let output = asked.output.as_deref().map_or("CARTELLA".to_owned(), shown);
    let from = if asked.from == ImportFormat::Xlsx { "xlsx" } else { "csv" };
    note(&format!(
        "Per scriverle, correggi se serve e ripeti: sportello catalog import --from {from} {} --sheet {name} --map \"{}\" -o {output}",
        shown(&asked.path),
        pairs.join(",")
    ));
    Ok(())
}
