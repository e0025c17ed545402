//! Nothing past is shown as present: the same catalogue on four days, in the list, on the scheda and its sheet, in the
//! profile, in what is exported.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::sync::OnceLock;

use chrono::{NaiveDate, NaiveDateTime};
use sportello::carta::{compose, markdown as carta_markdown};
use sportello::catalog::bundled;
use sportello::catalog::ending::{Ending, endings};
use sportello::catalog::model::{AmbitoIx, Catalog, ComuneIx, Entry, ServizioIx};
use sportello::catalog::scadenze::{Event, Where, scadenze};
use sportello::catalog::values::Stato;
use sportello::consegna::Form;
use sportello::consegna::foglio::{Paper, PaperSheet};
use sportello::eligibility::{Isee, Outcome, Profile, assess, candidates, rank};
use sportello::encounter::rows::{self, RowText, Seen};
use sportello::exchange::{cpsv_ap, hsds, schema_org};
use sportello::scheda::foglio::{Foglio, FoglioLine, Lingua, PartKind};
use sportello::scheda::term::ending_in_words;
use sportello::scheda::{Block, Heading, Need, Page, Scheda, Viewer, html, json, markdown, text};
use sportello::search::index::Index;
use sportello::search::{Place, Request, look_up};

/// Wider than any paragraph: nothing is wrapped.
const WHOLE: usize = 20_000;

/// The days at which the catalogue is looked at: today, and three days of the next year.
const DAYS: [&str; 4] = ["2026-11-28", "2027-01-01", "2027-01-15", "2027-07-01"];

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| bundled::catalog().unwrap().catalog)
}

fn day(raw: &str) -> NaiveDate {
    raw.parse().unwrap()
}

/// Ten in the morning.
fn morning(raw: &str) -> NaiveDateTime {
    day(raw).and_hms_opt(10, 0, 0).unwrap()
}

fn comune(name: &str) -> ComuneIx {
    ComuneIx::of(catalog().comuni.iter().position(|c| c.record.name.as_str() == name).unwrap())
}

fn servizi() -> impl Iterator<Item = Entry<'static>> {
    catalog().entries()
}

fn tipologie() -> impl Iterator<Item = Entry<'static>> {
    catalog().type_entries()
}

/// Measures of the State and the region, and every tipologia: what has editions and amounts.
fn measures() -> impl Iterator<Item = Entry<'static>> {
    servizi().filter(|e| e.ambito().is_none()).chain(tipologie())
}

fn words(entry: Entry<'_>, at: &str) -> String {
    let scheda = Scheda::of(entry, &Viewer::at(Some(comune("Latiano")), morning(at)));
    text::render(&[scheda], &Page::screen(200))
}

#[test]
fn an_edition_that_is_over_says_so_on_its_scheda_on_paper_and_in_the_next_step() {
    for at in DAYS {
        let mut over = 0;
        for entry in measures().filter(|e| e.is_over(day(at))) {
            over += 1;
            let viewer = Viewer::at(Some(comune("Latiano")), morning(at));
            let scheda = Scheda::of(entry, &viewer);
            assert!(scheda.next_step.contains("chiedere del nuovo"), "{} {at}: {}", entry.id(), scheda.next_step);
            assert!(!scheda.next_step.contains("Portare:"), "{} {at}: {}", entry.id(), scheda.next_step);
            let one = std::slice::from_ref(&scheda);
            let said = entry
                .ended(day(at))
                .map_or("avviso chiuso".to_owned(), sportello::catalog::values::PartialDate::in_words);
            for page in [
                text::render(one, &Page::screen(200)),
                markdown::render(one, &Page::screen(200)),
                html::render_with(one, &[], day(at)),
            ] {
                assert!(page.contains(&said), "{} {at}: {said}\n{page}", entry.id());
                assert!(!page.contains("attivo – fonte") && !page.contains("attivo, domande"), "{}", entry.id());
            }
        }
        assert!(over >= 12, "{over} editions are over on {at}");
    }
}

