//! Every problem of every file in one run, each with its place, its code and what to do about it.
//!
//! Reads the files as a whole: syntax through [`super::spans`], each record through its type, then what only many
//! records together can tell (references, doubles, places). Knows no file system: names and bytes come in, problems go
//! out. [`super::layers`] reports through the same [`Problem`].

mod checks;
mod codes;
mod decode;
mod known;
mod money;
mod report;

use chrono::NaiveDate;

pub use codes::{Code, codes_table};
pub use decode::Decoded;
use report::Report;
pub use report::{MAX_PROBLEMS, Problem};

use super::kinds::FileKind;
use super::load::Records;
use super::spans::{self, LineStarts, Node, RefusalReason};

/// A file to check: its name, which tells its kind, and what it holds.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Path or name, as the reader of the problems knows it.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Checks `files` as one layer over `base`: references may lead into either. `today` bounds the dates. The problems
/// come in the order of the files and of their lines.
pub fn check(files: &[Input<'_>], base: Option<&Records>, today: NaiveDate) -> Vec<Problem> {
    let mut reports: Vec<Report> = Vec::with_capacity(files.len());
    let mut trees: Vec<Option<(FileKind, Node)>> = Vec::with_capacity(files.len());
    let texts: Vec<Option<&str>> = files.iter().map(|f| std::str::from_utf8(f.bytes).ok()).collect();
    for (file, text) in files.iter().zip(&texts) {
        let mut report = Report::new(file.name, text.unwrap_or_default());
        trees.push(if let Some(text) = text {
            tree(file.name, text, &mut report)
        } else {
            report.push(not_utf8(file.name, file.bytes));
            None
        });
        reports.push(report);
    }
    let mut decoded: Vec<Decoded<'_>> = Vec::with_capacity(files.len());
    for (tree, report) in trees.iter().zip(&mut reports) {
        if let Some((kind, node)) = tree {
            checks::strings(node, report);
            decoded.push(decode::file(*kind, node, report));
        } else {
            decoded.push(Decoded::default());
        }
    }
    checks::records(&decoded, &mut reports, base, today);
    reports.into_iter().flat_map(Report::finish).collect()
}

/// Reads one file record by record: the whole ones, and the problems of the others. `None` for the records when the
/// text is no JSON or its kind cannot be told.
pub fn salvage(name: &str, text: &str) -> (Option<Records>, Vec<Problem>) {
    let mut report = Report::new(name, text);
    let records = tree(name, text, &mut report).map(|(kind, node)| {
        let decoded = decode::file(kind, &node, &mut report);
        let mut records = Records::default();
        decoded.sound_into(&mut records);
        records
    });
    (records, report.finish())
}

/// Where bytes stop being UTF-8.
pub fn not_utf8(name: &str, bytes: &[u8]) -> Problem {
    let good = std::str::from_utf8(bytes).err().map_or(bytes.len(), |e| e.valid_up_to());
    let before = bytes.get(..good).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
    let (line, column) = LineStarts::of(before).place(good);
    let byte = bytes.get(good).copied().unwrap_or_default();
    let message = format!("il file non è in UTF-8: qui c'è il byte {byte:#04x}");
    Problem { line, column, ..Problem::of_file(name, Code::Codifica, &message) }
}

/// The tree of a file and its kind; every problem of its syntax goes to the report.
fn tree(name: &str, text: &str, report: &mut Report<'_>) -> Option<(FileKind, Node)> {
    if text.starts_with('\u{feff}') {
        report.at(0, Code::Bom, "il file comincia con il segno invisibile BOM");
    }
    let node = match spans::parse(text) {
        Ok(node) => node,
        Err(refusal) => {
            let code = match refusal.why {
                RefusalReason::Truncated(_) => Code::Troncato,
                RefusalReason::TooDeep => Code::Profondita,
                RefusalReason::TooMany => Code::Troppo,
                RefusalReason::Expected(_) => Code::Sintassi,
            };
            let said = if code == Code::Troncato { code.meaning().to_owned() } else { refusal.why.to_string() };
            report.at(refusal.at, code, &said);
            return None;
        }
    };
    let kind = FileKind::of_path(name).or_else(|| decode::guess(&node));
    if kind.is_none() {
        report.at(node.start, Code::FileSconosciuto, "nome di file che il catalogo non conosce");
    }
    kind.map(|kind| (kind, node))
}
