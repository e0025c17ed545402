//! The look-up line by line, driven through pipes as a screen reader or a simple terminal would.

use std::io::Write;
use std::process::Stdio;

use crate::office::{Office, Run};

fn dialogue(office: &Office, arguments: &[&str], lines: &str) -> Run {
    dialogue_in(office, Some("80"), arguments, lines)
}

/// As [`dialogue`], where `COLUMNS` says this.
fn dialogue_in(office: &Office, columns: Option<&str>, arguments: &[&str], lines: &str) -> Run {
    let mut command = office.command(arguments.iter().chain(&["--lineare"]));
    command.envs(columns.map(|columns| ("COLUMNS", columns)));
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
    let at = |text: &str| run.out.find(text).unwrap();
    assert!(at("PROSSIMO PASSO") < at("Cosa serve") && at("Cosa serve") < at("A chi è rivolto"), "{}", run.out);
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
        .filter(|n| n.starts_with("foglio-"))
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn the_printer_is_the_administrators_to_allow() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "sad\n1\nconsegna stampa\n");
    assert!(run.out.contains("amministratore"), "{}", run.out);
}

#[test]
fn the_sheet_is_handed_over_in_a_language_as_a_list_and_whole() {
    let office = Office::new();
    let asked = "lingue\nsad\n1\nconsegna testo in rumeno\nconsegna in klingon\nconsegna invio\nconsegna completa\nconsegna boh\n";
    let run = dialogue(&office, &["--comune", "latiano"], asked);
    assert!(run.out.contains("rumeno") && run.out.contains("klingon"), "{}", run.out);
    for name in ["-ro-", "invio-br-mesagne", "scheda-br-mesagne"] {
        assert!(run.out.contains(name), "{name}: {}", run.out);
    }
    assert_eq!(run.out.matches("Scritto: ").count(), 3, "{}", run.out);
    assert!(run.out.contains("Scrivi: consegna html"), "{}", run.out);
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
fn a_place_taken_from_the_words_is_undone_with_a_word() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "qui\nsad mesagne\nqui\nfiltri\nqui\nfiltri\n");
    let heard: Vec<&str> = run.out.lines().filter(|l| l.contains("Luogo") || l.contains("luogo")).collect();
    let (latiano, mesagne) = ("Luogo: Latiano, Ambito di Mesagne.", "Luogo: Mesagne, Ambito di Mesagne.");
    let from_words = "Il luogo viene dalle parole: «qui» lo toglie.";
    let expected = [
        latiano,
        "Il luogo non viene dalle parole.",
        mesagne,
        from_words,
        latiano,
        latiano,
        mesagne,
        from_words,
        mesagne,
    ];
    let ends: Vec<bool> = heard.iter().zip(expected).map(|(l, e)| l.ends_with(e)).collect();
    assert!(heard.len() == expected.len() && ends.iter().all(|&same| same), "{heard:#?}");
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

const MOTHER: &str = "profilo\n84\n9000\n\n\n\n\n\nvive sola\nsì\nnon auto\nsi\n\n";

#[test]
fn the_profile_is_asked_and_every_row_says_the_outcome_in_words() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], MOTHER);
    assert_eq!(run.status, 0, "{}", run.err);
    for said in ["Quanti anni ha?", "Quant'è l'ISEE", "vive da sola", "Detto: 84 anni, ISEE 9.000 euro"] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let is_row = |l: &&str| l.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ");
    let rows: Vec<&str> = run.out.lines().filter(is_row).collect();
    assert_eq!(rows.len(), 10, "{}", run.out);
    let has_word =
        |row: &&str| ["compatibile", "da verificare", "requisiti non indicati"].iter().any(|w| row.contains(w));
    assert!(rows.iter().all(has_word), "{rows:#?}");
    assert!(rows[0].contains(", compatibile"), "what fits comes first: {rows:#?}");
    assert!(run.out.contains("decide l'ufficio") && run.out.contains("non sono elencati"), "{}", run.out);
    assert!(run.out.contains("Chiedi: ") && run.out.contains("scrivi «chiedi»"), "{}", run.out);
}

