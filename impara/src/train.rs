//! Learning a linear model: one support-vector machine a class against all others, by coordinate descent on its dual
//! (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008).
//!
//! Only sums, products, quotients, square roots and logarithms of whole numbers, in a fixed order, and a shuffle that is
//! always the same: the same sentences give the same bytes on every machine.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::learn::concepts::Concepts;
use crate::learn::features::{self, Kinds};
use crate::learn::linear::Learned;
use crate::lingua::dialect::in_italian;

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
    /// The features that are weighed.
    pub kinds: Kinds,
    /// Cost of an example on the wrong side.
    pub cost: f64,
    /// Rounds over all examples.
    pub rounds: usize,
    /// Nothing moves any more where the steepest slopes up and down differ by less.
    pub at_rest: f64,
    /// A feature that fewer examples have is left out.
    pub least_examples: usize,
    /// What is added of how much likelier a class makes a feature.
    pub likelier: f32,
    /// Whether the weights that are kept are learned once more, so that they speak for those that went.
    pub again: bool,
    /// What the model may take, bytes: the weights that matter least are left out until it fits.
    pub most_bytes: usize,
}

/// [`Manner::at_rest`] where only which weights matter is asked, or counts are added to what was learned.
pub const NEARLY_AT_REST: f64 = 0.5;

/// What a class does not have it may have yet: the share of what is said anywhere.
const ANYWHERE: f64 = 0.05;

/// Of the examples of other classes, every so many-th is looked at first.
const SOME: usize = 4;

/// An example so far on the right side is left aside at once.
const FAR_BEYOND: f64 = 0.25;

/// Bits of a feature in a model, and of each of its weights, on average (see [`crate::learn::linear`]).
const FEATURE_BITS: usize = 17;
const WEIGHT_BITS: usize = 8;

