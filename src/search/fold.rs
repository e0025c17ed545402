//! Folding: what makes "PERCHE'", "perché" and its decomposed form one word.
//!
//! Compatibility decomposition, marks stripped, lower case; apostrophes of every kind separate words (so that the
//! typewriter accent vanishes and elisions fall off), dotted acronyms close up. Knows nothing of queries or catalogues;
//! [`super::index`] folds the records with it, [`super::query`] what is typed, [`super::highlight`] uses the way back.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_segmentation::GraphemeCursor;

use super::slip::respelt;
use super::verbs::Forms;
use crate::catalog::text::is_hostile;

/// A word of a text, folded, with the way back to where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: lower-case letters and digits only, never empty.
    pub folded: String,
    /// Where it stands in the text, bytes, on grapheme boundaries.
    pub range: Range<usize>,
    /// It lost its last vowel before an apostrophe ("dell'", "l'").
    pub elided: bool,
    /// For every character of `folded`, the bytes of the text it comes from.
    origins: Vec<(usize, usize)>,
}

impl Word {
    /// Bytes of the text that the first `chars` characters of the folded word come from, on grapheme boundaries.
    pub fn beginning(&self, text: &str, chars: usize) -> Range<usize> {
        let last = self.origins.get(chars.min(self.origins.len()).saturating_sub(1));
        let end = last.map_or(self.range.end, |&(_, end)| end);
        self.range.start..boundary_after(text, end).min(self.range.end)
    }
}

/// `text` folded: its words, joined by single spaces. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_word(text, |word, _| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    });
    out
}

/// The words of `text`, each with its place in it.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    scan::<true>(text, &mut String::new(), |folded, elided, range, origins| {
        let range = boundary_before(text, range.start)..boundary_after(text, range.end);
        found.push(Word { folded: folded.to_owned(), range, elided, origins: origins.to_vec() });
    });
    found
}

/// Calls `each` with every folded word of `text` and whether it was elided. The same words as [`words`], without the way
/// back: what the index is built with. Allocates once for a text.
pub fn each_word(text: &str, mut each: impl FnMut(&str, bool)) {
    let mut room = String::with_capacity(32);
    let mut rest = text;
    // No word goes over a space. Most are small letters up to one, or up to a comma or full stop before it: as they stand.
    while !rest.is_empty() {
        let run = rest.bytes().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit())).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(run);
        let ends = behind.bytes().position(|b| b == b' ').unwrap_or(behind.len());
        if behind.bytes().take(ends).all(|b| matches!(b, b'.' | b',' | b';' | b':')) {
            if !word.is_empty() {
                each(word, false);
            }
        } else if let Some(piece) = rest.get(..run + ends) {
            scan::<false>(piece, &mut room, |folded, elided, _, _| each(folded, elided));
        }
        rest = rest.get(run + ends + 1..).unwrap_or_default();
    }
}

/// Where the first word that folds to `folded` stands in `text`, on grapheme boundaries. Allocates once for a text.
pub fn find_word(text: &str, folded: &str) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    scan::<false>(text, &mut String::new(), |word, _, range, _| {
        if found.is_none() && word == folded {
            found = Some(range);
        }
    });
    found.map(|range| boundary_before(text, range.start)..boundary_after(text, range.end))
}

/// Beginnings that an apostrophe cuts off; before one of these the apostrophe is no typewriter accent.
#[rustfmt::skip]
const ELISIONS: &[&str] = &[
    "l", "d", "c", "s", "m", "t", "v", "n", "un", "dell", "nell", "all", "sull", "dall", "coll", "quell", "quest", "bell",
    "gl", "ch", "anch", "com", "dov", "cos", "senz", "degl", "agl", "dagl", "negl", "sugl", "tutt", "nient", "mezz",
];

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '′' | '`' | '´' | '＇' | '‛')
}

