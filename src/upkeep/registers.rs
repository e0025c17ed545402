//! A public register held against the catalogue: what agrees, what differs, what is new, what is gone.
//!
//! The file is read row by row. Only the columns that are asked for are decoded; those that speak of persons are never,
//! and leave with their row. Addresses of the form name.surname and numbers of mobiles, of which nobody can tell whose
//! they are, are no contact of an office. Protected places are not read at all.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Read};

use chrono::NaiveDate;
use csv::ByteRecord;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::fields;
use super::privacy;
use super::proposal::{Proposal, Topic};
use crate::catalog::italia;
use crate::catalog::model::{AmbitoIx, Catalog, ComuneIx, SedeIx, SedePlace, TipologiaIx};
use crate::catalog::persons::{is_personal_column, is_personal_mail};
use crate::catalog::record::Source;
use crate::catalog::text::Text;
use crate::catalog::values::{Cap, Email, PartialDate, Phone, SedeKind, Stato, Url};
use crate::exchange::comuni::town;
use crate::exchange::csv::{decoded, delimiter};
use crate::exchange::raw::{Refusal, says_nothing};
use crate::exchange::tables::is_refuge;
use crate::lingua::fold::fold;
use crate::lingua::fold::slug;
use crate::lingua::signs::clean;

/// Most rows that are read.
const MAX_ROWS: usize = 2_000_000;

/// Longest row, bytes: of what is longer a quotation mark was not closed.
const MAX_ROW: usize = 256 * 1024;

/// Which register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Register {
    /// `IndicePA`, organisational units.
    Ipa,
    /// The region's register of authorised structures and services.
    Puglia,
    /// Any other: our field, and the column that holds it.
    Csv(Vec<(String, String)>),
}

impl Register {
    fn title(&self) -> &'static str {
        match self {
            Self::Ipa => "IndicePA, unità organizzative",
            Self::Puglia => "Regione Puglia, registro delle strutture e dei servizi autorizzati",
            Self::Csv(_) => "Registro pubblico",
        }
    }

    /// Who says so, as a role.
    fn role(&self) -> &'static str {
        match self {
            Self::Ipa => "registro IndicePA",
            Self::Puglia => "registro regionale",
            Self::Csv(_) => "registro",
        }
    }

    /// Our field and the columns that may hold it, best first. Nothing of a person is among them.
    fn columns(&self) -> Vec<(String, Vec<String>)> {
        let own = |pairs: &[(&str, &[&str])]| {
            pairs.iter().map(|(f, c)| ((*f).to_owned(), c.iter().map(|c| (*c).to_owned()).collect())).collect()
        };
        match self {
            Self::Ipa => own(&[
                ("name", &["Descrizione_uo", "des_ou"]),
                ("istat", &["Codice_comune_ISTAT"]),
                ("cadastral", &["Codice_catastale_comune"]),
                ("body", &["Codice_IPA", "cod_amm"]),
                ("comune", &["comune"]),
                ("cap", &["CAP"]),
                ("address", &["Indirizzo"]),
                ("phones", &["Telefono", "Tel"]),
                ("mail1", &["Mail1"]),
                ("kind1", &["Tipo_Mail1"]),
                ("mail2", &["Mail2"]),
                ("kind2", &["Tipo_Mail2"]),
                ("mail3", &["Mail3"]),
                ("kind3", &["Tipo_Mail3"]),
                ("website", &["Url"]),
                ("date", &["Data_aggiornamento"]),
            ]),
            Self::Puglia => own(&[
                ("article", &["ARTICOLO"]),
                ("name", &["DENOMINAZIONE_SEDE_OP"]),
                ("address", &["INDIRIZZO_SEDE_OP"]),
                ("comune", &["COMUNE_SEDE_OP"]),
                ("cancelled", &["CANCELLATO"]),
                ("phones", &["TELEFONO_SEDE_OP"]),
                ("emails", &["EMAIL_SEDE_OP"]),
                ("pec", &["PEC_SEDE_OP"]),
            ]),
            Self::Csv(map) => map.iter().map(|(f, c)| (f.clone(), vec![c.clone()])).collect(),
        }
    }
}

/// Fields that a mapping may name.
pub const MAPPED: [&str; 12] = [
    "name",
    "comune",
    "istat",
    "address",
    "cap",
    "phones",
    "emails",
    "pec",
    "website",
    "article",
    "tipologia",
    "cancelled",
];

