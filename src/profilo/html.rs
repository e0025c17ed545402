//! The profile as one page that stands alone: nothing runs, nothing is loaded. What a bar shows, a table says.

use std::fmt::Write as _;

use super::{InArea, NOT_STATED, PARTS, Profilo, people};
use crate::accessi::Esito;
use crate::accessi::tavola::{TavolaPart, WHOLE_PERIOD};
use crate::catalog::values::PartialDate;
use crate::scheda::html::{escape, head};

const STYLE: &str = "@page{size:A4;margin:16mm}body{font:11pt/1.4 Verdana,'DejaVu Sans',Arial,sans-serif;color:#000;\
background:#fff;margin:0 auto;max-width:190mm;padding:4mm}h1{font-size:18pt}h2{font-size:14pt;margin:8mm 0 2mm;\
border-bottom:1px solid #000;break-after:avoid}h3{font-size:12pt;break-after:avoid}table{border-collapse:collapse;\
width:100%;margin:0 0 5mm}caption{text-align:left;font-weight:bold;padding:2mm 0}th,td{border:1px solid #444;\
padding:1mm 2mm;text-align:left;vertical-align:top;overflow-wrap:break-word}td.n,th.n{text-align:right}tr{break-inside:avoid}tbody tr:first-child{break-before:avoid}\
svg{width:100%;height:auto}figure{margin:0 0 4mm}";

/// Fills of the bars, dark to light: told apart in grey too.
const FILLS: [&str; 4] = ["#003d6b", "#5a8fbe", "#c9dcec", "#ffffff"];

/// Height of a row of the chart.
const ROW: usize = 26;

/// Width of the chart, and where the bars begin.
const CHART: (usize, usize) = (700, 250);

