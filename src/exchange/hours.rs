//! Opening hours as people and spreadsheets write them: "lun-ven 9-12", "martedì e giovedì 15:30-17:30", `Mo–Fr 09.00`.
//!
//! What comes out is an `opening_hours` string as the records hold it. A day that is named twice is open at both times: that
//! is what people mean, though `opening_hours` would let the later rule win. Neighbour: [`crate::catalog::hours`] reads the
//! string and says it in the words that are understood here.

use std::fmt::Write as _;

use crate::catalog::hours::can_be_read;
use crate::lingua::dates::runs;

const EXAMPLE: &str = "scrivi per esempio «lun-ven 9-12; gio 15:30-17:30» o «Mo-Fr 09:00-12:00»";
pub(super) const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const HOLIDAY: usize = 7;

/// The `opening_hours` string of what was typed.
///
/// # Errors
/// An Italian clause that says what was not understood and how to write it.
pub fn read(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if can_be_read(typed) {
        return Ok(typed.to_owned());
    }
    // "9-12" is a day of December for a spreadsheet, and comes back as such.
    if crate::catalog::values::PartialDate::new(typed).is_ok_and(|date| date.to_string().len() == 10) {
        return Err(format!(
            "il foglio di calcolo ha fatto di un orario una data: metti la colonna in formato testo e {EXAMPLE}"
        ));
    }
    // A comma stands between times ("9-12,15-18") or before minutes ("9,00"): what can be read as the first is the first.
    let understood = week_of(typed, false).or_else(|first| week_of(typed, true).map_err(|_| first))?;
    let written = understood.written();
    if can_be_read(&written) { Ok(written) } else { Err(format!("orario non capito: {EXAMPLE}")) }
}

/// Words for a part of a day that stand beside the day in the heading of a column, or alone.
const PARTS_OF_A_DAY: [&str; 10] =
    ["mattina", "mattino", "matt", "pomeriggio", "pomeridiano", "pom", "orario", "orari", "apertura", "ore"];

