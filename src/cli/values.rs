//! From what was typed after an option to what the catalogue calls it.
//!
//! One rule for every filter of every command, and for the start of the full screen: an id, a label, or an unambiguous
//! beginning of either, without regard to case or accents. What does not fit is answered with what comes nearest.

use crate::catalog::italia::{self, Italiano};
use crate::catalog::model::{AmbitoIx, AreaIx, Catalog, ComuneIx, TargetIx, TipologiaIx};
use crate::catalog::record::LinguaRecord;
use crate::catalog::regions::{REGIONI, Regione};
use crate::catalog::values::{Slug, Stato};
use crate::lingua::fold::fold;
use crate::lingua::lists::first_of;
use crate::lingua::near::{likeness, likest};
use crate::lingua::signs::glimpse;
use crate::lingua::slip;

/// A value that could be meant: what it is, how it is shown, and every name it answers to (the shown one included).
struct Candidate<T> {
    value: T,
    shown: String,
    names: Vec<String>,
}

impl<T> Candidate<T> {
    fn new<'a>(value: T, shown: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let names = std::iter::once(fold(shown)).chain(names.into_iter().map(fold)).filter(|n| !n.is_empty()).collect();
        Self { value, shown: shown.to_owned(), names }
    }
}

/// The comune called `raw`: name, ISTAT code or CAP.
///
/// # Errors
/// The Italian sentence that says what comes nearest, or which comuni it could be.
pub fn comune(catalog: &Catalog, raw: &str) -> Result<ComuneIx, String> {
    if let Some(known) = catalog.find_comune(raw.trim()) {
        return Ok(known);
    }
    let all = catalog.comuni.iter().enumerate();
    pick(
        "Nessun comune",
        raw,
        all.map(|(at, c)| {
            Candidate::new(
                ComuneIx::of(at),
                &c.record.name,
                std::iter::once(c.record.istat.as_str()).chain(c.record.cap.iter()),
            )
        })
        .collect(),
    )
}

/// Most names that an answer lists where several are meant.
const MOST_SHOWN: usize = 8;

/// The comune that `raw` means: as [`comune`], or with slips of the fingers, where no comune of Italy is called so.
///
/// # Errors
/// As [`comune`].
pub fn comune_as_typed(catalog: &Catalog, raw: &str) -> Result<ComuneIx, String> {
    comune(catalog, raw).or_else(|why| match comune_of_italy(raw) {
        Err(None) => slipped(catalog, raw).ok_or(why),
        _ => Err(why),
    })
}

/// The one comune that is nearest to `raw` but for slips.
fn slipped(catalog: &Catalog, raw: &str) -> Option<ComuneIx> {
    let typed = fold(raw);
    let typed: Vec<&str> = typed.split(' ').filter(|w| !w.is_empty()).collect();
    if typed.is_empty() {
        return None;
    }
    let away = |name: &str| slip::from_name(typed.iter().copied(), &fold(name).split(' ').collect::<Vec<_>>());
    let all = catalog.comuni.iter().enumerate();
    let mut found: Vec<_> = all.filter_map(|(at, c)| Some((away(&c.record.name)?, ComuneIx::of(at)))).collect();
    found.sort_unstable_by_key(|(slips, _)| *slips);
    match found.as_slice() {
        [(_, only)] => Some(*only),
        [(first, nearest), (second, _), ..] if first < second => Some(*nearest),
        _ => None,
    }
}

/// The comune of Italy called `raw`: whole name, with or without the province, ISTAT code or CAP.
///
/// # Errors
/// Which comuni it could be, in an Italian sentence; `None` where there is no such one.
pub fn comune_of_italy(raw: &str) -> Result<Italiano, Option<String>> {
    let mut found = italia::named(raw);
    // The beginning of a name is an answer only where one comune of Italy begins so.
    let shown = glimpse(raw, 60);
    match found.len() {
        0 => Err(None),
        1 => found.pop().ok_or(None),
        _ => {
            let all: Vec<String> = found.iter().map(|c| c.shown().to_string()).collect();
            let list = first_of(&all, MOST_SHOWN);
            Err(Some(format!("«{shown}» può essere: {list}. Scrivi anche la provincia.")))
        }
    }
}

/// The region of Italy called `raw`.
///
/// # Errors
/// As [`comune`].
pub fn regione(raw: &str) -> Result<&'static Regione, String> {
    let all = REGIONI.iter().enumerate();
    let at = pick("Nessuna regione", raw, all.map(|(at, r)| Candidate::new(at, r.name, [r.id])).collect())?;
    REGIONI.get(at).ok_or_else(|| "Nessuna regione.".to_owned())
}

