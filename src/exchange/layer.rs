//! Records as the files of a layer: what the loader reads back.

use std::cell::RefCell;

use serde::{Serialize, Serializer};

use crate::catalog::kinds::FileKind;
use crate::catalog::load::Records;
use crate::catalog::model::{AmbitoIx, Catalog, Scope, Servizio};
use crate::catalog::record::{AmbitoFile, AmbitoRecord, ComuneRecord, Sede, ServizioRecord, Tipologia};

/// A file to be written: its path below the layer's folder, with forward slashes, and its bytes.
pub type File = (String, Vec<u8>);

/// Where tipologie that came from elsewhere stand.
pub const IMPORTED_TYPES: &str = "tipologie/importate.json";

/// The files of a layer that holds `records`: ambiti, misure, tipologie and comuni, the only ones that come from other formats or
/// are needed by them.
///
/// # Errors
/// A value that JSON cannot hold (a coordinate that is no number).
pub fn files(records: &Records) -> Result<Vec<File>, serde_json::Error> {
    let mut out = Vec::new();
    if !records.tipologie.is_empty() {
        out.push((IMPORTED_TYPES.to_owned(), pretty(&records.tipologie)?));
    }
    if !records.comuni.is_empty() {
        out.push((FileKind::Comuni.pattern().to_owned(), pretty(&records.comuni)?));
    }
    if !records.misure.is_empty() {
        out.push((FileKind::Misure.pattern().to_owned(), pretty(&records.misure)?));
    }
    for file in &records.ambiti {
        out.push((FileKind::Ambito.file_of(name(file)), pretty(file)?));
    }
    Ok(out)
}

/// The same, an ambito let go of as soon as its file is there: records and files of many are never held together.
///
/// # Errors
/// As [`files`].
pub fn files_of(mut records: Records) -> Result<Vec<File>, serde_json::Error> {
    let ambiti = std::mem::take(&mut records.ambiti);
    let mut out = files(&records)?;
    for file in ambiti {
        let name = FileKind::Ambito.file_of(name(&file));
        out.push((name, pretty(&Last::of(file))?));
    }
    Ok(out)
}

/// An [`AmbitoFile`] that is written once, each record let go of when it is.
#[derive(Serialize)]
struct Last {
    #[serde(skip_serializing_if = "Option::is_none")]
    ambito: Option<AmbitoRecord>,
    #[serde(skip_serializing_if = "Once::is_empty")]
    sedi: Once<Sede>,
    #[serde(skip_serializing_if = "Once::is_empty")]
    servizi: Once<ServizioRecord>,
}

impl Last {
    fn of(file: AmbitoFile) -> Self {
        let AmbitoFile { ambito, sedi, servizi } = file;
        Self { ambito, sedi: Once(RefCell::new(sedi)), servizi: Once(RefCell::new(servizi)) }
    }
}

/// After so many records the room of those that were written is given back: the text takes as much again.
const GIVEN_BACK: usize = 1_000;

/// A list that is empty once it was written.
struct Once<T>(RefCell<Vec<T>>);

impl<T> Once<T> {
    fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

impl<T: Serialize> Serialize for Once<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = self.0.take();
        list.reverse();
        serializer.collect_seq(std::iter::from_fn(|| {
            let one = list.pop();
            if list.len().is_multiple_of(GIVEN_BACK) {
                list.shrink_to_fit();
            }
            one
        }))
    }
}

/// The files of the whole catalogue, or of one ambito. What the norm alone requires has no record and is not written.
///
/// # Errors
/// A value that JSON cannot hold.
pub fn of_catalog(catalog: &Catalog, only: Option<AmbitoIx>) -> Result<Vec<File>, serde_json::Error> {
    let mut records = Records::default();
    for (at, ambito) in catalog.ambiti.iter().enumerate().filter(|(at, _)| only.is_none_or(|o| o.at() == *at)) {
        let ix = AmbitoIx::of(at);
        let own = |s: &&Servizio| s.scope == Scope::Ambito(ix);
        records.ambiti.push(AmbitoFile {
            ambito: Some(ambito.record.clone()),
            sedi: catalog.sedi.iter().filter(|s| s.ambito == ix).map(|s| s.record.clone()).collect(),
            servizi: catalog.servizi.iter().filter(own).filter_map(|s| s.record.as_deref().cloned()).collect(),
        });
    }
    if only.is_some() {
        return files(&records);
    }
    let misure = catalog.servizi.iter().filter(|s| !matches!(s.scope, Scope::Ambito(_)));
    records.misure = misure.filter_map(|s| s.record.as_deref().cloned()).collect();
    let comuni: Vec<&ComuneRecord> = catalog.comuni.iter().map(|c| &c.record).collect();
    let mut out = vec![
        (FileKind::Regione.pattern().to_owned(), pretty(&catalog.regione)?),
        (FileKind::Aree.pattern().to_owned(), pretty(&catalog.aree)?),
        (FileKind::Destinatari.pattern().to_owned(), pretty(&catalog.destinatari)?),
        (FileKind::Condizioni.pattern().to_owned(), pretty(&catalog.condizioni)?),
        (FileKind::Equivalenze.pattern().to_owned(), pretty(&catalog.equivalenze)?),
        (FileKind::Comuni.pattern().to_owned(), pretty(&comuni)?),
        (FileKind::Numeri.pattern().to_owned(), pretty(&catalog.numeri)?),
        (FileKind::Urgenze.pattern().to_owned(), pretty(&catalog.urgenze)?),
        (FileKind::Altrove.pattern().to_owned(), pretty(&catalog.altrove)?),
        (FileKind::Foglio.pattern().to_owned(), pretty(&catalog.fogli)?),
    ];
    for lingua in &catalog.lingue {
        out.push((FileKind::Lingua.file_of(&lingua.id), pretty(lingua)?));
    }
    for (at, area) in catalog.aree.iter().enumerate() {
        let of_area = catalog.tipologie.iter().filter(|t| t.area.at() == at);
        let list: Vec<&Tipologia> = of_area.map(|t| &t.record).collect();
        if !list.is_empty() {
            out.push((FileKind::Tipologie.file_of(&area.id), pretty(&list)?));
        }
    }
    out.extend(files(&records)?);
    Ok(out)
}

/// The name of the ambito's file, without its ending.
pub fn name(file: &AmbitoFile) -> &str {
    file.scope().unwrap_or("senza-nome")
}

/// JSON with two blanks a level and a last line end, as the catalogue's own files are written.
///
/// # Errors
/// A value that JSON cannot hold.
pub fn pretty<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    bytes.shrink_to_fit();
    Ok(bytes)
}
