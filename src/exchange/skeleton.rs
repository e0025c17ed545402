//! A new ambito, servizio or sede to be filled in: a file that is valid as it stands, and a page that says what goes where.
//!
//! JSON has no comments and unknown fields are refused, so the comments stand in a text beside the file.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::hsds::import::slug as slug_of;
use super::layer::pretty;
use super::raw::Refusal;
use super::sheet::{AMBITO, CONTATTI, Kind, SEDI, SERVIZI, Sheet};
use crate::catalog::model::Catalog;
use crate::catalog::record::ComuneRecord;
use crate::catalog::regions::{self, Regione};
use crate::catalog::values::{RecordId, Slug};

/// What a new file is to hold.
#[derive(Debug, Clone, PartialEq)]
pub enum NewRecord {
    /// An ambito: its identifier, whose first two letters are its province, its region, and its comuni: an ambito without comuni is
    /// none.
    Ambito {
        /// Identifier.
        id: String,
        /// Its region.
        regione: &'static Regione,
        /// Its comuni, as they stand now.
        comuni: Vec<ComuneRecord>,
        /// The day on which it is begun.
        today: NaiveDate,
    },
    /// A servizio: ambito and tipologia.
    Servizio(String, String),
    /// A sede: ambito and short name.
    Sede(String, String),
}

/// The file and its explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Skeleton {
    /// Where the file belongs in a layer: `ambiti/<id>.json`.
    pub path: String,
    /// The file.
    pub json: Vec<u8>,
    /// Comuni that go to a new ambito: what `comuni.json` of the layer must hold.
    pub comuni: Vec<ComuneRecord>,
    /// What each field may hold, in Italian.
    pub guide: String,
}

/// The skeleton of `new`.
///
/// # Errors
/// [`Refusal`] where an identifier is wrong or names nothing in the catalogue.
pub fn skeleton(catalog: &Catalog, new: &NewRecord) -> Result<Skeleton, Refusal> {
    let slug = |raw: &str| Slug::new(raw).map(|_| ()).map_err(|r| Refusal(r.0));
    let known = |ambito: &str| match catalog.find_ambito(ambito) {
        Some(_) => Ok(()),
        None => Err(Refusal(format!("«{ambito}» non è un ambito del catalogo: «sportello list ambiti» li elenca."))),
    };
    let mut comuni = Vec::new();
    let source = json!([{"title": "DA COMPLETARE: titolo della pagina o dell'atto da cui vengono i dati"}]);
    let (ambito, file, sheets): (&str, Value, Vec<&Sheet>) = match new {
        NewRecord::Ambito { id, regione, comuni: own, today } => {
            slug(id)?;
            if catalog.find_ambito(id).is_some() {
                return Err(Refusal(format!("L'ambito «{id}» c'è già.")));
            }
            let (code, rest) = id.split_once('-').unwrap_or_default();
            let code = code.to_uppercase();
            if !regione.provinces.iter().any(|(c, _)| *c == code) {
                let all: Vec<String> = regione.provinces.iter().map(|(c, _)| c.to_lowercase()).collect();
                let example = all.first().map(String::as_str).unwrap_or_default();
                return Err(Refusal(format!(
                    "«{id}» deve cominciare con una provincia {} ({}), per esempio «{example}-nome».",
                    regions::of(regione.name),
                    all.join(", ")
                )));
            }
            for comune in own {
                let mut record = comune.clone();
                record.ambito = Slug::new(id).map_err(|r| Refusal(r.0))?;
                comuni.push(record);
            }
            let Some(first) = comuni.first() else {
                return Err(Refusal("Un ambito ha almeno un comune: scrivi quali dopo il suo codice.".to_owned()));
            };
            let named = comuni.iter().find(|c| slug_of(&c.name) == rest).unwrap_or(first);
            let name = format!("Ambito territoriale sociale di {}", named.name);
            // What it is made of was said by whoever began it, and nobody else: better is a paper of the ambito.
            let source = json!([{"title": "Comuni indicati da chi compila il catalogo", "read": today.to_string()}]);
            let record = json!({"id": id, "name": name, "short": named.name, "province": code, "sources": source, "confidence": "bassa"});
            (id, json!({"ambito": record}), vec![&AMBITO, &CONTATTI])
        }
        NewRecord::Servizio(ambito, tipologia) => {
            known(ambito)?;
            if catalog.find_type(tipologia).is_none() {
                return Err(Refusal(format!(
                    "«{tipologia}» non è una tipologia del catalogo: «sportello list tipologie» le elenca."
                )));
            }
            let taken = |id: &str| catalog.servizi.iter().any(|s| s.record.is_some() && s.id.as_str() == id);
            let base = format!("{ambito}/{tipologia}");
            let id = if taken(&base) {
                (2..10_000).map(|n| format!("{base}-{n}")).find(|id| !taken(id)).unwrap_or(base)
            } else {
                base
            };
            let record =
                json!({"id": id, "type": tipologia, "basis": "piano", "status": "da-confermare", "sources": source});
            (ambito, json!({"servizi": [record]}), vec![&SERVIZI])
        }
        NewRecord::Sede(ambito, name) => {
            known(ambito)?;
            slug(name)?;
            let id = format!("{ambito}/sede/{name}");
            RecordId::new(&id).map_err(|r| Refusal(r.0))?;
            if catalog.sedi.iter().any(|s| s.record.id.as_str() == id) {
                return Err(Refusal(format!("La sede «{id}» c'è già.")));
            }
            let record = json!({"id": id, "name": "DA COMPLETARE: come si chiama", "kind": "altro", "sources": source});
            (ambito, json!({"sedi": [record]}), vec![&SEDI, &CONTATTI])
        }
    };
    // Through the records: keys come out in their order, and what is written is what reads.
    let record: crate::catalog::record::AmbitoFile =
        crate::catalog::typed::of_value(&file).map_err(|wrong| Refusal(wrong.to_string()))?;
    let json = pretty(&record).map_err(|wrong| Refusal(wrong.to_string()))?;
    Ok(Skeleton { path: format!("ambiti/{ambito}.json"), json, comuni, guide: guide(&sheets) })
}

/// Field by field: its name in the file, its name for people, what it may hold.
fn guide(sheets: &[&Sheet]) -> String {
    let mut out = String::from(
        "Che cosa scrivere nel file. I campi che nessuna fonte indica si lasciano fuori: non si inventa nulla.\n",
    );
    for sheet in sheets {
        let _ = write!(out, "\n{}\n", sheet.help);
        if sheet.name == CONTATTI.name {
            out.push_str("  phones, emails, pec: elenchi di testi, per esempio \"phones\": [\"0831 123456\"]; website: un testo con https://\n");
            continue;
        }
        for column in sheet.columns.iter().filter(|c| !c.key.is_empty()) {
            let form = match column.kind {
                Kind::List(_) | Kind::Refs(_) | Kind::Comuni => " (elenco di testi)",
                Kind::Items(_) => " (elenco di oggetti)",
                Kind::Number => " (numero)",
                Kind::Yes => " (true)",
                _ => "",
            };
            let words = match column.kind {
                Kind::Choice(words) => {
                    format!(" Una di: {}.", words().iter().map(|(w, _)| *w).collect::<Vec<_>>().join(", "))
                }
                _ => String::new(),
            };
            let must = if column.required { " Obbligatorio." } else { "" };
            let _ = writeln!(out, "  {}{form}: {}.{words}{must}", column.key, column.help.trim_end_matches('.'));
        }
    }
    out
}
