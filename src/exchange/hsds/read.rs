//! Whatever comes as HSDS, made one: tables of objects with their place, names of old versions put to the new ones.
//!
//! Reads pages, bare objects, lists, one object a line, objects of lists, and CSV tables; in UTF-8 or Windows-1252, with
//! nulls, empty texts and numbers where texts belong. Knows nothing of our own records: that is [`super::import`].

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use crate::catalog::text::clean;
use crate::exchange::csv::{decoded, delimiter, is_unclosed};
use crate::exchange::zipped;

/// Largest file that is read, bytes.
pub const MAX_FILE: usize = 64 << 20;

/// Most objects that are read, of all files together.
pub const MAX_OBJECTS: usize = 200_000;

/// Most values of a JSON file: each costs many times the bytes it is written with.
const MAX_VALUES: usize = 4_000_000;

/// Most bytes that an archive may unpack to.
const MAX_UNPACKED: u64 = 64 << 20;

/// The files that are looked at, in a folder or in an archive.
pub const ENDINGS: [&str; 4] = [".json", ".ndjson", ".jsonl", ".csv"];

/// An object and where it stood: `servizi.json#/contents/3`, `services.csv:12`.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where it stood.
    pub place: String,
    /// Its fields, empty ones left out.
    pub fields: Map<String, Value>,
}

/// What was read, by table.
#[derive(Debug, Default)]
pub struct Source {
    /// Rows by the table's name of version 3: `service`, `location`, `phone`…
    pub tables: BTreeMap<&'static str, Vec<Row>>,
    /// What could not be read at all, in Italian, with its place.
    pub rejected: Vec<String>,
    /// What was put right on the way.
    pub changed: Vec<String>,
    /// Objects read so far.
    objects: usize,
}

