//! Reports on the screen: a few keys at one desk, said at once at another, decided by whoever may.

use std::fs;

use crate::desks::{Place, SCHEDA, short};
use crate::office::{GONE, binary, ready};
use crate::pty::{Program, Pty};

fn desk(place: &Place) -> Pty {
    ready(
        Program::new(binary())
            .args(["--comune", "mesagne"])
            .arg("--catalog")
            .arg(place.path("livello"))
            .env("HOME", place.path("home"))
            .env("XDG_DATA_HOME", place.path("home/data"))
            .env("XDG_CONFIG_DIRS", place.path("etc"))
            .env("SPORTELLO_CATALOG", place.path("edizione")),
    )
}

/// Opens the scheda of the segretariato.
fn open(pty: &mut Pty) {
    pty.send("\x15segretariato sociale");
    pty.see("> Segretariato");
    pty.send("\r");
    pty.see("TELEFONO");
}

#[test]
fn a_dead_number_is_reported_in_a_few_keys_and_every_open_session_says_so() {
    let place = Place::new();
    let (mut one, mut other) = (desk(&place), desk(&place));
    open(&mut one);
    open(&mut other);
    one.see("0831 776 065");
    // Wrong: the first thing offered; the telephone: the first field; nobody knows the right one.
    one.send("\x04");
    one.see("Numero o dato sbagliato");
    one.send("\r");
    one.see("Quale dato?");
    one.send("\r");
    one.see("Qual è quello giusto?");
    one.send("\r");
    one.see("Chi segnala?");
    one.send("\r");
    one.see("Segnalato");
    one.see("il numero non risponde");
    assert_eq!(place.proposals().len(), 1);
    // The other desk searches, and reads it.
    open(&mut other);
    other.see("AVVISO");
    other.see(&format!("segnalato il {}: il numero non risponde", short()));
    // There one key confirms it.
    other.send("\x04");
    other.see("Confermo: il numero non risponde");
    other.send("confermo\r");
    other.see("Chi segnala?");
    other.send("pua\r");
    other.see("Confermato");
    other.see("(2 segnalazioni)");
    for pty in [&mut one, &mut other] {
        pty.send("\x11");
        assert_eq!(pty.end(GONE).0, 0);
    }
}

#[test]
fn who_may_write_the_layer_accepts_on_the_screen_and_the_others_read_the_new_number_at_once() {
    let place = Place::new();
    place.report(&[
        SCHEDA,
        "--sede",
        "mesagne",
        "--topic",
        "sbagliato",
        "--set",
        "tel=0831 222333",
        "--by",
        "segretariato",
    ]);
    let (mut office, mut desk_) = (desk(&place), desk(&place));
    open(&mut desk_);
    desk_.see("0831 222 333");
    office.send("\x05");
    office.see("Numeri utili");
    office.send("approvare");
    office.see("Da approvare (1)");
    office.send("\r");
    office.see("Servizi Sociali del Comune di Mesagne");
    office.send("\r");
    // What is decided on stands above the choice: before, after, by whom.
    office.see("Prima – Telefono: 0831 776 065");
    office.see("Dopo – 0831 222 333");
    office.see("Da – segretariato");
    office.see("Accetta");
    office.send("\r");
    office.see("Chi segnala?");
    office.send("piano\r");
    office.see("Accettata");
    open(&mut desk_);
    desk_.see(&format!("0831 222 333 – verificato {} (segretariato)", short()));
    desk_.gone("AVVISO");
    open(&mut office);
    office.see("0831 222 333");
    for pty in [&mut office, &mut desk_] {
        pty.send("\x11");
        assert_eq!(pty.end(GONE).0, 0);
    }
}

#[test]
fn what_must_not_be_written_is_said_while_it_can_still_be_put_right() {
    let place = Place::new();
    let mut pty = desk(&place);
    open(&mut pty);
    pty.send("\x04");
    pty.see("Manca qualcosa");
    pty.send("manca\r");
    pty.see("Quale dato?");
    pty.send("altro\r");
    pty.see("Che cosa manca?");
    pty.send("chiedere alla signora Bianchi\r");
    pty.see("nome di una persona");
    pty.see("signora Bianchi");
    pty.send("\x15il secondo numero\r");
    pty.see("Chi segnala?");
    pty.send("\r");
    pty.see("manca qualcosa (il secondo numero)");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

#[test]
fn the_list_keeps_its_key_and_a_kiosk_reports_nothing() {
    let place = Place::new();
    let mut pty = desk(&place);
    pty.send("badante latiano");
    pty.see("dalla ricerca");
    pty.send("\x04");
    pty.gone("dalla ricerca");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);

    let mut pty = ready(
        Program::new(binary())
            .args(["--kiosk", "--comune", "mesagne"])
            .env("HOME", place.path("home"))
            .env("XDG_CONFIG_DIRS", place.path("etc")),
    );
    open(&mut pty);
    pty.send("\x04");
    pty.see("Da questa postazione non si segnala");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
    assert_eq!(fs::read_dir(place.path("proposte")).unwrap().count(), 0);
}

#[test]
fn line_by_line_too() {
    use std::io::Write;
    use std::process::Stdio;
    let place = Place::new();
    let mut child = place
        .command()
        .args(["--lineare", "--comune", "mesagne"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = "segretariato sociale\n1\nsegnala\n1\n1\n0831 222333\nMario Rossi\nsegnala\n1\n1\n0831 222333\nPUA\nindietro\n1\nsegnala\n5\nesci\n";
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    // Where a line breaks is no matter here.
    let said = String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Non segnalato: chi segnala si dice con il ruolo"), "{said}");
    assert!(said.contains("Segnalato: lo vedono tutti"), "{said}");
    assert!(said.contains("quello giusto è 0831 222 333"), "{said}");
    assert!(said.contains("Confermato."), "{said}");
    assert_eq!(place.proposals().len(), 1);
    assert_eq!(place.proposals()[0]["confirmed"].as_array().map(Vec::len), Some(1));
}

#[test]
fn line_by_line_a_kiosk_reports_nothing_either() {
    use std::io::Write;
    use std::process::Stdio;
    let place = Place::new();
    let mut child = std::process::Command::new(binary())
        .env("HOME", place.path("home"))
        .env("XDG_CONFIG_DIRS", place.path("etc"))
        .args(["--kiosk", "--lineare", "--comune", "mesagne"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("segretariato sociale\n1\nsegnala\n1\nesci\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Da questa postazione non si segnala"), "{said}");
    assert!(!said.contains("Numero o dato sbagliato"), "{said}");
    assert_eq!(fs::read_dir(place.path("proposte")).unwrap().count(), 0);
}

#[test]
fn of_two_rows_that_are_called_alike_each_says_whose_it_is() {
    let place = Place::new();
    let mut pty = desk(&place);
    open(&mut pty);
    pty.send("\x04");
    pty.see("Numero o dato sbagliato");
    pty.send("\r");
    pty.see("Quale dato?");
    pty.send("indirizzo");
    let rows = |pty: &Pty| -> Vec<String> {
        let text = pty.text();
        text.lines().filter(|l| l.contains("Indirizzo")).map(str::to_owned).collect()
    };
    pty.see("1/");
    let rows = rows(&pty);
    assert!(rows.len() > 1 && rows.iter().all(|r| r.contains(" – ")), "{rows:#?}");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}
