//! Danger: whoever speaks of a life at risk is answered with the right number first, whatever else was said; whoever only
//! uses the same words is not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDateTime;
use proptest::prelude::*;
use serde::Deserialize;

use sportello::catalog::bundled;
use sportello::catalog::model::{Catalog, ComuneIx};
use sportello::search::danger::{Circumstances, Danger, Level, is_unfinished, recognise};
use sportello::search::{Answer, Hit, Index, Place, Request, look_up};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| bundled::catalog().unwrap().catalog);
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(&CATALOG));

/// The word typed in haste: two letters in its middle change places.
fn swapped(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    letters.swap(middle - 1, middle);
    letters.into_iter().collect()
}

/// The word as it sounds: no letter twice.
fn once(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

#[test]
fn a_slip_in_the_word_that_matters_hides_no_danger() {
    type Slip = (&'static str, fn(&str) -> String);
    let slips: [Slip; 2] = [("swapped", swapped), ("no doubles", once)];
    for (name, slip) in slips {
        let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
        for line in SET.iter().filter(|l| l.numbers.is_some()) {
            // The longest word is what the sentence hangs on.
            let longest = line.q.split(|c: char| !c.is_alphabetic()).max_by_key(|w| w.chars().count()).unwrap();
            if longest.chars().count() < 6 {
                continue;
            }
            let text = line.q.replacen(longest, &slip(longest), 1);
            all += 1;
            if first(&text).is_some_and(|n| line.numbers.as_ref().unwrap().iter().any(|w| w == n)) {
                right += 1;
            } else {
                wrong.push(text);
            }
        }
        assert!(share(right, all) >= 0.96, "{name}: {right} of {all}: {wrong:#?}");
    }
}

/// A line of the set: what was said, and what must and must not be shown for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    q: String,
    kind: String,
    comune: Option<String>,
    /// Any of these is right as the first number; absent for what is no danger.
    numbers: Option<Vec<String>>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    harmful: Vec<String>,
    /// Numbers that may be shown although it is no danger.
    #[serde(default)]
    ok: Vec<String>,
    /// The place that the words name.
    place: Option<String>,
}

static SET: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(root().join("tests/data/pericolo.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
});

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn comune(name: &str) -> ComuneIx {
    ComuneIx::of(CATALOG.comuni.iter().position(|c| c.record.name.as_str() == name).unwrap())
}

fn ask(line: &Line) -> Answer {
    let now: NaiveDateTime = "2026-11-28T10:00:00".parse().unwrap();
    let place = line.comune.as_deref().map(|name| Place::Comune(comune(name)));
    look_up(&CATALOG, &INDEX, &Request { text: line.q.clone(), place, limit: 10, ..Request::default() }, now)
}

fn heard(text: &str) -> Option<Danger> {
    recognise(&CATALOG, text, &Circumstances::default())
}

fn ids(danger: &Danger) -> Vec<&'static str> {
    danger.numbers.iter().map(|at| CATALOG.numeri[*at].id.as_str()).collect()
}

fn first(text: &str) -> Option<&'static str> {
    heard(text).and_then(|d| ids(&d).first().copied())
}

fn share(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole.max(1)).unwrap())
}

#[test]
fn who_speaks_of_danger_sees_the_right_number_first() {
    let (mut right, mut sure, mut also, mut wanted, mut wrong) = (0, 0, 0, 0, Vec::new());
    let dangers: Vec<&Line> = SET.iter().filter(|l| l.numbers.is_some()).collect();
    for line in &dangers {
        let answer = ask(line);
        let shown = answer.danger.as_ref().map(ids).unwrap_or_default();
        let is_right = shown.first().is_some_and(|n| line.numbers.as_ref().unwrap().iter().any(|w| w == n));
        right += usize::from(is_right);
        sure += usize::from(is_right && answer.danger.as_ref().is_some_and(|d| d.level == Level::Certo));
        also += line.also.iter().filter(|n| shown.contains(&n.as_str())).count();
        wanted += line.also.len();
        if !is_right {
            wrong.push(format!("[{}] {} {shown:?}", line.kind, line.q));
        }
    }
    assert!(share(right, dangers.len()) >= 0.99, "{right} of {}: {wrong:#?}", dangers.len());
    assert!(share(sure, right) >= 0.9, "{sure} of {right}");
    assert!(share(also, wanted) >= 0.9, "{also} of {wanted}");
}

