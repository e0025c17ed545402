//! Whatever comes as HSDS, made one: tables of objects with their place, names of old versions put to the new ones.
//!
//! Reads pages, bare objects, lists, one object a line, objects of lists, and CSV tables; in UTF-8 or Windows-1252, with
//! nulls, empty texts and numbers where texts belong. Of a file one object at a time is a tree, which costs ten times its
//! text; what is kept of it is text again. [`shape`] tells what an object is that nobody names. Knows nothing of our own
//! records: that is [`super::import`].

mod shape;
mod top;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

pub use self::shape::text;
pub use self::top::MAX_OBJECTS;
use self::top::Top;
use crate::catalog::reading::{NO_JSON, no_json};
use crate::exchange::csv::{decoded, delimiter, is_unclosed};
use crate::exchange::zipped;
use crate::lingua::signs::clean;

/// Largest file that is read, bytes.
pub const MAX_FILE: usize = 64 << 20;

/// Most values of one object, which is a tree while it is looked at: each costs many times the bytes it is written with.
const MAX_VALUES: usize = 1_000_000;

/// Most bytes that an archive may unpack to.
const MAX_UNPACKED: u64 = 64 << 20;

/// The files that are looked at, in a folder or in an archive.
pub const ENDINGS: [&str; 4] = [".json", ".ndjson", ".jsonl", ".csv"];

/// An object and where it stood: `servizi.json#/contents/3`, `services.csv:12`.
#[derive(Debug)]
pub struct HsdsRow {
    /// Where it stood.
    pub place: String,
    /// Its fields as JSON, empty ones left out.
    text: Box<str>,
    /// Whether anything was made of it.
    met: Cell<bool>,
}

