//! Relevance as a measured thing: what an operator types, and which scheda must come first.
//!
//! `cargo test --test search -- --nocapture` prints success@1, success@3 and the mean reciprocal rank for each class of
//! queries. The first three answers of every query are kept in `golden/first-three.txt`: a change of ranking is a diff
//! that a person can judge (`SPORTELLO_GOLDEN=write cargo test --test search` writes it anew).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![allow(clippy::cast_precision_loss)]

#[path = "support/relevance.rs"]
mod relevance;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use chrono::NaiveDateTime;
use relevance::{Case, Figures};
use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, ComuneIx};
use sportello::catalog::text::Text;
use sportello::learn::digest;
use sportello::lingua::fold::{Word, words};
use sportello::lingua::stop::{STOP_WORDS, is_background, is_stop_word};
use sportello::lingua::verbs::Forms;
use sportello::search::danger::{Circumstances, Level};
use sportello::search::{Answer, Hit, Index, Place, Request, look_up};

fn desk() -> &'static (Catalog, Index) {
    static DESK: OnceLock<(Catalog, Index)> = OnceLock::new();
    DESK.get_or_init(|| {
        let catalog = bundled::catalog().unwrap().catalog;
        let index = Index::build(&catalog);
        (catalog, index)
    })
}

fn now() -> NaiveDateTime {
    "2026-11-21T10:30:00".parse().unwrap()
}

fn ask(text: &str) -> Answer {
    let (catalog, index) = desk();
    look_up(catalog, index, &Request { text: text.to_owned(), ..Request::default() }, now())
}

/// Tipologie of the rows, best first, each once.
fn types(answer: &Answer) -> Vec<&'static str> {
    let (catalog, _) = desk();
    let mut found: Vec<&str> = Vec::new();
    for id in relevance::types(catalog, answer) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

fn line(name: &str, figures: &Figures) -> String {
    let (first, third, reciprocal) = figures.shares();
    format!("{name:10} {:4}   s@1 {first:.3}   s@3 {third:.3}   MRR {reciprocal:.3}", figures.queries)
}

/// Asks every query of a file, prints the figures, returns (s@1, s@3) of all and the golden text.
fn measure(title: &str, jsonl: &str) -> (f64, f64, String) {
    let mut classes: BTreeMap<String, Figures> = BTreeMap::new();
    let (mut all, mut golden, mut misses) = (Figures::default(), String::new(), String::new());
    for case in Case::all(jsonl).unwrap() {
        let (catalog, _) = desk();
        for id in &case.accept {
            assert!(catalog.find_type(id).is_some(), "no tipologia {id}");
        }
        let answer = look_up(catalog, &desk().1, &case.request(catalog).unwrap(), now());
        assert!(!answer.rows.is_empty(), "{:?} leaves an empty screen", case.q);
        let found = types(&answer);
        // Where the words speak of danger, who helps in it is right too.
        let (catalog, _) = desk();
        let danger = answer.danger.as_ref().filter(|d| d.level == Level::Certo).and_then(|d| d.record(catalog));
        let helps = |id: &&str| danger.is_some_and(|u| u.types.iter().any(|t| t.as_str() == *id));
        let rank = case.rank(&found).into_iter().chain(found.iter().position(helps)).min();
        classes.entry(case.class.clone()).or_default().count(rank);
        all.count(rank);
        let first: Vec<&str> = found.iter().take(3).copied().collect();
        let sign = if answer.relaxed { "~" } else { " " };
        writeln!(golden, "{} {sign} {}", case.q, first.join(" | ")).unwrap();
        if rank != Some(0) {
            writeln!(
                misses,
                "  {:?} [{}] rank {rank:?} relaxed {}: {first:?} wanted {:?}",
                case.q, case.class, answer.relaxed, case.accept
            )
            .unwrap();
        }
    }
    println!("{title}");
    for (name, figures) in &classes {
        println!("  {}", line(name, figures));
    }
    println!("  {}\n{misses}", line("all", &all));
    let (first, third, _) = all.shares();
    (first, third, golden)
}