/// Invisible characters inside a word ("ass\u{ad}istenza") do not break it; controls and line breaks do.
fn is_ignored(c: char) -> bool {
    is_combining_mark(c) || (is_hostile(c) && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Calls `emit` with every folded word, whether it was elided, where it stands, and with `MAP` where each of its characters
/// comes from. `word` is room to put it together in.
fn scan<const MAP: bool>(
    text: &str,
    word: &mut String,
    mut emit: impl FnMut(&str, bool, Range<usize>, &[(usize, usize)]),
) {
    word.clear();
    let mut origins: Vec<(usize, usize)> = Vec::new();
    let (mut start, mut end) = (0, 0);
    // A run of single letters with full stops between them: "p.i.p.p.i."
    let mut dotted = false;
    let mut close = |word: &mut String, origins: &mut Vec<(usize, usize)>, elided: bool, range: Range<usize>| {
        if !word.is_empty() {
            let elided = elided && ELISIONS.contains(&word.as_str());
            emit(word, elided, range, origins);
            word.clear();
            origins.clear();
        }
    };
    let mut next = 0;
    while let Some(c) = text.get(next..).and_then(|rest| rest.chars().next()) {
        let at = next;
        next += c.len_utf8();
        if c.is_ascii_alphanumeric() {
            if word.is_empty() {
                start = at;
                dotted = false;
            }
            // Most text is such runs: a piece at a time.
            let run = text.bytes().skip(next).take_while(u8::is_ascii_alphanumeric).count();
            next += run;
            let from = word.len();
            word.push_str(text.get(at..next).unwrap_or_default());
            if let Some(pushed) = word.get_mut(from..) {
                pushed.make_ascii_lowercase();
            }
            if MAP {
                origins.extend((at..next).map(|b| (b, b + 1)));
            }
            end = next;
        } else if c == '.' && (dotted || word.chars().nth(1).is_none()) && !word.is_empty() {
            dotted = single_letter_follows(text.get(next..).unwrap_or_default())
                && !word.ends_with(|c: char| c.is_ascii_digit());
            if !dotted {
                close(word, &mut origins, false, start..end);
            }
        } else if c.is_ascii() {
            close(word, &mut origins, is_apostrophe(c), start..end);
        } else if is_apostrophe(c) {
            close(word, &mut origins, true, start..end);
        } else if is_ignored(c) {
            if !word.is_empty() {
                end = next;
            }
        } else {
            decompose_compatible(c, |d| {
                for l in d.to_lowercase() {
                    decompose_compatible(l, |f| {
                        let f = if f == 'ς' { 'σ' } else { f };
                        if is_ignored(f) {
                        } else if f.is_alphanumeric() {
                            if word.is_empty() {
                                start = at;
                                dotted = false;
                            }
                            word.push(f);
                            if MAP {
                                origins.push((at, next));
                            }
                            end = next;
                        } else {
                            close(word, &mut origins, false, start..end);
                        }
                    });
                }
            });
        }
    }
    close(word, &mut origins, false, start..end);
}

/// Whether `rest` begins with one letter that no letter or digit follows.
fn single_letter_follows(rest: &str) -> bool {
    let mut chars = rest.chars().filter(|&c| !is_ignored(c));
    chars.next().is_some_and(char::is_alphabetic) && !chars.next().is_some_and(char::is_alphanumeric)
}

/// The nearest grapheme boundary at or before byte `at`.
pub fn boundary_before(text: &str, at: usize) -> usize {
    edge(text, at, |cursor, text| cursor.prev_boundary(text, 0).ok().flatten()).unwrap_or(0)
}

/// The nearest grapheme boundary at or after byte `at`.
pub fn boundary_after(text: &str, at: usize) -> usize {
    edge(text, at, |cursor, text| cursor.next_boundary(text, 0).ok().flatten()).unwrap_or(text.len())
}

fn edge(text: &str, at: usize, step: impl Fn(&mut GraphemeCursor, &str) -> Option<usize>) -> Option<usize> {
    let mut cursor = GraphemeCursor::new(at.min(text.len()), text.len(), true);
    if cursor.is_boundary(text, 0).unwrap_or(true) { Some(at.min(text.len())) } else { step(&mut cursor, text) }
}

/// Words that carry no meaning of their own in what people say at a desk. They are dropped from a query unless nothing
/// else is left; "noi", "senza", "sola", "casa" and the like are kept, because services are named with them.
#[rustfmt::skip]
pub const STOP_WORDS: &[&str] = &[
    "a", "abbia", "abbiamo", "ad", "adesso", "agli", "ai", "al", "alcuni", "alla", "alle", "allo", "allora", "altri", "altro",
    "ancora", "andare", "avere", "aveva", "avevo", "avuto", "avrei", "bisogno", "c", "capire", "cerca", "cercano", "cercare",
    "cerco", "che", "chi", "ci", "cio", "come", "con", "cosa", "cose", "cui", "d", "da", "dagli", "dai", "dal", "dalla",
    "dalle", "davvero", "degli", "dei", "del", "della", "delle", "dello", "deve", "devo", "devono", "di", "dice", "dopodiche",
    "dove", "e", "ecco", "ed", "era", "erano", "ero", "esiste", "essere", "fa", "faccio", "fanno", "far", "fare", "fatto",
    "favore", "gia", "gli", "ha", "hai", "hanno", "ho", "i", "il", "in", "infatti", "invece", "io", "l", "la", "le", "lei",
    "li", "lo", "loro", "lui", "ma", "magari", "me", "mi", "mia", "mie", "miei", "mio", "molto", "ne", "negli", "nei", "nel",
    "nella", "nelle", "nello", "neppure", "niente", "no", "nostra", "nostre", "nostri", "nostro", "o", "ogni", "ora", "ormai",
    "per", "perche", "pero", "piu", "po", "poi", "posso", "possono", "potrei", "proprio", "puo", "pure", "qua", "qual",
    "qualche", "quale", "quali", "quando", "quanta", "quanti", "quanto", "quella", "quelle", "quelli", "quello", "questa",
    "queste", "questi", "questo", "qui", "quindi", "richiedere", "riesce", "riesco", "s", "sa", "sapere", "se", "sei", "serve",
    "servono", "si", "sia", "siamo", "so", "sono", "sta", "stanno", "stare", "stata", "stato", "sto", "su", "sua", "sue",
    "sugli", "sui", "sul", "sulla", "sulle", "suo", "suoi", "tra", "fra", "troppa", "troppo", "trovare", "tu", "tua", "tuo",
    "tutta", "tutte", "tutti", "tutto", "un", "una", "uno", "va", "vado", "vanno", "ve", "vi", "voglio", "vorrei", "vorrebbe",
    "vostra", "vostro", "farlo", "farli", "farsi", "fargli", "farle", "farmi", "averlo", "averla", "andarci", "starci",
    "esserci", "vuole", "vuoi", "vogliono", "x", "xche", "xke", "ok", "salve", "buongiorno", "grazie", "anche", "ce", "cera",
    "nn", "cn", "sn", "xo", "cmq", "comunque", "vorremmo", "vogliamo", "dobbiamo", "devi", "possiamo", "potete", "potrebbe",
    "puoi", "avremmo", "sarebbe", "saremo", "facciamo", "fai", "fate", "diamo", "dammi", "ditemi", "dirmi", "scusi", "scusa",
    "cortesia", "circa", "oppure", "anzi", "cioe", "inoltre", "tuoi", "tue", "avra", "avro", "fosse", "sarei", "sara", "fossi",
    "voi", "noialtri", "stiamo", "state", "stai", "abbiano", "avessi", "avrebbe", "gliela", "glielo", "mela", "melo", "tramite",
    "presso", "eppure", "perfino", "addirittura", "pressoche", "purtroppo", "forse", "boh", "all", "arrivederci", "arrivederla",
    "buon", "buonanotte", "buondi", "buonasera", "ciao", "cogli", "coi", "col", "cortesemente", "dall", "dallo", "dell",
    "gentilmente", "grz", "nell", "prego", "qst", "scusami", "scusate", "scusatemi", "sull", "sullo", "tt",
];

/// Words of the story around a need: who is meant, when, the verbs that anything can be done with. They count where they
/// match, and no row has to have them – unless nothing else was said. Never the need itself: "sola", "casa", "soldi",
/// "figlio" and the like are not here.
#[rustfmt::skip]
pub const BACKGROUND_WORDS: &[&str] = &[
    "aiutaci", "aiutare", "aiutarmi", "aiutate", "aiutatemi", "amica", "amici", "amico", "andata", "andato",
    "anni", "anno", "appena", "appunto", "aprile", "arriva", "arrivano", "arrivare", "arrivata", "arrivato", "arrivo",
    "aspettiamo", "assai", "avanti", "babbo", "badare", "basta", "bene", "bisogna", "capita", "capitata", "capitato",
    "cento", "chiama", "chiamano", "chiamare", "chiamata", "chiamati", "chiamato", "chiamo", "chiede", "chiedere",
    "chiedo", "chiesto", "cinquanta", "cinque", "cognata", "cognato", "comincia", "cominciare", "comincio", "consiglio",
    "continua", "credo", "cugina", "cugino", "dare", "dato", "davanti", "deciso", "dentro", "dia",
    "dicono", "dieci", "dietro", "diventa", "diventano", "diventare", "diventata", "diventato",
    "dodici", "domani", "due", "durante", "esatto", "esce", "esco", "escono", "ex", "farla", "finisce", "fino",
    "fissato", "fratello", "fuori", "genero", "gennaio", "gente", "giorni", "giorno", "giovedi", "gira", "giro", "giu",
    "guarda", "ieri", "informazione", "informazioni", "iniziato", "insieme", "intanto", "iscritta", "iscritto",
    "iscrivere", "iscriversi", "lontano", "lunedi", "madre", "mai", "male", "mamma", "manca", "mancano", "manda",
    "mandano", "mandare", "mandata", "mandati", "mandato", "martedi", "marzo", "mattina", "mattino", "mercoledi",
    "mese", "mesi", "messa", "messi", "messo", "mette", "mettere", "metto", "mezza", "mezzo", "mila", "mille", "modo",
    "nessuna", "nessuno", "novanta", "nove", "novembre", "nuora", "oggi", "ore", "ottanta", "ottenere", "otto",
    "ottobre", "padre", "papa", "parente", "parenti", "parla", "parlano", "parlare", "parliamo", "parlo", "passa",
    "passano", "passare", "passata", "passato", "passo", "pensa", "pensarci", "pensare", "pensiamo", "penso", "persona",
    "persone", "piacerebbe", "piena", "pieno", "pomeriggi", "pomeriggio", "porta", "portano", "portarci", "portare",
    "portarmi", "portata", "portatemi", "portato", "possibile", "prende", "prendere", "prendo", "prendono", "presa",
    "presentare", "presentata", "preso", "presto", "prima", "primo", "problema", "problemi", "punto", "qualcosa",
    "qualcuno", "quaranta", "quasi", "quattro", "quindici", "requisiti", "resta", "restano", "restare", "resto",
    "ricevuto", "rimane", "rimanere", "rimasta", "rimasto", "riuscire", "sabato", "scadenza", "seguire", "seguita",
    "sembra", "sempre", "senza", "sera", "serata", "sessanta", "settanta", "sette", "settembre", "settimana",
    "settimane", "signora", "signore", "sistemare", "situazione", "solo", "sopra", "sorella", "sotto", "spende",
    "spendere", "speso", "spesso", "spetta", "spettano", "sposata", "sposato", "stavo", "stessa", "stesso", "strano",
    "succede", "successo", "suocera", "suocero", "tanta", "tanto", "tardi", "tempo", "tenere", "tenerla", "tenerlo",
    "tengo", "tiene", "torna", "tornano", "tornare", "tornato", "torno", "tre", "trenta", "trova", "trovata",
    "trovato", "trovo", "urgente", "urgenza", "usa", "usare", "vede", "vedere", "vedo",
    "venerdi", "venire", "venti", "verso", "via", "viene", "visto", "volta", "volte", "zia", "zio",
];

/// The words of the lists and the forms of the common verbs, ready to be asked.
struct Common {
    stop: HashSet<&'static str>,
    background: HashSet<&'static str>,
    say_nothing: Forms,
    count_little: Forms,
    /// Stop words and forms of verbs in their order, for what is only begun.
    begun: Vec<String>,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let say_nothing = Forms::say_nothing();
    let background: HashSet<&str> = BACKGROUND_WORDS.iter().copied().collect();
    let plain = say_nothing.plain.iter().filter(|w| !background.contains(w.as_str())).cloned();
    let mut begun: Vec<String> = STOP_WORDS.iter().map(|w| (*w).to_owned()).chain(plain).collect();
    begun.sort_unstable();
    let stop = STOP_WORDS.iter().copied().collect();
    Common { stop, background, say_nothing, count_little: Forms::count_little(), begun }
});

/// Whether a folded word is background: see [`BACKGROUND_WORDS`]; the verbs that count little are, in all their forms.
pub fn is_background(folded: &str) -> bool {
    is_negation(folded)
        || COMMON.background.contains(folded)
        || (!is_stop_word(folded) && COMMON.count_little.has(folded))
}

/// Whether a folded word denies what follows. It is background in a query, a word like any other in a keyword ("non
/// dormo" is not "dormire"), nothing in running text.
pub fn is_negation(folded: &str) -> bool {
    folded == "non"
}

/// Whether a folded word is dropped from a query that has others: see [`STOP_WORDS`]; the verbs that say nothing of a need
/// are, in all their forms that are not background.
pub fn is_stop_word(folded: &str) -> bool {
    let is_one = |w: &str| COMMON.stop.contains(w) || (COMMON.say_nothing.has(w) && !COMMON.background.contains(w));
    is_one(folded) || (folded.contains(['k', 'x']) && is_one(&respelt(folded)))
}

/// Whether a folded word is the beginning of a stop word, or one itself.
pub fn begins_stop_word(folded: &str) -> bool {
    let at = COMMON.begun.partition_point(|w| w.as_str() < folded);
    COMMON.begun.get(at).is_some_and(|w| w.starts_with(folded))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_word_is_dropped_or_background_and_not_both() {
        let mut all: Vec<&str> = STOP_WORDS.iter().chain(BACKGROUND_WORDS).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn every_way_to_write_an_accent_is_the_same_word() {
        for form in ["perché", "perche", "PERCHE'", "perche\u{301}", "Perche’", "perche`", "per\u{ad}ché"] {
            assert_eq!(fold(form), "perche", "{form}");
        }
    }

    #[test]
    fn elisions_fall_off_and_say_so() {
        let found = words("Sostegno all'affitto, l’età e citta'");
        let seen: Vec<_> = found.iter().map(|w| (w.folded.as_str(), w.elided)).collect();
        assert_eq!(
            seen,
            [
                ("sostegno", false),
                ("all", true),
                ("affitto", false),
                ("l", true),
                ("eta", false),
                ("e", false),
                ("citta", false)
            ]
        );
    }

    #[test]
    fn dotted_acronyms_close_up() {
        assert_eq!(fold("P.I.P.P.I.: programma"), "pippi programma");
        assert_eq!(fold("s.a.d. o S.A.D"), "sad o sad");
        assert_eq!(fold("PRO.V.I. e L. 104/1992, c.so Roma, n.104"), "pro vi e l 104 1992 c so roma n 104");
    }

    #[test]
    fn the_way_back_ends_on_graphemes() {
        let text = "citta\u{300} e disabilità";
        let found = words(text);
        assert_eq!(&text[found[0].range.clone()], "citta\u{300}");
        assert_eq!(&text[found[0].beginning(text, 5)], "citta\u{300}");
        assert_eq!(&text[found[2].beginning(text, 6)], "disabi");
        assert_eq!(&text[found[2].range.clone()], "disabilità");
    }
}
