//! `sportello catalog profilo`: what the catalogue knows of an ambito as a whole.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use unicode_width::UnicodeWidthStr as _;

use super::common::Common;
use super::desk::Desk;
use super::files::write_or_print;
use super::outcome::{Failure, RunOutcome};
use super::output::{Style, TableRow, TextColumn, json, note, table};
use super::{accessi, values};
use crate::accessi::tavola::Per;
use crate::catalog::values::{Level, PartialDate};
use crate::exchange::csv;
use crate::exchange::pages::{Cell, SheetPage, workbook};
use crate::lingua::lines::wrap;
use crate::profilo::{Come, HOW_TO_READ, IN_WORDS, InArea, NO_PLACES, NOT_STATED, PARTS, Profilo, html, people, ratio};

/// `catalog profilo`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Opzioni")]
pub struct CatalogProfilo {
    /// L'ambito: nome, inizio del nome o identificativo
    #[arg(long, value_name = "AMBITO")]
    pub ambito: String,

    /// Forma: table (tabella), html, xlsx, csv, json
    #[arg(long, value_name = "FORMA", default_value = "table", hide_default_value = true, hide_possible_values = true)]
    pub format: ProfiloFormat,

    /// Il file da scrivere; senza, l'uscita standard
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Cartella degli accessi, se non è quella dell'amministratore
    #[arg(long, value_name = "CARTELLA")]
    pub accessi: Option<PathBuf>,

    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// How the profile is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ProfiloFormat {
    /// For people, with bars.
    #[default]
    Table,
    /// A page that stands alone.
    Html,
    /// A workbook.
    Xlsx,
    /// One long table.
    Csv,
    /// One object.
    Json,
}

/// Writes the profile.
///
/// # Errors
/// [`Failure::Use`] for an unknown ambito, a folder that cannot be read or a file that cannot be written,
/// [`Failure::Output`].
pub(super) fn run(asked: &CatalogProfilo, common: &Common) -> Result<RunOutcome, Failure> {
    let desk = Desk::open(common)?;
    let ambito = values::ambito(&desk.catalog, &asked.ambito).map_err(Failure::Use)?;
    let tavola = match accessi::folder(common, asked.accessi.as_deref()) {
        None => None,
        Some(folder) => match accessi::tavola(&desk, &folder, (None, None), Some(ambito), Per::Area) {
            // A folder that nobody asked for here and that this user may not read takes nothing else away.
            Err(Failure::Use(why)) if asked.accessi.is_none() => {
                note(&why);
                None
            }
            tavola => tavola?,
        },
    };
    let profilo = Profilo::of(&desk.catalog, ambito, desk.now.date(), tavola);
    let refused = |r: crate::exchange::raw::Refusal| Failure::Use(r.0);
    let mut bytes = Vec::new();
    match asked.format {
        ProfiloFormat::Table => page(&profilo, desk.style, &mut bytes)?,
        ProfiloFormat::Html => bytes = html::render(&profilo).into_bytes(),
        ProfiloFormat::Xlsx => {
            let day = PartialDate::from_day(desk.now.date());
            bytes = workbook("Profilo di comunità", &pages(&profilo), day).map_err(refused)?;
        }
        ProfiloFormat::Csv => bytes = csv::compose(long(&profilo).into_iter()).map_err(refused)?,
        ProfiloFormat::Json => json(&mut bytes, desk.style, &profilo, true)?,
    }
    write_or_print(asked.output.as_deref(), &bytes, "")?;
    Ok(RunOutcome::Done)
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn word(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn stated<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or_else(|| word(NOT_STATED), cell)
}

fn whole(n: usize) -> Cell {
    Cell::Count(u32::try_from(n).unwrap_or(u32::MAX))
}

fn pages(profilo: &Profilo) -> Vec<SheetPage> {
    let comuni = profilo.comuni.iter().map(|c| vec![word(&c.istat), word(&c.nome), stated(c.abitanti, Cell::Count)]);
    let aree = profilo.aree.iter().map(|a| {
        let counts = a.parts().map(|(n, _)| whole(n));
        [word(&a.id), word(&a.nome)].into_iter().chain(counts).chain([stated(a.noti_per_10000, Cell::Ratio)]).collect()
    });
    let posti = profilo.posti.iter().map(|p| {
        vec![
            word(&p.id),
            word(&p.nome),
            word(&p.area),
            word(p.stato.label()),
            p.posti.map_or_else(|| word(IN_WORDS), Cell::Count),
            stated(p.al, |day| word(&day.to_string())),
            stated(p.abitanti, Cell::Count),
            stated(p.ogni_10000, Cell::Ratio),
            stated(p.frase.as_deref(), word),
        ]
    });
    let livelli = profilo
        .livelli
        .iter()
        .map(|l| vec![word(&l.id), word(&l.nome), word(&l.area), word(l.livello.label()), word(l.come.label())]);
    let servizi = profilo
        .servizi
        .iter()
        .map(|v| vec![word(&v.id), word(&v.nome), word(&v.area), word(v.base.label()), word(v.stato.label())]);
    let page = |name: &'static str, head: Vec<String>, rows: &mut dyn Iterator<Item = Vec<Cell>>| SheetPage {
        name,
        head,
        rows: rows.collect(),
    };
    let [attivi, programmati, confermare, dovuti] = PARTS;
    let mut pages = vec![
        page("Abitanti", texts(["istat", "comune", "abitanti"]), &mut { comuni }),
        page(
            "Aree",
            texts(["id", "area", attivi, programmati, confermare, dovuti, "noti ogni 10.000 abitanti"]),
            &mut { aree },
        ),
        page(
            "Posti",
            texts([
                "id",
                "servizio",
                "area",
                "stato",
                "posti",
                "al",
                "abitanti dei comuni serviti",
                "posti ogni 10.000 abitanti",
                "che cosa dice la fonte",
            ]),
            &mut { posti },
        ),
        page("Livelli dovuti", texts(["id", "servizio", "area", "livello", "come sta"]), &mut { livelli }),
        page("Servizi", texts(["id", "servizio", "area", "base", "stato"]), &mut { servizi }),
    ];
    if let Some(tavola) = &profilo.accessi {
        pages.push(SheetPage::of_texts("Accessi", tavola.sheet()));
    }
    pages
}

