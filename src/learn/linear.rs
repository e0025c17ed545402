//! A linear model over hashed features, as bytes that the program carries and reads where they lie.
//!
//! Layout, little-endian: magic, digest of what it was learned from (8 bytes), classes (names), a bias each, the worth of
//! one step of a weight, concepts, the words it has met, then the features: where the hashes of each first byte begin, the
//! other three bytes of each, sorted; where the weights of each sixteenth begin, how many each has (one byte), the class and
//! the weight (one byte each). Reading it copies names and biases only.

use super::bytes::Bytes;
use super::concepts::Concepts;
use super::features;

/// First bytes of a hash.
const FIRST_BYTES: usize = 256;

/// How far from where it should be a hash is likely to stand.
const REACH: usize = 24;

/// So many features share a beginning of their weights.
const TOGETHER: usize = 16;

const MAGIC: &[u8] = b"SPL4";

/// A model, ready to score.
#[derive(Debug, Clone)]
pub struct Linear {
    /// Names of the classes; scores come in their order.
    pub classes: Vec<String>,
    /// What it was learned from: see [`super::digest`].
    pub digest: u64,
    /// The concepts among its features, where it has any.
    pub concepts: Option<Concepts>,
    /// The words it has met, sorted, a line each.
    vocabulary: &'static str,
    bias: Vec<f32>,
    step: f32,
    features: usize,
    first_bytes: &'static [u8],
    hashes: &'static [u8],
    starts: &'static [u8],
    counts: &'static [u8],
    weights: &'static [u8],
}

/// What a model is made of before it is bytes.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Digest of what it was learned from.
    pub digest: u64,
    /// Concepts.
    pub concepts: Option<Concepts>,
    /// The words it has met, sorted.
    pub vocabulary: Vec<String>,
    /// A bias a class.
    pub bias: Vec<f32>,
    /// Hash of a feature and its weights, class and weight; sorted by hash.
    pub features: Vec<(u32, Vec<(u8, f32)>)>,
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(4 * at..4 * at + 4).and_then(|b| b.try_into().ok()).map_or(u32::MAX, u32::from_le_bytes)
}

impl Learned {
    /// The model as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let mut out = MAGIC.to_vec();
        out.extend(self.digest.to_le_bytes());
        out.extend(count(self.classes.len()));
        for (name, bias) in self.classes.iter().zip(&self.bias) {
            out.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            out.extend(name.bytes().take(usize::from(u8::MAX)));
            out.extend(bias.to_le_bytes());
        }
        let most = self.features.iter().flat_map(|f| &f.1).fold(0.0_f32, |most, w| most.max(w.1.abs()));
        let step = most / 127.0;
        out.extend(step.to_le_bytes());
        out.push(u8::from(self.concepts.is_some()));
        if let Some(concepts) = &self.concepts {
            concepts.write(&mut out);
        }
        let vocabulary = self.vocabulary.join("\n");
        out.extend(count(vocabulary.len()));
        out.extend(vocabulary.bytes());
        out.extend(count(self.features.len()));
        for first in 0..=FIRST_BYTES {
            out.extend(count(self.features.partition_point(|f| ((f.0 >> 24) as usize) < first)));
        }
        for feature in &self.features {
            out.extend(feature.0.to_be_bytes().iter().skip(1));
        }
        let mut start = 0;
        for block in self.features.chunks(TOGETHER) {
            out.extend(count(start));
            start += block.iter().map(|f| f.1.len()).sum::<usize>();
        }
        out.extend(self.features.iter().map(|f| u8::try_from(f.1.len()).unwrap_or(u8::MAX)));
        for (class, weight) in self.features.iter().flat_map(|f| f.1.iter().take(usize::from(u8::MAX))) {
            #[allow(clippy::cast_possible_truncation)] // at most 127 by the step
            let steps = (weight / step).round() as i8;
            out.extend([*class, steps.to_le_bytes()[0]]);
        }
        out
    }
}