/// Whether a word of a heading says a part of a day.
fn is_part_of_a_day(word: &str) -> bool {
    PARTS_OF_A_DAY.contains(&word.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether the heading of a column says a part of a day and no more: "MATTINA", "Orario pomeriggio".
pub(super) fn is_of_a_part(heading: &str) -> bool {
    heading.split_whitespace().all(is_part_of_a_day)
}

/// The days that the heading of a column names, as they are typed in a cell: "Lun", "LUNEDÌ MATTINA", "orario lunedi", "Sab-Dom".
/// `None` where it says anything else.
pub(super) fn days_of(heading: &str) -> Option<String> {
    let days: Vec<&str> = heading.split_whitespace().filter(|word| !is_part_of_a_day(word)).collect();
    let days = days.join(" ");
    let tokens = tokens(&days, false).ok()?;
    let some = tokens.iter().any(|t| matches!(t, Token::Day(day) if *day != HOLIDAY));
    (some && tokens.iter().all(|t| matches!(t, Token::Day(_) | Token::Dash))).then_some(days)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Day(usize),
    Time(u32),
    Dash,
    Off,
    /// Open the whole day.
    AllDay,
    /// Every day of the week.
    EveryDay,
    Comment(&'static str),
}

/// Phrases of several words, longest first, and what stands for them.
const PHRASES: [(&str, &str); 17] = [
    ("24 ore su 24", " @tutto "),
    ("24 ore al giorno", " @tutto "),
    ("7 giorni su 7", " @ogni "),
    ("h 24", " @tutto "),
    ("h24", " @tutto "),
    ("24/24", " @tutto "),
    ("24h", " @tutto "),
    ("7/7", " @ogni "),
    ("tutti i giorni", " @ogni "),
    ("ogni giorno", " @ogni "),
    ("tutta la settimana", " @ogni "),
    ("sempre aperto", " @ogni @tutto "),
    ("solo su appuntamento", " @appuntamento "),
    ("previo appuntamento", " @appuntamento "),
    ("per appuntamento", " @appuntamento "),
    ("su appuntamento", " @appuntamento "),
    ("da verificare", " @verificare "),
];

/// Words that add nothing.
const FILLERS: [&str; 23] = [
    "e",
    "ed",
    "il",
    "la",
    "lo",
    "i",
    "le",
    "nei",
    "nel",
    "giorni",
    "giorno",
    "ore",
    "dalle",
    "dal",
    "da",
    "di",
    "dall",
    "mattina",
    "pomeriggio",
    "aperto",
    "aperti",
    "orario",
    "orari",
];

fn plain(typed: &str) -> String {
    let mut text: String = typed
        .to_lowercase()
        .chars()
        .map(|c| match c {
            '–' | '—' | '‒' | '‑' | '−' | '~' => '-',
            '’' => '\'',
            '"' | '«' | '»' | '(' | ')' => ' ',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    for (phrase, stands) in PHRASES {
        text = text.replace(phrase, stands);
    }
    text
}

fn tokens(typed: &str, decimal_comma: bool) -> Result<Vec<Token>, String> {
    let text = plain(typed);
    let mut out = Vec::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let (minutes, length) = time(rest, decimal_comma)?;
            out.push(Token::Time(minutes));
            rest = rest.get(length..).unwrap_or_default();
        } else if first.is_alphabetic() || first == '@' {
            let length = rest.find(|c: char| !(c.is_alphabetic() || c == '@' || c == '\'')).unwrap_or(rest.len());
            let word = rest.get(..length).unwrap_or_default();
            if let Some(token) = word_token(word)? {
                out.push(token);
            }
            rest = rest.get(length..).unwrap_or_default();
        } else {
            match first {
                '-' => out.push(Token::Dash),
                ' ' | ',' | ';' | ':' | '.' | '/' | '|' | '+' | '&' => {}
                _ => return Err(format!("«{first}» non si capisce: {EXAMPLE}")),
            }
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    Ok(out)
}

fn word_token(word: &str) -> Result<Option<Token>, String> {
    let bare: String = word.trim_matches('\'').chars().map(|c| if c == 'ì' || c == 'í' { 'i' } else { c }).collect();
    let names = ["lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"];
    let day = |w: &str| {
        let english = ["mo", "tu", "we", "th", "fr", "sa", "su"];
        let italian = names.iter().position(|n| w.len() >= 2 && n.starts_with(w)).filter(|_| w != "m");
        english
            .iter()
            .position(|e| *e == w)
            .or(italian)
            .or_else(|| names.iter().position(|n| *n == w.replace('\'', "")))
    };
    Ok(Some(match bare.as_str() {
        "@tutto" => Token::AllDay,
        "@ogni" => Token::EveryDay,
        "@appuntamento" => Token::Comment("su appuntamento"),
        "@verificare" => Token::Comment("da verificare"),
        "chiuso" | "chiusa" | "chiusi" | "off" | "closed" => Token::Off,
        "festivi" | "festivo" | "ph" => Token::Day(HOLIDAY),
        "al" | "alle" | "a" | "ad" | "all" | "fino" | "sino" => Token::Dash,
        "sabati" => Token::Day(5),
        "domeniche" => Token::Day(6),
        w if FILLERS.contains(&w) => return Ok(None),
        w => match day(w) {
            Some(day) => Token::Day(day),
            None => return Err(format!("«{word}» non si capisce: {EXAMPLE}")),
        },
    }))
}

/// Minutes from midnight of a time at the beginning of `rest`, and how many bytes it takes.
fn time(rest: &str, decimal_comma: bool) -> Result<(u32, usize), String> {
    let wrong = |shown: &str| format!("«{shown}» non è un'ora: {EXAMPLE}");
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let head = rest.get(..digits).unwrap_or_default();
    let (hour, minute, length) = match digits {
        1 | 2 => {
            let after = rest.get(digits..).unwrap_or_default();
            let sign = after.chars().next().filter(|c| matches!(c, ':' | '.' | 'h') || (*c == ',' && decimal_comma));
            let two = after.get(1..3).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
            let whole = after.as_bytes().get(3).is_none_or(|b| !b.is_ascii_digit());
            match (sign, two) {
                (Some(_), Some(minute)) if whole => (head, minute, digits + 3),
                _ => (head, "0", digits),
            }
        }
        3 | 4 => {
            let (hour, minute) = head.split_at(digits - 2);
            (hour, minute, digits)
        }
        _ => return Err(wrong(head)),
    };
    let (hour, minute) = (hour.parse::<u32>().unwrap_or(99), minute.parse::<u32>().unwrap_or(99));
    if hour > 24 || minute > 59 || hour * 60 + minute > 1440 {
        return Err(wrong(rest.get(..length).unwrap_or(head)));
    }
    Ok((hour * 60 + minute, length))
}

/// From and to, minutes from midnight.
type Stretch = (u32, u32);

/// What was said of the days of a week, holidays last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Week {
    days: [Vec<Stretch>; 8],
    comments: [Option<&'static str>; 8],
    closed: [bool; 8],
    /// Closed and nothing else.
    nothing: bool,
}

/// Days and what holds on them, while they are read.
#[derive(Debug, Default)]
struct HoursGroup {
    days: Vec<usize>,
    times: Vec<Stretch>,
    comment: Option<&'static str>,
    off: bool,
    /// Times, or "chiuso", were said before the days.
    turned: bool,
}

impl HoursGroup {
    fn says_something(&self) -> bool {
        !self.times.is_empty() || self.off || self.comment.is_some()
    }
}

fn week_of(typed: &str, decimal_comma: bool) -> Result<Week, String> {
    let tokens = tokens(typed, decimal_comma)?;
    let mut week = Week::default();
    let mut group = HoursGroup::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Day(_) | Token::EveryDay => {
                if group.says_something() && !group.days.is_empty() && !(group.turned && only_days(&tokens, at)) {
                    week.take(std::mem::take(&mut group))?;
                }
                group.turned |= group.says_something() && group.days.is_empty();
                at = days(&tokens, at - 1, &mut group.days)?;
            }
            Token::Time(from) => {
                if group.turned && !group.days.is_empty() {
                    week.take(std::mem::take(&mut group))?;
                    group.turned = true;
                }
                let (Some(Token::Dash), Some(to)) = (tokens.get(at), end_of(&tokens, at + 1)) else {
                    return Err(format!("manca l'ora in cui si chiude: {EXAMPLE}"));
                };
                at = to.1;
                group.times.push((*from, to.0));
            }
            Token::AllDay => group.times.push((0, 1440)),
            Token::Off => {
                // "…; chiuso nei festivi": what was said before is said.
                if !group.days.is_empty() && group.says_something() {
                    week.take(std::mem::take(&mut group))?;
                }
                group.off = true;
            }
            Token::Comment(comment) => group.comment = Some(comment),
            Token::Dash => {
                // "dalle 9 alle 12" has its dash between the times; one between days and times says nothing.
                if group.days.is_empty() && group.says_something() {
                    return Err(format!("un trattino senza orari intorno: {EXAMPLE}"));
                }
            }
        }
    }
    if group.says_something() || !group.days.is_empty() {
        week.take(group)?;
    }
    Ok(week)
}

/// The time after a dash, over a second dash ("fino alle 12").
fn end_of(tokens: &[Token], mut at: usize) -> Option<(u32, usize)> {
    while tokens.get(at) == Some(&Token::Dash) {
        at += 1;
    }
    match tokens.get(at) {
        Some(Token::Time(to)) => Some((*to, at + 1)),
        _ => None,
    }
}

/// Whether nothing but days stands before the next time.
fn only_days(tokens: &[Token], at: usize) -> bool {
    tokens.get(at - 2).is_some_and(|t| matches!(t, Token::Day(_) | Token::EveryDay))
}

/// Adds a day or a range of days; returns where to go on.
fn days(tokens: &[Token], at: usize, into: &mut Vec<usize>) -> Result<usize, String> {
    let first = if let Some(Token::Day(day)) = tokens.get(at) {
        *day
    } else {
        into.extend(0..7);
        return Ok(at + 1);
    };
    let (Some(Token::Dash), Some(Token::Day(last))) = (tokens.get(at + 1), tokens.get(at + 2)) else {
        into.push(first);
        return Ok(at + 1);
    };
    if first == HOLIDAY || *last == HOLIDAY {
        return Err(format!("i festivi non stanno in un intervallo di giorni: {EXAMPLE}"));
    }
    let mut day = first;
    into.push(day);
    while day != *last {
        day = (day + 1) % 7;
        into.push(day);
    }
    Ok(at + 3)
}

impl Week {
    fn take(&mut self, group: HoursGroup) -> Result<(), String> {
        let HoursGroup { mut days, times, comment, off, .. } = group;
        if days.is_empty() {
            if off && times.is_empty() && comment.is_none() {
                self.nothing = true;
                return Ok(());
            }
            if times.is_empty() && comment.is_some() {
                // "su appuntamento" and no more: any day.
                days.extend(0..7);
            } else {
                return Err(format!("di quali giorni? {EXAMPLE}"));
            }
        }
        if times.is_empty() && comment.is_none() && !off {
            return Err(format!("mancano le ore: {EXAMPLE}"));
        }
        for day in days {
            if off {
                if let Some(closed) = self.closed.get_mut(day) {
                    *closed = true;
                }
                continue;
            }
            if let Some(said) = self.comments.get_mut(day)
                && comment.is_some()
            {
                *said = comment;
            }
            let Some(stretches) = self.days.get_mut(day) else { continue };
            let more: &[Stretch] = if times.is_empty() { &[(0, 1440)] } else { &times };
            for stretch in more {
                let overlaps = stretches.iter().any(|s| s != stretch && s.0 < stretch.1 && stretch.0 < s.1);
                if overlaps {
                    return Err(format!("gli orari di uno stesso giorno si sovrappongono: {EXAMPLE}"));
                }
                if !stretches.contains(stretch) {
                    stretches.push(*stretch);
                }
            }
            stretches.sort_unstable();
        }
        Ok(())
    }

    /// As an `opening_hours` string.
    fn written(&self) -> String {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for (day, stretches) in self.days.iter().enumerate() {
            let comment = self.comments.get(day).copied().flatten();
            let closed = self.closed.get(day).copied().unwrap_or_default();
            let said = match (stretches.is_empty(), closed) {
                (true, false) => continue,
                (_, true) => "off".to_owned(),
                _ => times_written(stretches, comment),
            };
            // A day that is closed among the others needs no word; a holiday does.
            if said == "off" && day != HOLIDAY {
                continue;
            }
            match groups
                .iter_mut()
                .find(|(known, members)| *known == said && day != HOLIDAY && !members.contains(&HOLIDAY))
            {
                Some((_, members)) => members.push(day),
                None => groups.push((said, vec![day])),
            }
        }
        if groups.is_empty() {
            return "off".to_owned();
        }
        let rules: Vec<String> =
            groups.iter().map(|(said, members)| format!("{} {said}", days_written(members))).collect();
        match rules.as_slice() {
            [all] if all == "Mo-Su 00:00-24:00" => "24/7".to_owned(),
            rules => rules.join("; "),
        }
    }
}

fn times_written(stretches: &[Stretch], comment: Option<&str>) -> String {
    let times: Vec<String> = stretches
        .iter()
        .map(|(from, to)| format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60))
        .collect();
    let mut out = times.join(",");
    if let Some(comment) = comment {
        let _ = write!(out, " \"{comment}\"");
    }
    out
}

/// "Mo-Fr", "Tu,Th", "Mo-We,Fr", "PH"; `members` ascending, holidays last.
pub(super) fn days_written(members: &[usize]) -> String {
    let name = |day: usize| DAYS.get(day).copied().unwrap_or("PH").to_owned();
    let (week, holidays): (Vec<usize>, Vec<usize>) = members.iter().partition(|day| **day != HOLIDAY);
    let mut out: Vec<String> = Vec::new();
    for (first, last) in runs(&week) {
        match last - first {
            0 => out.push(name(first)),
            1 => out.extend([name(first), name(last)]),
            _ => out.push(format!("{}-{}", name(first), name(last))),
        }
    }
    out.extend(holidays.into_iter().map(name));
    out.join(",")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::hours::in_words;

    #[test]
    fn hours_are_read_as_people_and_spreadsheets_write_them() {
        for (typed, meant) in [
            ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
            ("Mo–Fr 09:00–12:00", "Mo-Fr 09:00-12:00"),
            ("Mo-Fr 9-12", "Mo-Fr 09:00-12:00"),
            ("lun-ven 9-13", "Mo-Fr 09:00-13:00"),
            ("lun – ven 09.00 – 12.30", "Mo-Fr 09:00-12:30"),
            ("Lun-Ven: 9,00-12,30", "Mo-Fr 09:00-12:30"),
            ("lun-ven 9-12,15-18", "Mo-Fr 09:00-12:00,15:00-18:00"),
            ("lun-ven 9-12 e 15-18; sab 9-12", "Mo-Fr 09:00-12:00,15:00-18:00; Sa 09:00-12:00"),
            ("martedì e giovedì 15:30-17:30", "Tu,Th 15:30-17:30"),
            ("Martedi' e giovedi' dalle 15.30 alle 17.30", "Tu,Th 15:30-17:30"),
            ("dal lunedì al venerdì dalle ore 9:00 alle ore 12:00", "Mo-Fr 09:00-12:00"),
            ("Lunedì, mercoledì, venerdì 9-13", "Mo,We,Fr 09:00-13:00"),
            ("dalle 9 alle 12 dal lunedì al venerdì", "Mo-Fr 09:00-12:00"),
            ("lun-ven 9-12; mar e gio 15:30-17:30", "Mo,We,Fr 09:00-12:00; Tu,Th 09:00-12:00,15:30-17:30"),
            ("lun 9-12 / mar 15-17", "Mo 09:00-12:00; Tu 15:00-17:00"),
            ("tutti i giorni 8-20", "Mo-Su 08:00-20:00"),
            ("sempre aperto, 24 ore su 24", "24/7"),
            ("h24", "24/7"),
            ("lun-ven 9-12; sab e dom chiuso", "Mo-Fr 09:00-12:00"),
            ("lun-ven 9-12; chiuso nei festivi", "Mo-Fr 09:00-12:00; PH off"),
            ("mar 9-12 su appuntamento", "Tu 09:00-12:00 \"su appuntamento\""),
            ("lun-ven 0900-1200", "Mo-Fr 09:00-12:00"),
            ("gio 9h30-12h00", "Th 09:30-12:00"),
            ("lun-ven\n9-12", "Mo-Fr 09:00-12:00"),
            ("chiuso", "off"),
        ] {
            let read = if typed == "h24" { read("tutti i giorni h24") } else { read(typed) };
            assert_eq!(read.as_deref(), Ok(meant), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_understood_says_how_to_write_it() {
        for typed in [
            "telefonare",
            "9-12",
            "lun-ven",
            "lun-ven 9",
            "lun-ven 9-25",
            "feriali 9-12",
            "lun 9-12 e 11-15",
            "Mo-Fr 9-",
            "1-2-3",
        ] {
            let said = read(typed).unwrap_err();
            assert!(said.contains("lun-ven 9-12; gio 15:30-17:30"), "{typed}: {said}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_program_prints_it_reads(days in proptest::collection::vec((0..4u32, 0..4u32), 7), holiday in 0..3) {
            let mut rules: Vec<String> = Vec::new();
            for (day, (morning, afternoon)) in days.iter().enumerate() {
                let mut times = Vec::new();
                if *morning > 0 { times.push(format!("{:02}:30-12:{:02}", 7 + morning, morning * 10)); }
                if *afternoon > 0 { times.push(format!("{:02}:00-{:02}:00", 14 + afternoon, 17 + afternoon)); }
                if !times.is_empty() { rules.push(format!("{} {}", DAYS[day], times.join(","))); }
            }
            prop_assume!(!rules.is_empty());
            if holiday == 1 { rules.push("PH off".to_owned()); }
            if holiday == 2 { rules.push("PH 09:00-10:00".to_owned()); }
            let written = rules.join("; ");
            let words = in_words(&written).unwrap();
            let back = read(&words);
            prop_assert!(back.is_ok(), "{} {:?}", words, back);
            prop_assert_eq!(in_words(&back.unwrap()).unwrap(), words);
        }

        #[test]
        fn nothing_that_is_typed_panics(typed in "[a-zì0-9:.,;/ –-]{0,30}") {
            let _ = read(&typed);
        }
    }
}
