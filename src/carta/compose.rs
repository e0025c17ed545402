//! What a Carta says and in which order: the ambito, its plan, rights, access, areas, and what is still missing.

use chrono::{Datelike, NaiveDate};

use super::entries::Entries;
use super::gaps::{self, Gaps};
use super::outline::{
    Carta, CartaBlock, CartaFact, CartaLine, CartaPlace, CartaSection, CartaTable, FactValue, TO_COMPLETE,
};
use super::service::{
    LaidOut, NORM_ONLY, Origin, checked, contradiction, is_norm, lay_out, place, says_to_call, unsaid,
};
use crate::catalog::model::{Ambito, AmbitoIx, AreaIx, Catalog, Comune, Entry, Scope, SedePlace};
use crate::catalog::record::{NumeroUtile, Plan};
use crate::catalog::values::{CartaPart, PartialDate, SedeKind};
use crate::lingua::lists::count;
use crate::lingua::phone::phone;
use crate::lingua::sentences::upper_first;
use crate::scheda::call;
use crate::scheda::term::over_in_words;
use crate::scheda::title;

/// The tipologie through which one comes in: they have a chapter of their own.
const ACCESS: [&str; 3] = ["segretariato-sociale", "punto-unico-di-accesso-pua", "pronto-intervento-sociale"];

/// The Carta of an ambito as it is on `today`; `edition` is what it is called, else it has the name of the month.
pub fn compose(catalog: &Catalog, ix: AmbitoIx, edition: Option<&str>, today: NaiveDate) -> Carta {
    let ambito = &catalog.ambiti[ix];
    let writer = CartaWriter::new(catalog, ambito, today);
    writer.carta(edition)
}

pub(super) struct CartaWriter<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) ambito: &'a Ambito,
    pub(super) entries: Entries<'a>,
    pub(super) today: NaiveDate,
    /// `ambito/le-casarano`.
    pub(super) id: String,
    sections: Vec<CartaSection>,
    chapter: usize,
    part: usize,
    /// Name and section of each service, for the index.
    index: Vec<(String, String)>,
    /// The section of the comuni's contacts.
    contacts: String,
    /// What the text leaves out, gathered as it is written.
    pub(super) gaps: Gaps,
}

