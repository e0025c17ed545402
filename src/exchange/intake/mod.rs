//! From rows back to records: what an edited sheet says, over what is known already.
//!
//! Nothing goes without a word: a row changes the record that it names, what the sheet has no column or no row for stays as
//! it was and is named, an empty cell takes its value away and is told. Every cell that cannot be read is a [`CellProblem`] with
//! its place; the caller decides whether anything is written.
//!
//! [`headings`] finds sheets and columns, [`row`] and [`contacts`] read, [`codes`] and [`labels`] put codes in the place of names,
//! [`known`] is what there is, [`places`] leads from a record back to its cell.

mod codes;
mod contacts;
mod gone;
mod headings;
mod import;
mod known;
pub(super) mod labels;
mod page;
mod places;
mod row;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::codes::Codes;
use self::contacts::{Contacts, Slots};
pub use self::import::{Import, OwnCell};
use self::known::KnownRecords;
use self::page::{IntakePage, Rows};
use self::row::RowDraft;
use super::cells::{Reader, is_refuge, write_cell};
use super::raw::shorten;
use super::raw::{CellProblem, RawTable, Refusal};
use super::sheet::{AMBITO, CONTATTI, Kind, SEDI, SERVIZI, SHEETS, Sheet};
use crate::catalog::load::Records;
use crate::catalog::model::Catalog;
use crate::catalog::record::{AmbitoFile, AmbitoRecord, Sede, ServizioRecord};
use crate::catalog::spans::written;
use crate::catalog::typed;
use crate::catalog::values::{Basis, SedeKind};
use crate::lingua::signs::clean;

