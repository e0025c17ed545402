//! Random counters, and somebody who solves the published table: no small number may come out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::*;

/// No cell of a test holds so much.
const MUCH: i64 = 5_000;

/// The published table as somebody reads it who wants to know: each cell between two numbers, and the sums that hold.
#[derive(Clone)]
struct TavolaReader {
    between: Vec<(i64, i64)>,
    /// Cells that add up to the last one.
    sums: Vec<Vec<usize>>,
}

impl TavolaReader {
    fn of(shown: &[Slice<Shown>]) -> Self {
        let (slices, rows, columns) = (shown.len(), shown[0].len(), shown[0][0].len());
        let at = |s: usize, r: usize, c: usize| (s * rows + r) * columns + c;
        let between = shown.iter().flatten().flatten().map(|cell| match cell {
            Shown::Number(n) => (i64::try_from(*n).unwrap(), i64::try_from(*n).unwrap()),
            Shown::Under => (0, 4),
            // Whoever knows how it is made knows that it is no small one.
            Shown::Hidden => (5, MUCH),
        });
        let mut sums = Vec::new();
        for s in 0..slices {
            sums.extend((0..rows).map(|r| (0..columns).map(|c| at(s, r, c)).collect()));
            sums.extend((0..columns).map(|c| (0..rows).map(|r| at(s, r, c)).collect()));
        }
        if slices > 1 {
            for r in 0..rows {
                sums.extend((0..columns).map(|c| (0..slices).map(|s| at(s, r, c)).collect()));
            }
        }
        Self { between: between.collect(), sums }
    }

    /// Draws in every cell as far as the sums allow; `false` where they cannot all hold.
    fn narrow(&mut self) -> bool {
        loop {
            let mut moved = false;
            for sum in &self.sums {
                let (total, parts) = sum.split_last().unwrap();
                let low: i64 = parts.iter().map(|at| self.between[*at].0).sum();
                let high: i64 = parts.iter().map(|at| self.between[*at].1).sum();
                let (t_low, t_high) = self.between[*total];
                let mut draw = |at: usize, low: i64, high: i64| {
                    let new = (self.between[at].0.max(low), self.between[at].1.min(high));
                    moved |= new != self.between[at];
                    self.between[at] = new;
                };
                draw(*total, low, high);
                for at in parts {
                    let (own_low, own_high) = self.between[*at];
                    let (others_low, others_high) = (low - own_low, high - own_high);
                    let new = (own_low.max(t_low - others_high), own_high.min(t_high - others_low));
                    moved |= new != self.between[*at];
                    self.between[*at] = new;
                    if moved {
                        // The sums above are of before.
                        break;
                    }
                }
            }
            if self.between.iter().any(|(low, high)| low > high) {
                return false;
            }
            if !moved {
                return true;
            }
        }
    }

    /// Whether numbers can be found that agree with everything.
    fn has_an_answer(mut self, steps: &mut u32) -> bool {
        *steps += 1;
        if *steps > 20_000 || !self.narrow() {
            return false;
        }
        let open = self.between.iter().enumerate().filter(|(_, (low, high))| low < high);
        let Some((at, (low, high))) = open.min_by_key(|(_, (low, high))| high - low).map(|(at, b)| (at, *b)) else {
            return true;
        };
        (low..=high).take(40).any(|n| {
            let mut tried = self.clone();
            tried.between[at] = (n, n);
            tried.has_an_answer(steps)
        })
    }
}

/// Small cells that come out exactly when the sums are drawn in.
fn found_out(shown: &[Slice<Shown>]) -> usize {
    let mut reader = TavolaReader::of(shown);
    assert!(reader.narrow(), "the table contradicts itself: {shown:?}");
    let small = shown.iter().flatten().flatten().zip(&reader.between).filter(|(cell, _)| **cell == Shown::Under);
    small.filter(|(_, (low, high))| low == high).count()
}

fn counters(
    months: std::ops::Range<usize>,
    rows: usize,
    columns: usize,
    most: u64,
) -> impl Strategy<Value = Vec<Slice<u64>>> {
    let cell = prop_oneof![3 => Just(0u64), 3 => 0u64..7, 2 => 4u64..12, 1 => 4u64..most];
    let slice = prop::collection::vec(prop::collection::vec(cell, columns), rows);
    prop::collection::vec(slice, months).prop_filter("somebody came", |t| t.iter().flatten().flatten().any(|n| *n > 0))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_small_number_comes_out_of_the_sums(inner in counters(1..5, 6, 4, 400)) {
        // Where there are too few to show anything, nothing is shown.
        let Some(shown) = protect(&inner) else { return Ok(()) };
        prop_assert_eq!(found_out(&shown), 0);
        // What is shown is true, and what is small is never shown.
        for (number, cell) in with_sums(&inner).iter().flatten().flatten().zip(shown.iter().flatten().flatten()) {
            match cell {
                Shown::Number(n) => prop_assert!(n == number && *n >= SMALL),
                Shown::Under => prop_assert!(*number < SMALL),
                Shown::Hidden => prop_assert!(*number >= SMALL),
            }
        }
    }

    #[test]
    fn whatever_is_not_said_could_be_three_numbers_at_least(inner in counters(1..3, 3, 2, 14)) {
        // Where there are too few to show anything, nothing is shown.
        let Some(shown) = protect(&inner) else { return Ok(()) };
        let narrow = narrow_cells(&inner, &shown);
        prop_assert!(narrow.is_empty(), "{narrow:?}: {shown:?}");
    }

    #[test]
    fn so_it_is_in_a_table_of_more_cells(inner in counters(2..4, 4, 3, 40)) {
        let Some(shown) = protect(&inner) else { return Ok(()) };
        let narrow = narrow_cells(&inner, &shown);
        prop_assert!(narrow.is_empty(), "{narrow:?}: {shown:?}");
    }

    #[test]
    fn most_of_a_desk_that_is_used_is_still_shown(
        inner in prop::collection::vec(prop::collection::vec(prop::collection::vec(0u64..60, 4), 6), 1..5)
    ) {
        let shown = protect(&inner).unwrap();
        let (all, said) = shown.iter().flatten().flatten().fold((0, 0), |(all, said), cell| {
            (all + 1, said + usize::from(matches!(cell, Shown::Number(_))))
        });
        prop_assert!(said * 2 > all, "{said} of {all}: {shown:?}");
    }
}

