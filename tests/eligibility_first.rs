//! What comes first for whom, what is put away until somebody asks for it, and that the next question is worth asking.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::sync::OnceLock;

use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, ComuneIx, Entry};
use sportello::catalog::values::Slug;
use sportello::eligibility::facts::COUNTED;
use sportello::eligibility::rank::AT_MOST;
use sportello::eligibility::{
    Assessed, Facts, FieldId, FieldValue, Fit, Household, Isee, Nearness, Outcome, Profile, Verdict, candidates,
    fields, next_question, rank,
};

/// The day of these tests.
fn today() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap()
}

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| bundled::catalog().unwrap().catalog)
}

fn profile(age: u8, isee: Isee, minors: Option<u8>, yes: &[&str]) -> Profile {
    let household = Household { minors, ..Household::default() };
    let mut profile = Profile { age: Some(age), isee, household, ..Profile::default() };
    for id in yes {
        assert!(profile.set(&FieldId::Condition(Slug::new(id).unwrap()), FieldValue::Answer(true)));
    }
    profile
}

fn at(profile: &Profile, comune: &str) -> Profile {
    let ix = catalog().comuni.iter().position(|c| c.record.name.as_str() == comune).unwrap();
    Profile { comune: Some(ComuneIx::of(ix)), ..profile.clone() }
}

/// "My mother is 84, her ISEE is 9,000, she is not self-sufficient."
fn mother() -> Profile {
    profile(84, Isee::Amount(9000.0), None, &["non-autosufficienza"])
}

fn pregnant_girl() -> Profile {
    profile(19, Isee::Unknown, None, &["gravidanza"])
}

fn father_out_of_work() -> Profile {
    profile(42, Isee::Amount(6000.0), Some(3), &["disoccupato", "perdita-del-lavoro"])
}

fn out_of_prison() -> Profile {
    profile(45, Isee::Unknown, None, &["uscito-dal-carcere"])
}

/// The mother or the father speaks; the child is 9.
fn disabled_child() -> Profile {
    profile(40, Isee::Amount(15000.0), Some(1), &["figlio-con-disabilita", "eta-scolare"])
}

fn people() -> [(&'static str, Profile); 5] {
    [
        ("the mother of Latiano", mother()),
        ("a pregnant girl of 19", pregnant_girl()),
        ("a father out of work with three children", father_out_of_work()),
        ("a man of 45 who left prison", out_of_prison()),
        ("a family with a disabled child of 9", disabled_child()),
    ]
}

fn ranked(profile: &Profile) -> Vec<Assessed<'static>> {
    rank(catalog(), profile, &candidates(catalog(), profile), today())
}

fn tipologie(ranked: &[Assessed<'_>], wanted: impl Fn(&Assessed<'_>) -> bool) -> Vec<String> {
    ranked.iter().filter(|a| wanted(a)).map(|a| a.entry.tipologia.record.id.to_string()).collect()
}

fn fit(assessed: &Assessed<'_>) -> Option<Fit> {
    assessed.mark.filter(|m| m.outcome != Outcome::NonCompatibile).map(|m| m.fit)
}

