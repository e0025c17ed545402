//! Locations, telephones and schedules of HSDS as sedi.

use serde_json::{Map, Value};

use super::names::slug;
use super::work::HsdsWork;
use crate::catalog::persons::is_named;
use crate::catalog::record::{Sede, Source};
use crate::catalog::text::Text;
use crate::catalog::values::{
    Appointment, Cap, Email, Phone, RecordId, SedeKind, SignLanguage, StepFree, Url, in_italy,
};
use crate::exchange::hsds::hours::{Span, clock, day, in_osm};
use crate::exchange::hsds::read::{HsdsSource, number, text, tidy};
use crate::exchange::tables::is_refuge;
use crate::lingua::dates::DAYS;
use crate::scheda::access;

/// Names under which hours are nested.
const SCHEDULES: [&str; 5] = ["schedules", "regular_schedules", "regular_schedule", "operating_hours", "events"];

impl HsdsWork<'_> {
    /// The sedi of a service; `None` where the files name none.
    pub(super) fn places(
        &mut self,
        service: &Map<String, Value>,
        id: &RecordId,
        name: &str,
        place: &str,
    ) -> Option<Vec<RecordId>> {
        let mut out: Vec<RecordId> = Vec::new();
        let mut links = self.index.parts(
            service,
            &["service_at_locations", "services_at_location"],
            "service_at_location",
            "service_id",
        );
        self.tied(service, &mut links);
        for link in &links {
            let nested = link.get("location").and_then(Value::as_object).map(|l| tidy("location", l.clone()));
            let location = nested.or_else(|| text(link, "location_id").and_then(|id| self.index.one("location", &id)));
            let Some(location) = location else {
                self.lose("service_at_location senza la sua location", place);
                continue;
            };
            let sede = self.sede(&location, link, id, name, place);
            out.extend(sede.filter(|s| !out.contains(s)));
        }
        out.extend(self.contact_point(service, id, name, place));
        (!out.is_empty()).then_some(out)
    }

    /// Places that no link ties to the service: those that it names itself, those of its telephones, contacts and hours, and
    /// where there is none of them that of its program.
    fn tied(&self, service: &Map<String, Value>, links: &mut Vec<Map<String, Value>>) {
        let nested = self.index.parts(service, &["location", "locations"], "location", "service_id");
        links.extend(nested.into_iter().map(|l| Map::from_iter([("location".to_owned(), Value::Object(l))])));
        let mut ids: Vec<String> = text(service, "location_id").into_iter().collect();
        if let Some(Value::Array(list)) = service.get("location_ids") {
            ids.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        for table in ["phone", "contact", "schedule"] {
            let rows = self.index.parts(service, &[], table, "service_id");
            ids.extend(rows.iter().filter(|r| self.has_place(r)).filter_map(|r| text(r, "location_id")));
        }
        if links.is_empty() && ids.is_empty() {
            ids.extend(self.program(service).and_then(|p| text(&p, "location_id")));
        }
        for id in ids {
            if links.iter().all(|l| text(l, "location_id").as_ref() != Some(&id)) {
                links.push(Map::from_iter([("location_id".to_owned(), Value::String(id))]));
            }
        }
    }

    /// Whether a part of a service belongs to a place too.
    fn has_place(&self, part: &Map<String, Value>) -> bool {
        text(part, "location_id").is_some_and(|id| self.index.has("location", &id))
    }

    /// Places of programs that no service is of: a place where something is done is worth keeping.
    pub(super) fn places_of_programs(&mut self, source: &HsdsSource) {
        for row in source.rows("program").iter().filter(|row| !row.is_met()) {
            let program = row.fields();
            let place = text(&program, "location_id").filter(|id| self.index.has("location", id));
            let (Some(location), Some(name)) = (place, text(&program, "name")) else { continue };
            let Some(location) = self.index.one("location", &location) else { continue };
            let Ok(id) = RecordId::new(&format!("{}/{}", self.scope(&program), slug(&name))) else { continue };
            if let Some(sede) = self.sede(&location, &Map::new(), &id, &name, &row.place) {
                row.meet();
                self.change(format!(
                    "{}: il programma «{name}» non ha servizi, il suo luogo è la sede {sede}",
                    row.place
                ));
            }
        }
    }

    /// Contacts that belong to the service itself: a sede with no address.
    fn contact_point(
        &mut self,
        service: &Map<String, Value>,
        id: &RecordId,
        name: &str,
        place: &str,
    ) -> Option<RecordId> {
        let mut sede = blank(id, &format!("Contatti: {name}"))?;
        self.contacts(service, "service_id", &mut sede, place);
        self.hours(service, "service_id", &mut sede);
        if sede.phones.is_empty() && sede.emails.is_empty() && sede.hours_source.is_none() && sede.hours.is_none() {
            return None;
        }
        let key = id.as_str().replace('/', "-");
        sede.id =
            self.free(&format!("{}/sede/{}-contatti", id.scope(), slug(key.strip_prefix(id.scope()).unwrap_or(&key))))?;
        Some(self.settle(sede))
    }

    fn settle(&mut self, mut sede: Sede) -> RecordId {
        let fonte = Source { title: Text::new(&self.title), url: None, date: None, read: None, supports: None };
        // A list that grew by itself has room for four.
        sede.sources.change(|all| {
            all.push(fonte);
            all.shrink_to_fit();
        });
        sede.phones.shrink_to_fit();
        sede.emails.shrink_to_fit();
        let id = sede.id.clone();
        self.sedi.put(sede);
        id
    }

    fn sede(
        &mut self,
        location: &Map<String, Value>,
        link: &Map<String, Value>,
        id: &RecordId,
        service: &str,
        place: &str,
    ) -> Option<RecordId> {
        // What this program wrote is in the catalogue already.
        let own = text(location, "external_identifier").and_then(|i| RecordId::new(&i).ok());
        if let Some(own) = own.as_ref().filter(|own| self.names.has_sede(own)) {
            return Some(own.clone());
        }
        let key = text(location, "id").map(|i| format!("{}#{i}", id.scope()));
        if let Some(known) = key.as_ref().and_then(|k| self.sede_of.get(k)).cloned() {
            self.once_more(link, &known, place);
            return Some(known);
        }
        let name =
            text(location, "name").or_else(|| text(location, "alternate_name")).unwrap_or_else(|| service.to_owned());
        let mut sede = blank(id, &name)?;
        sede.riservato = is_refuge(&name) || is_refuge(service);
        let mut notes: Vec<String> = Vec::new();
        if sede.riservato {
            self.lose(
                "location (indirizzo, coordinate e note di una casa rifugio: dove si trova non si scrive)",
                place,
            );
        } else {
            notes.extend(text(location, "description"));
            notes.extend(text(location, "transportation").map(|t| format!("Come arrivare: {t}")));
            self.address(location, &mut sede, place);
            self.coordinates(location, &mut sede, place);
        }
        let ramps = self.index.parts(
            location,
            &["accessibility", "accessibility_for_disabilities"],
            "accessibility",
            "location_id",
        );
        for said in ramps.iter().filter_map(|a| text(a, "description")) {
            if !typed(&said, &mut sede) {
                notes.push(format!("Accessibilità: {said}"));
            }
        }
        let ours = self.index.parts(location, &["attributes"], "attribute", "link_id");
        let appointment = ours.iter().find(|a| text(a, "label").as_deref() == Some("appuntamento"));
        sede.appointment = appointment
            .and_then(|a| text(a, "value"))
            .and_then(|word| Appointment::ALL.iter().copied().find(|a| a.word() == word));
        self.contacts(location, "location_id", &mut sede, place);
        self.contacts(link, "service_at_location_id", &mut sede, place);
        self.hours(link, "service_at_location_id", &mut sede);
        if sede.hours.is_none() && sede.hours_source.is_none() {
            self.hours(location, "location_id", &mut sede);
        } else {
            self.other_hours(location, "location_id", place);
        }
        sede.website = text(location, "url").and_then(|u| Url::new(&u).ok());
        sede.note = (!notes.is_empty()).then(|| Text::new(&notes.join(" ")));
        // A sede of ours that this catalogue does not have keeps its code.
        let own = own.filter(|own| own.strip_prefix(id.scope()).is_some_and(|rest| rest.starts_with("/sede/")));
        let base = own.map_or_else(|| format!("{}/sede/{}", id.scope(), slug(&name)), |own| own.to_string());
        sede.id = self.free(&base)?;
        if let Some(key) = key {
            self.sede_of.insert(key, sede.id.clone());
        }
        Some(self.settle(sede))
    }

    /// A sede that another service has too: what its link says beside.
    fn once_more(&mut self, link: &Map<String, Value>, known: &RecordId, place: &str) {
        let Some(mut sede) = self.sedi.get_mut(known).cloned() else { return };
        self.contacts(link, "service_at_location_id", &mut sede, place);
        if sede.hours.is_none() && sede.hours_source.is_none() {
            self.hours(link, "service_at_location_id", &mut sede);
        } else {
            self.other_hours(link, "service_at_location_id", place);
        }
        self.sedi.put(sede);
    }

    fn other_hours(&mut self, owner: &Map<String, Value>, key: &'static str, place: &str) {
        if !self.index.parts(owner, &SCHEDULES, "schedule", key).is_empty() {
            self.lose("schedule (di una sede che ha già un orario)", place);
        }
    }

    fn address(&mut self, location: &Map<String, Value>, sede: &mut Sede, place: &str) {
        let names = ["addresses", "physical_addresses", "physical_address", "postal_addresses"];
        let all = self.index.parts(location, &names, "address", "location_id");
        let physical = all.iter().find(|a| text(a, "address_type").is_none_or(|t| t == "physical"));
        let Some(address) = physical.or(all.first()) else { return };
        if all.len() > 1 {
            self.lose("address (oltre al primo)", place);
        }
        let street: Vec<String> = ["address_1", "address_2"].iter().filter_map(|k| text(address, k)).collect();
        let (city, cap) = (text(address, "city"), text(address, "postal_code"));
        let province = text(address, "state_province");
        let comune = city.as_ref().and_then(|city| {
            let named = self.names.comuni(city).iter().map(|ix| &self.catalog.comuni[*ix]);
            let mut same = named.filter(|c| {
                province.as_deref().is_none_or(|p| p.len() != 2 || c.record.province.eq_ignore_ascii_case(p))
            });
            same.next().filter(|_| same.next().is_none())
        });
        let mut words = street;
        if let Some(comune) = comune {
            sede.comune = Some(comune.record.istat.clone());
            sede.cap = cap.as_deref().and_then(|c| Cap::new(c).ok());
            if sede.cap.is_none() && cap.is_some() {
                self.lose("address.postal_code (non è un CAP di cinque cifre)", place);
            }
        } else {
            // A town that the catalogue does not know stays in the words.
            words.extend([cap, city, province, text(address, "country")].into_iter().flatten());
        }
        sede.address = (!words.is_empty()).then(|| Text::new(&words.join(", ")));
    }

    fn coordinates(&mut self, location: &Map<String, Value>, sede: &mut Sede, place: &str) {
        let (lat, lon) = (number(location, "latitude"), number(location, "longitude"));
        // Samples carry 100 and 101; what is not in Italy the catalogue's own checks would refuse.
        match (lat, lon) {
            (Some(lat), Some(lon)) if in_italy(lat, lon) => {
                (sede.lat, sede.lon) = (Some(lat), Some(lon));
            }
            (None, None) if !location.contains_key("latitude") && !location.contains_key("longitude") => {}
            _ => self.lose("location.latitude e longitude (fuori dall'Italia, a metà o non numeri)", place),
        }
    }

    fn contacts(&mut self, owner: &Map<String, Value>, key: &'static str, sede: &mut Sede, place: &str) {
        let mut phones = self.index.parts(owner, &["phones"], "phone", key);
        let mut people = self.index.parts(owner, &["contacts"], "contact", key);
        if key == "service_id" {
            // What belongs to a place too stands there.
            phones.retain(|p| !self.has_place(p));
            people.retain(|p| !self.has_place(p));
        }
        let mut emails: Vec<(bool, String)> = text(owner, "email").map(|e| (false, e)).into_iter().collect();
        for contact in &people {
            // Names of people never enter the catalogue, nor do the mobile telephones that they have in their pockets.
            let is_named = contact.contains_key("name");
            if is_named {
                self.lose("contact.name (i nomi delle persone non entrano nel catalogo)", place);
            }
            let title = text(contact, "title").map(|title| title.to_lowercase());
            if title.as_deref().is_some_and(|title| !matches!(title, "pec" | "e-mail")) {
                self.lose("contact.title", place);
            }
            emails.extend(text(contact, "email").map(|e| (title.as_deref() == Some("pec"), e)));
            let own = self.index.parts(contact, &["phones"], "phone", "contact_id");
            let is_mobile = |p: &Map<String, Value>| {
                is_named && text(p, "number").is_some_and(|n| Phone::new(&n).is_ok_and(|n| n.is_mobile()))
            };
            let (mobile, own): (Vec<_>, Vec<_>) = own.into_iter().partition(is_mobile);
            for _ in &mobile {
                self.lose("phone (cellulare di una persona, non di un ufficio)", place);
            }
            phones.extend(own);
        }
        for phone in phones {
            let Some(said) = text(&phone, "number") else { continue };
            if text(&phone, "type").is_some_and(|t| t.eq_ignore_ascii_case("fax")) {
                self.lose("phone (fax)", place);
                continue;
            }
            match Phone::new(said.trim_matches(['"', '\'', ' '])) {
                Ok(number) if !sede.phones.contains(&number) => sede.phones.push(number),
                Ok(_) => {}
                Err(_) => self.change(format!(
                    "{place}: il telefono «{}» non va bene: tralasciato",
                    said.chars().take(40).collect::<String>()
                )),
            }
        }
        for (pec, said) in emails {
            match Email::new(&said) {
                Ok(_) if !pec && is_named(&said) => {
                    self.lose("email (di una persona, non di un ufficio)", place);
                }
                Ok(email) if pec => sede.pec.push(email),
                Ok(email) if !sede.emails.contains(&email) => sede.emails.push(email),
                Ok(_) => {}
                Err(_) => self.change(format!(
                    "{place}: la posta «{}» non va bene: tralasciata",
                    said.chars().take(60).collect::<String>()
                )),
            }
        }
    }

    /// Hours as a string only where every row of them is a plain week with times; otherwise in words.
    fn hours(&mut self, owner: &Map<String, Value>, key: &'static str, sede: &mut Sede) {
        let mut rows = self.index.parts(owner, &SCHEDULES, "schedule", key);
        if key == "service_id" {
            rows.retain(|r| !self.has_place(r));
        }
        if rows.is_empty() {
            return;
        }
        let spans: Option<Vec<Span>> = rows.iter().map(span).collect();
        let osm = spans.map(|s| in_osm(&s)).filter(|h| crate::catalog::hours::can_be_read(h));
        let mut words: Vec<String> = rows.iter().filter_map(in_words).collect();
        words.dedup();
        sede.hours = osm.map(|h| Text::new(&h));
        let words = words.join("; ");
        sede.hours_source = (!words.is_empty()).then(|| Text::new(&words));
        if sede.hours.is_none() && sede.hours_source.is_none() {
            self.lose("schedule (senza giorni, ore e parole)", &sede.name.clone());
        }
    }
}

