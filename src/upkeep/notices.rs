//! What waits, said on the scheda that it is about: to each desk that reads the folder, before anybody has accepted it.

use chrono::NaiveDate;

use super::numbers::Numbers;
use super::review::Review;
use crate::catalog::model::Catalog;
use crate::scheda::opening::{CALL, WHERE};
use crate::scheda::{Pair, Scheda, SedeFacts, Tone, Viewer};

/// Label of a report on a scheda.
pub const LABEL: &str = "AVVISO";

/// Most reports that stand on a scheda one by one.
const SHOWN: usize = 2;

/// Adds what waits for the records of a scheda under its telephone: of the service, its places, and the comune whose
/// switchboard answers instead.
pub fn add(scheda: &mut Scheda, review: &Review, catalog: &Catalog, viewer: &Viewer) {
    if let Some(ambito) = scheda.id.strip_prefix("ambito/").and_then(|id| catalog.find_ambito(id)) {
        let numbers = Numbers::of(catalog, review, Some(ambito), viewer.now.date());
        scheda.header.push(Pair { label: "Verifiche", value: numbers.in_words(), tone: Tone::Plain });
    }
    if review.rows.is_empty() {
        return;
    }
    let said = of(scheda, review, catalog, viewer);
    let after = scheda.opening.iter().position(|p| p.label == CALL).map_or(scheda.opening.len(), |at| at + 1);
    for value in said.into_iter().rev() {
        scheda.opening.insert(after, Pair { label: LABEL, value, tone: Tone::Careful });
    }
}

/// Whether a place is the one that the scheda opens with.
fn is_in_sight(scheda: &Scheda, sede: &SedeFacts) -> bool {
    scheda.opening.iter().any(|p| p.label == WHERE && p.value.contains(&sede.name))
}

/// The places of a scheda, the one that it opens with before the others.
pub(super) fn in_sight_first(scheda: &Scheda) -> Vec<&SedeFacts> {
    let mut sedi: Vec<&SedeFacts> = scheda.facts.sedi.iter().collect();
    sedi.sort_by_key(|s| (!is_in_sight(scheda, s), s.phones.is_empty()));
    sedi
}

fn of(scheda: &Scheda, review: &Review, catalog: &Catalog, viewer: &Viewer) -> Vec<String> {
    let today: NaiveDate = viewer.now.date();
    let mut said: Vec<String> = review.about(&scheda.id).map(|r| r.in_words(today)).collect();
    for sede in in_sight_first(scheda) {
        // Of the place that stands above it goes without saying.
        let name = if is_in_sight(scheda, sede) { String::new() } else { format!(" ({})", sede.name) };
        said.extend(review.about(&sede.id).map(|r| format!("{}{name}", r.in_words(today))));
    }
    // A place that the catalogue does not have yet hangs on no scheda but that of its tipologia.
    if let (Some(ambito), Some(tipologia)) = (&scheda.facts.ambito, &scheda.facts.tipologia) {
        let new = review.waiting().filter(|r| r.field.as_deref() == Some(super::fields::NEW_SEDE));
        let ours = new.filter(|r| r.record.starts_with(&format!("{ambito}/")));
        let serves = |r: &&super::ReviewRow| {
            let types = r.after.get("types").and_then(|t| t.as_array());
            types.is_some_and(|t| t.iter().any(|t| t.as_str() == Some(tipologia)))
        };
        said.extend(ours.filter(serves).map(|r| r.in_words(today)));
    }
    let comune = viewer.comune.map(|ix| &catalog.comuni[ix]);
    if let Some(comune) = comune {
        said.extend(review.about(&format!("comune/{}", comune.record.istat)).map(|r| r.in_words(today)));
    }
    let more = said.len().saturating_sub(SHOWN);
    said.truncate(SHOWN);
    match more {
        0 => {}
        1 => said.push("e un'altra segnalazione".to_owned()),
        n => said.push(format!("e altre {n} segnalazioni")),
    }
    said
}