/// Examples as rows, one behind the other: features by their number, and how much of each.
#[derive(Debug, Default)]
struct TrainingRows {
    features: Vec<(u32, f32)>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl TrainingRows {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn push(&mut self, row: impl Iterator<Item = (u32, f32)>) {
        self.features.extend(row);
        self.ends.push(self.features.len());
    }

    fn get(&self, at: usize) -> Option<&[(u32, f32)]> {
        let begin = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.features.get(begin..*self.ends.get(at)?)
    }

    fn iter(&self) -> impl Iterator<Item = &[(u32, f32)]> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// The same with these features only.
    fn only(&self, kept: &[bool]) -> Self {
        let mut only = Self::default();
        for row in self.iter() {
            only.push(row.iter().copied().filter(|(f, _)| kept.get(*f as usize).copied().unwrap_or(false)));
        }
        only
    }
}

/// Learns. The features of an example are scaled to length one, as [`crate::learn::linear::Linear`] scales those of a text.
///
/// A weight is what the machine of its class gives the feature, and how much likelier the class makes it
/// ([`how_much_likelier`]): machines draw sharp lines between classes of which there are many sentences, counts carry over to
/// words that few have. The weights that matter least are left out. Where the others shall speak for them they are learned
/// once more.
pub fn learn(classes: &[String], concepts: Option<Concepts>, examples: &[Example], manner: Manner) -> Learned {
    let (mut rows, hashes, counts) = rows(examples, concepts.as_ref(), manner);
    let mut lengths = lengths(&rows, hashes.len());
    if manner.again {
        // What is frequent the others can speak for, what is rare they cannot.
        for length in &mut lengths {
            *length = length.sqrt();
        }
    }
    let likelier = how_much_likelier(&rows, examples, classes.len(), hashes.len());
    let rarity = weigh_by_rarity(&mut rows, &counts);
    let everything: Vec<Begin> = vec![Begin::default(); classes.len()];
    let first_manner = if manner.again { Manner { at_rest: NEARLY_AT_REST, ..manner } } else { manner };
    let mut learned = machines(&rows, &everything, examples, hashes.len(), first_manner);
    let mut model = Learned {
        classes: classes.to_vec(),
        kinds: manner.kinds,
        digest: 0,
        concepts,
        vocabulary: vocabulary(examples, manner.least_examples),
        bias: learned.iter().map(|m| m.bias).collect(),
        features: Vec::new(),
    };
    let room = manner.most_bytes.saturating_sub(model.bytes().len());
    let mixed = |machine: &Machine, likelier: &[f32]| {
        let all = machine.weights.iter().zip(&rarity).zip(likelier);
        all.map(|((weight, rarity), likelier)| weight * rarity + manner.likelier * likelier).collect::<Vec<f32>>()
    };
    let mut weights: Vec<Vec<f32>> = learned.iter().zip(&likelier).map(|(m, l)| mixed(m, l)).collect();
    keep_what_matters(&mut weights, &lengths, room);
    if manner.again {
        // What mattered for everything matters again, for most of it: from there the way is short.
        let kept = weights.iter().map(|of_class| of_class.iter().map(|w| *w != 0.0).collect());
        let again: Vec<Begin> = kept.zip(learned).map(|(kept, first)| Begin { kept, alphas: first.alphas }).collect();
        learned = machines(&rows, &again, examples, hashes.len(), manner);
        model.bias = learned.iter().map(|m| m.bias).collect();
        for ((weights, machine), likelier) in weights.iter_mut().zip(&learned).zip(&likelier) {
            for (weight, new) in weights.iter_mut().zip(mixed(machine, likelier)) {
                *weight = if *weight == 0.0 { 0.0 } else { new };
            }
        }
    }
    let weights_of = |feature: usize| {
        let weights = weights.iter().zip(0_u8..);
        let weights = weights.filter_map(|(of_class, class)| Some((class, *of_class.get(feature)?)));
        weights.filter(|(_, weight)| *weight != 0.0).collect::<Vec<(u8, f32)>>()
    };
    model.features =
        hashes.iter().enumerate().map(|(at, hash)| (*hash, weights_of(at))).filter(|f| !f.1.is_empty()).collect();
    model.features.sort_unstable_by_key(|f| f.0);
    model
}

/// What one class against the others comes to.
#[derive(Debug)]
struct Machine {
    /// By feature.
    weights: Vec<f32>,
    bias: f32,
    /// The examples that matter, by their row, and how much.
    alphas: Vec<(usize, f64)>,
}

/// Where a machine begins.
#[derive(Debug, Clone, Default)]
struct Begin {
    /// Which features may have a weight; empty for all.
    kept: Vec<bool>,
    /// See [`Machine::alphas`].
    alphas: Vec<(usize, f64)>,
}

/// One machine a class, side by side on the processors there are: each takes the next class that nobody has.
fn machines(
    rows: &TrainingRows,
    begin: &[Begin],
    examples: &[Example],
    features: usize,
    manner: Manner,
) -> Vec<Machine> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let of_class = |class: usize, begin: &Begin| {
        let is_one = |e: &Example| e.classes.iter().any(|c| usize::from(*c) == class);
        let signs: Vec<f64> = examples.iter().map(|e| if is_one(e) { 1.0 } else { -1.0 }).collect();
        machine(rows, &signs, begin, features, manner)
    };
    let next = AtomicUsize::new(0);
    let mut learned: BTreeMap<usize, Machine> = BTreeMap::new();
    std::thread::scope(|scope| {
        let share = || {
            let mut mine = Vec::new();
            loop {
                let class = next.fetch_add(1, Ordering::Relaxed);
                let Some(begin) = begin.get(class) else { return mine };
                mine.push((class, of_class(class, begin)));
            }
        };
        let shares: Vec<_> = (0..threads).map(|_| scope.spawn(share)).collect();
        for share in shares {
            // A thread that failed leaves its classes out: the model's test says so.
            learned.extend(share.join().unwrap_or_default());
        }
    });
    learned.into_values().collect()
}

/// How much of each feature the examples have, as a length.
fn lengths(rows: &TrainingRows, features: usize) -> Vec<f64> {
    let mut lengths = vec![0.0_f64; features];
    for (f, v) in &rows.features {
        if let Some(length) = lengths.get_mut(*f as usize) {
            *length += f64::from(*v) * f64::from(*v);
        }
    }
    for length in &mut lengths {
        *length = length.sqrt();
    }
    lengths
}

/// How much likelier each class makes each feature than it is anywhere: of the examples of the class a share of
/// 1 - [`ANYWHERE`], of all examples the rest ("Jelinek-Mercer"); the logarithm, less that of a feature that the class does
/// not have, so that those cost nothing.
fn how_much_likelier(rows: &TrainingRows, examples: &[Example], classes: usize, features: usize) -> Vec<Vec<f32>> {
    let mut of_all = vec![0.0_f64; features];
    let mut of_classes = vec![vec![0.0_f64; features]; classes];
    let add = |row: &[(u32, f32)], to: &mut [f64]| {
        for (f, v) in row {
            if let Some(sum) = to.get_mut(*f as usize) {
                *sum += f64::from(*v);
            }
        }
    };
    for (row, example) in rows.iter().zip(examples) {
        add(row, &mut of_all);
        for class in &example.classes {
            of_classes.get_mut(usize::from(*class)).into_iter().for_each(|of_class| add(row, of_class));
        }
    }
    let all: f64 = of_all.iter().sum();
    let likelier = |of_class: Vec<f64>| {
        let own: f64 = of_class.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let times = of_class.iter().zip(&of_all).map(|(here, anywhere)| (here / own) / (anywhere / all));
        #[allow(clippy::cast_possible_truncation)] // half a byte a weight is kept in the end
        times.map(|times| (1.0 + (1.0 - ANYWHERE) / ANYWHERE * times).ln() as f32).collect()
    };
    of_classes.into_iter().map(likelier).collect()
}

