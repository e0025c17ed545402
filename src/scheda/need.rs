//! When somebody needs it, as far as the words of the question tell: "domani", "stanotte", "sabato".
//!
//! Knows neither services nor the catalogue. What a scheda says first follows it: [`super::answer`].

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, Weekday};

use crate::catalog::hours::{self, OpenState};
use crate::lingua::dates::day_name;

/// When it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Need {
    /// Nobody said.
    #[default]
    NotSaid,
    /// Tonight.
    Tonight,
    /// Now, or today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// On a day of the week, the next one.
    On(Weekday),
}

/// When the offices of comuni and ASL answer at the widest: outside of it nobody is sent to one.
const OFFICE_HOURS: &str = "Mo-Fr 08:00-19:00";

/// Tonight, hours and minutes.
const NIGHT: (u32, u32) = (23, 0);

/// A day on which somebody goes somewhere, hours and minutes.
const MORNING: (u32, u32) = (10, 0);

/// Before this hour the night is still last night's.
const DAWN: u32 = 6;

impl Need {
    /// What the words of a question tell. Where they tell several, the one that leaves least time.
    pub fn of(text: &str) -> Self {
        let text = text.to_lowercase().replace("questa notte", "stanotte").replace("questa sera", "stasera");
        let said = text.split(|c: char| !c.is_alphanumeric()).filter_map(Self::of_word);
        said.min_by_key(|need| need.days_from(Weekday::Mon)).unwrap_or_default()
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "stanotte" | "stasera" => Self::Tonight,
            "oggi" | "adesso" | "subito" | "urgente" | "urgenza" | "stamattina" => Self::Today,
            "domani" | "domattina" => Self::Tomorrow,
            "lunedì" | "lunedi" => Self::On(Weekday::Mon),
            "martedì" | "martedi" => Self::On(Weekday::Tue),
            "mercoledì" | "mercoledi" => Self::On(Weekday::Wed),
            "giovedì" | "giovedi" => Self::On(Weekday::Thu),
            "venerdì" | "venerdi" => Self::On(Weekday::Fri),
            "sabato" | "weekend" => Self::On(Weekday::Sat),
            "domenica" => Self::On(Weekday::Sun),
            _ => return None,
        })
    }

    /// Days until it is needed, seen from a day of the week; what is needed at once comes first of all.
    fn days_from(self, today: Weekday) -> u32 {
        match self {
            Self::Tonight | Self::Today => 0,
            Self::Tomorrow => 1,
            Self::On(day) => day.days_since(today),
            Self::NotSaid => u32::MAX,
        }
    }

    /// Whether it cannot wait for an appointment: needed within two days.
    pub fn is_urgent(self, now: NaiveDateTime) -> bool {
        self.days_from(now.weekday()) <= 2
    }

    /// The moment at which it is needed; now, where nobody said otherwise.
    pub fn moment(self, now: NaiveDateTime) -> NaiveDateTime {
        let at = |days: u32, (hour, minute): (u32, u32)| {
            let day = now.date().checked_add_days(Days::new(days.into())).unwrap_or(now.date());
            NaiveTime::from_hms_opt(hour, minute, 0).map_or(now, |time| day.and_time(time))
        };
        match self {
            Self::NotSaid | Self::Today => now,
            Self::Tonight if chrono::Timelike::hour(&now) < DAWN => now,
            Self::Tonight => at(0, NIGHT).max(now),
            Self::Tomorrow => at(1, MORNING),
            Self::On(_) => match self.days_from(now.weekday()) {
                0 => now,
                days => at(days, MORNING),
            },
        }
    }

    /// Whether the offices are closed when it is needed.
    pub fn finds_offices_closed(self, now: NaiveDateTime) -> bool {
        matches!(hours::state(OFFICE_HOURS, self.moment(now)), OpenState::Closed { .. })
    }

    /// What hours say of when it is needed: of a day to come, from its beginning on.
    fn state(self, written: &str, now: NaiveDateTime) -> OpenState {
        let moment = self.moment(now);
        let from = if moment.date() == now.date() { moment } else { moment.date().and_time(NaiveTime::MIN) };
        match hours::state(written, from) {
            OpenState::Closed { opens } if moment.date() != now.date() => {
                OpenState::Closed { opens: opens.filter(|then| then.date() == from.date()) }
            }
            state => state,
        }
    }

    /// Whether hours say that somebody is there when it is needed; `None` where they do not tell.
    pub(super) fn is_open(self, written: &str, now: NaiveDateTime) -> Option<bool> {
        match self.state(written, now) {
            OpenState::Open { .. } => Some(true),
            OpenState::Closed { opens } => Some(opens.is_some() && self.moment(now).date() != now.date()),
            OpenState::Unknown => None,
        }
    }

    /// Whether they say that somebody is there.
    pub(super) fn finds_open(self, written: &str, now: NaiveDateTime) -> bool {
        self.is_open(written, now) == Some(true)
    }

    /// What hours say of the day that was asked about: "domani: apre alle 9", "sabato: chiuso". `None` where it is now, or
    /// where the hours tell nothing.
    pub(super) fn on_the_day(self, written: &str, now: NaiveDateTime) -> Option<String> {
        let moment = self.moment(now);
        let label = match self {
            Self::Tonight if moment != now => "stanotte",
            Self::Tomorrow => "domani",
            Self::On(_) if moment != now => day_name(moment.date()),
            _ => return None,
        };
        let said = match self.state(written, now) {
            OpenState::Unknown => return None,
            OpenState::Open { .. } => "aperto".to_owned(),
            OpenState::Closed { opens: Some(then) } if then.date() == moment.date() => {
                format!("apre {}", hours::at(then.time()))
            }
            OpenState::Closed { .. } => "chiuso".to_owned(),
        };
        Some(format!("{label}: {said}"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A Monday morning.
    fn monday() -> NaiveDateTime {
        "2026-11-23T10:15:00".parse().unwrap()
    }

    #[test]
    fn the_words_of_a_question_tell_when_it_is_needed() {
        for (text, need) in [
            ("mamma dimessa domani dall'ospedale", Need::Tomorrow),
            ("dove dormo Stanotte?", Need::Tonight),
            ("un letto per questa notte", Need::Tonight),
            ("pacco sabato", Need::On(Weekday::Sat)),
            ("lunedi' mattina", Need::On(Weekday::Mon)),
            ("oggi sono caduta, domani ho la visita", Need::Today),
            ("assistenza domiciliare", Need::NotSaid),
            ("", Need::NotSaid),
        ] {
            assert_eq!(Need::of(text), need, "{text}");
        }
    }

    #[test]
    fn the_clock_and_the_words_tell_whether_offices_are_closed() {
        let night: NaiveDateTime = "2026-11-24T03:00:00".parse().unwrap();
        let christmas: NaiveDateTime = "2026-12-25T10:00:00".parse().unwrap();
        for (need, now, closed) in [
            (Need::NotSaid, monday(), false),
            (Need::NotSaid, night, true),
            (Need::NotSaid, christmas, true),
            (Need::Tonight, monday(), true),
            (Need::Tomorrow, monday(), false),
            (Need::On(Weekday::Sat), monday(), true),
        ] {
            assert_eq!(need.finds_offices_closed(now), closed, "{need:?} {now}");
        }
        assert_eq!(Need::Tonight.moment(night), night, "at three in the morning tonight is now");
    }

    #[test]
    fn hours_are_said_of_the_day_that_was_asked_about() {
        let said = |need: Need| need.on_the_day("Mo-Fr 09:00-12:00", monday());
        assert_eq!(said(Need::Tomorrow).as_deref(), Some("domani: apre alle 9"));
        assert_eq!(said(Need::On(Weekday::Sat)).as_deref(), Some("sabato: chiuso"));
        assert_eq!(said(Need::Tonight).as_deref(), Some("stanotte: chiuso"));
        assert_eq!(said(Need::Today), None);
        assert!(Need::Tomorrow.finds_open("Tu 16:00-18:00", monday()));
        assert!(!Need::Today.finds_open("Mo 16:00-18:00", monday()), "not now, though later");
        assert_eq!(Need::Tonight.on_the_day("24/7", monday()).as_deref(), Some("stanotte: aperto"));
    }
}
