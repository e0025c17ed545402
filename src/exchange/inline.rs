//! Cells of a workbook that say `inlineStr` and keep their text where a shared or computed one has it (`<v>`): the reader of
//! workbooks passes them over as empty, so that a whole sheet would be lost without a word.
//!
//! Such a workbook is written again with the type that its cells have, in memory. Every other one is left as it is.

use std::io::{Cursor, Read as _, Write as _};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::raw::Refusal;
use super::zipped::any_tag;

/// The workbook as it can be read, where it must be written again for that. The archive is known to be within its limits.
///
/// # Errors
/// [`Refusal`] where a part does not read.
pub(super) fn readable(bytes: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let broken = || Refusal("Una parte del foglio di calcolo è rovinata. Aprilo e salvalo di nuovo.".to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut sheets: Vec<(usize, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let is_sheet = archive.name_for_index(at).is_some_and(|n| n.is_ok_and(|n| n.starts_with("xl/worksheets/")));
        if !is_sheet {
            continue;
        }
        let inline = |tag: &[u8]| {
            let is_it = |(at, _): (usize, &u8)| tag.get(..at).is_some_and(|before| before.ends_with(b"inline"));
            tag.iter().enumerate().filter(|(_, b)| **b == b'S').any(is_it)
        };
        if !archive.by_index(at).is_ok_and(|part| any_tag(part, inline)) {
            continue;
        }
        let mut text = String::new();
        let read = archive.by_index(at).map(|mut part| part.read_to_string(&mut text));
        if read.is_ok_and(|r| r.is_ok())
            && let Some(mended) = mended(&text)
        {
            sheets.push((at, mended));
        }
    }
    if sheets.is_empty() {
        return Ok(None);
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| broken())?;
        let name = part.name().map_err(|_| broken())?.into_owned();
        if part.is_dir() {
            continue;
        }
        out.start_file(name, options).map_err(|_| broken())?;
        if let Some((_, mended)) = sheets.iter().find(|(sheet, _)| *sheet == at) {
            out.write_all(mended).map_err(|_| broken())?;
        } else {
            std::io::copy(&mut part, &mut out).map_err(|_| broken())?;
        }
    }
    Ok(Some(out.finish().map_err(|_| broken())?.into_inner()))
}

/// The sheet with the type of such cells put right; `None` where it has none, or cannot be read.
fn mended(text: &str) -> Option<Vec<u8>> {
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::with_capacity(text.len()));
    // A cell is held back until it is known what is in it.
    let mut cell: Option<(Vec<Event<'_>>, bool, bool)> = None;
    let mut changed = false;
    loop {
        let event = reader.read_event().ok()?;
        let done = matches!(event, Event::Eof);
        match (&event, cell.as_mut()) {
            (Event::Start(start), None) if start.local_name().as_ref() == "c" && is_inline(start) => {
                cell = Some((vec![event], false, false));
                continue;
            }
            (_, Some((held, has_value, has_text))) => {
                if let Event::Start(start) = &event {
                    *has_value |= start.local_name().as_ref() == "v";
                    *has_text |= start.local_name().as_ref() == "is";
                }
                let ends = done || matches!(&event, Event::End(end) if end.local_name().as_ref() == "c");
                held.push(event);
                if !ends {
                    continue;
                }
                if let Some((mut held, has_value, has_text)) = cell.take() {
                    if has_value && !has_text {
                        changed = true;
                        if let Some(Event::Start(start)) = held.first_mut() {
                            *start = computed(start);
                        }
                    }
                    for event in held.into_iter().filter(|e| !matches!(e, Event::Eof)) {
                        writer.write_event(event).ok()?;
                    }
                }
            }
            (_, None) if !done => writer.write_event(event).ok()?,
            _ => {}
        }
        if done {
            break;
        }
    }
    changed.then(|| writer.into_inner())
}

fn is_inline(start: &BytesStart<'_>) -> bool {
    start.attributes().flatten().any(|a| a.key.local_name().as_ref() == "t" && &*a.value == "inlineStr")
}

/// The same cell as one whose text was computed.
fn computed(start: &BytesStart<'_>) -> BytesStart<'static> {
    let mut out = BytesStart::new(start.name().as_ref().to_owned());
    for attribute in start.attributes().flatten() {
        let is_type = attribute.key.local_name().as_ref() == "t";
        out.push_attribute((attribute.key.as_ref(), if is_type { "str" } else { &*attribute.value }));
    }
    out
}