/// A record with the line of its row and the contacts in it.
type Lined<T> = (usize, Vec<(&'static str, String)>, T);

/// How sheets are to be read.
#[derive(Debug, Default)]
pub struct IntakeAsked {
    /// What the folder that will be written holds already: it stays, but for what the sheets change.
    pub own: Records,
    /// What lies below that folder, where the catalogue in hand is not that: what to hide and what to take out.
    pub below: Option<Records>,
    /// The ambito of rows that do not say theirs.
    pub ambito: Option<String>,
    /// Rows that are gone take their records with them.
    pub remove_missing: bool,
    /// A list of an office's own: that it is not all the sheets with all their columns goes without saying.
    pub list: bool,
}

/// The columns that are the office's own, a file a sheet: name below the folder and bytes.
///
/// # Errors
/// [`Refusal`] where the text cannot be composed.
pub fn own_columns(import: &Import) -> Result<Vec<super::layer::File>, Refusal> {
    let mut out = Vec::new();
    for sheet in SHEETS {
        let cells: Vec<&OwnCell> = import.own.iter().filter(|c| c.sheet == sheet.name).collect();
        if cells.is_empty() {
            continue;
        }
        let rows = cells.iter().map(|c| vec![c.line.to_string(), c.code.clone(), c.title.clone(), c.text.clone()]);
        let bytes = super::csv::plain(&["Riga", "Codice", "Colonna", "Contenuto"], rows)?;
        out.push((format!("colonne-proprie/{}.csv", sheet.name.to_lowercase()), bytes));
    }
    Ok(out)
}

/// Records from sheets, over those of `catalog`, which names the comuni and the region too.
pub fn import(catalog: &Catalog, tables: &[RawTable]) -> Import {
    import_over(catalog, tables.to_vec(), IntakeAsked::default())
}

/// As [`import`], with what was asked for. The rows are let go of as they are read.
pub fn import_over(catalog: &Catalog, tables: Vec<RawTable>, asked: IntakeAsked) -> Import {
    let mut import = Import { remove_missing: asked.remove_missing, list: asked.list, ..Import::default() };
    let sorted = headings::sort(tables, &mut import);
    if sorted.is_empty() && import.problems.is_empty() {
        let names = SHEETS.map(|s| s.name).join(", ");
        let expected = format!(
            "non c'è nessuno dei fogli attesi ({names}). Un elenco con altre colonne si legge con --sheet sedi o --sheet servizi"
        );
        import.problems.push(headings::of_sheet("–", expected));
        return import;
    }
    for sheet in SHEETS.iter().filter(|s| !asked.list && sorted.iter().all(|(f, _)| f.name != s.name)) {
        import.notes.push(format!("Il foglio «{}» manca: ciò che si sapeva resta com'era.", sheet.name));
    }
    let mut pages: Vec<IntakePage> = Vec::new();
    let mut cells: HashMap<&'static str, Rows> = HashMap::new();
    for (sheet, table) in sorted {
        if let Some((page, rows)) = headings::page(sheet, table, &mut import) {
            pages.push(page);
            cells.insert(sheet.name, rows);
        }
    }
    let own = asked.own;
    let mut work = Work {
        catalog,
        known: KnownRecords::of(catalog, &own, asked.below.as_ref()),
        reader: Reader::of(catalog),
        scope: asked.ambito,
        scopes: HashSet::new(),
        refused: HashSet::new(),
        contacts: Contacts::new(),
        has_contacts: pages.iter().any(|p| p.sheet.name == CONTATTI.name),
        rows: HashMap::new(),
        import,
    };
    let out = work.all(&pages, cells);
    let mut import = work.import;
    import.tell_own();
    import.records = Out::into(out, own, catalog);
    import.problems = together(import.problems);
    import
}

/// One line for a fault that stands in several rows of a column.
fn together(problems: Vec<CellProblem>) -> Vec<CellProblem> {
    let mut out: Vec<CellProblem> = Vec::new();
    let mut at: HashMap<(String, usize, String, String), usize> = HashMap::new();
    for problem in problems {
        let key = (problem.sheet.clone(), problem.column, problem.value.clone(), problem.expected.clone());
        match at.get(&key).and_then(|at| out.get_mut(*at)) {
            Some(first) if first.line != problem.line => first.also.push(problem.line),
            Some(_) => {}
            None => {
                at.insert(key, out.len());
                out.push(problem);
            }
        }
    }
    out
}

/// Records of a kind, in the order of the rows, and those that go.
#[derive(Default)]
struct Out {
    ambiti: Vec<AmbitoRecord>,
    sedi: Vec<Sede>,
    /// By scope from the beginning: a record is near a thousand bytes by itself, and of many none is moved about.
    servizi: BTreeMap<String, Vec<ServizioRecord>>,
    /// Codes of records that are taken out of the folder.
    dropped: HashSet<String>,
}

impl Out {
    /// Makes room for the servizi with these codes: lists that grow leave holes of half their size behind.
    fn expect<'c>(&mut self, codes: impl Iterator<Item = &'c str>) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        codes.for_each(|code| *counts.entry(code.split('/').next().unwrap_or_default()).or_default() += 1);
        self.servizi.extend(counts.into_iter().map(|(scope, n)| (scope.to_owned(), Vec::with_capacity(n))));
    }

    fn servizio(&mut self, record: ServizioRecord) {
        let scope = record.id.scope();
        match self.servizi.get_mut(scope) {
            Some(known) => known.push(record),
            None => {
                self.servizi.insert(scope.to_owned(), vec![record]);
            }
        }
    }

    /// The files that change: what the folder held of them, with the records of the sheets in their place or behind.
    fn into(self, own: Records, catalog: &Catalog) -> Records {
        let mut records = Records::default();
        let mut files: BTreeMap<String, AmbitoFile> =
            own.ambiti.into_iter().map(|file| (super::layer::name(&file).to_owned(), file)).collect();
        let mut touched: HashSet<String> = HashSet::new();
        let blank = || AmbitoFile { ambito: None, sedi: Vec::new(), servizi: Vec::new() };
        let mut ambiti: HashMap<String, AmbitoRecord> =
            self.ambiti.into_iter().map(|a| (a.id.to_string(), a)).collect();
        let mut sedi: BTreeMap<String, Vec<Sede>> = BTreeMap::new();
        for sede in self.sedi {
            sedi.entry(sede.id.scope().to_owned()).or_default().push(sede);
        }
        let is_measure = |scope: &String| scope == "it" || catalog.regioni().any(|r| r.id.as_str() == scope);
        let (of_misure, mut servizi): (BTreeMap<_, _>, BTreeMap<_, _>) =
            self.servizi.into_iter().filter(|(_, s)| !s.is_empty()).partition(|(scope, _)| is_measure(scope));
        let misure: Vec<ServizioRecord> = of_misure.into_values().flatten().collect();
        let dropped_scopes = self.dropped.iter().map(|id| id.split('/').next().unwrap_or_default().to_owned());
        touched.extend(ambiti.keys().chain(sedi.keys()).chain(servizi.keys()).cloned().chain(dropped_scopes));
        for scope in &touched {
            let scope = scope.clone();
            if !files.contains_key(&scope)
                && !ambiti.contains_key(&scope)
                && !sedi.contains_key(&scope)
                && !servizi.contains_key(&scope)
            {
                continue;
            }
            let file = files.entry(scope.clone()).or_insert_with(blank);
            file.ambito = ambiti.remove(&scope).or(file.ambito.take());
            file.sedi.retain(|s| !self.dropped.contains(s.id.as_str()));
            file.servizi.retain(|s| !self.dropped.contains(s.id.as_str()));
            put_all(&mut file.sedi, sedi.remove(&scope).unwrap_or_default(), |s| s.id.as_str());
            put_all(&mut file.servizi, servizi.remove(&scope).unwrap_or_default(), |s| s.id.as_str());
        }
        let dropped_misure = own.misure.iter().any(|s| self.dropped.contains(s.id.as_str()));
        if dropped_misure || !misure.is_empty() {
            records.misure = own.misure;
            records.misure.retain(|s| !self.dropped.contains(s.id.as_str()));
            put_all(&mut records.misure, misure, |s| s.id.as_str());
        }
        files.retain(|scope, _| touched.contains(scope));
        records.ambiti = files.into_values().collect();
        records
    }
}

