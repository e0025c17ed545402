//! The codes of the problems: one table for what is printed, documented and tested.

use std::fmt::{self, Write as _};

/// Declares the codes: variant, code, meaning, remedy.
macro_rules! codes {
    ($($variant:ident = $code:literal, $meaning:literal, $remedy:literal;)+) => {
        /// Which kind of problem; its word stays the same from release to release.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as printed.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What it means, in Italian.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),+ }
            }

            /// What to do, in Italian, where the problem itself knows nothing better.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy),+ }
            }
        }
    };
}

codes! {
    Illeggibile = "file-illeggibile", "il file o la cartella non si può leggere", "controllare che esista e i permessi";
    TroppoGrande = "file-troppo-grande", "il file o il livello supera il limite", "dividerlo in più file";
    NonFile = "non-e-un-file", "non è un file normale (coda, dispositivo…)", "indicare un file o una cartella";
    Ciclo = "ciclo-di-collegamenti", "la cartella contiene se stessa attraverso un collegamento", "togliere il collegamento";
    Cambiato = "file-cambiato", "il file è cambiato mentre veniva letto", "riprovare quando nessuno lo sta scrivendo";
    FileSconosciuto = "file-sconosciuto", "il nome del file non è fra quelli del catalogo", "usare i nomi di «sportello catalog schema»";
    Codifica = "codifica", "il file non è in UTF-8", "salvarlo in UTF-8";
    Bom = "bom", "il file comincia con un segno invisibile (BOM)", "salvarlo in UTF-8 senza BOM";
    Troncato = "file-troncato", "il file finisce a metà", "ricopiarlo intero o chiudere le parentesi e le virgolette";
    Sintassi = "sintassi", "il file non è JSON", "correggere il punto indicato";
    Profondita = "troppo-profondo", "troppe parentesi una dentro l'altra", "togliere le parentesi di troppo";
    Troppo = "troppi", "più valori o problemi di quanti se ne leggano", "dividere il file o correggere i primi";
    CampoDoppio = "campo-doppio", "un campo compare due volte nello stesso oggetto", "lasciarne uno solo";
    Tipo = "tipo", "un valore è del tipo sbagliato", "scrivere il valore nella forma attesa";
    CampoSconosciuto = "campo-sconosciuto", "un campo che il catalogo non conosce", "correggere il nome o toglierlo";
    CampoMancante = "campo-mancante", "manca un campo obbligatorio", "aggiungerlo";
    Parola = "parola-non-prevista", "una parola fuori dall'elenco chiuso", "usare una delle parole previste";
    Numero = "numero", "un numero fuori dai limiti", "correggere il numero";
    Valore = "valore", "un valore che non va bene", "correggere il valore";
    Telefono = "telefono", "un numero di telefono con lettere o di lunghezza sbagliata", "scrivere solo cifre e spazi; il resto nella nota";
    Posta = "posta", "un indirizzo di posta o PEC che non è tale", "scriverlo come nome@dominio.it";
    Sito = "sito", "un indirizzo web che non è tale", "scriverlo per intero, con https://";
    Data = "data", "una data scritta male", "scrivere 2026, 2026-11 o 2026-11-21";
    DataFutura = "data-futura", "una data che non è ancora venuta", "controllare l'anno; per le scadenze usare «opens», «closes» e «valid_until»";
    Orario = "orario", "un orario che non si può leggere", "scriverlo come «Mo-Fr 09:00-12:00; Th 15:30-17:30»";
    Carattere = "carattere-nascosto", "un carattere invisibile o di controllo in un testo", "riscrivere il testo senza quel carattere";
    TestoVuoto = "testo-vuoto", "un testo obbligatorio vuoto", "scriverlo";
    DaCompletare = "da-completare", "un testo che aspetta ancora di essere scritto", "scriverlo, o togliere il campo che nessuna fonte indica";
    TestoLungo = "testo-lungo", "un testo troppo lungo per la riga dell'elenco", "accorciarlo; il resto va nella descrizione";
    Id = "id", "un identificativo che non corrisponde al file, all'ambito o alla tipologia", "correggere l'identificativo";
    IdDoppio = "id-doppio", "due record con lo stesso identificativo", "cambiarne uno o toglierlo";
    Riferimento = "riferimento", "un riferimento a qualcosa che non c'è", "correggere l'identificativo o aggiungere ciò che manca";
    ComuneDoppio = "comune-in-due-ambiti", "un comune compare in due ambiti", "lasciarlo in uno solo";
    AmbitoVuoto = "ambito-senza-comuni", "un ambito a cui nessun comune appartiene", "indicare l'ambito nei suoi comuni, in comuni.json";
    FuoriAmbito = "comune-fuori-ambito", "un servizio indica un comune di un altro ambito", "togliere il comune o spostare il servizio";
    Riservata = "sede-riservata", "una sede riservata con indirizzo, CAP, comune o coordinate", "togliere ogni indicazione del luogo";
    SenzaFonte = "senza-fonte", "un record senza fonte", "indicare da dove viene l'informazione";
    SenzaAnno = "senza-anno", "un importo o una soglia senza anno", "aggiungere «year» o «valid_until», o l'anno nel testo";
    Coordinate = "coordinate", "coordinate fuori dall'Italia o a metà", "controllare latitudine e longitudine";
    Requisito = "requisito", "un requisito che nessuno può soddisfare", "controllare i numeri";
    Scartato = "record-scartato", "un record che il programma non può usare", "correggerlo secondo il motivo indicato";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Every code as a Markdown table: what `docs/catalogo.md` shows.
pub fn codes_table() -> String {
    let mut out = String::from("| codice | significato | rimedio |\n|---|---|---|\n");
    for code in Code::ALL {
        let _ = writeln!(out, "| `{}` | {} | {} |", code.word(), code.meaning(), code.remedy());
    }
    out
}
