//! The languages of the sheet, put together when somebody asks for one: the first frame does without.

use std::ops::Deref;
use std::sync::OnceLock;

use super::reading::decode;
use super::record::LinguaRecord;
use super::text::carrying;

/// A file of a language.
#[derive(Debug, Clone, PartialEq)]
pub enum LinguaFile {
    /// One that the program carries, still to be read.
    Carried(&'static str),
    /// The record of a layer.
    Read(Box<LinguaRecord>),
}

impl From<LinguaRecord> for LinguaFile {
    fn from(record: LinguaRecord) -> Self {
        Self::Read(Box::new(record))
    }
}

impl LinguaFile {
    fn record(&self) -> Option<LinguaRecord> {
        match self {
            // That it reads, a test shows.
            Self::Carried(file) => carrying(file, || decode(file)).ok(),
            Self::Read(record) => Some(record.as_ref().clone()),
        }
    }
}

/// The languages of a catalogue: a list of records.
#[derive(Debug, Clone, Default)]
pub struct Lingue {
    /// Files of all layers, lowest first.
    files: Vec<LinguaFile>,
    records: OnceLock<Vec<LinguaRecord>>,
}

impl Lingue {
    /// The languages of these files, lowest layer first: each goes over the one below, phrase by phrase.
    pub fn of(files: Vec<LinguaFile>) -> Self {
        Self { files, records: OnceLock::new() }
    }

    fn read(&self) -> Vec<LinguaRecord> {
        let mut all: Vec<LinguaRecord> = Vec::new();
        for lingua in self.files.iter().filter_map(LinguaFile::record) {
            let at = all.iter().position(|known| known.id == lingua.id);
            match at.and_then(|at| all.get_mut(at)) {
                Some(known) if !lingua.removed => {
                    let phrases = std::mem::take(&mut known.phrases);
                    *known = lingua;
                    for (italian, said) in phrases {
                        known.phrases.entry(italian).or_insert(said);
                    }
                }
                Some(_) => all.retain(|known| known.id != lingua.id),
                None if !lingua.removed => all.push(lingua),
                None => {}
            }
        }
        all
    }
}

impl Deref for Lingue {
    type Target = [LinguaRecord];
    fn deref(&self) -> &[LinguaRecord] {
        self.records.get_or_init(|| self.read())
    }
}

impl PartialEq for Lingue {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<'a> IntoIterator for &'a Lingue {
    type Item = &'a LinguaRecord;
    type IntoIter = std::slice::Iter<'a, LinguaRecord>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