/// The page.
pub fn render(profilo: &Profilo) -> String {
    let title = format!("Profilo di comunità – {}", profilo.ambito);
    let mut out = head(&title, STYLE, &[]);
    let _ = write!(out, "<body>\n<main>\n<h1>{}</h1>\n", escape(&title));
    let day = profilo.al.in_words();
    let period = profilo.piano.as_ref().map_or_else(String::new, |p| format!(" Piano di zona {}.", escape(p)));
    let _ = writeln!(out, "<p>Che cosa il catalogo sa al {day}.{period} {}</p>", escape(super::HOW_TO_READ));
    population(profilo, &mut out);
    areas(profilo, &mut out);
    places(profilo, &mut out);
    levels(profilo, &mut out);
    services(profilo, &mut out);
    accesses(profilo, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// A table: its caption, headings and rows. Columns from `numbers` on hold numbers; the first cell names the row.
fn table(out: &mut String, caption: &str, heads: &[&str], numbers: usize, rows: impl Iterator<Item = Vec<String>>) {
    let class = |at: usize| if at >= numbers { " class=\"n\"" } else { "" };
    let _ = write!(out, "<table>\n<caption>{}</caption>\n<thead><tr>", escape(caption));
    for (at, head) in heads.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(at), escape(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let cell = escape(cell);
            let _ = match at {
                0 => write!(out, "<th scope=\"row\">{cell}</th>"),
                _ => write!(out, "<td{}>{cell}</td>", class(at)),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn population(profilo: &Profilo, out: &mut String) {
    out.push_str("<h2>Chi abita qui</h2>\n");
    let total = vec!["Tutto l'ambito".to_owned(), people(profilo.abitanti)];
    let rows = profilo.comuni.iter().map(|c| vec![c.nome.clone(), people(c.abitanti)]);
    table(out, "Abitanti per comune (censimento 2021)", &["Comune", "Abitanti"], 1, rows.chain([total]));
}

fn areas(profilo: &Profilo, out: &mut String) {
    out.push_str("<h2>Servizi per area</h2>\n");
    chart(&profilo.aree, out);
    let heads = ["Area", "Attivi", "Programmati", "Da confermare", "Solo dovuti", "Noti ogni 10.000 abitanti"];
    let row = |area: &InArea| -> Vec<String> {
        let counts = area.parts().map(|(n, _)| n.to_string());
        std::iter::once(area.nome.clone()).chain(counts).chain([area.coverage()]).collect()
    };
    table(out, "Servizi per area: gli stessi numeri delle barre", &heads, 1, profilo.aree.iter().map(row));
}

fn places(profilo: &Profilo, out: &mut String) {
    out.push_str("<h2>Quanti posti</h2>\n");
    if profilo.posti.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escape(super::NO_PLACES));
        return;
    }
    let heads =
        ["Servizio", "Stato", "Che cosa dice la fonte", "Al", "Posti", "Abitanti serviti", "Ogni 10.000 abitanti"];
    let rows = profilo.posti.iter().map(|p| {
        vec![
            p.nome.clone(),
            p.stato.label().to_owned(),
            p.frase.clone().unwrap_or_default(),
            p.al.map_or_else(|| NOT_STATED.to_owned(), PartialDate::in_words),
            p.number(),
            people(p.abitanti),
            super::ratio(p.ogni_10000),
        ]
    });
    table(out, "Posti che una fonte indica", &heads, 4, rows);
}

/// A bar an area; drawn to the longest of them.
fn chart(areas: &[InArea], out: &mut String) {
    let all = |area: &InArea| area.noti() + area.solo_dovuti;
    let longest = areas.iter().map(all).max().unwrap_or(0).max(1);
    let (width, begin) = CHART;
    let height = (areas.len() + 1) * ROW + 6;
    let room = width - begin - 40;
    let described: Vec<String> = areas
        .iter()
        .map(|a| {
            let parts = a.parts().map(|(n, name)| format!("{name} {n}"));
            format!("{}: {}", a.breve, parts.join(", "))
        })
        .collect();
    let _ = write!(
        out,
        "<figure>\n<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"grafico-titolo grafico-testo\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<title id=\"grafico-titolo\">Servizi per area</title>\n\
         <desc id=\"grafico-testo\">{}.</desc>\n",
        escape(&described.join("; "))
    );
    let mut x = 0;
    for (name, fill) in PARTS.iter().zip(FILLS) {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"4\" width=\"14\" height=\"14\" fill=\"{fill}\" stroke=\"#000\"/>\
             <text x=\"{}\" y=\"16\">{name}</text>",
            x + 20
        );
        x += 150;
    }
    for (at, area) in areas.iter().enumerate() {
        let y = (at + 1) * ROW;
        let _ = writeln!(out, "<text x=\"0\" y=\"{}\">{}</text>", y + 16, escape(&area.breve));
        let (mut before, mut end) = (0, begin);
        for ((n, _), fill) in area.parts().into_iter().zip(FILLS).filter(|((n, _), _)| *n > 0) {
            let from = begin + before * room / longest;
            before += n;
            end = begin + before * room / longest;
            let wide = end - from;
            let _ = writeln!(
                out,
                "<rect x=\"{from}\" y=\"{}\" width=\"{wide}\" height=\"18\" fill=\"{fill}\" stroke=\"#000\"/>",
                y + 2
            );
        }
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\">{}</text>", end + 6, y + 16, all(area));
    }
    out.push_str("</svg>\n</figure>\n");
}

fn levels(profilo: &Profilo, out: &mut String) {
    out.push_str("<h2>Livelli dovuti</h2>\n");
    let heads = ["Servizio", "Area", "Livello", "Come sta"];
    let rows = profilo
        .livelli
        .iter()
        .map(|l| vec![l.nome.clone(), l.area.clone(), l.livello.label().to_owned(), l.come.label().to_owned()]);
    table(out, "Che cosa è dovuto e come sta: prima ciò che manca", &heads, 9, rows);
}

fn services(profilo: &Profilo, out: &mut String) {
    out.push_str("<h2>Tutti i servizi</h2>\n");
    let heads = ["Servizio", "Area", "Su che cosa si fonda", "Stato"];
    let rows = profilo
        .servizi
        .iter()
        .map(|v| vec![v.nome.clone(), v.area.clone(), v.base.label().to_owned(), v.stato.label().to_owned()]);
    table(out, "Servizi dell'ambito", &heads, 9, rows);
}

fn accesses(profilo: &Profilo, out: &mut String) {
    let Some(tavola) = &profilo.accessi else { return };
    let _ = write!(out, "<h2>Che cosa si è chiesto agli sportelli</h2>\n<p>{}</p>\n", escape(super::HOW_SMALL));
    let heads: Vec<&str> =
        std::iter::once("Area").chain(Esito::ALL.iter().map(|e| e.label())).chain(["totale"]).collect();
    let caption =
        |part: &TavolaPart| if part.name == WHOLE_PERIOD { "Tutto il periodo".to_owned() } else { part.name.clone() };
    for part in &tavola.slices {
        let rows = part
            .rows
            .iter()
            .map(|row| std::iter::once(row.label.clone()).chain(row.cells.iter().map(ToString::to_string)).collect());
        table(out, &caption(part), &heads, 1, rows);
    }
}