/// Names under which a table or a list of it comes, from version 1.1 to 3.3, and its name here.
const NAMES: [(&str, &str); 72] = [
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
const FIELDS: [(&str, &str, &str); 14] = [
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
    ("schedule", "weekday", "byday"),
    ("service", "short_description", "description"),
];

impl Source {
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
                    Ok(inner) => inner.iter().for_each(|(part, bytes)| source.add(&format!("{name}/{part}"), bytes)),
                    Err(refusal) => source.rejected.push(format!("{shown}: {refusal}")),
                }
            } else {
                source.add(name, bytes);
            }
        }
        source
    }

    fn add(&mut self, name: &str, bytes: &[u8]) {
        let shown = clean(name).into_owned();
        let (text, was_latin) = decoded(bytes);
        // Otherwise the lines of a file from Windows would be counted one short.
        let text = text.replace("\r\n", "\n");
        if was_latin {
            self.changed.push(format!("{shown}: non è in UTF-8, letto come Windows-1252"));
        }
        let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let (stem, ending) = stem.rsplit_once('.').unwrap_or((stem, ""));
        if ending.eq_ignore_ascii_case("csv") {
            self.add_csv(&shown, stem, &text);
        } else if stem != "datapackage" && stem != "base" {
            // services/<uuid>.json, organizations/<uuid>.json: the folder says what they are.
            let folder = name.rsplit(['/', '\\']).nth(1).filter(|f| table(f).is_some());
            self.add_json(&shown, folder.unwrap_or(stem), &text);
        }
    }

    /// Whether one object more may be read; said once where not.
    fn room(&mut self, place: &str) -> bool {
        self.objects += 1;
        if self.objects == MAX_OBJECTS + 1 {
            self.rejected.push(format!("{place}: più di {MAX_OBJECTS} oggetti, da qui in poi non letti"));
        }
        self.objects <= MAX_OBJECTS
    }

    fn add_csv(&mut self, shown: &str, stem: &str, text: &str) {
        let Some(table) = table(stem) else {
            self.rejected.push(format!("{shown}: non è una tabella di HSDS, non letta"));
            return;
        };
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
                    if !self.room(&format!("{shown}:{line}")) {
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
                    let fields = heads.iter().zip(record.iter()).map(|(h, c)| (h.clone(), Value::String(c.to_owned())));
                    self.add_row(table, format!("{shown}:{line}"), fields.collect());
                }
                Err(e) => self.rejected.push(format!("{shown}: riga non leggibile ({e})")),
            }
        }
    }

    fn add_json(&mut self, shown: &str, stem: &str, text: &str) {
        if signs(text) > MAX_VALUES {
            self.rejected.push(format!("{shown}: più di {MAX_VALUES} valori, non letto; dividilo in più file"));
            return;
        }
        match serde_json::from_str::<Value>(text) {
            Ok(value) => self.add_value(shown, stem, value),
            Err(whole) => {
                // One object a line, or a file that is broken: the lines decide.
                let lines: Vec<(usize, &str)> =
                    text.lines().enumerate().map(|(n, l)| (n + 1, l.trim())).filter(|(_, l)| !l.is_empty()).collect();
                let one_a_line = lines.len() > 1
                    && lines.iter().filter(|(_, l)| l.starts_with('{') && l.ends_with('}')).count() * 2 > lines.len();
                if !one_a_line {
                    let said = crate::catalog::load::in_italian(&whole);
                    self.rejected.push(format!("{shown}:{}:{}: {}", whole.line(), whole.column(), clean(&said)));
                    return;
                }
                for (n, line) in lines {
                    if !self.room(&format!("{shown}:{n}")) {
                        return;
                    }
                    match serde_json::from_str::<Value>(line) {
                        Ok(Value::Object(fields)) => self.add_row("service", format!("{shown}:{n}"), fields),
                        Ok(_) => self.rejected.push(format!("{shown}:{n}: atteso un oggetto")),
                        Err(e) => {
                            let said = crate::catalog::load::in_italian(&e);
                            self.rejected.push(format!("{shown}:{n}:{}: {}", e.column(), clean(&said)));
                        }
                    }
                }
            }
        }
    }

    fn add_value(&mut self, shown: &str, stem: &str, value: Value) {
        let stem = stem.trim_end_matches("_list").trim_end_matches("_full");
        match value {
            Value::Array(list) => {
                let table = table(stem).unwrap_or("service");
                self.add_list(table, shown, "", list);
            }
            Value::Object(fields) => {
                let is_page = ["contents", "content", "total_items"].iter().any(|k| fields.contains_key(*k));
                let objects =
                    |v: &Value| v.as_object().is_some_and(|o| !o.is_empty() && o.values().all(Value::is_object));
                let lists = fields.iter().filter(|(k, v)| table(k).is_some() && (v.is_array() || objects(v))).count();
                if !is_page && (fields.contains_key("id") || lists == 0) {
                    let at_place = fields.contains_key("location") && fields.contains_key("service");
                    let table = match table(stem) {
                        _ if at_place => "service_at_location",
                        _ if fields.contains_key("location_type") => "location",
                        named => named.unwrap_or("service"),
                    };
                    self.add_row(table, format!("{shown}#/"), fields);
                    return;
                }
                for (key, value) in fields {
                    let Some(name) = table(&key) else { continue };
                    let name = if key == "contents" || key == "content" { table(stem).unwrap_or(name) } else { name };
                    match value {
                        Value::Array(list) => self.add_list(name, shown, &key, list),
                        // Objects by their identifier.
                        Value::Object(by_id) => {
                            self.add_list(name, shown, &key, by_id.into_iter().map(|(_, v)| v).collect());
                        }
                        _ => {}
                    }
                }
            }
            _ => self.rejected.push(format!("{shown}: atteso un oggetto o un elenco")),
        }
    }

    fn add_list(&mut self, table: &'static str, shown: &str, key: &str, list: Vec<Value>) {
        let slash = if key.is_empty() { "" } else { "/" };
        for (at, value) in list.into_iter().enumerate() {
            let place = format!("{shown}#{slash}{key}/{at}");
            if !self.room(&place) {
                return;
            }
            match value {
                Value::Object(fields) => self.add_row(table, place, fields),
                _ => self.rejected.push(format!("{place}: atteso un oggetto")),
            }
        }
    }

    fn add_row(&mut self, table: &'static str, place: String, fields: Map<String, Value>) {
        let (table, kind) = match table {
            "postal_address" => ("address", Some("postal")),
            other => (other, None),
        };
        let mut fields = tidy(table, fields);
        self.add_nested_services(table, &place, &mut fields);
        if let Some(kind) = kind {
            fields.entry("address_type").or_insert_with(|| Value::String(kind.to_owned()));
        }
        self.tables.entry(table).or_default().push(Row { place, fields });
    }

    /// Services that hang below an organization, a program or a link become rows of their own, tied to what held them.
    fn add_nested_services(&mut self, table: &'static str, place: &str, fields: &mut Map<String, Value>) {
        if table == "service" {
            return;
        }
        let list = match (fields.remove("services"), fields.remove("service")) {
            (Some(Value::Array(list)), _) => list,
            (_, Some(one @ Value::Object(_))) => vec![one],
            _ => return,
        };
        for (at, value) in list.into_iter().enumerate() {
            let Value::Object(mut service) = value else { continue };
            match (table, fields.get("id")) {
                ("organization", Some(id)) => {
                    service.entry("organization_id").or_insert_with(|| id.clone());
                }
                ("service_at_location", _) => {
                    let links = service.entry("service_at_locations").or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(links) = links {
                        links.push(Value::Object(fields.clone()));
                    }
                }
                _ => {}
            }
            self.add_row("service", format!("{place}/services/{at}"), service);
        }
    }

    /// Rows of `table`.
    pub fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// Rows of `table` by the value of `key`.
    pub fn by<'a>(&'a self, table: &str, key: &str) -> HashMap<String, Vec<&'a Row>> {
        let mut out: HashMap<String, Vec<&Row>> = HashMap::new();
        for row in self.rows(table) {
            if let Some(id) = text(&row.fields, key) {
                out.entry(id).or_default().push(row);
            }
        }
        out
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

/// A field as a text: numbers and booleans are written out, wrapping quotes and control characters taken away.
pub fn text(fields: &Map<String, Value>, key: &str) -> Option<String> {
    let raw = match fields.get(key)? {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        _ => return None,
    };
    let mut trimmed = raw.trim();
    while trimmed.len() >= 2 && trimmed.starts_with('"') && trimmed.ends_with('"') {
        trimmed = trimmed.get(1..trimmed.len() - 1).unwrap_or_default().trim();
    }
    let plain = clean(trimmed).trim().to_owned();
    (!plain.is_empty() && plain != "null").then_some(plain)
}

/// A field as a number, quoted or not.
pub fn number(fields: &Map<String, Value>, key: &str) -> Option<f64> {
    match fields.get(key)? {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim().trim_matches('"').replace(',', ".").parse().ok(),
        _ => None,
    }
}
