//! What a Carta says and in which order: the ambito, its plan, rights, access, areas, and what is still missing.

use chrono::NaiveDate;

use super::service::{NORM_ONLY, lay_out, place, sedi};
use super::{Block, Carta, Fact, Line, Place, Section, TO_COMPLETE, Table, Value, gaps};
use crate::catalog::model::{Ambito, AmbitoIx, AreaIx, Catalog, Comune, Entry, Scope, SedePlace};
use crate::catalog::record::NumeroUtile;
use crate::catalog::values::{Basis, CartaPart, PartialDate, SedeKind, Stato};
use crate::scheda::term::over_in_words;
use crate::scheda::title;
use crate::scheda::words::{count, phone, upper_first};

/// The tipologie through which one comes in: they have a chapter of their own.
const ACCESS: [&str; 3] = ["segretariato-sociale", "punto-unico-di-accesso-pua", "pronto-intervento-sociale"];

/// The Carta of an ambito as it is on `today`; `edition` is what it is called, else it has the name of the month. `None` for an
/// index of another catalogue.
pub fn compose(catalog: &Catalog, ix: AmbitoIx, edition: Option<&str>, today: NaiveDate) -> Option<Carta> {
    let ambito = catalog.ambiti.get(ix.at())?;
    let writer = Writer::new(catalog, ambito, today);
    Some(writer.carta(edition))
}

/// The entries of an ambito, sorted by what a Carta does with them.
pub(super) struct Entries<'a> {
    /// A plan or page names them.
    pub(super) known: Vec<Entry<'a>>,
    /// Only a norm requires them.
    pub(super) required: Vec<Entry<'a>>,
    /// Known only from the past.
    pub(super) past: Vec<Entry<'a>>,
    /// There for the office itself.
    pub(super) office: Vec<Entry<'a>>,
}

impl<'a> Entries<'a> {
    fn of(catalog: &'a Catalog, ambito: &Ambito) -> Self {
        let mut out = Self { known: Vec::new(), required: Vec::new(), past: Vec::new(), office: Vec::new() };
        for entry in ambito.servizi.iter().filter_map(|ix| catalog.entry(*ix)) {
            let list = if entry.is_for_office() {
                &mut out.office
            } else if entry.own().is_some_and(|r| r.status == Some(Stato::Storico)) {
                &mut out.past
            } else if entry.servizio.is_some_and(|s| s.basis == Basis::Norma) {
                &mut out.required
            } else {
                &mut out.known
            };
            list.push(entry);
        }
        for list in [&mut out.known, &mut out.required, &mut out.past, &mut out.office] {
            list.sort_by_cached_key(|e| (crate::search::fold::fold(e.name()), e.id()));
        }
        out
    }
}

pub(super) struct Writer<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) ambito: &'a Ambito,
    pub(super) entries: Entries<'a>,
    pub(super) today: NaiveDate,
    /// `ambito/le-casarano`.
    pub(super) id: String,
    sections: Vec<Section>,
    chapter: usize,
    part: usize,
    /// Name and section of each service, for the index.
    index: Vec<(String, String)>,
    /// The section of the comuni's contacts.
    contacts: String,
}

impl<'a> Writer<'a> {
    fn new(catalog: &'a Catalog, ambito: &'a Ambito, today: NaiveDate) -> Self {
        Self {
            catalog,
            ambito,
            entries: Entries::of(catalog, ambito),
            today,
            id: format!("ambito/{}", ambito.record.id),
            sections: Vec::new(),
            chapter: 0,
            part: 0,
            index: Vec::new(),
            contacts: String::new(),
        }
    }

    fn carta(mut self, edition: Option<&str>) -> Carta {
        self.norms("Che cos'è questa Carta", &[CartaPart::Perche]);
        self.about();
        self.plan();
        self.rights();
        self.access();
        for at in 0..self.catalog.aree.len() {
            self.area(at);
        }
        self.measures();
        self.alphabet();
        let missing = gaps::list(&self);
        self.sections.push(Section { level: 1, number: String::new(), title: TO_COMPLETE.to_owned(), blocks: missing });
        let day = PartialDate::from_day(self.today);
        let month =
            || day.in_words().split_once(' ').map(|(_, month)| format!("Edizione di {month}")).unwrap_or_default();
        Carta {
            ambito: Line::of(&self.id, self.ambito.record.name.as_str()),
            edition: edition.map_or_else(month, ToOwned::to_owned),
            day,
            draft: self.draft(),
            sections: self.sections,
        }
    }

