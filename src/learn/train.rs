//! Learning a linear model: one support-vector machine a class against all others, by coordinate descent on its dual
//! (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008).
//!
//! Only sums, products, quotients and square roots of numbers in a fixed order, and a shuffle that is always the same: the
//! same sentences give the same bytes on every machine.

use std::collections::{BTreeMap, HashMap};

use super::concepts::Concepts;
use super::features;
use super::linear::Learned;

/// A sentence and the classes it speaks of.
#[derive(Debug, Clone)]
pub struct Example {
    /// As people say it.
    pub text: String,
    /// Positions in the list of classes.
    pub classes: Vec<u8>,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Cost of an example on the wrong side.
    pub cost: f64,
    /// Rounds over all examples.
    pub rounds: usize,
    /// A feature that fewer examples have is left out.
    pub least_examples: usize,
    /// A weight below this is left out.
    pub least_weight: f32,
}

/// Features of an example by their number, and how much of each.
type Row = Vec<(u32, f32)>;

/// Learns. The features of an example are scaled to length one, as [`super::linear::Linear`] scales those of a text.
pub fn learn(classes: &[String], concepts: Option<Concepts>, examples: &[Example], manner: Manner) -> Learned {
    let (rows, hashes) = rows(examples, concepts.as_ref(), manner.least_examples);
    let numbers: Vec<usize> = (0..classes.len()).collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let of_class = |class: usize| {
        let is_one = |e: &Example| e.classes.iter().any(|c| usize::from(*c) == class);
        let signs: Vec<f64> = examples.iter().map(|e| if is_one(e) { 1.0 } else { -1.0 }).collect();
        machine(&rows, &signs, hashes.len(), manner)
    };
    let mut learned: BTreeMap<usize, (Vec<f32>, f32)> = BTreeMap::new();
    std::thread::scope(|scope| {
        let shares: Vec<_> = (0..threads)
            .map(|share| {
                let mine: Vec<usize> = numbers.iter().copied().filter(|n| n % threads == share).collect();
                let of_class = &of_class;
                scope.spawn(move || mine.into_iter().map(|n| (n, of_class(n))).collect::<Vec<_>>())
            })
            .collect();
        for share in shares {
            // A thread that failed leaves its classes out: the model's test says so.
            learned.extend(share.join().unwrap_or_default());
        }
    });
    let weights_of = |feature: usize| {
        let weights = learned.iter().filter_map(|(class, (weights, _))| {
            let weight = *weights.get(feature)?;
            (weight.abs() >= manner.least_weight).then_some((u8::try_from(*class).ok()?, weight))
        });
        weights.collect::<Vec<(u8, f32)>>()
    };
    let mut features: Vec<(u32, Vec<(u8, f32)>)> =
        hashes.iter().enumerate().map(|(at, hash)| (*hash, weights_of(at))).filter(|f| !f.1.is_empty()).collect();
    features.sort_unstable_by_key(|f| f.0);
    Learned {
        classes: classes.to_vec(),
        digest: 0,
        concepts,
        vocabulary: vocabulary(examples, manner.least_examples),
        bias: learned.values().map(|(_, bias)| *bias).collect(),
        features,
    }
}

/// The words that enough examples have, sorted.
fn vocabulary(examples: &[Example], least: usize) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for example in examples {
        crate::search::fold::each_word(&example.text, |word, _| match seen.get_mut(word) {
            Some(n) => *n += 1,
            None => {
                seen.insert(word.to_owned(), 1);
            }
        });
    }
    seen.into_iter().filter(|(_, n)| *n >= least).map(|(word, _)| word).collect()
}

/// The examples as rows of numbered features, and the hash of each number.
fn rows(examples: &[Example], concepts: Option<&Concepts>, least: usize) -> (Vec<Row>, Vec<u32>) {
    let mut seen: HashMap<u32, (u32, usize)> = HashMap::new();
    let mut all: Vec<Vec<(u32, f32)>> = Vec::with_capacity(examples.len());
    for example in examples {
        let folded = crate::search::fold::fold(&example.text);
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        let mut row = features::all(&words, concepts);
        let square: f32 = square_of(&words, concepts);
        let norm = square.sqrt().max(f32::MIN_POSITIVE);
        row.sort_by_key(|f| f.0);
        row.dedup_by(|b, a| {
            let same = a.0 == b.0;
            if same {
                a.1 += b.1;
            }
            same
        });
        for feature in &mut row {
            feature.1 /= norm;
            let next = u32::try_from(seen.len()).unwrap_or(u32::MAX);
            let entry = seen.entry(feature.0).or_insert((next, 0));
            entry.1 += 1;
        }
        all.push(row);
    }
    let mut hashes: Vec<u32> = seen.iter().filter(|(_, (_, n))| *n >= least).map(|(hash, _)| *hash).collect();
    hashes.sort_unstable();
    let numbers: HashMap<u32, u32> = hashes.iter().zip(0..).map(|(hash, n)| (*hash, n)).collect();
    let rows = all.into_iter().map(|row| row.into_iter().filter_map(|(h, v)| Some((*numbers.get(&h)?, v))).collect());
    (rows.collect(), hashes)
}

/// Sum of the squares of all features, each occurrence by itself: what a text is scaled by.
fn square_of(words: &[&str], concepts: Option<&Concepts>) -> f32 {
    let mut square = 0.0;
    for word in words {
        features::of_word(word, |_, v| square += v * v);
    }
    features::of_words(words, concepts, |_, v| square += v * v);
    square
}

/// One class against the others: its weights and its bias. Squared hinge loss.
fn machine(rows: &[Row], signs: &[f64], features: usize, manner: Manner) -> (Vec<f32>, f32) {
    let mut weights = vec![0.0_f64; features];
    let mut bias = 0.0_f64;
    let diagonal = 0.5 / manner.cost;
    let mut alphas = vec![0.0_f64; rows.len()];
    let squares: Vec<f64> = rows
        .iter()
        .map(|row| 1.0 + diagonal + row.iter().map(|(_, v)| f64::from(*v) * f64::from(*v)).sum::<f64>())
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..manner.rounds {
        shuffle(&mut order, &mut random);
        let mut furthest = 0.0_f64;
        for &at in &order {
            let (Some(row), Some(sign), Some(alpha)) = (rows.get(at), signs.get(at), alphas.get_mut(at)) else {
                continue;
            };
            let dot =
                |sum: f64, (f, v): &(u32, f32)| sum + weights.get(*f as usize).copied().unwrap_or(0.0) * f64::from(*v);
            let gradient = sign * (row.iter().fold(0.0, dot) + bias) - 1.0 + *alpha * diagonal;
            if *alpha == 0.0 && gradient >= 0.0 {
                continue;
            }
            furthest = furthest.max(gradient.abs());
            let before = *alpha;
            *alpha = (before - gradient / squares.get(at).copied().unwrap_or(1.0)).max(0.0);
            let move_by = (*alpha - before) * sign;
            for (f, v) in row {
                if let Some(weight) = weights.get_mut(*f as usize) {
                    *weight += move_by * f64::from(*v);
                }
            }
            bias += move_by;
        }
        if furthest < 0.01 {
            break;
        }
    }
    #[allow(clippy::cast_possible_truncation)] // a byte a weight is kept in the end
    let narrow = weights.iter().map(|w| *w as f32).collect();
    #[allow(clippy::cast_possible_truncation)]
    (narrow, bias as f32)
}

/// Fisher and Yates, with a generator that always begins the same (xorshift64).
fn shuffle(order: &mut [usize], random: &mut u64) {
    for at in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        let other = usize::try_from(*random % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, other);
    }
}