/// Servizi of which a date of their own or of their tipologia has passed: of an ambito too, known from a plan or only
/// from a norm.
fn ended(at: &str) -> impl Iterator<Item = Entry<'static>> {
    let today = day(at);
    servizi()
        .filter(move |e| e.term().ended(today).is_some() && e.own().is_none_or(|r| r.status != Some(Stato::Storico)))
}

#[test]
fn what_only_a_norm_requires_is_closed_where_its_only_measure_is() {
    let index = Index::build(catalog());
    for at in DAYS {
        let mut over = 0;
        for entry in servizi().filter(|e| e.own().is_none()) {
            let of_type = catalog().find(&format!("tipologia/{}", entry.tipologia.record.id)).unwrap();
            assert_eq!(entry.is_over(day(at)), of_type.is_over(day(at)), "{} {at}", entry.id());
            assert_eq!(
                entry.status(day(at)) == Some(Stato::AvvisoChiuso),
                entry.is_over(day(at)),
                "{} {at}",
                entry.id()
            );
            over += usize::from(entry.is_over(day(at)));
        }
        assert!(over > 70, "{over} on {at}");
        let place = Some(Place::Comune(comune("Latiano")));
        let request = Request { stati: vec![Stato::AvvisoChiuso], place, limit: 0, ..Request::default() };
        let found = look_up(catalog(), &index, &request, morning(at));
        for id in ["br-mesagne/pro-vi", "br-mesagne/pro-vi-dopo-di-noi"] {
            assert!(found.rows.iter().any(|r| r.hit.entry(catalog()).id() == id), "{id} {at}");
        }
    }
}

/// Before "fare domanda" comes that there is nothing to ask for, and whom to call about the next time.
fn says_first_that_it_is_over(scheda: &Scheda, id: &str) {
    let begins = |text: &str| ["avviso chiuso", "finito"].iter().any(|o| text.to_lowercase().starts_with(o));
    assert!(begins(&scheda.next_step) && scheda.next_step.contains("chiedere del nuovo"), "{id}: {}", scheda.next_step);
    let how = &scheda.opening.iter().find(|p| p.label == "COME").unwrap().value;
    assert!(begins(how), "{id}: {how}");
    let again = scheda.next_step.find("Se riapre: ");
    let asked = ["Chiamare", "Per informazioni", "Chiedere", "Scrivere", "Andare", "Risponde", "In pericolo"];
    let asked = asked.iter().filter_map(|w| scheda.next_step.find(w)).min();
    let asked = asked.unwrap_or_else(|| panic!("{id}: {}", scheda.next_step));
    assert!(again.is_none_or(|again| asked < again), "{id}: {}", scheda.next_step);
    if let Some(steps) = scheda.sections.iter().find(|s| s.heading == Heading::Steps) {
        assert!(matches!(&steps.blocks[0], Block::Caution(said) if begins(said)), "{id}: {:?}", steps.blocks[0]);
    }
}

