//! Which sheet is which, where its headings stand and which column holds what.

use std::collections::{HashMap, HashSet};

use super::import::Import;
use super::page::{IntakePage, Rows};
use crate::exchange::cells::shown;
use crate::exchange::headings_of::{columns, named};
use crate::exchange::raw::shorten;
use crate::exchange::raw::{CellProblem, Merged, RawCell, RawRow, RawTable, folded, letters};
use crate::exchange::sheet::{CONTATTI, ELENCHI, Kind, LEGGIMI, SEDI, SERVIZI, SHEETS, Sheet};
use crate::lingua::near::apart;
use crate::lingua::signs::clean;

/// How far down the headings are looked for: a title or two may stand above them.
const TITLE_ROWS: usize = 10;

/// How many headings of `sheet` a row holds.
fn headings_in(sheet: &'static Sheet, row: &RawRow) -> usize {
    let known = |cell: &RawCell| matches!(cell, RawCell::Text(text) if named(sheet, text).is_some());
    row.cells.iter().filter(|(_, cell)| known(cell)).count()
}

/// The same by their very names: what somebody else calls his columns is confirmed before it is read.
fn own_headings_in(sheet: &'static Sheet, row: &RawRow) -> usize {
    let known = |cell: &RawCell| matches!(cell, RawCell::Text(text) if sheet.columns.iter().any(|c| folded(c.title) == folded(text)));
    row.cells.iter().filter(|(_, cell)| known(cell)).count()
}

/// Which table holds which sheet: by name; a table of another name by its headings, where the sheet is not there otherwise.
pub(super) fn sort(tables: Vec<RawTable>, import: &mut Import) -> Vec<(&'static Sheet, RawTable)> {
    let mut found: Vec<(&'static Sheet, RawTable)> = Vec::new();
    let mut others = Vec::new();
    for table in tables {
        let name = folded(&table.name);
        if [LEGGIMI, ELENCHI].iter().any(|n| folded(n) == name) {
            continue;
        }
        match SHEETS.into_iter().find(|s| folded(s.name) == name) {
            Some(sheet) if found.iter().any(|(s, _)| s.name == sheet.name) => {
                import
                    .problems
                    .push(of_sheet(&table.name, format!("il foglio «{}» c'è due volte: lasciane uno", sheet.name)));
            }
            Some(sheet) => found.push((sheet, table)),
            None => others.push(table),
        }
    }
    for table in others {
        let shown = clean(&table.name).into_owned();
        if table.rows.is_empty() {
            continue;
        }
        let fits = |sheet: &'static Sheet| {
            table.rows.iter().take(TITLE_ROWS).map(|row| own_headings_in(sheet, row)).max().unwrap_or(0)
        };
        let best = SHEETS.into_iter().map(|s| (fits(s), s)).max_by_key(|(n, _)| *n).filter(|(n, _)| *n >= 3);
        match best {
            Some((_, sheet)) if found.iter().all(|(s, _)| s.name != sheet.name) => {
                import.notes.push(format!("Il foglio «{shown}» ha le colonne di «{}»: letto come tale.", sheet.name));
                found.push((sheet, table));
            }
            Some((_, sheet)) => {
                let expected = format!("ha le colonne di «{}», che c'è già: metti le righe lì, o toglilo", sheet.name);
                import.problems.push(of_sheet(&shown, expected));
            }
            None => import.notes.push(format!("Il foglio «{shown}» non è fra quelli previsti: non letto.")),
        }
    }
    found.sort_by_key(|(sheet, _)| SHEETS.iter().position(|s| s.name == sheet.name));
    found
}

/// A problem of a sheet as a whole.
pub(super) fn of_sheet(name: &str, expected: String) -> CellProblem {
    CellProblem {
        sheet: shorten(name),
        line: 1,
        also: Vec::new(),
        column: 0,
        title: String::new(),
        value: String::new(),
        expected,
    }
}

/// The columns of a sheet and the rows below them; `None` where they cannot be told.
pub(super) fn page(sheet: &'static Sheet, mut table: RawTable, import: &mut Import) -> Option<(IntakePage, Rows)> {
    let at = table
        .rows
        .iter()
        .take(TITLE_ROWS)
        .map(|row| headings_in(sheet, row))
        .enumerate()
        .max_by_key(|(at, n)| (*n, usize::MAX - at));
    let at = at.filter(|(_, n)| *n >= 2).map_or(0, |(at, _)| at);
    if at >= table.rows.len() {
        import.notes.push(format!("Il foglio «{}» è vuoto.", sheet.name));
        return None;
    }
    let above: Vec<String> = table.rows.iter().take(at).map(|row| row.line.to_string()).collect();
    if !above.is_empty() {
        import.notes.push(format!(
            "Foglio {}: ciò che sta sopra le intestazioni (riga {}) non si legge.",
            sheet.name,
            above.join(", ")
        ));
    }
    let head = table.rows.drain(..=at).next_back()?;
    let mut page = IntakePage { sheet, columns: HashMap::new(), own: Vec::new() };
    let before = import.problems.len();
    let mut seen = HashSet::new();
    for (column, cell) in &head.cells {
        let place = Some((*column, ""));
        let RawCell::Text(text) = cell else {
            import.problems.push(page.problem(
                head.line,
                place,
                shorten(&shown(cell)),
                "attesa un'intestazione".to_owned(),
            ));
            continue;
        };
        match named(sheet, text) {
            Some(known) if seen.insert(known.title) => {
                page.columns.insert(*column, known);
            }
            Some(known) => {
                let expected = format!("la colonna «{}» c'è due volte", known.title);
                import.problems.push(page.problem(head.line, place, shorten(text), expected));
            }
            None => page.own.push((*column, clean(text).into_owned())),
        }
    }
    misspelt(&mut page, head.line, &seen, import);
    missing(&page, head.line, &seen, import);
    merged(&page, head.line, &table.merged, import);
    repeated(sheet, &head, &mut table.rows, import);
    totals(sheet, &mut table.rows, import);
    (import.problems.len() == before).then_some((page, table.rows))
}

