//! `sportello search --explain`: which word matched what in the first rows, how, and what it was worth.

use std::io::{self, Write};

use super::desk::Desk;
use super::output::{TableRow, TextColumn, table};
use crate::search::{Explained, Index, Place, Request, explain};

/// Writes the explanation of each row, place by place.
pub(super) fn write(
    desk: &Desk,
    index: &Index,
    request: &Request,
    places: &[Place],
    out: &mut dyn Write,
) -> io::Result<usize> {
    let mut rows = 0;
    let mut each = |place: Option<Place>| -> io::Result<()> {
        let request = Request { place, ..request.clone() };
        for explained in explain(&desk.catalog, index, &request, desk.now) {
            rows += 1;
            if rows > 1 {
                writeln!(out)?;
            }
            one(desk, rows, &explained, out)?;
        }
        Ok(())
    };
    if places.is_empty() {
        each(None)?;
    }
    for place in places {
        each(Some(*place))?;
    }
    Ok(rows)
}

fn one(desk: &Desk, number: usize, explained: &Explained, out: &mut dyn Write) -> io::Result<()> {
    const COLUMNS: [TextColumn; 5] = [
        TextColumn::whole("  PAROLA"),
        TextColumn::text("TROVATA IN"),
        TextColumn::whole("COME"),
        TextColumn::whole("DOVE"),
        TextColumn::whole("VALORE"),
    ];
    let style = desk.style;
    let title = format!("{number}. {} – punti {}", explained.name, explained.score);
    writeln!(out, "{}", style.bold(&style.text(&title)))?;
    let rows: Vec<TableRow> = explained
        .words
        .iter()
        .map(|w| {
            let found = |text: &str| if w.matched.is_empty() { "–".to_owned() } else { text.to_owned() };
            let cells = vec![
                format!("  {}", w.word),
                found(&w.matched),
                found(w.how),
                found(w.field),
                format!("{} × {}", w.value, w.rarity),
            ];
            TableRow { cells, below: Vec::new() }
        })
        .collect();
    table(out, style, &COLUMNS, &rows)?;
    if explained.ear > 0 {
        let like = explained.like.as_ref().map(|l| format!(", come «{l}»")).unwrap_or_default();
        writeln!(out, "{}", style.text(&format!("  la frase intera{like}: + {}", explained.ear)))?;
    }
    if let Some((phrase, worth)) = &explained.bonus {
        writeln!(out, "{}", style.text(&format!("  insieme in «{phrase}»: + {worth}")))?;
    }
    Ok(())
}
