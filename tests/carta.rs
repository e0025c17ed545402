//! The Carta dei servizi: every line of it comes from a record, nobody's number or street is made up, and it can be read, printed
//! and opened by everybody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "support/run.rs"]
mod run;

#[path = "support/outside.rs"]
mod outside;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::process::{Command, Output};
use std::sync::LazyLock;

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::Event;
use run::sportello;
use serde_json::{Value, json};
use sportello::carta::{
    Carta, CartaBlock, CartaPlace, CartaTable, FactValue as Said, TO_COMPLETE, compose, docx, html, markdown,
};
use sportello::catalog::bundled;
use sportello::catalog::model::Catalog;
use sportello::exchange::sheet::SHEETS;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| bundled::catalog().unwrap().catalog);

const AMBITI: [&str; 3] = ["le-casarano", "br-mesagne", "le-poggiardo"];

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

fn day() -> NaiveDate {
    "2026-11-28".parse().unwrap()
}

fn carta(ambito: &str) -> Carta {
    compose(&CATALOG, CATALOG.find_ambito(ambito).unwrap(), None, day())
}

/// The record that a line says it comes from, with what it inherits.
fn record(from: &str) -> Option<Value> {
    let of = |value: Result<Value, _>| value.ok();
    if let Some(id) = from.strip_prefix("ambito/") {
        return of(serde_json::to_value(&CATALOG.ambiti[CATALOG.find_ambito(id)?].record));
    }
    if let Some(id) = from.strip_prefix("comune/") {
        return of(serde_json::to_value(&CATALOG.comuni[CATALOG.find_comune(id)?].record));
    }
    if let Some(id) = from.strip_prefix("numero/") {
        return of(serde_json::to_value(CATALOG.numeri.iter().find(|n| n.id.as_str() == id)?));
    }
    if let Some(id) = from.strip_prefix("area/") {
        return of(serde_json::to_value(CATALOG.aree.iter().find(|a| a.id.as_str() == id)?));
    }
    if let Some(id) = from.strip_prefix("norma/") {
        return of(serde_json::to_value(CATALOG.regione.carta.iter().find(|c| c.id.as_str() == id)?));
    }
    if from.contains("/sede/") {
        let sede = CATALOG.sedi.iter().find(|s| s.record.id.as_str() == from)?;
        let comune = sede.comune.map(|ix| CATALOG.comuni[ix].record.name.to_string());
        return Some(json!([serde_json::to_value(&sede.record).unwrap(), comune]));
    }
    let entry = CATALOG.find(from)?;
    let tipologia = &entry.tipologia.record;
    // A first step names numbers of the catalogue's list.
    let named = tipologia.first_step.iter().flat_map(|s| &s.numbers);
    let numeri: Vec<_> = named.filter_map(|id| CATALOG.numeri.iter().find(|n| n.id == *id)).collect();
    Some(json!([entry.own(), tipologia, CATALOG.foglio(&tipologia.id), numeri]))
}

fn strings(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|v| strings(v, out)),
        Value::Object(map) => map.values().for_each(|v| strings(v, out)),
        Value::Number(n) => out.push(n.to_string()),
        _ => {}
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Every run of digits, spaces and slashes with at least six digits.
fn numbers(text: &str) -> Vec<String> {
    let runs = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '/')));
    runs.map(digits).filter(|d| d.len() >= 6).collect()
}

#[test]
fn every_paragraph_traces_to_its_record() {
    for ambito in AMBITI {
        let carta = carta(ambito);
        let lines = carta.lines();
        assert!(lines.len() > 200, "{ambito}: {}", lines.len());
        for line in lines {
            let record = record(&line.from).unwrap_or_else(|| panic!("{ambito}: «{}» comes from nowhere", line.from));
            let mut known = Vec::new();
            strings(&record, &mut known);
            // Lines that the program composes name services, some with the number of their law.
            known.extend(CATALOG.tipologie.iter().map(|t| t.record.name.to_string()).filter(|_| !line.own));
            if line.own {
                let says = known.iter().any(|k| k.contains(&line.text));
                assert!(says, "{ambito}: {} does not say «{}»", line.from, line.text);
            }
            // Whatever is said of a record brings no number that it does not have.
            let all: String = known.iter().map(|k| digits(k) + " ").collect();
            for number in numbers(&line.text) {
                assert!(all.contains(&number), "{ambito}: {} has no «{number}»: {}", line.from, line.text);
            }
        }
    }
}

#[test]
fn no_telephone_address_or_site_that_is_not_in_the_catalogue() {
    let mut known = Vec::new();
    for sede in &CATALOG.sedi {
        strings(&serde_json::to_value(&sede.record).unwrap(), &mut known);
    }
    for ambito in &CATALOG.ambiti {
        strings(&serde_json::to_value(&ambito.record).unwrap(), &mut known);
    }
    for comune in &CATALOG.comuni {
        strings(&serde_json::to_value(&comune.record).unwrap(), &mut known);
    }
    for numero in &CATALOG.numeri {
        strings(&serde_json::to_value(numero).unwrap(), &mut known);
    }
    for servizio in &CATALOG.servizi {
        strings(&serde_json::to_value(&servizio.record).unwrap(), &mut known);
    }
    let numbers_known: BTreeSet<String> =
        known.iter().flat_map(|k| numbers(k).into_iter().chain([digits(k)])).collect();
    let all = known.join("\n");
    for ambito in AMBITI {
        let text = words(&html::render(&carta(ambito)));
        let mut seen = 0;
        for line in text.lines() {
            for number in numbers(line).into_iter().filter(|n| n.starts_with(['0', '3', '8'])) {
                seen += 1;
                assert!(numbers_known.iter().any(|k| k.contains(&number)), "{ambito}: «{number}» in «{line}»");
            }
            for word in line.split_whitespace().map(|w| w.trim_matches(['.', ',', ';', ')', '('])) {
                if word.contains('@') || word.starts_with("http") {
                    assert!(all.contains(word), "{ambito}: «{word}»");
                }
            }
        }
        assert!(seen > 10, "{ambito}: {seen}");
    }
}

