//! Whether a name said among words is where the person lives, told by the words around it.
//!
//! A comune moves the whole answer, so the desk's own holds unless another is unmistakable: "abito a Lecce", "sad Lecce".
//! Where somebody was born, goes to school, works or lies in hospital is not where he lives, and many a name is an ordinary
//! word first. Knows words only: [`super::place`] finds the names, [`super::understand`] knows what names a service.

use std::ops::Range;

use super::answer::Place;
use super::place::{self, SaidPlace};
use crate::lingua::fold::Word;
use crate::lingua::stop::is_stop_word;

/// What the names in a query come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Home {
    /// Where the person lives, and the words that say it, "comune" and "ambito" beside it included, as positions.
    pub place: Option<(Place, Range<usize>)>,
    /// Words that name a place where nobody said to live.
    pub elsewhere: Vec<usize>,
}

/// What tells a service's name from other words.
pub(super) struct Services<'a> {
    /// Whether a word stands in a service's name or acronym.
    pub has_word: &'a dyn Fn(&str) -> bool,
    /// Whether words are all in one service's name or acronym, in whatever form.
    pub is_named: &'a dyn Fn(&[&str]) -> bool,
}

/// A comune's name that is an ordinary word too.
struct Ordinary {
    word: &'static str,
    /// Before it, even with "a" or "di" between, these make it the ordinary word.
    not_after: &'static [&'static str],
}

const fn ordinary(word: &'static str, not_after: &'static [&'static str]) -> Ordinary {
    Ordinary { word, not_after }
}

/// Of the names of the 257 comuni, and of their first words that stand for the whole, those that say something else too:
/// common nouns, verbs, first names. Left out: "Bari", "Brindisi", "Foggia", which nobody at a desk means otherwise, and
/// first words that are too short to stand for a name ("campi", "muro", "orta", "palo").
#[rustfmt::skip]
const ORDINARY: &[Ordinary] = &[
    ordinary("bovino", &["carne", "latte"]),
    ordinary("candela", &["lume", "cena", "cera", "luce"]),
    ordinary("carpino", &[]),
    // It is Ascoli Piceno as often.
    ordinary("ascoli", &[]),
    ordinary("castellana", &[]),
    ordinary("castro", &[]),
    ordinary("cavallino", &[]),
    ordinary("conversano", &[]),
    ordinary("gravina", &[]),
    ordinary("isole", &[]),
    ordinary("lesina", &[]),
    ordinary("maglie", &["ferri", "lavora", "lavoro", "lavorare", "rete"]),
    ordinary("margherita", &[]),
    ordinary("martina", &[]),
    // "Mattino", written in haste or as it is said.
    ordinary("matino", &[]),
    ordinary("mattinata", &[]),
    ordinary("monopoli", &["gioca", "giocano", "giocare", "gioco"]),
    ordinary("noci", &["allergia", "allergica", "allergico", "intollerante"]),
    ordinary("panni", &["bucato", "lava", "lavaggio", "lavanderia", "lavare", "stende", "stendere", "stirare"]),
    ordinary("poggio", &[]),
    ordinary("pulsano", &[]),
    ordinary("roseto", &[]),
    ordinary("salice", &[]),
    // Saints who begin a name are churches and quarters too.
    ordinary("san", &["chiesa", "parrocchia", "quartiere", "rione"]),
    ordinary("salve", &["arma", "colpi", "colpo", "fucile", "pistola", "spara", "sparare", "sparato", "sparo"]),
    ordinary("specchia", &[]),
    ordinary("statte", &[]),
    ordinary("torricella", &[]),
    ordinary("troia", &["brutta", "faccia", "figli", "figlia", "figlie", "figlio", "pezzo", "razza", "sporca", "vecchia"]),
    ordinary("veglie", &["notti", "ore"]),
];

/// A greeting and a saint: no service before them makes them a place.
const NEVER_BARE: &[&str] = &["salve", "san"];

/// Behind one of these stands no name of a comune: articles, also joined to a preposition, and what points at a thing;
/// and "non", which a verb follows.
#[rustfmt::skip]
const ARTICLES: &[&str] = &[
    "agli", "ai", "al", "all", "alla", "alle", "allo", "che", "dagli", "dai", "dal", "dall", "dalla", "dalle", "dallo", "degli",
    "dei", "del", "dell", "della", "delle", "dello", "gli", "i", "il", "l", "la", "le", "lo", "mia", "mie", "miei", "mio", "negli",
    "nei", "nel", "nell", "nella", "nelle", "nello", "non", "quel", "quella", "quelle", "quelli", "quello", "questa", "queste", "questi",
    "questo", "sua", "sue", "sugli", "sui", "sul", "sull", "sulla", "sulle", "suo", "suoi", "tua", "tuo", "un", "una", "uno",
];

/// Behind one of these stands a person's name.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "avv", "avvocato", "chiama", "cognome", "dott", "dottor", "dottore", "dottoressa", "dr", "famiglia", "nome", "sig", "signor",
    "signora", "signore", "signorina",
];

