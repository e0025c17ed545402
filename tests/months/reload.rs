//! The catalogue changes under open sessions: replaced by rename, rewritten in place, broken and mended.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sportello::catalog::layers::{LayerPlaces, Layers};

use crate::office::{GONE, at_latiano, home, ready};
use crate::pty::Pty;

/// A layer of one number to call, with a name of its own.
fn layer(name: &str, padding: usize) -> String {
    let keyword = "x".repeat(padding);
    format!(
        r#"[{{"id":"numero-di-prova","number":"0831 000000","name":"{name}","purpose":"Prova {keyword}","hours_source":"sempre","urgent":false,"keywords":["provalivello"],"sources":[{{"title":"Prova","url":"https://esempio.it/","date":"2026"}}]}}]"#
    )
}

const FILE: &str = "numeri-utili.json";

/// As an editor does it that knows no better: emptied, then filled piece by piece.
fn write_in_place(folder: &Path, text: &str) {
    let mut file = fs::File::create(folder.join(FILE)).unwrap();
    let (one, other) = text.split_at(text.len() / 2);
    for piece in [one, other] {
        file.write_all(piece.as_bytes()).unwrap();
        std::thread::yield_now();
    }
}

fn replace(folder: &Path, text: &str) {
    let fresh = folder.join(".nuovo");
    fs::write(&fresh, text).unwrap();
    fs::rename(fresh, folder.join(FILE)).unwrap();
}

/// Looks for the layer's number until its name is `name`.
fn finds(pty: &mut Pty, name: &str) {
    pty.send("\x15");
    pty.gone("provalivello");
    pty.send("provalivello");
    pty.see(name);
}

#[test]
fn the_next_search_finds_what_a_layer_says_now() {
    let home = home();
    let folder = home.path().join("livello");
    fs::create_dir(&folder).unwrap();
    write_in_place(&folder, &layer("Numero Primo", 0));
    let mut pty = ready(at_latiano(home.path()).arg("--catalog").arg(&folder));
    pty.send("provalivello");
    pty.see("Numero Primo");

    replace(&folder, &layer("Numero Secondo", 0));
    finds(&mut pty, "Numero Secondo");
    pty.see("Latiano");

    write_in_place(&folder, &layer("Numero Terzo", 3));
    finds(&mut pty, "Numero Terzo");

    // Broken: the old one stays, said once.
    replace(&folder, "[{\"number\": \"08");
    pty.send("\x7f");
    pty.see("Il catalogo nuovo non va bene");
    pty.send("o");
    pty.see("Numero Terzo");
    pty.gone("Il catalogo nuovo non va bene");

    // The whole layer gone for a moment, then back.
    fs::rename(&folder, home.path().join("via")).unwrap();
    finds(&mut pty, "Numero Terzo");
    fs::rename(home.path().join("via"), &folder).unwrap();
    replace(&folder, &layer("Numero Quarto", 7));
    finds(&mut pty, "Numero Quarto");
    pty.send("\x11");
    assert_eq!(pty.end(GONE).0, 0);
}

#[test]
fn twenty_sessions_search_while_the_layer_is_replaced_and_rewritten() {
    const SESSIONS: usize = 20;
    let home = home();
    let folder = home.path().join("livello");
    fs::create_dir(&folder).unwrap();
    write_in_place(&folder, &layer("Numero 0", 0));
    let stop = AtomicBool::new(false);
    let (writes, reads, refused) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let rounds = std::env::var("SPORTELLO_SOAK").map_or(3, |_| 40);
    std::thread::scope(|scope| {
        // The writer ends with the readers, whatever ends them.
        struct Stop<'a>(&'a AtomicBool);
        impl Drop for Stop<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let _stop = Stop(&stop);
        scope.spawn(|| {
            let mut turn = 0;
            while !stop.load(Ordering::Relaxed) {
                turn += 1;
                let text = layer(&format!("Numero {turn}"), turn * 37 % 5000);
                if turn % 2 == 0 {
                    replace(&folder, &text);
                } else {
                    write_in_place(&folder, &text);
                }
                writes.fetch_add(1, Ordering::Relaxed);
                std::thread::yield_now();
            }
        });
        let readers: Vec<_> = (0..SESSIONS)
            .map(|_| {
                scope.spawn(|| {
                    let layers = Layers::new(&LayerPlaces { given: vec![folder.clone()], ..LayerPlaces::default() });
                    for _ in 0..rounds {
                        let loaded = layers.load().unwrap();
                        reads.fetch_add(1, Ordering::Relaxed);
                        let ours = loaded
                            .resolved
                            .catalog
                            .numeri
                            .iter()
                            .filter(|n| n.number.to_string().contains("0831 000000"))
                            .count();
                        // Read whole, or refused as half-written with a reason: never half without a word.
                        if loaded.problems.is_empty() {
                            assert_eq!(ours, 1, "a torn read");
                        } else {
                            refused.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                })
            })
            .collect();
        for reader in readers {
            reader.join().unwrap();
        }
    });
    println!(
        "{} reads by {SESSIONS} sessions during {} writes; {} refused as half-written, none torn",
        reads.load(Ordering::Relaxed),
        writes.into_inner(),
        refused.load(Ordering::Relaxed),
    );
    assert!(refused.into_inner() < reads.into_inner(), "every read was refused");

    // And in front of people: sessions that search while the file changes under them, all still there at the end.
    let mut sessions: Vec<Pty> =
        (0..SESSIONS).map(|_| ready(at_latiano(home.path()).arg("--catalog").arg(&folder))).collect();
    for turn in 0..6 {
        let text = layer(&format!("Numero {turn}"), turn * 1000);
        if turn % 2 == 0 {
            replace(&folder, &text);
        } else {
            write_in_place(&folder, &text);
        }
        for pty in &mut sessions {
            pty.send("\x15provalivello");
        }
        for pty in &mut sessions {
            pty.see(&format!("Numero {turn}"));
        }
    }
    for pty in &mut sessions {
        pty.send("\x11");
        assert_eq!(pty.end(GONE).0, 0);
    }
}
