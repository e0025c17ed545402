//! A scheda as a self-contained A4 page to print and hand over: large type, next step first, nothing that runs, nothing
//! loaded from anywhere. Whatever a record says is text: nothing in it can become markup.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::Value;

use super::{ABOUT, Block, NEXT_STEP, Pair, Part, Scheda, Section, Tone};
use crate::catalog::values::PartialDate;

const STYLE: &str = "\
@page{size:A4;margin:16mm 18mm}\
*{box-sizing:border-box}\
body{font:14pt/1.4 Verdana,'DejaVu Sans',Arial,sans-serif;color:#000;background:#fff;margin:0 auto;max-width:190mm;padding:4mm}\
h1{font-size:22pt;line-height:1.2;margin:0 0 4mm}\
h2{font-size:16pt;margin:6mm 0 2mm;border-bottom:1px solid #000;break-after:avoid}\
h3{font-size:14pt;margin:4mm 0 1mm;break-after:avoid}\
p,ul,ol,dl{margin:0 0 3mm}ul,ol{padding-left:8mm}li{margin-bottom:1mm}\
.passo{border:2pt solid #000;padding:3mm 4mm;font-size:16pt}\
.call{font-size:18pt;font-weight:bold;white-space:normal}\
.attenzione{border-left:4pt solid #000;padding-left:4mm}\
dl{display:grid;grid-template-columns:max-content 1fr;column-gap:4mm}dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}\
.resto{font-size:11pt}.resto h2{font-size:13pt}.resto .call{font-size:11pt}li,p{overflow-wrap:anywhere}\
article+article{break-before:page;margin-top:10mm}\
footer{margin-top:6mm;font-size:10pt;border-top:1px solid #000;padding-top:2mm}\
section>div{break-inside:avoid}";

/// The line at the foot of a sheet.
pub(super) fn footnote(date: NaiveDate) -> String {
    format!(
        "Foglio preparato il {}. I dati possono cambiare: telefonare prima di andare.",
        PartialDate::from_day(date).in_words()
    )
}

/// One or more schede, each on its own page, printed on `date`.
pub fn render(schede: &[Scheda], date: NaiveDate) -> String {
    render_with(schede, &[], date)
}

/// As [`render`], with the same facts for programs in the head: each of `data` is a JSON-LD object of its own.
pub fn render_with(schede: &[Scheda], data: &[Value], date: NaiveDate) -> String {
    let title = match schede {
        [one] => one.title.as_str(),
        _ => "Servizi",
    };
    let mut out = head(title, STYLE, data);
    out.push_str("<body>\n<main>\n");
    for scheda in schede {
        one(&scheda.for_citizen(), date, &mut out);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The head of a page that loads nothing and runs nothing; each of `data` is a JSON-LD object of its own.
pub fn head(title: &str, style: &str, data: &[Value]) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"it\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{style}</style>\n",
        escape(title)
    );
    for value in data {
        let _ = writeln!(out, "{}", data_block(value));
    }
    out.push_str("</head>\n");
    out
}

/// The element that holds JSON-LD. Nothing inside can close it or open another: `<`, `>` and `&` are written as escapes,
/// which JSON reads as the same letters. It is data: no browser runs it, and the page's policy forbids all that runs.
pub fn data_block(value: &Value) -> String {
    let json = value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("<script type=\"application/ld+json\">{json}</script>")
}

fn one(scheda: &Scheda, date: NaiveDate, out: &mut String) {
    let _ = write!(out, "<article>\n<h1>{}</h1>\n", escape(&scheda.title));
    let _ = writeln!(out, "<p class=\"passo\"><strong>{NEXT_STEP}:</strong> {}</p>", escape(&scheda.next_step));
    // The answer in large type; the rest smaller, so that most schede fit two pages.
    pairs(&scheda.opening, out);
    if !scheda.summary.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escape(&scheda.summary));
    }
    out.push_str("<div class=\"resto\">\n");
    for part in scheda.parts() {
        match part {
            Part::Section(section) => self::section(section, out),
            Part::Header(header) => {
                let _ = write!(out, "<section>\n<h2>{}</h2>\n", escape(ABOUT));
                pairs(header, out);
                out.push_str("</section>\n");
            }
        }
    }
    let _ = write!(out, "</div>\n<footer>{}</footer>\n</article>\n", escape(&footnote(date)));
}

fn section(section: &Section, out: &mut String) {
    let _ = write!(out, "<section>\n<h2>{}</h2>\n", escape(section.heading.label()));
    for block in &section.blocks {
        match block {
            Block::Paragraph(text) => {
                let _ = writeln!(out, "<p>{}</p>", escape(text));
            }
            Block::Caution(text) => {
                let _ = writeln!(out, "<p class=\"attenzione\">{}</p>", escape(text));
            }
            Block::Bullets(items) => list("ul", items, out),
            Block::Steps(items) => list("ol", items, out),
            Block::Pairs(all) => pairs(all, out),
            Block::Place { name, details } => {
                let _ = write!(out, "<div>\n<h3>{}</h3>\n", escape(name));
                pairs(details, out);
                out.push_str("</div>\n");
            }
        }
    }
    out.push_str("</section>\n");
}

fn list(tag: &str, items: &[String], out: &mut String) {
    let _ = writeln!(out, "<{tag}>");
    for item in items {
        let _ = writeln!(out, "<li>{}</li>", escape(item));
    }
    let _ = writeln!(out, "</{tag}>");
}

fn pairs(pairs: &[Pair], out: &mut String) {
    if pairs.is_empty() {
        return;
    }
    out.push_str("<dl>\n");
    for pair in pairs {
        let class = if pair.tone == Tone::Call { " class=\"call\"" } else { "" };
        let _ = writeln!(out, "<dt>{}</dt><dd{class}>{}</dd>", escape(pair.label), escape(&pair.value));
    }
    out.push_str("</dl>\n");
}

/// `text` as HTML text or attribute value; borrowed where there is nothing to escape.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'', '`']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}
