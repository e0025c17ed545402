//! The words of the numeri utili: which phrase of which number has them.

use crate::catalog::model::Catalog;
use crate::lingua::fold::each_word;
use crate::lingua::stop::is_negation;

use super::super::vocab::WordId;

/// The words of the numeri utili.
#[derive(Debug, Clone, Default)]
pub(in crate::search) struct Numeri {
    pub(in crate::search) phrases: Vec<NumeroPhrase>,
    /// In which phrase a word stands; sorted.
    words: Vec<(WordId, u32)>,
    /// The digits of each number.
    pub(in crate::search) digits: Vec<String>,
}

/// A keyword, the name… of a number.
#[derive(Debug, Clone)]
pub(in crate::search) struct NumeroPhrase {
    /// Position in the catalogue's list.
    pub(in crate::search) numero: u32,
    pub(in crate::search) part: Part,
    /// Distinct words that say something.
    pub(in crate::search) content: usize,
    /// Small words without which it says something else: "mi" in "mi picchia".
    pub(in crate::search) beside: Vec<WordId>,
}

/// What a phrase is to its number. The order is the order of worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) enum Part {
    Number,
    /// What it is called by: its name up to what is said beside it ("Guardia costiera: emergenza in mare").
    Head,
    /// The rest of its name.
    Beside,
    Keyword,
    Purpose,
}

impl Part {
    pub const fn weight(self) -> u32 {
        match self {
            Self::Number => 10,
            Self::Head | Self::Beside => 6,
            Self::Keyword => 5,
            Self::Purpose => 3,
        }
    }
}

impl Numeri {
    /// Reads the numbers of a catalogue; `number` gives a folded word its number and says whether it is a stop word.
    pub fn read(catalog: &Catalog, mut number: impl FnMut(&str) -> (WordId, bool)) -> Self {
        let mut this = Self::default();
        for (at, n) in catalog.numeri.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let digits = n.number.normalised();
            let (head, beside) = n.name.split_at(n.name.find([':', '(']).unwrap_or(n.name.len()));
            let mut texts = vec![
                (Part::Number, digits.as_str()),
                (Part::Number, n.number.as_str()),
                (Part::Head, head),
                (Part::Beside, beside),
            ];
            if !n.urgent {
                texts.push((Part::Purpose, n.purpose.as_str()));
                texts.extend(n.keywords.iter().map(|k| (Part::Keyword, k.as_str())));
            }
            for (part, text) in texts {
                this.phrase(at, part, text, &mut number);
            }
            this.digits.push(digits);
        }
        this
    }

    fn phrase(&mut self, numero: u32, part: Part, text: &str, number: &mut impl FnMut(&str) -> (WordId, bool)) {
        let (mut content, mut small, mut negations) = (Vec::new(), Vec::new(), Vec::new());
        each_word(text, |folded, elided| {
            let (word, stop) = number(folded);
            match () {
                () if elided => {}
                () if is_negation(folded) => negations.push(word),
                () if stop => small.push(word),
                () => content.push(word),
            }
        });
        content.sort_unstable();
        content.dedup();
        if content.is_empty() {
            return;
        }
        let mut beside = Vec::new();
        if part == Part::Keyword {
            beside = negations;
            if content.len() == 1 {
                beside.extend(small);
            }
        }
        let id = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
        self.words.extend(content.iter().map(|&word| (word, id)));
        self.phrases.push(NumeroPhrase { numero, part, content: content.len(), beside });
    }

    /// Gives the words their final numbers.
    pub fn renumber(&mut self, new: impl Fn(WordId) -> WordId) {
        for word in self.phrases.iter_mut().flat_map(|p| &mut p.beside).chain(self.words.iter_mut().map(|(w, _)| w)) {
            *word = new(*word);
        }
        self.words.sort_unstable();
    }

    pub fn phrases_of(&self, word: WordId) -> impl Iterator<Item = (u32, &NumeroPhrase)> {
        let start = self.words.partition_point(|w| w.0 < word);
        let here = self.words.iter().skip(start).take_while(move |w| w.0 == word);
        here.filter_map(|&(_, id)| Some((id, self.phrases.get(id as usize)?)))
    }

    /// Whether a word is a number to call, or stands in the name of one.
    pub fn is_named(&self, word: WordId) -> bool {
        self.phrases_of(word).any(|(_, p)| p.part <= Part::Beside)
    }
}