#[test]
fn what_only_a_norm_requires_is_not_open_either_once_its_edition_is_over() {
    let entry = catalog().find("br-mesagne/pro-vi").unwrap();
    assert_eq!(entry.status(day("2025-06-24")), Some(Stato::DaConfermare), "open, and nobody says that it is there");
    for at in DAYS {
        assert_eq!(entry.status(day(at)), Some(Stato::AvvisoChiuso), "{at}");
        let mut norma = 0;
        for entry in ended(at) {
            let id = format!("{} {at}", entry.id());
            norma += usize::from(entry.own().is_none());
            assert!(entry.is_over(day(at)) && entry.ended(day(at)).is_some(), "{id}");
            let row = rows::of_id(catalog(), &entry.id()).unwrap();
            let seen = Seen { now: morning(at), need: Need::NotSaid, place: None, by_place: false, age: None };
            assert_eq!(RowText::of(catalog(), &row, seen).trust, "avviso chiuso", "{id}");
            let scheda = Scheda::of(entry, &Viewer::at(None, morning(at)));
            says_first_that_it_is_over(&scheda, &id);
            let status = scheda.header.iter().find(|p| p.label == "Stato").unwrap();
            assert!(status.value.contains("chiedere del nuovo"), "{id}: {}", status.value);
            assert!(!scheda.next_step.contains("Portare:"), "{id}: {}", scheda.next_step);
            let sheet = Foglio::of(entry, &Viewer::at(None, morning(at)), Lingua::new(None));
            assert_eq!(sheet.parts[0].kind, PartKind::Step, "{id}");
            let said = |l: &FoglioLine| matches!(l, FoglioLine::Text(said) if said.it.contains("Chieda quando riapre"));
            let step = sheet.lines(PartKind::Step);
            assert!(matches!(step, [line] if said(line)), "{id}: {step:?}");
            assert!(sheet.lines(PartKind::Bring).is_empty(), "{id}: papers for what cannot be asked for");
            let list = PaperSheet { fogli: &[sheet], paper: Paper::List, lingua: Lingua::new(None), date: day(at) };
            assert!(list.written(Form::Text, &[], 72).contains("Chieda quando riapre"), "{id}");
            let mark = assess(&entry, &Profile { age: Some(40), ..Profile::default() }, day(at)).unwrap().mark;
            assert_ne!(mark.outcome, Outcome::Compatibile, "{id}");
        }
        assert!(norma >= 30, "{norma} on {at}");
        let carta = compose(catalog(), catalog().find_ambito("br-mesagne").unwrap(), None, day(at));
        let page = carta_markdown::render(&carta);
        let row = page.lines().find(|l| l.starts_with("| PRO.V.I.: progetti di vita")).unwrap();
        assert!(row.contains("Avviso chiuso il 24 giugno 2025"), "{row}");
    }
}

#[test]
fn the_voucher_of_last_year_is_closed_on_the_day_after_its_last() {
    let entry = catalog().find("puglia/buoni-servizio-anziani-disabili").unwrap();
    let said = words(entry, "2026-11-28");
    assert!(said.contains("avviso chiuso il 30 giugno 2026: chiedere del nuovo"), "{said}");
    let entry = catalog().find("it/prestazione-universale-anziani").unwrap();
    assert_eq!(entry.status(day("2026-12-31")), Some(Stato::Attivo));
    assert!(words(entry, "2026-12-31").contains("attivo, fino al 31 dicembre 2026"));
    for at in &DAYS[1..] {
        assert_eq!(entry.status(day(at)), Some(Stato::AvvisoChiuso), "{at}");
        assert!(words(entry, at).contains("finito il 31 dicembre 2026: chiedere del nuovo"), "{at}");
    }
}

#[test]
fn every_value_that_has_ended_is_to_be_verified_on_the_scheda() {
    for at in DAYS {
        let mut ended = 0;
        for entry in measures() {
            let whole = words(entry, at);
            for dated in endings(&entry).into_iter().filter(|d| d.last < day(at)) {
                let year = match (dated.amount, dated.requirement) {
                    (Some(amount), _) => amount.ended_year(day(at)),
                    (None, Some(requirement)) => requirement.ended_year(day(at)),
                    (None, None) => continue,
                };
                ended += 1;
                let doubt = format!("valore del {}: verificare", year.unwrap());
                assert!(whole.contains(&doubt), "{} {at}: {doubt}\n{whole}", entry.id());
            }
        }
        assert!(ended > if at == "2026-11-28" { 20 } else { 60 }, "{ended} on {at}");
    }
}

