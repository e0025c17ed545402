//! Learns the models that the program carries, from the sentences under `catalog/frasi`.
//!
//! `cargo run -p impara` writes them; with `--controlla` nothing is written, and the exit status is 1 where one of them is
//! not what the sentences give today. With `--senza-frasi FILE` it writes an ear that was learned from keywords, names and
//! summaries alone, for `benches/ear.rs` to compare. Takes less than a minute on two cores.
//!
//! A program of its own, optimised in every build, from the same files: words are taken apart while learning exactly as the
//! look-up takes them apart, and nothing else of the house has to be built for it.

// Of these two rooms the learner needs only what it learns with.
#[allow(dead_code)]
#[path = "../../src/learn/mod.rs"]
mod learn;
#[allow(dead_code)]
#[path = "../../src/lingua/mod.rs"]
mod lingua;
mod train;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Deserialize;

use crate::learn::concepts::{ConceptFile, Concepts};
use crate::learn::features::Kinds;
use crate::learn::linear::Learned;
use crate::learn::{digest, parts};
use crate::lingua::dialect;
use crate::train::{Example, Manner, NEARLY_AT_REST, learn};

/// Sentences of one situation of danger, and those that only look like it.
#[derive(Deserialize)]
struct DangerPhrases {
    phrases: Vec<String>,
    unless: Vec<String>,
}

/// Before the identifier of an office that is no social service.
const ELSEWHERE: &str = "altrove/";

/// Nothing moves any more where the steepest slopes differ by less.
const AT_REST: f64 = 0.1;

/// Of the parts of a long harmless text, every second one is learned.
const EVERY_PART: usize = 2;

