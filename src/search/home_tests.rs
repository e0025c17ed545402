#![allow(clippy::unwrap_used)]

use std::sync::OnceLock;

use proptest::prelude::*;

use crate::catalog::bundled;
use crate::catalog::model::Catalog;
use crate::lingua::fold::fold;
use crate::search::answer::Place;
use crate::search::index::Index;
use crate::search::query::parse;
use crate::search::understand::understand;

use super::*;

fn desk() -> &'static (Catalog, Index) {
    static DESK: OnceLock<(Catalog, Index)> = OnceLock::new();
    DESK.get_or_init(|| {
        let catalog = bundled::catalog().unwrap().catalog;
        let index = Index::build(&catalog);
        (catalog, index)
    })
}

/// The name of the place that is taken from a text.
fn place(text: &str, danger: bool) -> Option<&'static str> {
    let (catalog, index) = desk();
    Some(match understand(catalog, index, parse(text), false, danger).understood.place?.0 {
        Place::Comune(ix) => catalog.comuni[ix].record.name.as_str(),
        Place::Ambito(ix) => catalog.ambiti[ix].record.id.as_str(),
    })
}

fn calm(text: &str) -> Option<&'static str> {
    place(text, false)
}

#[test]
fn an_ordinary_word_is_no_place() {
    for text in [
        "mio marito mi ha chiamata troia e mi picchia",
        "troia",
        "la troia",
        "mi chiama figlia di troia",
        "figli di troia",
        "mi tratta da troia",
        "mi dà della troia",
        "mi ha detto sei una gran troia",
        "mi ha lasciata in panni",
        "sta in mattinata",
        "mi serve una candela",
        "candela",
        "senza luce con la candela",
        "mi servono panni",
        "lavanderia panni",
        "i panni da lavare",
        "vengo in mattinata",
        "centro anziani in mattinata",
        "per salve",
        "salve",
        "salve segretariato sociale",
        "salve comune",
        "segretariato sociale salve",
        "ha una pistola a salve",
        "mangia noci",
        "allergia a noci",
        "maglie per i bambini",
        "soldi per maglie",
        "statte zitta",
        "non conversano",
        "le tempie pulsano",
        "domani matino",
        "mio figlio gioca a monopoli",
        "mia figlia martina",
        "latte bovino",
        "ho i tremiti",
        "vorrei un brindisi",
    ] {
        assert_eq!(calm(text), None, "{text}");
        assert_eq!(place(text, true), None, "{text}");
    }
}

#[test]
fn an_ordinary_word_behind_a_service_or_in_so_many_words_is_the_place() {
    for (text, name) in [
        ("sad troia", "Troia"),
        ("pua noci", "Noci"),
        ("centro diurno panni", "Panni"),
        ("asilo nido a muro leccese", "Muro Leccese"),
        ("asilo nido muro leccese", "Muro Leccese"),
        ("sad campi salentina", "Campi Salentina"),
        ("candela comune", "Candela"),
        ("comune di troia", "Troia"),
        ("assistente sociale veglie", "Veglie"),
        ("assistente sociale di troia", "Troia"),
        ("centro anziani mattinata", "Mattinata"),
        ("trasporto disabili maglie", "Maglie"),
        ("abito a troia", "Troia"),
        ("residente in candela", "Candela"),
        ("sto a castro con i figli", "Castro"),
        ("sad a salve", "Salve"),
        ("comune di salve", "Salve"),
        ("vengo da veglie", "Veglie"),
        ("consultorio per noci", ""),
        ("cav martina", "Martina Franca"),
        ("nido a martina", "Martina Franca"),
    ] {
        assert_eq!(calm(text).unwrap_or_default(), name, "{text}");
    }
}