/// Behind one of these stands the name of a street.
const STREETS: &[&str] =
    &["contrada", "corso", "largo", "lungomare", "piazza", "piazzale", "strada", "via", "viale", "vico", "vicolo"];

/// Between one of them and the name: "via per Mesagne", "strada vecchia di Lecce".
const ON_THE_STREET: &[&str] = &["di", "nuova", "per", "provinciale", "vecchia"];

/// The words of birth, school, work, hospital, prison, court and journeys, and of what a whole province has.
#[rustfmt::skip]
const ELSEWHERE: &[&str] = &[
    "aeroporto", "arrestata", "arrestato", "asl", "carcere", "caserma", "chemioterapia", "circondariale", "clinica",
    "cresciuta", "cresciuti", "cresciuto", "detenuta", "detenuto", "dialisi", "facolta", "ferie", "frequenta", "frequentano", "gita", "impiegata", "impiegato", "inps", "istituto", "lavora",
    "lavorando", "lavorano", "lavorare", "lavorato", "lavorava", "lavoravo", "lavoriamo", "lavoro", "liceo", "nascita", "nata",
    "nate", "nati", "nato", "operata", "operato", "ospedale", "ospedali", "policlinico", "prefettura", "procura", "prov",
    "provincia", "questura", "radioterapia", "reparto", "ricoverata", "ricoverati", "ricoverato", "scuola", "scuole", "studia",
    "studiano", "studiare", "terapia", "terapie", "tribunale", "universita", "vacanza", "vacanze", "viaggio", "visita", "visite",
];

/// The words of living somewhere.
#[rustfmt::skip]
const LIVING: &[&str] = &[
    "abita", "abitante", "abitanti", "abitano", "abitare", "abitiamo", "abito", "domiciliata", "domiciliato", "domicilio",
    "residente", "residenti", "residenza", "risiede", "risiedo", "risiedono", "sta", "stanno", "stiamo", "sto", "trasferire",
    "trasferita", "trasferiti", "trasferito", "vive", "vivere", "viviamo", "vivo", "vivono",
];

/// Where a new thought begins: what was said before it says nothing of a name behind it.
#[rustfmt::skip]
const NEW_THOUGHT: &[&str] = &[
    "bisogno", "cerca", "cercano", "cerchiamo", "cerco", "che", "chiede", "chiedo", "e", "ed", "invece", "ma", "ora", "pero",
    "serve", "servono", "voglio", "vorrei",
];

/// Before "di" these are of a comune, be its name what it may.
#[rustfmt::skip]
const OFFICES: &[&str] = &[
    "ambito", "assistente", "assistenti", "comune", "comuni", "municipio", "paese", "servizi", "sindaco", "sono", "siamo",
    "sportello", "ufficio", "uffici", "vigili",
];

/// Before "da", the words of coming.
const COMING: &[&str] = &["arriva", "arrivo", "chiama", "chiamo", "scrive", "scrivo", "vengo", "vengono", "viene"];

/// What a comune or an ambito is called before its name.
const AUTHORITIES: &[&str] = &["ambito", "comune"];

/// Between one of them and the name: "ambito territoriale sociale di Mesagne".
const OF_AUTHORITIES: &[&str] = &["d", "di", "sociale", "territoriale"];

/// Between two names that are said of the same.
const AND: &[&str] = &["a", "ad", "di", "e", "ed", "o", "oppure"];

/// Before "di" these are somebody else than who asks: "il mio ex di Bari" is no reason to look in Bari.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "amica", "amici", "amico", "collega", "compagno", "conoscente", "cugina", "cugino", "ex", "fidanzato", "marito", "ragazzo",
    "tizio", "tipo", "uomo", "zia", "zio",
];

