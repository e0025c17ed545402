//! Twenty-odd people at the desk, and what the catalogue may say to each: checked by hand against the rules' own words.
//!
//! A case names the members of the three groups that matter; the rest of a group is free to grow with the catalogue.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::sync::OnceLock;

use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, Entry};
use sportello::catalog::record::Requirement;
use sportello::catalog::values::Slug;
use sportello::eligibility::{
    Facts, FieldId, FieldValue, Group, Household, Isee, Nearness, Outcome, Profile, Verdict, assess, candidates,
    fields, next_question, outcome, rank,
};

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| bundled::catalog().unwrap().catalog)
}

/// The day on which these people come.
fn today() -> chrono::NaiveDate {
    "2026-11-28".parse().unwrap()
}

/// A person, as the operator would type her in.
#[derive(Default)]
struct Person {
    comune: &'static str,
    age: Option<u8>,
    isee: Isee,
    months: Option<u16>,
    household: Household,
    yes: &'static [&'static str],
    no: &'static [&'static str],
}

impl Person {
    fn profile(&self) -> Profile {
        let comune = catalog().comuni.iter().position(|c| c.record.name.as_str() == self.comune);
        assert!(self.comune.is_empty() || comune.is_some(), "{}", self.comune);
        let mut profile = Profile {
            comune: comune.map(sportello::catalog::model::ComuneIx::of),
            age: self.age,
            isee: self.isee,
            months: self.months,
            household: self.household,
            ..Profile::default()
        };
        for (list, answer) in [(self.yes, true), (self.no, false)] {
            for id in list {
                assert!(catalog().condizioni.iter().any(|c| c.id.as_str() == *id), "{id}");
                assert!(profile.set(&FieldId::Condition(Slug::new(id).unwrap()), FieldValue::Answer(answer)));
            }
        }
        profile
    }
}

/// The service of a tipologia that is there for the person, or the tipologia itself.
fn service<'a>(entries: &[Entry<'a>], tipologia: &str) -> Entry<'a> {
    let there = entries.iter().find(|e| e.tipologia.record.id.as_str() == tipologia);
    let ix = catalog().find_type(tipologia).unwrap_or_else(|| panic!("{tipologia}"));
    there.copied().unwrap_or_else(|| catalog().type_entry(ix))
}

struct Case {
    who: &'static str,
    person: Person,
    /// Any of these is a good first question.
    ask: &'static [&'static str],
    fits: &'static [&'static str],
    to_verify: &'static [&'static str],
    does_not_fit: &'static [&'static str],
}

const NOBODY: Household = Household { minors: None, under_three: None, over_sixty: None, with_disability: None };

fn children(minors: u8, under_three: u8) -> Household {
    Household { minors: Some(minors), under_three: Some(under_three), ..NOBODY }
}

