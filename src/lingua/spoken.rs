//! Abbreviations as words: who listens to a line hears "dal lunedì al venerdì, dalle 9 alle 13", not "lun-ven 9-13".
//!
//! Addresses of the network and numbers of telephones stay as they are. Text that is spoken already stays as it is, too.

use super::dates::{DAYS, MONTHS, month_name};
use super::lists;
use super::sentences::upper_first;

/// Said as words wherever they stand.
const ALWAYS: [(&str, &str); 30] = [
    ("art.", "articolo"),
    ("artt.", "articoli"),
    ("lett.", "lettera"),
    ("d.lgs.", "decreto legislativo"),
    ("d.lgs", "decreto legislativo"),
    ("d.l.", "decreto-legge"),
    ("d.g.r.", "delibera di giunta regionale"),
    ("dgr", "delibera di giunta regionale"),
    ("r.r.", "regolamento regionale"),
    ("l.r.", "legge regionale"),
    ("tel.", "telefono"),
    ("cell.", "cellulare"),
    ("ecc.", "eccetera"),
    ("es.", "esempio"),
    ("pag.", "pagina"),
    ("max", "massimo"),
    ("ca.", "circa"),
    ("p.zza", "piazza"),
    ("c.so", "corso"),
    ("v.le", "viale"),
    ("loc.", "località"),
    ("dott.", "dottor"),
    ("dott.ssa", "dottoressa"),
    ("snc", "senza numero civico"),
    ("s.n.c.", "senza numero civico"),
    ("h24", "24 ore su 24"),
    ("€", "euro"),
    ("km", "chilometri"),
    ("verif.", "verificato"),
    ("ver.", "verificato"),
];

/// Said as words before a figure.
const BEFORE_FIGURES: [(&str, &str); 7] = [
    ("n.", "numero"),
    ("nr.", "numero"),
    ("nn.", "numeri"),
    ("l.", "legge"),
    ("c.", "comma"),
    ("co.", "comma"),
    ("int.", "interno"),
];

/// What the word before was, as far as it matters to the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Other,
    /// A day, or "apre": an hour may follow.
    Day,
    /// Hours: more may follow.
    Hours,
    /// "e" or "," after hours.
    AndHours,
    /// "numero" or "legge".
    Number,
    /// "verificato".
    Checked,
}

/// `text` with its abbreviations as words.
pub fn spoken(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = Before::Other;
    let mut words = text.split(' ').peekable();
    let mut first = true;
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        if matches!(word, "–" | "·") {
            // A pause, where there is something to pause after.
            if !out.trim_end().ends_with([',', ';', ':', '.']) && !out.trim().is_empty() {
                out.truncate(out.trim_end().len());
                out.push(',');
            }
            continue;
        }
        if !std::mem::replace(&mut first, false) {
            out.push(' ');
        }
        if is_address(word) {
            out.push_str(word);
            before = Before::Other;
            continue;
        }
        let (open, core, close) = bare(word);
        let (said, is) = say(core, before, next);
        out.push_str(open);
        out.push_str(&said);
        out.push_str(close);
        before = match is {
            Before::Hours if close == "," => Before::AndHours,
            Before::Day | Before::Hours if close.is_empty() || close == "," => is,
            Before::Number | Before::Checked if close.is_empty() => is,
            Before::AndHours => is,
            _ => Before::Other,
        };
    }
    out
}

/// Whether `word` is read letter by letter: a site, a mail, a file.
fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.contains("www.") || word.matches('/').count() > 1
}

/// A word between its brackets, quotes and stops. The full stop stays: it may be that of an abbreviation.
fn bare(word: &str) -> (&str, &str, &str) {
    let start = word.find(|c: char| !matches!(c, '(' | '[' | '«' | '"' | '“')).unwrap_or(word.len());
    let (open, rest) = word.split_at(start);
    let end = rest.trim_end_matches([',', ';', ':', ')', ']', '»', '"', '”', '!', '?']).len();
    let (core, close) = rest.split_at(end);
    (open, core, close)
}

fn say(core: &str, before: Before, next: &str) -> (String, Before) {
    let lower = core.to_lowercase();
    let lower = lower.as_str();
    let figure = |text: &str| text.trim_start_matches(['(', '[', '«']).starts_with(|c: char| c.is_ascii_digit());
    if let Some(days) = days(core) {
        return (days, Before::Day);
    }
    if matches!(before, Before::Day | Before::Hours | Before::AndHours)
        && let Some(hours) = hours(core, next)
    {
        return (hours, Before::Hours);
    }
    if before == Before::Hours && lower == "e" {
        return (core.to_owned(), Before::AndHours);
    }
    if before == Before::Number
        && let Some((number, year)) = core.split_once('/')
        && year.len() == 4
        && [number, year].iter().all(|n| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty())
    {
        return (format!("{number} del {year}"), Before::Other);
    }
    if matches!(before, Before::Checked | Before::Day)
        && let Some(date) = date(core)
    {
        return (date, Before::Other);
    }
    if lower == "apre" || lower == "chiude" {
        return (core.to_owned(), Before::Day);
    }
    if lower == "verificato" || lower == "verificata" {
        return (core.to_owned(), Before::Checked);
    }
    if let Some((_, word)) = ALWAYS.iter().find(|(short, _)| *short == lower) {
        return (
            capital(core, word),
            if lower == "ver." || lower == "verif." { Before::Checked } else { Before::Other },
        );
    }
    if figure(next)
        && let Some((_, word)) = BEFORE_FIGURES.iter().find(|(short, _)| *short == lower)
    {
        return (capital(core, word), Before::Number);
    }
    if let Some(number) = core.strip_suffix('+').filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
        return (format!("{number} e oltre"), Before::Other);
    }
    let is = if matches!(lower, "numero" | "legge") { Before::Number } else { Before::Other };
    (core.to_owned(), is)
}