#[test]
fn the_list_shows_no_edition_that_is_over_as_running() {
    let index = Index::build(catalog());
    for at in DAYS {
        let now = morning(at);
        let place = Some(Place::Comune(comune("Latiano")));
        let request = Request { stati: vec![Stato::Attivo], place, limit: 0, ..Request::default() };
        let answer = look_up(catalog(), &index, &request, now);
        assert!(!answer.rows.is_empty(), "{at}");
        for row in &answer.rows {
            let entry = row.hit.entry(catalog());
            assert!(!entry.is_over(day(at)), "{} {at}", entry.id());
        }
        for entry in measures().filter(|e| e.is_over(day(at))) {
            let row = rows::of_id(catalog(), &entry.id()).unwrap();
            let shown = RowText::of(
                catalog(),
                &row,
                Seen { now, need: Need::NotSaid, place: None, by_place: false, age: None },
            );
            assert_eq!(shown.trust, "avviso chiuso", "{} {at}", entry.id());
        }
    }
}

#[test]
fn the_filters_count_what_the_schede_say() {
    let index = Index::build(catalog());
    for at in DAYS {
        let request =
            Request { place: Some(Place::Comune(comune("Lecce"))), with_storico: true, limit: 0, ..Request::default() };
        let answer = look_up(catalog(), &index, &request, morning(at));
        for facet in &answer.facets.stati {
            let shown = answer.rows.iter().map(|row| row.hit.entry(catalog()));
            let count = shown.filter(|e| e.servizio.is_some() && e.status(day(at)) == Some(facet.value)).count();
            assert!(facet.count as usize >= count, "{} {at}: {} < {count}", facet.value, facet.count);
        }
    }
}

/// People whose answers meet thresholds of several measures.
fn people() -> Vec<Profile> {
    let mut people = Vec::new();
    for at in [None, Some(comune("Latiano"))] {
        for age in [1, 30, 68, 84] {
            for isee in [5_000.0, 9_000.0, 14_000.0, 60_000.0] {
                people.push(Profile { comune: at, age: Some(age), isee: Isee::Amount(isee), ..Profile::default() });
            }
        }
    }
    people
}

#[test]
fn nobody_is_compatible_with_what_has_ended() {
    for at in DAYS {
        for profile in people() {
            let entries = candidates(catalog(), &profile);
            for assessed in rank(catalog(), &profile, &entries, day(at)) {
                let (entry, mark) = (assessed.entry, assessed.mark.unwrap());
                if mark.outcome != Outcome::Compatibile {
                    continue;
                }
                assert!(!entry.is_over(day(at)), "{} {at}", entry.id());
                let past = entry.eligibility().requirements.iter().filter_map(|r| r.ended_year(day(at))).count();
                // One of several may be met by another that has not ended.
                let plain = entry.eligibility().requirements.iter();
                let choices = plain
                    .filter(|r| matches!(r, sportello::catalog::record::Requirement::UnoDi { .. }))
                    .filter_map(|r| r.ended_year(day(at)))
                    .count();
                assert_eq!(past, choices, "{} {at}", entry.id());
            }
        }
    }
}

#[test]
fn in_january_the_threshold_of_last_year_is_said_with_its_year() {
    let entry = catalog().find("it/bonus-sociale-bollette").unwrap();
    let person = |isee| Profile { isee: Isee::Amount(isee), ..Profile::default() };
    let isee = |isee: f64, at: &str| {
        let said = assess(&entry, &person(isee), day(at)).unwrap();
        let reason = said.reasons.iter().find(|r| r.text.starts_with("ISEE")).unwrap();
        (said.mark.outcome, reason.verdict.word(), reason.text.clone())
    };
    assert_eq!(isee(9_000.0, "2026-12-31").1, "si");
    let (outcome, verdict, text) = isee(9_000.0, "2027-01-01");
    assert_eq!((outcome, verdict), (Outcome::DaVerificare, "non-indicato"));
    assert!(text.contains("valore del 2026: verificare") && text.contains("entro la soglia del 2026"), "{text}");
    // The higher threshold of large families is what may rise.
    assert_eq!(isee(21_000.0, "2027-01-01").1, "non-indicato");
    let (outcome, verdict, text) = isee(60_000.0, "2027-01-01");
    assert_eq!((outcome, verdict), (Outcome::NonCompatibile, "no"));
    assert!(text.contains("ben oltre la soglia del 2026"), "{text}");
}

