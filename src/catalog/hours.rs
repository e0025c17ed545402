//! Opening hours: from an OpenStreetMap `opening_hours` string to "aperto ora" and to Italian words.
//!
//! The only place that decides whether a sede is open, so that list, scheda and facet cannot disagree. Knows the
//! Italian public holidays; the time comes in as an argument. Neighbours: records keep the string and the source's own
//! words side by side, [`super::validate`] refuses strings that do not parse.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Mutex};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};

use super::fresh::{is_fresh, known_since};
use super::record::Sede;
use crate::lingua::dates::{DAYS, day_name, on_date, runs, with_article};
use crate::lingua::lists::join;
use crate::lingua::signs::{clean, glimpse};

/// Longest hours string that is read, bytes: several times the longest that a source ever stated.
pub const MAX_HOURS: usize = 400;

/// What is said where the hours do not tell.
pub const TO_BE_CHECKED: &str = "apertura da verificare";

/// How far ahead the next opening is looked for, days. Beyond that nobody waits for it.
const HORIZON: i64 = 400;

/// Why an hours string was refused: one Italian clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HoursProblem(pub String);

/// Whether a sede is open at a given moment, as far as its hours tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpenState {
    /// Open, without appointment.
    Open {
        /// When it closes; `None` when it never does.
        until: Option<NaiveDateTime>,
    },
    /// Closed.
    Closed {
        /// When it opens next without appointment; `None` when no such time is known.
        opens: Option<NaiveDateTime>,
    },
    /// Not stated, not understood, or by appointment only: nobody may be sent there on the strength of it.
    Unknown,
}

/// Hours that were understood.
#[derive(Debug, Clone)]
pub struct Hours {
    /// With the holidays: what [`Hours::state`] asks.
    dated: OpeningHours,
    /// Without any holiday: what [`Hours::in_words`] asks.
    plain: OpeningHours,
    /// The source says something about holidays itself.
    mentions_holidays: bool,
    /// Every rule speaks of days of the week and holidays only.
    weekly: bool,
}

/// Reads an `opening_hours` string. Where it names some days of the week and says nothing of public holidays, the
/// place is taken to be closed on them, as Italian offices are; hours that name all seven days hold on holidays too.
///
/// # Errors
/// [`HoursProblem`] with what was expected.
pub fn parse(hours: &str) -> Result<Hours, HoursProblem> {
    let hours = hours.trim();
    if hours.is_empty() {
        return Err(HoursProblem("orario vuoto".to_owned()));
    }
    if hours.len() > MAX_HOURS {
        return Err(HoursProblem(format!("orario più lungo di {MAX_HOURS} caratteri")));
    }
    let plain: OpeningHours = hours.parse().map_err(|_| {
        let shown = glimpse(hours, 60);
        HoursProblem(format!(
            "«{shown}» non è un orario: atteso per esempio «Mo-Fr 09:00-12:00; Th 15:30-17:30; PH off»"
        ))
    })?;
    let expression = plain.get_expression();
    let selectors: Vec<String> = expression.rules.iter().map(|r| r.day_selector.to_string()).collect();
    let mentions_holidays = selectors.iter().any(|s| s.contains("PH"));
    let weekly = expression.rules.iter().all(|r| {
        let days = &r.day_selector;
        days.year.is_empty() && days.monthday.is_empty() && days.week.is_empty()
    }) && !selectors.iter().any(|s| s.contains(['[', '+']) || s.contains("day") || s.contains("SH"));
    let closed_on_holidays = !mentions_holidays && weekly && week(&plain).iter().any(Vec::is_empty);
    let dated = if closed_on_holidays {
        format!("{hours}; PH off").parse().unwrap_or_else(|_| plain.clone())
    } else {
        plain.clone()
    };
    let context = Context::default().with_holidays(ITALY.clone());
    Ok(Hours { dated: dated.with_context(context), plain, mentions_holidays, weekly })
}

impl Hours {
    /// Whether it is open at `now` (local time).
    pub fn state(&self, now: NaiveDateTime) -> OpenState {
        let Some(end) = now.checked_add_signed(TimeDelta::days(HORIZON)) else { return OpenState::Unknown };
        let mut spans = self.dated.iter_range(now, end).peekable();
        let Some(first) = spans.next() else { return OpenState::Closed { opens: None } };
        match (first.kind, first.comment.is_empty()) {
            (RuleKind::Open, true) => {
                let until = Some(first.range.end).filter(|until| *until < end);
                OpenState::Open { until }
            }
            (RuleKind::Closed, _) => {
                let opens = spans.find(|s| s.kind == RuleKind::Open && s.comment.is_empty()).map(|s| s.range.start);
                OpenState::Closed { opens }
            }
            _ => OpenState::Unknown,
        }
    }