/// Reads "campo=colonna".
///
/// # Errors
/// What may be written, an Italian sentence.
pub fn mapping(pairs: &[String]) -> Result<Vec<(String, String)>, String> {
    let mut out = Vec::new();
    for pair in pairs.iter().flat_map(|p| p.split(',')) {
        let (field, column) =
            pair.split_once('=').ok_or_else(|| format!("«{}»: atteso CAMPO=COLONNA.", clean(pair)))?;
        let field = match fold(field.trim()).as_str() {
            "nome" | "denominazione" => "name".to_owned(),
            "telefono" => "phones".to_owned(),
            "indirizzo" => "address".to_owned(),
            "email" => "emails".to_owned(),
            "sito" => "website".to_owned(),
            "articolo" => "article".to_owned(),
            "cancellato" => "cancelled".to_owned(),
            other => other.to_owned(),
        };
        if !MAPPED.contains(&field.as_str()) {
            return Err(format!("«{}» non è un campo: {}.", clean(&field), MAPPED.join(", ")));
        }
        if is_personal_column(column) {
            return Err(format!("La colonna «{}» parla di persone: non la leggo.", clean(column)));
        }
        out.push((field, column.trim().to_owned()));
    }
    for needed in ["name", "comune"] {
        if !out.iter().any(|(f, _)| f == needed) {
            return Err(format!("Manca «{needed}» fra le colonne: --map {needed}=COLONNA."));
        }
    }
    Ok(out)
}

/// A row of a register, after its row has gone: of an office and of nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Office {
    name: String,
    comune: ComuneIx,
    types: Vec<TipologiaIx>,
    kind: SedeKind,
    phones: Vec<String>,
    emails: Vec<String>,
    pec: Vec<String>,
    website: Option<String>,
    address: Option<String>,
    cap: Option<String>,
    date: Option<PartialDate>,
    cancelled: bool,
}

/// A place that is the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agrees {
    /// Its record.
    pub record: String,
    /// Its name.
    pub name: String,
    /// The fields that say the same.
    pub fields: Vec<&'static str>,
}

/// A field that is not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differs {
    /// The record.
    pub record: String,
    /// Its name.
    pub name: String,
    /// The field.
    pub field: &'static str,
    /// What we hold and it does not say; null where nothing. Of a list only what differs.
    pub before: Value,
    /// What the register says and we do not hold.
    pub after: Value,
}

/// A place that the catalogue does not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct New {
    /// The record it would be.
    pub record: String,
    /// Its name.
    pub name: String,
    /// Its comune.
    pub comune: String,
    /// What it serves.
    pub types: Vec<String>,
    /// Everything that the register says of it.
    pub says: Value,
}

/// A place that the register had and has no longer, or that it says is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// The record.
    pub record: String,
    /// Its name.
    pub name: String,
}

/// The whole comparison.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reconciled {
    /// The register.
    pub source: String,
    /// Rows read.
    pub read: usize,
    /// Rows that speak of social services of comuni that the catalogue has.
    pub wanted: usize,
    /// Rows of protected places: counted and not read.
    pub protected: usize,
    /// Articles of which no tipologia is known, with how many rows.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown: BTreeMap<String, usize>,
    /// What agrees.
    pub agrees: Vec<Agrees>,
    /// What differs.
    pub differs: Vec<Differs>,
    /// What is new.
    pub new: Vec<New>,
    /// What is gone.
    pub gone: Vec<Gone>,
    /// All of it as reports.
    #[serde(skip)]
    pub proposals: Vec<Proposal>,
}

/// Holds a register against the catalogue, of one ambito or of all.
///
/// # Errors
/// [`Refusal`] where the file is not this register.
pub fn reconcile(
    catalog: &Catalog,
    file: impl Read,
    register: &Register,
    only: Option<AmbitoIx>,
    today: NaiveDate,
) -> Result<Reconciled, Refusal> {
    let mut out = Reconciled { source: register.title().to_owned(), ..Reconciled::default() };
    let towns = Towns::of(catalog, *register == Register::Puglia);
    let articles = articles(catalog);
    let mut offices: Vec<Office> = Vec::new();
    rows(file, register, |cells| {
        out.read += 1;
        let Some(comune) = towns.find(cells) else { return };
        if only.is_some_and(|ix| catalog.comuni[comune].ambito != ix) {
            return;
        }
        let types = match served(catalog, register, &articles, cells) {
            Served::Known(types) => types,
            Served::Unwanted => return,
            Served::Unknown(article) => {
                *out.unknown.entry(article).or_default() += 1;
                return;
            }
        };
        let named = cells.get("name").unwrap_or_default();
        if is_protected(catalog, &types) || is_refuge(&named) {
            out.protected += 1;
            return;
        }
        out.wanted += 1;
        offices.extend(office(register, comune, types, cells));
    })?;
    compare(catalog, register, &offices, only, today, &mut out);
    Ok(out)
}

