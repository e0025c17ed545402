//! A new ambito, servizio or sede to be filled in: a file that is valid as it stands, and a page that says what goes where.
//!
//! JSON has no comments and unknown fields are refused, so the comments stand in a text beside the file.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::layer::pretty;
use super::sheet::{AMBITO, CONTATTI, Kind, SEDI, SERVIZI, Sheet};
use super::tables::Refusal;
use crate::catalog::model::Catalog;
use crate::catalog::record::ComuneRecord;
use crate::catalog::values::{RecordId, Slug};

/// What a new file is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// An ambito with this identifier, whose first two letters are its province, and its comuni by ISTAT code: an
    /// ambito without comuni is none.
    Ambito(String, Vec<String>),
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
pub fn skeleton(catalog: &Catalog, new: &New) -> Result<Skeleton, Refusal> {
    let slug = |raw: &str| Slug::new(raw).map(|_| ()).map_err(|r| Refusal(r.0));
    let known = |ambito: &str| match catalog.find_ambito(ambito) {
        Some(_) => Ok(()),
        None => Err(Refusal(format!("«{ambito}» non è un ambito del catalogo: «sportello list ambiti» li elenca."))),
    };
    let mut comuni = Vec::new();
    let source = json!([{"title": "DA COMPLETARE: titolo della pagina o dell'atto da cui vengono i dati"}]);
    let (ambito, file, sheets): (&str, Value, Vec<&Sheet>) = match new {
        New::Ambito(id, codes) => {
            slug(id)?;
            if catalog.find_ambito(id).is_some() {
                return Err(Refusal(format!("L'ambito «{id}» c'è già.")));
            }
            for code in codes {
                let found = catalog.find_comune(code).and_then(|ix| catalog.comuni.get(ix.at()));
                let Some(found) = found else {
                    return Err(Refusal(format!("«{code}» non è un comune del catalogo.")));
                };
                let mut record = found.record.clone();
                record.ambito = Slug::new(id).map_err(|r| Refusal(r.0))?;
                comuni.push(record);
            }
            if comuni.is_empty() {
                return Err(Refusal("Un ambito ha almeno un comune: scrivi quali dopo il suo codice.".to_owned()));
            }
            let code = id.split('-').next().unwrap_or_default().to_uppercase();
            if !catalog.regione.provinces.iter().any(|p| p.code.as_str() == code) {
                let all: Vec<&str> = catalog.regione.provinces.iter().map(|p| p.code.as_str()).collect();
                return Err(Refusal(format!(
                    "«{id}» deve cominciare con la provincia ({}), per esempio «le-casarano».",
                    all.join(", ").to_lowercase()
                )));
            }
            let record = json!({"id": id, "name": "DA COMPLETARE: nome per esteso", "short": "DA COMPLETARE", "province": code, "sources": source});
            (id, json!({"ambito": record}), vec![&AMBITO, &CONTATTI])
        }
        New::Servizio(ambito, tipologia) => {
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
        New::Sede(ambito, name) => {
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
        serde_json::from_value(file).map_err(|e| Refusal(crate::catalog::load::in_italian(&e)))?;
    let json = pretty(&record).map_err(|e| Refusal(crate::catalog::load::in_italian(&e)))?;
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