/// The ambito called `raw`: id, short or full name, official code.
///
/// # Errors
/// As [`comune`].
pub fn ambito(catalog: &Catalog, raw: &str) -> Result<AmbitoIx, String> {
    let all = catalog.ambiti.iter().enumerate();
    let candidate = |(at, a): (usize, &crate::catalog::model::Ambito)| {
        let r = &a.record;
        let names = [r.id.as_str(), r.name.as_str(), r.code.as_deref().unwrap_or_default()];
        Candidate::new(AmbitoIx::of(at), &r.short, names)
    };
    pick("Nessun ambito", raw, all.map(candidate).collect())
}

/// The language called `raw`: its code, its Italian name or its own.
///
/// # Errors
/// As [`comune`].
pub fn lingua<'c>(catalog: &'c Catalog, raw: &str) -> Result<&'c LinguaRecord, String> {
    let all = catalog.lingue.iter();
    pick("Nessuna lingua", raw, all.map(|l| Candidate::new(l, &l.italian, [l.id.as_str(), l.name.as_str()])).collect())
}

/// The target group called `raw`: id, label or one of its everyday words.
///
/// # Errors
/// As [`comune`].
pub fn target(catalog: &Catalog, raw: &str) -> Result<TargetIx, String> {
    let all = catalog.destinatari.iter().enumerate();
    let candidate = |(at, d): (usize, &crate::catalog::record::Destinatari)| {
        let synonyms = d.synonyms.iter().map(AsRef::as_ref);
        Candidate::new(TargetIx::of(at), &d.label, std::iter::once(d.id.as_str()).chain(synonyms))
    };
    pick("Nessun gruppo di destinatari", raw, all.map(candidate).collect())
}

/// The area strategica called `raw`: id, short or full name.
///
/// # Errors
/// As [`comune`].
pub fn area(catalog: &Catalog, raw: &str) -> Result<AreaIx, String> {
    let all = catalog.aree.iter().enumerate();
    let candidate = |(at, a): (usize, &crate::catalog::record::Area)| {
        Candidate::new(AreaIx::of(at), &a.short, [a.id.as_str(), a.label.as_str()])
    };
    pick("Nessuna area strategica", raw, all.map(candidate).collect())
}

/// The tipologia called `raw`: id (with or without `tipologia/`), name, acronym or alias.
///
/// # Errors
/// As [`comune`].
pub fn tipologia(catalog: &Catalog, raw: &str) -> Result<TipologiaIx, String> {
    let all = catalog.tipologie.iter().enumerate();
    let candidate = |(at, t): (usize, &crate::catalog::model::Type)| {
        let r = &t.record;
        let names = r.acronyms.iter().map(AsRef::as_ref).chain(r.aliases.iter().map(Slug::as_str));
        Candidate::new(TipologiaIx::of(at), &r.name, std::iter::once(r.id.as_str()).chain(names))
    };
    pick("Nessuna tipologia", raw.strip_prefix("tipologia/").unwrap_or(raw), all.map(candidate).collect())
}

/// The condition called `raw`: id, label or one of its everyday words.
///
/// # Errors
/// As [`comune`].
pub fn condizione(catalog: &Catalog, raw: &str) -> Result<Slug, String> {
    let candidate = |(at, c): (usize, &crate::catalog::record::Condizione)| {
        let synonyms = c.synonyms.iter().map(AsRef::as_ref);
        Candidate::new(at, &c.label, std::iter::once(c.id.as_str()).chain(synonyms))
    };
    let at = pick("Nessuna condizione", raw, catalog.condizioni.iter().enumerate().map(candidate).collect())?;
    let found = catalog.condizioni.get(at).map(|c| c.id.clone());
    found.ok_or_else(|| "Il catalogo non ha condizioni.".to_owned())
}

/// The status called `raw`.
///
/// # Errors
/// As [`comune`].
pub fn stato(raw: &str) -> Result<Stato, String> {
    let all = Stato::ALL.iter();
    pick("Nessuno stato", raw, all.map(|s| Candidate::new(*s, s.label(), [s.word()])).collect())
}