/// The words of a page, one element a line.
fn words(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let mut out = String::new();
    for piece in body.split('<') {
        let text = piece.split_once('>').map_or(piece, |(_, text)| text);
        out.push_str(&plain(text));
        out.push('\n');
    }
    out
}

fn plain(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&#96;", "`")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn the_index_names_every_heading_in_its_order() {
    for ambito in AMBITI {
        let carta = carta(ambito);
        let headings: Vec<(String, String)> = carta.sections.iter().map(|s| (s.anchor(), s.heading())).collect();
        let anchors: BTreeSet<&str> = headings.iter().map(|(a, _)| a.as_str()).collect();
        assert_eq!(anchors.len(), headings.len());
        let page = html::render(&carta);
        let (nav, main) = page.split_once("</nav>").unwrap();
        let nav = nav.split_once("<nav").unwrap().1;
        let listed: Vec<(String, String)> = nav
            .split("<a href=\"#")
            .skip(1)
            .map(|p| {
                let (anchor, rest) = p.split_once("\">").unwrap();
                (anchor.to_owned(), plain(rest.split_once("</a>").unwrap().0))
            })
            .collect();
        assert_eq!(listed, headings);
        let found: Vec<(String, String)> = main
            .split("<h")
            .skip(1)
            .filter_map(|p| {
                let (anchor, rest) = p.split_once("id=\"")?.1.split_once("\">")?;
                Some((anchor.to_owned(), plain(rest.split_once("</h")?.0)))
            })
            .collect();
        assert_eq!(found, headings);
        let text = markdown::render(&carta);
        let links = |from: &str| from.matches("](#").count();
        let (index, rest) = text.split_once("<a id=").unwrap();
        assert_eq!(links(index), headings.len());
        assert_eq!(rest.matches("\n## ").count() + rest.matches("\n### ").count(), headings.len());
        // The alphabet leads to sections that are there, and names every service that is described.
        let CartaBlock::Index(entries) =
            carta.sections.iter().flat_map(|s| &s.blocks).find(|b| matches!(b, CartaBlock::Index(_))).unwrap()
        else {
            panic!()
        };
        assert!(entries.iter().all(|(_, n)| carta.sections.iter().any(|s| s.number == *n)));
        let numbers: Vec<Vec<u32>> = carta
            .sections
            .iter()
            .filter(|s| !s.number.is_empty())
            .map(|s| s.number.split('.').map(|n| n.parse().unwrap()).collect())
            .collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
    }
}

#[test]
fn the_page_can_be_read_by_whoever_cannot_see_it() {
    for ambito in AMBITI {
        let page = html::render(&carta(ambito));
        assert!(page.contains("<html lang=\"it\">") && page.contains("<title>Carta dei servizi sociali – "));
        assert_eq!(page.matches("<h1").count(), 1);
        let levels: Vec<u32> =
            page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10)).collect();
        assert!(levels.windows(2).all(|w| w[1] <= w[0] + 1), "{ambito}: {levels:?}");
        let tables = page.matches("<table>").count();
        assert!(tables > 3);
        assert_eq!(page.matches("<caption>").count(), tables);
        for table in page.split("<table>").skip(1).map(|t| t.split_once("</table>").unwrap().0) {
            let (head, body) = table.split_once("<tbody>").unwrap();
            assert!(head.contains("<th scope=\"col\">") && !head.contains("<td"));
            assert_eq!(body.matches("<tr").count(), body.matches("<th scope=\"row\">").count());
        }
        for landmark in ["<header>", "<nav aria-labelledby", "<main>", "<footer>"] {
            assert_eq!(page.matches(landmark).count(), 1, "{landmark}");
        }
        let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|p| p.split('"').next().unwrap()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("style=\""));
        contrast(&page);
        assert!(page.contains(".luogo{break-inside:avoid"));
    }
}

/// Every colour of letters on every ground, by the formula of WCAG.
fn contrast(page: &str) {
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let colours = |name: &str| -> BTreeSet<String> {
        style
            .split(name)
            .skip(1)
            .filter_map(|p| p.strip_prefix('#'))
            .map(|p| hex(&p[..p.find([';', '}']).unwrap()]))
            .collect()
    };
    let (letters, grounds) = (colours("{color:").into_iter().chain(colours(";color:")), colours("background:"));
    let letters: BTreeSet<String> = letters.collect();
    assert!(letters.len() >= 3 && grounds.len() >= 3, "{letters:?} {grounds:?}");
    for letter in &letters {
        for ground in &grounds {
            let (a, b) = (luminance(letter), luminance(ground));
            let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(ratio >= 4.5, "#{letter} on #{ground}: {ratio:.2}");
        }
    }
}