    /// What the source says of the moment `now` besides the times: "su appuntamento".
    pub fn comment(&self, now: NaiveDateTime) -> Option<String> {
        let (_, comment) = self.dated.state(now);
        Some(clean(&comment).into_owned()).filter(|c| !c.is_empty())
    }

    /// The hours in Italian words: "lun-ven 9-12 e 15-18; sab 9-12". `None` where seasons, single dates or sun times
    /// make them longer than a line: then the source's own words are to be shown.
    pub fn in_words(&self) -> Option<String> {
        if !self.weekly || self.follows_the_sun() {
            return None;
        }
        let days = week(&self.plain);
        let holiday = self.holiday_in_words(&days);
        let mut words = week_in_words(&days);
        if words.is_empty() && holiday.is_none() {
            return Some("chiuso".to_owned());
        }
        if let Some(holiday) = holiday {
            if !words.is_empty() {
                words.push_str("; ");
            }
            words.push_str(&holiday);
        }
        Some(words)
    }

    /// Whether a time depends on the sun.
    fn follows_the_sun(&self) -> bool {
        self.plain.get_expression().rules.iter().any(|rule| {
            rule.time_selector
                .spans
                .iter()
                .any(|s| s.range.start.as_time_event().or(s.range.end.as_time_event()).is_some())
        })
    }

    /// What holds on public holidays, where the source says so and it differs from a plain day.
    fn holiday_in_words(&self, days: &[Vec<DaySpan>; 7]) -> Option<String> {
        let spans = self.on_holidays(days)?;
        Some(if spans.is_empty() {
            "chiuso nei festivi".to_owned()
        } else {
            format!("festivi {}", spans_in_words(&spans))
        })
    }

    /// The hours of public holidays, none where it is closed; `None` where the source does not say, or they are a plain day's.
    fn on_holidays(&self, days: &[Vec<DaySpan>; 7]) -> Option<Vec<DaySpan>> {
        if !self.mentions_holidays {
            return None;
        }
        // A Wednesday that is a holiday against the same Wednesday that is none.
        let wednesday = plain_monday().checked_add_days(Days::new(2))?;
        let mut calendar = Context::default().holidays.get_public().clone();
        calendar.insert(wednesday);
        let holidays = ContextHolidays::new(Arc::new(calendar), Arc::default());
        let dated = self.plain.clone().with_context(Context::default().with_holidays(holidays));
        let spans = week(&dated).into_iter().nth(2)?;
        (Some(&spans) != days.get(2) || spans.is_empty()).then_some(spans)
    }
}

/// The fields of a sede that tell its hours.
pub const FIELDS: &[&str] = &["hours", "hours_source"];

/// The hours by which somebody may be sent to a sede on `day`. `None` where none are stated or what is known of them is too
/// old to tell that a place is open or closed, and for a protected place: nobody is sent there.
pub fn of_sede(sede: &Sede, day: NaiveDate) -> Option<&str> {
    sede.hours.as_deref().filter(|_| !sede.riservato && is_fresh(known_since(sede, FIELDS), day))
}

/// Hours by the string they were read from; `None` where it does not parse.
type Read = HashMap<Box<str>, Option<Arc<Hours>>>;

/// Hours already read: a list asks for the same few again with every key.
static READ: LazyLock<Mutex<Read>> = LazyLock::new(Mutex::default);

/// Most hours that are kept: more than a desk ever sees in a day.
const MOST_READ: usize = 500;

/// [`parse`], once for each string; `None` when it does not parse.
fn read(hours: &str) -> Option<Arc<Hours>> {
    let Ok(mut read) = READ.lock() else { return parse(hours).ok().map(Arc::new) };
    if let Some(known) = read.get(hours) {
        return known.clone();
    }
    if read.len() >= MOST_READ {
        read.clear();
    }
    let new = parse(hours).ok().map(Arc::new);
    read.insert(hours.into(), new.clone());
    new
}

/// Whether a string can be read: a sheet asks for the same few with every row.
pub fn can_be_read(hours: &str) -> bool {
    read(hours).is_some()
}