fn shown_to_verify(ranked: &[Assessed<'_>]) -> usize {
    let shown = |a: &&Assessed<'_>| a.mark.unwrap().outcome == Outcome::DaVerificare && fit(a) != Some(Fit::Others);
    ranked.iter().filter(shown).count()
}

#[test]
fn the_mother_of_latiano_reads_what_is_for_her_before_the_others() {
    let ranked = ranked(&at(&mother(), "Latiano"));
    let first = tipologie(&ranked[..6], |_| true);
    for wanted in [
        "indennita-di-accompagnamento",
        "assistenza-domiciliare-sociale",
        "assegno-di-inclusione",
        "assistenza-domiciliare-integrata",
        "buoni-servizio-anziani-disabili",
    ] {
        assert!(first.iter().any(|t| t == wanted), "{wanted}: {first:?}");
    }
    assert!(shown_to_verify(&ranked) <= 25, "{}", shown_to_verify(&ranked));
    // What hangs on facts that nobody like her has: a child, a pregnancy, school, prison, work.
    let others = tipologie(&ranked, |a| fit(a) == Some(Fit::Others));
    for other in [
        "asilo-nido",
        "bonus-asilo-nido",
        "bonus-mamme",
        "ludoteca",
        "educativa-domiciliare-ade",
        "centro-socio-educativo-diurno-minori",
        "contributo-libri-di-testo",
        "mensa-trasporto-scolastico-agevolati",
        "integrazione-scolastica-disabili",
        "congedi-genitori",
        "consultorio-familiare",
        "accoglienza-gestanti-madri",
        "naspi",
        "collocamento-mirato",
        "centro-antiviolenza",
        "sportello-immigrati",
        "serd",
        "supervisione-operatori-sociali",
        "dopo-di-noi",
    ] {
        assert!(others.iter().any(|t| t == other), "{other}: {others:?}");
    }
}

#[test]
fn in_every_comune_at_most_25_are_to_be_verified_before_the_others_and_nothing_is_dropped() {
    for (who, profile) in people() {
        for ix in 0..catalog().comuni.len() {
            let profile = Profile { comune: Some(ComuneIx::of(ix)), ..profile.clone() };
            let entries = candidates(catalog(), &profile);
            let ranked = rank(catalog(), &profile, &entries, today());
            assert!(shown_to_verify(&ranked) <= AT_MOST && AT_MOST == 25, "{who} {ix}");
            assert_eq!(ranked.len(), entries.len(), "{who} {ix}");
            let parts: Vec<Option<Fit>> = ranked.iter().map(fit).collect();
            let known = parts.iter().take_while(|p| p.is_some()).count();
            assert!(parts[..known].is_sorted() && parts[known..].iter().all(Option::is_none), "{who} {ix}");
            // What fits is never put away.
            let away =
                |a: &&Assessed<'_>| a.mark.unwrap().outcome == Outcome::Compatibile && fit(a) == Some(Fit::Others);
            assert_eq!(ranked.iter().filter(away).count(), 0, "{who} {ix}");
        }
    }
}

#[test]
fn what_fits_the_person_comes_before_what_fits_everybody() {
    for (who, profile) in people() {
        let ranked = ranked(&at(&profile, "Latiano"));
        let place = |t: &str| ranked.iter().position(|a| a.entry.tipologia.record.id.as_str() == t).unwrap();
        let last = ranked.iter().rposition(|a| fit(a) == Some(Fit::Person)).unwrap();
        for everybody in ["caf-isee", "segretariato-sociale"] {
            assert!(last < place(everybody), "{who}: {everybody}");
        }
        assert!(last >= 2, "{who}");
    }
    // For somebody who lost the job the patronato is not merely for everybody.
    let ranked = ranked(&at(&father_out_of_work(), "Latiano"));
    let patronato = ranked.iter().find(|a| a.entry.tipologia.record.id.as_str() == "patronato").unwrap();
    assert_eq!(fit(patronato), Some(Fit::Person));
}

/// Who comes to the desk, what is to stand among the first rows, and what is to be put away.
#[test]
fn everybody_reads_first_what_a_social_worker_would_say_first() {
    let cases: [(Profile, usize, &[&str], &[&str]); 5] = [
        (
            mother(),
            8,
            &["punto-unico-di-accesso-pua", "indennita-di-accompagnamento", "assistenza-domiciliare-sociale"],
            &["asilo-nido", "tirocini-inclusione", "centro-antiviolenza", "laboratori-intergenerazionali"],
        ),
        (
            pregnant_girl(),
            6,
            &["consultorio-familiare", "assegno-unico-universale", "bonus-nuovi-nati", "assegno-maternita-comuni"],
            &["rsa-non-autosufficienti", "telesoccorso", "centro-diurno-disabili", "serd", "dormitorio"],
        ),
        (
            father_out_of_work(),
            5,
            &["naspi", "assegno-unico-universale", "assegno-di-inclusione", "supporto-formazione-lavoro"],
            &["comunita-educativa-minori", "assistenza-domiciliare-sociale", "asilo-nido", "spazio-neutro"],
        ),
        (
            out_of_prison(),
            5,
            &["tirocini-inclusione", "servizio-sociale-professionale", "alloggio-sociale-adulti"],
            &["asilo-nido", "assegno-maternita-comuni", "centro-diurno-demenze", "ludoteca", "telesoccorso"],
        ),
        (
            disabled_child(),
            8,
            &["accertamento-disabilita", "invalidita-civile-prestazioni", "permessi-legge-104"],
            &["assistenza-domiciliare-sociale", "centro-diurno-anziani", "comunita-educativa-minori", "dormitorio"],
        ),
    ];
    for (profile, within, first, away) in cases {
        // Every tipologia, wherever it is.
        let ranked = ranked(&profile);
        let head = tipologie(&ranked[..within], |_| true);
        for wanted in first {
            assert!(head.iter().any(|t| t == wanted), "{wanted}: {head:?}");
        }
        let shown = tipologie(&ranked, |a| matches!(fit(a), Some(Fit::Person | Fit::Everybody)));
        for other in away {
            assert!(!shown.iter().any(|t| t == other), "{other}: {shown:?}");
        }
        assert!(shown_to_verify(&ranked) <= 25);
    }
    let child = tipologie(&ranked(&disabled_child()), |a| fit(a) == Some(Fit::Person));
    for wanted in ["integrazione-scolastica-disabili", "indennita-di-accompagnamento", "congedo-straordinario"] {
        assert!(child.iter().any(|t| t == wanted), "{wanted}: {child:?}");
    }
}

#[test]
fn what_nothing_speaks_for_is_asked_about_once_something_does() {
    let shown = |profile: &Profile, tipologia: &str| {
        let ranked = ranked(profile);
        let found = ranked.iter().find(|a| a.entry.tipologia.record.id.as_str() == tipologia).unwrap();
        matches!(fit(found), Some(Fit::Person | Fit::Everybody))
    };
    let plain = at(&profile(35, Isee::Amount(9000.0), None, &[]), "Latiano");
    for (condition, tipologia) in [
        ("figlio-sotto-3-anni", "asilo-nido"),
        ("gravidanza", "accoglienza-gestanti-madri"),
        ("alunno-con-disabilita", "integrazione-scolastica-disabili"),
        ("dipendenza", "serd"),
        ("vittima-di-violenza", "centro-antiviolenza"),
        ("cittadino-straniero", "sportello-immigrati"),
        ("debiti", "sostegno-antiusura"),
    ] {
        assert!(!shown(&plain, tipologia), "{tipologia} for nobody in particular");
        let mut told = plain.clone();
        let id = Slug::new(condition).unwrap();
        match FieldId::of_condition(&id) {
            FieldId::Condition(id) => told.set(&FieldId::Condition(id), FieldValue::Answer(true)),
            number => told.set(&FieldId::Minors, FieldValue::Number(1)) && told.set(&number, FieldValue::Number(1)),
        };
        assert!(shown(&told, tipologia), "{tipologia} once {condition} was said");
    }
}

/// The answers that are tried out for a field.
fn answers(field: &FieldId) -> Vec<FieldValue> {
    match field {
        FieldId::Condition(_) => vec![FieldValue::Answer(true), FieldValue::Answer(false)],
        FieldId::Isee => (0..70).map(|n| FieldValue::Isee(Isee::Amount(f64::from(n) * 1000.0))).collect(),
        FieldId::Comune => Vec::new(),
        _ => [0, 1, 2, 3, 4, 12, 24, 36, 600].into_iter().map(FieldValue::Number).collect(),
    }
}

/// How many services for this person some answer settles.
fn settled(facts: &Facts<'_>, entries: &[Entry<'_>], field: &FieldId) -> usize {
    let open = entries
        .iter()
        .filter(|e| facts.mark_of(e).is_some_and(|m| m.outcome == Outcome::DaVerificare && m.fit == Fit::Person));
    let then: Vec<Facts<'_>> = answers(field).into_iter().map(|value| facts.with(field, value)).collect();
    let settles =
        |e: &&Entry<'_>| then.iter().any(|t| t.mark_of(e).is_some_and(|m| m.outcome != Outcome::DaVerificare));
    open.filter(settles).count()
}

/// Whether nothing that was said answers a field already.
fn is_open(facts: &Facts<'_>, field: &FieldId) -> bool {
    let conditions = COUNTED.iter().filter(|c| c.field == *field).map(|c| c.condition);
    let own = if let FieldId::Condition(id) = field { Some(id.as_str()) } else { None };
    let unknown = |id: &str| facts.evidence(id).verdict() == Verdict::NonIndicato;
    facts.profile.get(field).is_none() && conditions.chain(own).all(unknown)
}

#[test]
fn no_other_question_that_one_would_ask_settles_more_of_what_is_for_the_person() {
    for (who, profile) in people() {
        let profile = at(&profile, "Latiano");
        let entries = candidates(catalog(), &profile);
        let facts = Facts::of(catalog(), &profile, today());
        let asked = next_question(catalog(), &profile, &entries, today()).unwrap();
        let most = settled(&facts, &entries, &asked.field);
        for other in fields(catalog()).into_iter().map(|f| f.id) {
            let may = facts.near_field(&other) > Nearness::Remote && is_open(&facts, &other);
            assert!(!may || settled(&facts, &entries, &other) <= most, "{who}: {} before {}", other.word(), asked.text);
        }
    }
}