fn hex(colour: &str) -> String {
    if colour.len() == 3 { colour.chars().flat_map(|c| [c, c]).collect() } else { colour.to_owned() }
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let v = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if v <= 0.03928 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

#[test]
fn the_checker_of_accessibility_finds_no_error() {
    let what = "the Carta and the profile checked by axe";
    let (Some(browser), Some(axe)) = (outside::first_of(&BROWSERS, what), outside::axe(what)) else { return };
    let home = tempfile::tempdir().unwrap();
    for ambito in AMBITI {
        assert_eq!(outside::violations(browser, &axe, &html::render(&carta(ambito))), "[]", "{ambito}");
        let profile = sportello(home.path(), &["catalog", "profilo", "--ambito", ambito, "--format", "html"]);
        let page = String::from_utf8(profile.stdout).unwrap();
        assert_eq!(outside::violations(browser, &axe, &page), "[]", "{ambito}: profile");
    }
}

fn places(carta: &Carta) -> Vec<&CartaPlace> {
    let mut out = Vec::new();
    for block in carta.sections.iter().flat_map(|s| &s.blocks) {
        match block {
            CartaBlock::Place(place) => out.push(place),
            CartaBlock::Facts(facts) => facts.iter().for_each(|f| {
                if let Said::Places(places) = &f.value {
                    out.extend(places);
                }
            }),
            _ => {}
        }
    }
    out
}

/// Without spaces and hyphens, at which a page breaks lines.
fn close(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn no_page_ends_inside_an_address(carta: &Carta, pages: &[String], how: &str) {
    let pages: Vec<String> = pages.iter().map(|p| close(p)).collect();
    let places = places(carta);
    assert!(!places.is_empty());
    for place in places {
        let lines = std::iter::once(&place.name).chain(&place.lines);
        let whole: String = lines.map(|l| close(&l.text)).collect();
        assert!(pages.iter().any(|p| p.contains(&whole)), "{how}: «{}» is cut\n{whole}", place.name.text);
    }
    let heads: Vec<String> = carta.sections.iter().map(|s| close(&s.heading())).collect();
    assert!(heads.iter().all(|h| pages.iter().any(|p| p.contains(h))), "{how}");
}

#[test]
fn printed_by_a_browser_no_page_ends_inside_an_address() {
    let what = "the Carta printed by a browser";
    let (Some(browser), Some(reader)) = (outside::first_of(&BROWSERS, what), pdf_reader(what)) else { return };
    for ambito in AMBITI {
        let carta = carta(ambito);
        let pages = outside::pages_of(reader, &outside::printed(browser, &html::render(&carta)));
        assert!((6..=80).contains(&pages.len()), "{ambito}: {} pages", pages.len());
        no_page_ends_inside_an_address(&carta, &pages, ambito);
        let lines: BTreeSet<&str> = pages.iter().flat_map(|p| p.lines()).map(str::trim).collect();
        for number in numbers_in_tables(&carta) {
            assert!(lines.iter().any(|l| l.contains(number)), "{ambito}: «{number}» is on two lines");
        }
        let last = pages.iter().rposition(|p| p.contains(TO_COMPLETE)).unwrap();
        assert!(pages[last].trim_start().starts_with(TO_COMPLETE), "the annex begins on a page of its own");
        let first = pages.iter().position(|p| p.trim_start().starts_with(&carta.sections[0].heading())).unwrap();
        // But for those before a new part, pages are full.
        for (at, page) in pages.iter().enumerate().take(last - 1).skip(first) {
            let lines = page.lines().filter(|l| !l.trim().is_empty()).count();
            assert!(lines >= 30, "{ambito}: page {} has {lines} lines\n{page}", at + 1);
        }
        let heads: BTreeSet<String> = tables(&carta).map(|t| close(&t.head.concat())).collect();
        for (at, page) in pages.iter().enumerate() {
            let text = close(page);
            let text = text.trim_end_matches(|c: char| c.is_ascii_digit());
            assert!(!heads.iter().any(|h| text.ends_with(h)), "{ambito}: page {} ends with a head", at + 1);
        }
    }
}

#[test]
fn printed_by_a_browser_no_number_of_the_profile_is_cut() {
    let what = "the profile printed by a browser";
    let (Some(browser), Some(reader)) = (outside::first_of(&BROWSERS, what), pdf_reader(what)) else { return };
    let home = tempfile::tempdir().unwrap();
    for ambito in AMBITI {
        let profile = sportello(home.path(), &["catalog", "profilo", "--ambito", ambito, "--format", "html"]);
        let page = String::from_utf8(profile.stdout).unwrap();
        let pages = outside::pages_of(reader, &outside::printed(browser, &page));
        let words: BTreeSet<&str> = pages.iter().flat_map(|p| p.split_whitespace()).collect();
        let cells = page.split("<td class=\"n\">").skip(1).map(|cell| cell.split('<').next().unwrap());
        let numbers: Vec<&str> = cells.filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert!(numbers.len() > 10, "{ambito}: {numbers:?}");
        for number in numbers {
            assert!(words.contains(number), "{ambito}: «{number}» is on two lines");
        }
    }
}

fn tables(carta: &Carta) -> impl Iterator<Item = &CartaTable> {
    carta.sections.iter().flat_map(|s| &s.blocks).filter_map(|b| match b {
        CartaBlock::Table(table) => Some(table),
        _ => None,
    })
}

fn numbers_in_tables(carta: &Carta) -> impl Iterator<Item = &str> {
    let cells = tables(carta).flat_map(|t| &t.rows).flat_map(|(_, cells)| cells).map(String::as_str);
    cells.filter(|cell| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || c == ' '))
}

/// `pdftotext` answers `-v`, not `--version`.
fn pdf_reader(what: &str) -> Option<&'static str> {
    let here = Command::new("pdftotext").arg("-v").output().is_ok_and(|o| o.status.success());
    if !here {
        eprintln!("SALTATO: {what}: non c'è pdftotext");
    }
    here.then_some("pdftotext")
}

#[test]
fn the_document_opens_and_prints_in_a_word_processor() {
    let what = "the Carta opened by LibreOffice";
    let (Some(office), Some(reader)) = (outside::first_of(&["soffice", "libreoffice"], what), pdf_reader(what)) else {
        return;
    };
    for ambito in AMBITI {
        let carta = carta(ambito);
        let pages = outside::pages_of(reader, &outside::converted(office, &docx::render(&carta).unwrap()));
        assert!((6..=90).contains(&pages.len()), "{ambito}: {} pages", pages.len());
        no_page_ends_inside_an_address(&carta, &pages, ambito);
        // The index has the numbers of the pages on which the headings really stand.
        let index: String = pages.iter().take(4).map(|p| close(p)).collect();
        for section in carta.sections.iter().filter(|s| s.level == 1) {
            let heading = close(&section.heading());
            let page = pages.iter().rposition(|p| close(p).contains(&heading)).unwrap() + 1;
            let line = index.split_once(&heading).unwrap().1;
            let said: String = line.trim_start_matches('.').chars().take_while(char::is_ascii_digit).collect();
            assert!(said.starts_with(&page.to_string()), "{ambito}: {} on {page}, index «{said}»", section.heading());
        }
    }
}

