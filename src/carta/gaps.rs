//! What a Carta does not say because no source says it: for the office, by the column of the sheet where it is filled in.

use chrono::{Datelike, NaiveDate};

use super::compose::Writer;
use super::service::sedi;
use super::{Block, Line, Table};
use crate::catalog::model::Entry;
use crate::catalog::record::Plan;

/// Whether the last year that a plan speaks of is over.
pub(super) fn plan_is_over(plan: &Plan, today: NaiveDate) -> bool {
    let years = plan.period.as_deref().unwrap_or_default().split(|c: char| !c.is_ascii_digit());
    let last = years.filter(|y| y.len() == 4).filter_map(|y| y.parse::<i32>().ok()).max();
    last.is_some_and(|last| last < today.year())
}

/// A record and the columns that are empty.
type Gap = (String, String, Vec<&'static str>);

/// The annex of the office.
pub(super) fn list(writer: &Writer<'_>) -> Vec<Block> {
    let about = |said: &str| Line::about(&writer.id, said);
    let mut out = vec![Block::Paragraph(about(
        "Questa parte è per l'Ufficio di Piano e non si pubblica. Ogni voce manca perché nessuna fonte la dice: si scrive nella \
         colonna indicata del foglio «sportello catalog export --format xlsx», e la Carta si fa di nuovo.",
    ))];
    out.extend(table("Foglio Ambito", &[ambito(writer)]));
    let sedi: Vec<Gap> = writer.printed_sedi().iter().map(|s| sede(&s.record)).collect();
    out.extend(in_common("sedi", "Foglio Sedi", sedi, writer));
    let servizi: Vec<Gap> = writer.entries.known.iter().map(servizio).collect();
    out.extend(in_common("servizi", "Foglio Servizi", servizi, writer));
    let names = |entries: &[Entry<'_>]| entries.iter().map(Entry::name).collect::<Vec<_>>().join("; ");
    for (said, entries) in [
        ("Previsti dalla norma: va detto se ci sono e dove (foglio Servizi, una riga nuova)", &writer.entries.required),
        ("Lasciati fuori perché noti solo dal passato (stato «storico»)", &writer.entries.past),
        ("Lasciati fuori perché riguardano il lavoro degli uffici", &writer.entries.office),
    ] {
        if !entries.is_empty() {
            out.push(Block::Paragraph(about(&format!("{said}: {}.", names(entries)))));
        }
    }
    out
}

/// What all of a kind lack is said once; then a table of the rest.
fn in_common(kind: &str, caption: &str, gaps: Vec<Gap>, writer: &Writer<'_>) -> Vec<Block> {
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
        out.push(Block::Paragraph(Line::about(&writer.id, said)));
    }
    let rest = gaps
        .into_iter()
        .map(|(id, name, all)| (id, name, all.into_iter().filter(|c| !common.contains(c)).collect::<Vec<_>>()));
    out.extend(table(caption, &rest.collect::<Vec<_>>()));
    out
}

fn table(caption: &str, gaps: &[Gap]) -> Option<Block> {
    let rows: Vec<(String, Vec<String>)> = gaps
        .iter()
        .filter(|(.., columns)| !columns.is_empty())
        .map(|(id, name, columns)| (id.clone(), vec![name.clone(), columns.join(", ")]))
        .collect();
    let head = vec!["Voce", "Colonne vuote"];
    (!rows.is_empty()).then(|| Block::Table(Table { caption: caption.to_owned(), head, rows }))
}

/// The columns of those whose gap is true.
fn empty(columns: &[(&'static str, bool)]) -> Vec<&'static str> {
    columns.iter().filter(|(_, empty)| *empty).map(|(title, _)| *title).collect()
}

fn ambito(writer: &Writer<'_>) -> Gap {
    let r = &writer.ambito.record;
    let plan = r.plan.as_ref();
    let over = plan.is_some_and(|p| plan_is_over(p, writer.today));
    let columns = empty(&[
        ("Capofila", r.capofila.is_none()),
        ("Forma", r.form.is_none()),
        ("Indirizzo della sede", r.seat.as_ref().is_none_or(|s| s.address.is_none())),
        ("Telefono (foglio Contatti)", r.phones.is_empty()),
        ("E-mail (foglio Contatti)", r.emails.is_empty()),
        ("PEC (foglio Contatti)", r.pec.is_empty()),
        ("Sito (foglio Contatti)", r.website.is_none()),
        ("Organi", r.bodies.is_empty()),
        ("Piano: nome", plan.is_none()),
        ("Piano: periodo", over || plan.is_some_and(|p| p.period.is_none())),
        ("Piano: approvato il", over || plan.is_some_and(|p| p.approved.is_none())),
        ("Piano: descrizione", plan.is_some_and(|p| p.description.is_none())),
        ("Diritti", r.rights.is_empty()),
        ("Verificato il", r.checked.is_none()),
    ]);
    (writer.id.clone(), r.name.to_string(), columns)
}

fn sede(r: &crate::catalog::record::Sede) -> Gap {
    let columns = empty(&[
        ("Comune", r.comune.is_none() && !r.riservato),
        ("Indirizzo", r.address.is_none() && !r.riservato),
        ("CAP", r.cap.is_none() && !r.riservato),
        ("Telefono (foglio Contatti)", r.phones.is_empty()),
        ("E-mail (foglio Contatti)", r.emails.is_empty()),
        ("Orari", r.hours.is_none() && r.hours_source.is_none()),
        ("Ingresso senza gradini", r.step_free.is_none()),
        ("Lingua dei segni", r.sign_language.is_none()),
        ("Appuntamento", r.appointment.is_none()),
        ("Verificato il", r.checked.is_none()),
    ]);
    (r.id.to_string(), r.name.to_string(), columns)
}

fn servizio(entry: &Entry<'_>) -> Gap {
    let own = entry.own();
    let plain = entry.catalog.foglio(&entry.tipologia.record.id);
    let places = sedi(entry);
    let appointment =
        own.is_some_and(|r| r.appointment.is_some()) || places.iter().any(|s| s.record.appointment.is_some());
    let columns = empty(&[
        ("Sedi", places.is_empty()),
        ("Cosa serve", entry.documents().is_empty() && plain.is_none_or(|p| p.papers.is_empty())),
        ("Quanto costa", entry.cost().is_none() && plain.is_none_or(|p| p.cost.is_none())),
        (
            "Tempi e scadenze",
            entry.timing().is_none() && !entry.term().is_stated() && plain.is_none_or(|p| p.until.is_none()),
        ),
        ("Appuntamento", !appointment),
        ("Chi deve inviare", own.is_none_or(|r| r.sent_by.is_none())),
        ("Lingua dei segni", own.is_none_or(|r| r.sign_language.is_none())),
        ("Attesa: giorni", own.and_then(|r| r.waiting.as_ref()).is_none_or(|w| w.days.is_none())),
        ("Verificato il", entry.checked().is_none()),
    ]);
    (entry.id(), entry.name().to_owned(), columns)
}