/// Puts each of `new` in the place of the one with its code, or behind all.
pub fn put_all<T>(into: &mut Vec<T>, new: Vec<T>, id: impl Fn(&T) -> &str) {
    if into.is_empty() {
        *into = new;
        return;
    }
    let at: HashMap<String, usize> = into.iter().enumerate().map(|(at, r)| (id(r).to_owned(), at)).collect();
    for record in new {
        match at.get(id(&record)).and_then(|at| into.get_mut(*at)) {
            Some(place) => *place = record,
            None => into.push(record),
        }
    }
}

/// The work in hand.
struct Work<'a> {
    catalog: &'a Catalog,
    known: KnownRecords<'a>,
    reader: Reader<'a>,
    /// The ambito of rows without a code.
    scope: Option<String>,
    /// Ambiti (and regions) that the sheets speak of.
    scopes: HashSet<String>,
    /// Codes, and what stood in the column of the code, of rows that were refused.
    refused: HashSet<String>,
    contacts: Contacts,
    has_contacts: bool,
    /// Codes that have a row, by sheet.
    rows: HashMap<&'static str, HashSet<String>>,
    import: Import,
}

impl<'a> Work<'a> {
    fn all(&mut self, pages: &[IntakePage], mut cells: HashMap<&'static str, Rows>) -> Out {
        let page = |sheet: &'static Sheet| pages.iter().find(|p| p.sheet.name == sheet.name);
        let mut out = Out::default();
        self.import.held = self.held();
        let mut rows = |sheet: &'static Sheet| cells.remove(sheet.name).unwrap_or_default();
        let ambiti = page(&AMBITO).map(|p| (p, self.drafts(p, rows(&AMBITO))));
        let sedi = page(&SEDI).map(|p| (p, self.drafts(p, rows(&SEDI))));
        let (of_servizi, of_contatti) = (rows(&SERVIZI), rows(&CONTATTI));
        if let Some((_, drafts)) = &ambiti {
            for draft in drafts {
                let id = draft.code.as_deref().unwrap_or_default();
                let text = |key| draft.text(key).unwrap_or_default().to_owned();
                self.reader.labels.ambito(id, &text("name"), &text("short"));
            }
        }
        self.find_scope(page(&SERVIZI).zip(Some(&of_servizi)), ambiti.iter().chain(&sedi).flat_map(|(_, d)| d));
        let sedi = sedi.map(|(p, mut drafts)| {
            self.sede_codes(p, &mut drafts);
            (p, drafts)
        });
        self.reader.scope.clone_from(&self.scope);
        let servizi = page(&SERVIZI).map(|p| {
            let mut drafts = self.drafts(p, of_servizi);
            self.servizio_codes(p, &mut drafts);
            (p, drafts)
        });
        // Which rows were refused is known once their records are made; the contacts come last.
        let mut ambiti: Vec<Lined<AmbitoRecord>> =
            ambiti.map(|(p, d)| self.records(p, d, |k, id| k.ambiti.get(id).map(|h| h.record))).unwrap_or_default();
        let mut sedi: Vec<Lined<Sede>> =
            sedi.map(|(p, d)| self.records(p, d, |k, id| k.sedi.get(id).map(|h| h.record))).unwrap_or_default();
        if let Some((page, drafts)) = servizi {
            out.expect(drafts.iter().filter_map(|d| d.code.as_deref()));
            let held = |k: &KnownRecords<'a>, id: &str| k.servizi.get(id).map(|h| h.record);
            self.each_record(page, drafts, held, |_, _, record| out.servizio(record));
        }
        if let Some(page) = page(&CONTATTI) {
            self.contacts = contacts::read(&self.reader, page, &of_contatti, &self.refused, &mut self.import);
            self.shown_owners(page, &of_contatti);
        }
        self.scopes.extend(self.contacts.keys().map(|o| o.split('/').next().unwrap_or_default().to_owned()));
        self.other_owners(&mut ambiti, &mut sedi);
        macro_rules! finish {
            ($records:ident) => {
                for (_, beside, record) in &mut $records {
                    let own = self.contacts.get(record.id.as_str());
                    let slots = &mut Slots {
                        phones: &mut record.phones,
                        emails: &mut record.emails,
                        pec: &mut record.pec,
                        website: &mut record.website,
                    };
                    contacts::give(&record.id, own, beside, self.has_contacts, slots, &mut self.import);
                }
                // Of those without a row only what changed is written.
                $records.retain(|(line, _, record)| {
                    *line > 0 || self.known.$records.get(record.id.as_str()).is_some_and(|h| h.record != record)
                });
                out.$records = $records.into_iter().map(|(.., record)| record).collect();
            };
        }
        finish!(ambiti);
        finish!(sedi);
        self.gone(pages, &mut out);
        self.count(&out);
        out
    }