#[allow(clippy::too_many_lines)] // a table
fn cases() -> Vec<Case> {
    vec![
        Case {
            who: "the mother of Latiano: 84, alone, ISEE 9,000, not self-sufficient",
            person: Person {
                comune: "Latiano",
                age: Some(84),
                isee: Isee::Amount(9000.0),
                yes: &["non-autosufficienza", "vive-solo"],
                ..Person::default()
            },
            ask: &["accompagnamento", "disabilita-grave-104", "disabilita-riconosciuta"],
            fits: &[
                "punto-unico-di-accesso-pua",
                "bonus-sociale-bollette",
                "telesoccorso",
                "segretariato-sociale",
                "caf-isee",
            ],
            to_verify: &[
                "assistenza-domiciliare-sociale",
                "assistenza-domiciliare-integrata",
                "centro-diurno-anziani",
                "assegno-di-inclusione",
                "assegno-sociale",
                "indennita-di-accompagnamento",
                "prestazione-universale-anziani",
                "buoni-servizio-anziani-disabili",
                "rsa-non-autosufficienti",
                "assistenza-domiciliare-disabili",
            ],
            does_not_fit: &[
                "residenza-anziani-autosufficienti",
                "supporto-formazione-lavoro",
                "pro-vi",
                "care-leavers",
            ],
        },
        Case {
            who: "the same mother, before anybody asked for the ISEE and how she lives",
            person: Person { comune: "Latiano", age: Some(84), yes: &["non-autosufficienza"], ..Person::default() },
            ask: &["isee", "accompagnamento", "vive-solo", "disabilita-riconosciuta"],
            fits: &["punto-unico-di-accesso-pua"],
            to_verify: &["bonus-sociale-bollette", "telesoccorso", "carta-acquisti", "assegno-di-inclusione"],
            does_not_fit: &["supporto-formazione-lavoro"],
        },
        Case {
            who: "a woman fleeing violence with two children and no ISEE",
            person: Person {
                comune: "Lecce",
                age: Some(35),
                isee: Isee::None,
                household: children(2, 0),
                yes: &["vittima-di-violenza"],
                ..Person::default()
            },
            ask: &["emergenza-sociale", "percorso-antiviolenza"],
            fits: &[
                "centro-antiviolenza",
                "segretariato-sociale",
                "sostegno-alla-genitorialita",
                "consultorio-familiare",
            ],
            to_verify: &[
                "casa-rifugio",
                "equipe-maltrattamento-violenza",
                "reddito-di-liberta",
                "assegno-di-inclusione",
                "assegno-unico-universale",
                "supporto-formazione-lavoro",
                "buoni-servizio-minori",
            ],
            does_not_fit: &["carta-acquisti", "asilo-nido", "bonus-asilo-nido", "assegno-sociale"],
        },
        Case {
            who: "a homeless man of 50 without residence",
            person: Person {
                comune: "Bari",
                age: Some(50),
                yes: &["senza-dimora", "senza-residenza"],
                ..Person::default()
            },
            ask: &["emergenza-sociale", "disoccupato"],
            fits: &["dormitorio", "centro-servizi-poverta-estrema"],
            to_verify: &[
                "residenza-fittizia",
                "housing-temporaneo",
                "pronto-intervento-sociale",
                "servizio-sociale-professionale",
                "segretariato-sociale",
                "assegno-di-inclusione",
                "contributi-economici-comunali",
            ],
            does_not_fit: &["reddito-di-dignita", "pro-vi", "assegno-sociale"],
        },
        Case {
            who: "a couple with a new-born, ISEE 18,000, Italian",
            person: Person {
                comune: "Brindisi",
                age: Some(32),
                isee: Isee::Amount(18000.0),
                household: children(1, 1),
                yes: &["figlio-neonato", "cittadino-italiano-o-ue"],
                ..Person::default()
            },
            ask: &["lavoratore-dipendente", "senza-maternita-indennita"],
            fits: &["sostegno-alla-genitorialita", "consultorio-familiare"],
            to_verify: &[
                "bonus-nuovi-nati",
                "bonus-asilo-nido",
                "assegno-unico-universale",
                "assegno-maternita-comuni",
                "asilo-nido",
                "buoni-educativi-zerotre",
                "bonus-sociale-bollette",
                "congedi-genitori",
                "assegno-di-inclusione",
            ],
            does_not_fit: &[
                "carta-acquisti",
                "carta-dedicata-a-te",
                "reddito-di-dignita",
                "contributo-libri-di-testo",
                "buoni-servizio-minori",
                "centro-socio-educativo-diurno-minori",
            ],
        },
        Case {
            who: "a working carer of a son with gravest disability, without a paid assistant",
            person: Person {
                comune: "Foggia",
                age: Some(48),
                yes: &["assiste-gravissimo", "familiare-con-104-grave", "lavoratore-dipendente"],
                no: &["badante-in-regola"],
                ..Person::default()
            },
            ask: &["isee", "minors"],
            fits: &["patronato"],
            to_verify: &[
                "sostegno-caregiver-familiare",
                "sostegno-familiare-gravissimi",
                "permessi-legge-104",
                "congedo-straordinario",
            ],
            does_not_fit: &["patto-di-cura", "prestazione-universale-anziani"],
        },
        Case {
            who: "a foreign family with a permit of two years, two children, ISEE 7,000",
            person: Person {
                comune: "Cerignola",
                age: Some(38),
                isee: Isee::Amount(7000.0),
                household: children(2, 0),
                yes: &["straniero-con-permesso"],
                ..Person::default()
            },
            ask: &["eta-scolare", "months", "disoccupato", "richiedente-o-protetto", "nucleo-tre-componenti"],
            fits: &["sportello-immigrati", "patronato", "bonus-sociale-bollette"],
            to_verify: &[
                "assegno-di-inclusione",
                "mediazione-linguistico-culturale",
                "assegno-unico-universale",
                "bonus-nuovi-nati",
                "carta-dedicata-a-te",
                "sai",
            ],
            does_not_fit: &["assegno-sociale", "carta-acquisti"],
        },
        Case {
            who: "a mother with a new-born and without a permit",
            person: Person {
                comune: "Bari",
                age: Some(29),
                household: children(1, 1),
                yes: &["straniero-senza-permesso", "figlio-neonato"],
                ..Person::default()
            },
            ask: &["emergenza-sociale", "disagio-abitativo", "senza-dimora", "richiedente-o-protetto"],
            fits: &["sportello-immigrati", "consultorio-familiare"],
            to_verify: &["mediazione-linguistico-culturale", "pronto-intervento-sociale"],
            does_not_fit: &["bonus-nuovi-nati", "assegno-maternita-comuni"],
        },
        Case {
            who: "a pensioner of 67, alone, ISEE 5,500",
            person: Person {
                comune: "Lecce",
                age: Some(67),
                isee: Isee::Amount(5500.0),
                yes: &["vive-solo"],
                ..Person::default()
            },
            ask: &["autonomia-ridotta", "non-autosufficienza", "disabilita-riconosciuta"],
            fits: &["bonus-sociale-bollette", "telesoccorso"],
            to_verify: &[
                "assegno-sociale",
                "carta-acquisti",
                "assegno-di-inclusione",
                "assistenza-domiciliare-sociale",
                "centro-polivalente-anziani",
            ],
            does_not_fit: &[
                "supporto-formazione-lavoro",
                "prestazione-universale-anziani",
                "carta-dedicata-a-te",
                "pro-vi",
            ],
        },
        Case {
            who: "a boy of 18 leaving a children's home",
            person: Person { comune: "Bari", age: Some(18), yes: &["fuori-famiglia"], ..Person::default() },
            ask: &["isee", "disoccupato"],
            fits: &["segretariato-sociale"],
            to_verify: &[
                "care-leavers",
                "supporto-formazione-lavoro",
                "comunita-educativa-minori",
                "alloggio-sociale-adulti",
            ],
            does_not_fit: &["assegno-sociale", "prestazione-universale-anziani"],
        },
        Case {
            who: "a tenant under eviction with three children, ISEE exactly 12,000",
            person: Person {
                comune: "Taranto",
                age: Some(41),
                isee: Isee::Amount(12000.0),
                household: children(3, 0),
                yes: &["sfratto", "affitto-registrato", "eta-scolare"],
                ..Person::default()
            },
            ask: &["disagio-abitativo", "perdita-del-lavoro", "disoccupato", "nucleo-tre-componenti", "quattro-figli"],
            fits: &["caf-isee"],
            to_verify: &[
                "morosita-incolpevole",
                "contributo-affitto",
                "casa-popolare-erp",
                "contributo-libri-di-testo",
                "bonus-sociale-bollette",
                "carta-dedicata-a-te",
                "reddito-di-dignita",
                "assegno-di-inclusione",
            ],
            does_not_fit: &["carta-acquisti"],
        },
        Case {
            who: "parents of four minors, ISEE 18,000",
            person: Person {
                comune: "Andria",
                age: Some(40),
                isee: Isee::Amount(18000.0),
                household: children(4, 0),
                ..Person::default()
            },
            ask: &["eta-scolare", "lavoratore-dipendente", "disoccupato"],
            fits: &["bonus-sociale-bollette", "sostegno-alla-genitorialita"],
            to_verify: &["assegno-unico-universale", "buoni-servizio-minori", "assegno-di-inclusione"],
            does_not_fit: &["contributo-libri-di-testo", "carta-dedicata-a-te", "carta-acquisti"],
        },
        Case {
            who: "a worker of 55 who lost the job, ISEE 8,000",
            person: Person {
                comune: "Manfredonia",
                age: Some(55),
                isee: Isee::Amount(8000.0),
                yes: &["perdita-del-lavoro", "disoccupato"],
                ..Person::default()
            },
            ask: &["minors", "months", "riceve-adi-o-sfl", "affitto-registrato"],
            fits: &["bonus-sociale-bollette", "patronato", "formazione-professionalizzante"],
            to_verify: &["naspi", "supporto-formazione-lavoro", "assegno-di-inclusione", "tirocini-inclusione"],
            does_not_fit: &["congedo-straordinario", "permessi-legge-104", "assegno-sociale"],
        },
        Case {
            who: "a woman of 28 expecting a child, ISEE not known",
            person: Person { comune: "Trani", age: Some(28), yes: &["gravidanza"], ..Person::default() },
            ask: &["isee", "minors", "lavoratore-dipendente"],
            fits: &["consultorio-familiare"],
            to_verify: &[
                "accoglienza-gestanti-madri",
                "assegno-maternita-comuni",
                "bonus-nuovi-nati",
                "congedi-genitori",
            ],
            does_not_fit: &["assegno-sociale"],
        },
        Case {
            who: "a boy of 10 with autism, certified at school",
            person: Person {
                comune: "Gallipoli",
                age: Some(10),
                yes: &["autismo", "alunno-con-disabilita"],
                ..Person::default()
            },
            ask: &["isee", "disabilita-riconosciuta", "disabilita-grave-104"],
            fits: &["autismo-rete-servizi", "centro-aperto-polivalente-minori", "ludoteca"],
            to_verify: &["integrazione-scolastica-disabili", "contributo-libri-di-testo"],
            does_not_fit: &["salute-mentale-csm", "supporto-formazione-lavoro", "punto-facilitazione-digitale"],
        },
        Case {
            who: "a blind man of 70",
            person: Person { comune: "Nardò", age: Some(70), yes: &["cecita"], ..Person::default() },
            ask: &[
                "isee",
                "accompagnamento",
                "disabilita-grave-104",
                "non-autosufficienza",
                "autonomia-ridotta",
                "vive-solo",
            ],
            fits: &["trasporto-pubblico-gratuito", "patronato", "punto-unico-di-accesso-pua"],
            to_verify: &["carta-europea-disabilita", "assistenza-domiciliare-disabili", "centro-diurno-disabili"],
            does_not_fit: &["pro-vi", "pro-vi-dopo-di-noi"],
        },
        Case {
            who: "a woman of 82 with accompagnamento and dementia",
            person: Person {
                comune: "Fasano",
                age: Some(82),
                yes: &["accompagnamento", "demenza"],
                ..Person::default()
            },
            ask: &["isee", "non-autosufficienza", "vive-solo"],
            fits: &["carta-europea-disabilita", "trasporto-pubblico-gratuito"],
            to_verify: &["prestazione-universale-anziani", "centro-diurno-demenze", "indennita-di-accompagnamento"],
            does_not_fit: &["pro-vi", "supporto-formazione-lavoro"],
        },
        Case {
            who: "a man of 30 with L. 104 in gravity, resident for five years",
            person: Person {
                comune: "Casarano",
                age: Some(30),
                months: Some(60),
                yes: &["disabilita-grave-104", "ridotta-deambulazione"],
                ..Person::default()
            },
            ask: &["isee", "lavoratore-dipendente"],
            fits: &["carta-europea-disabilita", "trasporto-sociale"],
            to_verify: &["pro-vi", "dopo-di-noi", "permessi-legge-104", "contrassegno-disabili", "progetto-di-vita"],
            does_not_fit: &["prestazione-universale-anziani"],
        },
        Case {
            who: "the same man, resident for six months",
            person: Person {
                comune: "Casarano",
                age: Some(30),
                months: Some(6),
                yes: &["disabilita-grave-104"],
                ..Person::default()
            },
            ask: &["isee", "lavoratore-dipendente"],
            fits: &["carta-europea-disabilita"],
            to_verify: &["dopo-di-noi", "assegno-di-inclusione"],
            does_not_fit: &["pro-vi", "reddito-di-dignita"],
        },
        Case {
            who: "a man of 40 who fears to become violent",
            person: Person { comune: "Molfetta", age: Some(40), yes: &["autore-di-violenza"], ..Person::default() },
            ask: &["isee", "minors", "disoccupato"],
            fits: &["percorsi-uomini-autori-violenza"],
            to_verify: &["salute-mentale-csm"],
            does_not_fit: &["assegno-sociale"],
        },
        Case {
            who: "a family with too many debts and a gambler, ISEE one cent over the threshold",
            person: Person {
                comune: "Altamura",
                age: Some(52),
                isee: Isee::Amount(10140.01),
                yes: &["debiti", "dipendenza"],
                ..Person::default()
            },
            ask: &["minors", "disoccupato", "affitto-registrato", "perdita-del-lavoro"],
            fits: &["sostegno-antiusura", "serd"],
            // The ISEE for family benefits and inclusion may lie below the one that was said.
            to_verify: &[
                "bonus-sociale-bollette",
                "patrocinio-a-spese-dello-stato",
                "assegno-di-inclusione",
                "supporto-formazione-lavoro",
            ],
            does_not_fit: &["carta-acquisti"],
        },
    ]
}

