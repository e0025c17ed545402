//! The work list of an Ufficio di Piano: what each scheda lacks, what is old, what nobody can call, worst first.
//!
//! Completeness follows rule C.SI.1.3 of the conformity criteria for the sites of Italian comuni: all parts present is
//! a pass, up to two missing are tolerated, more are a fail. Reads the resolved [`Catalog`] and today's date, and gives
//! typed rows that the command line prints as a table, JSON or CSV.

use chrono::NaiveDate;
use serde::Serialize;

use super::fresh::is_fresh;
use super::model::{Ambito, Catalog, Entry, Scope};
use super::plain::{PlainRow, measure};
use super::record::Sede;
use super::table::{Position, Table};
use super::values::{Basis, PartialDate, Stato, closed_list};

/// Most missing parts of a scheda that rule C.SI.1.3 still tolerates.
pub const TOLERATED: usize = 2;

closed_list! {
    /// A part of a scheda that rule C.SI.1.3 asks for, in the order of the page.
    RequiredPart {
        /// The area.
        Area = "area", "Area";
        /// The name.
        Titolo = "titolo", "Titolo";
        /// How it stands.
        Stato = "stato", "Stato";
        /// Why it does not run.
        Motivo = "motivo", "Motivo, se non attivo";
        /// What it is, in a sentence.
        Sintesi = "descrizione-breve", "Descrizione breve";
        /// Whom it is for.
        Rivolto = "a-chi-e-rivolto", "A chi è rivolto";
        /// How one asks for it.
        ComeFare = "come-fare", "Come fare";
        /// What one brings.
        CosaServe = "cosa-serve", "Cosa serve";
        /// What one gets.
        CosaSiOttiene = "cosa-si-ottiene", "Cosa si ottiene";
        /// How long it takes, and until when it can be asked for.
        Tempi = "tempi-e-scadenze", "Tempi e scadenze";
        /// Where one asks for it.
        Accedi = "accedi", "Accedi al servizio";
        /// What holds besides.
        Condizioni = "condizioni", "Condizioni di servizio";
        /// Who answers.
        Contatti = "contatti", "Contatti";
    }
}

closed_list! {
    /// How a scheda stands by the rule.
    VerifyOutcome {
        /// Nothing is missing.
        Conforme = "conforme";
        /// One or two parts are missing.
        Tollerato = "tollerato";
        /// More are.
        NonConforme = "non-conforme", "non conforme";
    }
}

impl VerifyOutcome {
    fn of(missing: usize) -> Self {
        match missing {
            0 => Self::Conforme,
            1..=TOLERATED => Self::Tollerato,
            _ => Self::NonConforme,
        }
    }
}

/// One scheda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchedaRow {
    /// Identifier of the servizio.
    pub id: String,
    /// Name.
    pub name: String,
    /// Identifier of the scope: an ambito, the region or `it`.
    pub scope: String,
    /// What it rests on.
    pub basis: Basis,
    /// How it stands by the rule.
    pub outcome: VerifyOutcome,
    /// What is missing, in the order of the page.
    pub missing: Vec<RequiredPart>,
    /// Last check with who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<PartialDate>,
    /// Age of that check, whole days; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_days: Option<i64>,
    /// Date of its newest source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<PartialDate>,
    /// That source is older than two years, or no source has a date.
    pub stale: bool,
    /// Neither a sede nor the ambito nor a comune of it can be called, written to or visited.
    pub no_contact: bool,
}

impl SchedaRow {
    /// Column names of [`SchedaRow::cells`].
    pub const COLUMNS: [&'static str; 11] = [
        "id",
        "nome",
        "ambito",
        "base",
        "esito",
        "mancano",
        "parti mancanti",
        "ultima verifica",
        "fonte più recente",
        "fonte vecchia",
        "senza contatti",
    ];

    /// The row as text: for CSV and the table.
    pub fn cells(&self) -> [String; 11] {
        let yes = |b: bool| if b { "sì" } else { "no" }.to_owned();
        let date = |d: Option<PartialDate>| d.map(|d| d.to_string()).unwrap_or_default();
        let missing: Vec<&str> = self.missing.iter().map(|p| p.label()).collect();
        [
            self.id.clone(),
            self.name.clone(),
            self.scope.clone(),
            self.basis.word().to_owned(),
            self.outcome.label().to_owned(),
            self.missing.len().to_string(),
            missing.join(", "),
            date(self.checked),
            date(self.source),
            yes(self.stale),
            yes(self.no_contact),
        ]
    }
}