#[test]
fn what_does_not_fit_is_told_when_asked_and_the_scheda_says_why() {
    let asked = format!("{MOTHER}tutti\nsad\n1\nprofilo vuoto\nsad\n");
    let run = dialogue(&Office::new(), &["--comune", "latiano"], &asked);
    let all = run.out.split("«tutti» li elenca").nth(1).unwrap();
    assert!(all.contains(" non compatibili"), "{all}");
    assert!(run.out.contains("Per questa persona") && run.out.contains("sì, ha 84 anni"), "{}", run.out);
    let forgotten = run.out.split("Profilo svuotato").nth(1).unwrap();
    assert!(!forgotten.contains("compatibil") && !forgotten.contains("84"), "{forgotten}");
}

#[test]
fn the_next_question_is_asked_and_a_wrong_answer_is_asked_again() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "chiedi\nprofilo\nottanta\n84\nbasta\nchiedi\nno\n");
    assert!(run.out.contains("non c'è altro da chiedere"), "{}", run.out);
    assert!(run.out.contains("Non ho capito: scrivi 84"), "{}", run.out);
    assert_eq!(run.out.matches("Detto: 84 anni").count(), 2, "{}", run.out);
}

#[test]
fn what_nothing_speaks_for_stands_under_its_own_line() {
    let more = "altri\n".repeat(12);
    let all = dialogue(&Office::new(), &["--comune", "latiano"], &format!("profilo\n30\nbasta\n{more}"));
    assert_eq!(all.out.matches(", poco probabili:\n").count(), 1, "{}", all.out);
}

#[test]
fn input_that_ends_within_a_question_ends_it_all() {
    for asked in ["profilo\n", "profilo\n84", "profilo\n84\nbasta\nchiedi"] {
        assert_eq!(dialogue(&Office::new(), &[], asked).status, 0);
    }
}

#[test]
fn nothing_told_of_the_person_is_written_or_stays() {
    let office = Office::new();
    let asked = format!(
        "{MOTHER}sad\n1\npreferito\nconsegna\nconsegna testo\nconsegna invio\nconsegna in rumeno\nnuovo\nfiltri\nassistenza\n"
    );
    let run = dialogue(&office, &["--comune", "latiano"], &asked);
    let after = run.out.split("prossima persona").nth(1).unwrap();
    assert!(!after.contains("Detto") && !after.contains("compatibil") && !after.contains("84"), "{after}");
    let mut files = Vec::new();
    let mut folders = vec![office.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    assert!(files.len() >= 3, "two sheets and the star: {files:?}");
    for file in files {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains("84 anni") && !text.contains("9.000") && !text.contains("9000"), "{}", file.display());
        assert!(!text.contains("Per questa persona"), "{}", file.display());
    }
}

#[test]
fn several_marked_schede_are_handed_over_in_one_file() {
    let office = Office::new();
    let asked = "segna\nviolenza\nsegna 1\nsegna 2\nsegna 99\nsegnati\nconsegna\nsegna 2\n";
    let run = dialogue(&office, &["--comune", "latiano"], asked);
    assert!(run.out.contains("2 servizi segnati") && run.out.contains("ha questo numero"), "{}", run.out);
    assert!(run.out.contains("fogli-2-") && run.out.contains("1 servizio segnato"), "{}", run.out);
}

#[test]
fn related_services_open_by_number_and_one_comes_back() {
    let asked = "collegati\nsad\n1\ncollegati\ncollegato 1\ncollegato 99\nindietro\nindietro\nindietro\n";
    let run = dialogue(&Office::new(), &["--comune", "latiano"], asked);
    assert!(run.out.contains("collegato 1: ") && run.out.contains("Nessun servizio collegato ha"), "{}", run.out);
    assert_eq!(run.out.matches("PROSSIMO PASSO").count(), 3, "the scheda, the related one, the scheda again");
    assert!(run.out.contains("Non c'è una scheda prima"), "{}", run.out);
}