#[test]
fn in_danger_nothing_that_hurts_is_shown_first_and_the_place_stays() {
    for line in SET.iter() {
        let answer = ask(line);
        let shown = answer.danger.as_ref().map(ids).unwrap_or_default();
        for never in &line.never {
            assert!(!shown.contains(&never.as_str()), "{}: {shown:?}", line.q);
        }
        let ty = |hit: Hit| match hit {
            Hit::Tipologia(ix) => ix,
            Hit::Servizio(ix) => CATALOG.servizi[ix].tipologia,
        };
        let rows: Vec<&str> =
            answer.rows.iter().take(3).map(|r| CATALOG.tipologie[ty(r.hit)].record.id.as_str()).collect();
        for row in &rows {
            assert!(!line.harmful.iter().any(|h| h == row), "{}: {rows:?}", line.q);
        }
        let place = line.place.as_deref().or(line.comune.as_deref()).map(|name| Place::Comune(comune(name)));
        if line.numbers.is_some() || line.comune.is_some() {
            assert_eq!(answer.place, place, "{}", line.q);
        }
    }
}

#[test]
fn who_only_uses_the_words_of_danger_is_not_alarmed() {
    let (mut alarms, mut hints) = (Vec::new(), Vec::new());
    let harmless: Vec<&Line> = SET.iter().filter(|l| l.numbers.is_none()).collect();
    for line in &harmless {
        let Some(danger) = heard(&line.q) else { continue };
        match danger.level {
            Level::Certo if ids(&danger).iter().any(|n| !line.ok.iter().any(|o| o == n)) => alarms.push(&line.q),
            Level::Certo => {}
            Level::Possibile => hints.push(&line.q),
        }
    }
    assert!(share(alarms.len(), harmless.len()) <= 0.015, "{alarms:#?}");
    assert!(share(hints.len(), harmless.len()) <= 0.08, "{hints:#?}");
}

#[derive(Deserialize)]
struct Phrases {
    phrases: Vec<String>,
    unless: Vec<String>,
}

/// Every `step`-th phrase of each situation, and of what only looks like it.
fn phrases(step: usize) -> BTreeMap<String, Phrases> {
    let folder = root().join("catalog/frasi/pericolo");
    let every = |list: Vec<String>| list.into_iter().step_by(step).collect();
    let situations = CATALOG.urgenze.iter().map(|u| {
        let text = std::fs::read_to_string(folder.join(format!("{}.json", u.id))).unwrap();
        let all: Phrases = serde_json::from_str(&text).unwrap();
        (u.id.to_string(), Phrases { phrases: every(all.phrases), unless: every(all.unless) })
    });
    situations.collect()
}

#[test]
fn each_situation_answers_to_its_phrases_and_not_to_those_that_only_look_like_it() {
    let mut said = String::new();
    for (id, of) in phrases(7) {
        let number = CATALOG.urgenze.iter().find(|u| u.id.as_str() == id).unwrap().numbers[0].to_string();
        let met = of.phrases.iter().filter(|p| first(p) == Some(number.as_str())).count();
        let alarms = of.unless.iter().filter(|p| heard(p).is_some_and(|d| d.level == Level::Certo)).count();
        if share(met, of.phrases.len()) < 0.95 || share(alarms, of.unless.len()) > 0.05 {
            writeln!(said, "{id}: {met} of {}, {alarms} alarms of {}", of.phrases.len(), of.unless.len()).unwrap();
        }
    }
    assert!(said.is_empty(), "{said}");
}

/// What people say around anything.
const AROUND: [&str; 8] = [
    "Buongiorno, vorrei sapere del bonus bollette",
    "devo rifare l'isee e mi serve un appuntamento",
    "abito in paese da tre anni con la famiglia",
    "Grazie mille per la disponibilità",
    "mia madre ha la pensione minima e vive con noi",
    "ho due figli che vanno a scuola qui vicino",
    "scusi il disturbo, ero in fila da un'ora",
    "mi hanno detto di portare la carta d'identità",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_harmless_sentence_before_or_behind_hides_no_danger(at in 0usize..10_000, around in 0usize..AROUND.len(), before: bool) {
        let dangers: Vec<&Line> = SET.iter().filter(|l| l.numbers.is_some()).collect();
        let q = dangers[at % dangers.len()].q.as_str();
        let text = if before { format!("{}. {q}", AROUND[around]) } else { format!("{q}. {}", AROUND[around]) };
        if heard(q).is_some_and(|d| d.level == Level::Certo) {
            prop_assert_eq!(first(&text), first(q), "{}", text);
        }
    }
}

#[test]
fn a_harmless_sentence_that_runs_into_a_danger_hardly_ever_hides_it() {
    let (mut kept, mut all, mut lost) = (0, 0, Vec::new());
    for line in SET.iter().filter(|l| l.numbers.is_some()) {
        let Some(number) = first(&line.q) else { continue };
        for around in AROUND {
            for text in [format!("{around} {}", line.q), format!("{} {around}", line.q)] {
                all += 1;
                if first(&text) == Some(number) { kept += 1 } else { lost.push(text) }
            }
        }
    }
    assert!(share(kept, all) >= 0.98, "{kept} of {all}: {lost:#?}");
}

