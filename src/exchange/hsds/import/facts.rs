//! What an HSDS service says of itself: words, lists, dates, territory. What its tipologia says already is not said again.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::work::HsdsWork;
use crate::catalog::record::{Eligibility, Requirement, ServizioRecord, Source, Tipologia, Waiting};
use crate::catalog::term::Term;
use crate::catalog::text::Text;
use crate::catalog::values::{Appointment, Basis, Confidence, Istat, PartialDate, Sender, SignLanguage, Url};
use crate::exchange::hsds::export::{is_own_alert, waiting_of_parts};
use crate::exchange::hsds::read::{number, text};

impl HsdsWork<'_> {
    pub(super) fn words(
        &mut self,
        fields: &Map<String, Value>,
        base: Option<&Tipologia>,
        record: &mut ServizioRecord,
        place: &str,
    ) {
        // Two paragraphs are the tipologia's words and those of the place: the break is lost when the text is cleaned.
        let raw = fields
            .get("description")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(|| text(fields, "description"));
        if let Some(raw) = raw {
            let inherited = base.map(|t| t.description.as_str()).and_then(|d| raw.strip_prefix(d));
            match inherited.map(str::trim) {
                Some("") => {}
                Some(details) => record.details = Some(Text::new(details)),
                None if record.details.as_deref().is_some_and(|d| raw.ends_with(d)) => {}
                None => {
                    record.summary = Some(Text::new(&first_words(&Text::new(&raw), 160)));
                    record.description = Some(Text::new(&raw));
                }
            }
        }
        let alert = text(fields, "alert");
        if let Some(alert) = alert.filter(|a| !is_own_alert(a)) {
            let before = record.details.as_ref().map(|d| format!("{d} ")).unwrap_or_default();
            record.details = Some(Text::new(&format!("{before}{alert}")));
        }
        let mut rules: Vec<String> =
            text(fields, "eligibility_description").into_iter().chain(text(fields, "eligibility")).collect();
        rules.extend(
            self.index
                .parts(fields, &["eligibility"], "eligibility", "service_id")
                .iter()
                .filter_map(|e| text(e, "eligibility")),
        );
        let (min, max) = (self.age(fields, "minimum_age", place), self.age(fields, "maximum_age", place));
        if rules.is_empty() && (min.is_some() || max.is_some()) {
            rules.push(match (min, max) {
                (Some(a), Some(b)) => format!("Da {a} a {b} anni."),
                (Some(a), None) => format!("Da {a} anni."),
                (_, b) => format!("Fino a {} anni.", b.unwrap_or_default()),
            });
        }
        let rule = Text::new(&rules.join(" "));
        let inherited = base.is_some_and(|t| t.eligibility.text == rule);
        if !rule.is_empty() && !inherited && record.eligibility.as_ref().is_none_or(|e| e.text != rule) {
            let eta = Requirement::Eta { of: None, min, max, indicative: false, valid_until: None, text: None };
            let requirements = if min.is_some() || max.is_some() { vec![eta] } else { Vec::new() };
            record.eligibility = Some(Eligibility { text: rule, requirements: requirements.into() });
        }
        let mut costs: Vec<String> = text(fields, "fees_description").into_iter().collect();
        costs.extend(text(fields, "fees").filter(|f| !costs.contains(f)));
        costs.extend(self.index.parts(fields, &[], "fee", "service_id").iter().filter_map(|f| text(f, "fee")));
        for option in self.index.parts(fields, &["cost_options"], "cost_option", "service_id") {
            let words = ["option", "amount", "currency", "amount_description"].map(|k| text(&option, k));
            costs.push(words.into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        let paid: Vec<String> = self
            .index
            .parts(fields, &["payments_accepted"], "payment_accepted", "service_id")
            .iter()
            .filter_map(|p| text(p, "payment"))
            .collect();
        if !paid.is_empty() {
            costs.push(format!("Pagamenti accettati: {}.", paid.join(", ")));
        }
        let cost = Text::new(&costs.join(" "));
        if !cost.is_empty() && base.is_none_or(|t| t.cost.as_ref() != Some(&cost)) {
            record.cost = Some(cost);
        }
        if let Some(wait) = text(fields, "wait_time") {
            record.timing = Some(Text::new(&format!("Attesa: {wait}")));
        }
    }

    fn age(&mut self, fields: &Map<String, Value>, key: &str, place: &str) -> Option<u8> {
        let Some(age) = number(fields, key) else {
            if fields.contains_key(key) {
                self.lose(&format!("service.{key} (età non intera)"), place);
            }
            return None;
        };
        if (0.0..=150.0).contains(&age) && age.fract() == 0.0 {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and 150, whole
            Some(age as u8)
        } else {
            self.lose(&format!("service.{key} (età non intera)"), place);
            None
        }
    }

    pub(super) fn lists(
        &mut self,
        fields: &Map<String, Value>,
        base: Option<&Tipologia>,
        record: &mut ServizioRecord,
        place: &str,
    ) {
        let steps = fields.get("application_process").and_then(Value::as_str).unwrap_or_default();
        let steps: Vec<Text> = steps.lines().map(Text::new).filter(|t| !t.trim().is_empty()).collect();
        if !steps.is_empty() && base.is_none_or(|t| *t.how_to_apply != steps) {
            record.how_to_apply = Some(steps);
        }
        let rows = self.index.parts(fields, &["required_documents"], "required_document", "service_id");
        let papers: Vec<Text> = rows.iter().filter_map(|d| text(d, "document")).map(|d| Text::new(&d)).collect();
        if !papers.is_empty() && base.is_none_or(|t| *t.documents != papers) {
            record.documents = Some(papers);
        }
        let rows = self.index.parts(fields, &["funding"], "funding", "service_id");
        let funds: Vec<String> = rows.iter().filter_map(|f| text(f, "source")).collect();
        if !funds.is_empty() {
            record.funding = Some(Text::new(&funds.join("; ")));
        }
        if let Some(other) = text(fields, "alternate_name") {
            let acronyms: Vec<Text> = other.split(", ").map(Text::new).collect();
            let inherited = base.is_some_and(|t| t.acronyms == acronyms) || record.acronyms.as_ref() == Some(&acronyms);
            let word = Text::new(&other);
            if !inherited && !record.keywords.contains(&word) {
                record.keywords.push(word);
            }
        }
        if fields.contains_key("program") || fields.contains_key("program_id") {
            // Asked for so that it counts as one that has a service.
            let _ = self.program(fields);
            let ours = record.basis == Basis::Piano && self.catalog.find_ambito(record.id.scope()).is_some();
            if !ours {
                self.lose("service.program", place);
            }
        }
    }

    pub(super) fn dates(
        &mut self,
        fields: &Map<String, Value>,
        labels: &HashMap<String, String>,
        record: &mut ServizioRecord,
        place: &str,
    ) {
        let day = |key: &str| text(fields, key).map(|d| (PartialDate::new(d.get(..10).unwrap_or(&d)).ok(), d));
        let assured = day("assured_date");
        let modified = day("last_modified");
        for (key, found) in [("assured_date", &assured), ("last_modified", &modified)] {
            if let Some((None, said)) = found {
                self.change(format!("{place}: {key} «{said}» non è una data: tralasciata"));
            }
        }
        let (assured, modified) = (assured.and_then(|d| d.0), modified.and_then(|d| d.0));
        record.checked = assured.or(record.checked);
        record.modified = modified.or(record.modified);
        let value = |label: &str| labels.get(label).map(|v| Text::new(v));
        macro_rules! own {
            ($($field:ident = $label:literal),+) => { $(if let Some(v) = value($label) { record.$field = Some(v); })+ };
        }
        own!(
            period = "periodo",
            plan_action = "azione del piano",
            plan_item = "voce del piano",
            checked_by = "verificato da"
        );
    }

    /// Appointment, who must send, sign language, waiting: as this program writes them; of others the places alone.
    pub(super) fn access(
        &mut self,
        fields: &Map<String, Value>,
        labels: &HashMap<String, String>,
        record: &mut ServizioRecord,
        place: &str,
    ) {
        let word = |label: &str| labels.get(label).map(String::as_str);
        let said = word("appuntamento").and_then(|w| Appointment::ALL.iter().copied().find(|a| a.word() == w));
        record.appointment = said.or(record.appointment);
        let sign = word("lingua dei segni").and_then(|w| SignLanguage::ALL.iter().copied().find(|s| s.word() == w));
        record.sign_language = sign.or(record.sign_language);
        if sign.is_none() && fields.contains_key("interpretation_services") {
            self.lose("service.interpretation_services", place);
        }
        if let Some(words) = word("chi deve inviare") {
            let one = |w: &str| Sender::ALL.iter().copied().find(|s| s.word() == w.trim());
            let senders: Vec<Sender> = words.split('\n').filter_map(one).collect();
            if !senders.is_empty() {
                record.sent_by = Some(senders);
            }
        }
        if let Some(waiting) = word("attesa").and_then(waiting_of_parts) {
            record.waiting = Some(waiting);
            return;
        }
        let all = self.index.parts(fields, &["capacities"], "service_capacity", "service_id");
        let Some(first) = all.first() else { return };
        let day = text(first, "updated").and_then(|d| PartialDate::new(d.get(..10).unwrap_or(&d)).ok());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole, and within bounds
        let whole = |key: &str| {
            let n = number(first, key).filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n));
            n.map(|n| n as u32)
        };
        match (day, whole("available"), all.len()) {
            (Some(on), Some(free), 1) => {
                let places = whole("maximum").filter(|places| *places >= free);
                record.waiting = Some(Waiting { on, days: None, people: None, places, free: Some(free) });
            }
            _ => self.lose("service.capacities (senza giorno, non intere o più d'una)", place),
        }
    }

    /// Where a record that the catalogue does not have yet comes from, and who offers it.
    pub(super) fn origin(
        &mut self,
        fields: &Map<String, Value>,
        labels: &HashMap<String, String>,
        record: &mut ServizioRecord,
        place: &str,
    ) {
        let sure = labels.get("affidabilità").and_then(|w| Confidence::ALL.iter().copied().find(|c| c.word() == w));
        record.confidence = sure.or(Some(Confidence::Bassa));
        if let Some(organization) = self.organization(fields)
            && let Some(name) = text(&organization, "name")
            && !labels.contains_key("codice")
        {
            let before = record.details.as_ref().map(|d| format!("{d} ")).unwrap_or_default();
            let website = text(&organization, "website").map(|w| format!(" ({w})")).unwrap_or_default();
            record.details = Some(Text::new(&format!("{before}Offerto da: {name}{website}.")));
        }
        if !labels.contains_key("codice") {
            let day = |key: &str| text(fields, key).and_then(|d| PartialDate::new(d.get(..10).unwrap_or(&d)).ok());
            let url = text(fields, "url").and_then(|u| {
                let known = Url::new(&u).ok();
                if known.is_none() {
                    self.change(format!("{place}: l'indirizzo web «{u}» non va bene: tralasciato"));
                }
                known
            });
            let supports = text(fields, "id").map(|id| Text::new(&format!("identificativo di origine: {id}")));
            let date = day("last_modified").or(day("assured_date"));
            let fonte = Source { title: Text::new(&self.title), url, date, read: None, supports };
            record.sources.change(|all| all.push(fonte));
        } else if let Some(said) = labels.get("fonti") {
            let values = crate::exchange::outline::read(said, &crate::exchange::sheet::SOURCE).unwrap_or_default();
            record.sources =
                values.into_iter().filter_map(|v| serde_json::from_value(v).ok()).collect::<Vec<_>>().into();
        }
    }

    pub(super) fn territory(&mut self, fields: &Map<String, Value>, record: &mut ServizioRecord, place: &str) {
        let areas = self.index.parts(fields, &["service_areas"], "service_area", "service_id");
        let mut comuni: Vec<Istat> = Vec::new();
        for area in &areas {
            let Some(name) = text(area, "name").or_else(|| text(area, "description")) else {
                self.lose("service_area senza nome", place);
                continue;
            };
            let code = text(area, "description")
                .and_then(|d| d.strip_prefix("Comune, codice ISTAT ").and_then(|c| Istat::new(c).ok()));
            let named = || {
                let same = self.names.comuni(&name);
                let only = same.first().filter(|_| same.len() == 1)?;
                Some(self.catalog.comuni[*only].record.istat.clone())
            };
            match code.or_else(named) {
                Some(istat) => comuni.push(istat),
                None if matches!(name.as_str(), "Italia") || name == self.catalog.regione.name.as_str() => {}
                None => self.lose("service_area (territori che non sono comuni del catalogo)", place),
            }
        }
        comuni.sort();
        comuni.dedup();
        let ambito = self.names.scope(record.id.scope()).map(|ix| &self.catalog.ambiti[ix]);
        let whole: Option<Vec<Istat>> = ambito.map(|a| {
            let comuni = self.catalog.comuni.each(&a.comuni);
            let mut all: Vec<Istat> = comuni.map(|c| c.record.istat.clone()).collect();
            all.sort();
            all
        });
        if let Some(whole) = whole.as_ref().filter(|w| !w.is_empty()) {
            let before = comuni.len();
            comuni.retain(|c| whole.contains(c));
            for _ in comuni.len()..before {
                self.lose("service_area (comuni di un altro ambito)", place);
            }
        }
        let same = record.comuni.as_ref().is_some_and(|own| {
            let mut own = own.clone();
            own.sort();
            own == comuni
        });
        if !comuni.is_empty() && !same && whole.as_ref() != Some(&comuni) {
            record.comuni = Some(comuni);
        }
    }
}

/// At most `most` characters, cut at a word.
pub(super) fn first_words(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most - 4).collect();
    let cut = head.rfind(' ').unwrap_or(head.len());
    format!("{}…", head.get(..cut).unwrap_or(&head).trim_end_matches([',', ';', ' ']))
}

/// When it opens, closes and ends, where that is not what the tipologia says.
pub(super) fn term(labels: &HashMap<String, String>, base: Option<&Tipologia>, record: &mut ServizioRecord) {
    let day = |label: &str| labels.get(label).and_then(|d| PartialDate::new(d).ok());
    let said = Term { opens: day("apre il"), closes: day("chiude il"), valid_until: day("vale fino al") };
    if said.is_stated() && base.is_none_or(|t| t.term() != said) {
        (record.opens, record.closes, record.valid_until) = (said.opens, said.closes, said.valid_until);
    }
}
