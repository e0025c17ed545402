//! The verbs that anything can be said with ("avrei", "potrebbero", "dicendomi"), in all persons and moods.
//!
//! Made by rule from a short table, folded as [`super::fold`] folds. What a form may be besides a form of its verb – "vista"
//! is the sight, "spesa" the groceries – is in [`OTHER_WORDS`] and stays out. Knows grammar only; what becomes of the
//! forms is [`super::fold`]'s.

use std::collections::HashSet;

/// A verb, and where it leaves the rule; what is empty follows the rule. Without accents.
#[derive(Debug, Clone, Copy, Default)]
struct Verb {
    infinitive: &'static str,
    /// What imperfect, gerund and the second persons are made of ("dic" of "dire").
    stem: &'static str,
    /// Present: the six persons that are not as the rule has them, all or only some.
    present: &'static str,
    /// Subjunctive and the formal imperative: "abbia abbiamo abbiate abbiano".
    subjunctive: &'static str,
    /// Remote past: first, third and sixth person.
    past: &'static str,
    /// What future and conditional are made of ("avr").
    future: &'static str,
    /// Participle without its ending ("avut").
    participle: &'static str,
    /// Whatever else.
    more: &'static str,
}

const NONE: Verb =
    Verb { infinitive: "", stem: "", present: "", subjunctive: "", past: "", future: "", participle: "", more: "" };

const fn regular(infinitive: &'static str) -> Verb {
    Verb { infinitive, ..NONE }
}

/// Verbs that say nothing of a need.
const SAY_NOTHING: &[Verb] = &[
    Verb {
        infinitive: "essere",
        stem: "",
        present: "sono sei e siamo siete son siam",
        subjunctive: "sia siamo siate siano sii",
        past: "fui fosti fu fummo foste furono",
        future: "sar",
        participle: "stat",
        more: "ero eri era eravamo eravate erano fossi fosse fossimo fossero essendo cera cerano",
    },
    Verb {
        infinitive: "avere",
        present: "ho hai ha abbiamo avete hanno han abbiam",
        subjunctive: "abbia abbiamo abbiate abbiano abbi",
        past: "ebbi ebbe ebbero",
        future: "avr",
        ..NONE
    },
    Verb {
        infinitive: "fare",
        stem: "fac",
        present: "faccio fai fa facciamo fate fanno fan",
        subjunctive: "faccia facciamo facciate facciano",
        past: "feci fece fecero",
        future: "far",
        participle: "fatt",
        more: "fammi facci fammelo fallo falla fatemi fateci fatelo fatela",
    },
    Verb {
        infinitive: "dire",
        stem: "dic",
        present: "dico dici dice diciamo dite dicono",
        subjunctive: "dica diciamo diciate dicano",
        past: "dissi disse dissero",
        future: "dir",
        participle: "dett",
        more: "dimmi dicci digli dille dillo dimmelo ditemi diteci ditegli ditelo ditemelo dicasi",
    },
    Verb {
        infinitive: "potere",
        present: "posso puoi puo possiamo potete possono posson",
        subjunctive: "possa possiamo possiate possano",
        future: "potr",
        ..NONE
    },
    Verb {
        infinitive: "volere",
        present: "voglio vuoi vuole vogliamo volete vogliono vuol voglion",
        subjunctive: "voglia vogliamo vogliate vogliano",
        past: "volli volle vollero",
        future: "vorr",
        ..NONE
    },
    Verb {
        infinitive: "dovere",
        present: "devo debbo devi deve dobbiamo dovete devono debbono",
        subjunctive: "debba deva dobbiamo dobbiate debbano devano",
        future: "dovr",
        ..NONE
    },
    Verb {
        infinitive: "sapere",
        present: "so sai sa sappiamo sapete sanno",
        subjunctive: "sappia sappiamo sappiate sappiano sappi",
        past: "seppi seppe seppero",
        future: "sapr",
        ..NONE
    },
    Verb {
        infinitive: "stare",
        present: "sto stai sta stiamo state stanno stan",
        subjunctive: "stia stiamo stiate stiano",
        past: "stetti stette stettero",
        future: "star",
        more: "stesti stemmo steste stessi stesse stessimo stessero stammi stacci",
        ..NONE
    },
    Verb {
        infinitive: "andare",
        present: "vado vai va andiamo andate vanno",
        subjunctive: "vada andiamo andiate vadano",
        future: "andr",
        more: "vacci vattene andateci andiamoci",
        ..NONE
    },
    Verb {
        infinitive: "dare",
        present: "do dai da diamo date danno",
        subjunctive: "dia diamo diate diano",
        past: "diedi diede diedero detti dette dettero",
        future: "dar",
        more: "desti demmo deste dessi desse dessimo dessero dammi dacci dagli dammelo datemi dateci datemelo",
        ..NONE
    },
    Verb {
        infinitive: "venire",
        present: "vengo vieni viene veniamo venite vengono vien",
        subjunctive: "venga veniamo veniate vengano",
        past: "venni venne vennero",
        future: "verr",
        participle: "venut",
        more: "veniteci",
        ..NONE
    },
    Verb {
        infinitive: "vedere",
        past: "vidi vide videro",
        future: "vedr",
        participle: "vist",
        more: "veduto vedasi",
        ..NONE
    },
    Verb { more: "trovami trovatemi trovateci", ..regular("trovare") },
    Verb {
        infinitive: "chiedere",
        past: "chiesi chiese chiesero",
        participle: "chiest",
        more: "chiedimi chiedetemi chiedeteci",
        ..NONE
    },
    Verb { infinitive: "richiedere", past: "richiesi richiese richiesero", participle: "richiest", ..NONE },
    Verb { more: "cercasi cercami cercatemi", ..regular("cercare") },
    Verb {
        infinitive: "riuscire",
        present: "riesco riesci riesce riusciamo riuscite riescono",
        subjunctive: "riesca riusciamo riusciate riescano",
        ..NONE
    },
    regular("servire"),
];