#[test]
fn what_is_exported_as_active_is_active() {
    for at in DAYS {
        let services = hsds::export::services(catalog(), day(at));
        assert_eq!(services.len(), catalog().servizi.len());
        for (entry, service) in servizi().zip(&services) {
            let active = service["status"] == "active";
            assert_eq!(active, entry.status(day(at)) == Some(Stato::Attivo), "{} {at}", entry.id());
            assert!(!(active && entry.is_over(day(at))), "{} {at}", entry.id());
            if entry.ended(day(at)).is_some() && entry.status(day(at)) == Some(Stato::AvvisoChiuso) {
                assert!(service["alert"].as_str().unwrap().contains("chiedere del nuovo"), "{} {at}", entry.id());
            }
        }
        let graph = cpsv_ap::graph(catalog(), day(at)).to_string();
        let over = servizi().filter(|e| e.is_over(day(at))).count();
        assert!(graph.matches("NonActive").count() >= over, "{at}");
    }
    // The page that is handed over: no amount without its year.
    let entry = catalog().find("it/supporto-formazione-lavoro").unwrap();
    let data = schema_org::schema_org(entry, &Viewer::at(None, morning("2027-01-15"))).to_string();
    assert!(!data.contains("500 euro") || data.contains("2026"), "{data}");
}

/// Every text of a document, one by one; not the words that people type, nor the names of sources.
fn leaves(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|one| leaves(one, found)),
        serde_json::Value::Object(all) => {
            all.iter()
                .filter(|(key, _)| !["keyword", "sources"].contains(&key.as_str()))
                .for_each(|(_, one)| leaves(one, found));
        }
        _ => {}
    }
}

fn texts_of(value: &serde_json::Value) -> Vec<String> {
    let mut found = Vec::new();
    leaves(value, &mut found);
    found
}

/// The lines of a page that is not wrapped; of HTML what stands between two marks of a block.
fn lines_of(page: &str) -> Vec<String> {
    let mut text = String::new();
    for piece in page.split('<') {
        let (mark, rest) = piece.split_once('>').unwrap_or(("", piece));
        let name = mark.trim_start_matches('/').split(' ').next().unwrap_or_default();
        text.push_str(if mark.is_empty() || ["b", "strong", "em", "span", "a", "small"].contains(&name) {
            ""
        } else {
            "\n"
        });
        text.push_str(rest);
    }
    text.lines().map(ToOwned::to_owned).collect()
}

/// The amounts that a text names: "9.796 euro".
fn amounts_named(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.windows(2).filter(|w| w[1].starts_with("euro") && w[0].ends_with(|c: char| c.is_ascii_digit()));
    pairs.map(|w| format!("{} euro", w[0].trim_start_matches('('))).collect()
}

/// What an entry names as an amount or a threshold and that has ended on a day.
fn ended_amounts(entry: &Entry<'_>, today: NaiveDate) -> Vec<String> {
    let ended = endings(entry).into_iter().filter(|d| d.last < today);
    let said = ended.filter_map(|dated| match (dated.amount, dated.requirement) {
        (None, None) => None,
        _ => Some(ending_in_words(entry, &dated)),
    });
    let mut all: Vec<String> = said.flat_map(|said| amounts_named(&said)).collect();
    all.sort();
    all.dedup();
    all
}