    /// Owners of contacts that have no row in the other sheets: their records are known, and only their contacts change.
    fn other_owners(&mut self, ambiti: &mut Vec<Lined<AmbitoRecord>>, sedi: &mut Vec<Lined<Sede>>) {
        if !self.has_contacts {
            return;
        }
        let has_row = |rows: &HashMap<&'static str, HashSet<String>>, sheet: &Sheet, id: &str| {
            rows.get(sheet.name).is_some_and(|r| r.contains(id))
        };
        for (id, held) in &self.known.ambiti {
            if self.scopes.contains(*id) && !has_row(&self.rows, &AMBITO, id) && !self.refused.contains(*id) {
                ambiti.push((0, Vec::new(), held.record.clone()));
            }
        }
        for (id, held) in &self.known.sedi {
            let scope = held.record.id.scope();
            if self.scopes.contains(scope) && !has_row(&self.rows, &SEDI, id) && !self.refused.contains(*id) {
                sedi.push((0, Vec::new(), held.record.clone()));
            }
        }
        let known: HashSet<String> =
            ambiti.iter().map(|(.., a)| a.id.to_string()).chain(sedi.iter().map(|(.., s)| s.id.to_string())).collect();
        let mut orphans: Vec<(usize, String)> = self
            .contacts
            .iter()
            .filter(|(owner, _)| !known.contains(*owner) && !self.refused.contains(*owner))
            .map(|(owner, own)| (own.first.unwrap_or_default(), owner.clone()))
            .collect();
        orphans.sort();
        for (line, owner) in orphans {
            self.import.problems.push(CellProblem {
                sheet: CONTATTI.name.to_owned(),
                line,
                also: Vec::new(),
                column: 0,
                title: "Riferito a".to_owned(),
                value: shorten(&owner),
                expected: "nessuna riga di «Sedi» o «Ambito» ha questo codice".to_owned(),
            });
        }
    }

    fn held(&self) -> HashMap<String, Vec<(&'static str, String)>> {
        fn of<T: Serialize>(record: &T) -> Vec<(&'static str, String)> {
            serde_json::to_value(record).map(|v| contacts::held(&v)).unwrap_or_default()
        }
        let ambiti = self.known.ambiti.iter().map(|(id, h)| ((*id).to_owned(), of(h.record)));
        ambiti.chain(self.known.sedi.iter().map(|(id, h)| ((*id).to_owned(), of(h.record)))).collect()
    }

    /// What the rows say, each packed while it waits for its code: of many rows the trees would be most of what is held.
    fn drafts(&mut self, page: &IntakePage, rows: Rows) -> Vec<RowDraft> {
        let mut drafts = Vec::with_capacity(rows.len());
        let mut lines: HashMap<String, usize> = HashMap::new();
        let mut scratch = Vec::new();
        for raw in rows {
            let Some(mut draft) = row::read(&self.reader, page, &raw, &mut self.import) else { continue };
            draft.pack(&mut scratch);
            self.import.read += 1;
            if let Some(code) = &draft.code {
                self.scopes.insert(code.split('/').next().unwrap_or_default().to_owned());
                self.rows.entry(page.sheet.name).or_default().insert(code.clone());
                if let Some(line) = lines.insert(code.clone(), draft.line) {
                    let expected = format!("questo codice c'è già alla riga {line}");
                    self.import.problems.push(page.problem(draft.line, page.place("id"), code.clone(), expected));
                    continue;
                }
            }
            drafts.push(draft);
        }
        drafts
    }

    /// The ambito of rows without a code: the one that was asked for, else the only one that the sheets speak of.
    fn find_scope<'d>(&mut self, servizi: Option<(&IntakePage, &Rows)>, drafts: impl Iterator<Item = &'d RowDraft>) {
        if self.scope.is_some() {
            return;
        }
        let mut scopes: HashSet<String> = drafts
            .filter_map(|d| d.code.as_deref().or(d.ambito.as_deref()))
            .map(|code| code.split('/').next().unwrap_or_default().to_owned())
            .collect();
        if let Some((page, rows)) = servizi
            && let Some((at, _)) = page.place("id")
        {
            let cells = rows.iter().filter_map(|r| r.cells.iter().find(|(place, _)| *place == at));
            scopes.extend(cells.filter_map(|(_, cell)| match cell {
                super::raw::RawCell::Text(text) => text.trim().split_once('/').map(|(scope, _)| scope.to_owned()),
                _ => None,
            }));
        }
        let is_ambito = |s: &String| s != "it" && self.catalog.regioni().all(|r| r.id.as_str() != s);
        let mut ambiti = scopes.into_iter().filter(is_ambito);
        if let (Some(only), None) = (ambiti.next(), ambiti.next()) {
            self.scope = Some(only);
        }
    }

    fn sede_codes(&mut self, page: &IntakePage, drafts: &mut [RowDraft]) {
        let mut codes = Codes::of(self.known.sedi.keys().copied(), drafts);
        for draft in drafts.iter_mut() {
            let name = draft.text("name").unwrap_or_default().to_owned();
            if draft.code.is_none() && draft.refused.contains("Nome") {
                // What it is called is told to be wrong already.
                draft.refused.insert("Codice");
            }
            if draft.code.is_none() && !draft.refused.contains("Codice") {
                let comune = draft.text("comune").and_then(|istat| self.ambito_of(istat));
                let scope = draft.ambito.clone().or(self.scope.clone()).or(comune);
                let alike = |scope: &str| -> Vec<&str> {
                    let same = |r: &Sede| r.id.scope() == scope && r.name.as_str() == name;
                    self.known.sedi.values().filter(|h| same(h.record)).map(|h| h.record.id.as_str()).collect()
                };
                let base = codes::sede(draft.typed_code.as_deref(), &name);
                let given =
                    match &scope {
                        _ if name.is_empty() => Err("senza nome e senza codice non si sa che sede è".to_owned()),
                        Some(scope) => codes.give(&alike(scope), &format!("{scope}/sede/{base}")),
                        None => Err("codice vuoto: non si sa di quale ambito; aggiungi --ambito o la colonna «Ambito»"
                            .to_owned()),
                    };
                Self::give(&mut self.import, &mut self.scopes, &mut self.rows, page, draft, given);
            }
            if let Some(id) = &draft.code {
                self.reader.labels.sede(id, &name, draft.typed_code.as_deref());
            }
        }
    }

    fn servizio_codes(&mut self, page: &IntakePage, drafts: &mut [RowDraft]) {
        let mut codes = Codes::of(self.known.servizi.keys().copied(), drafts);
        for draft in drafts.iter_mut() {
            if draft.text("type").is_none()
                && let Some((_, said)) = &draft.shown
                && let Ok(meant) = self.reader.labels.find(super::sheet::Ref::Tipologia, said, None)
            {
                draft.set("type", meant.code);
                draft.blank.retain(|c| c.key != "type");
            }
            if draft.code.is_some() || draft.refused.contains("Codice") {
                continue;
            }
            let Some(tipologia) = draft.text("type").map(str::to_owned) else {
                // What it is called follows from the tipologia, which is told to be missing.
                draft.refused.insert("Codice");
                continue;
            };
            let name = draft.text("name").map(str::to_owned);
            let comune = draft.first_comune().and_then(|istat| self.ambito_of(istat));
            let scope = draft.ambito.clone().or(self.scope.clone()).or(comune);
            let alike = |scope: &str| -> Vec<&str> {
                let same = |r: &ServizioRecord| {
                    r.id.scope() == scope && r.tipologia.as_str() == tipologia && r.name.as_deref() == name.as_deref()
                };
                self.known.servizi.values().filter(|h| same(h.record)).map(|h| h.record.id.as_str()).collect()
            };
            let given = match &scope {
                Some(scope) => codes.give(&alike(scope), &format!("{scope}/{tipologia}")),
                None => {
                    Err("codice vuoto: non si sa di quale ambito; aggiungi --ambito o la colonna «Ambito»".to_owned())
                }
            };
            Self::give(&mut self.import, &mut self.scopes, &mut self.rows, page, draft, given);
        }
    }

    fn give(
        import: &mut Import,
        scopes: &mut HashSet<String>,
        rows: &mut HashMap<&'static str, HashSet<String>>,
        page: &IntakePage,
        draft: &mut RowDraft,
        given: Result<String, String>,
    ) {
        match given {
            Ok(code) => {
                let said = draft
                    .typed_code
                    .as_ref()
                    .map_or("senza codice".to_owned(), |t| format!("«{}» non è un codice", shorten(t)));
                import
                    .notes
                    .push(format!("Foglio {}, riga {}: {said}, la scheda è «{code}».", page.sheet.name, draft.line));
                scopes.insert(code.split('/').next().unwrap_or_default().to_owned());
                rows.entry(page.sheet.name).or_default().insert(code.clone());
                draft.code = Some(code);
                // Who gives no code lists what is known to him: what he leaves empty is not taken away.
                draft.blank.clear();
            }
            Err(expected) => {
                draft.refused.insert("Codice");
                let value = draft.typed_code.as_deref().map(shorten).unwrap_or_default();
                let place = page.place("id").or(page.place("name"));
                import.problems.push(page.problem(draft.line, place, value, expected));
            }
        }
    }

    fn ambito_of(&self, istat: &str) -> Option<String> {
        let comune = &self.catalog.comuni[self.catalog.find_comune(istat)?];
        Some(self.catalog.ambiti[comune.ambito].record.id.to_string())
    }

    /// The records of a sheet, with the line and the contacts of their row.
    fn records<T: Serialize + DeserializeOwned + 'a>(
        &mut self,
        page: &IntakePage,
        drafts: Vec<RowDraft>,
        base: impl Fn(&KnownRecords<'a>, &str) -> Option<&'a T>,
    ) -> Vec<Lined<T>> {
        let mut out = Vec::with_capacity(drafts.len());
        self.each_record(page, drafts, base, |line, beside, record| out.push((line, beside, record)));
        out
    }

    /// The same one after the other, each for `keep`.
    fn each_record<T: Serialize + DeserializeOwned + 'a>(
        &mut self,
        page: &IntakePage,
        drafts: Vec<RowDraft>,
        base: impl Fn(&KnownRecords<'a>, &str) -> Option<&'a T>,
        mut keep: impl FnMut(usize, Vec<(&'static str, String)>, T),
    ) {
        for mut draft in drafts {
            draft.unpack();
            let before = self.import.problems.len();
            let line = draft.line;
            let code = draft.code.clone();
            let held = code.as_deref().and_then(|id| base(&self.known, id));
            if held.is_none() {
                self.suppose(page, &mut draft);
            }
            let beside = contacts::beside(page, &draft, &mut self.import);
            self.shown(page, &draft, held.is_some());
            let typed = draft.typed_code.clone();
            let bad = !draft.refused.is_empty();
            let refused: Vec<&str> = draft.refused.iter().copied().collect();
            if let Some(code) = &code {
                draft.fields.insert("id".to_owned(), Value::String(code.clone()));
            }
            let object = Value::Object(draft.over(held, self.catalog, page, &mut self.import));
            if held.is_none() && page.sheet.name == SEDI.name {
                self.refuge(page, line, &object);
            }
            for column in page.sheet.columns.iter().filter(|c| c.required && !refused.contains(&c.title)) {
                if super::raw::value_at(&object, column.key).is_none() {
                    let expected = if column.key == "sources" {
                        "cella vuota: scrivi da dove viene il dato, per esempio «Pagina del Comune | url=https://…»"
                    } else {
                        "cella vuota: qui serve un valore"
                    };
                    let place = page.place(column.key).or(Some((0, column.title)));
                    self.import.problems.push(page.problem(line, place, String::new(), expected.to_owned()));
                }
            }
            let record =
                if bad || self.import.problems.len() > before { None } else { self.record(page, line, &object) };
            match record {
                Some(record) => {
                    self.import.kept += 1;
                    if let Some(code) = &code {
                        self.import.places.record(code, page, line);
                    }
                    keep(line, beside, record);
                }
                None => self.refused.extend(code.into_iter().chain(typed)),
            }
        }
    }

    /// Where women are hidden is in nobody's list: a new place that is called a refuge is protected, or is said not to be.
    fn refuge(&mut self, page: &IntakePage, line: usize, object: &Value) {
        let name = object.get("name").and_then(Value::as_str).unwrap_or_default();
        let is_where = |key: &&str| object.get(*key).is_some();
        if !is_refuge(name) || is_where(&"riservato") || !["address", "cap", "lat", "lon"].iter().any(is_where) {
            return;
        }
        let expected = "è una casa rifugio? Dove si trova non si scrive: togli indirizzo, comune e coordinate e scrivi sì in «Riservata»; no se non lo è";
        self.import.problems.push(page.problem(line, page.place("name"), shorten(name), expected.to_owned()));
    }

    /// What no single cell could tell (a plan without a name, an unknown kind of document) is refused by the record.
    fn record<T: DeserializeOwned>(&mut self, page: &IntakePage, line: usize, object: &Value) -> Option<T> {
        let refused = match typed::of_value(object) {
            Ok(record) => return Some(record),
            Err(refused) => refused,
        };
        let path = written(&refused.way());
        let fits = |key: &str| !key.is_empty() && (path == key || path.starts_with(key) || key.starts_with(&path));
        let column = page.sheet.columns.iter().filter(|c| fits(c.key)).max_by_key(|c| c.key.len());
        let place = column.and_then(|c| page.place(c.key).or(Some((0, c.title))));
        let mut expected = clean(&refused.wrong.to_string()).into_owned();
        let mut value = String::new();
        if let Some(column) = column
            && let Some(held) = super::raw::value_at(object, column.key)
        {
            value = shorten(&write_cell(self.catalog, column.kind, held));
            let _ = write!(expected, ". Come si scrive: {}", column.help);
        }
        self.import.problems.push(page.problem(line, place, value, expected));
        None
    }

    /// What a new row may leave out because it can only be one thing.
    fn suppose(&mut self, page: &IntakePage, draft: &mut RowDraft) {
        let put = |draft: &mut RowDraft, key: &str, value: &str| {
            draft.fields.insert(key.to_owned(), Value::String(value.to_owned()));
        };
        let empty = |draft: &RowDraft, key: &str, title: &str| {
            draft.fields.get(key).is_none() && !draft.refused.contains(title)
        };
        if page.sheet.name == SERVIZI.name && empty(draft, "basis", "Base") {
            let scope = draft.code.as_deref().and_then(|c| c.split('/').next()).unwrap_or_default();
            let measure = scope == "it" || self.catalog.regioni().any(|r| r.id.as_str() == scope);
            put(draft, "basis", if measure { Basis::Misura } else { Basis::Piano }.word());
        }
        if page.sheet.name == SEDI.name && empty(draft, "kind", "Tipo") {
            let kind = super::cells::sede_kind(draft.text("name").unwrap_or_default()).unwrap_or(SedeKind::Altro);
            put(draft, "kind", kind.word());
        }
    }

    /// What was changed in a column that is only to be read.
    fn shown(&mut self, page: &IntakePage, draft: &RowDraft, is_known: bool) {
        let types = [
            draft.text("type"),
            self.known
                .servizi
                .get(draft.code.as_deref().unwrap_or_default())
                .filter(|_| is_known)
                .map(|h| h.record.tipologia.as_str()),
        ];
        let names: Vec<&str> = types
            .into_iter()
            .flatten()
            .filter_map(|slug| self.catalog.find_type(slug).map(|ix| &self.catalog.tipologie[ix]))
            .map(|t| t.record.name.as_str())
            .collect();
        if page.sheet.name == SERVIZI.name {
            contacts::only_shown(page, draft.line, draft.shown.as_ref(), &names, &mut self.import);
        }
    }

    /// The same for the names beside the contacts.
    fn shown_owners(&mut self, page: &IntakePage, rows: &Rows) {
        let Some(((at, _), (owner, _))) = page
            .columns
            .iter()
            .find(|(_, c)| matches!(c.kind, Kind::ReadOnly))
            .map(|(at, c)| (*at, c.title))
            .zip(page.place("owner"))
        else {
            return;
        };
        for raw in rows {
            let text = |place: usize| {
                raw.cells
                    .iter()
                    .find(|(p, _)| *p == place)
                    .map(|(_, cell)| super::cells::shown(cell).trim().to_owned())
                    .unwrap_or_default()
            };
            let Ok(meant) = self.reader.labels.find(super::sheet::Ref::Owner, &text(owner), self.scope.as_deref())
            else {
                continue;
            };
            let code = meant.code.as_str();
            let ambito = self.known.ambiti.get(code).map(|h| h.record.name.as_str());
            let real = ambito.or(self.known.sedi.get(code).map(|h| h.record.name.as_str()));
            if let Some(real) = real {
                // A sede that was given another name in its own row keeps the old one here: nobody wrote it.
                contacts::only_shown(page, raw.line, Some(&(at, text(at))), &[real], &mut self.import);
            }
        }
    }

    fn count(&mut self, out: &Out) {
        let mut of = |known: bool, same: bool| match (known, same) {
            (false, _) => self.import.new += 1,
            (true, false) => self.import.changed += 1,
            (true, true) => {}
        };
        out.ambiti.iter().for_each(|r| {
            let held = self.known.ambiti.get(r.id.as_str());
            of(held.is_some(), held.is_some_and(|h| h.record == r));
        });
        out.sedi.iter().for_each(|r| {
            let held = self.known.sedi.get(r.id.as_str());
            of(held.is_some(), held.is_some_and(|h| h.record == r));
        });
        out.servizi.values().flatten().for_each(|r| {
            let held = self.known.servizi.get(r.id.as_str());
            of(held.is_some(), held.is_some_and(|h| h.record == r));
        });
    }
}

/// The contacts in a cell, where they are such.
///
/// # Errors
/// What is expected there.
pub fn contact_values(kind: &str, typed: &str) -> Result<Vec<String>, String> {
    contacts::values(kind, typed)
}
