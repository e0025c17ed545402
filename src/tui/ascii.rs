//! The frame for terminals that know ASCII only: every cell is transliterated just before it is written.
//!
//! One function on the finished buffer, so that no text can slip past it; the width of every cell stays as it was.

use ratatui::buffer::Buffer;
use unicode_normalization::UnicodeNormalization;

/// Rewrites every cell of `buffer` with characters below 0x80.
pub fn flatten(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let plain = plain(cell.symbol());
            cell.set_char(plain);
        }
    }
}

/// The one character that stands for a grapheme.
fn plain(symbol: &str) -> char {
    let first = symbol.nfd().next().unwrap_or(' ');
    match first {
        c if c.is_ascii() && !c.is_ascii_control() => c,
        '─' | '–' | '—' | '·' | '−' | '‑' => '-',
        '│' => '|',
        '┌' | '┐' | '└' | '┘' => '+',
        '…' => '.',
        '’' | '‘' | 'ʼ' | '′' => '\'',
        '“' | '”' | '«' | '»' | '„' => '"',
        '€' => 'E',
        '•' => '*',
        '↑' => '^',
        '↓' => 'v',
        '←' => '<',
        '→' => '>',
        'º' | '°' => 'o',
        'ª' => 'a',
        '×' => 'x',
        '\u{a0}' => ' ',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn an_accented_name_is_still_readable() {
        let mut buffer = Buffer::with_lines(["Città – «perché» … 10 € ─│┌ 日本"]);
        flatten(&mut buffer);
        let row: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(row.is_ascii());
        assert!(row.starts_with("Citta - \"perche\" . 10 E -|+ ?"), "{row}");
        assert_eq!(buffer.area, Rect::new(0, 0, 31, 1));
    }
}