/// Verbs that are soon a word of the need as well ("porta", "prende", "chiama"): they count where they match.
const COUNT_LITTLE: &[Verb] = &[
    regular("aiutare"),
    regular("arrivare"),
    regular("capitare"),
    regular("chiamare"),
    regular("cominciare"),
    regular("continuare"),
    regular("diventare"),
    regular("guardare"),
    regular("iniziare"),
    Verb { past: "iscrissi iscrisse iscrissero", participle: "iscritt", ..regular("iscrivere") },
    regular("mancare"),
    regular("mandare"),
    Verb { past: "misi mise misero", participle: "mess", ..regular("mettere") },
    Verb {
        infinitive: "ottenere",
        present: "ottengo ottieni ottiene otteniamo ottenete ottengono",
        subjunctive: "ottenga otteniamo otteniate ottengano",
        past: "ottenni ottenne ottennero",
        future: "otterr",
        ..NONE
    },
    regular("parlare"),
    regular("passare"),
    regular("pensare"),
    regular("portare"),
    Verb { past: "presi prese presero", participle: "pres", ..regular("prendere") },
    regular("ricevere"),
    regular("restare"),
    Verb {
        infinitive: "rimanere",
        present: "rimango rimani rimane rimaniamo rimanete rimangono",
        subjunctive: "rimanga rimaniamo rimaniate rimangano",
        past: "rimasi rimase rimasero",
        future: "rimarr",
        participle: "rimast",
        ..NONE
    },
    regular("sembrare"),
    regular("spettare"),
    Verb { past: "successe successero", participle: "success", ..regular("succedere") },
    Verb {
        infinitive: "tenere",
        present: "tengo tieni tiene teniamo tenete tengono",
        subjunctive: "tenga teniamo teniate tengano",
        past: "tenni tenne tennero",
        future: "terr",
        ..NONE
    },
    regular("tornare"),
    regular("usare"),
];

/// Forms that are another word: a noun, a name, a place.
#[rustfmt::skip]
const OTHER_WORDS: &[&str] = &[
    "aiuti", "aiuto", "chiesa", "chiese", "continue", "continui", "continuo", "danno", "data", "date", "dati", "faccia", "passi",
    "porti", "portati", "porto", "richiesta", "richieste", "ricevuta", "ricevute", "sai", "terra", "usata", "usate", "usati",
    "usato", "usi", "uso", "vista", "viste", "visti", "visto", "voglia",
];

/// The forms of some verbs.
#[derive(Debug, Default)]
pub struct Forms {
    /// All but those with something behind them in one word.
    pub plain: HashSet<String>,
    /// What "-mi", "-lo", "-glielo" may stand behind: "dir", "facendo".
    open: HashSet<String>,
}

impl Forms {
    fn of(verbs: &[Verb]) -> Self {
        let mut all = Self::default();
        for verb in verbs {
            verb.conjugate(&mut all);
        }
        all.plain.retain(|form| !OTHER_WORDS.contains(&form.as_str()));
        all
    }

    /// Every form of the verbs that say nothing of a need.
    pub fn say_nothing() -> Self {
        Self::of(SAY_NOTHING)
    }