/// Makes the weights nought that move scores least over the examples, until those that are left fit into `room`, bytes.
fn keep_what_matters(weights: &mut [Vec<f32>], lengths: &[f64], room: usize) {
    let mut worth: Vec<(f64, usize, usize)> = Vec::new();
    for (class, weights) in weights.iter().enumerate() {
        let all = weights.iter().zip(lengths).enumerate().filter(|(_, (w, _))| **w != 0.0);
        worth.extend(all.map(|(f, (w, length))| (f64::from(w.abs()) * length, class, f)));
    }
    worth.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut has_weight = vec![false; lengths.len()];
    let mut bits = 0;
    for (_, class, feature) in worth {
        let Some(seen) = has_weight.get_mut(feature) else { continue };
        bits += WEIGHT_BITS + if *seen { 0 } else { FEATURE_BITS };
        if bits <= 8 * room {
            *seen = true;
        } else if let Some(weight) = weights.get_mut(class).and_then(|w| w.get_mut(feature)) {
            *weight = 0.0;
        }
    }
}

/// The words that enough examples have, sorted.
fn vocabulary(examples: &[Example], least: usize) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for example in examples {
        crate::lingua::fold::each_word(&example.text, |word, _| match seen.get_mut(in_italian(word)) {
            Some(n) => *n += 1,
            None => {
                seen.insert(in_italian(word).to_owned(), 1);
            }
        });
    }
    seen.into_iter().filter(|(_, n)| *n >= least).map(|(word, _)| word).collect()
}

/// Makes rare features count more while learning (inverse document frequency), rows as long as before on average. Gives how
/// much more: a weight that was learned so is multiplied by it, and nobody who scores has to know.
fn weigh_by_rarity(rows: &mut TrainingRows, counts: &[usize]) -> Vec<f32> {
    #[allow(clippy::cast_precision_loss)] // some ten thousand examples
    let rarity = |n: usize| ((1 + rows.len()) as f32 / (1 + n) as f32).ln() + 1.0;
    let mut more: Vec<f32> = counts.iter().map(|n| rarity(*n)).collect();
    let square = |row: &[(u32, f32)]| {
        row.iter().map(|(f, v)| v * more.get(*f as usize).copied().unwrap_or(1.0)).map(|v| v * v).sum::<f32>()
    };
    let (mut before, mut after) = (0.0_f64, 0.0_f64);
    for row in rows.iter() {
        before += f64::from(row.iter().map(|(_, v)| v * v).sum::<f32>());
        after += f64::from(square(row));
    }
    #[allow(clippy::cast_possible_truncation)]
    let scale = (before / after.max(f64::MIN_POSITIVE)).sqrt() as f32;
    for more in &mut more {
        *more *= scale;
    }
    for (f, v) in &mut rows.features {
        *v *= more.get(*f as usize).copied().unwrap_or(1.0);
    }
    more
}

/// The examples as rows of numbered features; of each number its hash, and how many examples have it.
fn rows(examples: &[Example], concepts: Option<&Concepts>, manner: Manner) -> (TrainingRows, Vec<u32>, Vec<usize>) {
    let mut seen: HashMap<u32, (u32, usize)> = HashMap::new();
    let mut all: Vec<Vec<(u32, f32)>> = Vec::with_capacity(examples.len());
    for example in examples {
        let folded = crate::lingua::fold::fold(&example.text);
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).map(in_italian).collect();
        let mut row = features::all(&words, manner.kinds, concepts);
        // Each occurrence by itself: what a text is scaled by.
        let square: f32 = row.iter().map(|(_, v)| v * v).sum();
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
    // The most frequent first: what is asked for all the time lies together in memory.
    let mut hashes: Vec<(usize, u32)> =
        seen.iter().filter(|(_, (_, n))| *n >= manner.least_examples).map(|(hash, (_, n))| (*n, *hash)).collect();
    hashes.sort_unstable_by_key(|(n, hash)| (std::cmp::Reverse(*n), *hash));
    let (counts, hashes): (Vec<usize>, Vec<u32>) = hashes.into_iter().unzip();
    let numbers: HashMap<u32, u32> = hashes.iter().zip(0..).map(|(hash, n)| (*hash, n)).collect();
    let mut rows = TrainingRows::default();
    for row in all {
        rows.push(row.into_iter().filter_map(|(h, v)| Some((*numbers.get(&h)?, v))));
    }
    (rows, hashes, counts)
}

