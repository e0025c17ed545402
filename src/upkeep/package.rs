//! A package: a layer in one file, with version, date, expiry and what is new, that can be carried on a stick.
//!
//! Bytes in, bytes out. The end of the file seals all that stands before it against accident; a minisign signature beside
//! it says whose it is. Version and expiry stand inside what is signed: an old package that was signed once stays old.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use chrono::NaiveDate;
use minisign_verify::{PublicKey, Signature};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::catalog::kinds::FileKind;
use crate::catalog::load::Records;
use crate::catalog::values::PartialDate;
use crate::exchange::raw::Refusal;
use crate::exchange::zipped;

/// Largest package that is read, bytes.
pub const MAX_FILE: usize = 64 << 20;

/// Largest sum of what it unpacks to, bytes.
const MAX_UNPACKED: u64 = 256 << 20;

/// What the package says of itself.
const MANIFEST: &str = "pacchetto.json";

/// What is new, to be read.
const NEWS: &str = "novita.txt";

/// Before the seal at the end of the file.
const SEAL: &str = "sportello sha256 ";

/// Signs of a digest.
const DIGEST: usize = 64;

/// What a package says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Larger is newer.
    pub version: u64,
    /// When it was made.
    pub date: PartialDate,
    /// The last day on which it may be put in place.
    pub expires: PartialDate,
    /// SHA-256 over the names and bytes of its files.
    pub digest: String,
    /// How many files.
    pub files: usize,
}

/// A package, opened and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The files of the layer: name with forward slashes, bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What is new.
    pub news: String,
    /// The package itself.
    pub bytes: Vec<u8>,
}

/// Whether a name is one that a package may carry: that of a file of a catalogue, where such a file stands.
fn is_known(name: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    let parts: Vec<&str> = name.split('/').collect();
    parts.len() <= 2 && parts.iter().all(|p| plain(p)) && FileKind::of_path(name).is_some()
}

fn digest(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// A package of these files.
///
/// # Errors
/// [`Refusal`] for a file that belongs in no layer.
pub fn pack(
    files: &BTreeMap<String, Vec<u8>>,
    news: &str,
    version: u64,
    (date, expires): (NaiveDate, NaiveDate),
) -> Result<Vec<u8>, Refusal> {
    if let Some(odd) = files.keys().find(|n| !is_known(n)) {
        return Err(Refusal(format!("«{odd}» non è un file di un catalogo: non entra nel pacchetto.")));
    }
    let manifest = Manifest {
        version,
        date: PartialDate::from_day(date),
        expires: PartialDate::from_day(expires),
        digest: digest(files),
        files: files.len(),
    };
    let odd = |e: &dyn std::fmt::Display| Refusal(format!("Non riesco a comporre il pacchetto: {e}."));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Two packages of the same files are the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(|e| odd(&e))?;
    text.push(b'\n');
    let first = [(MANIFEST, text.as_slice()), (NEWS, news.as_bytes())];
    let rest = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    for (name, bytes) in first.into_iter().chain(rest) {
        zip.start_file(name, options).map_err(|e| odd(&e))?;
        zip.write_all(bytes).map_err(|e| odd(&e))?;
    }
    zip.set_comment(format!("{SEAL}{}", "0".repeat(DIGEST))).map_err(|e| odd(&e))?;
    let mut bytes = zip.finish().map_err(|e| odd(&e))?.into_inner();
    let seal = hex(&Sha256::digest(&bytes));
    let end = bytes.len().saturating_sub(DIGEST);
    bytes.truncate(end);
    bytes.extend_from_slice(seal.as_bytes());
    Ok(bytes)
}

/// Opens a package and finds it whole. Neither age nor signature is looked at.
///
/// # Errors
/// [`Refusal`] where a byte of it is not what it was.
pub fn open(bytes: &[u8]) -> Result<Package, Refusal> {
    let broken = || Refusal("Il pacchetto è rovinato: un suo byte non è quello di quando è stato fatto.".to_owned());
    if bytes.len() > MAX_FILE {
        return Err(Refusal(format!("Il pacchetto supera {} MB: non lo leggo.", MAX_FILE >> 20)));
    }
    let (body, seal) = bytes.split_at_checked(bytes.len().saturating_sub(DIGEST)).ok_or_else(broken)?;
    if !body.starts_with(zipped::MARK) || !body.ends_with(SEAL.as_bytes()) {
        return Err(Refusal("Non è un pacchetto del catalogo.".to_owned()));
    }
    let mut hash = Sha256::new();
    hash.update(body);
    hash.update("0".repeat(DIGEST));
    if hex(&hash.finalize()).as_bytes() != seal {
        return Err(broken());
    }
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, bytes) in zipped::files(bytes, MAX_UNPACKED, &[""])? {
        if files.insert(name, bytes).is_some() {
            return Err(broken());
        }
    }
    let manifest = files.remove(MANIFEST).ok_or_else(broken)?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| {
        Refusal("Il pacchetto è di una versione più nuova del programma: aggiornare il programma.".to_owned())
    })?;
    let news = files.remove(NEWS).unwrap_or_default();
    if let Some(odd) = files.keys().find(|n| !is_known(n)) {
        let odd = crate::lingua::signs::clean(odd).into_owned();
        return Err(Refusal(format!("Il pacchetto contiene «{odd}», che non è un file di un catalogo: non lo uso.")));
    }
    if manifest.digest != digest(&files) || manifest.files != files.len() {
        return Err(broken());
    }
    let mut records = Records::default();
    for (name, bytes) in &files {
        let kind = FileKind::of_path(name).ok_or_else(broken)?;
        let text = std::str::from_utf8(bytes).map_err(|_| broken())?;
        records
            .add(kind, text)
            .map_err(|e| Refusal(format!("Nel pacchetto «{name}» non si legge ({e}): non lo uso.")))?;
    }
    Ok(Package { manifest, files, news: String::from_utf8_lossy(&news).into_owned(), bytes: bytes.to_vec() })
}