/// [`Hours::state`] of a string; [`OpenState::Unknown`] when it does not parse.
pub fn state(hours: &str, now: NaiveDateTime) -> OpenState {
    read(hours).map_or(OpenState::Unknown, |h| h.state(now))
}

/// [`Hours::in_words`] of a string; `None` when it does not parse either.
pub fn in_words(hours: &str) -> Option<String> {
    read(hours)?.in_words()
}

/// The hours as they stand on paper, one line for the days that have the same: "lunedì-venerdì: 09:00-12:00, 15:00-18:00".
/// `say` finds what stands for each Italian word. `None` where it does not find one, and where [`Hours::in_words`] has none.
pub fn on_paper(hours: &str, say: &dyn Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let hours = parse(hours).ok()?;
    if !hours.weekly || hours.follows_the_sun() {
        return None;
    }
    let days = week(&hours.plain);
    let mut lines = Vec::new();
    for (spans, members) in groups(&days) {
        let always = matches!(spans, [DaySpan { from: 0, to: 1440, comment }] if comment.is_empty());
        lines.push(match (members.len(), always) {
            (7, true) => say("sempre aperto, 24 ore su 24")?,
            (7, false) => format!("{}: {}", say("tutti i giorni")?, spans_on_paper(spans, say)?),
            _ => format!("{}: {}", days_on_paper(&members, say)?, spans_on_paper(spans, say)?),
        });
    }
    match hours.on_holidays(&days) {
        Some(spans) if spans.is_empty() => lines.push(say("chiuso nei festivi")?),
        Some(spans) => lines.push(format!("{}: {}", say("nei giorni di festa")?, spans_on_paper(&spans, say)?)),
        None if lines.is_empty() => lines.push(say("chiuso")?),
        None => {}
    }
    Some(lines)
}

/// "aperto ora, chiude alle 12", "chiuso, apre lunedì alle 9", "orario non indicato".
pub fn state_in_words(state: &OpenState, now: NaiveDateTime) -> String {
    match *state {
        OpenState::Open { until: None } => "aperto ora, sempre aperto".to_owned(),
        OpenState::Open { until: Some(until) } => format!("aperto ora, chiude {}", closing(until, now)),
        OpenState::Closed { opens: None } => "chiuso ora".to_owned(),
        OpenState::Closed { opens: Some(opens) } => format!("chiuso, apre {}", moment(opens, now)),
        OpenState::Unknown => "orario non indicato".to_owned(),
    }
}

/// State and words of a string in one: like [`state_in_words`], but hours by appointment say so ("su appuntamento").
pub fn now_in_words(hours: &str, now: NaiveDateTime) -> String {
    let Some(hours) = read(hours) else { return state_in_words(&OpenState::Unknown, now) };
    match (hours.state(now), hours.comment(now)) {
        (OpenState::Unknown, Some(comment)) => comment,
        (OpenState::Unknown, None) => TO_BE_CHECKED.to_owned(),
        (OpenState::Closed { opens: None }, Some(comment)) => format!("chiuso ora, {comment}"),
        (state, _) => state_in_words(&state, now),
    }
}

/// [`now_in_words`] in the few words that a row of a list has room for: "aperto ora", "chiuso, apre lun 9"; empty where
/// the hours do not tell.
pub fn now_shortly(hours: &str, now: NaiveDateTime) -> String {
    let Some(hours) = read(hours) else { return String::new() };
    match hours.state(now) {
        OpenState::Open { until: None } => "sempre aperto".to_owned(),
        OpenState::Open { .. } => "aperto ora".to_owned(),
        OpenState::Closed { opens: Some(then) } => format!("chiuso, apre {}", moment_shortly(then, now)),
        OpenState::Closed { opens: None } => hours.comment(now).unwrap_or_else(|| "chiuso".to_owned()),
        OpenState::Unknown => hours.comment(now).unwrap_or_default(),
    }
}

/// "15:30" today, "lun 9" within a week, "7/1" later.
fn moment_shortly(then: NaiveDateTime, now: NaiveDateTime) -> String {
    match (then.date() - now.date()).num_days() {
        ..=0 => clock(then.time()),
        1..=6 => format!("{} {}", day_name(then.date()).chars().take(3).collect::<String>(), clock(then.time())),
        _ => format!("{}/{}", then.day(), then.month()),
    }
}