#[test]
fn what_a_sentence_asks_for_is_read_beside_a_danger_that_is_not_beyond_doubt() {
    let text = "mio figlio non beve e non si droga ma si lava le mani cento volte e non esce più";
    assert!(types(&ask(text)).iter().take(3).any(|id| *id == "salute-mentale-csm"), "{:?}", types(&ask(text)));
}

#[test]
fn who_speaks_a_dialect_is_heard() {
    let first = |text: &str| types(&ask(text)).first().map(|id| (*id).to_owned());
    assert_eq!(
        first("moglierema stae malata e nun se po' lavare sula").as_deref(),
        Some("assistenza-domiciliare-disabili")
    );
    assert_eq!(first("lu vagnone meu nun vole scire a scola").as_deref(), Some("sostegno-socio-educativo-scolastico"));
    let danger = ask("maritema me mena").danger;
    assert!(danger.is_some_and(|d| d.level == Level::Certo));
}

#[test]
fn who_is_63_without_income_is_not_sent_to_a_pension_from_67() {
    for text in ["63enne disoccupata, marito morto, nessun reddito", "a 64 anni sono senza lavoro e senza reddito"] {
        assert_eq!(types(&ask(text)).first(), Some(&"assegno-di-inclusione"), "{text}");
    }
}

#[test]
fn one_word_sends_nobody_to_another_office_unless_it_is_sure() {
    assert!(ask("badante").elsewhere.is_none());
}

#[test]
fn what_somebody_quotes_in_a_sentence_leaves_no_empty_screen() {
    let text =
        "Il foglio dell'ospedale dice \"attivare percorso sociosanitario\" e non ci hanno detto altro, a chi lo porto?";
    assert!(types(&ask(text)).iter().take(3).any(|id| *id == "punto-unico-di-accesso-pua"), "{:?}", types(&ask(text)));
}

#[test]
fn whoever_dials_a_number_reads_that_number_or_none() {
    assert_eq!(numbers("19696"), ["19696"]);
    assert_eq!(numbers("numero 803 164"), ["inps-da-fisso"]);
    for (text, wrong) in [("116 117", "117"), ("800 713 931", "antitratta"), ("tel. 0831 112112", "112")] {
        assert!(numbers(text).is_empty(), "{text}, and not {wrong}: {:?}", numbers(text));
    }
}

/// "Se c'è pericolo" stands above; the rows stay as they were found.
#[test]
fn a_quiet_line_leaves_first_whom_the_words_found() {
    let answer = ask("mia moglie è bipolare");
    assert!(answer.danger.as_ref().is_none_or(|d| d.level == Level::Possibile));
    assert_eq!(types(&answer).first(), Some(&"salute-mentale-csm"), "{:?}", types(&answer));
}

/// One sentence of the services in eighty, chosen by its letters so that another sentence changes no choice, with a keyword of
/// the same service behind it, and before it. A word may raise a danger: then who helps in it comes first, which is
/// another law.
#[test]
fn one_more_word_of_the_same_need_keeps_the_right_scheda_in_sight() {
    let (catalog, _) = desk();
    let is_seen = |answer: &Answer, id: &str| types(answer).iter().take(3).any(|t| *t == id);
    let situation = |a: &Answer| a.danger.as_ref().map(|d| (d.situation, d.level));
    let (mut tried, mut raised, mut lost) = (0, 0, Vec::new());
    for (id, sentences) in sentences() {
        let Some(record) = catalog.tipologie.iter().map(|t| &t.record).find(|t| t.id.as_str() == id) else { continue };
        let words: Vec<&str> = record.keywords.iter().map(Text::as_str).filter(|k| !k.contains(' ')).collect();
        for text in sentences {
            let chosen = usize::try_from(digest([text.as_bytes()]) >> 16).unwrap();
            let Some(word) = words.get(chosen / 80 % words.len().max(1)).filter(|_| chosen % 80 == 0) else { continue };
            let before = ask(&text);
            if !is_seen(&before, &id) {
                continue;
            }
            for longer in [format!("{} {word}", text.trim_end_matches(['.', '!', '?'])), format!("{word} {text}")] {
                let after = ask(&longer);
                if situation(&before) != situation(&after) {
                    raised += 1;
                    continue;
                }
                tried += 1;
                if !is_seen(&after, &id) {
                    lost.push(format!("{id}: {longer}: {:?}", types(&after)));
                }
            }
        }
    }
    println!("one more word: {tried} tried, {} lost, {raised} with another danger", lost.len());
    assert!(tried > 900 && raised * 20 < tried, "{tried}, {raised}");
    // One in a thousand: a word of one need may be all of another's.
    assert!(lost.len() * 1_000 <= tried, "{} of {tried}: {lost:#?}", lost.len());
}