/// The totals of one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeRow {
    /// Identifier of the scope.
    pub scope: String,
    /// Its name.
    pub name: String,
    /// Schede.
    pub total: usize,
    /// Of which only the norm says that they exist.
    pub norma: usize,
    /// Of which nothing is missing.
    pub conformi: usize,
    /// Of which one or two parts are missing.
    pub tollerate: usize,
    /// Of which more are missing.
    pub non_conformi: usize,
    /// Parts present, per cent of those asked for, rounded down.
    pub completeness: usize,
    /// Never checked with who answers for them.
    pub never_checked: usize,
    /// With a source older than two years or without a date.
    pub stale: usize,
    /// Without any contact.
    pub no_contact: usize,
}

impl ScopeRow {
    /// Column names of [`ScopeRow::cells`].
    pub const COLUMNS: [&'static str; 10] = [
        "ambito",
        "schede",
        "solo norma",
        "conformi",
        "tollerate",
        "non conformi",
        "completezza %",
        "mai verificate",
        "fonti vecchie",
        "senza contatti",
    ];

    /// The row as text: for CSV and the table.
    pub fn cells(&self) -> [String; 10] {
        let n = |n: usize| n.to_string();
        [
            self.name.clone(),
            n(self.total),
            n(self.norma),
            n(self.conformi),
            n(self.tollerate),
            n(self.non_conformi),
            n(self.completeness),
            n(self.never_checked),
            n(self.stale),
            n(self.no_contact),
        ]
    }
}

/// A term that one can browse by and that finds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmptyTerm {
    /// "area", "destinatari" or "comune".
    pub kind: &'static str,
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub label: String,
}

/// The whole work list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// The schede, worst first.
    pub schede: Vec<SchedaRow>,
    /// Totals by scope, worst first.
    pub scopes: Vec<ScopeRow>,
    /// Terms that find nothing.
    pub empty_terms: Vec<EmptyTerm>,
    /// How the sheets of the tipologie read.
    pub sheets: Vec<PlainRow>,
}

/// Verifies every scheda that the list shows; those of the past (`storico`) are no work for anybody.
pub fn verify(catalog: &Catalog, today: NaiveDate) -> VerifyReport {
    let mut schede = Vec::with_capacity(catalog.servizi.len());
    let mut scopes: Vec<(Scope, Vec<usize>)> = Vec::new();
    for entry in catalog.entries() {
        let Some(scope) = entry.scope().filter(|_| is_living(&entry)) else { continue };
        match scopes.iter_mut().find(|(known, _)| *known == scope) {
            Some((_, rows)) => rows.push(schede.len()),
            None => scopes.push((scope, vec![schede.len()])),
        }
        schede.push(scheda(&entry, scope, today));
    }
    let mut totals: Vec<ScopeRow> = scopes
        .iter()
        .map(|(scope, rows)| {
            let rows: Vec<&SchedaRow> = rows.iter().filter_map(|at| schede.get(*at)).collect();
            total(catalog, *scope, &rows)
        })
        .collect();
    totals.sort_by(|a, b| (a.completeness, &a.scope).cmp(&(b.completeness, &b.scope)));
    schede.sort_by(|a, b| worst_first(a).cmp(&worst_first(b)));
    VerifyReport { schede, scopes: totals, empty_terms: empty_terms(catalog), sheets: measure(catalog) }
}

/// Order of urgency: most parts missing, then nobody to call, then never or longest ago checked, then by name.
fn worst_first(row: &SchedaRow) -> (std::cmp::Reverse<usize>, bool, Option<PartialDate>, bool, &str) {
    (std::cmp::Reverse(row.missing.len()), !row.no_contact, row.checked, !row.stale, &row.id)
}

/// Whether it is nobody's past.
pub fn is_living(entry: &Entry<'_>) -> bool {
    entry.own().is_none_or(|own| own.status != Some(Stato::Storico))
}

