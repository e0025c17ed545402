//! A list of the catalogue, read by indices of its own kind alone.
//!
//! `catalog.comuni[ix]` takes a `ComuneIx` and nothing else, so that the number of an ambito finds no comune. An index is
//! made where its list is made, in [`super::resolve`], or by looking through that list, and is never kept for another
//! catalogue: what outlives one (a place in a running screen whose layers are renewed) is carried over by its identifier.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use serde::Serialize;

/// A position in a list of the catalogue, as a type of its own.
pub trait Position: Copy {
    /// Position in the list.
    fn at(self) -> usize;
    /// The index of a position.
    fn of(at: usize) -> Self;
}

/// Elements in a fixed order, each reached by `Ix`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Table<Ix, T> {
    rows: Vec<T>,
    #[serde(skip)]
    kind: PhantomData<Ix>,
}

impl<Ix: Position, T> Table<Ix, T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Elements in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// The first, where there is one.
    pub fn first(&self) -> Option<&T> {
        self.rows.first()
    }

    /// Elements in their order, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    /// Every index, in order.
    pub fn indices(&self) -> impl ExactSizeIterator<Item = Ix> + DoubleEndedIterator + Clone + use<Ix, T> {
        (0..self.rows.len()).map(Ix::of)
    }

    /// Every element with its index, in order.
    pub fn pairs(&self) -> impl ExactSizeIterator<Item = (Ix, &T)> + DoubleEndedIterator + Clone {
        self.rows.iter().enumerate().map(|(at, row)| (Ix::of(at), row))
    }

    /// The elements of a list of indices, in the list's order.
    pub fn each<'a>(&'a self, list: &[Ix]) -> impl ExactSizeIterator<Item = &'a T> + DoubleEndedIterator + Clone {
        list.iter().map(|ix| &self[*ix])
    }

    /// A table as long as this one: `value` beside each element.
    pub fn beside<U: Clone>(&self, value: U) -> Table<Ix, U> {
        vec![value; self.rows.len()].into()
    }

    /// The first for which `is` holds.
    pub fn position(&self, is: impl FnMut(&T) -> bool) -> Option<Ix> {
        self.rows.iter().position(is).map(Ix::of)
    }

    /// The element of an index that may come from another catalogue: one that was read since.
    pub fn find(&self, ix: Ix) -> Option<&T> {
        self.rows.get(ix.at())
    }

    /// Puts an element at the end and tells where it stands.
    pub fn push(&mut self, row: T) -> Ix {
        self.rows.push(row);
        Ix::of(self.rows.len() - 1)
    }

    /// Makes room for as many more.
    pub fn reserve_exact(&mut self, more: usize) {
        self.rows.reserve_exact(more);
    }
}

// An index of this catalogue leads somewhere: no list is ever shortened. One that does not is a fault of the program, and
// "no name" in its place would be shown to a citizen as if it were an answer.
#[allow(clippy::indexing_slicing)]
impl<Ix: Position, T> Index<Ix> for Table<Ix, T> {
    type Output = T;

    fn index(&self, ix: Ix) -> &T {
        &self.rows[ix.at()]
    }
}

#[allow(clippy::indexing_slicing)]
impl<Ix: Position, T> IndexMut<Ix> for Table<Ix, T> {
    fn index_mut(&mut self, ix: Ix) -> &mut T {
        &mut self.rows[ix.at()]
    }
}

impl<Ix, T> Default for Table<Ix, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), kind: PhantomData }
    }
}

impl<Ix, T> From<Vec<T>> for Table<Ix, T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, kind: PhantomData }
    }
}

impl<'a, Ix, T> IntoIterator for &'a Table<Ix, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}