/// The signature of a package, as minisign writes it: version and expiry stand in the comment that is signed too.
///
/// # Errors
/// [`Refusal`] where the key cannot be used. A key with a password asks for it.
pub fn sign(bytes: &[u8], secret: &str, manifest: &Manifest) -> Result<String, Refusal> {
    let bad =
        |_| Refusal("La chiave per firmare non si può usare: è la parte segreta di una coppia di minisign?".to_owned());
    let boxed = || minisign::SecretKeyBox::from_string(secret).map_err(bad);
    let key = match boxed()?.into_unencrypted_secret_key() {
        Ok(key) if !key.is_encrypted() => key,
        _ => boxed()?.into_secret_key(None).map_err(bad)?,
    };
    let comment = trusted_comment(manifest);
    let signature = minisign::sign(None, &key, Cursor::new(bytes), Some(&comment), Some("pacchetto di sportello"));
    Ok(signature.map_err(bad)?.into_string())
}

fn trusted_comment(manifest: &Manifest) -> String {
    format!("versione:{} scadenza:{}", manifest.version, manifest.expires)
}

/// Whether a signature over a package is of this key, and speaks of this version and expiry.
///
/// # Errors
/// [`Refusal`] where it is not.
pub fn verify(package: &Package, signature: &str, key: &str) -> Result<(), Refusal> {
    let key = PublicKey::decode(key).or_else(|_| PublicKey::from_base64(key.trim()));
    let key = key.map_err(|_| Refusal("La chiave pubblica non si legge: è quella di minisign (.pub)?".to_owned()))?;
    let signature =
        Signature::decode(signature).map_err(|_| Refusal("La firma del pacchetto non si legge.".to_owned()))?;
    let forged = |_| Refusal("La firma non è di questa chiave per questo pacchetto: non lo uso.".to_owned());
    key.verify(&package.bytes, &signature, false).map_err(forged)?;
    if signature.trusted_comment() != trusted_comment(&package.manifest) {
        return Err(Refusal("La firma parla di un'altra versione: non lo uso.".to_owned()));
    }
    Ok(())
}
