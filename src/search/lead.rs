//! The rows of a danger: who can help first, who would hurt not among the first three.
//!
//! Runs over the rows that the words brought, whatever they are: filters, places and scores take no help away.

use crate::catalog::model::{Scope, ServizioIx, TipologiaIx};
use crate::catalog::record::Urgenza;
use crate::catalog::values::Slug;

use super::answer::Hit;
use super::danger::{Danger, Level};
use super::look::{FoundRow, Look};
use super::weights::{ASKED_FOR, SURELY};

/// Most tipologie of a situation that are put first; the two that answer for everybody follow.
const OWN: usize = 2;

/// Who answers in every social emergency, and who takes charge afterwards.
const FOR_ALL: [&str; 2] = ["pronto-intervento-sociale", "servizio-sociale-professionale"];

/// Rows that are read before anything is decided.
const FIRST: usize = 3;

/// Whose doors a victim of violence knocks at.
const FOR_VICTIMS: [&str; 2] = ["centro-antiviolenza", "casa-rifugio"];

/// Who works with whoever was violent, or with both.
const FOR_AUTHORS: [&str; 2] = ["percorsi-uomini-autori-violenza", "mediazione-familiare"];

/// Where a victim's door is first, and no danger was heard: nobody who works with the author, or with both, is read beside
/// it unless the words ask for that.
pub(super) fn authors_apart(look: &Look<'_>, rows: &mut Vec<FoundRow>) {
    let is_of = |row: &FoundRow, list: &[&str]| {
        list.contains(&look.catalog.tipologie[row.hit.tipologia(look.catalog)].record.id.as_str())
    };
    if !rows.first().is_some_and(|row| is_of(row, &FOR_VICTIMS)) {
        return;
    }
    let asked = |row: &FoundRow| look.has_all(look.type_mask(row.hit.tipologia(look.catalog).at()));
    let (mut apart, mut others): (Vec<FoundRow>, Vec<FoundRow>) =
        rows.drain(..).partition(|row| is_of(row, &FOR_AUTHORS) && !asked(row));
    let behind = others.split_off(FIRST.min(others.len()));
    rows.append(&mut others);
    if rows.len() < FIRST {
        rows.append(&mut apart);
    }
    rows.extend(merged(apart, behind));
}

/// Puts the rows of a danger in their order; answers how many more there are.
pub(super) fn safest_first(look: &Look<'_>, danger: &Danger, rows: &mut Vec<FoundRow>) -> isize {
    let catalog = look.catalog;
    let Some(record) = danger.record(catalog) else { return 0 };
    // Who would hurt in anything that the words may speak of.
    let meant = std::iter::once(record).chain(danger.others.iter().filter_map(|s| catalog.urgenze.get(*s)));
    let harmful: Vec<TipologiaIx> =
        meant.flat_map(|u| &u.not_first).filter_map(|t| catalog.find_type(t.as_str())).collect();
    // A quiet line takes nothing away from what the whole sentence surely asks for.
    let surely = |ty: TipologiaIx| danger.level == Level::Possibile && look.heard.of_type(ty.at()) >= SURELY;
    let type_of = |row: &FoundRow| row.hit.tipologia(catalog);
    let is_harmful = |row: &FoundRow| harmful.contains(&type_of(row)) && !surely(type_of(row));
    let (hurting, mut others): (Vec<FoundRow>, Vec<FoundRow>) = rows.drain(..).partition(is_harmful);
    let mut added = 0_isize;
    let mut first: Vec<FoundRow> = Vec::new();
    for ty in helpers(look, record).into_iter().filter(|ty| !harmful.contains(ty)) {
        // Where it is only possible, or nobody of ours helps in it, the words say who comes first; helpers stand before
        // who would hurt, and where the words found next to nobody.
        let enough = first.len() + others.len() >= FIRST || (record.types.is_empty() && hurting.is_empty());
        if (danger.level == Level::Possibile || record.types.is_empty()) && enough {
            break;
        }
        // Nor does a quiet line move whom the words found.
        if danger.level == Level::Possibile && others.iter().any(|row| type_of(row) == ty) {
            continue;
        }
        let here = others.iter().position(|row| type_of(row) == ty && is_known(row));
        added += isize::from(here.is_none());
        // What the words found says where it is; else what is known of the place.
        first.push(here.map_or_else(|| help(look, ty), |at| others.remove(at)));
        // The ambito may have a second place of the first kind: nearer, or open.
        if first.len() == 1
            && let Some(at) = others.iter().position(|row| type_of(row) == ty && is_known(row))
        {
            first.push(others.remove(at));
        }
    }
    // Rows that the danger brought stand for those of the same tipologia of which nothing is known here.
    others.retain(|row| {
        let doubled = !is_known(row) && first.iter().any(|f| type_of(f) == type_of(row));
        added -= isize::from(doubled);
        !doubled
    });
    if danger.level == Level::Certo {
        // What the whole sentence asks for is read too where the danger is the less sure of the two: before the helpers,
        // unless it helps in a danger itself, which may be another than this one. What is there for the office is not asked
        // for.
        let likely = |row: &FoundRow| look.heard.of_type(type_of(row).at());
        let entry = |row: &FoundRow| catalog.type_entry(type_of(row));
        let asked =
            others.iter().enumerate().filter(|(_, row)| likely(row) >= ASKED_FOR && !entry(row).is_for_office());
        let asked = asked.max_by(|a, b| likely(a.1).total_cmp(&likely(b.1)).then(b.0.cmp(&a.0))).map(|(at, _)| at);
        if let Some(at) = asked.filter(|_| !danger.strong) {
            let row = others.remove(at);
            let helps = catalog.urgenze.iter().any(|u| u.types.contains(&entry(&row).tipologia.record.id));
            first.insert(usize::from(helps).min(first.len()), row);
        }
        let fill = FIRST.saturating_sub(first.len()).min(others.len());
        first.extend(others.drain(..fill));
    } else {
        let fill = FIRST.min(others.len());
        let helpers = std::mem::replace(&mut first, others.drain(..fill).collect());
        first.extend(helpers);
    }
    let nobody_better = first.len() < FIRST;
    rows.append(&mut first);
    if nobody_better {
        // Nobody is better than who would hurt.
        added -= isize::try_from(hurting.len()).unwrap_or_default();
        rows.append(&mut others);
    } else {
        rows.extend(merged(hurting, others));
    }
    added
}