impl HsdsRow {
    /// Its fields.
    pub fn fields(&self) -> Map<String, Value> {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// Notes that it belongs to a service.
    pub fn meet(&self) {
        self.met.set(true);
    }

    /// Whether it belongs to a service.
    pub fn is_met(&self) -> bool {
        self.met.get()
    }
}

/// What was read, by table.
#[derive(Debug, Default)]
pub struct HsdsSource {
    /// Rows by the table's name of version 3: `service`, `location`, `phone`…
    pub tables: BTreeMap<&'static str, Vec<HsdsRow>>,
    /// What could not be read at all, in Italian, with its place.
    pub rejected: Vec<String>,
    /// What was put right on the way.
    pub changed: Vec<String>,
    /// Objects read so far.
    objects: usize,
    /// Where rows are composed.
    scratch: Vec<u8>,
    /// Objects that are nothing known, by file and reason: where the first stood, how many.
    shapeless: BTreeMap<(String, String), (String, usize)>,
    /// Pages by what they are pages of: where the first stood, how much there is of it, how much was read.
    pages: BTreeMap<Option<&'static str>, (String, usize, usize)>,
}

/// Names under which a table or a list of it comes, from version 1.1 to 3.3, and its name here.
const NAMES: [(&str, &str); 74] = [
    ("services", "service"),
    ("service", "service"),
    ("contents", "service"),
    ("content", "service"),
    ("organizations", "organization"),
    ("organization", "organization"),
    ("programs", "program"),
    ("program", "program"),
    ("locations", "location"),
    ("location", "location"),
    ("service_at_location", "service_at_location"),
    ("service_at_locations", "service_at_location"),
    ("services_at_location", "service_at_location"),
    ("services_at_locations", "service_at_location"),
    ("phones", "phone"),
    ("phone", "phone"),
    ("contacts", "contact"),
    ("contact", "contact"),
    ("addresses", "address"),
    ("address", "address"),
    ("physical_address", "address"),
    ("physical_addresses", "address"),
    ("postal_address", "postal_address"),
    ("postal_addresses", "postal_address"),
    ("mail_addresses", "postal_address"),
    ("mail_address", "postal_address"),
    ("schedules", "schedule"),
    ("schedule", "schedule"),
    ("regular_schedule", "schedule"),
    ("regular_schedules", "schedule"),
    ("operating_hours", "schedule"),
    ("operating_hour", "schedule"),
    ("events", "schedule"),
    ("event", "schedule"),
    ("holiday_schedule", "holiday_schedule"),
    ("holiday_schedules", "holiday_schedule"),
    ("funding", "funding"),
    ("fundings", "funding"),
    ("eligibility", "eligibility"),
    ("eligibilities", "eligibility"),
    ("eligibilitys", "eligibility"),
    ("service_areas", "service_area"),
    ("service_area", "service_area"),
    ("required_documents", "required_document"),
    ("required_document", "required_document"),
    ("payments_accepted", "payment_accepted"),
    ("payment_accepted", "payment_accepted"),
    ("cost_options", "cost_option"),
    ("cost_option", "cost_option"),
    ("fees", "fee"),
    ("fee", "fee"),
    ("languages", "language"),
    ("language", "language"),
    ("accessibility", "accessibility"),
    ("accessibilities", "accessibility"),
    ("accessibility_for_disabilities", "accessibility"),
    ("capacities", "service_capacity"),
    ("service_capacities", "service_capacity"),
    ("service_capacity", "service_capacity"),
    ("units", "unit"),
    ("unit", "unit"),
    ("attributes", "attribute"),
    ("attribute", "attribute"),
    ("services_taxonomy", "attribute"),
    ("service_taxonomy", "attribute"),
    ("service_taxonomys", "attribute"),
    ("taxonomy_terms", "taxonomy_term"),
    ("taxonomy_term", "taxonomy_term"),
    ("taxonomies", "taxonomy"),
    ("taxonomy", "taxonomy"),
    ("organization_identifiers", "organization_identifier"),
    ("metadata", "metadata"),
    ("meta_table_descriptions", "meta_table_description"),
    ("meta_table_description", "meta_table_description"),
];

/// The table that `name` speaks of.
pub fn table(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace(['-', ' '], "_");
    let name = name.strip_suffix(".csv").unwrap_or(&name);
    let name = name.strip_prefix("hsds_").unwrap_or(name);
    NAMES.iter().find(|(n, _)| *n == name).map(|(_, t)| *t)
}

/// Names of fields that older versions and other profiles use, and the ones of version 3. Only inside the table named.
const FIELDS: [(&str, &str, &str); 16] = [
    ("organization", "url", "website"),
    ("service_area", "service_area", "name"),
    ("accessibility", "accessibility", "description"),
    ("taxonomy_term", "term", "name"),
    ("required_document", "required_document", "document"),
    ("location", "lat", "latitude"),
    ("location", "long", "longitude"),
    ("location", "lng", "longitude"),
    ("address", "postcode", "postal_code"),
    ("address", "state", "state_province"),
    ("phone", "phone_number", "number"),
    ("phone", "phone", "number"),
    ("phone", "number_type", "type"),
    ("schedule", "weekday", "byday"),
    ("service", "short_description", "description"),
    ("service", "website", "url"),
];

impl HsdsSource {
    /// Reads the files: name and bytes of each.
    pub fn of(files: &[(String, Vec<u8>)]) -> Self {
        let mut source = Self::default();
        for (name, bytes) in files {
            let shown = clean(name).into_owned();
            if bytes.len() > MAX_FILE {
                source.rejected.push(format!("{shown}: supera {} MB, non letto", MAX_FILE >> 20));
                continue;
            }
            if bytes.starts_with(zipped::MARK) {
                match zipped::files(bytes, MAX_UNPACKED, &ENDINGS) {
                    Ok(inner) if inner.is_empty() => {
                        source.rejected.push(format!("{shown}: dentro non c'è nessun file .json o .csv"));
                    }
                    Ok(inner) => inner.iter().for_each(|(part, bytes)| source.add(&format!("{name}/{part}"), bytes)),
                    Err(refusal) => source.rejected.push(format!("{shown}: {refusal}")),
                }
            } else {
                source.add(name, bytes);
            }
        }
        for ((_, reason), (first, count)) in std::mem::take(&mut source.shapeless) {
            let more = if count > 1 { format!(" e altri {}", count - 1) } else { String::new() };
            source.rejected.push(format!("{first}{more}: {reason}"));
        }
        for (first, all, read) in std::mem::take(&mut source.pages).into_values().filter(|(_, all, read)| read < all) {
            source.rejected.push(format!("{first}: sono {read} voci di {all}, le altre pagine mancano"));
        }
        source
    }

    fn add(&mut self, name: &str, bytes: &[u8]) {
        let shown = clean(name).into_owned();
        let (text, was_latin) = decoded(bytes);
        if was_latin {
            self.changed.push(format!("{shown}: non è in UTF-8, letto come Windows-1252"));
        }
        let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let (stem, ending) = stem.rsplit_once('.').unwrap_or((stem, ""));
        if ending.eq_ignore_ascii_case("csv") {
            // Otherwise the lines of a file from Windows would be counted one short.
            self.add_csv(&shown, stem, &text.replace("\r\n", "\n"));
        } else if stem != "datapackage" && stem != "base" {
            // services/<uuid>.json, organizations/<uuid>.json: the folder says what they are.
            let folder = name.rsplit(['/', '\\']).nth(1).filter(|f| table(f).is_some());
            let stem = folder.unwrap_or(stem);
            self.add_json(&shown, table(stem.trim_end_matches("_list").trim_end_matches("_full")), &text);
        }
    }