#[test]
fn the_document_has_real_headings_rows_of_headings_and_its_language() {
    for ambito in AMBITI {
        let carta = carta(ambito);
        let bytes = docx::render(&carta).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(|n| n.unwrap().into_owned()).collect();
        let mut document = String::new();
        for name in &names {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            let mut reader = Reader::from_str(&text);
            while !matches!(reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")), Event::Eof) {}
            match name.as_str() {
                "word/document.xml" => document = text,
                "word/styles.xml" => assert!(text.contains("w:lang w:val=\"it-IT\"")),
                _ => {}
            }
        }
        let tables =
            carta.sections.iter().flat_map(|s| &s.blocks).filter(|b| matches!(b, CartaBlock::Table(_))).count();
        assert_eq!(document.matches("<w:tblHeader/>").count(), tables);
        let chapters = carta.sections.iter().filter(|s| s.level == 1).count();
        assert_eq!(document.matches("<w:pStyle w:val=\"Capitolo\"/>").count(), chapters);
        assert_eq!(document.matches("PAGEREF ").count(), carta.sections.len());
        for section in &carta.sections {
            let name = section.anchor().replace('-', "_");
            assert_eq!(document.matches(&format!("w:name=\"{name}\"")).count(), 1, "{name}");
        }
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn of_one_day_the_carta_is_always_the_same_and_never_goes_over_what_the_office_wrote() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    for (format, file) in [("html", "c.html"), ("docx", "c.docx"), ("markdown", "c.md")] {
        let make = |day: &str| {
            let all = ["catalog", "carta", "--ambito", "casarano", "--format", format, "--al", day, "-o", file];
            sportello(dir, &all)
        };
        let done = make("2027-01-15");
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let first = std::fs::read(dir.join(file)).unwrap();
        assert_eq!(make("2027-01-15").status.code(), Some(0));
        assert_eq!(std::fs::read(dir.join(file)).unwrap(), first, "{format}");
        let other = make("2027-02-15");
        assert_eq!(other.status.code(), Some(2), "{format}");
        assert!(said(&other).contains("non lo sovrascrivo"), "{}", said(&other));
        assert_eq!(std::fs::read(dir.join(file)).unwrap(), first, "{format}");
    }
    let text = std::fs::read_to_string(dir.join("c.md")).unwrap();
    assert!(text.contains("Edizione di gennaio 2027 – preparata il 15 gennaio 2027"), "{}", &text[..400]);
    let named =
        ["catalog", "carta", "--ambito", "casarano", "--format", "markdown", "--edizione", "Edizione 2027", "-o", "-"];
    assert!(String::from_utf8(sportello(dir, &named).stdout).unwrap().contains("Edizione 2027 – preparata il"));
    assert_eq!(sportello(dir, &["catalog", "carta", "--ambito", "atlantide", "-o", "x.html"]).status.code(), Some(2));
}

/// A service of a Carta: its record, and what is said of it.
struct Described<'a> {
    id: &'a str,
    blocks: &'a [CartaBlock],
}

impl Described<'_> {
    fn fact(&self, label: &str) -> Option<&Said> {
        let facts =
            self.blocks.iter().find_map(|b| if let CartaBlock::Facts(facts) = b { Some(facts) } else { None })?;
        facts.iter().find(|f| f.label == label).map(|f| &f.value)
    }

    fn says(&self, label: &str) -> Vec<String> {
        match self.fact(label) {
            Some(Said::Lines(l) | Said::Bullets(l) | Said::Steps(l)) => l.iter().map(|l| l.text.clone()).collect(),
            Some(Said::Places(places)) => places.iter().flat_map(lines_of).collect(),
            None => Vec::new(),
        }
    }

    fn notice(&self) -> &str {
        self.blocks
            .iter()
            .find_map(|b| if let CartaBlock::Notice(l) = b { Some(l.text.as_str()) } else { None })
            .unwrap_or("")
    }

    fn small(&self) -> &str {
        self.blocks
            .iter()
            .find_map(|b| if let CartaBlock::Small(l) = b { Some(l.text.as_str()) } else { None })
            .unwrap_or("")
    }

    fn text(&self) -> String {
        let mut out = Vec::new();
        for block in self.blocks {
            match block {
                CartaBlock::Paragraph(l) | CartaBlock::Notice(l) => out.push(l.text.clone()),
                CartaBlock::Facts(facts) => facts.iter().for_each(|f| out.extend(self.says(f.label))),
                _ => {}
            }
        }
        out.join("\n")
    }
}

fn lines_of(place: &CartaPlace) -> Vec<String> {
    place.lines.iter().map(|l| l.text.clone()).collect()
}

/// The services that are described one by one.
fn described(carta: &Carta) -> Vec<Described<'_>> {
    let is_service = |id: &str| CATALOG.find(id).is_some_and(|e| e.servizio.is_some());
    carta
        .sections
        .iter()
        .filter_map(|s| {
            let small =
                s.blocks.iter().rev().find_map(|b| if let CartaBlock::Small(l) = b { Some(l) } else { None })?;
            let facts = s.blocks.iter().any(|b| matches!(b, CartaBlock::Facts(_)));
            (facts && is_service(&small.from)).then_some(Described { id: &small.from, blocks: &s.blocks })
        })
        .collect()
}

fn every_carta() -> impl Iterator<Item = (&'static str, Carta)> {
    CATALOG.ambiti.iter().map(|a| (a.record.id.as_str(), carta(&a.record.id)))
}