#[test]
fn filters_are_listed_with_counts_chosen_and_said() {
    let asked = "destinatari\narea\ndestinatari anziani, disabil\narea inclusione\nfiltri\narea tutte\ndestinatari tutti\n\
                 destinatari xyzzy\n";
    let run = dialogue(&Office::new(), &["--comune", "latiano"], asked);
    assert!(run.out.lines().any(|l| l.starts_with("Famiglie e minori: ") && l.ends_with("servizi")), "{}", run.out);
    assert!(run.out.contains("Destinatari: Anziani, Persone con disabilità."), "{}", run.out);
    assert!(run.out.contains("Area: Inclusione"), "{}", run.out);
    assert!(run.out.contains("xyzzy"), "{}", run.out);
}

#[test]
fn numbers_are_said_in_the_order_of_dialling() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "numeri\nambito\n");
    let at = |text: &str| run.out.find(text).unwrap_or(usize::MAX);
    assert!(at("112: ") < at("118: ") && at("118: ") < at("1522: "), "{}", run.out);
    // Nobody knows a number of the ambito's own: they are said last, and that it is not known.
    assert!(at("800 90 10 10: ") < at("numero non noto: Pronto intervento sociale, "), "{}", run.out);
    assert!(at("numero non noto: ") < at("Ambito Territoriale Sociale di Mesagne\n"), "{}", run.out);
    let run = dialogue(&Office::new(), &["--comune", "bari"], "numeri\n");
    let at = |text: &str| run.out.find(text).unwrap_or(usize::MAX);
    assert!(at("118: ") < at("800 093470: Pronto intervento sociale, "), "{}", run.out);
    assert!(at("800 093470: ") < at("1522: ") && at("1522: ") < usize::MAX, "{}", run.out);
}

#[test]
fn a_comune_and_a_star_are_kept_for_the_next_start() {
    let office = Office::new();
    dialogue(&office, &[], "comune latiano\nsempre qui\nsad\n1\npreferito\n");
    let run = dialogue(&office, &[], "preferiti\n1\npreferito\npreferiti\n");
    assert!(run.out.contains("Luogo: Latiano"), "{}", run.out);
    assert!(run.out.contains("1. Assistenza domiciliare") && run.out.contains("PROSSIMO PASSO"), "{}", run.out);
    assert!(run.out.contains("Tolto dai preferiti") && run.out.contains("Nessun preferito"), "{}", run.out);
}

#[test]
fn help_names_every_command_and_each_is_understood() {
    let run = dialogue(&Office::new(), &[], "aiuto\n");
    for command in [
        "altri",
        "elenco",
        "comune",
        "ambito",
        "sempre qui",
        "qui",
        "destinatari",
        "area",
        "filtri",
        "profilo",
        "chiedi",
        "tutti",
        "numeri",
        "collegati",
        "collegato 2",
        "indietro",
        "segna 2",
        "segnati",
        "consegna",
        "lingue",
        "preferito",
        "preferiti",
        "cerca",
        "nuovo",
        "zitto",
        "parla",
        "ripeti",
        "aiuto",
        "esci",
    ] {
        assert!(run.out.contains(command), "{command}");
        // A command is no search.
        let run = dialogue(&Office::new(), &["--comune", "latiano"], &format!("{command}\n"));
        assert!(
            !run.out.contains("Nessun servizio trovato") && !run.out.contains("Forse cercavi"),
            "{command}: {}",
            run.out
        );
    }
}

#[test]
fn who_asks_every_program_for_plain_lines_gets_them() {
    let office = Office::new();
    for (value, lines) in [("1", true), ("sì", true), ("0", false), ("", false)] {
        let mut command = office.command(["--comune", "latiano"]);
        command.env("ACCESSIBLE", value).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may be gone already: where there is no screen it says so.
        let _ = child.stdin.take().unwrap().write_all(b"sad\nesci\n");
        let run: Run = child.wait_with_output().unwrap().into();
        assert_eq!(run.out.contains("Cosa chiede la persona?"), lines, "{value:?}: {} {}", run.out, run.err);
    }
}