    /// Whether so many objects more may be read; said once where not.
    fn room(&mut self, more: usize, said: impl FnOnce() -> String) -> bool {
        let fits = self.objects + more <= MAX_OBJECTS;
        if !fits && self.objects <= MAX_OBJECTS {
            self.rejected.push(said());
        }
        self.objects += more;
        fits
    }

    fn add_csv(&mut self, shown: &str, stem: &str, text: &str) {
        let Some(table) = table(stem) else {
            self.rejected.push(format!("{shown}: non è una tabella di HSDS, non letta"));
            return;
        };
        let (table, kind) = kind_of_address(table);
        let delimiter = delimiter(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let heads: Vec<String> = match reader.headers() {
            Ok(heads) => heads.iter().map(|h| h.trim().to_lowercase()).collect(),
            Err(e) => {
                self.rejected.push(format!("{shown}: intestazioni non leggibili ({e})"));
                return;
            }
        };
        for (at, head) in heads.iter().enumerate() {
            if !head.is_empty() && heads.iter().take(at).any(|h| h == head) {
                self.changed.push(format!("{shown}: la colonna «{}» c'è due volte, vale l'ultima", clean(head)));
            }
        }
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    if !self
                        .room(1, || format!("{shown}:{line}: più di {MAX_OBJECTS} oggetti, da qui in poi non letti"))
                    {
                        return;
                    }
                    if is_unclosed(text, &record) {
                        self.rejected.push(format!(
                            "{shown}:{line}: una virgoletta aperta non si chiude, da qui in poi non letto"
                        ));
                        return;
                    }
                    if record.iter().skip(heads.len()).any(|c| !c.trim().is_empty()) {
                        self.changed.push(format!("{shown}:{line}: più celle che colonne, quelle in più tralasciate"));
                    }
                    let cells = heads.iter().zip(record.iter()).map(|(h, c)| (h.clone(), Value::String(c.to_owned())));
                    let mut fields = tidy(table, cells.collect());
                    if let Some(kind) = kind {
                        fields.entry("address_type").or_insert_with(|| Value::String(kind.to_owned()));
                    }
                    self.add_row(table, format!("{shown}:{line}"), &fields);
                }
                Err(e) => self.rejected.push(format!("{shown}: riga non leggibile ({e})")),
            }
        }
    }

    /// `named`: the table that the file's name speaks of.
    fn add_json(&mut self, shown: &str, named: Option<&'static str>, text: &str) {
        match serde_json::from_str::<Top>(text) {
            Ok(Top::List(list)) => self.add_list(named, shown, "", &list),
            Ok(Top::Object(members)) => self.add_whole(shown, named, members),
            Ok(Top::TooMany) => self.rejected.push(too_many(shown)),
            Ok(Top::Other) => self.rejected.push(format!("{shown}: atteso un oggetto o un elenco")),
            Err(whole) => {
                // One object a line, or a file that is broken: the lines decide.
                let lines: Vec<(usize, &str)> =
                    text.lines().enumerate().map(|(n, l)| (n + 1, l.trim())).filter(|(_, l)| !l.is_empty()).collect();
                let one_a_line = lines.len() > 1
                    && lines.iter().filter(|(_, l)| l.starts_with('{') && l.ends_with('}')).count() * 2 > lines.len();
                if !one_a_line {
                    let (line, column, said) = why(text, &whole);
                    self.rejected.push(format!("{shown}:{line}:{column}: {said}"));
                    return;
                }
                for (n, line) in lines {
                    let place = format!("{shown}:{n}");
                    if !self.room(1, || format!("{place}: più di {MAX_OBJECTS} oggetti, da qui in poi non letti")) {
                        return;
                    }
                    self.add_text(named, shown, &place, line);
                }
            }
        }
    }

    /// A file that is one object: a page, lists by their names, or the one thing itself.
    fn add_whole(&mut self, shown: &str, named: Option<&'static str>, members: Vec<(Cow<'_, str>, &RawValue)>) {
        let has = |key: &str| members.iter().any(|(k, _)| k == key);
        let is_page = ["contents", "content", "total_items"].iter().any(|k| has(k));
        // A list, or objects by their identifier.
        let is_list = |raw: &RawValue| raw.get().starts_with('[') || top::by_id(raw).is_some();
        let lists = members.iter().any(|(k, raw)| table(k).is_some() && is_list(raw));
        if !is_page && (has("id") || !lists) {
            if self.room(1, || too_many(shown)) {
                self.add_object(named, shown, &format!("{shown}#/"), members);
            }
            return;
        }
        let total = ["total_items", "totalElements"].iter().find_map(|k| members.iter().find(|(key, _)| key == k));
        let mut expected = total.and_then(|(_, raw)| raw.get().trim_matches('"').parse::<usize>().ok());
        for (key, raw) in members {
            let Some(name) = table(&key) else {
                if is_list(raw) && !["links", "_links", "meta", "pageable", "sort"].contains(&&*key) {
                    self.rejected.push(format!("{shown}#/{}: non è una tabella di HSDS, non letta", clean(&key)));
                }
                continue;
            };
            // A page does not say of what it is one.
            let name = if key == "contents" || key == "content" { named } else { Some(name) };
            match serde_json::from_str::<Top>(raw.get()) {
                Ok(Top::List(list)) => {
                    if let Some(all) = expected.take() {
                        let known = self.pages.entry(name).or_insert_with(|| (shown.to_owned(), 0, 0));
                        (known.1, known.2) = (known.1.max(all), known.2 + list.len());
                    }
                    self.add_list(name, shown, &key, &list);
                }
                Ok(Top::Object(by_id)) => {
                    let list: Vec<&RawValue> = by_id.into_iter().map(|(_, raw)| raw).collect();
                    self.add_list(name, shown, &key, &list);
                }
                Ok(Top::TooMany) => self.rejected.push(too_many(shown)),
                Ok(Top::Other) | Err(_) => {}
            }
        }
    }

    fn add_list(&mut self, table: Option<&'static str>, shown: &str, key: &str, list: &[&RawValue]) {
        if !self.room(list.len(), || too_many(shown)) {
            return;
        }
        let slash = if key.is_empty() { "" } else { "/" };
        for (at, raw) in list.iter().enumerate() {
            self.add_text(table, shown, &format!("{shown}#{slash}{key}/{at}"), raw.get());
        }
    }

    fn add_text(&mut self, table: Option<&'static str>, shown: &str, place: &str, text: &str) {
        match serde_json::from_str::<Top>(text) {
            Ok(Top::Object(members)) => self.add_object(table, shown, place, members),
            Ok(_) => self.rejected.push(format!("{place}: atteso un oggetto")),
            Err(e) => self.rejected.push(format!("{place}: {}", why(text, &e).2)),
        }
    }

    /// One object, of the table that is named or of the one that it has the shape of. The services in it become rows of their
    /// own, tied to what held them.
    fn add_object(
        &mut self,
        named: Option<&'static str>,
        shown: &str,
        place: &str,
        members: Vec<(Cow<'_, str>, &RawValue)>,
    ) {
        let mut values = 0;
        let mut fields = Map::new();
        let mut services: Vec<&RawValue> = Vec::new();
        for (key, raw) in members {
            let below = matches!(&*key, "services" | "service") && named != Some("service");
            match if below { serde_json::from_str::<Top>(raw.get()) } else { Ok(Top::Other) } {
                Ok(Top::List(list)) => services.extend(list),
                Ok(Top::Object(_)) => services.push(raw),
                _ => {
                    values += signs(raw.get());
                    if values > MAX_VALUES {
                        self.rejected.push(format!("{place}: più di {MAX_VALUES} valori in un oggetto, non letto"));
                        return;
                    }
                    match serde_json::from_str(raw.get()) {
                        Ok(value) => fields.insert(key.into_owned(), value),
                        Err(e) => return self.rejected.push(format!("{place}: {}", why(raw.get(), &e).2)),
                    };
                }
            }
        }
        let table = match named.map_or_else(|| shape::of(&fields, !services.is_empty()), Ok) {
            Ok(table) => table,
            Err(reason) => {
                let key = (shown.to_owned(), reason.to_owned());
                self.shapeless.entry(key).or_insert_with(|| (place.to_owned(), 0)).1 += 1;
                return;
            }
        };
        let (table, kind) = kind_of_address(table);
        let mut fields = tidy(table, fields);
        if let Some(kind) = kind {
            fields.entry("address_type").or_insert_with(|| Value::String(kind.to_owned()));
        }
        if !services.is_empty() && !self.room(services.len(), || too_many(shown)) {
            return;
        }
        for (at, raw) in services.iter().enumerate() {
            self.add_nested(table, &fields, &format!("{place}/services/{at}"), raw.get());
        }
        // What has no identifier, and a link, went into its services.
        let went_along = fields.get("id").is_none() || table == "service_at_location";
        if services.is_empty() || !went_along {
            self.add_row(table, place.to_owned(), &fields);
        }
    }

    fn add_nested(&mut self, table: &'static str, owner: &Map<String, Value>, place: &str, text: &str) {
        if signs(text) > MAX_VALUES {
            self.rejected.push(format!("{place}: più di {MAX_VALUES} valori in un oggetto, non letto"));
            return;
        }
        let mut service = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(fields)) => tidy("service", fields),
            Ok(_) => return self.rejected.push(format!("{place}: atteso un oggetto")),
            Err(e) => return self.rejected.push(format!("{place}: {}", why(text, &e).2)),
        };
        match (table, owner.get("id")) {
            ("organization" | "program", Some(id)) => {
                service.entry(format!("{table}_id")).or_insert_with(|| id.clone());
            }
            ("organization", None) => {
                service.entry("organization").or_insert_with(|| Value::Object(owner.clone()));
            }
            ("location" | "service_at_location", id) => {
                let link = match (table, id) {
                    ("location", Some(id)) => Map::from_iter([("location_id".to_owned(), id.clone())]),
                    ("location", None) => Map::from_iter([("location".to_owned(), Value::Object(owner.clone()))]),
                    _ => owner.clone(),
                };
                let links = service.entry("service_at_locations").or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(links) = links {
                    links.push(Value::Object(link));
                }
            }
            _ => {}
        }
        self.add_row("service", place.to_owned(), &service);
    }

    fn add_row(&mut self, table: &'static str, place: String, fields: &Map<String, Value>) {
        // Composed in one place that is kept: a text that grows anew for each row is grown over and over.
        self.scratch.clear();
        let _ = serde_json::to_writer(&mut self.scratch, fields);
        let text = std::str::from_utf8(&self.scratch).unwrap_or_default().into();
        self.tables.entry(table).or_default().push(HsdsRow { place, text, met: Cell::new(false) });
    }

    /// Rows of `table`.
    pub fn rows(&self, table: &str) -> &[HsdsRow] {
        self.tables.get(table).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Old versions have a table for each kind of address.
fn kind_of_address(table: &'static str) -> (&'static str, Option<&'static str>) {
    match table {
        "postal_address" => ("address", Some("postal")),
        other => (other, None),
    }
}

fn too_many(shown: &str) -> String {
    format!("{shown}: più di {MAX_OBJECTS} oggetti, non letto; dividilo in più file")
}

/// Why a text is no JSON, and where.
fn why(text: &str, plain: &serde_json::Error) -> (usize, usize, String) {
    // No tree of more values than that is made only to tell where it breaks off.
    match if signs(text) > MAX_VALUES { None } else { no_json(text, plain).err() } {
        Some(error) => (error.line, error.column, error.expected.to_string()),
        None => (plain.line(), plain.column(), NO_JSON.to_owned()),
    }
}

/// How many values a JSON text has at the most: its brackets, commas and colons that are in no text.
fn signs(text: &str) -> usize {
    let (mut count, mut inside, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'[' | b'{' | b',' | b':' if !inside => count += 1,
            _ => {}
        }
    }
    count
}

/// Fields under their names of version 3, without the ones that say nothing.
pub fn tidy(table: &str, fields: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in fields {
        let says_nothing = match &value {
            Value::Null => true,
            Value::String(s) => matches!(s.trim(), "" | "null" | "NULL" | "None"),
            _ => false,
        };
        if says_nothing {
            continue;
        }
        let key = key.trim().trim_start_matches('\u{feff}').to_lowercase();
        let new = FIELDS.iter().find(|(t, old, _)| *t == table && *old == key).map_or(key.as_str(), |(_, _, new)| *new);
        if !out.contains_key(new) || new == key {
            out.insert(new.to_owned(), value);
        }
    }
    out
}

/// A field as a number, quoted or not.
pub fn number(fields: &Map<String, Value>, key: &str) -> Option<f64> {
    match fields.get(key)? {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim().trim_matches('"').replace(',', ".").parse().ok(),
        _ => None,
    }
}