#[test]
fn everybody_at_the_desk_gets_the_three_groups() {
    let mut wrong = Vec::new();
    for case in cases() {
        let profile = case.person.profile();
        let entries = candidates(catalog(), &profile);
        let groups = [
            (case.fits, Outcome::Compatibile),
            (case.to_verify, Outcome::DaVerificare),
            (case.does_not_fit, Outcome::NonCompatibile),
        ];
        for (tipologie, expected) in groups {
            for tipologia in tipologie {
                let entry = service(&entries, tipologia);
                let said = assess(&entry, &profile, today()).unwrap();
                if said.mark.outcome != expected {
                    wrong.push(format!("{}: {} {:?} {:#?}", case.who, entry.id(), said.mark.outcome, said.reasons));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn everybody_is_asked_first_what_a_good_social_worker_would_ask() {
    let mut wrong = Vec::new();
    for case in cases() {
        let profile = case.person.profile();
        let asked = next_question(catalog(), &profile, &candidates(catalog(), &profile), today());
        if !asked.as_ref().is_some_and(|q| case.ask.contains(&q.field.word())) {
            wrong.push(format!("{}: {asked:?}", case.who));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What nobody at a desk asks, whoever sits there: it is said, or seen from the papers.
const NEVER_ASKED: [&str; 9] = [
    "vittima-di-violenza",
    "autore-di-violenza",
    "vittima-di-tratta",
    "dipendenza",
    "disagio-psichico",
    "operatore-dei-servizi",
    "straniero-senza-permesso",
    "cittadino-straniero",
    "cecita",
];

/// Condition, and whether asking somebody of this age is absurd.
type Absurd = (&'static str, fn(u8) -> bool);

const ABSURD: [Absurd; 6] = [
    ("gravidanza", |age| !(13..=55).contains(&age)),
    ("figlio-neonato", |age| age >= 70),
    ("disoccupato", |age| !(16..=74).contains(&age)),
    ("lavoratore-dipendente", |age| !(16..=74).contains(&age)),
    ("minore-straniero-solo", |age| age >= 18),
    ("vive-solo", |age| age < 18),
];

#[test]
fn from_the_first_question_to_the_last_nobody_is_asked_anything_absurd() {
    for case in cases() {
        let mut profile = case.person.profile();
        let entries = candidates(catalog(), &profile);
        let mut asked = Vec::new();
        while let Some(question) = next_question(catalog(), &profile, &entries, today()) {
            let word = question.field.word().to_owned();
            let age = profile.age.unwrap();
            let absurd = ABSURD.iter().any(|(condition, absurd)| *condition == word && absurd(age));
            assert!(!absurd && !NEVER_ASKED.contains(&word.as_str()), "{}: {}", case.who, question.text);
            let pupil = profile.age <= Some(17) || profile.household.minors > profile.household.under_three;
            assert!(pupil || !["eta-scolare", "alunno-con-disabilita"].contains(&word.as_str()), "{}", case.who);
            asked.push(word);
            assert!(asked.len() <= 25, "{}: an inquisition: {asked:?}", case.who);
            let value = match question.field {
                FieldId::Isee => FieldValue::Isee(Isee::Amount(9000.0)),
                FieldId::Months => FieldValue::Number(600),
                FieldId::Condition(_) => FieldValue::Answer(false),
                _ => FieldValue::Number(0),
            };
            assert!(profile.set(&question.field, value));
        }
    }
}

#[test]
fn what_fits_fits_somebody_and_not_merely_anybody() {
    // What is compatible is for everybody by its destinatari, or something that was said speaks for it.
    let mut wrong = Vec::new();
    for case in cases() {
        let profile = case.person.profile();
        for a in rank(catalog(), &profile, &candidates(catalog(), &profile), today()) {
            let mark = a.mark.unwrap();
            let income = a.entry.eligibility().requirements.iter().any(|r| matches!(r, Requirement::Isee { .. }));
            let groups = catalog().destinatari.each(a.entry.targets());
            let for_all = groups.into_iter().any(|d| d.id.as_str() == "tutti");
            if mark.outcome == Outcome::Compatibile && !(mark.told > 0 || for_all || income) {
                wrong.push(format!("{}: {}", case.who, a.entry.id()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_said_outright_comes_before_what_many_share() {
    let person = Person {
        age: Some(35),
        isee: Isee::None,
        household: children(2, 0),
        yes: &["vittima-di-violenza"],
        ..Person::default()
    };
    let profile = person.profile();
    let ranked = rank(catalog(), &profile, &candidates(catalog(), &profile), today());
    let at = |t: &str| ranked.iter().position(|a| a.entry.tipologia.record.id.as_str() == t).unwrap();
    assert_eq!(at("centro-antiviolenza"), 0);
    for other in ["assegno-unico-universale", "educativa-domiciliare-ade", "spazio-neutro"] {
        assert!(at("casa-rifugio") < at(other), "{other}");
    }
}

#[test]
fn what_only_a_stranger_would_need_comes_last() {
    let person = Person {
        comune: "Latiano",
        age: Some(84),
        isee: Isee::Amount(9000.0),
        yes: &["non-autosufficienza"],
        ..Person::default()
    };
    let profile = person.profile();
    let ranked = rank(catalog(), &profile, &candidates(catalog(), &profile), today());
    let at = |t: &str| ranked.iter().position(|a| a.entry.tipologia.record.id.as_str() == t).unwrap();
    for near in [
        "assistenza-domiciliare-sociale",
        "indennita-di-accompagnamento",
        "rsa-non-autosufficienti",
        "dimissioni-protette",
        "ausili-e-protesi",
    ] {
        for far in [
            "asilo-nido",
            "centro-antiviolenza",
            "serd",
            "sportello-immigrati",
            "ludoteca",
            "congedi-genitori",
            "naspi",
            "adozione",
        ] {
            assert!(at(near) < at(far), "{near} before {far}");
        }
    }
    let young = Person { comune: "Latiano", age: Some(30), ..Person::default() }.profile();
    let facts = Facts::of(catalog(), &young, today());
    let sad = facts.mark_of(&service(&candidates(catalog(), &young), "assistenza-domiciliare-sociale")).unwrap();
    assert_eq!((sad.outcome, sad.near), (Outcome::DaVerificare, Nearness::Remote), "usually from 65 on");
    let centre = service(&candidates(catalog(), &profile), "centro-polivalente-anziani");
    assert_eq!(
        outcome(&centre, &profile, today()),
        Some(Outcome::NonCompatibile),
        "it is for those who can do without help"
    );
}

#[test]
fn no_profile_no_marks() {
    let nobody = Profile::default();
    let entries = candidates(catalog(), &nobody);
    assert_eq!(entries.len(), catalog().tipologie.len());
    assert!(entries.iter().all(|e| outcome(e, &nobody, today()).is_none() && assess(e, &nobody, today()).is_none()));
    assert!(rank(catalog(), &nobody, &entries, today()).iter().all(|a| a.mark.is_none()));
}

#[test]
fn a_threshold_is_told_with_its_year_and_its_norm() {
    let person = Person { comune: "Latiano", age: Some(84), ..Person::default() };
    let profile = person.profile();
    let adi = assess(&catalog().find("it/assegno-di-inclusione").unwrap(), &profile, today()).unwrap();
    let isee = adi.reasons.iter().find(|r| r.text.starts_with("ISEE")).unwrap();
    assert_eq!(
        isee.text,
        "ISEE per prestazioni familiari e inclusione fino a 10.140 euro (valore 2026, D.L. n. 48/2023 e legge di bilancio \
         2026): non indicato"
    );
    assert_eq!((isee.verdict, isee.ask.as_ref()), (Verdict::NonIndicato, Some(&FieldId::Isee)));
}

#[test]
fn an_isee_a_little_above_the_one_for_family_benefits_is_sent_to_the_caf() {
    let adi = catalog().find("it/assegno-di-inclusione").unwrap();
    for (isee, verdict, told) in [
        (10_140.0, Verdict::Si, "sì, l'ISEE è 10.140 euro"),
        (10_141.0, Verdict::NonIndicato, "può essere più basso: chiedere al CAF"),
        (20_141.0, Verdict::No, "no, l'ISEE è 20.141 euro"),
    ] {
        let person = Person { comune: "Latiano", isee: Isee::Amount(isee), ..Person::default() };
        let said = assess(&adi, &person.profile(), today()).unwrap();
        let reason = said.reasons.iter().find(|r| r.text.starts_with("ISEE")).unwrap();
        assert_eq!(reason.verdict, verdict, "{isee}");
        assert!(reason.text.ends_with(told), "{}", reason.text);
    }
}

#[test]
fn an_age_that_is_only_usual_never_says_no() {
    let person = Person { comune: "Latiano", age: Some(50), ..Person::default() };
    let sad = service(&candidates(catalog(), &person.profile()), "assistenza-domiciliare-sociale");
    let reason = &assess(&sad, &person.profile(), today()).unwrap().reasons[0];
    assert_eq!(reason.verdict, Verdict::NonIndicato);
    assert!(reason.text.ends_with("ha 50 anni, ma il limite è indicativo: sentire l'ufficio"), "{}", reason.text);
}

#[test]
fn the_sad_of_another_ambito_is_not_for_somebody_of_latiano() {
    let person = Person { comune: "Latiano", age: Some(84), ..Person::default() };
    let elsewhere = catalog().find("le-casarano/assistenza-domiciliare-sociale").unwrap();
    let said = assess(&elsewhere, &person.profile(), today()).unwrap();
    assert_eq!(said.mark.outcome, Outcome::NonCompatibile);
    let no = said.reasons.iter().find(|r| r.verdict == Verdict::No).unwrap();
    assert!(no.text.ends_with("no, Latiano è nell'ambito di Mesagne"), "{}", no.text);
}

#[test]
fn the_sad_comes_before_what_nothing_speaks_for() {
    let person = Person {
        comune: "Latiano",
        age: Some(84),
        isee: Isee::Amount(9000.0),
        yes: &["non-autosufficienza", "vive-solo"],
        ..Person::default()
    };
    let profile = person.profile();
    let ranked = rank(catalog(), &profile, &candidates(catalog(), &profile), today());
    let at = |t: &str| ranked.iter().position(|a| a.entry.tipologia.record.id.as_str() == t).unwrap();
    assert!(at("punto-unico-di-accesso-pua") < at("assistenza-domiciliare-sociale"));
    assert!(at("assistenza-domiciliare-sociale") < at("centro-antiviolenza"));
    assert!(at("assistenza-domiciliare-sociale") < at("serd"));
    assert_eq!(ranked.last().unwrap().mark.unwrap().outcome, Outcome::NonCompatibile);
}

#[test]
fn the_next_question_is_the_one_that_settles_most_and_is_not_asked_twice() {
    let yes = &["non-autosufficienza"];
    let person = Person { comune: "Latiano", age: Some(84), household: children(0, 0), yes, ..Person::default() };
    let mut profile = person.profile();
    profile.set(&FieldId::Condition(Slug::new("disabilita-riconosciuta").unwrap()), FieldValue::Answer(false));
    let entries = candidates(catalog(), &profile);
    let first = next_question(catalog(), &profile, &entries, today()).unwrap();
    assert_eq!((&first.field, first.text.as_str()), (&FieldId::Isee, "Chiedi: l'ISEE è sotto 8.230,81 euro?"));
    let before = rank(catalog(), &profile, &entries, today());
    profile.isee = Isee::Amount(9000.0);
    let open = |list: &[sportello::eligibility::Assessed]| {
        list.iter().filter(|a| a.mark.unwrap().outcome == Outcome::DaVerificare).count()
    };
    let after = rank(catalog(), &profile, &entries, today());
    assert!(open(&after) < open(&before) && open(&before) - open(&after) <= first.settles);
    assert_ne!(next_question(catalog(), &profile, &entries, today()).map(|q| q.field), Some(FieldId::Isee));
}

#[test]
fn of_somebody_of_working_age_the_threshold_of_inclusion_is_asked() {
    let person = Person { comune: "Latiano", age: Some(40), household: children(0, 0), ..Person::default() };
    let profile = person.profile();
    let question = next_question(catalog(), &profile, &candidates(catalog(), &profile), today()).unwrap();
    assert_eq!(question.text, "Chiedi: l'ISEE è sotto 10.140 euro?");
}

#[test]
fn nothing_to_ask_where_everything_is_settled() {
    let person = Person { comune: "Latiano", ..Person::default() };
    let caf = [catalog().find("it/caf-isee").unwrap()];
    assert_eq!(next_question(catalog(), &person.profile(), &caf, today()), None);
}

#[test]
fn the_form_comes_from_the_requirements() {
    let form = fields(catalog());
    let order: Vec<&FieldId> = form.iter().take(4).map(|f| &f.id).collect();
    assert_eq!(order, [&FieldId::Comune, &FieldId::Age, &FieldId::Isee, &FieldId::Months]);
    let mut seen = std::collections::BTreeSet::new();
    for field in &form {
        assert!(seen.insert(field.id.clone()), "{} twice", field.label);
        assert!(!field.label.is_empty() && field.question.ends_with('?'), "{}", field.label);
        assert!(!field.group.label(catalog()).is_empty());
    }
    // Groups stand together, the conditions that most tipologie ask for first in each.
    let groups: Vec<Group> = form.iter().map(|f| f.group).collect();
    let mut runs = groups.clone();
    runs.dedup();
    let distinct: std::collections::BTreeSet<Group> = groups.into_iter().collect();
    assert_eq!(runs.len(), distinct.len());
    for pair in form.windows(2).filter(|p| p[0].group == p[1].group && matches!(p[0].group, Group::Area(_))) {
        assert!(pair[0].tipologie >= pair[1].tipologie);
    }
    let has = |id: &str| form.iter().any(|f| f.id == FieldId::Condition(Slug::new(id).unwrap()));
    assert!(has("non-autosufficienza") && has("senza-residenza") && has("straniero-senza-permesso"));
    assert!(!has("figlio-minore"), "asked as a number");
}

#[test]
fn every_condition_of_a_requirement_is_in_the_list_and_every_one_of_the_list_is_of_use() {
    let form = fields(catalog());
    for condizione in &catalog().condizioni {
        let field = FieldId::of_condition(&condizione.id);
        assert!(form.iter().any(|f| f.id == field), "{}", condizione.id);
        assert!(condizione.question.ends_with('?'), "{}", condizione.id);
    }
    for (_, text) in bundled::FILES.iter().filter(|(path, _)| path.starts_with("tipologie/")) {
        let file: serde_json::Value = serde_json::from_str(text).unwrap();
        check(&file);
    }
}

/// Every condition that a file names is in the list.
fn check(value: &serde_json::Value) {
    match value {
        serde_json::Value::Object(object) => {
            if let Some(id) = object.get("condition").and_then(|c| c.as_str()) {
                assert!(catalog().condizioni.iter().any(|c| c.id.as_str() == id), "{id}");
            }
            object.values().for_each(check);
        }
        serde_json::Value::Array(list) => list.iter().for_each(check),
        _ => {}
    }
}