#[test]
fn hints_are_silent_on_a_word_and_come_back_on_another() {
    let run = dialogue(&Office::new(), &["--comune", "latiano"], "zitto\nbadante\n1\nxyzzyq\nparla\nbadante\n1\n");
    let (silent, talking) = run.out.split_once("Suggerimenti di nuovo detti").unwrap();
    let silent = silent.split_once("Niente suggerimenti").unwrap().1;
    for hint in ["«altri»", "«consegna»", "Prova con una parola sola", "Numero, parole o comando"] {
        assert!(!silent.contains(hint), "{hint}: {silent}");
    }
    for hint in ["«altri»", "«consegna»", "Numero, parole o comando"] {
        assert!(talking.contains(hint), "{hint}: {talking}");
    }
    // What was asked for is said all the same.
    assert!(
        silent.contains(" servizi, da 1 a 10:")
            && silent.contains("PROSSIMO PASSO")
            && silent.contains("Nessun servizio trovato")
    );
}

#[test]
fn what_is_said_has_no_abbreviation() {
    let asked = "sad\n1\nnumeri\nnido\nmi picchia\n4\nnaspi\n1\nbonus\n1\ncomune bari\nnido\n1\nambito\n";
    let run = dialogue(&Office::new(), &["--comune", "latiano"], asked);
    let days = ["lun", "mar", "mer", "gio", "ven", "sab", "dom"];
    for word in run.out.split_whitespace().filter(|w| !w.contains("://")) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let pair = bare.split_once('-').is_some_and(|(a, b)| days.contains(&a) || days.contains(&b));
        assert!(!days.contains(&bare) && !pair, "{word}");
        assert!(!["art.", "n.", "lett.", "km", "€", "·", "ecc.", "tel.", "ver."].contains(&word), "{word}");
    }
    assert!(run.out.contains("dal lunedì al venerdì"), "{}", run.out);
    assert!(run.out.contains("mai verificato"), "{}", run.out);
}

#[test]
fn without_a_terminal_and_where_columns_says_forty_a_scheda_fits_a_line_of_braille() {
    for said in [None, Some("40")] {
        let run = dialogue_in(&Office::new(), said, &["--comune", "latiano"], "sad\n1\n");
        let scheda = run.out.split_once("PROSSIMO PASSO").unwrap().1;
        let scheda = scheda.split_once("Numero, parole").unwrap().0;
        let long: Vec<&str> =
            scheda.lines().filter(|l| l.chars().count() > 40 && !l.contains("://") && !l.contains('@')).collect();
        assert!(long.is_empty(), "{said:?}: {long:#?}");
    }
}

/// Words until the first number of a telephone, from the answer to `asked` on.
fn words_until_a_number(comune: &str, asked: &str) -> usize {
    let run = dialogue(&Office::new(), &["--comune", comune], &format!("{asked}\n"));
    let questions = ["Cosa chiede la persona? ", "Numero, parole o comando: "];
    // One question for each line; the answer stands behind that of the last.
    let mut rest = run.out.as_str();
    for _ in asked.lines() {
        let next = questions.iter().filter_map(|q| rest.find(q).map(|at| at + q.len())).min().unwrap();
        rest = &rest[next..];
    }
    let is_phone = |word: &str| {
        let figures = word.trim_end_matches([':', ',', '.', ')']);
        let plain = figures.len() >= 3 && figures.bytes().all(|b| b.is_ascii_digit());
        plain && (figures.starts_with('0') || figures.starts_with("80") || figures.starts_with('1'))
    };
    rest.split_whitespace().position(is_phone).unwrap_or_else(|| panic!("no number: {rest}"))
}

/// The figures of docs/accessibilita.md: they may only fall.
#[test]
fn a_number_to_call_comes_after_few_words() {
    for (comune, asked, most) in [
        ("latiano", "sad", 3),
        ("latiano", "badante", 7),
        ("bari", "nido", 3),
        ("latiano", "mi picchia il marito", 0),
        ("latiano", "xyzzyq", 10),
        ("latiano", "sad\n1", 1),
        ("latiano", "ambito", 1),
        ("latiano", "numeri", 0),
    ] {
        let words = words_until_a_number(comune, asked);
        println!("{asked:?} a {comune}: {words}");
        assert!(words <= most, "{asked:?} at {comune}: {words} words");
    }
}
