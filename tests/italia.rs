//! A desk anywhere in Italy on its first day: it works at once, with a number to call, and nothing of another region.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/run.rs"]
mod run;

use std::process::Output;
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use run::sportello;
use sportello::catalog::italia;
use sportello::catalog::layers::{LayerPlaces, Layers};
use sportello::catalog::model::{Catalog, ComuneIx};
use sportello::catalog::regions::REGIONI;
use sportello::consegna::Form;
use sportello::consegna::foglio::{Paper, PaperSheet};
use sportello::eligibility::{FieldId, FieldValue, Profile, assess, candidates, rank};
use sportello::encounter::lookup::Lookup;
use sportello::scheda::foglio::{Foglio, FoglioLine, Lingua};
use sportello::scheda::{Page, Scheda, Viewer, text};
use sportello::search::Place;
use sportello::tui::input::Key;
use sportello::tui::message::Message;
use sportello::tui::update::update;
use sportello::tui::view::view;
use sportello::tui::{DeskPlace, LiveScreen, Setup, first_model};

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// No word of Puglia, its places, its law.
fn nothing_of_puglia(text: &str, what: &str) {
    let low = text.to_lowercase();
    for word in [
        "pugli",
        "salent",
        "barese",
        "foggia",
        "brindisi",
        "l.r. 19/2006",
        "r.r. 4/2007",
        "casarano",
        "mesagne",
        "triggiano",
        "galatina",
        "buono servizio",
        "buoni servizio",
        "pro.v.i",
    ] {
        assert!(!low.contains(word), "{what}: «{word}» in\n{text}");
    }
}

fn catalog(regione: &'static sportello::catalog::regions::Regione) -> Catalog {
    let loaded = Layers::new(&LayerPlaces::default()).within(regione).load().unwrap();
    assert_eq!(loaded.resolved.dropped, [], "{}", regione.name);
    loaded.resolved.catalog
}