/// One class against the others: its weights and its bias. Squared hinge loss. Most examples are so far on the right side
/// that they never matter again: they are left aside after a round that says so (the "shrinking" of the paper) and looked
/// at once more when the others have come to rest.
fn machine(rows: &TrainingRows, signs: &[f64], begin: &Begin, features: usize, manner: Manner) -> Machine {
    let own: TrainingRows;
    let rows = if begin.kept.is_empty() {
        rows
    } else {
        own = rows.only(&begin.kept);
        &own
    };
    let mut weights = vec![0.0_f64; features];
    let mut bias = 0.0_f64;
    let diagonal = 0.5 / manner.cost;
    let mut alphas = vec![0.0_f64; rows.len()];
    let squares: Vec<f64> = rows
        .iter()
        .map(|row| 1.0 + diagonal + row.iter().map(|(_, v)| f64::from(*v) * f64::from(*v)).sum::<f64>())
        .collect();
    // Where nothing is known yet, the class itself and some of the others say roughly where it lies, and one look at all of
    // them is enough.
    let is_first = begin.alphas.is_empty();
    let mut active: Vec<usize> = if is_first {
        signs.iter().enumerate().filter(|(at, sign)| **sign > 0.0 || at % SOME == 0).map(|(at, _)| at).collect()
    } else {
        Vec::new()
    };
    for (at, alpha) in &begin.alphas {
        let (Some(row), Some(sign), Some(own)) = (rows.get(*at), signs.get(*at), alphas.get_mut(*at)) else { continue };
        *own = *alpha;
        active.push(*at);
        add(&mut weights, row, alpha * sign);
        bias += alpha * sign;
    }
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    // How far beyond its margin an example lay in the round before, at most, and still moved something.
    let mut beyond = FAR_BEYOND;
    let mut has_looked = false;
    for _ in 0..manner.rounds {
        shuffle(&mut active, &mut random);
        let looks_at_all = active.len() == rows.len();
        has_looked |= looks_at_all;
        let (mut highest, mut lowest) = (f64::NEG_INFINITY, f64::INFINITY);
        active.retain(|&at| {
            let (Some(row), Some(sign), Some(alpha)) = (rows.get(at), signs.get(at), alphas.get_mut(at)) else {
                return false;
            };
            let gradient = sign * (dot(row, &weights) + bias) - 1.0 + *alpha * diagonal;
            if *alpha == 0.0 && gradient >= 0.0 {
                highest = highest.max(0.0);
                lowest = lowest.min(0.0);
                return gradient <= beyond;
            }
            highest = highest.max(gradient);
            lowest = lowest.min(gradient);
            let before = *alpha;
            *alpha = (before - gradient / squares.get(at).copied().unwrap_or(1.0)).max(0.0);
            let move_by = (*alpha - before) * sign;
            add(&mut weights, row, move_by);
            bias += move_by;
            true
        });
        let at_rest = highest - lowest < manner.at_rest;
        if at_rest && (looks_at_all || (is_first && has_looked)) {
            break;
        }
        beyond = if highest > 0.0 && !at_rest { highest.min(FAR_BEYOND) } else { FAR_BEYOND };
        if at_rest {
            active = (0..rows.len()).collect();
        }
    }
    #[allow(clippy::cast_possible_truncation)] // a byte a weight is kept in the end
    Machine {
        weights: weights.iter().map(|w| *w as f32).collect(),
        bias: bias as f32,
        alphas: alphas.into_iter().enumerate().filter(|(_, alpha)| *alpha > 0.0).collect(),
    }
}

fn add(weights: &mut [f64], row: &[(u32, f32)], times: f64) {
    for (f, v) in row {
        if let Some(weight) = weights.get_mut(*f as usize) {
            *weight += times * f64::from(*v);
        }
    }
}

/// How far a row lies on one side. Four sums beside each other: one by itself would wait for each of its additions.
fn dot(row: &[(u32, f32)], weights: &[f64]) -> f64 {
    let times = |(f, v): &(u32, f32)| weights.get(*f as usize).copied().unwrap_or(0.0) * f64::from(*v);
    let mut sums = [0.0_f64; 4];
    let fours = row.chunks_exact(4);
    let rest: f64 = fours.remainder().iter().map(times).sum();
    for four in fours {
        for (sum, feature) in sums.iter_mut().zip(four) {
            *sum += times(feature);
        }
    }
    let [a, b, c, d] = sums;
    (a + b) + (c + d) + rest
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
