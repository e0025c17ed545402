//! What a Carta does not say because no source says it: for the office, by the column of the sheet where it is filled in.
//!
//! One rule: what the text leaves out or calls unknown is listed, and nothing else. Whoever lays a record out says what it left
//! out; here it is only gathered and written.

use super::entries::Entries;
use super::outline::{CartaBlock, CartaLine, CartaTable};
use crate::catalog::model::{Ambito, Entry};

/// A record, its name, and the columns that are empty.
type Gap = (String, String, Vec<&'static str>);

/// What the text leaves out.
#[derive(Default)]
pub(super) struct Gaps {
    /// Of the ambito.
    pub(super) ambito: Vec<&'static str>,
    /// Of each comune.
    pub(super) comuni: Vec<Gap>,
    /// Of each office that is printed.
    sedi: Vec<Gap>,
    /// Of each service that a source names.
    pub(super) servizi: Vec<Gap>,
    /// Services that need an appointment and need none: both phrases.
    pub(super) contradictions: Vec<(String, String, [String; 2])>,
    /// Measures for which one is told to call, without a number.
    pub(super) no_number: Vec<String>,
}

impl Gaps {
    /// An office may be printed under several services and is listed once.
    pub(super) fn sede(&mut self, id: &str, name: &str, missing: Vec<&'static str>) {
        if !self.sedi.iter().any(|(known, ..)| known == id) {
            self.sedi.push((id.to_owned(), name.to_owned(), missing));
        }
    }
}

/// The annex of the office.
pub(super) fn list(gaps: &Gaps, id: &str, ambito: &Ambito, entries: &Entries<'_>) -> Vec<CartaBlock> {
    let about = |said: &str| CartaLine::about(id, said);
    let mut out = vec![CartaBlock::Paragraph(about(
        "Questa parte è per l'Ufficio di Piano e non si pubblica. Ogni voce manca perché nessuna fonte la dice: si scrive nella \
         colonna indicata del foglio «sportello catalog export --format xlsx», e la Carta si fa di nuovo.",
    ))];
    out.extend(contradictions(gaps));
    let ambito = (id.to_owned(), ambito.record.name.to_string(), gaps.ambito.clone());
    out.extend(table("Foglio Ambito", &[ambito]));
    out.extend(table("Comuni: recapiti che mancano", &gaps.comuni));
    out.extend(in_common("sedi", "Foglio Sedi", &gaps.sedi, id));
    out.extend(in_common("servizi", "Foglio Servizi", &gaps.servizi, id));
    let names = |entries: &[Entry<'_>]| entries.iter().map(Entry::name).collect::<Vec<_>>().join("; ");
    for (said, names) in [
        ("Previsti dalla norma: va detto se ci sono e dove (foglio Servizi, una riga nuova)", names(&entries.required)),
        (
            "Aiuti dello Stato e della Regione per cui si dice di chiamare, ma il numero non è noto",
            gaps.no_number.join("; "),
        ),
        ("Lasciati fuori perché noti solo dal passato (stato «storico»)", names(&entries.past)),
        ("Lasciati fuori perché riguardano il lavoro degli uffici", names(&entries.office)),
    ] {
        if !names.is_empty() {
            out.push(CartaBlock::Paragraph(about(&format!("{said}: {names}."))));
        }
    }
    out
}

/// Which services are said both to need an appointment and not to.
fn contradictions(gaps: &Gaps) -> Option<CartaBlock> {
    let rows = gaps
        .contradictions
        .iter()
        .map(|(id, name, [none, needed])| (id.clone(), vec![name.clone(), format!("«{none}»; «{needed}»")]));
    let rows: Vec<(String, Vec<String>)> = rows.collect();
    let caption = "Da chiarire: con o senza appuntamento (colonna «Appuntamento»)".to_owned();
    let head = vec!["Voce", "Frasi che si contraddicono"];
    (!rows.is_empty()).then_some(CartaBlock::Table(CartaTable { caption, head, rows }))
}

/// What all of a kind lack is said once; then a table of the rest.
fn in_common(kind: &str, caption: &str, gaps: &[Gap], id: &str) -> Vec<CartaBlock> {
    let mut common: Vec<&'static str> = Vec::new();
    if gaps.len() > 1
        && let Some((_, _, first)) = gaps.first()
    {
        common = first.iter().copied().filter(|c| gaps.iter().all(|(_, _, all)| all.contains(c))).collect();
    }
    let mut out = Vec::new();
    if !common.is_empty() {
        let columns = common.iter().map(|c| format!("«{c}»")).collect::<Vec<_>>().join(", ");
        let said = format!("{caption}: in tutte le righe ({kind}) mancano {columns}.");
        out.push(CartaBlock::Paragraph(CartaLine::about(id, said)));
    }
    let rest = gaps.iter().map(|(id, name, all)| {
        let all = all.iter().copied().filter(|c| !common.contains(c)).collect::<Vec<_>>();
        (id.clone(), name.clone(), all)
    });
    out.extend(table(caption, &rest.collect::<Vec<_>>()));
    out
}

fn table(caption: &str, gaps: &[Gap]) -> Option<CartaBlock> {
    let rows: Vec<(String, Vec<String>)> = gaps
        .iter()
        .filter(|(.., columns)| !columns.is_empty())
        .map(|(id, name, columns)| (id.clone(), vec![name.clone(), columns.join(", ")]))
        .collect();
    let head = vec!["Voce", "Colonne vuote"];
    (!rows.is_empty()).then(|| CartaBlock::Table(CartaTable { caption: caption.to_owned(), head, rows }))
}
