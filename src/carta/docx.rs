//! A Carta as a document for Word and `LibreOffice`: real headings, an index with page numbers, rows of headings that come back
//! on every page, Italian as its language.
//!
//! The few parts of Office Open XML that this needs are written here: the libraries that write it know neither the rows of
//! headings nor the language of a text, without which a screen reader is lost. Two documents of the same Carta are the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::outline::{Carta, CartaBlock, CartaFact, CartaLine, CartaPlace, CartaSection, CartaTable, FactValue, TITLE};
use crate::exchange::raw::Refusal;
use crate::scheda::html::escape;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const R: &str = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>\
<Override PartName=\"/word/footer.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
</Types>";

const RELS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
</Relationships>";

const DOCUMENT_RELS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer.xml\"/>\
</Relationships>";

/// A style: identifier, name, what it is based on, properties of the paragraph, of the letters.
const STYLES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "Titolo",
        "Title",
        "Normal",
        "<w:spacing w:before=\"3600\" w:after=\"360\"/>",
        "<w:b/><w:color w:val=\"123A5A\"/><w:sz w:val=\"60\"/>",
    ),
    ("Sottotitolo", "Subtitle", "Normal", "<w:spacing w:after=\"200\"/>", "<w:b/><w:sz w:val=\"36\"/>"),
    (
        "Capitolo",
        "heading 1",
        "Normal",
        "<w:keepNext/><w:keepLines/><w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"4\" w:color=\"123A5A\"/></w:pBdr>\
         <w:spacing w:before=\"560\" w:after=\"200\"/><w:outlineLvl w:val=\"0\"/>",
        "<w:b/><w:color w:val=\"123A5A\"/><w:sz w:val=\"34\"/>",
    ),
    (
        "Voce",
        "heading 2",
        "Normal",
        "<w:keepNext/><w:keepLines/><w:spacing w:before=\"360\" w:after=\"100\"/><w:outlineLvl w:val=\"1\"/>",
        "<w:b/><w:color w:val=\"123A5A\"/><w:sz w:val=\"25\"/>",
    ),
    (
        "TitoloIndice",
        "TOC Heading",
        "Normal",
        "<w:keepNext/><w:pageBreakBefore/><w:spacing w:after=\"200\"/>",
        "<w:b/><w:color w:val=\"123A5A\"/><w:sz w:val=\"34\"/>",
    ),
    (
        "Indice1",
        "toc 1",
        "Normal",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"9860\"/></w:tabs><w:spacing w:before=\"100\" w:after=\"20\"/><w:ind w:right=\"600\"/>",
        "<w:b/>",
    ),
    (
        "Indice2",
        "toc 2",
        "Normal",
        "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"9860\"/></w:tabs><w:spacing w:after=\"10\"/><w:ind w:left=\"400\" w:right=\"600\"/>",
        "",
    ),
    (
        "Avviso",
        "Avviso",
        "Normal",
        "<w:keepLines/><w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"6\" w:color=\"8A4B00\"/></w:pBdr>\
         <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FDF4E7\"/><w:ind w:left=\"170\"/>",
        "",
    ),
    ("Piccolo", "Piccolo", "Normal", "<w:spacing w:before=\"40\"/>", "<w:color w:val=\"444444\"/><w:sz w:val=\"17\"/>"),
    (
        "Dato",
        "Dato",
        "Normal",
        "<w:tabs><w:tab w:val=\"left\" w:pos=\"2268\"/></w:tabs><w:spacing w:before=\"40\" w:after=\"40\"/><w:ind w:left=\"2268\" w:hanging=\"2268\"/>",
        "",
    ),
    ("Seguito", "Seguito", "Normal", "<w:spacing w:after=\"20\"/><w:ind w:left=\"2268\"/>", ""),
    ("Elenco", "List Paragraph", "Normal", "<w:spacing w:after=\"10\"/>", ""),
    ("Didascalia", "caption", "Normal", "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"60\"/>", "<w:b/>"),
    (
        "Cella",
        "Cella",
        "Normal",
        "<w:spacing w:before=\"20\" w:after=\"20\" w:line=\"250\" w:lineRule=\"auto\"/>",
        "<w:sz w:val=\"18\"/>",
    ),
    ("Piede", "footer", "Normal", "<w:jc w:val=\"center\"/>", "<w:sz w:val=\"18\"/>"),
];

/// The file.
///
/// # Errors
/// [`Refusal`] where the archive cannot be composed.
pub fn render(carta: &Carta) -> Result<Vec<u8>, Refusal> {
    let odd = |e: &dyn std::fmt::Display| Refusal(format!("Non riesco a comporre il documento: {e}."));
    let mut writer = Writer::default();
    writer.carta(carta);
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("docProps/core.xml", core(carta)),
        ("word/document.xml", document(&writer.body)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELS.to_owned()),
        ("word/styles.xml", styles()),
        ("word/numbering.xml", numbering(writer.lists)),
        ("word/footer.xml", footer()),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in parts {
        zip.start_file(name, options).map_err(|e| odd(&e))?;
        zip.write_all(HEAD.as_bytes()).and_then(|()| zip.write_all(text.as_bytes())).map_err(|e| odd(&e))?;
    }
    Ok(zip.finish().map_err(|e| odd(&e))?.into_inner())
}