fn says_to_call(text: &str) -> bool {
    let text = text.to_lowercase();
    ["chiami ", "chiamare ", "telefoni ", "telefonare "].iter().any(|w| text.contains(w))
}

/// Whether a text has a number that can be dialled.
fn has_number(text: &str) -> bool {
    let short =
        text.split(|c: char| !c.is_ascii_digit()).any(|d| ["112", "113", "114", "115", "118", "1522"].contains(&d));
    short || numbers(text).iter().any(|n| n.starts_with(['0', '3', '8', '1']))
}

#[test]
fn whoever_reads_call_at_once_finds_112_and_whom_to_call_by_day() {
    let mut seen = 0;
    for (ambito, carta) in every_carta() {
        let a = &CATALOG.ambiti[CATALOG.find_ambito(ambito).unwrap()];
        for service in described(&carta)
            .iter()
            .filter(|s| CATALOG.find(s.id).unwrap().tipologia.record.id.as_str() == "pronto-intervento-sociale")
        {
            seen += 1;
            let call = service.says("Chi chiamare");
            assert!(call.iter().any(|l| l.contains("112") && l.contains("notte")), "{ambito}: {call:?}");
            let always = call.iter().any(|l| l.contains("24 ore"));
            // Nobody reads the same number fifteen times to find their own comune.
            let said: Vec<&str> = call.iter().filter_map(|l| l.split_once(": ").map(|(_, what)| what)).collect();
            assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), said.len(), "{ambito}: {call:?}");
            assert!(!call.iter().any(|l| l.contains(", a A")), "{ambito}: {call:?}");
            // By day somebody of every comune can be called.
            for comune in a.comuni.iter().map(|ix| &CATALOG.comuni[*ix].record) {
                let own = call.iter().any(|l| l.contains(comune.name.as_str()) && has_number(l));
                assert!(own || always, "{ambito}: {}: {call:?}", comune.name);
            }
        }
    }
    assert!(seen >= 45, "{seen}");
}

#[test]
fn who_is_told_to_call_is_told_the_number_or_that_nobody_knows_it() {
    for (ambito, carta) in every_carta() {
        for service in described(&carta) {
            let how = service.says("Come si chiede").join("\n");
            let text = service.text();
            assert!(
                !says_to_call(&how) || has_number(&text) || text.contains("numero non è noto"),
                "{ambito}: {}: {how}",
                service.id
            );
        }
        for section in &carta.sections {
            for table in section.blocks.iter().filter_map(|b| if let CartaBlock::Table(t) = b { Some(t) } else { None })
            {
                for (from, cells) in table.rows.iter().filter(|(_, cells)| cells.len() == 3) {
                    let step = &cells[2];
                    let told = !step.starts_with("Chiami ") || has_number(step) || step.contains("numero non è noto");
                    assert!(told, "{ambito}: {from}: {step}");
                }
            }
        }
    }
}

#[test]
fn nobody_is_told_to_enrol_where_a_service_is_only_planned() {
    let mut nurseries = 0;
    for (ambito, carta) in every_carta() {
        for service in described(&carta).iter().filter(|s| s.notice().starts_with("In programma")) {
            let entry = CATALOG.find(service.id).unwrap();
            nurseries += usize::from(entry.tipologia.record.id.as_str() == "asilo-nido");
            let (how, text) = (service.says("Come si chiede"), service.text());
            if entry.own().unwrap().how_to_apply.is_none() {
                let violence = entry.tipologia.record.id.as_str() == "centro-antiviolenza";
                assert!(!violence || text.contains("1522"), "{ambito}: {}: {text}", service.id);
                assert!(how.iter().all(|l| l.contains("in programma")), "{ambito}: {}: {how:?}", service.id);
                assert!(
                    !text.contains("Si iscriva") && !text.contains("Chieda la scadenza"),
                    "{ambito}: {}",
                    service.id
                );
            }
        }
    }
    assert!(nurseries > 5, "{nurseries}");
}

#[test]
fn what_only_the_norm_requires_names_the_norm_and_no_newspaper_of_another_ambito() {
    let mut seen = 0;
    for (ambito, carta) in every_carta() {
        for service in described(&carta).iter().filter(|s| s.notice().starts_with("Previsto dalla norma")) {
            seen += 1;
            let entry = CATALOG.find(service.id).unwrap();
            assert!(service.small().contains("Norma: ") || service.small().contains("Norme: "), "{}", service.small());
            for source in entry.sources() {
                assert!(!service.small().contains(source.title.as_str()), "{ambito}: {}", service.small());
            }
            assert!(
                entry.legal_basis().iter().all(|l| service.small().contains(l.norm.as_str())),
                "{}",
                service.small()
            );
        }
    }
    assert!(seen > 45, "{seen}");
}

/// What the office is told of each record, by the last part of a Carta.
fn listed(carta: &Carta) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let annex = carta.sections.last().unwrap();
    assert_eq!(annex.title, TO_COMPLETE);
    for table in annex.blocks.iter().filter_map(|b| if let CartaBlock::Table(t) = b { Some(t) } else { None }) {
        if table.head[1] == "Colonne vuote" {
            for (id, cells) in &table.rows {
                out.entry(id.clone()).or_default().extend(cells[1].split(", ").map(ToOwned::to_owned));
            }
        }
    }
    for line in annex.blocks.iter().filter_map(|b| if let CartaBlock::Paragraph(l) = b { Some(&l.text) } else { None })
    {
        let Some((sheet, columns)) = line.split_once(": in tutte le righe (") else { continue };
        let columns: Vec<String> =
            columns.split('«').skip(1).map(|c| c.split('»').next().unwrap().to_owned()).collect();
        let ids: BTreeSet<String> = match sheet {
            "Foglio Sedi" => {
                places(carta).iter().map(|p| p.name.from.clone()).filter(|f| f.contains("/sede/")).collect()
            }
            "Foglio Servizi" => {
                let known = described(carta).into_iter().filter(|s| !s.notice().starts_with("Previsto dalla norma"));
                known.map(|s| s.id.to_owned()).collect()
            }
            other => panic!("{other}"),
        };
        for id in ids {
            out.entry(id).or_default().extend(columns.iter().cloned());
        }
    }
    out
}