/// Words before a person's name, without their stops; a dash is none at all.
const LEADS_TO_A_NAME: [&str; 9] = ["", "di", "del", "della", "dott", "dottssa", "dr", "sig", "sigra"];

/// A row, of which our fields can be asked and nothing else. What is not asked is not even decoded.
struct Cells<'r> {
    columns: &'r HashMap<String, usize>,
    /// The columns that speak of a person.
    personal: &'r [usize],
    row: &'r ByteRecord,
}

impl Cells<'_> {
    /// What stands under a field. `None` for every way to write nothing.
    fn get(&self, field: &str) -> Option<String> {
        let text = decoded(self.row.get(*self.columns.get(field)?)?.trim_ascii()).0;
        (!says_nothing(&text)).then(|| clean(&text).into_owned())
    }

    /// What stands under a field, without the person whom the row names elsewhere: "SERVIZI SOCIALI - ADA NERI". The name is
    /// read for that and is gone with the row.
    fn impersonal(&self, field: &str) -> Option<String> {
        let text = self.get(field)?;
        let cells = self.personal.iter().filter_map(|at| self.row.get(*at)).map(|bytes| fold(&decoded(bytes).0));
        let mut names: Vec<String> = Vec::new();
        for cell in cells {
            names.extend(cell.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 2).map(str::to_owned));
        }
        let is_name = |word: &&str| {
            let folded = fold(word);
            folded.split(|c: char| !c.is_alphabetic()).any(|part| names.iter().any(|name| name == part))
        };
        // One word alone may be a saint's or a street's.
        if text.split_whitespace().filter(is_name).count() < 2 {
            return Some(text);
        }
        let mut kept: Vec<&str> = text.split_whitespace().filter(|w| !is_name(w)).collect();
        // What led to the name goes with it.
        let leads = |word: &&str| {
            let letters: String = fold(word).chars().filter(|c| c.is_alphanumeric()).collect();
            LEADS_TO_A_NAME.contains(&letters.as_str())
        };
        while kept.last().is_some_and(leads) {
            kept.pop();
        }
        let kept = kept.join(" ").trim_end_matches([',', ';', ':', '(']).to_owned();
        (!kept.is_empty()).then_some(kept)
    }
}

/// Reads row by row: `each` gets what may be asked of a row.
fn rows(file: impl Read, register: &Register, mut each: impl FnMut(&Cells<'_>)) -> Result<(), Refusal> {
    let unreadable = || Refusal("Il file non si legge come CSV: salvarlo come CSV con le intestazioni.".to_owned());
    let mut file = BufReader::with_capacity(256 * 1024, file);
    let start = file.fill_buf().map_err(|_| unreadable())?;
    if start.starts_with(b"PK") || start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(Refusal("È un foglio di calcolo o un testo UTF-16: aprirlo e salvarlo come CSV UTF-8.".to_owned()));
    }
    let first: Vec<u8> = start.iter().copied().take_while(|b| *b != b'\n').collect();
    let sign = delimiter(&decoded(&first).0);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sign)
        .buffer_capacity(256 * 1024)
        .from_reader(file);
    let mut row = ByteRecord::new();
    if !reader.read_byte_record(&mut row).map_err(|_| unreadable())? {
        return Err(Refusal("Il file è vuoto.".to_owned()));
    }
    let heads: Vec<String> = row.iter().map(|h| fold(decoded(h).0.trim())).collect();
    let at = |column: &String| {
        let column = fold(column);
        heads.iter().position(|h| *h == column)
    };
    let columns: Vec<(String, usize)> =
        register.columns().into_iter().filter_map(|(field, names)| Some((field, names.iter().find_map(at)?))).collect();
    let has = |field: &str| columns.iter().any(|(f, _)| f == field);
    if !has("name") || !["comune", "istat", "cadastral", "body"].iter().any(|f| has(f)) {
        return Err(Refusal("Mancano le colonne di questo registro (nome e comune): è il file giusto?".to_owned()));
    }
    let columns: HashMap<String, usize> = columns.into_iter().collect();
    let personal: Vec<usize> =
        heads.iter().enumerate().filter(|(_, h)| is_personal_column(h)).map(|(at, _)| at).collect();
    for _ in 0..MAX_ROWS {
        if !reader.read_byte_record(&mut row).map_err(|_| unreadable())? {
            return Ok(());
        }
        if row.as_slice().len() > MAX_ROW {
            return Err(Refusal("Una riga non finisce: una virgoletta aperta non si chiude.".to_owned()));
        }
        each(&Cells { columns: &columns, personal: &personal, row: &row });
    }
    Err(Refusal(format!("Il file ha più di {MAX_ROWS} righe.")))
}