/// Everything in one table: which page, which row, which column, what it says.
fn long(profilo: &Profilo) -> Vec<Vec<String>> {
    let mut out = vec![texts(["parte", "id", "nome", "voce", "valore"])];
    for page in pages(profilo) {
        for row in &page.rows {
            // Of an access the month is part of what it is called.
            let named = if page.name == "Accessi" { 3 } else { 2 };
            let (name, values) = row.split_at(named.min(row.len()));
            let name: Vec<String> = name.iter().map(Cell::in_words).collect();
            let id = match name.as_slice() {
                [month, id, _] => format!("{month} {id}"),
                [id, ..] => id.clone(),
                [] => String::new(),
            };
            let label = name.last().map(String::as_str).unwrap_or_default();
            for (voce, value) in page.head.iter().skip(named).zip(values) {
                let (id, label) = (csv::defused(&id), csv::defused(label));
                out.push(vec![page.name.to_owned(), id, label, voce.clone(), value.in_csv()]);
            }
        }
    }
    out
}

/// The profile for people.
fn page(profilo: &Profilo, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let line = |out: &mut dyn Write, text: &str| -> io::Result<()> {
        wrap(text, style.width).iter().try_for_each(|l| writeln!(out, "{}", style.text(l)))
    };
    line(out, &format!("Profilo di comunità: {}", profilo.ambito))?;
    line(out, HOW_TO_READ)?;
    writeln!(out)?;
    let total = [("Tutto l'ambito".to_owned(), profilo.abitanti)];
    let comuni = profilo.comuni.iter().map(|c| (c.nome.clone(), c.abitanti)).chain(total);
    let rows: Vec<TableRow> =
        comuni.map(|(name, n)| TableRow { cells: vec![name, people(n)], below: Vec::new() }).collect();
    table(out, style, &[TextColumn::text("COMUNE"), TextColumn::whole("ABITANTI (2021)")], &rows)?;
    writeln!(out)?;
    bars(profilo, style, out)?;
    writeln!(out)?;
    places(profilo, style, out)?;
    writeln!(out)?;
    let owed = |come: Come| profilo.livelli.iter().filter(move |l| l.come == come);
    let counts = [Come::Presente, Come::InParte, Come::DaConfermare, Come::Programmato, Come::SoloDovuto];
    let said: Vec<String> = counts.iter().map(|c| format!("«{}» {}", short(*c), owed(*c).count())).collect();
    line(out, &format!("Livelli dovuti da una norma: {}. {}.", profilo.livelli.len(), said.join(", ")))?;
    let rows: Vec<TableRow> = profilo
        .livelli
        .iter()
        .map(|l| TableRow {
            cells: vec![l.nome.clone(), level(l.livello).to_owned(), short(l.come).to_owned()],
            below: Vec::new(),
        })
        .collect();
    table(
        out,
        style,
        &[TextColumn::text("SERVIZIO"), TextColumn::whole("LIVELLO"), TextColumn::whole("COME STA")],
        &rows,
    )?;
    if let Some(tavola) = &profilo.accessi {
        writeln!(out)?;
        line(out, "Accessi contati agli sportelli dell'ambito")?;
        writeln!(out)?;
        accessi::page(tavola, style, out)?;
    }
    Ok(())
}

