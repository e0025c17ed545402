//! Schede read as an operator reads them: whole pages as snapshots, and what must hold of every scheda of the catalogue.
//!
//! The pages come from a small catalogue of the tests' own (`tests/dati/scheda`), so that a correction of the bundled
//! one does not change them; the rules are checked against both.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::Path;
use std::slice::from_ref;
use std::sync::LazyLock;

use proptest::prelude::*;
use sportello::catalog::bundled;
use sportello::catalog::distance::to_sede;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::load::Records;
use sportello::catalog::model::{Catalog, ComuneIx, Layer, SedePlace, ServizioIx};
use sportello::catalog::resolve::resolve;
use sportello::catalog::text::Text;
use sportello::catalog::values::{Basis, Stato};
use sportello::lingua::lines::{unbroken, wrap};
use sportello::lingua::signs::is_hostile;
use sportello::scheda::glance::Glance;
use sportello::scheda::{Block, Heading, Need, Page, Scheda, Viewer, html, json, markdown, text};
use sportello::tui::page::{PageLine, next_step, next_step_in};
use unicode_width::UnicodeWidthStr;

/// A Monday at a quarter past ten.
const NOW: &str = "2026-11-23T10:15:00";

static TRIAL: LazyLock<Catalog> = LazyLock::new(|| {
    let mut records = Records::default();
    read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dati/scheda")), &mut records);
    let layer = Layer { name: Text::new("di prova"), path: None, records: records.count() };
    resolve(vec![(layer, records)]).unwrap().catalog
});

static BUNDLED: LazyLock<Catalog> = LazyLock::new(|| bundled::catalog().unwrap().catalog);

fn read(dir: &Path, records: &mut Records) {
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read(&path, records);
        } else if let Some(kind) = FileKind::of_path(path.to_str().unwrap()) {
            records
                .add(kind, &fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
        }
    }
}

fn from(catalog: &Catalog, comune: &str) -> Viewer {
    let at = catalog.comuni.iter().position(|c| c.record.name.as_str() == comune);
    assert!(comune.is_empty() || at.is_some(), "{comune}");
    Viewer::at(at.map(ComuneIx::of), NOW.parse().unwrap())
}

fn scheda(id: &str, comune: &str) -> Scheda {
    Scheda::find(&TRIAL, id, &from(&TRIAL, comune)).expect(id)
}

fn screen(id: &str, comune: &str) -> String {
    text::render(&[scheda(id, comune)], &Page::screen(80))
}

fn words_of(scheda: &Scheda, heading: &str) -> String {
    format!("{:?}", scheda.sections.iter().find(|s| s.heading.label() == heading))
}

/// Every id that `show` takes.
fn ids(catalog: &Catalog) -> Vec<String> {
    let servizi = catalog.servizi.iter().map(|s| s.id.to_string());
    let tipologie = catalog.tipologie.iter().map(|t| format!("tipologia/{}", t.record.id));
    let ambiti = catalog.ambiti.iter().map(|a| format!("ambito/{}", a.record.id));
    servizi.chain(tipologie).chain(ambiti).collect()
}

#[test]
fn pages_as_they_are_read() {
    for (name, id, comune) in [
        ("sad_casarano", "le-casarano/assistenza-domiciliare-sociale", ""),
        ("sad_mesagne_da_latiano", "br-mesagne/assistenza-domiciliare-sociale", "Latiano"),
        ("sad_con_sede_aperta", "xx-prova/assistenza-domiciliare-sociale", "Casal Finto"),
        ("assegno_di_inclusione", "it/assegno-di-inclusione", ""),
        ("assegno_di_inclusione_da_casarano", "it/assegno-di-inclusione", "Casarano"),
        ("centro_antiviolenza", "xx-prova/centro-antiviolenza", ""),
        ("casa_rifugio", "xx-prova/casa-rifugio", "Borgo Prova"),
        ("solo_la_norma", "br-mesagne/centro-socio-educativo-diurno-minori", "Latiano"),
        ("tipologia_mensa", "tipologia/mensa-sociale", ""),
        ("tipologia_mensa_da_latiano", "tipologia/mensa-sociale", "Latiano"),
        ("ambito_casarano", "ambito/le-casarano", ""),
        ("ambito_prova", "ambito/xx-prova", ""),
    ] {
        insta::assert_snapshot!(name, screen(id, comune));
    }
}

