//! What norms and pages of 2026 say, in the answers that an operator gets.

use serde_json::Value;

use crate::office::{Office, search, sportello};

/// The day on which the answers are asked for.
const DAY: &str = "2026-11-28";

/// The scheda as one line of JSON, sentences whole.
fn show(id: &str, more: &[&str]) -> String {
    show_on(DAY, id, more)
}

/// As [`show`], on another day.
fn show_on(day: &str, id: &str, more: &[&str]) -> String {
    let mut arguments = vec!["show", id, "--format", "json", "--al", day];
    arguments.extend(more);
    let run = Office::new().run(arguments);
    assert_eq!(run.status, 0, "{id}: {}", run.err);
    run.out
}

/// One section of a scheda, as text.
fn section(scheda: &str, heading: &str) -> String {
    let json: Value = serde_json::from_str(scheda).unwrap();
    let all = json["sections"].as_array().unwrap();
    all.iter().find(|s| s["heading"] == heading).map(|s| s["blocks"].to_string()).unwrap_or_default()
}

/// What a scheda says, and what it does not say.
fn says(id: &str, said: &[&str], not: &[&str]) {
    let whole = show(id, &[]);
    for word in said {
        assert!(whole.contains(word), "{id} does not say «{word}»:\n{whole}");
    }
    for word in not {
        assert!(!whole.contains(word), "{id} says «{word}»");
    }
}

/// The tipologia of the first answer.
fn first(query: &str) -> String {
    let run = search(query, &["--comune", "latiano", "--al", DAY]);
    run.types().first().cloned().unwrap_or_default()
}

#[test]
fn where_the_reform_of_disability_holds_one_certificate_is_the_whole_way() {
    for id in ["it/accertamento-disabilita", "it/indennita-di-accompagnamento", "it/invalidita-civile-prestazioni"] {
        for (comune, since) in
            [("latiano", "Brindisi, dal 1° marzo 2026"), ("casarano", "Lecce, dal 30 settembre 2025")]
        {
            let steps = section(&show(id, &["--comune", comune]), "Come fare");
            assert!(steps.contains(since) && steps.contains("non c'è domanda"), "{id} {comune}: {steps}");
            assert!(!steps.contains("Fare la domanda"), "{id} {comune}: {steps}");
        }
        let foggia = show(id, &["--comune", "foggia"]);
        let steps = section(&foggia, "Come fare");
        assert!(steps.contains("Fare la domanda all'INPS") && steps.contains("31 dicembre 2026"), "{id}: {steps}");
        let in_january = section(&show_on("2027-01-01", id, &["--comune", "foggia"]), "Come fare");
        assert!(
            in_january.contains("non c'è domanda") && !in_january.contains("Fare la domanda"),
            "{id}: {in_january}"
        );
    }
    says("it/accertamento-disabilita", &["D.L. n. 19/2026, art. 7"], &[]);
}

#[test]
fn the_thresholds_of_the_assegno_di_inclusione_are_told_with_scale_rent_and_residence() {
    let said =
        ["scala di equivalenza", "6.500 euro", "8.190", "10.140 se", "affitto con contratto registrato", "cinque anni"];
    says("it/assegno-di-inclusione", &said, &[]);
    says("it/assegno-di-inclusione", &["30.000 euro oltre la prima casa", "risparmi fino a 6.000 euro"], &[]);
}

#[test]
fn the_assegno_di_inclusione_is_renewed_without_a_stop_and_the_first_month_is_halved() {
    says("it/assegno-di-inclusione", &["nessun mese di stop", "dimezzata"], &[]);
}

#[test]
fn who_has_the_assegno_di_inclusione_is_told_the_120_days() {
    says("it/assegno-di-inclusione", &["entro 120 giorni", "90"], &[]);
}

#[test]
fn farm_workers_and_collaborators_are_not_sent_to_the_naspi() {
    assert_eq!(first("disoccupazione agricola"), "disoccupazione-agricola");
    assert_eq!(first("dis-coll"), "dis-coll");
    says(
        "it/disoccupazione-agricola",
        &["Ogni anno entro il 31 marzo", "prossima scadenza: 31 marzo 2027", "perentorio"],
        &[],
    );
    says("it/naspi", &["disoccupazione agricola", "DIS-COLL"], &[]);
}

