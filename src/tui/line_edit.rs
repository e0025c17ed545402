//! One editable line: the query, or what is typed into a picker. Moves and deletes by grapheme.
//!
//! Knows nothing of keys: [`super::update`] says which key does what.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

use crate::lingua::signs::clean;

/// Most bytes a line holds; what is typed or pasted beyond is dropped.
const LIMIT: usize = 400;

/// A line and the place in it where the next character goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineEdit {
    text: String,
    cursor: usize,
}

impl LineEdit {
    /// A line with the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut line = Self::default();
        line.insert(text);
        line
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Inserts at the cursor; hostile characters vanish, line breaks become spaces. False when nothing was inserted: the line
    /// is full.
    pub fn insert(&mut self, raw: &str) -> bool {
        let ends_in_space = raw.ends_with(char::is_whitespace);
        let mut cleaned = clean(raw).into_owned();
        if ends_in_space && !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
        let mut room = LIMIT.saturating_sub(self.text.len()).min(cleaned.len());
        while !cleaned.is_char_boundary(room) {
            room -= 1;
        }
        cleaned.truncate(room);
        self.text.insert_str(self.cursor, &cleaned);
        self.cursor += cleaned.len();
        self.snap();
        !cleaned.is_empty()
    }

    /// Deletes the grapheme before the cursor. False when there is none.
    pub fn backspace(&mut self) -> bool {
        let from = self.before();
        self.cut(from, self.cursor)
    }

    /// Deletes the grapheme after the cursor. False when there is none.
    pub fn delete(&mut self) -> bool {
        let to = self.after();
        self.cut(self.cursor, to)
    }

    /// Deletes the word before the cursor. False when there is none.
    pub fn delete_word(&mut self) -> bool {
        let head = self.text.get(..self.cursor).unwrap_or_default().trim_end();
        let from = head.rfind(' ').map_or(0, |at| at + 1);
        self.cut(from, self.cursor)
    }

    /// Deletes everything before the cursor. False when there is nothing.
    pub fn delete_to_start(&mut self) -> bool {
        self.cut(0, self.cursor)
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    /// One grapheme to the left.
    pub fn left(&mut self) {
        self.cursor = self.before();
    }

    /// One grapheme to the right.
    pub fn right(&mut self) {
        self.cursor = self.after();
    }

    /// To the start.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// To the end.
    pub fn end(&mut self) {
        self.cursor = self.text.len();
    }

    /// What fits in `width` columns around the cursor, and the cursor's column in it (below `width`, or 0).
    pub fn window(&self, width: usize) -> (&str, usize) {
        let mut start = 0;
        let column = |start: usize| self.text.get(start..self.cursor).unwrap_or_default().width();
        let mut graphemes = self.text.graphemes(true);
        while start < self.cursor && column(start) >= width {
            let Some(g) = graphemes.next() else { break };
            start += g.len();
        }
        let mut used = 0;
        let mut end = start;
        for g in self.text.get(start..).unwrap_or_default().graphemes(true) {
            used += g.width();
            if used > width {
                break;
            }
            end += g.len();
        }
        (self.text.get(start..end).unwrap_or_default(), column(start))
    }

    fn before(&self) -> usize {
        GraphemeCursor::new(self.cursor, self.text.len(), true).prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn after(&self) -> usize {
        GraphemeCursor::new(self.cursor, self.text.len(), true)
            .next_boundary(&self.text, 0)
            .ok()
            .flatten()
            .unwrap_or(self.text.len())
    }

    fn cut(&mut self, from: usize, to: usize) -> bool {
        if from >= to || !self.text.is_char_boundary(from) || !self.text.is_char_boundary(to) {
            return false;
        }
        self.text.replace_range(from..to, "");
        self.cursor = from;
        self.snap();
        true
    }

    /// Two halves of a grapheme may have met: the cursor never stands inside one.
    fn snap(&mut self) {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        if !cursor.is_boundary(&self.text, 0).unwrap_or(true) {
            self.cursor = self.after();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backspace_takes_a_whole_accented_letter() {
        let mut line = LineEdit::new("citta\u{300}");
        assert!(line.backspace());
        assert_eq!(line.text(), "citt");
        line.home();
        assert!(!line.backspace());
    }

    #[test]
    fn a_word_goes_with_the_spaces_after_it() {
        let mut line = LineEdit::new("sad a latiano  ");
        assert!(line.delete_word());
        assert_eq!(line.text(), "sad a ");
    }

    #[test]
    fn a_pasted_line_break_is_a_space_and_an_escape_is_nothing() {
        let mut line = LineEdit::new("sad");
        line.insert("\r\nlatiano\u{1b}[2J");
        assert_eq!(line.text(), "sadlatiano[2J");
        line.clear();
        line.insert("sad\nlatiano\n");
        assert_eq!(line.text(), "sad latiano ");
    }

    #[test]
    fn a_long_line_shows_the_part_with_the_cursor() {
        let mut line = LineEdit::new("abcdefghij");
        assert_eq!(line.window(5), ("ghij", 4));
        line.home();
        assert_eq!(line.window(5), ("abcde", 0));
        assert_eq!(line.window(0), ("", 0));
    }
}