/// A text that names what has ended says of when it is.
fn says_of_when(whose: &str, ended: &[String], texts: &[String]) {
    // Most name none.
    for text in texts.iter().filter(|t| t.contains("euro")) {
        let named = amounts_named(text);
        for amount in ended.iter().filter(|a| named.contains(a)) {
            let year = text.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4 && n.starts_with("20"));
            assert!(year || text.contains("verificare"), "{whose}: {amount} as if it were of today: {text}");
        }
    }
}

/// What has ended is nowhere of today: every servizio and every tipologia with a value that has ended, on each of the days,
/// in everything that an operator reads, hands over or gives to another program.
#[test]
fn no_amount_that_has_ended_stands_anywhere_as_if_it_were_of_today() {
    for at in DAYS {
        let (today, now) = (day(at), morning(at));
        let mut met = 0;
        for entry in servizi().chain(tipologie()) {
            let ended = ended_amounts(&entry, today);
            if ended.is_empty() {
                continue;
            }
            met += 1;
            let whose = format!("{} {at}", entry.id());
            let says = |what: &str, texts: &[String]| says_of_when(&format!("{whose}, {what}"), &ended, texts);
            let viewer = Viewer::at(Some(comune("Latiano")), now);
            let scheda = Scheda::of(entry, &viewer);
            let one = std::slice::from_ref(&scheda);
            let data = schema_org::of_schede(catalog(), one, &viewer);
            says("scheda", &texts_of(&json::value(&scheda).unwrap()));
            says("screen", &lines_of(&text::render(one, &Page::screen(WHOLE))));
            says("markdown", &lines_of(&markdown::render(one, &Page::screen(WHOLE))));
            says("html", &lines_of(&html::render_with(one, &[], today)));
            for data in &data {
                says("schema.org", &texts_of(data));
            }
            let sheet = [Foglio::of(entry, &viewer, Lingua::new(None))];
            for paper in [Paper::Each, Paper::List, Paper::Referral] {
                let sheet = PaperSheet { fogli: &sheet, paper, lingua: Lingua::new(None), date: today };
                for form in [Form::Text, Form::Markdown, Form::Html] {
                    says("sheet", &lines_of(&sheet.written(form, &[], WHOLE)));
                }
            }
            let row = rows::of_id(catalog(), &entry.id()).unwrap();
            let seen = Seen { now, need: Need::NotSaid, place: None, by_place: false, age: None };
            says("list", &[RowText::of(catalog(), &row, seen).detail, entry.summary().to_owned()]);
            for profile in people() {
                let reasons = assess(&entry, &profile, today).map(|a| a.reasons).unwrap_or_default();
                says("profile", &reasons.into_iter().map(|r| r.text).collect::<Vec<_>>());
            }
            if entry.servizio.is_none() {
                continue;
            }
            let service = hsds::export::service(entry, today);
            let doubt = service["alert"].as_str().unwrap_or_default();
            assert!(
                ["verificare", "chiedere del nuovo", "onferma"].iter().any(|d| doubt.contains(d)),
                "{whose}: {doubt}"
            );
            says("HSDS", &texts_of(&service["attributes"]));
            let ix = catalog().servizi.iter().position(|s| s.id.as_str() == entry.id()).unwrap();
            says("CPSV-AP", &texts_of(&cpsv_ap::graph_of(catalog(), &[ServizioIx::of(ix)], today)));
        }
        assert!(met > if at == "2026-11-28" { 15 } else { 60 }, "{met} on {at}");
        let ended: Vec<String> = servizi().chain(tipologie()).flat_map(|e| ended_amounts(&e, today)).collect();
        for ambito in 0..catalog().ambiti.len() {
            let carta = compose(catalog(), AmbitoIx::of(ambito), None, today);
            says_of_when("carta", &ended, &lines_of(&carta_markdown::render(&carta)));
        }
    }
}

