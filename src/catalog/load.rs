//! From the text of a file to its records.
//!
//! Files come in as text: finding and reading them is the business of the layers, putting them together that of
//! [`super::resolve`].

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::kinds::{FileKind, each_kind};
use super::later::Later;
use super::lingue::LinguaFile;
use super::reading::{ParseError, decode};
use super::record::{LinguaRecord, UNFINISHED};
use super::text::carrying;
use super::{correzioni, lingue, record};

/// Where the records of a kind are kept.
pub(super) trait Shelf {
    /// What a file of it holds.
    type Record;
    /// Adds records behind.
    fn put(&mut self, more: Vec<Self::Record>);
    /// Adds all of another one behind.
    fn add_all(&mut self, more: Self);
    /// How many there are.
    fn count(&self) -> usize;
    /// Leaves a file that the program carries for whoever asks for it; `false` where it has to be read.
    fn leave(&mut self, _carried: &'static str) -> bool {
        false
    }
}

impl<T: DeserializeOwned> Shelf for Vec<T> {
    type Record = T;
    fn put(&mut self, mut more: Self) {
        self.append(&mut more);
    }
    fn add_all(&mut self, more: Self) {
        self.put(more);
    }
    fn count(&self) -> usize {
        self.len()
    }
}

impl<T: DeserializeOwned> Shelf for Later<Vec<T>> {
    type Record = T;
    fn put(&mut self, mut more: Vec<T>) {
        self.change(|all| all.append(&mut more));
    }
    fn add_all(&mut self, more: Self) {
        self.put(more.into_read());
    }
    fn count(&self) -> usize {
        self.len()
    }
    fn leave(&mut self, carried: &'static str) -> bool {
        *self = Self::carried(carried);
        true
    }
}

impl Shelf for Vec<LinguaFile> {
    type Record = LinguaRecord;
    fn put(&mut self, more: Vec<LinguaRecord>) {
        self.extend(more.into_iter().map(LinguaFile::from));
    }
    fn add_all(&mut self, more: Self) {
        self.extend(more);
    }
    fn count(&self) -> usize {
        self.len()
    }
    fn leave(&mut self, carried: &'static str) -> bool {
        self.push(LinguaFile::Carried(carried));
        true
    }
}

/// The records that a text holds, by the layout of its file.
macro_rules! read {
    (list, $text:ident) => {
        decode($text)?
    };
    ($one:ident, $text:ident) => {
        vec![decode($text)?]
    };
}

/// Takes out of a list the records that hold [`UNFINISHED`].
macro_rules! sift {
    ($layout:ident, stays, $list:expr, $out:ident) => {};
    (parts, waits, $list:expr, $out:ident) => {
        for file in &mut $list {
            let mut ambito: Vec<_> = file.ambito.take().into_iter().collect();
            sift(&mut ambito, &mut $out);
            file.ambito = ambito.pop();
            sift(&mut file.sedi, &mut $out);
            sift(&mut file.servizi, &mut $out);
        }
    };
    (list, waits, $list:expr, $out:ident) => {
        $list.change(|all| sift(all, &mut $out))
    };
}

/// A list that is changed as a whole, be it read already or not.
trait Changed<T> {
    fn change<R>(&mut self, change: impl FnOnce(&mut Vec<T>) -> R) -> R;
}

impl<T> Changed<T> for Vec<T> {
    fn change<R>(&mut self, change: impl FnOnce(&mut Self) -> R) -> R {
        change(self)
    }
}

/// Makes [`Records`] and what is done with every kind of them.
macro_rules! records {
    ($($kind:ident: $file:literal, $title:literal, $layout:ident, $field:ident: $shelf:ty, $unfinished:ident,
       $smallest:literal;)+) => {
        /// The records of one layer, as its files hold them; of several together as many as they speak of.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Records {
            $(#[doc = concat!("From `", $file, "`.")] pub $field: $shelf,)+
        }

        impl Records {
            /// Takes out the records that hold [`UNFINISHED`]; their identifiers.
            pub fn without_unfinished(&mut self) -> Vec<String> {
                let mut out = Vec::new();
                $(sift!($layout, $unfinished, self.$field, out);)+
                out
            }

            /// Adds the records of `more` behind.
            pub fn extend(&mut self, more: Self) {
                $(self.$field.add_all(more.$field);)+
            }

            /// Reads the text of one file into the layer. On a refusal nothing is added.
            ///
            /// # Errors
            /// [`ParseError`] with the first place that could not be read.
            pub fn add(&mut self, kind: FileKind, text: &str) -> Result<(), ParseError> {
                match kind {
                    $(FileKind::$kind => self.$field.put(read!($layout, text)),)+
                }
                Ok(())
            }

            /// The same of a file that the program carries: its texts are not copied, what the first frame does without is
            /// left for whoever asks for it.
            ///
            /// # Errors
            /// As [`Self::add`].
            pub fn add_carried(&mut self, kind: FileKind, text: &'static str) -> Result<(), ParseError> {
                let waits = match kind {
                    $(FileKind::$kind => self.$field.leave(text),)+
                };
                if waits { Ok(()) } else { carrying(text, || self.add(kind, text)) }
            }

            /// How many files or records each kind has.
            fn counts(&self) -> impl Iterator<Item = usize> {
                [$(self.$field.count()),+].into_iter()
            }
        }
    };
}

each_kind!(records);

impl Records {
    /// How many records there are, whatever their kind.
    pub fn count(&self) -> usize {
        let parts = self.ambiti.iter().map(|a| usize::from(a.ambito.is_some()) + a.sedi.len() + a.servizi.len());
        self.counts().sum::<usize>() - self.ambiti.len() + parts.sum::<usize>()
    }
}

fn sift<T: Serialize>(list: &mut Vec<T>, out: &mut Vec<String>) {
    list.retain(|record| {
        let Ok(value) = serde_json::to_value(record) else { return true };
        let waits = value.to_string().contains(UNFINISHED);
        if waits {
            let id = value.get("id").or(value.get("istat")).and_then(serde_json::Value::as_str);
            out.push(id.unwrap_or_default().to_owned());
        }
        !waits
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: FileKind, text: &str) -> String {
        Records::default().add(kind, text).unwrap_err().to_string()
    }

    #[test]
    fn a_truncated_file_says_where_it_ends() {
        assert_eq!(
            refused(FileKind::Aree, "[\n {\"id\": \"a\""),
            "riga 2, colonna 12: il file finisce dove era attesa una virgola o la fine dell'oggetto «}»"
        );
    }

    #[test]
    fn a_wrong_type_names_the_field_and_what_was_expected() {
        let said = refused(FileKind::Equivalenze, "[{\"words\": 3, \"means\": []}]");
        assert_eq!(said, "riga 1, colonna 12, campo «[0].words»: tipo sbagliato: numero \"3\", atteso un elenco");
    }

    #[test]
    fn an_unknown_field_is_a_refusal() {
        let said = refused(FileKind::Equivalenze, "[{\"words\": [], \"meens\": []}]");
        assert!(
            said.contains("campo sconosciuto \"meens\", attesa una di \"words\", \"means\"")
                || said.contains("campo sconosciuto"),
            "{said}"
        );
    }

    #[test]
    fn our_own_checks_speak_for_themselves() {
        let said = refused(
            FileKind::Aree,
            "[{\"id\": \"Area Uno\", \"label\": \"a\", \"short\": \"a\", \"description\": \"a\"}]",
        );
        assert!(said.contains("campo «[0].id»: «Area Uno» non va bene: attese parole minuscole"), "{said}");
    }
}