impl Linear {
    /// Reads a model. `None` for bytes that are none: cannot happen with those the program carries, a test reads them.
    pub fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        if bytes.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let digest = u64::from_le_bytes(bytes.take(8)?.try_into().ok()?);
        let (mut classes, mut bias) = (Vec::new(), Vec::new());
        for _ in 0..bytes.count()? {
            let length = usize::from(*bytes.take(1)?.first()?);
            classes.push(std::str::from_utf8(bytes.take(length)?).ok()?.to_owned());
            bias.push(bytes.float()?);
        }
        let step = bytes.float()?;
        let concepts = match bytes.take(1)?.first()? {
            0 => None,
            _ => Some(Concepts::read(&mut bytes)?),
        };
        let vocabulary = bytes.count()?;
        let vocabulary = std::str::from_utf8(bytes.take(vocabulary)?).ok()?;
        let features = bytes.count()?;
        let first_bytes = bytes.take(4 * (FIRST_BYTES + 1))?;
        let hashes = bytes.take(features.checked_mul(3)?)?;
        let starts = bytes.take(features.div_ceil(TOGETHER).checked_mul(4)?)?;
        let counts = bytes.take(features)?;
        let weights = bytes.0;
        Some(Self {
            classes,
            digest,
            concepts,
            vocabulary,
            bias,
            step,
            features,
            first_bytes,
            hashes,
            starts,
            counts,
            weights,
        })
    }

    /// Whether it has met this word.
    pub fn knows(&self, word: &str) -> bool {
        self.from(word).split('\n').next() == Some(word)
    }

    /// Whether a longer word that it has met begins so.
    pub fn begins(&self, word: &str) -> bool {
        self.from(word).split('\n').take(2).any(|w| w.len() > word.len() && w.starts_with(word))
    }

    /// The words it has met that begin with this letter, sorted.
    pub fn beginning(&self, letter: char) -> impl Iterator<Item = &'static str> {
        let mut first = [0; 4];
        self.from(letter.encode_utf8(&mut first)).split('\n').take_while(move |w| w.starts_with(letter))
    }

    /// The words it has met, from the first that is not before `word`.
    fn from(&self, word: &str) -> &'static str {
        let (mut low, mut high) = (0, self.vocabulary.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let bytes = self.vocabulary.as_bytes();
            let start =
                bytes.get(..middle).unwrap_or_default().iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            let line = self.vocabulary.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
            if line < word { low = (start + line.len() + 1).min(high) } else { high = start }
        }
        self.vocabulary.get(low..).unwrap_or_default()
    }

    /// Bytes of its features: what it adds to the program.
    pub fn bytes(&self) -> usize {
        4 * self.features + self.starts.len() + self.weights.len() + self.vocabulary.len()
    }

    /// Adds the weights of a feature, `value` times.
    fn add(&self, feature: u32, value: f32, scores: &mut [f32]) {
        let first = (feature >> 24) as usize;
        let (from, to) = (u32_at(self.first_bytes, first) as usize, u32_at(self.first_bytes, first + 1) as usize);
        let rest = feature & 0x00ff_ffff;
        let Some(at) = self.find(rest, from, to.min(self.features)) else { return };
        let block = at / TOGETHER;
        let counts = |range: std::ops::Range<usize>| {
            self.counts.get(range).unwrap_or_default().iter().map(|n| usize::from(*n)).sum::<usize>()
        };
        let start = u32_at(self.starts, block) as usize + counts(block * TOGETHER..at);
        let range = 2 * start..2 * (start + counts(at..at + 1));
        for pair in self.weights.get(range).unwrap_or_default().chunks_exact(2) {
            if let &[class, steps] = pair
                && let Some(score) = scores.get_mut(usize::from(class))
            {
                *score += value * f32::from(i8::from_le_bytes([steps])) * self.step;
            }
        }
    }

    /// The place of a hash's last three bytes among those from `low` to `high`.
    fn find(&self, rest: u32, mut low: usize, mut high: usize) -> Option<usize> {
        let at = |place: usize| match self.hashes.get(3 * place..3 * place + 3) {
            Some(&[a, b, c]) => u32::from_be_bytes([0, a, b, c]),
            _ => u32::MAX,
        };
        // Hashes are spread evenly: the place is guessed, then searched for nearby.
        let guess = low + usize::try_from((u64::from(rest) * (high - low.min(high)) as u64) >> 24).unwrap_or(0);
        let (near, far) = (guess.saturating_sub(REACH), guess.saturating_add(REACH));
        if near > low && at(near) <= rest {
            low = near;
        }
        if far < high && at(far) > rest {
            high = far;
        }
        while low < high {
            let middle = usize::midpoint(low, high);
            match at(middle).cmp(&rest) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// What the words say each by itself, to be shared by the parts of a text.
    pub fn words<'w>(&self, words: &[&'w str]) -> Words<'w> {
        let classes = self.classes.len();
        let mut said = Words { said: words.to_vec(), scores: vec![0.0; classes * words.len()], squares: Vec::new() };
        for (at, word) in words.iter().enumerate() {
            let scores = said.scores.get_mut(classes * at..classes * (at + 1)).unwrap_or_default();
            let mut square = 0.0;
            features::of_word(word, |feature, value| {
                square += value * value;
                self.add(feature, value, scores);
            });
            said.squares.push(square);
        }
        said
    }

    /// The score of each class for a part of a text: positive where it is one of its kind, about 1 where that is sure.
    pub fn scores(&self, words: &Words<'_>, part: std::ops::Range<usize>) -> Vec<f32> {
        let classes = self.classes.len();
        let mut scores = vec![0.0; classes];
        let mut square: f32 = words.squares.get(part.clone()).unwrap_or_default().iter().sum();
        let own = words.scores.get(classes * part.start..classes * part.end).unwrap_or_default();
        for word in own.chunks_exact(classes.max(1)) {
            scores.iter_mut().zip(word).for_each(|(sum, own)| *sum += own);
        }
        features::of_words(words.said.get(part).unwrap_or_default(), self.concepts.as_ref(), |feature, value| {
            square += value * value;
            self.add(feature, value, &mut scores);
        });
        let norm = square.sqrt().max(f32::MIN_POSITIVE);
        scores.iter_mut().zip(&self.bias).for_each(|(score, bias)| *score = *score / norm + bias);
        scores
    }
}

/// A text's words and what each says by itself.
#[derive(Debug, Clone)]
pub struct Words<'w> {
    said: Vec<&'w str>,
    /// A score a class and word.
    scores: Vec<f32>,
    /// Sum of the squares of a word's own features.
    squares: Vec<f32>,
}
