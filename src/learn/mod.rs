//! What is learned from sentences: how people say things that no list of keywords holds.
//!
//! A text becomes features ([`features`]: words, pairs, groups of letters, [`concepts`] and who stands next to whom); a
//! linear model ([`linear`]) gives each class a score. The models are learned once, by the program in `impara/`, from the
//! sentences under `catalog/frasi`, and carried; nothing is learned from what is typed. Knows words only: neither services
//! nor the terminal.

pub mod bits;
pub mod bytes;
pub mod concepts;
pub mod features;
pub mod linear;

use std::ops::Range;

/// Words of a part of a long text: what makes "mi ammazza" harmless ("la burocrazia mi ammazza") stands that near.
const PART: usize = 14;

/// 32 bits of a piece of text and its kind: FNV-1a over 64 bits, folded. The same on every machine.
fn hash(kind: u8, parts: &[&str]) -> u32 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| h = (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    eat(kind);
    for part in parts {
        part.bytes().for_each(&mut eat);
        eat(0);
    }
    #[allow(clippy::cast_possible_truncation)] // folding is the purpose
    let folded = (h ^ (h >> 32)) as u32;
    folded
}

/// 64 bits of some texts in their order: what a model was learned from, held against its
/// sentences by a test.
pub fn digest<'t>(texts: impl IntoIterator<Item = &'t [u8]>) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for text in texts {
        for byte in text.iter().chain(&[0]) {
            h = (h ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    h
}

/// The parts of a text that are held against the model of dangers: all of it, and where it is long every second run of
/// [`PART`] words.
pub fn parts(words: usize) -> impl Iterator<Item = Range<usize>> {
    let last = words.saturating_sub(PART);
    let runs = (0..=last).filter(move |from| last > 0 && (from % 2 == 0 || *from == last));
    std::iter::once(0..words).chain(runs.map(|from| from..from + PART))
}