    /// How much of it somebody checked.
    fn draft(&self) -> Option<Line> {
        let (all, checked) =
            (self.entries.known.len(), self.entries.known.iter().filter(|e| e.checked().is_some()).count());
        if all > 0 && all == checked {
            return None;
        }
        let said = match checked {
            0 => "nessuno dei servizi descritti è stato ancora verificato con chi ne risponde".to_owned(),
            n => format!("{n} servizi su {all} sono stati verificati con chi ne risponde"),
        };
        Some(Line::about(&self.id, format!("Bozza da verificare: {said}. Ciò che manca è in fondo, per l'ufficio.")))
    }

    fn chapter(&mut self, title: impl Into<String>, blocks: Vec<Block>) {
        self.chapter += 1;
        self.part = 0;
        self.sections.push(Section { level: 1, number: self.chapter.to_string(), title: title.into(), blocks });
    }

    fn section(&mut self, title: impl Into<String>, blocks: Vec<Block>) -> String {
        self.part += 1;
        let number = format!("{}.{}", self.chapter, self.part);
        self.sections.push(Section { level: 2, number: number.clone(), title: title.into(), blocks });
        number
    }

    /// What norms state, as a chapter of its own.
    fn norms(&mut self, title: &str, parts: &[CartaPart]) {
        let blocks: Vec<Block> = parts.iter().flat_map(|p| self.stated(*p)).collect();
        if !blocks.is_empty() {
            self.chapter(title, blocks);
        }
    }

    fn stated(&self, part: CartaPart) -> Vec<Block> {
        let of_part = self.catalog.regione.carta.iter().filter(|c| c.part == part);
        of_part
            .flat_map(|c| {
                let from = format!("norma/{}", c.id);
                let text = match &c.label {
                    Some(label) => format!("{label}: {}", c.text),
                    None => c.text.to_string(),
                };
                [Block::Paragraph(Line::about(&from, text)), Block::Small(Line::of(&from, c.norm.as_str()))]
            })
            .collect()
    }

    fn about(&mut self) {
        let record = &self.ambito.record;
        let own = |label, text: Option<String>| {
            text.map(|t| Fact { label, value: Value::Lines(vec![Line::about(&self.id, t)]) })
        };
        let province = self.catalog.regione.provinces.iter().find(|p| p.code == record.province);
        let facts = [
            own("Capofila", record.capofila.as_ref().map(ToString::to_string)),
            own("Forma", record.form.map(|f| f.label().to_owned())),
            own("Provincia", province.map(|p| p.name.to_string())),
            own("Distretto", record.distretto.as_ref().map(ToString::to_string)),
            own("Sigla", record.code.as_ref().map(ToString::to_string)),
        ];
        let mut blocks: Vec<Block> =
            record.description.iter().map(|d| Block::Paragraph(Line::of(&self.id, d.as_str()))).collect();
        blocks.push(Block::Facts(facts.into_iter().flatten().collect()));
        self.chapter("L'ambito", blocks);
        let comuni = self.comuni();
        self.contacts = self.section("I comuni e i loro recapiti", vec![comuni]);
        let offices = self.offices();
        if !offices.is_empty() {
            self.section("Gli uffici dell'ambito", offices);
        }
        let bodies: Vec<Block> = self
            .ambito
            .record
            .bodies
            .iter()
            .map(|b| {
                let text = b.description.as_ref().map_or_else(|| b.role.to_string(), |d| format!("{}: {d}", b.role));
                Block::Paragraph(Line::about(&self.id, text))
            })
            .collect();
        if !bodies.is_empty() {
            self.section("Chi decide e chi lavora", bodies);
        }
    }

    fn comuni(&self) -> Block {
        let comuni: Vec<&Comune> =
            self.ambito.comuni.iter().filter_map(|ix| self.catalog.comuni.get(ix.at())).collect();
        let cell = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let rows = comuni.iter().map(|c| {
            let r = &c.record;
            let call = r.switchboard.as_ref().map(phone).unwrap_or_default();
            let cells = vec![r.name.to_string(), call, cell(r.pec.as_deref()), cell(r.website.as_deref())];
            (format!("comune/{}", r.istat), cells)
        });
        Block::Table(Table {
            caption: format!("{} e i recapiti generali di ciascuno", count(comuni.len(), "comune", "comuni")),
            head: vec!["Comune", "Centralino", "PEC", "Sito"],
            rows: rows.collect(),
        })
    }

