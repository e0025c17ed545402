//! Texts in so many columns: broken into lines, cut by grapheme, and never in the middle of a telephone number.
//!
//! A column is what one letter of a terminal takes; wide signs take two, accents none.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What marks that a text was cut.
pub const CUT: &str = "…";

/// A telephone number with an area code has no fewer digits; a year or a postal code has.
const FEWEST_DIGITS: usize = 6;

/// What may follow a number without a space.
const AFTER_A_NUMBER: [char; 5] = [',', '.', ';', ':', ')'];

/// The words of a text; groups of digits that follow one another are one word. A no-break space ends none.
pub fn unbroken(text: &str) -> Vec<String> {
    let digits = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty()) {
        let continues = digits(word.trim_end_matches([',', '.', ';', ':', ')', '/']));
        match words.last_mut() {
            Some(last) if continues && last.rsplit(' ').next().is_some_and(digits) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
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

/// Lines that are being filled.
struct Lines {
    columns: usize,
    full: Vec<String>,
    line: String,
    used: usize,
}

impl Lines {
    fn new(columns: usize) -> Self {
        Self { columns, full: Vec::new(), line: String::new(), used: 0 }
    }

    fn end(&mut self) {
        self.full.push(std::mem::take(&mut self.line));
        self.used = 0;
    }

    /// Room for something so wide behind a space: on this line or on a new one.
    fn make_room(&mut self, wide: usize) {
        if self.used > 0 && self.used + 1 + wide > self.columns {
            self.end();
        }
        if self.used > 0 {
            self.put(" ", 1);
        }
    }

    fn put(&mut self, piece: &str, wide: usize) {
        self.line.push_str(piece);
        self.used += wide;
    }

    fn finish(mut self) -> Vec<String> {
        if !self.line.is_empty() {
            self.end();
        }
        self.full
    }
}

/// Breaks `text` between words into lines of at most `columns`. A single wider word (a web address) keeps a line to itself,
/// so that it can be copied whole, and the groups of a phone number stay together. No lines for an empty text.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Lines::new(columns);
    for word in unbroken(text) {
        let wide = word.width();
        lines.make_room(wide);
        lines.put(&word, wide);
    }
    lines.finish()
}

/// `text` in lines none of which is wider than `columns`: as [`wrap`], but a number that is too long for a line is broken
/// between its groups and any other word by grapheme. Never empty: an empty text is one empty line.
pub fn wrap_within(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Lines::new(columns);
    let whole = unbroken(text);
    let words = whole.iter().flat_map(|word| {
        let splits = word.width() > columns;
        word.split(move |c: char| splits && c == ' ')
    });
    for word in words {
        let wide = word.width();
        lines.make_room(wide);
        if wide <= columns {
            lines.put(word, wide);
            continue;
        }
        for g in word.graphemes(true) {
            if lines.used > 0 && lines.used + g.width() > columns {
                lines.end();
            }
            lines.put(g, g.width());
        }
    }
    let lines = lines.finish();
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// `text` in at most `columns`, an ellipsis where something is missing; nothing where there is no column.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    cut_before(text, "", columns, CUT)
}

/// The same with `mark` in the place of the ellipsis, and a short bracket at its end (an acronym) stays.
pub fn cut_name<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    let bracket = text.rfind(" (").and_then(|at| text.get(at..));
    let bracket = bracket.filter(|b| b.ends_with(')') && b.width() * 3 <= columns);
    cut_before(text, bracket.unwrap_or_default(), columns, mark)
}

/// `text` in at most `columns`, an ellipsis in its middle where something is missing: what tells names of one kind apart
/// stands at their end.
pub fn cut_middle(text: &str, columns: usize) -> Cow<'_, str> {
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

/// What fits of `text` with `mark` and `tail` behind it.
fn cut_before<'a>(text: &'a str, tail: &str, columns: usize, mark: &str) -> Cow<'a, str> {
    if text.width() <= columns {
        return text.into();
    }
    let room = columns.saturating_sub(mark.width() + tail.width());
    let mut kept = String::new();
    let mut used = 0;
    for g in text.graphemes(true) {
        used += g.width();
        if used > room {
            break;
        }
        kept.push_str(g);
    }
    kept.truncate(kept.trim_end().len());
    if mark.width() <= columns {
        kept.push_str(mark);
    }
    kept.push_str(tail);
    kept.into()
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_name_ends_in_an_ellipsis() {
        for (text, columns, shown) in [
            ("Assistenza domiciliare", 12, "Assistenza…"),
            ("SAD", 3, "SAD"),
            ("SAD", 2, "S…"),
            ("SAD", 0, ""),
            ("漢字漢字", 5, "漢字…"),
            ("citta\u{300} e disabilità", 6, "citta\u{300}…"),
        ] {
            assert_eq!(cut(text, columns), shown, "{text} {columns}");
        }
        assert_eq!(cut_middle("Centro diurno per anziani", 15), "Centro…anziani");
        assert_eq!(cut_middle("SAD", 1), "…");
    }

    #[test]
    fn a_cut_name_keeps_its_acronym() {
        assert_eq!(cut_name("Assistenza domiciliare sociale (SAD)", 24, CUT), "Assistenza domici… (SAD)");
        assert_eq!(cut_name("Assistenza domiciliare sociale (SAD)", 24, "..."), "Assistenza domi... (SAD)");
        assert_eq!(cut_name("Assistenza domiciliare (anziani e persone fragili)", 24, CUT), "Assistenza domiciliare…");
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
    fn a_phone_number_is_never_broken_over_two_lines() {
        let lines = wrap("Chiamare: Segretariato, 0833 000 002. Portare il documento", 34);
        assert_eq!(lines, ["Chiamare: Segretariato,", "0833 000 002. Portare il documento"]);
    }

    #[test]
    fn what_is_wider_than_a_line_keeps_one_or_is_broken() {
        assert_eq!(wrap("vedi https://comune.it ora", 8), ["vedi", "https://comune.it", "ora"]);
        assert!(wrap(" ", 8).is_empty());
        for (text, columns, lines) in [
            ("uno due tre", 7, &["uno due", "tre"][..]),
            ("abcdefgh", 3, &["abc", "def", "gh"]),
            ("", 3, &[""]),
            ("chiamare 0833 838 423, Nardò", 16, &["chiamare", "0833 838 423,", "Nardò"]),
            ("tel 0833 838 423", 8, &["tel 0833", "838 423"]),
        ] {
            assert_eq!(wrap_within(text, columns), lines);
        }
    }

    proptest! {
        #[test]
        fn a_wrapped_line_is_never_wider_than_asked_unless_it_is_one_word(text in "[a-zà-ù ]{0,200}", width in 1_usize..60) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width || !line.contains(' '));
            }
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(lines.join(" "), words.join(" "));
        }

        #[test]
        fn a_text_wrapped_within_keeps_its_words_and_its_width(text in "[a-zàèìòù' 0-9]{0,200}", columns in 1usize..60) {
            let lines = wrap_within(&text, columns);
            prop_assert!(lines.iter().all(|l| l.width() <= columns));
            let kept: String = lines.concat().split_whitespace().collect();
            let meant: String = text.split_whitespace().collect();
            prop_assert_eq!(kept, meant);
        }
    }
}