#[test]
fn sheets_as_they_are_handed_over() {
    let one = scheda("xx-prova/assistenza-domiciliare-sociale", "Borgo Prova");
    let two = [one.clone(), scheda("it/assegno-di-inclusione", "Borgo Prova")];
    let date = "2026-11-23".parse().unwrap();
    insta::assert_snapshot!("consegna_testo", text::render(&two, &Page::hand_over(72, date)));
    insta::assert_snapshot!("consegna_markdown", markdown::render(&two, &Page::hand_over(72, date)));
    insta::assert_snapshot!("consegna_html", html::render(&two, date));
    insta::assert_snapshot!("json", json::render(&one).unwrap());
    insta::assert_snapshot!("pagina_semplice", text::render(&[one], &Page::plain(60)));
}

#[test]
fn the_offices_of_the_chosen_comune_come_first_and_a_historic_one_never() {
    let first = |comune: &str| match &scheda("xx-prova/assistenza-domiciliare-sociale", comune)
        .section(Heading::Access)
        .unwrap()
        .blocks[0]
    {
        Block::Place { name, .. } => name.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(first("Borgo Prova"), "Segretariato sociale di Borgo Prova");
    assert_eq!(first("Casal Finto"), "Sportello sociale");
    let whole = screen("xx-prova/assistenza-domiciliare-sociale", "Borgo Prova") + &screen("ambito/xx-prova", "");
    assert!(!whole.contains("Vecchio sportello") && !whole.contains("0833 000 009"));
}

#[test]
fn the_next_step_names_who_is_called_and_what_is_brought() {
    let from_borgo = scheda("xx-prova/assistenza-domiciliare-sociale", "Borgo Prova").next_step;
    assert_eq!(
        from_borgo,
        "Chiamare: Segretariato sociale di Borgo Prova, 0833 000 002. Portare: documento di identità e codice fiscale; \
         ISEE sociosanitario in corso di validità; certificato del medico di famiglia; il resto è in «Cosa serve»."
    );
    let page = screen("xx-prova/assistenza-domiciliare-sociale", "Borgo Prova");
    assert!(page.contains("aperto ora, chiude alle 12"), "{page}");
    assert!(page.trim_end().ends_with("«Cosa serve»."), "on the screen the next step is the last line");
    let sheet = text::render(
        &[scheda("xx-prova/assistenza-domiciliare-sociale", "Borgo Prova")],
        &Page::hand_over(80, "2026-11-23".parse().unwrap()),
    );
    let lines: Vec<&str> = sheet.lines().filter(|l| !l.is_empty()).collect();
    assert!(lines[2].starts_with("PROSSIMO PASSO: Chiamare"), "{sheet}");
    assert!(sheet.find("DOVE:") < sheet.find("PORTARE:"), "where to go, then what to bring");
    assert!(sheet.find("PORTARE:") < sheet.find("Descrizione\n"));
    assert!(sheet.find("Riferimenti\n") < sheet.find("Area:"), "what is for the office comes last");
    assert!(sheet.find("Area:") < sheet.find("Fonte e verifica\n"));
}

/// Whoever walks in with an emergency, wherever they live and at whatever hour: what to do now, and what when the offices
/// are closed. No office without its number or that it is not known.
#[test]
fn the_pronto_intervento_says_what_to_do_now_and_at_night_in_every_comune() {
    let catalog = &*BUNDLED;
    let mut known = numbers_of_the_catalogue();
    known.retain(|k| k.len() > 3);
    assert_eq!(catalog.comuni.len(), 257);
    let mut always = 0;
    for (at, comune) in catalog.comuni.iter().enumerate() {
        let ambito = &catalog.ambiti[comune.ambito];
        let local = catalog.entries_of(&ambito.servizi);
        let local = local.filter(|e| e.tipologia.record.id.as_str() == "pronto-intervento-sociale").map(|e| e.id());
        for id in local.chain(["tipologia/pronto-intervento-sociale".to_owned()]) {
            for now in [NOW, "2026-12-25T03:00:00"] {
                let viewer = Viewer::at(Some(ComuneIx::of(at)), now.parse().unwrap());
                let step = Scheda::find(catalog, &id, &viewer).unwrap().next_step;
                let place = format!("{} {id}: {step}", comune.record.name);
                let rest = step.strip_prefix("In pericolo: 112. ").unwrap_or_else(|| panic!("{place}"));
                if let Some(number) = rest.strip_prefix("Pronto intervento sociale: ") {
                    let (number, after) = number.split_once(['(', ',']).unwrap_or_else(|| panic!("{place}"));
                    assert!(known.contains(&digits(number)), "{place}");
                    always += usize::from(after.starts_with("24 ore)"));
                    assert!(
                        after.starts_with("24 ore)") || after.contains("Di notte e nei festivi, se non risponde: 112"),
                        "{place}"
                    );
                    continue;
                }
                let office =
                    rest.strip_prefix("Di notte e nei festivi: 112; di giorno: ").unwrap_or_else(|| panic!("{place}"));
                let office = office.split(". ").next().unwrap();
                assert!(known.iter().any(|k| digits(office).contains(k.as_str())), "{place}");
                assert!(!office.contains("non noto"), "{place}");
            }
        }
    }
    assert!(always > 0);
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The digits of every number that the bundled catalogue holds.
fn numbers_of_the_catalogue() -> Vec<String> {
    let catalog = &*BUNDLED;
    let mut known: Vec<String> = catalog.sedi.iter().flat_map(|s| &s.record.phones).map(|p| digits(p)).collect();
    known.extend(catalog.ambiti.iter().flat_map(|a| &a.record.phones).map(|p| digits(p)));
    known.extend(catalog.comuni.iter().filter_map(|c| c.record.switchboard.as_ref()).map(|p| digits(p)));
    known.extend(catalog.numeri.iter().map(|n| digits(&n.number)));
    known
}

/// What is asked most, from every comune: the next step holds a number that somebody answers, and the opening too.
#[test]
fn whoever_asks_anywhere_gets_a_number_to_call() {
    let (catalog, known) = (&*BUNDLED, numbers_of_the_catalogue());
    let asked = [
        "segretariato-sociale",
        "servizio-sociale-professionale",
        "punto-unico-di-accesso-pua",
        "pronto-intervento-sociale",
        "serd",
        "consultorio-familiare",
        "salute-mentale-csm",
        "centro-antiviolenza",
    ];
    for (at, comune) in catalog.comuni.iter().enumerate() {
        assert!(comune.record.switchboard.is_some(), "{}", comune.record.name);
        let viewer = Viewer::at(Some(ComuneIx::of(at)), NOW.parse().unwrap());
        let local = &catalog.ambiti[comune.ambito].servizi;
        for tipologia in asked {
            let local = catalog.entries_of(local);
            let local = local.filter(|e| e.tipologia.record.id.as_str() == tipologia);
            for entry in local.chain(catalog.find(&format!("tipologia/{tipologia}"))) {
                let (id, s) = (entry.id(), Scheda::of(entry, &viewer));
                let said = digits(&s.next_step);
                let held = known.iter().any(|k| k.len() > 3 && said.contains(k.as_str()));
                assert!(held, "{} {id}: {}", comune.record.name, s.next_step);
                assert!(!s.next_step.contains("PEC") && !s.next_step.contains("sito "), "{id}: {}", s.next_step);
                let call = s.opening.iter().find(|p| p.label == "TELEFONO").unwrap();
                assert!(known.iter().any(|k| digits(&call.value).contains(k.as_str())), "{id}: {call:?}");
            }
        }
    }
}

/// At 80x24, with the next step below: for whom, where, the number, the hours, the papers and the first step of every
/// servizio, seen from a comune that it serves; and no number that no record holds.
#[test]
fn the_first_screen_of_every_servizio_holds_the_answer() {
    let (catalog, known) = (&*BUNDLED, numbers_of_the_catalogue());
    for (n, servizio) in catalog.servizi.iter().enumerate() {
        let entry = catalog.entry(ServizioIx::of(n));
        let served = servizio.comuni.as_ref().or(entry.ambito().map(|a| &a.comuni));
        let comune = served.map_or(ComuneIx::of(n * 7 % catalog.comuni.len()), |all| all[n % all.len()]);
        for now in [NOW, "2026-12-26T03:00:00"] {
            let viewer = Viewer::at(Some(comune), now.parse().unwrap());
            let s = Scheda::of(entry, &viewer);
            let labels: Vec<&str> = s.opening.iter().map(|p| p.label).collect();
            assert_eq!(labels, ["CHI", "DOVE", "TELEFONO", "QUANDO", "PORTARE", "COME"], "{}", s.id);
            let value = |label: &str| s.opening.iter().find(|p| p.label == label).unwrap().value.clone();
            assert!(s.opening.iter().all(|p| !p.value.is_empty()), "{}: {:?}", s.id, s.opening);
            for number in value("TELEFONO").split([' ', '(', ')', '·']).filter(|w| digits(w).len() > 6) {
                assert!(known.iter().any(|k| *k == digits(number)), "{}: {number}", s.id);
            }
            assert!(known.iter().any(|k| digits(&value("TELEFONO")).contains(k.as_str())), "{}", s.id);
            let when = value("QUANDO");
            let by_source = |x: &SedePlace| x.record.hours_source.as_deref().is_some_and(|words| when.contains(words));
            let told = when.contains("orari non noti") || !digits(&when).is_empty() || when.contains("appuntamento");
            assert!(told || catalog.sedi.iter().any(by_source), "{}: {when}", s.id);
            let lines: usize = s.opening.iter().map(|p| wrap(&p.value, 68).len()).sum();
            assert!(wrap(&s.title, 78).len() + lines <= 13, "{}: {:#?}", s.id, s.opening);
        }
    }
}

/// The next step of a servizio for somebody of `comune` who says `words` at `now`.
fn step(id: &str, comune: &str, words: &str, now: &str) -> String {
    let viewer = Viewer { need: Need::of(words), now: now.parse().unwrap(), ..from(&BUNDLED, comune) };
    Scheda::find(&BUNDLED, id, &viewer).expect(id).next_step
}

const NIGHT: &str = "2026-11-24T03:00:00";

#[test]
fn a_discharge_tomorrow_begins_today_in_the_ward() {
    let id = "tipologia/dimissioni-protette";
    let tomorrow = step(id, "Latiano", "mamma anziana dimessa domani dall'ospedale", NOW);
    assert!(tomorrow.starts_with("Oggi stesso parlare con l'assistente sociale del reparto"), "{tomorrow}");
    assert!(tomorrow.contains("0831 721 72 21"), "{tomorrow}");
    let some_day = step(id, "Latiano", "dimissioni protette", NOW);
    assert!(some_day.starts_with("Prima della dimissione parlare con l'assistente sociale del reparto"), "{some_day}");
}

#[test]
fn an_rsa_is_asked_for_at_the_pua_and_the_step_says_who_pays() {
    let step = step("puglia/rsa-non-autosufficienti", "Galatone", "chi paga la rsa", NOW);
    assert!(step.contains("PUA") && step.contains("Retta: una parte la paga la sanità"), "{step}");
    assert!(step.contains("0833 568 215"), "{step}");
}

#[test]
fn a_bed_for_tonight_goes_through_the_pronto_intervento_and_by_day_through_the_segretariato() {
    let id = "tipologia/dormitorio";
    for (words, now) in [("dove dormo stanotte", NOW), ("dormitorio", NIGHT), ("letto per sabato", NOW)] {
        let step = step(id, "Bari", words, now);
        assert!(step.starts_with("In emergenza si passa dal pronto intervento sociale"), "{words} {now}: {step}");
        assert!(step.contains("800 093 470 (24 ore)"), "{step}");
    }
    let by_day = step(id, "Bari", "dormitorio", NOW);
    assert!(by_day.starts_with("Rivolgersi al segretariato sociale"), "{by_day}");
}

#[test]
fn at_night_the_number_that_always_answers_comes_before_a_closed_centre() {
    let id = "bt-canosa-di-puglia/centro-antiviolenza";
    let by_day = step(id, "Canosa di Puglia", "", NOW);
    assert!(by_day.starts_with("Chiamare: Sportello antiviolenza") && by_day.contains("oppure 1522"), "{by_day}");
    let night = step(id, "Canosa di Puglia", "", NIGHT);
    assert!(night.starts_with("Chiamare 1522") && night.contains("380 345 06 70"), "{night}");
}

#[test]
fn hours_are_said_of_the_day_that_the_words_name() {
    let when = |words: &str| {
        let viewer = Viewer { need: Need::of(words), ..from(&BUNDLED, "Canosa di Puglia") };
        let s = Scheda::find(&BUNDLED, "bt-canosa-di-puglia/centro-antiviolenza", &viewer).unwrap();
        s.opening.into_iter().find(|p| p.label == "QUANDO").unwrap().value
    };
    assert!(when("sabato").starts_with("sabato: apre alle 11:30"), "{}", when("sabato"));
    assert!(when("domenica").starts_with("domenica: chiuso"), "{}", when("domenica"));
    assert!(when("").starts_with("chiuso, apre alle 16"), "{}", when(""));
}

/// A health service without a known place: the body, and the number where to ask; nobody is sent to a place of no address.
#[test]
fn a_health_service_without_a_place_names_its_asl_and_a_number() {
    for (id, comune, asl) in [
        ("puglia/serd", "Latiano", "ASL della provincia di Brindisi"),
        ("puglia/salute-mentale-csm", "Trani", "ASL della provincia di Barletta-Andria-Trani"),
        ("puglia/consultorio-familiare", "Lecce", "ASL della provincia di Lecce"),
        ("tipologia/punto-unico-di-accesso-pua", "Latiano", "PUA, ASL della provincia di Brindisi"),
    ] {
        let step = step(id, comune, "", NOW);
        assert!(step.contains(&format!("Risponde: {asl}, sede e numero non noti qui. Per sapere dove: ")), "{step}");
        assert!(!step.contains("Andare"), "{step}");
    }
}

#[test]
fn an_office_of_another_comune_says_so() {
    let s = Scheda::find(&BUNDLED, "tipologia/punto-unico-di-accesso-pua", &from(&BUNDLED, "Galatone")).unwrap();
    let place = s.opening.iter().find(|p| p.label == "DOVE").unwrap();
    assert!(
        place.value.ends_with("Via XXV Luglio 34, Nardò (non a Galatone: a 5 km in linea d'aria)"),
        "{}",
        place.value
    );
}

#[test]
fn what_only_the_comune_knows_is_asked_for_at_its_switchboard_by_name() {
    let step = step("tipologia/residenza-fittizia", "Latiano", "", NOW);
    assert!(
        step.contains("centralino del Comune di Latiano, 0831 721 72 21: chiedere dell'ufficio anagrafe"),
        "{step}"
    );
}

#[test]
fn a_pronto_intervento_that_always_answers_comes_before_any_office() {
    let step = |id: &str, comune: &str| Scheda::find(&BUNDLED, id, &from(&BUNDLED, comune)).unwrap().next_step;
    let bari = step("ba-bari/pronto-intervento-sociale", "Bari");
    assert!(bari.starts_with("In pericolo: 112. Pronto intervento sociale: 800 093 470 (24 ore)"), "{bari}");
    // By day and in the evening only, and an old source: both are said, and what to do when nobody answers.
    let gioia = step("ba-gioia-del-colle/pronto-intervento-sociale", "Gioia del Colle");
    assert!(gioia.contains("800 755 500, lun-ven 14-21") && gioia.contains("se non risponde: 112"), "{gioia}");
    let anywhere = step("tipologia/pronto-intervento-sociale", "");
    assert!(anywhere.contains("di giorno: servizi sociali del comune di residenza, numero non noto"), "{anywhere}");
}

/// What the norms ask of the operator is on the operator's page, in every form of it; the citizen's sheet has none of it.
#[test]
fn what_the_operator_has_to_do_is_on_the_screen_and_never_on_the_sheet() {
    let viewer = from(&BUNDLED, "Latiano");
    let date = "2026-11-23".parse().unwrap();
    for (id, norm) in [
        ("centro-antiviolenza", "art. 331 c.p.p."),
        ("casa-rifugio", "art. 331 c.p.p."),
        ("equipe-maltrattamento-violenza", "art. 9 L. 184/1983"),
        ("pronto-intervento-sociale", "L. 203/2012"),
        ("servizio-sociale-professionale", "art. 403 c.c."),
        ("mediazione-familiare", "art. 473-bis.43 c.p.c."),
        ("percorsi-uomini-autori-violenza", "artt. 361 e 362 c.p."),
        ("educativa-domiciliare-ade", "art. 9 L. 184/1983"),
        ("comunita-educativa-minori", "art. 403 c.c."),
    ] {
        let s = Scheda::find(&BUNDLED, &format!("tipologia/{id}"), &viewer).unwrap();
        let said = words_of(&s, "Orientamento per l'operatore");
        assert!(said.contains("orientamento: decide il responsabile") && said.contains(norm), "{id}: {said}");
        let heading = "Orientamento per l'operatore";
        let page = text::render(from_ref(&s), &Page::screen(80));
        assert!(page.contains(heading) && page.contains("decide il responsabile"), "{id}");
        assert!(markdown::render(from_ref(&s), &Page::screen(80)).contains(heading), "{id}");
        assert!(json::render(&s).unwrap().contains(heading), "{id}");
        let sheets = [
            text::render(from_ref(&s), &Page::hand_over(72, date)),
            markdown::render(from_ref(&s), &Page::hand_over(72, date)),
            html::render(from_ref(&s), date),
        ];
        for sheet in sheets {
            assert!(!sheet.contains("Orientamento") && !sheet.contains("decide il responsabile"), "{id}");
        }
    }
    let bare = Scheda::find(&BUNDLED, "tipologia/asilo-nido", &viewer).unwrap();
    assert!(bare.section(Heading::Orientation).is_none());
}

#[test]
fn a_refuge_has_no_address_in_any_form() {
    let house = scheda("xx-prova/casa-rifugio", "Borgo Prova");
    let said = words_of(&house, "Accedi al servizio");
    assert!(
        said.contains("riservato: si arriva solo tramite il centro antiviolenza, il numero 1522 o i servizi sociali")
    );
    assert!(house.next_step.starts_with("Chiamare: Centro antiviolenza «Prova»"), "{}", house.next_step);
    let sede = &house.facts.sedi[0];
    assert!(sede.riservato && sede.address.is_none() && sede.comune.is_none());

    // Even a catalogue that was not checked at load must not give the address away.
    let mut leaky = TRIAL.clone();
    for sede in leaky.sedi.iter_mut().filter(|s| s.record.riservato) {
        sede.record.address = Some(Text::new("Via Nascosta 12"));
        sede.comune = Some(ComuneIx(0));
    }
    let viewer = from(&leaky, "");
    let leaked = Scheda::find(&leaky, "xx-prova/casa-rifugio", &viewer).unwrap();
    let date = "2026-11-23".parse().unwrap();
    let every_form = [
        text::render(from_ref(&leaked), &Page::screen(80)),
        markdown::render(from_ref(&leaked), &Page::screen(80)),
        html::render(from_ref(&leaked), date),
        json::render(&leaked).unwrap(),
    ];
    for form in every_form {
        assert!(!form.contains("Nascosta"), "{form}");
    }
}

#[test]
fn what_only_the_norm_requires_is_never_passed_off_as_a_service() {
    let norm = scheda("br-mesagne/centro-socio-educativo-diurno-minori", "Latiano");
    assert_eq!(norm.facts.basis, Some(Basis::Norma));
    let stato = norm.header.iter().find(|p| p.label == "Stato").unwrap();
    assert_eq!(stato.value, "previsto dalla norma – presenza locale da confermare con l'Ufficio di Piano");
}

/// In a window of 40 x 10 the next step has two lines: whoever is in a hurry dials what stands there.
#[test]
fn in_the_smallest_window_the_number_of_the_next_step_is_whole() {
    const AFTER: [char; 5] = [',', '.', ';', ':', ')'];
    let digits = |w: &String| {
        let number = w.trim_end_matches(AFTER);
        number.bytes().all(|b| b.is_ascii_digit() || b == b' ') && number.replace(' ', "").len() >= 6
    };
    let mut cut = 0;
    for (at, comune) in BUNDLED.comuni.iter().enumerate() {
        let viewer = Viewer::at(Some(ComuneIx::of(at)), NOW.parse().unwrap());
        let ambito = &BUNDLED.ambiti[comune.ambito];
        let own = ambito.servizi.iter().map(|ix| BUNDLED.servizi[*ix].id.to_string());
        let ids =
            own.chain(["tipologia/segretariato-sociale", "tipologia/pronto-intervento-sociale"].map(String::from));
        for id in ids {
            let scheda = Scheda::find(&BUNDLED, &id, &viewer).unwrap();
            let number = unbroken(&scheda.next_step).into_iter().find(digits);
            let Some(number) = number.map(|n| n.trim_end_matches(AFTER).to_owned()) else {
                continue;
            };
            let (whole, shown) = (next_step(&scheda, 40), next_step_in(&scheda, 40, 2));
            cut += usize::from(whole.len() > 2);
            let said = |lines: &[PageLine]| -> Vec<String> {
                lines.iter().map(|l| l.iter().map(|(_, t)| t.as_str()).collect()).collect()
            };
            let shown = said(&shown);
            assert!(shown.len() <= 2 && shown.iter().all(|l| l.width() <= 40), "{id}: {shown:#?}");
            assert!(shown.is_empty() || shown.iter().any(|l| l.contains(&number)), "{id} {number}: {shown:#?}");
        }
    }
    assert!(cut > 1000, "{cut}");
}

#[test]
fn a_tipologia_without_a_local_service_says_where_to_ask() {
    let mensa = scheda("tipologia/mensa-sociale", "Latiano");
    let dove = mensa.header.iter().find(|p| p.label == "Dove").unwrap();
    assert!(dove.value.starts_with("nessun servizio noto nell'ambito di Mesagne"), "{}", dove.value);
    assert!(mensa.next_step.contains("Comune di Latiano"), "{}", mensa.next_step);
}

#[test]
fn an_entry_for_other_comuni_says_so() {
    let header = |comune| {
        let s = scheda("xx-prova/telesoccorso", comune);
        s.header.into_iter().find(|p| p.label == "Comuni").unwrap().value
    };
    assert_eq!(header("Casal Finto"), "solo Casal Finto");
    assert_eq!(header("Borgo Prova"), "solo Casal Finto – non risulta per Borgo Prova");
    let next = scheda("xx-prova/telesoccorso", "Casal Finto").next_step;
    assert!(next.contains("Avviso chiuso: chiedere del nuovo") && !next.contains("Portare"), "{next}");
}

#[test]
fn related_services_lead_to_those_of_the_same_place() {
    let sad = scheda("br-mesagne/assistenza-domiciliare-sociale", "Latiano");
    let ids: Vec<&str> = sad.links.iter().map(|l| l.id.as_str()).collect();
    assert!(ids.contains(&"br-mesagne/assistenza-domiciliare-integrata"), "{ids:?}");
    assert!(ids.len() <= 5 && !ids.contains(&"br-mesagne/assistenza-domiciliare-sociale"));
    for link in &sad.links {
        assert!(Scheda::find(&TRIAL, &link.id, &from(&TRIAL, "Latiano")).is_some(), "{}", link.id);
    }
}

#[test]
fn nothing_in_a_record_becomes_markup() {
    let nasty = scheda("xx-prova/emporio-solidale", "Borgo Prova");
    let page = html::render(from_ref(&nasty), "2026-11-23".parse().unwrap());
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)"));
    let md = markdown::render(&[nasty], &Page::screen(80));
    assert!(md.starts_with("# \\<script\\>"), "{md}");
    for smuggled in ["**Emporio**", "[qui]", "\n# due", "- 1. prima", "- _seconda_", "`tre`"] {
        assert!(!md.contains(smuggled), "{smuggled}: {md}");
    }
}

#[test]
fn a_sheet_loads_nothing_and_runs_nothing() {
    let page = html::render(&[scheda("it/assegno-di-inclusione", "Borgo Prova")], "2026-11-23".parse().unwrap());
    for forbidden in ["<script", "<link", "<img", "<iframe", "src=", "href=", "url(", "@import", " on"] {
        let tags: Vec<&str> = page.split('<').filter_map(|t| t.split('>').next()).collect();
        assert!(tags.iter().all(|t| !format!("<{t}").contains(forbidden)), "{forbidden}");
    }
    assert!(!page.contains("aperto ora"), "what holds now is not printed");
    assert!(page.contains("size:A4") && page.contains("23 novembre 2026") && page.contains("default-src 'none'"));
}

/// What must hold of any scheda.
fn check(catalog: &Catalog, id: &str, viewer: &Viewer) {
    let s = Scheda::find(catalog, id, viewer).expect(id);
    assert_eq!(s.id, id);
    assert!(!s.title.is_empty() && s.next_step.len() > 10 && s.next_step.ends_with('.'), "{id}: {}", s.next_step);
    assert!(!s.next_step.contains("..") && !s.next_step.contains(" ,"), "{id}: {}", s.next_step);
    let order: &[Heading] = if id.starts_with("ambito/") { &Heading::OF_AMBITO } else { &Heading::OF_SERVICE };
    let places: Vec<usize> = s.sections.iter().map(|x| order.iter().position(|h| *h == x.heading).expect(id)).collect();
    assert!(places.windows(2).all(|w| w[0] < w[1]), "{id}: {places:?}");
    if !id.starts_with("ambito/") {
        for always in [Heading::Whom, Heading::Access, Heading::Contacts, Heading::Sources] {
            assert!(s.section(always).is_some(), "{id}: {}", always.label());
        }
    }
    for section in &s.sections {
        assert!(!section.blocks.is_empty(), "{id}: {}", section.heading.label());
        for block in &section.blocks {
            let full = match block {
                Block::Paragraph(t) | Block::Caution(t) => !t.trim().is_empty(),
                Block::Bullets(items) | Block::Steps(items) => !items.is_empty() && items.iter().all(|i| !i.is_empty()),
                Block::Pairs(pairs) => !pairs.is_empty() && pairs.iter().all(|p| !p.value.is_empty()),
                Block::Place { name, details } => !name.is_empty() && !details.is_empty(),
            };
            assert!(full, "{id}: {}: {block:?}", section.heading.label());
        }
    }
    for sede in &s.facts.sedi {
        let record = &catalog.sedi.iter().find(|x| x.record.id.as_str() == sede.id).unwrap().record;
        assert_ne!(record.status, Some(Stato::Storico), "{id}: {}", sede.id);
    }
    assert!(!s.facts.sources.is_empty(), "{id} has no source");
    let page = text::render(from_ref(&s), &Page::screen(80));
    assert!(page.lines().all(|l| !l.contains(is_hostile) && l == l.trim_end()), "{id}");
    for line in page.lines().filter(|l| l.width() > 80) {
        assert_eq!(line.split_whitespace().filter(|w| w.len() > 20).count(), 1, "{id}: {line}");
    }
    let json = json::render(&s).unwrap();
    assert!(!json.contains(": null"), "{id}");
}

#[test]
fn every_scheda_of_the_catalogue_keeps_the_rules() {
    for catalog in [&*TRIAL, &*BUNDLED] {
        let all = ids(catalog);
        assert!(all.len() > 20);
        // Every other one seen from nowhere, each of the rest from another comune.
        for (n, id) in all.iter().enumerate() {
            let comune = (n % 2 == 1).then(|| ComuneIx::of(n * 7 % catalog.comuni.len()));
            check(catalog, id, &Viewer::at(comune, NOW.parse().unwrap()));
        }
    }
}

#[test]
fn a_phone_of_the_sheet_is_a_phone_of_the_catalogue() {
    // Never a number that no record holds: in the next step of every scheda.
    let (catalog, known) = (&*BUNDLED, numbers_of_the_catalogue());
    let viewer = from(catalog, "Latiano");
    for id in ids(catalog) {
        let step = Scheda::find(catalog, &id, &viewer).unwrap().next_step;
        if let Some(rest) = step.strip_prefix("Chiamare") {
            let called = rest.split(". ").next().unwrap();
            let said = known.iter().any(|k| digits(called).contains(k.as_str()));
            assert!(said, "{id}: {step}");
        }
    }
}

#[test]
fn an_id_that_nobody_has_is_no_scheda() {
    for id in ["", "x", "it/niente", "tipologia/niente", "ambito/niente", "ambito/", "../etc/passwd"] {
        assert!(Scheda::find(&TRIAL, id, &from(&TRIAL, "")).is_none(), "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_width_and_hour_is_laid_out(width in 0_usize..220, n in any::<usize>(), hour in 0_u32..24, day in 1_u32..29, rules in any::<bool>()) {
        let all = ids(&TRIAL);
        let now = chrono::NaiveDate::from_ymd_opt(2026, 12, day).unwrap().and_hms_opt(hour, 30, 0).unwrap();
        let viewer = Viewer::at(Some(ComuneIx::of(n % TRIAL.comuni.len())), now);
        let s = Scheda::find(&TRIAL, &all[n % all.len()], &viewer).unwrap();
        let page = text::render(&[s], &Page { rules, ..Page::screen(width) });
        prop_assert!(page.ends_with('\n'));
    }

    #[test]
    fn no_text_escapes_from_html_or_markdown(raw in "\\PC{0,40}|[<>&\"'`*_\\[\\]()#|!\\\\~-]{1,20}") {
        let html = html::escape(&raw);
        prop_assert!(!html.contains(['<', '>', '"', '\'']));
        prop_assert_eq!(
            html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#96;", "`").replace("&amp;", "&"),
            raw.clone()
        );
        let md = markdown::escape(&raw);
        let mut escaped = false;
        for c in md.chars() {
            if escaped { escaped = false; continue; }
            escaped = c == '\\';
            prop_assert!(escaped || !"`*_[]<>#|!&".contains(c), "{}", md);
        }
        prop_assert!(!escaped, "ends in an open escape: {}", md);
    }
}

#[test]
fn of_several_places_the_nearest_is_named_first() {
    let c = &*BUNDLED;
    let mut several = 0;
    for (at, comune) in c.comuni.iter().enumerate() {
        let from = ComuneIx::of(at);
        let viewer = Viewer::at(Some(from), NOW.parse().unwrap());
        let ambito = &c.ambiti[comune.ambito];
        for ix in &ambito.servizi {
            let entry = c.entry(*ix);
            let Some(km) = Glance::of(entry, Some(ambito), &viewer).km() else { continue };
            let reached = |s: &&SedePlace| {
                let r = &s.record;
                let way = !r.phones.is_empty() || r.address.is_some() || !r.emails.is_empty() || !r.pec.is_empty();
                r.status != Some(Stato::Storico) && !r.riservato && way
            };
            let sedi = entry.servizio.unwrap().sedi.iter().map(|s| &c.sedi[*s]).filter(reached);
            let all: Vec<f64> = sedi.filter_map(|s| to_sede(c, from, s)).collect();
            several += usize::from(all.len() > 1);
            assert!(all.iter().all(|other| km <= *other), "{} {}: {km} {all:?}", comune.record.name, entry.id());
        }
    }
    assert!(several > 100, "{several}");
}
