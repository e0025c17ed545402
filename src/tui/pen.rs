//! Words on cells: writing, cutting and wrapping by grapheme and display width.
//!
//! Every write is clipped to the buffer, so that no size of window can make a drawing fail.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::scheda::words::unbroken;

/// What marks that a text was cut.
pub const CUT: &str = "…";

/// A telephone number with an area code has no fewer digits; a year or a postal code has.
const FEWEST_DIGITS: usize = 6;

/// What may follow a number without a space.
const AFTER_A_NUMBER: [char; 5] = [',', '.', ';', ':', ')'];

/// Columns of a text.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Writes `text` at `x`, `y`, at most up to column `end` (exclusive). Returns the column after it.
pub fn put(buffer: &mut Buffer, (x, y): (u16, u16), end: u16, text: &str, style: Style) -> u16 {
    let area = buffer.area;
    let end = end.min(area.right());
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= end {
        return x;
    }
    let after = buffer.set_stringn(x, y, text, usize::from(end - x), Style::reset()).0;
    // A style adds to what a cell has: what stood here before must not shine through.
    buffer.set_style(Rect::new(x, y, after - x, 1), style);
    after
}

/// Writes `text` in at most `columns`, cut with an ellipsis where it is too long. Returns the column after it.
pub fn put_cut(buffer: &mut Buffer, at: (u16, u16), columns: u16, text: &str, style: Style) -> u16 {
    put(buffer, at, at.0.saturating_add(columns), &cut(text, usize::from(columns)), style)
}

/// Writes `text` so that it ends before column `end`. Returns the column where it starts.
pub fn put_right(buffer: &mut Buffer, end: u16, y: u16, text: &str, style: Style) -> u16 {
    let x = end.saturating_sub(width(text));
    put(buffer, (x, y), end, text, style);
    x
}

/// A horizontal line over `area`'s first row.
pub fn rule(buffer: &mut Buffer, area: Rect, style: Style) {
    let line = "─".repeat(usize::from(area.width));
    put(buffer, (area.x, area.y), area.right(), &line, style);
}

/// Sets `style` on the cells of `area` that the buffer has.
pub fn paint(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    buffer.set_style(area, style);
}

/// `text` in at most `columns`, an ellipsis where something is missing.
pub fn cut(text: &str, columns: usize) -> std::borrow::Cow<'_, str> {
    if text.width() <= columns {
        return text.into();
    }
    let mut out = String::new();
    let mut used = 0;
    for g in text.graphemes(true) {
        used += g.width();
        if used + 1 > columns {
            break;
        }
        out.push_str(g);
    }
    let mut out = out.trim_end().to_owned();
    if columns > 0 {
        out.push_str(CUT);
    }
    out.into()
}

/// `text` in at most `columns`, an ellipsis in its middle where something is missing: its end tells it from its like.
pub fn cut_middle(text: &str, columns: usize) -> std::borrow::Cow<'_, str> {
    if text.width() <= columns {
        return text.into();
    }
    let room = columns.saturating_sub(1);
    let mut tail: Vec<&str> = Vec::new();
    let mut used = 0;
    for g in text.graphemes(true).rev() {
        if used + g.width() > room / 2 {
            break;
        }
        used += g.width();
        tail.push(g);
    }
    let tail: String = tail.into_iter().rev().collect();
    // Half a word says nothing.
    let tail = tail.split_once(' ').map_or(tail.as_str(), |(_, whole)| whole);
    let used = tail.width();
    format!("{}{tail}", cut(text, columns - used)).into()
}

/// Whether a word of [`unbroken`] is a number, be it followed by a comma.
pub fn is_number(word: &str) -> bool {
    let word = word.trim_end_matches(AFTER_A_NUMBER);
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b' ')
}

/// Whether a word of [`unbroken`] is a telephone number with an area code.
pub fn is_dialled(word: &str) -> bool {
    is_number(word) && word.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS
}

/// `text` in at most `columns` with the number to dial that it names, whole: what follows it is left out, and what stands
/// before it gives way. `None` where the text fits as it is or names no number.
pub fn cut_around_number(text: &str, columns: usize) -> Option<String> {
    if text.width() <= columns {
        return None;
    }
    let words = unbroken(text);
    let at = words.iter().position(|w| is_dialled(w))?;
    let number = words.get(at)?.trim_end_matches(AFTER_A_NUMBER);
    let before = words.get(..at)?.join(" ");
    let room = columns.checked_sub(number.width() + 1)?;
    let mut kept = format!("{} {number}", cut(&before, room)).trim_start().to_owned();
    if kept.width() + 2 <= columns {
        kept.push(' ');
        kept.push_str(CUT);
    }
    Some(kept)
}

/// `text` in lines of at most `columns`, broken between words but never between the groups of a phone number; what is too
/// long for a line is broken by grapheme. Never empty: an empty text is one empty line.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    let whole = unbroken(text);
    // A phone number stays in one line where a line is wide enough for it.
    let words = whole.iter().flat_map(|word| {
        let splits = word.width() > columns;
        word.split(move |c: char| splits && c == ' ')
    });
    for word in words {
        let wide = word.width();
        if used > 0 && used + 1 + wide > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        if wide <= columns {
            line.push_str(word);
            used += wide;
            continue;
        }
        for g in word.graphemes(true) {
            if used + g.width() > columns && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(g);
            used += g.width();
        }
    }
    if used > 0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_name_ends_in_an_ellipsis() {
        assert_eq!(cut("Assistenza domiciliare", 12), "Assistenza…");
        assert_eq!(cut("SAD", 3), "SAD");
        assert_eq!(cut("SAD", 0), "");
        assert_eq!(cut_middle("Centro diurno per anziani", 15), "Centro…anziani");
        assert_eq!(cut_middle("SAD", 1), "…");
    }

    #[test]
    fn a_number_to_dial_is_never_cut() {
        let said = "Chiamare: Segretariato sociale di Mesagne, 0831 776 065 (dato del 2020, da verificare).";
        assert_eq!(cut_around_number(said, 38).unwrap(), "Chiamare: Segretariato s… 0831 776 065");
        assert_eq!(cut_around_number(said, 60).unwrap(), "Chiamare: Segretariato sociale di Mesagne, 0831 776 065 …");
        assert_eq!(cut_around_number(said, 200), None);
        assert_eq!(cut_around_number("Corso Roma 12, 72022 Latiano, dal 2023", 20), None);
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("uno due tre", 7), ["uno due", "tre"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("chiamare 0833 838 423, Nardò", 16), ["chiamare", "0833 838 423,", "Nardò"]);
        assert_eq!(wrap("tel 0833 838 423", 8), ["tel 0833", "838 423"]);
    }

    proptest! {
        #[test]
        fn a_wrapped_text_keeps_its_words_and_its_width(text in "[a-zàèìòù' 0-9]{0,200}", columns in 1usize..60) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|l| l.width() <= columns));
            let kept: String = lines.concat().split_whitespace().collect();
            let meant: String = text.split_whitespace().collect();
            prop_assert_eq!(kept, meant);
        }
    }
}