/// What is shown while a text is typed letter by letter: for each letter, the danger.
type Typed = Vec<(String, Option<Danger>)>;

fn typed(text: &str) -> Typed {
    let mut before = None;
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.map(|end| {
        let so_far = &text[..end];
        let danger = recognise(&CATALOG, so_far, &Circumstances { typing: true, before: before.take() });
        before.clone_from(&danger);
        (so_far.to_owned(), danger)
    })
    .collect()
}

/// Every line of the set as it is typed, for the tests that look at each letter: once for all of them.
static TYPED: LazyLock<Vec<Typed>> = LazyLock::new(|| SET.iter().map(|l| typed(&l.q)).collect());

/// What Backspace leaves: the line of words that were taken back is not theirs who are left.
#[test]
fn words_that_are_taken_back_take_their_line_away() {
    let mut text = "vorrei sapere se mio marito mi picchia ogni sera".to_owned();
    let mut before = typed(&text).pop().and_then(|(_, danger)| danger);
    assert!(before.is_some());
    while text.pop().is_some() {
        before = recognise(&CATALOG, &text, &Circumstances { typing: true, before: before.take() });
        if text == "vorrei sapere se mio" {
            assert!(before.is_none(), "{before:?}");
        }
    }
    assert!(before.is_none());
}

#[test]
fn the_line_appears_once_while_a_sentence_is_typed_and_does_not_flicker() {
    let mut flicker = Vec::new();
    let dangers = SET.iter().zip(TYPED.iter()).filter(|(l, _)| l.numbers.is_some());
    let mut shown = 0;
    for (line, typed) in dangers {
        let states: Vec<bool> = typed.iter().map(|(_, d)| d.is_some()).collect();
        let appears = states.windows(2).filter(|w| !w[0] && w[1]).count() + usize::from(states[0]);
        shown += usize::from(appears > 0);
        if appears > 1 {
            flicker.push(&line.q);
        }
    }
    assert!(shown >= 225, "{shown}");
    assert!(flicker.is_empty(), "{flicker:#?}");
}

#[test]
fn a_word_still_being_typed_neither_raises_nor_takes_away_the_line() {
    for typed in TYPED.iter() {
        let mut last: Option<&Danger> = None;
        for (so_far, danger) in typed {
            let word = sportello::lingua::fold::fold(so_far);
            let word = word.split(' ').next_back().unwrap_or_default();
            if so_far.ends_with(char::is_alphanumeric) && is_unfinished(word) {
                let numbers = |d: Option<&'static Danger>| d.map(|d| &d.numbers);
                assert_eq!(numbers(danger.as_ref()), numbers(last), "{so_far}");
            }
            last = danger.as_ref();
        }
    }
}

#[test]
fn the_first_number_of_a_situation_is_the_first_thing_it_says() {
    for u in &CATALOG.urgenze {
        let number = CATALOG.numeri.iter().find(|n| n.id == u.numbers[0]).unwrap();
        let said = u.say[0].as_str();
        let at = said.find(|c: char| c.is_ascii_digit()).unwrap();
        assert!(said[at..].starts_with(number.number.as_str()), "{}: {said}", u.id);
        assert!(u.say.len() == 2, "{}", u.id);
    }
}

#[test]
fn what_was_learned_was_learned_from_the_sentences_as_they_are() {
    fn files(folder: &Path, into: &mut Vec<Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, into);
            } else if path.file_stem().unwrap() != "piu-bisogni" {
                into.push(std::fs::read(path).unwrap());
            }
        }
    }
    let digest = |mut texts: Vec<Vec<u8>>| {
        texts.sort_unstable();
        Some(sportello::learn::digest(texts.iter().map(Vec::as_slice)))
    };
    let remedy = "sentences changed: cargo run -p impara";
    let mut texts = Vec::new();
    files(&root().join("catalog/tipologie"), &mut texts);
    let mut heard = texts.clone();
    // The ear's words for things are its own.
    let mut lexicon = Vec::new();
    files(&root().join("catalog/frasi/orecchio"), &mut lexicon);
    files(&root().join("catalog/frasi"), &mut texts);
    texts.retain(|t| !lexicon.contains(t));
    texts.push(std::fs::read(root().join("catalog/comuni.json")).unwrap());
    assert_eq!(sportello::search::danger::learned_from(), digest(texts.clone()), "{remedy}");
    // The ear learns from the services' sentences alone.
    let (mut dangers, mut all) = (Vec::new(), Vec::new());
    files(&root().join("catalog/frasi/pericolo"), &mut dangers);
    files(&root().join("catalog/frasi"), &mut all);
    heard.extend(all.into_iter().filter(|t| !dangers.contains(t)));
    heard.push(std::fs::read(root().join("catalog/misure.json")).unwrap());
    assert_eq!(sportello::search::ear::learned_from(), digest(heard), "{remedy}");
}