#[test]
fn who_left_a_job_within_the_year_needs_thirteen_weeks_for_the_naspi() {
    says("it/naspi", &["13 settimane di contributi dopo quelle dimissioni"], &[]);
}

#[test]
fn the_accompagnamento_of_2026_is_the_corrected_one_and_not_for_a_free_stay_in_hospital() {
    says(
        "it/indennita-di-accompagnamento",
        &["551,53 euro (valore 2026)", "da verificare", "ricovero gratuito"],
        &["549,61"],
    );
}

#[test]
fn the_indennita_di_frequenza_is_for_children_and_for_the_months_of_attendance() {
    let said = [
        "difficoltà persistenti",
        "60 decibel",
        "al massimo dodici",
        "340,71 euro (valore 2026)",
        "5.852,21",
        "20.029,55",
    ];
    says("it/invalidita-civile-prestazioni", &said, &["difficoltà di frequenza scolastica"]);
}

#[test]
fn the_carta_dedicata_of_this_year_is_running_and_its_amount_is_not_made_up() {
    let said = ["In corso dal 4 novembre 2026", "edizione in corso è da verificare", "valore del 2025: verificare"];
    says("it/carta-dedicata-a-te", &said, &[]);
    assert!(show("it/carta-dedicata-a-te", &[]).contains("\"status\": \"attivo\""));
}

#[test]
fn editions_that_are_over_say_when_they_closed() {
    for (id, said) in [
        ("puglia/sostegno-familiare-gravissimi", "avviso chiuso a maggio 2026: chiedere del nuovo"),
        ("puglia/buoni-servizio-anziani-disabili", "avviso chiuso il 30 giugno 2026: chiedere del nuovo"),
        ("puglia/buoni-educativi-zerotre", "avviso chiuso il 31 luglio 2026: chiedere del nuovo"),
        ("puglia/contributo-libri-di-testo", "avviso chiuso il 19 settembre 2025: chiedere del nuovo"),
        ("it/bonus-psicologo", "avviso chiuso il 14 novembre 2025: chiedere del nuovo"),
        ("it/servizio-civile", "avviso chiuso l'8 aprile 2026: chiedere del nuovo"),
        ("puglia/buoni-servizio-minori", "avviso chiuso: chiedere del nuovo"),
        ("puglia/patto-di-cura", "chi è già ammesso, fino a dicembre 2026"),
    ] {
        let whole = show(id, &[]);
        assert!(whole.contains(said), "{id}: {said}\n{whole}");
        assert!(whole.contains("\"status\": \"avviso-chiuso\""), "{id}");
    }
}

#[test]
fn at_the_superiori_the_province_answers_and_below_fourteen_the_comune() {
    let id = "br-mesagne/integrazione-scolastica-disabili";
    let step = |id: &str, more: &[&str]| {
        let json: Value = serde_json::from_str(&show(id, more)).unwrap();
        json["next_step"].as_str().unwrap().to_owned()
    };
    assert!(step(id, &["--comune", "latiano", "--eta", "9"]).contains("presentano la richiesta all'ambito"));
    let big = step(id, &["--comune", "latiano", "--eta", "15"]);
    assert!(big.starts_with("Dai 14 anni (superiori) non risponde il Comune: domanda alla Provincia"), "{big}");
    let superiori = "puglia/assistenza-specialistica-superiori";
    assert!(step(superiori, &["--comune", "bari"]).contains("Città metropolitana di Bari"));
    assert!(step(superiori, &["--comune", "lecce"]).contains("alla Provincia"));
    let small = step(superiori, &["--comune", "lecce", "--eta", "9"]);
    assert!(small.starts_with("Fino alle medie la richiesta va al Comune"), "{small}");
    says("tipologia/integrazione-scolastica-disabili", &["DSA", "da soli non danno diritto"], &[]);
}