/// Comuni by every way in which a register may name them.
struct Towns {
    istat: HashMap<String, ComuneIx>,
    cadastral: HashMap<String, ComuneIx>,
    /// Names that only one comune of the catalogue has, and of which province it is.
    names: HashMap<String, (ComuneIx, String)>,
    /// Names that a comune elsewhere in Italy has as well: without a code they say nothing.
    shared: HashSet<String>,
}

impl Towns {
    /// `of_the_region`: a name is that of a comune of the region, whatever the comuni elsewhere are called.
    fn of(catalog: &Catalog, of_the_region: bool) -> Self {
        let all = || catalog.comuni.pairs().map(|(ix, c)| (ix, &c.record));
        let istat: HashMap<String, ComuneIx> = all().map(|(ix, r)| (r.istat.to_string(), ix)).collect();
        let mut names = HashMap::new();
        let mut shared = HashSet::new();
        let province = |code: &str| {
            catalog.regioni().flat_map(|r| &r.provinces).find(|p| p.code.as_str() == code).map(|p| town(&p.name))
        };
        for (ix, r) in all() {
            if names.insert(town(&r.name), (ix, province(&r.province).unwrap_or_default())).is_some() {
                shared.insert(town(&r.name));
            }
        }
        if !of_the_region {
            let elsewhere = italia::comuni().into_iter().filter(|c| !istat.contains_key(&c.istat));
            shared.extend(elsewhere.map(|c| town(&c.name)).filter(|name| names.contains_key(name)));
        }
        names.retain(|name, _| !shared.contains(name));
        let cadastral = all().filter_map(|(ix, r)| Some((fold(r.cadastral.as_ref()?), ix))).collect();
        Self { istat, cadastral, names, shared }
    }

    /// The comune of a row: by its code where it has one, and by its name where it has none. A code that we do not have is
    /// that of a comune elsewhere, whatever it is called.
    fn find(&self, cells: &Cells<'_>) -> Option<ComuneIx> {
        if let Some(istat) = cells.get("istat") {
            return self.istat.get(&format!("{:0>6}", istat.trim())).copied();
        }
        if let Some(code) = cells.get("cadastral") {
            return self.cadastral.get(&fold(&code)).copied();
        }
        let body = || cells.get("body").and_then(|b| self.cadastral.get(fold(&b).strip_prefix("c_")?).copied());
        body().or_else(|| cells.get("comune").and_then(|n| self.named(&n)))
    }

    fn named(&self, raw: &str) -> Option<ComuneIx> {
        let name = town(raw);
        if self.shared.contains(&name) {
            return None;
        }
        if let Some((ix, _)) = self.names.get(&name) {
            return Some(*ix);
        }
        // "S. CASSIANO": san, santo, santa, sant'.
        if let Some(rest) = name.strip_prefix("s ") {
            let long = ["san", "santo", "santa", "sant"].iter().filter_map(|s| self.names.get(&format!("{s} {rest}")));
            let found: Vec<ComuneIx> = long.map(|(ix, _)| *ix).collect();
            if let [one] = found.as_slice() {
                return Some(*one);
            }
        }
        // "SAN CASSIANO DI LECCE": the name, and of which province.
        let (start, of) = name.split_once(" di ")?;
        self.names.get(start).filter(|(_, province)| province == of).map(|(ix, _)| *ix)
    }
}

/// Tipologie by article of R.R. Puglia 4/2007, as their norms cite it. Where several cite one, those that cite the fewest:
/// what a voucher may be spent on is not what it is.
pub fn articles(catalog: &Catalog) -> HashMap<String, Vec<TipologiaIx>> {
    let mut cited: Vec<(TipologiaIx, Vec<String>)> = Vec::new();
    for (at, tipologia) in catalog.tipologie.iter().enumerate() {
        let mut own: Vec<String> = Vec::new();
        for norm in &tipologia.record.legal_basis {
            if let Some((_, after)) = norm.norm.split_once("4/2007, art.").filter(|(b, _)| b.contains("Puglia")) {
                own.extend(article(after));
            }
            // "già art. 60 del R.R. 4/2007".
            let what = norm.what.as_deref().unwrap_or_default();
            if let Some((before, _)) = what.split_once(" del R.R. 4/2007") {
                own.extend(before.rsplit("art.").next().and_then(article));
            }
        }
        own.sort();
        own.dedup();
        if !own.is_empty() {
            cited.push((TipologiaIx::of(at), own));
        }
    }
    let mut out: HashMap<String, Vec<TipologiaIx>> = HashMap::new();
    let mut fewest: HashMap<&String, usize> = HashMap::new();
    for (_, own) in &cited {
        for a in own {
            let least = fewest.entry(a).or_insert(usize::MAX);
            *least = (*least).min(own.len());
        }
    }
    for (ix, own) in &cited {
        for a in own.iter().filter(|a| fewest.get(a) == Some(&own.len())) {
            out.entry(a.clone()).or_default().push(*ix);
        }
    }
    out
}