#[test]
fn a_name_that_says_nothing_else_is_the_place_where_it_is_unmistakable() {
    for (text, name) in [
        ("sad latiano", "Latiano"),
        ("latiano sad", "Latiano"),
        ("Latiano", "Latiano"),
        ("sad a latiano", "Latiano"),
        ("sad latiano anziani", "Latiano"),
        ("mia madre vive a mesagne ed è sola", "Mesagne"),
        ("abito a lecce", "Lecce"),
        ("sono di bari", "Bari"),
        ("nido verso bitonto", "Bitonto"),
        ("cav francavilla", "Francavilla Fontana"),
        ("cav san vito dei normanni orari", "San Vito dei Normanni"),
        ("sad isole tremiti", "Isole Tremiti"),
        ("sad alle isole tremiti", "Isole Tremiti"),
        ("nido presicce", "Presicce-Acquarica"),
        ("nido castrignano dei greci", "Castrignano de' Greci"),
        ("sad corigliano d'otranto", "Corigliano d'Otranto"),
        ("sad d'andria", "Andria"),
        ("sad br4", "br-mesagne"),
        ("sad ambito di mesagne", "br-mesagne"),
        ("sad ambito territoriale sociale di mesagne", "br-mesagne"),
        ("nato a bari, abito a lecce", "Lecce"),
        ("lavoro a bari e vivo a lecce", "Lecce"),
        ("dimesso dall'ospedale assistenza domiciliare a lecce", "Lecce"),
    ] {
        assert_eq!(calm(text), Some(name), "{text}");
    }
}

#[test]
fn a_slip_a_surname_an_article_and_two_places_are_none() {
    for text in [
        "cav mesange",
        "sad latian",
        "sad monteron di lecce",
        "sad lecc",
        "la signora putignano",
        "il sig. conversano",
        "si chiama bari",
        "la bari",
        "vado allo stadio del lecce",
        "mio marito bitonto non paga",
        "latiano sad mesagne",
        "susanna nido torre asilo santa",
        "pietro aveva una lama",
        "casa di riposo san giovanni",
        "quartiere di san paolo",
    ] {
        assert_eq!(calm(text), None, "{text}");
    }
}

#[test]
fn where_one_was_born_works_learns_or_lies_ill_is_not_where_one_lives() {
    for text in [
        "mio figlio va a scuola a lecce",
        "sono nato a bari cerco casa",
        "nata il 3 marzo 1980 a Foggia",
        "sono nata e cresciuta a bari",
        "scuola lecce",
        "scuola elementare di lecce",
        "lavoro a taranto",
        "lavora come badante a lecce",
        "lavora al comune di lecce",
        "mia madre è ricoverata a brindisi",
        "ospedale di brindisi",
        "ospedale perrino brindisi",
        "carcere di trani",
        "detenuto a lecce",
        "tribunale di bari",
        "tribunale per i minorenni di lecce",
        "provincia di lecce",
        "asl brindisi",
        "via lecce",
        "corso roma e via per mesagne",
        "piazza bari",
        "strada vecchia di lecce",
        "il mio ex di bari mi perseguita",
        "siamo in vacanza a gallipoli",
        "lavoro a bari o a lecce",
        "nato a troia",
    ] {
        assert_eq!(calm(text), None, "{text}");
        assert_eq!(place(text, true), None, "{text}");
    }
}

/// The words that say where somebody works are no service: no row has to have them.
#[test]
fn a_place_where_nobody_lives_is_not_looked_for() {
    let (catalog, index) = desk();
    let terms = |text: &str| {
        let meaning = understand(catalog, index, parse(text), false, false);
        meaning.terms.into_iter().map(|t| t.folded).collect::<Vec<_>>()
    };
    assert_eq!(terms("mio figlio va a scuola a lecce"), terms("mio figlio va a scuola"));
    assert!(terms("signora putignano").contains(&"putignano".to_owned()));
}

/// Who takes the place back has said that the words are words; a row without them is a row.
#[test]
fn a_place_that_is_taken_back_is_words_that_no_row_must_have() {
    let (catalog, index) = desk();
    let meaning = understand(catalog, index, parse("sad latiano"), true, false);
    assert_eq!(meaning.understood.place, None);
    let seen: Vec<(&str, bool)> = meaning.terms.iter().map(|t| (t.folded.as_str(), t.background)).collect();
    assert_eq!(seen, [("sad", false), ("latiano", true)]);
}