/// Whether a description is a typed fact as this program writes it; then it stands in the sede.
fn typed(said: &str, sede: &mut Sede) -> bool {
    let after = |label: &str| said.strip_prefix(label).and_then(|rest| rest.strip_prefix(": "));
    if let Some(step_free) =
        after(access::STEP_FREE).and_then(|w| StepFree::ALL.iter().copied().find(|s| s.label() == w))
    {
        sede.step_free = Some(step_free);
        return true;
    }
    let sign = after(access::SIGN_LANGUAGE).and_then(|w| SignLanguage::ALL.iter().copied().find(|s| s.label() == w));
    sede.sign_language = sign.or(sede.sign_language);
    sign.is_some()
}

fn span(row: &Map<String, Value>) -> Option<Span> {
    let weekly = text(row, "freq").is_none_or(|f| f.eq_ignore_ascii_case("weekly"));
    let plain = ["valid_from", "valid_to", "bymonthday", "byyearday", "byweekno", "dtstart", "until", "count"]
        .iter()
        .all(|k| !row.contains_key(*k));
    let every = number(row, "interval").is_none_or(|n| (n - 1.0).abs() < f64::EPSILON);
    if !weekly || !plain || !every {
        return None;
    }
    let said = text(row, "byday")?;
    let days: Option<Vec<usize>> = said.split([',', ';', ' ']).filter(|d| !d.is_empty()).map(day).collect();
    let (opens, closes) = (clock(&text(row, "opens_at")?)?, clock(&text(row, "closes_at")?)?);
    let mut days = days.filter(|d| !d.is_empty())?;
    days.sort_unstable();
    // Midnight to one minute before it is the whole day.
    Some(Span { days, opens, closes: if closes == "23:59" || closes == "00:00" { "24:00".to_owned() } else { closes } })
}

