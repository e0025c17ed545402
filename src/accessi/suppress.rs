//! What of a table of counters may be shown, so that nobody finds out how many a small cell holds.
//!
//! A table is months by rows by columns, with the sums of each. A number under [`SMALL`] is shown as "under five"; further
//! numbers are hidden where the sums would leave fewer than three for it to be. That they do not is shown for each cell that
//! is not said by two other tables: each agrees with everything that is shown and has another number there. Such a table is
//! found as a walk of ones added and taken away in turn, row to column and back, in two months (or a month and the sum of
//! all), so that every sum stays true; where a cell can go one way only, as a walk through the table that a walk led to.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Numbers below this one are not shown.
pub const SMALL: u64 = 5;

/// A cell as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The number.
    Number(u64),
    /// Somewhere from nought to four.
    Under,
    /// Five or more, and not said: it would give another away.
    Hidden,
}

/// One month, or all together: rows of columns, the sums last.
pub type Slice<T> = Vec<Vec<T>>;

/// The table with its sums: a column of sums a row, a row of sums a slice, and after the months a slice of all of them where
/// there are several.
pub fn with_sums(inner: &[Slice<u64>]) -> Vec<Slice<u64>> {
    let mut slices: Vec<Slice<u64>> = inner.iter().map(|slice| summed(slice)).collect();
    if let [first, rest @ ..] = slices.as_slice()
        && !rest.is_empty()
    {
        let mut all = first.clone();
        for slice in rest {
            for (sum, n) in all.iter_mut().flatten().zip(slice.iter().flatten()) {
                *sum += n;
            }
        }
        slices.push(all);
    }
    slices
}

fn summed(slice: &[Vec<u64>]) -> Slice<u64> {
    let mut rows: Slice<u64> =
        slice.iter().map(|row| row.iter().copied().chain([row.iter().sum::<u64>()]).collect()).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let sums = (0..columns).map(|at| rows.iter().filter_map(|row| row.get(at)).sum()).collect();
    rows.push(sums);
    rows
}