/// The sentences of `catalog/frasi`, by tipologia.
fn sentences() -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/frasi")).unwrap() {
        let path = file.unwrap().path();
        let stem = path.file_stem().unwrap();
        if path.is_file() && stem != "altrove" && stem != "piu-bisogni" {
            let of: BTreeMap<String, Vec<String>> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            for (id, list) in of {
                all.entry(id).or_default().extend(list);
            }
        }
    }
    for list in all.values_mut() {
        list.sort_unstable();
    }
    all
}

#[test]
fn letters_in_the_wrong_order_are_still_the_word() {
    assert_eq!(types(&ask("consultoiro famigliare")).first(), Some(&"consultorio-familiare"));
}

#[test]
fn the_right_scheda_is_first() {
    let (first, third, golden) = measure("development queries", include_str!("data/queries.jsonl"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/first-three.txt");
    if std::env::var_os("SPORTELLO_GOLDEN").is_some_and(|v| v == "write") {
        std::fs::write(path, &golden).unwrap();
    }
    assert!(first >= 0.95 && third >= 0.99, "s@1 {first:.3}, s@3 {third:.3}");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == golden,
        "the first three answers changed; look, then SPORTELLO_GOLDEN=write cargo test --test search"
    );
}

/// Asks sets of queries, each with the least share of right first answers, and of right ones among the first three.
fn hold(sets: &[(&str, &str, (f64, f64))]) {
    for &(title, jsonl, least) in sets {
        let (first, third, _) = measure(title, jsonl);
        assert!(first >= least.0 && third >= least.1, "{title}: s@1 {first:.3}, s@3 {third:.3}");
    }
}

#[test]
fn so_it_is_for_queries_of_the_same_kind() {
    hold(&[
        ("held-out queries", include_str!("data/held-out.jsonl"), (0.90, 0.96)),
        ("second set", include_str!("data/unseen.jsonl"), (0.93, 0.97)),
        ("third set", include_str!("data/third.jsonl"), (0.93, 0.97)),
        ("fourth set", include_str!("data/fourth.jsonl"), (0.92, 0.95)),
        // Several for every tipologia. The words of the catalogue were widened by what they showed.
        ("fifth set", include_str!("data/fifth.jsonl"), (0.96, 0.98)),
        // Written from names and summaries only; it found 0.93 and 0.97 before the words were widened by what it showed.
        ("seventh set", include_str!("data/seventh.jsonl"), (0.95, 0.98)),
        // Long stories told around the need: 0.73 and 0.89 before.
        ("eighth set", include_str!("data/eighth.jsonl"), (0.93, 0.97)),
    ]);
}

/// Written after all the others had been answered, and nothing was changed for them: what to expect at a desk.
#[test]
fn and_for_sets_that_nothing_was_changed_for() {
    hold(&[
        ("sixth set", include_str!("data/sixth.jsonl"), (0.88, 0.93)),
        // By somebody who had read the names and summaries of the services alone.
        ("desk", include_str!("data/desk.jsonl"), (0.94, 0.98)),
        // Fifty voices, most of them telling what happened and not what they want.
        ("stories", include_str!("data/stories.jsonl"), (0.84, 0.91)),
        ("ninth set", include_str!("data/ninth.jsonl"), (0.95, 0.97)),
    ]);
}

/// What cannot wait: the service that answers at once is among the first; a number that is not one for emergencies stands
/// above the rows. The emergency numbers come with the situations of danger, not with words.
#[test]
fn an_urgency_brings_who_answers_at_once() {
    let (catalog, _) = desk();
    for (text, number, row) in [
        ("mio marito mi picchia", None, "centro-antiviolenza"),
        ("mi mena", None, "centro-antiviolenza"),
        ("ho paura che mi ammazzi", None, "centro-antiviolenza"),
        ("mi ha messo le mani addosso", None, "centro-antiviolenza"),
        ("il mio ex mi perseguita", None, "centro-antiviolenza"),
        ("mi hanno violentata", None, "centro-antiviolenza"),
        ("vuole ammazzarsi", Some("telefono-amico"), "salute-mentale-csm"),
        ("voglio farla finita", Some("telefono-amico"), "salute-mentale-csm"),
        ("non voglio più vivere", Some("telefono-amico"), "salute-mentale-csm"),
        ("bambino solo in casa", None, "pronto-intervento-sociale"),
        ("bambini soli da ore", None, "pronto-intervento-sociale"),
        ("neonato abbandonato", None, "pronto-intervento-sociale"),
        ("c'è un bambino da solo per strada", None, "pronto-intervento-sociale"),
        ("non so dove dormire stanotte", None, "pronto-intervento-sociale"),
        ("siamo per strada con i bambini", None, "pronto-intervento-sociale"),
        ("senza un tetto stasera", None, "pronto-intervento-sociale"),
        ("mi hanno buttato fuori di casa", None, "pronto-intervento-sociale"),
        ("mi tengono il passaporto e mi sfruttano", Some("antitratta"), "protezione-vittime-tratta"),
    ] {
        let answer = ask(text);
        let called = answer.danger.iter().flat_map(|d| &d.numbers).chain(&answer.numeri);
        let shown: Vec<&str> = called.map(|&at| catalog.numeri[at].id.as_str()).collect();
        assert!(number.is_none_or(|n| shown.contains(&n)), "{text}: {shown:?}");
        let first: Vec<&str> = types(&answer).into_iter().take(3).collect();
        assert!(first.contains(&row), "{text}: {first:?}");
    }
}

/// A number above the list is read first: it is there for a need, not for a word that some keyword has too.
#[test]
fn a_word_said_in_passing_brings_no_number() {
    let (catalog, _) = desk();
    for text in [
        "finita la scuola",
        "non arrivo a fine mese",
        "cerco casa per vivere",
        "crisi economica",
        "togliere i figli",
        "togliersi i denti",
        "cerco lavoro",
        "la vita è cara",
        "palestra per ragazzi",
        "soggiorno al mare",
        "il comune non risponde",
        "stranieri",
        "mensa bambini",
        "cane",
    ] {
        let shown: Vec<&str> = ask(text).numeri.iter().map(|&at| catalog.numeri[at].id.as_str()).collect();
        assert!(shown.is_empty(), "{text}: {shown:?}");
    }
    for (text, number) in [("telefono azzurro", "19696"), ("guardia costiera", "1530"), ("803164", "inps-da-fisso")] {
        let shown: Vec<&str> = ask(text).numeri.iter().map(|&at| catalog.numeri[at].id.as_str()).collect();
        assert_eq!(shown.first(), Some(&number), "{text}: {shown:?}");
    }
}

fn numbers(text: &str) -> Vec<&'static str> {
    let (catalog, _) = desk();
    ask(text).numeri.iter().map(|&at| catalog.numeri[at].id.as_str()).collect()
}