/// What a row says, with its own words first.
fn in_words(row: &Map<String, Value>) -> Option<String> {
    if let Some(own) = text(row, "description").or_else(|| text(row, "notes")) {
        return Some(own);
    }
    let mut words: Vec<String> = Vec::new();
    if let Some(said) = text(row, "byday") {
        let named = |d: &str| day(d).and_then(|at| DAYS.get(at)?.get(..3)).unwrap_or(d).to_owned();
        words.push(said.split([',', ';']).map(|d| named(d.trim())).collect::<Vec<_>>().join(", "));
    }
    match (text(row, "opens_at"), text(row, "closes_at")) {
        (Some(from), Some(to)) => words.push(format!("{}-{}", clock(&from).unwrap_or(from), clock(&to).unwrap_or(to))),
        (Some(from), None) => words.push(format!("dalle {}", clock(&from).unwrap_or(from))),
        (None, Some(to)) => words.push(format!("fino alle {}", clock(&to).unwrap_or(to))),
        (None, None) if !words.is_empty() => words.push("(ore non indicate)".to_owned()),
        _ => {}
    }
    for (key, said) in [("valid_from", "dal"), ("valid_to", "al"), ("until", "fino al")] {
        words.extend(text(row, key).map(|d| format!("{said} {d}")));
    }
    (!words.is_empty()).then(|| words.join(" "))
}

fn blank(id: &RecordId, name: &str) -> Option<Sede> {
    serde_json::from_value(serde_json::json!({
        "id": format!("{}/sede/x", id.scope()),
        "name": name,
        "kind": SedeKind::Altro.word(),
        "sources": [],
        "confidence": "bassa",
    }))
    .ok()
}
