//! The catalogue that every binary carries: the files under `catalog/`, embedded as they are.
//!
//! A new file is a new line here; a test holds the list against the folder.

use super::kinds::FileKind;
use super::load::Records;
use super::model::Layer;
use super::reading::ParseError;
use super::resolve::{NoRegion, Resolved, resolve};
use super::text::Text;

/// Name of the bundled layer.
pub const LAYER: &str = "incluso nel programma";

macro_rules! embedded {
    ($($path:literal,)+) => {
        /// Every embedded file: its path under `catalog/` and its text.
        pub const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/", $path)))),+];
    };
}

embedded! {
    "regione.json",
    "aree.json",
    "destinatari.json",
    "condizioni.json",
    "equivalenze.json",
    "comuni.json",
    "misure.json",
    "numeri-utili.json",
    "urgenze.json",
    "altrove.json",
    "foglio.json",
    "lingue/ar.json",
    "lingue/en.json",
    "lingue/fr.json",
    "lingue/ka.json",
    "lingue/ro.json",
    "lingue/sq.json",
    "lingue/uk.json",
    "lingue/zh.json",
    "tipologie/disabilita-non-autosufficienza.json",
    "tipologie/famiglie-minori.json",
    "tipologie/inclusione-poverta.json",
    "tipologie/invecchiamento-attivo.json",
    "tipologie/pari-opportunita-conciliazione.json",
    "tipologie/violenza-maltrattamento.json",
    "tipologie/welfare-accesso.json",
    "ambiti/ba-altamura.json",
    "ambiti/ba-bari.json",
    "ambiti/ba-bitonto.json",
    "ambiti/ba-conversano.json",
    "ambiti/ba-corato.json",
    "ambiti/ba-gioia-del-colle.json",
    "ambiti/ba-grumo-appula.json",
    "ambiti/ba-modugno.json",
    "ambiti/ba-mola-di-bari.json",
    "ambiti/ba-molfetta.json",
    "ambiti/ba-putignano.json",
    "ambiti/ba-triggiano.json",
    "ambiti/br-brindisi.json",
    "ambiti/br-fasano.json",
    "ambiti/br-francavilla-fontana.json",
    "ambiti/br-mesagne.json",
    "ambiti/bt-andria.json",
    "ambiti/bt-barletta.json",
    "ambiti/bt-canosa-di-puglia.json",
    "ambiti/bt-tavoliere-meridionale.json",
    "ambiti/bt-trani.json",
    "ambiti/fg-cerignola.json",
    "ambiti/fg-foggia.json",
    "ambiti/fg-lucera.json",
    "ambiti/fg-manfredonia.json",
    "ambiti/fg-san-marco-in-lamis.json",
    "ambiti/fg-san-severo.json",
    "ambiti/fg-troia.json",
    "ambiti/fg-vico-del-gargano.json",
    "ambiti/le-campi-salentina.json",
    "ambiti/le-casarano.json",
    "ambiti/le-gagliano-del-capo.json",
    "ambiti/le-galatina.json",
    "ambiti/le-gallipoli.json",
    "ambiti/le-lecce.json",
    "ambiti/le-maglie.json",
    "ambiti/le-martano.json",
    "ambiti/le-nardo.json",
    "ambiti/le-poggiardo.json",
    "ambiti/ta-ginosa.json",
    "ambiti/ta-grottaglie.json",
    "ambiti/ta-manduria.json",
    "ambiti/ta-martina-franca.json",
    "ambiti/ta-massafra.json",
    "ambiti/ta-taranto.json",
}

/// Why the embedded catalogue could not be used. Cannot happen in a binary that passed its tests.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A file does not read.
    #[error("catalog/{file}: {error}")]
    File {
        /// Its path.
        file: &'static str,
        /// Where and why.
        error: ParseError,
    },
    /// No region.
    #[error(transparent)]
    NoRegion(#[from] NoRegion),
}

/// The records of the embedded files, with the layer they make.
///
/// # Errors
/// [`Broken::File`] when a file does not read.
pub fn layer() -> Result<(Layer, Records), Broken> {
    let mut records = Records::default();
    for &(file, text) in FILES {
        if let Some(kind) = FileKind::of_path(file) {
            records.add_carried(kind, text).map_err(|error| Broken::File { file, error })?;
        }
    }
    Ok((Layer { name: Text::new(LAYER), path: None, records: 0 }, records))
}

/// How many records the embedded files hold: asked seldom, and of what the first frame does without too.
pub fn count() -> usize {
    layer().map_or(0, |(_, records)| records.count())
}

/// The embedded catalogue alone.
///
/// ```
/// let catalog = sportello::catalog::bundled::catalog()?.catalog;
/// let latiano = catalog.comuni.iter().find(|c| c.record.name.as_str() == "Latiano").ok_or("no Latiano")?;
/// assert_eq!(catalog.ambiti[latiano.ambito].record.short.as_str(), "Mesagne");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Broken`] when it does not read.
pub fn catalog() -> Result<Resolved, Broken> {
    Ok(resolve(vec![layer()?])?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::catalog::lingue::Lingue;

    fn json_files(dir: &Path, into: &mut BTreeSet<PathBuf>) {
        for entry in std::fs::read_dir(dir).expect("catalog/ stands beside src/") {
            let path = entry.expect("its entries are readable").path();
            if path.is_dir() {
                json_files(&path, into);
            } else {
                into.insert(path);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
        let mut on_disk = BTreeSet::new();
        json_files(&root, &mut on_disk);
        // What is learned from is not carried, what was learned is part of the search.
        on_disk
            .retain(|path| !["frasi", "imparato", "italia"].iter().any(|folder| path.starts_with(root.join(folder))));
        let embedded: BTreeSet<PathBuf> = FILES.iter().map(|(path, _)| root.join(path)).collect();
        assert_eq!(embedded, on_disk);
    }

    #[test]
    fn what_the_program_carries_reads_as_any_other_file() {
        let mut read = Records::default();
        for &(file, text) in FILES {
            read.add(FileKind::of_path(file).unwrap(), text).unwrap();
        }
        let mut carried = layer().unwrap().1;
        let lingue = |records: &mut Records| Lingue::of(std::mem::take(&mut records.lingue));
        assert_eq!(lingue(&mut carried), lingue(&mut read));
        assert_eq!(carried, read);
    }

    #[test]
    fn nothing_of_the_embedded_catalogue_is_left_out() {
        let resolved = catalog().unwrap();
        assert_eq!(resolved.dropped, []);
        let c = resolved.catalog;
        assert_eq!((c.aree.len(), c.tipologie.len(), c.ambiti.len(), c.comuni.len()), (7, 137, 45, 257));
    }

    #[test]
    fn every_ambito_has_an_entry_for_every_tipologia_that_a_norm_requires() {
        let c = catalog().unwrap().catalog;
        for t in c.tipologie.iter().filter(|t| t.record.level.is_some()) {
            for (at, a) in c.ambiti.iter().enumerate() {
                let scope = crate::catalog::model::Scope::Ambito(crate::catalog::model::AmbitoIx::of(at));
                assert!(t.servizi.iter().any(|s| c.servizi[*s].scope == scope), "{} {}", a.record.id, t.record.id);
            }
        }
    }
}