/// What the text of a record leaves out or calls unknown, read off its words alone.
fn left_out(carta: &Carta) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for service in described(carta).iter().filter(|s| !s.notice().starts_with("Previsto dalla norma")) {
        let (access, text) = (service.says("Accessibilità"), service.text().to_lowercase());
        let access_says = |label: &str| access.iter().any(|l| l.starts_with(label));
        let places = matches!(service.fact("Dove e quando"), Some(Said::Places(_)));
        let planned = service.says("Come si chiede").iter().all(|l| l.contains("in programma"));
        for (column, missing) in [
            ("A chi è rivolto", service.fact("Per chi").is_none()),
            ("Cosa si ottiene", service.fact("Che cosa si ottiene").is_none()),
            ("Come fare", planned),
            ("Sedi", !places),
            ("Cosa serve", service.fact("Che cosa portare").is_none()),
            ("Quanto costa", service.fact("Quanto costa").is_none()),
            ("Tempi e scadenze", service.fact("Tempi").is_none()),
            ("Appuntamento", !text.contains("appuntament")),
            ("Chi deve inviare", !access_says("Chi deve inviare: ")),
            ("Lingua dei segni", !access_says("Lingua dei segni")),
            ("Attesa: giorni", !access.iter().any(|l| l.starts_with("Attesa: Di solito"))),
            ("Condizioni di servizio", service.fact("Diritti e doveri").is_none()),
            ("Stato", ["In programma", "Da confermare"].iter().any(|w| service.notice().starts_with(w))),
            ("Verificato il", service.small().to_lowercase().contains("da verificare")),
        ] {
            if missing {
                out.entry(service.id.to_owned()).or_default().insert(column.to_owned());
            }
        }
    }
    for place in places(carta).into_iter().filter(|p| p.name.from.contains("/sede/")) {
        let lines = lines_of(place);
        let sede = CATALOG.sedi.iter().find(|s| s.record.id.as_str() == place.name.from).unwrap();
        let says = |label: &str| lines.iter().any(|l| l.starts_with(label));
        let is_text = |text: &str| lines.iter().any(|l| l == text);
        let hidden = lines.iter().any(|l| l.contains("riservato"));
        let comune = sede.comune.map(|ix| CATALOG.comuni[ix].record.name.as_str());
        let town = lines.iter().find(|l| comune.is_some_and(|c| *l == c || l.ends_with(&format!(" {c}"))));
        for (column, missing) in [
            ("Comune", !hidden && town.is_none()),
            ("Indirizzo", !hidden && !sede.record.address.as_ref().is_some_and(|a| is_text(a.as_str()))),
            ("CAP", !hidden && !lines.iter().any(|l| l.len() > 4 && l.bytes().take(5).all(|b| b.is_ascii_digit()))),
            ("Telefono (foglio Contatti)", !says("Telefono: ")),
            ("E-mail (foglio Contatti)", !says("E-mail: ")),
            ("PEC (foglio Contatti)", !says("PEC: ")),
            ("Sito (foglio Contatti)", !says("Sito: ")),
            ("Orari", !says("Orari: ")),
            ("Ingresso senza gradini", !says("Ingresso senza gradini: ")),
            ("Lingua dei segni", !says("Lingua dei segni")),
            ("Appuntamento", !lines.join("\n").to_lowercase().contains("appuntament")),
            ("Verificato il", says("Da verificare") || lines.iter().any(|l| l.contains("da verificare di nuovo"))),
        ] {
            if missing {
                out.entry(place.name.from.clone()).or_default().insert(column.to_owned());
            }
        }
    }
    for table in carta
        .sections
        .iter()
        .flat_map(|s| &s.blocks)
        .filter_map(|b| if let CartaBlock::Table(t) = b { Some(t) } else { None })
    {
        if table.head == ["Comune", "Centralino", "PEC", "Sito"] {
            for (id, cells) in &table.rows {
                let empty = table.head.iter().zip(cells).filter(|(_, c)| c.is_empty()).map(|(h, _)| (*h).to_owned());
                let empty: BTreeSet<String> = empty.collect();
                if !empty.is_empty() {
                    out.insert(id.clone(), empty);
                }
            }
        }
    }
    out
}

