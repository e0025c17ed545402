//! Cases of one test that need not wait for each other.

#![allow(clippy::unwrap_used)]

use std::sync::Mutex;
use std::thread;

/// Does `what` with every one of `cases`, `at_once` of them at a time; what it gave, in the order in which they were
/// done. Where a case fails, the test fails once the others are through.
pub fn side_by_side<T: Send, R: Send>(
    at_once: usize,
    cases: impl IntoIterator<Item = T>,
    what: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let (cases, done) = (Mutex::new(cases.into_iter().collect::<Vec<T>>().into_iter()), Mutex::new(Vec::new()));
    // The next case alone is taken under the lock, not done.
    let next = || cases.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(case) = next() {
                    let given = what(case);
                    done.lock().unwrap().push(given);
                }
            });
        }
    });
    done.into_inner().unwrap()
}