/// The class of everything that is no danger.
const HARMLESS: &str = "nessuno";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut catalog = PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("catalog");
    let mut check = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--controlla" => check = true,
            "--senza-frasi" => {
                let file = args.next().ok_or("--senza-frasi FILE")?;
                std::fs::write(&file, ear_without_sentences(&catalog)?.bytes()).map_err(|e| format!("{file}: {e}"))?;
                return Ok(ExitCode::SUCCESS);
            }
            _ => catalog = arg.into(),
        }
    }
    let mut same = true;
    let mut put = |name: &str, bytes: Vec<u8>| -> Result<(), Box<dyn Error>> {
        let path = catalog.join("imparato").join(name);
        let is_same = std::fs::read(&path).is_ok_and(|old| old == bytes);
        println!("{}: {} byte, {}", path.display(), bytes.len(), if is_same { "uguale" } else { "cambiato" });
        same &= is_same;
        if !check && !is_same {
            std::fs::create_dir_all(catalog.join("imparato"))?;
            std::fs::write(&path, bytes)?;
        }
        Ok(())
    };
    put("pericolo.bin", danger(&catalog.join("frasi"))?)?;
    put("orecchio.bin", ear(&catalog)?)?;
    Ok(if check && !same { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read<T: for<'d> Deserialize<'d>>(path: &Path, texts: &mut Vec<Vec<u8>>) -> Result<T, Box<dyn Error>> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let value = serde_json::from_slice(&bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    texts.push(bytes);
    Ok(value)
}

/// The `.json` files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    found.retain(|p| p.extension().is_some_and(|e| e == "json"));
    found.sort();
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Sentences of the services that danger leads to: which of them speak of danger, which do not; others are left out.
#[derive(Deserialize)]
struct Near {
    /// Tipologie and offices whose sentences were read one by one.
    classes: BTreeSet<String>,
    /// Their sentences by situation, the harmless ones under [`HARMLESS`]; and those of others that speak of danger. What
    /// may be the one or the other stands under a name of its own and is learned as neither.
    sentences: BTreeMap<String, BTreeSet<String>>,
}

/// What people ask for in no danger, and what of their sentences speaks of one.
fn ordinary(frasi: &Path, near: &Near, texts: &mut Vec<Vec<u8>>) -> Result<Vec<String>, Box<dyn Error>> {
    let mut ordinary: Vec<String> = Vec::new();
    let harmless = near.sentences.get(HARMLESS);
    for path in files(frasi)?.iter().filter(|p| stem(p) != "piu-bisogni") {
        let of: BTreeMap<String, Vec<String>> = read(path, texts)?;
        for (id, list) in of {
            let read = near.classes.contains(&id);
            ordinary.extend(list.into_iter().filter(|text| {
                let is_harmless = harmless.is_some_and(|h| h.contains(text));
                is_harmless || !(read || near.sentences.values().any(|of| of.contains(text)))
            }));
        }
    }
    ordinary.sort_unstable();
    ordinary.dedup();
    Ok(ordinary)
}

/// Names, acronyms and keywords of the services, by themselves and with a comune behind them: what is typed all day long.
fn names(frasi: &Path, near: &Near, texts: &mut Vec<Vec<u8>>) -> Result<Vec<String>, Box<dyn Error>> {
    let catalog = frasi.join("..");
    let comuni: Vec<ComuneName> = read(&catalog.join("comuni.json"), texts)?;
    let mut names: Vec<String> = comuni.iter().map(|c| c.name.clone()).collect();
    let mut places = comuni.iter().map(|c| c.name.as_str()).cycle();
    for path in files(&catalog.join("tipologie"))? {
        let list: Vec<Tipologia> = read(&path, texts)?;
        for t in list {
            for name in t.acronyms.into_iter().chain([t.name]) {
                let place = places.next().unwrap_or_default();
                names.extend([format!("{name} {place}"), format!("{name} a {place}"), name]);
            }
            if !near.classes.contains(&t.id) {
                names.extend(t.keywords);
            }
        }
    }
    Ok(names)
}

/// What speaks of danger, and of which.
fn danger(frasi: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut texts = vec![dialect::LIST.as_bytes().to_vec()];
    let folder = frasi.join("pericolo");
    let concepts: ConceptFile = read(&folder.join("concetti.json"), &mut texts)?;
    let mut harmless: Vec<String> = read(&folder.join("innocue.json"), &mut texts)?;
    let near: Near = read(&folder.join("vicine.json"), &mut texts)?;
    let mut classes = vec![HARMLESS.to_owned()];
    let mut dangers: Vec<(String, u8)> = Vec::new();
    for path in files(&folder)?.iter().filter(|p| !["concetti", "innocue", "vicine"].contains(&stem(p).as_str())) {
        let of: DangerPhrases = read(path, &mut texts)?;
        let class = u8::try_from(classes.len())?;
        let more = near.sentences.get(&stem(path)).into_iter().flatten().cloned();
        dangers.extend(of.phrases.into_iter().chain(more).map(|p| (p, class)));
        harmless.extend(of.unless);
        classes.push(stem(path));
    }
    let mut ordinary = ordinary(frasi, &near, &mut texts)?;
    ordinary.extend(names(frasi, &near, &mut texts)?);
    let all = with_others_around(&dangers, &harmless, &ordinary);
    let number = |name: &str| classes.iter().position(|c| c == name).and_then(|at| u8::try_from(at).ok());
    let concepts = Concepts::of(&concepts, number);
    // Few weights, learned once more to speak for those that went, keep a danger clear beside what else is said; with more
    // of them, or with counts, a harmless sentence behind it hides more of it.
    let manner = Manner {
        kinds: Kinds::DANGER,
        cost: 2.0,
        rounds: 60,
        at_rest: AT_REST,
        again: true,
        least_examples: 4,
        likelier: 0.0,
        most_bytes: 850_000,
    };
    let mut learned = learn(&classes, Some(concepts), &all, manner);
    texts.sort_unstable();
    learned.digest = digest(texts.iter().map(Vec::as_slice));
    println!("pericolo: {} esempi, {} tratti", all.len(), learned.features.len());
    Ok(learned.bytes())
}

/// A comune.
#[derive(Deserialize)]
struct ComuneName {
    name: String,
}

/// What of a tipologia people may type.
#[derive(Deserialize)]
struct Tipologia {
    id: String,
    name: String,
    #[serde(default)]
    acronyms: Vec<String>,
    #[serde(default)]
    keywords: Vec<String>,
    summary: String,
}

/// A national or regional measure: its name and keywords are further ones of its tipologia.
#[derive(Deserialize)]
struct Misura {
    #[serde(rename = "type")]
    of_type: String,
    name: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
}

/// An office that is no social service.
#[derive(Deserialize)]
struct Altrove {
    id: String,
    name: String,
}

/// What is said, by class.
type Said = BTreeMap<String, BTreeSet<String>>;

/// Keywords, acronyms and names of the services, and their summaries where they are asked for.
fn said_by_the_catalogue(catalog: &Path, summaries: bool, texts: &mut Vec<Vec<u8>>) -> Result<Said, Box<dyn Error>> {
    let mut said = Said::new();
    for path in files(&catalog.join("tipologie"))? {
        let list: Vec<Tipologia> = read(&path, texts)?;
        for t in list {
            let all = t.keywords.into_iter().chain(t.acronyms).chain([t.name]);
            said.entry(t.id).or_default().extend(all.chain(summaries.then_some(t.summary)));
        }
    }
    let misure: Vec<Misura> = read(&catalog.join("misure.json"), texts)?;
    for misura in misure {
        said.entry(misura.of_type).or_default().extend(misura.keywords.into_iter().chain(misura.name));
    }
    Ok(said)
}

/// Which service a sentence asks for, or which office that is no social service.
fn ear(catalog: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut texts = vec![dialect::LIST.as_bytes().to_vec()];
    let mut said = said_by_the_catalogue(catalog, false, &mut texts)?;
    for path in files(&catalog.join("frasi"))?.iter().filter(|p| stem(p) != "piu-bisogni") {
        let of: BTreeMap<String, Vec<String>> = read(path, &mut texts)?;
        let prefix = if stem(path) == "altrove" { ELSEWHERE } else { "" };
        for (id, list) in of {
            said.entry(format!("{prefix}{id}")).or_default().extend(list);
        }
    }
    let concepts: ConceptFile = read(&catalog.join("frasi/orecchio/concetti.json"), &mut texts)?;
    let mut learned = ear_of(said, Some(Concepts::of(&concepts, |_| None)))?;
    texts.sort_unstable();
    learned.digest = digest(texts.iter().map(Vec::as_slice));
    Ok(learned.bytes())
}

/// What could be heard if nobody had written a sentence: from keywords, names and summaries alone, without concepts.
fn ear_without_sentences(catalog: &Path) -> Result<Learned, Box<dyn Error>> {
    let mut texts = Vec::new();
    let mut said = said_by_the_catalogue(catalog, true, &mut texts)?;
    let offices: Vec<Altrove> = read(&catalog.join("altrove.json"), &mut texts)?;
    said.extend(offices.into_iter().map(|o| (format!("{ELSEWHERE}{}", o.id), BTreeSet::from([o.name]))));
    ear_of(said, None)
}

/// Learns to tell the classes of what is said.
fn ear_of(said: Said, concepts: Option<Concepts>) -> Result<Learned, Box<dyn Error>> {
    let classes: Vec<String> = said.keys().cloned().collect();
    let mut examples: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (class, list) in said.into_values().enumerate() {
        let class = u8::try_from(class)?;
        for text in list {
            examples.entry(text).or_default().push(class);
        }
    }
    let all: Vec<Example> = examples.into_iter().map(|(text, classes)| Example { text, classes }).collect();
    let manner = Manner {
        kinds: Kinds::NEED,
        cost: 1.0,
        rounds: 40,
        at_rest: NEARLY_AT_REST,
        again: false,
        least_examples: 2,
        likelier: 0.12,
        most_bytes: 1_500_000,
    };
    let learned = learn(&classes, concepts, &all, manner);
    println!("orecchio: {} esempi, {} classi, {} tratti", all.len(), classes.len(), learned.features.len());
    Ok(learned)
}

/// The examples: each as it stands, and with an ordinary sentence before or behind it. A danger is one whatever stands
/// around it, and what is none stays none. Which sentence comes along follows from the two texts alone: one that is added to
/// the catalogue moves its neighbours and nothing else.
fn with_others_around(dangers: &[(String, u8)], harmless: &[String], ordinary: &[String]) -> Vec<Example> {
    let mut by_digest: Vec<(u64, &str)> =
        ordinary.iter().map(|text| (digest([text.as_bytes()]), text.as_str())).collect();
    by_digest.sort_unstable();
    let other = |side: &[u8], text: &str| {
        let at = by_digest.partition_point(|(of, _)| *of < digest([side, text.as_bytes()]));
        by_digest.get(at).or(by_digest.first()).map_or("", |(_, text)| *text)
    };
    let before = |text: &str| format!("{} {text}", other(b"prima", text));
    let behind = |text: &str| format!("{text} {}", other(b"dopo", text));
    let mut all: Vec<Example> = Vec::new();
    let mut put = |text: String, class: u8| all.push(Example { text, classes: vec![class] });
    for (text, class) in dangers {
        put(before(text), *class);
        put(behind(text), *class);
        put(text.clone(), *class);
    }
    for text in harmless {
        put(if digest([text.as_bytes()]) % 2 == 0 { before(text) } else { behind(text) }, 0);
        put(text.clone(), 0);
    }
    for text in ordinary {
        put(text.clone(), 0);
        // A long text is heard in parts: none of those of a harmless one may sound like a danger.
        let words: Vec<&str> = text.split_whitespace().collect();
        for part in parts(words.len()).skip(1).step_by(EVERY_PART) {
            put(words.get(part).unwrap_or_default().join(" "), 0);
        }
    }
    all
}