fn core(carta: &Carta) -> String {
    let day = carta.day.earliest();
    let title = format!("{TITLE} – {}", carta.ambito.text);
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:language>it-IT</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:created></cp:coreProperties>",
        escape(&title)
    )
}

fn document(body: &str) -> String {
    format!(
        "<w:document {W} {R}><w:body>{body}<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1020\" w:right=\"1020\" w:bottom=\"1140\" w:left=\"1020\" w:header=\"560\" w:footer=\"560\" w:gutter=\"0\"/>\
         <w:titlePg/></w:sectPr></w:body></w:document>"
    )
}

fn styles() -> String {
    let mut out = format!(
        "<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Verdana\" w:hAnsi=\"Verdana\" w:cs=\"Verdana\" w:eastAsia=\"Verdana\"/><w:sz w:val=\"20\"/>\
         <w:lang w:val=\"it-IT\" w:eastAsia=\"it-IT\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
         <w:widowControl/><w:spacing w:after=\"120\" w:line=\"276\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
    );
    for (id, name, base, paragraph, letters) in STYLES {
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{base}\"/><w:qFormat/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
        );
    }
    out.push_str("</w:styles>");
    out
}

/// Bullets, and as many numbered lists as there are.
fn numbering(lists: usize) -> String {
    let level = |format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/>\
             <w:pPr><w:ind w:left=\"2552\" w:hanging=\"284\"/></w:pPr></w:lvl>"
        )
    };
    let mut out = format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\">{}</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>",
        level("bullet", "•"),
        level("decimal", "%1.")
    );
    for at in 0..lists {
        let _ = write!(
            out,
            "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/>\
             </w:lvlOverride></w:num>",
            at + 2
        );
    }
    out.push_str("</w:numbering>");
    out
}

fn footer() -> String {
    format!("<w:ftr {W}><w:p><w:pPr><w:pStyle w:val=\"Piede\"/></w:pPr>{}</w:p></w:ftr>", field("PAGE", "1"))
}

/// A field that the reader's program fills in; `until` stands there meanwhile.
fn field(instruction: &str, until: &str) -> String {
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{until}</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    )
}

