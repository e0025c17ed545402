//! Words that say little: which are dropped from a query, which only count where they match, which deny.
//!
//! Two lists, and the verbs of [`super::verbs`] in all their forms. All folded as [`super::fold`] folds.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::slip::respelt;
use super::verbs::Forms;

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
    "agosto", "aiutaci", "aiutare", "aiutarmi", "aiutate", "aiutatemi", "amica", "amici", "amico", "andata", "andato",
    "anni", "anno", "appena", "appunto", "aprile", "arriva", "arrivano", "arrivare", "arrivata", "arrivato", "arrivo",
    "aspettiamo", "assai", "avanti", "babbo", "badare", "basta", "bene", "bisogna", "capita", "capitata", "capitato",
    "cento", "chiama", "chiamano", "chiamare", "chiamata", "chiamati", "chiamato", "chiamo", "chiede", "chiedere",
    "chiedo", "chiesto", "cinquanta", "cinque", "cognata", "cognato", "comincia", "cominciare", "comincio", "consiglio",
    "continua", "credo", "cugina", "cugino", "dare", "dato", "davanti", "deciso", "dentro", "dia", "dicembre",
    "dicono", "dieci", "dietro", "diventa", "diventano", "diventare", "diventata", "diventato",
    "dodici", "domani", "domenica", "due", "durante", "esatto", "esce", "esco", "escono", "ex", "farla", "febbraio", "finisce", "fino",
    "fissato", "fratello", "fuori", "genero", "gennaio", "gente", "giorni", "giorno", "giovedi", "gira", "giro", "giu", "giugno",
    "guarda", "ieri", "informazione", "informazioni", "iniziato", "insieme", "intanto", "iscritta", "iscritto",
    "iscrivere", "iscriversi", "lontano", "luglio", "lunedi", "madre", "maggio", "mai", "male", "mamma", "manca", "mancano", "manda",
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
struct StopWords {
    stop: HashSet<&'static str>,
    background: HashSet<&'static str>,
    say_nothing: Forms,
    count_little: Forms,
    /// Stop words and forms of verbs in their order, for what is only begun.
    begun: Vec<String>,
}

static COMMON: LazyLock<StopWords> = LazyLock::new(|| {
    let say_nothing = Forms::say_nothing();
    let background: HashSet<&str> = BACKGROUND_WORDS.iter().copied().collect();
    let plain = say_nothing.plain.iter().filter(|w| !background.contains(w.as_str())).cloned();
    let mut begun: Vec<String> = STOP_WORDS.iter().map(|w| (*w).to_owned()).chain(plain).collect();
    begun.sort_unstable();
    let stop = STOP_WORDS.iter().copied().collect();
    StopWords { stop, background, say_nothing, count_little: Forms::count_little(), begun }
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
    use super::*;

    #[test]
    fn a_word_is_dropped_or_background_and_not_both() {
        let mut all: Vec<&str> = STOP_WORDS.iter().chain(BACKGROUND_WORDS).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