#[test]
fn the_office_is_told_exactly_what_the_text_leaves_out() {
    for (ambito, carta) in every_carta() {
        let mut listed = listed(&carta);
        let own = listed.remove(&format!("ambito/{ambito}")).unwrap_or_default();
        assert_eq!(listed, left_out(&carta), "{ambito}");
        // Of the ambito itself.
        let said = |title: &str, label: &str| {
            let section = carta.sections.iter().find(|s| s.title == title);
            let mut facts = section
                .into_iter()
                .flat_map(|s| &s.blocks)
                .filter_map(|b| if let CartaBlock::Facts(f) = b { Some(f) } else { None });
            facts.any(|f| f.iter().any(|f| f.label == label))
        };
        let seat = places(&carta)
            .into_iter()
            .find(|p| p.name.from == format!("ambito/{ambito}"))
            .map(lines_of)
            .unwrap_or_default();
        let seat_says = |label: &str| seat.iter().any(|l| l.starts_with(label));
        let about = carta.sections.iter().find(|s| s.title == "L'ambito").unwrap();
        let piano = "Il Piano di zona: periodo e priorità";
        let plan = carta.sections.iter().find(|s| s.title == piano);
        let plan_has = |is: fn(&CartaBlock) -> bool| plan.is_some_and(|s| s.blocks.iter().any(is));
        let over = plan_has(|b| matches!(b, CartaBlock::Notice(_)));
        for (column, missing) in [
            ("Descrizione", !about.blocks.iter().any(|b| matches!(b, CartaBlock::Paragraph(_)))),
            ("Capofila", !said("L'ambito", "Capofila")),
            ("Forma", !said("L'ambito", "Forma")),
            ("Distretto", !said("L'ambito", "Distretto")),
            ("Sigla ufficiale", !said("L'ambito", "Sigla")),
            ("Telefono (foglio Contatti)", !seat_says("Telefono: ")),
            ("E-mail (foglio Contatti)", !seat_says("E-mail: ")),
            ("PEC (foglio Contatti)", !seat_says("PEC: ")),
            ("Sito (foglio Contatti)", !seat_says("Sito: ")),
            ("Organi", !carta.sections.iter().any(|s| s.title == "Chi decide e chi lavora")),
            ("Piano: nome", over || !said(piano, "Nome")),
            ("Piano: periodo", over || !said(piano, "Periodo")),
            ("Piano: approvato il", over || !said(piano, "Approvato")),
            ("Piano: sito", over || !said(piano, "Si legge a")),
            ("Piano: descrizione", over || !plan_has(|b| matches!(b, CartaBlock::Paragraph(_)))),
            (
                "Verificato il",
                !about.blocks.iter().any(|b| matches!(b, CartaBlock::Small(l) if l.text.starts_with("Verificato il"))),
            ),
        ] {
            assert_eq!(own.contains(column), missing, "{ambito}: {column}: {own:?}");
        }
        // Every column is one of the sheets.
        let annex = carta.sections.last().unwrap();
        for table in annex.blocks.iter().filter_map(|b| if let CartaBlock::Table(t) = b { Some(t) } else { None }) {
            let Some(sheet) = SHEETS.iter().find(|s| table.caption == format!("Foglio {}", s.name)) else { continue };
            for column in table.rows.iter().flat_map(|(_, cells)| cells[1].split(", ")) {
                let known = sheet.columns.iter().any(|c| c.title == column) || column.ends_with(" (foglio Contatti)");
                assert!(known, "{ambito}: {}: «{column}»", sheet.name);
            }
        }
        // What only a norm requires is named as such.
        let annex: Vec<String> = carta
            .sections
            .last()
            .unwrap()
            .blocks
            .iter()
            .filter_map(|b| if let CartaBlock::Paragraph(l) = b { Some(l.text.clone()) } else { None })
            .collect();
        for service in described(&carta).iter().filter(|s| s.notice().starts_with("Previsto dalla norma")) {
            let entry = CATALOG.find(service.id).unwrap();
            assert!(
                annex.iter().any(|l| l.starts_with("Previsti dalla norma") && l.contains(entry.name())),
                "{}",
                service.id
            );
        }
    }
}

#[test]
fn an_entry_that_both_needs_and_needs_no_appointment_is_told_to_the_office() {
    let mut seen = 0;
    for (ambito, carta) in every_carta() {
        let annex = carta.sections.last().unwrap();
        let rows: Vec<&(String, Vec<String>)> = annex
            .blocks
            .iter()
            .filter_map(|b| if let CartaBlock::Table(t) = b { Some(t) } else { None })
            .filter(|t| t.caption.contains("appuntamento"))
            .flat_map(|t| &t.rows)
            .collect();
        for service in described(&carta) {
            let text = service.text().to_lowercase();
            let none = text.contains("appuntamento non serve") || text.contains("senza appuntamento");
            let needed = ["su appuntamento", "previo appuntamento", "un appuntamento", "serve l'appuntamento"]
                .iter()
                .any(|w| text.contains(w));
            let row = rows.iter().find(|(id, _)| id == service.id);
            assert_eq!(row.is_some(), none && needed, "{ambito}: {}: {text}", service.id);
            if let Some((_, cells)) = row {
                seen += 1;
                assert!(cells[1].contains("non serve") && cells[1].contains("su appuntamento"), "{cells:?}");
            }
        }
    }
    // Putignano: «L'appuntamento non serve», and «gio 16-19 (su appuntamento)» at its office.
    assert!(seen > 0);
}

/// What a layer knows of accessibility.
const LAYER: &str = r#"{
  "sedi": [
    {"id": "le-poggiardo/sede/ufficio-di-piano", "name": "Ufficio di Piano – Consorzio di Poggiardo", "kind": "ufficio-di-piano",
     "comune": "075061", "address": "Via Don Minzoni 6", "cap": "73037", "phones": ["0836 901851"], "emails": ["udp@esempio.it"],
     "hours": "Mo-Fr 09:00-12:00", "step_free": "in-parte", "sign_language": "su-richiesta", "appointment": "facoltativo",
     "types": ["segretariato-sociale"], "sources": [{"title": "Ufficio di Piano", "date": "2026-11"}], "checked": "2026-11",
     "checked_by": "Ufficio di Piano"},
    {"id": "le-poggiardo/sede/casa-rifugio", "name": "Casa rifugio", "kind": "altro", "riservato": true, "types": ["casa-rifugio"],
     "sources": [{"title": "Ufficio di Piano", "date": "2026-11"}]}
  ],
  "servizi": [
    {"id": "le-poggiardo/segretariato-sociale", "type": "segretariato-sociale", "basis": "piano", "status": "attivo",
     "appointment": "non-serve", "sent_by": ["medico", "servizi-sociali"], "sign_language": "no",
     "waiting": {"on": "2026-11-02", "days": 15, "people": 4, "places": 30, "free": 2},
     "sources": [{"title": "Ufficio di Piano", "date": "2026-11"}], "checked": "2026-11-20", "checked_by": "Ufficio di Piano"},
    {"id": "le-poggiardo/casa-rifugio", "type": "casa-rifugio", "basis": "piano", "status": "attivo",
     "sedi": ["le-poggiardo/sede/casa-rifugio"], "sources": [{"title": "Ufficio di Piano", "date": "2026-11"}]}
  ]
}"#;