#[test]
fn names_are_read_as_people_write_them() {
    for (text, name) in [
        ("sad S. Cassiano", "San Cassiano"),
        ("sad s.cassiano", "San Cassiano"),
        ("sad a s cassiano", "San Cassiano"),
        ("sad S.ta Cesarea", "Santa Cesarea Terme"),
        ("sad santa cesarea terme", "Santa Cesarea Terme"),
        ("sad San Vito dei Normanni", "San Vito dei Normanni"),
        ("sad s.vito normanni", "San Vito dei Normanni"),
        ("sad sanvito dei normanni", "San Vito dei Normanni"),
        ("sad Sannicandro garganico", "San Nicandro Garganico"),
        ("sad san nicandro garganico", "San Nicandro Garganico"),
        ("sad san nicandro di bari", "Sannicandro di Bari"),
        ("sad sannicandro di bari", "Sannicandro di Bari"),
        ("sad san michele di bari", "Sammichele di Bari"),
        ("sad sant'agata di puglia", "Sant'Agata di Puglia"),
        ("sad santagata di puglia", "Sant'Agata di Puglia"),
        ("sad monte s. angelo", "Monte Sant'Angelo"),
        ("sad torre s. susanna", "Torre Santa Susanna"),
        ("sad sant'eramo in colle", "Santeramo in Colle"),
        ("sad mola di bari", "Mola di Bari"),
        ("sad minervino di lecce", "Minervino di Lecce"),
        ("sad minervino lecce", "Minervino di Lecce"),
        ("nido nardo'", "Nardò"),
    ] {
        assert_eq!(calm(text), Some(name), "{text}");
    }
    assert_eq!(calm("sad sannicandro"), None, "there are two");
    assert_eq!(calm("sad a minervino"), None, "there are two");
}

#[test]
fn every_comune_is_read_after_a_and_behind_a_service() {
    let (catalog, _) = desk();
    for comune in &catalog.comuni {
        let name = comune.record.name.as_str();
        for (text, danger) in [
            (format!("abito a {name}"), false),
            (format!("abito a {name}"), true),
            (format!("comune di {name}"), true),
            (format!("sad a {}", name.to_lowercase()), false),
        ] {
            assert_eq!(place(&text, danger), Some(name), "{text}");
        }
        if name != "Salve" {
            let text = format!("sad {name}");
            assert_eq!(calm(&text), Some(name), "{text}");
        }
    }
}

#[test]
fn in_danger_only_a_whole_name_behind_a_preposition_moves_the_place() {
    for (text, name) in [
        ("segnalazione di maltrattamento su minore a Copertino", Some("Copertino")),
        ("bambino piccolo che gira da solo per strada a Bitonto", Some("Bitonto")),
        ("violenza comune di troia", Some("Troia")),
        ("violenza a francavilla", None),
        ("violenza francavilla fontana", None),
        ("violenza lecce", None),
        ("lecce violenza", None),
        ("scappo verso bari", None),
        ("cav troia", None),
        ("violenza br4", None),
    ] {
        assert_eq!(place(text, true), name, "{text}");
    }
}

/// Every word of every comune's name, and the names.
fn words_of_names() -> Vec<String> {
    let (catalog, _) = desk();
    let names = catalog.comuni.iter().map(|c| fold(&c.record.name));
    names.flat_map(|n| n.split(' ').map(str::to_owned).chain([n.clone()]).collect::<Vec<_>>()).collect()
}

/// Asserts that a word before "mi picchia" leaves the desk's comune, whoever looks at it.
fn leaves_the_desk(word: &str) {
    for article in ["", "la ", "il ", "una ", "quella "] {
        let text = format!("{article}{word} mi picchia");
        assert_eq!(calm(&text), None, "{text}");
        assert_eq!(place(&text, true), None, "{text}");
        let text = format!("mi picchia {article}{word}");
        assert_eq!(place(&text, true), None, "{text}");
    }
}

#[test]
fn no_name_before_a_cry_for_help_moves_the_place() {
    for word in words_of_names() {
        leaves_the_desk(&word);
    }
}

#[test]
fn no_ordinary_word_in_a_cry_for_help_moves_the_place() {
    for ordinary in ORDINARY {
        for text in [format!("mi picchia {}", ordinary.word), format!("mi chiama {} e mi picchia", ordinary.word)] {
            assert_eq!(calm(&text), None, "{text}");
        }
    }
}

/// A word within one slip of `word`.
fn slipped(word: &str, at: usize, letter: char, how: u8) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = at % letters.len();
    match how {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letter),
        2 => letters.iter_mut().skip(at).take(1).for_each(|l| *l = letter),
        _ => letters.swap(at, (at + 1) % word.chars().count()),
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_like_a_name_moves_the_place(
        word in prop::sample::select(words_of_names()), at in any::<prop::sample::Index>(), letter in prop::char::range('a', 'z'), how in 0_u8..4,
    ) {
        leaves_the_desk(&slipped(&word, at.index(word.chars().count()), letter, how));
    }
}