/// So many words before a name can still tell what it is: "nato il 3 marzo 1980 a Bari".
const REACH: usize = 6;

/// How surely a name says where one lives; the surest wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Surety {
    /// By where it stands among the words.
    Bare,
    /// After a word that may lead there or come from there.
    Led,
    /// After "a" or "in".
    Placed,
    /// In so many words: "comune di", "abito a".
    Told,
}

/// What a name in a query comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Home(Surety),
    Elsewhere,
    Nothing,
}

/// What `said`, the names among `words` in their order, come to. `danger`: the query speaks of danger, where a wrong place
/// would hide the help that is near: only a whole name counts, and only where "a", "di", "da", "in" or "comune" leads to it.
pub(super) fn home(said: &[SaidPlace], words: &[Word], services: &Services<'_>, danger: bool) -> Home {
    let mut home = Home::default();
    let (mut best, mut from, mut last) = (None, 0, Role::Nothing);
    for name in said {
        let sight = Sight { words, name, services, danger, from };
        let goes_on = last == Role::Elsewhere && sight.between().all(|w| AND.contains(&w));
        last = if goes_on { Role::Elsewhere } else { sight.role() };
        from = name.words.end;
        match last {
            Role::Home(surety) if best.is_none_or(|b| b < surety) => {
                best = Some(surety);
                home.place = Some((name.place, sight.with_authority()));
            }
            // Two places, equally sure: neither is.
            Role::Home(surety) if best == Some(surety) => {
                home.place = home.place.take().filter(|(place, _)| *place == name.place);
            }
            Role::Elsewhere => home.elsewhere.extend(name.words.clone()),
            Role::Home(_) | Role::Nothing => {}
        }
    }
    home
}

/// One name and what can be seen around it.
struct Sight<'a> {
    words: &'a [Word],
    name: &'a SaidPlace,
    services: &'a Services<'a>,
    danger: bool,
    /// Where the name before it ends: what stands before that speaks of that one.
    from: usize,
}