fn scheda(entry: &Entry<'_>, scope: Scope, today: NaiveDate) -> SchedaRow {
    let no_contact = !has_contact(entry);
    let missing: Vec<RequiredPart> =
        RequiredPart::ALL.iter().copied().filter(|part| !has(entry, *part, today)).collect();
    let (checked, source) = (entry.checked(), entry.source_date());
    SchedaRow {
        id: entry.id(),
        name: entry.name().to_owned(),
        scope: entry.catalog.scope_id(scope).to_owned(),
        basis: entry.servizio.map_or(Basis::Norma, |s| s.basis),
        outcome: VerifyOutcome::of(missing.len()),
        missing,
        checked,
        checked_days: checked.map(|d| (today - d.latest()).num_days().max(0)),
        source,
        stale: !is_fresh(source, today),
        no_contact,
    }
}

/// Whether the scheda has a part. Where the rule asks for a reason, "previsto dalla norma" and "fonte di oltre due
/// anni", which the program states by itself, are one.
fn has(entry: &Entry<'_>, part: RequiredPart, today: NaiveDate) -> bool {
    let own = entry.own();
    match part {
        RequiredPart::Area => true,
        RequiredPart::Titolo => !entry.name().is_empty(),
        RequiredPart::Stato => {
            entry.servizio.is_some_and(|s| s.basis == Basis::Norma) || own.is_some_and(|r| r.status.is_some())
        }
        RequiredPart::Motivo => match entry.status(today) {
            Some(Stato::Programmato | Stato::AvvisoChiuso) => {
                let said = own.is_some_and(|r| r.details.is_some() || r.period.is_some() || r.plan_item.is_some());
                said || entry.term().is_stated()
            }
            _ => true,
        },
        RequiredPart::Sintesi => !entry.summary().is_empty(),
        RequiredPart::Rivolto => !entry.eligibility().text.is_empty() || !entry.targets().is_empty(),
        RequiredPart::ComeFare => !entry.how_to_apply().is_empty(),
        RequiredPart::CosaServe => !entry.documents().is_empty(),
        RequiredPart::CosaSiOttiene => entry.outcome().is_some(),
        RequiredPart::Tempi => {
            let yearly = !entry.tipologia.record.yearly.is_empty();
            entry.timing().is_some() || entry.term().is_stated() || yearly
        }
        RequiredPart::Accedi => sedi(entry).any(has_way_in),
        RequiredPart::Condizioni => {
            own.and_then(|r| r.conditions.as_ref()).is_some_and(|c| !c.is_empty())
                || entry.ambito().is_some_and(|a| !a.record.rights.is_empty())
        }
        RequiredPart::Contatti => sedi(entry).any(can_be_reached) || entry.ambito().is_some_and(ambito_answers),
    }
}

/// The sedi of a servizio that are not of the past.
fn sedi<'a>(entry: &Entry<'a>) -> impl Iterator<Item = &'a Sede> + use<'a> {
    let catalog = entry.catalog;
    let named = entry.servizio.map(|s| s.sedi.as_slice()).unwrap_or_default();
    catalog.sedi.each(named).map(|s| &s.record).filter(|s| s.status != Some(Stato::Storico))
}

fn can_be_reached(sede: &Sede) -> bool {
    !sede.phones.is_empty() || !sede.emails.is_empty() || !sede.pec.is_empty() || sede.website.is_some()
}

fn has_way_in(sede: &Sede) -> bool {
    can_be_reached(sede) || sede.address.is_some()
}

fn ambito_answers(ambito: &Ambito) -> bool {
    let a = &ambito.record;
    !a.phones.is_empty() || !a.emails.is_empty() || !a.pec.is_empty() || a.website.is_some()
}

/// Anything at all: a sede, the ambito, the switchboard, site or PEC of a comune that it serves.
fn has_contact(entry: &Entry<'_>) -> bool {
    if sedi(entry).any(has_way_in) || entry.ambito().is_some_and(ambito_answers) {
        return true;
    }
    let served = entry.servizio.and_then(|s| s.comuni.as_deref());
    let comuni = served.or(entry.ambito().map(|a| a.comuni.as_slice())).unwrap_or_default();
    let known = entry.catalog.comuni.each(comuni);
    known.into_iter().any(|c| {
        let record = &c.record;
        record.switchboard.is_some() || record.website.is_some() || record.pec.is_some()
    })
}

