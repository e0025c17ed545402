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