fn picture(model: &sportello::tui::app::Model) -> String {
    let (columns, rows) = model.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| view(model, frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let rows = buffer.content.chunks(usize::from(buffer.area.width));
    rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn in_every_region_three_comuni_have_their_first_screen_their_answer_and_their_sheet() {
    let now = || "2026-11-21T10:00:00".parse().unwrap();
    for regione in REGIONI.iter().filter(|r| r.id != "puglia") {
        let catalog = Arc::new(catalog(regione));
        assert_eq!((catalog.regione.id.as_str(), catalog.ambiti.len()), (regione.id, 1));
        let lookup = Lookup::over(Arc::clone(&catalog));
        let with_number: Vec<ComuneIx> =
            catalog.comuni.indices().filter(|ix| catalog.comuni[*ix].record.switchboard.is_some()).collect();
        for ix in [with_number[0], with_number[with_number.len() / 2], with_number[with_number.len() - 1]] {
            let comune = &catalog.comuni[ix].record;
            let what = format!("{} ({})", comune.name, regione.name);
            let mut setup = Setup::new(lookup.clone(), now);
            setup.desk = DeskPlace::Place(Place::Comune(ix));
            let mut model = first_model(&setup);
            update(&mut model, Message::Resize(100, 30));
            let first = picture(&model);
            assert!(first.contains(comune.name.as_str()), "{first}");
            nothing_of_puglia(&first, &what);
            for c in "assistenza anziani".chars() {
                update(&mut model, Message::Key(Key::Char(c)));
            }
            let list = picture(&model);
            assert!(list.contains("Assistenza domiciliare"), "{list}");
            nothing_of_puglia(&list, &what);
            update(&mut model, Message::Key(Key::Enter));
            let number: String = comune.switchboard.as_ref().unwrap().normalised();
            let sheet = picture(&model);
            assert!(sheet.replace(' ', "").contains(&number), "{what}: {number} in\n{sheet}");
            nothing_of_puglia(&sheet, &what);
        }
    }
}

/// Names of comuni that Puglia has and no other region, long enough to be nothing else, as words.
fn comuni_of_puglia() -> Vec<String> {
    let all = italia::comuni();
    let puglia: Vec<&str> = all.iter().filter(|c| c.regione.id == "puglia").map(|c| c.name.as_str()).collect();
    let others: std::collections::HashSet<&str> =
        all.iter().filter(|c| c.regione.id != "puglia").map(|c| c.name.as_str()).collect();
    assert_eq!(puglia.len(), 257);
    puglia.into_iter().filter(|n| n.len() > 7 && !others.contains(n)).map(str::to_lowercase).collect()
}

/// What is told at the counter of any comune: who may ask for what, and the sheet that goes home.
#[test]
fn in_every_region_three_comuni_are_oriented_and_take_a_sheet_home() {
    let now: chrono::NaiveDateTime = "2026-11-21T10:00:00".parse().unwrap();
    let names = comuni_of_puglia();
    for regione in &REGIONI {
        let here = regione.id == "puglia";
        let catalog = if here { sportello::catalog::bundled::catalog().unwrap().catalog } else { catalog(regione) };
        let count = catalog.comuni.len();
        for at in [0, count / 2, count - 1] {
            let comune = ComuneIx::of(at);
            let what = format!("{} ({})", catalog.comuni[comune].record.name, regione.name);
            let mut profile = Profile { comune: Some(comune), ..Profile::default() };
            assert!(profile.set(&FieldId::Age, FieldValue::Number(84)));
            let entries = candidates(&catalog, &profile);
            let ranked = rank(&catalog, &profile, &entries, now.date());
            assert!(ranked.len() > 20, "{what}: {}", ranked.len());
            let viewer = Viewer::at(Some(comune), now);
            for assessed in ranked.iter().take(12) {
                let entry = assessed.entry;
                let what = format!("{what}: {}", entry.id());
                let lingua = Lingua::new(None);
                let foglio = Foglio::of(entry, &viewer, lingua);
                let phones = foglio.parts.iter().flat_map(|p| &p.lines).filter(|l| matches!(l, FoglioLine::Phone(..)));
                let sheet =
                    PaperSheet { fogli: std::slice::from_ref(&foglio), paper: Paper::Each, lingua, date: now.date() };
                let sheet = sheet.written(Form::Text, &[], 72);
                assert!(phones.count() > 0, "{what}: a number to call\n{sheet}");
                let page = text::render(&[Scheda::of(entry, &viewer)], &Page::screen(80));
                if here {
                    continue;
                }
                let assessment = assess(&entry, &profile, now.date()).unwrap();
                let reasons: Vec<String> = assessment.reasons.into_iter().map(|r| r.text).collect();
                for said in [sheet, page, reasons.join("\n")] {
                    nothing_of_puglia(&said, &what);
                    let words =
                        format!(" {} ", said.to_lowercase().replace(|c: char| !c.is_alphabetic() && c != '\'', " "));
                    let named = names.iter().find(|n| words.contains(&format!(" {n} ")));
                    assert_eq!(named, None, "{what}\n{said}");
                }
            }
        }
    }
}

#[test]
fn no_sheet_of_any_service_speaks_of_another_region() {
    let regione = REGIONI.iter().find(|r| r.id == "emilia-romagna").unwrap();
    let catalog = catalog(regione);
    let all = sportello::catalog::bundled::catalog().unwrap().catalog;
    let only_there = all.regione.types.len();
    assert_eq!(catalog.tipologie.len(), all.tipologie.len() - only_there, "nothing else is lost");
    let comune = catalog.find_comune("036023").unwrap();
    let viewer = Viewer::at(Some(comune), "2026-11-21T10:00:00".parse().unwrap());
    let ids: Vec<String> = catalog
        .servizi
        .iter()
        .map(|s| s.id.to_string())
        .chain(catalog.tipologie.iter().map(|t| format!("tipologia/{}", t.record.id)))
        .collect();
    for id in ids {
        let scheda = Scheda::find(&catalog, &id, &viewer).unwrap();
        let page = text::render(std::slice::from_ref(&scheda), &Page::screen(80));
        nothing_of_puglia(&page, &id);
        let number = page.chars().filter(char::is_ascii_digit).collect::<String>();
        assert!(
            number.contains("0592032635") || page.contains("112") || number.contains("80"),
            "{id}: a number to call\n{page}"
        );
    }
    for n in &catalog.numeri {
        nothing_of_puglia(&serde_json::to_string(n).unwrap(), &n.id);
    }
    for u in &catalog.urgenze {
        nothing_of_puglia(&u.say.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "), &u.id);
        assert!(!u.numbers.is_empty() && !u.say.is_empty(), "{}", u.id);
    }
    for a in &catalog.altrove {
        nothing_of_puglia(&format!("{} {}", a.name, a.say), &a.id);
    }
}

#[test]
fn a_comune_anywhere_is_found_by_name_code_and_cap() {
    let home = tempfile::tempdir().unwrap();
    for typed in ["modena", "036023", "41121", "Modena (MO)"] {
        let done = sportello(home.path(), &["search", "assistenza anziani", "--comune", typed, "--format", "json"]);
        assert_eq!(done.status.code(), Some(0), "{typed}: {}", told(&done));
        assert!(told(&done).contains("comuni-emilia-romagna/assistenza-domiciliare-sociale"), "{typed}");
        nothing_of_puglia(&told(&done), typed);
    }
    let done = sportello(home.path(), &["orienta", "--eta", "84", "--isee", "9000", "--comune", "bolzano"]);
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    nothing_of_puglia(&told(&done), "orienta");
    // Several of one name ask for the province; the catalogue's own is meant where nothing else is said.
    let done = sportello(home.path(), &["search", "badante", "--comune", "samone"]);
    assert!(
        told(&done).contains("«samone» può essere: Samone (TO), Samone (TN). Scrivi anche la provincia."),
        "{}",
        told(&done)
    );
    let done = sportello(home.path(), &["search", "badante", "--comune", "castro", "--format", "json"]);
    assert!(told(&done).contains("le-poggiardo"), "{}", told(&done));
    let done = sportello(home.path(), &["search", "badante", "--comune", "castro bg", "--format", "json"]);
    assert!(told(&done).contains("comuni-lombardia"), "{}", told(&done));
    let done = sportello(home.path(), &["search", "badante", "--comune", "modena", "--comune", "mesagne"]);
    assert!(told(&done).contains("regioni diverse"), "{}", told(&done));
    let done = sportello(home.path(), &["search", "badante", "--comune", "xyzzy"]);
    assert!(told(&done).contains("Nessun comune «xyzzy»"), "{}", told(&done));
}

#[test]
fn the_first_question_is_answered_with_any_comune_of_italy() {
    let all = Arc::new(sportello::catalog::bundled::catalog().unwrap().catalog);
    let mut setup = Setup::new(Lookup::over(all), || "2026-11-21T10:00:00".parse().unwrap());
    setup.elsewhere = Some(Box::new(|istat| {
        let regione = italia::named(istat)[0].regione;
        Ok(Arc::new(Layers::new(&LayerPlaces::default()).within(regione).load().unwrap().resolved.catalog))
    }));
    let mut counter = LiveScreen::new(setup);
    for c in "moden".chars() {
        press(&mut counter, Key::Char(c));
    }
    assert!(picture(counter.model()).contains("Modena"), "{}", picture(counter.model()));
    press(&mut counter, Key::Enter);
    for c in "assistenza anziani".chars() {
        press(&mut counter, Key::Char(c));
    }
    let list = picture(counter.model());
    assert!(list.contains("Modena") && list.contains("Assistenza domiciliare"), "{list}");
    nothing_of_puglia(&list, "first question");
}

fn press(counter: &mut LiveScreen, key: Key) {
    use sportello::tui::input::InputEvent;
    use sportello::tui::terminal::Screen;
    let _ = counter.handle(InputEvent::Key(key));
}

#[test]
fn a_desk_in_puglia_never_reads_the_table() {
    // What it knows of its own comuni is what it knew before.
    let home = tempfile::tempdir().unwrap();
    let done = sportello(home.path(), &["list", "comuni", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 257);
}