#[test]
fn what_the_office_knows_of_accessibility_is_printed_and_no_longer_missing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    std::fs::create_dir_all(dir.join("nuovo/ambiti")).unwrap();
    std::fs::write(dir.join("nuovo/ambiti/le-poggiardo.json"), LAYER).unwrap();
    let valid = sportello(dir, &["catalog", "validate", "nuovo", "--al", "2026-11-28"]);
    assert_eq!(valid.status.code(), Some(0), "{}{}", String::from_utf8_lossy(&valid.stdout), said(&valid));
    let ask = |more: &[&str]| {
        let mut all = vec!["--catalog", "nuovo", "--al", "2026-11-28"];
        all.extend(more);
        let done = sportello(dir, &all);
        assert_eq!(done.status.code(), Some(0), "{more:?}: {}", said(&done));
        String::from_utf8(done.stdout).unwrap()
    };
    let text = ask(&["catalog", "carta", "--ambito", "poggiardo", "--format", "markdown", "-o", "-"]);
    for words in [
        "Appuntamento: Si va senza appuntamento",
        "Chi deve inviare: Il medico di famiglia o il pediatra oppure i servizi sociali del comune",
        "Lingua dei segni (LIS): No",
        "Attesa: Di solito 15 giorni, 4 persone in lista, 30 posti e 2 posti liberi (al 2 novembre 2026)",
        "Ingresso senza gradini: In parte",
        "Lingua dei segni (LIS): Su richiesta",
        "Verificato il 20 novembre 2026 (Ufficio di Piano)",
        "L'indirizzo è riservato",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let missing = text.rsplit_once(TO_COMPLETE).unwrap().1;
    let row = missing.lines().find(|l| l.starts_with("| Segretariato sociale |")).unwrap_or_default();
    for column in ["Appuntamento", "Chi deve inviare", "Lingua dei segni", "Attesa", "Verificato il"] {
        assert!(!row.contains(column), "{row}");
    }
    // The scheda says it too.
    let scheda = ask(&["show", "le-poggiardo/segretariato-sociale"]);
    assert!(scheda.contains("Si va senza appuntamento") && scheda.contains("In parte"), "{scheda}");
    // And every other format carries it, there and back.
    for (format, shape, out) in
        [("xlsx", None, "p.xlsx"), ("csv", None, "fogli"), ("hsds", None, "p.json"), ("hsds", Some("csv"), "tabelle")]
    {
        let mut all = vec!["catalog", "export", "--format", format, "--ambito", "poggiardo", "-o", out];
        all.extend(shape.iter().flat_map(|s| ["--shape", s]));
        ask(&all);
        // Elsewhere, where nobody knows these records, the facts arrive.
        let fresh =
            sportello(dir, &["catalog", "import", "--from", format, out, "-o", "altrove", "--al", "2026-11-28"]);
        assert_eq!(fresh.status.code(), Some(0), "{}", said(&fresh));
        let file = std::fs::read_to_string(dir.join("altrove/ambiti/le-poggiardo.json")).unwrap();
        for fact in [
            "\"step_free\": \"in-parte\"",
            "\"sign_language\": \"su-richiesta\"",
            "\"appointment\": \"facoltativo\"",
            "\"appointment\": \"non-serve\"",
            "\"days\": 15",
            "\"free\": 2",
            "\"autorita-giudiziaria\"",
        ] {
            let wanted = fact != "\"autorita-giudiziaria\"";
            let at_all = !fact.contains("in-parte") && !fact.contains("su-richiesta") && !fact.contains("facoltativo");
            // A sede that the catalogue has is not taken from HSDS.
            assert_eq!(file.contains(fact), wanted && (at_all || format != "hsds"), "{format}: {fact}\n{file}");
        }
        std::fs::remove_dir_all(dir.join("altrove")).unwrap();
    }
    let hsds: Value = serde_json::from_str(&std::fs::read_to_string(dir.join("p.json")).unwrap()).unwrap();
    let text = hsds.to_string();
    assert!(text.contains("Ingresso senza gradini: in parte") && text.contains("\"available\":2"), "{text}");
    assert!(text.contains("\"interpretation_services\":\"Lingua dei segni (LIS): no\""));
    ask(&["catalog", "export", "--format", "cpsv-ap", "--ambito", "poggiardo", "-o", "p.jsonld"]);
    let graph = std::fs::read_to_string(dir.join("p.jsonld")).unwrap();
    assert!(graph.contains("Accesso e accessibilità") && graph.contains("Ingresso senza gradini: In parte"));
}

#[test]
fn accessibility_that_contradicts_itself_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    std::fs::create_dir_all(dir.join("nuovo/ambiti")).unwrap();
    for (good, bad, told) in [
        ("\"step_free\": \"in-parte\"", "\"step_free\": \"forse\"", "parola-non-prevista"),
        ("[\"medico\", \"servizi-sociali\"]", "[\"nessuno\", \"medico\"]", "si contraddice"),
        ("\"free\": 2", "\"free\": 31", "i posti liberi sono più dei posti"),
        ("\"on\": \"2026-11-02\"", "\"on\": \"2027-11-02\"", "data-futura"),
        (", \"days\": 15, \"people\": 4, \"places\": 30, \"free\": 2", "", "campo-mancante"),
    ] {
        assert!(LAYER.contains(good));
        std::fs::write(dir.join("nuovo/ambiti/le-poggiardo.json"), LAYER.replace(good, bad)).unwrap();
        let done = sportello(dir, &["catalog", "validate", "nuovo", "--al", "2026-11-28"]);
        let all = String::from_utf8_lossy(&done.stdout).into_owned() + &said(&done);
        assert_eq!(done.status.code(), Some(1), "{bad}: {all}");
        assert!(all.contains(told), "{bad}: {all}");
    }
}