/// The cells that are not said and of which somebody who solves the table finds fewer than three numbers possible.
fn narrow_cells(inner: &[Slice<u64>], shown: &[Slice<Shown>]) -> Vec<(usize, Shown, Vec<i64>)> {
    let sums = with_sums(inner);
    let truth: Vec<i64> = sums.iter().flatten().flatten().map(|n| i64::try_from(*n).unwrap()).collect();
    let mut reader = TavolaReader::of(shown);
    assert!(reader.narrow(), "the table contradicts itself: {shown:?}");
    let mut out = Vec::new();
    for (at, cell) in shown.iter().flatten().flatten().enumerate().filter(|(_, c)| !matches!(c, Shown::Number(_))) {
        let mut possible = vec![truth[at]];
        // The nearest first.
        for n in (1..5).flat_map(|far| [truth[at] + far, truth[at] - far]) {
            let (low, high) = reader.between[at];
            if possible.len() < 3 && (low..=high).contains(&n) {
                let mut tried = reader.clone();
                tried.between[at] = (n, n);
                possible.extend(tried.has_an_answer(&mut 0).then_some(n));
            }
        }
        if possible.len() < 3 {
            out.push((at, *cell, possible));
        }
    }
    out
}

#[test]
fn a_table_with_only_its_small_numbers_hidden_gives_them_away() {
    let inner = vec![vec![vec![2, 30, 40], vec![50, 60, 70]]];
    let sums = with_sums(&inner);
    let cell = |n: &u64| if *n < SMALL { Shown::Under } else { Shown::Number(*n) };
    let naive: Vec<Slice<Shown>> =
        sums.iter().map(|s| s.iter().map(|row| row.iter().map(cell).collect()).collect()).collect();
    assert_eq!(found_out(&naive), 1);
    assert_eq!(found_out(&protect(&inner).unwrap()), 0);
}

#[test]
fn where_nothing_is_small_nothing_is_hidden() {
    let inner = vec![vec![vec![5, 30], vec![50, 60]], vec![vec![9, 8], vec![7, 6]]];
    let shown = protect(&inner).unwrap();
    assert!(shown.iter().flatten().flatten().all(|cell| matches!(cell, Shown::Number(_))), "{shown:?}");
}

#[test]
fn the_sums_of_a_busy_year_stay() {
    let month = |n: u64| vec![vec![2, 12 + n, 40], vec![30, 3, 60], vec![25, 31, 1 + n % 3], vec![14, 22, 90]];
    let year: Vec<Slice<u64>> = (0..12).map(month).collect();
    let shown = protect(&year).unwrap();
    let all = shown.last().unwrap().last().unwrap();
    assert!(all.iter().all(|cell| matches!(cell, Shown::Number(_))), "{all:?}");
    let hidden = shown.iter().flatten().flatten().filter(|cell| **cell == Shown::Hidden).count();
    assert!(hidden < 13 * 6, "{hidden} hidden of {}", 13 * 5 * 4);
}

#[test]
fn one_person_in_a_year_is_under_five_everywhere() {
    let inner = vec![vec![vec![0, 1], vec![0, 0]]];
    let shown = protect(&inner).unwrap();
    assert!(shown.iter().flatten().flatten().all(|cell| *cell == Shown::Under), "{shown:?}");
}

#[test]
fn the_table_of_a_usual_month_is_shown() {
    // Areas by outcome: a busy desk, a small one, one with empty rows.
    for month in [
        vec![vec![40, 22, 9, 3], vec![18, 7, 2, 0], vec![31, 12, 6, 1], vec![9, 5, 1, 0]],
        vec![vec![12, 6, 1, 0], vec![8, 0, 2, 0], vec![7, 3, 0, 0]],
        vec![vec![25, 10, 4, 0], vec![0, 0, 0, 0], vec![14, 6, 0, 1]],
    ] {
        let shown = protect(std::slice::from_ref(&month)).unwrap();
        assert!(shown.iter().flatten().flatten().any(|c| matches!(c, Shown::Number(_))), "{month:?}");
        assert_eq!(found_out(&shown), 0, "{month:?}");
    }
}
