//! Archives in, within limits: first by their directory, then by what really comes out. Nothing is written anywhere, so the
//! names inside are labels and no paths.

use std::io::{BufRead as _, BufReader, Cursor, Read, copy, sink};

use zip::ZipArchive;

use super::raw::Refusal;

/// Most parts of an archive.
const MAX_PARTS: usize = 500;

/// How every archive begins.
pub const MARK: &[u8] = b"PK\x03\x04";

/// An archive that is known to unpack to at most `unpacked` bytes. `broken` is said where it is none.
///
/// # Errors
/// [`Refusal`] where it cannot be read or passes the limits.
pub fn guarded<'a>(bytes: &'a [u8], unpacked: u64, broken: &str) -> Result<ZipArchive<Cursor<&'a [u8]>>, Refusal> {
    let broken = || Refusal(broken.to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > MAX_PARTS {
        return Err(Refusal(format!("L'archivio ha {} parti, al più {MAX_PARTS}: non lo leggo.", archive.len())));
    }
    let too_big = || {
        Refusal(format!(
            "Il file, una volta aperto, supera {} MB: sembra fatto per riempire la memoria, non lo leggo.",
            unpacked >> 20
        ))
    };
    let mut declared: u64 = 0;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| broken())?;
        if part.encrypted() {
            return Err(Refusal("Il file è protetto da una password: toglila e ripeti.".to_owned()));
        }
        declared = declared.saturating_add(part.size());
    }
    if declared > unpacked {
        return Err(too_big());
    }
    // The directory may lie: what counts is what comes out.
    let mut left = unpacked;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| broken())?;
        let out = copy(&mut part.take(left + 1), &mut sink()).map_err(|_| broken())?;
        left = left.checked_sub(out).ok_or_else(too_big)?;
    }
    Ok(archive)
}

/// A part in pieces that end with a tag of XML: a sheet is many times as large as any of them.
pub(super) fn tags(part: impl Read) -> impl Iterator<Item = Vec<u8>> {
    BufReader::new(part).split(b'>').map_while(Result::ok)
}

/// Whether one of the [`tags`] of a part is what is looked for: of a large sheet none is kept.
pub(super) fn any_tag(part: impl Read, is_it: impl Fn(&[u8]) -> bool) -> bool {
    let (mut part, mut tag) = (BufReader::new(part), Vec::new());
    while part.read_until(b'>', &mut tag).is_ok_and(|read| read > 0) {
        if is_it(&tag) {
            return true;
        }
        tag.clear();
    }
    false
}

/// The parts whose name ends in one of `endings`, in the archive's order.
///
/// # Errors
/// [`Refusal`] as [`guarded`].
pub fn files(bytes: &[u8], unpacked: u64, endings: &[&str]) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let broken = "L'archivio .zip non si apre.";
    let mut archive = guarded(bytes, unpacked, broken)?;
    let mut out = Vec::new();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| Refusal(broken.to_owned()))?;
        let Ok(name) = part.name().map(std::borrow::Cow::into_owned) else { continue };
        if part.is_dir() || !endings.iter().any(|e| name.to_lowercase().ends_with(e)) {
            continue;
        }
        let mut bytes = Vec::new();
        part.take(unpacked).read_to_end(&mut bytes).map_err(|_| Refusal(broken.to_owned()))?;
        out.push((name, bytes));
    }
    Ok(out)
}
