//! The kinds of files that a catalogue has, and what each holds: one table, which reading, checking, salvaging and the JSON
//! Schema walk. A new kind is a row of it; what its records refer to and how layers lie over each other is said where
//! that is done ([`super::validate`], [`super::resolve`]).

/// Gives every row of the table to a macro, which makes of it what it needs. A row says:
///
/// - the name of the kind and the file, or the folder and what its files are called by;
/// - what such a file is called for people;
/// - whether a file holds `one` record, a `list` of them, or the `parts` of an ambito;
/// - where [`super::load::Records`] keeps them, and as what;
/// - whether a record in which something is still to be written `waits` unseen or `stays`; of an ambito each part by itself
///   does;
/// - the smallest record: what stands in for required fields that are missing or were refused.
macro_rules! each_kind {
    ($walk:ident) => {
        $walk! {
            Regione: "regione.json", "La regione, le sue province e la data del catalogo",
                one, regioni: Vec<record::RegioneRecord>, stays,
                r#"{"id":"x","name":"x","release":"2000","provinces":[],"sources":[]}"#;
            Aree: "aree.json", "Aree strategiche",
                list, aree: Vec<record::Area>, waits,
                r#"{"id":"x","label":"x","short":"x","description":"x"}"#;
            Destinatari: "destinatari.json", "Gruppi di destinatari",
                list, destinatari: Vec<record::Destinatari>, waits,
                r#"{"id":"x","label":"x"}"#;
            Condizioni: "condizioni.json", "Condizioni della persona a cui i requisiti rimandano",
                list, condizioni: Later<Vec<record::Condizione>>, waits,
                r#"{"id":"x","label":"x","question":"x"}"#;
            Equivalenze: "equivalenze.json", "Parole di tutti i giorni e parole del catalogo",
                list, equivalenze: Later<Vec<record::Equivalenza>>, waits,
                r#"{"words":["x"],"means":["x"]}"#;
            Tipologie: "tipologie/<area>.json", "Tipologie di servizio di un'area",
                list, tipologie: Vec<record::Tipologia>, waits,
                r#"{"id":"x","name":"x","area":"x","targets":[],"summary":"x","description":"x",
"eligibility":{"text":"x"},"provider":"ambito","sources":[],"confidence":"bassa"}"#;
            Comuni: "comuni.json", "Comuni e ambito di ciascuno",
                list, comuni: Vec<record::ComuneRecord>, waits,
                r#"{"istat":"000000","name":"x","province":"x","cap":"00000","ambito":"x"}"#;
            Misure: "misure.json", "Misure nazionali e regionali",
                list, misure: Vec<record::ServizioRecord>, waits,
                r#"{"id":"x/x","type":"x","basis":"piano"}"#;
            Numeri: "numeri-utili.json", "Numeri utili",
                list, numeri: Vec<record::NumeroUtile>, waits,
                r#"{"id":"x","number":"112","name":"x","purpose":"x","urgent":false,"sources":[]}"#;
            Urgenze: "urgenze.json", "Situazioni di pericolo e numeri da chiamare",
                list, urgenze: Later<Vec<record::Urgenza>>, waits,
                r#"{"id":"x","label":"x","priority":9,"numbers":[],"say":["x"]}"#;
            Altrove: "altrove.json", "Uffici che non sono servizi sociali",
                list, altrove: Later<Vec<record::Altrove>>, waits,
                r#"{"id":"x","name":"x","say":"x"}"#;
            Foglio: "foglio.json", "Che cosa dice il foglio di una tipologia, in parole semplici",
                list, foglio: Later<Vec<record::FoglioRecord>>, stays,
                r#"{"id":"x","what":"x","step":"x"}"#;
            Lingua: "lingue/<codice>.json", "Una lingua in cui il foglio è tradotto",
                one, lingue: Vec<lingue::LinguaFile>, stays,
                r#"{"id":"x","name":"x","italian":"x","dir":"ltr","phrases":{}}"#;
            Ambito: "ambiti/<ambito>.json", "Un ambito territoriale sociale con le sue sedi e i suoi servizi",
                parts, ambiti: Vec<record::AmbitoFile>, waits,
                "{}";
            Correzione: "correzioni/<id>.json",
                "Una correzione accettata: che cosa cambia di un record, chi l'ha detto e quando",
                one, correzioni: Vec<correzioni::Correzione>, stays,
                r#"{"id":"x","record":"x","patch":{},"by":"x","on":"2000"}"#;
        }
    };
}

pub(super) use each_kind;

/// Makes the type of the kinds, and what is told by the table alone.
macro_rules! kinds {
    ($($kind:ident: $file:literal, $title:literal, $layout:ident, $field:ident: $shelf:ty, $unfinished:ident,
       $smallest:literal;)+) => {
        /// What a file of the catalogue holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FileKind {
            $(#[doc = concat!("`", $file, "`")] $kind,)+
        }

        impl FileKind {
            /// Every kind, in the order of the table.
            pub const ALL: [Self; [$($file),+].len()] = [$(Self::$kind),+];

            /// Where such a file stands in a catalogue's folder.
            pub const fn pattern(self) -> &'static str {
                match self {
                    $(Self::$kind => $file,)+
                }
            }

            /// What the files of a kind hold, for people.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$kind => $title,)+
                }
            }
        }
    };
}

each_kind!(kinds);

impl FileKind {
    /// The kind of the file at `path`, by its name and folder; both kinds of slash are understood.
    pub fn of_path(path: &str) -> Option<Self> {
        let mut parts = path.rsplit(['/', '\\']);
        let name = parts.next()?;
        let folder = parts.next();
        let alone = || Self::ALL.into_iter().find(|kind| kind.pattern() == name);
        let is_json = || std::path::Path::new(name).extension().is_some_and(|e| e == "json");
        let below = || Self::ALL.into_iter().find(|kind| folder.is_some() && kind.folder() == folder);
        alone().or_else(|| below().filter(|_| is_json()))
    }

    /// The folder of a kind that has one: "ambiti".
    pub fn folder(self) -> Option<&'static str> {
        self.pattern().split_once('/').map(|(folder, _)| folder)
    }

    /// The file of a kind with a folder that is called by `name`: "ambiti/le-casarano.json".
    pub fn file_of(self, name: &str) -> String {
        self.folder().map_or_else(|| self.pattern().to_owned(), |folder| format!("{folder}/{name}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_name_and_folder() {
        for (path, kind) in [
            ("/a/ambiti/le-casarano.json", Some(FileKind::Ambito)),
            ("C:\\a\\lingue\\ar.json", Some(FileKind::Lingua)),
            ("comuni.json", Some(FileKind::Comuni)),
            ("tipologie/comuni.json", Some(FileKind::Comuni)),
            ("altrove.json", Some(FileKind::Altrove)),
            ("altro.json", None),
            ("note.txt", None),
            ("ambiti/note.txt", None),
            ("ambiti.json", None),
        ] {
            assert_eq!(FileKind::of_path(path), kind, "{path}");
        }
        assert_eq!(FileKind::Tipologie.file_of("casa"), "tipologie/casa.json");
        assert_eq!(FileKind::Aree.file_of("casa"), "aree.json");
    }
}
