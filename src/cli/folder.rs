//! The folder of a catalogue that a command adds to: what is in it stays, whole or not at all.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::common::Common;
use super::desk::layer_places;
use super::files::{shown, write_all};
use super::outcome::Failure;
use crate::catalog::bundled;
use crate::catalog::kinds::FileKind;
use crate::catalog::layers::read_layer;
use crate::catalog::load::Records;
use crate::catalog::model::Catalog;
use crate::catalog::record::{ComuneRecord, Sede, ServizioRecord, Tipologia};
use crate::exchange::intake::put_all;
use crate::exchange::layer::{File, IMPORTED_TYPES, name};

/// A folder and what it holds.
pub(super) struct OutputFolder {
    path: PathBuf,
    /// Its records.
    pub(super) records: Records,
    /// Those of its tipologie that came from elsewhere.
    imported: Vec<Tipologia>,
}

impl OutputFolder {
    /// Reads it; one that does not exist yet is empty.
    ///
    /// # Errors
    /// [`Failure::Use`] where a file in it does not read: to write over it would lose what it holds.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let (mut records, mut imported) = (Records::default(), Vec::new());
        if path.is_file() {
            return Err(Failure::Use(format!("«{}» è un file: con -o va indicata una cartella.", shown(path))));
        }
        if path.exists() {
            for file in read_layer(path, false).0 {
                let Some(kind) = FileKind::of_path(&file.name) else { continue };
                let name = shown(Path::new(&file.name));
                let broken = |why: &dyn std::fmt::Display| {
                    Failure::Use(format!(
                        "«{name}» non si legge e non lo tocco ({why}): correggilo o spostalo, poi ripeti."
                    ))
                };
                let text = std::str::from_utf8(&file.bytes).map_err(|_| broken(&"non è in UTF-8"))?;
                let before = records.tipologie.len();
                records.add(kind, text.trim_start_matches('\u{feff}')).map_err(|e| broken(&e))?;
                if Path::new(&file.name).ends_with(IMPORTED_TYPES) {
                    imported.extend(records.tipologie.iter().skip(before).cloned());
                }
            }
        }
        Ok(Self { path: path.to_owned(), records, imported })
    }

    /// The options with the folder as the uppermost layer: what is begun in it counts.
    pub(super) fn over(&self, common: &Common) -> Common {
        let mut common = common.and(&Common::default());
        if self.records.count() > 0 {
            common.catalog.push(self.path.clone());
        }
        common
    }

    /// Writes the files that are new or other than before, and what goes along with them. Returns how many of the first.
    ///
    /// # Errors
    /// [`Failure::Use`] where one cannot be written.
    pub(super) fn write(&self, files: &[File], beside: &[File]) -> Result<usize, Failure> {
        let other = |(name, bytes): &&File| std::fs::read(self.path.join(name)).ok().as_deref() != Some(bytes);
        let changed: Vec<&File> = files.iter().filter(other).collect();
        write_all(&self.path, changed.iter().copied().chain(beside))?;
        Ok(changed.len())
    }
}

/// The records of the layers in use without the folder: what the new ones may refer to.
pub(super) fn below(common: &Common) -> Records {
    let mut records = bundled::layer().map(|(_, records)| records).unwrap_or_default();
    let places = layer_places(common);
    let paths = places.system.iter().chain(&places.administrator).chain(&places.user).chain(&places.variable);
    paths.chain(&places.given).for_each(|path| add(path, &mut records));
    records
}

/// Adds what a layer holds.
pub(super) fn add(path: &Path, records: &mut Records) {
    for file in read_layer(path, false).0 {
        // What does not read was told when the catalogue was opened.
        if let (Some(kind), Ok(text)) = (FileKind::of_path(&file.name), std::str::from_utf8(&file.bytes)) {
            let _ = records.add(kind, text);
        }
    }
}