#[test]
fn victims_have_a_free_lawyer_whatever_they_earn() {
    says(
        "it/patrocinio-a-spese-dello-stato",
        &["Senza limite di reddito", "maltrattamenti", "valore del 2025: verificare"],
        &[],
    );
}

#[test]
fn who_asks_for_asylum_does_not_enter_the_sai_as_a_rule() {
    says("tipologia/sai", &["i richiedenti asilo di norma non entrano", "prefettura"], &[]);
}

#[test]
fn a_single_person_may_ask_for_an_international_adoption() {
    says("it/adozione", &["persona singola residente in Italia", "adozione nazionale resta dei coniugi"], &[]);
}

#[test]
fn families_just_above_a_threshold_are_sent_to_the_caf() {
    says("it/caf-isee", &["91.500 euro", "prestazioni familiari e inclusione", "Ogni anno entro il 31 dicembre"], &[]);
    let run = sportello([
        "orienta", "--comune", "latiano", "--isee", "12000", "--minori", "2", "--format", "json", "--al", DAY,
    ]);
    let json = run.json();
    let adi =
        json["results"].as_array().unwrap().iter().find(|r| r["id"] == "it/assegno-di-inclusione").unwrap().clone();
    assert_eq!(adi["outcome"], "da-verificare");
    assert!(adi["reasons"].to_string().contains("chiedere al CAF"), "{adi}");
}

#[test]
fn the_bonus_nido_says_how_much_for_whom() {
    let said = ["3.600 euro (valore 2026)", "1.500 euro (valore 2026)", "Nati prima", "ISEE fino a 25.000 euro"];
    says("it/bonus-asilo-nido", &said, &["ISEE minorenni"]);
}

#[test]
fn the_reddito_di_liberta_of_last_year_is_to_be_verified() {
    says("it/reddito-di-liberta", &["500 euro (valore del 2025: verificare)"], &["530"]);
}

#[test]
fn the_exemption_e01_is_for_the_very_young_and_the_old() {
    let said = ["meno di 6 o più di 65 anni", "8.263,31 euro", "E94-E96, da verificare", "Ogni anno entro il 31 marzo"];
    says("puglia/esenzione-ticket", &said, &[]);
}

#[test]
fn the_assegno_sociale_has_its_figures_and_its_age_is_to_be_verified_in_january() {
    says("it/assegno-sociale", &["546,24 euro (valore 2026)", "7.101,12 euro", "permesso UE"], &[]);
    let run = sportello(["orienta", "--eta", "67", "--format", "json", "--al", "2027-01-15"]);
    let text = run.out;
    assert!(text.contains("ha 67 anni: verificare l'età richiesta oggi"), "{text}");
}

#[test]
fn who_has_cancer_finds_the_leave_and_the_ten_hours() {
    assert_eq!(first("congedo per tumore"), "congedo-malattie-gravi");
    says("it/congedo-malattie-gravi", &["24 mesi", "10 ore l'anno"], &[]);
    says("it/permessi-legge-104", &["dieci ore l'anno"], &[]);
    says("it/congedo-straordinario", &["D.Lgs. n. 151/2001"], &[]);
}

#[test]
fn the_leave_of_parents_has_its_figures() {
    says("it/congedi-genitori", &["dieci giorni lavorativi", "80 per cento", "14 anni", "seconda madre"], &[]);
}

#[test]
fn the_bills_are_cut_by_30_15_and_25_per_cent() {
    says("it/bonus-sociale-bollette", &["30 per cento", "25 per cento sui rifiuti", "9.796 euro", "20.000 euro"], &[]);
}

#[test]
fn the_assegno_unico_of_2026_begins_at_58_30_and_ends_before_21() {
    says(
        "it/assegno-unico-universale",
        &["58,30 euro (valore 2026)", "203,80 euro (valore 2026)", "compimento dei 21 anni"],
        &["58,5 "],
    );
    let whole = show("it/assegno-unico-universale", &[]);
    assert!(!section(&whole, "A chi è rivolto").contains("fino a 21 anni compiuti"), "{whole}");
}

