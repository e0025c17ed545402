//! Stems, but for the words that the stemmer takes for another: "comunità" is no "comune".
//!
//! Knows single folded words; what it is worth that two share a stem is the caller's business.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

/// Longest word that has a stem, bytes. Longer ones are no words people type.
const LONGEST: usize = 40;

/// Words that have a stem of their own, which is the first of each row, and what they would be taken for. All stems that the
/// tipologie and the sentences of the catalogue share were looked through; here are those that one of them is asked by. Words
/// of one family ("assegno", "assegnare") stay together, and so do a verb's form and a noun that look the same.
#[rustfmt::skip]
const OF_THEIR_OWN: &[(&[&str], &str)] = &[
    (&["abiti"], "abitare"),
    (&["accompagnamento", "accompagnamenti"], "accompagnare"),
    (&["ambulanza", "ambulanze"], "ambulatorio, ambulante"),
    (&["anzianita"], "anziani"),
    (&["autista"], "autistico"),
    (&["banca", "banche"], "banco"),
    (&["bocciare", "bocciata", "bocciati", "bocciato"], "bocce, bocca"),
    (&["bocce"], "bocca"),
    (&["cameriere"], "camera"),
    (&["campare", "campa", "campano", "campiamo"], "campo"),
    (&["cantiere"], "cantare"),
    (&["capo"], "capire"),
    (&["caso", "casi"], "casa"),
    (&["cittadinanza"], "cittadino"),
    (&["compagnia", "compagnie"], "compagno"),
    (&["compito", "compiti"], "compiere"),
    (&["comunicare", "comunica", "comunicativa", "comunicative", "comunicativo", "comunicatore", "comunicazione", "comunico"], "comune"),
    (&["comunita"], "comune"),
    (&["conto", "conti"], "contare"),
    (&["credito", "crediti"], "credere"),
    (&["dottorato", "dottorando"], "dottore"),
    (&["ferie"], "ferita"),
    (&["fine"], "finire"),
    (&["fino"], "finire"),
    (&["giornata", "giornate"], "giorno"),
    (&["infermier", "infermiere"], "infermo"),
    (&["isola", "isole"], "isolare"),
    (&["legge", "leggi"], "leggere"),
    (&["letter", "lettere"], "letto"),
    (&["licenza", "licenze"], "licenziare"),
    (&["male", "mali"], "malato"),
    (&["mare", "mari"], "marito"),
    (&["maria"], "marito"),
    (&["maternita"], "scuola materna"),
    (&["meno"], "menare"),
    (&["metano"], "metà"),
    (&["mobilita"], "mobili"),
    (&["motorio", "motoria", "motorie"], "motore"),
    (&["operatore", "operatori", "operatrice", "operatrici"], "operare"),
    (&["parte", "parti"], "partire"),
    (&["partita", "partite"], "partire"),
    (&["parto"], "partire"),
    (&["pass"], "passare"),
    (&["pasto", "pasti"], "pasta"),
    (&["porta", "porte"], "portare"),
    (&["posta", "poste"], "posto"),
    (&["prestito", "prestiti"], "presto"),
    (&["quartiere"], "quarto"),
    (&["rifiuti"], "rifare, rifiutare"),
    (&["sala", "sale"], "salire"),
    (&["salute"], "salire"),
    (&["sede", "sedi"], "sedersi"),
    (&["sedia", "sedie"], "sedersi"),
    (&["sindacato"], "sindaco"),
    (&["tagliando"], "tagliare"),
    (&["test"], "testa"),
    (&["testa"], "testo"),
    (&["testamento"], "testa"),
    (&["titolare"], "titolo"),
    (&["vestito", "vestiti"], "vestirsi"),
    (&["vista"], "visto"),
];

static OWN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let rows = OF_THEIR_OWN.iter().filter_map(|(words, _)| Some((words, *words.first()?)));
    rows.flat_map(|(words, own)| words.iter().map(move |word| (*word, own))).collect()
});

/// Finds stems. Made once for many words.
pub struct Stems(Stemmer);

impl Stems {
    /// Ready to find them.
    pub fn new() -> Self {
        Self(Stemmer::create(Algorithm::Italian))
    }

    /// The stem of a folded word; `None` for words under four letters and numbers, which are their own.
    pub fn of<'w>(&self, word: &'w str) -> Option<Cow<'w, str>> {
        if word.len() < 4 || word.len() > LONGEST || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        Some(OWN.get(word).map_or_else(|| self.0.stem(word), |own| Cow::Borrowed(*own)))
    }
}

impl Default for Stems {
    fn default() -> Self {
        Self::new()
    }
}

/// Stem of a folded word; words under four letters and numbers are their own.
pub fn stem(word: &str) -> String {
    Stems::new().of(word).map_or_else(|| word.to_owned(), Cow::into_owned)
}

/// Shortest stem that stands for all its words: "mar" would make "mare" of "marito".
pub const SURE_STEM: usize = 5;

/// The stem of a folded word, or the word itself where the stem is too short to be sure.
pub fn sure_stem(word: &str) -> String {
    let stem = stem(word);
    if stem.len() < SURE_STEM { word.to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_only_look_alike_have_stems_of_their_own() {
        let stems = Stems::new();
        let same = |a: &str, b: &str| stems.of(a) == stems.of(b);
        for (a, b) in [("comune", "comunita"), ("finiti", "fine"), ("porta", "portare"), ("giorni", "giornata")] {
            assert!(!same(a, b), "{a} {b}");
        }
        for (a, b) in
            [("comune", "comuni"), ("compito", "compiti"), ("infermiere", "infermieri"), ("lettera", "lettere")]
        {
            assert!(same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn every_word_stands_once_and_was_taken_for_another() {
        let stemmer = Stemmer::create(Algorithm::Italian);
        let words: Vec<&str> = OF_THEIR_OWN.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        assert_eq!(OWN.len(), words.len());
        for (words, for_what) in OF_THEIR_OWN {
            let taken = for_what.split([',', ' ']).any(|other| {
                let plain: String = crate::lingua::fold::fold(other);
                words.iter().any(|w| stemmer.stem(w) == stemmer.stem(&plain))
            });
            assert!(taken, "{words:?} is never taken for {for_what}");
        }
    }
}
