//! A Carta as one self-contained page to read on a screen and to print on A4: headings in order, every table with its headings,
//! nothing that runs, nothing loaded from anywhere. Each line carries the record it comes from (`data-da`).

use std::fmt::Write as _;

use super::outline::{Carta, CartaBlock, CartaFact, CartaLine, CartaPlace, CartaSection, CartaTable, FactValue, TITLE};
use crate::scheda::html::{escape, head};

const STYLE: &str = "\
@page{size:A4;margin:18mm 18mm 20mm;@bottom-center{content:counter(page);font:9pt Verdana,'DejaVu Sans',Arial,sans-serif}}\
@page:first{@bottom-center{content:none}}\
*{box-sizing:border-box}\
body{font:10.5pt/1.5 Verdana,'DejaVu Sans',Arial,sans-serif;color:#111;background:#fff;margin:0 auto;max-width:180mm;padding:4mm}\
h1{font-size:30pt;line-height:1.15;margin:0 0 8mm;color:#123a5a}\
h2{font-size:17pt;line-height:1.25;margin:12mm 0 4mm;padding-bottom:2mm;border-bottom:2pt solid #123a5a;color:#123a5a;break-after:avoid}\
h3{font-size:12.5pt;line-height:1.3;margin:8mm 0 2mm;color:#123a5a;break-after:avoid}\
h3+p{break-after:avoid}p+table,dl{break-before:avoid}tbody tr:first-child{break-before:avoid}\
p{margin:0 0 2.5mm;overflow-wrap:anywhere;orphans:3;widows:3}\
.ambito{font-size:18pt;line-height:1.3;font-weight:bold}.edizione{font-size:12pt}\
.avviso{border-left:3pt solid #8a4b00;background:#fdf4e7;padding:2mm 3mm;break-inside:avoid}\
.piccolo{font-size:8.5pt;color:#444;margin-top:1mm}\
dl{margin:0 0 2mm}dl>div{display:grid;grid-template-columns:34mm 1fr;column-gap:4mm;padding:1.2mm 0;border-top:.5pt solid #ccc}\
dt{font-weight:bold}dd{margin:0;min-width:0;overflow-wrap:anywhere}dd p{margin:0 0 1mm}\
dd ul,dd ol{margin:0;padding-left:5mm}li{margin-bottom:.6mm}\
.luogo{break-inside:avoid;margin:0 0 2.5mm}.luogo p{margin:0}.luogo .nome{font-weight:bold}\
table{border-collapse:collapse;width:100%;margin:2mm 0 5mm;font-size:9pt;line-height:1.35}\
caption{text-align:left;font-weight:bold;padding:1mm 0;font-size:10.5pt}\
th,td{border:.5pt solid #777;padding:1.2mm 1.6mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
thead th{background:#e8eef3;overflow-wrap:normal}.numero{white-space:nowrap}tbody th{font-weight:bold;width:28%}tbody th:nth-last-child(4){width:18%}thead{display:table-header-group}tr{break-inside:avoid}\
nav ul{list-style:none;margin:0;padding:0}nav ul ul{padding-left:7mm;font-size:9.5pt}nav li{margin:.5mm 0}\
nav>ul>li{margin-top:2mm;font-weight:bold}nav ul ul li{font-weight:normal}\
a{color:#123a5a}nav a{text-decoration:none}\
.alfabeto{columns:2;column-gap:8mm;list-style:none;margin:0;padding:0;font-size:9.5pt}.alfabeto li{break-inside:avoid;padding-left:4mm;text-indent:-4mm}\
footer{margin-top:8mm;font-size:9pt;border-top:.5pt solid #777;padding-top:2mm}\
@media print{body{padding:0}header{min-height:225mm;padding-top:60mm}nav,.ufficio{break-before:page}nav h2,.ufficio>h2{margin-top:0}\
nav+main>section:first-child{break-before:page}a{color:inherit;text-decoration:none}}";

/// The page.
pub fn render(carta: &Carta) -> String {
    let mut out = head(&format!("{TITLE} – {}", carta.ambito.text), STYLE, &[]);
    let _ = write!(out, "<body>\n<header>\n<h1>{TITLE}</h1>\n");
    line("p", " class=\"ambito\"", &carta.ambito, &mut out);
    let _ = writeln!(
        out,
        "<p class=\"edizione\">{}<br>Preparata il {}</p>",
        escape(&carta.edition),
        escape(&carta.day.in_words())
    );
    if let Some(draft) = &carta.draft {
        line("p", " class=\"avviso\"", draft, &mut out);
    }
    out.push_str("</header>\n");
    index(carta, &mut out);
    out.push_str("<main>\n");
    let mut open = false;
    for section in &carta.sections {
        if section.level == 1 {
            if open {
                out.push_str("</section>\n");
            }
            open = true;
            let class = if section.number.is_empty() { " class=\"ufficio\"" } else { "" };
            let _ = writeln!(out, "<section{class} aria-labelledby=\"{}\">", section.anchor());
        }
        self::section(section, &mut out);
    }
    if open {
        out.push_str("</section>\n");
    }
    let _ = write!(
        out,
        "</main>\n<footer><p>{TITLE} – {}. {}, preparata il {}. I dati possono cambiare: telefonare prima di andare.</p></footer>\n\
         </body>\n</html>\n",
        escape(&carta.ambito.text),
        escape(&carta.edition),
        escape(&carta.day.in_words())
    );
    out
}

fn index(carta: &Carta, out: &mut String) {
    out.push_str("<nav aria-labelledby=\"indice\">\n<h2 id=\"indice\">Indice</h2>\n<ul>\n");
    let mut inside = false;
    for (at, section) in carta.sections.iter().enumerate() {
        let next = carta.sections.get(at + 1).map(|s| s.level);
        let _ = write!(out, "<li><a href=\"#{}\">{}</a>", section.anchor(), escape(&section.heading()));
        if section.level == 1 && next == Some(2) {
            out.push_str("\n<ul>\n");
            inside = true;
        } else {
            out.push_str("</li>\n");
        }
        if inside && section.level == 2 && next != Some(2) {
            out.push_str("</ul>\n</li>\n");
            inside = false;
        }
    }
    out.push_str("</ul>\n</nav>\n");
}

fn section(section: &CartaSection, out: &mut String) {
    let tag = if section.level == 1 { "h2" } else { "h3" };
    let _ = writeln!(out, "<{tag} id=\"{}\">{}</{tag}>", section.anchor(), escape(&section.heading()));
    for block in &section.blocks {
        match block {
            CartaBlock::Paragraph(said) => line("p", "", said, out),
            CartaBlock::Notice(said) => line("p", " class=\"avviso\"", said, out),
            CartaBlock::Small(said) => line("p", " class=\"piccolo\"", said, out),
            CartaBlock::Facts(facts) => self::facts(facts, out),
            CartaBlock::Place(place) => self::place(place, out),
            CartaBlock::Table(table) => self::table(table, out),
            CartaBlock::Index(entries) => alphabet(entries, out),
        }
    }
}

fn line(tag: &str, more: &str, line: &CartaLine, out: &mut String) {
    let _ = writeln!(out, "<{tag}{more} data-da=\"{}\">{}</{tag}>", escape(&line.from), escape(&line.text));
}

fn facts(facts: &[CartaFact], out: &mut String) {
    if facts.is_empty() {
        return;
    }
    out.push_str("<dl>\n");
    for fact in facts {
        let _ = write!(out, "<div><dt>{}</dt>\n<dd>", fact.label);
        match &fact.value {
            FactValue::Lines(lines) => lines.iter().for_each(|l| line("p", "", l, out)),
            FactValue::Bullets(lines) => list("ul", lines, out),
            FactValue::Steps(lines) => list("ol", lines, out),
            FactValue::Places(places) => places.iter().for_each(|p| place(p, out)),
        }
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
}

fn list(tag: &str, lines: &[CartaLine], out: &mut String) {
    let _ = writeln!(out, "<{tag}>");
    for text in lines {
        line("li", "", text, out);
    }
    let _ = writeln!(out, "</{tag}>");
}

fn place(place: &CartaPlace, out: &mut String) {
    out.push_str("<div class=\"luogo\">\n");
    line("p", " class=\"nome\"", &place.name, out);
    place.lines.iter().for_each(|l| line("p", "", l, out));
    out.push_str("</div>\n");
}

fn table(table: &CartaTable, out: &mut String) {
    let _ = write!(out, "<table>\n<caption>{}</caption>\n<thead><tr>", escape(&table.caption));
    for head in &table.head {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (from, cells) in &table.rows {
        let _ = write!(out, "<tr data-da=\"{}\">", escape(from));
        for (at, cell) in cells.iter().enumerate() {
            let (open, close) = if at == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
            let _ = write!(out, "<{open}>{}</{close}>", self::cell(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// A number to dial stays on one line, an address of the network is broken between its words.
fn cell(text: &str) -> String {
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == ' ') {
        return format!("<span class=\"numero\">{text}</span>");
    }
    let text = escape(text);
    if text.contains(' ') || !text.contains(['@', '/']) {
        return text.into_owned();
    }
    let words: Vec<&str> = text.split_inclusive(['@', '.', '/']).collect();
    words.join("<wbr>")
}

fn alphabet(entries: &[(String, String)], out: &mut String) {
    out.push_str("<ul class=\"alfabeto\">\n");
    for (title, number) in entries {
        let anchor = number.replace('.', "-");
        let _ = writeln!(out, "<li>{}, <a href=\"#s-{anchor}\">{}</a></li>", escape(title), escape(number));
    }
    out.push_str("</ul>\n");
}
