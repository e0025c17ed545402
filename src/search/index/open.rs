//! Which sets of hours are open at a minute, kept from one keystroke to the next.

use std::sync::{Arc, Mutex, OnceLock};

use chrono::NaiveDateTime;

use crate::catalog::hours::{self, Hours, OpenState};

use super::kinds::HoursSet;

/// Whether a place is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::search) enum Open {
    Yes,
    No,
    /// Not stated, or not to be relied on.
    #[default]
    Unknown,
}

/// What is known of the hours at one minute, kept from one keystroke to the next.
#[derive(Debug, Default)]
pub(in crate::search) struct HoursMemo {
    /// The hours, understood, from the first time they are asked.
    read: OnceLock<Vec<Option<Hours>>>,
    at: Mutex<Option<HoursAt>>,
}

#[derive(Debug, Clone)]
struct HoursAt {
    minute: i64,
    /// What each hours string says, and until when that is known to hold.
    states: Vec<(Open, Option<NaiveDateTime>)>,
    /// By set.
    sets: Arc<[Open]>,
}

impl Clone for HoursMemo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl HoursMemo {
    /// Whether some sede of each set of hours is open at this minute: `sets` are made of `hours`, by their position.
    pub fn open_at(&self, hours: &[Box<str>], sets: &[HoursSet], now: NaiveDateTime) -> Arc<[Open]> {
        let minute = now.and_utc().timestamp().div_euclid(60);
        let read = self.read.get_or_init(|| hours.iter().map(|hours| hours::parse(hours).ok()).collect());
        let mut memo = self.at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = memo.take();
        if let Some(kept) = before.as_ref().filter(|kept| kept.minute == minute) {
            let sets = Arc::clone(&kept.sets);
            *memo = before;
            return sets;
        }
        let later = before.filter(|b| b.minute < minute).map(|b| b.states).unwrap_or_default();
        let states: Vec<(Open, Option<NaiveDateTime>)> = read
            .iter()
            .enumerate()
            .map(|(at, hours)| match (later.get(at), hours) {
                (Some(&(open, Some(until))), _) if now < until => (open, Some(until)),
                (_, None) => (Open::Unknown, None),
                (_, Some(hours)) => match hours.state(now) {
                    OpenState::Open { until } => (Open::Yes, until),
                    OpenState::Closed { .. } => (Open::No, None),
                    OpenState::Unknown => (Open::Unknown, None),
                },
            })
            .collect();
        let state = |id: u32| states.get(id as usize).map_or(Open::Unknown, |s| s.0);
        let sets = sets.iter().map(|set| {
            if set.known.iter().any(|&id| state(id) == Open::Yes) {
                Open::Yes
            } else if set.some_unknown || set.known.iter().any(|&id| state(id) == Open::Unknown) {
                Open::Unknown
            } else {
                Open::No
            }
        });
        let sets: Arc<[Open]> = sets.collect();
        *memo = Some(HoursAt { minute, states, sets: Arc::clone(&sets) });
        sets
    }
}