/// `word` with a capital where `core` had one and is more than a letter.
fn capital(core: &str, word: &str) -> String {
    let mut letters = core.chars();
    let begins = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    if begins { upper_first(word) } else { word.to_owned() }
}

fn day(short: &str) -> Option<&'static str> {
    DAYS.into_iter().find(|day| day.get(..3) == Some(short))
}

/// "lun" is "lunedì", "lun-ven" is "dal lunedì al venerdì".
fn days(core: &str) -> Option<String> {
    let Some((from, to)) = core.split_once(['-', '–']) else { return day(core).map(str::to_owned) };
    let (from, to) = (day(from)?, day(to)?);
    let of = |day: &str, one: &str, two: &str| format!("{} {day}", if day == "domenica" { two } else { one });
    Some(format!("{} {}", of(from, "dal", "dalla"), of(to, "al", "alla")))
}

/// "9-13" is "dalle 9 alle 13"; "9" is "alle 9", where no month follows.
fn hours(core: &str, next: &str) -> Option<String> {
    if let Some((from, to)) = core.split_once(['-', '–']) {
        return (is_hour(from) && is_hour(to)).then(|| format!("{} {}", at("dal", from), at("al", to)));
    }
    let next = next.trim_end_matches([',', ';', ')']);
    (is_hour(core) && !MONTHS.contains(&next)).then(|| at("al", core))
}

/// "alle 9", "all'1".
fn at(al: &str, hour: &str) -> String {
    if hour == "1" || hour.starts_with("1:") { format!("{al}l'{hour}") } else { format!("{al}le {hour}") }
}

fn is_hour(text: &str) -> bool {
    let (hour, minutes) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let number = |text: &str, most: u8| {
        text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u8>().is_ok_and(|n| n <= most)
    };
    number(hour, 24) && minutes.len() == 2 && number(minutes, 59)
}

/// "10/2026" is "a ottobre 2026", "28/11" is "il 28 novembre".
fn date(core: &str) -> Option<String> {
    let (first, second) = core.split_once('/')?;
    let month = |text: &str| text.parse().ok().map(month_name).filter(|name| !name.is_empty());
    if second.len() == 4 {
        return Some(format!("{} {}", lists::at(month(first)?), second.parse::<u16>().ok()?));
    }
    let day = first.parse::<u8>().ok().filter(|day| (1..=31).contains(day))?;
    Some(format!("il {day} {}", month(second)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_words() {
        for (short, said) in [
            ("lun-ven 9-13", "dal lunedì al venerdì dalle 9 alle 13"),
            (
                "lun-ven 9-12 e 15-18; sab 9-12",
                "dal lunedì al venerdì dalle 9 alle 12 e dalle 15 alle 18; sabato dalle 9 alle 12",
            ),
            ("mar, gio 15:30-17:30", "martedì, giovedì dalle 15:30 alle 17:30"),
            ("sab-dom 10-1", "dal sabato alla domenica dalle 10 all'1"),
            ("chiuso, apre lun 8", "chiuso, apre lunedì alle 8"),
            ("chiuso, apre 15:30", "chiuso, apre alle 15:30"),
            ("chiuso, apre 7/1", "chiuso, apre il 7 gennaio"),
            ("gio 3 dicembre", "giovedì 3 dicembre"),
            ("verificato 10/2026", "verificato a ottobre 2026"),
            ("verificato 28/11 (segretariato)", "verificato il 28 novembre (segretariato)"),
            ("a 63 km, Massafra", "a 63 chilometri, Massafra"),
            (
                "Legge n. 234/2021, art. 1, comma 162, lett. a)",
                "Legge numero 234 del 2021, articolo 1, comma 162, lettera a)",
            ),
            ("Verbale di invalidità o L. 104/1992", "Verbale di invalidità o legge 104 del 1992"),
            ("Via Roma n. 3 – Latiano", "Via Roma numero 3, Latiano"),
            ("1522 (gratuito, 24 ore) · 112", "1522 (gratuito, 24 ore), 112"),
            ("10 €", "10 euro"),
            ("Tel. 0831 721 72 21", "Telefono 0831 721 72 21"),
            ("65+, documenti", "65 e oltre, documenti"),
        ] {
            assert_eq!(spoken(short), said);
            assert_eq!(spoken(said), said, "said twice");
        }
    }

    #[test]
    fn what_is_no_abbreviation_stays() {
        for text in [
            "Piano sociale di zona 2018-2020 (2018-2020)",
            "0831 721 72 21",
            "https://comune.bari.it/art./n.-3/lun-ven",
            "segreteria@pec.comune.latiano.br.it",
            "di norma dai 65 anni in su; e altri 2: vedi sotto",
            "mai verificato con l'ufficio",
            "Regolamento dei minori 0-3 anni, 24 ore su 24",
            "",
            "- trattino",
        ] {
            assert_eq!(spoken(text), text);
        }
    }
}