    fn seat(&self) -> Option<Place> {
        let record = &self.ambito.record;
        let mut lines = Vec::new();
        let seat = record.seat.as_ref();
        lines.extend(seat.and_then(|s| s.address.as_ref()).map(|a| Line::of(&self.id, a.as_str())));
        let comune = seat.and_then(|s| self.catalog.find_comune(s.comune.as_deref()?));
        let comune = comune.and_then(|ix| self.catalog.comuni.get(ix.at())).map(|c| c.record.name.as_str());
        let town: Vec<&str> = seat.and_then(|s| s.cap.as_deref()).into_iter().chain(comune).collect();
        if !town.is_empty() {
            lines.push(Line::about(&self.id, town.join(" ")));
        }
        let phones: Vec<String> = record.phones.iter().map(phone).collect();
        lines.extend((!phones.is_empty()).then(|| Line::about(&self.id, format!("Telefono: {}", phones.join(" – ")))));
        lines.extend(record.emails.iter().map(|e| Line::about(&self.id, format!("E-mail: {e}"))));
        lines.extend(record.pec.iter().map(|e| Line::about(&self.id, format!("PEC: {e}"))));
        lines.extend(record.website.as_ref().map(|url| Line::about(&self.id, format!("Sito: {}", url.as_str()))));
        (!lines.is_empty()).then(|| Place { name: Line::of(&self.id, record.name.as_str()), lines })
    }

