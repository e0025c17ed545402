//! Long names in little room: one gap, in the middle of the word that tells least.
//!
//! A word tells little when many names have it ("assistenza", "persone"); an acronym tells most and is never cut.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::catalog::model::Catalog;

/// Fewest letters that are left of a word before a gap, and of the first word of a name: that is what the eye looks for.
const FEWEST: (usize, usize) = (3, 8);

/// Words of fewer letters join others and tell nothing by themselves.
const SMALL: usize = 4;

/// Thousandths that a small word weighs, an ordinary one that a single name has, and an acronym.
const WEIGHTS: (u32, u32, u32) = (20, 1000, 1_000_000);

/// What a bracket costs that loses its other half.
const BROKEN: u32 = 5000;

/// In how many names of tipologie each word stands.
#[derive(Debug, Clone, Default)]
pub struct Telling(HashMap<String, u32>);

/// A word of a name with the brackets and commas around it: its bytes, its columns, what losing a letter of it costs.
struct NameWord {
    bytes: Range<usize>,
    columns: Range<usize>,
    weight: u32,
}

impl NameWord {
    /// What losing so many columns of it costs.
    fn lost(&self, columns: usize) -> u32 {
        self.weight.saturating_mul(u32::try_from(columns).unwrap_or(u32::MAX))
    }
}

impl Telling {
    /// The words of a catalogue's tipologie.
    pub fn of(catalog: &Catalog) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for tipologia in &catalog.tipologie {
            for word in tipologia.record.name.split_whitespace() {
                let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
                *counts.entry(bare.to_lowercase()).or_default() += 1;
            }
        }
        Self(counts)
    }

    fn words(&self, name: &str) -> Vec<NameWord> {
        let mut at = 0;
        let words = name.split_inclusive(' ').map(|word| {
            let bytes = at..at + word.trim_end().len();
            at += word.len();
            bytes
        });
        words
            .filter_map(|bytes| {
                let word = name.get(bytes.clone())?;
                let start = name.get(..bytes.start)?.width();
                let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
                // "SAD", "SerD", "NASpI".
                let acronym = bare.chars().filter(|c| c.is_uppercase()).count() > 1;
                let weight = match bare.chars().count() {
                    _ if acronym => WEIGHTS.2,
                    ..SMALL => WEIGHTS.0,
                    _ => WEIGHTS.1 / self.0.get(&bare.to_lowercase()).copied().unwrap_or(1).max(1),
                };
                Some(NameWord { bytes, columns: start..start + word.width(), weight })
            })
            .collect()
    }

    /// The bytes to leave out of `name`, so that it fits `columns` with a sign of `mark` columns in the gap. Empty where it
    /// fits as it is.
    pub fn gap(&self, name: &str, columns: usize, mark: usize) -> Range<usize> {
        let all = name.width();
        if all <= columns {
            return 0..0;
        }
        let words = self.words(name);
        let excess = all + mark - columns.min(all);
        let mut best: Option<(u32, Range<usize>)> = None;
        for (first, begun) in words.iter().enumerate() {
            let letters = begun.columns.len();
            let fewest = if first == 0 { FEWEST.1 } else { FEWEST.0 };
            // What the words between cost that are left out as a whole.
            let mut whole = 0_u32;
            for (last, ended) in words.iter().enumerate().skip(first) {
                if last > first {
                    whole = whole.saturating_add(ended.lost(ended.columns.len()));
                }
                let Some(room) = (ended.columns.end - begun.columns.start).checked_sub(excess) else { continue };
                let kept = room.min(letters);
                if kept < fewest.min(letters) || (first == last && letters < SMALL) {
                    continue;
                }
                let cost = begun.lost(letters - kept).saturating_add(whole);
                if best.as_ref().is_some_and(|(least, _)| cost >= *least) {
                    continue;
                }
                let start = begun.bytes.start + bytes_of(name.get(begun.bytes.clone()).unwrap_or_default(), kept);
                let gap = start..ended.bytes.end;
                let broken = if is_balanced(name.get(gap.clone()).unwrap_or_default()) { 0 } else { BROKEN };
                let cost = cost.saturating_add(broken);
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, gap));
                }
            }
        }
        // Nothing but the beginning has room.
        best.map_or_else(|| bytes_of(name, columns.saturating_sub(mark))..name.len(), |(_, gap)| gap)
    }

    /// `name` in at most `columns`, with `mark` in its gap.
    pub fn shorten(&self, name: &str, columns: usize, mark: &str) -> String {
        with_gap(name, &self.gap(name, columns, mark.width()), mark).into_owned()
    }
}

/// `name` with `mark` in the place of some of its bytes.
pub fn with_gap<'a>(name: &'a str, gap: &Range<usize>, mark: &str) -> Cow<'a, str> {
    match (name.get(..gap.start), name.get(gap.end..)) {
        (Some(head), Some(tail)) if !gap.is_empty() => format!("{}{mark}{tail}", head.trim_end()).into(),
        _ => name.into(),
    }
}

/// Columns of a text.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Whether every bracket that opens in a text closes in it.
fn is_balanced(text: &str) -> bool {
    text.matches('(').count() == text.matches(')').count()
}

/// How many bytes the graphemes take that fit `columns`.
fn bytes_of(text: &str, columns: usize) -> usize {
    let (mut used, mut end) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > columns {
            break;
        }
        end = at + grapheme.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::catalog::bundled;

    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| bundled::catalog().unwrap().catalog);
    static TELLING: LazyLock<Telling> = LazyLock::new(|| Telling::of(&CATALOG));

    #[test]
    fn a_name_is_cut_in_the_middle_of_the_word_that_tells_least() {
        for (name, columns, shown) in [
            (
                "Trasporto sociale per persone con disabilità e anziani",
                50,
                "Trasporto social… persone con disabilità e anziani",
            ),
            ("Assistenza domiciliare sociale (SAD)", 30, "Assistenza domiciliare… (SAD)"),
        ] {
            assert_eq!(TELLING.shorten(name, columns, "…"), shown);
        }
    }

    #[test]
    fn every_name_of_the_catalogue_keeps_its_acronyms_at_every_width() {
        for tipologia in &CATALOG.tipologie {
            let acronyms: Vec<&str> =
                tipologia.record.acronyms.iter().map(AsRef::as_ref).filter(|a: &&str| !a.contains(' ')).collect();
            let name = format!("{} ({})", tipologia.record.name, acronyms.join(", "));
            for columns in 30..80 {
                let shown = TELLING.shorten(&name, columns, "…");
                assert!(shown.width() <= columns, "{shown}");
                assert!(acronyms.len() > 2 || acronyms.iter().all(|a| shown.contains(a)), "{shown}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_the_name_it_fits(name in "\\PC{0,60}", columns in 0usize..70) {
            let shown = TELLING.shorten(&name, columns, "…");
            prop_assert!(shown.width() <= columns.max(1), "{shown}");
        }
    }
}