/// The table with its sums as it may be shown; `None` where there are too few to show anything.
pub fn protect(inner: &[Slice<u64>]) -> Option<Vec<Slice<Shown>>> {
    let mut table = CountTable::of(inner);
    let cells: Vec<CountCell> = (0..table.slices)
        .flat_map(|slice| (0..table.rows).map(move |row| (slice, row)))
        .flat_map(|(slice, row)| (0..table.columns).map(move |column| CountCell { slice, row, column }))
        .collect();
    for cell in &cells {
        if table.value(*cell) < SMALL && !table.widen(*cell) {
            return None;
        }
    }
    // What was hidden on the way is given the same room; that may hide more, until nothing new is. Of a number that cannot have
    // it only that is found out which is not small.
    let mut seen = vec![false; table.hidden.len()];
    loop {
        let new = cells.iter().copied().filter(|cell| table.value(*cell) >= SMALL && table.is_hidden(*cell));
        let new: Vec<CountCell> = new.filter(|cell| !seen.get(table.at(*cell)).copied().unwrap_or(true)).collect();
        if new.is_empty() {
            return Some(table.shown());
        }
        for cell in new {
            let at = table.at(cell);
            seen.iter_mut().skip(at).take(1).for_each(|s| *s = true);
            table.widen(cell);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CountCell {
    slice: usize,
    row: usize,
    column: usize,
}

/// The table with its sums, and what is hidden so far.
struct CountTable {
    slices: usize,
    rows: usize,
    columns: usize,
    /// The slice that sums the months up, where there is one.
    all: Option<usize>,
    values: Vec<u64>,
    hidden: Vec<bool>,
}

/// A walk through a cell: what hiding it costs, through which other slice it leads, and its cells, each with the way it goes in
/// the slice of the cell.
struct Way {
    cost: u64,
    other: Option<usize>,
    steps: Vec<Hiding>,
}

/// Row and column, and whether it goes up.
type Hiding = (usize, usize, bool);

impl CountTable {
    fn of(inner: &[Slice<u64>]) -> Self {
        let slices = with_sums(inner);
        let values: Vec<u64> = slices.iter().flatten().flatten().copied().collect();
        Self {
            all: (slices.len() > inner.len()).then_some(inner.len()),
            rows: slices.first().map_or(0, Vec::len),
            columns: slices.first().and_then(|s| s.first()).map_or(0, Vec::len),
            slices: slices.len(),
            hidden: vec![false; values.len()],
            values,
        }
    }

    fn at(&self, cell: CountCell) -> usize {
        (cell.slice * self.rows + cell.row) * self.columns + cell.column
    }

    fn value(&self, cell: CountCell) -> u64 {
        self.values.get(self.at(cell)).copied().unwrap_or_default()
    }

    fn is_hidden(&self, cell: CountCell) -> bool {
        self.hidden.get(self.at(cell)).copied().unwrap_or_default()
    }

    /// Whether adding one to the cells of a line and taking it from a sum is adding: sums count the other way.
    fn adds(&self, cell: CountCell, up: bool) -> bool {
        let sums = [cell.row + 1 == self.rows, cell.column + 1 == self.columns, Some(cell.slice) == self.all];
        up ^ (sums.iter().filter(|is_sum| **is_sum).count() % 2 == 1)
    }

    /// What it costs to let a cell be one more or one less; `None` where what is shown of it would tell the two apart.
    fn cost(&self, cell: CountCell, up: bool) -> Option<u64> {
        let (value, adds) = (self.value(cell), self.adds(cell, up));
        if value < SMALL {
            return (if adds { value + 1 < SMALL } else { value > 0 }).then_some(0);
        }
        if !adds && value == SMALL {
            return None;
        }
        if self.is_hidden(cell) {
            return Some(0);
        }
        // Sums are worth more than what they sum up, and large numbers more than small ones.
        let is_sum = [cell.row + 1 == self.rows, cell.column + 1 == self.columns, Some(cell.slice) == self.all];
        let weight = is_sum.iter().fold(16, |weight, is_sum| if *is_sum { weight * 5 } else { weight });
        Some(weight + u64::from(value.ilog2()))
    }

    /// Both slices of a step: one goes up where the other goes down.
    fn cost_of_both(
        &self,
        (one, other): (usize, Option<usize>),
        (row, column): (usize, usize),
        up: bool,
    ) -> Option<u64> {
        let first = self.cost(CountCell { slice: one, row, column }, up)?;
        let second = other.map_or(Some(0), |slice| self.cost(CountCell { slice, row, column }, !up))?;
        Some(first + second)
    }

    /// Hides what has to be hidden so that `cell` could hold two other numbers; `false` where nothing helps.
    fn widen(&mut self, cell: CountCell) -> bool {
        let mut firsts: Vec<(bool, Way)> =
            [false, true].into_iter().filter_map(|up| Some((up, self.cheapest(cell, up)?))).collect();
        firsts.sort_by_key(|(_, way)| way.cost);
        for (up, first) in firsts {
            let before = self.hidden.clone();
            self.hide(cell, &first);
            let mut second = self.cheapest(cell, !up);
            if second.as_ref().is_none_or(|way| way.cost > 0) {
                self.go(cell, &first, true);
                let again = self.cheapest(cell, up);
                self.go(cell, &first, false);
                let cost = |way: &Option<Way>| way.as_ref().map_or(u64::MAX, |way| way.cost);
                if cost(&again) < cost(&second) {
                    second = again;
                }
            }
            if let Some(second) = second {
                self.hide(cell, &second);
                return true;
            }
            self.hidden = before;
        }
        false
    }

    /// The cheapest walk on which `cell` goes up or down.
    fn cheapest(&self, cell: CountCell, up: bool) -> Option<Way> {
        let others: Vec<Option<usize>> = if self.slices == 1 {
            vec![None]
        } else {
            (0..self.slices).filter(|s| *s != cell.slice).map(Some).collect()
        };
        let mut best: Option<Way> = None;
        for other in others {
            let below = best.as_ref().map_or(u64::MAX, |best| best.cost);
            if below == 0 {
                break;
            }
            best = self.walk(cell, other, up, below).or(best);
        }
        best
    }

    /// The cells of a walk, each with the way it goes.
    fn cells(&self, cell: CountCell, way: &Way) -> Vec<(usize, bool)> {
        let slices = [Some((cell.slice, false)), way.other.map(|slice| (slice, true))];
        let steps = slices.into_iter().flatten().flat_map(|(slice, turned)| {
            way.steps
                .iter()
                .map(move |(row, column, up)| (CountCell { slice, row: *row, column: *column }, up ^ turned))
        });
        steps.map(|(cell, up)| (self.at(cell), self.adds(cell, up))).collect()
    }

    fn hide(&mut self, cell: CountCell, way: &Way) {
        for (at, _) in self.cells(cell, way) {
            if let Some(hidden) = self.hidden.get_mut(at) {
                *hidden = true;
            }
        }
    }

    /// Goes a walk, or goes it back: the table is another that agrees with what is shown.
    fn go(&mut self, cell: CountCell, way: &Way, forth: bool) {
        for (at, adds) in self.cells(cell, way) {
            if let Some(value) = self.values.get_mut(at) {
                *value = if adds == forth { *value + 1 } else { value.saturating_sub(1) };
            }
        }
    }

    /// The cheapest round through `cell` that costs less than `below`: its row to its column, and back over other cells that go
    /// down and up in turn.
    fn walk(&self, cell: CountCell, other: Option<usize>, up: bool, below: u64) -> Option<Way> {
        let slices = (cell.slice, other);
        let begin = self.cost_of_both(slices, (cell.row, cell.column), up).filter(|cost| *cost < below)?;
        // Rows first, then columns.
        let nodes = self.rows + self.columns;
        let (start, end) = (self.rows + cell.column, cell.row);
        let mut least: Vec<Option<(u64, usize)>> = vec![None; nodes];
        let mut open = BinaryHeap::from([Reverse((begin, start, start))]);
        while let Some(Reverse((so_far, node, from))) = open.pop() {
            let Some(known) = least.get_mut(node).filter(|known| known.is_none()) else { continue };
            *known = Some((so_far, from));
            if node == end {
                break;
            }
            let is_column = node >= self.rows;
            let next = if is_column { 0..self.rows } else { self.rows..nodes };
            for to in next {
                let step = if is_column { (to, node - self.rows) } else { (node, to - self.rows) };
                if step == (cell.row, cell.column) || least.get(to).is_none_or(Option::is_some) {
                    continue;
                }
                // From a column to a row it goes the other way than the cell, from a row to a column the same way.
                let direction = if is_column { !up } else { up };
                let cost = self.cost_of_both(slices, step, direction).filter(|cost| so_far + cost < below);
                if let Some(cost) = cost {
                    open.push(Reverse((so_far + cost, to, node)));
                }
            }
        }
        let (cost, _) = (*least.get(end)?)?;
        let mut steps = vec![(cell.row, cell.column, up)];
        let mut node = end;
        while node != start {
            let (_, from) = (*least.get(node)?)?;
            steps.push(if node < self.rows { (node, from - self.rows, !up) } else { (from, node - self.rows, up) });
            node = from;
        }
        Some(Way { cost, other, steps })
    }

    fn shown(&self) -> Vec<Slice<Shown>> {
        let cell = |slice, row, column| {
            let cell = CountCell { slice, row, column };
            match self.value(cell) {
                small if small < SMALL => Shown::Under,
                _ if self.is_hidden(cell) => Shown::Hidden,
                number => Shown::Number(number),
            }
        };
        let row = |slice, row| (0..self.columns).map(|column| cell(slice, row, column)).collect();
        (0..self.slices).map(|slice| (0..self.rows).map(|r| row(slice, r)).collect()).collect()
    }
}

#[cfg(test)]
#[path = "suppress_tests.rs"]
mod tests;
