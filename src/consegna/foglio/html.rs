//! The sheet as one self-contained A4 page a service: type as large as one page allows, nothing that runs, nothing loaded from anywhere. Whatever
//! a record says is text. Each language is marked as such, numbers run left to right in every one.

use std::fmt::Write as _;

use serde_json::Value;

use super::paper::{BY_PEN, Paper, PaperSheet, REFERRAL};
use super::size::{PageRow, largest};
use crate::scheda::foglio::lingua as words;
use crate::scheda::foglio::{Foglio, FoglioLine, FoglioPart, PartKind, Said};
use crate::scheda::html::{escape, head};

const STYLE: &str = "\
@page{size:A4;margin:10mm 12mm}\
*{box-sizing:border-box}\
body{font:14pt/1.3 Verdana,'DejaVu Sans',Arial,'Noto Sans','Noto Sans Arabic','Noto Sans Georgian','Noto Sans CJK SC',sans-serif;color:#000;background:#fff;margin:0 auto;max-width:186mm}\
body.due,body.invio{line-height:1.2}body.invio{font-size:11pt}\
.c13{font-size:13pt}.c12{font-size:12pt}.c11{font-size:11pt}\
.due .riga{padding:1mm 0}\
bdi{white-space:nowrap}\
h1{font-size:1.45em;line-height:1.15;margin:0 0 3mm;overflow-wrap:anywhere}\
h2{font-size:1em;margin:0}\
p{margin:0 0 1mm;overflow-wrap:anywhere}\
.riga{display:grid;grid-template-columns:36mm 1fr;column-gap:4mm;border-top:1px solid #000;padding:1.6mm 0}\
.due .r{display:grid;grid-template-columns:1fr 1fr;column-gap:5mm}\
.due .r>:only-child{grid-column:1/-1}\
.due h2 .r{grid-template-columns:1fr}\
.tel{font-size:1.6em;line-height:1.15;font-weight:bold}.tel small{font-size:.6em;font-weight:normal}\
.nome{font-weight:bold}\
.carta{display:grid;grid-template-columns:7mm 1fr}.carta::before{content:'';width:4mm;height:4mm;border:1.2pt solid #000;margin-top:1mm}\
.penna{border-bottom:1px solid #000;height:7mm}\
.timbro{border:1px dashed #000;padding:2mm;min-height:26mm;margin-top:2mm}.due .timbro{min-height:20mm}\
.elenco .riga{break-inside:avoid}\
article+article{break-before:page}\
footer{margin-top:2mm;font-size:.75em;border-top:1px solid #000;padding-top:1mm}";