#[test]
fn amounts_and_thresholds_of_the_catalogue_have_a_year() {
    for entry in measures() {
        for amount in entry.amounts() {
            assert!(amount.year.is_some() || amount.valid_until.is_some(), "{}: {}", entry.id(), amount.what);
        }
    }
    let kinds = |kind: Ending| measures().flat_map(|e| endings(&e)).filter(|d| d.kind == kind).count();
    assert!(kinds(Ending::Soglia) >= 18 && kinds(Ending::Importo) >= 25 && kinds(Ending::Edizione) >= 12);
}

#[test]
fn every_measure_and_every_number_has_a_source_that_says_of_when_it_is_or_when_it_was_read() {
    let types = catalog().tipologie.iter().map(|t| (t.record.id.to_string(), &t.record.sources));
    let own = servizi().filter_map(|e| Some((e.id(), &e.own()?.sources))).filter(|(_, sources)| !sources.is_empty());
    let measures = own.filter(|(id, _)| id.starts_with("it/") || id.starts_with("puglia/"));
    let numbers = catalog().numeri.iter().map(|n| (n.number.to_string(), &n.sources));
    for (id, sources) in types.chain(measures).chain(numbers) {
        assert!(sources.iter().any(|s| s.date.is_some() || s.read.is_some()), "{id}");
    }
}

#[test]
fn times_in_words_hold_no_day_of_a_year() {
    const MONTHS: [&str; 12] = [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ];
    for entry in measures() {
        let words: Vec<String> = entry.timing().unwrap_or_default().split_whitespace().map(str::to_lowercase).collect();
        for pair in words.windows(2) {
            let dated = MONTHS.contains(&pair[0].as_str()) && pair[1].starts_with("20");
            assert!(!dated, "{}: {words:?}", entry.id());
        }
        assert!(!words.iter().any(|w| w.contains("/20")), "{}: {words:?}", entry.id());
    }
    // The last day of a call that is closed is a date too, wherever it was written.
    for entry in servizi() {
        let Some(own) = entry.own().filter(|r| r.status == Some(Stato::AvvisoChiuso)) else { continue };
        let words: Vec<&str> = own.details.as_deref().unwrap_or_default().split_whitespace().collect();
        let dated = |w: &[&str]| MONTHS.contains(&w[0].to_lowercase().as_str()) && w[1].starts_with("20");
        assert!(own.term().is_stated() || !words.windows(2).any(dated), "{}: {words:?}", entry.id());
    }
}

#[test]
fn the_calendar_tells_what_ends_and_changes_here() {
    let from = day("2026-11-28");
    let at = |name: &str, days| scadenze(catalog(), Where::of_comune(catalog(), comune(name)), from, days);
    let told = |name: &str, days| -> Vec<(String, Event, String)> {
        at(name, days).iter().map(|s| (s.day.to_string(), s.event, s.entry.tipologia.record.id.to_string())).collect()
    };
    let bari = told("Bari", 60);
    assert!(bari.is_sorted_by_key(|(day, ..)| day.clone()));
    let line = |day: &str, event, id: &str| (day.to_owned(), event, id.to_owned());
    assert!(bari.contains(&line("2026-12-31", Event::Finisce, "prestazione-universale-anziani")), "{bari:?}");
    assert!(bari.contains(&line("2026-12-31", Event::OgniAnno, "caf-isee")), "{bari:?}");
    assert!(bari.contains(&line("2027-01-01", Event::Cambia, "accertamento-disabilita")), "{bari:?}");
    assert!(!bari.iter().any(|(day, ..)| day.as_str() > "2027-01-27"));
    // At Lecce the new procedure has been there since 2025: nothing changes.
    let lecce = told("Lecce", 60);
    assert!(!lecce.iter().any(|(_, event, _)| *event == Event::Cambia), "{lecce:?}");
    assert!(told("Lecce", 130).contains(&line("2027-03-31", Event::OgniAnno, "disoccupazione-agricola")));
    assert!(told("Lecce", 0).is_empty());
    for one in at("Bari", 400) {
        assert!(one.entry.status(one.day).is_none_or(|s| s != Stato::Storico));
    }
}