impl<'a> Sight<'a> {
    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |w| w.folded.as_str())
    }

    /// The word that stands `back` words before the name; empty where there is none.
    fn before(&self, back: usize) -> &'a str {
        self.name.words.start.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// The words between the name before it and this one.
    fn between(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let words = self.words.get(self.from..self.name.words.start).unwrap_or_default();
        words.iter().map(|w| w.folded.as_str())
    }

    /// The word right before it. Islands are the one name that has an article.
    fn lead(&self) -> &'a str {
        match (self.before(1), self.word(self.name.words.start)) {
            ("alle" | "nelle", "isole") => "a",
            ("delle", "isole") => "di",
            ("dalle", "isole") => "da",
            (word, _) => word,
        }
    }

    fn role(&self) -> Role {
        let code = self.name.words.clone().any(|at| self.word(at).bytes().any(|b| b.is_ascii_digit()));
        if code {
            return if self.danger { Role::Nothing } else { Role::Home(Surety::Told) };
        }
        let somebody_elses = matches!(self.lead(), "d" | "di") && OTHERS.contains(&self.before(2));
        if somebody_elses || self.is_street() || self.is_elsewhere() {
            return Role::Elsewhere;
        }
        if ARTICLES.contains(&self.lead()) || TITLES.contains(&self.lead()) || (self.danger && !self.name.whole) {
            return Role::Nothing;
        }
        let surety = if self.is_told() { Some(Surety::Told) } else { self.surety() };
        surety.map_or(Role::Nothing, Role::Home)
    }

    fn is_street(&self) -> bool {
        let between = (1..=2).take_while(|&back| ON_THE_STREET.contains(&self.before(back))).count();
        STREETS.contains(&self.before(between + 1))
    }

    /// Whether the words before it speak of a birth, a school, a work, a hospital.
    fn is_elsewhere(&self) -> bool {
        for back in 1..=REACH.min(self.name.words.start - self.from) {
            let word = self.before(back);
            if ELSEWHERE.contains(&word) {
                return true;
            }
            // "Lavora come badante a Lecce", but "dimesso dall'ospedale, assistenza domiciliare a Lecce".
            let service = (self.services.has_word)(word) && self.before(back + 1) != "come";
            if service || LIVING.contains(&word) || NEW_THOUGHT.contains(&word) {
                return false;
            }
        }
        false
    }

    /// How many words before it "comune" or "ambito" stands: "comune di Lecce", "ambito territoriale sociale di Lecce".
    fn authority(&self) -> Option<usize> {
        let between = (1..=3).take_while(|&back| OF_AUTHORITIES.contains(&self.before(back))).count();
        let is_said = AUTHORITIES.contains(&self.before(between + 1)) && (between > 0 || !self.is_never_bare());
        is_said.then_some(between + 1)
    }

    /// "Candela comune", with nothing behind it.
    fn is_authority_after(&self) -> bool {
        let end = self.name.words.end;
        AUTHORITIES.contains(&self.word(end)) && end + 1 == self.words.len() && !self.is_never_bare()
    }

    fn is_never_bare(&self) -> bool {
        self.ordinary().is_some_and(|o| NEVER_BARE.contains(&o.word))
    }

    /// The words that say it, with "comune" or "ambito" beside it.
    fn with_authority(&self) -> Range<usize> {
        let start = self.name.words.start - self.authority().unwrap_or(0);
        start..self.name.words.end + usize::from(self.is_authority_after())
    }

    /// Whether it is said in so many words.
    fn is_told(&self) -> bool {
        let living = self.before(2);
        let lives = LIVING.contains(&living)
            && match self.lead() {
                "a" | "ad" => true,
                // "Sta in panni", but "residente in Panni", as papers have it.
                "in" => self.ordinary().is_none() || living.starts_with("resid") || living.starts_with("domicil"),
                _ => false,
            };
        match self.authority() {
            _ if lives => true,
            Some(back) => !self.danger || self.before(back) == "comune",
            None => !self.danger && self.is_authority_after(),
        }
    }

    fn surety(&self) -> Option<Surety> {
        match (self.lead(), self.ordinary()) {
            ("a" | "ad", ordinary) => self.is_no_word(ordinary).then_some(Surety::Placed),
            ("d" | "di", Some(word)) => {
                let of = self.before(2);
                let of_comune = OFFICES.contains(&of) || (self.services.has_word)(of);
                (of_comune && self.is_no_word(Some(word))).then_some(Surety::Led)
            }
            ("da", Some(_)) => COMING.contains(&self.before(2)).then_some(Surety::Led),
            ("in" | "per" | "verso", Some(_)) => None,
            ("in", None) => Some(Surety::Placed),
            ("d" | "da" | "di", None) => Some(Surety::Led),
            ("per" | "verso", None) => (!self.danger).then_some(Surety::Led),
            _ if self.danger => None,
            (_, ordinary) => self.is_bare(ordinary).then_some(Surety::Bare),
        }
    }

    /// The ordinary word that it is too.
    fn ordinary(&self) -> Option<&'static Ordinary> {
        let first = self.word(self.name.words.start);
        let word = if self.name.of_name == 1 {
            first
        } else if !self.name.whole && place::is_saint(first) {
            "san"
        } else {
            return None;
        };
        ORDINARY.iter().find(|o| o.word == word)
    }

    /// Whether the word before the preposition leaves it a name.
    fn is_no_word(&self, ordinary: Option<&Ordinary>) -> bool {
        ordinary.is_none_or(|o| !o.not_after.contains(&self.before(2)))
    }

    /// Whether nothing but a service's name stands before it: "centro diurno panni".
    fn is_after_a_service(&self) -> bool {
        let before = self.words.get(..self.name.words.start).unwrap_or_default();
        let (small, content): (Vec<&str>, Vec<&str>) =
            before.iter().map(|w| w.folded.as_str()).partition(|w| is_stop_word(w));
        small.iter().all(|w| place::is_small(w)) && !content.is_empty() && (self.services.is_named)(&content)
    }

    /// Whether a name by itself is a place here: an ordinary word at the end of a service's name; another name there too,
    /// last, or first before a service's; a name of several words, anywhere but first.
    fn is_bare(&self, ordinary: Option<&Ordinary>) -> bool {
        let Range { start, end } = self.name.words;
        let is_last = end == self.words.len();
        if let Some(word) = ordinary {
            let is_word = self.is_never_bare() || word.not_after.contains(&self.before(1));
            return is_last && !is_word && self.is_after_a_service();
        }
        let begins = start == 0 && (self.services.is_named)(&[self.word(end)]);
        let several = start > 0 && self.name.whole && self.name.of_name > 1;
        is_last || begins || several || self.is_after_a_service()
    }
}

#[cfg(test)]
#[path = "home_tests.rs"]
mod tests;