impl OutputFolder {
    /// Adds to `records` what they lean on and only the layers of `--catalog` have: with it the folder stands by itself.
    pub(super) fn complete(&self, records: &mut Records, catalog: &Catalog, common: &Common) {
        let mut bare = common.and(&Common::default());
        bare.catalog.clear();
        let base = below(&bare);
        let there = |find: &dyn Fn(&Records) -> bool| find(&base) || find(&self.records);
        let types: HashSet<&str> = types_of(records).collect();
        let missing: Vec<Tipologia> = catalog
            .tipologie
            .iter()
            .map(|t| &t.record)
            .filter(|t| types.contains(t.id.as_str()) && !there(&|r| r.tipologie.iter().any(|o| o.id == t.id)))
            .cloned()
            .collect();
        let scopes: HashSet<String> = records.ambiti.iter().map(|f| name(f).to_owned()).collect();
        for (at, ambito) in catalog.ambiti.iter().enumerate().filter(|(_, a)| scopes.contains(a.record.id.as_str())) {
            let is_there =
                |r: &Records| r.ambiti.iter().filter_map(|f| f.ambito.as_ref()).any(|a| a.id == ambito.record.id);
            if !there(&is_there)
                && let Some(file) = records.ambiti.iter_mut().find(|f| name(f) == ambito.record.id.as_str())
            {
                file.ambito.get_or_insert_with(|| ambito.record.clone());
            }
            let comuni = catalog.comuni.iter().filter(|c| c.ambito.at() == at).map(|c| &c.record);
            let is_there =
                |c: &ComuneRecord| there(&|r| r.comuni.iter().any(|o| o.istat == c.istat && o.ambito == c.ambito));
            records.comuni.extend(comuni.filter(|c| !is_there(c)).cloned());
        }
        let named = |r: &Records| -> HashSet<String> {
            let servizi = r.ambiti.iter().flat_map(|f| &f.servizi);
            servizi.flat_map(|s| s.sedi.iter().flatten()).map(ToString::to_string).collect()
        };
        let sedi = [&*records, &base, &self.records].into_iter().flat_map(|r| r.ambiti.iter().flat_map(|f| &f.sedi));
        let known: HashSet<String> = sedi.map(|s| s.id.to_string()).collect();
        for id in named(records) {
            if !known.contains(&id)
                && let Some(sede) = catalog.sedi.iter().map(|s| &s.record).find(|s| s.id.as_str() == id)
                && let Some(file) = records.ambiti.iter_mut().find(|f| name(f) == sede.id.scope())
            {
                file.sedi.push(sede.clone());
            }
        }
        put_all(&mut records.tipologie, missing, |t| t.id.as_str());
        // A file is written whole: what it held stays.
        if !records.tipologie.is_empty() {
            let new = std::mem::replace(&mut records.tipologie, self.imported.clone());
            put_all(&mut records.tipologie, new, |t| t.id.as_str());
        }
        if !records.comuni.is_empty() {
            let new = std::mem::replace(&mut records.comuni, self.records.comuni.clone());
            put_all(&mut records.comuni, new, |c| c.istat.as_str());
        }
    }

    /// Records that come from elsewhere over those that the files held: what they replace is named.
    pub(super) fn merge(&self, records: &mut Records) -> Vec<String> {
        let mut replaced = Vec::new();
        if !records.misure.is_empty() {
            let new = std::mem::replace(&mut records.misure, self.records.misure.clone());
            put_all(&mut records.misure, new, |s| s.id.as_str());
        }
        for file in &mut records.ambiti {
            let Some(own) = self.records.ambiti.iter().find(|f| name(f) == name(file)) else { continue };
            let mut whole = own.clone();
            let servizi: HashMap<&str, &ServizioRecord> = own.servizi.iter().map(|s| (s.id.as_str(), s)).collect();
            let sedi: HashMap<&str, &Sede> = own.sedi.iter().map(|s| (s.id.as_str(), s)).collect();
            let other = |id: &str| format!("«{id}» c'era già: sostituito");
            let changed = file.servizi.iter().filter(|s| servizi.get(s.id.as_str()).is_some_and(|own| own != s));
            replaced.extend(changed.map(|s| other(&s.id)));
            let changed = file.sedi.iter().filter(|s| sedi.get(s.id.as_str()).is_some_and(|own| own != s));
            replaced.extend(changed.map(|s| other(&s.id)));
            whole.ambito = file.ambito.take().or(whole.ambito);
            put_all(&mut whole.sedi, std::mem::take(&mut file.sedi), |s| s.id.as_str());
            put_all(&mut whole.servizi, std::mem::take(&mut file.servizi), |s| s.id.as_str());
            *file = whole;
        }
        replaced
    }
}

/// The tipologie that records name.
fn types_of(records: &Records) -> impl Iterator<Item = &str> {
    let servizi = records.ambiti.iter().flat_map(|f| &f.servizi).chain(&records.misure).map(|s| s.tipologia.as_str());
    servizi.chain(
        records
            .ambiti
            .iter()
            .flat_map(|f| &f.sedi)
            .flat_map(|s| s.types.iter().map(super::super::catalog::values::Slug::as_str)),
    )
}