/// How many places there are, where a source says so.
fn places(profilo: &Profilo, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if profilo.posti.is_empty() {
        return writeln!(out, "{}", style.text(NO_PLACES));
    }
    let rows: Vec<TableRow> = profilo
        .posti
        .iter()
        .map(|p| {
            let day = p.al.map_or_else(String::new, |day| day.to_string());
            TableRow {
                cells: vec![p.nome.clone(), p.number(), day, ratio(p.ogni_10000)],
                below: p.frase.as_deref().map(|f| wrap(f, style.width.saturating_sub(2))).unwrap_or_default(),
            }
        })
        .collect();
    let head = [
        TextColumn::text("POSTI INDICATI"),
        TextColumn::whole("POSTI"),
        TextColumn::whole("AL"),
        TextColumn::whole("OGNI 10.000 AB."),
    ];
    table(out, style, &head, &rows)
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Leps => "LEPS",
        Level::ObiettivoDiServizio => "obiettivo di servizio",
    }
}

const fn short(come: Come) -> &'static str {
    match come {
        Come::Presente => "c'è",
        Come::InParte => "in parte",
        Come::DaConfermare => "da confermare",
        Come::Programmato => "programmato",
        Come::SoloDovuto => "solo dovuto",
    }
}

/// A bar an area, one sign a servizio where there is room.
fn bars(profilo: &Profilo, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let signs = if style.ascii { ['#', '+', '?', '.'] } else { ['█', '▓', '▒', '·'] };
    let legend: Vec<String> = signs.iter().zip(PARTS).map(|(sign, name)| format!("{sign} {name}")).collect();
    // The signs are chosen above: nothing here has to be put into other letters.
    let legend = wrap(&format!("Servizi per area: {}", legend.join(", ")), style.width);
    legend.iter().try_for_each(|l| writeln!(out, "{l}"))?;
    let all = |area: &InArea| area.noti() + area.solo_dovuti;
    let longest = profilo.aree.iter().map(all).max().unwrap_or(0).max(1);
    let names = profilo.aree.iter().map(|a| a.breve.width()).max().unwrap_or(0).min(style.width / 2);
    let room = style.width.saturating_sub(names + 8).max(10);
    for area in &profilo.aree {
        let (mut before, mut bar) = (0, String::new());
        for ((n, _), sign) in area.parts().into_iter().zip(signs) {
            let end = |n: usize| if longest <= room { n } else { n * room / longest };
            let wide = end(before + n).saturating_sub(end(before)).max(usize::from(n > 0));
            bar.extend(std::iter::repeat_n(sign, wide));
            before += n;
        }
        let name = style.text(&area.breve).into_owned();
        let name = style.cut(&name, names);
        let pad = " ".repeat(names.saturating_sub(name.width()));
        writeln!(out, "{name}{pad}  {bar} {}", all(area))?;
    }
    writeln!(out)?;
    let rows: Vec<TableRow> = profilo
        .aree
        .iter()
        .map(|a| TableRow { cells: vec![a.breve.clone(), a.noti().to_string(), a.coverage()], below: Vec::new() })
        .collect();
    let head = [TextColumn::text("AREA"), TextColumn::whole("NOTI"), TextColumn::whole("OGNI 10.000 AB.")];
    table(out, style, &head, &rows)
}