    fn sedi(&self) -> impl Iterator<Item = &'a SedePlace> {
        let catalog = self.catalog;
        let all = self.ambito.sedi.iter().filter_map(|ix| catalog.sedi.get(ix.at()));
        all.filter(|s| s.record.status != Some(Stato::Storico))
    }

    /// The ambito itself and its Ufficio di Piano.
    fn offices(&self) -> Vec<Block> {
        let plan = self.sedi().filter(|s| s.record.kind == SedeKind::UfficioDiPiano);
        let plan = plan.map(|s| place(self.catalog, s, self.today));
        self.seat().into_iter().chain(plan).map(Block::Place).collect()
    }

    fn plan(&mut self) {
        let Some(plan) = &self.ambito.record.plan else { return };
        let said = |text: &str| Line::of(&self.id, text);
        let fact = |label, line: Line| Fact { label, value: Value::Lines(vec![line]) };
        let mut facts = vec![fact("Nome", said(&plan.name))];
        facts.extend(plan.period.as_ref().map(|p| fact("Periodo", said(p))));
        facts.extend(plan.approved.map(|d| fact("Approvato", Line::about(&self.id, d.in_words()))));
        facts.extend(plan.url.as_ref().map(|u| fact("Si legge a", said(u))));
        let mut blocks = vec![Block::Facts(facts)];
        blocks.extend(plan.description.as_ref().map(|d| Block::Paragraph(said(d))));
        if gaps::plan_is_over(plan, self.today) {
            let words = "Il periodo di questo piano è finito: quello in vigore non è ancora in questa Carta.";
            blocks.push(Block::Notice(Line::about(&self.id, words)));
        }
        self.chapter("Il Piano di zona: periodo e priorità", blocks);
    }

    fn rights(&mut self) {
        self.chapter("Principi, diritti e reclami", Vec::new());
        for part in [CartaPart::Principi, CartaPart::Diritti, CartaPart::Accessibilita, CartaPart::Reclami] {
            let mut blocks = self.stated(part);
            if part == CartaPart::Accessibilita && !blocks.is_empty() {
                let said = "Dove questa Carta non dice se si entra senza gradini o se c'è chi parla la lingua dei segni, non lo si sa \
                            ancora: conviene chiederlo prima di venire, a uno dei recapiti.";
                blocks.push(Block::Paragraph(Line::about(&self.id, said)));
            }
            if part == CartaPart::Reclami {
                let here = self.ambito.record.rights.iter().map(|r| Block::Paragraph(Line::of(&self.id, r.as_str())));
                blocks.extend(here);
                if self.ambito.record.rights.is_empty() {
                    let said = "A chi si presenta un reclamo in questo ambito, come e in quanti giorni si ha la risposta: da completare.";
                    blocks.push(Block::Notice(Line::about(&self.id, said)));
                }
            }
            if !blocks.is_empty() {
                self.section(part.label(), blocks);
            }
        }
    }

    fn access(&mut self) {
        self.chapter("Come si accede ai servizi", Vec::new());
        for slug in ACCESS {
            let of_type = |e: &&Entry<'a>| e.tipologia.record.id.as_str() == slug;
            let known: Vec<Entry<'a>> = self.entries.known.iter().filter(of_type).copied().collect();
            let required: Vec<Entry<'a>> = self.entries.required.iter().filter(of_type).copied().collect();
            for entry in known.iter().chain(&required) {
                self.service(entry);
            }
        }
        let numbers = self.numbers();
        if !numbers.is_empty() {
            self.section("Numeri utili", numbers);
        }
    }

    fn service(&mut self, entry: &Entry<'a>) {
        let title = title(entry);
        let blocks = lay_out(entry, &self.contacts, self.today);
        let number = self.section(title.clone(), blocks);
        self.index.push((title, number));
    }

    fn numbers(&self) -> Vec<Block> {
        let table = |caption: &str, urgent: bool| {
            let wanted = self.catalog.numeri.iter().filter(|n| n.urgent == urgent);
            let row = |n: &NumeroUtile| {
                let cells = vec![phone(&n.number), n.name.to_string(), n.purpose.to_string()];
                (format!("numero/{}", n.id), cells)
            };
            let rows: Vec<_> = wanted.map(row).collect();
            let head = vec!["Numero", "Chi risponde", "Quando si chiama"];
            (!rows.is_empty()).then(|| Block::Table(Table { caption: caption.to_owned(), head, rows }))
        };
        [table("Nelle emergenze", true), table("Per chiedere aiuto e informazioni", false)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn area(&mut self, at: usize) {
        let Some(area) = self.catalog.aree.get(at) else { return };
        let here = |e: &&Entry<'a>| e.area() == AreaIx::of(at) && !ACCESS.contains(&e.tipologia.record.id.as_str());
        let known: Vec<Entry<'a>> = self.entries.known.iter().filter(here).copied().collect();
        let required: Vec<Entry<'a>> = self.entries.required.iter().filter(here).copied().collect();
        if known.is_empty() && required.is_empty() {
            return;
        }
        let about = Line::of(&format!("area/{}", area.id), area.description.as_str());
        self.chapter(area.label.as_str(), vec![Block::Paragraph(about)]);
        for entry in &known {
            self.service(entry);
        }
        if required.is_empty() {
            return;
        }
        let rows = required.iter().map(|e| {
            let plain = self.catalog.foglio(&e.tipologia.record.id).map_or(e.summary(), |p| p.what.as_str());
            let over = e.is_over(self.today).then(|| format!(" {}.", upper_first(&over_in_words(e, self.today))));
            (
                format!("tipologia/{}", e.tipologia.record.id),
                vec![title(e), format!("{plain}{}", over.unwrap_or_default())],
            )
        });
        let table = Table {
            caption: "Che cosa la norma prevede".to_owned(),
            head: vec!["Servizio", "Che cos'è"],
            rows: rows.collect(),
        };
        let said = Block::Notice(Line::about(&self.id, NORM_ONLY));
        let number = self.section("Altri servizi previsti dalla norma", vec![said, Block::Table(table)]);
        self.index.extend(required.iter().map(|e| (title(e), number.clone())));
    }

    /// What the State and the region give everywhere.
    fn measures(&mut self) {
        let wide =
            self.catalog.servizi.iter().enumerate().filter(|(_, s)| matches!(s.scope, Scope::Regione | Scope::Italia));
        let entries = wide.filter_map(|(at, _)| self.catalog.entry(crate::catalog::model::ServizioIx::of(at)));
        let mut open: Vec<Entry<'a>> = entries.filter(|e| !e.is_over(self.today) && !e.is_for_office()).collect();
        open.sort_by_cached_key(|e| (crate::search::fold::fold(e.name()), e.id()));
        if open.is_empty() {
            return;
        }
        let rows = open.iter().map(|e| {
            let plain = self.catalog.foglio(&e.tipologia.record.id);
            let what = plain.map_or(e.summary(), |p| p.what.as_str());
            let step = plain.map(|p| p.step.to_string()).unwrap_or_default();
            (e.id(), vec![title(e), what.to_owned(), step])
        });
        let table = Table {
            caption: "Misure dello Stato e della Regione".to_owned(),
            head: vec!["Misura", "Che cos'è", "Come si chiede"],
            rows: rows.collect(),
        };
        let said = Line::about(
            &self.id,
            "Valgono in tutti i comuni. Importi e scadenze cambiano: si chiedono allo sportello.",
        );
        self.chapter("Gli aiuti dello Stato e della Regione", vec![Block::Paragraph(said), Block::Table(table)]);
        let number = self.chapter.to_string();
        self.index.extend(open.iter().map(|e| (title(e), number.clone())));
    }

    fn alphabet(&mut self) {
        let mut index = std::mem::take(&mut self.index);
        index.sort_by_cached_key(|(name, number)| (crate::search::fold::fold(name), number.clone()));
        index.dedup();
        self.chapter("Indice alfabetico dei servizi", vec![Block::Index(index)]);
    }

    /// The sedi of the services that are described, and of the ambito.
    pub(super) fn printed_sedi(&self) -> Vec<&'a SedePlace> {
        let mut out: Vec<&SedePlace> = self.sedi().filter(|s| s.record.kind == SedeKind::UfficioDiPiano).collect();
        for sede in self.entries.known.iter().flat_map(sedi) {
            if !out.iter().any(|s| s.record.id == sede.record.id) {
                out.push(sede);
            }
        }
        out
    }
}
