//! The problems of a file, each with its place, as they are found and as they are told.

use std::fmt;

use super::super::spans::LineStarts;
use super::super::text::Text;
use super::codes::Code;
use crate::lingua::near;

/// Most problems reported of one file; a last one says that there are more.
pub const MAX_PROBLEMS: usize = 1_000;

/// One problem: what `sportello catalog validate` prints as a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as it was named.
    pub file: Text,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Column, from 1, in characters; 0 where the file as a whole is meant.
    pub column: usize,
    /// Which kind of problem.
    pub code: Code,
    /// What is wrong, in Italian.
    pub message: Text,
    /// What to do, in Italian.
    pub remedy: Text,
}

impl Problem {
    /// A problem of a file as a whole.
    pub fn of_file(file: &str, code: Code, message: &str) -> Self {
        Self {
            file: Text::new(file),
            line: 0,
            column: 0,
            code,
            message: Text::new(message),
            remedy: Text::new(code.remedy()),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, code, message, remedy } = self;
        write!(f, "{file}:{line}:{column}: [{code}] {message} – {remedy}")
    }
}

/// The problems of one file while they are found.
pub(super) struct Report<'a> {
    pub(super) file: Text,
    pub(super) lines: LineStarts<'a>,
    pub(super) problems: Vec<Problem>,
    more: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &str, text: &'a str) -> Self {
        Self { file: Text::new(file), lines: LineStarts::of(text), problems: Vec::new(), more: 0 }
    }

    pub(super) fn push(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS { self.problems.push(problem) } else { self.more += 1 }
    }

    /// A problem at a byte offset, with the code's own remedy.
    pub(super) fn at(&mut self, offset: usize, code: Code, message: &str) {
        self.with(offset, code, message, code.remedy());
    }

    /// A problem at a byte offset, with a remedy for this very case.
    pub(super) fn with(&mut self, offset: usize, code: Code, message: &str, remedy: &str) {
        if self.problems.len() >= MAX_PROBLEMS {
            self.more += 1;
            return;
        }
        let (line, column) = self.lines.place(offset);
        let (file, message, remedy) = (self.file.clone(), Text::new(message), Text::new(remedy));
        self.push(Problem { file, line, column, code, message, remedy });
    }

    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems.dedup();
        if self.more > 0 {
            let message = format!("altri {} problemi in questo file non sono elencati", self.more);
            self.problems.push(Problem::of_file(&self.file, Code::Troppo, &message));
        }
        self.problems
    }
}

/// The known word nearest to a misspelt one; `None` when nothing is near.
pub(super) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let most = (word.chars().count() / 3).max(2);
    near::nearest(word, known, |_| most)
}
