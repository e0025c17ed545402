//! The look-up line by line, driven through pipes as a screen reader or a simple terminal would.

use std::io::Write;
use std::process::Stdio;

use crate::office::{Office, Run};

fn dialogue(office: &Office, arguments: &[&str], lines: &str) -> Run {
    let mut command = office.command(arguments.iter().chain(&["--lineare"]));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn words_give_numbered_results_and_a_number_opens_the_scheda() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "sad\n1\nesci\n");
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("Luogo: Latiano, Ambito di Mesagne."), "{}", run.out);
    assert!(run.out.contains("1. Assistenza domiciliare"), "{}", run.out);
    assert!(run.out.contains("PROSSIMO PASSO"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}') && !run.out.contains('\r'));
}

#[test]
fn the_end_of_the_input_ends_it() {
    let run = dialogue(&Office::new(), &[], "");
    assert_eq!(run.status, 0);
    assert!(run.out.contains("tutta la Puglia"), "{}", run.out);
}

#[test]
fn a_sheet_is_written_and_a_second_one_beside_it() {
    let office = Office::new();
    let run = dialogue(&office, &["--comune", "latiano"], "consegna\nsad\n1\nconsegna\nconsegna testo\nconsegna\n");
    assert!(run.out.contains("Prima apri una scheda"), "{}", run.out);
    assert_eq!(run.out.matches("Scritto: ").count(), 3, "{}", run.out);
    let names: Vec<String> = std::fs::read_dir(office.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.starts_with("scheda-"))
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn the_printer_is_the_administrators_to_allow() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "sad\n1\nconsegna stampa\n");
    assert!(run.out.contains("amministratore"), "{}", run.out);
}

#[test]
fn place_and_filters_hold_until_the_next_person() {
    let run = dialogue(&Office::new(), &[], "comune casarano\ncomune xyzzy\nnido\nnuovo\nnumeri\naiuto\n");
    assert!(run.out.contains("Luogo: Casarano"), "{}", run.out);
    assert!(run.out.contains("xyzzy"), "{}", run.out);
    assert!(run.out.contains("prossima persona"));
    assert!(run.out.contains("112: ") && run.out.contains("esci: finisce"));
}

#[test]
fn a_group_opens_on_its_ambiti_ten_at_a_time() {
    let run = dialogue(&Office::new(), &[], "sad\n1\naltri\n");
    assert!(run.out.contains("da 1 a 10:") && run.out.contains("da 11 a 20:"), "{}", run.out);
}

#[test]
fn where_nothing_is_found_it_says_whom_to_ask() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "xyzzyq\n");
    assert!(run.out.contains("Nessun servizio trovato") && run.out.contains("Chi"), "{}", run.out);
}
