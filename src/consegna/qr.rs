//! A QR code as lines of characters, small enough for a terminal.
//!
//! What is drawn is the *light* part, the margin included: light characters on a dark ground give dark modules on a light
//! field, as a phone wants them.

use qrcode::bits::{Bits, encode_auto};
use qrcode::{Color, EcLevel, QrCode, QrResult, Version};

/// Widest margin, modules; a phone is content with less where there is no room.
const MARGIN: usize = 4;

/// Bytes that the codes of each size hold, from the smallest (21 modules a side, four more each): byte mode, level L.
const BYTES: [usize; 21] =
    [17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929];

/// Bytes that it takes to say in which alphabet the others are.
const ALPHABET: usize = 2;

/// The number of UTF-8 among the alphabets of codes.
const UTF_8: u32 = 26;

/// How many bytes of text the largest code holds that half blocks draw in `columns` by `rows`; `None` where none does.
pub fn bytes_in(columns: usize, rows: usize) -> Option<usize> {
    let side = columns.min(rows * 2).checked_sub(2)?;
    let size = side.checked_sub(17)? / 4;
    BYTES.get(size.min(BYTES.len()).checked_sub(1)?).map(|bytes| bytes - ALPHABET)
}

/// The bits of a text in the smallest code that holds it. Letters outside of ASCII are said to be UTF-8: a reader that has to
/// guess takes "è" for a Chinese sign, and a writer that may choose writes Georgian as Japanese.
fn bits(text: &str) -> QrResult<Bits> {
    if text.is_ascii() {
        return encode_auto(text.as_bytes(), EcLevel::L);
    }
    let whole = |version| {
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_eci_designator(UTF_8)?;
        bits.push_byte_data(text.as_bytes())?;
        bits.push_terminator(EcLevel::L)?;
        Ok(bits)
    };
    (1..40).find_map(|version| whole(version).ok()).map_or_else(|| whole(40), Ok)
}

/// The code of a text, as a square of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeImage {
    dark: Vec<bool>,
    side: usize,
}

impl CodeImage {
    /// The code of `text`; `None` where it is too long for any code.
    pub fn of(text: &str) -> Option<Self> {
        let code = bits(text).and_then(|bits| QrCode::with_bits(bits, EcLevel::L)).ok()?;
        let side = code.width();
        Some(Self { dark: code.to_colors().into_iter().map(|c| c == Color::Dark).collect(), side })
    }

    /// Whether the module at column `x`, row `y`, counted from the margin's corner, is light.
    fn light(&self, x: usize, y: usize, margin: usize) -> bool {
        match (x.checked_sub(margin), y.checked_sub(margin)) {
            (Some(x), Some(y)) if x < self.side && y < self.side => {
                !self.dark.get(y * self.side + x).copied().unwrap_or(false)
            }
            _ => true,
        }
    }

    /// Lines of half blocks, two modules a character one above the other, in at most `columns` by `rows`. `None` where
    /// they do not fit.
    pub fn half_blocks(&self, columns: usize, rows: usize) -> Option<Vec<String>> {
        let margin = (1..=MARGIN).rev().find(|m| {
            let side = self.side + 2 * m;
            side <= columns && side.div_ceil(2) <= rows
        })?;
        let side = self.side + 2 * margin;
        let half = |x: usize, y: usize| match (self.light(x, y, margin), y + 1 >= side || self.light(x, y + 1, margin))
        {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        Some((0..side).step_by(2).map(|y| (0..side).map(|x| half(x, y)).collect()).collect())
    }

    /// Rows of runs of modules, light or not, each module two columns wide: to be drawn with spaces, in reverse where
    /// light. `None` where they do not fit in `columns` by `rows`.
    pub fn runs(&self, columns: usize, rows: usize) -> Option<Vec<Vec<(bool, usize)>>> {
        let margin = (1..=MARGIN).rev().find(|m| {
            let side = self.side + 2 * m;
            side * 2 <= columns && side <= rows
        })?;
        let side = self.side + 2 * margin;
        let row = |y: usize| {
            let mut runs: Vec<(bool, usize)> = Vec::new();
            for x in 0..side {
                let light = self.light(x, y, margin);
                match runs.last_mut() {
                    Some((last, n)) if *last == light => *n += 2,
                    _ => runs.push((light, 2)),
                }
            }
            runs
        };
        Some((0..side).map(row).collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_phone_number_fits_the_smallest_screen_of_spaces() {
        let code = CodeImage::of("tel:0831123456").unwrap();
        let runs = code.runs(80, 23).unwrap();
        assert_eq!(runs.len(), 23);
        assert!(runs.iter().all(|r| r.iter().map(|(_, n)| n).sum::<usize>() == 46));
        assert!(code.runs(80, 22).is_none());
    }

    #[test]
    fn a_web_address_fits_eighty_by_twenty_three_in_half_blocks() {
        let code = CodeImage::of("https://www.comune.mesagne.br.it/servizi/asilo-nido-domanda").unwrap();
        let lines = code.half_blocks(80, 23).unwrap();
        assert!(lines.len() <= 23 && lines.iter().all(|l| l.chars().count() <= 80));
        assert!(code.half_blocks(20, 23).is_none());
    }

    #[test]
    fn as_many_bytes_as_are_said_to_fit_do_fit() {
        for (columns, rows) in [(80, 22), (40, 12), (120, 40), (200, 60)] {
            let bytes = bytes_in(columns, rows).unwrap();
            for text in ["a".repeat(bytes), "è".repeat(bytes / 2), "ქ".repeat(bytes / 3)] {
                assert!(
                    CodeImage::of(&text).unwrap().half_blocks(columns, rows).is_some(),
                    "{columns} x {rows}: {bytes}"
                );
            }
        }
    }

    #[test]
    fn the_corner_is_margin_and_then_a_finder() {
        let code = CodeImage::of("tel:112").unwrap();
        let lines = code.half_blocks(80, 40).unwrap();
        assert!(lines.first().unwrap().chars().all(|c| c == '█'));
        let finder: String = lines.get(2).unwrap().chars().skip(4).take(7).collect();
        assert_eq!(finder, " ▄▄▄▄▄ ");
    }
}