fn total(catalog: &Catalog, scope: Scope, rows: &[&SchedaRow]) -> ScopeRow {
    let count = |is: &dyn Fn(&SchedaRow) -> bool| rows.iter().filter(|r| is(r)).count();
    let (asked, missing) = (rows.len() * RequiredPart::ALL.len(), rows.iter().map(|r| r.missing.len()).sum::<usize>());
    ScopeRow {
        scope: catalog.scope_id(scope).to_owned(),
        name: catalog.scope_label(scope),
        total: rows.len(),
        norma: count(&|r| r.basis == Basis::Norma),
        conformi: count(&|r| r.outcome == VerifyOutcome::Conforme),
        tollerate: count(&|r| r.outcome == VerifyOutcome::Tollerato),
        non_conformi: count(&|r| r.outcome == VerifyOutcome::NonConforme),
        completeness: (asked - missing) * 100 / asked.max(1),
        never_checked: count(&|r| r.checked.is_none()),
        stale: count(&|r| r.stale),
        no_contact: count(&|r| r.no_contact),
    }
}

fn empty_terms(catalog: &Catalog) -> Vec<EmptyTerm> {
    let mut areas = catalog.aree.beside(false);
    let mut targets = catalog.destinatari.beside(false);
    let mut comuni = catalog.comuni.beside(false);
    for entry in catalog.entries().filter(is_living) {
        areas[entry.area()] = true;
        entry.tipologia.other_areas.iter().for_each(|a| areas[*a] = true);
        entry.targets().iter().for_each(|t| targets[*t] = true);
        // What the State or the region offers to everybody does not make a comune's own list any longer.
        let served = entry.servizio.and_then(|s| s.comuni.as_deref()).or(entry.ambito().map(|a| a.comuni.as_slice()));
        served.unwrap_or_default().iter().for_each(|c| comuni[*c] = true);
    }
    let term = |kind, id: &str, label: &str| EmptyTerm { kind, id: id.to_owned(), label: label.to_owned() };
    let areas = empty(&catalog.aree, &areas).map(|a| term("area", &a.id, &a.label));
    let targets = empty(&catalog.destinatari, &targets).map(|d| term("destinatari", &d.id, &d.label));
    let comuni = empty(&catalog.comuni, &comuni).map(|c| term("comune", &c.record.istat, &c.record.name));
    areas.chain(targets).chain(comuni).collect()
}

/// The terms that nothing was found for.
fn empty<'a, Ix: Position, T>(terms: &'a Table<Ix, T>, found: &'a Table<Ix, bool>) -> impl Iterator<Item = &'a T> {
    terms.iter().zip(found).filter(|(_, found)| !**found).map(|(term, _)| term)
}

#[cfg(test)]
mod tests {
    use super::super::kinds::FileKind;
    use super::super::load::Records;
    use super::super::{bundled, model::Layer, resolve::resolve, text::Text};
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    /// The bundled catalogue with one more file on top.
    fn with(kind: FileKind, text: &str) -> Catalog {
        let mut records = Records::default();
        records.add(kind, text).unwrap();
        let layer = Layer { name: Text::new("prova"), path: None, records: 1 };
        resolve(vec![bundled::layer().unwrap(), (layer, records)]).unwrap().catalog
    }

    fn row(report: &VerifyReport, id: &str) -> SchedaRow {
        report.schede.iter().find(|r| r.id == id).unwrap().clone()
    }