/// The headings once more further down, as on every page of a print: no row of anything.
fn repeated(sheet: &Sheet, head: &RawRow, rows: &mut Rows, import: &mut Import) {
    let is_head = |row: &RawRow| row.cells.len() > 1 && row.cells.iter().all(|cell| head.cells.contains(cell));
    let lines: Vec<String> = rows.iter().filter(|row| is_head(row)).map(|row| row.line.to_string()).collect();
    if !lines.is_empty() {
        rows.retain(|row| !is_head(row));
        import.notes.push(format!(
            "Foglio {}: le intestazioni ripetute più sotto non sono schede (riga {}).",
            sheet.name,
            lines.join(", ")
        ));
    }
}

/// "Totale: 34" below the rows: no row of anything.
fn totals(sheet: &Sheet, rows: &mut Rows, import: &mut Import) {
    let said = |row: &RawRow| row.cells.first().map(|(_, cell)| shown(cell).trim().to_owned()).unwrap_or_default();
    let is_total = |row: &RawRow| row.cells.len() <= 3 && folded(&said(row)).starts_with("total");
    for row in rows.iter().filter(|row| is_total(row)) {
        let said = shorten(&said(row));
        import
            .notes
            .push(format!("Foglio {}, riga {}: «{said}» non è una scheda, non si legge.", sheet.name, row.line));
    }
    rows.retain(|row| !is_total(row));
}

/// An own column whose heading is a slip of one that is missing is no own column.
fn misspelt(page: &mut IntakePage, line: usize, seen: &HashSet<&str>, import: &mut Import) {
    for (column, text) in &page.own {
        let said = folded(text);
        let near = columns(page.sheet)
            .filter(|c| !seen.contains(c.title))
            .map(|c| (apart(&folded(c.title), &said), c.title))
            .min_by_key(|(far, _)| *far)
            .filter(|(far, title)| *far <= 2 && far * 4 <= title.chars().count());
        if let Some((_, near)) = near {
            let expected = format!("intestazione non prevista, la più vicina è «{near}»");
            import.problems.push(page.problem(line, Some((*column, "")), shorten(text), expected));
        }
    }
}

fn missing(page: &IntakePage, line: usize, seen: &HashSet<&str>, import: &mut Import) {
    // Without these no row can be told apart; what else is missing is made or stays as it was.
    let needed: &[&str] = match page.sheet.name {
        name if name == SERVIZI.name => &["Tipologia"],
        name if name == SEDI.name => &["Nome"],
        name if name == CONTATTI.name => &["Riferito a", "Contatto"],
        _ => &["Codice"],
    };
    let has_code = seen.contains("Codice");
    for title in needed.iter().filter(|t| !seen.contains(**t) && (!has_code || **t == "Codice")) {
        let cure = if import.list { format!(": di' qual è con --map \"COLONNA={title}\"") } else { String::new() };
        import.problems.push(page.problem(line, None, String::new(), format!("manca la colonna «{title}»{cure}")));
    }
    let absent: Vec<String> = page
        .sheet
        .columns
        .iter()
        .filter(|c| !seen.contains(c.title) && !matches!(c.kind, Kind::ReadOnly))
        .map(|c| format!("«{}»", c.title))
        .collect();
    if !absent.is_empty() && !import.list {
        import.notes.push(format!(
            "Foglio {}: manca{} {}: ciò che si sapeva resta com'era.",
            page.sheet.name,
            if absent.len() == 1 { " la colonna" } else { "no le colonne" },
            absent.join(", ")
        ));
    }
}

/// Joined cells take the values below or beside the first away without a word.
fn merged(page: &IntakePage, head: usize, merged: &[Merged], import: &mut Import) {
    for cells in merged {
        let ((first, last), (left, right)) = (cells.lines, cells.columns);
        let title = (left..=right).find_map(|at| page.columns.get(&at)).map(|c| c.title);
        if last < head
            || first == last && left == right
            || title.is_none() && page.own.iter().all(|(at, _)| !(left..=right).contains(at))
        {
            continue;
        }
        let span = format!("{}{first}:{}{last}", letters(left), letters(right));
        let expected = format!("celle unite ({span}): dividile e scrivi il valore in ognuna");
        import.problems.push(page.problem(first, Some((left, title.unwrap_or_default())), String::new(), expected));
    }
}