/// "Art. 60 ter" = `60 ter`.
fn article(raw: &str) -> Option<String> {
    let folded = fold(raw);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && *w != "art");
    let number = words.next()?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    let glued = number.get(digits.len()..).unwrap_or_default();
    let after = if glued.is_empty() { words.next().unwrap_or_default() } else { glued };
    let more = matches!(after, "bis" | "ter" | "quater" | "quinquies").then(|| format!(" {after}"));
    Some(format!("{digits}{}", more.unwrap_or_default()))
}

enum Served {
    Known(Vec<TipologiaIx>),
    Unwanted,
    Unknown(String),
}

/// What a row serves; whether it is a social service at all.
fn served(
    catalog: &Catalog,
    register: &Register,
    articles: &HashMap<String, Vec<TipologiaIx>>,
    cells: &Cells<'_>,
) -> Served {
    let name = cells.get("name").map(|n| town(&n)).unwrap_or_default();
    if let Some(raw) = cells.get("article") {
        let Some(article) = article(&raw) else { return Served::Unknown(raw.chars().take(40).collect()) };
        return articles.get(&article).map_or(Served::Unknown(article), |types| Served::Known(types.clone()));
    }
    if let Some(ix) = cells.get("tipologia").and_then(|t| catalog.find_type(&slug(&t))) {
        return Served::Known(vec![ix]);
    }
    if *register != Register::Ipa {
        return Served::Known(Vec::new());
    }
    let says = |words: &str| format!(" {name} ").contains(&format!(" {words} "));
    let wanted = [
        "servizi sociali",
        "servizio sociale",
        "politiche sociali",
        "segretariato sociale",
        "segretariato",
        "ufficio di piano",
        "ambito territoriale",
        "ambito sociale",
        "ambito",
        "pua",
        "porta unica",
        "punto unico",
        "welfare",
    ];
    if !wanted.iter().any(|w| says(w)) || says("caccia") || says("segretariato generale") {
        return Served::Unwanted;
    }
    let one = |slug: &str| catalog.find_type(slug);
    let mut types = Vec::new();
    if says("segretariato") {
        types.extend(one("segretariato-sociale"));
    }
    if says("pua") || says("porta unica") || says("punto unico") {
        types.extend(one("punto-unico-di-accesso-pua"));
    }
    Served::Known(types)
}

fn is_protected(catalog: &Catalog, types: &[TipologiaIx]) -> bool {
    catalog.tipologie.each(types).any(|t| t.record.riservata)
}

/// What of a row is of the office: `None` where not even its name may be kept.
fn office(register: &Register, comune: ComuneIx, types: Vec<TipologiaIx>, cells: &Cells<'_>) -> Option<Office> {
    let cell = |field: &str| cells.get(field);
    let name = quiet(&cells.impersonal("name")?);
    if privacy::value(&name, false).is_err() {
        return None;
    }
    let split = |text: &str| -> Vec<String> { text.split([',', ';']).map(|p| p.trim().to_owned()).collect() };
    let mut emails = split(&cell("emails").unwrap_or_default());
    let mut pec = split(&cell("pec").unwrap_or_default());
    for n in 1..=3 {
        let Some(mail) = cell(&format!("mail{n}")) else { continue };
        let is_pec = cell(&format!("kind{n}")).is_some_and(|k| fold(&k) == "pec");
        if is_pec { pec.push(mail) } else { emails.push(mail) }
    }
    let of_an_office = |list: Vec<String>| -> Vec<String> {
        let low = list.into_iter().map(|m| m.to_lowercase());
        low.filter(|m| Email::new(m).is_ok() && !is_personal_mail(m)).collect()
    };
    let said = cell("phones").unwrap_or_default();
    let phones = said.split([',', ';']).flat_map(|p| p.split(" - ")).map(str::trim).filter(|p| {
        // A mobile in a register may be anybody's.
        Phone::new(p).is_ok_and(|n| !n.is_mobile())
    });
    let kind = match town(&name) {
        n if n.contains("ufficio di piano") || n.contains("ambito") => SedeKind::UfficioDiPiano,
        n if n.contains("pua") || n.contains("porta unica") => SedeKind::Pua,
        _ if *register == Register::Ipa => SedeKind::SegretariatoSociale,
        _ => SedeKind::Altro,
    };
    Some(Office {
        comune,
        types,
        kind,
        phones: phones.map(str::to_owned).collect(),
        emails: of_an_office(emails),
        pec: of_an_office(pec),
        website: cell("website").map(|u| with_scheme(&u)).filter(|u| Url::new(u).is_ok()),
        address: cell("address").map(|a| quiet(&a)).filter(|a| privacy::value(a, false).is_ok()),
        cap: cell("cap").filter(|c| Cap::new(c).is_ok()),
        date: cell("date").and_then(|d| PartialDate::new(d.get(..10).unwrap_or(&d)).ok()),
        cancelled: cell("cancelled").is_some_and(|c| matches!(fold(&c).as_str(), "si" | "s" | "true" | "1" | "x")),
        name,
    })
}