/// The ids of the catalogue nearest to `raw`, best first, at most three: for a scheda that does not exist.
pub fn nearest_ids(catalog: &Catalog, raw: &str) -> Vec<String> {
    let folded = fold(raw);
    let types = catalog.tipologie.iter().map(|t| format!("tipologia/{}", t.record.id));
    let ambiti = catalog.ambiti.iter().map(|a| format!("ambito/{}", a.record.id));
    let all = catalog.servizi.iter().map(|s| s.id.to_string()).chain(types).chain(ambiti);
    let tail = |id: &str| id.rsplit('/').next().map(fold).unwrap_or_default();
    let measured = all.map(|id| {
        let whole = likeness(&folded, &fold(&id));
        // "asilo-nido" alone means the tipologia before any one ambito's servizio.
        let part = if raw.contains('/') { 0.0 } else { likeness(&folded, &tail(&id)) * 0.99 };
        let preference = if id.starts_with("tipologia/") { 0.001 } else { 0.0 };
        (whole.max(part) + preference, id)
    });
    likest(measured, 3)
}

/// Picks the candidate that `raw` means. Exact before beginning of a name, before beginning of a word of a name.
fn pick<T: Copy + PartialEq>(none: &str, raw: &str, candidates: Vec<Candidate<T>>) -> Result<T, String> {
    let typed = fold(raw);
    let shown = glimpse(raw, 60);
    if !typed.is_empty() {
        let word_begins = format!(" {typed}");
        let tiers: [&dyn Fn(&str) -> bool; 3] =
            [&|n| n == typed, &|n| n.starts_with(&typed), &|n| n.contains(&word_begins)];
        for fits in tiers {
            let mut found = candidates.iter().filter(|c| c.names.iter().any(|n| fits(n)));
            let (first, others) = (found.next(), found.collect::<Vec<_>>());
            match first {
                None => {}
                Some(only) if others.is_empty() => return Ok(only.value),
                Some(first) => {
                    let names: Vec<&str> = std::iter::once(first).chain(others).map(|c| c.shown.as_str()).collect();
                    let list = first_of(&names, MOST_SHOWN);
                    return Err(format!("«{shown}» può essere: {list}. Scrivi qualche lettera in più."));
                }
            }
        }
    }
    let likeness = |c: &Candidate<T>| c.names.iter().map(|n| likeness(&typed, n)).fold(0.0, f64::max);
    let near = likest(candidates.into_iter().map(|c| (likeness(&c), c.shown)), 3);
    if near.is_empty() {
        return Err(format!("{none} «{shown}»: il catalogo non ne ha."));
    }
    Err(format!("{none} «{shown}». I più vicini: {}.", near.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn towns(raw: &str) -> Result<usize, String> {
        let names = ["Castri di Lecce", "Castro", "Latiano", "Mola di Bari", "San Pancrazio Salentino", "San Donaci"];
        pick("Nessun comune", raw, names.iter().enumerate().map(|(at, n)| Candidate::new(at, n, [])).collect())
    }

    #[test]
    fn a_whole_name_beats_a_longer_one_that_begins_so() {
        assert_eq!(towns("castro"), Ok(1));
        assert_eq!(towns("LATI"), Ok(2));
        assert_eq!(towns("pancrazio"), Ok(4));
    }

    #[test]
    fn an_ambiguous_beginning_lists_who_it_could_be() {
        let said = towns("san").unwrap_err();
        assert_eq!(said, "«san» può essere: San Pancrazio Salentino, San Donaci. Scrivi qualche lettera in più.");
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() {
        assert!(towns("Latinao").unwrap_err().starts_with("Nessun comune «Latinao». I più vicini: Latiano,"));
        assert!(towns("").unwrap_err().starts_with("Nessun comune «»."));
        assert!(towns("\u{1b}[2Jx").unwrap_err().contains("«[2Jx»"));
    }

    #[test]
    fn a_comune_is_met_by_its_cap_and_with_a_slip_unless_another_is_called_so() {
        let resolved = crate::catalog::bundled::catalog();
        assert!(resolved.is_ok());
        let Ok(crate::catalog::resolve::Resolved { catalog, .. }) = resolved else { return };
        let named = |raw: &str| {
            let found = comune_as_typed(&catalog, raw).ok().map(|ix| &catalog.comuni[ix]);
            found.map(|c| c.record.name.to_string())
        };
        assert_eq!(named("72022").as_deref(), Some("Latiano"));
        assert_eq!(named("lattiano").as_deref(), Some("Latiano"));
        assert_eq!(named("san pancrazzio salentno").as_deref(), Some("San Pancrazio Salentino"));
        // A comune of Lombardy, one letter away from Lecce.
        assert_eq!(named("Lecco"), None);
        assert_eq!(named("xyzzy"), None);
    }

    #[test]
    fn statuses_answer_to_label_and_word() {
        assert_eq!(stato("Avviso chiuso"), Ok(Stato::AvvisoChiuso));
        assert_eq!(stato("da-conf"), Ok(Stato::DaConfermare));
    }
}
