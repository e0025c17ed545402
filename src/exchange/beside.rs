//! What a workbook holds beside the texts of its cells: comments, text boxes, cells that are struck through, numbers that
//! the sheet shows as something else ("50%", "50 €"). The reader of workbooks passes all of it over; whoever imports is told
//! where it stands, so that nothing is lost without a word.

use std::collections::HashMap;
use std::io::Cursor;

use zip::ZipArchive;

use super::zipped::tags;
use crate::lingua::signs::clean;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Most cells that are named one by one.
const NAMED: usize = 8;

/// What makes a cell say more than is read of it.
#[derive(Debug, Clone, Copy, Default)]
struct CellStyle {
    struck: bool,
    /// A number is shown as a share or with a unit.
    dressed: bool,
}

/// What is passed over, a sentence a sheet and kind. The archive is known to be within its limits; what does not read is told
/// by the reader of its cells.
pub fn told(bytes: &[u8]) -> Vec<String> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let styles = styles(&mut archive);
    let has_styles = styles.iter().any(|s| s.struck || s.dressed);
    let parts = related(&mut archive, "xl/workbook.xml");
    let mut out = Vec::new();
    for tag in all(&mut archive, "xl/workbook.xml").iter().filter(|t| begins(t, "sheet")) {
        let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "r:id").or(attribute(tag, "id"))) else {
            continue;
        };
        let Some((_, part)) = parts.get(id) else { continue };
        let name = clean(&quick_xml::escape::unescape(name).unwrap_or_default()).into_owned();
        let mut say = |cells: &[String], one: &str, several: &str| {
            if let Some((what, place)) = match cells {
                [] => None,
                [cell] => Some((one, cell.clone())),
                cells => Some((several, named(cells))),
            } {
                out.push(format!("Foglio {name}, {place}: {what}"));
            }
        };
        if has_styles {
            let (struck, dressed) = styled(&mut archive, part, &styles);
            say(
                &struck,
                "la cella è barrata e si legge come le altre; se non vale più, svuotala o cambia lo stato.",
                "le celle sono barrate e si leggono come le altre; se non valgono più, svuotale o cambia lo stato.",
            );
            say(
                &dressed,
                "il foglio mostra % o un'unità e si legge solo il numero; scrivi come testo ciò che si vede.",
                "il foglio mostra % o un'unità e si leggono solo i numeri; scrivi come testo ciò che si vede.",
            );
        }
        let mut commented: Vec<String> = Vec::new();
        let mut boxes = 0;
        for (kind, target) in related(&mut archive, part).into_values() {
            let tags = all(&mut archive, &target);
            match kind.rsplit('/').next() {
                Some("comments" | "threadedComment") => {
                    let of = tags.iter().filter(|t| begins(t, "comment") || begins(t, "threadedComment"));
                    commented.extend(of.filter_map(|t| attribute(t, "ref")).map(str::to_owned));
                }
                Some("drawing") => boxes += tags.iter().filter(|t| begins(t, "xdr:txBody")).count(),
                _ => {}
            }
        }
        commented.sort();
        commented.dedup();
        say(&commented, "c'è un commento, che non si legge.", "ci sono commenti, che non si leggono.");
        if boxes > 0 {
            out.push(format!("Foglio {name}: {boxes} caselle di testo, che non si leggono."));
        }
    }
    out
}

/// "celle A2, B7 e altre 3".
fn named(cells: &[String]) -> String {
    let (shown, more) = cells.split_at(cells.len().min(NAMED));
    let more = if more.is_empty() { String::new() } else { format!(" e altre {}", more.len()) };
    format!("celle {}{more}", shown.join(", "))
}

/// Every tag of a part; none where there is no such part.
fn all(archive: &mut Archive<'_>, part: &str) -> Vec<String> {
    let Ok(part) = archive.by_name(part) else { return Vec::new() };
    tags(part).map(|tag| String::from_utf8_lossy(&tag).into_owned()).collect()
}