fn with_scheme(url: &str) -> String {
    if url.contains("://") { url.to_owned() } else { format!("https://{url}") }
}

/// "VIA FORZA D'AGRO', 12" as one writes it: a register shouts, and has apostrophes for accents.
fn quiet(text: &str) -> String {
    if text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    let words: Vec<String> = text.split_whitespace().map(quiet_word).collect();
    words.join(" ")
}

fn quiet_word(word: &str) -> String {
    const SMALL: [&str; 16] =
        ["di", "del", "della", "dei", "delle", "dello", "degli", "e", "per", "il", "la", "lo", "le", "in", "a", "al"];
    let low = word.to_lowercase();
    if SMALL.contains(&low.as_str()) {
        return low;
    }
    if word.contains('.') || (word.len() <= 4 && !word.chars().any(|c| "AEIOU".contains(c))) {
        return word.to_owned();
    }
    let mut out = String::new();
    let mut first = true;
    for c in low.chars() {
        if first && c.is_alphabetic() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        first = !c.is_alphanumeric();
    }
    for (typed, meant) in [("a'", "à"), ("e'", "è"), ("i'", "ì"), ("o'", "ò"), ("u'", "ù")] {
        for end in ["", ",", ")"] {
            if let Some(start) = out.strip_suffix(&format!("{typed}{end}")) {
                return format!("{start}{meant}{end}");
            }
        }
    }
    out
}

/// Words that tell no place from another.
const GENERIC: [&str; 22] = [
    "comune",
    "centro",
    "servizio",
    "servizi",
    "sociale",
    "sociali",
    "ufficio",
    "uffici",
    "settore",
    "area",
    "della",
    "delle",
    "per",
    "del",
    "dei",
    "con",
    "coop",
    "cooperativa",
    "srl",
    "onlus",
    "politiche",
    "sede",
];

/// Words by which a name is told from others.
fn telling(name: &str, comune: &str) -> HashSet<String> {
    let comune = town(comune);
    let words = town(name);
    let own = words.split(' ').filter(|w| w.len() > 2 && !GENERIC.contains(w) && !comune.split(' ').any(|c| c == *w));
    own.map(str::to_owned).collect()
}

/// The comuni that a name speaks of: "Sportello antiviolenza di Peschici", whose rooms may be elsewhere.
fn spoken_of(catalog: &Catalog, name: &str) -> BTreeSet<ComuneIx> {
    let name = format!(" {} ", town(name));
    let comuni = catalog.comuni.pairs();
    comuni.filter(|(_, c)| name.contains(&format!(" {} ", town(&c.record.name)))).map(|(ix, _)| ix).collect()
}

/// How much a row is a place of its comune: 0 = not at all. By its name only where that speaks of no other comune.
fn likeness(catalog: &Catalog, office: &Office, sede: &SedePlace) -> u32 {
    let r = &sede.record;
    let digits = |p: &str| Phone::new(p).map(|p| p.normalised()).unwrap_or_default();
    let ours: HashSet<String> = r.phones.iter().map(|p| digits(p)).collect();
    if office.phones.iter().any(|p| ours.contains(&digits(p))) {
        return 100;
    }
    if office
        .emails
        .iter()
        .chain(&office.pec)
        .any(|m| r.emails.iter().chain(&r.pec).any(|o| o.as_str().eq_ignore_ascii_case(m)))
    {
        return 90;
    }
    let comune = catalog.comuni[office.comune].record.name.as_str();
    let (a, b) = (telling(&office.name, comune), telling(&r.name, comune));
    let shared = a.intersection(&b).count();
    let most = a.len().min(b.len());
    let serves = office.types.iter().any(|t| sede.types.contains(t));
    let street = office.address.as_deref().zip(r.address.as_deref()).is_some_and(|(a, b)| same_street(a, b));
    let others = |name: &str| -> BTreeSet<ComuneIx> {
        spoken_of(catalog, name).into_iter().filter(|ix| *ix != office.comune).collect()
    };
    if shared > 0 && others(&office.name) != others(&r.name) {
        return if street && serves { 70 } else { 0 };
    }
    if most > 0 && shared == most && (serves || shared > 1) {
        return 80;
    }
    if street && (serves || shared > 0) {
        return 70;
    }
    if serves && most > 0 && shared * 2 >= most {
        return 60;
    }
    // The one office of its kind in the comune.
    if office.kind != SedeKind::Altro && office.kind == r.kind && a.is_empty() { 40 } else { 0 }
}