#[test]
fn women_in_a_protection_path_find_the_paid_leave() {
    assert_eq!(first("congedo vittime di violenza"), "congedo-vittime-violenza");
    says("it/congedo-vittime-violenza", &["90 giorni"], &[]);
}

#[test]
fn a_mortgage_is_not_a_rent() {
    assert_eq!(first("non riesco a pagare il mutuo"), "sospensione-mutuo");
    says("puglia/morosita-incolpevole", &["Riguarda solo gli affitti"], &[]);
}

#[test]
fn care_leavers_is_only_where_the_ambito_takes_part() {
    says("it/care-leavers", &["negli ambiti che aderiscono"], &[]);
}

#[test]
fn the_consultorio_names_the_interruption_of_pregnancy() {
    says("puglia/consultorio-familiare", &["interruzione volontaria", "194/1978"], &[]);
}

#[test]
fn the_carta_acquisti_asks_for_citizenship_or_a_stable_stay() {
    says("it/carta-acquisti", &["cittadino italiano o UE", "lungo periodo", "10.974,42 euro"], &[]);
}

#[test]
fn the_levels_of_the_norm_are_said() {
    says("tipologia/residenza-fittizia", &["lett. e)"], &[]);
    for id in [
        "tipologia/dopo-di-noi",
        "tipologia/pro-vi",
        "tipologia/pro-vi-dopo-di-noi",
        "tipologia/assistenza-domiciliare-integrata",
    ] {
        says(id, &["livello essenziale (LEPS)"], &[]);
    }
}

#[test]
fn plain_words_lead_to_the_right_scheda() {
    for (query, tipologia) in [
        ("bollo auto disabili", "agevolazioni-auto-disabili"),
        ("collocamento mirato", "collocamento-mirato"),
        ("stp", "assistenza-stp-eni"),
        ("assegno ordinario di invalidità", "assegno-ordinario-invalidita"),
        ("cure palliative", "cure-palliative-hospice"),
        ("servizio civile", "servizio-civile"),
        ("bonus mamme", "bonus-mamme"),
        ("parrucca", "contributo-parrucche"),
    ] {
        assert_eq!(first(query), tipologia, "{query}");
    }
}

#[test]
fn bari_has_no_postal_code_that_the_lists_do_not_have() {
    let run = sportello(["list", "comuni", "--comune", "bari", "--format", "json"]);
    assert!(!run.out.contains("70130") && run.out.contains("70121"), "{}", run.out);
}

#[test]
fn the_one_emergency_number_holds_in_all_of_puglia() {
    let run = sportello(["list", "numeri", "--format", "json"]);
    let all = run.json();
    let number = all.as_array().unwrap().iter().find(|n| n["number"] == "112").unwrap();
    assert!(number["note"].as_str().unwrap().contains("tutta la Puglia"), "{number}");
}

/// The pair of a scheda's opening that has this label.
fn opening(scheda: &str, label: &str) -> String {
    let json: Value = serde_json::from_str(scheda).unwrap();
    let pair = json["opening"].as_array().unwrap().iter().find(|p| p["label"] == label).unwrap().clone();
    pair["value"].as_str().unwrap().to_owned()
}

#[test]
fn a_centre_against_violence_without_a_telephone_of_its_own_is_called_by_1522() {
    for (comune, id, office) in [
        ("lecce", "le-lecce/centro-antiviolenza", "0832 682 477"),
        ("taranto", "ta-taranto/centro-antiviolenza", "099 458 17 86"),
        ("modugno", "ba-modugno/centro-antiviolenza", "080 "),
    ] {
        let run = search("mi picchia", &["--comune", comune, "--al", DAY]);
        let row = run.json()["results"].as_array().unwrap().iter().find(|r| r["id"] == id).unwrap().clone();
        assert_eq!(
            (row["phone"].as_str(), row["now"].as_str()),
            (Some("1522"), Some("aperto ora, sempre aperto")),
            "{row}"
        );
        let call = opening(&show(id, &["--comune", comune]), "TELEFONO");
        assert!(call.starts_with("1522 oppure ") && call.contains(office), "{id}: {call}");
    }
}