impl<'a> CartaWriter<'a> {
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
            gaps: Gaps::default(),
        }
    }

    fn carta(mut self, edition: Option<&str>) -> Carta {
        self.norms("Che cos'è questa Carta", &[CartaPart::Perche]);
        self.about();
        self.plan();
        self.rights();
        self.access();
        self.catalog.aree.indices().for_each(|ix| self.area(ix));
        self.measures();
        self.alphabet();
        let missing = gaps::list(&self.gaps, &self.id, self.ambito, &self.entries);
        self.sections.push(CartaSection {
            level: 1,
            number: String::new(),
            title: TO_COMPLETE.to_owned(),
            blocks: missing,
        });
        let day = PartialDate::from_day(self.today);
        let month =
            || day.in_words().split_once(' ').map(|(_, month)| format!("Edizione di {month}")).unwrap_or_default();
        Carta {
            ambito: CartaLine::of(&self.id, self.ambito.record.name.as_str()),
            edition: edition.map_or_else(month, ToOwned::to_owned),
            day,
            draft: self.draft(),
            sections: self.sections,
        }
    }

    /// How much of it somebody checked.
    fn draft(&self) -> Option<CartaLine> {
        let (all, checked) =
            (self.entries.known.len(), self.entries.known.iter().filter(|e| e.checked().is_some()).count());
        if all > 0 && all == checked {
            return None;
        }
        let said = match checked {
            0 => "nessuno dei servizi descritti è stato ancora verificato con chi ne risponde".to_owned(),
            n => format!("{n} servizi su {all} sono stati verificati con chi ne risponde"),
        };
        Some(CartaLine::about(
            &self.id,
            format!("Bozza da verificare: {said}. Ciò che manca è in fondo, per l'ufficio."),
        ))
    }

    fn chapter(&mut self, title: impl Into<String>, blocks: Vec<CartaBlock>) {
        self.chapter += 1;
        self.part = 0;
        self.sections.push(CartaSection { level: 1, number: self.chapter.to_string(), title: title.into(), blocks });
    }

    fn section(&mut self, title: impl Into<String>, blocks: Vec<CartaBlock>) -> String {
        self.part += 1;
        let number = format!("{}.{}", self.chapter, self.part);
        self.sections.push(CartaSection { level: 2, number: number.clone(), title: title.into(), blocks });
        number
    }

    /// What norms state, as a chapter of its own.
    fn norms(&mut self, title: &str, parts: &[CartaPart]) {
        let blocks: Vec<CartaBlock> = parts.iter().flat_map(|p| self.stated(*p)).collect();
        if !blocks.is_empty() {
            self.chapter(title, blocks);
        }
    }

    fn stated(&self, part: CartaPart) -> Vec<CartaBlock> {
        let of_part = self.catalog.regione.carta.iter().filter(|c| c.part == part);
        of_part
            .flat_map(|c| {
                let from = format!("norma/{}", c.id);
                let text = match &c.label {
                    Some(label) => format!("{label}: {}", c.text),
                    None => c.text.to_string(),
                };
                [
                    CartaBlock::Paragraph(CartaLine::about(&from, text)),
                    CartaBlock::Small(CartaLine::of(&from, c.norm.as_str())),
                ]
            })
            .collect()
    }

    fn about(&mut self) {
        let record = &self.ambito.record;
        let own = |label, text: Option<String>| {
            text.map(|t| CartaFact { label, value: FactValue::Lines(vec![CartaLine::about(&self.id, t)]) })
        };
        let province = self.catalog.regione.provinces.iter().find(|p| p.code == record.province);
        let facts = [
            own("Capofila", record.capofila.as_ref().map(ToString::to_string)),
            own("Forma", record.form.map(|f| f.label().to_owned())),
            own("Provincia", province.map(|p| p.name.to_string())),
            own("Distretto", record.distretto.as_ref().map(ToString::to_string)),
            own("Sigla", record.code.as_ref().map(ToString::to_string)),
        ];
        let mut blocks: Vec<CartaBlock> =
            record.description.iter().map(|d| CartaBlock::Paragraph(CartaLine::of(&self.id, d.as_str()))).collect();
        blocks.push(CartaBlock::Facts(facts.into_iter().flatten().collect()));
        let by = record.checked_by.as_deref();
        let small = checked(&self.id, record.checked, by, Origin::Sources(&record.sources), self.today);
        blocks.push(CartaBlock::Small(small.what));
        let mut missing = unsaid(&[
            ("Descrizione", record.description.is_some()),
            ("Capofila", record.capofila.is_some()),
            ("Forma", record.form.is_some()),
            ("Distretto", record.distretto.is_some()),
            ("Sigla ufficiale", record.code.is_some()),
        ]);
        missing.extend(small.missing);
        self.gaps.ambito.extend(missing);
        self.chapter("L'ambito", blocks);
        let comuni = self.comuni();
        self.contacts = self.section("I comuni e i loro recapiti", vec![comuni]);
        let offices = self.offices();
        if !offices.is_empty() {
            self.section("Gli uffici dell'ambito", offices);
        }
        let bodies: Vec<CartaBlock> = self
            .ambito
            .record
            .bodies
            .iter()
            .map(|b| {
                let text = b.description.as_ref().map_or_else(|| b.role.to_string(), |d| format!("{}. {d}", b.role));
                CartaBlock::Paragraph(CartaLine::about(&self.id, text))
            })
            .collect();
        if bodies.is_empty() {
            self.gaps.ambito.push("Organi");
        } else {
            self.section("Chi decide e chi lavora", bodies);
        }
    }

    fn comuni(&mut self) -> CartaBlock {
        const HEAD: [&str; 4] = ["Comune", "Centralino", "PEC", "Sito"];
        let comuni: Vec<&Comune> = self.catalog.comuni.each(&self.ambito.comuni).collect();
        let cell = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let rows = comuni.iter().map(|c| {
            let r = &c.record;
            let call = r.switchboard.as_ref().map(phone).unwrap_or_default();
            let cells = vec![r.name.to_string(), call, cell(r.pec.as_deref()), cell(r.website.as_deref())];
            (format!("comune/{}", r.istat), cells)
        });
        let rows: Vec<(String, Vec<String>)> = rows.collect();
        for (id, cells) in &rows {
            let empty = HEAD.into_iter().zip(cells).filter(|(_, cell)| cell.is_empty()).map(|(head, _)| head);
            self.gaps.comuni.push((id.clone(), cells.first().cloned().unwrap_or_default(), empty.collect()));
        }
        CartaBlock::Table(CartaTable {
            caption: format!("{} e i recapiti generali di ciascuno", count(comuni.len(), "comune", "comuni")),
            head: HEAD.to_vec(),
            rows,
        })
    }

    fn seat(&self) -> LaidOut<Option<CartaPlace>> {
        let record = &self.ambito.record;
        let mut lines = Vec::new();
        let seat = record.seat.as_ref();
        lines.extend(seat.and_then(|s| s.address.as_ref()).map(|a| CartaLine::of(&self.id, a.as_str())));
        let comune = seat.and_then(|s| self.catalog.find_comune(s.comune.as_deref()?));
        let comune = comune.map(|ix| self.catalog.comuni[ix].record.name.as_str());
        let town: Vec<&str> = seat.and_then(|s| s.cap.as_deref()).into_iter().chain(comune).collect();
        if !town.is_empty() {
            lines.push(CartaLine::about(&self.id, town.join(" ")));
        }
        let phones: Vec<String> = record.phones.iter().map(phone).collect();
        lines.extend(
            (!phones.is_empty()).then(|| CartaLine::about(&self.id, format!("Telefono: {}", phones.join(" – ")))),
        );
        lines.extend(record.emails.iter().map(|e| CartaLine::about(&self.id, format!("E-mail: {e}"))));
        lines.extend(record.pec.iter().map(|e| CartaLine::about(&self.id, format!("PEC: {e}"))));
        lines.extend(record.website.as_ref().map(|url| CartaLine::about(&self.id, format!("Sito: {}", url.as_str()))));
        let missing = unsaid(&[
            ("Indirizzo della sede", seat.is_some_and(|s| s.address.is_some())),
            ("CAP della sede", seat.is_some_and(|s| s.cap.is_some())),
            ("Comune della sede", comune.is_some()),
            ("Telefono (foglio Contatti)", !record.phones.is_empty()),
            ("E-mail (foglio Contatti)", !record.emails.is_empty()),
            ("PEC (foglio Contatti)", !record.pec.is_empty()),
            ("Sito (foglio Contatti)", record.website.is_some()),
        ]);
        let place =
            (!lines.is_empty()).then(|| CartaPlace { name: CartaLine::of(&self.id, record.name.as_str()), lines });
        LaidOut { what: place, missing }
    }

    fn sedi(&self) -> impl Iterator<Item = &'a SedePlace> {
        let catalog = self.catalog;
        let all = catalog.sedi.each(&self.ambito.sedi);
        all.filter(|s| s.is_living())
    }

    /// The ambito itself and its Ufficio di Piano.
    fn offices(&mut self) -> Vec<CartaBlock> {
        let seat = self.seat();
        self.gaps.ambito.extend(seat.missing);
        let mut out: Vec<CartaBlock> = seat.what.into_iter().map(CartaBlock::Place).collect();
        let plan: Vec<&SedePlace> = self.sedi().filter(|s| s.record.kind == SedeKind::UfficioDiPiano).collect();
        for sede in plan {
            let laid = place(self.catalog, sede, self.today);
            self.gaps.sede(&laid.what.name.from, &laid.what.name.text, laid.missing);
            out.push(CartaBlock::Place(laid.what));
        }
        out
    }

    fn plan(&mut self) {
        const COLUMNS: [&str; 5] =
            ["Piano: nome", "Piano: periodo", "Piano: approvato il", "Piano: sito", "Piano: descrizione"];
        let Some(plan) = &self.ambito.record.plan else {
            self.gaps.ambito.extend(COLUMNS);
            return;
        };
        let said = |text: &str| CartaLine::of(&self.id, text);
        let fact = |label, line: CartaLine| CartaFact { label, value: FactValue::Lines(vec![line]) };
        let mut facts = vec![fact("Nome", said(&plan.name))];
        facts.extend(plan.period.as_ref().map(|p| fact("Periodo", said(p))));
        facts.extend(plan.approved.map(|d| fact("Approvato", CartaLine::about(&self.id, d.in_words()))));
        facts.extend(plan.url.as_ref().map(|u| fact("Si legge a", said(u))));
        let mut blocks = vec![CartaBlock::Facts(facts)];
        blocks.extend(plan.description.as_ref().map(|d| CartaBlock::Paragraph(said(d))));
        let over = plan_is_over(plan, self.today);
        if over {
            let words = "Il periodo di questo piano è finito: quello in vigore non è ancora in questa Carta.";
            blocks.push(CartaBlock::Notice(CartaLine::about(&self.id, words)));
        }
        let stated =
            [true, plan.period.is_some(), plan.approved.is_some(), plan.url.is_some(), plan.description.is_some()];
        // Of the plan in force nothing is said where only one that is over is known.
        self.gaps.ambito.extend(COLUMNS.into_iter().zip(stated).filter(|(_, s)| over || !s).map(|(column, _)| column));
        self.chapter("Il Piano di zona: periodo e priorità", blocks);
    }

    fn rights(&mut self) {
        self.chapter("Principi, diritti e reclami", Vec::new());
        for part in [CartaPart::Principi, CartaPart::Diritti, CartaPart::Accessibilita, CartaPart::Reclami] {
            let mut blocks = self.stated(part);
            if part == CartaPart::Accessibilita && !blocks.is_empty() {
                let said = "Dove questa Carta non dice se si entra senza gradini o se c'è chi parla la lingua dei segni, non lo si sa \
                            ancora: conviene chiederlo prima di venire, a uno dei recapiti.";
                blocks.push(CartaBlock::Paragraph(CartaLine::about(&self.id, said)));
            }
            if part == CartaPart::Reclami {
                let here = self
                    .ambito
                    .record
                    .rights
                    .iter()
                    .map(|r| CartaBlock::Paragraph(CartaLine::of(&self.id, r.as_str())));
                blocks.extend(here);
                if self.ambito.record.rights.is_empty() {
                    self.gaps.ambito.push("Diritti");
                    let said = "A chi si presenta un reclamo in questo ambito, come e in quanti giorni si ha la risposta: da completare.";
                    blocks.push(CartaBlock::Notice(CartaLine::about(&self.id, said)));
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
        let laid = lay_out(entry, &self.contacts, self.today);
        let id = entry.id();
        for sede in entry.sedi() {
            let missing = place(self.catalog, sede, self.today).missing;
            self.gaps.sede(sede.record.id.as_str(), sede.record.name.as_str(), missing);
        }
        let found = contradiction(&laid.what).map(|said| (id.clone(), entry.name().to_owned(), said));
        self.gaps.contradictions.extend(found);
        // What only a norm requires is missing as a whole, and is named so.
        if !is_norm(entry) {
            self.gaps.servizi.push((id, entry.name().to_owned(), laid.missing));
        }
        let number = self.section(title.clone(), laid.what);
        self.index.push((title, number));
    }

    fn numbers(&self) -> Vec<CartaBlock> {
        let table = |caption: &str, urgent: bool| {
            let wanted = self.catalog.numeri.iter().filter(|n| n.urgent == urgent);
            let row = |n: &NumeroUtile| {
                let cells = vec![phone(&n.number), n.name.to_string(), n.purpose.to_string()];
                (format!("numero/{}", n.id), cells)
            };
            let rows: Vec<_> = wanted.map(row).collect();
            let head = vec!["Numero", "Chi risponde", "Quando si chiama"];
            (!rows.is_empty()).then(|| CartaBlock::Table(CartaTable { caption: caption.to_owned(), head, rows }))
        };
        [table("Nelle emergenze", true), table("Per chiedere aiuto e informazioni", false)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn area(&mut self, ix: AreaIx) {
        let area = &self.catalog.aree[ix];
        let here = |e: &&Entry<'a>| e.area() == ix && !ACCESS.contains(&e.tipologia.record.id.as_str());
        let known: Vec<Entry<'a>> = self.entries.known.iter().filter(here).copied().collect();
        let required: Vec<Entry<'a>> = self.entries.required.iter().filter(here).copied().collect();
        if known.is_empty() && required.is_empty() {
            return;
        }
        let about = CartaLine::of(&format!("area/{}", area.id), area.description.as_str());
        self.chapter(area.label.as_str(), vec![CartaBlock::Paragraph(about)]);
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
        let table = CartaTable {
            caption: "Che cosa la norma prevede".to_owned(),
            head: vec!["Servizio", "Che cos'è"],
            rows: rows.collect(),
        };
        let said = CartaBlock::Notice(CartaLine::about(&self.id, NORM_ONLY));
        let number = self.section("Altri servizi previsti dalla norma", vec![said, CartaBlock::Table(table)]);
        self.index.extend(required.iter().map(|e| (title(e), number.clone())));
    }

    /// What the State and the region give everywhere.
    fn measures(&mut self) {
        let entries = self.catalog.entries().filter(|e| matches!(e.scope(), Some(Scope::Regione(_) | Scope::Italia)));
        let mut open: Vec<Entry<'a>> = entries.filter(|e| !e.is_over(self.today) && !e.is_for_office()).collect();
        open.sort_by_cached_key(|e| (crate::lingua::fold::fold(e.name()), e.id()));
        if open.is_empty() {
            return;
        }
        let mut no_number = Vec::new();
        let rows = open.iter().map(|e| {
            let plain = self.catalog.foglio(&e.tipologia.record.id);
            let what = plain.map_or(e.summary(), |p| p.what.as_str());
            let mut step = plain.map(|p| p.step.to_string()).unwrap_or_default();
            if says_to_call(&step) {
                let calls: Vec<String> = call::numbers(e).into_iter().map(|c| c.words).collect();
                if calls.is_empty() {
                    no_number.push(e.name().to_owned());
                }
                let unknown =
                    || format!("Il numero non è noto: lo si chiede al comune di residenza (punto {}).", self.contacts);
                let said = if calls.is_empty() { unknown() } else { format!("{}.", calls.join("; ")) };
                step = format!("{step} {said}");
            }
            (e.id(), vec![title(e), what.to_owned(), step])
        });
        let table = CartaTable {
            caption: "Misure dello Stato e della Regione".to_owned(),
            head: vec!["Misura", "Che cos'è", "Come si chiede"],
            rows: rows.collect(),
        };
        self.gaps.no_number = no_number;
        let said = CartaLine::about(
            &self.id,
            "Valgono in tutti i comuni. Importi e scadenze cambiano: si chiedono allo sportello.",
        );
        self.chapter(
            "Gli aiuti dello Stato e della Regione",
            vec![CartaBlock::Paragraph(said), CartaBlock::Table(table)],
        );
        let number = self.chapter.to_string();
        self.index.extend(open.iter().map(|e| (title(e), number.clone())));
    }

    fn alphabet(&mut self) {
        let mut index = std::mem::take(&mut self.index);
        index.sort_by_cached_key(|(name, number)| (crate::lingua::fold::fold(name), number.clone()));
        index.dedup();
        self.chapter("Indice alfabetico dei servizi", vec![CartaBlock::Index(index)]);
    }
}

/// Whether the last year that a plan speaks of is over.
fn plan_is_over(plan: &Plan, today: NaiveDate) -> bool {
    let years = plan.period.as_deref().unwrap_or_default().split(|c: char| !c.is_ascii_digit());
    let last = years.filter(|y| y.len() == 4).filter_map(|y| y.parse::<i32>().ok()).max();
    last.is_some_and(|last| last < today.year())
}