fn same_street(a: &str, b: &str) -> bool {
    let words = |s: &str| -> HashSet<String> {
        let t = town(s);
        t.split(' ')
            .filter(|w| !matches!(*w, "via" | "viale" | "piazza" | "corso" | "n" | "snc" | "p" | "zza"))
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    !a.is_empty() && (a.is_subset(&b) || b.is_subset(&a))
}

fn compare(
    catalog: &Catalog,
    register: &Register,
    offices: &[Office],
    only: Option<AmbitoIx>,
    today: NaiveDate,
    out: &mut Reconciled,
) {
    let mut by_comune: HashMap<ComuneIx, Vec<SedeIx>> = HashMap::new();
    for (ix, sede) in catalog.sedi.pairs() {
        let open = sede.is_living() && !sede.record.riservato;
        if let Some(comune) = sede.comune.filter(|_| open) {
            by_comune.entry(comune).or_default().push(ix);
        }
    }
    let mut met: HashSet<SedeIx> = HashSet::new();
    let mut taken: HashSet<String> = catalog.sedi.iter().map(|s| s.record.id.to_string()).collect();
    for office in offices {
        let here = by_comune.get(&office.comune).map(Vec::as_slice).unwrap_or_default();
        let ranked = here.iter().map(|ix| (likeness(catalog, office, &catalog.sedi[*ix]), *ix));
        let best = ranked
            .filter(|(score, ix)| *score > 0 && !(*score == 40 && met.contains(ix)))
            .max_by_key(|(score, ix)| (*score, Reverse(*ix)));
        match best {
            Some((_, ix)) if office.cancelled => {
                met.insert(ix);
                gone(register, &catalog.sedi[ix], today, out);
            }
            Some((_, ix)) => {
                met.insert(ix);
                fields_of(register, office, &catalog.sedi[ix], today, out);
            }
            None if office.cancelled => {}
            None => new(catalog, register, office, &mut taken, today, out),
        }
    }
    for (ix, sede) in catalog.sedi.pairs() {
        let ours = only.is_none_or(|ix| sede.ambito == ix) && sede.is_living();
        let named = sede.record.sources.iter().any(|s| s.title.as_str() == register.title());
        if ours && named && !met.contains(&ix) {
            gone(register, sede, today, out);
        }
    }
}

fn report(
    register: &Register,
    topic: Topic,
    record: &str,
    date: Option<PartialDate>,
    today: NaiveDate,
) -> Option<Proposal> {
    let mut proposal = Proposal::new(topic, record, register.role(), today)?;
    let read = Some(PartialDate::from_day(today));
    proposal.source = Some(Source { title: Text::new(register.title()), url: None, date, read, supports: None });
    Some(proposal)
}

fn gone(register: &Register, sede: &SedePlace, today: NaiveDate, out: &mut Reconciled) {
    let record = sede.record.id.to_string();
    out.gone.push(Gone { record: record.clone(), name: sede.record.name.to_string() });
    if let Some(mut proposal) = report(register, Topic::Chiuso, &record, None, today) {
        proposal.field = Some(Text::new("status"));
        proposal.before = sede.record.status.map(|s| json!(s)).unwrap_or_default();
        proposal.after = json!(Stato::Storico);
        out.proposals.push(proposal);
    }
}

/// What a row says field by field, against what we hold.
fn fields_of(register: &Register, office: &Office, sede: &SedePlace, today: NaiveDate, out: &mut Reconciled) {
    let Ok(record) = serde_json::to_value(&sede.record) else { return };
    let id = sede.record.id.to_string();
    let lists = [("phones", &office.phones), ("emails", &office.emails), ("pec", &office.pec)];
    let lists = lists.into_iter().filter(|(_, l)| !l.is_empty()).map(|(f, l)| (f, json!(l)));
    let texts = [("address", &office.address), ("cap", &office.cap), ("website", &office.website)];
    let texts = texts.into_iter().filter_map(|(f, t)| t.as_ref().map(|t| (f, json!(t))));
    let (mut agreed, mut differs) = (Vec::new(), Vec::new());
    for (field, after) in lists.chain(texts) {
        let before = record.get(field).cloned().unwrap_or_default();
        if says_the_same(field, &before, &after) {
            agreed.push(field);
        } else {
            let after = if fields::is_contacts(field) { one_for_one(field, &before, &after) } else { after };
            differs.push((field, before, after));
        }
    }
    let name = sede.record.name.to_string();
    for field in &agreed {
        if let Some(mut proposal) = report(register, Topic::Verificato, &id, office.date, today) {
            proposal.field = Some(Text::new(field));
            proposal.before = record.get(*field).cloned().unwrap_or_default();
            out.proposals.push(proposal);
        }
    }
    if differs.is_empty() {
        out.agrees.push(Agrees { record: id, name, fields: agreed });
        return;
    }
    for (field, before, after) in differs {
        let (went, came) = fields::difference(field, &before, &after);
        let adds = fields::is_contacts(field) && went.is_empty();
        let topic = if before.is_null() || adds { Topic::Manca } else { Topic::Sbagliato };
        // Of a list only what differs is told.
        let told = |items: &[&str], whole: &Value| match items {
            _ if !fields::is_contacts(field) => whole.clone(),
            [] => Value::Null,
            some => json!(some),
        };
        let (goes, comes) = (told(&went, &before), told(&came, &after));
        if let Some(mut proposal) = report(register, topic, &id, office.date, today) {
            proposal.field = Some(Text::new(field));
            proposal.before = before;
            proposal.after = after;
            out.proposals.push(proposal);
        }
        out.differs.push(Differs { record: id.clone(), name: name.clone(), field, before: goes, after: comes });
    }
}

/// Our list with what the register says besides: in the place of the one of ours that it does not have, where that is one for one.
/// Of two lists that have nothing else in common nobody knows which of ours is wrong: what is new stands behind them.
fn one_for_one(field: &str, ours: &Value, theirs: &Value) -> Value {
    let (went, came) = fields::difference(field, ours, theirs);
    let held = fields::items(ours);
    let replaced = went.len() == came.len() && went.len() == 1;
    fields::put_in(field, &held, if replaced { &went } else { &[] }, &came)
}

/// Whether what the register says is among what we hold.
fn says_the_same(field: &str, ours: &Value, theirs: &Value) -> bool {
    let texts = |v: &Value| -> Vec<String> {
        match v {
            Value::String(s) => vec![s.clone()],
            Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    };
    let (ours, theirs) = (texts(ours), texts(theirs));
    let same = |a: &str, b: &str| match field {
        "phones" => fields::same(field, &json!([a]), &json!([b])),
        "address" => same_street(a, b),
        "website" => host(a) == host(b),
        _ => a.eq_ignore_ascii_case(b),
    };
    !theirs.is_empty() && theirs.iter().all(|t| ours.iter().any(|o| same(o, t)))
}

fn host(url: &str) -> String {
    let rest = url.split("://").nth(1).unwrap_or(url);
    rest.split('/').next().unwrap_or_default().trim_start_matches("www.").to_lowercase()
}

fn new(
    catalog: &Catalog,
    register: &Register,
    office: &Office,
    taken: &mut HashSet<String>,
    today: NaiveDate,
    out: &mut Reconciled,
) {
    let comune = &catalog.comuni[office.comune];
    let ambito = &catalog.ambiti[comune.ambito];
    let plain = format!("{}/sede/{}-{}", ambito.record.id, slug(&office.name), slug(&comune.record.name));
    let plain: String = plain.chars().take(110).collect::<String>().trim_end_matches('-').to_owned();
    let free =
        std::iter::once(plain.clone()).chain((2..200).map(|n| format!("{plain}-{n}"))).find(|id| !taken.contains(id));
    let Some(id) = free else { return };
    taken.insert(id.clone());
    let types: Vec<String> = catalog.tipologie.each(&office.types).map(|t| t.record.id.to_string()).collect();
    let mut says = Map::new();
    says.insert("id".to_owned(), json!(id));
    says.insert("name".to_owned(), json!(office.name));
    says.insert("kind".to_owned(), json!(office.kind.word()));
    says.insert("comune".to_owned(), json!(comune.record.istat));
    let lists = [("types", &types), ("phones", &office.phones), ("emails", &office.emails), ("pec", &office.pec)];
    for (field, list) in lists.into_iter().filter(|(_, l)| !l.is_empty()) {
        says.insert(field.to_owned(), json!(list));
    }
    for (field, text) in [("address", &office.address), ("cap", &office.cap), ("website", &office.website)] {
        if let Some(text) = text {
            says.insert(field.to_owned(), json!(text));
        }
    }
    let says = Value::Object(says);
    if let Some(mut proposal) = report(register, Topic::Manca, &id, office.date, today) {
        proposal.field = Some(Text::new(fields::NEW_SEDE));
        proposal.after = says.clone();
        out.proposals.push(proposal);
    }
    out.new.push(New { record: id, name: office.name.clone(), comune: comune.record.name.to_string(), types, says });
}