#[test]
fn the_centre_of_foggia_has_the_numbers_that_its_comune_gives() {
    let call = opening(&show("fg-foggia/centro-antiviolenza", &["--comune", "foggia"]), "TELEFONO");
    assert!(call.contains("800 180 903") && call.contains("1522"), "{call}");
}

#[test]
fn who_has_no_home_is_told_of_the_family_doctor_and_of_the_regional_codes() {
    says("tipologia/residenza-fittizia", &["medico di famiglia", "cittadini italiani senza dimora"], &[]);
    says("puglia/esenzione-ticket", &["E94-E96, da verificare", "nel 2020 E94 valeva fino a 18.000 euro"], &[]);
}

#[test]
fn the_number_against_usury_of_2007_is_never_given_without_saying_so() {
    let id = "puglia/sostegno-antiusura";
    let whole = show(id, &["--comune", "bari"]);
    assert!(!opening(&whole, "TELEFONO").contains("800 999 000"), "{whole}");
    says(id, &["il 112 o il 117", "fonte del 2007, da verificare"], &[]);
    for query in ["usura", "racket", "lo strozzino mi chiede i soldi"] {
        let run = Office::new().run(["search", query, "--comune", "bari", "--al", DAY]);
        for line in run.out.lines().chain(run.err.lines()).filter(|l| l.contains("800 999 000")) {
            assert!(line.contains("2007") && line.contains("verificare"), "{query}: {line}");
        }
    }
    let list = sportello(["list", "numeri", "--format", "csv"]).out;
    let line = list.lines().find(|l| l.contains("800 999 000")).unwrap();
    assert!(line.contains("Numero verde antiracket e antiusura (fonte del 2007: da verificare)"), "{line}");
}