/// The end of an opening: what ends in the small hours belongs to the same evening.
fn closing(until: NaiveDateTime, now: NaiveDateTime) -> String {
    let days = (until.date() - now.date()).num_days();
    if days == 0 || days == 1 && until.hour() < 6 { at(until.time()) } else { moment(until, now) }
}

/// A moment as one says it at `now`: "alle 15:30", "domani alle 9", "lunedì alle 9", "il 7 gennaio alle 9".
fn moment(then: NaiveDateTime, now: NaiveDateTime) -> String {
    let at = at(then.time());
    match (then.date() - now.date()).num_days() {
        ..=0 => at,
        1 => format!("domani {at}"),
        2..=6 => format!("{} {at}", day_name(then.date())),
        _ => {
            let this_year = then.year() == now.year();
            let date = if this_year { with_article(then.date()) } else { on_date(then.date()) };
            format!("{date} {at}")
        }
    }
}

/// "alle 15:30", "all'1", "a mezzanotte".
pub(crate) fn at(time: NaiveTime) -> String {
    match (time.hour(), time.minute()) {
        (0, 0) => "a mezzanotte".to_owned(),
        (1, _) => format!("all'{}", clock(time)),
        _ => format!("alle {}", clock(time)),
    }
}

/// "9", "15:30".
fn clock(time: NaiveTime) -> String {
    match time.minute() {
        0 => time.hour().to_string(),
        minute => format!("{}:{minute:02}", time.hour()),
    }
}

/// One stretch of a day: from, to (minutes from that day's midnight; past 1440 when it ends on the next), and what is
/// said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DaySpan {
    from: i64,
    to: i64,
    comment: String,
}

/// A Monday of a week that holds no public holiday and is far from any change of season.
fn plain_monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 9).unwrap_or_default()
}

/// What a week looks like, Monday first. A stretch belongs to the day it starts on; one longer than a day is cut at
/// each midnight.
fn week(hours: &OpeningHours) -> [Vec<DaySpan>; 7] {
    let mut days: [Vec<DaySpan>; 7] = Default::default();
    let monday = plain_monday().and_time(NaiveTime::MIN);
    let start = monday - TimeDelta::days(7);
    let end = monday + TimeDelta::days(14);
    let mut put = |from: NaiveDateTime, to: NaiveDateTime, comment: &str| {
        let day = (from - monday).num_days();
        if from < monday || day > 6 {
            return;
        }
        let midnight = monday + TimeDelta::days(day);
        if let Some(spans) = usize::try_from(day).ok().and_then(|d| days.get_mut(d)) {
            let comment = clean(comment).into_owned();
            spans.push(DaySpan { from: (from - midnight).num_minutes(), to: (to - midnight).num_minutes(), comment });
        }
    };
    for span in hours.iter_range(start, end) {
        let comment = match span.kind {
            RuleKind::Closed => continue,
            RuleKind::Unknown if span.comment.is_empty() => "da verificare",
            _ => &*span.comment,
        };
        let (mut from, to) = (span.range.start, span.range.end);
        if to - from <= TimeDelta::days(1) {
            put(from, to, comment);
            continue;
        }
        while from < to {
            let next = (from.date() + Days::new(1)).and_time(NaiveTime::MIN).min(to);
            put(from, next, comment);
            from = next;
        }
    }
    days
}

/// Days with the same hours, each with their places in the week; closed days are in none.
fn groups(days: &[Vec<DaySpan>; 7]) -> Vec<(&[DaySpan], Vec<usize>)> {
    let mut groups: Vec<(&[DaySpan], Vec<usize>)> = Vec::new();
    for (at, spans) in days.iter().enumerate().filter(|(_, s)| !s.is_empty()) {
        match groups.iter_mut().find(|(known, _)| *known == spans.as_slice()) {
            Some((_, members)) => members.push(at),
            None => groups.push((spans, vec![at])),
        }
    }
    groups
}

/// "09:00-12:00, 15:00-18:00 su appuntamento".
fn spans_on_paper(spans: &[DaySpan], say: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let mut out: Vec<String> = Vec::new();
    for (at, span) in spans.iter().enumerate() {
        let mut said = match (span.from, span.to) {
            (0, 1440) => say("24 ore su 24")?,
            (from, to) => format!("{}-{}", clock(from), clock(if to == 1440 { to } else { to % 1440 })),
        };
        let same_follows = spans.get(at + 1).is_some_and(|next| next.comment == span.comment);
        if !span.comment.is_empty() && !same_follows {
            let _ = write!(said, " ({})", say(&span.comment)?);
        }
        out.push(said);
    }
    Some(out.join(&format!("{} ", say(",")?)))
}