#[test]
fn no_situation_that_was_learned_is_missing_and_each_has_its_sentences() {
    let files = std::fs::read_dir(root().join("catalog/frasi/pericolo")).unwrap();
    let stems = files.map(|f| f.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    let mut learned: Vec<String> = stems.filter(|s| !["concetti", "innocue", "vicine"].contains(&s.as_str())).collect();
    learned.sort_unstable();
    let mut known: Vec<String> = CATALOG.urgenze.iter().map(|u| u.id.to_string()).collect();
    known.sort_unstable();
    assert_eq!(learned, known);
}

/// Learning makes do with fewer words for a thing and the figures hardly show it; who says the missing one is not heard.
#[test]
fn no_concept_has_lost_its_words() {
    let text = std::fs::read_to_string(root().join("catalog/frasi/pericolo/concetti.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let had: Vec<(&str, usize)> = include_str!("golden/concepts.txt")
        .lines()
        .filter_map(|line| line.split_once(' ').map(|(name, n)| (name, n.parse().unwrap())))
        .collect();
    assert!(had.len() > 100);
    for (name, had) in had {
        let words: BTreeSet<&str> =
            file["concepts"][name].as_array().into_iter().flatten().filter_map(|w| w.as_str()).collect();
        assert!(words.len() >= had, "{name}: {had} forms before, {} now", words.len());
    }
}

#[test]
fn a_layer_adds_a_situation_and_takes_one_away() {
    use sportello::catalog::kinds::FileKind;
    use sportello::catalog::load::Records;
    use sportello::catalog::model::Layer;
    use sportello::catalog::resolve::resolve;
    use sportello::catalog::text::Text;
    let mut records = Records::default();
    let text = r#"[
        {"id": "diga", "label": "La diga cede", "priority": 1, "numbers": ["112"], "say": ["112: la diga cede", "Salire in alto."],
         "phrases": ["acqua dalla diga"], "unless": ["gita alla diga"]},
        {"id": "furto", "removed": true, "label": "x", "priority": 9, "numbers": [], "say": ["x"]}
    ]"#;
    records.add(FileKind::Urgenze, text).unwrap();
    let layer = Layer { name: Text::new("prova"), path: None, records: records.count() };
    let catalog = resolve(vec![bundled::layer().unwrap(), (layer, records)]).unwrap().catalog;
    let id = |text: &str| {
        let danger = recognise(&catalog, text, &Circumstances::default())?;
        Some((danger.record(&catalog)?.id.to_string(), danger.level))
    };
    assert_eq!(id("signora viene acqua dalla diga"), Some(("diga".to_owned(), Level::Certo)));
    assert_ne!(id("gita alla diga, acqua da bere").map(|d| d.0), Some("diga".to_owned()));
    assert_ne!(id("ci sono i ladri in casa adesso").map(|d| d.0), Some("furto".to_owned()));
}

#[test]
fn where_nothing_is_typed_any_more_no_banner_of_the_last_words_is_left() {
    let before = heard("mio marito mi picchia");
    assert!(before.is_some());
    for text in ["", " ", "?"] {
        assert_eq!(
            recognise(&CATALOG, text, &Circumstances { typing: true, before: before.clone() }),
            None,
            "{text:?}"
        );
    }
}

/// "mio figlio", "per strada", "persa": the words of a child that was left, and a parcel.
#[test]
fn what_asks_for_something_else_raises_no_banner_with_the_words_of_a_danger() {
    for text in [
        "Ho mandato una scatola d'olio a mio figlio a Torino e si è persa per strada",
        "bambina piccola un anno e mezzo, lasciare solo due ore, no giornata intera, possibile?",
    ] {
        assert_ne!(heard(text).map(|d| d.level), Some(Level::Certo), "{text}");
    }
    let text =
        "Il medico ha mandato il certificato per l'accompagnamento di mamma, adesso tocca presentare la richiesta";
    assert!(heard(text).is_none(), "{:?}", heard(text));
}

#[test]
fn in_danger_nobody_is_asked_what_they_meant() {
    let asked = |text: &str| {
        let now: NaiveDateTime = "2026-11-28T10:00:00".parse().unwrap();
        let request = Request { text: text.to_owned(), limit: 5, ..Request::default() };
        let answer = look_up(&CATALOG, &INDEX, &request, now);
        (answer.danger.is_some(), answer.suggestions.len())
    };
    assert_eq!(asked("puzza di gas per le scale, sbaranca"), (true, 0));
    let (danger, suggestions) = asked("sbaranca");
    assert!(!danger && suggestions > 0, "{suggestions}");
}