    const WHOLE: &str = r#"{
        "sedi": [{"id": "le-casarano/sede/prova", "name": "Sportello", "kind": "altro", "phones": ["0833 12345"],
                  "sources": [{"title": "x"}]}],
        "servizi": [{"id": "le-casarano/mensa-sociale-9", "type": "mensa-sociale", "basis": "piano",
            "status": "attivo", "how_to_apply": ["Chiedere allo sportello."], "documents": ["Documento d'identità"],
            "outcome": "Un pasto.", "timing": "Subito.", "conditions": ["Reclami allo sportello."],
            "sedi": ["le-casarano/sede/prova"], "checked": "2026-11-01", "checked_by": "Ufficio di Piano",
            "sources": [{"title": "Avviso", "date": "2026-10-01"}]}]
    }"#;

    #[test]
    fn a_whole_scheda_passes_and_is_last() {
        let report = verify(&with(FileKind::Ambito, WHOLE), today());
        let row = row(&report, "le-casarano/mensa-sociale-9");
        assert_eq!((row.outcome, row.missing.as_slice()), (VerifyOutcome::Conforme, [].as_slice()));
        assert_eq!((row.checked_days, row.stale, row.no_contact), (Some(20), false, false));
        assert_eq!(report.schede.last().map(|r| r.missing.len()), Some(0));
    }

    #[test]
    fn two_missing_parts_are_tolerated_and_three_are_not() {
        let two =
            WHOLE.replace(r#""status": "attivo", "#, "").replace(r#""conditions""#, r#""plan_item": "x", "keywords""#);
        let three = two
            .replace("\"checked\"", "\"modified\"")
            .replace(r#""status""#, "")
            .replace(r#""phones": ["0833 12345"],"#, "");
        for (text, missing, outcome) in [
            (two, vec![RequiredPart::Stato, RequiredPart::Condizioni], VerifyOutcome::Tollerato),
            (
                three,
                vec![RequiredPart::Stato, RequiredPart::Accedi, RequiredPart::Condizioni],
                VerifyOutcome::NonConforme,
            ),
        ] {
            let catalog = with(FileKind::Ambito, &text);
            let mut found = row(&verify(&catalog, today()), "le-casarano/mensa-sociale-9");
            // Whether the ambito itself answers is the bundled catalogue's business.
            found.missing.retain(|p| *p != RequiredPart::Contatti);
            assert_eq!(found.missing, missing);
            assert_eq!(VerifyOutcome::of(found.missing.len()), outcome);
        }
    }

    #[test]
    fn a_source_goes_stale_after_two_years_and_a_historic_entry_is_no_work() {
        let old = WHOLE.replace("2026-10-01", "2024-10-01");
        assert!(row(&verify(&with(FileKind::Ambito, &old), today()), "le-casarano/mensa-sociale-9").stale);
        let past = WHOLE.replace("\"attivo\"", "\"storico\"");
        let report = verify(&with(FileKind::Ambito, &past), today());
        assert!(!report.schede.iter().any(|r| r.id == "le-casarano/mensa-sociale-9"));
    }

    #[test]
    fn the_totals_hold_every_scheda_once_and_the_worst_comes_first() {
        let report = verify(&bundled::catalog().unwrap().catalog, today());
        assert_eq!(report.scopes.iter().map(|s| s.total).sum::<usize>(), report.schede.len());
        for scope in &report.scopes {
            assert_eq!(scope.conformi + scope.tollerate + scope.non_conformi, scope.total, "{}", scope.name);
        }
        assert!(report.schede.is_sorted_by_key(|r| std::cmp::Reverse(r.missing.len())));
        assert!(report.scopes.is_sorted_by_key(|s| s.completeness));
        assert_eq!(report.scopes.len(), 47, "45 ambiti, the region and the State");
    }

    #[test]
    fn a_term_that_finds_nothing_is_named() {
        let extra = r#"[{"id": "marziani", "label": "Marziani"}]"#;
        let report = verify(&with(FileKind::Destinatari, extra), today());
        let empty = EmptyTerm { kind: "destinatari", id: "marziani".into(), label: "Marziani".into() };
        assert!(report.empty_terms.contains(&empty), "{:?}", report.empty_terms);
        assert!(!report.empty_terms.iter().any(|t| t.kind == "comune"));
    }

    #[test]
    fn rows_have_a_cell_for_every_column() {
        let report = verify(&bundled::catalog().unwrap().catalog, today());
        assert_eq!(report.schede[0].cells().len(), SchedaRow::COLUMNS.len());
        assert_eq!(report.scopes[0].cells().len(), ScopeRow::COLUMNS.len());
        assert!(serde_json::to_string(&report).unwrap().contains("\"outcome\":\"non-conforme\""));
    }
}
