//! One result of `sportello search`: as an object for programs, and as a line of a table for people.
//!
//! Where, by which number and whether somebody is there now are [`Glance`]'s; the table says what the list of the screen says.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::desk::Desk;
use super::output::{TableRow, TextColumn, note, table};
use crate::catalog::model::ComuneIx;
use crate::catalog::text::Text;
use crate::encounter::names::Telling;
use crate::encounter::rows::{self, BETWEEN, RowText, Seen};
use crate::encounter::words;
use crate::lingua::lines::CUT;
use crate::lingua::sentences::upper_first;
use crate::scheda::glance::Glance;
use crate::search::Row;

/// The names of the fields of a CSV line.
pub(super) const HEADER: [&str; 15] = [
    "id", "type", "name", "acronyms", "scope", "ambito", "ambiti", "area", "targets", "comuni", "status", "basis",
    "summary", "checked", "score",
];

/// Heading of what the list of the screen says behind a name.
const WHERE: &str = "DOVE E QUANDO";

/// How the results of one search are looked at.
pub(super) struct ResultPage<'a> {
    /// Catalogue, hour and output.
    pub desk: &'a Desk,
    /// From where and when.
    pub seen: Seen,
    /// Distances were asked for.
    pub measured: bool,
    /// It was asked for what is open now: of what nobody knows that is said.
    pub open_now: bool,
}

/// One result.
#[derive(Serialize)]
pub(super) struct ResultRecord<'a> {
    id: String,
    #[serde(rename = "type")]
    tipologia: &'a str,
    name: &'a str,
    acronyms: &'a [Text],
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ambito: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ambiti: Option<u32>,
    area: &'a str,
    targets: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comuni: Option<Vec<&'a str>>,
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    whereabouts: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_km: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'static str>,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<String>,
    score: u32,
    sure: bool,
}

impl<'a> ResultRecord<'a> {
    /// The result of a row.
    pub(super) fn of(page: &ResultPage<'a>, row: &Row) -> Self {
        let c = &page.desk.catalog;
        let entry = row.hit.entry(c);
        let glance = Glance::of(entry, page.seen.ambito(c), &page.seen.viewer());
        let names = |list: &Vec<ComuneIx>| c.comuni.each(list).map(|c| c.record.name.as_str()).collect();
        Self {
            id: entry.id(),
            tipologia: &entry.tipologia.record.id,
            name: entry.name(),
            acronyms: entry.acronyms(),
            scope: entry.scope().map_or("tipologia", |s| c.scope_id(s)),
            ambito: entry.ambito().map(|a| a.record.id.as_str()),
            ambiti: entry.servizio.is_none().then_some(row.ambiti),
            area: c.aree[entry.area()].id.as_str(),
            targets: c.destinatari.each(entry.targets()).map(|t| t.id.as_str()).collect(),
            comuni: entry.servizio.and_then(|s| s.comuni.as_ref()).map(names),
            whereabouts: glance.whereabouts(),
            phone: glance.phone(),
            now: glance.now(),
            distance_km: glance.km().filter(|_| page.measured).map(|km| (km * 10.0).round() / 10.0),
            status: entry.status(page.desk.now.date()).map(crate::catalog::values::Stato::word),
            basis: entry.servizio.map(|s| s.basis.word()),
            summary: entry.summary(),
            checked: entry.checked().map(|d| d.to_string()),
            score: row.score,
            sure: row.sure,
        }
    }

    /// The fields of a CSV line; lists are joined by semicolons.
    pub(super) fn fields(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.tipologia.into(),
            self.name.into(),
            self.acronyms.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join("; "),
            self.scope.into(),
            self.ambito.unwrap_or_default().into(),
            self.ambiti.map(|n| n.to_string()).unwrap_or_default(),
            self.area.into(),
            self.targets.join("; "),
            self.comuni.as_ref().map(|c| c.join("; ")).unwrap_or_default(),
            self.status.unwrap_or_default().into(),
            self.basis.unwrap_or_default().into(),
            self.summary.into(),
            self.checked.clone().unwrap_or_default(),
            self.score.to_string(),
        ]
    }
}

impl ResultPage<'_> {
    /// The results as a table, names cut so that a line fits.
    pub(super) fn table(&self, found: &[Row], out: &mut dyn Write) -> io::Result<()> {
        let style = self.desk.style;
        let mut lines: Vec<TableRow> = found.iter().map(|row| self.line(row)).collect();
        let columns = [TextColumn::text("SERVIZIO"), TextColumn::whole(WHERE)];
        let told = lines.iter().filter_map(|l| l.cells.last()).map(|c| style.text(c).width());
        let room = style.width.saturating_sub(told.max().unwrap_or(0).max(WHERE.len()) + 2);
        let telling = Telling::of(&self.desk.catalog);
        for name in lines.iter_mut().filter_map(|l| l.cells.first_mut()) {
            *name = telling.shorten(&style.text(name), room, if style.ascii { "..." } else { CUT });
        }
        table(out, style, &columns, &lines)
    }

    /// The line of the table; below it the id to copy, what the line had no room for, and why the row is here.
    fn line(&self, row: &Row) -> TableRow {
        let c = &self.desk.catalog;
        let text = RowText::of(c, row, self.seen);
        let entry = row.hit.entry(c);
        // A third of the line, and all of it where the line is wide.
        let columns = (self.desk.style.width / 3).saturating_sub(2).max(27);
        let (told, left) = text.fit(u16::try_from(columns).unwrap_or(u16::MAX));
        let mut first = vec![entry.id()];
        first.extend(left);
        if self.open_now && self.seen.is_open(c, row).is_none() {
            first.push("orari non noti".to_owned());
        }
        let mut below = vec![first.join(BETWEEN)];
        if entry.summary() != text.detail {
            below.push(text.detail);
        }
        TableRow { cells: vec![format!("{}{}", text.name, text.acronyms), told], below }
    }

    /// What is true of every result, beside the table: that none was verified, who answers where a line names nobody
    /// else, how distances are measured.
    pub(super) fn remark(&self, found: &[Row]) {
        let c = &self.desk.catalog;
        if rows::none_is_verified(c, found) {
            let [said, _] = words::NONE_VERIFIED;
            note(&format!("{}.", upper_first(said)));
        }
        if let Some(usual) = self.seen.usual(c) {
            note(&usual.in_words());
        }
        if self.measured {
            note("Le distanze sono in linea d'aria, dal comune scelto.");
        }
    }
}