/// The parts that a part leads to: by identifier, their kind and name.
fn related(archive: &mut Archive<'_>, part: &str) -> HashMap<String, (String, String)> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let tags = all(archive, &format!("{folder}/_rels/{file}.rels"));
    let link = |tag: &String| {
        let (id, kind, target) = (attribute(tag, "Id")?, attribute(tag, "Type")?, attribute(tag, "Target")?);
        let target = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => match target.strip_prefix("../") {
                Some(beside) => format!("{}/{beside}", folder.rsplit_once('/').map_or("", |(up, _)| up)),
                None => format!("{folder}/{target}"),
            },
        };
        Some((id.to_owned(), (kind.to_owned(), target)))
    };
    tags.iter().filter(|t| begins(t, "Relationship")).filter_map(link).collect()
}

/// The styles that cells have by number.
fn styles(archive: &mut Archive<'_>) -> Vec<CellStyle> {
    let tags = all(archive, "xl/styles.xml");
    let (mut formats, mut fonts, mut out) = (HashMap::new(), Vec::new(), Vec::new());
    let mut of_cells = false;
    for tag in &tags {
        let number = |name: &str| attribute(tag, name).and_then(|n| n.parse::<usize>().ok());
        if begins(tag, "numFmt") {
            formats.extend(number("numFmtId").zip(attribute(tag, "formatCode")));
        } else if begins(tag, "font") {
            fonts.push(false);
        } else if begins(tag, "strike") && !matches!(attribute(tag, "val"), Some("0" | "false")) {
            fonts.last_mut().into_iter().for_each(|struck| *struck = true);
        } else if begins(tag, "cellXfs") {
            of_cells = true;
        } else if begins(tag, "/cellXfs") {
            of_cells = false;
        } else if of_cells && begins(tag, "xf") {
            let struck = number("fontId").and_then(|at| fonts.get(at)).copied().unwrap_or_default();
            let format = number("numFmtId").unwrap_or_default();
            let code = formats.get(&format).copied().unwrap_or_default();
            out.push(CellStyle { struck, dressed: dresses(format, code) });
        }
    }
    out
}

/// Whether a format shows a number with a sign or a word. Without a code of its own it is one that every spreadsheet knows by
/// number. A date is read as what it shows.
fn dresses(format: usize, code: &str) -> bool {
    let plain: String = code.split("&quot;").step_by(2).collect();
    let plain = plain.replace("[$-", "[");
    if code.is_empty() {
        return matches!(format, 5..=10 | 41..=44);
    }
    let is_date = plain.to_lowercase().contains(['y', 'd', 'h']) || plain.to_lowercase().contains("mm");
    !is_date && (plain.contains(['%', '€', '$']) || code.contains("&quot;"))
}

/// The cells of a sheet that are struck through, and the numbers that are shown as something else.
fn styled(archive: &mut Archive<'_>, part: &str, styles: &[CellStyle]) -> (Vec<String>, Vec<String>) {
    let (mut struck, mut dressed) = (Vec::new(), Vec::new());
    let Ok(part) = archive.by_name(part) else { return (struck, dressed) };
    for tag in tags(part) {
        let tag = String::from_utf8_lossy(&tag);
        // What ends at once holds nothing.
        if !begins(&tag, "c") || tag.ends_with('/') {
            continue;
        }
        let style = attribute(&tag, "s").and_then(|n| n.parse::<usize>().ok()).and_then(|at| styles.get(at));
        let (Some(style), Some(cell)) = (style, attribute(&tag, "r")) else { continue };
        let is_number = matches!(attribute(&tag, "t"), None | Some("n"));
        if style.struck {
            struck.push(cell.to_owned());
        }
        if style.dressed && is_number {
            dressed.push(cell.to_owned());
        }
    }
    (struck, dressed)
}

/// Whether a piece that ends with a tag ends with one of this name.
fn begins(tag: &str, name: &str) -> bool {
    let Some((_, tag)) = tag.rsplit_once('<') else { return false };
    tag.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '/', '\n', '\r', '\t']))
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, tag) = tag.rsplit_once('<')?;
    ['"', '\''].iter().find_map(|sign| {
        let (_, rest) = tag.split_once(&format!(" {name}={sign}"))?;
        rest.split(*sign).next()
    })
}