/// "lunedì-venerdì", "martedì, giovedì"; `members` ascending, 0 = Monday.
fn days_on_paper(members: &[usize], say: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let name = |day: usize| say(DAYS.get(day)?);
    let mut parts: Vec<String> = Vec::new();
    for (first, last) in runs(members) {
        if last - first >= 2 {
            parts.push(format!("{}-{}", name(first)?, name(last)?));
        } else {
            parts.extend((first..=last).map(name).collect::<Option<Vec<_>>>()?);
        }
    }
    Some(parts.join(&format!("{} ", say(",")?)))
}

/// "lun-ven 9-12 e 15-18; sab 9-12". Days with the same hours stand together; empty when every day is closed.
fn week_in_words(days: &[Vec<DaySpan>; 7]) -> String {
    let groups = groups(days);
    if let [(spans, members)] = groups.as_slice()
        && members.len() == 7
    {
        return match spans {
            [DaySpan { from: 0, to: 1440, comment }] if comment.is_empty() => "sempre aperto, 24 ore su 24".to_owned(),
            [DaySpan { from: 0, to: 1440, comment }] => comment.clone(),
            spans => format!("tutti i giorni {}", spans_in_words(spans)),
        };
    }
    let words: Vec<String> =
        groups.iter().map(|(spans, members)| format!("{} {}", days_in_words(members), spans_in_words(spans))).collect();
    words.join("; ")
}

/// "9-12 e 15-18 su appuntamento", "24 ore su 24".
fn spans_in_words(spans: &[DaySpan]) -> String {
    let mut out = String::new();
    for (at, span) in spans.iter().enumerate() {
        let last = at + 1 == spans.len();
        if at > 0 {
            out.push_str(if last { " e " } else { ", " });
        }
        match (span.from, span.to) {
            (0, 1440) if span.comment.is_empty() => out.push_str("24 ore su 24"),
            (0, 1440) => {}
            (from, to) => {
                let _ = write!(out, "{}-{}", minutes(from), minutes(if to == 1440 { to } else { to % 1440 }));
            }
        }
        // A comment that holds for all is said once, at the end.
        let same_follows = spans.get(at + 1).is_some_and(|next| next.comment == span.comment);
        if !span.comment.is_empty() && !same_follows {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&span.comment);
        }
    }
    out
}

/// Minutes from midnight as a clock shows them: "9", "15:30", "24".
fn minutes(of_day: i64) -> String {
    match of_day % 60 {
        0 => (of_day / 60).to_string(),
        minute => format!("{}:{minute:02}", of_day / 60),
    }
}

/// "lun-ven", "mar e gio", "lun-mer e ven"; `members` ascending, 0 = Monday.
fn days_in_words(members: &[usize]) -> String {
    let name = |d: usize| DAYS.get(d).and_then(|day| day.get(..3)).unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    for (first, last) in runs(members) {
        if last - first >= 2 {
            parts.push(format!("{}-{}", name(first), name(last)));
        } else {
            parts.extend((first..=last).map(|d| name(d).to_owned()));
        }
    }
    join(&parts)
}

/// The Italian public holidays of 2000 to 2100, as the law has them today: the fixed ones, 4 October from 2026
/// (L. 151/2025), Easter and the Monday after it. Computed, so that reading one office's hours does not unpack the
/// calendars of the whole world.
static ITALY: LazyLock<ContextHolidays> = LazyLock::new(|| {
    const FIXED: [(u32, u32); 10] =
        [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)];
    let mut calendar = Context::default().holidays.get_public().clone();
    for year in 2000..=2100 {
        let fixed = FIXED.into_iter().chain((year >= 2026).then_some((10, 4)));
        let days = fixed.filter_map(|(m, d)| NaiveDate::from_ymd_opt(year, m, d));
        for day in days.chain(easter(year).into_iter().flat_map(|e| [e, e + Days::new(1)])) {
            calendar.insert(day);
        }
    }
    ContextHolidays::new(Arc::new(calendar), Arc::default())
});

/// Easter Sunday of a Gregorian year (Meeus, Jones and Butcher).
#[allow(clippy::many_single_char_names)] // the letters of the published algorithm
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(n / 31).ok()?, u32::try_from(n % 31 + 1).ok()?)
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
