//! `sportello show`: one scheda, whole, in any form.

use crate::office::sportello;

const SAD: &str = "br-mesagne/assistenza-domiciliare-sociale";

#[test]
fn the_sad_of_mesagne_is_a_whole_scheda() {
    let run = sportello(["show", SAD, "--comune", "latiano"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let at =
        |word: &str| run.out.to_lowercase().find(&word.to_lowercase()).unwrap_or_else(|| panic!("{word}\n{}", run.out));
    let order = ["A chi è rivolto", "Descrizione", "Come fare", "Riferimenti", "Fonte e verifica"].map(at);
    assert!(order.is_sorted(), "{order:?}\n{}", run.out);
    assert!(run.out.to_lowercase().contains("prossimo passo"));
    assert!(!run.out.contains('\u{1b}'));
}

#[test]
fn every_form_speaks_of_the_same_service() {
    for (format, mark) in
        [("text", "Assistenza domiciliare"), ("markdown", "# "), ("html", "<!doctype html>"), ("json", "{")]
    {
        let run = sportello(["show", SAD, "--format", format]);
        assert_eq!(run.status, 0, "{format}: {}", run.err);
        assert!(run.out.to_lowercase().contains(&mark.to_lowercase()), "{format}: {}", run.out);
    }
    assert_eq!(sportello(["show", SAD, "--format", "json"]).json()["id"], SAD);
}

#[test]
fn grouped_rows_and_ambiti_have_a_scheda_too() {
    for id in ["tipologia/assistenza-domiciliare-sociale", "ambito/br-mesagne", "it/assegno-di-inclusione"] {
        let run = sportello(["show", id, "--format", "json"]);
        assert_eq!((run.status, run.json()["id"].as_str()), (0, Some(id)), "{}", run.err);
    }
}

#[test]
fn an_unknown_id_is_answered_with_the_nearest() {
    for (id, near) in [
        ("br-mesagne/assistenza-domicilare-sociale", SAD),
        ("assistenza-domiciliare-sociale", "tipologia/assistenza-domiciliare-sociale"),
        ("ambito/mesagne", "ambito/br-mesagne"),
    ] {
        let run = sportello(["show", id]);
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{id}");
        assert!(run.err.contains(&format!("Nessuna scheda «{id}». Le più vicine: ")), "{}", run.err);
        assert!(run.err.contains(near), "{}", run.err);
    }
    assert_eq!(sportello(["show", SAD, "--comune", "xyz"]).status, 2);
}

#[test]
fn the_sheet_of_the_person_is_one_page_and_the_long_form_stays() {
    let sheet = sportello(["show", SAD, "--comune", "latiano", "--foglio"]);
    assert_eq!((sheet.status, sheet.err.as_str()), (0, ""));
    assert!(sheet.out.contains("CHE COSA PORTARE") && !sheet.out.contains("Fonte e verifica"), "{}", sheet.out);
    let whole = sportello(["show", SAD, "--comune", "latiano", "--completa"]);
    assert_eq!(whole.out, sportello(["show", SAD, "--comune", "latiano"]).out);
    assert_eq!(sportello(["show", SAD, "--foglio", "--completa"]).status, 2);
    assert_eq!(sportello(["show", SAD, "--foglio", "--format", "json"]).status, 2);
}

#[test]
fn a_sheet_faces_the_italian_with_the_language_that_was_asked_for() {
    for lingua in ["ro", "rumeno", "română"] {
        let run = sportello(["show", SAD, "--lingua", lingua]);
        assert_eq!(run.status, 0, "{lingua}: {}", run.err);
        assert!(run.out.contains("CE TREBUIE SĂ ADUCEȚI") && run.out.contains("CHE COSA PORTARE"), "{}", run.out);
    }
    let html = sportello(["show", SAD, "--lingua", "ar", "--format", "html"]);
    assert!(html.out.contains("dir=\"rtl\"") && html.out.contains("GovernmentService"), "{}", html.out);
    let wrong = sportello(["show", SAD, "--lingua", "klingon"]);
    assert!(wrong.status == 2 && wrong.err.contains("Nessuna lingua"), "{}", wrong.err);
}

#[test]
fn several_services_are_sheets_or_one_list() {
    let list = sportello(["show", SAD, "tipologia/asilo-nido", "--elenco", "--format", "html", "--comune", "latiano"]);
    assert_eq!((list.status, list.out.matches("<article").count()), (0, 1), "{}", list.err);
    let referral = sportello(["show", SAD, "--invio"]);
    assert!(referral.status == 0 && referral.out.contains("FOGLIO D'INVIO") && referral.out.contains("____"));
}