#[test]
fn whoever_has_turned_21_is_no_care_leaver() {
    let outcome = |age: &str| {
        let run = sportello(["orienta", "--comune", "molfetta", "--eta", age, "--format", "json", "--al", DAY]);
        let all = run.json()["results"].as_array().unwrap().clone();
        let found = all.iter().find(|r| r["id"] == "ba-molfetta/care-leavers").cloned();
        found.unwrap_or_else(|| panic!("{}", run.out))["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!((outcome("20").as_str(), outcome("21").as_str()), ("da-verificare", "non-compatibile"));
}

#[test]
fn where_an_ambito_takes_part_in_care_leavers_its_own_row_says_so() {
    for (comune, id) in [("molfetta", "ba-molfetta/care-leavers"), ("foggia", "fg-foggia/care-leavers")] {
        let run = search("compio 18 anni in comunità", &["--comune", comune, "--al", DAY]);
        assert_eq!(run.ids().first().map(String::as_str), Some(id), "{}", run.out);
        assert!(show(id, &[]).contains("\"status\": \"attivo\""), "{id}");
    }
}

#[test]
fn a_mortgage_that_is_not_paid_is_one_however_it_is_said() {
    for query in ["mutuo non riesco a pagare", "mutuo non pagato"] {
        assert_eq!(first(query), "sospensione-mutuo", "{query}");
    }
}

#[test]
fn a_foreigner_without_a_permit_is_told_what_the_reddito_di_liberta_asks() {
    says("it/reddito-di-liberta", &["cittadina italiana o UE", "permesso di soggiorno", "rifugiata"], &[]);
}

#[test]
fn at_67_in_january_the_age_of_the_invalidity_pension_is_to_be_verified() {
    let said = |day: &str| {
        let run = Office::new().run(["orienta", "--comune", "bari", "--eta", "67", "--format", "json", "--al", day]);
        let all = run.json()["results"].as_array().unwrap().clone();
        let one = all.iter().find(|r| r["id"] == "it/invalidita-civile-prestazioni").unwrap().clone();
        (one["outcome"].as_str().unwrap().to_owned(), one["reasons"].to_string())
    };
    assert_eq!(said("2026-12-31").0, "non-compatibile");
    let (outcome, reasons) = said("2027-01-15");
    assert!(outcome == "da-verificare" && reasons.contains("verificare l'età richiesta oggi"), "{outcome} {reasons}");
}

#[test]
fn what_an_ambito_gave_until_a_day_says_its_own_day() {
    for (id, said) in [
        ("le-poggiardo/home-care-premium", "finito il 30 giugno 2025: chiedere del nuovo"),
        ("le-poggiardo/buoni-servizio-anziani-disabili", "avviso chiuso il 30 giugno 2024: chiedere del nuovo"),
        ("fg-san-severo/pro-vi", "avviso chiuso l'11 aprile 2024: chiedere del nuovo"),
        ("fg-san-severo/pro-vi-dopo-di-noi", "avviso chiuso l'11 aprile 2024: chiedere del nuovo"),
        ("le-poggiardo/pro-vi", "avviso chiuso il 30 marzo 2021: chiedere del nuovo"),
        ("br-mesagne/servizi-educativi-tempo-libero", "avviso chiuso il 29 giugno 2026: chiedere del nuovo"),
    ] {
        let whole = show(id, &[]);
        assert!(whole.contains(said), "{id}: {said}\n{whole}");
    }
}

#[test]
fn a_number_says_of_when_its_hours_are() {
    let run = sportello(["list", "numeri", "--format", "json"]);
    let all = run.json();
    let of = |number: &str| {
        let one = all.as_array().unwrap().iter().find(|n| n["number"] == number).unwrap();
        format!("{} {}", one["hours_source"], one["note"])
    };
    for (number, said) in [
        ("116000", "pagina senza data"),
        ("1 96 96", "24 ore su 24"),
        ("02 2327 2327", "9-24 (gennaio 2026)"),
        ("02 2327 2327", "24 ore su 24 da aprile 2026: da verificare"),
        ("800 90 10 10", "da verificare"),
        ("1515", "da verificare"),
    ] {
        assert!(of(number).contains(said), "{}", of(number));
    }
}

#[test]
fn the_bonus_for_the_sport_of_children_is_known_and_nobody_makes_up_a_new_one() {
    for (query, within) in [("bonus sport", 1), ("fondo dote famiglia", 1), ("dote sport", 2), ("bonus sport figli", 4)]
    {
        let ids = search(query, &["--comune", "latiano", "--al", DAY]).ids();
        assert!(ids.iter().take(within).any(|id| id == "it/buoni-servizio-minori"), "{query}: {ids:?}");
    }
    let said = [
        "avviso chiuso il 10 dicembre 2025: chiedere del nuovo",
        "300 euro (valore del 2025: verificare)",
        "di un avviso nuovo non si è trovata notizia",
        "\"status\": \"avviso-chiuso\"",
    ];
    says("it/buoni-servizio-minori", &said, &["portale regionale", "\"Regione\""]);
    let sheet = Office::new().run(["show", "it/buoni-servizio-minori", "--foglio", "--comune", "latiano", "--al", DAY]);
    assert!(
        sheet.out.contains("Adesso non si può fare la domanda") && sheet.out.contains("dello Stato"),
        "{}",
        sheet.out
    );
    assert!(!sheet.out.contains("Regione"), "{}", sheet.out);
    let regional = show("puglia/buoni-servizio-minori", &[]);
    assert!(section(&regional, "Contatti").contains("Regione"), "{regional}");
}

#[test]
fn what_is_known_from_one_source_or_not_at_all_is_told_as_to_be_verified() {
    says("it/indennita-di-accompagnamento", &["una sola fonte: da verificare"], &[]);
    says(
        "puglia/contributo-affitto",
        &["chiedere al Comune se ci sono fondi quest'anno (da verificare)", "canoni 2019"],
        &[],
    );
    // No source says that 116117 answers here: it is no number to call, and who asks for it gets the guardia medica.
    assert!(!sportello(["list", "numeri"]).out.contains("116117"));
    let run = Office::new().run(["search", "guardia medica", "--comune", "latiano", "--al", DAY]);
    assert!(run.out.contains("Guardia medica") && !run.out.contains("116117"), "{}", run.out);
}