/// Who helps in a situation, in the order of the catalogue: its own services, then the two that answer for everybody.
fn helpers(look: &Look<'_>, record: &Urgenza) -> Vec<TipologiaIx> {
    let own = record.types.iter().map(Slug::as_str).filter(|t| !FOR_ALL.contains(t)).take(OWN);
    // Where the situation names one of them first, it is.
    let named = record.types.first().map(Slug::as_str).filter(|t| FOR_ALL.contains(t));
    let others = FOR_ALL.iter().copied().filter(|t| Some(*t) != named);
    let all: Vec<&str> = named.into_iter().chain(own).chain(others).collect();
    all.into_iter().filter_map(|t| look.catalog.find_type(t)).collect()
}

/// Two lists in order of score as one.
fn merged(a: Vec<FoundRow>, b: Vec<FoundRow>) -> Vec<FoundRow> {
    let mut all = a;
    all.extend(b);
    all.sort_by_key(|row| std::cmp::Reverse(row.score));
    all
}

/// A row that says where: no tipologia of which nothing is known here.
fn is_known(row: &FoundRow) -> bool {
    matches!(row.hit, Hit::Servizio(_)) || row.ambiti > 0
}

/// The row of a tipologia at the place: the servizio of its ambito that can be telephoned, else one that is known, else the
/// tipologia itself.
fn help(look: &Look<'_>, ty: TipologiaIx) -> FoundRow {
    let catalog = look.catalog;
    let ambiti = || {
        let scopes = catalog.servizi.each(&catalog.tipologie[ty].servizi).map(|s| s.scope);
        let mut ambiti: Vec<Scope> = scopes.filter(|s| matches!(s, Scope::Ambito(_))).collect();
        ambiti.sort_unstable();
        ambiti.dedup();
        u32::try_from(ambiti.len()).unwrap_or(u32::MAX)
    };
    if look.grouped {
        return look.type_row(ty.at(), ambiti());
    }
    let has_phone = |ix: ServizioIx| catalog.sedi.each(&catalog.servizi[ix].sedi).any(|s| !s.record.phones.is_empty());
    let slots = look.place_scopes().into_iter().flat_map(|scope| look.index.scope_slots(scope));
    let here = slots.filter(|slot| {
        look.index.slots.ty.get(*slot).is_some_and(|t| usize::from(*t) == ty.at()) && look.serves(*slot)
    });
    let best = here.min_by_key(|slot| !has_phone(look.index.servizio(*slot)));
    match best {
        Some(slot) => look.servizio_row(slot, ty.at()),
        None => look.type_row(ty.at(), 0),
    }
}