/// A page a service, or one for all.
pub(super) fn page(sheet: &PaperSheet<'_>, data: &[Value]) -> String {
    let title = match (sheet.paper, sheet.fogli) {
        (Paper::Referral, _) => REFERRAL,
        (_, [one]) => one.title.as_str(),
        _ => words::SERVICES,
    };
    let mut out = head(title, STYLE, data);
    let class = match (sheet.paper, sheet.lingua.other()) {
        (Paper::Referral, _) => " class=\"invio\"",
        (_, Some(_)) => " class=\"due\"",
        (_, None) => "",
    };
    let _ = write!(out, "<body{class}>\n<main>\n");
    match sheet.paper {
        Paper::List => list(sheet, &mut out),
        Paper::Each => sheet.fogli.iter().for_each(|foglio| one(foglio, sheet, &mut out)),
        Paper::Referral => sheet.fogli.iter().for_each(|foglio| referral(foglio, sheet, &mut out)),
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn one(foglio: &Foglio, sheet: &PaperSheet<'_>, out: &mut String) {
    let rows = foglio.parts.iter().map(|p| (both(&p.heading), p.lines.iter().collect()));
    let rows: Vec<PageRow<'_>> = rows.collect();
    let article = article("", largest(&foglio.title, Some(&foglio.what), &rows, sheet));
    let _ = write!(out, "{article}\n<h1>{}</h1>\n<p>{}</p>\n", escape(&foglio.title), said(&foglio.what, sheet));
    for part in &foglio.parts {
        self::part(part, sheet, out);
    }
    let stamp = sheet.lingua.say(words::STAMP);
    let _ = writeln!(out, "<section class=\"timbro\"><h2>{}</h2></section>", said(&stamp, sheet));
    foot(sheet, out);
    out.push_str("</article>\n");
}

/// The head of a page in letters of so many points.
fn article(class: &str, points: usize) -> String {
    match (class, points) {
        ("", 14) => "<article>".to_owned(),
        (_, 14) => format!("<article class=\"{class}\">"),
        ("", _) => format!("<article class=\"c{points}\">"),
        _ => format!("<article class=\"{class} c{points}\">"),
    }
}

/// Each language by itself.
fn both(text: &Said) -> Vec<&str> {
    std::iter::once(&text.it).chain(&text.other).map(String::as_str).collect()
}

fn part(part: &FoglioPart, sheet: &PaperSheet<'_>, out: &mut String) {
    let _ = write!(out, "<section class=\"riga\">\n<h2>{}</h2>\n<div>\n", said(&part.heading, sheet));
    part.lines.iter().for_each(|line| self::line(line, sheet, out));
    out.push_str("</div>\n</section>\n");
}

fn line(line: &FoglioLine, sheet: &PaperSheet<'_>, out: &mut String) {
    let _ = match line {
        FoglioLine::Name(name) => writeln!(out, "<p class=\"nome\">{}</p>", escape(name)),
        FoglioLine::Phone(number, whose) => {
            let whose = whose.as_ref().map(|w| format!("<small>{}</small> ", said(w, sheet))).unwrap_or_default();
            writeln!(out, "<p class=\"tel\">{whose}<bdi dir=\"ltr\">{}</bdi></p>", escape(number))
        }
        FoglioLine::Text(text) => writeln!(out, "<p>{}</p>", said(text, sheet)),
        FoglioLine::Tick(paper) => writeln!(out, "<div class=\"carta\"><p>{}</p></div>", said(paper, sheet)),
    };
}

/// One page for all: a row a service.
fn list(sheet: &PaperSheet<'_>, out: &mut String) {
    let title = sheet.lingua.say(words::SERVICES);
    let rows = sheet.fogli.iter().map(|f| (vec![f.title.as_str()], PaperSheet::in_the_list(f).collect()));
    let rows: Vec<PageRow<'_>> = rows.collect();
    let article = article("elenco", largest(&title.it, None, &rows, sheet));
    let _ = write!(out, "{article}\n<h1>{}</h1>\n", said(&title, sheet));
    for foglio in sheet.fogli {
        let _ = write!(out, "<section class=\"riga\">\n<h2>{}</h2>\n<div>\n", escape(&foglio.title));
        PaperSheet::in_the_list(foglio).for_each(|line| self::line(line, sheet, out));
        out.push_str("</div>\n</section>\n");
    }
    foot(sheet, out);
    out.push_str("</article>\n");
}

/// The page for the office that receives the person.
fn referral(foglio: &Foglio, sheet: &PaperSheet<'_>, out: &mut String) {
    let title = escape(&foglio.title);
    let _ = write!(out, "<article>\n<h1>{}</h1>\n<p class=\"nome\">{title}</p>\n", escape(REFERRAL));
    for part in foglio.parts.iter().filter(|p| matches!(p.kind, PartKind::Where | PartKind::When | PartKind::Bring)) {
        self::part(part, sheet, out);
    }
    for (label, lines) in BY_PEN {
        let _ = write!(out, "<section class=\"riga\">\n<h2>{}</h2>\n<div>", escape(label));
        (0..lines).for_each(|_| out.push_str("<div class=\"penna\"></div>"));
        out.push_str("</div>\n</section>\n");
    }
    foot(sheet, out);
    out.push_str("</article>\n");
}

fn foot(sheet: &PaperSheet<'_>, out: &mut String) {
    let _ = write!(out, "<footer>\n<p>{}</p>\n", said(&sheet.foot(), sheet));
    if let Some(courtesy) = sheet.courtesy() {
        let _ = writeln!(out, "<p>{}</p>", said(&courtesy, sheet));
    }
    out.push_str("</footer>\n");
}

/// The Italian, and the other language beside it.
fn said(text: &Said, sheet: &PaperSheet<'_>) -> String {
    let it = numbered(&text.it, false);
    let (Some(lingua), Some(other)) = (sheet.lingua.other(), &text.other) else { return it };
    let (code, dir) = (&lingua.id, lingua.dir.word());
    let other = numbered(other, sheet.lingua.is_rtl());
    format!("<span class=\"r\"><span>{it}</span> <span lang=\"{code}\" dir=\"{dir}\">{other}</span></span>")
}

/// Text in which the hours of a day stay on one line; from right to left, every number stays from left to right.
fn numbered(text: &str, rtl: bool) -> String {
    const INSIDE: [char; 5] = [':', '-', '.', '/', '\u{a0}'];
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !(c.is_ascii_digit() || INSIDE.contains(&c))).unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        let tail = number.trim_end_matches(INSIDE);
        out.push_str(&escape(before));
        if rtl || tail.contains('-') {
            let _ = write!(out, "<bdi dir=\"ltr\">{tail}</bdi>");
        } else {
            out.push_str(tail);
        }
        out.push_str(number.get(tail.len()..).unwrap_or_default());
        rest = after;
    }
    out.push_str(&escape(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_in_a_text_from_right_to_left_are_read_from_left_to_right() {
        let hours = "a: <bdi dir=\"ltr\">09:00-12:00</bdi>, b";
        assert_eq!(numbered("a: 09:00-12:00, b 1.", true), format!("{hours} <bdi dir=\"ltr\">1</bdi>."));
        assert_eq!(numbered("a: 09:00-12:00, b 1.", false), format!("{hours} 1."));
    }
}
