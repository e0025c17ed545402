//! A linear model over hashed features, as bytes that the program carries and reads where they lie.
//!
//! Layout, little-endian: magic, which features it weighs, digest of what it was learned from (8 bytes), classes (names), a bias each, the values that
//! a weight may have, concepts, the words it has met, then the features in buckets by the first bits of their hashes: where
//! each bucket begins (three bytes), and the buckets as bits ([`super::bits`]). In a bucket: how many features it has, the next
//! bits of their hashes, how many weights each has (in ascending order, so that the long ones are not in the way of the
//! others), then class and value of each weight. Reading it copies names, biases and values only.
//!
//! Sixteen values are enough for a weight: what it costs less, more weights have room for, and they are worth more than its
//! last digits.

use super::bits::{BitReader, Bits};
use super::bytes::Bytes;
use super::concepts::Concepts;
use super::features::{self, Kinds};
use crate::lingua::dialect::in_italian;

/// Features that share a bucket, at most so many on average, and at least half of them.
const IN_A_BUCKET: usize = 16;

/// Bits of a hash that are kept besides those that choose the bucket: of thousand features that it has not met it mistakes
/// two or three for one that it has.
const KEPT_BITS: u32 = 12;

/// Bits of a weight: which of the values it has.
const VALUE_BITS: u32 = 4;
const VALUES: usize = 1 << VALUE_BITS;

/// How often the values are moved: by then they hardly do.
const ROUNDS: usize = 30;

/// Bytes of where a bucket begins.
const START: usize = 3;

const MAGIC: &[u8] = b"SPL6";

/// A model, ready to score.
#[derive(Debug, Clone)]
pub struct Linear {
    /// Names of the classes; scores come in their order.
    pub classes: Vec<String>,
    /// What it was learned from: see [`super::digest`].
    pub digest: u64,
    /// The features that it weighs.
    kinds: Kinds,
    /// The concepts among its features, where it has any.
    pub concepts: Option<Concepts>,
    /// The words it has met, sorted, a line each.
    vocabulary: &'static str,
    bias: Vec<f32>,
    values: Vec<f32>,
    /// How many first bits of a hash choose the bucket.
    bucket_bits: u32,
    starts: &'static [u8],
    buckets: &'static [u8],
}

/// What a model is made of before it is bytes.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// The features that it weighs.
    pub kinds: Kinds,
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

/// How many first bits of a hash choose the bucket, with so many features.
fn bucket_bits(features: usize) -> u32 {
    (features / IN_A_BUCKET).max(1).next_power_of_two().ilog2()
}

/// The bucket of a hash, and what is kept of it there.
fn place_of(hash: u32, bucket_bits: u32) -> (usize, u32) {
    let behind = 32 - bucket_bits;
    let kept = hash.checked_shr(behind.saturating_sub(KEPT_BITS)).unwrap_or(0) & ((1 << KEPT_BITS) - 1);
    (hash.checked_shr(behind).unwrap_or(0) as usize, kept)
}

/// How many low bits of the distance between two classes are written as they are, where a feature has so many weights.
fn low_bits(classes: usize, weights: u32) -> u32 {
    // The median of distances that fall evenly: the natural logarithm of 2 times their mean.
    (classes * 69 / (100 * (weights as usize + 1))).max(1).ilog2()
}

/// A feature in its bucket: how many weights it has, what is kept of its hash, the weights.
type InBucket<'l> = (usize, u32, &'l [(u8, f32)]);

impl Learned {
    /// The model as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let mut out = MAGIC.to_vec();
        out.push(self.kinds.write());
        out.extend(self.digest.to_le_bytes());
        out.extend(count(self.classes.len()));
        for (name, bias) in self.classes.iter().zip(&self.bias) {
            out.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            out.extend(name.bytes().take(usize::from(u8::MAX)));
            out.extend(bias.to_le_bytes());
        }
        let values = values(self.features.iter().flat_map(|f| &f.1).map(|(_, weight)| *weight).collect());
        out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        out.push(u8::from(self.concepts.is_some()));
        if let Some(concepts) = &self.concepts {
            concepts.write(&mut out);
        }
        let vocabulary = self.vocabulary.join("\n");
        out.extend(count(vocabulary.len()));
        out.extend(vocabulary.bytes());
        out.extend(count(self.features.len()));
        let bucket_bits = bucket_bits(self.features.len());
        let mut buckets: Vec<Vec<InBucket<'_>>> = vec![Vec::new(); 1 << bucket_bits];
        for (hash, weights) in &self.features {
            let (bucket, kept) = place_of(*hash, bucket_bits);
            if let Some(bucket) = buckets.get_mut(bucket) {
                bucket.push((weights.len(), kept, weights));
            }
        }
        let mut bits = Bits::default();
        for bucket in &mut buckets {
            out.extend(count(bits.fill().len()).iter().take(START));
            bucket.sort_unstable_by_key(|(many, kept, _)| (*many, *kept));
            self.write_bucket(bucket, &values, &mut bits);
        }
        out.append(bits.fill());
        out
    }

    fn write_bucket(&self, bucket: &[InBucket<'_>], values: &[f32], bits: &mut Bits) {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        bits.put_gamma(number(bucket.len()));
        for (_, kept, _) in bucket {
            bits.put(*kept, KEPT_BITS);
        }
        let mut before = 0;
        for (many, ..) in bucket {
            bits.put_gamma(number(many - before));
            before = *many;
        }
        for (many, _, weights) in bucket {
            let low = low_bits(self.classes.len(), number(*many));
            let mut next = 0;
            for (class, weight) in *weights {
                let class = u32::from(*class);
                bits.put_rice(class - next, low);
                bits.put(number(nearest(values, *weight)), VALUE_BITS);
                next = class + 1;
            }
        }
    }
}