/// An emergency number is there for who asks for it by number or by name, and for nobody who only speaks of it.
#[test]
fn an_emergency_number_answers_to_itself_and_to_its_name_alone() {
    for (text, number) in [
        ("118", "118"),
        ("numero 112", "112"),
        ("il 1522", "1522"),
        ("chiamare il 115", "115"),
        ("numero unico", "112"),
        ("numero unico europeo di emergenza", "112"),
        ("emergenza sanitaria", "118"),
        ("polizia di stato", "113"),
        ("vigili del fuoco", "115"),
        ("numero dei vigili del fuoco", "115"),
        ("guardia costiera", "1530"),
        ("guardia costera", "1530"),
        ("numero antiviolenza", "1522"),
        ("emergenza infanzia", "114"),
        ("minori scomparsi", "116000"),
        ("antiveleni", "antiveleni-foggia"),
        ("centro antiveleni", "antiveleni-foggia"),
        ("centro antiveleni foggia", "antiveleni-foggia"),
        ("0881 732326", "antiveleni-foggia"),
        ("0881732326", "antiveleni-foggia"),
    ] {
        assert_eq!(numbers(text).first(), Some(&number), "{text}");
    }
    for text in [
        "lavoro come operatore 118 concorso",
        "corso 118",
        "concorso vigili del fuoco",
        "corso vigili del fuoco",
        "lavoro guardia costiera",
        "mio figlio vuole fare la guardia costiera",
        "bando polizia di stato",
        "polizia locale",
        "autista ambulanza 118",
        "emergenza abitativa",
        "emergenza",
        "sanitaria",
        "infanzia",
        "minori",
        "mare",
        "vigili",
        "foggia",
        "policlinico di foggia",
        "centro",
        "poli",
        "numero",
        "violenza",
        "incendio",
        "112 euro di bolletta",
    ] {
        assert_eq!(numbers(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn no_emergency_number_has_words_of_its_own() {
    let (catalog, _) = desk();
    let urgent: Vec<&str> = catalog.numeri.iter().filter(|n| n.urgent).map(|n| n.id.as_str()).collect();
    assert_eq!(urgent, ["112", "118", "113", "115", "1530", "1522", "114", "116000", "antiveleni-foggia"]);
    assert!(catalog.numeri.iter().all(|n| !n.urgent || n.keywords.is_empty()));
}

/// The other numbers keep their words.
#[test]
fn a_number_for_a_need_that_can_wait_answers_to_the_need() {
    for (text, number) in [
        ("gratta e vinci", "telefono-verde-gioco-azzardo"),
        ("numero verde antitratta", "antitratta"),
        ("racket", "antiracket"),
        ("animali maltrattati", "1515"),
        ("telefono amico", "telefono-amico"),
    ] {
        assert_eq!(numbers(text).first(), Some(&number), "{text}");
    }
    assert_eq!(numbers("antiveleni"), ["antiveleni-foggia", "antiveleni-gemelli", "antiveleni-bergamo"]);
}

/// A space too few or too many, a figure stuck to a word, a spelling by ear, a small word, a word of the same family.
#[test]
fn a_word_is_found_however_it_is_put_down() {
    for (text, wanted) in [
        ("dopodinoi", "dopo-di-noi"),
        ("amministratoredisostegno", "amministratore-di-sostegno"),
        ("assegnounic", "assegno-unico-universale"),
        ("tele soccorso", "telesoccorso"),
        ("soccorso tele", "telesoccorso"),
        ("l104", "permessi-legge-104"),
        ("isee2026", "caf-isee"),
        ("kasa popolare", "casa-popolare-erp"),
        ("andicap scuola", "integrazione-scolastica-disabili"),
        ("nonnetta smemorata", "centro-diurno-demenze"),
        ("contraccettivo", "consultorio-familiare"),
    ] {
        let answer = ask(text);
        assert_eq!(types(&answer).first(), Some(&wanted), "{text}");
        assert!(!answer.relaxed, "{text}");
    }
}

/// "Non dormo" is a trouble of its own, not "dormire"; "senza" need not be said in the record.
#[test]
fn a_negation_counts_and_is_never_asked_for() {
    assert_eq!(types(&ask("non dormo")).first(), Some(&"psicologo-di-base"));
    assert_eq!(types(&ask("dove dormire")).first(), Some(&"dormitorio"));
    assert!(!ask("senza pannoloni").relaxed && !ask("non pannoloni").relaxed);
}

/// All the words meet by accident in one record; the one that is meant lacks a word of the story.
#[test]
fn an_accident_does_not_hide_the_answer() {
    for (text, wanted) in [
        ("mio padre ha l'alzheimer e lavoro tutto il giorno", "centro-diurno-demenze"),
        ("quanto si aspetta per adottare", "adozione"),
    ] {
        assert_eq!(types(&ask(text)).first(), Some(&wanted), "{text}");
    }
}

/// While a word is begun, the list stays what it was: it jumps when there is something to say.
#[test]
fn a_letter_or_two_and_the_beginning_of_a_stop_word_wait_beside_other_words() {
    for (typed, same_as) in [
        ("asilo n", "asilo"),
        ("asilo nu", "asilo"),
        ("mi hanno sfrattato qu", "mi hanno sfrattato"),
        ("anziana vogl", "anziana"),
    ] {
        // As it is typed: the ear waits for a whole word too.
        let heard = Circumstances { typing: true, before: None };
        let typing = |text: &str| {
            let (catalog, index) = desk();
            let request = Request { text: text.to_owned(), heard: heard.clone(), ..Request::default() };
            look_up(catalog, index, &request, now())
        };
        let (one, other) = (typing(typed), typing(&format!("{same_as} ")));
        assert_eq!(one.rows, other.rows, "{typed}");
        assert_eq!(one.total, other.total, "{typed}");
    }
    let words = |text: &str| {
        let (catalog, index) = desk();
        let request = Request { text: text.to_owned(), words_only: true, ..Request::default() };
        look_up(catalog, index, &request, now()).rows
    };
    assert_eq!(words("mi hann sfrattato"), words("mi hanno sfrattato"), "in the middle too, as far as words go");
    assert_ne!(ask("as").rows, ask("").rows, "alone, two letters are all there is to go by");
    assert_ne!(ask("codice qr").rows, ask("codice").rows, "two letters that a keyword has are a word");
}

/// The names of all rows in Latiano, best first.
fn names_in_latiano(text: &str) -> Vec<String> {
    let (catalog, index) = desk();
    let at = catalog.comuni.iter().position(|c| c.record.name.as_str() == "Latiano").unwrap();
    let place = Some(Place::Comune(ComuneIx::of(at)));
    let request = Request { text: text.to_owned(), place, ..Request::default() };
    let entry = |hit: Hit| match hit {
        Hit::Tipologia(ix) => catalog.type_entry(ix),
        Hit::Servizio(ix) => catalog.entry(ix),
    };
    look_up(catalog, index, &request, now()).rows.iter().map(|row| entry(row.hit).name().to_owned()).collect()
}

const FOR_THE_OFFICE: [&str; 4] = ["Supervisione", "Formazione specialistica", "Campagne di informazione", "posti"];

fn is_for_the_office(name: &str) -> bool {
    FOR_THE_OFFICE.iter().any(|part| name.contains(part))
}

#[test]
fn what_is_for_the_office_stands_last_in_a_citizens_list() {
    for text in ["", "violenza", "rsa", "centro diurno disabili", "mio marito mi picchia", "casa di riposo"] {
        let names = names_in_latiano(text);
        let first = names.iter().position(|n| is_for_the_office(n)).unwrap_or(names.len());
        assert!(names[first..].iter().all(|n| is_for_the_office(n)), "{text}: {names:#?}");
        assert!(first > 0, "{text}");
    }
}

#[test]
fn what_is_for_the_office_is_found_by_its_name() {
    for (text, name) in [
        ("supervisione", "Supervisione del personale"),
        ("formazione antiviolenza", "Formazione specialistica"),
        ("campagne violenza", "Campagne di informazione"),
        ("rsa posti autorizzati", "posti autorizzati"),
    ] {
        let names = names_in_latiano(text);
        assert!(names.iter().take(3).any(|n| n.contains(name)), "{text}: {names:#?}");
    }
}

/// Greetings, and the prepositions with every article.
#[rustfmt::skip]
const SMALL: &[&str] = &[
    "buongiorno", "buonasera", "buonanotte", "salve", "ciao", "arrivederci", "grazie", "prego", "scusi", "scusate", "a", "al", "allo",
    "alla", "ai", "agli", "alle", "con", "col", "coi", "da", "dal", "dallo", "dalla", "dai", "dagli", "dalle", "di", "del", "dello",
    "della", "dei", "degli", "delle", "in", "nel", "nello", "nella", "nei", "negli", "nelle", "per", "su", "sul", "sullo", "sulla",
    "sui", "sugli", "sulle", "ke", "ki", "anke", "xke", "perke", "nn", "cmq", "x",
];

#[test]
fn a_greeting_or_a_common_verb_in_whatever_form_changes_no_row() {
    let (catalog, index) = desk();
    let rows = |text: &str| {
        let request = Request { text: text.to_owned(), words_only: true, limit: 5, ..Request::default() };
        let answer = look_up(catalog, index, &request, now());
        answer.rows.iter().map(|r| (r.hit, r.score)).collect::<Vec<_>>()
    };
    let forms = Forms::say_nothing().plain;
    assert!(forms.len() > 700, "{}", forms.len());
    for form in
        ["avrei", "potrebbero", "dovremmo", "andassimo", "cerchiamo", "volevo", "riusciamo", "saprebbero", "diceva"]
    {
        assert!(forms.contains(form), "{form}");
    }
    let mut small: Vec<&str> = forms.iter().map(String::as_str).filter(|w| !is_background(w)).collect();
    small.sort_unstable();
    small.extend(SMALL);
    small.extend(["dirmelo", "facendolo", "trovandosi", "chiederglielo"]);
    let alone = rows("badante");
    for word in small {
        assert_eq!(rows(&format!("badante {word} badante")), alone, "{word}");
    }
}

/// "Dove devo andare" is made of small words, and asked for so; the forms made by rule take the sense of no other keyword.
#[test]
fn no_keyword_loses_its_sense_to_a_form_of_a_verb() {
    let (catalog, _) = desk();
    for ty in &catalog.tipologie {
        for phrase in ty.record.keywords.iter().chain([&ty.record.name]) {
            let said = words(phrase);
            let small = |w: &Word| w.elided || w.folded == "non" || is_stop_word(&w.folded);
            let listed = |w: &Word| w.elided || w.folded == "non" || STOP_WORDS.contains(&w.folded.as_str());
            assert!(!said.iter().all(small) || said.iter().all(listed), "{}: {phrase}", ty.record.id);
        }
    }
}

#[test]
fn words_run_together_and_written_as_people_write_them_are_read() {
    for (written, meant) in [
        ("lapensione", "pensione"),
        ("unacasa popolare", "casa popolare"),
        ("adomicilio assistenza", "domicilio assistenza"),
        ("phiscologa", "psicologa"),
        ("xmesso di soggiorno", "permesso di soggiorno"),
        ("ke bonus c'e x le bollette", "che bonus c'e per le bollette"),
    ] {
        let first = |text: &str| types(&ask(text)).first().copied();
        assert!(first(meant).is_some(), "{meant}");
        assert_eq!(first(written), first(meant), "{written}");
    }
}

#[test]
fn nobody_who_works_with_the_author_stands_beside_a_victim_s_door() {
    for text in ["centro antiviolenza", "casa rifugio per donne", "aiuto per una donna vittima di violenza"] {
        let rows = types(&ask(text));
        assert!(matches!(rows.first().copied(), Some("centro-antiviolenza" | "casa-rifugio")), "{text}: {rows:?}");
        for author in ["percorsi-uomini-autori-violenza", "mediazione-familiare"] {
            assert!(!rows.iter().take(3).any(|r| *r == author), "{text}: {rows:?}");
        }
    }
    // Asked for by its name it is there.
    assert_eq!(types(&ask("uomini autori di violenza"))[0], "percorsi-uomini-autori-violenza");
}