    /// Every form of the verbs that count little.
    pub fn count_little() -> Self {
        Self::of(COUNT_LITTLE)
    }

    /// Whether a folded word is one of them, be there pronouns behind it or not.
    pub fn has(&self, word: &str) -> bool {
        self.plain.contains(word) || (word.len() > 4 && self.has_behind(word))
    }

    fn has_behind(&self, word: &str) -> bool {
        let is_open = |base: &str| (base.ends_with('r') || base.ends_with("ndo")) && self.open.contains(base);
        ENCLITICS
            .iter()
            .filter_map(|e| word.strip_suffix(e))
            .any(|base| is_open(base) || BEFORE_ANOTHER.iter().filter_map(|e| base.strip_suffix(e)).any(is_open))
            && !OTHER_WORDS.contains(&word)
    }

    fn add(&mut self, stem: &str, endings: &str) {
        self.plain.extend(endings.split(' ').map(|ending| format!("{stem}{ending}")));
    }
}

/// What stands behind infinitive and gerund in one word.
const ENCLITICS: &[&str] = &["mi", "ti", "ci", "vi", "si", "lo", "la", "li", "le", "gli", "ne"];

/// The first of two that do.
const BEFORE_ANOTHER: &[&str] = &["me", "te", "ce", "ve", "se", "glie"];

impl Verb {
    fn conjugate(&self, all: &mut Forms) {
        let infinitive = self.infinitive;
        let own = infinitive.get(..infinitive.len().saturating_sub(3)).unwrap_or_default();
        let class = infinitive.as_bytes().iter().rev().nth(2).copied();
        // "cercare" keeps its hard sound before e and i: "cerchi"; "cominciare" has its i already: "cominci".
        let hard = class == Some(b'a') && own.ends_with(['c', 'g']);
        let soft = class == Some(b'a') && own.ends_with('i');
        let before_i =
            if hard { format!("{own}h") } else { own.strip_suffix('i').filter(|_| soft).unwrap_or(own).to_owned() };
        let changes = hard || (soft && own.ends_with("ci"));
        let before_e = if changes { before_i.clone() } else { own.to_owned() };
        let mut with = |stem: &str, endings: &str| all.add(stem, endings);
        with("", infinitive);
        let short = infinitive.get(..infinitive.len().saturating_sub(1)).unwrap_or_default();
        let mut open = vec![short.to_owned()];
        with("", short);
        let stem = if self.stem.is_empty() { own } else { self.stem };
        if self.present.is_empty() {
            match class {
                Some(b'a') => {
                    with(own, "o a ate ano");
                    with(&before_i, "i iamo");
                }
                Some(b'i') => with(own, "o i e iamo ite ono"),
                _ => with(own, "o i e iamo ete ono"),
            }
        } else {
            with("", self.present);
        }
        if self.subjunctive.is_empty() {
            match class {
                Some(b'a') => with(&before_i, "i iamo iate ino"),
                _ => with(own, "a iamo iate ano"),
            }
        } else {
            with("", self.subjunctive);
        }
        let theme = match class {
            _ if infinitive == "essere" => None,
            _ if !self.stem.is_empty() => Some("e"),
            Some(b'a') => Some("a"),
            Some(b'i') => Some("i"),
            _ => Some("e"),
        };
        if let Some(theme) = theme {
            let base = format!("{stem}{theme}");
            with(&base, "vo vi va vamo vate vano ssi sse ssimo ssero sti mmo ste");
            let gerund = if theme == "a" { format!("{stem}ando") } else { format!("{stem}endo") };
            with("", &gerund);
            open.push(gerund);
        }
        if self.past.is_empty() {
            match class {
                Some(b'a') => with(own, "ai o arono"),
                Some(b'i') => with(own, "ii i irono"),
                _ => with(own, "ei e erono etti ette ettero"),
            }
        } else {
            with("", self.past);
        }
        let regular = match class {
            Some(b'a') => format!("{before_e}er"),
            _ => short.to_owned(),
        };
        let future = if self.future.is_empty() { regular.as_str() } else { self.future };
        with(future, "o ai a emo ete anno ei esti ebbe emmo este ebbero");
        let participle = match class {
            _ if !self.participle.is_empty() => self.participle.to_owned(),
            Some(b'a') => format!("{own}at"),
            Some(b'i') => format!("{own}it"),
            _ => format!("{own}ut"),
        };
        with(&participle, "o a i e");
        if !self.more.is_empty() {
            with("", self.more);
        }
        all.open.extend(open);
    }
}