fn run(text: &str, bold: bool) -> String {
    let bold = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    format!("<w:r>{bold}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// The name of the place that a link leads to: letters, digits and underscores.
fn bookmark(anchor: &str) -> String {
    anchor.replace('-', "_")
}

#[derive(Default)]
struct Writer {
    body: String,
    bookmarks: usize,
    lists: usize,
}

impl Writer {
    /// A paragraph of a style, with further properties.
    fn paragraph(&mut self, style: &str, more: &str, runs: &str) {
        let _ = write!(self.body, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{runs}</w:p>");
    }

    fn carta(&mut self, carta: &Carta) {
        self.paragraph("Titolo", "", &run(TITLE, false));
        self.paragraph("Sottotitolo", "", &run(&carta.ambito.text, false));
        self.paragraph("Normal", "", &run(&carta.edition, false));
        self.paragraph("Normal", "", &run(&format!("Preparata il {}", carta.day.in_words()), false));
        if let Some(draft) = &carta.draft {
            self.paragraph("Avviso", "", &run(&draft.text, false));
        }
        self.paragraph("TitoloIndice", "", &run("Indice", false));
        for section in &carta.sections {
            let anchor = bookmark(&section.anchor());
            let runs = format!(
                "<w:hyperlink w:anchor=\"{anchor}\" w:history=\"1\">{}<w:r><w:tab/></w:r>{}</w:hyperlink>",
                run(&section.heading(), false),
                field(&format!("PAGEREF {anchor} \\h"), "")
            );
            self.paragraph(if section.level == 1 { "Indice1" } else { "Indice2" }, "", &runs);
        }
        for (at, section) in carta.sections.iter().enumerate() {
            self.section(section, at == 0 || section.number.is_empty());
        }
    }

    fn section(&mut self, section: &CartaSection, new_page: bool) {
        self.bookmarks += 1;
        let (id, name) = (self.bookmarks, bookmark(&section.anchor()));
        let runs = format!(
            "<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/>{}<w:bookmarkEnd w:id=\"{id}\"/>",
            run(&section.heading(), false)
        );
        let page = if new_page { "<w:pageBreakBefore/>" } else { "" };
        self.paragraph(if section.level == 1 { "Capitolo" } else { "Voce" }, page, &runs);
        let mut blocks = section.blocks.iter().enumerate().peekable();
        while let Some((at, block)) = blocks.next() {
            // A page does not end between a heading and what it is about.
            let held = at == 0 && section.level == 2
                || matches!(blocks.peek(), Some((_, CartaBlock::Facts(_) | CartaBlock::Table(_))));
            let next = if held { "<w:keepNext/>" } else { "" };
            match block {
                CartaBlock::Paragraph(said) => self.paragraph("Normal", next, &run(&said.text, false)),
                CartaBlock::Notice(said) => self.paragraph("Avviso", next, &run(&said.text, false)),
                CartaBlock::Small(said) => self.paragraph("Piccolo", "", &run(&said.text, false)),
                CartaBlock::Facts(facts) => facts.iter().for_each(|f| self.fact(f)),
                CartaBlock::Place(place) => self.place(place, "<w:ind w:left=\"0\"/>"),
                CartaBlock::Table(table) => self.table(table),
                CartaBlock::Index(entries) => {
                    for (title, number) in entries {
                        let link = format!(
                            "{}<w:hyperlink w:anchor=\"s_{}\" w:history=\"1\">{}</w:hyperlink>",
                            run(&format!("{title}, "), false),
                            number.replace('.', "_"),
                            run(number, false)
                        );
                        self.paragraph("Elenco", "", &link);
                    }
                }
            }
        }
    }

    fn fact(&mut self, fact: &CartaFact) {
        let label = run(fact.label, true);
        match &fact.value {
            FactValue::Lines(lines) => {
                for (at, line) in lines.iter().enumerate() {
                    let said = run(&line.text, false);
                    if at == 0 {
                        self.paragraph("Dato", "", &format!("{label}<w:r><w:tab/></w:r>{said}"));
                    } else {
                        self.paragraph("Seguito", "", &said);
                    }
                }
            }
            FactValue::Bullets(lines) => self.list(&label, lines, 1),
            FactValue::Steps(lines) => {
                self.lists += 1;
                self.list(&label, lines, self.lists + 1);
            }
            FactValue::Places(places) => {
                self.paragraph("Dato", "<w:keepNext/>", &label);
                for place in places {
                    self.place(place, "");
                }
            }
        }
    }

    fn list(&mut self, label: &str, lines: &[CartaLine], list: usize) {
        self.paragraph("Dato", "<w:keepNext/>", label);
        let of_list = format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr>");
        for line in lines {
            self.paragraph("Elenco", &of_list, &run(&line.text, false));
        }
    }

    /// No page ends inside a place: each line holds on to the next.
    fn place(&mut self, place: &CartaPlace, indent: &str) {
        let last = place.lines.len();
        let name = std::iter::once((&place.name, true));
        for (at, (line, bold)) in name.chain(place.lines.iter().map(|l| (l, false))).enumerate() {
            let next = if at < last { "<w:keepNext/>" } else { "" };
            let space = if at < last { "<w:spacing w:after=\"0\"/>" } else { "<w:spacing w:after=\"140\"/>" };
            self.paragraph("Seguito", &format!("{next}<w:keepLines/>{space}{indent}"), &run(&line.text, bold));
        }
    }

    fn table(&mut self, table: &CartaTable) {
        const WIDTH: usize = 9866;
        self.paragraph("Didascalia", "", &run(&table.caption, false));
        let columns = table.head.len().max(1);
        // Addresses of the network are longer than names and numbers.
        let widths: Vec<usize> = match columns {
            4 => [18, 16, 38, 28].map(|share| WIDTH * share / 100).to_vec(),
            _ => (0..columns)
                .map(|at| if at == 0 { WIDTH * 28 / 100 } else { WIDTH * 72 / 100 / (columns - 1).max(1) })
                .collect(),
        };
        let _ = write!(
            self.body,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblBorders>{}</w:tblBorders><w:tblLayout w:type=\"fixed\"/>\
             <w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar>\
             <w:tblLook w:val=\"00A0\" w:firstRow=\"1\" w:firstColumn=\"1\"/><w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
            ["top", "left", "bottom", "right", "insideH", "insideV"]
                .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"777777\"/>"))
                .concat(),
            escape(&table.caption)
        );
        for w in &widths {
            let _ = write!(self.body, "<w:gridCol w:w=\"{w}\"/>");
        }
        self.body.push_str("</w:tblGrid>");
        let head: Vec<String> = table.head.iter().map(|h| (*h).to_owned()).collect();
        self.row(&head, &widths, true);
        table.rows.iter().for_each(|(_, cells)| self.row(cells, &widths, false));
        self.body.push_str("</w:tbl>");
        self.paragraph("Piccolo", "", "");
    }

    fn row(&mut self, cells: &[String], widths: &[usize], head: bool) {
        let header = if head { "<w:tblHeader/>" } else { "" };
        let _ = write!(self.body, "<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>");
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let shade = if head { "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E8EEF3\"/>" } else { "" };
            let _ = write!(self.body, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>");
            self.paragraph("Cella", if head { "<w:keepNext/>" } else { "" }, &run(cell, head || at == 0));
            self.body.push_str("</w:tc>");
        }
        self.body.push_str("</w:tr>");
    }
}