/// The place of the value that is nearest to a weight.
fn nearest(values: &[f32], weight: f32) -> usize {
    let distance = |value: &f32| (value - weight).abs();
    let nearest = values.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
    nearest.map_or(0, |(at, _)| at)
}

/// The values that lie nearest to some weights all in all (Lloyd, "Least squares quantization in PCM", 1982): begins with
/// shares of the weights that are equally many, and moves each to the mean of those that are nearest to it.
fn values(mut weights: Vec<f32>) -> Vec<f32> {
    weights.sort_unstable_by(f32::total_cmp);
    let share = |at: usize| weights.get((2 * at + 1) * weights.len() / (2 * VALUES)).copied().unwrap_or(0.0);
    let mut values: Vec<f32> = (0..VALUES).map(share).collect();
    for _ in 0..ROUNDS {
        let mut from = 0;
        for at in 0..VALUES {
            let edge = match (values.get(at), values.get(at + 1)) {
                (Some(here), Some(next)) => f32::midpoint(*here, *next),
                _ => f32::INFINITY,
            };
            let nearer = weights.get(from..).unwrap_or_default();
            let nearer = nearer.get(..nearer.partition_point(|w| *w < edge)).unwrap_or_default();
            from += nearer.len();
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // some hundred thousand weights
            if let (Some(value), false) = (values.get_mut(at), nearer.is_empty()) {
                *value = (nearer.iter().map(|w| f64::from(*w)).sum::<f64>() / nearer.len() as f64) as f32;
            }
        }
    }
    values
}

impl Linear {
    /// Reads a model. `None` for bytes that are none: cannot happen with those the program carries, a test reads them.
    pub fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        if bytes.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let kinds = Kinds::read(*bytes.take(1)?.first()?);
        let digest = u64::from_le_bytes(bytes.take(8)?.try_into().ok()?);
        let (mut classes, mut bias) = (Vec::new(), Vec::new());
        for _ in 0..bytes.count()? {
            let length = usize::from(*bytes.take(1)?.first()?);
            classes.push(std::str::from_utf8(bytes.take(length)?).ok()?.to_owned());
            bias.push(bytes.float()?);
        }
        let values = (0..VALUES).map(|_| bytes.float()).collect::<Option<_>>()?;
        let concepts = match bytes.take(1)?.first()? {
            0 => None,
            _ => Some(Concepts::read(&mut bytes)?),
        };
        let vocabulary = bytes.count()?;
        let vocabulary = std::str::from_utf8(bytes.take(vocabulary)?).ok()?;
        let bucket_bits = bucket_bits(bytes.count()?);
        let starts = bytes.take(START << bucket_bits)?;
        let buckets = bytes.0;
        Some(Self { classes, digest, kinds, concepts, vocabulary, bias, values, bucket_bits, starts, buckets })
    }

    /// Whether it has met this word.
    pub fn knows(&self, word: &str) -> bool {
        let word = in_italian(word);
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

    /// Adds the weights of a feature, `value` times.
    fn add(&self, feature: u32, value: f32, scores: &mut [f32]) {
        let (bucket, kept) = place_of(feature, self.bucket_bits);
        let (starts, _) = self.starts.as_chunks::<START>();
        let Some(&[a, b, c]) = starts.get(bucket) else { return };
        let bucket = self.buckets.get(u32::from_le_bytes([a, b, c, 0]) as usize..).unwrap_or_default();
        let mut bits = BitReader::new(bucket);
        let features = bits.take_gamma();
        let mut counts = bits;
        counts.skip(features * KEPT_BITS);
        let Some(before) = (0..features).position(|_| bits.take(KEPT_BITS) == kept) else { return };
        let mut weights = counts;
        for _ in 0..features {
            weights.take_gamma();
        }
        let mut many = 0;
        for _ in 0..before {
            many += counts.take_gamma();
            let low = low_bits(self.classes.len(), many);
            for _ in 0..many {
                weights.take_rice(low);
                weights.skip(VALUE_BITS);
            }
        }
        many += counts.take_gamma();
        let low = low_bits(self.classes.len(), many);
        let mut class = 0;
        for _ in 0..many {
            class += weights.take_rice(low) as usize;
            let weight = self.values.get(weights.take(VALUE_BITS) as usize).copied().unwrap_or(0.0);
            if let Some(score) = scores.get_mut(class) {
                *score += value * weight;
            }
            class += 1;
        }
    }

    /// What the words say each by itself, to be shared by the parts of a text.
    pub fn words<'w>(&self, words: &[&'w str]) -> Words<'w> {
        let classes = self.classes.len();
        let italian: Vec<&str> = words.iter().map(|word| in_italian(word)).collect();
        let mut said = Words { said: italian, scores: vec![0.0; classes * words.len()], squares: Vec::new() };
        for (at, word) in said.said.iter().enumerate() {
            let scores = said.scores.get_mut(classes * at..classes * (at + 1)).unwrap_or_default();
            let mut square = 0.0;
            features::of_word(word, self.kinds, |feature, value| {
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
        let said = words.said.get(part).unwrap_or_default();
        features::of_words(said, self.kinds, self.concepts.as_ref(), |feature, value| {
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
