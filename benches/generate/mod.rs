//! Catalogues of any size, the same to the byte every time: the bundled tipologie offered by as many made-up ambiti as it
//! takes, every servizio with words of its own. For measuring only; nothing in them is a fact.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation, missing_docs, dead_code)]

pub mod queries;

use std::fmt::Write as _;

use sportello::catalog::bundled;
use sportello::catalog::kinds::FileKind;
use sportello::catalog::load::Records;
use sportello::catalog::model::{Catalog, Layer};
use sportello::catalog::resolve::resolve;

/// A small generator of numbers that look like chance (xorshift); the same seed, the same numbers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const SENTENCES: &[&str] = &[
    "Il servizio si rivolge a chi vive nei comuni dell'ambito e ha bisogno di un aiuto vicino a casa.",
    "La domanda si presenta allo sportello del segretariato sociale con un documento valido.",
    "Gli operatori ascoltano la famiglia e preparano insieme un progetto con obiettivi e tempi.",
    "L'accesso è gratuito per i nuclei con attestazione bassa; per gli altri è prevista una quota.",
    "Il martedì pomeriggio una psicologa riceve su appuntamento nella sede di via Garibaldi.",
    "Le attività seguono il calendario scolastico e si svolgono in piccoli gruppi.",
    "La graduatoria viene aggiornata ogni sei mesi dall'ufficio dell'ente capofila.",
    "È possibile chiedere il trasporto con un mezzo attrezzato, compatibilmente con i posti.",
    "In caso di urgenza l'assistente sociale valuta la situazione entro due giorni lavorativi.",
    "Collaborano le associazioni di volontariato, le parrocchie e le cooperative accreditate.",
];

const NAMES: &[&str] = &[
    "Girasole",
    "Arcobaleno",
    "Aurora",
    "Ulivo",
    "Faro",
    "Quadrifoglio",
    "Ponte",
    "Melograno",
    "Scirocco",
    "Tramontana",
    "Gabbiano",
    "Ginestra",
    "Cicogna",
    "Sorriso",
    "Approdo",
    "Mosaico",
    "Bussola",
    "Rondine",
    "Castello",
    "Sentiero",
];

const SYLLABLES: &[&str] =
    &["ma", "re", "ti", "lo", "su", "na", "ve", "ca", "pi", "do", "bra", "sto", "gli", "ner", "vol"];

/// JSON of the files of made-up ambiti that together hold at least `servizi` servizi.
pub fn ambiti_json(servizi: usize) -> Vec<String> {
    let types: Vec<(String, String)> = bundled::catalog()
        .unwrap()
        .catalog
        .tipologie
        .iter()
        .map(|t| (t.record.id.to_string(), t.record.name.to_string()))
        .collect();
    let mut dice = Dice::new(0x5eed);
    let mut files = Vec::new();
    let mut made = 0;
    while made < servizi {
        let n = files.len();
        let town: String = (0..3).map(|_| dice.pick(SYLLABLES)).collect();
        let mut file = format!(
            "{{\"ambito\":{{\"id\":\"zz-{n}\",\"name\":\"Ambito di prova {n}\",\"short\":\"Prova{n}\",\"province\":\"ZZ\",\"sources\":[{{\"title\":\"prova\"}}]}},\"servizi\":[\n"
        );
        for (i, (id, name)) in types.iter().enumerate() {
            if made >= servizi {
                break;
            }
            made += 1;
            let comma = if i == 0 { "" } else { ",\n" };
            let own = if dice.below(2) == 0 {
                format!("\"name\":\"{name} {} di {town}\",", dice.pick(NAMES))
            } else {
                String::new()
            };
            let details = format!("{} {} {}", dice.pick(SENTENCES), dice.pick(SENTENCES), dice.pick(SENTENCES));
            write!(
                file,
                "{comma}{{\"id\":\"zz-{n}/{id}\",\"type\":\"{id}\",{own}\"details\":\"{details} Responsabile per {town}, pratica {}.\",\"basis\":\"piano\",\"status\":\"attivo\",\"sources\":[{{\"title\":\"Piano di zona di {town}\",\"date\":\"2026\"}}],\"confidence\":\"media\"}}",
                dice.below(90_000) + 10_000
            )
            .unwrap();
        }
        file.push_str("\n]}");
        files.push(file);
    }
    files
}

/// The bundled catalogue with the made-up ambiti added.
pub fn catalog(files: &[String]) -> Catalog {
    let mut records = Records::default();
    for file in files {
        records.add(FileKind::Ambito, file).unwrap();
    }
    let made_up = Layer { name: "di prova".into(), path: None, records: records.count() };
    let bundled = bundled::layer().unwrap();
    resolve(vec![bundled, (made_up, records)]).unwrap().catalog
}

/// The bundled catalogue (0), or a generated one with the JSON that it was read from.
pub fn made(servizi: usize) -> (Catalog, Vec<String>) {
    if servizi == 0 {
        return (bundled::catalog().unwrap().catalog, Vec::new());
    }
    let files = ambiti_json(servizi);
    (catalog(&files), files)
}
